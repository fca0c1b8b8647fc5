// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the faults that the control socket injects: one name each, and what it
 * does.
 */
#include <string.h>

#include "func.h"

static void emu_fault_hang(struct emu_func *fn, uint32_t n)
{
	emu_fw_fault_set(fn, EMU_FW_FAULT_HANG, n);
}

static void emu_fault_crash(struct emu_func *fn, uint32_t n)
{
	if (n)
		emu_fw_crash(fn);
}

static void emu_fault_module(struct emu_func *fn, uint32_t n)
{
	emu_fw_fault_set(fn, EMU_FW_FAULT_MODULE, n);
}

static void emu_fault_sensors(struct emu_func *fn, uint32_t n)
{
	emu_fw_fault_set(fn, EMU_FW_FAULT_SENSORS, n);
}

static void emu_fault_flash(struct emu_func *fn, uint32_t n)
{
	fn->fw.flash_fails = n;
}

/* A card that is pulled, and one that is plugged in again */
static void emu_fault_gone(struct emu_func *fn, uint32_t n)
{
	if (!!n == fn->fault.is_gone)
		return;
	emu_func_reset(fn);
	fn->fault.is_gone = n;
}

static void emu_fault_register(struct emu_func *fn, uint32_t n)
{
	fn->fault.is_stuck = n;
}

static void emu_fault_interrupt(struct emu_func *fn, uint32_t n)
{
	fn->irq.is_lost = n;
}

static void emu_fault_pcs(struct emu_func *fn, uint32_t n)
{
	fn->link.pcs_fault = n;
}

static void emu_fault_fcs(struct emu_func *fn, uint32_t n)
{
	fn->fault.bad_fcs = n;
}

static void emu_fault_symbols(struct emu_func *fn, uint32_t n)
{
	unsigned int lane;

	for (lane = 0; lane < 4; lane++)
		emu_csr_count32(fn, HNI_CSR_PCS_SYMBLERR_LO(lane), n);
}

static void emu_fault_corrected(struct emu_func *fn, uint32_t n)
{
	emu_csr_count32(fn, HNI_CSR_RSFEC_CCW_LO(0), n);
}

static void emu_fault_uncorrected(struct emu_func *fn, uint32_t n)
{
	emu_csr_count32(fn, HNI_CSR_RSFEC_NCCW_LO(0), n);
}

static const struct {
	const char *name;
	void (*inject)(struct emu_func *fn, uint32_t n);
} emu_faults[] = {
	{ "hang",		emu_fault_hang },
	{ "crash",		emu_fault_crash },
	{ "module",		emu_fault_module },
	{ "sensors",		emu_fault_sensors },
	{ "flash",		emu_fault_flash },
	{ "gone",		emu_fault_gone },
	{ "register",		emu_fault_register },
	{ "interrupt",		emu_fault_interrupt },
	{ "pcs",		emu_fault_pcs },
	{ "fcs",		emu_fault_fcs },
	{ "symbols",		emu_fault_symbols },
	{ "corrected",		emu_fault_corrected },
	{ "uncorrected",	emu_fault_uncorrected },
};

bool emu_func_fault(struct emu_func *fn, const char *kind, uint32_t n)
{
	unsigned int i;

	for (i = 0; i < EMU_ARRAY_SIZE(emu_faults); i++) {
		if (strcmp(emu_faults[i].name, kind))
			continue;
		emu_faults[i].inject(fn, n);
		return true;
	}
	return false;
}
