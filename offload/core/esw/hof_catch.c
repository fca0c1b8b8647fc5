// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the catch-alls. A shadow that finds no row is served by a row without a
 * key, which leads every frame to the CPU that no earlier row takes. A second
 * one behind it would never be hit, so a table has one at most, behind the
 * first rank that needs it.
 */
#include "hof_esw_priv.h"

static struct hof_table *hof_table_of(const struct hof_esw *esw,
				      const struct hof_rank *rank)
{
	return &esw->table[esw->prio[rank->prio].table];
}

void hof_catch_write(struct hof_esw *esw, u16 number)
{
	const struct hof_mask *empty = &esw->mask[HOF_MASK_EMPTY];
	const struct hof_table *table = &esw->table[number];
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE,
		.type = HNI_ESW_TYPE_FLOW,
		.index = table->catch_row,
		.order = hof_rank_order(esw, table->catch_rank) + 1,
		.table = number,
		.slot = HOF_MASK_EMPTY,
		.words = empty->words,
		.masks = empty->masks,
		.key = empty->masks,
		.flags = HNI_ROW_F_SW,
		.action = HOF_ACTION_SHADOW,
	};

	esw->caps.emit(esw->caps.ctx, &write);
}

static void hof_catch_add(struct hof_esw *esw, struct hof_table *table)
{
	u32 row = hof_index_add(&esw->flows, (u32)(table - esw->table));

	esw->kept_rows--;
	esw->flow_top[row] = NULL;
	table->catch_row = row;
	hof_slot_get(esw, &esw->mask[HOF_MASK_EMPTY]);
	hof_shadow_get(esw);
}

static void hof_catch_del(struct hof_esw *esw, struct hof_table *table)
{
	hof_esw_invalidate(esw, HNI_ESW_TYPE_FLOW, table->catch_row);
	hof_index_del(&esw->flows, table->catch_row);
	esw->kept_rows++;
	hof_slot_put(esw, &esw->mask[HOF_MASK_EMPTY]);
	hof_shadow_put(esw);
}

/* first rank of the table that needs the catch-all, HOF_NONE if none does */
static u32 hof_catch_first(const struct hof_esw *esw,
			   const struct hof_table *table)
{
	u32 first = HOF_NONE, id;
	struct list_head *link;

	for (link = table->overflow.next; link != &table->overflow;
	     link = link->next) {
		id = (u32)(container_of(link, struct hof_rank, in_overflow) -
			   esw->rank);
		if (first == HOF_NONE ||
		    hof_rank_order(esw, id) < hof_rank_order(esw, first))
			first = id;
	}
	return first;
}

/* a rank has a new number or needs the catch-all from now on */
void hof_catch_update(struct hof_esw *esw, u32 id)
{
	const struct hof_rank *rank = &esw->rank[id];
	struct hof_table *table = hof_table_of(esw, rank);

	if (!rank->overflow)
		return;
	if (table->catch_rank == HOF_NONE)
		hof_catch_add(esw, table);
	else if (hof_rank_order(esw, id) >
		 hof_rank_order(esw, table->catch_rank))
		return;

	/* it may have passed another one that needs the catch-all */
	table->catch_rank = table->catch_rank == id ?
			    hof_catch_first(esw, table) : id;
	hof_catch_write(esw, (u16)(table - esw->table));
}

void hof_catch_get(struct hof_esw *esw, struct hof_rule *rule)
{
	struct hof_rank *rank = &esw->rank[rule->rank];

	if (rank->overflow++)
		return;

	list_add_tail(&rank->in_overflow, &hof_table_of(esw, rank)->overflow);
	hof_catch_update(esw, rule->rank);
}

void hof_catch_put(struct hof_esw *esw, struct hof_rule *rule)
{
	struct hof_rank *rank = &esw->rank[rule->rank];
	struct hof_table *table = hof_table_of(esw, rank);

	if (--rank->overflow)
		return;

	list_del_init(&rank->in_overflow);
	if (table->catch_rank != rule->rank)
		return;

	table->catch_rank = hof_catch_first(esw, table);
	if (table->catch_rank == HOF_NONE)
		hof_catch_del(esw, table);
	else
		hof_catch_write(esw, (u16)(table - esw->table));
}
