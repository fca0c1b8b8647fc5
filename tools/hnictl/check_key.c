// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns flower's keys on a command line: one row of the table for each word; and
 * what the kernel adds to a filter with them.
 */
#include <string.h>

#include "check_key.h"

#define CTL_IPPROTO_ICMP	1
#define CTL_IPPROTO_TCP		6
#define CTL_IPPROTO_UDP		17
#define CTL_IPPROTO_ESP		50
#define CTL_IPPROTO_AH		51
#define CTL_IPPROTO_ICMPV6	58
#define CTL_IPPROTO_L2TP	115
#define CTL_IPPROTO_SCTP	132

/* ---- the table ---- */

static const struct ctl_key keys[] = {
	{ "indev", "in_port", ctl_key_indev, CTL_ID_META, 0, "indev" },
	{ "l2_miss", NULL, ctl_key_l2_miss, CTL_ID_META, 0, "indev" },
	{ "dst_mac", "dst_mac", ctl_key_mac, CTL_ID_ETH_ADDRS, 0, "dst_mac/src_mac" },
	{ "src_mac", "src_mac", ctl_key_mac, CTL_ID_ETH_ADDRS, 0, "dst_mac/src_mac" },
	{ "vlan_id", "vlan_id", ctl_key_number, CTL_ID_VLAN, 0, "vlan" },
	{ "vlan_prio", "vlan_prio", ctl_key_number, CTL_ID_VLAN, 0, "vlan" },
	{ "vlan_ethtype", "vlan_ethtype", ctl_key_vlan_ethtype, CTL_ID_VLAN, 0,
	  "vlan" },
	{ "cvlan_id", "cvlan_id", ctl_key_number, CTL_ID_CVLAN, 0, "cvlan" },
	{ "cvlan_prio", "cvlan_prio", ctl_key_number, CTL_ID_CVLAN, 0, "cvlan" },
	{ "cvlan_ethtype", "cvlan_ethtype", ctl_key_vlan_ethtype, CTL_ID_CVLAN, 0,
	  "cvlan" },
	{ "num_of_vlans", "num_of_vlans", ctl_key_num_of_vlans, CTL_ID_NUM_OF_VLANS,
	  0, "num_of_vlans" },
	{ "mpls", NULL, ctl_key_mpls, CTL_ID_MPLS, CTL_NEED_MPLS, "mpls" },
	{ "mpls_label", "mpls_label", ctl_key_mpls_old, CTL_ID_MPLS, CTL_NEED_MPLS,
	  "mpls" },
	{ "mpls_tc", "mpls_tc", ctl_key_mpls_old, CTL_ID_MPLS, CTL_NEED_MPLS, "mpls" },
	{ "mpls_bos", "mpls_bos", ctl_key_mpls_old, CTL_ID_MPLS, CTL_NEED_MPLS, "mpls" },
	{ "mpls_ttl", "mpls_ttl", ctl_key_mpls_old, CTL_ID_MPLS, CTL_NEED_MPLS, "mpls" },
	{ "pppoe_sid", "pppoe_sid", ctl_key_number, CTL_ID_PPPOE, CTL_NEED_PPPOE,
	  "pppoe_sid/ppp_proto" },
	{ "ppp_proto", "ppp_proto", ctl_key_ppp_proto, CTL_ID_PPPOE, CTL_NEED_PPPOE,
	  "pppoe_sid/ppp_proto" },
	{ "cfm", "cfm_mdl", ctl_key_cfm, CTL_ID_CFM, 0, "cfm" },
	{ "arp_op", "arp_op", ctl_key_arp_op, CTL_ID_ARP, CTL_NEED_ARP, "arp" },
	{ "arp_sip", "arp_sip", ctl_key_arp_ip, CTL_ID_ARP, CTL_NEED_ARP, "arp" },
	{ "arp_tip", "arp_tip", ctl_key_arp_ip, CTL_ID_ARP, CTL_NEED_ARP, "arp" },
	{ "arp_sha", "arp_sha", ctl_key_mac, CTL_ID_ARP, CTL_NEED_ARP, "arp" },
	{ "arp_tha", "arp_tha", ctl_key_mac, CTL_ID_ARP, CTL_NEED_ARP, "arp" },
	{ "ip_proto", "ip_proto", ctl_key_ip_proto, CTL_ID_BASIC, CTL_NEED_IP,
	  "ip_proto" },
	{ "ip_tos", "ip_tos", ctl_key_number, CTL_ID_IP, CTL_NEED_IP, "ip_tos/ip_ttl" },
	{ "ip_ttl", "ip_ttl", ctl_key_number, CTL_ID_IP, CTL_NEED_IP, "ip_tos/ip_ttl" },
	{ "ip_flags", "is_frag", ctl_key_ip_flags, CTL_ID_CONTROL, 0, "ip_flags" },
	{ "dst_ip", "dst_ip", ctl_key_ip, CTL_ID_IPV4_ADDRS, CTL_NEED_IP,
	  "dst_ip/src_ip" },
	{ "src_ip", "src_ip", ctl_key_ip, CTL_ID_IPV4_ADDRS, CTL_NEED_IP,
	  "dst_ip/src_ip" },
	{ "dst_port", "dst_port", ctl_key_port, CTL_ID_PORTS, CTL_NEED_PORTS,
	  "dst_port/src_port" },
	{ "src_port", "src_port", ctl_key_port, CTL_ID_PORTS, CTL_NEED_PORTS,
	  "dst_port/src_port" },
	{ "tcp_flags", "tcp_flags", ctl_key_tcp_flags, CTL_ID_TCP, CTL_NEED_TCP,
	  "tcp_flags" },
	{ "type", "icmp_type", ctl_key_number, CTL_ID_ICMP, CTL_NEED_ICMP, "type/code" },
	{ "code", "icmp_code", ctl_key_number, CTL_ID_ICMP, CTL_NEED_ICMP, "type/code" },
	{ "l2tpv3_sid", "l2tpv3_sid", ctl_key_number, CTL_ID_L2TPV3, CTL_NEED_L2TP,
	  "l2tpv3_sid" },
	{ "spi", "spi", ctl_key_number, CTL_ID_IPSEC, CTL_NEED_IPSEC, "spi" },
	{ "enc_key_id", "enc_key_id", ctl_key_number, CTL_ID_ENC_KEYID, 0, "enc_key_id" },
	{ "enc_dst_ip", "enc_dst_ip", ctl_key_enc_ip, CTL_ID_ENC_IPV4_ADDRS, 0,
	  "enc_src_ip/enc_dst_ip" },
	{ "enc_src_ip", "enc_src_ip", ctl_key_enc_ip, CTL_ID_ENC_IPV4_ADDRS, 0,
	  "enc_src_ip/enc_dst_ip" },
	{ "enc_dst_port", "enc_dst_port", ctl_key_port, CTL_ID_ENC_PORTS, 0,
	  "enc_dst_port/enc_src_port" },
	{ "enc_src_port", "enc_src_port", ctl_key_port, CTL_ID_ENC_PORTS, 0,
	  "enc_dst_port/enc_src_port" },
	{ "enc_tos", "enc_tos", ctl_key_number, CTL_ID_ENC_IP, 0, "enc_tos/enc_ttl" },
	{ "enc_ttl", "enc_ttl", ctl_key_number, CTL_ID_ENC_IP, 0, "enc_tos/enc_ttl" },
	{ "enc_flags", "enc_flags", ctl_key_enc_flags, CTL_ID_ENC_CONTROL, 0, "enc_flags" },
	{ "geneve_opts", "enc_opts", ctl_key_geneve_opts, CTL_ID_ENC_OPTS, 0, "enc_opts" },
	{ "vxlan_opts", "enc_opts", ctl_key_vxlan_opts, CTL_ID_ENC_OPTS, 0, "enc_opts" },
	{ "erspan_opts", NULL, ctl_key_other_opts, CTL_ID_ENC_OPTS, 0, "enc_opts" },
	{ "gtp_opts", NULL, ctl_key_other_opts, CTL_ID_ENC_OPTS, 0, "enc_opts" },
	{ "pfcp_opts", NULL, ctl_key_other_opts, CTL_ID_ENC_OPTS, 0, "enc_opts" },
	{ "ct_state", "ct_state", ctl_key_ct_state, CTL_ID_CT, 0, "ct_*" },
	{ "ct_zone", "ct_zone", ctl_key_number, CTL_ID_CT, 0, "ct_*" },
	{ "ct_mark", "ct_mark", ctl_key_number, CTL_ID_CT, 0, "ct_*" },
	{ "ct_label", "ct_label", ctl_key_ct_label, CTL_ID_CT, 0, "ct_*" },
	{ "classid", NULL, ctl_key_ignored, 0, 0, NULL },
	{ "flowid", NULL, ctl_key_ignored, 0, 0, NULL },
	{ "hw_tc", NULL, ctl_key_ignored, 0, 0, NULL },
};

/* ---- what must be said before ---- */

static bool is_ip(const struct ctl_check *check)
{
	return check->n_proto == CTL_PROTO_IP ||
	       check->n_proto == CTL_PROTO_IPV6;
}

static const char *need_check(const struct ctl_check *check, enum ctl_need need)
{
	uint16_t proto = check->n_proto;
	int ip_proto = check->ip_proto;

	switch (need) {
	case CTL_NEED_IP:
		return is_ip(check) ? NULL : "protocol ip or ipv6 before it";
	case CTL_NEED_PORTS:
		return ip_proto == CTL_IPPROTO_TCP ||
		       ip_proto == CTL_IPPROTO_UDP ||
		       ip_proto == CTL_IPPROTO_SCTP ? NULL :
		       "ip_proto tcp, udp or sctp before it";
	case CTL_NEED_TCP:
		return ip_proto == CTL_IPPROTO_TCP ? NULL :
		       "ip_proto tcp before it";
	case CTL_NEED_ICMP:
		return ip_proto == CTL_IPPROTO_ICMP ||
		       ip_proto == CTL_IPPROTO_ICMPV6 ? NULL :
		       "ip_proto icmp or icmpv6 before it";
	case CTL_NEED_ARP:
		return proto == CTL_PROTO_ARP || proto == 0x8035 ? NULL :
		       "protocol arp or rarp before it";
	case CTL_NEED_MPLS:
		return proto == CTL_PROTO_MPLS_UC ||
		       proto == CTL_PROTO_MPLS_MC ? NULL :
		       "protocol mpls_uc or mpls_mc before it";
	case CTL_NEED_PPPOE:
		return proto == CTL_PROTO_PPP_SES ? NULL :
		       "protocol ppp_ses before it";
	case CTL_NEED_L2TP:
		return ip_proto == CTL_IPPROTO_L2TP ? NULL :
		       "ip_proto l2tp before it";
	case CTL_NEED_IPSEC:
		return ip_proto == CTL_IPPROTO_ESP ||
		       ip_proto == CTL_IPPROTO_AH ? NULL :
		       "ip_proto esp or ah before it";
	default:
		return NULL;
	}
}

static const struct ctl_key *key_find(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!strcmp(keys[i].word, word))
			return &keys[i];
	}
	return NULL;
}

/* up to the word "action", or the end */
bool ctl_check_keys(struct ctl_check *check)
{
	const char *word, *advice;
	const struct ctl_key *key;

	while (check->num_words && strcmp(check->words[0], "action")) {
		word = ctl_check_next(check, NULL);
		if (!strcmp(word, "skip_sw")) {
			check->skip_sw = true;
			continue;
		}
		if (!strcmp(word, "skip_hw")) {
			check->skip_hw = true;
			continue;
		}
		if (!strcmp(word, "verbose"))
			continue;
		key = key_find(word);
		if (!key)
			return ctl_check_bad(check, word,
					     "a key of flower or \"action\"");
		advice = need_check(check, key->need);
		if (advice)
			return ctl_check_bad(check, word, advice);
		if (!key->parse(check, key))
			return false;
	}
	return true;
}

/* ---- what the kernel adds ---- */

static void field_put(struct ctl_check *check, const char *name,
		      uint32_t value, uint32_t mask)
{
	struct ctl_key key = { .field = name, .name = name };

	ctl_key_set(check, &key, value, mask);
}

static bool is_tag(uint16_t proto)
{
	return proto == CTL_PROTO_8021Q || proto == CTL_PROTO_8021AD;
}

/* as fl_set_key() does: each tag that is named has its type */
static void tags_end(struct ctl_check *check)
{
	bool has_tag = is_tag(check->protocol) || check->num_of_vlans;
	uint16_t inner = check->vlan_protos[0];

	if (!has_tag)
		return;
	if (check->protocol != CTL_PROTO_ALL)
		field_put(check, "vlan_tpid", check->protocol, 0xffff);
	if (inner && (is_tag(inner) || check->num_of_vlans > 1))
		field_put(check, "cvlan_tpid", inner, 0xffff);
}

void ctl_check_keys_end(struct ctl_check *check)
{
	if (check->protocol != CTL_PROTO_ALL)
		field_put(check, "protocol", check->protocol, 0xffff);
	tags_end(check);
	if (check->n_proto)
		field_put(check, "eth_type", check->n_proto, 0xffff);
	if (check->enc_type)
		field_put(check, "enc_addr_type", check->enc_type, 3);
	if (!check->has_addr)
		return;
	if (check->has_addr_bits)
		field_put(check, "addr_type", check->is_ipv6 ?
			  HNI_KW_ADDR_IPV6 : HNI_KW_ADDR_IPV4, 3);
	else
		ctl_check_refuse(check, CTL_ID_CONTROL,
				 HOF_REASON_KEY_CONTRADICTION,
				 "src_ip/dst_ip (mask 0)",
				 (struct hof_why) { 0 });
}
