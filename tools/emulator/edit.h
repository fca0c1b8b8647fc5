/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the edits of a frame in place. */
#ifndef EMU_EDIT_H
#define EMU_EDIT_H

#include "bank.h"
#include "emu.h"

/* What became of an edit */
enum emu_edit_end {
	EMU_EDIT_ROOM,		/* it would not fit or would be malformed */
	EMU_EDIT_DONE,		/* the frame has changed */
	EMU_EDIT_NONE,		/* it is as it was, as the op wants it */
	EMU_EDIT_FAILED,	/* EDIT: the header is not there; the ops behind
				 * it with HNI_OP_EDIT_F_NEXT are left out too
				 */
	EMU_EDIT_DROP,		/* the op ends the frame as DROP does */
};

/* Is the op an edit (as opposed to an output or a terminal one)? */
bool emu_edit_is(const struct emu_op *op);

/* May the op change this frame? If not emu_edit() need not be asked. */
bool emu_edit_changes(const struct emu_frame *f, const struct emu_op *op);

/**
 * emu_edit() - execute one edit
 * @f: a frame that emu_parse() accepts; changed
 * @op: an op for which emu_edit_is() holds
 *
 * Context: pure.
 * Return: what became of it. After anything but EMU_EDIT_ROOM the frame is one
 * that emu_parse() accepts.
 */
enum emu_edit_end emu_edit(struct emu_frame *f, const struct emu_op *op);

/**
 * emu_frame_grow() - make room before a frame
 * @f: frame; @f->off decreases, @f->len increases by @bytes
 * @bytes: how much
 *
 * The new first bytes have no defined content.
 *
 * Context: pure.
 * Return: false if the frame would be longer than EMU_FRAME_MAX
 */
bool emu_frame_grow(struct emu_frame *f, uint32_t bytes);

/* Bytes that the outermost VLAN tag takes: 0 or EMU_VLAN_HLEN */
uint32_t emu_frame_tag_len(const struct emu_frame *f);

/* The edits behind emu_edit(), by what they change. */
enum emu_edit_end emu_edit_header(struct emu_frame *f,
				  const struct emu_op *op);
enum emu_edit_end emu_edit_csum(struct emu_frame *f, uint32_t which);
enum emu_edit_end emu_edit_mpls(struct emu_frame *f, const struct emu_op *op);

#endif /* EMU_EDIT_H */
