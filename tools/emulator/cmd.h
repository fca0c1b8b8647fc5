/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the decoder of commands: bytes of the ring become rows. Pure. */
#ifndef EMU_CMD_H
#define EMU_CMD_H

#include "bank.h"

/* struct emu_cmd - a decoded header */
struct emu_cmd {
	uint8_t opcode;
	uint8_t type;
	uint16_t len;
	uint32_t index;
	uint32_t count;
	uint32_t flags;
	uint64_t addr;
	uint64_t rsvd;
};

/* Ring units that the command with this record length takes */
static inline uint32_t emu_cmd_units(uint32_t len)
{
	return (HNI_ESW_CMD_HDR_LEN + len + HNI_ESW_UNIT - 1) / HNI_ESW_UNIT;
}

/* Does the op end the list? */
bool emu_op_is_terminal(uint8_t code);

/**
 * emu_cmd_decode() - decode and check a header: opcode, type, length
 * @buf: HNI_ESW_CMD_HDR_LEN bytes
 * @cmd: filled
 *
 * Return: HNI_ESW_FATAL_NONE, _OPCODE, _TYPE or _LENGTH. An ACTION's length is
 * checked against its record by emu_cmd_exec().
 */
enum hni_esw_fatal emu_cmd_decode(const uint8_t *buf, struct emu_cmd *cmd);

/**
 * emu_cmd_exec() - check the rest of a command and execute it on the tables
 * @t: tables; unchanged unless the command is executed
 * @cmd: from emu_cmd_decode()
 * @rec: @cmd->len bytes
 *
 * DUMP and MODE are only checked: host memory and the mode are the caller's.
 *
 * Return: HNI_ESW_FATAL_NONE or the reason for which it cannot be executed
 */
enum hni_esw_fatal emu_cmd_exec(struct emu_tables *t,
				const struct emu_cmd *cmd, const uint8_t *rec);

/* Bytes of one record in a DUMP of @type */
uint32_t emu_cmd_dump_len(uint8_t type);

/* Encode record @idx as DUMP shows it; 0xff if the row is invalid. */
void emu_cmd_dump(const struct emu_tables *t, uint8_t type, uint32_t idx,
		  uint8_t *out);

/* Encode COUNTER record @idx; @out has HNI_COUNTER_LEN bytes. */
void emu_counter_encode(const struct emu_bank *b, uint32_t idx, uint8_t *out);

#endif /* EMU_CMD_H */
