// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of what a connection is known by, and of address translation.
 *
 * Links: tools/emulator/edit*.c tools/emulator/csum.c tools/emulator/tuple.c
 * Links: selftests/unit/emu_hex.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "csum.h"
#include "edit.h"
#include "emu_hex.h"
#include "ktap.h"
#include "tuple.h"

#define MACS	"020000000002020000000001 "
#define TAG	"8100f007 "
#define A4	"c0000201 c6336402 "
#define A6	"20010db8000000000000000000000001 " \
		"20010db8000000000000000000000002 "
#define TCP(flags) "04d20050000000010000000250" flags "2000 abcd 0000 "
#define UDP	"04d20035000a1234 4142"

static struct emu_frame frame;

static bool tuple_of(const char *text, struct emu_tuple *t)
{
	hex_frame(&frame, text);
	return emu_tuple_get(&frame, t);
}

static void tuple_of_ipv4(void)
{
	static const struct emu_tuple want = {
		.proto = 6, .sport = 1234, .dport = 80,
		.src = { 0, 0, 0, 0xc0000201 }, .dst = { 0, 0, 0, 0xc6336402 },
	};
	struct emu_tuple t;

	if (EXPECT(tuple_of(MACS "0800 4500002812344000 4006 0000" A4
			    TCP("18"), &t)))
		EXPECT_MEMEQ(&t, &want, sizeof(t));
	memset(&t, 0xff, sizeof(t));
	if (EXPECT(tuple_of(MACS TAG "0800 4500002812344000 4006 0000" A4
			    TCP("18"), &t)))
		EXPECT_MEMEQ(&t, &want, sizeof(t));
}

static void tuple_of_ipv6(void)
{
	static const struct emu_tuple want = {
		.is_v6 = true, .proto = 17, .sport = 1234, .dport = 53,
		.src = { 0x20010db8, 0, 0, 1 }, .dst = { 0x20010db8, 0, 0, 2 },
	};
	struct emu_tuple t;

	memset(&t, 0xff, sizeof(t));
	if (EXPECT(tuple_of(MACS "86dd 60000000000a1140" A6 UDP, &t)))
		EXPECT_MEMEQ(&t, &want, sizeof(t));
}

static void tuple_of_other_frames_is_none(void)
{
	static const char *const frames[] = {
		/* FIN, RST */
		MACS "0800 4500002812344000 4006 0000" A4 TCP("11"),
		MACS "0800 4500002812344000 4006 0000" A4 TCP("04"),
		/* fragments */
		MACS "0800 4500001e12342000 4011 0000" A4 UDP,
		MACS "0800 4500001e12340001 4011 0000" A4 UDP,
		/* options, extension headers, other protocols */
		MACS "0800 4600002212340000 4011 0000" A4 "01010101" UDP,
		MACS "86dd 6000000000120040" A6 "1100010400000000" UDP,
		MACS "0800 4500001e12340000 4001 0000" A4 UDP,
		MACS "0800 5500001e12340000 4011 0000" A4 UDP,
		MACS "86dd 40000000000a1140" A6 UDP,
		MACS "88b5 4500001e12340000 4011 0000" A4 UDP,
		/* at the end of its way */
		MACS "0800 4500002812344000 0106 0000" A4 TCP("18"),
		MACS "0800 4500001e12340000 0011 0000" A4 UDP,
		MACS "86dd 60000000000a1101" A6 UDP,
		MACS "86dd 60000000000a1100" A6 UDP,
		/* two tags */
		MACS TAG TAG "0800 4500001e12340000 4011 0000" A4 UDP,
	};
	struct emu_tuple t;
	size_t i;

	for (i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
		ktap_expect(!tuple_of(frames[i], &t), __FILE__, __LINE__,
			    "frame %s has no tuple", frames[i]);
}

static void tuple_of_cut_frames_is_none(void)
{
	static const char *const text =
		MACS "0800 4500002812344000 4006 0000" A4 TCP("18");
	uint8_t d[128];
	uint32_t len, whole = hex_bytes(text, d);
	struct emu_tuple t;

	for (len = 14; len < whole; len++) {
		hex_frame_set(&frame, d, len);
		EXPECT(!emu_tuple_get(&frame, &t));
	}
	hex_frame_set(&frame, d, whole);
	EXPECT(emu_tuple_get(&frame, &t));
}

/* Over the headers @off..@len with the pseudo-header of @f; 0xffff is right */
static uint16_t l4_sum(const struct emu_frame *f, uint32_t ip, bool is_v6)
{
	const uint8_t *d = f->buf + f->off;
	uint32_t l4 = ip + (is_v6 ? 40 : 20);
	uint64_t sum = f->len - l4;

	sum += d[ip + (is_v6 ? 6 : 9)];
	sum = is_v6 ? emu_csum_add(sum, d + ip + 8, 32) :
		      emu_csum_add(sum, d + ip + 12, 8);
	return emu_csum_fold(emu_csum_add(sum, d + l4, f->len - l4));
}

static uint16_t ipv4_sum(const struct emu_frame *f)
{
	return emu_csum_fold(emu_csum_add(0, f->buf + f->off + 14, 20));
}

static void nat_rewrites_all(void)
{
	struct emu_tuple t = {
		.proto = 17, .sport = 1, .dport = 2,
		.src = { 0, 0, 0, 0x0a000001 }, .dst = { 0, 0, 0, 0x0a000002 },
	};

	hex_frame(&frame, MACS TAG "0800 4500001e12340000 4011 f4b7" A4 UDP);
	emu_tuple_set(&frame, &t);
	EXPECT_FRAME(&frame, MACS TAG "0800 4500001e12340000 4011 ccec 0a000001 0a000002 00010002000a ef6c 4142");
	EXPECT(!frame.l4_valid);
}

static void nat_keeps_an_absent_udp_checksum(void)
{
	struct emu_tuple t = {
		.proto = 17, .sport = 1, .dport = 2,
		.src = { 0, 0, 0, 1 }, .dst = { 0, 0, 0, 2 },
	};

	hex_frame(&frame, MACS "0800 4500001e12340000 4011 0000" A4
		  "04d20035000a0000 4142");
	emu_tuple_set(&frame, &t);
	EXPECT_MEMEQ(emu_frame_data(&frame) + 34,
		     "\x00\x01\x00\x02\x00\x0a\x00\x00", 8);
}

/* A right checksum stays right, whatever the addresses and ports are */
static void nat_checksums_follow(void)
{
	static const char *const frames[] = {
		MACS "0800 4500002812344000 4006 0000" A4 TCP("18"),
		MACS "0800 4500001e12340000 4011 0000" A4 UDP,
		MACS "86dd 60000000000a1140" A6 UDP,
		MACS "86dd 6000000000140640" A6 TCP("18"),
	};
	struct emu_op op = { .code = HNI_OP_CSUM, .arg32 = HNI_CSUM_ALL };
	struct emu_tuple t, got;
	unsigned int i, j;

	srand(4);
	for (i = 0; i < 20000; i++) {
		hex_frame(&frame, frames[i % 4]);
		EXPECT_EQ(emu_edit(&frame, &op), EMU_EDIT_DONE);
		EXPECT(emu_tuple_get(&frame, &t));
		for (j = t.is_v6 ? 0 : 3; j < 4; j++) {
			t.src[j] = (uint32_t)rand() & 0x00ff00ff;
			t.dst[j] = (uint32_t)rand() & 0xffff0001;
		}
		t.sport = (uint16_t)rand();
		t.dport = rand() & 1 ? 0 : 0xffff;
		emu_tuple_set(&frame, &t);
		EXPECT(emu_tuple_get(&frame, &got));
		EXPECT_MEMEQ(&got, &t, sizeof(t));
		EXPECT_EQ(l4_sum(&frame, 14, t.is_v6), 0xffff);
		if (!t.is_v6)
			EXPECT_EQ(ipv4_sum(&frame), 0xffff);
	}
}

static void nat_udp_checksum_is_never_zero(void)
{
	struct emu_op op = { .code = HNI_OP_CSUM, .arg32 = HNI_CSUM_UDP };
	unsigned int port, ones = 0;
	struct emu_tuple t;

	hex_frame(&frame, MACS "0800 4500001e12340000 4011 0000" A4 UDP);
	EXPECT_EQ(emu_edit(&frame, &op), EMU_EDIT_DONE);
	EXPECT(emu_tuple_get(&frame, &t));
	for (port = 0; port < 0x10000; port++) {
		uint8_t *sum = emu_frame_data(&frame) + 40;

		t.sport = (uint16_t)port;
		emu_tuple_set(&frame, &t);
		if (!emu_get_be16(sum)) {
			EXPECT(false);
			return;
		}
		ones += emu_get_be16(sum) == 0xffff;
	}
	/* one port gives zero, which is sent as ones */
	EXPECT(ones);
}

static const struct ktap_case cases[] = {
	{ "tuple.of_ipv4", tuple_of_ipv4 },
	{ "tuple.of_ipv6", tuple_of_ipv6 },
	{ "tuple.of_other_frames_is_none", tuple_of_other_frames_is_none },
	{ "tuple.of_cut_frames_is_none", tuple_of_cut_frames_is_none },
	{ "nat.rewrites_all", nat_rewrites_all },
	{ "nat.keeps_an_absent_udp_checksum",
	  nat_keeps_an_absent_udp_checksum },
	{ "nat.checksums_follow", nat_checksums_follow },
	{ "nat.udp_checksum_is_never_zero", nat_udp_checksum_is_never_zero },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
