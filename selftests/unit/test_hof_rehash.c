// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the way out of the TCAM: batches of copies, their end and
 * what happens when something fails or changes in between.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Links: selftests/unit/hof_dev.c selftests/unit/hof_bench.c
 * Cflags: -fno-strict-aliasing
 */
#include <stdlib.h>

#include "hof_bench.h"
#include "ktap.h"

#define RULES			5

/* an engine whose only slot but one is taken away and given back */
struct crowd {
	struct bench b;
	struct hof_rule *owner;		/* of the slot, until crowd_free() */
	struct hof_rule *rule[RULES];	/* in the TCAM, one mask */
};

static struct hof_spec spec_owner(void)
{
	return bench_spec(HNI_KW_PROTO, 1, 1);
}

static struct hof_spec spec_crowd(u32 value)
{
	struct hof_spec spec = bench_spec(HNI_KW_IP, value, 0xff);

	spec.flags = HOF_SPEC_COUNT;
	return spec;
}

static void crowd_init(struct crowd *c, const struct hof_esw_caps *base)
{
	struct hof_spec spec = spec_owner();
	struct hof_esw_caps caps = *base;
	u32 i;

	caps.slots = 2;
	bench_init(&c->b, &caps);
	c->owner = bench_add(&c->b, &spec, NULL);
	for (i = 0; i < RULES; i++) {
		spec = spec_crowd(i);
		c->rule[i] = bench_add(&c->b, &spec, NULL);
	}
}

static void crowd_free(struct crowd *c)
{
	bench_del(&c->b, c->owner);
	bench_writes(&c->b);
}

static void crowd_fini(struct crowd *c)
{
	u32 i;

	for (i = 0; i < RULES; i++)
		bench_del(&c->b, c->rule[i]);
	bench_fini(&c->b);
}

static enum hof_where_store store_of(struct crowd *c,
				     const struct hof_rule *rule)
{
	struct hof_where where;

	hof_esw_where(c->b.esw, rule, &where);
	return where.store;
}

static void free_slot_lets_rows_move(void)
{
	struct ref_verdict before, after;
	struct crowd c;

	crowd_init(&c, &bench_caps);
	EXPECT(!hof_esw_rehash_want(c.b.esw));
	EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, 9), 0);
	crowd_free(&c);
	EXPECT(hof_esw_rehash_want(c.b.esw));
	bench_lookup(&c.b, HNI_KW_IP, 1, &before);
	EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, 2), 2);
	EXPECT_STREQ(bench_writes(&c.b), "SFF");
	EXPECT_EQ(store_of(&c, c.rule[1]), HOF_WHERE_TCAM);
	EXPECT_EQ(hof_esw_rehash_commit(c.b.esw), 2);
	EXPECT_STREQ(bench_writes(&c.b), "tt");
	EXPECT_EQ(store_of(&c, c.rule[1]), HOF_WHERE_FLOW);
	EXPECT_EQ(store_of(&c, c.rule[2]), HOF_WHERE_TCAM);
	bench_lookup(&c.b, HNI_KW_IP, 1, &after);
	EXPECT_MEMEQ(&before, &after, sizeof(before));
	crowd_fini(&c);
}

static void all_rows_move_in_the_end(void)
{
	struct crowd c;
	u32 i;

	crowd_init(&c, &bench_caps);
	crowd_free(&c);
	while (hof_esw_rehash_want(c.b.esw)) {
		EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, 1), 1);
		hof_esw_rehash_commit(c.b.esw);
	}
	EXPECT_EQ(hof_esw_occupancy(c.b.esw, HOF_RES_TCAM_ROWS), 0);
	EXPECT_EQ(hof_esw_occupancy(c.b.esw, HOF_RES_FLOW_ROWS), RULES);
	for (i = 0; i < RULES; i++)
		EXPECT_EQ(bench_lookup(&c.b, HNI_KW_IP, i, NULL), REF_RULE);
	EXPECT_EQ(hof_esw_rehash_commit(c.b.esw), 0);
	crowd_fini(&c);
}

/* rows of the device that are valid, in one piece */
static size_t image_take(const struct dev *dev, struct dev_row *image)
{
	size_t at = 0;
	u32 i;

	for (i = 0; i < dev->caps.flow_rows; i++, at++)
		if (dev->flow[i].valid)
			image[at] = dev->flow[i];
	for (i = 0; i < dev->caps.tcam_rows; i++, at++)
		if (dev->tcam[i].valid)
			image[at] = dev->tcam[i];
	return at * sizeof(*image);
}

/* the device dies behind each number of copies in turn: all is as before */
static void failure_at_each_point_is_undone(void)
{
	struct dev_row *before = calloc(200, sizeof(*before));
	struct dev_row *after = calloc(200, sizeof(*after));
	struct crowd c;
	size_t size;
	void *copy;
	u32 i;

	crowd_init(&c, &bench_caps);
	crowd_free(&c);
	copy = malloc(c.b.size);
	memcpy(copy, c.b.esw, c.b.size);
	size = image_take(&c.b.dev, before);
	for (i = 1; i <= RULES; i++) {
		EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, i), i);
		EXPECT(memcmp(copy, c.b.esw, c.b.size));
		hof_esw_rehash_abort(c.b.esw);
		EXPECT_MEMEQ(copy, c.b.esw, c.b.size);
		memset(after, 0, size);
		image_take(&c.b.dev, after);
		EXPECT_MEMEQ(before, after, size);
	}
	EXPECT_EQ(dev_rows(&c.b.dev), RULES + 1);
	free(copy);
	free(before);
	free(after);
	crowd_fini(&c);
}

/* the same with rows and slots that were in use before */
static void used_rows_are_given_back_as_they_were(void)
{
	struct hof_spec spec = spec_owner();
	struct hof_rule *more[3];
	struct crowd c;
	void *copy;
	u32 i;

	crowd_init(&c, &bench_caps);
	for (i = 0; i < 3; i++) {
		spec.prio = (u16)(2 + i);
		more[i] = bench_add(&c.b, &spec, NULL);
	}
	for (i = 0; i < 3; i++)
		bench_del(&c.b, more[i]);
	crowd_free(&c);
	copy = malloc(c.b.size);
	memcpy(copy, c.b.esw, c.b.size);
	EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, 9), RULES);
	hof_esw_rehash_abort(c.b.esw);
	EXPECT_MEMEQ(copy, c.b.esw, c.b.size);
	free(copy);
	crowd_fini(&c);
}

/* rows are in the TCAM for want of FLOW rows; a slot was never needed */
static void slot_is_given_back_unused(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *owner[6], *rule;
	struct hof_spec spec;
	struct bench b;
	void *copy;
	u32 i;

	caps.flow_rows = 7;
	bench_init(&b, &caps);
	for (i = 0; i < 6; i++) {
		spec = bench_spec(HNI_KW_PROTO, i, 0xff);
		owner[i] = bench_add(&b, &spec, NULL);
	}
	spec = spec_crowd(1);
	rule = bench_add(&b, &spec, NULL);
	EXPECT(!hof_esw_rehash_want(b.esw));
	for (i = 0; i < 4; i++)
		bench_del(&b, owner[i]);
	copy = malloc(b.size);
	memcpy(copy, b.esw, b.size);
	EXPECT_EQ(hof_esw_rehash_begin(b.esw, 9), 1);
	hof_esw_rehash_abort(b.esw);
	EXPECT_MEMEQ(copy, b.esw, b.size);
	free(copy);
	bench_del(&b, owner[4]);
	bench_del(&b, owner[5]);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void stack_moves_as_a_whole(void)
{
	struct hof_spec spec = spec_crowd(0);
	struct ref_verdict verdict;
	struct hof_rule *top;
	struct crowd c;

	crowd_init(&c, &bench_caps);
	spec.ops[0].code = HNI_OP_TRAP;
	top = bench_add(&c.b, &spec, NULL);
	crowd_free(&c);
	EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, 9), RULES);
	hof_esw_rehash_commit(c.b.esw);
	EXPECT_EQ(top->row, c.rule[0]->row);
	EXPECT_EQ(store_of(&c, top), HOF_WHERE_FLOW);
	bench_lookup(&c.b, HNI_KW_IP, 0, &verdict);
	EXPECT_EQ(verdict.ops[0].code, HNI_OP_TRAP);
	bench_del(&c.b, top);
	bench_lookup(&c.b, HNI_KW_IP, 0, &verdict);
	EXPECT_EQ(verdict.gen, c.rule[0]->gen);
	crowd_fini(&c);
}

static void row_that_changes_loses_its_copy_first(void)
{
	struct hof_spec spec = spec_crowd(1);
	struct hof_rule *top;
	struct crowd c;

	crowd_init(&c, &bench_caps);
	crowd_free(&c);
	hof_esw_rehash_begin(c.b.esw, 9);
	bench_writes(&c.b);
	top = bench_add(&c.b, &spec, NULL);
	EXPECT_STREQ(bench_writes(&c.b), "fT");
	bench_del(&c.b, c.rule[2]);
	EXPECT_STREQ(bench_writes(&c.b), "ft");
	EXPECT_EQ(hof_esw_rehash_commit(c.b.esw), RULES - 2);
	EXPECT_EQ(store_of(&c, top), HOF_WHERE_TCAM);
	EXPECT(hof_esw_rehash_want(c.b.esw));
	bench_del(&c.b, top);
	spec = spec_crowd(2);
	c.rule[2] = bench_add(&c.b, &spec, NULL);
	crowd_fini(&c);
}

static void last_copy_of_a_mask_takes_its_slot_along(void)
{
	struct crowd c;
	u32 i;

	crowd_init(&c, &bench_caps);
	crowd_free(&c);
	hof_esw_rehash_begin(c.b.esw, 1);
	bench_writes(&c.b);
	bench_del(&c.b, c.rule[0]);
	EXPECT_STREQ(bench_writes(&c.b), "fst");
	for (i = 1; i < RULES; i++)
		bench_del(&c.b, c.rule[i]);
	bench_fini(&c.b);
}

static void wide_rows_stay(void)
{
	struct hof_spec spec = spec_crowd(1);
	struct hof_rule *rule;
	struct bench b;
	u32 i;

	bench_init(&b, &bench_caps);
	for (i = 0; i <= HNI_SLOT_MAX_WORDS; i++)
		spec.match.mask[i] |= 1;
	rule = bench_add(&b, &spec, NULL);
	EXPECT(!hof_esw_rehash_want(b.esw));
	EXPECT_EQ(hof_esw_rehash_begin(b.esw, 9), 0);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void some_flow_rows_are_left(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct crowd c;

	caps.flow_rows = 5;
	crowd_init(&c, &caps);
	crowd_free(&c);
	EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, 9), 3);
	EXPECT(!hof_esw_rehash_want(c.b.esw));
	hof_esw_rehash_commit(c.b.esw);
	EXPECT(!hof_esw_rehash_want(c.b.esw));
	crowd_fini(&c);
}

static void mask_with_most_rows_gets_the_slot(void)
{
	struct hof_spec spec = bench_spec(HNI_KW_SRC_V4, 1, 1);
	struct hof_rule *lone;
	struct crowd c;

	crowd_init(&c, &bench_caps);
	bench_del(&c.b, c.rule[0]);
	lone = bench_add(&c.b, &spec, NULL);
	crowd_free(&c);
	EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, 9), RULES - 1);
	hof_esw_rehash_commit(c.b.esw);
	EXPECT_EQ(store_of(&c, lone), HOF_WHERE_TCAM);
	EXPECT(!hof_esw_rehash_want(c.b.esw));
	bench_del(&c.b, lone);
	spec = spec_crowd(0);
	c.rule[0] = bench_add(&c.b, &spec, NULL);
	crowd_fini(&c);
}

/* copies hold rows for a moment: a rule that needs one ends the batch */
static void rule_without_room_ends_the_batch(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_spec spec;
	struct hof_rule *more[3];
	struct crowd c;
	u32 i;

	caps.flow_rows = 8;
	caps.tcam_rows = RULES;
	crowd_init(&c, &caps);
	crowd_free(&c);
	EXPECT_EQ(hof_esw_rehash_begin(c.b.esw, 9), RULES);
	for (i = 0; i < 3; i++) {
		spec = spec_crowd(100 + i);
		more[i] = bench_add(&c.b, &spec, NULL);
		EXPECT(more[i] && hof_rule_in_hw(more[i]));
	}
	EXPECT_EQ(hof_esw_rehash_commit(c.b.esw), 0);
	for (i = 0; i < 3; i++)
		bench_del(&c.b, more[i]);
	crowd_fini(&c);
}

static void batch_has_a_limit(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *rule[HOF_REHASH_MOST + 6], *owner;
	struct hof_spec spec = spec_owner();
	struct bench b;
	u32 i;

	caps.slots = 2;
	caps.tcam_rows = 100;
	caps.flow_rows = 200;
	bench_init(&b, &caps);
	owner = bench_add(&b, &spec, NULL);
	for (i = 0; i < ARRAY_SIZE(rule); i++) {
		spec = bench_spec(HNI_KW_IP, i, 0xff);
		rule[i] = bench_add(&b, &spec, NULL);
	}
	bench_del(&b, owner);
	EXPECT_EQ(hof_esw_rehash_begin(b.esw, ~0U), HOF_REHASH_MOST);
	EXPECT_EQ(hof_esw_rehash_begin(b.esw, ~0U), HOF_REHASH_MOST);
	EXPECT_EQ(hof_esw_rehash_commit(b.esw), HOF_REHASH_MOST);
	EXPECT_EQ(hof_esw_rehash_begin(b.esw, ~0U), 6);
	hof_esw_rehash_abort(b.esw);
	for (i = 0; i < ARRAY_SIZE(rule); i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

static void recovery_writes_copies_too(void)
{
	struct dev first;
	struct crowd c;

	crowd_init(&c, &bench_caps);
	crowd_free(&c);
	hof_esw_rehash_begin(c.b.esw, 2);
	first = c.b.dev;
	dev_init(&c.b.dev, &first.caps);
	bench_writes(&c.b);
	hof_esw_emit_all(c.b.esw);
	EXPECT_STREQ(bench_writes(&c.b), "SATTTTTFF");
	EXPECT_EQ(dev_rows(&c.b.dev), dev_rows(&first));
	dev_fini(&first);
	EXPECT_EQ(hof_esw_rehash_commit(c.b.esw), 2);
	crowd_fini(&c);
}

static const struct ktap_case cases[] = {
	{ "rehash.free_slot_lets_rows_move", free_slot_lets_rows_move },
	{ "rehash.all_rows_move_in_the_end", all_rows_move_in_the_end },
	{ "rehash.failure_at_each_point_is_undone",
	  failure_at_each_point_is_undone },
	{ "rehash.used_rows_are_given_back_as_they_were",
	  used_rows_are_given_back_as_they_were },
	{ "rehash.slot_is_given_back_unused", slot_is_given_back_unused },
	{ "rehash.stack_moves_as_a_whole", stack_moves_as_a_whole },
	{ "rehash.row_that_changes_loses_its_copy_first",
	  row_that_changes_loses_its_copy_first },
	{ "rehash.last_copy_of_a_mask_takes_its_slot_along",
	  last_copy_of_a_mask_takes_its_slot_along },
	{ "rehash.wide_rows_stay", wide_rows_stay },
	{ "rehash.some_flow_rows_are_left", some_flow_rows_are_left },
	{ "rehash.mask_with_most_rows_gets_the_slot",
	  mask_with_most_rows_gets_the_slot },
	{ "rehash.rule_without_room_ends_the_batch",
	  rule_without_room_ends_the_batch },
	{ "rehash.batch_has_a_limit", batch_has_a_limit },
	{ "rehash.recovery_writes_copies_too", recovery_writes_copies_too },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
