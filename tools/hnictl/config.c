// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading the configuration of the running kernel. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "config.h"

static const char * const config_files[] = {
	"%s/boot/config-%s",
	"%s/lib/modules/%s/config",
	"%s/lib/modules/%s/build/.config",
};

static FILE *config_open(const struct ctl *ctl)
{
	char path[PATH_MAX];
	struct utsname name;
	FILE *file = NULL;
	size_t i;

	if (uname(&name))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(config_files) && !file; i++) {
		snprintf(path, sizeof(path), config_files[i], ctl->root,
			 name.release);
		file = fopen(path, "re");
	}
	return file;
}

enum ctl_config ctl_config_get(const struct ctl *ctl, const char *option)
{
	enum ctl_config state = CTL_CONFIG_OFF;
	char line[256], want[128];
	FILE *file;

	file = config_open(ctl);
	if (!file)
		return CTL_CONFIG_UNKNOWN;
	snprintf(want, sizeof(want), "CONFIG_%s=", option);
	while (fgets(line, sizeof(line), file)) {
		if (!strncmp(line, want, strlen(want)))
			state = CTL_CONFIG_ON;
	}
	fclose(file);
	return state;
}
