// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns zones. A rule with "action ct" names the kernel's flow table of its zone;
 * that table tells us, through a callback of its own, of each connection that
 * has been established.
 *
 * The kernel calls us with the lock of its table held, and we take hni_esw.lock
 * in the callback. So tables are joined and left without hni_esw.lock, by
 * hni_tc_zones_sync(): whoever has changed rules calls it when his locks are
 * free.
 */

#include <linux/slab.h>
#include <net/netfilter/nf_flow_table.h>

#include "conn.h"
#include "priv.h"
#include "zone.h"

/**
 * struct hni_tc_zone - a flow table that rules name
 *
 * Guarded by hni_esw.lock unless noted.
 *
 * @list: in hni_tc.zones
 * @tc: owner; constant
 * @table: the kernel's; constant
 * @refs: rules that name it; at 0 the next sync removes it
 * @is_known: joining its table has been tried
 * @is_joined: the table has our callback; guarded by hni_tc.zone_lock
 * @is_gone: removed, its table is about to be left
 * @conns: its connections
 */
struct hni_tc_zone {
	struct list_head list;
	struct hni_tc *tc;
	struct nf_flowtable *table;
	unsigned int refs;
	bool is_known;
	bool is_joined;
	bool is_gone;
	struct hni_tc_conns conns;
};

static int hni_tc_zone_setup(struct hni_tc_zone *zone,
			     struct flow_cls_offload *cls)
{
	struct hni_tc *tc = zone->tc;

	switch (cls->command) {
	case FLOW_CLS_REPLACE:
		return hni_tc_conn_replace(tc, &zone->conns, cls);
	case FLOW_CLS_DESTROY:
		return hni_tc_conn_destroy(tc, &zone->conns, cls->cookie);
	case FLOW_CLS_STATS:
		return hni_tc_conn_stats(tc, &zone->conns, cls);
	default:
		return -EOPNOTSUPP;
	}
}

/* Called from the kernel's work queues with the table's lock held. */
static int hni_tc_zone_cb(enum tc_setup_type type, void *type_data,
			  void *cb_priv)
{
	struct hni_tc_zone *zone = cb_priv;
	struct hni_esw *esw = zone->tc->esw;
	int err = -ENODEV;
	u32 pos;

	if (type != TC_SETUP_CLSFLOWER)
		return -EOPNOTSUPP;

	mutex_lock(&esw->lock);
	if (!zone->is_gone)
		err = hni_tc_zone_setup(zone, type_data);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);
	return hni_cmd_wait(&esw->cmd, pos) ?: err;
}

static struct hni_tc_zone *
hni_tc_zone_add(struct hni_tc *tc, const struct flow_action_entry *entry)
{
	struct hni_tc_zone *zone;

	zone = kzalloc(sizeof(*zone), GFP_KERNEL);
	if (!zone)
		return NULL;
	if (hni_tc_conns_init(&zone->conns, entry->ct.zone)) {
		kfree(zone);
		return NULL;
	}
	zone->tc = tc;
	zone->table = entry->ct.flow_table;
	list_add_tail(&zone->list, &tc->zones);
	WRITE_ONCE(tc->zones_changed, true);
	return zone;
}

struct hni_tc_zone *hni_tc_zone_get(struct hni_tc *tc,
				    const struct flow_action_entry *entry,
				    struct hof_why *why)
{
	struct hni_tc_zone *zone;

	lockdep_assert_held(&tc->esw->lock);

	list_for_each_entry(zone, &tc->zones, list)
		if (zone->table == entry->ct.flow_table)
			goto found;
	zone = hni_tc_zone_add(tc, entry);
	if (!zone)
		return ERR_PTR(hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0));
found:
	zone->refs++;
	return zone;
}

void hni_tc_zone_put(struct hni_tc *tc, struct hni_tc_zone *zone)
{
	lockdep_assert_held(&tc->esw->lock);

	if (!--zone->refs)
		WRITE_ONCE(tc->zones_changed, true);
}

/* A zone whose table has to be joined or left; one to leave is off the list. */
static struct hni_tc_zone *hni_tc_zone_next(struct hni_tc *tc)
{
	struct hni_tc_zone *zone;

	list_for_each_entry(zone, &tc->zones, list) {
		if (zone->refs && zone->is_known)
			continue;
		zone->is_known = true;
		if (!zone->refs) {
			zone->is_gone = true;
			list_del(&zone->list);
			hni_tc_conns_flush(tc, &zone->conns);
			hni_cmd_ring(&tc->esw->cmd);
		}
		return zone;
	}
	WRITE_ONCE(tc->zones_changed, false);
	return NULL;
}

static void hni_tc_zone_leave(struct hni_tc_zone *zone)
{
	if (zone->is_joined)
		nf_flow_table_offload_del_cb(zone->table, hni_tc_zone_cb,
					     zone);
	hni_tc_conns_fini(&zone->conns);
	kfree(zone);
}

/*
 * A table that cannot be joined for want of memory tells of no connection: all
 * of them stay in software.
 */
static void hni_tc_zone_join(struct hni_tc_zone *zone)
{
	int err;

	err = nf_flow_table_offload_add_cb(zone->table, hni_tc_zone_cb, zone);
	if (err)
		dev_warn(zone->tc->esw->hdev->dev,
			 "connections of zone %u stay in software: %pe\n",
			 zone->conns.zone, ERR_PTR(err));
	zone->is_joined = !err;
}

void hni_tc_zones_sync(struct hni_tc *tc)
{
	struct hni_tc_zone *zone;

	if (!READ_ONCE(tc->zones_changed))
		return;
	mutex_lock(&tc->zone_lock);
	for (;;) {
		mutex_lock(&tc->esw->lock);
		zone = hni_tc_zone_next(tc);
		mutex_unlock(&tc->esw->lock);
		if (!zone)
			break;
		if (zone->is_gone)
			hni_tc_zone_leave(zone);
		else
			hni_tc_zone_join(zone);
	}
	mutex_unlock(&tc->zone_lock);
}

void hni_tc_zones_restart(struct hni_tc *tc)
{
	struct hni_tc_zone *zone;

	lockdep_assert_held(&tc->esw->lock);

	list_for_each_entry(zone, &tc->zones, list)
		hni_tc_conns_restart(&zone->conns);
}

void hni_tc_zones_init(struct hni_tc *tc)
{
	INIT_LIST_HEAD(&tc->zones);
	mutex_init(&tc->zone_lock);
}

void hni_tc_zones_fini(struct hni_tc *tc)
{
	WARN_ON(!list_empty(&tc->zones));
	mutex_destroy(&tc->zone_lock);
}
