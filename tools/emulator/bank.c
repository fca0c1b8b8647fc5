// SPDX-License-Identifier: GPL-2.0-only
/* Owns the life of banks and the bindings of ports. */
#include <errno.h>
#include <stdlib.h>

#include "bank.h"

static void emu_bank_free(struct emu_bank *b)
{
	free(b->table);
	free(b->flow);
	free(b->bucket);
	free(b->group);
	free(b->tcam);
	free(b->slot);
	free(b->action);
	free(b->counter);
	free(b->range);
	free(b->meter);
	free(b->encap);
	free(b->tunnel);
	free(b->conn);
	free(b->conn_bucket);
	free(b);
}

static void emu_bank_put(struct emu_bank *b)
{
	if (!--b->refs)
		emu_bank_free(b);
}

static uint32_t emu_bank_groups(const struct emu_caps *caps)
{
	uint64_t pairs = (uint64_t)caps->tables * caps->slots;

	return pairs < caps->flow_rows ? (uint32_t)pairs : caps->flow_rows;
}

/* Buckets of a hash over so many rows: the next power of two */
static uint32_t emu_bank_buckets(uint32_t rows)
{
	uint32_t n = 1;

	while (n < rows && n < 1U << 31)
		n <<= 1;
	return n;
}

/* calloc() of no rows may give NULL: there is always one. */
static void *emu_rows_alloc(uint32_t rows, size_t size)
{
	return calloc(rows ? rows : 1, size);
}

static uint32_t *emu_buckets_alloc(uint32_t n)
{
	uint32_t *bucket = malloc((size_t)n * sizeof(*bucket));
	uint32_t i;

	for (i = 0; bucket && i < n; i++)
		bucket[i] = EMU_NIL;
	return bucket;
}

/* FLOW, TCAM and what they name */
static bool emu_bank_rows_alloc(struct emu_bank *b, const struct emu_caps *caps)
{
	uint32_t i, buckets = emu_bank_buckets(caps->flow_rows);

	b->bucket_mask = buckets - 1;
	b->group_free = EMU_NIL;
	b->table = malloc(caps->tables * sizeof(*b->table));
	b->flow = calloc(caps->flow_rows, sizeof(*b->flow));
	b->bucket = emu_buckets_alloc(buckets);
	b->group = calloc(emu_bank_groups(caps), sizeof(*b->group));
	b->tcam = calloc(caps->tcam_rows, sizeof(*b->tcam));
	b->slot = calloc(caps->slots, sizeof(*b->slot));
	b->action = calloc(caps->actions, sizeof(*b->action));
	b->counter = calloc(caps->counters, sizeof(*b->counter));
	if (!b->table || !b->flow || !b->bucket || !b->group || !b->tcam ||
	    !b->slot || !b->action || !b->counter)
		return false;
	for (i = 0; i < caps->tables; i++)
		b->table[i] = (struct emu_table){ EMU_NIL, EMU_NIL };
	return true;
}

/* What ops and the walk name */
static bool emu_bank_objects_alloc(struct emu_bank *b,
				   const struct emu_caps *caps)
{
	uint32_t buckets = emu_bank_buckets(caps->conns);

	b->conn_mask = buckets - 1;
	b->tunnel_first = EMU_NIL;
	b->range = emu_rows_alloc(caps->ranges, sizeof(*b->range));
	b->meter = emu_rows_alloc(caps->meters, sizeof(*b->meter));
	b->encap = emu_rows_alloc(caps->encaps, sizeof(*b->encap));
	b->tunnel = emu_rows_alloc(caps->tunnels, sizeof(*b->tunnel));
	b->conn = emu_rows_alloc(caps->conns, sizeof(*b->conn));
	b->conn_bucket = emu_buckets_alloc(buckets);
	return b->range && b->meter && b->encap && b->tunnel && b->conn &&
	       b->conn_bucket;
}

static struct emu_bank *emu_bank_alloc(const struct emu_caps *caps)
{
	struct emu_bank *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	b->caps = *caps;
	if (!emu_bank_rows_alloc(b, caps) || !emu_bank_objects_alloc(b, caps)) {
		emu_bank_free(b);
		return NULL;
	}
	return b;
}

int emu_tables_bank_new(struct emu_tables *t)
{
	struct emu_bank *b = emu_bank_alloc(&t->caps);

	if (!b)
		return -ENOMEM;
	b->refs = 1;
	if (t->newest)
		emu_bank_put(t->newest);
	t->newest = b;
	return 0;
}

void emu_tables_bind(struct emu_tables *t, unsigned int port,
		     uint16_t ingress, uint16_t egress)
{
	struct emu_bank *old = t->bind[port].bank;

	t->newest->refs++;
	t->bind[port].bank = t->newest;
	t->bind[port].ingress = ingress;
	t->bind[port].egress = egress;
	if (old)
		emu_bank_put(old);
}

void emu_tables_rebase(struct emu_tables *t, bool all)
{
	unsigned int i;

	for (i = 0; i < t->caps.ports; i++)
		if (all || t->bind[i].bank != t->newest)
			emu_tables_bind(t, i, 0, 0);
}

int emu_tables_init(struct emu_tables *t, const struct emu_caps *caps)
{
	*t = (struct emu_tables){ .caps = *caps };
	if (emu_tables_bank_new(t))
		return -ENOMEM;
	emu_tables_rebase(t, true);
	return 0;
}

void emu_tables_fini(struct emu_tables *t)
{
	unsigned int i;

	for (i = 0; i < t->caps.ports; i++)
		emu_bank_put(t->bind[i].bank);
	emu_bank_put(t->newest);
}
