/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the sensors as hwmon shows them. A kernel without hwmon
 * shows none.
 */
#ifndef _HNI_HW_HWMON_H
#define _HNI_HW_HWMON_H

#include "../hni.h"

#if IS_REACHABLE(CONFIG_HWMON)
/**
 * hni_hwmon_create() - show the sensors
 * @hdev: device; the firmware answers
 *
 * Context: process.
 * Return: 0 or a negative error.
 */
int hni_hwmon_create(struct hni_dev *hdev);

/**
 * hni_hwmon_destroy() - undo hni_hwmon_create()
 * @hdev: device
 *
 * Context: process; waits for readers, up to 10 s each if firmware is dead.
 */
void hni_hwmon_destroy(struct hni_dev *hdev);

/**
 * hni_hwmon_exceeded_work() - tell user space that a limit is passed
 * @work: sensor_work of struct hni_dev
 *
 * Context: process.
 */
void hni_hwmon_exceeded_work(struct work_struct *work);
#else
static inline int hni_hwmon_create(struct hni_dev *hdev)
{
	return 0;
}

static inline void hni_hwmon_destroy(struct hni_dev *hdev)
{
}

static inline void hni_hwmon_exceeded_work(struct work_struct *work)
{
}
#endif

#endif /* _HNI_HW_HWMON_H */
