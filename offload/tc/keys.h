/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the handlers of keys share: each reads one dissector key of the
 * filter and adds it to the match, or refuses.
 */
#ifndef _HNI_TC_KEYS_H
#define _HNI_TC_KEYS_H

#include "parse.h"

/* parse_key.c: a field of at most 32 bits; a mask of 0 adds nothing */
void hni_tc_key_set(struct hni_tc_parse *parse, enum hof_field field,
		    u32 value, u32 mask);
void hni_tc_key_set_be16(struct hni_tc_parse *parse, enum hof_field field,
			 __be16 value, __be16 mask);
void hni_tc_key_set_be32(struct hni_tc_parse *parse, enum hof_field field,
			 __be32 value, __be32 mask);
void hni_tc_key_set_bytes(struct hni_tc_parse *parse, enum hof_field field,
			  const void *value, const void *mask);

/*
 * parse_key.c: the rank of a mask is that of the filter's whole mask in
 * software, also of the part that hardware does not have or has in one field
 * for several keys.
 */
void hni_tc_key_tag(struct hni_tc_parse *parse, const void *mask, u32 len,
		    u32 id);

/* key_link.c: link layer, and what lies between it and IP */
void hni_tc_key_eth(struct hni_tc_parse *parse);
void hni_tc_key_vlan(struct hni_tc_parse *parse);
void hni_tc_key_cvlan(struct hni_tc_parse *parse);
void hni_tc_key_num_of_vlans(struct hni_tc_parse *parse);
void hni_tc_key_mpls(struct hni_tc_parse *parse);
void hni_tc_key_pppoe(struct hni_tc_parse *parse);
void hni_tc_key_cfm(struct hni_tc_parse *parse);
void hni_tc_key_arp(struct hni_tc_parse *parse);

/* key_ip.c: IP and its addresses */
void hni_tc_key_control(struct hni_tc_parse *parse);
void hni_tc_key_ipv4(struct hni_tc_parse *parse);
void hni_tc_key_ipv6(struct hni_tc_parse *parse);
void hni_tc_key_ip(struct hni_tc_parse *parse);

/* key_port.c: what is behind IP */
void hni_tc_key_ports(struct hni_tc_parse *parse);
void hni_tc_key_ports_range(struct hni_tc_parse *parse);
void hni_tc_key_tcp(struct hni_tc_parse *parse);
void hni_tc_key_icmp(struct hni_tc_parse *parse);
void hni_tc_key_l2tpv3(struct hni_tc_parse *parse);
void hni_tc_key_ipsec(struct hni_tc_parse *parse);

/* key_conn.c: what is known of a frame's connection */
void hni_tc_key_ct(struct hni_tc_parse *parse);

/* key_tunnel.c: the header that has been taken off */
void hni_tc_key_enc_keyid(struct hni_tc_parse *parse);
void hni_tc_key_enc_control(struct hni_tc_parse *parse);
void hni_tc_key_enc_ipv4(struct hni_tc_parse *parse);
void hni_tc_key_enc_ipv6(struct hni_tc_parse *parse);
void hni_tc_key_enc_ports(struct hni_tc_parse *parse);
void hni_tc_key_enc_ip(struct hni_tc_parse *parse);
void hni_tc_key_enc_opts(struct hni_tc_parse *parse);

#endif /* _HNI_TC_KEYS_H */
