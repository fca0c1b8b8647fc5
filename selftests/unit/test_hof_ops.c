// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of what operations the engine takes: arguments and branches.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Links: selftests/unit/hof_dev.c selftests/unit/hof_bench.c
 * Cflags: -fno-strict-aliasing
 */
#include <stdlib.h>

#include "hof_bench.h"
#include "ktap.h"

#define OP(...)			{ __VA_ARGS__ }
#define POLICE(conform, exceed) \
	{ .code = HNI_OP_POLICE, .arg16 = (exceed) << 8 | (conform) }
#define CODE(c)			{ .code = HNI_OP_##c }

/* is the list taken? A meter and a tunnel header have row 0. */
static enum hof_reason reason_of(const struct hof_op *ops, unsigned int nops,
				 u32 most, struct hof_why *why)
{
	struct hof_spec spec = bench_spec(HNI_KW_IP, 1, 0xff);
	struct hof_encap encap = { .kind = HNI_TUNNEL_GRE };
	struct hof_esw_caps caps = bench_caps;
	struct hof_meter meter = { 0 };
	struct hof_rule *rule;
	struct bench b;
	u32 row[2];

	memset(why, 0, sizeof(*why));
	caps.ops = most;
	bench_init(&b, &caps);
	hof_esw_meter_get(b.esw, &meter, &row[0], why);
	hof_esw_encap_get(b.esw, &encap, &row[1], why);
	memcpy(spec.ops, ops, nops * sizeof(*ops));
	spec.nops = nops;
	rule = bench_add(&b, &spec, why);
	if (rule)
		bench_del(&b, rule);
	hof_esw_meter_put(b.esw, row[0]);
	hof_esw_encap_put(b.esw, row[1]);
	bench_fini(&b);
	return rule ? HOF_REASON_NONE : why->reason;
}

static const struct hof_op good[] = {
	OP(.code = HNI_OP_EDIT, .flags = HNI_EDIT_NET, .arg16 = 252),
	OP(.code = HNI_OP_EDIT, .flags = HNI_EDIT_UDP | HNI_OP_EDIT_F_ADD |
	   HNI_OP_EDIT_F_NEXT, .arg16 = 4, .arg32 = ~0U, .mask = ~0U),
	OP(.code = HNI_OP_CSUM, .arg32 = HNI_CSUM_ALL),
	OP(.code = HNI_OP_MPLS_PUSH, .arg16 = 0x8847, .arg32 = ~0U),
	OP(.code = HNI_OP_MPLS_PUSH, .arg16 = 0x8848),
	OP(.code = HNI_OP_MPLS_POP, .arg16 = 0x0800),
	OP(.code = HNI_OP_MPLS_MODIFY, .arg32 = 1, .mask = 0xff),
	OP(.code = HNI_OP_SAMPLE, .arg32 = 7, .mask = 1),
	OP(.code = HNI_OP_MARK, .arg32 = ~0U, .mask = ~0U),
	OP(.code = HNI_OP_PRIORITY, .arg32 = 7),
	OP(.code = HNI_OP_ENCAP, .arg32 = 0),
	OP(.code = HNI_OP_TUNNEL_UNSET),
	OP(.code = HNI_OP_CT, .flags = HNI_OP_CT_F_NAT, .arg16 = 0xffff),
	OP(.code = HNI_OP_CT_CLEAR),
};

static void arguments_in_range_are_taken(void)
{
	struct hof_op ops[2] = { [1] = CODE(STOLEN) };
	struct hof_why why;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		ops[0] = good[i];
		EXPECT_EQ(reason_of(ops, 2, 0, &why), HOF_REASON_NONE);
	}
}

static const struct {
	struct hof_op op;
	u64 value;
	u64 limit;
} bad[] = {
	{ OP(.code = HNI_OP_EDIT, .flags = 4), 0x40000, 252 },
	{ OP(.code = HNI_OP_EDIT, .flags = 0x40), 0x400000, 252 },
	{ OP(.code = HNI_OP_EDIT, .arg16 = 2), 2, 252 },
	{ OP(.code = HNI_OP_EDIT, .arg16 = 256), 256, 252 },
	{ OP(.code = HNI_OP_CSUM), 0, 0x7f },
	{ OP(.code = HNI_OP_CSUM, .arg32 = 0x80), 0x80, 0x7f },
	{ OP(.code = HNI_OP_MPLS_PUSH, .arg16 = 0x0800), 0x0800, 0x8848 },
	{ OP(.code = HNI_OP_SAMPLE), 0, 0xffffffff },
	{ OP(.code = HNI_OP_PRIORITY, .arg32 = 8), 8, 7 },
	{ OP(.code = HNI_OP_ENCAP, .arg32 = 1), 1, 3 },
	{ OP(.code = HNI_OP_ENCAP, .arg32 = ~0U), 0xffffffff, 3 },
};

static void arguments_out_of_range_are_named(void)
{
	struct hof_op ops[2] = { [1] = CODE(STOLEN) };
	struct hof_why why;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ops[0] = bad[i].op;
		EXPECT_EQ(reason_of(ops, 2, 0, &why), HOF_REASON_ACTION_VALUE);
		EXPECT_EQ(why.value, bad[i].value);
		EXPECT_EQ(why.limit, bad[i].limit);
	}
}

static const struct {
	struct hof_op ops[4];
	unsigned int nops;
	enum hof_reason reason;
} lists[] = {
	{ { POLICE(1, 2), CODE(PASS), CODE(DROP) }, 3, HOF_REASON_NONE },
	{ { POLICE(2, 1), CODE(PASS), CODE(DROP) }, 3, HOF_REASON_NONE },
	{ { POLICE(1, 1), CODE(DROP) }, 2, HOF_REASON_NONE },
	{ { POLICE(1, 3), CODE(CT_CLEAR), CODE(PASS), CODE(DROP) }, 4,
	  HOF_REASON_NONE },
	{ { POLICE(1, 0), CODE(DROP) }, 2, HOF_REASON_ACTION_BRANCH },
	{ { POLICE(0, 1), CODE(DROP) }, 2, HOF_REASON_ACTION_BRANCH },
	{ { POLICE(1, 2), CODE(DROP) }, 2, HOF_REASON_ACTION_BRANCH },
	{ { POLICE(200, 1), CODE(DROP) }, 2, HOF_REASON_ACTION_BRANCH },
	{ { POLICE(2, 2), CODE(PASS), CODE(DROP) }, 3,
	  HOF_REASON_ACTION_ORDER },
	{ { POLICE(1, 3), CODE(PASS), CODE(CT_CLEAR), CODE(DROP) }, 4,
	  HOF_REASON_ACTION_ORDER },
	{ { CODE(PASS), POLICE(2, 3), CODE(PASS), CODE(DROP) }, 4,
	  HOF_REASON_ACTION_ORDER },
	{ { POLICE(1, 2), CODE(PASS), CODE(CT_CLEAR) }, 3,
	  HOF_REASON_ACTION_NONE },
	{ { POLICE(1, 2) }, 1, HOF_REASON_ACTION_NONE },
};

static void lists_lead_forward_and_everywhere(void)
{
	struct hof_why why;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		EXPECT_EQ(reason_of(lists[i].ops, lists[i].nops, 0, &why),
			  lists[i].reason);
}

static void meter_has_to_be_there(void)
{
	struct hof_op ops[] = { POLICE(1, 1), CODE(DROP) };
	struct hof_why why;

	ops[0].arg32 = 1;
	EXPECT_EQ(reason_of(ops, 2, 0, &why), HOF_REASON_ACTION_VALUE);
	EXPECT_STREQ(why.what, "police");
	EXPECT_EQ(why.limit, 4);
}

static void length_of_the_list_is_the_device_s(void)
{
	struct hof_op ops[HNI_ACTION_MAX_OPS];
	struct hof_why why;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ops); i++)
		ops[i] = (struct hof_op)CODE(CT_CLEAR);
	ops[31].code = HNI_OP_DROP;
	EXPECT_EQ(reason_of(ops, 32, 0, &why), HOF_REASON_NONE);
	ops[31].code = HNI_OP_CT_CLEAR;
	ops[32].code = HNI_OP_DROP;
	EXPECT_EQ(reason_of(ops, 33, 0, &why), HOF_REASON_ACTION_COUNT);
	EXPECT_EQ(why.limit, 32);
	ops[32].code = HNI_OP_CT_CLEAR;
	ops[63].code = HNI_OP_DROP;
	EXPECT_EQ(reason_of(ops, 64, 64, &why), HOF_REASON_NONE);
}

/* 10 outputs on each way, 20 in all: no frame meets more than 10 */
static void outputs_count_on_each_way(void)
{
	struct hof_op ops[HNI_ACTION_MAX_OPS] = { POLICE(1, 12) };
	struct hof_why why;
	unsigned int i;

	for (i = 1; i < 23; i++)
		ops[i].code = i == 11 ? HNI_OP_STOLEN : HNI_OP_OUTPUT;
	ops[22].code = HNI_OP_STOLEN;
	EXPECT_EQ(reason_of(ops, 23, 64, &why), HOF_REASON_NONE);
	for (i = 12; i < 29; i++)
		ops[i].code = HNI_OP_OUTPUT;
	/* into a tunnel is an output, too */
	ops[14].code = HNI_OP_ENCAP;
	ops[29].code = HNI_OP_STOLEN;
	EXPECT_EQ(reason_of(ops, 30, 64, &why), HOF_REASON_ACTION_OUTPUTS);
	EXPECT_EQ(why.value, 17);
}

static const struct ktap_case cases[] = {
	{ "ops.arguments_in_range_are_taken", arguments_in_range_are_taken },
	{ "ops.arguments_out_of_range_are_named",
	  arguments_out_of_range_are_named },
	{ "ops.lists_lead_forward_and_everywhere",
	  lists_lead_forward_and_everywhere },
	{ "ops.meter_has_to_be_there", meter_has_to_be_there },
	{ "ops.length_of_the_list_is_the_device_s",
	  length_of_the_list_is_the_device_s },
	{ "ops.outputs_count_on_each_way", outputs_count_on_each_way },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
