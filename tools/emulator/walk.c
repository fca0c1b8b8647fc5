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
#include "walk_path.h"

/* How a path ended */
enum emu_path_end {
	EMU_PATH_MISS, EMU_PATH_PASS, EMU_PATH_DROP, EMU_PATH_TRAP,
	EMU_PATH_STOLEN,
	EMU_PATH_ABORT,		/* the walk has ended; w->end says how */
};

enum emu_op_end emu_walk_abort(struct emu_walk *w, enum emu_walk_end end)
{
	w->end = end;
	return EMU_OP_ABORT;
}

enum emu_op_end emu_walk_software(struct emu_walk *w)
{
	w->why = HNI_ESW_WHY_PASS;
	return emu_walk_abort(w, EMU_WALK_ORIGINAL);
}

/* ---- Versions of the frame ---- */

struct emu_version *emu_walk_version(struct emu_walk *w)
{
	struct emu_version *ver;

	if (w->nver == EMU_WALK_COPIES)
		return NULL;
	ver = &w->ver[w->nver];
	ver->f = &w->copy[w->nver++];
	ver->shared = false;
	ver->stale = false;
	return ver;
}

bool emu_path_copy(struct emu_walk *w, struct emu_path *p)
{
	struct emu_version *old = p->ver, *ver;

	ver = emu_walk_version(w);
	if (!ver)
		return false;
	ver->f->len = old->f->len;
	ver->f->off = old->f->off;
	ver->f->port = old->f->port;
	ver->f->l4_valid = old->f->l4_valid;
	memcpy(emu_frame_data(ver->f), emu_frame_data(old->f), old->f->len);
	ver->key = old->key;
	ver->stale = old->stale;
	p->ver = ver;
	return true;
}

bool emu_path_own(struct emu_walk *w, struct emu_path *p)
{
	return !p->ver->shared || emu_path_copy(w, p);
}

bool emu_version_parse(struct emu_version *ver)
{
	if (!ver->stale)
		return true;
	ver->stale = false;
	return emu_parse_again(emu_frame_data(ver->f), ver->f->len, &ver->key);
}

/* ---- One path ---- */

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
		emu_walk_software(w);
		return EMU_PATH_ABORT;
	}
}

/* Returns the op that ended the list, NULL if the walk was aborted. */
static const struct emu_op *emu_path_ops(struct emu_walk *w,
					 struct emu_path *p,
					 const struct emu_action *action)
{
	static const struct emu_op drop = { .code = HNI_OP_DROP };
	enum emu_op_end end = EMU_OP_DONE;
	const struct emu_op *op;
	unsigned int at = 0;

	for (;;) {
		op = &action->op[at];
		if (op->code <= HNI_OP_SOFTWARE)
			return op;
		if (end == EMU_OP_FAILED && op->code == HNI_OP_EDIT &&
		    (op->flags & HNI_OP_EDIT_F_NEXT)) {
			at++;
			continue;
		}
		end = emu_path_op(w, p, action->op, &at);
		if (end == EMU_OP_DROP)
			return &drop;
		if (end == EMU_OP_ABORT)
			return NULL;
	}
}

void emu_walk_hit(struct emu_walk *w, struct emu_counter *counter,
		  uint32_t bytes)
{
	w->hit[w->nhits++] = (struct emu_hit){ counter, bytes };
}

static void emu_path_hit(struct emu_walk *w, const struct emu_path *p,
			 const struct emu_row *row)
{
	if (row->flags & HNI_ROW_F_SW)
		w->sw = true;
	if (row->flags & HNI_ROW_F_COUNT)
		emu_walk_hit(w, &p->bank->counter[row->counter], p->bytes);
}

/* The words that depend on the path; the frame may be another path's, too. */
static const struct emu_key *emu_path_key(struct emu_path *p)
{
	struct emu_key *key = &p->ver->key;

	if (!emu_version_parse(p->ver))
		return NULL;
	key->w[HNI_KW_META] &= ~HNI_KW_META_IN_PORT;
	key->w[HNI_KW_META] |= p->in_port;
	emu_parse_ranges(key, p->bank->range, p->bank->nranges);
	return key;
}

static enum emu_path_end emu_path_run(struct emu_walk *w, struct emu_path *p)
{
	const struct emu_key *key;
	const struct emu_row *row;
	const struct emu_op *op;

	for (;;) {
		key = emu_path_key(p);
		if (!key) {
			emu_walk_abort(w, EMU_WALK_ROOM);
			return EMU_PATH_ABORT;
		}
		row = emu_bank_lookup(p->bank, p->table, key, p->no_sw);
		if (!row)
			return EMU_PATH_MISS;
		emu_path_hit(w, p, row);
		op = emu_path_ops(w, p, &p->bank->action[row->action]);
		if (!op)
			return EMU_PATH_ABORT;
		if (op->code != HNI_OP_GOTO)
			return emu_path_terminal(w, op);
		if (p->gotos++ == HNI_ESW_MAX_GOTOS) {
			emu_walk_abort(w, EMU_WALK_GOTOS);
			return EMU_PATH_ABORT;
		}
		p->table = (uint16_t)op->arg32;
	}
}

/* ---- Outputs ---- */

void emu_walk_emit(struct emu_walk *w, uint32_t port,
		   enum emu_output_kind kind, const struct emu_path *p)
{
	p->ver->shared = true;
	w->out[w->nout++] = (struct emu_output){
		.port = (uint8_t)port,
		.kind = (uint8_t)kind,
		.prio = p->prio,
		.table = p->table,
		.mark = p->mark,
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

static bool emu_walk_ask(struct emu_walk *w)
{
	if (w->asked++ < HNI_ESW_MAX_OUTPUTS)
		return true;
	w->end = EMU_WALK_OUTPUTS;
	return false;
}

void emu_walk_lose(struct emu_walk *w, const struct emu_path *from,
		   uint32_t port)
{
	if (emu_walk_ask(w))
		emu_walk_emit(w, port, EMU_OUTPUT_LOST, from);
}

void emu_walk_output(struct emu_walk *w, const struct emu_path *from,
		     uint32_t port)
{
	struct emu_path p = {
		.ver = from->ver,
		.bank = w->bind[port].bank,
		.table = w->bind[port].egress,
		.chain = from->chain | 1U << port,
		.bytes = from->ver->f->len,
		.tag = emu_frame_tag_len(from->ver->f),
		.mark = from->mark,
		.prio = from->prio,
		.in_port = from->out_in_port,
		.out_in_port = (uint8_t)port,
		.out_port = (uint8_t)port,
		.depth = from->depth + 1,
	};

	if (!emu_walk_ask(w))
		return;
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
	w->mark = 0;
	w->prio = EMU_PRIO_NONE;
	w->nout = 0;
	w->bind = bind;
	w->asked = 0;
	w->samples = 0;
	w->serial++;
	w->meters = NULL;
	w->nhits = 0;
	w->sw = false;
	w->nver = 1;
	w->ver[0].f = f;
	w->ver[0].key = *key;
	w->ver[0].shared = true;
	w->ver[0].stale = false;
}

static uint8_t emu_path_why(enum emu_path_end end)
{
	static const uint8_t why[] = {
		[EMU_PATH_MISS] = HNI_ESW_WHY_MISS,
		[EMU_PATH_PASS] = HNI_ESW_WHY_PASS,
		[EMU_PATH_TRAP] = HNI_ESW_WHY_TRAP,
	};

	return why[end];
}

static void emu_walk_to_cpu(struct emu_walk *w, const struct emu_path *p,
			    enum emu_path_end end)
{
	w->why = emu_path_why(end);
	if (w->sw && end != EMU_PATH_TRAP) {
		w->end = EMU_WALK_ORIGINAL;
		return;
	}
	w->end = EMU_WALK_CPU;
	w->f = p->ver->f;
	w->mark = p->mark;
	w->prio = p->prio;
}

/* struct emu_walk_mark - how far a walk has come */
struct emu_walk_mark {
	unsigned int nout;
	unsigned int asked;
	unsigned int samples;
	unsigned int nhits;
	struct emu_meter *meters;
};

static void emu_walk_keep(struct emu_walk *w, struct emu_walk_mark *mark)
{
	*mark = (struct emu_walk_mark){
		.nout = w->nout,
		.asked = w->asked,
		.samples = w->samples,
		.nhits = w->nhits,
		.meters = w->meters,
	};
	emu_meters_keep(w);
}

static void emu_walk_undo(struct emu_walk *w, const struct emu_walk_mark *mark)
{
	w->nout = mark->nout;
	w->asked = mark->asked;
	w->samples = mark->samples;
	w->nhits = mark->nhits;
	w->sw = false;
	emu_meters_undo(w, mark->meters);
}

/*
 * Look up what a tunnel carried, on @inner. Only software can take the header
 * off for itself: the CPU gets the frame as it was before that, and of the
 * lookup nothing takes effect. @p has met no row that software holds.
 */
static void emu_walk_inner(struct emu_walk *w, struct emu_path *p,
			   struct emu_path *inner)
{
	struct emu_walk_mark mark;
	enum emu_path_end end;

	emu_walk_keep(w, &mark);
	end = emu_path_run(w, inner);
	p->table = inner->table;
	if (end == EMU_PATH_ABORT) {
		if (w->end != EMU_WALK_ORIGINAL)
			return;
		end = EMU_PATH_PASS;
	}
	if (end == EMU_PATH_DROP) {
		w->end = EMU_WALK_DROP;
	} else if (end != EMU_PATH_STOLEN) {
		emu_walk_undo(w, &mark);
		emu_walk_to_cpu(w, p, end);
	}
}

static void emu_walk_end(struct emu_walk *w, struct emu_path *p,
			 enum emu_path_end end)
{
	struct emu_path inner = *p;

	switch (end) {
	case EMU_PATH_MISS:
	case EMU_PATH_PASS:
		if (!w->sw && emu_path_decap(w, &inner)) {
			emu_walk_inner(w, p, &inner);
			break;
		}
		emu_walk_to_cpu(w, p, end);
		break;
	case EMU_PATH_TRAP:
		emu_walk_to_cpu(w, p, end);
		break;
	case EMU_PATH_DROP:
		w->end = EMU_WALK_DROP;
		break;
	default:
		break;
	}
}

void emu_walk_ingress(struct emu_walk *w, const struct emu_bind *bind,
		      struct emu_frame *f, const struct emu_key *key)
{
	struct emu_path p = {
		.ver = &w->ver[0],
		.bank = bind[f->port].bank,
		.table = bind[f->port].ingress,
		.bytes = f->len,
		.tag = emu_frame_tag_len(f),
		.prio = EMU_PRIO_NONE,
		.in_port = f->port,
		.out_in_port = f->port,
		.out_port = EMU_PORT_NONE,
	};

	emu_walk_start(w, bind, f, key);
	emu_walk_end(w, &p, emu_path_run(w, &p));
	w->table = p.table;
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
		.tag = emu_frame_tag_len(f),
		.prio = EMU_PRIO_NONE,
		.in_port = HNI_KW_IN_PORT_NONE,
		.out_in_port = f->port,
		.out_port = f->port,
		.depth = 1,
		.no_sw = true,
	};

	emu_walk_start(w, bind, f, key);
	w->asked = 1;
	emu_walk_egress(w, &p, f->port);
	w->table = p.table;
}

void emu_walk_count(struct emu_walk *w, uint64_t now_ns)
{
	unsigned int i;

	for (i = 0; i < w->nhits; i++) {
		w->hit[i].counter->pkts++;
		w->hit[i].counter->bytes += w->hit[i].bytes;
		w->hit[i].counter->last_ns = now_ns;
	}
	emu_meters_commit(w);
}
