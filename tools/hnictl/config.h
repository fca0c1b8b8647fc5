/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to the configuration of the running kernel. */
#ifndef HNICTL_CONFIG_H
#define HNICTL_CONFIG_H

#include "hnictl.h"

enum ctl_config {
	CTL_CONFIG_UNKNOWN,	/* the machine does not have it as a file */
	CTL_CONFIG_OFF,
	CTL_CONFIG_ON,		/* built in or a module */
};

/**
 * ctl_config_get() - read an option of the running kernel
 * @ctl: context
 * @option: its name without CONFIG_
 *
 * Return: what the file in /boot or in the modules' directory says.
 */
enum ctl_config ctl_config_get(const struct ctl *ctl, const char *option);

#endif
