// SPDX-License-Identifier: GPL-2.0-only
/* Owns the ops that look a frame up in the connections. */
#include <string.h>

#include "bytes.h"
#include "tuple.h"
#include "walk_path.h"

#define EMU_CT_WORDS		(HNI_KW_COUNT - HNI_KW_CT)

/* The connection's words are 0 where the frame has none. */
static enum emu_op_end emu_path_ct_set(struct emu_walk *w, struct emu_path *p,
				       const uint32_t *words)
{
	const size_t size = EMU_CT_WORDS * sizeof(*words);

	if (!memcmp(&p->ver->key.w[HNI_KW_CT], words, size))
		return EMU_OP_DONE;
	if (!emu_path_own(w, p))
		return emu_walk_abort(w, EMU_WALK_ROOM);
	memcpy(&p->ver->key.w[HNI_KW_CT], words, size);
	return EMU_OP_DONE;
}

enum emu_op_end emu_path_ct_clear(struct emu_walk *w, struct emu_path *p)
{
	static const uint32_t none[EMU_CT_WORDS];

	return emu_path_ct_set(w, p, none);
}

static uint32_t emu_path_conn(const struct emu_path *p, uint16_t zone,
			      struct emu_tuple *tuple)
{
	struct emu_conn_key key;

	if (!emu_tuple_get(p->ver->f, tuple))
		return EMU_NIL;
	memcpy(key.src, tuple->src, sizeof(key.src));
	memcpy(key.dst, tuple->dst, sizeof(key.dst));
	key.ports = (uint32_t)tuple->sport << 16 | tuple->dport;
	key.zone = zone;
	key.proto = tuple->proto;
	key.is_ipv6 = tuple->is_v6;
	return emu_conn_find(p->bank, &key);
}

static bool emu_path_nat(struct emu_walk *w, struct emu_path *p,
			 const struct emu_conn *conn, struct emu_tuple *tuple)
{
	if (!emu_path_own(w, p))
		return false;
	memcpy(tuple->src, conn->new_src, sizeof(tuple->src));
	memcpy(tuple->dst, conn->new_dst, sizeof(tuple->dst));
	tuple->sport = (uint16_t)EMU_GET(HNI_KW_PORTS_SRC, conn->new_ports);
	tuple->dport = (uint16_t)EMU_GET(HNI_KW_PORTS_DST, conn->new_ports);
	emu_tuple_set(p->ver->f, tuple);
	p->ver->stale = true;
	return true;
}

enum emu_op_end emu_path_ct(struct emu_walk *w, struct emu_path *p,
			    const struct emu_op *op)
{
	uint32_t words[EMU_CT_WORDS];
	const struct emu_conn *conn;
	struct emu_tuple tuple;
	uint32_t row;

	row = emu_path_conn(p, op->arg16, &tuple);
	if (row == EMU_NIL)
		return emu_walk_software(w);
	conn = &p->bank->conn[row];
	if (conn->flags & HNI_CONN_F_COUNT)
		emu_walk_hit(w, &p->bank->counter[conn->counter], p->bytes);
	if ((op->flags & HNI_OP_CT_F_NAT) && (conn->flags & HNI_CONN_F_NAT) &&
	    !emu_path_nat(w, p, conn, &tuple))
		return emu_walk_abort(w, EMU_WALK_ROOM);
	words[0] = EMU_PREP(HNI_KW_CT_ZONE, (uint32_t)op->arg16) |
		   HNI_CT_STATE_TRACKED | HNI_CT_STATE_ESTABLISHED;
	if (conn->flags & HNI_CONN_F_REPLY)
		words[0] |= HNI_CT_STATE_REPLY;
	words[HNI_KW_CT_MARK - HNI_KW_CT] = conn->mark;
	memcpy(&words[HNI_KW_CT_LABELS - HNI_KW_CT], conn->labels,
	       sizeof(conn->labels));
	return emu_path_ct_set(w, p, words);
}
