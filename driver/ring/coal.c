// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns interrupt moderation: how long and for how many completions a channel's
 * vector stays silent.
 *
 * A triad interrupts when a number of completions has come (threshold) or when
 * a time has passed since the first of them (timeout), whichever is first. In
 * adaptive mode the kernel's dim sets the time, from what NAPI has seen.
 */

#include <linux/rtnetlink.h>

#include "priv.h"

/* Completions that a received frame has at least: header and META */
#define HNI_COAL_RCD_PER_FRAME	2

static u32 hni_coal_rx_timeout(u32 usecs)
{
	return FIELD_PREP(HNI_INTR_CQ_REARM_RCQ_TIMEOUT,
			  min_t(u32, usecs, HNI_CHAN_USECS_MAX)) |
	       HNI_INTR_CQ_REARM_RCQ_TIMEOUT_UPD_EN;
}

static u32 hni_coal_tx_timeout(u32 usecs)
{
	return FIELD_PREP(HNI_INTR_CQ_REARM_TCQ_TIMEOUT,
			  min_t(u32, usecs, HNI_CHAN_USECS_MAX)) |
	       HNI_INTR_CQ_REARM_TCQ_TIMEOUT_UPD_EN;
}

/* Without UNMASK: the vector's mask is NAPI's */
static void hni_coal_timeout_write(struct hni_chan *chan, u32 val)
{
	hni_csr_write(chan->hdev, HNI_CSR_INTR_CQ_REARM(chan->vec), val);
}

static u32 hni_coal_rx_usecs(const struct hni_chan *chan)
{
	const struct dim *dim = &chan->rx_dim;

	if (!IS_ENABLED(CONFIG_DIMLIB) || !chan->coal.is_rx_adaptive)
		return chan->coal.rx_usecs;
	return net_dim_get_rx_moderation(dim->mode, dim->profile_ix).usec;
}

static u32 hni_coal_tx_usecs(const struct hni_chan *chan)
{
	const struct dim *dim = &chan->tx_dim;

	if (!IS_ENABLED(CONFIG_DIMLIB) || !chan->coal.is_tx_adaptive)
		return chan->coal.tx_usecs;
	return net_dim_get_tx_moderation(dim->mode, dim->profile_ix).usec;
}

/*
 * Work of dim. A flag that has been cleared ends it; whoever clears it waits
 * for work that has begun.
 */
static void hni_coal_rx_work(struct work_struct *work)
{
	struct dim *dim = container_of(work, struct dim, work);
	struct hni_chan *chan = container_of(dim, struct hni_chan, rx_dim);

	if (READ_ONCE(chan->coal.is_rx_adaptive))
		hni_coal_timeout_write(chan, hni_coal_rx_timeout(hni_coal_rx_usecs(chan)));
	dim->state = DIM_START_MEASURE;
}

static void hni_coal_tx_work(struct work_struct *work)
{
	struct dim *dim = container_of(work, struct dim, work);
	struct hni_chan *chan = container_of(dim, struct hni_chan, tx_dim);

	if (READ_ONCE(chan->coal.is_tx_adaptive))
		hni_coal_timeout_write(chan, hni_coal_tx_timeout(hni_coal_tx_usecs(chan)));
	dim->state = DIM_START_MEASURE;
}

void hni_coal_init(struct hni_chan *chan)
{
	INIT_WORK(&chan->rx_dim.work, hni_coal_rx_work);
	INIT_WORK(&chan->tx_dim.work, hni_coal_tx_work);
	chan->rx_dim.mode = DIM_CQ_PERIOD_MODE_START_FROM_CQE;
	chan->tx_dim.mode = DIM_CQ_PERIOD_MODE_START_FROM_CQE;
}

void hni_coal_write(struct hni_chan *chan)
{
	u32 rx_max = chan->rxr->rcq_mask / 2, rx = rx_max;

	if (chan->coal.rx_frames)
		rx = min(HNI_COAL_RCD_PER_FRAME * chan->coal.rx_frames, rx_max);
	hni_chan_write(chan, HNI_QUEUE_RIM_THRESHOLD,
		       FIELD_PREP(HNI_QUEUE_IM_THRESHOLD, rx));
	hni_chan_write(chan, HNI_QUEUE_TIM_THRESHOLD,
		       FIELD_PREP(HNI_QUEUE_IM_THRESHOLD,
				  chan->txr->mask / 2));
	hni_coal_timeout_write(chan,
			       hni_coal_rx_timeout(hni_coal_rx_usecs(chan)) |
			       hni_coal_tx_timeout(hni_coal_tx_usecs(chan)));
}

/* NAPI is disabled, or the flags are off. */
void hni_coal_stop(struct hni_chan *chan)
{
	cancel_work_sync(&chan->rx_dim.work);
	cancel_work_sync(&chan->tx_dim.work);
	chan->rx_dim.state = DIM_START_MEASURE;
	chan->tx_dim.state = DIM_START_MEASURE;
}

/* NAPI, once a poll has found the rings empty */
void hni_coal_sample(struct hni_chan *chan)
{
	struct hni_rxr *rxr = chan->rxr;
	struct hni_txr *txr = chan->txr;
	struct dim_sample sample = {};

	if (!IS_ENABLED(CONFIG_DIMLIB))
		return;
	if (chan->coal.is_rx_adaptive) {
		dim_update_sample(READ_ONCE(chan->events),
				  u64_stats_read(&rxr->pkts),
				  u64_stats_read(&rxr->bytes), &sample);
		hni_compat_net_dim(&chan->rx_dim, sample);
	}
	if (chan->coal.is_tx_adaptive) {
		dim_update_sample(READ_ONCE(chan->events),
				  u64_stats_read(&txr->pkts),
				  u64_stats_read(&txr->bytes), &sample);
		hni_compat_net_dim(&chan->tx_dim, sample);
	}
}

void hni_chan_coal_set(struct hni_chan *chan, const struct hni_chan_coal *coal)
{
	hni_compat_assert_ops(chan->netdev);
	WRITE_ONCE(chan->coal.is_rx_adaptive, false);
	WRITE_ONCE(chan->coal.is_tx_adaptive, false);
	hni_coal_stop(chan);
	chan->coal = *coal;
	if (chan->is_open)
		hni_coal_write(chan);
}
