// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns `hnictl bind`: which of the two drivers that know the device has it.
 * The kernel remembers the choice in driver_override until the device goes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <hw/hni_pci.h>

#include "hnictl.h"
#include "sysfs.h"

#define CTL_POLL_NS	10000000L
#define CTL_NS_PER_MS	1000000LL

struct bind {
	char device[CTL_PCI_NAME_SIZE];
	const char *driver;			/* wanted */
	char was[CTL_DRIVER_NAME_SIZE];		/* before; empty if none */
	char override[CTL_DRIVER_NAME_SIZE];	/* before; empty if none */
};

/* ---- help ---- */

static int bind_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl bind DEV { hni | fbnic }\n"
	      "       hnictl bind help\n"
	      "\n"
	      "DEV := { pci/ADDRESS | ADDRESS | NETDEV }\n"
	      "\n"
	      "Gives DEV to the driver and keeps it there (driver_override) until the device\n"
	      "is removed. Does nothing if that is so already. If the driver does not take\n"
	      "the device, the former driver gets it back.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- parse ---- */

static const char * const bind_drivers[] = { "hni", "fbnic" };

static const char *driver_parse(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bind_drivers); i++) {
		if (!strcmp(bind_drivers[i], word))
			return bind_drivers[i];
	}
	return NULL;
}

/* ---- print ---- */

static void print_bind(struct ctl_out *out, const struct bind *bind)
{
	ctl_out_table_begin(out, "bind");
	ctl_out_row_begin(out);
	ctl_out_str(out, "device", bind->device);
	ctl_out_str(out, "driver", bind->driver);
	ctl_out_str(out, "was", bind->was[0] ? bind->was : NULL);
	ctl_out_row_end(out);
	ctl_out_table_end(out);
}

/* ---- get ---- */

static int device_check(const struct ctl *ctl, const char *device)
{
	long vendor = ctl_pci_id(ctl, device, "vendor");
	long id = ctl_pci_id(ctl, device, "device");

	if (vendor == HNI_PCI_VENDOR_ID && id == HNI_PCI_DEVICE_ID)
		return 0;
	ctl_err("%s is %04lx:%04lx, not a Host Network Interface (%04x:%04x)",
		device, vendor & 0xffff, id & 0xffff, HNI_PCI_VENDOR_ID,
		HNI_PCI_DEVICE_ID);
	return -ENODEV;
}

static int driver_check(const struct ctl *ctl, const char *driver)
{
	if (ctl_sysfs_exists(ctl, "bus/pci/drivers/%s", driver))
		return 0;
	ctl_err("driver %s is not loaded; try: modprobe %s", driver, driver);
	return -ENOENT;
}

/* ---- set ---- */

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static bool is_bound(const struct ctl *ctl, const struct bind *bind)
{
	char driver[CTL_DRIVER_NAME_SIZE];

	ctl_pci_driver(ctl, bind->device, driver);
	return !strcmp(driver, bind->driver);
}

static int bind_wait(const struct ctl *ctl, const struct bind *bind)
{
	long long end = now_ns() + ctl->deadline_ms * CTL_NS_PER_MS;
	const struct timespec pause = { .tv_nsec = CTL_POLL_NS };

	while (!is_bound(ctl, bind)) {
		if (now_ns() >= end)
			return -ETIMEDOUT;
		nanosleep(&pause, NULL);
	}
	return 0;
}

static int override_set(const struct ctl *ctl, const char *device,
			const char *driver)
{
	/* an empty line lets every driver have the device again */
	return ctl_sysfs_write(ctl, driver[0] ? driver : "\n",
			       "bus/pci/devices/%s/driver_override", device);
}

/*
 * The driver that is asked to take the device returns why it does not.
 * Somebody else may have bound it meanwhile (-EBUSY): the wait decides.
 */
static int driver_bind(const struct ctl *ctl, const struct bind *bind)
{
	int err;

	err = ctl_sysfs_write(ctl, bind->device, "bus/pci/drivers/%s/bind",
			      bind->driver);
	if (err && err != -EBUSY)
		return err;
	return bind_wait(ctl, bind);
}

static int driver_unbind(const struct ctl *ctl, const char *device,
			 const char *driver)
{
	if (!driver[0])
		return 0;
	return ctl_sysfs_write(ctl, device, "bus/pci/drivers/%s/unbind",
			       driver);
}

static void bind_restore(const struct ctl *ctl, const struct bind *bind)
{
	int err = override_set(ctl, bind->device, bind->override);

	if (!err && bind->was[0])
		err = ctl_sysfs_write(ctl, bind->device,
				      "bus/pci/drivers/%s/bind", bind->was);
	if (err)
		ctl_err("%s: cannot be given back to %s: %s", bind->device,
			bind->was[0] ? bind->was : "no driver",
			strerror(-err));
}

static int bind_change(const struct ctl *ctl, const struct bind *bind)
{
	int err;

	err = override_set(ctl, bind->device, bind->driver);
	if (err) {
		ctl_err("%s: cannot choose driver %s: %s", bind->device,
			bind->driver, strerror(-err));
		return err;
	}
	if (!strcmp(bind->was, bind->driver))
		return 0;
	err = driver_unbind(ctl, bind->device, bind->was);
	if (err) {
		ctl_err("%s: driver %s cannot be unbound: %s", bind->device,
			bind->was, strerror(-err));
		override_set(ctl, bind->device, bind->override);
		return err;
	}
	err = driver_bind(ctl, bind);
	if (err) {
		ctl_err("%s: driver %s does not take it: %s", bind->device,
			bind->driver, strerror(-err));
		bind_restore(ctl, bind);
	}
	return err;
}

static int bind_set(struct ctl *ctl, const char *device, const char *driver)
{
	struct bind bind = { .driver = driver };
	int err;

	err = ctl_pci_name(ctl, device, bind.device);
	if (!err)
		err = device_check(ctl, bind.device);
	if (!err)
		err = driver_check(ctl, driver);
	if (err)
		return err;
	ctl_pci_driver(ctl, bind.device, bind.was);
	ctl_pci_override(ctl, bind.device, bind.override);
	if (strcmp(bind.was, driver) || strcmp(bind.override, driver))
		err = bind_change(ctl, &bind);
	if (!err)
		print_bind(&ctl->out, &bind);
	return err;
}

/* ---- dispatch ---- */

static const struct ctl_keyword bind_keywords[] = {
	{ "help", bind_help },
};

int ctl_bind_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *keyword = NULL;
	const char *driver;

	if (argc)
		keyword = ctl_keyword_find(bind_keywords,
					   ARRAY_SIZE(bind_keywords), argv[0]);
	if (keyword)
		return keyword->run(ctl, argc - 1, argv + 1);
	if (argc < 2) {
		ctl_err("bind needs a device and a driver; see hnictl bind help");
		return CTL_EXIT_USAGE;
	}
	if (argc > 2)
		return ctl_usage_err("bind", argv[2]);
	driver = driver_parse(argv[1]);
	if (!driver)
		return ctl_usage_err("bind", argv[1]);
	return ctl_exit_of(bind_set(ctl, argv[0], driver));
}
