// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of what the engine tells about a rule.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Links: selftests/unit/hof_dev.c selftests/unit/hof_bench.c
 * Cflags: -fno-strict-aliasing
 */
#include "hof_bench.h"
#include "ktap.h"

static void rule_is_on_its_flow_row(void)
{
	struct hof_spec spec = bench_spec(HNI_KW_IP, 1, 0xff);
	const struct dev_row *row;
	struct hof_where where;
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	rule = bench_add(&b, &spec, NULL);
	hof_esw_where(b.esw, rule, &where);
	row = dev_row_find(&b.dev, where.order);
	EXPECT_EQ(where.store, HOF_WHERE_FLOW);
	EXPECT(row == &b.dev.flow[where.row]);
	EXPECT_EQ(where.slot, row->slot);
	EXPECT_EQ(where.table, 1);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void rule_is_on_its_tcam_row(void)
{
	struct hof_spec spec = bench_spec(HNI_KW_IP, 1, 0xff);
	struct hof_esw_caps caps = bench_caps;
	struct hof_where where;
	struct hof_rule *rule;
	struct bench b;

	caps.slots = 1;
	bench_init(&b, &caps);
	rule = bench_add(&b, &spec, NULL);
	hof_esw_where(b.esw, rule, &where);
	EXPECT_EQ(where.store, HOF_WHERE_TCAM);
	EXPECT_EQ(where.slot, 0);
	EXPECT(b.dev.tcam[where.row].valid);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void rule_without_a_row_is_on_the_catch_all(void)
{
	struct hof_spec spec = bench_spec(HNI_KW_IP, 1, 0xff);
	struct hof_esw_caps caps = bench_caps;
	struct hof_where where;
	struct hof_rule *rule;
	struct bench b;

	caps.slots = 1;
	caps.tcam_rows = 0;
	bench_init(&b, &caps);
	rule = bench_see(&b, &spec);
	hof_esw_where(b.esw, rule, &where);
	EXPECT_EQ(where.store, HOF_WHERE_NONE);
	hof_esw_shadow(b.esw, rule);
	hof_esw_where(b.esw, rule, &where);
	EXPECT_EQ(where.store, HOF_WHERE_CATCH_ALL);
	EXPECT(b.dev.flow[where.row].valid);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void match_comes_back(void)
{
	struct hof_spec spec = bench_spec(HNI_KW_IP, 0x11000000, 0xff000000);
	struct hof_match match;
	struct hof_rule *rule;
	struct bench b;

	/* bits outside the mask are not part of the match */
	spec.match.value[HNI_KW_IP] |= 1;
	bench_init(&b, &bench_caps);
	rule = bench_add(&b, &spec, NULL);
	hof_esw_match(b.esw, rule, &match);
	spec.match.value[HNI_KW_IP] &= ~1U;
	EXPECT_MEMEQ(&match, &spec.match, sizeof(match));
	bench_del(&b, rule);
	bench_fini(&b);
}

static const struct ktap_case cases[] = {
	{ "show.rule_is_on_its_flow_row", rule_is_on_its_flow_row },
	{ "show.rule_is_on_its_tcam_row", rule_is_on_its_tcam_row },
	{ "show.rule_without_a_row_is_on_the_catch_all",
	  rule_without_a_row_is_on_the_catch_all },
	{ "show.match_comes_back", match_comes_back },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
