// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns translating "action ct". Hardware finds connections that software has
 * made; to make one (commit) is software's.
 */

#include <linux/tc_act/tc_ct.h>

#include "acts.h"

void hni_tc_act_ct(struct hni_tc_parse *parse,
		   const struct flow_action_entry *entry)
{
	const struct flow_action *action = &parse->filter->rule->action;
	struct hof_op op = { .code = HNI_OP_CT };

	if (entry->ct.action & TCA_CT_ACT_CLEAR) {
		op.code = HNI_OP_CT_CLEAR;
	} else if (entry->ct.action & (TCA_CT_ACT_COMMIT | TCA_CT_ACT_FORCE)) {
		hni_tc_refuse(parse, HOF_REASON_ACTION_NEEDS_SW, "ct commit",
			      0, 0);
	} else if (!entry->ct.flow_table) {
		hni_tc_refuse(parse, HOF_REASON_ACTION,
			      "ct without a flow table", 0, 0);
	} else {
		op.arg16 = entry->ct.zone;
		op.arg32 = entry - action->entries;
		if (entry->ct.action & TCA_CT_ACT_NAT)
			op.flags = HNI_OP_CT_F_NAT;
	}
	hni_tc_op_add(parse, op);
	hni_tc_control_add(parse, entry, "ct");
}
