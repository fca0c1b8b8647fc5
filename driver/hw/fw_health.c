// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the reporter "fw" of devlink health: that the firmware was lost, its core
 * dump, its log. There is nothing for an operator to recover: the heartbeat asks
 * a firmware that comes back for the port, and the state follows.
 */

#include <linux/mm.h>

#include "fw.h"
#include "fw_call.h"
#include "fw_dump.h"
#include "fw_health.h"
#include "fw_log.h"

static int hni_fw_beat_take(void *result, const struct hni_tlv_attr *attrs)
{
	return 0;
}

/* Does it answer now? That brings its uptime up to date, too. */
static int hni_fw_beat_call(struct hni_dev *hdev)
{
	const struct hni_fw_call call = {
		.answer = HNI_MSG_HEARTBEAT_RESP,
		.take = hni_fw_beat_take,
	};
	u8 buf[HNI_FW_CALL_BYTES];
	struct hni_tlv_msg msg;

	hni_tlv_begin(&msg, buf, HNI_MSG_HEARTBEAT_REQ);
	return hni_fw_call(hdev, &msg, &call);
}

static int hni_fw_diagnose(struct devlink_health_reporter *reporter,
			   struct devlink_fmsg *fmsg,
			   struct netlink_ext_ack *extack)
{
	struct hni_dev *hdev = devlink_health_reporter_priv(reporter);
	char version[HNI_FW_VERSION_TEXT];
	int err;

	if (!hdev->mbx) {
		NL_SET_ERR_MSG_MOD(extack, "the device is not started");
		return -ENODEV;
	}
	err = hni_fw_beat_call(hdev);
	hni_fw_version_print(hdev->caps.version, version, sizeof(version));
	devlink_fmsg_string_pair_put(fmsg, "version", version);
	devlink_fmsg_string_pair_put(fmsg, "commit", hdev->caps.commit);
	devlink_fmsg_bool_pair_put(fmsg, "answers", !err);
	devlink_fmsg_u64_pair_put(fmsg, "uptime_ms",
				  READ_ONCE(hdev->fw_uptime));
	devlink_fmsg_u32_pair_put(fmsg, "lost", READ_ONCE(hdev->fw_num_lost));
	return hni_fw_log_put(hdev, fmsg);
}

static int hni_fw_dump(struct devlink_health_reporter *reporter,
		       struct devlink_fmsg *fmsg, void *ctx,
		       struct netlink_ext_ack *extack)
{
	struct hni_dev *hdev = devlink_health_reporter_priv(reporter);
	struct hni_fw_dump dump;
	int err;

	err = hni_fw_dump_read(hdev, &dump);
	if (err) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "the firmware gives no core dump (%pe)",
				       ERR_PTR(err));
		return err;
	}
	devlink_fmsg_u32_pair_put(fmsg, "bytes", dump.len);
	devlink_fmsg_binary_pair_put(fmsg, "coredump", dump.data, dump.len);
	kvfree(dump.data);
	return 0;
}

static const struct devlink_health_reporter_ops hni_fw_health_ops = {
	.name = "fw",
	.diagnose = hni_fw_diagnose,
	.dump = hni_fw_dump,
};

/*
 * A report takes the devlink instance lock and waits for the firmware: not a
 * thing for the heartbeat's task.
 */
static void hni_fw_health_work(struct work_struct *work)
{
	struct hni_dev *hdev = container_of(work, struct hni_dev,
					    fw_health_work);
	const char *why = xchg(&hdev->fw_lost_why, NULL);

	if (why) {
		hdev->fw_is_reported = true;
		devlink_health_report(hdev->fw_health, why, hdev);
	}
	if (READ_ONCE(hdev->fw_is_lost) || !hdev->fw_is_reported)
		return;
	hdev->fw_is_reported = false;
	devlink_health_reporter_recovery_done(hdev->fw_health);
	devlink_health_reporter_state_update(hdev->fw_health,
					     DEVLINK_HEALTH_REPORTER_STATE_HEALTHY);
}

void hni_fw_health_lost(struct hni_dev *hdev, const char *why)
{
	WRITE_ONCE(hdev->fw_num_lost, hdev->fw_num_lost + 1);
	WRITE_ONCE(hdev->fw_is_lost, true);
	xchg(&hdev->fw_lost_why, why);
	schedule_work(&hdev->fw_health_work);
}

void hni_fw_health_alive(struct hni_dev *hdev)
{
	if (!READ_ONCE(hdev->fw_is_lost))
		return;
	WRITE_ONCE(hdev->fw_is_lost, false);
	schedule_work(&hdev->fw_health_work);
}

int hni_fw_health_create(struct hni_dev *hdev)
{
	int err;

	err = hni_fw_log_create(hdev);
	if (err)
		return err;
	INIT_WORK(&hdev->fw_health_work, hni_fw_health_work);
	hdev->fw_health = hni_compat_health_create(hdev->devlink,
						   &hni_fw_health_ops, hdev);
	err = PTR_ERR_OR_ZERO(hdev->fw_health);
	if (err)
		hni_fw_log_destroy(hdev);
	return err;
}

void hni_fw_health_disable(struct hni_dev *hdev)
{
	disable_work_sync(&hdev->fw_health_work);
}

void hni_fw_health_destroy(struct hni_dev *hdev)
{
	devl_health_reporter_destroy(hdev->fw_health);
	hni_fw_log_destroy(hdev);
}
