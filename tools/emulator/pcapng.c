// SPDX-License-Identifier: GPL-2.0-only
/* Owns the writer of the pcapng tap: one interface block a port. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "emu.h"
#include "pcapng.h"

#define EMU_PNG_SHB		0x0a0d0d0a
#define EMU_PNG_BOM		0x1a2b3c4d
#define EMU_PNG_IDB		1
#define EMU_PNG_EPB		6
#define EMU_PNG_ETHERNET	1
#define EMU_PNG_OPT_NAME	2	/* of an interface */
#define EMU_PNG_OPT_TSRESOL	9	/* of an interface */
#define EMU_PNG_OPT_FLAGS	2	/* of a packet */
#define EMU_PNG_FLAG_IN		1
#define EMU_PNG_FLAG_OUT	2

struct emu_pcapng {
	FILE *file;
	const char *path;
	uint64_t left;			/* octets of frames */
	bool is_over;
};

static void emu_pcapng_end(struct emu_pcapng *pg, const char *why)
{
	if (pg->is_over)
		return;
	pg->is_over = true;
	emu_log(EMU_WARN, "--pcap %s: %s: later frames are not recorded",
		pg->path, why);
}

static void emu_pcapng_write(struct emu_pcapng *pg, const void *data, size_t len)
{
	if (!pg->is_over && fwrite(data, 1, len, pg->file) != len)
		emu_pcapng_end(pg, strerror(errno));
}

static void emu_pcapng_words(struct emu_pcapng *pg, const uint32_t *w, size_t n)
{
	emu_pcapng_write(pg, w, n * sizeof(*w));
}

static void emu_pcapng_pad(struct emu_pcapng *pg, size_t len)
{
	static const uint8_t zero[4];

	emu_pcapng_write(pg, zero, -len & 3);
}

struct emu_pcapng *emu_pcapng_open(const char *path, uint64_t limit)
{
	/* section length unknown: -1 */
	uint32_t shb[7] = { EMU_PNG_SHB, 28, EMU_PNG_BOM, 1, ~0U, ~0U, 28 };
	struct emu_pcapng *pg = calloc(1, sizeof(*pg));

	if (!pg)
		return NULL;
	pg->file = fopen(path, "wbe");
	if (!pg->file) {
		emu_log(EMU_ERR, "--pcap %s: %s", path, strerror(errno));
		free(pg);
		return NULL;
	}
	pg->path = path;
	pg->left = limit ? limit : UINT64_MAX;
	emu_pcapng_words(pg, shb, 7);
	return pg;
}

void emu_pcapng_close(struct emu_pcapng *pg)
{
	fclose(pg->file);
	free(pg);
}

void emu_pcapng_interface(struct emu_pcapng *pg, const char *name)
{
	uint32_t nlen = (uint32_t)strlen(name);
	uint32_t total = 20 + 4 + ((nlen + 3) & ~3U) + 8 + 4;
	uint32_t idb[4] = { EMU_PNG_IDB, total, EMU_PNG_ETHERNET, 0 };
	uint32_t name_opt = EMU_PNG_OPT_NAME | nlen << 16;
	/* nanoseconds: 10 to the power of -9; then the end of options */
	uint32_t tail[4] = { EMU_PNG_OPT_TSRESOL | 1U << 16, 9, 0, total };

	emu_pcapng_words(pg, idb, 4);
	emu_pcapng_words(pg, &name_opt, 1);
	emu_pcapng_write(pg, name, nlen);
	emu_pcapng_pad(pg, nlen);
	emu_pcapng_words(pg, tail, 4);
}

void emu_pcapng_frame(struct emu_pcapng *pg, unsigned int interface, bool in,
		      const uint8_t *data, uint32_t len)
{
	uint32_t total = 28 + ((len + 3) & ~3U) + 8 + 4 + 4;
	uint32_t tail[4] = { EMU_PNG_OPT_FLAGS | 4U << 16,
			     in ? EMU_PNG_FLAG_IN : EMU_PNG_FLAG_OUT,
			     0, total };
	uint32_t head[7] = { EMU_PNG_EPB, total, interface };
	struct timespec ts;
	uint64_t ns;

	if (pg->is_over)
		return;
	if (total > pg->left) {
		emu_pcapng_flush(pg);
		emu_pcapng_end(pg, "its limit is reached");
		return;
	}
	pg->left -= total;
	clock_gettime(CLOCK_REALTIME, &ts);
	ns = (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
	head[3] = (uint32_t)(ns >> 32);
	head[4] = (uint32_t)ns;
	head[5] = len;
	head[6] = len;
	emu_pcapng_words(pg, head, 7);
	emu_pcapng_write(pg, data, len);
	emu_pcapng_pad(pg, len);
	emu_pcapng_words(pg, tail, 4);
}

void emu_pcapng_flush(struct emu_pcapng *pg)
{
	if (!pg->is_over && fflush(pg->file))
		emu_pcapng_end(pg, strerror(errno));
}
