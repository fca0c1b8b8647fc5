// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the walk, a transaction: edits, outputs and counts are collected, and
 * only how it ends decides whether they take effect.
 *
 * Frames are copied late: a version of the frame is copied when it is edited
 * while an output, or the original that may have to be restored, refers to it.
 */
#include <string.h>

#include "edit.h"
#include "walk.h"

/* struct emu_path - one pass through the tables of a port */
struct emu_path {
	struct emu_version *ver;
	const struct emu_bank *bank;
	uint32_t chain;		/* egress ports passed, this one included */
	uint32_t bytes;		/* what a hit counts */
	uint16_t table;
	uint8_t in_port;	/* key word IN_PORT */
	uint8_t out_in_port;	/* the same for outputs made on this path */
	uint8_t depth;		/* egress tables above, this one included */
	bool no_sw;
};

/* How a path ended */
enum emu_path_end {
	EMU_PATH_MISS, EMU_PATH_PASS, EMU_PATH_DROP, EMU_PATH_TRAP,
	EMU_PATH_STOLEN,
	EMU_PATH_ABORT,		/* the walk has ended; w->end says how */
};

static void emu_walk_output(struct emu_walk *w, const struct emu_path *from,
			    uint32_t port);

static enum emu_path_end emu_path_abort(struct emu_walk *w,
					enum emu_walk_end end)
{
	w->end = end;
	return EMU_PATH_ABORT;
}

/* A version that nobody else refers to */
static bool emu_path_own(struct emu_walk *w, struct emu_path *p)
{
	struct emu_frame *copy;
	struct emu_version *ver;

	if (!p->ver->shared)
		return true;
	if (w->nver == EMU_WALK_COPIES)
		return false;
	ver = &w->ver[w->nver];
	copy = &w->copy[w->nver++];
	copy->len = p->ver->f->len;
	copy->off = p->ver->f->off;
	copy->port = p->ver->f->port;
	copy->l4_valid = p->ver->f->l4_valid;
	memcpy(emu_frame_data(copy), emu_frame_data(p->ver->f), copy->len);
	ver->f = copy;
	ver->key = p->ver->key;
	ver->shared = false;
	p->ver = ver;
	return true;
}

/* After an edit the key words follow, for the next lookup. */
static bool emu_path_edit(struct emu_walk *w, struct emu_path *p,
			  const struct emu_op *op)
{
	if (!emu_edit_changes(p->ver->f, op))
		return true;
	return emu_path_own(w, p) && emu_edit(p->ver->f, op) &&
	       emu_parse(emu_frame_data(p->ver->f), p->ver->f->len,
			 &p->ver->key);
}

static enum emu_path_end emu_path_terminal(struct emu_walk *w,
					   const struct emu_op *op)
{
	switch (op->code) {
	case HNI_OP_DROP:
		return EMU_PATH_DROP;
	case HNI_OP_PASS:
		return EMU_PATH_PASS;
	case HNI_OP_TRAP:
		return EMU_PATH_TRAP;
	case HNI_OP_STOLEN:
		return EMU_PATH_STOLEN;
	default:
		w->why = HNI_ESW_WHY_PASS;
		return emu_path_abort(w, EMU_WALK_ORIGINAL);
	}
}

/* Returns the terminal op, NULL if the walk was aborted. */
static const struct emu_op *emu_path_ops(struct emu_walk *w,
					 struct emu_path *p,
					 const struct emu_action *action)
{
	const struct emu_op *op = action->op;
	const struct emu_op *last = op + action->nops - 1;

	for (; op < last; op++) {
		if (op->code == HNI_OP_OUTPUT) {
			emu_walk_output(w, p, op->arg32);
			if (!emu_walk_took_effect(w))
				return NULL;
		} else if (!emu_path_edit(w, p, op)) {
			emu_path_abort(w, EMU_WALK_ROOM);
			return NULL;
		}
	}
	return last;
}

static void emu_path_hit(struct emu_walk *w, const struct emu_path *p,
			 const struct emu_row *row)
{
	if (row->flags & HNI_ROW_F_SW)
		w->sw = true;
	if (row->flags & HNI_ROW_F_COUNT)
		w->hit[w->nhits++] = (struct emu_hit){
			&p->bank->counter[row->counter], p->bytes,
		};
}

static enum emu_path_end emu_path_run(struct emu_walk *w, struct emu_path *p)
{
	const struct emu_row *row;
	const struct emu_op *op;
	unsigned int gotos = 0;

	for (;;) {
		p->ver->key.w[HNI_KW_META] &= ~HNI_KW_META_IN_PORT;
		p->ver->key.w[HNI_KW_META] |= p->in_port;
		row = emu_bank_lookup(p->bank, p->table, &p->ver->key,
				      p->no_sw);
		if (!row)
			return EMU_PATH_MISS;
		emu_path_hit(w, p, row);
		op = emu_path_ops(w, p, &p->bank->action[row->action]);
		if (!op)
			return EMU_PATH_ABORT;
		if (op->code != HNI_OP_GOTO)
			return emu_path_terminal(w, op);
		if (gotos++ == HNI_ESW_MAX_GOTOS)
			return emu_path_abort(w, EMU_WALK_GOTOS);
		p->table = (uint16_t)op->arg32;
	}
}

static void emu_walk_emit(struct emu_walk *w, uint32_t port,
			  enum emu_output_kind kind, const struct emu_path *p)
{
	p->ver->shared = true;
	w->out[w->nout++] = (struct emu_output){
		.port = (uint8_t)port,
		.kind = (uint8_t)kind,
		.table = p->table,
		.f = p->ver->f,
	};
}

/* The egress table of @p's port, then the copy itself, if it may leave */
static void emu_walk_egress(struct emu_walk *w, struct emu_path *p,
			    uint32_t port)
{
	switch (emu_path_run(w, p)) {
	case EMU_PATH_MISS:
	case EMU_PATH_PASS:
		emu_walk_emit(w, port, EMU_OUTPUT_PORT, p);
		break;
	case EMU_PATH_TRAP:
		emu_walk_emit(w, port, EMU_OUTPUT_CPU, p);
		break;
	default:
		break;
	}
}

static void emu_walk_output(struct emu_walk *w, const struct emu_path *from,
			    uint32_t port)
{
	struct emu_path p = {
		.ver = from->ver,
		.bank = w->bind[port].bank,
		.table = w->bind[port].egress,
		.chain = from->chain | 1U << port,
		.bytes = from->ver->f->len,
		.in_port = from->out_in_port,
		.out_in_port = (uint8_t)port,
		.depth = from->depth + 1,
	};

	if (w->asked++ == HNI_ESW_MAX_OUTPUTS) {
		w->end = EMU_WALK_OUTPUTS;
		return;
	}
	from->ver->shared = true;
	if (p.depth > HNI_ESW_MAX_NEST || (from->chain & 1U << port))
		emu_walk_emit(w, port, EMU_OUTPUT_LOOP, &p);
	else
		emu_walk_egress(w, &p, port);
}

static void emu_walk_start(struct emu_walk *w, const struct emu_bind *bind,
			   struct emu_frame *f, const struct emu_key *key)
{
	w->end = EMU_WALK_DONE;
	w->why = HNI_ESW_WHY_MISS;
	w->table = 0;
	w->f = f;
	w->nout = 0;
	w->bind = bind;
	w->asked = 0;
	w->nhits = 0;
	w->sw = false;
	w->nver = 1;
	w->ver[0] = (struct emu_version){ .f = f, .key = *key, .shared = true };
}

static void emu_walk_to_cpu(struct emu_walk *w, const struct emu_path *p,
			    enum emu_path_end end)
{
	static const uint8_t why[] = {
		[EMU_PATH_MISS] = HNI_ESW_WHY_MISS,
		[EMU_PATH_PASS] = HNI_ESW_WHY_PASS,
		[EMU_PATH_TRAP] = HNI_ESW_WHY_TRAP,
	};

	w->why = why[end];
	if (w->sw && end != EMU_PATH_TRAP) {
		w->end = EMU_WALK_ORIGINAL;
		return;
	}
	w->end = EMU_WALK_CPU;
	w->f = p->ver->f;
}

void emu_walk_ingress(struct emu_walk *w, const struct emu_bind *bind,
		      struct emu_frame *f, const struct emu_key *key)
{
	struct emu_path p = {
		.ver = &w->ver[0],
		.bank = bind[f->port].bank,
		.table = bind[f->port].ingress,
		.bytes = f->len,
		.in_port = f->port,
		.out_in_port = f->port,
	};
	enum emu_path_end end;

	emu_walk_start(w, bind, f, key);
	end = emu_path_run(w, &p);
	w->table = p.table;
	switch (end) {
	case EMU_PATH_MISS:
	case EMU_PATH_PASS:
	case EMU_PATH_TRAP:
		emu_walk_to_cpu(w, &p, end);
		break;
	case EMU_PATH_DROP:
		w->end = EMU_WALK_DROP;
		break;
	default:
		break;
	}
}

void emu_walk_inject(struct emu_walk *w, const struct emu_bind *bind,
		     struct emu_frame *f, const struct emu_key *key)
{
	struct emu_path p = {
		.ver = &w->ver[0],
		.bank = bind[f->port].bank,
		.table = bind[f->port].egress,
		.chain = 1U << f->port,
		.bytes = f->len,
		.in_port = HNI_KW_IN_PORT_MANAGER,
		.out_in_port = f->port,
		.depth = 1,
		.no_sw = true,
	};

	emu_walk_start(w, bind, f, key);
	w->asked = 1;
	emu_walk_egress(w, &p, f->port);
	w->table = p.table;
}

void emu_walk_count(const struct emu_walk *w, uint64_t now_ns)
{
	unsigned int i;

	for (i = 0; i < w->nhits; i++) {
		w->hit[i].counter->pkts++;
		w->hit[i].counter->bytes += w->hit[i].bytes;
		w->hit[i].counter->last_ns = now_ns;
	}
}
