// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the objects beside rules: meters, tunnel headers, ends of tunnels and
 * connections. Meters and headers are counted by whoever got them and by each
 * ACTION row that names them.
 */
#include "hof_esw_priv.h"

static void hof_object_write(struct hof_esw *esw, u8 type, u32 row)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE,
		.type = type,
		.index = row,
	};

	switch (type) {
	case HNI_ESW_TYPE_METER:
		write.meter = &esw->meter[row].meter;
		break;
	case HNI_ESW_TYPE_ENCAP:
		write.encap = &esw->encap[row].encap;
		break;
	case HNI_ESW_TYPE_TUNNEL:
		write.tunnel = &esw->tunnel[row].tunnel;
		break;
	default:
		write.conn = &esw->conn[row];
	}
	esw->caps.emit(esw->caps.ctx, &write);
}

bool hof_meter_is_used(const struct hof_esw *esw, u32 row)
{
	return row < esw->meters.fresh && esw->meter[row].refs;
}

int hof_esw_meter_get(struct hof_esw *esw, struct hof_meter *meter, u32 *row,
		      struct hof_why *why)
{
	if (hof_index_is_full(&esw->meters))
		return hof_refuse(why, HOF_REASON_METERS, NULL, 0,
				  esw->meters.limit);

	*row = hof_index_alloc(&esw->meters);
	meter->gen = hof_gen_new(esw);
	esw->meter[*row].meter = *meter;
	esw->meter[*row].refs = 1;
	hof_object_write(esw, HNI_ESW_TYPE_METER, *row);
	return 0;
}

void hof_esw_meter_set(struct hof_esw *esw, u32 row, struct hof_meter *meter)
{
	meter->gen = esw->meter[row].meter.gen;
	esw->meter[row].meter = *meter;
	hof_object_write(esw, HNI_ESW_TYPE_METER, row);
}

void hof_esw_meter_put(struct hof_esw *esw, u32 row)
{
	if (--esw->meter[row].refs)
		return;

	hof_esw_invalidate(esw, HNI_ESW_TYPE_METER, row);
	hof_index_free(&esw->meters, row);
}

bool hof_encap_is_used(const struct hof_esw *esw, u32 row)
{
	return row < esw->encaps.fresh && esw->encap[row].refs;
}

int hof_esw_encap_get(struct hof_esw *esw, const struct hof_encap *encap,
		      u32 *row, struct hof_why *why)
{
	if (hof_index_is_full(&esw->encaps))
		return hof_refuse(why, HOF_REASON_ENCAPS, NULL, 0,
				  esw->encaps.limit);

	*row = hof_index_alloc(&esw->encaps);
	esw->encap[*row].encap = *encap;
	esw->encap[*row].refs = 1;
	hof_object_write(esw, HNI_ESW_TYPE_ENCAP, *row);
	return 0;
}

void hof_esw_encap_set(struct hof_esw *esw, u32 row,
		       const struct hof_encap *encap)
{
	esw->encap[row].encap = *encap;
	hof_object_write(esw, HNI_ESW_TYPE_ENCAP, row);
}

void hof_esw_encap_put(struct hof_esw *esw, u32 row)
{
	if (--esw->encap[row].refs)
		return;

	hof_esw_invalidate(esw, HNI_ESW_TYPE_ENCAP, row);
	hof_index_free(&esw->encaps, row);
}

/* an ACTION row comes: what it names stays as long as it does */
void hof_ops_get(struct hof_esw *esw, const struct hof_op *ops,
		 unsigned int nops)
{
	const struct hof_op *op;

	for (op = ops; op < ops + nops; op++) {
		if (op->code == HNI_OP_POLICE)
			esw->meter[op->arg32].refs++;
		else if (op->code == HNI_OP_ENCAP)
			esw->encap[op->arg32].refs++;
	}
}

void hof_ops_put(struct hof_esw *esw, const struct hof_op *ops,
		 unsigned int nops)
{
	const struct hof_op *op;

	for (op = ops; op < ops + nops; op++) {
		if (op->code == HNI_OP_POLICE)
			hof_esw_meter_put(esw, op->arg32);
		else if (op->code == HNI_OP_ENCAP)
			hof_esw_encap_put(esw, op->arg32);
	}
}

static u32 hof_tunnel_hash(const struct hof_tunnel *tunnel)
{
	u32 words[sizeof(*tunnel) / sizeof(u32)];

	memcpy(words, tunnel, sizeof(words));
	return hof_hash_words(words, ARRAY_SIZE(words), 0);
}

static u32 hof_tunnel_find(const struct hof_esw *esw,
			   const struct hof_tunnel *tunnel, u32 hash)
{
	u32 row = hof_index_first(&esw->tunnels, hash);

	while (row != HOF_NONE && memcmp(&esw->tunnel[row].tunnel, tunnel,
					 sizeof(*tunnel)))
		row = hof_index_next(&esw->tunnels, row);
	return row;
}

int hof_esw_tunnel_get(struct hof_esw *esw, const struct hof_tunnel *tunnel,
		       u32 *row, struct hof_why *why)
{
	u32 hash = hof_tunnel_hash(tunnel);

	*row = hof_tunnel_find(esw, tunnel, hash);
	if (*row != HOF_NONE) {
		esw->tunnel[*row].refs++;
		return 0;
	}
	if (hof_index_is_full(&esw->tunnels))
		return hof_refuse(why, HOF_REASON_TUNNELS, NULL, 0,
				  esw->tunnels.limit);

	*row = hof_index_add(&esw->tunnels, hash);
	esw->tunnel[*row].tunnel = *tunnel;
	esw->tunnel[*row].refs = 1;
	hof_object_write(esw, HNI_ESW_TYPE_TUNNEL, *row);
	return 0;
}

void hof_esw_tunnel_put(struct hof_esw *esw, u32 row)
{
	if (--esw->tunnel[row].refs)
		return;

	hof_esw_invalidate(esw, HNI_ESW_TYPE_TUNNEL, row);
	hof_index_del(&esw->tunnels, row);
}

static u32 hof_conn_hash(const struct hof_conn *conn)
{
	u32 words[] = {
		(u32)conn->zone << 16 | (u32)conn->proto << 8 |
		(conn->flags & HNI_CONN_F_IPV6),
		(u32)conn->sport << 16 | conn->dport,
	};
	u32 hash = hof_hash_words(words, ARRAY_SIZE(words), 0);

	hash = hof_hash_words(conn->src, ARRAY_SIZE(conn->src), hash);
	return hof_hash_words(conn->dst, ARRAY_SIZE(conn->dst), hash);
}

static bool hof_conn_is_equal(const struct hof_conn *a,
			      const struct hof_conn *b)
{
	return a->zone == b->zone && a->proto == b->proto &&
	       !((a->flags ^ b->flags) & HNI_CONN_F_IPV6) &&
	       a->sport == b->sport && a->dport == b->dport &&
	       !memcmp(a->src, b->src, sizeof(a->src)) &&
	       !memcmp(a->dst, b->dst, sizeof(a->dst));
}

static u32 hof_conn_find(const struct hof_esw *esw, const struct hof_conn *conn,
			 u32 hash)
{
	u32 row = hof_index_first(&esw->conns, hash);

	while (row != HOF_NONE && !hof_conn_is_equal(&esw->conn[row], conn))
		row = hof_index_next(&esw->conns, row);
	return row;
}

int hof_esw_conn_get(struct hof_esw *esw, struct hof_conn *conn, u32 *row,
		     struct hof_why *why)
{
	bool is_counted = conn->flags & HNI_CONN_F_COUNT;
	u32 hash = hof_conn_hash(conn);

	if (hof_conn_find(esw, conn, hash) != HOF_NONE)
		return hof_refuse(why, HOF_REASON_DUPLICATE, "connection", 0,
				  0);
	if (hof_index_is_full(&esw->conns))
		return hof_refuse(why, HOF_REASON_CONNS, NULL, 0,
				  esw->conns.limit);
	if (is_counted && hof_index_is_full(&esw->counters))
		return hof_refuse(why, HOF_REASON_COUNTERS, NULL, 0,
				  esw->counters.limit);

	*row = hof_index_add(&esw->conns, hash);
	conn->counter = is_counted ? hof_index_alloc(&esw->counters) : 0;
	conn->gen = is_counted ? hof_gen_new(esw) : 0;
	esw->conn[*row] = *conn;
	hof_object_write(esw, HNI_ESW_TYPE_CONN, *row);
	return 0;
}

void hof_esw_conn_set(struct hof_esw *esw, u32 row, struct hof_conn *conn)
{
	const struct hof_conn *old = &esw->conn[row];

	conn->flags = (u8)((conn->flags & ~HNI_CONN_F_COUNT) |
			   (old->flags & HNI_CONN_F_COUNT));
	conn->counter = old->counter;
	conn->gen = old->gen;
	esw->conn[row] = *conn;
	hof_object_write(esw, HNI_ESW_TYPE_CONN, row);
}

void hof_esw_conn_put(struct hof_esw *esw, u32 row)
{
	hof_esw_invalidate(esw, HNI_ESW_TYPE_CONN, row);
	if (esw->conn[row].flags & HNI_CONN_F_COUNT)
		hof_index_free(&esw->counters, esw->conn[row].counter);
	/* a row in use has a protocol */
	esw->conn[row].proto = 0;
	hof_index_del(&esw->conns, row);
}

/* what ACTION rows refer to */
void hof_object_emit_first(struct hof_esw *esw)
{
	u32 i;

	for (i = 0; i < esw->meters.fresh; i++)
		if (esw->meter[i].refs)
			hof_object_write(esw, HNI_ESW_TYPE_METER, i);
	for (i = 0; i < esw->encaps.fresh; i++)
		if (esw->encap[i].refs)
			hof_object_write(esw, HNI_ESW_TYPE_ENCAP, i);
}

/* what leads to rows */
void hof_object_emit_last(struct hof_esw *esw)
{
	u32 i;

	for (i = 0; i < esw->conns.fresh; i++)
		if (esw->conn[i].proto)
			hof_object_write(esw, HNI_ESW_TYPE_CONN, i);
	for (i = 0; i < esw->tunnels.fresh; i++)
		if (esw->tunnel[i].refs)
			hof_object_write(esw, HNI_ESW_TYPE_TUNNEL, i);
}
