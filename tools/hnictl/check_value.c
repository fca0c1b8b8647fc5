// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the values of flower's keys on a command line: how each is read and
 * which fields of the engine it fills. A key without a field, or with one that
 * the engine does not have, is refused by name as the driver does.
 */
#include <stdlib.h>
#include <string.h>

#include "check_key.h"
#include "../../offload/core/hof_field.h"

#define CTL_TCP_FLAGS		0x0fff
#define CTL_PPP_VALID		0x0001
#define CTL_MPLS_DEPTH		7

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

static bool key_refuse(struct ctl_check *check, const struct ctl_key *key)
{
	ctl_check_refuse(check, CTL_ORDER_NO_KEY + key->id, HOF_REASON_KEY,
			 key->name, (struct hof_why) { 0 });
	return true;
}

bool ctl_key_set(struct ctl_check *check, const struct ctl_key *key,
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

static bool bytes_set(struct ctl_check *check, const struct ctl_key *key,
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

static uint32_t field_max(const struct ctl_key *key, uint32_t otherwise)
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
bool ctl_key_number(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "a number");
	uint32_t value, mask;

	if (!word || !ctl_check_masked(check, word, field_max(key, ~0U),
				       &value, &mask))
		return false;
	return ctl_key_set(check, key, value, mask);
}

bool ctl_key_num_of_vlans(struct ctl_check *check, const struct ctl_key *key)
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
	return ctl_key_set(check, key, value, max);
}

/* the words of tc are hexadecimal, with or without 0x */
bool ctl_key_tcp_flags(struct ctl_check *check, const struct ctl_key *key)
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
	return ctl_key_set(check, key, (uint32_t)value, (uint32_t)mask);
}

bool ctl_key_arp_op(struct ctl_check *check, const struct ctl_key *key)
{
	if (ctl_check_take(check, "request"))
		return ctl_key_set(check, key, 1, 0xff);
	if (ctl_check_take(check, "reply"))
		return ctl_key_set(check, key, 2, 0xff);
	return ctl_key_number(check, key);
}

bool ctl_key_cfm(struct ctl_check *check, const struct ctl_key *key)
{
	struct ctl_key part = *key;

	while (true) {
		if (ctl_check_take(check, "mdl"))
			part.field = "cfm_mdl";
		else if (ctl_check_take(check, "op"))
			part.field = "cfm_op";
		else
			return true;
		if (!ctl_key_number(check, &part))
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

static bool range_set(struct ctl_check *check, const struct ctl_key *key,
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

bool ctl_key_port(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "a port");
	uint32_t value, mask;

	if (!word)
		return false;
	if (range_read(word, &value, &mask))
		return range_set(check, key, value, mask);
	if (!ctl_check_masked(check, word, 0xffff, &value, &mask))
		return false;
	return ctl_key_set(check, key, value, mask);
}

/* ---- parse: addresses ---- */

bool ctl_key_mac(struct ctl_check *check, const struct ctl_key *key)
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
static bool address_set(struct ctl_check *check, const struct ctl_key *key,
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

bool ctl_key_ip(struct ctl_check *check, const struct ctl_key *key)
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

bool ctl_key_arp_ip(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "an IPv4 address");
	uint8_t value[16], mask[16];

	if (!word || ctl_check_ip(check, word, value, mask) != 4)
		return ctl_check_bad(check, word, "an IPv4 address");
	return bytes_set(check, key, key->field, value, mask);
}

bool ctl_key_enc_ip(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "an IP address");
	uint8_t value[16], mask[16];
	unsigned int bytes;

	bytes = word ? ctl_check_ip(check, word, value, mask) : 0;
	if (!bytes)
		return false;
	check->enc_type = bytes == 16 ? HNI_KW_ADDR_IPV6 : HNI_KW_ADDR_IPV4;
	return address_set(check, key, bytes, value, mask);
}

/* ---- parse: flags and names ---- */

bool ctl_key_ip_flags(struct ctl_check *check, const struct ctl_key *key)
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
	struct ctl_key part = *key;
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
		ctl_key_set(check, &part, flags[i].value, 1);
	}
	return word;
}

bool ctl_key_ip_proto(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "an IP protocol");
	uint8_t proto;

	if (!word || !ctl_check_ip_proto(check, word, &proto))
		return false;
	check->ip_proto = proto;
	return ctl_key_set(check, key, proto, 0xff);
}

bool ctl_key_vlan_ethtype(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "a protocol");
	uint16_t proto;

	if (!word || !ctl_check_proto(check, word, &proto))
		return false;
	check->vlan_protos[key->id == CTL_ID_CVLAN] = proto;
	if (key->id == CTL_ID_CVLAN ||
	    (proto != CTL_PROTO_8021Q && proto != CTL_PROTO_8021AD))
		check->n_proto = proto;
	return ctl_key_set(check, key, proto, 0xffff);
}

bool ctl_key_ppp_proto(struct ctl_check *check, const struct ctl_key *key)
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
	return ctl_key_set(check, key, value, 0xffff);
}

bool ctl_key_indev(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "a device");
	int port;

	if (!word)
		return false;
	port = ctl_check_port(check, word);
	if (port >= 0)
		return ctl_key_set(check, key, (uint32_t)port, 0xff);
	ctl_check_refuse(check, key->id, HOF_REASON_DEVICE_FOREIGN, "in indev",
			 (struct hof_why) { 0 });
	return true;
}

bool ctl_key_l2_miss(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "0 or 1");
	uint32_t value;

	if (!word || !ctl_check_u32(check, word, 1, &value))
		return false;
	ctl_check_refuse(check, key->id, HOF_REASON_KEY_NEEDS, key->word,
			 (struct hof_why) { 0 });
	return true;
}

bool ctl_key_ignored(struct ctl_check *check, const struct ctl_key *key)
{
	(void)key;
	return ctl_check_next(check, "a value");
}

/* ---- parse: label stack entries ---- */

static bool lse_set(struct ctl_check *check, const struct ctl_key *key,
		    unsigned int depth, const char *part)
{
	struct ctl_key field = *key;
	char name[32];

	if (depth == 1)
		snprintf(name, sizeof(name), "mpls_%s", part);
	else
		snprintf(name, sizeof(name), "mpls_lse%u_%s", depth, part);
	field.field = name;
	return ctl_key_number(check, &field);
}

static bool lse_named(struct ctl_check *check, const struct ctl_key *key,
		      unsigned int depth)
{
	struct ctl_key field = *key;

	field.field = "mpls_lses";
	if (field_find(field.field) >= 0) {
		check->mpls_lses |= 1U << (depth - 1);
		return ctl_key_set(check, &field, check->mpls_lses,
				 check->mpls_lses);
	}
	if (depth > 1)
		ctl_check_refuse(check, key->id, HOF_REASON_KEY_VALUE,
				 "mpls lse depth", (struct hof_why) {
					.value = depth, .limit = 1 });
	return true;
}

bool ctl_key_mpls_old(struct ctl_check *check, const struct ctl_key *key)
{
	return lse_named(check, key, 1) && ctl_key_number(check, key);
}

static bool lse_parse(struct ctl_check *check, const struct ctl_key *key)
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

bool ctl_key_mpls(struct ctl_check *check, const struct ctl_key *key)
{
	while (ctl_check_take(check, "lse")) {
		if (!lse_parse(check, key))
			return false;
	}
	return true;
}
