// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the order of masks: first seen first, replayed in front.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Links: selftests/unit/hof_dev.c selftests/unit/hof_bench.c
 * Cflags: -fno-strict-aliasing
 */
#include <stdlib.h>

#include "hof_bench.h"
#include "ktap.h"

/* a filter with a mask of its own; each of the masks covers the value 0 */
static struct hof_spec spec_mask(u32 mask, u32 flags)
{
	struct hof_spec spec = bench_spec(HNI_KW_IP, 0, mask);

	spec.flags = flags;
	spec.ops[0].code = (u8)(HNI_OP_DROP + mask % 3);
	return spec;
}

static u32 rank_of(const struct bench *b, const struct hof_rule *rule)
{
	return hof_esw_order(b->esw, rule) & HNI_ROW_ORDER_RANK;
}

static void first_mask_is_in_the_middle(void)
{
	struct hof_spec spec = spec_mask(1, 0);
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	spec.prio = 0xfffe;
	rule = bench_add(&b, &spec, NULL);
	EXPECT_EQ(hof_esw_order(b.esw, rule), 0xfffe8000);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void later_masks_rank_behind(void)
{
	struct hof_spec one = spec_mask(1, 0), two = spec_mask(2, 0);
	struct hof_rule *a, *b_rule, *again;
	struct bench b;

	bench_init(&b, &bench_caps);
	a = bench_add(&b, &one, NULL);
	b_rule = bench_add(&b, &two, NULL);
	one.match.value[HNI_KW_IP] = 1;
	again = bench_add(&b, &one, NULL);
	EXPECT(rank_of(&b, a) < rank_of(&b, b_rule));
	EXPECT_EQ(rank_of(&b, again), rank_of(&b, a));
	bench_del(&b, a);
	EXPECT(rank_of(&b, again) < rank_of(&b, b_rule));
	bench_del(&b, again);
	bench_del(&b, b_rule);
	bench_fini(&b);
}

static void refused_filter_gives_its_mask_a_rank(void)
{
	struct hof_spec one = spec_mask(1, 0), two = spec_mask(2, 0);
	struct hof_rule *refused, *a, *c;
	struct bench b;

	bench_init(&b, &bench_caps);
	refused = bench_see(&b, &one);
	a = bench_add(&b, &two, NULL);
	c = bench_add(&b, &one, NULL);
	EXPECT(rank_of(&b, c) < rank_of(&b, a));
	EXPECT_STREQ(bench_writes(&b), "ASFASF");
	bench_del(&b, refused);
	bench_del(&b, a);
	bench_del(&b, c);
	bench_fini(&b);
}

static void mask_without_filters_loses_its_rank(void)
{
	struct hof_spec one = spec_mask(1, 0), two = spec_mask(2, 0);
	struct hof_rule *a, *c;
	struct bench b;

	bench_init(&b, &bench_caps);
	a = bench_add(&b, &one, NULL);
	c = bench_add(&b, &two, NULL);
	bench_del(&b, a);
	a = bench_add(&b, &one, NULL);
	EXPECT(rank_of(&b, c) < rank_of(&b, a));
	bench_del(&b, a);
	bench_del(&b, c);
	bench_fini(&b);
}

static void replayed_masks_rank_in_front(void)
{
	struct hof_spec spec;
	struct hof_rule *rule[4];
	struct bench b;
	u32 i;

	bench_init(&b, &bench_caps);
	for (i = 0; i < 4; i++) {
		spec = spec_mask(1U << i, HOF_SPEC_REPLAY);
		rule[i] = bench_add(&b, &spec, NULL);
	}
	for (i = 1; i < 4; i++)
		EXPECT(rank_of(&b, rule[i]) < rank_of(&b, rule[i - 1]));
	for (i = 0; i < 4; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

/* M1 M2 M1 come, are replayed M1 M2 M1: the oldest decides, M1 is in front */
static void mask_replayed_again_moves_to_the_front(void)
{
	struct hof_spec one = spec_mask(1, HOF_SPEC_REPLAY);
	struct hof_spec two = spec_mask(2, HOF_SPEC_REPLAY);
	struct hof_rule *newest, *middle, *oldest;
	struct ref_verdict verdict;
	struct bench b;

	bench_init(&b, &bench_caps);
	newest = bench_add(&b, &one, NULL);
	middle = bench_add(&b, &two, NULL);
	bench_lookup(&b, HNI_KW_IP, 0, &verdict);
	EXPECT_EQ(verdict.ops[0].code, two.ops[0].code);
	bench_writes(&b);
	one.match.value[HNI_KW_IP] = 1;
	oldest = bench_see(&b, &one);
	EXPECT_STREQ(bench_writes(&b), "");
	hof_esw_settle(b.esw, 1);
	EXPECT_STREQ(bench_writes(&b), "F");
	EXPECT(rank_of(&b, newest) < rank_of(&b, middle));
	bench_lookup(&b, HNI_KW_IP, 0, &verdict);
	EXPECT_EQ(verdict.ops[0].code, one.ops[0].code);
	bench_del(&b, newest);
	bench_del(&b, middle);
	bench_del(&b, oldest);
	bench_fini(&b);
}

/* two masks in turns: what is replayed last is first, each row moves once */
static void mixed_replay_writes_each_row_once(void)
{
	struct hof_rule *rule[20];
	struct hof_spec spec;
	struct bench b;
	u32 i;

	bench_init(&b, &bench_caps);
	for (i = 0; i < 20; i++) {
		spec = spec_mask(0x10U << i % 2, HOF_SPEC_REPLAY);
		spec.match.value[HNI_KW_IP] = i << 8;
		spec.match.mask[HNI_KW_IP] |= 0xff00;
		rule[i] = bench_add(&b, &spec, NULL);
	}
	bench_writes(&b);
	hof_esw_settle(b.esw, 1);
	EXPECT(strlen(bench_writes(&b)) <= 20);
	EXPECT(rank_of(&b, rule[19]) < rank_of(&b, rule[18]));
	hof_esw_settle(b.esw, 1);
	hof_esw_settle(b.esw, 2);
	EXPECT_STREQ(bench_writes(&b), "");
	for (i = 0; i < 20; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

static void settled_order_is_left_alone(void)
{
	struct hof_spec one = spec_mask(1, HOF_SPEC_REPLAY);
	struct hof_spec two = spec_mask(2, HOF_SPEC_REPLAY);
	struct hof_rule *rule[3];
	struct bench b;

	bench_init(&b, &bench_caps);
	rule[0] = bench_add(&b, &one, NULL);
	rule[1] = bench_add(&b, &two, NULL);
	two.match.value[HNI_KW_IP] = 2;
	rule[2] = bench_add(&b, &two, NULL);
	bench_writes(&b);
	hof_esw_settle(b.esw, 1);
	EXPECT_STREQ(bench_writes(&b), "");
	bench_del(&b, rule[0]);
	bench_del(&b, rule[1]);
	bench_del(&b, rule[2]);
	bench_fini(&b);
}

static void priorities_and_tables_rank_alone(void)
{
	struct hof_spec spec = spec_mask(1, 0);
	struct hof_rule *rule[3];
	struct bench b;
	u32 i;

	bench_init(&b, &bench_caps);
	for (i = 0; i < 3; i++) {
		rule[i] = bench_add(&b, &spec, NULL);
		EXPECT_EQ(rank_of(&b, rule[i]), 0x8000);
		spec.prio = 2;
		spec.table = (u16)(1 + i);
	}
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_TABLES), 2);
	for (i = 0; i < 3; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

static void tag_tells_masks_apart(void)
{
	struct hof_spec one = spec_mask(1, 0), two = spec_mask(1, 0);
	struct hof_rule *a, *c;
	struct bench b;

	bench_init(&b, &bench_caps);
	a = bench_add(&b, &one, NULL);
	two.mask_tag = 0x100000000ULL;
	c = bench_shadow(&b, &two);
	EXPECT(rank_of(&b, a) < rank_of(&b, c));
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_MASKS), 1);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_RANKS), 2);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_SLOTS), 1);
	bench_del(&b, a);
	bench_del(&b, c);
	bench_fini(&b);
}

/* what the rules say in order, whatever their numbers are */
static bool order_is(struct bench *b, struct hof_rule **rule, u32 count,
		     bool is_reversed)
{
	u32 i;

	for (i = 1; i < count; i++)
		if ((rank_of(b, rule[i - 1]) < rank_of(b, rule[i])) ==
		    is_reversed)
			return false;
	return true;
}

/* with 8 bits, 127 masks fit: whatever the direction, every one is used */
static void fill(u32 flags, bool has_hole)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *rule[127], *more;
	struct hof_spec spec;
	struct hof_why why;
	struct bench b;
	u32 i;

	caps.rank_bits = 8;
	caps.masks = 200;
	caps.tcam_rows = 200;
	caps.flow_rows = 200;
	bench_init(&b, &caps);
	for (i = 0; i < 127; i++) {
		spec = spec_mask(i + 1, flags);
		rule[i] = bench_add(&b, &spec, NULL);
		if (has_hole && i == 64) {
			bench_del(&b, rule[30]);
			spec = spec_mask(1000, flags);
			rule[30] = bench_add(&b, &spec, NULL);
			bench_del(&b, rule[30]);
			rule[30] = NULL;
		}
	}
	spec = spec_mask(128, flags);
	rule[30] = rule[30] ? rule[30] : bench_add(&b, &spec, NULL);
	if (!has_hole)
		EXPECT(order_is(&b, rule, 127, flags & HOF_SPEC_REPLAY));
	spec = spec_mask(129, flags);
	more = calloc(1, hof_rule_size(&spec));
	EXPECT_EQ(hof_esw_see(b.esw, more, &spec, &why), -ENOSPC);
	free(more);
	EXPECT_EQ(why.reason, HOF_REASON_RANKS);
	EXPECT_EQ(why.limit, 127);
	for (i = 0; i < 127; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

static void all_ranks_can_be_used_backwards(void)
{
	fill(0, false);
}

static void all_ranks_can_be_used_forwards(void)
{
	fill(HOF_SPEC_REPLAY, false);
}

static void holes_are_used_again(void)
{
	fill(0, true);
}

static void renumbering_writes_each_row_once(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *rule[3], *covered;
	struct hof_spec spec;
	struct bench b;
	u32 i;

	caps.rank_bits = 3;
	bench_init(&b, &caps);
	spec = spec_mask(1, 0);
	covered = bench_add(&b, &spec, NULL);
	for (i = 0; i < 2; i++) {
		spec = spec_mask(i + 1, 0);
		rule[i] = bench_add(&b, &spec, NULL);
	}
	bench_writes(&b);
	spec = spec_mask(3, 0);
	rule[2] = bench_see(&b, &spec);
	EXPECT_STREQ(bench_writes(&b), "FF");
	EXPECT_EQ(b.order[0], 0x10000);
	EXPECT_EQ(b.order[1], 0x10002);
	EXPECT(order_is(&b, rule, 3, false));
	for (i = 0; i < 3; i++)
		bench_del(&b, rule[i]);
	bench_del(&b, covered);
	bench_fini(&b);
}

static void order_survives_both_ends(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *front = NULL, *back = NULL, *rule[2];
	struct hof_spec spec;
	struct bench b;
	u32 i;

	caps.rank_bits = 4;
	bench_init(&b, &caps);
	for (i = 0; i < 2; i++) {
		spec = spec_mask(i + 1, 0);
		rule[i] = bench_add(&b, &spec, NULL);
	}
	for (i = 0; i < 40; i++) {
		if (front)
			bench_del(&b, front);
		spec = spec_mask(100 + i, HOF_SPEC_REPLAY);
		front = bench_add(&b, &spec, NULL);
		if (back)
			bench_del(&b, back);
		spec = spec_mask(200 + i, 0);
		back = bench_add(&b, &spec, NULL);
		EXPECT(rank_of(&b, front) < rank_of(&b, rule[0]));
		EXPECT(rank_of(&b, rule[0]) < rank_of(&b, rule[1]));
		EXPECT(rank_of(&b, rule[1]) < rank_of(&b, back));
	}
	bench_del(&b, front);
	bench_del(&b, back);
	bench_del(&b, rule[0]);
	bench_del(&b, rule[1]);
	bench_fini(&b);
}

static const struct ktap_case cases[] = {
	{ "rank.first_mask_is_in_the_middle", first_mask_is_in_the_middle },
	{ "rank.later_masks_rank_behind", later_masks_rank_behind },
	{ "rank.refused_filter_gives_its_mask_a_rank",
	  refused_filter_gives_its_mask_a_rank },
	{ "rank.mask_without_filters_loses_its_rank",
	  mask_without_filters_loses_its_rank },
	{ "rank.replayed_masks_rank_in_front", replayed_masks_rank_in_front },
	{ "rank.mask_replayed_again_moves_to_the_front",
	  mask_replayed_again_moves_to_the_front },
	{ "rank.mixed_replay_writes_each_row_once",
	  mixed_replay_writes_each_row_once },
	{ "rank.settled_order_is_left_alone", settled_order_is_left_alone },
	{ "rank.priorities_and_tables_rank_alone",
	  priorities_and_tables_rank_alone },
	{ "rank.tag_tells_masks_apart", tag_tells_masks_apart },
	{ "rank.all_can_be_used_backwards", all_ranks_can_be_used_backwards },
	{ "rank.all_can_be_used_forwards", all_ranks_can_be_used_forwards },
	{ "rank.holes_are_used_again", holes_are_used_again },
	{ "rank.renumbering_writes_each_row_once",
	  renumbering_writes_each_row_once },
	{ "rank.order_survives_both_ends", order_survives_both_ends },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
