// SPDX-License-Identifier: GPL-2.0-only
/* Owns the keys of IP: fragments, addresses, TOS and TTL. */

#include <linux/bitfield.h>

#include "keys.h"

#define HNI_TC_CONTROL_FLAGS	(FLOW_DIS_IS_FRAGMENT | FLOW_DIS_FIRST_FRAG)

static bool hni_tc_has_addrs(const struct flow_rule *rule)
{
	return flow_rule_match_key(rule, FLOW_DISSECTOR_KEY_IPV4_ADDRS) ||
	       flow_rule_match_key(rule, FLOW_DISSECTOR_KEY_IPV6_ADDRS);
}

/*
 * Software sets the address type only for a mask that has address bits: with
 * none, a filter that names an address matches nothing.
 */
static void hni_tc_key_addr_type(struct hni_tc_parse *parse, u16 type)
{
	if (!hni_tc_has_addrs(parse->filter->rule)) {
		hni_tc_refuse(parse, HOF_REASON_KEY_CONTRADICTION,
			      "src_ip/dst_ip (mask 0)", 0, 0);
		return;
	}
	hni_tc_key_set(parse, HOF_FIELD_ADDR_TYPE,
		       type == FLOW_DISSECTOR_KEY_IPV4_ADDRS ?
		       HNI_KW_ADDR_IPV4 : HNI_KW_ADDR_IPV6,
		       FIELD_MAX(HNI_KW_META_ADDR_TYPE));
}

void hni_tc_key_control(struct hni_tc_parse *parse)
{
	struct flow_match_control match;
	u32 foreign;

	flow_rule_match_control(parse->filter->rule, &match);
	if (match.mask->addr_type)
		hni_tc_key_addr_type(parse, match.key->addr_type);
	hni_tc_key_set(parse, HOF_FIELD_IS_FRAG,
		       !!(match.key->flags & FLOW_DIS_IS_FRAGMENT),
		       !!(match.mask->flags & FLOW_DIS_IS_FRAGMENT));
	hni_tc_key_set(parse, HOF_FIELD_FIRST_FRAG,
		       !!(match.key->flags & FLOW_DIS_FIRST_FRAG),
		       !!(match.mask->flags & FLOW_DIS_FIRST_FRAG));

	foreign = match.mask->flags & ~HNI_TC_CONTROL_FLAGS;
	if (foreign) {
		hni_tc_key_tag(parse, &foreign, sizeof(foreign),
			       FLOW_DISSECTOR_KEY_CONTROL);
		hni_tc_refuse(parse, HOF_REASON_KEY_MASK, "ip_flags",
			      match.mask->flags, HNI_TC_CONTROL_FLAGS);
	}
}

/*
 * flower keeps both kinds of address in one place and then names both keys: the
 * address type says which one is meant.
 */
static bool hni_tc_addrs_are(const struct hni_tc_parse *parse, u16 type)
{
	struct flow_match_control match;

	flow_rule_match_control(parse->filter->rule, &match);
	return match.key->addr_type == type;
}

void hni_tc_key_ipv4(struct hni_tc_parse *parse)
{
	struct flow_match_ipv4_addrs match;

	if (!hni_tc_addrs_are(parse, FLOW_DISSECTOR_KEY_IPV4_ADDRS))
		return;
	flow_rule_match_ipv4_addrs(parse->filter->rule, &match);
	hni_tc_key_set_be32(parse, HOF_FIELD_SRC_IPV4, match.key->src,
			    match.mask->src);
	hni_tc_key_set_be32(parse, HOF_FIELD_DST_IPV4, match.key->dst,
			    match.mask->dst);
}

void hni_tc_key_ipv6(struct hni_tc_parse *parse)
{
	struct flow_match_ipv6_addrs match;

	if (!hni_tc_addrs_are(parse, FLOW_DISSECTOR_KEY_IPV6_ADDRS))
		return;
	flow_rule_match_ipv6_addrs(parse->filter->rule, &match);
	hni_tc_key_set_bytes(parse, HOF_FIELD_SRC_IPV6, &match.key->src,
			     &match.mask->src);
	hni_tc_key_set_bytes(parse, HOF_FIELD_DST_IPV6, &match.key->dst,
			     &match.mask->dst);
}

void hni_tc_key_ip(struct hni_tc_parse *parse)
{
	struct flow_match_ip match;

	flow_rule_match_ip(parse->filter->rule, &match);
	hni_tc_key_set(parse, HOF_FIELD_IP_TOS, match.key->tos,
		       match.mask->tos);
	hni_tc_key_set(parse, HOF_FIELD_IP_TTL, match.key->ttl,
		       match.mask->ttl);
}
