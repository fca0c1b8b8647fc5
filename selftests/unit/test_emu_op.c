// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of ops that do not change the frame's bytes: samples, mark,
 * priority; of port ranges in a lookup; and of long lists of ops.
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

#include "bytes.h"
#include "emu_rules.h"
#include "ktap.h"

/* Output @i is a sample of @len bytes with this number, taken at @port. */
static bool sample_is(unsigned int i, uint32_t number, unsigned int port,
		      uint32_t len)
{
	const struct emu_output *out = &rules.w.out[i];

	return i < rules.w.nout && out->kind == EMU_OUTPUT_SAMPLE &&
	       out->mark == number && out->port == port && out->f->len == len;
}

/* ---- SAMPLE ---- */

static void sample_is_a_copy_as_it_was(void)
{
	rules_start();
	RULE(INGRESS(0), 0, SAMPLE(1, 7), PUSH(3), SAMPLE(1, 8), OUT(1),
	     STOLEN);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT_EQ(rules.w.nout, 3);
	EXPECT(sample_is(0, 7, EMU_PORT_NONE, 18));
	EXPECT(sample_is(1, 8, EMU_PORT_NONE, 22));
	EXPECT_EQ(rules.w.out[0].table, INGRESS(0));
	EXPECT(rules_output_is(2, 1, 22));
	rules_stop();
}

static void sample_in_egress_names_the_port(void)
{
	rules_start();
	RULE(INGRESS(0), 0, PUSH(1), OUT(2), STOLEN);
	RULE(EGRESS(2), 0, SAMPLE(1, 9), POP, PASS);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 2);
	EXPECT(sample_is(0, 9, 2, 22));
	EXPECT_EQ(rules.w.out[0].table, EGRESS(2));
	EXPECT(rules_output_is(1, 2, 18));
	rules_stop();
}

static void sample_of_the_managers_frame(void)
{
	rules_start();
	RULE(EGRESS(2), 0, SAMPLE(1, 9), PASS);
	rules_inject(2);
	EXPECT_EQ(rules.w.nout, 2);
	EXPECT(sample_is(0, 9, 2, 18));
	rules_stop();
}

static void sample_takes_one_of_many(void)
{
	unsigned int i, n = 0;

	rules_start();
	RULE(INGRESS(0), 0, SAMPLE(100, 1), DROP);
	for (i = 0; i < 100000; i++) {
		rules_walk();
		n += rules.w.nout;
	}
	/* six standard deviations around 1000 */
	EXPECT(n > 810 && n < 1190);
	rules_stop();
}

static void sample_is_repeatable_from_its_seed(void)
{
	bool first[1000];
	unsigned int i, same = 0, other = 0;

	rules_start();
	RULE(INGRESS(0), 0, SAMPLE(2, 1), DROP);
	for (i = 0; i < 1000; i++) {
		rules_walk();
		first[i] = rules.w.nout;
	}
	rules.w.random = 1;
	for (i = 0; i < 1000; i++) {
		rules_walk();
		same += first[i] == (bool)rules.w.nout;
	}
	rules.w.random = 2;
	for (i = 0; i < 1000; i++) {
		rules_walk();
		other += first[i] == (bool)rules.w.nout;
	}
	EXPECT_EQ(same, 1000);
	EXPECT(other < 600);
	rules_stop();
}

static void sample_of_an_undone_walk_is_none(void)
{
	rules_start();
	RULE(INGRESS(0), F_SW, SAMPLE(1, 7), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT(!emu_walk_took_effect(&rules.w));
	rules_stop();
}

static void samples_of_one_walk_are_limited(void)
{
	struct emu_op ops[HNI_ACTION_MAX_OPS];
	struct rules_word any = { 0 };
	unsigned int i;

	rules_start();
	for (i = 0; i < 20; i++)
		ops[i] = (struct emu_op)SAMPLE(1, i);
	for (; i < 36; i++)
		ops[i] = (struct emu_op)OUT(1);
	ops[i++] = (struct emu_op)STOLEN;
	rules_add(INGRESS(0), 0, any, ops, i);
	rules_walk();
	/* the first ones are taken, outputs are no matter of samples */
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT_EQ(rules.w.nout, EMU_WALK_SAMPLES + 16);
	EXPECT(sample_is(15, 15, EMU_PORT_NONE, 18));
	EXPECT(rules_output_is(16, 1, 18));
	rules_stop();
}

/* ---- MARK and PRIORITY ---- */

static void mark_goes_to_the_cpu(void)
{
	rules_start();
	RULE(INGRESS(0), 0, MARK(0x11223344, 0xffff0000), GOTO(CHAIN(0)));
	RULE(CHAIN(0), 0, MARK(0x55, 0xff), TRAP);
	rules_walk();
	EXPECT_EQ(rules.w.mark, 0x11220055);
	EXPECT_EQ(rules.w.prio, EMU_PRIO_NONE);
	rules_stop();
}

static void mark_of_an_undone_walk_is_none(void)
{
	rules_start();
	RULE(INGRESS(0), F_SW, MARK(1, 1), PRIORITY(3), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(rules.w.mark, 0);
	EXPECT_EQ(rules.w.prio, EMU_PRIO_NONE);
	rules_stop();
}

static void mark_is_the_copys_own(void)
{
	rules_start();
	RULE(INGRESS(0), 0, MARK(1, ~0U), OUT(2), OUT(3), TRAP);
	RULE(EGRESS(2), 0, MARK(6, 2), TRAP);
	RULE(EGRESS(3), 0, TRAP);
	rules_walk();
	EXPECT_EQ(rules.w.out[0].mark, 3);
	EXPECT_EQ(rules.w.out[1].mark, 1);
	EXPECT_EQ(rules.w.mark, 1);
	rules_stop();
}

static void priority_is_that_of_later_copies(void)
{
	rules_start();
	RULE(INGRESS(0), 0, OUT(1), PRIORITY(5), OUT(2), OUT(3), PRIORITY(0),
	     OUT(4), STOLEN);
	RULE(EGRESS(2), 0, PRIORITY(6), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.out[0].prio, EMU_PRIO_NONE);
	EXPECT_EQ(rules.w.out[1].prio, 6);
	EXPECT_EQ(rules.w.out[2].prio, 5);
	EXPECT_EQ(rules.w.out[3].prio, 0);
	rules_stop();
}

static void priority_goes_to_the_cpu(void)
{
	rules_start();
	RULE(INGRESS(0), 0, PRIORITY(0), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.prio, 0);
	rules_stop();
}

/* ---- Lists of ops ---- */

static void middle_end_ends_the_list(void)
{
	rules_start();
	RULE(INGRESS(0), 0, OUT(1), STOLEN, OUT(2), DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT(rules_output_is(0, 1, 18) && rules.w.nout == 1);
	rules_stop();
}

static void middle_goto_leads_on(void)
{
	rules_start();
	RULE(INGRESS(0), 0, GOTO(CHAIN(0)), DROP);
	RULE(CHAIN(0), 0, OUT(1), STOLEN);
	rules_walk();
	EXPECT(rules_output_is(0, 1, 18));
	rules_stop();
}

/* All outputs with an edit before each: 16 different frames */
static void outputs_with_edits_in_between(void)
{
	struct emu_op ops[HNI_ACTION_MAX_OPS];
	struct rules_word any = { 0 };
	unsigned int i, n = 0;

	rules_start();
	for (i = 0; i < 16; i++) {
		ops[n++] = (struct emu_op)SAMPLE(1, i);
		ops[n++] = (struct emu_op)PUSH(100 + i);
		ops[n++] = (struct emu_op)OUT(1 + i % 5);
	}
	ops[n++] = (struct emu_op)PUSH(200);
	ops[n++] = (struct emu_op)TRAP;
	rules_add(INGRESS(0), 0, any, ops, n);
	for (i = 1; i < 6; i++)
		RULE(EGRESS(i), 0, SAMPLE(1, 50 + i), PUSH(7), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	EXPECT_EQ(rules.w.nout, 32);
	EXPECT_EQ(rules.w.f->len, 18 + 4 * 17);
	for (i = 0; i < rules.w.nout; i++) {
		const struct emu_output *out = &rules.w.out[i];
		uint8_t *d = emu_frame_data((struct emu_frame *)out->f);

		if (out->kind == EMU_OUTPUT_SAMPLE)
			continue;
		/* own tag of the egress table, then the newest of the list */
		EXPECT_EQ(emu_get_be16(d + 14), 7);
		EXPECT_EQ(emu_get_be16(d + 18), 100 + (out->f->len - 26) / 4);
	}
	EXPECT_EQ(rules.f.len, 18);
	rules_stop();
}

/* An op that fails on a copy of an edited frame: the lookup sees the edit. */
static void edit_is_seen_behind_a_sample(void)
{
	rules_start();
	RULE(INGRESS(0), 0, PUSH(5), SAMPLE(1, 1),
	     { .code = HNI_OP_EDIT, .flags = HNI_EDIT_TCP, .arg32 = 1,
	       .mask = 1 },
	     GOTO(CHAIN(0)));
	RULE_VLAN(CHAIN(0), 5, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

/* Ops that continue an edit are left out if it fails, and only those. */
static void failed_edit_takes_its_others_along(void)
{
	static const struct emu_op tcp = {
		.code = HNI_OP_EDIT, .flags = HNI_EDIT_TCP, .arg32 = 1,
	};
	static const struct emu_op next = {
		.code = HNI_OP_EDIT, .flags = HNI_OP_EDIT_F_NEXT, .arg32 = 0xff,
		.mask = 0xff,
	};
	const struct emu_op own = { .code = HNI_OP_EDIT, .arg16 = 4,
				    .arg32 = 0xee, .mask = 0xff };

	rules_start();
	RULE(INGRESS(0), 0, tcp, next, next, OUT(1), own, OUT(2), next, OUT(3),
	     STOLEN);
	rules_walk();
	EXPECT_EQ(emu_frame_data((struct emu_frame *)rules.w.out[0].f)[0], 2);
	EXPECT_EQ(emu_frame_data((struct emu_frame *)rules.w.out[1].f)[4],
		  0xee);
	EXPECT_EQ(emu_frame_data((struct emu_frame *)rules.w.out[1].f)[0], 2);
	EXPECT_EQ(emu_frame_data((struct emu_frame *)rules.w.out[2].f)[0],
		  0xff);
	rules_stop();
}

/* ---- RANGES ---- */

/* Ethernet, IPv4, UDP from port 1000 to port 2000 */
static const uint8_t udp[46] = {
	[1] = 2, [7] = 1, [12] = 8, [14] = 0x45, [17] = 32, [22] = 64,
	[23] = 17, [26] = 10, [29] = 1, [30] = 10, [33] = 2,
	[34] = 1000 >> 8, [35] = 1000 & 0xff,
	[36] = 2000 >> 8, [37] = 2000 & 0xff, [39] = 12,
};

static void range(uint32_t idx, bool source, uint16_t min, uint16_t max)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_RANGE, idx, HNI_RANGE_LEN);

	rec[HNI_RANGE_WHICH] = source;
	emu_put_le16(rec + HNI_RANGE_MIN, min);
	emu_put_le16(rec + HNI_RANGE_MAX, max);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
}

static bool in_range(bool source, uint16_t min, uint16_t max)
{
	bool hit;

	rules_start();
	rules_frame_set(udp, sizeof(udp));
	range(5, source, min, max);
	RULE_KEY(INGRESS(0), HNI_KW_RANGES, 1 << 5, 1 << 5, DROP);
	rules_walk();
	hit = rules.w.end == EMU_WALK_DROP;
	rules_stop();
	return hit;
}

static void range_includes_both_ends(void)
{
	EXPECT(in_range(false, 2000, 2000));
	EXPECT(in_range(false, 1, 2000));
	EXPECT(in_range(false, 2000, 65535));
	EXPECT(!in_range(false, 2001, 65535));
	EXPECT(!in_range(false, 0, 1999));
	EXPECT(in_range(true, 1000, 1000));
	EXPECT(!in_range(true, 1001, 3000));
}

static void range_takes_effect_when_written(void)
{
	struct cmds c;

	rules_start();
	rules_frame_set(udp, sizeof(udp));
	RULE_KEY(INGRESS(0), HNI_KW_RANGES, 1 << 7, 1 << 7, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	range(7, false, 0, 65535);
	range(2, true, 0, 1);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	cmds_header(&c, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_RANGE, 7, 0);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(rules.t.newest->nranges, 3);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	rules_stop();
}

/* A frame without ports has port 0. */
static void range_of_frame_without_ports(void)
{
	rules_start();
	range(0, false, 0, 10);
	range(1, false, 1, 10);
	RULE_KEY(INGRESS(0), HNI_KW_RANGES, 2, 2, TRAP);
	RULE_KEY(INGRESS(0), HNI_KW_RANGES, 1, 1, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

/* Words RANGES are those of the bank in which the lookup is. */
static void range_belongs_to_its_bank(void)
{
	struct cmds c;

	rules_start();
	rules_frame_set(udp, sizeof(udp));
	range(0, false, 2000, 2000);
	RULE_KEY(INGRESS(0), HNI_KW_RANGES, 1, 1, OUT(1), STOLEN);
	EXPECT(!emu_tables_bank_new(&rules.t));
	rules.rows = 0;
	RULE_KEY(EGRESS(1), HNI_KW_RANGES, 1, 1, DROP);
	cmds_port(&c, 1, 0, EGRESS(1));
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	rules_walk();
	EXPECT(rules_output_is(0, 1, sizeof(udp)));
	range(0, false, 2000, 2000);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 0);
	rules_stop();
}

static const struct ktap_case cases[] = {
	{ "sample.is_a_copy_as_it_was", sample_is_a_copy_as_it_was },
	{ "sample.in_egress_names_the_port",
	  sample_in_egress_names_the_port },
	{ "sample.of_the_managers_frame", sample_of_the_managers_frame },
	{ "sample.takes_one_of_many", sample_takes_one_of_many },
	{ "sample.is_repeatable_from_its_seed",
	  sample_is_repeatable_from_its_seed },
	{ "sample.of_an_undone_walk_is_none",
	  sample_of_an_undone_walk_is_none },
	{ "sample.number_is_limited", samples_of_one_walk_are_limited },
	{ "mark.goes_to_the_cpu", mark_goes_to_the_cpu },
	{ "mark.of_an_undone_walk_is_none", mark_of_an_undone_walk_is_none },
	{ "mark.is_the_copys_own", mark_is_the_copys_own },
	{ "priority.is_that_of_later_copies",
	  priority_is_that_of_later_copies },
	{ "priority.goes_to_the_cpu", priority_goes_to_the_cpu },
	{ "list.end_in_the_middle", middle_end_ends_the_list },
	{ "list.goto_in_the_middle", middle_goto_leads_on },
	{ "list.outputs_with_edits_in_between",
	  outputs_with_edits_in_between },
	{ "list.edit_is_seen_behind_a_sample", edit_is_seen_behind_a_sample },
	{ "list.failed_edit_takes_its_others_along",
	  failed_edit_takes_its_others_along },
	{ "range.includes_both_ends", range_includes_both_ends },
	{ "range.takes_effect_when_written",
	  range_takes_effect_when_written },
	{ "range.of_frame_without_ports", range_of_frame_without_ports },
	{ "range.belongs_to_its_bank", range_belongs_to_its_bank },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
