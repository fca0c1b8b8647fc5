// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the parser. It yields what the kernel's flow dissector gives the flower
 * classifier; Documentation/hardware/parser.rst is the text.
 */
#include <string.h>

#include "bytes.h"
#include "parse.h"
#include "proto.h"

#define EMU_PARSE_MAX_HDRS	15

#define EMU_PPP_IP		0x0021
#define EMU_PPP_IPV6		0x0057
#define EMU_PPP_MPLS_UC		0x0281
#define EMU_PPP_MPLS_MC		0x0283

/* struct emu_cursor - where the parser is */
struct emu_cursor {
	const uint8_t *data;
	uint32_t len;
	uint32_t off;		/* of the next header; may pass len */
	uint16_t proto;		/* of the next header */
	uint8_t ip_proto;
	uint8_t tags;		/* VLAN tags seen */
	uint8_t lse;		/* label stack entries seen */
	uint8_t hdrs;
	bool is_inner;		/* behind a second Ethernet header */
	uint32_t *w;
};

/* What comes next; the two last kinds are limited in number */
enum emu_step { EMU_STEP_END, EMU_STEP_L4, EMU_STEP_L4_AGAIN, EMU_STEP_L3 };

/* Bytes @off..@off + @n of the frame, NULL if it is shorter. */
static const uint8_t *emu_cursor_get(const struct emu_cursor *c, uint32_t off,
				     uint32_t n)
{
	if (off > c->len || c->len - off < n)
		return NULL;
	return c->data + off;
}

/* EtherType as eth_type_trans() and the VLAN code give it */
static uint16_t emu_ethertype(uint16_t type, const uint8_t *sap)
{
	if (type >= EMU_ETH_P_MIN)
		return type;
	if (sap && emu_get_be16(sap) == 0xffff)
		return EMU_ETH_P_802_3;
	return EMU_ETH_P_802_2;
}

static bool emu_parse_eth(struct emu_cursor *c)
{
	const uint8_t *d = c->data;
	uint16_t type;

	if (c->len < EMU_ETH_HLEN)
		return false;
	c->w[HNI_KW_DMAC] = emu_get_be32(d);
	c->w[HNI_KW_MACS] = emu_get_be32(d + 4);
	c->w[HNI_KW_SMAC] = emu_get_be32(d + 8);
	type = emu_get_be16(d + 12);
	c->off = EMU_ETH_HLEN;
	if (emu_ethertype_is_vlan(type)) {
		if (c->len < EMU_ETH_HLEN + EMU_VLAN_HLEN + 2)
			return false;
		c->proto = type;
	} else {
		c->proto = emu_ethertype(type, emu_cursor_get(c, c->off, 2));
	}
	c->w[HNI_KW_PROTO] = EMU_PREP(HNI_KW_PROTO_OUTER, (uint32_t)c->proto);
	return true;
}

static enum emu_step emu_parse_vlan(struct emu_cursor *c)
{
	const uint8_t *tag = emu_cursor_get(c, c->off, EMU_VLAN_HLEN);
	uint16_t tci, tpid = c->proto;

	if (!tag)
		return EMU_STEP_END;
	tci = emu_get_be16(tag);
	c->proto = emu_get_be16(tag + 2);
	/* the outermost tag of a frame is where software strips it */
	if (c->off == EMU_ETH_HLEN)
		c->proto = emu_ethertype(c->proto,
					 emu_cursor_get(c, c->off + 4, 2));
	c->off += EMU_VLAN_HLEN;
	if (!c->is_inner)
		c->w[HNI_KW_MISC] += EMU_PREP(HNI_KW_MISC_NUM_VLANS, 1U);
	if (c->tags < 2) {
		c->w[c->tags ? HNI_KW_CVLAN : HNI_KW_VLAN] =
			EMU_PREP(HNI_KW_VLAN_TPID, (uint32_t)tpid) |
			(tci & (HNI_KW_VLAN_PCP | HNI_KW_VLAN_VID));
		c->w[HNI_KW_VLAN_ETYPES] |= c->tags ?
			EMU_PREP(HNI_KW_VLAN_ETYPES_INNER, (uint32_t)c->proto) :
			EMU_PREP(HNI_KW_VLAN_ETYPES_OUTER, (uint32_t)c->proto);
		c->tags++;
	}
	return EMU_STEP_L3;
}

static enum emu_step emu_parse_ipv4(struct emu_cursor *c)
{
	const uint8_t *ip = emu_cursor_get(c, c->off, 20);
	uint16_t frag;

	if (!ip || (ip[0] & 0xf) < 5)
		return EMU_STEP_END;
	c->off += (uint32_t)(ip[0] & 0xf) * 4;
	c->ip_proto = ip[9];
	c->w[HNI_KW_SRC_V4] = emu_get_be32(ip + 12);
	c->w[HNI_KW_DST_V4] = emu_get_be32(ip + 16);
	c->w[HNI_KW_META] &= ~HNI_KW_META_ADDR_TYPE;
	c->w[HNI_KW_META] |= EMU_PREP(HNI_KW_META_ADDR_TYPE,
				      (uint32_t)HNI_KW_ADDR_IPV4);
	c->w[HNI_KW_IP] = EMU_PREP(HNI_KW_IP_TOS, (uint32_t)ip[1]) |
			  EMU_PREP(HNI_KW_IP_TTL, (uint32_t)ip[8]);
	frag = emu_get_be16(ip + 6);
	if (!(frag & 0x3fff))
		return EMU_STEP_L4;
	c->w[HNI_KW_META] |= HNI_KW_META_IS_FRAG;
	if (!(frag & 0x1fff))
		c->w[HNI_KW_META] |= HNI_KW_META_FIRST_FRAG;
	return EMU_STEP_END;
}

static enum emu_step emu_parse_ipv6(struct emu_cursor *c)
{
	const uint8_t *ip = emu_cursor_get(c, c->off, 40);
	unsigned int i;

	if (!ip)
		return EMU_STEP_END;
	c->off += 40;
	c->ip_proto = ip[6];
	for (i = 0; i < 4; i++) {
		c->w[HNI_KW_SRC + i] = emu_get_be32(ip + 8 + 4 * i);
		c->w[HNI_KW_DST + i] = emu_get_be32(ip + 24 + 4 * i);
	}
	c->w[HNI_KW_META] &= ~HNI_KW_META_ADDR_TYPE;
	c->w[HNI_KW_META] |= EMU_PREP(HNI_KW_META_ADDR_TYPE,
				      (uint32_t)HNI_KW_ADDR_IPV6);
	c->w[HNI_KW_IP] = EMU_PREP(HNI_KW_IP_TOS,
				   (uint32_t)(emu_get_be16(ip) >> 4 & 0xff)) |
			  EMU_PREP(HNI_KW_IP_TTL, (uint32_t)ip[7]);
	return EMU_STEP_L4;
}

static enum emu_step emu_parse_arp(struct emu_cursor *c)
{
	const uint8_t *arp = emu_cursor_get(c, c->off, 28);
	uint16_t op;

	if (!arp)
		return EMU_STEP_END;
	op = emu_get_be16(arp + 6);
	if (emu_get_be16(arp) != 1 || emu_get_be16(arp + 2) != EMU_ETH_P_IP ||
	    arp[4] != 6 || arp[5] != 4 || (op != 1 && op != 2))
		return EMU_STEP_END;
	c->w[HNI_KW_IP] |= EMU_PREP(HNI_KW_IP_ARP_OP, (uint32_t)op);
	c->w[HNI_KW_ARP_SHA] = emu_get_be32(arp + 8);
	c->w[HNI_KW_ARP_HAS] = (uint32_t)emu_get_be16(arp + 12) << 16 |
			       emu_get_be16(arp + 18);
	c->w[HNI_KW_ARP_SIP] = emu_get_be32(arp + 14);
	c->w[HNI_KW_ARP_THA] = emu_get_be32(arp + 20);
	c->w[HNI_KW_ARP_TIP] = emu_get_be32(arp + 24);
	return EMU_STEP_END;
}

static enum emu_step emu_parse_mpls(struct emu_cursor *c)
{
	const uint8_t *lse = emu_cursor_get(c, c->off, 4);

	if (!lse || c->lse >= HNI_KW_MPLS_LSES)
		return EMU_STEP_END;
	c->w[c->lse ? HNI_KW_MPLS_LSE(c->lse) : HNI_KW_MPLS] = emu_get_be32(lse);
	c->w[HNI_KW_MISC] |= EMU_PREP(HNI_KW_MISC_MPLS_LSES, 1U << c->lse);
	c->lse++;
	c->off += 4;
	return emu_get_be32(lse) & HNI_KW_MPLS_BOS ? EMU_STEP_END : EMU_STEP_L3;
}

/* PPP protocol to EtherType; 0 = none that is followed */
static uint16_t emu_ppp_ethertype(uint16_t ppp)
{
	switch (ppp) {
	case EMU_PPP_IP:
		return EMU_ETH_P_IP;
	case EMU_PPP_IPV6:
		return EMU_ETH_P_IPV6;
	case EMU_PPP_MPLS_UC:
		return EMU_ETH_P_MPLS_UC;
	case EMU_PPP_MPLS_MC:
		return EMU_ETH_P_MPLS_MC;
	default:
		return 0;
	}
}

static enum emu_step emu_parse_pppoe(struct emu_cursor *c)
{
	const uint8_t *h = emu_cursor_get(c, c->off, 8);
	uint16_t ppp, type;

	/* version 1, type 1, code 0: session data */
	if (!h || h[0] != 0x11 || h[1])
		return EMU_STEP_END;
	ppp = emu_get_be16(h + 6);
	/* not compressed to one byte: even, then odd */
	if ((ppp & 0x0101) != 0x0001)
		return EMU_STEP_END;
	c->w[HNI_KW_MISC] |= HNI_KW_MISC_PPPOE;
	c->w[HNI_KW_PPPOE] =
		EMU_PREP(HNI_KW_PPPOE_SID, (uint32_t)emu_get_be16(h + 2)) |
		EMU_PREP(HNI_KW_PPPOE_PROTO, (uint32_t)ppp);
	c->off += 8;
	type = emu_ppp_ethertype(ppp);
	if (!type)
		return EMU_STEP_END;
	c->proto = type;
	return EMU_STEP_L3;
}

static enum emu_step emu_parse_cfm(struct emu_cursor *c)
{
	const uint8_t *h = emu_cursor_get(c, c->off, 2);

	if (h)
		c->w[HNI_KW_MISC] |=
			EMU_PREP(HNI_KW_MISC_CFM_MDL, (uint32_t)h[0] >> 5) |
			EMU_PREP(HNI_KW_MISC_CFM_OPCODE, (uint32_t)h[1]);
	return EMU_STEP_END;
}

/* Redundancy tag (HSR, PRP): six bytes, the EtherType last */
static enum emu_step emu_parse_hsr(struct emu_cursor *c)
{
	const uint8_t *tag = emu_cursor_get(c, c->off, 6);

	if (!tag)
		return EMU_STEP_END;
	c->proto = emu_get_be16(tag + 4);
	c->off += 6;
	return EMU_STEP_L3;
}

/* B.A.T.M.A.N. unicast, version 15: ten bytes and an Ethernet header */
static enum emu_step emu_parse_batman(struct emu_cursor *c)
{
	const uint8_t *h = emu_cursor_get(c, c->off, 24);

	if (!h || h[0] != 0x40 || h[1] != 15)
		return EMU_STEP_END;
	c->proto = emu_get_be16(h + 22);
	c->off += 24;
	c->is_inner = true;
	return EMU_STEP_L3;
}

static enum emu_step emu_parse_l3(struct emu_cursor *c)
{
	switch (c->proto) {
	case EMU_ETH_P_IP:
		return emu_parse_ipv4(c);
	case EMU_ETH_P_IPV6:
		return emu_parse_ipv6(c);
	case EMU_ETH_P_8021Q:
	case EMU_ETH_P_8021AD:
		return emu_parse_vlan(c);
	case EMU_ETH_P_ARP:
	case EMU_ETH_P_RARP:
		return emu_parse_arp(c);
	case EMU_ETH_P_MPLS_UC:
	case EMU_ETH_P_MPLS_MC:
		return emu_parse_mpls(c);
	case EMU_ETH_P_PPP_SES:
		return emu_parse_pppoe(c);
	case EMU_ETH_P_CFM:
		return emu_parse_cfm(c);
	case EMU_ETH_P_HSR:
	case EMU_ETH_P_PRP:
		return emu_parse_hsr(c);
	case EMU_ETH_P_BATMAN:
		return emu_parse_batman(c);
	default:
		return EMU_STEP_END;
	}
}

/* The first four bytes of the protocols that begin with ports */
static void emu_parse_ports(struct emu_cursor *c)
{
	uint32_t off = c->off;
	const uint8_t *p;

	switch (c->ip_proto) {
	case EMU_IPPROTO_AH:
		off += 4;
		break;
	case EMU_IPPROTO_TCP:
	case EMU_IPPROTO_UDP:
	case EMU_IPPROTO_DCCP:
	case EMU_IPPROTO_ESP:
	case EMU_IPPROTO_SCTP:
	case EMU_IPPROTO_UDPLITE:
		break;
	default:
		c->w[HNI_KW_PORTS] = 0;
		return;
	}
	p = emu_cursor_get(c, off, 4);
	c->w[HNI_KW_PORTS] = p ? emu_get_be32(p) : 0;
}

static enum emu_step emu_parse_ext(struct emu_cursor *c)
{
	const uint8_t *opt = emu_cursor_get(c, c->off, 2);

	if (!opt)
		return EMU_STEP_END;
	c->ip_proto = opt[0];
	c->off += ((uint32_t)opt[1] + 1) << 3;
	return EMU_STEP_L4_AGAIN;
}

static enum emu_step emu_parse_frag6(struct emu_cursor *c)
{
	const uint8_t *fh = emu_cursor_get(c, c->off, 8);

	if (!fh)
		return EMU_STEP_END;
	c->off += 8;
	c->ip_proto = fh[0];
	c->w[HNI_KW_META] |= HNI_KW_META_IS_FRAG;
	if (!(emu_get_be16(fh + 2) & 0xfff8))
		c->w[HNI_KW_META] |= HNI_KW_META_FIRST_FRAG;
	return EMU_STEP_END;
}

static void emu_parse_tcp(struct emu_cursor *c)
{
	const uint8_t *th = emu_cursor_get(c, c->off, 20);

	if (th && th[12] >> 4 >= 5)
		c->w[HNI_KW_L4] |= emu_get_be16(th + 12) & HNI_KW_L4_TCP_FLAGS;
}

static void emu_parse_icmp(struct emu_cursor *c)
{
	const uint8_t *ih = emu_cursor_get(c, c->off, 8);

	if (ih)
		c->w[HNI_KW_L4] |= (uint32_t)emu_get_be16(ih) << 16;
}

/* A number of four bytes at @at of the header, which has @len bytes */
static void emu_parse_id(struct emu_cursor *c, uint32_t at, uint32_t len)
{
	const uint8_t *h = emu_cursor_get(c, c->off, len);

	if (h)
		c->w[HNI_KW_L4_ID] = emu_get_be32(h + at);
}

static enum emu_step emu_parse_l4(struct emu_cursor *c)
{
	enum emu_step step = EMU_STEP_END;
	bool v6 = c->proto == EMU_ETH_P_IPV6;

	switch (c->ip_proto) {
	case EMU_IPPROTO_HOPOPTS:
	case EMU_IPPROTO_ROUTING:
	case EMU_IPPROTO_DSTOPTS:
		if (v6)
			step = emu_parse_ext(c);
		break;
	case EMU_IPPROTO_FRAGMENT:
		if (v6)
			step = emu_parse_frag6(c);
		break;
	case EMU_IPPROTO_MPLS:
		c->proto = EMU_ETH_P_MPLS_UC;
		step = EMU_STEP_L3;
		break;
	case EMU_IPPROTO_TCP:
		emu_parse_tcp(c);
		break;
	case EMU_IPPROTO_ICMP:
	case EMU_IPPROTO_ICMPV6:
		emu_parse_icmp(c);
		break;
	case EMU_IPPROTO_L2TP:
		emu_parse_id(c, 0, 4);
		break;
	case EMU_IPPROTO_ESP:
		emu_parse_id(c, 0, 8);
		break;
	case EMU_IPPROTO_AH:
		emu_parse_id(c, 4, 12);
		break;
	default:
		break;
	}
	if (!(c->w[HNI_KW_META] & HNI_KW_META_IS_FRAG))
		emu_parse_ports(c);
	return step;
}

bool emu_parse_again(const uint8_t *data, uint32_t len, struct emu_key *key)
{
	struct emu_cursor c = { .data = data, .len = len, .w = key->w };
	enum emu_step step = EMU_STEP_L3;

	memset(key, 0, EMU_KW_PARSED * sizeof(key->w[0]));
	if (!emu_parse_eth(&c))
		return false;
	while (step != EMU_STEP_END) {
		step = step == EMU_STEP_L3 ? emu_parse_l3(&c) :
					     emu_parse_l4(&c);
		if (step > EMU_STEP_L4 && ++c.hdrs > EMU_PARSE_MAX_HDRS)
			break;
	}
	c.w[HNI_KW_PROTO] |= EMU_PREP(HNI_KW_PROTO_NET, (uint32_t)c.proto);
	c.w[HNI_KW_IP] |= EMU_PREP(HNI_KW_IP_PROTO, (uint32_t)c.ip_proto);
	return true;
}

bool emu_parse(const uint8_t *data, uint32_t len, struct emu_key *key)
{
	memset(&key->w[EMU_KW_PARSED], 0,
	       sizeof(*key) - EMU_KW_PARSED * sizeof(key->w[0]));
	return emu_parse_again(data, len, key);
}

void emu_parse_ranges(struct emu_key *key, const struct emu_range *ranges,
		      unsigned int n)
{
	uint16_t dport = (uint16_t)key->w[HNI_KW_PORTS];
	uint16_t sport = (uint16_t)(key->w[HNI_KW_PORTS] >> 16);
	uint64_t bits = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		uint16_t port = ranges[i].is_source ? sport : dport;

		if (ranges[i].valid && port >= ranges[i].min &&
		    port <= ranges[i].max)
			bits |= (uint64_t)1 << i;
	}
	key->w[HNI_KW_RANGES] = (uint32_t)bits;
	key->w[HNI_KW_RANGES + 1] = (uint32_t)(bits >> 32);
}

uint32_t emu_l2_len(const uint8_t *data, uint32_t len)
{
	uint32_t off = EMU_ETH_HLEN;

	while (off < EMU_ETH_HLEN + 2 * EMU_VLAN_HLEN &&
	       off + EMU_VLAN_HLEN <= len &&
	       emu_ethertype_is_vlan(emu_get_be16(data + off - 2)))
		off += EMU_VLAN_HLEN;
	return off;
}
