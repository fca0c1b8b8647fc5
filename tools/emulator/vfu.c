// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the vfio-user transport of a function: socket, control thread,
 * messages in and out. One client at a time; a second one is turned away.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "func.h"
#include "vfu.h"

#define EMU_VFU_STALL_S		5	/* then a connection is given up */

static void emu_vfu_close_fds(struct emu_vfu_msg *msg)
{
	unsigned int i;

	for (i = 0; i < msg->fds; i++)
		if (msg->fd[i] >= 0)
			close(msg->fd[i]);
	msg->fds = 0;
}

static void emu_vfu_take_fds(struct emu_vfu_msg *msg, struct msghdr *mh)
{
	struct cmsghdr *c;
	size_t i, count;
	int fd;

	for (c = CMSG_FIRSTHDR(mh); c; c = CMSG_NXTHDR(mh, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < count; i++) {
			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int),
			       sizeof(fd));
			if (msg->fds < EMU_VFU_FDS)
				msg->fd[msg->fds++] = fd;
			else
				close(fd);
		}
	}
}

/* Return: 0, or -1 at the end of the connection */
static int emu_vfu_recv(int sock, void *buf, size_t len,
			struct emu_vfu_msg *msg)
{
	union {
		char room[CMSG_SPACE(EMU_VFU_FDS * sizeof(int))];
		struct cmsghdr align;
	} ctl;
	uint8_t *at = buf;
	ssize_t got;

	while (len) {
		struct iovec iov = { .iov_base = at, .iov_len = len };
		struct msghdr mh = {
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = ctl.room,
			.msg_controllen = sizeof(ctl.room),
		};

		got = recvmsg(sock, &mh, MSG_CMSG_CLOEXEC);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		emu_vfu_take_fds(msg, &mh);
		at += got;
		len -= (size_t)got;
	}
	return 0;
}

static int emu_vfu_send(int sock, const struct emu_vfu_hdr *hdr,
			const uint8_t *data, size_t len)
{
	struct iovec iov[2] = {
		{ .iov_base = (void *)(uintptr_t)hdr,
		  .iov_len = sizeof(*hdr) },
		{ .iov_base = (void *)(uintptr_t)data, .iov_len = len },
	};
	struct msghdr mh = { .msg_iov = iov, .msg_iovlen = 2 };
	ssize_t put;

	while (iov[0].iov_len + iov[1].iov_len) {
		put = sendmsg(sock, &mh, MSG_NOSIGNAL);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		if ((size_t)put >= iov[0].iov_len) {
			put -= (ssize_t)iov[0].iov_len;
			iov[0].iov_len = 0;
			iov[1].iov_base = (uint8_t *)iov[1].iov_base + put;
			iov[1].iov_len -= (size_t)put;
		} else {
			iov[0].iov_base = (uint8_t *)iov[0].iov_base + put;
			iov[0].iov_len -= (size_t)put;
		}
	}
	return 0;
}

static int emu_vfu_reply(struct emu_func *fn, struct emu_vfu_msg *msg,
			 int err)
{
	struct emu_vfu_hdr hdr = msg->hdr;

	if (hdr.flags & EMU_VFU_F_NO_REPLY)
		return 0;
	hdr.flags = EMU_VFU_F_REPLY | (err ? EMU_VFU_F_ERROR : 0);
	hdr.error = (uint32_t)-err;
	if (err)
		msg->reply_len = 0;
	hdr.size = (uint32_t)(sizeof(hdr) + msg->reply_len);
	return emu_vfu_send(fn->vfu.conn_fd, &hdr, msg->data, msg->reply_len);
}

/* Return: 0, or -1 if the connection is over */
static int emu_vfu_serve(struct emu_func *fn)
{
	struct emu_vfu_msg msg = { .data = fn->vfu.buf };
	int ret;

	if (emu_vfu_recv(fn->vfu.conn_fd, &msg.hdr, sizeof(msg.hdr), &msg))
		goto err_close;
	if (msg.hdr.size < sizeof(msg.hdr) ||
	    msg.hdr.size - sizeof(msg.hdr) > EMU_VFU_MSG_MAX ||
	    (msg.hdr.flags & EMU_VFU_F_TYPE)) {
		emu_log(EMU_ERR, "fn%u: vfio-user: bad header (command %u, size %u)",
			fn->idx, msg.hdr.cmd, msg.hdr.size);
		goto err_close;
	}
	msg.len = msg.hdr.size - sizeof(msg.hdr);
	if (emu_vfu_recv(fn->vfu.conn_fd, msg.data, msg.len, &msg))
		goto err_close;
	ret = emu_vfu_reply(fn, &msg, emu_vfu_dispatch(fn, &msg));
	emu_vfu_close_fds(&msg);
	return ret;

err_close:
	emu_vfu_close_fds(&msg);
	return -1;
}

/* The VM is gone: its memory, its eventfds, and with them the driver */
static void emu_vfu_hangup(struct emu_func *fn)
{
	emu_nic_lock(fn->nic);
	emu_dma_fini(&fn->dma);
	emu_irq_fd_clear(&fn->irq);
	emu_func_reset(fn);
	emu_nic_unlock(fn->nic);
	close(fn->vfu.conn_fd);
	fn->vfu.conn_fd = -1;
	emu_log(EMU_INFO, "fn%u: VM disconnected", fn->idx);
}

static void emu_vfu_accept(struct emu_func *fn)
{
	int fd = accept4(fn->vfu.listen_fd, NULL, NULL, SOCK_CLOEXEC);
	struct timeval limit = { .tv_sec = EMU_VFU_STALL_S };

	if (fd < 0)
		return;
	if (fn->vfu.conn_fd >= 0) {
		emu_log(EMU_WARN, "fn%u: busy, a second VM is turned away",
			fn->idx);
		close(fd);
		return;
	}
	/* A client that stops amid a message must not stop the thread */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	fn->vfu.conn_fd = fd;
	emu_log(EMU_INFO, "fn%u: VM connected", fn->idx);
}

static void *emu_vfu_thread(void *arg)
{
	struct emu_func *fn = arg;
	struct pollfd pfd[3];

	for (;;) {
		pfd[0].fd = fn->vfu.stop_fd;
		pfd[1].fd = fn->vfu.listen_fd;
		pfd[2].fd = fn->vfu.conn_fd;	/* -1 is ignored */
		pfd[0].events = POLLIN;
		pfd[1].events = POLLIN;
		pfd[2].events = POLLIN;
		pfd[2].revents = 0;
		if (poll(pfd, 3, -1) < 0 && errno != EINTR)
			break;
		if (pfd[0].revents)
			break;
		if (pfd[2].revents && emu_vfu_serve(fn))
			emu_vfu_hangup(fn);
		/* What a VM that is gone left behind comes before the next */
		if (pfd[1].revents && !(pfd[2].revents & POLLHUP))
			emu_vfu_accept(fn);
	}
	if (fn->vfu.conn_fd >= 0)
		emu_vfu_hangup(fn);
	return NULL;
}

static int emu_vfu_listen(struct emu_func *fn, const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(sun.sun_path)) {
		emu_log(EMU_ERR, "fn%u: socket path is longer than %zu bytes: %s",
			fn->idx, sizeof(sun.sun_path) - 1, path);
		return -1;
	}
	strcpy(sun.sun_path, path);
	strcpy(fn->vfu.path, path);
	unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sun, sizeof(sun)) ||
	    listen(fd, 4)) {
		emu_log(EMU_ERR, "fn%u: cannot listen on %s: %s", fn->idx,
			path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

/**
 * emu_vfu_start() - listen and start the control thread
 * @fn: function
 * @path: socket
 *
 * Return: 0, or -1, logged.
 */
int emu_vfu_start(struct emu_func *fn, const char *path)
{
	struct emu_vfu *vfu = &fn->vfu;

	vfu->conn_fd = -1;
	vfu->listen_fd = emu_vfu_listen(fn, path);
	if (vfu->listen_fd < 0)
		return -1;
	vfu->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (vfu->stop_fd < 0)
		goto err_close_listen;
	vfu->buf = malloc(EMU_VFU_MSG_MAX);
	if (!vfu->buf)
		goto err_close_stop;
	if (pthread_create(&vfu->thread, NULL, emu_vfu_thread, fn))
		goto err_free_buf;
	return 0;

err_free_buf:
	free(vfu->buf);
err_close_stop:
	close(vfu->stop_fd);
err_close_listen:
	close(vfu->listen_fd);
	emu_log(EMU_ERR, "fn%u: cannot start the control thread", fn->idx);
	return -1;
}

/**
 * emu_vfu_stop() - end the control thread, drop the client, remove the socket
 * @fn: function
 *
 * The caller does not hold nic->lock.
 */
void emu_vfu_stop(struct emu_func *fn)
{
	struct emu_vfu *vfu = &fn->vfu;

	eventfd_write(vfu->stop_fd, 1);
	pthread_join(vfu->thread, NULL);
	free(vfu->buf);
	close(vfu->stop_fd);
	close(vfu->listen_fd);
	unlink(vfu->path);
}
