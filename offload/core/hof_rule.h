/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the two forms of a rule: struct hof_spec, which a front-end fills while
 * it parses, and struct hof_rule, which lives as long as the filter does.
 */
#ifndef HOF_RULE_H
#define HOF_RULE_H

#include "hof_env.h"
#include "hof_field.h"
#include "hof_reason.h"

/**
 * struct hof_op - one operation of a rule, as in the ACTION record
 * @code: HNI_OP_*
 * @flags: HNI_OP_*_F_*
 * @arg16: meaning depends on @code
 * @arg32: meaning depends on @code
 * @mask: meaning depends on @code
 */
struct hof_op {
	u8 code;
	u8 flags;
	u16 arg16;
	u32 arg32;
	u32 mask;
};

/**
 * struct hof_range - a range of ports
 * @is_source: source port, else destination port
 * @min: lowest port
 * @max: highest port
 */
struct hof_range {
	bool is_source;
	u16 min;
	u16 max;
};

#define HOF_SPEC_RANGES		2	/* one for each port */

#define HOF_SPEC_SW		0x1	/* software holds the filter too */
#define HOF_SPEC_COUNT		0x2	/* with a counter of its own */
#define HOF_SPEC_REPLAY		0x4	/* replayed by a bind, newest first */

/**
 * struct hof_spec - a filter in the terms of the hardware
 * @table: 1..; (block, direction, chain) as numbered by the front-end
 * @prio: lower wins
 * @flags: HOF_SPEC_*
 * @mask_tag: 0, or what tells apart masks of tc that @match cannot: a hash
 *	over the parts of the filter's mask that hardware does not have
 * @match: the part of the match that hardware can hold, without the words
 *	HNI_KW_RANGES, which are the engine's
 * @nranges: entries in @range
 * @range: ranges of ports that the filter matches, one for each port at most;
 *	they are part of the order of masks as tc knows it, not of @mask_tag
 * @nops: operations in @ops; 0 if the actions were refused
 * @ops: in order; the last one is terminal, another one only if a POLICE leads
 *	behind it
 *
 * About 1400 bytes: not for the stack of a kernel thread.
 */
struct hof_spec {
	u16 table;
	u16 prio;
	u32 flags;
	u64 mask_tag;
	struct hof_match match;
	unsigned int nranges;
	struct hof_range range[HOF_SPEC_RANGES];
	unsigned int nops;
	struct hof_op ops[HNI_ACTION_MAX_OPS];
};

enum hof_rule_state {
	HOF_RULE_NONE,		/* unknown to the engine */
	HOF_RULE_SEEN,		/* counts for the order of masks only */
	HOF_RULE_PLACED,	/* in hardware */
	HOF_RULE_SHADOW,	/* its match leads to the CPU */
	HOF_RULE_OVERFLOW,	/* as SHADOW, through its table's catch-all */
};

/**
 * struct hof_rule - a filter that the engine knows
 * @state: HOF_RULE_*
 * @nwords: key words in @data
 * @nops: operations behind the key words in @data
 * @flags: HOF_SPEC_* but _REPLAY
 * @rank: rank object, valid unless HOF_RULE_NONE
 * @in_rank: among all rules of its rank
 * @hash: of rank and key
 * @row: row of the stack it is on; with HOF_ROW_TCAM for a TCAM row
 * @above: towards the newest rule with the same key, NULL = on the row
 * @below: towards the oldest
 * @action: ACTION row, valid if HOF_RULE_PLACED
 * @in_action: among all rules that use this ACTION row
 * @counter: COUNTER row, valid if HOF_RULE_PLACED and HOF_SPEC_COUNT
 * @gen: generation of the counter
 * @age: of a filter with ranges, among those of its mask: lower = older
 * @data: key words, then operations
 *
 * The caller allocates it with hof_rule_size() bytes, zeroed, keeps it at one
 * address until hof_esw_del() and may read @state, @flags, @counter and @gen.
 * Everything is guarded by whatever serialises the engine.
 */
struct hof_rule {
	u8 state;
	u8 nwords;
	u8 nops;
	u8 flags;
	u32 rank;
	struct list_head in_rank;
	u32 hash;
	u32 row;
	struct hof_rule *above;
	struct hof_rule *below;
	u32 action;
	u32 counter;
	u32 gen;
	u32 age;
	struct list_head in_action;
	u32 data[];
};

/**
 * hof_rule_size() - bytes that a rule needs
 * @spec: the filter
 *
 * Context: any.
 */
size_t hof_rule_size(const struct hof_spec *spec);

/**
 * hof_rule_in_hw() - does hardware execute the filter?
 * @rule: rule, known to the engine or not
 *
 * Context: caller serialises access to the engine.
 */
static inline bool hof_rule_in_hw(const struct hof_rule *rule)
{
	return rule->state == HOF_RULE_PLACED;
}

#endif /* HOF_RULE_H */
