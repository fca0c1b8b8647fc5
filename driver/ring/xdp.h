/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what reception under an XDP program has beside the ring, in pages of the
 * ring's own (xdp.c) or in memory of an AF_XDP socket (xsk.c).
 */
#ifndef _HNI_RING_XDP_H
#define _HNI_RING_XDP_H

#include <net/xdp.h>

#include "priv.h"

/*
 * A frame as the program sees it, and as its kfuncs do. What follows xdp also
 * fits behind the xdp_buff of a socket's buffer.
 */
struct hni_xdp_buff {
	struct xdp_buff xdp;
	struct hni_chan *chan;
	u64 meta;
	u64 stamp;		/* OPT_META with a time stamp, 0 = none */
};

/* What an Rx ring has only for XDP; NAPI's */
struct hni_xdp_rx {
	struct xdp_rxq_info rxq;	/* of frames in own pages */
	struct hni_xdp_buff own;
	struct hni_xdp_buff *buff;	/* own, or one of a socket */
	bool has_frame;		/* a frame is being put together in buff */
	/* of this poll */
	bool has_tx;
	bool has_redirect;
	unsigned int counts[HNI_XDP_COUNTS];
};

/* A pool of AF_XDP at a queue: mapped, known to the XDP core */
struct hni_xsk {
	struct xsk_buff_pool *pool;
	struct xdp_rxq_info rxq;	/* of frames in its buffers */
	u32 off;		/* of a frame in its buffer */
};

/* xdp.c: gives up the frame under way; the next one may be good */
void hni_xdp_frame_refuse(struct hni_rxr *rxr);

static inline void hni_xdp_frame_begin(struct hni_rxr *rxr)
{
	/* a frame without META came before: drop it, this one may be good */
	if (unlikely(rxr->xdp->has_frame))
		hni_xdp_frame_refuse(rxr);
	memset(&rxr->frame, 0, sizeof(rxr->frame));
}

/* xsk.c */
void hni_xsk_hdr(struct hni_chan *chan, struct hni_rxr *rxr, u64 rcd);
void hni_xsk_payload(struct hni_rxr *rxr, u64 rcd);
/* Copies the frame and gives its buffer back; NULL, and it is still there. */
struct sk_buff *hni_xsk_skb_build(struct hni_chan *chan, struct xdp_buff *xdp);

#endif /* _HNI_RING_XDP_H */
