// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stage "check": what can be said only about the whole filter, and
 * about the block that it is for; and how refusals are told.
 */

#include "priv.h"

void hni_tc_refuse(struct hni_tc_parse *parse, enum hof_reason reason,
		   const char *what, u64 value, u64 limit)
{
	if (!parse->err)
		parse->err = hof_refuse(&parse->why, reason, what, value,
					limit);
}

void hni_tc_why_tell(struct netlink_ext_ack *extack,
		     const struct hof_why *why)
{
	char text[HOF_WHY_LEN];

	if (!extack)
		return;
	hof_why_format(text, sizeof(text), why);
	NL_SET_ERR_MSG_FMT_MOD(extack, "%s", text);
}

static void hni_tc_check_prio(struct hni_tc_parse *parse)
{
	u32 prio = parse->filter->common->prio;

	if (!prio || prio > U16_MAX)
		hni_tc_refuse(parse, HOF_REASON_PRIO, NULL, prio, U16_MAX);
	parse->spec.prio = prio;
}

/*
 * The kernel gives what a rule has counted to each of its actions, so they
 * cannot differ in whether they are counted; in how fresh the count has to be,
 * the strictest decides.
 */
static void hni_tc_check_hw_stats(struct hni_tc_parse *parse)
{
	const struct flow_action *action = &parse->filter->rule->action;
	const struct flow_action_entry *entry;
	unsigned int disabled = 0, immediate = 0;
	int i;

	flow_action_for_each(i, entry, action) {
		if (entry->hw_stats == FLOW_ACTION_HW_STATS_DISABLED)
			disabled++;
		else if (entry->hw_stats == FLOW_ACTION_HW_STATS_IMMEDIATE)
			immediate++;
		else if (!(entry->hw_stats & FLOW_ACTION_HW_STATS_DELAYED))
			hni_tc_refuse(parse, HOF_REASON_HW_STATS, NULL,
				      entry->hw_stats, 0);
	}

	if (disabled && disabled != action->num_entries)
		hni_tc_refuse(parse, HOF_REASON_HW_STATS_MIXED, NULL,
			      disabled, action->num_entries);

	if (disabled || !action->num_entries)
		parse->stats = HNI_TC_STATS_DISABLED;
	else if (immediate)
		parse->stats = HNI_TC_STATS_IMMEDIATE;
	else
		parse->stats = HNI_TC_STATS_DELAYED;
}

void hni_tc_check(struct hni_tc_parse *parse)
{
	const struct hni_tc_filter *filter = parse->filter;

	if (!filter->rule)
		hni_tc_refuse(parse, HOF_REASON_CLASSIFIER, filter->kind, 0, 0);
	hni_tc_check_prio(parse);
	if (filter->rule)
		hni_tc_check_hw_stats(parse);
}

static bool hni_tc_is_off(const struct hni_tc_port *port,
			  const struct hni_tc_block *block)
{
	return port->is_off && port->block[block->dir] == block;
}

/*
 * A frame in a tunnel goes to software as it came, with its outer header, since
 * only software can take that off for itself: whatever its last word was.
 */
static void hni_tc_check_tunnel(struct hni_tc_parse *parse)
{
	const struct hof_spec *spec = &parse->spec;
	unsigned int i;

	for (i = 0; i < spec->nops; i++)
		if (spec->ops[i].code == HNI_OP_PASS ||
		    spec->ops[i].code == HNI_OP_TRAP)
			hni_tc_refuse(parse, HOF_REASON_ACTION_NEEDS_SW,
				      "pass or trap on a tunnel device", 0,
				      0);
}

void hni_tc_check_block(struct hni_tc_parse *parse)
{
	struct hni_tc_block *block = parse->block;
	struct hni_tc *tc = block->tc;
	const char *name;
	unsigned int i;

	lockdep_assert_held(&tc->esw->lock);

	for (i = 0; i < HNI_ESW_MAX_PORTS; i++)
		if (hni_tc_is_off(&tc->ports[i], block))
			hni_tc_refuse(parse, HOF_REASON_NO_OFFLOAD,
				      tc->ports[i].netdev->name, 0, 0);
	name = hof_match_limit(&parse->spec.match, tc->esw->caps.key_words);
	if (name)
		hni_tc_refuse(parse, HOF_REASON_KEY, name, 0, 0);
	if (block->tunnel)
		hni_tc_check_tunnel(parse);
	if (READ_ONCE(tc->esw->cmd.is_dead))
		hni_tc_refuse(parse, HOF_REASON_DEAD, NULL, 0, 0);
}
