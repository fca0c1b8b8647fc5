// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the numbering of tables: one for each chain of a block in a direction,
 * as long as a rule is in it or leads to it.
 */

#include <linux/bitmap.h>
#include <linux/slab.h>

#include "priv.h"

static struct hni_tc_chain *hni_tc_chain_find(struct hni_tc_block *block,
					      u32 index)
{
	struct hni_tc_chain *chain;

	list_for_each_entry(chain, &block->chains, list)
		if (chain->index == index)
			return chain;
	return NULL;
}

struct hni_tc_chain *hni_tc_chain_get(struct hni_tc_block *block, u32 index,
				      struct hof_why *why)
{
	struct hni_tc *tc = block->tc;
	u32 limit = tc->esw->caps.tables;
	struct hni_tc_chain *chain;
	unsigned long table;
	int err;

	lockdep_assert_held(&tc->esw->lock);

	chain = hni_tc_chain_find(block, index);
	if (chain) {
		chain->users++;
		return chain;
	}

	table = find_next_zero_bit(tc->tables, limit, 1);
	if (table >= limit) {
		err = hof_refuse(why, HOF_REASON_TABLES, NULL, limit,
				 limit - 1);
		return ERR_PTR(err);
	}
	chain = kzalloc(sizeof(*chain), GFP_KERNEL);
	if (!chain) {
		err = hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0);
		return ERR_PTR(err);
	}

	__set_bit(table, tc->tables);
	chain->index = index;
	chain->table = table;
	chain->users = 1;
	list_add_tail(&chain->list, &block->chains);
	return chain;
}

void hni_tc_chain_put(struct hni_tc_block *block, struct hni_tc_chain *chain)
{
	lockdep_assert_held(&block->tc->esw->lock);

	if (--chain->users)
		return;
	__clear_bit(chain->table, block->tc->tables);
	list_del(&chain->list);
	kfree(chain);
}
