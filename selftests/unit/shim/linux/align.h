/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the kernel's alignment macros for host tests of kernel files. */
#ifndef SELFTESTS_UNIT_SHIM_ALIGN_H
#define SELFTESTS_UNIT_SHIM_ALIGN_H

#include <stddef.h>

#define ALIGN(x, a)							\
	({								\
		size_t mask_ = (a) - 1;					\
		((x) + mask_) & ~mask_;					\
	})
#define IS_ALIGNED(x, a)	(!((x) & ((a) - 1)))

#endif /* SELFTESTS_UNIT_SHIM_ALIGN_H */
