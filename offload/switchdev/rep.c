// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns representors: the netdev that stands for a port, its slow path in both
 * directions, and what it controls at the far side: carrier and MTU.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

#include "priv.h"

/* Pages from the top: the PF netdev takes those from the bottom */
#define HNI_REP_PAGE(port)	(HNI_QUEUE_COUNT - 1 - (port))
#define HNI_REP_TSO_MAX		65535
#define HNI_REP_MTU_MIN		ETH_MIN_MTU
/* two tags fit beside the largest MTU */
#define HNI_REP_MTU_MAX		(HNI_FRAME_MAX - ETH_HLEN - 2 * VLAN_HLEN)

static_assert(HNI_QUEUE_COUNT - HNI_ESW_MAX_PORTS >= HNI_CHAN_PF_PAGES);

static u32 hni_rep_reg(const struct hni_port *port, u32 reg)
{
	return HNI_ESW_PORT(port->num) + reg;
}

/* What actions have said about the frame stays with it in software. */
static void hni_rep_rx_note(struct sk_buff *skb,
			    const struct hni_rx_meta *meta)
{
	skb->mark = FIELD_GET(HNI_RCD_ESW2_MARK, meta->esw2);
	if (meta->esw & HNI_RCD_ESW_PRIO_VALID)
		skb->priority = FIELD_GET(HNI_RCD_ESW_PRIO, meta->esw);
}

/* Return: false if the frame is consumed. */
static bool hni_rep_rx_meta(struct hni_chan *chan, struct sk_buff *skb,
			    const struct hni_rx_meta *meta)
{
	struct hni_rep *rep = netdev_priv(chan->netdev);
	unsigned int reason, port;
	bool is_good;

	reason = FIELD_GET(HNI_RCD_ESW_REASON, meta->esw);
	port = FIELD_GET(HNI_RCD_ESW_PORT, meta->esw);
	is_good = reason < HNI_REP_REASONS && port == rep->port->num;

	u64_stats_update_begin(&rep->syncp);
	if (is_good)
		u64_stats_inc(&rep->slow[reason]);
	else
		u64_stats_inc(&rep->slow_bad);
	u64_stats_update_end(&rep->syncp);

	if (!is_good) {
		dev_kfree_skb_any(skb);
		return false;
	}
	if (reason == HNI_ESW_WHY_SAMPLE) {
		hni_tc_sample(rep->port->esw, skb,
			      FIELD_GET(HNI_RCD_ESW2_MARK, meta->esw2),
			      FIELD_GET(HNI_RCD_ESW2_OUT_PORT, meta->esw2));
		return false;
	}
	hni_rep_rx_note(skb, meta);
	return true;
}

void hni_rep_link_update(struct hni_port *port)
{
	u32 state;

	ASSERT_RTNL();
	if (!port->netdev)
		return;
	state = hni_esw_read(port->esw, hni_rep_reg(port, HNI_ESW_PORT_STATE));
	if (netif_running(port->netdev) && !hni_dev_is_dead(port->esw->hdev) &&
	    state & HNI_ESW_PORT_STATE_LINK)
		netif_carrier_on(port->netdev);
	else
		netif_carrier_off(port->netdev);
}

static void hni_rep_page_bind(struct hni_rep *rep)
{
	hni_esw_write(rep->port->esw, HNI_ESW_REG_QBIND(rep->chan->page),
		      FIELD_PREP(HNI_ESW_QBIND_PORT, rep->port->num) |
		      HNI_ESW_QBIND_ENABLE);
}

static void hni_rep_page_unbind(struct hni_rep *rep)
{
	hni_esw_write(rep->port->esw, HNI_ESW_REG_QBIND(rep->chan->page), 0);
}

static void hni_rep_mtu_write(struct hni_port *port, unsigned int mtu)
{
	hni_esw_write(port->esw, hni_rep_reg(port, HNI_ESW_PORT_MTU), mtu);
}

static void hni_rep_down(struct hni_port *port)
{
	hni_esw_write(port->esw, hni_rep_reg(port, HNI_ESW_PORT_CTRL), 0);
}

static void hni_rep_up(struct hni_port *port)
{
	hni_esw_write(port->esw, hni_rep_reg(port, HNI_ESW_PORT_CTRL),
		      HNI_ESW_PORT_CTRL_UP);
	hni_rep_link_update(port);
}

/* What may have changed while the device was not there goes with the rest. */
static void hni_rep_restore(struct hni_port *port)
{
	struct net_device *netdev = port->netdev;

	hni_rep_mtu_write(port, netdev->mtu);
	if (!netif_running(netdev)) {
		hni_rep_down(port);
		return;
	}
	hni_rep_page_bind(netdev_priv(netdev));
	hni_rep_up(port);
}

void hni_reps_restore(struct hni_esw *esw)
{
	struct hni_port *port;
	unsigned int i;

	rtnl_lock();
	for (i = 0; i < esw->caps.ports; i++) {
		port = &esw->sw->ports[i];
		if (port->netdev)
			hni_rep_restore(port);
	}
	rtnl_unlock();
}

static void hni_rep_detach(struct net_device *netdev)
{
	struct hni_rep *rep = netdev_priv(netdev);

	if (rep->chan->is_open)
		hni_chan_close(rep->chan);
	netif_device_detach(netdev);
}

void hni_reps_detach(struct hni_esw *esw)
{
	unsigned int i;

	rtnl_lock();
	for (i = 0; i < esw->caps.ports; i++)
		if (esw->sw->ports[i].netdev)
			hni_rep_detach(esw->sw->ports[i].netdev);
	rtnl_unlock();
}

static int hni_rep_attach(struct net_device *netdev)
{
	struct hni_rep *rep = netdev_priv(netdev);
	int err;

	if (netif_running(netdev)) {
		err = hni_chan_open(rep->chan);
		if (err)
			return err;
	}
	netif_device_attach(netdev);
	return 0;
}

int hni_reps_attach(struct hni_esw *esw)
{
	unsigned int i;
	int err = 0;

	rtnl_lock();
	for (i = 0; i < esw->caps.ports && !err; i++)
		if (esw->sw->ports[i].netdev)
			err = hni_rep_attach(esw->sw->ports[i].netdev);
	rtnl_unlock();
	return err;
}

static int hni_rep_open(struct net_device *netdev)
{
	struct hni_rep *rep = netdev_priv(netdev);
	struct hni_port *port = rep->port;
	int err;

	/* what this page receives belongs to the port from the first frame */
	hni_rep_page_bind(rep);
	err = hni_chan_open(rep->chan);
	if (err)
		goto err_unbind_page;
	err = hni_tc_port_sync(port->esw, port->num);
	if (err)
		goto err_close_chan;

	netif_start_queue(netdev);
	hni_rep_up(port);
	return 0;

err_close_chan:
	hni_chan_close(rep->chan);
err_unbind_page:
	hni_rep_page_unbind(rep);
	return err;
}

static int hni_rep_stop(struct net_device *netdev)
{
	struct hni_rep *rep = netdev_priv(netdev);

	/* detached, perhaps: then the device hears of it when it is back */
	if (!rep->chan->is_open)
		return 0;
	hni_rep_down(rep->port);
	netif_carrier_off(netdev);
	netif_tx_disable(netdev);
	hni_chan_close(rep->chan);
	hni_rep_page_unbind(rep);
	return 0;
}

static netdev_tx_t hni_rep_start_xmit(struct sk_buff *skb,
				      struct net_device *netdev)
{
	struct hni_rep *rep = netdev_priv(netdev);

	return hni_chan_xmit(rep->chan, skb);
}

/* The device enforces it and tells the host */
static int hni_rep_change_mtu(struct net_device *netdev, int mtu)
{
	struct hni_rep *rep = netdev_priv(netdev);

	hni_rep_mtu_write(rep->port, mtu);
	WRITE_ONCE(netdev->mtu, mtu);
	return 0;
}

/* Everything that crossed the port, by hardware or through the CPU */
static void hni_rep_get_stats64(struct net_device *netdev,
				struct rtnl_link_stats64 *stats)
{
	struct hni_rep *rep = netdev_priv(netdev);
	struct hni_esw_port_stats hw;
	struct hni_chan_stats sw;

	hni_esw_port_stats_get(rep->port->esw, rep->port->num, &hw);
	hni_chan_stats_get(rep->chan, &sw);
	stats->rx_packets = hw.rx_pkts;
	stats->rx_bytes = hw.rx_bytes;
	stats->rx_dropped = hw.rx_drops + sw.rx_alloc_failed;
	stats->rx_errors = sw.rx_errors;
	stats->tx_packets = hw.tx_pkts;
	stats->tx_bytes = hw.tx_bytes;
	stats->tx_dropped = hw.tx_drops + sw.tx_dropped;
}

static bool hni_rep_has_offload_stats(const struct net_device *netdev,
				      int attr_id)
{
	return attr_id == IFLA_OFFLOAD_XSTATS_CPU_HIT;
}

/* What the CPU had to do with: the slow path only */
static int hni_rep_get_offload_stats(int attr_id,
				     const struct net_device *netdev,
				     void *attr_data)
{
	struct rtnl_link_stats64 *stats = attr_data;
	struct hni_rep *rep = netdev_priv(netdev);
	struct hni_chan_stats sw;

	if (attr_id != IFLA_OFFLOAD_XSTATS_CPU_HIT)
		return -EINVAL;
	memset(stats, 0, sizeof(*stats));
	hni_chan_stats_get(rep->chan, &sw);
	stats->rx_packets = sw.rx_pkts;
	stats->rx_bytes = sw.rx_bytes;
	stats->rx_errors = sw.rx_errors;
	stats->tx_packets = sw.tx_pkts;
	stats->tx_bytes = sw.tx_bytes;
	stats->tx_dropped = sw.tx_dropped;
	return 0;
}

static int hni_rep_setup_tc(struct net_device *netdev,
			    enum tc_setup_type type, void *type_data)
{
	struct hni_rep *rep = netdev_priv(netdev);

	return hni_tc_setup(rep->port->esw, rep->port->num, type, type_data);
}

static int hni_rep_set_features(struct net_device *netdev,
				netdev_features_t features)
{
	struct hni_rep *rep = netdev_priv(netdev);
	bool is_on = features & NETIF_F_HW_TC;
	int err;

	err = hni_tc_port_offload(rep->port->esw, rep->port->num, is_on);
	if (err)
		netdev_err(netdev,
			   "hw-tc-offload stays on: hardware holds filters\n");
	return err;
}

static const struct net_device_ops hni_rep_ops = {
	.ndo_open = hni_rep_open,
	.ndo_stop = hni_rep_stop,
	.ndo_start_xmit = hni_rep_start_xmit,
	.ndo_features_check = hni_chan_features_check,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = hni_rep_change_mtu,
	.ndo_get_stats64 = hni_rep_get_stats64,
	.ndo_has_offload_stats = hni_rep_has_offload_stats,
	.ndo_get_offload_stats = hni_rep_get_offload_stats,
	.ndo_setup_tc = hni_rep_setup_tc,
	.ndo_set_features = hni_rep_set_features,
	.ndo_get_phys_port_name = hni_rep_name_get,
};

static void hni_rep_netdev_init(struct net_device *netdev,
				struct hni_port *port, bool is_adopted)
{
	unsigned int mtu = hni_esw_read(port->esw,
					hni_rep_reg(port, HNI_ESW_PORT_MTU));

	netdev->netdev_ops = &hni_rep_ops;
	netdev->ethtool_ops = &hni_rep_ethtool_ops;
	netdev->hw_features = HNI_CHAN_FEATURES | NETIF_F_HW_TC;
	netdev->features = HNI_CHAN_FEATURES | NETIF_F_HW_TC;
	netdev->vlan_features = HNI_CHAN_FEATURES;
	netdev->min_mtu = HNI_REP_MTU_MIN;
	netdev->max_mtu = HNI_REP_MTU_MAX;
	/* the device's largest is what a port has that nobody has set */
	if (is_adopted && mtu != HNI_ESW_PORT_MTU_MAX)
		netdev->mtu = clamp(mtu, netdev->min_mtu, netdev->max_mtu);
	hni_compat_netns_immutable(netdev);
	netif_set_tso_max_size(netdev, HNI_REP_TSO_MAX);
	eth_hw_addr_random(netdev);
	dev_net_set(netdev, devlink_net(port->esw->hdev->devlink));
	SET_NETDEV_DEVLINK_PORT(netdev, &port->dl_port);
	netif_carrier_off(netdev);
}

static int hni_rep_chan_alloc(struct hni_rep *rep, struct net_device *netdev)
{
	struct hni_chan_params params = {
		.netdev = netdev,
		.page = HNI_REP_PAGE(rep->port->num),
		.layout = HNI_CHAN_LAYOUT_DEFAULT,
		.coal = HNI_CHAN_COAL_DEFAULT,
		.rx_meta = hni_rep_rx_meta,
	};

	rep->chan = hni_chan_alloc(rep->port->esw->hdev, &params);
	return PTR_ERR_OR_ZERO(rep->chan);
}

static int hni_rep_register(struct hni_rep *rep, struct net_device *netdev)
{
	struct hni_port *port = rep->port;
	int err;

	rtnl_lock();
	err = hni_rep_chan_alloc(rep, netdev);
	if (err)
		goto err_unlock;
	hni_rep_mtu_write(port, netdev->mtu);
	port->netdev = netdev;
	err = register_netdevice(netdev);
	if (err)
		goto err_free_chan;
	hni_tc_port_set(port->esw, port->num, netdev);
	rtnl_unlock();
	return 0;

err_free_chan:
	port->netdev = NULL;
	hni_rep_mtu_write(port, HNI_ESW_PORT_MTU_MAX);
	hni_chan_free(rep->chan);
err_unlock:
	rtnl_unlock();
	return err;
}

int hni_rep_create(struct hni_port *port, bool is_adopted)
{
	struct net_device *netdev;
	struct hni_rep *rep;
	int err;

	netdev = alloc_etherdev(sizeof(*rep));
	if (!netdev)
		return -ENOMEM;
	rep = netdev_priv(netdev);
	rep->port = port;
	u64_stats_init(&rep->syncp);
	hni_rep_netdev_init(netdev, port, is_adopted);

	err = hni_rep_name_init(rep);
	if (err)
		goto err_free_netdev;
	err = hni_rep_register(rep, netdev);
	if (err)
		goto err_fini_name;
	return 0;

err_fini_name:
	hni_rep_name_fini(rep);
err_free_netdev:
	free_netdev(netdev);
	return err;
}

void hni_rep_destroy(struct hni_port *port)
{
	struct net_device *netdev = port->netdev;
	struct hni_rep *rep = netdev_priv(netdev);

	rtnl_lock();
	unregister_netdevice(netdev);
	hni_tc_port_set(port->esw, port->num, NULL);
	port->netdev = NULL;
	hni_rep_mtu_write(port, HNI_ESW_PORT_MTU_MAX);
	rtnl_unlock();

	hni_rep_name_fini(rep);
	/* statistics have read the channel until the netdev was gone */
	rtnl_lock();
	hni_chan_free(rep->chan);
	rtnl_unlock();
	free_netdev(netdev);
}
