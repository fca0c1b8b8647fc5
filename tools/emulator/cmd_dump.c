// SPDX-License-Identifier: GPL-2.0-only
/* Owns the encoder of records for DUMP: rows become bytes again. */
#include <string.h>

#include "bytes.h"
#include "cmd_record.h"

bool emu_slot_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_slot *slot = &t->newest->slot[idx];
	unsigned int i;

	emu_put_le32(out + HNI_SLOT_NWORDS, slot->nwords);
	for (i = 0; i < slot->nwords; i++) {
		out[HNI_SLOT_WORDS + i] = slot->word[i];
		emu_put_le32(out + HNI_SLOT_MASKS + 4 * i, slot->mask[i]);
	}
	return slot->valid;
}

static void emu_row_encode(const struct emu_row *row, uint8_t *out)
{
	emu_put_le32(out + HNI_ROW_ORDER, row->order);
	emu_put_le16(out + HNI_ROW_TABLE, row->table);
	emu_put_le16(out + HNI_ROW_SLOT, row->slot);
	emu_put_le32(out + HNI_ROW_FLAGS, row->flags);
	emu_put_le32(out + HNI_ROW_ACTION, row->action);
	emu_put_le32(out + HNI_ROW_COUNTER, row->counter);
	emu_put_le32(out + HNI_ROW_GEN, row->gen);
}

bool emu_flow_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_flow *flow = &t->newest->flow[idx];
	unsigned int i;

	emu_row_encode(&flow->row, out);
	for (i = 0; i < HNI_SLOT_MAX_WORDS; i++)
		emu_put_le32(out + HNI_FLOW_KEY + 4 * i, flow->key[i]);
	return flow->row.valid;
}

bool emu_tcam_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_tcam *tcam = &t->newest->tcam[idx];
	unsigned int i;

	emu_row_encode(&tcam->row, out);
	for (i = 0; i < HNI_KW_USED; i++) {
		emu_put_le32(out + HNI_TCAM_VALUE + 4 * i, tcam->value[i]);
		emu_put_le32(out + HNI_TCAM_MASK + 4 * i, tcam->mask[i]);
	}
	return tcam->row.valid;
}

bool emu_action_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_action *act = &t->newest->action[idx];
	uint8_t *p = out + HNI_ACTION_OPS;
	unsigned int i;

	emu_put_le32(out + HNI_ACTION_NOPS, act->nops);
	for (i = 0; i < act->nops; i++, p += HNI_OP_LEN) {
		p[HNI_OP_CODE] = act->op[i].code;
		p[HNI_OP_FLAGS] = act->op[i].flags;
		emu_put_le16(p + HNI_OP_ARG16, act->op[i].arg16);
		emu_put_le32(p + HNI_OP_ARG32, act->op[i].arg32);
		emu_put_le32(p + HNI_OP_MASK, act->op[i].mask);
	}
	return act->nops;
}

void emu_counter_encode(const struct emu_bank *b, uint32_t idx, uint8_t *out)
{
	const struct emu_counter *c = &b->counter[idx];

	emu_put_le64(out + HNI_COUNTER_PKTS, c->pkts);
	emu_put_le64(out + HNI_COUNTER_BYTES, c->bytes);
	emu_put_le64(out + HNI_COUNTER_LAST_NS, c->last_ns);
	emu_put_le32(out + HNI_COUNTER_GEN, c->gen);
	emu_put_le32(out + HNI_COUNTER_SEQ, 0);
}

bool emu_count_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	emu_counter_encode(t->newest, idx, out);
	return true;
}

/* What a port has in an older bank is no row of the newest. */
bool emu_port_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_bind *bind = &t->bind[idx];

	emu_put_le16(out + HNI_PORT_INGRESS, bind->ingress);
	emu_put_le16(out + HNI_PORT_EGRESS, bind->egress);
	out[HNI_PORT_POLICY] = t->policy[idx];
	return bind->bank == t->newest;
}

bool emu_range_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_range *range = &t->newest->range[idx];

	emu_put_le32(out + HNI_RANGE_WHICH, range->is_source);
	emu_put_le16(out + HNI_RANGE_MIN, range->min);
	emu_put_le16(out + HNI_RANGE_MAX, range->max);
	return range->valid;
}

bool emu_meter_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_meter *meter = &t->newest->meter[idx];

	emu_put_le64(out + HNI_METER_RATE, meter->rate);
	emu_put_le64(out + HNI_METER_BURST, meter->burst);
	emu_put_le64(out + HNI_METER_PKT_RATE, meter->pkt_rate);
	emu_put_le64(out + HNI_METER_PKT_BURST, meter->pkt_burst);
	emu_put_le32(out + HNI_METER_MTU, meter->mtu);
	emu_put_le32(out + HNI_METER_OVERHEAD, meter->overhead);
	emu_put_le32(out + HNI_METER_GEN, meter->gen);
	return meter->valid;
}

bool emu_meter_stat_encode(const struct emu_tables *t, uint32_t idx,
			   uint8_t *out)
{
	const struct emu_meter *meter = &t->newest->meter[idx];
	const struct emu_meter_state *st = &meter->state;

	emu_put_le64(out + HNI_METER_STAT_PKTS, st->stat_pkts);
	emu_put_le64(out + HNI_METER_STAT_BYTES, st->stat_bytes);
	emu_put_le64(out + HNI_METER_STAT_DROPS, st->stat_drops);
	emu_put_le64(out + HNI_METER_STAT_EXCEEDED, st->stat_exceeded);
	emu_put_le64(out + HNI_METER_STAT_LAST_NS, st->stat_last_ns);
	emu_put_le32(out + HNI_METER_STAT_GEN, meter->stat_gen);
	return true;
}

bool emu_encap_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_encap *encap = &t->newest->encap[idx].encap;

	out[HNI_ENCAP_KIND] = encap->kind;
	out[HNI_ENCAP_FLAGS] = encap->flags;
	emu_put_le16(out + HNI_ENCAP_HDR_LEN, encap->hdr_len);
	emu_put_le16(out + HNI_ENCAP_NET_OFF, encap->net_off);
	emu_put_le16(out + HNI_ENCAP_L4_OFF, encap->l4_off);
	out[HNI_ENCAP_PORT] = encap->port;
	memcpy(out + HNI_ENCAP_HDR, encap->hdr, sizeof(encap->hdr));
	return t->newest->encap[idx].valid;
}

bool emu_tunnel_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_tunnel *tunnel = &t->newest->tunnel[idx].tunnel;

	out[HNI_TUNNEL_KIND] = tunnel->kind;
	out[HNI_TUNNEL_PORT] = tunnel->port;
	out[HNI_TUNNEL_FAMILY] = tunnel->family;
	emu_put_le16(out + HNI_TUNNEL_TABLE, tunnel->table);
	emu_put_le16(out + HNI_TUNNEL_L4_PORT, tunnel->l4_port);
	emu_put_le16(out + HNI_TUNNEL_FLAGS, tunnel->flags);
	memcpy(out + HNI_TUNNEL_MAC, tunnel->mac, sizeof(tunnel->mac));
	emu_words_put(out + HNI_TUNNEL_DST, tunnel->dst);
	return t->newest->tunnel[idx].valid;
}

static void emu_ports_put(uint8_t *sport, uint8_t *dport, uint32_t ports)
{
	emu_put_le16(sport, (uint16_t)EMU_GET(HNI_KW_PORTS_SRC, ports));
	emu_put_le16(dport, (uint16_t)EMU_GET(HNI_KW_PORTS_DST, ports));
}

bool emu_conn_encode(const struct emu_tables *t, uint32_t idx, uint8_t *out)
{
	const struct emu_conn *conn = &t->newest->conn[idx];

	emu_put_le16(out + HNI_CONN_ZONE, conn->key.zone);
	out[HNI_CONN_PROTO] = conn->key.proto;
	out[HNI_CONN_FLAGS] = conn->flags;
	emu_ports_put(out + HNI_CONN_SPORT, out + HNI_CONN_DPORT,
		      conn->key.ports);
	emu_words_put(out + HNI_CONN_SRC, conn->key.src);
	emu_words_put(out + HNI_CONN_DST, conn->key.dst);
	emu_put_le32(out + HNI_CONN_MARK, conn->mark);
	emu_words_put(out + HNI_CONN_LABELS, conn->labels);
	emu_ports_put(out + HNI_CONN_NEW_SPORT, out + HNI_CONN_NEW_DPORT,
		      conn->new_ports);
	emu_words_put(out + HNI_CONN_NEW_SRC, conn->new_src);
	emu_words_put(out + HNI_CONN_NEW_DST, conn->new_dst);
	emu_put_le32(out + HNI_CONN_COUNTER, conn->counter);
	emu_put_le32(out + HNI_CONN_GEN, conn->gen);
	return conn->valid;
}
