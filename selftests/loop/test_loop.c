// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the loop test: filters through engine, encoder, ring, decoder, tables
 * and walk of the NIC, against a reference that shares no code with them.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c driver/hw/esw_encode.c
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c
 * Links: selftests/loop/frame*.c selftests/loop/ref.c selftests/loop/nic.c
 * Links: selftests/loop/script.c selftests/loop/script_print.c
 * Links: selftests/loop/script_random.c
 * Cflags: -fno-strict-aliasing
 */
#include <stdlib.h>
#include <time.h>

#include "ktap.h"
#include "script.h"

static const struct hof_esw_caps caps_roomy = {
	.ports = REF_PORTS, .tables = 8, .flow_rows = 512, .slots = 64,
	.tcam_rows = 128, .actions = 512, .counters = REF_COUNTERS,
	.rank_bits = 16, .masks = 1024, .ranks = 1024,
	.ranges = HNI_RANGE_MAX_ROWS,
};

static const struct hof_esw_caps caps_tiny = {
	.ports = REF_PORTS, .tables = 6, .flow_rows = 20, .slots = 6,
	.tcam_rows = 9, .actions = 20, .counters = 12, .rank_bits = 6,
	.masks = 1024, .ranks = 1024, .ranges = SCRIPT_RANGES,
};

/* runs scripts until one fails, which is then made small and printed */
static u64 loop_run(const struct hof_esw_caps *caps, u64 seed,
		    unsigned int scripts)
{
	const unsigned int steps = 200;
	struct script *s = calloc(1, sizeof(*s));
	u64 refusals = 0;
	bool is_good;

	do {
		s->caps = *caps;
		script_random(s, seed, steps);
		is_good = script_run(s);
		refusals |= s->refusals;
		if (!is_good) {
			script_shrink(s);
			ktap_note("seed %llu", (unsigned long long)seed);
			script_print(s);
		}
		EXPECT(is_good);
		seed++;
	} while (is_good && --scripts);
	free(s);
	return refusals;
}

static void random_roomy(void)
{
	loop_run(&caps_roomy, 1000, 20);
}

static void random_tiny(void)
{
	u64 refusals = loop_run(&caps_tiny, 2000, 20);

	EXPECT(refusals & 1ULL << HOF_REASON_SLOTS);
	EXPECT(refusals & 1ULL << HOF_REASON_COUNTERS);
	EXPECT(refusals & 1ULL << HOF_REASON_ACTIONS);
}

static void random_fresh(void)
{
	u64 seed = (u64)time(NULL) * 1000003;

	ktap_note("fresh seed %llu", (unsigned long long)seed);
	loop_run(&caps_roomy, seed, 6);
	loop_run(&caps_tiny, seed + 500, 6);
}

static const struct ktap_case cases[] = {
	{ "random.switch_with_room", random_roomy },
	{ "random.switch_without_room", random_tiny },
	{ "random.fresh_seed", random_fresh },
};

int main(void)
{
	return ktap_run("loop", cases, ARRAY_SIZE(cases));
}
