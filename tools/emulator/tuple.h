/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what a connection is known by: addresses and ports of a frame. Pure. */
#ifndef EMU_TUPLE_H
#define EMU_TUPLE_H

#include "emu.h"

/* struct emu_tuple - as in CONN rows; addresses as the key words SRC and DST */
struct emu_tuple {
	bool is_v6;
	uint8_t proto;		/* 6 or 17 */
	uint16_t sport;
	uint16_t dport;
	uint32_t src[4];	/* IPv4 in the last */
	uint32_t dst[4];
};

/**
 * emu_tuple_get() - addresses and ports of a frame that CT may look up
 * @f: a frame that emu_parse() accepts
 * @t: filled; no padding bytes matter
 *
 * Context: pure.
 * Return: false for all but TCP without FIN and RST and UDP, behind IPv4
 * without options or IPv6 without extension headers, no fragment, a TTL or hop
 * limit above 1, and at most one VLAN tag before it
 */
bool emu_tuple_get(const struct emu_frame *f, struct emu_tuple *t);

/**
 * emu_tuple_set() - give a frame other addresses and ports
 * @f: a frame for which emu_tuple_get() returns true; changed
 * @t: new ones; family and protocol are those of the frame
 *
 * Checksums follow by the difference; a UDP checksum of 0 stays 0.
 *
 * Context: pure.
 */
void emu_tuple_set(struct emu_frame *f, const struct emu_tuple *t);

#endif /* EMU_TUPLE_H */
