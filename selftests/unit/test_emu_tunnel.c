// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of tunnel headers: which frames are a tunnel's, what is told of
 * the header that comes off, and the header that is put before a frame.
 *
 * Links: tools/emulator/edit*.c tools/emulator/csum.c tools/emulator/parse.c
 * Links: tools/emulator/tunnel*.c selftests/unit/emu_hex.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "csum.h"
#include "edit.h"
#include "emu_hex.h"
#include "ktap.h"
#include "tunnel.h"

#define INNER	"0a0000000002 0a0000000001 88b5 01020304"

#define VXLAN4 \
	"0200000000020200000000010800450000361234000040117c4cc0000201c633" \
	"64029c4012b50022000008000000123456000a00000000020a000000000188b5" \
	"01020304"
#define VXLAN4_CSUM \
	"0200000000020200000000010800452a00361234400007117522c0000201c633" \
	"64029c4012b50022538a08000000123456000a00000000020a000000000188b5" \
	"01020304000000"
#define VXLAN6 \
	"02000000000202000000000186dd6b8000000022110320010db8000000000000" \
	"00000000000120010db80000000000000000000000029c4012b500224d800800" \
	"0000ffffff000a00000000020a000000000188b501020304"
#define VXLAN_GBP \
	"0200000000020200000000010800450000361234000040117c4cc0000201c633" \
	"64029c4012b50022000088001234000005000a00000000020a000000000188b5" \
	"01020304"
#define GENEVE4 \
	"0200000000020200000000010800450000361234000040117c4cc0000201c633" \
	"64029c4017c10022000000006558000077000a00000000020a000000000188b5" \
	"01020304"
#define GENEVE6_OPTS \
	"02000000000202000000000186dd60000000002a114020010db8000000000000" \
	"00000000000120010db80000000000000000000000029c4017c1002a563102c0" \
	"655800007700010203010a0b0c0d0a00000000020a000000000188b501020304"
#define GENEVE_MANY \
	"0200000000020200000000010800450000661234000040117c1cc0000201c633" \
	"64029c4017c1005200000c00655800000100000102030405060708090a0b0c0d" \
	"0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d" \
	"2e2f0a00000000020a000000000188b501020304"
#define GRE4 \
	"02000000000202000000000108004500002a12340000402f7c3ac0000201c633" \
	"6402000065580a00000000020a000000000188b501020304"
#define GRE4_KEY \
	"02000000000202000000000108004500003212340000402f7c32c0000201c633" \
	"6402a000655855e20000010203040a00000000020a000000000188b501020304"
#define GRE6_KEY \
	"02000000000202000000000186dd60000000001a2f4020010db8000000000000" \
	"00000000000120010db800000000000000000000000220006558000000090a00" \
	"000000020a000000000188b501020304"

#define OUTER4	.mac = { 2, 0, 0, 0, 0, 2 }, .family = HNI_KW_ADDR_IPV4, \
		.dst = { 0, 0, 0, 0xc6336402 }
#define OUTER6	.mac = { 2, 0, 0, 0, 0, 2 }, .family = HNI_KW_ADDR_IPV6, \
		.dst = { 0x20010db8, 0, 0, 2 }

static const struct emu_tunnel vxlan4 = {
	.kind = HNI_TUNNEL_VXLAN, .l4_port = 4789, OUTER4,
};

static const struct emu_tunnel vxlan6 = {
	.kind = HNI_TUNNEL_VXLAN, .l4_port = 4789, OUTER6,
};

static const struct emu_tunnel gbp4 = {
	.kind = HNI_TUNNEL_VXLAN, .l4_port = 4789, OUTER4,
	.flags = HNI_TUNNEL_F_GBP,
};

static const struct emu_tunnel geneve4 = {
	.kind = HNI_TUNNEL_GENEVE, .l4_port = 6081, OUTER4,
};

static const struct emu_tunnel geneve6 = {
	.kind = HNI_TUNNEL_GENEVE, .l4_port = 6081, OUTER6,
};

static const struct emu_tunnel gre4 = { .kind = HNI_TUNNEL_GRE, OUTER4 };

static const struct emu_tunnel gre4_csum = {
	.kind = HNI_TUNNEL_GRE, OUTER4, .flags = HNI_TUNNEL_F_CSUM,
};

static const struct emu_tunnel gre6 = { .kind = HNI_TUNNEL_GRE, OUTER6 };

static struct emu_frame frame;

struct word {
	uint8_t word;
	uint32_t value;
};

#define WORDS	16

/* A frame, whose it is, and the words ENC_* that are not 0 but the addresses */
struct open {
	const struct emu_tunnel *tunnel;
	const char *text;
	struct word want[WORDS];
};

static void open_words(const struct open *o, struct emu_key *want)
{
	const struct word *w;

	memset(want, 0, sizeof(*want));
	memcpy(&want->w[HNI_KW_ENC_DST], o->tunnel->dst, 16);
	memcpy(&want->w[HNI_KW_ENC_SRC], o->tunnel->dst, 16);
	want->w[HNI_KW_ENC_SRC_V4] =
		o->tunnel->family == HNI_KW_ADDR_IPV4 ? 0xc0000201 : 1;
	for (w = o->want; w->word; w++)
		want->w[w->word] = w->value;
}

static void open_check(const struct open *o, size_t n)
{
	struct emu_key key, want;
	struct emu_inner in;
	uint8_t inner[64];
	uint32_t len = hex_bytes(INNER, inner);

	for (; n; n--, o++) {
		open_words(o, &want);
		memset(&key, 0, sizeof(key));
		hex_frame(&frame, o->text);
		if (!EXPECT(emu_tunnel_open(o->tunnel, &frame, &key, &in)))
			continue;
		EXPECT_MEMEQ(key.w, want.w, sizeof(key.w));
		if (EXPECT_EQ(in.len, len))
			EXPECT_MEMEQ(emu_frame_data(&frame) + in.off, inner,
				     len);
	}
}

#define CHECK(list)	open_check(list, sizeof(list) / sizeof((list)[0]))

#define IP(tos, ttl, opts_len, type, opts_type, flags) \
	{ HNI_KW_ENC_IP, (uint32_t)(tos) << 24 | (ttl) << 16 | \
	  (opts_len) << 8 | (type) << 6 | (opts_type) << 4 | (flags) }
#define PORTS(dst)	{ HNI_KW_ENC_PORTS, 40000U << 16 | (dst) }
#define KEYID(id)	{ HNI_KW_ENC_KEYID, id }

static void vxlan_is_opened(void)
{
	static const struct open list[] = {
		{ &vxlan4, VXLAN4, {
		  KEYID(0x123456), PORTS(4789), IP(0, 64, 0, 1, 0, 0) } },
		{ &vxlan6, VXLAN6, {
		  KEYID(0xffffff), PORTS(4789), IP(0xb8, 3, 0, 2, 0, 1) } },
	};

	CHECK(list);
}

static void checksum_and_df_are_told(void)
{
	static const struct open list[] = {
		{ &vxlan4, VXLAN4_CSUM, {
		  KEYID(0x123456), PORTS(4789), IP(0x2a, 7, 0, 1, 0, 3) } },
	};

	CHECK(list);
}

static void group_policy_is_told(void)
{
	static const struct open list[] = {
		{ &gbp4, VXLAN_GBP, {
		  KEYID(5), PORTS(4789), IP(0, 64, 4, 1, 2, 0),
		  { HNI_KW_ENC_OPTS, 0x1234 } } },
		{ &gbp4, VXLAN4, {
		  KEYID(0x123456), PORTS(4789), IP(0, 64, 0, 1, 0, 0) } },
	};
	struct emu_inner in;
	struct emu_key key;

	CHECK(list);
	hex_frame(&frame, VXLAN_GBP);
	EXPECT(!emu_tunnel_open(&vxlan4, &frame, &key, &in));
}

static void geneve_is_opened(void)
{
	static const struct open list[] = {
		{ &geneve4, GENEVE4, {
		  KEYID(0x77), PORTS(6081), IP(0, 64, 0, 1, 0, 0) } },
		{ &geneve6, GENEVE6_OPTS, {
		  KEYID(0x77), PORTS(6081), IP(0, 64, 8, 2, 1, 0xd),
		  { 47, 0x01020301 }, { 48, 0x0a0b0c0d } } },
	};

	CHECK(list);
}

static void geneve_options_may_be_longer_than_the_words(void)
{
	static const struct open list[] = {
		{ &geneve4, GENEVE_MANY, {
		  KEYID(1), PORTS(6081), IP(0, 64, 48, 1, 1, 0),
		  { 47, 0x00010203 }, { 48, 0x04050607 }, { 49, 0x08090a0b },
		  { 50, 0x0c0d0e0f }, { 51, 0x10111213 }, { 52, 0x14151617 },
		  { 53, 0x18191a1b }, { 54, 0x1c1d1e1f }, { 55, 0x20212223 },
		  { 56, 0x24252627 }, { 57, 0x28292a2b } } },
	};

	CHECK(list);
}

static void gre_is_opened(void)
{
	static const struct open list[] = {
		{ &gre4, GRE4, { IP(0, 64, 0, 1, 0, 0) } },
		{ &gre4_csum, GRE4_KEY, {
		  KEYID(0x01020304), IP(0, 64, 0, 1, 0, 1) } },
		{ &gre6, GRE6_KEY, { KEYID(9), IP(0, 64, 0, 2, 0, 0) } },
	};

	CHECK(list);
}

static void other_words_are_not_touched(void)
{
	struct emu_inner in;
	struct emu_key key;
	unsigned int i;

	memset(&key, 0x5a, sizeof(key));
	hex_frame(&frame, VXLAN4);
	EXPECT(emu_tunnel_open(&vxlan4, &frame, &key, &in));
	for (i = 0; i < HNI_KW_USED; i++)
		if (i < HNI_KW_ENC_KEYID || i >= HNI_KW_CT)
			EXPECT_EQ(key.w[i], 0x5a5a5a5a);
}

/* ---- What is left to software ---- */

static void ipv4_csum(uint8_t *ip)
{
	emu_put_be16(ip + 10, 0);
	emu_put_be16(ip + 10,
		     (uint16_t)~emu_csum_fold(emu_csum_add(0, ip, 20)));
}

/* Byte @at becomes @byte; the checksum of IPv4 is made right again */
static bool opens_with(const struct emu_tunnel *t, const char *text,
		       unsigned int at, uint8_t byte)
{
	struct emu_inner in;
	struct emu_key key;
	uint8_t *d;

	hex_frame(&frame, text);
	d = emu_frame_data(&frame);
	d[at] = byte;
	if (t->family == HNI_KW_ADDR_IPV4 && at >= 14 && at < 34)
		ipv4_csum(d + 14);
	return emu_tunnel_open(t, &frame, &key, &in);
}

static void outer_ethernet_is_checked(void)
{
	EXPECT(opens_with(&vxlan4, VXLAN4, 11, 7));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 5, 3));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 13, 1));
	EXPECT(!opens_with(&vxlan6, VXLAN4, 11, 1));
	EXPECT(!opens_with(&vxlan4, VXLAN6, 11, 1));
}

static void outer_ipv4_is_checked(void)
{
	EXPECT(opens_with(&vxlan4, VXLAN4, 22, 63));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 14, 0x55));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 14, 0x46));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 17, 0x35));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 17, 0x37));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 20, 0x20));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 21, 0x01));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 23, 6));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 33, 3));
}

static void outer_ipv4_checksum_is_checked(void)
{
	struct emu_inner in;
	struct emu_key key;

	hex_frame(&frame, VXLAN4);
	emu_frame_data(&frame)[25] ^= 1;
	EXPECT(!emu_tunnel_open(&vxlan4, &frame, &key, &in));
}

static void outer_ipv6_is_checked(void)
{
	EXPECT(opens_with(&gre6, GRE6_KEY, 21, 1));
	EXPECT(!opens_with(&gre6, GRE6_KEY, 14, 0x50));
	EXPECT(!opens_with(&gre6, GRE6_KEY, 19, 0xff));
	EXPECT(!opens_with(&gre6, GRE6_KEY, 20, 0));
	EXPECT(!opens_with(&gre6, GRE6_KEY, 53, 3));
}

static void ecn_that_would_come_inside_is_left(void)
{
	EXPECT(opens_with(&vxlan4, VXLAN4, 15, 2));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 15, 1));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 15, 3));
	EXPECT(!opens_with(&gre6, GRE6_KEY, 15, 0x10));
}

static void udp_is_checked(void)
{
	EXPECT(!opens_with(&vxlan4, VXLAN4, 37, 0xb6));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 39, 0x21));
	/* not the checksum that is there */
	EXPECT(!opens_with(&vxlan4, VXLAN4, 41, 1));
	EXPECT(!opens_with(&vxlan4, VXLAN4_CSUM, 50, 0xff));
	EXPECT(!opens_with(&vxlan6, VXLAN6, 75, 0xff));
}

static void ipv6_needs_a_udp_checksum(void)
{
	struct emu_inner in;
	struct emu_key key;

	hex_frame(&frame, VXLAN6);
	emu_put_be16(emu_frame_data(&frame) + 60, 0);
	EXPECT(!emu_tunnel_open(&vxlan6, &frame, &key, &in));
}

static void vxlan_flags_are_checked(void)
{
	EXPECT(!opens_with(&vxlan4, VXLAN4, 42, 0));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 42, 0x18));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 45, 1));
	EXPECT(!opens_with(&vxlan4, VXLAN4, 49, 1));
	/* don't learn, policy applied */
	EXPECT(!opens_with(&gbp4, VXLAN_GBP, 43, 0x40));
	EXPECT(!opens_with(&gbp4, VXLAN_GBP, 43, 0x08));
}

static void geneve_header_is_checked(void)
{
	EXPECT(!opens_with(&geneve4, GENEVE4, 42, 0x40));
	EXPECT(!opens_with(&geneve4, GENEVE4, 42, 0x3f));
	EXPECT(!opens_with(&geneve4, GENEVE4, 44, 0x08));
}

static void gre_header_is_checked(void)
{
	EXPECT(!opens_with(&gre4, GRE4, 34, 0x10));
	EXPECT(!opens_with(&gre4, GRE4, 34, 0x40));
	EXPECT(!opens_with(&gre4, GRE4, 35, 0x01));
	EXPECT(!opens_with(&gre4, GRE4, 36, 0x08));
	EXPECT(!opens_with(&gre4_csum, GRE4_KEY, 39, 0));
	/* software wants a checksum always or never */
	EXPECT(!opens_with(&gre4, GRE4_KEY, 11, 1));
	EXPECT(!opens_with(&gre4_csum, GRE4, 11, 1));
}

static void inner_source_is_checked(void)
{
	EXPECT(opens_with(&gre4, GRE4, 44, 2));
	EXPECT(!opens_with(&gre4, GRE4, 44, 1));
}

/* Cut anywhere it is no tunnel's frame, the length of IP being what it is */
static void cut_frames_are_left(void)
{
	static const struct {
		const struct emu_tunnel *t;
		const char *text;
	} list[] = {
		{ &vxlan4, VXLAN4 }, { &vxlan6, VXLAN6 }, { &geneve4, GENEVE4 },
		{ &geneve6, GENEVE6_OPTS }, { &gre4_csum, GRE4_KEY },
	};
	struct emu_inner in;
	struct emu_key key;
	uint32_t len, whole;
	uint8_t d[256];
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		whole = hex_bytes(list[i].text, d);
		for (len = 14; len < whole; len++) {
			hex_frame_set(&frame, d, len);
			EXPECT(!emu_tunnel_open(list[i].t, &frame, &key, &in));
		}
	}
}

/* Lengths that agree with each other, down to nothing inside */
static void short_inner_frames_are_left(void)
{
	struct emu_inner in;
	struct emu_key key;
	uint8_t d[256], *f;
	uint32_t len, whole = hex_bytes(GRE4, d);

	for (len = 34; len <= whole; len++) {
		hex_frame_set(&frame, d, len);
		f = emu_frame_data(&frame);
		emu_put_be16(f + 16, (uint16_t)(len - 14));
		ipv4_csum(f + 14);
		EXPECT_EQ(emu_tunnel_open(&gre4, &frame, &key, &in),
			  len >= 34 + 4 + 14);
	}
}

/* ---- Putting it on ---- */

/* Source port 40000 */
#define FLOW	((uint32_t)((7232ULL << 32) / 28232 + 1))

/* The header of a tunnel frame, without what is filled in */
static void encap_of(struct emu_encap *e, const char *text, uint8_t kind,
		     uint8_t flags)
{
	uint8_t d[256];
	uint32_t len = hex_bytes(text, d);

	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->flags = flags;
	e->net_off = 14;
	e->l4_off = d[12] == 8 ? 34 : 54;
	e->hdr_len = (uint16_t)(len - 18);
	memcpy(e->hdr, d, e->hdr_len);
	if (d[12] == 8) {
		memset(e->hdr + 16, 0, 4);
		memset(e->hdr + 24, 0, 2);
	} else {
		memset(e->hdr + 18, 0, 2);
	}
	if (kind == HNI_TUNNEL_GRE)
		return;
	memset(e->hdr + e->l4_off, 0, 2);
	memset(e->hdr + e->l4_off + 4, 0, 4);
}

static void encap_gives(const char *text, uint8_t kind, uint8_t flags)
{
	struct emu_encap e;

	encap_of(&e, text, kind, flags);
	EXPECT(emu_encap_is_sound(&e));
	hex_frame(&frame, INNER);
	EXPECT(emu_encap(&frame, &e, FLOW, 0x1234));
	EXPECT_FRAME(&frame, text);
	EXPECT(!frame.l4_valid);
}

static void encap_fills_lengths_and_checksums(void)
{
	encap_gives(VXLAN4, HNI_TUNNEL_VXLAN, 0);
	encap_gives(VXLAN6, HNI_TUNNEL_VXLAN, HNI_ENCAP_F_CSUM);
	encap_gives(GENEVE4, HNI_TUNNEL_GENEVE, 0);
	encap_gives(GENEVE6_OPTS, HNI_TUNNEL_GENEVE, HNI_ENCAP_F_CSUM);
	encap_gives(GRE4, HNI_TUNNEL_GRE, 0);
	encap_gives(GRE4_KEY, HNI_TUNNEL_GRE, HNI_ENCAP_F_CSUM);
	encap_gives(GRE6_KEY, HNI_TUNNEL_GRE, 0);
}

static void encap_numbers_only_what_may_be_fragmented(void)
{
	struct emu_encap e;
	uint8_t *d;

	encap_of(&e, VXLAN4, HNI_TUNNEL_VXLAN, 0);
	e.hdr[20] = 0x40;
	hex_frame(&frame, INNER);
	EXPECT(emu_encap(&frame, &e, FLOW, 0x1234));
	d = emu_frame_data(&frame);
	EXPECT_EQ(emu_get_be16(d + 18), 0);
	EXPECT_EQ(emu_csum_fold(emu_csum_add(0, d + 14, 20)), 0xffff);
}

static void encap_takes_source_ports_of_its_range(void)
{
	static const uint32_t flows[] = { 0, 1, 0x7fffffff, 0xffffffff };
	struct emu_encap e;
	uint16_t port;
	size_t i;

	encap_of(&e, VXLAN4, HNI_TUNNEL_VXLAN, 0);
	for (i = 0; i < 4; i++) {
		hex_frame(&frame, INNER);
		EXPECT(emu_encap(&frame, &e, flows[i], 0));
		port = emu_get_be16(emu_frame_data(&frame) + 34);
		EXPECT(port >= 32768 && port <= 60999);
		if (!flows[i])
			EXPECT_EQ(port, 32768);
	}
	EXPECT_EQ(port, 60999);
}

static void encap_of_a_long_frame_is_refused(void)
{
	struct emu_encap e;

	encap_of(&e, VXLAN4, HNI_TUNNEL_VXLAN, 0);
	hex_frame(&frame, INNER);
	frame.off = 0;
	frame.len = EMU_FRAME_MAX - 49;
	EXPECT(!emu_encap(&frame, &e, FLOW, 0));
	EXPECT_EQ(frame.len, EMU_FRAME_MAX - 49);
	frame.len--;
	EXPECT(emu_encap(&frame, &e, FLOW, 0));
	EXPECT_EQ(frame.len, EMU_FRAME_MAX);
}

/* What the outer header takes over of what is inside */
static void encap_inherits(const char *inner, uint8_t flags, uint8_t tos,
			   uint8_t ttl, uint8_t gre_tos)
{
	static const struct {
		const char *text;
		uint8_t kind;
	} list[] = {
		{ VXLAN4, HNI_TUNNEL_VXLAN }, { GRE6_KEY, HNI_TUNNEL_GRE },
	};
	struct emu_encap e;
	const uint8_t *d;
	size_t i;

	for (i = 0; i < 2; i++) {
		encap_of(&e, list[i].text, list[i].kind, flags);
		if (i)
			emu_put_be16(e.hdr + 14, 0x6a90);	/* tos 0xa9 */
		else
			e.hdr[15] = 0xa9;
		e.hdr[i ? 21 : 22] = 33;
		hex_frame(&frame, inner);
		EXPECT(emu_encap(&frame, &e, FLOW, 0));
		d = emu_frame_data(&frame) + 14;
		EXPECT_EQ(i ? (uint8_t)(emu_get_be16(d) >> 4) : d[1],
			  i ? gre_tos : tos);
		EXPECT_EQ(d[i ? 7 : 8], ttl);
	}
}

#define INNER_ETH	"0a00000000020a0000000001"
#define INNER_V4(tos)	"0800 45" tos "0014 0000 0000 4d ff 0000 0a0000010a000002"
#define INNER_V6	"86dd 6030 0000 0000 3b 4e" \
	"20010db800000000000000000000000120010db8000000000000000000000002"
#define TAG		"8100 0005"

static void encap_takes_over_ecn_and_ttl(void)
{
	const uint8_t ecn = HNI_ENCAP_F_ECN, ttl = HNI_ENCAP_F_TTL;

	encap_inherits(INNER_ETH INNER_V4("fe"), 0, 0xa9, 33, 0xa9);
	encap_inherits(INNER_ETH INNER_V4("fe"), ecn, 0xaa, 33, 0xaa);
	encap_inherits(INNER_ETH INNER_V4("01"), ecn, 0xa9, 33, 0xa9);
	/* congestion that inside has met is none outside */
	encap_inherits(INNER_ETH INNER_V4("03"), ecn | ttl, 0xaa, 0x4d, 0xaa);
	encap_inherits(INNER_ETH INNER_V6, ecn | ttl, 0xaa, 0x4e, 0xaa);
	encap_inherits(INNER_ETH TAG INNER_V4("01"), ecn | ttl, 0xa9, 33, 0xa8);
	encap_inherits(INNER_ETH TAG TAG TAG TAG TAG TAG TAG INNER_V4("01"),
		       ecn, 0xa9, 33, 0xa8);
	encap_inherits(INNER_ETH TAG TAG TAG TAG TAG TAG TAG TAG
		       INNER_V4("01"), ecn, 0xa8, 33, 0xa8);
	encap_inherits(INNER_ETH "88b5 01020304", ecn | ttl, 0xa8, 33, 0xa8);
	encap_inherits(INNER_ETH "8100 00", ecn | ttl, 0xa8, 33, 0xa8);
}

static void encap_needs_a_whole_inner_header(void)
{
	struct emu_encap e;
	int i;

	encap_of(&e, VXLAN4, HNI_TUNNEL_VXLAN, 0);
	for (i = 0; i < 2; i++) {
		hex_frame(&frame, i ? INNER_ETH TAG INNER_V6 :
				      INNER_ETH INNER_V4("00"));
		frame.len--;
		EXPECT(!emu_encap(&frame, &e, FLOW, 0));
		frame.len++;
		EXPECT(emu_encap(&frame, &e, FLOW, 0));
	}
}

/* What one puts on, the other takes off, for frames of any length */
static void encap_and_open_are_inverse(void)
{
	static const struct {
		const struct emu_tunnel *t;
		const char *text;
		uint8_t flags;
	} list[] = {
		{ &vxlan4, VXLAN4, 0 }, { &vxlan4, VXLAN4, 1 },
		{ &vxlan6, VXLAN6, 1 }, { &geneve6, GENEVE6_OPTS, 1 },
		{ &gre4_csum, GRE4_KEY, 1 }, { &gre6, GRE6_KEY, 0 },
	};
	struct emu_inner in;
	struct emu_encap e;
	struct emu_key key;
	uint8_t d[512];
	uint32_t len, j;
	size_t i;

	srand(5);
	for (i = 0; i < 3000; i++) {
		len = 20 + (uint32_t)rand() % 400;
		for (j = 0; j < len; j++)
			d[j] = (uint8_t)rand();
		d[6] &= 0xfe;
		hex_frame_set(&frame, d, len);
		encap_of(&e, list[i % 6].text, list[i % 6].t->kind,
			 list[i % 6].flags);
		EXPECT(emu_encap(&frame, &e, (uint32_t)rand(),
				 (uint16_t)rand()));
		if (!EXPECT(emu_tunnel_open(list[i % 6].t, &frame, &key, &in)))
			return;
		EXPECT_EQ(in.len, len);
		EXPECT_MEMEQ(emu_frame_data(&frame) + in.off, d, len);
	}
}

/* Random bytes in and behind good headers: no access beyond the frame */
static void open_survives_noise(void)
{
	static const struct {
		const struct emu_tunnel *t;
		const char *text;
	} list[] = {
		{ &gbp4, VXLAN_GBP }, { &vxlan6, VXLAN6 },
		{ &geneve4, GENEVE_MANY }, { &geneve6, GENEVE6_OPTS },
		{ &gre4_csum, GRE4_KEY }, { &gre6, GRE6_KEY },
	};
	struct emu_inner in;
	struct emu_key key;
	unsigned int i, j;
	uint8_t d[256];
	uint32_t len;

	srand(6);
	for (i = 0; i < 60000; i++) {
		len = hex_bytes(list[i % 6].text, d);
		if (rand() & 1)
			len = 14 + (uint32_t)rand() % (len - 14);
		for (j = (unsigned int)rand() % 4; j; j--)
			d[14 + rand() % (len - 13)] = (uint8_t)rand();
		hex_frame_set(&frame, d, len);
		if (emu_tunnel_open(list[i % 6].t, &frame, &key, &in))
			EXPECT(in.len >= 14 && in.off + in.len <= len);
	}
}

static const struct ktap_case cases[] = {
	{ "open.vxlan", vxlan_is_opened },
	{ "open.tells_checksum_and_df", checksum_and_df_are_told },
	{ "open.tells_the_group_policy", group_policy_is_told },
	{ "open.geneve", geneve_is_opened },
	{ "open.geneve_options_may_be_longer_than_the_words",
	  geneve_options_may_be_longer_than_the_words },
	{ "open.gre", gre_is_opened },
	{ "open.touches_no_other_words", other_words_are_not_touched },
	{ "open.checks_ethernet", outer_ethernet_is_checked },
	{ "open.checks_ipv4", outer_ipv4_is_checked },
	{ "open.checks_the_ipv4_checksum", outer_ipv4_checksum_is_checked },
	{ "open.checks_ipv6", outer_ipv6_is_checked },
	{ "open.leaves_ecn_that_would_come_inside",
	  ecn_that_would_come_inside_is_left },
	{ "open.checks_udp", udp_is_checked },
	{ "open.wants_a_udp_checksum_behind_ipv6", ipv6_needs_a_udp_checksum },
	{ "open.checks_vxlan_flags", vxlan_flags_are_checked },
	{ "open.checks_geneve", geneve_header_is_checked },
	{ "open.checks_gre", gre_header_is_checked },
	{ "open.checks_the_inner_source", inner_source_is_checked },
	{ "open.leaves_cut_frames", cut_frames_are_left },
	{ "open.leaves_short_inner_frames", short_inner_frames_are_left },
	{ "encap.fills_lengths_and_checksums",
	  encap_fills_lengths_and_checksums },
	{ "encap.numbers_only_what_may_be_fragmented",
	  encap_numbers_only_what_may_be_fragmented },
	{ "encap.takes_source_ports_of_its_range",
	  encap_takes_source_ports_of_its_range },
	{ "encap.of_a_long_frame_is_refused",
	  encap_of_a_long_frame_is_refused },
	{ "encap.takes_over_ecn_and_ttl", encap_takes_over_ecn_and_ttl },
	{ "encap.needs_a_whole_inner_header",
	  encap_needs_a_whole_inner_header },
	{ "encap.and_open_are_inverse", encap_and_open_are_inverse },
	{ "open.survives_noise", open_survives_noise },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
