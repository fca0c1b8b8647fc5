/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to devlink's regions: raw memory of the device. */
#ifndef HNICTL_REGION_H
#define HNICTL_REGION_H

#include "devlink.h"

/**
 * ctl_region_size() - ask how large a region is
 * @devlink: open
 * @device: the instance
 * @region: name of the region
 * @size: set to its bytes
 *
 * Return: 0; -ENODEV or -EINVAL if there is no such region, not told to the
 * user; else -errno, told.
 */
int ctl_region_size(struct ctl_devlink *devlink,
		    const struct ctl_device *device, const char *region,
		    uint64_t *size);

/**
 * struct ctl_region_part - a part of a region
 * @region: name of the region
 * @addr: where it begins
 * @len: bytes
 * @bytes: filled
 */
struct ctl_region_part {
	const char *region;
	uint64_t addr;
	size_t len;
	uint8_t *bytes;
};

/**
 * ctl_region_read() - read what the device has now
 * @devlink: open
 * @device: the instance
 * @part: what is read
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_region_read(struct ctl_devlink *devlink,
		    const struct ctl_device *device,
		    const struct ctl_region_part *part);

#endif
