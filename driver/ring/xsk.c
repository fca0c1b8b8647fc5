// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns reception into memory of AF_XDP sockets, and their pools.
 *
 * A pool at a queue replaces the header fragments of its ring while a program is
 * attached: each of its chunks is a fragment, and a frame lies whole in one. A
 * longer frame than that is dropped; its payload goes where it always does. What
 * is left of a poll is xdp.c's.
 *
 * Only NAPI, or who has disabled it, touches the pool's rings.
 */

#include <linux/etherdevice.h>
#include <net/xdp_sock_drv.h>

#include "xdp.h"

/* Buffers that are taken from a pool at a time */
#define HNI_XSK_BATCH		32
/* As far as the device can be told to leave room before a frame */
#define HNI_XSK_OFF_MAX		ALIGN(FIELD_MAX(HNI_RDE_CTL0_MIN_HROOM),	\
				      HNI_RX_ALIGN)
#define HNI_XSK_DMA_ATTRS	(DMA_ATTR_SKIP_CPU_SYNC | DMA_ATTR_WEAK_ORDERING)

/* The kernel passes no extack for pools. */
static int hni_xsk_pool_check(const struct net_device *netdev,
			      unsigned int queue, struct xsk_buff_pool *pool)
{
	u32 headroom = xsk_pool_get_headroom(pool);

	if (pool->unaligned || xsk_pool_get_chunk_size(pool) !=
			       HNI_RX_FRAG_SIZE) {
		netdev_info(netdev,
			    "queue %u: AF_XDP without copies needs aligned chunks of %u bytes\n",
			    queue, HNI_RX_FRAG_SIZE);
		return -EINVAL;
	}
	if (headroom > HNI_XSK_OFF_MAX) {
		netdev_info(netdev,
			    "queue %u: AF_XDP without copies needs a headroom of at most %u bytes\n",
			    queue,
			    (u32)HNI_XSK_OFF_MAX - XDP_PACKET_HEADROOM);
		return -EINVAL;
	}
	return 0;
}

static int hni_xsk_init(struct hni_xsk *xsk, struct hni_dev *hdev,
			struct net_device *netdev, unsigned int queue)
{
	int err;

	err = xdp_rxq_info_reg(&xsk->rxq, netdev, queue, 0);
	if (err)
		return err;
	err = xdp_rxq_info_reg_mem_model(&xsk->rxq, MEM_TYPE_XSK_BUFF_POOL,
					 NULL);
	if (err)
		goto err_unreg_rxq;
	err = xsk_pool_dma_map(xsk->pool, hdev->dev, HNI_XSK_DMA_ATTRS);
	if (err)
		goto err_unreg_rxq;
	xsk_pool_set_rxq_info(xsk->pool, &xsk->rxq);
	return 0;

err_unreg_rxq:
	xdp_rxq_info_unreg(&xsk->rxq);
	return err;
}

struct hni_xsk *hni_xsk_create(struct hni_dev *hdev, struct net_device *netdev,
			       unsigned int queue, struct xsk_buff_pool *pool)
{
	struct hni_xsk *xsk;
	int err;

	hni_compat_assert_ops(netdev);
	XSK_CHECK_PRIV_TYPE(struct hni_xdp_buff);
	err = hni_xsk_pool_check(netdev, queue, pool);
	if (err)
		return ERR_PTR(err);
	xsk = kzalloc(sizeof(*xsk), GFP_KERNEL);
	if (!xsk)
		return ERR_PTR(-ENOMEM);
	xsk->pool = pool;
	xsk->off = ALIGN(xsk_pool_get_headroom(pool), HNI_RX_ALIGN);
	err = hni_xsk_init(xsk, hdev, netdev, queue);
	if (err) {
		kfree(xsk);
		return ERR_PTR(err);
	}
	return xsk;
}

void hni_xsk_destroy(struct hni_xsk *xsk)
{
	xsk_pool_dma_unmap(xsk->pool, HNI_XSK_DMA_ATTRS);
	xdp_rxq_info_unreg(&xsk->rxq);
	kfree(xsk);
}

u32 hni_xsk_frame_max(const struct hni_xsk *xsk)
{
	return HNI_RX_FRAG_SIZE - xsk->off;
}

u32 hni_xsk_headroom(const struct hni_xsk *xsk)
{
	return min_t(u32, xsk->off, FIELD_MAX(HNI_RDE_CTL0_MIN_HROOM));
}

void hni_xsk_napi_set(struct hni_xsk *xsk, const struct napi_struct *napi)
{
	hni_compat_rxq_napi_set(&xsk->rxq, napi->napi_id);
}

struct xsk_buff_pool *hni_xsk_pool(struct hni_xsk *xsk)
{
	return xsk ? xsk->pool : NULL;
}

static void hni_xsk_buf_release(struct hni_rx_buf *buf)
{
	if (!buf->xdp)
		return;
	xsk_buff_free(buf->xdp);
	buf->xdp = NULL;
}

/* False if the socket's owner has not given enough buffers to fill the ring. */
static bool hni_xsk_hpq_fill(struct hni_rxr *rxr)
{
	struct hni_bdq *bdq = &rxr->hpq;
	u32 room = bdq->mask - (bdq->tail - bdq->head);
	struct xdp_buff *xdps[HNI_XSK_BATCH];
	u32 want, num, slot, i;

	while (room >= HNI_RX_POST_BATCH) {
		want = min_t(u32, room, HNI_XSK_BATCH);
		num = xsk_buff_alloc_batch(rxr->xsk->pool, xdps, want);
		for (i = 0; i < num; i++) {
			slot = bdq->tail++ & bdq->mask;
			bdq->bufs[slot].xdp = xdps[i];
			bdq->bufs[slot].used = 0;
			bdq->ring[slot] =
				cpu_to_le64(FIELD_PREP(HNI_BD_ID, slot) |
					    xsk_buff_xdp_get_frame_dma(xdps[i]));
		}
		if (num < want)
			return false;
		room -= num;
	}
	return true;
}

bool hni_xsk_fill(struct hni_rxr *rxr)
{
	struct xsk_buff_pool *pool = rxr->xsk->pool;
	bool is_full = hni_xsk_hpq_fill(rxr);

	if (!xsk_uses_need_wakeup(pool))
		return is_full;
	if (is_full)
		xsk_clear_rx_need_wakeup(pool);
	else
		xsk_set_rx_need_wakeup(pool);
	return true;
}

void hni_xsk_drain(struct hni_rxr *rxr)
{
	u32 slot;

	for (slot = 0; slot <= rxr->hpq.mask; slot++)
		hni_xsk_buf_release(&rxr->hpq.bufs[slot]);
}

/* Buffers that the device has passed over go back. */
static void hni_xsk_release_before(struct hni_bdq *bdq, u32 first)
{
	for (; first != bdq->head; first++)
		hni_xsk_buf_release(&bdq->bufs[first & bdq->mask]);
}

/* The device finishes a fragment with each frame, and leaves the headroom. */
static bool hni_xsk_hdr_get(struct hni_rxr *rxr, u64 rcd,
			    struct hni_rx_piece *piece)
{
	u32 first = rxr->hpq.head;
	bool is_good;

	is_good = hni_rx_piece_get(&rxr->hpq, rcd, piece);
	hni_xsk_release_before(&rxr->hpq, first);
	return is_good && piece->buf->xdp && piece->is_last &&
	       piece->off >= rxr->xsk->off && piece->len >= ETH_HLEN;
}

void hni_xsk_hdr(struct hni_chan *chan, struct hni_rxr *rxr, u64 rcd)
{
	struct hni_xdp_rx *rx = rxr->xdp;
	struct hni_rx_piece piece;
	struct xdp_buff *xdp;

	hni_xdp_frame_begin(rxr);
	if (unlikely(!hni_xsk_hdr_get(rxr, rcd, &piece))) {
		hni_xdp_frame_refuse(rxr);
		return;
	}

	xdp = piece.buf->xdp;
	piece.buf->xdp = NULL;
	xsk_buff_set_size(xdp, piece.len);
	xdp->data += piece.off - xsk_pool_get_headroom(rxr->xsk->pool);
	xdp->data_meta = xdp->data;
	xdp->data_end = xdp->data + piece.len;
	xsk_buff_dma_sync_for_cpu(xdp);
	net_prefetch(xdp->data);

	rx->buff = (struct hni_xdp_buff *)xdp;
	rx->buff->chan = chan;
	rx->buff->stamp = 0;
	rx->has_frame = true;
}

/* Of a frame that is too long for the socket's buffers */
void hni_xsk_payload(struct hni_rxr *rxr, u64 rcd)
{
	struct hni_xdp_rx *rx = rxr->xdp;
	struct hni_rx_piece piece;

	if (!hni_rx_piece_get(&rxr->ppq, rcd, &piece) &&
	    !rxr->frame.is_bad) {
		hni_xdp_frame_refuse(rxr);
		return;
	}
	if (!rx->has_frame)
		return;
	xsk_buff_free(&rx->buff->xdp);
	rx->has_frame = false;
	rxr->frame.is_bad = true;
	rxr->tally.errors++;
}

struct sk_buff *hni_xsk_skb_build(struct hni_chan *chan, struct xdp_buff *xdp)
{
	u32 metasize = xdp->data - xdp->data_meta;
	u32 len = xdp->data_end - xdp->data_meta;
	struct sk_buff *skb;

	skb = napi_alloc_skb(&chan->napi, len);
	if (unlikely(!skb))
		return NULL;
	skb_put_data(skb, xdp->data_meta, len);
	if (metasize) {
		skb_metadata_set(skb, metasize);
		__skb_pull(skb, metasize);
	}
	xsk_buff_free(xdp);
	return skb;
}
