/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the judge: what became of each frame, whether it crossed
 * a forbidden pair, and whether the audit had called its way possible.
 */
#ifndef FUZZ_JUDGE_H
#define FUZZ_JUDGE_H

#include "audit.h"
#include "frames.h"

/* What became of a frame; it is exactly one of these */
enum fuzz_verdict {
	FUZZ_DELIVERED,		/* somebody received it */
	FUZZ_DROPPED,		/* nobody did, and a drop has a name */
	FUZZ_TAKEN,		/* a row ended it, which its counter shows */
	FUZZ_CONTROL,		/* for the NIC: NC-SI, or pause on a cable */
	FUZZ_VERDICTS
};

/**
 * struct fuzz_tally - what was seen
 * @frames: sent
 * @sent: by source and class
 * @good: delivered, or control, by class
 * @verdicts: frames by what became of them
 * @ways: received, by source and place
 * @crossings: frames that crossed a forbidden pair
 * @unaccounted: frames and counters that do not add up
 * @unforeseen: ways that the audit called impossible
 * @confirmed: ways that it called possible
 */
struct fuzz_tally {
	uint64_t frames;
	uint64_t sent[FUZZ_PLACES][FUZZ_CLASSES];
	uint64_t good[FUZZ_CLASSES];
	uint64_t verdicts[FUZZ_VERDICTS];
	uint64_t ways[FUZZ_PLACES][FUZZ_PLACES];
	uint64_t crossings;
	uint64_t unaccounted;
	uint64_t unforeseen;
	uint64_t confirmed;
};

/**
 * struct fuzz_judge - rules of a scenario and what was seen
 * @is_guarded: nothing may pass between the BMC and others than the wire
 * @flows: what the audit says of the tables as they are; NULL: nothing
 * @tally: counts
 * @entered: frames by port, since the NIC started
 * @left: the same
 */
struct fuzz_judge {
	bool is_guarded;
	const struct ctl_audit_flows *flows;
	struct fuzz_tally tally;
	uint64_t entered[PORTS];
	uint64_t left[PORTS];
};

/* A frame enters; who receives it is in bench.got. False: pause on a cable */
bool fuzz_enter(const struct fuzz_frame *f);

/* The frame that entered last crossed a forbidden pair: record, or NULL */
const struct bench_frame *fuzz_crossing(const struct fuzz_judge *judge,
					const struct fuzz_frame *f);

/* Let a frame enter and judge it. False: something is wrong, and was said */
bool fuzz_judge_frame(struct fuzz_judge *judge, const struct fuzz_frame *f);

/* Do the registers of the ports say what was seen? Before the NIC stops */
void fuzz_judge_registers(struct fuzz_judge *judge);

/* Place where a frame was received */
unsigned int fuzz_place(const struct bench_frame *got);

#endif /* FUZZ_JUDGE_H */
