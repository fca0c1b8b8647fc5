// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the random tests of the classifier's engine: rules come and go, and
 * after every single write each sampled frame is treated as before the
 * operation or as after it, and changes once at most.
 *
 * Links: offload/core/rpc/hof_*.c offload/core/hof_reason.c
 * Links: offload/core/hof_field.c selftests/unit/hof_rpc_dev.c
 */
#include <stdlib.h>

#include "hof_rpc_dev.h"
#include "ktap.h"

#define RULES		40
#define PKTS		100
#define STEPS		300
#define SEEDS		4

static struct rpc_dev dev;
static struct hof_rpc rpc, before;
static struct rpc_rule rules[RULES];
static struct rpc_pkt pkts[PKTS];
static struct rpc_out out[PKTS];
static unsigned int changes[PKTS];
static u64 seed, now;
static bool has_bmc;
static unsigned int placed, refused, overflown;

static u32 rnd(u32 limit)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(seed >> 33) % limit;
}

/* A few addresses with long common parts, so that prefixes overlap */
static void addr_make(u32 *addr, u8 version)
{
	memset(addr, 0, 4 * sizeof(*addr));
	if (version == 4) {
		addr[0] = 0x0a000000 | rnd(2) << 16 | rnd(2) << 8 |
			  rnd(2) << 7 | rnd(2);
		return;
	}
	addr[0] = 0x20010db8;
	addr[1] = rnd(2) << 16;
	addr[3] = rnd(2);
}

static void pkt_make(struct rpc_pkt *pkt)
{
	static const u8 l4s[] = { 0, 6, 17, 17 };
	static const u8 macs[] = { 4, 5, 24, 30, 31 };
	static const u8 versions[] = { 0, 4, 4, 6, 6 };
	unsigned int i;

	memset(pkt, 0, sizeof(*pkt));
	pkt->mac = macs[rnd(sizeof(macs))];
	pkt->is_tagged = !rnd(4);
	pkt->version = versions[rnd(sizeof(versions))];
	pkt->has_outer = pkt->version == 6 && rnd(2);
	if (pkt->version)
		pkt->l4 = l4s[rnd(sizeof(l4s))];
	pkt->is_frag = !rnd(5);
	for (i = 0; i < HOF_RPC_SIDES; i++) {
		addr_make(pkt->ip[i], pkt->version);
		addr_make(pkt->outer[i], 6);
		pkt->port[i] = (u16)(1 + rnd(2));
	}
}

static void rule_make_match(struct rpc_rule *rule)
{
	static const u8 lens4[] = { 0, 0, 8, 16, 24, 25, 32 };
	static const u8 lens6[] = { 0, 0, 32, 48, 128 };
	unsigned int i;

	if (!rnd(5))
		rule->mac = rnd(2) ? 31 : 6;
	if (!rnd(6))
		return;
	rule->family = rnd(2) ? 4 : 6;
	for (i = 0; i < HOF_RPC_SIDES; i++) {
		rule->len[i] = rule->family == 4 ? lens4[rnd(sizeof(lens4))] :
			       lens6[rnd(sizeof(lens6))];
		addr_make(rule->addr[i], rule->family);
	}
	if (rnd(2))
		return;
	rule->l4 = rnd(2) ? 6 : 17;
	for (i = 0; i < HOF_RPC_SIDES; i++)
		rule->port[i] = (u16)rnd(3);
}

/* Masks of a priority count from when the first of their filters came */
static u64 rule_seq(const struct rpc_rule *rule)
{
	u64 seq = now;
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (&rules[i] != rule && rules[i].in_use && rules[i].is_tc &&
		    rules[i].prio == rule->prio &&
		    rules[i].rule.mask == rule->rule.mask)
			return rules[i].seq;
	return seq;
}

static bool rule_is_twin(const struct rpc_rule *rule)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (&rules[i] != rule && rules[i].in_use && !rule->is_tc &&
		    !rules[i].is_tc && rules[i].prio == rule->prio)
			return true;
	return false;
}

static void rule_make(struct rpc_rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	rule->is_tc = rnd(4);
	rule->prio = rule->is_tc ? 1 + rnd(4) : rnd(20);
	rule->action.verdict = (u8)(rule->is_tc ? rnd(4) : 1 + rnd(3));
	if (rule->action.verdict == HOF_RPC_QUEUE)
		rule->action.arg = (u8)rnd(4);
	if (rule->action.verdict == HOF_RPC_SPREAD)
		rule->action.arg = 1;
	rule->is_refused = rule->is_tc && !rnd(8);
	rule_make_match(rule);
	rpc_rule_fill(rule);
	rule->born = now;
	rule->seq = rule->is_tc ? rule_seq(rule) : 0;
}

static bool out_equals(struct rpc_out a, struct rpc_out b)
{
	return a.verdict == b.verdict && a.arg == b.arg &&
	       a.to_bmc == b.to_bmc;
}

static void after_write(void)
{
	struct rpc_out got;
	unsigned int i;

	for (i = 0; i < PKTS; i++) {
		got = rpc_dev_lookup(&dev, has_bmc, &pkts[i]);
		if (out_equals(got, out[i]))
			continue;
		out[i] = got;
		changes[i]++;
	}
}

static bool step_check(unsigned int step)
{
	struct rpc_out want;
	unsigned int i;

	for (i = 0; i < PKTS; i++) {
		want = rpc_ref_lookup(rules, RULES, has_bmc, &pkts[i]);
		if (EXPECT(out_equals(want, out[i])) &&
		    EXPECT(changes[i] <= 1))
			continue;
		ktap_note("step %u frame %u: got %u/%u/%u want %u/%u/%u, %u changes",
			  step, i, out[i].verdict, out[i].arg, out[i].to_bmc,
			  want.verdict, want.arg, want.to_bmc, changes[i]);
		return false;
	}
	return true;
}

static void step_add(struct rpc_rule *rule)
{
	unsigned int writes = dev.writes;
	struct hof_why why = {};
	int err;

	rule_make(rule);
	if (rule_is_twin(rule))
		return;
	if (rule->is_refused) {
		hof_rpc_shadow(&rpc, &rule->rule);
		overflown += rule->rule.state == HOF_RPC_OVERFLOW;
		rule->in_use = true;
		return;
	}
	before = rpc;
	err = hof_rpc_add(&rpc, &rule->rule, &why);
	rule->in_use = !err;
	if (!err) {
		placed++;
		return;
	}
	refused++;
	EXPECT_EQ(err, -ENOSPC);
	EXPECT_EQ(dev.writes, writes);
	EXPECT_MEMEQ(&rpc.now, &before.now, sizeof(rpc.now));
	EXPECT_MEMEQ(&rpc.rules, &before.rules, sizeof(rpc.rules));
}

static bool run_step(unsigned int step)
{
	struct rpc_rule *rule = &rules[rnd(RULES)];
	unsigned int i;

	now++;
	for (i = 0; i < PKTS; i++) {
		pkt_make(&pkts[i]);
		out[i] = rpc_dev_lookup(&dev, has_bmc, &pkts[i]);
		changes[i] = 0;
	}
	if (rule->in_use) {
		hof_rpc_del(&rpc, &rule->rule);
		rule->in_use = false;
	} else {
		step_add(rule);
	}
	return step_check(step);
}

static unsigned int rows_differ(const struct rpc_dev *a,
				const struct rpc_dev *b)
{
	unsigned int i, count = 0;

	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++) {
		if (!a->row[i].valid && !b->row[i].valid)
			continue;
		count += a->row[i].valid != b->row[i].valid ||
			 memcmp(&a->row[i].set, &b->row[i].set,
				sizeof(a->row[i].set));
	}
	return count;
}

/* A device that has lost its tables gets the same ones. */
static void emit_all(void)
{
	static struct rpc_dev old;

	old = dev;
	dev.after = NULL;
	memset(dev.leaf, 0, sizeof(dev.leaf));
	memset(dev.row, 0, sizeof(dev.row));
	hof_rpc_emit_all(&rpc);
	EXPECT_MEMEQ(dev.leaf, old.leaf, sizeof(dev.leaf));
	EXPECT_EQ(rows_differ(&dev, &old), 0);
}

static void run_end(void)
{
	unsigned int i;

	for (i = 0; i < RULES; i++)
		if (rules[i].in_use)
			hof_rpc_del(&rpc, &rules[i].rule);
	EXPECT_EQ(hof_rpc_rows_used(&rpc), 0);
	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++)
		EXPECT(!dev.row[i].valid);
	for (i = 0; i < HOF_RPC_TABLES * HNI_RPC_IP_ENTRIES; i++)
		EXPECT(!dev.leaf[i / HNI_RPC_IP_ENTRIES]
				[i % HNI_RPC_IP_ENTRIES].family);
}

static void run(u64 start, u8 rows)
{
	struct hof_rpc_caps caps = {
		.first_row = 2,
		.rows = rows,
		.has_bmc = has_bmc,
		.emit = rpc_dev_take,
		.ctx = &dev,
	};
	unsigned int step;

	seed = start;
	memset(&dev, 0, sizeof(dev));
	memset(rules, 0, sizeof(rules));
	dev.after = after_write;
	hof_rpc_init(&rpc, &caps);
	for (step = 0; step < STEPS; step++) {
		if (run_step(step))
			continue;
		ktap_note("seed %llu, %u rows", (unsigned long long)start,
			  rows);
		return;
	}
	emit_all();
	run_end();
}

static void runs(u8 rows)
{
	u64 start;

	placed = 0;
	refused = 0;
	overflown = 0;
	for (start = 1; start <= SEEDS; start++)
		run(start, rows);
	ktap_note("%u placed, %u refused, %u overflown", placed, refused,
		  overflown);
}

static void host_alone(void)
{
	has_bmc = false;
	runs(57);
	EXPECT(placed > STEPS);
}

static void with_bmc(void)
{
	has_bmc = true;
	runs(48);
	EXPECT(placed > STEPS);
}

static void few_rows(void)
{
	has_bmc = false;
	runs(10);
	EXPECT(refused > STEPS);
	EXPECT(overflown > 20);
}

static const struct ktap_case cases[] = {
	{ "rpc_random.every_write_is_before_or_after", host_alone },
	{ "rpc_random.a_bmc_keeps_its_frames", with_bmc },
	{ "rpc_random.exhaustion_changes_nothing", few_rows },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
