/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of a receive classifier in miniature, which takes the
 * engine's writes as strictly as the hardware does, and of a reference that
 * knows the order of ethtool's and tc's rules and nothing of rows or prefixes.
 */
#ifndef HOF_RPC_DEV_H
#define HOF_RPC_DEV_H

#include "../../offload/core/rpc/hof_rpc.h"

/**
 * struct rpc_pkt - a frame as the classifier's parser sees it
 * @mac: MACDA entry that it answers with
 * @is_tagged: has a VLAN tag
 * @version: of the innermost IP header, 0 = none
 * @has_outer: IPv6 in IPv6
 * @l4: 6, 17 or 0
 * @is_frag: the innermost packet is a fragment
 * @ip: addresses by side, innermost
 * @outer: addresses by side, outer header
 * @port: by side
 */
struct rpc_pkt {
	u8 mac;
	bool is_tagged;
	u8 version;
	bool has_outer;
	u8 l4;
	bool is_frag;
	u32 ip[HOF_RPC_SIDES][4];
	u32 outer[HOF_RPC_SIDES][4];
	u16 port[HOF_RPC_SIDES];
};

/**
 * struct rpc_out - what becomes of a frame
 * @verdict: enum hof_rpc_verdict
 * @arg: queue or table
 * @to_bmc: the BMC gets it, too
 */
struct rpc_out {
	u8 verdict;
	u8 arg;
	bool to_bmc;
};

struct rpc_dev_row {
	bool valid;
	struct hof_rpc_write set;
};

/**
 * struct rpc_dev - the device
 * @leaf: by table; family 0 = invalid
 * @row: action rows
 * @writes: taken so far
 * @last_op: of the last write
 * @after: called behind each write
 */
struct rpc_dev {
	struct hof_rpc_prefix leaf[HOF_RPC_TABLES][HNI_RPC_IP_ENTRIES];
	struct rpc_dev_row row[HNI_RPC_ACT_ENTRIES];
	unsigned int writes;
	u8 last_op;
	void (*after)(void);
};

/* struct hof_rpc_caps.emit; @ctx is a struct rpc_dev */
void rpc_dev_take(void *ctx, const struct hof_rpc_write *write);

struct rpc_out rpc_dev_lookup(const struct rpc_dev *dev, bool has_bmc,
			      const struct rpc_pkt *pkt);

/**
 * struct rpc_rule - a rule as its user means it
 * @rule: the engine's part, filled by rpc_rule_fill()
 * @is_tc: else ntuple
 * @prio: or location
 * @family: 0, 4 or 6
 * @l4: 0, 6 or 17
 * @len: of the prefixes, by side, 0 = any
 * @addr: by side
 * @port: by side, 0 = any
 * @mac: MACDA entry + 1, 0 = any
 * @is_refused: software keeps it
 * @in_use: the engine knows it
 * @seq: when its mask appeared in its priority
 */
struct rpc_rule {
	struct hof_rpc_rule rule;
	bool is_tc;
	u32 prio;
	u8 family;
	u8 l4;
	u8 len[HOF_RPC_SIDES];
	u32 addr[HOF_RPC_SIDES][4];
	u16 port[HOF_RPC_SIDES];
	u8 mac;
	struct hof_rpc_action action;
	bool is_refused;
	bool in_use;
	u64 seq;
	u64 born;
};

void rpc_rule_fill(struct rpc_rule *rule);

/* What the rules that are in use do with a frame */
struct rpc_out rpc_ref_lookup(const struct rpc_rule *rules, unsigned int count,
			      bool has_bmc, const struct rpc_pkt *pkt);

#endif /* HOF_RPC_DEV_H */
