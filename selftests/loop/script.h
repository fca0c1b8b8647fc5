/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of scripts: filters that come and go, and frames to try
 * behind every command. A script that fails can be made smaller.
 */
#ifndef LOOP_SCRIPT_H
#define LOOP_SCRIPT_H

#include "nic.h"

#define SCRIPT_STEPS		REF_FILTERS
#define SCRIPT_FRAMES		24
#define SCRIPT_RANGES		6	/* of ports, of both kinds */

/* struct step - one filter comes, or goes again */
struct step {
	bool is_skipped;
	bool is_add;
	bool is_refused;	/* the front-end refuses it */
	unsigned int add;	/* for one that goes: the step that added it */
	struct ref_filter filter;
};

/**
 * struct script - what is done, and how it went wrong
 * @caps: sizes of the switch
 * @ingress: tables of the ports
 * @egress: tables of the ports
 * @count: entries of @step
 * @nframes: entries of @frame
 * @bad_step: step at which it went wrong
 * @bad_frame: frame that went wrong
 * @bad: what went wrong, NULL = nothing
 * @injected: the frame was sent by the manager
 * @want: what the reference says about it
 * @got: what the NIC did
 * @refusals: bitmap of enum hof_reason that were met
 */
struct script {
	struct hof_esw_caps caps;
	u16 ingress[REF_PORTS];
	u16 egress[REF_PORTS];
	unsigned int count;
	unsigned int nframes;
	unsigned int bad_step;
	unsigned int bad_frame;
	const char *bad;
	bool injected;
	struct outcome want;
	struct outcome got;
	u64 refusals;
	struct frame frame[SCRIPT_FRAMES];
	struct step step[SCRIPT_STEPS];
};

/* Fills in everything but caps. */
void script_random(struct script *script, u64 seed, unsigned int steps);

/* Returns true if all went well; else bad* say what did not. */
bool script_run(struct script *script);

/* Takes away steps and frames as long as it still fails. */
void script_shrink(struct script *script);

/* Prints a failed script as diagnostics. */
void script_print(const struct script *script);

#endif /* LOOP_SCRIPT_H */
