// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns time stamps of frames: those received, and those that are asked for
 * when a frame is sent and come in a completion of their own.
 *
 * The device answers every request, in order, if only to say that it could not.
 * A frame is kept on a list of its ring until then. What is still on the list
 * when the ring goes is lost.
 */

#include <linux/skbuff.h>

#include "../hw/clock.h"
#include "priv.h"

static bool hni_stamp_is_wanted(const struct hni_chan *chan,
				const struct sk_buff *skb)
{
	return skb_shinfo(skb)->tx_flags & SKBTX_HW_TSTAMP && chan->stamps &&
	       READ_ONCE(chan->stamps->is_tx);
}

/*
 * The list is longer than what fits into the ring only if the device owes
 * answers. Return: bits of the descriptor.
 */
u64 hni_stamp_request(struct hni_chan *chan, struct sk_buff *skb)
{
	struct hni_txr *txr = chan->txr;
	u64 meta = 0;

	if (hni_stamp_is_wanted(chan, skb)) {
		if (skb_queue_len_lockless(&txr->stamp_list) <= txr->mask) {
			skb_shinfo(skb)->tx_flags |= SKBTX_IN_PROGRESS;
			skb_queue_tail(&txr->stamp_list, skb_get(skb));
			meta = HNI_TWD_REQ_TS;
		} else {
			u64_stats_update_begin(&txr->xmit_syncp);
			u64_stats_inc(&txr->stamps_refused);
			u64_stats_update_end(&txr->xmit_syncp);
		}
	}
	skb_tx_timestamp(skb);
	return meta;
}

/* Return: false if the device was not asked for it */
bool hni_stamp_complete(struct hni_chan *chan, u64 tcd)
{
	struct skb_shared_hwtstamps stamps = {};
	struct hni_txr *txr = chan->txr;
	bool is_valid = !(tcd & HNI_TCD_STATUS_TS_INVALID);
	struct sk_buff *skb;

	if (FIELD_GET(HNI_TCD_TYPE, tcd) != HNI_TCD_TYPE_TS ||
	    tcd & HNI_TCD_TWQ1)
		return false;
	skb = skb_dequeue(&txr->stamp_list);
	if (!skb)
		return false;

	if (is_valid) {
		stamps.hwtstamp = hni_clock_stamp(chan->stamps->clock,
						  FIELD_GET(HNI_TCD_TS, tcd));
		skb_tstamp_tx(skb, &stamps);
	}
	dev_consume_skb_any(skb);
	u64_stats_update_begin(&txr->cmpl_syncp);
	u64_stats_inc(is_valid ? &txr->stamps : &txr->stamps_failed);
	u64_stats_update_end(&txr->cmpl_syncp);
	return true;
}

/* Nobody polls the ring: counters of NAPI may be written */
void hni_stamp_drain(struct hni_txr *txr)
{
	unsigned int lost = skb_queue_len(&txr->stamp_list);

	skb_queue_purge(&txr->stamp_list);
	local_bh_disable();
	u64_stats_update_begin(&txr->cmpl_syncp);
	u64_stats_add(&txr->stamps_lost, lost);
	u64_stats_update_end(&txr->cmpl_syncp);
	local_bh_enable();
}

void hni_stamp_receive(const struct hni_chan *chan, struct sk_buff *skb,
		       u64 rcd)
{
	if (!skb || !chan->stamps || !(rcd & HNI_RCD_OPT_META_TS_VALID))
		return;
	skb_hwtstamps(skb)->hwtstamp =
		hni_clock_stamp(chan->stamps->clock,
				FIELD_GET(HNI_RCD_OPT_META_TS, rcd));
}
