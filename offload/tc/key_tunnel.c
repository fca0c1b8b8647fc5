// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the keys of a tunnel: the header that has been taken off a frame. A frame
 * that came without one has 0 in all of them, in software as in hardware.
 */

#include <linux/bitfield.h>
#include <linux/unaligned.h>
#include <net/ip_tunnels.h>
#include <net/vxlan.h>

#include "keys.h"

#define HNI_TC_ENC_OPTS_LEN	(HNI_KW_ENC_OPTS_WORDS * 4)

/* Each flag of software and its bit in the key word */
static const struct {
	u32 software;
	u32 hardware;
} hni_tc_enc_flags[] = {
	{ FLOW_DIS_F_TUNNEL_CSUM, HNI_KW_ENC_F_CSUM },
	{ FLOW_DIS_F_TUNNEL_DONT_FRAGMENT, HNI_KW_ENC_F_DF },
	{ FLOW_DIS_F_TUNNEL_OAM, HNI_KW_ENC_F_OAM },
	{ FLOW_DIS_F_TUNNEL_CRIT_OPT, HNI_KW_ENC_F_CRIT },
};

void hni_tc_key_enc_keyid(struct hni_tc_parse *parse)
{
	struct flow_match_enc_keyid match;

	flow_rule_match_enc_keyid(parse->filter->rule, &match);
	hni_tc_key_set_be32(parse, HOF_FIELD_ENC_KEY_ID, match.key->keyid,
			    match.mask->keyid);
}

static void hni_tc_key_enc_flags(struct hni_tc_parse *parse, u32 value,
				 u32 mask)
{
	u32 hw_value = 0, hw_mask = 0, known = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hni_tc_enc_flags); i++) {
		known |= hni_tc_enc_flags[i].software;
		if (value & hni_tc_enc_flags[i].software)
			hw_value |= hni_tc_enc_flags[i].hardware;
		if (mask & hni_tc_enc_flags[i].software)
			hw_mask |= hni_tc_enc_flags[i].hardware;
	}
	if (mask & ~known) {
		hni_tc_key_tag(parse, &mask, sizeof(mask),
			       FLOW_DISSECTOR_KEY_ENC_CONTROL);
		hni_tc_refuse(parse, HOF_REASON_KEY_MASK, "enc_flags", mask,
			      known);
	}
	hni_tc_key_set(parse, HOF_FIELD_ENC_FLAGS, hw_value, hw_mask);
}

void hni_tc_key_enc_control(struct hni_tc_parse *parse)
{
	struct flow_match_control match;

	flow_rule_match_enc_control(parse->filter->rule, &match);
	if (match.mask->addr_type)
		hni_tc_key_set(parse, HOF_FIELD_ENC_ADDR_TYPE,
			       match.key->addr_type ==
			       FLOW_DISSECTOR_KEY_IPV4_ADDRS ?
			       HNI_KW_ADDR_IPV4 : HNI_KW_ADDR_IPV6,
			       FIELD_MAX(HNI_KW_ENC_ADDR_TYPE));
	hni_tc_key_enc_flags(parse, match.key->flags, match.mask->flags);
}

/* As for the frame's own addresses: both kinds are one place in flower. */
static bool hni_tc_enc_addrs_are(const struct hni_tc_parse *parse, u16 type)
{
	struct flow_match_control match;

	flow_rule_match_enc_control(parse->filter->rule, &match);
	return match.key->addr_type == type;
}

void hni_tc_key_enc_ipv4(struct hni_tc_parse *parse)
{
	struct flow_match_ipv4_addrs match;

	if (!hni_tc_enc_addrs_are(parse, FLOW_DISSECTOR_KEY_IPV4_ADDRS))
		return;
	flow_rule_match_enc_ipv4_addrs(parse->filter->rule, &match);
	hni_tc_key_set_be32(parse, HOF_FIELD_ENC_SRC_IPV4, match.key->src,
			    match.mask->src);
	hni_tc_key_set_be32(parse, HOF_FIELD_ENC_DST_IPV4, match.key->dst,
			    match.mask->dst);
}

void hni_tc_key_enc_ipv6(struct hni_tc_parse *parse)
{
	struct flow_match_ipv6_addrs match;

	if (!hni_tc_enc_addrs_are(parse, FLOW_DISSECTOR_KEY_IPV6_ADDRS))
		return;
	flow_rule_match_enc_ipv6_addrs(parse->filter->rule, &match);
	hni_tc_key_set_bytes(parse, HOF_FIELD_ENC_SRC_IPV6, &match.key->src,
			     &match.mask->src);
	hni_tc_key_set_bytes(parse, HOF_FIELD_ENC_DST_IPV6, &match.key->dst,
			     &match.mask->dst);
}

void hni_tc_key_enc_ports(struct hni_tc_parse *parse)
{
	struct flow_match_ports match;

	flow_rule_match_enc_ports(parse->filter->rule, &match);
	hni_tc_key_set_be16(parse, HOF_FIELD_ENC_SRC_PORT, match.key->src,
			    match.mask->src);
	hni_tc_key_set_be16(parse, HOF_FIELD_ENC_DST_PORT, match.key->dst,
			    match.mask->dst);
}

void hni_tc_key_enc_ip(struct hni_tc_parse *parse)
{
	struct flow_match_ip match;

	flow_rule_match_enc_ip(parse->filter->rule, &match);
	hni_tc_key_set(parse, HOF_FIELD_ENC_TOS, match.key->tos,
		       match.mask->tos);
	hni_tc_key_set(parse, HOF_FIELD_ENC_TTL, match.key->ttl,
		       match.mask->ttl);
}

/* Software keeps the group as a number of the host. */
static void hni_tc_enc_gbp(const struct flow_dissector_key_enc_opts *opts,
			   u8 *bytes)
{
	const struct vxlan_metadata *md = (const void *)opts->data;

	put_unaligned_be32(md->gbp, bytes);
}

/*
 * Software compares the length under a mask that is the length itself, and so
 * does hardware.
 */
void hni_tc_key_enc_opts(struct hni_tc_parse *parse)
{
	u8 value[HNI_TC_ENC_OPTS_LEN] = {}, mask[HNI_TC_ENC_OPTS_LEN] = {};
	struct flow_match_enc_opts match;
	u32 type = HNI_KW_OPTS_GENEVE;
	unsigned int len;

	flow_rule_match_enc_opts(parse->filter->rule, &match);
	len = match.mask->len;
	if (len > sizeof(mask)) {
		hni_tc_key_tag(parse, match.mask, sizeof(*match.mask),
			       FLOW_DISSECTOR_KEY_ENC_OPTS);
		hni_tc_refuse(parse, HOF_REASON_KEY_VALUE, "enc_opts (bytes)",
			      len, sizeof(mask));
		len = sizeof(mask);
	}
	switch (match.key->dst_opt_type) {
	case IP_TUNNEL_GENEVE_OPT_BIT:
		memcpy(value, match.key->data, len);
		memcpy(mask, match.mask->data, len);
		break;
	case IP_TUNNEL_VXLAN_OPT_BIT:
		type = HNI_KW_OPTS_VXLAN;
		hni_tc_enc_gbp(match.key, value);
		hni_tc_enc_gbp(match.mask, mask);
		break;
	default:
		hni_tc_key_tag(parse, match.mask, sizeof(*match.mask),
			       FLOW_DISSECTOR_KEY_ENC_OPTS);
		hni_tc_refuse(parse, HOF_REASON_KEY,
			      "enc_opts of this kind", 0, 0);
		return;
	}
	hni_tc_key_set(parse, HOF_FIELD_ENC_OPTS_TYPE, type,
		       FIELD_MAX(HNI_KW_ENC_OPTS_TYPE));
	hni_tc_key_set(parse, HOF_FIELD_ENC_OPTS_LEN, match.key->len,
		       match.mask->len);
	hni_tc_key_set_bytes(parse, HOF_FIELD_ENC_OPTS, value, mask);
}
