// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of `hnictl bind` on a sysfs of plain files: what it refuses,
 * what it writes, what it takes back when no driver turns up.
 *
 * Links: tools/hnictl/bind.c tools/hnictl/sysfs.c tools/hnictl/out.c
 * Links: tools/hnictl/keyword.c
 * Cflags: -Itools/hnictl
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hnictl.h"
#include "ktap.h"
#include "sysfs.h"

#define DEVICE	"bus/pci/devices/0000:01:00.0"
#define DRIVERS	"bus/pci/drivers"

static char root[32];
static struct ctl ctl;
static FILE *sink;

static void path_of(char *path, const char *file)
{
	snprintf(path, PATH_MAX, "%s/%s", root, file);
}

static void put(const char *file, const char *text)
{
	char path[PATH_MAX];
	FILE *stream;
	char *slash;

	path_of(path, file);
	for (slash = path + strlen(root) + 1; (slash = strchr(slash, '/'));
	     slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	stream = fopen(path, "w");
	fputs(text, stream);
	fclose(stream);
}

static const char *get(const char *file)
{
	static char line[64];
	char path[PATH_MAX];
	FILE *stream;

	path_of(path, file);
	stream = fopen(path, "r");
	if (!stream || !fgets(line, sizeof(line), stream))
		line[0] = '\0';
	if (stream)
		fclose(stream);
	return line;
}

static void bound_to(const char *driver)
{
	char target[PATH_MAX];
	char path[PATH_MAX];

	path_of(path, DEVICE "/driver");
	unlink(path);
	if (!driver)
		return;
	snprintf(target, sizeof(target), "../../drivers/%s", driver);
	EXPECT_EQ(symlink(target, path), 0);
}

/* a NIC that fbnic has, and both drivers loaded */
static void lab_reset(void)
{
	put(DEVICE "/vendor", "0x1d9b\n");
	put(DEVICE "/device", "0x0013\n");
	put(DEVICE "/driver_override", "(null)\n");
	put(DRIVERS "/hni/bind", "");
	put(DRIVERS "/hni/unbind", "");
	put(DRIVERS "/fbnic/bind", "");
	put(DRIVERS "/fbnic/unbind", "");
	bound_to("fbnic");
	ctl.sysfs = root;
	ctl.deadline_ms = 1;
	ctl_out_open(&ctl.out, sink, CTL_OUT_HUMAN, false);
}

static int bind_to(const char *device, const char *driver)
{
	char *argv[2];

	argv[0] = (char *)device;
	argv[1] = (char *)driver;
	return ctl_bind_run(&ctl, driver ? 2 : 1, argv);
}

static void already_bound(void)
{
	lab_reset();
	bound_to("hni");
	put(DEVICE "/driver_override", "hni\n");
	EXPECT_EQ(bind_to("0000:01:00.0", "hni"), CTL_EXIT_OK);
	EXPECT_STREQ(get(DRIVERS "/hni/bind"), "");
	EXPECT_STREQ(get(DRIVERS "/hni/unbind"), "");
}

static void bound_not_chosen(void)
{
	lab_reset();
	bound_to("hni");
	EXPECT_EQ(bind_to("pci/0000:01:00.0", "hni"), CTL_EXIT_OK);
	EXPECT_STREQ(get(DEVICE "/driver_override"), "hni");
	EXPECT_STREQ(get(DRIVERS "/hni/unbind"), "");
}

static void driver_never_comes(void)
{
	lab_reset();
	put(DEVICE "/driver_override", "fbnic\n");
	EXPECT_EQ(bind_to("01:00.0", "hni"), CTL_EXIT_FAILED);
	EXPECT_STREQ(get(DRIVERS "/fbnic/unbind"), "0000:01:00.0");
	EXPECT_STREQ(get(DRIVERS "/hni/bind"), "0000:01:00.0");
	EXPECT_STREQ(get(DEVICE "/driver_override"), "fbnic");
	EXPECT_STREQ(get(DRIVERS "/fbnic/bind"), "0000:01:00.0");
}

static void no_choice_restored(void)
{
	lab_reset();
	EXPECT_EQ(bind_to("01:00.0", "hni"), CTL_EXIT_FAILED);
	EXPECT_STREQ(get(DEVICE "/driver_override"), "\n");
}

static void driver_missing(void)
{
	char path[PATH_MAX];

	lab_reset();
	path_of(path, DRIVERS "/hni/bind");
	unlink(path);
	path_of(path, DRIVERS "/hni/unbind");
	unlink(path);
	path_of(path, DRIVERS "/hni");
	rmdir(path);
	EXPECT_EQ(bind_to("01:00.0", "hni"), CTL_EXIT_FAILED);
	EXPECT_STREQ(get(DEVICE "/driver_override"), "(null)\n");
}

static void foreign_device(void)
{
	lab_reset();
	put(DEVICE "/vendor", "0x8086\n");
	EXPECT_EQ(bind_to("01:00.0", "hni"), CTL_EXIT_FAILED);
	EXPECT_STREQ(get(DEVICE "/driver_override"), "(null)\n");
}

static void unknown_device(void)
{
	lab_reset();
	EXPECT_EQ(bind_to("0000:02:00.0", "hni"), CTL_EXIT_FAILED);
	EXPECT_EQ(bind_to("../devices/0000:01:00.0", "hni"), CTL_EXIT_FAILED);
	EXPECT_EQ(bind_to("", "hni"), CTL_EXIT_FAILED);
}

static void netdev_means_parent(void)
{
	char name[CTL_PCI_NAME_SIZE];
	char path[PATH_MAX];

	lab_reset();
	put("class/net/eth7/address", "02:00:5e:10:00:00\n");
	path_of(path, "class/net/eth7/device");
	EXPECT_EQ(symlink("../../../0000:01:00.0", path), 0);
	EXPECT_EQ(ctl_pci_name(&ctl, "eth7", name), 0);
	EXPECT_STREQ(name, "0000:01:00.0");
}

static void usage(void)
{
	lab_reset();
	EXPECT_EQ(bind_to("0000:01:00.0", NULL), CTL_EXIT_USAGE);
	EXPECT_EQ(bind_to("0000:01:00.0", "e1000"), CTL_EXIT_USAGE);
	EXPECT_EQ(ctl_bind_run(&ctl, 0, NULL), CTL_EXIT_USAGE);
}

static const struct ktap_case cases[] = {
	{ "hnictl_bind.bound_already_writes_nothing", already_bound },
	{ "hnictl_bind.chosen_without_rebinding", bound_not_chosen },
	{ "hnictl_bind.former_driver_comes_back", driver_never_comes },
	{ "hnictl_bind.no_choice_comes_back", no_choice_restored },
	{ "hnictl_bind.driver_must_be_loaded", driver_missing },
	{ "hnictl_bind.foreign_device_refused", foreign_device },
	{ "hnictl_bind.unknown_device_refused", unknown_device },
	{ "hnictl_bind.netdev_means_its_device", netdev_means_parent },
	{ "hnictl_bind.usage_exits_with_2", usage },
};

static void tree_remove(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	if (system(command))
		perror(command);
}

int main(void)
{
	int code;

	snprintf(root, sizeof(root), "/tmp/hnictl-XXXXXX");
	if (!mkdtemp(root)) {
		perror(root);
		return 1;
	}
	sink = fopen("/dev/null", "w");
	code = ktap_run("unit", cases, ARRAY_SIZE(cases));
	fclose(sink);
	tree_remove();
	return code;
}
