// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what is told about filters: to the ledger and to who added them if they
 * were refused, and to who asks later where they are.
 */

#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "priv.h"
#include "report.h"

static u32 hni_tc_block_ports(const struct hni_tc_block *block)
{
	u32 ports = 0;
	unsigned int i;

	for (i = 0; i < HNI_ESW_MAX_PORTS; i++)
		if (block->tc->ports[i].block[block->dir] == block)
			ports |= BIT(i);
	return ports;
}

/* @name has room for IFNAMSIZ bytes */
void hni_tc_block_name(const struct hni_tc_block *block, char *name)
{
	const struct net_device *netdev = NULL;
	u32 ports = hni_tc_block_ports(block);

	lockdep_assert_held(&block->tc->esw->lock);

	if (hweight32(ports) == 1)
		netdev = block->tc->ports[__ffs(ports)].netdev;
	strscpy(name, netdev ? netdev->name : "block", IFNAMSIZ);
}

void hni_tc_filter_refuse(struct hni_tc_block *block,
			  const struct flow_cls_common_offload *common,
			  u64 seq, const struct hof_why *why)
{
	struct hni_refusal refusal = {
		.seq = seq,
		.is_egress = block->dir == HNI_TC_EGRESS,
	};

	hni_tc_block_name(block, refusal.device);
	hni_ledger_add_filter(block->tc->ledger, &refusal, common, why);
}

/* Software goes on with a block that hardware does not take. */
void hni_tc_bind_refuse(struct hni_tc *tc, unsigned int port,
			struct flow_block_offload *bo,
			const struct hof_why *why)
{
	struct hni_refusal refusal = {
		.seq = hni_ledger_seq(tc->ledger),
		.is_egress = bo->binder_type ==
			     FLOW_BLOCK_BINDER_TYPE_CLSACT_EGRESS,
	};

	ASSERT_RTNL();
	strscpy(refusal.device, tc->ports[port].netdev->name, IFNAMSIZ);
	hni_ledger_add(tc->ledger, &refusal, bo->extack, why);
}

static void hni_tc_rule_info_fill(struct hni_tc_rule_info *info,
				  const struct hni_tc_rule *rule)
{
	const struct hni_tc_block *block = rule->block;
	const struct hof_esw *core = block->tc->core;
	const struct hof_rule *place = &rule->rule;

	info->seq = rule->seq;
	hni_tc_block_name(block, info->device);
	info->is_egress = block->dir == HNI_TC_EGRESS;
	info->has_counter = hof_rule_in_hw(place) &&
			    rule->stats != HNI_TC_STATS_DISABLED;
	info->state = place->state;
	info->protocol = rule->protocol;
	info->chain = rule->chain->index;
	info->counter = place->counter;
	hof_esw_where(core, place, &info->where);
	info->prio = FIELD_GET(HNI_ROW_ORDER_PRIO, info->where.order);
	hof_esw_match(core, place, &info->match);
	info->num_ranges = hof_esw_ranges(core, place, info->range);
}

/* Ranges are no bits of a frame; they stand behind what is. */
static void hni_tc_rule_info_format(struct hni_tc_rule_info *info)
{
	size_t len = hof_match_format(info->text, sizeof(info->text),
				      &info->match);
	unsigned int i;

	for (i = 0; i < info->num_ranges; i++)
		len += scnprintf(info->text + len, sizeof(info->text) - len,
				 " %s_port %u-%u",
				 info->range[i].is_source ? "src" : "dst",
				 info->range[i].min, info->range[i].max);
}

bool hni_tc_rule_next(struct hni_esw *esw, struct hni_tc_rule_info *info)
{
	unsigned long seq = info->seq;
	struct hni_tc_rule *rule;

	mutex_lock(&esw->lock);
	rule = xa_find_after(&esw->tc->rules, &seq, ULONG_MAX, XA_PRESENT);
	if (rule)
		hni_tc_rule_info_fill(info, rule);
	mutex_unlock(&esw->lock);
	if (rule)
		hni_tc_rule_info_format(info);
	return rule;
}

void hni_tc_rules_count(struct hni_esw *esw, struct hni_tc_rule_nums *nums)
{
	struct hni_tc_rule *rule;
	unsigned long seq;

	memset(nums, 0, sizeof(*nums));
	mutex_lock(&esw->lock);
	xa_for_each(&esw->tc->rules, seq, rule) {
		if (hof_rule_in_hw(&rule->rule))
			nums->in_hw++;
		else if (rule->rule.state == HOF_RULE_SHADOW)
			nums->shadow++;
		else
			nums->overflow++;
	}
	mutex_unlock(&esw->lock);
}

static unsigned int hni_tc_tables_fill(struct hni_tc *tc,
				       struct hni_tc_table_info *info)
{
	struct hni_tc_table_info *first = info;
	struct hni_tc_block *block;
	struct hni_tc_chain *chain;

	list_for_each_entry(block, &tc->blocks, list) {
		list_for_each_entry(chain, &block->chains, list) {
			info->table = chain->table;
			info->is_egress = block->dir == HNI_TC_EGRESS;
			info->chain = chain->index;
			info->ports = hni_tc_block_ports(block);
			info++;
		}
	}
	return info - first;
}

struct hni_tc_table_info *hni_tc_tables_get(struct hni_esw *esw,
					    unsigned int *num)
{
	struct hni_tc *tc = esw->tc;
	struct hni_tc_table_info *info;
	unsigned int room;

	mutex_lock(&esw->lock);
	room = bitmap_weight(tc->tables, esw->caps.tables);
	info = kvcalloc(max(room, 1U), sizeof(*info), GFP_KERNEL);
	if (info)
		*num = hni_tc_tables_fill(tc, info);
	mutex_unlock(&esw->lock);
	return info ?: ERR_PTR(-ENOMEM);
}
