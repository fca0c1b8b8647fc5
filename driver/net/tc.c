// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns tc's filters on the PF's own ingress. They are parsed like those of
 * representors and become rules of the receive classifier.
 *
 * Everything runs under rtnl: the callback is not offered without it.
 */

#include <linux/slab.h>
#include <net/pkt_cls.h>

#include "../../offload/tc/ledger.h"
#include "../../offload/tc/parse.h"
#include "net.h"

/**
 * struct hni_net_rule - a filter, in hardware or a shadow
 * @node: in hni_net.tc_rules
 * @cookie: the kernel's name of the filter
 * @rule: the engine's part
 */
struct hni_net_rule {
	struct rhash_head node;
	unsigned long cookie;
	struct hof_rpc_rule rule;
};

static const struct rhashtable_params hni_net_rule_params = {
	.head_offset = offsetof(struct hni_net_rule, node),
	.key_offset = offsetof(struct hni_net_rule, cookie),
	.key_len = sizeof_field(struct hni_net_rule, cookie),
	.automatic_shrinking = true,
};

static LIST_HEAD(hni_net_block_cbs);

int hni_net_tc_init(struct hni_net *net)
{
	return rhashtable_init(&net->tc_rules, &hni_net_rule_params);
}

static void hni_net_rule_free(void *ptr, void *arg)
{
	struct hni_net_rule *rule = ptr;
	struct hni_net *net = arg;

	hof_rpc_del(&net->rpc.core, &rule->rule);
	hni_rpc_mac_put(&net->rpc, net->netdev, rule->rule.match.mac);
	kfree(rule);
}

/* The kernel deletes filters before a netdev goes; be sure all the same. */
void hni_net_tc_fini(struct hni_net *net)
{
	rhashtable_free_and_destroy(&net->tc_rules, hni_net_rule_free, net);
}

static struct hni_net_rule *hni_net_rule_find(struct hni_net *net,
					      unsigned long cookie)
{
	return rhashtable_lookup_fast(&net->tc_rules, &cookie,
				      hni_net_rule_params);
}

/* Refused by name before anybody looks what they mean */
static void hni_net_check_acts(struct hni_tc_parse *parse)
{
	const struct flow_action *action = &parse->filter->rule->action;
	const struct flow_action_entry *entry;
	int i;

	flow_action_for_each(i, entry, action) {
		if (entry->id != FLOW_ACTION_ACCEPT &&
		    entry->id != FLOW_ACTION_DROP &&
		    entry->id != FLOW_ACTION_RX_QUEUE_MAPPING)
			hni_tc_refuse(parse, HOF_REASON_RPC_ACTION,
				      hni_tc_act_name(entry->id), entry->id,
				      0);
		if (entry->hw_stats != FLOW_ACTION_HW_STATS_DISABLED)
			hni_tc_refuse(parse, HOF_REASON_RPC_STATS, NULL, 0, 0);
	}
}

static void hni_net_check(struct hni_net *net, struct hni_tc_parse *parse)
{
	const struct flow_cls_common_offload *common = parse->filter->common;

	if (!tc_can_offload(net->netdev))
		hni_tc_refuse(parse, HOF_REASON_NO_OFFLOAD, net->netdev->name,
			      0, 0);
	if (common->chain_index)
		hni_tc_refuse(parse, HOF_REASON_CHAIN, NULL,
			      common->chain_index, 0);
}

/* What u32 and bpf match is not looked into: their shadow is every frame. */
static void hni_net_parse(struct hni_tc_parse *parse)
{
	const struct hni_tc_filter *filter = parse->filter;

	if (!filter->rule) {
		hni_tc_refuse(parse, HOF_REASON_CLASSIFIER, filter->kind, 0, 0);
		return;
	}
	hni_net_check_acts(parse);
	hni_tc_parse_keys(parse);
	hni_tc_parse_acts(parse);
}

static void hni_net_compile_action(struct hni_net *net,
				   struct hni_tc_parse *parse,
				   struct hof_rpc_action *action)
{
	const struct hof_op *op = parse->spec.ops;
	unsigned int i;

	for (i = 0; i < parse->spec.nops; i++, op++) {
		if (op->code == HNI_OP_DROP) {
			action->verdict = HOF_RPC_DROP;
		} else if (op->code == HOF_OP_RX_QUEUE) {
			if (op->arg32 >= net->cfg.num_chans)
				hni_tc_refuse(parse, HOF_REASON_RPC_QUEUE,
					      NULL, op->arg32,
					      net->cfg.num_chans);
			action->verdict = HOF_RPC_QUEUE;
			action->arg = op->arg32;
		} else if (op->code != HNI_OP_PASS) {
			hni_tc_refuse(parse, HOF_REASON_RPC_ACTION, "control",
				      op->code, 0);
		}
	}
}

/* A class that no action overrides; other values of classid mean nothing. */
static void hni_net_compile_class(struct hni_net *net,
				  struct hni_tc_parse *parse, u32 classid,
				  struct hof_rpc_action *action)
{
	u32 class = TC_H_MIN(classid) - TC_H_MIN_PRIORITY;

	if (!classid)
		return;
	if (TC_H_MIN(classid) < TC_H_MIN_PRIORITY)
		hni_tc_refuse(parse, HOF_REASON_RPC_ACTION, "classid", classid,
			      0);
	else if (action->verdict == HOF_RPC_PASS &&
		 !hni_net_class_action(net, class, action))
		hni_tc_refuse(parse, HOF_REASON_RPC_CLASS, NULL, class,
			      netdev_get_num_tc(net->netdev));
}

/* Of a refused filter the match goes on; it is at least as wide. */
static void hni_net_compile(struct hni_net *net, struct hni_tc_parse *parse,
			    struct hof_rpc_rule *rule, u32 classid)
{
	struct hof_why why;
	u8 addr[ETH_ALEN];
	int err;

	rule->stage = HOF_RPC_TC;
	rule->prio = parse->filter->common->prio;
	rule->mask = hof_rpc_mask_of(&parse->spec);
	err = hof_rpc_match_from(&rule->match, &parse->spec, &why);
	if (err)
		hni_tc_refuse(parse, why.reason, why.what, why.value,
			      why.limit);
	hni_net_compile_action(net, parse, &rule->action);
	hni_net_compile_class(net, parse, classid, &rule->action);

	if (!hof_rpc_mac_from(addr, &parse->spec))
		return;
	err = hni_rpc_mac_get(&net->rpc, net->netdev, addr, &why);
	if (err > 0)
		rule->match.mac = err;
	else
		hni_tc_refuse(parse, why.reason, why.what, why.value,
			      why.limit);
}

static int hni_net_rule_reserve(struct hni_net *net,
				struct hni_tc_parse *parse,
				struct hni_net_rule *rule)
{
	int err;

	rule->cookie = parse->filter->cookie;
	err = rhashtable_lookup_insert_fast(&net->tc_rules, &rule->node,
					    hni_net_rule_params);
	if (!err)
		return 0;
	return hof_refuse(&parse->why, err == -EEXIST ?
			  HOF_REASON_DUPLICATE : HOF_REASON_MEMORY,
			  "filter", 0, 0);
}

/*
 * Return: 0 if hardware executes the rule. Otherwise an errno; the rule has
 * been kept, as a shadow, if its state says so.
 */
static int hni_net_rule_enter(struct hni_net *net, struct hni_tc_parse *parse,
			      struct hni_net_rule *rule, u32 classid)
{
	const struct flow_cls_common_offload *common = parse->filter->common;
	int err;

	err = hni_net_rule_reserve(net, parse, rule);
	if (err)
		return err;
	hni_net_compile(net, parse, &rule->rule, classid);
	err = parse->err;
	if (!err)
		err = hof_rpc_add(&net->rpc.core, &rule->rule, &parse->why);
	if (!err)
		return 0;
	/* no frame gets to another chain without a goto, which is refused */
	if (!hni_compat_is_skip_sw(common) && !common->chain_index) {
		hof_rpc_shadow(&net->rpc.core, &rule->rule);
		return err;
	}
	hni_rpc_mac_put(&net->rpc, net->netdev, rule->rule.match.mac);
	rhashtable_remove_fast(&net->tc_rules, &rule->node,
			       hni_net_rule_params);
	return err;
}

static void hni_net_refusal_init(struct hni_net *net,
				 struct hni_refusal *refusal)
{
	*refusal = (struct hni_refusal) {
		.seq = hni_ledger_seq(net->hdev->ledger),
	};
	strscpy(refusal->device, net->netdev->name);
}

static void hni_net_rule_refuse(struct hni_net *net,
				const struct hni_tc_parse *parse)
{
	struct hni_refusal refusal;

	hni_net_refusal_init(net, &refusal);
	hni_ledger_add_filter(net->hdev->ledger, &refusal,
			      parse->filter->common, &parse->why);
}

static int hni_net_rule_replace(struct hni_net *net,
				const struct hni_tc_filter *filter, u32 classid)
{
	struct hni_tc_parse *parse;
	struct hni_net_rule *rule;
	int err = -ENOMEM;

	parse = kzalloc(sizeof(*parse), GFP_KERNEL);
	rule = kzalloc(sizeof(*rule), GFP_KERNEL);
	if (!parse || !rule)
		goto out_free;
	parse->filter = filter;

	hni_net_check(net, parse);
	hni_net_parse(parse);
	err = hni_net_rule_enter(net, parse, rule, classid);
	if (err)
		hni_net_rule_refuse(net, parse);
	if (rule->rule.state != HOF_RPC_UNKNOWN)
		rule = NULL;

out_free:
	kfree(rule);
	kfree(parse);
	return err;
}

/* As with representors, a shadow is deleted with an error. */
static int hni_net_rule_destroy(struct hni_net *net, unsigned long cookie)
{
	struct hni_net_rule *rule = hni_net_rule_find(net, cookie);
	bool was_in_hw;

	if (!rule)
		return -ENOENT;
	was_in_hw = rule->rule.state == HOF_RPC_PLACED;
	rhashtable_remove_fast(&net->tc_rules, &rule->node,
			       hni_net_rule_params);
	hni_net_rule_free(rule, net);
	return was_in_hw ? 0 : -ENOENT;
}

/* There is nothing to tell, but that nothing is counted. */
static int hni_net_rule_stats(struct hni_net *net, unsigned long cookie,
			      struct flow_stats *stats)
{
	if (!hni_net_rule_find(net, cookie))
		return -ENOENT;
	flow_stats_update(stats, 0, 0, 0, 0, FLOW_ACTION_HW_STATS_DISABLED);
	return 0;
}

static int hni_net_flower(struct hni_net *net, struct flow_cls_offload *cls)
{
	struct hni_tc_filter filter = {
		.common = &cls->common,
		.has_match = true,
		.cookie = cls->cookie,
	};

	switch (cls->command) {
	case FLOW_CLS_REPLACE:
		filter.rule = flow_cls_offload_flow_rule(cls);
		return hni_net_rule_replace(net, &filter, cls->classid);
	case FLOW_CLS_DESTROY:
		return hni_net_rule_destroy(net, cls->cookie);
	case FLOW_CLS_STATS:
		return hni_net_rule_stats(net, cls->cookie, &cls->stats);
	default:
		return -EOPNOTSUPP;
	}
}

static int hni_net_matchall(struct hni_net *net,
			    struct tc_cls_matchall_offload *cls)
{
	struct hni_tc_filter filter = {
		.common = &cls->common,
		.rule = cls->rule,
		.cookie = cls->cookie,
	};

	switch (cls->command) {
	case TC_CLSMATCHALL_REPLACE:
		return hni_net_rule_replace(net, &filter, 0);
	case TC_CLSMATCHALL_DESTROY:
		return hni_net_rule_destroy(net, cls->cookie);
	case TC_CLSMATCHALL_STATS:
		return hni_net_rule_stats(net, cls->cookie, &cls->stats);
	default:
		return -EOPNOTSUPP;
	}
}

static int hni_net_other_replace(struct hni_net *net,
				 const struct flow_cls_common_offload *common,
				 const char *kind, unsigned long cookie)
{
	struct hni_tc_filter filter = {
		.common = common,
		.kind = kind,
		.cookie = cookie,
	};

	return hni_net_rule_replace(net, &filter, 0);
}

static int hni_net_u32(struct hni_net *net, struct tc_cls_u32_offload *cls)
{
	switch (cls->command) {
	case TC_CLSU32_NEW_KNODE:
	case TC_CLSU32_REPLACE_KNODE:
		return hni_net_other_replace(net, &cls->common, "u32",
					     cls->knode.handle);
	case TC_CLSU32_DELETE_KNODE:
		return hni_net_rule_destroy(net, cls->knode.handle);
	default:
		return -EOPNOTSUPP;
	}
}

/* A program may be in several filters, but not twice in one priority. */
static unsigned long
hni_net_bpf_cookie(const struct flow_cls_common_offload *common,
		   const struct bpf_prog *prog)
{
	return (unsigned long)prog ^ (unsigned long)common->prio << 48;
}

static int hni_net_bpf(struct hni_net *net, struct tc_cls_bpf_offload *cls)
{
	const struct flow_cls_common_offload *common = &cls->common;
	int err = -EOPNOTSUPP;

	if (cls->command != TC_CLSBPF_OFFLOAD)
		return -EOPNOTSUPP;
	if (cls->prog)
		err = hni_net_other_replace(net, common, "bpf",
					    hni_net_bpf_cookie(common,
							       cls->prog));
	if (cls->oldprog && cls->oldprog != cls->prog)
		hni_net_rule_destroy(net, hni_net_bpf_cookie(common,
							     cls->oldprog));
	return err;
}

static int hni_net_classifier(struct hni_net *net, enum tc_setup_type type,
			      void *type_data)
{
	switch (type) {
	case TC_SETUP_CLSFLOWER:
		return hni_net_flower(net, type_data);
	case TC_SETUP_CLSMATCHALL:
		return hni_net_matchall(net, type_data);
	case TC_SETUP_CLSU32:
		return hni_net_u32(net, type_data);
	case TC_SETUP_CLSBPF:
		return hni_net_bpf(net, type_data);
	default:
		return -EOPNOTSUPP;
	}
}

static int hni_net_block_cb(enum tc_setup_type type, void *type_data,
			    void *cb_priv)
{
	struct hni_net *net = cb_priv;
	int err;

	ASSERT_RTNL();
	mutex_lock(&net->rules_lock);
	err = hni_net_classifier(net, type, type_data);
	mutex_unlock(&net->rules_lock);
	return err;
}

static int hni_net_setup_block(struct hni_net *net,
			       struct flow_block_offload *bo)
{
	struct hni_refusal refusal;
	struct hof_why why;

	if (bo->block_shared &&
	    bo->binder_type == FLOW_BLOCK_BINDER_TYPE_CLSACT_INGRESS) {
		hof_refuse(&why, HOF_REASON_RPC_BLOCK, NULL, 0, 0);
		hni_net_refusal_init(net, &refusal);
		hni_ledger_add(net->hdev->ledger, &refusal, bo->extack, &why);
		return -EOPNOTSUPP;
	}
	return flow_block_cb_setup_simple(bo, &hni_net_block_cbs,
					  hni_net_block_cb, net, net, true);
}

int hni_net_setup_tc(struct net_device *netdev, enum tc_setup_type type,
		     void *type_data)
{
	struct hni_net *net = netdev_priv(netdev);

	switch (type) {
	case TC_SETUP_BLOCK:
		return hni_net_setup_block(net, type_data);
	case TC_SETUP_QDISC_MQPRIO:
		return hni_net_setup_mqprio(net, type_data);
	default:
		return -EOPNOTSUPP;
	}
}

bool hni_net_tc_is_busy(struct hni_net *net)
{
	return atomic_read(&net->tc_rules.nelems);
}
