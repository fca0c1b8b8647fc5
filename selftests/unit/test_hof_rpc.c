// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the classifier's engine, one rule of the page "Filters on
 * a PF's own ingress" after the other.
 *
 * Links: offload/core/rpc/hof_*.c offload/core/hof_reason.c
 * Links: offload/core/hof_field.c selftests/unit/hof_rpc_dev.c
 */
#include "hof_rpc_dev.h"
#include "ktap.h"

#define ROWS		57

static struct rpc_dev dev;
static struct hof_rpc rpc, saved;
static struct rpc_rule rules[80];
static struct hof_why why;

static void begin(u8 rows, bool has_bmc)
{
	struct hof_rpc_caps caps = {
		.rows = rows,
		.has_bmc = has_bmc,
		.emit = rpc_dev_take,
		.ctx = &dev,
	};

	memset(&dev, 0, sizeof(dev));
	memset(rules, 0, sizeof(rules));
	hof_rpc_init(&rpc, &caps);
}

static struct rpc_rule *tc_v4(unsigned int i, u32 prio, u32 dst, u8 len,
			      u8 verdict)
{
	struct rpc_rule *rule = &rules[i];

	rule->is_tc = true;
	rule->prio = prio;
	rule->family = 4;
	rule->addr[HOF_RPC_DST][0] = dst;
	rule->len[HOF_RPC_DST] = len;
	rule->action.verdict = verdict;
	rpc_rule_fill(rule);
	return rule;
}

static struct rpc_rule *ntuple_udp4(unsigned int i, u8 verdict, u8 arg)
{
	struct rpc_rule *rule = &rules[i];

	rule->prio = i;
	rule->family = 4;
	rule->l4 = 17;
	rule->action.verdict = verdict;
	rule->action.arg = arg;
	rpc_rule_fill(rule);
	return rule;
}

static int add(struct rpc_rule *rule)
{
	return hof_rpc_add(&rpc, &rule->rule, &why);
}

static struct rpc_out look(u32 dst, u8 mac)
{
	struct rpc_pkt pkt = {
		.mac = mac,
		.version = 4,
		.l4 = 17,
		.ip[HOF_RPC_DST][0] = dst,
	};

	return rpc_dev_lookup(&dev, rpc.caps.has_bmc, &pkt);
}

static u8 verdict_of(u32 dst)
{
	return look(dst, 30).verdict;
}

static void leaf_commits(void)
{
	begin(ROWS, false);
	EXPECT_EQ(add(tc_v4(0, 1, 0x0a000000, 8, HOF_RPC_DROP)), 0);
	EXPECT_EQ(dev.writes, 2);
	EXPECT_EQ(dev.last_op, HOF_RPC_LEAF_SET);
	EXPECT_EQ(verdict_of(0x0a000001), HOF_RPC_DROP);
	EXPECT_EQ(verdict_of(0x0b000001), HOF_RPC_PASS);
}

static void leaf_is_shared(void)
{
	begin(ROWS, false);
	add(tc_v4(0, 1, 0x0a000000, 8, HOF_RPC_DROP));
	add(tc_v4(1, 2, 0x0a000000, 8, HOF_RPC_PASS));
	EXPECT_EQ(dev.writes, 3);
	EXPECT_EQ(dev.last_op, HOF_RPC_ROW_SET);
	hof_rpc_del(&rpc, &rules[0].rule);
	EXPECT_EQ(dev.last_op, HOF_RPC_ROW_CLEAR);
	EXPECT_EQ(dev.writes, 4);
	hof_rpc_del(&rpc, &rules[1].rule);
	EXPECT_EQ(dev.writes, 6);
}

static void overlap_wide_first(void)
{
	begin(ROWS, false);
	add(tc_v4(0, 1, 0x0a000000, 8, HOF_RPC_DROP));
	add(tc_v4(1, 2, 0x0a010000, 16, HOF_RPC_QUEUE));
	/* the wide rule has the better priority: it needs both leaves */
	EXPECT_EQ(hof_rpc_rows_used(&rpc), 3);
	EXPECT_EQ(verdict_of(0x0a010001), HOF_RPC_DROP);
	hof_rpc_del(&rpc, &rules[0].rule);
	EXPECT_EQ(verdict_of(0x0a010001), HOF_RPC_QUEUE);
	EXPECT_EQ(verdict_of(0x0a020001), HOF_RPC_PASS);
	EXPECT_EQ(hof_rpc_rows_used(&rpc), 1);
}

static void overlap_narrow_first(void)
{
	begin(ROWS, false);
	add(tc_v4(0, 1, 0x0a010000, 16, HOF_RPC_QUEUE));
	add(tc_v4(1, 2, 0x0a000000, 8, HOF_RPC_DROP));
	EXPECT_EQ(verdict_of(0x0a010001), HOF_RPC_QUEUE);
	EXPECT_EQ(verdict_of(0x0a020001), HOF_RPC_DROP);
	hof_rpc_del(&rpc, &rules[0].rule);
	EXPECT_EQ(verdict_of(0x0a010001), HOF_RPC_DROP);
}

static void leaves_move(void)
{
	unsigned int i;

	begin(ROWS, false);
	for (i = 0; i < 8; i++)
		EXPECT_EQ(add(tc_v4(i, 20 - i, 0x0a000000, (u8)(32 - i),
				    HOF_RPC_DROP)), 0);
	for (i = 0; i < 8; i++)
		hof_rpc_del(&rpc, &rules[i].rule);
	for (i = 0; i < 8; i++)
		EXPECT_EQ(add(tc_v4(i, 1 + i, 0x0a000000, (u8)(8 + i),
				    i ? HOF_RPC_DROP : HOF_RPC_QUEUE)), 0);
	EXPECT_EQ(verdict_of(0x0a000000), HOF_RPC_QUEUE);
	EXPECT_EQ(verdict_of(0x0aff0000), HOF_RPC_QUEUE);
}

static void leaves_full(void)
{
	unsigned int i;

	begin(ROWS, false);
	for (i = 0; i < 8; i++)
		EXPECT_EQ(add(tc_v4(i, 1, 0x0a000000 + i, 32, HOF_RPC_DROP)),
			  0);
	saved = rpc;
	EXPECT_EQ(add(tc_v4(8, 1, 0x0a000008, 32, HOF_RPC_DROP)), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_RPC_LEAVES);
	EXPECT_EQ(why.limit, 8);
	EXPECT_STREQ(why.what, "dst_ip");
	EXPECT_MEMEQ(&saved.now, &rpc.now, sizeof(rpc.now));
	hof_rpc_del(&rpc, &rules[3].rule);
	EXPECT_EQ(add(tc_v4(8, 1, 0x0a000008, 32, HOF_RPC_DROP)), 0);
}

static void rows_full(void)
{
	unsigned int i;

	begin(ROWS, false);
	for (i = 0; i < ROWS - 2; i++)
		EXPECT_EQ(add(tc_v4(i, i + 1, 0, 0, HOF_RPC_PASS)), 0);
	saved = rpc;
	EXPECT_EQ(add(tc_v4(i, i + 1, 0, 0, HOF_RPC_PASS)), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_RPC_ROWS);
	EXPECT_EQ(why.limit, ROWS - 2);
	EXPECT_MEMEQ(&saved.now, &rpc.now, sizeof(rpc.now));
	/* a wider one in front of them is one row too many, too */
	hof_rpc_del(&rpc, &rules[7].rule);
	EXPECT_EQ(add(tc_v4(i, 8, 0, 0, HOF_RPC_DROP)), 0);
	EXPECT_EQ(hof_rpc_rows_used(&rpc), hof_rpc_rows_limit(&rpc));
}

static void replaced_by_newest(void)
{
	begin(ROWS, false);
	add(tc_v4(0, 1, 0x0a000000, 8, HOF_RPC_DROP));
	add(tc_v4(1, 1, 0x0a000000, 8, HOF_RPC_QUEUE));
	EXPECT_EQ(verdict_of(0x0a000001), HOF_RPC_QUEUE);
	/* the kernel backs out: it deletes the new one */
	hof_rpc_del(&rpc, &rules[1].rule);
	EXPECT_EQ(verdict_of(0x0a000001), HOF_RPC_DROP);
}

static void masks_in_order(void)
{
	begin(ROWS, false);
	add(tc_v4(0, 1, 0x0a000000, 8, HOF_RPC_DROP));
	add(tc_v4(1, 1, 0x0a010000, 16, HOF_RPC_QUEUE));
	add(tc_v4(2, 1, 0x0b000000, 8, HOF_RPC_DROP));
	EXPECT_EQ(verdict_of(0x0a010001), HOF_RPC_DROP);
	/* the mask stays the first as long as a filter has it */
	hof_rpc_del(&rpc, &rules[0].rule);
	add(tc_v4(3, 1, 0x0a000000, 8, HOF_RPC_DROP));
	EXPECT_EQ(verdict_of(0x0a010001), HOF_RPC_DROP);
	hof_rpc_del(&rpc, &rules[2].rule);
	hof_rpc_del(&rpc, &rules[3].rule);
	add(tc_v4(4, 1, 0x0a000000, 8, HOF_RPC_DROP));
	EXPECT_EQ(verdict_of(0x0a010001), HOF_RPC_QUEUE);
}

static void tc_behind_ntuple(void)
{
	begin(ROWS, false);
	add(ntuple_udp4(0, HOF_RPC_QUEUE, 2));
	add(tc_v4(1, 1, 0x0a000000, 8, HOF_RPC_DROP));
	EXPECT_EQ(verdict_of(0x0a000001), HOF_RPC_DROP);
	EXPECT_EQ(verdict_of(0x0b000001), HOF_RPC_QUEUE);
	EXPECT_EQ(hof_rpc_rows_used(&rpc), 3);
	add(tc_v4(2, 2, 0, 0, HOF_RPC_PASS));
	EXPECT_EQ(look(0x0b000001, 30).arg, 2);
	hof_rpc_del(&rpc, &rules[0].rule);
	EXPECT_EQ(verdict_of(0x0b000001), HOF_RPC_PASS);
	EXPECT_EQ(verdict_of(0x0a000001), HOF_RPC_DROP);
}

static void ntuple_drop_is_final(void)
{
	begin(ROWS, false);
	add(ntuple_udp4(0, HOF_RPC_DROP, 0));
	add(tc_v4(1, 1, 0x0a000000, 8, HOF_RPC_QUEUE));
	EXPECT_EQ(verdict_of(0x0a000001), HOF_RPC_DROP);
	EXPECT_EQ(hof_rpc_rows_used(&rpc), 2);
}

static void shadow_wins(void)
{
	begin(ROWS, false);
	hof_rpc_shadow(&rpc, &tc_v4(0, 1, 0x0a010000, 16,
				    HOF_RPC_DROP)->rule);
	add(tc_v4(1, 2, 0x0a000000, 8, HOF_RPC_DROP));
	EXPECT_EQ(rules[0].rule.state, HOF_RPC_SHADOW);
	EXPECT_EQ(verdict_of(0x0a010001), HOF_RPC_PASS);
	EXPECT_EQ(verdict_of(0x0a020001), HOF_RPC_DROP);
}

static void overflow_catches_all(void)
{
	unsigned int i;

	begin(6, false);
	for (i = 0; i < 4; i++)
		add(tc_v4(i, 10 * (i + 1), 0x0a000000 + i, 32,
			  HOF_RPC_DROP));
	hof_rpc_shadow(&rpc, &tc_v4(4, 35, 0x0b000000, 8, 0)->rule);
	EXPECT_EQ(rules[4].rule.state, HOF_RPC_OVERFLOW);
	EXPECT_EQ(verdict_of(0x0a000002), HOF_RPC_DROP);
	EXPECT_EQ(verdict_of(0x0a000003), HOF_RPC_PASS);
	/* further to the front */
	hof_rpc_shadow(&rpc, &tc_v4(5, 5, 0x0c000000, 8, 0)->rule);
	EXPECT_EQ(verdict_of(0x0a000000), HOF_RPC_PASS);
	hof_rpc_del(&rpc, &rules[5].rule);
	EXPECT_EQ(verdict_of(0x0a000002), HOF_RPC_DROP);
	hof_rpc_del(&rpc, &rules[4].rule);
	EXPECT_EQ(verdict_of(0x0a000003), HOF_RPC_DROP);
}

static void bmc_keeps_its_copy(void)
{
	struct rpc_out out;

	begin(48, true);
	add(tc_v4(0, 1, 0x0a000000, 8, HOF_RPC_DROP));
	out = look(0x0a000001, 30);
	EXPECT_EQ(out.verdict, HOF_RPC_DROP);
	EXPECT(!out.to_bmc);
	out = look(0x0a000001, 4);
	EXPECT_EQ(out.verdict, HOF_RPC_DROP);
	EXPECT(out.to_bmc);
	EXPECT_EQ(hof_rpc_rows_used(&rpc), 2);
	tc_v4(1, 2, 0, 0, HOF_RPC_QUEUE)->rule.match.mac = 1 + 30;
	add(&rules[1]);
	EXPECT_EQ(hof_rpc_rows_used(&rpc), 3);
	EXPECT(!look(0x0b000001, 30).to_bmc);
}

static void queues_are_counted(void)
{
	begin(ROWS, false);
	EXPECT_EQ(hof_rpc_queues_used(&rpc), 0);
	add(ntuple_udp4(0, HOF_RPC_QUEUE, 2));
	EXPECT_EQ(hof_rpc_queues_used(&rpc), 3);
	hof_rpc_del(&rpc, &rules[0].rule);
	EXPECT_EQ(hof_rpc_queues_used(&rpc), 0);
}

static u32 hash_of(unsigned int nth)
{
	unsigned int i;

	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++)
		if (dev.row[i].valid && !nth--)
			return dev.row[i].set.act1;
	return 0;
}

static void hash_follows_the_table(void)
{
	u16 l3 = HNI_RPC_RSS_IP_SRC | HNI_RPC_RSS_IP_DST;
	u16 l4 = l3 | HNI_RPC_RSS_L4_SRC | HNI_RPC_RSS_L4_DST;
	unsigned int writes;

	begin(ROWS, false);
	add(ntuple_udp4(0, HOF_RPC_SPREAD, 1));
	add(ntuple_udp4(1, HOF_RPC_SPREAD, 0));
	EXPECT(hof_rpc_table_used(&rpc, 1));
	EXPECT_EQ(hash_of(0), l3);
	EXPECT_EQ(hash_of(1), l3);
	writes = dev.writes;
	hof_rpc_hash_set(&rpc, 1, HOF_RPC_UDP4, l4);
	EXPECT_EQ(dev.writes, writes + 1);
	EXPECT_EQ(hash_of(0), l4);
	EXPECT_EQ(hash_of(1), l3);
	hof_rpc_hash_set(&rpc, 1, HOF_RPC_TCP4, l3);
	EXPECT_EQ(dev.writes, writes + 1);
	/* and a rule that comes later */
	hof_rpc_hash_set(&rpc, 0, HOF_RPC_UDP4, HNI_RPC_RSS_IP_SRC);
	add(ntuple_udp4(2, HOF_RPC_QUEUE, 1));
	EXPECT_EQ(hash_of(2), HNI_RPC_RSS_IP_SRC);
}

static unsigned int stamps_count(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++)
		n += dev.row[i].valid &&
		     dev.row[i].set.act0 & HNI_RPC_ACT0_TS_ENA;
	return n;
}

static void stamps_follow(void)
{
	begin(ROWS, false);
	add(ntuple_udp4(0, HOF_RPC_QUEUE, 1));
	add(ntuple_udp4(1, HOF_RPC_DROP, 0));
	EXPECT_EQ(stamps_count(), 0);
	hof_rpc_stamps_set(&rpc, true);
	EXPECT_EQ(stamps_count(), 1);
	/* and a rule that comes later */
	add(ntuple_udp4(2, HOF_RPC_SPREAD, 1));
	EXPECT_EQ(stamps_count(), 2);
	hof_rpc_stamps_set(&rpc, false);
	EXPECT_EQ(stamps_count(), 0);
}

static const struct ktap_case cases[] = {
	{ "rpc.leaf_commits_the_rule", leaf_commits },
	{ "rpc.leaf_goes_with_its_last_rule", leaf_is_shared },
	{ "rpc.wide_prefix_follows_narrow_ones", overlap_wide_first },
	{ "rpc.narrow_prefix_then_wide_one", overlap_narrow_first },
	{ "rpc.prefixes_in_any_order_find_room", leaves_move },
	{ "rpc.full_ip_table_is_refused", leaves_full },
	{ "rpc.full_action_table_is_refused", rows_full },
	{ "rpc.newest_of_equal_filters_wins", replaced_by_newest },
	{ "rpc.masks_are_tried_as_they_appeared", masks_in_order },
	{ "rpc.tc_acts_on_what_ntuple_steers", tc_behind_ntuple },
	{ "rpc.tc_never_sees_what_ntuple_drops", ntuple_drop_is_final },
	{ "rpc.software_filter_is_not_overtaken", shadow_wins },
	{ "rpc.catch_all_stands_in_for_shadows", overflow_catches_all },
	{ "rpc.bmc_keeps_its_copy", bmc_keeps_its_copy },
	{ "rpc.queues_in_use_are_known", queues_are_counted },
	{ "rpc.hash_follows_the_table", hash_follows_the_table },
	{ "rpc.stamps_are_for_what_is_delivered", stamps_follow },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
