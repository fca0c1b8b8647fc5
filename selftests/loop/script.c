// SPDX-License-Identifier: GPL-2.0-only
/* Owns running a script against the NIC and the reference at the same time. */
#include <stdlib.h>

#include "ktap.h"
#include "script.h"

/* struct run - one run of a script; one outcome a frame, entered and injected */
struct run {
	struct script *script;
	struct nic nic;
	struct ref ref;
	struct outcome before[SCRIPT_FRAMES][2];
	struct outcome after[SCRIPT_FRAMES][2];
	struct outcome (*seen)[SCRIPT_FRAMES][2];
	unsigned int nseen;
	unsigned int seen_max;
};

static void run_fail(struct run *run, const char *what, unsigned int frame,
		     const struct outcome *want, const struct outcome *got)
{
	struct script *s = run->script;

	if (s->bad)
		return;
	s->bad = what;
	s->bad_frame = frame;
	if (want) {
		s->want = *want;
		s->got = *got;
	}
}

static bool outcome_is_same(const struct outcome *a, const struct outcome *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static void run_nic(struct run *run, struct outcome o[SCRIPT_FRAMES][2],
		    bool counts)
{
	const struct script *s = run->script;
	unsigned int i;

	for (i = 0; i < s->nframes; i++) {
		nic_enter(&run->nic, &s->frame[i], &o[i][0], counts);
		nic_inject(&run->nic, &s->frame[i], &o[i][1], counts);
	}
}

static void run_ref(struct run *run, struct outcome o[SCRIPT_FRAMES][2],
		    bool counts)
{
	const struct script *s = run->script;
	unsigned int i;

	for (i = 0; i < s->nframes; i++) {
		ref_enter(&run->ref, &s->frame[i], &o[i][0], counts);
		ref_inject(&run->ref, &s->frame[i], &o[i][1], counts);
	}
}

/* behind each command: this is where the list of writes may be cut */
static void run_seen(void *ctx)
{
	struct run *run = ctx;

	if (run->nseen == run->seen_max) {
		run->seen_max = run->seen_max * 2 + 16;
		run->seen = realloc(run->seen,
				    run->seen_max * sizeof(*run->seen));
	}
	run_nic(run, run->seen[run->nseen++], false);
}

static void run_begin(struct run *run)
{
	run->nseen = 0;
	run_ref(run, run->before, false);
}

/* one frame, entered (0) or injected (1), against reference and history */
static void run_compare(struct run *run, unsigned int i, unsigned int way,
			const struct outcome *now)
{
	const struct outcome *before = &run->before[i][way];
	const struct outcome *after = &run->after[i][way];
	const struct outcome *seen;
	unsigned int n;

	if (run->script->bad)
		return;
	run->script->injected = way;
	if (!outcome_is_same(after, now))
		run_fail(run, "NIC and reference differ", i, after, now);
	for (n = 0; n < run->nseen; n++) {
		seen = &run->seen[n][i][way];
		if (!outcome_is_same(seen, before) &&
		    !outcome_is_same(seen, after))
			run_fail(run, "neither old nor new", i, after, seen);
	}
}

static void run_end(struct run *run)
{
	struct outcome now[SCRIPT_FRAMES][2];
	unsigned int i;

	if (run->nic.fault)
		run_fail(run, "the NIC refused a command", 0, NULL, NULL);
	run_ref(run, run->after, true);
	run_nic(run, now, true);
	for (i = 0; i < run->script->nframes; i++) {
		run_compare(run, i, 0, &now[i][0]);
		run_compare(run, i, 1, &now[i][1]);
	}
}

static void run_check_counter(struct run *run, const struct ref_filter *f)
{
	u64 pkts, bytes;

	if (f->rule->state != HOF_RULE_PLACED ||
	    !(f->spec.flags & HOF_SPEC_COUNT))
		return;
	nic_counter(&run->nic, f->rule, &pkts, &bytes);
	if (pkts != f->pkts || bytes != f->bytes)
		run_fail(run, "a counter is wrong", 0, NULL, NULL);
}

static void run_del(struct run *run, struct ref_filter *f)
{
	run_check_counter(run, f);
	run_begin(run);
	hof_esw_del(run->nic.esw, f->rule);
	ref_del(&run->ref, f);
	free(f->rule);
	f->rule = NULL;
	run_end(run);
}

static void run_add(struct run *run, struct step *step)
{
	struct ref_filter *f = &step->filter;
	struct hof_why why = { 0 };
	int err;

	run_begin(run);
	f->pkts = 0;
	f->bytes = 0;
	f->rule = calloc(1, hof_rule_size(&f->spec));
	ref_add(&run->ref, f);
	err = hof_esw_see(run->nic.esw, f->rule, &f->spec, &why);
	if (err) {
		run_fail(run, "no room for a mask", 0, NULL, NULL);
		return;
	}
	run_end(run);
	run_begin(run);
	if (!step->is_refused && !hof_esw_add(run->nic.esw, f->rule, &why)) {
		run_end(run);
		return;
	}
	run->script->refusals |= 1ULL << why.reason;
	if (f->spec.flags & HOF_SPEC_SW) {
		hof_esw_shadow(run->nic.esw, f->rule);
		run_end(run);
	} else {
		run_del(run, f);
	}
}

static void run_step(struct run *run, struct step *step)
{
	struct ref_filter *old;

	if (step->is_skipped)
		return;
	if (step->is_add) {
		run_add(run, step);
		return;
	}
	old = &run->script->step[step->add].filter;
	if (old->rule)
		run_del(run, old);
}

static void run_init(struct run *run, struct script *s)
{
	unsigned int i;

	memset(run, 0, sizeof(*run));
	run->script = s;
	nic_init(&run->nic, &s->caps);
	for (i = 0; i < s->caps.ports; i++) {
		run->ref.ingress[i] = s->ingress[i];
		run->ref.egress[i] = s->egress[i];
		nic_bind(&run->nic, i, s->ingress[i], s->egress[i]);
	}
	run->nic.after = run_seen;
	run->nic.ctx = run;
	s->bad = NULL;
	s->injected = false;
	s->refusals = 0;
	for (i = 0; i < s->count; i++)
		s->step[i].filter.rule = NULL;
}

/* in the middle of a script, a recovery must change nothing but counters */
static void run_recover(struct run *run)
{
	unsigned int i;

	run->nic.after = NULL;
	nic_recover(&run->nic, &run->ref);
	run->nic.after = run_seen;
	for (i = 0; i < run->ref.count; i++) {
		run->ref.filter[i]->pkts = 0;
		run->ref.filter[i]->bytes = 0;
	}
	run_begin(run);
	run_end(run);
}

/* now and then rows leave the TCAM: no frame, no counter sees anything of it */
static void run_rehash(struct run *run, unsigned int step)
{
	struct hof_esw *esw = run->nic.esw;

	if (step % 2)
		return;
	run_begin(run);
	if (step % 4)
		hof_esw_rehash_begin(esw, 1 + step % 3);
	else if (step % 3)
		hof_esw_rehash_commit(esw);
	else
		hof_esw_rehash_abort(esw);
	run_end(run);
}

bool script_run(struct script *s)
{
	struct run *run = malloc(sizeof(*run));
	unsigned int i;

	run_init(run, s);
	for (i = 0; i < s->count && !s->bad; i++) {
		s->bad_step = i;
		run_step(run, &s->step[i]);
		run_rehash(run, i);
		if (i == s->count / 2)
			run_recover(run);
	}
	while (run->ref.count && !s->bad)
		run_del(run, run->ref.filter[0]);
	while (run->ref.count)
		free(run->ref.filter[--run->ref.count]->rule);
	if (!s->bad && (run->nic.tables.newest->flows ||
			run->nic.tables.newest->tcams))
		s->bad = "rows are left";
	nic_fini(&run->nic);
	free(run->seen);
	free(run);
	return !s->bad;
}

/* keeps the smaller script if it fails too */
static void script_try(struct script *s, struct script *smaller)
{
	if (!script_run(smaller))
		*s = *smaller;
}

void script_shrink(struct script *s)
{
	struct script *smaller = malloc(sizeof(*smaller));
	unsigned int i, k, span;

	*smaller = *s;
	smaller->frame[0] = s->frame[s->bad_frame];
	smaller->nframes = 1;
	script_try(s, smaller);
	for (span = s->count / 2; span; span /= 2) {
		for (i = 0; i + span <= s->count; i += span) {
			*smaller = *s;
			for (k = i; k < i + span; k++)
				smaller->step[k].is_skipped = true;
			script_try(s, smaller);
		}
	}
	free(smaller);
}
