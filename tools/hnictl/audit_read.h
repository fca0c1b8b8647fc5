/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to reading what is audited back from the device. */
#ifndef HNICTL_AUDIT_READ_H
#define HNICTL_AUDIT_READ_H

#include "audit.h"
#include "devlink.h"

/**
 * ctl_audit_read() - read the tables of an e-switch
 * @device: its devlink instance
 * @audit: overwritten, but for the kinds of its ports; for ctl_audit_free(), on
 * failure as well
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_audit_read(const struct ctl_device *device, struct ctl_audit *audit);

/**
 * ctl_audit_free() - free what ctl_audit_read() made
 * @audit: what was read
 */
void ctl_audit_free(struct ctl_audit *audit);

#endif
