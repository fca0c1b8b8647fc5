// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what the kernel tells every driver that asks for it, because it concerns
 * no device of ours: actions that are offloaded by themselves, and filters on
 * tunnel devices.
 */

#include "meter.h"
#include "priv.h"
#include "tunnel.h"

static int hni_tc_indr_cb(struct net_device *netdev, struct Qdisc *sch,
			  void *cb_priv, enum tc_setup_type type,
			  void *type_data, void *data,
			  void (*cleanup)(struct flow_block_cb *block_cb))
{
	struct hni_tc_indr_block indr = {
		.netdev = netdev,
		.sch = sch,
		.bo = type_data,
		.data = data,
		.cleanup = cleanup,
	};
	struct hni_tc *tc = cb_priv;

	switch (type) {
	case TC_SETUP_ACT:
		return hni_tc_action(tc, data);
	case TC_SETUP_BLOCK:
		return hni_tc_tunnel_setup(tc, &indr);
	default:
		return -EOPNOTSUPP;
	}
}

int hni_tc_indr_register(struct hni_tc *tc)
{
	return flow_indr_dev_register(hni_tc_indr_cb, tc);
}

void hni_tc_indr_unregister(struct hni_tc *tc)
{
	flow_indr_dev_unregister(hni_tc_indr_cb, tc, hni_tc_block_release);
}
