// SPDX-License-Identifier: GPL-2.0-only
/* Owns the commands of the classifier matchall. */

#include "priv.h"

static int hni_tc_matchall_replace(struct hni_tc_block *block,
				   struct tc_cls_matchall_offload *cls)
{
	struct hni_tc_filter filter = {
		.common = &cls->common,
		.rule = cls->rule,
		.cookie = cls->cookie,
	};

	return hni_tc_rule_replace(block, &filter);
}

int hni_tc_matchall(struct hni_tc_block *block,
		    struct tc_cls_matchall_offload *cls)
{
	switch (cls->command) {
	case TC_CLSMATCHALL_REPLACE:
		return hni_tc_matchall_replace(block, cls);
	case TC_CLSMATCHALL_DESTROY:
		return hni_tc_rule_destroy(block, cls->cookie);
	case TC_CLSMATCHALL_STATS:
		return hni_tc_rule_stats(block, cls->cookie, &cls->stats);
	default:
		return -EOPNOTSUPP;
	}
}
