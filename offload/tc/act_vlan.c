// SPDX-License-Identifier: GPL-2.0-only
/* Owns the action vlan: push, pop and modify of the outermost tag. */

#include <linux/bitfield.h>
#include <linux/if_vlan.h>
#include <net/tc_act/tc_vlan.h>

#include "acts.h"

static void hni_tc_vlan_check_tpid(struct hni_tc_parse *parse, __be16 proto)
{
	if (proto != htons(ETH_P_8021Q) && proto != htons(ETH_P_8021AD))
		hni_tc_refuse(parse, HOF_REASON_ACTION_VALUE, "vlan protocol",
			      be16_to_cpu(proto), ETH_P_8021AD);
}

static u16 hni_tc_vlan_tci(const struct flow_action_entry *entry)
{
	return FIELD_PREP(VLAN_PRIO_MASK, entry->vlan.prio) | entry->vlan.vid;
}

void hni_tc_act_vlan_push(struct hni_tc_parse *parse,
			  const struct flow_action_entry *entry)
{
	hni_tc_vlan_check_tpid(parse, entry->vlan.proto);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_VLAN_PUSH,
		.arg16 = hni_tc_vlan_tci(entry),
		.arg32 = be16_to_cpu(entry->vlan.proto),
	});
	hni_tc_control_add(parse, entry, "vlan push");
}

void hni_tc_act_vlan_pop(struct hni_tc_parse *parse,
			 const struct flow_action_entry *entry)
{
	hni_tc_op_add(parse, (struct hof_op) { .code = HNI_OP_VLAN_POP });
	hni_tc_control_add(parse, entry, "vlan pop");
}

/*
 * The kernel's flow_action does not say whether "vlan modify" gives a priority.
 * Without the action at hand, a priority of 0 is taken as not given.
 */
static bool hni_tc_vlan_has_prio(const struct flow_action_entry *entry)
{
	const struct tc_action *act = hni_tc_act_of(entry);
	bool has_prio = entry->vlan.prio;

	if (act && act->ops && act->ops->id == TCA_ID_VLAN) {
		rcu_read_lock();
		has_prio = rcu_dereference(to_vlan(act)->vlan_p)->
			tcfv_push_prio_exists;
		rcu_read_unlock();
	}
	return has_prio;
}

void hni_tc_act_vlan_modify(struct hni_tc_parse *parse,
			    const struct flow_action_entry *entry)
{
	hni_tc_vlan_check_tpid(parse, entry->vlan.proto);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_VLAN_MODIFY,
		.flags = hni_tc_vlan_has_prio(entry) ? HNI_OP_VLAN_F_PCP : 0,
		.arg16 = hni_tc_vlan_tci(entry),
		.arg32 = be16_to_cpu(entry->vlan.proto),
	});
	hni_tc_control_add(parse, entry, "vlan modify");
}
