// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the isolation fuzz: frames of every class from every port, under each
 * policy, and a manager that tries to open what is closed.
 *
 * usage: test_isolation [FRAMES [SEED]]	of each port, in each scenario
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c
 * Links: tools/emulator/esw*.c tools/emulator/pcapng.c
 * Links: tools/emulator/backend.c tools/emulator/backend_stream.c
 * Links: tools/emulator/log.c tools/emulator/ncsi*.c
 * Links: tools/hnictl/audit.c tools/hnictl/audit_read.c tools/hnictl/list.c
 * Links: tools/hnictl/record.c offload/core/esw/hof_resource.c
 * Links: selftests/unit/emu_cmds.c selftests/unit/emu_bench.c
 * Links: selftests/unit/emu_records.c selftests/unit/emu_mc.c
 * Links: selftests/fuzz/frames.c selftests/fuzz/judge.c
 * Links: selftests/fuzz/manager.c selftests/fuzz/region.c
 * Links: selftests/fuzz/report.c
 * Cflags: -Itools/emulator -Itools/hnictl -Iselftests/unit -Iselftests/fuzz
 * Cflags: -Ioffload/core -D_GNU_SOURCE
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "audit_read.h"
#include "emu_mc.h"
#include "ktap.h"
#include "log.h"
#include "manager.h"
#include "report.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define EPOCH		50	/* frames of each port under one set of tables */
#define ROUND		40	/* epochs of one NIC */
#define AUDIT_WORK	100000	/* rows compared; some tables have no end */
#define QUICK_FRAMES	12000	/* without arguments: for each of two seeds */
#define FIXED_SEED	1

enum scenario_id {
	DEFAULT, ALLOWED, VLAN, ISOLATED, ROWS, LOCKED, SCENARIOS
};

/**
 * struct scenario - a policy, and who programs the tables
 * @name: printed
 * @config: the NIC's command line
 * @is_guarded: nothing may pass between the BMC and others than the wire
 * @epoch: makes tables; NULL: legacy mode, nobody does
 * @is_hostile: the manager goes on with deeds, and sends on representors
 */
struct scenario {
	const char *name;
	void (*config)(struct emu_config *cfg, bool is_odd);
	bool is_guarded;
	void (*epoch)(struct fuzz_rng *rng);
	bool is_hostile;
};

/* One scenario under one seed */
struct run {
	const struct scenario *scenario;
	struct fuzz_rng rng;
	bool has_ncsi;
	bool failed;
	struct fuzz_judge judge;
};

static struct {
	uint64_t frames;	/* of each port */
	uint64_t seeds[2];
	unsigned int num_seeds;
	uint64_t sent;
	uint64_t crossings;
	bool is_done[SCENARIOS];
	struct fuzz_tally tally[SCENARIOS];
} fuzz;

/* ---- Scenarios ---- */

static void config_default(struct emu_config *cfg, bool is_odd)
{
	cfg->isolate = is_odd;
}

static void config_allowed(struct emu_config *cfg, bool is_odd)
{
	(void)is_odd;
	cfg->bmc_allow = 1U << HOST2;
}

static void config_vlan(struct emu_config *cfg, bool is_odd)
{
	cfg->isolate = is_odd;
	cfg->bmc_vlan = FUZZ_VLAN;
}

static void config_rows(struct emu_config *cfg, bool is_odd)
{
	cfg->bmc_vlan = is_odd ? FUZZ_VLAN : 0;
	cfg->bmc_allow = is_odd ? 0 : 1U << HOST2;
}

static void config_locked(struct emu_config *cfg, bool is_odd)
{
	cfg->bmc_locked = true;
	cfg->bmc_vlan = is_odd ? FUZZ_VLAN : 0;
	cfg->gone = is_odd ? HNI_ESW_GONE_STATIC : HNI_ESW_GONE_LEGACY;
}

static void epoch_isolated(struct fuzz_rng *rng)
{
	(void)rng;
	fuzz_isolate();
}

static const struct scenario scenarios[SCENARIOS] = {
	[DEFAULT] = { "default", config_default, true, NULL, false },
	[ALLOWED] = { "allowed", config_allowed, true, NULL, false },
	[VLAN] = { "bmc_vlan", config_vlan, true, NULL, false },
	[ISOLATED] = { "isolated", config_default, true, epoch_isolated,
		       false },
	[ROWS] = { "rows", config_rows, false, fuzz_tables_make, false },
	[LOCKED] = { "locked", config_locked, true, fuzz_tables_make, true },
};

/* ---- A run ---- */

/* Every second NIC has a BMC that uses NC-SI, every third one a small MTU */
static void nic_start(struct run *run, unsigned int number)
{
	unsigned int p;

	bench_config();
	fuzz_caps_set(&bench.cfg);
	bench.cfg.seed = number + 1;
	run->scenario->config(&bench.cfg, number & 1);
	mc_start();
	run->has_ncsi = number / 2 & 1;
	if (run->has_ncsi)
		mc_open();
	for (p = 0; p < PORTS && number % 3 == 2; p++)
		bench_write(HNI_ESW_PORT(p) + HNI_ESW_PORT_MTU, 1500);
	/* what the BMC said to open its channel is none of the fuzz's */
	run->judge.entered[BMC] = bench.esw->port[BMC].stats.rx_frames;
	run->judge.left[BMC] = bench.esw->port[BMC].stats.tx_frames;
}

static void nic_stop(struct run *run)
{
	if (!run->failed)
		fuzz_judge_registers(&run->judge);
	bench_stop();
}

/* What the audit says of the tables as they are now */
static bool audit_run(struct ctl_audit_flows *flows)
{
	static const struct ctl_device device = { "fuzz" };
	static struct ctl_audit audit;
	unsigned int p;

	/* the flows of before named its rows */
	ctl_audit_free(&audit);
	audit = (struct ctl_audit){ .work = AUDIT_WORK };
	for (p = 0; p < PORTS; p++)
		audit.ports[p].kind = bench.esw->port[p].kind;
	if (!EXPECT_EQ(ctl_audit_read(&device, &audit), 0))
		return false;
	ctl_audit_run(&audit, flows);
	return true;
}

static void tables_make(struct run *run)
{
	static struct ctl_audit_flows flows;

	run->judge.flows = NULL;
	if (!run->scenario->epoch)
		return;
	run->scenario->epoch(&run->rng);
	if (audit_run(&flows))
		run->judge.flows = &flows;
}

static void frame_run(struct run *run, struct fuzz_frame *f)
{
	uint64_t crossings = run->judge.tally.crossings;

	fuzz_frame_make(&run->rng, f, run->has_ncsi);
	if (fuzz_judge_frame(&run->judge, f))
		return;
	run->failed = true;
	ktap_note("scenario %s, frame %llu:", run->scenario->name,
		  (unsigned long long)run->judge.tally.frames);
	if (crossings != run->judge.tally.crossings)
		run->judge.flows = NULL;
	fuzz_report(&run->judge, f);
}

/* A frame of each port; a hostile manager acts in between */
static void frames_run(struct run *run, unsigned int at)
{
	static struct fuzz_frame f;
	bool is_hostile = run->scenario->is_hostile;
	unsigned int sources = is_hostile ? FUZZ_PLACES : PORTS;

	for (f.port = 0; f.port < sources && !run->failed; f.port++) {
		f.rep = fuzz_below(&run->rng, PORTS);
		if (is_hostile && at >= EPOCH / 2 &&
		    fuzz_one_in(&run->rng, 4)) {
			run->judge.flows = NULL;
			fuzz_deed(&run->rng);
		}
		frame_run(run, &f);
	}
}

static void run_all(struct run *run, uint64_t frames)
{
	uint64_t at;

	for (at = 0; at < frames && !run->failed; at++) {
		if (at % (EPOCH * ROUND) == 0) {
			if (at)
				nic_stop(run);
			nic_start(run, (unsigned int)(at / (EPOCH * ROUND)));
		}
		if (at % EPOCH == 0)
			tables_make(run);
		frames_run(run, at % EPOCH);
	}
	nic_stop(run);
}

static void tally_add(struct fuzz_tally *sum, const struct fuzz_tally *tally)
{
	const uint64_t *from = (const uint64_t *)tally;
	uint64_t *to = (uint64_t *)sum;
	size_t i;

	for (i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

/* Runs a scenario once; its cases ask for one fact each */
static const struct fuzz_tally *scenario_run(enum scenario_id id)
{
	static struct run run;
	unsigned int i;

	for (i = 0; i < fuzz.num_seeds && !fuzz.is_done[id]; i++) {
		memset(&run, 0, sizeof(run));
		run.scenario = &scenarios[id];
		run.rng.state = fuzz.seeds[i] * SCENARIOS + id;
		run.judge.is_guarded = run.scenario->is_guarded;
		run_all(&run, fuzz.frames);
		if (run.failed)
			ktap_note("seed %llu",
				  (unsigned long long)fuzz.seeds[i]);
		tally_add(&fuzz.tally[id], &run.judge.tally);
		fuzz.sent += run.judge.tally.frames;
		fuzz.crossings += run.judge.tally.crossings;
	}
	fuzz.is_done[id] = true;
	return &fuzz.tally[id];
}

/* ---- Facts ---- */

static void crosses_nothing(enum scenario_id id)
{
	const struct fuzz_tally *tally = scenario_run(id);

	EXPECT_EQ(tally->crossings, 0);
}

static void accounts_for_all(enum scenario_id id)
{
	const struct fuzz_tally *tally = scenario_run(id);
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < FUZZ_VERDICTS; i++)
		sum += tally->verdicts[i];
	EXPECT_EQ(tally->unaccounted, 0);
	EXPECT_EQ(sum, tally->frames);
	ktap_note("%llu frames: %llu delivered, %llu dropped, %llu taken by a row, %llu for the NIC",
		  (unsigned long long)tally->frames,
		  (unsigned long long)tally->verdicts[FUZZ_DELIVERED],
		  (unsigned long long)tally->verdicts[FUZZ_DROPPED],
		  (unsigned long long)tally->verdicts[FUZZ_TAKEN],
		  (unsigned long long)tally->verdicts[FUZZ_CONTROL]);
}

/* Each class came from each port, and some of it was let through */
static void has_all_classes(enum scenario_id id)
{
	const struct fuzz_tally *tally = scenario_run(id);
	unsigned int class, port;

	for (class = 0; class < FUZZ_CLASSES; class++) {
		for (port = 0; port < PORTS; port++)
			if (!EXPECT(tally->sent[port][class]))
				ktap_note("none of class %s from %s",
					  fuzz_class_name(class),
					  fuzz_place_name(port));
		if (!EXPECT(tally->good[class]))
			ktap_note("no frame of class %s got through",
				  fuzz_class_name(class));
	}
}

/* Received from a port by functions, or from them by it */
static uint64_t to_functions(const struct fuzz_tally *tally, unsigned int from)
{
	return tally->ways[from][PF0] + tally->ways[from][HOST1] +
	       tally->ways[from][HOST2];
}

static uint64_t from_functions(const struct fuzz_tally *tally, unsigned int to)
{
	return tally->ways[PF0][to] + tally->ways[HOST1][to] +
	       tally->ways[HOST2][to];
}

/* Wire and BMC reach each other, and functions and wire */
static void joins_the_wire(enum scenario_id id)
{
	const struct fuzz_tally *tally = scenario_run(id);

	EXPECT(tally->ways[UPLINK][BMC]);
	EXPECT(tally->ways[BMC][UPLINK]);
	EXPECT(from_functions(tally, UPLINK));
	EXPECT(to_functions(tally, UPLINK));
}

static void is_foreseen(enum scenario_id id)
{
	const struct fuzz_tally *tally = scenario_run(id);

	EXPECT_EQ(tally->unforeseen, 0);
	EXPECT(tally->confirmed);
	ktap_note("%llu ways taken, all possible",
		  (unsigned long long)tally->confirmed);
}

#define SCENARIO(name, id) \
	static void name##_crosses(void) { crosses_nothing(id); } \
	static void name##_accounts(void) { accounts_for_all(id); } \
	static void name##_classes(void) { has_all_classes(id); } \
	static void name##_wire(void) { joins_the_wire(id); }

SCENARIO(default, DEFAULT)
SCENARIO(allowed, ALLOWED)
SCENARIO(vlan, VLAN)
SCENARIO(isolated, ISOLATED)
SCENARIO(rows, ROWS)
SCENARIO(locked, LOCKED)

/* The positive control of the pair that is guarded everywhere else */
static void allowed_host_reaches_bmc(void)
{
	const struct fuzz_tally *tally = scenario_run(ALLOWED);

	EXPECT(tally->ways[HOST2][BMC]);
	EXPECT(tally->ways[BMC][HOST2]);
	EXPECT_EQ(tally->ways[HOST1][BMC], 0);
}

static void isolated_is_foreseen(void)
{
	is_foreseen(ISOLATED);
}

static void rows_are_foreseen(void)
{
	is_foreseen(ROWS);
}

static void locked_is_foreseen(void)
{
	is_foreseen(LOCKED);
}

/* Rows at random do join what a lock keeps apart: the control of "locked" */
static void rows_join_host_and_bmc(void)
{
	const struct fuzz_tally *tally = scenario_run(ROWS);

	EXPECT(from_functions(tally, BMC));
	EXPECT(to_functions(tally, BMC));
	EXPECT(tally->ways[BMC][FUZZ_CPU]);
}

/* ---- A planted hole ---- */

static void hole_start(struct fuzz_judge *judge)
{
	bench_config();
	fuzz_caps_set(&bench.cfg);
	mc_start();
	fuzz_isolate();
	*judge = (struct fuzz_judge){ .is_guarded = true };
}

/* No function and the BMC can reach each other, says the audit */
static void audit_expect_isolation(void)
{
	struct ctl_audit_flows flows;
	unsigned int p;

	if (!audit_run(&flows))
		return;
	for (p = PF0; p < BMC; p++) {
		EXPECT_EQ(flows.from[p][BMC].reason, CTL_AUDIT_NO);
		EXPECT_EQ(flows.from[BMC][p].reason, CTL_AUDIT_NO);
	}
}

static void audit_proves_isolation(void)
{
	struct fuzz_judge judge;

	hole_start(&judge);
	audit_expect_isolation();
	bench_stop();
}

/* Rows may say what they like: the audit knows of the lock */
static void audit_proves_lock(void)
{
	struct fuzz_rng rng = { FIXED_SEED };
	unsigned int i;

	bench_config();
	fuzz_caps_set(&bench.cfg);
	bench.cfg.bmc_locked = true;
	mc_start();
	for (i = 0; i < 20; i++) {
		fuzz_tables_make(&rng);
		audit_expect_isolation();
	}
	bench_stop();
}

/* One row too many: frames find the way, and the audit names the row */
static void hole_is_seen_and_named(void)
{
	struct fuzz_rng rng = { FIXED_SEED };
	static struct fuzz_judge judge;
	struct ctl_audit_flow flow;
	struct ctl_audit_flows flows;
	static struct fuzz_frame f;
	unsigned int i;
	uint32_t row;

	hole_start(&judge);
	row = fuzz_hole_make(HOST1, BMC);
	f.port = HOST1;
	for (i = 0; i < 10000 && !judge.tally.crossings; i++) {
		fuzz_frame_make(&rng, &f, false);
		fuzz_judge_frame(&judge, &f);
	}
	EXPECT_EQ(judge.tally.crossings, 1);
	fuzz_report(&judge, &f);
	EXPECT_EQ(f.len, 14);
	EXPECT(audit_run(&flows));
	flow = flows.from[HOST1][BMC];
	EXPECT_EQ(flow.reason, CTL_AUDIT_RULE);
	EXPECT_EQ(flow.table, FUZZ_INGRESS(HOST1));
	if (EXPECT(flow.row && flow.row->is_tcam))
		EXPECT_EQ(flow.row->row, row);
	bench_stop();
}

/* ---- Program ---- */

static const struct ktap_case cases[] = {
	{ "default.crosses_nothing", default_crosses },
	{ "default.accounts_for_each_frame", default_accounts },
	{ "default.has_all_classes_and_controls", default_classes },
	{ "default.joins_the_wire", default_wire },
	{ "allowed.crosses_nothing", allowed_crosses },
	{ "allowed.accounts_for_each_frame", allowed_accounts },
	{ "allowed.has_all_classes_and_controls", allowed_classes },
	{ "allowed.joins_the_wire", allowed_wire },
	{ "allowed.host_reaches_bmc", allowed_host_reaches_bmc },
	{ "bmc_vlan.crosses_nothing", vlan_crosses },
	{ "bmc_vlan.accounts_for_each_frame", vlan_accounts },
	{ "bmc_vlan.has_all_classes_and_controls", vlan_classes },
	{ "bmc_vlan.joins_the_wire", vlan_wire },
	{ "isolated.crosses_nothing", isolated_crosses },
	{ "isolated.accounts_for_each_frame", isolated_accounts },
	{ "isolated.has_all_classes_and_controls", isolated_classes },
	{ "isolated.joins_the_wire", isolated_wire },
	{ "isolated.audit_foresees_all", isolated_is_foreseen },
	{ "isolated.audit_proves_it", audit_proves_isolation },
	{ "isolated.hole_is_seen_and_named", hole_is_seen_and_named },
	{ "rows.crosses_nothing", rows_crosses },
	{ "rows.accounts_for_each_frame", rows_accounts },
	{ "rows.has_all_classes_and_controls", rows_classes },
	{ "rows.joins_the_wire", rows_wire },
	{ "rows.audit_foresees_all", rows_are_foreseen },
	{ "rows.join_host_and_bmc", rows_join_host_and_bmc },
	{ "locked.crosses_nothing", locked_crosses },
	{ "locked.accounts_for_each_frame", locked_accounts },
	{ "locked.has_all_classes_and_controls", locked_classes },
	{ "locked.joins_the_wire", locked_wire },
	{ "locked.audit_foresees_all", locked_is_foreseen },
	{ "locked.audit_proves_it", audit_proves_lock },
};

static bool number_parse(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return *text && !*end && !errno && *text != '-';
}

int main(int argc, char **argv)
{
	uint64_t fresh = (uint64_t)time(NULL);
	int ret;

	fuzz.frames = QUICK_FRAMES;
	fuzz.seeds[0] = FIXED_SEED;
	fuzz.seeds[1] = fresh;
	fuzz.num_seeds = argc > 1 ? 1 : 2;
	if (argc > 1)
		fuzz.seeds[0] = fresh;
	if (argc > 3 || (argc > 1 && !number_parse(argv[1], &fuzz.frames)) ||
	    (argc > 2 && !number_parse(argv[2], &fuzz.seeds[0])) ||
	    !fuzz.frames) {
		fprintf(stderr, "usage: test_isolation [FRAMES [SEED]]\n");
		return 2;
	}
	emu_log_level_set(EMU_ERR);
	ret = ktap_run("fuzz", cases, ARRAY_SIZE(cases));
	printf("%s%llu frames, %llu crossings, seed %llu\n",
	       argc > 1 ? "" : "# ", (unsigned long long)fuzz.sent,
	       (unsigned long long)fuzz.crossings,
	       (unsigned long long)fuzz.seeds[fuzz.num_seeds - 1]);
	return ret;
}
