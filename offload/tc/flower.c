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

int hni_tc_flower(struct hni_tc_block *block, struct flow_cls_offload *cls)
{
	switch (cls->command) {
	case FLOW_CLS_REPLACE:
		return hni_tc_flower_replace(block, cls);
	case FLOW_CLS_DESTROY:
		return hni_tc_rule_destroy(block, cls->cookie);
	case FLOW_CLS_STATS:
		return hni_tc_rule_stats(block, cls->cookie, &cls->stats);
	default:
		/* templates are a hint that this hardware has no use for */
		return -EOPNOTSUPP;
	}
}
