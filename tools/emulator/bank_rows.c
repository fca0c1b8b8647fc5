// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the rows of a bank and how a lookup finds them.
 *
 * FLOW rows of one table under one slot form a group; a lookup visits the
 * groups of a table by their best order and stops as soon as none can beat the
 * row found. Inside a group a hash of (table, slot, masked words) leads to a
 * bucket whose chain is sorted by order, so that its first match is the best.
 * TCAM rows of a table are one list sorted by order.
 */
#include <string.h>

#include "bank.h"

static uint32_t emu_hash_step(uint32_t h, uint32_t w)
{
	h ^= w;
	h *= 0x85ebca6b;
	return h ^ h >> 15;
}

static uint32_t emu_flow_hash(uint16_t table, uint16_t slot,
			      const uint32_t *key, unsigned int n)
{
	uint32_t h = emu_hash_step(0x9e3779b9, (uint32_t)table << 16 | slot);
	unsigned int i;

	for (i = 0; i < n; i++)
		h = emu_hash_step(h, key[i]);
	h *= 0xc2b2ae35;
	return h ^ h >> 16;
}

/* ---- Groups ---- */

/* Link where the first group with the same or a higher best order stands. */
static void emu_group_link(struct emu_bank *b, uint32_t g)
{
	uint32_t *at = &b->table[b->group[g].table].groups;

	while (*at != EMU_NIL && b->group[*at].best < b->group[g].best)
		at = &b->group[*at].next;
	b->group[g].next = *at;
	*at = g;
}

static void emu_group_unlink(struct emu_bank *b, uint32_t g)
{
	uint32_t *at = &b->table[b->group[g].table].groups;

	while (*at != g)
		at = &b->group[*at].next;
	*at = b->group[g].next;
}

static uint32_t emu_group_find(const struct emu_bank *b, uint16_t table,
			       uint16_t slot)
{
	uint32_t g = b->table[table].groups;

	while (g != EMU_NIL && b->group[g].slot != slot)
		g = b->group[g].next;
	return g;
}

/* A group has at least one row, so there is always one for another row. */
static uint32_t emu_group_get(struct emu_bank *b, const struct emu_row *row)
{
	uint32_t g = emu_group_find(b, row->table, row->slot);

	if (g != EMU_NIL)
		return g;
	if (b->group_free != EMU_NIL) {
		g = b->group_free;
		b->group_free = b->group[g].next;
	} else {
		g = b->group_used++;
	}
	b->group[g] = (struct emu_group){
		.best = row->order,
		.head = EMU_NIL,
		.table = row->table,
		.slot = row->slot,
	};
	emu_group_link(b, g);
	return g;
}

static void emu_group_best_set(struct emu_bank *b, uint32_t g, uint32_t best)
{
	emu_group_unlink(b, g);
	b->group[g].best = best;
	emu_group_link(b, g);
}

static void emu_group_rescan(struct emu_bank *b, uint32_t g)
{
	struct emu_group *grp = &b->group[g];
	uint32_t best = UINT32_MAX;
	uint32_t i;

	for (i = grp->head; i != EMU_NIL; i = b->flow[i].next)
		if (b->flow[i].row.order < best)
			best = b->flow[i].row.order;
	emu_group_best_set(b, g, best);
	grp->nbest = 0;
	grp->removed = 0;
	for (i = grp->head; i != EMU_NIL; i = b->flow[i].next)
		grp->nbest += b->flow[i].row.order == best;
}

static void emu_group_row_add(struct emu_bank *b, uint32_t idx)
{
	struct emu_flow *flow = &b->flow[idx];
	uint32_t g = emu_group_get(b, &flow->row);
	struct emu_group *grp = &b->group[g];

	flow->prev = EMU_NIL;
	flow->next = grp->head;
	if (grp->head != EMU_NIL)
		b->flow[grp->head].prev = idx;
	grp->head = idx;
	grp->nrows++;
	if (flow->row.order < grp->best) {
		emu_group_best_set(b, g, flow->row.order);
		grp->nbest = 0;
	}
	grp->nbest += flow->row.order == grp->best;
}

static void emu_group_row_del(struct emu_bank *b, uint32_t idx)
{
	struct emu_flow *flow = &b->flow[idx];
	uint32_t g = emu_group_find(b, flow->row.table, flow->row.slot);
	struct emu_group *grp = &b->group[g];

	if (flow->prev != EMU_NIL)
		b->flow[flow->prev].next = flow->next;
	else
		grp->head = flow->next;
	if (flow->next != EMU_NIL)
		b->flow[flow->next].prev = flow->prev;
	grp->removed++;
	if (!--grp->nrows) {
		emu_group_unlink(b, g);
		grp->next = b->group_free;
		b->group_free = g;
		return;
	}
	if (flow->row.order == grp->best)
		grp->nbest--;
	/* a scan costs nrows; spread it over as many removals */
	if (!grp->nbest && (grp->nrows < 64 || grp->removed > grp->nrows / 8))
		emu_group_rescan(b, g);
}

/* ---- FLOW rows ---- */

static bool emu_flow_before(const struct emu_bank *b, uint32_t x, uint32_t y)
{
	uint32_t ox = b->flow[x].row.order, oy = b->flow[y].row.order;

	return ox < oy || (ox == oy && x < y);
}

static void emu_flow_hash_add(struct emu_bank *b, uint32_t idx)
{
	uint32_t *at = &b->bucket[b->flow[idx].hash & b->bucket_mask];

	while (*at != EMU_NIL && emu_flow_before(b, *at, idx))
		at = &b->flow[*at].hash_next;
	b->flow[idx].hash_next = *at;
	*at = idx;
}

static void emu_flow_hash_del(struct emu_bank *b, uint32_t idx)
{
	uint32_t *at = &b->bucket[b->flow[idx].hash & b->bucket_mask];

	while (*at != idx)
		at = &b->flow[*at].hash_next;
	*at = b->flow[idx].hash_next;
}

void emu_counter_start(struct emu_bank *b, uint32_t idx, uint32_t gen)
{
	struct emu_counter *c = &b->counter[idx];

	if (c->gen != gen)
		*c = (struct emu_counter){ .gen = gen };
}

static void emu_row_count_start(struct emu_bank *b, const struct emu_row *row)
{
	if (row->flags & HNI_ROW_F_COUNT)
		emu_counter_start(b, row->counter, row->gen);
}

void emu_flow_invalidate(struct emu_bank *b, uint32_t idx)
{
	struct emu_flow *flow = &b->flow[idx];

	if (!flow->row.valid)
		return;
	emu_flow_hash_del(b, idx);
	emu_group_row_del(b, idx);
	b->slot[flow->row.slot].refs--;
	b->action[flow->row.action].refs--;
	b->flows--;
	flow->row.valid = false;
}

void emu_flow_write(struct emu_bank *b, uint32_t idx,
		    const struct emu_flow *flow)
{
	struct emu_flow *at = &b->flow[idx];

	emu_flow_invalidate(b, idx);
	*at = *flow;
	at->row.valid = true;
	at->hash = emu_flow_hash(at->row.table, at->row.slot, at->key,
				 b->slot[at->row.slot].nwords);
	emu_flow_hash_add(b, idx);
	emu_group_row_add(b, idx);
	b->slot[at->row.slot].refs++;
	b->action[at->row.action].refs++;
	b->flows++;
	emu_row_count_start(b, &at->row);
}

/* ---- TCAM rows ---- */

static bool emu_tcam_before(const struct emu_bank *b, uint32_t x, uint32_t y)
{
	uint32_t ox = b->tcam[x].row.order, oy = b->tcam[y].row.order;

	return ox < oy || (ox == oy && x < y);
}

void emu_tcam_invalidate(struct emu_bank *b, uint32_t idx)
{
	struct emu_tcam *tcam = &b->tcam[idx];
	uint32_t *at;

	if (!tcam->row.valid)
		return;
	at = &b->table[tcam->row.table].tcam;
	while (*at != idx)
		at = &b->tcam[*at].next;
	*at = tcam->next;
	b->action[tcam->row.action].refs--;
	b->tcams--;
	tcam->row.valid = false;
}

/* A lookup compares only the words that have a mask. */
static void emu_tcam_words(struct emu_tcam *tcam)
{
	unsigned int i;

	tcam->nwords = 0;
	for (i = 0; i < HNI_KW_USED; i++)
		if (tcam->mask[i])
			tcam->word[tcam->nwords++] = (uint8_t)i;
}

void emu_tcam_write(struct emu_bank *b, uint32_t idx,
		    const struct emu_tcam *tcam)
{
	uint32_t *at;

	emu_tcam_invalidate(b, idx);
	b->tcam[idx] = *tcam;
	b->tcam[idx].row.valid = true;
	emu_tcam_words(&b->tcam[idx]);
	at = &b->table[tcam->row.table].tcam;
	while (*at != EMU_NIL && emu_tcam_before(b, *at, idx))
		at = &b->tcam[*at].next;
	b->tcam[idx].next = *at;
	*at = idx;
	b->action[tcam->row.action].refs++;
	b->tcams++;
	emu_row_count_start(b, &b->tcam[idx].row);
}

/* ---- Lookup ---- */

static bool emu_flow_match(const struct emu_flow *flow,
			   const struct emu_group *grp, const uint32_t *key,
			   unsigned int n)
{
	return flow->row.table == grp->table && flow->row.slot == grp->slot &&
	       !memcmp(flow->key, key, n * sizeof(*key));
}

static uint32_t emu_group_lookup(const struct emu_bank *b,
				 const struct emu_group *grp,
				 const struct emu_key *key, bool no_sw)
{
	const struct emu_slot *slot = &b->slot[grp->slot];
	uint32_t masked[HNI_SLOT_MAX_WORDS];
	uint32_t hash, i;

	for (i = 0; i < slot->nwords; i++)
		masked[i] = key->w[slot->word[i]] & slot->mask[i];
	hash = emu_flow_hash(grp->table, grp->slot, masked, slot->nwords);
	i = b->bucket[hash & b->bucket_mask];
	for (; i != EMU_NIL; i = b->flow[i].hash_next) {
		if (b->flow[i].hash != hash ||
		    !emu_flow_match(&b->flow[i], grp, masked, slot->nwords))
			continue;
		if (!no_sw || !(b->flow[i].row.flags & HNI_ROW_F_SW))
			return i;
	}
	return EMU_NIL;
}

static bool emu_tcam_match(const struct emu_tcam *tcam,
			   const struct emu_key *key)
{
	unsigned int i, word;

	for (i = 0; i < tcam->nwords; i++) {
		word = tcam->word[i];
		if ((key->w[word] & tcam->mask[word]) != tcam->value[word])
			return false;
	}
	return true;
}

const struct emu_row *emu_bank_lookup(const struct emu_bank *b, uint16_t table,
				      const struct emu_key *key, bool no_sw)
{
	const struct emu_row *row;
	uint32_t best = EMU_NIL;
	uint32_t g, i;

	if (!table)
		return NULL;
	for (g = b->table[table].groups; g != EMU_NIL; g = b->group[g].next) {
		if (best != EMU_NIL && b->group[g].best > b->flow[best].row.order)
			break;
		i = emu_group_lookup(b, &b->group[g], key, no_sw);
		if (i != EMU_NIL &&
		    (best == EMU_NIL || emu_flow_before(b, i, best)))
			best = i;
	}
	row = best != EMU_NIL ? &b->flow[best].row : NULL;
	for (i = b->table[table].tcam; i != EMU_NIL; i = b->tcam[i].next) {
		if (row && b->tcam[i].row.order >= row->order)
			break;
		if (no_sw && (b->tcam[i].row.flags & HNI_ROW_F_SW))
			continue;
		if (emu_tcam_match(&b->tcam[i], key))
			return &b->tcam[i].row;
	}
	return row;
}
