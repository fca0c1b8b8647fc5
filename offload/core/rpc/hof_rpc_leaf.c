// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the prefixes in the IP tables: each once, a longer one before those
 * that contain it.
 */
#include "hof_rpc_priv.h"

#define HOF_RPC_LEAVES		((int)HNI_RPC_IP_ENTRIES)

void hof_rpc_leaf_emit(struct hof_rpc_job *job, u8 op, u8 table,
		       unsigned int index)
{
	const struct hof_rpc_caps *caps = &job->rpc->caps;
	struct hof_rpc_write write = {
		.op = op,
		.table = table,
		.index = (u8)index,
	};

	if (!job->is_real)
		return;
	if (op == HOF_RPC_LEAF_SET)
		write.prefix = job->t->leaf[table][index].prefix;
	caps->emit(caps->ctx, &write);
}

/* Entries between which a prefix may lie: behind @low, before @high */
struct hof_rpc_range {
	int low;
	int high;
};

static bool hof_rpc_prefix_equals(const struct hof_rpc_prefix *a,
				  const struct hof_rpc_prefix *b)
{
	return a->len == b->len && hof_rpc_prefix_has(a, b);
}

/* Return: the prefix is not there yet */
static bool hof_rpc_leaf_range(const struct hof_rpc_leaf *table,
			       const struct hof_rpc_prefix *prefix,
			       struct hof_rpc_range *range)
{
	const struct hof_rpc_prefix *has;
	int i;

	range->low = -1;
	range->high = HOF_RPC_LEAVES;
	for (i = 0; i < HOF_RPC_LEAVES; i++) {
		has = &table[i].prefix;
		if (table[i].state == HOF_RPC_LEAF_FREE)
			continue;
		if (hof_rpc_prefix_equals(has, prefix))
			return false;
		if (hof_rpc_prefix_has(prefix, has))
			range->low = i;
		else if (hof_rpc_prefix_has(has, prefix) && i < range->high)
			range->high = i;
	}
	return true;
}

/* Return: the free entry next to the middle of the range, or -1 */
static int hof_rpc_leaf_free_in(const struct hof_rpc_leaf *table,
				const struct hof_rpc_range *range)
{
	int middle = (range->low + range->high) / 2;
	int i, found = -1;

	for (i = range->low + 1; i < range->high; i++) {
		if (table[i].state != HOF_RPC_LEAF_FREE)
			continue;
		if (found < 0 || i <= middle)
			found = i;
	}
	return found;
}

/* Both copies answer alike: every row there is for one is there for both. */
static bool hof_rpc_leaf_move(struct hof_rpc_job *job, u8 table, int from,
			      int to)
{
	struct hof_rpc_leaf *leaves = job->t->leaf[table];

	leaves[to] = leaves[from];
	leaves[to].state = HOF_RPC_LEAF_PENDING;
	if (!hof_rpc_rows_fit(job))
		return false;
	hof_rpc_rows_fill(job);
	leaves[to].state = HOF_RPC_LEAF_VALID;
	hof_rpc_leaf_emit(job, HOF_RPC_LEAF_SET, table, (unsigned int)to);
	hof_rpc_leaf_emit(job, HOF_RPC_LEAF_CLEAR, table, (unsigned int)from);
	leaves[from].state = HOF_RPC_LEAF_FREE;
	hof_rpc_rows_trim(job);
	return true;
}

/* Moves entries by one, so that the one at the range's border becomes free. */
static int hof_rpc_leaf_make_room(struct hof_rpc_job *job, u8 table,
				  const struct hof_rpc_range *range)
{
	const struct hof_rpc_leaf *leaves = job->t->leaf[table];
	int i;

	for (i = range->low; i >= 0; i--)
		if (leaves[i].state == HOF_RPC_LEAF_FREE)
			break;
	if (i >= 0) {
		for (; i < range->low; i++)
			if (!hof_rpc_leaf_move(job, table, i + 1, i))
				return -1;
		return i;
	}
	for (i = range->high; leaves[i].state != HOF_RPC_LEAF_FREE;)
		i++;
	for (; i > range->high; i--)
		if (!hof_rpc_leaf_move(job, table, i - 1, i))
			return -1;
	return i;
}

static bool hof_rpc_table_is_full(const struct hof_rpc_leaf *table)
{
	int i;

	for (i = 0; i < HOF_RPC_LEAVES; i++)
		if (table[i].state == HOF_RPC_LEAF_FREE)
			return false;
	return true;
}

static int hof_rpc_leaf_add(struct hof_rpc_job *job, u8 table,
			    const struct hof_rpc_prefix *prefix,
			    struct hof_why *why)
{
	static const char *const keys[] = { "src_ip", "dst_ip" };
	struct hof_rpc_leaf *leaves = job->t->leaf[table];
	struct hof_rpc_range range;
	int index;

	if (!hof_rpc_leaf_range(leaves, prefix, &range))
		return 0;
	if (hof_rpc_table_is_full(leaves))
		return hof_refuse(why, HOF_REASON_RPC_LEAVES, keys[table & 1],
				  0, HNI_RPC_IP_ENTRIES);
	index = hof_rpc_leaf_free_in(leaves, &range);
	if (index < 0)
		index = hof_rpc_leaf_make_room(job, table, &range);
	if (index < 0)
		return hof_refuse(why, HOF_REASON_RPC_ROWS, NULL, 0,
				  hof_rpc_rows_limit(job->rpc));
	leaves[index].prefix = *prefix;
	leaves[index].state = HOF_RPC_LEAF_PENDING;
	return 0;
}

int hof_rpc_leaves_add(struct hof_rpc_job *job,
		       const struct hof_rpc_rule *rule, struct hof_why *why)
{
	const struct hof_rpc_prefix *prefix;
	u8 table;
	int err;

	for (table = 0; table < HOF_RPC_TABLES; table++) {
		prefix = hof_rpc_leaf_of(rule, table);
		if (!prefix)
			continue;
		err = hof_rpc_leaf_add(job, table, prefix, why);
		if (err)
			return err;
	}
	return 0;
}

void hof_rpc_leaves_commit(struct hof_rpc_job *job)
{
	struct hof_rpc_leaf *leaf;
	u8 table, i;

	for (table = 0; table < HOF_RPC_TABLES; table++) {
		for (i = 0; i < HNI_RPC_IP_ENTRIES; i++) {
			leaf = &job->t->leaf[table][i];
			if (leaf->state != HOF_RPC_LEAF_PENDING)
				continue;
			leaf->state = HOF_RPC_LEAF_VALID;
			hof_rpc_leaf_emit(job, HOF_RPC_LEAF_SET, table, i);
		}
	}
}

static bool hof_rpc_leaf_is_used_in(const struct list_head *rules, u8 table,
				    const struct hof_rpc_prefix *prefix)
{
	const struct hof_rpc_prefix *used;
	const struct hof_rpc_rule *rule;
	const struct list_head *item;

	for (item = rules->next; item != rules; item = item->next) {
		rule = container_of(item, struct hof_rpc_rule, list);
		if (rule->state != HOF_RPC_PLACED &&
		    rule->state != HOF_RPC_SHADOW)
			continue;
		used = hof_rpc_leaf_of(rule, table);
		if (used && hof_rpc_prefix_equals(used, prefix))
			return true;
	}
	return false;
}

void hof_rpc_leaves_drop(struct hof_rpc_job *job)
{
	struct list_head *rules = job->rpc->rules;
	struct hof_rpc_leaf *leaf;
	u8 table, i;

	for (table = 0; table < HOF_RPC_TABLES; table++) {
		for (i = 0; i < HNI_RPC_IP_ENTRIES; i++) {
			leaf = &job->t->leaf[table][i];
			if (leaf->state != HOF_RPC_LEAF_VALID ||
			    hof_rpc_leaf_is_used_in(&rules[HOF_RPC_NTUPLE],
						    table, &leaf->prefix) ||
			    hof_rpc_leaf_is_used_in(&rules[HOF_RPC_TC], table,
						    &leaf->prefix))
				continue;
			leaf->state = HOF_RPC_LEAF_GONE;
			hof_rpc_leaf_emit(job, HOF_RPC_LEAF_CLEAR, table, i);
		}
	}
}

void hof_rpc_leaves_free(struct hof_rpc_job *job)
{
	u8 table, i;

	for (table = 0; table < HOF_RPC_TABLES; table++)
		for (i = 0; i < HNI_RPC_IP_ENTRIES; i++)
			if (job->t->leaf[table][i].state == HOF_RPC_LEAF_GONE)
				job->t->leaf[table][i].state =
					HOF_RPC_LEAF_FREE;
}
