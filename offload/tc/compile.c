// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stage "compile": what a filter means in its block becomes numbers
 * of the device. What its operations name (chains, meters, samplers) it holds
 * until it is deleted.
 */

#include <linux/slab.h>

#include "encap.h"
#include "meter.h"
#include "priv.h"
#include "sample.h"
#include "zone.h"

static const struct flow_action_entry *
hni_tc_op_entry(const struct hni_tc_parse *parse, const struct hof_op *op)
{
	return &parse->filter->rule->action.entries[op->arg32];
}

static void *hni_tc_chain_use(struct hni_tc_parse *parse, struct hof_op *op)
{
	struct hni_tc_chain *chain;

	chain = hni_tc_chain_get(parse->block, op->arg32, &parse->why);
	if (!IS_ERR(chain))
		op->arg32 = chain->table;
	return chain;
}

static void hni_tc_chain_unuse(struct hni_tc_block *block, void *chain)
{
	hni_tc_chain_put(block, chain);
}

static void *hni_tc_meter_use(struct hni_tc_parse *parse, struct hof_op *op)
{
	struct hni_tc_meter *meter;

	meter = hni_tc_meter_get(parse->block->tc, hni_tc_op_entry(parse, op),
				 &parse->why);
	if (!IS_ERR(meter))
		op->arg32 = hni_tc_meter_row(meter);
	return meter;
}

static void hni_tc_meter_unuse(struct hni_tc_block *block, void *meter)
{
	hni_tc_meter_put(block->tc, meter);
}

static void *hni_tc_sampler_use(struct hni_tc_parse *parse, struct hof_op *op)
{
	struct hni_tc_sampler *sampler;

	sampler = hni_tc_sampler_get(parse->block->tc,
				     hni_tc_op_entry(parse, op), &parse->why);
	if (!IS_ERR(sampler))
		op->arg32 = hni_tc_sampler_id(sampler);
	return sampler;
}

static void hni_tc_sampler_unuse(struct hni_tc_block *block, void *sampler)
{
	hni_tc_sampler_put(block->tc, sampler);
}

/* Of the zone the operation has the number, not the place of the entry. */
static void *hni_tc_zone_use(struct hni_tc_parse *parse, struct hof_op *op)
{
	struct hni_tc_zone *zone;

	zone = hni_tc_zone_get(parse->block->tc, hni_tc_op_entry(parse, op),
			       &parse->why);
	op->arg32 = 0;
	return zone;
}

static void hni_tc_zone_unuse(struct hni_tc_block *block, void *zone)
{
	hni_tc_zone_put(block->tc, zone);
}

/* Of an output into a tunnel the mask has the place of "tunnel_key set". */
static void *hni_tc_encap_use(struct hni_tc_parse *parse, struct hof_op *op)
{
	const struct flow_action_entry *entries =
		parse->filter->rule->action.entries;
	struct hni_tc_encap *encap;

	encap = hni_tc_encap_get(parse->block->tc, entries[op->mask].tunnel,
				 entries[op->arg32].dev, &parse->why);
	if (!IS_ERR(encap))
		op->arg32 = hni_tc_encap_row(encap);
	op->mask = 0;
	return encap;
}

static void hni_tc_encap_unuse(struct hni_tc_block *block, void *encap)
{
	hni_tc_encap_put(block->tc, encap);
}

/*
 * One row per operation that names something.
 *
 * @use: takes a reference and puts the number into the operation
 * @unuse: gives the reference back
 */
static const struct hni_tc_use {
	void *(*use)(struct hni_tc_parse *parse, struct hof_op *op);
	void (*unuse)(struct hni_tc_block *block, void *object);
} hni_tc_uses[] = {
	[HNI_OP_GOTO] = { hni_tc_chain_use, hni_tc_chain_unuse },
	[HNI_OP_POLICE] = { hni_tc_meter_use, hni_tc_meter_unuse },
	[HNI_OP_SAMPLE] = { hni_tc_sampler_use, hni_tc_sampler_unuse },
	[HNI_OP_ENCAP] = { hni_tc_encap_use, hni_tc_encap_unuse },
	[HNI_OP_CT] = { hni_tc_zone_use, hni_tc_zone_unuse },
};

static const struct hni_tc_use *hni_tc_use_of(u8 code)
{
	if (code >= ARRAY_SIZE(hni_tc_uses) || !hni_tc_uses[code].use)
		return NULL;
	return &hni_tc_uses[code];
}

static void hni_tc_holds_put(struct hni_tc_block *block,
			     struct hni_tc_rule *rule)
{
	struct hni_tc_hold *hold;

	while (rule->num_holds) {
		hold = &rule->holds[--rule->num_holds];
		hni_tc_use_of(hold->code)->unuse(block, hold->object);
	}
	kfree(rule->holds);
	rule->holds = NULL;
}

static int hni_tc_holds_alloc(struct hni_tc_parse *parse,
			      struct hni_tc_rule *rule)
{
	const struct hof_spec *spec = &parse->spec;
	unsigned int i, num = 0;

	for (i = 0; i < spec->nops; i++)
		if (hni_tc_use_of(spec->ops[i].code))
			num++;
	if (!num)
		return 0;
	rule->holds = kcalloc(num, sizeof(*rule->holds), GFP_KERNEL);
	if (!rule->holds)
		return hof_refuse(&parse->why, HOF_REASON_MEMORY, NULL, 0, 0);
	return 0;
}

static int hni_tc_compile_ops(struct hni_tc_parse *parse,
			      struct hni_tc_rule *rule)
{
	struct hof_spec *spec = &parse->spec;
	const struct hni_tc_use *use;
	unsigned int i;
	void *object;
	int err;

	err = hni_tc_holds_alloc(parse, rule);
	for (i = 0; !err && i < spec->nops; i++) {
		use = hni_tc_use_of(spec->ops[i].code);
		if (!use)
			continue;
		object = use->use(parse, &spec->ops[i]);
		err = PTR_ERR_OR_ZERO(object);
		if (!err)
			rule->holds[rule->num_holds++] = (struct hni_tc_hold) {
				.code = spec->ops[i].code,
				.object = object,
			};
	}
	if (err)
		hni_tc_holds_put(parse->block, rule);
	return err;
}

/*
 * A trap that software holds too consumes the frame there, so hardware must
 * not treat it twice: the walk is software's.
 */
static void hni_tc_compile_trap(struct hof_spec *spec)
{
	unsigned int i;

	for (i = 0; spec->flags & HOF_SPEC_SW && i < spec->nops; i++)
		if (spec->ops[i].code == HNI_OP_TRAP)
			spec->ops[i].code = HNI_OP_SOFTWARE;
}

static u32 hni_tc_compile_flags(const struct hni_tc_parse *parse)
{
	u32 flags = 0;

	if (!hni_compat_is_skip_sw(parse->filter->common))
		flags |= HOF_SPEC_SW;
	if (parse->stats != HNI_TC_STATS_DISABLED)
		flags |= HOF_SPEC_COUNT;
	if (hni_tc_block_is_replay(parse->block))
		flags |= HOF_SPEC_REPLAY;
	return flags;
}

int hni_tc_compile(struct hni_tc_parse *parse, struct hni_tc_rule *rule)
{
	struct hof_spec *spec = &parse->spec;
	struct hni_tc_chain *chain;

	lockdep_assert_held(&parse->block->tc->esw->lock);

	chain = hni_tc_chain_get(parse->block,
				 parse->filter->common->chain_index,
				 &parse->why);
	if (IS_ERR(chain))
		return PTR_ERR(chain);
	rule->chain = chain;
	rule->stats = parse->stats;

	spec->table = chain->table;
	spec->flags = hni_tc_compile_flags(parse);
	hni_tc_compile_trap(spec);
	if (!parse->err)
		parse->err = hni_tc_compile_ops(parse, rule);
	if (parse->err) {
		/* of a refused filter only the match goes on */
		spec->nops = 0;
		spec->flags &= ~HOF_SPEC_COUNT;
	}
	return 0;
}

void hni_tc_uncompile(struct hni_tc_block *block, struct hni_tc_rule *rule)
{
	hni_tc_holds_put(block, rule);
	hni_tc_chain_put(block, rule->chain);
}
