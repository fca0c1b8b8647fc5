// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns interrupt moderation as ethtool sets it, for all queues or for one. The
 * values belong to the queue's number: they outlive closing and opening, and
 * fewer channels for a while.
 */

#include "net.h"

static void hni_net_coal_show(const struct hni_chan_coal *coal,
			      struct ethtool_coalesce *ec)
{
	ec->rx_coalesce_usecs = coal->rx_usecs;
	ec->rx_max_coalesced_frames = coal->rx_frames;
	ec->tx_coalesce_usecs = coal->tx_usecs;
	ec->use_adaptive_rx_coalesce = coal->is_rx_adaptive;
	ec->use_adaptive_tx_coalesce = coal->is_tx_adaptive;
}

static int hni_net_coal_parse(const struct ethtool_coalesce *ec,
			      struct netlink_ext_ack *extack,
			      struct hni_chan_coal *coal)
{
	if (ec->rx_coalesce_usecs > HNI_CHAN_USECS_MAX ||
	    ec->tx_coalesce_usecs > HNI_CHAN_USECS_MAX) {
		NL_SET_ERR_MSG_FMT_MOD(extack, "at most %u microseconds",
				       HNI_CHAN_USECS_MAX);
		return -EINVAL;
	}
	if (ec->rx_max_coalesced_frames > HNI_CHAN_FRAMES_MAX) {
		NL_SET_ERR_MSG_FMT_MOD(extack, "at most %u frames",
				       HNI_CHAN_FRAMES_MAX);
		return -EINVAL;
	}
	coal->rx_usecs = ec->rx_coalesce_usecs;
	coal->rx_frames = ec->rx_max_coalesced_frames;
	coal->tx_usecs = ec->tx_coalesce_usecs;
	coal->is_rx_adaptive = ec->use_adaptive_rx_coalesce;
	coal->is_tx_adaptive = ec->use_adaptive_tx_coalesce;
	return 0;
}

static void hni_net_coal_apply(struct hni_net *net, unsigned int queue,
			       const struct hni_chan_coal *coal)
{
	net->coal[queue] = *coal;
	if (net->chans[queue])
		hni_chan_coal_set(net->chans[queue], coal);
}

/* Of queues that differ, the first speaks for all. */
int hni_net_get_coalesce(struct net_device *netdev,
			 struct ethtool_coalesce *ec,
			 struct kernel_ethtool_coalesce *kernel_ec,
			 struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);

	hni_net_coal_show(&net->coal[0], ec);
	return 0;
}

int hni_net_set_coalesce(struct net_device *netdev,
			 struct ethtool_coalesce *ec,
			 struct kernel_ethtool_coalesce *kernel_ec,
			 struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan_coal coal;
	unsigned int i;
	int err;

	err = hni_net_coal_parse(ec, extack, &coal);
	if (err)
		return err;
	for (i = 0; i < net->max_chans; i++)
		hni_net_coal_apply(net, i, &coal);
	return 0;
}

int hni_net_get_queue_coalesce(struct net_device *netdev, u32 queue,
			       struct ethtool_coalesce *ec)
{
	struct hni_net *net = netdev_priv(netdev);

	if (queue >= net->cfg.num_chans)
		return -EINVAL;
	hni_net_coal_show(&net->coal[queue], ec);
	return 0;
}

int hni_net_set_queue_coalesce(struct net_device *netdev, u32 queue,
			       struct ethtool_coalesce *ec)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan_coal coal;
	int err;

	if (queue >= net->cfg.num_chans)
		return -EINVAL;
	err = hni_net_coal_parse(ec, NULL, &coal);
	if (err)
		return err;
	hni_net_coal_apply(net, queue, &coal);
	return 0;
}
