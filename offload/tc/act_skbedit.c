// SPDX-License-Identifier: GPL-2.0-only
/* Owns the action skbedit: mark, priority, receive queue. */

#include "../core/rpc/hof_rpc.h"
#include "acts.h"

/* The kernel offloads a mark without a mask only. */
void hni_tc_act_mark(struct hni_tc_parse *parse,
		     const struct flow_action_entry *entry)
{
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_MARK,
		.arg32 = entry->mark,
		.mask = ~0U,
	});
	hni_tc_control_add(parse, entry, "skbedit mark");
}

void hni_tc_act_priority(struct hni_tc_parse *parse,
			 const struct flow_action_entry *entry)
{
	if (entry->priority >= HNI_ESW_PRIOS)
		hni_tc_refuse(parse, HOF_REASON_ACTION_VALUE,
			      "skbedit priority", entry->priority,
			      HNI_ESW_PRIOS - 1);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_PRIORITY,
		.arg32 = entry->priority,
	});
	hni_tc_control_add(parse, entry, "skbedit priority");
}

/* The e-switch has no queues: only the classifier behind a PF has. */
void hni_tc_act_rx_queue(struct hni_tc_parse *parse,
			 const struct flow_action_entry *entry)
{
	if (parse->block)
		hni_tc_refuse(parse, HOF_REASON_ACTION,
			      "skbedit queue_mapping", entry->rx_queue, 0);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HOF_OP_RX_QUEUE,
		.arg32 = entry->rx_queue,
	});
	hni_tc_control_add(parse, entry, "skbedit queue_mapping");
}
