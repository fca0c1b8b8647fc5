// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the mailbox message encoding, against the worked
 * examples of the host interface.
 *
 * Links: tools/emulator/tlv.c
 * Cflags: -Itools/emulator
 */
#include <errno.h>
#include <string.h>

#include "ktap.h"
#include "tlv.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static struct emu_tlv t;
static struct emu_tlv_attr attr[HNI_TLV_MAX_ATTRS];

/* Words as they stand in memory of a little-endian machine */
static size_t words_put(uint8_t *to, const uint32_t *words, size_t count)
{
	memcpy(to, words, 4 * count);
	return 4 * count;
}

static void tlv_capabilities(void)
{
	static const uint32_t want[] = {
		0x00098011, 0x00080000, 0x19071902, 0x00060006, 0x00000078,
		0x0008000a, 0x00000004, 0x0008000b, 0x00000002,
	};

	emu_tlv_begin(&t, HNI_MSG_FW_CAP_RESP);
	emu_tlv_put_u32(&t, HNI_ATTR_CAP_VERSION, 0x19071902);
	emu_tlv_put_str(&t, HNI_ATTR_CAP_COMMIT_STR, "x");
	emu_tlv_put_u32(&t, HNI_ATTR_CAP_LINK_SPEED, HNI_SPEED_100R2);
	emu_tlv_put_u32(&t, HNI_ATTR_CAP_LINK_FEC, HNI_FEC_RS);
	EXPECT_EQ(emu_tlv_end(&t), sizeof(want));
	EXPECT_MEMEQ(t.buf, want, sizeof(want));
}

static void tlv_uptime(void)
{
	static const uint32_t want[] = {
		0x00048015, 0x000c0000, 0x000003e8, 0x00000000,
	};

	emu_tlv_begin(&t, HNI_MSG_HEARTBEAT_RESP);
	emu_tlv_put_u64(&t, HNI_ATTR_HEARTBEAT_UPTIME, 1000);
	EXPECT_EQ(emu_tlv_end(&t), sizeof(want));
	EXPECT_MEMEQ(t.buf, want, sizeof(want));
}

static void tlv_nest(void)
{
	static const uint32_t want[] = {
		0x00058011, 0x00100003, 0x000a0002, 0x03020100, 0x00000504,
	};
	static const uint8_t mac[6] = { 0, 1, 2, 3, 4, 5 };
	size_t nest;

	emu_tlv_begin(&t, HNI_MSG_FW_CAP_RESP);
	nest = emu_tlv_nest_begin(&t, HNI_ATTR_CAP_BMC_MAC_ARRAY);
	emu_tlv_put_raw(&t, HNI_ATTR_CAP_BMC_MAC_ADDR, mac, sizeof(mac));
	emu_tlv_nest_end(&t, nest);
	EXPECT_EQ(emu_tlv_end(&t), sizeof(want));
	EXPECT_MEMEQ(t.buf, want, sizeof(want));
}

static void tlv_overflow(void)
{
	static const uint8_t data[HNI_TLV_MAX_DATA];

	emu_tlv_begin(&t, HNI_MSG_COREDUMP_READ_RESP);
	emu_tlv_put_raw(&t, 0, data, sizeof(data));
	emu_tlv_put_raw(&t, 1, data, sizeof(data));
	EXPECT_EQ(emu_tlv_end(&t), 0);
}

static void tlv_take_ownership(void)
{
	static const uint32_t msg[] = { 0x00028012, 0x00040000 };
	uint8_t buf[8];
	size_t len = words_put(buf, msg, ARRAY_SIZE(msg));

	EXPECT_EQ(emu_tlv_parse(buf, len, attr), 0);
	EXPECT(attr[HNI_ATTR_OWNERSHIP_FLAG].data);
	EXPECT_EQ(attr[HNI_ATTR_OWNERSHIP_FLAG].len, 0);
}

static void tlv_short_number(void)
{
	static const uint32_t msg[] = { 0x00038038, 0x00060001, 0x00001234 };
	uint8_t buf[12];
	size_t len = words_put(buf, msg, ARRAY_SIZE(msg));

	EXPECT_EQ(emu_tlv_parse(buf, len, attr), 0);
	EXPECT_EQ(emu_tlv_u32(&attr[1]), 0x1234);
	EXPECT_EQ(emu_tlv_u32(&attr[2]), 0);
}

static const struct bad {
	const char *what;
	uint32_t msg[3];
	size_t words;
} bad[] = {
	{ "not a message", { 0x00010010 }, 1 },
	{ "longer than the buffer", { 0x00028010 }, 1 },
	{ "shorter than the buffer", { 0x00018010, 0x00040000 }, 2 },
	{ "attribute without header", { 0x00028010, 0x00000001 }, 2 },
	{ "attribute beyond the end", { 0x00028010, 0x00080001 }, 2 },
	{ "attribute id 32", { 0x00028010, 0x00040020 }, 2 },
	{ "attribute that is a message", { 0x00028010, 0x00048001 }, 2 },
	{ "attribute twice", { 0x00038010, 0x00040001, 0x00040001 }, 3 },
};

static void tlv_malformed(void)
{
	uint8_t buf[12];
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		len = words_put(buf, bad[i].msg, bad[i].words);
		if (!EXPECT_EQ(emu_tlv_parse(buf, len, attr), -EINVAL))
			ktap_note("%s", bad[i].what);
	}
}

static const struct ktap_case cases[] = {
	{ "emu_tlv.capabilities_encode_as_documented", tlv_capabilities },
	{ "emu_tlv.uptime_encodes_as_documented", tlv_uptime },
	{ "emu_tlv.array_length_counts_bytes", tlv_nest },
	{ "emu_tlv.too_long_message_is_refused", tlv_overflow },
	{ "emu_tlv.flag_is_seen", tlv_take_ownership },
	{ "emu_tlv.short_number_is_extended", tlv_short_number },
	{ "emu_tlv.malformed_messages_are_refused", tlv_malformed },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
