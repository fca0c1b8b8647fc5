// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the random test of the engine: sequences of filters that come and go on
 * a tiny switch, compared with the reference after every single write.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Links: selftests/unit/hof_ref.c selftests/unit/hof_dev.c
 * Cflags: -fno-strict-aliasing
 */
#include <stdlib.h>
#include <time.h>

#include "hof_dev.h"
#include "ktap.h"

#define SAMPLES			16
#define WORDS			6	/* words that vary, two bits each */
#define METERS			3

static const u8 words_used[WORDS] = {
	HNI_KW_META, HNI_KW_PROTO, HNI_KW_IP, HNI_KW_PORTS, HNI_KW_SRC_V4,
	HNI_KW_DST_V4,
};

struct sample {
	u16 table;
	u32 words[HNI_KW_USED];
	struct ref_verdict before;
	struct ref_verdict after;
	struct ref_verdict *seen;	/* behind each write of the operation */
};

/* struct world - a switch, its engine, the reference and sampled frames */
struct world {
	struct dev dev;
	struct hof_esw *esw;
	size_t size;
	void *copy;			/* of the engine, to compare with */
	struct ref ref;
	struct sample sample[SAMPLES];
	unsigned int seen, seen_max;
	u32 meter[METERS];
	bool has_meter[METERS];
	u64 reasons;			/* bitmap of refusals */
	unsigned long moves;		/* begun by a rehash */
	u16 hidden;			/* table under replay, 0 = none */
	u64 random;
	unsigned long ops;
	bool failed;
};

static u32 world_random(struct world *w, u32 below)
{
	w->random = w->random * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(w->random >> 33) % below;
}

static void world_seen(void *ctx)
{
	struct world *w = ctx;
	struct sample *s;
	unsigned int i;

	if (w->seen == w->seen_max) {
		w->seen_max = w->seen_max * 2 + 64;
		for (i = 0; i < SAMPLES; i++) {
			s = &w->sample[i];
			s->seen = realloc(s->seen,
					  w->seen_max * sizeof(*s->seen));
		}
	}
	for (i = 0; i < SAMPLES; i++) {
		s = &w->sample[i];
		dev_lookup(&w->dev, s->table, s->words, &s->seen[w->seen]);
	}
	w->seen++;
}

static void world_init(struct world *w, const struct hof_esw_caps *caps,
		       u64 seed)
{
	struct hof_esw_caps mine = *caps;

	memset(w, 0, sizeof(*w));
	dev_init(&w->dev, caps);
	w->dev.after = world_seen;
	w->dev.ctx = w;
	mine.emit = dev_emit;
	mine.ctx = &w->dev;
	w->size = hof_esw_size(&mine);
	w->esw = hof_esw_init(calloc(1, w->size), &mine);
	w->copy = malloc(w->size);
	w->random = seed;
}

static void world_fini(struct world *w)
{
	unsigned int i;

	for (i = 0; i < SAMPLES; i++)
		free(w->sample[i].seen);
	free(w->copy);
	free(w->esw);
	dev_fini(&w->dev);
}

static void world_spec_match(struct world *w, struct hof_spec *spec)
{
	u32 shape = world_random(w, 12);
	unsigned int i;

	if (!shape)
		return;
	/* shape 1 needs the TCAM, the others few words with partial masks */
	for (i = 0; i < (shape == 1 ? HNI_KW_USED : 0); i++)
		spec->match.mask[i] = 1;
	for (i = 0; i < WORDS; i++) {
		if (shape & 1U << i % 4 || world_random(w, 9) == 8)
			spec->match.mask[words_used[i]] =
				shape > 8 ? 2 : 3;
		spec->match.value[words_used[i]] = world_random(w, 2) +
			(shape > 8) * world_random(w, 2);
	}
	for (i = 0; i < HNI_KW_USED; i++)
		spec->match.value[i] &= spec->match.mask[i];
}

static void world_spec_ranges(struct world *w, struct hof_spec *spec)
{
	u32 which = 1U << world_random(w, 2) | world_random(w, 9) / 8 * 3, i;
	struct hof_range *range;

	for (i = 0; i < 2; i++) {
		if (!(which >> i & 1))
			continue;
		range = &spec->range[spec->nranges++];
		range->is_source = i;
		range->min = (u16)world_random(w, 2);
		range->max = (u16)(range->min + 1 + world_random(w, 2));
	}
	/* few masks, so that many ranges stand under one */
	if (!world_random(w, 6)) {
		world_spec_match(w, spec);
	} else if (world_random(w, 6)) {
		spec->match.mask[HNI_KW_IP] = 3;
		spec->match.value[HNI_KW_IP] = world_random(w, 4);
	}
	if (world_random(w, 4)) {
		spec->prio = 7;
		spec->mask_tag = 0;
	}
}

/* a meter, if there is one, leads on to the other operations or to the last */
static unsigned int world_spec_police(struct world *w, struct hof_spec *spec)
{
	u32 meter = world_random(w, METERS);

	if (!w->has_meter[meter] || world_random(w, 4))
		return 0;
	spec->ops[0] = (struct hof_op){
		.code = HNI_OP_POLICE, .arg16 = 0x0102,
		.arg32 = w->meter[meter],
	};
	spec->ops[1].code = (u8)(HNI_OP_DROP + world_random(w, 3));
	return 2;
}

/* who gives a meter up does not care whether a rule names it */
static void world_meter(struct world *w)
{
	struct hof_meter meter = { .rate = 1 + world_random(w, 5) };
	u32 i = world_random(w, METERS);
	struct hof_why why;

	if (w->has_meter[i]) {
		hof_esw_meter_put(w->esw, w->meter[i]);
		w->has_meter[i] = false;
	} else if (!hof_esw_meter_get(w->esw, &meter, &w->meter[i], &why)) {
		w->has_meter[i] = true;
	} else {
		w->reasons |= 1ULL << why.reason;
	}
}

static void world_spec(struct world *w, struct hof_spec *spec)
{
	unsigned int i;

	memset(spec, 0, sizeof(*spec));
	spec->table = (u16)(1 + world_random(w, w->dev.caps.tables - 1));
	spec->prio = (u16)(1 + world_random(w, 3) * 0x7fff);
	spec->mask_tag = world_random(w, 8) ? 0 : 1 + world_random(w, 2);
	if (world_random(w, 2))
		spec->flags |= HOF_SPEC_SW;
	if (world_random(w, 2))
		spec->flags |= HOF_SPEC_COUNT;
	if (w->hidden) {
		spec->flags |= HOF_SPEC_REPLAY;
		spec->table = w->hidden;
	}
	if (world_random(w, 3))
		world_spec_match(w, spec);
	else
		world_spec_ranges(w, spec);
	i = world_spec_police(w, spec);
	if (world_random(w, 2))
		spec->ops[i++] = (struct hof_op){
			.code = HNI_OP_OUTPUT, .arg32 = world_random(w, 4)
		};
	spec->ops[i++] = (struct hof_op){
		.code = (u8)(HNI_OP_DROP + world_random(w, 3))
	};
	spec->nops = i;
}

static void world_sample(struct world *w)
{
	const struct ref_filter *f;
	struct sample *s;
	unsigned int i, k;

	for (k = 0; k < SAMPLES; k++) {
		s = &w->sample[k];
		memset(s->words, 0, sizeof(s->words));
		s->table = (u16)(1 + world_random(w, w->dev.caps.tables - 1));
		for (i = 0; i < WORDS; i++)
			s->words[words_used[i]] = world_random(w, 4);
		s->words[HNI_KW_PORTS] |= world_random(w, 5) << 16;
		if (!w->ref.count || k % 4 == 3)
			continue;
		/* mostly frames that some filter matches */
		f = w->ref.filter[world_random(w, w->ref.count)];
		s->table = f->spec.table;
		for (i = 0; i < HNI_KW_USED; i++)
			s->words[i] = (s->words[i] & ~f->spec.match.mask[i]) |
				      f->spec.match.value[i];
	}
}

/* the first breach is reported with all that is needed to repeat it */
static bool world_expect(struct world *w, bool holds, const char *what)
{
	if (holds || w->failed)
		return holds;
	w->failed = true;
	return ktap_expect(false, __FILE__, __LINE__, "%s, operation %lu: %s",
			   what, w->ops, w->dev.fault ? w->dev.fault : "");
}

static bool verdict_is_same(const struct ref_verdict *a,
			    const struct ref_verdict *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static void world_begin(struct world *w)
{
	struct sample *s;

	world_sample(w);
	w->seen = 0;
	w->ops++;
	for (s = w->sample; s < w->sample + SAMPLES; s++)
		ref_lookup(&w->ref, s->table, s->words, &s->before);
}

static void world_end(struct world *w)
{
	struct ref_verdict now;
	struct sample *s;
	unsigned int i;

	world_expect(w, !w->dev.fault, "data sheet broken");
	for (s = w->sample; s < w->sample + SAMPLES; s++) {
		if (s->table == w->hidden)
			continue;
		ref_lookup(&w->ref, s->table, s->words, &s->after);
		dev_lookup(&w->dev, s->table, s->words, &now);
		world_expect(w, verdict_is_same(&now, &s->after),
			     "device and reference differ");
		for (i = 0; i < w->seen; i++)
			world_expect(w, verdict_is_same(&s->seen[i],
							&s->before) ||
				     verdict_is_same(&s->seen[i], &s->after),
				     "neither old nor new on the way");
	}
}

/* as the driver does it: see, then add, then shadow if software keeps it */
static void world_add(struct world *w)
{
	struct hof_range range[HOF_SPEC_RANGES];
	struct hof_why why = { 0 };
	struct ref_filter *f;
	struct hof_spec spec;
	bool is_idle, is_same;

	world_spec(w, &spec);
	world_begin(w);
	memcpy(w->copy, w->esw, w->size);
	f = ref_add(&w->ref, &spec);
	if (hof_esw_see(w->esw, f->rule, &spec, &why)) {
		w->reasons |= 1ULL << why.reason;
		ref_del(&w->ref, w->ref.count - 1);
		world_expect(w, !w->seen && !memcmp(w->copy, w->esw, w->size),
			     "failed see left something");
		world_end(w);
		return;
	}
	ref_seen(&w->ref, f, spec.nranges &&
		 !hof_esw_ranges(w->esw, f->rule, range));
	world_end(w);
	world_begin(w);
	if (world_random(w, 5)) {
		is_idle = !hof_esw_rehash_begin(w->esw, 0);
		memcpy(w->copy, w->esw, w->size);
		if (!hof_esw_add(w->esw, f->rule, &why)) {
			world_end(w);
			return;
		}
		w->reasons |= 1ULL << why.reason;
		is_same = !w->seen && !memcmp(w->copy, w->esw, w->size);
		world_expect(w, !is_idle || is_same,
			     "failed add left something");
	}
	if (spec.flags & HOF_SPEC_SW) {
		hof_esw_shadow(w->esw, f->rule);
	} else {
		hof_esw_del(w->esw, f->rule);
		ref_del(&w->ref, w->ref.count - 1);
	}
	world_end(w);
}

static void world_del(struct world *w)
{
	unsigned int idx;

	if (!w->ref.count)
		return;
	world_begin(w);
	idx = world_random(w, w->ref.count);
	hof_esw_del(w->esw, w->ref.filter[idx]->rule);
	ref_del(&w->ref, idx);
	world_end(w);
}

/* no frame reaches a table while a bind replays its filters */
static void world_replay(struct world *w)
{
	u32 count = 1 + world_random(w, 12);

	w->hidden = (u16)(1 + world_random(w, w->dev.caps.tables - 1));
	while (count-- && w->ref.count + 1 < REF_MAX) {
		world_add(w);
		if (!world_random(w, 6))
			world_del(w);
	}
	hof_esw_settle(w->esw, w->hidden);
	w->hidden = 0;
	world_begin(w);
	world_end(w);
}

/* no frame sees anything of it, whatever happens between its parts */
static void world_rehash(struct world *w)
{
	bool is_idle, was_wanted;
	u32 count;

	world_begin(w);
	switch (world_random(w, 4)) {
	case 0:
		hof_esw_rehash_commit(w->esw);
		break;
	case 1:
		hof_esw_rehash_abort(w->esw);
		break;
	default:
		is_idle = !hof_esw_rehash_begin(w->esw, 0);
		was_wanted = hof_esw_rehash_want(w->esw);
		memcpy(w->copy, w->esw, w->size);
		count = hof_esw_rehash_begin(w->esw, 1 + world_random(w, 5));
		world_expect(w, !was_wanted || count, "nothing is moved");
		w->moves += count;
		if (!is_idle || world_random(w, 3))
			break;
		hof_esw_rehash_abort(w->esw);
		world_expect(w, !memcmp(w->copy, w->esw, w->size),
			     "rehash left something");
	}
	world_end(w);
}

static void world_check_copy(struct world *w)
{
	struct ref_verdict verdict, want;
	struct dev first = w->dev;
	struct sample *s;

	dev_init(&w->dev, &first.caps);
	hof_esw_emit_all(w->esw);
	world_sample(w);
	for (s = w->sample; s < w->sample + SAMPLES; s++) {
		ref_lookup(&w->ref, s->table, s->words, &want);
		dev_lookup(&w->dev, s->table, s->words, &verdict);
		world_expect(w, verdict_is_same(&verdict, &want),
			     "copy of the state differs");
	}
	world_expect(w, !w->dev.fault && dev_rows(&w->dev) == dev_rows(&first),
		     "copy of the state is not complete");
	dev_fini(&w->dev);
	w->dev = first;
}

static void world_check_empty(struct world *w)
{
	unsigned int res, i;

	while (w->ref.count) {
		world_del(w);
		if (!world_random(w, 4))
			world_rehash(w);
	}
	for (i = 0; i < METERS; i++)
		if (w->has_meter[i])
			hof_esw_meter_put(w->esw, w->meter[i]);
	for (res = 0; res < HOF_RES_COUNT; res++)
		world_expect(w, !hof_esw_occupancy(w->esw, res),
			     hof_resource_name(res));
	world_expect(w, !dev_rows(&w->dev), "rows are left");
}

/* more filters come than go, then the other way round, and so on */
static u64 world_run(const struct hof_esw_caps *caps, u64 seed, unsigned int ops)
{
	struct world *w = malloc(sizeof(*w));
	u64 reasons;

	world_init(w, caps, seed);
	while (w->ops < ops && !w->failed) {
		if (w->ref.count + 1 < REF_MAX &&
		    world_random(w, 100) < (w->ops / 400 % 2 ? 35 : 65))
			world_add(w);
		else
			world_del(w);
		if (!world_random(w, 100))
			world_check_copy(w);
		if (!world_random(w, 40))
			world_replay(w);
		if (!world_random(w, 10))
			world_meter(w);
		if (!world_random(w, 6))
			world_rehash(w);
	}
	world_check_empty(w);
	if (w->failed)
		ktap_note("seed %llu", (unsigned long long)seed);
	ktap_note("%lu rows moved out of the TCAM", w->moves);
	reasons = w->reasons;
	world_fini(w);
	free(w);
	return reasons;
}

static void random_roomy(void)
{
	struct hof_esw_caps caps = {
		.ports = 4, .tables = 3, .flow_rows = 64, .slots = 8,
		.tcam_rows = 32, .actions = 32, .counters = 64,
		.rank_bits = 8, .masks = 200, .ranks = 200, .ranges = 5,
		.meters = 3,
	};

	world_run(&caps, 1, 12000);
}

static void random_tiny(void)
{
	struct hof_esw_caps caps = {
		.ports = 4, .tables = 4, .flow_rows = 12, .slots = 3,
		.tcam_rows = 5, .actions = 9, .counters = 8, .rank_bits = 4,
		.masks = 8, .ranks = 20, .ranges = 2, .meters = 2,
	};
	static const u8 all[] = {
		HOF_REASON_FLOW_ROWS, HOF_REASON_SLOTS, HOF_REASON_TCAM_ROWS,
		HOF_REASON_ACTIONS, HOF_REASON_COUNTERS, HOF_REASON_RANKS,
		HOF_REASON_MASKS, HOF_REASON_ORDERS, HOF_REASON_RANGES,
		HOF_REASON_METERS,
	};
	u64 reasons = 0;
	unsigned int i;

	reasons |= world_run(&caps, 2, 10000);
	caps.masks = 99;
	caps.ranks = 12;
	reasons |= world_run(&caps, 3, 10000);
	caps.ranks = 99;
	caps.slots = 1;
	caps.rank_bits = 2;
	reasons |= world_run(&caps, 4, 10000);
	caps.slots = 8;
	caps.rank_bits = 16;
	caps.actions = 64;
	reasons |= world_run(&caps, 5, 10000);
	for (i = 0; i < ARRAY_SIZE(all); i++)
		ktap_expect(reasons >> all[i] & 1, __FILE__, __LINE__,
			    "reason %u was never met", all[i]);
}

static void random_fresh(void)
{
	struct hof_esw_caps caps = {
		.ports = 4, .tables = 3, .flow_rows = 24, .slots = 4,
		.tcam_rows = 12, .actions = 24, .counters = 24,
		.rank_bits = 5, .masks = 200, .ranks = 200, .ranges = 5,
		.meters = 3,
	};
	u64 seed = (u64)time(NULL) * 1000003;

	ktap_note("fresh seed %llu", (unsigned long long)seed);
	world_run(&caps, seed, 10000);
}

static const struct ktap_case cases[] = {
	{ "esw.random_filters_with_room", random_roomy },
	{ "esw.random_filters_without_room", random_tiny },
	{ "esw.random_filters_with_a_fresh_seed", random_fresh },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
