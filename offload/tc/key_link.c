// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the keys of the link layer, and of what lies between it and IP: tags,
 * label stacks, PPPoE, CFM, ARP.
 */

#include <linux/bitfield.h>
#include <linux/if_ether.h>

#include "keys.h"

/* Every PPP protocol that is valid has this bit; a frame without PPPoE has 0 */
#define HNI_TC_PPP_VALID	0x0001

static_assert(FLOW_DIS_MPLS_MAX == HNI_KW_MPLS_LSES);

void hni_tc_key_eth(struct hni_tc_parse *parse)
{
	struct flow_match_eth_addrs match;

	flow_rule_match_eth_addrs(parse->filter->rule, &match);
	hni_tc_key_set_bytes(parse, HOF_FIELD_DST_MAC, match.key->dst,
			     match.mask->dst);
	hni_tc_key_set_bytes(parse, HOF_FIELD_SRC_MAC, match.key->src,
			     match.mask->src);
}

void hni_tc_key_vlan(struct hni_tc_parse *parse)
{
	struct flow_match_vlan match;

	flow_rule_match_vlan(parse->filter->rule, &match);
	hni_tc_key_set(parse, HOF_FIELD_VLAN_ID, match.key->vlan_id,
		       match.mask->vlan_id);
	hni_tc_key_set(parse, HOF_FIELD_VLAN_PRIO, match.key->vlan_priority,
		       match.mask->vlan_priority);
	hni_tc_key_set_be16(parse, HOF_FIELD_VLAN_TPID, match.key->vlan_tpid,
			    match.mask->vlan_tpid);
	hni_tc_key_set_be16(parse, HOF_FIELD_VLAN_ETHTYPE,
			    match.key->vlan_eth_type,
			    match.mask->vlan_eth_type);
}

void hni_tc_key_cvlan(struct hni_tc_parse *parse)
{
	struct flow_match_vlan match;

	flow_rule_match_cvlan(parse->filter->rule, &match);
	hni_tc_key_set(parse, HOF_FIELD_CVLAN_ID, match.key->vlan_id,
		       match.mask->vlan_id);
	hni_tc_key_set(parse, HOF_FIELD_CVLAN_PRIO, match.key->vlan_priority,
		       match.mask->vlan_priority);
	hni_tc_key_set_be16(parse, HOF_FIELD_CVLAN_TPID, match.key->vlan_tpid,
			    match.mask->vlan_tpid);
	hni_tc_key_set_be16(parse, HOF_FIELD_CVLAN_ETHTYPE,
			    match.key->vlan_eth_type,
			    match.mask->vlan_eth_type);
}

/* The kernel has no accessor for this one. No frame has more than 16 tags. */
void hni_tc_key_num_of_vlans(struct hni_tc_parse *parse)
{
	const struct flow_match *match = &parse->filter->rule->match;
	const struct flow_dissector_key_num_of_vlans *key, *mask;
	u32 max = FIELD_MAX(HNI_KW_MISC_NUM_VLANS);

	key = skb_flow_dissector_target(match->dissector,
					FLOW_DISSECTOR_KEY_NUM_OF_VLANS,
					match->key);
	mask = skb_flow_dissector_target(match->dissector,
					 FLOW_DISSECTOR_KEY_NUM_OF_VLANS,
					 match->mask);
	if ((key->num_of_vlans & mask->num_of_vlans) > max)
		hni_tc_refuse(parse, HOF_REASON_KEY_VALUE, "num_of_vlans",
			      key->num_of_vlans, max);
	hni_tc_key_set(parse, HOF_FIELD_NUM_OF_VLANS, key->num_of_vlans,
		       mask->num_of_vlans & max);
}

/*
 * Software compares which entries there are for those that the filter names: an
 * entry of all zeros is not the same as none.
 */
void hni_tc_key_mpls(struct hni_tc_parse *parse)
{
	const struct flow_dissector_mpls_lse *key, *mask;
	struct flow_match_mpls match;
	unsigned int i;

	flow_rule_match_mpls(parse->filter->rule, &match);
	for (i = 0; i < HNI_KW_MPLS_LSES; i++) {
		key = &match.key->ls[i];
		mask = &match.mask->ls[i];
		hni_tc_key_set(parse, HOF_FIELD_MPLS(i, LABEL),
			       key->mpls_label, mask->mpls_label);
		hni_tc_key_set(parse, HOF_FIELD_MPLS(i, TC), key->mpls_tc,
			       mask->mpls_tc);
		hni_tc_key_set(parse, HOF_FIELD_MPLS(i, BOS), key->mpls_bos,
			       mask->mpls_bos);
		hni_tc_key_set(parse, HOF_FIELD_MPLS(i, TTL), key->mpls_ttl,
			       mask->mpls_ttl);
	}
	hni_tc_key_set(parse, HOF_FIELD_MPLS_LSES, match.key->used_lses,
		       match.mask->used_lses);
}

/*
 * The type that flower adds to this key says that there is a valid header; in
 * hardware a bit that each valid protocol has says the same.
 */
void hni_tc_key_pppoe(struct hni_tc_parse *parse)
{
	struct flow_match_pppoe match;
	u16 mask, value;

	flow_rule_match_pppoe(parse->filter->rule, &match);
	mask = be16_to_cpu(match.mask->ppp_proto);
	value = be16_to_cpu(match.key->ppp_proto) & mask;
	if (match.mask->type && match.key->type != htons(ETH_P_PPP_SES))
		hni_tc_refuse(parse, HOF_REASON_KEY_VALUE, "pppoe type",
			      be16_to_cpu(match.key->type), ETH_P_PPP_SES);
	if (mask & ~value & HNI_TC_PPP_VALID)
		hni_tc_refuse(parse, HOF_REASON_KEY_CONTRADICTION, "ppp_proto",
			      value, 0);
	hni_tc_key_set(parse, HOF_FIELD_PPP_PROTO, value | HNI_TC_PPP_VALID,
		       mask | HNI_TC_PPP_VALID);
	hni_tc_key_set_be16(parse, HOF_FIELD_PPPOE_SID, match.key->session_id,
			    match.mask->session_id);
}

/* The kernel has no accessor for this one, too. */
void hni_tc_key_cfm(struct hni_tc_parse *parse)
{
	const struct flow_match *match = &parse->filter->rule->match;
	const struct flow_dissector_key_cfm *key, *mask;

	key = skb_flow_dissector_target(match->dissector,
					FLOW_DISSECTOR_KEY_CFM, match->key);
	mask = skb_flow_dissector_target(match->dissector,
					 FLOW_DISSECTOR_KEY_CFM, match->mask);
	hni_tc_key_set(parse, HOF_FIELD_CFM_MDL,
		       FIELD_GET(FLOW_DIS_CFM_MDL_MASK, key->mdl_ver),
		       FIELD_GET(FLOW_DIS_CFM_MDL_MASK, mask->mdl_ver));
	hni_tc_key_set(parse, HOF_FIELD_CFM_OP, key->opcode, mask->opcode);
}

void hni_tc_key_arp(struct hni_tc_parse *parse)
{
	struct flow_match_arp match;

	flow_rule_match_arp(parse->filter->rule, &match);
	hni_tc_key_set(parse, HOF_FIELD_ARP_OP, match.key->op, match.mask->op);
	hni_tc_key_set_bytes(parse, HOF_FIELD_ARP_SIP, &match.key->sip,
			     &match.mask->sip);
	hni_tc_key_set_bytes(parse, HOF_FIELD_ARP_TIP, &match.key->tip,
			     &match.mask->tip);
	hni_tc_key_set_bytes(parse, HOF_FIELD_ARP_SHA, match.key->sha,
			     match.mask->sha);
	hni_tc_key_set_bytes(parse, HOF_FIELD_ARP_THA, match.key->tha,
			     match.mask->tha);
}
