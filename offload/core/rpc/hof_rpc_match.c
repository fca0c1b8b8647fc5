// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what of a tc filter the receive classifier can hold. Bits of the
 * filter's mask are taken out as they are understood; what is left over at the
 * end is a key that the classifier does not have.
 */
#include "hof_rpc_priv.h"

#define HOF_RPC_P_IP		0x0800
#define HOF_RPC_P_IPV6		0x86dd
#define HOF_RPC_IPPROTO_TCP	6
#define HOF_RPC_IPPROTO_UDP	17

/**
 * struct hof_rpc_parse - a filter on its way
 * @match: result
 * @spec: filter
 * @left: mask bits that nobody has understood yet
 * @family: 0, 4 or 6
 * @l4: HOF_RPC_IPPROTO_*, or 0
 * @err: errno of the first refusal, or 0
 * @why: the first refusal
 */
struct hof_rpc_parse {
	struct hof_rpc_match *match;
	const struct hof_spec *spec;
	u32 left[HNI_KW_COUNT];
	u8 family;
	u8 l4;
	int err;
	struct hof_why *why;
};

static void hof_rpc_parse_refuse(struct hof_rpc_parse *parse,
				 enum hof_reason reason, const char *what,
				 u64 value, u64 limit)
{
	if (!parse->err)
		parse->err = hof_refuse(parse->why, reason, what, value,
					limit);
}

static u32 hof_rpc_field_bits(const struct hof_field_info *info)
{
	return ~0U >> (32 - info->bits) << (info->msb + 1 - info->bits);
}

/* Reads a field of at most 32 bits and counts it as understood. */
static u32 hof_rpc_parse_take(struct hof_rpc_parse *parse,
			      enum hof_field field, u32 *mask)
{
	const struct hof_field_info *info = hof_field_info(field);

	parse->left[info->word] &= ~hof_rpc_field_bits(info);
	return hof_match_get(&parse->spec->match, field, mask);
}

static void hof_rpc_key1_require(struct hof_rpc_match *match, u16 bits,
				 u16 value)
{
	match->key1_care |= bits;
	match->key1 |= value & bits;
}

static void hof_rpc_parse_protocol(struct hof_rpc_parse *parse)
{
	const u16 bits = HNI_RPC_KEY1_IP_VALID | HNI_RPC_KEY1_IP_IS_V6 |
			 HNI_RPC_KEY1_TAGGED;
	u32 protocol, type, mask, type_mask;

	protocol = hof_rpc_parse_take(parse, HOF_FIELD_PROTO_OUTER, &mask);
	type = hof_rpc_parse_take(parse, HOF_FIELD_PROTO, &type_mask);
	if (mask && protocol != HOF_RPC_P_IP && protocol != HOF_RPC_P_IPV6) {
		hof_rpc_parse_refuse(parse, HOF_REASON_RPC_PROTOCOL, NULL,
				     protocol, 0);
		return;
	}
	/* IP_VALID is what flower calls the EtherType, not the frame's */
	if (mask && !type_mask)
		hof_rpc_parse_refuse(parse, HOF_REASON_RPC_KEY,
				     "protocol of matchall", 0, 0);
	if (type_mask && (!mask || type != protocol || type_mask != 0xffff))
		hof_rpc_parse_refuse(parse, HOF_REASON_RPC_KEY, "eth_type", 0,
				     0);
	if (!mask || parse->err)
		return;
	parse->family = protocol == HOF_RPC_P_IP ? 4 : 6;
	hof_rpc_key1_require(parse->match, bits, parse->family == 4 ?
			     HNI_RPC_KEY1_IP_VALID :
			     HNI_RPC_KEY1_IP_VALID | HNI_RPC_KEY1_IP_IS_V6);
}

static void hof_rpc_parse_mac(struct hof_rpc_parse *parse)
{
	const u32 *mask = parse->spec->match.mask;
	u64 all = (u64)mask[HNI_KW_DMAC] << 16 | mask[HNI_KW_MACS] >> 16;

	parse->left[HNI_KW_DMAC] = 0;
	parse->left[HNI_KW_MACS] &= 0xffff;
	if (all && all != ~0ULL >> 16)
		hof_rpc_parse_refuse(parse, HOF_REASON_KEY_MASK, "dst_mac",
				     all, ~0ULL >> 16);
}

/* Return: bits of the prefix that @mask begins with */
static u8 hof_rpc_mask_len(const u32 *mask, unsigned int words)
{
	u8 len = 0;

	while (len < 32 * words && mask[len / 32] & 1U << (31 - len % 32))
		len++;
	return len;
}

static bool hof_rpc_mask_is_prefix(const u32 *mask, unsigned int words,
				   u8 len)
{
	unsigned int i;

	for (i = len; i < 32 * words; i++)
		if (mask[i / 32] & 1U << (31 - i % 32))
			return false;
	return true;
}

bool hof_rpc_prefix_set(struct hof_rpc_prefix *prefix, u8 family,
			const u32 *addr, const u32 *mask)
{
	unsigned int words = family == 6 ? 4 : 1, i;

	memset(prefix, 0, sizeof(*prefix));
	prefix->len = hof_rpc_mask_len(mask, words);
	if (prefix->len)
		prefix->family = family;
	for (i = 0; 32 * i < prefix->len; i++)
		prefix->addr[i] = addr[i] & mask[i];
	/* behind a hole in the mask nothing counts */
	if (prefix->len % 32)
		prefix->addr[prefix->len / 32] &=
			~0U << (32 - prefix->len % 32);
	return hof_rpc_mask_is_prefix(mask, words, prefix->len);
}

/* @word: the address' first word of four; IPv4 is the last */
static void hof_rpc_parse_addr(struct hof_rpc_parse *parse,
			       enum hof_rpc_side side, unsigned int word)
{
	static const char *const names[] = { "src_ip", "dst_ip" };
	const struct hof_match *match = &parse->spec->match;
	unsigned int words = 4;

	if (!parse->family)
		return;
	if (parse->family == 4) {
		words = 1;
		word += 3;
	}
	memset(&parse->left[word], 0, words * sizeof(u32));
	if (!hof_rpc_prefix_set(&parse->match->addr[side], parse->family,
				&match->value[word], &match->mask[word]))
		hof_rpc_parse_refuse(parse, HOF_REASON_RPC_PREFIX,
				     names[side], 0, 0);
}

static void hof_rpc_parse_addrs(struct hof_rpc_parse *parse)
{
	u32 type, mask;

	type = hof_rpc_parse_take(parse, HOF_FIELD_ADDR_TYPE, &mask);
	if (mask && type != (parse->family == 4 ? HNI_KW_ADDR_IPV4 :
			     HNI_KW_ADDR_IPV6))
		hof_rpc_parse_refuse(parse, HOF_REASON_KEY_CONTRADICTION,
				     "src_ip/dst_ip", 0, 0);
	parse->match->is_outermost = true;
	hof_rpc_parse_addr(parse, HOF_RPC_SRC, HNI_KW_SRC);
	hof_rpc_parse_addr(parse, HOF_RPC_DST, HNI_KW_DST);
}

static void hof_rpc_parse_ip_proto(struct hof_rpc_parse *parse)
{
	u32 proto, mask;

	if (parse->spec->nranges)
		hof_rpc_parse_refuse(parse, HOF_REASON_RPC_KEY, "port range",
				     0, 0);
	proto = hof_rpc_parse_take(parse, HOF_FIELD_IP_PROTO, &mask);
	if (!mask)
		return;
	if (parse->family && mask == 0xff &&
	    (proto == HOF_RPC_IPPROTO_TCP || proto == HOF_RPC_IPPROTO_UDP))
		parse->l4 = (u8)proto;
	else
		hof_rpc_parse_refuse(parse, HOF_REASON_RPC_KEY,
				     "ip_proto but tcp, udp", 0, 0);
}

/* Return: the filter says that the frame is no fragment */
static bool hof_rpc_parse_frag(struct hof_rpc_parse *parse)
{
	u32 frag, frag_mask, first, first_mask;

	frag = hof_rpc_parse_take(parse, HOF_FIELD_IS_FRAG, &frag_mask);
	first = hof_rpc_parse_take(parse, HOF_FIELD_FIRST_FRAG, &first_mask);
	if (frag || first || ((frag_mask || first_mask) && !parse->l4))
		hof_rpc_parse_refuse(parse, HOF_REASON_RPC_KEY, "ip_flags", 0,
				     0);
	return frag_mask && !frag;
}

/*
 * tc finds port 0 in a fragment, so a port that must not be 0 keeps fragments
 * out as well as "nofrag" does.
 */
static void hof_rpc_parse_l4(struct hof_rpc_parse *parse)
{
	static const char *const names[] = { "src_port", "dst_port" };
	bool has_frags = !hof_rpc_parse_frag(parse);
	u32 port[HOF_RPC_SIDES], mask[HOF_RPC_SIDES];
	struct hof_rpc_match *match = parse->match;
	unsigned int i;

	for (i = 0; i < HOF_RPC_SIDES; i++) {
		port[i] = hof_rpc_parse_take(parse, HOF_FIELD_SRC_PORT + i,
					     &mask[i]);
		if (port[i])
			has_frags = false;
		if (mask[i] && !parse->l4)
			hof_rpc_parse_refuse(parse, HOF_REASON_RPC_KEY,
					     names[i], 0, 0);
	}
	if (!parse->l4)
		return;
	if (has_frags) {
		hof_rpc_parse_refuse(parse, mask[0] || mask[1] ?
				     HOF_REASON_RPC_PORT :
				     HOF_REASON_RPC_FRAGMENT,
				     mask[0] ? names[0] :
				     mask[1] ? names[1] : "ip_proto", 0, 0);
		return;
	}
	for (i = 0; i < HOF_RPC_SIDES; i++) {
		match->port[i] = (u16)port[i];
		match->port_care[i] = (u16)mask[i];
	}
	hof_rpc_key1_require(match, HNI_RPC_KEY1_L4_VALID |
			     HNI_RPC_KEY1_L4_IS_UDP,
			     parse->l4 == HOF_RPC_IPPROTO_UDP ?
			     HNI_RPC_KEY1_L4_VALID | HNI_RPC_KEY1_L4_IS_UDP :
			     HNI_RPC_KEY1_L4_VALID);
	/* to tc, IPv6 in IPv6 is neither TCP nor UDP */
	if (parse->family == 6)
		hof_rpc_key1_require(match, HNI_RPC_KEY1_OUTER_IP_VALID, 0);
}

static void hof_rpc_parse_rest(struct hof_rpc_parse *parse)
{
	const struct hof_field_info *info;
	unsigned int field, i;

	for (field = 0; field < HOF_FIELD_COUNT; field++) {
		info = hof_field_info(field);
		if (info->bits <= 32 &&
		    parse->left[info->word] & hof_rpc_field_bits(info))
			hof_rpc_parse_refuse(parse, HOF_REASON_RPC_KEY,
					     info->name, 0, 0);
	}
	/* fields that are longer, or that have no row of their own */
	for (i = 0; i < HNI_KW_COUNT; i++)
		if (parse->left[i])
			hof_rpc_parse_refuse(parse, HOF_REASON_RPC_KEY,
					     i == HNI_KW_MACS ||
					     i == HNI_KW_SMAC ? "src_mac" :
					     "of this kind", 0, 0);
}

int hof_rpc_match_from(struct hof_rpc_match *match,
		       const struct hof_spec *spec, struct hof_why *why)
{
	struct hof_rpc_parse parse = {
		.match = match,
		.spec = spec,
		.why = why,
	};

	memset(match, 0, sizeof(*match));
	memcpy(parse.left, spec->match.mask, sizeof(parse.left));
	hof_rpc_parse_protocol(&parse);
	hof_rpc_parse_mac(&parse);
	hof_rpc_parse_addrs(&parse);
	hof_rpc_parse_ip_proto(&parse);
	hof_rpc_parse_l4(&parse);
	hof_rpc_parse_rest(&parse);
	return parse.err;
}

bool hof_rpc_mac_from(u8 *addr, const struct hof_spec *spec)
{
	const u32 *value = spec->match.value, *mask = spec->match.mask;
	unsigned int i;

	if (mask[HNI_KW_DMAC] != ~0U || mask[HNI_KW_MACS] >> 16 != 0xffff)
		return false;
	for (i = 0; i < 4; i++)
		addr[i] = (u8)(value[HNI_KW_DMAC] >> (24 - 8 * i));
	addr[4] = (u8)(value[HNI_KW_MACS] >> 24);
	addr[5] = (u8)(value[HNI_KW_MACS] >> 16);
	return true;
}

/* FNV-1a, a byte at a time */
static u64 hof_rpc_hash(u64 hash, u64 value)
{
	unsigned int i;

	for (i = 0; i < 64; i += 8)
		hash = (hash ^ (value >> i & 0xff)) * 0x100000001b3ULL;
	return hash;
}

u64 hof_rpc_mask_of(const struct hof_spec *spec)
{
	u64 hash = hof_rpc_hash(0xcbf29ce484222325ULL, spec->mask_tag);
	unsigned int i, sides = 0;

	for (i = 0; i < HNI_KW_COUNT; i++)
		hash = hof_rpc_hash(hash, spec->match.mask[i]);
	for (i = 0; i < spec->nranges; i++)
		sides |= 1U << spec->range[i].is_source;
	return hof_rpc_hash(hash, sides);
}
