// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the driver's message codec: firmware is not trusted.
 *
 * Links: driver/hw/tlv.c
 * Cflags: -Iselftests/unit/shim -Idriver/hw
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/unaligned.h>

#include "ktap.h"
#include "tlv.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define ROUNDS		200000
#define MSG_WORDS	16

enum { A_FLAG = 1, A_UINT, A_STRING, A_ARRAY, A_ELEM, A_OTHER, A_RAW };

static const struct hni_tlv_rule rules[HNI_TLV_MAX_ATTRS] = {
	[A_FLAG]	= { HNI_TLV_FLAG, 0 },
	[A_UINT]	= { HNI_TLV_UINT, 4 },
	[A_STRING]	= { HNI_TLV_STRING, 4 },
	[A_ARRAY]	= { HNI_TLV_ARRAY, 0 },
	[A_RAW]		= { HNI_TLV_RAW, 6 },
};

static struct hni_tlv_attr attr[HNI_TLV_MAX_ATTRS];

/* A copy of exactly the message's size, so that a byte beyond it is seen */
static u8 *exact(const void *from, size_t len)
{
	u8 *to = malloc(len ? len : 1);

	if (!to)
		abort();
	memcpy(to, from, len);
	return to;
}

static int parse(const u32 *words, size_t count)
{
	u8 *msg = exact(words, 4 * count);
	int err = hni_tlv_parse(msg, 4 * count, rules, attr);

	free(msg);
	return err;
}

static u32 head(u32 id, u32 len)
{
	return id | len << 16;
}

static void tlv_empty(void)
{
	const u32 none = 0;

	EXPECT_EQ(parse(&none, 0), 0);
	EXPECT(!attr[A_FLAG].data);
	EXPECT_EQ(hni_tlv_uint(&attr[A_UINT]), 0);
}

static void tlv_values(void)
{
	const u32 words[] = { head(A_FLAG, 4), head(A_UINT, 7), 0x00ccbbaa };
	u8 *msg = exact(words, sizeof(words));

	EXPECT_EQ(hni_tlv_parse(msg, sizeof(words), rules, attr), 0);
	EXPECT(attr[A_FLAG].data && !attr[A_FLAG].len);
	EXPECT_EQ(hni_tlv_uint(&attr[A_UINT]), 0xccbbaa);
	free(msg);
}

static void tlv_signed(void)
{
	static const struct {
		u32 word;
		size_t len;
		s32 want;
	} rows[] = {
		{ 0xfffffffb, 4, -5 }, { 0x0000fffe, 2, -2 },
		{ 0x00007fff, 2, 32767 }, { 0x000000ff, 1, -1 },
		{ 5, 1, 5 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const u32 words[] = { head(A_UINT, 4 + rows[i].len),
				      rows[i].word };
		u8 *msg = exact(words, sizeof(words));

		EXPECT_EQ(hni_tlv_parse(msg, sizeof(words), rules, attr), 0);
		EXPECT_EQ(hni_tlv_sint(&attr[A_UINT]), rows[i].want);
		free(msg);
	}
	memset(attr, 0, sizeof(attr));
	EXPECT_EQ(hni_tlv_sint(&attr[A_UINT]), 0);
}

/* What is put is found again, and the header counts words */
static void tlv_put(void)
{
	struct hni_tlv_msg msg;
	u8 *buf = malloc(28);

	if (!buf)
		abort();
	hni_tlv_begin(&msg, buf, 0x123);
	EXPECT_EQ(msg.len, 4);
	hni_tlv_put(&msg, A_FLAG, NULL, 0);
	hni_tlv_put_u32(&msg, A_UINT, 0xdeadbeef);
	hni_tlv_put(&msg, A_RAW, "abcde", 5);
	EXPECT_EQ(msg.len, 28);
	EXPECT_EQ(get_unaligned_le32(buf), 0x123 | 1 << 15 | 7 << 16);
	EXPECT_EQ(hni_tlv_parse(buf + 4, msg.len - 4, rules, attr), 0);
	EXPECT(attr[A_FLAG].data && !attr[A_FLAG].len);
	EXPECT_EQ(hni_tlv_uint(&attr[A_UINT]), 0xdeadbeef);
	EXPECT_EQ(attr[A_RAW].len, 5);
	EXPECT_MEMEQ(attr[A_RAW].data, "abcde", 5);
	EXPECT_MEMEQ(buf + 25, "\0\0\0", 3);
	free(buf);
}

static void tlv_array(void)
{
	const u32 words[] = { head(A_ARRAY, 20), head(A_ELEM, 8), 7,
			      head(A_ELEM, 8), 9 };
	u8 *msg = exact(words, sizeof(words));
	struct hni_tlv_attr array, elem;

	EXPECT_EQ(hni_tlv_parse(msg, sizeof(words), rules, attr), 0);
	array = attr[A_ARRAY];
	EXPECT_EQ(hni_tlv_array_next(&array, A_ELEM, &elem), 1);
	EXPECT_EQ(hni_tlv_uint(&elem), 7);
	EXPECT_EQ(hni_tlv_array_next(&array, A_ELEM, &elem), 1);
	EXPECT_EQ(hni_tlv_uint(&elem), 9);
	EXPECT_EQ(hni_tlv_array_next(&array, A_ELEM, &elem), 0);
	array = attr[A_ARRAY];
	EXPECT_EQ(hni_tlv_array_next(&array, A_OTHER, &elem), -EBADMSG);
	free(msg);
}

static void tlv_unknown(void)
{
	const u32 words[] = { head(A_OTHER, 8), 1, head(A_FLAG, 4) };

	EXPECT_EQ(parse(words, 3), 0);
	EXPECT(attr[A_FLAG].data);
}

/* Messages of up to three words that break one rule each */
static const struct {
	const char *why;
	u32 words[3];
	size_t count;
} bad[] = {
	{ "unknown and must not be ignored",
	  { A_OTHER | HNI_TLV_CANNOT_IGNORE | 4 << 16 }, 1 },
	{ "occurs twice", { A_FLAG | 4 << 16, A_FLAG | 4 << 16 }, 2 },
	{ "id beyond the table", { HNI_TLV_MAX_ATTRS | 4 << 16 }, 1 },
	{ "a message inside", { A_FLAG | HNI_TLV_IS_MSG | 4 << 16 }, 1 },
	{ "shorter than its header", { A_FLAG | 3 << 16 }, 1 },
	{ "length 0", { A_FLAG }, 1 },
	{ "longer than the message", { A_UINT | 12 << 16, 1 }, 2 },
	{ "padding beyond the message", { A_UINT | 5 << 16 }, 1 },
	{ "flag with a value", { A_FLAG | 8 << 16, 1 }, 2 },
	{ "number without a value", { A_UINT | 4 << 16 }, 1 },
	{ "number too long", { A_UINT | 9 << 16, 1, 1 }, 3 },
	{ "string without end", { A_STRING | 8 << 16, 0x41414141 }, 2 },
	{ "string too long", { A_STRING | 9 << 16, 0x41414141, 0 }, 3 },
	{ "array not of words", { A_ARRAY | 6 << 16, 0 }, 2 },
	{ "raw bytes too long", { A_RAW | 11 << 16, 0, 0 }, 3 },
};

static void tlv_bad(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (!EXPECT_EQ(parse(bad[i].words, bad[i].count), -EBADMSG))
			ktap_note("%s", bad[i].why);
}

static void tlv_cut(void)
{
	const u32 word = head(A_FLAG, 4);
	size_t len;
	u8 *msg;

	for (len = 1; len < HNI_TLV_HDR_SIZE; len++) {
		msg = exact(&word, len);
		EXPECT_EQ(hni_tlv_parse(msg, len, rules, attr), -EBADMSG);
		free(msg);
	}
}

/* What is accepted lies inside the message; the sanitizer sees the rest. */
static bool is_inside(const u8 *msg, size_t len)
{
	struct hni_tlv_attr array, elem;
	size_t i;

	for (i = 0; i < HNI_TLV_MAX_ATTRS; i++)
		if (attr[i].data && (attr[i].data < msg ||
				     attr[i].data + attr[i].len > msg + len))
			return false;
	array = attr[A_ARRAY];
	while (array.data && hni_tlv_array_next(&array, A_ELEM, &elem) > 0)
		if (elem.data < msg || elem.data + elem.len > msg + len)
			return false;
	return true;
}

static void tlv_random(void)
{
	unsigned int round, i, accepted = 0;
	u32 words[MSG_WORDS];
	size_t len;
	u8 *msg;

	srand(1);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < MSG_WORDS; i++)
			words[i] = head(rand() % 8, rand() % 20);
		len = rand() % (sizeof(words) + 1);
		msg = exact(words, len);
		if (!hni_tlv_parse(msg, len, rules, attr)) {
			accepted++;
			EXPECT(is_inside(msg, len));
		}
		free(msg);
	}
	EXPECT(accepted > ROUNDS / 1000);
}

int main(void)
{
	static const struct ktap_case cases[] = {
		{ "tlv.empty_message_has_no_attributes", tlv_empty },
		{ "tlv.values_are_found_and_zero_extended", tlv_values },
		{ "tlv.numbers_with_a_sign_are_extended", tlv_signed },
		{ "tlv.what_is_put_is_found_again", tlv_put },
		{ "tlv.array_is_walked_and_its_elements_checked", tlv_array },
		{ "tlv.unknown_attribute_is_skipped", tlv_unknown },
		{ "tlv.every_broken_rule_refuses_the_message", tlv_bad },
		{ "tlv.message_cut_in_a_header_is_refused", tlv_cut },
		{ "tlv.random_messages_yield_nothing_outside", tlv_random },
	};

	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
