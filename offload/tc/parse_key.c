// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stage "parse", first half: a flow_rule's match becomes the match of
 * a hof_spec. One row of the table per dissector key; a key without a handler
 * is refused by name, a key without a row by number.
 */

#include <linux/bitfield.h>
#include <linux/if_ether.h>
#include <linux/jhash.h>

#include "keys.h"
#include "priv.h"
#include "tunnel.h"

/* No frame has this IN_PORT: a filter that asks for it never matches */
#define HNI_TC_IN_PORT_NEVER	(HNI_KW_IN_PORT_NONE - 1)

void hni_tc_key_tag(struct hni_tc_parse *parse, const void *mask, u32 len,
		    u32 id)
{
	u64 *tag = &parse->spec.mask_tag;
	u32 low, high;

	low = jhash(mask, len, lower_32_bits(*tag) ^ id);
	high = jhash(mask, len, upper_32_bits(*tag) + id + 1);
	*tag = (u64)high << 32 | low;
	if (!*tag)
		*tag = 1;
}

void hni_tc_key_set(struct hni_tc_parse *parse, enum hof_field field,
		    u32 value, u32 mask)
{
	if (mask)
		hof_match_set(&parse->spec.match, field, value, mask);
}

void hni_tc_key_set_be16(struct hni_tc_parse *parse, enum hof_field field,
			 __be16 value, __be16 mask)
{
	hni_tc_key_set(parse, field, be16_to_cpu(value), be16_to_cpu(mask));
}

void hni_tc_key_set_be32(struct hni_tc_parse *parse, enum hof_field field,
			 __be32 value, __be32 mask)
{
	hni_tc_key_set(parse, field, be32_to_cpu(value), be32_to_cpu(mask));
}

void hni_tc_key_set_bytes(struct hni_tc_parse *parse, enum hof_field field,
			  const void *value, const void *mask)
{
	hof_match_set_bytes(&parse->spec.match, field, value, mask);
}

/*
 * A refused filter keeps its mask, and a value that no frame has: so it has the
 * place of its mask in software and takes no frame.
 */
static void hni_tc_key_indev(struct hni_tc_parse *parse, int ifindex)
{
	u32 port = HNI_TC_IN_PORT_NEVER;
	unsigned int i;

	for (i = 0; parse->block && i < HNI_ESW_MAX_PORTS; i++)
		if (READ_ONCE(parse->block->tc->ports[i].ifindex) == ifindex)
			port = i;
	if (port == HNI_TC_IN_PORT_NEVER)
		hni_tc_refuse(parse, HOF_REASON_DEVICE_FOREIGN, "in indev", 0,
			      0);
	hni_tc_key_set(parse, HOF_FIELD_IN_PORT, port,
		       FIELD_MAX(HNI_KW_META_IN_PORT));
}

/*
 * For software the frames of such a filter come in by the tunnel device, and by
 * no other, whatever port the outer frame has come in by.
 */
static void hni_tc_key_indev_tunnel(struct hni_tc_parse *parse,
				    const struct flow_match_meta *match)
{
	if (hni_tc_tunnel_ifindex(parse->block->tunnel) !=
	    match->key->ingress_ifindex) {
		hni_tc_key_set(parse, HOF_FIELD_IN_PORT, HNI_TC_IN_PORT_NEVER,
			       FIELD_MAX(HNI_KW_META_IN_PORT));
		return;
	}
	/* all frames have it, and yet it is another mask than without */
	hni_tc_key_tag(parse, match->mask, sizeof(*match->mask),
		       FLOW_DISSECTOR_KEY_META);
}

static void hni_tc_key_meta(struct hni_tc_parse *parse)
{
	struct flow_match_meta match;

	flow_rule_match_meta(parse->filter->rule, &match);
	if (match.mask->l2_miss) {
		hni_tc_key_tag(parse, match.mask, sizeof(*match.mask),
			       FLOW_DISSECTOR_KEY_META);
		hni_tc_refuse(parse, HOF_REASON_KEY_NEEDS, "l2_miss", 0, 0);
	}
	if (!match.mask->ingress_ifindex)
		return;
	if (parse->block && parse->block->tunnel)
		hni_tc_key_indev_tunnel(parse, &match);
	else
		hni_tc_key_indev(parse, match.key->ingress_ifindex);
}

static void hni_tc_key_basic(struct hni_tc_parse *parse)
{
	struct flow_match_basic match;

	flow_rule_match_basic(parse->filter->rule, &match);
	hni_tc_key_set_be16(parse, HOF_FIELD_PROTO, match.key->n_proto,
			    match.mask->n_proto);
	hni_tc_key_set(parse, HOF_FIELD_IP_PROTO, match.key->ip_proto,
		       match.mask->ip_proto);
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
	HNI_TC_KEY(PORTS_RANGE, "port range", hni_tc_key_ports_range),
	HNI_TC_KEY(TCP, "tcp_flags", hni_tc_key_tcp),
	HNI_TC_KEY(ICMP, "type/code", hni_tc_key_icmp),
	HNI_TC_KEY(ARP, "arp", hni_tc_key_arp),
	HNI_TC_KEY(VLAN, "vlan", hni_tc_key_vlan),
	HNI_TC_KEY(CVLAN, "cvlan", hni_tc_key_cvlan),
	HNI_TC_KEY(NUM_OF_VLANS, "num_of_vlans", hni_tc_key_num_of_vlans),
	HNI_TC_KEY(MPLS, "mpls", hni_tc_key_mpls),
	HNI_TC_KEY(PPPOE, "pppoe_sid/ppp_proto", hni_tc_key_pppoe),
	HNI_TC_KEY(CFM, "cfm", hni_tc_key_cfm),
	HNI_TC_KEY(L2TPV3, "l2tpv3_sid", hni_tc_key_l2tpv3),
	HNI_TC_KEY(IPSEC, "spi", hni_tc_key_ipsec),
	HNI_TC_KEY(ENC_KEYID, "enc_key_id", hni_tc_key_enc_keyid),
	HNI_TC_KEY(ENC_IPV4_ADDRS, "enc_src_ip/enc_dst_ip",
		   hni_tc_key_enc_ipv4),
	HNI_TC_KEY(ENC_IPV6_ADDRS, "enc_src_ip/enc_dst_ip",
		   hni_tc_key_enc_ipv6),
	HNI_TC_KEY(ENC_CONTROL, "enc_flags", hni_tc_key_enc_control),
	HNI_TC_KEY(ENC_PORTS, "enc_dst_port/enc_src_port",
		   hni_tc_key_enc_ports),
	HNI_TC_KEY(ENC_IP, "enc_tos/enc_ttl", hni_tc_key_enc_ip),
	HNI_TC_KEY(ENC_OPTS, "enc_opts", hni_tc_key_enc_opts),
	HNI_TC_KEY(CT, "ct_*", hni_tc_key_ct),
	HNI_TC_NO_KEY(HASH, "hash", hash),
};

static const char *hni_tc_key_name(unsigned int id)
{
	return hni_tc_keys[id].name ?: "of an unknown kind";
}

int hni_tc_template_check(const struct flow_rule *rule, struct hof_why *why)
{
	u64 used = rule->match.dissector->used_keys;
	unsigned int id;

	for (id = 0; id < FLOW_DISSECTOR_KEY_MAX; id++)
		if (used & BIT_ULL(id) && !hni_tc_keys[id].parse)
			return hof_refuse(why, HOF_REASON_KEY,
					  hni_tc_key_name(id), id, 0);
	return 0;
}

static void hni_tc_key_refuse(struct hni_tc_parse *parse, unsigned int id)
{
	const struct flow_match *match = &parse->filter->rule->match;
	const struct hni_tc_key *key = &hni_tc_keys[id];

	hni_tc_key_tag(parse, match->mask + match->dissector->offset[id],
		       key->len, id);
	hni_tc_refuse(parse, HOF_REASON_KEY, hni_tc_key_name(id), id, 0);
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
		hni_tc_key_set(parse, HOF_FIELD_PROTO_OUTER, protocol, 0xffff);
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
