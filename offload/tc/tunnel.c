// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns tunnel devices. A filter on one sees frames without their outer header,
 * so hardware has to know which frames software would hand to the device: those
 * to its UDP port and to an address of a representor, with that
 * representor's MAC. Each such combination is a TUNNEL row. Addresses come and
 * go without any filter's doing; a work brings the rows up to date.
 */

#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/vxlan.h>

#include "priv.h"
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
 * @row: what is the same in all of its rows; constant but for the table
 * @rows: TUNNEL rows
 * @num_rows: entries in @rows
 * @is_open: frames may go to the block
 */
struct hni_tc_tunnel {
	struct list_head list;
	struct hni_tc *tc;
	struct net_device *netdev;
	struct hni_tc_block *block;
	struct hof_tunnel row;
	u32 *rows;
	unsigned int num_rows;
	bool is_open;
};

/* The device's own settings, in the words of its netlink attributes */
struct hni_tc_tunnel_attrs {
	struct sk_buff *skb;
	struct nlattr *tb[IFLA_VXLAN_MAX + 1];
};

static int hni_tc_tunnel_attrs_get(const struct net_device *netdev, int max,
				   struct hni_tc_tunnel_attrs *attrs)
{
	const struct rtnl_link_ops *ops = netdev->rtnl_link_ops;
	int err;

	ASSERT_RTNL();
	if (!ops || !ops->fill_info || !ops->get_size)
		return -EOPNOTSUPP;
	attrs->skb = alloc_skb(ops->get_size(netdev), GFP_KERNEL);
	if (!attrs->skb)
		return -ENOMEM;
	err = ops->fill_info(attrs->skb, netdev);
	if (!err)
		err = nla_parse_deprecated(attrs->tb, max,
					   (void *)attrs->skb->data,
					   attrs->skb->len, NULL, NULL);
	if (err)
		kfree_skb(attrs->skb);
	return err;
}

/* Which attribute says what, per kind of device; 0 = the kind has none */
static const struct hni_tc_tunnel_kind {
	bool (*is)(const struct net_device *netdev);
	u8 kind;
	int max;
	int metadata;
	int port;
	int gbp;
	int refused[2];
	const char *refusals[2];
} hni_tc_tunnel_kinds[] = {
	{
		.is = netif_is_vxlan,
		.kind = HNI_TUNNEL_VXLAN,
		.max = IFLA_VXLAN_MAX,
		.metadata = IFLA_VXLAN_COLLECT_METADATA,
		.port = IFLA_VXLAN_PORT,
		.gbp = IFLA_VXLAN_GBP,
		.refused = { IFLA_VXLAN_GPE },
		.refusals = { "vxlan gpe device" },
	},
};

static const struct hni_tc_tunnel_kind *
hni_tc_tunnel_kind_of(const struct net_device *netdev)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hni_tc_tunnel_kinds); i++)
		if (hni_tc_tunnel_kinds[i].is(netdev))
			return &hni_tc_tunnel_kinds[i];
	return NULL;
}

static const char *
hni_tc_tunnel_refusal(const struct hni_tc_tunnel_kind *kind,
		      const struct hni_tc_tunnel_attrs *attrs)
{
	const struct nlattr *metadata = attrs->tb[kind->metadata];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kind->refused); i++)
		if (kind->refused[i] && attrs->tb[kind->refused[i]])
			return kind->refusals[i];
	/* such a device decides about frames before its filters see them */
	if (!metadata || !nla_get_u8(metadata))
		return "tunnel device that is not external";
	return NULL;
}

static int hni_tc_tunnel_read(struct hni_tc_tunnel *tunnel,
			      const struct hni_tc_tunnel_kind *kind,
			      struct hof_why *why)
{
	struct hni_tc_tunnel_attrs attrs = {};
	const char *refusal;
	int err;

	err = hni_tc_tunnel_attrs_get(tunnel->netdev, kind->max, &attrs);
	if (err)
		return hof_refuse(why, HOF_REASON_BINDER, NULL, 0, 0);
	refusal = hni_tc_tunnel_refusal(kind, &attrs);
	if (refusal) {
		err = hof_refuse(why, HOF_REASON_DEVICE_KIND, refusal, 0, 0);
		goto out_free;
	}
	tunnel->row.kind = kind->kind;
	if (attrs.tb[kind->port])
		tunnel->row.l4_port =
			be16_to_cpu(nla_get_be16(attrs.tb[kind->port]));
	if (attrs.tb[kind->gbp])
		tunnel->row.flags |= HNI_TUNNEL_F_GBP;
out_free:
	kfree_skb(attrs.skb);
	return err;
}

/* Rows as they should be, while they are collected */
struct hni_tc_tunnel_want {
	struct hni_tc_tunnel *tunnel;
	struct hof_tunnel *rows;
	unsigned int num;
	unsigned int max;
};

static void hni_tc_tunnel_want_add(struct hni_tc_tunnel_want *want,
				   unsigned int port, u16 family,
				   const __be32 *addr)
{
	const struct hni_tc_tunnel *tunnel = want->tunnel;
	const struct net_device *rep = tunnel->tc->ports[port].netdev;
	struct hof_tunnel *row;

	if (want->num == want->max)
		return;
	row = &want->rows[want->num++];
	*row = tunnel->row;
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

/* Software takes frames in the namespace in which the device was made. */
static bool hni_tc_tunnel_is_at(const struct hni_tc_tunnel *tunnel,
				const struct net_device *rep)
{
	const struct rtnl_link_ops *ops = tunnel->netdev->rtnl_link_ops;

	return rep && netif_running(rep) && ops->get_link_net &&
	       net_eq(ops->get_link_net(tunnel->netdev), dev_net(rep));
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
	unsigned int i;
	u32 *rows;

	lockdep_assert_held(&tc->esw->lock);

	want.rows = kcalloc(want.max, sizeof(*want.rows), GFP_KERNEL);
	rows = kcalloc(want.max, sizeof(*rows), GFP_KERNEL);
	if (!want.rows || !rows) {
		kfree(rows);
		goto out_free;
	}
	if (tunnel->is_open && netif_running(tunnel->netdev))
		for (i = 0; i < tc->esw->caps.ports; i++)
			if (hni_tc_tunnel_is_at(tunnel, tc->ports[i].netdev))
				hni_tc_tunnel_want_port(&want, i);
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

static void hni_tc_tunnel_work(struct work_struct *work)
{
	struct hni_tc *tc = container_of(work, struct hni_tc, tunnel_work);
	struct hni_tc_tunnel *tunnel;

	mutex_lock(&tc->esw->lock);
	list_for_each_entry(tunnel, &tc->tunnels, list)
		hni_tc_tunnel_update(tunnel);
	hni_cmd_ring(&tc->esw->cmd);
	mutex_unlock(&tc->esw->lock);
}

static int hni_tc_tunnel_cb(enum tc_setup_type type, void *type_data,
			    void *cb_priv)
{
	return hni_tc_block_call(cb_priv, type, type_data);
}

static struct hni_tc_tunnel *
hni_tc_tunnel_alloc(struct hni_tc *tc, const struct hni_tc_indr_block *indr,
		    const struct hni_tc_tunnel_kind *kind, struct hof_why *why)
{
	struct hni_tc_tunnel *tunnel;
	int err;

	tunnel = kzalloc(sizeof(*tunnel), GFP_KERNEL);
	if (!tunnel)
		return ERR_PTR(hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0));
	tunnel->tc = tc;
	tunnel->netdev = indr->netdev;
	err = hni_tc_tunnel_read(tunnel, kind, why);
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
			      const struct hni_tc_tunnel_kind *kind,
			      struct hof_why *why)
{
	struct flow_block_offload *bo = indr->bo;
	struct hni_tc_tunnel *tunnel;
	struct hni_tc_block *block;
	struct flow_block_cb *cb;

	tunnel = hni_tc_tunnel_alloc(tc, indr, kind, why);
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
	const struct hni_tc_tunnel_kind *kind;
	struct hof_why why = {};
	int err;

	kind = indr->netdev ? hni_tc_tunnel_kind_of(indr->netdev) : NULL;
	if (!kind || !tc->esw->caps.tunnels ||
	    indr->bo->binder_type != FLOW_BLOCK_BINDER_TYPE_CLSACT_INGRESS)
		return -EOPNOTSUPP;

	indr->bo->unlocked_driver_cb = true;
	switch (indr->bo->command) {
	case FLOW_BLOCK_BIND:
		err = hni_tc_tunnel_bind(tc, indr, kind, &why);
		if (err)
			hni_tc_why_tell(indr->bo->extack, &why);
		return err;
	case FLOW_BLOCK_UNBIND:
		return hni_tc_tunnel_unbind(indr);
	default:
		return -EOPNOTSUPP;
	}
}

/* Anything about addresses and devices: the work looks at all there is. */
static int hni_tc_tunnel_inet_event(struct notifier_block *nb,
				    unsigned long event, void *ptr)
{
	struct hni_tc *tc = container_of(nb, struct hni_tc, inet_nb);

	queue_work(system_long_wq, &tc->tunnel_work);
	return NOTIFY_DONE;
}

static int hni_tc_tunnel_inet6_event(struct notifier_block *nb,
				     unsigned long event, void *ptr)
{
	struct hni_tc *tc = container_of(nb, struct hni_tc, inet6_nb);

	queue_work(system_long_wq, &tc->tunnel_work);
	return NOTIFY_DONE;
}

static int hni_tc_tunnel_netdev_event(struct notifier_block *nb,
				      unsigned long event, void *ptr)
{
	struct hni_tc *tc = container_of(nb, struct hni_tc, netdev_nb);

	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGEADDR:
		queue_work(system_long_wq, &tc->tunnel_work);
	}
	return NOTIFY_DONE;
}

int hni_tc_tunnels_init(struct hni_tc *tc)
{
	int err;

	INIT_LIST_HEAD(&tc->tunnels);
	INIT_WORK(&tc->tunnel_work, hni_tc_tunnel_work);
	tc->inet_nb.notifier_call = hni_tc_tunnel_inet_event;
	tc->inet6_nb.notifier_call = hni_tc_tunnel_inet6_event;
	tc->netdev_nb.notifier_call = hni_tc_tunnel_netdev_event;
	err = register_netdevice_notifier(&tc->netdev_nb);
	if (err)
		return err;
	err = register_inetaddr_notifier(&tc->inet_nb);
	if (err)
		goto err_netdev;
	err = register_inet6addr_notifier(&tc->inet6_nb);
	if (err)
		goto err_inet;
	return 0;

err_inet:
	unregister_inetaddr_notifier(&tc->inet_nb);
err_netdev:
	unregister_netdevice_notifier(&tc->netdev_nb);
	return err;
}

void hni_tc_tunnels_fini(struct hni_tc *tc)
{
	unregister_inet6addr_notifier(&tc->inet6_nb);
	unregister_inetaddr_notifier(&tc->inet_nb);
	unregister_netdevice_notifier(&tc->netdev_nb);
	cancel_work_sync(&tc->tunnel_work);
}
