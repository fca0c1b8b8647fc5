// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns strict mode: the log of accesses that the hardware reference forbids,
 * kept in a ring so that the control socket can show the newest ones.
 */
#include <stdio.h>
#include <stdlib.h>

#include "func.h"

#define EMU_STRICT_LOGGED	1000	/* then only each doubling is logged */

static bool emu_strict_is_logged(uint64_t count)
{
	return count <= EMU_STRICT_LOGGED || !(count & (count - 1));
}

void emu_func_strict(struct emu_func *fn, const char *fmt, ...)
{
	struct emu_strict_log *log = &fn->strict;
	char *text;
	va_list ap;

	if (fn->nic->cfg->strict == EMU_STRICT_OFF)
		return;
	text = log->text[log->count % EMU_STRICT_KEEP];
	log->count++;
	va_start(ap, fmt);
	vsnprintf(text, EMU_STRICT_LEN, fmt, ap);
	va_end(ap);
	if (emu_strict_is_logged(log->count))
		emu_log(EMU_WARN, "fn%u: strict: %s", fn->idx, text);
	if (fn->nic->cfg->strict != EMU_STRICT_FATAL)
		return;
	emu_log(EMU_ERR, "fn%u: strict mode is fatal, giving up", fn->idx);
	exit(3);
}

const char *emu_func_strict_get(struct emu_func *fn, unsigned int i)
{
	struct emu_strict_log *log = &fn->strict;
	uint64_t first = 0;

	if (log->count > EMU_STRICT_KEEP)
		first = log->count - EMU_STRICT_KEEP;
	if (first + i >= log->count)
		return NULL;
	return log->text[(first + i) % EMU_STRICT_KEEP];
}

uint64_t emu_func_strict_count(const struct emu_func *fn)
{
	return fn->strict.count;
}
