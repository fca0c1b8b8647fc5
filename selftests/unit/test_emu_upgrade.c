// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the firmware's upgrade: what an image needs, when it runs,
 * and what ends an upgrade early.
 *
 * Links: selftests/unit/emu_dev.c selftests/unit/emu_host.c
 * Links: tools/emulator/csr.c
 * Links: tools/emulator/csr_table.c tools/emulator/csum.c
 * Links: tools/emulator/dma.c tools/emulator/func.c tools/emulator/fw*.c
 * Links: tools/emulator/timer.c tools/emulator/irq*.c
 * Links: tools/emulator/fault.c
 * Links: tools/emulator/link.c tools/emulator/mbox.c
 * Links: tools/emulator/pause.c
 * Links: tools/emulator/pci.c tools/emulator/ptp.c tools/emulator/queue.c
 * Links: tools/emulator/rpc.c tools/emulator/rpc_parse.c
 * Links: tools/emulator/rpc_key.c
 * Links: tools/emulator/rss.c tools/emulator/rx.c tools/emulator/stats.c
 * Links: tools/emulator/strict.c tools/emulator/tlv.c tools/emulator/tso.c
 * Links: tools/emulator/tx.c
 * Cflags: -D_GNU_SOURCE -Itools/emulator
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emu_host.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MS		1000000ULL
#define IMAGE_LEN	(64 + 5000)

static struct emu_tlv t;
static struct emu_tlv_attr attr[HNI_TLV_MAX_ATTRS];
static uint8_t image[IMAGE_LEN];

static int32_t s32(unsigned int id)
{
	return (int32_t)emu_tlv_u32(&attr[id]);
}

static void set32(uint8_t *p, uint32_t val)
{
	memcpy(p, &(uint32_t){ htole32(val) }, 4);
}

static uint32_t crc32(const uint8_t *p, size_t len)
{
	uint32_t crc = ~0U;
	int i;

	while (len--)
		for (crc ^= *p++, i = 0; i < 8; i++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	return ~crc;
}

static void image_make(uint32_t section, uint32_t version)
{
	size_t i;

	memset(image, 0, sizeof(image));
	for (i = HNI_IMAGE_HDR_LEN; i < IMAGE_LEN; i++)
		image[i] = (uint8_t)(i * 31);
	memcpy(image, HNI_IMAGE_MAGIC, HNI_IMAGE_MAGIC_LEN);
	set32(image + HNI_IMAGE_SECTION, section);
	set32(image + HNI_IMAGE_VERSION, version);
	set32(image + HNI_IMAGE_ROLLBACK, 1);
	set32(image + HNI_IMAGE_LENGTH, IMAGE_LEN - HNI_IMAGE_HDR_LEN);
	set32(image + HNI_IMAGE_CRC,
	      crc32(image + HNI_IMAGE_HDR_LEN, IMAGE_LEN - HNI_IMAGE_HDR_LEN));
	memcpy(image + HNI_IMAGE_COMMIT, "next", sizeof("next"));
}

/* Return: the answer to the start */
static int32_t upgrade_start(uint32_t section, uint32_t len)
{
	emu_tlv_begin(&t, HNI_MSG_FW_START_UPGRADE_REQ);
	emu_tlv_put_u32(&t, HNI_ATTR_START_UPGRADE_SECTION, section);
	emu_tlv_put_u32(&t, HNI_ATTR_START_UPGRADE_LENGTH, len);
	emu_host_say(&t);
	EXPECT(emu_host_hear(HNI_MSG_FW_START_UPGRADE_RESP, attr));
	return s32(HNI_ATTR_START_UPGRADE_ERROR);
}

static void chunk_send(uint32_t off, uint32_t len)
{
	emu_tlv_begin(&t, HNI_MSG_FW_WRITE_CHUNK_RESP);
	emu_tlv_put_u32(&t, HNI_ATTR_WRITE_CHUNK_OFFSET, off);
	emu_tlv_put_u32(&t, HNI_ATTR_WRITE_CHUNK_LENGTH, len);
	emu_tlv_put_raw(&t, HNI_ATTR_WRITE_CHUNK_DATA, image + off, len);
	emu_host_say(&t);
}

/* Serve every piece that is asked for; return how it finished */
static int32_t upgrade_serve(void)
{
	uint32_t next = 0, len;

	while (emu_host_next() == HNI_MSG_FW_WRITE_CHUNK_REQ) {
		emu_host_hear(HNI_MSG_FW_WRITE_CHUNK_REQ, attr);
		EXPECT_EQ(s32(HNI_ATTR_WRITE_CHUNK_OFFSET), next);
		len = (uint32_t)s32(HNI_ATTR_WRITE_CHUNK_LENGTH);
		if (!EXPECT(len && len <= HNI_TLV_MAX_DATA &&
			    next + len <= IMAGE_LEN))
			return 1;
		chunk_send(next, len);
		next += len;
		emu_dev_pass(50 * MS);
	}
	if (emu_host_next() == HNI_MSG_FW_CAP_RESP)
		emu_host_hear(HNI_MSG_FW_CAP_RESP, attr);
	EXPECT_EQ(next, IMAGE_LEN);
	EXPECT(emu_host_hear(HNI_MSG_FW_FINISH_UPGRADE_REQ, attr));
	return s32(HNI_ATTR_FINISH_UPGRADE_ERROR);
}

static int32_t upgrade(uint32_t section)
{
	int32_t err = upgrade_start(section, IMAGE_LEN);

	return err ? err : upgrade_serve();
}

static void fw_upgrade(void)
{
	emu_host_open(1);
	image_make(HNI_FW_SECTION_CONTROL, 0x1a010203);
	EXPECT_EQ(upgrade(HNI_FW_SECTION_CONTROL), 0);
	EXPECT(emu_host_caps(attr));
	EXPECT_EQ(s32(HNI_ATTR_CAP_STORED_VERSION), 0x1a010203);
	EXPECT_EQ(s32(HNI_ATTR_CAP_VERSION), 0x19071902);
	EXPECT_STREQ((const char *)attr[HNI_ATTR_CAP_STORED_COMMIT_STR].data,
		     "next");
	emu_dev_close();
}

static void fw_upgrade_activates(void)
{
	emu_host_open(1);
	image_make(HNI_FW_SECTION_CONTROL, 0x1a010203);
	EXPECT_EQ(upgrade(HNI_FW_SECTION_CONTROL), 0);
	dev.events = 0;
	emu_func_reset(dev.fn);
	EXPECT_EQ(dev.events, 0x3);
	emu_host_attach();
	EXPECT(emu_host_caps(attr));
	EXPECT_EQ(s32(HNI_ATTR_CAP_VERSION), 0x1a010203);
	EXPECT_EQ(s32(HNI_ATTR_CAP_ACTIVE_SLOT), 1);
	/* A reset without a new version changes nothing */
	dev.events = 0;
	emu_func_reset(dev.fn);
	EXPECT_EQ(dev.events, 0x2);
	emu_host_attach();
	EXPECT(emu_host_caps(attr));
	EXPECT_EQ(s32(HNI_ATTR_CAP_ACTIVE_SLOT), 1);
	emu_dev_close();
}

static void fw_upgrade_sections(void)
{
	uint32_t i;

	emu_host_open(1);
	for (i = 0; i < HNI_FW_SECTIONS; i++) {
		image_make(i, 0x02000000 + i);
		EXPECT_EQ(upgrade(i), 0);
		EXPECT_EQ(dev.fn->fw.stored[i].version, 0x02000000 + i);
	}
	EXPECT(emu_host_caps(attr));
	EXPECT_EQ(s32(HNI_ATTR_CAP_STORED_CMRT_VERSION), 0x02000000);
	EXPECT_EQ(s32(HNI_ATTR_CAP_UEFI_VERSION), 0x02000003);
	emu_dev_close();
}

static void fw_upgrade_slow(void)
{
	emu_host_open(1);
	dev.cfg.fast = false;
	image_make(HNI_FW_SECTION_CMRT, 7);
	emu_tlv_begin(&t, HNI_MSG_FW_START_UPGRADE_REQ);
	emu_tlv_put_u32(&t, HNI_ATTR_START_UPGRADE_SECTION, 0);
	emu_tlv_put_u32(&t, HNI_ATTR_START_UPGRADE_LENGTH, IMAGE_LEN);
	emu_host_say(&t);
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_dev_pass(1 * MS);
	EXPECT(emu_host_hear(HNI_MSG_FW_START_UPGRADE_RESP, attr));
	EXPECT_EQ(upgrade_serve(), 0);
	emu_dev_close();
}

static void fw_upgrade_refused(void)
{
	static const struct {
		uint32_t at, val;
		int32_t err;
	} bad[] = {
		{ 0, 0, -EINVAL },
		{ HNI_IMAGE_SECTION, 2, -EINVAL },
		{ HNI_IMAGE_VERSION, 0, -EINVAL },
		{ HNI_IMAGE_ROLLBACK, 0, -EPERM },
		{ HNI_IMAGE_LENGTH, 4999, -EINVAL },
		{ HNI_IMAGE_CRC, 0, -EILSEQ },
		{ IMAGE_LEN - 4, 0, -EILSEQ },
		{ HNI_IMAGE_COMMIT + 16, 0x41414141, -EINVAL },
	};
	size_t i;

	emu_host_open(1);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		image_make(HNI_FW_SECTION_CONTROL, 0x1a010203);
		set32(image + bad[i].at, bad[i].val);
		EXPECT_EQ(upgrade(HNI_FW_SECTION_CONTROL), bad[i].err);
	}
	EXPECT_EQ(dev.fn->fw.stored[HNI_FW_SECTION_CONTROL].version,
		  0x19071902);
	emu_dev_close();
}

/* The second one is not stored, what the section held stays, the third is */
static void fw_upgrade_worn(void)
{
	emu_host_open(1);
	EXPECT(emu_func_fault(dev.fn, "flash", 2));
	image_make(1, 7);
	EXPECT_EQ(upgrade(1), 0);
	image_make(1, 8);
	EXPECT_EQ(upgrade(1), -EIO);
	EXPECT_EQ(dev.fn->fw.stored[1].version, 7);
	EXPECT_EQ(upgrade(1), 0);
	EXPECT_EQ(dev.fn->fw.stored[1].version, 8);
	emu_dev_close();
}

static void fw_upgrade_start_refused(void)
{
	emu_host_open(1);
	EXPECT_EQ(upgrade_start(5, IMAGE_LEN), -EINVAL);
	EXPECT_EQ(upgrade_start(1, 64), -EFBIG);
	EXPECT_EQ(upgrade_start(1, HNI_IMAGE_MAX + 1), -EFBIG);
	EXPECT_EQ(upgrade_start(1, IMAGE_LEN), 0);
	emu_host_hear(HNI_MSG_FW_WRITE_CHUNK_REQ, attr);
	EXPECT_EQ(upgrade_start(1, IMAGE_LEN), -EBUSY);
	emu_dev_close();
}

static void fw_upgrade_wrong_piece(void)
{
	emu_host_open(1);
	image_make(1, 7);
	EXPECT_EQ(upgrade_start(1, IMAGE_LEN), 0);
	emu_host_hear(HNI_MSG_FW_WRITE_CHUNK_REQ, attr);
	chunk_send(1, 2048);
	EXPECT(emu_host_hear(HNI_MSG_FW_FINISH_UPGRADE_REQ, attr));
	EXPECT_EQ(s32(HNI_ATTR_FINISH_UPGRADE_ERROR), -EINVAL);
	EXPECT_STREQ(emu_dev_finding(),
		     "FW_WRITE_CHUNK_RESP is not the piece at 0");
	chunk_send(0, 2048);
	EXPECT_STREQ(emu_dev_finding(),
		     "FW_WRITE_CHUNK_RESP that nobody asked for");
	emu_dev_close();
}

static void fw_upgrade_cancel(void)
{
	emu_host_open(1);
	EXPECT_EQ(upgrade_start(1, IMAGE_LEN), 0);
	emu_host_hear(HNI_MSG_FW_WRITE_CHUNK_REQ, attr);
	emu_tlv_begin(&t, HNI_MSG_FW_WRITE_CHUNK_RESP);
	emu_tlv_put_u32(&t, HNI_ATTR_WRITE_CHUNK_ERROR, (uint32_t)-EIO);
	emu_host_say(&t);
	EXPECT_EQ(emu_host_next(), ~0U);
	image_make(1, 7);
	EXPECT_EQ(upgrade(1), 0);
	emu_dev_close();
}

static void fw_upgrade_patience(void)
{
	emu_host_open(1);
	EXPECT_EQ(upgrade_start(1, IMAGE_LEN), 0);
	emu_host_hear(HNI_MSG_FW_WRITE_CHUNK_REQ, attr);
	emu_dev_pass(9999 * MS);
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_dev_pass(1 * MS);
	EXPECT(emu_host_hear(HNI_MSG_FW_FINISH_UPGRADE_REQ, attr));
	EXPECT_EQ(s32(HNI_ATTR_FINISH_UPGRADE_ERROR), -ETIMEDOUT);
	emu_dev_close();
}

/* FLR amid an upgrade: nothing is left of it, and nothing leaks */
static void fw_upgrade_reset(void)
{
	emu_host_open(1);
	EXPECT_EQ(upgrade_start(1, IMAGE_LEN), 0);
	emu_func_reset(dev.fn);
	emu_dev_pass(20000 * MS);
	emu_host_attach();
	EXPECT_EQ(emu_host_next(), ~0U);
	image_make(1, 7);
	EXPECT_EQ(upgrade(1), 0);
	emu_dev_close();
}

static const struct ktap_case cases[] = {
	{ "emu_upgrade.is_stored", fw_upgrade },
	{ "emu_upgrade.runs_after_a_reset", fw_upgrade_activates },
	{ "emu_upgrade.works_for_every_section", fw_upgrade_sections },
	{ "emu_upgrade.takes_time", fw_upgrade_slow },
	{ "emu_upgrade.unsound_image_is_refused", fw_upgrade_refused },
	{ "emu_upgrade.worn_flash_keeps_what_it_holds", fw_upgrade_worn },
	{ "emu_upgrade.bad_start_is_refused", fw_upgrade_start_refused },
	{ "emu_upgrade.wrong_piece_ends_it", fw_upgrade_wrong_piece },
	{ "emu_upgrade.host_can_cancel", fw_upgrade_cancel },
	{ "emu_upgrade.host_that_stops_is_given_up", fw_upgrade_patience },
	{ "emu_upgrade.reset_ends_it", fw_upgrade_reset },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
