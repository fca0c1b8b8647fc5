// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the PF's XDP program: attaching, replacing and detaching it, and frames
 * that others redirect here.
 *
 * The first program and the last one change the rings, as reconfig.c does: the
 * device leaves room around frames only where there is a program. One program
 * in the place of another is a pointer.
 */

#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <net/xdp.h>

#include "net.h"

/* Others can redirect to us while TWQ1 exists: with a program. */
static void hni_xdp_features_update(struct net_device *netdev, bool has_prog)
{
	if (has_prog)
		hni_compat_xdp_target_set(netdev);
	else
		hni_compat_xdp_target_clear(netdev);
}

static int hni_xdp_prog_setup(struct hni_net *net, struct bpf_prog *prog,
			      struct netlink_ext_ack *extack)
{
	struct bpf_prog *old = net->cfg.prog;
	struct hni_net_config cfg = net->cfg;
	int err;

	cfg.prog = prog;
	err = hni_net_config_check(&cfg, net->netdev->mtu, extack);
	if (err)
		return err;
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
	/* of this command, the kernel leaves extack as it happens to be */
	if (bpf->command == XDP_SETUP_XSK_POOL)
		return hni_net_xsk_setup(netdev_priv(netdev),
					 bpf->xsk.queue_id, bpf->xsk.pool);
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
			       NETDEV_XDP_ACT_RX_SG |
			       NETDEV_XDP_ACT_XSK_ZEROCOPY;
	netdev->xdp_metadata_ops = &hni_chan_xdp_metadata_ops;
}
