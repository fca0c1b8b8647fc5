// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the long form of refusals.
 *
 * Links: offload/core/hof_reason.c offload/core/hof_explain.c
 */
#include "../../offload/core/hof_explain.h"
#include "ktap.h"

#define REASONS			256	/* more than there are */

static void no_reason_is_missing(void)
{
	unsigned int i;

	for (i = 0; i < REASONS; i++) {
		if (EXPECT_EQ(!hof_reason_explain(i), !hof_reason_text(i)))
			continue;
		ktap_note("reason %u (%s)", i, hof_reason_name(i) ?
			  hof_reason_name(i) : "unknown");
	}
	EXPECT(!hof_reason_explain(HOF_REASON_NONE));
}

static bool is_sentence(const char *text)
{
	return text && strlen(text) > 10;
}

static void each_says_meaning_choice_and_repair(void)
{
	const struct hof_explanation *explanation;
	unsigned int i;

	for (i = 0; i < REASONS; i++) {
		explanation = hof_reason_explain(i);
		if (!explanation)
			continue;
		EXPECT(is_sentence(explanation->meaning));
		EXPECT(is_sentence(explanation->instead));
		EXPECT(is_sentence(explanation->repair));
	}
}

static const struct ktap_case cases[] = {
	{ "explain.no_reason_is_missing", no_reason_is_missing },
	{ "explain.each_says_meaning_choice_and_repair",
	  each_says_meaning_choice_and_repair },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
