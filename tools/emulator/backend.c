// SPDX-License-Identifier: GPL-2.0-only
/* Owns the choice of a backend, and the kinds that need no connection. */
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "backend.h"
#include "bytes.h"

/* ---- none: nobody, ever ---- */

static int emu_none_recv(struct emu_backend *be, struct emu_frame *f)
{
	(void)be;
	(void)f;
	return 0;
}

static bool emu_none_send(struct emu_backend *be, const uint8_t *data,
			  uint32_t len)
{
	(void)be;
	(void)data;
	(void)len;
	return false;
}

static bool emu_none_has_peer(const struct emu_backend *be)
{
	(void)be;
	return false;
}

static void emu_none_free(struct emu_backend *be)
{
	free(be);
}

static bool emu_always_has_peer(const struct emu_backend *be)
{
	(void)be;
	return true;
}

static const struct emu_backend_ops emu_none_ops = {
	.recv = emu_none_recv,
	.send = emu_none_send,
	.has_peer = emu_none_has_peer,
	.free = emu_none_free,
};

struct emu_backend *emu_none_open(void)
{
	struct emu_backend *be = calloc(1, sizeof(*be));

	if (be)
		be->ops = &emu_none_ops;
	return be;
}

/* ---- tap: a network interface of this machine ---- */

struct emu_tap {
	struct emu_backend be;
	int fd;
};

static int emu_tap_recv(struct emu_backend *be, struct emu_frame *f)
{
	struct emu_tap *tap = (struct emu_tap *)be;
	ssize_t n;

	f->off = EMU_FRAME_HEADROOM;
	n = read(tap->fd, emu_frame_data(f), EMU_FRAME_MAX);
	if (n <= 0)
		return 0;
	f->len = (uint32_t)n;
	return 1;
}

static bool emu_tap_send(struct emu_backend *be, const uint8_t *data,
			 uint32_t len)
{
	struct emu_tap *tap = (struct emu_tap *)be;

	return write(tap->fd, data, len) == (ssize_t)len;
}

static unsigned int emu_tap_poll(struct emu_backend *be, struct pollfd *pfd)
{
	struct emu_tap *tap = (struct emu_tap *)be;

	pfd[0] = (struct pollfd){ .fd = tap->fd, .events = POLLIN };
	return 1;
}

static void emu_tap_free(struct emu_backend *be)
{
	struct emu_tap *tap = (struct emu_tap *)be;

	close(tap->fd);
	free(tap);
}

static const struct emu_backend_ops emu_tap_ops = {
	.recv = emu_tap_recv,
	.send = emu_tap_send,
	.poll = emu_tap_poll,
	.has_peer = emu_always_has_peer,
	.free = emu_tap_free,
};

struct emu_backend *emu_tap_open(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	struct emu_tap *tap;
	int fd;

	if (!*name || strlen(name) >= sizeof(ifr.ifr_name)) {
		emu_log(EMU_ERR, "tap: '%s' is not an interface name", name);
		return NULL;
	}
	memcpy(ifr.ifr_name, name, strlen(name));
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr) < 0) {
		emu_log(EMU_ERR, "tap:%s: %s", name, strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	tap = calloc(1, sizeof(*tap));
	if (!tap) {
		close(fd);
		return NULL;
	}
	tap->be.ops = &emu_tap_ops;
	tap->fd = fd;
	return &tap->be;
}

/* ---- pcap: a file that records what leaves ---- */

#define EMU_PCAP_MAGIC_NS	0xa1b23c4d
#define EMU_PCAP_ETHERNET	1

struct emu_pcap {
	struct emu_backend be;
	FILE *file;
};

static bool emu_pcap_send(struct emu_backend *be, const uint8_t *data,
			  uint32_t len)
{
	struct emu_pcap *pcap = (struct emu_pcap *)be;
	struct timespec ts;
	uint32_t rec[4];

	clock_gettime(CLOCK_REALTIME, &ts);
	rec[0] = (uint32_t)ts.tv_sec;
	rec[1] = (uint32_t)ts.tv_nsec;
	rec[2] = len;
	rec[3] = len;
	return fwrite(rec, sizeof(rec), 1, pcap->file) == 1 &&
	       fwrite(data, len, 1, pcap->file) == 1;
}

static void emu_pcap_flush(struct emu_backend *be)
{
	struct emu_pcap *pcap = (struct emu_pcap *)be;

	fflush(pcap->file);
}

static void emu_pcap_free(struct emu_backend *be)
{
	struct emu_pcap *pcap = (struct emu_pcap *)be;

	fclose(pcap->file);
	free(pcap);
}

static const struct emu_backend_ops emu_pcap_ops = {
	.recv = emu_none_recv,
	.send = emu_pcap_send,
	.flush = emu_pcap_flush,
	.has_peer = emu_always_has_peer,
	.free = emu_pcap_free,
};

struct emu_backend *emu_pcap_open(const char *path)
{
	uint32_t head[6] = {
		EMU_PCAP_MAGIC_NS, 4U << 16 | 2, 0, 0, EMU_FRAME_MAX,
		EMU_PCAP_ETHERNET,
	};
	struct emu_pcap *pcap = calloc(1, sizeof(*pcap));

	if (!pcap)
		return NULL;
	pcap->be.ops = &emu_pcap_ops;
	pcap->file = fopen(path, "wbe");
	if (!pcap->file || fwrite(head, sizeof(head), 1, pcap->file) != 1) {
		emu_log(EMU_ERR, "pcap:%s: %s", path, strerror(errno));
		if (pcap->file)
			fclose(pcap->file);
		free(pcap);
		return NULL;
	}
	return &pcap->be;
}

/* ---- The choice ---- */

struct emu_backend *emu_backend_open(const char *spec)
{
	static const struct {
		const char *prefix;
		struct emu_backend *(*open)(const char *arg);
	} kinds[] = {
		{ "stream:", emu_stream_listen },
		{ "stream-connect:", emu_stream_connect },
		{ "tap:", emu_tap_open },
		{ "pcap:", emu_pcap_open },
	};

	if (!strcmp(spec, "none"))
		return emu_none_open();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i].prefix);

		if (!strncmp(spec, kinds[i].prefix, n))
			return kinds[i].open(spec + n);
	}
	emu_log(EMU_ERR, "'%s' is not a backend: %s or none", spec,
		"stream:PATH, stream-connect:PATH, tap:NAME, pcap:FILE");
	return NULL;
}
