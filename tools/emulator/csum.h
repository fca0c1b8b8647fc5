/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the calls of the checksum and segmentation engines. Pure.
 */
#ifndef EMU_CSUM_H
#define EMU_CSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint64_t emu_csum_add(uint64_t sum, const uint8_t *data, size_t len);
uint16_t emu_csum_fold(uint64_t sum);
bool emu_csum_insert(uint8_t *frame, uint32_t len, uint64_t meta);
bool emu_csum_l4_good(const uint8_t *ip, bool is_v6, const uint8_t *l4,
		      uint32_t len, bool is_udp);

/**
 * struct emu_tso - a packet being cut into segments
 * @packet: headers and payload
 * @len: bytes of @packet
 * @meta: its descriptor
 * @lso_ctrl: register TCE_LSO_CTRL
 * @hdr_len: bytes that every segment repeats
 * @l3_off: offset of the outermost network header
 * @in_off: offset of the innermost network header
 * @l4_off: offset of the L4 header
 * @mss: payload bytes per segment
 * @count: segments
 */
struct emu_tso {
	const uint8_t *packet;
	uint32_t len;
	uint64_t meta;
	uint32_t lso_ctrl;
	uint32_t hdr_len;
	uint32_t l3_off;
	uint32_t in_off;
	uint32_t l4_off;
	uint32_t mss;
	uint32_t count;
};

bool emu_tso_init(struct emu_tso *tso, uint32_t frame_max);
uint32_t emu_tso_segment(const struct emu_tso *tso, uint32_t idx,
			 uint8_t *out);

#endif /* EMU_CSUM_H */
