// SPDX-License-Identifier: GPL-2.0-only
/* Owns the ops of an action that are not terminal. */
#include "bytes.h"
#include "edit.h"
#include "walk_path.h"

/* The frame changes; the key words follow before the next lookup. */
static enum emu_op_end emu_path_edit(struct emu_walk *w, struct emu_path *p,
				     const struct emu_op *op)
{
	if (!emu_edit_changes(p->ver->f, op))
		return EMU_OP_DONE;
	if (!emu_path_own(w, p))
		return emu_walk_abort(w, EMU_WALK_ROOM);
	switch (emu_edit(p->ver->f, op)) {
	case EMU_EDIT_DONE:
		p->ver->stale = true;
		return EMU_OP_DONE;
	case EMU_EDIT_NONE:
		return EMU_OP_DONE;
	case EMU_EDIT_FAILED:
		return EMU_OP_FAILED;
	case EMU_EDIT_DROP:
		return EMU_OP_DROP;
	default:
		return emu_walk_abort(w, EMU_WALK_ROOM);
	}
}

static unsigned int emu_path_police(struct emu_walk *w,
				    const struct emu_path *p,
				    const struct emu_op *op)
{
	if (emu_meter_police(w, p, op))
		return EMU_GET(HNI_OP_POLICE_CONFORM, op->arg16);
	return EMU_GET(HNI_OP_POLICE_EXCEED, op->arg16);
}

/* xorshift64*: cheap, and repeatable from its seed */
static uint32_t emu_walk_random(struct emu_walk *w)
{
	w->random ^= w->random >> 12;
	w->random ^= w->random << 25;
	w->random ^= w->random >> 27;
	return (uint32_t)(w->random * 0x2545f4914f6cdd1d >> 32);
}

static void emu_path_sample(struct emu_walk *w, const struct emu_path *p,
			    const struct emu_op *op)
{
	if (op->mask > 1 && emu_walk_random(w) % op->mask)
		return;
	if (w->samples++ >= EMU_WALK_SAMPLES)
		return;
	emu_walk_emit(w, p->out_port, EMU_OUTPUT_SAMPLE, p);
	w->out[w->nout - 1].mark = op->arg32;
}

static enum emu_op_end emu_path_output(struct emu_walk *w,
				       const struct emu_path *p,
				       const struct emu_op *op)
{
	emu_walk_output(w, p, op->arg32);
	return emu_walk_took_effect(w) ? EMU_OP_DONE : EMU_OP_ABORT;
}

enum emu_op_end emu_path_op(struct emu_walk *w, struct emu_path *p,
			    const struct emu_op *ops, unsigned int *at)
{
	const struct emu_op *op = &ops[(*at)++];

	switch (op->code) {
	case HNI_OP_OUTPUT:
		return emu_path_output(w, p, op);
	case HNI_OP_POLICE:
		*at = emu_path_police(w, p, op);
		return EMU_OP_DONE;
	case HNI_OP_SAMPLE:
		emu_path_sample(w, p, op);
		return EMU_OP_DONE;
	case HNI_OP_MARK:
		p->mark = (p->mark & ~op->mask) | (op->arg32 & op->mask);
		return EMU_OP_DONE;
	case HNI_OP_PRIORITY:
		p->prio = (uint8_t)op->arg32;
		return EMU_OP_DONE;
	case HNI_OP_ENCAP:
		return emu_path_encap(w, p, op);
	case HNI_OP_TUNNEL_UNSET:
		return emu_path_tunnel_unset(w, p);
	case HNI_OP_CT:
		return emu_path_ct(w, p, op);
	case HNI_OP_CT_CLEAR:
		return emu_path_ct_clear(w, p);
	default:
		return emu_path_edit(w, p, op);
	}
}
