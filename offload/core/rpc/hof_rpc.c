// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the engine of a PF's own classifier: order and life of its rules.
 */
#include "hof_rpc_priv.h"

static struct hof_rpc_rule *hof_rpc_rule_at(struct list_head *item)
{
	return container_of(item, struct hof_rpc_rule, list);
}

void hof_rpc_init(struct hof_rpc *rpc, const struct hof_rpc_caps *caps)
{
	unsigned int i;

	memset(rpc, 0, sizeof(*rpc));
	rpc->caps = *caps;
	for (i = 0; i < HOF_RPC_STAGES; i++)
		INIT_LIST_HEAD(&rpc->rules[i]);
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
