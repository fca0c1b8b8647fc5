// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the decoder of commands. The order of checks is that of the data sheet:
 * opcode, type, length, index, record, references.
 */
#include <string.h>

#include "bytes.h"
#include "cmd_record.h"

#define EMU_CAP(member)	offsetof(struct emu_caps, member)

/*
 * struct emu_record - a record type. A missing function: the type does not
 * take that command.
 */
struct emu_record {
	uint16_t len;		/* of an ACTION the largest */
	size_t rows;		/* offset of the number in struct emu_caps */
	emu_record_write_fn *write;
	emu_record_invalidate_fn *invalidate;
	emu_record_encode_fn *encode;
};

static const struct emu_record emu_records[] = {
	[HNI_ESW_TYPE_SLOT] = { HNI_SLOT_LEN, EMU_CAP(slots), emu_slot_exec,
				emu_slot_drop, emu_slot_encode },
	[HNI_ESW_TYPE_FLOW] = { HNI_FLOW_LEN, EMU_CAP(flow_rows),
				emu_flow_exec, emu_flow_drop,
				emu_flow_encode },
	[HNI_ESW_TYPE_TCAM] = { HNI_TCAM_LEN, EMU_CAP(tcam_rows),
				emu_tcam_exec, emu_tcam_drop,
				emu_tcam_encode },
	[HNI_ESW_TYPE_ACTION] = { HNI_ACTION_MAX_LEN, EMU_CAP(actions),
				  emu_action_exec, emu_action_drop,
				  emu_action_encode },
	[HNI_ESW_TYPE_COUNTER] = { HNI_COUNTER_LEN, EMU_CAP(counters), NULL,
				   NULL, emu_count_encode },
	[HNI_ESW_TYPE_PORT] = { HNI_PORT_LEN, EMU_CAP(ports), emu_port_exec,
				NULL, emu_port_encode },
	[HNI_ESW_TYPE_RANGE] = { HNI_RANGE_LEN, EMU_CAP(ranges),
				 emu_range_exec, emu_range_drop,
				 emu_range_encode },
	[HNI_ESW_TYPE_METER] = { HNI_METER_LEN, EMU_CAP(meters),
				 emu_meter_exec, emu_meter_drop,
				 emu_meter_encode },
	[HNI_ESW_TYPE_METER_STAT] = { HNI_METER_STAT_LEN, EMU_CAP(meters),
				      NULL, NULL, emu_meter_stat_encode },
	[HNI_ESW_TYPE_ENCAP] = { HNI_ENCAP_LEN, EMU_CAP(encaps),
				 emu_encap_exec, emu_encap_drop,
				 emu_encap_encode },
	[HNI_ESW_TYPE_TUNNEL] = { HNI_TUNNEL_LEN, EMU_CAP(tunnels),
				  emu_tunnel_exec, emu_tunnel_drop,
				  emu_tunnel_encode },
	[HNI_ESW_TYPE_CONN] = { HNI_CONN_LEN, EMU_CAP(conns), emu_conn_exec,
				emu_conn_drop, emu_conn_encode },
};

#define EMU_RECORDS	(sizeof(emu_records) / sizeof(emu_records[0]))

/* ---- Bytes ---- */

bool emu_bytes_zero(const uint8_t *p, unsigned int n)
{
	while (n--)
		if (*p++)
			return false;
	return true;
}

void emu_words_get(uint32_t *to, const uint8_t *from)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		to[i] = emu_get_le32(from + 4 * i);
}

void emu_words_put(uint8_t *to, const uint32_t *from)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		emu_put_le32(to + 4 * i, from[i]);
}

/* ---- Header ---- */

static bool emu_cmd_type_ok(const struct emu_cmd *cmd)
{
	const struct emu_record *rec = &emu_records[0];

	if (cmd->type < EMU_RECORDS)
		rec = &emu_records[cmd->type];
	switch (cmd->opcode) {
	case HNI_ESW_OP_WRITE:
		return rec->write;
	case HNI_ESW_OP_INVALIDATE:
		return rec->invalidate;
	case HNI_ESW_OP_DUMP:
		return rec->encode;
	default:
		return cmd->type == HNI_ESW_TYPE_NONE;
	}
}

static bool emu_cmd_len_ok(const struct emu_cmd *cmd)
{
	if (cmd->opcode != HNI_ESW_OP_WRITE)
		return !cmd->len;
	if (cmd->type != HNI_ESW_TYPE_ACTION)
		return cmd->len == emu_records[cmd->type].len;
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

static uint32_t emu_record_rows(const struct emu_record *rec,
				const struct emu_caps *caps)
{
	return *(const uint32_t *)((const char *)caps + rec->rows);
}

static bool emu_cmd_index_ok(const struct emu_cmd *cmd,
			     const struct emu_caps *caps)
{
	if (cmd->opcode == HNI_ESW_OP_MODE)
		return cmd->index <= HNI_ESW_MODE_INACTIVE;
	if (cmd->type == HNI_ESW_TYPE_NONE)
		return !cmd->index;
	return cmd->index < emu_record_rows(&emu_records[cmd->type], caps);
}

static bool emu_cmd_header_ok(const struct emu_cmd *cmd,
			      const struct emu_caps *caps)
{
	const struct emu_record *rec = &emu_records[cmd->type];

	if ((cmd->flags & ~HNI_ESW_CMD_F_IRQ) || cmd->rsvd)
		return false;
	if (cmd->opcode != HNI_ESW_OP_DUMP)
		return !cmd->count && !cmd->addr;
	return cmd->count &&
	       cmd->count <= HNI_ESW_DUMP_MAX / rec->len &&
	       cmd->count <= emu_record_rows(rec, caps) - cmd->index;
}

/* ---- Execution ---- */

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
		return emu_records[cmd->type].write(t, cmd->index, rec);
	if (cmd->opcode == HNI_ESW_OP_INVALIDATE)
		return emu_records[cmd->type].invalidate(t->newest,
							 cmd->index);
	return HNI_ESW_FATAL_NONE;
}

uint32_t emu_cmd_dump_len(uint8_t type)
{
	return emu_records[type].len;
}

void emu_cmd_dump(const struct emu_tables *t, uint8_t type, uint32_t idx,
		  uint8_t *out)
{
	memset(out, 0, emu_records[type].len);
	if (!emu_records[type].encode(t, idx, out))
		memset(out, 0xff, emu_records[type].len);
}
