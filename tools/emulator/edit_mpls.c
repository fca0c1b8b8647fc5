// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the edits of a label stack, which begins behind the Ethernet header and
 * the outermost VLAN tag.
 */
#include <string.h>

#include "bytes.h"
#include "edit.h"
#include "proto.h"

#define EMU_LSE_LEN	4

static bool emu_ethertype_is_mpls(uint16_t type)
{
	return type == EMU_ETH_P_MPLS_UC || type == EMU_ETH_P_MPLS_MC;
}

/* Bytes before the place of the first entry */
static uint32_t emu_mpls_off(const struct emu_frame *f)
{
	return EMU_ETH_HLEN + emu_frame_tag_len(f);
}

/* Is it an MPLS frame, no matter how many VLAN tags it has? */
static bool emu_mpls_behind_tags(struct emu_frame *f)
{
	const uint8_t *data = emu_frame_data(f);
	uint32_t off = EMU_ETH_HLEN;
	uint16_t type;

	for (;;) {
		type = emu_get_be16(data + off - 2);
		if (!emu_ethertype_is_vlan(type))
			return emu_ethertype_is_mpls(type);
		if (f->len - off < EMU_VLAN_HLEN)
			return false;
		off += EMU_VLAN_HLEN;
	}
}

static enum emu_edit_end emu_mpls_push(struct emu_frame *f,
				       const struct emu_op *op)
{
	uint32_t off = emu_mpls_off(f);
	uint32_t lse = op->arg32;
	uint8_t *data;

	if ((op->flags & HNI_OP_MPLS_F_BOS) && !emu_mpls_behind_tags(f))
		lse |= HNI_KW_MPLS_BOS;
	if (!emu_frame_grow(f, EMU_LSE_LEN))
		return EMU_EDIT_ROOM;
	data = emu_frame_data(f);
	memmove(data, data + EMU_LSE_LEN, off);
	emu_put_be16(data + off - 2, op->arg16);
	emu_put_be32(data + off, lse);
	return EMU_EDIT_DONE;
}

static void emu_mpls_pop(struct emu_frame *f, uint16_t type)
{
	uint32_t off = emu_mpls_off(f);
	uint8_t *data = emu_frame_data(f);

	emu_put_be16(data + off - 2, type);
	memmove(data + EMU_LSE_LEN, data, off);
	f->off += EMU_LSE_LEN;
	f->len -= EMU_LSE_LEN;
}

enum emu_edit_end emu_edit_mpls(struct emu_frame *f, const struct emu_op *op)
{
	uint32_t off = emu_mpls_off(f);
	uint8_t *lse = emu_frame_data(f) + off;

	if (op->code == HNI_OP_MPLS_PUSH)
		return emu_mpls_push(f, op);
	if (!emu_ethertype_is_mpls(emu_get_be16(lse - 2)))
		return op->code == HNI_OP_MPLS_POP ? EMU_EDIT_NONE :
						     EMU_EDIT_DROP;
	if (f->len - off < EMU_LSE_LEN)
		return EMU_EDIT_DROP;
	if (op->code == HNI_OP_MPLS_POP)
		emu_mpls_pop(f, op->arg16);
	else
		emu_put_be32(lse, (emu_get_be32(lse) & ~op->mask) |
				  (op->arg32 & op->mask));
	return EMU_EDIT_DONE;
}
