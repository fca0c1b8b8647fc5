// SPDX-License-Identifier: GPL-2.0-only
/* Owns the tests' own encoder of e-switch commands. */
#include <string.h>

#include "bytes.h"
#include "emu_cmds.h"

uint8_t *cmds_record(struct cmds *c)
{
	return c->buf + HNI_ESW_CMD_HDR_LEN;
}

void cmds_header(struct cmds *c, uint8_t op, uint8_t type, uint32_t index,
		 uint16_t len)
{
	memset(c, 0, sizeof(*c));
	c->len = len;
	c->buf[HNI_ESW_CMD_OPCODE] = op;
	c->buf[HNI_ESW_CMD_TYPE] = type;
	emu_put_le16(c->buf + HNI_ESW_CMD_LEN, len);
	emu_put_le32(c->buf + HNI_ESW_CMD_INDEX, index);
}

static unsigned int cmds_words(const struct cmds_row *row)
{
	unsigned int n = 0;

	while (n < 3 && row->match[n].mask)
		n++;
	return n;
}

void cmds_slot(struct cmds *c, uint32_t index, const struct cmds_row *row)
{
	unsigned int i, n = cmds_words(row);
	uint8_t *rec = cmds_record(c);

	cmds_header(c, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_SLOT, index,
		    HNI_SLOT_LEN);
	emu_put_le32(rec + HNI_SLOT_NWORDS, n);
	for (i = 0; i < n; i++) {
		rec[HNI_SLOT_WORDS + i] = row->match[i].word;
		emu_put_le32(rec + HNI_SLOT_MASKS + 4 * i, row->match[i].mask);
	}
}

static void cmds_head(struct cmds *c, const struct cmds_row *row)
{
	uint8_t *rec = cmds_record(c);

	emu_put_le32(rec + HNI_ROW_ORDER, row->order);
	emu_put_le16(rec + HNI_ROW_TABLE, row->table);
	emu_put_le32(rec + HNI_ROW_FLAGS, row->flags);
	emu_put_le32(rec + HNI_ROW_ACTION, row->action);
	emu_put_le32(rec + HNI_ROW_COUNTER, row->counter);
	emu_put_le32(rec + HNI_ROW_GEN, row->gen);
}

void cmds_flow(struct cmds *c, uint32_t index, const struct cmds_row *row)
{
	unsigned int i, n = cmds_words(row);

	cmds_header(c, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_FLOW, index,
		    HNI_FLOW_LEN);
	cmds_head(c, row);
	emu_put_le16(cmds_record(c) + HNI_ROW_SLOT, row->slot);
	for (i = 0; i < n; i++)
		emu_put_le32(cmds_record(c) + HNI_FLOW_KEY + 4 * i,
			     row->match[i].value & row->match[i].mask);
}

void cmds_tcam(struct cmds *c, uint32_t index, const struct cmds_row *row)
{
	unsigned int i, n = cmds_words(row);
	uint8_t *rec = cmds_record(c);

	cmds_header(c, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_TCAM, index,
		    HNI_TCAM_LEN);
	cmds_head(c, row);
	for (i = 0; i < n; i++) {
		uint32_t mask = row->match[i].mask;
		uint32_t at = 4U * row->match[i].word;

		emu_put_le32(rec + HNI_TCAM_VALUE + at,
			     row->match[i].value & mask);
		emu_put_le32(rec + HNI_TCAM_MASK + at, mask);
	}
}

void cmds_action(struct cmds *c, uint32_t index, const struct emu_op *ops,
		 unsigned int nops)
{
	uint8_t *p = cmds_record(c) + HNI_ACTION_OPS;
	unsigned int i;

	cmds_header(c, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_ACTION, index,
		    (uint16_t)HNI_ACTION_LEN(nops));
	emu_put_le32(cmds_record(c) + HNI_ACTION_NOPS, nops);
	for (i = 0; i < nops; i++, p += HNI_OP_LEN) {
		p[HNI_OP_CODE] = ops[i].code;
		p[HNI_OP_FLAGS] = ops[i].flags;
		emu_put_le16(p + HNI_OP_ARG16, ops[i].arg16);
		emu_put_le32(p + HNI_OP_ARG32, ops[i].arg32);
		emu_put_le32(p + HNI_OP_MASK, ops[i].mask);
	}
}

void cmds_port(struct cmds *c, uint32_t index, uint16_t ingress,
	       uint16_t egress)
{
	cmds_header(c, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_PORT, index,
		    HNI_PORT_LEN);
	emu_put_le16(cmds_record(c) + HNI_PORT_INGRESS, ingress);
	emu_put_le16(cmds_record(c) + HNI_PORT_EGRESS, egress);
}

uint8_t *cmds_write(struct cmds *c, uint8_t type, uint32_t index,
		    uint16_t len)
{
	cmds_header(c, HNI_ESW_OP_WRITE, type, index, len);
	return cmds_record(c);
}

enum hni_esw_fatal cmds_exec(struct emu_tables *t, const struct cmds *c)
{
	enum hni_esw_fatal code;
	struct emu_cmd cmd;

	code = emu_cmd_decode(c->buf, &cmd);
	if (code)
		return code;
	return emu_cmd_exec(t, &cmd, c->buf + HNI_ESW_CMD_HDR_LEN);
}
