// SPDX-License-Identifier: GPL-2.0-only
/* Owns the decoder of RANGE, METER, ENCAP, TUNNEL and CONN records. */
#include <string.h>

#include "bytes.h"
#include "cmd_record.h"
#include "proto.h"

/* ---- RANGE ---- */

enum hni_esw_fatal emu_range_exec(struct emu_tables *t, uint32_t idx,
				  const uint8_t *rec)
{
	uint32_t which = emu_get_le32(rec + HNI_RANGE_WHICH);
	struct emu_range range = {
		.min = emu_get_le16(rec + HNI_RANGE_MIN),
		.max = emu_get_le16(rec + HNI_RANGE_MAX),
		.is_source = which,
	};

	if (which > 1 || range.min > range.max ||
	    !emu_bytes_zero(rec + HNI_RANGE_RSVD,
			    HNI_RANGE_LEN - HNI_RANGE_RSVD))
		return HNI_ESW_FATAL_RECORD;
	emu_range_write(t->newest, idx, &range);
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_range_drop(struct emu_bank *b, uint32_t idx)
{
	emu_range_invalidate(b, idx);
	return HNI_ESW_FATAL_NONE;
}

/* ---- METER ---- */

enum hni_esw_fatal emu_meter_exec(struct emu_tables *t, uint32_t idx,
				  const uint8_t *rec)
{
	struct emu_meter meter = {
		.rate = emu_get_le64(rec + HNI_METER_RATE),
		.burst = emu_get_le64(rec + HNI_METER_BURST),
		.pkt_rate = emu_get_le64(rec + HNI_METER_PKT_RATE),
		.pkt_burst = emu_get_le64(rec + HNI_METER_PKT_BURST),
		.mtu = emu_get_le32(rec + HNI_METER_MTU),
		.overhead = emu_get_le32(rec + HNI_METER_OVERHEAD),
		.gen = emu_get_le32(rec + HNI_METER_GEN),
	};

	if (!emu_bytes_zero(rec + HNI_METER_RSVD,
			    HNI_METER_LEN - HNI_METER_RSVD))
		return HNI_ESW_FATAL_RECORD;
	emu_meter_write(t->newest, idx, &meter);
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_meter_drop(struct emu_bank *b, uint32_t idx)
{
	if (b->meter[idx].refs)
		return HNI_ESW_FATAL_REFERENCE;
	b->meter[idx].valid = false;
	return HNI_ESW_FATAL_NONE;
}

/* ---- ENCAP ---- */

enum hni_esw_fatal emu_encap_exec(struct emu_tables *t, uint32_t idx,
				  const uint8_t *rec)
{
	struct emu_encap encap = {
		.kind = rec[HNI_ENCAP_KIND],
		.flags = rec[HNI_ENCAP_FLAGS],
		.hdr_len = emu_get_le16(rec + HNI_ENCAP_HDR_LEN),
		.net_off = emu_get_le16(rec + HNI_ENCAP_NET_OFF),
		.l4_off = emu_get_le16(rec + HNI_ENCAP_L4_OFF),
		.port = rec[HNI_ENCAP_PORT],
	};
	bool is_sound;

	memcpy(encap.hdr, rec + HNI_ENCAP_HDR, sizeof(encap.hdr));
	if (encap.kind == HNI_TUNNEL_UNRESOLVED)
		is_sound = emu_bytes_zero(rec, HNI_ENCAP_LEN);
	else
		is_sound = emu_bytes_zero(rec + HNI_ENCAP_RSVD,
					  HNI_ENCAP_HDR - HNI_ENCAP_RSVD) &&
			   encap.port < t->caps.ports &&
			   emu_encap_is_sound(&encap);
	if (!is_sound)
		return HNI_ESW_FATAL_RECORD;
	emu_encap_write(t->newest, idx, &encap);
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_encap_drop(struct emu_bank *b, uint32_t idx)
{
	if (b->encap[idx].refs)
		return HNI_ESW_FATAL_REFERENCE;
	b->encap[idx].valid = false;
	return HNI_ESW_FATAL_NONE;
}

/* ---- TUNNEL ---- */

/* An IPv4 address is in the last word. */
static bool emu_addr_is_ipv4(const uint32_t *addr)
{
	return !(addr[0] | addr[1] | addr[2]);
}

static uint16_t emu_tunnel_flags(uint8_t kind)
{
	switch (kind) {
	case HNI_TUNNEL_VXLAN:
		return HNI_TUNNEL_F_GBP;
	case HNI_TUNNEL_GRE:
		return HNI_TUNNEL_F_CSUM;
	default:
		return 0;
	}
}

static bool emu_tunnel_ok(const struct emu_caps *caps,
			  const struct emu_tunnel *tunnel)
{
	bool is_udp = tunnel->kind == HNI_TUNNEL_VXLAN ||
		      tunnel->kind == HNI_TUNNEL_GENEVE;

	if (!is_udp && tunnel->kind != HNI_TUNNEL_GRE)
		return false;
	if (tunnel->flags & ~emu_tunnel_flags(tunnel->kind))
		return false;
	return tunnel->port < caps->ports && tunnel->table &&
	       tunnel->table < caps->tables && is_udp == !!tunnel->l4_port &&
	       (tunnel->family == HNI_KW_ADDR_IPV6 ||
		(tunnel->family == HNI_KW_ADDR_IPV4 &&
		 emu_addr_is_ipv4(tunnel->dst)));
}

enum hni_esw_fatal emu_tunnel_exec(struct emu_tables *t, uint32_t idx,
				   const uint8_t *rec)
{
	struct emu_tunnel tunnel = {
		.kind = rec[HNI_TUNNEL_KIND],
		.port = rec[HNI_TUNNEL_PORT],
		.family = rec[HNI_TUNNEL_FAMILY],
		.table = emu_get_le16(rec + HNI_TUNNEL_TABLE),
		.l4_port = emu_get_le16(rec + HNI_TUNNEL_L4_PORT),
		.flags = emu_get_le16(rec + HNI_TUNNEL_FLAGS),
	};

	memcpy(tunnel.mac, rec + HNI_TUNNEL_MAC, sizeof(tunnel.mac));
	emu_words_get(tunnel.dst, rec + HNI_TUNNEL_DST);
	if (!emu_tunnel_ok(&t->caps, &tunnel) || rec[HNI_TUNNEL_RSVD])
		return HNI_ESW_FATAL_RECORD;
	emu_tunnel_write(t->newest, idx, &tunnel);
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_tunnel_drop(struct emu_bank *b, uint32_t idx)
{
	emu_tunnel_invalidate(b, idx);
	return HNI_ESW_FATAL_NONE;
}

/* ---- CONN ---- */

static uint32_t emu_conn_ports(const uint8_t *rec, size_t sport, size_t dport)
{
	return EMU_PREP(HNI_KW_PORTS_SRC, (uint32_t)emu_get_le16(rec + sport)) |
	       EMU_PREP(HNI_KW_PORTS_DST, (uint32_t)emu_get_le16(rec + dport));
}

static void emu_conn_parse(const uint8_t *rec, struct emu_conn *conn)
{
	conn->flags = rec[HNI_CONN_FLAGS];
	conn->key.zone = emu_get_le16(rec + HNI_CONN_ZONE);
	conn->key.proto = rec[HNI_CONN_PROTO];
	conn->key.is_ipv6 = conn->flags & HNI_CONN_F_IPV6;
	conn->key.ports = emu_conn_ports(rec, HNI_CONN_SPORT, HNI_CONN_DPORT);
	emu_words_get(conn->key.src, rec + HNI_CONN_SRC);
	emu_words_get(conn->key.dst, rec + HNI_CONN_DST);
	conn->mark = emu_get_le32(rec + HNI_CONN_MARK);
	emu_words_get(conn->labels, rec + HNI_CONN_LABELS);
	conn->new_ports = emu_conn_ports(rec, HNI_CONN_NEW_SPORT,
					 HNI_CONN_NEW_DPORT);
	emu_words_get(conn->new_src, rec + HNI_CONN_NEW_SRC);
	emu_words_get(conn->new_dst, rec + HNI_CONN_NEW_DST);
	conn->counter = emu_get_le32(rec + HNI_CONN_COUNTER);
	conn->gen = emu_get_le32(rec + HNI_CONN_GEN);
}

static bool emu_conn_addr_ok(const struct emu_conn *conn, const uint32_t *addr)
{
	return conn->key.is_ipv6 || emu_addr_is_ipv4(addr);
}

static bool emu_conn_ok(const struct emu_caps *caps, const uint8_t *rec,
			const struct emu_conn *conn)
{
	const uint8_t known = HNI_CONN_F_IPV6 | HNI_CONN_F_REPLY |
			      HNI_CONN_F_NAT | HNI_CONN_F_COUNT;

	if (conn->key.proto != EMU_IPPROTO_TCP &&
	    conn->key.proto != EMU_IPPROTO_UDP)
		return false;
	if (conn->flags & ~known || conn->counter >= caps->counters)
		return false;
	if (!(conn->flags & HNI_CONN_F_COUNT) && (conn->counter || conn->gen))
		return false;
	if (!(conn->flags & HNI_CONN_F_NAT) &&
	    !emu_bytes_zero(rec + HNI_CONN_NEW_SPORT,
			    HNI_CONN_COUNTER - HNI_CONN_NEW_SPORT))
		return false;
	return emu_conn_addr_ok(conn, conn->key.src) &&
	       emu_conn_addr_ok(conn, conn->key.dst) &&
	       emu_conn_addr_ok(conn, conn->new_src) &&
	       emu_conn_addr_ok(conn, conn->new_dst) &&
	       emu_bytes_zero(rec + HNI_CONN_RSVD,
			      HNI_CONN_LEN - HNI_CONN_RSVD);
}

enum hni_esw_fatal emu_conn_exec(struct emu_tables *t, uint32_t idx,
				 const uint8_t *rec)
{
	struct emu_conn conn = { 0 };
	uint32_t same;

	emu_conn_parse(rec, &conn);
	if (!emu_conn_ok(&t->caps, rec, &conn))
		return HNI_ESW_FATAL_RECORD;
	same = emu_conn_find(t->newest, &conn.key);
	if (same != EMU_NIL && same != idx)
		return HNI_ESW_FATAL_REFERENCE;
	emu_conn_write(t->newest, idx, &conn);
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_conn_drop(struct emu_bank *b, uint32_t idx)
{
	emu_conn_invalidate(b, idx);
	return HNI_ESW_FATAL_NONE;
}
