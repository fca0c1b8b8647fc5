// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of transmission: checksums, segmentation, descriptors,
 * completions.
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

#include "csum.h"
#include "emu_dev.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define DATA		0x20000		/* where the packets lie */
#define LSO_CTRL	0x0a011209
#define META_PLAIN	0x0000082000000000ULL

static uint8_t *packet;

static uint32_t get16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t get32(const uint8_t *p)
{
	return get16(p) << 16 | get16(p + 2);
}

/* Slow and plain on purpose: the engine's way of adding is under test */
static uint16_t sum16(uint32_t sum, const uint8_t *p, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		sum += i % 2 ? p[i] : (uint32_t)p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static uint32_t pseudo(const uint8_t *ip, bool v6, uint32_t proto)
{
	return sum16(proto, ip + (v6 ? 8 : 12), v6 ? 32 : 8);
}

static bool l4_is_good(const uint8_t *ip, bool v6, uint32_t proto,
		       const uint8_t *l4, uint32_t len)
{
	return sum16(pseudo(ip, v6, proto) + len, l4, len) == 0xffff;
}

static void setup(void)
{
	unsigned int i;

	emu_dev_up(1);
	emu_dev_write(HNI_CSR_TCE_LSO_CTRL, LSO_CTRL);
	packet = dev.ram + DATA;
	for (i = 0; i < 65536; i++)
		packet[i] = (uint8_t)(i * 7 + (i >> 8));
}

static void headers_v4(uint8_t proto, uint32_t l4_len)
{
	static const uint8_t ip[20] = {
		0x45, 0, 0, 0, 0x12, 0xff, 0x40, 0, 64, 6, 0, 0,
		192, 0, 2, 1, 198, 51, 100, 2,
	};

	memcpy(packet + 12, "\x08\x00", 2);
	memcpy(packet + 14, ip, sizeof(ip));
	packet[14 + 9] = proto;
	memset(packet + 34, 0, l4_len);
}

/* One packet in one piece; returns when the engine is done */
static void send(uint64_t meta, uint32_t len)
{
	static unsigned int tail;

	if (!dev.fn->queue[0].ring[EMU_RING_TWQ0].dev)
		tail = 0;
	emu_dev_ram64_set(EMU_DEV_TWQ + 8 * tail, meta);
	emu_dev_ram64_set(EMU_DEV_TWQ + 8 * tail + 8,
			  (uint64_t)len << 48 | 3ULL << 46 | DATA);
	tail += 2;
	emu_dev_queue_write(0, HNI_QUEUE_TWQ0_TAIL, tail);
	emu_func_poll_tx(dev.fn, 256);
}

static const uint8_t *frame(unsigned int i)
{
	return dev.sent[i].buf + dev.sent[i].off;
}

static void tx_plain(void)
{
	setup();
	send(META_PLAIN, 60);
	EXPECT_EQ(dev.sents, 1);
	EXPECT_EQ(dev.sent[0].len, 60);
	EXPECT_EQ(dev.sent[0].port, EMU_PORT_FUNC(1));
	EXPECT_EQ(dev.dest[0], EMU_DEST_MAC);
	EXPECT_MEMEQ(frame(0), packet, 60);
	EXPECT_EQ(emu_dev_ram64(EMU_DEV_TCQ), 0x8000000000000002);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_TWQ0_PTRS), 0x00020002);
	EXPECT_EQ(dev.fn->strict.count, 0);
	emu_dev_close();
}

static void tx_pieces(void)
{
	setup();
	emu_dev_ram64_set(EMU_DEV_TWQ, META_PLAIN);
	emu_dev_ram64_set(EMU_DEV_TWQ + 8, 0x000d800000000000 | DATA);
	emu_dev_ram64_set(EMU_DEV_TWQ + 16, 0x002fc00000000000 | (DATA + 13));
	emu_dev_queue_write(0, HNI_QUEUE_TWQ0_TAIL, 3);
	emu_func_poll_tx(dev.fn, 64);
	EXPECT_EQ(dev.sents, 1);
	EXPECT_EQ(dev.sent[0].len, 60);
	EXPECT_MEMEQ(frame(0), packet, 60);
	emu_dev_close();
}

static void tx_csum_tcp(void)
{
	uint32_t seed;

	setup();
	headers_v4(6, 20);
	packet[46] = 0x50;
	seed = sum16(pseudo(packet + 14, false, 6) + 120, NULL, 0);
	packet[50] = (uint8_t)(seed >> 8);
	packet[51] = (uint8_t)seed;
	send(0x00000830080a0007, 34 + 120);
	EXPECT(l4_is_good(frame(0) + 14, false, 6, frame(0) + 34, 120));
	EXPECT(dev.sent[0].l4_valid);
	emu_dev_close();
}

static void tx_csum_udp_zero(void)
{
	uint8_t buf[64] = { 0 };
	uint64_t meta = 7 | 10 << 16 | 3 << 24;

	/* All ones' complement zeros: the result must not read "none" */
	buf[40] = 0xff;
	buf[41] = 0xff;
	EXPECT(emu_csum_insert(buf, sizeof(buf), meta));
	EXPECT_EQ(get16(buf + 40), 0xffff);
}

static void csum_any_length(void)
{
	uint8_t buf[100];
	uint32_t at, len, i;

	for (i = 0; i < sizeof(buf); i++)
		buf[i] = (uint8_t)(i * 37 + 200);
	for (at = 0; at < 9; at++)
		for (len = 0; len < 80; len++)
			EXPECT_EQ(emu_csum_fold(emu_csum_add(7, buf + at,
							     len)),
				  sum16(7, buf + at, len));
}

static void tx_csum_outside(void)
{
	setup();
	send(META_PLAIN | HNI_TWD_REQ_CSO | 63 | 255 << 16, 100);
	EXPECT_EQ(dev.sents, 0);
	EXPECT_STREQ(emu_dev_finding(),
		     "QUEUE_TWQ0(0): checksum field outside the frame");
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_TWQ0_ERR_CNT), 1);
	/* The host's memory comes back all the same */
	EXPECT_EQ(emu_dev_ram64(EMU_DEV_TCQ), 0x8000000000000002);
	emu_dev_close();
}

/* A TCP packet of 3 segments, the last one shorter, with flags CWR PSH FIN */
static void tso_tcp_send(void)
{
	uint32_t seed;

	setup();
	headers_v4(6, 20);
	memcpy(packet + 38, "\xff\xff\xff\x00", 4);
	packet[46] = 0x50;
	packet[47] = 0x99;
	seed = pseudo(packet + 14, false, 6);
	packet[50] = (uint8_t)(seed >> 8);
	packet[51] = (uint8_t)seed;
	send(0x05a80829580a0047, 54 + 2 * 1448 + 100);
}

static void tso_tcp_lengths(void)
{
	tso_tcp_send();
	EXPECT_EQ(dev.sents, 3);
	EXPECT_EQ(dev.sent[0].len, 54 + 1448);
	EXPECT_EQ(dev.sent[2].len, 54 + 100);
	EXPECT_EQ(get16(frame(1) + 16), 40 + 1448);
	EXPECT_EQ(get16(frame(2) + 16), 40 + 100);
	EXPECT_MEMEQ(frame(2) + 54, packet + 54 + 2 * 1448, 100);
	/* One completion for all */
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_TCQ_PTRS), 0x00010000);
	emu_dev_close();
}

static void tso_tcp_numbers(void)
{
	unsigned int i;

	tso_tcp_send();
	for (i = 0; i < 3; i++) {
		EXPECT_EQ(get16(frame(i) + 18), 0x12ff + i);
		EXPECT_EQ(get32(frame(i) + 38), 0xffffff00 + i * 1448);
	}
	emu_dev_close();
}

static void tso_tcp_flags(void)
{
	tso_tcp_send();
	EXPECT_EQ(frame(0)[47], 0x90);		/* CWR stays, PSH, FIN go */
	EXPECT_EQ(frame(1)[47], 0x10);
	EXPECT_EQ(frame(2)[47], 0x19);		/* PSH, FIN stay */
	emu_dev_close();
}

static void tso_tcp_sums(void)
{
	unsigned int i;

	tso_tcp_send();
	for (i = 0; i < 3; i++) {
		EXPECT_EQ(sum16(0, frame(i) + 14, 20), 0xffff);
		EXPECT(l4_is_good(frame(i) + 14, false, 6, frame(i) + 34,
				  dev.sent[i].len - 34));
	}
	emu_dev_close();
}

static void tso_udp(void)
{
	uint64_t meta = META_PLAIN | HNI_TWD_REQ_LSO | 7 | 1 << 6 | 10 << 16 |
			2U << 28 | 2ULL << 32 | 500ULL << 48;
	uint32_t seed, i;

	setup();
	headers_v4(17, 8);
	seed = pseudo(packet + 14, false, 17);
	packet[40] = (uint8_t)(seed >> 8);
	packet[41] = (uint8_t)seed;
	send(meta, 42 + 1200);
	EXPECT_EQ(dev.sents, 3);
	for (i = 0; i < 3; i++) {
		EXPECT_EQ(get16(frame(i) + 38), dev.sent[i].len - 34);
		EXPECT(l4_is_good(frame(i) + 14, false, 17, frame(i) + 34,
				  dev.sent[i].len - 34));
	}
	emu_dev_close();
}

static void v6_put(uint8_t *ip, uint8_t next)
{
	ip[0] = 0x60;
	ip[6] = next;
	ip[7] = 64;
}

static void tso_v6_in_v6(void)
{
	uint64_t meta = META_PLAIN | HNI_TWD_REQ_LSO | 7 | 3 << 6 | 20 << 8 |
			20 << 16 | 5U << 28 | 1ULL << 32 | 1000ULL << 48;
	uint32_t seed, i;

	setup();
	memcpy(packet + 12, "\x86\xdd", 2);
	v6_put(packet + 14, 41);
	v6_put(packet + 54, 6);
	memset(packet + 94, 0, 20);
	packet[106] = 0x50;
	seed = pseudo(packet + 54, true, 6);
	packet[110] = (uint8_t)(seed >> 8);
	packet[111] = (uint8_t)seed;
	send(meta, 114 + 2500);
	EXPECT_EQ(dev.sents, 3);
	for (i = 0; i < 3; i++) {
		EXPECT_EQ(get16(frame(i) + 18), dev.sent[i].len - 54);
		EXPECT_EQ(get16(frame(i) + 58), dev.sent[i].len - 94);
		EXPECT(l4_is_good(frame(i) + 54, true, 6, frame(i) + 94,
				  dev.sent[i].len - 94));
	}
	emu_dev_close();
}

static void tso_partial(void)
{
	uint64_t meta = META_PLAIN | HNI_TWD_REQ_LSO | 7 | 45 << 16 |
			5U << 28 | 1ULL << 32 | 1000ULL << 48;
	uint8_t before[104];

	setup();
	packet[14 + 90 + 12] = 0x50;
	memcpy(before, packet, sizeof(before));
	send(meta, 124 + 2000);
	EXPECT_EQ(dev.sents, 2);
	EXPECT_MEMEQ(frame(0), before, sizeof(before));
	EXPECT_MEMEQ(frame(1), before, sizeof(before));
	emu_dev_close();
}

/* GRE or so: outer IPv4 of 20 bytes, then 24 of anything */
static void tso_partial_v4(uint8_t flags, uint16_t step)
{
	uint64_t meta = META_PLAIN | HNI_TWD_REQ_LSO | 7 | 22 << 16 |
			5U << 28 | 1ULL << 32 | 1000ULL << 48;
	unsigned int i;

	setup();
	headers_v4(47, 44 - 20);
	packet[20] = flags;
	packet[14 + 44 + 12] = 0x50;
	send(meta, 78 + 2000);
	EXPECT_EQ(dev.sents, 2);
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(get16(frame(i) + 18), get16(packet + 18) + i * step);
		EXPECT_MEMEQ(frame(i) + 34, packet + 34, 24);
	}
	if (step)
		EXPECT_EQ(sum16(0, frame(1) + 14, 20), 0xffff);
	emu_dev_close();
}

static void tso_partial_id(void)
{
	tso_partial_v4(0x00, 1);
	/* may not be fragmented: an ID means nothing */
	tso_partial_v4(0x40, 0);
}

static const struct {
	const char *what;
	uint64_t meta;
	uint32_t len;
} tso_bad[] = {
	{ "no MSS", 0x00000829580a0047, 3000 },
	{ "no payload", 0x05a80829580a0047, 54 },
	{ "TCP header of 16 bytes", 0x05a80829480a0047, 3000 },
	{ "IPv4 header of 18 bytes", 0x05a8082958090047, 3000 },
	{ "L4 type other", 0x05a80828580a0047, 3000 },
	{ "segment longer than a frame", 0x3fff0829580a0047, 40000 },
};

static void tso_refused(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tso_bad); i++) {
		setup();
		send(tso_bad[i].meta, tso_bad[i].len);
		if (!EXPECT_EQ(dev.sents, 0))
			ktap_note("%s", tso_bad[i].what);
		EXPECT_EQ(emu_dev_ram64(EMU_DEV_TCQ), 0x8000000000000002);
		emu_dev_close();
	}
}

static const struct {
	const char *finding;
	uint64_t desc[3];
	unsigned int count;
} bad[] = {
	{ "QUEUE_TWQ0(0): packet does not begin with META",
	  { 0x003cc00000020000 }, 1 },
	{ "QUEUE_TWQ0(0): META inside a packet",
	  { META_PLAIN, META_PLAIN, 0x003cc00000020000 }, 3 },
	{ "QUEUE_TWQ0(0): AL of length 0",
	  { META_PLAIN, 0x0000c00000020000 }, 2 },
	{ "QUEUE_TWQ0(0): AL address not mapped",
	  { META_PLAIN, 0x003cc00040000000 }, 2 },
	{ "QUEUE_TWQ0(0): no LAST_AL before the tail",
	  { META_PLAIN, 0x003c800000020000 }, 2 },
	{ "QUEUE_TWQ0(0): frame shorter than an Ethernet header",
	  { META_PLAIN, 0x000dc00000020000 }, 2 },
	{ "QUEUE_TWQ0(0): frame longer than the MTU limit",
	  { META_PLAIN, 0x2710c00000020000 }, 2 },
};

static void tx_bad_descriptors(void)
{
	unsigned int i, d;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		setup();
		for (d = 0; d < bad[i].count; d++)
			emu_dev_ram64_set(EMU_DEV_TWQ + 8 * d,
					  bad[i].desc[d]);
		emu_dev_queue_write(0, HNI_QUEUE_TWQ0_TAIL, bad[i].count);
		emu_func_poll_tx(dev.fn, 64);
		EXPECT_EQ(dev.sents, 0);
		EXPECT_STREQ(emu_dev_finding(), bad[i].finding);
		EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_TWQ0_PTRS) >> 16,
			  bad[i].count);
		emu_dev_close();
	}
}

static void tx_phase(void)
{
	unsigned int i;

	setup();
	for (i = 0; i < 65; i++) {
		emu_dev_ram64_set(EMU_DEV_TWQ + 16 * i % 512, META_PLAIN);
		emu_dev_ram64_set(EMU_DEV_TWQ + (16 * i + 8) % 512,
				  0x003cc00000020000);
		emu_dev_queue_write(0, HNI_QUEUE_TWQ0_TAIL, 2 * (i + 1) % 64);
		emu_func_poll_tx(dev.fn, 64);
		emu_dev_queue_write(0, HNI_QUEUE_TCQ_HEAD, (i + 1) % 64);
	}
	EXPECT_EQ(emu_dev_ram64(EMU_DEV_TCQ) >> 63, 0);
	EXPECT_EQ(emu_dev_ram64(EMU_DEV_TCQ + 8) >> 63, 1);
	EXPECT_EQ(dev.fn->strict.count, 0);
	emu_dev_close();
}

static void tx_completions_full(void)
{
	unsigned int i;

	setup();
	for (i = 0; i < 64; i += 2) {
		emu_dev_ram64_set(EMU_DEV_TWQ + 8 * i, META_PLAIN);
		emu_dev_ram64_set(EMU_DEV_TWQ + 8 * i + 8,
				  0x003cc00000020000);
	}
	for (i = 1; i < 5; i++) {
		emu_dev_queue_write(0, HNI_QUEUE_TWQ0_TAIL, 62 * i % 64);
		emu_func_poll_tx(dev.fn, 256);
	}
	/* 63 entries may be used; a packet may need two */
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_TCQ_PTRS), 62U << 16);
	emu_dev_queue_write(0, HNI_QUEUE_TCQ_HEAD, 62);
	emu_func_poll_tx(dev.fn, 256);
	EXPECT(emu_dev_queue_read(0, HNI_QUEUE_TCQ_PTRS) != 0x003e003e);
	emu_dev_close();
}

static void tx_twq1(void)
{
	setup();
	emu_dev_write(HNI_CSR_QM_TWQ_DEFAULT_META_L, 0x0000000e);
	emu_dev_write(HNI_CSR_QM_TWQ_DEFAULT_META_H, 0x00000020);
	emu_dev_ram64_set(EMU_DEV_TWQ1, 0x003cc00000020000);
	emu_dev_queue_write(0, HNI_QUEUE_TWQ1_TAIL, 1);
	emu_func_poll_tx(dev.fn, 64);
	EXPECT_EQ(dev.sents, 1);
	EXPECT_EQ(dev.dest[0], EMU_DEST_MAC);
	EXPECT_EQ(emu_dev_ram64(EMU_DEV_TCQ), 0x9000000000010000);
	emu_dev_close();
}

static void tx_time_stamp(void)
{
	setup();
	send(META_PLAIN | HNI_TWD_REQ_TS, 60);
	EXPECT_EQ(EMU_GET(HNI_TCD_TYPE, emu_dev_ram64(EMU_DEV_TCQ)),
		  HNI_TCD_TYPE_TS);
	EXPECT_EQ(emu_dev_ram64(EMU_DEV_TCQ + 8), 0x8000000000000002);
	emu_dev_close();
}

static void tx_gates(void)
{
	setup();
	emu_dev_write(HNI_CSR_MAC_COMMAND_CONFIG, 0x812);
	send(META_PLAIN, 60);
	emu_dev_write(HNI_CSR_MAC_COMMAND_CONFIG, 0x813);
	emu_dev_write(HNI_CSR_SIG_MAC_IN0, 0x7800);
	send(META_PLAIN, 60);
	EXPECT_EQ(dev.sents, 0);
	EXPECT_EQ(emu_dev_read(HNI_CSR_TMI_DROP_PKTS), 2);
	emu_dev_close();
}

static void tx_bound_page(void)
{
	emu_dev_open(0);
	emu_dev_dma_on();
	emu_dev_queue_open(127);
	dev.bound = 2;
	emu_dev_ram64_set(EMU_DEV_TWQ, META_PLAIN);
	emu_dev_ram64_set(EMU_DEV_TWQ + 8, 0x003cc00000020000);
	emu_dev_queue_write(127, HNI_QUEUE_TWQ0_TAIL, 2);
	emu_func_poll_tx(dev.fn, 64);
	/* The manager's own MAC is down: that is not the port's business */
	EXPECT_EQ(dev.sents, 1);
	EXPECT_EQ(dev.dest[0], 0x102);
	emu_dev_close();
}

static const struct ktap_case cases[] = {
	{ "emu_tx.frame_leaves_and_completes", tx_plain },
	{ "emu_tx.pieces_are_joined", tx_pieces },
	{ "emu_tx.tcp_checksum_is_right", tx_csum_tcp },
	{ "emu_tx.udp_checksum_is_never_zero", tx_csum_udp_zero },
	{ "emu_csum.any_length_and_alignment", csum_any_length },
	{ "emu_tx.checksum_outside_frame_is_an_error", tx_csum_outside },
	{ "emu_tso.segments_have_their_lengths", tso_tcp_lengths },
	{ "emu_tso.id_and_sequence_advance", tso_tcp_numbers },
	{ "emu_tso.flags_are_cleared_as_programmed", tso_tcp_flags },
	{ "emu_tso.checksums_are_right", tso_tcp_sums },
	{ "emu_tso.udp_lengths_and_checksums", tso_udp },
	{ "emu_tso.ipv6_in_ipv6_edits_both", tso_v6_in_v6 },
	{ "emu_tso.partial_keeps_tunnel_headers", tso_partial },
	{ "emu_tso.partial_advances_the_outer_id", tso_partial_id },
	{ "emu_tso.impossible_packets_are_refused", tso_refused },
	{ "emu_tx.bad_descriptors_are_reported", tx_bad_descriptors },
	{ "emu_tx.phase_alternates", tx_phase },
	{ "emu_tx.full_completion_ring_stops_work", tx_completions_full },
	{ "emu_tx.second_ring_uses_default_meta", tx_twq1 },
	{ "emu_tx.time_stamp_comes_before_head", tx_time_stamp },
	{ "emu_tx.mac_gates_frames", tx_gates },
	{ "emu_tx.bound_page_injects", tx_bound_page },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
