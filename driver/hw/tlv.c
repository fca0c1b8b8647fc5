// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the codec of type-length-value messages. Nothing that the parser is
 * given is trusted.
 */

#include <linux/align.h>
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "tlv.h"

static bool hni_tlv_is_valid(const struct hni_tlv_rule *rule, const u8 *data,
			     size_t len)
{
	switch (rule->kind) {
	case HNI_TLV_FLAG:
		return !len;
	case HNI_TLV_UINT:
		return len && len <= rule->max;
	case HNI_TLV_STRING:
		return len && len <= rule->max && !data[len - 1];
	case HNI_TLV_ARRAY:
		return IS_ALIGNED(len, 4);
	case HNI_TLV_RAW:
		return len <= rule->max;
	default:
		return true;
	}
}

/* Takes one attribute off the front; returns its id. */
static int hni_tlv_take(struct hni_tlv_attr *rest, struct hni_tlv_attr *attr,
			u32 *hdr)
{
	size_t len, step;

	if (rest->len < HNI_TLV_HDR_SIZE)
		return -EBADMSG;
	*hdr = get_unaligned_le32(rest->data);
	len = FIELD_GET(HNI_TLV_LEN, *hdr);
	step = ALIGN(len, 4);
	if (len < HNI_TLV_HDR_SIZE || step > rest->len ||
	    *hdr & HNI_TLV_IS_MSG)
		return -EBADMSG;

	attr->data = rest->data + HNI_TLV_HDR_SIZE;
	attr->len = len - HNI_TLV_HDR_SIZE;
	rest->data += step;
	rest->len -= step;
	return FIELD_GET(HNI_TLV_TYPE, *hdr);
}

int hni_tlv_parse(const u8 *buf, size_t len, const struct hni_tlv_rule *rules,
		  struct hni_tlv_attr *attrs)
{
	struct hni_tlv_attr rest = { .data = buf, .len = len };
	struct hni_tlv_attr attr;
	u32 hdr;
	int id;

	memset(attrs, 0, HNI_TLV_MAX_ATTRS * sizeof(*attrs));
	while (rest.len) {
		id = hni_tlv_take(&rest, &attr, &hdr);
		if (id < 0 || id >= HNI_TLV_MAX_ATTRS || attrs[id].data)
			return -EBADMSG;
		if (rules[id].kind == HNI_TLV_SKIP &&
		    hdr & HNI_TLV_CANNOT_IGNORE)
			return -EBADMSG;
		if (!hni_tlv_is_valid(&rules[id], attr.data, attr.len))
			return -EBADMSG;
		attrs[id] = attr;
	}
	return 0;
}

u64 hni_tlv_uint(const struct hni_tlv_attr *attr)
{
	u64 val = 0;
	u16 i;

	for (i = 0; i < attr->len; i++)
		val |= (u64)attr->data[i] << (8 * i);
	return val;
}

s32 hni_tlv_sint(const struct hni_tlv_attr *attr)
{
	u32 val = hni_tlv_uint(attr);

	if (attr->len && attr->len < sizeof(val) &&
	    val >> (8 * attr->len - 1))
		val |= ~0U << (8 * attr->len);
	return (s32)val;
}

int hni_tlv_array_next(struct hni_tlv_attr *array, unsigned int id,
		       struct hni_tlv_attr *elem)
{
	int found;
	u32 hdr;

	if (!array->len)
		return 0;
	found = hni_tlv_take(array, elem, &hdr);
	return found >= 0 && (unsigned int)found == id ? 1 : -EBADMSG;
}

static void hni_tlv_head(struct hni_tlv_msg *msg, u32 id)
{
	put_unaligned_le32(FIELD_PREP(HNI_TLV_TYPE, id) | HNI_TLV_IS_MSG |
			   FIELD_PREP(HNI_TLV_LEN, msg->len / sizeof(u32)),
			   msg->buf);
}

void hni_tlv_begin(struct hni_tlv_msg *msg, void *buf, u32 id)
{
	msg->buf = buf;
	msg->len = HNI_TLV_HDR_SIZE;
	hni_tlv_head(msg, id);
}

void hni_tlv_put(struct hni_tlv_msg *msg, u32 id, const void *data,
		 size_t len)
{
	size_t step = ALIGN(HNI_TLV_HDR_SIZE + len, 4);
	u8 *attr = msg->buf + msg->len;

	memset(attr, 0, step);
	put_unaligned_le32(FIELD_PREP(HNI_TLV_TYPE, id) |
			   FIELD_PREP(HNI_TLV_LEN, HNI_TLV_HDR_SIZE + len),
			   attr);
	if (len)
		memcpy(attr + HNI_TLV_HDR_SIZE, data, len);
	msg->len += step;
	hni_tlv_head(msg, FIELD_GET(HNI_TLV_TYPE,
				    get_unaligned_le32(msg->buf)));
}

void hni_tlv_put_u32(struct hni_tlv_msg *msg, u32 id, u32 val)
{
	u8 data[sizeof(val)];

	put_unaligned_le32(val, data);
	hni_tlv_put(msg, id, data, sizeof(data));
}
