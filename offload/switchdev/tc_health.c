// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the reporter "tc" of devlink health: what was refused and why, and on the
 * manager where each rule is. There is nothing to recover and it never reports
 * by itself.
 */

#include <linux/mm.h>
#include <linux/slab.h>

#include "../tc/ledger.h"
#include "../tc/report.h"
#include "priv.h"

/* The kernel keeps a dump in memory, about 4 KiB for each rule */
#define HNI_TC_DUMP_RULES	8192

static const char *hni_tc_direction(bool is_egress)
{
	return is_egress ? "egress" : "ingress";
}

static void hni_tc_counts_put(struct devlink_fmsg *fmsg,
			      const struct hni_ledger_data *data)
{
	unsigned int i;

	devlink_fmsg_arr_pair_nest_start(fmsg, "refusals");
	for (i = 0; i < HNI_LEDGER_CODES; i++) {
		if (!data->counts[i])
			continue;
		devlink_fmsg_obj_nest_start(fmsg);
		devlink_fmsg_u32_pair_put(fmsg, "code", i);
		devlink_fmsg_string_pair_put(fmsg, "name", hof_reason_name(i));
		devlink_fmsg_u64_pair_put(fmsg, "count", data->counts[i]);
		devlink_fmsg_obj_nest_end(fmsg);
	}
	devlink_fmsg_arr_pair_nest_end(fmsg);
}

static void hni_tc_refusal_put(struct devlink_fmsg *fmsg,
			       const struct hni_refusal *refusal)
{
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u64_pair_put(fmsg, "seq", refusal->seq);
	devlink_fmsg_u32_pair_put(fmsg, "code", refusal->code);
	devlink_fmsg_string_pair_put(fmsg, "device", refusal->device);
	devlink_fmsg_string_pair_put(fmsg, "direction",
				     hni_tc_direction(refusal->is_egress));
	devlink_fmsg_u32_pair_put(fmsg, "chain", refusal->chain);
	devlink_fmsg_u32_pair_put(fmsg, "prio", refusal->prio);
	devlink_fmsg_u32_pair_put(fmsg, "protocol", refusal->protocol);
	devlink_fmsg_bool_pair_put(fmsg, "skip_sw", refusal->skip_sw);
	devlink_fmsg_string_pair_put(fmsg, "text", refusal->text);
	devlink_fmsg_obj_nest_end(fmsg);
}

static void hni_tc_last_put(struct devlink_fmsg *fmsg,
			    const struct hni_ledger_data *data)
{
	unsigned int i, num = min_t(u64, data->num, HNI_LEDGER_LAST);

	devlink_fmsg_arr_pair_nest_start(fmsg, "last");
	for (i = 1; i <= num; i++)
		hni_tc_refusal_put(fmsg, &data->last[(data->num - i) %
						     HNI_LEDGER_LAST]);
	devlink_fmsg_arr_pair_nest_end(fmsg);
}

static void hni_tc_ports_put(struct devlink_fmsg *fmsg, struct hni_esw *esw,
			     u32 ports)
{
	unsigned int i;

	devlink_fmsg_arr_pair_nest_start(fmsg, "ports");
	for (i = 0; i < esw->caps.ports; i++)
		if (ports & BIT(i) && esw->sw->ports[i].netdev)
			devlink_fmsg_string_put(fmsg,
						esw->sw->ports[i].netdev->name);
	devlink_fmsg_arr_pair_nest_end(fmsg);
}

static int hni_tc_tables_put(struct devlink_fmsg *fmsg, struct hni_esw *esw)
{
	struct hni_tc_table_info *info;
	unsigned int i, num;

	info = hni_tc_tables_get(esw, &num);
	if (IS_ERR(info))
		return PTR_ERR(info);
	devlink_fmsg_arr_pair_nest_start(fmsg, "tables");
	for (i = 0; i < num; i++) {
		devlink_fmsg_obj_nest_start(fmsg);
		devlink_fmsg_u32_pair_put(fmsg, "id", info[i].table);
		devlink_fmsg_string_pair_put(fmsg, "direction",
					     hni_tc_direction(info[i].is_egress));
		devlink_fmsg_u32_pair_put(fmsg, "chain", info[i].chain);
		hni_tc_ports_put(fmsg, esw, info[i].ports);
		devlink_fmsg_obj_nest_end(fmsg);
	}
	devlink_fmsg_arr_pair_nest_end(fmsg);
	kvfree(info);
	return 0;
}

static void hni_tc_nums_put(struct devlink_fmsg *fmsg, struct hni_esw *esw)
{
	struct hni_tc_rule_nums nums;

	hni_tc_rules_count(esw, &nums);
	devlink_fmsg_pair_nest_start(fmsg, "rules");
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u32_pair_put(fmsg, "in_hw", nums.in_hw);
	devlink_fmsg_u32_pair_put(fmsg, "shadow", nums.shadow);
	devlink_fmsg_u32_pair_put(fmsg, "overflow", nums.overflow);
	devlink_fmsg_obj_nest_end(fmsg);
	devlink_fmsg_pair_nest_end(fmsg);
}

static int hni_tc_diagnose(struct devlink_health_reporter *reporter,
			   struct devlink_fmsg *fmsg,
			   struct netlink_ext_ack *extack)
{
	struct hni_dev *hdev = devlink_health_reporter_priv(reporter);
	struct hni_ledger_data *data;
	int err;

	data = kzalloc(sizeof(*data), GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	hni_ledger_read(hdev->ledger, data);
	hni_tc_counts_put(fmsg, data);
	hni_tc_last_put(fmsg, data);
	kfree(data);
	if (!hdev->esw)
		return 0;
	err = hni_tc_tables_put(fmsg, hdev->esw);
	if (err)
		return err;
	hni_tc_nums_put(fmsg, hdev->esw);
	return 0;
}

static const char *const hni_tc_states[] = {
	[HOF_RULE_NONE] = "none",
	[HOF_RULE_SEEN] = "seen",
	[HOF_RULE_PLACED] = "in_hw",
	[HOF_RULE_SHADOW] = "shadow",
	[HOF_RULE_OVERFLOW] = "overflow",
};

static const char *const hni_tc_stores[] = {
	[HOF_WHERE_NONE] = "none",
	[HOF_WHERE_FLOW] = "flow",
	[HOF_WHERE_TCAM] = "tcam",
	[HOF_WHERE_CATCH_ALL] = "flow",
};

static void hni_tc_where_put(struct devlink_fmsg *fmsg,
			     const struct hof_where *where)
{
	devlink_fmsg_string_pair_put(fmsg, "store",
				     hni_tc_stores[where->store]);
	if (where->store == HOF_WHERE_FLOW ||
	    where->store == HOF_WHERE_CATCH_ALL)
		devlink_fmsg_u32_pair_put(fmsg, "slot", where->slot);
	if (where->store != HOF_WHERE_NONE)
		devlink_fmsg_u32_pair_put(fmsg, "row", where->row);
	devlink_fmsg_u32_pair_put(fmsg, "order", where->order);
	devlink_fmsg_u32_pair_put(fmsg, "table", where->table);
}

static void hni_tc_rule_put(struct devlink_fmsg *fmsg,
			    const struct hni_tc_rule_info *info)
{
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u64_pair_put(fmsg, "seq", info->seq);
	devlink_fmsg_string_pair_put(fmsg, "device", info->device);
	devlink_fmsg_string_pair_put(fmsg, "direction",
				     hni_tc_direction(info->is_egress));
	devlink_fmsg_u32_pair_put(fmsg, "chain", info->chain);
	devlink_fmsg_u32_pair_put(fmsg, "prio", info->prio);
	devlink_fmsg_u32_pair_put(fmsg, "protocol", info->protocol);
	devlink_fmsg_string_pair_put(fmsg, "state",
				     hni_tc_states[info->state]);
	hni_tc_where_put(fmsg, &info->where);
	if (info->has_counter)
		devlink_fmsg_u32_pair_put(fmsg, "counter", info->counter);
	devlink_fmsg_string_pair_put(fmsg, "match", info->text);
	devlink_fmsg_obj_nest_end(fmsg);
}

static void hni_tc_rules_put(struct devlink_fmsg *fmsg, struct hni_esw *esw,
			     struct hni_tc_rule_info *info)
{
	struct hni_tc_rule_nums nums;
	u32 num, all;

	devlink_fmsg_arr_pair_nest_start(fmsg, "rules");
	info->seq = 0;
	for (num = 0; num < HNI_TC_DUMP_RULES; num++) {
		if (!hni_tc_rule_next(esw, info))
			break;
		hni_tc_rule_put(fmsg, info);
	}
	devlink_fmsg_arr_pair_nest_end(fmsg);

	hni_tc_rules_count(esw, &nums);
	all = nums.in_hw + nums.shadow + nums.overflow;
	devlink_fmsg_u32_pair_put(fmsg, "omitted", all - min(num, all));
}

static int hni_tc_dump(struct devlink_health_reporter *reporter,
		       struct devlink_fmsg *fmsg, void *ctx,
		       struct netlink_ext_ack *extack)
{
	struct hni_dev *hdev = devlink_health_reporter_priv(reporter);
	struct hni_tc_rule_info *info;

	if (!hdev->esw) {
		NL_SET_ERR_MSG_MOD(extack,
				   "only the manager lists rules; see tc filter show and ethtool -n");
		return -EOPNOTSUPP;
	}
	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;
	hni_tc_rules_put(fmsg, hdev->esw, info);
	kfree(info);
	return 0;
}

static const struct devlink_health_reporter_ops hni_tc_health_ops = {
	.name = "tc",
	.diagnose = hni_tc_diagnose,
	.dump = hni_tc_dump,
};

int hni_tc_health_create(struct hni_dev *hdev)
{
	int err;

	err = hni_ledger_create(hdev);
	if (err)
		return err;
	hdev->tc_health = hni_compat_health_create(hdev->devlink,
						   &hni_tc_health_ops, hdev);
	err = PTR_ERR_OR_ZERO(hdev->tc_health);
	if (err)
		hni_ledger_destroy(hdev);
	return err;
}

void hni_tc_health_destroy(struct hni_dev *hdev)
{
	devl_health_reporter_destroy(hdev->tc_health);
	hni_ledger_destroy(hdev);
}
