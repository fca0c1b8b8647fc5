// SPDX-License-Identifier: GPL-2.0-only
/* Owns translating "action tunnel_key". */

#include "acts.h"

void hni_tc_act_tunnel_unset(struct hni_tc_parse *parse,
			     const struct flow_action_entry *entry)
{
	hni_tc_op_add(parse, (struct hof_op) { .code = HNI_OP_TUNNEL_UNSET });
	hni_tc_control_add(parse, entry, "tunnel_key unset");
}
