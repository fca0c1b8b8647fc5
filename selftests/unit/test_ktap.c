// SPDX-License-Identifier: GPL-2.0-only
/* Owns the tests of the KTAP helpers that the other host tests rest on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ktap.h"

static void case_good(void)
{
	EXPECT_EQ(1 + 1, 2);
}

static void case_bad(void)
{
	EXPECT_EQ(1 + 1, 3);
}

static void case_skipped(void)
{
	ktap_skip("no such thing here");
}

static const struct ktap_case good[] = { { "good", case_good } };

static const struct ktap_case mixed[] = {
	{ "good", case_good },
	{ "bad", case_bad },
	{ "skipped", case_skipped },
};

static const struct ktap_case skips[] = { { "skipped", case_skipped } };

/* runs the cases in a child, since one program holds one result state */
static int child_run(const struct ktap_case *cases, size_t count, char *out,
		     size_t size)
{
	size_t fill = 0;
	int fds[2], rc;
	ssize_t got;
	pid_t pid;

	if (pipe(fds))
		return -1;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		rc = ktap_run("self", cases, count);
		fflush(stdout);
		_exit(rc);
	}
	close(fds[1]);
	while ((got = read(fds[0], out + fill, size - 1 - fill)) > 0)
		fill += (size_t)got;
	out[fill] = '\0';
	close(fds[0]);
	waitpid(pid, &rc, 0);
	return WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
}

static void run_good(void)
{
	char out[4096];

	EXPECT_EQ(child_run(good, 1, out, sizeof(out)), 0);
	EXPECT_STREQ(out, "TAP version 13\n1..1\nok 1 self.good\n");
}

static void run_mixed(void)
{
	char out[4096];

	EXPECT_EQ(child_run(mixed, 3, out, sizeof(out)), 1);
	EXPECT(strstr(out, "\n1..3\nok 1 self.good\n"));
	EXPECT(strstr(out, "\nnot ok 2 self.bad\n"));
	EXPECT(strstr(out, "\nok 3 self.skipped # SKIP no such thing here\n"));
	EXPECT(strstr(out, "1 + 1 is 2 (0x2), expected 3"));
}

static void run_skips(void)
{
	char out[4096];

	EXPECT_EQ(child_run(skips, 1, out, sizeof(out)), 4);
}

static const struct ktap_case cases[] = {
	{ "ktap.success_is_exit_0", run_good },
	{ "ktap.one_failure_fails_the_program", run_mixed },
	{ "ktap.all_skipped_is_exit_4", run_skips },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
