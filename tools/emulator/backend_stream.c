// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the stream backend: a unix stream socket that carries frames, each
 * behind its length (32 bit, big endian), as QEMU's "-netdev stream" does.
 *
 * One peer at a time; a second one is closed at once. What a slow peer does not
 * take stays in a buffer of fixed size, and when that is full frames are lost.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "backend.h"
#include "bytes.h"

#define EMU_STREAM_IN		(256 * 1024)
#define EMU_STREAM_OUT		(1024 * 1024)
#define EMU_STREAM_LEN_MAX	(1024 * 1024)	/* more: not this protocol */

struct emu_stream {
	struct emu_backend be;
	int listen_fd;		/* -1 if this end connects */
	int fd;			/* -1 without a peer */
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	size_t in_pos, in_len;	/* unread part of in[] */
	size_t out_pos, out_len; /* unsent part of out[] */
	size_t skip;		/* bytes of an oversized frame still to come */
	uint8_t in[EMU_STREAM_IN];
	uint8_t out[EMU_STREAM_OUT];
};

static void emu_stream_drop_peer(struct emu_stream *st, const char *why)
{
	emu_log(EMU_INFO, "stream:%s: peer gone (%s)", st->path, why);
	close(st->fd);
	st->fd = -1;
}

static void emu_stream_new_peer(struct emu_stream *st, int fd)
{
	st->fd = fd;
	st->in_pos = 0;
	st->in_len = 0;
	st->out_pos = 0;
	st->out_len = 0;
	st->skip = 0;
	emu_log(EMU_INFO, "stream:%s: peer connected", st->path);
}

/* Take what the socket has; the unread part moves to the front first. */
static void emu_stream_fill(struct emu_stream *st)
{
	ssize_t n;

	memmove(st->in, st->in + st->in_pos, st->in_len);
	st->in_pos = 0;
	n = recv(st->fd, st->in + st->in_len, sizeof(st->in) - st->in_len,
		 MSG_DONTWAIT);
	if (n > 0)
		st->in_len += (size_t)n;
	else if (n == 0)
		emu_stream_drop_peer(st, "closed");
	else if (errno != EAGAIN && errno != EINTR)
		emu_stream_drop_peer(st, strerror(errno));
}

static void emu_stream_eat(struct emu_stream *st, size_t n)
{
	st->in_pos += n;
	st->in_len -= n;
}

static void emu_stream_skip(struct emu_stream *st)
{
	size_t n = st->skip < st->in_len ? st->skip : st->in_len;

	emu_stream_eat(st, n);
	st->skip -= n;
}

/* 1 = a frame, 0 = more bytes needed */
static int emu_stream_parse(struct emu_stream *st, struct emu_frame *f)
{
	uint32_t len;

	for (;;) {
		emu_stream_skip(st);
		if (st->skip || st->in_len < 4)
			return 0;
		len = emu_get_be32(st->in + st->in_pos);
		if (len > EMU_STREAM_LEN_MAX) {
			emu_stream_drop_peer(st, "not length-prefixed frames");
			return 0;
		}
		if (len && len <= EMU_FRAME_MAX)
			break;
		emu_stream_eat(st, 4);
		st->skip = len;
	}
	if (st->in_len < 4 + (size_t)len)
		return 0;
	f->off = EMU_FRAME_HEADROOM;
	f->len = len;
	memcpy(emu_frame_data(f), st->in + st->in_pos + 4, len);
	emu_stream_eat(st, 4 + (size_t)len);
	return 1;
}

static int emu_stream_recv(struct emu_backend *be, struct emu_frame *f)
{
	struct emu_stream *st = (struct emu_stream *)be;

	if (st->fd < 0)
		return 0;
	if (emu_stream_parse(st, f))
		return 1;
	if (st->fd >= 0)
		emu_stream_fill(st);
	return st->fd >= 0 && emu_stream_parse(st, f);
}

static bool emu_stream_send(struct emu_backend *be, const uint8_t *data,
			    uint32_t len)
{
	struct emu_stream *st = (struct emu_stream *)be;
	size_t end = st->out_pos + st->out_len;

	if (st->fd < 0 || st->out_len + 4 + len > sizeof(st->out))
		return false;
	if (end + 4 + len > sizeof(st->out)) {
		memmove(st->out, st->out + st->out_pos, st->out_len);
		st->out_pos = 0;
		end = st->out_len;
	}
	emu_put_be32(st->out + end, len);
	memcpy(st->out + end + 4, data, len);
	st->out_len += 4 + (size_t)len;
	return true;
}

static void emu_stream_flush(struct emu_backend *be)
{
	struct emu_stream *st = (struct emu_stream *)be;
	ssize_t n;

	while (st->fd >= 0 && st->out_len) {
		n = send(st->fd, st->out + st->out_pos, st->out_len,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0) {
			if (errno != EAGAIN && errno != EINTR)
				emu_stream_drop_peer(st, strerror(errno));
			return;
		}
		st->out_pos += (size_t)n;
		st->out_len -= (size_t)n;
	}
	st->out_pos = 0;
}

static unsigned int emu_stream_poll(struct emu_backend *be, struct pollfd *pfd)
{
	struct emu_stream *st = (struct emu_stream *)be;
	unsigned int n = 0;

	if (st->listen_fd >= 0)
		pfd[n++] = (struct pollfd){ .fd = st->listen_fd,
					    .events = POLLIN };
	if (st->fd >= 0)
		pfd[n++] = (struct pollfd){
			.fd = st->fd,
			.events = POLLIN | (st->out_len ? POLLOUT : 0),
		};
	return n;
}

static int emu_stream_dial(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd;

	memcpy(sa.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void emu_stream_service(struct emu_backend *be)
{
	struct emu_stream *st = (struct emu_stream *)be;
	int fd;

	if (st->listen_fd < 0) {
		if (st->fd >= 0)
			return;
		fd = emu_stream_dial(st->path);
		if (fd >= 0)
			emu_stream_new_peer(st, fd);
		return;
	}
	fd = accept4(st->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	if (st->fd >= 0)
		close(fd);
	else
		emu_stream_new_peer(st, fd);
}

static bool emu_stream_has_peer(const struct emu_backend *be)
{
	return ((const struct emu_stream *)be)->fd >= 0;
}

static void emu_stream_free(struct emu_backend *be)
{
	struct emu_stream *st = (struct emu_stream *)be;

	if (st->fd >= 0)
		close(st->fd);
	if (st->listen_fd >= 0) {
		close(st->listen_fd);
		unlink(st->path);
	}
	free(st);
}

static const struct emu_backend_ops emu_stream_ops = {
	.recv = emu_stream_recv,
	.send = emu_stream_send,
	.flush = emu_stream_flush,
	.poll = emu_stream_poll,
	.service = emu_stream_service,
	.has_peer = emu_stream_has_peer,
	.free = emu_stream_free,
};

static struct emu_stream *emu_stream_alloc(const char *path)
{
	struct emu_stream *st;

	if (!*path || strlen(path) >= sizeof(st->path)) {
		emu_log(EMU_ERR, "'%s' does not fit a socket address (1..%zu bytes)",
			path, sizeof(st->path) - 1);
		return NULL;
	}
	st = calloc(1, sizeof(*st));
	if (!st)
		return NULL;
	st->be.ops = &emu_stream_ops;
	st->listen_fd = -1;
	st->fd = -1;
	memcpy(st->path, path, strlen(path));
	return st;
}

int emu_unix_listen(const char *path, int backlog)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	struct stat sb;
	int fd;

	if (!*path || strlen(path) >= sizeof(sa.sun_path)) {
		emu_log(EMU_ERR, "'%s' does not fit a socket address (1..%zu bytes)",
			path, sizeof(sa.sun_path) - 1);
		return -1;
	}
	memcpy(sa.sun_path, path, strlen(path));
	if (!stat(path, &sb) && S_ISSOCK(sb.st_mode))
		unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0 ||
	    listen(fd, backlog) < 0) {
		emu_log(EMU_ERR, "%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

struct emu_backend *emu_stream_listen(const char *path)
{
	struct emu_stream *st = emu_stream_alloc(path);

	if (!st)
		return NULL;
	st->listen_fd = emu_unix_listen(path, 4);
	if (st->listen_fd < 0) {
		free(st);
		return NULL;
	}
	return &st->be;
}

struct emu_backend *emu_stream_connect(const char *path)
{
	struct emu_stream *st = emu_stream_alloc(path);

	return st ? &st->be : NULL;
}
