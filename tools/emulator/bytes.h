/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns unaligned loads and stores of either byte order, and bit fields. */
#ifndef EMU_BYTES_H
#define EMU_BYTES_H

#include <stdint.h>

/* Field access, as the kernel's FIELD_GET() and FIELD_PREP() */
#define EMU_GET(mask, val)	(((val) & (mask)) / ((mask) & -(mask)))
#define EMU_PREP(mask, val)	(((val) * ((mask) & -(mask))) & (mask))

static inline uint16_t emu_get_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t emu_get_be32(const uint8_t *p)
{
	return (uint32_t)emu_get_be16(p) << 16 | emu_get_be16(p + 2);
}

static inline void emu_put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void emu_put_be32(uint8_t *p, uint32_t v)
{
	emu_put_be16(p, (uint16_t)(v >> 16));
	emu_put_be16(p + 2, (uint16_t)v);
}

static inline uint16_t emu_get_le16(const uint8_t *p)
{
	return (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t emu_get_le32(const uint8_t *p)
{
	return (uint32_t)emu_get_le16(p + 2) << 16 | emu_get_le16(p);
}

static inline uint64_t emu_get_le64(const uint8_t *p)
{
	return (uint64_t)emu_get_le32(p + 4) << 32 | emu_get_le32(p);
}

static inline void emu_put_le16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void emu_put_le32(uint8_t *p, uint32_t v)
{
	emu_put_le16(p, (uint16_t)v);
	emu_put_le16(p + 2, (uint16_t)(v >> 16));
}

static inline void emu_put_le64(uint8_t *p, uint64_t v)
{
	emu_put_le32(p, (uint32_t)v);
	emu_put_le32(p + 4, (uint32_t)(v >> 32));
}

#endif /* EMU_BYTES_H */
