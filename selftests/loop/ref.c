// SPDX-License-Identifier: GPL-2.0-only
/* Owns the reference of the loop test: order of filters and walk of a frame. */
#include "ref.h"

#define REF_HITS		1024
#define REF_NEST		4

/* struct ref_path - one pass through tables, with the frame as it is there */
struct ref_path {
	struct frame frame;
	u16 table;
	u8 in_port;
	u8 out_in_port;
	bool no_sw;
	unsigned int passed;	/* bitmap of egress ports */
	unsigned int depth;
	u32 bytes;
};

struct ref_walk {
	struct ref *ref;
	struct outcome *o;
	bool aborted;
	bool is_software;
	unsigned int asked;
	unsigned int nhits;
	struct {
		struct ref_filter *filter;
		u32 bytes;
	} hit[REF_HITS];
};

enum path_end { PATH_MISS, PATH_PASS, PATH_TRAP, PATH_GONE };

u32 loop_hash(const u8 *data, u32 len)
{
	u32 hash = 2166136261U, i;

	for (i = 0; i < len; i++)
		hash = (hash ^ data[i]) * 16777619U;
	return hash;
}

static bool ref_has_range(const struct hof_spec *spec, bool is_source)
{
	unsigned int i;

	for (i = 0; i < spec->nranges; i++)
		if (spec->range[i].is_source == is_source)
			return true;
	return false;
}

/* To tc every range of a port has the same mask. */
static bool ref_mask_is_same(const struct hof_spec *a, const struct hof_spec *b)
{
	return a->table == b->table && a->prio == b->prio &&
	       ref_has_range(a, false) == ref_has_range(b, false) &&
	       ref_has_range(a, true) == ref_has_range(b, true) &&
	       !memcmp(a->match.mask, b->match.mask, sizeof(a->match.mask));
}

void ref_add(struct ref *ref, struct ref_filter *f)
{
	unsigned int i;

	f->age = ++ref->age;
	f->rank = f->age;
	for (i = 0; i < ref->count; i++)
		if (ref_mask_is_same(&f->spec, &ref->filter[i]->spec))
			f->rank = ref->filter[i]->rank;
	ref->filter[ref->count++] = f;
}

void ref_del(struct ref *ref, struct ref_filter *f)
{
	unsigned int i;

	for (i = 0; ref->filter[i] != f; i++)
		;
	ref->filter[i] = ref->filter[--ref->count];
}

static bool ref_ports_fit(const struct hof_spec *spec,
			  const struct fields *fields)
{
	const struct hof_range *range;
	unsigned int i;
	u32 port;

	for (i = 0; i < spec->nranges; i++) {
		range = &spec->range[i];
		port = fields->num[range->is_source ? HOF_FIELD_SRC_PORT :
						      HOF_FIELD_DST_PORT];
		if (port < range->min || port > range->max)
			return false;
	}
	return true;
}

static bool ref_is_hit(const struct ref_filter *f, const struct fields *fields)
{
	unsigned int field, i;

	if (f->rule->state == HOF_RULE_OVERFLOW)
		return true;
	for (field = 0; field < FRAME_FIELDS; field++) {
		if (!f->has[field])
			continue;
		if ((fields->num[field] ^ f->value.num[field]) &
		    f->mask.num[field])
			return false;
		for (i = 0; i < 16; i++)
			if ((fields->addr[field][i] ^ f->value.addr[field][i]) &
			    f->mask.addr[field][i])
				return false;
	}
	return ref_ports_fit(&f->spec, fields);
}

static bool ref_is_before(const struct ref_filter *a,
			  const struct ref_filter *b)
{
	bool a_last = a->rule->state == HOF_RULE_OVERFLOW;
	bool b_last = b->rule->state == HOF_RULE_OVERFLOW;

	if (a->spec.prio != b->spec.prio)
		return a->spec.prio < b->spec.prio;
	if (a->rank != b->rank)
		return a->rank < b->rank;
	if (a_last != b_last)
		return b_last;
	return a->age > b->age;
}

static bool ref_ranges_are_same(const struct hof_spec *a,
				const struct hof_spec *b)
{
	unsigned int i;

	if (a->nranges != b->nranges)
		return false;
	for (i = 0; i < a->nranges; i++)
		if (a->range[i].is_source != b->range[i].is_source ||
		    a->range[i].min != b->range[i].min ||
		    a->range[i].max != b->range[i].max)
			return false;
	return true;
}

/*
 * Does a newer filter with the same key hide this one? tc has two such filters
 * only while it replaces one by the other; hardware then shows the newer one.
 */
static bool ref_is_covered(const struct ref *ref, const struct ref_filter *f)
{
	const struct ref_filter *by;
	unsigned int i;

	for (i = 0; i < ref->count; i++) {
		by = ref->filter[i];
		if (by->age > f->age && by->rank == f->rank &&
		    by->rule->state != HOF_RULE_SEEN &&
		    by->rule->state != HOF_RULE_OVERFLOW &&
		    !memcmp(&by->spec.match, &f->spec.match,
			    sizeof(f->spec.match)) &&
		    ref_ranges_are_same(&by->spec, &f->spec))
			return true;
	}
	return false;
}

static struct ref_filter *ref_find(const struct ref *ref,
				   const struct ref_path *p)
{
	struct ref_filter *best = NULL, *f;
	struct fields fields;
	unsigned int i;

	frame_fields(&p->frame, p->in_port, &fields);
	for (i = 0; i < ref->count; i++) {
		f = ref->filter[i];
		if (f->spec.table != p->table ||
		    f->rule->state == HOF_RULE_SEEN ||
		    !ref_is_hit(f, &fields))
			continue;
		if (p->no_sw && (f->spec.flags & HOF_SPEC_SW ||
				 ref_is_covered(ref, f)))
			continue;
		if (!best || ref_is_before(f, best))
			best = f;
	}
	return best;
}

static u32 ref_masked(u32 was, const struct hof_op *op)
{
	if (op->flags & HNI_OP_EDIT_F_ADD)
		return (was & ~op->mask) ^ ((was + op->arg32) & op->mask);
	return (was & ~op->mask) ^ op->arg32;
}

/* Four bytes of the addresses, the first one least significant */
static void ref_edit_macs(struct frame *f, const struct hof_op *op)
{
	u8 macs[12], *at = macs + op->arg16;
	unsigned int i;
	u32 num = 0;

	memcpy(macs, f->dmac, 6);
	memcpy(macs + 6, f->smac, 6);
	for (i = 0; i < 4; i++)
		num |= (u32)at[i] << 8 * i;
	num = ref_masked(num, op);
	for (i = 0; i < 4; i++)
		at[i] = (u8)(num >> 8 * i);
	memcpy(f->dmac, macs, 6);
	memcpy(f->smac, macs + 6, 6);
}

/* Is the label stack what follows the Ethernet header and its outermost tag? */
static bool ref_is_mpls(const struct frame *f)
{
	return f->kind == FRAME_MPLS && !f->in_pppoe && f->ntags < 2;
}

/* Returns false if the op drops the frame. */
static bool ref_edit(struct frame *f, const struct hof_op *op)
{
	u16 tci;

	switch (op->code) {
	case HNI_OP_EDIT:
		ref_edit_macs(f, op);
		break;
	case HNI_OP_MPLS_MODIFY:
		if (!ref_is_mpls(f))
			return false;
		f->lse[0] = (f->lse[0] & ~op->mask) | (op->arg32 & op->mask);
		break;
	case HNI_OP_VLAN_PUSH:
		memmove(&f->tag[1], &f->tag[0], f->ntags * sizeof(f->tag[0]));
		f->ntags++;
		f->tag[0].tpid = (u16)op->arg32;
		f->tag[0].tci = op->arg16;
		break;
	case HNI_OP_VLAN_POP:
		if (!f->ntags)
			break;
		f->ntags--;
		memmove(&f->tag[0], &f->tag[1], f->ntags * sizeof(f->tag[0]));
		break;
	case HNI_OP_VLAN_MODIFY:
		if (!f->ntags)
			break;
		tci = f->tag[0].tci & 0x1000;
		tci |= op->arg16 & 0x0fff;
		tci |= (op->flags & HNI_OP_VLAN_F_PCP ? op->arg16 :
			f->tag[0].tci) & 0xe000;
		f->tag[0].tci = tci;
		f->tag[0].tpid = (u16)op->arg32;
		break;
	}
	return true;
}

static enum path_end ref_run(struct ref_walk *w, struct ref_path *p);

static void ref_emit(struct ref_walk *w, const struct ref_path *p, u32 port,
		     enum out_kind kind)
{
	u8 buf[FRAME_BYTES];
	u32 i = w->o->nout++;

	w->o->out[i].port = port;
	w->o->out[i].kind = kind;
	w->o->out[i].len = frame_build(&p->frame, buf);
	w->o->out[i].hash = loop_hash(buf, w->o->out[i].len);
}

static void ref_egress(struct ref_walk *w, struct ref_path *p, u32 port)
{
	switch (ref_run(w, p)) {
	case PATH_MISS:
	case PATH_PASS:
		ref_emit(w, p, port, OUT_PORT);
		break;
	case PATH_TRAP:
		ref_emit(w, p, port, OUT_CPU);
		break;
	case PATH_GONE:
		break;
	}
}

static void ref_abort(struct ref_walk *w, enum end_kind end)
{
	w->aborted = true;
	w->o->end = end;
	w->o->why = end == END_ORIGINAL ? HNI_ESW_WHY_PASS : 0;
}

static void ref_output(struct ref_walk *w, const struct ref_path *from,
		       u32 port)
{
	struct ref_path p = {
		.frame = from->frame,
		.table = w->ref->egress[port],
		.in_port = from->out_in_port,
		.out_in_port = (u8)port,
		.passed = from->passed | 1U << port,
		.depth = from->depth + 1,
	};
	u8 buf[FRAME_BYTES];

	if (++w->asked > HNI_ESW_MAX_OUTPUTS) {
		ref_abort(w, END_DROPPED);
		return;
	}
	p.bytes = frame_build(&p.frame, buf);
	if (p.depth > REF_NEST || from->passed & 1U << port)
		ref_emit(w, &p, port, OUT_LOOP);
	else
		ref_egress(w, &p, port);
}

static enum path_end ref_run(struct ref_walk *w, struct ref_path *p)
{
	const struct hof_op *op;
	struct ref_filter *f;
	unsigned int tables;

	for (tables = 0; tables <= HNI_ESW_MAX_GOTOS; tables++) {
		f = ref_find(w->ref, p);
		if (!f)
			return PATH_MISS;
		w->is_software |= f->spec.flags & HOF_SPEC_SW;
		if (f->rule->state != HOF_RULE_PLACED) {
			ref_abort(w, END_ORIGINAL);
			return PATH_GONE;
		}
		w->hit[w->nhits].filter = f;
		w->hit[w->nhits++].bytes = p->bytes;
		for (op = f->spec.ops; op->code >= HNI_OP_OUTPUT; op++) {
			if (op->code == HNI_OP_OUTPUT)
				ref_output(w, p, op->arg32);
			else if (!ref_edit(&p->frame, op))
				return PATH_GONE;
			if (w->aborted)
				return PATH_GONE;
		}
		if (op->code == HNI_OP_PASS)
			return PATH_PASS;
		if (op->code != HNI_OP_GOTO)
			return op->code == HNI_OP_TRAP ? PATH_TRAP : PATH_GONE;
		p->table = (u16)op->arg32;
	}
	ref_abort(w, END_DROPPED);
	return PATH_GONE;
}

static void ref_to_cpu(struct ref_walk *w, const struct frame *frame,
		       enum path_end end)
{
	static const u32 why[] = {
		[PATH_MISS] = HNI_ESW_WHY_MISS, [PATH_PASS] = HNI_ESW_WHY_PASS,
		[PATH_TRAP] = HNI_ESW_WHY_TRAP,
	};
	u8 buf[FRAME_BYTES];

	if (!w->aborted) {
		w->o->end = w->is_software && end != PATH_TRAP ? END_ORIGINAL :
								 END_CPU;
		w->o->why = why[end];
	}
	w->o->cpu_len = frame_build(frame, buf);
	w->o->cpu_hash = loop_hash(buf, w->o->cpu_len);
}

/* takes back what does not take effect, or counts what does */
static void ref_finish(struct ref_walk *w, bool counts)
{
	struct outcome *o = w->o;
	struct ref_filter *f;
	unsigned int i;

	if (o->end == END_ORIGINAL || o->end == END_DROPPED) {
		o->nout = 0;
		memset(o->out, 0, sizeof(o->out));
		return;
	}
	for (i = 0; i < w->nhits; i++) {
		f = w->hit[i].filter;
		if (!(f->spec.flags & HOF_SPEC_COUNT))
			continue;
		o->pkts[f->rule->counter]++;
		o->bytes[f->rule->counter] += w->hit[i].bytes;
		f->pkts += counts;
		f->bytes += counts ? w->hit[i].bytes : 0;
	}
}

void ref_enter(struct ref *ref, const struct frame *frame,
	       struct outcome *outcome, bool counts)
{
	struct ref_walk w = { .ref = ref, .o = outcome };
	struct ref_path p = {
		.frame = *frame,
		.table = ref->ingress[frame->port],
		.in_port = frame->port,
		.out_in_port = frame->port,
	};
	u8 buf[FRAME_BYTES];
	enum path_end end;

	memset(outcome, 0, sizeof(*outcome));
	p.bytes = frame_build(frame, buf);
	end = ref_run(&w, &p);
	if (end != PATH_GONE)
		ref_to_cpu(&w, end == PATH_TRAP || !w.is_software ? &p.frame :
			   frame, end);
	else if (outcome->end == END_ORIGINAL)
		ref_to_cpu(&w, frame, end);
	ref_finish(&w, counts);
}

void ref_inject(struct ref *ref, const struct frame *frame,
		struct outcome *outcome, bool counts)
{
	struct ref_walk w = { .ref = ref, .o = outcome, .asked = 1 };
	struct ref_path p = {
		.frame = *frame,
		.table = ref->egress[frame->port],
		.in_port = 0xff,
		.out_in_port = frame->port,
		.no_sw = true,
		.passed = 1U << frame->port,
		.depth = 1,
	};
	u8 buf[FRAME_BYTES];

	memset(outcome, 0, sizeof(*outcome));
	p.bytes = frame_build(frame, buf);
	ref_egress(&w, &p, frame->port);
	if (outcome->end == END_ORIGINAL)
		ref_to_cpu(&w, frame, PATH_GONE);
	ref_finish(&w, counts);
}
