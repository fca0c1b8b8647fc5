// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the hash that spreads received frames over queues.
 */
#include <string.h>

#include "hw/hni_csr.h"
#include "hw/hni_rpc.h"

#include "rpc.h"

#define EMU_RSS_INPUT_MAX	52	/* bytes; with 32 bits, all of the key */

/**
 * emu_rss_toeplitz() - Toeplitz hash
 * @key: at least @len + 4 bytes, most significant bit first
 * @data: input
 * @len: bytes of input
 *
 * Return: hash.
 */
uint32_t emu_rss_toeplitz(const uint8_t *key, const uint8_t *data,
			  size_t len)
{
	uint32_t hash = 0;
	uint64_t window;
	size_t i, bit;

	for (i = 0; i < len; i++) {
		/* The 32 bits of key that belong to bit 0, and 8 more */
		window = (uint64_t)key[i] << 32 | (uint64_t)key[i + 1] << 24 |
			 (uint64_t)key[i + 2] << 16 |
			 (uint64_t)key[i + 3] << 8 | key[i + 4];
		for (bit = 0; bit < 8; bit++)
			if (data[i] & (0x80 >> bit))
				hash ^= (uint32_t)(window >> (8 - bit));
	}
	return hash;
}

static size_t emu_rss_put(uint8_t *in, size_t at, const uint8_t *from,
			  size_t len)
{
	memcpy(in + at, from, len);
	return at + len;
}

/* The flow label of an IPv6 header, in three bytes */
static size_t emu_rss_put_label(uint8_t *in, size_t at, const uint8_t *ip)
{
	in[at] = ip[1] & 0x0f;
	in[at + 1] = ip[2];
	in[at + 2] = ip[3];
	return at + 3;
}

/* What only some drivers ask for, behind the rest */
static size_t emu_rss_more(uint8_t *in, size_t at, uint32_t fields,
			   const uint8_t *frame, const struct emu_rpc_pkt *pkt)
{
	const uint8_t *ip = frame + pkt->l3_off;

	if (!pkt->l3_off)
		return at;
	if (pkt->is_v6 && (fields & HNI_RPC_RSS_IV6_FL_LBL))
		at = emu_rss_put_label(in, at, ip);
	if (pkt->outer_off && (fields & HNI_RPC_RSS_OV6_FL_LBL))
		at = emu_rss_put_label(in, at, frame + pkt->outer_off);
	if (fields & HNI_RPC_RSS_DSCP)
		in[at++] = (pkt->is_v6 ? (uint8_t)(ip[0] << 4 | ip[1] >> 4) :
					 ip[1]) >> 2;
	if (fields & HNI_RPC_RSS_L3_PROT) {
		in[at++] = pkt->is_v6 ? 0x86 : 0x08;
		in[at++] = pkt->is_v6 ? 0xdd : 0x00;
	}
	if (fields & HNI_RPC_RSS_L4_PROT)
		in[at++] = pkt->ip_proto;
	return at;
}

/* The input of the hash: the enabled fields, closed up, in wire order */
static size_t emu_rss_input(uint8_t *in, uint32_t fields,
			    const uint8_t *frame,
			    const struct emu_rpc_pkt *pkt)
{
	const uint8_t *ip = frame + pkt->l3_off;
	size_t size = pkt->is_v6 ? 16 : 4;
	size_t at = 0;

	if (pkt->l3_off && (fields & HNI_RPC_RSS_IP_SRC))
		at = emu_rss_put(in, at, ip + (pkt->is_v6 ? 8 : 12), size);
	if (pkt->l3_off && (fields & HNI_RPC_RSS_IP_DST))
		at = emu_rss_put(in, at, ip + (pkt->is_v6 ? 24 : 16), size);
	if (pkt->l4_off && (fields & HNI_RPC_RSS_L4_SRC))
		at = emu_rss_put(in, at, frame + pkt->l4_off, 2);
	if (pkt->l4_off && (fields & HNI_RPC_RSS_L4_DST))
		at = emu_rss_put(in, at, frame + pkt->l4_off + 2, 2);
	if (fields & HNI_RPC_RSS_L2_DA)
		at = emu_rss_put(in, at, frame, 6);
	return emu_rss_more(in, at, fields, frame, pkt);
}

/**
 * emu_rss_hash() - hash of a frame
 * @csr: registers of the function, by byte offset / 4
 * @fields: HNI_RPC_RSS_*
 * @frame: from the destination MAC address
 * @pkt: parsed @frame
 *
 * Return: hash, 0 if none of @fields is in the frame.
 */
uint32_t emu_rss_hash(const uint32_t *csr, uint32_t fields,
		      const uint8_t *frame, const struct emu_rpc_pkt *pkt)
{
	uint8_t key[4 * HNI_RPC_RSS_KEY_WORDS];
	uint8_t in[EMU_RSS_INPUT_MAX];
	unsigned int i;
	uint32_t word;

	for (i = 0; i < HNI_RPC_RSS_KEY_WORDS; i++) {
		word = csr[HNI_CSR_RPC_RSS_KEY(i) / 4];
		key[4 * i] = (uint8_t)(word >> 24);
		key[4 * i + 1] = (uint8_t)(word >> 16);
		key[4 * i + 2] = (uint8_t)(word >> 8);
		key[4 * i + 3] = (uint8_t)word;
	}
	return emu_rss_toeplitz(key, in, emu_rss_input(in, fields, frame,
						       pkt));
}
