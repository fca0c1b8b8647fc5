/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the kernel's integer types for host tests of kernel files. */
#ifndef SELFTESTS_UNIT_SHIM_TYPES_H
#define SELFTESTS_UNIT_SHIM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define s32	int32_t
#define u8	uint8_t
#define u16	uint16_t
#define u32	uint32_t
#define u64	uint64_t

#endif /* SELFTESTS_UNIT_SHIM_TYPES_H */
