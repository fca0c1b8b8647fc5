// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the action police in a list: what becomes of frames that conform and of
 * those that exceed. The meter itself is the business of meter.c.
 */

#include <linux/bitfield.h>

#include "acts.h"
#include "meter.h"
#include "priv.h"

/* As a jump that is an action's control: see hni_tc_jump_add() */
static u8 hni_tc_police_jump(struct hni_tc_parse *parse, unsigned int action)
{
	struct hni_tc_list *list = &parse->list;

	if (!action || action >= list->num) {
		list->jumped = list->num;
		return hni_tc_branch_end(parse, HNI_OP_PASS, 0);
	}
	if (action <= list->at) {
		hni_tc_refuse(parse, HOF_REASON_ACTION_CONTROL, "police",
			      TC_ACT_JUMP | action, 0);
		return hni_tc_branch_end(parse, HNI_OP_PASS, 0);
	}
	return hni_tc_branch_to(parse, action);
}

static u8 hni_tc_police_branch(struct hni_tc_parse *parse,
			       enum flow_action_id verdict, u32 value)
{
	switch (verdict) {
	case FLOW_ACTION_ACCEPT:
		return hni_tc_branch_end(parse, HNI_OP_PASS, 0);
	case FLOW_ACTION_DROP:
		return hni_tc_branch_end(parse, HNI_OP_DROP, 0);
	case FLOW_ACTION_GOTO:
		return hni_tc_branch_end(parse, HNI_OP_GOTO, value);
	case FLOW_ACTION_PIPE:
		return hni_tc_branch_to(parse, parse->list.at + 1);
	case FLOW_ACTION_JUMP:
		return hni_tc_police_jump(parse,
					  value & HNI_TC_JUMP_MASK);
	default:
		/* hardware does not look further in the same chain */
		hni_tc_refuse(parse, HOF_REASON_ACTION, "police continue", 0,
			      0);
		return hni_tc_branch_end(parse, HNI_OP_PASS, 0);
	}
}

/* Software counts a frame that conforms and is dropped only if it has a rate. */
static u8 hni_tc_police_flags(const struct hni_tc_parse *parse,
			      const struct flow_action_entry *entry)
{
	bool has_rate = entry->police.rate_bytes_ps ||
			entry->police.rate_pkt_ps;
	u8 flags = 0;

	if (entry->police.notexceed.act_id == FLOW_ACTION_DROP && has_rate)
		flags |= HNI_OP_POLICE_F_CONFORM_DROPS;
	if (entry->police.exceed.act_id == FLOW_ACTION_DROP)
		flags |= HNI_OP_POLICE_F_EXCEED_DROPS;
	if (parse->block && parse->block->dir == HNI_TC_INGRESS)
		flags |= HNI_OP_POLICE_F_L3;
	return flags;
}

void hni_tc_act_police(struct hni_tc_parse *parse,
		       const struct flow_action_entry *entry)
{
	const struct flow_action *action = &parse->filter->rule->action;
	u16 conform, exceed;
	struct hof_why why;

	if (hni_tc_meter_check(entry, &why))
		hni_tc_refuse(parse, why.reason, why.what, why.value,
			      why.limit);
	conform = hni_tc_police_branch(parse, entry->police.notexceed.act_id,
				       entry->police.notexceed.extval);
	exceed = hni_tc_police_branch(parse, entry->police.exceed.act_id,
				      entry->police.exceed.extval);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_POLICE,
		.flags = hni_tc_police_flags(parse, entry),
		.arg16 = FIELD_PREP(HNI_OP_POLICE_CONFORM, conform) |
			 FIELD_PREP(HNI_OP_POLICE_EXCEED, exceed),
		.arg32 = entry - action->entries,
	});
	parse->list.next = HNI_TC_LIST_ENDED;
}
