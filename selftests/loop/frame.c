// SPDX-License-Identifier: GPL-2.0-only
/* Owns described frames of the loop test: random ones, and their bytes. */
#include "frame.h"

u32 loop_random(u64 *random, u32 below)
{
	*random = *random * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(*random >> 33) % below;
}

static void frame_random_l3(struct frame *f, u64 *random)
{
	static const u8 protos4[] = {
		PROTO_TCP, PROTO_UDP, PROTO_ICMP, PROTO_SCTP, PROTO_UNKNOWN,
		PROTO_ESP, PROTO_AH, PROTO_L2TP,
	};
	static const u8 protos6[] = {
		PROTO_TCP, PROTO_UDP, PROTO_ICMPV6, PROTO_SCTP, PROTO_UNKNOWN,
		PROTO_ESP, PROTO_AH, PROTO_L2TP,
	};
	u32 pick = loop_random(random, ARRAY_SIZE(protos4));

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
	f->l4_id = loop_random(random, 3) * 0x10001;
	if (f->kind == FRAME_IPV6)
		f->exts = (u8)(loop_random(random, 3) ? 0 :
						loop_random(random, 4));
}

static void frame_random_l2(struct frame *f, u64 *random)
{
	u32 i;

	f->nlse = (u8)(1 + loop_random(random, FRAME_LSES));
	for (i = 0; i < f->nlse; i++)
		f->lse[i] = loop_random(random, 3) << 12 |
			    loop_random(random, 2) << 9 |
			    loop_random(random, 3);
	f->lse[f->nlse - 1] |= 1U << 8;
	f->cfm_level = (u8)loop_random(random, 8);
	f->cfm_op = (u8)loop_random(random, 3);
	f->in_pppoe = f->kind != FRAME_ARP && f->kind != FRAME_CFM &&
		      !loop_random(random, 5);
	f->pppoe_sid = (u16)(loop_random(random, 3) * 0x101);
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
	memcpy(f->sha, f->smac, 6);
	memcpy(f->tha, f->dmac, 6);
	frame_random_l2(f, random);
	f->payload = (u8)(2 + loop_random(random, 62));
}

u16 frame_ethertype(const struct frame *f)
{
	static const u16 types[] = {
		[FRAME_IPV4] = 0x0800, [FRAME_IPV6] = 0x86dd,
		[FRAME_ARP] = 0x0806, [FRAME_MPLS] = 0x8847,
		[FRAME_CFM] = 0x8902, [FRAME_OTHER] = 0x88b5,
	};

	return f->in_pppoe ? 0x8864 : types[f->kind];
}

u16 frame_ppp(const struct frame *f)
{
	static const u16 protos[FRAME_KINDS] = {
		[FRAME_IPV4] = 0x0021, [FRAME_IPV6] = 0x0057,
		[FRAME_MPLS] = 0x0281, [FRAME_OTHER] = 0xc021,
	};

	return protos[f->kind];
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
	case PROTO_ESP:
	case PROTO_L2TP:
		out_num(out, f->l4_id, 4);
		out_num(out, 0, 4);
		break;
	case PROTO_AH:
		out_num(out, 0x06040000, 4);
		out_num(out, f->l4_id, 4);
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
	static const u8 types[] = { 0, 43, 60, 60 };
	u32 i;

	out_num(out, 6U << 28 | (u32)f->tos << 20 | 0x12345, 4);
	out_num(out, 40U + f->payload, 2);
	out_num(out, f->exts ? types[0] : f->ip_proto, 1);
	out_num(out, f->ttl, 1);
	out_bytes(out, f->src, 16);
	out_bytes(out, f->dst, 16);
	for (i = 1; i <= f->exts; i++) {
		out_num(out, i < f->exts ? types[i] : f->ip_proto, 1);
		out_num(out, 0, 1);
		out_num(out, 0x01040000, 4);
		out_num(out, 0, 2);
	}
	frame_build_l4(f, out);
}

static void frame_build_arp(const struct frame *f, struct out *out)
{
	out_num(out, 0x00010800, 4);
	out_num(out, 0x0604, 2);
	out_num(out, f->arp_op, 2);
	out_bytes(out, f->sha, 6);
	out_bytes(out, f->src, 4);
	out_bytes(out, f->tha, 6);
	out_bytes(out, f->dst, 4);
}

static void frame_build_content(const struct frame *f, struct out *out)
{
	u32 i;

	switch (f->kind) {
	case FRAME_IPV4:
		frame_build_ipv4(f, out);
		break;
	case FRAME_IPV6:
		frame_build_ipv6(f, out);
		break;
	case FRAME_ARP:
		frame_build_arp(f, out);
		break;
	case FRAME_MPLS:
		for (i = 0; i < f->nlse; i++)
			out_num(out, f->lse[i], 4);
		break;
	case FRAME_CFM:
		out_num(out, (u32)f->cfm_level << 5, 1);
		out_num(out, f->cfm_op, 1);
		break;
	}
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
	if (f->in_pppoe) {
		out_num(&out, 0x1100, 2);
		out_num(&out, f->pppoe_sid, 2);
		out_num(&out, 2U + f->payload, 2);
		out_num(&out, frame_ppp(f), 2);
	}
	frame_build_content(f, &out);
	for (i = 0; i < f->payload; i++)
		out_num(&out, i, 1);
	return (u32)(out.at - buf);
}
