// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns EDIT: four bytes of a header that is found as software finds it, with
 * the outermost VLAN tag out of the way.
 */
#include "bytes.h"
#include "edit.h"
#include "proto.h"

/* Bytes @off..@off + @n of the frame, NULL if it is shorter. */
static uint8_t *emu_frame_at(struct emu_frame *f, uint32_t off, uint32_t n)
{
	if (off > f->len || f->len - off < n)
		return NULL;
	return emu_frame_data(f) + off;
}

static bool emu_edit_find4(struct emu_frame *f, uint32_t net, uint8_t proto,
			   uint32_t *l4)
{
	const uint8_t *ip = emu_frame_at(f, net, 20);

	if (!ip || (ip[0] & 0xf) < 5 || ip[9] != proto ||
	    (emu_get_be16(ip + 6) & 0x1fff))
		return false;
	*l4 = net + (uint32_t)(ip[0] & 0xf) * 4;
	return true;
}

/* Length of the extension header @h of type @next, 0 = stop here */
static uint32_t emu_ext6_len(uint8_t next, const uint8_t *h)
{
	switch (next) {
	case EMU_IPPROTO_HOPOPTS:
	case EMU_IPPROTO_ROUTING:
	case EMU_IPPROTO_DSTOPTS:
		return ((uint32_t)h[1] + 1) * 8;
	case EMU_IPPROTO_FRAGMENT:
		return emu_get_be16(h + 2) & 0xfff8 ? 0 : 8;
	case EMU_IPPROTO_AH:
		return ((uint32_t)h[1] + 2) * 4;
	default:
		return 0;
	}
}

static bool emu_edit_find6(struct emu_frame *f, uint32_t net, uint8_t proto,
			   uint32_t *l4)
{
	const uint8_t *h = emu_frame_at(f, net, 40);
	uint32_t len;
	uint8_t next;

	if (!h)
		return false;
	next = h[6];
	*l4 = net + 40;
	while (next != proto) {
		/* all that are followed are longer */
		h = emu_frame_at(f, *l4, 4);
		len = h ? emu_ext6_len(next, h) : 0;
		if (!len)
			return false;
		next = h[0];
		*l4 += len;
	}
	return true;
}

static bool emu_edit_find_l4(struct emu_frame *f, uint32_t net, uint8_t proto,
			     uint32_t *l4)
{
	switch (emu_get_be16(emu_frame_data(f) + net - 2)) {
	case EMU_ETH_P_IP:
		return emu_edit_find4(f, net, proto, l4);
	case EMU_ETH_P_IPV6:
		return emu_edit_find6(f, net, proto, l4);
	default:
		return false;
	}
}

/* The four bytes that @op names, NULL if there are none */
static uint8_t *emu_edit_word(struct emu_frame *f, const struct emu_op *op)
{
	uint32_t tag = emu_frame_tag_len(f);
	uint32_t off = 0;
	bool ok = true;

	switch (op->flags & HNI_OP_EDIT_F_BASE) {
	case HNI_EDIT_ETH:
		off = op->arg16 < EMU_ETH_HLEN - 2 ? 0 : tag;
		break;
	case HNI_EDIT_NET:
		off = EMU_ETH_HLEN + tag;
		break;
	case HNI_EDIT_TCP:
		ok = emu_edit_find_l4(f, EMU_ETH_HLEN + tag, EMU_IPPROTO_TCP,
				      &off);
		break;
	default:
		ok = emu_edit_find_l4(f, EMU_ETH_HLEN + tag, EMU_IPPROTO_UDP,
				      &off);
		break;
	}
	return ok ? emu_frame_at(f, off + op->arg16, 4) : NULL;
}

enum emu_edit_end emu_edit_header(struct emu_frame *f,
				  const struct emu_op *op)
{
	uint8_t *at = emu_edit_word(f, op);
	uint32_t was, bits = op->arg32;

	if (!at)
		return EMU_EDIT_FAILED;
	was = emu_get_le32(at);
	if (op->flags & HNI_OP_EDIT_F_ADD)
		bits = (was + op->arg32) & op->mask;
	emu_put_le32(at, (was & ~op->mask) ^ bits);
	return EMU_EDIT_DONE;
}
