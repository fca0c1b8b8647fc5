// SPDX-License-Identifier: GPL-2.0-only
/* Owns described frames of the loop test: random ones, bytes and fields. */
#include "frame.h"

#define PROTO_ICMP		1
#define PROTO_TCP		6
#define PROTO_UDP		17
#define PROTO_ICMPV6		58
#define PROTO_SCTP		132
#define PROTO_UNKNOWN		253

u32 loop_random(u64 *random, u32 below)
{
	*random = *random * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(*random >> 33) % below;
}

static void frame_random_l3(struct frame *f, u64 *random)
{
	static const u8 protos4[] = {
		PROTO_TCP, PROTO_UDP, PROTO_ICMP, PROTO_SCTP, PROTO_UNKNOWN,
	};
	static const u8 protos6[] = {
		PROTO_TCP, PROTO_UDP, PROTO_ICMPV6, PROTO_SCTP, PROTO_UNKNOWN,
	};
	u32 pick = loop_random(random, 5);

	f->ip_proto = f->kind == FRAME_IPV6 ? protos6[pick] : protos4[pick];
	if (f->kind == FRAME_IPV4 && !loop_random(random, 4))
		f->frag = (u8)(1 + loop_random(random, 2));
	f->tos = (u8)(loop_random(random, 3) * 0x5c);
	f->ttl = (u8)(loop_random(random, 3) * 64);
	f->sport = (u16)(loop_random(random, 3) * 0x1234);
	f->dport = (u16)(loop_random(random, 3) * 0x0102);
	f->tcp_flags = (u16)(loop_random(random, 4) * 0x111);
	f->icmp_type = (u8)(loop_random(random, 3) * 4);
	f->icmp_code = (u8)loop_random(random, 2);
}

void frame_random(struct frame *f, u64 *random, unsigned int ports)
{
	unsigned int i;

	memset(f, 0, sizeof(*f));
	f->kind = (u8)loop_random(random, FRAME_KINDS + 3);
	if (f->kind >= FRAME_KINDS)
		f->kind = f->kind % 2 ? FRAME_IPV4 : FRAME_IPV6;
	f->port = (u8)loop_random(random, ports);
	f->dmac[0] = (u8)(loop_random(random, 2) * 2);
	f->dmac[5] = (u8)loop_random(random, 3);
	f->smac[0] = 2;
	f->smac[1] = (u8)loop_random(random, 2);
	f->smac[5] = (u8)loop_random(random, 3);
	f->ntags = loop_random(random, 2) ? 0 : loop_random(random, 4);
	for (i = 0; i < f->ntags; i++) {
		f->tag[i].tpid = loop_random(random, 2) ? 0x8100 : 0x88a8;
		f->tag[i].tci = (u16)(loop_random(random, 3) |
				      loop_random(random, 3) << 12);
	}
	frame_random_l3(f, random);
	for (i = 0; i < 16; i += 4) {
		f->src[i] = (u8)(10 + loop_random(random, 2));
		f->src[i + 3] = (u8)loop_random(random, 3);
		f->dst[i] = (u8)(10 + loop_random(random, 2));
		f->dst[i + 3] = (u8)loop_random(random, 3);
	}
	f->arp_op = (u8)(1 + loop_random(random, 2));
	f->lse = loop_random(random, 3) << 12 | loop_random(random, 2) << 9 |
		 1U << 8 | loop_random(random, 3);
	f->payload = (u8)(2 + loop_random(random, 62));
}

u16 frame_ethertype(const struct frame *f)
{
	static const u16 types[] = {
		[FRAME_IPV4] = 0x0800, [FRAME_IPV6] = 0x86dd,
		[FRAME_ARP] = 0x0806, [FRAME_MPLS] = 0x8847,
		[FRAME_OTHER] = 0x88b5,
	};

	return types[f->kind];
}

/* struct out - where the next byte goes */
struct out {
	u8 *at;
};

static void out_num(struct out *out, u32 num, unsigned int bytes)
{
	while (bytes--)
		*out->at++ = (u8)(num >> 8 * bytes);
}

static void out_bytes(struct out *out, const u8 *bytes, unsigned int count)
{
	memcpy(out->at, bytes, count);
	out->at += count;
}

static void frame_build_l4(const struct frame *f, struct out *out)
{
	switch (f->ip_proto) {
	case PROTO_TCP:
		out_num(out, f->sport, 2);
		out_num(out, f->dport, 2);
		out_num(out, 0, 4);
		out_num(out, 0, 4);
		out_num(out, 0x5000U | f->tcp_flags, 2);
		out_num(out, 0, 2);
		out_num(out, 0, 4);
		break;
	case PROTO_UDP:
	case PROTO_SCTP:
		out_num(out, f->sport, 2);
		out_num(out, f->dport, 2);
		out_num(out, 0, 4);
		out_num(out, 0, 4);
		break;
	default:
		out_num(out, f->icmp_type, 1);
		out_num(out, f->icmp_code, 1);
		out_num(out, 0, 2);
		out_num(out, 0x77777777, 4);
	}
}

static void frame_build_ipv4(const struct frame *f, struct out *out)
{
	static const u16 frags[] = { 0x4000, 0x2000, 0x0010 };

	out_num(out, 0x45, 1);
	out_num(out, f->tos, 1);
	out_num(out, 60U + f->payload, 2);
	out_num(out, 0, 2);
	out_num(out, frags[f->frag], 2);
	out_num(out, f->ttl, 1);
	out_num(out, f->ip_proto, 1);
	out_num(out, 0, 2);
	out_bytes(out, f->src, 4);
	out_bytes(out, f->dst, 4);
	frame_build_l4(f, out);
}

static void frame_build_ipv6(const struct frame *f, struct out *out)
{
	out_num(out, 6U << 28 | (u32)f->tos << 20 | 0x12345, 4);
	out_num(out, 40U + f->payload, 2);
	out_num(out, f->ip_proto, 1);
	out_num(out, f->ttl, 1);
	out_bytes(out, f->src, 16);
	out_bytes(out, f->dst, 16);
	frame_build_l4(f, out);
}

static void frame_build_arp(const struct frame *f, struct out *out)
{
	out_num(out, 0x00010800, 4);
	out_num(out, 0x0604, 2);
	out_num(out, f->arp_op, 2);
	out_bytes(out, f->smac, 6);
	out_bytes(out, f->src, 4);
	out_bytes(out, f->dmac, 6);
	out_bytes(out, f->dst, 4);
}

u32 frame_build(const struct frame *f, u8 *buf)
{
	struct out out = { .at = buf };
	unsigned int i;

	out_bytes(&out, f->dmac, 6);
	out_bytes(&out, f->smac, 6);
	for (i = 0; i < f->ntags; i++) {
		out_num(&out, f->tag[i].tpid, 2);
		out_num(&out, f->tag[i].tci, 2);
	}
	out_num(&out, frame_ethertype(f), 2);
	if (f->kind == FRAME_IPV4)
		frame_build_ipv4(f, &out);
	else if (f->kind == FRAME_IPV6)
		frame_build_ipv6(f, &out);
	else if (f->kind == FRAME_ARP)
		frame_build_arp(f, &out);
	else if (f->kind == FRAME_MPLS)
		out_num(&out, f->lse, 4);
	for (i = 0; i < f->payload; i++)
		out_num(&out, i, 1);
	return (u32)(out.at - buf);
}

static void fields_l4(const struct frame *f, struct fields *fields)
{
	if (f->frag)
		return;

	if (f->ip_proto == PROTO_TCP)
		fields->num[HOF_FIELD_TCP_FLAGS] = f->tcp_flags;
	switch (f->ip_proto) {
	case PROTO_TCP:
	case PROTO_UDP:
	case PROTO_SCTP:
		fields->num[HOF_FIELD_SRC_PORT] = f->sport;
		fields->num[HOF_FIELD_DST_PORT] = f->dport;
		break;
	case PROTO_ICMP:
	case PROTO_ICMPV6:
		fields->num[HOF_FIELD_ICMP_TYPE] = f->icmp_type;
		fields->num[HOF_FIELD_ICMP_CODE] = f->icmp_code;
		break;
	}
}

static u32 fields_be32(const u8 *b)
{
	return (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
}

static void fields_ip(const struct frame *f, struct fields *fields)
{
	fields->num[HOF_FIELD_IP_PROTO] = f->ip_proto;
	fields->num[HOF_FIELD_IP_TOS] = f->tos;
	fields->num[HOF_FIELD_IP_TTL] = f->ttl;
	fields->num[HOF_FIELD_IS_FRAG] = f->frag != 0;
	fields->num[HOF_FIELD_FIRST_FRAG] = f->frag == 1;
	if (f->kind == FRAME_IPV4) {
		fields->num[HOF_FIELD_ADDR_TYPE] = HNI_KW_ADDR_IPV4;
		fields->num[HOF_FIELD_SRC_IPV4] = fields_be32(f->src);
		fields->num[HOF_FIELD_DST_IPV4] = fields_be32(f->dst);
	} else {
		fields->num[HOF_FIELD_ADDR_TYPE] = HNI_KW_ADDR_IPV6;
		memcpy(fields->addr[HOF_FIELD_SRC_IPV6], f->src, 16);
		memcpy(fields->addr[HOF_FIELD_DST_IPV6], f->dst, 16);
	}
	fields_l4(f, fields);
}

static void fields_tags(const struct frame *f, struct fields *fields)
{
	u16 type = frame_ethertype(f);

	fields->num[HOF_FIELD_PROTO] = type;
	fields->num[HOF_FIELD_PROTO_OUTER] = f->ntags ? f->tag[0].tpid : type;
	if (f->ntags) {
		fields->num[HOF_FIELD_VLAN_TPID] = f->tag[0].tpid;
		fields->num[HOF_FIELD_VLAN_PRIO] = f->tag[0].tci >> 13;
		fields->num[HOF_FIELD_VLAN_ID] = f->tag[0].tci & 0xfff;
		fields->num[HOF_FIELD_VLAN_ETHTYPE] =
			f->ntags > 1 ? f->tag[1].tpid : type;
	}
	if (f->ntags > 1) {
		fields->num[HOF_FIELD_CVLAN_TPID] = f->tag[1].tpid;
		fields->num[HOF_FIELD_CVLAN_PRIO] = f->tag[1].tci >> 13;
		fields->num[HOF_FIELD_CVLAN_ID] = f->tag[1].tci & 0xfff;
		fields->num[HOF_FIELD_CVLAN_ETHTYPE] =
			f->ntags > 2 ? f->tag[2].tpid : type;
	}
}

void frame_fields(const struct frame *f, u8 in_port, struct fields *fields)
{
	memset(fields, 0, sizeof(*fields));
	fields->num[HOF_FIELD_IN_PORT] = in_port;
	memcpy(fields->addr[HOF_FIELD_DST_MAC], f->dmac, 6);
	memcpy(fields->addr[HOF_FIELD_SRC_MAC], f->smac, 6);
	fields_tags(f, fields);
	switch (f->kind) {
	case FRAME_IPV4:
	case FRAME_IPV6:
		fields_ip(f, fields);
		break;
	case FRAME_ARP:
		fields->num[HOF_FIELD_ARP_OP] = f->arp_op;
		fields->num[HOF_FIELD_ARP_SIP] = fields_be32(f->src);
		fields->num[HOF_FIELD_ARP_TIP] = fields_be32(f->dst);
		memcpy(fields->addr[HOF_FIELD_ARP_SHA], f->smac, 6);
		memcpy(fields->addr[HOF_FIELD_ARP_THA], f->dmac, 6);
		break;
	case FRAME_MPLS:
		fields->num[HOF_FIELD_MPLS_LABEL] = f->lse >> 12;
		fields->num[HOF_FIELD_MPLS_TC] = f->lse >> 9 & 7;
		fields->num[HOF_FIELD_MPLS_BOS] = f->lse >> 8 & 1;
		fields->num[HOF_FIELD_MPLS_TTL] = f->lse & 0xff;
		break;
	}
}
