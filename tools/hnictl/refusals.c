// SPDX-License-Identifier: GPL-2.0-only
/* Owns `hnictl refusals`: which filters hardware refused, and why. */
#include <stdio.h>
#include <string.h>

#include "hnictl.h"
#include "ledger.h"
#include "../../offload/core/hof_reason.h"

/* ---- help ---- */

static int refusals_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl refusals [ show [ DEV ] ]\n"
	      "       hnictl refusals help\n"
	      "\n"
	      "DEV := { pci/ADDRESS | ADDRESS | NETDEV }\n"
	      "\n"
	      "Lists the last filters that hardware refused, newest first, with or without\n"
	      "skip_sw, and how often each reason was given. -s adds the tables (a chain of a\n"
	      "block in one direction) and the number of rules. See also: hnictl explain CODE\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- print ---- */

static void print_reason_name(struct ctl_out *out, const struct ctl_tree *row)
{
	ctl_out_str(out, "reason",
		    hof_reason_name(ctl_tree_number(row, "code")));
}

static void print_refusal(struct ctl_out *out, const char *handle,
			  const struct ctl_tree *row)
{
	ctl_out_str(out, "handle", handle);
	ctl_ledger_print(out, row, "seq");
	ctl_ledger_print(out, row, "device");
	ctl_ledger_print(out, row, "direction");
	ctl_ledger_print(out, row, "chain");
	ctl_ledger_print(out, row, "prio");
	ctl_ledger_print_hex(out, row, "protocol", 4);
	ctl_ledger_print(out, row, "skip_sw");
	ctl_ledger_print(out, row, "code");
	print_reason_name(out, row);
	ctl_ledger_print(out, row, "text");
}

static void print_count(struct ctl_out *out, const char *handle,
			const struct ctl_tree *row)
{
	ctl_out_str(out, "handle", handle);
	ctl_ledger_print(out, row, "code");
	ctl_ledger_print(out, row, "name");
	ctl_ledger_print(out, row, "count");
}

/* the ports of a table, by name, as one word */
static void print_ports(struct ctl_out *out, const struct ctl_tree *row)
{
	const struct ctl_tree *ports = ctl_tree_get(row, "ports");
	const struct ctl_tree *port = ports ? ports->first : NULL;
	char text[256] = "";
	size_t len = 0;

	for (; port; port = port->next) {
		if (!port->text ||
		    len + strlen(port->text) + 2 > sizeof(text))
			continue;
		len += (size_t)sprintf(text + len, "%s%s", len ? "," : "",
				       port->text);
	}
	ctl_out_str(out, "ports", len ? text : NULL);
}

static void print_table(struct ctl_out *out, const char *handle,
			const struct ctl_tree *row)
{
	ctl_out_str(out, "handle", handle);
	ctl_ledger_print(out, row, "id");
	ctl_ledger_print(out, row, "direction");
	ctl_ledger_print(out, row, "chain");
	print_ports(out, row);
}

static void print_rules(struct ctl_out *out, const char *handle,
			const struct ctl_tree *row)
{
	ctl_out_str(out, "handle", handle);
	ctl_ledger_print(out, row, "in_hw");
	ctl_ledger_print(out, row, "shadow");
	ctl_ledger_print(out, row, "overflow");
}

/*
 * What is printed of each NIC, a table each.
 * @name: of the table
 * @part: of the tree; an array of rows, or one row
 * @is_detail: only with -s and in JSON
 */
static const struct section {
	const char *name;
	const char *part;
	bool is_detail;
	void (*print)(struct ctl_out *out, const char *handle,
		      const struct ctl_tree *row);
} sections[] = {
	{ "refusals", "last", false, print_refusal },
	{ "counts", "refusals", false, print_count },
	{ "tables", "tables", true, print_table },
	{ "rules", "rules", true, print_rules },
};

static void print_row(struct ctl_out *out, const struct section *section,
		      const struct ctl_ledger *ledger,
		      const struct ctl_tree *row)
{
	char handle[CTL_HANDLE_SIZE];

	snprintf(handle, sizeof(handle), "pci/%s", ledger->device.name);
	ctl_out_row_begin(out);
	section->print(out, handle, row);
	ctl_out_row_end(out);
}

static void print_section(struct ctl_out *out, const struct section *section,
			  const struct ctl_ledgers *ledgers)
{
	const struct ctl_tree *part;
	size_t i;

	ctl_out_table_begin(out, section->name);
	for (i = 0; i < ledgers->count; i++) {
		part = ctl_tree_get(ledgers->list[i].tree, section->part);
		if (part && part->kind == CTL_TREE_OBJECT)
			print_row(out, section, &ledgers->list[i], part);
		else if (part)
			for (part = part->first; part; part = part->next)
				print_row(out, section, &ledgers->list[i],
					  part);
	}
	ctl_out_table_end(out);
}

/* ---- get ---- */

static int refusals_show(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_ledgers ledgers;
	size_t i;
	int err;

	if (argc > 1)
		return ctl_usage_err("refusals", argv[1]);
	err = ctl_ledger_read(ctl, argc ? argv[0] : NULL, CTL_LEDGER_REFUSALS,
			      &ledgers);
	for (i = 0; i < ARRAY_SIZE(sections) && !err; i++) {
		if (!sections[i].is_detail || ctl_out_wants_detail(&ctl->out))
			print_section(&ctl->out, &sections[i], &ledgers);
	}
	ctl_ledger_free(&ledgers);
	return ctl_exit_of(err);
}

/* ---- dispatch ---- */

static const struct ctl_keyword refusals_keywords[] = {
	{ "show", refusals_show },
	{ "list", refusals_show },
	{ "help", refusals_help },
};

int ctl_refusals_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *keyword;

	if (!argc)
		return refusals_show(ctl, 0, argv);
	keyword = ctl_keyword_find(refusals_keywords,
				   ARRAY_SIZE(refusals_keywords), argv[0]);
	if (!keyword)
		return ctl_usage_err("refusals", argv[0]);
	return keyword->run(ctl, argc - 1, argv + 1);
}
