// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns flow control of a function's MAC: what a full receive buffer asks of
 * the network, what the network asks of the function, and the guard against
 * a host that never reads again.
 */
#include <string.h>

#include "func.h"

#define EMU_PAUSE_FIFO		4	/* network to host */
#define EMU_PAUSE_NETWORK	0	/* interface of the buffer */
#define EMU_PAUSE_PS		(HNI_RXB_ERR_INTR_STS_PS & \
				 -HNI_RXB_ERR_INTR_STS_PS)
#define EMU_PAUSE_QUANTUM	512	/* bit times */

static uint32_t emu_pause_thld(const struct emu_func *fn, uint32_t field)
{
	return EMU_GET(field,
		       emu_csr_get(fn, HNI_CSR_RXB_PAUSE_THLD(EMU_PAUSE_FIFO)));
}

static bool emu_pause_is_on(const struct emu_func *fn)
{
	uint32_t fifos = EMU_GET(HNI_RXB_PAUSE_DROP_CTRL_PAUSE_ENABLE,
				 emu_csr_get(fn, HNI_CSR_RXB_PAUSE_DROP_CTRL));

	return (fifos >> EMU_PAUSE_FIFO & 1) && !fn->pause.storm &&
	       emu_link_can_tx(fn) &&
	       !(emu_csr_get(fn, HNI_CSR_MAC_COMMAND_CONFIG) &
		 HNI_MAC_CMD_TX_PAUSE_DIS);
}

/* How long XOFF may stand; 0 = for ever. 600 MHz: 5 ns are three cycles */
static uint64_t emu_pause_storm_ns(const struct emu_func *fn)
{
	uint32_t storm = emu_csr_get(fn,
				     HNI_CSR_RXB_PAUSE_STORM(EMU_PAUSE_NETWORK));
	uint32_t guarded = EMU_GET(HNI_RXB_PAUSE_DROP_CTRL_PS_ENABLE,
				   emu_csr_get(fn,
					       HNI_CSR_RXB_PAUSE_DROP_CTRL));
	uint64_t unit = emu_csr_get(fn, HNI_CSR_RXB_PAUSE_STORM_UNIT_WR);

	if (!(guarded >> EMU_PAUSE_NETWORK & 1) ||
	    (storm & HNI_RXB_PAUSE_STORM_FORCE_NORMAL))
		return 0;
	return EMU_GET(HNI_RXB_PAUSE_STORM_THLD_TIME, storm) * unit * 5 / 3;
}

static void emu_pause_off(struct emu_func *fn)
{
	uint64_t ns = emu_pause_storm_ns(fn);

	fn->pause.sent = true;
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_XOFF_STB_L, 1);
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_CONTROL_FRAMES_L, 1);
	emu_csr_count32(fn, HNI_CSR_RXB_PAUSE_EVENT_CNT(EMU_PAUSE_NETWORK), 1);
	emu_csr_count32(fn, HNI_CSR_RXB_TRANS_PAUSE_STS(EMU_PAUSE_FIFO), 1);
	if (ns)
		emu_timer_start(fn, EMU_TIMER_STORM, ns);
}

static void emu_pause_go_on(struct emu_func *fn)
{
	fn->pause.sent = false;
	emu_timer_stop(fn, EMU_TIMER_STORM);
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_CONTROL_FRAMES_L, 1);
}

/**
 * emu_pause_level() - the level of the receive buffer may have changed
 * @fn: function
 * @units: of 64 bytes
 */
void emu_pause_level(struct emu_func *fn, uint32_t units)
{
	bool is_on = emu_pause_is_on(fn);

	if (fn->pause.sent) {
		if (!is_on || units <= emu_pause_thld(fn, HNI_RXB_THLD_OFF))
			emu_pause_go_on(fn);
	} else if (is_on && units &&
		   units >= emu_pause_thld(fn, HNI_RXB_THLD_ON)) {
		emu_pause_off(fn);
	}
}

/**
 * emu_pause_storm_due() - XOFF has stood too long: the buffer may drop now
 * @fn: function
 *
 * It goes on until the host writes FORCE_NORMAL.
 */
void emu_pause_storm_due(struct emu_func *fn)
{
	fn->pause.storm = true;
	emu_pause_go_on(fn);
	fn->csr[HNI_CSR_RXB_ERR_INTR_STS / 4] |= EMU_PAUSE_PS;
	emu_csr_count32(fn, HNI_CSR_RXB_INTR_PS_COUNT(EMU_PAUSE_NETWORK), 1);
	if (!(emu_csr_get(fn, HNI_CSR_RXB_ERR_INTR_MASK) & EMU_PAUSE_PS))
		emu_irq_cause(fn, HNI_INTR_CAUSE_RXB);
	/* Frames that waited for the host wait no longer */
	emu_worker_kick(fn->nic);
}

void emu_pause_storm_write(struct emu_func *fn, const struct emu_reg *reg,
			   unsigned int n, uint32_t val)
{
	fn->csr[(reg->first + n * reg->stride) / 4] = val;
	if (n == EMU_PAUSE_NETWORK && (val & HNI_RXB_PAUSE_STORM_FORCE_NORMAL))
		fn->pause.storm = false;
}

/**
 * emu_pause_reset() - nobody asked for anything
 * @fn: function
 */
void emu_pause_reset(struct emu_func *fn)
{
	memset(&fn->pause, 0, sizeof(fn->pause));
}

/**
 * emu_pause_is_silent() - does the network want the MAC to wait
 * @fn: function
 */
bool emu_pause_is_silent(const struct emu_func *fn)
{
	return fn->pause.silent;
}

/**
 * emu_pause_over() - the time is over, or the network sent XON
 * @fn: function
 */
void emu_pause_over(struct emu_func *fn)
{
	fn->pause.silent = false;
	emu_timer_stop(fn, EMU_TIMER_PAUSE);
	emu_worker_kick(fn->nic);
}

/* Nanoseconds of 512 bits are 512 / (Gbit/s) */
static uint64_t emu_pause_ns(const struct emu_func *fn, uint16_t quanta)
{
	static const uint8_t gbps[] = {
		[HNI_SPEED_25R1] = 25,
		[HNI_SPEED_50R2] = 50,
		[HNI_SPEED_50R1] = 50,
		[HNI_SPEED_100R2] = 100,
	};

	return (uint64_t)quanta * EMU_PAUSE_QUANTUM /
	       gbps[fn->nic->cfg->link_speed];
}

void emu_func_pause(struct emu_func *fn, uint16_t quanta)
{
	if (!emu_link_can_rx(fn))
		return;
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_CONTROL_FRAMES_L, 1);
	if (emu_csr_get(fn, HNI_CSR_MAC_COMMAND_CONFIG) &
	    HNI_MAC_CMD_RX_PAUSE_DIS)
		return;
	if (!quanta) {
		emu_pause_over(fn);
		return;
	}
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_XOFF_STB_L, 1);
	fn->pause.silent = true;
	emu_timer_start(fn, EMU_TIMER_PAUSE, emu_pause_ns(fn, quanta));
}
