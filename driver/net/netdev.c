// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the PF netdev: its life, opening and closing, addresses, MTU.
 */

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <linux/unaligned.h>

#include "../hw/fw.h"
#include "net.h"

#define HNI_NET_TX_TIMEOUT	(5 * HZ)
/* Channels that there can be on a machine with few CPUs */
#define HNI_NET_CHANS_LEAST	16U
#define HNI_NET_TUNNELS		(NETIF_F_GSO_GRE | NETIF_F_GSO_GRE_CSUM | \
				 NETIF_F_GSO_IPXIP4 | NETIF_F_GSO_IPXIP6 | \
				 NETIF_F_GSO_UDP_TUNNEL |		\
				 NETIF_F_GSO_UDP_TUNNEL_CSUM)
/* One length field holds a whole frame, segmented or not. */
#define HNI_NET_TSO_MAX		65535

/* The system's key may be shorter than the device's. */
static void hni_net_rss_key_init(struct hni_net *net)
{
	get_random_bytes(net->rpc.key, sizeof(net->rpc.key));
	netdev_rss_key_fill(net->rpc.key,
			    min_t(size_t, sizeof(net->rpc.key),
				  NETDEV_RSS_KEY_LEN));
}

void hni_net_chans_free(struct hni_net *net, unsigned int first,
			unsigned int end)
{
	struct hni_chan *chan;

	while (end-- > first) {
		chan = net->chans[end];
		hni_net_stats_retire(net, end);
		hni_chan_free(chan);
	}
}

int hni_net_chans_alloc(struct hni_net *net, const struct hni_net_config *cfg,
			unsigned int first, unsigned int end)
{
	struct hni_chan_params params = {
		.netdev = net->netdev,
		.hash_l4 = &net->hash_l4,
		.stamps = &net->stamps,
		.keeps_frames = net->hdev->tx_pause,
	};
	struct hni_chan *chan;
	unsigned int i;

	for (i = first; i < end; i++) {
		hni_net_layout(cfg, i, &params.layout);
		params.index = i;
		params.page = i;
		params.coal = net->coal[i];
		chan = hni_chan_alloc(net->hdev, &params);
		if (IS_ERR(chan))
			goto err_free_chans;
		spin_lock_bh(&net->chans_lock);
		net->chans[i] = chan;
		spin_unlock_bh(&net->chans_lock);
	}
	return 0;

err_free_chans:
	hni_net_chans_free(net, first, i);
	return PTR_ERR(chan);
}

void hni_net_chans_close(struct hni_net *net, unsigned int first,
			 unsigned int end)
{
	while (end-- > first)
		hni_chan_close(net->chans[end]);
}

int hni_net_chans_open(struct hni_net *net, unsigned int first,
		       unsigned int end)
{
	unsigned int i;
	int err;

	for (i = first; i < end; i++) {
		err = hni_chan_open(net->chans[i]);
		if (err)
			goto err_close_chans;
	}
	return 0;

err_close_chans:
	hni_net_chans_close(net, first, i);
	return err;
}

/* Nobody sends on them, but the watchdog takes one that is stopped for stuck. */
void hni_net_unused_queues_start(struct hni_net *net)
{
	struct net_device *netdev = net->netdev;
	unsigned int i;

	for (i = net->cfg.num_chans; i < netdev->num_tx_queues; i++)
		netif_tx_start_queue(netdev_get_tx_queue(netdev, i));
}

/* Everything between the netdev's queues and the classifier. */
static int hni_net_queues_start(struct hni_net *net)
{
	struct net_device *netdev = net->netdev;
	int err;

	err = hni_net_chans_alloc(net, &net->cfg, 0, net->cfg.num_chans);
	if (err)
		return err;
	err = netif_set_real_num_queues(netdev, net->cfg.num_chans,
					net->cfg.num_chans);
	if (err)
		goto err_free_chans;
	err = hni_net_chans_open(net, 0, net->cfg.num_chans);
	if (err)
		goto err_free_chans;

	hni_rpc_start(net->hdev, &net->rpc);
	netif_addr_lock_bh(netdev);
	hni_rpc_macda_sync(net->hdev, &net->rpc, netdev);
	netif_addr_unlock_bh(netdev);
	netif_tx_wake_all_queues(netdev);
	hni_net_unused_queues_start(net);
	return 0;

err_free_chans:
	hni_net_chans_free(net, 0, net->cfg.num_chans);
	return err;
}

static void hni_net_queues_stop(struct hni_net *net)
{
	struct net_device *netdev = net->netdev;

	netif_tx_disable(netdev);
	netif_addr_lock_bh(netdev);
	hni_rpc_stop(net->hdev, &net->rpc);
	netif_addr_unlock_bh(netdev);
	hni_net_chans_close(net, 0, net->cfg.num_chans);
	hni_net_chans_free(net, 0, net->cfg.num_chans);
}

int hni_net_open(struct net_device *netdev)
{
	struct hni_net *net = netdev_priv(netdev);
	int err;

	err = hni_fw_own(net->hdev);
	if (err)
		return err;
	err = hni_net_queues_start(net);
	if (err)
		goto err_disown;
	err = hni_link_start(net);
	if (err)
		goto err_stop_queues;
	net->is_open = true;
	return 0;

err_stop_queues:
	hni_net_queues_stop(net);
err_disown:
	hni_fw_disown(net->hdev);
	return err;
}

int hni_net_stop(struct net_device *netdev)
{
	struct hni_net *net = netdev_priv(netdev);

	/* detached, perhaps, or not opened again by a self test: all done */
	if (!net->is_open)
		return 0;
	net->is_open = false;
	hni_link_stop(net);
	hni_net_queues_stop(net);
	hni_fw_disown(net->hdev);
	return 0;
}

void hni_net_detach(struct hni_dev *hdev)
{
	ASSERT_RTNL();
	hni_compat_ops_lock(hdev->netdev);
	hni_net_stop(hdev->netdev);
	netif_device_detach(hdev->netdev);
	hni_compat_ops_unlock(hdev->netdev);
}

int hni_net_attach(struct hni_dev *hdev)
{
	struct net_device *netdev = hdev->netdev;
	struct hni_net *net = netdev_priv(netdev);
	int err = 0;

	ASSERT_RTNL();
	hni_compat_ops_lock(netdev);
	hni_rpc_restore(hdev, &net->rpc);
	if (netif_running(netdev))
		err = hni_net_open(netdev);
	if (!err)
		netif_device_attach(netdev);
	hni_compat_ops_unlock(netdev);
	return err;
}

static netdev_tx_t hni_net_start_xmit(struct sk_buff *skb,
				      struct net_device *netdev)
{
	struct hni_net *net = netdev_priv(netdev);

	return hni_chan_xmit(net->chans[skb_get_queue_mapping(skb)], skb);
}

static HNI_COMPAT_RX_MODE(hni_net_set_rx_mode)
{
	struct hni_net *net = netdev_priv(netdev);

	hni_compat_rx_mode_lock(netdev);
	hni_rpc_macda_sync(net->hdev, &net->rpc, netdev);
	hni_compat_rx_mode_unlock(netdev);
	return HNI_COMPAT_RX_MODE_DONE;
}

static int hni_net_set_mac_address(struct net_device *netdev, void *addr)
{
	struct hni_net *net = netdev_priv(netdev);
	int err;

	err = eth_mac_addr(netdev, addr);
	if (err)
		return err;
	if (!netif_running(netdev))
		return 0;
	netif_addr_lock_bh(netdev);
	hni_rpc_macda_sync(net->hdev, &net->rpc, netdev);
	netif_addr_unlock_bh(netdev);
	return 0;
}

/* Buffers and the device's limit always hold the largest frame. */
static int hni_net_change_mtu(struct net_device *netdev, int mtu)
{
	struct hni_net *net = netdev_priv(netdev);
	const char *why;
	int max;

	max = hni_net_mtu_max(&net->cfg, &why);
	if (mtu > max) {
		netdev_err(netdev, "MTU %d: %s needs at most %d\n", mtu, why,
			   max);
		return -EINVAL;
	}
	net->hdev->mtu_is_user |= !net->hdev->mtu_is_ours;
	WRITE_ONCE(netdev->mtu, mtu);
	return 0;
}

static int hni_net_set_features(struct net_device *netdev,
				netdev_features_t features)
{
	if (netdev->features & ~features & NETIF_F_HW_TC &&
	    hni_net_tc_is_busy(netdev_priv(netdev))) {
		netdev_err(netdev,
			   "hw-tc-offload stays on: hardware holds filters\n");
		return -EBUSY;
	}
	return 0;
}

static void hni_net_tx_timeout(struct net_device *netdev, unsigned int txq)
{
	struct hni_net *net = netdev_priv(netdev);

	netdev_warn(netdev, "Tx queue %u makes no progress, starting anew\n",
		    txq);
	schedule_work(&net->reset_work);
}

static void hni_net_reset_work(struct work_struct *work)
{
	struct hni_net *net = container_of(work, struct hni_net, reset_work);

	rtnl_lock();
	hni_compat_ops_lock(net->netdev);
	if (net->is_open && !hni_dev_is_dead(net->hdev) &&
	    hni_net_rings_renew(net))
		netdev_err(net->netdev, "no memory to start anew\n");
	hni_compat_ops_unlock(net->netdev);
	rtnl_unlock();
}

static const struct net_device_ops hni_net_ops = {
	.ndo_open = hni_net_open,
	.ndo_stop = hni_net_stop,
	.ndo_start_xmit = hni_net_start_xmit,
	.ndo_features_check = hni_chan_features_check,
	.HNI_COMPAT_RX_MODE_OP = hni_net_set_rx_mode,
	.ndo_set_mac_address = hni_net_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = hni_net_change_mtu,
	.ndo_tx_timeout = hni_net_tx_timeout,
	.ndo_get_stats64 = hni_net_get_stats64,
	.ndo_set_features = hni_net_set_features,
	.ndo_setup_tc = hni_net_setup_tc,
	.ndo_hwtstamp_get = hni_net_hwtstamp_get,
	.ndo_hwtstamp_set = hni_net_hwtstamp_set,
	.ndo_bpf = hni_net_xdp,
	.ndo_xdp_xmit = hni_net_xdp_xmit,
	.ndo_xsk_wakeup = hni_net_xsk_wakeup,
};

/* MAC address: the device serial number without its two middle bytes */
static int hni_net_addr_init(struct hni_dev *hdev, struct net_device *netdev)
{
	u8 dsn[8], addr[ETH_ALEN];

	put_unaligned_be64(hdev->dsn, dsn);
	memcpy(addr, dsn, 3);
	memcpy(addr + 3, dsn + 5, 3);
	if (!is_valid_ether_addr(addr)) {
		dev_err(hdev->dev, "serial number %8phD gives no address\n",
			dsn);
		return -EINVAL;
	}
	eth_hw_addr_set(netdev, addr);
	ether_addr_copy(netdev->perm_addr, addr);
	return 0;
}

/*
 * Of tunnels the device segments what the kernel prepares: "partial". It leaves
 * the inner IPv4 header's ID alone, too, which the user has to allow.
 */
static void hni_net_features_init(struct net_device *netdev)
{
	netdev->gso_partial_features = HNI_NET_TUNNELS;
	netdev->features = HNI_CHAN_FEATURES | HNI_NET_TUNNELS |
			   NETIF_F_GSO_PARTIAL | NETIF_F_HW_TC;
	netdev->hw_features = netdev->features | NETIF_F_TSO_MANGLEID;
	netdev->features |= NETIF_F_NTUPLE;
	netdev->vlan_features = HNI_CHAN_FEATURES | HNI_NET_TUNNELS |
				NETIF_F_GSO_PARTIAL | NETIF_F_TSO_MANGLEID;
	netdev->hw_enc_features = NETIF_F_SG | NETIF_F_HIGHDMA |
				  NETIF_F_HW_CSUM | NETIF_F_TSO |
				  NETIF_F_TSO6 | NETIF_F_TSO_ECN |
				  NETIF_F_TSO_MANGLEID | HNI_NET_TUNNELS |
				  NETIF_F_GSO_PARTIAL;
	netdev->priv_flags |= IFF_UNICAST_FLT;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = HNI_NET_MTU_OF(HNI_FRAME_MAX);
	netif_set_tso_max_size(netdev, HNI_NET_TSO_MAX);
}

/* More than CPUs: classes and RSS contexts have queues of their own. */
static unsigned int hni_net_chans_max(struct hni_dev *hdev)
{
	unsigned int want = max(num_possible_cpus(), HNI_NET_CHANS_LEAST);
	unsigned int vecs = hdev->irq_static - HNI_VECTOR_QUEUE;

	if (pci_msix_can_alloc_dyn(hdev->pdev))
		vecs = HNI_CHAN_PF_PAGES;
	return min3(vecs, want, HNI_CHAN_PF_PAGES);
}

static void hni_net_init(struct hni_dev *hdev, struct net_device *netdev)
{
	struct hni_net *net = netdev_priv(netdev);
	unsigned int i;

	net->hdev = hdev;
	net->netdev = netdev;
	net->stamps.clock = hdev->clock;
	net->max_chans = netdev->num_tx_queues;
	net->cfg.num_chans = min3(netif_get_num_default_rss_queues(),
				  (int)net->max_chans,
				  (int)(hdev->irq_static - HNI_VECTOR_QUEUE));
	net->cfg.tx_size = HNI_CHAN_TX_DEFAULT;
	net->cfg.rx_size = HNI_CHAN_RX_DEFAULT;
	net->cfg.split_thresh = HNI_CHAN_WHOLE_USUAL;
	hni_compat_hds_init(netdev, net->cfg.split_thresh);
	for (i = 0; i < ARRAY_SIZE(net->coal); i++)
		net->coal[i] = HNI_CHAN_COAL_DEFAULT;
	spin_lock_init(&net->chans_lock);
	mutex_init(&net->rules_lock);
	INIT_WORK(&net->reset_work, hni_net_reset_work);
	INIT_LIST_HEAD(&net->ntuple);
	hni_rpc_init(hdev, &net->rpc);
	hni_rss_init(net);
	hni_net_rss_key_init(net);
}

int hni_net_create(struct hni_dev *hdev)
{
	unsigned int max_chans = hni_net_chans_max(hdev);
	struct net_device *netdev;
	struct hni_net *net;
	int err;

	netdev = alloc_etherdev_mq(sizeof(*net), max_chans);
	if (!netdev)
		return -ENOMEM;
	SET_NETDEV_DEV(netdev, hdev->dev);
	dev_net_set(netdev, devlink_net(hdev->devlink));
	netdev->netdev_ops = &hni_net_ops;
	netdev->ethtool_ops = &hni_net_ethtool_ops;
	netdev->stat_ops = &hni_net_stat_ops;
	hni_compat_queue_ops_set(netdev, &hni_net_queue_ops);
	netdev->watchdog_timeo = HNI_NET_TX_TIMEOUT;
	hni_net_features_init(netdev);
	hni_net_xdp_init(netdev);
	err = hni_net_addr_init(hdev, netdev);
	if (err)
		goto err_free_netdev;

	net = netdev_priv(netdev);
	hni_net_init(hdev, netdev);
	err = netif_set_real_num_queues(netdev, net->cfg.num_chans,
					net->cfg.num_chans);
	if (err)
		goto err_free_netdev;
	err = hni_net_tc_init(net);
	if (err)
		goto err_free_netdev;

	netif_carrier_off(netdev);
	err = register_netdev(netdev);
	if (err)
		goto err_fini_tc;
	rtnl_lock();
	hdev->netdev = netdev;
	rtnl_unlock();
	return 0;

err_fini_tc:
	hni_net_tc_fini(net);
err_free_netdev:
	free_netdev(netdev);
	return err;
}

void hni_net_destroy(struct hni_dev *hdev)
{
	struct net_device *netdev = hdev->netdev;
	struct hni_net *net = netdev_priv(netdev);

	rtnl_lock();
	hdev->netdev = NULL;
	rtnl_unlock();
	unregister_netdev(netdev);
	cancel_work_sync(&net->reset_work);
	hni_net_tc_fini(net);
	hni_ntuple_fini(net);
	free_netdev(netdev);
}
