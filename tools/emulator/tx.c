// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns transmission: work descriptors become frames for the switch, then
 * completions.
 */
#include <stdlib.h>
#include <string.h>

#include "func.h"
#include "csum.h"

#define EMU_TX_LEN_MIN		14

/* One packet as its descriptors describe it */
struct emu_tx_pkt {
	uint64_t meta;
	uint32_t len;		/* bytes gathered */
	uint32_t descs;		/* descriptors consumed */
	uint16_t next;		/* head of the ring behind it */
	const char *why;	/* NULL = good */
};

/* Where a page's frames go; @port < 0 = the function's own port */
struct emu_tx_path {
	unsigned int q;
	int port;
};

/**
 * emu_tx_init() - allocate
 * @fn: function
 *
 * Return: 0 or -1.
 */
int emu_tx_init(struct emu_func *fn)
{
	fn->tx.packet = malloc(EMU_TX_PACKET_MAX);
	return fn->tx.packet ? 0 : -1;
}

/**
 * emu_tx_fini() - free
 * @fn: function
 */
void emu_tx_fini(struct emu_func *fn)
{
	free(fn->tx.packet);
}

/**
 * emu_tx_kick() - a page may have work
 * @fn: function
 * @q: page
 */
void emu_tx_kick(struct emu_func *fn, unsigned int q)
{
	fn->tx.ready[q / 32] |= 1U << (q % 32);
	emu_worker_kick(fn->nic);
}

static uint64_t emu_tx_default_meta(const struct emu_func *fn)
{
	return (uint64_t)emu_csr_get(fn, HNI_CSR_QM_TWQ_DEFAULT_META_H) << 32 |
	       emu_csr_get(fn, HNI_CSR_QM_TWQ_DEFAULT_META_L);
}

static uint32_t emu_tx_frame_max(const struct emu_func *fn)
{
	uint32_t max = emu_csr_get(fn, HNI_CSR_QM_TQS_MTU_CTL0);

	return max && max < EMU_FRAME_MAX ? max : EMU_FRAME_MAX;
}

/* Copy one piece behind the others */
static void emu_tx_gather_al(struct emu_func *fn, struct emu_tx_pkt *pkt,
			     uint64_t desc)
{
	uint32_t len = EMU_GET(HNI_TWD_AL_LEN, desc);

	if (pkt->why)
		return;
	if (!len)
		pkt->why = "AL of length 0";
	else if (pkt->len + len > EMU_TX_PACKET_MAX)
		pkt->why = "packet too long";
	else if (!emu_func_dma_read(fn, EMU_GET(HNI_TWD_AL_ADDR, desc),
				    fn->tx.packet + pkt->len, len))
		pkt->why = "AL address not mapped";
	else
		pkt->len += len;
}

static void emu_tx_gather_desc(struct emu_func *fn, struct emu_tx_pkt *pkt,
			       uint64_t desc, bool has_meta)
{
	uint64_t type = EMU_GET(HNI_TWD_TYPE, desc);
	bool is_first = pkt->descs == 0;

	pkt->descs++;
	if (has_meta && is_first && type != HNI_TWD_TYPE_META)
		pkt->why = "packet does not begin with META";
	if (type == HNI_TWD_TYPE_META && has_meta && is_first)
		pkt->meta = desc;
	else if (type == HNI_TWD_TYPE_META)
		pkt->why = "META inside a packet";
	else if (type >= HNI_TWD_TYPE_AL)
		emu_tx_gather_al(fn, pkt, desc);
	if (pkt->descs > HNI_TWD_MAX_FRAGS + 2)
		pkt->why = "too many descriptors";
}

/* Fetch one packet; on an error up to where the next may begin */
static void emu_tx_gather(struct emu_func *fn, struct emu_ring *ring,
			  bool has_meta, struct emu_tx_pkt *pkt)
{
	uint16_t at = ring->dev;
	uint64_t desc;

	memset(pkt, 0, sizeof(*pkt));
	if (!has_meta)
		pkt->meta = emu_tx_default_meta(fn);
	while (at != ring->host) {
		if (!emu_dma_load64(fn, ring->base +
				    (uint64_t)at * HNI_DESC_SIZE, &desc)) {
			pkt->why = "ring not reachable";
			ring->enabled = false;
			break;
		}
		at = (at + 1) & (ring->size - 1);
		emu_tx_gather_desc(fn, pkt, desc, has_meta);
		if (EMU_GET(HNI_TWD_TYPE, desc) == HNI_TWD_TYPE_LAST_AL) {
			pkt->next = at;
			return;
		}
	}
	if (!pkt->why)
		pkt->why = "no LAST_AL before the tail";
	pkt->next = at;
}

static uint8_t emu_tx_dest(const struct emu_func *fn, uint64_t meta,
			   const uint8_t *frame)
{
	uint8_t dest = emu_rpc_tx_dest(fn->csr, frame);

	if (dest)
		return dest;
	if (meta & HNI_TWD_DEST_MAC)
		dest |= EMU_DEST_MAC;
	if (meta & HNI_TWD_DEST_BMC)
		dest |= EMU_DEST_BMC;
	if (meta & HNI_TWD_DEST_FW)
		dest |= EMU_DEST_FW;
	return dest ? dest : EMU_DEST_MAC;
}

static void emu_tx_drop(struct emu_func *fn, uint32_t len)
{
	emu_csr_count32(fn, HNI_CSR_TMI_DROP_PKTS, 1);
	emu_csr_count64(fn, HNI_CSR_TMI_DROP_BYTE_L, len);
}

/* The frame in tx.frame leaves */
static void emu_tx_emit(struct emu_func *fn, const struct emu_tx_path *path,
			uint64_t meta, uint32_t len)
{
	struct emu_frame *f = &fn->tx.frame;
	uint8_t dest;

	f->len = len;
	f->off = EMU_FRAME_HEADROOM;
	f->port = EMU_PORT_FUNC(fn->idx);
	f->l4_valid = meta & (HNI_TWD_REQ_CSO | HNI_TWD_REQ_LSO);
	if (path->port >= 0) {
		emu_esw_inject(fn->nic, (unsigned int)path->port, f);
		return;
	}
	if (!emu_link_can_tx(fn) ||
	    (emu_csr_get(fn, HNI_CSR_TMI_DROP_CTRL) & HNI_TMI_DROP_CTRL_EN)) {
		emu_tx_drop(fn, len);
		return;
	}
	dest = emu_tx_dest(fn, meta, emu_frame_data(f));
	fn->tx.dest = dest;
	emu_stats_tx(fn, emu_frame_data(f), len);
	emu_esw_rx(fn->nic, f, dest);
}

static void emu_tx_send_one(struct emu_func *fn,
			    const struct emu_tx_path *path,
			    struct emu_tx_pkt *pkt)
{
	uint8_t *to = fn->tx.frame.buf + EMU_FRAME_HEADROOM;

	if (pkt->len > emu_tx_frame_max(fn)) {
		pkt->why = "frame longer than the MTU limit";
		return;
	}
	memcpy(to, fn->tx.packet, pkt->len);
	if ((pkt->meta & HNI_TWD_REQ_CSO) &&
	    !emu_csum_insert(to, pkt->len, pkt->meta)) {
		pkt->why = "checksum field outside the frame";
		return;
	}
	emu_tx_emit(fn, path, pkt->meta, pkt->len);
}

/* Return: frames */
static unsigned int emu_tx_send(struct emu_func *fn,
				const struct emu_tx_path *path,
				struct emu_tx_pkt *pkt)
{
	uint8_t *to = fn->tx.frame.buf + EMU_FRAME_HEADROOM;
	struct emu_tso tso = {
		.packet = fn->tx.packet,
		.len = pkt->len,
		.meta = pkt->meta,
		.lso_ctrl = emu_csr_get(fn, HNI_CSR_TCE_LSO_CTRL),
	};
	uint32_t i, len;

	if (pkt->len < EMU_TX_LEN_MIN) {
		pkt->why = "frame shorter than an Ethernet header";
		return 1;
	}
	if (!(pkt->meta & HNI_TWD_REQ_LSO)) {
		emu_tx_send_one(fn, path, pkt);
		return 1;
	}
	if (!emu_tso_init(&tso, emu_tx_frame_max(fn))) {
		pkt->why = "LSO descriptor does not fit the packet";
		return 1;
	}
	for (i = 0; i < tso.count; i++) {
		len = emu_tso_segment(&tso, i, to);
		emu_tx_emit(fn, path, pkt->meta, len);
	}
	return tso.count;
}

static void emu_tx_timestamp(struct emu_func *fn, struct emu_ring *tcq,
			     const struct emu_tx_pkt *pkt)
{
	uint64_t tcd = EMU_PREP(HNI_TCD_TYPE, (uint64_t)HNI_TCD_TYPE_TS);

	if (pkt->why) {
		tcd |= HNI_TCD_STATUS_TS_INVALID;
		emu_csr_count32(fn, HNI_CSR_TMI_BAD_PTP_TS, 1);
	} else if (!(fn->tx.dest & EMU_DEST_MAC)) {
		/* Only what goes to the network can be stamped */
		tcd |= HNI_TCD_STATUS_TS_INVALID |
		       HNI_TCD_STATUS_ILLEGAL_TS_REQ;
		emu_csr_count32(fn, HNI_CSR_TMI_ILLEGAL_PTP_REQS, 1);
	} else {
		tcd |= emu_ptp_now(fn) & HNI_TCD_TS;
		emu_csr_count32(fn, HNI_CSR_TMI_GOOD_PTP_TS, 1);
	}
	emu_queue_complete(fn, tcq, tcd);
}

/* The packet's memory is the host's again from here on */
static void emu_tx_complete(struct emu_func *fn, unsigned int q, bool is_twq1,
			    const struct emu_tx_pkt *pkt)
{
	struct emu_ring *tcq = &fn->queue[q].ring[EMU_RING_TCQ];
	uint64_t tcd;

	if (pkt->meta & HNI_TWD_REQ_TS)
		emu_tx_timestamp(fn, tcq, pkt);
	if (pkt->meta & HNI_TWD_REQ_COMPLETION) {
		tcd = EMU_PREP(HNI_TCD_TYPE, (uint64_t)HNI_TCD_TYPE_HEAD);
		if (is_twq1)
			tcd |= HNI_TCD_TWQ1 |
			       EMU_PREP(HNI_TCD_HEAD1, (uint64_t)pkt->next);
		else
			tcd |= EMU_PREP(HNI_TCD_HEAD0, (uint64_t)pkt->next);
		emu_queue_complete(fn, tcq, tcd);
	}
	if (pkt->meta & (HNI_TWD_REQ_TS | HNI_TWD_REQ_COMPLETION))
		emu_queue_interrupt(fn, q, false);
}

/* Return: frames emitted; 0 = the ring is empty or has to wait */
static unsigned int emu_tx_ring_step(struct emu_func *fn,
				     const struct emu_tx_path *path,
				     bool is_twq1)
{
	struct emu_queue *queue = &fn->queue[path->q];
	struct emu_ring *ring = &queue->ring[is_twq1 ? EMU_RING_TWQ1 :
						       EMU_RING_TWQ0];
	struct emu_ring *tcq = &queue->ring[EMU_RING_TCQ];
	struct emu_tx_pkt pkt;
	unsigned int frames = 1;

	fn->tx.dest = EMU_DEST_MAC;
	/* A packet completes with a time stamp and a head at most */
	if (!ring->enabled || !tcq->enabled || !emu_ring_used(ring) ||
	    emu_ring_space(tcq) < 2)
		return 0;
	emu_tx_gather(fn, ring, !is_twq1, &pkt);
	ring->dev = pkt.next;
	if (!pkt.why)
		frames = emu_tx_send(fn, path, &pkt);
	emu_queue_count(fn, path->q, is_twq1 ? HNI_QUEUE_TWQ1_PKT_CNT :
					       HNI_QUEUE_TWQ0_PKT_CNT);
	if (pkt.why) {
		emu_queue_count(fn, path->q, is_twq1 ?
				HNI_QUEUE_TWQ1_ERR_CNT :
				HNI_QUEUE_TWQ0_ERR_CNT);
		emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_IFOUTERRORS_L, 1);
		emu_func_strict(fn, "QUEUE_TWQ%u(%u): %s", is_twq1, path->q,
				pkt.why);
	}
	emu_tx_complete(fn, path->q, is_twq1, &pkt);
	return frames;
}

/* Return: frames emitted; below @budget = nothing is left that could go */
static unsigned int emu_tx_page(struct emu_func *fn, unsigned int q,
				unsigned int budget)
{
	struct emu_tx_path path = { .q = q, .port = -1 };
	unsigned int total = 0, frames;

	if (fn->idx == 0)
		path.port = emu_esw_page_port(fn->nic, q);
	while (total < budget) {
		frames = emu_tx_ring_step(fn, &path, false);
		frames += emu_tx_ring_step(fn, &path, true);
		if (!frames)
			break;
		total += frames;
	}
	return total;
}

/* The network wants silence: pages that send past the MAC do not care */
static bool emu_tx_is_held(const struct emu_func *fn, unsigned int q)
{
	return emu_pause_is_silent(fn) &&
	       (fn->idx || emu_esw_page_port(fn->nic, q) < 0);
}

unsigned int emu_func_poll_tx(struct emu_func *fn, unsigned int budget)
{
	unsigned int i, q, done, total = 0;

	emu_rx_retry(fn);
	for (i = 0; i < HNI_QUEUE_COUNT && total < budget; i++) {
		q = (fn->tx.next + i) % HNI_QUEUE_COUNT;
		if (!(fn->tx.ready[q / 32] >> (q % 32) & 1) ||
		    emu_tx_is_held(fn, q))
			continue;
		done = emu_tx_page(fn, q, budget - total);
		/* A doorbell sets the bit again, also one of the TCQ */
		if (total + done < budget)
			fn->tx.ready[q / 32] &= ~(1U << (q % 32));
		total += done;
	}
	fn->tx.next = (fn->tx.next + i) % HNI_QUEUE_COUNT;
	return total < budget ? total : budget;
}
