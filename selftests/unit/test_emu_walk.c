// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the walk: a transaction whose end decides what takes
 * effect; edits; egress tables; limits.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/walk*.c
 * Links: selftests/unit/emu_cmds.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "emu_cmds.h"
#include "ktap.h"
#include "walk.h"

#define F_SW		HNI_ROW_F_SW
#define INGRESS(p)	((uint16_t)(1 + 2 * (p)))	/* tables of port p */
#define EGRESS(p)	((uint16_t)(2 + 2 * (p)))
#define CHAIN(n)	((uint16_t)(20 + (n)))

static const struct emu_caps caps = {
	.ports = 6, .tables = 64, .flow_rows = 8, .slots = 2, .tcam_rows = 64,
	.actions = 64, .counters = 64, .rank_bits = 16,
};

/* One bench for all cases: the walk is big. */
static struct {
	struct emu_tables t;
	struct emu_walk w;
	struct emu_frame f;
	unsigned int rows;
} b;

static void frame_make(unsigned int vlan)
{
	static const uint8_t plain[] = {
		2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, 1, 2, 3, 4,
	};
	static const uint8_t tag[] = { 0x81, 0x00, 0xf0, 0x00 };
	uint8_t *d;

	b.f.off = EMU_FRAME_HEADROOM;
	b.f.port = 0;
	b.f.len = sizeof(plain);
	d = emu_frame_data(&b.f);
	if (!vlan) {
		memcpy(d, plain, sizeof(plain));
		return;
	}
	memcpy(d, plain, 12);
	memcpy(d + 12, tag, 4);
	d[14] |= (uint8_t)(vlan >> 8);
	d[15] = (uint8_t)vlan;
	memcpy(d + 16, plain + 12, sizeof(plain) - 12);
	b.f.len += 4;
}

static void bench_start(void)
{
	unsigned int p;
	struct cmds c;

	if (!EXPECT(!emu_tables_init(&b.t, &caps)))
		abort();
	b.rows = 0;
	for (p = 0; p < caps.ports; p++) {
		cmds_port(&c, p, INGRESS(p), EGRESS(p));
		EXPECT_EQ(cmds_exec(&b.t, &c), HNI_ESW_FATAL_NONE);
	}
	frame_make(0);
}

static void bench_stop(void)
{
	emu_tables_fini(&b.t);
}

/* A row that matches everything (or a VLAN) and counts on counter = its number */
static unsigned int rule_vlan(uint16_t table, uint32_t flags, uint32_t vlan,
			      const struct emu_op *ops, unsigned int nops)
{
	unsigned int idx = b.rows++;
	struct cmds_row row = {
		.order = 0x10000 + idx, .table = table, .action = idx,
		.flags = flags | HNI_ROW_F_COUNT, .counter = idx, .gen = 1,
		.match = { { HNI_KW_VLAN, vlan, vlan ? 0xfff : 0 } },
	};
	struct cmds c;

	cmds_action(&c, idx, ops, nops);
	EXPECT_EQ(cmds_exec(&b.t, &c), HNI_ESW_FATAL_NONE);
	cmds_tcam(&c, idx, &row);
	EXPECT_EQ(cmds_exec(&b.t, &c), HNI_ESW_FATAL_NONE);
	return idx;
}

#define OPS(...)	((const struct emu_op[]){ __VA_ARGS__ })
#define RULE(table, flags, ...) \
	rule_vlan(table, flags, 0, OPS(__VA_ARGS__), \
		  sizeof(OPS(__VA_ARGS__)) / sizeof(struct emu_op))
#define RULE_VLAN(table, vlan, ...) \
	rule_vlan(table, 0, vlan, OPS(__VA_ARGS__), \
		  sizeof(OPS(__VA_ARGS__)) / sizeof(struct emu_op))
#define DROP		{ .code = HNI_OP_DROP }
#define PASS		{ .code = HNI_OP_PASS }
#define TRAP		{ .code = HNI_OP_TRAP }
#define STOLEN		{ .code = HNI_OP_STOLEN }
#define SOFTWARE	{ .code = HNI_OP_SOFTWARE }
#define GOTO(t)		{ .code = HNI_OP_GOTO, .arg32 = (t) }
#define OUT(p)		{ .code = HNI_OP_OUTPUT, .arg32 = (p) }
#define PUSH(tci)	{ .code = HNI_OP_VLAN_PUSH, .arg16 = (tci), \
			  .arg32 = 0x8100 }
#define POP		{ .code = HNI_OP_VLAN_POP }

static void walk(void)
{
	struct emu_key key;

	EXPECT(emu_parse(emu_frame_data(&b.f), b.f.len, &key));
	emu_walk_ingress(&b.w, b.t.bind, &b.f, &key);
	if (emu_walk_took_effect(&b.w))
		emu_walk_count(&b.w, 42);
}

static void inject(unsigned int port)
{
	struct emu_key key;

	b.f.port = (uint8_t)port;
	EXPECT(emu_parse(emu_frame_data(&b.f), b.f.len, &key));
	emu_walk_inject(&b.w, b.t.bind, &b.f, &key);
	if (emu_walk_took_effect(&b.w))
		emu_walk_count(&b.w, 42);
}

static uint64_t pkts(unsigned int idx)
{
	return b.t.newest->counter[idx].pkts;
}

/* Output @i goes to @port with @len bytes */
static bool output_is(unsigned int i, unsigned int port, uint32_t len)
{
	return i < b.w.nout && b.w.out[i].port == port &&
	       b.w.out[i].kind == EMU_OUTPUT_PORT && b.w.out[i].f->len == len;
}

/* ---- Ends ---- */

static void miss_goes_to_cpu_unchanged(void)
{
	bench_start();
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_CPU);
	EXPECT_EQ(b.w.why, HNI_ESW_WHY_MISS);
	EXPECT_EQ(b.w.table, INGRESS(0));
	EXPECT(b.w.f == &b.f);
	bench_stop();
}

static void redirect_takes_effect(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), F_SW, OUT(2), STOLEN);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_DONE);
	EXPECT(output_is(0, 2, b.f.len) && b.w.nout == 1);
	EXPECT_EQ(pkts(r), 1);
	EXPECT_EQ(b.t.newest->counter[r].bytes, b.f.len);
	EXPECT_EQ(b.t.newest->counter[r].last_ns, 42);
	bench_stop();
}

static void drop_counts(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), F_SW, DROP);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_DROP);
	EXPECT_EQ(pkts(r), 1);
	bench_stop();
}

static void pass_held_by_software_undoes_the_walk(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), F_SW, PUSH(5), OUT(2), PASS);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_ORIGINAL);
	EXPECT(b.w.f == &b.f && b.f.len == 18);
	EXPECT_EQ(pkts(r), 0);
	bench_stop();
}

static void pass_of_hardware_alone_is_edited(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), 0, OUT(2), PUSH(5), PASS);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_CPU);
	EXPECT_EQ(b.w.why, HNI_ESW_WHY_PASS);
	EXPECT_EQ(b.w.f->len, 22);
	EXPECT(output_is(0, 2, 18));
	EXPECT_EQ(pkts(r), 1);
	EXPECT_EQ(b.f.len, 18);
	bench_stop();
}

static void miss_after_a_software_row_undoes(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), F_SW, PUSH(5), GOTO(CHAIN(0)));
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(b.w.why, HNI_ESW_WHY_MISS);
	EXPECT_EQ(b.w.table, CHAIN(0));
	EXPECT_EQ(pkts(r), 0);
	bench_stop();
}

static void mixed_walk_counts_as_held_by_software(void)
{
	unsigned int r, s;

	bench_start();
	r = RULE(INGRESS(0), 0, OUT(3), GOTO(CHAIN(0)));
	s = RULE(CHAIN(0), F_SW, PASS);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(pkts(r) + pkts(s), 0);
	bench_stop();
}

static void trap_is_edited_and_takes_effect(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), F_SW, PUSH(5), OUT(2), TRAP);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_CPU);
	EXPECT_EQ(b.w.why, HNI_ESW_WHY_TRAP);
	EXPECT_EQ(b.w.f->len, 22);
	EXPECT(output_is(0, 2, 22));
	EXPECT_EQ(pkts(r), 1);
	bench_stop();
}

static void software_op_undoes_hardware_rows_too(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), 0, OUT(2), GOTO(CHAIN(0)));
	RULE(CHAIN(0), 0, SOFTWARE);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(pkts(r), 0);
	bench_stop();
}

/* ---- Edits ---- */

static void outputs_show_the_frame_as_it_was(void)
{
	bench_start();
	frame_make(7);
	RULE(INGRESS(0), 0, OUT(1), POP, OUT(2), PUSH(9), PUSH(10), OUT(3),
	     STOLEN);
	walk();
	EXPECT_EQ(b.w.nout, 3);
	EXPECT(output_is(0, 1, 22));
	EXPECT(output_is(1, 2, 18));
	EXPECT(output_is(2, 3, 26));
	EXPECT_MEMEQ(b.w.out[2].f->buf + b.w.out[2].f->off + 12,
		     "\x81\x00\x00\x0a\x81\x00\x00\x09\x88\xb5", 10);
	EXPECT_EQ(b.f.len, 22);
	bench_stop();
}

static void goto_sees_the_edited_frame(void)
{
	unsigned int r;

	bench_start();
	RULE(INGRESS(0), 0, PUSH(5), GOTO(CHAIN(0)));
	RULE_VLAN(CHAIN(0), 6, DROP);
	r = RULE_VLAN(CHAIN(0), 5, OUT(1), STOLEN);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_DONE);
	EXPECT_EQ(pkts(r), 1);
	/* the bytes are those with which it entered */
	EXPECT_EQ(b.t.newest->counter[r].bytes, 18);
	bench_stop();
}

static void pop_without_tag_has_no_effect(void)
{
	bench_start();
	RULE(INGRESS(0), 0, POP, OUT(1), STOLEN);
	walk();
	EXPECT(output_is(0, 1, 18));
	EXPECT(b.w.out[0].f == &b.f);
	bench_stop();
}

static void modify_keeps_what_is_not_named(void)
{
	bench_start();
	frame_make(7);	/* priority 7 with DEI */
	RULE(INGRESS(0), 0,
	     { .code = HNI_OP_VLAN_MODIFY, .arg16 = 0x4009, .arg32 = 0x88a8 },
	     OUT(1),
	     { .code = HNI_OP_VLAN_MODIFY, .flags = HNI_OP_VLAN_F_PCP,
	       .arg16 = 0x400a, .arg32 = 0x8100 }, OUT(2), STOLEN);
	walk();
	EXPECT_MEMEQ(b.w.out[0].f->buf + b.w.out[0].f->off + 12,
		     "\x88\xa8\xf0\x09", 4);
	EXPECT_MEMEQ(b.w.out[1].f->buf + b.w.out[1].f->off + 12,
		     "\x81\x00\x50\x0a", 4);
	bench_stop();
}

static void edit_without_room_drops_whole(void)
{
	bench_start();
	RULE(INGRESS(0), 0, OUT(1), PUSH(1), PUSH(2), STOLEN);
	b.f.len = EMU_FRAME_MAX - 4;
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_ROOM);
	bench_stop();
}

/* ---- Limits ---- */

static void goto_loop_ends(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), 0, GOTO(INGRESS(0)));
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_GOTOS);
	EXPECT_EQ(pkts(r), 0);
	bench_stop();
}

static void sixteen_gotos_are_allowed(void)
{
	unsigned int i;

	bench_start();
	RULE(INGRESS(0), 0, GOTO(CHAIN(0)));
	for (i = 0; i < 15; i++)
		RULE(CHAIN(i), 0, GOTO(CHAIN(i + 1)));
	RULE(CHAIN(15), 0, DROP);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_DROP);
	bench_stop();
}

static void outputs_are_limited(void)
{
	bench_start();
	RULE(INGRESS(0), 0, OUT(1), OUT(2), OUT(3), OUT(1), OUT(2), OUT(3),
	     OUT(1), OUT(2), GOTO(CHAIN(0)));
	RULE(CHAIN(0), 0, OUT(1), OUT(2), OUT(3), OUT(1), OUT(2), OUT(3),
	     OUT(1), OUT(2), GOTO(CHAIN(1)));
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_CPU);
	EXPECT_EQ(b.w.nout, 16);
	RULE(CHAIN(1), 0, OUT(1), STOLEN);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_OUTPUTS);
	bench_stop();
}

/* ---- Egress ---- */

static void egress_drop_spares_other_copies(void)
{
	unsigned int r, d;

	bench_start();
	r = RULE(INGRESS(0), 0, OUT(2), OUT(3), STOLEN);
	d = RULE(EGRESS(2), 0, DROP);
	walk();
	EXPECT(output_is(0, 3, 18) && b.w.nout == 1);
	EXPECT_EQ(pkts(r), 1);
	EXPECT_EQ(pkts(d), 1);
	bench_stop();
}

static void egress_edits_its_own_copy(void)
{
	bench_start();
	RULE(INGRESS(0), 0, OUT(2), OUT(3), PUSH(1), OUT(4), STOLEN);
	RULE(EGRESS(2), 0, PUSH(9), PASS);
	walk();
	EXPECT(output_is(0, 2, 22));
	EXPECT(output_is(1, 3, 18));
	EXPECT(output_is(2, 4, 22));
	EXPECT_MEMEQ(b.w.out[0].f->buf + b.w.out[0].f->off + 14, "\0\x09", 2);
	EXPECT_MEMEQ(b.w.out[2].f->buf + b.w.out[2].f->off + 14, "\0\x01", 2);
	bench_stop();
}

static void egress_output_precedes_its_copy(void)
{
	bench_start();
	RULE(INGRESS(0), 0, OUT(2), OUT(4), STOLEN);
	RULE(EGRESS(2), 0, OUT(3), PASS);
	walk();
	EXPECT_EQ(b.w.nout, 3);
	EXPECT(output_is(0, 3, 18));
	EXPECT(output_is(1, 2, 18));
	EXPECT(output_is(2, 4, 18));
	bench_stop();
}

static void egress_software_undoes_the_walk(void)
{
	unsigned int r;

	bench_start();
	r = RULE(INGRESS(0), F_SW, OUT(3), OUT(2), STOLEN);
	RULE(EGRESS(2), F_SW, SOFTWARE);
	walk();
	EXPECT_EQ(b.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(pkts(r), 0);
	bench_stop();
}

static void egress_trap_goes_to_cpu(void)
{
	bench_start();
	RULE(INGRESS(0), 0, OUT(2), OUT(3), STOLEN);
	RULE(EGRESS(2), 0, PUSH(1), TRAP);
	walk();
	EXPECT_EQ(b.w.nout, 2);
	EXPECT_EQ(b.w.out[0].kind, EMU_OUTPUT_CPU);
	EXPECT_EQ(b.w.out[0].table, EGRESS(2));
	EXPECT_EQ(b.w.out[0].f->len, 22);
	EXPECT(output_is(1, 3, 18));
	bench_stop();
}

static void egress_loop_is_not_made(void)
{
	bench_start();
	RULE(INGRESS(0), 0, OUT(2), STOLEN);
	RULE(EGRESS(2), 0, OUT(3), PASS);
	RULE(EGRESS(3), 0, OUT(2), PASS);
	walk();
	EXPECT_EQ(b.w.nout, 3);
	EXPECT_EQ(b.w.out[0].kind, EMU_OUTPUT_LOOP);
	EXPECT_EQ(b.w.out[0].port, 2);
	EXPECT(output_is(1, 3, 18));
	EXPECT(output_is(2, 2, 18));
	bench_stop();
}

static void egress_nests_four_deep(void)
{
	unsigned int p;

	bench_start();
	RULE(INGRESS(0), 0, OUT(1), STOLEN);
	for (p = 1; p < 5; p++)
		RULE(EGRESS(p), 0, OUT(p + 1), PASS);
	walk();
	EXPECT_EQ(b.w.nout, 5);
	EXPECT_EQ(b.w.out[0].kind, EMU_OUTPUT_LOOP);
	EXPECT_EQ(b.w.out[0].port, 5);
	EXPECT(output_is(4, 1, 18));
	bench_stop();
}

static void egress_sees_where_it_came_from(void)
{
	static const struct emu_op drop = { .code = HNI_OP_DROP };
	struct cmds_row row = {
		.order = 1, .table = EGRESS(3), .action = 60,
		.match = { { HNI_KW_META, 2, 0xff } },
	};
	struct cmds c;

	bench_start();
	cmds_action(&c, 60, &drop, 1);
	EXPECT_EQ(cmds_exec(&b.t, &c), HNI_ESW_FATAL_NONE);
	cmds_tcam(&c, 60, &row);
	EXPECT_EQ(cmds_exec(&b.t, &c), HNI_ESW_FATAL_NONE);
	RULE(INGRESS(0), 0, OUT(3), OUT(2), STOLEN);
	RULE(EGRESS(2), 0, OUT(3), PASS);
	walk();
	/* port 3 drops the copy that port 2's table made, not that of port 0 */
	EXPECT_EQ(b.w.nout, 2);
	EXPECT(output_is(0, 3, 18));
	EXPECT(output_is(1, 2, 18));
	bench_stop();
}

/* ---- Frames of the manager ---- */

static void inject_skips_rows_of_software(void)
{
	unsigned int s, h;

	bench_start();
	s = RULE(EGRESS(2), F_SW, DROP);
	h = RULE(EGRESS(2), 0, PUSH(3), PASS);
	inject(2);
	EXPECT_EQ(b.w.end, EMU_WALK_DONE);
	EXPECT(output_is(0, 2, 22) && b.w.nout == 1);
	EXPECT_EQ(pkts(s), 0);
	EXPECT_EQ(pkts(h), 1);
	bench_stop();
}

static void inject_outputs_pass_all_rows(void)
{
	bench_start();
	RULE(EGRESS(2), 0, OUT(3), PASS);
	RULE(EGRESS(3), F_SW, DROP);
	inject(2);
	EXPECT(output_is(0, 2, 18) && b.w.nout == 1);
	bench_stop();
}

static void inject_without_table_leaves(void)
{
	bench_start();
	inject(4);
	EXPECT(output_is(0, 4, 18) && b.w.nout == 1);
	EXPECT(b.w.out[0].f == &b.f);
	bench_stop();
}

/* A random op that may stand before the last one */
static struct emu_op random_op(void)
{
	switch (rand() % 5) {
	case 0:
		return (struct emu_op)PUSH(5);
	case 1:
		return (struct emu_op)POP;
	case 2:
		return (struct emu_op){ .code = HNI_OP_VLAN_MODIFY,
					.arg32 = 0x88a8, .flags = 1 };
	default:
		return (struct emu_op)OUT((uint32_t)rand() % caps.ports);
	}
}

static void random_rule(uint16_t table)
{
	struct emu_op ops[HNI_ACTION_MAX_OPS];
	unsigned int i, n = (unsigned int)rand() % 8;
	uint32_t flags = rand() % 4 ? 0 : F_SW;

	for (i = 0; i < n; i++)
		ops[i] = random_op();
	ops[n] = (struct emu_op){ .code = (uint8_t)(1 + rand() % 6) };
	if (ops[n].code == HNI_OP_GOTO)
		ops[n].arg32 = 1 + (uint32_t)rand() % 20;
	rule_vlan(table, flags, (uint32_t)rand() % 3 * 5, ops, n + 1);
}

/* Whatever the rules: no copy too many, the caller's frame unchanged */
static void survives_noise(void)
{
	unsigned int i, round;
	struct emu_frame was;

	srand(5);
	for (round = 0; round < 300; round++) {
		bench_start();
		for (i = 0; i < 40; i++)
			random_rule((uint16_t)(1 + rand() % 20));
		for (i = 0; i < 12; i++) {
			frame_make(i & 1 ? 5 : 0);
			was = b.f;
			if (i & 2)
				inject((unsigned int)rand() % caps.ports);
			else
				walk();
			EXPECT(b.w.nver <= EMU_WALK_COPIES);
			EXPECT(b.w.nhits <= EMU_WALK_HITS);
			EXPECT(b.f.off == was.off && b.f.len == was.len);
			EXPECT_MEMEQ(b.f.buf, was.buf, sizeof(was.buf));
		}
		bench_stop();
	}
}

static const struct ktap_case cases[] = {
	{ "walk.miss_goes_to_cpu_unchanged", miss_goes_to_cpu_unchanged },
	{ "walk.redirect_takes_effect", redirect_takes_effect },
	{ "walk.drop_counts", drop_counts },
	{ "walk.pass_held_by_software_undoes_the_walk",
	  pass_held_by_software_undoes_the_walk },
	{ "walk.pass_of_hardware_alone_is_edited",
	  pass_of_hardware_alone_is_edited },
	{ "walk.miss_after_a_software_row_undoes",
	  miss_after_a_software_row_undoes },
	{ "walk.mixed_walk_counts_as_held_by_software",
	  mixed_walk_counts_as_held_by_software },
	{ "walk.trap_is_edited_and_takes_effect",
	  trap_is_edited_and_takes_effect },
	{ "walk.software_op_undoes_hardware_rows_too",
	  software_op_undoes_hardware_rows_too },
	{ "walk.goto_loop_ends", goto_loop_ends },
	{ "walk.sixteen_gotos_are_allowed", sixteen_gotos_are_allowed },
	{ "walk.outputs_are_limited", outputs_are_limited },
	{ "edit.outputs_show_the_frame_as_it_was",
	  outputs_show_the_frame_as_it_was },
	{ "edit.goto_sees_the_edited_frame", goto_sees_the_edited_frame },
	{ "edit.pop_without_tag_has_no_effect",
	  pop_without_tag_has_no_effect },
	{ "edit.modify_keeps_what_is_not_named",
	  modify_keeps_what_is_not_named },
	{ "edit.without_room_drops_whole", edit_without_room_drops_whole },
	{ "egress.drop_spares_other_copies", egress_drop_spares_other_copies },
	{ "egress.edits_its_own_copy", egress_edits_its_own_copy },
	{ "egress.output_precedes_its_copy", egress_output_precedes_its_copy },
	{ "egress.software_undoes_the_walk", egress_software_undoes_the_walk },
	{ "egress.trap_goes_to_cpu", egress_trap_goes_to_cpu },
	{ "egress.loop_is_not_made", egress_loop_is_not_made },
	{ "egress.nests_four_deep", egress_nests_four_deep },
	{ "egress.sees_where_it_came_from", egress_sees_where_it_came_from },
	{ "inject.skips_rows_of_software", inject_skips_rows_of_software },
	{ "inject.outputs_pass_all_rows", inject_outputs_pass_all_rows },
	{ "inject.without_table_leaves", inject_without_table_leaves },
	{ "walk.survives_noise", survives_noise },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
