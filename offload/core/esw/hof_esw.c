// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the life of a rule and of the engine. Each change checks everything that
 * could be missing first; from then on nothing fails and writes are emitted.
 */
#include "hof_esw_priv.h"

#define HOF_MASKS_DEFAULT	16384
#define HOF_RANKS_DEFAULT	65536
#define HOF_OPS_DEFAULT		32	/* of contract 1.0 */
#define HOF_ID16_MAX		0x10000U	/* u16 in a record */

static bool hof_caps_are_usable(const struct hof_esw_caps *caps)
{
	return caps->flow_rows && caps->flow_rows < HOF_ROW_TCAM &&
	       caps->slots && caps->slots <= HOF_ID16_MAX &&
	       caps->tcam_rows < HOF_ROW_TCAM && caps->actions &&
	       caps->tables > 1 && caps->tables <= HOF_ID16_MAX &&
	       caps->ports && caps->ports <= HNI_ESW_MAX_PORTS &&
	       caps->rank_bits >= 2 && caps->rank_bits <= 16 &&
	       caps->ops <= HNI_ACTION_MAX_OPS &&
	       caps->ranges <= HNI_RANGE_MAX_ROWS;
}

static void hof_esw_layout_objects(struct hof_esw *esw,
				   struct hof_arena *arena)
{
	const struct hof_esw_caps *caps = &esw->caps;

	esw->meter = hof_arena_get(arena, caps->meters, sizeof(*esw->meter));
	esw->encap = hof_arena_get(arena, caps->encaps, sizeof(*esw->encap));
	esw->tunnel = hof_arena_get(arena, caps->tunnels,
				    sizeof(*esw->tunnel));
	esw->range = hof_arena_get(arena, caps->ranges, sizeof(*esw->range));
	esw->conn = hof_arena_get(arena, caps->conns, sizeof(*esw->conn));
}

/* lays out the engine in the arena; with memory behind it, it is ready */
static void hof_esw_layout(struct hof_esw *esw, struct hof_arena *arena,
			   const struct hof_esw_caps *caps)
{
	u32 masks = caps->masks ? caps->masks : HOF_MASKS_DEFAULT;
	u32 ranks = caps->ranks ? caps->ranks : HOF_RANKS_DEFAULT;

	esw->caps = *caps;
	if (!caps->ops)
		esw->caps.ops = HOF_OPS_DEFAULT;
	esw->rank_end = 1U << caps->rank_bits;
	hof_index_init(&esw->slots, arena, caps->slots);
	hof_index_init(&esw->counters, arena, caps->counters);
	hof_index_init_hash(&esw->masks, arena, masks + 1);
	hof_index_init_hash(&esw->ranks, arena, ranks);
	hof_index_init_hash(&esw->prios, arena, ranks);
	hof_index_init_hash(&esw->flows, arena, caps->flow_rows);
	hof_index_init_hash(&esw->tcams, arena, caps->tcam_rows);
	hof_index_init_hash(&esw->actions, arena, caps->actions);
	hof_index_init(&esw->meters, arena, caps->meters);
	hof_index_init(&esw->encaps, arena, caps->encaps);
	hof_index_init_hash(&esw->tunnels, arena, caps->tunnels);
	hof_index_init(&esw->ranges, arena, caps->ranges);
	hof_index_init_hash(&esw->conns, arena, caps->conns);
	hof_esw_layout_objects(esw, arena);
	esw->mask = hof_arena_get(arena, masks + 1, sizeof(*esw->mask));
	esw->rank = hof_arena_get(arena, ranks, sizeof(*esw->rank));
	esw->prio = hof_arena_get(arena, ranks, sizeof(*esw->prio));
	esw->table = hof_arena_get(arena, caps->tables, sizeof(*esw->table));
	esw->flow_top = hof_arena_get(arena, caps->flow_rows,
				      sizeof(*esw->flow_top));
	esw->tcam_top = hof_arena_get(arena, caps->tcam_rows,
				      sizeof(*esw->tcam_top));
	esw->action_rules = hof_arena_get(arena, caps->actions,
					  sizeof(*esw->action_rules));
}

size_t hof_esw_size(const struct hof_esw_caps *caps)
{
	struct hof_arena arena = { 0 };
	struct hof_esw esw;

	if (!hof_caps_are_usable(caps))
		return 0;

	hof_arena_get(&arena, 1, sizeof(esw));
	hof_esw_layout(&esw, &arena, caps);
	return arena.used;
}

struct hof_esw *hof_esw_init(void *mem, const struct hof_esw_caps *caps)
{
	struct hof_arena arena = { .mem = mem };
	static const u32 no_ranges[HOF_RANGE_WORDS];
	struct hof_match any = { 0 };
	struct hof_esw *esw;
	struct hof_mask mask;

	esw = hof_arena_get(&arena, 1, sizeof(*esw));
	hof_esw_layout(esw, &arena, caps);

	/* the rows numbered 0 of these serve catch-alls and shadows for ever */
	hof_mask_read(&mask, &any, no_ranges);
	mask.slot = hof_index_alloc(&esw->slots);
	hof_mask_add(esw, &mask);
	hof_index_add(&esw->actions, 0);
	return esw;
}

void hof_esw_invalidate(struct hof_esw *esw, u8 type, u32 index)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_INVALIDATE,
		.type = type,
		.index = index,
	};

	esw->caps.emit(esw->caps.ctx, &write);
}

/* 0 is the generation of a counter that was never used */
u32 hof_gen_new(struct hof_esw *esw)
{
	if (!++esw->gen)
		esw->gen = 1;
	return esw->gen;
}

int hof_esw_see(struct hof_esw *esw, struct hof_rule *rule,
		const struct hof_spec *spec, struct hof_why *why)
{
	const struct hof_mask *mask;
	unsigned int i, word;
	int err;

	err = hof_rank_get(esw, spec, rule, why);
	if (err)
		return err;

	mask = hof_mask_of(esw, rule);
	for (i = 0; i < mask->nwords; i++) {
		word = mask->words[i];
		rule->data[i] = hof_word_is_ranges(word) ? mask->masks[i] :
				spec->match.value[word] & mask->masks[i];
	}
	rule->nwords = mask->nwords;
	rule->nops = (u8)spec->nops;
	memcpy(rule->data + rule->nwords, spec->ops,
	       spec->nops * sizeof(spec->ops[0]));
	rule->hash = hof_hash_words(rule->data, rule->nwords, rule->rank);
	rule->flags = spec->flags & (HOF_SPEC_SW | HOF_SPEC_COUNT);
	rule->state = HOF_RULE_SEEN;
	hof_rank_join(esw, rule, spec->flags & HOF_SPEC_REPLAY);
	return 0;
}

/* where there is no row, copies of a rehash may be in the way: let them settle */
static enum hof_store hof_row_find_after(struct hof_esw *esw,
					 const struct hof_rule *rule, u32 *row)
{
	enum hof_store store = hof_row_find(esw, rule, row);

	if (store != HOF_STORE_NONE || !hof_esw_rehash_commit(esw))
		return store;
	return hof_row_find(esw, rule, row);
}

int hof_esw_add(struct hof_esw *esw, struct hof_rule *rule, struct hof_why *why)
{
	enum hof_store store;
	u32 row;
	int err;

	err = hof_ops_check(esw, rule, why);
	if (err)
		return err;
	if (hof_rank_lacks_ranges(&esw->rank[rule->rank]))
		return hof_refuse(why, HOF_REASON_RANGES, NULL, 0,
				  esw->ranges.limit);
	store = hof_row_find_after(esw, rule, &row);
	if (store == HOF_STORE_NONE)
		return hof_row_refuse(esw, rule, why);
	if (hof_index_is_full(&esw->actions) &&
	    hof_action_find(esw, rule) == HOF_NONE)
		return hof_refuse(why, HOF_REASON_ACTIONS, NULL, 0,
				  esw->actions.limit);
	if (rule->flags & HOF_SPEC_COUNT && hof_index_is_full(&esw->counters))
		return hof_refuse(why, HOF_REASON_COUNTERS, NULL, 0,
				  esw->counters.limit);

	rule->state = HOF_RULE_PLACED;
	if (rule->flags & HOF_SPEC_COUNT) {
		rule->counter = hof_index_alloc(&esw->counters);
		rule->gen = hof_gen_new(esw);
	}
	hof_action_get(esw, rule);
	hof_row_get(esw, rule, store, row);
	return 0;
}

void hof_esw_shadow(struct hof_esw *esw, struct hof_rule *rule)
{
	enum hof_store store;
	u32 row;

	store = hof_row_find_after(esw, rule, &row);
	if (store == HOF_STORE_NONE) {
		rule->state = HOF_RULE_OVERFLOW;
		hof_catch_get(esw, rule);
		return;
	}
	rule->state = HOF_RULE_SHADOW;
	hof_shadow_get(esw);
	hof_row_get(esw, rule, store, row);
}

void hof_esw_del(struct hof_esw *esw, struct hof_rule *rule)
{
	switch (rule->state) {
	case HOF_RULE_PLACED:
		hof_row_put(esw, rule);
		hof_action_put(esw, rule);
		if (rule->flags & HOF_SPEC_COUNT)
			hof_index_free(&esw->counters, rule->counter);
		break;
	case HOF_RULE_SHADOW:
		hof_row_put(esw, rule);
		hof_shadow_put(esw);
		break;
	case HOF_RULE_OVERFLOW:
		hof_catch_put(esw, rule);
		break;
	}
	hof_rank_put(esw, rule);
	rule->state = HOF_RULE_NONE;
}

static void hof_esw_emit_rows(struct hof_esw *esw)
{
	u32 i;

	for (i = 0; i < esw->flows.fresh; i++)
		if (esw->flow_top[i])
			hof_row_write(esw, i);
	for (i = 0; i < esw->tcams.fresh; i++)
		if (esw->tcam_top[i])
			hof_row_copy(esw, esw->tcam_top[i], i | HOF_ROW_TCAM);
	hof_move_emit_all(esw);
	for (i = 0; i < esw->caps.tables; i++)
		if (esw->table[i].prios &&
		    esw->table[i].catch_rank != HOF_NONE)
			hof_catch_write(esw, (u16)i);
}

void hof_esw_emit_all(struct hof_esw *esw)
{
	u32 i;

	hof_range_emit_all(esw);
	hof_object_emit_first(esw);
	for (i = 0; i < esw->masks.fresh; i++)
		if (esw->mask[i].rows)
			hof_slot_write(esw, &esw->mask[i]);
	if (esw->shadows)
		hof_shadow_write(esw);
	for (i = HOF_ACTION_SHADOW + 1; i < esw->actions.fresh; i++)
		if (!list_empty(&esw->action_rules[i]))
			hof_action_write(esw, i);
	hof_esw_emit_rows(esw);
	hof_object_emit_last(esw);
}

u32 hof_esw_order(const struct hof_esw *esw, const struct hof_rule *rule)
{
	return hof_rank_order(esw, rule->rank);
}
