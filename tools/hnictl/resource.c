// SPDX-License-Identifier: GPL-2.0-only
/* Owns `hnictl resource`: how full the tables of the NIC are. */
#include <stdlib.h>

#include "devlink.h"
#include "hnictl.h"

/* ---- help ---- */

static int resource_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl resource [ show [ DEV ] ]\n"
	      "       hnictl resource help\n"
	      "\n"
	      "DEV := { pci/ADDRESS | ADDRESS | NETDEV }\n"
	      "\n"
	      "Lists the devlink resources of all hni devices, or of DEV: size, entries in\n"
	      "use, and the share in per cent.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- print ---- */

/* tenths of a per cent, rounded up: 0.0 means that nothing is in use */
static uint64_t share_tenths(const struct ctl_resource *resource)
{
	double share;
	uint64_t tenths;

	if (!resource->size)
		return 0;
	share = 1000.0 * (double)resource->occ / (double)resource->size;
	tenths = (uint64_t)share;
	return (double)tenths < share ? tenths + 1 : tenths;
}

static void print_resource(struct ctl_out *out,
			   const struct ctl_resource *resource)
{
	ctl_out_row_begin(out);
	ctl_out_str(out, "handle", resource->handle);
	ctl_out_str(out, "resource", resource->path);
	ctl_out_str(out, "unit", resource->unit);
	ctl_out_uint(out, "size", resource->size);
	if (resource->has_occ) {
		ctl_out_uint(out, "occ", resource->occ);
		ctl_out_tenths(out, "percent", share_tenths(resource));
	} else {
		ctl_out_none(out, "occ");
		ctl_out_none(out, "percent");
	}
	ctl_out_row_end(out);
}

/* ---- get ---- */

static int resources_get(struct ctl *ctl, const char *only,
			 struct ctl_resources *resources)
{
	struct ctl_devlink devlink;
	struct ctl_devices devices;
	size_t i;
	int err;

	err = ctl_devlink_open(&devlink);
	if (err)
		return err;
	err = ctl_devlink_devices(&devlink, ctl, only, &devices);
	for (i = 0; i < devices.count && !err; i++)
		err = ctl_devlink_resources(&devlink, &devices.list[i],
					    resources);
	free(devices.list);
	ctl_devlink_close(&devlink);
	return err;
}

static int resource_show(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_resources resources = { 0 };
	size_t i;
	int err;

	if (argc > 1)
		return ctl_usage_err("resource", argv[1]);
	err = resources_get(ctl, argc ? argv[0] : NULL, &resources);
	if (!err) {
		ctl_out_table_begin(&ctl->out, "resource");
		for (i = 0; i < resources.count; i++)
			print_resource(&ctl->out, &resources.list[i]);
		ctl_out_table_end(&ctl->out);
	}
	free(resources.list);
	return ctl_exit_of(err);
}

/* ---- dispatch ---- */

static const struct ctl_keyword resource_keywords[] = {
	{ "show", resource_show },
	{ "list", resource_show },
	{ "help", resource_help },
};

int ctl_resource_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *keyword;

	if (!argc)
		return resource_show(ctl, 0, argv);
	keyword = ctl_keyword_find(resource_keywords,
				   ARRAY_SIZE(resource_keywords), argv[0]);
	if (!keyword)
		return ctl_usage_err("resource", argv[0]);
	return keyword->run(ctl, argc - 1, argv + 1);
}
