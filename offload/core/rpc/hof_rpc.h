/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the engine behind filters on a PF's own ingress: it
 * decides which rows and prefixes the receive classifier holds and in which
 * order they are written.
 *
 * A call is checked as a whole before anything is written; a refusal leaves
 * rules, state and device as they were. The caller serialises all calls on
 * an engine. There is no allocation; rules are the caller's memory.
 */
#ifndef HOF_RPC_H
#define HOF_RPC_H

#include "../hof_env.h"
#include "../hof_reason.h"
#include "../hof_rule.h"
#include <hw/hni_rpc.h>

#define HOF_RPC_ETH_ALEN	6
/* Operation that only the RPC knows; arg32 = queue */
#define HOF_OP_RX_QUEUE		0xf0

enum hof_rpc_side {
	HOF_RPC_SRC,
	HOF_RPC_DST,
	HOF_RPC_SIDES
};

/* The four tables of addresses */
enum hof_rpc_table {
	HOF_RPC_IP_SRC,
	HOF_RPC_IP_DST,
	HOF_RPC_OUTER_SRC,
	HOF_RPC_OUTER_DST,
	HOF_RPC_TABLES
};

/**
 * struct hof_rpc_prefix - an address and how much of it counts
 * @family: 0 = any address will do, 4 or 6
 * @len: bits that count, from the first
 * @addr: address, most significant word first; IPv4 in the first word; bits
 *	that do not count are 0
 */
struct hof_rpc_prefix {
	u8 family;
	u8 len;
	u32 addr[4];
};

/**
 * struct hof_rpc_match - what a rule matches
 * @key1: bits of key word 1 under @key1_care; nothing about MACDA
 * @key1_care: 1 = the bit must match
 * @port: by side, under @port_care
 * @port_care: 1 = the bit must match
 * @mac: MACDA entry + 1 that the destination address answers with, 0 = any
 * @is_outermost: @addr means the outermost IP header, else the innermost
 * @addr: by side
 */
struct hof_rpc_match {
	u16 key1;
	u16 key1_care;
	u16 port[HOF_RPC_SIDES];
	u16 port_care[HOF_RPC_SIDES];
	u8 mac;
	bool is_outermost;
	struct hof_rpc_prefix addr[HOF_RPC_SIDES];
};

enum hof_rpc_verdict {
	HOF_RPC_PASS,		/* what comes next decides, at last RSS */
	HOF_RPC_DROP,
	HOF_RPC_QUEUE,
	HOF_RPC_SPREAD,		/* RSS by a table of its own */
};

/**
 * struct hof_rpc_action - what a rule does
 * @verdict: enum hof_rpc_verdict
 * @arg: queue of QUEUE, RSS table of SPREAD
 */
struct hof_rpc_action {
	u8 verdict;
	u8 arg;
};

/* What a frame meets first comes first */
enum hof_rpc_stage {
	HOF_RPC_NTUPLE,		/* ethtool -N: how the NIC receives */
	HOF_RPC_TC,
	HOF_RPC_STAGES
};

/* Classes of frames that have a hash of their own, narrow before wide */
enum hof_rpc_class {
	HOF_RPC_UDP6,
	HOF_RPC_UDP4,
	HOF_RPC_TCP6,
	HOF_RPC_TCP4,
	HOF_RPC_IP6,
	HOF_RPC_IP4,
	HOF_RPC_ETHER,		/* the rest */
	HOF_RPC_CLASSES
};

enum hof_rpc_state {
	HOF_RPC_UNKNOWN,	/* to the engine */
	HOF_RPC_PLACED,		/* in hardware */
	HOF_RPC_SHADOW,		/* in hardware, software decides */
	HOF_RPC_OVERFLOW,	/* software decides, through the catch-all */
};

/**
 * struct hof_rpc_rule - a rule; the caller's memory, at one address until
 *	hof_rpc_del()
 *
 * Filled by the caller:
 *
 * @stage: enum hof_rpc_stage
 * @prio: lower wins; ntuple: location
 * @mask: of tc's mask, equal if and only if the masks are; ntuple: 0
 * @match: what it matches
 * @action: what it does
 *
 * The engine's:
 *
 * @state: enum hof_rpc_state
 * @rank: place of the mask within @prio
 * @list: rules of the stage, in order
 */
struct hof_rpc_rule {
	u8 stage;
	u32 prio;
	u64 mask;
	struct hof_rpc_match match;
	struct hof_rpc_action action;

	u8 state;
	int rank;
	struct list_head list;
};

enum hof_rpc_op {
	HOF_RPC_ROW_SET,	/* row was invalid; its valid bit comes last */
	HOF_RPC_ROW_CLEAR,
	HOF_RPC_ROW_HASH,	/* only @act1 of a valid row changes */
	HOF_RPC_ROW_STAMP,	/* only @act0 of a valid row changes */
	HOF_RPC_LEAF_SET,	/* likewise */
	HOF_RPC_LEAF_CLEAR,
};

/* Key words that rows test: 0, 1, source port, destination port */
#define HOF_RPC_KEY_WORDS	4

/**
 * struct hof_rpc_write - a change of the device
 * @op: enum hof_rpc_op
 * @index: row or entry
 * @table: enum hof_rpc_table; LEAF only
 * @prefix: LEAF_SET: the address
 * @value: ROW_SET: key words 0, 1, 3, 4
 * @care: ROW_SET: 1 = the bit must match
 * @act0: ROW_SET, ROW_STAMP: word of ACT_TBL0
 * @act1: ROW_SET, ROW_HASH: word of ACT_TBL1
 */
struct hof_rpc_write {
	u8 op;
	u8 index;
	u8 table;
	struct hof_rpc_prefix prefix;
	u16 value[HOF_RPC_KEY_WORDS];
	u16 care[HOF_RPC_KEY_WORDS];
	u32 act0;
	u32 act1;
};

/**
 * struct hof_rpc_caps - what the engine may use
 * @first_row: first action row
 * @rows: how many
 * @has_bmc: frames that a BMC receives too have MACDA indexes below 24
 * @emit: takes a write; must not call back
 * @ctx: first argument of @emit
 */
struct hof_rpc_caps {
	u8 first_row;
	u8 rows;
	bool has_bmc;
	void (*emit)(void *ctx, const struct hof_rpc_write *write);
	void *ctx;
};

/* The engine's own; see hof_rpc_priv.h for what the parts mean */
struct hof_rpc_leaf {
	u8 state;
	struct hof_rpc_prefix prefix;
};

/*
 * A row: for one rule or for two in sequence. @tc_state is what @tc was when
 * the row was made; a rule on its way out still has the rows it had.
 */
struct hof_rpc_row {
	bool is_used;
	bool is_unicast;
	bool is_outer;
	u8 leaf[HOF_RPC_TABLES];
	u8 tc_state;
	struct hof_rpc_rule *ntuple;
	struct hof_rpc_rule *tc;
};

struct hof_rpc_tables {
	struct hof_rpc_leaf leaf[HOF_RPC_TABLES][HNI_RPC_IP_ENTRIES];
	struct hof_rpc_row row[HNI_RPC_ACT_ENTRIES];
};

/* More than can be placed: the list is cut off there */
#define HOF_RPC_WANT_MAX	(2 * HNI_RPC_ACT_ENTRIES)

/**
 * struct hof_rpc - the engine of one classifier; 20 KiB, not for a stack
 * @caps: as given to hof_rpc_init()
 * @rules: by stage, in order
 * @hash: HNI_RPC_RSS_* by RSS table and enum hof_rpc_class
 * @stamps: rows that deliver ask for a time stamp
 * @now: what the device holds
 * @trial: where a call is tried before it is done
 * @want: rows that there have to be, in order
 * @wants: how many; more than HOF_RPC_WANT_MAX = the list was cut off
 */
struct hof_rpc {
	struct hof_rpc_caps caps;
	struct list_head rules[HOF_RPC_STAGES];
	u16 hash[HNI_RPC_RSS_TABLES][HOF_RPC_CLASSES];
	bool stamps;
	struct hof_rpc_tables now;
	struct hof_rpc_tables trial;
	struct hof_rpc_row want[HOF_RPC_WANT_MAX];
	unsigned int wants;
};

/**
 * hof_rpc_init() - begin with an empty classifier
 * @rpc: memory of the engine
 * @caps: what it may use
 *
 * Context: any.
 */
void hof_rpc_init(struct hof_rpc *rpc, const struct hof_rpc_caps *caps);

/**
 * hof_rpc_add() - put a rule into hardware
 * @rpc: engine
 * @rule: filled rule that the engine does not know
 * @why: filled in on failure
 *
 * Context: caller serialises access to the engine.
 * Return: 0; -ENOSPC with @why, and nothing has changed.
 */
int hof_rpc_add(struct hof_rpc *rpc, struct hof_rpc_rule *rule,
		struct hof_why *why);

/**
 * hof_rpc_shadow() - let software decide about what a rule matches
 * @rpc: engine
 * @rule: filled rule that the engine does not know; its match may be wider
 *	than the filter's; its action does not count
 *
 * Context: caller serialises access to the engine.
 */
void hof_rpc_shadow(struct hof_rpc *rpc, struct hof_rpc_rule *rule);

/**
 * hof_rpc_del() - forget a rule
 * @rpc: engine
 * @rule: rule that the engine knows
 *
 * Context: caller serialises access to the engine.
 */
void hof_rpc_del(struct hof_rpc *rpc, struct hof_rpc_rule *rule);

/**
 * hof_rpc_emit_all() - write everything again
 * @rpc: engine
 *
 * For a device that has lost its tables; they are empty.
 *
 * Context: caller serialises access to the engine.
 */
void hof_rpc_emit_all(struct hof_rpc *rpc);

/**
 * hof_rpc_rows_used() - how many rows rules have
 * @rpc: engine
 *
 * Context: caller serialises access to the engine.
 */
unsigned int hof_rpc_rows_used(const struct hof_rpc *rpc);

/**
 * hof_rpc_rows_limit() - how many rows rules can have
 * @rpc: engine
 *
 * Context: any.
 */
unsigned int hof_rpc_rows_limit(const struct hof_rpc *rpc);

/**
 * hof_rpc_queues_used() - the least number of queues that rules need
 * @rpc: engine
 *
 * Context: caller serialises access to the engine.
 * Return: highest queue that a rule names, plus 1; 0 without one
 */
unsigned int hof_rpc_queues_used(const struct hof_rpc *rpc);

/**
 * hof_rpc_table_used() - does a rule spread by an RSS table?
 * @rpc: engine
 * @table: RSS table
 *
 * Context: caller serialises access to the engine.
 */
bool hof_rpc_table_used(const struct hof_rpc *rpc, unsigned int table);

/**
 * hof_rpc_hash_set() - choose what enters the hash of a class of frames
 * @rpc: engine
 * @table: RSS table
 * @class: enum hof_rpc_class
 * @fields: HNI_RPC_RSS_*
 *
 * Rows that spread by @table follow. The rows of frames that no rule sends
 * elsewhere are the caller's.
 *
 * Context: caller serialises access to the engine.
 */
void hof_rpc_hash_set(struct hof_rpc *rpc, unsigned int table,
		      unsigned int class, u16 fields);

/**
 * hof_rpc_stamps_set() - choose whether frames that rules deliver are stamped
 * @rpc: engine
 * @stamps: they are
 *
 * The rows of frames that no rule sends elsewhere are the caller's.
 *
 * Context: caller serialises access to the engine.
 */
void hof_rpc_stamps_set(struct hof_rpc *rpc, bool stamps);

/**
 * hof_rpc_hash_default() - what enters the hash after hof_rpc_init()
 * @class: enum hof_rpc_class
 *
 * Ports of UDP do not: fragments of a flow would go another way.
 *
 * Context: any.
 * Return: HNI_RPC_RSS_*
 */
u16 hof_rpc_hash_default(unsigned int class);

/**
 * hof_rpc_match_from() - what of a tc filter the classifier can hold
 * @match: filled in any case; after a refusal it is wider than the filter
 * @spec: filter, its actions do not count
 * @why: filled in on failure
 *
 * A destination MAC address is checked, but not put into @match: the caller
 * knows its entry.
 *
 * Context: any.
 * Return: 0 if @match is exactly the filter; -EOPNOTSUPP, -EINVAL
 */
int hof_rpc_match_from(struct hof_rpc_match *match,
		       const struct hof_spec *spec, struct hof_why *why);

/**
 * hof_rpc_mac_from() - the destination MAC address of a tc filter
 * @addr: filled in
 * @spec: filter
 *
 * Context: any.
 * Return: false if the filter does not name a whole address
 */
bool hof_rpc_mac_from(u8 *addr, const struct hof_spec *spec);

/**
 * hof_rpc_prefix_set() - make a prefix of an address and a mask
 * @prefix: filled in any case; if the mask is no prefix, with that which the
 *	mask begins with
 * @family: 4 or 6
 * @addr: one word, or four
 * @mask: likewise, 1 = must match
 *
 * Context: any.
 * Return: false if the mask is no prefix
 */
bool hof_rpc_prefix_set(struct hof_rpc_prefix *prefix, u8 family,
			const u32 *addr, const u32 *mask);

/**
 * hof_rpc_mask_of() - tell a filter's mask from others
 * @spec: filter
 *
 * Context: any.
 * Return: hash over the mask and its tag
 */
u64 hof_rpc_mask_of(const struct hof_spec *spec);

#endif /* HOF_RPC_H */
