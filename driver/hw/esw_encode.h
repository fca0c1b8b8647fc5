/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the encoder of e-switch commands. Pure: it needs no
 * kernel, and selftests/loop links it as well.
 */
#ifndef HNI_ESW_ENCODE_H
#define HNI_ESW_ENCODE_H

#include "../../offload/core/esw/hof_esw.h"

/* Longest command: an ACTION row, in whole units */
#define HNI_ESW_ENCODE_MAX	1088

/**
 * struct hni_esw_cmd - a command without a record, or the head of one that has
 * @op: HNI_ESW_OP_*
 * @type: HNI_ESW_TYPE_*
 * @len: bytes of the record
 * @index: row, or HNI_ESW_MODE_* for HNI_ESW_OP_MODE
 * @count: DUMP: number of rows
 * @flags: HNI_ESW_CMD_F_*
 * @addr: DUMP: bus address of the buffer
 */
struct hni_esw_cmd {
	u8 op;
	u8 type;
	u16 len;
	u32 index;
	u32 count;
	u32 flags;
	u64 addr;
};

/**
 * hni_esw_encode_cmd() - encode a command without a record
 * @cmd: NOP, INVALIDATE, DUMP, FENCE or MODE
 * @buf: HNI_ESW_UNIT bytes, all written
 *
 * Context: any.
 */
void hni_esw_encode_cmd(const struct hni_esw_cmd *cmd, void *buf);

/**
 * hni_esw_encode() - encode a write of the engine
 * @write: write to encode
 * @flags: HNI_ESW_CMD_F_*
 * @buf: HNI_ESW_ENCODE_MAX bytes; what is returned is written, padding is 0
 *
 * Context: any.
 * Return: bytes of the command, whole units
 */
size_t hni_esw_encode(const struct hof_write *write, u32 flags, void *buf);

#endif /* HNI_ESW_ENCODE_H */
