/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns a filter under construction: what the kernel asks for, and what the
 * parsers have made of it so far.
 */
#ifndef _HNI_TC_PARSE_H
#define _HNI_TC_PARSE_H

#include <net/flow_offload.h>
#include <net/pkt_cls.h>

#include "../core/hof_rule.h"

struct hni_tc_block;

enum hni_tc_stats {
	HNI_TC_STATS_DELAYED,		/* a snapshot of at most 20 ms */
	HNI_TC_STATS_IMMEDIATE,		/* as of the request */
	HNI_TC_STATS_DISABLED,		/* no counter */
};

/**
 * struct hni_tc_filter - what the kernel asks for, of any classifier
 * @common: chain, protocol, priority, skip_sw, extack
 * @rule: match and actions; NULL = the classifier has none that can be read
 * @kind: name of the classifier, if it has no @rule
 * @has_match: false for matchall, whose rule has no match at all
 * @cookie: name
 */
struct hni_tc_filter {
	const struct flow_cls_common_offload *common;
	const struct flow_rule *rule;
	const char *kind;
	bool has_match;
	unsigned long cookie;
};

/**
 * struct hni_tc_list - the list of actions while it is parsed
 *
 * An action of tc becomes some operations in a row. Where frames go on behind
 * it is the next action, unless its control or a policer says otherwise; only
 * what frames can get to is translated.
 *
 * @num: actions of tc in the list
 * @at: number of the one being parsed
 * @num_entries: entries of the kernel's list that it has
 * @next: action with which frames go on; @num = the list is over;
 *	HNI_TC_LIST_ENDED = none
 * @reached: bit i: frames get to action i
 * @tunnel: 1 + the entry of the "tunnel_key set" in force, 0 = none
 * @jumped: actions below this may be left out by a jump
 * @start: first operation of each action; [@num] = the end of the list
 * @num_ends: entries in @ends
 * @ends: final operations to which policers lead, put behind the list
 */
struct hni_tc_list {
	unsigned int num;
	unsigned int at;
	unsigned int num_entries;
	unsigned int next;
	u64 reached;
	unsigned int tunnel;
	unsigned int jumped;
	u8 start[TCA_ACT_MAX_PRIO + 1];
	unsigned int num_ends;
	struct hof_op ends[TCA_ACT_MAX_PRIO + 2];
};

#define HNI_TC_LIST_ENDED	(~0U)

/**
 * struct hni_tc_parse - a filter on its way through the stages
 *
 * A refusal does not stop the parsers: what hardware can hold of a refused
 * filter's match becomes its shadow row.
 *
 * @block: where it comes from; NULL = no block, ports cannot be named
 * @filter: what was asked for
 * @err: errno of the first refusal, or 0
 * @why: the first refusal
 * @keys_done: dissector keys that a handler took care of
 * @list: the list of actions, while it is parsed
 * @stats: how it shall be counted
 * @spec: result. An operation that names a chain, or an object which only the
 *	block's state can tell, has the chain or the number of the action entry
 *	in @spec.ops[].arg32 until it is compiled.
 */
struct hni_tc_parse {
	struct hni_tc_block *block;
	const struct hni_tc_filter *filter;
	int err;
	struct hof_why why;
	u64 keys_done;
	struct hni_tc_list list;
	enum hni_tc_stats stats;
	struct hof_spec spec;
};

/**
 * hni_tc_refuse() - record a refusal; only the first one counts
 * @parse: filter under construction
 * @reason: reason
 * @what: key, action, device or object; lives as long as the filter's request
 * @value: value that was asked for, or 0
 * @limit: what is possible, or 0
 *
 * Context: any.
 */
void hni_tc_refuse(struct hni_tc_parse *parse, enum hof_reason reason,
		   const char *what, u64 value, u64 limit);

/**
 * hni_tc_why_tell() - put a refusal into the extack of a request
 * @extack: of the request, or NULL
 * @why: refusal
 *
 * Context: any.
 */
void hni_tc_why_tell(struct netlink_ext_ack *extack,
		     const struct hof_why *why);

/**
 * hni_tc_parse_keys() - a flow_rule's match becomes the match of a hof_spec
 * @parse: filter under construction
 *
 * Context: any; no lock is needed.
 */
void hni_tc_parse_keys(struct hni_tc_parse *parse);

/**
 * hni_tc_parse_acts() - a flow_rule's actions become operations of a hof_spec
 * @parse: filter under construction, keys are parsed
 *
 * Context: process; no lock is needed.
 */
void hni_tc_parse_acts(struct hni_tc_parse *parse);

/**
 * hni_tc_act_name() - an action as tc spells it
 * @id: FLOW_ACTION_*
 *
 * Context: any.
 */
const char *hni_tc_act_name(unsigned int id);

/**
 * hni_tc_check() - what can be said only about the whole filter
 * @parse: filter under construction, all is parsed
 *
 * Context: any; no lock is needed.
 */
void hni_tc_check(struct hni_tc_parse *parse);

#endif /* _HNI_TC_PARSE_H */
