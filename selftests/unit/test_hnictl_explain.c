// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of `hnictl explain`: all words by which a reason is named.
 *
 * Links: tools/hnictl/explain.c tools/hnictl/out.c tools/hnictl/keyword.c
 * Links: offload/core/hof_reason.c offload/core/hof_explain.c
 * Cflags: -Itools/hnictl
 */
#include <stdlib.h>
#include <string.h>

#include "hnictl.h"
#include "ktap.h"
#include "../../offload/core/hof_reason.h"

static char *text;

/* what is printed for some words; returns the exit code */
static int explain(char *word, enum ctl_out_form form)
{
	char *words[2] = { word };
	struct ctl ctl = { 0 };
	size_t len;
	FILE *file;
	int code;

	file = open_memstream(&text, &len);
	ctl_out_open(&ctl.out, file, form, false);
	code = ctl_explain_run(&ctl, word ? 1 : 0, words);
	EXPECT_EQ(ctl_out_close(&ctl.out), 0);
	fclose(file);
	return code;
}

static void expect_name(char *word, const char *name)
{
	char want[64];

	EXPECT_EQ(explain(word, CTL_OUT_JSON), CTL_EXIT_OK);
	snprintf(want, sizeof(want), "\"name\":\"%s\"", name);
	EXPECT(strstr(text, want));
	free(text);
}

static void by_code_and_name(void)
{
	expect_name("1", "KEY");
	expect_name("48", "FLOW_ROWS");
	expect_name("FLOW_ROWS", "FLOW_ROWS");
	expect_name("flow-rows", "FLOW_ROWS");
}

static void says_how_to_repair(void)
{
	EXPECT_EQ(explain("66", CTL_OUT_HUMAN), CTL_EXIT_OK);
	EXPECT(strstr(text, "repair:    ethtool -K"));
	free(text);
}

static void unknown_refused(void)
{
	static char * const words[] = {
		"0", "6", "255", "256", "99999999999999999999", "-1", "1x", "",
		"KE", "KEYS", "a name that is longer than any of the reasons",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		EXPECT_EQ(explain(words[i], CTL_OUT_HUMAN), CTL_EXIT_USAGE);
		EXPECT_STREQ(text, "");
		free(text);
	}
}

static void lists_all(void)
{
	unsigned int code, rows = 0, reasons = 0;
	const char *at;

	EXPECT_EQ(explain(NULL, CTL_OUT_HUMAN), CTL_EXIT_OK);
	for (at = text; (at = strchr(at, '\n')); at++)
		rows++;
	free(text);
	for (code = 0; code < 256; code++)
		reasons += !!hof_reason_text(code);
	EXPECT_EQ(rows, reasons + 1);
}

static const struct ktap_case cases[] = {
	{ "hnictl_explain.by_code_and_by_name", by_code_and_name },
	{ "hnictl_explain.says_how_to_repair", says_how_to_repair },
	{ "hnictl_explain.unknown_is_a_usage_error", unknown_refused },
	{ "hnictl_explain.lists_all", lists_all },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
