/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the kernel's field macros for host tests of kernel files. */
#ifndef SELFTESTS_UNIT_SHIM_BITFIELD_H
#define SELFTESTS_UNIT_SHIM_BITFIELD_H

#define FIELD_GET(mask, reg)	(((reg) & (mask)) >> __builtin_ctzll(mask))
#define FIELD_PREP(mask, val)	(((val) << __builtin_ctzll(mask)) & (mask))

#endif /* SELFTESTS_UNIT_SHIM_BITFIELD_H */
