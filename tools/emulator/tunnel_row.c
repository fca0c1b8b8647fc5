// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the check of a tunnel header: lengths and types are checked once, when
 * the row is written, so that the op can rely on them for every frame.
 */
#include "bytes.h"
#include "proto.h"
#include "tunnel.h"

#define EMU_GRE_F_CSUM		0x8000
#define EMU_GRE_F_KEY		0x2000
#define EMU_ENCAP_FLAGS		\
	(HNI_ENCAP_F_CSUM | HNI_ENCAP_F_ECN | HNI_ENCAP_F_TTL)

/* Length of the IP header at NET_OFF and its protocol; 0 = not one */
static unsigned int emu_encap_ip(const struct emu_encap *encap, uint8_t *proto)
{
	uint16_t type = emu_get_be16(encap->hdr + encap->net_off - 2);
	const uint8_t *ip = encap->hdr + encap->net_off;

	if (type == EMU_ETH_P_IP && ip[0] == 0x45) {
		*proto = ip[9];
		return EMU_IPV4_HLEN;
	}
	if (type == EMU_ETH_P_IPV6 && ip[0] >> 4 == 6) {
		*proto = ip[6];
		return EMU_IPV6_HLEN;
	}
	return 0;
}

/* Length of the GRE header at L4_OFF; 0 = not one with an Ethernet frame */
static unsigned int emu_encap_gre(const struct emu_encap *encap)
{
	const uint8_t *gre = encap->hdr + encap->l4_off;
	uint16_t flags = emu_get_be16(gre);

	if (flags & ~(EMU_GRE_F_CSUM | EMU_GRE_F_KEY) ||
	    !(flags & EMU_GRE_F_CSUM) != !(encap->flags & HNI_ENCAP_F_CSUM) ||
	    emu_get_be16(gre + 2) != EMU_ETH_P_TEB)
		return 0;
	return 4 + (flags & EMU_GRE_F_CSUM ? 4 : 0) +
	       (flags & EMU_GRE_F_KEY ? 4 : 0);
}

/* The same of UDP with what stands behind it */
static unsigned int emu_encap_udp(const struct emu_encap *encap)
{
	const uint8_t *tun = encap->hdr + encap->l4_off + EMU_UDP_HLEN;
	unsigned int len = EMU_UDP_HLEN + 8;

	if (encap->kind == HNI_TUNNEL_GENEVE)
		len += 4U * (tun[0] & 0x3f);
	return len;
}

static bool emu_encap_l2_ok(const struct emu_encap *encap)
{
	if (encap->net_off == EMU_ETH_HLEN)
		return true;
	return encap->net_off == EMU_ETH_HLEN + EMU_VLAN_HLEN &&
	       emu_ethertype_is_vlan(emu_get_be16(encap->hdr + 12));
}

static bool emu_encap_rest_zero(const struct emu_encap *encap)
{
	unsigned int i;

	for (i = encap->hdr_len; i < HNI_ENCAP_HDR_MAX; i++)
		if (encap->hdr[i])
			return false;
	return true;
}

bool emu_encap_is_sound(const struct emu_encap *encap)
{
	bool is_gre = encap->kind == HNI_TUNNEL_GRE;
	unsigned int len, l4;
	uint8_t proto;

	if (encap->kind < HNI_TUNNEL_VXLAN || encap->kind > HNI_TUNNEL_GRE ||
	    encap->flags & ~EMU_ENCAP_FLAGS ||
	    encap->hdr_len > HNI_ENCAP_HDR_MAX || !emu_encap_l2_ok(encap))
		return false;
	len = emu_encap_ip(encap, &proto);
	if (!len || encap->l4_off != encap->net_off + len ||
	    proto != (is_gre ? EMU_IPPROTO_GRE : EMU_IPPROTO_UDP))
		return false;
	l4 = is_gre ? emu_encap_gre(encap) : emu_encap_udp(encap);
	return l4 && encap->l4_off + l4 == encap->hdr_len &&
	       emu_encap_rest_zero(encap);
}
