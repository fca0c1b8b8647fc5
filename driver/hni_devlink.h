/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface between the PCI and the devlink side of the device.
 */
#ifndef _HNI_DEVLINK_H
#define _HNI_DEVLINK_H

#include "hni.h"

extern const struct devlink_ops hni_devlink_ops;

/**
 * hni_dev_start() - bring the function up, from power-on state to netdev
 * @hdev: device with mapped BARs
 *
 * Context: process, devlink instance lock held.
 * Return: 0 or a negative error; then nothing is left behind.
 */
int hni_dev_start(struct hni_dev *hdev);

/**
 * hni_dev_stop() - undo hni_dev_start()
 * @hdev: device, started or not
 *
 * Context: process, devlink instance lock held.
 */
void hni_dev_stop(struct hni_dev *hdev);

#endif /* _HNI_DEVLINK_H */
