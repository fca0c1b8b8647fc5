// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the PF's XDP program: attaching, replacing and detaching it, what it
 * demands of the MTU, and frames that others redirect here.
 *
 * The first program and the last one change the rings, as reconfig.c does: the
 * device leaves room around frames only where there is a program. One program
 * in the place of another is a pointer.
 */

#include <linux/filter.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>
#include <net/xdp.h>

#include "net.h"

/* Without support for fragments, a frame with two tags lies in one piece. */
#define HNI_XDP_MTU_MAX							\
	((int)(HNI_CHAN_XDP_FRAME_MAX - ETH_HLEN - 2 * VLAN_HLEN))

static bool hni_xdp_mtu_fits(const struct bpf_prog *prog, int mtu)
{
	return !prog || prog->aux->xdp_has_frags || mtu <= HNI_XDP_MTU_MAX;
}

int hni_net_xdp_mtu_check(const struct hni_net *net, int mtu)
{
	if (hni_xdp_mtu_fits(net->cfg.prog, mtu))
		return 0;
	netdev_err(net->netdev,
		   "MTU is at most %d: the XDP program has no support for fragments\n",
		   HNI_XDP_MTU_MAX);
	return -EINVAL;
}

/* Others can redirect to us while TWQ1 exists: with a program. */
static void hni_xdp_features_update(struct net_device *netdev, bool has_prog)
{
	if (has_prog)
		xdp_features_set_redirect_target(netdev, true);
	else
		xdp_features_clear_redirect_target(netdev);
}

static int hni_xdp_prog_setup(struct hni_net *net, struct bpf_prog *prog,
			      struct netlink_ext_ack *extack)
{
	struct bpf_prog *old = net->cfg.prog;
	struct hni_net_config cfg = net->cfg;
	int err;

	if (!hni_xdp_mtu_fits(prog, net->netdev->mtu)) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "MTU %u: XDP without support for fragments needs at most %d",
				       net->netdev->mtu, HNI_XDP_MTU_MAX);
		return -EOPNOTSUPP;
	}
	cfg.prog = prog;
	err = hni_net_reconfigure(net, &cfg);
	if (err) {
		NL_SET_ERR_MSG_MOD(extack, "no memory for rings with XDP");
		return err;
	}
	if (!old != !prog)
		hni_xdp_features_update(net->netdev, prog);
	if (old)
		bpf_prog_put(old);
	return 0;
}

int hni_net_xdp(struct net_device *netdev, struct netdev_bpf *bpf)
{
	if (bpf->command == XDP_SETUP_PROG_HW)
		NL_SET_ERR_MSG_MOD(bpf->extack,
				   "XDP programs run in the driver, not in hardware");
	if (bpf->command != XDP_SETUP_PROG)
		return -EOPNOTSUPP;
	return hni_xdp_prog_setup(netdev_priv(netdev), bpf->prog, bpf->extack);
}

/* A channel that goes away does so after a grace period. */
int hni_net_xdp_xmit(struct net_device *netdev, int num,
		     struct xdp_frame **frames, u32 flags)
{
	unsigned int num_chans = READ_ONCE(netdev->real_num_tx_queues);
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan *chan;

	if (flags & ~XDP_XMIT_FLAGS_MASK)
		return -EINVAL;
	chan = READ_ONCE(net->chans[smp_processor_id() % num_chans]);
	if (!chan)
		return -ENETDOWN;
	return hni_chan_xdp_xmit(chan, num, frames, flags);
}

void hni_net_xdp_init(struct net_device *netdev)
{
	netdev->xdp_features = NETDEV_XDP_ACT_BASIC | NETDEV_XDP_ACT_REDIRECT |
			       NETDEV_XDP_ACT_RX_SG;
	netdev->xdp_metadata_ops = &hni_chan_xdp_metadata_ops;
}
