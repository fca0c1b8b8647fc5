/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the parts of `hnictl doctor` share: what was found out about the
 * machine, and the list of findings.
 */
#ifndef HNICTL_DOCTOR_H
#define HNICTL_DOCTOR_H

#include "devlink.h"
#include "filter.h"
#include "hnictl.h"
#include "link.h"
#include "nl.h"
#include "tree.h"

#define CTL_FINDING_TEXT	256
#define CTL_FINDING_SUBJECT	48

/**
 * struct ctl_finding - one thing that keeps filters out of hardware
 * @name: stable word for it
 * @subject: what it is about: a device, a netdev, "ovs"
 * @problem: one sentence
 * @repair: a command, or what to do
 */
struct ctl_finding {
	const char *name;
	char subject[CTL_FINDING_SUBJECT];
	char problem[CTL_FINDING_TEXT];
	char repair[CTL_FINDING_TEXT];
};

/**
 * struct ctl_doctor_rep - one representor
 * @ifindex: the netdev
 * @link: what rtnetlink says of it
 * @has_qdisc: it has a clsact or ingress qdisc
 * @num_filters: filters on it or on its block, both directions
 * @is_ovs: Open vSwitch forwards for it
 */
struct ctl_doctor_rep {
	unsigned int ifindex;
	struct ctl_link link;
	bool has_qdisc;
	size_t num_filters;
	bool is_ovs;
};

/**
 * struct ctl_doctor - a run
 * @ctl: context
 * @only: NIC or representor that the user asked about, NULL = all
 * @devlink: open
 * @route: socket on NETLINK_ROUTE, open
 * @managers: devices that administer an e-switch in mode switchdev
 * @reps: representors in this network namespace
 * @num_reps: how many
 * @filters: filters on them
 * @ledgers: what the drivers of @managers say of refusals, in the same order
 * @findings: what was found
 * @num_findings: how many
 * @err: first failure to look at something, -errno, told to the user
 */
struct ctl_doctor {
	struct ctl *ctl;
	const char *only;
	struct ctl_devlink devlink;
	struct ctl_nl route;
	struct ctl_devices managers;
	struct ctl_doctor_rep *reps;
	size_t num_reps;
	struct ctl_filters filters;
	struct ctl_tree **ledgers;
	size_t num_ledgers;
	struct ctl_finding *findings;
	size_t num_findings;
	int err;
};

/**
 * ctl_doctor_find() - add a finding
 * @doctor: the run
 * @name: stable word for it
 * @subject: what it is about
 *
 * Return: the finding, to be filled with ctl_doctor_say(); one that is not
 * listed if there is no memory.
 */
struct ctl_finding *ctl_doctor_find(struct ctl_doctor *doctor,
				    const char *name, const char *subject);

/**
 * ctl_doctor_say() - fill a text of a finding
 * @text: problem or repair, CTL_FINDING_TEXT bytes
 * @fmt: the text
 */
void ctl_doctor_say(char *text, const char *fmt, ...) __printf(2, 3);

/* The parts, in the order in which they run */
void ctl_doctor_pci(struct ctl_doctor *doctor);
void ctl_doctor_nics(struct ctl_doctor *doctor);
void ctl_doctor_reps(struct ctl_doctor *doctor);
void ctl_doctor_filters(struct ctl_doctor *doctor);
void ctl_doctor_host(struct ctl_doctor *doctor);
void ctl_doctor_ovs(struct ctl_doctor *doctor);

#endif
