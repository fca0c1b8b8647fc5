// SPDX-License-Identifier: GPL-2.0-only
/* Owns what the engine tells about a rule: where it is and what it matches. */
#include "hof_esw_priv.h"

void hof_esw_where(const struct hof_esw *esw, const struct hof_rule *rule,
		   struct hof_where *where)
{
	const struct hof_rank *rank = &esw->rank[rule->rank];

	memset(where, 0, sizeof(*where));
	where->order = hof_rank_order(esw, rule->rank);
	where->table = esw->prio[rank->prio].table;
	switch (rule->state) {
	case HOF_RULE_PLACED:
	case HOF_RULE_SHADOW:
		where->row = rule->row & ~HOF_ROW_TCAM;
		if (rule->row & HOF_ROW_TCAM) {
			where->store = HOF_WHERE_TCAM;
			break;
		}
		where->store = HOF_WHERE_FLOW;
		where->slot = hof_mask_of(esw, rule)->slot;
		break;
	case HOF_RULE_OVERFLOW:
		where->store = HOF_WHERE_CATCH_ALL;
		where->row = esw->table[where->table].catch_row;
		where->slot = esw->mask[HOF_MASK_EMPTY].slot;
		break;
	}
}

void hof_esw_match(const struct hof_esw *esw, const struct hof_rule *rule,
		   struct hof_match *match)
{
	const struct hof_mask *mask = hof_mask_of(esw, rule);
	unsigned int i;

	memset(match, 0, sizeof(*match));
	for (i = 0; i < mask->nwords; i++) {
		if (hof_word_is_ranges(mask->words[i]))
			continue;
		match->value[mask->words[i]] = rule->data[i];
		match->mask[mask->words[i]] = mask->masks[i];
	}
}

unsigned int hof_esw_ranges(const struct hof_esw *esw,
			    const struct hof_rule *rule,
			    struct hof_range *range)
{
	const struct hof_rank *rank = &esw->rank[rule->rank];
	unsigned int count = 0, i;

	for (i = 0; i < HOF_SPEC_RANGES; i++)
		if (rank->range[i] != HOF_RANGE_NONE)
			range[count++] = esw->range[rank->range[i]].range;
	return count;
}
