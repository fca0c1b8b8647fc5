/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the files of the function half share: the state of one host
 * function and the calls between its parts.
 *
 * All state below is guarded by nic->lock unless a member says otherwise.
 */
#ifndef EMU_FUNC_H
#define EMU_FUNC_H

#include <endian.h>
#include <pthread.h>

#include "hw/hni_csr.h"
#include "hw/hni_desc.h"
#include "hw/hni_mbox.h"
#include "hw/hni_pci.h"
#include "hw/hni_rpc.h"

#include "emu.h"
#include "fw.h"
#include "rpc.h"

#define EMU_ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Field access, as the kernel's FIELD_GET() and FIELD_PREP() */
#define EMU_GET(mask, val)	(((val) & (mask)) / ((mask) & -(mask)))
#define EMU_PREP(mask, val)	(((val) * ((mask) & -(mask))) & (mask))

/* ---- dma.c ---- */

#define EMU_DMA_REGIONS		128

/**
 * struct emu_dma_region - one range of guest memory
 * @addr: guest physical address
 * @size: bytes
 * @host: mapping, NULL if the client gave no file descriptor
 * @write: device may write
 * @map: start of the mmap() and its length, page aligned
 */
struct emu_dma_region {
	uint64_t addr;
	uint64_t size;
	uint8_t *host;
	bool write;
	void *map;
	size_t map_len;
};

struct emu_dma {
	struct emu_dma_region region[EMU_DMA_REGIONS];
	unsigned int count;
	unsigned int last;	/* region of the last hit */
};

int emu_dma_map(struct emu_dma *dma, const struct emu_dma_region *want,
		int fd, uint64_t fd_offset);
int emu_dma_unmap(struct emu_dma *dma, uint64_t addr, uint64_t size);
void emu_dma_fini(struct emu_dma *dma);
uint8_t *emu_dma_ptr(struct emu_dma *dma, uint64_t addr, size_t *len,
		     bool write);
bool emu_dma_is_open(const struct emu_func *fn, bool write);
bool emu_dma_load64(struct emu_func *fn, uint64_t addr, uint64_t *val);
bool emu_dma_store64(struct emu_func *fn, uint64_t addr, uint64_t val);

/* ---- irq.c ---- */

#define EMU_IRQ_CAUSES		64

struct emu_irq {
	uint32_t pending[HNI_INTR_WORDS];
	uint32_t masked[HNI_INTR_WORDS];
	uint32_t autoclear[HNI_INTR_WORDS];
	uint32_t sw[HNI_INTR_WORDS];		/* pending by INTR_SET */
	uint32_t pba[HNI_INTR_WORDS];		/* sent without an eventfd */
	uint32_t cause[EMU_IRQ_CAUSES];		/* INTR_MSIX_CTRL */
	int fd[HNI_MSIX_VECTORS];		/* -1 = none */
	bool is_lost;		/* a fault: queues' messages get lost */
};

void emu_irq_init(struct emu_irq *irq);
void emu_irq_reset(struct emu_irq *irq);
void emu_irq_fd_set(struct emu_irq *irq, unsigned int vector, int fd);
void emu_irq_fd_clear(struct emu_irq *irq);
void emu_irq_cause(struct emu_func *fn, unsigned int cause);
bool emu_irq_is_masked(const struct emu_irq *irq, unsigned int vector);

/* ---- timer.c: what happens later ---- */

enum emu_timer_id {
	EMU_TIMER_MAILBOX,	/* the firmware looks at the host's ring */
	EMU_TIMER_OWNERSHIP,	/* it answers OWNERSHIP_REQ */
	EMU_TIMER_UPGRADE,	/* it has written a piece, or lost patience */
	EMU_TIMER_LOG,		/* it sends an entry of its log */
	EMU_TIMER_PCS,		/* the reset of the PCS is over */
	EMU_TIMER_PAUSE,	/* the network's pause is over */
	EMU_TIMER_STORM,	/* ours has lasted too long */
	EMU_TIMERS
};

struct emu_timers {
	uint64_t due[EMU_TIMERS];	/* 0 = not running */
};

uint64_t emu_func_now_ns(void);
void emu_timer_start(struct emu_func *fn, enum emu_timer_id id, uint64_t ns);
void emu_timer_stop(struct emu_func *fn, enum emu_timer_id id);
void emu_timer_reset(struct emu_func *fn);

/* ---- irq_coal.c: interrupt moderation ---- */

/**
 * struct emu_coal - moderation of the queue vectors
 * @due: when a vector fires, 0 = no completion waits
 * @gen: counts how often it fired; a queue's count is of one generation
 * @first: not later than the earliest of @due; UINT64_MAX = none
 */
struct emu_coal {
	uint64_t due[HNI_MSIX_VECTORS];
	uint32_t gen[HNI_MSIX_VECTORS];
	uint64_t first;
};

void emu_coal_reset(struct emu_func *fn);
void emu_coal_completed(struct emu_func *fn, unsigned int q, bool rx);
void emu_coal_fire(struct emu_func *fn, unsigned int vector);
void emu_coal_reload(struct emu_func *fn, unsigned int vector);
uint64_t emu_coal_run(struct emu_func *fn, uint64_t now);

/* ---- strict.c ---- */

#define EMU_STRICT_KEEP		256
#define EMU_STRICT_LEN		120

struct emu_strict_log {
	char text[EMU_STRICT_KEEP][EMU_STRICT_LEN];
	uint64_t count;
};

/* ---- csr.c: dispatch ---- */

enum emu_reg_kind {
	EMU_REG_RW,	/* storage */
	EMU_REG_RO,	/* a write is a finding */
	EMU_REG_WO,	/* a command; reads as 0 */
	EMU_REG_W1C,
};

struct emu_reg;
typedef uint32_t emu_reg_read_fn(struct emu_func *fn,
				 const struct emu_reg *reg, unsigned int n);
typedef void emu_reg_write_fn(struct emu_func *fn, const struct emu_reg *reg,
			      unsigned int n, uint32_t val);

/**
 * struct emu_reg - a row of registers
 * @name: as in the hardware reference
 * @first: byte offset of register 0, in BAR0 or in a queue page
 * @count: registers in the row
 * @stride: bytes from one to the next
 * @inner: two-dimensional rows: entries per word, else 0
 * @kind: what host accesses do
 * @mask: bits that exist; writing another one is a finding
 * @read: NULL = the stored word
 * @write: NULL = store
 */
struct emu_reg {
	const char *name;
	uint32_t first;
	uint16_t count;
	uint16_t stride;
	uint16_t inner;
	enum emu_reg_kind kind;
	uint32_t mask;
	emu_reg_read_fn *read;
	emu_reg_write_fn *write;
};

extern const struct emu_reg emu_csr_regs[];
extern const unsigned int emu_csr_regs_count;
extern const struct emu_reg emu_queue_regs[];
extern const unsigned int emu_queue_regs_count;

int emu_csr_init(void);
uint32_t emu_csr_read(struct emu_func *fn, uint32_t off);
void emu_csr_write(struct emu_func *fn, uint32_t off, uint32_t val);
void emu_csr_name(const struct emu_reg *reg, unsigned int n, char *buf,
		  size_t len);
void emu_csr_finding(struct emu_func *fn, const struct emu_reg *reg,
		     unsigned int n, const char *text);
void emu_csr_count32(struct emu_func *fn, uint32_t off, uint32_t add);
void emu_csr_count64(struct emu_func *fn, uint32_t off, uint64_t add);
void emu_csr_count64x(struct emu_func *fn, uint32_t lo, uint32_t hi,
		      uint64_t add);

/* ---- queue.c: rings behind the queue pages ---- */

/**
 * struct emu_ring - one descriptor ring, latched when it is enabled
 * @base: guest address
 * @size: entries
 * @host: index that the host writes: tail of work, head of completions
 * @dev: index that the device moves
 * @phase: DONE bit of the next completion, completion rings only
 * @enabled: ENABLE was written
 * @fresh: RESET was seen since the ring was last enabled
 */
struct emu_ring {
	uint64_t base;
	uint32_t size;
	uint16_t host;
	uint16_t dev;
	bool phase;
	bool enabled;
	bool fresh;
};

/**
 * struct emu_rxbuf - the buffer fragment that is being filled
 * @addr: guest address, 0 = none
 * @id: as in the buffer descriptor
 * @off: next free byte
 */
struct emu_rxbuf {
	uint64_t addr;
	uint16_t id;
	uint32_t off;
};

enum emu_ring_id {
	EMU_RING_TWQ0,
	EMU_RING_TWQ1,
	EMU_RING_TCQ,
	EMU_RING_HPQ,
	EMU_RING_PPQ,
	EMU_RING_RCQ,
	EMU_RINGS
};

/**
 * struct emu_queue_coal - completions since the vector last fired
 * @gen: generation of the vector that @count belongs to
 * @count: descriptors
 * @seen: the device's index up to which they are counted
 */
struct emu_queue_coal {
	uint32_t gen;
	uint16_t count;
	uint16_t seen;
};

struct emu_queue {
	struct emu_ring ring[EMU_RINGS];
	struct emu_queue_coal coal[2];	/* of transmit, of receive */
	struct emu_rxbuf hdr;
	struct emu_rxbuf pay;
};

static inline uint32_t emu_ring_used(const struct emu_ring *r)
{
	return (r->host - r->dev) & (r->size - 1);
}

/* Completion entries that the device may write, one kept unused */
static inline uint32_t emu_ring_space(const struct emu_ring *r)
{
	return (r->host - r->dev - 1) & (r->size - 1);
}

static inline uint64_t emu_ring_addr(const struct emu_ring *r)
{
	return r->base + (uint64_t)r->dev * HNI_DESC_SIZE;
}

static inline void emu_ring_next(struct emu_ring *r)
{
	r->dev = (r->dev + 1) & (r->size - 1);
	if (!r->dev)
		r->phase = !r->phase;
}

emu_reg_read_fn emu_irq_read;
emu_reg_write_fn emu_irq_write;
emu_reg_write_fn emu_irq_rearm;
emu_reg_read_fn emu_queue_ptrs_read;
emu_reg_read_fn emu_queue_idle_read;
bool emu_queue_is_selftest(const struct emu_func *fn,
			   const struct emu_reg *reg, unsigned int q);
emu_reg_write_fn emu_queue_ctl_write;
emu_reg_write_fn emu_queue_base_write;
emu_reg_write_fn emu_queue_doorbell_write;
emu_reg_write_fn emu_queue_im_write;
emu_reg_read_fn emu_queue_im_read;
bool emu_queue_complete(struct emu_func *fn, struct emu_ring *ring,
			uint64_t desc);
void emu_queue_interrupt(struct emu_func *fn, unsigned int q, bool rx);
uint32_t emu_queue_csr(const struct emu_func *fn, unsigned int q,
		       uint32_t reg);
void emu_queue_count(struct emu_func *fn, unsigned int q, uint32_t reg);
void emu_queue_reset(struct emu_func *fn);

/* ---- rx.c ---- */

#define EMU_RX_FIFO		1024	/* frames held by DROP_MODE WAIT, NEVER */

struct emu_rx_held;

/**
 * struct emu_rx_fifo - frames that wait for a buffer of the host
 * @slot: EMU_RX_FIFO of them
 * @head: oldest
 * @count: frames
 * @units: what they take up, in units of 64 bytes
 * @drops: DROP_THLD was reached and not left since
 */
struct emu_rx_fifo {
	struct emu_rx_held *slot;
	unsigned int head, count;
	uint32_t units;
	bool drops;
};

int emu_rx_init(struct emu_func *fn);
void emu_rx_fini(struct emu_func *fn);
void emu_rx_reset(struct emu_func *fn);
void emu_rx_retry(struct emu_func *fn);

/* ---- tx.c ---- */

#define EMU_TX_PACKET_MAX	(65536 + 1024)

struct emu_tx {
	uint32_t ready[HNI_QUEUE_COUNT / 32];	/* pages with a new tail */
	unsigned int next;			/* page to look at first */
	uint8_t dest;				/* of the last frame */
	uint8_t *packet;			/* EMU_TX_PACKET_MAX bytes */
	struct emu_frame frame;
};

int emu_tx_init(struct emu_func *fn);
void emu_tx_fini(struct emu_func *fn);
void emu_tx_kick(struct emu_func *fn, unsigned int q);

/* ---- mbox.c: mailbox; the firmware behind it is in fw.h ---- */

struct emu_mbox {
	unsigned int head[2];		/* firmware's place in each ring */
	bool announced;			/* host capability request was seen */
	bool is_hni;			/* ... with the flag of the hni driver */
	bool owned;
	bool bell;			/* a doorbell is owed for a ring reset */
	uint64_t start_ns;
	uint8_t msg[HNI_MBX_MSG_MAX];
};

uint32_t emu_mbox_read(struct emu_func *fn, uint32_t off);
void emu_mbox_write(struct emu_func *fn, uint32_t off, uint32_t val);
int emu_mbox_send(struct emu_func *fn, const uint32_t *msg);
void emu_mbox_reset(struct emu_func *fn);
void emu_mbox_service(struct emu_func *fn);
emu_reg_write_fn emu_mbox_aw_write;

/* ---- fault.c: what the control socket can break ---- */

/**
 * struct emu_fault - faults of a function outside its firmware
 * @is_gone: off the bus: everything reads as all ones, nothing is written
 * @bad_fcs: as many of the next received frames are damaged
 * @is_stuck: a bit of the registers of queue pages reads as 0
 */
struct emu_fault {
	bool is_gone;
	uint32_t bad_fcs;
	bool is_stuck;
};

/* ---- link.c ---- */

struct emu_link {
	bool up;		/* the switch reports a carrier */
	bool pcs_fault;		/* until the PCS is reset */
	bool pcs_resets;
	uint32_t sts;		/* SIG_PCS_INTR_STS */
	uint32_t mask;		/* SIG_PCS_INTR_MASK */
};

void emu_link_reset(struct emu_func *fn);
void emu_link_pcs_done(struct emu_func *fn);
emu_reg_read_fn emu_link_fec_read;
emu_reg_read_fn emu_link_fec_status_read;
bool emu_link_can_tx(const struct emu_func *fn);
bool emu_link_can_rx(const struct emu_func *fn);
emu_reg_read_fn emu_link_out_read;
emu_reg_write_fn emu_link_out_write;
emu_reg_read_fn emu_link_intr_read;
emu_reg_write_fn emu_link_intr_write;
emu_reg_read_fn emu_link_pcs_read;
emu_reg_write_fn emu_link_pcs_write;

/* ---- pause.c: flow control ---- */

/**
 * struct emu_pause - flow control of the MAC, both ways
 * @sent: XOFF stands at the network
 * @storm: it stood too long, and no other is sent until the host says so
 * @silent: the network asked for silence
 */
struct emu_pause {
	bool sent;
	bool storm;
	bool silent;
};

void emu_pause_reset(struct emu_func *fn);
void emu_pause_level(struct emu_func *fn, uint32_t units);
void emu_pause_storm_due(struct emu_func *fn);
void emu_pause_over(struct emu_func *fn);
bool emu_pause_is_silent(const struct emu_func *fn);
emu_reg_write_fn emu_pause_storm_write;

/* ---- ptp.c ---- */

struct emu_ptp {
	uint64_t host_ns;		/* when @count was computed */
	__uint128_t count;		/* ns, 32 fraction bits */
	__uint128_t jumped;		/* part of @count that was not time */
	uint64_t addend;		/* per 600 MHz clock, 32 fraction bits */
};

void emu_ptp_reset(struct emu_ptp *ptp);
uint64_t emu_ptp_now(struct emu_func *fn);
emu_reg_read_fn emu_ptp_read;
emu_reg_write_fn emu_ptp_adjust;

/* ---- stats.c ---- */

void emu_stats_rx(struct emu_func *fn, const struct emu_frame *f);
void emu_stats_tx(struct emu_func *fn, const uint8_t *frame, uint32_t len);
void emu_stats_drop(struct emu_func *fn, uint32_t len);
void emu_stats_host(struct emu_func *fn, uint32_t len);

/* ---- pci.c ---- */

#define EMU_CFG_SIZE		4096

void emu_pci_init(struct emu_func *fn);
void emu_pci_reset(struct emu_func *fn);

void emu_pci_write(struct emu_func *fn, uint32_t off, const uint8_t *data,
		   size_t len);
bool emu_pci_is_master(const struct emu_func *fn);

/* ---- vfu.c, vfu_msg.c: vfio-user ---- */

struct emu_vfu {
	char path[108];
	int listen_fd;
	int conn_fd;		/* -1 = no client; control thread only */
	int stop_fd;
	pthread_t thread;
	bool running;
	uint8_t *buf;		/* control thread only */
};

int emu_vfu_start(struct emu_func *fn, const char *path);
void emu_vfu_stop(struct emu_func *fn);

/* ---- func.c ---- */

/**
 * struct emu_func - one host function
 * @csr: stored words of BAR0, by byte offset / 4
 * @mbx: stored words of BAR4
 */
struct emu_func {
	struct emu_nic *nic;
	unsigned int idx;
	struct emu_vfu vfu;
	struct emu_dma dma;
	struct emu_irq irq;
	struct emu_coal coal;
	struct emu_timers timers;
	struct emu_queue queue[HNI_QUEUE_COUNT];
	struct emu_rx_fifo fifo;
	struct emu_tx tx;
	struct emu_mbox mbox;
	struct emu_fw fw;
	struct emu_fault fault;
	struct emu_link link;
	struct emu_pause pause;
	struct emu_ptp ptp;
	struct emu_strict_log strict;
	uint8_t cfg[EMU_CFG_SIZE];
	uint32_t *csr;
	uint32_t mbx[HNI_PCI_BAR_MBX_SIZE / 4];
};

static inline uint32_t emu_csr_get(const struct emu_func *fn, uint32_t off)
{
	return fn->csr[off / 4];
}

void emu_func_detach(struct emu_func *fn);

#endif /* EMU_FUNC_H */
