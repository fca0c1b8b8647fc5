// SPDX-License-Identifier: GPL-2.0-only
/* Owns the reference of tc's order of filters: slow, short, independent. */
#include <stdlib.h>

#include "hof_ref.h"

/* the range of one port; without one it is empty */
static struct hof_range ref_range(const struct hof_spec *spec, bool is_source)
{
	struct hof_range none = { .min = 1 };
	unsigned int i;

	for (i = 0; i < spec->nranges; i++)
		if (spec->range[i].is_source == is_source)
			return spec->range[i];
	return none;
}

static bool ref_has_range(const struct hof_spec *spec, bool is_source)
{
	return ref_range(spec, is_source).max;
}

static bool ref_mask_is_same(const struct hof_spec *a, const struct hof_spec *b)
{
	return ref_has_range(a, false) == ref_has_range(b, false) &&
	       ref_has_range(a, true) == ref_has_range(b, true) &&
	       a->table == b->table && a->prio == b->prio &&
	       a->mask_tag == b->mask_tag &&
	       !memcmp(a->match.mask, b->match.mask, sizeof(a->match.mask));
}

static bool ref_ranges_are_same(const struct ref_filter *a,
				const struct ref_filter *b)
{
	struct hof_range x, y;
	int i;

	/* of those that hardware has not got it cannot tell one from another */
	if (a->is_wide || b->is_wide)
		return a->is_wide == b->is_wide;
	for (i = 0; i < 2; i++) {
		x = ref_range(&a->spec, i);
		y = ref_range(&b->spec, i);
		if (x.min != y.min || x.max != y.max)
			return false;
	}
	return true;
}

/* one that replaces another under its key takes its place in the list */
static void ref_place(const struct ref *ref, struct ref_filter *f)
{
	const struct ref_filter *old, *best = NULL;
	unsigned int i;

	for (i = 0; i < ref->count; i++) {
		old = ref->filter[i];
		if (old != f && (old->rule->state == HOF_RULE_PLACED ||
				 old->rule->state == HOF_RULE_SHADOW) &&
		    ref_mask_is_same(&old->spec, &f->spec) &&
		    ref_ranges_are_same(old, f) &&
		    !memcmp(old->spec.match.value, f->spec.match.value,
			    sizeof(f->spec.match.value)) &&
		    (!best || old->age > best->age))
			best = old;
	}
	if (best)
		f->place = best->place;
}

void ref_seen(struct ref *ref, struct ref_filter *f, bool is_wide)
{
	bool is_front = f->spec.flags & HOF_SPEC_REPLAY;
	unsigned int i;

	for (i = 0; i < ref->count; i++) {
		if (!ref_mask_is_same(&f->spec, &ref->filter[i]->spec))
			continue;
		if (is_front)
			ref->filter[i]->rank = f->rank;
		else if (ref->filter[i] != f)
			f->rank = ref->filter[i]->rank;
	}
	f->is_wide = is_wide;
	if (f->spec.nranges && !(f->spec.flags & HOF_SPEC_REPLAY))
		ref_place(ref, f);
}

struct ref_filter *ref_add(struct ref *ref, const struct hof_spec *spec)
{
	struct ref_filter *f = calloc(1, sizeof(*f));
	bool is_front = spec->flags & HOF_SPEC_REPLAY;

	f->spec = *spec;
	f->age = ++ref->age;
	f->rule = calloc(1, hof_rule_size(spec));
	f->rank = is_front ? --ref->front : ++ref->back;
	f->place = is_front ? --ref->first : ++ref->next;
	ref->filter[ref->count++] = f;
	return f;
}

void ref_del(struct ref *ref, unsigned int idx)
{
	free(ref->filter[idx]->rule);
	free(ref->filter[idx]);
	ref->filter[idx] = ref->filter[--ref->count];
}

static bool ref_ports_fit(const struct hof_spec *spec, u32 ports)
{
	const struct hof_range *range = spec->range;
	u32 port;

	for (; range < spec->range + spec->nranges; range++) {
		port = range->is_source ? ports >> 16 : ports & 0xffff;
		if (port < range->min || port > range->max)
			return false;
	}
	return true;
}

static bool ref_is_hit(const struct ref_filter *f, u16 table, const u32 *words)
{
	unsigned int i;

	if (f->spec.table != table || f->rule->state == HOF_RULE_SEEN)
		return false;
	if (f->rule->state == HOF_RULE_OVERFLOW)
		return true;
	if (!f->is_wide && !ref_ports_fit(&f->spec, words[HNI_KW_PORTS]))
		return false;
	for (i = 0; i < HNI_KW_USED; i++)
		if ((words[i] ^ f->spec.match.value[i]) & f->spec.match.mask[i])
			return false;
	return true;
}

/* place of the first filter with the ranges of this one */
static long ref_ranges_place(const struct ref *ref, const struct ref_filter *f)
{
	const struct ref_filter *other;
	long place = f->place;
	unsigned int i;

	if (!f->spec.nranges)
		return 0;
	for (i = 0; i < ref->count; i++) {
		other = ref->filter[i];
		if (other->place < place &&
		    ref_mask_is_same(&other->spec, &f->spec) &&
		    ref_ranges_are_same(other, f))
			place = other->place;
	}
	return place;
}

/* does tc try a before b? An overflow stands behind all of its rank. */
static bool ref_is_before(const struct ref *ref, const struct ref_filter *a,
			  const struct ref_filter *b)
{
	long a_place, b_place;
	bool a_last = a->rule->state == HOF_RULE_OVERFLOW;
	bool b_last = b->rule->state == HOF_RULE_OVERFLOW;

	if (a->spec.prio != b->spec.prio)
		return a->spec.prio < b->spec.prio;
	if (a->rank != b->rank)
		return a->rank < b->rank;
	a_place = ref_ranges_place(ref, a);
	b_place = ref_ranges_place(ref, b);
	if (a_place != b_place)
		return a_place < b_place;
	if (a_last != b_last)
		return b_last;
	return a->age > b->age;
}

void ref_lookup(const struct ref *ref, u16 table, const u32 *words,
		struct ref_verdict *verdict)
{
	const struct ref_filter *f, *best = NULL;
	unsigned int i;

	for (i = 0; i < ref->count; i++) {
		f = ref->filter[i];
		if (ref_is_hit(f, table, words) &&
		    (!best || ref_is_before(ref, f, best)))
			best = f;
	}
	memset(verdict, 0, sizeof(*verdict));
	if (!best)
		return;
	verdict->kind = REF_SOFTWARE;
	if (best->rule->state != HOF_RULE_PLACED)
		return;
	verdict->kind = REF_RULE;
	verdict->flags = best->spec.flags & HOF_SPEC_SW ? HNI_ROW_F_SW : 0;
	if (best->spec.flags & HOF_SPEC_COUNT) {
		verdict->flags |= HNI_ROW_F_COUNT;
		verdict->counter = best->rule->counter;
		verdict->gen = best->rule->gen;
	}
	verdict->nops = best->spec.nops;
	memcpy(verdict->ops, best->spec.ops,
	       best->spec.nops * sizeof(verdict->ops[0]));
}
