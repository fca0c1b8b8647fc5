// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the ends: sends the same frames to the NIC and to its twins and collects
 * what comes out of both.
 *
 * Nothing waits for a time. Behind each window of frames go markers, for which
 * every rule set has filters of the highest priority that copy them to all
 * ports. Where a marker arrives all frames ahead of it have arrived:
 *
 *	A	from each far end, copied by hardware, and to the CPU
 *	B	from each far end, copied by software behind the slow path
 *	C	sent by the CPU through each port
 *	D	from a far end, in each kind of tunnel, copied by software behind it
 *
 * B, C and D are waited for before A is sent, which then sweeps up what they
 * made the hardware send.
 */

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "ends.h"

#define FRAME_BYTES		2048
#define BATCH			64
#define RCVBUF_BYTES		(256 << 20)
#define MARKER_BYTES		64
#define MARKER_TYPE		0x88b5
#define DEADLINE_MS		30000
#define NAME_BYTES		64
#define OUTER_BYTES		128

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING	23
#endif

enum marker { MARKER_A = 0xa, MARKER_B = 0xb, MARKER_C = 0xc,
	      MARKER_D = 0xd };

/* struct marker_frame - what a marker looks like on the wire */
struct marker_frame {
	uint8_t dst[6];		/* the last byte is enum marker */
	uint8_t src[6];
	uint8_t type[2];
	uint8_t port;
	uint8_t pad;
	uint32_t round;
	uint16_t sum;		/* makes all words add up to nothing */
};

/* struct ends - @round and @missing are of the markers under way */
struct ends {
	int fd[ENDS_COUNT];
	uint32_t round;
	int missing;
	struct bytes *out;
	struct bytes tunnels;	/* as given to ends_set_tunnels() */
	uint8_t data[BATCH][FRAME_BYTES];
	uint8_t control[BATCH][CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct mmsghdr msgs[BATCH];
	struct iovec iovs[BATCH];
};

int bytes_add(struct bytes *bytes, const void *data, size_t len)
{
	size_t room = bytes->room ? bytes->room : 65536;
	uint8_t *bigger;

	while (room < bytes->len + len)
		room *= 2;
	if (room != bytes->room) {
		bigger = realloc(bytes->data, room);
		if (!bigger)
			return -ENOMEM;
		bytes->data = bigger;
		bytes->room = room;
	}
	memcpy(bytes->data + bytes->len, data, len);
	bytes->len += len;
	return 0;
}

static int64_t ends_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- opening */

/* The empty name is that of the first namespace. */
static int end_enter_netns(const char *name)
{
	char path[NAME_BYTES + 32];
	int fd, rc;

	snprintf(path, sizeof(path), *name ? "/run/netns/%s" :
		 "/proc/1/ns/net", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = setns(fd, CLONE_NEWNET) ? -errno : 0;
	close(fd);
	return rc;
}

static int end_set_options(int fd, int ifindex, bool is_tap)
{
	struct packet_mreq promisc = {
		.mr_ifindex = ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};
	int on = 1, room = RCVBUF_BYTES;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)))
		return -errno;
	if (!is_tap)
		return 0;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
		       sizeof(on)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promisc,
		       sizeof(promisc)))
		return -errno;
	return 0;
}

/*
 * Of a list of frames the kernel gives each to all takers but the last, and to
 * that one when the next frame has another last taker. So that frames of
 * different protocols arrive in order, a second socket, which takes nothing, is
 * behind the one that counts: the one opened first.
 */
static int end_open_last(const struct sockaddr_ll *address)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { .len = 1, .filter = &nothing };
	int fd;

	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		       sizeof(program)) ||
	    bind(fd, (const struct sockaddr *)address, sizeof(*address)))
		return -errno;
	return 0;
}

static int end_open(const char *name, bool is_tap)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = is_tap ? htons(ETH_P_ALL) : 0,
	};
	const char *dev = strchr(name, ':');
	char netns[NAME_BYTES];
	int fd, rc;

	if (!dev || dev - name >= NAME_BYTES)
		return -EINVAL;
	memcpy(netns, name, dev - name);
	netns[dev - name] = 0;
	rc = end_enter_netns(netns);
	if (rc)
		return rc;
	address.sll_ifindex = if_nametoindex(dev + 1);
	if (!address.sll_ifindex)
		return -errno;
	rc = is_tap ? end_open_last(&address) : 0;
	if (rc)
		return rc;
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	rc = end_set_options(fd, address.sll_ifindex, is_tap);
	if (rc || bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		rc = rc ? rc : -errno;
		close(fd);
		return rc;
	}
	return fd;
}

struct ends *ends_open(char *const names[])
{
	struct ends *ends = calloc(1, sizeof(*ends));
	int i;

	if (!ends)
		return NULL;
	for (i = 0; i < ENDS_COUNT; i++) {
		ends->fd[i] = end_open(names[i], i < ENDS_TAPS);
		if (ends->fd[i] < 0) {
			fprintf(stderr, "%s: %s\n", names[i],
				strerror(-ends->fd[i]));
			return NULL;
		}
	}
	/* commands are run there */
	if (end_enter_netns(""))
		return NULL;
	return ends;
}

/* ---- receiving */

/* The kernel keeps the outermost tag beside the frame: back to its place. */
static size_t frame_restore_tag(uint8_t *frame, size_t len, struct msghdr *head)
{
	struct tpacket_auxdata aux;
	struct cmsghdr *cmsg;
	uint16_t tag[2];

	for (cmsg = CMSG_FIRSTHDR(head); cmsg; cmsg = CMSG_NXTHDR(head, cmsg)) {
		if (cmsg->cmsg_level != SOL_PACKET ||
		    cmsg->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(cmsg), sizeof(aux));
		if (!(aux.tp_status & TP_STATUS_VLAN_VALID) || len < 12)
			return len;
		tag[0] = htons(aux.tp_status & TP_STATUS_VLAN_TPID_VALID ?
			       aux.tp_vlan_tpid : ETH_P_8021Q);
		tag[1] = htons(aux.tp_vlan_tci);
		memmove(frame + 16, frame + 12, len - 12);
		memcpy(frame + 12, tag, 4);
		return len + 4;
	}
	return len;
}

static bool frame_is_marker(struct ends *ends, const uint8_t *frame, size_t len)
{
	struct marker_frame marker;

	if (len < sizeof(marker))
		return false;
	memcpy(&marker, frame, sizeof(marker));
	if (marker.type[0] != MARKER_TYPE >> 8 ||
	    marker.type[1] != (MARKER_TYPE & 0xff))
		return false;
	if (marker.round == ends->round)
		ends->missing--;
	return true;
}

static int end_take(struct ends *ends, int end, struct mmsghdr *msg)
{
	uint8_t *frame = msg->msg_hdr.msg_iov->iov_base;
	struct record record = { .end = end };
	int rc;

	record.len = frame_restore_tag(frame, msg->msg_len, &msg->msg_hdr);
	if (frame_is_marker(ends, frame, record.len))
		return 0;
	rc = bytes_add(ends->out, &record, sizeof(record));
	return rc ? rc : bytes_add(ends->out, frame, record.len);
}

static int end_receive(struct ends *ends, int end)
{
	int count, i, rc;

	do {
		for (i = 0; i < BATCH; i++) {
			ends->iovs[i].iov_base = ends->data[i];
			ends->iovs[i].iov_len = FRAME_BYTES - 4;
			ends->msgs[i].msg_hdr = (struct msghdr) {
				.msg_iov = &ends->iovs[i],
				.msg_iovlen = 1,
				.msg_control = ends->control[i],
				.msg_controllen = sizeof(ends->control[i]),
			};
		}
		count = recvmmsg(ends->fd[end], ends->msgs, BATCH,
				 MSG_DONTWAIT, NULL);
		for (i = 0; i < count; i++) {
			rc = end_take(ends, end, &ends->msgs[i]);
			if (rc)
				return rc;
		}
	} while (count == BATCH);
	return 0;
}

static int ends_receive(struct ends *ends, int timeout_ms)
{
	struct pollfd polls[ENDS_TAPS];
	int i, rc;

	for (i = 0; i < ENDS_TAPS; i++)
		polls[i] = (struct pollfd) {
			.fd = ends->fd[i],
			.events = POLLIN,
		};
	if (poll(polls, ENDS_TAPS, timeout_ms) < 0)
		return -errno;
	for (i = 0; i < ENDS_TAPS; i++) {
		if (!(polls[i].revents & POLLIN))
			continue;
		rc = end_receive(ends, i);
		if (rc)
			return rc;
	}
	return 0;
}

/* ---- sending */

static int end_send(struct ends *ends, int end, const void *data, size_t len)
{
	int64_t deadline = ends_now_ms() + DEADLINE_MS;
	int rc;

	while (send(ends->fd[end], data, len, 0) < 0) {
		/* of the CPU's: that is how a filter's drop is reported */
		if (errno == ENOBUFS && end >= ENDS_TAPS)
			return 0;
		if (errno != ENOBUFS && errno != EAGAIN)
			return -errno;
		if (ends_now_ms() > deadline) {
			fprintf(stderr, "end %d takes no frame of %zu bytes: %s\n",
				end, len, strerror(errno));
			return -ETIMEDOUT;
		}
		rc = ends_receive(ends, 1);
		if (rc)
			return rc;
	}
	return 0;
}

/* The end of one side that sends what a record names */
static int side_source(int side, int source)
{
	if (source < ENDS_PORTS)
		return side + source;
	return ENDS_TAPS + (side == ENDS_SW ? ENDS_PORTS : 0) +
	       source - ENDS_PORTS;
}

static int side_send(struct ends *ends, int side, const uint8_t *at,
		     const uint8_t *end)
{
	struct record record;
	int rc;

	for (; at < end; at += sizeof(record) + record.len) {
		memcpy(&record, at, sizeof(record));
		rc = end_send(ends, side_source(side, record.end),
			      at + sizeof(record), record.len);
		if (rc)
			return rc;
	}
	return 0;
}

/* In whatever order of bytes: the sum does not mind. */
static uint16_t marker_checksum(const uint8_t *data)
{
	uint32_t sum = 0;
	uint16_t word;
	int at;

	for (at = 0; at < MARKER_BYTES; at += sizeof(word)) {
		memcpy(&word, data + at, sizeof(word));
		sum += word;
	}
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static void marker_put(struct ends *ends, uint8_t *data, enum marker kind,
		       int port)
{
	struct marker_frame marker = {
		.dst = { 0x02, 0x4d, 0x41, 0x52, 0x4b, kind },
		.src = { 0x02, 0x4d, 0x41, 0x52, 0x00, 0x00 },
		.type = { MARKER_TYPE >> 8, MARKER_TYPE & 0xff },
		.port = port,
		.round = ends->round,
	};

	memset(data, 0, MARKER_BYTES);
	memcpy(data, &marker, sizeof(marker));
	marker.sum = marker_checksum(data);
	memcpy(data, &marker, sizeof(marker));
}

static int side_mark(struct ends *ends, int side, enum marker kind)
{
	uint8_t data[MARKER_BYTES];
	int i, rc;

	for (i = 0; i < ENDS_PORTS; i++) {
		marker_put(ends, data, kind, i);
		rc = end_send(ends, side_source(side, kind == MARKER_C ?
						ENDS_PORTS + i : i),
			      data, sizeof(data));
		if (rc)
			return rc;
	}
	return 0;
}

/* Returns the number of markers, or -errno. */
static int side_mark_tunnels(struct ends *ends, int side)
{
	const uint8_t *at = ends->tunnels.data;
	const uint8_t *end = at + ends->tunnels.len;
	uint8_t data[OUTER_BYTES + MARKER_BYTES];
	struct record outer;
	int count, rc;

	for (count = 0; at < end; at += sizeof(outer) + outer.len, count++) {
		memcpy(&outer, at, sizeof(outer));
		memcpy(data, at + sizeof(outer), outer.len);
		marker_put(ends, data + outer.len, MARKER_D, count);
		rc = end_send(ends, side_source(side, outer.end), data,
			      outer.len + MARKER_BYTES);
		if (rc)
			return rc;
	}
	return count;
}

int ends_set_tunnels(struct ends *ends, const uint8_t *records, size_t len)
{
	const uint8_t *at = records, *end = records + len;
	struct record outer;

	for (; at < end; at += sizeof(outer) + outer.len) {
		if ((size_t)(end - at) < sizeof(outer))
			return -EINVAL;
		memcpy(&outer, at, sizeof(outer));
		if (outer.len > OUTER_BYTES || outer.end >= ENDS_PORTS ||
		    (size_t)(end - at) < sizeof(outer) + outer.len)
			return -EINVAL;
	}
	ends->tunnels.len = 0;
	return bytes_add(&ends->tunnels, records, len);
}

/* ---- a burst */

static int ends_sweep(struct ends *ends)
{
	int64_t deadline = ends_now_ms() + DEADLINE_MS;
	int rc;

	while (ends->missing > 0 && ends_now_ms() < deadline) {
		rc = ends_receive(ends, 100);
		if (rc)
			return rc;
	}
	return ends->missing;
}

/* D arrives at every far end and once at the CPU. */
static int ends_mark_tunnels(struct ends *ends)
{
	static const int sides[] = { ENDS_HW, ENDS_SW };
	unsigned int i;
	int count;

	for (i = 0; i < 2; i++) {
		count = side_mark_tunnels(ends, sides[i]);
		if (count < 0)
			return count;
		ends->missing += count * (ENDS_PORTS + 1);
	}
	return 0;
}

/* A and B arrive at every far end and once at the CPU, C at its far end. */
static int ends_mark(struct ends *ends, uint32_t flags)
{
	const bool is_slow = flags & BURST_SLOW;
	static const enum marker slow[] = { MARKER_B, MARKER_C };
	const int each = ENDS_PORTS * (ENDS_PORTS + 1);
	unsigned int i;
	int rc;

	ends->round++;
	ends->missing = 2 * (is_slow ? each + ENDS_PORTS : 0);
	for (i = 0; is_slow && i < 2; i++) {
		rc = side_mark(ends, ENDS_HW, slow[i]);
		if (!rc)
			rc = side_mark(ends, ENDS_SW, slow[i]);
		if (rc)
			return rc;
	}
	if (flags & BURST_TUNNELS) {
		rc = ends_mark_tunnels(ends);
		if (rc)
			return rc;
	}
	rc = ends_sweep(ends);
	if (rc)
		return rc;

	ends->round++;
	ends->missing = 2 * each;
	rc = side_mark(ends, ENDS_HW, MARKER_A);
	if (!rc)
		rc = side_mark(ends, ENDS_SW, MARKER_A);
	return rc ? rc : ends_sweep(ends);
}

/* Returns the place behind the next window. */
static const uint8_t *burst_window(const struct burst *burst, const uint8_t *at)
{
	const uint8_t *end = burst->records + burst->len;
	struct record record;
	uint32_t i;

	for (i = 0; i < burst->window && at < end; i++) {
		memcpy(&record, at, sizeof(record));
		at += sizeof(record) + record.len;
	}
	return at;
}

int ends_exchange(struct ends *ends, const struct burst *burst,
		  struct bytes *out)
{
	const uint8_t *end = burst->records + burst->len;
	const uint8_t *at = burst->records, *next;
	int rc = 0;

	ends->out = out;
	for (; at < end; at = next) {
		next = burst_window(burst, at);
		rc = side_send(ends, ENDS_HW, at, next);
		if (!rc)
			rc = side_send(ends, ENDS_SW, at, next);
		if (!rc)
			rc = ends_mark(ends, burst->flags);
		if (rc)
			return rc;
	}
	return rc;
}
