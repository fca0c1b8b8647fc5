// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the AF_XDP pools at the PF's queues: setting up, taking away, waking.
 *
 * A pool is a setting of its queue like others: it survives all that makes the
 * rings anew, and nothing but the kernel takes it away.
 */

#include <linux/rtnetlink.h>

#include "net.h"

u32 hni_net_xsk_frame_max(const struct hni_net_config *cfg)
{
	u32 frame_max = U32_MAX;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cfg->xsks); i++)
		if (cfg->xsks[i])
			frame_max = min(frame_max,
					hni_xsk_frame_max(cfg->xsks[i]));
	return frame_max;
}

/* The kernel has no extack for pools: the sentence goes to the log. */
static int hni_net_xsk_apply(struct hni_net *net,
			     const struct hni_net_config *cfg,
			     unsigned int queue)
{
	struct net_device *netdev = net->netdev;
	struct netlink_ext_ack extack = {};
	int err;

	err = hni_net_config_check(cfg, netdev->mtu, &extack);
	if (err) {
		netdev_info(netdev, "queue %u: %s\n", queue, extack._msg);
		return err;
	}
	return hni_net_reconfigure(net, cfg);
}

static int hni_net_xsk_add(struct hni_net *net, unsigned int queue,
			   struct xsk_buff_pool *pool)
{
	struct hni_net_config cfg = net->cfg;
	struct hni_xsk *xsk;
	int err;

	if (queue >= cfg.num_chans) {
		netdev_info(net->netdev,
			    "queue %u: AF_XDP without copies is for queues 0 to %u\n",
			    queue, cfg.num_chans - 1);
		return -EINVAL;
	}
	xsk = hni_xsk_create(net->hdev, net->netdev, queue, pool);
	if (IS_ERR(xsk))
		return PTR_ERR(xsk);
	cfg.xsks[queue] = xsk;
	err = hni_net_xsk_apply(net, &cfg, queue);
	if (err)
		hni_xsk_destroy(xsk);
	return err;
}

/*
 * The kernel cannot be told that its pool is still in use: this has to succeed.
 * If there is no memory for other rings, those for XDP go on without a pool.
 */
static int hni_net_xsk_del(struct hni_net *net, unsigned int queue)
{
	struct hni_net_config cfg = net->cfg;
	struct hni_xsk *xsk;

	if (queue >= ARRAY_SIZE(cfg.xsks) || !cfg.xsks[queue])
		return -EINVAL;
	xsk = cfg.xsks[queue];
	cfg.xsks[queue] = NULL;
	if (net->is_open)
		hni_chan_xsk_drop(net->chans[queue]);
	if (!net->is_open || cfg.prog || hni_net_reconfigure(net, &cfg))
		net->cfg = cfg;
	hni_xsk_destroy(xsk);
	return 0;
}

int hni_net_xsk_setup(struct hni_net *net, unsigned int queue,
		      struct xsk_buff_pool *pool)
{
	hni_compat_assert_ops(net->netdev);
	return pool ? hni_net_xsk_add(net, queue, pool) :
		      hni_net_xsk_del(net, queue);
}

/* A channel that goes away does so after a grace period. */
int hni_net_xsk_wakeup(struct net_device *netdev, u32 queue, u32 flags)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan *chan;

	if (queue >= ARRAY_SIZE(net->chans))
		return -EINVAL;
	chan = READ_ONCE(net->chans[queue]);
	return chan ? hni_chan_xsk_wakeup(chan) : -ENETDOWN;
}
