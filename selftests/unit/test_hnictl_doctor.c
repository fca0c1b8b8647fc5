// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of what `hnictl doctor` finds without a NIC: on a sysfs and a
 * root of plain files, with a devlink that says what a test wants.
 *
 * Links: tools/hnictl/doctor.c tools/hnictl/doctor_pci.c
 * Links: tools/hnictl/doctor_nic.c tools/hnictl/doctor_host.c
 * Links: tools/hnictl/config.c tools/hnictl/sysfs.c tools/hnictl/out.c
 * Links: tools/hnictl/keyword.c tools/hnictl/list.c tools/hnictl/tree.c
 * Cflags: -Itools/hnictl
 * Ldflags: -lmnl
 */
#include <errno.h>
#include <limits.h>
#include <linux/devlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "doctor.h"
#include "eswitch.h"
#include "health.h"
#include "ktap.h"

#define NIC	"0000:01:00.0"
#define DEVICE	"/bus/pci/devices/" NIC
#define OTHER	"/bus/pci/devices/0000:02:00.0"

static char root[32];
static char *text;
static struct ctl_eswitch eswitch;
static const char *reporter_in_error;
static uint64_t rows_in_use;

static void text_copy(char *to, const char *from)
{
	memcpy(to, from, strlen(from) + 1);
}

/* ---- in place of devlink and rtnetlink ---- */

int ctl_nl_open(struct ctl_nl *nl, int bus)
{
	(void)nl;
	(void)bus;
	return 0;
}

void ctl_nl_close(struct ctl_nl *nl)
{
	(void)nl;
}

int ctl_devlink_open(struct ctl_devlink *devlink)
{
	(void)devlink;
	return 0;
}

void ctl_devlink_close(struct ctl_devlink *devlink)
{
	(void)devlink;
}

bool ctl_devlink_is_rep(const struct ctl *ctl, const char *word)
{
	(void)ctl;
	(void)word;
	return false;
}

int ctl_devlink_devices(struct ctl_devlink *devlink, const struct ctl *ctl,
			const char *only, struct ctl_devices *devices)
{
	(void)devlink;
	(void)ctl;
	(void)only;
	devices->list = calloc(1, sizeof(*devices->list));
	devices->count = 1;
	text_copy(devices->list->name, NIC);
	return 0;
}

int ctl_eswitch_get(struct ctl_devlink *devlink,
		    const struct ctl_device *device, struct ctl_eswitch *state)
{
	(void)devlink;
	(void)device;
	*state = eswitch;
	return 0;
}

int ctl_health_list(struct ctl_devlink *devlink,
		    const struct ctl_device *device,
		    struct ctl_reporters *reporters)
{
	(void)devlink;
	(void)device;
	reporters->list = calloc(2, sizeof(*reporters->list));
	reporters->count = 2;
	text_copy(reporters->list[0].name, "esw");
	text_copy(reporters->list[1].name, "tc");
	reporters->list[0].is_error = reporter_in_error;
	return 0;
}

int ctl_health_diagnose(struct ctl_devlink *devlink,
			const struct ctl_device *device, const char *reporter,
			struct ctl_tree **tree)
{
	(void)devlink;
	(void)device;
	(void)reporter;
	*tree = NULL;
	return -EOPNOTSUPP;
}

int ctl_devlink_resources(struct ctl_devlink *devlink,
			  const struct ctl_device *device,
			  struct ctl_resources *resources)
{
	(void)devlink;
	(void)device;
	resources->list = calloc(1, sizeof(*resources->list));
	resources->count = 1;
	text_copy(resources->list->path, "/flow_rows");
	resources->list->size = 8;
	resources->list->occ = rows_in_use;
	resources->list->has_occ = true;
	return 0;
}

/* one representor, ifindex 7 */
void ctl_doctor_reps(struct ctl_doctor *doctor)
{
	doctor->reps = calloc(1, sizeof(*doctor->reps));
	doctor->num_reps = 1;
	doctor->reps->ifindex = 7;
	text_copy(doctor->reps->link.name, "eth7");
}

void ctl_doctor_filters(struct ctl_doctor *doctor)
{
	(void)doctor;
}

void ctl_doctor_ovs(struct ctl_doctor *doctor)
{
	(void)doctor;
}

/* ---- a machine of plain files ---- */

static void put(const char *file, const void *bytes, size_t len)
{
	char path[PATH_MAX];
	FILE *stream;
	char *slash;

	snprintf(path, sizeof(path), "%s%s", root, file);
	for (slash = path + strlen(root) + 1; (slash = strchr(slash, '/'));
	     slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	stream = fopen(path, "w");
	fwrite(bytes, 1, len, stream);
	fclose(stream);
}

static void put_text(const char *file, const char *line)
{
	put(file, line, strlen(line));
}

static void bound_to(const char *device, const char *driver)
{
	char path[PATH_MAX], target[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s/driver", root, device);
	unlink(path);
	if (!driver)
		return;
	snprintf(target, sizeof(target), "../../drivers/%s", driver);
	EXPECT_EQ(symlink(target, path), 0);
}

/* a device of the kind; a manager has the vendor's capability behind another */
static void put_function(const char *device, bool is_manager)
{
	static const uint8_t caps[] = {
		[0x100] = 0x01, 0x00, 0x01, 0x14,
		[0x140] = 0x0b, 0x00, 0x01, 0x00, 0x49, 0x4e, 0x41, 0x01,
	};
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/vendor", device);
	put_text(path, "0x1d9b\n");
	snprintf(path, sizeof(path), "%s/device", device);
	put_text(path, "0x0013\n");
	snprintf(path, sizeof(path), "%s/subsystem_vendor", device);
	put_text(path, "0x1af4\n");
	snprintf(path, sizeof(path), "%s/subsystem_device", device);
	put_text(path, "0x10f0\n");
	snprintf(path, sizeof(path), "%s/config", device);
	put(path, caps, is_manager ? sizeof(caps) : 0x140);
}

static void remove_all(const char *path)
{
	char command[PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%s%s'", root, path);
	EXPECT_EQ(system(command), 0);
}

/* all well */
static void machine_make(void)
{
	text_copy(root, "/tmp/doctor.XXXXXX");
	if (!EXPECT(mkdtemp(root)))
		exit(1);
	put_function(DEVICE, true);
	put_text("/bus/pci/drivers/hni/bind", "");
	bound_to(DEVICE, "hni");
	eswitch = (struct ctl_eswitch) {
		.is_manager = true,
		.mode = DEVLINK_ESWITCH_MODE_SWITCHDEV,
	};
	reporter_in_error = NULL;
	rows_in_use = 7;
}

static int doctor(char *word)
{
	struct ctl ctl = { .sysfs = root, .root = root };
	char *words[2] = { word };
	size_t len;
	FILE *file;
	int code;

	file = open_memstream(&text, &len);
	ctl_out_open(&ctl.out, file, CTL_OUT_HUMAN, false);
	code = ctl_doctor_run(&ctl, word ? 1 : 0, words);
	EXPECT_EQ(ctl_out_close(&ctl.out), 0);
	fclose(file);
	return code;
}

/* one finding, with its subject, name and repair; then the machine goes */
static void expect_finding(const char *subject, const char *name,
			   const char *repair)
{
	char want[256];

	EXPECT_EQ(doctor(NULL), CTL_EXIT_FAILED);
	EXPECT(strchr(text, '\n') && !strchr(text, '\n')[1]);
	EXPECT(!strncmp(text, subject, strlen(subject)));
	snprintf(want, sizeof(want), " (%s); repair: %s\n", name, repair);
	if (!EXPECT(strstr(text, want)))
		ktap_note("%s", text);
	free(text);
	remove_all("");
}

/* ---- cases ---- */

static void nothing(void)
{
	machine_make();
	EXPECT_EQ(doctor(NULL), CTL_EXIT_OK);
	EXPECT_STREQ(text, "all well: 0 filters on 1 representors\n");
	free(text);
	EXPECT_EQ(doctor((char *)NIC), CTL_EXIT_OK);
	free(text);
	remove_all("");
}

static void no_device(void)
{
	machine_make();
	remove_all(DEVICE);
	expect_finding("pci", "device_none",
		       "attach one, then echo 1 > /sys/bus/pci/rescan");
}

static void no_driver(void)
{
	machine_make();
	bound_to(DEVICE, NULL);
	expect_finding(NIC ": bound to no driver, so the NIC forwards by its own --manager-gone policy",
		       "driver_none", "hnictl bind " NIC " hni");
}

static void no_module(void)
{
	machine_make();
	bound_to(DEVICE, NULL);
	remove_all("/bus/pci/drivers");
	expect_finding(NIC, "driver_none", "modprobe hni");
}

static void silicon(void)
{
	machine_make();
	bound_to(DEVICE, NULL);
	remove_all("/bus/pci/drivers");
	put_text(DEVICE "/subsystem_vendor", "0x1d9b\n");
	expect_finding(NIC, "driver_none", "modprobe hni allow_silicon=1");
}

static void other_driver(void)
{
	machine_make();
	bound_to(DEVICE, "fbnic");
	expect_finding(NIC ": bound to driver fbnic", "driver_other",
		       "hnictl bind " NIC " hni");
}

static void hosts_do_not_matter(void)
{
	machine_make();
	put_function(OTHER, false);
	bound_to(OTHER, "fbnic");
	EXPECT_EQ(doctor(NULL), CTL_EXIT_OK);
	free(text);
	remove_all("");
}

static void only_a_host(void)
{
	machine_make();
	put_function(DEVICE, false);
	eswitch.is_manager = false;
	expect_finding(NIC, "no_manager",
		       "set filters on the machine that has the manager's function");
}

static void mode_legacy(void)
{
	machine_make();
	eswitch.mode = DEVLINK_ESWITCH_MODE_LEGACY;
	expect_finding(NIC ": the e-switch is in mode legacy", "mode",
		       "devlink dev eswitch set pci/" NIC " mode switchdev");
}

static void mode_inactive(void)
{
	machine_make();
	eswitch.mode = DEVLINK_ESWITCH_MODE_SWITCHDEV + 1;
	expect_finding(NIC ": the e-switch is in mode switchdev_inactive",
		       "mode",
		       "devlink dev eswitch set pci/" NIC " mode switchdev");
}

static void failed_reload(void)
{
	machine_make();
	eswitch.has_failed = true;
	expect_finding(NIC, "reload", "devlink dev reload pci/" NIC);
}

static void unhealthy(void)
{
	machine_make();
	reporter_in_error = "esw";
	expect_finding(NIC ": health reporter esw", "health",
		       "devlink health recover pci/" NIC " reporter esw");
}

static void table_full(void)
{
	machine_make();
	rows_in_use = 8;
	expect_finding(NIC ": resource flow_rows is full: 8 of 8 in use",
		       "full",
		       "delete filters; see hnictl explain and hnictl resource");
}

static void foreign_manager(void)
{
	machine_make();
	put_text("/run/NetworkManager/devices/7", "[device]\nmanaged=true\n");
	expect_finding("eth7: NetworkManager", "network_manager",
		       "nmcli device set eth7 managed no");
	machine_make();
	put_text("/run/NetworkManager/devices/7", "[device]\nmanaged=false\n");
	EXPECT_EQ(doctor(NULL), CTL_EXIT_OK);
	free(text);
	remove_all("");
}

static void put_config(const char *lines)
{
	struct utsname name;
	char path[PATH_MAX];

	uname(&name);
	snprintf(path, sizeof(path), "/boot/config-%s", name.release);
	put_text(path, lines);
}

static void no_flower(void)
{
	machine_make();
	put_config("CONFIG_NET_CLS_FLOWER=m\n");
	EXPECT_EQ(doctor(NULL), CTL_EXIT_OK);
	free(text);
	put_config("# CONFIG_NET_CLS_FLOWER is not set\n");
	expect_finding("kernel", "no_flower",
		       "use a kernel with NET_CLS_FLOWER");
}

static void foreign_device(void)
{
	machine_make();
	put_text("/bus/pci/devices/0000:03:00.0/vendor", "0x8086\n");
	EXPECT_EQ(doctor((char *)"0000:03:00.0"), CTL_EXIT_FAILED);
	EXPECT_STREQ(text, "");
	free(text);
	remove_all("");
}

static const struct ktap_case cases[] = {
	{ "hnictl_doctor.all_well", nothing },
	{ "hnictl_doctor.finds_no_device", no_device },
	{ "hnictl_doctor.finds_no_driver", no_driver },
	{ "hnictl_doctor.finds_that_the_module_is_not_loaded", no_module },
	{ "hnictl_doctor.finds_that_silicon_must_be_allowed", silicon },
	{ "hnictl_doctor.finds_another_driver", other_driver },
	{ "hnictl_doctor.other_hosts_do_not_matter", hosts_do_not_matter },
	{ "hnictl_doctor.finds_that_there_is_no_manager", only_a_host },
	{ "hnictl_doctor.finds_mode_legacy", mode_legacy },
	{ "hnictl_doctor.finds_mode_inactive", mode_inactive },
	{ "hnictl_doctor.finds_a_failed_reload", failed_reload },
	{ "hnictl_doctor.finds_a_reporter_in_error", unhealthy },
	{ "hnictl_doctor.finds_a_full_resource", table_full },
	{ "hnictl_doctor.finds_network_manager", foreign_manager },
	{ "hnictl_doctor.finds_a_kernel_without_flower", no_flower },
	{ "hnictl_doctor.foreign_device_is_no_finding", foreign_device },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
