// SPDX-License-Identifier: GPL-2.0-only
/* Owns what doctor says of the machine: the kernel, NetworkManager. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "config.h"
#include "doctor.h"

/*
 * NetworkManager keeps a file for each netdev that it knows; of one that it
 * does not manage the file says so.
 */
static bool is_managed(const struct ctl *ctl, unsigned int ifindex)
{
	bool is_known = false, is_off = false;
	char path[PATH_MAX], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/run/NetworkManager/devices/%u",
		 ctl->root, ifindex);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		is_known = true;
		is_off |= !strncmp(line, "managed=false", 13);
	}
	if (file)
		fclose(file);
	return is_known && !is_off;
}

static void managed_find(struct ctl_doctor *doctor, const char *netdev)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "network_manager", netdev);
	ctl_doctor_say(finding->problem,
		       "NetworkManager manages the representor and may take it down or give it addresses");
	ctl_doctor_say(finding->repair, "nmcli device set %s managed no",
		       netdev);
}

static void flower_check(struct ctl_doctor *doctor)
{
	struct ctl_finding *finding;

	if (ctl_config_get(doctor->ctl, "NET_CLS_FLOWER") != CTL_CONFIG_OFF)
		return;
	finding = ctl_doctor_find(doctor, "no_flower", "kernel");
	ctl_doctor_say(finding->problem,
		       "built without NET_CLS_FLOWER, so only matchall can be offloaded");
	ctl_doctor_say(finding->repair, "use a kernel with NET_CLS_FLOWER");
}

void ctl_doctor_host(struct ctl_doctor *doctor)
{
	size_t i;

	for (i = 0; i < doctor->num_reps; i++) {
		if (is_managed(doctor->ctl, doctor->reps[i].ifindex))
			managed_find(doctor, doctor->reps[i].link.name);
	}
	flower_check(doctor);
}
