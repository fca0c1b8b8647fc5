// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the field table.
 *
 * Links: offload/core/hof_field.c
 */
#include "../../offload/core/hof_field.h"
#include "ktap.h"

/* the contract's own masks, for each field that has one */
static const struct {
	enum hof_field field;
	u8 word;
	u32 mask;
} contract[] = {
	{ HOF_FIELD_IN_PORT, HNI_KW_META, HNI_KW_META_IN_PORT },
	{ HOF_FIELD_IS_FRAG, HNI_KW_META, HNI_KW_META_IS_FRAG },
	{ HOF_FIELD_FIRST_FRAG, HNI_KW_META, HNI_KW_META_FIRST_FRAG },
	{ HOF_FIELD_ADDR_TYPE, HNI_KW_META, HNI_KW_META_ADDR_TYPE },
	{ HOF_FIELD_PROTO_OUTER, HNI_KW_PROTO, HNI_KW_PROTO_OUTER },
	{ HOF_FIELD_PROTO, HNI_KW_PROTO, HNI_KW_PROTO_NET },
	{ HOF_FIELD_VLAN_TPID, HNI_KW_VLAN, HNI_KW_VLAN_TPID },
	{ HOF_FIELD_VLAN_PRIO, HNI_KW_VLAN, HNI_KW_VLAN_PCP },
	{ HOF_FIELD_VLAN_ID, HNI_KW_VLAN, HNI_KW_VLAN_VID },
	{ HOF_FIELD_CVLAN_TPID, HNI_KW_CVLAN, HNI_KW_VLAN_TPID },
	{ HOF_FIELD_CVLAN_PRIO, HNI_KW_CVLAN, HNI_KW_VLAN_PCP },
	{ HOF_FIELD_CVLAN_ID, HNI_KW_CVLAN, HNI_KW_VLAN_VID },
	{ HOF_FIELD_VLAN_ETHTYPE, HNI_KW_VLAN_ETYPES,
	  HNI_KW_VLAN_ETYPES_OUTER },
	{ HOF_FIELD_CVLAN_ETHTYPE, HNI_KW_VLAN_ETYPES,
	  HNI_KW_VLAN_ETYPES_INNER },
	{ HOF_FIELD_IP_PROTO, HNI_KW_IP, HNI_KW_IP_PROTO },
	{ HOF_FIELD_IP_TOS, HNI_KW_IP, HNI_KW_IP_TOS },
	{ HOF_FIELD_IP_TTL, HNI_KW_IP, HNI_KW_IP_TTL },
	{ HOF_FIELD_ARP_OP, HNI_KW_IP, HNI_KW_IP_ARP_OP },
	{ HOF_FIELD_SRC_PORT, HNI_KW_PORTS, HNI_KW_PORTS_SRC },
	{ HOF_FIELD_DST_PORT, HNI_KW_PORTS, HNI_KW_PORTS_DST },
	{ HOF_FIELD_ICMP_TYPE, HNI_KW_L4, HNI_KW_L4_ICMP_TYPE },
	{ HOF_FIELD_ICMP_CODE, HNI_KW_L4, HNI_KW_L4_ICMP_CODE },
	{ HOF_FIELD_TCP_FLAGS, HNI_KW_L4, HNI_KW_L4_TCP_FLAGS },
	{ HOF_FIELD_SRC_IPV4, HNI_KW_SRC_V4, ~0U },
	{ HOF_FIELD_DST_IPV4, HNI_KW_DST_V4, ~0U },
	{ HOF_FIELD_ARP_SIP, HNI_KW_ARP_SIP, ~0U },
	{ HOF_FIELD_ARP_TIP, HNI_KW_ARP_TIP, ~0U },
	{ HOF_FIELD_MPLS_LABEL, HNI_KW_MPLS, HNI_KW_MPLS_LABEL },
	{ HOF_FIELD_MPLS_TC, HNI_KW_MPLS, HNI_KW_MPLS_TC },
	{ HOF_FIELD_MPLS_BOS, HNI_KW_MPLS, HNI_KW_MPLS_BOS },
	{ HOF_FIELD_MPLS_TTL, HNI_KW_MPLS, HNI_KW_MPLS_TTL },
	{ HOF_FIELD_MPLS(0, LABEL), 24, HNI_KW_MPLS_LABEL },
	{ HOF_FIELD_MPLS(1, LABEL), 26, HNI_KW_MPLS_LABEL },
	{ HOF_FIELD_MPLS(2, TC), 27, HNI_KW_MPLS_TC },
	{ HOF_FIELD_MPLS(3, BOS), 28, HNI_KW_MPLS_BOS },
	{ HOF_FIELD_MPLS(4, TTL), 29, HNI_KW_MPLS_TTL },
	{ HOF_FIELD_MPLS(5, LABEL), 30, HNI_KW_MPLS_LABEL },
	{ HOF_FIELD_MPLS(6, TTL), 31, HNI_KW_MPLS_TTL },
	{ HOF_FIELD_MPLS_LSES, HNI_KW_MISC, HNI_KW_MISC_MPLS_LSES },
	{ HOF_FIELD_NUM_OF_VLANS, HNI_KW_MISC, HNI_KW_MISC_NUM_VLANS },
	{ HOF_FIELD_CFM_MDL, HNI_KW_MISC, HNI_KW_MISC_CFM_MDL },
	{ HOF_FIELD_CFM_OP, HNI_KW_MISC, HNI_KW_MISC_CFM_OPCODE },
	{ HOF_FIELD_PPPOE, HNI_KW_MISC, HNI_KW_MISC_PPPOE },
	{ HOF_FIELD_PPPOE_SID, HNI_KW_PPPOE, HNI_KW_PPPOE_SID },
	{ HOF_FIELD_PPP_PROTO, HNI_KW_PPPOE, HNI_KW_PPPOE_PROTO },
	{ HOF_FIELD_SPI, HNI_KW_L4_ID, ~0U },
	{ HOF_FIELD_ENC_KEY_ID, HNI_KW_ENC_KEYID, ~0U },
	{ HOF_FIELD_ENC_SRC_PORT, HNI_KW_ENC_PORTS, HNI_KW_PORTS_SRC },
	{ HOF_FIELD_ENC_DST_PORT, HNI_KW_ENC_PORTS, HNI_KW_PORTS_DST },
	{ HOF_FIELD_ENC_TOS, HNI_KW_ENC_IP, HNI_KW_ENC_IP_TOS },
	{ HOF_FIELD_ENC_TTL, HNI_KW_ENC_IP, HNI_KW_ENC_IP_TTL },
	{ HOF_FIELD_ENC_ADDR_TYPE, HNI_KW_ENC_IP, HNI_KW_ENC_ADDR_TYPE },
	{ HOF_FIELD_ENC_FLAGS, HNI_KW_ENC_IP, HNI_KW_ENC_FLAGS },
	{ HOF_FIELD_ENC_SRC_IPV4, HNI_KW_ENC_SRC_V4, ~0U },
	{ HOF_FIELD_ENC_DST_IPV4, HNI_KW_ENC_DST_V4, ~0U },
	{ HOF_FIELD_ENC_OPTS_TYPE, HNI_KW_ENC_IP, HNI_KW_ENC_OPTS_TYPE },
	{ HOF_FIELD_ENC_OPTS_LEN, HNI_KW_ENC_IP, HNI_KW_ENC_OPTS_LEN },
	{ HOF_FIELD_CT_ZONE, HNI_KW_CT, HNI_KW_CT_ZONE },
	{ HOF_FIELD_CT_STATE, HNI_KW_CT, HNI_KW_CT_STATE },
	{ HOF_FIELD_CT_MARK, HNI_KW_CT_MARK, ~0U },
};

static void numbers_are_where_the_contract_says(void)
{
	struct hof_match match;
	unsigned int i;
	char text[8];

	for (i = 0; i < ARRAY_SIZE(contract); i++) {
		memset(&match, 0, sizeof(match));
		hof_match_set(&match, contract[i].field, ~0U, ~0U);
		EXPECT_EQ(match.mask[contract[i].word], contract[i].mask);
		EXPECT_EQ(match.value[contract[i].word], contract[i].mask);
		match.mask[contract[i].word] = 0;
		match.value[contract[i].word] = 0;
		hof_match_format(text, sizeof(text), &match);
		EXPECT_STREQ(text, "any");
	}
}

static void bytes_are_in_network_order(void)
{
	static const u8 mac[] = { 1, 2, 3, 4, 5, 6 }, all[16] = {
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255,
	};
	static const u8 ip[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	struct hof_match match = { 0 };

	hof_match_set_bytes(&match, HOF_FIELD_DST_MAC, mac, all);
	hof_match_set_bytes(&match, HOF_FIELD_SRC_MAC, mac, all);
	hof_match_set_bytes(&match, HOF_FIELD_ARP_THA, mac, all);
	hof_match_set_bytes(&match, HOF_FIELD_SRC_IPV6, ip, all);
	EXPECT_EQ(match.value[HNI_KW_DMAC], 0x01020304);
	EXPECT_EQ(match.value[HNI_KW_MACS], 0x05060102);
	EXPECT_EQ(match.value[HNI_KW_SMAC], 0x03040506);
	EXPECT_EQ(match.mask[HNI_KW_MACS], 0xffffffff);
	EXPECT_EQ(match.value[HNI_KW_ARP_HAS], 0x00000102);
	EXPECT_EQ(match.mask[HNI_KW_ARP_HAS], 0x0000ffff);
	EXPECT_EQ(match.value[HNI_KW_ARP_THA], 0x03040506);
	EXPECT_EQ(match.value[HNI_KW_SRC], 0x20010db8);
	EXPECT_EQ(match.value[HNI_KW_SRC + 3], 9);
}

static void value_is_cut_to_its_mask(void)
{
	static const u8 ones[] = { 255, 255, 255, 255, 255, 255 };
	static const u8 mask[] = { 0xff, 0xff, 0xff, 0, 0, 0 };
	struct hof_match match = { 0 };
	u32 got;

	hof_match_set(&match, HOF_FIELD_DST_IPV4, 0xc0000201, 0xffffff00);
	EXPECT_EQ(hof_match_get(&match, HOF_FIELD_DST_IPV4, &got), 0xc0000200);
	EXPECT_EQ(got, 0xffffff00);
	hof_match_set_bytes(&match, HOF_FIELD_DST_MAC, ones, mask);
	EXPECT_EQ(match.value[HNI_KW_DMAC], 0xffffff00);
	EXPECT_EQ(match.value[HNI_KW_MACS], 0);
}

static void second_setting_replaces_the_first(void)
{
	struct hof_match match = { 0 };
	u32 mask;

	hof_match_set(&match, HOF_FIELD_IP_TOS, 0xff, 0xff);
	hof_match_set(&match, HOF_FIELD_IP_TTL, 7, 0xff);
	hof_match_set(&match, HOF_FIELD_IP_TTL, 8, 0x0c);
	EXPECT_EQ(hof_match_get(&match, HOF_FIELD_IP_TTL, &mask), 8);
	EXPECT_EQ(mask, 0x0c);
	EXPECT_EQ(hof_match_get(&match, HOF_FIELD_IP_TOS, &mask), 0xff);
	EXPECT_EQ(mask, 0xff);
}

static void match_prints(void)
{
	static const u8 mac[] = { 2, 0, 0x5e, 0, 0, 1 };
	static const u8 all[16] = {
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255,
	};
	static const u8 ip[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	struct hof_match match = { 0 };
	char text[200];

	hof_match_format(text, sizeof(text), &match);
	EXPECT_STREQ(text, "any");
	hof_match_set(&match, HOF_FIELD_PROTO, 0x0800, 0xffff);
	hof_match_set_bytes(&match, HOF_FIELD_DST_MAC, mac, all);
	hof_match_set(&match, HOF_FIELD_VLAN_ID, 0, 0xfff);
	hof_match_set(&match, HOF_FIELD_IP_TOS, 0x10, 0xf0);
	EXPECT_EQ(hof_match_format(text, sizeof(text), &match), strlen(text));
	EXPECT_STREQ(text, "eth_type 0x800 dst_mac 02:00:5e:00:00:01 vlan_id 0 ip_tos 0x10/0xf0");
	memset(&match, 0, sizeof(match));
	hof_match_set(&match, HOF_FIELD_SRC_IPV4, 0xc0000200, 0xffffff00);
	hof_match_set_bytes(&match, HOF_FIELD_DST_IPV6, ip, all);
	hof_match_format(text, sizeof(text), &match);
	EXPECT_STREQ(text, "src_ip 192.0.2.0/255.255.255.0 dst_ip6 2001:0db8:0000:0000:0000:0000:0000:0009");
}

static void bytes_print_up_to_the_last_masked_one(void)
{
	static const u8 opts[44] = { 1, 2, 0x80, 4, [43] = 9 };
	static const u8 some[44] = { 255, 255, 255, 255 };
	static const u8 gap[16] = { 255, 0, 15 };
	struct hof_match match = { 0 };
	char text[200];

	hof_match_set_bytes(&match, HOF_FIELD_ENC_OPTS, opts, some);
	hof_match_set_bytes(&match, HOF_FIELD_CT_LABEL, opts, gap);
	EXPECT_EQ(match.value[HNI_KW_ENC_OPTS], 0x01028004);
	EXPECT_EQ(match.value[HNI_KW_ENC_OPTS + 10], 0);
	EXPECT_EQ(match.value[HNI_KW_CT_LABELS], 0x01000000);
	hof_match_format(text, sizeof(text), &match);
	EXPECT_STREQ(text, "enc_opts 01028004 ct_label 010000/ff000f");
}

static void last_byte_of_the_longest_field_counts(void)
{
	static const u8 opts[44] = { [43] = 9 }, last[44] = { [43] = 255 };
	struct hof_match match = { 0 };

	hof_match_set_bytes(&match, HOF_FIELD_ENC_OPTS, opts, last);
	EXPECT_EQ(match.value[HNI_KW_ENC_OPTS + 10], 9);
	EXPECT_EQ(match.mask[HNI_KW_ENC_OPTS + 10], 255);
	EXPECT_EQ(match.mask[HNI_KW_CT], 0);
}

static void one_of_two_names_prints(void)
{
	static const u8 ip[16] = { 0x20, 1, [15] = 9 }, top[16] = { 255, 255 };
	struct hof_match match = { 0 };
	char text[200];

	hof_match_set(&match, HOF_FIELD_SPI, 0x100, ~0U);
	hof_match_format(text, sizeof(text), &match);
	EXPECT_STREQ(text, "spi 0x100");
	hof_match_set(&match, HOF_FIELD_IP_PROTO, 115, 0xff);
	hof_match_format(text, sizeof(text), &match);
	EXPECT_STREQ(text, "ip_proto 115 l2tpv3_sid 256");
	memset(&match, 0, sizeof(match));
	hof_match_set(&match, HOF_FIELD_ENC_SRC_IPV4, 0xc0000201, ~0U);
	hof_match_set_bytes(&match, HOF_FIELD_ENC_DST_IPV6, ip, top);
	hof_match_format(text, sizeof(text), &match);
	EXPECT_STREQ(text, "enc_src_ip 192.0.2.1 enc_dst_ip6 2001:0000:0000:0000:0000:0000:0000:0000/ffff:0000:0000:0000:0000:0000:0000:0000");
}

static void older_device_has_fewer_words(void)
{
	static const u8 all[44] = { [0] = 255, [43] = 255 };
	struct hof_match match = { 0 };

	hof_match_set(&match, HOF_FIELD_IP_TTL, 1, 0xff);
	EXPECT(!hof_match_limit(&match, 0));
	hof_match_set(&match, HOF_FIELD_CFM_OP, 1, 0xff);
	EXPECT(!hof_match_limit(&match, HNI_KW_COUNT));
	EXPECT_STREQ(hof_match_limit(&match, 0), "cfm_op");
	EXPECT_EQ(match.mask[HNI_KW_MISC], 0);
	EXPECT_EQ(match.value[HNI_KW_MISC], 0);
	hof_match_set_bytes(&match, HOF_FIELD_ENC_OPTS, all, all);
	EXPECT_STREQ(hof_match_limit(&match, HNI_KW_ENC_OPTS + 5), "enc_opts");
	EXPECT_EQ(match.mask[HNI_KW_ENC_OPTS], 0xff000000);
	EXPECT(!hof_match_limit(&match, HNI_KW_ENC_OPTS + 5));
}

static void long_text_is_cut_off(void)
{
	struct hof_match match = { 0 };
	char text[12];

	hof_match_set(&match, HOF_FIELD_SRC_IPV4, 0xc0000200, 0xffffff00);
	hof_match_set(&match, HOF_FIELD_DST_IPV4, 0xc0000200, 0xffffff00);
	EXPECT_EQ(hof_match_format(text, sizeof(text), &match), 11);
	EXPECT_STREQ(text, "src_ip 192.");
}

static void names_are_unique(void)
{
	unsigned int i, k;

	for (i = 0; i < HOF_FIELD_COUNT; i++)
		for (k = 0; k < i; k++)
			EXPECT(strcmp(hof_field_info(i)->name,
				      hof_field_info(k)->name));
}

static const struct ktap_case cases[] = {
	{ "field.numbers_are_where_the_contract_says",
	  numbers_are_where_the_contract_says },
	{ "field.bytes_are_in_network_order", bytes_are_in_network_order },
	{ "field.value_is_cut_to_its_mask", value_is_cut_to_its_mask },
	{ "field.second_setting_replaces_the_first",
	  second_setting_replaces_the_first },
	{ "field.match_prints", match_prints },
	{ "field.bytes_print_up_to_the_last_masked_one",
	  bytes_print_up_to_the_last_masked_one },
	{ "field.last_byte_of_the_longest_counts",
	  last_byte_of_the_longest_field_counts },
	{ "field.one_of_two_names_prints", one_of_two_names_prints },
	{ "field.older_device_has_fewer_words",
	  older_device_has_fewer_words },
	{ "field.long_text_is_cut_off", long_text_is_cut_off },
	{ "field.names_are_unique", names_are_unique },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
