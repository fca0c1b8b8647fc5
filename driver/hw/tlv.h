/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to type-length-value messages of the firmware.
 */
#ifndef _HNI_HW_TLV_H
#define _HNI_HW_TLV_H

#include <linux/types.h>

#include <hw/hni_mbox.h>

enum hni_tlv_kind {
	HNI_TLV_SKIP,		/* not known here */
	HNI_TLV_FLAG,
	HNI_TLV_UINT,		/* up to max bytes, little endian */
	HNI_TLV_STRING,		/* up to max bytes, its NUL included */
	HNI_TLV_ARRAY,		/* attributes inside */
	HNI_TLV_RAW,		/* up to max bytes */
};

/* One attribute of a message: what it may hold */
struct hni_tlv_rule {
	enum hni_tlv_kind kind;
	u16 max;
};

/* Attributes found, pointing into the message; data NULL = absent */
struct hni_tlv_attr {
	const u8 *data;
	u16 len;		/* bytes of data */
};

/* A message to be sent, complete after each attribute */
struct hni_tlv_msg {
	u8 *buf;
	size_t len;		/* bytes so far, a multiple of 4 */
};

/**
 * hni_tlv_begin() - begin a message
 * @msg: initialised
 * @buf: large enough for all that will be put
 * @id: of the message
 */
void hni_tlv_begin(struct hni_tlv_msg *msg, void *buf, u32 id);

/**
 * hni_tlv_put() - append an attribute
 * @msg: message
 * @id: of the attribute
 * @data: bytes, copied
 * @len: of @data; 0 for a flag
 */
void hni_tlv_put(struct hni_tlv_msg *msg, u32 id, const void *data,
		 size_t len);

/**
 * hni_tlv_put_u32() - append a number
 * @msg: message
 * @id: of the attribute
 * @val: number
 */
void hni_tlv_put_u32(struct hni_tlv_msg *msg, u32 id, u32 val);

/**
 * hni_tlv_parse() - find and check the attributes of a message
 * @buf: first attribute
 * @len: bytes of all attributes with padding
 * @rules: HNI_TLV_MAX_ATTRS rules, by attribute
 * @attrs: HNI_TLV_MAX_ATTRS results, by attribute
 *
 * Context: any.
 * Return: 0; -EBADMSG if lengths do not add up, an attribute breaks its rule,
 * occurs twice or is unknown and may not be ignored.
 */
int hni_tlv_parse(const u8 *buf, size_t len, const struct hni_tlv_rule *rules,
		  struct hni_tlv_attr *attrs);

/**
 * hni_tlv_uint() - value of an HNI_TLV_UINT attribute
 * @attr: parsed attribute
 *
 * Return: the value, 0 if absent.
 */
u64 hni_tlv_uint(const struct hni_tlv_attr *attr);

/**
 * hni_tlv_sint() - value of an HNI_TLV_UINT attribute that has a sign
 * @attr: parsed attribute of at most 4 bytes
 *
 * Return: the value, 0 if absent.
 */
s32 hni_tlv_sint(const struct hni_tlv_attr *attr);

/**
 * hni_tlv_array_next() - walk an HNI_TLV_ARRAY
 * @array: what is left of it, advanced
 * @id: attribute that every element must be
 * @elem: filled
 *
 * Return: 1 with @elem filled; 0 at the end; -EBADMSG.
 */
int hni_tlv_array_next(struct hni_tlv_attr *array, unsigned int id,
		       struct hni_tlv_attr *elem);

#endif /* _HNI_HW_TLV_H */
