// SPDX-License-Identifier: GPL-2.0-only
/* Owns the action mpls: push, pop and modify of the first label stack entry. */

#include <linux/bitfield.h>
#include <linux/if_vlan.h>
#include <net/tc_act/tc_mpls.h>

#include "acts.h"

/* Not given: it is 1 for a frame that is no MPLS frame, as software has it. */
void hni_tc_act_mpls_push(struct hni_tc_parse *parse,
			  const struct flow_action_entry *entry)
{
	u8 bos = entry->mpls_push.bos, tc = entry->mpls_push.tc;
	struct hof_op op = {
		.code = HNI_OP_MPLS_PUSH,
		.arg16 = be16_to_cpu(entry->mpls_push.proto),
	};

	if (tc == ACT_MPLS_TC_NOT_SET)
		tc = 0;
	if (bos == ACT_MPLS_BOS_NOT_SET) {
		op.flags = HNI_OP_MPLS_F_BOS;
		bos = 0;
	}
	op.arg32 = FIELD_PREP(HNI_KW_MPLS_LABEL, entry->mpls_push.label) |
		   FIELD_PREP(HNI_KW_MPLS_TC, tc) |
		   FIELD_PREP(HNI_KW_MPLS_BOS, bos) |
		   FIELD_PREP(HNI_KW_MPLS_TTL, entry->mpls_push.ttl);
	hni_tc_op_add(parse, op);
	hni_tc_control_add(parse, entry, "mpls push");
}

/* A tag that a pop uncovers is none that software keeps out of band. */
void hni_tc_act_mpls_pop(struct hni_tc_parse *parse,
			 const struct flow_action_entry *entry)
{
	if (eth_type_vlan(entry->mpls_pop.proto))
		hni_tc_refuse(parse, HOF_REASON_ACTION,
			      "mpls pop to a VLAN tag", 0, 0);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_MPLS_POP,
		.arg16 = be16_to_cpu(entry->mpls_pop.proto),
	});
	hni_tc_control_add(parse, entry, "mpls pop");
}

static void hni_tc_mpls_field(struct hof_op *op, u32 field, u32 value)
{
	op->mask |= field;
	op->arg32 |= value << __ffs(field) & field;
}

void hni_tc_act_mpls_modify(struct hni_tc_parse *parse,
			    const struct flow_action_entry *entry)
{
	struct hof_op op = { .code = HNI_OP_MPLS_MODIFY };

	if (entry->mpls_mangle.label != ACT_MPLS_LABEL_NOT_SET)
		hni_tc_mpls_field(&op, HNI_KW_MPLS_LABEL,
				  entry->mpls_mangle.label);
	if (entry->mpls_mangle.tc != ACT_MPLS_TC_NOT_SET)
		hni_tc_mpls_field(&op, HNI_KW_MPLS_TC, entry->mpls_mangle.tc);
	if (entry->mpls_mangle.bos != ACT_MPLS_BOS_NOT_SET)
		hni_tc_mpls_field(&op, HNI_KW_MPLS_BOS,
				  entry->mpls_mangle.bos);
	if (entry->mpls_mangle.ttl)
		hni_tc_mpls_field(&op, HNI_KW_MPLS_TTL,
				  entry->mpls_mangle.ttl);
	hni_tc_op_add(parse, op);
	hni_tc_control_add(parse, entry, "mpls modify");
}
