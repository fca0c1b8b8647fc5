// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns segmentation: one large TCP or UDP packet becomes wire frames.
 */
#include <string.h>

#include "func.h"
#include "csum.h"
#include "proto.h"

static uint16_t emu_tso_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void emu_tso_put16(uint8_t *p, uint32_t val)
{
	p[0] = (uint8_t)(val >> 8);
	p[1] = (uint8_t)val;
}

static uint32_t emu_tso_l4_min(uint64_t meta)
{
	return EMU_GET(HNI_TWD_L4_TYPE, meta) == HNI_L4_TYPE_TCP ? 20 : 8;
}

/* Fixed part of the network header that the engine edits */
static uint32_t emu_tso_l3_min(uint64_t meta)
{
	switch (EMU_GET(HNI_TWD_L3_TYPE, meta)) {
	case HNI_L3_TYPE_IPV4:
		return 20;
	case HNI_L3_TYPE_IPV6:
	case HNI_L3_TYPE_V6V6:
		return 40;
	default:
		return 0;
	}
}

/**
 * emu_tso_init() - work out the geometry of a packet
 * @tso: @packet, @len, @meta and @lso_ctrl are set by the caller
 * @frame_max: largest frame the NIC sends
 *
 * Return: false if descriptor and packet contradict each other.
 */
bool emu_tso_init(struct emu_tso *tso, uint32_t frame_max)
{
	uint64_t type = EMU_GET(HNI_TWD_L4_TYPE, tso->meta);
	uint32_t outer = 2 * (uint32_t)EMU_GET(HNI_TWD_L3_OHLEN, tso->meta);
	uint32_t inner = 2 * (uint32_t)EMU_GET(HNI_TWD_L3_IHLEN, tso->meta);
	uint32_t l4 = 4 * (uint32_t)EMU_GET(HNI_TWD_L4_HLEN, tso->meta);

	if (type != HNI_L4_TYPE_TCP && type != HNI_L4_TYPE_UDP)
		return false;
	tso->l3_off = 2 * (uint32_t)EMU_GET(HNI_TWD_L2_HLEN, tso->meta);
	tso->in_off = tso->l3_off + outer;
	tso->l4_off = tso->in_off + inner;
	tso->hdr_len = tso->l4_off + l4;
	tso->mss = (uint32_t)EMU_GET(HNI_TWD_MSS, tso->meta);
	if (l4 < emu_tso_l4_min(tso->meta) ||
	    inner < emu_tso_l3_min(tso->meta))
		return false;
	if (EMU_GET(HNI_TWD_L3_TYPE, tso->meta) == HNI_L3_TYPE_V6V6 &&
	    outer < 40)
		return false;
	if (!tso->mss || tso->hdr_len >= tso->len ||
	    tso->hdr_len + tso->mss > frame_max)
		return false;
	tso->count = (tso->len - tso->hdr_len + tso->mss - 1) / tso->mss;
	return true;
}

static void emu_tso_ipv4(const struct emu_tso *tso, uint8_t *ip,
			 uint32_t idx, uint32_t ip_len)
{
	uint32_t ihl = tso->l4_off - tso->in_off;
	uint16_t id = emu_tso_get16(ip + 4);

	emu_tso_put16(ip + 2, ip_len);
	if (tso->lso_ctrl & HNI_TCE_LSO_CTRL_IPID_MODE_INC)
		emu_tso_put16(ip + 4, id + idx);
	emu_tso_put16(ip + 10, 0);
	emu_tso_put16(ip + 10, ~emu_csum_fold(emu_csum_add(0, ip, ihl)));
}

/*
 * Partial offload: tunnel headers fit every segment, but for the ID of an outer
 * IPv4 header that may be fragmented on its way
 */
static void emu_tso_partial(const struct emu_tso *tso, uint8_t *out,
			    uint32_t idx)
{
	uint8_t *ip = out + tso->l3_off;
	uint32_t ihl;

	if (!(tso->lso_ctrl & HNI_TCE_LSO_CTRL_IPID_MODE_INC) ||
	    tso->l3_off < 14 || tso->l3_off + 20 > tso->l4_off ||
	    emu_tso_get16(ip - 2) != EMU_ETH_P_IP)
		return;
	ihl = (ip[0] & 15) * 4U;
	if (ihl < 20 || tso->l3_off + ihl > tso->l4_off || (ip[6] & 0x40))
		return;
	emu_tso_put16(ip + 4, emu_tso_get16(ip + 4) + idx);
	emu_tso_put16(ip + 10, 0);
	emu_tso_put16(ip + 10, ~emu_csum_fold(emu_csum_add(0, ip, ihl)));
}

static void emu_tso_l3(const struct emu_tso *tso, uint8_t *out, uint32_t idx,
		       uint32_t total)
{
	switch (EMU_GET(HNI_TWD_L3_TYPE, tso->meta)) {
	case HNI_L3_TYPE_IPV4:
		emu_tso_ipv4(tso, out + tso->in_off, idx,
			     total - tso->in_off);
		break;
	case HNI_L3_TYPE_V6V6:
		emu_tso_put16(out + tso->l3_off + 4, total - tso->l3_off - 40);
		emu_tso_put16(out + tso->in_off + 4, total - tso->in_off - 40);
		break;
	case HNI_L3_TYPE_IPV6:
		emu_tso_put16(out + tso->in_off + 4, total - tso->in_off - 40);
		break;
	default:
		emu_tso_partial(tso, out, idx);
		break;
	}
}

static void emu_tso_tcp(const struct emu_tso *tso, uint8_t *tcp, uint32_t idx)
{
	uint32_t clear = 0, seq;
	uint16_t flags;

	seq = (uint32_t)emu_tso_get16(tcp + 4) << 16 | emu_tso_get16(tcp + 6);
	seq += idx * tso->mss;
	emu_tso_put16(tcp + 4, seq >> 16);
	emu_tso_put16(tcp + 6, seq);

	if (tso->count > 1) {
		if (!idx)
			clear = EMU_GET(HNI_TCE_LSO_CTRL_TCPF_CLR_1ST,
					tso->lso_ctrl);
		else if (idx == tso->count - 1)
			clear = EMU_GET(HNI_TCE_LSO_CTRL_TCPF_CLR_END,
					tso->lso_ctrl);
		else
			clear = EMU_GET(HNI_TCE_LSO_CTRL_TCPF_CLR_MID,
					tso->lso_ctrl);
	}
	flags = emu_tso_get16(tcp + 12);
	emu_tso_put16(tcp + 12, flags & ~clear);
}

/* The field holds the pseudo-header sum without the L4 length */
static void emu_tso_csum(uint8_t *l4, uint32_t l4_len, bool is_udp)
{
	uint8_t *field = l4 + (is_udp ? 6 : 16);
	uint16_t sum;

	sum = (uint16_t)~emu_csum_fold(emu_csum_add(l4_len, l4, l4_len));
	if (!sum && is_udp)
		sum = 0xffff;
	emu_tso_put16(field, sum);
}

/**
 * emu_tso_segment() - build one wire frame
 * @tso: initialised packet
 * @idx: segment, below @tso->count
 * @out: room for @hdr_len + @mss bytes
 *
 * Return: bytes of the frame.
 */
uint32_t emu_tso_segment(const struct emu_tso *tso, uint32_t idx,
			 uint8_t *out)
{
	bool is_udp = EMU_GET(HNI_TWD_L4_TYPE, tso->meta) == HNI_L4_TYPE_UDP;
	uint32_t from = tso->hdr_len + idx * tso->mss;
	uint32_t size = tso->len - from;
	uint32_t total;

	if (size > tso->mss)
		size = tso->mss;
	total = tso->hdr_len + size;
	memcpy(out, tso->packet, tso->hdr_len);
	memcpy(out + tso->hdr_len, tso->packet + from, size);

	emu_tso_l3(tso, out, idx, total);
	if (is_udp)
		emu_tso_put16(out + tso->l4_off + 4, total - tso->l4_off);
	else
		emu_tso_tcp(tso, out + tso->l4_off, idx);
	emu_tso_csum(out + tso->l4_off, total - tso->l4_off, is_udp);
	return total;
}
