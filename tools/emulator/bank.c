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

static struct emu_bank *emu_bank_alloc(const struct emu_caps *caps)
{
	struct emu_bank *b = calloc(1, sizeof(*b));
	uint32_t i, buckets = 1;

	if (!b)
		return NULL;
	while (buckets < caps->flow_rows && buckets < 1U << 31)
		buckets <<= 1;
	b->caps = *caps;
	b->bucket_mask = buckets - 1;
	b->group_free = EMU_NIL;
	b->table = malloc(caps->tables * sizeof(*b->table));
	b->flow = calloc(caps->flow_rows, sizeof(*b->flow));
	b->bucket = malloc((size_t)buckets * sizeof(*b->bucket));
	b->group = calloc(emu_bank_groups(caps), sizeof(*b->group));
	b->tcam = calloc(caps->tcam_rows, sizeof(*b->tcam));
	b->slot = calloc(caps->slots, sizeof(*b->slot));
	b->action = calloc(caps->actions, sizeof(*b->action));
	b->counter = calloc(caps->counters, sizeof(*b->counter));
	if (!b->table || !b->flow || !b->bucket || !b->group || !b->tcam ||
	    !b->slot || !b->action || !b->counter) {
		emu_bank_free(b);
		return NULL;
	}
	for (i = 0; i < caps->tables; i++)
		b->table[i] = (struct emu_table){ EMU_NIL, EMU_NIL };
	for (i = 0; i < buckets; i++)
		b->bucket[i] = EMU_NIL;
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
