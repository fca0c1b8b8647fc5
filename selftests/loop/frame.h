/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of described frames: a frame is a list of its parts, from
 * which its bytes follow on one way and its fields on another.
 */
#ifndef LOOP_FRAME_H
#define LOOP_FRAME_H

#include "../../offload/core/hof_field.h"

#define FRAME_TAGS		32
#define FRAME_LSES		9
#define FRAME_BYTES		512

enum frame_kind {
	FRAME_IPV4,
	FRAME_IPV6,
	FRAME_ARP,
	FRAME_MPLS,
	FRAME_CFM,
	FRAME_OTHER,
	FRAME_KINDS
};

/*
 * struct frame - @tag[0] is the outermost; @src and @dst also serve ARP. With
 * @in_pppoe all but ARP and CFM is the payload of a PPPoE session.
 */
struct frame {
	u8 kind;
	u8 port;		/* it enters here */
	u8 dmac[6];
	u8 smac[6];
	unsigned int ntags;
	struct {
		u16 tpid;
		u16 tci;
	} tag[FRAME_TAGS];
	u8 tos;
	u8 ttl;
	u8 ip_proto;
	u8 frag;		/* 0 none, 1 first, 2 a later one */
	u8 src[16];
	u8 dst[16];
	u16 sport;
	u16 dport;
	u16 tcp_flags;
	u8 icmp_type;
	u8 icmp_code;
	u8 arp_op;
	u8 nlse;		/* label stack entries, the last one is marked */
	u32 lse[FRAME_LSES];
	u8 exts;		/* IPv6: extension headers */
	u32 l4_id;		/* SPI, or session of L2TPv3 */
	u8 cfm_level;
	u8 cfm_op;
	bool in_pppoe;
	u16 pppoe_sid;
	u8 sha[6];		/* of ARP */
	u8 tha[6];
	u8 payload;
};

/* Fields that the frames of the loop tests have: all up to this one */
#define FRAME_FIELDS		(HOF_FIELD_L2TPV3_SID + 1)

/* struct fields - what a frame shows: MAC and IPv6 as bytes, others as number */
struct fields {
	u32 num[FRAME_FIELDS];
	u8 addr[FRAME_FIELDS][16];
};

/* A frame from a small world, so that frames and filters often meet. */
void frame_random(struct frame *frame, u64 *random, unsigned int ports);

/* Returns the number of bytes in @buf, which has FRAME_BYTES. */
u32 frame_build(const struct frame *frame, u8 *buf);

void frame_fields(const struct frame *frame, u8 in_port, struct fields *fields);

/* EtherType behind all tags; PPP protocol of the content of a session */
u16 frame_ethertype(const struct frame *frame);
u16 frame_ppp(const struct frame *frame);

/* Protocols of IP that the frames have */
#define PROTO_ICMP		1
#define PROTO_TCP		6
#define PROTO_UDP		17
#define PROTO_ESP		50
#define PROTO_AH		51
#define PROTO_ICMPV6		58
#define PROTO_L2TP		115
#define PROTO_SCTP		132
#define PROTO_UNKNOWN		253

/* A number below @below */
u32 loop_random(u64 *random, u32 below);

#endif /* LOOP_FRAME_H */
