// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns flower's keys on a command line: one row of the table for each word,
 * with the fields of the engine that it fills. A row without a field, or with
 * one that the engine does not have, is refused by name as the driver does.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "../../offload/core/hof_field.h"

#define CTL_TCP_FLAGS		0x0fff
#define CTL_PPP_VALID		0x0001
#define CTL_MPLS_DEPTH		7
#define CTL_IPPROTO_ICMP	1
#define CTL_IPPROTO_TCP		6
#define CTL_IPPROTO_UDP		17
#define CTL_IPPROTO_ESP		50
#define CTL_IPPROTO_AH		51
#define CTL_IPPROTO_ICMPV6	58
#define CTL_IPPROTO_L2TP	115
#define CTL_IPPROTO_SCTP	132

/* FLOW_DISSECTOR_KEY_*: the kernel does not export them */
enum {
	ID_CONTROL = 0,
	ID_BASIC = 1,
	ID_IPV4_ADDRS = 2,
	ID_PORTS = 4,
	ID_PORTS_RANGE = 5,
	ID_ICMP = 6,
	ID_ETH_ADDRS = 7,
	ID_ARP = 9,
	ID_VLAN = 10,
	ID_ENC_KEYID = 14,
	ID_ENC_IPV4_ADDRS = 15,
	ID_ENC_CONTROL = 17,
	ID_ENC_PORTS = 18,
	ID_MPLS = 19,
	ID_TCP = 20,
	ID_IP = 21,
	ID_CVLAN = 22,
	ID_ENC_IP = 23,
	ID_ENC_OPTS = 24,
	ID_META = 25,
	ID_CT = 26,
	ID_NUM_OF_VLANS = 28,
	ID_PPPOE = 29,
	ID_L2TPV3 = 30,
	ID_CFM = 31,
	ID_IPSEC = 32,
};

/* what must be said before a key makes sense */
enum need {
	NEED_NOTHING,
	NEED_IP,
	NEED_PORTS,
	NEED_TCP,
	NEED_ICMP,
	NEED_ARP,
	NEED_MPLS,
	NEED_PPPOE,
	NEED_L2TP,
	NEED_IPSEC,
};

/*
 * @word: as tc spells it
 * @field: name of the engine's field, NULL = hardware has none
 * @parse: takes the words behind it
 * @id: of the dissector key
 * @need: what must be said before
 * @name: as the driver names the dissector key in a refusal
 */
struct key {
	const char *word;
	const char *field;
	bool (*parse)(struct ctl_check *check, const struct key *key);
	uint8_t id;
	uint8_t need;
	const char *name;
};

/* ---- fields ---- */

static int field_find(const char *name)
{
	int field;

	for (field = 0; name && field < HOF_FIELD_COUNT; field++) {
		if (!strcmp(hof_field_info((enum hof_field)field)->name, name))
			return field;
	}
	return -1;
}

static bool key_refuse(struct ctl_check *check, const struct key *key)
{
	ctl_check_refuse(check, CTL_ORDER_NO_KEY + key->id, HOF_REASON_KEY,
			 key->name, (struct hof_why) { 0 });
	return true;
}

static bool field_set(struct ctl_check *check, const struct key *key,
		      uint32_t value, uint32_t mask)
{
	int field = field_find(key->field);

	if (!mask)
		return true;
	if (field < 0)
		return key_refuse(check, key);
	hof_match_set(&check->spec.match, (enum hof_field)field, value, mask);
	return true;
}

static bool bytes_set(struct ctl_check *check, const struct key *key,
		      const char *name, const uint8_t *value,
		      const uint8_t *mask)
{
	int field = field_find(name);

	if (field < 0)
		return key_refuse(check, key);
	hof_match_set_bytes(&check->spec.match, (enum hof_field)field, value,
			    mask);
	return true;
}

static uint32_t field_max(const struct key *key, uint32_t otherwise)
{
	int field = field_find(key->field);
	unsigned int bits;

	if (field < 0)
		return otherwise;
	bits = hof_field_info((enum hof_field)field)->bits;
	return bits < 32 ? (1U << bits) - 1 : ~0U;
}

/* ---- parse: numbers ---- */

/* NUMBER[/MASK] */
static bool parse_number(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "a number");
	uint32_t value, mask;

	if (!word || !ctl_check_masked(check, word, field_max(key, ~0U),
				       &value, &mask))
		return false;
	return field_set(check, key, value, mask);
}

static bool parse_num_of_vlans(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "a number of tags");
	uint32_t value, max = field_max(key, 0xff);

	if (!word || !ctl_check_u32(check, word, 0xff, &value))
		return false;
	check->num_of_vlans = value;
	if (value > max)
		ctl_check_refuse(check, key->id, HOF_REASON_KEY_VALUE,
				 key->word, (struct hof_why) {
					.value = value, .limit = max });
	return field_set(check, key, value, max);
}

/* the words of tc are hexadecimal, with or without 0x */
static bool parse_tcp_flags(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "FLAGS[/MASK]");
	unsigned long value, mask = CTL_TCP_FLAGS;
	char *end;

	if (!word)
		return false;
	value = strtoul(word, &end, 16);
	if (end != word && *end == '/')
		mask = strtoul(end + 1, &end, 16);
	if (end == word || *end || value > CTL_TCP_FLAGS ||
	    mask > CTL_TCP_FLAGS)
		return ctl_check_bad(check, word, "FLAGS[/MASK] up to fff");
	return field_set(check, key, (uint32_t)value, (uint32_t)mask);
}

static bool parse_arp_op(struct ctl_check *check, const struct key *key)
{
	if (ctl_check_take(check, "request"))
		return field_set(check, key, 1, 0xff);
	if (ctl_check_take(check, "reply"))
		return field_set(check, key, 2, 0xff);
	return parse_number(check, key);
}

static bool parse_cfm(struct ctl_check *check, const struct key *key)
{
	struct key part = *key;

	while (true) {
		if (ctl_check_take(check, "mdl"))
			part.field = "cfm_mdl";
		else if (ctl_check_take(check, "op"))
			part.field = "cfm_op";
		else
			return true;
		if (!parse_number(check, &part))
			return false;
	}
}

/* ---- parse: ports ---- */

static bool range_read(const char *word, uint32_t *min, uint32_t *max)
{
	char *end;

	if (!strchr(word, '-'))
		return false;
	*min = (uint32_t)strtoul(word, &end, 10);
	if (*end != '-')
		return false;
	*max = (uint32_t)strtoul(end + 1, &end, 10);
	return !*end;
}

static bool range_set(struct ctl_check *check, const struct key *key,
		      uint32_t min, uint32_t max)
{
	struct hof_spec *spec = &check->spec;

	if (min >= max || max > 0xffff || spec->nranges == HOF_SPEC_RANGES)
		return ctl_check_bad(check, key->word, "a range MIN-MAX");
	if (!key->field)
		return key_refuse(check, key);
	spec->range[spec->nranges++] = (struct hof_range) {
		.is_source = !strcmp(key->word, "src_port"),
		.min = (uint16_t)min,
		.max = (uint16_t)max,
	};
	return true;
}

static bool parse_port(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "a port");
	uint32_t value, mask;

	if (!word)
		return false;
	if (range_read(word, &value, &mask))
		return range_set(check, key, value, mask);
	if (!ctl_check_masked(check, word, 0xffff, &value, &mask))
		return false;
	return field_set(check, key, value, mask);
}

/* ---- parse: addresses ---- */

static bool parse_mac(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "a MAC address");
	uint8_t value[6], mask[6];

	if (!word || !ctl_check_mac(check, word, value, mask))
		return false;
	return bytes_set(check, key, key->field, value, mask);
}

static bool has_bits(const uint8_t *mask, unsigned int bytes)
{
	while (bytes)
		if (mask[--bytes])
			return true;
	return false;
}

/* an address of IPv6 is in a field of its own, with a name behind it */
static bool address_set(struct ctl_check *check, const struct key *key,
			unsigned int bytes, const uint8_t *value,
			const uint8_t *mask)
{
	char name[32];

	if (!has_bits(mask, bytes))
		return true;
	if (!key->field)
		return key_refuse(check, key);
	snprintf(name, sizeof(name), "%s%s", key->field,
		 bytes == 16 ? "6" : "");
	return bytes_set(check, key, name, value, mask);
}

static bool parse_ip(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "an IP address");
	uint8_t value[16], mask[16];
	unsigned int bytes;
	uint16_t proto;

	bytes = word ? ctl_check_ip(check, word, value, mask) : 0;
	if (!bytes)
		return false;
	proto = bytes == 16 ? CTL_PROTO_IPV6 : CTL_PROTO_IP;
	if (check->n_proto != proto)
		return ctl_check_bad(check, word,
				     "an address of the filter's protocol");
	check->has_addr = true;
	check->is_ipv6 = bytes == 16;
	check->has_addr_bits |= has_bits(mask, bytes);
	return address_set(check, key, bytes, value, mask);
}

static bool parse_arp_ip(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "an IPv4 address");
	uint8_t value[16], mask[16];

	if (!word || ctl_check_ip(check, word, value, mask) != 4)
		return ctl_check_bad(check, word, "an IPv4 address");
	return bytes_set(check, key, key->field, value, mask);
}

static bool parse_enc_ip(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "an IP address");
	uint8_t value[16], mask[16];
	unsigned int bytes;

	bytes = word ? ctl_check_ip(check, word, value, mask) : 0;
	return bytes && address_set(check, key, bytes, value, mask);
}

/* ---- parse: flags and names ---- */

static bool parse_ip_flags(struct ctl_check *check, const struct key *key)
{
	static const struct {
		const char *word;
		const char *field;
		uint32_t value;
	} flags[] = {
		{ "frag", "is_frag", 1 },
		{ "nofrag", "is_frag", 0 },
		{ "firstfrag", "first_frag", 1 },
		{ "nofirstfrag", "first_frag", 0 },
	};
	char *word = (char *)ctl_check_next(check, "flags");
	char text[64], *flag, *rest = NULL;
	struct key part = *key;
	size_t i;

	snprintf(text, sizeof(text), "%s", word ? word : "");
	for (flag = strtok_r(text, "/", &rest); flag;
	     flag = strtok_r(NULL, "/", &rest)) {
		for (i = 0; i < ARRAY_SIZE(flags); i++) {
			if (!strcmp(flags[i].word, flag))
				break;
		}
		if (i == ARRAY_SIZE(flags))
			return ctl_check_bad(check, word,
					     "[no]frag/[no]firstfrag");
		part.field = flags[i].field;
		field_set(check, &part, flags[i].value, 1);
	}
	return word;
}

static bool parse_ip_proto(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "an IP protocol");
	uint8_t proto;

	if (!word || !ctl_check_ip_proto(check, word, &proto))
		return false;
	check->ip_proto = proto;
	return field_set(check, key, proto, 0xff);
}

static bool parse_vlan_ethtype(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "a protocol");
	uint16_t proto;

	if (!word || !ctl_check_proto(check, word, &proto))
		return false;
	check->vlan_protos[key->id == ID_CVLAN] = proto;
	if (key->id == ID_CVLAN || (proto != CTL_PROTO_8021Q &&
				    proto != CTL_PROTO_8021AD))
		check->n_proto = proto;
	return field_set(check, key, proto, 0xffff);
}

static bool parse_ppp_proto(struct ctl_check *check, const struct key *key)
{
	static const struct {
		const char *word;
		uint16_t value;
	} names[] = {
		{ "ip", 0x0021 },
		{ "ipv6", 0x0057 },
		{ "mpls_uc", 0x0281 },
		{ "mpls_mc", 0x0283 },
	};
	const char *word = ctl_check_next(check, "a PPP protocol");
	uint32_t value = 0;
	size_t i;

	for (i = 0; word && i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i].word, word))
			value = names[i].value;
	}
	if (!word || (!value && !ctl_check_u32(check, word, 0xffff, &value)))
		return false;
	if (!(value & CTL_PPP_VALID))
		ctl_check_refuse(check, key->id,
				 HOF_REASON_KEY_CONTRADICTION, key->word,
				 (struct hof_why) { .value = value });
	return field_set(check, key, value, 0xffff);
}

static bool parse_indev(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "a device");
	int port;

	if (!word)
		return false;
	port = ctl_check_port(check, word);
	if (port >= 0)
		return field_set(check, key, (uint32_t)port, 0xff);
	ctl_check_refuse(check, key->id, HOF_REASON_DEVICE_FOREIGN, "in indev",
			 (struct hof_why) { 0 });
	return true;
}

static bool parse_l2_miss(struct ctl_check *check, const struct key *key)
{
	const char *word = ctl_check_next(check, "0 or 1");
	uint32_t value;

	if (!word || !ctl_check_u32(check, word, 1, &value))
		return false;
	ctl_check_refuse(check, key->id, HOF_REASON_KEY_NEEDS, key->word,
			 (struct hof_why) { 0 });
	return true;
}

/* one word that hardware has no use for, or does not have at all */
static bool parse_refused(struct ctl_check *check, const struct key *key)
{
	if (!ctl_check_next(check, "a value"))
		return false;
	return key_refuse(check, key);
}

static bool parse_ignored(struct ctl_check *check, const struct key *key)
{
	(void)key;
	return ctl_check_next(check, "a value");
}

/* ---- parse: label stack entries ---- */

static bool lse_set(struct ctl_check *check, const struct key *key,
		    unsigned int depth, const char *part)
{
	struct key field = *key;
	char name[32];

	if (depth == 1)
		snprintf(name, sizeof(name), "mpls_%s", part);
	else
		snprintf(name, sizeof(name), "mpls_lse%u_%s", depth, part);
	field.field = name;
	return parse_number(check, &field);
}

static bool lse_named(struct ctl_check *check, const struct key *key,
		      unsigned int depth)
{
	struct key field = *key;

	field.field = "mpls_lses";
	if (field_find(field.field) >= 0) {
		check->mpls_lses |= 1U << (depth - 1);
		return field_set(check, &field, check->mpls_lses,
				 check->mpls_lses);
	}
	if (depth > 1)
		ctl_check_refuse(check, key->id, HOF_REASON_KEY_VALUE,
				 "mpls lse depth", (struct hof_why) {
					.value = depth, .limit = 1 });
	return true;
}

static bool parse_mpls_old(struct ctl_check *check, const struct key *key)
{
	return lse_named(check, key, 1) && parse_number(check, key);
}

static bool lse_parse(struct ctl_check *check, const struct key *key)
{
	static const char * const parts[] = { "label", "tc", "bos", "ttl" };
	uint32_t depth = 0;
	size_t i = 0;

	if (!ctl_check_take(check, "depth") || !check->num_words ||
	    !ctl_check_u32(check, ctl_check_next(check, NULL), CTL_MPLS_DEPTH,
			   &depth) || !depth)
		return ctl_check_bad(check, "lse", "lse depth 1 .. 7");
	lse_named(check, key, depth);
	while (i < ARRAY_SIZE(parts)) {
		if (!ctl_check_take(check, parts[i])) {
			i++;
			continue;
		}
		if (depth > 1 && field_find("mpls_lses") < 0)
			ctl_check_next(check, "a number");
		else if (!lse_set(check, key, depth, parts[i]))
			return false;
		i = 0;
	}
	return true;
}

static bool parse_mpls(struct ctl_check *check, const struct key *key)
{
	while (ctl_check_take(check, "lse")) {
		if (!lse_parse(check, key))
			return false;
	}
	return true;
}

/* ---- the table ---- */

static const struct key keys[] = {
	{ "indev", "in_port", parse_indev, ID_META, 0, "indev" },
	{ "l2_miss", NULL, parse_l2_miss, ID_META, 0, "indev" },
	{ "dst_mac", "dst_mac", parse_mac, ID_ETH_ADDRS, 0, "dst_mac/src_mac" },
	{ "src_mac", "src_mac", parse_mac, ID_ETH_ADDRS, 0, "dst_mac/src_mac" },
	{ "vlan_id", "vlan_id", parse_number, ID_VLAN, 0, "vlan" },
	{ "vlan_prio", "vlan_prio", parse_number, ID_VLAN, 0, "vlan" },
	{ "vlan_ethtype", "vlan_ethtype", parse_vlan_ethtype, ID_VLAN, 0,
	  "vlan" },
	{ "cvlan_id", "cvlan_id", parse_number, ID_CVLAN, 0, "cvlan" },
	{ "cvlan_prio", "cvlan_prio", parse_number, ID_CVLAN, 0, "cvlan" },
	{ "cvlan_ethtype", "cvlan_ethtype", parse_vlan_ethtype, ID_CVLAN, 0,
	  "cvlan" },
	{ "num_of_vlans", "num_of_vlans", parse_num_of_vlans, ID_NUM_OF_VLANS,
	  0, "num_of_vlans" },
	{ "mpls", NULL, parse_mpls, ID_MPLS, NEED_MPLS, "mpls" },
	{ "mpls_label", "mpls_label", parse_mpls_old, ID_MPLS, NEED_MPLS,
	  "mpls" },
	{ "mpls_tc", "mpls_tc", parse_mpls_old, ID_MPLS, NEED_MPLS, "mpls" },
	{ "mpls_bos", "mpls_bos", parse_mpls_old, ID_MPLS, NEED_MPLS, "mpls" },
	{ "mpls_ttl", "mpls_ttl", parse_mpls_old, ID_MPLS, NEED_MPLS, "mpls" },
	{ "pppoe_sid", "pppoe_sid", parse_number, ID_PPPOE, NEED_PPPOE,
	  "pppoe_sid/ppp_proto" },
	{ "ppp_proto", "ppp_proto", parse_ppp_proto, ID_PPPOE, NEED_PPPOE,
	  "pppoe_sid/ppp_proto" },
	{ "cfm", "cfm_mdl", parse_cfm, ID_CFM, 0, "cfm" },
	{ "arp_op", "arp_op", parse_arp_op, ID_ARP, NEED_ARP, "arp" },
	{ "arp_sip", "arp_sip", parse_arp_ip, ID_ARP, NEED_ARP, "arp" },
	{ "arp_tip", "arp_tip", parse_arp_ip, ID_ARP, NEED_ARP, "arp" },
	{ "arp_sha", "arp_sha", parse_mac, ID_ARP, NEED_ARP, "arp" },
	{ "arp_tha", "arp_tha", parse_mac, ID_ARP, NEED_ARP, "arp" },
	{ "ip_proto", "ip_proto", parse_ip_proto, ID_BASIC, NEED_IP,
	  "ip_proto" },
	{ "ip_tos", "ip_tos", parse_number, ID_IP, NEED_IP, "ip_tos/ip_ttl" },
	{ "ip_ttl", "ip_ttl", parse_number, ID_IP, NEED_IP, "ip_tos/ip_ttl" },
	{ "ip_flags", "is_frag", parse_ip_flags, ID_CONTROL, 0, "ip_flags" },
	{ "dst_ip", "dst_ip", parse_ip, ID_IPV4_ADDRS, NEED_IP,
	  "dst_ip/src_ip" },
	{ "src_ip", "src_ip", parse_ip, ID_IPV4_ADDRS, NEED_IP,
	  "dst_ip/src_ip" },
	{ "dst_port", "dst_port", parse_port, ID_PORTS, NEED_PORTS,
	  "dst_port/src_port" },
	{ "src_port", "src_port", parse_port, ID_PORTS, NEED_PORTS,
	  "dst_port/src_port" },
	{ "tcp_flags", "tcp_flags", parse_tcp_flags, ID_TCP, NEED_TCP,
	  "tcp_flags" },
	{ "type", "icmp_type", parse_number, ID_ICMP, NEED_ICMP, "type/code" },
	{ "code", "icmp_code", parse_number, ID_ICMP, NEED_ICMP, "type/code" },
	{ "l2tpv3_sid", "l2tpv3_sid", parse_number, ID_L2TPV3, NEED_L2TP,
	  "l2tpv3_sid" },
	{ "spi", "spi", parse_number, ID_IPSEC, NEED_IPSEC, "spi" },
	{ "enc_key_id", NULL, parse_number, ID_ENC_KEYID, 0, "enc_key_id" },
	{ "enc_dst_ip", NULL, parse_enc_ip, ID_ENC_IPV4_ADDRS, 0,
	  "enc_src_ip/enc_dst_ip" },
	{ "enc_src_ip", NULL, parse_enc_ip, ID_ENC_IPV4_ADDRS, 0,
	  "enc_src_ip/enc_dst_ip" },
	{ "enc_dst_port", NULL, parse_port, ID_ENC_PORTS, 0,
	  "enc_dst_port/enc_src_port" },
	{ "enc_src_port", NULL, parse_port, ID_ENC_PORTS, 0,
	  "enc_dst_port/enc_src_port" },
	{ "enc_tos", NULL, parse_number, ID_ENC_IP, 0, "enc_tos/enc_ttl" },
	{ "enc_ttl", NULL, parse_number, ID_ENC_IP, 0, "enc_tos/enc_ttl" },
	{ "enc_flags", NULL, parse_refused, ID_ENC_CONTROL, 0, "enc_flags" },
	{ "geneve_opts", NULL, parse_refused, ID_ENC_OPTS, 0, "enc_opts" },
	{ "vxlan_opts", NULL, parse_refused, ID_ENC_OPTS, 0, "enc_opts" },
	{ "erspan_opts", NULL, parse_refused, ID_ENC_OPTS, 0, "enc_opts" },
	{ "gtp_opts", NULL, parse_refused, ID_ENC_OPTS, 0, "enc_opts" },
	{ "pfcp_opts", NULL, parse_refused, ID_ENC_OPTS, 0, "enc_opts" },
	{ "ct_state", NULL, parse_refused, ID_CT, 0, "ct_*" },
	{ "ct_zone", NULL, parse_refused, ID_CT, 0, "ct_*" },
	{ "ct_mark", NULL, parse_refused, ID_CT, 0, "ct_*" },
	{ "ct_label", NULL, parse_refused, ID_CT, 0, "ct_*" },
	{ "classid", NULL, parse_ignored, 0, 0, NULL },
	{ "flowid", NULL, parse_ignored, 0, 0, NULL },
	{ "hw_tc", NULL, parse_ignored, 0, 0, NULL },
};

/* ---- what must be said before ---- */

static bool is_ip(const struct ctl_check *check)
{
	return check->n_proto == CTL_PROTO_IP ||
	       check->n_proto == CTL_PROTO_IPV6;
}

static const char *need_check(const struct ctl_check *check, enum need need)
{
	uint16_t proto = check->n_proto;
	int ip_proto = check->ip_proto;

	switch (need) {
	case NEED_IP:
		return is_ip(check) ? NULL : "protocol ip or ipv6 before it";
	case NEED_PORTS:
		return ip_proto == CTL_IPPROTO_TCP ||
		       ip_proto == CTL_IPPROTO_UDP ||
		       ip_proto == CTL_IPPROTO_SCTP ? NULL :
		       "ip_proto tcp, udp or sctp before it";
	case NEED_TCP:
		return ip_proto == CTL_IPPROTO_TCP ? NULL :
		       "ip_proto tcp before it";
	case NEED_ICMP:
		return ip_proto == CTL_IPPROTO_ICMP ||
		       ip_proto == CTL_IPPROTO_ICMPV6 ? NULL :
		       "ip_proto icmp or icmpv6 before it";
	case NEED_ARP:
		return proto == CTL_PROTO_ARP || proto == 0x8035 ? NULL :
		       "protocol arp or rarp before it";
	case NEED_MPLS:
		return proto == CTL_PROTO_MPLS_UC ||
		       proto == CTL_PROTO_MPLS_MC ? NULL :
		       "protocol mpls_uc or mpls_mc before it";
	case NEED_PPPOE:
		return proto == CTL_PROTO_PPP_SES ? NULL :
		       "protocol ppp_ses before it";
	case NEED_L2TP:
		return ip_proto == CTL_IPPROTO_L2TP ? NULL :
		       "ip_proto l2tp before it";
	case NEED_IPSEC:
		return ip_proto == CTL_IPPROTO_ESP ||
		       ip_proto == CTL_IPPROTO_AH ? NULL :
		       "ip_proto esp or ah before it";
	default:
		return NULL;
	}
}

static const struct key *key_find(const char *word)
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
	const struct key *key;

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
	struct key key = { .field = name, .name = name };

	field_set(check, &key, value, mask);
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
	if (!check->has_addr)
		return;
	if (check->has_addr_bits)
		field_put(check, "addr_type", check->is_ipv6 ?
			  HNI_KW_ADDR_IPV6 : HNI_KW_ADDR_IPV4, 3);
	else
		ctl_check_refuse(check, ID_CONTROL,
				 HOF_REASON_KEY_CONTRADICTION,
				 "src_ip/dst_ip (mask 0)",
				 (struct hof_why) { 0 });
}
