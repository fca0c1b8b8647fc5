/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to what the firmware reads for the host: module, sensors;
 * and to the echo that tests the way there and back.
 */
#ifndef _HNI_HW_FW_BOARD_H
#define _HNI_HW_FW_BOARD_H

#include "../hni.h"

/**
 * struct hni_fw_module - a piece of the module's memory
 * @bank: of @page
 * @page: number
 * @offset: in the page, 128 and up are its own
 * @length: bytes, at most HNI_TLV_MAX_DATA
 * @data: filled
 */
struct hni_fw_module {
	u32 bank;
	u32 page;
	u32 offset;
	u32 length;
	u8 *data;
};

/**
 * hni_fw_module_read() - read from the module in the cage
 * @hdev: device
 * @piece: what, and where to
 *
 * Context: process; sleeps, see hni_fw_call().
 * Return: 0; error of hni_fw_call(); -ENODEV without a module, -EOPNOTSUPP if
 * it has no such page, -EINVAL outside the page; -EBADMSG.
 */
int hni_fw_module_read(struct hni_dev *hdev, struct hni_fw_module *piece);

/**
 * struct hni_fw_sensors - what the sensors say
 * @temp_mc: milli-degrees Celsius
 * @volt_mv: mV of the core
 */
struct hni_fw_sensors {
	s32 temp_mc;
	s32 volt_mv;
};

/**
 * hni_fw_sensors_read() - read both sensors
 * @hdev: device
 * @now: filled
 *
 * Context: process; sleeps, see hni_fw_call().
 * Return: 0; error of hni_fw_call() or of the firmware; -EBADMSG.
 */
int hni_fw_sensors_read(struct hni_dev *hdev, struct hni_fw_sensors *now);

/**
 * hni_fw_echo() - have the firmware repeat a message
 * @hdev: device
 *
 * Context: process; sleeps, see hni_fw_call().
 * Return: 0; error of hni_fw_call(); -EBADMSG if it repeats another one.
 */
int hni_fw_echo(struct hni_dev *hdev);

#endif /* _HNI_HW_FW_BOARD_H */
