// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what doctor sees without a driver: which functions there are, and who
 * has them.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <hw/hni_esw.h>
#include <hw/hni_pci.h>

#include "doctor.h"
#include "sysfs.h"

#define CTL_DRIVER		"hni"
#define CTL_CONFIG_SIZE		4096
#define CTL_EXT_CAPS		0x100
#define CTL_EXT_CAP_VENDOR	0x000b
#define CTL_EXT_CAPS_MAX	64

struct pci_function {
	char name[CTL_PCI_NAME_SIZE];
	char driver[CTL_DRIVER_NAME_SIZE];
	bool is_manager;
	bool is_silicon;
};

static uint32_t config_read(const uint8_t *config, unsigned int at)
{
	return config[at] | config[at + 1] << 8 | config[at + 2] << 16 |
	       (uint32_t)config[at + 3] << 24;
}

/* The e-switch is announced by a vendor-specific extended capability */
static bool has_eswitch(const uint8_t *config, size_t len)
{
	unsigned int at = CTL_EXT_CAPS, i;
	uint32_t head;

	for (i = 0; i < CTL_EXT_CAPS_MAX && at >= CTL_EXT_CAPS &&
	     at + 8 <= len; i++) {
		head = config_read(config, at);
		if ((head & 0xffff) == CTL_EXT_CAP_VENDOR &&
		    (config_read(config, at + 4) & 0xffff) == HNI_VSEC_ID)
			return true;
		at = head >> 20 & ~3U;
	}
	return false;
}

static bool function_has_eswitch(const struct ctl *ctl, const char *name)
{
	uint8_t config[CTL_CONFIG_SIZE];
	char path[PATH_MAX];
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/config",
		 ctl->sysfs, name);
	file = fopen(path, "re");
	if (!file)
		return false;
	len = fread(config, 1, sizeof(config), file);
	fclose(file);
	return has_eswitch(config, len);
}

static bool function_read(const struct ctl *ctl, const char *name,
			  struct pci_function *function)
{
	if (ctl_pci_id(ctl, name, "vendor") != HNI_PCI_VENDOR_ID ||
	    ctl_pci_id(ctl, name, "device") != HNI_PCI_DEVICE_ID)
		return false;
	*function = (struct pci_function) { 0 };
	snprintf(function->name, sizeof(function->name), "%s", name);
	ctl_pci_driver(ctl, name, function->driver);
	function->is_manager = function_has_eswitch(ctl, name);
	function->is_silicon =
		ctl_pci_id(ctl, name, "subsystem_vendor") !=
		HNI_PCI_SUBSYSTEM_VENDOR_ID ||
		ctl_pci_id(ctl, name, "subsystem_device") !=
		HNI_PCI_SUBSYSTEM_ID;
	return true;
}

static void unbound_find(struct ctl_doctor *doctor,
			 const struct pci_function *function)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "driver_none", function->name);
	ctl_doctor_say(finding->problem, "bound to no driver%s",
		       function->is_manager ?
		       ", so the NIC forwards by its own --manager-gone policy" :
		       "");
	if (!ctl_sysfs_exists(doctor->ctl, "bus/pci/drivers/" CTL_DRIVER))
		ctl_doctor_say(finding->repair, "modprobe " CTL_DRIVER "%s",
			       function->is_silicon ? " allow_silicon=1" : "");
	else
		ctl_doctor_say(finding->repair, "hnictl bind %s " CTL_DRIVER,
			       function->name);
}

static void function_check(struct ctl_doctor *doctor,
			   const struct pci_function *function)
{
	struct ctl_finding *finding;

	if (!function->driver[0]) {
		unbound_find(doctor, function);
		return;
	}
	if (!strcmp(function->driver, CTL_DRIVER))
		return;
	finding = ctl_doctor_find(doctor, "driver_other", function->name);
	ctl_doctor_say(finding->problem,
		       "bound to driver %s, which offloads no filters%s",
		       function->driver, function->is_manager ?
		       ", and the NIC forwards by its own --manager-gone policy" :
		       "");
	ctl_doctor_say(finding->repair, "hnictl bind %s " CTL_DRIVER,
		       function->name);
}

/*
 * Functions of other hosts that are seen here, as in a lab, are not this
 * machine's trouble while there is a manager with a driver.
 */
static void functions_check(struct ctl_doctor *doctor,
			    const struct pci_function *functions, size_t count)
{
	bool has_manager = false;
	size_t i;

	for (i = 0; i < count; i++)
		has_manager |= functions[i].is_manager;
	for (i = 0; i < count; i++) {
		if (!has_manager || functions[i].is_manager)
			function_check(doctor, &functions[i]);
	}
}

static void none_find(struct ctl_doctor *doctor)
{
	struct ctl_finding *finding;

	finding = ctl_doctor_find(doctor, "device_none", "pci");
	ctl_doctor_say(finding->problem,
		       "no Host Network Interface (%04x:%04x) on the bus",
		       HNI_PCI_VENDOR_ID, HNI_PCI_DEVICE_ID);
	ctl_doctor_say(finding->repair,
		       "attach one, then echo 1 > /sys/bus/pci/rescan");
}

static void one_check(struct ctl_doctor *doctor)
{
	struct pci_function function;
	char name[CTL_PCI_NAME_SIZE];

	doctor->err = ctl_pci_name(doctor->ctl, doctor->only, name);
	if (doctor->err)
		return;
	if (function_read(doctor->ctl, name, &function)) {
		function_check(doctor, &function);
		return;
	}
	ctl_err("%s is no Host Network Interface (%04x:%04x)", doctor->only,
		HNI_PCI_VENDOR_ID, HNI_PCI_DEVICE_ID);
	doctor->err = -ENODEV;
}

void ctl_doctor_pci(struct ctl_doctor *doctor)
{
	struct pci_function functions[64];
	const struct dirent *entry;
	char path[PATH_MAX];
	size_t count = 0;
	DIR *dir;

	if (doctor->only && ctl_devlink_is_rep(doctor->ctl, doctor->only))
		return;
	if (doctor->only) {
		one_check(doctor);
		return;
	}
	snprintf(path, sizeof(path), "%s/bus/pci/devices", doctor->ctl->sysfs);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)) && count < ARRAY_SIZE(functions)) {
		if (entry->d_name[0] != '.' &&
		    function_read(doctor->ctl, entry->d_name,
				  &functions[count]))
			count++;
	}
	if (dir)
		closedir(dir);
	functions_check(doctor, functions, count);
	if (!count)
		none_find(doctor);
}
