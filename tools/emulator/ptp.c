// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the clock: nanoseconds that advance by a programmable addend per
 * 600 MHz cycle.
 */
#include "func.h"

#define EMU_PTP_CYCLES		3	/* per EMU_PTP_NS nanoseconds */
#define EMU_PTP_NS		5

static uint64_t emu_ptp_addend(const struct emu_func *fn)
{
	uint64_t ns = emu_csr_get(fn, HNI_CSR_PTP_ADD_VAL_NS);

	return ns << 32 | emu_csr_get(fn, HNI_CSR_PTP_ADD_VAL_SUBNS);
}

/* Bring the count up to the present */
static void emu_ptp_advance(struct emu_func *fn)
{
	uint64_t now = emu_func_now_ns();
	uint64_t passed = now - fn->ptp.host_ns;

	if (emu_csr_get(fn, HNI_CSR_PTP_CTRL) & HNI_PTP_CTRL_EN)
		fn->ptp.count += (__uint128_t)passed * fn->ptp.addend *
				 EMU_PTP_CYCLES / EMU_PTP_NS;
	fn->ptp.host_ns = now;
}

/**
 * emu_ptp_reset() - power-on state: stopped at zero
 * @ptp: clock
 */
void emu_ptp_reset(struct emu_ptp *ptp)
{
	ptp->host_ns = emu_func_now_ns();
	ptp->count = 0;
	ptp->addend = 0;
}

/**
 * emu_ptp_now() - read the clock
 * @fn: function
 *
 * Return: nanoseconds.
 */
uint64_t emu_ptp_now(struct emu_func *fn)
{
	emu_ptp_advance(fn);
	return (uint64_t)(fn->ptp.count >> 32);
}

uint32_t emu_ptp_read(struct emu_func *fn, const struct emu_reg *reg,
		      unsigned int n)
{
	uint64_t now = emu_ptp_now(fn);

	(void)n;
	if (reg->first == HNI_CSR_PTP_CTR_VAL_HI ||
	    reg->first == HNI_CSR_PTP_MONO_PTP_CTR_HI)
		return (uint32_t)(now >> 32);
	return (uint32_t)now;
}

void emu_ptp_adjust(struct emu_func *fn, const struct emu_reg *reg,
		    unsigned int n, uint32_t val)
{
	uint64_t init = emu_csr_get(fn, HNI_CSR_PTP_INIT_HI);

	(void)n;
	/* Time up to here counts by the old rules */
	emu_ptp_advance(fn);
	if (reg->first == HNI_CSR_PTP_CTRL) {
		fn->csr[reg->first / 4] = val;
		return;
	}
	init = init << 32 | emu_csr_get(fn, HNI_CSR_PTP_INIT_LO);
	if (val & (HNI_PTP_ADJUST_INIT | HNI_PTP_ADJUST_ADDEND_SET))
		fn->ptp.addend = emu_ptp_addend(fn);
	if (val & HNI_PTP_ADJUST_INIT)
		fn->ptp.count = (__uint128_t)init << 32;
	if (val & (HNI_PTP_ADJUST_ADD_NUDGE | HNI_PTP_ADJUST_SUB_NUDGE))
		emu_csr_finding(fn, reg, 0, "nudge is not implemented");
}
