// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns `hnictl bmc audit`: which ports frames can reach from which, proven from
 * the tables that the device has.
 */
#include <errno.h>
#include <linux/devlink.h>
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "audit_read.h"
#include "bmc.h"
#include "eswitch.h"
#include "ledger.h"

#define CTL_EXIT_UNPROVEN	2

/*
 * A run.
 * @ledgers: what the driver says of the rows, to name the filters
 */
struct run {
	struct ctl_bmc_nic nic;
	struct ctl_audit audit;
	struct ctl_audit_flows flows;
	struct ctl_ledgers ledgers;
};

static const char * const reasons[] = {
	[CTL_AUDIT_NO] = "no",
	[CTL_AUDIT_RULE] = "rule",
	[CTL_AUDIT_MISS] = "miss",
	[CTL_AUDIT_FIRMWARE] = "firmware",
	[CTL_AUDIT_RECORD] = "not_understood",
	[CTL_AUDIT_CASES] = "too_many_cases",
	[CTL_AUDIT_ALLOWED] = "bmc_allow",
};

/* ---- names ---- */

static const struct ctl_bmc_port *port_of(const struct run *run,
					  unsigned int num)
{
	size_t i;

	for (i = 0; i < run->nic.count; i++) {
		if (run->nic.ports[i].num == num)
			return &run->nic.ports[i];
	}
	return NULL;
}

static const char *place_name(const struct run *run, unsigned int place)
{
	const struct ctl_bmc_port *port = port_of(run, place);

	if (place == CTL_AUDIT_CPU)
		return "cpu";
	return port ? port->name : "?";
}

/* the filter behind a row, as the driver remembers it; NULL: it knows of none */
static const struct ctl_tree *filter_of(const struct run *run,
					const struct ctl_audit_row *row)
{
	const char *store = row->is_tcam ? "tcam" : "flow", *where;
	const struct ctl_tree *rule;
	size_t i;

	for (i = 0; i < run->ledgers.count; i++) {
		if (strcmp(run->ledgers.list[i].device.name,
			   run->nic.device.name))
			continue;
		rule = ctl_tree_get(run->ledgers.list[i].tree, "rules");
		for (rule = rule ? rule->first : NULL; rule;
		     rule = rule->next) {
			where = ctl_tree_text(rule, "store");
			if (where && !strcmp(where, store) &&
			    ctl_tree_number(rule, "row") == row->row)
				return rule;
		}
	}
	return NULL;
}

/* ---- print ---- */

static void row_print(struct ctl_out *out, const struct run *run,
		      const struct ctl_audit_flow *flow)
{
	const struct ctl_audit_row *row = flow->row;
	const struct ctl_tree *filter = row ? filter_of(run, row) : NULL;

	ctl_out_str(out, "device", ctl_tree_text(filter, "device"));
	if (filter)
		ctl_out_uint(out, "chain", ctl_tree_number(filter, "chain"));
	else
		ctl_out_none(out, "chain");
	if (row) {
		ctl_out_uint(out, "pref", row->order >> 16);
		ctl_out_uint(out, "rank", row->order & UINT16_MAX);
		ctl_out_str(out, "store", row->is_tcam ? "tcam" : "flow");
		ctl_out_uint(out, "row", row->row);
	} else {
		ctl_out_none(out, "pref");
		ctl_out_none(out, "rank");
		ctl_out_none(out, "store");
		ctl_out_none(out, "row");
	}
	if (flow->reason == CTL_AUDIT_NO)
		ctl_out_none(out, "table");
	else
		ctl_out_uint(out, "table", flow->table);
}

static void flow_print(struct ctl_out *out, const struct run *run,
		       unsigned int source, unsigned int place)
{
	const struct ctl_audit_flow *flow = &run->flows.from[source][place];

	ctl_out_row_begin(out);
	ctl_out_str(out, "source", place_name(run, source));
	ctl_out_str(out, "destination", place_name(run, place));
	ctl_out_bool(out, "possible", flow->reason != CTL_AUDIT_NO);
	ctl_out_str(out, "by", flow->reason == CTL_AUDIT_NO ?
		    NULL : reasons[flow->reason]);
	row_print(out, run, flow);
	ctl_out_row_end(out);
}

static void flows_print(struct ctl_out *out, const struct run *run)
{
	unsigned int source, place;

	ctl_out_table_begin(out, "audit");
	for (source = 0; source < run->audit.num_ports; source++) {
		for (place = 0; place < run->audit.num_ports; place++)
			flow_print(out, run, source, place);
		flow_print(out, run, source, CTL_AUDIT_CPU);
	}
	ctl_out_table_end(out);
}

/* ---- verdict ---- */

static bool is_forbidden(const struct run *run, unsigned int source,
			 unsigned int place)
{
	uint8_t one = run->audit.ports[source].kind;
	uint8_t other = run->audit.ports[place].kind;

	return (one == HNI_ESW_KIND_PF && other == HNI_ESW_KIND_BMC) ||
	       (one == HNI_ESW_KIND_BMC && other == HNI_ESW_KIND_PF);
}

static int verdict(const struct run *run)
{
	unsigned int source, place;
	int code = CTL_EXIT_OK;

	for (source = 0; source < run->audit.num_ports; source++) {
		for (place = 0; place < run->audit.num_ports; place++) {
			if (!is_forbidden(run, source, place) ||
			    run->flows.from[source][place].reason ==
			    CTL_AUDIT_NO)
				continue;
			ctl_err("frames can get from %s to %s",
				place_name(run, source),
				place_name(run, place));
			code = CTL_EXIT_FAILED;
		}
	}
	return code;
}

/* ---- run ---- */

/* A port without a kind could be anything */
static int kinds_set(struct run *run)
{
	static const uint8_t kinds[] = {
		[CTL_BMC_ROLE_UPLINK] = HNI_ESW_KIND_UPLINK,
		[CTL_BMC_ROLE_FUNCTION] = HNI_ESW_KIND_PF,
		[CTL_BMC_ROLE_BMC] = HNI_ESW_KIND_BMC,
	};
	const struct ctl_bmc_port *port;
	unsigned int i;

	for (i = 0; i < run->audit.num_ports; i++) {
		port = port_of(run, i);
		if (!port) {
			ctl_err("port %u of the NIC is unknown to devlink", i);
			return -ENODEV;
		}
		run->audit.ports[i].kind = kinds[port->role];
	}
	return 0;
}

static int mode_check(const struct ctl_device *device)
{
	struct ctl_devlink devlink;
	struct ctl_eswitch eswitch;
	int err;

	err = ctl_devlink_open(&devlink);
	if (err)
		return err;
	err = ctl_eswitch_get(&devlink, device, &eswitch);
	ctl_devlink_close(&devlink);
	if (err || eswitch.mode == DEVLINK_ESWITCH_MODE_SWITCHDEV)
		return err;
	ctl_err("the e-switch is not in mode switchdev");
	return -EOPNOTSUPP;
}

static int audit(const struct ctl *ctl, const char *only, struct run *run)
{
	int err;

	err = ctl_bmc_ports(ctl, only, &run->nic);
	if (!err)
		err = mode_check(&run->nic.device);
	if (!err)
		err = ctl_audit_read(&run->nic.device, &run->audit);
	if (!err)
		err = kinds_set(run);
	if (!err)
		err = ctl_ledger_read(ctl, NULL, CTL_LEDGER_RULES,
				      &run->ledgers);
	if (!err)
		ctl_audit_run(&run->audit, &run->flows);
	return err;
}

int ctl_bmc_prove(struct ctl *ctl, const char *only, bool is_shown)
{
	struct run run = { 0 };
	int code = CTL_EXIT_UNPROVEN;

	if (!audit(ctl, only, &run)) {
		if (is_shown)
			flows_print(&ctl->out, &run);
		code = verdict(&run);
	}
	ctl_ledger_free(&run.ledgers);
	ctl_audit_free(&run.audit);
	ctl_bmc_free(&run.nic);
	return code;
}

int ctl_bmc_audit_run(struct ctl *ctl, int argc, char **argv)
{
	const char *only;
	int code = ctl_bmc_word(argc, argv, &only);

	return code ? code : ctl_bmc_prove(ctl, only, true);
}
