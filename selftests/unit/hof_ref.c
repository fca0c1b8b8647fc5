// SPDX-License-Identifier: GPL-2.0-only
/* Owns the reference of tc's order of filters: slow, short, independent. */
#include <stdlib.h>

#include "hof_ref.h"

static bool ref_mask_is_same(const struct hof_spec *a, const struct hof_spec *b)
{
	return a->table == b->table && a->prio == b->prio &&
	       a->mask_tag == b->mask_tag &&
	       !memcmp(a->match.mask, b->match.mask, sizeof(a->match.mask));
}

struct ref_filter *ref_add(struct ref *ref, const struct hof_spec *spec)
{
	struct ref_filter *f = calloc(1, sizeof(*f));
	bool is_front = spec->flags & HOF_SPEC_REPLAY;
	unsigned int i;

	f->spec = *spec;
	f->age = ++ref->age;
	f->rule = calloc(1, hof_rule_size(spec));
	f->rank = is_front ? --ref->front : ++ref->back;
	for (i = 0; i < ref->count; i++) {
		if (!ref_mask_is_same(spec, &ref->filter[i]->spec))
			continue;
		if (is_front)
			ref->filter[i]->rank = f->rank;
		else
			f->rank = ref->filter[i]->rank;
	}
	ref->filter[ref->count++] = f;
	return f;
}

void ref_del(struct ref *ref, unsigned int idx)
{
	free(ref->filter[idx]->rule);
	free(ref->filter[idx]);
	ref->filter[idx] = ref->filter[--ref->count];
}

static bool ref_is_hit(const struct ref_filter *f, u16 table, const u32 *words)
{
	unsigned int i;

	if (f->spec.table != table || f->rule->state == HOF_RULE_SEEN)
		return false;
	if (f->rule->state == HOF_RULE_OVERFLOW)
		return true;
	for (i = 0; i < HNI_KW_USED; i++)
		if ((words[i] ^ f->spec.match.value[i]) & f->spec.match.mask[i])
			return false;
	return true;
}

/* does tc try a before b? An overflow stands behind all of its rank. */
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

void ref_lookup(const struct ref *ref, u16 table, const u32 *words,
		struct ref_verdict *verdict)
{
	const struct ref_filter *f, *best = NULL;
	unsigned int i;

	for (i = 0; i < ref->count; i++) {
		f = ref->filter[i];
		if (ref_is_hit(f, table, words) &&
		    (!best || ref_is_before(f, best)))
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
