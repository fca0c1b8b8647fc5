// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the port ranges: RANGE rows, each kept once, and the order of filters
 * that tc has under one mask.
 *
 * To tc every filter with a range has the same mask, whatever the range is. It
 * tries the filters of such a mask oldest first, takes the first whose range
 * fits the frame, and looks among those with that very range. So each range has
 * a rank of its own, next to the others of the mask, and comes where its oldest
 * filter stands. Ranges that do not overlap may stand in any order.
 */
#include "hof_esw_priv.h"

static bool hof_range_is_equal(const struct hof_range *a,
			       const struct hof_range *b)
{
	return a->is_source == b->is_source && a->min == b->min &&
	       a->max == b->max;
}

static u8 hof_range_row(const struct hof_esw *esw,
			const struct hof_range *range)
{
	u32 i;

	for (i = 0; i < esw->ranges.fresh; i++)
		if (esw->range[i].refs &&
		    hof_range_is_equal(&esw->range[i].range, range))
			return (u8)i;
	return HOF_RANGE_NONE;
}

/*
 * Fills in which ranges a spec has and their rows. Returns how many rows have to
 * be made; none, and no row is set, if there is no room for all.
 */
unsigned int hof_range_find(const struct hof_esw *esw,
			    const struct hof_spec *spec, struct hof_rank *key)
{
	unsigned int missing = 0, i;
	bool is_source;

	memset(key->range, HOF_RANGE_NONE, sizeof(key->range));
	key->which = 0;
	for (i = 0; i < spec->nranges; i++) {
		is_source = spec->range[i].is_source;
		key->which |= is_source ? HOF_WHICH_SRC : HOF_WHICH_DST;
		key->range[is_source] = hof_range_row(esw, &spec->range[i]);
		missing += key->range[is_source] == HOF_RANGE_NONE;
	}
	if (missing <= esw->ranges.limit - esw->ranges.used)
		return missing;

	memset(key->range, HOF_RANGE_NONE, sizeof(key->range));
	return 0;
}

static void hof_range_write(struct hof_esw *esw, u8 row)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE,
		.type = HNI_ESW_TYPE_RANGE,
		.index = row,
		.range = &esw->range[row].range,
	};

	esw->caps.emit(esw->caps.ctx, &write);
}

/* a rank comes: makes the rows that are missing; none if there was no room */
void hof_range_get(struct hof_esw *esw, const struct hof_spec *spec,
		   struct hof_rank *rank, unsigned int missing)
{
	unsigned int i;
	u8 *row;

	for (i = 0; i < spec->nranges; i++) {
		row = &rank->range[spec->range[i].is_source];
		if (*row == HOF_RANGE_NONE && !missing)
			return;
		if (*row == HOF_RANGE_NONE) {
			*row = (u8)hof_index_alloc(&esw->ranges);
			esw->range[*row].range = spec->range[i];
			hof_range_write(esw, *row);
		}
		esw->range[*row].refs++;
	}
}

void hof_range_put(struct hof_esw *esw, const struct hof_rank *rank)
{
	unsigned int i;
	u8 row;

	for (i = 0; i < HOF_SPEC_RANGES; i++) {
		row = rank->range[i];
		if (row == HOF_RANGE_NONE || --esw->range[row].refs)
			continue;
		hof_esw_invalidate(esw, HNI_ESW_TYPE_RANGE, row);
		hof_index_free(&esw->ranges, row);
	}
}

/* the key words of the ranges, of which every bit has to be 1 */
void hof_range_bits(const struct hof_rank *rank, u32 *bits)
{
	unsigned int i;
	u8 row;

	memset(bits, 0, HOF_RANGE_WORDS * sizeof(*bits));
	for (i = 0; i < HOF_SPEC_RANGES; i++) {
		row = rank->range[i];
		if (row != HOF_RANGE_NONE)
			bits[row / 32] |= 1U << row % 32;
	}
}

void hof_range_emit_all(struct hof_esw *esw)
{
	u32 i;

	for (i = 0; i < esw->ranges.fresh; i++)
		if (esw->range[i].refs)
			hof_range_write(esw, (u8)i);
}

/* age of the oldest rule */
u32 hof_rank_age(const struct hof_rank *rank)
{
	return container_of(rank->rules.next, struct hof_rule, in_rank)->age;
}

static bool hof_rank_is_older(const struct hof_rank *a,
			      const struct hof_rank *b)
{
	return (s32)(hof_rank_age(a) - hof_rank_age(b)) < 0;
}

/* the one of the mask that stands first or last, NULL if there is none */
struct hof_rank *hof_group_edge(const struct hof_esw *esw,
				const struct hof_rank *key, bool is_first)
{
	struct hof_rank *rank, *edge = NULL;
	bool is_before;

	for (rank = hof_group_first(esw, key); rank;
	     rank = hof_group_next(esw, rank)) {
		is_before = edge && rank->rank < edge->rank;
		if (!edge || is_before == is_first)
			edge = rank;
	}
	return edge;
}

/* the youngest one of the mask that is older than @than (NULL: of all) */
struct hof_rank *hof_group_older(const struct hof_esw *esw,
				 const struct hof_rank *key,
				 const struct hof_rank *than)
{
	struct hof_rank *rank, *best = NULL;

	for (rank = hof_group_first(esw, key); rank;
	     rank = hof_group_next(esw, rank))
		if ((!than || hof_rank_is_older(rank, than)) &&
		    (!best || hof_rank_is_older(best, rank)))
			best = rank;
	return best;
}

/* the oldest one of the mask that is younger than @than (NULL: of all) */
struct hof_rank *hof_group_younger(const struct hof_esw *esw,
				   const struct hof_rank *key,
				   const struct hof_rank *than)
{
	struct hof_rank *rank, *best = NULL;

	for (rank = hof_group_first(esw, key); rank;
	     rank = hof_group_next(esw, rank))
		if ((!than || hof_rank_is_older(than, rank)) &&
		    (!best || hof_rank_is_older(rank, best)))
			best = rank;
	return best;
}

static bool hof_rows_overlap(const struct hof_esw *esw, u8 a, u8 b)
{
	const struct hof_range *one, *two;

	if (a == HOF_RANGE_NONE || b == HOF_RANGE_NONE)
		return true;
	one = &esw->range[a].range;
	two = &esw->range[b].range;
	return one->min <= two->max && two->min <= one->max;
}

/* do two ranks of the mask stand in the order of their age, where it matters? */
static bool hof_ranks_are_ordered(const struct hof_esw *esw,
				  const struct hof_rank *a,
				  const struct hof_rank *b)
{
	unsigned int i;

	for (i = 0; i < HOF_SPEC_RANGES; i++)
		if (!hof_rows_overlap(esw, a->range[i], b->range[i]))
			return true;
	return a == b || hof_rank_is_older(a, b) == (a->rank < b->rank);
}

static bool hof_group_is_ordered(const struct hof_esw *esw,
				 const struct hof_rank *rank)
{
	const struct hof_rank *other;

	for (other = hof_group_first(esw, rank); other;
	     other = hof_group_next(esw, other))
		if (!hof_ranks_are_ordered(esw, rank, other))
			return false;
	return true;
}

/* the one that stands last of @rank and those that are older */
static struct hof_rank *hof_group_behind(const struct hof_esw *esw,
					 struct hof_rank *rank)
{
	struct hof_rank *other, *last = rank;

	for (other = hof_group_first(esw, rank); other;
	     other = hof_group_next(esw, other))
		if (hof_rank_is_older(other, rank) && other->rank > last->rank)
			last = other;
	return last;
}

/*
 * The oldest rule of @rank has gone, so the rank may belong behind others. All
 * ranks of the mask are put behind each other from the youngest one on, so that
 * those whose order is right never change it on the way.
 */
void hof_group_order(struct hof_esw *esw, struct hof_rank *rank)
{
	struct hof_rank *place, *next;

	if (hof_group_is_ordered(esw, rank))
		return;

	for (next = hof_group_older(esw, rank, NULL); next;
	     next = hof_group_older(esw, next, next)) {
		place = hof_group_behind(esw, next);
		if (place != next)
			hof_rank_move_behind(esw, next, place);
	}
}
