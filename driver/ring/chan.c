// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the life of a channel: memory, vector, NAPI, opening and closing, and
 * other rings in place of its own.
 */

#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/irq.h>
#include <linux/rtnetlink.h>

#include "../hw/irq.h"
#include "priv.h"

#define HNI_IDLE_POLL_US	2

void hni_ring_base_write(struct hni_chan *chan, u32 reg_low, dma_addr_t dma)
{
	hni_chan_write(chan, reg_low, lower_32_bits(dma));
	hni_chan_write(chan, reg_low + 4, upper_32_bits(dma));
}

/*
 * Waits until the page's bit is 1 in the word of each register. These words
 * legitimately read as all ones, so the check for a dead device is not used.
 */
int hni_ring_idle_wait(struct hni_chan *chan, const u32 *regs,
		       unsigned int num_regs, unsigned int timeout_us)
{
	struct hni_dev *hdev = chan->hdev;
	u32 word = 4 * (chan->page / 32);
	u32 bit = BIT(chan->page % 32);
	unsigned int i;
	u32 val;
	int err;

	if (hni_dev_is_dead(hdev))
		return 0;
	for (i = 0; i < num_regs; i++) {
		err = readl_poll_timeout(hdev->csr + regs[i] + word, val,
					 val & bit, HNI_IDLE_POLL_US,
					 timeout_us);
		if (err)
			return err;
	}
	return 0;
}

static void hni_chan_rearm(struct hni_chan *chan)
{
	hni_csr_write(chan->hdev, HNI_CSR_INTR_CQ_REARM(chan->vec),
		      HNI_INTR_CQ_REARM_UNMASK);
}

static int hni_chan_poll(struct napi_struct *napi, int budget)
{
	struct hni_chan *chan = container_of(napi, struct hni_chan, napi);
	int done = 0;

	hni_txr_poll(chan, budget);
	if (budget)
		done = unlikely(chan->rxr->xdp) ? hni_xdp_poll(chan, budget) :
						  hni_rxr_poll(chan, budget);
	if (done >= budget)
		return budget;

	if (!napi_complete_done(napi, done))
		return done;
	if (chan->coal.is_rx_adaptive || chan->coal.is_tx_adaptive)
		hni_coal_sample(chan);
	hni_chan_rearm(chan);
	return done;
}

/* The device has masked the vector; NAPI unmasks it when it is done. */
static irqreturn_t hni_chan_irq(int irq, void *data)
{
	struct hni_chan *chan = data;

	chan->events++;
	napi_schedule_irqoff(&chan->napi);
	return IRQ_HANDLED;
}

static int hni_chan_rings_init(struct hni_chan *chan,
			       const struct hni_chan_params *params)
{
	chan->txr = hni_txr_alloc(chan, &params->layout);
	if (!chan->txr)
		return -ENOMEM;
	chan->rxr = hni_rxr_alloc(chan, &params->layout);
	if (!chan->rxr)
		goto err_free_txr;
	return 0;

err_free_txr:
	hni_txr_free(chan, chan->txr);
	return -ENOMEM;
}

struct hni_chan *hni_chan_alloc(struct hni_dev *hdev,
				const struct hni_chan_params *params)
{
	struct hni_chan *chan;
	int err;

	if (test_and_set_bit(params->page, hdev->page_used))
		return ERR_PTR(-EBUSY);

	chan = kzalloc_node(sizeof(*chan), GFP_KERNEL, dev_to_node(hdev->dev));
	err = -ENOMEM;
	if (!chan)
		goto err_put_page;
	chan->hdev = hdev;
	chan->netdev = params->netdev;
	chan->rx_meta = params->rx_meta;
	chan->hash_l4 = params->hash_l4;
	chan->stamps = params->stamps;
	chan->index = params->index;
	chan->page = params->page;
	chan->coal = params->coal;
	chan->keeps_frames = params->keeps_frames;
	chan->prog = params->layout.prog;
	chan->xsk = params->layout.xsk;
	spin_lock_init(&chan->stats_lock);
	hni_coal_init(chan);

	err = hni_irq_get(hdev);
	if (err < 0)
		goto err_free_chan;
	chan->vec = err;

	err = hni_chan_rings_init(chan, params);
	if (err)
		goto err_put_irq;
	hni_compat_napi_add(chan->netdev, &chan->napi, hni_chan_poll,
			    chan->index);
	return chan;

err_put_irq:
	hni_irq_put(hdev, chan->vec);
err_free_chan:
	kfree(chan);
err_put_page:
	clear_bit(params->page, hdev->page_used);
	return ERR_PTR(err);
}

void hni_chan_free(struct hni_chan *chan)
{
	hni_compat_napi_del(&chan->napi);
	hni_rxr_free(chan, chan->rxr);
	hni_txr_free(chan, chan->txr);
	hni_irq_put(chan->hdev, chan->vec);
	clear_bit(chan->page, chan->hdev->page_used);
	kfree(chan);
}

static int hni_chan_irq_request(struct hni_chan *chan)
{
	struct hni_dev *hdev = chan->hdev;
	int irq = hni_irq_num(hdev, chan->vec);
	unsigned int cpu;
	int err;

	snprintf(chan->name, sizeof(chan->name), "%s-%u",
		 netdev_name(chan->netdev), chan->index);
	err = request_irq(irq, hni_chan_irq, 0, chan->name, chan);
	if (err)
		return err;
	cpu = cpumask_local_spread(chan->index, dev_to_node(hdev->dev));
	/*
	 * Where the platform cannot follow, any CPU serves. What a user has
	 * chosen for the vector stays.
	 */
	if (irqd_affinity_was_set(irq_get_irq_data(irq)))
		irq_update_affinity_hint(irq, cpumask_of(cpu));
	else
		irq_set_affinity_and_hint(irq, cpumask_of(cpu));
	return 0;
}

static void hni_chan_irq_free(struct hni_chan *chan)
{
	int irq = hni_irq_num(chan->hdev, chan->vec);

	irq_update_affinity_hint(irq, NULL);
	free_irq(irq, chan);
}

static void hni_chan_napi_bind(struct hni_chan *chan, struct napi_struct *napi)
{
	netif_queue_set_napi(chan->netdev, chan->index, NETDEV_QUEUE_TYPE_RX,
			     napi);
	netif_queue_set_napi(chan->netdev, chan->index, NETDEV_QUEUE_TYPE_TX,
			     napi);
}

/* The first poll finds whatever has come in between. */
static void hni_chan_napi_start(struct hni_chan *chan)
{
	hni_compat_napi_enable(&chan->napi);
	hni_chan_rearm(chan);
	hni_irq_fire(chan->hdev, chan->vec);
}

/* The rings have buffers, NAPI is disabled, the vector masked. */
static void hni_chan_start(struct hni_chan *chan)
{
	hni_txr_enable(chan);
	hni_rxr_enable(chan);
	hni_coal_write(chan);
	hni_rxr_post(chan->rxr);
	if (chan->xsk)
		hni_xsk_napi_set(chan->xsk, &chan->napi);
	WRITE_ONCE(chan->is_open, true);
	hni_xdpq_publish(chan);
	hni_chan_napi_start(chan);
}

int hni_chan_open(struct hni_chan *chan)
{
	struct hni_dev *hdev = chan->hdev;
	int err;

	hni_compat_assert_ops(chan->netdev);
	err = hni_rxr_stock(chan, chan->rxr);
	if (err)
		goto err_clear;
	hni_irq_mask(hdev, chan->vec);
	err = hni_chan_irq_request(chan);
	if (err)
		goto err_clear;

	hni_compat_napi_set_irq(&chan->napi, hni_irq_num(hdev, chan->vec));
	hni_chan_start(chan);
	hni_chan_napi_bind(chan, &chan->napi);
	return 0;

err_clear:
	hni_rxr_clear(chan->rxr);
	return err;
}

/* No transmission is under way when this returns, and none begins. */
static void hni_chan_xmit_stop(struct hni_chan *chan)
{
	struct netdev_queue *nq = netdev_get_tx_queue(chan->netdev,
						      chan->index);

	__netif_tx_lock_bh(nq);
	WRITE_ONCE(chan->is_open, false);
	/* nor does the watchdog take a queue that was idle for a stuck one */
	txq_trans_cond_update(nq);
	netif_tx_stop_queue(nq);
	__netif_tx_unlock_bh(nq);
}

/*
 * On return neither the device nor NAPI looks at the rings. What the stack has
 * handed over leaves before; then NAPI goes first: it writes no doorbell of a
 * ring that is disabled.
 */
static void hni_chan_stop(struct hni_chan *chan)
{
	hni_chan_xmit_stop(chan);
	hni_xdpq_unpublish(chan);
	hni_txr_flush(chan);
	hni_compat_napi_disable(&chan->napi);
	hni_irq_mask(chan->hdev, chan->vec);
	hni_coal_stop(chan);

	hni_txr_disable(chan);
	hni_rxr_disable(chan);
	hni_csr_flush(chan->hdev);
	hni_txr_wait(chan);
	hni_rxr_wait(chan);
	hni_chan_hw_stats_update(chan);
}

void hni_chan_close(struct hni_chan *chan)
{
	hni_compat_assert_ops(chan->netdev);
	hni_chan_napi_bind(chan, NULL);
	hni_chan_stop(chan);
	hni_compat_napi_set_irq(&chan->napi, -1);
	hni_chan_irq_free(chan);
	hni_txr_drain(chan);
	hni_rxr_clear(chan->rxr);
}

/**
 * struct hni_chan_rings - rings that are not at work
 * @txr: empty
 * @rxr: with buffers
 * @prog: XDP program that they are made for, or NULL
 * @xsk: likewise AF_XDP pool
 */
struct hni_chan_rings {
	struct hni_txr *txr;
	struct hni_rxr *rxr;
	struct bpf_prog *prog;
	struct hni_xsk *xsk;
};

/* A page pool goes only while the NAPI that it belongs to is disabled. */
static void hni_chan_rxr_discard(struct hni_chan *chan, struct hni_rxr *rxr)
{
	hni_compat_napi_disable(&chan->napi);
	hni_rxr_clear(rxr);
	hni_chan_napi_start(chan);
	hni_rxr_free(chan, rxr);
}

struct hni_chan_rings *
hni_chan_rings_alloc(struct hni_chan *chan,
		     const struct hni_chan_layout *layout)
{
	struct hni_chan_rings *rings;

	hni_compat_assert_ops(chan->netdev);
	rings = kzalloc(sizeof(*rings), GFP_KERNEL);
	if (!rings)
		return NULL;
	rings->prog = layout->prog;
	rings->xsk = layout->xsk;
	rings->txr = hni_txr_alloc(chan, layout);
	if (!rings->txr)
		goto err_free_rings;
	rings->rxr = hni_rxr_alloc(chan, layout);
	if (!rings->rxr)
		goto err_free_txr;
	if (hni_rxr_stock(chan, rings->rxr))
		goto err_discard_rxr;
	return rings;

err_discard_rxr:
	hni_chan_rxr_discard(chan, rings->rxr);
err_free_txr:
	hni_txr_free(chan, rings->txr);
err_free_rings:
	kfree(rings);
	return NULL;
}

void hni_chan_rings_free(struct hni_chan *chan, struct hni_chan_rings *rings)
{
	if (!rings)
		return;
	hni_chan_rxr_discard(chan, rings->rxr);
	hni_txr_free(chan, rings->txr);
	kfree(rings);
}

/* The counters of the old rings become part of the channel's past. */
static void hni_chan_rings_swap(struct hni_chan *chan,
				struct hni_chan_rings *rings)
{
	struct hni_chan_stats stats = {};

	hni_txr_stats_get(chan->txr, &stats);
	hni_rxr_stats_get(chan->rxr, &stats);
	spin_lock_bh(&chan->stats_lock);
	hni_chan_stats_add(&chan->past, &stats);
	swap(chan->txr, rings->txr);
	swap(chan->rxr, rings->rxr);
	spin_unlock_bh(&chan->stats_lock);
}

void hni_chan_rings_replace(struct hni_chan *chan,
			    struct hni_chan_rings *rings)
{
	struct netdev_queue *nq = netdev_get_tx_queue(chan->netdev,
						      chan->index);

	hni_compat_assert_ops(chan->netdev);
	hni_chan_stop(chan);
	hni_txr_drain(chan);
	__netif_tx_lock_bh(nq);
	hni_chan_rings_swap(chan, rings);
	__netif_tx_unlock_bh(nq);
	hni_chan_prog_set(chan, rings->prog);
	WRITE_ONCE(chan->xsk, rings->xsk);
	hni_rxr_clear(rings->rxr);
	hni_rxr_free(chan, rings->rxr);
	hni_txr_free(chan, rings->txr);
	kfree(rings);

	hni_chan_start(chan);
	netif_tx_wake_queue(nq);
}

void hni_chan_xsk_drop(struct hni_chan *chan)
{
	struct netdev_queue *nq = netdev_get_tx_queue(chan->netdev,
						      chan->index);

	hni_compat_assert_ops(chan->netdev);
	hni_chan_stop(chan);
	hni_txr_drain(chan);
	WRITE_ONCE(chan->xsk, NULL);
	chan->txr->xdpq->pool = NULL;
	hni_rxr_xsk_drop(chan->rxr);
	hni_chan_start(chan);
	netif_tx_wake_queue(nq);
}

int hni_chan_xsk_wakeup(struct hni_chan *chan)
{
	if (!READ_ONCE(chan->is_open))
		return -ENETDOWN;
	if (!READ_ONCE(chan->xsk))
		return -EINVAL;
	if (!napi_if_scheduled_mark_missed(&chan->napi))
		hni_irq_fire(chan->hdev, chan->vec);
	return 0;
}

void hni_chan_prog_set(struct hni_chan *chan, struct bpf_prog *prog)
{
	hni_compat_assert_ops(chan->netdev);
	WRITE_ONCE(chan->prog, prog);
}

void hni_chan_keep_frames(struct hni_chan *chan, bool keep)
{
	hni_compat_assert_ops(chan->netdev);
	chan->keeps_frames = keep;
	if (chan->is_open)
		hni_rxr_place_write(chan);
}

void hni_chan_stats_get(struct hni_chan *chan, struct hni_chan_stats *stats)
{
	spin_lock_bh(&chan->stats_lock);
	hni_txr_stats_get(chan->txr, stats);
	hni_rxr_stats_get(chan->rxr, stats);
	hni_chan_stats_add(stats, &chan->past);
	spin_unlock_bh(&chan->stats_lock);
}

void hni_chan_stats_add(struct hni_chan_stats *sum,
			const struct hni_chan_stats *stats)
{
	const u64 *from = (const u64 *)stats;
	u64 *to = (u64 *)sum;
	size_t i;

	BUILD_BUG_ON(sizeof(*sum) % sizeof(u64));
	for (i = 0; i < sizeof(*sum) / sizeof(u64); i++)
		to[i] += from[i];
}

void hni_chan_hw_stats_update(struct hni_chan *chan)
{
	hni_compat_assert_ops(chan->netdev);
	hni_rxr_hw_drops_update(chan);
}
