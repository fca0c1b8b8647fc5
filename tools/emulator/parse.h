/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the parsed form of a frame: key words, as the data sheet defines them. */
#ifndef EMU_PARSE_H
#define EMU_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hw/hni_esw.h"

#define EMU_ETH_HLEN		14
#define EMU_VLAN_HLEN		4
#define EMU_ETH_P_8021Q		0x8100
#define EMU_ETH_P_8021AD	0x88a8
#define EMU_ETH_P_NCSI		0x88f8

/* The parser's words; from here on they say what was done to the frame. */
#define EMU_KW_PARSED		HNI_KW_ENC_KEYID

/* struct emu_key - the key words */
struct emu_key {
	uint32_t w[HNI_KW_USED];
};

static inline bool emu_ethertype_is_vlan(uint16_t type)
{
	return type == EMU_ETH_P_8021Q || type == EMU_ETH_P_8021AD;
}

/* struct emu_range - a RANGE row, decoded */
struct emu_range {
	bool valid;
	bool is_source;
	uint16_t min;
	uint16_t max;
};

/**
 * emu_parse() - make the key words of a frame
 * @data: frame from the destination address
 * @len: bytes, without FCS
 * @key: filled; IN_PORT, RANGES and the words from EMU_KW_PARSED on are 0
 *
 * Context: pure.
 * Return: false if the frame has no whole Ethernet header, or ends within its
 * outermost VLAN tag or the two bytes behind it: such a frame is dropped.
 */
bool emu_parse(const uint8_t *data, uint32_t len, struct emu_key *key);

/**
 * emu_parse_again() - make the key words of a frame that was edited
 * @data: frame from the destination address
 * @len: bytes, without FCS
 * @key: as from emu_parse(), but the words from EMU_KW_PARSED on stay
 *
 * Context: pure. Return: as emu_parse()
 */
bool emu_parse_again(const uint8_t *data, uint32_t len, struct emu_key *key);

/**
 * emu_parse_ranges() - fill the words RANGES
 * @key: the words before are filled
 * @ranges: rows, bit i is that of row i
 * @n: their number, at most HNI_RANGE_MAX_ROWS
 *
 * Context: pure.
 */
void emu_parse_ranges(struct emu_key *key, const struct emu_range *ranges,
		      unsigned int n);

/**
 * emu_l2_len() - length of the L2 header: addresses, two VLAN tags, EtherType
 * @data: a frame that emu_parse() accepts
 * @len: bytes
 *
 * Context: pure. Return: 14, 18 or 22
 */
uint32_t emu_l2_len(const uint8_t *data, uint32_t len);

#endif /* EMU_PARSE_H */
