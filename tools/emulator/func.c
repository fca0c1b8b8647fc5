// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the life cycle of a host function: creation, the several kinds of
 * reset, attach and detach of its driver.
 */
#include <stdlib.h>
#include <string.h>

#include "func.h"

bool emu_func_attached(const struct emu_func *fn)
{
	return fn->mbox.announced;
}

/**
 * emu_func_detach() - the driver is gone, or never was there
 * @fn: function
 */
void emu_func_detach(struct emu_func *fn)
{
	if (!fn->mbox.announced)
		return;
	fn->mbox.announced = false;
	fn->mbox.is_hni = false;
	emu_fw_detach(fn);
	emu_esw_func_event(fn->nic, fn->idx, EMU_FUNC_GONE);
}

void emu_func_reset(struct emu_func *fn)
{
	memset(fn->csr, 0, HNI_PCI_BAR_CSR_SIZE);
	memset(fn->tx.ready, 0, sizeof(fn->tx.ready));
	emu_timer_reset(fn);
	emu_irq_reset(&fn->irq);
	emu_queue_reset(fn);
	emu_coal_reset(fn);
	emu_rx_reset(fn);
	emu_pause_reset(fn);
	emu_ptp_reset(&fn->ptp);
	emu_pci_reset(fn);
	emu_func_detach(fn);
	emu_mbox_reset(fn);
	emu_fw_reset(fn);
	fn->fault.bad_fcs = 0;
	fn->fault.is_stuck = false;
	emu_link_reset(fn);
}

static void emu_func_free(struct emu_func *fn)
{
	emu_irq_fd_clear(&fn->irq);
	emu_dma_fini(&fn->dma);
	emu_fw_fini(fn);
	emu_tx_fini(fn);
	emu_rx_fini(fn);
	free(fn->csr);
	free(fn);
}

struct emu_func *emu_func_create(struct emu_nic *nic, unsigned int idx,
				 const char *path)
{
	struct emu_func *fn;

	if (emu_csr_init())
		return NULL;
	fn = calloc(1, sizeof(*fn));
	if (!fn) {
		emu_log(EMU_ERR, "fn%u: out of memory", idx);
		return NULL;
	}
	fn->nic = nic;
	fn->idx = idx;
	fn->mbox.start_ns = emu_func_now_ns();
	emu_irq_init(&fn->irq);
	emu_fw_init(fn);
	fn->csr = calloc(1, HNI_PCI_BAR_CSR_SIZE);
	if (!fn->csr || emu_tx_init(fn) || emu_rx_init(fn)) {
		emu_log(EMU_ERR, "fn%u: out of memory", idx);
		goto err_free;
	}
	emu_func_reset(fn);
	if (emu_vfu_start(fn, path))
		goto err_free;
	return fn;

err_free:
	emu_func_free(fn);
	return NULL;
}

void emu_func_destroy(struct emu_func *fn)
{
	if (!fn)
		return;
	emu_vfu_stop(fn);
	emu_func_free(fn);
}
