/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface through which rules and tables are shown: copies, taken
 * one at a time, so that looking does not hold up who changes rules.
 */
#ifndef _HNI_TC_REPORT_H
#define _HNI_TC_REPORT_H

#include <linux/if.h>
#include <linux/types.h>

#include "../core/esw/hof_esw.h"

#define HNI_TC_MATCH_LEN	1024

struct hni_esw;

/**
 * struct hni_tc_rule_info - a rule as it is shown
 * @seq: sequence number
 * @device: name of the netdev, or "block" if several share the filter
 * @is_egress: direction
 * @has_counter: @counter is valid
 * @state: HOF_RULE_*
 * @protocol: of the filter
 * @chain: of the filter
 * @prio: of the filter
 * @counter: COUNTER row
 * @where: its place
 * @match: what it matches
 * @num_ranges: port ranges that it matches, too
 * @range: these
 * @text: all of it in words
 */
struct hni_tc_rule_info {
	u64 seq;
	char device[IFNAMSIZ];
	bool is_egress;
	bool has_counter;
	u8 state;
	u16 protocol;
	u32 chain;
	u32 prio;
	u32 counter;
	struct hof_where where;
	struct hof_match match;
	unsigned int num_ranges;
	struct hof_range range[HOF_SPEC_RANGES];
	char text[HNI_TC_MATCH_LEN];
};

/**
 * struct hni_tc_table_info - a table as it is shown
 * @table: id
 * @is_egress: direction
 * @chain: number of the chain in its block
 * @ports: ports that are bound to the block, a bit each
 */
struct hni_tc_table_info {
	u16 table;
	bool is_egress;
	u32 chain;
	u32 ports;
};

/**
 * struct hni_tc_rule_nums - how many rules there are in each state
 */
struct hni_tc_rule_nums {
	u32 in_hw;
	u32 shadow;
	u32 overflow;
};

/**
 * hni_tc_rule_next() - copy the rule with the next sequence number
 * @esw: e-switch
 * @info: @info->seq = number to start behind; filled
 *
 * Context: process; takes hni_esw.lock.
 * Return: false if there is none.
 */
bool hni_tc_rule_next(struct hni_esw *esw, struct hni_tc_rule_info *info);

/**
 * hni_tc_rules_count() - count the rules
 * @esw: e-switch
 * @nums: filled
 *
 * Context: process; takes hni_esw.lock.
 */
void hni_tc_rules_count(struct hni_esw *esw, struct hni_tc_rule_nums *nums);

/**
 * hni_tc_tables_get() - copy what all tables are
 * @esw: e-switch
 * @num: set to the number of tables
 *
 * Context: process; takes hni_esw.lock.
 * Return: array for kvfree(), or ERR_PTR(-ENOMEM).
 */
struct hni_tc_table_info *hni_tc_tables_get(struct hni_esw *esw,
					    unsigned int *num);

#endif /* _HNI_TC_REPORT_H */
