// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the keys of what is behind IP: ports and their ranges, TCP, ICMP, L2TPv3,
 * IPsec.
 */

#include "keys.h"

#define HNI_TC_TCP_FLAGS	0x0fff

void hni_tc_key_ports(struct hni_tc_parse *parse)
{
	struct flow_match_ports match;

	flow_rule_match_ports(parse->filter->rule, &match);
	hni_tc_key_set_be16(parse, HOF_FIELD_SRC_PORT, match.key->src,
			    match.mask->src);
	hni_tc_key_set_be16(parse, HOF_FIELD_DST_PORT, match.key->dst,
			    match.mask->dst);
}

/* flower sees to it that both ends are there, and in order */
static void hni_tc_range_add(struct hni_tc_parse *parse, bool is_source,
			     __be16 min, __be16 max)
{
	struct hof_spec *spec = &parse->spec;

	spec->range[spec->nranges++] = (struct hof_range) {
		.is_source = is_source,
		.min = be16_to_cpu(min),
		.max = be16_to_cpu(max),
	};
}

void hni_tc_key_ports_range(struct hni_tc_parse *parse)
{
	struct flow_match_ports_range match;

	flow_rule_match_ports_range(parse->filter->rule, &match);
	if (match.mask->tp_min.dst && match.mask->tp_max.dst)
		hni_tc_range_add(parse, false, match.key->tp_min.dst,
				 match.key->tp_max.dst);
	if (match.mask->tp_min.src && match.mask->tp_max.src)
		hni_tc_range_add(parse, true, match.key->tp_min.src,
				 match.key->tp_max.src);
}

/* Software compares the twelve flag bits; the other four it finds zero. */
void hni_tc_key_tcp(struct hni_tc_parse *parse)
{
	struct flow_match_tcp match;
	u16 mask, value;

	flow_rule_match_tcp(parse->filter->rule, &match);
	mask = be16_to_cpu(match.mask->flags);
	value = be16_to_cpu(match.key->flags) & mask;
	if (mask & ~HNI_TC_TCP_FLAGS)
		hni_tc_key_tag(parse, &mask, sizeof(mask),
			       FLOW_DISSECTOR_KEY_TCP);
	if (value & ~HNI_TC_TCP_FLAGS)
		hni_tc_refuse(parse, HOF_REASON_KEY_VALUE, "tcp_flags", value,
			      HNI_TC_TCP_FLAGS);
	hni_tc_key_set(parse, HOF_FIELD_TCP_FLAGS, value & HNI_TC_TCP_FLAGS,
		       mask & HNI_TC_TCP_FLAGS);
}

void hni_tc_key_icmp(struct hni_tc_parse *parse)
{
	struct flow_match_icmp match;

	flow_rule_match_icmp(parse->filter->rule, &match);
	hni_tc_key_set(parse, HOF_FIELD_ICMP_TYPE, match.key->type,
		       match.mask->type);
	hni_tc_key_set(parse, HOF_FIELD_ICMP_CODE, match.key->code,
		       match.mask->code);
}

/* Session and SPI are one field of hardware, but not one mask of software. */
void hni_tc_key_l2tpv3(struct hni_tc_parse *parse)
{
	struct flow_match_l2tpv3 match;

	flow_rule_match_l2tpv3(parse->filter->rule, &match);
	hni_tc_key_tag(parse, match.mask, sizeof(*match.mask),
		       FLOW_DISSECTOR_KEY_L2TPV3);
	hni_tc_key_set_be32(parse, HOF_FIELD_L2TPV3_SID,
			    match.key->session_id, match.mask->session_id);
}

void hni_tc_key_ipsec(struct hni_tc_parse *parse)
{
	struct flow_match_ipsec match;

	flow_rule_match_ipsec(parse->filter->rule, &match);
	hni_tc_key_set_be32(parse, HOF_FIELD_SPI, match.key->spi,
			    match.mask->spi);
}
