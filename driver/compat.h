/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the differences between kernel versions, together with compat.c: no
 * other file tests the version.
 */
#ifndef _HNI_COMPAT_H
#define _HNI_COMPAT_H

#include <linux/version.h>

#endif /* _HNI_COMPAT_H */
