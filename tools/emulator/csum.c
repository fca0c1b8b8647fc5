// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the ones' complement sums: insertion on transmit, verification and
 * the sum over a whole frame on receive.
 */
#include <endian.h>
#include <string.h>

#include "func.h"
#include "csum.h"

/**
 * emu_csum_fold() - fold a sum to 16 bits, not complemented
 * @sum: of emu_csum_add()
 *
 * Return: value in host order.
 */
uint16_t emu_csum_fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

/**
 * emu_csum_add() - add 16-bit words in network order
 * @sum: so far
 * @data: bytes, of any alignment
 * @len: an odd last byte counts as the high half of a word
 *
 * A ones' complement sum does not depend on the byte order in which it is
 * computed, only its result has to be swapped: so add as the machine loads.
 *
 * Return: an unfolded sum.
 */
uint64_t emu_csum_add(uint64_t sum, const uint8_t *data, size_t len)
{
	uint64_t acc = 0, word;

	for (; len >= sizeof(word); len -= sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		acc += (word & 0xffffffff) + (word >> 32);
		data += sizeof(word);
	}
	word = 0;
	memcpy(&word, data, len);
	acc += (word & 0xffffffff) + (word >> 32);
	return sum + be16toh(emu_csum_fold(acc));
}

/**
 * emu_csum_insert() - execute REQ_CSO
 * @frame: whole frame; the field holds the pseudo-header sum
 * @len: bytes
 * @meta: descriptor that asks for it
 *
 * Return: false if the descriptor points outside the frame.
 */
bool emu_csum_insert(uint8_t *frame, uint32_t len, uint64_t meta)
{
	uint32_t start = 2 * (uint32_t)(EMU_GET(HNI_TWD_L2_HLEN, meta) +
					EMU_GET(HNI_TWD_L3_IHLEN, meta));
	uint32_t offset = 2 * (uint32_t)EMU_GET(HNI_TWD_CSUM_OFFSET, meta);
	uint32_t field = start + offset;
	uint16_t sum;

	if (field + 2 > len)
		return false;
	sum = (uint16_t)~emu_csum_fold(emu_csum_add(0, frame + start,
						    len - start));
	/* UDP: zero would mean "no checksum" */
	if (!sum && offset == 6)
		sum = 0xffff;
	frame[field] = (uint8_t)(sum >> 8);
	frame[field + 1] = (uint8_t)sum;
	return true;
}

/**
 * emu_csum_l4_good() - verify the checksum of a complete TCP or UDP packet
 * @ip: its IP header
 * @is_v6: IPv6, else IPv4
 * @l4: TCP or UDP header
 * @len: bytes from @l4 to the end of the packet, padding excluded
 * @is_udp: UDP, else TCP
 *
 * Return: false also if there is none.
 */
bool emu_csum_l4_good(const uint8_t *ip, bool is_v6, const uint8_t *l4,
		      uint32_t len, bool is_udp)
{
	uint64_t sum = len + (is_udp ? 17 : 6);

	if (is_udp && !l4[6] && !l4[7])
		return false;
	if (is_v6)
		sum = emu_csum_add(sum, ip + 8, 32);
	else
		sum = emu_csum_add(sum, ip + 12, 8);
	return emu_csum_fold(emu_csum_add(sum, l4, len)) == 0xffff;
}
