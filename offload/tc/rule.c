// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the life of a rule: the straight line through the stages, the stage
 * "publish" (cookie -> rule), the wait for the device, and the way back.
 */

#include <linux/slab.h>

#include "priv.h"
#include "zone.h"

static const struct rhashtable_params hni_tc_rule_params = {
	.head_offset = offsetof(struct hni_tc_rule, node),
	.key_offset = offsetof(struct hni_tc_rule, cookie),
	.key_len = sizeof_field(struct hni_tc_rule, cookie),
	.automatic_shrinking = true,
};

int hni_tc_rules_init(struct hni_tc_block *block)
{
	return rhashtable_init(&block->rules, &hni_tc_rule_params);
}

static void hni_tc_rule_free(struct hni_tc_block *block,
			     struct hni_tc_rule *rule)
{
	lockdep_assert_held(&block->tc->esw->lock);

	if (rule->rule.state != HOF_RULE_NONE)
		hni_tc_unplace(block, rule);
	hni_tc_uncompile(block, rule);
	rule->is_gone = true;
	hni_tc_rule_put(rule);
}

static void hni_tc_rule_sweep(void *ptr, void *arg)
{
	struct hni_tc_block *block = arg;
	struct hni_tc_rule *rule = ptr;

	xa_erase(&block->tc->rules, rule->seq);
	hni_tc_rule_free(block, rule);
}

/* The kernel deletes filters before it lets a block go; be sure all the same. */
void hni_tc_rules_fini(struct hni_tc_block *block)
{
	rhashtable_free_and_destroy(&block->rules, hni_tc_rule_sweep, block);
}

struct hni_tc_rule *hni_tc_rule_find(struct hni_tc_block *block,
				     unsigned long cookie)
{
	lockdep_assert_held(&block->tc->esw->lock);

	return rhashtable_lookup_fast(&block->rules, &cookie,
				      hni_tc_rule_params);
}

void hni_tc_rule_put(struct hni_tc_rule *rule)
{
	if (!--rule->refs)
		kfree(rule);
}

/* Both indices are reserved before the device is touched, so that nothing can
 * fail behind them.
 */
static int hni_tc_rule_reserve(struct hni_tc_parse *parse,
			       struct hni_tc_rule *rule)
{
	struct hni_tc_block *block = parse->block;
	int err;

	lockdep_assert_held(&block->tc->esw->lock);

	err = xa_insert(&block->tc->rules, rule->seq, rule, GFP_KERNEL);
	if (err)
		goto err_refuse;
	err = rhashtable_lookup_insert_fast(&block->rules, &rule->node,
					    hni_tc_rule_params);
	if (err)
		goto err_erase_seq;
	return 0;

err_erase_seq:
	xa_erase(&block->tc->rules, rule->seq);
err_refuse:
	hni_tc_refuse(parse, err == -EEXIST ?
		      HOF_REASON_DUPLICATE : HOF_REASON_MEMORY, "filter", 0,
		      0);
	return parse->err;
}

static void hni_tc_rule_unreserve(struct hni_tc_block *block,
				  struct hni_tc_rule *rule)
{
	lockdep_assert_held(&block->tc->esw->lock);

	rhashtable_remove_fast(&block->rules, &rule->node, hni_tc_rule_params);
	xa_erase(&block->tc->rules, rule->seq);
}

/*
 * Return: 0 if hardware executes the rule. Otherwise an errno; the rule has
 * been kept, as a shadow, if its state says so.
 */
static int hni_tc_rule_enter(struct hni_tc_parse *parse,
			     struct hni_tc_rule *rule)
{
	struct hni_tc_block *block = parse->block;
	int err;

	hni_tc_check_block(parse);
	err = hni_tc_compile(parse, rule);
	if (err)
		return err;
	err = hni_tc_rule_reserve(parse, rule);
	if (err)
		goto err_uncompile;
	err = hni_tc_place(parse, rule);
	if (rule->rule.state == HOF_RULE_NONE)
		goto err_unreserve;
	return err;

err_unreserve:
	hni_tc_rule_unreserve(block, rule);
err_uncompile:
	hni_tc_uncompile(block, rule);
	return err;
}

static void hni_tc_rule_refuse(struct hni_tc_parse *parse, u64 seq)
{
	lockdep_assert_held(&parse->block->tc->esw->lock);

	hni_tc_filter_refuse(parse->block, parse->filter->common, seq,
			     &parse->why);
}

/* A device that dies while we wait has not been told of the rule for sure. */
static int hni_tc_rule_abort(struct hni_tc_parse *parse, u64 seq, int err)
{
	struct hni_esw *esw = parse->block->tc->esw;

	hni_tc_rule_destroy(parse->block, parse->filter->cookie);
	hof_refuse(&parse->why, HOF_REASON_DEAD, NULL, 0, 0);
	mutex_lock(&esw->lock);
	hni_tc_rule_refuse(parse, seq);
	mutex_unlock(&esw->lock);
	return err;
}

static struct hni_tc_rule *hni_tc_rule_alloc(const struct hni_tc_parse *parse)
{
	struct hni_tc_rule *rule;

	rule = kzalloc(offsetof(struct hni_tc_rule, rule) +
		       hof_rule_size(&parse->spec), GFP_KERNEL);
	if (!rule)
		return NULL;
	rule->block = parse->block;
	rule->cookie = parse->filter->cookie;
	rule->protocol = be16_to_cpu(parse->filter->common->protocol);
	rule->refs = 1;
	return rule;
}

/*
 * Posted changes are in the ring in their order; one that the device cannot
 * execute stops the ring, and recovery writes all rules anew.
 */
static int hni_tc_rule_wait(struct hni_tc *tc, u32 pos)
{
	if (READ_ONCE(tc->is_posted))
		return 0;
	return hni_cmd_wait(&tc->esw->cmd, pos);
}

static int hni_tc_rule_add(struct hni_tc_parse *parse)
{
	struct hni_tc *tc = parse->block->tc;
	struct hni_esw *esw = tc->esw;
	struct hni_tc_rule *rule;
	int err, wait_err;
	u64 seq;
	u32 pos;

	rule = hni_tc_rule_alloc(parse);
	mutex_lock(&esw->lock);
	seq = hni_ledger_seq(tc->ledger);
	hni_tc_block_settle(parse->block);
	if (rule) {
		rule->seq = seq;
		err = hni_tc_rule_enter(parse, rule);
	} else {
		err = hof_refuse(&parse->why, HOF_REASON_MEMORY, NULL, 0, 0);
	}
	if (err)
		hni_tc_rule_refuse(parse, seq);
	if (rule && rule->rule.state == HOF_RULE_NONE)
		kfree(rule);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);

	wait_err = hni_tc_rule_wait(tc, pos);
	hni_tc_zones_sync(tc);
	if (!err && wait_err)
		return hni_tc_rule_abort(parse, seq, wait_err);
	return err;
}

int hni_tc_rule_replace(struct hni_tc_block *block,
			const struct hni_tc_filter *filter)
{
	struct hni_tc_parse *parse;
	int err;

	parse = kzalloc(sizeof(*parse), GFP_KERNEL);
	if (!parse)
		return -ENOMEM;
	parse->block = block;
	parse->filter = filter;

	hni_tc_parse_keys(parse);
	if (filter->rule)
		hni_tc_parse_acts(parse);
	hni_tc_check(parse);
	err = hni_tc_rule_add(parse);

	kfree(parse);
	return err;
}

/*
 * The kernel counts the filter out of hardware if this returns 0, so a shadow
 * is deleted with an error.
 */
int hni_tc_rule_destroy(struct hni_tc_block *block, unsigned long cookie)
{
	struct hni_esw *esw = block->tc->esw;
	struct hni_tc_rule *rule;
	bool was_in_hw;
	u32 pos;

	mutex_lock(&esw->lock);
	hni_tc_block_settle(block);
	rule = hni_tc_rule_find(block, cookie);
	if (!rule) {
		mutex_unlock(&esw->lock);
		return -ENOENT;
	}
	was_in_hw = hof_rule_in_hw(&rule->rule);
	hni_tc_rule_unreserve(block, rule);
	hni_tc_rule_free(block, rule);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);

	/* on a dead ring there is nothing to wait for: the rule is gone */
	hni_tc_rule_wait(block->tc, pos);
	hni_tc_zones_sync(block->tc);
	return was_in_hw ? 0 : -ENOENT;
}
