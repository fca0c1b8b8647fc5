/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of tunnel devices: which there are and what has to be known
 * of them, so that filters may name one without rtnl.
 */
#ifndef _HNI_TC_TUNDEV_H
#define _HNI_TC_TUNDEV_H

#include <linux/list.h>
#include <linux/netdevice.h>

struct hni_tc;

/**
 * struct hni_tc_tundev - a tunnel device; guarded by hni_esw.lock
 * @list: in hni_tc.tundevs
 * @netdev: the device; registered as long as this is there
 * @net: where its outer frames are sent and received
 * @kind: HNI_TUNNEL_*
 * @family: HNI_KW_ADDR_* if it has one kind of outer addresses only, else 0
 * @l4_port: UDP destination port; GRE: 0
 * @flags: HNI_TUNNEL_F_*, as it takes frames
 * @is_up: it sends and receives
 * @refusal: why its filters stay in software, or NULL
 */
struct hni_tc_tundev {
	struct list_head list;
	struct net_device *netdev;
	const struct net *net;
	u8 kind;
	u8 family;
	u16 l4_port;
	u16 flags;
	bool is_up;
	const char *refusal;
};

/* Is it a device for which there may be a struct hni_tc_tundev? Any context. */
bool hni_tc_tundev_is(const struct net_device *netdev);

/* hni_esw.lock held: NULL if there is none */
struct hni_tc_tundev *hni_tc_tundev_find(struct hni_tc *tc,
					 const struct net_device *netdev);

/* hni_esw.lock held: may another device take its frames before it does? */
bool hni_tc_tundev_is_shadowed(struct hni_tc *tc,
			       const struct hni_tc_tundev *tundev);

/* From rtnl's notifier: brings what is known of the device up to date. */
void hni_tc_tundev_event(struct hni_tc *tc, struct net_device *netdev,
			 unsigned long event);

#endif /* _HNI_TC_TUNDEV_H */
