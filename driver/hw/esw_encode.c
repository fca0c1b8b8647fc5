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

static void hni_encode_head(u8 *buf, const struct hni_esw_cmd *cmd)
{
	hni_put8(buf + HNI_ESW_CMD_OPCODE, cmd->op);
	hni_put8(buf + HNI_ESW_CMD_TYPE, cmd->type);
	hni_put16(buf + HNI_ESW_CMD_LEN, cmd->len);
	hni_put32(buf + HNI_ESW_CMD_INDEX, cmd->index);
	hni_put32(buf + HNI_ESW_CMD_COUNT, cmd->count);
	hni_put32(buf + HNI_ESW_CMD_FLAGS, cmd->flags);
	hni_put32(buf + HNI_ESW_CMD_ADDR, (u32)cmd->addr);
	hni_put32(buf + HNI_ESW_CMD_ADDR + 4, (u32)(cmd->addr >> 32));
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
	}
}

static void hni_encode_port(u8 *rec, const struct hof_write *write)
{
	hni_put16(rec + HNI_PORT_INGRESS, write->ingress);
	hni_put16(rec + HNI_PORT_EGRESS, write->egress);
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
