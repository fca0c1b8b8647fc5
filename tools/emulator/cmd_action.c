// SPDX-License-Identifier: GPL-2.0-only
/* Owns the decoder of ACTION records: ops, their arguments, what they name. */
#include "bytes.h"
#include "cmd_record.h"
#include "proto.h"

/* Arguments of an op that may be other than 0 */
enum {
	EMU_ARG_FLAGS	= 1,
	EMU_ARG_16	= 2,
	EMU_ARG_32	= 4,
	EMU_ARG_MASK	= 8,
};

static const uint8_t emu_op_args[] = {
	[HNI_OP_GOTO] = EMU_ARG_32,
	[HNI_OP_OUTPUT] = EMU_ARG_32,
	[HNI_OP_VLAN_PUSH] = EMU_ARG_16 | EMU_ARG_32,
	[HNI_OP_VLAN_MODIFY] = EMU_ARG_FLAGS | EMU_ARG_16 | EMU_ARG_32,
	[HNI_OP_EDIT] = EMU_ARG_FLAGS | EMU_ARG_16 | EMU_ARG_32 | EMU_ARG_MASK,
	[HNI_OP_CSUM] = EMU_ARG_32,
	[HNI_OP_MPLS_PUSH] = EMU_ARG_FLAGS | EMU_ARG_16 | EMU_ARG_32,
	[HNI_OP_MPLS_POP] = EMU_ARG_16,
	[HNI_OP_MPLS_MODIFY] = EMU_ARG_32 | EMU_ARG_MASK,
	[HNI_OP_POLICE] = EMU_ARG_FLAGS | EMU_ARG_16 | EMU_ARG_32,
	[HNI_OP_SAMPLE] = EMU_ARG_32 | EMU_ARG_MASK,
	[HNI_OP_MARK] = EMU_ARG_32 | EMU_ARG_MASK,
	[HNI_OP_PRIORITY] = EMU_ARG_32,
	[HNI_OP_ENCAP] = EMU_ARG_32,
	[HNI_OP_CT] = EMU_ARG_FLAGS | EMU_ARG_16,
	[HNI_OP_CT_CLEAR] = 0,
};

bool emu_op_is_terminal(uint8_t code)
{
	return code >= HNI_OP_DROP && code <= HNI_OP_SOFTWARE;
}

static bool emu_op_known(const struct emu_op *op)
{
	uint8_t args;

	if (!emu_op_is_terminal(op->code) &&
	    (op->code < HNI_OP_OUTPUT || op->code > HNI_OP_CT_CLEAR))
		return false;
	args = emu_op_args[op->code];
	return (args & EMU_ARG_FLAGS || !op->flags) &&
	       (args & EMU_ARG_16 || !op->arg16) &&
	       (args & EMU_ARG_32 || !op->arg32) &&
	       (args & EMU_ARG_MASK || !op->mask);
}

static bool emu_op_edit_ok(const struct emu_op *op)
{
	const uint8_t known = HNI_OP_EDIT_F_BASE | HNI_OP_EDIT_F_ADD |
			      HNI_OP_EDIT_F_NEXT;

	return !(op->flags & ~known) &&
	       (op->flags & HNI_OP_EDIT_F_BASE) <= HNI_EDIT_UDP &&
	       op->arg16 % 4 == 0 && op->arg16 <= HNI_EDIT_MAX_OFFSET;
}

/* Both branches lead on to ops behind this one, the @at-th of @nops. */
static bool emu_op_police_ok(const struct emu_op *op, unsigned int at,
			     unsigned int nops)
{
	const uint8_t known = HNI_OP_POLICE_F_CONFORM_DROPS |
			      HNI_OP_POLICE_F_EXCEED_DROPS |
			      HNI_OP_POLICE_F_L3;
	unsigned int conform = EMU_GET(HNI_OP_POLICE_CONFORM, op->arg16);
	unsigned int exceed = EMU_GET(HNI_OP_POLICE_EXCEED, op->arg16);

	return !(op->flags & ~known) && conform > at && conform < nops &&
	       exceed > at && exceed < nops;
}

static bool emu_op_tag_ok(const struct emu_op *op)
{
	return op->arg32 == EMU_ETH_P_8021Q || op->arg32 == EMU_ETH_P_8021AD;
}

static bool emu_op_args_ok(const struct emu_caps *caps,
			   const struct emu_op *op)
{
	switch (op->code) {
	case HNI_OP_GOTO:
		return op->arg32 && op->arg32 < caps->tables;
	case HNI_OP_OUTPUT:
		return op->arg32 < caps->ports;
	case HNI_OP_VLAN_PUSH:
		return emu_op_tag_ok(op);
	case HNI_OP_VLAN_MODIFY:
		return !(op->flags & ~HNI_OP_VLAN_F_PCP) && emu_op_tag_ok(op);
	case HNI_OP_EDIT:
		return emu_op_edit_ok(op);
	case HNI_OP_CSUM:
		return !(op->arg32 & ~HNI_CSUM_ALL);
	case HNI_OP_MPLS_PUSH:
		return !(op->flags & ~HNI_OP_MPLS_F_BOS) &&
		       (op->arg16 == EMU_ETH_P_MPLS_UC ||
			op->arg16 == EMU_ETH_P_MPLS_MC);
	case HNI_OP_SAMPLE:
		return op->mask;
	case HNI_OP_PRIORITY:
		return op->arg32 < HNI_ESW_PRIOS;
	case HNI_OP_CT:
		return !(op->flags & ~HNI_OP_CT_F_NAT);
	default:
		return true;
	}
}

static void emu_op_decode(const uint8_t *p, struct emu_op *op)
{
	op->code = p[HNI_OP_CODE];
	op->flags = p[HNI_OP_FLAGS];
	op->arg16 = emu_get_le16(p + HNI_OP_ARG16);
	op->arg32 = emu_get_le32(p + HNI_OP_ARG32);
	op->mask = emu_get_le32(p + HNI_OP_MASK);
}

static bool emu_action_parse(const struct emu_caps *caps, const uint8_t *rec,
			     struct emu_action *act)
{
	const uint8_t *p = rec + HNI_ACTION_OPS;
	unsigned int i;

	for (i = 0; i < act->nops; i++, p += HNI_OP_LEN) {
		struct emu_op *op = &act->op[i];

		emu_op_decode(p, op);
		if (!emu_op_known(op) || !emu_op_args_ok(caps, op) ||
		    (op->code == HNI_OP_POLICE &&
		     !emu_op_police_ok(op, i, act->nops)) ||
		    !emu_bytes_zero(p + HNI_OP_RSVD, HNI_OP_LEN - HNI_OP_RSVD))
			return false;
	}
	return emu_op_is_terminal(act->op[act->nops - 1].code) &&
	       emu_bytes_zero(rec + HNI_ACTION_RSVD,
			      HNI_ACTION_OPS - HNI_ACTION_RSVD);
}

static bool emu_op_names_ok(const struct emu_bank *b, const struct emu_op *op)
{
	switch (op->code) {
	case HNI_OP_POLICE:
		return op->arg32 < b->caps.meters && b->meter[op->arg32].valid;
	case HNI_OP_ENCAP:
		return op->arg32 < b->caps.encaps && b->encap[op->arg32].valid;
	default:
		return true;
	}
}

enum hni_esw_fatal emu_action_exec(struct emu_tables *t, uint32_t idx,
				   const uint8_t *rec)
{
	struct emu_action act = {
		.nops = (uint8_t)emu_get_le32(rec + HNI_ACTION_NOPS),
	};
	unsigned int i;

	if (!emu_action_parse(&t->caps, rec, &act))
		return HNI_ESW_FATAL_RECORD;
	for (i = 0; i < act.nops; i++)
		if (!emu_op_names_ok(t->newest, &act.op[i]))
			return HNI_ESW_FATAL_REFERENCE;
	emu_action_write(t->newest, idx, &act);
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_action_drop(struct emu_bank *b, uint32_t idx)
{
	static const struct emu_action none;

	if (b->action[idx].refs)
		return HNI_ESW_FATAL_REFERENCE;
	emu_action_write(b, idx, &none);
	return HNI_ESW_FATAL_NONE;
}
