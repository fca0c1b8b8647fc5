/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to the features of a netdev that ethtool -k shows. */
#ifndef HNICTL_FEATURE_H
#define HNICTL_FEATURE_H

#include <stdbool.h>

/**
 * ctl_feature_get() - read a feature of a netdev
 * @netdev: name of the netdev
 * @feature: as ethtool spells it
 * @is_on: filled
 *
 * Return: 0; -ENOENT if the kernel does not know the feature; -errno.
 */
int ctl_feature_get(const char *netdev, const char *feature, bool *is_on);

#endif
