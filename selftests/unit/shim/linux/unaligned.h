/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the kernel's unaligned accesses for host tests of kernel files. */
#ifndef SELFTESTS_UNIT_SHIM_UNALIGNED_H
#define SELFTESTS_UNIT_SHIM_UNALIGNED_H

#include <linux/types.h>

static inline u32 get_unaligned_le32(const void *from)
{
	const u8 *b = from;

	return b[0] | b[1] << 8 | b[2] << 16 | (u32)b[3] << 24;
}

static inline void put_unaligned_le32(u32 val, void *to)
{
	u8 *b = to;

	b[0] = (u8)val;
	b[1] = (u8)(val >> 8);
	b[2] = (u8)(val >> 16);
	b[3] = (u8)(val >> 24);
}

#endif /* SELFTESTS_UNIT_SHIM_UNALIGNED_H */
