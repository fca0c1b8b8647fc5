// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns writing a section of the flash: the firmware asks for one piece after
 * the other, and says at the end whether it has stored the whole.
 */

#include <linux/slab.h>

#include "fw_call.h"
#include "fw_flash.h"
#include "mbx.h"

#define HNI_FW_FLASH_TIMEOUT	(10 * HZ)
#define HNI_FW_FLASH_TICK	(HZ / 10)

/* An upgrade under way; guarded by hni_dev.fw_call_lock */
struct hni_fw_flash {
	const struct hni_fw_image *image;
	u32 sent;			/* bytes */
	int err;
	bool is_over;
	struct completion over;
	u8 msg[HNI_MBX_MSG_MAX];
};

static void hni_fw_flash_end(struct hni_fw_flash *flash, int err)
{
	if (flash->is_over)
		return;
	flash->is_over = true;
	flash->err = err;
	complete(&flash->over);
}

/* Tells the firmware to give the upgrade up. */
static void hni_fw_flash_cancel(struct hni_dev *hdev)
{
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	hni_tlv_begin(&msg, buf, HNI_MSG_FW_WRITE_CHUNK_RESP);
	hni_tlv_put_u32(&msg, HNI_ATTR_WRITE_CHUNK_ERROR, (u32)-ECANCELED);
	/* unheard, the firmware gives up by itself */
	hni_mbx_send(hdev, msg.buf, msg.len);
}

static int hni_fw_flash_send(struct hni_dev *hdev, struct hni_fw_flash *flash,
			     u32 len)
{
	struct hni_tlv_msg msg;
	int err;

	hni_tlv_begin(&msg, flash->msg, HNI_MSG_FW_WRITE_CHUNK_RESP);
	hni_tlv_put_u32(&msg, HNI_ATTR_WRITE_CHUNK_OFFSET, flash->sent);
	hni_tlv_put_u32(&msg, HNI_ATTR_WRITE_CHUNK_LENGTH, len);
	hni_tlv_put(&msg, HNI_ATTR_WRITE_CHUNK_DATA,
		    flash->image->data + flash->sent, len);
	err = hni_mbx_send(hdev, msg.buf, msg.len);
	if (!err)
		flash->sent += len;
	return err;
}

int hni_fw_flash_chunk_req(struct hni_dev *hdev,
			   const struct hni_tlv_attr *attrs)
{
	u32 off = hni_tlv_uint(&attrs[HNI_ATTR_WRITE_CHUNK_OFFSET]);
	u32 len = hni_tlv_uint(&attrs[HNI_ATTR_WRITE_CHUNK_LENGTH]);
	struct hni_fw_flash *flash;
	int err = -ENOENT;

	spin_lock_bh(&hdev->fw_call_lock);
	flash = hdev->fw_flash;
	if (!flash || flash->is_over)
		goto cancel;
	err = -EPROTO;
	if (off != flash->sent || !len || len > HNI_TLV_MAX_DATA ||
	    len > flash->image->len - off)
		goto cancel;
	err = hni_fw_flash_send(hdev, flash, len);
	if (err)
		hni_fw_flash_end(flash, err);
	spin_unlock_bh(&hdev->fw_call_lock);
	return err;

cancel:
	hni_fw_flash_cancel(hdev);
	if (flash)
		hni_fw_flash_end(flash, err);
	spin_unlock_bh(&hdev->fw_call_lock);
	return err;
}

int hni_fw_flash_finish_req(struct hni_dev *hdev,
			    const struct hni_tlv_attr *attrs)
{
	int err = hni_fw_errno(&attrs[HNI_ATTR_FINISH_UPGRADE_ERROR]);
	struct hni_fw_flash *flash;

	spin_lock_bh(&hdev->fw_call_lock);
	flash = hdev->fw_flash;
	if (flash && !err && flash->sent != flash->image->len)
		err = -EPROTO;
	if (flash)
		hni_fw_flash_end(flash, err);
	spin_unlock_bh(&hdev->fw_call_lock);
	return flash ? 0 : -ENOENT;
}

static void hni_fw_flash_set(struct hni_dev *hdev, struct hni_fw_flash *flash)
{
	spin_lock_bh(&hdev->fw_call_lock);
	hdev->fw_flash = flash;
	spin_unlock_bh(&hdev->fw_call_lock);
}

static int hni_fw_flash_start_take(void *result,
				   const struct hni_tlv_attr *attrs)
{
	return hni_fw_errno(&attrs[HNI_ATTR_START_UPGRADE_ERROR]);
}

static int hni_fw_flash_start(struct hni_dev *hdev,
			      const struct hni_fw_image *image)
{
	const struct hni_fw_call call = {
		.answer = HNI_MSG_FW_START_UPGRADE_RESP,
		.take = hni_fw_flash_start_take,
	};
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	hni_tlv_begin(&msg, buf, HNI_MSG_FW_START_UPGRADE_REQ);
	hni_tlv_put_u32(&msg, HNI_ATTR_START_UPGRADE_SECTION, image->section);
	hni_tlv_put_u32(&msg, HNI_ATTR_START_UPGRADE_LENGTH, image->len);
	return hni_fw_call(hdev, &msg, &call);
}

static int hni_fw_flash_wait(struct hni_dev *hdev, struct hni_fw_flash *flash)
{
	unsigned long deadline = jiffies + HNI_FW_FLASH_TIMEOUT;
	const struct hni_fw_image *image = flash->image;
	u32 sent, told = 0;

	while (!wait_for_completion_timeout(&flash->over, HNI_FW_FLASH_TICK)) {
		sent = READ_ONCE(flash->sent);
		if (sent != told) {
			told = sent;
			deadline = jiffies + HNI_FW_FLASH_TIMEOUT;
			image->progress(image->ctx, sent);
		} else if (time_after(jiffies, deadline)) {
			return -ETIMEDOUT;
		}
	}
	return flash->err;
}

int hni_fw_flash_write(struct hni_dev *hdev, const struct hni_fw_image *image)
{
	struct hni_fw_flash *flash;
	int err;

	flash = kzalloc(sizeof(*flash), GFP_KERNEL);
	if (!flash)
		return -ENOMEM;
	flash->image = image;
	init_completion(&flash->over);
	/* the first request may follow the answer at once */
	hni_fw_flash_set(hdev, flash);
	err = hni_fw_flash_start(hdev, image);
	if (!err)
		err = hni_fw_flash_wait(hdev, flash);
	hni_fw_flash_set(hdev, NULL);
	kfree(flash);
	return err;
}
