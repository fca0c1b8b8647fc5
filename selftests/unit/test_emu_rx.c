// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of reception: placement, completions, checksums, back
 * pressure, the slow path.
 *
 * Links: selftests/unit/emu_dev.c tools/emulator/csr.c
 * Links: tools/emulator/csr_table.c tools/emulator/csum.c
 * Links: tools/emulator/dma.c tools/emulator/func.c tools/emulator/fw*.c
 * Links: tools/emulator/timer.c tools/emulator/irq*.c
 * Links: tools/emulator/fault.c
 * Links: tools/emulator/link.c tools/emulator/mbox.c
 * Links: tools/emulator/pause.c
 * Links: tools/emulator/pci.c tools/emulator/ptp.c tools/emulator/queue.c
 * Links: tools/emulator/rpc.c tools/emulator/rpc_parse.c
 * Links: tools/emulator/rpc_key.c
 * Links: tools/emulator/rss.c tools/emulator/rx.c tools/emulator/stats.c
 * Links: tools/emulator/strict.c tools/emulator/tlv.c tools/emulator/tso.c
 * Links: tools/emulator/tx.c
 * Cflags: -D_GNU_SOURCE -Itools/emulator
 */
#include <string.h>

#include "emu_dev.h"
#include "hw/hni_esw.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define DROP_NEVER	(2U << 29)

static struct emu_frame f;

static void setup(void)
{
	emu_dev_up(1);
	emu_dev_buffers_post(0, 16);
}

static uint8_t *frame_make(uint32_t len)
{
	uint32_t i;

	f.off = EMU_FRAME_HEADROOM;
	f.port = 0;
	f.len = len;
	for (i = 0; i < len; i++)
		f.buf[f.off + i] = (uint8_t)(i * 5 + 1);
	memcpy(f.buf + f.off + 12, "\x88\xb5", 2);
	return f.buf + f.off;
}

static void udp_make(uint32_t payload, uint16_t csum)
{
	static const uint8_t ip[20] = {
		0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0,
		192, 0, 2, 1, 198, 51, 100, 2,
	};
	uint8_t *data = frame_make(42 + payload);

	memcpy(data + 12, "\x08\x00", 2);
	memcpy(data + 14, ip, sizeof(ip));
	data[17] = (uint8_t)(28 + payload);
	data[38] = 0;
	data[39] = (uint8_t)(8 + payload);
	memset(data + 34, 0, 4);
	memset(data + 42, 0, payload);
	data[40] = (uint8_t)(csum >> 8);
	data[41] = (uint8_t)csum;
}

static uint64_t rcd(unsigned int i)
{
	return emu_dev_ram64(EMU_DEV_RCQ + 8 * i);
}

static void rx_small(void)
{
	setup();
	frame_make(98);
	EXPECT(emu_func_deliver(dev.fn, &f));
	/* 192 of headroom: offset 256; more fits, so the page stays open */
	EXPECT_EQ(rcd(0) & ~HNI_RCD_HDR_AL_DMA_HINT, 0x8000010000620000);
	EXPECT_EQ(rcd(1) >> 61, 7);
	EXPECT_MEMEQ(dev.ram + EMU_DEV_HDR_PAGES + 256, f.buf + f.off, 98);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RCQ_PTRS) >> 16, 2);
	EXPECT_EQ(dev.fn->strict.count, 0);
	emu_dev_close();
}

static void rx_packs(void)
{
	setup();
	frame_make(98);
	emu_func_deliver(dev.fn, &f);
	emu_func_deliver(dev.fn, &f);
	/* 256 + 98 + 320 + 192 = 866, rounded up to 896 */
	EXPECT_EQ(EMU_GET(HNI_RCD_AL_BUFF_OFF, rcd(2)), 896);
	EXPECT_EQ(EMU_GET(HNI_RCD_AL_BUFF_ID, rcd(2)), 0);
	emu_dev_close();
}

static void rx_page_fin(void)
{
	setup();
	frame_make(1514);
	emu_func_deliver(dev.fn, &f);
	EXPECT(rcd(0) & HNI_RCD_AL_PAGE_FIN);
	emu_func_deliver(dev.fn, &f);
	EXPECT_EQ(EMU_GET(HNI_RCD_AL_BUFF_ID, rcd(2)), 1);
	emu_dev_close();
}

/* Every rule of placement, over many lengths */
static void rx_rules(void)
{
	uint32_t len, off, end = 0;
	uint16_t id = 0xffff;
	uint64_t al;

	for (len = 14; len <= 1536; len += 37) {
		setup();
		end = 0;
		id = 0xffff;
		frame_make(len);
		while (emu_func_deliver(dev.fn, &f) &&
		       emu_dev_queue_read(0, HNI_QUEUE_RCQ_PTRS) >> 16 < 60) {
			al = rcd((emu_dev_queue_read(0, HNI_QUEUE_RCQ_PTRS) >>
				  16) - 2);
			off = EMU_GET(HNI_RCD_AL_BUFF_OFF, al);
			if (EMU_GET(HNI_RCD_AL_BUFF_ID, al) != id)
				end = 0;
			id = EMU_GET(HNI_RCD_AL_BUFF_ID, al);
			EXPECT_EQ(off % 128, 0);
			EXPECT(off >= end + 192);
			EXPECT(off + len + 320 <= 4096);
			end = off + len + 320;
		}
		emu_dev_close();
	}
}

static void rx_split(void)
{
	uint32_t i, sum = 0, pieces = 0;

	setup();
	frame_make(9742);
	EXPECT(emu_func_deliver(dev.fn, &f));
	/* No L3: the header is what was parsed, 14 bytes */
	EXPECT_EQ(EMU_GET(HNI_RCD_AL_BUFF_LEN, rcd(0)), 14);
	for (i = 1; EMU_GET(HNI_RCD_TYPE, rcd(i)) == HNI_RCD_TYPE_PAY_AL;
	     i++) {
		uint32_t part = EMU_GET(HNI_RCD_AL_BUFF_LEN, rcd(i));
		uint32_t id = EMU_GET(HNI_RCD_AL_BUFF_ID, rcd(i));
		uint32_t off = EMU_GET(HNI_RCD_AL_BUFF_OFF, rcd(i));

		EXPECT(off + part <= 4096);
		EXPECT_MEMEQ(dev.ram + EMU_DEV_PAY_PAGES + 4096 * id + off,
			     f.buf + f.off + 14 + sum, part);
		sum += part;
		pieces++;
	}
	EXPECT_EQ(sum, 9728);
	EXPECT(pieces <= 4);
	EXPECT_EQ(EMU_GET(HNI_RCD_TYPE, rcd(i)), HNI_RCD_TYPE_META);
	emu_dev_close();
}

static void rx_split_all(void)
{
	setup();
	emu_dev_queue_write(0, HNI_QUEUE_RDE_CTL0, 0x8c0a0000);
	udp_make(100, 0);
	emu_func_deliver(dev.fn, &f);
	EXPECT_EQ(EMU_GET(HNI_RCD_AL_BUFF_LEN, rcd(0)), 42);
	EXPECT_EQ(EMU_GET(HNI_RCD_AL_BUFF_LEN, rcd(1)), 100);
	emu_dev_close();
}

static void rx_csum_good(void)
{
	/* Addresses, protocol 17, length twice: 192.0.2.1, 198.51.100.2 */
	uint32_t sum = 0xc000 + 0x0201 + 0xc633 + 0x6402 + 17 + 28 + 28;
	uint16_t csum = (uint16_t)~((sum & 0xffff) + (sum >> 16));

	setup();
	udp_make(20, csum);
	emu_func_deliver(dev.fn, &f);
	EXPECT(rcd(1) & HNI_RCD_META_L4_CSUM_GOOD);
	EXPECT_EQ(EMU_GET(HNI_RCD_META_L4_TYPE, rcd(1)), HNI_L4_TYPE_UDP);
	EXPECT_EQ(EMU_GET(HNI_RCD_META_L3_TYPE, rcd(1)), HNI_L3_TYPE_IPV4);
	udp_make(20, csum ^ 1);
	emu_func_deliver(dev.fn, &f);
	EXPECT(!(rcd(3) & HNI_RCD_META_L4_CSUM_GOOD));
	emu_dev_close();
}

static void rx_csum_sum(void)
{
	uint8_t *data;

	setup();
	data = frame_make(17);
	memcpy(data + 14, "\x12\x34\x56", 3);
	emu_func_deliver(dev.fn, &f);
	/* 0x1234 + 0x5600, in network order at bytes 4 and 5 */
	EXPECT_EQ(dev.ram[EMU_DEV_RCQ + 12], 0x68);
	EXPECT_EQ(dev.ram[EMU_DEV_RCQ + 13], 0x34);
	emu_dev_close();
}

static void rx_no_buffers(void)
{
	emu_dev_up(1);
	frame_make(98);
	EXPECT(!emu_func_deliver(dev.fn, &f));
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RDE_BDQ_DROP_CNT), 1);
	emu_dev_close();
}

static void rx_ring_full(void)
{
	unsigned int i;

	setup();
	frame_make(60);
	for (i = 0; i < 31; i++)
		emu_func_deliver(dev.fn, &f);
	EXPECT(emu_dev_queue_read(0, HNI_QUEUE_RDE_CQ_DROP_CNT) > 0);
	EXPECT((emu_dev_queue_read(0, HNI_QUEUE_RCQ_PTRS) >> 16) < 64);
	emu_dev_close();
}

static void rx_waits(void)
{
	emu_dev_up(1);
	emu_dev_queue_write(0, HNI_QUEUE_RDE_CTL0, 0x0c0a0000 | DROP_NEVER);
	frame_make(98);
	EXPECT(emu_func_deliver(dev.fn, &f));
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RCQ_PTRS), 0);
	emu_dev_buffers_post(0, 16);
	emu_func_poll_tx(dev.fn, 64);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RCQ_PTRS) >> 16, 2);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RDE_BDQ_DROP_CNT), 0);
	emu_dev_close();
}

static void rx_closed(void)
{
	setup();
	emu_dev_write(HNI_CSR_RPC_RMI_CONFIG, 0x14);
	frame_make(98);
	EXPECT(!emu_func_deliver(dev.fn, &f));
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RCQ_PTRS), 0);
	emu_dev_close();
}

static void rx_too_long(void)
{
	setup();
	emu_dev_write(HNI_CSR_RPC_RMI_CONFIG, 100U << 16 | 0x1014);
	frame_make(101);
	EXPECT(!emu_func_deliver(dev.fn, &f));
	EXPECT_EQ(emu_dev_read(HNI_CSR_RPC_CNTR_OVR_SIZE_ERR), 1);
	emu_dev_close();
}

static void rx_interrupt(void)
{
	setup();
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(2), 0x80000000);
	frame_make(98);
	emu_func_deliver(dev.fn, &f);
	/* Sent without an eventfd: kept; masked by being sent */
	EXPECT_EQ(dev.fn->irq.pba[0], 4);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_MASK(0)) & 4, 4);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)) & 4, 0);
	emu_dev_close();
}

static void rx_slow_path(void)
{
	const struct emu_meta meta = { .why = 0x0102abcd };

	emu_dev_open(0);
	emu_dev_dma_on();
	emu_dev_queue_open(127);
	EXPECT(emu_func_page_ready(dev.fn, 127));
	EXPECT(!emu_func_page_ready(dev.fn, 126));
	emu_dev_buffers_post(127, 8);
	frame_make(98);
	/* RMI is off: that is the function's own path */
	EXPECT(emu_func_slowpath(dev.fn, 127, &f, &meta));
	EXPECT_EQ(EMU_GET(HNI_RCD_TYPE, rcd(0)), HNI_RCD_TYPE_HDR_AL);
	EXPECT_EQ(rcd(1), 0xc80000000102abcd);
	EXPECT_EQ(EMU_GET(HNI_RCD_TYPE, rcd(2)), HNI_RCD_TYPE_META);
	emu_dev_close();
}

static void rx_slow_path_with_mark(void)
{
	const struct emu_meta meta = {
		.why = 0xd0102abcd, .mark = 0xff12345678, .has_mark = true,
	};

	emu_dev_open(0);
	emu_dev_dma_on();
	emu_dev_queue_open(127);
	emu_dev_buffers_post(127, 8);
	frame_make(98);
	EXPECT(emu_func_slowpath(dev.fn, 127, &f, &meta));
	EXPECT_EQ(rcd(1), 0xc800000d0102abcd);
	EXPECT_EQ(EMU_GET(HNI_RCD_TYPE, rcd(2)), HNI_RCD_TYPE_OPT_META);
	EXPECT_EQ(EMU_GET(HNI_RCD_OPT_META_TYPE, rcd(2)),
		  HNI_RCD_ESW2_OPT_TYPE);
	EXPECT_EQ(rcd(2) & 0xffffffffff, 0xff12345678);
	EXPECT_EQ(EMU_GET(HNI_RCD_TYPE, rcd(3)), HNI_RCD_TYPE_META);
	emu_dev_close();
}

static void rx_hostile_geometry(void)
{
	uint32_t i;

	for (i = 0; i < 4; i++) {
		setup();
		emu_dev_queue_write(0, HNI_QUEUE_RDE_CTL0, i & 1 ? 0x1ffff800 :
				    0);
		emu_dev_queue_write(0, HNI_QUEUE_RDE_CTL1, i & 2 ? 0x1ffffff :
				    0);
		frame_make(9742);
		emu_func_deliver(dev.fn, &f);
		emu_func_deliver(dev.fn, &f);
		EXPECT(EMU_GET(HNI_RCD_AL_BUFF_OFF, rcd(0)) +
		       EMU_GET(HNI_RCD_AL_BUFF_LEN, rcd(0)) <= 4096);
		emu_dev_close();
	}
}

static const struct ktap_case cases[] = {
	{ "emu_rx.frame_is_placed_and_completed", rx_small },
	{ "emu_rx.frames_share_a_page", rx_packs },
	{ "emu_rx.page_finishes_when_next_may_not_fit", rx_page_fin },
	{ "emu_rx.placement_keeps_head_and_tail_room", rx_rules },
	{ "emu_rx.long_frame_splits_at_its_headers", rx_split },
	{ "emu_rx.every_frame_splits_if_told", rx_split_all },
	{ "emu_rx.good_checksum_is_reported", rx_csum_good },
	{ "emu_rx.other_frames_carry_their_sum", rx_csum_sum },
	{ "emu_rx.no_buffer_drops_and_counts", rx_no_buffers },
	{ "emu_rx.full_completion_ring_drops_and_counts", rx_ring_full },
	{ "emu_rx.mode_never_waits_for_buffers", rx_waits },
	{ "emu_rx.nothing_passes_a_closed_classifier", rx_closed },
	{ "emu_rx.limit_drops_and_counts", rx_too_long },
	{ "emu_rx.vector_fires_once_and_masks", rx_interrupt },
	{ "emu_rx.slow_path_says_why", rx_slow_path },
	{ "emu_rx.slow_path_carries_a_mark", rx_slow_path_with_mark },
	{ "emu_rx.hostile_geometry_stays_inside_a_page", rx_hostile_geometry },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
