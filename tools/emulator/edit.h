/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the edits of a frame in place. */
#ifndef EMU_EDIT_H
#define EMU_EDIT_H

#include "bank.h"
#include "emu.h"

/* Is the op an edit (as opposed to an output or a terminal one)? */
bool emu_edit_is(const struct emu_op *op);

/* Would the op change this frame? A tag op on an untagged frame does not. */
bool emu_edit_changes(const struct emu_frame *f, const struct emu_op *op);

/**
 * emu_edit() - execute one edit
 * @f: a frame that emu_parse() accepts; changed
 * @op: an op for which emu_edit_is() holds
 *
 * Context: pure.
 * Return: false if the frame would not fit or is no longer well-formed
 */
bool emu_edit(struct emu_frame *f, const struct emu_op *op);

#endif /* EMU_EDIT_H */
