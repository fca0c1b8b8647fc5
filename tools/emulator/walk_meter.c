// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns meters: token buckets and their statistics. A walk works on a meter's
 * pending state, so that one that does not take effect leaves no trace.
 */
#include "walk_path.h"

#define EMU_NS_PER_S		1000000000U

/* Time makes @rate tokens a second, up to @burst. 128 bits hold any product. */
static void emu_bucket_fill(struct emu_bucket *bucket, uint64_t rate,
			    uint64_t burst, uint64_t ns)
{
	unsigned __int128 made = (unsigned __int128)rate * ns + bucket->part;

	if (made / EMU_NS_PER_S >= burst - bucket->tokens) {
		bucket->tokens = burst;
		bucket->part = 0;
		return;
	}
	bucket->tokens += (uint64_t)(made / EMU_NS_PER_S);
	bucket->part = (uint64_t)(made % EMU_NS_PER_S);
}

/* The state as this walk has left it so far */
static struct emu_meter_state *emu_meter_pending(struct emu_walk *w,
						 struct emu_meter *m)
{
	if (m->walk == w && m->serial == w->serial)
		return &m->pending;
	m->pending = m->state;
	m->walk = w;
	m->serial = w->serial;
	m->next = w->meters;
	w->meters = m;
	return &m->pending;
}

/* @len is compared with the MTU, @len less @head is what buckets give */
static bool emu_meter_take(const struct emu_meter *m,
			   struct emu_meter_state *st, uint32_t len,
			   uint32_t head, uint64_t now_ns)
{
	uint64_t ns = now_ns > st->filled_ns ? now_ns - st->filled_ns : 0;
	uint64_t bytes = m->rate ? (uint64_t)len - head + m->overhead :
			   0;
	uint64_t frames = m->pkt_rate ? 1 : 0;

	if (m->mtu && len > m->mtu)
		return false;
	emu_bucket_fill(&st->bytes, m->rate, m->burst, ns);
	emu_bucket_fill(&st->frames, m->pkt_rate, m->pkt_burst, ns);
	if (ns)
		st->filled_ns = now_ns;
	if (st->bytes.tokens < bytes || st->frames.tokens < frames)
		return false;
	st->bytes.tokens -= bytes;
	st->frames.tokens -= frames;
	return true;
}

bool emu_meter_police(struct emu_walk *w, const struct emu_path *p,
		      const struct emu_op *op)
{
	uint32_t head = op->flags & HNI_OP_POLICE_F_L3 ? EMU_ETH_HLEN : 0;
	struct emu_meter *m = &p->bank->meter[op->arg32];
	struct emu_meter_state *st = emu_meter_pending(w, m);
	bool conforms = emu_meter_take(m, st, p->bytes - p->tag, head,
				       w->now_ns);

	st->stat_pkts++;
	st->stat_bytes += p->bytes;
	st->stat_last_ns = w->now_ns;
	if (!conforms)
		st->stat_exceeded++;
	if (op->flags & (conforms ? HNI_OP_POLICE_F_CONFORM_DROPS :
			 HNI_OP_POLICE_F_EXCEED_DROPS))
		st->stat_drops++;
	return conforms;
}

void emu_meters_commit(struct emu_walk *w)
{
	struct emu_meter *m;

	for (m = w->meters; m; m = m->next)
		m->state = m->pending;
	w->meters = NULL;
}

void emu_meters_keep(struct emu_walk *w)
{
	struct emu_meter *m;

	for (m = w->meters; m; m = m->next)
		m->kept = m->pending;
}

void emu_meters_undo(struct emu_walk *w, struct emu_meter *first)
{
	struct emu_meter *m;

	for (m = w->meters; m != first; m = m->next)
		m->walk = NULL;
	for (m = first; m; m = m->next)
		m->pending = m->kept;
	w->meters = first;
}
