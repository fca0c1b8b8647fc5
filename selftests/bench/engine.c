// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the bench of the engine: what it costs to insert and delete a rule while
 * the switch fills, from the first rule to the last of a million.
 *
 * The time is that of the processor, spent by this program. All memory is
 * touched before, so that no page fault is measured; huge pages are asked for,
 * since misses of the address cache would otherwise grow with the memory in use.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "../../offload/core/esw/hof_esw.h"

#define RULES			1000000U
#define FEW			1000U	/* the first rules, shown apart */
#define DECILES			10
#define DECILE			(RULES / DECILES)
#define RUNS			5
#define MASKS			8
#define HUGE_PAGE		(2UL << 20)

/* struct bench - one run; @nsec is for each decile, the last one for the few */
struct bench {
	struct hof_esw *esw;
	char *rules;
	size_t rule_size;
	unsigned long writes;
	double insert[DECILES + 1];
	double delete[DECILES];
};

static void bench_emit(void *ctx, const struct hof_write *write)
{
	struct bench *b = ctx;

	b->writes += write->op;
}

static const struct hof_esw_caps bench_caps = {
	.ports = 6, .tables = 256, .flow_rows = 1 << 20, .slots = 64,
	.tcam_rows = 4096, .actions = 1 << 16, .counters = 1 << 20,
	.rank_bits = 16, .emit = bench_emit,
};

static void *bench_map(size_t size)
{
	size_t whole = (size + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
	void *mem = aligned_alloc(HUGE_PAGE, whole);

	if (!mem) {
		perror("bench");
		exit(1);
	}
	/* advice only: without huge pages the numbers are larger */
	madvise(mem, whole, MADV_HUGEPAGE);
	memset(mem, 0, whole);
	return mem;
}

/* the bits of a number in an order that looks random; no two are alike */
static u32 bench_mix(u32 num)
{
	num *= 0x9e3779b1;
	num ^= num >> 15;
	return num * 0x85ebca6b;
}

/* connections of TCP, each of the masks with another prefix of the source */
static void bench_spec(struct hof_spec *spec, u32 num)
{
	struct hof_match *match = &spec->match;
	u32 mix = bench_mix(num);

	hof_match_set(match, HOF_FIELD_PROTO, 0x0800, 0xffff);
	hof_match_set(match, HOF_FIELD_IP_PROTO, 6, 0xff);
	hof_match_set(match, HOF_FIELD_DST_IPV4, mix, ~0U);
	hof_match_set(match, HOF_FIELD_SRC_IPV4, num << 12,
		      ~0U << num % MASKS);
	hof_match_set(match, HOF_FIELD_DST_PORT, mix >> 7, 0xffff);
	spec->ops[0].code = HNI_OP_OUTPUT;
	spec->ops[0].arg32 = mix % 6;
	spec->ops[1].code = HNI_OP_STOLEN;
}

static double bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static struct hof_rule *bench_rule(struct bench *b, u32 num)
{
	return (struct hof_rule *)(b->rules + num * b->rule_size);
}

static void bench_insert(struct bench *b, struct hof_spec *spec, u32 num)
{
	struct hof_rule *rule = bench_rule(b, num);
	struct hof_why why;

	bench_spec(spec, num);
	if (hof_esw_see(b->esw, rule, spec, &why) ||
	    hof_esw_add(b->esw, rule, &why)) {
		fprintf(stderr, "bench: rule %u: %s\n", num,
			hof_reason_name(why.reason));
		exit(1);
	}
}

static void bench_run(struct bench *b)
{
	struct hof_spec spec = {
		.table = 1, .prio = 1, .flags = HOF_SPEC_COUNT, .nops = 2,
	};
	double start, few = 0;
	u32 i, k, num = 0;

	for (i = 0; i < DECILES; i++) {
		start = bench_now();
		for (k = 0; k < DECILE; k++) {
			if (num == FEW)
				few = bench_now() - start;
			bench_insert(b, &spec, num++);
		}
		b->insert[i] = (bench_now() - start) / DECILE;
	}
	b->insert[DECILES] = few / FEW;
	for (i = 0; i < DECILES; i++) {
		start = bench_now();
		for (k = 0; k < DECILE; k++)
			hof_esw_del(b->esw, bench_rule(b, --num));
		b->delete[DECILES - 1 - i] = (bench_now() - start) / DECILE;
	}
}

static void bench_init(struct bench *b)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_spec spec = { .nops = 2 };

	memset(b, 0, sizeof(*b));
	bench_spec(&spec, 0);
	b->rule_size = (hof_rule_size(&spec) + 15) & ~(size_t)15;
	b->rules = bench_map(RULES * b->rule_size);
	caps.ctx = b;
	b->esw = hof_esw_init(bench_map(hof_esw_size(&caps)), &caps);
}

static void bench_fini(struct bench *b)
{
	free(b->rules);
	free(b->esw);
}

static int bench_compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double bench_median(double *values)
{
	qsort(values, RUNS, sizeof(*values), bench_compare);
	return values[RUNS / 2];
}

/* median over the runs of what lies at @offset in each */
static double bench_at(const struct bench *runs, size_t offset)
{
	double values[RUNS];
	unsigned int i;

	for (i = 0; i < RUNS; i++)
		memcpy(&values[i], (const char *)&runs[i] + offset,
		       sizeof(values[i]));
	return bench_median(values);
}

static void bench_report(const struct bench *runs)
{
	double ratio[RUNS];
	unsigned int i;

	printf("rules            insert    delete   (ns a rule, median of %d)\n",
	       RUNS);
	printf("first %-8u %9.0f\n", FEW,
	       bench_at(runs, offsetof(struct bench, insert[DECILES])));
	for (i = 0; i < DECILES; i++)
		printf("up to %-8u %9.0f %9.0f\n", (i + 1) * DECILE,
		       bench_at(runs, offsetof(struct bench, insert[i])),
		       bench_at(runs, offsetof(struct bench, delete[i])));
	for (i = 0; i < RUNS; i++)
		ratio[i] = runs[i].insert[DECILES - 1] / runs[i].insert[0];
	printf("last decile / first decile: %.2f (median of",
	       bench_median(ratio));
	for (i = 0; i < RUNS; i++)
		printf(" %.2f", ratio[i]);
	printf("), target at most 1.3\n");
	printf("memory: %.0f bytes a rule in the engine (%zu MiB for %u rows), %zu in the rule\n",
	       (double)hof_esw_size(&bench_caps) / bench_caps.flow_rows,
	       hof_esw_size(&bench_caps) >> 20, bench_caps.flow_rows,
	       runs[0].rule_size);
}

int main(void)
{
	struct bench runs[RUNS];
	unsigned int i;

	for (i = 0; i < RUNS; i++) {
		bench_init(&runs[i]);
		bench_run(&runs[i]);
		bench_fini(&runs[i]);
	}
	bench_report(runs);
	return 0;
}
