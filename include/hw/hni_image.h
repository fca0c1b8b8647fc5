/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Owns the header of a firmware image: what the NIC checks before it takes
 * an image over, and where it learns the version of it.
 */
#ifndef _HNI_IMAGE_H
#define _HNI_IMAGE_H

/* Byte offsets; numbers are 32 bits wide and little endian */
#define HNI_IMAGE_MAGIC		"HNIFWIMG"	/* 8 bytes, without a NUL */
#define HNI_IMAGE_MAGIC_LEN	8
#define HNI_IMAGE_SECTION	8		/* HNI_FW_SECTION_* */
#define HNI_IMAGE_VERSION	12
#define HNI_IMAGE_ROLLBACK	16		/* not below the NIC's own */
#define HNI_IMAGE_LENGTH	20		/* bytes behind the header */
#define HNI_IMAGE_CRC		24		/* CRC-32 (IEEE 802.3) of them */
#define HNI_IMAGE_COMMIT	28		/* string with its NUL */
#define HNI_IMAGE_COMMIT_LEN	19
#define HNI_IMAGE_HDR_LEN	64
#define HNI_IMAGE_MAX		(4 << 20)	/* header and content */

#endif /* _HNI_IMAGE_H */
