// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what a host function does later: one deadline for each purpose, looked
 * at by the worker.
 */
#include <string.h>

#include "func.h"

static void (* const emu_timer_handlers[EMU_TIMERS])(struct emu_func *fn) = {
	[EMU_TIMER_MAILBOX]	= emu_mbox_service,
	[EMU_TIMER_OWNERSHIP]	= emu_fw_ownership_due,
	[EMU_TIMER_UPGRADE]	= emu_fw_upgrade_due,
	[EMU_TIMER_LOG]		= emu_fw_log_due,
	[EMU_TIMER_PCS]		= emu_link_pcs_done,
	[EMU_TIMER_PAUSE]	= emu_pause_over,
	[EMU_TIMER_STORM]	= emu_pause_storm_due,
};

/**
 * emu_timer_start() - set a deadline, also if there is one already
 * @fn: function
 * @id: purpose
 * @ns: from now
 */
void emu_timer_start(struct emu_func *fn, enum emu_timer_id id, uint64_t ns)
{
	fn->timers.due[id] = emu_func_now_ns() + ns;
	emu_worker_kick(fn->nic);
}

/**
 * emu_timer_stop() - forget a deadline
 * @fn: function
 * @id: purpose
 */
void emu_timer_stop(struct emu_func *fn, enum emu_timer_id id)
{
	fn->timers.due[id] = 0;
}

/**
 * emu_timer_reset() - forget all of them
 * @fn: function
 */
void emu_timer_reset(struct emu_func *fn)
{
	memset(&fn->timers, 0, sizeof(fn->timers));
}

uint64_t emu_func_timers(struct emu_func *fn)
{
	uint64_t now = emu_func_now_ns();
	uint64_t next = emu_coal_run(fn, now);
	unsigned int id;

	for (id = 0; id < EMU_TIMERS; id++) {
		if (fn->timers.due[id] && fn->timers.due[id] <= now) {
			fn->timers.due[id] = 0;
			emu_timer_handlers[id](fn);
		}
		/* A handler may have started any of them */
		if (fn->timers.due[id] && fn->timers.due[id] < next)
			next = fn->timers.due[id];
	}
	return next;
}
