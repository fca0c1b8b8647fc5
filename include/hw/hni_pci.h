/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Owns the PCI identity of a host function: ids, BARs, MSI-X, extended
 * capabilities that carry meaning.
 */
#ifndef _HNI_PCI_H
#define _HNI_PCI_H

#define HNI_PCI_VENDOR_ID		0x1d9b
#define HNI_PCI_DEVICE_ID		0x0013
/*
 * Provisional: from the range that QEMU's list of PCI ids leaves for
 * experiments.  Tells this NIC from silicon.
 */
#define HNI_PCI_SUBSYSTEM_VENDOR_ID	0x1af4
#define HNI_PCI_SUBSYSTEM_ID		0x10f0
#define HNI_PCI_CLASS			0x020000
#define HNI_PCI_REVISION		0x00

/* BARs 0, 2 and 4, each 64 bits wide, not prefetchable */
#define HNI_PCI_BAR_CSR			0
#define HNI_PCI_BAR_CSR_SIZE		0x200000
#define HNI_PCI_BAR_ESW			2
#define HNI_PCI_BAR_MBX			4
#define HNI_PCI_BAR_MBX_SIZE		0x20000

/* MSI-X table and pending bits, both in BAR 4 */
#define HNI_MSIX_VECTORS		256
#define HNI_MSIX_TABLE_OFFSET		0x1c000
#define HNI_MSIX_TABLE_SIZE		(HNI_MSIX_VECTORS * 16)
#define HNI_MSIX_PBA_OFFSET		0x1d000
#define HNI_MSIX_PBA_SIZE		(HNI_MSIX_VECTORS / 8)

/* Vector = index in the MSI-X table, also in every device register */
#define HNI_VECTOR_FW			0
#define HNI_VECTOR_PCS			1
#define HNI_VECTOR_QUEUE		2

/*
 * Device serial number, extended capability 0x0003: EUI-64 of the MAC
 * address, its first byte in bits 63:56.  Bits 39:24 are ff fe.
 */
#define HNI_PCI_DSN_EUI64_FILL		0xfffe

#endif /* _HNI_PCI_H */
