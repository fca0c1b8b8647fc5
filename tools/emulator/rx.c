// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns reception: classify a frame, place it into header and payload
 * buffers, complete it. Frames that a queue asked not to lose wait in a FIFO.
 */
#include <stdlib.h>
#include <string.h>

#include "func.h"
#include "hw/hni_esw.h"
#include "csum.h"

#define EMU_RX_LEN_MIN		14
#define EMU_RX_PBUF		4	/* FIFO from the network to the host */
#define EMU_RX_UNIT		64	/* bytes, of levels and thresholds */
#define EMU_RX_PBUF_SIZE	2048	/* bytes, of PBUF_CFG's size */
#define EMU_RX_PIECES		8	/* payload pieces of one frame at most */

enum emu_rx_verdict {
	EMU_RX_DONE,
	EMU_RX_DROPPED,		/* and counted */
	EMU_RX_NO_BUFFER,
	EMU_RX_NO_COMPLETION,
};

struct emu_rx_held {
	struct emu_frame frame;
};

/**
 * struct emu_rx_job - one frame on its way into one queue
 * @f: frame
 * @pkt: parsed
 * @q: queue page
 * @hint: HNI_RPC_DMA_HINT_*
 * @meta: META descriptor without phase
 * @opt: OPT_META descriptors without phase
 * @nopt: their number
 * @hdr: bytes that go to the header buffer
 * @rcd: completions of the pieces
 * @count: their number
 */
struct emu_rx_job {
	const struct emu_frame *f;
	struct emu_rpc_pkt pkt;
	unsigned int q;
	uint32_t hint;
	uint64_t meta;
	uint64_t opt[2];
	unsigned int nopt;
	uint32_t hdr;
	uint64_t rcd[1 + EMU_RX_PIECES];
	unsigned int count;
};

/* Room that the host wants around headers, and the most header bytes */
struct emu_rx_geometry {
	uint32_t headroom;
	uint32_t tailroom;
	uint32_t max_hdr;
	bool split_all;
};

static uint32_t emu_rx_align(uint32_t off)
{
	return (off + HNI_RX_ALIGN - 1) & ~(HNI_RX_ALIGN - 1U);
}

static const uint8_t *emu_rx_data(const struct emu_rx_job *job)
{
	return job->f->buf + job->f->off;
}

static void emu_rx_geometry(const struct emu_func *fn, unsigned int q,
			    struct emu_rx_geometry *geo)
{
	uint32_t ctl0 = emu_queue_csr(fn, q, HNI_QUEUE_RDE_CTL0);
	uint32_t ctl1 = emu_queue_csr(fn, q, HNI_QUEUE_RDE_CTL1);

	geo->headroom = EMU_GET(HNI_RDE_CTL0_MIN_HROOM, ctl0);
	geo->tailroom = EMU_GET(HNI_RDE_CTL0_MIN_TROOM, ctl0);
	geo->max_hdr = EMU_GET(HNI_RDE_CTL1_MAX_HDR, ctl1);
	geo->split_all = ctl0 & HNI_RDE_CTL0_EN_HDR_SPLIT;
}

/* How many bytes belong into the header buffer */
static uint32_t emu_rx_header_len(const struct emu_rx_job *job,
				  const struct emu_rx_geometry *geo)
{
	uint32_t len = job->f->len, hdr;

	if (!geo->split_all && len <= geo->max_hdr)
		return len;
	if (geo->split_all)
		hdr = job->pkt.hdr_len;
	else if (job->hint & HNI_RPC_DMA_HINT_L4)
		hdr = job->pkt.hdr_len;
	else if (job->hint & HNI_RPC_DMA_HINT_L3)
		hdr = job->pkt.l3_len;
	else if (job->hint & HNI_RPC_DMA_HINT_L2)
		hdr = job->pkt.l2_len;
	else
		hdr = geo->max_hdr;
	if (hdr > geo->max_hdr)
		hdr = geo->max_hdr;
	if (hdr < EMU_RX_LEN_MIN)
		hdr = EMU_RX_LEN_MIN;
	return hdr < len ? hdr : len;
}

/* Take the next fragment of a buffer queue */
static bool emu_rx_refill(struct emu_func *fn, struct emu_ring *ring,
			  struct emu_rxbuf *buf, uint32_t off)
{
	uint64_t desc;

	if (!ring->enabled || !emu_ring_used(ring))
		return false;
	if (!emu_dma_load64(fn, emu_ring_addr(ring), &desc)) {
		emu_func_strict(fn, "buffer ring at 0x%llx is not reachable",
				(unsigned long long)ring->base);
		ring->enabled = false;
		return false;
	}
	emu_ring_next(ring);
	buf->addr = desc & HNI_BD_ADDR;
	buf->id = (uint16_t)EMU_GET(HNI_BD_ID, desc);
	buf->off = off;
	return true;
}

static uint64_t emu_rx_al(uint64_t type, const struct emu_rxbuf *buf,
			  uint32_t len)
{
	return EMU_PREP(HNI_RCD_TYPE, type) |
	       EMU_PREP(HNI_RCD_AL_BUFF_ID, (uint64_t)buf->id) |
	       EMU_PREP(HNI_RCD_AL_BUFF_LEN, (uint64_t)len) |
	       EMU_PREP(HNI_RCD_AL_BUFF_OFF, (uint64_t)buf->off);
}

/* Fragments still needed for @rest payload bytes */
static uint32_t emu_rx_payload_frags(const struct emu_rxbuf *pay,
				     uint32_t rest)
{
	uint32_t room = pay->addr ? HNI_RX_FRAG_SIZE - pay->off : 0;

	if (rest <= room)
		return 0;
	return (rest - room + HNI_RX_FRAG_SIZE - 1) / HNI_RX_FRAG_SIZE;
}

/* Is there room for everything? Nothing has been touched yet. */
static enum emu_rx_verdict
emu_rx_room(struct emu_func *fn, struct emu_rx_job *job,
	    const struct emu_rx_geometry *geo)
{
	struct emu_queue *queue = &fn->queue[job->q];
	const struct emu_ring *rcq = &queue->ring[EMU_RING_RCQ];
	const struct emu_ring *hpq = &queue->ring[EMU_RING_HPQ];
	const struct emu_ring *ppq = &queue->ring[EMU_RING_PPQ];
	uint32_t rest, frags;

	if (!rcq->enabled || !hpq->enabled)
		return EMU_RX_NO_BUFFER;
	/* An open fragment that this header does not fit is given up */
	if (queue->hdr.addr &&
	    queue->hdr.off + job->hdr + geo->tailroom > HNI_RX_FRAG_SIZE)
		queue->hdr.addr = 0;
	if (!queue->hdr.addr && !emu_ring_used(hpq))
		return EMU_RX_NO_BUFFER;
	rest = job->f->len - job->hdr;
	frags = emu_rx_payload_frags(&queue->pay, rest);
	if (rest && (!ppq->enabled || emu_ring_used(ppq) < frags))
		return EMU_RX_NO_BUFFER;
	/* One piece in the open fragment and one in each new one, header,
	 * OPT_METAs, META
	 */
	if (emu_ring_space(rcq) < frags + 3 + (job->nopt ? job->nopt : 1))
		return EMU_RX_NO_COMPLETION;
	return EMU_RX_DONE;
}

static bool emu_rx_put_header(struct emu_func *fn, struct emu_rx_job *job,
			      const struct emu_rx_geometry *geo)
{
	struct emu_queue *queue = &fn->queue[job->q];
	struct emu_rxbuf *buf = &queue->hdr;
	uint32_t next;
	uint64_t rcd;

	if (!buf->addr && !emu_rx_refill(fn, &queue->ring[EMU_RING_HPQ], buf,
					 emu_rx_align(geo->headroom)))
		return false;
	if (!emu_func_dma_write(fn, buf->addr + buf->off, emu_rx_data(job),
				job->hdr))
		return false;
	rcd = emu_rx_al(HNI_RCD_TYPE_HDR_AL, buf, job->hdr) |
	      EMU_PREP(HNI_RCD_HDR_AL_DMA_HINT, (uint64_t)job->hint);
	/* Will the largest header still fit behind this one? */
	next = emu_rx_align(buf->off + job->hdr + geo->tailroom +
			    geo->headroom);
	if (next + geo->max_hdr + geo->tailroom > HNI_RX_FRAG_SIZE) {
		rcd |= HNI_RCD_AL_PAGE_FIN;
		buf->addr = 0;
	} else {
		buf->off = next;
	}
	job->rcd[job->count++] = rcd;
	return true;
}

static bool emu_rx_put_payload(struct emu_func *fn, struct emu_rx_job *job)
{
	struct emu_queue *queue = &fn->queue[job->q];
	struct emu_rxbuf *buf = &queue->pay;
	uint32_t at = job->hdr, part, next;
	uint64_t rcd;

	while (at < job->f->len) {
		if (!buf->addr &&
		    !emu_rx_refill(fn, &queue->ring[EMU_RING_PPQ], buf, 0))
			return false;
		part = HNI_RX_FRAG_SIZE - buf->off;
		if (part > job->f->len - at)
			part = job->f->len - at;
		if (!emu_func_dma_write(fn, buf->addr + buf->off,
					emu_rx_data(job) + at, part))
			return false;
		rcd = emu_rx_al(HNI_RCD_TYPE_PAY_AL, buf, part);
		next = emu_rx_align(buf->off + part);
		if (next >= HNI_RX_FRAG_SIZE) {
			rcd |= HNI_RCD_AL_PAGE_FIN;
			buf->addr = 0;
		} else {
			buf->off = next;
		}
		job->rcd[job->count++] = rcd;
		at += part;
	}
	return true;
}

/* Complete TCP or UDP, not a fragment, checksum present and right */
static bool emu_rx_l4_good(const struct emu_rx_job *job)
{
	const struct emu_rpc_pkt *pkt = &job->pkt;
	const uint8_t *data = emu_rx_data(job);
	const uint8_t *l4 = data + pkt->l4_off;
	uint32_t len;

	if (!pkt->l4_off || pkt->is_bad || pkt->l4_end > job->f->len ||
	    pkt->l4_end < pkt->hdr_len)
		return false;
	len = pkt->l4_end - pkt->l4_off;
	if (pkt->is_udp && ((uint32_t)l4[4] << 8 | l4[5]) != len)
		return false;
	return emu_csum_l4_good(data + pkt->l3_off, pkt->is_v6, l4, len,
				pkt->is_udp);
}

static uint64_t emu_rx_meta(const struct emu_rx_job *job, uint32_t hash)
{
	const struct emu_rpc_pkt *pkt = &job->pkt;
	uint64_t l3 = HNI_L3_TYPE_OTHER, l4 = HNI_L4_TYPE_OTHER, meta;
	uint16_t sum;

	if (pkt->outer_off)
		l3 = HNI_L3_TYPE_V6V6;
	else if (pkt->l3_off)
		l3 = pkt->is_v6 ? HNI_L3_TYPE_IPV6 : HNI_L3_TYPE_IPV4;
	if (pkt->l4_off)
		l4 = pkt->is_udp ? HNI_L4_TYPE_UDP : HNI_L4_TYPE_TCP;
	meta = EMU_PREP(HNI_RCD_TYPE, (uint64_t)HNI_RCD_TYPE_META) |
	       EMU_PREP(HNI_RCD_META_L3_TYPE, l3) |
	       EMU_PREP(HNI_RCD_META_L4_TYPE, l4) | hash;
	if (pkt->is_bad)
		meta |= HNI_RCD_META_ERR_PARSER;
	if (emu_rx_l4_good(job))
		return meta | HNI_RCD_META_L4_CSUM_GOOD;
	sum = emu_csum_fold(emu_csum_add(0, emu_rx_data(job) + 14,
					 job->f->len - 14));
	/* In memory the sum is in network order */
	return meta | EMU_PREP(HNI_RCD_META_L2_CSUM,
			       (uint64_t)(uint16_t)(sum << 8 | sum >> 8));
}

/* Data is written; publish the completions in order, META last */
static void emu_rx_publish(struct emu_func *fn, struct emu_rx_job *job)
{
	struct emu_ring *rcq = &fn->queue[job->q].ring[EMU_RING_RCQ];
	unsigned int i;

	for (i = 0; i < job->count; i++)
		if (!emu_queue_complete(fn, rcq, job->rcd[i]))
			return;
	for (i = 0; i < job->nopt; i++)
		if (!emu_queue_complete(fn, rcq, job->opt[i]))
			return;
	if (!emu_queue_complete(fn, rcq, job->meta))
		return;
	emu_queue_count(fn, job->q, HNI_QUEUE_RDE_PKT_CNT);
	emu_queue_interrupt(fn, job->q, true);
}

static enum emu_rx_verdict emu_rx_place(struct emu_func *fn,
					struct emu_rx_job *job)
{
	struct emu_rx_geometry geo;
	enum emu_rx_verdict verdict;

	emu_rx_geometry(fn, job->q, &geo);
	job->hdr = emu_rx_header_len(job, &geo);
	job->count = 0;
	verdict = emu_rx_room(fn, job, &geo);
	if (verdict != EMU_RX_DONE)
		return verdict;
	if (!emu_rx_put_header(fn, job, &geo) ||
	    !emu_rx_put_payload(fn, job)) {
		emu_queue_count(fn, job->q, HNI_QUEUE_RDE_PKT_ERR_CNT);
		return EMU_RX_DROPPED;
	}
	emu_rx_publish(fn, job);
	return EMU_RX_DONE;
}

static void emu_rx_count_lost(struct emu_func *fn, unsigned int q,
			      enum emu_rx_verdict verdict)
{
	emu_queue_count(fn, q, verdict == EMU_RX_NO_COMPLETION ?
			HNI_QUEUE_RDE_CQ_DROP_CNT :
			HNI_QUEUE_RDE_BDQ_DROP_CNT);
}

static void emu_rx_count_parsed(struct emu_func *fn,
				const struct emu_rpc_pkt *pkt)
{
	if (pkt->is_frag)
		emu_csr_count32(fn, pkt->is_v6 ? HNI_CSR_RPC_CNTR_IPV6_FRAG :
				HNI_CSR_RPC_CNTR_IPV4_FRAG, 1);
	if (pkt->is_esp)
		emu_csr_count32(fn, pkt->is_v6 ? HNI_CSR_RPC_CNTR_IPV6_ESP :
				HNI_CSR_RPC_CNTR_IPV4_ESP, 1);
	if (pkt->is_bad)
		emu_csr_count32(fn, HNI_CSR_RPC_CNTR_OUT_OF_HDR_ERR, 1);
}

static void emu_rx_stamp(struct emu_func *fn, struct emu_rx_job *job,
			 const struct emu_rpc_result *res)
{
	uint64_t opt = EMU_PREP(HNI_RCD_TYPE, (uint64_t)HNI_RCD_TYPE_OPT_META);

	if (res->act0 & HNI_RPC_ACT0_TS_ENA)
		opt |= HNI_RCD_OPT_META_TS_VALID |
		       (emu_ptp_now(fn) & HNI_RCD_OPT_META_TS);
	if ((res->act0 & HNI_RPC_ACT0_ACT_TBL_IDX) && res->index >= 0)
		opt |= HNI_RCD_OPT_META_ACTION_VALID |
		       EMU_PREP(HNI_RCD_OPT_META_ACTION, (uint64_t)res->index);
	if (res->act0 & (HNI_RPC_ACT0_TS_ENA | HNI_RPC_ACT0_ACT_TBL_IDX))
		job->opt[job->nopt++] = opt;
}

/* An injected fault: the wire damaged this frame */
static void emu_rx_damage(struct emu_func *fn, struct emu_rx_job *job)
{
	fn->fault.bad_fcs--;
	job->meta &= ~HNI_RCD_META_L4_CSUM_GOOD;
	job->meta |= HNI_RCD_META_ERR_MAC_EOP;
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_PACKET_BAD_FCS_L, 1);
	emu_csr_count32(fn, HNI_CSR_RXB_MAC_ERR(0), 1);
	emu_queue_count(fn, job->q, HNI_QUEUE_RDE_PKT_ERR_CNT);
}

/* Classifier and placement; sets @job->q once it is known */
static enum emu_rx_verdict emu_rx_host(struct emu_func *fn,
				       struct emu_rx_job *job)
{
	const uint8_t *data = emu_rx_data(job);
	struct emu_rpc_result res;
	unsigned int table;
	uint32_t hash;

	emu_rpc_parse(data, job->f->len, &job->pkt);
	emu_rpc_lookup(fn->csr, data, &job->pkt, &res);
	if ((res.act0 & HNI_RPC_ACT0_DROP) ||
	    !(res.act0 & HNI_RPC_ACT0_DEST_HOST))
		return EMU_RX_DROPPED;
	hash = emu_rss_hash(fn->csr, res.act1, data, &job->pkt);
	table = !!(res.act0 & HNI_RPC_ACT0_RSS_CTXT_ID);
	if (res.act0 & HNI_RPC_ACT0_Q_SEL)
		job->q = EMU_GET(HNI_RPC_ACT0_Q_ID, res.act0);
	else
		job->q = emu_csr_get(fn, HNI_CSR_RPC_RSS_TBL(table,
							     hash & 0xff));
	if (job->q >= HNI_QUEUE_COUNT)
		return EMU_RX_DROPPED;
	job->hint = EMU_GET(HNI_RPC_ACT0_DMA_HINT, res.act0);
	job->meta = emu_rx_meta(job, hash);
	if (fn->fault.bad_fcs)
		emu_rx_damage(fn, job);
	emu_rx_stamp(fn, job, &res);
	return emu_rx_place(fn, job);
}

static bool emu_rx_waits(const struct emu_func *fn, unsigned int q)
{
	/* A pause storm ends all waiting */
	return !fn->pause.storm &&
	       EMU_GET(HNI_RDE_CTL0_DROP_MODE,
		       emu_queue_csr(fn, q, HNI_QUEUE_RDE_CTL0)) !=
	       HNI_RDE_DROP_IMMEDIATE;
}

/**
 * emu_rx_init() - allocate
 * @fn: function
 *
 * Return: 0 or -1.
 */
int emu_rx_init(struct emu_func *fn)
{
	fn->fifo.slot = calloc(EMU_RX_FIFO, sizeof(*fn->fifo.slot));
	return fn->fifo.slot ? 0 : -1;
}

/**
 * emu_rx_fini() - free
 * @fn: function
 */
void emu_rx_fini(struct emu_func *fn)
{
	free(fn->fifo.slot);
}

/**
 * emu_rx_reset() - forget what waits
 * @fn: function
 */
void emu_rx_reset(struct emu_func *fn)
{
	fn->fifo.head = 0;
	fn->fifo.count = 0;
	fn->fifo.units = 0;
	fn->fifo.drops = false;
}

static uint32_t emu_rx_units(const struct emu_frame *f)
{
	return (f->len + EMU_RX_UNIT - 1) / EMU_RX_UNIT;
}

static void emu_rx_level(struct emu_func *fn)
{
	uint32_t enable = EMU_GET(HNI_RXB_PAUSE_DROP_CTRL_DROP_ENABLE,
				  emu_csr_get(fn, HNI_CSR_RXB_PAUSE_DROP_CTRL));
	uint32_t thld = emu_csr_get(fn, HNI_CSR_RXB_DROP_THLD(EMU_RX_PBUF));
	struct emu_rx_fifo *fifo = &fn->fifo;

	fn->csr[HNI_CSR_RXB_PBUF_FIFO_LEVEL(EMU_RX_PBUF) / 4] = fifo->units;
	emu_pause_level(fn, fifo->units);
	if (!(enable >> EMU_RX_PBUF & 1) ||
	    fifo->units < EMU_GET(HNI_RXB_THLD_OFF, thld)) {
		fifo->drops = false;
	} else if (!fifo->drops &&
		   fifo->units >= EMU_GET(HNI_RXB_THLD_ON, thld)) {
		fifo->drops = true;
		emu_csr_count32(fn, HNI_CSR_RXB_TRANS_DROP_STS(EMU_RX_PBUF), 1);
	}
}

/* Of the buffer's memory; without a size it is as large as ours */
static bool emu_rx_fits(const struct emu_func *fn, const struct emu_frame *f)
{
	uint32_t size = EMU_GET(HNI_RXB_PBUF_CFG_SIZE,
				emu_csr_get(fn,
					    HNI_CSR_RXB_PBUF_CFG(EMU_RX_PBUF)));

	if (fn->fifo.drops || fn->fifo.count == EMU_RX_FIFO)
		return false;
	return !size || fn->fifo.units + emu_rx_units(f) <=
			size * (EMU_RX_PBUF_SIZE / EMU_RX_UNIT);
}

static bool emu_rx_hold(struct emu_func *fn, const struct emu_frame *f)
{
	struct emu_rx_fifo *fifo = &fn->fifo;
	struct emu_frame *to;

	if (!emu_rx_fits(fn, f)) {
		emu_stats_drop(fn, f->len);
		return false;
	}
	to = &fifo->slot[(fifo->head + fifo->count) % EMU_RX_FIFO].frame;
	to->len = f->len;
	to->port = f->port;
	to->l4_valid = f->l4_valid;
	to->off = f->off;
	memcpy(to->buf + f->off, f->buf + f->off, f->len);
	fifo->count++;
	fifo->units += emu_rx_units(to);
	emu_rx_level(fn);
	return true;
}

static bool emu_rx_is_open(const struct emu_func *fn)
{
	return emu_link_can_rx(fn) &&
	       (emu_csr_get(fn, HNI_CSR_RPC_RMI_CONFIG) & HNI_RPC_RMI_ENABLE);
}

/**
 * emu_rx_retry() - place frames that wait, in order
 * @fn: function
 */
void emu_rx_retry(struct emu_func *fn)
{
	struct emu_rx_fifo *fifo = &fn->fifo;
	enum emu_rx_verdict verdict;

	while (fifo->count && emu_rx_is_open(fn)) {
		struct emu_rx_job job = {
			.f = &fifo->slot[fifo->head].frame,
		};

		verdict = emu_rx_host(fn, &job);
		if (verdict >= EMU_RX_NO_BUFFER && emu_rx_waits(fn, job.q))
			break;
		if (verdict >= EMU_RX_NO_BUFFER)
			emu_rx_count_lost(fn, job.q, verdict);
		else if (verdict == EMU_RX_DONE)
			emu_stats_host(fn, job.f->len);
		fifo->units -= emu_rx_units(job.f);
		fifo->head = (fifo->head + 1) % EMU_RX_FIFO;
		fifo->count--;
	}
	if (!emu_rx_is_open(fn))
		emu_rx_reset(fn);
	emu_rx_level(fn);
}

bool emu_func_deliver(struct emu_func *fn, const struct emu_frame *f)
{
	uint32_t rmi = emu_csr_get(fn, HNI_CSR_RPC_RMI_CONFIG);
	struct emu_rx_job job = { .f = f };
	enum emu_rx_verdict verdict;

	if (!emu_rx_is_open(fn) || f->len < EMU_RX_LEN_MIN)
		return false;
	if (f->len > EMU_GET(HNI_RPC_RMI_MTU, rmi)) {
		emu_csr_count32(fn, HNI_CSR_RPC_CNTR_OVR_SIZE_ERR, 1);
		emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_TOOLONG_L, 1);
		return false;
	}
	emu_stats_rx(fn, f);
	if (fn->fifo.count)
		return emu_rx_hold(fn, f);
	verdict = emu_rx_host(fn, &job);
	emu_rx_count_parsed(fn, &job.pkt);
	if (verdict == EMU_RX_DONE) {
		emu_stats_host(fn, f->len);
		return true;
	}
	if (verdict == EMU_RX_DROPPED)
		return false;
	if (emu_rx_waits(fn, job.q))
		return emu_rx_hold(fn, f);
	emu_rx_count_lost(fn, job.q, verdict);
	return false;
}

static void emu_rx_opt_add(struct emu_rx_job *job, unsigned int type,
			   uint64_t fields)
{
	job->opt[job->nopt++] =
		EMU_PREP(HNI_RCD_TYPE, (uint64_t)HNI_RCD_TYPE_OPT_META) |
		EMU_PREP(HNI_RCD_OPT_META_TYPE, (uint64_t)type) | fields;
}

bool emu_func_slowpath(struct emu_func *fn, unsigned int page,
		       const struct emu_frame *f, const struct emu_meta *meta)
{
	uint32_t fields = HNI_RPC_RSS_IP_SRC | HNI_RPC_RSS_IP_DST |
			  HNI_RPC_RSS_L4_SRC | HNI_RPC_RSS_L4_DST;
	struct emu_rx_job job = { .f = f, .q = page };
	enum emu_rx_verdict verdict;
	uint32_t hash;

	if (page >= HNI_QUEUE_COUNT || f->len < EMU_RX_LEN_MIN)
		return false;
	emu_rpc_parse(emu_rx_data(&job), f->len, &job.pkt);
	job.hint = HNI_RPC_DMA_HINT_L4;
	hash = emu_rss_hash(fn->csr, fields, emu_rx_data(&job), &job.pkt);
	job.meta = emu_rx_meta(&job, hash);
	emu_rx_opt_add(&job, HNI_RCD_ESW_OPT_TYPE, meta->why);
	if (meta->has_mark)
		emu_rx_opt_add(&job, HNI_RCD_ESW2_OPT_TYPE, meta->mark);
	verdict = emu_rx_place(fn, &job);
	if (verdict >= EMU_RX_NO_BUFFER)
		emu_rx_count_lost(fn, page, verdict);
	return verdict == EMU_RX_DONE;
}

bool emu_func_page_ready(struct emu_func *fn, unsigned int page)
{
	return page < HNI_QUEUE_COUNT &&
	       fn->queue[page].ring[EMU_RING_RCQ].enabled &&
	       fn->queue[page].ring[EMU_RING_HPQ].enabled;
}
