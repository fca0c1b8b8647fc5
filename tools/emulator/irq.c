// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns interrupts: pending, mask and auto-clear bits of each vector, the
 * internal causes, and the eventfds that stand for MSI-X messages.
 */
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "func.h"

#define EMU_IRQ_WORD(v)		((v) / 32)
#define EMU_IRQ_BIT(v)		(1U << ((v) % 32))

/**
 * emu_irq_init() - before the first use
 * @irq: state
 */
void emu_irq_init(struct emu_irq *irq)
{
	unsigned int i;

	for (i = 0; i < HNI_MSIX_VECTORS; i++)
		irq->fd[i] = -1;
	emu_irq_reset(irq);
}

/**
 * emu_irq_reset() - power-on state; eventfds stay, they are the VM's
 * @irq: state
 */
void emu_irq_reset(struct emu_irq *irq)
{
	memset(irq->pending, 0, sizeof(irq->pending));
	memset(irq->masked, 0xff, sizeof(irq->masked));
	memset(irq->autoclear, 0xff, sizeof(irq->autoclear));
	memset(irq->sw, 0, sizeof(irq->sw));
	memset(irq->pba, 0, sizeof(irq->pba));
	memset(irq->cause, 0, sizeof(irq->cause));
	irq->is_lost = false;
}

/**
 * emu_irq_is_masked() - would a message of the vector wait
 * @irq: state
 * @vector: below HNI_MSIX_VECTORS
 */
bool emu_irq_is_masked(const struct emu_irq *irq, unsigned int vector)
{
	return irq->masked[EMU_IRQ_WORD(vector)] & EMU_IRQ_BIT(vector);
}

static void emu_irq_message(struct emu_irq *irq, unsigned int v)
{
	if (irq->is_lost && v >= HNI_VECTOR_QUEUE)
		return;
	if (irq->fd[v] < 0 || eventfd_write(irq->fd[v], 1))
		irq->pba[EMU_IRQ_WORD(v)] |= EMU_IRQ_BIT(v);
}

/* Send what is pending and unmasked in a word; sending masks */
static void emu_irq_evaluate(struct emu_irq *irq, unsigned int word)
{
	uint32_t fire = irq->pending[word] & ~irq->masked[word];
	unsigned int bit;

	irq->masked[word] |= fire;
	irq->pending[word] &= ~(fire & irq->autoclear[word]);
	for (; fire; fire &= fire - 1) {
		bit = (unsigned int)__builtin_ctz(fire);
		emu_irq_message(irq, 32 * word + bit);
	}
}

/**
 * emu_irq_fd_set() - the VM gives or takes the eventfd of a vector
 * @irq: state
 * @vector: below HNI_MSIX_VECTORS
 * @fd: becomes ours; -1 = none
 */
void emu_irq_fd_set(struct emu_irq *irq, unsigned int vector, int fd)
{
	uint32_t bit = EMU_IRQ_BIT(vector);

	if (irq->fd[vector] >= 0)
		close(irq->fd[vector]);
	irq->fd[vector] = fd;
	if (fd >= 0 && (irq->pba[EMU_IRQ_WORD(vector)] & bit)) {
		irq->pba[EMU_IRQ_WORD(vector)] &= ~bit;
		emu_irq_message(irq, vector);
	}
}

/**
 * emu_irq_fd_clear() - no vector has an eventfd any more
 * @irq: state
 */
void emu_irq_fd_clear(struct emu_irq *irq)
{
	unsigned int i;

	for (i = 0; i < HNI_MSIX_VECTORS; i++)
		emu_irq_fd_set(irq, i, -1);
}

void emu_func_irq(struct emu_func *fn, unsigned int vector)
{
	struct emu_irq *irq = &fn->irq;

	if (vector >= HNI_MSIX_VECTORS)
		return;
	irq->pending[EMU_IRQ_WORD(vector)] |= EMU_IRQ_BIT(vector);
	emu_irq_evaluate(irq, EMU_IRQ_WORD(vector));
}

/**
 * emu_irq_cause() - an internal cause became active
 * @fn: function
 * @cause: HNI_INTR_CAUSE_*
 */
void emu_irq_cause(struct emu_func *fn, unsigned int cause)
{
	uint32_t ctrl = fn->irq.cause[cause];

	if (ctrl & HNI_INTR_MSIX_CTRL_ENABLE)
		emu_func_irq(fn, (unsigned int)
			     EMU_GET(HNI_INTR_MSIX_CTRL_VECTOR, ctrl));
}

/* ---- registers ---- */

uint32_t emu_irq_read(struct emu_func *fn, const struct emu_reg *reg,
		      unsigned int n)
{
	const struct emu_irq *irq = &fn->irq;

	switch (reg->first) {
	case HNI_CSR_INTR_STATUS(0):
		return irq->pending[n];
	case HNI_CSR_INTR_MASK(0):
		return irq->masked[n];
	case HNI_CSR_INTR_SW_STATUS(0):
		return irq->sw[n] & irq->pending[n];
	case HNI_CSR_INTR_SW_AC_MODE(0):
		return irq->autoclear[n];
	case HNI_CSR_INTR_MSIX_CTRL(0):
		return irq->cause[n];
	default:
		return 0;
	}
}

void emu_irq_write(struct emu_func *fn, const struct emu_reg *reg,
		   unsigned int n, uint32_t val)
{
	struct emu_irq *irq = &fn->irq;

	switch (reg->first) {
	case HNI_CSR_INTR_SET(0):
		irq->pending[n] |= val;
		irq->sw[n] = (irq->sw[n] & irq->pending[n]) | val;
		break;
	case HNI_CSR_INTR_CLEAR(0):
		irq->pending[n] &= ~val;
		break;
	case HNI_CSR_INTR_SW_AC_MODE(0):
		irq->autoclear[n] = val;
		break;
	case HNI_CSR_INTR_MASK_SET(0):
		irq->masked[n] |= val;
		break;
	case HNI_CSR_INTR_MASK_CLEAR(0):
		irq->masked[n] &= ~val;
		break;
	case HNI_CSR_INTR_MSIX_CTRL(0):
		irq->cause[n] = val;
		if (n == HNI_INTR_CAUSE_PCS &&
		    (fn->link.sts & ~fn->link.mask))
			emu_irq_cause(fn, n);
		return;
	}
	emu_irq_evaluate(irq, n);
}

void emu_irq_rearm(struct emu_func *fn, const struct emu_reg *reg,
		   unsigned int n, uint32_t val)
{
	uint32_t off = reg->first + n * reg->stride;

	if (val & HNI_INTR_CQ_REARM_RCQ_TIMEOUT_UPD_EN)
		fn->csr[off / 4 + 1] =
			EMU_GET(HNI_INTR_CQ_REARM_RCQ_TIMEOUT, val);
	if (val & HNI_INTR_CQ_REARM_TCQ_TIMEOUT_UPD_EN)
		fn->csr[off / 4 + 2] =
			EMU_GET(HNI_INTR_CQ_REARM_TCQ_TIMEOUT, val);
	if (val & HNI_INTR_CQ_REARM_RELOAD)
		emu_coal_reload(fn, n);
	if (!(val & HNI_INTR_CQ_REARM_UNMASK))
		return;
	fn->irq.masked[EMU_IRQ_WORD(n)] &= ~EMU_IRQ_BIT(n);
	emu_irq_evaluate(&fn->irq, EMU_IRQ_WORD(n));
}
