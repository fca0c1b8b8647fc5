// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns changes of rings and channels under way.
 *
 * Make before break: all that can fail (memory, buffers, vectors, the kernel's
 * queues) comes first, while everything works as before. Then each channel that
 * stays gets its new rings, one after the other, and channels that go are
 * closed when the device chooses them no more. What stays keeps its vector and
 * NAPI, and so what the user has set for them.
 */

#include <linux/rtnetlink.h>
#include <net/netdev_queues.h>

#include "net.h"

/* Rings to be, by channel; NULL: it keeps its own */
struct hni_net_spare {
	struct hni_chan_rings *rings[HNI_CHAN_PF_PAGES];
};

static void hni_net_spare_free(struct hni_net *net,
			       struct hni_net_spare *spare)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(spare->rings); i++)
		if (spare->rings[i])
			hni_chan_rings_free(net->chans[i], spare->rings[i]);
	kfree(spare);
}

static bool hni_net_layout_differs(const struct hni_net_config *old_cfg,
				   const struct hni_net_config *cfg,
				   unsigned int queue)
{
	struct hni_chan_layout old, new;

	hni_net_layout(old_cfg, queue, &old);
	hni_net_layout(cfg, queue, &new);
	return new.tx_size != old.tx_size || new.rx_size != old.rx_size ||
	       new.whole_max != old.whole_max || new.xsk != old.xsk ||
	       !new.prog != !old.prog;
}

/* For all channels that stay, or those whose layout changes */
static struct hni_net_spare *
hni_net_spare_alloc(struct hni_net *net, const struct hni_net_config *cfg,
		    bool renew_all)
{
	unsigned int i, num = min(net->cfg.num_chans, cfg->num_chans);
	struct hni_chan_layout layout;
	struct hni_net_spare *spare;

	spare = kzalloc(sizeof(*spare), GFP_KERNEL);
	if (!spare)
		return NULL;
	for (i = 0; i < num; i++) {
		if (!renew_all && !hni_net_layout_differs(&net->cfg, cfg, i))
			continue;
		hni_net_layout(cfg, i, &layout);
		spare->rings[i] = hni_chan_rings_alloc(net->chans[i], &layout);
		if (!spare->rings[i])
			goto err_free_spare;
	}
	return spare;

err_free_spare:
	hni_net_spare_free(net, spare);
	return NULL;
}

static void hni_net_spare_use(struct hni_net *net, struct hni_net_spare *spare)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(spare->rings); i++)
		if (spare->rings[i])
			hni_chan_rings_replace(net->chans[i], spare->rings[i]);
	kfree(spare);
}

/* One program in the place of another: rings with new ones have it already */
static void hni_net_prog_use(struct hni_net *net, unsigned int num)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		hni_chan_prog_set(net->chans[i], net->cfg.prog);
}

/* More channels, at work before anybody chooses them */
static int hni_net_chans_grow(struct hni_net *net,
			      const struct hni_net_config *cfg)
{
	unsigned int i, old = net->cfg.num_chans;
	int err;

	err = hni_net_chans_alloc(net, cfg, old, cfg->num_chans);
	if (err)
		return err;
	err = hni_net_chans_open(net, old, cfg->num_chans);
	if (err)
		goto err_free_chans;
	err = netif_set_real_num_queues(net->netdev, cfg->num_chans,
					cfg->num_chans);
	if (err)
		goto err_close_chans;
	for (i = old; i < cfg->num_chans; i++)
		netif_tx_wake_queue(netdev_get_tx_queue(net->netdev, i));
	return 0;

err_close_chans:
	hni_net_chans_close(net, old, cfg->num_chans);
err_free_chans:
	hni_net_chans_free(net, old, cfg->num_chans);
	return err;
}

/*
 * Fewer channels. The device and then the rings are done with them before the
 * kernel forgets their queues: it warns of a frame from a queue it does not know.
 */
static void hni_net_chans_shrink(struct hni_net *net, unsigned int old)
{
	unsigned int num = net->cfg.num_chans;

	hni_csr_flush(net->hdev);
	hni_net_chans_close(net, num, old);
	/* fewer queues need no memory: this does not fail */
	netif_set_real_num_queues(net->netdev, num, num);
	hni_net_chans_free(net, num, old);
	hni_net_unused_queues_start(net);
}

static int hni_net_config_apply(struct hni_net *net,
				const struct hni_net_config *cfg,
				bool renew_all)
{
	unsigned int old = net->cfg.num_chans;
	struct hni_net_spare *spare;
	int err = 0;

	spare = hni_net_spare_alloc(net, cfg, renew_all);
	if (!spare)
		return -ENOMEM;
	if (cfg->num_chans > old)
		err = hni_net_chans_grow(net, cfg);
	if (err) {
		hni_net_spare_free(net, spare);
		return err;
	}

	net->cfg = *cfg;
	hni_net_spare_use(net, spare);
	hni_net_prog_use(net, cfg->num_chans);
	hni_rpc_rss_write(net->hdev, &net->rpc);
	if (cfg->num_chans < old)
		hni_net_chans_shrink(net, old);
	return 0;
}

int hni_net_reconfigure(struct hni_net *net, const struct hni_net_config *cfg)
{
	int err;

	hni_compat_assert_ops(net->netdev);
	/* a program can be taken from a netdev that is running but detached */
	if (net->is_open)
		return hni_net_config_apply(net, cfg, false);

	err = netif_set_real_num_queues(net->netdev, cfg->num_chans,
					cfg->num_chans);
	if (!err)
		net->cfg = *cfg;
	return err;
}

int hni_net_rings_renew(struct hni_net *net)
{
	struct hni_net_config cfg = net->cfg;

	hni_compat_assert_ops(net->netdev);
	return hni_net_config_apply(net, &cfg, true);
}
