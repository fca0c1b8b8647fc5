// SPDX-License-Identifier: GPL-2.0-only
/* Owns the masks, each kept once, and the SLOT rows that some of them have. */
#include "hof_esw_priv.h"

struct hof_mask *hof_mask_of(const struct hof_esw *esw,
			     const struct hof_rule *rule)
{
	return &esw->mask[esw->rank[rule->rank].mask];
}

/* fills in hash, words and masks; @ranges are the words HNI_KW_RANGES */
void hof_mask_read(struct hof_mask *mask, const struct hof_match *match,
		   const u32 *ranges)
{
	u32 hash = 0, bits;
	u8 i;

	memset(mask, 0, sizeof(*mask));
	for (i = 0; i < HNI_KW_USED; i++) {
		bits = hof_word_is_ranges(i) ? ranges[i - HNI_KW_RANGES] :
					       match->mask[i];
		if (!bits)
			continue;
		mask->words[mask->nwords] = i;
		mask->masks[mask->nwords++] = bits;
		hash = hof_hash_words(&bits, 1, hash + i);
	}
	mask->hash = hash;
	mask->slot = HOF_NONE;
}

static bool hof_mask_is_equal(const struct hof_mask *a,
			      const struct hof_mask *b)
{
	return a->nwords == b->nwords &&
	       !memcmp(a->words, b->words, a->nwords) &&
	       !memcmp(a->masks, b->masks, a->nwords * sizeof(u32));
}

u32 hof_mask_find(const struct hof_esw *esw, const struct hof_mask *mask)
{
	u32 id = hof_index_first(&esw->masks, mask->hash);

	while (id != HOF_NONE && !hof_mask_is_equal(&esw->mask[id], mask))
		id = hof_index_next(&esw->masks, id);
	return id;
}

u32 hof_mask_add(struct hof_esw *esw, const struct hof_mask *mask)
{
	u32 id = hof_index_add(&esw->masks, mask->hash);

	esw->mask[id] = *mask;
	return id;
}

/* a rank with this mask goes; the empty mask stays */
void hof_mask_put(struct hof_esw *esw, u32 id)
{
	struct hof_mask *mask = &esw->mask[id];

	if (!--mask->ranks && id != HOF_MASK_EMPTY)
		hof_index_del(&esw->masks, id);
}

bool hof_slot_is_possible(const struct hof_esw *esw,
			  const struct hof_mask *mask)
{
	return mask->slot != HOF_NONE || !hof_index_is_full(&esw->slots);
}

void hof_slot_write(struct hof_esw *esw, const struct hof_mask *mask)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE,
		.type = HNI_ESW_TYPE_SLOT,
		.index = mask->slot,
		.nwords = mask->nwords,
		.words = mask->words,
		.masks = mask->masks,
	};

	esw->caps.emit(esw->caps.ctx, &write);
}

/* a FLOW row with this mask comes; a slot must be possible */
void hof_slot_get(struct hof_esw *esw, struct hof_mask *mask)
{
	if (mask->rows++)
		return;

	if (mask->slot == HOF_NONE) {
		mask->slot = hof_index_alloc(&esw->slots);
		esw->slotted += mask->tcam_rows;
	}
	hof_slot_write(esw, mask);
}

/* a FLOW row with this mask is gone; the empty mask keeps its slot */
void hof_slot_put(struct hof_esw *esw, struct hof_mask *mask)
{
	if (--mask->rows)
		return;

	hof_esw_invalidate(esw, HNI_ESW_TYPE_SLOT, mask->slot);
	if (mask == &esw->mask[HOF_MASK_EMPTY])
		return;

	hof_index_free(&esw->slots, mask->slot);
	esw->slotted -= mask->tcam_rows;
	mask->slot = HOF_NONE;
}
