// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns configuration space: identity, capabilities, serial number, the
 * manager's vendor-specific capability, and function-level reset.
 */
#include <string.h>

#include "hw/hni_esw.h"

#include "func.h"

/* Where the capabilities are */
#define EMU_CFG_PM		0x40
#define EMU_CFG_EXP		0x50
#define EMU_CFG_MSIX		0xb0
#define EMU_CFG_DSN		0x100
#define EMU_CFG_VSEC		0x110

#define EMU_CFG_COMMAND		0x04
#define EMU_CFG_COMMAND_MASTER	0x0004
#define EMU_CFG_DEVCTL		(EMU_CFG_EXP + 0x08)
#define EMU_CFG_DEVCTL_FLR	0x8000

/* MPS 128, MRRS 512, relaxed ordering, no snoop: the power-on defaults */
#define EMU_CFG_DEVCTL_RESET	0x2810
/* Role-based errors, FLR, payloads up to 256 bytes */
#define EMU_CFG_DEVCAP		0x10008001
/* 16 GT/s, 4 lanes */
#define EMU_CFG_LINK		0x0044

/* Bits that a write changes; everything else is read-only */
static const struct {
	uint16_t off;
	uint32_t mask;
} emu_pci_writable[] = {
	{ EMU_CFG_COMMAND,	0x00000546 },
	{ 0x0c,			0x000000ff },
	{ 0x10,			~(HNI_PCI_BAR_CSR_SIZE - 1U) },
	{ 0x14,			0xffffffff },
	{ 0x20,			~(HNI_PCI_BAR_MBX_SIZE - 1U) },
	{ 0x24,			0xffffffff },
	{ 0x3c,			0x000000ff },
	{ EMU_CFG_PM + 4,	0x00000003 },
	{ EMU_CFG_DEVCTL,	0x00007fff },
	{ EMU_CFG_EXP + 0x10,	0x000001f3 },
	{ EMU_CFG_EXP + 0x28,	0x0000041f },
	{ EMU_CFG_EXP + 0x30,	0x0000000f },
	{ EMU_CFG_MSIX,		0xc0000000 },
};

/* The same for BAR2, which only the manager has */
static const uint32_t emu_pci_bar2_mask[] = {
	~(HNI_ESW_BAR_SIZE - 1U), 0xffffffff,
};

static void emu_pci_put16(struct emu_func *fn, uint32_t off, uint32_t val)
{
	fn->cfg[off] = (uint8_t)val;
	fn->cfg[off + 1] = (uint8_t)(val >> 8);
}

static void emu_pci_put32(struct emu_func *fn, uint32_t off, uint32_t val)
{
	emu_pci_put16(fn, off, val);
	emu_pci_put16(fn, off + 2, val >> 16);
}

static bool emu_pci_is_manager(const struct emu_func *fn)
{
	return fn->idx == 0;
}

static void emu_pci_header(struct emu_func *fn)
{
	emu_pci_put16(fn, 0x00, HNI_PCI_VENDOR_ID);
	emu_pci_put16(fn, 0x02, HNI_PCI_DEVICE_ID);
	emu_pci_put16(fn, 0x06, 0x0010);
	emu_pci_put32(fn, 0x08, HNI_PCI_CLASS << 8 | HNI_PCI_REVISION);
	/* 64-bit memory, not prefetchable */
	emu_pci_put32(fn, 0x10, 0x4);
	if (emu_pci_is_manager(fn))
		emu_pci_put32(fn, 0x18, 0x4);
	emu_pci_put32(fn, 0x20, 0x4);
	emu_pci_put16(fn, 0x2c, HNI_PCI_SUBSYSTEM_VENDOR_ID);
	emu_pci_put16(fn, 0x2e, HNI_PCI_SUBSYSTEM_ID);
	fn->cfg[0x34] = EMU_CFG_PM;
}

static void emu_pci_capabilities(struct emu_func *fn)
{
	emu_pci_put16(fn, EMU_CFG_PM, EMU_CFG_EXP << 8 | 0x01);
	emu_pci_put16(fn, EMU_CFG_PM + 2, 0x0003);

	emu_pci_put16(fn, EMU_CFG_EXP, EMU_CFG_MSIX << 8 | 0x10);
	emu_pci_put16(fn, EMU_CFG_EXP + 0x02, 0x0002);
	emu_pci_put32(fn, EMU_CFG_EXP + 0x04, EMU_CFG_DEVCAP);
	emu_pci_put16(fn, EMU_CFG_EXP + 0x08, EMU_CFG_DEVCTL_RESET);
	emu_pci_put32(fn, EMU_CFG_EXP + 0x0c, EMU_CFG_LINK);
	emu_pci_put16(fn, EMU_CFG_EXP + 0x12, EMU_CFG_LINK);
	emu_pci_put32(fn, EMU_CFG_EXP + 0x2c, 0x0000001e);
	emu_pci_put16(fn, EMU_CFG_EXP + 0x30, 0x0004);

	emu_pci_put16(fn, EMU_CFG_MSIX, 0x11);
	emu_pci_put16(fn, EMU_CFG_MSIX + 2, HNI_MSIX_VECTORS - 1);
	emu_pci_put32(fn, EMU_CFG_MSIX + 4,
		      HNI_MSIX_TABLE_OFFSET | HNI_PCI_BAR_MBX);
	emu_pci_put32(fn, EMU_CFG_MSIX + 8,
		      HNI_MSIX_PBA_OFFSET | HNI_PCI_BAR_MBX);
}

static void emu_pci_serial(struct emu_func *fn)
{
	uint32_t next = emu_pci_is_manager(fn) ? EMU_CFG_VSEC : 0;
	uint8_t mac[6];

	emu_esw_mac(fn->nic, EMU_PORT_FUNC(fn->idx), mac);
	emu_pci_put32(fn, EMU_CFG_DSN, next << 20 | 1 << 16 | 0x0003);
	emu_pci_put32(fn, EMU_CFG_DSN + 4,
		      (uint32_t)(HNI_PCI_DSN_EUI64_FILL & 0xff) << 24 |
		      (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 | mac[5]);
	emu_pci_put32(fn, EMU_CFG_DSN + 8,
		      (uint32_t)mac[0] << 24 | (uint32_t)mac[1] << 16 |
		      (uint32_t)mac[2] << 8 | HNI_PCI_DSN_EUI64_FILL >> 8);
}

static void emu_pci_vsec(struct emu_func *fn)
{
	uint32_t version = EMU_PREP(HNI_ESW_VERSION_MAJOR, HNI_ESW_MAJOR) |
			   EMU_PREP(HNI_ESW_VERSION_MINOR, HNI_ESW_MINOR);

	emu_pci_put32(fn, EMU_CFG_VSEC, 1 << 16 | 0x000b);
	emu_pci_put32(fn, EMU_CFG_VSEC + 4,
		      (uint32_t)HNI_VSEC_LEN << 20 | HNI_VSEC_REV << 16 |
		      HNI_VSEC_ID);
	emu_pci_put32(fn, EMU_CFG_VSEC + HNI_VSEC_MAGIC, HNI_ESW_MAGIC);
	emu_pci_put32(fn, EMU_CFG_VSEC + HNI_VSEC_VERSION, version);
	emu_pci_put32(fn, EMU_CFG_VSEC + HNI_VSEC_BAR, HNI_PCI_BAR_ESW);
}

/**
 * emu_pci_reset() - power-on state
 * @fn: function
 */
void emu_pci_reset(struct emu_func *fn)
{
	memset(fn->cfg, 0, sizeof(fn->cfg));
	emu_pci_header(fn);
	emu_pci_capabilities(fn);
	emu_pci_serial(fn);
	if (emu_pci_is_manager(fn))
		emu_pci_vsec(fn);
}

static uint8_t emu_pci_mask(const struct emu_func *fn, uint32_t off)
{
	unsigned int shift = 8 * (off % 4);
	uint32_t word = off & ~3U;
	unsigned int i;

	if (emu_pci_is_manager(fn) && (word == 0x18 || word == 0x1c))
		return (uint8_t)(emu_pci_bar2_mask[word == 0x1c] >> shift);
	for (i = 0; i < EMU_ARRAY_SIZE(emu_pci_writable); i++)
		if (emu_pci_writable[i].off == word)
			return (uint8_t)(emu_pci_writable[i].mask >> shift);
	return 0;
}

/**
 * emu_pci_write() - the VM writes configuration space
 * @fn: function
 * @off: first byte
 * @data: bytes
 * @len: their number; the window lies inside configuration space
 */
void emu_pci_write(struct emu_func *fn, uint32_t off, const uint8_t *data,
		   size_t len)
{
	bool flr = false;
	uint8_t mask;
	size_t i;

	if (fn->fault.is_gone)
		return;
	for (i = 0; i < len; i++) {
		mask = emu_pci_mask(fn, off + i);
		fn->cfg[off + i] = (fn->cfg[off + i] & (uint8_t)~mask) |
				   (data[i] & mask);
		if (off + i == EMU_CFG_DEVCTL + 1)
			flr = data[i] & (EMU_CFG_DEVCTL_FLR >> 8);
	}
	if (flr) {
		emu_log(EMU_INFO, "fn%u: function-level reset", fn->idx);
		emu_func_reset(fn);
	}
}

/**
 * emu_pci_is_master() - may the function start transactions
 * @fn: function
 */
bool emu_pci_is_master(const struct emu_func *fn)
{
	return fn->cfg[EMU_CFG_COMMAND] & EMU_CFG_COMMAND_MASTER;
}
