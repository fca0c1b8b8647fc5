// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of where the engine puts rules: rows, stacks, actions,
 * counters, shadows, and what it says when there is no room.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Links: selftests/unit/hof_dev.c selftests/unit/hof_bench.c
 * Cflags: -fno-strict-aliasing
 */
#include <stdlib.h>

#include "hof_bench.h"
#include "ktap.h"

#define MIB			(1024.0 * 1024.0)

static struct hof_spec spec_ip(u32 value)
{
	return bench_spec(HNI_KW_IP, value, 0xff);
}

static void references_come_first_and_go_last(void)
{
	struct hof_spec spec = spec_ip(1);
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	rule = bench_add(&b, &spec, NULL);
	EXPECT(hof_rule_in_hw(rule));
	EXPECT_STREQ(bench_writes(&b), "ASF");
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 1, NULL), REF_RULE);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 2, NULL), REF_MISS);
	bench_del(&b, rule);
	EXPECT_STREQ(bench_writes(&b), "fsa");
	bench_fini(&b);
}

static void equal_masks_and_actions_are_shared(void)
{
	struct hof_spec one = spec_ip(1), two = spec_ip(2);
	struct hof_rule *a, *c;
	struct bench b;

	bench_init(&b, &bench_caps);
	a = bench_add(&b, &one, NULL);
	bench_writes(&b);
	c = bench_add(&b, &two, NULL);
	EXPECT_STREQ(bench_writes(&b), "F");
	EXPECT_EQ(c->action, a->action);
	bench_del(&b, a);
	EXPECT_STREQ(bench_writes(&b), "f");
	bench_del(&b, c);
	bench_fini(&b);
}

static void newest_of_a_stack_is_shown(void)
{
	struct hof_spec spec = spec_ip(1);
	struct hof_rule *rule[3];
	struct ref_verdict verdict;
	struct bench b;
	u32 i;

	bench_init(&b, &bench_caps);
	for (i = 0; i < 3; i++) {
		spec.ops[0].code = (u8)(HNI_OP_DROP + i);
		spec.flags = HOF_SPEC_COUNT;
		rule[i] = bench_add(&b, &spec, NULL);
		bench_lookup(&b, HNI_KW_IP, 1, &verdict);
		EXPECT_EQ(verdict.ops[0].code, HNI_OP_DROP + i);
		EXPECT_EQ(verdict.gen, rule[i]->gen);
	}
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_FLOW_ROWS), 1);
	bench_del(&b, rule[1]);
	bench_writes(&b);
	bench_del(&b, rule[2]);
	EXPECT_STREQ(bench_writes(&b), "Fa");
	bench_lookup(&b, HNI_KW_IP, 1, &verdict);
	EXPECT_EQ(verdict.ops[0].code, HNI_OP_DROP);
	EXPECT_EQ(verdict.gen, rule[0]->gen);
	bench_del(&b, rule[0]);
	bench_fini(&b);
}

static void every_counter_has_its_own_generation(void)
{
	struct hof_spec spec = spec_ip(1);
	struct hof_rule *rule;
	struct bench b;
	u32 gen;

	bench_init(&b, &bench_caps);
	spec.flags = HOF_SPEC_COUNT;
	rule = bench_add(&b, &spec, NULL);
	gen = rule->gen;
	EXPECT(gen);
	bench_del(&b, rule);
	rule = bench_add(&b, &spec, NULL);
	EXPECT_EQ(rule->counter, 0);
	EXPECT(rule->gen && rule->gen != gen);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void rule_without_counter_has_none(void)
{
	struct hof_spec spec = spec_ip(1);
	struct ref_verdict verdict;
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	spec.flags = HOF_SPEC_SW;
	rule = bench_add(&b, &spec, NULL);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_COUNTERS), 0);
	bench_lookup(&b, HNI_KW_IP, 1, &verdict);
	EXPECT_EQ(verdict.flags, HNI_ROW_F_SW);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void zero_is_a_value(void)
{
	struct hof_spec spec = spec_ip(0);
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	rule = bench_add(&b, &spec, NULL);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 0, NULL), REF_RULE);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 1, NULL), REF_MISS);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void masks_without_slot_go_to_the_tcam(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_spec one = spec_ip(1), two = bench_spec(3, 1, 1);
	struct hof_rule *a, *c;
	struct bench b;

	caps.slots = 2;
	bench_init(&b, &caps);
	a = bench_add(&b, &one, NULL);
	bench_writes(&b);
	c = bench_add(&b, &two, NULL);
	EXPECT_STREQ(bench_writes(&b), "T");
	EXPECT_EQ(bench_lookup(&b, 3, 1, NULL), REF_RULE);
	bench_del(&b, a);
	two.match.value[3] = 0;
	a = bench_add(&b, &two, NULL);
	EXPECT_STREQ(bench_writes(&b), "fsSF");
	bench_del(&b, a);
	bench_del(&b, c);
	bench_fini(&b);
}

static struct hof_spec spec_wide(u32 value)
{
	struct hof_spec spec = spec_ip(value);
	unsigned int i;

	for (i = 0; i <= HNI_SLOT_MAX_WORDS; i++)
		spec.match.mask[i] |= 1;
	return spec;
}

static void wide_keys_go_to_the_tcam(void)
{
	struct hof_spec spec = spec_wide(0);
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	rule = bench_add(&b, &spec, NULL);
	EXPECT_STREQ(bench_writes(&b), "AT");
	bench_del(&b, rule);
	EXPECT_STREQ(bench_writes(&b), "ta");
	bench_fini(&b);
}

/* fills a resource, then expects one more rule to be refused without a trace */
static void exhaust(const struct hof_esw_caps *caps,
		    struct hof_spec (*make)(u32 value), u32 fit,
		    enum hof_reason reason)
{
	struct hof_rule *rule[64], *more;
	struct hof_spec spec;
	struct hof_why why;
	struct bench b;
	void *copy;
	u32 i;

	bench_init(&b, caps);
	for (i = 0; i < fit; i++) {
		spec = make(i);
		rule[i] = bench_add(&b, &spec, NULL);
	}
	spec = make(fit);
	more = bench_see(&b, &spec);
	copy = malloc(b.size);
	memcpy(copy, b.esw, b.size);
	bench_writes(&b);
	EXPECT_EQ(hof_esw_add(b.esw, more, &why), -ENOSPC);
	EXPECT_EQ(why.reason, reason);
	EXPECT_EQ(more->state, HOF_RULE_SEEN);
	EXPECT_MEMEQ(copy, b.esw, b.size);
	EXPECT_STREQ(bench_writes(&b), "");
	free(copy);
	bench_del(&b, more);
	for (i = 0; i < fit; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

static void full_flow_rows_are_named(void)
{
	struct hof_esw_caps caps = bench_caps;

	caps.flow_rows = 10;
	caps.tcam_rows = 5;
	exhaust(&caps, spec_ip, 14, HOF_REASON_FLOW_ROWS);
}

static struct hof_spec spec_own_mask(u32 value)
{
	return bench_spec(HNI_KW_IP, 0, value + 1);
}

static void full_slots_are_named(void)
{
	struct hof_esw_caps caps = bench_caps;

	caps.slots = 4;
	caps.tcam_rows = 5;
	exhaust(&caps, spec_own_mask, 8, HOF_REASON_SLOTS);
}

static void full_tcam_is_named(void)
{
	struct hof_esw_caps caps = bench_caps;

	caps.tcam_rows = 5;
	exhaust(&caps, spec_wide, 5, HOF_REASON_TCAM_ROWS);
}

static struct hof_spec spec_own_action(u32 value)
{
	struct hof_spec spec = spec_ip(value);

	spec.ops[1] = spec.ops[0];
	spec.ops[0].code = HNI_OP_VLAN_PUSH;
	spec.ops[0].arg16 = (u16)value;
	spec.ops[0].arg32 = 0x8100;
	spec.nops = 2;
	return spec;
}

static void full_actions_are_named(void)
{
	struct hof_esw_caps caps = bench_caps;

	caps.actions = 6;
	exhaust(&caps, spec_own_action, 5, HOF_REASON_ACTIONS);
}

static struct hof_spec spec_counting(u32 value)
{
	struct hof_spec spec = spec_ip(value);

	spec.flags = HOF_SPEC_COUNT;
	return spec;
}

static void full_counters_are_named(void)
{
	exhaust(&bench_caps, spec_counting, 16, HOF_REASON_COUNTERS);
}

static void full_pools_are_named(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_spec one = spec_ip(1), two = bench_spec(3, 1, 1);
	struct hof_rule *a, *scratch = calloc(1, 400);
	struct hof_why why;
	struct bench b;

	caps.masks = 1;
	bench_init(&b, &caps);
	a = bench_add(&b, &one, NULL);
	EXPECT_EQ(hof_esw_see(b.esw, scratch, &two, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_MASKS);
	EXPECT_EQ(why.limit, 1);
	EXPECT_EQ(hof_esw_limit(b.esw, HOF_RES_MASKS), 1);
	bench_del(&b, a);
	bench_fini(&b);
	caps.masks = 2;
	caps.ranks = 1;
	bench_init(&b, &caps);
	a = bench_add(&b, &one, NULL);
	EXPECT_EQ(hof_esw_see(b.esw, scratch, &two, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_ORDERS);
	EXPECT_EQ(scratch->state, HOF_RULE_NONE);
	bench_del(&b, a);
	bench_fini(&b);
	free(scratch);
}

static void each_table_keeps_a_flow_row(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_spec one = spec_ip(1), two = spec_ip(2);
	struct hof_rule *a, *c, *scratch = calloc(1, 400);
	struct hof_why why;
	struct bench b;

	caps.flow_rows = 3;
	caps.tcam_rows = 0;
	bench_init(&b, &caps);
	a = bench_add(&b, &one, NULL);
	c = bench_add(&b, &two, NULL);
	two.table = 2;
	EXPECT_EQ(hof_esw_see(b.esw, scratch, &two, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_FLOW_ROWS);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_FLOW_ROWS), 2);
	bench_del(&b, a);
	bench_del(&b, c);
	bench_fini(&b);
	free(scratch);
}

static void shadow_leads_to_software(void)
{
	struct hof_spec spec = spec_counting(1);
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	rule = bench_shadow(&b, &spec);
	EXPECT_EQ(rule->state, HOF_RULE_SHADOW);
	EXPECT(!hof_rule_in_hw(rule));
	EXPECT_STREQ(bench_writes(&b), "ASF");
	EXPECT_EQ(b.dev.flow[0].flags, HNI_ROW_F_SW);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 1, NULL), REF_SOFTWARE);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 2, NULL), REF_MISS);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_COUNTERS), 0);
	bench_del(&b, rule);
	EXPECT_STREQ(bench_writes(&b), "fsa");
	bench_fini(&b);
}

static void refused_replacement_covers_the_old_rule(void)
{
	struct hof_spec spec = spec_ip(1);
	struct hof_rule *old, *new;
	struct bench b;

	bench_init(&b, &bench_caps);
	old = bench_add(&b, &spec, NULL);
	new = bench_shadow(&b, &spec);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 1, NULL), REF_SOFTWARE);
	bench_del(&b, new);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 1, NULL), REF_RULE);
	new = bench_shadow(&b, &spec);
	bench_del(&b, old);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 1, NULL), REF_SOFTWARE);
	bench_del(&b, new);
	bench_fini(&b);
}

/* two rows, both used in table 1: what is refused then shares the catch-all */
static void catch_all_stands_behind_the_first_that_needs_it(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *row, *first, *second;
	struct hof_spec spec = spec_ip(1);
	struct bench b;

	caps.flow_rows = 2;
	caps.tcam_rows = 0;
	bench_init(&b, &caps);
	row = bench_add(&b, &spec, NULL);
	spec.prio = 9;
	second = bench_shadow(&b, &spec);
	EXPECT_EQ(second->state, HOF_RULE_OVERFLOW);
	EXPECT(dev_row_find(&b.dev, 0x00098001));
	spec.prio = 5;
	bench_writes(&b);
	first = bench_shadow(&b, &spec);
	EXPECT_STREQ(bench_writes(&b), "F");
	EXPECT(dev_row_find(&b.dev, 0x00058001));
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 1, NULL), REF_RULE);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 7, NULL), REF_SOFTWARE);
	bench_del(&b, first);
	EXPECT(dev_row_find(&b.dev, 0x00098001));
	bench_del(&b, second);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 7, NULL), REF_MISS);
	bench_del(&b, row);
	bench_fini(&b);
}

static void catch_all_moves_with_its_rank(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_rule *row, *over, *more, *late;
	struct hof_spec spec = spec_ip(1);
	struct bench b;

	caps.flow_rows = 2;
	caps.tcam_rows = 0;
	caps.rank_bits = 3;
	bench_init(&b, &caps);
	row = bench_add(&b, &spec, NULL);
	spec = spec_own_mask(0);
	over = bench_shadow(&b, &spec);
	more = bench_shadow(&b, &spec);
	EXPECT(dev_row_find(&b.dev, 0x00010007));
	spec = spec_own_mask(1);
	late = bench_see(&b, &spec);
	EXPECT(dev_row_find(&b.dev, 0x00010003));
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 1, NULL), REF_RULE);
	bench_del(&b, over);
	EXPECT_EQ(bench_lookup(&b, HNI_KW_IP, 2, NULL), REF_SOFTWARE);
	bench_del(&b, more);
	bench_del(&b, late);
	bench_del(&b, row);
	bench_fini(&b);
}

static void whole_state_can_be_written_again(void)
{
	struct hof_spec wide = spec_wide(1), one = spec_ip(1);
	struct hof_rule *rule[4];
	struct dev first;
	struct bench b;
	u32 i;

	bench_init(&b, &bench_caps);
	rule[0] = bench_add(&b, &one, NULL);
	rule[1] = bench_add(&b, &wide, NULL);
	one.prio = 2;
	rule[2] = bench_shadow(&b, &one);
	one.prio = 3;
	rule[3] = bench_add(&b, &one, NULL);
	bench_del(&b, rule[0]);
	first = b.dev;
	dev_init(&b.dev, &bench_caps);
	bench_writes(&b);
	hof_esw_emit_all(b.esw);
	EXPECT_STREQ(bench_writes(&b), "SAAFFT");
	EXPECT_EQ(dev_rows(&b.dev), dev_rows(&first));
	dev_fini(&first);
	for (i = 1; i < 4; i++)
		bench_del(&b, rule[i]);
	bench_fini(&b);
}

static const struct {
	struct hof_op op;
	enum hof_reason reason;
	u64 limit;
} bad_ops[] = {
	{ { .code = 0 }, HOF_REASON_ACTION, 0 },
	{ { .code = HNI_OP_SOFTWARE }, HOF_REASON_ACTION_ORDER, 0 },
	{ { .code = 15 }, HOF_REASON_ACTION, 0 },
	{ { .code = 200 }, HOF_REASON_ACTION, 0 },
	{ { .code = HNI_OP_PASS }, HOF_REASON_ACTION_ORDER, 0 },
	{ { .code = HNI_OP_OUTPUT, .arg32 = 4 }, HOF_REASON_ACTION_VALUE, 3 },
	{ { .code = HNI_OP_VLAN_PUSH, .arg32 = 0x9100 },
	  HOF_REASON_ACTION_PROTOCOL, 0 },
	{ { .code = HNI_OP_VLAN_MODIFY }, HOF_REASON_ACTION_PROTOCOL, 0 },
};

static void bad_operations_are_named(void)
{
	struct hof_spec spec = spec_ip(1);
	struct hof_why why;
	struct bench b;
	unsigned int i;

	bench_init(&b, &bench_caps);
	spec.nops = 2;
	spec.ops[1].code = HNI_OP_DROP;
	for (i = 0; i < ARRAY_SIZE(bad_ops); i++) {
		spec.ops[0] = bad_ops[i].op;
		EXPECT(!bench_add(&b, &spec, &why));
		EXPECT_EQ(why.reason, bad_ops[i].reason);
		EXPECT_EQ(why.limit, bad_ops[i].limit);
	}
	EXPECT_STREQ(bench_writes(&b), "");
	bench_fini(&b);
}

static void bad_last_operation_is_named(void)
{
	struct hof_spec spec = spec_ip(1);
	struct hof_why why;
	struct bench b;

	bench_init(&b, &bench_caps);
	spec.ops[0].code = HNI_OP_VLAN_POP;
	EXPECT(!bench_add(&b, &spec, &why));
	EXPECT_EQ(why.reason, HOF_REASON_ACTION_NONE);
	spec.nops = 0;
	EXPECT(!bench_add(&b, &spec, &why));
	EXPECT_EQ(why.reason, HOF_REASON_ACTION_NONE);
	spec.nops = 1;
	spec.ops[0].code = HNI_OP_GOTO;
	EXPECT(!bench_add(&b, &spec, &why));
	EXPECT_EQ(why.reason, HOF_REASON_ACTION_VALUE);
	EXPECT_EQ(why.limit, 7);
	spec.ops[0].arg32 = 8;
	EXPECT(!bench_add(&b, &spec, &why));
	bench_fini(&b);
}

static void outputs_are_limited(void)
{
	struct hof_spec spec = spec_ip(1);
	struct hof_rule *rule;
	struct hof_why why;
	struct bench b;
	unsigned int i;

	bench_init(&b, &bench_caps);
	for (i = 0; i < 17; i++)
		spec.ops[i].code = HNI_OP_OUTPUT;
	spec.ops[17].code = HNI_OP_STOLEN;
	spec.nops = 18;
	EXPECT(!bench_add(&b, &spec, &why));
	EXPECT_EQ(why.reason, HOF_REASON_ACTION_OUTPUTS);
	EXPECT_EQ(why.value, 17);
	spec.ops[0] = (struct hof_op){
		.code = HNI_OP_VLAN_PUSH, .arg32 = 0x88a8
	};
	rule = bench_add(&b, &spec, NULL);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void goto_names_a_table(void)
{
	struct hof_spec spec = spec_ip(1);
	struct ref_verdict verdict;
	struct hof_rule *rule;
	struct bench b;

	bench_init(&b, &bench_caps);
	spec.ops[0].code = HNI_OP_GOTO;
	spec.ops[0].arg32 = 7;
	rule = bench_add(&b, &spec, NULL);
	bench_lookup(&b, HNI_KW_IP, 1, &verdict);
	EXPECT_EQ(verdict.ops[0].arg32, 7);
	bench_del(&b, rule);
	bench_fini(&b);
}

static void unusable_sizes_have_no_size(void)
{
	static const struct hof_esw_caps good = {
		.ports = 1, .tables = 2, .flow_rows = 1, .slots = 1,
		.actions = 1, .rank_bits = 2,
	};
	struct hof_esw_caps caps = good;

	EXPECT(hof_esw_size(&good) > 0);
#define BAD(member, value) \
	({ caps = good; caps.member = (value); EXPECT(!hof_esw_size(&caps)); })
	BAD(ports, 0);
	BAD(ports, HNI_ESW_MAX_PORTS + 1);
	BAD(tables, 1);
	BAD(tables, 0x10001);
	BAD(flow_rows, 0);
	BAD(flow_rows, 0x80000000);
	BAD(slots, 0);
	BAD(slots, 0x10001);
	BAD(tcam_rows, 0x80000000);
	BAD(actions, 0);
	BAD(rank_bits, 1);
	BAD(rank_bits, 17);
#undef BAD
}

static void a_million_rows_need_little_memory(void)
{
	struct hof_esw_caps caps = {
		.ports = 6, .tables = 65536, .flow_rows = 1 << 20, .slots = 64,
		.tcam_rows = 4096, .actions = 1 << 18, .counters = 1 << 20,
		.rank_bits = 16,
	};

	ktap_note("%.1f MiB", (double)hof_esw_size(&caps) / MIB);
	EXPECT(hof_esw_size(&caps) <= 80 * 1024 * 1024);
}

static void limits_are_the_sizes(void)
{
	static const u32 want[] = {
		[HOF_RES_FLOW_ROWS] = 64, [HOF_RES_SLOTS] = 8,
		[HOF_RES_TCAM_ROWS] = 16, [HOF_RES_ACTIONS] = 32,
		[HOF_RES_COUNTERS] = 16, [HOF_RES_TABLES] = 7,
		[HOF_RES_RANKS] = 300, [HOF_RES_MASKS] = 64,
		[HOF_RES_METERS] = 4, [HOF_RES_ENCAPS] = 3,
		[HOF_RES_TUNNELS] = 2, [HOF_RES_RANGES] = 6,
		[HOF_RES_CONNS] = 5,
	};
	struct bench b;
	unsigned int res;

	bench_init(&b, &bench_caps);
	for (res = 0; res < HOF_RES_COUNT; res++) {
		EXPECT_EQ(hof_esw_limit(b.esw, res), want[res]);
		EXPECT(strlen(hof_resource_name(res)) > 3);
	}
	bench_fini(&b);
}

static const struct ktap_case cases[] = {
	{ "esw.references_come_first_and_go_last",
	  references_come_first_and_go_last },
	{ "esw.equal_masks_and_actions_are_shared",
	  equal_masks_and_actions_are_shared },
	{ "esw.newest_of_a_stack_is_shown", newest_of_a_stack_is_shown },
	{ "esw.every_counter_has_its_own_generation",
	  every_counter_has_its_own_generation },
	{ "esw.rule_without_counter_has_none", rule_without_counter_has_none },
	{ "esw.zero_is_a_value", zero_is_a_value },
	{ "esw.masks_without_slot_go_to_the_tcam",
	  masks_without_slot_go_to_the_tcam },
	{ "esw.wide_keys_go_to_the_tcam", wide_keys_go_to_the_tcam },
	{ "esw.full_flow_rows_are_named", full_flow_rows_are_named },
	{ "esw.full_slots_are_named", full_slots_are_named },
	{ "esw.full_tcam_is_named", full_tcam_is_named },
	{ "esw.full_actions_are_named", full_actions_are_named },
	{ "esw.full_counters_are_named", full_counters_are_named },
	{ "esw.full_pools_are_named", full_pools_are_named },
	{ "esw.each_table_keeps_a_flow_row", each_table_keeps_a_flow_row },
	{ "esw.shadow_leads_to_software", shadow_leads_to_software },
	{ "esw.refused_replacement_covers_the_old_rule",
	  refused_replacement_covers_the_old_rule },
	{ "esw.catch_all_stands_behind_the_first_that_needs_it",
	  catch_all_stands_behind_the_first_that_needs_it },
	{ "esw.catch_all_moves_with_its_rank", catch_all_moves_with_its_rank },
	{ "esw.whole_state_can_be_written_again",
	  whole_state_can_be_written_again },
	{ "esw.bad_operations_are_named", bad_operations_are_named },
	{ "esw.bad_last_operation_is_named", bad_last_operation_is_named },
	{ "esw.outputs_are_limited", outputs_are_limited },
	{ "esw.goto_names_a_table", goto_names_a_table },
	{ "esw.unusable_sizes_have_no_size", unusable_sizes_have_no_size },
	{ "esw.a_million_rows_need_little_memory",
	  a_million_rows_need_little_memory },
	{ "esw.limits_are_the_sizes", limits_are_the_sizes },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
