// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the encoding of mailbox messages: a header in words, attributes in
 * bytes, each padded to a word.
 */
#include <errno.h>
#include <string.h>

#include "func.h"
#include "tlv.h"

static uint32_t emu_tlv_get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static void emu_tlv_set32(uint8_t *p, uint32_t val)
{
	p[0] = (uint8_t)val;
	p[1] = (uint8_t)(val >> 8);
	p[2] = (uint8_t)(val >> 16);
	p[3] = (uint8_t)(val >> 24);
}

static void emu_tlv_header(uint8_t *p, uint32_t id, uint32_t flags,
			   size_t len)
{
	emu_tlv_set32(p, EMU_PREP(HNI_TLV_TYPE, id) | flags |
		      EMU_PREP(HNI_TLV_LEN, (uint32_t)len));
}

/**
 * emu_tlv_begin() - start a message
 * @t: message
 * @id: HNI_MSG_*
 */
void emu_tlv_begin(struct emu_tlv *t, uint32_t id)
{
	t->len = HNI_TLV_HDR_SIZE;
	t->overflow = false;
	emu_tlv_header(t->buf, id, HNI_TLV_IS_MSG, 0);
}

/**
 * emu_tlv_end() - finish a message
 * @t: message
 *
 * Return: its bytes, 0 if it did not fit.
 */
size_t emu_tlv_end(struct emu_tlv *t)
{
	if (t->overflow)
		return 0;
	emu_tlv_header(t->buf, emu_tlv_id(t->buf), HNI_TLV_IS_MSG,
		       t->len / 4);
	return t->len;
}

/**
 * emu_tlv_put_raw() - add an attribute
 * @t: message
 * @id: HNI_ATTR_*
 * @data: payload
 * @len: its bytes
 */
void emu_tlv_put_raw(struct emu_tlv *t, uint32_t id, const void *data,
		     size_t len)
{
	size_t padded = (len + 3) & ~(size_t)3;
	uint8_t *p = t->buf + t->len;

	if (t->len + HNI_TLV_HDR_SIZE + padded > sizeof(t->buf)) {
		t->overflow = true;
		return;
	}
	emu_tlv_header(p, id, 0, HNI_TLV_HDR_SIZE + len);
	memset(p + HNI_TLV_HDR_SIZE, 0, padded);
	if (len)
		memcpy(p + HNI_TLV_HDR_SIZE, data, len);
	t->len += HNI_TLV_HDR_SIZE + padded;
}

/**
 * emu_tlv_put_flag() - add an attribute without payload
 * @t: message
 * @id: HNI_ATTR_*
 */
void emu_tlv_put_flag(struct emu_tlv *t, uint32_t id)
{
	emu_tlv_put_raw(t, id, NULL, 0);
}

/**
 * emu_tlv_put_u32() - add a 32-bit number
 * @t: message
 * @id: HNI_ATTR_*
 * @val: number
 */
void emu_tlv_put_u32(struct emu_tlv *t, uint32_t id, uint32_t val)
{
	uint8_t raw[4];

	emu_tlv_set32(raw, val);
	emu_tlv_put_raw(t, id, raw, sizeof(raw));
}

/**
 * emu_tlv_put_u64() - add a 64-bit number
 * @t: message
 * @id: HNI_ATTR_*
 * @val: number
 */
void emu_tlv_put_u64(struct emu_tlv *t, uint32_t id, uint64_t val)
{
	uint8_t raw[8];

	emu_tlv_set32(raw, (uint32_t)val);
	emu_tlv_set32(raw + 4, (uint32_t)(val >> 32));
	emu_tlv_put_raw(t, id, raw, sizeof(raw));
}

/**
 * emu_tlv_put_str() - add a string with its NUL
 * @t: message
 * @id: HNI_ATTR_*
 * @str: text
 */
void emu_tlv_put_str(struct emu_tlv *t, uint32_t id, const char *str)
{
	emu_tlv_put_raw(t, id, str, strlen(str) + 1);
}

/**
 * emu_tlv_nest_begin() - open an attribute that holds attributes
 * @t: message
 * @id: HNI_ATTR_*
 *
 * Return: what emu_tlv_nest_end() wants.
 */
size_t emu_tlv_nest_begin(struct emu_tlv *t, uint32_t id)
{
	size_t start = t->len;

	emu_tlv_put_flag(t, id);
	return start;
}

/**
 * emu_tlv_nest_end() - close it
 * @t: message
 * @start: of emu_tlv_nest_begin()
 */
void emu_tlv_nest_end(struct emu_tlv *t, size_t start)
{
	uint32_t hdr;

	if (t->overflow)
		return;
	hdr = emu_tlv_get32(t->buf + start);
	emu_tlv_header(t->buf + start, EMU_GET(HNI_TLV_TYPE, hdr), 0,
		       t->len - start);
}

/**
 * emu_tlv_id() - type of a message
 * @msg: at least 4 bytes
 *
 * Return: HNI_MSG_*.
 */
uint32_t emu_tlv_id(const uint8_t *msg)
{
	return EMU_GET(HNI_TLV_TYPE, emu_tlv_get32(msg));
}

/* Return: bytes taken by the attribute at @p, 0 = malformed */
static size_t emu_tlv_parse_attr(const uint8_t *p, size_t left,
				 struct emu_tlv_attr *attr)
{
	uint32_t hdr, id;
	size_t len;

	if (left < HNI_TLV_HDR_SIZE)
		return 0;
	hdr = emu_tlv_get32(p);
	id = EMU_GET(HNI_TLV_TYPE, hdr);
	len = EMU_GET(HNI_TLV_LEN, hdr);
	if ((hdr & HNI_TLV_IS_MSG) || id >= HNI_TLV_MAX_ATTRS ||
	    len < HNI_TLV_HDR_SIZE || ((len + 3) & ~(size_t)3) > left ||
	    attr[id].data)
		return 0;
	attr[id].data = p + HNI_TLV_HDR_SIZE;
	attr[id].len = len - HNI_TLV_HDR_SIZE;
	return (len + 3) & ~(size_t)3;
}

/**
 * emu_tlv_parse() - take a message apart
 * @msg: bytes as the host sent them
 * @len: their number
 * @attr: result, by attribute id
 *
 * Return: 0, -EINVAL if lengths do not add up, an attribute appears twice or
 * its id is out of range.
 */
int emu_tlv_parse(const uint8_t *msg, size_t len,
		  struct emu_tlv_attr attr[HNI_TLV_MAX_ATTRS])
{
	size_t at = HNI_TLV_HDR_SIZE;
	uint32_t hdr;
	size_t used;

	memset(attr, 0, HNI_TLV_MAX_ATTRS * sizeof(*attr));
	if (len < HNI_TLV_HDR_SIZE)
		return -EINVAL;
	hdr = emu_tlv_get32(msg);
	if (!(hdr & HNI_TLV_IS_MSG) || 4 * EMU_GET(HNI_TLV_LEN, hdr) != len)
		return -EINVAL;
	while (at < len) {
		used = emu_tlv_parse_attr(msg + at, len - at, attr);
		if (!used)
			return -EINVAL;
		at += used;
	}
	return 0;
}

/**
 * emu_tlv_u32() - number in an attribute
 * @attr: attribute, may be absent
 *
 * Return: its value, 0 if absent or empty; higher bytes are ignored.
 */
uint32_t emu_tlv_u32(const struct emu_tlv_attr *attr)
{
	uint8_t raw[4] = { 0 };

	if (attr->data)
		memcpy(raw, attr->data, attr->len < 4 ? attr->len : 4);
	return emu_tlv_get32(raw);
}
