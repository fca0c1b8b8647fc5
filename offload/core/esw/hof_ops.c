// SPDX-License-Identifier: GPL-2.0-only
/* Owns what operations hardware executes: their arguments and their order. */
#include "hof_esw_priv.h"

struct hof_op_info {
	const char *name;
	bool is_terminal;
};

static const struct hof_op_info hof_op_infos[] = {
	[HNI_OP_DROP] = { "drop", true },
	[HNI_OP_PASS] = { "pass", true },
	[HNI_OP_TRAP] = { "trap", true },
	[HNI_OP_GOTO] = { "goto", true },
	[HNI_OP_STOLEN] = { "stolen", true },
	[HNI_OP_SOFTWARE] = { "software", true },
	[HNI_OP_OUTPUT] = { "mirred", false },
	[HNI_OP_VLAN_PUSH] = { "vlan push", false },
	[HNI_OP_VLAN_POP] = { "vlan pop", false },
	[HNI_OP_VLAN_MODIFY] = { "vlan modify", false },
	[HNI_OP_EDIT] = { "pedit", false },
	[HNI_OP_CSUM] = { "csum", false },
	[HNI_OP_MPLS_PUSH] = { "mpls push", false },
	[HNI_OP_MPLS_POP] = { "mpls pop", false },
	[HNI_OP_MPLS_MODIFY] = { "mpls modify", false },
	[HNI_OP_POLICE] = { "police", false },
	[HNI_OP_SAMPLE] = { "sample", false },
	[HNI_OP_MARK] = { "skbedit mark", false },
	[HNI_OP_PRIORITY] = { "skbedit priority", false },
	[HNI_OP_ENCAP] = { "tunnel_key set", false },
	[HNI_OP_TUNNEL_UNSET] = { "tunnel_key unset", false },
	[HNI_OP_CT] = { "ct", false },
	[HNI_OP_CT_CLEAR] = { "ct clear", false },
};

#define HOF_TPID_C		0x8100
#define HOF_TPID_S		0x88a8
#define HOF_MPLS_UC		0x8847
#define HOF_MPLS_MC		0x8848

/* of EDIT: 15:0 the offset, 23:16 the flags, as the refusal shows them */
static u32 hof_edit_number(const struct hof_op *op)
{
	return (u32)op->flags << 16 | op->arg16;
}

static bool hof_edit_is_good(const struct hof_op *op)
{
	u32 base = op->flags & HNI_OP_EDIT_F_BASE;
	u32 rest = op->flags & ~(HNI_OP_EDIT_F_BASE | HNI_OP_EDIT_F_ADD |
				 HNI_OP_EDIT_F_NEXT);

	return base <= HNI_EDIT_UDP && !rest && !(op->arg16 % 4) &&
	       op->arg16 <= HNI_EDIT_MAX_OFFSET;
}

/* an argument that is too large, with @limit as what is possible */
static int hof_value_check(const struct hof_op *op, bool is_good, u32 value,
			   u32 limit, struct hof_why *why)
{
	if (is_good)
		return 0;
	return hof_refuse(why, HOF_REASON_ACTION_VALUE,
			  hof_op_infos[op->code].name, value, limit);
}

static int hof_tpid_check(const struct hof_op *op, struct hof_why *why)
{
	if (op->arg32 == HOF_TPID_C || op->arg32 == HOF_TPID_S)
		return 0;
	return hof_refuse(why, HOF_REASON_ACTION_PROTOCOL,
			  hof_op_infos[op->code].name, op->arg32, 0);
}

/* arguments that name something of the switch */
static int hof_name_check(const struct hof_esw *esw, const struct hof_op *op,
			  struct hof_why *why)
{
	const struct hof_esw_caps *caps = &esw->caps;
	u32 arg = op->arg32;

	switch (op->code) {
	case HNI_OP_OUTPUT:
		return hof_value_check(op, arg < caps->ports, arg,
				       caps->ports - 1, why);
	case HNI_OP_GOTO:
		return hof_value_check(op, arg && arg < caps->tables, arg,
				       caps->tables - 1, why);
	case HNI_OP_POLICE:
		return hof_value_check(op, hof_meter_is_used(esw, arg), arg,
				       caps->meters, why);
	case HNI_OP_ENCAP:
		return hof_value_check(op, hof_encap_is_used(esw, arg), arg,
				       caps->encaps, why);
	default:
		return 0;
	}
}

static int hof_arg_check(const struct hof_esw *esw, const struct hof_op *op,
			 struct hof_why *why)
{
	switch (op->code) {
	case HNI_OP_VLAN_PUSH:
	case HNI_OP_VLAN_MODIFY:
		return hof_tpid_check(op, why);
	case HNI_OP_EDIT:
		return hof_value_check(op, hof_edit_is_good(op),
				       hof_edit_number(op),
				       HNI_EDIT_MAX_OFFSET, why);
	case HNI_OP_CSUM:
		return hof_value_check(op, op->arg32 &&
				       !(op->arg32 & ~HNI_CSUM_ALL),
				       op->arg32, HNI_CSUM_ALL, why);
	case HNI_OP_MPLS_PUSH:
		return hof_value_check(op, op->arg16 == HOF_MPLS_UC ||
				       op->arg16 == HOF_MPLS_MC, op->arg16,
				       HOF_MPLS_MC, why);
	case HNI_OP_SAMPLE:
		return hof_value_check(op, op->mask, op->mask, ~0U, why);
	case HNI_OP_PRIORITY:
		return hof_value_check(op, op->arg32 < HNI_ESW_PRIOS,
				       op->arg32, HNI_ESW_PRIOS - 1, why);
	default:
		return hof_name_check(esw, op, why);
	}
}

/* a branch leads to a later operation of the list */
static int hof_branch_check(const struct hof_op *ops, unsigned int at,
			    unsigned int nops, struct hof_why *why)
{
	unsigned int to[2] = {
		ops[at].arg16 & HNI_OP_POLICE_CONFORM, ops[at].arg16 >> 8,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(to); i++)
		if (to[i] <= at || to[i] >= nops)
			return hof_refuse(why, HOF_REASON_ACTION_BRANCH,
					  hof_op_infos[ops[at].code].name,
					  to[i], nops);
	return 0;
}

static int hof_op_check(const struct hof_esw *esw, const struct hof_op *ops,
			unsigned int at, unsigned int nops,
			struct hof_why *why)
{
	const struct hof_op *op = &ops[at];
	int err;

	if (op->code >= ARRAY_SIZE(hof_op_infos) ||
	    !hof_op_infos[op->code].name)
		return hof_refuse(why, HOF_REASON_ACTION, "unknown", 0, 0);
	if (at + 1 == nops && !hof_op_infos[op->code].is_terminal)
		return hof_refuse(why, HOF_REASON_ACTION_NONE, NULL, 0, 0);
	if (op->code == HNI_OP_POLICE) {
		err = hof_branch_check(ops, at, nops, why);
		if (err)
			return err;
	}
	return hof_arg_check(esw, op, why);
}

/* what nothing leads to stands behind an operation that ends the list */
static int hof_order_check(const struct hof_op *ops, unsigned int nops,
			   struct hof_why *why)
{
	u64 reached = 1;
	unsigned int i;

	for (i = 0; i < nops; i++) {
		if (!(reached >> i & 1))
			return hof_refuse(why, HOF_REASON_ACTION_ORDER,
					  hof_op_infos[ops[i - 1].code].name,
					  0, 0);
		if (ops[i].code == HNI_OP_POLICE)
			reached |= 1ULL << (ops[i].arg16 &
					    HNI_OP_POLICE_CONFORM) |
				   1ULL << (ops[i].arg16 >> 8);
		else if (!hof_op_infos[ops[i].code].is_terminal)
			reached |= 2ULL << i;
	}
	return 0;
}

/* the most outputs that a frame can meet on its way through the list */
static unsigned int hof_outputs_most(const struct hof_op *ops,
				     unsigned int nops)
{
	u8 most[HNI_ACTION_MAX_OPS], conform, exceed;
	unsigned int i = nops;

	while (i--) {
		most[i] = ops[i].code == HNI_OP_OUTPUT ||
			  ops[i].code == HNI_OP_ENCAP;
		if (ops[i].code == HNI_OP_POLICE) {
			conform = most[ops[i].arg16 & HNI_OP_POLICE_CONFORM];
			exceed = most[ops[i].arg16 >> 8];
			most[i] = conform > exceed ? conform : exceed;
		} else if (!hof_op_infos[ops[i].code].is_terminal) {
			most[i] = (u8)(most[i] + most[i + 1]);
		}
	}
	return most[0];
}

/* can hardware execute the operations of the rule? */
int hof_ops_check(const struct hof_esw *esw, const struct hof_rule *rule,
		  struct hof_why *why)
{
	const struct hof_op *ops = hof_rule_ops(rule);
	unsigned int outputs, i;
	int err;

	if (!rule->nops)
		return hof_refuse(why, HOF_REASON_ACTION_NONE, NULL, 0, 0);
	if (rule->nops > esw->caps.ops)
		return hof_refuse(why, HOF_REASON_ACTION_COUNT, NULL,
				  rule->nops, esw->caps.ops);

	for (i = 0; i < rule->nops; i++) {
		err = hof_op_check(esw, ops, i, rule->nops, why);
		if (err)
			return err;
	}
	err = hof_order_check(ops, rule->nops, why);
	if (err)
		return err;

	outputs = hof_outputs_most(ops, rule->nops);
	if (outputs > HNI_ESW_MAX_OUTPUTS)
		return hof_refuse(why, HOF_REASON_ACTION_OUTPUTS, NULL,
				  outputs, HNI_ESW_MAX_OUTPUTS);
	return 0;
}
