// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of port ranges: RANGE rows, and their order under one mask.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Links: selftests/unit/hof_dev.c selftests/unit/hof_bench.c
 * Cflags: -fno-strict-aliasing
 */
#include <stdlib.h>

#include "hof_bench.h"
#include "ktap.h"

/* a filter on destination ports; one with a verdict of its own by @code */
static struct hof_spec spec_range(u16 min, u16 max, u8 code)
{
	struct hof_spec spec = {
		.table = 1, .prio = 1, .nops = 1, .ops = { { .code = code } },
		.nranges = 1, .range = { { .min = min, .max = max } },
	};

	return spec;
}

/* what is done with a frame to this port; 0 = it misses */
static u8 verdict_of(struct bench *b, u16 port)
{
	struct ref_verdict verdict;

	if (bench_lookup(b, HNI_KW_PORTS, port, &verdict) == REF_MISS)
		return 0;
	return verdict.kind == REF_RULE ? verdict.ops[0].code :
					  HNI_OP_SOFTWARE;
}

static void range_comes_first_and_goes_last(void)
{
	struct hof_spec spec = spec_range(10, 20, HNI_OP_DROP);
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	rule = bench_add(&b, &spec, NULL);
	EXPECT_STREQ(bench_writes(&b), "RASF");
	EXPECT_EQ(verdict_of(&b, 9), 0);
	EXPECT_EQ(verdict_of(&b, 10), HNI_OP_DROP);
	EXPECT_EQ(verdict_of(&b, 20), HNI_OP_DROP);
	EXPECT_EQ(verdict_of(&b, 21), 0);
	bench_del(&b, rule);
	EXPECT_STREQ(bench_writes(&b), "fsar");
	bench_fini(&b);
}

static void equal_ranges_share_a_row(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = one;
	struct hof_rule *a, *c;
	struct bench b;

	bench_init(&b, &bench_caps);
	two.prio = 2;
	two.range[0].is_source = true;
	a = bench_add(&b, &one, NULL);
	c = bench_add(&b, &two, NULL);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_RANGES), 2);
	bench_del(&b, c);
	two.range[0].is_source = false;
	c = bench_add(&b, &two, NULL);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_RANGES), 1);
	bench_del(&b, a);
	EXPECT_EQ(verdict_of(&b, 15), HNI_OP_DROP);
	bench_del(&b, c);
	bench_fini(&b);
}

static void both_ports_take_two_bits(void)
{
	struct hof_spec spec = spec_range(10, 20, HNI_OP_DROP);
	struct hof_range got[HOF_SPEC_RANGES];
	struct hof_rule *rule;
	struct hof_match match;
	struct bench b;

	bench_init(&b, &bench_caps);
	spec.nranges = 2;
	spec.range[1] = (struct hof_range){ true, 1, 2 };
	rule = bench_add(&b, &spec, NULL);
	EXPECT_EQ(b.dev.flow[0].mask[HNI_KW_RANGES], 3);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_PORTS, 0x0001000a, NULL), REF_RULE);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_PORTS, 0x0003000a, NULL), REF_MISS);
	EXPECT_EQ(hof_esw_ranges(b.esw, rule, got), 2);
	EXPECT_EQ(got[0].max, 20);
	EXPECT(got[1].is_source && got[1].max == 2);
	hof_esw_match(b.esw, rule, &match);
	EXPECT_EQ(match.mask[HNI_KW_RANGES], 0);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void all_rows_can_be_used(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *rule[HNI_RANGE_MAX_ROWS];
	struct hof_spec spec;
	struct bench b;
	u16 i;

	caps.ranges = HNI_RANGE_MAX_ROWS;
	caps.masks = 200;
	caps.flow_rows = 200;
	caps.slots = 100;
	bench_init(&b, &caps);
	for (i = 0; i < HNI_RANGE_MAX_ROWS; i++) {
		spec = spec_range(i * 10, i * 10 + 5, HNI_OP_DROP);
		rule[i] = bench_add(&b, &spec, NULL);
	}
	for (i = 0; i < HNI_RANGE_MAX_ROWS; i++) {
		EXPECT_EQ(verdict_of(&b, i * 10 + 5), HNI_OP_DROP);
		EXPECT_EQ(verdict_of(&b, i * 10 + 6), 0);
	}
	for (i = 0; i < HNI_RANGE_MAX_ROWS; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

/* the filter that came first counts, not the newest */
static void oldest_range_wins(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(15, 30, HNI_OP_PASS);
	struct hof_rule *a, *c;
	struct bench b;

	bench_init(&b, &bench_caps);
	a = bench_add(&b, &one, NULL);
	c = bench_add(&b, &two, NULL);
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_DROP);
	EXPECT_EQ(verdict_of(&b, 25), HNI_OP_PASS);
	bench_del(&b, a);
	a = bench_add(&b, &one, NULL);
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_PASS);
	bench_del(&b, a);
	bench_del(&b, c);
	bench_fini(&b);
}

/* masks: range, other, range again; the second range is before the other */
static void ranges_are_one_mask_to_tc(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(30, 40, HNI_OP_PASS);
	struct hof_spec other = bench_spec(HNI_KW_PORTS, 35, 0xffff);
	struct hof_rule *rule[3];
	struct bench b;
	u32 i;

	bench_init(&b, &bench_caps);
	other.ops[0].code = HNI_OP_TRAP;
	rule[0] = bench_add(&b, &one, NULL);
	rule[1] = bench_add(&b, &other, NULL);
	EXPECT_EQ(verdict_of(&b, 35), HNI_OP_TRAP);
	rule[2] = bench_add(&b, &two, NULL);
	EXPECT_EQ(verdict_of(&b, 35), HNI_OP_PASS);
	for (i = 0; i < 3; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

/* a mask with a range and one without differ, whatever else they have */
static void mask_without_range_is_another(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = one;
	struct hof_rule *a, *c;
	struct bench b;

	bench_init(&b, &bench_caps);
	two.nranges = 0;
	two.ops[0].code = HNI_OP_PASS;
	a = bench_add(&b, &two, NULL);
	c = bench_add(&b, &one, NULL);
	EXPECT_EQ(verdict_of(&b, 15), HNI_OP_PASS);
	EXPECT(hof_esw_order(b.esw, a) < hof_esw_order(b.esw, c));
	bench_del(&b, a);
	bench_del(&b, c);
	bench_fini(&b);
}

/* two filters of a range, the older one goes: the range's place is the other's */
static void range_moves_behind_with_its_oldest_filter(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(15, 30, HNI_OP_PASS);
	struct hof_rule *oldest, *middle, *newest;
	struct bench b;

	bench_init(&b, &bench_caps);
	one.match.mask[HNI_KW_IP] = 1;
	two.match.mask[HNI_KW_IP] = 1;
	one.match.value[HNI_KW_IP] = 1;
	oldest = bench_add(&b, &one, NULL);
	middle = bench_add(&b, &two, NULL);
	one.match.value[HNI_KW_IP] = 0;
	newest = bench_add(&b, &one, NULL);
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_DROP);
	bench_del(&b, oldest);
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_PASS);
	bench_del(&b, middle);
	bench_del(&b, newest);
	bench_fini(&b);
}

static void ranges_apart_are_not_moved(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(21, 30, HNI_OP_PASS);
	struct hof_rule *oldest, *middle, *newest;
	struct bench b;

	bench_init(&b, &bench_caps);
	one.match.mask[HNI_KW_IP] = 1;
	two.match.mask[HNI_KW_IP] = 1;
	one.match.value[HNI_KW_IP] = 1;
	oldest = bench_add(&b, &one, NULL);
	middle = bench_add(&b, &two, NULL);
	one.match.value[HNI_KW_IP] = 0;
	newest = bench_add(&b, &one, NULL);
	bench_writes(&b);
	bench_del(&b, oldest);
	EXPECT_STREQ(bench_writes(&b), "f");
	bench_del(&b, middle);
	bench_del(&b, newest);
	bench_fini(&b);
}

/* tc puts the new filter into the old one's place in its list */
static void replaced_filter_keeps_its_place(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(15, 30, HNI_OP_PASS);
	struct hof_rule *old, *other, *new;
	struct bench b;

	bench_init(&b, &bench_caps);
	old = bench_add(&b, &one, NULL);
	other = bench_add(&b, &two, NULL);
	one.ops[0].code = HNI_OP_TRAP;
	new = bench_add(&b, &one, NULL);
	bench_del(&b, old);
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_TRAP);
	bench_del(&b, other);
	bench_del(&b, new);
	bench_fini(&b);
}

/* r1, r2, r1 come and are replayed newest first */
static void replay_restores_the_order_of_ranges(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(15, 30, HNI_OP_PASS);
	struct hof_spec other = bench_spec(HNI_KW_PORTS, 17, 0xffff);
	struct hof_rule *rule[4];
	struct bench b;
	u32 i;

	bench_init(&b, &bench_caps);
	one.flags = HOF_SPEC_REPLAY;
	two.flags = HOF_SPEC_REPLAY;
	other.flags = HOF_SPEC_REPLAY;
	one.match.mask[HNI_KW_IP] = 1;
	two.match.mask[HNI_KW_IP] = 1;
	rule[0] = bench_add(&b, &one, NULL);
	rule[1] = bench_add(&b, &two, NULL);
	rule[2] = bench_add(&b, &other, NULL);
	one.match.value[HNI_KW_IP] = 1;
	rule[3] = bench_add(&b, &one, NULL);
	hof_esw_settle(b.esw, 1);
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_DROP);
	EXPECT(hof_esw_order(b.esw, rule[0]) < hof_esw_order(b.esw, rule[1]));
	EXPECT(hof_esw_order(b.esw, rule[1]) < hof_esw_order(b.esw, rule[2]));
	bench_writes(&b);
	hof_esw_settle(b.esw, 1);
	EXPECT_STREQ(bench_writes(&b), "");
	for (i = 0; i < 4; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

static void full_rows_are_named(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(15, 30, HNI_OP_PASS);
	struct hof_rule *a, *more;
	struct hof_why why;
	struct bench b;
	void *copy;

	caps.ranges = 1;
	bench_init(&b, &caps);
	a = bench_add(&b, &one, NULL);
	more = bench_see(&b, &two);
	copy = malloc(b.size);
	memcpy(copy, b.esw, b.size);
	EXPECT_EQ(hof_esw_add(b.esw, more, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_RANGES);
	EXPECT_EQ(why.limit, 1);
	EXPECT_MEMEQ(copy, b.esw, b.size);
	free(copy);
	bench_del(&b, more);
	bench_del(&b, a);
	bench_fini(&b);
}

/* software has the filter: its shadow covers every port, behind older ranges */
static void shadow_without_range_covers_every_port(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(15, 30, HNI_OP_PASS);
	struct hof_range got[HOF_SPEC_RANGES];
	struct hof_rule *a, *wide, *late;
	struct bench b;

	caps.ranges = 1;
	bench_init(&b, &caps);
	a = bench_add(&b, &one, NULL);
	wide = bench_shadow(&b, &two);
	EXPECT_EQ(hof_esw_ranges(b.esw, wide, got), 0);
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_DROP);
	EXPECT_EQ(verdict_of(&b, 99), HNI_OP_SOFTWARE);
	bench_del(&b, a);
	late = bench_add(&b, &two, NULL);
	EXPECT(hof_rule_in_hw(late));
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_SOFTWARE);
	bench_del(&b, wide);
	EXPECT_EQ(verdict_of(&b, 17), HNI_OP_PASS);
	bench_del(&b, late);
	bench_fini(&b);
}

static void ranges_of_one_mask_fill_the_order(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *rule[61], *front, *back;
	struct hof_spec spec, plain;
	struct bench b;
	u16 i;

	caps.rank_bits = 7;
	caps.ranges = 64;
	caps.masks = 200;
	caps.tcam_rows = 200;
	bench_init(&b, &caps);
	spec = spec_range(0, 100, HNI_OP_DROP);
	rule[0] = bench_add(&b, &spec, NULL);
	plain = bench_spec(HNI_KW_PORTS, 50, 0xffff);
	back = bench_add(&b, &plain, NULL);
	plain.flags = HOF_SPEC_REPLAY;
	plain.match.mask[HNI_KW_PORTS] = 0xff;
	front = bench_add(&b, &plain, NULL);
	hof_esw_settle(b.esw, 1);
	for (i = 1; i < 61; i++) {
		spec = spec_range(i, 100, HNI_OP_DROP);
		rule[i] = bench_add(&b, &spec, NULL);
		EXPECT(hof_esw_order(b.esw, rule[i - 1]) <
		       hof_esw_order(b.esw, rule[i]));
		EXPECT(hof_esw_order(b.esw, rule[i]) <
		       hof_esw_order(b.esw, back));
	}
	EXPECT(hof_esw_order(b.esw, front) < hof_esw_order(b.esw, rule[0]));
	for (i = 0; i < 61; i++)
		bench_del(&b, rule[i]);
	bench_del(&b, front);
	bench_del(&b, back);
	bench_fini(&b);
}

/* no rule has a row: the catch-all stands behind the first range, T or R */
static void catch_all_stays_behind_the_first_range(void)
{
	struct hof_spec one = spec_range(10, 20, HNI_OP_DROP);
	struct hof_spec two = spec_range(15, 30, HNI_OP_PASS);
	struct hof_spec other = bench_spec(HNI_KW_IP, 1, 1);
	struct hof_rule *row, *oldest, *middle, *newest;
	struct hof_esw_caps caps = bench_caps;
	struct bench b;

	caps.flow_rows = 2;
	caps.tcam_rows = 0;
	bench_init(&b, &caps);
	other.prio = 9;
	row = bench_add(&b, &other, NULL);
	one.match.mask[HNI_KW_IP] = 1;
	two.match.mask[HNI_KW_IP] = 1;
	oldest = bench_shadow(&b, &one);
	middle = bench_shadow(&b, &two);
	one.match.value[HNI_KW_IP] = 1;
	newest = bench_shadow(&b, &one);
	EXPECT(dev_row_find(&b.dev, hof_esw_order(b.esw, newest) + 1));
	bench_del(&b, oldest);
	EXPECT(hof_esw_order(b.esw, middle) < hof_esw_order(b.esw, newest));
	EXPECT(dev_row_find(&b.dev, hof_esw_order(b.esw, middle) + 1));
	bench_del(&b, middle);
	EXPECT(dev_row_find(&b.dev, hof_esw_order(b.esw, newest) + 1));
	bench_del(&b, newest);
	bench_del(&b, row);
	bench_fini(&b);
}

static void ranges_are_written_again(void)
{
	struct hof_spec spec = spec_range(10, 20, HNI_OP_DROP);
	struct hof_rule *rule;
	struct dev first;
	struct bench b;

	bench_init(&b, &bench_caps);
	rule = bench_add(&b, &spec, NULL);
	first = b.dev;
	dev_init(&b.dev, &bench_caps);
	bench_writes(&b);
	hof_esw_emit_all(b.esw);
	EXPECT_STREQ(bench_writes(&b), "RSAF");
	EXPECT_EQ(verdict_of(&b, 15), HNI_OP_DROP);
	dev_fini(&first);
	bench_del(&b, rule);
	bench_fini(&b);
}

static const struct ktap_case cases[] = {
	{ "range.comes_first_and_goes_last", range_comes_first_and_goes_last },
	{ "range.equal_ones_share_a_row", equal_ranges_share_a_row },
	{ "range.both_ports_take_two_bits", both_ports_take_two_bits },
	{ "range.all_rows_can_be_used", all_rows_can_be_used },
	{ "range.oldest_wins", oldest_range_wins },
	{ "range.all_are_one_mask_to_tc", ranges_are_one_mask_to_tc },
	{ "range.mask_without_range_is_another",
	  mask_without_range_is_another },
	{ "range.moves_behind_with_its_oldest_filter",
	  range_moves_behind_with_its_oldest_filter },
	{ "range.those_apart_are_not_moved", ranges_apart_are_not_moved },
	{ "range.replaced_filter_keeps_its_place",
	  replaced_filter_keeps_its_place },
	{ "range.replay_restores_the_order",
	  replay_restores_the_order_of_ranges },
	{ "range.full_rows_are_named", full_rows_are_named },
	{ "range.shadow_without_range_covers_every_port",
	  shadow_without_range_covers_every_port },
	{ "range.one_mask_can_fill_the_order",
	  ranges_of_one_mask_fill_the_order },
	{ "range.catch_all_stays_behind_the_first",
	  catch_all_stays_behind_the_first_range },
	{ "range.rows_are_written_again", ranges_are_written_again },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
