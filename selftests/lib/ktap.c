// SPDX-License-Identifier: GPL-2.0-only
/* Owns the KTAP output of host test programs. */
#include <stdarg.h>
#include <stdio.h>

#include "ktap.h"

/* One program runs one case at a time, so its state is a single object. */
static struct {
	bool failed;
	const char *skip;
} now;

static void ktap_comment(const char *fmt, va_list args)
{
	fputs("# ", stdout);
	vprintf(fmt, args);
	putchar('\n');
}

bool ktap_expect(bool holds, const char *file, int line, const char *fmt, ...)
{
	va_list args;

	if (holds)
		return true;

	now.failed = true;
	printf("# %s:%d: not so:\n", file, line);
	va_start(args, fmt);
	ktap_comment(fmt, args);
	va_end(args);
	return false;
}

void ktap_skip(const char *reason)
{
	now.skip = reason;
}

void ktap_note(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	ktap_comment(fmt, args);
	va_end(args);
}

int ktap_run(const char *area, const struct ktap_case *cases, size_t count)
{
	size_t failed = 0, skipped = 0, i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("TAP version 13\n1..%zu\n", count);
	for (i = 0; i < count; i++) {
		now.failed = false;
		now.skip = NULL;
		cases[i].run();
		failed += now.failed;
		skipped += !now.failed && now.skip;
		printf("%s %zu %s.%s", now.failed ? "not ok" : "ok", i + 1,
		       area, cases[i].name);
		if (!now.failed && now.skip)
			printf(" # SKIP %s", now.skip);
		putchar('\n');
	}

	if (failed)
		return 1;
	return count && skipped == count ? 4 : 0;
}
