/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what reading one action and following a list of them share. */
#ifndef HNICTL_CHECK_ACT_H
#define HNICTL_CHECK_ACT_H

#include "check.h"

enum ctl_way {
	CTL_WAY_PIPE,
	CTL_WAY_PASS,
	CTL_WAY_DROP,
	CTL_WAY_STOLEN,
	CTL_WAY_TRAP,
	CTL_WAY_GOTO,
	CTL_WAY_JUMP,
	CTL_WAY_OTHER,		/* back to the classifier */
};

/**
 * struct ctl_control - where a frame goes on behind an action
 * @way: which way
 * @value: chain or action; else the number of the word in the kernel
 */
struct ctl_control {
	enum ctl_way way;
	uint32_t value;
};

/* What an action does to the tunnel key of a frame */
enum ctl_tunnel {
	CTL_TUNNEL_KEEP,
	CTL_TUNNEL_SET,
	CTL_TUNNEL_UNSET,
};

/**
 * struct ctl_act - one action of a list
 * @name: as the driver names it
 * @control: where the frame goes on; police: a frame that conforms
 * @exceed: police: where a frame goes on that exceeds
 * @is_police: its way has two branches
 * @entries: how many entries the kernel makes of it
 * @tunnel: what it does to the tunnel key
 * @foreign: mirred: a device that is no port; a tunnel's, if there is a key
 * @is_uncounted: hw_stats disabled was given
 * @kernel: why the kernel does not offload it, NULL = it does
 * @why: first refusal, with its reason
 * @nops: operations in @ops
 * @ops: what it becomes, without the end
 */
struct ctl_act {
	const char *name;
	struct ctl_control control;
	struct ctl_control exceed;
	bool is_police;
	unsigned int entries;
	enum ctl_tunnel tunnel;
	const char *foreign;
	bool is_uncounted;
	const char *kernel;
	struct hof_why why;
	unsigned int nops;
	struct hof_op ops[HNI_ACTION_MAX_OPS];
};

/**
 * struct ctl_act_kind - a kind of action
 * @word: as tc spells it
 * @parse: takes its words up to its control; NULL = they do not matter
 * @name: as the driver names it, or NULL
 * @is_driver: the kernel hands it over, but the driver has no operation
 */
struct ctl_act_kind {
	const char *word;
	bool (*parse)(struct ctl_check *check, struct ctl_act *act);
	const char *name;
	bool is_driver;
};

/* check_act_kind.c: the kind with that word; gact's words are kinds of gact */
const struct ctl_act_kind *ctl_act_kind_find(const char *word);

/* check_act.c: takes a control, if there is one; returns false if it is bad */
bool ctl_act_control(struct ctl_check *check, struct ctl_control *control);

/* check_act.c: adds an operation; what does not fit is counted only */
void ctl_act_op(struct ctl_act *act, struct hof_op op);

/* check_act.c: notes a refusal, if it is the first of the action */
void ctl_act_refuse(struct ctl_act *act, enum hof_reason reason,
		    const char *what, uint64_t value, uint64_t limit);

/* check_act_pedit.c */
bool ctl_act_pedit(struct ctl_check *check, struct ctl_act *act);

#endif
