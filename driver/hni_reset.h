/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to detaching and attaching a function around a loss of
 * its state.
 */
#ifndef _HNI_RESET_H
#define _HNI_RESET_H

#include <linux/pm.h>

#include "hni.h"

/* For struct pci_driver; they take the devlink instance lock, in it rtnl. */
extern const struct pci_error_handlers hni_reset_handlers;
extern const struct dev_pm_ops hni_reset_pm_ops;

#endif /* _HNI_RESET_H */
