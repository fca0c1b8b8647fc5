// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns reading the firmware's core dump, piece by piece.
 */

#include <linux/mm.h>

#include "fw_call.h"
#include "fw_dump.h"

#define HNI_FW_DUMP_MAX		(8 << 20)	/* what we take, bytes */

/* A piece that is being read */
struct hni_fw_piece {
	u32 off;
	u32 len;
	u8 *data;
};

static int hni_fw_dump_info_take(void *result,
				 const struct hni_tlv_attr *attrs)
{
	struct hni_fw_dump *dump = result;
	int err;

	err = hni_fw_errno(&attrs[HNI_ATTR_COREDUMP_INFO_ERROR]);
	if (err)
		return err;
	if (!attrs[HNI_ATTR_COREDUMP_AVAILABLE].data)
		return -ENOENT;
	dump->len = hni_tlv_uint(&attrs[HNI_ATTR_COREDUMP_SIZE]);
	if (!dump->len)
		return -ENOENT;
	return dump->len > HNI_FW_DUMP_MAX ? -EFBIG : 0;
}

static int hni_fw_dump_info(struct hni_dev *hdev, struct hni_fw_dump *dump)
{
	const struct hni_fw_call call = {
		.answer = HNI_MSG_COREDUMP_GET_INFO_RESP,
		.take = hni_fw_dump_info_take,
		.result = dump,
	};
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	hni_tlv_begin(&msg, buf, HNI_MSG_COREDUMP_GET_INFO_REQ);
	hni_tlv_put(&msg, HNI_ATTR_COREDUMP_REQ_CREATE, NULL, 0);
	return hni_fw_call(hdev, &msg, &call);
}

static int hni_fw_dump_piece_take(void *result,
				  const struct hni_tlv_attr *attrs)
{
	const struct hni_tlv_attr *data = &attrs[HNI_ATTR_COREDUMP_DATA];
	struct hni_fw_piece *piece = result;
	int err;

	if (hni_tlv_uint(&attrs[HNI_ATTR_COREDUMP_OFFSET]) != piece->off)
		return -EAGAIN;
	err = hni_fw_errno(&attrs[HNI_ATTR_COREDUMP_ERROR]);
	if (err)
		return err;
	if (data->len != piece->len)
		return -EBADMSG;
	memcpy(piece->data, data->data, piece->len);
	return 0;
}

static int hni_fw_dump_piece(struct hni_dev *hdev, struct hni_fw_piece *piece)
{
	const struct hni_fw_call call = {
		.answer = HNI_MSG_COREDUMP_READ_RESP,
		.take = hni_fw_dump_piece_take,
		.result = piece,
	};
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	hni_tlv_begin(&msg, buf, HNI_MSG_COREDUMP_READ_REQ);
	hni_tlv_put_u32(&msg, HNI_ATTR_COREDUMP_OFFSET, piece->off);
	hni_tlv_put_u32(&msg, HNI_ATTR_COREDUMP_LENGTH, piece->len);
	return hni_fw_call(hdev, &msg, &call);
}

int hni_fw_dump_read(struct hni_dev *hdev, struct hni_fw_dump *dump)
{
	struct hni_fw_piece piece;
	int err;

	err = hni_fw_dump_info(hdev, dump);
	if (err)
		return err;
	dump->data = kvmalloc(dump->len, GFP_KERNEL);
	if (!dump->data)
		return -ENOMEM;
	for (piece.off = 0; piece.off < dump->len; piece.off += piece.len) {
		piece.len = min(dump->len - piece.off, HNI_TLV_MAX_DATA);
		piece.data = dump->data + piece.off;
		err = hni_fw_dump_piece(hdev, &piece);
		if (err)
			goto err_free_data;
	}
	return 0;

err_free_data:
	kvfree(dump->data);
	return err;
}
