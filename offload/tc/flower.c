// SPDX-License-Identifier: GPL-2.0-only
/* Owns the commands of the classifier flower. */

#include "priv.h"

static int hni_tc_flower_replace(struct hni_tc_block *block,
				 struct flow_cls_offload *cls)
{
	struct hni_tc_filter filter = {
		.common = &cls->common,
		.rule = flow_cls_offload_flow_rule(cls),
		.has_match = true,
		.cookie = cls->cookie,
	};

	return hni_tc_rule_replace(block, &filter);
}

/*
 * A template is a hint about filters to come. Hardware needs nothing of it, but
 * that it has keys which no filter can have here is worth a record.
 */
static int hni_tc_flower_template(struct hni_tc_block *block,
				  struct flow_cls_offload *cls)
{
	struct hni_tc *tc = block->tc;
	struct hof_why why;
	int err;

	err = hni_tc_template_check(flow_cls_offload_flow_rule(cls), &why);
	if (!err)
		return 0;
	mutex_lock(&tc->esw->lock);
	hni_tc_filter_refuse(block, &cls->common, hni_ledger_seq(tc->ledger),
			     &why);
	mutex_unlock(&tc->esw->lock);
	return err;
}

int hni_tc_flower(struct hni_tc_block *block, struct flow_cls_offload *cls)
{
	switch (cls->command) {
	case FLOW_CLS_REPLACE:
		return hni_tc_flower_replace(block, cls);
	case FLOW_CLS_DESTROY:
		return hni_tc_rule_destroy(block, cls->cookie);
	case FLOW_CLS_STATS:
		return hni_tc_rule_stats(block, cls->cookie, &cls->stats);
	case FLOW_CLS_TMPLT_CREATE:
		return hni_tc_flower_template(block, cls);
	case FLOW_CLS_TMPLT_DESTROY:
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}
