// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the bytes of tunnel headers, as the kernel's tunnel devices make them.
 * What depends on the frame (lengths, checksums, the source port, what the
 * outer IP header takes over) is the hardware's.
 */
#include "hof_header.h"

#define HOF_ETH_P_IP		0x0800
#define HOF_ETH_P_IPV6		0x86dd
#define HOF_ETH_P_TEB		0x6558	/* an Ethernet frame inside */
#define HOF_IPPROTO_UDP		17
#define HOF_IPPROTO_GRE		47
#define HOF_IPV4_DF		0x4000
#define HOF_VXLAN_F_VNI		0x08
#define HOF_VXLAN_F_GBP		0x80
#define HOF_GRE_F_CSUM		0x8000
#define HOF_GRE_F_KEY		0x2000

static void hof_header_put8(struct hof_encap *encap, u8 value)
{
	encap->hdr[encap->hdr_len++] = value;
}

static void hof_header_put16(struct hof_encap *encap, u16 value)
{
	hof_header_put8(encap, (u8)(value >> 8));
	hof_header_put8(encap, (u8)value);
}

static void hof_header_put32(struct hof_encap *encap, u32 value)
{
	hof_header_put16(encap, (u16)(value >> 16));
	hof_header_put16(encap, (u16)value);
}

static void hof_header_put(struct hof_encap *encap, const u8 *bytes,
			   unsigned int len)
{
	memcpy(encap->hdr + encap->hdr_len, bytes, len);
	encap->hdr_len = (u16)(encap->hdr_len + len);
}

static void hof_header_ipv4(const struct hof_header *header, u8 proto,
			    struct hof_encap *encap)
{
	hof_header_put16(encap, HOF_ETH_P_IP);
	encap->net_off = encap->hdr_len;
	hof_header_put8(encap, 0x45);
	hof_header_put8(encap, header->tos);
	hof_header_put32(encap, 0);
	hof_header_put16(encap, header->is_df ? HOF_IPV4_DF : 0);
	hof_header_put8(encap, header->ttl);
	hof_header_put8(encap, proto);
	hof_header_put16(encap, 0);
	hof_header_put(encap, header->src, 4);
	hof_header_put(encap, header->dst, 4);
}

static void hof_header_ipv6(const struct hof_header *header, u8 proto,
			    struct hof_encap *encap)
{
	hof_header_put16(encap, HOF_ETH_P_IPV6);
	encap->net_off = encap->hdr_len;
	hof_header_put32(encap, 6U << 28 | (u32)header->tos << 20);
	hof_header_put16(encap, 0);
	hof_header_put8(encap, proto);
	hof_header_put8(encap, header->ttl);
	hof_header_put(encap, header->src, 16);
	hof_header_put(encap, header->dst, 16);
}

static void hof_header_udp(const struct hof_header *header,
			   struct hof_encap *encap)
{
	hof_header_put16(encap, 0);
	hof_header_put16(encap, header->l4_port);
	hof_header_put32(encap, 0);
}

/* Software's number of a group has two bits of the second byte, too. */
static void hof_header_vxlan(const struct hof_header *header,
			     struct hof_encap *encap)
{
	hof_header_udp(header, encap);
	hof_header_put8(encap, HOF_VXLAN_F_VNI |
			(header->gbp ? HOF_VXLAN_F_GBP : 0));
	hof_header_put8(encap, (u8)(header->gbp >> 16));
	hof_header_put16(encap, (u16)header->gbp);
	hof_header_put32(encap, header->key << 8);
}

static void hof_header_geneve(const struct hof_header *header,
			      struct hof_encap *encap)
{
	hof_header_udp(header, encap);
	hof_header_put8(encap, (u8)(header->opts_len / 4));
	hof_header_put8(encap, 0);
	hof_header_put16(encap, HOF_ETH_P_TEB);
	hof_header_put32(encap, header->key << 8);
	hof_header_put(encap, header->opts, header->opts_len);
}

static void hof_header_gre(const struct hof_header *header,
			   struct hof_encap *encap)
{
	bool has_csum = header->flags & HNI_ENCAP_F_CSUM;

	hof_header_put16(encap, (u16)((has_csum ? HOF_GRE_F_CSUM : 0) |
				      (header->has_key ? HOF_GRE_F_KEY : 0)));
	hof_header_put16(encap, HOF_ETH_P_TEB);
	if (has_csum)
		hof_header_put32(encap, 0);
	if (header->has_key)
		hof_header_put32(encap, header->key);
}

void hof_header_make(const struct hof_header *header, struct hof_encap *encap)
{
	u8 proto = header->kind == HNI_TUNNEL_GRE ? HOF_IPPROTO_GRE :
						    HOF_IPPROTO_UDP;

	memset(encap, 0, sizeof(*encap));
	encap->kind = header->kind;
	encap->flags = header->flags;
	encap->port = header->port;

	hof_header_put(encap, header->dmac, HOF_HEADER_MAC);
	hof_header_put(encap, header->smac, HOF_HEADER_MAC);
	if (header->family == HNI_KW_ADDR_IPV6)
		hof_header_ipv6(header, proto, encap);
	else
		hof_header_ipv4(header, proto, encap);
	encap->l4_off = encap->hdr_len;

	if (header->kind == HNI_TUNNEL_VXLAN)
		hof_header_vxlan(header, encap);
	else if (header->kind == HNI_TUNNEL_GENEVE)
		hof_header_geneve(header, encap);
	else
		hof_header_gre(header, encap);
}
