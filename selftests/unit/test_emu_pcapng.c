// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the pcapng tap: that it ends with a whole frame at its limit,
 * that a full disk ends it, too, and that either is said once.
 *
 * Links: tools/emulator/pcapng.c
 * Cflags: -D_GNU_SOURCE -Itools/emulator
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emu.h"
#include "ktap.h"
#include "pcapng.h"

#define SHB_LEN		28
#define IDB_LEN		40	/* of a name of four octets */
#define EPB_LEN		(44 + sizeof(frame))

static const uint8_t frame[100];
static unsigned int warnings;
static char said[256];
static const char *recorded;	/* the file */
static long long size_then;	/* its size, as something was said of it */

static long long size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) ? -1 : st.st_size;
}

void emu_log(enum emu_level level, const char *fmt, ...)
{
	va_list args;

	EXPECT_EQ(level, EMU_WARN);
	warnings++;
	size_then = size_of(recorded);
	va_start(args, fmt);
	vsnprintf(said, sizeof(said), fmt, args);
	va_end(args);
}

/* The size of a file to which @count frames were given */
static long long record(const char *path, uint64_t limit, unsigned int count)
{
	struct emu_pcapng *pg = emu_pcapng_open(path, limit);

	warnings = 0;
	recorded = path;
	if (!EXPECT(pg))
		return -1;
	emu_pcapng_interface(pg, "wire");
	while (count--)
		emu_pcapng_frame(pg, 0, true, frame, sizeof(frame));
	emu_pcapng_flush(pg);
	emu_pcapng_flush(pg);
	emu_pcapng_close(pg);
	return size_of(path);
}

static void pcapng_limit(void)
{
	int fd = memfd_create("pcapng", MFD_CLOEXEC);
	char path[64];

	if (!EXPECT(fd >= 0))
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	EXPECT_EQ(record(path, 0, 10), SHB_LEN + IDB_LEN + 10 * EPB_LEN);
	EXPECT_EQ(warnings, 0);
	EXPECT_EQ(record(path, 3 * EPB_LEN, 3),
		  SHB_LEN + IDB_LEN + 3 * EPB_LEN);
	EXPECT_EQ(warnings, 0);
	EXPECT_EQ(record(path, 4 * EPB_LEN - 1, 10),
		  SHB_LEN + IDB_LEN + 3 * EPB_LEN);
	EXPECT_EQ(warnings, 1);
	EXPECT(strstr(said, "limit"));
	EXPECT_EQ(size_then, SHB_LEN + IDB_LEN + 3 * EPB_LEN);
	close(fd);
}

/* Fewer frames than the library's buffer takes, and more */
static void pcapng_disk_full(void)
{
	static const unsigned int counts[] = { 10, 1000 };
	size_t i;

	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		record("/dev/full", 0, counts[i]);
		EXPECT_EQ(warnings, 1);
		EXPECT(strstr(said, "No space left on device"));
	}
}

static const struct ktap_case cases[] = {
	{ "emu_pcapng.limit_ends_it_with_a_whole_frame", pcapng_limit },
	{ "emu_pcapng.full_disk_is_told_once", pcapng_disk_full },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
