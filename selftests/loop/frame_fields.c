// SPDX-License-Identifier: GPL-2.0-only
/* Owns what described frames show, from the text of the data sheet. */
#include "frame.h"

#define FOLLOWED	15	/* headers that a parser follows */

static void fields_ports(const struct frame *f, struct fields *fields)
{
	switch (f->ip_proto) {
	case PROTO_TCP:
	case PROTO_UDP:
	case PROTO_SCTP:
		fields->num[HOF_FIELD_SRC_PORT] = f->sport;
		fields->num[HOF_FIELD_DST_PORT] = f->dport;
		break;
	case PROTO_ESP:
	case PROTO_AH:
		fields->num[HOF_FIELD_SRC_PORT] = f->l4_id >> 16;
		fields->num[HOF_FIELD_DST_PORT] = f->l4_id & 0xffff;
		break;
	}
}

static void fields_l4(const struct frame *f, struct fields *fields)
{
	if (f->frag)
		return;

	fields_ports(f, fields);
	switch (f->ip_proto) {
	case PROTO_TCP:
		fields->num[HOF_FIELD_TCP_FLAGS] = f->tcp_flags;
		break;
	case PROTO_ICMP:
	case PROTO_ICMPV6:
		fields->num[HOF_FIELD_ICMP_TYPE] = f->icmp_type;
		fields->num[HOF_FIELD_ICMP_CODE] = f->icmp_code;
		break;
	case PROTO_ESP:
	case PROTO_AH:
		fields->num[HOF_FIELD_SPI] = f->l4_id;
		break;
	case PROTO_L2TP:
		fields->num[HOF_FIELD_L2TPV3_SID] = f->l4_id;
		break;
	}
}

static u32 fields_be32(const u8 *b)
{
	return (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
}

static void fields_ip(const struct frame *f, unsigned int left,
		      struct fields *fields)
{
	static const u8 exts[] = { 0, 43, 60, 60 };

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
	if (f->kind == FRAME_IPV4 || f->exts <= left) {
		fields_l4(f, fields);
	} else if (f->exts == left + 1) {
		fields_ports(f, fields);
	} else {
		/* the last one followed says what would come */
		fields->num[HOF_FIELD_IP_PROTO] = exts[left + 1];
	}
}

/* What else is looked at once @left more headers may be followed */
static void fields_mpls(const struct frame *f, unsigned int left,
			struct fields *fields)
{
	static const enum hof_field first[] = {
		HOF_FIELD_MPLS_LABEL, HOF_FIELD_MPLS_LSE2_LABEL,
		HOF_FIELD_MPLS_LSE3_LABEL, HOF_FIELD_MPLS_LSE4_LABEL,
		HOF_FIELD_MPLS_LSE5_LABEL, HOF_FIELD_MPLS_LSE6_LABEL,
		HOF_FIELD_MPLS_LSE7_LABEL,
	};
	unsigned int i;

	for (i = 0; i < f->nlse && i < ARRAY_SIZE(first) && i <= left; i++) {
		fields->num[first[i]] = f->lse[i] >> 12;
		fields->num[first[i] + 1] = f->lse[i] >> 9 & 7;
		fields->num[first[i] + 2] = f->lse[i] >> 8 & 1;
		fields->num[first[i] + 3] = f->lse[i] & 0xff;
		fields->num[HOF_FIELD_MPLS_LSES] |= 1U << i;
	}
}

static void fields_tags(const struct frame *f, struct fields *fields)
{
	u16 type = frame_ethertype(f);

	fields->num[HOF_FIELD_PROTO_OUTER] = f->ntags ? f->tag[0].tpid : type;
	fields->num[HOF_FIELD_NUM_OF_VLANS] = f->ntags < 16 ? f->ntags : 16;
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

/* What is behind tags and session; @left more headers may be followed */
static void fields_content(const struct frame *f, unsigned int left,
			   struct fields *fields)
{
	switch (f->kind) {
	case FRAME_IPV4:
	case FRAME_IPV6:
		fields_ip(f, left, fields);
		break;
	case FRAME_ARP:
		fields->num[HOF_FIELD_ARP_OP] = f->arp_op;
		fields->num[HOF_FIELD_ARP_SIP] = fields_be32(f->src);
		fields->num[HOF_FIELD_ARP_TIP] = fields_be32(f->dst);
		memcpy(fields->addr[HOF_FIELD_ARP_SHA], f->sha, 6);
		memcpy(fields->addr[HOF_FIELD_ARP_THA], f->tha, 6);
		break;
	case FRAME_MPLS:
		fields_mpls(f, left, fields);
		break;
	case FRAME_CFM:
		fields->num[HOF_FIELD_CFM_MDL] = f->cfm_level;
		fields->num[HOF_FIELD_CFM_OP] = f->cfm_op;
		break;
	}
}

/* Behind @left headers that are followed the next one is still looked at. */
static void fields_behind_tags(const struct frame *f, unsigned int left,
			       struct fields *fields)
{
	static const u16 inside[FRAME_KINDS] = {
		[FRAME_IPV4] = 0x0800, [FRAME_IPV6] = 0x86dd,
		[FRAME_MPLS] = 0x8847, [FRAME_OTHER] = 0x8864,
	};

	fields->num[HOF_FIELD_PROTO] = frame_ethertype(f);
	if (!f->in_pppoe) {
		fields_content(f, left, fields);
		return;
	}
	fields->num[HOF_FIELD_PROTO] = inside[f->kind];
	fields->num[HOF_FIELD_PPPOE_SID] = f->pppoe_sid;
	fields->num[HOF_FIELD_PPP_PROTO] = frame_ppp(f);
	if (left)
		fields_content(f, left - 1, fields);
}

void frame_fields(const struct frame *f, u8 in_port, struct fields *fields)
{
	memset(fields, 0, sizeof(*fields));
	fields->num[HOF_FIELD_IN_PORT] = in_port;
	memcpy(fields->addr[HOF_FIELD_DST_MAC], f->dmac, 6);
	memcpy(fields->addr[HOF_FIELD_SRC_MAC], f->smac, 6);
	fields_tags(f, fields);
	if (f->ntags <= FOLLOWED)
		fields_behind_tags(f, FOLLOWED - f->ntags, fields);
	else if (f->ntags == FOLLOWED + 1)
		fields->num[HOF_FIELD_PROTO] = frame_ethertype(f);
	else
		fields->num[HOF_FIELD_PROTO] = f->tag[FOLLOWED + 1].tpid;
}
