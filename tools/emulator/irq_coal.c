// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns interrupt moderation: when the completions of a queue raise the vector
 * that its interrupt manager names.
 */
#include <string.h>

#include "func.h"

/*
 * Timeouts after power-on, in ticks. The driver of Linux 6.12 never sets any
 * and asks for an interrupt after 511 completions: it needs a short one.
 */
#define EMU_COAL_TICKS		30
#define EMU_COAL_TICK_NS	1000	/* if TICK_CYCLES is not set */

/* 600 MHz: five nanoseconds are three cycles */
static uint64_t emu_coal_tick_ns(const struct emu_func *fn, bool rx)
{
	uint32_t ctl = emu_csr_get(fn, rx ? HNI_CSR_QM_RCQ_CTL0 :
					    HNI_CSR_QM_TCQ_CTL0);
	uint64_t cycles = EMU_GET(HNI_QM_RCQ_CTL0_TICK_CYCLES, ctl);

	return cycles ? cycles * 5 / 3 : EMU_COAL_TICK_NS;
}

static uint64_t emu_coal_timeout_ns(const struct emu_func *fn,
				    unsigned int v, bool rx)
{
	return emu_csr_get(fn, rx ? HNI_CSR_INTR_RCQ_TIMEOUT(v) :
				    HNI_CSR_INTR_TCQ_TIMEOUT(v)) *
	       emu_coal_tick_ns(fn, rx);
}

static unsigned int emu_coal_vector(const struct emu_func *fn, unsigned int q,
				    bool rx)
{
	return EMU_GET(HNI_QUEUE_IM_CTL_VECTOR,
		       emu_queue_csr(fn, q, rx ? HNI_QUEUE_RIM_CTL :
						 HNI_QUEUE_TIM_CTL));
}

static bool emu_coal_is_masked(const struct emu_func *fn, unsigned int q,
			       bool rx)
{
	return emu_queue_csr(fn, q, rx ? HNI_QUEUE_RIM_MASK :
					 HNI_QUEUE_TIM_MASK) &
	       HNI_QUEUE_IM_MASK;
}

/* Completions that the host has not taken yet */
static bool emu_coal_has_work(const struct emu_func *fn, unsigned int q,
			      bool rx)
{
	const struct emu_ring *ring = &fn->queue[q].ring[rx ? EMU_RING_RCQ :
							      EMU_RING_TCQ];

	return ring->enabled && ring->host != ring->dev;
}

/* A poll of the host may have been faster than the timer */
static bool emu_coal_is_needed(const struct emu_func *fn, unsigned int v)
{
	unsigned int q, rx;

	for (q = 0; q < HNI_QUEUE_COUNT; q++)
		for (rx = 0; rx < 2; rx++)
			if (emu_coal_has_work(fn, q, rx) &&
			    emu_coal_vector(fn, q, rx) == v &&
			    !emu_coal_is_masked(fn, q, rx))
				return true;
	return false;
}

/**
 * emu_coal_reset() - power-on state
 * @fn: function, its registers are 0
 */
void emu_coal_reset(struct emu_func *fn)
{
	unsigned int v;

	memset(&fn->coal, 0, sizeof(fn->coal));
	fn->coal.first = UINT64_MAX;
	for (v = 0; v < HNI_MSIX_VECTORS; v++) {
		fn->csr[HNI_CSR_INTR_RCQ_TIMEOUT(v) / 4] = EMU_COAL_TICKS;
		fn->csr[HNI_CSR_INTR_TCQ_TIMEOUT(v) / 4] = EMU_COAL_TICKS;
	}
}

/**
 * emu_coal_fire() - raise a vector; counting begins again
 * @fn: function
 * @vector: below HNI_MSIX_VECTORS
 */
void emu_coal_fire(struct emu_func *fn, unsigned int vector)
{
	fn->coal.due[vector] = 0;
	fn->coal.gen[vector]++;
	emu_func_irq(fn, vector);
}

static void emu_coal_start(struct emu_func *fn, unsigned int v, uint64_t ns)
{
	uint64_t due = emu_func_now_ns() + ns;

	if (fn->coal.due[v] && fn->coal.due[v] <= due)
		return;
	fn->coal.due[v] = due;
	/* With --sync every round of the worker looks */
	if (due >= fn->coal.first || fn->nic->cfg->sync)
		return;
	fn->coal.first = due;
	emu_worker_kick(fn->nic);
}

/**
 * emu_coal_reload() - INTR_RELOAD: a running timer begins again
 * @fn: function
 * @vector: below HNI_MSIX_VECTORS
 */
void emu_coal_reload(struct emu_func *fn, unsigned int vector)
{
	uint64_t rx = emu_coal_timeout_ns(fn, vector, true);
	uint64_t tx = emu_coal_timeout_ns(fn, vector, false);

	if (!fn->coal.due[vector])
		return;
	fn->coal.due[vector] = 0;
	emu_coal_start(fn, vector, rx < tx ? rx : tx);
}

/**
 * emu_coal_completed() - completions were written
 * @fn: function
 * @q: page
 * @rx: of the receive triad
 */
void emu_coal_completed(struct emu_func *fn, unsigned int q, bool rx)
{
	const struct emu_ring *ring = &fn->queue[q].ring[rx ? EMU_RING_RCQ :
							      EMU_RING_TCQ];
	struct emu_queue_coal *coal = &fn->queue[q].coal[rx];
	unsigned int v = emu_coal_vector(fn, q, rx);
	uint32_t threshold;
	uint64_t ns;

	if (emu_coal_is_masked(fn, q, rx))
		return;
	if (coal->gen != fn->coal.gen[v])
		coal->count = 0;
	coal->gen = fn->coal.gen[v];
	coal->count += (ring->dev - coal->seen) & (ring->size - 1);
	coal->seen = ring->dev;
	threshold = EMU_GET(HNI_QUEUE_IM_THRESHOLD,
			    emu_queue_csr(fn, q, rx ? HNI_QUEUE_RIM_THRESHOLD :
						      HNI_QUEUE_TIM_THRESHOLD));
	ns = emu_coal_timeout_ns(fn, v, rx);
	if (!ns || coal->count >= threshold)
		emu_coal_fire(fn, v);
	else
		emu_coal_start(fn, v, ns);
}

/*
 * With --sync no clock decides: a burst is over, and so are all timeouts. A
 * masked vector waits until its host, which is polling, opens it again.
 */
static void emu_coal_flush(struct emu_func *fn)
{
	unsigned int v;

	for (v = 0; v < HNI_MSIX_VECTORS; v++) {
		if (!fn->coal.due[v] || emu_irq_is_masked(&fn->irq, v))
			continue;
		fn->coal.due[v] = 0;
		if (emu_coal_is_needed(fn, v))
			emu_coal_fire(fn, v);
	}
}

/**
 * emu_coal_run() - raise the vectors whose time has come
 * @fn: function
 * @now: monotonic time
 *
 * Return: when the next one is due, UINT64_MAX = none.
 */
uint64_t emu_coal_run(struct emu_func *fn, uint64_t now)
{
	uint64_t next = UINT64_MAX;
	unsigned int v;

	if (fn->nic->cfg->sync) {
		emu_coal_flush(fn);
		return next;
	}
	if (now < fn->coal.first)
		return fn->coal.first;
	for (v = 0; v < HNI_MSIX_VECTORS; v++) {
		uint64_t due = fn->coal.due[v];

		if (!due)
			continue;
		if (due > now) {
			next = due < next ? due : next;
			continue;
		}
		fn->coal.due[v] = 0;
		if (emu_coal_is_needed(fn, v))
			emu_coal_fire(fn, v);
	}
	fn->coal.first = next;
	return next;
}

/* ---- registers ---- */

static uint32_t emu_coal_left(struct emu_func *fn, unsigned int q, bool rx)
{
	uint64_t due = fn->coal.due[emu_coal_vector(fn, q, rx)];
	uint64_t now = emu_func_now_ns();

	return due > now ? (uint32_t)((due - now) / emu_coal_tick_ns(fn, rx)) :
			   0;
}

static uint32_t emu_coal_count(const struct emu_func *fn, unsigned int q,
			       bool rx)
{
	const struct emu_queue_coal *coal = &fn->queue[q].coal[rx];

	if (coal->gen != fn->coal.gen[emu_coal_vector(fn, q, rx)])
		return 0;
	return coal->count;
}

/* TIM_TIMER, TIM_COUNTS, RIM_COAL_STATUS: what is running */
uint32_t emu_queue_im_read(struct emu_func *fn, const struct emu_reg *reg,
			   unsigned int q)
{
	switch (reg->first) {
	case HNI_QUEUE_TIM_TIMER:
		return emu_coal_left(fn, q, false);
	case HNI_QUEUE_TIM_COUNTS:
		return EMU_PREP(HNI_QUEUE_TIM_COUNTS_CNT0,
				emu_coal_count(fn, q, false));
	default:
		return EMU_PREP(HNI_QUEUE_RIM_COAL_RCD_COUNT,
				emu_coal_count(fn, q, true)) |
		       EMU_PREP(HNI_QUEUE_RIM_COAL_TIMER,
				emu_coal_left(fn, q, true));
	}
}

/* SET raises the vector at once; CLEAR forgets what was counted */
void emu_queue_im_write(struct emu_func *fn, const struct emu_reg *reg,
			unsigned int q, uint32_t val)
{
	bool rx = reg->first == HNI_QUEUE_RIM_SET ||
		  reg->first == HNI_QUEUE_RIM_CLEAR;

	if (!val)
		return;
	if (reg->first == HNI_QUEUE_TIM_CLEAR ||
	    reg->first == HNI_QUEUE_RIM_CLEAR)
		fn->queue[q].coal[rx].count = 0;
	else if (!emu_coal_is_masked(fn, q, rx))
		emu_coal_fire(fn, emu_coal_vector(fn, q, rx));
}
