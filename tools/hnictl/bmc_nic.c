// SPDX-License-Identifier: GPL-2.0-only
/* Owns what `hnictl bmc` finds out before it acts: the NIC, ports, filters. */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "bmc.h"
#include "link.h"

#define CTL_BMC_PORT_NAME	"bmc"

uint32_t ctl_bmc_fresh(const struct ctl_bmc_port *port)
{
	return port->chain == CTL_BMC_CHAIN ? CTL_BMC_CHAIN_OTHER :
					      CTL_BMC_CHAIN;
}

bool ctl_bmc_has_chain(const struct ctl_bmc_nic *nic,
		       const struct ctl_bmc_port *port, uint32_t chain)
{
	const struct ctl_filter *filter = nic->filters.list;
	const struct ctl_filter *end = filter + nic->filters.count;

	for (; filter < end; filter++) {
		if (filter->ifindex == port->ifindex && !filter->is_egress &&
		    filter->chain == chain)
			return true;
	}
	return false;
}

int ctl_bmc_word(int argc, char **argv, const char **only)
{
	*only = argc > 1 ? argv[1] : NULL;
	if (argc && strcmp(argv[0], "dev"))
		return ctl_usage_err("bmc", argv[0]);
	if (argc > 2)
		return ctl_usage_err("bmc", argv[2]);
	if (argc != 1)
		return CTL_EXIT_OK;
	ctl_err("\"dev\" needs a NIC; see hnictl bmc help");
	return CTL_EXIT_USAGE;
}

/* ---- ports ---- */

/* length of the part of a handle that names the device */
static size_t device_len(const char *handle)
{
	return (size_t)(strrchr(handle, '/') - handle);
}

static int bmc_find(struct ctl_nl *route, const struct ctl_ports *ports,
		    const struct ctl_port **bmc)
{
	struct ctl_link link;
	size_t i;
	int err;

	*bmc = NULL;
	for (i = 0; i < ports->count; i++) {
		if (!ports->list[i].ifindex)
			continue;
		err = ctl_link_get(route, ports->list[i].ifindex, &link);
		if (err && err != -ENODEV)
			return err;
		if (err || strcmp(link.port_name, CTL_BMC_PORT_NAME))
			continue;
		if (*bmc) {
			ctl_err("%s and %s are both a BMC's; name a NIC with dev",
				(*bmc)->handle, ports->list[i].handle);
			return -ENOTUNIQ;
		}
		*bmc = &ports->list[i];
	}
	if (*bmc)
		return 0;
	ctl_err("no representor of a BMC in this network namespace: is the e-switch in mode switchdev, and has the NIC a BMC?");
	return -ENODEV;
}

static int port_add(struct ctl_bmc_nic *nic, struct ctl_nl *route,
		    const struct ctl_port *from)
{
	struct ctl_bmc_port *port = &nic->ports[nic->count];
	struct ctl_link link;
	int err;

	if (!from->ifindex || ctl_link_get(route, from->ifindex, &link)) {
		ctl_err("%s has no netdev in this network namespace",
			from->handle);
		return -ENODEV;
	}
	if (nic->count == CTL_BMC_MAX_PORTS) {
		ctl_err("more than %u ports", CTL_BMC_MAX_PORTS);
		return -E2BIG;
	}
	port->num = (unsigned int)strtoul(strrchr(from->handle, '/') + 1, NULL,
					  10);
	port->ifindex = from->ifindex;
	port->is_up = strcmp(link.state, "down");
	snprintf(port->netdev, sizeof(port->netdev), "%s", link.name);
	snprintf(port->name, sizeof(port->name), "%s", link.port_name);
	snprintf(port->mac, sizeof(port->mac), "%s", from->hw_addr);
	if (!strcmp(port->name, CTL_BMC_PORT_NAME))
		port->role = CTL_BMC_ROLE_BMC;
	else if (from->controller >= 0)
		port->role = CTL_BMC_ROLE_FUNCTION;
	if (port->role != CTL_BMC_ROLE_UPLINK && !port->mac[0]) {
		ctl_err("%s (%s) owns no MAC address", from->handle,
			port->netdev);
		return -ENODATA;
	}
	nic->count++;
	err = ctl_filter_list(route, port->ifindex, &nic->filters);
	return err;
}

static int uplink_find(struct ctl_bmc_nic *nic)
{
	size_t i;

	for (i = 0; i < nic->count; i++) {
		if (nic->ports[i].role == CTL_BMC_ROLE_BMC)
			nic->bmc = &nic->ports[i];
		if (nic->ports[i].role != CTL_BMC_ROLE_UPLINK)
			continue;
		if (nic->uplink) {
			ctl_err("%s and %s are both uplinks: one is possible",
				nic->uplink->netdev, nic->ports[i].netdev);
			return -EOPNOTSUPP;
		}
		nic->uplink = &nic->ports[i];
	}
	if (nic->uplink)
		return 0;
	ctl_err("the NIC has no uplink");
	return -ENODEV;
}

static int ports_add(struct ctl_bmc_nic *nic, struct ctl_nl *route,
		     const struct ctl_ports *ports)
{
	const struct ctl_port *bmc;
	size_t len, i;
	int err;

	err = bmc_find(route, ports, &bmc);
	if (err)
		return err;
	len = device_len(bmc->handle);
	snprintf(nic->device.name, sizeof(nic->device.name), "%.*s",
		 (int)(len - strlen("pci/")), bmc->handle + strlen("pci/"));
	for (i = 0; i < ports->count && !err; i++) {
		if (device_len(ports->list[i].handle) == len &&
		    !strncmp(ports->list[i].handle, bmc->handle, len))
			err = port_add(nic, route, &ports->list[i]);
	}
	return err ? err : uplink_find(nic);
}

/* ---- what is on them ---- */

static int qdiscs_find(struct ctl_bmc_nic *nic, struct ctl_nl *route)
{
	struct ctl_qdiscs qdiscs;
	size_t i, q;
	int err;

	err = ctl_qdisc_list(route, &qdiscs);
	for (i = 0; i < nic->count && !err; i++) {
		for (q = 0; q < qdiscs.count; q++) {
			if (qdiscs.list[q].ifindex == nic->ports[i].ifindex)
				nic->ports[i].has_qdisc = true;
		}
	}
	free(qdiscs.list);
	return err;
}

static struct ctl_bmc_port *port_of(struct ctl_bmc_nic *nic,
				    unsigned int ifindex)
{
	size_t i;

	for (i = 0; i < nic->count; i++) {
		if (nic->ports[i].ifindex == ifindex)
			return &nic->ports[i];
	}
	return NULL;
}

static bool is_goto(const struct ctl_filter *filter)
{
	return filter->prio == CTL_BMC_PREF_GOTO && filter->handle == 1 &&
	       filter->protocol == ETH_P_ALL &&
	       !filter->keys[0] &&
	       (filter->goto_chain == CTL_BMC_CHAIN ||
		filter->goto_chain == CTL_BMC_CHAIN_OTHER);
}

/* Filters of others where ours has to be first would come before it */
static int chains_find(struct ctl_bmc_nic *nic)
{
	const struct ctl_filter *filter = nic->filters.list;
	const struct ctl_filter *end = filter + nic->filters.count;
	struct ctl_bmc_port *port;

	for (; filter < end; filter++) {
		port = port_of(nic, filter->ifindex);
		if (filter->block) {
			ctl_err("%s is on a shared block, with the filters of which a policy of one port cannot be swapped",
				port->netdev);
			return -EBUSY;
		}
		if (filter->is_egress || filter->chain)
			continue;
		if (is_goto(filter)) {
			port->chain = filter->goto_chain;
		} else if (filter->prio <= CTL_BMC_PREF_GOTO) {
			ctl_err("%s has another filter with pref %u in chain 0; delete it first",
				port->netdev, filter->prio);
			return -EBUSY;
		}
	}
	return 0;
}

int ctl_bmc_ports(const struct ctl *ctl, const char *only,
		  struct ctl_bmc_nic *nic)
{
	struct ctl_ports ports;
	struct ctl_nl route;
	int err;

	*nic = (struct ctl_bmc_nic) { 0 };
	err = ctl_devlink_ports_of(ctl, only, &ports);
	if (!err)
		err = ctl_nl_open(&route, NETLINK_ROUTE);
	if (!err) {
		err = ports_add(nic, &route, &ports);
		if (!err)
			err = qdiscs_find(nic, &route);
		ctl_nl_close(&route);
	}
	free(ports.list);
	return err;
}

int ctl_bmc_find(const struct ctl *ctl, const char *only,
		 struct ctl_bmc_nic *nic)
{
	int err = ctl_bmc_ports(ctl, only, nic);

	return err ? err : chains_find(nic);
}

int ctl_bmc_check(const struct ctl_bmc_nic *nic)
{
	int err = 0;
	size_t i;

	for (i = 0; i < nic->count; i++) {
		if (nic->ports[i].chain)
			continue;
		ctl_err("no policy is in force at %s", nic->ports[i].netdev);
		err = -ENOENT;
	}
	return err;
}

void ctl_bmc_free(struct ctl_bmc_nic *nic)
{
	free(nic->filters.list);
}
