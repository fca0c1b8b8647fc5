// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns CSUM: the checksums of IPv4, ICMP, IGMP, TCP, UDP, UDP-Lite and SCTP,
 * for the frames and with the lengths for which software's csum action computes
 * them.
 */
#include "bytes.h"
#include "csum.h"
#include "edit.h"
#include "proto.h"

#define EMU_OPT_PAD1		0
#define EMU_OPT_JUMBO		0xc2

/* struct emu_packet - an IP packet in a frame */
struct emu_packet {
	uint8_t *ip;
	uint32_t avail;		/* bytes from @ip to the end of the frame */
	uint32_t hl;		/* bytes of headers before the L4 header */
	uint32_t len;		/* all bytes, as the IP header says */
	bool is_v6;
	uint8_t proto;
};

/* struct emu_l4_kind - @flag of CSUM, where the checksum is, header's bytes */
struct emu_l4_kind {
	uint8_t proto;
	uint8_t flag;
	uint8_t field;
	uint8_t hlen;
};

static const struct emu_l4_kind *emu_l4_kind(const struct emu_packet *p)
{
	static const struct emu_l4_kind kinds[] = {
		{ EMU_IPPROTO_TCP, HNI_CSUM_TCP, 16, 20 },
		{ EMU_IPPROTO_UDP, HNI_CSUM_UDP, 6, 8 },
		{ EMU_IPPROTO_UDPLITE, HNI_CSUM_UDPLITE, 6, 8 },
		{ EMU_IPPROTO_SCTP, HNI_CSUM_SCTP, 8, 12 },
	};
	static const struct emu_l4_kind icmp6 = {
		EMU_IPPROTO_ICMPV6, HNI_CSUM_ICMP, 2, 8,
	};
	static const struct emu_l4_kind kinds4[] = {
		{ EMU_IPPROTO_ICMP, HNI_CSUM_ICMP, 2, 8 },
		{ EMU_IPPROTO_IGMP, HNI_CSUM_IGMP, 2, 8 },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].proto == p->proto)
			return &kinds[i];
	if (p->is_v6)
		return p->proto == icmp6.proto ? &icmp6 : NULL;
	for (i = 0; i < sizeof(kinds4) / sizeof(kinds4[0]); i++)
		if (kinds4[i].proto == p->proto)
			return &kinds4[i];
	return NULL;
}

static uint64_t emu_pseudo_sum(const struct emu_packet *p, uint32_t len)
{
	uint64_t sum = (uint64_t)p->proto + (len >> 16) + (len & 0xffff);

	if (p->is_v6)
		return emu_csum_add(sum, p->ip + 8, 32);
	return emu_csum_add(sum, p->ip + 12, 8);
}

/* CRC32c as SCTP has it */
static uint32_t emu_crc32c(const uint8_t *data, uint32_t len)
{
	uint32_t crc = 0xffffffff;
	unsigned int bit;

	for (; len; len--) {
		crc ^= *data++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

/*
 * The length that a UDP or UDP-Lite checksum covers. False: the length in the
 * header is not possible.
 */
static bool emu_udp_cover(const struct emu_packet *p, const uint8_t *l4,
			  uint32_t *len)
{
	uint32_t all = p->len - p->hl;
	uint32_t said = emu_get_be16(l4 + 4);

	if (p->proto == EMU_IPPROTO_UDP) {
		*len = all;
		return said == all;
	}
	*len = said ? said : all;
	return !said || (said >= 8 && said <= all);
}

static void emu_udp_csum(const struct emu_packet *p, uint8_t *l4)
{
	uint32_t said = emu_get_be16(l4 + 4);
	uint32_t len;
	uint16_t sum;

	if (p->proto == EMU_IPPROTO_UDP && !p->is_v6 && !emu_get_be16(l4 + 6))
		return;
	emu_put_be16(l4 + 6, 0);
	if (!emu_udp_cover(p, l4, &len))
		return;
	sum = (uint16_t)~emu_csum_fold(emu_csum_add(emu_pseudo_sum(p, said),
						    l4, len));
	emu_put_be16(l4 + 6, sum ? sum : 0xffff);
}

/* False: the payload is cut off */
static bool emu_l4_csum(const struct emu_packet *p, uint32_t which)
{
	const struct emu_l4_kind *kind = emu_l4_kind(p);
	uint8_t *l4 = p->ip + p->hl;
	uint64_t sum = 0;

	if (!kind || !(which & kind->flag))
		return true;
	if (p->len > p->avail || p->len < p->hl + kind->hlen)
		return false;
	if (kind->flag & (HNI_CSUM_UDP | HNI_CSUM_UDPLITE)) {
		emu_udp_csum(p, l4);
		return true;
	}
	if (kind->flag == HNI_CSUM_SCTP) {
		emu_put_le32(l4 + 8, 0);
		emu_put_le32(l4 + 8, emu_crc32c(l4, p->avail - p->hl));
		return true;
	}
	emu_put_be16(l4 + kind->field, 0);
	if (p->is_v6 || kind->flag == HNI_CSUM_TCP)
		sum = emu_pseudo_sum(p, p->len - p->hl);
	sum = emu_csum_add(sum, l4, p->len - p->hl);
	emu_put_be16(l4 + kind->field, (uint16_t)~emu_csum_fold(sum));
	return true;
}

static bool emu_csum_ipv4(struct emu_packet *p, uint32_t which)
{
	uint16_t sum;

	if (p->avail < 20)
		return false;
	p->hl = (uint32_t)(p->ip[0] & 0xf) * 4;
	p->len = emu_get_be16(p->ip + 2);
	p->proto = p->ip[9];
	if (!(emu_get_be16(p->ip + 6) & 0x1fff) && !emu_l4_csum(p, which))
		return false;
	if (!(which & HNI_CSUM_IPV4HDR) || p->hl < 20 || p->hl > p->avail)
		return true;
	emu_put_be16(p->ip + 10, 0);
	sum = (uint16_t)~emu_csum_fold(emu_csum_add(0, p->ip, p->hl));
	emu_put_be16(p->ip + 10, sum);
	return true;
}

/* A jumbo option replaces the payload length. False: it is malformed */
static bool emu_hopopts_scan(const uint8_t *h, uint32_t hlen, uint32_t *len)
{
	uint32_t off = 2, left = hlen - 2, size;

	while (left > 1) {
		size = (uint32_t)h[off + 1] + 2;
		if (h[off] == EMU_OPT_PAD1) {
			size = 1;
		} else if (h[off] == EMU_OPT_JUMBO) {
			if (size != 6 || left < 6 || (off & 3) != 2)
				return false;
			*len = emu_get_be32(h + off + 2);
			return true;
		} else if (size > left) {
			return true;
		}
		off += size;
		left -= size;
	}
	return true;
}

/* Step over the extension header at p->hl. False: it is cut off or malformed */
static bool emu_csum_ext6(struct emu_packet *p, uint32_t *payload)
{
	const uint8_t *h = p->ip + p->hl;
	uint32_t hlen;

	if (p->avail - p->hl < 2)
		return false;
	hlen = ((uint32_t)h[1] + 1) * 8;
	if (p->avail - p->hl < hlen)
		return false;
	if (p->proto == EMU_IPPROTO_HOPOPTS &&
	    !emu_hopopts_scan(h, hlen, payload))
		return false;
	p->proto = h[0];
	p->hl += hlen;
	return true;
}

static bool emu_csum_ipv6(struct emu_packet *p, uint32_t which)
{
	uint32_t payload;

	if (p->avail < 40)
		return false;
	payload = emu_get_be16(p->ip + 4);
	p->proto = p->ip[6];
	p->hl = 40;
	p->is_v6 = true;
	while (p->proto == EMU_IPPROTO_HOPOPTS ||
	       p->proto == EMU_IPPROTO_ROUTING ||
	       p->proto == EMU_IPPROTO_DSTOPTS) {
		if (!emu_csum_ext6(p, &payload))
			return false;
		/* nothing behind it: nothing to compute */
		if (p->avail == p->hl)
			return true;
	}
	p->len = payload + 40;
	return emu_l4_csum(p, which);
}

enum emu_edit_end emu_edit_csum(struct emu_frame *f, uint32_t which)
{
	uint32_t off = EMU_ETH_HLEN + emu_frame_tag_len(f);
	uint8_t *data = emu_frame_data(f);
	struct emu_packet p = { 0 };
	uint16_t type;
	bool ok;

	type = emu_get_be16(data + off - 2);
	while (emu_ethertype_is_vlan(type)) {
		if (f->len - off < EMU_VLAN_HLEN)
			return EMU_EDIT_DROP;
		off += EMU_VLAN_HLEN;
		type = emu_get_be16(data + off - 2);
	}
	if (type != EMU_ETH_P_IP && type != EMU_ETH_P_IPV6)
		return EMU_EDIT_NONE;
	p.ip = data + off;
	p.avail = f->len - off;
	ok = type == EMU_ETH_P_IP ? emu_csum_ipv4(&p, which) :
				    emu_csum_ipv6(&p, which);
	return ok ? EMU_EDIT_DONE : EMU_EDIT_DROP;
}
