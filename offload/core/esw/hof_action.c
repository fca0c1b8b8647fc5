// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the ACTION rows: rules with the same operations share one. The
 * operations themselves are kept in the rules; any user of a row has them.
 */
#include "hof_esw_priv.h"

/* what a shadow does, the same in every direction: the walk is software's */
static const struct hof_op hof_shadow_op = { .code = HNI_OP_SOFTWARE };

static const struct hof_rule *hof_action_user(const struct hof_esw *esw, u32 id)
{
	return container_of(esw->action_rules[id].next, struct hof_rule,
			    in_action);
}

static u32 hof_action_hash(const struct hof_rule *rule)
{
	return hof_hash_words(rule->data + rule->nwords,
			      rule->nops * sizeof(struct hof_op) / sizeof(u32),
			      0);
}

static bool hof_action_is_equal(const struct hof_esw *esw, u32 id,
				const struct hof_rule *rule)
{
	const struct hof_rule *user;

	/* no rule names that one, so it has no list */
	if (id == HOF_ACTION_SHADOW)
		return false;
	user = hof_action_user(esw, id);
	return user->nops == rule->nops &&
	       !memcmp(user->data + user->nwords, rule->data + rule->nwords,
		       rule->nops * sizeof(struct hof_op));
}

/* ACTION row with the operations of the rule, HOF_NONE if there is none */
u32 hof_action_find(const struct hof_esw *esw, const struct hof_rule *rule)
{
	u32 id = hof_index_first(&esw->actions, hof_action_hash(rule));

	while (id != HOF_NONE && !hof_action_is_equal(esw, id, rule))
		id = hof_index_next(&esw->actions, id);
	return id;
}

static void hof_ops_write(struct hof_esw *esw, u32 id, const struct hof_op *ops,
			  u8 nops)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE,
		.type = HNI_ESW_TYPE_ACTION,
		.index = id,
		.nops = nops,
		.ops = ops,
	};

	esw->caps.emit(esw->caps.ctx, &write);
}

void hof_action_write(struct hof_esw *esw, u32 id)
{
	const struct hof_rule *user = hof_action_user(esw, id);

	hof_ops_write(esw, id, hof_rule_ops(user), user->nops);
}

/* an equal row or a free one must exist */
void hof_action_get(struct hof_esw *esw, struct hof_rule *rule)
{
	u32 id = hof_action_find(esw, rule);
	bool is_new = id == HOF_NONE;

	if (is_new) {
		id = hof_index_add(&esw->actions, hof_action_hash(rule));
		INIT_LIST_HEAD(&esw->action_rules[id]);
	}
	rule->action = id;
	list_add_tail(&rule->in_action, &esw->action_rules[id]);
	if (!is_new)
		return;

	hof_ops_get(esw, hof_rule_ops(rule), rule->nops);
	hof_action_write(esw, id);
}

void hof_action_put(struct hof_esw *esw, struct hof_rule *rule)
{
	u32 id = rule->action;

	list_del_init(&rule->in_action);
	if (!list_empty(&esw->action_rules[id]))
		return;

	hof_esw_invalidate(esw, HNI_ESW_TYPE_ACTION, id);
	hof_index_del(&esw->actions, id);
	hof_ops_put(esw, hof_rule_ops(rule), rule->nops);
}

void hof_shadow_write(struct hof_esw *esw)
{
	hof_ops_write(esw, HOF_ACTION_SHADOW, &hof_shadow_op, 1);
}

void hof_shadow_get(struct hof_esw *esw)
{
	if (!esw->shadows++)
		hof_shadow_write(esw);
}

void hof_shadow_put(struct hof_esw *esw)
{
	if (!--esw->shadows)
		hof_esw_invalidate(esw, HNI_ESW_TYPE_ACTION, HOF_ACTION_SHADOW);
}
