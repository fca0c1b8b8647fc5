/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Owns the bit and mask macros of the contract headers.
 *
 * Plain constant expressions: they serve the kernel's FIELD_PREP() and
 * FIELD_GET() as well as a program that has neither.
 */
#ifndef _HNI_BITS_H
#define _HNI_BITS_H

#define HNI_BIT32(n)		(1U << (n))
#define HNI_BIT64(n)		(1ULL << (n))
/* Bits h down to l, both included */
#define HNI_MASK32(h, l)	((~0U >> (31 - (h))) & (~0U << (l)))
#define HNI_MASK64(h, l)	((~0ULL >> (63 - (h))) & (~0ULL << (l)))

#endif /* _HNI_BITS_H */
