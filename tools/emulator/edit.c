// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the choice among the edits of a frame, the room for them, and those of
 * its outermost VLAN tag.
 */
#include <string.h>

#include "bytes.h"
#include "edit.h"

#define EMU_TAG_OFF	12	/* where the outermost tag begins */
#define EMU_TCI_DEI	0x1000

uint32_t emu_frame_tag_len(const struct emu_frame *f)
{
	return emu_ethertype_is_vlan(emu_get_be16(f->buf + f->off +
						  EMU_TAG_OFF)) ?
	       EMU_VLAN_HLEN : 0;
}

bool emu_frame_grow(struct emu_frame *f, uint32_t bytes)
{
	uint32_t off;

	if (bytes > EMU_FRAME_MAX || f->len > EMU_FRAME_MAX - bytes)
		return false;
	if (f->off < bytes) {
		off = (uint32_t)sizeof(f->buf) - f->len;
		memmove(f->buf + off, emu_frame_data(f), f->len);
		f->off = (uint16_t)off;
	}
	f->off -= (uint16_t)bytes;
	f->len += bytes;
	return true;
}

static enum emu_edit_end emu_edit_push(struct emu_frame *f, uint16_t tpid,
				       uint16_t tci)
{
	uint8_t *data;

	if (!emu_frame_grow(f, EMU_VLAN_HLEN))
		return EMU_EDIT_ROOM;
	data = emu_frame_data(f);
	memmove(data, data + EMU_VLAN_HLEN, EMU_TAG_OFF);
	emu_put_be16(data + EMU_TAG_OFF, tpid);
	emu_put_be16(data + EMU_TAG_OFF + 2, tci);
	return EMU_EDIT_DONE;
}

static void emu_edit_pop(struct emu_frame *f)
{
	uint8_t *data = emu_frame_data(f);

	memmove(data + EMU_VLAN_HLEN, data, EMU_TAG_OFF);
	f->off += EMU_VLAN_HLEN;
	f->len -= EMU_VLAN_HLEN;
}

static void emu_edit_modify(struct emu_frame *f, const struct emu_op *op)
{
	uint8_t *tag = emu_frame_data(f) + EMU_TAG_OFF;
	uint16_t keep = HNI_KW_VLAN_PCP | EMU_TCI_DEI;
	uint16_t tci = emu_get_be16(tag + 2);

	if (op->flags & HNI_OP_VLAN_F_PCP)
		keep = EMU_TCI_DEI;
	tci = (tci & keep) | (op->arg16 & (0xffff & ~keep));
	emu_put_be16(tag, (uint16_t)op->arg32);
	emu_put_be16(tag + 2, tci);
}

/* Is it a frame that a parser accepts? */
static bool emu_frame_is_sound(const struct emu_frame *f)
{
	return !emu_frame_tag_len(f) ||
	       f->len >= EMU_ETH_HLEN + EMU_VLAN_HLEN + 2;
}

static bool emu_edit_is_vlan(const struct emu_op *op)
{
	return op->code == HNI_OP_VLAN_PUSH || op->code == HNI_OP_VLAN_POP ||
	       op->code == HNI_OP_VLAN_MODIFY;
}

bool emu_edit_is(const struct emu_op *op)
{
	return emu_edit_is_vlan(op) || (op->code >= HNI_OP_EDIT &&
					op->code <= HNI_OP_MPLS_MODIFY);
}

bool emu_edit_changes(const struct emu_frame *f, const struct emu_op *op)
{
	return !emu_edit_is_vlan(op) || op->code == HNI_OP_VLAN_PUSH ||
	       emu_frame_tag_len(f);
}

static enum emu_edit_end emu_edit_tag(struct emu_frame *f,
				      const struct emu_op *op)
{
	if (!emu_edit_changes(f, op))
		return EMU_EDIT_NONE;
	switch (op->code) {
	case HNI_OP_VLAN_PUSH:
		return emu_edit_push(f, (uint16_t)op->arg32, op->arg16);
	case HNI_OP_VLAN_POP:
		emu_edit_pop(f);
		return EMU_EDIT_DONE;
	default:
		emu_edit_modify(f, op);
		return EMU_EDIT_DONE;
	}
}

enum emu_edit_end emu_edit(struct emu_frame *f, const struct emu_op *op)
{
	enum emu_edit_end end;

	switch (op->code) {
	case HNI_OP_EDIT:
		end = emu_edit_header(f, op);
		break;
	case HNI_OP_CSUM:
		end = emu_edit_csum(f, op->arg32);
		break;
	case HNI_OP_MPLS_PUSH:
	case HNI_OP_MPLS_POP:
	case HNI_OP_MPLS_MODIFY:
		end = emu_edit_mpls(f, op);
		break;
	default:
		end = emu_edit_tag(f, op);
		break;
	}
	if (end != EMU_EDIT_DONE)
		return end;
	if (!emu_edit_is_vlan(op))
		f->l4_valid = false;
	return emu_frame_is_sound(f) ? EMU_EDIT_DONE : EMU_EDIT_ROOM;
}
