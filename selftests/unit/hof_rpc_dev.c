// SPDX-License-Identifier: GPL-2.0-only
/* Owns the classifier in miniature and the reference for it. */
#include <string.h>

#include "hof_rpc_dev.h"
#include "ktap.h"

static void rpc_dev_row_take(struct rpc_dev_row *row,
			     const struct hof_rpc_write *write)
{
	EXPECT_EQ(row->valid, write->op == HOF_RPC_ROW_CLEAR);
	row->valid = write->op == HOF_RPC_ROW_SET;
	row->set = *write;
}

static void rpc_dev_leaf_take(struct hof_rpc_prefix *leaf,
			      const struct hof_rpc_write *write)
{
	EXPECT_EQ(!!leaf->family, write->op == HOF_RPC_LEAF_CLEAR);
	memset(leaf, 0, sizeof(*leaf));
	if (write->op == HOF_RPC_LEAF_SET)
		*leaf = write->prefix;
}

void rpc_dev_take(void *ctx, const struct hof_rpc_write *write)
{
	struct rpc_dev *dev = ctx;

	dev->writes++;
	dev->last_op = write->op;
	if (write->op == HOF_RPC_ROW_SET || write->op == HOF_RPC_ROW_CLEAR) {
		if (EXPECT(write->index < HNI_RPC_ACT_ENTRIES))
			rpc_dev_row_take(&dev->row[write->index], write);
	} else if (write->op == HOF_RPC_ROW_HASH) {
		if (EXPECT(write->index < HNI_RPC_ACT_ENTRIES) &&
		    EXPECT(dev->row[write->index].valid))
			dev->row[write->index].set.act1 = write->act1;
	} else if (write->op == HOF_RPC_ROW_STAMP) {
		if (EXPECT(write->index < HNI_RPC_ACT_ENTRIES) &&
		    EXPECT(dev->row[write->index].valid))
			dev->row[write->index].set.act0 = write->act0;
	} else if (EXPECT(write->index < HNI_RPC_IP_ENTRIES) &&
		   EXPECT(write->table < HOF_RPC_TABLES)) {
		rpc_dev_leaf_take(&dev->leaf[write->table][write->index],
				  write);
	}
	if (dev->after)
		dev->after();
}

static bool rpc_addr_in(const u32 *addr, const u32 *prefix, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		if ((addr[i / 32] ^ prefix[i / 32]) >> (31 - i % 32) & 1)
			return false;
	return true;
}

/* The four bits of key word 0 that belong to a table */
static u16 rpc_dev_leaf_key(const struct rpc_dev *dev, unsigned int table,
			    const u32 *addr, u8 family)
{
	const struct hof_rpc_prefix *leaf;
	u16 i;

	for (i = 0; i < HNI_RPC_IP_ENTRIES; i++) {
		leaf = &dev->leaf[table][i];
		if (leaf->family == family &&
		    rpc_addr_in(addr, leaf->addr, leaf->len))
			return 8 | i;
	}
	return 0;
}

static void rpc_dev_key(const struct rpc_dev *dev, const struct rpc_pkt *pkt,
			u16 *key)
{
	bool has_l4 = pkt->l4 && !pkt->is_frag;
	unsigned int i;

	memset(key, 0, HOF_RPC_KEY_WORDS * sizeof(*key));
	key[1] = (u16)(1 << 10 | pkt->mac << 5 | pkt->is_tagged |
		       (pkt->version == 6) << 11 | !!pkt->version << 12 |
		       pkt->has_outer << 13 |
		       (has_l4 && pkt->l4 == 17) << 14 | has_l4 << 15);
	for (i = 0; i < HOF_RPC_SIDES; i++) {
		if (pkt->version)
			key[0] |= rpc_dev_leaf_key(dev, i, pkt->ip[i],
						   pkt->version) << 4 * i;
		if (pkt->has_outer)
			key[0] |= rpc_dev_leaf_key(dev, 2 + i, pkt->outer[i],
						   6) << (8 + 4 * i);
		if (has_l4)
			key[2 + i] = pkt->port[i];
	}
}

static struct rpc_out rpc_dev_act(u32 act0)
{
	struct rpc_out out = { .to_bmc = act0 & HNI_RPC_ACT0_DEST_BMC };

	if (act0 & HNI_RPC_ACT0_DROP || !(act0 & HNI_RPC_ACT0_DEST_HOST)) {
		out.verdict = HOF_RPC_DROP;
	} else if (act0 & HNI_RPC_ACT0_Q_SEL) {
		out.verdict = HOF_RPC_QUEUE;
		out.arg = act0 >> 8 & 0xff;
	} else if (act0 & HNI_RPC_ACT0_RSS_CTXT_ID) {
		out.verdict = HOF_RPC_SPREAD;
		out.arg = 1;
	}
	return out;
}

struct rpc_out rpc_dev_lookup(const struct rpc_dev *dev, bool has_bmc,
			      const struct rpc_pkt *pkt)
{
	struct rpc_out out = { .to_bmc = has_bmc && pkt->mac < 24 };
	const struct hof_rpc_write *set;
	u16 key[HOF_RPC_KEY_WORDS];
	unsigned int i, w;

	rpc_dev_key(dev, pkt, key);
	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++) {
		set = &dev->row[i].set;
		for (w = 0; w < HOF_RPC_KEY_WORDS; w++)
			if ((set->value[w] ^ key[w]) & set->care[w])
				break;
		if (dev->row[i].valid && w == HOF_RPC_KEY_WORDS)
			return rpc_dev_act(set->act0);
	}
	return out;
}

static u16 rpc_rule_l4_bits(const struct rpc_rule *rule)
{
	return rule->l4 == 17 ? HNI_RPC_KEY1_L4_VALID | HNI_RPC_KEY1_L4_IS_UDP :
	       HNI_RPC_KEY1_L4_VALID;
}

static void rpc_rule_fill_key1(struct rpc_rule *rule)
{
	struct hof_rpc_match *match = &rule->rule.match;

	if (rule->family) {
		match->key1_care |= HNI_RPC_KEY1_IP_VALID |
				    HNI_RPC_KEY1_IP_IS_V6 |
				    (rule->is_tc ? HNI_RPC_KEY1_TAGGED : 0);
		match->key1 |= HNI_RPC_KEY1_IP_VALID |
			       (rule->family == 6 ? HNI_RPC_KEY1_IP_IS_V6 : 0);
	}
	if (rule->l4) {
		match->key1_care |= HNI_RPC_KEY1_L4_VALID |
				    HNI_RPC_KEY1_L4_IS_UDP;
		match->key1 |= rpc_rule_l4_bits(rule);
		if (rule->is_tc && rule->family == 6)
			match->key1_care |= HNI_RPC_KEY1_OUTER_IP_VALID;
	}
}

void rpc_rule_fill(struct rpc_rule *rule)
{
	struct hof_rpc_match *match = &rule->rule.match;
	unsigned int i, bit;

	memset(&rule->rule, 0, sizeof(rule->rule));
	rule->rule.stage = rule->is_tc ? HOF_RPC_TC : HOF_RPC_NTUPLE;
	rule->rule.prio = rule->prio;
	rule->rule.action = rule->action;
	match->is_outermost = rule->is_tc;
	match->mac = rule->mac;
	rpc_rule_fill_key1(rule);
	for (i = 0; i < HOF_RPC_SIDES; i++) {
		match->port[i] = rule->port[i];
		match->port_care[i] = rule->port[i] ? 0xffff : 0;
		if (!rule->len[i])
			continue;
		match->addr[i].family = rule->family;
		match->addr[i].len = rule->len[i];
		for (bit = 0; bit < rule->len[i]; bit++)
			match->addr[i].addr[bit / 32] |=
				rule->addr[i][bit / 32] &
				1U << (31 - bit % 32);
	}
	/* of one mask are those that test the same bits */
	if (rule->is_tc)
		rule->rule.mask = (u64)rule->family << 56 |
			(u64)!!rule->l4 << 48 | (u64)rule->len[0] << 40 |
			(u64)rule->len[1] << 32 |
			(u64)!!rule->port[0] << 16 | (u64)!!rule->port[1] << 8 |
			!!rule->mac;
}

static bool rpc_ref_l4_matches(const struct rpc_rule *rule,
			       const struct rpc_pkt *pkt)
{
	unsigned int i;

	if (!rule->l4)
		return true;
	if (pkt->l4 != rule->l4 || pkt->is_frag)
		return false;
	/* to tc the packet inside is not there */
	if (rule->is_tc && pkt->has_outer)
		return false;
	for (i = 0; i < HOF_RPC_SIDES; i++)
		if (rule->port[i] && rule->port[i] != pkt->port[i])
			return false;
	return true;
}

static bool rpc_ref_matches(const struct rpc_rule *rule,
			    const struct rpc_pkt *pkt)
{
	const u32 *addr;
	unsigned int i;

	if (rule->mac && rule->mac != pkt->mac + 1)
		return false;
	if (!rule->family)
		return true;
	if (pkt->version != rule->family || (rule->is_tc && pkt->is_tagged))
		return false;
	for (i = 0; i < HOF_RPC_SIDES; i++) {
		addr = rule->is_tc && pkt->has_outer ? pkt->outer[i] :
		       pkt->ip[i];
		if (!rpc_addr_in(addr, rule->addr[i], rule->len[i]))
			return false;
	}
	return rpc_ref_l4_matches(rule, pkt);
}

static bool rpc_ref_precedes(const struct rpc_rule *a,
			     const struct rpc_rule *b)
{
	if (a->prio != b->prio)
		return a->prio < b->prio;
	if (a->seq != b->seq)
		return a->seq < b->seq;
	/* a filter that replaces another */
	return a->born > b->born;
}

/* The rule of a stage that a frame meets, NULL = none */
static const struct rpc_rule *rpc_ref_find(const struct rpc_rule *rules,
					   unsigned int count, bool is_tc,
					   const struct rpc_pkt *pkt)
{
	const struct rpc_rule *found = NULL;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!rules[i].in_use || rules[i].is_tc != is_tc)
			continue;
		if (rules[i].rule.state != HOF_RPC_OVERFLOW &&
		    !rpc_ref_matches(&rules[i], pkt))
			continue;
		if (!found || rpc_ref_precedes(&rules[i], found))
			found = &rules[i];
	}
	return found;
}

struct rpc_out rpc_ref_lookup(const struct rpc_rule *rules, unsigned int count,
			      bool has_bmc, const struct rpc_pkt *pkt)
{
	struct rpc_out out = { .to_bmc = has_bmc && pkt->mac < 24 };
	const struct rpc_rule *rule;

	rule = rpc_ref_find(rules, count, false, pkt);
	if (rule) {
		out.verdict = rule->action.verdict;
		out.arg = rule->action.arg;
		if (out.verdict == HOF_RPC_DROP)
			return out;
	}
	rule = rpc_ref_find(rules, count, true, pkt);
	if (rule && !rule->is_refused &&
	    rule->action.verdict != HOF_RPC_PASS) {
		out.verdict = rule->action.verdict;
		out.arg = rule->action.arg;
	}
	return out;
}
