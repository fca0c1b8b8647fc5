/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the reference: what tc does with a frame, written from
 * tc's rules alone. Filters of a priority are tried mask by mask, in the order
 * in which the masks appeared; of filters with one key the newest counts. Those
 * with a port range are one mask whatever the range is; the range whose oldest
 * filter comes first in tc's list is tried first.
 */
#ifndef HOF_REF_H
#define HOF_REF_H

#include "../../offload/core/esw/hof_esw.h"

#define REF_MAX			4096	/* filters */
#define REF_OPS			8	/* operations of a filter */

enum ref_kind {
	REF_MISS,
	REF_SOFTWARE,
	REF_RULE,
};

/**
 * struct ref_verdict - what happens to a frame; comparable with memcmp()
 * @kind: enum ref_kind; the other members are set for REF_RULE only
 * @flags: HNI_ROW_F_*
 * @counter: of the rule, if it counts
 * @gen: of the rule, if it counts
 * @nops: entries in @ops
 * @ops: operations
 */
struct ref_verdict {
	u32 kind;
	u32 flags;
	u32 counter;
	u32 gen;
	u32 nops;
	struct hof_op ops[REF_OPS];
};

/* struct ref_filter - a filter that tc holds, and its rule in the engine */
struct ref_filter {
	struct hof_spec spec;
	struct hof_rule *rule;
	long rank;		/* of its mask, within its priority */
	long place;		/* in tc's list of the filters of its mask */
	unsigned long age;	/* higher = newer */
	bool is_wide;		/* hardware has not got its ranges */
};

/* struct ref - all filters */
struct ref {
	struct ref_filter *filter[REF_MAX];
	unsigned int count;
	long front, back;
	long first, next;	/* places given out */
	unsigned long age;
};

/* A filter appears. */
struct ref_filter *ref_add(struct ref *ref, const struct hof_spec *spec);

/*
 * The engine has seen the rule of the filter that was added last: its mask has a
 * place now, in front of all others if it is replayed. @is_wide: the engine has
 * no room for its ranges.
 */
void ref_seen(struct ref *ref, struct ref_filter *filter, bool is_wide);

/* A filter goes; frees it together with its rule. */
void ref_del(struct ref *ref, unsigned int idx);

/* What tc does with a frame in a table; the state of rules says who does it. */
void ref_lookup(const struct ref *ref, u16 table, const u32 *words,
		struct ref_verdict *verdict);

#endif /* HOF_REF_H */
