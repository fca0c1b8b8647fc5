// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the way on which hnictl's audit reads the tables of the NIC that is
 * fuzzed: devlink's regions, as a kernel would answer for them.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "emu_bench.h"
#include "manager.h"
#include "region.h"
#include "../../tools/hnictl/hnictl.h"

static const struct {
	const char *name;
	uint8_t type;
	uint32_t rows;
} regions[] = {
	{ "slots", HNI_ESW_TYPE_SLOT, FUZZ_SLOTS },
	{ "flows", HNI_ESW_TYPE_FLOW, FUZZ_FLOWS },
	{ "tcam", HNI_ESW_TYPE_TCAM, FUZZ_TCAMS },
	{ "actions", HNI_ESW_TYPE_ACTION, FUZZ_ACTIONS },
	{ "ports", HNI_ESW_TYPE_PORT, PORTS },
	{ "tunnels", HNI_ESW_TYPE_TUNNEL, 4 },
	{ "encaps", HNI_ESW_TYPE_ENCAP, 4 },
};

/* The region of this name; there is one */
static size_t region_find(const char *name)
{
	size_t i = 0;

	while (strcmp(regions[i].name, name))
		i++;
	return i;
}

int ctl_region_size(struct ctl_devlink *devlink,
		    const struct ctl_device *device, const char *region,
		    uint64_t *size)
{
	size_t i = region_find(region);

	(void)devlink;
	(void)device;
	*size = (uint64_t)regions[i].rows * emu_cmd_dump_len(regions[i].type);
	return 0;
}

/* Rows are read whole, as the audit does it */
int ctl_region_read(struct ctl_devlink *devlink,
		    const struct ctl_device *device,
		    const struct ctl_region_part *part)
{
	uint8_t type = regions[region_find(part->region)].type;
	uint32_t len = emu_cmd_dump_len(type);
	size_t at;

	(void)devlink;
	(void)device;
	for (at = 0; at < part->len; at += len)
		emu_cmd_dump(&bench.esw->tables, type,
			     (uint32_t)((part->addr + at) / len),
			     part->bytes + at);
	return 0;
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

/* How many ACTION rows there are: the audit wants the length of one */
int ctl_devlink_resources(struct ctl_devlink *devlink,
			  const struct ctl_device *device,
			  struct ctl_resources *resources)
{
	struct ctl_resource *one = calloc(1, sizeof(*one));

	(void)devlink;
	(void)device;
	if (!one)
		return -ENOMEM;
	snprintf(one->path, sizeof(one->path), "/actions");
	one->size = FUZZ_ACTIONS;
	*resources = (struct ctl_resources){ .list = one, .count = 1 };
	return 0;
}

void ctl_err(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}
