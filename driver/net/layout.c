// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what settings make of the rings: where the device splits frames, and what
 * that demands of the MTU and of XDP programs.
 *
 * The device splits frames that are longer than a threshold behind their
 * headers. Left alone ("auto"), a program gets frames in one piece as far as they
 * fit, and without one headers of frames above the threshold are split off.
 */

#include <linux/ethtool_netlink.h>
#include <linux/filter.h>

#include "net.h"

u8 hni_net_split_state(const struct hni_net_config *cfg)
{
	if (cfg->split != ETHTOOL_TCP_DATA_SPLIT_UNKNOWN)
		return cfg->split;
	return cfg->prog ? ETHTOOL_TCP_DATA_SPLIT_DISABLED :
			   ETHTOOL_TCP_DATA_SPLIT_ENABLED;
}

/*
 * Below the shortest threshold, and with a program below the longest, there is
 * only one way to split long frames: splitting each.
 */
static u32 hni_net_whole_max(const struct hni_net_config *cfg, bool has_xdp)
{
	if (has_xdp)
		return cfg->split == ETHTOOL_TCP_DATA_SPLIT_ENABLED ?
		       0 : HNI_CHAN_XDP_FRAME_MAX;
	if (cfg->split == ETHTOOL_TCP_DATA_SPLIT_DISABLED)
		return HNI_CHAN_WHOLE_MAX;
	return cfg->split_thresh < HNI_CHAN_WHOLE_MIN ? 0 : cfg->split_thresh;
}

void hni_net_layout(const struct hni_net_config *cfg, unsigned int queue,
		    struct hni_chan_layout *layout)
{
	struct hni_xsk *xsk = cfg->xsks[queue];

	layout->tx_size = cfg->tx_size;
	layout->rx_size = cfg->rx_size;
	layout->whole_max = hni_net_whole_max(cfg, cfg->prog || xsk);
	layout->prog = cfg->prog;
	layout->xsk = xsk;
}

static bool hni_net_prog_is_single(const struct hni_net_config *cfg)
{
	return cfg->prog && !cfg->prog->aux->xdp_has_frags;
}

int hni_net_mtu_max(const struct hni_net_config *cfg, const char **why)
{
	u32 frame_max = cfg->prog ? HNI_CHAN_XDP_FRAME_MAX : HNI_CHAN_WHOLE_MAX;
	u32 xsk_max = hni_net_xsk_frame_max(cfg);

	*why = NULL;
	if (hni_net_prog_is_single(cfg))
		*why = "XDP without support for fragments";
	else if (cfg->split == ETHTOOL_TCP_DATA_SPLIT_DISABLED)
		*why = "tcp-data-split off";
	else
		frame_max = HNI_FRAME_MAX;
	if (xsk_max < frame_max) {
		*why = "AF_XDP without copies";
		frame_max = xsk_max;
	}
	return HNI_NET_MTU_OF(frame_max);
}

static bool hni_net_has_xsk(const struct hni_net_config *cfg)
{
	return hni_net_xsk_frame_max(cfg) != U32_MAX;
}

int hni_net_config_check(const struct hni_net_config *cfg, unsigned int mtu,
			 struct netlink_ext_ack *extack)
{
	const char *why;
	int max;

	if (hni_net_prog_is_single(cfg) &&
	    cfg->split == ETHTOOL_TCP_DATA_SPLIT_ENABLED) {
		NL_SET_ERR_MSG_MOD(extack,
				   "tcp-data-split on needs XDP with support for fragments");
		return -EINVAL;
	}
	if (hni_net_has_xsk(cfg) &&
	    cfg->split == ETHTOOL_TCP_DATA_SPLIT_ENABLED) {
		NL_SET_ERR_MSG_MOD(extack,
				   "tcp-data-split on: no AF_XDP without copies");
		return -EINVAL;
	}
	max = hni_net_mtu_max(cfg, &why);
	if (mtu > max) {
		NL_SET_ERR_MSG_FMT_MOD(extack, "MTU %u: %s needs at most %d",
				       mtu, why, max);
		return -EINVAL;
	}
	return 0;
}
