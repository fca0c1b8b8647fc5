// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stage "compile": what a filter means in its block becomes numbers
 * of the device.
 */

#include "priv.h"

/*
 * A trap that software holds too consumes the frame there, so hardware must
 * not treat it twice: the walk is software's.
 */
static void hni_tc_compile_trap(struct hof_spec *spec)
{
	struct hof_op *last = &spec->ops[spec->nops - 1];

	if (last->code == HNI_OP_TRAP && spec->flags & HOF_SPEC_SW)
		last->code = HNI_OP_SOFTWARE;
}

static int hni_tc_compile_goto(struct hni_tc_parse *parse,
			       struct hni_tc_rule *rule)
{
	struct hof_spec *spec = &parse->spec;
	struct hni_tc_chain *target;

	target = hni_tc_chain_get(parse->block, parse->goto_chain,
				  &parse->why);
	if (IS_ERR(target))
		return PTR_ERR(target);
	rule->target = target;
	spec->ops[spec->nops - 1].arg32 = target->table;
	return 0;
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
	if (parse->err) {
		/* of a refused filter only the match goes on */
		spec->nops = 0;
		spec->flags &= ~HOF_SPEC_COUNT;
		return 0;
	}

	hni_tc_compile_trap(spec);
	if (parse->has_goto)
		parse->err = hni_tc_compile_goto(parse, rule);
	return 0;
}

void hni_tc_uncompile(struct hni_tc_block *block, struct hni_tc_rule *rule)
{
	if (rule->target)
		hni_tc_chain_put(block, rule->target);
	hni_tc_chain_put(block, rule->chain);
}
