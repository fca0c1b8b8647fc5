// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the actions that rewrite headers: pedit, whose keys become one edit that
 * stops at the first key which does not fit the frame, and csum.
 */

#include <linux/if_ether.h>
#include <linux/in.h>
#include <net/tc_act/tc_csum.h>
#include <net/tc_act/tc_pedit.h>

#include "acts.h"

/* Bytes 12 and 13 of the Ethernet header, as a mask of the word at byte 12 */
#define HNI_TC_ETH_TYPE_OFFSET	(2 * ETH_ALEN)
#define HNI_TC_ETH_TYPE_MASK	0x0000ffff

static const u8 hni_tc_edit_bases[] = {
	[FLOW_ACT_MANGLE_UNSPEC] = HNI_EDIT_NET,
	[FLOW_ACT_MANGLE_HDR_TYPE_ETH] = HNI_EDIT_ETH,
	[FLOW_ACT_MANGLE_HDR_TYPE_IP4] = HNI_EDIT_NET,
	[FLOW_ACT_MANGLE_HDR_TYPE_IP6] = HNI_EDIT_NET,
	[FLOW_ACT_MANGLE_HDR_TYPE_TCP] = HNI_EDIT_TCP,
	[FLOW_ACT_MANGLE_HDR_TYPE_UDP] = HNI_EDIT_UDP,
};

static const struct tc_action *
hni_tc_pedit_of(const struct flow_action_entry *entry)
{
	const struct tc_action *act = hni_tc_act_of(entry);

	return act && act->ops && act->ops->id == TCA_ID_PEDIT ? act : NULL;
}

unsigned int hni_tc_pedit_entries(const struct flow_action_entry *entry,
				  unsigned int max)
{
	const struct tc_action *act = hni_tc_pedit_of(entry);
	unsigned int num = 1, i;

	if (!act)
		return 1;
	rcu_read_lock();
	num = min_t(unsigned int, max, to_pedit_parms(act)->tcfp_nkeys);
	rcu_read_unlock();
	/* should the action have been changed meanwhile */
	for (i = 1; i < num; i++)
		if (entry[i].cookie != entry->cookie)
			return i;
	return num ?: 1;
}

/* An offset that depends on the frame is not in the kernel's flow_action. */
static bool hni_tc_pedit_has_at(const struct flow_action_entry *entry,
				unsigned int num)
{
	const struct tc_action *act = hni_tc_pedit_of(entry);
	const struct tcf_pedit_parms *parms;
	bool has_at = false;
	unsigned int i;

	if (!act)
		return false;
	rcu_read_lock();
	parms = to_pedit_parms(act);
	num = min_t(unsigned int, num, parms->tcfp_nkeys);
	for (i = 0; i < num; i++)
		has_at |= parms->tcfp_keys[i].offmask;
	rcu_read_unlock();
	return has_at;
}

/*
 * Not all kernels look whether an IPv4 frame has the header that is named; with
 * this key it does.
 */
static void hni_tc_edit_check_proto(struct hni_tc_parse *parse, u8 base)
{
	u32 mask, proto;

	proto = hof_match_get(&parse->spec.match, HOF_FIELD_IP_PROTO, &mask);
	if (base == HNI_EDIT_TCP && (proto != IPPROTO_TCP || mask != 0xff))
		hni_tc_refuse(parse, HOF_REASON_ACTION_NEEDS,
			      "pedit tcp needs the key ip_proto tcp", 0, 0);
	if (base == HNI_EDIT_UDP && (proto != IPPROTO_UDP || mask != 0xff))
		hni_tc_refuse(parse, HOF_REASON_ACTION_NEEDS,
			      "pedit udp needs the key ip_proto udp", 0, 0);
}

/* Software goes on with the protocol that the frame had before. */
static void hni_tc_edit_check_type(struct hni_tc_parse *parse,
				   const struct hof_op *op)
{
	if ((op->flags & HNI_OP_EDIT_F_BASE) == HNI_EDIT_ETH &&
	    op->arg16 == HNI_TC_ETH_TYPE_OFFSET &&
	    (op->mask | op->arg32) & HNI_TC_ETH_TYPE_MASK)
		hni_tc_refuse(parse, HOF_REASON_ACTION, "pedit eth type", 0,
			      0);
}

static void hni_tc_edit_add(struct hni_tc_parse *parse,
			    const struct flow_action_entry *entry,
			    bool is_first)
{
	struct hof_op op = { .code = HNI_OP_EDIT };
	u32 offset = entry->mangle.offset;

	if (entry->mangle.htype >= ARRAY_SIZE(hni_tc_edit_bases)) {
		hni_tc_refuse(parse, HOF_REASON_ACTION, "pedit of that header",
			      entry->mangle.htype, 0);
		return;
	}
	op.flags = hni_tc_edit_bases[entry->mangle.htype];
	hni_tc_edit_check_proto(parse, op.flags);
	if (offset > HNI_EDIT_MAX_OFFSET || offset % 4)
		hni_tc_refuse(parse, HOF_REASON_ACTION_VALUE, "pedit offset",
			      offset, HNI_EDIT_MAX_OFFSET);
	if (entry->id == FLOW_ACTION_ADD)
		op.flags |= HNI_OP_EDIT_F_ADD;
	if (!is_first)
		op.flags |= HNI_OP_EDIT_F_NEXT;
	op.arg16 = offset;
	/* as the four bytes lie in memory, first byte lowest */
	op.arg32 = le32_to_cpu((__force __le32)entry->mangle.val);
	op.mask = ~le32_to_cpu((__force __le32)entry->mangle.mask);
	hni_tc_edit_check_type(parse, &op);
	hni_tc_op_add(parse, op);
}

void hni_tc_act_pedit(struct hni_tc_parse *parse,
		      const struct flow_action_entry *entry)
{
	unsigned int i, num = parse->list.num_entries;

	if (hni_tc_pedit_has_at(entry, num))
		hni_tc_refuse(parse, HOF_REASON_ACTION, "pedit at", 0, 0);
	for (i = 0; i < num; i++)
		hni_tc_edit_add(parse, &entry[i], !i);
	hni_tc_control_add(parse, entry, "pedit");
}

void hni_tc_act_csum(struct hni_tc_parse *parse,
		     const struct flow_action_entry *entry)
{
	if (entry->csum_flags & ~HNI_CSUM_ALL)
		hni_tc_refuse(parse, HOF_REASON_ACTION_VALUE, "csum",
			      entry->csum_flags, HNI_CSUM_ALL);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_CSUM,
		.arg32 = entry->csum_flags & HNI_CSUM_ALL,
	});
	hni_tc_control_add(parse, entry, "csum");
}

static_assert((u32)TCA_CSUM_UPDATE_FLAG_IPV4HDR == HNI_CSUM_IPV4HDR);
static_assert((u32)TCA_CSUM_UPDATE_FLAG_ICMP == HNI_CSUM_ICMP);
static_assert((u32)TCA_CSUM_UPDATE_FLAG_IGMP == HNI_CSUM_IGMP);
static_assert((u32)TCA_CSUM_UPDATE_FLAG_TCP == HNI_CSUM_TCP);
static_assert((u32)TCA_CSUM_UPDATE_FLAG_UDP == HNI_CSUM_UDP);
static_assert((u32)TCA_CSUM_UPDATE_FLAG_UDPLITE == HNI_CSUM_UDPLITE);
static_assert((u32)TCA_CSUM_UPDATE_FLAG_SCTP == HNI_CSUM_SCTP);
