// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of POLICE: token buckets, branches, statistics, and that a
 * walk which takes no effect leaves no trace in a meter.
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

#define SEC		1000000000ULL

/* struct limits - fields of a METER row */
struct limits {
	uint64_t rate, burst;
	uint64_t pkt_rate, pkt_burst;
	uint32_t mtu;
	uint32_t overhead;
};

static void meter(uint32_t idx, struct limits m)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_METER, idx, HNI_METER_LEN);

	emu_put_le64(rec + HNI_METER_RATE, m.rate);
	emu_put_le64(rec + HNI_METER_BURST, m.burst);
	emu_put_le64(rec + HNI_METER_PKT_RATE, m.pkt_rate);
	emu_put_le64(rec + HNI_METER_PKT_BURST, m.pkt_burst);
	emu_put_le32(rec + HNI_METER_MTU, m.mtu);
	emu_put_le32(rec + HNI_METER_OVERHEAD, m.overhead);
	emu_put_le32(rec + HNI_METER_GEN, 1);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
}

static const struct emu_meter_state *state(uint32_t idx)
{
	return &rules.t.newest->meter[idx].state;
}

/* A frame of 18 bytes at this time: does it conform? */
static bool conforms(uint64_t now_ns)
{
	rules.now_ns = now_ns;
	rules_walk();
	EXPECT(rules.w.end == EMU_WALK_DONE || rules.w.end == EMU_WALK_DROP);
	return rules.w.end == EMU_WALK_DONE;
}

/* Everything from port 0 is measured: what conforms leaves, other is dropped */
static void police_start(struct limits m)
{
	rules_start();
	meter(0, m);
	RULE(INGRESS(0), 0, POLICE(0, 1, 3), OUT(1), STOLEN, DROP);
}

/* ---- Buckets ---- */

static void burst_then_rate(void)
{
	police_start((struct limits){ .rate = 18, .burst = 36 });
	EXPECT(conforms(0) && conforms(0));
	EXPECT(!conforms(0));
	EXPECT(!conforms(SEC - 1));
	EXPECT(conforms(SEC));
	EXPECT(!conforms(SEC));
	/* no more than the burst is saved */
	EXPECT(conforms(100 * SEC) && conforms(100 * SEC));
	EXPECT(!conforms(100 * SEC));
	rules_stop();
}

static void fractions_of_a_byte_add_up(void)
{
	uint64_t i, n = 0;

	/* a third of a byte a look */
	police_start((struct limits){ .rate = 1000, .burst = 18 });
	EXPECT(conforms(0));
	for (i = 1; i <= 54 * 5; i++)
		n += conforms(i * 333334);
	EXPECT_EQ(n, 5);
	rules_stop();
}

static void frames_are_limited(void)
{
	police_start((struct limits){ .pkt_rate = 10, .pkt_burst = 3 });
	EXPECT(conforms(0) && conforms(0) && conforms(0));
	EXPECT(!conforms(0));
	EXPECT(!conforms(SEC / 10 - 1));
	EXPECT(conforms(SEC / 10));
	rules_stop();
}

static void every_bucket_must_suffice(void)
{
	const struct limits few_bytes = {
		.rate = 18, .burst = 18, .pkt_rate = 1, .pkt_burst = 5,
	};
	const struct limits few_frames = {
		.rate = 1, .burst = 1000, .pkt_rate = 1, .pkt_burst = 1,
	};

	police_start(few_bytes);
	EXPECT(conforms(0));
	EXPECT(!conforms(0));
	/* what exceeds one bucket takes nothing from the other */
	EXPECT_EQ(state(0)->frames.tokens, 4);
	rules_stop();
	police_start(few_frames);
	EXPECT(conforms(0));
	EXPECT(!conforms(0));
	EXPECT_EQ(state(0)->bytes.tokens, 1000 - 18);
	rules_stop();
}

static void rate_of_zero_does_not_limit(void)
{
	unsigned int i;

	police_start((struct limits){ .rate = 0 });
	for (i = 0; i < 100; i++)
		EXPECT(conforms(0));
	rules_stop();
}

static void longer_than_mtu_exceeds(void)
{
	police_start((struct limits){ .mtu = 17 });
	EXPECT(!conforms(0));
	rules_stop();
	police_start((struct limits){ .mtu = 18 });
	EXPECT(conforms(0));
	rules_stop();
}

static void overhead_costs_but_is_not_length(void)
{
	const struct limits m = {
		.rate = 1, .burst = 40, .mtu = 18, .overhead = 20,
	};

	police_start(m);
	EXPECT(conforms(0));
	EXPECT_EQ(state(0)->bytes.tokens, 2);
	rules_stop();
}

static void largest_numbers_do_not_overflow(void)
{
	const struct limits m = {
		.rate = UINT64_MAX, .burst = UINT64_MAX,
		.pkt_rate = UINT64_MAX, .pkt_burst = UINT64_MAX,
		.overhead = UINT32_MAX,
	};

	police_start(m);
	EXPECT(conforms(0));
	EXPECT_EQ(state(0)->bytes.tokens,
		  UINT64_MAX - 18 - (uint64_t)UINT32_MAX);
	EXPECT(conforms(1));
	EXPECT(conforms(UINT64_MAX));
	EXPECT_EQ(state(0)->frames.tokens, UINT64_MAX - 1);
	rules_stop();
}

static void clock_that_stands_makes_no_tokens(void)
{
	police_start((struct limits){ .rate = SEC, .burst = 18 });
	EXPECT(conforms(1000));
	EXPECT(!conforms(1000));
	EXPECT(!conforms(900));
	EXPECT(!conforms(1017));
	EXPECT(conforms(1018));
	rules_stop();
}

static void write_fills_the_buckets(void)
{
	struct limits m = { .rate = 1, .burst = 18 };

	police_start(m);
	EXPECT(conforms(0));
	EXPECT(!conforms(0));
	meter(0, m);
	EXPECT(conforms(0));
	EXPECT_EQ(state(0)->stat_pkts, 3);
	rules_stop();
}

/* ---- Length ---- */

/* Bytes that one frame took from a full bucket */
static uint64_t taken(uint8_t flags, unsigned int vlan)
{
	struct emu_op police = POLICE(0, 1, 1);
	uint64_t left;

	rules_start();
	meter(0, (struct limits){ .rate = 1, .burst = 1000 });
	rules_frame(vlan);
	police.flags = flags;
	RULE(INGRESS(0), 0, police, DROP);
	rules.now_ns = 0;
	rules_walk();
	left = state(0)->bytes.tokens;
	rules_stop();
	return 1000 - left;
}

static void length_is_the_frames(void)
{
	EXPECT_EQ(taken(0, 0), 18);
	EXPECT_EQ(taken(0, 5), 18);
	EXPECT_EQ(taken(HNI_OP_POLICE_F_L3, 0), 4);
	EXPECT_EQ(taken(HNI_OP_POLICE_F_L3, 5), 4);
}

/* The MTU is one of frames with their Ethernet header. */
static void mtu_has_the_ethernet_header(void)
{
	struct emu_op police = POLICE(0, 1, 2);

	police.flags = HNI_OP_POLICE_F_L3;
	rules_start();
	meter(0, (struct limits){ .mtu = 17 });
	RULE(INGRESS(0), 0, police, TRAP, DROP);
	rules_walk();
	EXPECT_EQ(state(0)->stat_exceeded, 1);
	meter(0, (struct limits){ .mtu = 18 });
	rules_walk();
	EXPECT_EQ(state(0)->stat_exceeded, 1);
	rules_stop();
}

static void length_is_that_before_edits(void)
{
	rules_start();
	meter(0, (struct limits){ .rate = 1, .burst = 1000 });
	RULE(INGRESS(0), 0, PUSH(1), PUSH(2), POLICE(0, 3, 3), DROP);
	rules.now_ns = 0;
	rules_walk();
	EXPECT_EQ(state(0)->bytes.tokens, 1000 - 18);
	EXPECT_EQ(state(0)->stat_bytes, 18);
	rules_stop();
}

/* ---- Branches ---- */

static void branches_lead_to_their_ops(void)
{
	unsigned int r;

	rules_start();
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 1 });
	r = RULE(INGRESS(0), 0, POLICE(0, 1, 3), OUT(1), STOLEN, OUT(2),
		 STOLEN);
	rules.now_ns = 0;
	rules_walk();
	EXPECT(rules_output_is(0, 1, 18) && rules.w.nout == 1);
	rules_walk();
	EXPECT(rules_output_is(0, 2, 18) && rules.w.nout == 1);
	EXPECT_EQ(rules_pkts(r), 2);
	rules_stop();
}

static void branch_may_skip_and_join(void)
{
	rules_start();
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 1 });
	RULE(INGRESS(0), 0, POLICE(0, 2, 1), PUSH(9), OUT(1), STOLEN);
	rules.now_ns = 0;
	rules_walk();
	EXPECT(rules_output_is(0, 1, 18));
	rules_walk();
	EXPECT(rules_output_is(0, 1, 22));
	rules_stop();
}

static void branch_may_lead_to_software(void)
{
	rules_start();
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 1 });
	RULE(INGRESS(0), F_SW, POLICE(0, 1, 2), TRAP, SOFTWARE);
	rules.now_ns = 0;
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(state(0)->stat_pkts, 1);
	rules_stop();
}

/* ---- Transactions ---- */

static void meter_is_used_in_sequence(void)
{
	rules_start();
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 3 });
	RULE(INGRESS(0), 0, POLICE(0, 1, 3), POLICE(0, 2, 3), GOTO(CHAIN(0)),
	     DROP);
	RULE(CHAIN(0), 0, POLICE(0, 1, 3), OUT(1), STOLEN, DROP);
	rules.now_ns = 0;
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT_EQ(state(0)->stat_pkts, 3);
	EXPECT_EQ(state(0)->frames.tokens, 0);
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 2 });
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	EXPECT_EQ(state(0)->stat_exceeded, 1);
	EXPECT_EQ(state(0)->stat_pkts, 6);
	rules_stop();
}

static void undone_walk_leaves_no_trace(void)
{
	unsigned int i;

	rules_start();
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 1 });
	RULE(INGRESS(0), F_SW, POLICE(0, 1, 1), GOTO(CHAIN(0)));
	RULE_VLAN(CHAIN(0), 5, DROP);
	rules.now_ns = 7;
	for (i = 0; i < 3; i++) {
		rules_walk();
		EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	}
	EXPECT_EQ(state(0)->stat_pkts, 0);
	EXPECT_EQ(state(0)->stat_last_ns, 0);
	EXPECT_EQ(state(0)->frames.tokens, 1);
	rules_frame(5);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	EXPECT_EQ(state(0)->stat_pkts, 1);
	EXPECT_EQ(state(0)->stat_exceeded, 0);
	rules_stop();
}

static void walk_dropped_whole_leaves_no_trace(void)
{
	rules_start();
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 1 });
	meter(1, (struct limits){ .pkt_rate = 1, .pkt_burst = 1 });
	RULE(INGRESS(0), 0, POLICE(0, 1, 1), POLICE(1, 2, 2),
	     GOTO(INGRESS(0)));
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_GOTOS);
	EXPECT_EQ(state(0)->stat_pkts + state(1)->stat_pkts, 0);
	EXPECT_EQ(state(0)->frames.tokens + state(1)->frames.tokens, 2);
	rules_stop();
}

static void egress_table_measures_its_copy(void)
{
	rules_start();
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 1 });
	RULE(INGRESS(0), 0, OUT(2), PUSH(1), OUT(2), STOLEN);
	RULE(EGRESS(2), 0, POLICE(0, 1, 2), PASS, DROP);
	rules.now_ns = 0;
	rules_walk();
	EXPECT(rules_output_is(0, 2, 18) && rules.w.nout == 1);
	EXPECT_EQ(state(0)->stat_pkts, 2);
	EXPECT_EQ(state(0)->stat_bytes, 18 + 22);
	EXPECT_EQ(state(0)->stat_drops, 1);
	rules_stop();
}

/* ---- Statistics ---- */

static void statistics_count_by_result(void)
{
	struct emu_op police = POLICE(0, 1, 2);

	rules_start();
	meter(0, (struct limits){ .pkt_rate = 1, .pkt_burst = 2 });
	police.flags = HNI_OP_POLICE_F_CONFORM_DROPS;
	RULE(INGRESS(0), 0, police, DROP, TRAP);
	rules.now_ns = 99;
	rules_walk();
	rules_walk();
	rules_walk();
	EXPECT_EQ(state(0)->stat_pkts, 3);
	EXPECT_EQ(state(0)->stat_bytes, 54);
	EXPECT_EQ(state(0)->stat_drops, 2);
	EXPECT_EQ(state(0)->stat_exceeded, 1);
	EXPECT_EQ(state(0)->stat_last_ns, 99);
	rules_stop();
}

/* Against plain arithmetic: what passed in a time is burst and rate at most */
static void rate_holds_over_time(void)
{
	const struct limits m = {
		.rate = 12345, .burst = 777, .pkt_rate = 900, .pkt_burst = 10,
	};
	uint64_t now = 0, passed = 0, got;
	unsigned int i;

	srand(17);
	police_start(m);
	for (i = 0; i < 20000; i++) {
		now += (uint64_t)rand() % 2000000;
		passed += conforms(now);
		got = 777 + 12345 * now / SEC;
		if (!EXPECT(passed * 18 <= got))
			break;
	}
	/* and hardly less: frames come faster than the meter permits */
	EXPECT(passed * 18 > 12345 * now / SEC * 99 / 100);
	rules_stop();
}

static const struct ktap_case cases[] = {
	{ "bucket.burst_then_rate", burst_then_rate },
	{ "bucket.fractions_of_a_byte_add_up", fractions_of_a_byte_add_up },
	{ "bucket.frames_are_limited", frames_are_limited },
	{ "bucket.every_one_must_suffice", every_bucket_must_suffice },
	{ "bucket.rate_of_zero_does_not_limit", rate_of_zero_does_not_limit },
	{ "bucket.overhead_costs_but_is_not_length",
	  overhead_costs_but_is_not_length },
	{ "bucket.largest_numbers_do_not_overflow",
	  largest_numbers_do_not_overflow },
	{ "bucket.clock_that_stands_makes_no_tokens",
	  clock_that_stands_makes_no_tokens },
	{ "bucket.write_fills_it", write_fills_the_buckets },
	{ "bucket.rate_holds_over_time", rate_holds_over_time },
	{ "police.longer_than_mtu_exceeds", longer_than_mtu_exceeds },
	{ "police.length_is_the_frames", length_is_the_frames },
	{ "police.mtu_has_the_ethernet_header", mtu_has_the_ethernet_header },
	{ "police.length_is_that_before_edits", length_is_that_before_edits },
	{ "police.branches_lead_to_their_ops", branches_lead_to_their_ops },
	{ "police.branch_may_skip_and_join", branch_may_skip_and_join },
	{ "police.branch_may_lead_to_software", branch_may_lead_to_software },
	{ "police.meter_is_used_in_sequence", meter_is_used_in_sequence },
	{ "police.undone_walk_leaves_no_trace", undone_walk_leaves_no_trace },
	{ "police.walk_dropped_whole_leaves_no_trace",
	  walk_dropped_whole_leaves_no_trace },
	{ "police.egress_table_measures_its_copy",
	  egress_table_measures_its_copy },
	{ "police.statistics_count_by_result", statistics_count_by_result },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
