/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the state of the engine, for the files of this directory only.
 *
 *	table --- prio --- rank --- rules --- row (stack of rules)
 *	  |                  |        |
 *	catch-all          mask     action
 *	                     |
 *	                   slot
 */
#ifndef HOF_ESW_PRIV_H
#define HOF_ESW_PRIV_H

#include "hof_esw.h"
#include "hof_index.h"

#define HOF_ROW_TCAM		0x80000000U	/* in hof_rule.row */
#define HOF_MASK_EMPTY		0	/* mask and slot of the catch-alls */
#define HOF_ACTION_SHADOW	0	/* ACTION row of all shadows */
/* A mask has an even rank; the odd one behind it is for a catch-all */
#define HOF_RANK_STEP		2
#define HOF_RANGE_NONE		0xff	/* in place of a RANGE row */
#define HOF_RANGE_WORDS		(HNI_RANGE_MAX_ROWS / 32)

/**
 * struct hof_mask - one mask, shared by all tables and priorities
 * @hash: of words and masks
 * @ranks: ranks with this mask
 * @slot: SLOT row, HOF_NONE if it has none
 * @rows: FLOW rows that name the slot
 * @tcam_rows: TCAM rows with this mask
 * @nwords: entries in @words and @masks
 * @words: word numbers, ascending
 * @masks: mask of each of @words, not 0
 */
struct hof_mask {
	u32 hash;
	u32 ranks;
	u32 slot;
	u32 rows;
	u32 tcam_rows;
	u8 nwords;
	u8 words[HNI_KW_USED];
	u32 masks[HNI_KW_USED];
};

#define HOF_WHICH_DST		1
#define HOF_WHICH_SRC		2

/**
 * struct hof_prio - one priority of a table: its masks in their order
 * @table: table id
 * @prio: priority
 * @count: entries of @ranks
 * @ranks: struct hof_rank.in_prio, lowest rank first
 * @replayed: struct hof_rank.in_replayed, last replayed first
 * @in_replayed: link in hof_table.replayed, if @replayed has entries
 */
struct hof_prio {
	u16 table;
	u16 prio;
	u32 count;
	struct list_head ranks;
	struct list_head replayed;
	struct list_head in_replayed;
};

/**
 * struct hof_rank - place of a mask, with its port ranges, in its priority
 * @prio: index of its struct hof_prio
 * @mask: index of its struct hof_mask
 * @base: index of the same without the words HNI_KW_RANGES; the ranks of a
 *	priority that are equal in @base, @tag and @which are one mask to tc
 * @tag: second part of the mask's identity, see hof_spec.mask_tag
 * @which: ports for which there is a range: HOF_WHICH_*
 * @range: RANGE rows of destination and source, or HOF_RANGE_NONE; both so if
 *	there was no room, then @mask is @base
 * @rank: even number, lower wins
 * @overflow: rules in state HOF_RULE_OVERFLOW
 * @in_prio: link in hof_prio.ranks
 * @in_replayed: link in hof_prio.replayed, until hof_esw_settle()
 * @in_overflow: link in hof_table.overflow, if @overflow
 * @rules: hof_rule.in_rank; with @which the oldest one first
 */
struct hof_rank {
	u32 prio;
	u32 mask;
	u32 base;
	u8 which;
	u8 range[HOF_SPEC_RANGES];
	u64 tag;
	u32 rank;
	u32 overflow;
	struct list_head in_prio;
	struct list_head in_replayed;
	struct list_head in_overflow;
	struct list_head rules;
};

/**
 * struct hof_table - one lookup table of the hardware
 * @prios: priorities in use; with any, one FLOW row is kept for the catch-all
 * @catch_rank: the catch-all stands behind this rank, HOF_NONE = there is none
 * @catch_row: FLOW row of the catch-all
 * @replayed: struct hof_prio.in_replayed, priorities to settle
 * @overflow: struct hof_rank.in_overflow, ranks that need the catch-all
 *
 * The lists are not initialised while @prios is 0.
 */
struct hof_table {
	u32 prios;
	u32 catch_rank;
	u32 catch_row;
	struct list_head replayed;
	struct list_head overflow;
};

/* Objects that are shared: @refs users */
struct hof_meter_row {
	struct hof_meter meter;
	u32 refs;
};

struct hof_encap_row {
	struct hof_encap encap;
	u32 refs;
};

struct hof_tunnel_row {
	struct hof_tunnel tunnel;
	u32 refs;
};

struct hof_range_row {
	struct hof_range range;
	u32 refs;
};

/**
 * struct hof_move - a TCAM row and its copy, as yet without a rule
 * @tcam: TCAM row
 * @flow: FLOW row
 * @hash: what the FLOW row's link had
 * @is_fresh: the FLOW row was never in use
 * @is_slot_fresh: the copy needed a slot that was never in use
 */
struct hof_move {
	u32 tcam;
	u32 flow;
	u32 hash;
	bool is_fresh;
	bool is_slot_fresh;
};

/**
 * struct hof_esw - the engine
 * @caps: sizes and emit callback
 * @rank_end: ranks are below this number
 * @gen: generation given out last
 * @age_first: hof_rule.age given to the rule that was replayed last
 * @age_next: hof_rule.age of the next rule that is not replayed
 * @kept_rows: FLOW rows kept for catch-alls that do not exist yet
 * @tables_used: tables with a priority
 * @shadows: shadow rules on rows, and catch-alls: users of HOF_ACTION_SHADOW
 * @slots: SLOT rows
 * @masks: indexes @mask
 * @ranks: indexes @rank, by prio, mask and tag
 * @prios: indexes @prio, by table and priority
 * @flows: FLOW rows, by rank and key
 * @tcams: TCAM rows, by rank and key
 * @actions: ACTION rows, by operations
 * @counters: COUNTER rows
 * @meters: METER rows
 * @encaps: ENCAP rows
 * @tunnels: TUNNEL rows, by content
 * @ranges: RANGE rows
 * @conns: CONN rows, by key
 * @mask: objects
 * @rank: objects
 * @prio: objects
 * @table: objects, by table id
 * @flow_top: newest rule of each FLOW row; NULL = catch-all or not in use
 * @tcam_top: newest rule of each TCAM row; NULL = not in use
 * @action_rules: for each ACTION row, hof_rule.in_action
 * @meter: METER rows
 * @encap: ENCAP rows
 * @tunnel: TUNNEL rows
 * @range: RANGE rows
 * @conn: CONN rows; of one that is not in use the protocol is 0
 * @narrow: TCAM rows with a mask that fits a slot
 * @slotted: those of them whose mask has one
 * @nmoves: entries of @move
 * @move: batch under way, behind hof_esw_rehash_begin(); unused ones are 0
 */
struct hof_esw {
	struct hof_esw_caps caps;
	u32 rank_end;
	u32 gen;
	u32 age_first;
	u32 age_next;
	u32 kept_rows;
	u32 tables_used;
	u32 shadows;
	struct hof_index slots;
	struct hof_index masks;
	struct hof_index ranks;
	struct hof_index prios;
	struct hof_index flows;
	struct hof_index tcams;
	struct hof_index actions;
	struct hof_index counters;
	struct hof_index meters;
	struct hof_index encaps;
	struct hof_index tunnels;
	struct hof_index ranges;
	struct hof_index conns;
	struct hof_mask *mask;
	struct hof_rank *rank;
	struct hof_prio *prio;
	struct hof_table *table;
	struct hof_rule **flow_top;
	struct hof_rule **tcam_top;
	struct list_head *action_rules;
	struct hof_meter_row *meter;
	struct hof_encap_row *encap;
	struct hof_tunnel_row *tunnel;
	struct hof_range_row *range;
	struct hof_conn *conn;
	u32 narrow;
	u32 slotted;
	u32 nmoves;
	struct hof_move move[HOF_REHASH_MOST];
};

static inline const struct hof_op *hof_rule_ops(const struct hof_rule *rule)
{
	return (const struct hof_op *)(rule->data + rule->nwords);
}

static inline bool hof_word_is_ranges(unsigned int word)
{
	return word >= HNI_KW_RANGES && word < HNI_KW_RANGES + HOF_RANGE_WORDS;
}

/* the filter has a range for which there was no RANGE row */
static inline bool hof_rank_lacks_ranges(const struct hof_rank *rank)
{
	return rank->which && rank->mask == rank->base;
}

static inline bool hof_mask_is_narrow(const struct hof_mask *mask)
{
	return mask->nwords <= HNI_SLOT_MAX_WORDS;
}

/* hof_mask.c */
struct hof_mask *hof_mask_of(const struct hof_esw *esw,
			     const struct hof_rule *rule);
void hof_mask_read(struct hof_mask *mask, const struct hof_match *match,
		   const u32 *ranges);
u32 hof_mask_find(const struct hof_esw *esw, const struct hof_mask *mask);
u32 hof_mask_add(struct hof_esw *esw, const struct hof_mask *mask);
void hof_mask_put(struct hof_esw *esw, u32 id);
bool hof_slot_is_possible(const struct hof_esw *esw,
			  const struct hof_mask *mask);
void hof_slot_get(struct hof_esw *esw, struct hof_mask *mask);
void hof_slot_put(struct hof_esw *esw, struct hof_mask *mask);
void hof_slot_write(struct hof_esw *esw, const struct hof_mask *mask);

/* hof_rank.c */
int hof_rank_get(struct hof_esw *esw, const struct hof_spec *spec,
		 struct hof_rule *rule, struct hof_why *why);
void hof_rank_join(struct hof_esw *esw, struct hof_rule *rule, bool is_replay);
void hof_rank_put(struct hof_esw *esw, struct hof_rule *rule);
void hof_rank_move_behind(struct hof_esw *esw, struct hof_rank *rank,
			  struct hof_rank *place);
struct hof_rank *hof_group_first(const struct hof_esw *esw,
				 const struct hof_rank *key);
struct hof_rank *hof_group_next(const struct hof_esw *esw,
				const struct hof_rank *rank);
u32 hof_rank_order(const struct hof_esw *esw, u32 id);

/* hof_range.c */
unsigned int hof_range_find(const struct hof_esw *esw,
			    const struct hof_spec *spec, struct hof_rank *key);
void hof_range_get(struct hof_esw *esw, const struct hof_spec *spec,
		   struct hof_rank *rank, unsigned int missing);
void hof_range_put(struct hof_esw *esw, const struct hof_rank *rank);
void hof_range_bits(const struct hof_rank *rank, u32 *bits);
void hof_range_emit_all(struct hof_esw *esw);
u32 hof_rank_age(const struct hof_rank *rank);
struct hof_rank *hof_group_edge(const struct hof_esw *esw,
				const struct hof_rank *key, bool is_first);
struct hof_rank *hof_group_older(const struct hof_esw *esw,
				 const struct hof_rank *key,
				 const struct hof_rank *than);
struct hof_rank *hof_group_younger(const struct hof_esw *esw,
				   const struct hof_rank *key,
				   const struct hof_rank *than);
void hof_group_order(struct hof_esw *esw, struct hof_rank *rank);

/* hof_ops.c */
int hof_ops_check(const struct hof_esw *esw, const struct hof_rule *rule,
		  struct hof_why *why);

/* hof_object.c */
bool hof_meter_is_used(const struct hof_esw *esw, u32 row);
bool hof_encap_is_used(const struct hof_esw *esw, u32 row);
void hof_ops_get(struct hof_esw *esw, const struct hof_op *ops,
		 unsigned int nops);
void hof_ops_put(struct hof_esw *esw, const struct hof_op *ops,
		 unsigned int nops);
void hof_object_emit_first(struct hof_esw *esw);
void hof_object_emit_last(struct hof_esw *esw);

/* hof_action.c */
u32 hof_action_find(const struct hof_esw *esw, const struct hof_rule *rule);
void hof_action_get(struct hof_esw *esw, struct hof_rule *rule);
void hof_action_put(struct hof_esw *esw, struct hof_rule *rule);
void hof_action_write(struct hof_esw *esw, u32 id);
void hof_shadow_get(struct hof_esw *esw);
void hof_shadow_put(struct hof_esw *esw);
void hof_shadow_write(struct hof_esw *esw);

/* hof_row.c */
enum hof_store {
	HOF_STORE_STACK,	/* a row with the same key exists */
	HOF_STORE_FLOW,
	HOF_STORE_TCAM,
	HOF_STORE_NONE,
};

enum hof_store hof_row_find(const struct hof_esw *esw,
			    const struct hof_rule *rule, u32 *row);
int hof_row_refuse(const struct hof_esw *esw, const struct hof_rule *rule,
		   struct hof_why *why);
void hof_row_get(struct hof_esw *esw, struct hof_rule *rule,
		 enum hof_store store, u32 row);
void hof_row_put(struct hof_esw *esw, struct hof_rule *rule);
struct hof_rule *hof_row_covered(const struct hof_esw *esw,
				 const struct hof_rule *rule);
void hof_row_write(struct hof_esw *esw, u32 row);
void hof_row_copy(struct hof_esw *esw, const struct hof_rule *top, u32 row);
void hof_tcam_free(struct hof_esw *esw, struct hof_mask *mask, u32 row);

/* hof_rehash.c */
void hof_move_drop(struct hof_esw *esw, u32 tcam);
void hof_move_emit_all(struct hof_esw *esw);

/* hof_catch.c */
void hof_catch_get(struct hof_esw *esw, struct hof_rule *rule);
void hof_catch_put(struct hof_esw *esw, struct hof_rule *rule);
void hof_catch_update(struct hof_esw *esw, u32 rank);
void hof_catch_write(struct hof_esw *esw, u16 table);

/* hof_esw.c */
u32 hof_gen_new(struct hof_esw *esw);
void hof_esw_invalidate(struct hof_esw *esw, u8 type, u32 index);

#endif /* HOF_ESW_PRIV_H */
