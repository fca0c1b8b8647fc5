// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stage "parse", second half: a flow_rule's actions become operations
 * of a hof_spec. One row of the table per action; one without a handler is
 * refused by name.
 *
 * A filter's last word may be said by the control of its last action ("mirror
 * ... drop") or, if that is pipe, by nobody: then software accepts the frame.
 */

#include <linux/bitfield.h>
#include <linux/if_vlan.h>
#include <net/tc_act/tc_gact.h>
#include <net/tc_act/tc_vlan.h>

#include "priv.h"

/*
 * The kernel's flow_action leaves out what an action says about the frame's
 * further way and whether "vlan modify" gives a priority. Both are in the
 * action itself, to which the cookie of an entry made by tc points; entries
 * made by others have none.
 */
static const struct tc_action *
hni_tc_act_of(const struct flow_action_entry *entry)
{
	return (const struct tc_action *)entry->cookie;
}

static void hni_tc_op_add(struct hni_tc_parse *parse, u8 code, u8 flags,
			  u16 arg16, u32 arg32)
{
	struct hof_spec *spec = &parse->spec;

	if (spec->nops == HNI_ACTION_MAX_OPS) {
		hni_tc_refuse(parse, HOF_REASON_ACTION_COUNT, NULL,
			      HNI_ACTION_MAX_OPS + 1, HNI_ACTION_MAX_OPS);
		return;
	}
	spec->ops[spec->nops++] = (struct hof_op) {
		.code = code,
		.flags = flags,
		.arg16 = arg16,
		.arg32 = arg32,
	};
}

static void hni_tc_op_end(struct hni_tc_parse *parse, u8 code)
{
	hni_tc_op_add(parse, code, 0, 0, 0);
}

static bool hni_tc_op_has_ended(const struct hof_spec *spec)
{
	return spec->nops &&
	       spec->ops[spec->nops - 1].code < HNI_OP_OUTPUT;
}

/* "random" makes the verdict a matter of chance: software can, hardware not. */
static bool hni_tc_gact_is_random(const struct flow_action_entry *entry)
{
#ifdef CONFIG_GACT_PROB
	const struct tc_action *act = hni_tc_act_of(entry);

	return act && act->ops && act->ops->id == TCA_ID_GACT &&
	       READ_ONCE(to_gact(act)->tcfg_ptype);
#else
	return false;
#endif
}

static void hni_tc_act_verdict(struct hni_tc_parse *parse,
			       const struct flow_action_entry *entry)
{
	static const u8 codes[] = {
		[FLOW_ACTION_ACCEPT] = HNI_OP_PASS,
		[FLOW_ACTION_DROP] = HNI_OP_DROP,
		[FLOW_ACTION_TRAP] = HNI_OP_TRAP,
	};

	if (hni_tc_gact_is_random(entry))
		hni_tc_refuse(parse, HOF_REASON_ACTION, "random", 0, 0);
	hni_tc_op_end(parse, codes[entry->id]);
}

static void hni_tc_goto_add(struct hni_tc_parse *parse, u32 chain)
{
	parse->has_goto = true;
	parse->goto_chain = chain;
	hni_tc_op_end(parse, HNI_OP_GOTO);
}

static void hni_tc_act_goto(struct hni_tc_parse *parse,
			    const struct flow_action_entry *entry)
{
	if (hni_tc_gact_is_random(entry))
		hni_tc_refuse(parse, HOF_REASON_ACTION, "random", 0, 0);
	hni_tc_goto_add(parse, entry->chain_index);
}

static void hni_tc_output_add(struct hni_tc_parse *parse,
			      const struct flow_action_entry *entry)
{
	const struct net_device *netdev = entry->dev;
	int port;

	if (!netdev) {
		hni_tc_refuse(parse, HOF_REASON_ACTION, "mirred to a block", 0,
			      0);
		return;
	}
	port = hni_tc_port_of(parse->block->tc->esw, netdev);
	if (port < 0) {
		hni_tc_refuse(parse, HOF_REASON_DEVICE_FOREIGN, netdev->name,
			      0, 0);
		return;
	}
	hni_tc_op_add(parse, HNI_OP_OUTPUT, 0, 0, port);
}

static void hni_tc_act_redirect(struct hni_tc_parse *parse,
				const struct flow_action_entry *entry)
{
	const struct tc_action *act = hni_tc_act_of(entry);
	int control = act ? READ_ONCE(act->tcfa_action) : TC_ACT_STOLEN;

	if (control != TC_ACT_STOLEN)
		hni_tc_refuse(parse, HOF_REASON_ACTION_CONTROL, "redirect",
			      control, 0);
	hni_tc_output_add(parse, entry);
	hni_tc_op_end(parse, HNI_OP_STOLEN);
}

/* What an action that does not end the list says about the frame's way on */
static void hni_tc_control_add(struct hni_tc_parse *parse,
			       const struct flow_action_entry *entry,
			       const char *name)
{
	const struct tc_action *act = hni_tc_act_of(entry);
	int control = act ? READ_ONCE(act->tcfa_action) : TC_ACT_PIPE;

	if (TC_ACT_EXT_CMP(control, TC_ACT_GOTO_CHAIN)) {
		hni_tc_goto_add(parse, control & TC_ACT_EXT_VAL_MASK);
		return;
	}
	switch (control) {
	case TC_ACT_PIPE:
		break;
	case TC_ACT_OK:
		hni_tc_op_end(parse, HNI_OP_PASS);
		break;
	case TC_ACT_SHOT:
		hni_tc_op_end(parse, HNI_OP_DROP);
		break;
	case TC_ACT_STOLEN:
		hni_tc_op_end(parse, HNI_OP_STOLEN);
		break;
	default:
		hni_tc_refuse(parse, HOF_REASON_ACTION_CONTROL, name,
			      (u32)control, 0);
	}
}

static void hni_tc_act_mirror(struct hni_tc_parse *parse,
			      const struct flow_action_entry *entry)
{
	hni_tc_output_add(parse, entry);
	hni_tc_control_add(parse, entry, "mirror");
}

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

static void hni_tc_act_vlan_push(struct hni_tc_parse *parse,
				 const struct flow_action_entry *entry)
{
	hni_tc_vlan_check_tpid(parse, entry->vlan.proto);
	hni_tc_op_add(parse, HNI_OP_VLAN_PUSH, 0, hni_tc_vlan_tci(entry),
		      be16_to_cpu(entry->vlan.proto));
	hni_tc_control_add(parse, entry, "vlan push");
}

static void hni_tc_act_vlan_pop(struct hni_tc_parse *parse,
				const struct flow_action_entry *entry)
{
	hni_tc_op_add(parse, HNI_OP_VLAN_POP, 0, 0, 0);
	hni_tc_control_add(parse, entry, "vlan pop");
}

/* Without the action at hand, a priority of 0 is taken as not given. */
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

static void hni_tc_act_vlan_modify(struct hni_tc_parse *parse,
				   const struct flow_action_entry *entry)
{
	hni_tc_vlan_check_tpid(parse, entry->vlan.proto);
	hni_tc_op_add(parse, HNI_OP_VLAN_MODIFY,
		      hni_tc_vlan_has_prio(entry) ? HNI_OP_VLAN_F_PCP : 0,
		      hni_tc_vlan_tci(entry), be16_to_cpu(entry->vlan.proto));
	hni_tc_control_add(parse, entry, "vlan modify");
}

/*
 * @name: as tc spells it
 * @parse: NULL = hardware cannot do it
 */
struct hni_tc_act {
	const char *name;
	void (*parse)(struct hni_tc_parse *parse,
		      const struct flow_action_entry *entry);
};

#define HNI_TC_ACT(_id, _name, _parse)					\
	[FLOW_ACTION_##_id] = { .name = _name, .parse = _parse }

static const struct hni_tc_act hni_tc_acts[NUM_FLOW_ACTIONS] = {
	HNI_TC_ACT(ACCEPT, "pass", hni_tc_act_verdict),
	HNI_TC_ACT(DROP, "drop", hni_tc_act_verdict),
	HNI_TC_ACT(TRAP, "trap", hni_tc_act_verdict),
	HNI_TC_ACT(GOTO, "goto", hni_tc_act_goto),
	HNI_TC_ACT(REDIRECT, "redirect", hni_tc_act_redirect),
	HNI_TC_ACT(MIRRED, "mirror", hni_tc_act_mirror),
	HNI_TC_ACT(VLAN_PUSH, "vlan push", hni_tc_act_vlan_push),
	HNI_TC_ACT(VLAN_POP, "vlan pop", hni_tc_act_vlan_pop),
	HNI_TC_ACT(VLAN_MANGLE, "vlan modify", hni_tc_act_vlan_modify),
	HNI_TC_ACT(REDIRECT_INGRESS, "ingress redirect", NULL),
	HNI_TC_ACT(MIRRED_INGRESS, "ingress mirror", NULL),
	HNI_TC_ACT(TUNNEL_ENCAP, "tunnel_key set", NULL),
	HNI_TC_ACT(TUNNEL_DECAP, "tunnel_key unset", NULL),
	HNI_TC_ACT(MANGLE, "pedit", NULL),
	HNI_TC_ACT(ADD, "pedit add", NULL),
	HNI_TC_ACT(CSUM, "csum", NULL),
	HNI_TC_ACT(MARK, "skbedit mark", NULL),
	HNI_TC_ACT(PTYPE, "skbedit ptype", NULL),
	HNI_TC_ACT(PRIORITY, "skbedit priority", NULL),
	HNI_TC_ACT(RX_QUEUE_MAPPING, "skbedit queue_mapping", NULL),
	HNI_TC_ACT(SAMPLE, "sample", NULL),
	HNI_TC_ACT(POLICE, "police", NULL),
	HNI_TC_ACT(CT, "ct", NULL),
	HNI_TC_ACT(CT_METADATA, "ct", NULL),
	HNI_TC_ACT(MPLS_PUSH, "mpls push", NULL),
	HNI_TC_ACT(MPLS_POP, "mpls pop", NULL),
	HNI_TC_ACT(MPLS_MANGLE, "mpls modify", NULL),
	HNI_TC_ACT(GATE, "gate", NULL),
	HNI_TC_ACT(PPPOE_PUSH, "pppoe push", NULL),
	HNI_TC_ACT(VLAN_PUSH_ETH, "vlan push_eth", NULL),
	HNI_TC_ACT(VLAN_POP_ETH, "vlan pop_eth", NULL),
};

static const char *hni_tc_act_name(unsigned int id)
{
	if (id >= ARRAY_SIZE(hni_tc_acts) || !hni_tc_acts[id].name)
		return "of an unknown kind";
	return hni_tc_acts[id].name;
}

static void hni_tc_act_parse(struct hni_tc_parse *parse,
			     const struct flow_action_entry *entry,
			     const char *before)
{
	if (hni_tc_op_has_ended(&parse->spec)) {
		hni_tc_refuse(parse, HOF_REASON_ACTION_ORDER, before, 0, 0);
		return;
	}
	if (entry->id >= ARRAY_SIZE(hni_tc_acts) ||
	    !hni_tc_acts[entry->id].parse) {
		hni_tc_refuse(parse, HOF_REASON_ACTION,
			      hni_tc_act_name(entry->id), entry->id, 0);
		return;
	}
	hni_tc_acts[entry->id].parse(parse, entry);
}

void hni_tc_parse_acts(struct hni_tc_parse *parse)
{
	const struct flow_action *action = &parse->filter->rule->action;
	const struct flow_action_entry *entry;
	const char *before = NULL;
	int i;

	flow_action_for_each(i, entry, action) {
		hni_tc_act_parse(parse, entry, before);
		before = hni_tc_act_name(entry->id);
	}
	if (!hni_tc_op_has_ended(&parse->spec))
		hni_tc_op_end(parse, HNI_OP_PASS);
}
