/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the engine that places rules on the e-switch.
 *
 * Life of a filter, all calls serialised by the caller:
 *
 *	hof_esw_see()		for every filter, refused ones too: its mask
 *				takes its place in the order
 *	hof_esw_add()		it enters hardware, or is refused with a reason
 *	hof_esw_shadow()	refused, but software keeps it: what it matches
 *				goes to the CPU
 *	hof_esw_del()		from whatever state; then its memory is free
 *
 * Filters that a bind replays come newest first, with HOF_SPEC_REPLAY, and
 * hof_esw_settle() ends that before frames reach the table.
 *
 * Changes leave as an ordered list of writes through the emit callback, which
 * cannot fail. After each single write a frame is treated as before the call or
 * as after it.
 */
#ifndef HOF_ESW_H
#define HOF_ESW_H

#include "../hof_env.h"
#include "../hof_reason.h"
#include "../hof_rule.h"
#include "hof_object.h"

/**
 * struct hof_write - one WRITE or INVALIDATE command
 * @op: HNI_ESW_OP_WRITE or HNI_ESW_OP_INVALIDATE
 * @type: HNI_ESW_TYPE_*, one that can be written
 * @index: row
 * @order: FLOW, TCAM: priority and rank
 * @table: FLOW, TCAM
 * @slot: FLOW
 * @flags: FLOW, TCAM: HNI_ROW_F_*
 * @action: FLOW, TCAM
 * @counter: FLOW, TCAM with HNI_ROW_F_COUNT
 * @gen: FLOW, TCAM with HNI_ROW_F_COUNT
 * @nwords: SLOT, FLOW, TCAM: entries in @words, @masks and @key
 * @words: SLOT, FLOW, TCAM: word numbers, ascending
 * @masks: SLOT, FLOW, TCAM: mask of each of @words
 * @key: FLOW, TCAM: value of each of @words
 * @nops: ACTION
 * @ops: ACTION
 * @ingress: PORT: table, 0 = none
 * @egress: PORT: table, 0 = none
 * @range: RANGE
 * @meter: METER
 * @encap: ENCAP
 * @tunnel: TUNNEL
 * @conn: CONN
 *
 * What the members point at is valid during the emit callback only.
 */
struct hof_write {
	u8 op;
	u8 type;
	u8 nwords;
	u8 nops;
	u32 index;
	u32 order;
	u16 table;
	u16 slot;
	u32 flags;
	u32 action;
	u32 counter;
	u32 gen;
	u16 ingress;
	u16 egress;
	const u8 *words;
	const u32 *masks;
	const u32 *key;
	const struct hof_op *ops;
	union {
		const struct hof_range *range;
		const struct hof_meter *meter;
		const struct hof_encap *encap;
		const struct hof_tunnel *tunnel;
		const struct hof_conn *conn;
	};
};

/**
 * struct hof_esw_caps - sizes and environment of an engine
 * @ports: ports of the switch
 * @tables: table ids are 1..@tables - 1
 * @flow_rows: rows of the FLOW table; one for each table in use is kept back
 * @slots: rows of the SLOT table, at least 1; row 0 is for the empty mask
 * @tcam_rows: rows of the TCAM
 * @actions: rows of the ACTION table, at least 1; row 0 is for "to the CPU"
 * @counters: rows of the COUNTER table
 * @rank_bits: significant bits of the rank, 2..16
 * @masks: pool of different masks, the empty one not counted, 0 = default
 * @ranks: pool of different (table, priority, mask), 0 = default
 * @ops: operations in an ACTION row, at most HNI_ACTION_MAX_OPS; 0 = 32
 * @meters: rows of the METER table
 * @encaps: rows of the ENCAP table
 * @tunnels: rows of the TUNNEL table
 * @ranges: rows of the RANGE table, at most HNI_RANGE_MAX_ROWS
 * @conns: rows of the CONN table
 * @emit: takes the writes in order; must not call the engine
 * @ctx: handed to @emit
 */
struct hof_esw_caps {
	u32 ports;
	u32 tables;
	u32 flow_rows;
	u32 slots;
	u32 tcam_rows;
	u32 actions;
	u32 counters;
	u32 rank_bits;
	u32 masks;
	u32 ranks;
	u32 ops;
	u32 meters;
	u32 encaps;
	u32 tunnels;
	u32 ranges;
	u32 conns;
	void (*emit)(void *ctx, const struct hof_write *write);
	void *ctx;
};

struct hof_esw;

enum hof_resource {
	HOF_RES_FLOW_ROWS,
	HOF_RES_SLOTS,
	HOF_RES_TCAM_ROWS,
	HOF_RES_ACTIONS,
	HOF_RES_COUNTERS,
	HOF_RES_TABLES,
	HOF_RES_RANKS,		/* (table, priority, mask) */
	HOF_RES_MASKS,
	HOF_RES_METERS,
	HOF_RES_ENCAPS,
	HOF_RES_TUNNELS,
	HOF_RES_RANGES,
	HOF_RES_CONNS,
	HOF_RES_COUNT
};

/**
 * hof_esw_size() - bytes of memory that an engine needs
 * @caps: sizes
 *
 * Context: any.
 * Return: bytes; 0 if @caps are not usable: no rows, slots or actions, no
 * table, more than HNI_ESW_MAX_PORTS ports, rank bits outside 2..16, or an id
 * that does not fit its field
 */
size_t hof_esw_size(const struct hof_esw_caps *caps);

/**
 * hof_esw_init() - make an engine of an empty switch
 * @mem: hof_esw_size() bytes, zeroed, aligned for pointers, the caller's
 * @caps: copied; must have a size
 *
 * There is no counterpart: delete all rules, then free @mem.
 *
 * Context: any.
 * Return: the engine, at the start of @mem
 */
struct hof_esw *hof_esw_init(void *mem, const struct hof_esw_caps *caps);

/**
 * hof_esw_see() - take notice of a filter
 * @esw: engine
 * @rule: hof_rule_size(@spec) bytes, zeroed
 * @spec: copied; @spec->match even if other parts of the filter were refused
 * @why: filled on failure
 *
 * Gives the mask its rank. With HOF_SPEC_REPLAY the mask belongs in front of all
 * others of its table and priority; a new one is put there at once, one that has
 * rows by hof_esw_settle().
 *
 * Context: any; caller serialises access to the engine.
 * Return: 0; -ENOSPC if the mask, its rank or its table find no room: nothing
 * has changed
 */
int hof_esw_see(struct hof_esw *esw, struct hof_rule *rule,
		const struct hof_spec *spec, struct hof_why *why);

/**
 * hof_esw_settle() - the replay of a table's filters is over
 * @esw: engine
 * @table: table that no frame reaches yet
 *
 * Brings the masks that were seen with HOF_SPEC_REPLAY into their order. Each
 * row is written once at most, whatever the order of the replay was.
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_settle(struct hof_esw *esw, u16 table);

/**
 * hof_esw_add() - put a rule into hardware
 * @esw: engine
 * @rule: state HOF_RULE_SEEN
 * @why: filled on failure
 *
 * A rule with the same table, order and key is covered until this one goes.
 *
 * Context: any; caller serialises access to the engine.
 * Return: 0; -ENOSPC if a resource is exhausted, -EOPNOTSUPP if the operations
 * are not what hardware can do: nothing has changed
 */
int hof_esw_add(struct hof_esw *esw, struct hof_rule *rule,
		struct hof_why *why);

/**
 * hof_esw_shadow() - lead what a refused filter matches to the CPU
 * @esw: engine
 * @rule: state HOF_RULE_SEEN, the filter is held by software
 *
 * Takes a row of its own, or where there is none the catch-all of its table,
 * for which room is always kept: so it cannot fail.
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_shadow(struct hof_esw *esw, struct hof_rule *rule);

/**
 * hof_esw_del() - forget a rule
 * @esw: engine
 * @rule: any state but HOF_RULE_NONE, which it has afterwards
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_del(struct hof_esw *esw, struct hof_rule *rule);

/**
 * hof_esw_emit_all() - write the whole state to an empty switch
 * @esw: engine
 *
 * Everything that a row refers to comes before the row. PORT rows are not the
 * engine's.
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_emit_all(struct hof_esw *esw);

/**
 * hof_esw_occupancy() - how much of a resource is in use
 * @esw: engine
 * @res: below HOF_RES_COUNT
 *
 * Context: any; caller serialises access to the engine.
 */
u32 hof_esw_occupancy(const struct hof_esw *esw, enum hof_resource res);

/**
 * hof_esw_limit() - how much of a resource there is
 * @esw: engine
 * @res: below HOF_RES_COUNT
 *
 * Context: any.
 */
u32 hof_esw_limit(const struct hof_esw *esw, enum hof_resource res);

/**
 * hof_resource_name() - stable name of a resource, for devlink
 * @res: below HOF_RES_COUNT
 *
 * Context: any.
 */
const char *hof_resource_name(enum hof_resource res);

/**
 * hof_esw_order() - order key of a rule's row
 * @esw: engine
 * @rule: any state but HOF_RULE_NONE
 *
 * Context: any; caller serialises access to the engine.
 */
u32 hof_esw_order(const struct hof_esw *esw, const struct hof_rule *rule);

enum hof_where_store {
	HOF_WHERE_NONE,		/* on no row: the engine has only seen it */
	HOF_WHERE_FLOW,
	HOF_WHERE_TCAM,
	HOF_WHERE_CATCH_ALL,	/* on the FLOW row that serves its table */
};

/**
 * struct hof_where - where a rule is
 * @store: kind of its row
 * @row: number of the row, valid unless HOF_WHERE_NONE
 * @slot: SLOT row of a FLOW row, else 0
 * @order: priority and rank
 * @table: table
 */
struct hof_where {
	enum hof_where_store store;
	u32 row;
	u32 slot;
	u32 order;
	u16 table;
};

/**
 * hof_esw_where() - find out where a rule is
 * @esw: engine
 * @rule: any state but HOF_RULE_NONE
 * @where: filled
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_where(const struct hof_esw *esw, const struct hof_rule *rule,
		   struct hof_where *where);

/**
 * hof_esw_match() - what a rule matches, as far as hardware can hold it
 * @esw: engine
 * @rule: any state but HOF_RULE_NONE
 * @match: filled; port ranges are hof_esw_ranges()'s
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_match(const struct hof_esw *esw, const struct hof_rule *rule,
		   struct hof_match *match);

/**
 * hof_esw_ranges() - port ranges of a rule that hardware has
 * @esw: engine
 * @rule: any state but HOF_RULE_NONE
 * @range: HOF_SPEC_RANGES entries, filled
 *
 * Context: any; caller serialises access to the engine.
 * Return: entries in @range; 0 for a filter with ranges that found no room
 */
unsigned int hof_esw_ranges(const struct hof_esw *esw,
			    const struct hof_rule *rule,
			    struct hof_range *range);

#define HOF_REHASH_MOST		64	/* rows that move at a time */

/**
 * hof_esw_rehash_want() - could a row leave the TCAM?
 * @esw: engine
 *
 * A TCAM row can become a FLOW row if its mask has a slot or a slot is free, and
 * FLOW rows are left over. Takes no time: for a look after each change.
 *
 * Context: any; caller serialises access to the engine.
 */
bool hof_esw_rehash_want(const struct hof_esw *esw);

/**
 * hof_esw_rehash_begin() - write copies of TCAM rows to FLOW rows
 * @esw: engine
 * @most: rows to copy at most; HOF_REHASH_MOST are the limit
 *
 * A copy has the order, action, counter and generation of its row, so it makes
 * no difference to any frame, and counting goes on. When the device has executed
 * the writes, hof_esw_rehash_commit() follows; if it could not,
 * hof_esw_rehash_abort(). All other calls may come in between: a row that changes
 * is no longer moved.
 *
 * Context: any; caller serialises access to the engine.
 * Return: copies that are not committed yet; 0 = there is nothing to move
 */
unsigned int hof_esw_rehash_begin(struct hof_esw *esw, unsigned int most);

/**
 * hof_esw_rehash_commit() - let the copies take the place of their rows
 * @esw: engine
 *
 * Context: any; caller serialises access to the engine.
 * Return: number of rows that have moved
 */
unsigned int hof_esw_rehash_commit(struct hof_esw *esw);

/**
 * hof_esw_rehash_abort() - take the copies back
 * @esw: engine
 *
 * Everything is as it was before hof_esw_rehash_begin().
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_rehash_abort(struct hof_esw *esw);

#endif /* HOF_ESW_H */
