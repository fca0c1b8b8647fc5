// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what is known of tunnel devices. Their settings can be read with rtnl
 * only, and filters come without it: so a list is kept by rtnl's notifier.
 */

#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/geneve.h>
#include <net/gre.h>
#include <net/vxlan.h>

#include "../../driver/compat.h"
#include "encap.h"
#include "priv.h"
#include "tundev.h"

#define HNI_TC_TUNDEV_ATTRS						\
	(MAX(IFLA_VXLAN_MAX, MAX(IFLA_GENEVE_MAX, IFLA_GRE_MAX)) + 1)

/* An attribute that, if it is there and not 0, keeps filters in software */
struct hni_tc_tundev_limit {
	int attr;
	const char *refusal;
};

/* Which attribute says what; 0 = the kind has none */
struct hni_tc_tundev_kind {
	bool (*is)(const struct net_device *netdev);
	u8 kind;
	u8 family;
	int max;
	int metadata;
	int port;
	int gbp;
	int gre_flags;
	struct hni_tc_tundev_limit limits[4];
};

static const struct hni_tc_tundev_kind hni_tc_tundev_kinds[] = {
	{
		.is = netif_is_vxlan,
		.kind = HNI_TUNNEL_VXLAN,
		.max = IFLA_VXLAN_MAX,
		.metadata = IFLA_VXLAN_COLLECT_METADATA,
		.port = IFLA_VXLAN_PORT,
		.gbp = IFLA_VXLAN_GBP,
		.limits = {
			{ IFLA_VXLAN_GPE, "vxlan gpe device" },
			{ IFLA_VXLAN_VNIFILTER, "vxlan vnifilter device" },
			{ IFLA_VXLAN_REMCSUM_TX, "vxlan remcsumtx device" },
		},
	},
	{
		.is = netif_is_geneve,
		.kind = HNI_TUNNEL_GENEVE,
		.max = IFLA_GENEVE_MAX,
		.metadata = IFLA_GENEVE_COLLECT_METADATA,
		.port = IFLA_GENEVE_PORT,
		.limits = {
			{ IFLA_GENEVE_INNER_PROTO_INHERIT,
			  "geneve innerprotoinherit device" },
			{ HNI_COMPAT_GENEVE_LOCAL, "geneve local device" },
			{ HNI_COMPAT_GENEVE_LOCAL6, "geneve local device" },
		},
	},
	{
		.is = netif_is_gretap,
		.kind = HNI_TUNNEL_GRE,
		.family = HNI_KW_ADDR_IPV4,
		.max = IFLA_GRE_MAX,
		.metadata = IFLA_GRE_COLLECT_METADATA,
		.gre_flags = IFLA_GRE_IFLAGS,
		.limits = { { IFLA_GRE_ENCAP_TYPE, "gretap encap device" } },
	},
	{
		.is = netif_is_ip6gretap,
		.kind = HNI_TUNNEL_GRE,
		.family = HNI_KW_ADDR_IPV6,
		.max = IFLA_GRE_MAX,
		.metadata = IFLA_GRE_COLLECT_METADATA,
		.gre_flags = IFLA_GRE_IFLAGS,
		.limits = { { IFLA_GRE_ENCAP_TYPE, "ip6gretap encap device" } },
	},
};

static const struct hni_tc_tundev_kind *
hni_tc_tundev_kind_of(const struct net_device *netdev)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hni_tc_tundev_kinds); i++)
		if (hni_tc_tundev_kinds[i].is(netdev))
			return &hni_tc_tundev_kinds[i];
	return NULL;
}

bool hni_tc_tundev_is(const struct net_device *netdev)
{
	return hni_tc_tundev_kind_of(netdev);
}

struct hni_tc_tundev *hni_tc_tundev_find(struct hni_tc *tc,
					 const struct net_device *netdev)
{
	struct hni_tc_tundev *tundev;

	lockdep_assert_held(&tc->esw->lock);

	list_for_each_entry(tundev, &tc->tundevs, list)
		if (tundev->netdev == netdev)
			return tundev;
	return NULL;
}

/*
 * GRE devices of a namespace share the protocol, and one with addresses or a
 * key of its own comes before the external one. UDP ports are not shared.
 */
bool hni_tc_tundev_is_shadowed(struct hni_tc *tc,
			       const struct hni_tc_tundev *tundev)
{
	const struct hni_tc_tundev *other;

	lockdep_assert_held(&tc->esw->lock);

	if (tundev->kind != HNI_TUNNEL_GRE)
		return false;
	list_for_each_entry(other, &tc->tundevs, list)
		if (other != tundev && other->kind == tundev->kind &&
		    other->family == tundev->family && other->is_up &&
		    net_eq(other->net, tundev->net))
			return true;
	return false;
}

/* A flag has no payload: it is there or not. */
static bool hni_tc_tundev_attr_is_set(const struct nlattr *attr)
{
	const u8 *bytes;
	int i;

	if (!attr || !nla_len(attr))
		return attr;
	bytes = nla_data(attr);
	for (i = 0; i < nla_len(attr); i++)
		if (bytes[i])
			return true;
	return false;
}

static const char *
hni_tc_tundev_refusal(const struct hni_tc_tundev_kind *kind,
		      struct nlattr * const *tb)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kind->limits); i++)
		if (kind->limits[i].attr &&
		    hni_tc_tundev_attr_is_set(tb[kind->limits[i].attr]))
			return kind->limits[i].refusal;
	if (kind->gre_flags && tb[kind->gre_flags] &&
	    nla_get_be16(tb[kind->gre_flags]) & GRE_SEQ)
		return "gretap iseq device";
	/* such a device decides about frames before its filters see them */
	if (!hni_tc_tundev_attr_is_set(tb[kind->metadata]))
		return "tunnel device that is not external";
	return NULL;
}

static void hni_tc_tundev_fill(struct hni_tc_tundev *tundev,
			       const struct hni_tc_tundev_kind *kind,
			       struct nlattr * const *tb)
{
	const struct net_device *netdev = tundev->netdev;

	tundev->kind = kind->kind;
	tundev->family = kind->family;
	tundev->net = netdev->rtnl_link_ops->get_link_net ?
		      netdev->rtnl_link_ops->get_link_net(netdev) :
		      dev_net(netdev);
	tundev->is_up = netif_running(netdev);
	tundev->refusal = hni_tc_tundev_refusal(kind, tb);
	if (kind->port && tb[kind->port])
		tundev->l4_port = be16_to_cpu(nla_get_be16(tb[kind->port]));
	if (kind->gbp && hni_tc_tundev_attr_is_set(tb[kind->gbp]))
		tundev->flags |= HNI_TUNNEL_F_GBP;
	if (kind->gre_flags && tb[kind->gre_flags] &&
	    nla_get_be16(tb[kind->gre_flags]) & GRE_CSUM)
		tundev->flags |= HNI_TUNNEL_F_CSUM;
}

/* The device's own settings, in the words of its netlink attributes */
static int hni_tc_tundev_read(struct hni_tc_tundev *tundev,
			      const struct hni_tc_tundev_kind *kind)
{
	const struct rtnl_link_ops *ops = tundev->netdev->rtnl_link_ops;
	struct nlattr *tb[HNI_TC_TUNDEV_ATTRS] = {};
	struct sk_buff *skb;
	int err;

	ASSERT_RTNL();
	if (!ops->fill_info || !ops->get_size)
		return -EOPNOTSUPP;
	skb = alloc_skb(ops->get_size(tundev->netdev), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	err = ops->fill_info(skb, tundev->netdev);
	if (!err)
		err = nla_parse_deprecated(tb, kind->max, (void *)skb->data,
					   skb->len, NULL, NULL);
	if (!err)
		hni_tc_tundev_fill(tundev, kind, tb);
	kfree_skb(skb);
	return err;
}

static void hni_tc_tundev_del(struct hni_tc *tc, struct net_device *netdev)
{
	struct hni_tc_tundev *tundev;

	mutex_lock(&tc->esw->lock);
	tundev = hni_tc_tundev_find(tc, netdev);
	if (tundev) {
		hni_tc_encaps_forget(tc, netdev);
		list_del(&tundev->list);
		kfree(tundev);
		hni_cmd_ring(&tc->esw->cmd);
	}
	mutex_unlock(&tc->esw->lock);
}

static void hni_tc_tundev_set(struct hni_tc *tc,
			      const struct hni_tc_tundev_kind *kind,
			      struct net_device *netdev)
{
	struct hni_tc_tundev *next, *old;

	next = kzalloc(sizeof(*next), GFP_KERNEL);
	if (next)
		next->netdev = netdev;
	if (!next || hni_tc_tundev_read(next, kind)) {
		kfree(next);
		hni_tc_tundev_del(tc, netdev);
		return;
	}
	mutex_lock(&tc->esw->lock);
	old = hni_tc_tundev_find(tc, netdev);
	if (old)
		list_replace(&old->list, &next->list);
	else
		list_add_tail(&next->list, &tc->tundevs);
	mutex_unlock(&tc->esw->lock);
	kfree(old);
}

/* A device of which no more can be learned, for want of memory, is not known. */
void hni_tc_tundev_event(struct hni_tc *tc, struct net_device *netdev,
			 unsigned long event)
{
	const struct hni_tc_tundev_kind *kind = hni_tc_tundev_kind_of(netdev);

	if (!kind)
		return;
	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		hni_tc_tundev_set(tc, kind, netdev);
		break;
	case NETDEV_UNREGISTER:
		hni_tc_tundev_del(tc, netdev);
		break;
	}
}
