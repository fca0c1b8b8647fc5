// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of what the receive classifier takes of a tc filter: exactly
 * the filter, or a refusal with a match that is wider.
 *
 * Links: offload/core/rpc/hof_*.c offload/core/hof_reason.c
 * Links: offload/core/hof_field.c
 */
#include "../../offload/core/rpc/hof_rpc.h"
#include "ktap.h"

#define P_IP		0x0800
#define P_IPV6		0x86dd
#define FULL		0xffffffff

static struct hof_spec spec;
static struct hof_rpc_match match;
static struct hof_why why;

static void begin(u16 protocol)
{
	memset(&spec, 0, sizeof(spec));
	memset(&why, 0, sizeof(why));
	if (!protocol)
		return;
	hof_match_set(&spec.match, HOF_FIELD_PROTO_OUTER, protocol, 0xffff);
	hof_match_set(&spec.match, HOF_FIELD_PROTO, protocol, 0xffff);
}

static void key(enum hof_field field, u32 value, u32 mask)
{
	hof_match_set(&spec.match, field, value, mask);
}

static int parse(void)
{
	return hof_rpc_match_from(&match, &spec, &why);
}

static void everything(void)
{
	begin(0);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(match.key1_care, 0);
}

static void untagged_ipv4(void)
{
	begin(P_IP);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(match.key1_care, HNI_RPC_KEY1_IP_VALID |
		  HNI_RPC_KEY1_IP_IS_V6 | HNI_RPC_KEY1_TAGGED);
	EXPECT_EQ(match.key1, HNI_RPC_KEY1_IP_VALID);
}

static void prefixes(void)
{
	begin(P_IP);
	key(HOF_FIELD_ADDR_TYPE, HNI_KW_ADDR_IPV4, 3);
	key(HOF_FIELD_SRC_IPV4, 0x0a000000, 0xff000000);
	key(HOF_FIELD_DST_IPV4, 0xc0000201, FULL);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(match.addr[HOF_RPC_SRC].len, 8);
	EXPECT_EQ(match.addr[HOF_RPC_DST].len, 32);
	EXPECT_EQ(match.addr[HOF_RPC_DST].addr[0], 0xc0000201);
	EXPECT_EQ(match.addr[HOF_RPC_DST].family, 4);
	EXPECT(match.is_outermost);
}

static void prefix6(void)
{
	static const u8 addr[16] = { 0x20, 1, 0xd, 0xb8, 0, 0, 0x80 };
	static const u8 mask[16] = { 255, 255, 255, 255, 255, 255, 0x80 };

	begin(P_IPV6);
	key(HOF_FIELD_ADDR_TYPE, HNI_KW_ADDR_IPV6, 3);
	hof_match_set_bytes(&spec.match, HOF_FIELD_SRC_IPV6, addr, mask);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(match.addr[HOF_RPC_SRC].len, 49);
	EXPECT_EQ(match.addr[HOF_RPC_SRC].addr[0], 0x20010db8);
	EXPECT_EQ(match.addr[HOF_RPC_SRC].addr[1], 0x00008000);
}

static void ports(void)
{
	begin(P_IPV6);
	key(HOF_FIELD_IP_PROTO, 17, 0xff);
	key(HOF_FIELD_DST_PORT, 0x1200, 0xff00);
	EXPECT_EQ(parse(), 0);
	EXPECT_EQ(match.port[HOF_RPC_DST], 0x1200);
	EXPECT_EQ(match.port_care[HOF_RPC_DST], 0xff00);
	EXPECT(match.key1 & HNI_RPC_KEY1_L4_IS_UDP);
	EXPECT(match.key1_care & HNI_RPC_KEY1_OUTER_IP_VALID);
	EXPECT(!(match.key1 & HNI_RPC_KEY1_OUTER_IP_VALID));
}

static void nofrag(void)
{
	begin(P_IP);
	key(HOF_FIELD_IP_PROTO, 6, 0xff);
	key(HOF_FIELD_IS_FRAG, 0, 1);
	EXPECT_EQ(parse(), 0);
	EXPECT(match.key1 & HNI_RPC_KEY1_L4_VALID);
	EXPECT(!(match.key1 & HNI_RPC_KEY1_L4_IS_UDP));
}

/* All one-key refusals: the sentence, and that the key is left open */
static void refusals(void)
{
	static const struct {
		u16 protocol;
		u8 ip_proto;
		enum hof_field field;
		u32 value, mask;
		enum hof_reason reason;
		const char *what;
	} rows[] = {
		{ P_IP, 0, HOF_FIELD_IP_TTL, 5, 0xff, HOF_REASON_RPC_KEY,
		  "ip_ttl" },
		{ P_IP, 0, HOF_FIELD_IP_TOS, 5, 0xff, HOF_REASON_RPC_KEY,
		  "ip_tos" },
		{ P_IP, 6, HOF_FIELD_TCP_FLAGS, 2, 0xfff,
		  HOF_REASON_RPC_FRAGMENT, "ip_proto" },
		{ P_IP, 1, HOF_FIELD_ICMP_TYPE, 8, 0xff, HOF_REASON_RPC_KEY,
		  "ip_proto but tcp, udp" },
		{ P_IP, 0, HOF_FIELD_ICMP_TYPE, 8, 0xff, HOF_REASON_RPC_KEY,
		  "icmp_type" },
		{ P_IP, 0, HOF_FIELD_DST_PORT, 8, 0xffff, HOF_REASON_RPC_KEY,
		  "dst_port" },
		{ P_IP, 0, HOF_FIELD_IS_FRAG, 1, 1, HOF_REASON_RPC_KEY,
		  "ip_flags" },
		{ P_IP, 0, HOF_FIELD_IS_FRAG, 0, 1, HOF_REASON_RPC_KEY,
		  "ip_flags" },
		{ P_IP, 17, HOF_FIELD_FIRST_FRAG, 0, 1,
		  HOF_REASON_RPC_FRAGMENT, "ip_proto" },
		{ P_IP, 17, HOF_FIELD_IP_PROTO, 17, 0xff,
		  HOF_REASON_RPC_FRAGMENT, "ip_proto" },
		{ P_IP, 17, HOF_FIELD_SRC_PORT, 0, 0xff00,
		  HOF_REASON_RPC_PORT, "src_port" },
		{ P_IP, 0, HOF_FIELD_SRC_IPV4, 0x0a000001, 0xff0000ff,
		  HOF_REASON_RPC_PREFIX, "src_ip" },
		{ 0, 0, HOF_FIELD_VLAN_ID, 5, 0xfff, HOF_REASON_RPC_KEY,
		  "vlan_id" },
		{ 0, 0, HOF_FIELD_IN_PORT, 1, 0xff, HOF_REASON_RPC_KEY,
		  "in_port" },
		{ 0x0806, 0, HOF_FIELD_ARP_OP, 1, 0xff,
		  HOF_REASON_RPC_PROTOCOL, NULL },
		{ 0x8100, 0, HOF_FIELD_VLAN_ID, 1, 0xfff,
		  HOF_REASON_RPC_PROTOCOL, NULL },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(rows[i].protocol);
		if (rows[i].ip_proto)
			key(HOF_FIELD_IP_PROTO, rows[i].ip_proto, 0xff);
		key(rows[i].field, rows[i].value, rows[i].mask);
		EXPECT_EQ(parse(), -EOPNOTSUPP);
		EXPECT_EQ(why.reason, rows[i].reason);
		if (rows[i].what)
			EXPECT_STREQ(why.what, rows[i].what);
		EXPECT(!(match.key1_care & HNI_RPC_KEY1_L4_VALID));
		EXPECT(!match.port_care[HOF_RPC_DST]);
	}
}

static void ranges(void)
{
	u64 mask;

	begin(P_IP);
	key(HOF_FIELD_IP_PROTO, 17, 0xff);
	mask = hof_rpc_mask_of(&spec);
	spec.nranges = 1;
	EXPECT_EQ(parse(), -EOPNOTSUPP);
	EXPECT_STREQ(why.what, "port range");
	EXPECT(!(match.key1_care & HNI_RPC_KEY1_L4_VALID));
	EXPECT(mask != hof_rpc_mask_of(&spec));
}

static void wider_prefix(void)
{
	begin(P_IP);
	key(HOF_FIELD_SRC_IPV4, 0x0a0b0001, 0xfff000ff);
	EXPECT_EQ(parse(), -EOPNOTSUPP);
	EXPECT_EQ(match.addr[HOF_RPC_SRC].len, 12);
	EXPECT_EQ(match.addr[HOF_RPC_SRC].addr[0], 0x0a000000);
}

static void macs(void)
{
	static const u8 mac[6] = { 2, 0, 0, 0, 0, 1 };
	static const u8 full[6] = { 255, 255, 255, 255, 255, 255 };
	static const u8 group[6] = { 1 };
	u8 addr[6];

	begin(0);
	hof_match_set_bytes(&spec.match, HOF_FIELD_DST_MAC, mac, full);
	EXPECT_EQ(parse(), 0);
	EXPECT(hof_rpc_mac_from(addr, &spec));
	EXPECT_MEMEQ(addr, mac, sizeof(mac));
	begin(0);
	hof_match_set_bytes(&spec.match, HOF_FIELD_DST_MAC, group, group);
	EXPECT_EQ(parse(), -EOPNOTSUPP);
	EXPECT(!hof_rpc_mac_from(addr, &spec));
	EXPECT_EQ(why.reason, HOF_REASON_KEY_MASK);
	begin(0);
	hof_match_set_bytes(&spec.match, HOF_FIELD_SRC_MAC, mac, full);
	EXPECT_EQ(parse(), -EOPNOTSUPP);
	EXPECT_STREQ(why.what, "src_mac");
}

static void matchall_protocol(void)
{
	begin(0);
	key(HOF_FIELD_PROTO_OUTER, P_IP, 0xffff);
	EXPECT_EQ(parse(), -EOPNOTSUPP);
	EXPECT_EQ(why.reason, HOF_REASON_RPC_KEY);
	EXPECT_EQ(match.key1_care, 0);
}

static void masks(void)
{
	u64 mask;

	begin(P_IP);
	key(HOF_FIELD_SRC_IPV4, 0x0a000000, 0xff000000);
	mask = hof_rpc_mask_of(&spec);
	key(HOF_FIELD_SRC_IPV4, 0x0b000000, 0xff000000);
	EXPECT(mask == hof_rpc_mask_of(&spec));
	key(HOF_FIELD_SRC_IPV4, 0x0a000000, 0xff800000);
	EXPECT(mask != hof_rpc_mask_of(&spec));
	key(HOF_FIELD_SRC_IPV4, 0x0a000000, 0xff000000);
	spec.mask_tag = 1;
	EXPECT(mask != hof_rpc_mask_of(&spec));
}

static const struct ktap_case cases[] = {
	{ "rpc_match.protocol_all_is_every_frame", everything },
	{ "rpc_match.protocol_ip_is_untagged", untagged_ipv4 },
	{ "rpc_match.ipv4_prefixes", prefixes },
	{ "rpc_match.ipv6_prefix_across_words", prefix6 },
	{ "rpc_match.ports_keep_tunnels_out", ports },
	{ "rpc_match.nofrag_makes_a_protocol_exact", nofrag },
	{ "rpc_match.other_keys_are_refused_by_name", refusals },
	{ "rpc_match.port_ranges_are_refused", ranges },
	{ "rpc_match.shadow_of_a_hole_is_the_prefix_before_it", wider_prefix },
	{ "rpc_match.destination_address_is_whole", macs },
	{ "rpc_match.matchall_knows_only_protocol_all", matchall_protocol },
	{ "rpc_match.masks_are_told_apart", masks },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
