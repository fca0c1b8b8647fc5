/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to writing the flash.
 */
#ifndef _HNI_HW_FW_FLASH_H
#define _HNI_HW_FW_FLASH_H

#include "../hni.h"

struct hni_tlv_attr;

/**
 * struct hni_fw_image - what is to be written
 * @section: HNI_FW_SECTION_*
 * @data: image
 * @len: bytes
 * @progress: told from time to time how many bytes the firmware has taken
 * @ctx: for @progress
 */
struct hni_fw_image {
	u32 section;
	const u8 *data;
	u32 len;
	void (*progress)(void *ctx, u32 done);
	void *ctx;
};

/**
 * hni_fw_flash_write() - write one section
 * @hdev: device
 * @image: image
 *
 * The firmware takes an image over when it has all of it and finds it sound:
 * after a failure the section holds what it held.
 *
 * Context: process; sleeps. Caller serialises.
 * Return: 0; error of hni_fw_call() or of the firmware; -ETIMEDOUT if it asks
 * for nothing for 10 s; -EPROTO if it asks for what is not next.
 */
int hni_fw_flash_write(struct hni_dev *hdev, const struct hni_fw_image *image);

/* Handlers of fw.c: the firmware wants a piece, and has finished */
int hni_fw_flash_chunk_req(struct hni_dev *hdev,
			   const struct hni_tlv_attr *attrs);
int hni_fw_flash_finish_req(struct hni_dev *hdev,
			    const struct hni_tlv_attr *attrs);

#endif /* _HNI_HW_FW_FLASH_H */
