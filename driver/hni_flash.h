/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to writing packages of firmware.
 */
#ifndef _HNI_FLASH_H
#define _HNI_FLASH_H

#include <net/devlink.h>

#if IS_REACHABLE(CONFIG_PLDMFW)
/**
 * hni_flash_update() - devlink operation: write a PLDM package
 * @devlink: instance
 * @params: package, and perhaps the one component to take from it
 * @extack: told why not, and whether anything was written
 *
 * Context: process, devlink instance lock held.
 * Return: 0 or a negative error.
 */
int hni_flash_update(struct devlink *devlink,
		     struct devlink_flash_update_params *params,
		     struct netlink_ext_ack *extack);
#else
static inline int
hni_flash_update(struct devlink *devlink,
		 struct devlink_flash_update_params *params,
		 struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_MOD(extack, "this kernel was built without PLDMFW");
	return -EOPNOTSUPP;
}
#endif

#endif /* _HNI_FLASH_H */
