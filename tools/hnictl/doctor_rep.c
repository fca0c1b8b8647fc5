// SPDX-License-Identifier: GPL-2.0-only
/* Owns what doctor asks of representors: link, features, qdiscs. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor.h"
#include "feature.h"
#include "list.h"
#include "sysfs.h"

static bool rep_has_qdisc(const struct ctl_qdiscs *qdiscs,
			  unsigned int ifindex)
{
	size_t i;

	for (i = 0; i < qdiscs->count; i++) {
		if (qdiscs->list[i].ifindex == ifindex)
			return true;
	}
	return false;
}

/* What Open vSwitch forwards for has the datapath as its master */
static bool rep_is_ovs(const struct ctl *ctl, const char *netdev)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t len;

	snprintf(path, sizeof(path), "%s/class/net/%s/master", ctl->sysfs,
		 netdev);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return false;
	target[len] = '\0';
	return strstr(target, "ovs-system");
}

static void rep_read(struct ctl_doctor *doctor, unsigned int ifindex,
		     const struct ctl_qdiscs *qdiscs)
{
	size_t before = doctor->filters.count;
	struct ctl_doctor_rep *rep;

	rep = ctl_list_add(&doctor->reps, &doctor->num_reps, sizeof(*rep));
	if (!rep) {
		doctor->err = -ENOMEM;
		return;
	}
	rep->ifindex = ifindex;
	doctor->err = ctl_link_get(&doctor->route, ifindex, &rep->link);
	if (doctor->err == -ENODEV) {
		doctor->num_reps--;
		doctor->err = 0;
		return;
	}
	rep->has_qdisc = rep_has_qdisc(qdiscs, ifindex);
	rep->is_ovs = rep_is_ovs(doctor->ctl, rep->link.name);
	if (!doctor->err && rep->has_qdisc)
		doctor->err = ctl_filter_list(&doctor->route, ifindex,
					      &doctor->filters);
	rep->num_filters = doctor->filters.count - before;
}

static void rep_down(struct ctl_doctor *doctor,
		     const struct ctl_doctor_rep *rep)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "rep_down", rep->link.name);
	ctl_doctor_say(finding->problem,
		       "the representor is down, so the port behind it has no link");
	ctl_doctor_say(finding->repair, "ip link set dev %s up",
		       rep->link.name);
}

static void offload_off(struct ctl_doctor *doctor,
			const struct ctl_doctor_rep *rep)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "offload_off", rep->link.name);
	ctl_doctor_say(finding->problem, "hw-tc-offload is off");
	ctl_doctor_say(finding->repair,
		       "ethtool -K %s hw-tc-offload on, then add its filters again",
		       rep->link.name);
}

static void no_qdisc(struct ctl_doctor *doctor,
		     const struct ctl_doctor_rep *rep)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "no_qdisc", rep->link.name);
	ctl_doctor_say(finding->problem,
		       "no clsact or ingress qdisc, so there is no place for filters");
	ctl_doctor_say(finding->repair, "tc qdisc add dev %s clsact",
		       rep->link.name);
}

static void in_bridge(struct ctl_doctor *doctor,
		      const struct ctl_doctor_rep *rep)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "bridge", rep->link.name);
	ctl_doctor_say(finding->problem,
		       "port of a Linux bridge, which forwards in software");
	ctl_doctor_say(finding->repair,
		       "redirect with filters, or use Open vSwitch instead of the bridge");
}

static void rep_check(struct ctl_doctor *doctor,
		      const struct ctl_doctor_rep *rep)
{
	bool is_down = !strcmp(rep->link.state, "down");
	bool is_on;

	if (is_down && (rep->has_qdisc || rep->is_ovs))
		rep_down(doctor, rep);
	if (!ctl_feature_get(rep->link.name, "hw-tc-offload", &is_on) && !is_on)
		offload_off(doctor, rep);
	if (ctl_sysfs_exists(doctor->ctl, "class/net/%s/brport",
			     rep->link.name))
		in_bridge(doctor, rep);
	else if (!is_down && !rep->has_qdisc && !rep->is_ovs)
		no_qdisc(doctor, rep);
}

static void nothing_set(struct ctl_doctor *doctor)
{
	bool has_qdisc = false, is_up = false, is_ovs = false;
	struct ctl_finding *finding;
	size_t i;

	for (i = 0; i < doctor->num_reps; i++) {
		has_qdisc |= doctor->reps[i].has_qdisc;
		is_up |= !!strcmp(doctor->reps[i].link.state, "down");
		is_ovs |= doctor->reps[i].is_ovs;
	}
	if (!is_up && !has_qdisc) {
		finding = ctl_doctor_find(doctor, "all_down",
					  doctor->reps[0].link.name);
		ctl_doctor_say(finding->problem,
			       "every representor is down and has no filters");
		ctl_doctor_say(finding->repair,
			       "ip link set dev DEV up; tc qdisc add dev DEV clsact; tc filter add ...");
	} else if (has_qdisc && !is_ovs && !doctor->filters.count) {
		/* Open vSwitch sets filters when there are frames */
		finding = ctl_doctor_find(doctor, "no_filter",
					  doctor->reps[0].link.name);
		ctl_doctor_say(finding->problem,
			       "no representor has a filter");
		ctl_doctor_say(finding->repair,
			       "tc filter add dev DEV ingress flower ... action ...");
	}
}

static void reps_read(struct ctl_doctor *doctor, const struct ctl_ports *ports)
{
	struct ctl_qdiscs qdiscs;
	size_t i;

	doctor->err = ctl_qdisc_list(&doctor->route, &qdiscs);
	for (i = 0; i < ports->count && !doctor->err; i++) {
		if (ports->list[i].ifindex)
			rep_read(doctor, ports->list[i].ifindex, &qdiscs);
	}
	free(qdiscs.list);
}

static void rep_choose(struct ctl_doctor *doctor, struct ctl_ports *ports)
{
	struct ctl_ports one;

	if (!doctor->only || !ctl_devlink_is_rep(doctor->ctl, doctor->only))
		return;
	doctor->err = ctl_devlink_ports_of(doctor->ctl, doctor->only, &one);
	free(ports->list);
	*ports = one;
}

void ctl_doctor_reps(struct ctl_doctor *doctor)
{
	struct ctl_ports ports;
	size_t i;

	if (!doctor->managers.count)
		return;
	doctor->err = ctl_devlink_ports(&doctor->devlink, &doctor->managers,
					&ports);
	if (!doctor->err)
		rep_choose(doctor, &ports);
	if (!doctor->err)
		reps_read(doctor, &ports);
	free(ports.list);
	for (i = 0; i < doctor->num_reps && !doctor->err; i++)
		rep_check(doctor, &doctor->reps[i]);
	if (doctor->num_reps && !doctor->err)
		nothing_set(doctor);
}
