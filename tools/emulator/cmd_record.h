/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the files of the command decoder share: for each record type how
 * it is written, invalidated and dumped. For cmd*.c only.
 */
#ifndef EMU_CMD_RECORD_H
#define EMU_CMD_RECORD_H

#include "cmd.h"

/*
 * WRITE: check @rec against the sizes, then what it names, then store it. The
 * tables are unchanged unless HNI_ESW_FATAL_NONE is returned.
 */
typedef enum hni_esw_fatal emu_record_write_fn(struct emu_tables *t,
					       uint32_t idx,
					       const uint8_t *rec);
typedef enum hni_esw_fatal emu_record_invalidate_fn(struct emu_bank *b,
						    uint32_t idx);

/* DUMP: @out is zero; false = the row is invalid */
typedef bool emu_record_encode_fn(const struct emu_tables *t, uint32_t idx,
				  uint8_t *out);

/* cmd_row.c */
emu_record_write_fn emu_slot_exec, emu_flow_exec, emu_tcam_exec, emu_port_exec;
emu_record_invalidate_fn emu_slot_drop, emu_flow_drop, emu_tcam_drop;

/* cmd_action.c */
emu_record_write_fn emu_action_exec;
emu_record_invalidate_fn emu_action_drop;

/* cmd_object.c */
emu_record_write_fn emu_range_exec, emu_meter_exec, emu_encap_exec;
emu_record_write_fn emu_tunnel_exec, emu_conn_exec;
emu_record_invalidate_fn emu_range_drop, emu_meter_drop, emu_encap_drop;
emu_record_invalidate_fn emu_tunnel_drop, emu_conn_drop;

/* cmd_dump.c */
emu_record_encode_fn emu_slot_encode, emu_flow_encode, emu_tcam_encode;
emu_record_encode_fn emu_action_encode, emu_count_encode, emu_port_encode;
emu_record_encode_fn emu_range_encode, emu_meter_encode;
emu_record_encode_fn emu_meter_stat_encode, emu_encap_encode;
emu_record_encode_fn emu_tunnel_encode, emu_conn_encode;

/* cmd.c */
bool emu_bytes_zero(const uint8_t *p, unsigned int n);

/* Four words, as addresses and labels are stored */
void emu_words_get(uint32_t *to, const uint8_t *from);
void emu_words_put(uint8_t *to, const uint32_t *from);

#endif /* EMU_CMD_RECORD_H */
