/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the table of fields: what a rule can match, where each
 * field lies in the key words and how it is printed.
 */
#ifndef HOF_FIELD_H
#define HOF_FIELD_H

#include "hof_env.h"
#include <hw/hni_esw.h>

/* Order of the rows of the field table; add at the end, before _COUNT */
enum hof_field {
	HOF_FIELD_IN_PORT,
	HOF_FIELD_IS_FRAG,
	HOF_FIELD_FIRST_FRAG,
	HOF_FIELD_ADDR_TYPE,
	HOF_FIELD_PROTO_OUTER,
	HOF_FIELD_PROTO,
	HOF_FIELD_DST_MAC,
	HOF_FIELD_SRC_MAC,
	HOF_FIELD_VLAN_TPID,
	HOF_FIELD_VLAN_PRIO,
	HOF_FIELD_VLAN_ID,
	HOF_FIELD_CVLAN_TPID,
	HOF_FIELD_CVLAN_PRIO,
	HOF_FIELD_CVLAN_ID,
	HOF_FIELD_VLAN_ETHTYPE,
	HOF_FIELD_CVLAN_ETHTYPE,
	HOF_FIELD_IP_PROTO,
	HOF_FIELD_IP_TOS,
	HOF_FIELD_IP_TTL,
	HOF_FIELD_ARP_OP,
	HOF_FIELD_SRC_PORT,
	HOF_FIELD_DST_PORT,
	HOF_FIELD_ICMP_TYPE,
	HOF_FIELD_ICMP_CODE,
	HOF_FIELD_TCP_FLAGS,
	HOF_FIELD_SRC_IPV4,
	HOF_FIELD_DST_IPV4,
	HOF_FIELD_SRC_IPV6,
	HOF_FIELD_DST_IPV6,
	HOF_FIELD_ARP_SIP,
	HOF_FIELD_ARP_TIP,
	HOF_FIELD_ARP_SHA,
	HOF_FIELD_ARP_THA,
	HOF_FIELD_MPLS_LABEL,
	HOF_FIELD_MPLS_TC,
	HOF_FIELD_MPLS_BOS,
	HOF_FIELD_MPLS_TTL,
	/* Label stack entries behind the first one: tc's depth 2 to 7 */
	HOF_FIELD_MPLS_LSE2_LABEL,
	HOF_FIELD_MPLS_LSE2_TC,
	HOF_FIELD_MPLS_LSE2_BOS,
	HOF_FIELD_MPLS_LSE2_TTL,
	HOF_FIELD_MPLS_LSE3_LABEL,
	HOF_FIELD_MPLS_LSE3_TC,
	HOF_FIELD_MPLS_LSE3_BOS,
	HOF_FIELD_MPLS_LSE3_TTL,
	HOF_FIELD_MPLS_LSE4_LABEL,
	HOF_FIELD_MPLS_LSE4_TC,
	HOF_FIELD_MPLS_LSE4_BOS,
	HOF_FIELD_MPLS_LSE4_TTL,
	HOF_FIELD_MPLS_LSE5_LABEL,
	HOF_FIELD_MPLS_LSE5_TC,
	HOF_FIELD_MPLS_LSE5_BOS,
	HOF_FIELD_MPLS_LSE5_TTL,
	HOF_FIELD_MPLS_LSE6_LABEL,
	HOF_FIELD_MPLS_LSE6_TC,
	HOF_FIELD_MPLS_LSE6_BOS,
	HOF_FIELD_MPLS_LSE6_TTL,
	HOF_FIELD_MPLS_LSE7_LABEL,
	HOF_FIELD_MPLS_LSE7_TC,
	HOF_FIELD_MPLS_LSE7_BOS,
	HOF_FIELD_MPLS_LSE7_TTL,
	HOF_FIELD_MPLS_LSES,
	HOF_FIELD_NUM_OF_VLANS,
	HOF_FIELD_CFM_MDL,
	HOF_FIELD_CFM_OP,
	HOF_FIELD_PPPOE_SID,
	HOF_FIELD_PPP_PROTO,
	HOF_FIELD_SPI,
	HOF_FIELD_L2TPV3_SID,		/* the same word */
	HOF_FIELD_ENC_KEY_ID,
	HOF_FIELD_ENC_SRC_PORT,
	HOF_FIELD_ENC_DST_PORT,
	HOF_FIELD_ENC_TOS,
	HOF_FIELD_ENC_TTL,
	HOF_FIELD_ENC_ADDR_TYPE,
	HOF_FIELD_ENC_FLAGS,
	HOF_FIELD_ENC_SRC_IPV4,
	HOF_FIELD_ENC_DST_IPV4,
	HOF_FIELD_ENC_SRC_IPV6,
	HOF_FIELD_ENC_DST_IPV6,
	HOF_FIELD_ENC_OPTS_TYPE,
	HOF_FIELD_ENC_OPTS_LEN,
	HOF_FIELD_ENC_OPTS,
	HOF_FIELD_CT_ZONE,
	HOF_FIELD_CT_STATE,
	HOF_FIELD_CT_MARK,
	HOF_FIELD_CT_LABEL,
	HOF_FIELD_PPPOE,		/* 1: the PPPoE header is valid */
	HOF_FIELD_COUNT
};

/* Entry i of the label stack, from 0; @part = LABEL, TC, BOS or TTL */
#define HOF_FIELD_MPLS(i, part) \
	((enum hof_field)(HOF_FIELD_MPLS_##part + 4 * (i)))

enum hof_field_format {
	HOF_FORMAT_DEC,
	HOF_FORMAT_HEX,
	HOF_FORMAT_MAC,
	HOF_FORMAT_IPV4,
	HOF_FORMAT_IPV6,
	HOF_FORMAT_BYTES,	/* behind the last masked one cut off */
};

/**
 * struct hof_field_info - one row of the field table
 * @name: as tc flower spells it
 * @word: key word that holds the most significant bit
 * @msb: position of that bit in the word, 31 = highest
 * @format: how a value is printed
 * @bits: width; a field goes on at bit 31 of the next word
 */
struct hof_field_info {
	const char *name;
	u8 word;
	u8 msb;
	u8 format;
	u16 bits;
};

/**
 * struct hof_match - what a rule matches, over the key words of the contract
 * @value: bits that must be there, 0 where @mask is 0
 * @mask: 1 = the bit must match
 */
struct hof_match {
	u32 value[HNI_KW_COUNT];
	u32 mask[HNI_KW_COUNT];
};

/**
 * hof_field_info() - row of the table for a field
 * @field: below HOF_FIELD_COUNT
 *
 * Context: any.
 */
const struct hof_field_info *hof_field_info(enum hof_field field);

/**
 * hof_match_set() - require bits of a field of at most 32 bits
 * @match: replaced is what it said about the same field
 * @field: a field of at most 32 bits
 * @value: right-aligned, host order; bits outside @mask do not count
 * @mask: right-aligned, 1 = must match
 *
 * Context: any.
 */
void hof_match_set(struct hof_match *match, enum hof_field field, u32 value,
		   u32 mask);

/**
 * hof_match_set_bytes() - require bits of a field of whole bytes
 * @match: replaced is what it said about the same field
 * @field: a field of whole bytes: MAC, IPv4 or IPv6 address, port, ethertype,
 *	options, label
 * @value: as on the wire, bits / 8 bytes
 * @mask: same length, bit 1 = must match
 *
 * Context: any.
 */
void hof_match_set_bytes(struct hof_match *match, enum hof_field field,
			 const u8 *value, const u8 *mask);

/**
 * hof_match_get() - what a match says about a field of at most 32 bits
 * @match: match to read
 * @field: a field of at most 32 bits
 * @mask: set to the right-aligned mask; 0 = the field does not matter
 *
 * Context: any.
 * Return: the right-aligned value
 */
u32 hof_match_get(const struct hof_match *match, enum hof_field field,
		  u32 *mask);

/**
 * hof_match_limit() - leave out what a device cannot match
 * @match: match of which the words from @words on are cleared
 * @words: CAP_KEY_WORDS of the device, 0 = 25
 *
 * Context: any.
 * Return: name of the first field that was left out, or NULL
 */
const char *hof_match_limit(struct hof_match *match, unsigned int words);

/**
 * hof_match_format() - print a match as "field value[/mask] ..."
 * @buf: result, always terminated, cut off if it does not fit
 * @size: bytes of @buf, at least 1
 * @match: match to print; one without any bit prints as "any"
 *
 * Context: any.
 * Return: length of the text in @buf
 */
size_t hof_match_format(char *buf, size_t size, const struct hof_match *match);

#endif /* HOF_FIELD_H */
