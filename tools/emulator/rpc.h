/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the calls of the receive classifier: parse a frame, look it up, hash
 * it. Pure: they see frames and tables, never a function.
 */
#ifndef EMU_RPC_H
#define EMU_RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct emu_rpc_hdrs - what the key of the action table is made of; the
 *	headers as the e-switch sees them, bad ones too
 * @addr_off: innermost IP header, 0 = none that holds its addresses
 * @outer_off: offset of the outer header of IPv6 in IPv6, 0 = none
 * @port_off: offset of the ports, 0 = cut off
 * @is_tagged: a VLAN tag is the first thing in the frame
 * @is_ip: the EtherType behind tags is IPv4's or IPv6's
 * @is_v6: IPv6
 * @is_l4: TCP or UDP, and no fragment
 * @is_udp: UDP
 */
struct emu_rpc_hdrs {
	uint16_t addr_off;
	uint16_t outer_off;
	uint16_t port_off;
	bool is_tagged;
	bool is_ip;
	bool is_v6;
	bool is_l4;
	bool is_udp;
};

/**
 * struct emu_rpc_pkt - what the parser found in a frame
 * @l2_len: bytes before the first network header
 * @l3_off: offset of the innermost IP header, 0 = none
 * @outer_off: offset of the outer header of IPv6 in IPv6, 0 = none
 * @l4_off: offset of a TCP or UDP header, 0 = none or a fragment
 * @hdr_len: bytes of all parsed headers
 * @l3_len: bytes up to the end of the network headers
 * @l4_end: end of the L4 data by the IP header's length
 * @is_v6: innermost IP header is IPv6
 * @is_udp: L4 is UDP, else TCP
 * @is_frag: a fragment, the first included
 * @is_esp: IP carries ESP
 * @is_bad: a header is cut short or contradicts itself
 * @ip_proto: what follows the IP header and its extension headers
 * @hdrs: for the classifier's key
 */
struct emu_rpc_pkt {
	uint16_t l2_len;
	uint16_t l3_off;
	uint16_t outer_off;
	uint16_t l4_off;
	uint16_t hdr_len;
	uint16_t l3_len;
	uint32_t l4_end;
	bool is_v6;
	bool is_udp;
	bool is_frag;
	bool is_esp;
	bool is_bad;
	uint8_t ip_proto;
	struct emu_rpc_hdrs hdrs;
};

/**
 * struct emu_rpc_result - what the tables say about a frame
 * @act0: word of ACT_TBL0
 * @act1: word of ACT_TBL1
 * @index: action entry, -1 = the default action
 */
struct emu_rpc_result {
	uint32_t act0;
	uint32_t act1;
	int index;
};

void emu_rpc_hdrs_find(const uint8_t *frame, uint32_t len,
		       struct emu_rpc_hdrs *hdrs);
void emu_rpc_parse(const uint8_t *frame, uint32_t len,
		   struct emu_rpc_pkt *pkt);
void emu_rpc_lookup(const uint32_t *csr, const uint8_t *frame,
		    const struct emu_rpc_pkt *pkt, struct emu_rpc_result *res);
unsigned int emu_rpc_tx_dest(const uint32_t *csr, const uint8_t *frame);
uint32_t emu_rss_hash(const uint32_t *csr, uint32_t fields,
		      const uint8_t *frame, const struct emu_rpc_pkt *pkt);
uint32_t emu_rss_toeplitz(const uint8_t *key, const uint8_t *data,
			  size_t len);

#endif /* EMU_RPC_H */
