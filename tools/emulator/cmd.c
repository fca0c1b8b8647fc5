// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the decoder of commands. The order of checks is that of the data sheet:
 * opcode, type, length, index, record, references.
 */
#include "bytes.h"
#include "cmd.h"

/* ---- Header ---- */

static bool emu_cmd_type_ok(const struct emu_cmd *cmd)
{
	switch (cmd->opcode) {
	case HNI_ESW_OP_WRITE:
		return cmd->type >= HNI_ESW_TYPE_SLOT &&
		       cmd->type <= HNI_ESW_TYPE_PORT &&
		       cmd->type != HNI_ESW_TYPE_COUNTER;
	case HNI_ESW_OP_INVALIDATE:
		return cmd->type >= HNI_ESW_TYPE_SLOT &&
		       cmd->type <= HNI_ESW_TYPE_ACTION;
	case HNI_ESW_OP_DUMP:
		return cmd->type == HNI_ESW_TYPE_COUNTER;
	default:
		return cmd->type == HNI_ESW_TYPE_NONE;
	}
}

static bool emu_cmd_len_ok(const struct emu_cmd *cmd)
{
	static const uint16_t lens[] = {
		[HNI_ESW_TYPE_SLOT] = HNI_SLOT_LEN,
		[HNI_ESW_TYPE_FLOW] = HNI_FLOW_LEN,
		[HNI_ESW_TYPE_TCAM] = HNI_TCAM_LEN,
		[HNI_ESW_TYPE_PORT] = HNI_PORT_LEN,
	};

	if (cmd->opcode != HNI_ESW_OP_WRITE)
		return !cmd->len;
	if (cmd->type != HNI_ESW_TYPE_ACTION)
		return cmd->len == lens[cmd->type];
	return cmd->len >= HNI_ACTION_LEN(1) && cmd->len <= HNI_ACTION_MAX_LEN;
}

enum hni_esw_fatal emu_cmd_decode(const uint8_t *buf, struct emu_cmd *cmd)
{
	*cmd = (struct emu_cmd){
		.opcode = buf[HNI_ESW_CMD_OPCODE],
		.type = buf[HNI_ESW_CMD_TYPE],
		.len = emu_get_le16(buf + HNI_ESW_CMD_LEN),
		.index = emu_get_le32(buf + HNI_ESW_CMD_INDEX),
		.count = emu_get_le32(buf + HNI_ESW_CMD_COUNT),
		.flags = emu_get_le32(buf + HNI_ESW_CMD_FLAGS),
		.addr = emu_get_le64(buf + HNI_ESW_CMD_ADDR),
		.rsvd = emu_get_le64(buf + HNI_ESW_CMD_RSVD),
	};
	if (cmd->opcode > HNI_ESW_OP_MODE)
		return HNI_ESW_FATAL_OPCODE;
	if (!emu_cmd_type_ok(cmd))
		return HNI_ESW_FATAL_TYPE;
	if (!emu_cmd_len_ok(cmd))
		return HNI_ESW_FATAL_LENGTH;
	return HNI_ESW_FATAL_NONE;
}

static bool emu_cmd_index_ok(const struct emu_cmd *cmd,
			     const struct emu_caps *caps)
{
	const uint32_t rows[] = {
		[HNI_ESW_TYPE_SLOT] = caps->slots,
		[HNI_ESW_TYPE_FLOW] = caps->flow_rows,
		[HNI_ESW_TYPE_TCAM] = caps->tcam_rows,
		[HNI_ESW_TYPE_ACTION] = caps->actions,
		[HNI_ESW_TYPE_COUNTER] = caps->counters,
		[HNI_ESW_TYPE_PORT] = caps->ports,
	};

	if (cmd->opcode == HNI_ESW_OP_MODE)
		return cmd->index <= HNI_ESW_MODE_INACTIVE;
	if (cmd->type == HNI_ESW_TYPE_NONE)
		return !cmd->index;
	return cmd->index < rows[cmd->type];
}

static bool emu_cmd_header_ok(const struct emu_cmd *cmd,
			      const struct emu_caps *caps)
{
	if ((cmd->flags & ~HNI_ESW_CMD_F_IRQ) || cmd->rsvd)
		return false;
	if (cmd->opcode != HNI_ESW_OP_DUMP)
		return !cmd->count && !cmd->addr;
	return cmd->count &&
	       cmd->count <= HNI_ESW_DUMP_MAX / HNI_COUNTER_LEN &&
	       cmd->count <= caps->counters - cmd->index;
}

static bool emu_bytes_zero(const uint8_t *p, unsigned int n)
{
	while (n--)
		if (*p++)
			return false;
	return true;
}

/* ---- SLOT ---- */

static bool emu_slot_parse(const uint8_t *rec, struct emu_slot *slot)
{
	uint32_t n = emu_get_le32(rec + HNI_SLOT_NWORDS);
	unsigned int i;

	if (n > HNI_SLOT_MAX_WORDS)
		return false;
	slot->nwords = (uint8_t)n;
	for (i = 0; i < HNI_SLOT_MAX_WORDS; i++) {
		slot->word[i] = rec[HNI_SLOT_WORDS + i];
		slot->mask[i] = emu_get_le32(rec + HNI_SLOT_MASKS + 4 * i);
		if (i >= n && (slot->word[i] || slot->mask[i]))
			return false;
		if (i >= n)
			continue;
		if (slot->word[i] >= HNI_KW_USED || !slot->mask[i])
			return false;
		if (i && slot->word[i] <= slot->word[i - 1])
			return false;
	}
	return true;
}

static enum hni_esw_fatal emu_slot_exec(struct emu_bank *b, uint32_t idx,
					const uint8_t *rec)
{
	struct emu_slot slot = { .valid = true };

	if (!emu_slot_parse(rec, &slot))
		return HNI_ESW_FATAL_RECORD;
	if (b->slot[idx].refs)
		return HNI_ESW_FATAL_REFERENCE;
	b->slot[idx] = slot;
	return HNI_ESW_FATAL_NONE;
}

/* ---- FLOW and TCAM ---- */

static bool emu_row_parse(const struct emu_caps *caps, const uint8_t *rec,
			  struct emu_row *row)
{
	row->order = emu_get_le32(rec + HNI_ROW_ORDER);
	row->table = emu_get_le16(rec + HNI_ROW_TABLE);
	row->slot = emu_get_le16(rec + HNI_ROW_SLOT);
	row->flags = emu_get_le32(rec + HNI_ROW_FLAGS);
	row->action = emu_get_le32(rec + HNI_ROW_ACTION);
	row->counter = emu_get_le32(rec + HNI_ROW_COUNTER);
	row->gen = emu_get_le32(rec + HNI_ROW_GEN);
	if (row->flags & ~(HNI_ROW_F_SW | HNI_ROW_F_COUNT))
		return false;
	if (!(row->flags & HNI_ROW_F_COUNT) && (row->counter || row->gen))
		return false;
	return row->table && row->table < caps->tables &&
	       EMU_GET(HNI_ROW_ORDER_RANK, row->order) >> caps->rank_bits == 0 &&
	       row->counter < caps->counters &&
	       emu_bytes_zero(rec + HNI_ROW_RSVD,
			      HNI_ROW_HEAD_LEN - HNI_ROW_RSVD);
}

static bool emu_row_action_ok(const struct emu_bank *b,
			      const struct emu_row *row)
{
	return row->action < b->caps.actions && b->action[row->action].nops;
}

static enum hni_esw_fatal emu_flow_exec(struct emu_bank *b, uint32_t idx,
					const uint8_t *rec)
{
	struct emu_flow flow = { .row.valid = true };
	const struct emu_slot *slot;
	unsigned int i;

	if (!emu_row_parse(&b->caps, rec, &flow.row))
		return HNI_ESW_FATAL_RECORD;
	if (flow.row.slot >= b->caps.slots || !b->slot[flow.row.slot].valid)
		return HNI_ESW_FATAL_REFERENCE;
	slot = &b->slot[flow.row.slot];
	for (i = 0; i < HNI_SLOT_MAX_WORDS; i++) {
		flow.key[i] = emu_get_le32(rec + HNI_FLOW_KEY + 4 * i);
		if (flow.key[i] & ~slot->mask[i])
			return HNI_ESW_FATAL_RECORD;
	}
	if (!emu_row_action_ok(b, &flow.row))
		return HNI_ESW_FATAL_REFERENCE;
	emu_flow_write(b, idx, &flow);
	return HNI_ESW_FATAL_NONE;
}

static bool emu_tcam_parse(const uint8_t *rec, struct emu_tcam *tcam)
{
	unsigned int i;

	for (i = 0; i < HNI_KW_COUNT; i++) {
		uint32_t value = emu_get_le32(rec + HNI_TCAM_VALUE + 4 * i);
		uint32_t mask = emu_get_le32(rec + HNI_TCAM_MASK + 4 * i);

		if (value & ~mask)
			return false;
		if (i >= HNI_KW_USED && mask)
			return false;
		if (i >= HNI_KW_USED)
			continue;
		tcam->value[i] = value;
		tcam->mask[i] = mask;
	}
	return true;
}

static enum hni_esw_fatal emu_tcam_exec(struct emu_bank *b, uint32_t idx,
					const uint8_t *rec)
{
	struct emu_tcam tcam = { .row.valid = true };

	if (!emu_row_parse(&b->caps, rec, &tcam.row) || tcam.row.slot ||
	    !emu_tcam_parse(rec, &tcam))
		return HNI_ESW_FATAL_RECORD;
	if (!emu_row_action_ok(b, &tcam.row))
		return HNI_ESW_FATAL_REFERENCE;
	emu_tcam_write(b, idx, &tcam);
	return HNI_ESW_FATAL_NONE;
}

/* ---- ACTION ---- */

static bool emu_op_is_terminal(uint8_t code)
{
	return code >= HNI_OP_DROP && code <= HNI_OP_SOFTWARE;
}

static bool emu_op_tag_ok(const struct emu_op *op)
{
	return op->arg32 == EMU_ETH_P_8021Q || op->arg32 == EMU_ETH_P_8021AD;
}

static bool emu_op_args_ok(const struct emu_caps *caps,
			   const struct emu_op *op)
{
	switch (op->code) {
	case HNI_OP_GOTO:
		return !op->flags && !op->arg16 && op->arg32 &&
		       op->arg32 < caps->tables;
	case HNI_OP_OUTPUT:
		return !op->flags && !op->arg16 && op->arg32 < caps->ports;
	case HNI_OP_VLAN_PUSH:
		return !op->flags && emu_op_tag_ok(op);
	case HNI_OP_VLAN_MODIFY:
		return !(op->flags & ~HNI_OP_VLAN_F_PCP) && emu_op_tag_ok(op);
	case HNI_OP_VLAN_POP:
		return !op->flags && !op->arg16 && !op->arg32;
	default:
		return emu_op_is_terminal(op->code) && !op->flags &&
		       !op->arg16 && !op->arg32;
	}
}

static bool emu_action_parse(const struct emu_caps *caps, const uint8_t *rec,
			     struct emu_action *act)
{
	const uint8_t *p = rec + HNI_ACTION_OPS;
	unsigned int i;

	for (i = 0; i < act->nops; i++, p += HNI_OP_LEN) {
		struct emu_op *op = &act->op[i];

		op->code = p[HNI_OP_CODE];
		op->flags = p[HNI_OP_FLAGS];
		op->arg16 = emu_get_le16(p + HNI_OP_ARG16);
		op->arg32 = emu_get_le32(p + HNI_OP_ARG32);
		if (!emu_op_args_ok(caps, op) ||
		    emu_op_is_terminal(op->code) != (i == act->nops - 1U) ||
		    !emu_bytes_zero(p + HNI_OP_RSVD, HNI_OP_LEN - HNI_OP_RSVD))
			return false;
	}
	return emu_bytes_zero(rec + HNI_ACTION_RSVD,
			      HNI_ACTION_OPS - HNI_ACTION_RSVD);
}

static enum hni_esw_fatal emu_action_exec(struct emu_bank *b, uint32_t idx,
					  const uint8_t *rec)
{
	struct emu_action act = {
		.nops = (uint8_t)emu_get_le32(rec + HNI_ACTION_NOPS),
		.refs = b->action[idx].refs,
	};

	if (!emu_action_parse(&b->caps, rec, &act))
		return HNI_ESW_FATAL_RECORD;
	b->action[idx] = act;
	return HNI_ESW_FATAL_NONE;
}

/* ---- PORT ---- */

static enum hni_esw_fatal emu_port_exec(struct emu_tables *t, uint32_t idx,
					const uint8_t *rec)
{
	uint16_t ingress = emu_get_le16(rec + HNI_PORT_INGRESS);
	uint16_t egress = emu_get_le16(rec + HNI_PORT_EGRESS);

	if (ingress >= t->caps.tables || egress >= t->caps.tables ||
	    !emu_bytes_zero(rec + HNI_PORT_RSVD, HNI_PORT_LEN - HNI_PORT_RSVD))
		return HNI_ESW_FATAL_RECORD;
	emu_tables_bind(t, idx, ingress, egress);
	return HNI_ESW_FATAL_NONE;
}

/* ---- Execution ---- */

static enum hni_esw_fatal emu_write_exec(struct emu_tables *t,
					 const struct emu_cmd *cmd,
					 const uint8_t *rec)
{
	struct emu_bank *b = t->newest;

	switch (cmd->type) {
	case HNI_ESW_TYPE_SLOT:
		return emu_slot_exec(b, cmd->index, rec);
	case HNI_ESW_TYPE_FLOW:
		return emu_flow_exec(b, cmd->index, rec);
	case HNI_ESW_TYPE_TCAM:
		return emu_tcam_exec(b, cmd->index, rec);
	case HNI_ESW_TYPE_ACTION:
		return emu_action_exec(b, cmd->index, rec);
	default:
		return emu_port_exec(t, cmd->index, rec);
	}
}

static enum hni_esw_fatal emu_invalidate_exec(struct emu_bank *b,
					      const struct emu_cmd *cmd)
{
	switch (cmd->type) {
	case HNI_ESW_TYPE_FLOW:
		emu_flow_invalidate(b, cmd->index);
		break;
	case HNI_ESW_TYPE_TCAM:
		emu_tcam_invalidate(b, cmd->index);
		break;
	case HNI_ESW_TYPE_SLOT:
		if (b->slot[cmd->index].refs)
			return HNI_ESW_FATAL_REFERENCE;
		b->slot[cmd->index].valid = false;
		break;
	default:
		if (b->action[cmd->index].refs)
			return HNI_ESW_FATAL_REFERENCE;
		b->action[cmd->index].nops = 0;
		break;
	}
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_cmd_exec(struct emu_tables *t,
				const struct emu_cmd *cmd, const uint8_t *rec)
{
	if (cmd->opcode == HNI_ESW_OP_WRITE &&
	    cmd->type == HNI_ESW_TYPE_ACTION) {
		uint32_t nops = emu_get_le32(rec + HNI_ACTION_NOPS);

		if (!nops || nops > HNI_ACTION_MAX_OPS ||
		    cmd->len != HNI_ACTION_LEN(nops))
			return HNI_ESW_FATAL_LENGTH;
	}
	if (!emu_cmd_index_ok(cmd, &t->caps))
		return HNI_ESW_FATAL_INDEX;
	if (!emu_cmd_header_ok(cmd, &t->caps))
		return HNI_ESW_FATAL_RECORD;
	if (cmd->opcode == HNI_ESW_OP_WRITE)
		return emu_write_exec(t, cmd, rec);
	if (cmd->opcode == HNI_ESW_OP_INVALIDATE)
		return emu_invalidate_exec(t->newest, cmd);
	return HNI_ESW_FATAL_NONE;
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
