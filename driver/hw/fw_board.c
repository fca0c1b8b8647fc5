// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the questions about the board that the firmware answers: module and
 * sensors; and the echo that tests the way there and back.
 */

#include <linux/random.h>

#include "fw_board.h"
#include "fw_call.h"

static int hni_fw_module_take(void *result, const struct hni_tlv_attr *attrs)
{
	const struct hni_tlv_attr *data = &attrs[HNI_ATTR_QSFP_DATA];
	struct hni_fw_module *piece = result;
	int err;

	if (hni_tlv_uint(&attrs[HNI_ATTR_QSFP_BANK]) != piece->bank ||
	    hni_tlv_uint(&attrs[HNI_ATTR_QSFP_PAGE]) != piece->page ||
	    hni_tlv_uint(&attrs[HNI_ATTR_QSFP_OFFSET]) != piece->offset ||
	    hni_tlv_uint(&attrs[HNI_ATTR_QSFP_LENGTH]) != piece->length)
		return -EAGAIN;
	err = hni_fw_errno(&attrs[HNI_ATTR_QSFP_ERROR]);
	if (err)
		return err;
	if (data->len < piece->length)
		return -EBADMSG;
	memcpy(piece->data, data->data, piece->length);
	return 0;
}

int hni_fw_module_read(struct hni_dev *hdev, struct hni_fw_module *piece)
{
	const struct hni_fw_call call = {
		.answer = HNI_MSG_QSFP_READ_RESP,
		.take = hni_fw_module_take,
		.result = piece,
	};
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	hni_tlv_begin(&msg, buf, HNI_MSG_QSFP_READ_REQ);
	hni_tlv_put_u32(&msg, HNI_ATTR_QSFP_BANK, piece->bank);
	hni_tlv_put_u32(&msg, HNI_ATTR_QSFP_PAGE, piece->page);
	hni_tlv_put_u32(&msg, HNI_ATTR_QSFP_OFFSET, piece->offset);
	hni_tlv_put_u32(&msg, HNI_ATTR_QSFP_LENGTH, piece->length);
	return hni_fw_call(hdev, &msg, &call);
}

static int hni_fw_sensors_take(void *result, const struct hni_tlv_attr *attrs)
{
	struct hni_fw_sensors *now = result;
	int err;

	err = hni_fw_errno(&attrs[HNI_ATTR_TSENE_ERROR]);
	if (err)
		return err;
	if (!attrs[HNI_ATTR_TSENE_THERM].data ||
	    !attrs[HNI_ATTR_TSENE_VOLT].data)
		return -EBADMSG;
	now->temp_mc = hni_tlv_sint(&attrs[HNI_ATTR_TSENE_THERM]);
	now->volt_mv = hni_tlv_sint(&attrs[HNI_ATTR_TSENE_VOLT]);
	return 0;
}

int hni_fw_sensors_read(struct hni_dev *hdev, struct hni_fw_sensors *now)
{
	const struct hni_fw_call call = {
		.answer = HNI_MSG_TSENE_READ_RESP,
		.take = hni_fw_sensors_take,
		.result = now,
	};
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	hni_tlv_begin(&msg, buf, HNI_MSG_TSENE_READ_REQ);
	return hni_fw_call(hdev, &msg, &call);
}

/* What is sent, and what must come back */
struct hni_fw_echo {
	u32 number;
	char text[16];
};

static int hni_fw_echo_take(void *result, const struct hni_tlv_attr *attrs)
{
	const struct hni_tlv_attr *text = &attrs[HNI_ATTR_TEST_STRING];
	const struct hni_fw_echo *echo = result;

	if (hni_tlv_uint(&attrs[HNI_ATTR_TEST_U32]) != echo->number ||
	    text->len != sizeof(echo->text) ||
	    memcmp(text->data, echo->text, sizeof(echo->text)))
		return -EBADMSG;
	return 0;
}

int hni_fw_echo(struct hni_dev *hdev)
{
	struct hni_fw_echo echo = { .number = get_random_u32() };
	const struct hni_fw_call call = {
		.answer = HNI_MSG_TEST,
		.take = hni_fw_echo_take,
		.result = &echo,
	};
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	snprintf(echo.text, sizeof(echo.text), "echo %08x..", ~echo.number);
	hni_tlv_begin(&msg, buf, HNI_MSG_TEST);
	hni_tlv_put_u32(&msg, HNI_ATTR_TEST_U32, echo.number);
	hni_tlv_put(&msg, HNI_ATTR_TEST_STRING, echo.text, sizeof(echo.text));
	return hni_fw_call(hdev, &msg, &call);
}
