// SPDX-License-Identifier: GPL-2.0-only
/* Owns the layout of e-switch commands in memory: the driver's encoder. */
#include "esw_encode.h"

static void hni_put8(u8 *at, u32 val)
{
	*at = (u8)val;
}

static void hni_put16(u8 *at, u32 val)
{
	hni_put8(at, val);
	hni_put8(at + 1, val >> 8);
}

static void hni_put32(u8 *at, u32 val)
{
	hni_put16(at, val);
	hni_put16(at + 2, val >> 16);
}

static void hni_put64(u8 *at, u64 val)
{
	hni_put32(at, (u32)val);
	hni_put32(at + 4, (u32)(val >> 32));
}

static void hni_put_words(u8 *at, const u32 *words)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		hni_put32(at + 4 * i, words[i]);
}

static void hni_encode_head(u8 *buf, const struct hni_esw_cmd *cmd)
{
	hni_put8(buf + HNI_ESW_CMD_OPCODE, cmd->op);
	hni_put8(buf + HNI_ESW_CMD_TYPE, cmd->type);
	hni_put16(buf + HNI_ESW_CMD_LEN, cmd->len);
	hni_put32(buf + HNI_ESW_CMD_INDEX, cmd->index);
	hni_put32(buf + HNI_ESW_CMD_COUNT, cmd->count);
	hni_put32(buf + HNI_ESW_CMD_FLAGS, cmd->flags);
	hni_put64(buf + HNI_ESW_CMD_ADDR, cmd->addr);
}

void hni_esw_encode_cmd(const struct hni_esw_cmd *cmd, void *buf)
{
	memset(buf, 0, HNI_ESW_UNIT);
	hni_encode_head(buf, cmd);
}

static void hni_encode_slot(u8 *rec, const struct hof_write *write)
{
	unsigned int i;

	hni_put32(rec + HNI_SLOT_NWORDS, write->nwords);
	for (i = 0; i < write->nwords; i++) {
		hni_put8(rec + HNI_SLOT_WORDS + i, write->words[i]);
		hni_put32(rec + HNI_SLOT_MASKS + 4 * i, write->masks[i]);
	}
}

static void hni_encode_row(u8 *rec, const struct hof_write *write)
{
	hni_put32(rec + HNI_ROW_ORDER, write->order);
	hni_put16(rec + HNI_ROW_TABLE, write->table);
	hni_put16(rec + HNI_ROW_SLOT, write->slot);
	hni_put32(rec + HNI_ROW_FLAGS, write->flags);
	hni_put32(rec + HNI_ROW_ACTION, write->action);
	hni_put32(rec + HNI_ROW_COUNTER, write->counter);
	hni_put32(rec + HNI_ROW_GEN, write->gen);
}

static void hni_encode_flow(u8 *rec, const struct hof_write *write)
{
	unsigned int i;

	hni_encode_row(rec, write);
	for (i = 0; i < write->nwords; i++)
		hni_put32(rec + HNI_FLOW_KEY + 4 * i, write->key[i]);
}

static void hni_encode_tcam(u8 *rec, const struct hof_write *write)
{
	unsigned int at, i;

	hni_encode_row(rec, write);
	for (i = 0; i < write->nwords; i++) {
		at = 4U * write->words[i];
		hni_put32(rec + HNI_TCAM_VALUE + at, write->key[i]);
		hni_put32(rec + HNI_TCAM_MASK + at, write->masks[i]);
	}
}

static void hni_encode_action(u8 *rec, const struct hof_write *write)
{
	const struct hof_op *op = write->ops;
	unsigned int i;
	u8 *at;

	hni_put32(rec + HNI_ACTION_NOPS, write->nops);
	for (i = 0; i < write->nops; i++, op++) {
		at = rec + HNI_ACTION_OPS + HNI_OP_LEN * i;
		hni_put8(at + HNI_OP_CODE, op->code);
		hni_put8(at + HNI_OP_FLAGS, op->flags);
		hni_put16(at + HNI_OP_ARG16, op->arg16);
		hni_put32(at + HNI_OP_ARG32, op->arg32);
		hni_put32(at + HNI_OP_MASK, op->mask);
	}
}

static void hni_encode_port(u8 *rec, const struct hof_write *write)
{
	hni_put16(rec + HNI_PORT_INGRESS, write->ingress);
	hni_put16(rec + HNI_PORT_EGRESS, write->egress);
}

static void hni_encode_range(u8 *rec, const struct hof_write *write)
{
	hni_put32(rec + HNI_RANGE_WHICH, write->range->is_source);
	hni_put16(rec + HNI_RANGE_MIN, write->range->min);
	hni_put16(rec + HNI_RANGE_MAX, write->range->max);
}

static void hni_encode_meter(u8 *rec, const struct hof_write *write)
{
	const struct hof_meter *meter = write->meter;

	hni_put64(rec + HNI_METER_RATE, meter->rate);
	hni_put64(rec + HNI_METER_BURST, meter->burst);
	hni_put64(rec + HNI_METER_PKT_RATE, meter->pkt_rate);
	hni_put64(rec + HNI_METER_PKT_BURST, meter->pkt_burst);
	hni_put32(rec + HNI_METER_MTU, meter->mtu);
	hni_put32(rec + HNI_METER_OVERHEAD, meter->overhead);
	hni_put32(rec + HNI_METER_GEN, meter->gen);
}

static void hni_encode_encap(u8 *rec, const struct hof_write *write)
{
	const struct hof_encap *encap = write->encap;

	hni_put8(rec + HNI_ENCAP_KIND, encap->kind);
	hni_put8(rec + HNI_ENCAP_FLAGS, encap->flags);
	hni_put16(rec + HNI_ENCAP_HDR_LEN, encap->hdr_len);
	hni_put16(rec + HNI_ENCAP_NET_OFF, encap->net_off);
	hni_put16(rec + HNI_ENCAP_L4_OFF, encap->l4_off);
	hni_put8(rec + HNI_ENCAP_PORT, encap->port);
	memcpy(rec + HNI_ENCAP_HDR, encap->hdr, encap->hdr_len);
}

static void hni_encode_tunnel(u8 *rec, const struct hof_write *write)
{
	const struct hof_tunnel *tunnel = write->tunnel;

	hni_put8(rec + HNI_TUNNEL_KIND, tunnel->kind);
	hni_put8(rec + HNI_TUNNEL_PORT, tunnel->port);
	hni_put16(rec + HNI_TUNNEL_TABLE, tunnel->table);
	hni_put16(rec + HNI_TUNNEL_L4_PORT, tunnel->l4_port);
	hni_put16(rec + HNI_TUNNEL_FLAGS, tunnel->flags);
	memcpy(rec + HNI_TUNNEL_MAC, tunnel->mac, sizeof(tunnel->mac));
	hni_put8(rec + HNI_TUNNEL_FAMILY, tunnel->family);
	hni_put_words(rec + HNI_TUNNEL_DST, tunnel->dst);
}

static void hni_encode_conn(u8 *rec, const struct hof_write *write)
{
	const struct hof_conn *conn = write->conn;

	hni_put16(rec + HNI_CONN_ZONE, conn->zone);
	hni_put8(rec + HNI_CONN_PROTO, conn->proto);
	hni_put8(rec + HNI_CONN_FLAGS, conn->flags);
	hni_put16(rec + HNI_CONN_SPORT, conn->sport);
	hni_put16(rec + HNI_CONN_DPORT, conn->dport);
	hni_put_words(rec + HNI_CONN_SRC, conn->src);
	hni_put_words(rec + HNI_CONN_DST, conn->dst);
	hni_put32(rec + HNI_CONN_MARK, conn->mark);
	hni_put_words(rec + HNI_CONN_LABELS, conn->labels);
	hni_put32(rec + HNI_CONN_COUNTER, conn->counter);
	hni_put32(rec + HNI_CONN_GEN, conn->gen);
	if (!(conn->flags & HNI_CONN_F_NAT))
		return;

	hni_put16(rec + HNI_CONN_NEW_SPORT, conn->new_sport);
	hni_put16(rec + HNI_CONN_NEW_DPORT, conn->new_dport);
	hni_put_words(rec + HNI_CONN_NEW_SRC, conn->new_src);
	hni_put_words(rec + HNI_CONN_NEW_DST, conn->new_dst);
}

/* how a record of each type is written; the length of an ACTION is computed */
static const struct {
	void (*encode)(u8 *rec, const struct hof_write *write);
	u16 len;
} hni_records[] = {
	[HNI_ESW_TYPE_SLOT] = { hni_encode_slot, HNI_SLOT_LEN },
	[HNI_ESW_TYPE_FLOW] = { hni_encode_flow, HNI_FLOW_LEN },
	[HNI_ESW_TYPE_TCAM] = { hni_encode_tcam, HNI_TCAM_LEN },
	[HNI_ESW_TYPE_ACTION] = { hni_encode_action, 0 },
	[HNI_ESW_TYPE_PORT] = { hni_encode_port, HNI_PORT_LEN },
	[HNI_ESW_TYPE_RANGE] = { hni_encode_range, HNI_RANGE_LEN },
	[HNI_ESW_TYPE_METER] = { hni_encode_meter, HNI_METER_LEN },
	[HNI_ESW_TYPE_ENCAP] = { hni_encode_encap, HNI_ENCAP_LEN },
	[HNI_ESW_TYPE_TUNNEL] = { hni_encode_tunnel, HNI_TUNNEL_LEN },
	[HNI_ESW_TYPE_CONN] = { hni_encode_conn, HNI_CONN_LEN },
};

size_t hni_esw_encode(const struct hof_write *write, u32 flags, void *buf)
{
	struct hni_esw_cmd cmd = {
		.op = write->op,
		.type = write->type,
		.index = write->index,
		.flags = flags,
	};
	size_t size;

	if (write->op == HNI_ESW_OP_WRITE) {
		cmd.len = hni_records[write->type].len;
		if (write->type == HNI_ESW_TYPE_ACTION)
			cmd.len = (u16)HNI_ACTION_LEN(write->nops);
	}
	size = HNI_ESW_CMD_HDR_LEN + cmd.len;
	size = (size + HNI_ESW_UNIT - 1) / HNI_ESW_UNIT * HNI_ESW_UNIT;
	memset(buf, 0, size);
	hni_encode_head(buf, &cmd);
	if (cmd.len)
		hni_records[write->type].encode((u8 *)buf +
						HNI_ESW_CMD_HDR_LEN, write);
	return size;
}
