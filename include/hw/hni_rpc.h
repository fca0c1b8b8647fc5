/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Owns the table formats of the receive classifier (RPC) and of the
 * transmit TCAM.  The addresses of the tables are in hni_csr.h.
 *
 * Ternary words hold 16 bits of value and 16 bits of mask; a mask bit of 1
 * means "any".  The last word of an entry makes it valid.  In every table
 * the lowest matching index wins.
 */
#ifndef _HNI_RPC_H
#define _HNI_RPC_H

#include "hni_bits.h"

#define HNI_RPC_TCAM_VALUE		HNI_MASK32(15, 0)
#define HNI_RPC_TCAM_MASK		HNI_MASK32(31, 16)
#define HNI_RPC_TCAM_VALIDATE		HNI_BIT32(31)

/* RMI_CONFIG: nothing is delivered to the host unless ENABLE */
#define HNI_RPC_RMI_OH_BYTES		HNI_MASK32(4, 0)
#define HNI_RPC_RMI_FCS_PRESENT		HNI_BIT32(8)
#define HNI_RPC_RMI_ENABLE		HNI_BIT32(12)
#define HNI_RPC_RMI_MTU			HNI_MASK32(31, 16)

/* MACDA: word 0 = address bytes 4, 5; word 2 = bytes 0, 1 */
#define HNI_RPC_MACDA_ENTRIES		32
#define HNI_RPC_MACDA_WORDS		3
#define HNI_RPC_MACDA_VALIDATE		3	/* word number */

/* IP: word 0 = last 16 bits, IPv4 in words 1 and 0 */
#define HNI_RPC_IP_ENTRIES		8
#define HNI_RPC_IP_WORDS		8
#define HNI_RPC_IP_VALIDATE		8	/* word number */
#define HNI_RPC_IP_VALIDATE_V6		HNI_BIT32(0)

/* Action TCAM and action table */
#define HNI_RPC_ACT_ENTRIES		64
#define HNI_RPC_ACT_WORDS		11
#define HNI_RPC_ACT_VALIDATE		11	/* word number */

/* Key word 0: hits of the IP tables */
#define HNI_RPC_KEY0_IPSRC_IDX		HNI_MASK32(2, 0)
#define HNI_RPC_KEY0_IPSRC_VALID	HNI_BIT32(3)
#define HNI_RPC_KEY0_IPDST_IDX		HNI_MASK32(6, 4)
#define HNI_RPC_KEY0_IPDST_VALID	HNI_BIT32(7)
#define HNI_RPC_KEY0_OUTER_IPSRC_IDX	HNI_MASK32(10, 8)
#define HNI_RPC_KEY0_OUTER_IPSRC_VALID	HNI_BIT32(11)
#define HNI_RPC_KEY0_OUTER_IPDST_IDX	HNI_MASK32(14, 12)
#define HNI_RPC_KEY0_OUTER_IPDST_VALID	HNI_BIT32(15)
/* Key word 1; bit 0 is this NIC's own, no driver of others tests it */
#define HNI_RPC_KEY1_TAGGED		HNI_BIT32(0)
#define HNI_RPC_KEY1_MACDA_IDX		HNI_MASK32(9, 5)
#define HNI_RPC_KEY1_MACDA_VALID	HNI_BIT32(10)
#define HNI_RPC_KEY1_IP_IS_V6		HNI_BIT32(11)
#define HNI_RPC_KEY1_IP_VALID		HNI_BIT32(12)
#define HNI_RPC_KEY1_OUTER_IP_VALID	HNI_BIT32(13)
#define HNI_RPC_KEY1_L4_IS_UDP		HNI_BIT32(14)
#define HNI_RPC_KEY1_L4_VALID		HNI_BIT32(15)
/* Key word 3: L4 source port; 4: destination port.  2, 5..10: zero */
#define HNI_RPC_KEY_L4_SRC		3
#define HNI_RPC_KEY_L4_DST		4

/* ACT_TBL0, also the default action */
#define HNI_RPC_ACT0_DROP		HNI_BIT32(0)
#define HNI_RPC_ACT0_DEST		HNI_MASK32(3, 1)
#define HNI_RPC_ACT0_DEST_HOST		HNI_BIT32(1)
#define HNI_RPC_ACT0_DEST_BMC		HNI_BIT32(2)
#define HNI_RPC_ACT0_DEST_EI		HNI_BIT32(3)
#define HNI_RPC_ACT0_Q_SEL		HNI_BIT32(4)
#define HNI_RPC_ACT0_Q_ID		HNI_MASK32(15, 8)
#define HNI_RPC_ACT0_DMA_HINT		HNI_MASK32(24, 16)
#define HNI_RPC_ACT0_TS_ENA		HNI_BIT32(28)
#define HNI_RPC_ACT0_ACT_TBL_IDX	HNI_BIT32(29)
#define HNI_RPC_ACT0_RSS_CTXT_ID	HNI_BIT32(30)
#define HNI_RPC_DMA_HINT_NONE		0
#define HNI_RPC_DMA_HINT_L2		1
#define HNI_RPC_DMA_HINT_L3		2
#define HNI_RPC_DMA_HINT_L4		4

/* ACT_TBL1: fields that enter the hash */
#define HNI_RPC_ACT1_RSS_ENA		HNI_MASK32(15, 0)
#define HNI_RPC_RSS_IP_SRC		HNI_BIT32(0)
#define HNI_RPC_RSS_IP_DST		HNI_BIT32(1)
#define HNI_RPC_RSS_L4_SRC		HNI_BIT32(2)
#define HNI_RPC_RSS_L4_DST		HNI_BIT32(3)
#define HNI_RPC_RSS_L2_DA		HNI_BIT32(4)
#define HNI_RPC_RSS_L4_BYTE		HNI_BIT32(5)
#define HNI_RPC_RSS_IV6_FL_LBL		HNI_BIT32(6)
#define HNI_RPC_RSS_OV6_FL_LBL		HNI_BIT32(7)
#define HNI_RPC_RSS_DSCP		HNI_BIT32(8)
#define HNI_RPC_RSS_L3_PROT		HNI_BIT32(9)
#define HNI_RPC_RSS_L4_PROT		HNI_BIT32(10)

/*
 * RSS: key byte 4n in bits 31:24 of word n.  Input of the Toeplitz function,
 * in this order, each if enabled: source address, destination address,
 * source port, destination port, destination MAC, network order; then the
 * flow labels of the inner and of an outer IPv6 header, three bytes each, DSCP
 * in a byte, EtherType of the IP header, IP protocol.  L4_BYTE adds nothing.
 * Bits 7:0 of the hash index the table.
 */
#define HNI_RPC_RSS_KEY_WORDS		14
#define HNI_RPC_RSS_KEY_BITS		425
#define HNI_RPC_RSS_KEY_LAST		HNI_MASK32(31, 23)
#define HNI_RPC_RSS_TABLES		2
#define HNI_RPC_RSS_TBL_SIZE		256
#define HNI_RPC_RSS_TBL_QUEUE		HNI_MASK32(7, 0)

/* Transmit TCAM: halves swapped against the receive tables */
#define HNI_TCE_TCAM_ENTRIES		8
#define HNI_TCE_TCAM_WORDS		3
#define HNI_TCE_TCAM_MASK		HNI_MASK32(15, 0)
#define HNI_TCE_TCAM_VALUE		HNI_MASK32(31, 16)
#define HNI_TCE_TCAM3_DEST_MASK		HNI_MASK32(5, 3)
#define HNI_TCE_TCAM3_MCQ_MASK		HNI_BIT32(7)
#define HNI_TCE_TCAM3_VALIDATE		HNI_BIT32(31)
/* IDX2DEST_MAP: a nibble per entry */
#define HNI_TCE_DEST_MAC		HNI_BIT32(0)
#define HNI_TCE_DEST_BMC		HNI_BIT32(1)
#define HNI_TCE_DEST_FW			HNI_BIT32(2)

#endif /* _HNI_RPC_H */
