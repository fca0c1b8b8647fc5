// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the comparison of two parsers of the NIC: what the receive classifier
 * says about a frame's headers is what software would say, bad headers
 * included. The e-switch's parser stands for software; it is compared with
 * the kernel elsewhere.
 *
 * Links: tools/emulator/rpc_key.c tools/emulator/parse.c
 * Cflags: -Itools/emulator
 */
#include <stdlib.h>
#include <string.h>

#include "ktap.h"
#include "parse.h"
#include "rpc.h"

#define FRAMES		400000
#define LEN_MAX		200

static uint8_t frame[LEN_MAX];
static uint32_t len;
static struct emu_key key;
static struct emu_rpc_hdrs hdrs;
static uint64_t seed;
static unsigned int seen_l4, seen_v6, seen_outer, seen_frag, seen_mpls;

static uint32_t rnd(uint32_t limit)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(seed >> 33) % limit;
}

static void put(const void *bytes, uint32_t n)
{
	if (len + n <= LEN_MAX)
		memcpy(frame + len, bytes, n);
	len += n;
}

static uint8_t proto_any(void)
{
	static const uint8_t protos[] = {
		6, 6, 17, 17, 0, 43, 44, 60, 41, 4, 51, 50, 58, 1, 137, 59,
	};

	return protos[rnd(sizeof(protos))];
}

static void put_ipv4(uint8_t proto)
{
	uint8_t ip[60] = { 0x45, 0, 0, 40 };
	uint32_t n = 20;

	ip[9] = proto;
	if (!rnd(6))
		ip[6] = (uint8_t)(0x20 | rnd(2));
	if (!rnd(6)) {
		n = 4 * (4 + rnd(12));
		ip[0] = (uint8_t)(0x40 | n / 4);
	}
	ip[12] = (uint8_t)rnd(256);
	put(ip, n);
}

static void put_ipv6(uint8_t proto)
{
	uint8_t ip[40] = { 0x60 };

	ip[6] = proto;
	ip[8] = (uint8_t)rnd(256);
	put(ip, sizeof(ip));
}

static void put_ext(uint8_t next)
{
	uint8_t opt[16] = { next };

	if (!rnd(8))
		opt[1] = 1;
	if (!rnd(4))
		opt[3] = (uint8_t)rnd(16);
	put(opt, 8U + 8U * opt[1]);
}

static void put_l4(void)
{
	uint8_t l4[20] = { 0 };
	uint32_t i;

	for (i = 0; i < sizeof(l4); i++)
		l4[i] = (uint8_t)rnd(256);
	put(l4, sizeof(l4));
}

/* One header after the other, each mostly what the last one promises */
static void frame_make_v6(void)
{
	uint8_t proto = proto_any(), next;
	unsigned int i;

	put_ipv6(proto);
	for (i = 0; i < 20; i++) {
		next = rnd(40) ? proto_any() : 0;
		if (proto == 0 || proto == 43 || proto == 60 || proto == 44)
			put_ext(next);
		else if (proto == 41)
			put_ipv6(next);
		else
			break;
		proto = next;
	}
	put_l4();
}

static void frame_make(void)
{
	static const uint8_t types[][2] = {
		{ 8, 0 }, { 8, 0 }, { 0x86, 0xdd }, { 0x86, 0xdd }, { 8, 6 },
		{ 0x88, 0x64 }, { 0x88, 0x47 }, { 0, 46 },
	};
	const uint8_t *type = types[rnd(8)];

	memset(frame, 0, sizeof(frame));
	len = 12;
	if (!rnd(6))
		put(rnd(2) ? "\x81\x00\x00\x05" : "\x88\xa8\x00\x05", 4);
	put(type, 2);
	if (type[0] == 0x86) {
		frame_make_v6();
	} else {
		put_ipv4(proto_any());
		put_l4();
	}
	if (len > LEN_MAX)
		len = LEN_MAX;
	if (!rnd(3))
		len = 14 + rnd(len - 13);
}

static uint32_t proto_outer(void)
{
	return key.w[HNI_KW_PROTO] >> 16;
}

static uint32_t proto_net(void)
{
	return key.w[HNI_KW_PROTO] & 0xffff;
}

/* What "protocol ip flower" and "protocol ipv6 flower" mean */
static bool check_protocol(void)
{
	bool is_plain = hdrs.is_ip && !hdrs.is_tagged;

	return (is_plain && !hdrs.is_v6) ==
	       (proto_outer() == 0x0800 && proto_net() == 0x0800) &&
	       (is_plain && hdrs.is_v6) ==
	       (proto_outer() == 0x86dd && proto_net() == 0x86dd);
}

static bool check_addrs(void)
{
	uint32_t type = key.w[HNI_KW_META] >> 10 & 3;
	uint16_t outermost = hdrs.outer_off ? hdrs.outer_off : hdrs.addr_off;
	const uint8_t *ip = frame + outermost;

	if (type != (!outermost ? 0U : hdrs.is_v6 ? 2U : 1U))
		return false;
	if (type == 1)
		return ip[12] == key.w[HNI_KW_SRC_V4] >> 24;
	return type != 2 || ip[8] == key.w[HNI_KW_SRC] >> 24;
}

static bool check_l4(void)
{
	bool is_frag = key.w[HNI_KW_META] & HNI_KW_META_IS_FRAG;
	uint32_t proto = key.w[HNI_KW_IP] >> 24, ports = 0;
	bool is_l4 = hdrs.is_l4 && !hdrs.outer_off;
	const uint8_t *p = frame + hdrs.port_off;

	if ((is_l4 && !hdrs.is_udp) != (proto == 6 && !is_frag) ||
	    (is_l4 && hdrs.is_udp) != (proto == 17 && !is_frag))
		return false;
	if (hdrs.port_off)
		ports = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
			(uint32_t)p[2] << 8 | p[3];
	return !is_l4 || ports == key.w[HNI_KW_PORTS];
}

static bool check(void)
{
	if (!emu_parse(frame, len, &key))
		return true;
	emu_rpc_hdrs_find(frame, len, &hdrs);
	if (!check_protocol())
		return false;
	/* no rule asks more of another frame */
	if (!hdrs.is_ip || hdrs.is_tagged) {
		seen_mpls += proto_net() == 0x8847 && proto_outer() != 0x8847;
		return true;
	}
	seen_l4 += hdrs.is_l4;
	seen_v6 += hdrs.is_v6;
	seen_outer += !!hdrs.outer_off;
	seen_frag += !!(key.w[HNI_KW_META] & HNI_KW_META_IS_FRAG);
	return check_addrs() && check_l4();
}

static void same_as_software(void)
{
	unsigned int i;

	seed = 1;
	for (i = 0; i < FRAMES; i++) {
		frame_make();
		if (EXPECT(check()))
			continue;
		ktap_note("frame %u, %u bytes: %02x%02x %02x... proto %u", i,
			  len, frame[12], frame[13], frame[14],
			  key.w[HNI_KW_IP] >> 24);
		return;
	}
	ktap_note("%u with L4, %u IPv6, %u nested, %u fragments, %u MPLS in IP",
		  seen_l4, seen_v6, seen_outer, seen_frag, seen_mpls);
	EXPECT(seen_l4 > 1000 && seen_v6 > 1000 && seen_outer > 1000);
	EXPECT(seen_frag > 1000 && seen_mpls > 1000);
}

static const struct ktap_case cases[] = {
	{ "emu_rpc_key.headers_are_what_software_sees", same_as_software },
};

int main(void)
{
	return ktap_run("unit", cases, 1);
}
