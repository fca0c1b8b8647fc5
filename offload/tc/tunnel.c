// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns filters on tunnel devices. A filter there sees frames without their outer
 * header, so hardware has to know which frames software would hand to the
 * device: those to its UDP port and to an address of a representor, with that
 * representor's MAC. Each such combination is a TUNNEL row. Addresses come and
 * go without any filter's doing, and rows follow.
 */

#include <linux/inetdevice.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>

#include "priv.h"
#include "tundev.h"
#include "tunnel.h"

/**
 * struct hni_tc_tunnel - a tunnel device with filters
 *
 * Guarded by hni_esw.lock unless noted.
 *
 * @list: in hni_tc.tunnels
 * @tc: owner; constant
 * @netdev: the device; there as long as its block is; constant
 * @block: its filters; constant
 * @rows: TUNNEL rows
 * @num_rows: entries in @rows
 * @is_open: frames may go to the block
 */
struct hni_tc_tunnel {
	struct list_head list;
	struct hni_tc *tc;
	struct net_device *netdev;
	struct hni_tc_block *block;
	u32 *rows;
	unsigned int num_rows;
	bool is_open;
};

/* Rows as they should be, while they are collected */
struct hni_tc_tunnel_want {
	struct hni_tc_tunnel *tunnel;
	const struct hni_tc_tundev *tundev;
	struct hof_tunnel *rows;
	unsigned int num;
	unsigned int max;
};

int hni_tc_tunnel_ifindex(const struct hni_tc_tunnel *tunnel)
{
	return tunnel->netdev->ifindex;
}

static void hni_tc_tunnel_want_add(struct hni_tc_tunnel_want *want,
				   unsigned int port, u16 family,
				   const __be32 *addr)
{
	const struct hni_tc_tunnel *tunnel = want->tunnel;
	const struct net_device *rep = tunnel->tc->ports[port].netdev;
	struct hof_tunnel *row;

	if (want->num == want->max ||
	    (want->tundev->family && want->tundev->family != family))
		return;
	row = &want->rows[want->num++];
	row->kind = want->tundev->kind;
	row->l4_port = want->tundev->l4_port;
	row->flags = want->tundev->flags;
	row->family = family;
	row->port = port;
	row->table = tunnel->block->root->table;
	ether_addr_copy(row->mac, rep->dev_addr);
	if (family == HNI_KW_ADDR_IPV4)
		row->dst[3] = be32_to_cpu(*addr);
	else
		be32_to_cpu_array(row->dst, addr, 4);
}

static void hni_tc_tunnel_want_port(struct hni_tc_tunnel_want *want,
				    unsigned int port)
{
	struct net_device *rep = want->tunnel->tc->ports[port].netdev;
	const struct inet6_ifaddr *ifa6;
	const struct in_ifaddr *ifa;
	struct in_device *in_dev;
	struct inet6_dev *idev;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(rep);
	if (in_dev)
		in_dev_for_each_ifa_rcu(ifa, in_dev)
			hni_tc_tunnel_want_add(want, port, HNI_KW_ADDR_IPV4,
					       &ifa->ifa_local);
	idev = __in6_dev_get(rep);
	if (idev) {
		read_lock_bh(&idev->lock);
		list_for_each_entry(ifa6, &idev->addr_list, if_list)
			hni_tc_tunnel_want_add(want, port, HNI_KW_ADDR_IPV6,
					       ifa6->addr.s6_addr32);
		read_unlock_bh(&idev->lock);
	}
	rcu_read_unlock();
}

/* Which frames would software hand to the device as things are? */
static void hni_tc_tunnel_want_all(struct hni_tc_tunnel_want *want)
{
	struct hni_tc_tunnel *tunnel = want->tunnel;
	struct hni_tc *tc = tunnel->tc;
	const struct net_device *rep;
	unsigned int i;

	want->tundev = hni_tc_tundev_find(tc, tunnel->netdev);
	if (!tunnel->is_open || !want->tundev || !want->tundev->is_up ||
	    want->tundev->refusal ||
	    hni_tc_tundev_is_shadowed(tc, want->tundev))
		return;
	for (i = 0; i < tc->esw->caps.ports; i++) {
		rep = tc->ports[i].netdev;
		if (rep && netif_running(rep) &&
		    net_eq(want->tundev->net, dev_net(rep)))
			hni_tc_tunnel_want_port(want, i);
	}
}

static void hni_tc_tunnel_rows_put(struct hni_tc_tunnel *tunnel, u32 *rows,
				   unsigned int num)
{
	while (num)
		hof_esw_tunnel_put(tunnel->tc->core, rows[--num]);
	kfree(rows);
}

/* Equal rows are one: so those that stay are taken again before all are left. */
static void hni_tc_tunnel_rows_set(struct hni_tc_tunnel_want *want, u32 *rows)
{
	struct hni_tc_tunnel *tunnel = want->tunnel;
	struct hni_tc *tc = tunnel->tc;
	unsigned int i, num = 0;
	struct hof_why why;

	for (i = 0; i < want->num; i++)
		if (!hof_esw_tunnel_get(tc->core, &want->rows[i], &rows[num],
					&why))
			num++;
	if (num != want->num)
		dev_warn_ratelimited(tc->esw->hdev->dev,
				     "%s: %u of %u addresses stay in software, all tunnel ends are in use\n",
				     tunnel->netdev->name, want->num - num,
				     want->num);
	hni_tc_tunnel_rows_put(tunnel, tunnel->rows, tunnel->num_rows);
	tunnel->rows = rows;
	tunnel->num_rows = num;
}

static void hni_tc_tunnel_update(struct hni_tc_tunnel *tunnel)
{
	struct hni_tc *tc = tunnel->tc;
	struct hni_tc_tunnel_want want = {
		.tunnel = tunnel,
		.max = tc->esw->caps.tunnels,
	};
	u32 *rows;

	lockdep_assert_held(&tc->esw->lock);

	want.rows = kcalloc(want.max, sizeof(*want.rows), GFP_KERNEL);
	rows = kcalloc(want.max, sizeof(*rows), GFP_KERNEL);
	if (!want.rows || !rows) {
		kfree(rows);
		goto out_free;
	}
	hni_tc_tunnel_want_all(&want);
	hni_tc_tunnel_rows_set(&want, rows);
out_free:
	kfree(want.rows);
}

void hni_tc_tunnel_open(struct hni_tc_tunnel *tunnel)
{
	tunnel->is_open = true;
	hni_tc_tunnel_update(tunnel);
}

void hni_tc_tunnel_close(struct hni_tc_tunnel *tunnel)
{
	lockdep_assert_held(&tunnel->tc->esw->lock);

	hni_tc_tunnel_rows_put(tunnel, tunnel->rows, tunnel->num_rows);
	list_del(&tunnel->list);
	kfree(tunnel);
}

void hni_tc_tunnels_update(struct hni_tc *tc)
{
	struct hni_tc_tunnel *tunnel;

	list_for_each_entry(tunnel, &tc->tunnels, list)
		hni_tc_tunnel_update(tunnel);
}

static int hni_tc_tunnel_cb(enum tc_setup_type type, void *type_data,
			    void *cb_priv)
{
	return hni_tc_block_call(cb_priv, type, type_data);
}

static int hni_tc_tunnel_check(struct hni_tc *tc,
			       const struct net_device *netdev,
			       struct hof_why *why)
{
	const struct hni_tc_tundev *tundev;
	int err = 0;

	mutex_lock(&tc->esw->lock);
	tundev = hni_tc_tundev_find(tc, netdev);
	if (!tundev)
		err = hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0);
	else if (tundev->refusal)
		err = hof_refuse(why, HOF_REASON_DEVICE_KIND, tundev->refusal,
				 0, 0);
	mutex_unlock(&tc->esw->lock);
	return err;
}

static struct hni_tc_tunnel *
hni_tc_tunnel_alloc(struct hni_tc *tc, const struct hni_tc_indr_block *indr,
		    struct hof_why *why)
{
	struct hni_tc_tunnel *tunnel;
	int err;

	tunnel = kzalloc(sizeof(*tunnel), GFP_KERNEL);
	if (!tunnel)
		return ERR_PTR(hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0));
	tunnel->tc = tc;
	tunnel->netdev = indr->netdev;
	err = hni_tc_tunnel_check(tc, indr->netdev, why);
	if (!err) {
		tunnel->block = hni_tc_block_alloc(tc, HNI_TC_INGRESS,
						   indr->bo, why);
		err = PTR_ERR_OR_ZERO(tunnel->block);
	}
	if (err) {
		kfree(tunnel);
		return ERR_PTR(err);
	}
	return tunnel;
}

static int hni_tc_tunnel_bind(struct hni_tc *tc,
			      const struct hni_tc_indr_block *indr,
			      struct hof_why *why)
{
	struct flow_block_offload *bo = indr->bo;
	struct hni_tc_tunnel *tunnel;
	struct hni_tc_block *block;
	struct flow_block_cb *cb;

	tunnel = hni_tc_tunnel_alloc(tc, indr, why);
	if (IS_ERR(tunnel))
		return PTR_ERR(tunnel);
	block = tunnel->block;

	mutex_lock(&tc->esw->lock);
	list_add_tail(&tunnel->list, &tc->tunnels);
	block->tunnel = tunnel;
	mutex_unlock(&tc->esw->lock);

	cb = flow_indr_block_cb_alloc(hni_tc_tunnel_cb, indr->netdev, block,
				      hni_tc_block_release, bo, indr->netdev,
				      indr->sch, indr->data, tc,
				      indr->cleanup);
	if (IS_ERR(cb)) {
		hni_tc_block_release(block);
		return hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0);
	}
	block->cb = cb;
	flow_block_cb_add(cb, bo);
	list_add_tail(&cb->driver_list, &tc->cbs);

	if (block->is_settled) {
		mutex_lock(&tc->esw->lock);
		hni_tc_tunnel_open(tunnel);
		hni_cmd_ring(&tc->esw->cmd);
		mutex_unlock(&tc->esw->lock);
	} else {
		queue_work(system_long_wq, &tc->settle);
	}
	return 0;
}

static int hni_tc_tunnel_unbind(const struct hni_tc_indr_block *indr)
{
	struct flow_block_cb *cb;

	cb = flow_block_cb_lookup(indr->bo->block, hni_tc_tunnel_cb,
				  indr->netdev);
	if (!cb)
		return -ENOENT;
	flow_indr_block_cb_remove(cb, indr->bo);
	list_del(&cb->driver_list);
	return 0;
}

int hni_tc_tunnel_setup(struct hni_tc *tc,
			const struct hni_tc_indr_block *indr)
{
	struct hof_why why = {};
	int err;

	if (!indr->netdev || !hni_tc_tundev_is(indr->netdev) ||
	    !tc->esw->caps.tunnels ||
	    indr->bo->binder_type != FLOW_BLOCK_BINDER_TYPE_CLSACT_INGRESS)
		return -EOPNOTSUPP;

	indr->bo->unlocked_driver_cb = true;
	switch (indr->bo->command) {
	case FLOW_BLOCK_BIND:
		err = hni_tc_tunnel_bind(tc, indr, &why);
		if (err)
			hni_tc_why_tell(indr->bo->extack, &why);
		return err;
	case FLOW_BLOCK_UNBIND:
		return hni_tc_tunnel_unbind(indr);
	default:
		return -EOPNOTSUPP;
	}
}
