/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns tunnel headers: the decoded rows of ENCAP and TUNNEL, putting a header
 * before a frame and recognising one. Pure.
 */
#ifndef EMU_TUNNEL_H
#define EMU_TUNNEL_H

#include "emu.h"
#include "parse.h"

/* struct emu_encap - an ENCAP row, decoded */
struct emu_encap {
	uint8_t kind;		/* HNI_TUNNEL_* */
	uint8_t flags;		/* HNI_ENCAP_F_* */
	uint8_t port;		/* the copy leaves here */
	uint16_t hdr_len;
	uint16_t net_off;
	uint16_t l4_off;
	uint8_t hdr[HNI_ENCAP_HDR_MAX];
};

/* struct emu_tunnel - a TUNNEL row, decoded */
struct emu_tunnel {
	uint8_t kind;		/* HNI_TUNNEL_* */
	uint8_t port;
	uint16_t table;
	uint16_t l4_port;
	uint16_t flags;		/* HNI_TUNNEL_F_* */
	uint8_t mac[6];
	uint8_t family;		/* HNI_KW_ADDR_IPV4 or _IPV6 */
	uint32_t dst[4];	/* outer destination, as the key words */
};

/**
 * emu_encap_is_sound() - can this row be put before a frame?
 * @e: row
 *
 * Checks that the offsets lead to headers of the right kind and lengths, and
 * that unused bytes are 0. A row that is not sound is refused when written.
 *
 * Context: pure.
 */
bool emu_encap_is_sound(const struct emu_encap *e);

/**
 * emu_encap() - put a tunnel header before a frame
 * @f: frame; grows
 * @e: a sound row
 * @flow: any number that frames of a flow share; makes the UDP source port
 * @id: IPv4 identification, unless the header says "don't fragment"
 *
 * Context: pure.
 * Return: false if the frame would be too long or its IP header is cut off; it is
 * unchanged then
 */
bool emu_encap(struct emu_frame *f, const struct emu_encap *e, uint32_t flow,
	       uint16_t id);

/* struct emu_inner - where the inner frame is in the outer one */
struct emu_inner {
	uint32_t off;
	uint32_t len;
};

/**
 * emu_tunnel_open() - is this frame the tunnel's, and what does it carry?
 * @t: row; its port is the caller's business
 * @f: a frame that emu_parse() accepts
 * @key: if it is, the words HNI_KW_ENC_KEYID .. HNI_KW_CT - 1 are filled
 * @inner: if it is, filled; emu_parse() accepts what it names
 *
 * Context: pure.
 * Return: true if it is the tunnel's; else nothing is filled
 */
bool emu_tunnel_open(const struct emu_tunnel *t, const struct emu_frame *f,
		     struct emu_key *key, struct emu_inner *inner);

#endif /* EMU_TUNNEL_H */
