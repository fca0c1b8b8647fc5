// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the queues in front of a port whose speed is limited: eight priorities,
 * the highest first; in each of them the ports where frames entered take turns
 * by bytes (deficit round robin), and none holds more than its share.
 */
#include <stdlib.h>
#include <string.h>

#include "esw.h"

#define EMU_OUTQ_SHARE		64	/* frames of one port that may wait */
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

/**
 * struct emu_outq - queues of one port
 * @bps: bits a second
 * @free_ns: when the wire is free again
 * @waiting: frames
 * @count: frames by priority
 * @held: frames by the port where they entered
 * @quantum: bytes a turn, by the port where frames entered
 * @turn: by priority, whose turn it is
 * @list: by priority and port
 * @spare: frames not in use
 * @frame: all frames
 */
struct emu_outq {
	uint64_t bps;
	uint64_t free_ns;
	unsigned int waiting;
	unsigned int count[HNI_ESW_PRIOS];
	unsigned int held[EMU_MAX_PORTS];
	uint32_t quantum[EMU_MAX_PORTS];
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

uint32_t *emu_outq_quanta(struct emu_outq *q)
{
	return q->quantum;
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

/* The priority has a frame; whose turn it is sends while it may */
static struct emu_outq_frame *emu_outq_take_prio(struct emu_outq *q,
						 unsigned int prio)
{
	struct emu_outq_list *list;
	struct emu_outq_frame *slot;

	for (;;) {
		list = &q->list[prio][q->turn[prio]];
		slot = list->head;
		if (slot && slot->f.len <= list->deficit)
			break;
		/* An empty queue saves nothing up */
		list->deficit = slot ? list->deficit +
			q->quantum[q->turn[prio]] : 0;
		q->turn[prio] = (uint8_t)((q->turn[prio] + 1) % EMU_MAX_PORTS);
	}
	list->deficit -= slot->f.len;
	list->head = slot->next;
	q->held[slot->f.port]--;
	q->count[prio]--;
	q->waiting--;
	return slot;
}

/* There is a frame: the oldest of whose turn it is, of the highest priority */
static struct emu_outq_frame *emu_outq_take(struct emu_outq *q)
{
	unsigned int prio = HNI_ESW_PRIOS - 1;

	while (!q->count[prio])
		prio--;
	return emu_outq_take_prio(q, prio);
}

/* The worker is never exactly on time: a late frame does not delay the next */
static void emu_outq_pass(struct emu_outq *q, uint32_t len, uint64_t now)
{
	if (q->free_ns + EMU_OUTQ_LATE_NS < now)
		q->free_ns = now - EMU_OUTQ_LATE_NS;
	q->free_ns += (uint64_t)(len + EMU_WIRE_OVERHEAD) * 8 * 1000000000 /
		      q->bps;
}

static uint64_t emu_outq_run_port(struct emu_esw *esw, unsigned int port,
				  uint64_t now)
{
	struct emu_outq *q = esw->port[port].outq;
	struct emu_outq_frame *slot;

	while (q->waiting && q->free_ns <= now) {
		slot = emu_outq_take(q);
		emu_outq_pass(q, slot->f.len, now);
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
