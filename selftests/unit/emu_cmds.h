/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the tests' own encoder of e-switch commands, written from the data
 * sheet: what it makes, the NIC's decoder has to understand.
 */
#ifndef EMU_CMDS_H
#define EMU_CMDS_H

#include "cmd.h"

#define CMDS_MAX	\
	(HNI_ESW_CMD_HDR_LEN + HNI_ACTION_MAX_LEN + HNI_ESW_UNIT)

/* struct cmds - one command: header and record, zero padded */
struct cmds {
	uint8_t buf[CMDS_MAX];
	uint16_t len;		/* of the record */
};

/* struct cmds_row - a FLOW or TCAM row that compares up to three words */
struct cmds_row {
	uint32_t order;
	uint16_t table;
	uint16_t slot;
	uint32_t flags;
	uint32_t action;
	uint32_t counter;
	uint32_t gen;
	struct {
		uint8_t word;
		uint32_t value, mask;
	} match[3];		/* ends with mask 0 */
};

void cmds_header(struct cmds *c, uint8_t op, uint8_t type, uint32_t index,
		 uint16_t len);
uint8_t *cmds_record(struct cmds *c);

/* WRITE commands; the slot is that of the row's words and masks */
void cmds_slot(struct cmds *c, uint32_t index, const struct cmds_row *row);
void cmds_flow(struct cmds *c, uint32_t index, const struct cmds_row *row);
void cmds_tcam(struct cmds *c, uint32_t index, const struct cmds_row *row);
void cmds_action(struct cmds *c, uint32_t index, const struct emu_op *ops,
		 unsigned int nops);
void cmds_port(struct cmds *c, uint32_t index, uint16_t ingress,
	       uint16_t egress);

/* WRITE of any other type; the record is zero and to be filled */
uint8_t *cmds_write(struct cmds *c, uint8_t type, uint32_t index,
		    uint16_t len);

/* Decode and execute as the ring does. */
enum hni_esw_fatal cmds_exec(struct emu_tables *t, const struct cmds *c);

#endif /* EMU_CMDS_H */
