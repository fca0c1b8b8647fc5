/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to the PCI part of sysfs. */
#ifndef HNICTL_SYSFS_H
#define HNICTL_SYSFS_H

#include <stdbool.h>
#include <stdint.h>

#include "hnictl.h"

#define CTL_PCI_NAME_SIZE	32
#define CTL_DRIVER_NAME_SIZE	64

/**
 * ctl_pci_name() - find the PCI device that a word of the user means
 * @ctl: context
 * @word: pci/ADDRESS, ADDRESS (the domain may be left out) or a netdev's name
 * @name: filled with the device's name in sysfs, CTL_PCI_NAME_SIZE bytes
 *
 * Return: 0, or -ENODEV, which has been told to the user.
 */
int ctl_pci_name(const struct ctl *ctl, const char *word, char *name);

/**
 * ctl_pci_id() - read a number that identifies a PCI device
 * @ctl: context
 * @name: the device
 * @file: "vendor", "device", "subsystem_vendor" or "subsystem_device"
 *
 * Return: the number; -1 if it cannot be read.
 */
long ctl_pci_id(const struct ctl *ctl, const char *name, const char *file);

/**
 * ctl_pci_driver() - find the driver that a PCI device is bound to
 * @ctl: context
 * @name: the device
 * @driver: filled, CTL_DRIVER_NAME_SIZE bytes; empty if none
 */
void ctl_pci_driver(const struct ctl *ctl, const char *name, char *driver);

/**
 * ctl_pci_override() - read which driver alone may take a PCI device
 * @ctl: context
 * @name: the device
 * @driver: filled, CTL_DRIVER_NAME_SIZE bytes; empty if any may
 */
void ctl_pci_override(const struct ctl *ctl, const char *name, char *driver);

/**
 * ctl_sysfs_exists() - whether there is a file or directory
 * @ctl: context
 * @fmt: its path below the mount point, without a slash in front
 *
 * Return: true if there is.
 */
bool ctl_sysfs_exists(const struct ctl *ctl, const char *fmt, ...)
	__printf(2, 3);

/**
 * ctl_sysfs_write() - write a word into a file
 * @ctl: context
 * @text: the word
 * @fmt: path of the file below the mount point
 *
 * Return: 0 or -errno, not told to the user.
 */
int ctl_sysfs_write(const struct ctl *ctl, const char *text, const char *fmt,
		    ...) __printf(3, 4);

#endif
