// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the PF netdev's statistics: sums, per queue, base.
 */

#include <net/netdev_queues.h>

#include "net.h"

/* The channel's counters survive it. The caller takes it out of service. */
void hni_net_stats_retire(struct hni_net *net, unsigned int idx)
{
	struct hni_chan_stats stats = {};

	spin_lock_bh(&net->chans_lock);
	hni_chan_stats_get(net->chans[idx], &stats);
	hni_chan_stats_add(&net->gone, &stats);
	net->chans[idx] = NULL;
	spin_unlock_bh(&net->chans_lock);
}

void hni_net_stats_sum(struct hni_net *net, struct hni_chan_stats *sum)
{
	struct hni_chan_stats stats;
	unsigned int i;

	spin_lock_bh(&net->chans_lock);
	*sum = net->gone;
	for (i = 0; i < net->max_chans; i++) {
		if (!net->chans[i])
			continue;
		hni_chan_stats_get(net->chans[i], &stats);
		hni_chan_stats_add(sum, &stats);
	}
	spin_unlock_bh(&net->chans_lock);
}

void hni_net_hw_stats_update(struct hni_net *net)
{
	unsigned int i;

	for (i = 0; i < net->max_chans; i++)
		if (net->chans[i])
			hni_chan_hw_stats_update(net->chans[i]);
}

void hni_net_get_stats64(struct net_device *netdev,
			 struct rtnl_link_stats64 *stats)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan_stats sum;

	hni_net_stats_sum(net, &sum);
	stats->tx_packets = sum.tx_pkts;
	stats->tx_bytes = sum.tx_bytes;
	stats->tx_dropped = sum.tx_dropped;
	stats->rx_packets = sum.rx_pkts;
	stats->rx_bytes = sum.rx_bytes;
	stats->rx_errors = sum.rx_errors + sum.rx_bad_completions;
	stats->rx_dropped = sum.rx_alloc_failed;
	stats->rx_missed_errors = sum.rx_hw_drops;
}

static void hni_net_stats_rx_fill(const struct hni_chan_stats *stats,
				  struct netdev_queue_stats_rx *rx)
{
	rx->packets = stats->rx_pkts;
	rx->bytes = stats->rx_bytes;
	rx->alloc_fail = stats->rx_alloc_failed;
	rx->hw_drops = stats->rx_hw_drops + stats->rx_errors;
	rx->hw_drop_overruns = stats->rx_hw_drops;
	rx->csum_unnecessary = stats->rx_csum_good;
}

static void hni_net_stats_tx_fill(const struct hni_chan_stats *stats,
				  struct netdev_queue_stats_tx *tx)
{
	tx->packets = stats->tx_pkts;
	tx->bytes = stats->tx_bytes;
	tx->csum_none = stats->tx_pkts - stats->tx_csum - stats->tx_gso_segs;
	tx->needs_csum = stats->tx_csum;
	tx->hw_gso_packets = stats->tx_gso_pkts;
	tx->hw_gso_wire_packets = stats->tx_gso_segs;
	tx->stop = stats->tx_stop;
	tx->wake = stats->tx_wake;
}

/* A queue without a channel has counted nothing since it came to be. */
static void hni_net_queue_stats(struct net_device *netdev, int idx,
				struct hni_chan_stats *stats)
{
	struct hni_net *net = netdev_priv(netdev);

	if (net->chans[idx])
		hni_chan_stats_get(net->chans[idx], stats);
}

static void hni_net_queue_stats_rx(struct net_device *netdev, int idx,
				   struct netdev_queue_stats_rx *rx)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan_stats stats = {};

	if (net->chans[idx])
		hni_chan_hw_stats_update(net->chans[idx]);
	hni_net_queue_stats(netdev, idx, &stats);
	hni_net_stats_rx_fill(&stats, rx);
}

static void hni_net_queue_stats_tx(struct net_device *netdev, int idx,
				   struct netdev_queue_stats_tx *tx)
{
	struct hni_chan_stats stats = {};

	hni_net_queue_stats(netdev, idx, &stats);
	hni_net_stats_tx_fill(&stats, tx);
}

static void hni_net_base_stats(struct net_device *netdev,
			       struct netdev_queue_stats_rx *rx,
			       struct netdev_queue_stats_tx *tx)
{
	struct hni_net *net = netdev_priv(netdev);

	hni_net_stats_rx_fill(&net->gone, rx);
	hni_net_stats_tx_fill(&net->gone, tx);
}

const struct netdev_stat_ops hni_net_stat_ops = {
	.get_queue_stats_rx = hni_net_queue_stats_rx,
	.get_queue_stats_tx = hni_net_queue_stats_tx,
	.get_base_stats = hni_net_base_stats,
};
