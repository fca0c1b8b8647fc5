// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the action rows: which there have to be, in which order, and how the
 * device comes from those it has to those.
 */
#include "hof_rpc_priv.h"

static bool hof_rpc_rule_is_active(const struct hof_rpc_rule *rule)
{
	return rule->state == HOF_RPC_PLACED || rule->state == HOF_RPC_SHADOW;
}

static void hof_rpc_want_add(struct hof_rpc *rpc,
			     const struct hof_rpc_row *row)
{
	if (rpc->wants < HOF_RPC_WANT_MAX)
		rpc->want[rpc->wants] = *row;
	rpc->wants++;
}

static bool hof_rpc_leaf_counts(const struct hof_rpc_leaf *leaf,
				const struct hof_rpc_prefix *prefix)
{
	return (leaf->state == HOF_RPC_LEAF_PENDING ||
		leaf->state == HOF_RPC_LEAF_VALID) &&
	       hof_rpc_prefix_has(prefix, &leaf->prefix);
}

/* A row for each combination of leaves within the prefixes of the key */
static void hof_rpc_want_leaves(struct hof_rpc *rpc,
				const struct hof_rpc_tables *t,
				struct hof_rpc_row *row,
				const struct hof_rpc_key *key,
				unsigned int table)
{
	u8 i;

	if (table == HOF_RPC_TABLES) {
		hof_rpc_want_add(rpc, row);
		return;
	}
	row->leaf[table] = HOF_RPC_ANY_LEAF;
	if (!key->prefix[table]) {
		hof_rpc_want_leaves(rpc, t, row, key, table + 1);
		return;
	}
	for (i = 0; i < HNI_RPC_IP_ENTRIES; i++) {
		if (!hof_rpc_leaf_counts(&t->leaf[table][i],
					 key->prefix[table]))
			continue;
		row->leaf[table] = i;
		hof_rpc_want_leaves(rpc, t, row, key, table + 1);
	}
}

static bool hof_rpc_row_has_mac(const struct hof_rpc_row *row)
{
	return (row->ntuple && row->ntuple->match.mac) ||
	       (row->tc && row->tc_state != HOF_RPC_OVERFLOW &&
		row->tc->match.mac);
}

/* With a BMC, unicast is the host's alone; the rest is shared. */
static void hof_rpc_want_pair(struct hof_rpc *rpc,
			      const struct hof_rpc_tables *t,
			      struct hof_rpc_rule *ntuple,
			      struct hof_rpc_rule *tc)
{
	struct hof_rpc_row row = {
		.is_used = true,
		.ntuple = ntuple,
		.tc = tc,
		.tc_state = tc ? tc->state : HOF_RPC_UNKNOWN,
	};
	bool has_unicast = rpc->caps.has_bmc && !hof_rpc_row_has_mac(&row);
	unsigned int outer, can_be_outer = hof_rpc_row_can_be_outer(&row);
	struct hof_rpc_key key;

	for (outer = 0; outer <= can_be_outer; outer++) {
		row.is_outer = outer;
		if (!hof_rpc_key_make(&key, &row))
			continue;
		if (has_unicast) {
			row.is_unicast = true;
			hof_rpc_want_leaves(rpc, t, &row, &key, 0);
		}
		row.is_unicast = false;
		hof_rpc_want_leaves(rpc, t, &row, &key, 0);
	}
}

/* The rows of tc's rules; @ntuple: those that come on top of its own */
static void hof_rpc_want_tc(struct hof_rpc *rpc,
			    const struct hof_rpc_tables *t,
			    struct hof_rpc_rule *ntuple, bool ignore_overflow)
{
	struct list_head *rules = &rpc->rules[HOF_RPC_TC], *item;
	bool is_overflow = ignore_overflow;
	struct hof_rpc_rule *rule;

	for (item = rules->next; item != rules; item = item->next) {
		rule = container_of(item, struct hof_rpc_rule, list);
		if (hof_rpc_rule_is_active(rule)) {
			hof_rpc_want_pair(rpc, t, ntuple, rule);
			continue;
		}
		if (rule->state != HOF_RPC_OVERFLOW || is_overflow)
			continue;
		/* what is behind has no say: the ntuple rule's own row is next */
		if (ntuple)
			return;
		is_overflow = true;
		hof_rpc_want_pair(rpc, t, NULL, rule);
	}
}

void hof_rpc_want_make(struct hof_rpc *rpc, const struct hof_rpc_tables *t,
		       bool ignore_overflow)
{
	struct list_head *rules = &rpc->rules[HOF_RPC_NTUPLE], *item;
	struct hof_rpc_rule *rule;

	rpc->wants = 0;
	for (item = rules->next; item != rules; item = item->next) {
		rule = container_of(item, struct hof_rpc_rule, list);
		if (!hof_rpc_rule_is_active(rule))
			continue;
		if (rule->action.verdict != HOF_RPC_DROP)
			hof_rpc_want_tc(rpc, t, rule, ignore_overflow);
		hof_rpc_want_pair(rpc, t, rule, NULL);
	}
	hof_rpc_want_tc(rpc, t, NULL, ignore_overflow);
}

/* A catch-all's row, and once more while it moves */
static unsigned int hof_rpc_rows_reserve(const struct hof_rpc *rpc)
{
	return rpc->caps.has_bmc ? 4 : 2;
}

unsigned int hof_rpc_rows_limit(const struct hof_rpc *rpc)
{
	return rpc->caps.rows - hof_rpc_rows_reserve(rpc);
}

/* Rows that an overflow hides now will be needed when it ends. */
bool hof_rpc_rows_fit(struct hof_rpc_job *job)
{
	hof_rpc_want_make(job->rpc, job->t, true);
	return job->rpc->wants <= hof_rpc_rows_limit(job->rpc);
}

static bool hof_rpc_row_equals(const struct hof_rpc_row *a,
			       const struct hof_rpc_row *b)
{
	return a->ntuple == b->ntuple && a->tc == b->tc &&
	       a->tc_state == b->tc_state && a->is_outer == b->is_outer &&
	       a->is_unicast == b->is_unicast &&
	       !memcmp(a->leaf, b->leaf, sizeof(a->leaf));
}

void hof_rpc_row_emit(struct hof_rpc_job *job, u8 op, unsigned int index)
{
	struct hof_rpc_write write = { .op = op, .index = (u8)index };
	const struct hof_rpc_caps *caps = &job->rpc->caps;

	if (!job->is_real)
		return;
	if (op != HOF_RPC_ROW_CLEAR)
		hof_rpc_row_encode(job->rpc, &job->t->row[index], &write);
	caps->emit(caps->ctx, &write);
}

static void hof_rpc_row_clear(struct hof_rpc_job *job, unsigned int index)
{
	job->t->row[index].is_used = false;
	hof_rpc_row_emit(job, HOF_RPC_ROW_CLEAR, index);
}

/* To the row next to it, so that no other one lies between the two copies */
static void hof_rpc_row_move(struct hof_rpc_job *job, unsigned int from,
			     unsigned int to)
{
	job->t->row[to] = job->t->row[from];
	hof_rpc_row_emit(job, HOF_RPC_ROW_SET, to);
	hof_rpc_row_clear(job, from);
}

/*
 * The first row from @index on, in steps of @step, that is used or not as
 * asked; the row behind the last one if there is none.
 */
static unsigned int hof_rpc_row_next(const struct hof_rpc_job *job,
				     unsigned int index, int step, bool is_used)
{
	const struct hof_rpc_caps *caps = &job->rpc->caps;
	unsigned int end = caps->first_row + caps->rows;

	while (index >= caps->first_row && index < end) {
		if (job->t->row[index].is_used == is_used)
			return index;
		index += (unsigned int)step;
	}
	return end;
}

/* Frees the row @next or the one before it by moving rows by one. */
static unsigned int hof_rpc_row_make_room(struct hof_rpc_job *job,
					  unsigned int next)
{
	const struct hof_rpc_caps *caps = &job->rpc->caps;
	unsigned int end = caps->first_row + caps->rows;
	unsigned int up, down, i;

	up = hof_rpc_row_next(job, next, 1, false);
	down = next > caps->first_row ?
	       hof_rpc_row_next(job, next - 1, -1, false) : end;
	if (down == end || (up != end && up - next < next - down)) {
		for (i = up; i > next; i--)
			hof_rpc_row_move(job, i - 1, i);
		return next;
	}
	for (i = down; i + 1 < next; i++)
		hof_rpc_row_move(job, i + 1, i);
	return next - 1;
}

/* Return: where it is, at @from or behind, before the next row in use */
static unsigned int hof_rpc_row_insert(struct hof_rpc_job *job,
				       unsigned int from,
				       const struct hof_rpc_row *row)
{
	unsigned int next = hof_rpc_row_next(job, from, 1, true);
	unsigned int index = from;

	if (from == next)
		index = hof_rpc_row_make_room(job, next);
	else if (next - from > 2)
		index = from + 1;	/* leave one for a later neighbour */
	job->t->row[index] = *row;
	hof_rpc_row_emit(job, HOF_RPC_ROW_SET, index);
	return index;
}

static unsigned int hof_rpc_row_find(const struct hof_rpc_job *job,
				     const struct hof_rpc_row *row)
{
	unsigned int i;

	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++)
		if (job->t->row[i].is_used &&
		    hof_rpc_row_equals(&job->t->row[i], row))
			break;
	return i;
}

/* Ascending: what a frame meets first appears first. */
void hof_rpc_rows_fill(struct hof_rpc_job *job)
{
	unsigned int from = job->rpc->caps.first_row;
	const struct hof_rpc_row *row;
	unsigned int i, index;

	hof_rpc_want_make(job->rpc, job->t, false);
	for (i = 0; i < job->rpc->wants; i++) {
		row = &job->rpc->want[i];
		index = hof_rpc_row_find(job, row);
		if (index == HNI_RPC_ACT_ENTRIES)
			index = hof_rpc_row_insert(job, from, row);
		from = index + 1;
	}
}

static bool hof_rpc_row_is_wanted(const struct hof_rpc *rpc,
				  const struct hof_rpc_row *row)
{
	unsigned int i;

	for (i = 0; i < rpc->wants; i++)
		if (hof_rpc_row_equals(&rpc->want[i], row))
			return true;
	return false;
}

void hof_rpc_rows_trim(struct hof_rpc_job *job)
{
	unsigned int i = HNI_RPC_ACT_ENTRIES;

	hof_rpc_want_make(job->rpc, job->t, false);
	while (i--)
		if (job->t->row[i].is_used &&
		    !hof_rpc_row_is_wanted(job->rpc, &job->t->row[i]))
			hof_rpc_row_clear(job, i);
}

unsigned int hof_rpc_rows_used(const struct hof_rpc *rpc)
{
	unsigned int i, used = 0;

	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++)
		used += rpc->now.row[i].is_used;
	return used;
}
