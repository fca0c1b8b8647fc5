// SPDX-License-Identifier: GPL-2.0-only
/* Owns ENCAP: a tunnel header before a frame, and what depends on the frame. */
#include <string.h>

#include "bytes.h"
#include "csum.h"
#include "edit.h"
#include "proto.h"
#include "tunnel.h"

#define EMU_SPORT_FIRST		32768
#define EMU_SPORTS		(60999 - 32768 + 1)
#define EMU_INNER_TAGS		7	/* skipped in search of an IP header */

/* Return: sum of the pseudo-header for @len bytes behind the IP header */
static uint64_t emu_encap_ipv4(uint8_t *ip, uint32_t len, uint16_t id)
{
	emu_put_be16(ip + 2, (uint16_t)(len + 20));
	emu_put_be16(ip + 4, ip[6] & 0x40 ? 0 : id);
	emu_put_be16(ip + 10, 0);
	emu_put_be16(ip + 10,
		     (uint16_t)~emu_csum_fold(emu_csum_add(0, ip, 20)));
	return emu_csum_add((uint64_t)ip[9] + len, ip + 12, 8);
}

static uint64_t emu_encap_ipv6(uint8_t *ip, uint32_t len)
{
	emu_put_be16(ip + 4, (uint16_t)len);
	return emu_csum_add((uint64_t)ip[6] + len, ip + 8, 32);
}

static void emu_encap_udp(const struct emu_encap *e, uint8_t *udp,
			  uint32_t len, uint64_t pseudo, uint32_t flow)
{
	uint16_t sum;

	emu_put_be16(udp, (uint16_t)(EMU_SPORT_FIRST +
				     ((uint64_t)flow * EMU_SPORTS >> 32)));
	emu_put_be16(udp + 4, (uint16_t)len);
	if (!(e->flags & HNI_ENCAP_F_CSUM))
		return;
	emu_put_be16(udp + 6, 0);
	sum = (uint16_t)~emu_csum_fold(emu_csum_add(pseudo, udp, len));
	emu_put_be16(udp + 6, sum ? sum : 0xffff);
}

static void emu_encap_gre(const struct emu_encap *e, uint8_t *gre,
			  uint32_t len)
{
	if (!(e->flags & HNI_ENCAP_F_CSUM))
		return;
	emu_put_be16(gre + 4, 0);
	emu_put_be16(gre + 4,
		     (uint16_t)~emu_csum_fold(emu_csum_add(0, gre, len)));
}

/* struct emu_encap_inner - the IP header of the frame inside, if it has one */
struct emu_encap_inner {
	bool is_ip;
	bool is_tagged;
	uint8_t tos;
	uint8_t ttl;
};

/* Behind GRE software does not find it if there is a tag.
 * Return: false if the IP header is cut off
 */
static bool emu_encap_look(const struct emu_frame *f, uint8_t kind,
			   struct emu_encap_inner *inner)
{
	unsigned int most = kind == HNI_TUNNEL_GRE ? 0 : EMU_INNER_TAGS;
	const uint8_t *data = f->buf + f->off;
	uint32_t at = EMU_ETH_HLEN;
	uint16_t type = emu_get_be16(data + 12);
	unsigned int tags = 0;

	for (; emu_ethertype_is_vlan(type); at += EMU_VLAN_HLEN) {
		if (++tags > most || at + EMU_VLAN_HLEN > f->len)
			return true;
		type = emu_get_be16(data + at + 2);
	}
	inner->is_tagged = tags;
	if (type == EMU_ETH_P_IP) {
		if (f->len < at + EMU_IPV4_HLEN)
			return false;
		inner->is_ip = true;
		inner->tos = data[at + 1];
		inner->ttl = data[at + 8];
	} else if (type == EMU_ETH_P_IPV6) {
		if (f->len < at + EMU_IPV6_HLEN)
			return false;
		inner->is_ip = true;
		inner->tos = (uint8_t)(emu_get_be16(data + at) >> 4);
		inner->ttl = data[at + 7];
	}
	return true;
}

/* What the outer IP header takes over */
static void emu_encap_inherit(const struct emu_encap *e, uint8_t *ip,
			      const struct emu_encap_inner *inner)
{
	uint8_t ecn = inner->tos & 3;
	bool is_v6 = ip[0] >> 4 == 6;

	if (ecn == 3)
		ecn = 2;
	if ((e->flags & HNI_ENCAP_F_ECN) && is_v6)
		ip[1] = (uint8_t)((ip[1] & ~0x30) | ecn << 4);
	else if (e->flags & HNI_ENCAP_F_ECN)
		ip[1] = (uint8_t)((ip[1] & ~3) | ecn);
	if ((e->flags & HNI_ENCAP_F_TTL) && inner->is_ip && !inner->is_tagged)
		ip[is_v6 ? 7 : 8] = inner->ttl;
}

bool emu_encap(struct emu_frame *f, const struct emu_encap *e, uint32_t flow,
	       uint16_t id)
{
	struct emu_encap_inner inner = { 0 };
	uint8_t *data, *ip;
	uint64_t pseudo;
	uint32_t len;

	if (!emu_encap_look(f, e->kind, &inner) ||
	    !emu_frame_grow(f, e->hdr_len))
		return false;
	f->l4_valid = false;
	data = emu_frame_data(f);
	memcpy(data, e->hdr, e->hdr_len);
	ip = data + e->net_off;
	emu_encap_inherit(e, ip, &inner);
	len = f->len - e->l4_off;
	if (ip[0] >> 4 == 6)
		pseudo = emu_encap_ipv6(ip, len);
	else
		pseudo = emu_encap_ipv4(ip, len, id);
	if (e->kind == HNI_TUNNEL_GRE)
		emu_encap_gre(e, data + e->l4_off, len);
	else
		emu_encap_udp(e, data + e->l4_off, len, pseudo, flow);
	return true;
}
