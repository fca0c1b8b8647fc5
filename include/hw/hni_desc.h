/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Owns the formats of ring descriptors.  Every descriptor is one
 * little-endian 64-bit word.
 */
#ifndef _HNI_DESC_H
#define _HNI_DESC_H

#include "hni_bits.h"

#define HNI_DESC_SIZE			8

/*
 * Transmit work descriptors, TWQ0 and TWQ1.  A packet on TWQ0 is one META,
 * at most one OPT_META, then AL ..., LAST_AL.  A packet on TWQ1 has no META;
 * QM_TWQ_DEFAULT_META stands in for it.
 */
#define HNI_TWD_TYPE			HNI_MASK64(47, 46)
#define HNI_TWD_TYPE_META		0
#define HNI_TWD_TYPE_OPT_META		1
#define HNI_TWD_TYPE_AL			2
#define HNI_TWD_TYPE_LAST_AL		3

/* META; header lengths in 2-byte units, L4_HLEN in 4-byte units */
#define HNI_TWD_L2_HLEN			HNI_MASK64(5, 0)
#define HNI_TWD_L3_TYPE			HNI_MASK64(7, 6)
#define HNI_TWD_L3_OHLEN		HNI_MASK64(15, 8)
#define HNI_TWD_L3_IHLEN		HNI_MASK64(23, 16)
#define HNI_TWD_CSUM_OFFSET		HNI_MASK64(27, 24)
#define HNI_TWD_L4_HLEN			HNI_MASK64(31, 28)
#define HNI_TWD_L4_TYPE			HNI_MASK64(33, 32)
#define HNI_TWD_REQ_TS			HNI_BIT64(34)
#define HNI_TWD_REQ_LSO			HNI_BIT64(35)
#define HNI_TWD_REQ_CSO			HNI_BIT64(36)
#define HNI_TWD_REQ_COMPLETION		HNI_BIT64(37)
#define HNI_TWD_DEST_MAC		HNI_BIT64(43)
#define HNI_TWD_DEST_BMC		HNI_BIT64(44)
#define HNI_TWD_DEST_FW			HNI_BIT64(45)
#define HNI_TWD_MSS			HNI_MASK64(61, 48)

/* OPT_META: launch time */
#define HNI_TWD_OPT_META_TS		HNI_MASK64(39, 0)

/* AL and LAST_AL: one piece of the frame, any alignment, 1..65535 bytes */
#define HNI_TWD_AL_ADDR			HNI_MASK64(45, 0)
#define HNI_TWD_AL_LEN			HNI_MASK64(63, 48)

/* The most AL descriptors of one packet that the NIC accepts */
#define HNI_TWD_MAX_FRAGS		32

/* L3 and L4 types, in TWD META and in RCD META */
#define HNI_L3_TYPE_OTHER		0
#define HNI_L3_TYPE_IPV4		1
#define HNI_L3_TYPE_IPV6		2
#define HNI_L3_TYPE_V6V6		3
#define HNI_L4_TYPE_OTHER		0
#define HNI_L4_TYPE_TCP			1
#define HNI_L4_TYPE_UDP			2

/*
 * Transmit completions, TCQ.  DONE is the phase: 1 on the first pass
 * through the ring after RESET, then alternating.
 */
#define HNI_TCD_HEAD0			HNI_MASK64(15, 0)
#define HNI_TCD_HEAD1			HNI_MASK64(31, 16)
#define HNI_TCD_TS			HNI_MASK64(39, 0)
#define HNI_TCD_STATUS_TS_INVALID	HNI_BIT64(48)
#define HNI_TCD_STATUS_ILLEGAL_TS_REQ	HNI_BIT64(49)
#define HNI_TCD_TWQ1			HNI_BIT64(60)
#define HNI_TCD_TYPE			HNI_MASK64(62, 61)
#define HNI_TCD_TYPE_HEAD		0
#define HNI_TCD_TYPE_TS			1
#define HNI_TCD_DONE			HNI_BIT64(63)

/* Buffer descriptors, HPQ and PPQ: one 4 KiB fragment */
#define HNI_BD_ADDR			HNI_MASK64(45, 12)
#define HNI_BD_ID			HNI_MASK64(63, 48)

/*
 * Receive completions, RCQ.  Per packet: HDR_AL, PAY_AL (any number),
 * OPT_META (at most one), META.  DONE as in the TCQ.
 */
#define HNI_RCD_TYPE			HNI_MASK64(62, 61)
#define HNI_RCD_TYPE_HDR_AL		0
#define HNI_RCD_TYPE_PAY_AL		1
#define HNI_RCD_TYPE_OPT_META		2
#define HNI_RCD_TYPE_META		3
#define HNI_RCD_DONE			HNI_BIT64(63)

/* HDR_AL and PAY_AL */
#define HNI_RCD_AL_BUFF_ID		HNI_MASK64(15, 0)
#define HNI_RCD_AL_BUFF_LEN		HNI_MASK64(28, 16)
#define HNI_RCD_AL_BUFF_OFF		HNI_MASK64(43, 32)
#define HNI_RCD_HDR_AL_OVERFLOW		HNI_BIT64(53)
#define HNI_RCD_HDR_AL_DMA_HINT		HNI_MASK64(59, 54)
#define HNI_RCD_AL_PAGE_FIN		HNI_BIT64(60)

/* OPT_META, type 0 */
#define HNI_RCD_OPT_META_TS		HNI_MASK64(39, 0)
#define HNI_RCD_OPT_META_ACTION		HNI_MASK64(45, 40)
#define HNI_RCD_OPT_META_ACTION_VALID	HNI_BIT64(57)
#define HNI_RCD_OPT_META_TS_VALID	HNI_BIT64(58)
#define HNI_RCD_OPT_META_TYPE		HNI_MASK64(60, 59)
#define HNI_RCD_OPT_META_TYPE_STAMP	0

/* META */
#define HNI_RCD_META_RSS_HASH		HNI_MASK64(31, 0)
/*
 * Ones' complement sum over the frame from byte 14 on, folded, not
 * complemented; the bytes at offset 4 and 5 of the descriptor in memory are
 * the sum in network order.
 */
#define HNI_RCD_META_L2_CSUM		HNI_MASK64(47, 32)
#define HNI_RCD_META_L3_TYPE		HNI_MASK64(49, 48)
#define HNI_RCD_META_L4_TYPE		HNI_MASK64(51, 50)
#define HNI_RCD_META_L4_CSUM_GOOD	HNI_BIT64(52)
#define HNI_RCD_META_ERR_MAC_EOP	HNI_BIT64(53)
#define HNI_RCD_META_ERR_TRUNCATED	HNI_BIT64(54)
#define HNI_RCD_META_ERR_PARSER		HNI_BIT64(55)
#define HNI_RCD_META_ECN		HNI_BIT64(60)

#endif /* _HNI_DESC_H */
