/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of a port's far end: a cable to something outside.
 *
 * All functions are called by the worker under nic->lock and never block.
 */
#ifndef EMU_BACKEND_H
#define EMU_BACKEND_H

#include <poll.h>

#include "emu.h"

#define EMU_BACKEND_FDS		2	/* most descriptors one has to watch */

struct emu_backend;

/**
 * struct emu_backend_ops - what kinds of far ends differ in
 * @recv: take one frame; 1 = @f is filled (len, off, buf), 0 = none now
 * @send: give one frame; false = no room or nobody there, the frame is lost
 * @flush: write what @send buffered
 * @poll: fill up to EMU_BACKEND_FDS entries with what to wait for
 * @service: handle connection changes; called once a round of the worker
 * @has_peer: somebody is at the far end
 * @free: close and release
 *
 * @flush, @poll and @service may be NULL.
 */
struct emu_backend_ops {
	int (*recv)(struct emu_backend *be, struct emu_frame *f);
	bool (*send)(struct emu_backend *be, const uint8_t *data, uint32_t len);
	void (*flush)(struct emu_backend *be);
	unsigned int (*poll)(struct emu_backend *be, struct pollfd *pfd);
	void (*service)(struct emu_backend *be);
	bool (*has_peer)(const struct emu_backend *be);
	void (*free)(struct emu_backend *be);
};

/* struct emu_backend - first member of each kind's own structure */
struct emu_backend {
	const struct emu_backend_ops *ops;
};

/* Open what @spec names ("stream:PATH", "none", ...). NULL = logged. */
struct emu_backend *emu_backend_open(const char *spec);

/* The kinds */
struct emu_backend *emu_stream_listen(const char *path);
struct emu_backend *emu_stream_connect(const char *path);
struct emu_backend *emu_tap_open(const char *name);
struct emu_backend *emu_pcap_open(const char *path);
struct emu_backend *emu_none_open(void);

/* Bind a unix stream socket at @path and listen. fd or -1, logged. */
int emu_unix_listen(const char *path, int backlog);

#endif /* EMU_BACKEND_H */
