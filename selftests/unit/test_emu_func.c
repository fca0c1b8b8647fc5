// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of a host function's identity, mailbox, interrupts, link,
 * clock, and of what a reset leaves.
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
 * Cflags: -D_GNU_SOURCE -Itools/emulator
 */
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hw/hni_esw.h"

#include "emu_dev.h"
#include "ktap.h"
#include "vfu.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define RX_PAGE		0x30000
#define TX_PAGE		0x40000

static uint32_t cfg32(unsigned int off)
{
	const uint8_t *p = dev.fn->cfg + off;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* Offset of an extended capability, 0 = absent */
static unsigned int cfg_ext(unsigned int id)
{
	unsigned int at = 0x100;

	while (at && (cfg32(at) & 0xffff) != id)
		at = cfg32(at) >> 20;
	return at;
}

static void pci_identity(void)
{
	emu_dev_open(1);
	EXPECT_EQ(cfg32(0x00), 0x00131d9b);
	EXPECT_EQ(cfg32(0x08) >> 8, 0x020000);
	EXPECT_EQ(cfg32(0x2c), 0x10f01af4);
	EXPECT_EQ(dev.fn->cfg[0x3d], 0);
	emu_dev_close();
}

static void pci_serial(void)
{
	unsigned int at;

	emu_dev_open(1);
	at = cfg_ext(0x0003);
	EXPECT_EQ(cfg32(at + 8), 0x882508ff);
	EXPECT_EQ(cfg32(at + 4), 0xfe112233);
	emu_dev_close();
}

static void pci_vsec(void)
{
	unsigned int at;

	emu_dev_open(0);
	at = cfg_ext(0x000b);
	EXPECT(at != 0);
	EXPECT_EQ(cfg32(at + 4) & 0xffff, HNI_VSEC_ID);
	EXPECT_EQ(cfg32(at + HNI_VSEC_MAGIC), HNI_ESW_MAGIC);
	EXPECT_EQ(cfg32(at + HNI_VSEC_BAR), 2);
	EXPECT_EQ(cfg32(0x18), 4);
	emu_dev_close();
	emu_dev_open(1);
	EXPECT_EQ(cfg_ext(0x000b), 0);
	EXPECT_EQ(cfg32(0x18), 0);
	emu_dev_close();
}

static void pci_msix(void)
{
	emu_dev_open(1);
	EXPECT_EQ(cfg32(0xb0) >> 16, 255);
	EXPECT_EQ(cfg32(0xb4), 0x1c004);
	EXPECT_EQ(cfg32(0xb8), 0x1d004);
	emu_dev_close();
}

static void pci_read_only(void)
{
	static const uint8_t ones[4] = { 0xff, 0xff, 0xff, 0xff };
	unsigned int i;

	emu_dev_open(1);
	for (i = 0; i < 4096; i += 4)
		if (i != 0x58)
			emu_pci_write(dev.fn, i, ones, 4);
	EXPECT_EQ(cfg32(0x00), 0x00131d9b);
	EXPECT_EQ(cfg32(0x10), 0xffe00004);
	EXPECT_EQ(cfg32(0x18), 0);
	EXPECT_EQ(cfg32(0x20), 0xfffe0004);
	EXPECT_EQ(cfg32(cfg_ext(3) + 8), 0x882508ff);
	emu_dev_close();
}

static void pci_flr(void)
{
	emu_dev_open(1);
	emu_dev_dma_on();
	emu_dev_mac_on();
	emu_dev_queue_open(3);
	/* As the guest does it: bit 15 of Device Control */
	emu_pci_write(dev.fn, 0x58, (const uint8_t[]){ 0x00, 0x81 }, 2);
	EXPECT(!emu_pci_is_master(dev.fn));
	EXPECT(!emu_func_page_ready(dev.fn, 3));
	EXPECT_EQ(emu_dev_read(HNI_CSR_RPC_RMI_CONFIG), 0);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PUL_OB_TLP_HDR_AW_CFG), 0);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_MASK(0)), 0xffffffff);
	EXPECT_EQ(cfg32(0x58) & 0x8000, 0);
	emu_dev_close();
}

/* ---- mailbox ---- */

static void mbox_reset_rings(void)
{
	unsigned int ring, d;

	for (ring = 0; ring < 2; ring++) {
		emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(ring, 0), 0);
		emu_mbox_write(dev.fn, HNI_MBX_DESC_HI(ring, 0), 0);
		for (d = 15; d > 0; d--) {
			emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(ring, d), 3);
			emu_mbox_write(dev.fn, HNI_MBX_DESC_HI(ring, d), 0);
		}
	}
}

static void mbox_post(unsigned int ring, unsigned int d, uint32_t addr,
		      uint32_t hi)
{
	emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(ring, (d + 1) % 16), 0);
	emu_mbox_write(dev.fn, HNI_MBX_DESC_HI(ring, d), hi);
	emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(ring, d), addr | 1);
}

static void mbox_open(void)
{
	unsigned int d;

	emu_dev_open(1);
	mbox_reset_rings();
	emu_dev_write(HNI_CSR_INTR_CLEAR(0), 1);
	emu_dev_dma_on();
	for (d = 0; d < 15; d++)
		mbox_post(HNI_MBX_RX, d, RX_PAGE + 4096 * d, 0x10000000);
	emu_dev_write(HNI_CSR_INTR_SW_AC_MODE(0), 0xfffffffe);
}

static void mbox_say(unsigned int d, const uint32_t *words, uint32_t count)
{
	memcpy(dev.ram + TX_PAGE + 4096 * d, words, 4 * count);
	mbox_post(HNI_MBX_TX, d, TX_PAGE + 4096 * d,
		  4 * count << 16 | 0x4000);
}

static const uint32_t host_cap[] = { 0x00018010 };

static void mbox_doorbell(void)
{
	emu_dev_open(1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)), 0);
	mbox_reset_rings();
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)), 1);
	emu_dev_close();
}

static void mbox_capabilities(void)
{
	uint32_t hdr;

	mbox_open();
	mbox_say(0, host_cap, 1);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(1, 0)) & 3, 3);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(0, 0)) & 3, 3);
	memcpy(&hdr, dev.ram + RX_PAGE, 4);
	EXPECT_EQ(hdr & 0xffff, 0x8011);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_HI(0, 0)) >> 16,
		  4 * (hdr >> 16));
	EXPECT(emu_func_attached(dev.fn));
	EXPECT_EQ(dev.events, 0x1);
	emu_dev_close();
}

static void mbox_reload(void)
{
	unsigned int i;

	mbox_open();
	for (i = 0; i < 5; i++)
		mbox_say(i, host_cap, 1);
	/* The driver leaves, and another one comes */
	emu_dev_write(HNI_CSR_PUL_OB_TLP_HDR_AW_CFG, 0x00080000);
	EXPECT(!emu_func_attached(dev.fn));
	EXPECT_EQ(dev.events, 0x12);
	mbox_reset_rings();
	emu_dev_dma_on();
	for (i = 0; i < 15; i++)
		mbox_post(HNI_MBX_RX, i, RX_PAGE + 4096 * i, 0x10000000);
	mbox_say(0, host_cap, 1);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(0, 0)) & 3, 3);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(0, 1)) & 3, 1);
	emu_dev_close();
}

static const struct {
	uint32_t request, answer;
} pairs[] = {
	{ 0x00018014, 0x8015 },		/* heartbeat */
	{ 0x00018018, 0x8019 },		/* coredump information */
	{ 0x00018020, 0x8021 },
	{ 0x00018022, 0x8023 },		/* upgrade */
	{ 0x0001802a, 0x802b },		/* EEPROM */
	{ 0x0001802c, 0x802d },
	{ 0x00018038, 0x8039 },		/* QSFP */
	{ 0x0001803c, 0x803d },		/* sensors */
	{ 0x0001803e, 0x803f },
	{ 0x00018000, 0x8000 },		/* test: an echo */
};

static void mbox_answers(void)
{
	uint32_t hdr;
	size_t i;

	mbox_open();
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		mbox_say(i, &pairs[i].request, 1);
		memcpy(&hdr, dev.ram + RX_PAGE + 4096 * i, 4);
		EXPECT_EQ(hdr & 0xffff, pairs[i].answer);
	}
	emu_dev_close();
}

static void mbox_every_message(void)
{
	uint32_t id, msg, d;

	mbox_open();
	for (id = 0; id < 0x80; id++) {
		msg = 0x00018000 | id;
		d = id % 16;
		mbox_say(d, &msg, 1);
		EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(1, d)) & 7, 3);
	}
	emu_dev_close();
}

static void mbox_bad_message(void)
{
	static const uint32_t msg[] = { 0x00058010 };

	mbox_open();
	mbox_say(0, msg, 1);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(1, 0)) & 3, 3);
	EXPECT_STREQ(emu_dev_finding(), "mailbox message 0x10 is malformed");
	mbox_post(HNI_MBX_TX, 1, 0x7000000, 4 << 16 | 0x4000);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(1, 1)) & 7, 7);
	emu_dev_close();
}

static void mbox_mtu(void)
{
	static const uint32_t hni[] = { 0x00028010, 0x00040000 };
	uint32_t words[3];

	mbox_open();
	mbox_say(0, host_cap, 1);
	emu_func_mtu_update(dev.fn, 9000);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(0, 1)) & 3, 1);
	mbox_say(1, hni, 2);
	emu_func_mtu_update(dev.fn, 9000);
	memcpy(words, dev.ram + RX_PAGE + 2 * 4096, sizeof(words));
	EXPECT_EQ(words[0], 0x00038060);
	EXPECT_EQ(words[2], 9000);
	emu_dev_close();
}

/* ---- interrupts ---- */

static void irq_eventfd(void)
{
	eventfd_t val = 0;
	int fd;

	emu_dev_open(1);
	emu_dev_write(HNI_CSR_INTR_MASK_CLEAR(0), 8);
	emu_func_irq(dev.fn, 3);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MSIX_PBA_OFFSET), 8);
	fd = eventfd(0, EFD_NONBLOCK);
	emu_irq_fd_set(&dev.fn->irq, 3, dup(fd));
	EXPECT_EQ(eventfd_read(fd, &val), 0);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MSIX_PBA_OFFSET), 0);
	/* Sending masked it */
	emu_func_irq(dev.fn, 3);
	EXPECT_EQ(eventfd_read(fd, &val), -1);
	emu_dev_write(HNI_CSR_INTR_MASK_CLEAR(0), 8);
	EXPECT_EQ(eventfd_read(fd, &val), 0);
	close(fd);
	emu_dev_close();
}

static void irq_no_autoclear(void)
{
	emu_dev_open(1);
	emu_dev_write(HNI_CSR_INTR_SW_AC_MODE(0), 0xfffffffe);
	emu_dev_write(HNI_CSR_INTR_MASK_CLEAR(0), 1);
	emu_dev_write(HNI_CSR_INTR_SET(0), 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)), 1);
	emu_dev_write(HNI_CSR_INTR_CLEAR(0), 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)), 0);
	emu_dev_close();
}

static void irq_every_vector(void)
{
	unsigned int v;

	emu_dev_open(1);
	for (v = 0; v < 256; v++) {
		emu_dev_write(HNI_CSR_INTR_CQ_REARM(v), 0x80000000);
		emu_func_irq(dev.fn, v);
		EXPECT_EQ(dev.fn->irq.pba[v / 32] >> (v % 32) & 1, 1);
	}
	emu_func_irq(dev.fn, 256);
	emu_dev_close();
}

/* ---- link ---- */

static void link_locks(void)
{
	static const struct {
		uint8_t speed, fec;
		uint32_t out0, out1;
	} modes[] = {
		{ 1, 1, 0x08000020, 0 }, { 1, 2, 0x08000002, 0 },
		{ 1, 3, 0x08000000, 0x100 }, { 2, 1, 0x08000c60, 0 },
		{ 2, 2, 0x0800000a, 0 }, { 2, 3, 0x08000000, 0xf00 },
		{ 3, 2, 0x08000006, 0 }, { 3, 1, 0x08000006, 0 },
		{ 4, 2, 0x0800001e, 0 }, { 4, 3, 0x0800001e, 0 },
	};
	size_t i;

	emu_dev_open(1);
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		dev.cfg.link_speed = modes[i].speed;
		dev.cfg.link_fec = modes[i].fec;
		emu_dev_write(HNI_CSR_SIG_PCS_OUT0, 0x09fffffe);
		EXPECT_EQ(emu_dev_read(HNI_CSR_SIG_PCS_OUT0), modes[i].out0);
		EXPECT_EQ(emu_dev_read(HNI_CSR_SIG_PCS_OUT1), modes[i].out1);
	}
	emu_dev_close();
}

static void link_interrupt(void)
{
	emu_dev_open(1);
	emu_dev_write(HNI_CSR_INTR_MSIX_CTRL(34), 0x80000001);
	emu_dev_write(HNI_CSR_SIG_PCS_INTR_MASK, 0xfffffffc);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)), 0);
	dev.link = false;
	emu_func_link_update(dev.fn);
	EXPECT_EQ(emu_dev_read(HNI_CSR_SIG_PCS_INTR_STS), 2);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)), 2);
	EXPECT_EQ(emu_dev_read(HNI_CSR_SIG_PCS_OUT0), 0);
	emu_dev_close();
}

static void link_late_unmask(void)
{
	emu_dev_open(1);
	emu_dev_write(HNI_CSR_INTR_MSIX_CTRL(34), 0x80000001);
	dev.link = false;
	emu_func_link_update(dev.fn);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)), 0);
	emu_dev_write(HNI_CSR_SIG_PCS_INTR_MASK, 0xfffffffc);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_STATUS(0)), 2);
	emu_dev_close();
}

static void link_pcs_reset(void)
{
	emu_dev_open(1);
	emu_dev_write(HNI_CSR_PCS_PAGE(0), 0x8000);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0)), 0x2050);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0) + 4), 4);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PCS_PAGE(0) + 4 * 32), 1);
	emu_dev_close();
}

static void clock_runs(void)
{
	uint32_t lo;

	emu_dev_open(1);
	emu_dev_write(HNI_CSR_PTP_CTRL, 0x00100001);
	emu_dev_write(HNI_CSR_PTP_ADD_VAL_NS, 1);
	emu_dev_write(HNI_CSR_PTP_ADD_VAL_SUBNS, 0xaaaaaaaa);
	emu_dev_write(HNI_CSR_PTP_INIT_HI, 7);
	emu_dev_write(HNI_CSR_PTP_INIT_LO, 0);
	emu_dev_write(HNI_CSR_PTP_ADJUST, 1);
	EXPECT_EQ(emu_dev_read(HNI_CSR_PTP_CTR_VAL_HI), 7);
	lo = emu_dev_read(HNI_CSR_PTP_CTR_VAL_LO);
	emu_dev_pass(3000000);
	EXPECT(emu_dev_read(HNI_CSR_PTP_CTR_VAL_LO) - lo >= 2999998);
	emu_dev_close();
}

/* Words that drivers take as a sign of life */
static void never_all_ones(void)
{
	emu_dev_open(1);
	emu_dev_write(HNI_CSR_MASTER_SPARE_0, 0xffffffff);
	EXPECT_EQ(emu_dev_read(HNI_CSR_MASTER_SPARE_0), 0);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_NS_OTP_STATUS), 0);
	EXPECT_EQ(emu_dev_read(HNI_CSR_QM_TWQ_IDLE(7)), 0xffffffff);
	EXPECT_EQ(emu_dev_read(HNI_CSR_QM_RCQ_IDLE(3)), 0xffffffff);
	emu_dev_close();
}

static void dma_short_file(void)
{
	struct emu_dma_region want = { .addr = 0x10000000, .size = 0x3000 };
	int fd = memfd_create("short", MFD_CLOEXEC);

	emu_dev_open(1);
	EXPECT_EQ(ftruncate(fd, 0x2000), 0);
	EXPECT_EQ(emu_dma_map(&dev.fn->dma, &want, fd, 0), -22);
	want.size = 0x2000;
	EXPECT_EQ(emu_dma_map(&dev.fn->dma, &want, fd, 0x1000), -22);
	EXPECT_EQ(emu_dma_map(&dev.fn->dma, &want, fd, 0), 0);
	EXPECT_EQ(emu_dma_map(&dev.fn->dma, &want, fd, 0), -17);
	close(fd);
	emu_dev_close();
}

static void dma_across_ranges(void)
{
	struct emu_dma_region want = { .addr = EMU_DEV_RAM, .size = 0x1000 };
	uint8_t in[16], out[16] = "across the seam";
	int fd = memfd_create("next", MFD_CLOEXEC);

	emu_dev_open(1);
	emu_dev_dma_on();
	EXPECT_EQ(ftruncate(fd, 0x1000), 0);
	want.write = true;
	EXPECT_EQ(emu_dma_map(&dev.fn->dma, &want, fd, 0), 0);
	EXPECT(emu_func_dma_write(dev.fn, EMU_DEV_RAM - 7, out, 16));
	EXPECT(emu_func_dma_read(dev.fn, EMU_DEV_RAM - 7, in, 16));
	EXPECT_MEMEQ(in, out, 16);
	EXPECT(!emu_func_dma_read(dev.fn, EMU_DEV_RAM + 0xff8, in, 16));
	close(fd);
	emu_dev_close();
}

static void dma_gates(void)
{
	uint8_t byte = 0;

	emu_dev_open(1);
	EXPECT(!emu_func_dma_read(dev.fn, 0, &byte, 1));
	emu_dev_dma_on();
	EXPECT(emu_func_dma_read(dev.fn, 0, &byte, 1));
	EXPECT(emu_func_dma_write(dev.fn, 0, &byte, 1));
	emu_dev_write(HNI_CSR_PUL_OB_TLP_HDR_AW_CFG, HNI_PUL_AW_CFG_FLUSH);
	EXPECT(!emu_func_dma_write(dev.fn, 0, &byte, 1));
	EXPECT(emu_func_dma_read(dev.fn, 0, &byte, 1));
	emu_pci_write(dev.fn, 4, (const uint8_t[]){ 2, 0 }, 2);
	EXPECT(!emu_func_dma_read(dev.fn, 0, &byte, 1));
	emu_dev_close();
}

static void vfu_unknown(void)
{
	struct emu_vfu_msg msg = { .hdr.cmd = 16 };

	emu_dev_open(1);
	EXPECT_EQ(emu_vfu_dispatch(dev.fn, &msg), -95);
	emu_dev_close();
}

static void vfu_outside(void)
{
	uint8_t buf[64] = { 0 };
	struct emu_vfu_msg msg = { .data = buf, .len = 16 };
	uint64_t offset = HNI_PCI_BAR_CSR_SIZE - 2;
	uint32_t count = 4;

	emu_dev_open(1);
	msg.hdr.cmd = EMU_VFU_REGION_READ;
	memcpy(buf, &offset, 8);
	memcpy(buf + 12, &count, 4);
	EXPECT_EQ(emu_vfu_dispatch(dev.fn, &msg), -22);
	offset = ~0ULL;
	memcpy(buf, &offset, 8);
	EXPECT_EQ(emu_vfu_dispatch(dev.fn, &msg), -22);
	msg.len = 3;
	EXPECT_EQ(emu_vfu_dispatch(dev.fn, &msg), -22);
	emu_dev_close();
}

static const struct ktap_case cases[] = {
	{ "emu_pci.identity_is_as_documented", pci_identity },
	{ "emu_pci.serial_number_is_the_mac", pci_serial },
	{ "emu_pci.only_the_manager_shows_the_switch", pci_vsec },
	{ "emu_pci.vectors_are_in_bar4", pci_msix },
	{ "emu_pci.read_only_bits_stay", pci_read_only },
	{ "emu_pci.flr_gives_power_on_state", pci_flr },
	{ "emu_mbox.ring_reset_rings_the_doorbell", mbox_doorbell },
	{ "emu_mbox.capabilities_are_answered", mbox_capabilities },
	{ "emu_mbox.reload_starts_at_descriptor_zero", mbox_reload },
	{ "emu_mbox.requests_have_answers", mbox_answers },
	{ "emu_mbox.every_message_is_completed", mbox_every_message },
	{ "emu_mbox.malformed_message_is_reported", mbox_bad_message },
	{ "emu_mbox.mtu_goes_to_hni_drivers_only", mbox_mtu },
	{ "emu_irq.message_waits_for_an_eventfd", irq_eventfd },
	{ "emu_irq.without_auto_clear_status_stays", irq_no_autoclear },
	{ "emu_irq.every_vector_works", irq_every_vector },
	{ "emu_link.lock_bits_of_every_mode", link_locks },
	{ "emu_link.change_interrupts", link_interrupt },
	{ "emu_link.unmask_delivers_a_pending_change", link_late_unmask },
	{ "emu_link.pcs_reset_clears_itself", link_pcs_reset },
	{ "emu_ptp.clock_starts_from_init_and_runs", clock_runs },
	{ "emu_csr.signs_of_life", never_all_ones },
	{ "emu_dma.file_shorter_than_range_is_refused", dma_short_file },
	{ "emu_dma.access_may_cross_ranges", dma_across_ranges },
	{ "emu_dma.needs_master_and_gates", dma_gates },
	{ "emu_vfu.unknown_command_is_refused", vfu_unknown },
	{ "emu_vfu.access_outside_a_region_is_refused", vfu_outside },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
