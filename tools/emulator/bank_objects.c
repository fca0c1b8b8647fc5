// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the rows of a bank that are not looked up by key words: actions and
 * what their ops name, port ranges, tunnels, connections.
 */
#include <string.h>

#include "bank.h"

/* ---- ACTION ---- */

static void emu_op_ref(struct emu_bank *b, const struct emu_op *op, int by)
{
	if (op->code == HNI_OP_POLICE)
		b->meter[op->arg32].refs += (uint32_t)by;
	else if (op->code == HNI_OP_ENCAP)
		b->encap[op->arg32].refs += (uint32_t)by;
}

void emu_action_write(struct emu_bank *b, uint32_t idx,
		      const struct emu_action *act)
{
	struct emu_action *at = &b->action[idx];
	uint32_t refs = at->refs;
	unsigned int i;

	for (i = 0; i < at->nops; i++)
		emu_op_ref(b, &at->op[i], -1);
	*at = *act;
	at->refs = refs;
	for (i = 0; i < at->nops; i++)
		emu_op_ref(b, &at->op[i], 1);
}

/* ---- RANGE ---- */

void emu_range_write(struct emu_bank *b, uint32_t idx,
		     const struct emu_range *range)
{
	b->range[idx] = *range;
	b->range[idx].valid = true;
	if (b->nranges <= idx)
		b->nranges = idx + 1;
}

void emu_range_invalidate(struct emu_bank *b, uint32_t idx)
{
	b->range[idx].valid = false;
	while (b->nranges && !b->range[b->nranges - 1].valid)
		b->nranges--;
}

/* ---- METER, ENCAP ---- */

void emu_meter_write(struct emu_bank *b, uint32_t idx,
		     const struct emu_meter *meter)
{
	struct emu_meter *at = &b->meter[idx];
	struct emu_meter_state was = at->state;
	uint32_t refs = at->refs, gen = at->stat_gen;

	if (meter->gen != gen)
		was = (struct emu_meter_state){ 0 };
	*at = *meter;
	at->valid = true;
	at->refs = refs;
	at->stat_gen = meter->gen;
	at->state = was;
	at->state.bytes = (struct emu_bucket){ .tokens = meter->burst };
	at->state.frames = (struct emu_bucket){ .tokens = meter->pkt_burst };
}

void emu_encap_write(struct emu_bank *b, uint32_t idx,
		     const struct emu_encap *encap)
{
	b->encap[idx].encap = *encap;
	b->encap[idx].valid = true;
}

/* ---- TUNNEL ---- */

void emu_tunnel_invalidate(struct emu_bank *b, uint32_t idx)
{
	uint32_t *at = &b->tunnel_first;

	if (!b->tunnel[idx].valid)
		return;
	while (*at != idx)
		at = &b->tunnel[*at].next;
	*at = b->tunnel[idx].next;
	b->tunnel[idx].valid = false;
}

void emu_tunnel_write(struct emu_bank *b, uint32_t idx,
		      const struct emu_tunnel *tunnel)
{
	uint32_t *at = &b->tunnel_first;

	emu_tunnel_invalidate(b, idx);
	b->tunnel[idx].tunnel = *tunnel;
	b->tunnel[idx].valid = true;
	while (*at != EMU_NIL && *at < idx)
		at = &b->tunnel[*at].next;
	b->tunnel[idx].next = *at;
	*at = idx;
}

/* ---- CONN ---- */

static uint32_t emu_conn_hash(const struct emu_conn_key *key)
{
	const unsigned int n = sizeof(*key) / sizeof(uint32_t);
	uint32_t word[sizeof(*key) / sizeof(uint32_t)];
	uint32_t h = 0x9e3779b9;
	unsigned int i;

	memcpy(word, key, sizeof(word));
	for (i = 0; i < n; i++) {
		h = (h ^ word[i]) * 0x85ebca6b;
		h ^= h >> 15;
	}
	return h;
}

uint32_t emu_conn_find(const struct emu_bank *b,
		       const struct emu_conn_key *key)
{
	uint32_t hash = emu_conn_hash(key);
	uint32_t i = b->conn_bucket[hash & b->conn_mask];

	for (; i != EMU_NIL; i = b->conn[i].next)
		if (b->conn[i].hash == hash &&
		    !memcmp(&b->conn[i].key, key, sizeof(*key)))
			break;
	return i;
}

void emu_conn_invalidate(struct emu_bank *b, uint32_t idx)
{
	struct emu_conn *conn = &b->conn[idx];
	uint32_t *at;

	if (!conn->valid)
		return;
	at = &b->conn_bucket[conn->hash & b->conn_mask];
	while (*at != idx)
		at = &b->conn[*at].next;
	*at = conn->next;
	conn->valid = false;
	b->conns--;
}

void emu_conn_write(struct emu_bank *b, uint32_t idx,
		    const struct emu_conn *conn)
{
	struct emu_conn *at = &b->conn[idx];
	uint32_t *bucket;

	emu_conn_invalidate(b, idx);
	*at = *conn;
	at->valid = true;
	at->hash = emu_conn_hash(&at->key);
	bucket = &b->conn_bucket[at->hash & b->conn_mask];
	at->next = *bucket;
	*bucket = idx;
	b->conns++;
	if (at->flags & HNI_CONN_F_COUNT)
		emu_counter_start(b, at->counter, at->gen);
}
