// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading and changing the addresses and ports of a connection's frame. */
#include <string.h>

#include "bytes.h"
#include "csum.h"
#include "edit.h"
#include "parse.h"
#include "proto.h"
#include "tuple.h"

#define EMU_TCP_HLEN		20
#define EMU_TCP_CSUM		16
#define EMU_TCP_F_FIN_RST	0x05
#define EMU_UDP_CSUM		6

/* struct emu_tuple_hdr - the headers of a frame that CT may look up */
struct emu_tuple_hdr {
	uint8_t *ip;
	uint8_t *l4;
	uint8_t addr_len;	/* bytes of an address */
	uint8_t addr_off;	/* the source's, in the IP header */
	uint8_t proto;
	bool is_v6;
};

static bool emu_tuple_ip(struct emu_tuple_hdr *h, uint16_t type, uint32_t *len)
{
	uint32_t hlen = type == EMU_ETH_P_IP ? 20 : 40;

	if (*len < hlen)
		return false;
	*len -= hlen;
	h->l4 = h->ip + hlen;
	switch (type) {
	case EMU_ETH_P_IP:
		h->proto = h->ip[9];
		h->addr_len = 4;
		h->addr_off = 12;
		return h->ip[0] == 0x45 && h->ip[8] > 1 &&
		       !(emu_get_be16(h->ip + 6) & 0x3fff);
	case EMU_ETH_P_IPV6:
		h->proto = h->ip[6];
		h->addr_len = 16;
		h->addr_off = 8;
		h->is_v6 = true;
		return h->ip[0] >> 4 == 6 && h->ip[7] > 1;
	default:
		return false;
	}
}

/* False: not a frame that CT looks up */
static bool emu_tuple_find(uint8_t *data, uint32_t frame_len, uint32_t off,
			   struct emu_tuple_hdr *h)
{
	uint32_t len = frame_len - off;

	memset(h, 0, sizeof(*h));
	h->ip = data + off;
	if (!emu_tuple_ip(h, emu_get_be16(data + off - 2), &len))
		return false;
	switch (h->proto) {
	case EMU_IPPROTO_TCP:
		return len >= EMU_TCP_HLEN && !(h->l4[13] & EMU_TCP_F_FIN_RST);
	case EMU_IPPROTO_UDP:
		return len >= EMU_UDP_HLEN;
	default:
		return false;
	}
}

static void emu_addr_get(uint32_t *addr, const uint8_t *p, bool is_v6)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		addr[i] = is_v6 ? emu_get_be32(p + 4 * i) : 0;
	if (!is_v6)
		addr[3] = emu_get_be32(p);
}

static void emu_addr_put(uint8_t *p, const uint32_t *addr, bool is_v6)
{
	unsigned int i;

	if (!is_v6)
		emu_put_be32(p, addr[3]);
	for (i = 0; i < 4 && is_v6; i++)
		emu_put_be32(p + 4 * i, addr[i]);
}

bool emu_tuple_get(const struct emu_frame *f, struct emu_tuple *t)
{
	struct emu_tuple_hdr h;

	/* the headers are only read here */
	if (!emu_tuple_find((uint8_t *)f->buf + f->off, f->len,
			    EMU_ETH_HLEN + emu_frame_tag_len(f), &h))
		return false;
	memset(t, 0, sizeof(*t));
	t->is_v6 = h.is_v6;
	t->proto = h.proto;
	t->sport = emu_get_be16(h.l4);
	t->dport = emu_get_be16(h.l4 + 2);
	emu_addr_get(t->src, h.ip + h.addr_off, h.is_v6);
	emu_addr_get(t->dst, h.ip + h.addr_off + h.addr_len, h.is_v6);
	return true;
}

/* The checksum at @field as it is after bytes that gave @was give @now */
static uint16_t emu_csum_follow(const uint8_t *field, uint64_t was,
				uint64_t now)
{
	uint64_t sum = (uint16_t)~emu_get_be16(field);

	sum += (uint16_t)~emu_csum_fold(was);
	return (uint16_t)~emu_csum_fold(sum + now);
}

static uint64_t emu_tuple_addr_sum(const struct emu_tuple_hdr *h)
{
	return emu_csum_add(0, h->ip + h->addr_off, 2U * h->addr_len);
}

void emu_tuple_set(struct emu_frame *f, const struct emu_tuple *t)
{
	uint64_t addr_was, addr_now, port_was, port_now;
	struct emu_tuple_hdr h;
	uint8_t *field;
	uint16_t sum;

	if (!emu_tuple_find(emu_frame_data(f), f->len,
			    EMU_ETH_HLEN + emu_frame_tag_len(f), &h))
		return;
	addr_was = emu_tuple_addr_sum(&h);
	port_was = emu_csum_add(0, h.l4, 4);
	emu_addr_put(h.ip + h.addr_off, t->src, h.is_v6);
	emu_addr_put(h.ip + h.addr_off + h.addr_len, t->dst, h.is_v6);
	emu_put_be16(h.l4, t->sport);
	emu_put_be16(h.l4 + 2, t->dport);
	addr_now = emu_tuple_addr_sum(&h);
	port_now = emu_csum_add(0, h.l4, 4);
	f->l4_valid = false;
	if (!h.is_v6)
		emu_put_be16(h.ip + 10,
			     emu_csum_follow(h.ip + 10, addr_was, addr_now));
	field = h.l4 + (h.proto == EMU_IPPROTO_TCP ? EMU_TCP_CSUM :
						     EMU_UDP_CSUM);
	if (h.proto == EMU_IPPROTO_UDP && !emu_get_be16(field))
		return;
	sum = emu_csum_follow(field, addr_was + port_was, addr_now + port_now);
	if (h.proto == EMU_IPPROTO_UDP && !sum)
		sum = 0xffff;
	emu_put_be16(field, sum);
}
