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

/* struct emu_key - the key words; those from HNI_KW_USED on are always 0 */
struct emu_key {
	uint32_t w[HNI_KW_USED];
};

static inline bool emu_ethertype_is_vlan(uint16_t type)
{
	return type == EMU_ETH_P_8021Q || type == EMU_ETH_P_8021AD;
}

/**
 * emu_parse() - make the key words of a frame
 * @data: frame from the destination address
 * @len: bytes, without FCS
 * @key: filled; IN_PORT stays 0
 *
 * Context: pure.
 * Return: false if the frame has no whole Ethernet header, or ends within its
 * outermost VLAN tag or the two bytes behind it: such a frame is dropped.
 */
bool emu_parse(const uint8_t *data, uint32_t len, struct emu_key *key);

/**
 * emu_l2_len() - length of the L2 header: addresses, two VLAN tags, EtherType
 * @data: a frame that emu_parse() accepts
 * @len: bytes
 *
 * Context: pure. Return: 14, 18 or 22
 */
uint32_t emu_l2_len(const uint8_t *data, uint32_t len);

#endif /* EMU_PARSE_H */
