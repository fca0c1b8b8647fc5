// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns requests that the firmware answers: one at a time, by whoever waits.
 */

#include <linux/err.h>

#include "fw_call.h"
#include "mbx.h"

#define HNI_FW_CALL_TIMEOUT	(10 * HZ)

void hni_fw_call_init(struct hni_dev *hdev)
{
	mutex_init(&hdev->fw_call_mutex);
	spin_lock_init(&hdev->fw_call_lock);
	init_completion(&hdev->fw_called);
}

static void hni_fw_call_set(struct hni_dev *hdev,
			    const struct hni_fw_call *call)
{
	spin_lock_bh(&hdev->fw_call_lock);
	hdev->fw_call = call;
	spin_unlock_bh(&hdev->fw_call_lock);
}

int hni_fw_call(struct hni_dev *hdev, const struct hni_tlv_msg *msg,
		const struct hni_fw_call *call)
{
	int err;

	/* a reload that failed has left no mailbox */
	if (!hdev->mbx)
		return -ENODEV;
	mutex_lock(&hdev->fw_call_mutex);
	reinit_completion(&hdev->fw_called);
	hni_fw_call_set(hdev, call);
	err = hni_mbx_send(hdev, msg->buf, msg->len);
	/* a device that has left the bus shows when it is written to */
	if (!err && hni_dev_is_dead(hdev))
		err = -ENODEV;
	if (!err && !wait_for_completion_timeout(&hdev->fw_called,
						 HNI_FW_CALL_TIMEOUT))
		err = -ETIMEDOUT;
	/* from here nobody writes to the caller's memory */
	hni_fw_call_set(hdev, NULL);
	if (!err)
		err = hdev->fw_call_err;
	mutex_unlock(&hdev->fw_call_mutex);
	return err;
}

int hni_fw_answer(struct hni_dev *hdev, u32 id,
		  const struct hni_tlv_attr *attrs)
{
	const struct hni_fw_call *call;
	int err = -ENOENT;

	spin_lock_bh(&hdev->fw_call_lock);
	call = hdev->fw_call;
	if (call && call->answer == id) {
		err = call->take(call->result, attrs);
		if (err != -EAGAIN) {
			hdev->fw_call_err = err;
			hdev->fw_call = NULL;
			complete(&hdev->fw_called);
			err = 0;
		}
	}
	spin_unlock_bh(&hdev->fw_call_lock);
	return err;
}

int hni_fw_errno(const struct hni_tlv_attr *attr)
{
	s32 err = hni_tlv_sint(attr);

	if (err == -EAGAIN)
		return -EBUSY;
	return err <= 0 && err >= -MAX_ERRNO ? err : -EIO;
}
