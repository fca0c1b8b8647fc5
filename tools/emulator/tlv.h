/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the calls that build and take apart mailbox messages. Pure.
 */
#ifndef EMU_TLV_H
#define EMU_TLV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hw/hni_mbox.h"

/**
 * struct emu_tlv - a message being built
 * @buf: its bytes
 * @len: bytes so far
 * @overflow: something did not fit
 */
struct emu_tlv {
	uint8_t buf[HNI_MBX_MSG_MAX];
	size_t len;
	bool overflow;
};

void emu_tlv_begin(struct emu_tlv *t, uint32_t id);
size_t emu_tlv_end(struct emu_tlv *t);
void emu_tlv_put_flag(struct emu_tlv *t, uint32_t id);
void emu_tlv_put_u32(struct emu_tlv *t, uint32_t id, uint32_t val);
void emu_tlv_put_u64(struct emu_tlv *t, uint32_t id, uint64_t val);
void emu_tlv_put_raw(struct emu_tlv *t, uint32_t id, const void *data,
		     size_t len);
void emu_tlv_put_str(struct emu_tlv *t, uint32_t id, const char *str);
size_t emu_tlv_nest_begin(struct emu_tlv *t, uint32_t id);
void emu_tlv_nest_end(struct emu_tlv *t, size_t start);

/**
 * struct emu_tlv_attr - an attribute of a received message
 * @data: payload inside the message, NULL = absent
 * @len: its bytes
 */
struct emu_tlv_attr {
	const uint8_t *data;
	size_t len;
};

int emu_tlv_parse(const uint8_t *msg, size_t len,
		  struct emu_tlv_attr attr[HNI_TLV_MAX_ATTRS]);
uint32_t emu_tlv_id(const uint8_t *msg);
uint32_t emu_tlv_u32(const struct emu_tlv_attr *attr);

#endif /* EMU_TLV_H */
