/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of e-switch mode and representors to the rest of the
 * driver.
 */
#ifndef _HNI_SWITCHDEV_H
#define _HNI_SWITCHDEV_H

#include <net/devlink.h>

struct hni_dev;

/**
 * hni_esw_init() - take the e-switch into service
 * @hdev: manager function, BAR2 mapped; its esw member is set on success
 *
 * A device that a manager left in another mode than legacy keeps forwarding by
 * its old rules: representors are created, and each port changes to the new
 * rules when its representor is set up.
 *
 * Context: process, devlink instance lock held.
 * Return: 0 or a negative error.
 */
int hni_esw_init(struct hni_dev *hdev);

/**
 * hni_esw_fini() - undo hni_esw_init(): legacy mode, orderly
 * @hdev: manager function
 *
 * Context: process, devlink instance lock held, rtnl not held.
 */
void hni_esw_fini(struct hni_dev *hdev);

/**
 * hni_esw_detach() - the device is about to lose its state, or has lost it
 * @hdev: manager function
 *
 * Representors stay, and rules; none is added until hni_esw_attach().
 *
 * Context: process, devlink instance lock held, rtnl not held.
 */
void hni_esw_detach(struct hni_dev *hdev);

/**
 * hni_esw_attach() - give the device mode, rules and ports back
 * @hdev: manager function
 *
 * Context: process, devlink instance lock held, rtnl not held.
 * Return: 0; a negative error: then hni_esw_detach() is due.
 */
int hni_esw_attach(struct hni_dev *hdev);

/**
 * hni_tc_health_create() - begin to record what of tc is refused
 * @hdev: device; its members ledger and tc_health are set on success
 *
 * Context: process, devlink instance lock held.
 * Return: 0 or a negative error.
 */
int hni_tc_health_create(struct hni_dev *hdev);

/**
 * hni_tc_health_destroy() - undo hni_tc_health_create()
 * @hdev: device
 *
 * Context: process, devlink instance lock held.
 */
void hni_tc_health_destroy(struct hni_dev *hdev);

/**
 * hni_rate_share_set() - devlink operation
 * @devlink_rate: leaf of a port
 * @priv: the port
 * @tx_share: bytes a second, 0 = none
 * @extack: told why not
 *
 * Context: process, devlink instance lock held.
 * Return: 0; -EINVAL: not a multiple of 1 kbit/s, or more than the maximum;
 * -ERANGE: more than the device can say.
 */
int hni_rate_share_set(struct devlink_rate *devlink_rate, void *priv,
		       u64 tx_share, struct netlink_ext_ack *extack);

/**
 * hni_rate_max_set() - devlink operation
 * @devlink_rate: leaf of a port
 * @priv: the port
 * @tx_max: bytes a second, 0 = no limit
 * @extack: told why not
 *
 * Context: process, devlink instance lock held.
 * Return: as hni_rate_share_set().
 */
int hni_rate_max_set(struct devlink_rate *devlink_rate, void *priv, u64 tx_max,
		     struct netlink_ext_ack *extack);

/**
 * hni_eswitch_mode_get() - devlink operation
 * @devlink: instance
 * @mode: set to DEVLINK_ESWITCH_MODE_*
 *
 * Context: process, devlink instance lock held.
 * Return: 0, or -EOPNOTSUPP if the function is not the manager.
 */
int hni_eswitch_mode_get(struct devlink *devlink, u16 *mode);

/**
 * hni_eswitch_mode_set() - devlink operation
 * @devlink: instance
 * @mode: DEVLINK_ESWITCH_MODE_*
 * @extack: told why not
 *
 * Context: process, devlink instance lock held, rtnl not held.
 * Return: 0; -EOPNOTSUPP if the function is not the manager or the mode is
 * unknown; -EIO if the device is dead; error of creating representors: then
 * the mode is legacy.
 */
int hni_eswitch_mode_set(struct devlink *devlink, u16 mode,
			 struct netlink_ext_ack *extack);

#endif /* _HNI_SWITCHDEV_H */
