/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the files of this directory share: the rings themselves.
 *
 * Indices run freely (u32) and are masked on use, unless a register or a
 * descriptor is concerned. "Producer" is the host for work and buffer rings,
 * the device for completion rings.
 */
#ifndef _HNI_RING_PRIV_H
#define _HNI_RING_PRIV_H

#include <linux/bitfield.h>
#include <linux/dma-mapping.h>
#include <linux/log2.h>
#include <net/page_pool/helpers.h>
#include <net/xdp.h>

#include <hw/hni_desc.h>
#include <hw/hni_esw.h>

#include "ring.h"

/* Descriptors of the largest packet: META, linear part, fragments */
#define HNI_TX_DESC_MAX		(2 + MAX_SKB_FRAGS)
/* Stop the queue without room for one; wake it with room for two */
#define HNI_TX_STOP_THRS	(HNI_TX_DESC_MAX + 1)
#define HNI_TX_WAKE_THRS	(2 * HNI_TX_STOP_THRS)

static_assert(HNI_TX_DESC_MAX - 1 <= HNI_TWD_MAX_FRAGS);

/*
 * So much at most is copied out of header fragments: frames up to this length
 * whole, of longer ones the headers.
 */
#define HNI_RX_MAX_HDR		HNI_CHAN_WHOLE_MIN

/*
 * Before a frame in place, and behind it, for what the kernel keeps about it. That
 * is moved up to a block of the cache, and yet ends where the room before the next
 * frame begins, as frames are at multiples of HNI_RX_ALIGN.
 */
#define HNI_RX_PLACE_HROOM	NET_SKB_PAD
#define HNI_RX_PLACE_TROOM						\
	SKB_DATA_ALIGN(sizeof(struct skb_shared_info))

/* Behind a frame under a program, likewise */
#define HNI_XDP_TAILROOM	HNI_RX_PLACE_TROOM
/* ... as far as the register goes; the longest frame leaves room anyway */
#define HNI_XDP_MIN_TROOM						\
	min_t(u32, HNI_XDP_TAILROOM, FIELD_MAX(HNI_RDE_CTL0_MIN_TROOM))

/*
 * What a Tx descriptor stands for. META: the frame; AL: one mapping. Kept
 * apart from the ring, which the device can write to.
 */
struct hni_tx_buf {
	union {
		struct sk_buff *skb;	/* META */
		dma_addr_t dma;		/* AL */
	};
	u32 len;		/* META: bytes of the frame; AL: of the map */
	u32 num_descs;		/* META: descriptors of the frame, with it */
};

struct hni_txr {
	/* transmit side, under the Tx lock */
	__le64 *twq;			/* written here, read by the device */
	struct hni_tx_buf *bufs;
	void __iomem *doorbell;
	struct netdev_queue *nq;
	u32 mask;
	u32 tail;		/* written by xmit, read by NAPI */
	u32 last_meta;		/* index of the newest META in the ring */
	bool last_has_cmpl;	/* REQ_COMPLETION is set in it */
	struct u64_stats_sync xmit_syncp;	/* written by xmit */
	u64_stats_t pkts;
	u64_stats_t bytes;
	u64_stats_t dropped;
	u64_stats_t csum;
	u64_stats_t gso_pkts;
	u64_stats_t gso_segs;
	u64_stats_t stop;
	u64_stats_t stamps_refused;

	/* completion side, NAPI */
	__le64 *tcq ____cacheline_aligned_in_smp; /* written by the device */
	void __iomem *tcq_doorbell;
	struct hni_xdpq *xdpq;	/* NULL: no program, no pool */
	u32 tcq_mask;
	u32 tcq_head;
	u8 tcq_shift;		/* for hni_cq_is_done() */
	u32 head;		/* written by NAPI, read by xmit */
	struct u64_stats_sync cmpl_syncp;	/* written by NAPI */
	u64_stats_t wake;
	u64_stats_t bad_completions;
	u64_stats_t stamps;
	u64_stats_t stamps_failed;
	u64_stats_t stamps_lost;	/* written while NAPI is disabled */

	/* slow path */
	dma_addr_t twq_dma ____cacheline_aligned_in_smp;
	dma_addr_t tcq_dma;
	/* frames that wait for their time stamp; added to by xmit, taken by NAPI */
	struct sk_buff_head stamp_list;
};

/* What a descriptor of TWQ1 stands for: a piece of a frame, without META */
struct hni_xdp_buf {
	struct xdp_frame *frame;	/* first piece; NULL: of a socket */
	dma_addr_t dma;
	u32 map_len;		/* bytes mapped; 0: by the page pool, for good */
	u16 num_descs;		/* first piece: descriptors of the frame */
};

/* TWQ1: what a program sends back, and what others redirect here */
struct hni_xdpq {
	spinlock_t lock;	/* guards what transmission writes */
	__le64 *twq;			/* written here, read by the device */
	struct hni_xdp_buf *bufs;
	void __iomem *doorbell;
	u32 mask;
	u32 tail;		/* written by xmit, read by NAPI */
	u32 kicked;		/* the device knows of frames before this */
	struct u64_stats_sync syncp;	/* written by xmit */
	u64_stats_t pkts;
	u64_stats_t bytes;
	u64_stats_t dropped;
	u64_stats_t xsk_pkts;

	/* completion side, NAPI */
	u32 head ____cacheline_aligned_in_smp; /* written by NAPI, read by xmit */
	u32 done;		/* the device has sent what is before this */
	struct xsk_buff_pool *pool;	/* NULL: none at the queue */

	/* slow path */
	dma_addr_t twq_dma ____cacheline_aligned_in_smp;
};

/* Doorbells cost more than buffers: post this many at least. */
#define HNI_RX_POST_BATCH	16

/* A fragment of 4 KiB and how much of it has been used up */
struct hni_rx_buf {
	union {			/* NULL, 0: slot is empty */
		struct page *page;
		netmem_ref netmem;	/* PPQ: the same, or not a page at all */
		struct xdp_buff *xdp;	/* of an AF_XDP pool: HPQ */
	};
	u16 page_off;		/* of the fragment in the page */
	u16 used;		/* offset up to which it is spoken for */
};

/* A piece that the device says it has written */
struct hni_rx_piece {
	struct hni_rx_buf *buf;
	u32 off;
	u32 len;
	bool is_last;		/* of its fragment */
};

#define HNI_RX_HEADROOM		(NET_SKB_PAD + NET_IP_ALIGN)
#define HNI_RX_HEAD_LEN		SKB_HEAD_ALIGN(HNI_RX_HEADROOM + HNI_RX_MAX_HDR)
#define HNI_RX_HEADS_PER_PAGE	(PAGE_SIZE / HNI_RX_HEAD_LEN)

/*
 * Heads of skbs, from a pool of their own. It is not mapped, so the device
 * cannot reach what the kernel keeps in them; its pages come back without being
 * cleared again, which kernels do to each new page and to each object of a slab.
 */
struct hni_rx_heads {
	struct page_pool *pool;
	void *next;		/* the next head of the page */
	unsigned int num_left;	/* of the page; each has a reference on it */
};

/*
 * Buffer ring: HPQ or PPQ. Two entries are kept free: one tells a full ring from an
 * empty one, and the device may count the buffer before @head until it needs that.
 */
struct hni_bdq {
	__le64 *ring;
	struct hni_rx_buf *bufs;
	struct page_pool *pool;	/* where buffers come from, and go */
	void __iomem *doorbell;
	u32 mask;
	u16 hroom;		/* before the first piece of a fragment */
	u16 troom;		/* behind each piece */
	bool keeps_pages;	/* passing a slot does not empty it */
	bool takes_netmem;	/* a provider's, see hni_net_queue_ops */
	u32 head;		/* oldest fragment not given up */
	u32 tail;		/* next slot to fill */
	u32 posted;		/* the device knows of slots before this */
	dma_addr_t dma;
};

/* What became of frames under a program */
enum hni_xdp_count {
	HNI_XDP_PASS,
	HNI_XDP_DROP,
	HNI_XDP_ABORTED,
	HNI_XDP_TX,
	HNI_XDP_REDIRECT,
	HNI_XDP_LOST,		/* to be sent or redirected, and was not */
	HNI_XDP_XSK,		/* beside the others: in a socket's memory */
	HNI_XDP_COUNTS
};

/* Events of one poll, folded into the counters at its end */
struct hni_rx_tally {
	unsigned int pkts;
	unsigned int bytes;
	unsigned int csum_good;
	unsigned int csum_complete;
	unsigned int errors;
	unsigned int alloc_failed;
	unsigned int bad_completions;
};

/* The frame being put together from completions; skb NULL: between frames */
struct hni_rx_frame {
	struct sk_buff *skb;
	struct hni_rx_meta meta;
	bool is_bad;		/* a piece was refused: drop it at META */
};

struct hni_rxr {
	/* all NAPI */
	__le64 *rcq;			/* written by the device */
	void __iomem *rcq_doorbell;
	struct hni_rx_heads heads;	/* none if is_in_place */
	u32 rcq_mask;
	u32 rcq_head;
	u8 rcq_shift;		/* for hni_cq_is_done() */
	struct hni_rx_frame frame;
	struct hni_rx_tally tally;
	struct hni_bdq hpq;
	struct hni_bdq ppq;
	struct u64_stats_sync syncp;	/* written by NAPI */
	u64_stats_t pkts;
	u64_stats_t bytes;
	u64_stats_t csum_good;
	u64_stats_t csum_complete;
	u64_stats_t errors;
	u64_stats_t alloc_failed;
	u64_stats_t bad_completions;
	u32 whole_max;		/* see struct hni_chan_layout */
	u32 max_hdr;		/* most that lies in HPQ without XDP */
	bool is_in_place;	/* skbs are built around what lies in HPQ */
	struct hni_xdp_rx *xdp;	/* NULL: no program, no pool */
	struct hni_xsk *xsk;	/* whose buffers HPQ has; NULL: own pages */
	u64_stats_t xdp_counts[HNI_XDP_COUNTS];

	/* slow path */
	dma_addr_t rcq_dma ____cacheline_aligned_in_smp;
	u64 hw_drops;		/* written under the netdev lock, read by anybody */
	u32 hw_drops_seen;	/* netdev lock: device's counters at the last read */
};

static inline bool hni_layout_has_xdp(const struct hni_chan_layout *layout)
{
	return layout->prog || layout->xsk;
}

static inline u32 hni_chan_reg(const struct hni_chan *chan, u32 reg)
{
	return HNI_QUEUE_PAGE(chan->page) + reg;
}

static inline void hni_chan_write(struct hni_chan *chan, u32 reg, u32 val)
{
	hni_csr_write(chan->hdev, hni_chan_reg(chan, reg), val);
}

/*
 * The phase bit of a completion ring, its entries' highest, is 1 in the first
 * pass and flips with every one; so does the bit of the free-running index that
 * is worth the size of the ring. @shift brings that one to the top.
 */
static inline bool hni_cq_is_done(u64 desc, u32 head, u8 shift)
{
	return (s64)(desc ^ (u64)head << shift) < 0;
}

static inline u8 hni_cq_shift(u32 mask)
{
	return 63 - ilog2(mask + 1);
}

/* Moves *@head past a completion, if there is one. */
static inline bool hni_rcq_next(const struct hni_rxr *rxr, u32 *head, u64 *rcd)
{
	*rcd = le64_to_cpu(READ_ONCE(rxr->rcq[*head & rxr->rcq_mask]));
	if (!hni_cq_is_done(*rcd, *head, rxr->rcq_shift))
		return false;
	/* the frame was written before the completion was */
	dma_rmb();
	++*head;
	return true;
}

/*
 * What the AL descriptors from @first to before @end have mapped. The device has
 * only read it: there is nothing to make visible to the CPU.
 */
static inline void hni_tx_unmap(struct device *dev, const struct hni_txr *txr,
				u32 first, u32 end)
{
	const struct hni_tx_buf *buf;

	for (; first != end; first++) {
		buf = &txr->bufs[first & txr->mask];
		dma_unmap_page_attrs(dev, buf->dma, buf->len, DMA_TO_DEVICE,
				     DMA_ATTR_SKIP_CPU_SYNC);
	}
}

void hni_bdq_advance(struct hni_bdq *bdq, u32 num);

/*
 * Buffers are used in the order in which they were posted: when one is named,
 * all before it are finished.
 */
static inline bool hni_rx_piece_get(struct hni_bdq *bdq, u64 rcd,
				    struct hni_rx_piece *piece)
{
	u32 id = FIELD_GET(HNI_RCD_AL_BUFF_ID, rcd);
	u32 ahead = (id - bdq->head) & bdq->mask;
	u32 end;

	if (unlikely(id > bdq->mask || ahead >= bdq->tail - bdq->head))
		return false;
	if (unlikely(ahead))
		hni_bdq_advance(bdq, ahead);

	piece->buf = &bdq->bufs[id];
	piece->off = FIELD_GET(HNI_RCD_AL_BUFF_OFF, rcd);
	piece->len = FIELD_GET(HNI_RCD_AL_BUFF_LEN, rcd);
	piece->is_last = rcd & HNI_RCD_AL_PAGE_FIN;
	end = piece->off + piece->len + bdq->troom;
	if (unlikely(piece->off < piece->buf->used || end > HNI_RX_FRAG_SIZE))
		return false;
	piece->buf->used = end;
	return true;
}

/*
 * The memory of a piece goes with it; ours until the last piece is gone, and with
 * that the device is done with the buffer, which is the oldest.
 */
static inline netmem_ref hni_rx_mem_take(struct hni_bdq *bdq,
					 const struct hni_rx_piece *piece)
{
	netmem_ref netmem = piece->buf->netmem;

	if (piece->is_last) {
		piece->buf->netmem = 0;
		bdq->head++;
	} else {
		page_pool_ref_netmem(netmem);
	}
	return netmem;
}

/* Likewise, of HPQ, and of PPQ if no provider is asked */
static inline struct page *hni_rx_page_take(struct hni_bdq *bdq,
					    const struct hni_rx_piece *piece)
{
	struct page *page = piece->buf->page;

	hni_rx_mem_take(bdq, piece);
	return page;
}

/* META's types as one number; rx.c: the class of hash_l4 that it belongs to */
#define HNI_RX_TYPES		(HNI_RCD_META_L3_TYPE | HNI_RCD_META_L4_TYPE)
#define HNI_RX_TYPES_NUM	16
#define HNI_RX_TCP(l3)		(4 * HNI_L4_TYPE_TCP + HNI_L3_TYPE_##l3)
#define HNI_RX_UDP(l3)		(4 * HNI_L4_TYPE_UDP + HNI_L3_TYPE_##l3)

extern const u8 hni_rx_hash_classes[HNI_RX_TYPES_NUM];

/* Whether ports are in the hash of such frames is the user's choice. */
static inline bool hni_rx_hash_is_l4(const struct hni_chan *chan, u64 meta)
{
	u8 class = hni_rx_hash_classes[FIELD_GET(HNI_RX_TYPES, meta)];

	return chan->hash_l4 ? READ_ONCE(*chan->hash_l4) & class : class;
}

static inline void hni_rx_hash_set(struct hni_chan *chan, struct sk_buff *skb,
				   u64 meta)
{
	enum pkt_hash_types type = PKT_HASH_TYPE_L2;

	if (hni_rx_hash_is_l4(chan, meta))
		type = PKT_HASH_TYPE_L4;
	else if (FIELD_GET(HNI_RCD_META_L3_TYPE, meta))
		type = PKT_HASH_TYPE_L3;
	skb_set_hash(skb, FIELD_GET(HNI_RCD_META_RSS_HASH, meta), type);
}

/* Microseconds until a ring must be idle, and for what it still sends */
#define HNI_IDLE_TIMEOUT_US	500000
#define HNI_FLUSH_TIMEOUT_US	100000

/* chan.c */
int hni_ring_idle_wait(struct hni_chan *chan, const u32 *regs,
		       unsigned int num_regs, unsigned int timeout_us);
void hni_ring_base_write(struct hni_chan *chan, u32 reg_low, dma_addr_t dma);

/* coal.c */
void hni_coal_init(struct hni_chan *chan);
void hni_coal_write(struct hni_chan *chan);
void hni_coal_stop(struct hni_chan *chan);
void hni_coal_sample(struct hni_chan *chan);

/* tx.c */
void hni_txr_poll(struct hni_chan *chan, int budget);

/* stamp.c */
u64 hni_stamp_request(struct hni_chan *chan, struct sk_buff *skb);
bool hni_stamp_complete(struct hni_chan *chan, u64 tcd);
void hni_stamp_drain(struct hni_txr *txr);
void hni_stamp_receive(const struct hni_chan *chan, struct sk_buff *skb,
		       u64 rcd);

/* tx_ring.c */
struct hni_txr *hni_txr_alloc(struct hni_chan *chan,
			      const struct hni_chan_layout *layout);
void hni_txr_free(struct hni_chan *chan, struct hni_txr *txr);
void hni_txr_enable(struct hni_chan *chan);
void hni_txr_disable(struct hni_chan *chan);
void hni_txr_flush(struct hni_chan *chan);
void hni_txr_wait(struct hni_chan *chan);
void hni_txr_drain(struct hni_chan *chan);
void hni_txr_stats_get(const struct hni_txr *txr,
		       struct hni_chan_stats *stats);

/* rx.c */
int hni_rxr_poll(struct hni_chan *chan, int budget);
/* What each poll ends with; @first: head of the RCQ when it began */
int hni_rxr_poll_end(struct hni_chan *chan, u32 first, int frames, int budget);

/* rx_ring.c */
struct hni_rxr *hni_rxr_alloc(struct hni_chan *chan,
			      const struct hni_chan_layout *layout);
void hni_rxr_free(struct hni_chan *chan, struct hni_rxr *rxr);
/*
 * A page pool and all buffers, of which the device learns by hni_rxr_post().
 * hni_rxr_clear() follows, also after a failure.
 */
int hni_rxr_stock(struct hni_chan *chan, struct hni_rxr *rxr);
/* NAPI is disabled, or has never been enabled: the pool belongs to it */
void hni_rxr_clear(struct hni_rxr *rxr);
void hni_rxr_place_write(struct hni_chan *chan);
void hni_rxr_enable(struct hni_chan *chan);
void hni_rxr_disable(struct hni_chan *chan);
void hni_rxr_wait(struct hni_chan *chan);
bool hni_rxr_fill(struct hni_rxr *rxr);
void hni_rxr_post(struct hni_rxr *rxr);
/* HPQ gets own pages in the place of a pool's buffers; the ring stands still */
void hni_rxr_xsk_drop(struct hni_rxr *rxr);
bool hni_rx_heads_refill(struct hni_rx_heads *heads);
void hni_rx_buf_release(const struct hni_bdq *bdq, struct hni_rx_buf *buf,
			bool in_napi);
void hni_rxr_stats_get(const struct hni_rxr *rxr,
		       struct hni_chan_stats *stats);
void hni_rxr_hw_drops_update(struct hni_chan *chan);

/* xsk.c: HPQ with buffers of a pool. False: they are too few, try again soon. */
bool hni_xsk_fill(struct hni_rxr *rxr);
void hni_xsk_drain(struct hni_rxr *rxr);
/* What the device has to leave before a frame, as far as it can be told */
u32 hni_xsk_headroom(const struct hni_xsk *xsk);
/* Of the NAPI that serves the queue now */
void hni_xsk_napi_set(struct hni_xsk *xsk, const struct napi_struct *napi);
struct xsk_buff_pool *hni_xsk_pool(struct hni_xsk *xsk);

/* xdp.c: what an Rx ring for XDP has beside others; kfree() */
struct hni_xdp_rx *hni_xdp_rx_alloc(struct hni_chan *chan);
/* The frame under way goes; NAPI is disabled */
void hni_xdp_rx_abandon(struct hni_rxr *rxr);
int hni_xdp_rx_register(struct hni_chan *chan, struct hni_rxr *rxr);
void hni_xdp_rx_unregister(struct hni_rxr *rxr);
int hni_xdp_poll(struct hni_chan *chan, int budget);
void hni_xdp_rx_stats_get(const struct hni_rxr *rxr,
			  struct hni_chan_stats *stats);

/* xdp_tx.c */
struct hni_xdpq *hni_xdpq_alloc(struct hni_chan *chan,
				const struct hni_chan_layout *layout);
void hni_xdpq_free(struct hni_chan *chan, struct hni_xdpq *xdpq);
void hni_xdpq_enable(struct hni_chan *chan, struct hni_xdpq *xdpq);
void hni_xdpq_publish(struct hni_chan *chan);
void hni_xdpq_unpublish(struct hni_chan *chan);
void hni_xdpq_drain(struct hni_chan *chan, struct hni_xdpq *xdpq);
/* @is_own: of the channel's page pool. On failure still the caller's */
bool hni_xdpq_send(struct hni_chan *chan, struct xdp_frame *frame, bool is_own);
/* What sockets want sent. False: there may be more. */
bool hni_xdpq_send_xsk(struct hni_chan *chan, struct hni_xdpq *xdpq);
void hni_xdpq_kick(struct hni_chan *chan, struct hni_xdpq *xdpq);
/* Takes the head from a completion of TWQ1; false if it makes no sense. */
bool hni_xdpq_complete(struct hni_xdpq *xdpq, u64 desc);
void hni_xdpq_clean(struct hni_chan *chan, struct hni_xdpq *xdpq, int budget);
void hni_xdpq_stats_get(const struct hni_xdpq *xdpq,
			struct hni_chan_stats *stats);

#endif /* _HNI_RING_PRIV_H */
