// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns meters: one for each police action of tc, found by the action's cookie,
 * so that all filters which share an action share its tokens; and offloading
 * such an action by itself ("tc actions add action police ... skip_sw").
 */

#include <linux/slab.h>
#include <net/tc_act/tc_police.h>

#include "../../driver/hw/esw_dump.h"
#include "acts.h"
#include "meter.h"
#include "priv.h"

/**
 * struct hni_tc_meter - a police action; guarded by hni_esw.lock
 * @cookie: of the action; 0 = nobody shares it
 * @row: METER row
 * @rates: what it measures
 * @verdicts: of the action; filters have them in their operations
 * @filters: filters that name it
 * @refs: these, readers, and the action itself if @is_action
 * @is_action: the kernel has offloaded the action by itself
 * @pkts: frames that the kernel has been told of
 * @bytes: bytes that the kernel has been told of
 * @drops: drops that the kernel has been told of
 */
struct hni_tc_meter {
	unsigned long cookie;
	u32 row;
	struct hof_meter rates;
	u32 verdicts[4];
	unsigned int filters;
	unsigned int refs;
	bool is_action;
	u64 pkts;
	u64 bytes;
	u64 drops;
};

/* The kernel's flow_action does not say how a link layer fills its cells. */
static const char *hni_tc_meter_hidden(const struct flow_action_entry *entry)
{
	const struct tc_action *act = hni_tc_act_of(entry);
	const struct tcf_police_params *params;
	const char *name = NULL;

	if (!act || !act->ops || act->ops->id != TCA_ID_POLICE)
		return NULL;
	rcu_read_lock();
	params = rcu_dereference(to_police(act)->params);
	if (params->rate.linklayer == TC_LINKLAYER_ATM)
		name = "police linklayer atm";
	else if (params->rate.mpu)
		name = "police mpu";
	rcu_read_unlock();
	return name;
}

int hni_tc_meter_check(const struct flow_action_entry *entry,
		       struct hof_why *why)
{
	const char *name = hni_tc_meter_hidden(entry);

	if (entry->police.peakrate_bytes_ps)
		name = "police peakrate";
	else if (entry->police.avrate)
		name = "police avrate";
	if (!name)
		return 0;
	return hof_refuse(why, HOF_REASON_ACTION, name, 0, 0);
}

static void hni_tc_meter_fill(struct hni_tc_meter *meter,
			      const struct flow_action_entry *entry)
{
	u32 mtu = entry->police.mtu;

	meter->rates = (struct hof_meter) {
		.rate = entry->police.rate_bytes_ps,
		.burst = entry->police.burst,
		.pkt_rate = entry->police.rate_pkt_ps,
		.pkt_burst = entry->police.burst_pkt,
		.mtu = mtu == U32_MAX ? 0 : mtu,
		.overhead = entry->police.overhead,
	};
	meter->verdicts[0] = entry->police.exceed.act_id;
	meter->verdicts[1] = entry->police.exceed.extval;
	meter->verdicts[2] = entry->police.notexceed.act_id;
	meter->verdicts[3] = entry->police.notexceed.extval;
}

static struct hni_tc_meter *hni_tc_meter_find(struct hni_tc *tc,
					      unsigned long cookie)
{
	lockdep_assert_held(&tc->esw->lock);

	return cookie ? xa_load(&tc->meters, cookie) : NULL;
}

static int hni_tc_meter_add(struct hni_tc *tc, struct hni_tc_meter *meter,
			    struct hof_why *why)
{
	int err;

	err = hof_esw_meter_get(tc->core, &meter->rates, &meter->row, why);
	if (err || !meter->cookie)
		return err;
	err = xa_insert(&tc->meters, meter->cookie, meter, GFP_KERNEL);
	if (err) {
		hof_esw_meter_put(tc->core, meter->row);
		return hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0);
	}
	return 0;
}

static struct hni_tc_meter *
hni_tc_meter_take(struct hni_tc *tc, const struct flow_action_entry *entry,
		  struct hof_why *why)
{
	struct hni_tc_meter *meter;
	int err;

	meter = hni_tc_meter_find(tc, entry->cookie);
	if (meter) {
		meter->refs++;
		return meter;
	}
	meter = kzalloc(sizeof(*meter), GFP_KERNEL);
	if (!meter)
		return ERR_PTR(hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0));
	meter->cookie = entry->cookie;
	meter->refs = 1;
	hni_tc_meter_fill(meter, entry);
	err = hni_tc_meter_add(tc, meter, why);
	if (err) {
		kfree(meter);
		return ERR_PTR(err);
	}
	return meter;
}

static void hni_tc_meter_drop(struct hni_tc *tc, struct hni_tc_meter *meter)
{
	lockdep_assert_held(&tc->esw->lock);

	if (--meter->refs)
		return;
	if (meter->cookie)
		xa_erase(&tc->meters, meter->cookie);
	hof_esw_meter_put(tc->core, meter->row);
	kfree(meter);
}

struct hni_tc_meter *hni_tc_meter_get(struct hni_tc *tc,
				      const struct flow_action_entry *entry,
				      struct hof_why *why)
{
	struct hni_tc_meter *meter = hni_tc_meter_take(tc, entry, why);

	if (!IS_ERR(meter))
		meter->filters++;
	return meter;
}

void hni_tc_meter_put(struct hni_tc *tc, struct hni_tc_meter *meter)
{
	meter->filters--;
	hni_tc_meter_drop(tc, meter);
}

u32 hni_tc_meter_row(const struct hni_tc_meter *meter)
{
	return meter->row;
}

void hni_tc_meters_restart(struct hni_tc *tc)
{
	struct hni_tc_meter *meter;
	unsigned long cookie;

	lockdep_assert_held(&tc->esw->lock);

	xa_for_each(&tc->meters, cookie, meter) {
		meter->pkts = 0;
		meter->bytes = 0;
		meter->drops = 0;
	}
}

/*
 * New rates take effect for all who share the meter. What becomes of frames is
 * in the filters' operations, so that cannot change.
 */
static int hni_tc_meter_change(struct hni_tc *tc, struct hni_tc_meter *meter,
			       const struct flow_action_entry *entry,
			       struct hof_why *why)
{
	struct hni_tc_meter next = *meter;

	hni_tc_meter_fill(&next, entry);
	if (memcmp(next.verdicts, meter->verdicts, sizeof(next.verdicts)) &&
	    meter->filters)
		return hof_refuse(why, HOF_REASON_ACTION,
				  "police verdict change", 0, 0);
	*meter = next;
	hof_esw_meter_set(tc->core, meter->row, &meter->rates);
	return 0;
}

static int hni_tc_action_enter(struct hni_tc *tc,
			       const struct flow_action_entry *entry,
			       struct hof_why *why)
{
	struct hni_tc_meter *meter;
	int err;

	meter = hni_tc_meter_take(tc, entry, why);
	if (IS_ERR(meter))
		return PTR_ERR(meter);
	err = hni_tc_meter_change(tc, meter, entry, why);
	if (!err && !meter->is_action) {
		meter->is_action = true;
		return 0;
	}
	/* of an action that is refused the kernel does not tell us the end */
	if (err && meter->is_action) {
		meter->is_action = false;
		hni_tc_meter_drop(tc, meter);
	}
	hni_tc_meter_drop(tc, meter);
	return err;
}

static void hni_tc_action_refuse(struct hni_tc *tc,
				 struct flow_offload_action *action,
				 const struct hof_why *why)
{
	struct hni_refusal refusal = {
		.seq = hni_ledger_seq(tc->ledger),
		.device = "action",
	};

	hni_ledger_add(tc->ledger, &refusal, action->extack, why);
}

static int hni_tc_action_replace(struct hni_tc *tc,
				 struct flow_offload_action *action)
{
	const struct flow_action_entry *entry = &action->action.entries[0];
	struct hni_esw *esw = tc->esw;
	struct hof_why why;
	int err;
	u32 pos;

	if (entry->id != FLOW_ACTION_POLICE)
		return -EOPNOTSUPP;
	err = hni_tc_meter_check(entry, &why);
	if (err) {
		hni_tc_action_refuse(tc, action, &why);
		return err;
	}
	mutex_lock(&esw->lock);
	err = hni_tc_action_enter(tc, entry, &why);
	if (err)
		hni_tc_action_refuse(tc, action, &why);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);
	return hni_cmd_wait(&esw->cmd, pos) ?: err;
}

static int hni_tc_action_destroy(struct hni_tc *tc, unsigned long cookie)
{
	struct hni_esw *esw = tc->esw;
	struct hni_tc_meter *meter;
	u32 pos;

	mutex_lock(&esw->lock);
	meter = hni_tc_meter_find(tc, cookie);
	if (!meter || !meter->is_action) {
		mutex_unlock(&esw->lock);
		return -ENOENT;
	}
	meter->is_action = false;
	hni_tc_meter_drop(tc, meter);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);

	/* on a dead ring there is nothing to wait for: the meter is gone */
	hni_cmd_wait(&esw->cmd, pos);
	return 0;
}

static void hni_tc_meter_tell(struct hni_tc *tc, struct hni_tc_meter *meter,
			      const struct hni_meter_stat *stat,
			      struct flow_stats *stats)
{
	u64 bytes, drops, pkts;

	pkts = hni_tc_stats_delta(&meter->pkts, stat->pkts);
	bytes = hni_tc_stats_delta(&meter->bytes, stat->bytes);
	drops = hni_tc_stats_delta(&meter->drops, stat->drops);
	flow_stats_update(stats, bytes, pkts, drops,
			  hni_tc_stats_lastused(tc->esw, stat->last_ns),
			  FLOW_ACTION_HW_STATS_IMMEDIATE);
}

/* What it has counted now; hni_esw.lock is dropped meanwhile. */
static int hni_tc_meter_read(struct hni_tc *tc,
			     const struct hni_tc_meter *meter,
			     struct hni_meter_stat *stat)
{
	u32 gen = meter->rates.gen, row = meter->row;
	struct hni_esw *esw = tc->esw;
	int err;

	mutex_unlock(&esw->lock);
	err = hni_meter_stat_read(esw, row, gen, stat);
	mutex_lock(&esw->lock);
	return err;
}

u64 hni_tc_meter_drops(struct hni_tc *tc, struct hni_tc_meter *meter)
{
	struct hni_meter_stat stat;
	u64 drops = 0;

	lockdep_assert_held(&tc->esw->lock);

	/* of an action that is offloaded by itself the kernel asks itself */
	if (meter->is_action)
		return 0;
	meter->refs++;
	if (!hni_tc_meter_read(tc, meter, &stat))
		drops = hni_tc_stats_delta(&meter->drops, stat.drops);
	hni_tc_meter_drop(tc, meter);
	return drops;
}

static int hni_tc_action_stats(struct hni_tc *tc,
			       struct flow_offload_action *action)
{
	struct hni_esw *esw = tc->esw;
	struct hni_meter_stat stat;
	struct hni_tc_meter *meter;
	int err = -EOPNOTSUPP;

	mutex_lock(&esw->lock);
	meter = hni_tc_meter_find(tc, action->cookie);
	if (meter) {
		meter->refs++;
		err = hni_tc_meter_read(tc, meter, &stat);
		if (!err)
			hni_tc_meter_tell(tc, meter, &stat, &action->stats);
		hni_tc_meter_drop(tc, meter);
		hni_cmd_ring(&esw->cmd);
	}
	mutex_unlock(&esw->lock);
	return err;
}

int hni_tc_action(struct hni_tc *tc, struct flow_offload_action *action)
{
	switch (action->command) {
	case FLOW_ACT_REPLACE:
		return hni_tc_action_replace(tc, action);
	case FLOW_ACT_DESTROY:
		return hni_tc_action_destroy(tc, action->cookie);
	case FLOW_ACT_STATS:
		return hni_tc_action_stats(tc, action);
	default:
		return -EOPNOTSUPP;
	}
}
