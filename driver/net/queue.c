// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the kernel's way to make one queue anew: what binds the queue to memory of
 * somebody else, such as a dmabuf of a GPU or an area of io_uring.
 *
 * Such memory is for payload alone, since the CPU may not be able to read it: the
 * kernel sees to it that header split is on, its threshold 0, and no XDP there.
 */

#include <net/netdev_queues.h>

#include "net.h"

/* What the kernel carries from one operation to the next */
struct hni_queue_mem {
	struct hni_chan *chan;
	struct hni_chan_rings *rings;	/* not at work */
};

static int hni_queue_mem_alloc(struct net_device *netdev,
			       struct netdev_queue_config *qcfg, void *mem,
			       int queue)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_chan_layout layout;
	struct hni_queue_mem *own = mem;

	/* rings exist while the netdev is open; it asks for them when it opens */
	if (!net->is_open)
		return -ENETDOWN;
	own->chan = net->chans[queue];
	hni_net_layout(&net->cfg, queue, &layout);
	own->rings = hni_chan_rings_alloc(own->chan, &layout);
	return own->rings ? 0 : -ENOMEM;
}

static void hni_queue_mem_free(struct net_device *netdev, void *mem)
{
	struct hni_queue_mem *own = mem;

	if (own->rings)
		hni_chan_rings_free(own->chan, own->rings);
}

/* The old rings work on until the new ones take their place. */
static int hni_queue_stop(struct net_device *netdev, void *mem, int queue)
{
	return 0;
}

static int hni_queue_start(struct net_device *netdev,
			   struct netdev_queue_config *qcfg, void *mem,
			   int queue)
{
	struct hni_queue_mem *own = mem;

	hni_chan_rings_replace(own->chan, own->rings);
	own->rings = NULL;
	return 0;
}

const struct netdev_queue_mgmt_ops hni_net_queue_ops = {
	.ndo_queue_mem_size = sizeof(struct hni_queue_mem),
	.ndo_queue_mem_alloc = hni_queue_mem_alloc,
	.ndo_queue_mem_free = hni_queue_mem_free,
	.ndo_queue_start = hni_queue_start,
	.ndo_queue_stop = hni_queue_stop,
};
