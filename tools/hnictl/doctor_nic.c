// SPDX-License-Identifier: GPL-2.0-only
/* Owns what doctor asks devlink: mode, health, resources, refusals. */
#include <errno.h>
#include <linux/devlink.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "eswitch.h"
#include "health.h"
#include "list.h"

static void mode_check(struct ctl_doctor *doctor,
		       const struct ctl_device *device,
		       const struct ctl_eswitch *eswitch)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "mode", device->name);
	ctl_doctor_say(finding->problem, "the e-switch is in mode %s%s",
		       eswitch->mode == DEVLINK_ESWITCH_MODE_LEGACY ?
		       "legacy" : "switchdev_inactive",
		       eswitch->mode == DEVLINK_ESWITCH_MODE_LEGACY ?
		       ": there are no representors for filters" :
		       ": filters are taken, but nothing is forwarded");
	ctl_doctor_say(finding->repair,
		       "devlink dev eswitch set pci/%s mode switchdev",
		       device->name);
}

static void reporters_check(struct ctl_doctor *doctor,
			    const struct ctl_device *device)
{
	struct ctl_reporters reporters = { 0 };
	struct ctl_finding *finding;
	size_t i;

	doctor->err = ctl_health_list(&doctor->devlink, device, &reporters);
	for (i = 0; i < reporters.count; i++) {
		if (!reporters.list[i].is_error)
			continue;
		finding = ctl_doctor_find(doctor, "health", device->name);
		ctl_doctor_say(finding->problem,
			       "health reporter %s is in state error",
			       reporters.list[i].name);
		ctl_doctor_say(finding->repair,
			       "devlink health recover pci/%s reporter %s",
			       device->name, reporters.list[i].name);
	}
	free(reporters.list);
}

static void resources_check(struct ctl_doctor *doctor,
			    const struct ctl_device *device)
{
	struct ctl_resources resources = { 0 };
	const struct ctl_resource *resource;
	struct ctl_finding *finding;
	size_t i;

	doctor->err = ctl_devlink_resources(&doctor->devlink, device,
					    &resources);
	for (i = 0; i < resources.count; i++) {
		resource = &resources.list[i];
		if (!resource->has_occ || !resource->size ||
		    resource->occ < resource->size)
			continue;
		finding = ctl_doctor_find(doctor, "full", device->name);
		ctl_doctor_say(finding->problem,
			       "resource %s is full: %llu of %llu in use",
			       resource->path + 1,
			       (unsigned long long)resource->occ,
			       (unsigned long long)resource->size);
		ctl_doctor_say(finding->repair,
			       "delete filters; see hnictl explain and hnictl resource");
	}
	free(resources.list);
}

static void ledger_get(struct ctl_doctor *doctor,
		       const struct ctl_device *device)
{
	struct ctl_tree *tree, **place;
	int err;

	err = ctl_health_diagnose(&doctor->devlink, device, "tc", &tree);
	if (err == -EOPNOTSUPP || err == -EINVAL || err == -ENODEV)
		return;
	doctor->err = err;
	if (err)
		return;
	place = ctl_list_add(&doctor->ledgers, &doctor->num_ledgers,
			     sizeof(*place));
	if (place)
		*place = tree;
	else
		ctl_tree_free(tree);
}

static void manager_check(struct ctl_doctor *doctor,
			  const struct ctl_device *device,
			  const struct ctl_eswitch *eswitch)
{
	struct ctl_device *place;

	if (eswitch->mode != DEVLINK_ESWITCH_MODE_SWITCHDEV)
		mode_check(doctor, device, eswitch);
	if (!doctor->err)
		reporters_check(doctor, device);
	if (!doctor->err)
		resources_check(doctor, device);
	if (!doctor->err)
		ledger_get(doctor, device);
	if (eswitch->mode == DEVLINK_ESWITCH_MODE_LEGACY)
		return;
	place = ctl_list_add(&doctor->managers.list, &doctor->managers.count,
			     sizeof(*place));
	if (place)
		*place = *device;
}

/* Returns true for a manager */
static bool nic_check(struct ctl_doctor *doctor,
		      const struct ctl_device *device)
{
	struct ctl_eswitch eswitch;
	struct ctl_finding *finding;

	doctor->err = ctl_eswitch_get(&doctor->devlink, device, &eswitch);
	if (doctor->err)
		return false;
	if (eswitch.has_failed) {
		finding = ctl_doctor_find(doctor, "reload", device->name);
		ctl_doctor_say(finding->problem, "its last reload failed");
		ctl_doctor_say(finding->repair, "devlink dev reload pci/%s",
			       device->name);
	}
	if (eswitch.is_manager)
		manager_check(doctor, device, &eswitch);
	return eswitch.is_manager;
}

static void no_manager_find(struct ctl_doctor *doctor,
			    const struct ctl_devices *devices)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "no_manager", devices->list[0].name);
	ctl_doctor_say(finding->problem,
		       "a host's function: the e-switch is administered elsewhere");
	ctl_doctor_say(finding->repair,
		       "set filters on the machine that has the manager's function");
}

void ctl_doctor_nics(struct ctl_doctor *doctor)
{
	const char *only = doctor->only;
	struct ctl_devices devices;
	size_t managers = 0;
	size_t i;

	if (only && ctl_devlink_is_rep(doctor->ctl, only))
		only = NULL;
	doctor->err = ctl_devlink_devices(&doctor->devlink, doctor->ctl, only,
					  &devices);
	for (i = 0; i < devices.count && !doctor->err; i++)
		managers += nic_check(doctor, &devices.list[i]);
	if (!managers && devices.count && !doctor->err)
		no_manager_find(doctor, &devices);
	free(devices.list);
}
