// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stage "parse", first half: a flow_rule's match becomes the match of
 * a hof_spec. One row of the table per dissector key; a key without a handler
 * is refused by name, a key without a row by number.
 */

#include <linux/bitfield.h>
#include <linux/if_ether.h>
#include <linux/jhash.h>

#include "priv.h"

#define HNI_TC_TCP_FLAGS	0x0fff
#define HNI_TC_CONTROL_FLAGS	(FLOW_DIS_IS_FRAGMENT | FLOW_DIS_FIRST_FRAG)

/*
 * The rank of a mask is that of the filter's whole mask in software, also of
 * the part that hardware does not have.
 */
static void hni_tc_mask_tag(struct hni_tc_parse *parse, const void *mask,
			    u32 len, u32 id)
{
	u64 *tag = &parse->spec.mask_tag;
	u32 low, high;

	low = jhash(mask, len, lower_32_bits(*tag) ^ id);
	high = jhash(mask, len, upper_32_bits(*tag) + id + 1);
	*tag = (u64)high << 32 | low;
	if (!*tag)
		*tag = 1;
}

static void hni_tc_set(struct hni_tc_parse *parse, enum hof_field field,
		       u32 value, u32 mask)
{
	if (mask)
		hof_match_set(&parse->spec.match, field, value, mask);
}

static void hni_tc_set_be16(struct hni_tc_parse *parse, enum hof_field field,
			    __be16 value, __be16 mask)
{
	hni_tc_set(parse, field, be16_to_cpu(value), be16_to_cpu(mask));
}

static void hni_tc_set_bytes(struct hni_tc_parse *parse, enum hof_field field,
			     const void *value, const void *mask)
{
	hof_match_set_bytes(&parse->spec.match, field, value, mask);
}

static void hni_tc_key_meta(struct hni_tc_parse *parse)
{
	const struct flow_rule *rule = parse->filter->rule;
	struct flow_match_meta match;
	unsigned int i;

	flow_rule_match_meta(rule, &match);
	if (match.mask->l2_miss) {
		hni_tc_mask_tag(parse, match.mask, sizeof(*match.mask),
				FLOW_DISSECTOR_KEY_META);
		hni_tc_refuse(parse, HOF_REASON_KEY_NEEDS, "l2_miss", 0, 0);
	}
	if (!match.mask->ingress_ifindex)
		return;

	for (i = 0; i < HNI_ESW_MAX_PORTS; i++)
		if (READ_ONCE(parse->block->tc->ports[i].ifindex) ==
		    match.key->ingress_ifindex)
			break;
	if (i == HNI_ESW_MAX_PORTS) {
		hni_tc_refuse(parse, HOF_REASON_DEVICE_FOREIGN, "in indev", 0,
			      0);
		return;
	}
	hni_tc_set(parse, HOF_FIELD_IN_PORT, i, FIELD_MAX(HNI_KW_META_IN_PORT));
}

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
	hni_tc_set(parse, HOF_FIELD_ADDR_TYPE,
		   type == FLOW_DISSECTOR_KEY_IPV4_ADDRS ? HNI_KW_ADDR_IPV4 :
		   HNI_KW_ADDR_IPV6, FIELD_MAX(HNI_KW_META_ADDR_TYPE));
}

static void hni_tc_key_control(struct hni_tc_parse *parse)
{
	struct flow_match_control match;
	u32 foreign;

	flow_rule_match_control(parse->filter->rule, &match);
	if (match.mask->addr_type)
		hni_tc_key_addr_type(parse, match.key->addr_type);
	hni_tc_set(parse, HOF_FIELD_IS_FRAG,
		   !!(match.key->flags & FLOW_DIS_IS_FRAGMENT),
		   !!(match.mask->flags & FLOW_DIS_IS_FRAGMENT));
	hni_tc_set(parse, HOF_FIELD_FIRST_FRAG,
		   !!(match.key->flags & FLOW_DIS_FIRST_FRAG),
		   !!(match.mask->flags & FLOW_DIS_FIRST_FRAG));

	foreign = match.mask->flags & ~HNI_TC_CONTROL_FLAGS;
	if (foreign) {
		hni_tc_mask_tag(parse, &foreign, sizeof(foreign),
				FLOW_DISSECTOR_KEY_CONTROL);
		hni_tc_refuse(parse, HOF_REASON_KEY_MASK, "ip_flags",
			      match.mask->flags, HNI_TC_CONTROL_FLAGS);
	}
}

static void hni_tc_key_basic(struct hni_tc_parse *parse)
{
	struct flow_match_basic match;

	flow_rule_match_basic(parse->filter->rule, &match);
	hni_tc_set_be16(parse, HOF_FIELD_PROTO, match.key->n_proto,
			match.mask->n_proto);
	hni_tc_set(parse, HOF_FIELD_IP_PROTO, match.key->ip_proto,
		   match.mask->ip_proto);
}

static void hni_tc_key_eth(struct hni_tc_parse *parse)
{
	struct flow_match_eth_addrs match;

	flow_rule_match_eth_addrs(parse->filter->rule, &match);
	hni_tc_set_bytes(parse, HOF_FIELD_DST_MAC, match.key->dst,
			 match.mask->dst);
	hni_tc_set_bytes(parse, HOF_FIELD_SRC_MAC, match.key->src,
			 match.mask->src);
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

static void hni_tc_key_ipv4(struct hni_tc_parse *parse)
{
	struct flow_match_ipv4_addrs match;

	if (!hni_tc_addrs_are(parse, FLOW_DISSECTOR_KEY_IPV4_ADDRS))
		return;
	flow_rule_match_ipv4_addrs(parse->filter->rule, &match);
	hni_tc_set(parse, HOF_FIELD_SRC_IPV4, be32_to_cpu(match.key->src),
		   be32_to_cpu(match.mask->src));
	hni_tc_set(parse, HOF_FIELD_DST_IPV4, be32_to_cpu(match.key->dst),
		   be32_to_cpu(match.mask->dst));
}

static void hni_tc_key_ipv6(struct hni_tc_parse *parse)
{
	struct flow_match_ipv6_addrs match;

	if (!hni_tc_addrs_are(parse, FLOW_DISSECTOR_KEY_IPV6_ADDRS))
		return;
	flow_rule_match_ipv6_addrs(parse->filter->rule, &match);
	hni_tc_set_bytes(parse, HOF_FIELD_SRC_IPV6, &match.key->src,
			 &match.mask->src);
	hni_tc_set_bytes(parse, HOF_FIELD_DST_IPV6, &match.key->dst,
			 &match.mask->dst);
}

static void hni_tc_key_ip(struct hni_tc_parse *parse)
{
	struct flow_match_ip match;

	flow_rule_match_ip(parse->filter->rule, &match);
	hni_tc_set(parse, HOF_FIELD_IP_TOS, match.key->tos, match.mask->tos);
	hni_tc_set(parse, HOF_FIELD_IP_TTL, match.key->ttl, match.mask->ttl);
}

static void hni_tc_key_ports(struct hni_tc_parse *parse)
{
	struct flow_match_ports match;

	flow_rule_match_ports(parse->filter->rule, &match);
	hni_tc_set_be16(parse, HOF_FIELD_SRC_PORT, match.key->src,
			match.mask->src);
	hni_tc_set_be16(parse, HOF_FIELD_DST_PORT, match.key->dst,
			match.mask->dst);
}

/* Software compares the twelve flag bits; the other four it finds zero. */
static void hni_tc_key_tcp(struct hni_tc_parse *parse)
{
	struct flow_match_tcp match;
	u16 mask, value;

	flow_rule_match_tcp(parse->filter->rule, &match);
	mask = be16_to_cpu(match.mask->flags);
	value = be16_to_cpu(match.key->flags) & mask;
	if (mask & ~HNI_TC_TCP_FLAGS)
		hni_tc_mask_tag(parse, &mask, sizeof(mask),
				FLOW_DISSECTOR_KEY_TCP);
	if (value & ~HNI_TC_TCP_FLAGS)
		hni_tc_refuse(parse, HOF_REASON_KEY_VALUE, "tcp_flags", value,
			      HNI_TC_TCP_FLAGS);
	hni_tc_set(parse, HOF_FIELD_TCP_FLAGS, value & HNI_TC_TCP_FLAGS,
		   mask & HNI_TC_TCP_FLAGS);
}

static void hni_tc_key_icmp(struct hni_tc_parse *parse)
{
	struct flow_match_icmp match;

	flow_rule_match_icmp(parse->filter->rule, &match);
	hni_tc_set(parse, HOF_FIELD_ICMP_TYPE, match.key->type,
		   match.mask->type);
	hni_tc_set(parse, HOF_FIELD_ICMP_CODE, match.key->code,
		   match.mask->code);
}

static void hni_tc_key_arp(struct hni_tc_parse *parse)
{
	struct flow_match_arp match;

	flow_rule_match_arp(parse->filter->rule, &match);
	hni_tc_set(parse, HOF_FIELD_ARP_OP, match.key->op, match.mask->op);
	hni_tc_set_bytes(parse, HOF_FIELD_ARP_SIP, &match.key->sip,
			 &match.mask->sip);
	hni_tc_set_bytes(parse, HOF_FIELD_ARP_TIP, &match.key->tip,
			 &match.mask->tip);
	hni_tc_set_bytes(parse, HOF_FIELD_ARP_SHA, match.key->sha,
			 match.mask->sha);
	hni_tc_set_bytes(parse, HOF_FIELD_ARP_THA, match.key->tha,
			 match.mask->tha);
}

static void hni_tc_key_vlan(struct hni_tc_parse *parse)
{
	struct flow_match_vlan match;

	flow_rule_match_vlan(parse->filter->rule, &match);
	hni_tc_set(parse, HOF_FIELD_VLAN_ID, match.key->vlan_id,
		   match.mask->vlan_id);
	hni_tc_set(parse, HOF_FIELD_VLAN_PRIO, match.key->vlan_priority,
		   match.mask->vlan_priority);
	hni_tc_set_be16(parse, HOF_FIELD_VLAN_TPID, match.key->vlan_tpid,
			match.mask->vlan_tpid);
	hni_tc_set_be16(parse, HOF_FIELD_VLAN_ETHTYPE,
			match.key->vlan_eth_type, match.mask->vlan_eth_type);
}

static void hni_tc_key_cvlan(struct hni_tc_parse *parse)
{
	struct flow_match_vlan match;

	flow_rule_match_cvlan(parse->filter->rule, &match);
	hni_tc_set(parse, HOF_FIELD_CVLAN_ID, match.key->vlan_id,
		   match.mask->vlan_id);
	hni_tc_set(parse, HOF_FIELD_CVLAN_PRIO, match.key->vlan_priority,
		   match.mask->vlan_priority);
	hni_tc_set_be16(parse, HOF_FIELD_CVLAN_TPID, match.key->vlan_tpid,
			match.mask->vlan_tpid);
	hni_tc_set_be16(parse, HOF_FIELD_CVLAN_ETHTYPE,
			match.key->vlan_eth_type, match.mask->vlan_eth_type);
}

static void hni_tc_key_mpls(struct hni_tc_parse *parse)
{
	const struct flow_dissector_mpls_lse *key, *mask;
	struct flow_match_mpls match;

	flow_rule_match_mpls(parse->filter->rule, &match);
	key = &match.key->ls[0];
	mask = &match.mask->ls[0];
	hni_tc_set(parse, HOF_FIELD_MPLS_LABEL, key->mpls_label,
		   mask->mpls_label);
	hni_tc_set(parse, HOF_FIELD_MPLS_TC, key->mpls_tc, mask->mpls_tc);
	hni_tc_set(parse, HOF_FIELD_MPLS_BOS, key->mpls_bos, mask->mpls_bos);
	hni_tc_set(parse, HOF_FIELD_MPLS_TTL, key->mpls_ttl, mask->mpls_ttl);

	if (match.mask->used_lses & ~1) {
		hni_tc_mask_tag(parse, match.mask, sizeof(*match.mask),
				FLOW_DISSECTOR_KEY_MPLS);
		hni_tc_refuse(parse, HOF_REASON_KEY_VALUE, "mpls lse depth",
			      fls(match.mask->used_lses), 1);
	}
}

/*
 * @name: as tc flower spells it
 * @parse: NULL = hardware has no such field
 * @len: bytes of the mask, for keys without handler
 */
struct hni_tc_key {
	const char *name;
	void (*parse)(struct hni_tc_parse *parse);
	u32 len;
};

#define HNI_TC_KEY(_id, _name, _parse)					\
	[FLOW_DISSECTOR_KEY_##_id] = { .name = _name, .parse = _parse }
#define HNI_TC_NO_KEY(_id, _name, _type)				\
	[FLOW_DISSECTOR_KEY_##_id] = {					\
		.name = _name,						\
		.len = sizeof(struct flow_dissector_key_##_type),	\
	}

static const struct hni_tc_key hni_tc_keys[FLOW_DISSECTOR_KEY_MAX] = {
	HNI_TC_KEY(META, "indev", hni_tc_key_meta),
	HNI_TC_KEY(CONTROL, "ip_flags", hni_tc_key_control),
	HNI_TC_KEY(BASIC, "ip_proto", hni_tc_key_basic),
	HNI_TC_KEY(ETH_ADDRS, "dst_mac/src_mac", hni_tc_key_eth),
	HNI_TC_KEY(IPV4_ADDRS, "dst_ip/src_ip", hni_tc_key_ipv4),
	HNI_TC_KEY(IPV6_ADDRS, "dst_ip/src_ip", hni_tc_key_ipv6),
	HNI_TC_KEY(IP, "ip_tos/ip_ttl", hni_tc_key_ip),
	HNI_TC_KEY(PORTS, "dst_port/src_port", hni_tc_key_ports),
	HNI_TC_KEY(TCP, "tcp_flags", hni_tc_key_tcp),
	HNI_TC_KEY(ICMP, "type/code", hni_tc_key_icmp),
	HNI_TC_KEY(ARP, "arp", hni_tc_key_arp),
	HNI_TC_KEY(VLAN, "vlan", hni_tc_key_vlan),
	HNI_TC_KEY(CVLAN, "cvlan", hni_tc_key_cvlan),
	HNI_TC_KEY(MPLS, "mpls", hni_tc_key_mpls),
	HNI_TC_NO_KEY(PORTS_RANGE, "port range", ports_range),
	HNI_TC_NO_KEY(ENC_KEYID, "enc_key_id", keyid),
	HNI_TC_NO_KEY(ENC_IPV4_ADDRS, "enc_src_ip/enc_dst_ip", ipv4_addrs),
	HNI_TC_NO_KEY(ENC_IPV6_ADDRS, "enc_src_ip/enc_dst_ip", ipv6_addrs),
	HNI_TC_NO_KEY(ENC_CONTROL, "enc_flags", control),
	HNI_TC_NO_KEY(ENC_PORTS, "enc_dst_port/enc_src_port", ports),
	HNI_TC_NO_KEY(ENC_IP, "enc_tos/enc_ttl", ip),
	HNI_TC_NO_KEY(ENC_OPTS, "enc_opts", enc_opts),
	HNI_TC_NO_KEY(CT, "ct_*", ct),
	HNI_TC_NO_KEY(HASH, "hash", hash),
	HNI_TC_NO_KEY(NUM_OF_VLANS, "num_of_vlans", num_of_vlans),
	HNI_TC_NO_KEY(PPPOE, "pppoe_sid/ppp_proto", pppoe),
	HNI_TC_NO_KEY(L2TPV3, "l2tpv3_sid", l2tpv3),
	HNI_TC_NO_KEY(CFM, "cfm", cfm),
	HNI_TC_NO_KEY(IPSEC, "spi", ipsec),
};

static void hni_tc_key_refuse(struct hni_tc_parse *parse, unsigned int id)
{
	const struct flow_match *match = &parse->filter->rule->match;
	const struct hni_tc_key *key = &hni_tc_keys[id];
	const char *name = key->name;

	hni_tc_mask_tag(parse, match->mask + match->dissector->offset[id],
			key->len, id);
	if (!name)
		name = "of an unknown kind";
	hni_tc_refuse(parse, HOF_REASON_KEY, name, id, 0);
}

static void hni_tc_key_parse(struct hni_tc_parse *parse, unsigned int id)
{
	if (!hni_tc_keys[id].parse)
		return;
	hni_tc_keys[id].parse(parse);
	parse->keys_done |= BIT_ULL(id);
}

/* The protocol of the filter is part of its match, as software compares it. */
static void hni_tc_parse_protocol(struct hni_tc_parse *parse)
{
	u16 protocol = be16_to_cpu(parse->filter->common->protocol);

	if (protocol != ETH_P_ALL)
		hni_tc_set(parse, HOF_FIELD_PROTO_OUTER, protocol, 0xffff);
}

void hni_tc_parse_keys(struct hni_tc_parse *parse)
{
	u64 used, left;
	unsigned int id;

	hni_tc_parse_protocol(parse);
	if (!parse->filter->has_match)
		return;

	used = parse->filter->rule->match.dissector->used_keys;
	for (id = 0; id < FLOW_DISSECTOR_KEY_MAX; id++)
		if (used & BIT_ULL(id))
			hni_tc_key_parse(parse, id);

	left = used & ~parse->keys_done;
	for (id = 0; left; id++, left >>= 1)
		if (left & 1)
			hni_tc_key_refuse(parse, id);
}
