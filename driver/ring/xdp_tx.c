// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns TWQ1, the work queue for XDP: what a program sends back, and what other
 * devices redirect here.
 *
 * A frame is its pieces, without META: the device takes the metadata from
 * QM_TWQ_DEFAULT_META, which asks for a completion of each frame. The queue
 * exists while a program is attached or a pool of AF_XDP sockets is at the queue.
 * NAPI and ndo_xdp_xmit of any CPU write to it, so it has a lock; only NAPI takes
 * frames off it, and those of sockets only NAPI puts there.
 */

#include <linux/log2.h>
#include <linux/rtnetlink.h>
#include <net/xdp_sock_drv.h>

#include "priv.h"

/* The device wants a few entries of a work ring to stay free. */
#define HNI_XDPQ_RESERVE	8
/* Frames of sockets that are taken at a time */
#define HNI_XDPQ_XSK_BATCH	64
/* Behind the ring, zeros, for what is shorter than an Ethernet header */
#define HNI_XDPQ_PAD		ALIGN(ETH_HLEN, sizeof(__le64))

static_assert(HNI_XDPQ_RESERVE + 1 + MAX_SKB_FRAGS <= HNI_CHAN_RING_MIN);
static_assert(1 + MAX_SKB_FRAGS <= HNI_TWD_MAX_FRAGS);

struct hni_xdp_piece {
	struct page *page;
	u32 off;
	u32 len;
};

static size_t hni_xdpq_ring_bytes(const struct hni_xdpq *xdpq)
{
	return (xdpq->mask + 1) * sizeof(*xdpq->twq) + HNI_XDPQ_PAD;
}

struct hni_xdpq *hni_xdpq_alloc(struct hni_chan *chan,
				const struct hni_chan_layout *layout)
{
	struct device *dev = chan->hdev->dev;
	u32 size = layout->tx_size;
	struct hni_xdpq *xdpq;

	xdpq = kzalloc_node(sizeof(*xdpq), GFP_KERNEL, dev_to_node(dev));
	if (!xdpq)
		return NULL;
	spin_lock_init(&xdpq->lock);
	u64_stats_init(&xdpq->syncp);
	xdpq->mask = size - 1;
	xdpq->pool = hni_xsk_pool(layout->xsk);
	xdpq->doorbell = chan->hdev->csr +
			 hni_chan_reg(chan, HNI_QUEUE_TWQ1_TAIL);
	xdpq->bufs = kvcalloc(size, sizeof(*xdpq->bufs), GFP_KERNEL);
	if (!xdpq->bufs)
		goto err_free_xdpq;
	xdpq->twq = dma_alloc_coherent(dev, hni_xdpq_ring_bytes(xdpq),
				       &xdpq->twq_dma, GFP_KERNEL);
	if (!xdpq->twq)
		goto err_free_bufs;
	return xdpq;

err_free_bufs:
	kvfree(xdpq->bufs);
err_free_xdpq:
	kfree(xdpq);
	return NULL;
}

void hni_xdpq_free(struct hni_chan *chan, struct hni_xdpq *xdpq)
{
	dma_free_coherent(chan->hdev->dev, hni_xdpq_ring_bytes(xdpq),
			  xdpq->twq, xdpq->twq_dma);
	kvfree(xdpq->bufs);
	kfree(xdpq);
}

void hni_xdpq_enable(struct hni_chan *chan, struct hni_xdpq *xdpq)
{
	xdpq->head = 0;
	xdpq->done = 0;
	xdpq->tail = 0;
	xdpq->kicked = 0;
	hni_chan_write(chan, HNI_QUEUE_TWQ1_CTL, HNI_QUEUE_CTL_RESET);
	hni_ring_base_write(chan, HNI_QUEUE_TWQ1_BAL, xdpq->twq_dma);
	hni_chan_write(chan, HNI_QUEUE_TWQ1_SIZE,
		       FIELD_PREP(HNI_QUEUE_SIZE_LOG2, ilog2(xdpq->mask + 1)));
	hni_chan_write(chan, HNI_QUEUE_TWQ1_CTL, HNI_QUEUE_CTL_ENABLE);
}

void hni_xdpq_publish(struct hni_chan *chan)
{
	rcu_assign_pointer(chan->xdpq, chan->txr->xdpq);
}

/* On return no other device sends here. */
void hni_xdpq_unpublish(struct hni_chan *chan)
{
	if (!rcu_access_pointer(chan->xdpq))
		return;
	RCU_INIT_POINTER(chan->xdpq, NULL);
	synchronize_net();
}

static u32 hni_xdpq_room(const struct hni_xdpq *xdpq)
{
	return xdpq->mask + 1 - HNI_XDPQ_RESERVE -
	       (xdpq->tail - READ_ONCE(xdpq->head));
}

static void hni_xdpq_unmap(struct device *dev, struct hni_xdpq *xdpq, u32 first,
			   u32 end)
{
	struct hni_xdp_buf *buf;

	for (; first != end; first++) {
		buf = &xdpq->bufs[first & xdpq->mask];
		if (buf->map_len)
			dma_unmap_page(dev, buf->dma, buf->map_len,
				       DMA_TO_DEVICE);
	}
}

static bool hni_xdpq_piece_put(struct device *dev, struct hni_xdpq *xdpq,
			       u32 idx, const struct hni_xdp_piece *piece,
			       bool is_own)
{
	struct hni_xdp_buf *buf = &xdpq->bufs[idx & xdpq->mask];
	dma_addr_t dma;

	if (is_own) {
		dma = page_pool_get_dma_addr(piece->page) + piece->off;
		dma_sync_single_for_device(dev, dma, piece->len,
					   DMA_BIDIRECTIONAL);
		buf->map_len = 0;
	} else {
		dma = dma_map_page(dev, piece->page, piece->off, piece->len,
				   DMA_TO_DEVICE);
		if (dma_mapping_error(dev, dma))
			return false;
		buf->map_len = piece->len;
	}
	buf->dma = dma;
	xdpq->twq[idx & xdpq->mask] =
		cpu_to_le64(FIELD_PREP(HNI_TWD_TYPE, HNI_TWD_TYPE_AL) |
			    FIELD_PREP(HNI_TWD_AL_LEN, piece->len) | dma);
	return true;
}

/* Piece 0 is the linear part, 1 and up the fragments. */
static void hni_xdp_piece_init(struct hni_xdp_piece *piece,
			       struct xdp_frame *frame, unsigned int i)
{
	const skb_frag_t *frag;

	if (!i) {
		piece->page = virt_to_page(frame->data);
		piece->off = offset_in_page(frame->data);
		piece->len = frame->len;
		return;
	}
	frag = &xdp_get_shared_info_from_frame(frame)->frags[i - 1];
	piece->page = skb_frag_page(frag);
	piece->off = skb_frag_off(frag);
	piece->len = skb_frag_size(frag);
}

static bool hni_xdpq_frame_map(struct device *dev, struct hni_xdpq *xdpq,
			       struct xdp_frame *frame, unsigned int num,
			       bool is_own)
{
	struct hni_xdp_piece piece;
	u32 first = xdpq->tail;
	unsigned int i;

	for (i = 0; i < num; i++) {
		hni_xdp_piece_init(&piece, frame, i);
		if (!hni_xdpq_piece_put(dev, xdpq, first + i, &piece,
					is_own)) {
			hni_xdpq_unmap(dev, xdpq, first, first + i);
			return false;
		}
	}
	/* AL and LAST_AL differ in one bit */
	xdpq->twq[(first + num - 1) & xdpq->mask] |=
		cpu_to_le64(FIELD_PREP(HNI_TWD_TYPE, HNI_TWD_TYPE_LAST_AL));
	return true;
}

static void hni_xdpq_count(struct hni_xdpq *xdpq, u32 len)
{
	u64_stats_update_begin(&xdpq->syncp);
	if (len) {
		u64_stats_inc(&xdpq->pkts);
		u64_stats_add(&xdpq->bytes, len);
	} else {
		u64_stats_inc(&xdpq->dropped);
	}
	u64_stats_update_end(&xdpq->syncp);
}

static bool hni_xdpq_frame_put(struct hni_chan *chan, struct hni_xdpq *xdpq,
			       struct xdp_frame *frame, bool is_own)
{
	struct skb_shared_info *sinfo;
	struct hni_xdp_buf *buf;
	unsigned int num = 1;
	u32 len = frame->len;

	lockdep_assert_held(&xdpq->lock);
	if (unlikely(xdp_frame_has_frags(frame))) {
		sinfo = xdp_get_shared_info_from_frame(frame);
		num += sinfo->nr_frags;
		len += sinfo->xdp_frags_size;
	}
	if (unlikely(hni_xdpq_room(xdpq) < num) ||
	    !hni_xdpq_frame_map(chan->hdev->dev, xdpq, frame, num, is_own)) {
		hni_xdpq_count(xdpq, 0);
		return false;
	}

	buf = &xdpq->bufs[xdpq->tail & xdpq->mask];
	buf->frame = frame;
	buf->num_descs = num;
	hni_xdpq_count(xdpq, len);
	/* completions of what is published are looked up with this tail */
	smp_store_release(&xdpq->tail, xdpq->tail + num);
	return true;
}

static void hni_xdpq_publish_frames(struct hni_chan *chan,
				    struct hni_xdpq *xdpq)
{
	lockdep_assert_held(&xdpq->lock);
	if (xdpq->kicked == xdpq->tail)
		return;
	xdpq->kicked = xdpq->tail;
	/* the device reads descriptors after the doorbell below */
	dma_wmb();
	if (!hni_dev_is_dead(chan->hdev))
		writel(xdpq->tail & xdpq->mask, xdpq->doorbell);
}

bool hni_xdpq_send(struct hni_chan *chan, struct xdp_frame *frame, bool is_own)
{
	struct hni_xdpq *xdpq = chan->txr->xdpq;
	bool is_sent;

	spin_lock(&xdpq->lock);
	is_sent = hni_xdpq_frame_put(chan, xdpq, frame, is_own);
	spin_unlock(&xdpq->lock);
	return is_sent;
}

void hni_xdpq_kick(struct hni_chan *chan, struct hni_xdpq *xdpq)
{
	spin_lock(&xdpq->lock);
	hni_xdpq_publish_frames(chan, xdpq);
	spin_unlock(&xdpq->lock);
}

static void hni_xdpq_xsk_al_put(struct hni_xdpq *xdpq, u32 idx, u64 type,
				dma_addr_t dma, u32 len)
{
	struct hni_xdp_buf *buf = &xdpq->bufs[idx & xdpq->mask];

	buf->frame = NULL;
	buf->map_len = 0;
	buf->num_descs = 1;
	xdpq->twq[idx & xdpq->mask] =
		cpu_to_le64(FIELD_PREP(HNI_TWD_TYPE, type) |
			    FIELD_PREP(HNI_TWD_AL_LEN, len) | dma);
}

/* The device wants an Ethernet header of every frame, and pads behind it. */
static void hni_xdpq_xsk_put(struct hni_xdpq *xdpq, const struct xdp_desc *desc)
{
	dma_addr_t dma = xsk_buff_raw_get_dma(xdpq->pool, desc->addr);
	u32 tail = xdpq->tail;

	xsk_buff_raw_dma_sync_for_device(xdpq->pool, dma, desc->len);
	if (likely(desc->len >= ETH_HLEN)) {
		hni_xdpq_xsk_al_put(xdpq, tail, HNI_TWD_TYPE_LAST_AL, dma,
				    desc->len);
	} else {
		hni_xdpq_xsk_al_put(xdpq, tail, HNI_TWD_TYPE_AL, dma,
				    desc->len);
		xdpq->bufs[tail & xdpq->mask].num_descs = 2;
		hni_xdpq_xsk_al_put(xdpq, ++tail, HNI_TWD_TYPE_LAST_AL,
				    xdpq->twq_dma +
				    (xdpq->mask + 1) * sizeof(*xdpq->twq),
				    ETH_HLEN - desc->len);
	}
	hni_xdpq_count(xdpq, max_t(u32, desc->len, ETH_HLEN));
	/* completions of what is published are looked up with this tail */
	smp_store_release(&xdpq->tail, tail + 1);
}

bool hni_xdpq_send_xsk(struct hni_chan *chan, struct hni_xdpq *xdpq)
{
	struct xsk_buff_pool *pool = xdpq->pool;
	u32 num, i;

	spin_lock(&xdpq->lock);
	num = min_t(u32, hni_xdpq_room(xdpq) / 2, HNI_XDPQ_XSK_BATCH);
	if (num)
		num = xsk_tx_peek_release_desc_batch(pool, num);
	for (i = 0; i < num; i++)
		hni_xdpq_xsk_put(xdpq, &pool->tx_descs[i]);
	u64_stats_update_begin(&xdpq->syncp);
	u64_stats_add(&xdpq->xsk_pkts, num);
	u64_stats_update_end(&xdpq->syncp);
	hni_xdpq_publish_frames(chan, xdpq);
	spin_unlock(&xdpq->lock);
	return num < HNI_XDPQ_XSK_BATCH;
}

int hni_chan_xdp_xmit(struct hni_chan *chan, int num, struct xdp_frame **frames,
		      u32 flags)
{
	struct hni_xdpq *xdpq = rcu_dereference_bh(chan->xdpq);
	int i;

	if (unlikely(!xdpq))
		return -ENETDOWN;
	spin_lock(&xdpq->lock);
	for (i = 0; i < num; i++)
		if (!hni_xdpq_frame_put(chan, xdpq, frames[i], false))
			break;
	if (flags & XDP_XMIT_FLUSH)
		hni_xdpq_publish_frames(chan, xdpq);
	spin_unlock(&xdpq->lock);
	return i;
}

bool hni_xdpq_complete(struct hni_xdpq *xdpq, u64 desc)
{
	u32 dev_head = FIELD_GET(HNI_TCD_HEAD1, desc);
	u32 tail, end;

	if (!xdpq || FIELD_GET(HNI_TCD_TYPE, desc) != HNI_TCD_TYPE_HEAD ||
	    dev_head > xdpq->mask)
		return false;
	/* pairs with the release in hni_xdpq_frame_put() */
	tail = smp_load_acquire(&xdpq->tail);
	end = xdpq->head + ((dev_head - xdpq->head) & xdpq->mask);
	if (end - xdpq->head > tail - xdpq->head)
		return false;
	xdpq->done = end;
	return true;
}

/* Without a budget this is not NAPI's own context: pages wait for it. */
void hni_xdpq_clean(struct hni_chan *chan, struct hni_xdpq *xdpq, int budget)
{
	struct device *dev = chan->hdev->dev;
	struct xdp_frame_bulk bulk;
	u32 head = xdpq->head;
	struct hni_xdp_buf *buf;
	u32 num_xsk = 0;

	if (!budget || head == xdpq->done)
		return;
	xdp_frame_bulk_init(&bulk);
	rcu_read_lock();
	while (head != xdpq->done) {
		buf = &xdpq->bufs[head & xdpq->mask];
		if (buf->num_descs > xdpq->done - head)
			break;
		hni_xdpq_unmap(dev, xdpq, head, head + buf->num_descs);
		if (!buf->frame)
			num_xsk++;
		else if (buf->map_len)
			xdp_return_frame_bulk(buf->frame, &bulk);
		else
			xdp_return_frame_rx_napi(buf->frame);
		head += buf->num_descs;
	}
	xdp_flush_frame_bulk(&bulk);
	rcu_read_unlock();
	WRITE_ONCE(xdpq->head, head);
	if (num_xsk)
		xsk_tx_completed(xdpq->pool, num_xsk);
}

/*
 * In process context; the device is done with the queue. Sockets get their buffers
 * back as after sending.
 */
void hni_xdpq_drain(struct hni_chan *chan, struct hni_xdpq *xdpq)
{
	struct hni_xdp_buf *buf;
	u64 dropped = 0;
	u32 num_xsk = 0;

	while (xdpq->head != xdpq->tail) {
		buf = &xdpq->bufs[xdpq->head & xdpq->mask];
		hni_xdpq_unmap(chan->hdev->dev, xdpq, xdpq->head,
			       xdpq->head + buf->num_descs);
		if (buf->frame)
			xdp_return_frame(buf->frame);
		else
			num_xsk++;
		xdpq->head += buf->num_descs;
		dropped++;
	}
	if (num_xsk)
		xsk_tx_completed(xdpq->pool, num_xsk);

	local_bh_disable();
	u64_stats_update_begin(&xdpq->syncp);
	u64_stats_add(&xdpq->dropped, dropped);
	u64_stats_update_end(&xdpq->syncp);
	local_bh_enable();
}

void hni_xdpq_stats_get(const struct hni_xdpq *xdpq,
			struct hni_chan_stats *stats)
{
	u64 pkts, bytes, dropped, xsk_pkts;
	unsigned int start;

	stats->tx_xdp_pkts = 0;
	stats->tx_xdp_dropped = 0;
	stats->tx_xsk_pkts = 0;
	if (!xdpq)
		return;
	do {
		start = u64_stats_fetch_begin(&xdpq->syncp);
		pkts = u64_stats_read(&xdpq->pkts);
		bytes = u64_stats_read(&xdpq->bytes);
		dropped = u64_stats_read(&xdpq->dropped);
		xsk_pkts = u64_stats_read(&xdpq->xsk_pkts);
	} while (u64_stats_fetch_retry(&xdpq->syncp, start));
	stats->tx_xdp_pkts = pkts;
	stats->tx_xdp_dropped = dropped;
	stats->tx_xsk_pkts = xsk_pkts;
	stats->tx_pkts += pkts;
	stats->tx_bytes += bytes;
}
