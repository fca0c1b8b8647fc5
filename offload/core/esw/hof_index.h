/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of a pool of numbered objects with a hash over the ones in
 * use. The objects themselves are arrays of the user's.
 */
#ifndef HOF_INDEX_H
#define HOF_INDEX_H

#include "../hof_env.h"

#define HOF_NONE		0xffffffffU

/* struct hof_link - @next of the chain or of the free list plus 1, 0 = end */
struct hof_link {
	u32 next;
	u32 hash;
};

/**
 * struct hof_index - ids 0..limit - 1, each free or in one hash chain
 * @link: for each id; holds the hash, so that a search touches an object only
 *	when its whole hash fits
 * @bucket: first id of each chain plus 1, 0 = empty; NULL = without a hash
 * @bucket_mask: number of buckets - 1
 * @free: first id of the free list plus 1, 0 = empty
 * @fresh: ids from here on were never in use
 * @used: number of ids in use
 * @limit: number of ids
 *
 * A zeroed one with a limit and zeroed arrays is empty.
 */
struct hof_index {
	struct hof_link *link;
	u32 *bucket;
	u32 bucket_mask;
	u32 free;
	u32 fresh;
	u32 used;
	u32 limit;
};

/**
 * struct hof_arena - hands out one piece of memory from its start
 * @mem: start, NULL = count only
 * @used: bytes handed out
 */
struct hof_arena {
	void *mem;
	size_t used;
};

void *hof_arena_get(struct hof_arena *arena, size_t count, size_t size);
void hof_index_init(struct hof_index *index, struct hof_arena *arena,
		    u32 limit);
void hof_index_init_hash(struct hof_index *index, struct hof_arena *arena,
			 u32 limit);

/* without a hash: for an index of hof_index_init() */
u32 hof_index_alloc(struct hof_index *index);
void hof_index_free(struct hof_index *index, u32 id);
u32 hof_index_peek(const struct hof_index *index);
void hof_index_untake(struct hof_index *index, u32 id);

/* with a hash: for an index of hof_index_init_hash() */
u32 hof_index_add(struct hof_index *index, u32 hash);
void hof_index_del(struct hof_index *index, u32 id);
/* ids with this hash, HOF_NONE behind the last one */
u32 hof_index_first(const struct hof_index *index, u32 hash);
u32 hof_index_next(const struct hof_index *index, u32 id);
u32 hof_hash_words(const u32 *words, unsigned int count, u32 seed);

static inline bool hof_index_is_full(const struct hof_index *index)
{
	return index->used == index->limit;
}

#endif /* HOF_INDEX_H */
