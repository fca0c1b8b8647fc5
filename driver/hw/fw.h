/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to what the firmware can be asked and told.
 */
#ifndef _HNI_HW_FW_H
#define _HNI_HW_FW_H

#include "../hni.h"

/* The sections as devlink calls them */
#define HNI_FW_NAME_CMRT	DEVLINK_INFO_VERSION_GENERIC_FW_BOOTLOADER
#define HNI_FW_NAME_CONTROL	DEVLINK_INFO_VERSION_GENERIC_FW
#define HNI_FW_NAME_OPTION_ROM	DEVLINK_INFO_VERSION_GENERIC_FW_UNDI

/* Holds every release as text */
#define HNI_FW_VERSION_TEXT	16

/**
 * hni_fw_init() - bring the mailbox up and learn the capabilities
 * @hdev: device; @hdev->caps is filled
 *
 * Context: process; sleeps up to 20 s.
 * Return: 0; -ETIMEDOUT without an answer; -ENODEV if the firmware is too old
 * or reports a link that is unknown here; -ENOMEM.
 */
int hni_fw_init(struct hni_dev *hdev);

/**
 * hni_fw_fini() - undo hni_fw_init()
 * @hdev: device
 *
 * Context: process; sleeps.
 */
void hni_fw_fini(struct hni_dev *hdev);

/**
 * hni_fw_attach() - talk to the firmware of a device that was reset
 * @hdev: device; @hdev->caps is filled
 *
 * Context: process; sleeps up to 20 s.
 * Return: as hni_fw_init()
 */
int hni_fw_attach(struct hni_dev *hdev);

/**
 * hni_fw_detach() - talk to it no more
 * @hdev: device
 *
 * What is said from now on fails with -ENODEV.
 *
 * Context: process; sleeps.
 */
void hni_fw_detach(struct hni_dev *hdev);

/**
 * hni_fw_own() - take ownership of the port, start the heartbeat
 * @hdev: device
 *
 * Context: process, rtnl held; sleeps up to 10 s.
 * Return: 0; -ETIMEDOUT; -EBUSY or -ENODEV from the mailbox.
 */
int hni_fw_own(struct hni_dev *hdev);

/**
 * hni_fw_disown() - give the port back, stop the heartbeat
 * @hdev: device
 *
 * Context: process, rtnl held.
 */
void hni_fw_disown(struct hni_dev *hdev);

/**
 * hni_fw_version_print() - firmware release as text
 * @version: HNI_FW_VERSION_*
 * @buf: filled
 * @size: of @buf, HNI_FW_VERSION_TEXT is enough
 *
 * Context: any.
 */
void hni_fw_version_print(u32 version, char *buf, size_t size);

/**
 * hni_fw_message() - handle a message from the firmware
 * @hdev: device
 * @msg: private copy of the message
 * @len: bytes, at least 1
 *
 * Context: process, see hni_mbx_poll().
 */
void hni_fw_message(struct hni_dev *hdev, const u32 *msg, size_t len);

#endif /* _HNI_HW_FW_H */
