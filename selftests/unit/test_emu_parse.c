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

#define MACS	"020000000002" "020000000001"
#define IP4(frag, proto)	"45b80054" "1234" frag "40" proto "0000" \
				"c0000201" "c6336402"
#define IP4_NOFRAG	"0000"
#define IP6_SRC	"20010db8000000000000000000000001"
#define IP6_DST	"20010db8000000000000000000000002"
#define IP6(next)	"6ab00000" "0010" next "3f" IP6_SRC IP6_DST
#define UDP	"04d2162e" "00080000"
#define TCP	"04d20050" "00000001" "00000002" "5a12ffff" "00000000"
#define ARP(op)	"0001" "0800" "06" "04" op "020000000001" "c0000201" \
		"020000000002" "c0000202"

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
#define V4_ADDRS	{ HNI_KW_SRC_V4, 0xc0000201 }, \
			{ HNI_KW_DST_V4, 0xc6336402 }
#define V6_ADDRS	{ HNI_KW_SRC, 0x20010db8 }, { HNI_KW_SRC_V4, 1 }, \
			{ HNI_KW_DST, 0x20010db8 }, { HNI_KW_DST_V4, 2 }

static size_t frame_bytes(const char *hex, uint8_t *out)
{
	size_t n = 0;

	for (; hex[0]; hex += 2, n++) {
		char byte[3] = { hex[0], hex[1], 0 };

		out[n] = (uint8_t)strtoul(byte, NULL, 16);
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

/* All words are compared: those not named are 0, addresses are MACS. */
static void frame_check(const struct frame *f)
{
	uint32_t want[HNI_KW_USED] = {
		[HNI_KW_DMAC] = 0x02000000,
		[HNI_KW_MACS] = 0x00020200,
		[HNI_KW_SMAC] = 0x00000001,
	};
	const struct word *w = f->want;
	struct emu_key key;
	unsigned int i;

	if (!EXPECT(frame_parse(f->hex, &key)))
		return;
	for (; w->word || w->value; w++)
		want[w->word] = w->value;
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
	CHECK({ MACS "0800" IP4(IP4_NOFRAG, "11") UDP, {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e } } });
}

static void parse_ipv6_tcp(void)
{
	CHECK({ MACS "86dd" IP6("06") TCP, {
		PROTO(0x86dd, 0x86dd), IP(6, 0xab, 0x3f), V6_ADDRS,
		{ HNI_KW_META, META_V6 }, { HNI_KW_PORTS, 0x04d20050 },
		{ HNI_KW_L4, 0xa12 } } });
}

static void parse_icmp(void)
{
	CHECK({ MACS "0800" IP4(IP4_NOFRAG, "01") "0800f7ff00000000", {
		PROTO(0x0800, 0x0800), IP(1, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_L4, 0x08000000 } } },
	      { MACS "86dd" IP6("3a") "8701000000000000", {
		PROTO(0x86dd, 0x86dd), IP(58, 0xab, 0x3f), V6_ADDRS,
		{ HNI_KW_META, META_V6 }, { HNI_KW_L4, 0x87010000 } } });
}

static void parse_ipv4_fragment_has_no_ports(void)
{
	CHECK({ MACS "0800" IP4("2000", "11") UDP, {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 | HNI_KW_META_IS_FRAG |
			       HNI_KW_META_FIRST_FRAG } } },
	      { MACS "0800" IP4("0010", "11") UDP, {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 | HNI_KW_META_IS_FRAG } } },
	      { MACS "0800" IP4("4000", "11") UDP, {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e } } });
}

static void parse_ipv6_fragment_has_no_ports(void)
{
	CHECK({ MACS "86dd" IP6("2c") "11000001" "00000001" UDP, {
		PROTO(0x86dd, 0x86dd), IP(17, 0xab, 0x3f), V6_ADDRS,
		{ HNI_KW_META, META_V6 | HNI_KW_META_IS_FRAG |
			       HNI_KW_META_FIRST_FRAG } } },
	      { MACS "86dd" IP6("2c") "11000008" "00000001" UDP, {
		PROTO(0x86dd, 0x86dd), IP(17, 0xab, 0x3f), V6_ADDRS,
		{ HNI_KW_META, META_V6 | HNI_KW_META_IS_FRAG } } });
}

static void parse_ipv6_extensions_are_walked(void)
{
	CHECK({ MACS "86dd" IP6("00") "3c00000000000000" "1100000000000000"
		UDP, {
		PROTO(0x86dd, 0x86dd), IP(17, 0xab, 0x3f), V6_ADDRS,
		{ HNI_KW_META, META_V6 }, { HNI_KW_PORTS, 0x04d2162e } } },
	      { MACS "86dd" IP6("2b") "11ff", {
		PROTO(0x86dd, 0x86dd), IP(17, 0xab, 0x3f), V6_ADDRS,
		{ HNI_KW_META, META_V6 } } });
}

static void parse_options_move_the_ports(void)
{
	CHECK({ MACS "0800" "4600002012340000" "40110000" "c0000201"
		"c6336402" "01010101" UDP, {
		PROTO(0x0800, 0x0800), IP(17, 0, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e } } });
}

static void parse_tunnels_stop_before_the_inner_header(void)
{
	CHECK({ MACS "0800" IP4(IP4_NOFRAG, "04") IP4(IP4_NOFRAG, "11") UDP, {
		PROTO(0x0800, 0x0800), IP(4, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 } } },
	      { MACS "0800" IP4(IP4_NOFRAG, "2f") "00000800" UDP, {
		PROTO(0x0800, 0x0800), IP(47, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 } } });
}

static void parse_truncated_headers_leave_zeros(void)
{
	CHECK({ MACS "0800" "4500", { PROTO(0x0800, 0x0800) } },
	      { MACS "0800" "4400005412340000" "40110000c0000201c6336402" UDP, {
		PROTO(0x0800, 0x0800) } },
	      { MACS "0800" IP4(IP4_NOFRAG, "11") "04d216", {
		PROTO(0x0800, 0x0800), IP(17, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 } } },
	      { MACS "0800" IP4(IP4_NOFRAG, "06") "04d20050" "0000", {
		PROTO(0x0800, 0x0800), IP(6, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d20050 } } },
	      { MACS "0800" IP4(IP4_NOFRAG, "01") "08000000", {
		PROTO(0x0800, 0x0800), IP(1, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 } } },
	      { MACS "86dd" "60000000", { PROTO(0x86dd, 0x86dd) } },
	      { MACS "86dd" IP6("00") "11", {
		PROTO(0x86dd, 0x86dd), IP(0, 0xab, 0x3f), V6_ADDRS,
		{ HNI_KW_META, META_V6 } } },
	      { MACS "0806" "0001080006", { PROTO(0x0806, 0x0806) } },
	      { MACS "0800", { PROTO(0x0800, 0x0800) } });
}

static void parse_tcp_header_length_is_checked(void)
{
	CHECK({ MACS "0800" IP4(IP4_NOFRAG, "06") "04d20050" "00000001"
		"00000002" "4012ffff" "00000000", {
		PROTO(0x0800, 0x0800), IP(6, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d20050 } } });
}

static void parse_arp(void)
{
	CHECK({ MACS "0806" ARP("0001"), {
		PROTO(0x0806, 0x0806), { HNI_KW_IP, 1 },
		{ HNI_KW_ARP_SIP, 0xc0000201 }, { HNI_KW_ARP_TIP, 0xc0000202 },
		{ HNI_KW_ARP_SHA, 0x02000000 }, { HNI_KW_ARP_HAS, 0x00010200 },
		{ HNI_KW_ARP_THA, 0x00000002 } } },
	      { MACS "0806" ARP("0003"), { PROTO(0x0806, 0x0806) } },
	      { MACS "8035" ARP("0002"), {
		PROTO(0x8035, 0x8035), { HNI_KW_IP, 2 },
		{ HNI_KW_ARP_SIP, 0xc0000201 }, { HNI_KW_ARP_TIP, 0xc0000202 },
		{ HNI_KW_ARP_SHA, 0x02000000 }, { HNI_KW_ARP_HAS, 0x00010200 },
		{ HNI_KW_ARP_THA, 0x00000002 } } });
}

static void parse_vlan(void)
{
	CHECK({ MACS "8100b064" "0800" IP4(IP4_NOFRAG, "11") UDP, {
		PROTO(0x8100, 0x0800), IP(17, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e },
		{ HNI_KW_VLAN, 0x8100a064 },
		{ HNI_KW_VLAN_ETYPES, 0x08000000 } } });
}

static void parse_qinq(void)
{
	CHECK({ MACS "88a8" "6005" "81000007" "0806" ARP("0003"), {
		PROTO(0x88a8, 0x0806), { HNI_KW_VLAN, 0x88a86005 },
		{ HNI_KW_CVLAN, 0x81000007 },
		{ HNI_KW_VLAN_ETYPES, 0x81000806 } } });
}

static void parse_third_tag_is_skipped(void)
{
	CHECK({ MACS "88a80001" "81000002" "81000003" "86dd" IP6("11") UDP, {
		PROTO(0x88a8, 0x86dd), IP(17, 0xab, 0x3f), V6_ADDRS,
		{ HNI_KW_META, META_V6 }, { HNI_KW_PORTS, 0x04d2162e },
		{ HNI_KW_VLAN, 0x88a80001 }, { HNI_KW_CVLAN, 0x81000002 },
		{ HNI_KW_VLAN_ETYPES, 0x81008100 } } });
}

static void parse_truncated_second_tag_ends_there(void)
{
	CHECK({ MACS "81000001" "8100" "0000", {
		PROTO(0x8100, 0x8100), { HNI_KW_VLAN, 0x81000001 },
		{ HNI_KW_VLAN_ETYPES, 0x81000000 } } });
}

static void parse_802_3_has_a_protocol_of_its_own(void)
{
	CHECK({ MACS "0026" "424203", { PROTO(0x0004, 0x0004) } },
	      { MACS "0026" "ffff00", { PROTO(0x0001, 0x0001) } },
	      { MACS "0026", { PROTO(0x0004, 0x0004) } },
	      { MACS "81000001" "0026" "ffff", {
		PROTO(0x8100, 0x0001), { HNI_KW_VLAN, 0x81000001 },
		{ HNI_KW_VLAN_ETYPES, 0x00010000 } } },
	      { MACS "81000001" "81000002" "0026" "4242", {
		PROTO(0x8100, 0x0026), { HNI_KW_VLAN, 0x81000001 },
		{ HNI_KW_CVLAN, 0x81000002 },
		{ HNI_KW_VLAN_ETYPES, 0x81000026 } } });
}

static void parse_mpls(void)
{
	CHECK({ MACS "8847" "00064140" "000c8fff", {
		PROTO(0x8847, 0x8847), { HNI_KW_MPLS, 0x00064140 } } },
	      { MACS "8848" "00064140", {
		PROTO(0x8848, 0x8848), { HNI_KW_MPLS, 0x00064140 } } },
	      { MACS "8847" "0006", { PROTO(0x8847, 0x8847) } },
	      { MACS "0800" IP4(IP4_NOFRAG, "89") "00064140", {
		PROTO(0x0800, 0x8847), IP(137, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_MPLS, 0x00064140 } } });
}

static void parse_pppoe_shows_the_inner_protocol(void)
{
	CHECK({ MACS "8864" "1100000100220021" IP4(IP4_NOFRAG, "11") UDP, {
		PROTO(0x8864, 0x0800), IP(17, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x04d2162e } } },
	      { MACS "8864" "110000010002c021" "0000", {
		PROTO(0x8864, 0x8864) } },
	      { MACS "8864" "2100000100220021" IP4(IP4_NOFRAG, "11") UDP, {
		PROTO(0x8864, 0x8864) } });
}

static void parse_unknown_protocol(void)
{
	CHECK({ MACS "88b5" "0102030405060708", { PROTO(0x88b5, 0x88b5) } });
}

static void parse_ah_ports_are_its_spi(void)
{
	CHECK({ MACS "0800" IP4(IP4_NOFRAG, "33") "0604000000001001", {
		PROTO(0x0800, 0x0800), IP(51, 0xb8, 0x40), V4_ADDRS,
		{ HNI_KW_META, META_V4 }, { HNI_KW_PORTS, 0x1001 } } });
}

static void parse_headers_are_limited(void)
{
	char hex[256] = MACS;
	struct emu_key key;
	unsigned int i;

	/* the outermost tag and 15 more: the last one is not looked into */
	for (i = 0; i < 17; i++)
		strcat(hex, "81000001");
	strcat(hex, "0800");
	if (!EXPECT(frame_parse(hex, &key)))
		return;
	EXPECT_EQ(key.w[HNI_KW_PROTO], 0x81008100);
}

static void parse_refuses_what_software_drops(void)
{
	struct emu_key key;

	EXPECT(!frame_parse("", &key));
	EXPECT(!frame_parse(MACS "08", &key));
	EXPECT(!frame_parse(MACS "8100" "0001", &key));
	EXPECT(!frame_parse(MACS "8100" "0001" "0800" "00", &key));
	EXPECT(frame_parse(MACS "8100" "0001" "0800" "0000", &key));
}

static void parse_l2_len_counts_two_tags(void)
{
	uint8_t d[64];
	size_t n = frame_bytes(MACS "8100000181000002810000030800", d);

	EXPECT_EQ(emu_l2_len(d, (uint32_t)n), 22);
	n = frame_bytes(MACS "88a800010800", d);
	EXPECT_EQ(emu_l2_len(d, (uint32_t)n), 18);
	n = frame_bytes(MACS "0800", d);
	EXPECT_EQ(emu_l2_len(d, (uint32_t)n), 14);
}

/* Every length of random bytes behind every protocol: no access outside */
static void parse_survives_noise(void)
{
	static const uint16_t types[] = {
		0x0800, 0x86dd, 0x8100, 0x88a8, 0x0806, 0x8847, 0x8864,
		0x892f, 0x88fb, 0x4305, 0x0010,
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
			       (uint8_t)"\0\x2b\x2c\x3c\x06\x11\x45"[rand() % 7];
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
	{ "parse.pppoe_shows_the_inner_protocol",
	  parse_pppoe_shows_the_inner_protocol },
	{ "parse.unknown_protocol", parse_unknown_protocol },
	{ "parse.ah_ports_are_its_spi", parse_ah_ports_are_its_spi },
	{ "parse.headers_are_limited", parse_headers_are_limited },
	{ "parse.refuses_what_software_drops",
	  parse_refuses_what_software_drops },
	{ "parse.l2_len_counts_two_tags", parse_l2_len_counts_two_tags },
	{ "parse.survives_noise", parse_survives_noise },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
