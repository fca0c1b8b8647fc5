// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the clock and time stamps as users see them: a PTP hardware clock of
 * the function, and which frames of the PF netdev are stamped.
 *
 * The clock lives from probe to remove; a reload neither stops nor renames it.
 */

#include <linux/net_tstamp.h>

#include "../hw/clock.h"
#include "net.h"

static struct hni_clock *hni_ptp_clock(struct ptp_clock_info *info)
{
	return container_of(info, struct hni_clock, info);
}

static int hni_ptp_gettimex64(struct ptp_clock_info *info,
			      struct timespec64 *ts,
			      struct ptp_system_timestamp *sts)
{
	u64 time;
	int err;

	err = hni_clock_get(hni_ptp_clock(info), &time, sts);
	if (!err)
		*ts = ns_to_timespec64(time);
	return err;
}

static int hni_ptp_settime64(struct ptp_clock_info *info,
			     const struct timespec64 *ts)
{
	return hni_clock_set(hni_ptp_clock(info), timespec64_to_ns(ts));
}

static int hni_ptp_adjtime(struct ptp_clock_info *info, s64 delta)
{
	hni_clock_shift(hni_ptp_clock(info), delta);
	return 0;
}

static int hni_ptp_adjfine(struct ptp_clock_info *info, long scaled_ppm)
{
	return hni_clock_tune(hni_ptp_clock(info), scaled_ppm);
}

static long hni_ptp_aux_work(struct ptp_clock_info *info)
{
	if (hni_clock_refresh(hni_ptp_clock(info)))
		return -1;
	return HNI_CLOCK_REFRESH;
}

static const struct ptp_clock_info hni_ptp_info = {
	.owner = THIS_MODULE,
	.name = HNI_DRV_NAME,
	.max_adj = HNI_CLOCK_ADJ_MAX_PPB,
	.gettimex64 = hni_ptp_gettimex64,
	.settime64 = hni_ptp_settime64,
	.adjtime = hni_ptp_adjtime,
	.adjfine = hni_ptp_adjfine,
	.do_aux_work = hni_ptp_aux_work,
};

int hni_ptp_create(struct hni_dev *hdev)
{
	struct hni_clock *clock;
	struct ptp_clock *ptp;

	clock = kzalloc(sizeof(*clock), GFP_KERNEL);
	if (!clock)
		return -ENOMEM;
	hni_clock_init(hdev, clock);
	clock->info = hni_ptp_info;
	ptp = ptp_clock_register(&clock->info, hdev->dev);
	if (IS_ERR(ptp)) {
		kfree(clock);
		return PTR_ERR(ptp);
	}
	clock->ptp = ptp;
	hdev->clock = clock;
	if (ptp)
		ptp_schedule_worker(ptp, HNI_CLOCK_REFRESH);
	return 0;
}

void hni_ptp_destroy(struct hni_dev *hdev)
{
	if (hdev->clock->ptp)
		ptp_clock_unregister(hdev->clock->ptp);
	kfree(hdev->clock);
	hdev->clock = NULL;
}

#define HNI_PTP_UDP		(BIT(HOF_RPC_UDP4) | BIT(HOF_RPC_UDP6))
#define HNI_PTP_ALL		(BIT(HOF_RPC_CLASSES) - 1)

/*
 * The classifier stamps classes of frames, so also others than those asked for.
 * Who asks for one kind of message gets the event messages of its transport.
 */
static const struct hni_ptp_filter {
	int filter;
	int wide;		/* what is said to be in force */
	u8 classes;		/* BIT(enum hof_rpc_class) */
} hni_ptp_filters[] = {
	{ HWTSTAMP_FILTER_NONE, HWTSTAMP_FILTER_NONE, 0 },
	{ HWTSTAMP_FILTER_ALL, HWTSTAMP_FILTER_ALL, HNI_PTP_ALL },
	{ HWTSTAMP_FILTER_SOME, HWTSTAMP_FILTER_ALL, HNI_PTP_ALL },
	{ HWTSTAMP_FILTER_PTP_V1_L4_EVENT, HWTSTAMP_FILTER_PTP_V1_L4_EVENT,
	  HNI_PTP_UDP },
	{ HWTSTAMP_FILTER_PTP_V1_L4_SYNC, HWTSTAMP_FILTER_PTP_V1_L4_EVENT,
	  HNI_PTP_UDP },
	{ HWTSTAMP_FILTER_PTP_V1_L4_DELAY_REQ,
	  HWTSTAMP_FILTER_PTP_V1_L4_EVENT, HNI_PTP_UDP },
	{ HWTSTAMP_FILTER_PTP_V2_L4_EVENT, HWTSTAMP_FILTER_PTP_V2_L4_EVENT,
	  HNI_PTP_UDP },
	{ HWTSTAMP_FILTER_PTP_V2_L4_SYNC, HWTSTAMP_FILTER_PTP_V2_L4_EVENT,
	  HNI_PTP_UDP },
	{ HWTSTAMP_FILTER_PTP_V2_L4_DELAY_REQ,
	  HWTSTAMP_FILTER_PTP_V2_L4_EVENT, HNI_PTP_UDP },
	{ HWTSTAMP_FILTER_PTP_V2_L2_EVENT, HWTSTAMP_FILTER_PTP_V2_L2_EVENT,
	  BIT(HOF_RPC_ETHER) },
	{ HWTSTAMP_FILTER_PTP_V2_L2_SYNC, HWTSTAMP_FILTER_PTP_V2_L2_EVENT,
	  BIT(HOF_RPC_ETHER) },
	{ HWTSTAMP_FILTER_PTP_V2_L2_DELAY_REQ,
	  HWTSTAMP_FILTER_PTP_V2_L2_EVENT, BIT(HOF_RPC_ETHER) },
	{ HWTSTAMP_FILTER_PTP_V2_EVENT, HWTSTAMP_FILTER_PTP_V2_EVENT,
	  HNI_PTP_UDP | BIT(HOF_RPC_ETHER) },
	{ HWTSTAMP_FILTER_PTP_V2_SYNC, HWTSTAMP_FILTER_PTP_V2_EVENT,
	  HNI_PTP_UDP | BIT(HOF_RPC_ETHER) },
	{ HWTSTAMP_FILTER_PTP_V2_DELAY_REQ, HWTSTAMP_FILTER_PTP_V2_EVENT,
	  HNI_PTP_UDP | BIT(HOF_RPC_ETHER) },
	{ HWTSTAMP_FILTER_NTP_ALL, HWTSTAMP_FILTER_NTP_ALL, HNI_PTP_UDP },
};

static const struct hni_ptp_filter *hni_ptp_filter_find(int filter)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hni_ptp_filters); i++)
		if (hni_ptp_filters[i].filter == filter)
			return &hni_ptp_filters[i];
	return NULL;
}

int hni_net_hwtstamp_get(struct net_device *netdev,
			 struct kernel_hwtstamp_config *config)
{
	struct hni_net *net = netdev_priv(netdev);

	config->tx_type = net->stamps.is_tx ? HWTSTAMP_TX_ON : HWTSTAMP_TX_OFF;
	config->rx_filter = net->rx_filter;
	return 0;
}

int hni_net_hwtstamp_set(struct net_device *netdev,
			 struct kernel_hwtstamp_config *config,
			 struct netlink_ext_ack *extack)
{
	const struct hni_ptp_filter *filter;
	struct hni_net *net = netdev_priv(netdev);

	/* nobody would keep up with the clock */
	if (!net->stamps.clock->ptp) {
		NL_SET_ERR_MSG_MOD(extack,
				   "stamps need a kernel with CONFIG_PTP_1588_CLOCK");
		return -EOPNOTSUPP;
	}
	if (config->tx_type != HWTSTAMP_TX_OFF &&
	    config->tx_type != HWTSTAMP_TX_ON) {
		NL_SET_ERR_MSG_MOD(extack,
				   "hardware writes no stamp into a frame: tx type off or on");
		return -ERANGE;
	}
	filter = hni_ptp_filter_find(config->rx_filter);
	if (!filter) {
		NL_SET_ERR_MSG_FMT_MOD(extack, "rx filter %d is not known",
				       config->rx_filter);
		return -ERANGE;
	}

	hni_rpc_stamps_set(net->hdev, &net->rpc, filter->classes,
			   netif_running(netdev));
	net->rx_filter = filter->wide;
	WRITE_ONCE(net->stamps.is_tx, config->tx_type == HWTSTAMP_TX_ON);
	config->rx_filter = filter->wide;
	return 0;
}

int hni_net_get_ts_info(struct net_device *netdev,
			struct kernel_ethtool_ts_info *info)
{
	struct hni_net *net = netdev_priv(netdev);
	const struct hni_clock *clock = net->stamps.clock;
	unsigned int i;

	if (!clock->ptp)
		return ethtool_op_get_ts_info(netdev, info);
	info->so_timestamping = SOF_TIMESTAMPING_TX_SOFTWARE |
				SOF_TIMESTAMPING_RX_SOFTWARE |
				SOF_TIMESTAMPING_SOFTWARE |
				SOF_TIMESTAMPING_TX_HARDWARE |
				SOF_TIMESTAMPING_RX_HARDWARE |
				SOF_TIMESTAMPING_RAW_HARDWARE;
	info->phc_index = ptp_clock_index(clock->ptp);
	info->tx_types = BIT(HWTSTAMP_TX_OFF) | BIT(HWTSTAMP_TX_ON);
	for (i = 0; i < ARRAY_SIZE(hni_ptp_filters); i++)
		info->rx_filters |= BIT(hni_ptp_filters[i].wide);
	return 0;
}

void hni_net_get_ts_stats(struct net_device *netdev,
			  struct ethtool_ts_stats *stats)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan_stats sum;

	hni_net_stats_sum(net, &sum);
	stats->pkts = sum.tx_stamps;
	stats->lost = sum.tx_stamps_lost;
	stats->err = sum.tx_stamps_failed;
}
