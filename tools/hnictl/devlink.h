/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to what devlink knows: devices, ports, resources. */
#ifndef HNICTL_DEVLINK_H
#define HNICTL_DEVLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hnictl.h"
#include "nl.h"
#include "sysfs.h"

#define CTL_HANDLE_SIZE		64
#define CTL_MAC_SIZE		18
#define CTL_PATH_SIZE		128
#define CTL_UNIT_SIZE		16

/**
 * struct ctl_devlink - generic netlink family devlink
 * @nl: its socket
 * @family: its number in the running kernel
 */
struct ctl_devlink {
	struct ctl_nl nl;
	uint16_t family;
};

/**
 * struct ctl_device - one devlink instance of driver hni
 * @name: name of the PCI device
 */
struct ctl_device {
	char name[CTL_PCI_NAME_SIZE];
};

/**
 * struct ctl_devices - list of devlink instances
 * @list: the instances
 * @count: how many
 */
struct ctl_devices {
	struct ctl_device *list;
	size_t count;
};

/**
 * struct ctl_port - one devlink port
 * @handle: bus/device/index
 * @flavour: name of its flavour
 * @controller: number of the controller; -1 if the port has none
 * @number: physical port or PF number; -1 if the port has none
 * @is_external: the function belongs to another host
 * @ifindex: netdev of the port in this network namespace; 0 if none
 * @hw_addr: MAC address of the function behind the port; empty if unknown
 */
struct ctl_port {
	char handle[CTL_HANDLE_SIZE];
	const char *flavour;
	long long controller;
	long long number;
	bool is_external;
	unsigned int ifindex;
	char hw_addr[CTL_MAC_SIZE];
};

/**
 * struct ctl_ports - list of devlink ports
 * @list: the ports
 * @count: how many
 */
struct ctl_ports {
	struct ctl_port *list;
	size_t count;
};

/**
 * struct ctl_resource - one devlink resource
 * @handle: bus/device
 * @path: names of the resource and of those it is part of
 * @size: how many units there are
 * @occ: how many are in use; only with @has_occ
 * @has_occ: the driver reports use
 * @unit: what is counted; NULL if the kernel names an unknown unit
 */
struct ctl_resource {
	char handle[CTL_HANDLE_SIZE];
	char path[CTL_PATH_SIZE];
	uint64_t size;
	uint64_t occ;
	bool has_occ;
	const char *unit;
};

/**
 * struct ctl_resources - list of devlink resources, each before its parts
 * @list: the resources
 * @count: how many
 */
struct ctl_resources {
	struct ctl_resource *list;
	size_t count;
};

/**
 * ctl_devlink_open() - reach devlink in the running kernel
 * @devlink: overwritten
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_devlink_open(struct ctl_devlink *devlink);

/**
 * ctl_devlink_close() - undo ctl_devlink_open()
 * @devlink: open
 */
void ctl_devlink_close(struct ctl_devlink *devlink);

/**
 * ctl_devlink_request() - begin a request of family devlink
 * @devlink: open
 * @cmd: DEVLINK_CMD_*
 * @flags: NLM_F_DUMP, NLM_F_ACK or 0
 * @device: the instance that it is for, NULL for all
 *
 * Return: the message, to which attributes can be added.
 */
struct nlmsghdr *ctl_devlink_request(struct ctl_devlink *devlink, uint8_t cmd,
				     uint16_t flags,
				     const struct ctl_device *device);

/**
 * ctl_devlink_devices() - list the devlink instances of driver hni
 * @devlink: open
 * @ctl: context
 * @only: word of the user that means one device, or NULL for all
 * @devices: overwritten; the caller frees its list
 *
 * Return: 0 if there is at least one; else -errno, told to the user.
 */
int ctl_devlink_devices(struct ctl_devlink *devlink, const struct ctl *ctl,
			const char *only, struct ctl_devices *devices);

/**
 * ctl_devlink_ports() - list the ports of some devlink instances
 * @devlink: open
 * @devices: the instances
 * @ports: overwritten; the caller frees its list
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_devlink_ports(struct ctl_devlink *devlink,
		      const struct ctl_devices *devices,
		      struct ctl_ports *ports);

/**
 * ctl_devlink_is_rep() - whether a word of the user means a representor
 * @ctl: context
 * @word: the word
 *
 * Return: true if it is a netdev without a PCI device of its own.
 */
bool ctl_devlink_is_rep(const struct ctl *ctl, const char *word);

/**
 * ctl_devlink_ports_of() - list the ports of what a word of the user means
 * @ctl: context
 * @only: a NIC for its ports, a representor for its own; NULL for all
 * @ports: overwritten; the caller frees its list
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_devlink_ports_of(const struct ctl *ctl, const char *only,
			 struct ctl_ports *ports);

/**
 * ctl_devlink_resources() - append the resources of a devlink instance
 * @devlink: open
 * @device: the instance
 * @resources: appended to; the caller frees its list
 *
 * Return: 0, also if the instance has none; -errno, told to the user.
 */
int ctl_devlink_resources(struct ctl_devlink *devlink,
			  const struct ctl_device *device,
			  struct ctl_resources *resources);

#endif
