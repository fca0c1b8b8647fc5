// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tail of the firmware's log.
 */

#include <linux/slab.h>

#include "fw_call.h"
#include "fw_log.h"
#include "mbx.h"

#define HNI_FW_LOG_VERSION	1

struct hni_fw_log_entry {
	u64 index;
	u32 ms;			/* of the firmware's uptime */
	char text[HNI_FW_LOG_TEXT];
};

/* Entry i is at i % HNI_FW_LOG_ENTRIES; guarded by hni_dev.fw_call_lock */
struct hni_fw_log {
	unsigned int num;
	struct hni_fw_log_entry entry[HNI_FW_LOG_ENTRIES];
};

int hni_fw_log_create(struct hni_dev *hdev)
{
	hdev->fw_log = kvzalloc(sizeof(*hdev->fw_log), GFP_KERNEL);
	return hdev->fw_log ? 0 : -ENOMEM;
}

void hni_fw_log_destroy(struct hni_dev *hdev)
{
	kvfree(hdev->fw_log);
	hdev->fw_log = NULL;
}

static void hni_fw_log_ask(struct hni_dev *hdev, bool is_on)
{
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	if (hdev->caps.version < HNI_FW_VERSION_LOGS)
		return;
	hni_tlv_begin(&msg, buf, HNI_MSG_LOG_SEND_LOGS_REQ);
	if (is_on)
		hni_tlv_put(&msg, HNI_ATTR_SEND_LOGS, NULL, 0);
	hni_tlv_put_u32(&msg, HNI_ATTR_SEND_LOGS_VERSION, HNI_FW_LOG_VERSION);
	if (is_on && hdev->caps.version >= HNI_FW_VERSION_LOG_HISTORY)
		hni_tlv_put(&msg, HNI_ATTR_SEND_LOGS_HISTORY, NULL, 0);
	/* a log that does not come is an empty one */
	hni_mbx_send(hdev, msg.buf, msg.len);
}

void hni_fw_log_start(struct hni_dev *hdev)
{
	spin_lock_bh(&hdev->fw_call_lock);
	/* all that is of interest comes again */
	hdev->fw_log->num = 0;
	spin_unlock_bh(&hdev->fw_call_lock);
	hni_fw_log_ask(hdev, true);
}

void hni_fw_log_stop(struct hni_dev *hdev)
{
	hni_fw_log_ask(hdev, false);
}

int hni_fw_log_req(struct hni_dev *hdev, const struct hni_tlv_attr *attrs)
{
	const struct hni_tlv_attr *text = &attrs[HNI_ATTR_LOG_MSG_TEXT];
	struct hni_fw_log *log = hdev->fw_log;
	struct hni_fw_log_entry *entry;

	if (!text->data)
		return -EBADMSG;
	spin_lock_bh(&hdev->fw_call_lock);
	entry = &log->entry[log->num++ % HNI_FW_LOG_ENTRIES];
	entry->index = hni_tlv_uint(&attrs[HNI_ATTR_LOG_MSG_INDEX]);
	entry->ms = hni_tlv_uint(&attrs[HNI_ATTR_LOG_MSG_MSEC]);
	strscpy(entry->text, (const char *)text->data);
	spin_unlock_bh(&hdev->fw_call_lock);
	return 0;
}

static void hni_fw_log_entry_put(struct devlink_fmsg *fmsg,
				 const struct hni_fw_log_entry *entry)
{
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u64_pair_put(fmsg, "index", entry->index);
	devlink_fmsg_u32_pair_put(fmsg, "ms", entry->ms);
	devlink_fmsg_string_pair_put(fmsg, "text", entry->text);
	devlink_fmsg_obj_nest_end(fmsg);
}

int hni_fw_log_put(struct hni_dev *hdev, struct devlink_fmsg *fmsg)
{
	struct hni_fw_log *copy;
	unsigned int i, first;

	copy = kvmalloc(sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	spin_lock_bh(&hdev->fw_call_lock);
	*copy = *hdev->fw_log;
	spin_unlock_bh(&hdev->fw_call_lock);

	first = copy->num - min(copy->num, HNI_FW_LOG_ENTRIES);
	devlink_fmsg_arr_pair_nest_start(fmsg, "log");
	for (i = first; i < copy->num; i++)
		hni_fw_log_entry_put(fmsg,
				     &copy->entry[i % HNI_FW_LOG_ENTRIES]);
	devlink_fmsg_arr_pair_nest_end(fmsg);
	kvfree(copy);
	return 0;
}
