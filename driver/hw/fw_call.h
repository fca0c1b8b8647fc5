/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to requests that the firmware answers.
 */
#ifndef _HNI_HW_FW_CALL_H
#define _HNI_HW_FW_CALL_H

#include "../hni.h"
#include "tlv.h"

/* Holds every request without raw data */
#define HNI_FW_CALL_BYTES	64

/**
 * struct hni_fw_call - what becomes of an answer
 * @answer: message that answers, HNI_MSG_*
 * @take: copies out of the answer what is wanted, with a lock held; -EAGAIN
 *	if it answers another request, any other value is the call's
 * @result: for @take
 */
struct hni_fw_call {
	u32 answer;
	int (*take)(void *result, const struct hni_tlv_attr *attrs);
	void *result;
};

/**
 * hni_fw_call_init() - before the first call
 * @hdev: device
 */
void hni_fw_call_init(struct hni_dev *hdev);

/**
 * hni_fw_call() - send a request and wait for its answer
 * @hdev: device
 * @msg: request
 * @call: its answer
 *
 * Context: process; sleeps up to 10 s, and as long for each call before it.
 * Return: value of @call->take; -ETIMEDOUT without an answer; -EBUSY or -ENODEV
 * from the mailbox.
 */
int hni_fw_call(struct hni_dev *hdev, const struct hni_tlv_msg *msg,
		const struct hni_fw_call *call);

/**
 * hni_fw_answer() - a message that may be an answer has come
 * @hdev: device
 * @id: of the message
 * @attrs: its attributes
 *
 * Context: process, see hni_mbx_poll().
 * Return: 0; -ENOENT or -EAGAIN if nobody waits for it.
 */
int hni_fw_answer(struct hni_dev *hdev, u32 id,
		  const struct hni_tlv_attr *attrs);

/**
 * hni_fw_errno() - error that the firmware reports in an answer
 * @attr: attribute with a sign, may be absent
 *
 * Return: 0 if there is none; else a negative error, never -EAGAIN.
 */
int hni_fw_errno(const struct hni_tlv_attr *attr);

#endif /* _HNI_HW_FW_CALL_H */
