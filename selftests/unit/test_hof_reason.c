// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the reasons for refusals.
 *
 * Links: offload/core/hof_reason.c
 */
#include "../../offload/core/hof_reason.h"
#include "ktap.h"

#define REASONS			256	/* more than there are */

static void every_reason_has_an_errno(void)
{
	unsigned int i, known = 0;

	for (i = 0; i < REASONS; i++) {
		EXPECT_EQ(!hof_reason_text(i), !hof_reason_errno(i));
		EXPECT_EQ(!hof_reason_text(i), !hof_reason_name(i));
		EXPECT(hof_reason_errno(i) <= 0);
		known += !!hof_reason_text(i);
	}
	EXPECT(known > 30);
	EXPECT(!hof_reason_text(HOF_REASON_NONE));
}

static void errno_tells_the_kind(void)
{
	EXPECT_EQ(hof_reason_errno(HOF_REASON_KEY), -EOPNOTSUPP);
	EXPECT_EQ(hof_reason_errno(HOF_REASON_KEY_CONTRADICTION), -EINVAL);
	EXPECT_EQ(hof_reason_errno(HOF_REASON_TCAM_ROWS), -ENOSPC);
	EXPECT_EQ(hof_reason_errno(HOF_REASON_DUPLICATE), -EEXIST);
	EXPECT_EQ(hof_reason_errno(HOF_REASON_DEAD), -EIO);
}

static void name_is_that_of_the_code(void)
{
	EXPECT_STREQ(hof_reason_name(HOF_REASON_KEY), "KEY");
	EXPECT_STREQ(hof_reason_name(HOF_REASON_FLOW_ROWS), "FLOW_ROWS");
}

static void every_sentence_fits_extack(void)
{
	struct hof_why why;
	char text[200];
	unsigned int i;

	for (i = 0; i < REASONS; i++) {
		if (!hof_reason_text(i))
			continue;
		hof_refuse(&why, i, i == HOF_REASON_KEY ?
			   "enc_dst_port/enc_src_port" : "tunnel_key unset",
			   65535, 65535);
		EXPECT(hof_why_format(text, sizeof(text), &why) <
		       HOF_WHY_LEN);
		EXPECT(!strchr(text, '%'));
	}
}

static void sentence_names_what_value_and_limit(void)
{
	static const struct {
		enum hof_reason reason;
		const char *text;
	} rows[] = {
		{ HOF_REASON_KEY, "key k cannot be offloaded; omit it or use skip_hw" },
		{ HOF_REASON_KEY_MASK, "key k: mask 0x11 not supported, only 0xff" },
		{ HOF_REASON_KEY_VALUE, "key k: value 17 not supported, at most 255" },
		{ HOF_REASON_COUNTERS, "all 255 counters in use; hw_stats disabled needs none" },
	};
	struct hof_why why;
	char text[HOF_WHY_LEN];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		hof_refuse(&why, rows[i].reason, "k", 17, 255);
		EXPECT_EQ(hof_why_format(text, sizeof(text), &why),
			  strlen(rows[i].text));
		EXPECT_STREQ(text, rows[i].text);
	}
}

static void long_sentence_is_cut_off(void)
{
	struct hof_why why;
	char text[8];

	hof_refuse(&why, HOF_REASON_KEY, "enc_key_id", 0, 0);
	EXPECT_EQ(hof_why_format(text, sizeof(text), &why), 7);
	EXPECT_STREQ(text, "key enc");
	EXPECT_EQ(hof_why_format(text, 3, &why), 2);
	EXPECT_STREQ(text, "ke");
}

static void no_reason_prints_nothing(void)
{
	struct hof_why why = { .reason = HOF_REASON_NONE };
	char text[8] = "before";

	EXPECT_EQ(hof_why_format(text, sizeof(text), &why), 0);
	EXPECT_STREQ(text, "");
}

static const struct ktap_case cases[] = {
	{ "reason.every_one_has_an_errno", every_reason_has_an_errno },
	{ "reason.errno_tells_the_kind", errno_tells_the_kind },
	{ "reason.name_is_that_of_the_code", name_is_that_of_the_code },
	{ "reason.every_sentence_fits_extack", every_sentence_fits_extack },
	{ "reason.sentence_names_what_value_and_limit",
	  sentence_names_what_value_and_limit },
	{ "reason.long_sentence_is_cut_off", long_sentence_is_cut_off },
	{ "reason.none_prints_nothing", no_reason_prints_nothing },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
