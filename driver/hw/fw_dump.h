/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the firmware's core dump.
 */
#ifndef _HNI_HW_FW_DUMP_H
#define _HNI_HW_FW_DUMP_H

#include "../hni.h"

/**
 * struct hni_fw_dump - a core dump
 * @data: bytes, the caller frees them with kvfree()
 * @len: number of them
 */
struct hni_fw_dump {
	u8 *data;
	u32 len;
};

/**
 * hni_fw_dump_read() - read the core dump
 * @hdev: device
 * @dump: filled
 *
 * The firmware keeps the dump of a crash until it has been read; if there is
 * none, it makes one now.
 *
 * Context: process; sleeps.
 * Return: 0; error of hni_fw_call() or of the firmware; -ENOENT without a dump;
 * -EFBIG; -ENOMEM; -EBADMSG.
 */
int hni_fw_dump_read(struct hni_dev *hdev, struct hni_fw_dump *dump);

#endif /* _HNI_HW_FW_DUMP_H */
