// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the firmware's log: the newest entries, and sending them to a host
 * that wants them.
 */
#include <stdarg.h>
#include <stdio.h>

#include "func.h"

#define EMU_LOG_NS		1000000		/* from one entry to the next */

/* Oldest entry that is still there */
static uint64_t emu_fw_log_first(const struct emu_fw_log *log)
{
	return log->count > EMU_FW_LOGS ? log->count - EMU_FW_LOGS : 0;
}

/* Entries leave one by one, so that they never fill the host's ring */
static void emu_fw_log_later(struct emu_func *fn)
{
	struct emu_fw_log *log = &fn->fw.log;

	if (!log->is_on || log->sent == log->count)
		return;
	if (fn->nic->cfg->fast)
		emu_fw_log_due(fn);
	else if (!fn->timers.due[EMU_TIMER_LOG])
		emu_timer_start(fn, EMU_TIMER_LOG, EMU_LOG_NS);
}

/**
 * emu_fw_log_add() - the firmware has something to say
 * @fn: function
 * @fmt: as printf(); without a newline
 */
void emu_fw_log_add(struct emu_func *fn, const char *fmt, ...)
{
	struct emu_fw_log *log = &fn->fw.log;
	unsigned int at = log->count % EMU_FW_LOGS;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(log->text[at], EMU_FW_LOG_LEN, fmt, ap);
	va_end(ap);
	log->ms[at] = (uint32_t)emu_fw_uptime_ms(fn);
	log->count++;
	emu_fw_log_later(fn);
}

/**
 * emu_fw_log_get() - an entry that is still there
 * @log: log
 * @i: 0 = the oldest
 * @ms: when it was written
 *
 * Return: its text, NULL past the end.
 */
const char *emu_fw_log_get(const struct emu_fw_log *log, uint64_t i,
			   uint32_t *ms)
{
	i += emu_fw_log_first(log);
	if (i >= log->count)
		return NULL;
	*ms = log->ms[i % EMU_FW_LOGS];
	return log->text[i % EMU_FW_LOGS];
}

static void emu_fw_log_send(struct emu_func *fn, uint64_t i)
{
	struct emu_fw_log *log = &fn->fw.log;
	unsigned int at = i % EMU_FW_LOGS;
	struct emu_tlv t;

	emu_tlv_begin(&t, HNI_MSG_LOG_MSG_REQ);
	emu_tlv_put_u32(&t, HNI_ATTR_LOG_MSG_MSEC, log->ms[at]);
	emu_tlv_put_u64(&t, HNI_ATTR_LOG_MSG_INDEX, i);
	emu_tlv_put_str(&t, HNI_ATTR_LOG_MSG_TEXT, log->text[at]);
	emu_fw_send(fn, &t);
}

/**
 * emu_fw_log_due() - send the next entry
 * @fn: function
 */
void emu_fw_log_due(struct emu_func *fn)
{
	struct emu_fw_log *log = &fn->fw.log;

	if (!log->is_on || log->sent == log->count)
		return;
	if (log->sent < emu_fw_log_first(log))
		log->sent = emu_fw_log_first(log);
	/* What answers a request goes first */
	if (!fn->fw.outbox.count)
		emu_fw_log_send(fn, log->sent++);
	if (log->sent < log->count)
		emu_timer_start(fn, EMU_TIMER_LOG, EMU_LOG_NS);
}

/* LOG_SEND_LOGS_REQ: begin, with or without what was written before, or end */
void emu_fw_log_control(struct emu_func *fn, const struct emu_tlv_attr *attr,
			struct emu_tlv *t)
{
	struct emu_fw_log *log = &fn->fw.log;

	(void)t;
	log->is_on = attr[HNI_ATTR_SEND_LOGS].data;
	if (!log->is_on)
		return;
	if (emu_tlv_u32(&attr[HNI_ATTR_SEND_LOGS_VERSION]) != 1) {
		emu_func_strict(fn, "LOG_SEND_LOGS_REQ asks for version %u, there is 1",
				emu_tlv_u32(&attr[HNI_ATTR_SEND_LOGS_VERSION]));
		log->is_on = false;
		return;
	}
	log->sent = attr[HNI_ATTR_SEND_LOGS_HISTORY].data ?
		    emu_fw_log_first(log) : log->count;
	emu_fw_log_later(fn);
}
