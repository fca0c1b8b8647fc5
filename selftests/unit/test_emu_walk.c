// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the walk: a transaction whose end decides what takes
 * effect; edits; egress tables; limits.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c
 * Links: selftests/unit/emu_cmds.c selftests/unit/emu_rules.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "emu_rules.h"
#include "ktap.h"

/* ---- Ends ---- */

static void miss_goes_to_cpu_unchanged(void)
{
	rules_start();
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	EXPECT_EQ(rules.w.why, HNI_ESW_WHY_MISS);
	EXPECT_EQ(rules.w.table, INGRESS(0));
	EXPECT(rules.w.f == &rules.f);
	rules_stop();
}

static void redirect_takes_effect(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), F_SW, OUT(2), STOLEN);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT(rules_output_is(0, 2, rules.f.len) && rules.w.nout == 1);
	EXPECT_EQ(rules_pkts(r), 1);
	EXPECT_EQ(rules.t.newest->counter[r].bytes, rules.f.len);
	EXPECT_EQ(rules.t.newest->counter[r].last_ns, 42);
	rules_stop();
}

static void drop_counts(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), F_SW, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	EXPECT_EQ(rules_pkts(r), 1);
	rules_stop();
}

static void pass_held_by_software_undoes_the_walk(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), F_SW, PUSH(5), OUT(2), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT(rules.w.f == &rules.f && rules.f.len == 18);
	EXPECT_EQ(rules_pkts(r), 0);
	rules_stop();
}

static void pass_of_hardware_alone_is_edited(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), 0, OUT(2), PUSH(5), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	EXPECT_EQ(rules.w.why, HNI_ESW_WHY_PASS);
	EXPECT_EQ(rules.w.f->len, 22);
	EXPECT(rules_output_is(0, 2, 18));
	EXPECT_EQ(rules_pkts(r), 1);
	EXPECT_EQ(rules.f.len, 18);
	rules_stop();
}

static void miss_after_a_software_row_undoes(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), F_SW, PUSH(5), GOTO(CHAIN(0)));
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(rules.w.why, HNI_ESW_WHY_MISS);
	EXPECT_EQ(rules.w.table, CHAIN(0));
	EXPECT_EQ(rules_pkts(r), 0);
	rules_stop();
}

static void mixed_walk_counts_as_held_by_software(void)
{
	unsigned int r, s;

	rules_start();
	r = RULE(INGRESS(0), 0, OUT(3), GOTO(CHAIN(0)));
	s = RULE(CHAIN(0), F_SW, PASS);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(rules_pkts(r) + rules_pkts(s), 0);
	rules_stop();
}

static void trap_is_edited_and_takes_effect(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), F_SW, PUSH(5), OUT(2), TRAP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	EXPECT_EQ(rules.w.why, HNI_ESW_WHY_TRAP);
	EXPECT_EQ(rules.w.f->len, 22);
	EXPECT(rules_output_is(0, 2, 22));
	EXPECT_EQ(rules_pkts(r), 1);
	rules_stop();
}

static void software_op_undoes_hardware_rows_too(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), 0, OUT(2), GOTO(CHAIN(0)));
	RULE(CHAIN(0), 0, SOFTWARE);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(rules_pkts(r), 0);
	rules_stop();
}

/* ---- Edits ---- */

static void outputs_show_the_frame_as_it_was(void)
{
	rules_start();
	rules_frame(7);
	RULE(INGRESS(0), 0, OUT(1), POP, OUT(2), PUSH(9), PUSH(10), OUT(3),
	     STOLEN);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 3);
	EXPECT(rules_output_is(0, 1, 22));
	EXPECT(rules_output_is(1, 2, 18));
	EXPECT(rules_output_is(2, 3, 26));
	EXPECT_MEMEQ(rules.w.out[2].f->buf + rules.w.out[2].f->off + 12,
		     "\x81\x00\x00\x0a\x81\x00\x00\x09\x88\xb5", 10);
	EXPECT_EQ(rules.f.len, 22);
	rules_stop();
}

static void goto_sees_the_edited_frame(void)
{
	unsigned int r;

	rules_start();
	RULE(INGRESS(0), 0, PUSH(5), GOTO(CHAIN(0)));
	RULE_VLAN(CHAIN(0), 6, DROP);
	r = RULE_VLAN(CHAIN(0), 5, OUT(1), STOLEN);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT_EQ(rules_pkts(r), 1);
	/* the bytes are those with which it entered */
	EXPECT_EQ(rules.t.newest->counter[r].bytes, 18);
	rules_stop();
}

static void pop_without_tag_has_no_effect(void)
{
	rules_start();
	RULE(INGRESS(0), 0, POP, OUT(1), STOLEN);
	rules_walk();
	EXPECT(rules_output_is(0, 1, 18));
	EXPECT(rules.w.out[0].f == &rules.f);
	rules_stop();
}

static void modify_keeps_what_is_not_named(void)
{
	rules_start();
	rules_frame(7);	/* priority 7 with DEI */
	RULE(INGRESS(0), 0,
	     { .code = HNI_OP_VLAN_MODIFY, .arg16 = 0x4009, .arg32 = 0x88a8 },
	     OUT(1),
	     { .code = HNI_OP_VLAN_MODIFY, .flags = HNI_OP_VLAN_F_PCP,
	       .arg16 = 0x400a, .arg32 = 0x8100 }, OUT(2), STOLEN);
	rules_walk();
	EXPECT_MEMEQ(rules.w.out[0].f->buf + rules.w.out[0].f->off + 12,
		     "\x88\xa8\xf0\x09", 4);
	EXPECT_MEMEQ(rules.w.out[1].f->buf + rules.w.out[1].f->off + 12,
		     "\x81\x00\x50\x0a", 4);
	rules_stop();
}

static void edit_without_room_drops_whole(void)
{
	rules_start();
	RULE(INGRESS(0), 0, OUT(1), PUSH(1), PUSH(2), STOLEN);
	rules.f.len = EMU_FRAME_MAX - 4;
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ROOM);
	rules_stop();
}

/* ---- Limits ---- */

static void goto_loop_ends(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), 0, GOTO(INGRESS(0)));
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_GOTOS);
	EXPECT_EQ(rules_pkts(r), 0);
	rules_stop();
}

/* How a walk ends that follows so many gotos to a DROP */
static enum emu_walk_end end_behind_gotos(unsigned int count)
{
	enum emu_walk_end end;
	unsigned int i;

	rules_start();
	RULE(INGRESS(0), 0, GOTO(CHAIN(0)));
	for (i = 0; i + 1 < count; i++)
		RULE(CHAIN(i), 0, GOTO(CHAIN(i + 1)));
	RULE(CHAIN(i), 0, DROP);
	rules_walk();
	end = rules.w.end;
	rules_stop();
	return end;
}

static void sixteen_gotos_are_allowed(void)
{
	EXPECT_EQ(end_behind_gotos(16), EMU_WALK_DROP);
	EXPECT_EQ(end_behind_gotos(17), EMU_WALK_GOTOS);
}

static void outputs_are_limited(void)
{
	rules_start();
	RULE(INGRESS(0), 0, OUT(1), OUT(2), OUT(3), OUT(1), OUT(2), OUT(3),
	     OUT(1), OUT(2), GOTO(CHAIN(0)));
	RULE(CHAIN(0), 0, OUT(1), OUT(2), OUT(3), OUT(1), OUT(2), OUT(3),
	     OUT(1), OUT(2), GOTO(CHAIN(1)));
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	EXPECT_EQ(rules.w.nout, 16);
	RULE(CHAIN(1), 0, OUT(1), STOLEN);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_OUTPUTS);
	rules_stop();
}

/* ---- Egress ---- */

static void egress_drop_spares_other_copies(void)
{
	unsigned int r, d;

	rules_start();
	r = RULE(INGRESS(0), 0, OUT(2), OUT(3), STOLEN);
	d = RULE(EGRESS(2), 0, DROP);
	rules_walk();
	EXPECT(rules_output_is(0, 3, 18) && rules.w.nout == 1);
	EXPECT_EQ(rules_pkts(r), 1);
	EXPECT_EQ(rules_pkts(d), 1);
	rules_stop();
}

static void egress_edits_its_own_copy(void)
{
	rules_start();
	RULE(INGRESS(0), 0, OUT(2), OUT(3), PUSH(1), OUT(4), STOLEN);
	RULE(EGRESS(2), 0, PUSH(9), PASS);
	rules_walk();
	EXPECT(rules_output_is(0, 2, 22));
	EXPECT(rules_output_is(1, 3, 18));
	EXPECT(rules_output_is(2, 4, 22));
	EXPECT_MEMEQ(rules.w.out[0].f->buf + rules.w.out[0].f->off + 14, "\0\x09", 2);
	EXPECT_MEMEQ(rules.w.out[2].f->buf + rules.w.out[2].f->off + 14, "\0\x01", 2);
	rules_stop();
}

static void egress_output_precedes_its_copy(void)
{
	rules_start();
	RULE(INGRESS(0), 0, OUT(2), OUT(4), STOLEN);
	RULE(EGRESS(2), 0, OUT(3), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 3);
	EXPECT(rules_output_is(0, 3, 18));
	EXPECT(rules_output_is(1, 2, 18));
	EXPECT(rules_output_is(2, 4, 18));
	rules_stop();
}

static void egress_software_undoes_the_walk(void)
{
	unsigned int r;

	rules_start();
	r = RULE(INGRESS(0), F_SW, OUT(3), OUT(2), STOLEN);
	RULE(EGRESS(2), F_SW, SOFTWARE);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(rules_pkts(r), 0);
	rules_stop();
}

static void egress_trap_goes_to_cpu(void)
{
	rules_start();
	RULE(INGRESS(0), 0, OUT(2), OUT(3), STOLEN);
	RULE(EGRESS(2), 0, PUSH(1), TRAP);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 2);
	EXPECT_EQ(rules.w.out[0].kind, EMU_OUTPUT_CPU);
	EXPECT_EQ(rules.w.out[0].table, EGRESS(2));
	EXPECT_EQ(rules.w.out[0].f->len, 22);
	EXPECT(rules_output_is(1, 3, 18));
	rules_stop();
}

static void egress_loop_is_not_made(void)
{
	rules_start();
	RULE(INGRESS(0), 0, OUT(2), STOLEN);
	RULE(EGRESS(2), 0, OUT(3), PASS);
	RULE(EGRESS(3), 0, OUT(2), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 3);
	EXPECT_EQ(rules.w.out[0].kind, EMU_OUTPUT_LOOP);
	EXPECT_EQ(rules.w.out[0].port, 2);
	EXPECT(rules_output_is(1, 3, 18));
	EXPECT(rules_output_is(2, 2, 18));
	rules_stop();
}

static void egress_nests_four_deep(void)
{
	unsigned int p;

	rules_start();
	RULE(INGRESS(0), 0, OUT(1), STOLEN);
	for (p = 1; p < 5; p++)
		RULE(EGRESS(p), 0, OUT(p + 1), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 5);
	EXPECT_EQ(rules.w.out[0].kind, EMU_OUTPUT_LOOP);
	EXPECT_EQ(rules.w.out[0].port, 5);
	EXPECT(rules_output_is(4, 1, 18));
	rules_stop();
}

static void egress_sees_where_it_came_from(void)
{
	static const struct emu_op drop = { .code = HNI_OP_DROP };
	struct cmds_row row = {
		.order = 1, .table = EGRESS(3), .action = 60,
		.match = { { HNI_KW_META, 2, 0xff } },
	};
	struct cmds c;

	rules_start();
	cmds_action(&c, 60, &drop, 1);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	cmds_tcam(&c, 60, &row);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	RULE(INGRESS(0), 0, OUT(3), OUT(2), STOLEN);
	RULE(EGRESS(2), 0, OUT(3), PASS);
	rules_walk();
	/* port 3 drops the copy that port 2's table made, not that of port 0 */
	EXPECT_EQ(rules.w.nout, 2);
	EXPECT(rules_output_is(0, 3, 18));
	EXPECT(rules_output_is(1, 2, 18));
	rules_stop();
}

/* ---- Frames of the manager ---- */

static void inject_skips_rows_of_software(void)
{
	unsigned int s, h;

	rules_start();
	s = RULE(EGRESS(2), F_SW, DROP);
	h = RULE(EGRESS(2), 0, PUSH(3), PASS);
	rules_inject(2);
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT(rules_output_is(0, 2, 22) && rules.w.nout == 1);
	EXPECT_EQ(rules_pkts(s), 0);
	EXPECT_EQ(rules_pkts(h), 1);
	rules_stop();
}

static void inject_outputs_pass_all_rows(void)
{
	rules_start();
	RULE(EGRESS(2), 0, OUT(3), PASS);
	RULE(EGRESS(3), F_SW, DROP);
	rules_inject(2);
	EXPECT(rules_output_is(0, 2, 18) && rules.w.nout == 1);
	rules_stop();
}

static void inject_without_table_leaves(void)
{
	rules_start();
	rules_inject(4);
	EXPECT(rules_output_is(0, 4, 18) && rules.w.nout == 1);
	EXPECT(rules.w.out[0].f == &rules.f);
	rules_stop();
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
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
