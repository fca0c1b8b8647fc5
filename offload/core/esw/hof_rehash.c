// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the way of rows out of the TCAM. A batch of copies is written to FLOW
 * rows, each with the order, action and counter of its row: at equal order a
 * FLOW row is hit, so both stand for one another. Then the old rows go, or the
 * copies do. A row that changes in between loses its copy first.
 */
#include "hof_esw_priv.h"

/* FLOW rows that are left for new tables and rules: one of so many, at least 1 */
#define HOF_REHASH_RESERVE	64

static bool hof_rehash_has_room(const struct hof_esw *esw)
{
	u32 reserve = esw->flows.limit / HOF_REHASH_RESERVE + 1;

	return esw->flows.used + esw->kept_rows + reserve < esw->flows.limit;
}

bool hof_esw_rehash_want(const struct hof_esw *esw)
{
	u32 rows = hof_index_is_full(&esw->slots) ? esw->slotted : esw->narrow;

	return rows > esw->nmoves && hof_rehash_has_room(esw);
}

/* entry of the batch, @nmoves if the row is not in it */
static u32 hof_move_find(const struct hof_esw *esw, u32 tcam)
{
	u32 i = 0;

	while (i < esw->nmoves && esw->move[i].tcam != tcam)
		i++;
	return i;
}

static struct hof_mask *hof_move_mask(const struct hof_esw *esw,
				      const struct hof_move *move)
{
	return hof_mask_of(esw, esw->tcam_top[move->tcam]);
}

/* the last entry fills the gap */
static void hof_move_forget(struct hof_esw *esw, u32 at)
{
	esw->move[at] = esw->move[--esw->nmoves];
	memset(&esw->move[esw->nmoves], 0, sizeof(esw->move[0]));
}

static void hof_move_add(struct hof_esw *esw, u32 tcam)
{
	struct hof_move *move = &esw->move[esw->nmoves++];
	struct hof_rule *top = esw->tcam_top[tcam];
	struct hof_mask *mask = hof_mask_of(esw, top);

	move->tcam = tcam;
	move->is_fresh = !esw->flows.free;
	move->is_slot_fresh = mask->slot == HOF_NONE && !esw->slots.free;
	move->hash = esw->flows.link[hof_index_peek(&esw->flows)].hash;
	move->flow = hof_index_add(&esw->flows, top->hash);
	hof_slot_get(esw, mask);
	hof_row_copy(esw, top, move->flow);
}

static void hof_move_undo(struct hof_esw *esw, u32 at)
{
	const struct hof_move *move = &esw->move[at];
	struct hof_mask *mask = hof_move_mask(esw, move);
	u32 slot = mask->slot;

	hof_esw_invalidate(esw, HNI_ESW_TYPE_FLOW, move->flow);
	hof_index_del(&esw->flows, move->flow);
	esw->flows.link[move->flow].hash = move->hash;
	if (move->is_fresh)
		hof_index_untake(&esw->flows, move->flow);
	hof_slot_put(esw, mask);
	if (move->is_slot_fresh && mask->slot == HOF_NONE)
		hof_index_untake(&esw->slots, slot);
	hof_move_forget(esw, at);
}

/* a TCAM row changes or goes */
void hof_move_drop(struct hof_esw *esw, u32 tcam)
{
	u32 at = hof_move_find(esw, tcam);

	if (at < esw->nmoves)
		hof_move_undo(esw, at);
}

/* may the row leave, now or when its mask has the slot that is free? */
static bool hof_tcam_is_movable(const struct hof_esw *esw, u32 tcam)
{
	const struct hof_rule *top = esw->tcam_top[tcam];

	return top && hof_mask_is_narrow(hof_mask_of(esw, top)) &&
	       hof_move_find(esw, tcam) == esw->nmoves;
}

/* a row that can move, which there is; the mask with the most rows gets a slot */
static u32 hof_rehash_pick(const struct hof_esw *esw)
{
	const struct hof_mask *mask, *most = NULL;
	u32 pick = HOF_NONE, i;

	for (i = 0; i < esw->tcams.fresh; i++) {
		if (!hof_tcam_is_movable(esw, i))
			continue;
		mask = hof_mask_of(esw, esw->tcam_top[i]);
		if (mask->slot != HOF_NONE)
			return i;
		if (hof_index_is_full(&esw->slots) ||
		    (most && mask->tcam_rows <= most->tcam_rows))
			continue;
		most = mask;
		pick = i;
	}
	return pick;
}

unsigned int hof_esw_rehash_begin(struct hof_esw *esw, unsigned int most)
{
	while (most-- && esw->nmoves < HOF_REHASH_MOST &&
	       hof_esw_rehash_want(esw))
		hof_move_add(esw, hof_rehash_pick(esw));
	return esw->nmoves;
}

static void hof_move_finish(struct hof_esw *esw, const struct hof_move *move)
{
	struct hof_rule *top = esw->tcam_top[move->tcam], *rule;

	for (rule = top; rule; rule = rule->below)
		rule->row = move->flow;
	esw->flow_top[move->flow] = top;
	hof_tcam_free(esw, hof_mask_of(esw, top), move->tcam);
}

unsigned int hof_esw_rehash_commit(struct hof_esw *esw)
{
	unsigned int count = esw->nmoves;

	while (esw->nmoves) {
		hof_move_finish(esw, &esw->move[esw->nmoves - 1]);
		hof_move_forget(esw, esw->nmoves - 1);
	}
	return count;
}

void hof_esw_rehash_abort(struct hof_esw *esw)
{
	while (esw->nmoves)
		hof_move_undo(esw, esw->nmoves - 1);
}

void hof_move_emit_all(struct hof_esw *esw)
{
	const struct hof_move *move = esw->move;

	for (; move < esw->move + esw->nmoves; move++)
		hof_row_copy(esw, esw->tcam_top[move->tcam], move->flow);
}
