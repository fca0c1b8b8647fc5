// SPDX-License-Identifier: GPL-2.0-only
/* Owns `hnictl port`: every port of the NIC with its netdev and counters. */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "devlink.h"
#include "hnictl.h"
#include "link.h"

/* ---- help ---- */

static int port_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl port [ show [ DEV ] ]\n"
	      "       hnictl port help\n"
	      "\n"
	      "DEV := { pci/ADDRESS | ADDRESS | NETDEV }\n"
	      "\n"
	      "Lists the devlink ports of all hni devices, or of DEV. rx and tx are the\n"
	      "frames that the NIC counted at the port; rx-cpu and tx-cpu are those of them\n"
	      "that the manager's CPU saw. -s adds bytes and drops.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- print ---- */

static void print_number(struct ctl_out *out, const char *name, long long value)
{
	if (value < 0)
		ctl_out_none(out, name);
	else
		ctl_out_uint(out, name, (uint64_t)value);
}

static void print_text(struct ctl_out *out, const char *name, const char *text)
{
	ctl_out_str(out, name, text && text[0] ? text : NULL);
}

static void print_counter(struct ctl_out *out, const char *name,
			  bool is_known, uint64_t value)
{
	if (is_known)
		ctl_out_uint(out, name, value);
	else
		ctl_out_none(out, name);
}

static void print_counters(struct ctl_out *out, const struct ctl_link *link)
{
	bool is_known = link->name[0];

	print_counter(out, "rx", is_known, link->all.rx_packets);
	print_counter(out, "tx", is_known, link->all.tx_packets);
	print_counter(out, "rx_cpu", link->has_cpu, link->cpu.rx_packets);
	print_counter(out, "tx_cpu", link->has_cpu, link->cpu.tx_packets);
	if (!ctl_out_wants_detail(out))
		return;
	print_counter(out, "rx_bytes", is_known, link->all.rx_bytes);
	print_counter(out, "tx_bytes", is_known, link->all.tx_bytes);
	print_counter(out, "rx_cpu_bytes", link->has_cpu, link->cpu.rx_bytes);
	print_counter(out, "tx_cpu_bytes", link->has_cpu, link->cpu.tx_bytes);
	print_counter(out, "rx_dropped", is_known, link->all.rx_dropped);
	print_counter(out, "tx_dropped", is_known, link->all.tx_dropped);
}

static void print_port(struct ctl_out *out, const struct ctl_port *port,
		       const struct ctl_link *link)
{
	ctl_out_row_begin(out);
	ctl_out_str(out, "handle", port->handle);
	print_text(out, "netdev", link->name);
	print_text(out, "flavour", port->flavour);
	print_number(out, "controller", port->controller);
	print_number(out, "number", port->number);
	ctl_out_bool(out, "external", port->is_external);
	print_text(out, "switch_id", link->switch_id);
	print_text(out, "link", link->state);
	print_counter(out, "mtu", link->name[0], link->mtu);
	print_text(out, "mac", link->mac);
	print_text(out, "hw_addr", port->hw_addr);
	print_counters(out, link);
	ctl_out_row_end(out);
}

/* ---- get ---- */

/* A port whose netdev went away, or into another namespace, has no link */
static int ports_print(struct ctl_out *out, struct ctl_nl *route,
		       const struct ctl_ports *ports)
{
	struct ctl_link link;
	int err = 0;
	size_t i;

	ctl_out_table_begin(out, "port");
	for (i = 0; i < ports->count && !err; i++) {
		link = (struct ctl_link) { 0 };
		if (ports->list[i].ifindex)
			err = ctl_link_get(route, ports->list[i].ifindex,
					   &link);
		if (err == -ENODEV)
			err = 0;
		if (!err)
			print_port(out, &ports->list[i], &link);
	}
	ctl_out_table_end(out);
	return err;
}

static int port_show(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_ports ports = { 0 };
	struct ctl_nl route;
	int err;

	if (argc > 1)
		return ctl_usage_err("port", argv[1]);
	err = ctl_devlink_ports_of(ctl, argc ? argv[0] : NULL, &ports);
	if (!err)
		err = ctl_nl_open(&route, NETLINK_ROUTE);
	if (!err) {
		err = ports_print(&ctl->out, &route, &ports);
		ctl_nl_close(&route);
	}
	free(ports.list);
	return ctl_exit_of(err);
}

/* ---- dispatch ---- */

static const struct ctl_keyword port_keywords[] = {
	{ "show", port_show },
	{ "list", port_show },
	{ "help", port_help },
};

int ctl_port_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *keyword;

	if (!argc)
		return port_show(ctl, 0, argv);
	keyword = ctl_keyword_find(port_keywords, ARRAY_SIZE(port_keywords),
				   argv[0]);
	if (!keyword)
		return ctl_usage_err("port", argv[0]);
	return keyword->run(ctl, argc - 1, argv + 1);
}
