// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the edits of headers and label stacks: frames before and
 * after, as software's pedit and mpls actions leave them.
 *
 * Links: tools/emulator/edit*.c tools/emulator/csum.c tools/emulator/parse.c
 * Links: selftests/unit/emu_hex.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "emu_hex.h"
#include "ktap.h"

static struct emu_frame frame;

struct edit {
	struct emu_op op;
	const char *before;
	const char *after;	/* NULL: the header is not there */
};

#define SET(base, off, val, bits) \
	{ .code = HNI_OP_EDIT, .flags = (base), .arg16 = (off), \
	  .arg32 = (val), .mask = (bits) }
#define ADD(base, off, val, bits) \
	{ .code = HNI_OP_EDIT, .flags = (base) | HNI_OP_EDIT_F_ADD, \
	  .arg16 = (off), .arg32 = (val), .mask = (bits) }

static enum emu_edit_end edit_run(const char *before, const struct emu_op *op)
{
	hex_frame(&frame, before);
	EXPECT(emu_edit_is(op));
	return emu_edit(&frame, op);
}

static void edit_check(const struct edit *e, size_t n)
{
	for (; n; n--, e++) {
		EXPECT_EQ(edit_run(e->before, &e->op),
			  e->after ? EMU_EDIT_DONE : EMU_EDIT_FAILED);
		EXPECT_FRAME(&frame, e->after ? e->after : e->before);
	}
}

#define CHECK(list)	edit_check(list, sizeof(list) / sizeof((list)[0]))

#define MACS	"020000000002020000000001 "
#define TAG	"8100f007 "
#define TAG2	"88a86005 "
#define PLAIN	"88b5 01020304 0506"
#define IP4	"4500002812340000 40060000 c0000201c6336402 "
#define IP4UDP	"4500001c12340000 40110000 c0000201c6336402 "
#define IP6(nh)	"600000000018" nh "40 20010db8000000000000000000000001 " \
		"20010db8000000000000000000000002 "
#define IP4OPTS	"4600002012342000 40110000 c0000201c6336402 01010101 "
/* hop-by-hop, routing, destination, authentication, first fragment */
#define EXTS	"2b00010400000000 3c00000000000000 3300010400000000 " \
		"2c02000000001001 00000001 00000000 1100000100000009 "
#define TCP	"04d20050000000010000000250102000 00000000 "
#define UDP	"04d2003500080000 "

/* ---- EDIT ---- */

static void edit_sets_what_the_mask_names(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_ETH, 0, 0x44332211, 0xffffffff),
		  MACS PLAIN, "11223344 0002 020000000001" PLAIN },
		{ SET(HNI_EDIT_ETH, 4, 0xee000000, 0xff000000),
		  MACS PLAIN, "020000000002 02ee 00000001" PLAIN },
		{ SET(HNI_EDIT_NET, 0, 0x0000a500, 0x0000ff00),
		  MACS PLAIN, MACS "88b5 01a50304 0506" },
		{ SET(HNI_EDIT_NET, 0, 0x11111111, 0xffffffff),
		  MACS TAG PLAIN, MACS TAG "88b5 11111111 0506" },
	};

	CHECK(list);
}

/* pedit's set has bits outside its mask inverted */
static void edit_sets_by_exclusive_or(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_NET, 0, 0x000000ff, 0),
		  MACS PLAIN, MACS "88b5 fe020304 0506" },
	};

	CHECK(list);
}

static void edit_adds_without_carry_into_others(void)
{
	static const struct edit list[] = {
		{ ADD(HNI_EDIT_NET, 0, 0x000000ff, 0x000000ff),
		  MACS PLAIN, MACS "88b5 00020304 0506" },
		{ ADD(HNI_EDIT_NET, 0, 0x0000ff00, 0x0000ff00),
		  MACS PLAIN, MACS "88b5 01010304 0506" },
		{ ADD(HNI_EDIT_NET, 0, 0xffffffff, 0xffffffff),
		  MACS "88b5 00000000 0506", MACS "88b5 ffffffff 0506" },
	};

	CHECK(list);
}

static void edit_sees_no_outermost_tag(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_ETH, 8, 0x99000000, 0xff000000),
		  MACS TAG PLAIN, "020000000002 0200000000 99" TAG PLAIN },
		/* the EtherType behind it and two bytes more */
		{ SET(HNI_EDIT_ETH, 12, 0x0201b788, 0xffffffff),
		  MACS TAG PLAIN, MACS TAG "88b7 0102 0304 0506" },
		/* a second one is what follows the Ethernet header */
		{ SET(HNI_EDIT_NET, 0, 0x00000980, 0x0000ffff),
		  MACS TAG2 TAG PLAIN, MACS TAG2 "8100 8009" PLAIN },
		{ SET(HNI_EDIT_TCP, 0, 0x5555, 0xffff),
		  MACS TAG "0800" IP4 TCP,
		  MACS TAG "0800" IP4 "5555" "0050000000010000000250102000 00000000" },
	};

	CHECK(list);
}

static void edit_stays_within_the_frame(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_NET, 0, 0xffffffff, 0xffffffff),
		  MACS "88b5 01020304", MACS "88b5 ffffffff" },
		{ SET(HNI_EDIT_NET, 0, 1, 1), MACS "88b5 010203", NULL },
		{ SET(HNI_EDIT_NET, 252, 1, 1), MACS PLAIN, NULL },
		{ SET(HNI_EDIT_ETH, 12, 0x0201b788, 0xffffffff),
		  MACS "88b5 0102", MACS "88b7 0102" },
		{ SET(HNI_EDIT_ETH, 12, 1, 1), MACS "88b5 01", NULL },
		{ SET(HNI_EDIT_TCP, 16, 1, 1), MACS "0800" IP4
		  "04d20050000000010000000250102000 000000", NULL },
	};

	CHECK(list);
}

static void edit_finds_tcp_and_udp(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_TCP, 0, 0x5555, 0xffff), MACS "0800" IP4 TCP,
		  MACS "0800" IP4
		  "55550050000000010000000250102000 00000000" },
		{ SET(HNI_EDIT_UDP, 0, 0x5555, 0xffff), MACS "0800" IP4UDP UDP,
		  MACS "0800" IP4UDP "5555003500080000" },
		{ SET(HNI_EDIT_UDP, 0, 0x5555, 0xffff),
		  MACS "86dd" IP6("11") UDP,
		  MACS "86dd" IP6("11") "5555003500080000" },
		/* options, and a first fragment */
		{ SET(HNI_EDIT_UDP, 4, 0x5555, 0xffff),
		  MACS "0800" IP4OPTS UDP, MACS "0800" IP4OPTS "04d2003555550000" },
	};

	CHECK(list);
}

static void edit_finds_l4_behind_extension_headers(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_UDP, 0, 0x5555, 0xffff),
		  MACS "86dd" IP6("00") EXTS UDP,
		  MACS "86dd" IP6("00") EXTS "5555003500080000" },
	};

	CHECK(list);
}

static void edit_finds_no_other_protocol(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_TCP, 0, 1, 1), MACS "0800" IP4UDP UDP, NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1), MACS "0800" IP4 TCP, NULL },
		{ SET(HNI_EDIT_TCP, 0, 1, 1), MACS "86dd" IP6("11") UDP, NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1), MACS "86dd" IP6("3b") UDP, NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1), MACS "88b5" IP4UDP UDP, NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1), MACS TAG2 TAG "0800" IP4UDP UDP,
		  NULL },
	};

	CHECK(list);
}

static void edit_finds_no_l4_in_later_fragments(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_UDP, 0, 1, 1),
		  MACS "0800 4500001c12340001 40110000 c0000201c6336402" UDP,
		  NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1),
		  MACS "86dd" IP6("2c") "1100000900000009" UDP, NULL },
	};

	CHECK(list);
}

static void edit_finds_no_l4_behind_cut_headers(void)
{
	static const struct edit list[] = {
		{ SET(HNI_EDIT_UDP, 0, 1, 1), MACS "0800 4500001c1234", NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1),
		  MACS "0800 4400001c12340000 40110000 c0000201c6336402" UDP,
		  NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1), MACS "86dd 600000000018114020",
		  NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1), MACS "86dd" IP6("00") "1100",
		  NULL },
		{ SET(HNI_EDIT_UDP, 0, 1, 1), MACS "86dd" IP6("00")
		  "11ff000000000000", NULL },
	};

	CHECK(list);
}

static void edit_that_makes_a_cut_tag_has_no_room(void)
{
	struct emu_op op = SET(HNI_EDIT_ETH, 12, 0x0081, 0xffff);

	EXPECT_EQ(edit_run(MACS "88b5 010203", &op), EMU_EDIT_ROOM);
	EXPECT_EQ(edit_run(MACS "88b5 010203040506", &op), EMU_EDIT_DONE);
}

static void edit_of_l4_takes_back_its_checksum(void)
{
	struct emu_op op = SET(HNI_EDIT_UDP, 0, 1, 1);
	struct emu_op push = { .code = HNI_OP_VLAN_PUSH, .arg32 = 0x8100 };

	edit_run(MACS "0800" IP4UDP UDP, &op);
	EXPECT(!frame.l4_valid);
	edit_run(MACS "0800" IP4UDP UDP, &push);
	EXPECT(frame.l4_valid);
}

/* ---- MPLS ---- */

#define MPLS_PUSH(f, type, lse) \
	{ .code = HNI_OP_MPLS_PUSH, .flags = (f), .arg16 = (type), \
	  .arg32 = (lse) }
#define MPLS_POP(type)	{ .code = HNI_OP_MPLS_POP, .arg16 = (type) }
#define MPLS_MODIFY(lse, bits) \
	{ .code = HNI_OP_MPLS_MODIFY, .arg32 = (lse), .mask = (bits) }

static void mpls_push_comes_behind_the_header(void)
{
	static const struct edit list[] = {
		{ MPLS_PUSH(0, 0x8847, 0x00064140), MACS PLAIN,
		  MACS "8847 00064140 010203040506" },
		{ MPLS_PUSH(0, 0x8848, 0x00064140), MACS TAG PLAIN,
		  MACS TAG "8848 00064140 010203040506" },
		{ MPLS_PUSH(0, 0x8847, 0x00064140), MACS TAG2 TAG PLAIN,
		  MACS TAG2 "8847 00064140 f007" PLAIN },
		{ MPLS_PUSH(0, 0x8847, 0x00064140), MACS "0010 4242",
		  MACS "8847 00064140 4242" },
	};

	CHECK(list);
}

static void mpls_push_may_find_the_bottom_itself(void)
{
	static const struct edit list[] = {
		{ MPLS_PUSH(HNI_OP_MPLS_F_BOS, 0x8847, 0x00064040), MACS PLAIN,
		  MACS "8847 00064140 010203040506" },
		{ MPLS_PUSH(HNI_OP_MPLS_F_BOS, 0x8847, 0x00064040),
		  MACS "8848 00064140", MACS "8847 00064040 00064140" },
		/* tags do not hide it */
		{ MPLS_PUSH(HNI_OP_MPLS_F_BOS, 0x8847, 0x00064040),
		  MACS TAG2 TAG "8847 00064140",
		  MACS TAG2 "8847 00064040 f007 8847 00064140" },
		{ MPLS_PUSH(HNI_OP_MPLS_F_BOS, 0x8847, 0x00064040),
		  MACS TAG2 "8100 000188", MACS TAG2 "8847 00064140 000188" },
	};

	CHECK(list);
}

static void mpls_pop_removes_the_first_entry(void)
{
	static const struct edit list[] = {
		{ MPLS_POP(0x0800), MACS "8847 00064140 4500",
		  MACS "0800 4500" },
		{ MPLS_POP(0x8848), MACS TAG "8848 00064040 00065140",
		  MACS TAG "8848 00065140" },
		{ MPLS_POP(0x88b5), MACS "8847 00064140", MACS "88b5" },
	};

	CHECK(list);
}

static void mpls_pop_of_another_frame_does_nothing(void)
{
	static const struct emu_op pop = MPLS_POP(0x0800);

	EXPECT_EQ(edit_run(MACS PLAIN, &pop), EMU_EDIT_NONE);
	EXPECT_FRAME(&frame, MACS PLAIN);
	EXPECT_EQ(edit_run(MACS TAG2 TAG "8847 00064140", &pop),
		  EMU_EDIT_NONE);
	EXPECT_FRAME(&frame, MACS TAG2 TAG "8847 00064140");
}

static void mpls_modify_changes_masked_bits(void)
{
	static const struct edit list[] = {
		{ MPLS_MODIFY(0x00000020, 0x000000ff), MACS "8847 00064140",
		  MACS "8847 00064120" },
		{ MPLS_MODIFY(0xffffffff, 0xfffff000), MACS TAG "8848 00064140",
		  MACS TAG "8848 fffff140" },
	};

	CHECK(list);
}

static void mpls_of_a_cut_entry_is_dropped(void)
{
	static const struct emu_op modify = MPLS_MODIFY(1, 1);
	static const struct emu_op pop = MPLS_POP(0x0800);

	EXPECT_EQ(edit_run(MACS "8847 000641", &pop), EMU_EDIT_DROP);
	EXPECT_EQ(edit_run(MACS TAG "8847 000641", &pop), EMU_EDIT_DROP);
	EXPECT_EQ(edit_run(MACS "8847 000641", &modify), EMU_EDIT_DROP);
}

static void mpls_modify_of_another_frame_is_dropped(void)
{
	static const struct emu_op modify = MPLS_MODIFY(1, 1);

	EXPECT_EQ(edit_run(MACS PLAIN, &modify), EMU_EDIT_DROP);
	EXPECT_EQ(edit_run(MACS TAG2 TAG "8847 00064140", &modify),
		  EMU_EDIT_DROP);
}

/* ---- Room ---- */

static void room_is_a_matter_of_length_alone(void)
{
	struct emu_op push = { .code = HNI_OP_VLAN_PUSH, .arg32 = 0x8100 };
	struct emu_op mpls = MPLS_PUSH(0, 0x8847, 0);

	hex_frame(&frame, MACS PLAIN);
	memmove(frame.buf, emu_frame_data(&frame), frame.len);
	frame.off = 0;
	EXPECT_EQ(emu_edit(&frame, &push), EMU_EDIT_DONE);
	EXPECT_FRAME(&frame, MACS "81000000" PLAIN);
	frame.len = EMU_FRAME_MAX - 3;
	frame.off = 100;
	EXPECT_EQ(emu_edit(&frame, &push), EMU_EDIT_ROOM);
	EXPECT_EQ(emu_edit(&frame, &mpls), EMU_EDIT_ROOM);
	EXPECT_EQ(frame.len, EMU_FRAME_MAX - 3);
	frame.len = EMU_FRAME_MAX - 4;
	EXPECT_EQ(emu_edit(&frame, &push), EMU_EDIT_DONE);
	EXPECT_EQ(frame.len, EMU_FRAME_MAX);
}

static struct emu_op random_op(void)
{
	static const uint8_t codes[] = {
		HNI_OP_VLAN_PUSH, HNI_OP_VLAN_POP, HNI_OP_VLAN_MODIFY,
		HNI_OP_EDIT, HNI_OP_EDIT, HNI_OP_CSUM, HNI_OP_MPLS_PUSH,
		HNI_OP_MPLS_POP, HNI_OP_MPLS_MODIFY,
	};
	struct emu_op op = {
		.code = codes[rand() % 9],
		.arg16 = rand() & 1 ? 0x8847 : 0x8100,
		.arg32 = rand() & 1 ? (uint32_t)rand() : 0x8100,
		.mask = (uint32_t)rand(),
	};

	if (op.code == HNI_OP_EDIT) {
		op.flags = (uint8_t)(rand() & 0x13);
		op.arg16 = (uint16_t)(rand() % 64 * 4);
	} else if (op.code == HNI_OP_CSUM) {
		op.arg32 &= HNI_CSUM_ALL;
	}
	return op;
}

/* Random edits of random frames: what remains is a frame, and no byte beyond */
static void edit_survives_noise(void)
{
	static const uint16_t types[] = {
		0x0800, 0x86dd, 0x8100, 0x88a8, 0x8847, 0x0010,
	};
	unsigned int i, n;
	struct emu_key key;
	uint8_t d[160];
	uint32_t j, len;

	srand(2);
	for (i = 0; i < 20000; i++) {
		len = 20 + (uint32_t)rand() % 120;
		for (j = 0; j < len; j++)
			d[j] = rand() & 1 ? (uint8_t)"\x81\0\x2b\x06\x11\x3c"
					    [rand() % 6] : (uint8_t)rand();
		d[12] = (uint8_t)(types[i % 6] >> 8);
		d[13] = (uint8_t)types[i % 6];
		hex_frame_set(&frame, d, len);
		for (n = 0; n < 8; n++) {
			struct emu_op op = random_op();
			enum emu_edit_end end = emu_edit(&frame, &op);

			if (end == EMU_EDIT_DROP || end == EMU_EDIT_ROOM)
				break;
			if (!EXPECT(emu_parse(emu_frame_data(&frame),
					      frame.len, &key)))
				return;
		}
	}
}

static const struct ktap_case cases[] = {
	{ "edit.sets_what_the_mask_names", edit_sets_what_the_mask_names },
	{ "edit.sets_by_exclusive_or", edit_sets_by_exclusive_or },
	{ "edit.adds_without_carry_into_others",
	  edit_adds_without_carry_into_others },
	{ "edit.sees_no_outermost_tag", edit_sees_no_outermost_tag },
	{ "edit.stays_within_the_frame", edit_stays_within_the_frame },
	{ "edit.finds_tcp_and_udp", edit_finds_tcp_and_udp },
	{ "edit.finds_l4_behind_extension_headers",
	  edit_finds_l4_behind_extension_headers },
	{ "edit.finds_no_other_protocol", edit_finds_no_other_protocol },
	{ "edit.finds_no_l4_in_later_fragments",
	  edit_finds_no_l4_in_later_fragments },
	{ "edit.finds_no_l4_behind_cut_headers",
	  edit_finds_no_l4_behind_cut_headers },
	{ "edit.that_makes_a_cut_tag_has_no_room",
	  edit_that_makes_a_cut_tag_has_no_room },
	{ "edit.of_l4_takes_back_its_checksum",
	  edit_of_l4_takes_back_its_checksum },
	{ "mpls.push_comes_behind_the_header",
	  mpls_push_comes_behind_the_header },
	{ "mpls.push_may_find_the_bottom_itself",
	  mpls_push_may_find_the_bottom_itself },
	{ "mpls.pop_removes_the_first_entry",
	  mpls_pop_removes_the_first_entry },
	{ "mpls.pop_of_another_frame_does_nothing",
	  mpls_pop_of_another_frame_does_nothing },
	{ "mpls.modify_changes_masked_bits", mpls_modify_changes_masked_bits },
	{ "mpls.of_a_cut_entry_is_dropped", mpls_of_a_cut_entry_is_dropped },
	{ "mpls.modify_of_another_frame_is_dropped",
	  mpls_modify_of_another_frame_is_dropped },
	{ "room.is_a_matter_of_length_alone",
	  room_is_a_matter_of_length_alone },
	{ "edit.survives_noise", edit_survives_noise },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
