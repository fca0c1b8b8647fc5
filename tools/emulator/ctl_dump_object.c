// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the textual form of port ranges, meters, tunnel headers, tunnels and
 * connections.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "bytes.h"
#include "ctl_dump_row.h"

static const char * const emu_dump_kinds[] = {
	[HNI_TUNNEL_UNRESOLVED] = "unresolved", [HNI_TUNNEL_VXLAN] = "vxlan",
	[HNI_TUNNEL_GENEVE] = "geneve", [HNI_TUNNEL_GRE] = "gre",
};

/* An address from its key words */
static json_t *emu_dump_addr(const uint32_t *word, bool is_ipv6)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t addr[16];
	unsigned int i;

	for (i = 0; i < 4; i++)
		emu_put_be32(addr + 4 * i, word[i]);
	if (is_ipv6)
		inet_ntop(AF_INET6, addr, text, sizeof(text));
	else
		inet_ntop(AF_INET, addr + 12, text, sizeof(text));
	return json_string(text);
}

json_t *emu_dump_range(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_range *range = &t->newest->range[idx];

	if (!range->valid)
		return NULL;
	return json_pack("{s:I,s:s,s:i,s:i}", "row", (json_int_t)idx,
			 "of", range->is_source ? "source" : "destination",
			 "min", range->min, "max", range->max);
}

json_t *emu_dump_meter(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_meter *m = &t->newest->meter[idx];
	const struct emu_meter_state *st = &m->state;
	json_t *obj;

	if (!m->valid)
		return NULL;
	obj = json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}",
			"row", (json_int_t)idx, "users", (json_int_t)m->refs,
			"rate", (json_int_t)m->rate,
			"burst", (json_int_t)m->burst,
			"packet_rate", (json_int_t)m->pkt_rate,
			"packet_burst", (json_int_t)m->pkt_burst,
			"mtu", (json_int_t)m->mtu,
			"overhead", (json_int_t)m->overhead,
			"gen", (json_int_t)m->gen);
	json_object_set_new(obj, "packets", json_integer((json_int_t)
							 st->stat_pkts));
	json_object_set_new(obj, "bytes", json_integer((json_int_t)
						       st->stat_bytes));
	json_object_set_new(obj, "drops", json_integer((json_int_t)
						       st->stat_drops));
	json_object_set_new(obj, "exceeded", json_integer((json_int_t)
							  st->stat_exceeded));
	json_object_set_new(obj, "last_ns", json_integer((json_int_t)
							 st->stat_last_ns));
	return obj;
}

json_t *emu_dump_encap(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_encap_row *row = &t->newest->encap[idx];
	char hex[2 * HNI_ENCAP_HDR_MAX + 1] = "";
	unsigned int i;

	if (!row->valid)
		return NULL;
	for (i = 0; i < row->encap.hdr_len; i++)
		snprintf(hex + 2 * i, 3, "%02x", row->encap.hdr[i]);
	return json_pack("{s:I,s:I,s:s,s:i,s:b,s:b,s:b,s:s}",
			 "row", (json_int_t)idx,
			 "users", (json_int_t)row->refs,
			 "kind", emu_dump_kinds[row->encap.kind],
			 "port", row->encap.port,
			 "csum", !!(row->encap.flags & HNI_ENCAP_F_CSUM),
			 "ecn", !!(row->encap.flags & HNI_ENCAP_F_ECN),
			 "ttl", !!(row->encap.flags & HNI_ENCAP_F_TTL),
			 "header", hex);
}

json_t *emu_dump_tunnel(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_tunnel_row *row = &t->newest->tunnel[idx];
	const struct emu_tunnel *tun = &row->tunnel;
	char mac[18];

	if (!row->valid)
		return NULL;
	snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x",
		 tun->mac[0], tun->mac[1], tun->mac[2], tun->mac[3],
		 tun->mac[4], tun->mac[5]);
	return json_pack("{s:I,s:s,s:i,s:i,s:i,s:b,s:b,s:s,s:o}",
			 "row", (json_int_t)idx,
			 "kind", emu_dump_kinds[tun->kind], "port", tun->port,
			 "table", tun->table, "l4_port", tun->l4_port,
			 "gbp", !!(tun->flags & HNI_TUNNEL_F_GBP),
			 "csum", !!(tun->flags & HNI_TUNNEL_F_CSUM),
			 "mac", mac,
			 "address", emu_dump_addr(tun->dst, tun->family ==
						  HNI_KW_ADDR_IPV6));
}

static json_t *emu_dump_tuple(const uint32_t *src, const uint32_t *dst,
			      uint32_t ports, bool is_ipv6)
{
	return json_pack("{s:o,s:o,s:i,s:i}",
			 "src", emu_dump_addr(src, is_ipv6),
			 "dst", emu_dump_addr(dst, is_ipv6),
			 "sport", (int)EMU_GET(HNI_KW_PORTS_SRC, ports),
			 "dport", (int)EMU_GET(HNI_KW_PORTS_DST, ports));
}

json_t *emu_dump_conn(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_conn *conn = &t->newest->conn[idx];
	const struct emu_conn_key *key = &conn->key;
	char labels[36];
	json_t *obj;

	if (!conn->valid)
		return NULL;
	snprintf(labels, sizeof(labels), "%08x%08x%08x%08x", conn->labels[0],
		 conn->labels[1], conn->labels[2], conn->labels[3]);
	obj = json_pack("{s:I,s:i,s:i,s:b,s:I,s:s,s:o}",
			"row", (json_int_t)idx, "zone", key->zone,
			"proto", key->proto,
			"reply", !!(conn->flags & HNI_CONN_F_REPLY),
			"mark", (json_int_t)conn->mark, "labels", labels,
			"tuple", emu_dump_tuple(key->src, key->dst, key->ports,
						key->is_ipv6));
	if (conn->flags & HNI_CONN_F_NAT)
		json_object_set_new(obj, "nat",
				    emu_dump_tuple(conn->new_src,
						   conn->new_dst,
						   conn->new_ports,
						   key->is_ipv6));
	if (conn->flags & HNI_CONN_F_COUNT) {
		json_object_set_new(obj, "counter",
				    json_integer(conn->counter));
		json_object_set_new(obj, "gen", json_integer(conn->gen));
	}
	return obj;
}
