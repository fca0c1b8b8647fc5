/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the state of the e-switch and the calls between its files. Everything
 * here is guarded by nic->lock.
 */
#ifndef EMU_ESW_H
#define EMU_ESW_H

#include "backend.h"
#include "bank.h"
#include "emu.h"
#include "ncsi.h"
#include "walk.h"

#define EMU_PAGES		128	/* queue pages of the manager */
#define EMU_ESW_TABLES		4096
#define EMU_ESW_CMD_LOG2	16

/* Why the NIC itself dropped a frame; names are in esw_stats.c. */
enum emu_drop {
	EMU_DROP_RULE,		/* by a row: in no drop register */
	EMU_DROP_SAMPLE,	/* a sample that the CPU did not get: the same */
	/* on the port where it entered */
	EMU_DROP_MALFORMED,
	EMU_DROP_MTU,
	EMU_DROP_SRC_MAC,	/* another port owns the source address */
	EMU_DROP_NCSI,		/* 0x88f8 */
	EMU_DROP_PORT_DOWN,
	EMU_DROP_INACTIVE,
	EMU_DROP_NO_QUEUE,	/* no bound page that is ready */
	EMU_DROP_QUEUE_FULL,
	EMU_DROP_GONE,		/* for the CPU, but the manager is gone */
	EMU_DROP_GOTOS,
	EMU_DROP_OUTPUTS,
	EMU_DROP_ROOM,
	EMU_DROP_DEST_BMC,	/* host path to the BMC without allow_bmc */
	EMU_DROP_DEST_FW,
	EMU_DROP_BMC_POLICY,
	EMU_DROP_BMC_LOCKED,
	EMU_DROP_HAIRPIN,	/* legacy: for the port it came from */
	EMU_DROP_SOFTWARE,	/* the manager's frame hit a SOFTWARE op */
	EMU_DROP_NCSI_TX,	/* of the BMC, whose channel does not send */
	EMU_DROP_BMC_VLAN,	/* in the BMC's VLAN, which is not the port's */
	/* on the port through which it should have left */
	EMU_DROP_TX_FIRST,
	EMU_DROP_TX_DOWN = EMU_DROP_TX_FIRST,
	EMU_DROP_TX_MTU,
	EMU_DROP_TX_FULL,	/* the cable does not take it */
	EMU_DROP_TX_HOST,	/* the host does not take it */
	EMU_DROP_TX_LOOP,
	EMU_DROP_TX_TUNNEL,
	EMU_DROP_TX_LEGACY,	/* bound page, but the mode is legacy */
	EMU_DROP_TX_BMC_LOCKED,
	EMU_DROP_TX_NCSI,	/* filtered on its way to the BMC */
	EMU_DROP_TX_BMC_VLAN,
	EMU_DROP_COUNT
};

/* struct emu_port_stats - in the order of the registers from 0x20 on */
struct emu_port_stats {
	uint64_t rx_frames;
	uint64_t rx_bytes;
	uint64_t tx_frames;
	uint64_t tx_bytes;
	uint64_t rx_drops;
	uint64_t tx_drops;
	uint64_t to_manager;
	uint64_t tx_prio[HNI_ESW_PRIOS];	/* registers from 0x80 on */
	uint64_t drops[EMU_DROP_COUNT];
	uint64_t from[HNI_ESW_MAX_PORTS];	/* of tx_frames */
};

struct emu_outq;

#define EMU_WIRE_OVERHEAD	24	/* FCS, preamble and gap, in bytes */

/**
 * struct emu_flap - a link that goes down and up by itself
 * @left: changes still to come
 * @down_ns: how long it is down each time
 * @up_ns: and up
 * @next_ns: when it changes
 */
struct emu_flap {
	unsigned int left;
	uint64_t down_ns;
	uint64_t up_ns;
	uint64_t next_ns;
};

struct emu_port {
	uint8_t kind;			/* HNI_ESW_KIND_* */
	uint8_t controller;
	uint8_t number;			/* physical number */
	char name[12];
	struct emu_backend *be;		/* uplink and BMC */
	struct emu_outq *outq;		/* NULL = as fast as it can */
	bool cut;			/* link taken down by the operator */
	struct emu_flap flap;
	bool up;			/* PORT_CTRL.UP */
	bool mac_valid;
	uint8_t mac[6];
	uint32_t mac_lo;		/* PORT_MAC_LO as last written */
	uint32_t mtu;
	uint32_t tx_share;		/* kbit/s */
	uint32_t tx_max;		/* kbit/s, 0 = no limit */
	uint64_t enter_ns;		/* when @tx_max lets a frame enter */
	uint32_t state;			/* PORT_STATE as last signalled */
	bool link;			/* emu_esw_link() as last signalled */
	uint8_t npages;
	uint8_t page[EMU_PAGES];	/* bound to this port */
	struct emu_port_stats stats;
};

/* struct emu_ring - command ring, sampled when it was enabled */
struct emu_esw_ring {
	uint64_t base;
	uint64_t cpl;
	uint32_t mask;			/* units - 1 */
	uint32_t head;
	uint32_t tail;
};

struct emu_pcapng;

struct emu_esw {
	struct emu_nic *nic;
	struct emu_tables tables;
	unsigned int nports;
	int bmc;			/* port, -1 = none */
	struct emu_port port[HNI_ESW_MAX_PORTS];
	uint8_t mode;			/* HNI_ESW_MODE_* */
	bool gone;			/* the manager, since its last ENABLE */
	bool bmc_claimed;
	uint64_t now_ns;		/* clock of this round of the worker */
	uint64_t heartbeat_ns;
	uint64_t switch_id;

	/* BAR2 */
	uint32_t ctrl;
	uint32_t status;
	uint32_t fatal_pos;
	uint32_t cmd_base[2];
	uint32_t cmd_size;
	uint32_t cpl_base[2];
	uint32_t cmd_vector;
	uint32_t evt_vector;
	uint32_t evt_status;
	uint32_t evt_mask;
	uint32_t qbind[EMU_PAGES];
	struct emu_esw_ring ring;

	struct emu_ncsi ncsi;		/* the BMC's sideband */
	struct emu_pcapng *pcapng;	/* NULL = no tap */
	struct emu_walk walk;
	uint8_t cmd[HNI_ESW_CMD_HDR_LEN + HNI_ACTION_MAX_LEN + HNI_ESW_UNIT];
	uint8_t dump[16 * HNI_ACTION_MAX_LEN];	/* records on their way */
};

/* ---- esw.c: life, ports ---- */
struct emu_esw *emu_esw_create(struct emu_nic *nic);
void emu_esw_destroy(struct emu_esw *esw);

/* Re-evaluate link and state of all ports; tell functions and the manager. */
void emu_esw_ports_update(struct emu_esw *esw);

/* Links that flap. When the next one changes; UINT64_MAX = none flaps */
uint64_t emu_esw_flap_run(struct emu_esw *esw, uint64_t now);

/* What PORT_STATE shows now. */
uint32_t emu_esw_port_state(const struct emu_esw *esw, unsigned int port);

/* Port with this name, -1 = none. */
int emu_esw_port_find(const struct emu_esw *esw, const char *name);

/* ---- esw_path.c: packets ---- */

/* Count a drop on a port; the reason says in which register. */
void emu_esw_drop(struct emu_esw *esw, unsigned int port, enum emu_drop why);

/*
 * A frame leaves through a port, past tables: link, MTU, cable or host. Its
 * priority is that of its VLAN tag, or @prio if that is not EMU_PRIO_NONE.
 */
void emu_esw_send(struct emu_esw *esw, unsigned int port,
		  const struct emu_frame *f);
void emu_esw_send_prio(struct emu_esw *esw, unsigned int port,
		       const struct emu_frame *f, uint8_t prio);

/* The same for a frame that may be in the BMC's VLAN */
void emu_esw_leave(struct emu_esw *esw, unsigned int port,
		   const struct emu_frame *f, uint8_t prio);

/*
 * A pause frame ends at the cable: from the uplink every function's MAC hears
 * of it. True: it was one.
 */
bool emu_esw_pause(struct emu_nic *nic, const struct emu_frame *f);

/* Port that owns the address, -1 = none. */
int emu_esw_owner(const struct emu_esw *esw, const uint8_t *mac);

/* The wire takes the frame now; @prio is what TX_PRIO counts. */
void emu_esw_depart(struct emu_esw *esw, unsigned int port,
		    const struct emu_frame *f, uint8_t prio);

/* ---- esw_queue.c: ports with a limited speed ---- */
struct emu_outq *emu_outq_alloc(uint64_t bps);
void emu_outq_free(struct emu_outq *q);

/* Bits a second that the port owes those where frames entered; 0 = none */
void emu_outq_shares(struct emu_outq *q, const uint64_t share[EMU_MAX_PORTS]);

/* Queue a copy. False: the port where it entered has its share waiting. */
bool emu_outq_put(struct emu_outq *q, const struct emu_frame *f, uint8_t prio);

/* Send what may go. When the next may; UINT64_MAX = nothing waits */
uint64_t emu_outq_run(struct emu_esw *esw, uint64_t now);

/* ---- esw_legacy.c ---- */
void emu_esw_legacy(struct emu_esw *esw, const struct emu_frame *f);

/* ---- esw_rate.c ---- */

/* Does the port have rates? */
bool emu_rate_applies(const struct emu_esw *esw, unsigned int port);

/* A share has changed: tell the queues of limited ports. */
void emu_rate_update(struct emu_esw *esw);

/* May a frame enter the port now? */
bool emu_rate_permits(const struct emu_esw *esw, unsigned int port);

/* A frame of @len bytes enters the port. */
void emu_rate_charge(struct emu_esw *esw, unsigned int port, uint32_t len);

/* When the next port may be asked for frames again; UINT64_MAX = now */
uint64_t emu_rate_next(const struct emu_esw *esw);

/* Firmware path: forward between BMC and uplink. True: nothing is left to do */
bool emu_esw_firmware(struct emu_esw *esw, const struct emu_frame *f);

/* May frames go from port @from to port @to under the BMC's lock? */
bool emu_esw_bmc_permits(const struct emu_esw *esw, unsigned int from,
			 unsigned int to);

/* Is the port allowed to reach the BMC past all tables? */
bool emu_esw_bmc_allowed(const struct emu_esw *esw, unsigned int port);

/* ---- esw_bmc.c: the BMC's VLAN ---- */

/* Is the frame in it? */
bool emu_esw_bmc_vlan_has(const struct emu_esw *esw,
			  const struct emu_frame *f);

/* A frame in it entered: between BMC and uplink only, past all tables */
void emu_esw_bmc_vlan(struct emu_esw *esw, const struct emu_frame *f);

/* ---- esw_ring.c: commands, mode, presence of the manager ---- */
void emu_esw_ring_start(struct emu_esw *esw);
void emu_esw_ring_stop(struct emu_esw *esw);

/* Execute everything up to the tail. True if anything was executed. */
bool emu_esw_ring_run(struct emu_esw *esw);

void emu_esw_mode_set(struct emu_esw *esw, uint8_t mode);
void emu_esw_manager_gone(struct emu_esw *esw);
void emu_esw_event(struct emu_esw *esw, uint32_t evt);

/* Heartbeat; once a round of the worker. */
void emu_esw_tick(struct emu_esw *esw);

/* ---- esw_stats.c: names ---- */
const char *emu_drop_name(enum emu_drop why);
const char *emu_mode_name(uint8_t mode);

#endif /* EMU_ESW_H */
