/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to the state of a devlink instance. */
#ifndef HNICTL_ESWITCH_H
#define HNICTL_ESWITCH_H

#include "devlink.h"

/**
 * struct ctl_eswitch - state of a devlink instance
 * @is_manager: it administers an e-switch
 * @mode: DEVLINK_ESWITCH_MODE_*, of a manager
 * @has_failed: its last reload failed
 */
struct ctl_eswitch {
	bool is_manager;
	uint16_t mode;
	bool has_failed;
};

/**
 * ctl_eswitch_get() - ask for the state of a devlink instance
 * @devlink: open
 * @device: the instance
 * @eswitch: overwritten
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_eswitch_get(struct ctl_devlink *devlink,
		    const struct ctl_device *device,
		    struct ctl_eswitch *eswitch);

#endif
