/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what the files of the tables' textual form share. For ctl_dump*.c. */
#ifndef EMU_CTL_DUMP_ROW_H
#define EMU_CTL_DUMP_ROW_H

#include "ctl_dump.h"

/* One row as an object, NULL = invalid */
typedef json_t *emu_dump_row_fn(const struct emu_tables *t, uint32_t idx);

/* ctl_dump_object.c */
emu_dump_row_fn emu_dump_range, emu_dump_meter, emu_dump_encap;
emu_dump_row_fn emu_dump_tunnel, emu_dump_conn;

#endif /* EMU_CTL_DUMP_ROW_H */
