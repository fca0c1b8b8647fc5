// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what the kernel is told about a rule's use: the frames and bytes since
 * it last asked, and when the last frame came.
 */

#include <linux/jiffies.h>

#include "../../driver/hw/esw_ctr.h"
#include "meter.h"
#include "priv.h"

/* A counter of a hostile device may go back; the kernel's never does. */
u64 hni_tc_stats_delta(u64 *told, u64 now)
{
	u64 delta = now > *told ? now - *told : 0;

	*told += delta;
	return delta;
}

/* The device's clock and jiffies were read together at the last completion. */
u64 hni_tc_stats_lastused(struct hni_esw *esw, u64 last_ns)
{
	struct hni_cmd_clock clock;
	u64 age_ns;

	if (!last_ns)
		return 0;
	hni_cmd_clock_get(&esw->cmd, &clock);
	age_ns = clock.time_ns > last_ns ? clock.time_ns - last_ns : 0;
	return clock.jiffies - min(nsecs_to_jiffies64(age_ns), clock.jiffies);
}

/* Policers drop; hni_esw.lock is dropped while the device is asked. */
static u64 hni_tc_rule_drops(struct hni_tc *tc, struct hni_tc_rule *rule)
{
	unsigned int i;
	u64 drops = 0;

	for (i = 0; !rule->is_gone && i < rule->num_holds; i++)
		if (rule->holds[i].code == HNI_OP_POLICE)
			drops += hni_tc_meter_drops(tc, rule->holds[i].object);
	return drops;
}

static void hni_tc_stats_tell(struct hni_esw *esw, struct hni_tc_rule *rule,
			      const struct hni_ctr_value *val,
			      struct flow_stats *stats)
{
	enum flow_action_hw_stats used;
	u64 bytes, drops, pkts;

	used = rule->stats == HNI_TC_STATS_IMMEDIATE ?
		FLOW_ACTION_HW_STATS_IMMEDIATE : FLOW_ACTION_HW_STATS_DELAYED;
	pkts = hni_tc_stats_delta(&rule->pkts, val->pkts);
	bytes = hni_tc_stats_delta(&rule->bytes, val->bytes);
	drops = hni_tc_rule_drops(esw->tc, rule);
	flow_stats_update(stats, bytes, pkts, drops,
			  hni_tc_stats_lastused(esw, val->last_ns), used);
}

int hni_tc_rule_stats(struct hni_tc_block *block, unsigned long cookie,
		      struct flow_stats *stats)
{
	struct hni_esw *esw = block->tc->esw;
	struct hni_ctr_value val;
	struct hni_tc_rule *rule;
	int err = -ENOENT;

	mutex_lock(&esw->lock);
	rule = hni_tc_rule_find(block, cookie);
	if (!rule || !hof_rule_in_hw(&rule->rule))
		goto out_unlock;
	if (rule->stats == HNI_TC_STATS_DISABLED) {
		flow_stats_update(stats, 0, 0, 0, 0,
				  FLOW_ACTION_HW_STATS_DISABLED);
		err = 0;
		goto out_unlock;
	}

	/* the lock is dropped while we wait for the device */
	rule->refs++;
	err = hni_ctr_read(esw, rule->rule.counter, rule->rule.gen,
			   rule->stats == HNI_TC_STATS_IMMEDIATE, &val);
	if (!err && !rule->is_gone)
		hni_tc_stats_tell(esw, rule, &val, stats);
	hni_tc_rule_put(rule);
out_unlock:
	mutex_unlock(&esw->lock);
	return err;
}

void hni_tc_stats_restart(struct hni_tc_block *block)
{
	struct rhashtable_iter iter;
	struct hni_tc_rule *rule;

	lockdep_assert_held(&block->tc->esw->lock);

	rhashtable_walk_enter(&block->rules, &iter);
	rhashtable_walk_start(&iter);
	while ((rule = rhashtable_walk_next(&iter))) {
		/* a resize under way: rules may come twice, which is harmless */
		if (IS_ERR(rule))
			continue;
		rule->pkts = 0;
		rule->bytes = 0;
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
}
