// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns reception: from completions to frames in the stack.
 *
 * Per frame the device writes HDR_AL (one piece, in a fragment of HPQ),
 * PAY_AL (any number, PPQ), OPT_META (at most two), META. Where frames usually
 * lie whole in HPQ and leave room behind them, the skb is built around the piece
 * in place. Elsewhere headers are copied into memory that the device does not
 * know, and what else lies in the piece becomes a fragment of the skb. Payload
 * pieces are fragments.
 *
 * Nothing the device writes is trusted: a piece counts only if it lies in a
 * fragment that is posted, and behind all other pieces of it. A frame with a
 * piece that does not is dropped, and counted, at its META.
 */

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "priv.h"

/* Headers are copied in blocks of this size; a fragment ends with a block. */
#define HNI_RX_COPY_BLOCK	64

static_assert(HNI_RX_MAX_HDR % HNI_RX_COPY_BLOCK == 0);
static_assert(HNI_RX_ALIGN % HNI_RX_COPY_BLOCK == 0);
static_assert(HNI_RX_FRAG_SIZE % HNI_RX_ALIGN == 0);

/* The device is done with the @num oldest buffers. */
void hni_bdq_advance(struct hni_bdq *bdq, u32 num)
{
	struct hni_rx_buf *buf;

	for (; num; num--, bdq->head++) {
		buf = &bdq->bufs[bdq->head & bdq->mask];
		if (!bdq->keeps_pages)
			hni_rx_buf_release(bdq, buf, true);
	}
}

static void hni_rx_frame_spoil(struct hni_rxr *rxr)
{
	struct hni_rx_frame *frame = &rxr->frame;

	if (frame->skb)
		dev_kfree_skb_any(frame->skb);
	frame->skb = NULL;
	frame->is_bad = true;
}

static void hni_rx_frame_refuse(struct hni_rxr *rxr)
{
	rxr->tally.bad_completions++;
	hni_rx_frame_spoil(rxr);
}

static struct sk_buff *hni_rx_skb_alloc(struct hni_rxr *rxr)
{
	struct hni_rx_heads *heads = &rxr->heads;
	struct sk_buff *skb;

	if (!heads->num_left && unlikely(!hni_rx_heads_refill(heads)))
		return NULL;
	skb = napi_build_skb(heads->next, HNI_RX_HEAD_LEN);
	if (unlikely(!skb))
		return NULL;
	heads->next += HNI_RX_HEAD_LEN;
	heads->num_left--;
	skb_reserve(skb, HNI_RX_HEADROOM);
	skb_mark_for_recycle(skb);
	return skb;
}

/*
 * In blocks whose size the compiler knows, which costs less than a call; what
 * lies behind the headers goes into room that nobody reads.
 */
static void hni_rx_hdr_copy(struct sk_buff *skb, const void *hdr, u32 len)
{
	u32 off;

	for (off = 0; off < len; off += HNI_RX_COPY_BLOCK)
		memcpy(skb->data + off, hdr + off, HNI_RX_COPY_BLOCK);
	__skb_put(skb, len);
}

/* What a piece takes of its fragment */
static u32 hni_rx_truesize(const struct hni_rx_piece *piece)
{
	return piece->is_last ? HNI_RX_FRAG_SIZE - piece->off :
				ALIGN(piece->len, HNI_RX_ALIGN);
}

/* 0: not TCP or UDP */
static u32 hni_rx_l4_len(u8 proto, const void *l4)
{
	if (proto == IPPROTO_TCP)
		return __tcp_hdrlen(l4);
	return proto == IPPROTO_UDP ? sizeof(struct udphdr) : 0;
}

/*
 * What is copied of a frame that is longer than HNI_RX_MAX_HDR, which is as far
 * as anything is looked at here. A few bytes tell of most frames, the kernel's
 * parser of others. A wrong length would do no harm.
 */
static u32 hni_rx_headers_len(struct hni_chan *chan, const void *data)
{
	const struct ethhdr *eth = data;
	const struct ipv6hdr *ip6 = data + ETH_HLEN;
	const struct iphdr *ip = data + ETH_HLEN;
	u32 l3_len = 0, l4_len = 0;

	if (eth->h_proto == htons(ETH_P_IP)) {
		l3_len = 4 * ip->ihl;
		l4_len = hni_rx_l4_len(ip->protocol, data + ETH_HLEN + l3_len);
	} else if (eth->h_proto == htons(ETH_P_IPV6)) {
		l3_len = sizeof(*ip6);
		l4_len = hni_rx_l4_len(ip6->nexthdr, ip6 + 1);
	}
	if (l4_len)
		return ETH_HLEN + l3_len + l4_len;
	return eth_get_headlen(chan->netdev, data, HNI_RX_MAX_HDR);
}

/*
 * Headers are copied. What else lies in the piece, of a frame that the device did
 * not split, becomes the first fragment: what skb_add_rx_frag() would do.
 */
static void hni_rx_hdr_take(struct hni_chan *chan, struct hni_rxr *rxr,
			    const struct hni_rx_piece *piece)
{
	u32 off = piece->buf->page_off + piece->off, len = piece->len;
	struct sk_buff *skb = rxr->frame.skb;
	void *data = page_address(piece->buf->page) + off;
	u32 rest;

	page_pool_dma_sync_for_cpu(rxr->hpq.pool, piece->buf->page, off, len);
	if (len > HNI_RX_MAX_HDR)
		len = hni_rx_headers_len(chan, data);
	hni_rx_hdr_copy(skb, data, len);
	rest = piece->len - len;
	if (!rest)
		return;
	skb_fill_page_desc(skb, 0, hni_rx_page_take(&rxr->hpq, piece),
			   off + len, rest);
	skb->len += rest;
	skb->data_len += rest;
	skb->truesize += hni_rx_truesize(piece);
}

/*
 * The skb comes first, so that nothing needs to be kept over calls. Out of line, like
 * hni_rx_payload(): so what usual frames need stays in registers.
 */
static noinline void hni_rx_hdr_copied(struct hni_chan *chan,
				       struct hni_rxr *rxr, u64 rcd)
{
	struct hni_rx_frame *frame = &rxr->frame;
	struct hni_rx_piece piece;

	frame->skb = hni_rx_skb_alloc(rxr);
	if (!hni_rx_piece_get(&rxr->hpq, rcd, &piece) ||
	    piece.len < ETH_HLEN || piece.off % HNI_RX_ALIGN ||
	    piece.len > rxr->max_hdr) {
		hni_rx_frame_refuse(rxr);
		return;
	}
	if (unlikely(!frame->skb)) {
		rxr->tally.alloc_failed++;
		frame->is_bad = true;
		return;
	}
	hni_rx_hdr_take(chan, rxr, &piece);
}

/* The last frame of a fragment has all that is left of it. */
static struct sk_buff *hni_rx_skb_build(struct hni_rxr *rxr,
					const struct hni_rx_piece *piece)
{
	struct page *page = piece->buf->page;
	u32 off = piece->buf->page_off + piece->off;
	u32 size = SKB_DATA_ALIGN(HNI_RX_PLACE_HROOM + piece->len) +
		   HNI_RX_PLACE_TROOM;
	struct sk_buff *skb;
	void *head;

	page_pool_dma_sync_for_cpu(rxr->hpq.pool, page, off, piece->len);
	head = page_address(page) + off - HNI_RX_PLACE_HROOM;
	net_prefetch(head + HNI_RX_PLACE_HROOM);
	if (piece->is_last)
		size = HNI_RX_FRAG_SIZE - piece->off + HNI_RX_PLACE_HROOM;
	skb = napi_build_skb(head, size);
	if (unlikely(!skb))
		return NULL;
	hni_rx_page_take(&rxr->hpq, piece);
	skb_reserve(skb, HNI_RX_PLACE_HROOM);
	__skb_put(skb, piece->len);
	skb_mark_for_recycle(skb);
	return skb;
}

static void hni_rx_hdr_placed(struct hni_rxr *rxr, u64 rcd)
{
	struct hni_rx_frame *frame = &rxr->frame;
	struct hni_rx_piece piece;

	if (!hni_rx_piece_get(&rxr->hpq, rcd, &piece) ||
	    piece.len < ETH_HLEN || piece.off % HNI_RX_ALIGN) {
		hni_rx_frame_refuse(rxr);
		return;
	}
	frame->skb = hni_rx_skb_build(rxr, &piece);
	if (unlikely(!frame->skb)) {
		rxr->tally.alloc_failed++;
		frame->is_bad = true;
	}
}

static void hni_rx_hdr(struct hni_chan *chan, struct hni_rxr *rxr, u64 rcd)
{
	struct hni_rx_frame *frame = &rxr->frame;

	/* a frame without META came before: drop it, this one may be good */
	if (unlikely(frame->skb))
		hni_rx_frame_refuse(rxr);
	frame->is_bad = false;
	frame->meta.has_esw = false;
	frame->meta.esw2 = 0;
	if (rxr->is_in_place)
		hni_rx_hdr_placed(rxr, rcd);
	else
		hni_rx_hdr_copied(chan, rxr, rcd);
}

static noinline void hni_rx_payload(struct hni_rxr *rxr, u64 rcd)
{
	struct sk_buff *skb = rxr->frame.skb;
	struct hni_rx_piece piece;
	u32 off;

	/* of a bad frame only the progress of the ring is of interest */
	if (!hni_rx_piece_get(&rxr->ppq, rcd, &piece) || !piece.len ||
	    !skb) {
		if (!rxr->frame.is_bad)
			hni_rx_frame_refuse(rxr);
		return;
	}
	if (skb_shinfo(skb)->nr_frags >= MAX_SKB_FRAGS) {
		hni_rx_frame_refuse(rxr);
		return;
	}

	off = piece.buf->page_off + piece.off;
	hni_compat_netmem_sync(rxr->ppq.pool, piece.buf->netmem, off, piece.len);
	skb_add_rx_frag_netmem(skb, skb_shinfo(skb)->nr_frags,
			       hni_rx_mem_take(&rxr->ppq, &piece), off,
			       piece.len, hni_rx_truesize(&piece));
}

static void hni_rx_csum_set(struct hni_rx_tally *tally, struct sk_buff *skb,
			    u64 meta)
{
	u16 sum;

	if (meta & HNI_RCD_META_L4_CSUM_GOOD) {
		skb->ip_summed = CHECKSUM_UNNECESSARY;
		tally->csum_good++;
		return;
	}
	/* the two bytes are in network order, as a sum over memory is */
	sum = FIELD_GET(HNI_RCD_META_L2_CSUM, meta);
	skb->csum = (__force __wsum)(__force u16)cpu_to_le16(sum);
	skb->ip_summed = CHECKSUM_COMPLETE;
	tally->csum_complete++;
}

const u8 hni_rx_hash_classes[HNI_RX_TYPES_NUM] = {
	[HNI_RX_TCP(IPV4)] = HNI_CHAN_HASH_TCP4,
	[HNI_RX_TCP(IPV6)] = HNI_CHAN_HASH_TCP6,
	[HNI_RX_TCP(V6V6)] = HNI_CHAN_HASH_TCP6,
	[HNI_RX_UDP(IPV4)] = HNI_CHAN_HASH_UDP4,
	[HNI_RX_UDP(IPV6)] = HNI_CHAN_HASH_UDP6,
	[HNI_RX_UDP(V6V6)] = HNI_CHAN_HASH_UDP6,
};

static void hni_rx_deliver(struct hni_chan *chan, struct hni_rxr *rxr,
			   u64 meta)
{
	struct net_device *netdev = chan->netdev;
	netdev_features_t features = netdev->features;
	struct hni_rx_frame *frame = &rxr->frame;
	struct sk_buff *skb = frame->skb;

	if (unlikely(!skb)) {
		if (!frame->is_bad)
			rxr->tally.bad_completions++;
		frame->is_bad = false;
		return;
	}
	frame->skb = NULL;
	if (unlikely(meta & (HNI_RCD_META_ERR_MAC_EOP |
			     HNI_RCD_META_ERR_TRUNCATED))) {
		rxr->tally.errors++;
		dev_kfree_skb_any(skb);
		return;
	}

	rxr->tally.pkts++;
	rxr->tally.bytes += skb->len;
	if (features & NETIF_F_RXCSUM)
		hni_rx_csum_set(&rxr->tally, skb, meta);
	if (features & NETIF_F_RXHASH)
		hni_rx_hash_set(chan, skb, meta);
	skb_record_rx_queue(skb, chan->index);
	skb->protocol = eth_type_trans(skb, netdev);
	if (frame->meta.has_esw && chan->rx_meta &&
	    !chan->rx_meta(chan, skb, &frame->meta))
		return;
	napi_gro_receive(&chan->napi, skb);
}

static void hni_rx_opt_meta(struct hni_chan *chan, u64 rcd)
{
	struct hni_rx_frame *frame = &chan->rxr->frame;
	struct hni_rx_meta *meta = &frame->meta;

	switch (FIELD_GET(HNI_RCD_OPT_META_TYPE, rcd)) {
	case HNI_RCD_OPT_META_TYPE_STAMP:
		hni_stamp_receive(chan, frame->skb, rcd);
		break;
	case HNI_RCD_ESW_OPT_TYPE:
		meta->esw = rcd;
		meta->has_esw = true;
		break;
	case HNI_RCD_ESW2_OPT_TYPE:
		meta->esw2 = rcd;
		break;
	}
}

static void hni_rxr_stats_fold(struct hni_rxr *rxr)
{
	struct hni_rx_tally *tally = &rxr->tally;

	u64_stats_update_begin(&rxr->syncp);
	u64_stats_add(&rxr->pkts, tally->pkts);
	u64_stats_add(&rxr->bytes, tally->bytes);
	u64_stats_add(&rxr->csum_good, tally->csum_good);
	u64_stats_add(&rxr->csum_complete, tally->csum_complete);
	u64_stats_add(&rxr->errors, tally->errors);
	u64_stats_add(&rxr->alloc_failed, tally->alloc_failed);
	u64_stats_add(&rxr->bad_completions, tally->bad_completions);
	u64_stats_update_end(&rxr->syncp);
	memset(tally, 0, sizeof(*tally));
}

/* Takes a completion; returns how many frames it has made whole: 0 or 1. */
static int hni_rxr_step(struct hni_chan *chan, struct hni_rxr *rxr, u64 rcd)
{
	u64 type = FIELD_GET(HNI_RCD_TYPE, rcd);

	if (type == HNI_RCD_TYPE_META) {
		hni_rx_deliver(chan, rxr, rcd);
		return 1;
	}
	if (type == HNI_RCD_TYPE_HDR_AL)
		hni_rx_hdr(chan, rxr, rcd);
	else if (type == HNI_RCD_TYPE_PAY_AL)
		hni_rx_payload(rxr, rcd);
	else
		hni_rx_opt_meta(chan, rcd);
	return 0;
}

int hni_rxr_poll_end(struct hni_chan *chan, u32 first, int frames, int budget)
{
	struct hni_rxr *rxr = chan->rxr;

	if (!hni_rxr_fill(rxr))
		frames = budget;
	if (!hni_dev_is_dead(chan->hdev)) {
		if (rxr->rcq_head != first)
			writel(rxr->rcq_head & rxr->rcq_mask,
			       rxr->rcq_doorbell);
		hni_rxr_post(rxr);
	}
	hni_rxr_stats_fold(rxr);
	return frames;
}

int hni_rxr_poll(struct hni_chan *chan, int budget)
{
	struct hni_rxr *rxr = chan->rxr;
	u32 first = rxr->rcq_head, head = first;
	/* one turn of the ring at most, whatever the device writes */
	u32 end = first + rxr->rcq_mask + 1;
	int frames = 0;
	u64 rcd;

	while (frames < budget && head != end &&
	       hni_rcq_next(rxr, &head, &rcd))
		frames += hni_rxr_step(chan, rxr, rcd);
	rxr->rcq_head = head;
	if (head == end)
		frames = budget;
	return hni_rxr_poll_end(chan, first, frames, budget);
}
