// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of injected faults, and of the registers that show them: FEC
 * and PCS, MAC statistics, a card that is gone; also of the clock's jumps.
 *
 * Links: selftests/unit/emu_dev.c selftests/unit/emu_host.c
 * Links: tools/emulator/csr.c
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

#include "emu_host.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MS		1000000ULL
#define META_TS		0x0000082400000000ULL	/* completion, time stamp */

static struct emu_frame f;

static void fault(const char *kind, uint32_t n)
{
	EXPECT(emu_func_fault(dev.fn, kind, n));
}

static void frame_make(uint32_t len)
{
	f.off = EMU_FRAME_HEADROOM;
	f.len = len;
	memset(f.buf + f.off, 2, len);
	memcpy(f.buf + f.off + 12, "\x88\xb5", 2);
}

static void setup(void)
{
	emu_dev_up(1);
	emu_dev_buffers_post(0, 32);
	frame_make(100);
}

static void send(uint64_t meta, uint32_t len)
{
	emu_dev_ram64_set(EMU_DEV_TWQ, meta);
	emu_dev_ram64_set(EMU_DEV_TWQ + 8,
			  (uint64_t)len << 48 | 3ULL << 46 | 0x20000);
	emu_dev_queue_write(0, HNI_QUEUE_TWQ0_TAIL, 2);
	emu_func_poll_tx(dev.fn, 64);
}

static uint32_t count(uint32_t off)
{
	return emu_dev_read(off);
}

static void fault_unknown(void)
{
	emu_dev_open(1);
	EXPECT(!emu_func_fault(dev.fn, "fire", 1));
	emu_dev_close();
}

static void fault_gone(void)
{
	uint8_t byte = 0;

	setup();
	fault("gone", 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MASTER_SPARE_0), ~0U);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_ALIVE), ~0U);
	emu_dev_dma_on();
	EXPECT(!emu_func_dma_read(dev.fn, 0, &byte, 1));
	EXPECT(!emu_func_deliver(dev.fn, &f));
	EXPECT_EQ(dev.fn->strict.count, 0);
	fault("gone", 0);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MASTER_SPARE_0), 0);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_MASK(0)), ~0U);
	emu_dev_close();
}

static void fault_fec(void)
{
	emu_dev_open(1);
	fault("corrected", 0x12345);
	EXPECT_EQ(count(HNI_CSR_RSFEC_CCW_LO(0)), 0x2345);
	EXPECT_EQ(count(HNI_CSR_RSFEC_CCW_HI(0)), 1);
	EXPECT_EQ(count(HNI_CSR_RSFEC_CCW_LO(0)), 0);
	EXPECT_EQ(count(HNI_CSR_RSFEC_CCW_HI(0)), 0);
	fault("uncorrected", 7);
	EXPECT_EQ(count(HNI_CSR_RSFEC_NCCW_LO(0)), 7);
	EXPECT_EQ(count(HNI_CSR_RSFEC_NCCW_LO(0)), 0);
	fault("symbols", 0x10003);
	EXPECT_EQ(count(HNI_CSR_PCS_SYMBLERR_LO(3)), 3);
	EXPECT_EQ(count(HNI_CSR_PCS_SYMBLERR_HI(3)), 1);
	EXPECT_EQ(dev.fn->strict.count, 0);
	emu_dev_close();
}

static void fec_status(void)
{
	emu_dev_open(1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RSFEC_STATUS(0)), 0xcf00);
	EXPECT_EQ(emu_dev_read(HNI_CSR_RSFEC_STATUS(1)), 0);
	dev.cfg.link_speed = HNI_SPEED_25R1;
	dev.cfg.link_fec = HNI_FEC_BASER;
	EXPECT_EQ(emu_dev_read(HNI_CSR_RSFEC_STATUS(0)), 0);
	emu_dev_close();
}

/* A fault of the PCS lasts until its reset, which takes time */
static void fault_pcs(void)
{
	emu_dev_open(1);
	dev.cfg.fast = false;
	fault("pcs", 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0) + 4), 0x80);
	EXPECT_EQ(emu_dev_read(HNI_CSR_SIG_PCS_OUT0), 0);
	emu_dev_write(HNI_CSR_PCS_PAGE(0), 0x8000);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0)), 0xa050);
	emu_dev_pass(19 * MS);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0)), 0xa050);
	emu_dev_pass(1 * MS);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0)), 0x2050);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0) + 4), 4);
	EXPECT_EQ(emu_dev_read(HNI_CSR_SIG_PCS_INTR_STS), 1);
	emu_dev_close();
}

static void fault_fcs(void)
{
	uint64_t meta;

	setup();
	fault("fcs", 1);
	EXPECT(emu_func_deliver(dev.fn, &f));
	meta = emu_dev_ram64(EMU_DEV_RCQ + 8);
	EXPECT(meta & HNI_RCD_META_ERR_MAC_EOP);
	EXPECT_EQ(count(HNI_CSR_MAC_STAT_RX_PACKET_BAD_FCS_L), 1);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RDE_PKT_ERR_CNT), 1);
	EXPECT(emu_func_deliver(dev.fn, &f));
	meta = emu_dev_ram64(EMU_DEV_RCQ + 24);
	EXPECT(!(meta & HNI_RCD_META_ERR_MAC_EOP));
	emu_dev_close();
}

static void fault_register(void)
{
	emu_dev_open(1);
	emu_dev_queue_write(5, HNI_QUEUE_TWQ0_BAH, ~0U);
	fault("register", 1);
	EXPECT_EQ(emu_dev_queue_read(5, HNI_QUEUE_TWQ0_BAH), ~(1U << 13));
	EXPECT_EQ(emu_dev_queue_read(5, HNI_QUEUE_TWQ0_CTL), 0);
	fault("register", 0);
	EXPECT_EQ(emu_dev_queue_read(5, HNI_QUEUE_TWQ0_BAH), ~0U);
	emu_dev_close();
}

/* It masks the vector as if it had been sent; others are not concerned */
static void fault_interrupt(void)
{
	emu_dev_open(1);
	fault("interrupt", 1);
	emu_dev_write(HNI_CSR_INTR_MASK_CLEAR(0), 0x24);
	emu_dev_write(HNI_CSR_INTR_SET(0), 0x24);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_MASK(0)) & 0x24, 0x24);
	EXPECT_EQ(dev.fn->irq.pba[0], 0);
	emu_dev_write(HNI_CSR_INTR_MASK_CLEAR(0), 2);
	emu_dev_write(HNI_CSR_INTR_SET(0), 2);
	EXPECT_EQ(dev.fn->irq.pba[0], 2);
	emu_dev_close();
}

static void fault_reset(void)
{
	emu_dev_open(1);
	fault("hang", 1);
	fault("pcs", 1);
	fault("fcs", 100);
	fault("register", 1);
	fault("interrupt", 1);
	fault("flash", 1);
	emu_func_reset(dev.fn);
	EXPECT(!dev.fn->fault.is_stuck);
	EXPECT(!dev.fn->irq.is_lost);
	EXPECT(!dev.fn->fw.flash_fails);
	EXPECT(!dev.fn->fw.fault[EMU_FW_FAULT_HANG]);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0) + 4), 4);
	EXPECT_EQ(dev.fn->fault.bad_fcs, 0);
	emu_dev_close();
}

/* ---- statistics ---- */

static void stats_classes(void)
{
	setup();
	frame_make(1600);
	emu_func_deliver(dev.fn, &f);
	frame_make(100);
	memcpy(f.buf + f.off + 12, "\x88\x08", 2);
	emu_func_deliver(dev.fn, &f);
	EXPECT_EQ(count(HNI_CSR_MAC_STAT_RX_PACKET_1519_MAX_BYTES_L), 1);
	EXPECT_EQ(count(HNI_CSR_RPC_STAT_RX_PACKET_1519_2047_BYTES_L), 1);
	EXPECT_EQ(count(HNI_CSR_MAC_STAT_RX_CONTROL_FRAMES_L), 1);
	EXPECT_EQ(count(HNI_CSR_MAC_STAT_RX_BYTE_COUNT_L), 1708);
	/* Nothing but the FEC counters clears by being read */
	EXPECT_EQ(count(HNI_CSR_MAC_STAT_RX_BYTE_COUNT_L), 1708);
	emu_dev_close();
}

static void stats_pcie(void)
{
	setup();
	send(0x0000082000000000, 60);
	/* Two descriptors and one piece of 60 bytes */
	EXPECT_EQ(count(HNI_CSR_PUL_USER_OB_RD_TLP_CNT_31_0), 3);
	EXPECT_EQ(count(HNI_CSR_PUL_USER_OB_CPL_TLP_CNT_31_0), 3);
	EXPECT_EQ(count(HNI_CSR_PUL_USER_OB_CPL_DWORD_CNT_31_0), 19);
	emu_dev_close();
}

/* ---- clock ---- */

static uint32_t clock_lo(uint32_t hi)
{
	return emu_dev_read(hi + 4);
}

static void clock_start(void)
{
	emu_dev_open(1);
	emu_dev_write(HNI_CSR_PTP_CTRL, 0x00100001);
	emu_dev_write(HNI_CSR_PTP_ADD_VAL_NS, 5);
	emu_dev_write(HNI_CSR_PTP_ADD_VAL_SUBNS, 0);
	emu_dev_write(HNI_CSR_PTP_INIT_LO, 1000);
	emu_dev_write(HNI_CSR_PTP_ADJUST, 1);
}

static void clock_nudge(void)
{
	clock_start();
	emu_dev_write(HNI_CSR_PTP_NUDGE_NS, 300);
	emu_dev_write(HNI_CSR_PTP_ADJUST, HNI_PTP_ADJUST_ADD_NUDGE);
	EXPECT_EQ(clock_lo(HNI_CSR_PTP_CTR_VAL_HI), 1300);
	emu_dev_write(HNI_CSR_PTP_ADJUST, HNI_PTP_ADJUST_SUB_NUDGE);
	emu_dev_write(HNI_CSR_PTP_ADJUST, HNI_PTP_ADJUST_SUB_NUDGE);
	EXPECT_EQ(clock_lo(HNI_CSR_PTP_CTR_VAL_HI), 700);
	EXPECT_EQ(dev.fn->strict.count, 0);
	emu_dev_close();
}

static void clock_addend(void)
{
	clock_start();
	/* 5 ns a cycle: three times as fast as time */
	emu_dev_pass(1000);
	EXPECT_EQ(clock_lo(HNI_CSR_PTP_CTR_VAL_HI), 4000);
	emu_dev_write(HNI_CSR_PTP_ADD_VAL_NS, 10);
	emu_dev_pass(1000);
	EXPECT_EQ(clock_lo(HNI_CSR_PTP_CTR_VAL_HI), 7000);
	emu_dev_write(HNI_CSR_PTP_ADJUST, HNI_PTP_ADJUST_ADDEND_SET);
	emu_dev_pass(1000);
	EXPECT_EQ(clock_lo(HNI_CSR_PTP_CTR_VAL_HI), 13000);
	emu_dev_close();
}

static void clock_mono(void)
{
	clock_start();
	emu_dev_pass(1000);
	emu_dev_write(HNI_CSR_PTP_NUDGE_NS, 2000);
	emu_dev_write(HNI_CSR_PTP_ADJUST, HNI_PTP_ADJUST_SUB_NUDGE);
	EXPECT_EQ(clock_lo(HNI_CSR_PTP_CTR_VAL_HI), 2000);
	EXPECT_EQ(clock_lo(HNI_CSR_PTP_MONO_PTP_CTR_HI), 3000);
	emu_dev_close();
}

static void clock_tx(void)
{
	uint64_t tcd;

	setup();
	emu_dev_write(HNI_CSR_PTP_CTRL, 1);
	emu_dev_write(HNI_CSR_PTP_INIT_HI, 0x1ff);
	emu_dev_write(HNI_CSR_PTP_INIT_LO, 77);
	emu_dev_write(HNI_CSR_PTP_ADJUST, 1);
	send(META_TS, 60);
	/* The low 40 bits, before the head */
	EXPECT_EQ(emu_dev_ram64(EMU_DEV_TCQ), 0xa00000ff0000004d);
	tcd = emu_dev_ram64(EMU_DEV_TCQ + 8);
	EXPECT_EQ(EMU_GET(HNI_TCD_TYPE, tcd), HNI_TCD_TYPE_HEAD);
	EXPECT_EQ(count(HNI_CSR_TMI_GOOD_PTP_TS), 1);
	emu_dev_close();
}

/* What goes to the BMC only cannot be stamped, and says so */
static void clock_tx_illegal(void)
{
	uint64_t tcd;

	setup();
	send((META_TS & ~HNI_TWD_DEST_MAC) | HNI_TWD_DEST_BMC, 60);
	tcd = emu_dev_ram64(EMU_DEV_TCQ);
	EXPECT_EQ(EMU_GET(HNI_TCD_TYPE, tcd), HNI_TCD_TYPE_TS);
	EXPECT(tcd & HNI_TCD_STATUS_TS_INVALID);
	EXPECT(tcd & HNI_TCD_STATUS_ILLEGAL_TS_REQ);
	EXPECT_EQ(count(HNI_CSR_TMI_ILLEGAL_PTP_REQS), 1);
	EXPECT_EQ(count(HNI_CSR_TMI_GOOD_PTP_TS), 0);
	emu_dev_close();
}

static const struct ktap_case cases[] = {
	{ "emu_fault.unknown_kind_is_refused", fault_unknown },
	{ "emu_fault.card_that_is_gone_reads_all_ones", fault_gone },
	{ "emu_fault.fec_counters_clear_when_read", fault_fec },
	{ "emu_fault.pcs_fault_lasts_until_its_reset", fault_pcs },
	{ "emu_fault.damaged_frame_is_marked_and_counted", fault_fcs },
	{ "emu_fault.register_has_a_bit_that_is_stuck", fault_register },
	{ "emu_fault.messages_of_queues_get_lost", fault_interrupt },
	{ "emu_fault.reset_repairs", fault_reset },
	{ "emu_fec.status_follows_the_mode", fec_status },
	{ "emu_stats.classes_and_control_frames", stats_classes },
	{ "emu_stats.pcie_reads_have_completions", stats_pcie },
	{ "emu_ptp.nudge_moves_the_clock", clock_nudge },
	{ "emu_ptp.addend_counts_from_its_set", clock_addend },
	{ "emu_ptp.mono_counter_knows_no_jump", clock_mono },
	{ "emu_ptp.transmit_stamp_is_the_clock", clock_tx },
	{ "emu_ptp.stamp_for_the_bmc_is_illegal", clock_tx_illegal },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
