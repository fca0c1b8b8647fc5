/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the reporter "fw" of devlink health.
 */
#ifndef _HNI_HW_FW_HEALTH_H
#define _HNI_HW_FW_HEALTH_H

#include "../hni.h"

/**
 * hni_fw_health_create() - create the reporter
 * @hdev: device, not started; the reporter outlives stops and starts
 *
 * Context: process, devlink instance lock held.
 * Return: 0 or a negative error.
 */
int hni_fw_health_create(struct hni_dev *hdev);

/**
 * hni_fw_health_disable() - nothing is reported after this
 * @hdev: device
 *
 * Context: process, devlink instance lock not held: a report takes it.
 */
void hni_fw_health_disable(struct hni_dev *hdev);

/**
 * hni_fw_health_destroy() - undo hni_fw_health_create()
 * @hdev: device, stopped; hni_fw_health_disable() was called if it was started
 *
 * Context: process, devlink instance lock held.
 */
void hni_fw_health_destroy(struct hni_dev *hdev);

/**
 * hni_fw_health_lost() - the firmware is not what it was
 * @hdev: device
 * @why: constant text
 *
 * Context: any.
 */
void hni_fw_health_lost(struct hni_dev *hdev, const char *why);

/**
 * hni_fw_health_alive() - the firmware gave a sign of life
 * @hdev: device
 *
 * Context: any.
 */
void hni_fw_health_alive(struct hni_dev *hdev);

#endif /* _HNI_HW_FW_HEALTH_H */
