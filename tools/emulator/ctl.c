// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the control socket: lines of JSON from several clients, answered by a
 * thread of its own. A client that does not read its answers is closed.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backend.h"
#include "ctl.h"

#define EMU_CTL_CLIENTS	16
#define EMU_CTL_LINE	4096

struct emu_ctl_client {
	int fd;			/* -1 = free */
	size_t in_len;
	char in[EMU_CTL_LINE];
	char *out;		/* the answer being sent, NULL = none */
	size_t out_pos, out_len;
};

static struct {
	struct emu_nic *nic;
	pthread_t thread;
	int listen_fd;
	int stop_fd;
	char path[256];
	struct emu_ctl_client client[EMU_CTL_CLIENTS];
} emu_ctl = { .listen_fd = -1, .stop_fd = -1 };

static void emu_ctl_close(struct emu_ctl_client *c)
{
	close(c->fd);
	free(c->out);
	*c = (struct emu_ctl_client){ .fd = -1 };
}

static void emu_ctl_accept(void)
{
	int fd = accept4(emu_ctl.listen_fd, NULL, NULL,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);
	unsigned int i;

	if (fd < 0)
		return;
	for (i = 0; i < EMU_CTL_CLIENTS; i++) {
		if (emu_ctl.client[i].fd >= 0)
			continue;
		emu_ctl.client[i].fd = fd;
		return;
	}
	close(fd);
}

static void emu_ctl_send(struct emu_ctl_client *c)
{
	ssize_t n = send(c->fd, c->out + c->out_pos, c->out_len - c->out_pos,
			 MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		emu_ctl_close(c);
		return;
	}
	if (n > 0)
		c->out_pos += (size_t)n;
	if (c->out_pos < c->out_len)
		return;
	free(c->out);
	c->out = NULL;
}

static json_t *emu_ctl_reply(const char *line, size_t len)
{
	char err[EMU_CTL_ERR] = "the line is not JSON";
	json_t *req = json_loadb(line, len, JSON_DECODE_ANY, NULL);
	json_t *result = req ? emu_ctl_run(emu_ctl.nic, req, err) : NULL;
	json_t *id = json_object_get(req, "id");
	json_t *reply;

	if (result)
		reply = json_pack("{s:i,s:b,s:o}", "v", EMU_CTL_VERSION,
				  "ok", 1, "result", result);
	else
		reply = json_pack("{s:i,s:b,s:s}", "v", EMU_CTL_VERSION,
				  "ok", 0, "error", err);
	if (id)
		json_object_set(reply, "id", id);
	json_decref(req);
	return reply;
}

/* Answer the first whole line; others wait until it is sent. */
static void emu_ctl_line(struct emu_ctl_client *c)
{
	char *end = memchr(c->in, '\n', c->in_len);
	json_t *reply;
	size_t len;

	if (!end || c->out)
		return;
	len = (size_t)(end - c->in);
	reply = emu_ctl_reply(c->in, len);
	c->out = json_dumps(reply, JSON_COMPACT);
	json_decref(reply);
	c->in_len -= len + 1;
	memmove(c->in, end + 1, c->in_len);
	if (!c->out) {
		emu_ctl_close(c);
		return;
	}
	/* json_dumps() ends the string with a NUL: a newline fits there */
	c->out_len = strlen(c->out) + 1;
	c->out[c->out_len - 1] = '\n';
	c->out_pos = 0;
	emu_ctl_send(c);
}

static void emu_ctl_recv(struct emu_ctl_client *c)
{
	ssize_t n;

	if (c->in_len == sizeof(c->in)) {
		emu_ctl_close(c);
		return;
	}
	n = recv(c->fd, c->in + c->in_len, sizeof(c->in) - c->in_len, 0);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		emu_ctl_close(c);
		return;
	}
	if (n > 0)
		c->in_len += (size_t)n;
}

static void emu_ctl_serve(struct emu_ctl_client *c, short revents)
{
	if (c->out)
		emu_ctl_send(c);
	else if (revents)
		emu_ctl_recv(c);
	while (c->fd >= 0 && !c->out && memchr(c->in, '\n', c->in_len))
		emu_ctl_line(c);
}

static void *emu_ctl_main(void *arg)
{
	struct pollfd pfd[2 + EMU_CTL_CLIENTS];
	unsigned int i;

	(void)arg;
	for (;;) {
		pfd[0] = (struct pollfd){ emu_ctl.stop_fd, POLLIN, 0 };
		pfd[1] = (struct pollfd){ emu_ctl.listen_fd, POLLIN, 0 };
		for (i = 0; i < EMU_CTL_CLIENTS; i++)
			pfd[2 + i] = (struct pollfd){
				.fd = emu_ctl.client[i].fd,
				.events = emu_ctl.client[i].out ? POLLOUT :
								  POLLIN,
			};
		if (poll(pfd, 2 + EMU_CTL_CLIENTS, -1) < 0)
			continue;
		if (pfd[0].revents)
			return NULL;
		for (i = 0; i < EMU_CTL_CLIENTS; i++)
			if (emu_ctl.client[i].fd >= 0 && pfd[2 + i].revents)
				emu_ctl_serve(&emu_ctl.client[i],
					      pfd[2 + i].revents);
		if (pfd[1].revents)
			emu_ctl_accept();
	}
}

int emu_ctl_start(struct emu_nic *nic, const char *path)
{
	unsigned int i;
	int err;

	emu_ctl.nic = nic;
	for (i = 0; i < EMU_CTL_CLIENTS; i++)
		emu_ctl.client[i].fd = -1;
	emu_ctl.listen_fd = emu_unix_listen(path, EMU_CTL_CLIENTS);
	if (emu_ctl.listen_fd < 0)
		return -1;
	strncpy(emu_ctl.path, path, sizeof(emu_ctl.path) - 1);
	emu_ctl.stop_fd = eventfd(0, EFD_CLOEXEC);
	err = pthread_create(&emu_ctl.thread, NULL, emu_ctl_main, NULL);
	if (!err)
		return 0;
	emu_log(EMU_ERR, "control thread: %s", strerror(err));
	return -1;
}

void emu_ctl_stop(void)
{
	uint64_t one = 1;
	unsigned int i;

	if (write(emu_ctl.stop_fd, &one, sizeof(one)) != sizeof(one))
		return;
	pthread_join(emu_ctl.thread, NULL);
	for (i = 0; i < EMU_CTL_CLIENTS; i++)
		if (emu_ctl.client[i].fd >= 0)
			emu_ctl_close(&emu_ctl.client[i]);
	close(emu_ctl.listen_fd);
	close(emu_ctl.stop_fd);
	unlink(emu_ctl.path);
}
