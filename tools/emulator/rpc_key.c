// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what the classifier's key says about headers. It differs from what
 * checksums and the hash are computed from in that no header is too bad to
 * be told: software sees bad ones just so, and a rule must mean the same in
 * both.
 */
#include <string.h>

#include "parse.h"
#include "proto.h"
#include "rpc.h"

#define EMU_IPPROTO_IPV6	41
/* Extension headers that are looked through, as many as software does */
#define EMU_RPC_EXTS		16

/* A frame being read; @pos is the next byte */
struct emu_rpc_view {
	const uint8_t *frame;
	uint32_t len;
	uint32_t pos;
};

/* @n bytes at the position, NULL if there are less */
static const uint8_t *emu_rpc_view_get(const struct emu_rpc_view *view,
				       uint32_t n)
{
	if (view->pos > view->len || view->len - view->pos < n)
		return NULL;
	return view->frame + view->pos;
}

static uint16_t emu_rpc_view_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void emu_rpc_hdrs_l4(const struct emu_rpc_view *view, uint8_t proto,
			    struct emu_rpc_hdrs *hdrs)
{
	if (proto != EMU_IPPROTO_TCP && proto != EMU_IPPROTO_UDP)
		return;
	hdrs->is_l4 = true;
	hdrs->is_udp = proto == EMU_IPPROTO_UDP;
	if (emu_rpc_view_get(view, 4))
		hdrs->port_off = (uint16_t)view->pos;
}

/* MPLS in IP is MPLS to software, at this level */
static void emu_rpc_hdrs_mpls(struct emu_rpc_hdrs *hdrs)
{
	hdrs->is_ip = false;
	hdrs->is_v6 = false;
	hdrs->addr_off = 0;
}

static void emu_rpc_hdrs_ipv4(struct emu_rpc_view *view,
			      struct emu_rpc_hdrs *hdrs)
{
	const uint8_t *ip = emu_rpc_view_get(view, 20);

	hdrs->is_ip = true;
	if (!ip || (ip[0] & 0xf) < 5)
		return;
	hdrs->addr_off = (uint16_t)view->pos;
	view->pos += (uint32_t)(ip[0] & 0xf) * 4;
	if (emu_rpc_view_be16(ip + 6) & 0x3fff)
		return;
	if (ip[9] == EMU_IPPROTO_MPLS)
		emu_rpc_hdrs_mpls(hdrs);
	else
		emu_rpc_hdrs_l4(view, ip[9], hdrs);
}

static bool emu_rpc_is_ext(uint8_t next)
{
	return next == EMU_IPPROTO_HOPOPTS || next == EMU_IPPROTO_ROUTING ||
	       next == EMU_IPPROTO_DSTOPTS;
}

/* Return: what follows the extension headers; FRAGMENT ends the search */
static uint8_t emu_rpc_hdrs_exts(struct emu_rpc_view *view, uint8_t next)
{
	const uint8_t *opt;
	unsigned int i;

	for (i = 0; i < EMU_RPC_EXTS && emu_rpc_is_ext(next); i++) {
		opt = emu_rpc_view_get(view, 2);
		if (!opt)
			break;
		next = opt[0];
		view->pos += ((uint32_t)opt[1] + 1) << 3;
	}
	return next;
}

static void emu_rpc_hdrs_ipv6(struct emu_rpc_view *view,
			      struct emu_rpc_hdrs *hdrs)
{
	const uint8_t *ip = emu_rpc_view_get(view, 40);
	uint8_t next;

	hdrs->is_ip = true;
	hdrs->is_v6 = true;
	if (!ip)
		return;
	hdrs->addr_off = (uint16_t)view->pos;
	view->pos += 40;
	next = emu_rpc_hdrs_exts(view, ip[6]);
	if (next == EMU_IPPROTO_MPLS) {
		emu_rpc_hdrs_mpls(hdrs);
		return;
	}
	ip = emu_rpc_view_get(view, 40);
	if (next == EMU_IPPROTO_IPV6 && ip) {
		hdrs->outer_off = hdrs->addr_off;
		hdrs->addr_off = (uint16_t)view->pos;
		view->pos += 40;
		next = emu_rpc_hdrs_exts(view, ip[6]);
	}
	emu_rpc_hdrs_l4(view, next, hdrs);
}

/**
 * emu_rpc_hdrs_find() - find what the classifier's key is made of
 * @frame: from the destination MAC address
 * @len: bytes, at least 14
 * @hdrs: result
 */
void emu_rpc_hdrs_find(const uint8_t *frame, uint32_t len,
		       struct emu_rpc_hdrs *hdrs)
{
	struct emu_rpc_view view = { .frame = frame, .len = len, .pos = 14 };
	uint16_t type = emu_rpc_view_be16(frame + 12);
	const uint8_t *tag;
	unsigned int tags;

	memset(hdrs, 0, sizeof(*hdrs));
	for (tags = 0; tags < 2; tags++) {
		if (!emu_ethertype_is_vlan(type))
			break;
		hdrs->is_tagged = true;
		tag = emu_rpc_view_get(&view, 4);
		if (!tag)
			return;
		type = emu_rpc_view_be16(tag + 2);
		view.pos += 4;
	}
	if (type == EMU_ETH_P_IP)
		emu_rpc_hdrs_ipv4(&view, hdrs);
	else if (type == EMU_ETH_P_IPV6)
		emu_rpc_hdrs_ipv6(&view, hdrs);
}
