/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to what rtnetlink knows of a netdev. */
#ifndef HNICTL_LINK_H
#define HNICTL_LINK_H

#include <linux/if_link.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "nl.h"

/**
 * struct ctl_link - one netdev
 * @name: its name
 * @state: "down" (by the administrator), "no-carrier" or "up"
 * @mtu: largest payload in bytes
 * @mac: its own MAC address; empty if it has none
 * @port_name: phys_port_name; empty if it has none
 * @switch_id: which e-switch its port belongs to; empty if none
 * @all: frames of the port, as counted by hardware for a port of a NIC
 * @cpu: those of @all that the CPU saw; only with @has_cpu
 * @has_cpu: the driver tells the two apart
 */
struct ctl_link {
	char name[IFNAMSIZ];
	const char *state;
	uint32_t mtu;
	char mac[18];
	char port_name[IFNAMSIZ];
	char switch_id[2 * 32 + 1];
	struct rtnl_link_stats64 all;
	struct rtnl_link_stats64 cpu;
	bool has_cpu;
};

/**
 * ctl_link_get() - ask the kernel about a netdev
 * @nl: socket on NETLINK_ROUTE
 * @ifindex: the netdev
 * @link: overwritten
 *
 * Return: 0; -ENODEV if it is gone, not told to the user; else -errno, told.
 */
int ctl_link_get(struct ctl_nl *nl, unsigned int ifindex,
		 struct ctl_link *link);

#endif
