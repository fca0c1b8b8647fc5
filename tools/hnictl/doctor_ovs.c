// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what doctor says of Open vSwitch, if it forwards for a representor. It
 * is asked with its own tools; a machine without them does not use it.
 */
#include <errno.h>
#include <linux/pkt_cls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "doctor.h"

#define CTL_OVS_CONFIG	\
	"ovs-vsctl --timeout=3 --no-wait get Open_vSwitch . other_config 2>/dev/null"
#define CTL_OVS_FLOWS	\
	"ovs-appctl --timeout=3 dpctl/dump-flows type=ovs 2>/dev/null"
#define CTL_OVS_ALIVE	"ovs-appctl --timeout=3 version >/dev/null 2>&1"
#define CTL_OVS_SIZE	1024
#define CTL_OVS_RESTART	"systemctl restart openvswitch-switch"

static struct ctl_finding *ovs_find(struct ctl_doctor *doctor,
				    const char *name)
{
	return ctl_doctor_find(doctor, name, "ovs");
}

/* the beginning of what a command prints; empty if it fails */
static void command_read(const char *command, char *text, size_t size)
{
	size_t len = 0;
	FILE *pipe;

	pipe = popen(command, "re");
	if (pipe)
		len = fread(text, 1, size - 1, pipe);
	if (!pipe || pclose(pipe))
		len = 0;
	text[len] = '\0';
}

/* whether a command prints a text; it is read to its end, line by line */
static bool command_prints(const char *command, const char *text)
{
	bool is_found = false;
	size_t size = 0;
	char *line = NULL;
	FILE *pipe;

	pipe = popen(command, "re");
	if (!pipe)
		return false;
	while (getline(&line, &size, pipe) > 0)
		is_found |= !!strstr(line, text);
	free(line);
	pclose(pipe);
	return is_found;
}

static void hw_offload_check(struct ctl_doctor *doctor, const char *config)
{
	struct ctl_finding *finding;

	if (strstr(config, "hw-offload=\"true\""))
		return;
	finding = ovs_find(doctor, "ovs_offload_off");
	ctl_doctor_say(finding->problem,
		       "other_config:hw-offload is not true, so Open vSwitch sets no filters");
	ctl_doctor_say(finding->repair,
		       "ovs-vsctl set Open_vSwitch . other_config:hw-offload=true && "
		       CTL_OVS_RESTART);
}

static void not_restarted(struct ctl_doctor *doctor, const char *what,
			  const char *netdev)
{
	struct ctl_finding *finding;

	finding = ovs_find(doctor, "ovs_not_restarted");
	ctl_doctor_say(finding->problem,
		       "%s on %s: not restarted since the setting changed",
		       what, netdev);
	ctl_doctor_say(finding->repair, CTL_OVS_RESTART);
}

/* With hw-offload in force each port of the datapath has an ingress qdisc */
static bool has_no_qdisc(struct ctl_doctor *doctor)
{
	size_t i;

	for (i = 0; i < doctor->num_reps; i++) {
		if (!doctor->reps[i].is_ovs || doctor->reps[i].has_qdisc)
			continue;
		not_restarted(doctor, "hw-offload is true, but no ingress qdisc",
			      doctor->reps[i].link.name);
		return true;
	}
	return false;
}

static uint32_t policy_flags(const char *config)
{
	if (strstr(config, "tc-policy=skip_sw"))
		return TCA_CLS_FLAGS_SKIP_SW;
	if (strstr(config, "tc-policy=skip_hw"))
		return TCA_CLS_FLAGS_SKIP_HW;
	return 0;
}

static const struct ctl_doctor_rep *
rep_of(const struct ctl_doctor *doctor, const struct ctl_filter *filter)
{
	size_t i;

	for (i = 0; i < doctor->num_reps; i++) {
		if (doctor->reps[i].is_ovs && !filter->block &&
		    doctor->reps[i].ifindex == filter->ifindex)
			return &doctor->reps[i];
	}
	return NULL;
}

/* The filters have the flags of the policy that is in force */
static void policy_is_old(struct ctl_doctor *doctor, const char *config)
{
	uint32_t mask = TCA_CLS_FLAGS_SKIP_SW | TCA_CLS_FLAGS_SKIP_HW;
	uint32_t flags = policy_flags(config);
	const struct ctl_doctor_rep *rep;
	const struct ctl_filter *filter;
	size_t i;

	for (i = 0; i < doctor->filters.count; i++) {
		filter = &doctor->filters.list[i];
		rep = rep_of(doctor, filter);
		if (!rep || !filter->is_known ||
		    (filter->flags & mask) == flags)
			continue;
		not_restarted(doctor, "filters of another tc-policy",
			      rep->link.name);
		return;
	}
}

static void restart_check(struct ctl_doctor *doctor, const char *config)
{
	if (strstr(config, "hw-offload=\"true\"") && !has_no_qdisc(doctor))
		policy_is_old(doctor, config);
}

static void policy_check(struct ctl_doctor *doctor, const char *config)
{
	struct ctl_finding *finding;

	if (!strstr(config, "tc-policy=skip_hw"))
		return;
	finding = ovs_find(doctor, "ovs_skip_hw");
	ctl_doctor_say(finding->problem,
		       "tc-policy is skip_hw: flows become filters in software only");
	ctl_doctor_say(finding->repair,
		       "ovs-vsctl set Open_vSwitch . other_config:tc-policy=none (hardware where possible) or skip_sw (hardware or Open vSwitch itself), then "
		       CTL_OVS_RESTART);
}

/* Recirculation is a chain, and its number must survive a miss in hardware */
static void recirc_check(struct ctl_doctor *doctor)
{
	struct ctl_finding *finding;

	if (ctl_config_get(doctor->ctl, "NET_TC_SKB_EXT") != CTL_CONFIG_OFF ||
	    !command_prints(CTL_OVS_FLOWS, "recirc("))
		return;
	finding = ovs_find(doctor, "ovs_recirc");
	ctl_doctor_say(finding->problem,
		       "flows recirculate (ct, for one), and the kernel has no NET_TC_SKB_EXT: they stay in software");
	ctl_doctor_say(finding->repair,
		       "use a kernel with NET_TC_SKB_EXT (tools/lab/mkkernel), or OpenFlow rules without ct");
}

static void dead_find(struct ctl_doctor *doctor)
{
	struct ctl_finding *finding;

	finding = ovs_find(doctor, "ovs_dead");
	ctl_doctor_say(finding->problem,
		       "the datapath has representors, but ovs-vswitchd does not answer");
	ctl_doctor_say(finding->repair, CTL_OVS_RESTART);
}

static bool uses_ovs(const struct ctl_doctor *doctor)
{
	size_t i;

	for (i = 0; i < doctor->num_reps; i++) {
		if (doctor->reps[i].is_ovs)
			return true;
	}
	return false;
}

void ctl_doctor_ovs(struct ctl_doctor *doctor)
{
	char config[CTL_OVS_SIZE];

	if (!uses_ovs(doctor) || system("command -v ovs-vsctl >/dev/null"))
		return;
	command_read(CTL_OVS_CONFIG, config, sizeof(config));
	if (!config[0] || system(CTL_OVS_ALIVE)) {
		dead_find(doctor);
		return;
	}
	hw_offload_check(doctor, config);
	restart_check(doctor, config);
	policy_check(doctor, config);
	recirc_check(doctor);
}
