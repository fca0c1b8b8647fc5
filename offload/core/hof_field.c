// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the table of fields: where each field of a rule lies in the key words.
 * Setter, getter and printer derive from it; a new field is one row here.
 */
#include "hof_field.h"

#define FIELD(n, w, m, b, f) \
	{ .name = (n), .word = (w), .msb = (m), .bits = (b), .format = (f) }

/* a field of a label stack entry, by tc's depth */
#define LSE(d, part, n, m, b) \
	[HOF_FIELD_MPLS_LSE##d##_##part] = \
		FIELD("mpls_lse" #d "_" n, HNI_KW_MPLS_LSE((d) - 1), m, b, \
		      HOF_FORMAT_DEC)

static const struct hof_field_info hof_fields[HOF_FIELD_COUNT] = {
	[HOF_FIELD_IN_PORT] =
		FIELD("in_port", HNI_KW_META, 7, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_IS_FRAG] =
		FIELD("is_frag", HNI_KW_META, 8, 1, HOF_FORMAT_DEC),
	[HOF_FIELD_FIRST_FRAG] =
		FIELD("first_frag", HNI_KW_META, 9, 1, HOF_FORMAT_DEC),
	[HOF_FIELD_ADDR_TYPE] =
		FIELD("addr_type", HNI_KW_META, 11, 2, HOF_FORMAT_DEC),
	[HOF_FIELD_PROTO_OUTER] =
		FIELD("protocol", HNI_KW_PROTO, 31, 16, HOF_FORMAT_HEX),
	[HOF_FIELD_PROTO] =
		FIELD("eth_type", HNI_KW_PROTO, 15, 16, HOF_FORMAT_HEX),
	[HOF_FIELD_DST_MAC] =
		FIELD("dst_mac", HNI_KW_DMAC, 31, 48, HOF_FORMAT_MAC),
	[HOF_FIELD_SRC_MAC] =
		FIELD("src_mac", HNI_KW_MACS, 15, 48, HOF_FORMAT_MAC),
	[HOF_FIELD_VLAN_TPID] =
		FIELD("vlan_tpid", HNI_KW_VLAN, 31, 16, HOF_FORMAT_HEX),
	[HOF_FIELD_VLAN_PRIO] =
		FIELD("vlan_prio", HNI_KW_VLAN, 15, 3, HOF_FORMAT_DEC),
	[HOF_FIELD_VLAN_ID] =
		FIELD("vlan_id", HNI_KW_VLAN, 11, 12, HOF_FORMAT_DEC),
	[HOF_FIELD_CVLAN_TPID] =
		FIELD("cvlan_tpid", HNI_KW_CVLAN, 31, 16, HOF_FORMAT_HEX),
	[HOF_FIELD_CVLAN_PRIO] =
		FIELD("cvlan_prio", HNI_KW_CVLAN, 15, 3, HOF_FORMAT_DEC),
	[HOF_FIELD_CVLAN_ID] =
		FIELD("cvlan_id", HNI_KW_CVLAN, 11, 12, HOF_FORMAT_DEC),
	[HOF_FIELD_VLAN_ETHTYPE] =
		FIELD("vlan_ethtype", HNI_KW_VLAN_ETYPES, 31, 16,
		      HOF_FORMAT_HEX),
	[HOF_FIELD_CVLAN_ETHTYPE] =
		FIELD("cvlan_ethtype", HNI_KW_VLAN_ETYPES, 15, 16,
		      HOF_FORMAT_HEX),
	[HOF_FIELD_IP_PROTO] =
		FIELD("ip_proto", HNI_KW_IP, 31, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_IP_TOS] =
		FIELD("ip_tos", HNI_KW_IP, 23, 8, HOF_FORMAT_HEX),
	[HOF_FIELD_IP_TTL] =
		FIELD("ip_ttl", HNI_KW_IP, 15, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_ARP_OP] =
		FIELD("arp_op", HNI_KW_IP, 7, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_SRC_PORT] =
		FIELD("src_port", HNI_KW_PORTS, 31, 16, HOF_FORMAT_DEC),
	[HOF_FIELD_DST_PORT] =
		FIELD("dst_port", HNI_KW_PORTS, 15, 16, HOF_FORMAT_DEC),
	[HOF_FIELD_ICMP_TYPE] =
		FIELD("icmp_type", HNI_KW_L4, 31, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_ICMP_CODE] =
		FIELD("icmp_code", HNI_KW_L4, 23, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_TCP_FLAGS] =
		FIELD("tcp_flags", HNI_KW_L4, 11, 12, HOF_FORMAT_HEX),
	[HOF_FIELD_SRC_IPV4] =
		FIELD("src_ip", HNI_KW_SRC_V4, 31, 32, HOF_FORMAT_IPV4),
	[HOF_FIELD_DST_IPV4] =
		FIELD("dst_ip", HNI_KW_DST_V4, 31, 32, HOF_FORMAT_IPV4),
	[HOF_FIELD_SRC_IPV6] =
		FIELD("src_ip6", HNI_KW_SRC, 31, 128, HOF_FORMAT_IPV6),
	[HOF_FIELD_DST_IPV6] =
		FIELD("dst_ip6", HNI_KW_DST, 31, 128, HOF_FORMAT_IPV6),
	[HOF_FIELD_ARP_SIP] =
		FIELD("arp_sip", HNI_KW_ARP_SIP, 31, 32, HOF_FORMAT_IPV4),
	[HOF_FIELD_ARP_TIP] =
		FIELD("arp_tip", HNI_KW_ARP_TIP, 31, 32, HOF_FORMAT_IPV4),
	[HOF_FIELD_ARP_SHA] =
		FIELD("arp_sha", HNI_KW_ARP_SHA, 31, 48, HOF_FORMAT_MAC),
	[HOF_FIELD_ARP_THA] =
		FIELD("arp_tha", HNI_KW_ARP_HAS, 15, 48, HOF_FORMAT_MAC),
	[HOF_FIELD_MPLS_LABEL] =
		FIELD("mpls_label", HNI_KW_MPLS, 31, 20, HOF_FORMAT_DEC),
	[HOF_FIELD_MPLS_TC] =
		FIELD("mpls_tc", HNI_KW_MPLS, 11, 3, HOF_FORMAT_DEC),
	[HOF_FIELD_MPLS_BOS] =
		FIELD("mpls_bos", HNI_KW_MPLS, 8, 1, HOF_FORMAT_DEC),
	[HOF_FIELD_MPLS_TTL] =
		FIELD("mpls_ttl", HNI_KW_MPLS, 7, 8, HOF_FORMAT_DEC),
	LSE(2, LABEL, "label", 31, 20),
	LSE(2, TC, "tc", 11, 3),
	LSE(2, BOS, "bos", 8, 1),
	LSE(2, TTL, "ttl", 7, 8),
	LSE(3, LABEL, "label", 31, 20),
	LSE(3, TC, "tc", 11, 3),
	LSE(3, BOS, "bos", 8, 1),
	LSE(3, TTL, "ttl", 7, 8),
	LSE(4, LABEL, "label", 31, 20),
	LSE(4, TC, "tc", 11, 3),
	LSE(4, BOS, "bos", 8, 1),
	LSE(4, TTL, "ttl", 7, 8),
	LSE(5, LABEL, "label", 31, 20),
	LSE(5, TC, "tc", 11, 3),
	LSE(5, BOS, "bos", 8, 1),
	LSE(5, TTL, "ttl", 7, 8),
	LSE(6, LABEL, "label", 31, 20),
	LSE(6, TC, "tc", 11, 3),
	LSE(6, BOS, "bos", 8, 1),
	LSE(6, TTL, "ttl", 7, 8),
	LSE(7, LABEL, "label", 31, 20),
	LSE(7, TC, "tc", 11, 3),
	LSE(7, BOS, "bos", 8, 1),
	LSE(7, TTL, "ttl", 7, 8),
	[HOF_FIELD_MPLS_LSES] =
		FIELD("mpls_lses", HNI_KW_MISC, 22, 7, HOF_FORMAT_HEX),
	[HOF_FIELD_NUM_OF_VLANS] =
		FIELD("num_of_vlans", HNI_KW_MISC, 31, 5, HOF_FORMAT_DEC),
	[HOF_FIELD_CFM_MDL] =
		FIELD("cfm_mdl", HNI_KW_MISC, 15, 3, HOF_FORMAT_DEC),
	[HOF_FIELD_CFM_OP] =
		FIELD("cfm_op", HNI_KW_MISC, 7, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_PPPOE_SID] =
		FIELD("pppoe_sid", HNI_KW_PPPOE, 31, 16, HOF_FORMAT_DEC),
	[HOF_FIELD_PPP_PROTO] =
		FIELD("ppp_proto", HNI_KW_PPPOE, 15, 16, HOF_FORMAT_HEX),
	[HOF_FIELD_SPI] =
		FIELD("spi", HNI_KW_L4_ID, 31, 32, HOF_FORMAT_HEX),
	[HOF_FIELD_L2TPV3_SID] =
		FIELD("l2tpv3_sid", HNI_KW_L4_ID, 31, 32, HOF_FORMAT_DEC),
	[HOF_FIELD_ENC_KEY_ID] =
		FIELD("enc_key_id", HNI_KW_ENC_KEYID, 31, 32, HOF_FORMAT_DEC),
	[HOF_FIELD_ENC_SRC_PORT] =
		FIELD("enc_src_port", HNI_KW_ENC_PORTS, 31, 16, HOF_FORMAT_DEC),
	[HOF_FIELD_ENC_DST_PORT] =
		FIELD("enc_dst_port", HNI_KW_ENC_PORTS, 15, 16, HOF_FORMAT_DEC),
	[HOF_FIELD_ENC_TOS] =
		FIELD("enc_tos", HNI_KW_ENC_IP, 31, 8, HOF_FORMAT_HEX),
	[HOF_FIELD_ENC_TTL] =
		FIELD("enc_ttl", HNI_KW_ENC_IP, 23, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_ENC_ADDR_TYPE] =
		FIELD("enc_addr_type", HNI_KW_ENC_IP, 7, 2, HOF_FORMAT_DEC),
	[HOF_FIELD_ENC_FLAGS] =
		FIELD("enc_flags", HNI_KW_ENC_IP, 3, 4, HOF_FORMAT_HEX),
	[HOF_FIELD_ENC_SRC_IPV4] =
		FIELD("enc_src_ip", HNI_KW_ENC_SRC_V4, 31, 32, HOF_FORMAT_IPV4),
	[HOF_FIELD_ENC_DST_IPV4] =
		FIELD("enc_dst_ip", HNI_KW_ENC_DST_V4, 31, 32, HOF_FORMAT_IPV4),
	[HOF_FIELD_ENC_SRC_IPV6] =
		FIELD("enc_src_ip6", HNI_KW_ENC_SRC, 31, 128, HOF_FORMAT_IPV6),
	[HOF_FIELD_ENC_DST_IPV6] =
		FIELD("enc_dst_ip6", HNI_KW_ENC_DST, 31, 128, HOF_FORMAT_IPV6),
	[HOF_FIELD_ENC_OPTS_TYPE] =
		FIELD("enc_opts_type", HNI_KW_ENC_IP, 5, 2, HOF_FORMAT_DEC),
	[HOF_FIELD_ENC_OPTS_LEN] =
		FIELD("enc_opts_len", HNI_KW_ENC_IP, 15, 8, HOF_FORMAT_DEC),
	[HOF_FIELD_ENC_OPTS] =
		FIELD("enc_opts", HNI_KW_ENC_OPTS, 31, 352, HOF_FORMAT_BYTES),
	[HOF_FIELD_CT_ZONE] =
		FIELD("ct_zone", HNI_KW_CT, 31, 16, HOF_FORMAT_DEC),
	[HOF_FIELD_CT_STATE] =
		FIELD("ct_state", HNI_KW_CT, 7, 8, HOF_FORMAT_HEX),
	[HOF_FIELD_CT_MARK] =
		FIELD("ct_mark", HNI_KW_CT_MARK, 31, 32, HOF_FORMAT_HEX),
	[HOF_FIELD_CT_LABEL] =
		FIELD("ct_label", HNI_KW_CT_LABELS, 31, 128, HOF_FORMAT_BYTES),
	[HOF_FIELD_PPPOE] =
		FIELD("pppoe", HNI_KW_MISC, 8, 1, HOF_FORMAT_DEC),
};

#undef LSE
#undef FIELD

#define HOF_BYTES_MAX		44	/* the longest field: tunnel options */
#define HOF_PROTO_L2TP		115
#define HOF_WORDS_1_0		25	/* key words of contract 1.0 */

const struct hof_field_info *hof_field_info(enum hof_field field)
{
	return &hof_fields[field];
}

static void hof_word_put(u32 *word, unsigned int shift, u32 bits, u32 all)
{
	*word = (*word & ~(all << shift)) | (bits & all) << shift;
}

void hof_match_set(struct hof_match *match, enum hof_field field, u32 value,
		   u32 mask)
{
	const struct hof_field_info *info = &hof_fields[field];
	u32 all = ~0U >> (32 - info->bits);
	unsigned int shift = info->msb + 1 - info->bits;

	hof_word_put(&match->value[info->word], shift, value & mask, all);
	hof_word_put(&match->mask[info->word], shift, mask, all);
}

void hof_match_set_bytes(struct hof_match *match, enum hof_field field,
			 const u8 *value, const u8 *mask)
{
	const struct hof_field_info *info = &hof_fields[field];
	unsigned int word = info->word, shift = info->msb + 1;
	unsigned int i;

	for (i = 0; i < info->bits / 8; i++) {
		if (!shift) {
			shift = 32;
			word++;
		}
		shift -= 8;
		hof_word_put(&match->value[word], shift, value[i] & mask[i],
			     0xff);
		hof_word_put(&match->mask[word], shift, mask[i], 0xff);
	}
}

u32 hof_match_get(const struct hof_match *match, enum hof_field field,
		  u32 *mask)
{
	const struct hof_field_info *info = &hof_fields[field];
	u32 all = ~0U >> (32 - info->bits);
	unsigned int shift = info->msb + 1 - info->bits;

	*mask = match->mask[info->word] >> shift & all;
	return match->value[info->word] >> shift & all;
}

/* reads a field of whole bytes; returns false if none of its bits is in mask */
static bool hof_match_bytes(const struct hof_field_info *info,
			    const u32 *words, u8 *bytes)
{
	unsigned int word = info->word, shift = info->msb + 1;
	unsigned int i;
	u8 any = 0;

	for (i = 0; i < info->bits / 8; i++) {
		if (!shift) {
			shift = 32;
			word++;
		}
		shift -= 8;
		bytes[i] = (u8)(words[word] >> shift);
		any |= bytes[i];
	}
	return any;
}

/* does a match need a bit of the field in the words from @first on? */
static bool hof_field_is_beyond(const struct hof_match *match,
				const struct hof_field_info *info,
				unsigned int first)
{
	unsigned int end = info->word + (info->bits + 31U) / 32, word;
	u32 mask = 0;

	if (info->bits <= 32 && info->word >= first)
		hof_match_get(match, (enum hof_field)(info - hof_fields),
			      &mask);
	if (info->bits > 32)
		for (word = info->word; word < end; word++)
			mask |= word < first ? 0 : match->mask[word];
	return mask;
}

const char *hof_match_limit(struct hof_match *match, unsigned int words)
{
	unsigned int first = words ? words : HOF_WORDS_1_0;
	const struct hof_field_info *info = hof_fields;
	const char *name = NULL;
	unsigned int i;

	for (; info < hof_fields + HOF_FIELD_COUNT && !name; info++)
		if (hof_field_is_beyond(match, info, first))
			name = info->name;
	for (i = first; i < HNI_KW_COUNT; i++) {
		match->value[i] = 0;
		match->mask[i] = 0;
	}
	return name;
}

struct hof_text {
	char *buf;
	size_t size;
	size_t len;
};

static void hof_text_grow(struct hof_text *text, int len)
{
	text->len += (size_t)len;
	if (text->len >= text->size)
		text->len = text->size - 1;
}

static void hof_text_str(struct hof_text *text, const char *str)
{
	hof_text_grow(text, snprintf(text->buf + text->len,
				     text->size - text->len, "%s", str));
}

static void hof_text_dec(struct hof_text *text, u32 num)
{
	hof_text_grow(text, snprintf(text->buf + text->len,
				     text->size - text->len, "%u", num));
}

static void hof_text_hex(struct hof_text *text, u32 num)
{
	hof_text_grow(text, snprintf(text->buf + text->len,
				     text->size - text->len, "0x%x", num));
}

static void hof_text_byte(struct hof_text *text, u8 byte)
{
	hof_text_grow(text, snprintf(text->buf + text->len,
				     text->size - text->len, "%02x", byte));
}

static void hof_name_print(struct hof_text *text,
			   const struct hof_field_info *info)
{
	if (text->len)
		hof_text_str(text, " ");
	hof_text_str(text, info->name);
	hof_text_str(text, " ");
}

static void hof_bytes_print(struct hof_text *text,
			    const struct hof_field_info *info, const u8 *bytes,
			    unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (i && info->format == HOF_FORMAT_IPV4)
			hof_text_str(text, ".");
		else if (i && (info->format == HOF_FORMAT_MAC ||
			       (info->format == HOF_FORMAT_IPV6 && !(i % 2))))
			hof_text_str(text, ":");
		if (info->format == HOF_FORMAT_IPV4)
			hof_text_dec(text, bytes[i]);
		else
			hof_text_byte(text, bytes[i]);
	}
}

static bool hof_bytes_full(const u8 *bytes, unsigned int count)
{
	while (count)
		if (bytes[--count] != 0xff)
			return false;
	return true;
}

static void hof_address_print(struct hof_text *text,
			      const struct hof_match *match,
			      const struct hof_field_info *info)
{
	u8 value[HOF_BYTES_MAX], mask[HOF_BYTES_MAX];
	unsigned int count = info->bits / 8;

	if (!hof_match_bytes(info, match->mask, mask))
		return;

	hof_match_bytes(info, match->value, value);
	while (info->format == HOF_FORMAT_BYTES && !mask[count - 1])
		count--;
	hof_name_print(text, info);
	hof_bytes_print(text, info, value, count);
	if (hof_bytes_full(mask, count))
		return;

	hof_text_str(text, "/");
	hof_bytes_print(text, info, mask, count);
}

static void hof_number_print(struct hof_text *text,
			     const struct hof_match *match,
			     const struct hof_field_info *info)
{
	enum hof_field field = (enum hof_field)(info - hof_fields);
	u32 value, mask;

	value = hof_match_get(match, field, &mask);
	if (!mask)
		return;

	hof_name_print(text, info);
	if (info->format == HOF_FORMAT_HEX)
		hof_text_hex(text, value);
	else
		hof_text_dec(text, value);
	if (mask == ~0U >> (32 - info->bits))
		return;

	hof_text_str(text, "/");
	hof_text_hex(text, mask);
}

/* first of the words that an IPv4 and an IPv6 address share, 0 = it is neither */
static unsigned int hof_address_word(const struct hof_field_info *info)
{
	static const u8 first[] = {
		HNI_KW_SRC, HNI_KW_DST, HNI_KW_ENC_SRC, HNI_KW_ENC_DST,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(first); i++)
		if (info->word >= first[i] && info->word <= first[i] + 3)
			return first[i];
	return 0;
}

/*
 * Of fields in the same words one is printed: IPv4 if only the last word of an
 * address matters, the L2TPv3 session if the filter names that protocol.
 */
static bool hof_is_printed(const struct hof_match *match,
			   const struct hof_field_info *info)
{
	unsigned int word = hof_address_word(info);
	const u32 *mask = &match->mask[word];
	bool is_l2tp;
	u32 full;

	if (word)
		return (mask[0] || mask[1] || mask[2]) ==
		       (info->format == HOF_FORMAT_IPV6);
	if (info->word != HNI_KW_L4_ID)
		return true;

	is_l2tp = hof_match_get(match, HOF_FIELD_IP_PROTO, &full) ==
		  HOF_PROTO_L2TP;
	return is_l2tp == (info == &hof_fields[HOF_FIELD_L2TPV3_SID]);
}

size_t hof_match_format(char *buf, size_t size, const struct hof_match *match)
{
	struct hof_text text = { .buf = buf, .size = size };
	const struct hof_field_info *info;

	buf[0] = '\0';
	for (info = hof_fields; info < hof_fields + HOF_FIELD_COUNT; info++) {
		if (!hof_is_printed(match, info))
			continue;
		if (info->format >= HOF_FORMAT_MAC)
			hof_address_print(&text, match, info);
		else
			hof_number_print(&text, match, info);
	}
	if (!text.len)
		hof_text_str(&text, "any");
	return text.len;
}
