/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the channel: one queue page of the device (a Tx and an Rx triad), its
 * NAPI and its MSI-X vector, in the service of one netdev.
 *
 * Life of a channel, all in process context with the netdev locked, which is to
 * say as hni_compat_assert_ops() wants it: by its own lock if its operations run
 * under that, else by rtnl.
 *
 *   hni_chan_alloc() -> hni_chan_open() <-> hni_chan_close() -> hni_chan_free()
 *
 * An open channel gets other rings by hni_chan_rings_alloc(), which may fail and
 * disturbs nobody, and hni_chan_rings_replace(), which cannot fail.
 *
 * The PF netdev and the representors use channels in the same way and know
 * nothing of each other: a channel works whether or not any other is open.
 */
#ifndef _HNI_RING_H
#define _HNI_RING_H

#include <linux/dim.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/u64_stats_sync.h>

#include "../hni.h"

/* Queue pages: the PF takes 0.., representors 127 and down */
#define HNI_CHAN_PF_PAGES	64

#define HNI_CHAN_RING_MIN	64
#define HNI_CHAN_RING_MAX	16384
#define HNI_CHAN_TX_DEFAULT	1024
#define HNI_CHAN_RX_DEFAULT	4096

/* Features that every netdev on channels can offer */
#define HNI_CHAN_FEATURES	(NETIF_F_SG | NETIF_F_HIGHDMA |		\
				 NETIF_F_HW_CSUM | NETIF_F_RXCSUM |	\
				 NETIF_F_RXHASH | NETIF_F_TSO |		\
				 NETIF_F_TSO6 | NETIF_F_TSO_ECN |	\
				 NETIF_F_GSO_UDP_L4)

/* Largest values of struct hni_chan_coal */
#define HNI_CHAN_USECS_MAX	16383
#define HNI_CHAN_FRAMES_MAX	16383

/*
 * Bounds of struct hni_chan_layout's whole_max. The usual one of a PF has room for
 * a frame of the usual MTU with two tags: two of them share a fragment.
 */
#define HNI_CHAN_WHOLE_MIN	256
#define HNI_CHAN_WHOLE_USUAL	1536
#define HNI_CHAN_WHOLE_MAX	HNI_RX_FRAG_SIZE

/*
 * The longest frame that a program sees in one piece: a fragment, without room
 * before and behind it.
 */
#define HNI_CHAN_XDP_FRAME_MAX						\
	(HNI_RX_FRAG_SIZE - XDP_PACKET_HEADROOM -			\
	 SKB_DATA_ALIGN(sizeof(struct skb_shared_info)))

#define HNI_CHAN_RX_USECS	10
#define HNI_CHAN_TX_USECS	30

struct bpf_prog;
struct hni_chan;
struct hni_chan_rings;
struct hni_clock;
struct hni_rxr;
struct hni_txr;
struct hni_xdpq;
struct hni_xsk;
struct xdp_frame;
struct xdp_metadata_ops;
struct xsk_buff_pool;

/**
 * struct hni_chan_coal - when the channel interrupts
 * @rx_usecs: from the first frame received, 0 = at once
 * @rx_frames: received, at the latest; 0 = half the ring
 * @tx_usecs: from the first completion, 0 = at once
 * @is_rx_adaptive: the kernel's dim chooses in place of @rx_usecs
 * @is_tx_adaptive: ... of @tx_usecs
 */
struct hni_chan_coal {
	u16 rx_usecs;
	u16 rx_frames;
	u16 tx_usecs;
	bool is_rx_adaptive;
	bool is_tx_adaptive;
};

#define HNI_CHAN_COAL_DEFAULT						\
	((struct hni_chan_coal){ .rx_usecs = HNI_CHAN_RX_USECS,		\
				 .tx_usecs = HNI_CHAN_TX_USECS })

/**
 * struct hni_rx_meta - what the e-switch says of a frame
 * @esw: OPT_META of type HNI_RCD_ESW_OPT_TYPE
 * @esw2: OPT_META of type HNI_RCD_ESW2_OPT_TYPE, 0 = none
 * @has_esw: the frame came with @esw
 */
struct hni_rx_meta {
	u64 esw;
	u64 esw2;
	bool has_esw;
};

/**
 * struct hni_chan_stamps - time stamps of a netdev's frames
 * @clock: what stamps mean
 * @is_tx: frames that ask for a stamp get one; written by the owner
 */
struct hni_chan_stamps {
	const struct hni_clock *clock;
	bool is_tx;
};

/**
 * struct hni_chan_layout - what the rings of a channel are made for
 * @tx_size: descriptors of the Tx ring, a power of two
 * @rx_size: descriptors of the Rx completion ring, a power of two; the buffer
 *	rings have a sixteenth (headers; a fourth, if more than headers lies
 *	there) and an eighth (payload) of it, but not fewer than
 *	HNI_CHAN_RING_MIN
 * @whole_max: a frame of up to so many bytes lies whole in one fragment, a longer
 *	one is split behind its headers; 0: each is split; else
 *	HNI_CHAN_WHOLE_MIN to HNI_CHAN_WHOLE_MAX, with a program
 *	HNI_CHAN_XDP_FRAME_MAX and nothing else (or 0)
 * @prog: XDP program; may be NULL
 * @xsk: AF_XDP pool at the queue; may be NULL, and is of use for reception only
 *	with a program. With one of both the rings are those for XDP
 */
struct hni_chan_layout {
	u32 tx_size;
	u32 rx_size;
	u32 whole_max;
	struct bpf_prog *prog;
	struct hni_xsk *xsk;
};

#define HNI_CHAN_LAYOUT_DEFAULT						\
	((struct hni_chan_layout){ .tx_size = HNI_CHAN_TX_DEFAULT,	\
				   .rx_size = HNI_CHAN_RX_DEFAULT,	\
				   .whole_max = HNI_CHAN_WHOLE_MIN })

/**
 * struct hni_chan_params - what hni_chan_alloc() needs to know
 * @netdev: owner; its queue @index is served by the channel
 * @index: number of the queue in @netdev, Tx and Rx alike
 * @page: queue page of the device, 0..127
 * @layout: of the rings
 * @coal: when to interrupt
 * @keeps_frames: without a buffer, frames wait in the device
 * @rx_meta: see struct hni_chan; may be NULL
 * @hash_l4: see struct hni_chan; may be NULL
 * @stamps: see struct hni_chan; may be NULL
 */
struct hni_chan_params {
	struct net_device *netdev;
	unsigned int index;
	unsigned int page;
	struct hni_chan_layout layout;
	struct hni_chan_coal coal;
	bool keeps_frames;
	bool (*rx_meta)(struct hni_chan *chan, struct sk_buff *skb,
			const struct hni_rx_meta *meta);
	const u8 *hash_l4;
	const struct hni_chan_stamps *stamps;
};

/* Classes of frames whose hash may include ports */
#define HNI_CHAN_HASH_UDP6	BIT(0)
#define HNI_CHAN_HASH_UDP4	BIT(1)
#define HNI_CHAN_HASH_TCP6	BIT(2)
#define HNI_CHAN_HASH_TCP4	BIT(3)

/*
 * Counters of one channel since hni_chan_alloc().
 *
 * Bytes are frame bytes from the destination MAC on, without FCS; a Tx frame
 * that the device segments counts as its segments, headers included.
 */
struct hni_chan_stats {
	u64 tx_pkts;
	u64 tx_bytes;
	u64 tx_dropped;
	u64 tx_csum;
	u64 tx_gso_pkts;		/* frames handed over for LSO */
	u64 tx_gso_segs;		/* segments they became */
	u64 tx_stop;
	u64 tx_wake;
	u64 tx_bad_completions;		/* refused values of the device */
	u64 tx_stamps;
	u64 tx_stamps_lost;		/* gone with their ring */
	u64 tx_stamps_failed;		/* the device could not, or owes many */
	u64 tx_xdp_pkts;		/* of TWQ1; part of tx_pkts */
	u64 tx_xdp_dropped;		/* no room on TWQ1, or lost there */
	u64 tx_xsk_pkts;		/* of sockets; part of tx_xdp_pkts */

	u64 rx_pkts;
	u64 rx_bytes;
	u64 rx_csum_good;
	u64 rx_csum_complete;
	u64 rx_errors;			/* device marked the frame as bad */
	u64 rx_alloc_failed;
	u64 rx_bad_completions;		/* refused values of the device */
	u64 rx_hw_drops;		/* dropped by the device: no buffers */
	/* what a program said; all of it is part of rx_pkts */
	u64 rx_xdp_pass;
	u64 rx_xdp_drop;
	u64 rx_xdp_aborted;
	u64 rx_xdp_tx;
	u64 rx_xdp_redirect;
	u64 rx_xdp_lost;		/* TX or REDIRECT that could not be */
	u64 rx_xsk_pkts;		/* those in memory of sockets */
};

/**
 * struct hni_chan - one queue page, its NAPI and its vector
 * @napi: polls both rings
 * @hdev: device
 * @txr: Tx ring
 * @rxr: Rx ring
 * @netdev: owner
 * @rx_meta: called in NAPI context for each frame that came with an OPT_META
 *	of type 1 (e-switch), after checksum, hash and protocol are set;
 *	returns true if the frame shall go on to the stack, false if the
 *	callee has consumed it
 * @hash_l4: owner's HNI_CHAN_HASH_* of which it does; NULL: all
 * @stamps: owner's; NULL: no frame has a time stamp
 * @prog: XDP program, the rings are made for one; netdev lock, but read by
 *	NAPI, which sees another one in its place at any time
 * @xdpq: TWQ1 while it is at work; RCU, written under the netdev lock
 * @xsk: AF_XDP pool that the rings are made for; written under the netdev lock
 * @index: number of the queue in @netdev
 * @page: queue page of the device
 * @vec: MSI-X vector
 * @is_open: between open and close; guarded by netdev lock and the Tx lock
 * @keeps_frames: without a buffer, frames wait in the device; netdev lock
 * @coal: netdev lock; NAPI reads the flags
 * @rx_dim: of NAPI, and of its work while that is scheduled
 * @tx_dim: likewise
 * @events: interrupts; written by their handler, read by NAPI
 * @stats_lock: lets statistics read @txr and @rxr; guards @past
 * @past: counters of rings that are no more
 * @name: of the interrupt
 */
struct hni_chan {
	struct napi_struct napi;
	struct hni_dev *hdev;
	struct hni_txr *txr;
	struct hni_rxr *rxr;
	struct net_device *netdev;
	bool (*rx_meta)(struct hni_chan *chan, struct sk_buff *skb,
			const struct hni_rx_meta *meta);
	const u8 *hash_l4;
	const struct hni_chan_stamps *stamps;
	struct bpf_prog *prog;
	struct hni_xdpq __rcu *xdpq;
	struct hni_xsk *xsk;
	unsigned int index;
	unsigned int page;
	int vec;
	bool is_open;
	bool keeps_frames;
	struct hni_chan_coal coal;
	u16 events;
	struct dim rx_dim;
	struct dim tx_dim;
	spinlock_t stats_lock;		/* guards past, rings for statistics */
	struct hni_chan_stats past;
	char name[IFNAMSIZ + 16];
};

/**
 * hni_chan_alloc() - create a channel
 * @hdev: device
 * @params: owner, page, sizes
 *
 * Claims the queue page and a vector, allocates ring memory, adds the NAPI.
 * The device is not touched.
 *
 * Context: process, netdev locked.
 * Return: the channel or an ERR_PTR: -EBUSY if the page is in use, -ENOSPC
 * without a free vector, -ENOMEM.
 */
struct hni_chan *hni_chan_alloc(struct hni_dev *hdev,
				const struct hni_chan_params *params);

/**
 * hni_chan_free() - undo hni_chan_alloc()
 * @chan: closed channel
 *
 * Context: process, netdev locked.
 */
void hni_chan_free(struct hni_chan *chan);

/**
 * hni_chan_open() - put the channel to work
 * @chan: closed channel
 *
 * Requests the vector, enables the rings and posts buffers. From here frames
 * may arrive; the Tx queue of the netdev is the caller's to start.
 *
 * Context: process, netdev locked.
 * Return: 0; -ENOMEM if no buffers are to be had; error of request_irq().
 */
int hni_chan_open(struct hni_chan *chan);

/**
 * hni_chan_close() - stop the channel and wait until the device is done
 * @chan: open channel
 *
 * The caller has stopped the Tx queue. Frames not sent are freed and counted
 * as dropped. On return the device makes no access to ring or buffers.
 *
 * Context: process, netdev locked; sleeps.
 */
void hni_chan_close(struct hni_chan *chan);

/**
 * hni_chan_rings_alloc() - make rings of another layout, with buffers
 * @chan: open channel, goes on working
 * @layout: what they shall be
 *
 * Context: process, netdev locked.
 * Return: rings for hni_chan_rings_replace() or hni_chan_rings_free(); NULL
 * if there is no memory.
 */
struct hni_chan_rings *
hni_chan_rings_alloc(struct hni_chan *chan,
		     const struct hni_chan_layout *layout);

/**
 * hni_chan_rings_free() - undo hni_chan_rings_alloc()
 * @chan: open channel, goes on working
 * @rings: not in use; may be NULL
 *
 * Context: process, netdev locked; sleeps.
 */
void hni_chan_rings_free(struct hni_chan *chan, struct hni_chan_rings *rings);

/**
 * hni_chan_rings_replace() - put other rings to work
 * @chan: open channel
 * @rings: from hni_chan_rings_alloc(), consumed
 *
 * Cannot fail. The Tx queue stands still meanwhile and is woken at the end;
 * frames in the old rings are lost. NAPI, vector and counters stay.
 *
 * Context: process, netdev locked; sleeps.
 */
void hni_chan_rings_replace(struct hni_chan *chan,
			    struct hni_chan_rings *rings);

/**
 * hni_chan_prog_set() - put another XDP program in the place of one
 * @chan: channel, open or closed
 * @prog: NULL if and only if the channel's rings are made for none
 *
 * No frame is lost. One that is under way may still see the old program, until
 * a grace period of RCU has passed.
 *
 * Context: process, netdev locked.
 */
void hni_chan_prog_set(struct hni_chan *chan, struct bpf_prog *prog);

/**
 * hni_chan_xdp_xmit() - transmit frames that were redirected here
 * @chan: channel, open or closed; stays until a grace period of RCU has passed
 * @num: number of @frames
 * @frames: frames; the first ones, as many as are sent, are consumed
 * @flags: XDP_XMIT_FLUSH: publish them, and those before them
 *
 * Context: as ndo_xdp_xmit: BH off.
 * Return: number of frames sent; -ENETDOWN if the channel is not at work with a
 * program.
 */
int hni_chan_xdp_xmit(struct hni_chan *chan, int num, struct xdp_frame **frames,
		      u32 flags);

/**
 * hni_xsk_create() - get an AF_XDP pool ready for a queue
 * @hdev: device
 * @netdev: owner of the queue
 * @queue: number of the queue in @netdev
 * @pool: pool
 *
 * The device learns of its memory only by rings of a layout with the result.
 *
 * Context: process, netdev locked.
 * Return: the pool as layouts know it, or an ERR_PTR: -EINVAL if its chunks are
 * not fragments of the device, with a line in the log; -ENOMEM.
 */
struct hni_xsk *hni_xsk_create(struct hni_dev *hdev, struct net_device *netdev,
			       unsigned int queue, struct xsk_buff_pool *pool);

/**
 * hni_xsk_destroy() - undo hni_xsk_create()
 * @xsk: no channel's
 *
 * Context: process, netdev locked.
 */
void hni_xsk_destroy(struct hni_xsk *xsk);

/**
 * hni_xsk_frame_max() - say what a buffer holds
 * @xsk: pool
 *
 * Context: any.
 * Return: bytes of the longest frame.
 */
u32 hni_xsk_frame_max(const struct hni_xsk *xsk);

/**
 * hni_chan_xsk_drop() - take the pool from a channel
 * @chan: open channel
 *
 * Cannot fail. The rings are those for XDP afterwards, as without a pool. Frames
 * in them are lost; the socket gets all buffers back that it has sent.
 *
 * Context: process, netdev locked; sleeps.
 */
void hni_chan_xsk_drop(struct hni_chan *chan);

/**
 * hni_chan_xsk_wakeup() - look at the rings of the channel's pool
 * @chan: channel; stays until a grace period of RCU has passed
 *
 * Context: as ndo_xsk_wakeup.
 * Return: 0; -ENETDOWN if the channel is not at work; -EINVAL without a pool.
 */
int hni_chan_xsk_wakeup(struct hni_chan *chan);

/* What programs that are bound to a netdev on channels can ask */
extern const struct xdp_metadata_ops hni_chan_xdp_metadata_ops;

/**
 * hni_chan_coal_set() - say when the channel interrupts
 * @chan: channel, open or closed
 * @coal: checked values
 *
 * Context: process, netdev locked; sleeps.
 */
void hni_chan_coal_set(struct hni_chan *chan, const struct hni_chan_coal *coal);

/**
 * hni_chan_keep_frames() - say what happens to frames without a buffer
 * @chan: channel, open or closed
 * @keep: they wait in the device, and so do all behind them; else they are
 *	dropped
 *
 * Context: process, netdev locked.
 */
void hni_chan_keep_frames(struct hni_chan *chan, bool keep);

/**
 * hni_chan_xmit() - transmit one frame
 * @chan: open channel; @skb's queue is the channel's
 * @skb: frame, consumed unless NETDEV_TX_BUSY is returned
 *
 * Context: as ndo_start_xmit: BH off, Tx lock of the queue held.
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY if the ring is full (which a
 * stopped queue prevents).
 */
netdev_tx_t hni_chan_xmit(struct hni_chan *chan, struct sk_buff *skb);

/**
 * hni_chan_features_check() - ndo_features_check of a netdev on channels
 * @skb: frame
 * @netdev: owner
 * @features: features so far
 *
 * Context: any.
 * Return: @features without those that the descriptor format cannot express
 * for this frame.
 */
netdev_features_t hni_chan_features_check(struct sk_buff *skb,
					  struct net_device *netdev,
					  netdev_features_t features);

/**
 * hni_chan_stats_get() - read the counters of a channel
 * @chan: channel, open or closed
 * @stats: filled
 *
 * Reads no register: @rx_hw_drops is as of hni_chan_hw_stats_update().
 *
 * Context: any; the caller keeps @chan alive.
 */
void hni_chan_stats_get(struct hni_chan *chan,
			struct hni_chan_stats *stats);

/**
 * hni_chan_stats_add() - add counters up
 * @sum: sum so far, changed
 * @stats: what to add
 *
 * Context: any.
 */
void hni_chan_stats_add(struct hni_chan_stats *sum,
			const struct hni_chan_stats *stats);

/**
 * hni_chan_hw_stats_update() - take the device's drop counters in
 * @chan: channel
 *
 * Context: process, netdev locked. Called by hni_chan_close(), too.
 */
void hni_chan_hw_stats_update(struct hni_chan *chan);

#endif /* _HNI_RING_H */
