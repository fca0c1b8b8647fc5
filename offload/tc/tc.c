// SPDX-License-Identifier: GPL-2.0-only
/* Owns the front-end as a whole: its life, the ports it knows, its resources. */

#include <linux/bitfield.h>

#include <linux/bitmap.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "meter.h"
#include "priv.h"
#include "zone.h"

static int hni_tc_locked_bmc(struct hni_esw *esw)
{
	unsigned int i;
	u32 type;

	if (!(hni_esw_read(esw, HNI_ESW_REG_POLICY) &
	      HNI_ESW_POLICY_BMC_LOCKED))
		return -1;
	for (i = 0; i < esw->caps.ports; i++) {
		type = hni_esw_read(esw, HNI_ESW_PORT(i) + HNI_ESW_PORT_TYPE);
		if (FIELD_GET(HNI_ESW_PORT_TYPE_KIND, type) ==
		    HNI_ESW_KIND_BMC)
			return i;
	}
	return -1;
}

int hni_tc_init(struct hni_esw *esw)
{
	struct hni_tc *tc;
	int err;

	tc = kzalloc(sizeof(*tc), GFP_KERNEL);
	if (!tc)
		return -ENOMEM;
	tc->esw = esw;
	INIT_LIST_HEAD(&tc->blocks);
	INIT_LIST_HEAD(&tc->cbs);
	xa_init(&tc->rules);
	tc->ledger = esw->hdev->ledger;
	tc->locked_bmc = hni_tc_locked_bmc(esw);
	xa_init(&tc->meters);
	xa_init_flags(&tc->samplers, XA_FLAGS_ALLOC);
	INIT_LIST_HEAD(&tc->tunnels);
	INIT_LIST_HEAD(&tc->tundevs);
	hash_init(tc->encaps);
	hni_tc_zones_init(tc);
	INIT_WORK(&tc->settle, hni_tc_settle_work);

	tc->tables = bitmap_zalloc(esw->caps.tables, GFP_KERNEL);
	if (!tc->tables) {
		err = -ENOMEM;
		goto err_free_tc;
	}
	err = hni_tc_place_init(tc);
	if (err)
		goto err_free_tables;
	esw->tc = tc;
	err = hni_tc_watch_init(tc);
	if (err)
		goto err_fini_place;
	err = hni_tc_indr_register(tc);
	if (err)
		goto err_fini_watch;
	hni_tc_rehash_init(tc);
	return 0;

err_fini_watch:
	hni_tc_watch_fini(tc);
err_fini_place:
	esw->tc = NULL;
	hni_tc_place_fini(tc);
err_free_tables:
	bitmap_free(tc->tables);
err_free_tc:
	kfree(tc);
	return err;
}

void hni_tc_fini(struct hni_esw *esw)
{
	struct hni_tc *tc = esw->tc;

	hni_tc_rehash_fini(tc);
	hni_tc_indr_unregister(tc);
	hni_tc_watch_fini(tc);
	esw->tc = NULL;
	cancel_work_sync(&tc->settle);
	hni_tc_zones_fini(tc);
	hni_tc_place_fini(tc);
	xa_destroy(&tc->rules);
	xa_destroy(&tc->samplers);
	xa_destroy(&tc->meters);
	bitmap_free(tc->tables);
	kfree(tc);
}

void hni_tc_port_set(struct hni_esw *esw, unsigned int port,
		     struct net_device *netdev)
{
	struct hni_tc_port *info = &esw->tc->ports[port];

	mutex_lock(&esw->lock);
	WRITE_ONCE(info->netdev, netdev);
	WRITE_ONCE(info->ifindex, netdev ? netdev->ifindex : 0);
	info->is_off = netdev && !tc_can_offload(netdev);
	mutex_unlock(&esw->lock);
}

int hni_tc_port_of(struct hni_esw *esw, const struct net_device *netdev)
{
	unsigned int i;

	if (!netdev)
		return -ENODEV;
	for (i = 0; i < HNI_ESW_MAX_PORTS; i++)
		if (READ_ONCE(esw->tc->ports[i].netdev) == netdev)
			return i;
	return -ENODEV;
}

static bool hni_tc_port_is_busy(const struct hni_tc_port *info)
{
	unsigned int dir;

	for (dir = 0; dir < HNI_TC_DIRS; dir++)
		if (info->block[dir] && info->block[dir]->num_in_hw)
			return true;
	return false;
}

int hni_tc_port_offload(struct hni_esw *esw, unsigned int port, bool is_on)
{
	struct hni_tc_port *info = &esw->tc->ports[port];
	int err = 0;

	ASSERT_RTNL();
	mutex_lock(&esw->lock);
	if (!is_on && !info->is_off && hni_tc_port_is_busy(info))
		err = -EBUSY;
	else
		info->is_off = !is_on;
	mutex_unlock(&esw->lock);
	return err;
}

bool hni_tc_is_posted(struct hni_esw *esw)
{
	return READ_ONCE(esw->tc->is_posted);
}

int hni_tc_posted_set(struct hni_esw *esw, bool is_posted)
{
	u32 pos;

	WRITE_ONCE(esw->tc->is_posted, is_posted);
	if (is_posted)
		return 0;
	mutex_lock(&esw->lock);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);
	return hni_cmd_wait(&esw->cmd, pos);
}

int hni_tc_port_sync(struct hni_esw *esw, unsigned int port)
{
	u32 pos;

	mutex_lock(&esw->lock);
	hni_tc_port_write(esw->tc, port);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);
	return hni_cmd_wait(&esw->cmd, pos);
}

void hni_tc_restore(struct hni_esw *esw)
{
	struct hni_tc *tc = esw->tc;
	struct hni_tc_block *block;
	unsigned int i;

	lockdep_assert_held(&esw->lock);

	list_for_each_entry(block, &tc->blocks, list)
		hni_tc_stats_restart(block);
	hni_tc_meters_restart(tc);
	hni_tc_zones_restart(tc);
	hof_esw_emit_all(tc->core);
	for (i = 0; i < esw->caps.ports; i++)
		hni_tc_port_write(tc, i);
}

u32 hni_tc_occupancy(struct hni_esw *esw, enum hof_resource res)
{
	u32 occupancy;

	mutex_lock(&esw->lock);
	if (res == HOF_RES_TABLES)
		occupancy = bitmap_weight(esw->tc->tables, esw->caps.tables);
	else
		occupancy = hof_esw_occupancy(esw->tc->core, res);
	mutex_unlock(&esw->lock);
	return occupancy;
}

u32 hni_tc_limit(struct hni_esw *esw, enum hof_resource res)
{
	if (res == HOF_RES_TABLES)
		return esw->caps.tables - 1;
	return hof_esw_limit(esw->tc->core, res);
}
