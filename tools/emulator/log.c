// SPDX-License-Identifier: GPL-2.0-only
/* Owns the log: one line a message, to standard error or a file. */
#include <stdio.h>
#include <time.h>

#include "emu.h"
#include "log.h"

static struct {
	FILE *file;
	enum emu_level max;
} emu_log_out = { .max = EMU_INFO };

int emu_log_open(const char *path)
{
	FILE *file = fopen(path, "ae");

	if (!file)
		return -1;
	emu_log_out.file = file;
	return 0;
}

void emu_log_level_set(enum emu_level max)
{
	emu_log_out.max = max;
}

void emu_log(enum emu_level level, const char *fmt, ...)
{
	static const char * const names[] = {
		[EMU_ERR] = "error", [EMU_WARN] = "warning",
		[EMU_INFO] = "info", [EMU_DEBUG] = "debug",
	};
	FILE *out = emu_log_out.file ? emu_log_out.file : stderr;
	struct timespec ts;
	char line[1024];
	va_list ap;

	if (level > emu_log_out.max)
		return;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	fprintf(out, "%lld.%06ld %s: %s\n", (long long)ts.tv_sec,
		ts.tv_nsec / 1000, names[level], line);
	fflush(out);
}
