// SPDX-License-Identifier: GPL-2.0-only
/* Owns `hnictl bmc show`: the policy in force, port by port, and its counters. */
#include "bmc.h"

static const char * const role_names[] = {
	[CTL_BMC_ROLE_UPLINK] = "uplink",
	[CTL_BMC_ROLE_FUNCTION] = "function",
	[CTL_BMC_ROLE_BMC] = "bmc",
};

static const struct {
	uint16_t protocol;
	const char *name;
} protocols[] = {
	{ 0x0003, "all" },
	{ 0x0800, "ip" },
	{ 0x0806, "arp" },
	{ 0x8100, "802.1q" },
	{ 0x86dd, "ipv6" },
	{ 0x88a8, "802.1ad" },
};

/* ---- print ---- */

static void number_put(struct ctl_out *out, const char *name, uint32_t number)
{
	if (number)
		ctl_out_uint(out, name, number);
	else
		ctl_out_none(out, name);
}

static void port_print(struct ctl_out *out, const struct ctl_bmc_port *port)
{
	ctl_out_row_begin(out);
	ctl_out_str(out, "port", port->netdev);
	ctl_out_str(out, "name", port->name);
	ctl_out_str(out, "role", role_names[port->role]);
	ctl_out_str(out, "mac", port->mac[0] ? port->mac : NULL);
	ctl_out_bool(out, "up", port->is_up);
	ctl_out_bool(out, "isolated", port->chain);
	number_put(out, "chain", port->chain);
	ctl_out_row_end(out);
}

static const char *protocol_name(uint16_t protocol)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		if (protocols[i].protocol == protocol)
			return protocols[i].name;
	}
	return NULL;
}

static void rule_print(struct ctl_out *out, const struct ctl_bmc_port *port,
		       const struct ctl_filter *filter)
{
	ctl_out_row_begin(out);
	ctl_out_str(out, "port", port->netdev);
	ctl_out_uint(out, "pref", filter->prio);
	ctl_out_bool(out, "exception",
		     filter->prio <= CTL_BMC_PREF_ALLOW_LAST);
	ctl_out_str(out, "protocol", protocol_name(filter->protocol));
	ctl_out_str(out, "match", filter->keys[0] ? filter->keys : NULL);
	ctl_out_str(out, "action", filter->verdict);
	ctl_out_uint(out, "packets", filter->pkts);
	ctl_out_uint(out, "bytes", filter->bytes);
	ctl_out_row_end(out);
}

static void rules_print(struct ctl_out *out, const struct ctl_bmc_nic *nic,
			const struct ctl_bmc_port *port)
{
	const struct ctl_filter *filter = nic->filters.list;
	const struct ctl_filter *end = filter + nic->filters.count;

	for (; filter < end; filter++) {
		if (port->chain && filter->ifindex == port->ifindex &&
		    !filter->is_egress && filter->chain == port->chain)
			rule_print(out, port, filter);
	}
}

static void nic_print(struct ctl_out *out, const struct ctl_bmc_nic *nic)
{
	size_t i;

	ctl_out_table_begin(out, "bmc");
	for (i = 0; i < nic->count; i++)
		port_print(out, &nic->ports[i]);
	ctl_out_table_end(out);
	ctl_out_table_begin(out, "rule");
	for (i = 0; i < nic->count; i++)
		rules_print(out, nic, &nic->ports[i]);
	ctl_out_table_end(out);
}

/* ---- run ---- */

int ctl_bmc_show_run(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_bmc_nic nic;
	const char *only;
	int err, code = ctl_bmc_word(argc, argv, &only);

	if (code)
		return code;
	err = ctl_bmc_find(ctl, only, &nic);
	if (!err) {
		nic_print(&ctl->out, &nic);
		err = ctl_bmc_check(&nic);
	}
	ctl_bmc_free(&nic);
	return ctl_exit_of(err);
}
