/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of tunnel devices that have filters: what arrives for such
 * a device at a port goes on in the table of the device's block.
 */
#ifndef _HNI_TC_TUNNEL_H
#define _HNI_TC_TUNNEL_H

#include <net/flow_offload.h>

struct hni_tc;
struct hni_tc_tunnel;

/* What the kernel says of a block of a device that is not ours; rtnl held. The
 * qdisc is only handed back.
 */
struct hni_tc_indr_block {
	struct net_device *netdev;
	void *sch;
	struct flow_block_offload *bo;
	void *data;
	void (*cleanup)(struct flow_block_cb *block_cb);
};

/* Return: 0; -EOPNOTSUPP for devices that are no tunnel, and for refusals */
int hni_tc_tunnel_setup(struct hni_tc *tc,
			const struct hni_tc_indr_block *indr);

/* of the tunnel device; constant */
int hni_tc_tunnel_ifindex(const struct hni_tc_tunnel *tunnel);

/* hni_esw.lock held: addresses or devices have changed */
void hni_tc_tunnels_update(struct hni_tc *tc);

/* hni_esw.lock held: the ends of a tunnel lead to its block's table, or go */
void hni_tc_tunnel_open(struct hni_tc_tunnel *tunnel);
void hni_tc_tunnel_close(struct hni_tc_tunnel *tunnel);

#endif /* _HNI_TC_TUNNEL_H */
