// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the worker: one thread that executes commands and moves frames in
 * bursts under nic->lock, and how other threads get that lock from it.
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "esw.h"
#include "pcapng.h"
#include "worker.h"

#define EMU_IDLE_NS		250000000	/* also: how old a heartbeat gets */
#define EMU_YIELDS		1000	/* then the worker insists on its turn */
#define EMU_SYNC_ROUNDS		64	/* bursts within one access of a host */

static struct {
	pthread_t thread;
	int kick_fd;
	atomic_bool stop;
	/* guarded by nic->lock */
	uint64_t next_ns;		/* when a function wants to be called */
	struct emu_frame frame;		/* what a cable delivers */
} emu_worker = { .kick_fd = -1 };

void emu_nic_lock(struct emu_nic *nic)
{
	/* the worker looks at waiters between two bursts */
	atomic_fetch_add_explicit(&nic->waiters, 1, memory_order_relaxed);
	pthread_mutex_lock(&nic->lock);
	atomic_fetch_sub_explicit(&nic->waiters, 1, memory_order_relaxed);
}

void emu_nic_unlock(struct emu_nic *nic)
{
	pthread_mutex_unlock(&nic->lock);
}

void emu_worker_kick(struct emu_nic *nic)
{
	uint64_t one = 1;
	ssize_t n;

	(void)nic;
	n = write(emu_worker.kick_fd, &one, sizeof(one));
	(void)n;	/* a full eventfd is readable: the worker wakes anyway */
}

static uint64_t emu_clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* ---- One burst ---- */

static bool emu_worker_cable(struct emu_nic *nic, unsigned int port)
{
	struct emu_backend *be = nic->esw->port[port].be;
	struct emu_frame *f = &emu_worker.frame;
	unsigned int n;

	if (be->ops->service)
		be->ops->service(be);
	for (n = 0; n < EMU_BURST && emu_rate_permits(nic->esw, port) &&
	     be->ops->recv(be, f) > 0; n++) {
		f->port = (uint8_t)port;
		f->l4_valid = false;
		if (!nic->esw->port[port].cut && !emu_esw_pause(nic, f))
			emu_esw_rx(nic, f, EMU_DEST_MAC);
	}
	return n;
}

static bool emu_worker_cables(struct emu_nic *nic)
{
	struct emu_esw *esw = nic->esw;
	bool busy = false;
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		if (esw->port[i].be)
			busy |= emu_worker_cable(nic, i);
	return busy;
}

static void emu_worker_flush(struct emu_esw *esw)
{
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		if (esw->port[i].be && esw->port[i].be->ops->flush)
			esw->port[i].be->ops->flush(esw->port[i].be);
}

static void emu_worker_timers(struct emu_nic *nic)
{
	uint64_t next = emu_esw_flap_run(nic->esw, nic->esw->now_ns);
	uint64_t due = emu_outq_run(nic->esw, nic->esw->now_ns);
	unsigned int i;

	next = due < next ? due : next;
	due = emu_rate_next(nic->esw);
	next = due < next ? due : next;
	for (i = 0; i < EMU_MAX_FUNCS; i++) {
		if (!nic->func[i])
			continue;
		due = emu_func_timers(nic->func[i]);
		next = due < next ? due : next;
	}
	emu_worker.next_ns = next;
}

/* One frame at a time, as long as the port's rate lets them enter */
static bool emu_worker_limited(struct emu_nic *nic, unsigned int i)
{
	unsigned int n, port = EMU_PORT_FUNC(i);

	/* also looks after what could not be received */
	emu_func_poll_tx(nic->func[i], 0);
	for (n = 0; n < EMU_BURST && emu_rate_permits(nic->esw, port); n++)
		if (!emu_func_poll_tx(nic->func[i], 1))
			return n;
	return n;
}

static bool emu_worker_function(struct emu_nic *nic, unsigned int i)
{
	if (nic->esw->port[EMU_PORT_FUNC(i)].tx_max)
		return emu_worker_limited(nic, i);
	return emu_func_poll_tx(nic->func[i], EMU_BURST);
}

/* Commands first: they are in force for every frame taken afterwards. */
static bool emu_worker_burst(struct emu_nic *nic)
{
	struct emu_esw *esw = nic->esw;
	unsigned int i;
	bool busy;

	esw->now_ns = emu_clock_ns();
	emu_esw_tick(esw);
	busy = emu_esw_ring_run(esw);
	busy |= emu_worker_cables(nic);
	for (i = 0; i < EMU_MAX_FUNCS; i++) {
		if (!nic->func[i])
			continue;
		busy |= emu_esw_ring_run(esw);
		busy |= emu_worker_function(nic, i);
	}
	emu_worker_timers(nic);
	emu_worker_flush(esw);
	emu_esw_ports_update(esw);
	return busy;
}

void emu_worker_sync(struct emu_nic *nic)
{
	unsigned int i;

	for (i = 0; i < EMU_SYNC_ROUNDS; i++)
		if (!emu_worker_burst(nic))
			break;
	/* What is left, and cables that came or went meanwhile */
	emu_worker_kick(nic);
}

/* ---- The thread ---- */

static unsigned int emu_worker_fds(struct emu_nic *nic, struct pollfd *pfd)
{
	struct emu_esw *esw = nic->esw;
	unsigned int i, n = 0;

	pfd[n++] = (struct pollfd){ .fd = emu_worker.kick_fd,
				    .events = POLLIN };
	for (i = 0; i < esw->nports; i++) {
		struct emu_backend *be = esw->port[i].be;

		/* what must wait anyhow need not wake us */
		if (be && be->ops->poll && emu_rate_permits(esw, i))
			n += be->ops->poll(be, pfd + n);
	}
	return n;
}

/* Until something happens, or @due comes */
static void emu_worker_sleep(struct pollfd *pfd, unsigned int n, uint64_t due)
{
	uint64_t now = emu_clock_ns(), left = EMU_IDLE_NS;
	struct timespec ts = { 0 };

	if (due <= now)
		left = 0;
	else if (due - now < left)
		left = due - now;
	ts.tv_nsec = (long)left;
	ppoll(pfd, n, &ts, NULL);
}

static void emu_worker_idle(struct emu_nic *nic)
{
	struct pollfd pfd[1 + HNI_ESW_MAX_PORTS * EMU_BACKEND_FDS];
	uint64_t due, kicks;
	unsigned int n;
	ssize_t got;

	pthread_mutex_lock(&nic->lock);
	if (nic->esw->pcapng)
		emu_pcapng_flush(nic->esw->pcapng);
	n = emu_worker_fds(nic, pfd);
	due = emu_worker.next_ns;
	pthread_mutex_unlock(&nic->lock);
	emu_worker_sleep(pfd, n, due);
	if (!(pfd[0].revents & POLLIN))
		return;
	got = read(emu_worker.kick_fd, &kicks, sizeof(kicks));
	(void)got;	/* only this thread reads, and poll said there is one */
}

/* A mutex is not fair: let whoever waits for it have it. */
static void emu_worker_give_way(struct emu_nic *nic)
{
	unsigned int i;

	for (i = 0; i < EMU_YIELDS; i++) {
		if (!atomic_load_explicit(&nic->waiters, memory_order_relaxed))
			return;
		sched_yield();
	}
}

static void *emu_worker_main(void *arg)
{
	struct emu_nic *nic = arg;
	bool busy;

	while (!atomic_load_explicit(&emu_worker.stop, memory_order_relaxed)) {
		pthread_mutex_lock(&nic->lock);
		busy = emu_worker_burst(nic);
		pthread_mutex_unlock(&nic->lock);
		emu_worker_give_way(nic);
		if (!busy)
			emu_worker_idle(nic);
	}
	return NULL;
}

int emu_worker_init(void)
{
	emu_worker.kick_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	return emu_worker.kick_fd < 0 ? -1 : 0;
}

int emu_worker_start(struct emu_nic *nic)
{
	int err = pthread_create(&emu_worker.thread, NULL, emu_worker_main,
				 nic);

	if (!err)
		return 0;
	emu_log(EMU_ERR, "worker thread: %s", strerror(err));
	return -1;
}

void emu_worker_stop(struct emu_nic *nic)
{
	atomic_store_explicit(&emu_worker.stop, true, memory_order_relaxed);
	emu_worker_kick(nic);
	pthread_join(emu_worker.thread, NULL);
	close(emu_worker.kick_fd);
}
