/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what the parts of `hnictl bmc` share: the ports, the policy, its text. */
#ifndef HNICTL_BMC_H
#define HNICTL_BMC_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "devlink.h"
#include "filter.h"
#include "hnictl.h"

/* The policy in force is in one of two chains; the next one goes to the other */
#define CTL_BMC_CHAIN		100
#define CTL_BMC_CHAIN_OTHER	101
/* Filter in chain 0 that leads there, and the last preference of exceptions */
#define CTL_BMC_PREF_GOTO	1
#define CTL_BMC_PREF_ALLOW_LAST	6

#define CTL_BMC_MAX_PORTS	16
#define CTL_BMC_MAX_IPS		16
#define CTL_BMC_NO_VLAN		(-1)

enum ctl_bmc_role {
	CTL_BMC_ROLE_UPLINK,
	CTL_BMC_ROLE_FUNCTION,
	CTL_BMC_ROLE_BMC,
};

/**
 * struct ctl_bmc_port - one port of the NIC and its representor
 * @role: what is behind it
 * @num: its number in the NIC
 * @ifindex: its netdev
 * @netdev: name of that
 * @name: phys_port_name
 * @mac: address that the port owns; empty for the uplink
 * @is_up: the administrator wants it up
 * @has_qdisc: it has a clsact or ingress qdisc
 * @chain: chain of the policy in force; 0: there is none
 */
struct ctl_bmc_port {
	enum ctl_bmc_role role;
	unsigned int num;
	unsigned int ifindex;
	char netdev[IF_NAMESIZE];
	char name[IF_NAMESIZE];
	char mac[CTL_MAC_SIZE];
	bool is_up;
	bool has_qdisc;
	uint32_t chain;
};

/**
 * struct ctl_bmc_nic - a NIC with a BMC, as its manager sees it
 * @device: its devlink instance
 * @ports: its ports
 * @count: how many
 * @uplink: one of them
 * @bmc: one of them
 * @filters: filters of all of them
 */
struct ctl_bmc_nic {
	struct ctl_device device;
	struct ctl_bmc_port ports[CTL_BMC_MAX_PORTS];
	size_t count;
	const struct ctl_bmc_port *uplink;
	const struct ctl_bmc_port *bmc;
	struct ctl_filters filters;
};

/**
 * struct ctl_bmc_policy - what the user wants
 * @vlan: VLAN of the BMC on the uplink, or CTL_BMC_NO_VLAN: untagged
 * @ips: addresses of the BMC, which no function may use
 * @num_ips: how many
 */
struct ctl_bmc_policy {
	int vlan;
	char ips[CTL_BMC_MAX_IPS][INET6_ADDRSTRLEN];
	size_t num_ips;
};

/**
 * struct ctl_bmc_opening - an exception from the policy
 * @port: of the function
 * @to_bmc: frames of the function go to the BMC
 * @from_bmc: frames of the BMC go to the function
 * @match: further keys, as tc-flower spells them
 * @num_match: words in @match
 */
struct ctl_bmc_opening {
	const struct ctl_bmc_port *port;
	bool to_bmc;
	bool from_bmc;
	char **match;
	int num_match;
};

/**
 * ctl_bmc_ports() - find the NIC with a BMC and its ports, whatever is on them
 * @ctl: context
 * @only: word of the user that means one NIC, or NULL
 * @nic: overwritten; for ctl_bmc_free(), on failure as well
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_bmc_ports(const struct ctl *ctl, const char *only,
		  struct ctl_bmc_nic *nic);

/**
 * ctl_bmc_find() - find the NIC with a BMC, and the policy of each port
 * @ctl: context
 * @only: word of the user that means one NIC, or NULL
 * @nic: overwritten; for ctl_bmc_free(), on failure as well
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_bmc_find(const struct ctl *ctl, const char *only,
		 struct ctl_bmc_nic *nic);

/**
 * ctl_bmc_check() - whether a policy is in force at every port
 * @nic: the NIC
 *
 * Return: 0; -ENOENT if not, told to the user.
 */
int ctl_bmc_check(const struct ctl_bmc_nic *nic);

/**
 * ctl_bmc_word() - the words of a command that takes at most "dev NIC"
 * @argc: how many words
 * @argv: the words
 * @only: word that means one NIC, or NULL
 *
 * Return: 0 or an exit code, told to the user.
 */
int ctl_bmc_word(int argc, char **argv, const char **only);

/**
 * ctl_bmc_free() - free what ctl_bmc_find() made
 * @nic: the NIC
 */
void ctl_bmc_free(struct ctl_bmc_nic *nic);

/**
 * ctl_bmc_fresh() - the chain in which a port's next policy is built
 * @port: the port
 *
 * Return: the one that is not in force.
 */
uint32_t ctl_bmc_fresh(const struct ctl_bmc_port *port);

/**
 * ctl_bmc_has_chain() - whether a port has filters in a chain
 * @nic: the NIC
 * @port: one of its ports
 * @chain: the chain
 *
 * Return: true if there is at least one, at ingress.
 */
bool ctl_bmc_has_chain(const struct ctl_bmc_nic *nic,
		       const struct ctl_bmc_port *port, uint32_t chain);

/**
 * ctl_bmc_build_put() - write the commands that build a policy aside
 * @file: written to: a tc command a line, without the word tc
 * @nic: the NIC
 * @policy: the policy
 *
 * None of them changes what happens to a frame.
 */
void ctl_bmc_build_put(FILE *file, const struct ctl_bmc_nic *nic,
		       const struct ctl_bmc_policy *policy);

/**
 * ctl_bmc_swap_put() - write the commands that put what was built in force
 * @file: written to
 * @nic: the NIC
 *
 * One for each port, which is one step for each frame.
 */
void ctl_bmc_swap_put(FILE *file, const struct ctl_bmc_nic *nic);

/**
 * ctl_bmc_clean_put() - write the commands that remove the former policy
 * @file: written to
 * @nic: the NIC as it was before the swap
 */
void ctl_bmc_clean_put(FILE *file, const struct ctl_bmc_nic *nic);

/**
 * ctl_bmc_undo_put() - write the commands that remove what was built aside
 * @file: written to
 * @nic: the NIC
 */
void ctl_bmc_undo_put(FILE *file, const struct ctl_bmc_nic *nic);

/**
 * ctl_bmc_opening_check() - whether the words of an exception are sound
 * @opening: the exception
 *
 * Return: NULL, or the first word that is not understood.
 */
const char *ctl_bmc_opening_check(const struct ctl_bmc_opening *opening);

/**
 * ctl_bmc_opening_put() - write the commands that open an exception
 * @file: written to
 * @nic: the NIC, with a policy in force
 * @opening: the exception
 */
void ctl_bmc_opening_put(FILE *file, const struct ctl_bmc_nic *nic,
			 const struct ctl_bmc_opening *opening);

/**
 * ctl_bmc_prove() - whether functions and the BMC are apart, by what the device has
 * @ctl: context
 * @only: word of the user that means one NIC, or NULL
 * @is_shown: print all ways
 *
 * Return: an exit code: 0 they are, 1 they are not, 2 not found out; the last two
 * are told to the user.
 */
int ctl_bmc_prove(struct ctl *ctl, const char *only, bool is_shown);

/* The commands that are files of their own */
int ctl_bmc_show_run(struct ctl *ctl, int argc, char **argv);
int ctl_bmc_audit_run(struct ctl *ctl, int argc, char **argv);

#endif
