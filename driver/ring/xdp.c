// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns reception under an XDP program: frames in place, verdicts, counters.
 *
 * With a program the device leaves XDP_PACKET_HEADROOM before each frame, and
 * a frame of up to HNI_CHAN_XDP_FRAME_MAX bytes lies whole in a header
 * fragment that it has for itself: that is the linear part of the xdp_buff.
 * Of longer ones the headers do; payload pieces are its fragments. What the
 * kernel keeps about the frame lies in the same page, so from here on pages of
 * both rings leave the driver with their frame.
 *
 * What the device writes is checked as in rx.c. Where frames lie in memory of a
 * socket, xsk.c takes the place of header fragments.
 */

#include <linux/bpf_trace.h>
#include <linux/etherdevice.h>
#include <linux/filter.h>
#include <net/xdp.h>

#include "../hw/clock.h"
#include "xdp.h"

static_assert(XDP_PACKET_HEADROOM % HNI_RX_ALIGN == 0);

struct hni_xdp_rx *hni_xdp_rx_alloc(struct hni_chan *chan)
{
	struct hni_xdp_rx *rx;

	/* behind the shortest frame there is no room for the longest */
	BUILD_BUG_ON(ALIGN(2 * XDP_PACKET_HEADROOM + ETH_HLEN +
			   HNI_XDP_MIN_TROOM, HNI_RX_ALIGN) +
		     HNI_CHAN_XDP_FRAME_MAX + HNI_XDP_MIN_TROOM <=
		     HNI_RX_FRAG_SIZE);
	rx = kzalloc_node(sizeof(*rx), GFP_KERNEL,
			  dev_to_node(chan->hdev->dev));
	if (!rx)
		return NULL;
	rx->own.chan = chan;
	rx->buff = &rx->own;
	return rx;
}

int hni_xdp_rx_register(struct hni_chan *chan, struct hni_rxr *rxr)
{
	struct hni_xdp_rx *rx = rxr->xdp;
	int err;

	err = xdp_rxq_info_reg(&rx->rxq, chan->netdev, chan->index,
			       chan->napi.napi_id);
	if (err)
		return err;
	err = xdp_rxq_info_reg_mem_model(&rx->rxq, MEM_TYPE_PAGE_POOL,
					 rxr->hpq.pool);
	if (err)
		xdp_rxq_info_unreg(&rx->rxq);
	return err;
}

/* In process context: pages do not go back the way that belongs to NAPI. */
void hni_xdp_rx_abandon(struct hni_rxr *rxr)
{
	struct hni_xdp_rx *rx = rxr->xdp;

	if (rx->has_frame && rxr->xsk)
		xdp_return_buff(&rx->buff->xdp);
	else if (rx->has_frame)
		xdp_return_frame(xdp_convert_buff_to_frame(&rx->buff->xdp));
	rx->has_frame = false;
}

void hni_xdp_rx_unregister(struct hni_rxr *rxr)
{
	struct hni_xdp_rx *rx = rxr->xdp;

	hni_xdp_rx_abandon(rxr);
	if (xdp_rxq_info_is_reg(&rx->rxq))
		xdp_rxq_info_unreg(&rx->rxq);
}

void hni_xdp_frame_refuse(struct hni_rxr *rxr)
{
	struct hni_xdp_rx *rx = rxr->xdp;

	rxr->tally.bad_completions++;
	rxr->frame.is_bad = true;
	if (rx->has_frame)
		xdp_return_buff(&rx->buff->xdp);
	rx->has_frame = false;
}

/* The device finishes a fragment with each frame: no two share one. */
static bool hni_xdp_hdr_get(struct hni_rxr *rxr, u64 rcd,
			    struct hni_rx_piece *piece)
{
	return hni_rx_piece_get(&rxr->hpq, rcd, piece) &&
	       piece->is_last && piece->off >= XDP_PACKET_HEADROOM &&
	       piece->len >= ETH_HLEN &&
	       piece->off + piece->len <= HNI_RX_FRAG_SIZE - HNI_XDP_TAILROOM;
}

static void hni_xdp_hdr(struct hni_rxr *rxr, u64 rcd)
{
	struct hni_xdp_rx *rx = rxr->xdp;
	struct xdp_buff *xdp = &rx->own.xdp;
	struct hni_rx_piece piece;
	struct page *page;
	u32 off;

	hni_xdp_frame_begin(rxr);
	if (unlikely(!hni_xdp_hdr_get(rxr, rcd, &piece))) {
		hni_xdp_frame_refuse(rxr);
		return;
	}

	off = piece.buf->page_off + piece.off;
	page = hni_rx_page_take(&rxr->hpq, &piece);
	page_pool_dma_sync_for_cpu(rxr->hpq.pool, page, off, piece.len);
	piece.off -= XDP_PACKET_HEADROOM;
	xdp_init_buff(xdp, HNI_RX_FRAG_SIZE - piece.off, &rx->rxq);
	xdp_prepare_buff(xdp, page_address(page) + off - XDP_PACKET_HEADROOM,
			 XDP_PACKET_HEADROOM, piece.len, true);
	rx->buff = &rx->own;
	rx->buff->stamp = 0;
	net_prefetch(xdp->data);
	rx->has_frame = true;
}

static struct skb_shared_info *hni_xdp_frags_get(struct xdp_buff *xdp)
{
	struct skb_shared_info *sinfo = xdp_get_shared_info_from_buff(xdp);

	if (xdp_buff_has_frags(xdp))
		return sinfo;
	/* newer kernels keep sizes in the place of destructor_arg */
	sinfo->destructor_arg = NULL;
	sinfo->xdp_frags_size = 0;
	sinfo->nr_frags = 0;
	xdp_buff_set_frags_flag(xdp);
	return sinfo;
}

static void hni_xdp_payload(struct hni_rxr *rxr, u64 rcd)
{
	struct hni_xdp_rx *rx = rxr->xdp;
	struct xdp_buff *xdp = &rx->own.xdp;
	struct skb_shared_info *sinfo;
	struct hni_rx_piece piece;
	struct page *page;
	u32 off;

	/* of a bad frame only the progress of the ring is of interest */
	if (!hni_rx_piece_get(&rxr->ppq, rcd, &piece) || !piece.len ||
	    !rx->has_frame) {
		if (!rxr->frame.is_bad)
			hni_xdp_frame_refuse(rxr);
		return;
	}
	sinfo = hni_xdp_frags_get(xdp);
	if (sinfo->nr_frags >= MAX_SKB_FRAGS) {
		hni_xdp_frame_refuse(rxr);
		return;
	}

	off = piece.buf->page_off + piece.off;
	page = hni_rx_page_take(&rxr->ppq, &piece);
	page_pool_dma_sync_for_cpu(rxr->ppq.pool, page, off, piece.len);
	if (page_is_pfmemalloc(page))
		xdp_buff_set_frag_pfmemalloc(xdp);
	skb_frag_fill_page_desc(&sinfo->frags[sinfo->nr_frags++], page, off,
				piece.len);
	sinfo->xdp_frags_size += piece.len;
}

static void hni_xdp_skb_frags_set(struct sk_buff *skb, unsigned int nr_frags,
				  u32 len, bool is_pfmemalloc)
{
	struct skb_shared_info *sinfo = skb_shinfo(skb);

	sinfo->nr_frags = nr_frags;
	sinfo->destructor_arg = NULL;
	skb->len += len;
	skb->data_len += len;
	skb->truesize += nr_frags * HNI_RX_FRAG_SIZE;
	skb->pfmemalloc |= is_pfmemalloc;
}

/* The program may have moved both ends, and dropped fragments. */
static struct sk_buff *hni_xdp_skb_build(struct xdp_buff *xdp)
{
	unsigned int nr_frags = 0, metasize;
	struct skb_shared_info *sinfo;
	struct sk_buff *skb;
	u32 len = 0;

	if (xdp_buff_has_frags(xdp)) {
		/* read before the skb takes the place over */
		sinfo = xdp_get_shared_info_from_buff(xdp);
		nr_frags = sinfo->nr_frags;
		len = sinfo->xdp_frags_size;
	}
	skb = napi_build_skb(xdp->data_hard_start, xdp->frame_sz);
	if (unlikely(!skb))
		return NULL;

	skb_reserve(skb, xdp->data - xdp->data_hard_start);
	skb_put(skb, xdp->data_end - xdp->data);
	metasize = xdp->data - xdp->data_meta;
	if (metasize)
		skb_metadata_set(skb, metasize);
	if (nr_frags)
		hni_xdp_skb_frags_set(skb, nr_frags, len,
				      xdp->flags & XDP_FLAGS_FRAGS_PF_MEMALLOC);
	skb_mark_for_recycle(skb);
	return skb;
}

/*
 * The device's sum over the frame is not used: it is no longer right when the
 * program has written to the frame.
 */
static void hni_xdp_pass(struct hni_chan *chan, struct hni_xdp_buff *buff)
{
	struct hni_rx_tally *tally = &chan->rxr->tally;
	struct sk_buff *skb;

	chan->rxr->xdp->counts[HNI_XDP_PASS]++;
	skb = chan->rxr->xsk ? hni_xsk_skb_build(chan, &buff->xdp) :
			       hni_xdp_skb_build(&buff->xdp);
	if (unlikely(!skb)) {
		tally->alloc_failed++;
		xdp_return_buff(&buff->xdp);
		return;
	}
	if (buff->meta & HNI_RCD_META_L4_CSUM_GOOD &&
	    chan->netdev->features & NETIF_F_RXCSUM) {
		skb->ip_summed = CHECKSUM_UNNECESSARY;
		tally->csum_good++;
	}
	if (chan->netdev->features & NETIF_F_RXHASH)
		hni_rx_hash_set(chan, skb, buff->meta);
	hni_stamp_receive(chan, skb, buff->stamp);
	skb_record_rx_queue(skb, chan->index);
	skb->protocol = eth_type_trans(skb, chan->netdev);
	napi_gro_receive(&chan->napi, skb);
}

/* A frame in memory of a socket becomes a copy; its buffer is free then. */
static bool hni_xdp_tx(struct hni_chan *chan, struct xdp_buff *xdp)
{
	struct hni_xdp_rx *rx = chan->rxr->xdp;
	bool is_own = !chan->rxr->xsk;
	struct xdp_frame *frame;

	frame = xdp_convert_buff_to_frame(xdp);
	if (unlikely(!frame))
		return false;
	if (unlikely(!hni_xdpq_send(chan, frame, is_own))) {
		if (!is_own)
			xdp_return_frame_rx_napi(frame);
		return false;
	}
	rx->has_tx = true;
	return true;
}

static bool hni_xdp_redirect(struct hni_chan *chan, struct bpf_prog *prog,
			     struct xdp_buff *xdp)
{
	if (xdp_do_redirect(chan->netdev, xdp, prog))
		return false;
	chan->rxr->xdp->has_redirect = true;
	return true;
}

/* Returns the counter of what became of the frame; it is not ours then. */
static enum hni_xdp_count hni_xdp_act(struct hni_chan *chan,
				      struct bpf_prog *prog,
				      struct xdp_buff *xdp)
{
	enum hni_xdp_count count = HNI_XDP_ABORTED;
	u32 act;

	/* for a socket that only sends */
	if (unlikely(!prog))
		return HNI_XDP_PASS;
	act = bpf_prog_run_xdp(prog, xdp);
	switch (act) {
	case XDP_PASS:
		return HNI_XDP_PASS;
	case XDP_TX:
		if (hni_xdp_tx(chan, xdp))
			return HNI_XDP_TX;
		count = HNI_XDP_LOST;
		break;
	case XDP_REDIRECT:
		if (hni_xdp_redirect(chan, prog, xdp))
			return HNI_XDP_REDIRECT;
		count = HNI_XDP_LOST;
		break;
	case XDP_DROP:
		xdp_return_buff(xdp);
		return HNI_XDP_DROP;
	default:
		bpf_warn_invalid_xdp_action(chan->netdev, prog, act);
		break;
	case XDP_ABORTED:
		break;
	}
	trace_xdp_exception(chan->netdev, prog, act);
	/* a socket's buffer that is free already stays so */
	xdp_return_buff(xdp);
	return count;
}

/* Frames that are longer than the MTU may be more than the program can read. */
static bool hni_xdp_frame_is_bad(const struct bpf_prog *prog,
				 struct xdp_buff *xdp, u64 meta)
{
	return meta & (HNI_RCD_META_ERR_MAC_EOP |
		       HNI_RCD_META_ERR_TRUNCATED) ||
	       (xdp_buff_has_frags(xdp) && prog &&
		!prog->aux->xdp_has_frags);
}

static void hni_xdp_deliver(struct hni_chan *chan, u64 meta)
{
	struct bpf_prog *prog = READ_ONCE(chan->prog);
	struct hni_rxr *rxr = chan->rxr;
	struct hni_xdp_rx *rx = rxr->xdp;
	struct hni_xdp_buff *buff = rx->buff;
	bool is_known_bad = rxr->frame.is_bad;
	enum hni_xdp_count count;

	memset(&rxr->frame, 0, sizeof(rxr->frame));
	if (unlikely(!rx->has_frame)) {
		if (!is_known_bad)
			rxr->tally.bad_completions++;
		return;
	}
	rx->has_frame = false;
	if (unlikely(hni_xdp_frame_is_bad(prog, &buff->xdp, meta))) {
		rxr->tally.errors++;
		xdp_return_buff(&buff->xdp);
		return;
	}

	rxr->tally.pkts++;
	rxr->tally.bytes += xdp_get_buff_len(&buff->xdp);
	rx->counts[HNI_XDP_XSK] += !!rxr->xsk;
	buff->meta = meta;
	count = hni_xdp_act(chan, prog, &buff->xdp);
	if (count == HNI_XDP_PASS)
		hni_xdp_pass(chan, buff);
	else
		rx->counts[count]++;
}

static void hni_xdp_opt_meta(struct hni_xdp_rx *rx, u64 rcd)
{
	/* buff is a socket's: between frames it may be gone */
	if (rx->has_frame && FIELD_GET(HNI_RCD_OPT_META_TYPE, rcd) ==
	    HNI_RCD_OPT_META_TYPE_STAMP && rcd & HNI_RCD_OPT_META_TS_VALID)
		rx->buff->stamp = rcd;
}

/* Takes one completion; returns false if there is none. */
static bool hni_xdp_step(struct hni_chan *chan, int *frames)
{
	struct hni_rxr *rxr = chan->rxr;
	u64 rcd;

	if (!hni_rcq_next(rxr, &rxr->rcq_head, &rcd))
		return false;
	switch (FIELD_GET(HNI_RCD_TYPE, rcd)) {
	case HNI_RCD_TYPE_HDR_AL:
		if (rxr->xsk)
			hni_xsk_hdr(chan, rxr, rcd);
		else
			hni_xdp_hdr(rxr, rcd);
		break;
	case HNI_RCD_TYPE_PAY_AL:
		if (rxr->xsk)
			hni_xsk_payload(rxr, rcd);
		else
			hni_xdp_payload(rxr, rcd);
		break;
	case HNI_RCD_TYPE_OPT_META:
		hni_xdp_opt_meta(rxr->xdp, rcd);
		break;
	case HNI_RCD_TYPE_META:
		hni_xdp_deliver(chan, rcd);
		(*frames)++;
		break;
	}
	return true;
}

static void hni_xdp_stats_fold(struct hni_rxr *rxr)
{
	struct hni_xdp_rx *rx = rxr->xdp;
	unsigned int i;

	u64_stats_update_begin(&rxr->syncp);
	for (i = 0; i < HNI_XDP_COUNTS; i++)
		u64_stats_add(&rxr->xdp_counts[i], rx->counts[i]);
	u64_stats_update_end(&rxr->syncp);
	memset(rx->counts, 0, sizeof(rx->counts));
	rx->has_redirect = false;
	rx->has_tx = false;
}

int hni_xdp_poll(struct hni_chan *chan, int budget)
{
	struct hni_rxr *rxr = chan->rxr;
	struct hni_xdp_rx *rx = rxr->xdp;
	u32 first = rxr->rcq_head;
	bool more = true;
	int frames = 0;

	while (frames < budget && more) {
		/* one turn of the ring at most, whatever the device writes */
		if (rxr->rcq_head - first > rxr->rcq_mask) {
			frames = budget;
			break;
		}
		more = hni_xdp_step(chan, &frames);
	}

	if (rx->has_redirect)
		xdp_do_flush();
	if (rx->has_tx)
		hni_xdpq_kick(chan, chan->txr->xdpq);
	hni_xdp_stats_fold(rxr);
	if (rxr->xsk && !hni_xsk_fill(rxr))
		frames = budget;
	if (chan->txr->xdpq->pool && !hni_xdpq_send_xsk(chan, chan->txr->xdpq))
		frames = budget;
	return hni_rxr_poll_end(chan, first, frames, budget);
}

void hni_xdp_rx_stats_get(const struct hni_rxr *rxr,
			  struct hni_chan_stats *stats)
{
	const u64_stats_t *xdp = rxr->xdp_counts;

	stats->rx_xdp_pass = u64_stats_read(&xdp[HNI_XDP_PASS]);
	stats->rx_xdp_drop = u64_stats_read(&xdp[HNI_XDP_DROP]);
	stats->rx_xdp_aborted = u64_stats_read(&xdp[HNI_XDP_ABORTED]);
	stats->rx_xdp_tx = u64_stats_read(&xdp[HNI_XDP_TX]);
	stats->rx_xdp_redirect = u64_stats_read(&xdp[HNI_XDP_REDIRECT]);
	stats->rx_xdp_lost = u64_stats_read(&xdp[HNI_XDP_LOST]);
	stats->rx_xsk_pkts = u64_stats_read(&xdp[HNI_XDP_XSK]);
}

/* The hash's class, by what the device says of the headers it has used */
static const enum xdp_rss_hash_type hni_xdp_hash_types[][3] = {
	[HNI_L3_TYPE_IPV4] = {
		[HNI_L4_TYPE_OTHER] = XDP_RSS_TYPE_L3_IPV4,
		[HNI_L4_TYPE_TCP] = XDP_RSS_TYPE_L4_IPV4_TCP,
		[HNI_L4_TYPE_UDP] = XDP_RSS_TYPE_L4_IPV4_UDP,
	},
	[HNI_L3_TYPE_IPV6] = {
		[HNI_L4_TYPE_OTHER] = XDP_RSS_TYPE_L3_IPV6,
		[HNI_L4_TYPE_TCP] = XDP_RSS_TYPE_L4_IPV6_TCP,
		[HNI_L4_TYPE_UDP] = XDP_RSS_TYPE_L4_IPV6_UDP,
	},
	[HNI_L3_TYPE_V6V6] = {
		[HNI_L4_TYPE_OTHER] = XDP_RSS_TYPE_L3_IPV6,
		[HNI_L4_TYPE_TCP] = XDP_RSS_TYPE_L4_IPV6_TCP,
		[HNI_L4_TYPE_UDP] = XDP_RSS_TYPE_L4_IPV6_UDP,
	},
};

static int hni_xdp_rx_hash(const struct xdp_md *ctx, u32 *hash,
			   enum xdp_rss_hash_type *rss_type)
{
	const struct hni_xdp_buff *buff = (const void *)ctx;
	u64 meta = buff->meta, l4 = HNI_L4_TYPE_OTHER;

	if (!(buff->chan->netdev->features & NETIF_F_RXHASH))
		return -ENODATA;
	if (hni_rx_hash_is_l4(buff->chan, meta))
		l4 = FIELD_GET(HNI_RCD_META_L4_TYPE, meta);
	*hash = FIELD_GET(HNI_RCD_META_RSS_HASH, meta);
	*rss_type = hni_xdp_hash_types[FIELD_GET(HNI_RCD_META_L3_TYPE,
						 meta)][l4];
	return 0;
}

static int hni_xdp_rx_timestamp(const struct xdp_md *ctx, u64 *timestamp)
{
	const struct hni_xdp_buff *buff = (const void *)ctx;
	const struct hni_chan_stamps *stamps = buff->chan->stamps;

	if (!buff->stamp || !stamps)
		return -ENODATA;
	*timestamp = hni_clock_stamp(stamps->clock,
				     FIELD_GET(HNI_RCD_OPT_META_TS,
					       buff->stamp));
	return 0;
}

const struct xdp_metadata_ops hni_chan_xdp_metadata_ops = {
	.xmo_rx_timestamp = hni_xdp_rx_timestamp,
	.xmo_rx_hash = hni_xdp_rx_hash,
};
