// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns how copies leave into tunnels and frames come out of them, and the number
 * that spreads flows.
 */
#include <string.h>

#include "edit.h"
#include "walk_path.h"

static uint32_t emu_spread_step(uint32_t h, uint32_t word)
{
	h = (h ^ word) * 0x9e3779b1;
	return h ^ h >> 16;
}

uint32_t emu_key_spread(const struct emu_key *key)
{
	uint32_t h = key->w[HNI_KW_IP] & HNI_KW_IP_PROTO;
	unsigned int i;

	for (i = HNI_KW_SRC; i <= HNI_KW_DST_V4; i++)
		h = emu_spread_step(h, key->w[i]);
	for (i = HNI_KW_DMAC; i <= HNI_KW_SMAC; i++)
		h = emu_spread_step(h, key->w[i]);
	return emu_spread_step(h, key->w[HNI_KW_PORTS]);
}

static bool emu_words_any(const struct emu_key *key, unsigned int first,
			  unsigned int end)
{
	while (first < end)
		if (key->w[first++])
			return true;
	return false;
}

static void emu_words_clear(struct emu_key *key)
{
	memset(&key->w[HNI_KW_ENC_KEYID], 0,
	       (HNI_KW_CT - HNI_KW_ENC_KEYID) * sizeof(key->w[0]));
}

enum emu_op_end emu_path_tunnel_unset(struct emu_walk *w, struct emu_path *p)
{
	if (!emu_words_any(&p->ver->key, HNI_KW_ENC_KEYID, HNI_KW_CT))
		return EMU_OP_DONE;
	if (!emu_path_own(w, p))
		return emu_walk_abort(w, EMU_WALK_ROOM);
	emu_words_clear(&p->ver->key);
	return EMU_OP_DONE;
}

enum emu_op_end emu_path_encap(struct emu_walk *w, struct emu_path *p,
			       const struct emu_op *op)
{
	const struct emu_encap *encap = &p->bank->encap[op->arg32].encap;
	struct emu_path copy = *p;
	uint32_t flow;

	if (encap->kind == HNI_TUNNEL_UNRESOLVED)
		return emu_walk_software(w);
	if (!emu_version_parse(p->ver) || !emu_path_copy(w, &copy))
		return emu_walk_abort(w, EMU_WALK_ROOM);
	flow = emu_key_spread(&p->ver->key);
	if (emu_encap(copy.ver->f, encap, flow, ++w->ip_id)) {
		copy.ver->stale = true;
		copy.out_in_port = HNI_KW_IN_PORT_NONE;
		emu_words_clear(&copy.ver->key);
		emu_walk_output(w, &copy, encap->port);
	} else {
		emu_walk_lose(w, &copy, encap->port);
	}
	return emu_walk_took_effect(w) ? EMU_OP_DONE : EMU_OP_ABORT;
}

/* The row whose tunnel the frame is, EMU_NIL = none */
static uint32_t emu_path_tunnel(const struct emu_path *p, struct emu_key *key,
				struct emu_inner *inner)
{
	const struct emu_bank *b = p->bank;
	uint32_t i;

	for (i = b->tunnel_first; i != EMU_NIL; i = b->tunnel[i].next)
		if (b->tunnel[i].tunnel.port == p->in_port &&
		    emu_tunnel_open(&b->tunnel[i].tunnel, p->ver->f, key,
				    inner))
			break;
	return i;
}

bool emu_path_decap(struct emu_walk *w, struct emu_path *p)
{
	struct emu_version *old = p->ver, *ver;
	struct emu_inner inner;
	struct emu_key key;
	uint32_t i;

	if (p->bank->tunnel_first == EMU_NIL)
		return false;
	memset(&key, 0, sizeof(key));
	i = emu_path_tunnel(p, &key, &inner);
	if (i == EMU_NIL)
		return false;
	ver = emu_walk_version(w);
	if (!ver)
		return false;
	ver->f->len = inner.len;
	ver->f->off = EMU_FRAME_HEADROOM;
	ver->f->port = old->f->port;
	ver->f->l4_valid = false;
	memcpy(emu_frame_data(ver->f), emu_frame_data(old->f) + inner.off,
	       inner.len);
	ver->key = key;
	ver->stale = true;
	p->ver = ver;
	p->in_port = HNI_KW_IN_PORT_NONE;
	p->out_in_port = HNI_KW_IN_PORT_NONE;
	p->bytes = inner.len;
	p->tag = emu_frame_tag_len(ver->f);
	p->table = p->bank->tunnel[i].tunnel.table;
	return true;
}
