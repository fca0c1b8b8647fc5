// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stage "parse", second half: a flow_rule's actions become operations
 * of a hof_spec. One row of the table per action; one without a handler is
 * refused by name.
 *
 * A filter's last word may be said by the control of its last action ("mirror
 * ... drop") or, if that is pipe, by nobody: then software accepts the frame.
 */

#include <net/tc_act/tc_gact.h>

#include "acts.h"
#include "priv.h"

void hni_tc_op_add(struct hni_tc_parse *parse, struct hof_op op)
{
	struct hof_spec *spec = &parse->spec;

	if (spec->nops == HNI_ACTION_MAX_OPS) {
		hni_tc_refuse(parse, HOF_REASON_ACTION_COUNT, NULL,
			      HNI_ACTION_MAX_OPS + 1, HNI_ACTION_MAX_OPS);
		return;
	}
	spec->ops[spec->nops++] = op;
}

/* What becomes of a tunnel key that no output has used, only software knows. */
static void hni_tc_end_check(struct hni_tc_parse *parse, u8 code)
{
	if (parse->list.tunnel && code != HNI_OP_DROP && code != HNI_OP_STOLEN)
		hni_tc_refuse(parse, HOF_REASON_ACTION_NEEDS,
			      "tunnel_key set needs a redirect", 0, 0);
}

static void hni_tc_op_end_with(struct hni_tc_parse *parse, u8 code, u32 arg32)
{
	hni_tc_end_check(parse, code);
	hni_tc_op_add(parse, (struct hof_op) { .code = code, .arg32 = arg32 });
	parse->list.next = HNI_TC_LIST_ENDED;
}

void hni_tc_op_end(struct hni_tc_parse *parse, u8 code)
{
	hni_tc_op_end_with(parse, code, 0);
}

u8 hni_tc_branch_to(struct hni_tc_parse *parse, unsigned int action)
{
	struct hni_tc_list *list = &parse->list;

	list->reached |= BIT_ULL(action);
	if (action > list->at + 1)
		list->jumped = max(list->jumped, action);
	return action;
}

u8 hni_tc_branch_end(struct hni_tc_parse *parse, u8 code, u32 arg32)
{
	struct hof_op op = { .code = code, .arg32 = arg32 };
	struct hni_tc_list *list = &parse->list;
	unsigned int i;

	hni_tc_end_check(parse, code);
	for (i = 0; i < list->num_ends; i++)
		if (list->ends[i].code == code && list->ends[i].arg32 == arg32)
			return HNI_TC_BRANCH_END | i;
	if (list->num_ends < ARRAY_SIZE(list->ends))
		list->ends[list->num_ends++] = op;
	return HNI_TC_BRANCH_END | i;
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

static void hni_tc_act_goto(struct hni_tc_parse *parse,
			    const struct flow_action_entry *entry)
{
	if (hni_tc_gact_is_random(entry))
		hni_tc_refuse(parse, HOF_REASON_ACTION, "random", 0, 0);
	hni_tc_op_end_with(parse, HNI_OP_GOTO, entry->chain_index);
}

/*
 * A locked NIC drops what would get from the BMC to others than the uplink, or to
 * it. Who adds such a filter is told. At egress a frame may be anybody's.
 */
static bool hni_tc_output_is_locked(const struct hni_tc_block *block, int port)
{
	const struct hni_tc *tc = block->tc;
	int i, bmc = tc->locked_bmc;

	if (bmc < 0)
		return false;
	if (block->dir == HNI_TC_EGRESS)
		return port == bmc;
	for (i = 0; i < tc->esw->caps.ports; i++) {
		if (tc->ports[i].block[block->dir] != block)
			continue;
		if (i == bmc ? port != HNI_TC_PORT_UPLINK :
			       port == bmc && i != HNI_TC_PORT_UPLINK)
			return true;
	}
	return false;
}

static void hni_tc_output_add(struct hni_tc_parse *parse,
			      const struct flow_action_entry *entry)
{
	const struct net_device *netdev = entry->dev;
	int port = -ENODEV;

	if (!netdev) {
		hni_tc_refuse(parse, HOF_REASON_ACTION, "mirred to a block", 0,
			      0);
		return;
	}
	if (parse->block)
		port = hni_tc_port_of(parse->block->tc->esw, netdev);
	if (port < 0 && hni_tc_act_tunnel_output(parse, entry))
		return;
	if (port < 0) {
		hni_tc_refuse(parse, HOF_REASON_DEVICE_FOREIGN, netdev->name,
			      0, 0);
		return;
	}
	if (hni_tc_output_is_locked(parse->block, port))
		hni_tc_refuse(parse, HOF_REASON_BMC_LOCKED, netdev->name, 0, 0);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_OUTPUT,
		.arg32 = port,
	});
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

/*
 * Software restarts the list and skips that many actions: the number counts from
 * the first action, and one that is out of range accepts the frame.
 */
static void hni_tc_jump_add(struct hni_tc_parse *parse, unsigned int action,
			    const char *name)
{
	struct hni_tc_list *list = &parse->list;
	u64 between;

	if (!action || action >= list->num) {
		hni_tc_op_end(parse, HNI_OP_PASS);
		list->jumped = list->num;
		return;
	}
	/* backwards, or over actions to which a policer leads */
	between = action > list->at ?
		  list->reached & GENMASK_ULL(action - 1, 0) &
		  ~GENMASK_ULL(list->at, 0) : 1;
	if (between)
		hni_tc_refuse(parse, HOF_REASON_ACTION_CONTROL, name,
			      TC_ACT_JUMP | action, 0);
	list->next = action;
	list->jumped = max(list->jumped, action);
}

void hni_tc_control_add(struct hni_tc_parse *parse,
			const struct flow_action_entry *entry,
			const char *name)
{
	const struct tc_action *act = hni_tc_act_of(entry);
	int control = act ? READ_ONCE(act->tcfa_action) : TC_ACT_PIPE;
	u32 value = control & TC_ACT_EXT_VAL_MASK;

	if (TC_ACT_EXT_CMP(control, TC_ACT_GOTO_CHAIN)) {
		hni_tc_op_end_with(parse, HNI_OP_GOTO, value);
		return;
	}
	if (TC_ACT_EXT_CMP(control, TC_ACT_JUMP)) {
		hni_tc_jump_add(parse, value & HNI_TC_JUMP_MASK, name);
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
	case TC_ACT_TRAP:
		hni_tc_op_end(parse, HNI_OP_TRAP);
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
	HNI_TC_ACT(MANGLE, "pedit", hni_tc_act_pedit),
	HNI_TC_ACT(ADD, "pedit", hni_tc_act_pedit),
	HNI_TC_ACT(CSUM, "csum", hni_tc_act_csum),
	HNI_TC_ACT(MPLS_PUSH, "mpls push", hni_tc_act_mpls_push),
	HNI_TC_ACT(MPLS_POP, "mpls pop", hni_tc_act_mpls_pop),
	HNI_TC_ACT(MPLS_MANGLE, "mpls modify", hni_tc_act_mpls_modify),
	HNI_TC_ACT(MARK, "skbedit mark", hni_tc_act_mark),
	HNI_TC_ACT(PRIORITY, "skbedit priority", hni_tc_act_priority),
	HNI_TC_ACT(POLICE, "police", hni_tc_act_police),
	HNI_TC_ACT(SAMPLE, "sample", hni_tc_act_sample),
	HNI_TC_ACT(REDIRECT_INGRESS, "ingress redirect", NULL),
	HNI_TC_ACT(MIRRED_INGRESS, "ingress mirror", NULL),
	HNI_TC_ACT(TUNNEL_ENCAP, "tunnel_key set", hni_tc_act_tunnel_set),
	HNI_TC_ACT(TUNNEL_DECAP, "tunnel_key unset", hni_tc_act_tunnel_unset),
	HNI_TC_ACT(PTYPE, "skbedit ptype", NULL),
	HNI_TC_ACT(RX_QUEUE_MAPPING, "skbedit queue_mapping",
		   hni_tc_act_rx_queue),
	HNI_TC_ACT(CT, "ct", hni_tc_act_ct),
	HNI_TC_ACT(CT_METADATA, "ct", NULL),
	HNI_TC_ACT(GATE, "gate", NULL),
	HNI_TC_ACT(PPPOE_PUSH, "pppoe push", NULL),
	HNI_TC_ACT(VLAN_PUSH_ETH, "vlan push_eth", NULL),
	HNI_TC_ACT(VLAN_POP_ETH, "vlan pop_eth", NULL),
};

const char *hni_tc_act_name(unsigned int id)
{
	if (id >= ARRAY_SIZE(hni_tc_acts) || !hni_tc_acts[id].name)
		return "of an unknown kind";
	return hni_tc_acts[id].name;
}

/* pedit has an entry for each of its keys, every other action one */
static unsigned int hni_tc_act_entries(const struct flow_action_entry *entry,
				       unsigned int max)
{
	if (entry->id == FLOW_ACTION_MANGLE || entry->id == FLOW_ACTION_ADD)
		return hni_tc_pedit_entries(entry, max);
	return 1;
}

static unsigned int hni_tc_acts_count(const struct flow_action *action)
{
	unsigned int i = 0, num = 0;

	for (; i < action->num_entries; num++)
		i += hni_tc_act_entries(&action->entries[i],
					action->num_entries - i);
	return num;
}

static void hni_tc_act_parse(struct hni_tc_parse *parse,
			     const struct flow_action_entry *entry,
			     const char *before)
{
	struct hni_tc_list *list = &parse->list;

	if (!(list->reached & BIT_ULL(list->at))) {
		if (list->at >= list->jumped)
			hni_tc_refuse(parse, HOF_REASON_ACTION_ORDER, before,
				      0, 0);
		return;
	}
	list->start[list->at] = parse->spec.nops;
	list->next = list->at + 1;
	if (entry->id >= ARRAY_SIZE(hni_tc_acts) ||
	    !hni_tc_acts[entry->id].parse)
		hni_tc_refuse(parse, HOF_REASON_ACTION,
			      hni_tc_act_name(entry->id), entry->id, 0);
	else
		hni_tc_acts[entry->id].parse(parse, entry);
	if (list->next != HNI_TC_LIST_ENDED)
		list->reached |= BIT_ULL(list->next);
}

/* A branch becomes the number of an operation when all have their place. */
static u8 hni_tc_branch_resolve(const struct hni_tc_list *list, u8 branch,
				unsigned int ends)
{
	if (branch & HNI_TC_BRANCH_END)
		return ends + (branch & ~HNI_TC_BRANCH_END);
	return list->start[branch];
}

static void hni_tc_list_finish(struct hni_tc_parse *parse)
{
	struct hni_tc_list *list = &parse->list;
	struct hof_spec *spec = &parse->spec;
	unsigned int ends, i;
	struct hof_op *op;

	list->start[list->num] = spec->nops;
	if (list->reached & BIT_ULL(list->num))
		hni_tc_op_end(parse, HNI_OP_PASS);
	ends = spec->nops;
	for (i = 0; i < list->num_ends; i++)
		hni_tc_op_add(parse, list->ends[i]);

	for (i = 0; i < spec->nops; i++) {
		op = &spec->ops[i];
		if (op->code == HNI_OP_POLICE)
			op->arg16 =
				hni_tc_branch_resolve(list, op->arg16, ends) |
				hni_tc_branch_resolve(list, op->arg16 >> 8,
						      ends) << 8;
	}
}

void hni_tc_parse_acts(struct hni_tc_parse *parse)
{
	const struct flow_action *action = &parse->filter->rule->action;
	struct hni_tc_list *list = &parse->list;
	const struct flow_action_entry *entry;
	const char *before = NULL;
	unsigned int i = 0;

	list->num = hni_tc_acts_count(action);
	list->reached = BIT_ULL(0);
	if (list->num > TCA_ACT_MAX_PRIO) {
		hni_tc_refuse(parse, HOF_REASON_ACTION_COUNT, NULL, list->num,
			      TCA_ACT_MAX_PRIO);
		return;
	}
	for (; i < action->num_entries; i += list->num_entries, list->at++) {
		entry = &action->entries[i];
		list->num_entries = hni_tc_act_entries(entry,
						       action->num_entries -
						       i);
		hni_tc_act_parse(parse, entry, before);
		before = hni_tc_act_name(entry->id);
	}
	hni_tc_list_finish(parse);
}
