// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the negative control of strict mode: accesses that the hardware
 * reference forbids, each of which must be reported by name.
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
 * Links: tools/emulator/tx.c tools/emulator/vfu_msg.c
 * Cflags: -D_GNU_SOURCE -Itools/emulator -Iselftests/unit
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "emu_dev.h"
#include "ktap.h"
#include "vfu.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define QUEUE		3	/* its rings are enabled */
#define IDLE		4	/* its rings are not */
#define PAGE(reg)	(HNI_QUEUE_PAGE(QUEUE) + HNI_QUEUE_##reg)
#define IDLE_PAGE(reg)	(HNI_QUEUE_PAGE(IDLE) + HNI_QUEUE_##reg)

/* What the function is like before the access */
enum state {
	READY,		/* DMA on, page QUEUE enabled, page IDLE not */
	NO_MASTER,	/* bus mastering off, page IDLE reset */
	NO_RESET,	/* page IDLE was never reset */
	NO_BASE,	/* page IDLE reset, but without addresses */
	SHORT_RING,	/* page IDLE reset, 32 entries */
};

enum access { READ, WRITE };

struct forbidden {
	const char *finding;
	enum state state;
	enum access access;
	uint32_t bar, off, size, val;
};

static const struct forbidden forbidden[] = {
	/* read-only registers */
	{ "write to read-only INTR_STATUS(0)", READY, WRITE, 0,
	  HNI_CSR_INTR_STATUS(0), 4, 1 },
	{ "write to read-only INTR_MASK(7)", READY, WRITE, 0,
	  HNI_CSR_INTR_MASK(7), 4, 1 },
	{ "write to read-only INTR_SW_STATUS(1)", READY, WRITE, 0,
	  HNI_CSR_INTR_SW_STATUS(1), 4, 1 },
	{ "write to read-only INTR_RCQ_TIMEOUT(2)", READY, WRITE, 0,
	  HNI_CSR_INTR_RCQ_TIMEOUT(2), 4, 1 },
	{ "write to read-only QM_TWQ_IDLE(0)", READY, WRITE, 0,
	  HNI_CSR_QM_TWQ_IDLE(0), 4, 0 },
	{ "write to read-only QM_RCQ_IDLE(3)", READY, WRITE, 0,
	  HNI_CSR_QM_RCQ_IDLE(3), 4, 0 },
	{ "write to read-only TMI_DROP_PKTS", READY, WRITE, 0,
	  HNI_CSR_TMI_DROP_PKTS, 4, 0 },
	{ "write to read-only TCE_TBI_DROP_PKTS", READY, WRITE, 0,
	  HNI_CSR_TCE_TBI_DROP_PKTS, 4, 0 },
	{ "write to read-only PTP_CTR_VAL_LO", READY, WRITE, 0,
	  HNI_CSR_PTP_CTR_VAL_LO, 4, 0 },
	{ "write to read-only PTP_SPARE", READY, WRITE, 0,
	  HNI_CSR_PTP_SPARE, 4, 0 },
	{ "write to read-only RXB_DROP_FRMS_STS(4)", READY, WRITE, 0,
	  HNI_CSR_RXB_DROP_FRMS_STS(4), 4, 0 },
	{ "write to read-only RPC_CNTR_IPV4_FRAG", READY, WRITE, 0,
	  HNI_CSR_RPC_CNTR_IPV4_FRAG, 4, 0 },
	{ "write to read-only MASTER_SPARE_0", READY, WRITE, 0,
	  HNI_CSR_MASTER_SPARE_0, 4, 0 },
	{ "write to read-only RSFEC_CCW_LO(0)", READY, WRITE, 0,
	  HNI_CSR_RSFEC_CCW_LO(0), 4, 0 },
	{ "write to read-only MAC_STAT_RX_BYTE_COUNT_L(1)", READY, WRITE, 0,
	  HNI_CSR_MAC_STAT_RX_BYTE_COUNT_L + 4, 4, 0 },
	{ "write to read-only PUL_USER_OB_RD_TLP_CNT_31_0(0)", READY, WRITE, 0,
	  HNI_CSR_PUL_USER_OB_RD_TLP_CNT_31_0, 4, 0 },
	{ "write to read-only QUEUE_TWQ0_PTRS(3)", READY, WRITE, 0,
	  PAGE(TWQ0_PTRS), 4, 0 },
	{ "write to read-only QUEUE_TCQ_PTRS(3)", READY, WRITE, 0,
	  PAGE(TCQ_PTRS), 4, 0 },
	{ "write to read-only QUEUE_RCQ_PTRS(3)", READY, WRITE, 0,
	  PAGE(RCQ_PTRS), 4, 0 },
	{ "write to read-only QUEUE_BDQ_HPQ_PTRS(3)", READY, WRITE, 0,
	  PAGE(BDQ_HPQ_PTRS), 4, 0 },
	{ "write to read-only QUEUE_RDE_PKT_CNT(3)", READY, WRITE, 0,
	  PAGE(RDE_PKT_CNT), 4, 0 },
	{ "write to read-only NS_OTP_STATUS", READY, WRITE, 4,
	  HNI_MBX_NS_OTP_STATUS, 4, 1 },
	{ "write to read-only MSIX_PBA", READY, WRITE, 4,
	  HNI_MSIX_PBA_OFFSET, 4, 1 },
	/* nothing there */
	{ "read of unknown register 0x080000", READY, READ, 0,
	  0x80000, 4, 0 },
	{ "write to unknown register 0x080000", READY, WRITE, 0,
	  0x80000, 4, 0 },
	{ "write to unknown register 0x000200", READY, WRITE, 0,
	  0x200, 4, 0 },
	{ "write to unknown register 0x103ffc", READY, WRITE, 0,
	  HNI_QUEUE_PAGE(QUEUE) + 0xffc, 4, 0 },
	{ "read of unknown register 0x1ffffc", READY, READ, 0,
	  0x1ffffc, 4, 0 },
	{ "read of unknown BAR4 word 0x00000", READY, READ, 4, 0, 4, 0 },
	{ "write to unknown BAR4 word 0x18100", READY, WRITE, 4,
	  0x18100, 4, 0 },
	/* bits that do not exist */
	{ "write to RPC_RMI_CONFIG: reserved bits are set", READY, WRITE, 0,
	  HNI_CSR_RPC_RMI_CONFIG, 4, 0x20 },
	{ "write to INTR_MSIX_CTRL(34): reserved bits are set", READY, WRITE,
	  0, HNI_CSR_INTR_MSIX_CTRL(34), 4, 0x100 },
	{ "write to RPC_ACT_TBL0(9): reserved bits are set", READY, WRITE, 0,
	  HNI_CSR_RPC_ACT_TBL0(9), 4, 0x20 },
	{ "write to RPC_RSS_TBL(7,1): reserved bits are set", READY, WRITE, 0,
	  HNI_CSR_RPC_RSS_TBL(1, 7), 4, 0x100 },
	{ "write to TCE_RAM_TCAM3(2): reserved bits are set", READY, WRITE, 0,
	  HNI_CSR_TCE_RAM_TCAM3(2), 4, 1 },
	{ "write to QUEUE_TWQ0_CTL(4): reserved bits are set", READY, WRITE, 0,
	  IDLE_PAGE(TWQ0_CTL), 4, 5 },
	{ "write to MAC_COMMAND_CONFIG: reserved bits are set", READY, WRITE,
	  0, HNI_CSR_MAC_COMMAND_CONFIG, 4, 4 },
	/* wrong width */
	{ "8-byte read at BAR0 + 0x0: not an aligned 32-bit access",
	  READY, READ, 0, 0, 8, 0 },
	{ "2-byte write at BAR0 + 0x103008: not an aligned 32-bit access",
	  READY, WRITE, 0, PAGE(TWQ0_TAIL), 2, 0 },
	{ "4-byte read at BAR0 + 0x2: not an aligned 32-bit access",
	  READY, READ, 0, 2, 4, 0 },
	{ "1-byte write at BAR4 + 0x18000: not an aligned 32-bit access",
	  READY, WRITE, 4, HNI_MBX_ALIVE, 1, 0 },
	/* wrong time */
	{ "write to QUEUE_TWQ0_BAL(3): the ring is enabled", READY, WRITE, 0,
	  PAGE(TWQ0_BAL), 4, 0x1000 },
	{ "write to QUEUE_TCQ_SIZE(3): the ring is enabled", READY, WRITE, 0,
	  PAGE(TCQ_SIZE), 4, 7 },
	{ "write to QUEUE_BDQ_PPQ_BAH(3): the ring is enabled", READY, WRITE,
	  0, PAGE(BDQ_PPQ_BAH), 4, 0 },
	{ "write to QUEUE_TWQ0_TAIL(4): the ring is not enabled", READY, WRITE,
	  0, IDLE_PAGE(TWQ0_TAIL), 4, 1 },
	{ "write to QUEUE_BDQ_HPQ_TAIL(4): the ring is not enabled", READY,
	  WRITE, 0, IDLE_PAGE(BDQ_HPQ_TAIL), 4, 1 },
	{ "write to QUEUE_TWQ0_TAIL(3): index outside the ring", READY, WRITE,
	  0, PAGE(TWQ0_TAIL), 4, 64 },
	{ "write to QUEUE_RCQ_HEAD(3): head beyond the device's tail", READY,
	  WRITE, 0, PAGE(RCQ_HEAD), 4, 1 },
	{ "write to QUEUE_TCQ_CTL(4): RESET and ENABLE together", READY, WRITE,
	  0, IDLE_PAGE(TCQ_CTL), 4, 3 },
	{ "QUEUE_TWQ0(4) enabled while bus mastering is off", NO_MASTER, WRITE,
	  0, IDLE_PAGE(TWQ0_CTL), 4, 2 },
	{ "QUEUE_TWQ0(4) enabled without a reset", NO_RESET, WRITE, 0,
	  IDLE_PAGE(TWQ0_CTL), 4, 2 },
	{ "QUEUE_TWQ0(4) enabled without a base address", NO_BASE, WRITE, 0,
	  IDLE_PAGE(TWQ0_CTL), 4, 2 },
	{ "QUEUE_TWQ0(4) enabled with 32 entries, least is 64", SHORT_RING,
	  WRITE, 0, IDLE_PAGE(TWQ0_CTL), 4, 2 },
};

static void setup(enum state state)
{
	emu_dev_open(1);
	emu_dev_dma_on();
	emu_dev_queue_open(QUEUE);
	if (state == READY)
		return;
	emu_dev_queue_write(IDLE, HNI_QUEUE_TWQ0_CTL, 1);
	emu_dev_queue_write(IDLE, HNI_QUEUE_TWQ0_SIZE,
			    state == SHORT_RING ? 5 : 6);
	if (state != NO_BASE)
		emu_dev_queue_write(IDLE, HNI_QUEUE_TWQ0_BAL, 0x10000);
	if (state == NO_RESET) {
		emu_dev_queue_write(IDLE, HNI_QUEUE_TWQ0_CTL, 2);
		emu_dev_queue_write(IDLE, HNI_QUEUE_TWQ0_CTL, 0);
	}
	if (state == NO_MASTER)
		emu_pci_write(dev.fn, 4, (const uint8_t[]){ 2, 0 }, 2);
}

/* Do the access as a VM does it */
static void perform(const struct forbidden *f)
{
	uint8_t buf[64] = { 0 };
	struct emu_vfu_msg msg = { .data = buf, .len = 16 };
	uint64_t offset = f->off;

	memcpy(buf, &offset, 8);
	memcpy(buf + 8, &f->bar, 4);
	memcpy(buf + 12, &f->size, 4);
	memcpy(buf + 16, &f->val, 4);
	msg.hdr.cmd = EMU_VFU_REGION_READ;
	if (f->access == WRITE) {
		msg.hdr.cmd = EMU_VFU_REGION_WRITE;
		msg.len += f->size;
	}
	EXPECT_EQ(emu_vfu_dispatch(dev.fn, &msg), 0);
}

static unsigned int current;

static void strict_reports(void)
{
	const struct forbidden *f = &forbidden[current++];

	setup(f->state);
	EXPECT_EQ(dev.fn->strict.count, 0);
	perform(f);
	EXPECT_EQ(dev.fn->strict.count, 1);
	EXPECT_STREQ(emu_dev_finding(), f->finding);
	emu_dev_close();
}

/* The same, and nothing may be reported */
static void strict_off(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(forbidden); i++) {
		setup(forbidden[i].state);
		dev.cfg.strict = EMU_STRICT_OFF;
		perform(&forbidden[i]);
		EXPECT_EQ(dev.fn->strict.count, 0);
		emu_dev_close();
	}
}

/* Accesses that a register dump makes are allowed */
static void strict_dump(void)
{
	uint32_t off;

	emu_dev_open(1);
	for (off = 0; off < 0x180; off += 4)
		emu_dev_read(off);
	for (off = 0x20000; off < 0x206c8; off += 4)
		emu_dev_read(off);
	for (off = 0x22000; off < 0x23c80; off += 4)
		emu_dev_read(off);
	for (off = 0x100000; off < 0x102000; off += 4)
		emu_dev_read(off);
	EXPECT_EQ(dev.fn->strict.count, 0);
	emu_dev_close();
}

/* The mainline driver does this with ethtool -t */
static void strict_selftest(void)
{
	emu_dev_open(1);
	emu_dev_queue_write(IDLE, HNI_QUEUE_TCQ_CTL, 1);
	emu_dev_queue_write(IDLE, HNI_QUEUE_TCQ_PTRS, 0x5a5a5a5a);
	EXPECT_EQ(emu_dev_queue_read(IDLE, HNI_QUEUE_TCQ_PTRS), 0);
	EXPECT_EQ(dev.fn->strict.count, 0);
	emu_dev_close();
}

static void strict_keeps_newest(void)
{
	unsigned int i;

	emu_dev_open(1);
	for (i = 0; i < EMU_STRICT_KEEP + 10; i++)
		emu_dev_write(HNI_CSR_INTR_STATUS(i % 8), 0);
	EXPECT_EQ(emu_func_strict_count(dev.fn), EMU_STRICT_KEEP + 10);
	EXPECT_STREQ(emu_func_strict_get(dev.fn, 0),
		     "write to read-only INTR_STATUS(2)");
	EXPECT(emu_func_strict_get(dev.fn, EMU_STRICT_KEEP - 1));
	EXPECT(!emu_func_strict_get(dev.fn, EMU_STRICT_KEEP));
	emu_dev_close();
}

#define FACTS	4
#define NAME_MAX_LEN	100

/* "strict." and the finding in letters, digits and underscores */
static void name_make(char *name, const char *finding)
{
	char *p;

	snprintf(name, NAME_MAX_LEN, "strict.%s", finding);
	for (p = name + strlen("strict."); *p; p++)
		if (!isalnum((unsigned char)*p))
			*p = '_';
}

int main(void)
{
	static struct ktap_case cases[ARRAY_SIZE(forbidden) + FACTS];
	static char name[ARRAY_SIZE(forbidden)][NAME_MAX_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forbidden); i++) {
		name_make(name[i], forbidden[i].finding);
		cases[i] = (struct ktap_case){ name[i], strict_reports };
	}
	cases[i++] = (struct ktap_case){ "strict.off_reports_nothing",
					 strict_off };
	cases[i++] = (struct ktap_case){ "strict.dump_is_allowed",
					 strict_dump };
	cases[i++] = (struct ktap_case){ "strict.pointers_of_idle_rings",
					 strict_selftest };
	cases[i++] = (struct ktap_case){ "strict.newest_findings_are_kept",
					 strict_keeps_newest };
	return ktap_run("emu", cases, i);
}
