// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the receive parser of a host function: L2 with up to two VLAN tags,
 * one IP header or IPv6 in IPv6, extension headers, TCP and UDP.
 */
#include <string.h>

#include "rpc.h"

#define EMU_ETH_P_IP		0x0800
#define EMU_ETH_P_IPV6		0x86dd
#define EMU_ETH_P_8021Q		0x8100
#define EMU_ETH_P_8021AD	0x88a8

enum {
	EMU_IP_HOPOPT	= 0,
	EMU_IP_TCP	= 6,
	EMU_IP_UDP	= 17,
	EMU_IP_IPV6	= 41,
	EMU_IP_ROUTING	= 43,
	EMU_IP_FRAGMENT	= 44,
	EMU_IP_ESP	= 50,
	EMU_IP_AUTH	= 51,
	EMU_IP_DSTOPTS	= 60,
};

/* A frame being read; @pos is the next byte */
struct emu_rpc_cur {
	const uint8_t *frame;
	uint32_t len;
	uint32_t pos;
	struct emu_rpc_pkt *pkt;
};

static uint16_t emu_rpc_get16(const struct emu_rpc_cur *cur, uint32_t off)
{
	const uint8_t *p = cur->frame + cur->pos + off;

	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint8_t emu_rpc_get8(const struct emu_rpc_cur *cur, uint32_t off)
{
	return cur->frame[cur->pos + off];
}

static bool emu_rpc_has(struct emu_rpc_cur *cur, uint32_t bytes)
{
	if (cur->pos + bytes <= cur->len)
		return true;
	cur->pkt->is_bad = true;
	return false;
}

static void emu_rpc_parse_l4(struct emu_rpc_cur *cur, uint8_t proto)
{
	struct emu_rpc_pkt *pkt = cur->pkt;
	uint32_t size = 8;

	pkt->ip_proto = proto;
	pkt->is_esp = proto == EMU_IP_ESP;
	if (pkt->is_frag || (proto != EMU_IP_TCP && proto != EMU_IP_UDP))
		return;
	if (!emu_rpc_has(cur, proto == EMU_IP_TCP ? 20 : 8))
		return;
	if (proto == EMU_IP_TCP)
		size = (uint32_t)(emu_rpc_get8(cur, 12) >> 4) * 4;
	if (proto == EMU_IP_TCP && (size < 20 || !emu_rpc_has(cur, size))) {
		pkt->is_bad = true;
		return;
	}
	pkt->is_udp = proto == EMU_IP_UDP;
	pkt->l4_off = (uint16_t)cur->pos;
	pkt->hdr_len = (uint16_t)(cur->pos + size);
}

static void emu_rpc_parse_ipv4(struct emu_rpc_cur *cur)
{
	struct emu_rpc_pkt *pkt = cur->pkt;
	uint32_t ihl, total;
	uint8_t proto;

	if (!emu_rpc_has(cur, 20))
		return;
	ihl = (uint32_t)(emu_rpc_get8(cur, 0) & 15) * 4;
	total = emu_rpc_get16(cur, 2);
	if (emu_rpc_get8(cur, 0) >> 4 != 4 || ihl < 20 || total < ihl) {
		pkt->is_bad = true;
		return;
	}
	if (!emu_rpc_has(cur, ihl))
		return;
	pkt->l3_off = (uint16_t)cur->pos;
	pkt->is_frag = emu_rpc_get16(cur, 6) & 0x3fff;
	pkt->l4_end = cur->pos + total;
	proto = emu_rpc_get8(cur, 9);
	cur->pos += ihl;
	pkt->l3_len = (uint16_t)cur->pos;
	pkt->hdr_len = (uint16_t)cur->pos;
	emu_rpc_parse_l4(cur, proto);
}

/* Bytes of the extension header at the cursor; 0 = @next is none */
static uint32_t emu_rpc_ext_len(struct emu_rpc_cur *cur, uint8_t next)
{
	switch (next) {
	case EMU_IP_HOPOPT:
	case EMU_IP_ROUTING:
	case EMU_IP_DSTOPTS:
		if (!emu_rpc_has(cur, 8))
			return 0;
		return 8 * (1 + (uint32_t)emu_rpc_get8(cur, 1));
	case EMU_IP_AUTH:
		if (!emu_rpc_has(cur, 8))
			return 0;
		return 4 * (2 + (uint32_t)emu_rpc_get8(cur, 1));
	case EMU_IP_FRAGMENT:
		if (!emu_rpc_has(cur, 8))
			return 0;
		cur->pkt->is_frag = true;
		return 8;
	default:
		return 0;
	}
}

/* Return: what follows the extension headers */
static uint8_t emu_rpc_parse_ext(struct emu_rpc_cur *cur, uint8_t next)
{
	uint32_t size;

	for (;;) {
		size = emu_rpc_ext_len(cur, next);
		if (!size || !emu_rpc_has(cur, size))
			return next;
		next = emu_rpc_get8(cur, 0);
		cur->pos += size;
		/* What follows in a later fragment is payload */
		if (cur->pkt->is_frag)
			return next;
	}
}

static bool emu_rpc_parse_ipv6_header(struct emu_rpc_cur *cur, uint8_t *next)
{
	struct emu_rpc_pkt *pkt = cur->pkt;

	if (!emu_rpc_has(cur, 40))
		return false;
	if (emu_rpc_get8(cur, 0) >> 4 != 6) {
		pkt->is_bad = true;
		return false;
	}
	pkt->l3_off = (uint16_t)cur->pos;
	pkt->is_v6 = true;
	pkt->l4_end = cur->pos + 40 + emu_rpc_get16(cur, 4);
	*next = emu_rpc_get8(cur, 6);
	cur->pos += 40;
	*next = emu_rpc_parse_ext(cur, *next);
	pkt->l3_len = (uint16_t)cur->pos;
	pkt->hdr_len = (uint16_t)cur->pos;
	return !pkt->is_bad;
}

static void emu_rpc_parse_ipv6(struct emu_rpc_cur *cur)
{
	struct emu_rpc_pkt *pkt = cur->pkt;
	uint16_t outer;
	uint8_t next;

	if (!emu_rpc_parse_ipv6_header(cur, &next))
		return;
	if (next == EMU_IP_IPV6 && !pkt->is_frag) {
		outer = pkt->l3_off;
		if (!emu_rpc_parse_ipv6_header(cur, &next))
			return;
		pkt->outer_off = outer;
	}
	emu_rpc_parse_l4(cur, next);
}

/**
 * emu_rpc_parse() - find the headers of a frame
 * @frame: from the destination MAC address
 * @len: bytes, at least 14
 * @pkt: result; what was not found is 0
 */
void emu_rpc_parse(const uint8_t *frame, uint32_t len,
		   struct emu_rpc_pkt *pkt)
{
	struct emu_rpc_cur cur = { .frame = frame, .len = len, .pkt = pkt };
	unsigned int tags = 0;
	uint16_t type;

	memset(pkt, 0, sizeof(*pkt));
	emu_rpc_hdrs_find(frame, len, &pkt->hdrs);
	cur.pos = 12;
	type = emu_rpc_get16(&cur, 0);
	cur.pos = 14;
	while ((type == EMU_ETH_P_8021Q || type == EMU_ETH_P_8021AD) &&
	       tags++ < 2 && emu_rpc_has(&cur, 4)) {
		type = emu_rpc_get16(&cur, 2);
		cur.pos += 4;
	}
	pkt->l2_len = (uint16_t)cur.pos;
	pkt->l3_len = (uint16_t)cur.pos;
	pkt->hdr_len = (uint16_t)cur.pos;
	if (type == EMU_ETH_P_IP)
		emu_rpc_parse_ipv4(&cur);
	else if (type == EMU_ETH_P_IPV6)
		emu_rpc_parse_ipv6(&cur);
}
