// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading and writing the PCI part of sysfs. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

/* ---- paths and files ---- */

static int path_put(const struct ctl *ctl, char *path, const char *fmt,
		    va_list args)
{
	int head = snprintf(path, PATH_MAX, "%s/", ctl->sysfs);
	int tail;

	if (head < 0 || head >= PATH_MAX)
		return -ENAMETOOLONG;
	tail = vsnprintf(path + head, PATH_MAX - (size_t)head, fmt, args);
	if (tail < 0 || tail >= PATH_MAX - head)
		return -ENAMETOOLONG;
	return 0;
}

bool ctl_sysfs_exists(const struct ctl *ctl, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;
	int err;

	va_start(args, fmt);
	err = path_put(ctl, path, fmt, args);
	va_end(args);
	return !err && !access(path, F_OK);
}

int ctl_sysfs_write(const struct ctl *ctl, const char *text, const char *fmt,
		    ...)
{
	size_t len = strlen(text);
	char path[PATH_MAX];
	va_list args;
	ssize_t written;
	int err;
	int fd;

	va_start(args, fmt);
	err = path_put(ctl, path, fmt, args);
	va_end(args);
	if (err)
		return err;
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	written = write(fd, text, len);
	if (written < 0)
		err = -errno;
	else if ((size_t)written != len)
		err = -EIO;
	close(fd);
	return err;
}

/* the first line of a file; empty if there is none */
static void file_line(const struct ctl *ctl, const char *name,
		      const char *file, char *line, int size)
{
	char path[PATH_MAX];
	FILE *stream;

	line[0] = '\0';
	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/%s", ctl->sysfs,
		 name, file);
	stream = fopen(path, "re");
	if (!stream)
		return;
	if (!fgets(line, size, stream))
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	fclose(stream);
}

/* the last part of what a link points to; empty if there is none that fits */
static void link_tail(const char *path, char *tail, size_t size)
{
	char target[PATH_MAX];
	const char *slash;
	ssize_t len;

	tail[0] = '\0';
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return;
	target[len] = '\0';
	slash = strrchr(target, '/');
	slash = slash ? slash + 1 : target;
	if (strlen(slash) < size)
		memcpy(tail, slash, strlen(slash) + 1);
}

/* ---- what identifies a device ---- */

static bool pci_exists(const struct ctl *ctl, const char *name)
{
	return ctl_sysfs_exists(ctl, "bus/pci/devices/%s", name);
}

static void netdev_parent(const struct ctl *ctl, const char *netdev,
			  char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/class/net/%s/device", ctl->sysfs,
		 netdev);
	link_tail(path, name, CTL_PCI_NAME_SIZE);
}

int ctl_pci_name(const struct ctl *ctl, const char *word, char *name)
{
	const char *address = strncmp(word, "pci/", 4) ? word : word + 4;

	if (address[0] && !strchr(address, '/') && address[0] != '.') {
		snprintf(name, CTL_PCI_NAME_SIZE, "%s", address);
		if (pci_exists(ctl, name))
			return 0;
		snprintf(name, CTL_PCI_NAME_SIZE, "0000:%s", address);
		if (pci_exists(ctl, name))
			return 0;
		netdev_parent(ctl, address, name);
		if (name[0] && pci_exists(ctl, name))
			return 0;
	}
	ctl_err("%s is neither a PCI device nor a netdev of one", word);
	return -ENODEV;
}

long ctl_pci_id(const struct ctl *ctl, const char *name, const char *file)
{
	char line[32];
	char *end;
	long id;

	file_line(ctl, name, file, line, sizeof(line));
	id = strtol(line, &end, 16);
	return line[0] && !*end ? id : -1;
}

void ctl_pci_driver(const struct ctl *ctl, const char *name, char *driver)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/driver",
		 ctl->sysfs, name);
	link_tail(path, driver, CTL_DRIVER_NAME_SIZE);
}

void ctl_pci_override(const struct ctl *ctl, const char *name, char *driver)
{
	file_line(ctl, name, "driver_override", driver, CTL_DRIVER_NAME_SIZE);
	/* what the kernel prints where nothing was written */
	if (!strcmp(driver, "(null)"))
		driver[0] = '\0';
}
