// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the devlink operations of the device: information and reload. Those
 * of the e-switch are offload/switchdev's.
 */

#include <linux/unaligned.h>

#include "../offload/switchdev/switchdev.h"
#include "hni_devlink.h"
#include "hw/fw.h"

static int hni_devlink_info_get(struct devlink *devlink,
				struct devlink_info_req *req,
				struct netlink_ext_ack *extack)
{
	struct hni_dev *hdev = devlink_priv(devlink);
	char buf[32];
	u8 dsn[8];
	int err;

	put_unaligned_be64(hdev->dsn, dsn);
	snprintf(buf, sizeof(buf), "%8phD", dsn);
	err = devlink_info_serial_number_put(req, buf);
	if (err)
		return err;

	hni_fw_version_print(hdev, buf, sizeof(buf));
	return devlink_info_version_running_put(req,
						DEVLINK_INFO_VERSION_GENERIC_FW,
						buf);
}

static int hni_devlink_reload_down(struct devlink *devlink, bool netns_change,
				   enum devlink_reload_action action,
				   enum devlink_reload_limit limit,
				   struct netlink_ext_ack *extack)
{
	hni_dev_stop(devlink_priv(devlink));
	return 0;
}

static int hni_devlink_reload_up(struct devlink *devlink,
				 enum devlink_reload_action action,
				 enum devlink_reload_limit limit,
				 u32 *actions_performed,
				 struct netlink_ext_ack *extack)
{
	int err;

	err = hni_dev_start(devlink_priv(devlink));
	if (err) {
		NL_SET_ERR_MSG_MOD(extack,
				   "device did not start, see the kernel log");
		return err;
	}
	*actions_performed = BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT);
	return 0;
}

const struct devlink_ops hni_devlink_ops = {
	.info_get = hni_devlink_info_get,
	.reload_actions = BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT),
	.reload_down = hni_devlink_reload_down,
	.reload_up = hni_devlink_reload_up,
	.eswitch_mode_get = hni_eswitch_mode_get,
	.eswitch_mode_set = hni_eswitch_mode_set,
};
