// SPDX-License-Identifier: GPL-2.0-only
/* Owns keyword tables, exit codes and the form of messages. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hnictl.h"

const struct ctl_keyword *ctl_keyword_find(const struct ctl_keyword *table,
					   size_t count, const char *word)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcmp(table[i].word, word))
			return &table[i];
	}
	return NULL;
}

void ctl_err(const char *fmt, ...)
{
	va_list args;

	fputs("hnictl: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

int ctl_usage_err(const char *object, const char *word)
{
	ctl_err("\"%s\" is not understood; see hnictl %s help", word, object);
	return CTL_EXIT_USAGE;
}

enum ctl_exit ctl_exit_of(int err)
{
	return err ? CTL_EXIT_FAILED : CTL_EXIT_OK;
}
