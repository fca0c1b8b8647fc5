// SPDX-License-Identifier: GPL-2.0-only
/* Owns pools of numbered objects, their hash chains and the hash function. */
#include "hof_index.h"

#define HOF_BUCKETS_MOST	0x80000000U

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
	index->link = hof_arena_get(arena, limit, sizeof(*index->link));
}

void hof_index_init_hash(struct hof_index *index, struct hof_arena *arena,
			 u32 limit)
{
	u32 buckets = 1;

	/*
	 * Four for each object, so that chains stay short when all are in use:
	 * each further link is memory that no cache has.
	 */
	while (buckets / 4 < limit && buckets < HOF_BUCKETS_MOST)
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
	index->free = index->link[id].next;
	return id;
}

void hof_index_free(struct hof_index *index, u32 id)
{
	index->link[id].next = index->free;
	index->free = id + 1;
	index->used--;
}

static void hof_index_unlink(struct hof_index *index, u32 id)
{
	u32 hash = index->link[id].hash;
	u32 *next = &index->bucket[hash & index->bucket_mask];

	while (*next != id + 1)
		next = &index->link[*next - 1].next;
	*next = index->link[id].next;
}

static void hof_index_link(struct hof_index *index, u32 id, u32 hash)
{
	u32 *bucket = &index->bucket[hash & index->bucket_mask];

	index->link[id].next = *bucket;
	index->link[id].hash = hash;
	*bucket = id + 1;
}

/* takes a free id, which there must be, into the chain of the hash */
u32 hof_index_add(struct hof_index *index, u32 hash)
{
	u32 id = hof_index_alloc(index);

	hof_index_link(index, id, hash);
	return id;
}

/* the id that hof_index_alloc() takes next */
u32 hof_index_peek(const struct hof_index *index)
{
	return index->free ? index->free - 1 : index->fresh;
}

/* gives back the id that was taken last and was fresh: it is fresh again */
void hof_index_untake(struct hof_index *index, u32 id)
{
	if (id + 1 != index->fresh || id + 1 != index->free)
		return;
	index->free = index->link[id].next;
	memset(&index->link[id], 0, sizeof(index->link[id]));
	index->fresh--;
}

/* gives back an id that was added */
void hof_index_del(struct hof_index *index, u32 id)
{
	hof_index_unlink(index, id);
	hof_index_free(index, id);
}

/* the first one with this hash from a link on */
static u32 hof_index_match(const struct hof_index *index, u32 next, u32 hash)
{
	while (next && index->link[next - 1].hash != hash)
		next = index->link[next - 1].next;
	return next - 1;
}

u32 hof_index_first(const struct hof_index *index, u32 hash)
{
	return hof_index_match(index, index->bucket[hash & index->bucket_mask],
			       hash);
}

u32 hof_index_next(const struct hof_index *index, u32 id)
{
	return hof_index_match(index, index->link[id].next,
			       index->link[id].hash);
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
