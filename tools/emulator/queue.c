// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the queue pages: life cycle of the rings, doorbells, completions and
 * their interrupts.
 */
#include <string.h>

#include "func.h"

/* Registers of a ring, offsets in a page; ptrs and bell are 0 if none */
static const struct emu_ring_regs {
	const char *name;
	uint16_t ctl, size, bal, bah, bell, ptrs;
} emu_ring_regs[EMU_RINGS] = {
	[EMU_RING_TWQ0] = { "TWQ0", HNI_QUEUE_TWQ0_CTL, HNI_QUEUE_TWQ0_SIZE,
			    HNI_QUEUE_TWQ0_BAL, HNI_QUEUE_TWQ0_BAH,
			    HNI_QUEUE_TWQ0_TAIL, HNI_QUEUE_TWQ0_PTRS },
	[EMU_RING_TWQ1] = { "TWQ1", HNI_QUEUE_TWQ1_CTL, HNI_QUEUE_TWQ1_SIZE,
			    HNI_QUEUE_TWQ1_BAL, HNI_QUEUE_TWQ1_BAH,
			    HNI_QUEUE_TWQ1_TAIL, HNI_QUEUE_TWQ1_PTRS },
	[EMU_RING_TCQ] = { "TCQ", HNI_QUEUE_TCQ_CTL, HNI_QUEUE_TCQ_SIZE,
			   HNI_QUEUE_TCQ_BAL, HNI_QUEUE_TCQ_BAH,
			   HNI_QUEUE_TCQ_HEAD, HNI_QUEUE_TCQ_PTRS },
	[EMU_RING_HPQ] = { "HPQ", HNI_QUEUE_BDQ_CTL, HNI_QUEUE_BDQ_HPQ_SIZE,
			   HNI_QUEUE_BDQ_HPQ_BAL, HNI_QUEUE_BDQ_HPQ_BAH,
			   HNI_QUEUE_BDQ_HPQ_TAIL, HNI_QUEUE_BDQ_HPQ_PTRS },
	[EMU_RING_PPQ] = { "PPQ", HNI_QUEUE_BDQ_CTL, HNI_QUEUE_BDQ_PPQ_SIZE,
			   HNI_QUEUE_BDQ_PPQ_BAL, HNI_QUEUE_BDQ_PPQ_BAH,
			   HNI_QUEUE_BDQ_PPQ_TAIL, HNI_QUEUE_BDQ_PPQ_PTRS },
	[EMU_RING_RCQ] = { "RCQ", HNI_QUEUE_RCQ_CTL, HNI_QUEUE_RCQ_SIZE,
			   HNI_QUEUE_RCQ_BAL, HNI_QUEUE_RCQ_BAH,
			   HNI_QUEUE_RCQ_HEAD, HNI_QUEUE_RCQ_PTRS },
};

#define EMU_QUEUE_SIZE_MIN	64

/**
 * emu_queue_csr() - stored word of a queue page
 * @fn: function
 * @q: page
 * @reg: HNI_QUEUE_*
 */
uint32_t emu_queue_csr(const struct emu_func *fn, unsigned int q,
		       uint32_t reg)
{
	return emu_csr_get(fn, HNI_QUEUE_PAGE(q) + reg);
}

/**
 * emu_queue_count() - advance a counter of a queue page
 * @fn: function
 * @q: page
 * @reg: HNI_QUEUE_*_CNT
 */
void emu_queue_count(struct emu_func *fn, unsigned int q, uint32_t reg)
{
	emu_csr_count32(fn, HNI_QUEUE_PAGE(q) + reg, 1);
}

static void emu_queue_ring_reset(struct emu_ring *ring)
{
	ring->host = 0;
	ring->dev = 0;
	ring->phase = true;
	ring->enabled = false;
	ring->fresh = true;
}

static void emu_queue_ring_enable(struct emu_func *fn, unsigned int q,
				  enum emu_ring_id id)
{
	const struct emu_ring_regs *regs = &emu_ring_regs[id];
	struct emu_ring *ring = &fn->queue[q].ring[id];
	uint32_t log2;

	if (ring->enabled)
		return;
	if (!ring->fresh)
		emu_func_strict(fn, "QUEUE_%s(%u) enabled without a reset",
				regs->name, q);
	ring->base = (uint64_t)emu_queue_csr(fn, q, regs->bah) << 32 |
		     emu_queue_csr(fn, q, regs->bal);
	log2 = EMU_GET(HNI_QUEUE_SIZE_LOG2, emu_queue_csr(fn, q, regs->size));
	ring->size = log2 ? 1U << log2 : 65536;
	if (ring->size < EMU_QUEUE_SIZE_MIN)
		emu_func_strict(fn, "QUEUE_%s(%u) enabled with %u entries, least is %u",
				regs->name, q, ring->size, EMU_QUEUE_SIZE_MIN);
	if (!ring->base)
		emu_func_strict(fn, "QUEUE_%s(%u) enabled without a base address",
				regs->name, q);
	if (!emu_pci_is_master(fn))
		emu_func_strict(fn, "QUEUE_%s(%u) enabled while bus mastering is off",
				regs->name, q);
	ring->enabled = true;
	ring->fresh = false;
}

static void emu_queue_ring_ctl(struct emu_func *fn, unsigned int q,
			       enum emu_ring_id id, uint32_t val)
{
	struct emu_queue *queue = &fn->queue[q];
	bool enable = val & HNI_QUEUE_CTL_ENABLE;

	if (id == EMU_RING_PPQ && !(val & HNI_QUEUE_BDQ_CTL_PPQ_ENABLE))
		enable = false;
	if (val & HNI_QUEUE_CTL_RESET) {
		emu_queue_ring_reset(&queue->ring[id]);
		if (id == EMU_RING_TCQ || id == EMU_RING_RCQ)
			memset(&queue->coal[id == EMU_RING_RCQ], 0,
			       sizeof(queue->coal[0]));
		if (id == EMU_RING_HPQ)
			memset(&queue->hdr, 0, sizeof(queue->hdr));
		if (id == EMU_RING_PPQ)
			memset(&queue->pay, 0, sizeof(queue->pay));
		return;
	}
	if (enable)
		emu_queue_ring_enable(fn, q, id);
	else
		queue->ring[id].enabled = false;
}

void emu_queue_ctl_write(struct emu_func *fn, const struct emu_reg *reg,
			 unsigned int q, uint32_t val)
{
	unsigned int id;

	if ((val & HNI_QUEUE_CTL_RESET) && (val & HNI_QUEUE_CTL_ENABLE))
		emu_csr_finding(fn, reg, q, "RESET and ENABLE together");
	fn->csr[(HNI_QUEUE_PAGE(q) + reg->first) / 4] = val;
	for (id = 0; id < EMU_RINGS; id++)
		if (emu_ring_regs[id].ctl == reg->first)
			emu_queue_ring_ctl(fn, q, id, val);
}

/* SIZE, BAL and BAH: latched when the ring is enabled */
void emu_queue_base_write(struct emu_func *fn, const struct emu_reg *reg,
			  unsigned int q, uint32_t val)
{
	unsigned int id;

	for (id = 0; id < EMU_RINGS; id++) {
		const struct emu_ring_regs *regs = &emu_ring_regs[id];

		if (regs->size == reg->first)
			val &= HNI_QUEUE_SIZE_LOG2;
		else if (regs->bal == reg->first)
			val &= HNI_QUEUE_BAL_ADDR;
		else if (regs->bah != reg->first)
			continue;
		if (fn->queue[q].ring[id].enabled)
			emu_csr_finding(fn, reg, q, "the ring is enabled");
		break;
	}
	fn->csr[(HNI_QUEUE_PAGE(q) + reg->first) / 4] = val;
}

/* What the engine may do once the host moved its index */
static void emu_queue_moved(struct emu_func *fn, unsigned int q,
			    unsigned int id)
{
	switch (id) {
	case EMU_RING_TWQ0:
	case EMU_RING_TWQ1:
	case EMU_RING_TCQ:
		emu_tx_kick(fn, q);
		break;
	default:
		if (fn->fifo.count)
			emu_worker_kick(fn->nic);
		break;
	}
}

void emu_queue_doorbell_write(struct emu_func *fn, const struct emu_reg *reg,
			      unsigned int q, uint32_t val)
{
	struct emu_ring *ring;
	unsigned int id;

	for (id = 0; id < EMU_RINGS - 1; id++)
		if (emu_ring_regs[id].bell == reg->first)
			break;
	ring = &fn->queue[q].ring[id];
	fn->csr[(HNI_QUEUE_PAGE(q) + reg->first) / 4] = val;
	if (!ring->enabled) {
		emu_csr_finding(fn, reg, q, "the ring is not enabled");
		return;
	}
	if (val >= ring->size) {
		emu_csr_finding(fn, reg, q, "index outside the ring");
		return;
	}
	/* A completion ring's head cannot overtake what was written */
	if ((id == EMU_RING_TCQ || id == EMU_RING_RCQ) &&
	    ((val - ring->host) & (ring->size - 1)) >
	    ((ring->dev - ring->host) & (ring->size - 1))) {
		emu_csr_finding(fn, reg, q, "head beyond the device's tail");
		return;
	}
	ring->host = (uint16_t)val;
	emu_queue_moved(fn, q, id);
}

uint32_t emu_queue_ptrs_read(struct emu_func *fn, const struct emu_reg *reg,
			     unsigned int q)
{
	const struct emu_ring *ring;
	unsigned int id;

	for (id = 0; id < EMU_RINGS - 1; id++)
		if (emu_ring_regs[id].ptrs == reg->first)
			break;
	ring = &fn->queue[q].ring[id];
	return (uint32_t)ring->dev << 16 | ring->host;
}

/**
 * emu_queue_is_selftest() - is a write to a read-only register harmless
 * @fn: function
 * @reg: register
 * @q: page
 *
 * The mainline driver's offline self test writes the pointers of rings that
 * are not enabled, to see that they ignore it.
 */
bool emu_queue_is_selftest(const struct emu_func *fn,
			   const struct emu_reg *reg, unsigned int q)
{
	unsigned int id;

	if (reg->read != emu_queue_ptrs_read)
		return false;
	for (id = 0; id < EMU_RINGS - 1; id++)
		if (emu_ring_regs[id].ptrs == reg->first)
			break;
	return !fn->queue[q].ring[id].enabled;
}

static bool emu_queue_is_busy(const struct emu_func *fn, unsigned int q,
			      enum emu_ring_id id)
{
	const struct emu_ring *ring = &fn->queue[q].ring[id];

	return ring->enabled && emu_ring_used(ring);
}

/* Nothing is in flight while a register is read: only pending work is busy */
uint32_t emu_queue_idle_read(struct emu_func *fn, const struct emu_reg *reg,
			     unsigned int n)
{
	unsigned int first = 32 * (n % (HNI_QUEUE_COUNT / 32));
	unsigned int bit, words = HNI_QUEUE_COUNT / 32;
	uint32_t idle = ~0U;
	enum emu_ring_id id;

	if (reg->first != HNI_CSR_QM_TWQ_IDLE(0) &&
	    reg->first != HNI_CSR_QM_TQS_IDLE(0) &&
	    reg->first != HNI_CSR_QM_TDE_IDLE(0))
		return idle;
	id = n < words ? EMU_RING_TWQ0 : EMU_RING_TWQ1;
	for (bit = 0; bit < 32; bit++)
		if (emu_queue_is_busy(fn, first + bit, id))
			idle &= ~(1U << bit);
	return idle;
}

/**
 * emu_queue_complete() - write one completion
 * @fn: function
 * @ring: completion ring with room
 * @desc: descriptor without the phase bit
 *
 * Return: false if the ring cannot be reached; it is disabled then.
 */
bool emu_queue_complete(struct emu_func *fn, struct emu_ring *ring,
			uint64_t desc)
{
	if (ring->phase)
		desc |= HNI_TCD_DONE;
	if (!emu_dma_store64(fn, emu_ring_addr(ring), desc)) {
		emu_func_strict(fn, "completion ring at 0x%llx is not reachable",
				(unsigned long long)ring->base);
		ring->enabled = false;
		return false;
	}
	emu_ring_next(ring);
	return true;
}

/**
 * emu_queue_interrupt() - completions were written
 * @fn: function
 * @q: page
 * @rx: of the receive triad
 */
void emu_queue_interrupt(struct emu_func *fn, unsigned int q, bool rx)
{
	emu_coal_completed(fn, q, rx);
}

/**
 * emu_queue_reset() - power-on state of all pages
 * @fn: function
 */
void emu_queue_reset(struct emu_func *fn)
{
	unsigned int q, id;

	memset(fn->queue, 0, sizeof(fn->queue));
	for (q = 0; q < HNI_QUEUE_COUNT; q++)
		for (id = 0; id < EMU_RINGS; id++)
			emu_queue_ring_reset(&fn->queue[q].ring[id]);
}
