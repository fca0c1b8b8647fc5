// SPDX-License-Identifier: GPL-2.0-only
/* Owns the bench on which the engine's unit tests put single rules. */
#include <stdio.h>
#include <stdlib.h>

#include "hof_bench.h"
#include "ktap.h"

const struct hof_esw_caps bench_caps = {
	.ports = 4, .tables = 8, .flow_rows = 64, .slots = 8, .tcam_rows = 16,
	.actions = 32, .counters = 16, .rank_bits = 16, .masks = 64,
	.ranks = 300, .meters = 4, .encaps = 3, .tunnels = 2, .ranges = 6,
	.conns = 5,
};

static void bench_emit(void *ctx, const struct hof_write *write)
{
	static const char letters[] = " SFTA__RM_EUC";
	struct bench *b = ctx;
	char letter = letters[write->type];

	if (write->op == HNI_ESW_OP_INVALIDATE)
		letter = (char)(letter + 'a' - 'A');
	if (b->nlog < BENCH_LOG - 1) {
		b->order[b->nlog] = write->order;
		b->log[b->nlog++] = letter;
	}
	dev_emit(&b->dev, write);
}

void bench_init(struct bench *b, const struct hof_esw_caps *caps)
{
	struct hof_esw_caps mine = *caps;

	memset(b, 0, sizeof(*b));
	dev_init(&b->dev, caps);
	mine.emit = bench_emit;
	mine.ctx = b;
	b->size = hof_esw_size(&mine);
	b->esw = hof_esw_init(calloc(1, b->size), &mine);
}

void bench_fini(struct bench *b)
{
	unsigned int res;

	EXPECT_STREQ(b->dev.fault ? b->dev.fault : "", "");
	EXPECT_EQ(dev_rows(&b->dev), 0);
	for (res = 0; res < HOF_RES_COUNT; res++)
		EXPECT_EQ(hof_esw_occupancy(b->esw, res), 0);
	free(b->esw);
	dev_fini(&b->dev);
}

struct hof_spec bench_spec(u8 word, u32 value, u32 mask)
{
	struct hof_spec spec = {
		.table = 1, .prio = 1, .nops = 1,
		.ops = { { .code = HNI_OP_DROP } },
	};

	spec.match.value[word] = value;
	spec.match.mask[word] = mask;
	return spec;
}

struct hof_rule *bench_see(struct bench *b, const struct hof_spec *spec)
{
	struct hof_rule *rule = calloc(1, hof_rule_size(spec));
	struct hof_why why;

	if (hof_esw_see(b->esw, rule, spec, &why)) {
		fprintf(stderr, "a mask was refused: %u\n", why.reason);
		exit(1);
	}
	return rule;
}

struct hof_rule *bench_add(struct bench *b, const struct hof_spec *spec,
			   struct hof_why *why)
{
	struct hof_rule *rule = bench_see(b, spec);
	struct hof_why mine;

	if (!hof_esw_add(b->esw, rule, why ? why : &mine))
		return rule;
	if (!why)
		EXPECT_STREQ(hof_reason_text(mine.reason), "");
	bench_del(b, rule);
	return NULL;
}

struct hof_rule *bench_shadow(struct bench *b, const struct hof_spec *spec)
{
	struct hof_rule *rule = bench_see(b, spec);

	hof_esw_shadow(b->esw, rule);
	return rule;
}

void bench_del(struct bench *b, struct hof_rule *rule)
{
	hof_esw_del(b->esw, rule);
	EXPECT_EQ(rule->state, HOF_RULE_NONE);
	free(rule);
}

enum ref_kind bench_lookup(struct bench *b, u8 word, u32 value,
			   struct ref_verdict *verdict)
{
	u32 words[HNI_KW_USED] = { 0 };
	struct ref_verdict mine;

	verdict = verdict ? verdict : &mine;
	words[word] = value;
	dev_lookup(&b->dev, 1, words, verdict);
	return verdict->kind;
}

const char *bench_writes(struct bench *b)
{
	b->log[b->nlog] = '\0';
	b->nlog = 0;
	return b->log;
}
