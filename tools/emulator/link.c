// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the link of a host function: lock bits, PCS and FEC registers, link
 * interrupt, and the gates of the MAC.
 */
#include "func.h"

#define EMU_PCS_CTRL1		0
#define EMU_PCS_CTRL1_RESET	0x8000
#define EMU_PCS_CTRL1_SPEED	0x207c
#define EMU_PCS_STAT1		1
#define EMU_PCS_STAT1_LINK	0x0004
#define EMU_PCS_STAT1_FAULT	0x0080
#define EMU_PCS_RESET_NS	20000000
#define EMU_PCS_10GBR_STAT1	32
#define EMU_PCS_10GBR_LOCK	0x0001
#define EMU_PCS_PAGE_REGS	0x400

/* One speed: the lanes that lock, by kind of FEC, and PCS CTRL1 */
struct emu_link_mode {
	uint8_t speed;
	uint8_t amps;		/* RS */
	uint8_t block;		/* no FEC */
	uint8_t fcfec;		/* BASE-R */
	uint16_t ctrl1;
};

static const struct emu_link_mode emu_link_modes[] = {
	{ HNI_SPEED_25R1,  0x1, 0x01, 0x1, 0x2054 },
	{ HNI_SPEED_50R2,  0x5, 0x63, 0xf, 0x2058 },
	/* PAM4 always runs RS, whatever else is configured */
	{ HNI_SPEED_50R1,  0x3, 0x03, 0x3, 0x2058 },
	{ HNI_SPEED_100R2, 0xf, 0x0f, 0xf, 0x2050 },
};

static const struct emu_link_mode *emu_link_mode(const struct emu_func *fn)
{
	unsigned int i;

	for (i = 0; i < EMU_ARRAY_SIZE(emu_link_modes) - 1; i++)
		if (emu_link_modes[i].speed == fn->nic->cfg->link_speed)
			break;
	return &emu_link_modes[i];
}

static unsigned int emu_link_fec(const struct emu_func *fn)
{
	if (fn->nic->cfg->link_speed >= HNI_SPEED_50R1)
		return HNI_FEC_RS;
	return fn->nic->cfg->link_fec;
}

/* There is a carrier, and the PCS works */
static bool emu_link_is_up(const struct emu_func *fn)
{
	return fn->link.up && !fn->link.pcs_fault && !fn->link.pcs_resets;
}

/* SIG_PCS_OUT0 and OUT1: latches that a write clears re-assert at once */
uint32_t emu_link_out_read(struct emu_func *fn, const struct emu_reg *reg,
			   unsigned int n)
{
	const struct emu_link_mode *mode = emu_link_mode(fn);
	unsigned int fec = emu_link_fec(fn);
	uint32_t val = HNI_SIG_PCS_OUT0_LINK;

	(void)n;
	if (!emu_link_is_up(fn))
		return 0;
	if (reg->first == HNI_CSR_SIG_PCS_OUT1)
		return fec == HNI_FEC_BASER ?
		       EMU_PREP(HNI_SIG_PCS_OUT1_FCFEC_LOCK, mode->fcfec) : 0;
	if (fec == HNI_FEC_RS)
		val |= EMU_PREP(HNI_SIG_PCS_OUT0_AMPS_LOCK, mode->amps);
	else if (fec == HNI_FEC_NONE)
		val |= EMU_PREP(HNI_SIG_PCS_OUT0_BLOCK_LOCK, mode->block);
	return val;
}

void emu_link_out_write(struct emu_func *fn, const struct emu_reg *reg,
			unsigned int n, uint32_t val)
{
	(void)fn;
	(void)reg;
	(void)n;
	(void)val;
}

static void emu_link_interrupt(struct emu_func *fn)
{
	if (fn->link.sts & ~fn->link.mask)
		emu_irq_cause(fn, HNI_INTR_CAUSE_PCS);
}

uint32_t emu_link_intr_read(struct emu_func *fn, const struct emu_reg *reg,
			    unsigned int n)
{
	(void)n;
	return reg->first == HNI_CSR_SIG_PCS_INTR_STS ? fn->link.sts :
							fn->link.mask;
}

void emu_link_intr_write(struct emu_func *fn, const struct emu_reg *reg,
			 unsigned int n, uint32_t val)
{
	(void)n;
	if (reg->first == HNI_CSR_SIG_PCS_INTR_STS)
		fn->link.sts &= ~val;
	else
		fn->link.mask = val;
	emu_link_interrupt(fn);
}

uint32_t emu_link_pcs_read(struct emu_func *fn, const struct emu_reg *reg,
			   unsigned int n)
{
	uint32_t val = fn->csr[(reg->first + 4 * n) / 4];
	bool up = emu_link_is_up(fn);

	switch (n % EMU_PCS_PAGE_REGS) {
	case EMU_PCS_CTRL1:
		if (fn->link.pcs_resets)
			val |= EMU_PCS_CTRL1_RESET;
		return (val & ~EMU_PCS_CTRL1_SPEED) | emu_link_mode(fn)->ctrl1;
	case EMU_PCS_STAT1:
		return (up ? EMU_PCS_STAT1_LINK : 0) |
		       (fn->link.pcs_fault ? EMU_PCS_STAT1_FAULT : 0);
	case EMU_PCS_10GBR_STAT1:
		return up ? EMU_PCS_10GBR_LOCK : 0;
	default:
		return val;
	}
}

static void emu_link_event(struct emu_func *fn, bool up)
{
	fn->link.sts |= up ? HNI_SIG_PCS_INTR_LINK_UP :
			     HNI_SIG_PCS_INTR_LINK_DOWN;
	emu_link_interrupt(fn);
}

/**
 * emu_link_pcs_done() - the reset of the PCS is over; it heals a fault
 * @fn: function
 */
void emu_link_pcs_done(struct emu_func *fn)
{
	bool was = emu_link_is_up(fn);

	fn->link.pcs_resets = false;
	fn->link.pcs_fault = false;
	if (!was && emu_link_is_up(fn))
		emu_link_event(fn, true);
}

static void emu_link_pcs_start(struct emu_func *fn)
{
	if (emu_link_is_up(fn))
		emu_link_event(fn, false);
	fn->link.pcs_resets = true;
	if (fn->nic->cfg->fast)
		emu_link_pcs_done(fn);
	else
		emu_timer_start(fn, EMU_TIMER_PCS, EMU_PCS_RESET_NS);
}

void emu_link_pcs_write(struct emu_func *fn, const struct emu_reg *reg,
			unsigned int n, uint32_t val)
{
	bool reset = n == EMU_PCS_CTRL1 && (val & EMU_PCS_CTRL1_RESET);

	if (n % EMU_PCS_PAGE_REGS == EMU_PCS_CTRL1)
		val &= ~(uint32_t)EMU_PCS_CTRL1_RESET;
	fn->csr[(reg->first + 4 * n) / 4] = val & 0xffff;
	if (reset)
		emu_link_pcs_start(fn);
}

/* FEC counters: LO takes all, HI has what LO left behind */
uint32_t emu_link_fec_read(struct emu_func *fn, const struct emu_reg *reg,
			   unsigned int n)
{
	uint32_t *word = &fn->csr[(reg->first + n * reg->stride) / 4];
	uint32_t val = *word;
	bool is_hi = reg->first == HNI_CSR_RSFEC_CCW_HI(0) ||
		     reg->first == HNI_CSR_RSFEC_NCCW_HI(0) ||
		     reg->first == HNI_CSR_PCS_SYMBLERR_HI(0);

	*word = 0;
	if (is_hi)
		return val;
	word[1] = val >> 16;
	return val & 0xffff;
}

/* Clause 45 register 1.201: only the first engine works, and only with RS */
uint32_t emu_link_fec_status_read(struct emu_func *fn,
				  const struct emu_reg *reg, unsigned int n)
{
	(void)reg;
	if (n || !emu_link_is_up(fn) || emu_link_fec(fn) != HNI_FEC_RS)
		return 0;
	return HNI_RSFEC_STATUS_PCS_ALIGN | HNI_RSFEC_STATUS_FEC_ALIGN |
	       EMU_PREP(HNI_RSFEC_STATUS_LOCK, emu_link_mode(fn)->amps);
}

/**
 * emu_link_reset() - power-on state; the carrier is what the switch says
 * @fn: function
 */
void emu_link_reset(struct emu_func *fn)
{
	fn->link.sts = 0;
	fn->link.mask = ~0U;
	fn->link.pcs_fault = false;
	fn->link.pcs_resets = false;
	fn->link.up = fn->nic->esw &&
		      emu_esw_link(fn->nic, EMU_PORT_FUNC(fn->idx));
}

void emu_func_link_update(struct emu_func *fn)
{
	bool up = emu_esw_link(fn->nic, EMU_PORT_FUNC(fn->idx));

	if (up == fn->link.up)
		return;
	fn->link.up = up;
	emu_fw_log_add(fn, "link %s", up ? "up" : "down");
	emu_link_event(fn, up);
}

/**
 * emu_link_can_tx() - does the MAC send
 * @fn: function
 */
bool emu_link_can_tx(const struct emu_func *fn)
{
	return (emu_csr_get(fn, HNI_CSR_MAC_COMMAND_CONFIG) &
		HNI_MAC_CMD_TX_ENA) &&
	       !(emu_csr_get(fn, HNI_CSR_SIG_MAC_IN0) &
		 (HNI_SIG_MAC_IN0_RESET_TX_CLK |
		  HNI_SIG_MAC_IN0_RESET_FF_TX_CLK));
}

/**
 * emu_link_can_rx() - does the MAC receive, and the classifier deliver
 * @fn: function
 */
bool emu_link_can_rx(const struct emu_func *fn)
{
	return (emu_csr_get(fn, HNI_CSR_MAC_COMMAND_CONFIG) &
		HNI_MAC_CMD_RX_ENA) &&
	       !(emu_csr_get(fn, HNI_CSR_SIG_MAC_IN0) &
		 (HNI_SIG_MAC_IN0_RESET_RX_CLK |
		  HNI_SIG_MAC_IN0_RESET_FF_RX_CLK));
}
