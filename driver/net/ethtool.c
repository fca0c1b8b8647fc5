// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the PF netdev's ethtool operations.
 */

#include <linux/linkmode.h>
#include <linux/log2.h>

#include "../hw/fw.h"
#include "net.h"

static void hni_net_get_drvinfo(struct net_device *netdev,
				struct ethtool_drvinfo *info)
{
	struct hni_net *net = netdev_priv(netdev);

	strscpy(info->driver, HNI_DRV_NAME);
	strscpy(info->bus_info, pci_name(net->hdev->pdev));
	hni_fw_version_print(net->hdev->caps.version, info->fw_version,
			     sizeof(info->fw_version));
}

static void hni_net_get_ringparam(struct net_device *netdev,
				  struct ethtool_ringparam *ring,
				  struct kernel_ethtool_ringparam *kernel_ring,
				  struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);

	ring->tx_max_pending = HNI_CHAN_RING_MAX;
	ring->rx_max_pending = HNI_CHAN_RING_MAX;
	ring->tx_pending = net->cfg.tx_size;
	ring->rx_pending = net->cfg.rx_size;
	kernel_ring->tcp_data_split = hni_net_split_state(&net->cfg);
	hni_compat_hds_show(kernel_ring, net->cfg.split_thresh,
			    HNI_CHAN_WHOLE_MAX);
}

static int hni_net_set_ringparam(struct net_device *netdev,
				 struct ethtool_ringparam *ring,
				 struct kernel_ethtool_ringparam *kernel_ring,
				 struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_net_config cfg = net->cfg;
	int err;

	if (ring->rx_mini_pending || ring->rx_jumbo_pending) {
		NL_SET_ERR_MSG_MOD(extack, "only rx and tx rings exist");
		return -EINVAL;
	}
	if (ring->tx_pending < HNI_CHAN_RING_MIN ||
	    ring->rx_pending < HNI_CHAN_RING_MIN) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "rings have %u to %u entries",
				       HNI_CHAN_RING_MIN, HNI_CHAN_RING_MAX);
		return -EINVAL;
	}
	cfg.tx_size = roundup_pow_of_two(ring->tx_pending);
	cfg.rx_size = roundup_pow_of_two(ring->rx_pending);
	cfg.split = hni_compat_hds_split(kernel_ring,
					 hni_net_split_state(&net->cfg),
					 net->cfg.split);
	cfg.split_thresh = hni_compat_hds_thresh(kernel_ring,
						 net->cfg.split_thresh);
	err = hni_net_config_check(&cfg, netdev->mtu, extack);
	if (err)
		return err;
	return hni_net_reconfigure(net, &cfg);
}

static void hni_net_get_channels(struct net_device *netdev,
				 struct ethtool_channels *channels)
{
	struct hni_net *net = netdev_priv(netdev);

	channels->max_combined = net->max_chans;
	channels->combined_count = net->cfg.num_chans;
}

static int hni_net_set_channels(struct net_device *netdev,
				struct ethtool_channels *channels)
{
	struct hni_net *net = netdev_priv(netdev);
	bool is_rss_user = netif_is_rxfh_configured(netdev);
	struct hni_net_config cfg = net->cfg;
	int err;

	if (!channels->combined_count)
		return -EINVAL;
	if (net->has_classes) {
		netdev_err(netdev, "queues belong to classes of mqprio\n");
		return -EBUSY;
	}
	if (hof_rpc_queues_used(&net->rpc.core) > channels->combined_count) {
		netdev_err(netdev, "a filter needs queue %u\n",
			   hof_rpc_queues_used(&net->rpc.core) - 1);
		return -EBUSY;
	}
	/* that the tables of users fit has been checked by the kernel */
	cfg.num_chans = channels->combined_count;
	if (!is_rss_user)
		hni_net_rss_default(net, cfg.num_chans);
	err = hni_net_reconfigure(net, &cfg);
	if (err && !is_rss_user)
		hni_net_rss_default(net, net->cfg.num_chans);
	return err;
}

struct hni_net_link_mode {
	u32 speed;
	u8 lanes;
	enum ethtool_link_mode_bit_indices mode;
};

static const struct hni_net_link_mode hni_net_link_modes[] = {
	[HNI_SPEED_25R1] = { SPEED_25000, 1,
			     ETHTOOL_LINK_MODE_25000baseCR_Full_BIT },
	[HNI_SPEED_50R2] = { SPEED_50000, 2,
			     ETHTOOL_LINK_MODE_50000baseCR2_Full_BIT },
	[HNI_SPEED_50R1] = { SPEED_50000, 1,
			     ETHTOOL_LINK_MODE_50000baseCR_Full_BIT },
	[HNI_SPEED_100R2] = { SPEED_100000, 2,
			      ETHTOOL_LINK_MODE_100000baseCR2_Full_BIT },
};

static int hni_net_fec_bit(const struct hni_fw_caps *caps)
{
	switch (caps->link_fec) {
	case HNI_FEC_NONE:
		return ETHTOOL_LINK_MODE_FEC_NONE_BIT;
	case HNI_FEC_BASER:
		return ETHTOOL_LINK_MODE_FEC_BASER_BIT;
	default:
		return ETHTOOL_LINK_MODE_FEC_RS_BIT;
	}
}

static int hni_net_get_link_ksettings(struct net_device *netdev,
				      struct ethtool_link_ksettings *ks)
{
	struct hni_net *net = netdev_priv(netdev);
	const struct hni_fw_caps *caps = &net->hdev->caps;
	const struct hni_net_link_mode *mode;

	mode = &hni_net_link_modes[caps->link_speed];
	ethtool_link_ksettings_zero_link_mode(ks, supported);
	__set_bit(mode->mode, ks->link_modes.supported);
	__set_bit(hni_net_fec_bit(caps), ks->link_modes.supported);
	__set_bit(ETHTOOL_LINK_MODE_Backplane_BIT, ks->link_modes.supported);
	linkmode_copy(ks->link_modes.advertising, ks->link_modes.supported);

	ks->base.port = PORT_NONE;
	ks->base.autoneg = AUTONEG_DISABLE;
	ks->base.speed = SPEED_UNKNOWN;
	ks->base.duplex = DUPLEX_UNKNOWN;
	if (netif_carrier_ok(netdev)) {
		ks->base.speed = mode->speed;
		ks->base.duplex = DUPLEX_FULL;
		ks->lanes = mode->lanes;
	}
	return 0;
}

static int hni_net_get_fecparam(struct net_device *netdev,
				struct ethtool_fecparam *fec)
{
	struct hni_net *net = netdev_priv(netdev);

	switch (net->hdev->caps.link_fec) {
	case HNI_FEC_NONE:
		fec->active_fec = ETHTOOL_FEC_OFF;
		break;
	case HNI_FEC_BASER:
		fec->active_fec = ETHTOOL_FEC_BASER;
		break;
	default:
		fec->active_fec = ETHTOOL_FEC_RS;
	}
	fec->fec = fec->active_fec;
	return 0;
}

#define HNI_NET_STAT(name)	{ #name, offsetof(struct hni_chan_stats, name) }

static const struct {
	char name[ETH_GSTRING_LEN];
	size_t offset;
} hni_net_stats[] = {
	HNI_NET_STAT(tx_csum),
	HNI_NET_STAT(tx_gso_pkts),
	HNI_NET_STAT(tx_gso_segs),
	HNI_NET_STAT(tx_stop),
	HNI_NET_STAT(tx_wake),
	HNI_NET_STAT(tx_bad_completions),
	HNI_NET_STAT(rx_csum_good),
	HNI_NET_STAT(rx_csum_complete),
	HNI_NET_STAT(rx_errors),
	HNI_NET_STAT(rx_alloc_failed),
	HNI_NET_STAT(rx_bad_completions),
	HNI_NET_STAT(rx_hw_drops),
	HNI_NET_STAT(rx_xdp_pass),
	HNI_NET_STAT(rx_xdp_drop),
	HNI_NET_STAT(rx_xdp_aborted),
	HNI_NET_STAT(rx_xdp_tx),
	HNI_NET_STAT(rx_xdp_redirect),
	HNI_NET_STAT(rx_xdp_lost),
	HNI_NET_STAT(tx_xdp_pkts),
	HNI_NET_STAT(tx_xdp_dropped),
	HNI_NET_STAT(rx_xsk_pkts),
	HNI_NET_STAT(tx_xsk_pkts),
};

/* Behind the sums: the frames of each queue, as far as it is open */
static int hni_net_get_sset_count(struct net_device *netdev, int sset)
{
	struct hni_net *net = netdev_priv(netdev);

	if (sset == ETH_SS_TEST)
		return hni_net_test_count();
	if (sset != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return ARRAY_SIZE(hni_net_stats) + net->max_chans;
}

static void hni_net_get_strings(struct net_device *netdev, u32 sset, u8 *data)
{
	struct hni_net *net = netdev_priv(netdev);
	unsigned int i;

	if (sset == ETH_SS_TEST)
		hni_net_test_strings(data);
	if (sset != ETH_SS_STATS)
		return;
	for (i = 0; i < ARRAY_SIZE(hni_net_stats); i++)
		ethtool_puts(&data, hni_net_stats[i].name);
	for (i = 0; i < net->max_chans; i++)
		ethtool_sprintf(&data, "rx%u_pkts", i);
}

static void hni_net_get_ethtool_stats(struct net_device *netdev,
				      struct ethtool_stats *stats, u64 *data)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan_stats sum;
	unsigned int i;

	hni_net_hw_stats_update(net);
	hni_net_stats_sum(net, &sum);
	for (i = 0; i < ARRAY_SIZE(hni_net_stats); i++)
		*data++ = *(u64 *)((u8 *)&sum + hni_net_stats[i].offset);
	for (i = 0; i < net->max_chans; i++) {
		sum.rx_pkts = 0;
		if (net->chans[i])
			hni_chan_stats_get(net->chans[i], &sum);
		*data++ = sum.rx_pkts;
	}
}

static HNI_COMPAT_FEC_STATS(hni_net_fec_stats_read)
{
	hni_net_get_fec_stats(netdev, stats);
}

static void hni_net_get_pauseparam(struct net_device *netdev,
				   struct ethtool_pauseparam *pause)
{
	struct hni_net *net = netdev_priv(netdev);

	pause->autoneg = AUTONEG_DISABLE;
	pause->rx_pause = net->hdev->rx_pause;
	pause->tx_pause = net->hdev->tx_pause;
}

/*
 * Who asks the other side to pause keeps the frames that have come; else a
 * queue without buffers drops them and holds up nobody.
 */
static int hni_net_set_pauseparam(struct net_device *netdev,
				  struct ethtool_pauseparam *pause)
{
	struct hni_net *net = netdev_priv(netdev);
	unsigned int i;

	if (pause->autoneg) {
		netdev_err(netdev, "pause is not negotiated: autoneg off\n");
		return -EINVAL;
	}
	WRITE_ONCE(net->hdev->rx_pause, pause->rx_pause);
	WRITE_ONCE(net->hdev->tx_pause, pause->tx_pause);
	for (i = 0; i < net->max_chans; i++)
		if (net->chans[i])
			hni_chan_keep_frames(net->chans[i], pause->tx_pause);
	if (netif_running(netdev))
		hni_link_mac_update(net);
	return 0;
}

#define HNI_NET_ADAPTIVE						\
	(IS_ENABLED(CONFIG_DIMLIB) ? ETHTOOL_COALESCE_USE_ADAPTIVE : 0)

const struct ethtool_ops hni_net_ethtool_ops = {
	HNI_COMPAT_OPS_NEED_RTNL
	.supported_ring_params = HNI_COMPAT_RING_PARAMS,
	.supported_coalesce_params = ETHTOOL_COALESCE_USECS |
				     ETHTOOL_COALESCE_RX_MAX_FRAMES |
				     HNI_NET_ADAPTIVE,
	.get_drvinfo = hni_net_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_ts_info = hni_net_get_ts_info,
	.get_ts_stats = hni_net_get_ts_stats,
	.get_ringparam = hni_net_get_ringparam,
	.set_ringparam = hni_net_set_ringparam,
	.get_channels = hni_net_get_channels,
	.set_channels = hni_net_set_channels,
	.get_link_ksettings = hni_net_get_link_ksettings,
	.get_fecparam = hni_net_get_fecparam,
	.get_rxfh_indir_size = hni_rss_get_indir_size,
	.get_rxfh_key_size = hni_rss_get_key_size,
	.get_rxfh = hni_rss_get,
	.set_rxfh = hni_rss_set,
	.create_rxfh_context = hni_rss_ctx_create,
	.modify_rxfh_context = hni_rss_ctx_modify,
	.remove_rxfh_context = hni_rss_ctx_remove,
	HNI_COMPAT_RXFH_FIELDS(hni_rss_get_fields, hni_rss_set_fields)
	.get_rxnfc = hni_net_get_rxnfc,
	.set_rxnfc = hni_net_set_rxnfc,
	HNI_COMPAT_RX_RING_COUNT
	.get_sset_count = hni_net_get_sset_count,
	.get_strings = hni_net_get_strings,
	.self_test = hni_net_self_test,
	.get_ethtool_stats = hni_net_get_ethtool_stats,
	.get_coalesce = hni_net_get_coalesce,
	.set_coalesce = hni_net_set_coalesce,
	.get_per_queue_coalesce = hni_net_get_queue_coalesce,
	.set_per_queue_coalesce = hni_net_set_queue_coalesce,
	.get_pauseparam = hni_net_get_pauseparam,
	.set_pauseparam = hni_net_set_pauseparam,
	.get_regs_len = hni_net_get_regs_len,
	.get_regs = hni_net_get_regs,
	.get_module_eeprom_by_page = hni_net_get_module_page,
	.get_eth_phy_stats = hni_net_get_eth_phy_stats,
	.get_eth_mac_stats = hni_net_get_eth_mac_stats,
	.get_eth_ctrl_stats = hni_net_get_eth_ctrl_stats,
	.get_rmon_stats = hni_net_get_rmon_stats,
	.get_pause_stats = hni_net_get_pause_stats,
	.get_fec_stats = hni_net_fec_stats_read,
};
