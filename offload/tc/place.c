// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stages "place" and "write": the engine finds row, action and counter
 * and hands over an ordered list of writes, which go to the ring as they come.
 */

#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../../driver/hw/esw_ctr.h"
#include "priv.h"

static void hni_tc_emit(void *ctx, const struct hof_write *write)
{
	struct hni_tc *tc = ctx;

	hni_cmd_post_write(&tc->esw->cmd, write);
}

int hni_tc_place_init(struct hni_tc *tc)
{
	const struct hni_esw_caps *hw = &tc->esw->caps;
	struct hof_esw_caps caps = {
		.ports = hw->ports,
		.tables = hw->tables,
		.flow_rows = hw->flow_rows,
		.slots = hw->slots,
		.tcam_rows = hw->tcam_rows,
		.actions = hw->actions,
		.counters = hw->counters,
		.rank_bits = hw->rank_bits,
		.ops = hw->ops,
		.meters = hw->meters,
		.encaps = hw->encaps,
		.tunnels = hw->tunnels,
		.ranges = hw->ranges,
		.conns = hw->conns,
		.emit = hni_tc_emit,
		.ctx = tc,
	};
	size_t size = hof_esw_size(&caps);

	if (!size)
		return -EINVAL;
	tc->mem = vzalloc(size);
	if (!tc->mem)
		return -ENOMEM;
	tc->core = hof_esw_init(tc->mem, &caps);
	return 0;
}

void hni_tc_place_fini(struct hni_tc *tc)
{
	vfree(tc->mem);
}

/*
 * Return: 0 if hardware executes the filter; else the refusal's errno, and if
 * software holds the filter the rule is placed as a shadow.
 */
int hni_tc_place(struct hni_tc_parse *parse, struct hni_tc_rule *rule)
{
	struct hof_esw *core = parse->block->tc->core;
	struct hof_rule *place = &rule->rule;
	int err;

	lockdep_assert_held(&parse->block->tc->esw->lock);

	err = hof_esw_see(core, place, &parse->spec,
			  parse->err ? &(struct hof_why){} : &parse->why);
	if (err)
		return parse->err ?: err;

	err = parse->err;
	if (!err)
		err = hof_esw_add(core, place, &parse->why);
	if (!err) {
		parse->block->num_in_hw++;
		if (rule->stats != HNI_TC_STATS_DISABLED)
			hni_ctr_use(parse->block->tc->esw, place->counter);
		return 0;
	}

	if (parse->spec.flags & HOF_SPEC_SW)
		hof_esw_shadow(core, place);
	else
		hof_esw_del(core, place);
	return err;
}

void hni_tc_unplace(struct hni_tc_block *block, struct hni_tc_rule *rule)
{
	lockdep_assert_held(&block->tc->esw->lock);

	if (hof_rule_in_hw(&rule->rule))
		block->num_in_hw--;
	hof_esw_del(block->tc->core, &rule->rule);
}
