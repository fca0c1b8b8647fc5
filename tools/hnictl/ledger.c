// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading the ledgers of filters: health reporter "tc" of each function. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "hnictl.h"
#include "ledger.h"
#include "list.h"

#define CTL_REPORTER	"tc"

static int ledger_add(struct ctl_devlink *devlink,
		      const struct ctl_device *device,
		      enum ctl_ledger_part part, struct ctl_ledgers *ledgers)
{
	struct ctl_ledger *ledger;
	struct ctl_tree *tree;
	int err;

	if (part == CTL_LEDGER_RULES)
		err = ctl_health_dump(devlink, device, CTL_REPORTER, &tree);
	else
		err = ctl_health_diagnose(devlink, device, CTL_REPORTER, &tree);
	/* another driver's, or a host's function, which lists no rules */
	if (err == -EOPNOTSUPP || err == -EINVAL || err == -ENODEV)
		return 0;
	if (err)
		return err;
	ledger = ctl_list_add(&ledgers->list, &ledgers->count, sizeof(*ledger));
	if (!ledger) {
		ctl_tree_free(tree);
		return -ENOMEM;
	}
	ledger->device = *device;
	ledger->tree = tree;
	return 0;
}

static int ledger_none(enum ctl_ledger_part part)
{
	if (part == CTL_LEDGER_RULES)
		ctl_err("no device here is the manager of an e-switch");
	else
		ctl_err("no device here has the health reporter %s",
			CTL_REPORTER);
	return -ENODEV;
}

int ctl_ledger_read(const struct ctl *ctl, const char *only,
		    enum ctl_ledger_part part, struct ctl_ledgers *ledgers)
{
	struct ctl_devlink devlink;
	struct ctl_devices devices;
	size_t i;
	int err;

	*ledgers = (struct ctl_ledgers) { 0 };
	err = ctl_devlink_open(&devlink);
	if (err)
		return err;
	err = ctl_devlink_devices(&devlink, ctl, only, &devices);
	for (i = 0; i < devices.count && !err; i++)
		err = ledger_add(&devlink, &devices.list[i], part, ledgers);
	free(devices.list);
	ctl_devlink_close(&devlink);
	if (!err && !ledgers->count)
		return ledger_none(part);
	return err;
}

void ctl_ledger_free(struct ctl_ledgers *ledgers)
{
	size_t i;

	for (i = 0; i < ledgers->count; i++)
		ctl_tree_free(ledgers->list[i].tree);
	free(ledgers->list);
}

void ctl_ledger_print(struct ctl_out *out, const struct ctl_tree *row,
		      const char *name)
{
	const struct ctl_tree *part = ctl_tree_get(row, name);

	if (!part)
		ctl_out_none(out, name);
	else if (part->kind == CTL_TREE_NUMBER)
		ctl_out_uint(out, name, part->number);
	else if (part->kind == CTL_TREE_BOOL)
		ctl_out_bool(out, name, part->number);
	else
		ctl_out_str(out, name, part->text);
}

void ctl_ledger_print_hex(struct ctl_out *out, const struct ctl_tree *row,
			  const char *name, int digits)
{
	const struct ctl_tree *part = ctl_tree_get(row, name);
	char text[32];

	if (!part || part->kind != CTL_TREE_NUMBER) {
		ctl_ledger_print(out, row, name);
		return;
	}
	snprintf(text, sizeof(text), "0x%0*llx", digits,
		 (unsigned long long)part->number);
	ctl_out_str(out, name, text);
}
