// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the memory of the Rx rings and the buffers posted on them.
 */

#include <linux/pci.h>

#include "priv.h"

/* Entries of the completion ring per buffer: many headers share one */
#define HNI_HPQ_SHARE		16
#define HNI_PPQ_SHARE		8
/* per page of heads: as many as fit into one, two entries each */
#define HNI_HEADS_SHARE		12
/* Where more than headers lies, few frames share a fragment, or none */
#define HNI_HPQ_WHOLE_SHARE	4

static_assert(HNI_RX_POST_BATCH < HNI_CHAN_RING_MIN);

static int hni_bdq_alloc(struct hni_chan *chan, struct hni_bdq *bdq, u32 size,
			 u32 tail_reg)
{
	bdq->mask = size - 1;
	bdq->doorbell = chan->hdev->csr + hni_chan_reg(chan, tail_reg);
	bdq->bufs = kvcalloc(size, sizeof(*bdq->bufs), GFP_KERNEL);
	if (!bdq->bufs)
		return -ENOMEM;
	bdq->ring = dma_alloc_coherent(chan->hdev->dev,
				       size * sizeof(*bdq->ring), &bdq->dma,
				       GFP_KERNEL);
	if (!bdq->ring)
		goto err_free_bufs;
	return 0;

err_free_bufs:
	kvfree(bdq->bufs);
	return -ENOMEM;
}

static void hni_bdq_free(struct hni_chan *chan, struct hni_bdq *bdq)
{
	dma_free_coherent(chan->hdev->dev,
			  (bdq->mask + 1) * sizeof(*bdq->ring), bdq->ring,
			  bdq->dma);
	kvfree(bdq->bufs);
}

/*
 * If a frame has room behind it, and the platform has no reason to fear that the
 * device writes there, too.
 */
static bool hni_rxr_is_in_place(struct hni_chan *chan,
				const struct hni_chan_layout *layout)
{
	u32 room = ALIGN(HNI_RX_PLACE_HROOM, HNI_RX_ALIGN) + HNI_RX_PLACE_TROOM;

	/* an skb begins with a block of the cache, and so does what is kept */
	BUILD_BUG_ON(HNI_RX_ALIGN % SMP_CACHE_BYTES ||
		     HNI_RX_PLACE_HROOM % SMP_CACHE_BYTES);
	return layout->whole_max > HNI_RX_MAX_HDR &&
	       layout->whole_max <= HNI_RX_FRAG_SIZE - room &&
	       FIELD_FIT(HNI_RDE_CTL0_MIN_TROOM, HNI_RX_PLACE_TROOM) &&
	       !hni_layout_has_xdp(layout) &&
	       !to_pci_dev(chan->hdev->dev)->untrusted;
}

struct hni_rxr *hni_rxr_alloc(struct hni_chan *chan,
			      const struct hni_chan_layout *layout)
{
	bool has_xdp = hni_layout_has_xdp(layout);
	bool is_copied = !has_xdp && layout->whole_max <= HNI_RX_MAX_HDR;
	u32 hpq_share = is_copied ? HNI_HPQ_SHARE : HNI_HPQ_WHOLE_SHARE;
	struct device *dev = chan->hdev->dev;
	u32 size = layout->rx_size;
	u32 hpq_size = max_t(u32, size / hpq_share, HNI_CHAN_RING_MIN);
	u32 ppq_size = max_t(u32, size / HNI_PPQ_SHARE, HNI_CHAN_RING_MIN);
	struct hni_rxr *rxr;

	rxr = kzalloc_node(sizeof(*rxr), GFP_KERNEL, dev_to_node(dev));
	if (!rxr)
		return NULL;
	u64_stats_init(&rxr->syncp);
	rxr->xsk = layout->prog ? layout->xsk : NULL;
	rxr->hpq.keeps_pages = is_copied || rxr->xsk;
	rxr->whole_max = layout->whole_max;
	rxr->max_hdr = max_t(u32, layout->whole_max, HNI_RX_MAX_HDR);
	rxr->is_in_place = hni_rxr_is_in_place(chan, layout);
	if (rxr->is_in_place) {
		rxr->hpq.hroom = HNI_RX_PLACE_HROOM;
		rxr->hpq.troom = HNI_RX_PLACE_TROOM;
	}
	rxr->rcq_mask = size - 1;
	rxr->rcq_shift = hni_cq_shift(rxr->rcq_mask);
	rxr->rcq_doorbell = chan->hdev->csr +
			    hni_chan_reg(chan, HNI_QUEUE_RCQ_HEAD);

	rxr->rcq = dma_alloc_coherent(dev, size * sizeof(*rxr->rcq),
				      &rxr->rcq_dma, GFP_KERNEL);
	if (!rxr->rcq)
		goto err_free_rxr;
	if (hni_bdq_alloc(chan, &rxr->hpq, hpq_size, HNI_QUEUE_BDQ_HPQ_TAIL))
		goto err_free_rcq;
	if (hni_bdq_alloc(chan, &rxr->ppq, ppq_size, HNI_QUEUE_BDQ_PPQ_TAIL))
		goto err_free_hpq;
	if (!has_xdp)
		return rxr;
	rxr->xdp = hni_xdp_rx_alloc(chan);
	if (!rxr->xdp)
		goto err_free_ppq;
	return rxr;

err_free_ppq:
	hni_bdq_free(chan, &rxr->ppq);
err_free_hpq:
	hni_bdq_free(chan, &rxr->hpq);
err_free_rcq:
	dma_free_coherent(dev, size * sizeof(*rxr->rcq), rxr->rcq,
			  rxr->rcq_dma);
err_free_rxr:
	kfree(rxr);
	return NULL;
}

void hni_rxr_free(struct hni_chan *chan, struct hni_rxr *rxr)
{
	kfree(rxr->xdp);
	hni_bdq_free(chan, &rxr->ppq);
	hni_bdq_free(chan, &rxr->hpq);
	dma_free_coherent(chan->hdev->dev,
			  (rxr->rcq_mask + 1) * sizeof(*rxr->rcq), rxr->rcq,
			  rxr->rcq_dma);
	kfree(rxr);
}

static void hni_bdq_reset(struct hni_bdq *bdq)
{
	bdq->head = 0;
	bdq->tail = 0;
	bdq->posted = 0;
}

static struct page_pool *hni_rxr_heads_create(struct hni_chan *chan,
					      const struct hni_rxr *rxr)
{
	struct page_pool_params params = {
		.pool_size = (rxr->rcq_mask + 1) / HNI_HEADS_SHARE,
		.nid = dev_to_node(chan->hdev->dev),
		.napi = &chan->napi,
		.netdev = chan->netdev,
		.queue_idx = chan->index,
	};

	return page_pool_create(&params);
}

bool hni_rx_heads_refill(struct hni_rx_heads *heads)
{
	struct page *page = page_pool_dev_alloc_pages(heads->pool);

	if (!page)
		return false;
	page_pool_fragment_page(page, HNI_RX_HEADS_PER_PAGE);
	heads->next = page_address(page);
	heads->num_left = HNI_RX_HEADS_PER_PAGE;
	return true;
}

static void hni_rx_heads_clear(struct hni_rx_heads *heads)
{
	for (; heads->num_left; heads->num_left--)
		page_pool_free_va(heads->pool, heads->next, false);
	page_pool_destroy(heads->pool);
	heads->pool = NULL;
}

/* @flags: PP_FLAG_* beside those that all have */
static struct page_pool *hni_rxr_bufs_create(struct hni_chan *chan,
					     const struct hni_rxr *rxr,
					     unsigned int flags)
{
	struct page_pool_params params = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV | flags,
		.pool_size = rxr->hpq.mask + 1 + rxr->ppq.mask + 1,
		.nid = dev_to_node(chan->hdev->dev),
		.dev = chan->hdev->dev,
		.napi = &chan->napi,
		/* a program may write to frames and send them back */
		.dma_dir = rxr->xdp ? DMA_BIDIRECTIONAL : DMA_FROM_DEVICE,
		.max_len = PAGE_SIZE,
		.netdev = chan->netdev,
		.queue_idx = chan->index,
	};

	return page_pool_create(&params);
}

/*
 * Buffers of both rings are of one pool; but if the queue's payload goes to the
 * memory of a provider, PPQ has one of its own: headers have to be read.
 */
static int hni_rxr_bufs_init(struct hni_chan *chan, struct hni_rxr *rxr)
{
	struct page_pool *bufs, *payload;

	bufs = hni_rxr_bufs_create(chan, rxr, 0);
	if (IS_ERR(bufs))
		return PTR_ERR(bufs);
	payload = bufs;
	rxr->ppq.takes_netmem = !rxr->whole_max && !rxr->xdp &&
				hni_compat_has_provider(chan->netdev,
							chan->index);
	if (rxr->ppq.takes_netmem)
		payload = hni_rxr_bufs_create(chan, rxr,
					      PP_FLAG_ALLOW_UNREADABLE_NETMEM);
	if (IS_ERR(payload)) {
		page_pool_destroy(bufs);
		return PTR_ERR(payload);
	}
	rxr->hpq.pool = bufs;
	rxr->ppq.pool = payload;
	return 0;
}

static void hni_rxr_bufs_fini(struct hni_rxr *rxr)
{
	if (rxr->ppq.pool != rxr->hpq.pool)
		page_pool_destroy(rxr->ppq.pool);
	page_pool_destroy(rxr->hpq.pool);
	rxr->ppq.pool = NULL;
	rxr->hpq.pool = NULL;
}

static int hni_rxr_pools_create(struct hni_chan *chan, struct hni_rxr *rxr)
{
	struct page_pool *heads = NULL;
	int err;

	if (!rxr->is_in_place)
		heads = hni_rxr_heads_create(chan, rxr);
	if (IS_ERR(heads))
		return PTR_ERR(heads);
	err = hni_rxr_bufs_init(chan, rxr);
	if (err) {
		page_pool_destroy(heads);
		return err;
	}
	rxr->heads.pool = heads;
	hni_bdq_reset(&rxr->hpq);
	hni_bdq_reset(&rxr->ppq);
	memset(&rxr->frame, 0, sizeof(rxr->frame));
	memset(&rxr->tally, 0, sizeof(rxr->tally));
	return rxr->xdp ? hni_xdp_rx_register(chan, rxr) : 0;
}

void hni_rx_buf_release(const struct hni_bdq *bdq, struct hni_rx_buf *buf,
			bool in_napi)
{
	if (!buf->netmem)
		return;
	page_pool_put_full_netmem(bdq->pool, buf->netmem, in_napi);
	buf->netmem = 0;
}

static bool hni_rx_buf_get(const struct hni_bdq *bdq, struct hni_rx_buf *buf)
{
	unsigned int off = 0, size = HNI_RX_FRAG_SIZE;
	struct page_pool *pool = bdq->pool;

	buf->used = bdq->hroom;
	if (buf->page) {
		dma_sync_single_range_for_device(pool->p.dev,
						 page_pool_get_dma_addr(buf->page),
						 buf->page_off, size,
						 DMA_FROM_DEVICE);
		return true;
	}
	if (likely(!bdq->takes_netmem) && HNI_RX_FRAG_SIZE < PAGE_SIZE)
		buf->page = page_pool_dev_alloc(pool, &off, &size);
	else
		buf->netmem = page_pool_alloc_netmems(pool, GFP_ATOMIC |
						      __GFP_NOWARN);
	buf->page_off = off;
	return buf->netmem;
}

static bool hni_bdq_fill(struct hni_bdq *bdq)
{
	u32 room = bdq->mask - 1 - (bdq->tail - bdq->head);
	struct hni_rx_buf *buf;
	u32 slot;

	if (room < HNI_RX_POST_BATCH)
		return true;
	for (; room; room--) {
		slot = bdq->tail & bdq->mask;
		buf = &bdq->bufs[slot];
		if (unlikely(!hni_rx_buf_get(bdq, buf)))
			return false;
		bdq->ring[slot] =
			cpu_to_le64(FIELD_PREP(HNI_BD_ID, slot) |
				    (page_pool_get_dma_addr_netmem(buf->netmem) +
				     buf->page_off));
		bdq->tail++;
	}
	return true;
}

/* False if memory is short: then it has to be tried again soon. */
bool hni_rxr_fill(struct hni_rxr *rxr)
{
	bool hpq_full = unlikely(rxr->xsk) || hni_bdq_fill(&rxr->hpq);
	bool ppq_full = hni_bdq_fill(&rxr->ppq);

	if (likely(hpq_full && ppq_full))
		return true;
	rxr->tally.alloc_failed++;
	return false;
}

static void hni_bdq_post(struct hni_bdq *bdq)
{
	if (bdq->posted == bdq->tail)
		return;
	writel(bdq->tail & bdq->mask, bdq->doorbell);
	bdq->posted = bdq->tail;
}

void hni_rxr_post(struct hni_rxr *rxr)
{
	/* the device reads descriptors after the doorbells below */
	dma_wmb();
	hni_bdq_post(&rxr->hpq);
	hni_bdq_post(&rxr->ppq);
}

static void hni_bdq_drain(struct hni_bdq *bdq)
{
	u32 slot;

	for (slot = 0; slot <= bdq->mask; slot++)
		hni_rx_buf_release(bdq, &bdq->bufs[slot], false);
}

void hni_rxr_xsk_drop(struct hni_rxr *rxr)
{
	if (!rxr->xsk)
		return;
	hni_xdp_rx_abandon(rxr);
	hni_xsk_drain(rxr);
	rxr->xsk = NULL;
	rxr->hpq.keeps_pages = false;
	/* the device begins at the rings' first slots again */
	hni_bdq_drain(&rxr->ppq);
	hni_bdq_reset(&rxr->hpq);
	hni_bdq_reset(&rxr->ppq);
	memset(&rxr->frame, 0, sizeof(rxr->frame));
	/* if memory is short, NAPI goes on trying */
	hni_rxr_fill(rxr);
}

int hni_rxr_stock(struct hni_chan *chan, struct hni_rxr *rxr)
{
	int err;

	err = hni_rxr_pools_create(chan, rxr);
	if (err)
		return err;
	return hni_rxr_fill(rxr) ? 0 : -ENOMEM;
}

void hni_rxr_clear(struct hni_rxr *rxr)
{
	if (rxr->frame.skb)
		dev_kfree_skb_any(rxr->frame.skb);
	if (rxr->xdp)
		hni_xdp_rx_unregister(rxr);
	if (rxr->xsk)
		hni_xsk_drain(rxr);
	else
		hni_bdq_drain(&rxr->hpq);
	hni_bdq_drain(&rxr->ppq);
	hni_rxr_bufs_fini(rxr);
	hni_rx_heads_clear(&rxr->heads);
}

static u32 hni_rxr_hw_drops_read(struct hni_chan *chan)
{
	struct hni_dev *hdev = chan->hdev;

	return hni_csr_read(hdev, hni_chan_reg(chan,
					       HNI_QUEUE_RDE_CQ_DROP_CNT)) +
	       hni_csr_read(hdev, hni_chan_reg(chan,
					       HNI_QUEUE_RDE_BDQ_DROP_CNT));
}

void hni_rxr_hw_drops_update(struct hni_chan *chan)
{
	struct hni_rxr *rxr = chan->rxr;
	u32 seen = hni_rxr_hw_drops_read(chan);

	if (hni_dev_is_dead(chan->hdev))
		return;
	/* both counters run freely, and so does their sum */
	WRITE_ONCE(rxr->hw_drops,
		   rxr->hw_drops + (u32)(seen - rxr->hw_drops_seen));
	rxr->hw_drops_seen = seen;
}

static void hni_bdq_enable(struct hni_chan *chan, struct hni_bdq *bdq,
			   u32 base_reg, u32 size_reg)
{
	hni_ring_base_write(chan, base_reg, bdq->dma);
	hni_chan_write(chan, size_reg, FIELD_PREP(HNI_QUEUE_SIZE_LOG2,
						  ilog2(bdq->mask + 1)));
}

void hni_rxr_place_write(struct hni_chan *chan)
{
	u32 mode = chan->keeps_frames ? HNI_RDE_DROP_NEVER :
					HNI_RDE_DROP_IMMEDIATE;
	u32 ctl0 = FIELD_PREP(HNI_RDE_CTL0_DROP_MODE, mode);

	if (!chan->rxr->whole_max)
		ctl0 |= HNI_RDE_CTL0_EN_HDR_SPLIT;
	if (chan->rxr->xsk)
		ctl0 |= FIELD_PREP(HNI_RDE_CTL0_MIN_HROOM,
				   hni_xsk_headroom(chan->rxr->xsk));
	else if (chan->rxr->xdp)
		ctl0 |= FIELD_PREP(HNI_RDE_CTL0_MIN_HROOM,
				   XDP_PACKET_HEADROOM) |
			FIELD_PREP(HNI_RDE_CTL0_MIN_TROOM, HNI_XDP_MIN_TROOM);
	else if (chan->rxr->is_in_place)
		ctl0 |= FIELD_PREP(HNI_RDE_CTL0_MIN_HROOM,
				   HNI_RX_PLACE_HROOM) |
			FIELD_PREP(HNI_RDE_CTL0_MIN_TROOM, HNI_RX_PLACE_TROOM);
	hni_chan_write(chan, HNI_QUEUE_RDE_CTL0, ctl0);
}

/*
 * The most that may lie in a header fragment. With a program the device has to
 * finish a fragment with each frame: it does, if the next one might not fit.
 */
static u32 hni_rxr_max_hdr(const struct hni_rxr *rxr)
{
	if (rxr->xsk)
		return hni_xsk_frame_max(rxr->xsk);
	if (rxr->xdp)
		return HNI_CHAN_XDP_FRAME_MAX;
	return rxr->max_hdr;
}

void hni_rxr_enable(struct hni_chan *chan)
{
	struct hni_rxr *rxr = chan->rxr;

	memset(rxr->rcq, 0, (rxr->rcq_mask + 1) * sizeof(*rxr->rcq));
	rxr->rcq_head = 0;
	rxr->hw_drops_seen = hni_rxr_hw_drops_read(chan);

	hni_chan_write(chan, HNI_QUEUE_BDQ_CTL, HNI_QUEUE_CTL_RESET);
	hni_bdq_enable(chan, &rxr->hpq, HNI_QUEUE_BDQ_HPQ_BAL,
		       HNI_QUEUE_BDQ_HPQ_SIZE);
	hni_bdq_enable(chan, &rxr->ppq, HNI_QUEUE_BDQ_PPQ_BAL,
		       HNI_QUEUE_BDQ_PPQ_SIZE);
	hni_chan_write(chan, HNI_QUEUE_BDQ_CTL,
		       HNI_QUEUE_CTL_ENABLE | HNI_QUEUE_BDQ_CTL_PPQ_ENABLE);

	hni_rxr_place_write(chan);
	hni_chan_write(chan, HNI_QUEUE_RDE_CTL1,
		       FIELD_PREP(HNI_RDE_CTL1_MAX_HDR, hni_rxr_max_hdr(rxr)) |
		       FIELD_PREP(HNI_RDE_CTL1_PAYLD_PACK,
				  HNI_RDE_PACK_NONE));

	hni_chan_write(chan, HNI_QUEUE_RCQ_CTL, HNI_QUEUE_CTL_RESET);
	hni_ring_base_write(chan, HNI_QUEUE_RCQ_BAL, rxr->rcq_dma);
	hni_chan_write(chan, HNI_QUEUE_RCQ_SIZE,
		       FIELD_PREP(HNI_QUEUE_SIZE_LOG2,
				  ilog2(rxr->rcq_mask + 1)));
	hni_chan_write(chan, HNI_QUEUE_RIM_CTL,
		       FIELD_PREP(HNI_QUEUE_IM_CTL_VECTOR, chan->vec));
	hni_chan_write(chan, HNI_QUEUE_RIM_MASK, 0);
	hni_chan_write(chan, HNI_QUEUE_RCQ_CTL, HNI_QUEUE_CTL_ENABLE);
}

void hni_rxr_disable(struct hni_chan *chan)
{
	hni_chan_write(chan, HNI_QUEUE_BDQ_CTL, HNI_QUEUE_BDQ_CTL_PPQ_ENABLE);
	hni_chan_write(chan, HNI_QUEUE_RCQ_CTL, 0);
	hni_chan_write(chan, HNI_QUEUE_RIM_MASK, HNI_QUEUE_IM_MASK);
}

void hni_rxr_wait(struct hni_chan *chan)
{
	static const u32 idle[] = {
		HNI_CSR_QM_HPQ_IDLE(0), HNI_CSR_QM_PPQ_IDLE(0),
		HNI_CSR_QM_RCQ_IDLE(0),
	};

	if (hni_ring_idle_wait(chan, idle, ARRAY_SIZE(idle),
			       HNI_IDLE_TIMEOUT_US))
		netdev_err(chan->netdev, "Rx ring %u does not become idle\n",
			   chan->index);
}

void hni_rxr_stats_get(const struct hni_rxr *rxr,
		       struct hni_chan_stats *stats)
{
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&rxr->syncp);
		stats->rx_pkts = u64_stats_read(&rxr->pkts);
		stats->rx_bytes = u64_stats_read(&rxr->bytes);
		stats->rx_csum_good = u64_stats_read(&rxr->csum_good);
		stats->rx_csum_complete = u64_stats_read(&rxr->csum_complete);
		stats->rx_errors = u64_stats_read(&rxr->errors);
		stats->rx_alloc_failed = u64_stats_read(&rxr->alloc_failed);
		stats->rx_bad_completions =
			u64_stats_read(&rxr->bad_completions);
		hni_xdp_rx_stats_get(rxr, stats);
	} while (u64_stats_fetch_retry(&rxr->syncp, start));
	stats->rx_hw_drops = READ_ONCE(rxr->hw_drops);
}
