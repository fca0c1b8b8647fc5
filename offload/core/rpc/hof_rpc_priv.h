/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the files of the classifier's engine share.
 */
#ifndef HOF_RPC_PRIV_H
#define HOF_RPC_PRIV_H

#include "hof_rpc.h"

/* An index that a row does not test */
#define HOF_RPC_ANY_LEAF	0xff

/* The first MACDA entry of the host's unicast addresses */
#define HOF_RPC_MAC_UNICAST	24

enum hof_rpc_leaf_state {
	HOF_RPC_LEAF_FREE,
	HOF_RPC_LEAF_PENDING,	/* rows follow it, no frame answers with it */
	HOF_RPC_LEAF_VALID,
	HOF_RPC_LEAF_GONE,	/* not valid any more, rows still there */
};

/**
 * struct hof_rpc_job - an operation under way
 * @rpc: engine
 * @t: tables that it changes: the engine's or the trial's
 * @is_real: emit writes
 */
struct hof_rpc_job {
	struct hof_rpc *rpc;
	struct hof_rpc_tables *t;
	bool is_real;
};

/**
 * struct hof_rpc_key - what the rules of a row, taken together, match
 * @value: key words 0, 1, source port, destination port
 * @care: 1 = the bit must match
 * @prefix: by table, NULL = any address
 */
struct hof_rpc_key {
	u16 value[HOF_RPC_KEY_WORDS];
	u16 care[HOF_RPC_KEY_WORDS];
	const struct hof_rpc_prefix *prefix[HOF_RPC_TABLES];
};

/* hof_rpc_key.c: false = no frame matches both */
bool hof_rpc_key_make(struct hof_rpc_key *key, const struct hof_rpc_row *row);
bool hof_rpc_row_can_be_outer(const struct hof_rpc_row *row);
bool hof_rpc_prefix_has(const struct hof_rpc_prefix *outer,
			const struct hof_rpc_prefix *inner);
void hof_rpc_row_encode(const struct hof_rpc *rpc,
			const struct hof_rpc_row *row,
			struct hof_rpc_write *write);

/* hof_rpc_row.c */
void hof_rpc_want_make(struct hof_rpc *rpc, const struct hof_rpc_tables *t,
		       bool ignore_overflow);
bool hof_rpc_rows_fit(struct hof_rpc_job *job);
void hof_rpc_rows_fill(struct hof_rpc_job *job);
void hof_rpc_rows_trim(struct hof_rpc_job *job);
void hof_rpc_row_emit(struct hof_rpc_job *job, u8 op, unsigned int index);

/* hof_rpc_leaf.c: which prefix of a rule belongs into a table, NULL = none */
const struct hof_rpc_prefix *hof_rpc_leaf_of(const struct hof_rpc_rule *rule,
					     enum hof_rpc_table table);
int hof_rpc_leaves_add(struct hof_rpc_job *job,
		       const struct hof_rpc_rule *rule, struct hof_why *why);
void hof_rpc_leaves_commit(struct hof_rpc_job *job);
void hof_rpc_leaves_drop(struct hof_rpc_job *job);
void hof_rpc_leaves_free(struct hof_rpc_job *job);
void hof_rpc_leaf_emit(struct hof_rpc_job *job, u8 op, u8 table,
		       unsigned int index);

#endif /* HOF_RPC_PRIV_H */
