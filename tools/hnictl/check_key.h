/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what the table of flower's keys and the readers of their values share. */
#ifndef HNICTL_CHECK_KEY_H
#define HNICTL_CHECK_KEY_H

#include "check.h"

/* FLOW_DISSECTOR_KEY_*: the kernel does not export them */
enum {
	CTL_ID_CONTROL = 0,
	CTL_ID_BASIC = 1,
	CTL_ID_IPV4_ADDRS = 2,
	CTL_ID_PORTS = 4,
	CTL_ID_PORTS_RANGE = 5,
	CTL_ID_ICMP = 6,
	CTL_ID_ETH_ADDRS = 7,
	CTL_ID_ARP = 9,
	CTL_ID_VLAN = 10,
	CTL_ID_ENC_KEYID = 14,
	CTL_ID_ENC_IPV4_ADDRS = 15,
	CTL_ID_ENC_CONTROL = 17,
	CTL_ID_ENC_PORTS = 18,
	CTL_ID_MPLS = 19,
	CTL_ID_TCP = 20,
	CTL_ID_IP = 21,
	CTL_ID_CVLAN = 22,
	CTL_ID_ENC_IP = 23,
	CTL_ID_ENC_OPTS = 24,
	CTL_ID_META = 25,
	CTL_ID_CT = 26,
	CTL_ID_NUM_OF_VLANS = 28,
	CTL_ID_PPPOE = 29,
	CTL_ID_L2TPV3 = 30,
	CTL_ID_CFM = 31,
	CTL_ID_IPSEC = 32,
};

/* what must be said before a key makes sense */
enum ctl_need {
	CTL_NEED_NOTHING,
	CTL_NEED_IP,
	CTL_NEED_PORTS,
	CTL_NEED_TCP,
	CTL_NEED_ICMP,
	CTL_NEED_ARP,
	CTL_NEED_MPLS,
	CTL_NEED_PPPOE,
	CTL_NEED_L2TP,
	CTL_NEED_IPSEC,
};

/**
 * struct ctl_key - one word of flower
 * @word: as tc spells it
 * @field: name of the engine's field, NULL = hardware has none
 * @parse: takes the words behind it
 * @id: of the dissector key
 * @need: what must be said before
 * @name: as the driver names the dissector key in a refusal
 */
struct ctl_key {
	const char *word;
	const char *field;
	bool (*parse)(struct ctl_check *check, const struct ctl_key *key);
	uint8_t id;
	uint8_t need;
	const char *name;
};

/* check_value.c: requires bits of the key's field; refuses a key without one */
bool ctl_key_set(struct ctl_check *check, const struct ctl_key *key,
		 uint32_t value, uint32_t mask);

/* check_value.c: take what stands behind a word; return false if it is bad */
bool ctl_key_indev(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_l2_miss(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_mac(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_number(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_vlan_ethtype(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_num_of_vlans(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_mpls(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_mpls_old(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_ppp_proto(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_cfm(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_arp_op(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_arp_ip(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_ip_proto(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_ip_flags(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_ip(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_port(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_tcp_flags(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_enc_ip(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_ignored(struct ctl_check *check, const struct ctl_key *key);

/* check_enc.c: likewise, of tunnels and connections */
bool ctl_key_enc_flags(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_ct_state(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_ct_label(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_geneve_opts(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_vxlan_opts(struct ctl_check *check, const struct ctl_key *key);
bool ctl_key_other_opts(struct ctl_check *check, const struct ctl_key *key);

#endif
