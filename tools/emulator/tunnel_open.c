// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the recognition of tunnel frames: only those are a tunnel's that
 * software would take without a doubt, everything else is left to it.
 */
#include <string.h>

#include "bytes.h"
#include "csum.h"
#include "proto.h"
#include "tunnel.h"

#define EMU_VXLAN_HLEN		8
#define EMU_VXLAN_F_VNI		0x08
#define EMU_VXLAN_F_GBP		0x80
#define EMU_GENEVE_HLEN		8
#define EMU_GENEVE_F_OAM	0x80
#define EMU_GENEVE_F_CRIT	0x40
#define EMU_GRE_F_CSUM		0x80
#define EMU_GRE_F_KEY		0x20

/* struct emu_outer - the outer headers; @payload: bytes behind the IP header */
struct emu_outer {
	const uint8_t *ip;
	const uint8_t *l4;
	uint32_t payload;
	bool is_v6;
	uint32_t w[HNI_KW_USED];	/* only words ENC_* */
};

static bool emu_outer_eth(const struct emu_tunnel *t, const uint8_t *data,
			  uint32_t len)
{
	uint16_t type = t->family == HNI_KW_ADDR_IPV6 ? EMU_ETH_P_IPV6 :
							EMU_ETH_P_IP;

	return len >= EMU_ETH_HLEN && !memcmp(data, t->mac, 6) &&
	       emu_get_be16(data + 12) == type;
}

/* @len: bytes from the IP header to the end of the frame */
static bool emu_outer_ipv4(struct emu_outer *o, const struct emu_tunnel *t,
			   uint32_t len, uint8_t proto)
{
	uint32_t total;

	if (len < 20 || o->ip[0] != 0x45 || o->ip[9] != proto)
		return false;
	total = emu_get_be16(o->ip + 2);
	if (total < 20 || total > len || (emu_get_be16(o->ip + 6) & 0x3fff) ||
	    emu_csum_fold(emu_csum_add(0, o->ip, 20)) != 0xffff ||
	    emu_get_be32(o->ip + 16) != t->dst[3])
		return false;
	o->l4 = o->ip + 20;
	o->payload = total - 20;
	o->w[HNI_KW_ENC_SRC_V4] = emu_get_be32(o->ip + 12);
	o->w[HNI_KW_ENC_DST_V4] = emu_get_be32(o->ip + 16);
	o->w[HNI_KW_ENC_IP] =
		EMU_PREP(HNI_KW_ENC_IP_TOS, (uint32_t)o->ip[1]) |
		EMU_PREP(HNI_KW_ENC_IP_TTL, (uint32_t)o->ip[8]) |
		EMU_PREP(HNI_KW_ENC_ADDR_TYPE, (uint32_t)HNI_KW_ADDR_IPV4);
	if (o->ip[6] & 0x40)
		o->w[HNI_KW_ENC_IP] |= HNI_KW_ENC_F_DF;
	return true;
}

static bool emu_outer_ipv6(struct emu_outer *o, const struct emu_tunnel *t,
			   uint32_t len, uint8_t proto)
{
	unsigned int i;

	if (len < 40 || o->ip[0] >> 4 != 6 || o->ip[6] != proto ||
	    emu_get_be16(o->ip + 4) > len - 40)
		return false;
	for (i = 0; i < 4; i++) {
		o->w[HNI_KW_ENC_SRC + i] = emu_get_be32(o->ip + 8 + 4 * i);
		o->w[HNI_KW_ENC_DST + i] = emu_get_be32(o->ip + 24 + 4 * i);
	}
	if (memcmp(&o->w[HNI_KW_ENC_DST], t->dst, sizeof(t->dst)))
		return false;
	o->l4 = o->ip + 40;
	o->payload = emu_get_be16(o->ip + 4);
	o->is_v6 = true;
	o->w[HNI_KW_ENC_IP] =
		EMU_PREP(HNI_KW_ENC_IP_TOS,
			 (uint32_t)(emu_get_be16(o->ip) >> 4 & 0xff)) |
		EMU_PREP(HNI_KW_ENC_IP_TTL, (uint32_t)o->ip[7]) |
		EMU_PREP(HNI_KW_ENC_ADDR_TYPE, (uint32_t)HNI_KW_ADDR_IPV6);
	return true;
}

/* The other two values would change the inner header. */
static bool emu_outer_ecn_is_plain(const struct emu_outer *o)
{
	return !(EMU_GET(HNI_KW_ENC_IP_TOS, o->w[HNI_KW_ENC_IP]) & 1);
}

static bool emu_outer_udp(struct emu_outer *o, const struct emu_tunnel *t)
{
	const uint8_t *udp = o->l4;

	if (o->payload < EMU_UDP_HLEN || emu_get_be16(udp + 2) != t->l4_port ||
	    emu_get_be16(udp + 4) != o->payload)
		return false;
	if (!emu_get_be16(udp + 6)) {
		if (o->is_v6)
			return false;
	} else if (emu_csum_l4_good(o->ip, o->is_v6, udp, o->payload, true)) {
		o->w[HNI_KW_ENC_IP] |= HNI_KW_ENC_F_CSUM;
	} else {
		return false;
	}
	o->w[HNI_KW_ENC_PORTS] = emu_get_be32(udp);
	return true;
}

/*
 * The following return the bytes of the tunnel's headers behind the IP header,
 * 0 if they are not as they must be.
 */
static uint32_t emu_outer_vxlan(struct emu_outer *o, const struct emu_tunnel *t)
{
	const uint8_t *h = o->l4 + EMU_UDP_HLEN;

	if (o->payload < EMU_UDP_HLEN + EMU_VXLAN_HLEN || h[1] || h[7])
		return 0;
	if (h[0] == (EMU_VXLAN_F_VNI | EMU_VXLAN_F_GBP) &&
	    (t->flags & HNI_TUNNEL_F_GBP)) {
		o->w[HNI_KW_ENC_IP] |=
			EMU_PREP(HNI_KW_ENC_OPTS_LEN, 4U) |
			EMU_PREP(HNI_KW_ENC_OPTS_TYPE,
				 (uint32_t)HNI_KW_OPTS_VXLAN);
		o->w[HNI_KW_ENC_OPTS] = emu_get_be16(h + 2);
	} else if (h[0] != EMU_VXLAN_F_VNI || h[2] || h[3]) {
		return 0;
	}
	o->w[HNI_KW_ENC_KEYID] = emu_get_be32(h + 4) >> 8;
	return EMU_UDP_HLEN + EMU_VXLAN_HLEN;
}

static uint32_t emu_outer_geneve(struct emu_outer *o)
{
	const uint8_t *h = o->l4 + EMU_UDP_HLEN;
	uint32_t opts, i;

	if (o->payload < EMU_UDP_HLEN + EMU_GENEVE_HLEN || h[0] >> 6 ||
	    emu_get_be16(h + 2) != EMU_ETH_P_TEB)
		return 0;
	opts = (uint32_t)(h[0] & 0x3f) * 4;
	if (o->payload < EMU_UDP_HLEN + EMU_GENEVE_HLEN + opts)
		return 0;
	o->w[HNI_KW_ENC_KEYID] = emu_get_be32(h + 4) >> 8;
	if (h[1] & EMU_GENEVE_F_OAM)
		o->w[HNI_KW_ENC_IP] |= HNI_KW_ENC_F_OAM;
	if (h[1] & EMU_GENEVE_F_CRIT)
		o->w[HNI_KW_ENC_IP] |= HNI_KW_ENC_F_CRIT;
	if (opts)
		o->w[HNI_KW_ENC_IP] |=
			EMU_PREP(HNI_KW_ENC_OPTS_LEN, opts) |
			EMU_PREP(HNI_KW_ENC_OPTS_TYPE,
				 (uint32_t)HNI_KW_OPTS_GENEVE);
	for (i = 0; i < opts / 4 && i < HNI_KW_ENC_OPTS_WORDS; i++)
		o->w[HNI_KW_ENC_OPTS + i] =
			emu_get_be32(h + EMU_GENEVE_HLEN + 4 * i);
	return EMU_UDP_HLEN + EMU_GENEVE_HLEN + opts;
}

static uint32_t emu_outer_gre(struct emu_outer *o, const struct emu_tunnel *t)
{
	const uint8_t *h = o->l4;
	uint32_t len = 4;

	if (o->payload < len || (h[0] & ~(EMU_GRE_F_CSUM | EMU_GRE_F_KEY)) ||
	    h[1] || emu_get_be16(h + 2) != EMU_ETH_P_TEB ||
	    !(h[0] & EMU_GRE_F_CSUM) != !(t->flags & HNI_TUNNEL_F_CSUM))
		return 0;
	len += h[0] & EMU_GRE_F_CSUM ? 4 : 0;
	len += h[0] & EMU_GRE_F_KEY ? 4 : 0;
	if (o->payload < len)
		return 0;
	if (h[0] & EMU_GRE_F_KEY)
		o->w[HNI_KW_ENC_KEYID] = emu_get_be32(h + len - 4);
	if (!(h[0] & EMU_GRE_F_CSUM))
		return len;
	if (emu_csum_fold(emu_csum_add(0, h, o->payload)) != 0xffff)
		return 0;
	o->w[HNI_KW_ENC_IP] |= HNI_KW_ENC_F_CSUM;
	return len;
}

static uint32_t emu_outer_headers(struct emu_outer *o,
				  const struct emu_tunnel *t)
{
	switch (t->kind) {
	case HNI_TUNNEL_VXLAN:
		return emu_outer_udp(o, t) ? emu_outer_vxlan(o, t) : 0;
	case HNI_TUNNEL_GENEVE:
		return emu_outer_udp(o, t) ? emu_outer_geneve(o) : 0;
	case HNI_TUNNEL_GRE:
		return emu_outer_gre(o, t);
	default:
		return 0;
	}
}

/* A frame that emu_parse() accepts, and from an address that can be one */
static bool emu_inner_is_good(const uint8_t *data, uint32_t len)
{
	static const uint8_t zero[6];

	if (len < EMU_ETH_HLEN || (data[6] & 1) || !memcmp(data + 6, zero, 6))
		return false;
	return !emu_ethertype_is_vlan(emu_get_be16(data + 12)) ||
	       len >= EMU_ETH_HLEN + EMU_VLAN_HLEN + 2;
}

bool emu_tunnel_open(const struct emu_tunnel *t, const struct emu_frame *f,
		     struct emu_key *key, struct emu_inner *inner)
{
	uint8_t proto = t->kind == HNI_TUNNEL_GRE ? EMU_IPPROTO_GRE :
						    EMU_IPPROTO_UDP;
	const uint8_t *data = f->buf + f->off;
	struct emu_outer o;
	uint32_t hdrs, len;
	bool ok;

	if (!emu_outer_eth(t, data, f->len))
		return false;
	memset(&o, 0, sizeof(o));
	o.ip = data + EMU_ETH_HLEN;
	len = f->len - EMU_ETH_HLEN;
	if (t->family == HNI_KW_ADDR_IPV6)
		ok = emu_outer_ipv6(&o, t, len, proto);
	else
		ok = emu_outer_ipv4(&o, t, len, proto);
	if (!ok || !emu_outer_ecn_is_plain(&o))
		return false;
	hdrs = emu_outer_headers(&o, t);
	if (!hdrs || !emu_inner_is_good(o.l4 + hdrs, o.payload - hdrs))
		return false;
	memcpy(&key->w[HNI_KW_ENC_KEYID], &o.w[HNI_KW_ENC_KEYID],
	       (HNI_KW_CT - HNI_KW_ENC_KEYID) * sizeof(o.w[0]));
	inner->off = (uint32_t)(o.l4 + hdrs - data);
	inner->len = o.payload - hdrs;
	return true;
}
