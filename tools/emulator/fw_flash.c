// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the flash: what its sections hold, and the upgrade of one of them.
 *
 * The host asks to begin; from then on the firmware asks for one piece after
 * the other, checks the whole, and says that it has finished. An image that is
 * not whole and sound changes nothing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "func.h"

#define EMU_FLASH_CHUNK		2048
#define EMU_FLASH_WRITE_NS	300000		/* one piece */
#define EMU_FLASH_CHECK_NS	20000000
#define EMU_FLASH_PATIENCE_NS	10000000000	/* until a piece arrives */

static const char * const emu_flash_names[HNI_FW_SECTIONS] = {
	[HNI_FW_SECTION_CMRT]		= "cmrt",
	[HNI_FW_SECTION_CONTROL]	= "control",
	[HNI_FW_SECTION_UCODE]		= "ucode",
	[HNI_FW_SECTION_OPTION_ROM]	= "option ROM",
	[HNI_FW_SECTION_USER]		= "user",
};

static uint32_t emu_flash_get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static uint32_t emu_flash_crc(const uint8_t *p, size_t len)
{
	uint32_t crc = ~0U;
	unsigned int bit;

	for (; len; len--) {
		crc ^= *p++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/**
 * emu_fw_flash_init() - what the factory wrote
 * @fn: function
 */
void emu_fw_flash_init(struct emu_func *fn)
{
	struct emu_fw *fw = &fn->fw;
	unsigned int i;

	for (i = 0; i < HNI_FW_SECTIONS; i++) {
		fw->stored[i].version = 0x01000000;
		snprintf(fw->stored[i].commit, sizeof(fw->stored[i].commit),
			 "hni-emu");
	}
	fw->stored[HNI_FW_SECTION_CONTROL].version = fn->nic->cfg->fw_version;
	memcpy(fw->running, fw->stored, sizeof(fw->running));
}

/**
 * emu_fw_flash_activate() - run what the flash holds
 * @fn: function
 */
void emu_fw_flash_activate(struct emu_func *fn)
{
	struct emu_fw *fw = &fn->fw;

	if (!memcmp(fw->running, fw->stored, sizeof(fw->running)))
		return;
	memcpy(fw->running, fw->stored, sizeof(fw->running));
	fw->slot ^= 1;
	fn->mbox.start_ns = emu_func_now_ns();
	emu_fw_log_add(fn, "new firmware started");
	emu_esw_func_event(fn->nic, fn->idx, EMU_FUNC_FIRMWARE);
}

/* ---- Upgrade ---- */

/**
 * emu_fw_upgrade_reset() - give an upgrade up
 * @fn: function
 */
void emu_fw_upgrade_reset(struct emu_func *fn)
{
	struct emu_fw_upgrade *up = &fn->fw.upgrade;

	emu_timer_stop(fn, EMU_TIMER_UPGRADE);
	free(up->image);
	memset(up, 0, sizeof(*up));
}

/* The next step comes when the flash is ready */
static void emu_flash_later(struct emu_func *fn,
			    enum emu_fw_upgrade_state state, uint64_t ns)
{
	fn->fw.upgrade.state = state;
	if (fn->nic->cfg->fast)
		emu_fw_upgrade_due(fn);
	else
		emu_timer_start(fn, EMU_TIMER_UPGRADE, ns);
}

static int emu_flash_begin(struct emu_func *fn, uint32_t section, uint32_t len)
{
	struct emu_fw_upgrade *up = &fn->fw.upgrade;

	if (up->state != EMU_FW_UPGRADE_IDLE)
		return -EBUSY;
	if (section >= HNI_FW_SECTIONS)
		return -EINVAL;
	if (len <= HNI_IMAGE_HDR_LEN || len > HNI_IMAGE_MAX)
		return -EFBIG;
	up->image = malloc(len);
	if (!up->image)
		return -ENOMEM;
	up->section = section;
	up->len = len;
	up->at = 0;
	return 0;
}

void emu_fw_upgrade_start(struct emu_func *fn,
			  const struct emu_tlv_attr *attr, struct emu_tlv *t)
{
	const struct emu_tlv_attr *section =
		&attr[HNI_ATTR_START_UPGRADE_SECTION];
	const struct emu_tlv_attr *len = &attr[HNI_ATTR_START_UPGRADE_LENGTH];
	int err = -EINVAL;

	if (section->data && len->data)
		err = emu_flash_begin(fn, emu_tlv_u32(section),
				      emu_tlv_u32(len));
	emu_tlv_begin(t, HNI_MSG_FW_START_UPGRADE_RESP);
	if (err)
		emu_tlv_put_u32(t, HNI_ATTR_START_UPGRADE_ERROR,
				(uint32_t)err);
	emu_fw_send(fn, t);
	if (err)
		return;
	emu_fw_log_add(fn, "upgrade of %s begins, %u bytes",
		       emu_flash_names[fn->fw.upgrade.section],
		       fn->fw.upgrade.len);
	emu_flash_later(fn, EMU_FW_UPGRADE_ASK, EMU_FLASH_WRITE_NS);
}

static void emu_flash_ask(struct emu_func *fn)
{
	struct emu_fw_upgrade *up = &fn->fw.upgrade;
	uint32_t left = up->len - up->at;
	struct emu_tlv t;

	up->state = EMU_FW_UPGRADE_WAIT;
	emu_timer_start(fn, EMU_TIMER_UPGRADE, EMU_FLASH_PATIENCE_NS);
	emu_tlv_begin(&t, HNI_MSG_FW_WRITE_CHUNK_REQ);
	emu_tlv_put_u32(&t, HNI_ATTR_WRITE_CHUNK_OFFSET, up->at);
	emu_tlv_put_u32(&t, HNI_ATTR_WRITE_CHUNK_LENGTH,
			left < EMU_FLASH_CHUNK ? left : EMU_FLASH_CHUNK);
	emu_fw_send(fn, &t);
}

static void emu_flash_finish(struct emu_func *fn, int err)
{
	struct emu_tlv t;

	emu_fw_log_add(fn, "upgrade of %s ends: %s",
		       emu_flash_names[fn->fw.upgrade.section],
		       err ? strerror(-err) : "stored");
	emu_fw_upgrade_reset(fn);
	emu_tlv_begin(&t, HNI_MSG_FW_FINISH_UPGRADE_REQ);
	if (err)
		emu_tlv_put_u32(&t, HNI_ATTR_FINISH_UPGRADE_ERROR,
				(uint32_t)err);
	emu_fw_send(fn, &t);
}

/* A piece: all of what was asked for, or the host's reason to stop */
void emu_fw_upgrade_chunk(struct emu_func *fn,
			  const struct emu_tlv_attr *attr, struct emu_tlv *t)
{
	const struct emu_tlv_attr *data = &attr[HNI_ATTR_WRITE_CHUNK_DATA];
	struct emu_fw_upgrade *up = &fn->fw.upgrade;
	uint32_t left = up->len - up->at;

	(void)t;
	if (up->state != EMU_FW_UPGRADE_WAIT) {
		emu_func_strict(fn, "FW_WRITE_CHUNK_RESP that nobody asked for");
		return;
	}
	if (emu_tlv_u32(&attr[HNI_ATTR_WRITE_CHUNK_ERROR])) {
		emu_fw_log_add(fn, "upgrade of %s given up by the host",
			       emu_flash_names[up->section]);
		emu_fw_upgrade_reset(fn);
		return;
	}
	left = left < EMU_FLASH_CHUNK ? left : EMU_FLASH_CHUNK;
	if (emu_tlv_u32(&attr[HNI_ATTR_WRITE_CHUNK_OFFSET]) != up->at ||
	    emu_tlv_u32(&attr[HNI_ATTR_WRITE_CHUNK_LENGTH]) != left ||
	    data->len != left) {
		emu_func_strict(fn, "FW_WRITE_CHUNK_RESP is not the piece at %u",
				up->at);
		emu_flash_finish(fn, -EINVAL);
		return;
	}
	memcpy(up->image + up->at, data->data, left);
	up->at += left;
	if (up->at == up->len)
		emu_flash_later(fn, EMU_FW_UPGRADE_CHECK, EMU_FLASH_CHECK_NS);
	else
		emu_flash_later(fn, EMU_FW_UPGRADE_ASK, EMU_FLASH_WRITE_NS);
}

static int emu_flash_check(const struct emu_fw_upgrade *up)
{
	const uint8_t *p = up->image;

	if (memcmp(p, HNI_IMAGE_MAGIC, HNI_IMAGE_MAGIC_LEN) ||
	    emu_flash_get32(p + HNI_IMAGE_SECTION) != up->section ||
	    emu_flash_get32(p + HNI_IMAGE_LENGTH) !=
	    up->len - HNI_IMAGE_HDR_LEN ||
	    !emu_flash_get32(p + HNI_IMAGE_VERSION) ||
	    p[HNI_IMAGE_COMMIT + HNI_IMAGE_COMMIT_LEN - 1])
		return -EINVAL;
	if (emu_flash_crc(p + HNI_IMAGE_HDR_LEN,
			  up->len - HNI_IMAGE_HDR_LEN) !=
	    emu_flash_get32(p + HNI_IMAGE_CRC))
		return -EILSEQ;
	if (emu_flash_get32(p + HNI_IMAGE_ROLLBACK) < EMU_FW_ROLLBACK)
		return -EPERM;
	return 0;
}

/* Worn out, as the operator wants it */
static bool emu_flash_is_worn(struct emu_fw *fw)
{
	return fw->flash_fails && !--fw->flash_fails;
}

static void emu_flash_store(struct emu_func *fn)
{
	struct emu_fw_upgrade *up = &fn->fw.upgrade;
	struct emu_fw_image *to = &fn->fw.stored[up->section];
	int err = emu_flash_check(up);

	if (!err && emu_flash_is_worn(&fn->fw))
		err = -EIO;
	if (!err) {
		to->version = emu_flash_get32(up->image + HNI_IMAGE_VERSION);
		memset(to->commit, 0, sizeof(to->commit));
		memcpy(to->commit, up->image + HNI_IMAGE_COMMIT,
		       HNI_IMAGE_COMMIT_LEN);
		emu_fw_caps_send(fn);
	}
	emu_flash_finish(fn, err);
}

/**
 * emu_fw_upgrade_due() - the flash is ready, or the host took too long
 * @fn: function
 */
void emu_fw_upgrade_due(struct emu_func *fn)
{
	switch (fn->fw.upgrade.state) {
	case EMU_FW_UPGRADE_IDLE:
		break;
	case EMU_FW_UPGRADE_ASK:
		emu_flash_ask(fn);
		break;
	case EMU_FW_UPGRADE_WAIT:
		emu_flash_finish(fn, -ETIMEDOUT);
		break;
	case EMU_FW_UPGRADE_CHECK:
		emu_flash_store(fn);
		break;
	}
}
