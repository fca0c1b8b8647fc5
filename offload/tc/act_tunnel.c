// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns translating "action tunnel_key", and "mirred" to a tunnel device. The key
 * says nothing until the frame comes to such a device: the output has it then.
 */

#include "acts.h"
#include "encap.h"
#include "tundev.h"

/* The number of an entry in the kernel's list */
static unsigned int hni_tc_entry_at(const struct hni_tc_parse *parse,
				    const struct flow_action_entry *entry)
{
	return entry - parse->filter->rule->action.entries;
}

/* Behind a jump some frames would have the key and others not. */
static void hni_tc_tunnel_change(struct hni_tc_parse *parse,
				 unsigned int tunnel, const char *name)
{
	struct hni_tc_list *list = &parse->list;

	if (list->at < list->jumped)
		hni_tc_refuse(parse, HOF_REASON_ACTION, name, 0, 0);
	list->tunnel = tunnel;
}

void hni_tc_act_tunnel_set(struct hni_tc_parse *parse,
			   const struct flow_action_entry *entry)
{
	int err;

	err = parse->err ?: hni_tc_encap_check(entry->tunnel, &parse->why);
	parse->err = err;
	hni_tc_tunnel_change(parse, hni_tc_entry_at(parse, entry) + 1,
			     "tunnel_key set behind a jump");
	hni_tc_control_add(parse, entry, "tunnel_key set");
}

void hni_tc_act_tunnel_unset(struct hni_tc_parse *parse,
			     const struct flow_action_entry *entry)
{
	hni_tc_tunnel_change(parse, 0, "tunnel_key unset behind a jump");
	hni_tc_op_add(parse, (struct hof_op) { .code = HNI_OP_TUNNEL_UNSET });
	hni_tc_control_add(parse, entry, "tunnel_key unset");
}

bool hni_tc_act_tunnel_output(struct hni_tc_parse *parse,
			      const struct flow_action_entry *entry)
{
	unsigned int tunnel = parse->list.tunnel;

	if (!parse->block || !hni_tc_tundev_is(entry->dev))
		return false;
	if (!tunnel)
		hni_tc_refuse(parse, HOF_REASON_ACTION_NEEDS,
			      "mirred to a tunnel needs tunnel_key set", 0, 0);
	else
		hni_tc_op_add(parse, (struct hof_op) {
			.code = HNI_OP_ENCAP,
			.arg32 = hni_tc_entry_at(parse, entry),
			.mask = tunnel - 1,
		});
	return true;
}
