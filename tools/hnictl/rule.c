// SPDX-License-Identifier: GPL-2.0-only
/* Owns `hnictl rule`: every rule of the e-switch with its place. */
#include <string.h>

#include "hnictl.h"
#include "ledger.h"

/* ---- help ---- */

static int rule_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl rule [ show [ dev DEV ] ]\n"
	      "       hnictl rule check [ --dev REP[=PORT] ]... [ -- ] [ tc filter add ] FILTER\n"
	      "       hnictl rule help\n"
	      "\n"
	      "DEV := { pci/ADDRESS | ADDRESS | NETDEV }\n"
	      "\n"
	      "show lists the rules that the driver knows, of all NICs, of one, or of the\n"
	      "representor NETDEV: where each is (store, row, slot, order key, table), its\n"
	      "counter, and what it matches in the hardware's terms.\n"
	      "\n"
	      "check says whether FILTER, the arguments of a tc filter add command, can be\n"
	      "offloaded, and where an empty NIC would put it, or why it is refused. It needs\n"
	      "no device. Representors are the devices named by --dev; without it, all but lo.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- print ---- */

/* rows of one representor, if the user named one; else all */
static bool is_wanted(const struct ctl_tree *row, const char *netdev)
{
	const char *device = ctl_tree_text(row, "device");

	return !netdev || (device && !strcmp(device, netdev));
}

static void print_rule(struct ctl_out *out, const struct ctl_ledger *ledger,
		       const struct ctl_tree *row)
{
	ctl_out_row_begin(out);
	if (ctl_out_wants_detail(out)) {
		ctl_out_str(out, "nic", ledger->device.name);
		ctl_ledger_print(out, row, "seq");
	}
	ctl_ledger_print(out, row, "device");
	ctl_ledger_print(out, row, "direction");
	ctl_ledger_print(out, row, "chain");
	ctl_ledger_print(out, row, "prio");
	ctl_ledger_print_hex(out, row, "protocol", 4);
	ctl_ledger_print(out, row, "state");
	ctl_ledger_print(out, row, "store");
	ctl_ledger_print(out, row, "slot");
	ctl_ledger_print(out, row, "row");
	ctl_ledger_print_hex(out, row, "order", 8);
	ctl_ledger_print(out, row, "table");
	ctl_ledger_print(out, row, "counter");
	ctl_ledger_print(out, row, "match");
	ctl_out_row_end(out);
}

static void print_rules(struct ctl_out *out, const struct ctl_ledgers *ledgers,
			const char *netdev)
{
	const struct ctl_tree *row;
	size_t i;

	ctl_out_table_begin(out, "rule");
	for (i = 0; i < ledgers->count; i++) {
		row = ctl_tree_get(ledgers->list[i].tree, "rules");
		for (row = row ? row->first : NULL; row; row = row->next) {
			if (is_wanted(row, netdev))
				print_rule(out, &ledgers->list[i], row);
		}
	}
	ctl_out_table_end(out);
}

/* The driver bounds its list */
static void omitted_tell(const struct ctl_ledgers *ledgers)
{
	uint64_t omitted;
	size_t i;

	for (i = 0; i < ledgers->count; i++) {
		omitted = ctl_tree_number(ledgers->list[i].tree, "omitted");
		if (omitted)
			ctl_err("%s has %llu more rules that are not listed",
				ledgers->list[i].device.name,
				(unsigned long long)omitted);
	}
}

/* ---- get ---- */

static int rule_show(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_ledgers ledgers;
	const char *netdev = NULL;
	int err;

	if (argc && strcmp(argv[0], "dev"))
		return ctl_usage_err("rule", argv[0]);
	if (argc == 1) {
		ctl_err("\"dev\" needs a device; see hnictl rule help");
		return CTL_EXIT_USAGE;
	}
	if (argc > 2)
		return ctl_usage_err("rule", argv[2]);
	if (argc && ctl_devlink_is_rep(ctl, argv[1]))
		netdev = argv[1];
	err = ctl_ledger_read(ctl, argc && !netdev ? argv[1] : NULL,
			      CTL_LEDGER_RULES, &ledgers);
	if (!err) {
		print_rules(&ctl->out, &ledgers, netdev);
		omitted_tell(&ledgers);
	}
	ctl_ledger_free(&ledgers);
	return ctl_exit_of(err);
}

/* ---- dispatch ---- */

static const struct ctl_keyword rule_keywords[] = {
	{ "show", rule_show },
	{ "list", rule_show },
	{ "check", ctl_check_run },
	{ "help", rule_help },
};

int ctl_rule_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *keyword;

	if (!argc)
		return rule_show(ctl, 0, argv);
	keyword = ctl_keyword_find(rule_keywords, ARRAY_SIZE(rule_keywords),
				   argv[0]);
	if (!keyword)
		return ctl_usage_err("rule", argv[0]);
	return keyword->run(ctl, argc - 1, argv + 1);
}
