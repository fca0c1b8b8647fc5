// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the parser of type-length-value messages. Nothing that it is given
 * is trusted.
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
