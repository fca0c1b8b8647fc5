// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the devlink operations of the device: information, reload, flash. Those
 * of the e-switch are offload/switchdev's.
 */

#include <linux/unaligned.h>

#include "../offload/switchdev/switchdev.h"
#include "hni_devlink.h"
#include "hni_flash.h"
#include "hw/fw.h"

/* What runs and what the flash holds; each can be written by its name. */
static const struct {
	const char *name;
	u32 section;
	bool is_stored;
} hni_devlink_versions[] = {
	{ HNI_FW_NAME_CONTROL, HNI_FW_SECTION_CONTROL },
	{ HNI_FW_NAME_CONTROL, HNI_FW_SECTION_CONTROL, true },
	{ HNI_FW_NAME_CMRT, HNI_FW_SECTION_CMRT },
	{ HNI_FW_NAME_CMRT, HNI_FW_SECTION_CMRT, true },
	{ HNI_FW_NAME_OPTION_ROM, HNI_FW_SECTION_OPTION_ROM, true },
};

static int hni_devlink_versions_put(struct hni_dev *hdev,
				    struct devlink_info_req *req)
{
	enum devlink_info_version_type type = DEVLINK_INFO_VERSION_TYPE_COMPONENT;
	char text[HNI_FW_VERSION_TEXT];
	unsigned int i;
	u32 version;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(hni_devlink_versions) && !err; i++) {
		const char *name = hni_devlink_versions[i].name;
		u32 section = hni_devlink_versions[i].section;

		if (hni_devlink_versions[i].is_stored)
			version = READ_ONCE(hdev->fw_stored[section]);
		else
			version = READ_ONCE(hdev->fw_running[section]);
		if (!version)
			continue;
		hni_fw_version_print(version, text, sizeof(text));
		if (hni_devlink_versions[i].is_stored)
			err = devlink_info_version_stored_put_ext(req, name,
								  text, type);
		else
			err = devlink_info_version_running_put_ext(req, name,
								   text, type);
	}
	return err;
}

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

	return hni_devlink_versions_put(hdev, req);
}

static int hni_devlink_reload_down(struct devlink *devlink, bool netns_change,
				   enum devlink_reload_action action,
				   enum devlink_reload_limit limit,
				   struct netlink_ext_ack *extack)
{
	hni_dev_stop(devlink_priv(devlink));
	return 0;
}

/*
 * New firmware begins to run when the function is reset. The driver has stopped
 * and devlink has locked the device, so nobody is told of this reset.
 */
static int hni_devlink_activate(struct hni_dev *hdev,
				struct netlink_ext_ack *extack)
{
	struct pci_dev *pdev = hdev->pdev;
	int err;

	pci_cfg_access_lock(pdev);
	pci_save_state(pdev);
	err = __pci_reset_function_locked(pdev);
	pci_restore_state(pdev);
	/* to be restored again after an error of the bus */
	pci_save_state(pdev);
	pci_cfg_access_unlock(pdev);
	if (err)
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "the function cannot be reset (%pe)",
				       ERR_PTR(err));
	return err;
}

static int hni_devlink_reload_up(struct devlink *devlink,
				 enum devlink_reload_action action,
				 enum devlink_reload_limit limit,
				 u32 *actions_performed,
				 struct netlink_ext_ack *extack)
{
	struct hni_dev *hdev = devlink_priv(devlink);
	int err;

	*actions_performed = BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT);
	if (action == DEVLINK_RELOAD_ACTION_FW_ACTIVATE) {
		err = hni_devlink_activate(hdev, extack);
		if (err)
			return err;
		*actions_performed |= BIT(DEVLINK_RELOAD_ACTION_FW_ACTIVATE);
	}
	err = hni_dev_start(hdev);
	if (err)
		NL_SET_ERR_MSG_MOD(extack,
				   "device did not start, see the kernel log");
	return err;
}

const struct devlink_ops hni_devlink_ops = {
	.info_get = hni_devlink_info_get,
	.flash_update = hni_flash_update,
	.reload_actions = BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT) |
			  BIT(DEVLINK_RELOAD_ACTION_FW_ACTIVATE),
	.reload_down = hni_devlink_reload_down,
	.reload_up = hni_devlink_reload_up,
	.eswitch_mode_get = hni_eswitch_mode_get,
	.eswitch_mode_set = hni_eswitch_mode_set,
	.rate_leaf_tx_share_set = hni_rate_share_set,
	.rate_leaf_tx_max_set = hni_rate_max_set,
};
