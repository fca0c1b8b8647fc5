/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to the ledger of filters: health reporter "tc". */
#ifndef HNICTL_LEDGER_H
#define HNICTL_LEDGER_H

#include "devlink.h"
#include "health.h"
#include "tree.h"

enum ctl_ledger_part {
	CTL_LEDGER_REFUSALS,	/* what was refused: always fresh, cheap */
	CTL_LEDGER_RULES,	/* every rule with its place */
};

/**
 * struct ctl_ledger - what the driver of one NIC tells
 * @device: the NIC
 * @tree: what it tells
 */
struct ctl_ledger {
	struct ctl_device device;
	struct ctl_tree *tree;
};

/**
 * struct ctl_ledgers - list of ledgers
 * @list: the ledgers
 * @count: how many
 */
struct ctl_ledgers {
	struct ctl_ledger *list;
	size_t count;
};

/**
 * ctl_ledger_read() - read the ledgers of all managers
 * @ctl: context
 * @only: word of the user that means one device, or NULL for all
 * @part: what is read
 * @ledgers: overwritten; for ctl_ledger_free(), on failure as well
 *
 * Return: 0 if there is at least one; else -errno, told to the user.
 */
int ctl_ledger_read(const struct ctl *ctl, const char *only,
		    enum ctl_ledger_part part, struct ctl_ledgers *ledgers);

/**
 * ctl_ledger_free() - free what ctl_ledger_read() made
 * @ledgers: the ledgers
 */
void ctl_ledger_free(struct ctl_ledgers *ledgers);

/**
 * ctl_ledger_print() - print a member of an object as a cell
 * @out: printer with an open row
 * @row: object
 * @name: of the member and of the column
 */
void ctl_ledger_print(struct ctl_out *out, const struct ctl_tree *row,
		      const char *name);

/**
 * ctl_ledger_print_hex() - print a number of an object in hexadecimal
 * @out: printer with an open row
 * @row: object
 * @name: of the member and of the column
 * @digits: width of the number
 */
void ctl_ledger_print_hex(struct ctl_out *out, const struct ctl_tree *row,
			  const char *name, int digits);

#endif
