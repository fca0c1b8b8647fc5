// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the NIC's parser: frames and the key words that the
 * kernel's flow dissector would give the flower classifier for them.
 *
 * Links: tools/emulator/parse.c
 * Cflags: -Itools/emulator
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ktap.h"
#include "parse.h"

struct word {
	uint8_t word;
	uint32_t value;
};

#define MAX_WORDS	16

struct frame {
	const char *hex;
	struct word want[MAX_WORDS];	/* ends with word 0, value 0 */
};

#define PROTO(outer, net)	{ HNI_KW_PROTO, (uint32_t)(outer) << 16 | (net) }
#define IP(proto, tos, ttl)	{ HNI_KW_IP, (uint32_t)(proto) << 24 | \
				  (tos) << 16 | (ttl) << 8 }
#define META_V4		(HNI_KW_ADDR_IPV4 << 10)
#define META_V6		(HNI_KW_ADDR_IPV6 << 10)
#define VLANS(n)	{ HNI_KW_MISC, (uint32_t)(n) << 27 }
#define LSES(bits)	{ HNI_KW_MISC, (uint32_t)(bits) << 16 }
#define PPPOE		{ HNI_KW_MISC, HNI_KW_MISC_PPPOE }
#define SESSION(sid, ppp)	{ HNI_KW_PPPOE, (uint32_t)(sid) << 16 | (ppp) }
/* What @name stands for in the text of a frame */
static const char *frame_part(const char *name)
{
	static const struct { const char *name, *hex; } parts[] = {
		{ "@macs", "020000000002020000000001" },
		{ "@ip4", "45b800541234" },	/* fragment, TTL, protocol */
		{ "@ip4a", "0000c0000201c6336402" },
		{ "@ip6", "6ab000000010" },	/* next header */
		{ "@ip6a",
		  "3f20010db800000000000000000000000120010db8000000000000000000000002" },
		{ "@udp", "04d2162e00080000" },
		{ "@tcp", "04d2005000000001000000025a12ffff00000000" },
		{ "@arp", "0001080006" },	/* length 4 and operation */
		{ "@arpa", "020000000001c0000201020000000002c0000202" },
	};
	size_t i = 0;

	while (strcmp(parts[i].name, name))
		i++;
	return parts[i].hex;
}

/* Text: hex digits and names, with blanks between them */
static size_t frame_bytes(const char *text, uint8_t *out)
{
	char copy[512];
	char *word, *save = NULL;
	size_t n = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	word = strtok_r(copy, " ", &save);
	for (; word; word = strtok_r(NULL, " ", &save)) {
		const char *hex = *word == '@' ? frame_part(word) : word;

		for (; hex[0]; hex += 2, n++) {
			char byte[3] = { hex[0], hex[1], 0 };

			out[n] = (uint8_t)strtoul(byte, NULL, 16);
		}
	}
	return n;
}

/* Parse a copy that ends where the frame ends, for the sanitizer's sake. */
static bool frame_parse(const char *hex, struct emu_key *key)
{
	uint8_t bytes[512];
	size_t len = frame_bytes(hex, bytes);
	uint8_t *copy = malloc(len ? len : 1);
	bool ok;

	memcpy(copy, bytes, len);
	ok = emu_parse(copy, (uint32_t)len, key);
	free(copy);
	return ok;
}

/* All words are compared: those not named are 0, addresses those of the parts */
static void frame_check(const struct frame *f)
{
	uint32_t want[HNI_KW_USED] = {
		[HNI_KW_DMAC] = 0x02000000,
		[HNI_KW_MACS] = 0x00020200,
		[HNI_KW_SMAC] = 0x00000001,
	};
	const struct word *w = f->want;
	struct emu_key key;
	uint32_t type;
	unsigned int i;

	if (!EXPECT(frame_parse(f->hex, &key)))
		return;
	for (; w->word || w->value; w++)
		want[w->word] = w->value;
	type = want[HNI_KW_META] & HNI_KW_META_ADDR_TYPE;
	want[HNI_KW_SRC_V4] = type == META_V4 ? 0xc0000201 : type ? 1 : 0;
	want[HNI_KW_DST_V4] = type == META_V4 ? 0xc6336402 : type ? 2 : 0;
	want[HNI_KW_SRC] = type == META_V6 ? 0x20010db8 : 0;
	want[HNI_KW_DST] = want[HNI_KW_SRC];
	for (i = 0; i < HNI_KW_USED; i++)
		ktap_expect(key.w[i] == want[i], __FILE__, __LINE__,
			    "%s: word %u is %08x, expected %08x", f->hex, i,
			    key.w[i], want[i]);
}

#define CHECK(...) \
	do { \
		static const struct frame frames[] = { __VA_ARGS__ }; \
		for (size_t i_ = 0; i_ < sizeof(frames) / sizeof(frames[0]); \
		     i_++) \
			frame_check(&frames[i_]); \
	} while (0)

static void parse_ipv4_udp(void)
{
	CHECK({ "@macs 0800 @ip4 0000 4011 @ip4a @udp", {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e } } });
}

static void parse_ipv6_tcp(void)
{
	CHECK({ "@macs 86dd @ip6 06 @ip6a @tcp", {
		PROTO(0x86dd, 0x86dd), IP(6, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 }, { HNI_KW_PORTS, 0x04d20050 },
		{ HNI_KW_L4, 0xa12 } } });
}

static void parse_icmp(void)
{
	CHECK({ "@macs 0800 @ip4 0000 4001 @ip4a 0800f7ff00000000", {
		PROTO(0x0800, 0x0800), IP(1, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_L4, 0x08000000 } } },
	      { "@macs 86dd @ip6 3a @ip6a 8701000000000000", {
		PROTO(0x86dd, 0x86dd), IP(58, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 }, { HNI_KW_L4, 0x87010000 } } });
}

static void parse_ipv4_fragment_has_no_ports(void)
{
	CHECK({ "@macs 0800 @ip4 2000 4011 @ip4a @udp", {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 | HNI_KW_META_IS_FRAG |
			       HNI_KW_META_FIRST_FRAG } } },
	      { "@macs 0800 @ip4 0010 4011 @ip4a @udp", {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 | HNI_KW_META_IS_FRAG } } },
	      { "@macs 0800 @ip4 4000 4011 @ip4a @udp", {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e } } });
}

static void parse_ipv6_fragment_has_no_ports(void)
{
	CHECK({ "@macs 86dd @ip6 2c @ip6a 11000001 00000001 @udp", {
		PROTO(0x86dd, 0x86dd), IP(17, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 | HNI_KW_META_IS_FRAG |
			       HNI_KW_META_FIRST_FRAG } } },
	      { "@macs 86dd @ip6 2c @ip6a 11000008 00000001 @udp", {
		PROTO(0x86dd, 0x86dd), IP(17, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 | HNI_KW_META_IS_FRAG } } });
}

static void parse_ipv6_extensions_are_walked(void)
{
	CHECK({ "@macs 86dd @ip6 00 @ip6a 3c00000000000000 1100000000000000 @udp", {
		PROTO(0x86dd, 0x86dd), IP(17, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 }, { HNI_KW_PORTS, 0x04d2162e } } },
	      { "@macs 86dd @ip6 2b @ip6a 11ff", {
		PROTO(0x86dd, 0x86dd), IP(17, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 } } });
}

static void parse_options_move_the_ports(void)
{
	CHECK({ "@macs 0800 4600002012340000 40110000 c0000201 c6336402 01010101 @udp", {
		PROTO(0x0800, 0x0800), IP(17, 0, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e } } });
}

static void parse_tunnels_stop_before_the_inner_header(void)
{
	CHECK({ "@macs 0800 @ip4 0000 4004 @ip4a @ip4 0000 4011 @ip4a @udp", {
		PROTO(0x0800, 0x0800), IP(4, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 } } },
	      { "@macs 0800 @ip4 0000 402f @ip4a 00000800 @udp", {
		PROTO(0x0800, 0x0800), IP(47, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 } } });
}

static void parse_truncated_headers_leave_zeros(void)
{
	CHECK({ "@macs 0800 4500", { PROTO(0x0800, 0x0800) } },
	      { "@macs 0800 4400005412340000 40110000c0000201c6336402 @udp", {
		PROTO(0x0800, 0x0800) } },
	      { "@macs 0800 @ip4 0000 4011 @ip4a 04d216", {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 } } },
	      { "@macs 0800 @ip4 0000 4006 @ip4a 04d20050 0000", {
		PROTO(0x0800, 0x0800), IP(6, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d20050 } } },
	      { "@macs 0800 @ip4 0000 4001 @ip4a 08000000", {
		PROTO(0x0800, 0x0800), IP(1, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 } } },
	      { "@macs 86dd 60000000", { PROTO(0x86dd, 0x86dd) } },
	      { "@macs 86dd @ip6 00 @ip6a 11", {
		PROTO(0x86dd, 0x86dd), IP(0, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 } } },
	      { "@macs 0806 0001080006", { PROTO(0x0806, 0x0806) } },
	      { "@macs 0800", { PROTO(0x0800, 0x0800) } });
}

static void parse_tcp_header_length_is_checked(void)
{
	CHECK({ "@macs 0800 @ip4 0000 4006 @ip4a 04d20050 00000001 00000002 4012ffff 00000000", {
		PROTO(0x0800, 0x0800), IP(6, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d20050 } } });
}

static void parse_arp(void)
{
	CHECK({ "@macs 0806 @arp 040001 @arpa", {
		PROTO(0x0806, 0x0806), { HNI_KW_IP, 1 },
		{ HNI_KW_ARP_SIP, 0xc0000201 }, { HNI_KW_ARP_TIP, 0xc0000202 },
		{ HNI_KW_ARP_SHA, 0x02000000 }, { HNI_KW_ARP_HAS, 0x00010200 },
		{ HNI_KW_ARP_THA, 0x00000002 } } },
	      { "@macs 0806 @arp 040003 @arpa", { PROTO(0x0806, 0x0806) } },
	      { "@macs 8035 @arp 040002 @arpa", {
		PROTO(0x8035, 0x8035), { HNI_KW_IP, 2 },
		{ HNI_KW_ARP_SIP, 0xc0000201 }, { HNI_KW_ARP_TIP, 0xc0000202 },
		{ HNI_KW_ARP_SHA, 0x02000000 }, { HNI_KW_ARP_HAS, 0x00010200 },
		{ HNI_KW_ARP_THA, 0x00000002 } } });
}

static void parse_vlan(void)
{
	CHECK({ "@macs 8100b064 0800 @ip4 0000 4011 @ip4a @udp", {
		PROTO(0x8100, 0x0800), IP(17, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e },
		{ HNI_KW_VLAN, 0x8100a064 }, VLANS(1),
		{ HNI_KW_VLAN_ETYPES, 0x08000000 } } });
}

static void parse_qinq(void)
{
	CHECK({ "@macs 88a8 6005 81000007 0806 @arp 040003 @arpa", {
		PROTO(0x88a8, 0x0806), { HNI_KW_VLAN, 0x88a86005 }, VLANS(2),
		{ HNI_KW_CVLAN, 0x81000007 },
		{ HNI_KW_VLAN_ETYPES, 0x81000806 } } });
}

static void parse_third_tag_is_skipped(void)
{
	CHECK({ "@macs 88a80001 81000002 81000003 86dd @ip6 11 @ip6a @udp", {
		PROTO(0x88a8, 0x86dd), IP(17, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 }, { HNI_KW_PORTS, 0x04d2162e },
		{ HNI_KW_VLAN, 0x88a80001 }, { HNI_KW_CVLAN, 0x81000002 },
		VLANS(3),
		{ HNI_KW_VLAN_ETYPES, 0x81008100 } } });
}

static void parse_truncated_second_tag_ends_there(void)
{
	CHECK({ "@macs 81000001 8100 0000", {
		PROTO(0x8100, 0x8100), { HNI_KW_VLAN, 0x81000001 }, VLANS(1),
		{ HNI_KW_VLAN_ETYPES, 0x81000000 } } });
}

static void parse_802_3_has_a_protocol_of_its_own(void)
{
	CHECK({ "@macs 0026 424203", { PROTO(0x0004, 0x0004) } },
	      { "@macs 0026 ffff00", { PROTO(0x0001, 0x0001) } },
	      { "@macs 0026", { PROTO(0x0004, 0x0004) } },
	      { "@macs 81000001 0026 ffff", {
		PROTO(0x8100, 0x0001), { HNI_KW_VLAN, 0x81000001 }, VLANS(1),
		{ HNI_KW_VLAN_ETYPES, 0x00010000 } } },
	      { "@macs 81000001 81000002 0026 4242", {
		PROTO(0x8100, 0x0026), { HNI_KW_VLAN, 0x81000001 },
		{ HNI_KW_CVLAN, 0x81000002 }, VLANS(2),
		{ HNI_KW_VLAN_ETYPES, 0x81000026 } } });
}

static void parse_mpls(void)
{
	CHECK({ "@macs 8847 00064140 000c8fff", {
		PROTO(0x8847, 0x8847), { HNI_KW_MPLS, 0x00064140 },
		LSES(1) } },
	      { "@macs 8848 00064140", {
		PROTO(0x8848, 0x8848), { HNI_KW_MPLS, 0x00064140 },
		LSES(1) } },
	      { "@macs 8847 0006", { PROTO(0x8847, 0x8847) } },
	      { "@macs 0800 @ip4 0000 4089 @ip4a 00064140", {
		PROTO(0x0800, 0x8847), IP(137, 0xb8, 0x40), LSES(1),
		{ HNI_KW_META, META_V4 }, { HNI_KW_MPLS, 0x00064140 } } });
}

static void parse_mpls_stack(void)
{
	CHECK({ "@macs 8847 00001040 00002e41 00003140 45000000", {
		PROTO(0x8847, 0x8847), LSES(7), { HNI_KW_MPLS, 0x00001040 },
		{ 26, 0x00002e41 }, { 27, 0x00003140 } } },
	      { "@macs 8847 00001040 00002e41 0000", {
		PROTO(0x8847, 0x8847), LSES(3), { HNI_KW_MPLS, 0x00001040 },
		{ 26, 0x00002e41 } } },
	      /* the eighth entry is none */
	      { "@macs 8847 0000104000002040 0000304000004040 0000504000006040 00007040 00008140", {
		PROTO(0x8847, 0x8847), LSES(0x7f), { HNI_KW_MPLS, 0x00001040 },
		{ 26, 0x00002040 }, { 27, 0x00003040 }, { 28, 0x00004040 },
		{ 29, 0x00005040 }, { 30, 0x00006040 },
		{ 31, 0x00007040 } } });
}

static void parse_pppoe_shows_the_inner_protocol(void)
{
	CHECK({ "@macs 8864 1100123400220021 @ip4 0000 4011 @ip4a @udp", {
		PROTO(0x8864, 0x0800), IP(17, 0xb8, 0x40),
		PPPOE, SESSION(0x1234, 0x0021),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e } } },
	      { "@macs 8864 1100000100220057 @ip6 11 @ip6a @udp", {
		PROTO(0x8864, 0x86dd), IP(17, 0xab, 0x3f), PPPOE,
		SESSION(1, 0x0057),
		{ HNI_KW_META, META_V6 }, { HNI_KW_PORTS, 0x04d2162e } } },
	      { "@macs 8864 1100000100060281 00064140", {
		PROTO(0x8864, 0x8847), SESSION(1, 0x0281),
		{ HNI_KW_MISC, HNI_KW_MISC_PPPOE | 1 << 16 },
		{ HNI_KW_MPLS, 0x00064140 } } });
}

static void parse_pppoe_other_protocols_end_there(void)
{
	CHECK({ "@macs 8864 110000010002c021 0000", {
		PROTO(0x8864, 0x8864), PPPOE, SESSION(1, 0xc021) } },
	      { "@macs 8864 110000000002c021", {
		PROTO(0x8864, 0x8864), PPPOE, SESSION(0, 0xc021) } });
}

static void parse_pppoe_header_is_checked(void)
{
	CHECK({ "@macs 8864 2100000100220021 @ip4 0000 4011 @ip4a @udp", {
		PROTO(0x8864, 0x8864) } },
	      { "@macs 8864 1109000100220021 @ip4 0000 4011 @ip4a @udp", {
		PROTO(0x8864, 0x8864) } },
	      /* a protocol compressed to one byte, and one that is none */
	      { "@macs 8864 1100000100222145 0000", {
		PROTO(0x8864, 0x8864) } },
	      { "@macs 8864 1100000100220020 0000", {
		PROTO(0x8864, 0x8864) } },
	      { "@macs 8864 11000001002200", { PROTO(0x8864, 0x8864) } });
}

static void parse_cfm(void)
{
	CHECK({ "@macs 8902 a003 0046", {
		PROTO(0x8902, 0x8902), { HNI_KW_MISC, 5 << 13 | 3 } } },
	      { "@macs 8902 ff01", {
		PROTO(0x8902, 0x8902), { HNI_KW_MISC, 7 << 13 | 1 } } },
	      { "@macs 8902 a0", { PROTO(0x8902, 0x8902) } });
}

static void parse_spi(void)
{
	CHECK({ "@macs 0800 @ip4 0000 4032 @ip4a 0000100100000001", {
		PROTO(0x0800, 0x0800), IP(50, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_L4_ID, 0x1001 },
		{ HNI_KW_PORTS, 0x1001 } } },
	      { "@macs 0800 @ip4 0000 4032 @ip4a 00001001000000", {
		PROTO(0x0800, 0x0800), IP(50, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x1001 } } },
	      { "@macs 86dd @ip6 33 @ip6a 060400000000100100000001", {
		PROTO(0x86dd, 0x86dd), IP(51, 0xab, 0x3f),
		{ HNI_KW_META, META_V6 }, { HNI_KW_L4_ID, 0x1001 },
		{ HNI_KW_PORTS, 0x1001 } } },
	      { "@macs 0800 @ip4 2000 4032 @ip4a 0000100100000001", {
		PROTO(0x0800, 0x0800), IP(50, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 | HNI_KW_META_IS_FRAG |
			       HNI_KW_META_FIRST_FRAG } } });
}

static void parse_l2tp_session(void)
{
	CHECK({ "@macs 0800 @ip4 0000 4073 @ip4a 12345678", {
		PROTO(0x0800, 0x0800), IP(115, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_L4_ID, 0x12345678 } } },
	      { "@macs 0800 @ip4 0000 4073 @ip4a 123456", {
		PROTO(0x0800, 0x0800), IP(115, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 } } });
}

static void parse_counts_sixteen_tags(void)
{
	char hex[256] = "@macs";
	struct emu_key key;
	unsigned int i;

	for (i = 0; i < 17; i++)
		strcat(hex, " 81000001");
	strcat(hex, " 0800");
	if (EXPECT(frame_parse(hex, &key)))
		EXPECT_EQ(key.w[HNI_KW_MISC], 16U << 27);
}

static void parse_does_not_count_tags_of_an_inner_frame(void)
{
	CHECK({ "@macs 81000001 4305 400f0000000000000000 @macs 81000002 88b5", {
		PROTO(0x8100, 0x88b5), VLANS(1), { HNI_KW_VLAN, 0x81000001 },
		{ HNI_KW_CVLAN, 0x81000002 },
		{ HNI_KW_VLAN_ETYPES, 0x430588b5 } } });
}

static void parse_again_keeps_what_was_done(void)
{
	struct emu_key key, want;
	uint8_t d[64];
	size_t n = frame_bytes("@macs 88b5 0000", d);
	unsigned int i;

	EXPECT(emu_parse(d, (uint32_t)n, &want));
	for (i = 0; i < HNI_KW_USED; i++)
		key.w[i] = 0x5a5a5a5a;
	EXPECT(emu_parse_again(d, (uint32_t)n, &key));
	EXPECT_MEMEQ(key.w, want.w, 4 * EMU_KW_PARSED);
	for (i = EMU_KW_PARSED; i < HNI_KW_USED; i++)
		EXPECT_EQ(key.w[i], 0x5a5a5a5a);
}

static void ranges_include_both_ends(void)
{
	struct emu_range r[HNI_RANGE_MAX_ROWS] = {
		[0] = { true, false, 100, 200 },
		[1] = { true, true, 100, 200 },
		[2] = { false, false, 0, 0xffff },
		[33] = { true, false, 200, 200 },
		[63] = { true, true, 0, 0 },
	};
	struct emu_key key = { .w = { [HNI_KW_PORTS] = 99 << 16 | 200 } };

	emu_parse_ranges(&key, r, HNI_RANGE_MAX_ROWS);
	EXPECT_EQ(key.w[34], 1);
	EXPECT_EQ(key.w[35], 2);
	key.w[HNI_KW_PORTS] = 100 << 16 | 99;
	emu_parse_ranges(&key, r, HNI_RANGE_MAX_ROWS);
	EXPECT_EQ(key.w[34], 2);
	EXPECT_EQ(key.w[35], 0);
	/* no ports are ports 0 */
	key.w[HNI_KW_PORTS] = 0;
	emu_parse_ranges(&key, r, HNI_RANGE_MAX_ROWS);
	EXPECT_EQ(key.w[34], 0);
	EXPECT_EQ(key.w[35], 0x80000000);
	emu_parse_ranges(&key, r, 0);
	EXPECT_EQ(key.w[35], 0);
}

static void parse_unknown_protocol(void)
{
	CHECK({ "@macs 88b5 0102030405060708", { PROTO(0x88b5, 0x88b5) } });
}

static void parse_ah_ports_are_its_spi(void)
{
	CHECK({ "@macs 0800 @ip4 0000 4033 @ip4a 0604000000001001", {
		PROTO(0x0800, 0x0800), IP(51, 0xb8, 0x40),
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x1001 } } });
}

static void parse_headers_are_limited(void)
{
	char hex[256] = "@macs";
	struct emu_key key;
	unsigned int i;

	/* the outermost tag and 15 more: the last one is not looked into */
	for (i = 0; i < 17; i++)
		strcat(hex, " 81000001");
	strcat(hex, " 0800");
	if (!EXPECT(frame_parse(hex, &key)))
		return;
	EXPECT_EQ(key.w[HNI_KW_PROTO], 0x81008100);
}

static void parse_refuses_what_software_drops(void)
{
	struct emu_key key;

	EXPECT(!frame_parse("", &key));
	EXPECT(!frame_parse("@macs 08", &key));
	EXPECT(!frame_parse("@macs 8100 0001", &key));
	EXPECT(!frame_parse("@macs 8100 0001 0800 00", &key));
	EXPECT(frame_parse("@macs 8100 0001 0800 0000", &key));
}

/* What a cut frame shows is what the whole one shows, or nothing */
static void parse_shows_no_more_of_a_cut_frame(void)
{
	static const char *const frames[] = {
		"@macs 81000001 0800 @ip4 0000 4006 @ip4a @tcp",
		"@macs 86dd @ip6 00 @ip6a 3c00000000000000 1100000000000000 @udp",
		"@macs 86dd @ip6 2c @ip6a 11000001 00000001 @udp",
		"@macs 8847 00001040 00002e41 00003140 45000000",
		"@macs 8864 1100123400220021 @ip4 0000 4033 @ip4a 060400000000100100000001",
		"@macs 0806 @arp 040001 @arpa",
		"@macs 8902 a0030046",
		"@macs 4305 400f0000000000000000 @macs 0800 @ip4 0000 4073 @ip4a 12345678",
	};
	struct emu_key whole, cut;
	size_t i, len, n;
	uint8_t d[512], *copy;
	unsigned int w;

	for (i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		n = frame_bytes(frames[i], d);
		EXPECT(emu_parse(d, (uint32_t)n, &whole));
		for (len = 0; len < n; len++) {
			copy = malloc(len + !len);
			memcpy(copy, d, len);
			memset(&cut, 0, sizeof(cut));
			emu_parse(copy, (uint32_t)len, &cut);
			free(copy);
			for (w = HNI_KW_PORTS; w < HNI_KW_USED; w++)
				EXPECT(!(cut.w[w] & ~whole.w[w]));
		}
	}
}

static void parse_l2_len_counts_two_tags(void)
{
	uint8_t d[64];
	size_t n = frame_bytes("@macs 8100000181000002810000030800", d);

	EXPECT_EQ(emu_l2_len(d, (uint32_t)n), 22);
	n = frame_bytes("@macs 88a800010800", d);
	EXPECT_EQ(emu_l2_len(d, (uint32_t)n), 18);
	n = frame_bytes("@macs 0800", d);
	EXPECT_EQ(emu_l2_len(d, (uint32_t)n), 14);
}

/* Every length of random bytes behind every protocol: no access outside */
static void parse_survives_noise(void)
{
	static const uint16_t types[] = {
		0x0800, 0x86dd, 0x8100, 0x88a8, 0x0806, 0x8847, 0x8864,
		0x892f, 0x88fb, 0x4305, 0x0010, 0x8902,
	};
	struct emu_key key;
	unsigned int i, j;
	uint32_t len;

	srand(1);
	for (i = 0; i < 20000; i++) {
		uint8_t *d;

		len = (uint32_t)rand() % 120;
		d = malloc(len + 1);
		for (j = 0; j < len; j++)
			d[j] = rand() % 3 ? (uint8_t)rand() :
			       (uint8_t)"\0\x2b\x2c\x3c\x06\x11\x45\x32\x33\x73"
			       [rand() % 10];
		if (len >= 14) {
			j = types[i % (sizeof(types) / sizeof(types[0]))];
			d[12] = (uint8_t)(j >> 8);
			d[13] = (uint8_t)j;
		}
		emu_parse(d, len, &key);
		free(d);
	}
	EXPECT(true);
}

static const struct ktap_case cases[] = {
	{ "parse.ipv4_udp", parse_ipv4_udp },
	{ "parse.ipv6_tcp", parse_ipv6_tcp },
	{ "parse.icmp", parse_icmp },
	{ "parse.ipv4_fragment_has_no_ports",
	  parse_ipv4_fragment_has_no_ports },
	{ "parse.ipv6_fragment_has_no_ports",
	  parse_ipv6_fragment_has_no_ports },
	{ "parse.ipv6_extensions_are_walked",
	  parse_ipv6_extensions_are_walked },
	{ "parse.options_move_the_ports", parse_options_move_the_ports },
	{ "parse.tunnels_stop_before_the_inner_header",
	  parse_tunnels_stop_before_the_inner_header },
	{ "parse.truncated_headers_leave_zeros",
	  parse_truncated_headers_leave_zeros },
	{ "parse.tcp_header_length_is_checked",
	  parse_tcp_header_length_is_checked },
	{ "parse.arp", parse_arp },
	{ "parse.vlan", parse_vlan },
	{ "parse.qinq", parse_qinq },
	{ "parse.third_tag_is_skipped", parse_third_tag_is_skipped },
	{ "parse.truncated_second_tag_ends_there",
	  parse_truncated_second_tag_ends_there },
	{ "parse.802_3_has_a_protocol_of_its_own",
	  parse_802_3_has_a_protocol_of_its_own },
	{ "parse.mpls", parse_mpls },
	{ "parse.mpls_stack", parse_mpls_stack },
	{ "parse.pppoe_shows_the_inner_protocol",
	  parse_pppoe_shows_the_inner_protocol },
	{ "parse.pppoe_other_protocols_end_there",
	  parse_pppoe_other_protocols_end_there },
	{ "parse.pppoe_header_is_checked", parse_pppoe_header_is_checked },
	{ "parse.cfm", parse_cfm },
	{ "parse.spi", parse_spi },
	{ "parse.l2tp_session", parse_l2tp_session },
	{ "parse.counts_sixteen_tags", parse_counts_sixteen_tags },
	{ "parse.does_not_count_tags_of_an_inner_frame",
	  parse_does_not_count_tags_of_an_inner_frame },
	{ "parse.again_keeps_what_was_done", parse_again_keeps_what_was_done },
	{ "ranges.include_both_ends", ranges_include_both_ends },
	{ "parse.unknown_protocol", parse_unknown_protocol },
	{ "parse.ah_ports_are_its_spi", parse_ah_ports_are_its_spi },
	{ "parse.headers_are_limited", parse_headers_are_limited },
	{ "parse.refuses_what_software_drops",
	  parse_refuses_what_software_drops },
	{ "parse.shows_no_more_of_a_cut_frame",
	  parse_shows_no_more_of_a_cut_frame },
	{ "parse.l2_len_counts_two_tags", parse_l2_len_counts_two_tags },
	{ "parse.survives_noise", parse_survives_noise },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
