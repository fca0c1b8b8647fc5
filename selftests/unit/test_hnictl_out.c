// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of hnictl's printer: the same calls in both forms.
 *
 * Links: tools/hnictl/out.c tools/hnictl/mac.c tools/hnictl/keyword.c
 * Cflags: -Itools/hnictl
 */
#include <stdlib.h>
#include <string.h>

#include "hnictl.h"
#include "ktap.h"
#include "mac.h"

static char *text;
static size_t text_len;

static void two_rows(struct ctl_out *out)
{
	ctl_out_table_begin(out, "port");
	ctl_out_row_begin(out);
	ctl_out_str(out, "handle", "pci/1");
	ctl_out_uint(out, "rx_cpu", 7);
	ctl_out_bool(out, "external", true);
	ctl_out_none(out, "mac");
	ctl_out_row_end(out);
	ctl_out_row_begin(out);
	ctl_out_str(out, "handle", "pci/22");
	ctl_out_uint(out, "rx_cpu", 123456789012ULL);
	ctl_out_bool(out, "external", false);
	ctl_out_str(out, "mac", "02::");
	ctl_out_row_end(out);
	ctl_out_table_end(out);
}

static void print(void (*calls)(struct ctl_out *), enum ctl_out_form form)
{
	FILE *file = open_memstream(&text, &text_len);
	struct ctl_out out;

	ctl_out_open(&out, file, form, false);
	calls(&out);
	EXPECT_EQ(ctl_out_close(&out), 0);
	fclose(file);
}

static void expect_print(void (*calls)(struct ctl_out *),
			 enum ctl_out_form form, const char *want)
{
	print(calls, form);
	EXPECT_STREQ(text, want);
	free(text);
}

static void human_aligned(void)
{
	expect_print(two_rows, CTL_OUT_HUMAN,
		     "HANDLE        RX-CPU  EXTERNAL  MAC\n"
		     "pci/1              7  yes       -\n"
		     "pci/22  123456789012  no        02::\n");
}

static void json_rows(void)
{
	expect_print(two_rows, CTL_OUT_JSON,
		     "{\"port\":[{\"handle\":\"pci/1\",\"rx_cpu\":7,\"external\":true,\"mac\":null},{\"handle\":\"pci/22\",\"rx_cpu\":123456789012,\"external\":false,\"mac\":\"02::\"}]}\n");
}

static void no_row(struct ctl_out *out)
{
	ctl_out_table_begin(out, "resource");
	ctl_out_table_end(out);
}

static void empty_json(void)
{
	expect_print(no_row, CTL_OUT_JSON, "{\"resource\":[]}\n");
	expect_print(no_row, CTL_OUT_JSON_PRETTY,
		     "{\n    \"resource\": []\n}\n");
}

static void empty_human(void)
{
	expect_print(no_row, CTL_OUT_HUMAN, "");
}

static void no_table(struct ctl_out *out)
{
	(void)out;
}

static void failed_silent(void)
{
	expect_print(no_table, CTL_OUT_JSON, "");
}

static void odd_name(struct ctl_out *out)
{
	ctl_out_table_begin(out, "t");
	ctl_out_row_begin(out);
	ctl_out_str(out, "n", "a\"b\\c\nd\xff");
	ctl_out_row_end(out);
	ctl_out_table_end(out);
}

static void json_escaped(void)
{
	expect_print(odd_name, CTL_OUT_JSON,
		     "{\"t\":[{\"n\":\"a\\\"b\\\\c\\u000ad\\u00ff\"}]}\n");
}

static void human_escaped(void)
{
	expect_print(odd_name, CTL_OUT_HUMAN, "N\na\"b\\c?d?\n");
}

static void one_decimal(struct ctl_out *out)
{
	ctl_out_table_begin(out, "t");
	ctl_out_row_begin(out);
	ctl_out_tenths(out, "percent", 1005);
	ctl_out_row_end(out);
	ctl_out_table_end(out);
}

static void decimal_number(void)
{
	expect_print(one_decimal, CTL_OUT_JSON, "{\"t\":[{\"percent\":100.5}]}\n");
}

static void mac_six_bytes(void)
{
	const uint8_t bytes[] = { 2, 0, 0x5e, 0x10, 0, 0xf0 };
	char mac[18];

	ctl_mac_put(mac, bytes, sizeof(bytes));
	EXPECT_STREQ(mac, "02:00:5e:10:00:f0");
	ctl_mac_put(mac, bytes, 5);
	EXPECT_STREQ(mac, "");
}

static void hex_bounded(void)
{
	const uint8_t bytes[] = { 0xde, 0xad, 0xbe };
	char hex[6];

	ctl_hex_put(hex, sizeof(hex), bytes, sizeof(bytes));
	EXPECT_STREQ(hex, "dead");
	ctl_hex_put(hex, sizeof(hex), bytes, 0);
	EXPECT_STREQ(hex, "");
}

static const struct ctl_keyword words[] = {
	{ "port", NULL },
	{ "ports", NULL },
};

static void keyword_exact(void)
{
	EXPECT(ctl_keyword_find(words, ARRAY_SIZE(words), "ports") ==
	       &words[1]);
	EXPECT(!ctl_keyword_find(words, ARRAY_SIZE(words), "por"));
	EXPECT(!ctl_keyword_find(words, ARRAY_SIZE(words), ""));
}

static void one_list(struct ctl_out *out)
{
	ctl_out_list_begin(out, "explain");
	ctl_out_row_begin(out);
	ctl_out_uint(out, "code", 7);
	ctl_out_none(out, "unit");
	ctl_out_str(out, "meaning",
		    "Seventy-three bytes of words must be broken before they reach the end of a line");
	ctl_out_row_end(out);
	ctl_out_table_end(out);
}

static void human_list(void)
{
	expect_print(one_list, CTL_OUT_HUMAN,
		     "code:     7\n"
		     "meaning:  Seventy-three bytes of words must be broken before they reach the end\n"
		     "          of a line\n");
}

static void json_list(void)
{
	expect_print(one_list, CTL_OUT_JSON,
		     "{\"explain\":[{\"code\":7,\"unit\":null,\"meaning\":\"Seventy-three bytes of words must be broken before they reach the end of a line\"}]}\n");
}

static void two_tables(struct ctl_out *out)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		ctl_out_table_begin(out, i ? "b" : "a");
		ctl_out_row_begin(out);
		ctl_out_uint(out, "n", i);
		ctl_out_row_end(out);
		ctl_out_table_end(out);
	}
}

static void human_two_tables(void)
{
	expect_print(two_tables, CTL_OUT_HUMAN, "N\n0\n\nN\n1\n");
}

static void json_two_tables(void)
{
	expect_print(two_tables, CTL_OUT_JSON,
		     "{\"a\":[{\"n\":0}],\"b\":[{\"n\":1}]}\n");
}

static const struct ktap_case cases[] = {
	{ "hnictl_out.columns_are_aligned", human_aligned },
	{ "hnictl_out.json_has_flat_rows", json_rows },
	{ "hnictl_out.no_rows_are_an_empty_array", empty_json },
	{ "hnictl_out.no_rows_have_no_heading", empty_human },
	{ "hnictl_out.failure_leaves_stdout_empty", failed_silent },
	{ "hnictl_out.json_is_ascii_and_quoted", json_escaped },
	{ "hnictl_out.control_characters_are_not_shown", human_escaped },
	{ "hnictl_out.tenths_are_a_json_number", decimal_number },
	{ "hnictl_out.list_has_a_fact_a_line", human_list },
	{ "hnictl_out.list_is_a_table_in_json", json_list },
	{ "hnictl_out.tables_are_set_apart", human_two_tables },
	{ "hnictl_out.tables_are_members_in_json", json_two_tables },
	{ "hnictl_mac.six_bytes_only", mac_six_bytes },
	{ "hnictl_mac.hex_stays_in_its_buffer", hex_bounded },
	{ "hnictl_keyword.no_abbreviation", keyword_exact },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
