// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the engine of a PF's own classifier: order and life of its rules.
 */
#include "hof_rpc_priv.h"

static struct hof_rpc_rule *hof_rpc_rule_at(struct list_head *item)
{
	return container_of(item, struct hof_rpc_rule, list);
}

u16 hof_rpc_hash_default(unsigned int class)
{
	u16 l3 = HNI_RPC_RSS_IP_SRC | HNI_RPC_RSS_IP_DST;

	switch (class) {
	case HOF_RPC_TCP6:
	case HOF_RPC_TCP4:
		return l3 | HNI_RPC_RSS_L4_SRC | HNI_RPC_RSS_L4_DST;
	case HOF_RPC_ETHER:
		return HNI_RPC_RSS_L2_DA;
	default:
		return l3;
	}
}

void hof_rpc_init(struct hof_rpc *rpc, const struct hof_rpc_caps *caps)
{
	unsigned int i, class;

	memset(rpc, 0, sizeof(*rpc));
	rpc->caps = *caps;
	for (i = 0; i < HOF_RPC_STAGES; i++)
		INIT_LIST_HEAD(&rpc->rules[i]);
	for (i = 0; i < HNI_RPC_RSS_TABLES; i++)
		for (class = 0; class < HOF_RPC_CLASSES; class++)
			rpc->hash[i][class] = hof_rpc_hash_default(class);
}

void hof_rpc_emit_all(struct hof_rpc *rpc)
{
	struct hof_rpc_job job = { .rpc = rpc, .t = &rpc->now, .is_real = true };
	unsigned int i;
	u8 table;

	/* a row never names an entry that is not there */
	for (table = 0; table < HOF_RPC_TABLES; table++)
		for (i = 0; i < HNI_RPC_IP_ENTRIES; i++)
			if (rpc->now.leaf[table][i].state == HOF_RPC_LEAF_VALID)
				hof_rpc_leaf_emit(&job, HOF_RPC_LEAF_SET,
						  table, i);
	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++)
		if (rpc->now.row[i].is_used)
			hof_rpc_row_emit(&job, HOF_RPC_ROW_SET, i);
}

void hof_rpc_hash_set(struct hof_rpc *rpc, unsigned int table,
		      unsigned int class, u16 fields)
{
	struct hof_rpc_job job = { .rpc = rpc, .t = &rpc->now, .is_real = true };
	struct hof_rpc_write was, is;
	u16 old = rpc->hash[table][class];
	unsigned int i;

	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++) {
		if (!rpc->now.row[i].is_used)
			continue;
		rpc->hash[table][class] = old;
		hof_rpc_row_encode(rpc, &rpc->now.row[i], &was);
		rpc->hash[table][class] = fields;
		hof_rpc_row_encode(rpc, &rpc->now.row[i], &is);
		if (is.act1 != was.act1)
			hof_rpc_row_emit(&job, HOF_RPC_ROW_HASH, i);
	}
	rpc->hash[table][class] = fields;
}

void hof_rpc_stamps_set(struct hof_rpc *rpc, bool stamps)
{
	struct hof_rpc_job job = { .rpc = rpc, .t = &rpc->now, .is_real = true };
	unsigned int i;

	if (stamps == rpc->stamps)
		return;
	rpc->stamps = stamps;
	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++)
		if (rpc->now.row[i].is_used)
			hof_rpc_row_emit(&job, HOF_RPC_ROW_STAMP, i);
}

/* Masks of a priority are tried in the order in which they appeared. */
static int hof_rpc_rank_of(const struct list_head *rules,
			   const struct hof_rpc_rule *rule)
{
	const struct hof_rpc_rule *other;
	const struct list_head *item;
	int last = -1;

	for (item = rules->next; item != rules; item = item->next) {
		other = container_of(item, struct hof_rpc_rule, list);
		if (other->prio != rule->prio)
			continue;
		if (other->mask == rule->mask)
			return other->rank;
		last = other->rank;
	}
	return last + 1;
}

static bool hof_rpc_rule_precedes(const struct hof_rpc_rule *a,
				  const struct hof_rpc_rule *b)
{
	if (a->prio != b->prio)
		return a->prio < b->prio;
	return a->rank < b->rank;
}

/*
 * In front of those of equal order: their keys differ, or the new rule is
 * about to replace the old one.
 */
static void hof_rpc_rule_enter(struct hof_rpc *rpc, struct hof_rpc_rule *rule)
{
	struct list_head *rules = &rpc->rules[rule->stage];
	struct list_head *pos = rules->next;

	rule->state = HOF_RPC_UNKNOWN;
	rule->rank = hof_rpc_rank_of(rules, rule);
	while (pos != rules &&
	       hof_rpc_rule_precedes(hof_rpc_rule_at(pos), rule))
		pos = pos->next;
	list_add_tail(&rule->list, pos);
}

static int hof_rpc_rule_place(struct hof_rpc_job *job,
			      struct hof_rpc_rule *rule, u8 state,
			      struct hof_why *why)
{
	int err;

	err = hof_rpc_leaves_add(job, rule, why);
	if (err)
		return err;
	rule->state = state;
	if (!hof_rpc_rows_fit(job))
		return hof_refuse(why, HOF_REASON_RPC_ROWS, NULL, 0,
				  hof_rpc_rows_limit(job->rpc));
	hof_rpc_rows_fill(job);
	hof_rpc_leaves_commit(job);
	return 0;
}

/* What the trial has done the second run does, too. */
static int hof_rpc_rule_try(struct hof_rpc *rpc, struct hof_rpc_rule *rule,
			    u8 state, struct hof_why *why)
{
	struct hof_rpc_job trial = { .rpc = rpc, .t = &rpc->trial };
	struct hof_rpc_job job = { .rpc = rpc, .t = &rpc->now, .is_real = true };
	int err;

	rpc->trial = rpc->now;
	err = hof_rpc_rule_place(&trial, rule, state, why);
	rule->state = HOF_RPC_UNKNOWN;
	if (err)
		return err;
	return hof_rpc_rule_place(&job, rule, state, why);
}

int hof_rpc_add(struct hof_rpc *rpc, struct hof_rpc_rule *rule,
		struct hof_why *why)
{
	int err;

	hof_rpc_rule_enter(rpc, rule);
	err = hof_rpc_rule_try(rpc, rule, HOF_RPC_PLACED, why);
	if (err)
		list_del_init(&rule->list);
	return err;
}

static void hof_rpc_rows_sync(struct hof_rpc *rpc)
{
	struct hof_rpc_job job = { .rpc = rpc, .t = &rpc->now, .is_real = true };

	hof_rpc_rows_fill(&job);
	hof_rpc_leaves_drop(&job);
	hof_rpc_rows_trim(&job);
	hof_rpc_leaves_free(&job);
}

void hof_rpc_shadow(struct hof_rpc *rpc, struct hof_rpc_rule *rule)
{
	struct hof_why why;

	hof_rpc_rule_enter(rpc, rule);
	if (!hof_rpc_rule_try(rpc, rule, HOF_RPC_SHADOW, &why))
		return;
	rule->state = HOF_RPC_OVERFLOW;
	hof_rpc_rows_sync(rpc);
}

void hof_rpc_del(struct hof_rpc *rpc, struct hof_rpc_rule *rule)
{
	rule->state = HOF_RPC_UNKNOWN;
	hof_rpc_rows_sync(rpc);
	list_del_init(&rule->list);
}

unsigned int hof_rpc_queues_used(const struct hof_rpc *rpc)
{
	const struct hof_rpc_rule *rule;
	const struct list_head *item;
	unsigned int stage, used = 0;

	for (stage = 0; stage < HOF_RPC_STAGES; stage++) {
		for (item = rpc->rules[stage].next; item != &rpc->rules[stage];
		     item = item->next) {
			rule = container_of(item, struct hof_rpc_rule, list);
			if (rule->state == HOF_RPC_PLACED &&
			    rule->action.verdict == HOF_RPC_QUEUE &&
			    rule->action.arg >= used)
				used = rule->action.arg + 1U;
		}
	}
	return used;
}

bool hof_rpc_table_used(const struct hof_rpc *rpc, unsigned int table)
{
	const struct hof_rpc_rule *rule;
	const struct list_head *item;
	unsigned int stage;

	for (stage = 0; stage < HOF_RPC_STAGES; stage++) {
		for (item = rpc->rules[stage].next; item != &rpc->rules[stage];
		     item = item->next) {
			rule = container_of(item, struct hof_rpc_rule, list);
			if (rule->state == HOF_RPC_PLACED &&
			    rule->action.verdict == HOF_RPC_SPREAD &&
			    rule->action.arg == table)
				return true;
		}
	}
	return false;
}
