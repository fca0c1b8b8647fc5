/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface for making tunnel headers: what a front-end knows of a
 * tunnel's other end and of the way there becomes the bytes of an ENCAP row.
 */
#ifndef HOF_HEADER_H
#define HOF_HEADER_H

#include "hof_object.h"

#define HOF_HEADER_MAC		6

/* Ethernet, IPv6, UDP and the eight bytes of Geneve come before options. */
#define HOF_HEADER_OPTS_MAX	(HNI_ENCAP_HDR_MAX - 14 - 40 - 8 - 8)

/**
 * struct hof_header - a tunnel header in words
 * @kind: HNI_TUNNEL_VXLAN, _GENEVE or _GRE
 * @flags: HNI_ENCAP_F_*
 * @port: the copy leaves here
 * @family: HNI_KW_ADDR_IPV4 or _IPV6
 * @dmac: of the neighbour
 * @smac: of the port's representor
 * @src: address, an IPv4 address in the first four bytes
 * @dst: address
 * @tos: TOS or traffic class
 * @ttl: TTL or hop limit
 * @is_df: IPv4 with "don't fragment"
 * @has_key: @key is there; always, but for GRE
 * @key: VNI or GRE key
 * @l4_port: UDP destination port
 * @gbp: VXLAN: group policy as software has it, 0 = none
 * @opts_len: Geneve: bytes in @opts, a multiple of 4
 * @opts: options as they are in the frame
 */
struct hof_header {
	u8 kind;
	u8 flags;
	u8 port;
	u8 family;
	u8 dmac[HOF_HEADER_MAC];
	u8 smac[HOF_HEADER_MAC];
	u8 src[16];
	u8 dst[16];
	u8 tos;
	u8 ttl;
	bool is_df;
	bool has_key;
	u32 key;
	u16 l4_port;
	u32 gbp;
	unsigned int opts_len;
	u8 opts[HOF_HEADER_OPTS_MAX];
};

/**
 * hof_header_make() - make the row of a tunnel header
 * @header: the header in words
 * @encap: filled; what depends on the frame is 0
 *
 * Context: any.
 */
void hof_header_make(const struct hof_header *header, struct hof_encap *encap);

#endif /* HOF_HEADER_H */
