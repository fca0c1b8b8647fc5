// SPDX-License-Identifier: GPL-2.0-only
/* Owns what doctor says of filters: those that are not in hardware, and why. */
#include <dirent.h>
#include <limits.h>
#include <linux/pkt_cls.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "sysfs.h"
#include "../../offload/core/hof_explain.h"

/*
 * Filters of one device and direction that have the same trouble.
 * @first: one of them
 * @code: reason of the refusal, 0 = unknown
 * @count: how many
 * @text: the driver's sentence about @first, NULL = none
 */
struct group {
	const struct ctl_filter *first;
	unsigned int code;
	size_t count;
	const char *text;
};

static bool is_same(const char *one, const char *other)
{
	return one && other && !strcmp(one, other);
}

static bool is_about(const struct ctl_tree *row,
		     const struct ctl_filter *filter)
{
	const struct ctl_tree *protocol = ctl_tree_get(row, "protocol");
	char device[CTL_FINDING_SUBJECT];

	ctl_filter_device(filter, device, sizeof(device));
	return is_same(ctl_tree_text(row, "device"),
		       filter->block ? "block" : device) &&
	       is_same(ctl_tree_text(row, "direction"),
		       filter->is_egress ? "egress" : "ingress") &&
	       ctl_tree_number(row, "chain") == filter->chain &&
	       ctl_tree_number(row, "prio") == filter->prio &&
	       (!protocol || protocol->kind != CTL_TREE_NUMBER ||
		protocol->number == filter->protocol);
}

/* The newest refusal of a filter at that place, NULL if none is kept */
static const struct ctl_tree *refusal_find(const struct ctl_doctor *doctor,
					   const struct ctl_filter *filter)
{
	const struct ctl_tree *row;
	size_t i;

	for (i = 0; i < doctor->num_ledgers; i++) {
		row = ctl_tree_get(doctor->ledgers[i], "last");
		for (row = row ? row->first : NULL; row; row = row->next) {
			if (is_about(row, filter))
				return row;
		}
	}
	return NULL;
}

/* ---- kinds of trouble ---- */

static void subject_put(const struct ctl_filter *filter, char *subject)
{
	char device[IF_NAMESIZE + 16];

	ctl_filter_device(filter, device, sizeof(device));
	snprintf(subject, CTL_FINDING_SUBJECT, "%s %s", device,
		 filter->is_egress ? "egress" : "ingress");
}

static void count_say(char *text, const struct group *group)
{
	if (group->count == 1)
		ctl_doctor_say(text, "%s filter of pref %u, chain %u",
			       group->first->kind, group->first->prio,
			       group->first->chain);
	else
		ctl_doctor_say(text, "%zu filters, one of pref %u, chain %u",
			       group->count, group->first->prio,
			       group->first->chain);
}

static struct ctl_finding *group_find(struct ctl_doctor *doctor,
				      const char *name,
				      const struct group *group)
{
	char subject[CTL_FINDING_SUBJECT];

	subject_put(group->first, subject);
	return ctl_doctor_find(doctor, name, subject);
}

static void classifier_find(struct ctl_doctor *doctor,
			    const struct group *group)
{
	struct ctl_finding *finding = group_find(doctor, "classifier", group);
	char count[CTL_FINDING_TEXT];

	count_say(count, group);
	ctl_doctor_say(finding->problem,
		       "%.80s: classifier %s is not offloaded", count,
		       group->first->kind);
	ctl_doctor_say(finding->repair, "use flower or matchall");
}

static void skip_hw_find(struct ctl_doctor *doctor, const struct group *group)
{
	struct ctl_finding *finding = group_find(doctor, "skip_hw", group);
	char count[CTL_FINDING_TEXT];

	count_say(count, group);
	ctl_doctor_say(finding->problem, "%.80s: skip_hw keeps it in software",
		       count);
	ctl_doctor_say(finding->repair, "add it without skip_hw");
}

static void refused_find(struct ctl_doctor *doctor, const struct group *group)
{
	const struct hof_explanation *explanation;
	struct ctl_finding *finding;
	char count[CTL_FINDING_TEXT];

	explanation = hof_reason_explain(group->code);
	finding = group_find(doctor, "not_in_hw", group);
	count_say(count, group);
	ctl_doctor_say(finding->problem, "%.80s: not in hardware: %.120s",
		       count, group->text ? group->text :
		       "the driver remembers no reason");
	if (explanation)
		ctl_doctor_say(finding->repair, "%s (hnictl explain %u)",
			       explanation->repair, group->code);
	else
		ctl_doctor_say(finding->repair,
			       "add it again with skip_sw: tc then prints the reason");
}

static void groups_find(struct ctl_doctor *doctor, const struct group *group)
{
	if (!group->first->is_known)
		classifier_find(doctor, group);
	else if (group->first->flags & TCA_CLS_FLAGS_SKIP_HW)
		skip_hw_find(doctor, group);
	else
		refused_find(doctor, group);
}

/* ---- groups ---- */

static bool is_well(const struct ctl_filter *filter)
{
	return filter->is_known && filter->flags & TCA_CLS_FLAGS_IN_HW;
}

static bool is_alike(const struct group *group, const struct group *other)
{
	const struct ctl_filter *a = group->first, *b = other->first;

	return a->ifindex == b->ifindex && a->block == b->block &&
	       a->is_egress == b->is_egress && !strcmp(a->kind, b->kind) &&
	       !((a->flags ^ b->flags) & TCA_CLS_FLAGS_SKIP_HW) &&
	       group->code == other->code;
}

static void group_add(struct group *groups, size_t *count,
		      const struct group *one)
{
	size_t i;

	for (i = 0; i < *count; i++) {
		if (is_alike(&groups[i], one)) {
			groups[i].count++;
			return;
		}
	}
	groups[(*count)++] = *one;
}

static void filter_add(const struct ctl_doctor *doctor,
		       const struct ctl_filter *filter, struct group *groups,
		       size_t *count)
{
	struct group one = { .first = filter, .count = 1 };
	const struct ctl_tree *refusal;

	if (is_well(filter))
		return;
	if (filter->is_known && !(filter->flags & TCA_CLS_FLAGS_SKIP_HW)) {
		refusal = refusal_find(doctor, filter);
		one.code = (unsigned int)ctl_tree_number(refusal, "code");
		one.text = ctl_tree_text(refusal, "text");
	}
	group_add(groups, count, &one);
}

/* ---- the NIC's own interfaces ---- */

static void pf_check(struct ctl_doctor *doctor, const char *netdev)
{
	struct ctl_filters filters = { 0 };
	struct ctl_finding *finding;
	size_t i, stray = 0;

	doctor->err = ctl_filter_list(&doctor->route, if_nametoindex(netdev),
				      &filters);
	for (i = 0; i < filters.count; i++)
		stray += !is_well(&filters.list[i]);
	free(filters.list);
	if (!stray)
		return;
	finding = ctl_doctor_find(doctor, "pf_filter", netdev);
	ctl_doctor_say(finding->problem,
		       "%zu filter%s on the manager's own interface, whose classifier takes little: not in hardware",
		       stray, stray == 1 ? "" : "s");
	ctl_doctor_say(finding->repair,
		       "put them on the representor of the port that sends the frames (hnictl port)");
}

static void manager_check(struct ctl_doctor *doctor, const char *device)
{
	const struct dirent *entry;
	char path[PATH_MAX];
	DIR *dir;

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/net",
		 doctor->ctl->sysfs, device);
	dir = opendir(path);
	while (dir && !doctor->err && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.' &&
		    if_nametoindex(entry->d_name))
			pf_check(doctor, entry->d_name);
	}
	if (dir)
		closedir(dir);
}

void ctl_doctor_filters(struct ctl_doctor *doctor)
{
	struct group *groups;
	size_t count = 0, i;

	groups = calloc(doctor->filters.count + 1, sizeof(*groups));
	if (!groups)
		return;
	for (i = 0; i < doctor->filters.count; i++)
		filter_add(doctor, &doctor->filters.list[i], groups, &count);
	for (i = 0; i < count; i++)
		groups_find(doctor, &groups[i]);
	free(groups);
	if (doctor->only && ctl_devlink_is_rep(doctor->ctl, doctor->only))
		return;
	for (i = 0; i < doctor->managers.count && !doctor->err; i++)
		manager_check(doctor, doctor->managers.list[i].name);
}
