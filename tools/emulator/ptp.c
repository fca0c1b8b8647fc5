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
	ptp->jumped = 0;
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
	/* The other counter only ever counted time */
	if (reg->first >= HNI_CSR_PTP_MONO_PTP_CTR_HI)
		now = (uint64_t)((fn->ptp.count - fn->ptp.jumped) >> 32);
	if (reg->first == HNI_CSR_PTP_CTR_VAL_HI ||
	    reg->first == HNI_CSR_PTP_MONO_PTP_CTR_HI)
		return (uint32_t)(now >> 32);
	return (uint32_t)now;
}

static void emu_ptp_jump(struct emu_func *fn, __uint128_t by)
{
	fn->ptp.count += by;
	fn->ptp.jumped += by;
}

static __uint128_t emu_ptp_nudge(const struct emu_func *fn)
{
	return (__uint128_t)emu_csr_get(fn, HNI_CSR_PTP_NUDGE_NS) << 32 |
	       emu_csr_get(fn, HNI_CSR_PTP_NUDGE_SUBNS);
}

static __uint128_t emu_ptp_init(const struct emu_func *fn)
{
	uint64_t ns = emu_csr_get(fn, HNI_CSR_PTP_INIT_HI);

	ns = ns << 32 | emu_csr_get(fn, HNI_CSR_PTP_INIT_LO);
	return (__uint128_t)ns << 32;
}

void emu_ptp_adjust(struct emu_func *fn, const struct emu_reg *reg,
		    unsigned int n, uint32_t val)
{
	(void)n;
	/* Time up to here counts by the old rules */
	emu_ptp_advance(fn);
	if (reg->first == HNI_CSR_PTP_CTRL) {
		fn->csr[reg->first / 4] = val;
		return;
	}
	if (val & (HNI_PTP_ADJUST_INIT | HNI_PTP_ADJUST_ADDEND_SET))
		fn->ptp.addend = emu_ptp_addend(fn);
	if (val & HNI_PTP_ADJUST_INIT)
		emu_ptp_jump(fn, emu_ptp_init(fn) - fn->ptp.count);
	if (val & HNI_PTP_ADJUST_ADD_NUDGE)
		emu_ptp_jump(fn, emu_ptp_nudge(fn));
	if (val & HNI_PTP_ADJUST_SUB_NUDGE)
		emu_ptp_jump(fn, -emu_ptp_nudge(fn));
}
