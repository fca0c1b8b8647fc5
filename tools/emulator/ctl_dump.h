/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the textual form of the tables. */
#ifndef EMU_CTL_DUMP_H
#define EMU_CTL_DUMP_H

#include <jansson.h>

#include "bank.h"

#define EMU_DUMP_TABLES	\
	"flow, tcam, slot, action, counter, port, range, meter, encap, " \
	"tunnel, conn"
#define EMU_DUMP_MAX	4096	/* rows in one answer */

/**
 * emu_dump() - the valid rows of a table of the newest bank
 * @t: tables
 * @name: one of EMU_DUMP_TABLES
 * @idx: row to begin with
 *
 * Context: holds nic->lock.
 * Return: {"rows":[..],"more":bool}, owned by the caller; NULL = no such table
 */
json_t *emu_dump(const struct emu_tables *t, const char *name, uint32_t idx);

#endif /* EMU_CTL_DUMP_H */
