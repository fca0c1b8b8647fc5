// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the FLOW and TCAM rows. Rules with the same rank and key form a stack on
 * one row, the newest on top; the row shows the rule on top.
 */
#include "hof_esw_priv.h"

static bool hof_row_is_tcam(u32 row)
{
	return row & HOF_ROW_TCAM;
}

static struct hof_rule **hof_row_top(const struct hof_esw *esw, u32 row)
{
	if (hof_row_is_tcam(row))
		return &esw->tcam_top[row & ~HOF_ROW_TCAM];
	return &esw->flow_top[row];
}

static bool hof_rule_is_equal(const struct hof_rule *a,
			      const struct hof_rule *b)
{
	return a && a->rank == b->rank &&
	       !memcmp(a->data, b->data, a->nwords * sizeof(u32));
}

static u32 hof_stack_find(const struct hof_index *index,
			  struct hof_rule *const *top,
			  const struct hof_rule *rule)
{
	u32 id = hof_index_first(index, rule->hash);

	while (id != HOF_NONE && !hof_rule_is_equal(top[id], rule))
		id = hof_index_next(index, id);
	return id;
}

/* the rule on the row that has the key of this one, NULL if there is none */
struct hof_rule *hof_row_covered(const struct hof_esw *esw,
				 const struct hof_rule *rule)
{
	u32 row = hof_stack_find(&esw->flows, esw->flow_top, rule);

	if (row != HOF_NONE)
		return esw->flow_top[row];
	row = hof_stack_find(&esw->tcams, esw->tcam_top, rule);
	return row == HOF_NONE ? NULL : esw->tcam_top[row];
}

/* where the rule would go; @row is set for HOF_STORE_STACK */
enum hof_store hof_row_find(const struct hof_esw *esw,
			    const struct hof_rule *rule, u32 *row)
{
	const struct hof_mask *mask = hof_mask_of(esw, rule);

	*row = hof_stack_find(&esw->flows, esw->flow_top, rule);
	if (*row != HOF_NONE)
		return HOF_STORE_STACK;

	*row = hof_stack_find(&esw->tcams, esw->tcam_top, rule);
	if (*row != HOF_NONE) {
		*row |= HOF_ROW_TCAM;
		return HOF_STORE_STACK;
	}
	if (hof_mask_is_narrow(mask) &&
	    hof_slot_is_possible(esw, mask) &&
	    esw->flows.used + esw->kept_rows < esw->flows.limit)
		return HOF_STORE_FLOW;
	if (!hof_index_is_full(&esw->tcams))
		return HOF_STORE_TCAM;
	return HOF_STORE_NONE;
}

/* why hof_row_find() returned HOF_STORE_NONE */
int hof_row_refuse(const struct hof_esw *esw, const struct hof_rule *rule,
		   struct hof_why *why)
{
	const struct hof_mask *mask = hof_mask_of(esw, rule);

	if (!hof_mask_is_narrow(mask))
		return hof_refuse(why, HOF_REASON_TCAM_ROWS, NULL,
				  mask->nwords, esw->tcams.limit);
	if (!hof_slot_is_possible(esw, mask))
		return hof_refuse(why, HOF_REASON_SLOTS, NULL, 0,
				  esw->slots.limit);
	return hof_refuse(why, HOF_REASON_FLOW_ROWS, NULL, 0,
			  esw->flows.limit);
}

/* writes a row that shows the rule */
void hof_row_copy(struct hof_esw *esw, const struct hof_rule *top, u32 row)
{
	const struct hof_rank *rank = &esw->rank[top->rank];
	const struct hof_mask *mask = &esw->mask[rank->mask];
	bool is_shadow = top->state == HOF_RULE_SHADOW;
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE,
		.type = HNI_ESW_TYPE_FLOW,
		.index = row & ~HOF_ROW_TCAM,
		.order = hof_rank_order(esw, top->rank),
		.table = esw->prio[rank->prio].table,
		.nwords = mask->nwords,
		.words = mask->words,
		.masks = mask->masks,
		.key = top->data,
	};

	if (hof_row_is_tcam(row))
		write.type = HNI_ESW_TYPE_TCAM;
	else
		write.slot = (u16)mask->slot;
	if (is_shadow || top->flags & HOF_SPEC_SW)
		write.flags |= HNI_ROW_F_SW;
	write.action = is_shadow ? HOF_ACTION_SHADOW : top->action;
	if (!is_shadow && top->flags & HOF_SPEC_COUNT) {
		write.flags |= HNI_ROW_F_COUNT;
		write.counter = top->counter;
		write.gen = top->gen;
	}
	esw->caps.emit(esw->caps.ctx, &write);
}

void hof_row_write(struct hof_esw *esw, u32 row)
{
	if (hof_row_is_tcam(row))
		hof_move_drop(esw, row & ~HOF_ROW_TCAM);
	hof_row_copy(esw, *hof_row_top(esw, row), row);
}

static void hof_tcam_count(struct hof_esw *esw, struct hof_mask *mask, u32 by)
{
	mask->tcam_rows += by;
	if (!hof_mask_is_narrow(mask))
		return;
	esw->narrow += by;
	if (mask->slot != HOF_NONE)
		esw->slotted += by;
}

static u32 hof_row_add(struct hof_esw *esw, const struct hof_rule *rule,
		       enum hof_store store)
{
	u32 row;

	if (store == HOF_STORE_TCAM) {
		hof_tcam_count(esw, hof_mask_of(esw, rule), 1);
		row = hof_index_add(&esw->tcams, rule->hash) | HOF_ROW_TCAM;
	} else {
		row = hof_index_add(&esw->flows, rule->hash);
		hof_slot_get(esw, hof_mask_of(esw, rule));
	}
	*hof_row_top(esw, row) = NULL;
	return row;
}

/* a TCAM row goes, on which there is no rule any more */
void hof_tcam_free(struct hof_esw *esw, struct hof_mask *mask, u32 row)
{
	esw->tcam_top[row] = NULL;
	hof_esw_invalidate(esw, HNI_ESW_TYPE_TCAM, row);
	hof_index_del(&esw->tcams, row);
	hof_tcam_count(esw, mask, -1U);
}

static void hof_row_del(struct hof_esw *esw, const struct hof_rule *rule)
{
	u32 id = rule->row & ~HOF_ROW_TCAM;

	if (hof_row_is_tcam(rule->row)) {
		hof_move_drop(esw, id);
		hof_tcam_free(esw, hof_mask_of(esw, rule), id);
	} else {
		esw->flow_top[id] = NULL;
		hof_esw_invalidate(esw, HNI_ESW_TYPE_FLOW, id);
		hof_index_del(&esw->flows, id);
		hof_slot_put(esw, hof_mask_of(esw, rule));
	}
}

/* puts a rule that is complete on top of a row, where hof_row_find() said */
void hof_row_get(struct hof_esw *esw, struct hof_rule *rule,
		 enum hof_store store, u32 row)
{
	struct hof_rule **top;

	if (store != HOF_STORE_STACK)
		row = hof_row_add(esw, rule, store);
	top = hof_row_top(esw, row);
	rule->row = row;
	rule->above = NULL;
	rule->below = *top;
	if (*top)
		(*top)->above = rule;
	*top = rule;
	hof_row_write(esw, row);
}

/* takes a rule off its row, which shows the next one or becomes free */
void hof_row_put(struct hof_esw *esw, struct hof_rule *rule)
{
	if (rule->below)
		rule->below->above = rule->above;
	if (rule->above) {
		rule->above->below = rule->below;
	} else if (rule->below) {
		*hof_row_top(esw, rule->row) = rule->below;
		hof_row_write(esw, rule->row);
	} else {
		hof_row_del(esw, rule);
	}
}
