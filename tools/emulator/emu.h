/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the seam between the two halves of the NIC: host functions (vfio-user,
 * registers, rings, classifier) and the switch (ports, tables, walk, control).
 *
 * Threads: one control thread per function answers vfio-user; one worker runs
 * every packet and every e-switch command. struct emu_nic.lock serialises both:
 * a control thread holds it for one message, the worker for one burst. Nobody
 * blocks on a socket while holding it.
 */
#ifndef EMU_H
#define EMU_H

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_MAX_FUNCS		4	/* manager and three hosts */
#define EMU_MAX_PORTS		(EMU_MAX_FUNCS + 2)
#define EMU_RATE_BMC	(EMU_MAX_PORTS - 1)	/* in emu_config.rate */
#define EMU_FRAME_MAX		9742	/* bytes from DA, without FCS */
#define EMU_FRAME_HEADROOM	128	/* for pushed tags and headers */
#define EMU_BURST		64	/* frames per lock hold */

struct emu_func;
struct emu_esw;
struct emu_backend;

/**
 * struct emu_frame - one frame inside the NIC
 * @len: bytes from the destination MAC address, without FCS
 * @port: e-switch port through which it entered
 * @l4_valid: a Tx engine of this NIC computed the L4 checksum
 * @off: offset of the first byte in @buf, moves when tags are pushed or popped
 * @buf: storage
 */
struct emu_frame {
	uint32_t len;
	uint8_t port;
	bool l4_valid;
	uint16_t off;
	uint8_t buf[EMU_FRAME_HEADROOM + EMU_FRAME_MAX + 64];
};

static inline uint8_t *emu_frame_data(struct emu_frame *f)
{
	return f->buf + f->off;
}

enum emu_strict { EMU_STRICT_OFF, EMU_STRICT_LOG, EMU_STRICT_FATAL };

/**
 * struct emu_config - the command line, immutable after start
 */
struct emu_config {
	unsigned int hosts;		/* besides the manager, 0..3 */
	enum emu_strict strict;
	uint8_t mac_base[6];
	uint8_t link_speed;		/* firmware's value 1..4 */
	uint8_t link_fec;		/* firmware's value 1..3 */
	uint32_t fw_version;
	bool bmc;			/* a BMC port exists */
	bool isolate;
	bool bmc_locked;
	uint32_t bmc_allow;		/* bitmap of ports */
	unsigned int bmc_vlan;		/* apart from the hosts, 0 = none */
	bool ncsi_required;		/* no frames of the BMC without it */
	uint8_t gone;			/* HNI_ESW_GONE_* */
	uint64_t rate[EMU_MAX_PORTS];	/* bit/s, 0 = no limit */
	unsigned int heartbeat_s;	/* the manager is gone after so long */
	unsigned int flow_rows, slots, tcam_rows, actions, counters;
	unsigned int rank_bits;
	unsigned int meters, encaps, tunnels, ranges, conns;
	unsigned int seed;		/* of the sampler, 0 = by the clock */
	bool fast;			/* no time passes in firmware and PHY */
	bool sync;			/* a doorbell's work is done within it */
	const char *dir;
	const char *uplink, *bmc_backend, *pcap;
	unsigned int pcap_limit;	/* MiB, 0 = none */
};

/**
 * struct emu_nic - the whole device
 */
struct emu_nic {
	const struct emu_config *cfg;
	pthread_mutex_t lock;		/* guards all device state below */
	atomic_uint waiters;		/* control threads that want @lock */
	struct emu_func *func[EMU_MAX_FUNCS];	/* 0 = manager; NULL = absent */
	struct emu_esw *esw;
};

/* Take or release nic->lock from a control thread; the worker gives way. */
void emu_nic_lock(struct emu_nic *nic);
void emu_nic_unlock(struct emu_nic *nic);

/* Wake the worker: something may be on a ring. Callable without the lock. */
void emu_worker_kick(struct emu_nic *nic);

/*
 * Do now what the worker would do: --sync, after a host's access. Holds the
 * lock; what more than a few thousand frames leave is the worker's.
 */
void emu_worker_sync(struct emu_nic *nic);

/* Log with a level; rate limiting is the caller's business. */
enum emu_level { EMU_ERR, EMU_WARN, EMU_INFO, EMU_DEBUG };
void emu_log(enum emu_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- Port numbers: uplink, functions in order, BMC last ---- */
#define EMU_PORT_UPLINK		0
#define EMU_PORT_FUNC(fn)	(1 + (fn))	/* 0 = manager's PF */

/* ==== Provided by the function half (func.c and friends) ==== */

/**
 * emu_func_create() - make a function and listen on its vfio-user socket
 * @nic: device
 * @idx: 0 = manager
 * @path: socket, unlinked first
 *
 * Starts the function's control thread. Return: NULL on failure, logged.
 */
struct emu_func *emu_func_create(struct emu_nic *nic, unsigned int idx,
				 const char *path);
void emu_func_destroy(struct emu_func *fn);

/**
 * emu_func_poll_tx() - fetch and process work from the Tx rings
 * @fn: function
 * @budget: most frames to emit, segments counted
 *
 * Calls emu_esw_rx() or emu_esw_inject() for each frame. Holds nic->lock.
 * Return: frames emitted; equal to @budget means there may be more.
 */
unsigned int emu_func_poll_tx(struct emu_func *fn, unsigned int budget);

/**
 * emu_func_timers() - do what is due
 * @fn: function
 *
 * The worker calls it once a round, and again when the time that it returned
 * has come; a timer that is started later kicks the worker. Holds nic->lock.
 * Return: when the next thing is due, in ns of the monotonic clock; UINT64_MAX
 * = nothing.
 */
uint64_t emu_func_timers(struct emu_func *fn);

/**
 * emu_func_deliver() - give a frame to the host: classifier, then a ring
 *
 * Holds nic->lock. The frame stays the caller's. Return: true if the host
 * received it; false if dropped and counted in the function's registers.
 */
bool emu_func_deliver(struct emu_func *fn, const struct emu_frame *f);

/* struct emu_meta - OPT_META descriptors, without opcode, type and phase */
struct emu_meta {
	uint64_t why;		/* of type 1 */
	uint64_t mark;		/* of type 2 */
	bool has_mark;		/* there is one of type 2 */
};

/**
 * emu_func_slowpath() - give a frame to a bound queue page of the manager
 * @page: queue page with an enabled receive triad
 * @meta: what the driver is told with it
 *
 * Bypasses the classifier and RMI ENABLE. Return: false = no room, counted.
 */
bool emu_func_slowpath(struct emu_func *fn, unsigned int page,
		       const struct emu_frame *f, const struct emu_meta *meta);

/* True if the page's receive triad is enabled. */
bool emu_func_page_ready(struct emu_func *fn, unsigned int page);

/* Guest memory; false if not mapped, BME or AW/AR gate off. Holds the lock. */
bool emu_func_dma_read(struct emu_func *fn, uint64_t addr, void *buf,
		       size_t len);
bool emu_func_dma_write(struct emu_func *fn, uint64_t addr, const void *buf,
			size_t len);

/* Set a vector pending as INTR_SET would (rules I1..I7). Holds the lock. */
void emu_func_irq(struct emu_func *fn, unsigned int vector);

/* A pause frame came from the network: stop sending for @quanta, 0 = go on. */
void emu_func_pause(struct emu_func *fn, uint16_t quanta);

/* The switch changed emu_esw_link(); re-evaluate lock bits and interrupt. */
void emu_func_link_update(struct emu_func *fn);

/* True between probe's host capability request and EOF, FLR or reset. */
bool emu_func_attached(const struct emu_func *fn);

/* Reset from the control socket: as a function-level reset. */
void emu_func_reset(struct emu_func *fn);

/*
 * Break something, or repair it: see Documentation/internals/emulator.rst for
 * the kinds. @n: how often, for those that are counted; else 0 repairs.
 * Return: false if there is no such kind.
 */
bool emu_func_fault(struct emu_func *fn, const char *kind, uint32_t n);
#define EMU_FAULT_KINDS	"hang, crash, module, sensors, flash, gone, " \
			"register, interrupt, pcs, fcs, symbols, corrected, uncorrected"

/* Tell an hni driver its MTU; nothing is sent to other drivers. */
void emu_func_mtu_update(struct emu_func *fn, unsigned int mtu);

/* Strict-mode findings of the function, oldest first; NULL past the end. */
const char *emu_func_strict_get(struct emu_func *fn, unsigned int i);
uint64_t emu_func_strict_count(const struct emu_func *fn);

/* Report a finding of the e-switch registers through the same channel. */
void emu_func_strict(struct emu_func *fn, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ==== Provided by the switch half (esw.c and friends) ==== */

/**
 * emu_esw_rx() - a frame enters from @f->port
 *
 * The frame may be modified; the caller keeps the buffer. Holds nic->lock.
 */
void emu_esw_rx(struct emu_nic *nic, struct emu_frame *f, uint8_t twd_dest);

/* twd_dest: destination bits that the Tx engine resolved (descriptor, TCAM) */
#define EMU_DEST_MAC		1
#define EMU_DEST_BMC		2
#define EMU_DEST_FW		4

/**
 * emu_esw_inject() - the manager sent a frame on a page bound to @port
 *
 * Passes the port's egress table (rows without SW only), then leaves.
 */
void emu_esw_inject(struct emu_nic *nic, unsigned int port,
		    struct emu_frame *f);

/* Port a page of the manager is bound to; -1 = not bound. */
int emu_esw_page_port(struct emu_nic *nic, unsigned int page);

/* BAR2 of the manager. */
uint32_t emu_esw_bar_read(struct emu_nic *nic, uint32_t off);
void emu_esw_bar_write(struct emu_nic *nic, uint32_t off, uint32_t val);

/* Does the port's far side have a carrier (function: what the host sees)? */
bool emu_esw_link(struct emu_nic *nic, unsigned int port);

/* MAC address that the port owns. */
void emu_esw_mac(struct emu_nic *nic, unsigned int port, uint8_t mac[6]);

/*
 * A function's host came, went away or was reset (any kind of reset), or the
 * function's firmware started again.
 */
enum emu_func_event { EMU_FUNC_ATTACHED, EMU_FUNC_GONE, EMU_FUNC_FIRMWARE };
void emu_esw_func_event(struct emu_nic *nic, unsigned int idx,
			enum emu_func_event ev);

#endif /* EMU_H */
