/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the firmware's log.
 */
#ifndef _HNI_HW_FW_LOG_H
#define _HNI_HW_FW_LOG_H

#include "../hni.h"

#define HNI_FW_LOG_ENTRIES	32
#define HNI_FW_LOG_TEXT		256	/* with its NUL, as firmware sends it */

struct devlink_fmsg;
struct hni_tlv_attr;

/**
 * hni_fw_log_create() - make room for the newest entries
 * @hdev: device
 *
 * Return: 0 or -ENOMEM.
 */
int hni_fw_log_create(struct hni_dev *hdev);

/**
 * hni_fw_log_destroy() - undo hni_fw_log_create()
 * @hdev: device; no message is handled any more
 */
void hni_fw_log_destroy(struct hni_dev *hdev);

/**
 * hni_fw_log_start() - ask for entries, those written before included
 * @hdev: device
 *
 * Firmware that is too old for it is not asked.
 *
 * Context: any.
 */
void hni_fw_log_start(struct hni_dev *hdev);

/**
 * hni_fw_log_stop() - ask for no more entries
 * @hdev: device
 *
 * Context: any.
 */
void hni_fw_log_stop(struct hni_dev *hdev);

/**
 * hni_fw_log_put() - the newest entries, oldest first
 * @hdev: device
 * @fmsg: message that they are appended to
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int hni_fw_log_put(struct hni_dev *hdev, struct devlink_fmsg *fmsg);

/* Handler of fw.c: an entry */
int hni_fw_log_req(struct hni_dev *hdev, const struct hni_tlv_attr *attrs);

#endif /* _HNI_HW_FW_LOG_H */
