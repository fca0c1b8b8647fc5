/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to devlink's health reporters. */
#ifndef HNICTL_HEALTH_H
#define HNICTL_HEALTH_H

#include "devlink.h"
#include "tree.h"

#define CTL_REPORTER_SIZE	32

/**
 * struct ctl_reporter - one health reporter
 * @name: of the reporter
 * @is_error: it is in state error
 */
struct ctl_reporter {
	char name[CTL_REPORTER_SIZE];
	bool is_error;
};

/**
 * struct ctl_reporters - list of health reporters
 * @list: the reporters
 * @count: how many
 */
struct ctl_reporters {
	struct ctl_reporter *list;
	size_t count;
};

/**
 * ctl_health_list() - list the reporters of a devlink instance
 * @devlink: open
 * @device: the instance
 * @reporters: overwritten; the caller frees its list
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_health_list(struct ctl_devlink *devlink,
		    const struct ctl_device *device,
		    struct ctl_reporters *reporters);

/**
 * ctl_health_diagnose() - ask a reporter how things are
 * @devlink: open
 * @device: the instance
 * @reporter: name of the reporter
 * @tree: set to what it tells; the caller frees it
 *
 * Return: 0; -EOPNOTSUPP, -EINVAL or -ENODEV if there is no such reporter, not
 * told to the user; else -errno, told.
 */
int ctl_health_diagnose(struct ctl_devlink *devlink,
			const struct ctl_device *device, const char *reporter,
			struct ctl_tree **tree);

/**
 * ctl_health_dump() - let a reporter make a new dump
 * @devlink: open
 * @device: the instance
 * @reporter: name of the reporter
 * @tree: set to the dump; the caller frees it
 *
 * A dump that devlink had kept is cleared before, and the new one after it was
 * read, so that the next reader does not get an old one.
 *
 * Return: as ctl_health_diagnose().
 */
int ctl_health_dump(struct ctl_devlink *devlink,
		    const struct ctl_device *device, const char *reporter,
		    struct ctl_tree **tree);

#endif
