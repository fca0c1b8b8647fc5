// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the memory of the Tx ring, its registers, and what is left on it when
 * it is closed.
 */

#include <linux/log2.h>

#include "priv.h"

void hni_txr_drain(struct hni_chan *chan)
{
	struct hni_txr *txr = chan->txr;
	struct hni_tx_buf *buf;
	u64 dropped = 0;

	while (txr->head != txr->tail) {
		buf = &txr->bufs[txr->head & txr->mask];
		hni_tx_unmap(chan->hdev->dev, txr, txr->head + 1,
			     txr->head + buf->num_descs);
		dev_kfree_skb_any(buf->skb);
		txr->head += buf->num_descs;
		dropped++;
	}
	hni_stamp_drain(txr);
	netdev_tx_reset_queue(txr->nq);
	if (txr->xdpq)
		hni_xdpq_drain(chan, txr->xdpq);

	/* no transmission is under way: the Tx lock need not be taken */
	local_bh_disable();
	u64_stats_update_begin(&txr->xmit_syncp);
	u64_stats_add(&txr->dropped, dropped);
	u64_stats_update_end(&txr->xmit_syncp);
	local_bh_enable();
}

struct hni_txr *hni_txr_alloc(struct hni_chan *chan,
			      const struct hni_chan_layout *layout)
{
	struct device *dev = chan->hdev->dev;
	u32 size = layout->tx_size;
	struct hni_txr *txr;

	txr = kzalloc_node(sizeof(*txr), GFP_KERNEL, dev_to_node(dev));
	if (!txr)
		return NULL;
	u64_stats_init(&txr->xmit_syncp);
	u64_stats_init(&txr->cmpl_syncp);
	skb_queue_head_init(&txr->stamp_list);
	txr->nq = netdev_get_tx_queue(chan->netdev, chan->index);
	txr->mask = size - 1;
	txr->tcq_mask = size - 1;
	txr->tcq_shift = hni_cq_shift(txr->tcq_mask);
	txr->doorbell = chan->hdev->csr +
			hni_chan_reg(chan, HNI_QUEUE_TWQ0_TAIL);
	txr->tcq_doorbell = chan->hdev->csr +
			    hni_chan_reg(chan, HNI_QUEUE_TCQ_HEAD);

	txr->bufs = kvcalloc(size, sizeof(*txr->bufs), GFP_KERNEL);
	if (!txr->bufs)
		goto err_free_txr;
	txr->twq = dma_alloc_coherent(dev, size * sizeof(*txr->twq),
				      &txr->twq_dma, GFP_KERNEL);
	if (!txr->twq)
		goto err_free_bufs;
	txr->tcq = dma_alloc_coherent(dev, size * sizeof(*txr->tcq),
				      &txr->tcq_dma, GFP_KERNEL);
	if (!txr->tcq)
		goto err_free_twq;
	if (!hni_layout_has_xdp(layout))
		return txr;
	txr->xdpq = hni_xdpq_alloc(chan, layout);
	if (!txr->xdpq)
		goto err_free_tcq;
	return txr;

err_free_tcq:
	dma_free_coherent(dev, size * sizeof(*txr->tcq), txr->tcq,
			  txr->tcq_dma);
err_free_twq:
	dma_free_coherent(dev, size * sizeof(*txr->twq), txr->twq,
			  txr->twq_dma);
err_free_bufs:
	kvfree(txr->bufs);
err_free_txr:
	kfree(txr);
	return NULL;
}

void hni_txr_free(struct hni_chan *chan, struct hni_txr *txr)
{
	struct device *dev = chan->hdev->dev;
	size_t size = txr->mask + 1;

	if (txr->xdpq)
		hni_xdpq_free(chan, txr->xdpq);
	dma_free_coherent(dev, size * sizeof(*txr->tcq), txr->tcq,
			  txr->tcq_dma);
	dma_free_coherent(dev, size * sizeof(*txr->twq), txr->twq,
			  txr->twq_dma);
	kvfree(txr->bufs);
	kfree(txr);
}

void hni_txr_enable(struct hni_chan *chan)
{
	struct hni_txr *txr = chan->txr;
	u32 log2_size = ilog2(txr->mask + 1);

	memset(txr->tcq, 0, (txr->tcq_mask + 1) * sizeof(*txr->tcq));
	txr->head = 0;
	txr->tail = 0;
	txr->tcq_head = 0;
	txr->last_has_cmpl = true;

	hni_chan_write(chan, HNI_QUEUE_TWQ0_CTL, HNI_QUEUE_CTL_RESET);
	hni_ring_base_write(chan, HNI_QUEUE_TWQ0_BAL, txr->twq_dma);
	hni_chan_write(chan, HNI_QUEUE_TWQ0_SIZE,
		       FIELD_PREP(HNI_QUEUE_SIZE_LOG2, log2_size));
	hni_chan_write(chan, HNI_QUEUE_TWQ0_CTL, HNI_QUEUE_CTL_ENABLE);
	if (txr->xdpq)
		hni_xdpq_enable(chan, txr->xdpq);

	hni_chan_write(chan, HNI_QUEUE_TCQ_CTL, HNI_QUEUE_CTL_RESET);
	hni_ring_base_write(chan, HNI_QUEUE_TCQ_BAL, txr->tcq_dma);
	hni_chan_write(chan, HNI_QUEUE_TCQ_SIZE,
		       FIELD_PREP(HNI_QUEUE_SIZE_LOG2, log2_size));
	hni_chan_write(chan, HNI_QUEUE_TIM_CTL,
		       FIELD_PREP(HNI_QUEUE_IM_CTL_VECTOR, chan->vec));
	hni_chan_write(chan, HNI_QUEUE_TIM_MASK, 0);
	hni_chan_write(chan, HNI_QUEUE_TCQ_CTL, HNI_QUEUE_CTL_ENABLE);
}

void hni_txr_disable(struct hni_chan *chan)
{
	hni_chan_write(chan, HNI_QUEUE_TWQ0_CTL, 0);
	if (chan->txr->xdpq)
		hni_chan_write(chan, HNI_QUEUE_TWQ1_CTL, 0);
	hni_chan_write(chan, HNI_QUEUE_TCQ_CTL, 0);
	hni_chan_write(chan, HNI_QUEUE_TIM_MASK, HNI_QUEUE_IM_MASK);
}

/* Words of TWQ1 follow those of TWQ0. */
#define HNI_IDLE_TWQ1		4

static const u32 hni_txr_idle[] = {
	HNI_CSR_QM_TWQ_IDLE(0), HNI_CSR_QM_TQS_IDLE(0), HNI_CSR_QM_TDE_IDLE(0),
	HNI_CSR_QM_TWQ_IDLE(HNI_IDLE_TWQ1), HNI_CSR_QM_TQS_IDLE(HNI_IDLE_TWQ1),
	HNI_CSR_QM_TDE_IDLE(HNI_IDLE_TWQ1), HNI_CSR_QM_TCQ_IDLE(0),
};

/* A ring that is stuck, or whose link is paused, loses what it holds. */
void hni_txr_flush(struct hni_chan *chan)
{
	hni_ring_idle_wait(chan, hni_txr_idle, ARRAY_SIZE(hni_txr_idle),
			   HNI_FLUSH_TIMEOUT_US);
}

/*
 * A ring that does not drain is helped by discarding towards the MAC, which
 * costs frames of other rings: it is the last resort.
 */
void hni_txr_wait(struct hni_chan *chan)
{
	struct hni_dev *hdev = chan->hdev;
	int err;

	if (!hni_ring_idle_wait(chan, hni_txr_idle, ARRAY_SIZE(hni_txr_idle),
				HNI_IDLE_TIMEOUT_US))
		return;
	hni_csr_write(hdev, HNI_CSR_TMI_DROP_CTRL, HNI_TMI_DROP_CTRL_EN);
	err = hni_ring_idle_wait(chan, hni_txr_idle, ARRAY_SIZE(hni_txr_idle),
				 HNI_IDLE_TIMEOUT_US);
	hni_csr_write(hdev, HNI_CSR_TMI_DROP_CTRL, 0);
	if (err)
		netdev_err(chan->netdev, "Tx ring %u does not become idle\n",
			   chan->index);
}

void hni_txr_stats_get(const struct hni_txr *txr,
		       struct hni_chan_stats *stats)
{
	unsigned int start;
	u64 refused;

	do {
		start = u64_stats_fetch_begin(&txr->xmit_syncp);
		stats->tx_pkts = u64_stats_read(&txr->pkts);
		stats->tx_bytes = u64_stats_read(&txr->bytes);
		stats->tx_dropped = u64_stats_read(&txr->dropped);
		stats->tx_csum = u64_stats_read(&txr->csum);
		stats->tx_gso_pkts = u64_stats_read(&txr->gso_pkts);
		stats->tx_gso_segs = u64_stats_read(&txr->gso_segs);
		stats->tx_stop = u64_stats_read(&txr->stop);
		refused = u64_stats_read(&txr->stamps_refused);
	} while (u64_stats_fetch_retry(&txr->xmit_syncp, start));
	do {
		start = u64_stats_fetch_begin(&txr->cmpl_syncp);
		stats->tx_wake = u64_stats_read(&txr->wake);
		stats->tx_bad_completions =
			u64_stats_read(&txr->bad_completions);
		stats->tx_stamps = u64_stats_read(&txr->stamps);
		stats->tx_stamps_lost = u64_stats_read(&txr->stamps_lost);
		stats->tx_stamps_failed =
			refused + u64_stats_read(&txr->stamps_failed);
	} while (u64_stats_fetch_retry(&txr->cmpl_syncp, start));
	hni_xdpq_stats_get(txr->xdpq, stats);
}
