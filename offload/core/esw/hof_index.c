// SPDX-License-Identifier: GPL-2.0-only
/* Owns pools of numbered objects, their hash chains and the hash function. */
#include "hof_index.h"

void *hof_arena_get(struct hof_arena *arena, size_t count, size_t size)
{
	size_t at = arena->used;

	arena->used += (count * size + 7) & ~(size_t)7;
	return arena->mem ? (char *)arena->mem + at : NULL;
}

void hof_index_init(struct hof_index *index, struct hof_arena *arena,
		    u32 limit)
{
	index->limit = limit;
	index->next = hof_arena_get(arena, limit, sizeof(u32));
}

void hof_index_init_hash(struct hof_index *index, struct hof_arena *arena,
			 u32 limit)
{
	u32 buckets = 1;

	while (buckets < limit)
		buckets <<= 1;
	hof_index_init(index, arena, limit);
	index->bucket_mask = buckets - 1;
	index->bucket = hof_arena_get(arena, buckets, sizeof(u32));
}

/* takes a free id, which there must be */
u32 hof_index_alloc(struct hof_index *index)
{
	u32 id;

	index->used++;
	if (!index->free)
		return index->fresh++;

	id = index->free - 1;
	index->free = index->next[id];
	return id;
}

void hof_index_free(struct hof_index *index, u32 id)
{
	index->next[id] = index->free;
	index->free = id + 1;
	index->used--;
}

/* takes a free id, which there must be, into the chain of the hash */
u32 hof_index_add(struct hof_index *index, u32 hash)
{
	u32 *bucket = &index->bucket[hash & index->bucket_mask];
	u32 id = hof_index_alloc(index);

	index->next[id] = *bucket;
	*bucket = id + 1;
	return id;
}

/* gives back an id that was added with this hash */
void hof_index_del(struct hof_index *index, u32 id, u32 hash)
{
	u32 *link = &index->bucket[hash & index->bucket_mask];

	while (*link != id + 1)
		link = &index->next[*link - 1];
	*link = index->next[id];
	hof_index_free(index, id);
}

u32 hof_index_first(const struct hof_index *index, u32 hash)
{
	return index->bucket[hash & index->bucket_mask] - 1;
}

u32 hof_index_next(const struct hof_index *index, u32 id)
{
	return index->next[id] - 1;
}

u32 hof_hash_words(const u32 *words, unsigned int count, u32 seed)
{
	u32 hash = seed ^ 0x9e3779b9;
	unsigned int i;

	for (i = 0; i < count; i++) {
		hash = (hash ^ words[i]) * 0x85ebca6b;
		hash ^= hash >> 15;
	}
	hash *= 0xc2b2ae35;
	return hash ^ hash >> 16;
}
