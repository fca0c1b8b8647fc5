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

static const u32 hof_no_ranges[HOF_RANGE_WORDS];

static struct hof_rank *hof_rank_at(struct list_head *link)
{
	return container_of(link, struct hof_rank, in_prio);
}

static struct hof_rank *hof_rank_first(const struct hof_prio *prio)
{
	return hof_rank_at(prio->ranks.next);
}

static struct hof_rank *hof_rank_last(const struct hof_prio *prio)
{
	return hof_rank_at(prio->ranks.prev);
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

/* the number of place @at of @count that are spread over the range */
static u32 hof_rank_spread(const struct hof_esw *esw, u32 at, u32 count)
{
	/* both factors are at most 1 << 15 */
	return at * (esw->rank_end / HOF_RANK_STEP) / count * HOF_RANK_STEP;
}

/*
 * Spreads all ranks over the range, with a hole behind @place, and returns the
 * number of the hole. First those that move down, from the first one on, then
 * those that move up, from the last one on: none ever passes another.
 */
static u32 hof_prio_spread(struct hof_esw *esw, struct hof_prio *prio,
			   const struct hof_rank *place)
{
	u32 count = prio->count + 1, at = 0, hole = 0, number;
	struct list_head *link;
	struct hof_rank *rank;

	for (link = prio->ranks.next; link != &prio->ranks; link = link->next) {
		rank = hof_rank_at(link);
		number = hof_rank_spread(esw, at++, count);
		if (number < rank->rank)
			hof_rank_set(esw, rank, number);
		if (rank == place)
			hole = at++;
	}
	for (link = prio->ranks.prev; link != &prio->ranks; link = link->prev) {
		rank = hof_rank_at(link);
		if (rank == place)
			at--;
		number = hof_rank_spread(esw, --at, count);
		if (number > rank->rank)
			hof_rank_set(esw, rank, number);
	}
	return hof_rank_spread(esw, hole, count);
}

/* moves all ranks down, the first one first */
static void hof_prio_pack_low(struct hof_esw *esw, struct hof_prio *prio)
{
	struct list_head *link;
	struct hof_rank *rank;
	u32 number = 0;

	for (link = prio->ranks.next; link != &prio->ranks; link = link->next) {
		rank = hof_rank_at(link);
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
		rank = hof_rank_at(link);
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

static u32 hof_prio_number_behind(struct hof_esw *esw, struct hof_prio *prio,
				  const struct hof_rank *place)
{
	const struct hof_rank *next;

	if (place == hof_rank_last(prio))
		return hof_prio_number_back(esw, prio);

	next = hof_rank_at(place->in_prio.next);
	if (next->rank == place->rank + HOF_RANK_STEP)
		return hof_prio_spread(esw, prio, place);
	return place->rank + HOF_RANK_STEP;
}

/* the same for all ranks that are one mask to tc */
static u32 hof_rank_hash(const struct hof_rank *key)
{
	u32 words[] = {
		key->prio, key->base, key->which, (u32)key->tag,
		(u32)(key->tag >> 32),
	};

	return hof_hash_words(words, ARRAY_SIZE(words), 0);
}

static bool hof_rank_is_mate(const struct hof_rank *a, const struct hof_rank *b)
{
	return a->prio == b->prio && a->base == b->base &&
	       a->which == b->which && a->tag == b->tag;
}

static struct hof_rank *hof_group_from(const struct hof_esw *esw, u32 id,
				       const struct hof_rank *key)
{
	while (id != HOF_NONE && !hof_rank_is_mate(&esw->rank[id], key))
		id = hof_index_next(&esw->ranks, id);
	return id == HOF_NONE ? NULL : &esw->rank[id];
}

/* ranks that are the same mask to tc as @key, in any order */
struct hof_rank *hof_group_first(const struct hof_esw *esw,
				 const struct hof_rank *key)
{
	return hof_group_from(esw, hof_index_first(&esw->ranks,
						   hof_rank_hash(key)), key);
}

struct hof_rank *hof_group_next(const struct hof_esw *esw,
				const struct hof_rank *rank)
{
	u32 id = (u32)(rank - esw->rank);

	return hof_group_from(esw, hof_index_next(&esw->ranks, id), rank);
}

static u32 hof_rank_find(const struct hof_esw *esw, const struct hof_rank *key)
{
	const struct hof_rank *rank;

	for (rank = hof_group_first(esw, key); rank;
	     rank = hof_group_next(esw, rank))
		if (!memcmp(rank->range, key->range, sizeof(key->range)))
			return (u32)(rank - esw->rank);
	return HOF_NONE;
}

static u32 hof_mask_find_base(const struct hof_esw *esw,
			      const struct hof_spec *spec)
{
	struct hof_mask mask;

	hof_mask_read(&mask, &spec->match, hof_no_ranges);
	return hof_mask_find(esw, &mask);
}

/* how many masks would come into being with a rank that is new? */
static u32 hof_masks_missing(const struct hof_esw *esw,
			     const struct hof_spec *spec,
			     const struct hof_rank *key, unsigned int missing)
{
	u32 count = key->base == HOF_NONE, bits[HOF_RANGE_WORDS];
	struct hof_mask mask;

	if (missing)
		return count + 1;

	hof_range_bits(key, bits);
	if (!bits[0] && !bits[1])
		return count;
	hof_mask_read(&mask, &spec->match, bits);
	return count + (hof_mask_find(esw, &mask) == HOF_NONE);
}

/* is there room for one more rank, and for what comes into being with it? */
static int hof_rank_check(const struct hof_esw *esw,
			  const struct hof_spec *spec,
			  const struct hof_rank *key, unsigned int missing,
			  struct hof_why *why)
{
	u32 most = esw->rank_end / HOF_RANK_STEP - 1;

	if (hof_masks_missing(esw, spec, key, missing) >
	    esw->masks.limit - esw->masks.used)
		return hof_refuse(why, HOF_REASON_MASKS, NULL, 0,
				  esw->masks.limit - 1);
	if (hof_index_is_full(&esw->ranks))
		return hof_refuse(why, HOF_REASON_ORDERS, NULL, 0,
				  esw->ranks.limit);
	if (key->prio != HOF_NONE && esw->prio[key->prio].count == most)
		return hof_refuse(why, HOF_REASON_RANKS, NULL, spec->prio,
				  most);
	if (!esw->table[spec->table].prios &&
	    esw->flows.used + esw->kept_rows == esw->flows.limit)
		return hof_refuse(why, HOF_REASON_FLOW_ROWS, NULL, 0,
				  esw->flows.limit);
	return 0;
}

/* finds the mask of a spec, with these bits of ranges, or makes it */
static u32 hof_mask_get(struct hof_esw *esw, const struct hof_spec *spec,
			const u32 *ranges)
{
	struct hof_mask mask;
	u32 id;

	hof_mask_read(&mask, &spec->match, ranges);
	id = hof_mask_find(esw, &mask);
	if (id == HOF_NONE)
		id = hof_mask_add(esw, &mask);
	esw->mask[id].ranks++;
	return id;
}

/*
 * Gives a rank that is new its place, behind all others or in front of them: of
 * those that are the same mask to tc, if there are any.
 */
static void hof_rank_insert(struct hof_esw *esw, struct hof_rank *rank,
			    struct hof_rank *mate, bool is_front)
{
	struct hof_prio *prio = &esw->prio[rank->prio];
	struct list_head *place;

	if (is_front)
		place = mate ? mate->in_prio.prev : &prio->ranks;
	else
		place = mate ? &mate->in_prio : prio->ranks.prev;
	if (!prio->count)
		rank->rank = esw->rank_end / 2;
	else if (place == &prio->ranks)
		rank->rank = hof_prio_number_front(esw, prio);
	else
		rank->rank = hof_prio_number_behind(esw, prio,
						    hof_rank_at(place));
	prio->count++;
	list_add(&rank->in_prio, place);
}

/* there is room for all that is missing */
static u32 hof_rank_add(struct hof_esw *esw, const struct hof_spec *spec,
			struct hof_rank *key, unsigned int missing)
{
	bool is_front = spec->flags & HOF_SPEC_REPLAY;
	struct hof_rank *rank, *mate = NULL;
	u32 bits[HOF_RANGE_WORDS], id;

	if (key->prio == HOF_NONE)
		key->prio = hof_prio_add(esw, spec->table, spec->prio);
	key->base = hof_mask_get(esw, spec, hof_no_ranges);
	if (key->which)
		mate = hof_group_edge(esw, key, is_front);
	id = hof_index_add(&esw->ranks, hof_rank_hash(key));
	rank = &esw->rank[id];
	*rank = *key;
	hof_range_get(esw, spec, rank, missing);
	hof_range_bits(rank, bits);
	rank->mask = hof_mask_get(esw, spec, bits);
	INIT_LIST_HEAD(&rank->in_replayed);
	INIT_LIST_HEAD(&rank->rules);
	hof_rank_insert(esw, rank, mate, is_front);
	return id;
}

static void hof_rank_del(struct hof_esw *esw, u32 id)
{
	struct hof_rank *rank = &esw->rank[id], *mate;

	hof_index_del(&esw->ranks, id);
	mate = hof_group_first(esw, rank);
	if (mate && !list_empty(&rank->in_replayed))
		list_add(&mate->in_replayed, &rank->in_replayed);
	list_del_init(&rank->in_prio);
	list_del_init(&rank->in_replayed);
	if (!--esw->prio[rank->prio].count)
		hof_prio_del(esw, rank->prio);
	hof_range_put(esw, rank);
	hof_mask_put(esw, rank->mask);
	hof_mask_put(esw, rank->base);
}

/* of the same mask, @place is the last one of all that @rank shall be behind */
void hof_rank_move_behind(struct hof_esw *esw, struct hof_rank *rank,
			  struct hof_rank *place)
{
	struct hof_prio *prio = &esw->prio[rank->prio];
	u32 number = hof_prio_number_behind(esw, prio, place);

	list_del_init(&rank->in_prio);
	list_add(&rank->in_prio, &place->in_prio);
	hof_rank_set(esw, rank, number);
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
	struct hof_rank *mate;

	/* one rank stands for all that are the same mask to tc */
	for (mate = hof_group_first(esw, rank); mate;
	     mate = hof_group_next(esw, mate))
		list_del_init(&mate->in_replayed);
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

/* brings the ranks of a mask together, the one with the oldest rule first */
static void hof_prio_gather(struct hof_esw *esw, struct hof_prio *prio)
{
	struct list_head out = { &out, &out };
	struct hof_rank *rank, *mate;

	while (!list_empty(&prio->replayed)) {
		rank = container_of(prio->replayed.next, struct hof_rank,
				    in_replayed);
		mate = rank->which ? hof_group_younger(esw, rank, NULL) : rank;
		for (; mate; mate = rank->which ?
		     hof_group_younger(esw, mate, mate) : NULL) {
			list_del_init(&mate->in_replayed);
			list_add_tail(&mate->in_replayed, &out);
		}
	}
	list_add(&prio->replayed, &out);
	list_del_init(&out);
}

static void hof_prio_settle(struct hof_esw *esw, struct hof_prio *prio)
{
	struct hof_rank *rank;
	bool is_settled;

	hof_prio_gather(esw, prio);
	is_settled = hof_prio_is_settled(prio);
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

/* finds or makes the rank of a filter; nothing has changed on failure */
int hof_rank_get(struct hof_esw *esw, const struct hof_spec *spec,
		 struct hof_rule *rule, struct hof_why *why)
{
	struct hof_rank key;
	unsigned int missing;
	u32 id = HOF_NONE;
	int err;

	memset(&key, 0, sizeof(key));
	key.tag = spec->mask_tag;
	key.base = hof_mask_find_base(esw, spec);
	key.prio = hof_prio_find(esw, spec->table, spec->prio);
	missing = hof_range_find(esw, spec, &key);
	if (key.base != HOF_NONE && key.prio != HOF_NONE && !missing)
		id = hof_rank_find(esw, &key);
	if (id == HOF_NONE) {
		err = hof_rank_check(esw, spec, &key, missing, why);
		if (err)
			return err;
		id = hof_rank_add(esw, spec, &key, missing);
	}
	if (spec->flags & HOF_SPEC_REPLAY)
		hof_rank_replay(esw, &esw->rank[id]);
	rule->rank = id;
	return 0;
}

/*
 * A rule that is complete becomes a member of its rank. One that replaces
 * another under the same key takes its place, as in tc.
 */
void hof_rank_join(struct hof_esw *esw, struct hof_rule *rule, bool is_replay)
{
	struct hof_rank *rank = &esw->rank[rule->rank];
	struct hof_rule *old = NULL;

	if (is_replay) {
		rule->age = --esw->age_first;
		list_add(&rule->in_rank, &rank->rules);
		return;
	}
	if (rank->which)
		old = hof_row_covered(esw, rule);
	rule->age = old ? old->age : esw->age_next++;
	if (old)
		list_add(&rule->in_rank, &old->in_rank);
	else
		list_add_tail(&rule->in_rank, &rank->rules);
}

void hof_rank_put(struct hof_esw *esw, struct hof_rule *rule)
{
	struct hof_rank *rank = &esw->rank[rule->rank];

	list_del_init(&rule->in_rank);
	if (list_empty(&rank->rules))
		hof_rank_del(esw, rule->rank);
	else if (rank->which && rule->age != hof_rank_age(rank))
		hof_group_order(esw, rank);
}
