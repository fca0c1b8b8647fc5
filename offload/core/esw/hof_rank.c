// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the order of masks within a priority.
 *
 * tc tries the masks of a priority in the order in which they appeared. The
 * hardware knows one order key per row; its lower half, the rank, grows from
 * the middle of its range in both directions: behind for a mask that appears,
 * in front for one that a bind replays. At either end the masks are packed
 * towards the other one, so that no mask ever passes another.
 *
 * A bind replays filters newest first, so the place of a mask is known when the
 * oldest of its filters has come: only then, once, its rows are moved.
 *
 * Rows of one rank have one mask and different keys: a frame matches one of
 * them at most. So a rank may change its number row by row, and each frame
 * still sees the old order or the new one.
 */
#include "hof_esw_priv.h"

static struct hof_rank *hof_rank_first(const struct hof_prio *prio)
{
	return container_of(prio->ranks.next, struct hof_rank, in_prio);
}

static struct hof_rank *hof_rank_last(const struct hof_prio *prio)
{
	return container_of(prio->ranks.prev, struct hof_rank, in_prio);
}

u32 hof_rank_order(const struct hof_esw *esw, u32 id)
{
	const struct hof_rank *rank = &esw->rank[id];

	return (u32)esw->prio[rank->prio].prio << 16 | rank->rank;
}

static u32 hof_prio_hash(u16 table, u16 prio)
{
	u32 word = (u32)table << 16 | prio;

	return hof_hash_words(&word, 1, 0);
}

static u32 hof_prio_find(const struct hof_esw *esw, u16 table, u16 prio)
{
	u32 id = hof_index_first(&esw->prios, hof_prio_hash(table, prio));

	while (id != HOF_NONE && (esw->prio[id].table != table ||
				  esw->prio[id].prio != prio))
		id = hof_index_next(&esw->prios, id);
	return id;
}

static u32 hof_prio_add(struct hof_esw *esw, u16 number, u16 prio)
{
	u32 id = hof_index_add(&esw->prios, hof_prio_hash(number, prio));
	struct hof_table *table = &esw->table[number];

	esw->prio[id].table = number;
	esw->prio[id].prio = prio;
	esw->prio[id].count = 0;
	INIT_LIST_HEAD(&esw->prio[id].ranks);
	INIT_LIST_HEAD(&esw->prio[id].replayed);
	INIT_LIST_HEAD(&esw->prio[id].in_replayed);
	if (!table->prios++) {
		INIT_LIST_HEAD(&table->replayed);
		INIT_LIST_HEAD(&table->overflow);
		table->catch_rank = HOF_NONE;
		esw->tables_used++;
		esw->kept_rows++;
	}
	return id;
}

static void hof_prio_del(struct hof_esw *esw, u32 id)
{
	struct hof_prio *prio = &esw->prio[id];

	list_del_init(&prio->in_replayed);
	if (!--esw->table[prio->table].prios) {
		esw->tables_used--;
		esw->kept_rows--;
	}
	hof_index_del(&esw->prios, id);
}

/* gives a rank a number that no other rank lies between, or the lowest one */
static void hof_rank_set(struct hof_esw *esw, struct hof_rank *rank, u32 number)
{
	u32 id = (u32)(rank - esw->rank);
	bool is_up = number > rank->rank;
	struct list_head *link;
	struct hof_rule *rule;

	/* the catch-all stays behind the rows at all times */
	rank->rank = number;
	if (is_up)
		hof_catch_update(esw, id);
	for (link = rank->rules.next; link != &rank->rules; link = link->next) {
		rule = container_of(link, struct hof_rule, in_rank);
		if (!rule->above && (rule->state == HOF_RULE_PLACED ||
				     rule->state == HOF_RULE_SHADOW))
			hof_row_write(esw, rule->row);
	}
	if (!is_up)
		hof_catch_update(esw, id);
}

/* moves all ranks down, the first one first */
static void hof_prio_pack_low(struct hof_esw *esw, struct hof_prio *prio)
{
	struct list_head *link;
	struct hof_rank *rank;
	u32 number = 0;

	for (link = prio->ranks.next; link != &prio->ranks; link = link->next) {
		rank = container_of(link, struct hof_rank, in_prio);
		if (rank->rank != number)
			hof_rank_set(esw, rank, number);
		number += HOF_RANK_STEP;
	}
}

/* moves all ranks up, the last one first */
static void hof_prio_pack_high(struct hof_esw *esw, struct hof_prio *prio)
{
	u32 number = esw->rank_end - HOF_RANK_STEP;
	struct list_head *link;
	struct hof_rank *rank;

	for (link = prio->ranks.prev; link != &prio->ranks; link = link->prev) {
		rank = container_of(link, struct hof_rank, in_prio);
		if (rank->rank != number)
			hof_rank_set(esw, rank, number);
		number -= HOF_RANK_STEP;
	}
}

static u32 hof_prio_number_front(struct hof_esw *esw, struct hof_prio *prio)
{
	if (hof_rank_first(prio)->rank < HOF_RANK_STEP)
		hof_prio_pack_high(esw, prio);
	return hof_rank_first(prio)->rank - HOF_RANK_STEP;
}

static u32 hof_prio_number_back(struct hof_esw *esw, struct hof_prio *prio)
{
	if (hof_rank_last(prio)->rank + HOF_RANK_STEP >= esw->rank_end)
		hof_prio_pack_low(esw, prio);
	return hof_rank_last(prio)->rank + HOF_RANK_STEP;
}

static u32 hof_rank_hash(u32 prio, u32 mask, u64 tag)
{
	u32 words[] = { prio, mask, (u32)tag, (u32)(tag >> 32) };

	return hof_hash_words(words, ARRAY_SIZE(words), 0);
}

static u32 hof_rank_find(const struct hof_esw *esw, u32 prio, u32 mask, u64 tag)
{
	const struct hof_rank *rank;
	u32 id;

	id = hof_index_first(&esw->ranks, hof_rank_hash(prio, mask, tag));
	for (; id != HOF_NONE; id = hof_index_next(&esw->ranks, id)) {
		rank = &esw->rank[id];
		if (rank->prio == prio && rank->mask == mask &&
		    rank->tag == tag)
			break;
	}
	return id;
}

/* is there room for one more rank, and for what comes into being with it? */
static int hof_rank_check(const struct hof_esw *esw,
			  const struct hof_spec *spec, u32 mask, u32 prio,
			  struct hof_why *why)
{
	u32 most = esw->rank_end / HOF_RANK_STEP - 1;

	if (mask == HOF_NONE && hof_index_is_full(&esw->masks))
		return hof_refuse(why, HOF_REASON_MASKS, NULL, 0,
				  esw->masks.limit - 1);
	if (hof_index_is_full(&esw->ranks))
		return hof_refuse(why, HOF_REASON_ORDERS, NULL, 0,
				  esw->ranks.limit);
	if (prio != HOF_NONE && esw->prio[prio].count == most)
		return hof_refuse(why, HOF_REASON_RANKS, NULL, spec->prio,
				  most);
	if (!esw->table[spec->table].prios &&
	    esw->flows.used + esw->kept_rows == esw->flows.limit)
		return hof_refuse(why, HOF_REASON_FLOW_ROWS, NULL, 0,
				  esw->flows.limit);
	return 0;
}

static u32 hof_rank_add(struct hof_esw *esw, const struct hof_spec *spec,
			u32 mask, u32 prio_id)
{
	u32 id = hof_index_add(&esw->ranks, hof_rank_hash(prio_id, mask,
							  spec->mask_tag));
	bool is_front = spec->flags & HOF_SPEC_REPLAY;
	struct hof_prio *prio = &esw->prio[prio_id];
	struct hof_rank *rank = &esw->rank[id];

	memset(rank, 0, sizeof(*rank));
	rank->prio = prio_id;
	rank->mask = mask;
	rank->tag = spec->mask_tag;
	INIT_LIST_HEAD(&rank->in_replayed);
	INIT_LIST_HEAD(&rank->rules);
	if (!prio->count++)
		rank->rank = esw->rank_end / 2;
	else if (is_front)
		rank->rank = hof_prio_number_front(esw, prio);
	else
		rank->rank = hof_prio_number_back(esw, prio);
	if (is_front)
		list_add(&rank->in_prio, &prio->ranks);
	else
		list_add_tail(&rank->in_prio, &prio->ranks);
	esw->mask[mask].ranks++;
	return id;
}

static void hof_rank_del(struct hof_esw *esw, u32 id)
{
	struct hof_rank *rank = &esw->rank[id];

	list_del_init(&rank->in_prio);
	list_del_init(&rank->in_replayed);
	if (!--esw->prio[rank->prio].count)
		hof_prio_del(esw, rank->prio);
	hof_mask_put(esw, rank->mask);
	hof_index_del(&esw->ranks, id);
}

static void hof_rank_move_front(struct hof_esw *esw, struct hof_rank *rank)
{
	struct hof_prio *prio = &esw->prio[rank->prio];
	u32 number;

	if (hof_rank_first(prio) == rank)
		return;

	number = hof_prio_number_front(esw, prio);
	list_del_init(&rank->in_prio);
	list_add(&rank->in_prio, &prio->ranks);
	hof_rank_set(esw, rank, number);
}

/* a rule of this mask has been replayed: no other is in front of it so far */
static void hof_rank_replay(struct hof_esw *esw, struct hof_rank *rank)
{
	struct hof_prio *prio = &esw->prio[rank->prio];

	list_del_init(&rank->in_replayed);
	list_add(&rank->in_replayed, &prio->replayed);
	list_del_init(&prio->in_replayed);
	list_add(&prio->in_replayed, &esw->table[prio->table].replayed);
}

/* do the replayed masks come first, and in their order? */
static bool hof_prio_is_settled(const struct hof_prio *prio)
{
	struct list_head *place = prio->ranks.next, *link;
	const struct hof_rank *rank;

	for (link = prio->replayed.next; link != &prio->replayed;
	     link = link->next, place = place->next) {
		rank = container_of(link, struct hof_rank, in_replayed);
		if (place != &rank->in_prio)
			return false;
	}
	return true;
}

static void hof_prio_settle(struct hof_esw *esw, struct hof_prio *prio)
{
	bool is_settled = hof_prio_is_settled(prio);
	struct hof_rank *rank;

	while (!list_empty(&prio->replayed)) {
		rank = container_of(prio->replayed.prev, struct hof_rank,
				    in_replayed);
		list_del_init(&rank->in_replayed);
		if (!is_settled)
			hof_rank_move_front(esw, rank);
	}
	list_del_init(&prio->in_replayed);
}

void hof_esw_settle(struct hof_esw *esw, u16 number)
{
	struct hof_table *table = &esw->table[number];

	while (table->prios && !list_empty(&table->replayed))
		hof_prio_settle(esw, container_of(table->replayed.next,
						  struct hof_prio,
						  in_replayed));
}

/* makes @rule a member of its rank; nothing has changed on failure */
int hof_rank_get(struct hof_esw *esw, const struct hof_spec *spec,
		 struct hof_rule *rule, struct hof_why *why)
{
	u32 mask_id, prio_id, id = HOF_NONE;
	struct hof_mask mask;
	int err;

	hof_mask_read(&mask, &spec->match);
	mask_id = hof_mask_find(esw, &mask);
	prio_id = hof_prio_find(esw, spec->table, spec->prio);
	if (mask_id != HOF_NONE && prio_id != HOF_NONE)
		id = hof_rank_find(esw, prio_id, mask_id, spec->mask_tag);

	if (id == HOF_NONE) {
		err = hof_rank_check(esw, spec, mask_id, prio_id, why);
		if (err)
			return err;
		if (mask_id == HOF_NONE)
			mask_id = hof_mask_add(esw, &mask);
		if (prio_id == HOF_NONE)
			prio_id = hof_prio_add(esw, spec->table, spec->prio);
		id = hof_rank_add(esw, spec, mask_id, prio_id);
	}
	if (spec->flags & HOF_SPEC_REPLAY)
		hof_rank_replay(esw, &esw->rank[id]);

	rule->rank = id;
	list_add_tail(&rule->in_rank, &esw->rank[id].rules);
	return 0;
}

void hof_rank_put(struct hof_esw *esw, struct hof_rule *rule)
{
	list_del_init(&rule->in_rank);
	if (list_empty(&esw->rank[rule->rank].rules))
		hof_rank_del(esw, rule->rank);
}
