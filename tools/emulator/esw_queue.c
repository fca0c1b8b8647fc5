// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the queues in front of a port whose speed is limited. Ports where frames
 * entered that are owed a part of it come first; then eight priorities, the
 * highest first, and in each of them turns by bytes (deficit round robin).
 */
#include <stdlib.h>
#include <string.h>

#include "esw.h"

#define EMU_OUTQ_SHARE		64	/* frames of one port that may wait */
#define EMU_OUTQ_QUANTUM	512	/* bytes a turn */
#define EMU_OUTQ_CREDIT		2048	/* bytes that a port saves up at most */
#define EMU_OUTQ_SPARE		32	/* part of the shares that is not promised */
#define EMU_OUTQ_LATE_NS	1000000	/* how late the worker may look */

struct emu_outq_frame {
	struct emu_outq_frame *next;
	uint8_t prio;
	struct emu_frame f;
};

struct emu_outq_list {
	struct emu_outq_frame *head, *tail;
	uint32_t deficit;		/* bytes that it may still send */
};

/*
 * All bytes here are those on the wire. Who has a share earns its part of each
 * frame that leaves, as credit, and is owed a frame while that is positive: so
 * the share holds whatever size, number and priority others' frames have, and in
 * whatever time they leave.
 */

/**
 * struct emu_outq - queues of one port
 * @bps: bits a second
 * @whole: bits a second of which @share is a part
 * @free_ns: when the wire is free again
 * @waiting: frames
 * @count: frames by priority
 * @held: frames by the port where they entered
 * @share: bits a second, by the port where frames entered; 0 = none
 * @credit: bytes times @whole, by the same; below 0 = has had too much
 * @turn: by priority, whose turn it is
 * @list: by priority and port
 * @spare: frames not in use
 * @frame: all frames
 */
struct emu_outq {
	uint64_t bps;
	uint64_t whole;
	uint64_t free_ns;
	unsigned int waiting;
	unsigned int count[HNI_ESW_PRIOS];
	unsigned int held[EMU_MAX_PORTS];
	uint64_t share[EMU_MAX_PORTS];
	int64_t credit[EMU_MAX_PORTS];
	uint8_t turn[HNI_ESW_PRIOS];
	struct emu_outq_list list[HNI_ESW_PRIOS][EMU_MAX_PORTS];
	struct emu_outq_frame *spare;
	struct emu_outq_frame frame[EMU_OUTQ_SHARE * EMU_MAX_PORTS];
};

struct emu_outq *emu_outq_alloc(uint64_t bps)
{
	struct emu_outq *q = calloc(1, sizeof(*q));
	unsigned int i;

	if (!q)
		return NULL;
	q->bps = bps;
	q->whole = bps;
	for (i = 0; i < EMU_OUTQ_SHARE * EMU_MAX_PORTS; i++) {
		q->frame[i].next = q->spare;
		q->spare = &q->frame[i];
	}
	return q;
}

void emu_outq_free(struct emu_outq *q)
{
	free(q);
}

void emu_outq_shares(struct emu_outq *q, const uint64_t share[EMU_MAX_PORTS])
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < EMU_MAX_PORTS; i++)
		sum += share[i];
	sum += sum / EMU_OUTQ_SPARE;
	q->whole = sum > q->bps ? sum : q->bps;
	memcpy(q->share, share, sizeof(q->share));
	memset(q->credit, 0, sizeof(q->credit));
}

bool emu_outq_put(struct emu_outq *q, const struct emu_frame *f, uint8_t prio)
{
	struct emu_outq_list *list = &q->list[prio][f->port];
	struct emu_outq_frame *slot = q->spare;

	if (q->held[f->port] == EMU_OUTQ_SHARE)
		return false;
	q->spare = slot->next;
	slot->next = NULL;
	slot->prio = prio;
	slot->f.len = f->len;
	slot->f.port = f->port;
	slot->f.l4_valid = f->l4_valid;
	slot->f.off = f->off;
	memcpy(slot->f.buf + f->off, f->buf + f->off, f->len);
	if (list->head)
		list->tail->next = slot;
	else
		list->head = slot;
	list->tail = slot;
	q->held[f->port]++;
	q->count[prio]++;
	q->waiting++;
	return true;
}

static uint32_t emu_outq_len(const struct emu_outq_frame *slot)
{
	return slot->f.len + EMU_WIRE_OVERHEAD;
}

/* The port that is owed most and has a frame, -1 = none */
static int emu_outq_owed(const struct emu_outq *q)
{
	int64_t most = 0;
	int port = -1;
	unsigned int i;

	for (i = 0; i < EMU_MAX_PORTS; i++) {
		if (!q->held[i] || q->credit[i] <= most)
			continue;
		most = q->credit[i];
		port = (int)i;
	}
	return port;
}

/* Does one without a share want what is left of the wire? */
static bool emu_outq_has_other(const struct emu_outq *q, unsigned int prio)
{
	unsigned int i;

	for (i = 0; i < EMU_MAX_PORTS; i++)
		if (!q->share[i] && q->list[prio][i].head)
			return true;
	return false;
}

/* The priority has a frame; whose turn it is sends while it may */
static struct emu_outq_list *emu_outq_turn(struct emu_outq *q,
					   unsigned int prio)
{
	bool other = emu_outq_has_other(q, prio);
	struct emu_outq_list *list;
	unsigned int port;
	bool wants;

	for (;;) {
		port = q->turn[prio];
		list = &q->list[prio][port];
		wants = list->head && !(other && q->share[port]);
		if (wants && emu_outq_len(list->head) <= list->deficit)
			break;
		/* Who does not take turns saves nothing up */
		list->deficit = wants ? list->deficit + EMU_OUTQ_QUANTUM : 0;
		q->turn[prio] = (uint8_t)((port + 1) % EMU_MAX_PORTS);
	}
	list->deficit -= emu_outq_len(list->head);
	return list;
}

/* There is a frame: of whom is owed one, else of the highest priority */
static struct emu_outq_list *emu_outq_choose(struct emu_outq *q)
{
	unsigned int prio = HNI_ESW_PRIOS - 1;
	int port = emu_outq_owed(q);
	struct emu_outq_list *list;

	if (port < 0) {
		while (!q->count[prio])
			prio--;
		return emu_outq_turn(q, prio);
	}
	while (!q->list[prio][port].head)
		prio--;
	list = &q->list[prio][port];
	q->credit[port] -= (int64_t)(emu_outq_len(list->head) * q->whole);
	return list;
}

static struct emu_outq_frame *emu_outq_take(struct emu_outq *q)
{
	struct emu_outq_list *list = emu_outq_choose(q);
	struct emu_outq_frame *slot = list->head;

	list->head = slot->next;
	q->held[slot->f.port]--;
	q->count[slot->prio]--;
	q->waiting--;
	return slot;
}

/* Everybody with a share earns its part of a frame that leaves */
static void emu_outq_earn(struct emu_outq *q, uint32_t len)
{
	int64_t most = (int64_t)(EMU_OUTQ_CREDIT * q->whole);
	unsigned int i;

	for (i = 0; i < EMU_MAX_PORTS; i++) {
		q->credit[i] += (int64_t)(len * q->share[i]);
		if (q->credit[i] > most)
			q->credit[i] = most;
	}
}

/* The worker is never exactly on time: a late frame does not delay the next */
static void emu_outq_pass(struct emu_outq *q, uint32_t len, uint64_t now)
{
	if (q->free_ns + EMU_OUTQ_LATE_NS < now)
		q->free_ns = now - EMU_OUTQ_LATE_NS;
	q->free_ns += (uint64_t)len * 8 * 1000000000 / q->bps;
}

static uint64_t emu_outq_run_port(struct emu_esw *esw, unsigned int port,
				  uint64_t now)
{
	struct emu_outq *q = esw->port[port].outq;
	struct emu_outq_frame *slot;

	while (q->waiting && q->free_ns <= now) {
		slot = emu_outq_take(q);
		emu_outq_earn(q, emu_outq_len(slot));
		emu_outq_pass(q, emu_outq_len(slot), now);
		emu_esw_depart(esw, port, &slot->f, slot->prio);
		slot->next = q->spare;
		q->spare = slot;
	}
	return q->waiting ? q->free_ns : UINT64_MAX;
}

uint64_t emu_outq_run(struct emu_esw *esw, uint64_t now)
{
	uint64_t due, next = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < esw->nports; i++) {
		if (!esw->port[i].outq)
			continue;
		due = emu_outq_run_port(esw, i, now);
		next = due < next ? due : next;
	}
	return next;
}
