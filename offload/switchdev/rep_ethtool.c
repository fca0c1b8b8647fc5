// SPDX-License-Identifier: GPL-2.0-only
/* Owns ethtool on representors: who made them, their link, the slow path. */

#include <linux/ethtool.h>

#include "priv.h"

/* Names of hni_rep.slow by HNI_ESW_WHY_*, then slow_bad */
static const char hni_rep_strings[][ETH_GSTRING_LEN] = {
	"slow_miss",
	"slow_pass",
	"slow_trap",
	"slow_sample",
	"slow_bad",
	"to_manager",
};

static void hni_rep_get_drvinfo(struct net_device *netdev,
				struct ethtool_drvinfo *info)
{
	struct hni_rep *rep = netdev_priv(netdev);

	strscpy(info->driver, HNI_DRV_NAME, sizeof(info->driver));
	strscpy(info->bus_info, pci_name(rep->port->esw->hdev->pdev),
		sizeof(info->bus_info));
}

static int hni_rep_get_sset_count(struct net_device *netdev, int sset)
{
	return sset == ETH_SS_STATS ? ARRAY_SIZE(hni_rep_strings) :
				      -EOPNOTSUPP;
}

static void hni_rep_get_strings(struct net_device *netdev, u32 sset, u8 *data)
{
	if (sset == ETH_SS_STATS)
		memcpy(data, hni_rep_strings, sizeof(hni_rep_strings));
}

static void hni_rep_get_stats(struct net_device *netdev,
			      struct ethtool_stats *stats, u64 *data)
{
	struct hni_rep *rep = netdev_priv(netdev);
	struct hni_esw_port_stats hw;
	unsigned int i, start;

	hni_esw_port_stats_get(rep->port->esw, rep->port->num, &hw);
	do {
		start = u64_stats_fetch_begin(&rep->syncp);
		for (i = 0; i < HNI_REP_REASONS; i++)
			data[i] = u64_stats_read(&rep->slow[i]);
		data[i++] = u64_stats_read(&rep->slow_bad);
	} while (u64_stats_fetch_retry(&rep->syncp, start));
	data[i] = hw.to_manager;
}

const struct ethtool_ops hni_rep_ethtool_ops = {
	.get_drvinfo = hni_rep_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_sset_count = hni_rep_get_sset_count,
	.get_strings = hni_rep_get_strings,
	.get_ethtool_stats = hni_rep_get_stats,
};
