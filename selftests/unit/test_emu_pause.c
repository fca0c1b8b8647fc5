// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of flow control: when the receive buffer asks for silence and
 * ends it, when it drops, the guard against a host that never reads again, and
 * what a pause frame of the network does to transmission.
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
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MS		1000000ULL
#define DROP_NEVER	(2U << 29)
#define PS_NETWORK	0x1000U
#define PS_ENABLE	0x1000000U

/* Pause from 4 units up and from 1 down, drop from 8 up and from 2 down */
#define PAUSE_THLD	(EMU_PREP(HNI_RXB_THLD_OFF, 1U) | 4)
#define DROP_THLD	(EMU_PREP(HNI_RXB_THLD_OFF, 2U) | 8)
#define PAUSE_ON	0x1400U		/* in PAUSE_DROP_CTRL */
#define DROP_ON		0x10U

static struct emu_frame f;

/* A host that asked not to lose frames and has no buffers */
static void setup(unsigned int idx, uint32_t ctrl)
{
	emu_dev_up(idx);
	emu_dev_queue_write(0, HNI_QUEUE_RDE_CTL0, 0x0c0a0000 | DROP_NEVER);
	emu_dev_write(HNI_CSR_RXB_PBUF_CFG(4), 0x00180000);
	emu_dev_write(HNI_CSR_RXB_PAUSE_THLD(4), PAUSE_THLD);
	emu_dev_write(HNI_CSR_RXB_DROP_THLD(4), DROP_THLD);
	emu_dev_write(HNI_CSR_RXB_PAUSE_STORM_UNIT_WR, 6000);
	emu_dev_write(HNI_CSR_RXB_PAUSE_STORM(0), 100);
	emu_dev_write(HNI_CSR_RXB_PAUSE_DROP_CTRL, ctrl);
	f.off = EMU_FRAME_HEADROOM;
	f.len = 60;
	memcpy(f.buf + f.off + 12, "\x88\xb5", 2);
}

/* Frames of one unit each */
static unsigned int receive(unsigned int count)
{
	unsigned int taken = 0;

	while (count--)
		taken += emu_func_deliver(dev.fn, &f);
	return taken;
}

static void host_reads(void)
{
	emu_dev_buffers_post(0, 32);
	emu_func_poll_tx(dev.fn, 1);
}

static uint32_t xoffs(void)
{
	return emu_dev_read(HNI_CSR_MAC_STAT_TX_XOFF_STB_L);
}

static uint32_t level(void)
{
	return emu_dev_read(HNI_CSR_RXB_PBUF_FIFO_LEVEL(4));
}

static void pause_xoff(void)
{
	setup(1, PAUSE_ON);
	receive(3);
	EXPECT_EQ(xoffs(), 0);
	EXPECT_EQ(level(), 3);
	receive(3);
	EXPECT_EQ(xoffs(), 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_TRANS_PAUSE_STS(4)), 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_PAUSE_EVENT_CNT(0)), 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MAC_STAT_TX_CONTROL_FRAMES_L), 1);
	emu_dev_close();
}

static void pause_xon(void)
{
	setup(1, PAUSE_ON);
	receive(4);
	EXPECT(dev.fn->pause.sent);
	host_reads();
	EXPECT(!dev.fn->pause.sent);
	EXPECT_EQ(level(), 0);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MAC_STAT_TX_CONTROL_FRAMES_L), 2);
	EXPECT_EQ(xoffs(), 1);
	emu_dev_close();
}

/* Either switch is enough: the buffer's, as of 6.12, or the MAC's */
static void pause_disabled(void)
{
	setup(1, 0);
	receive(8);
	EXPECT_EQ(xoffs(), 0);
	emu_dev_close();
	setup(1, PAUSE_ON);
	emu_dev_write(HNI_CSR_MAC_COMMAND_CONFIG, 0x30000813);
	receive(8);
	EXPECT_EQ(xoffs(), 0);
	emu_dev_close();
}

static void pause_drop(void)
{
	setup(1, DROP_ON);
	EXPECT_EQ(receive(12), 8);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_TRANS_DROP_STS(4)), 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_DROP_FRMS_STS(4)), 4);
	host_reads();
	EXPECT_EQ(receive(1), 1);
	emu_dev_close();
}

/* 2 KiB hold 32 units, and no threshold is in force */
static void pause_size(void)
{
	setup(1, 0);
	emu_dev_write(HNI_CSR_RXB_PBUF_CFG(4), 1U << 13);
	EXPECT_EQ(receive(40), 32);
	emu_dev_close();
}

/* ---- storm ---- */

static void pause_storm(void)
{
	setup(1, PAUSE_ON | PS_ENABLE);
	emu_dev_write(HNI_CSR_RXB_ERR_INTR_MASK, 0xe000);
	emu_dev_write(HNI_CSR_INTR_MSIX_CTRL(HNI_INTR_CAUSE_RXB),
		      HNI_INTR_MSIX_CTRL_ENABLE | 5);
	receive(6);
	emu_dev_pass(MS - 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_ERR_INTR_STS), 0);
	emu_dev_pass(1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_ERR_INTR_STS), PS_NETWORK);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_INTR_PS_COUNT(0)), 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)) & 0x20, 0x20);
	/* Nobody waits for this host any more */
	emu_func_poll_tx(dev.fn, 1);
	EXPECT_EQ(level(), 0);
	EXPECT_EQ(receive(1), 0);
	emu_dev_close();
}

static void pause_storm_over(void)
{
	setup(1, PAUSE_ON | PS_ENABLE);
	receive(6);
	emu_dev_pass(MS);
	emu_func_poll_tx(dev.fn, 1);
	emu_dev_write(HNI_CSR_RXB_PAUSE_STORM(0),
		      HNI_RXB_PAUSE_STORM_FORCE_NORMAL | 100);
	emu_dev_write(HNI_CSR_RXB_PAUSE_STORM(0), 100);
	EXPECT_EQ(receive(6), 6);
	EXPECT_EQ(xoffs(), 2);
	emu_dev_close();
}

static void pause_storm_unguarded(void)
{
	setup(1, PAUSE_ON);
	receive(6);
	emu_dev_pass(1000 * MS);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_ERR_INTR_STS), 0);
	EXPECT_EQ(level(), 6);
	emu_dev_close();
}

/* ---- what the network asks for ---- */

static void send_on(unsigned int q)
{
	emu_dev_ram64_set(EMU_DEV_TWQ, 0x0000082000000000ULL);
	emu_dev_ram64_set(EMU_DEV_TWQ + 8, 60ULL << 48 | 3ULL << 46 | 0x80000);
	emu_dev_queue_write(q, HNI_QUEUE_TWQ0_TAIL, 2);
	emu_func_poll_tx(dev.fn, 64);
}

/* 1000 quanta of 512 bits at 100 Gbit/s: 5.12 us */
static void pause_silence(void)
{
	setup(1, 0);
	emu_func_pause(dev.fn, 1000);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MAC_STAT_RX_XOFF_STB_L), 1);
	send_on(0);
	EXPECT_EQ(dev.sents, 0);
	emu_dev_pass(5119);
	emu_func_poll_tx(dev.fn, 64);
	EXPECT_EQ(dev.sents, 0);
	emu_dev_pass(1);
	emu_func_poll_tx(dev.fn, 64);
	EXPECT_EQ(dev.sents, 1);
	emu_dev_close();
}

static void pause_silence_ends(void)
{
	setup(1, 0);
	emu_func_pause(dev.fn, 0xffff);
	send_on(0);
	emu_func_pause(dev.fn, 0);
	emu_func_poll_tx(dev.fn, 64);
	EXPECT_EQ(dev.sents, 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MAC_STAT_RX_XOFF_STB_L), 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MAC_STAT_RX_CONTROL_FRAMES_L), 2);
	emu_dev_close();
}

static void pause_ignored(void)
{
	setup(1, 0);
	emu_dev_write(HNI_CSR_MAC_COMMAND_CONFIG, 0x30000813);
	emu_func_pause(dev.fn, 0xffff);
	send_on(0);
	EXPECT_EQ(dev.sents, 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MAC_STAT_RX_XOFF_STB_L), 0);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MAC_STAT_RX_CONTROL_FRAMES_L), 1);
	emu_dev_close();
}

/* A representor's page sends past the MAC, maybe to another port */
static void pause_bound_page(void)
{
	setup(0, 0);
	dev.bound = 3;
	emu_dev_queue_open(127);
	emu_func_pause(dev.fn, 0xffff);
	send_on(127);
	EXPECT_EQ(dev.sents, 1);
	emu_dev_close();
}

static void pause_reset(void)
{
	setup(1, PAUSE_ON | PS_ENABLE);
	receive(6);
	emu_func_pause(dev.fn, 0xffff);
	emu_func_reset(dev.fn);
	EXPECT(!dev.fn->pause.sent);
	EXPECT(!dev.fn->pause.silent);
	emu_dev_pass(1000 * MS);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RXB_ERR_INTR_STS), 0);
	EXPECT_EQ(level(), 0);
	emu_dev_close();
}

static const struct ktap_case cases[] = {
	{ "emu_pause.full_buffer_sends_xoff_once", pause_xoff },
	{ "emu_pause.xon_when_the_host_has_read", pause_xon },
	{ "emu_pause.nothing_is_sent_if_disabled", pause_disabled },
	{ "emu_pause.threshold_drops_until_it_is_left", pause_drop },
	{ "emu_pause.buffer_is_as_large_as_configured", pause_size },
	{ "emu_pause.storm_ends_the_pause_and_the_waiting", pause_storm },
	{ "emu_pause.host_ends_a_storm", pause_storm_over },
	{ "emu_pause.without_guard_xoff_stands", pause_storm_unguarded },
	{ "emu_pause.network_silences_for_its_quanta", pause_silence },
	{ "emu_pause.network_ends_silence_early", pause_silence_ends },
	{ "emu_pause.disabled_mac_sends_on", pause_ignored },
	{ "emu_pause.bound_page_sends_on", pause_bound_page },
	{ "emu_pause.reset_forgets_all", pause_reset },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
