// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns transmission: descriptors, doorbells, completions.
 *
 * A burst (xmit_more) is published by one doorbell and answered by one
 * completion: REQ_COMPLETION is set in the last META just before the
 * doorbell, and the device fetches a META only after the doorbell that
 * covers it.
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/netdev_queues.h>

#include "priv.h"

/* The device wants a few entries of a work ring to stay free. */
#define HNI_TX_RESERVE		8

/* What says that a frame's headers were made by a tunnel that we know */
#define HNI_TX_GSO_TUNNELS	(SKB_GSO_PARTIAL | SKB_GSO_GRE |	\
				 SKB_GSO_GRE_CSUM | SKB_GSO_IPXIP4 |	\
				 SKB_GSO_IPXIP6 | SKB_GSO_UDP_TUNNEL |	\
				 SKB_GSO_UDP_TUNNEL_CSUM)

static_assert(HNI_TX_RESERVE + HNI_TX_WAKE_THRS <= HNI_CHAN_RING_MIN);

static u32 hni_txr_room(const struct hni_txr *txr)
{
	u32 used = READ_ONCE(txr->tail) - READ_ONCE(txr->head);

	return txr->mask + 1 - HNI_TX_RESERVE - used;
}

static void hni_txr_kick(struct hni_chan *chan)
{
	struct hni_txr *txr = chan->txr;

	txr->twq[txr->last_meta & txr->mask] |=
		cpu_to_le64(HNI_TWD_REQ_COMPLETION);
	txr->last_has_cmpl = true;
	/* the device reads descriptors after the doorbell below */
	dma_wmb();
	if (!hni_dev_is_dead(chan->hdev))
		writel(txr->tail & txr->mask, txr->doorbell);
}

static u64 hni_tx_meta_offsets(const struct sk_buff *skb, u32 l4_off)
{
	u32 l2_len = skb_network_offset(skb);

	return FIELD_PREP(HNI_TWD_L2_HLEN, l2_len / 2) |
	       FIELD_PREP(HNI_TWD_L3_IHLEN, (l4_off - l2_len) / 2) |
	       FIELD_PREP(HNI_TWD_CSUM_OFFSET, skb->csum_offset / 2);
}

/* Where the header is whose payload is cut into segments */
static u32 hni_tx_gso_l4_off(const struct sk_buff *skb)
{
	return skb->encapsulation ? skb_inner_transport_offset(skb) :
				    skb_transport_offset(skb);
}

/* Headers that the device shall not touch, but for L4, are "other" to it. */
static u64 hni_tx_gso_l3_type(const struct sk_buff *skb)
{
	if (skb_shinfo(skb)->gso_type & SKB_GSO_PARTIAL)
		return HNI_L3_TYPE_OTHER;
	return vlan_get_protocol(skb) == htons(ETH_P_IPV6) ?
	       HNI_L3_TYPE_IPV6 : HNI_L3_TYPE_IPV4;
}

static u32 hni_tx_gso_hdr_len(const struct sk_buff *skb)
{
	u32 l4_off = hni_tx_gso_l4_off(skb);

	if (skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4)
		return l4_off + sizeof(struct udphdr);
	return l4_off + __tcp_hdrlen((struct tcphdr *)(skb->data + l4_off));
}

/*
 * Segmentation: the device adds each segment's own length to the pseudo
 * header sum, so the length of the whole must come out of it first. Partial:
 * the kernel has made tunnel headers that fit every segment. Returns 0 if
 * memory is short. Out of line, as it needs a stack that other frames do not.
 */
static noinline u64 hni_tx_meta_gso(struct sk_buff *skb)
{
	u32 l4_off = hni_tx_gso_l4_off(skb);
	u32 l4_type = HNI_L4_TYPE_TCP;
	__sum16 *check;
	__wsum len;

	if (skb_cow_head(skb, 0))
		return 0;
	check = &((struct tcphdr *)(skb->data + l4_off))->check;
	if (skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4) {
		l4_type = HNI_L4_TYPE_UDP;
		check = &udp_hdr(skb)->check;
	}
	len = (__force __wsum)htonl(skb->len - l4_off);
	csum_replace_by_diff(check, len);

	return HNI_TWD_REQ_LSO | hni_tx_meta_offsets(skb, l4_off) |
	       FIELD_PREP(HNI_TWD_L3_TYPE, hni_tx_gso_l3_type(skb)) |
	       FIELD_PREP(HNI_TWD_L4_TYPE, l4_type) |
	       FIELD_PREP(HNI_TWD_L4_HLEN,
			  (hni_tx_gso_hdr_len(skb) - l4_off) / 4) |
	       FIELD_PREP(HNI_TWD_MSS, skb_shinfo(skb)->gso_size);
}

static void hni_tx_al_fill(struct hni_txr *txr, u32 idx, dma_addr_t dma,
			   u32 len, bool is_last)
{
	u64 type = is_last ? HNI_TWD_TYPE_LAST_AL : HNI_TWD_TYPE_AL;
	struct hni_tx_buf *buf = &txr->bufs[idx & txr->mask];

	buf->dma = dma;
	buf->len = len;
	txr->twq[idx & txr->mask] =
		cpu_to_le64(FIELD_PREP(HNI_TWD_TYPE, type) |
			    FIELD_PREP(HNI_TWD_AL_LEN, len) | dma);
}

/* Fills the AL descriptors behind META; returns their number, 0 on failure. */
static u32 hni_tx_map(struct device *dev, struct hni_txr *txr,
		      const struct sk_buff *skb)
{
	const skb_frag_t *frag = skb_shinfo(skb)->frags;
	u32 first = txr->tail + 1, next = first;
	u32 end = first + 1 + skb_shinfo(skb)->nr_frags;
	u32 len = skb_headlen(skb);
	dma_addr_t dma;

	/* as a page, like fragments: all are unmapped alike */
	dma = dma_map_page(dev, virt_to_page(skb->data),
			   offset_in_page(skb->data), len, DMA_TO_DEVICE);
	while (!dma_mapping_error(dev, dma)) {
		hni_tx_al_fill(txr, next, dma, len, next + 1 == end);
		if (++next == end)
			return end - first;
		len = skb_frag_size(frag);
		dma = skb_frag_dma_map(dev, frag++, 0, len, DMA_TO_DEVICE);
	}
	hni_tx_unmap(dev, txr, first, next);
	return 0;
}

/* Sums for the wire: each segment has headers of its own. */
static void hni_tx_stats_gso(struct hni_txr *txr, const struct sk_buff *skb)
{
	u32 hdr_len = hni_tx_gso_hdr_len(skb);
	u32 segs = DIV_ROUND_UP(skb->len - hdr_len,
				skb_shinfo(skb)->gso_size);

	u64_stats_add(&txr->pkts, segs);
	u64_stats_add(&txr->bytes, skb->len + (segs - 1) * hdr_len);
	u64_stats_inc(&txr->gso_pkts);
	u64_stats_add(&txr->gso_segs, segs);
}

static void hni_tx_stats_sent(struct hni_txr *txr, const struct sk_buff *skb,
			      u64 meta)
{
	u64_stats_update_begin(&txr->xmit_syncp);
	if (meta & HNI_TWD_REQ_LSO) {
		hni_tx_stats_gso(txr, skb);
	} else {
		u64_stats_inc(&txr->pkts);
		u64_stats_add(&txr->bytes, skb->len);
		if (meta & HNI_TWD_REQ_CSO)
			u64_stats_inc(&txr->csum);
	}
	u64_stats_update_end(&txr->xmit_syncp);
}

/*
 * The largest frame always fits: without room for one the queue is stopped
 * here, so that hni_chan_xmit() need not look.
 */
static void hni_tx_publish(struct hni_chan *chan, struct hni_txr *txr,
			   struct sk_buff *skb, u64 meta, u32 num_descs)
{
	u32 first = txr->tail;
	struct hni_tx_buf *buf = &txr->bufs[first & txr->mask];
	unsigned int len = skb->len;

	buf->skb = skb;
	buf->len = len;
	buf->num_descs = num_descs;
	if (unlikely(skb_shinfo(skb)->tx_flags & SKBTX_ANY_TSTAMP))
		meta |= hni_stamp_request(chan, skb);
	txr->twq[first & txr->mask] = cpu_to_le64(meta);
	txr->last_meta = first;
	txr->last_has_cmpl = false;
	/* completions of what is published are looked up with this tail */
	smp_store_release(&txr->tail, first + num_descs);

	if (!netif_txq_maybe_stop(txr->nq, hni_txr_room(txr),
				  HNI_TX_STOP_THRS, HNI_TX_WAKE_THRS)) {
		u64_stats_update_begin(&txr->xmit_syncp);
		u64_stats_inc(&txr->stop);
		u64_stats_update_end(&txr->xmit_syncp);
	}
	if (__netdev_tx_sent_queue(txr->nq, len, netdev_xmit_more()))
		hni_txr_kick(chan);
}

static void hni_tx_drop(struct hni_chan *chan)
{
	struct hni_txr *txr = chan->txr;

	u64_stats_update_begin(&txr->xmit_syncp);
	u64_stats_inc(&txr->dropped);
	u64_stats_update_end(&txr->xmit_syncp);
	/* frames of the burst before this one must not wait for it */
	if (!txr->last_has_cmpl && chan->is_open)
		hni_txr_kick(chan);
}

netdev_tx_t hni_chan_xmit(struct hni_chan *chan, struct sk_buff *skb)
{
	struct hni_txr *txr = chan->txr;
	u64 meta = HNI_TWD_DEST_MAC;
	u32 num_als;

	if (skb_put_padto(skb, ETH_ZLEN)) {
		hni_tx_drop(chan);
		return NETDEV_TX_OK;
	}
	if (unlikely(!READ_ONCE(chan->is_open)))
		goto drop;

	if (skb_is_gso(skb)) {
		meta |= hni_tx_meta_gso(skb);
		if (unlikely(!(meta & HNI_TWD_REQ_LSO)))
			goto drop;
	} else if (skb->ip_summed == CHECKSUM_PARTIAL) {
		meta |= HNI_TWD_REQ_CSO |
			hni_tx_meta_offsets(skb,
					    skb_checksum_start_offset(skb));
	}

	num_als = hni_tx_map(chan->hdev->dev, txr, skb);
	if (unlikely(!num_als))
		goto drop;
	hni_tx_stats_sent(txr, skb, meta);
	hni_tx_publish(chan, txr, skb, meta, 1 + num_als);
	return NETDEV_TX_OK;

drop:
	dev_kfree_skb_any(skb);
	hni_tx_drop(chan);
	return NETDEV_TX_OK;
}

netdev_features_t hni_chan_features_check(struct sk_buff *skb,
					  struct net_device *netdev,
					  netdev_features_t features)
{
	u32 l2_len, l3_len, l4_off;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return features;

	l2_len = skb_network_offset(skb);
	l4_off = skb_is_gso(skb) ? hni_tx_gso_l4_off(skb) :
				   skb_checksum_start_offset(skb);
	l3_len = l4_off - l2_len;
	if ((l2_len | l3_len | skb->csum_offset) % 2 ||
	    l2_len > 2 * FIELD_MAX(HNI_TWD_L2_HLEN) ||
	    l3_len > 2 * FIELD_MAX(HNI_TWD_L3_IHLEN) ||
	    skb->csum_offset > 2 * FIELD_MAX(HNI_TWD_CSUM_OFFSET))
		return features & ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
	if (!skb_is_gso(skb))
		return features;
	/* headers around a tunnel's are the same in every segment */
	if (skb_shinfo(skb)->gso_size > FIELD_MAX(HNI_TWD_MSS) ||
	    (skb->encapsulation &&
	     !(skb_shinfo(skb)->gso_type & HNI_TX_GSO_TUNNELS)))
		return features & ~NETIF_F_GSO_MASK;
	return features;
}

static void hni_txr_bad_completion(struct hni_txr *txr)
{
	u64_stats_update_begin(&txr->cmpl_syncp);
	u64_stats_inc(&txr->bad_completions);
	u64_stats_update_end(&txr->cmpl_syncp);
}

/* Frees whole frames up to the device's head, which is not trusted. */
static void hni_txr_clean(struct hni_chan *chan, u32 dev_head, int budget)
{
	struct device *dev = chan->hdev->dev;
	struct hni_txr *txr = chan->txr;
	/* pairs with the release in hni_tx_publish() */
	u32 tail = smp_load_acquire(&txr->tail);
	unsigned int pkts = 0, bytes = 0;
	u32 head = txr->head, end;
	struct hni_tx_buf *buf;

	end = head + ((dev_head - head) & txr->mask);
	if (dev_head > txr->mask || end - head > tail - head) {
		hni_txr_bad_completion(txr);
		return;
	}

	while (head != end) {
		buf = &txr->bufs[head & txr->mask];
		if (buf->num_descs > end - head)
			break;
		hni_tx_unmap(dev, txr, head + 1, head + buf->num_descs);
		napi_consume_skb(buf->skb, budget);
		pkts++;
		bytes += buf->len;
		head += buf->num_descs;
	}

	WRITE_ONCE(txr->head, head);
	if (!__netif_txq_completed_wake(txr->nq, pkts, bytes,
					hni_txr_room(txr), HNI_TX_WAKE_THRS,
					!READ_ONCE(chan->is_open))) {
		u64_stats_update_begin(&txr->cmpl_syncp);
		u64_stats_inc(&txr->wake);
		u64_stats_update_end(&txr->cmpl_syncp);
	}
}

void hni_txr_poll(struct hni_chan *chan, int budget)
{
	struct hni_txr *txr = chan->txr;
	u32 first = txr->tcq_head, dev_head = 0;
	bool has_head = false;
	u64 desc;

	/* bounded, whatever the device writes meanwhile */
	while (txr->tcq_head - first <= txr->tcq_mask) {
		desc = le64_to_cpu(READ_ONCE(txr->tcq[txr->tcq_head &
						      txr->tcq_mask]));
		if (!hni_cq_is_done(desc, txr->tcq_head, txr->tcq_shift))
			break;
		if (FIELD_GET(HNI_TCD_TYPE, desc) == HNI_TCD_TYPE_HEAD &&
		    !(desc & HNI_TCD_TWQ1)) {
			dev_head = FIELD_GET(HNI_TCD_HEAD0, desc);
			has_head = true;
		} else if (!hni_stamp_complete(chan, desc) &&
			   !hni_xdpq_complete(txr->xdpq, desc)) {
			hni_txr_bad_completion(txr);
		}
		txr->tcq_head++;
	}
	if (txr->tcq_head == first)
		return;

	/* frames are freed after their completion was read */
	dma_rmb();
	if (!hni_dev_is_dead(chan->hdev))
		writel(txr->tcq_head & txr->tcq_mask, txr->tcq_doorbell);
	if (has_head)
		hni_txr_clean(chan, dev_head, budget);
	if (txr->xdpq)
		hni_xdpq_clean(chan, txr->xdpq, budget);
}
