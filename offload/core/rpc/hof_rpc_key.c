// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the key and the action of a row: of one rule, or of an ntuple rule and
 * a tc rule that a frame meets one after the other.
 */
#include "hof_rpc_priv.h"

#define HOF_RPC_MAC_SHIFT	5
#define HOF_RPC_MAC_CARE	(0x1f << HOF_RPC_MAC_SHIFT)

bool hof_rpc_prefix_has(const struct hof_rpc_prefix *outer,
			const struct hof_rpc_prefix *inner)
{
	unsigned int bits = outer->len, word;
	u32 mask;

	if (outer->family != inner->family || outer->len > inner->len)
		return false;
	for (word = 0; bits; word++) {
		mask = bits >= 32 ? ~0U : ~0U << (32 - bits);
		if ((outer->addr[word] ^ inner->addr[word]) & mask)
			return false;
		bits -= bits >= 32 ? 32 : bits;
	}
	return true;
}

static bool hof_rpc_key_word(struct hof_rpc_key *key, unsigned int word,
			     u16 value, u16 care)
{
	if ((key->value[word] ^ value) & key->care[word] & care)
		return false;
	key->value[word] |= value & care;
	key->care[word] |= care;
	return true;
}

/* Prefixes nest or are disjoint, so the longer one is what both match. */
static bool hof_rpc_key_prefix(struct hof_rpc_key *key,
			       enum hof_rpc_table table,
			       const struct hof_rpc_prefix *prefix)
{
	const struct hof_rpc_prefix **has = &key->prefix[table];

	if (!*has || hof_rpc_prefix_has(*has, prefix)) {
		*has = prefix;
		return true;
	}
	return hof_rpc_prefix_has(prefix, *has);
}

static bool hof_rpc_key_rule(struct hof_rpc_key *key,
			     const struct hof_rpc_match *match, bool is_outer)
{
	unsigned int table, i;

	if (match->mac &&
	    !hof_rpc_key_word(key, 1,
			      (u16)((match->mac - 1) << HOF_RPC_MAC_SHIFT),
			      HOF_RPC_MAC_CARE))
		return false;
	if (!hof_rpc_key_word(key, 1, match->key1, match->key1_care))
		return false;
	for (i = 0; i < HOF_RPC_SIDES; i++) {
		if (!hof_rpc_key_word(key, 2 + i, match->port[i],
				      match->port_care[i]))
			return false;
		table = (is_outer ? HOF_RPC_OUTER_SRC : HOF_RPC_IP_SRC) + i;
		if (match->addr[i].family &&
		    !hof_rpc_key_prefix(key, table, &match->addr[i]))
			return false;
	}
	return true;
}

static bool hof_rpc_match_splits(const struct hof_rpc_match *match)
{
	return match->is_outermost &&
	       !(match->key1_care & HNI_RPC_KEY1_OUTER_IP_VALID) &&
	       (match->addr[HOF_RPC_SRC].family == 6 ||
		match->addr[HOF_RPC_DST].family == 6);
}

bool hof_rpc_row_can_be_outer(const struct hof_rpc_row *row)
{
	return row->tc && row->tc_state != HOF_RPC_OVERFLOW &&
	       hof_rpc_match_splits(&row->tc->match);
}

bool hof_rpc_key_make(struct hof_rpc_key *key, const struct hof_rpc_row *row)
{
	u16 outer = row->is_outer ? HNI_RPC_KEY1_OUTER_IP_VALID : 0;

	memset(key, 0, sizeof(*key));
	/* only frames that the netdev accepts, whatever a rule says */
	hof_rpc_key_word(key, 1, HNI_RPC_KEY1_MACDA_VALID,
			 HNI_RPC_KEY1_MACDA_VALID);
	if (hof_rpc_row_can_be_outer(row))
		hof_rpc_key_word(key, 1, outer, HNI_RPC_KEY1_OUTER_IP_VALID);
	if (row->ntuple &&
	    !hof_rpc_key_rule(key, &row->ntuple->match, false))
		return false;
	if (!row->tc || row->tc_state == HOF_RPC_OVERFLOW)
		return true;
	return hof_rpc_key_rule(key, &row->tc->match, row->is_outer);
}

const struct hof_rpc_prefix *hof_rpc_leaf_of(const struct hof_rpc_rule *rule,
					     enum hof_rpc_table table)
{
	const struct hof_rpc_prefix *prefix = &rule->match.addr[table & 1];

	if (!prefix->family)
		return NULL;
	if (table >= HOF_RPC_OUTER_SRC && !hof_rpc_match_splits(&rule->match))
		return NULL;
	return prefix;
}

/* What a frame of the row meets: ntuple, then tc, of which the latter wins */
static struct hof_rpc_action hof_rpc_row_action(const struct hof_rpc_row *row)
{
	struct hof_rpc_action pass = { .verdict = HOF_RPC_PASS };

	if (row->tc && row->tc_state == HOF_RPC_PLACED &&
	    row->tc->action.verdict != HOF_RPC_PASS)
		return row->tc->action;
	return row->ntuple ? row->ntuple->action : pass;
}

/* The class of all frames that a row matches, as far as its key tells */
static enum hof_rpc_class hof_rpc_key_class(const struct hof_rpc_key *key)
{
	u16 l4 = HNI_RPC_KEY1_L4_VALID | HNI_RPC_KEY1_L4_IS_UDP;
	u16 value = key->value[1];
	bool is_v6 = value & HNI_RPC_KEY1_IP_IS_V6;

	if ((key->care[1] & l4) == l4 && (value & HNI_RPC_KEY1_L4_VALID)) {
		if (value & HNI_RPC_KEY1_L4_IS_UDP)
			return is_v6 ? HOF_RPC_UDP6 : HOF_RPC_UDP4;
		return is_v6 ? HOF_RPC_TCP6 : HOF_RPC_TCP4;
	}
	if (value & HNI_RPC_KEY1_IP_VALID)
		return is_v6 ? HOF_RPC_IP6 : HOF_RPC_IP4;
	return HOF_RPC_ETHER;
}

/* A row for frames of any kind spreads those with IP by their addresses. */
static u32 hof_rpc_row_hash(const struct hof_rpc *rpc,
			    const struct hof_rpc_key *key,
			    const struct hof_rpc_action *action)
{
	const u16 *hash = rpc->hash[action->verdict == HOF_RPC_SPREAD &&
				    action->arg];
	enum hof_rpc_class class = hof_rpc_key_class(key);

	if (class == HOF_RPC_ETHER)
		return (u32)hash[HOF_RPC_ETHER] | hash[HOF_RPC_IP4];
	return hash[class];
}

/* @bmc: where a copy for the BMC goes to, or 0 */
static u32 hof_rpc_row_act0(const struct hof_rpc_action *action, u32 bmc)
{
	u32 act0 = HNI_RPC_ACT0_DEST_HOST | bmc | HNI_RPC_DMA_HINT_L4 << 16;

	switch (action->verdict) {
	case HOF_RPC_DROP:
		return bmc ? bmc : HNI_RPC_ACT0_DROP;
	case HOF_RPC_QUEUE:
		return act0 | HNI_RPC_ACT0_Q_SEL | (u32)action->arg << 8;
	case HOF_RPC_SPREAD:
		return act0 | (action->arg ? HNI_RPC_ACT0_RSS_CTXT_ID : 0);
	default:
		return act0;
	}
}

static bool hof_rpc_row_is_shared(const struct hof_rpc *rpc,
				  const struct hof_rpc_row *row,
				  const struct hof_rpc_key *key)
{
	unsigned int mac = key->value[1] >> HOF_RPC_MAC_SHIFT & 0x1f;

	if (!rpc->caps.has_bmc || row->is_unicast)
		return false;
	return !(key->care[1] & HOF_RPC_MAC_CARE) ||
	       mac < HOF_RPC_MAC_UNICAST;
}

void hof_rpc_row_encode(const struct hof_rpc *rpc,
			const struct hof_rpc_row *row,
			struct hof_rpc_write *write)
{
	struct hof_rpc_action action = hof_rpc_row_action(row);
	struct hof_rpc_key key;
	unsigned int i;

	hof_rpc_key_make(&key, row);
	write->act0 = hof_rpc_row_act0(&action,
				       hof_rpc_row_is_shared(rpc, row, &key) ?
				       HNI_RPC_ACT0_DEST_BMC : 0);
	if (rpc->stamps && action.verdict != HOF_RPC_DROP)
		write->act0 |= HNI_RPC_ACT0_TS_ENA;
	write->act1 = hof_rpc_row_hash(rpc, &key, &action);
	/* both upper bits of the index: 24..31 */
	if (row->is_unicast)
		hof_rpc_key_word(&key, 1,
				 HOF_RPC_MAC_UNICAST << HOF_RPC_MAC_SHIFT,
				 HOF_RPC_MAC_UNICAST << HOF_RPC_MAC_SHIFT);
	for (i = 0; i < HOF_RPC_TABLES; i++)
		if (row->leaf[i] != HOF_RPC_ANY_LEAF)
			hof_rpc_key_word(&key, 0,
					 (u16)((HNI_RPC_KEY0_IPSRC_VALID |
						(u16)row->leaf[i]) << 4 * i),
					 (u16)(0xf << 4 * i));
	memcpy(write->value, key.value, sizeof(key.value));
	memcpy(write->care, key.care, sizeof(key.care));
}
