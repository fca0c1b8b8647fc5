/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the NC-SI package on the BMC's port: one channel, that of the uplink.
 * What it does is in Documentation/hardware/ncsi.rst. Guarded by nic->lock.
 */
#ifndef EMU_NCSI_H
#define EMU_NCSI_H

#include <stdbool.h>
#include <stdint.h>

#include "emu.h"
#include "hw/hni_ncsi.h"

#define EMU_NCSI_RSP_MAX	204	/* longest payload: Get Net Stats */
#define EMU_NCSI_CMD_MAX	64	/* header and payload worth repeating */

struct emu_esw;
struct emu_port;

/* struct emu_ncsi_stats - what Get NC-SI Statistics tells */
struct emu_ncsi_stats {
	uint64_t commands;		/* executed or refused */
	uint64_t dropped;		/* control packets that are none */
	uint64_t unsupported;
	uint64_t checksum_errors;	/* some of those dropped */
	uint64_t rx_packets;
	uint64_t tx_packets;
	uint64_t aens;			/* some of those sent */
	uint64_t retries;		/* answered again, not executed again */
};

/* struct emu_ncsi_pass - pass-through; tx is from the BMC to the network */
struct emu_ncsi_pass {
	uint64_t tx_packets;
	uint64_t tx_disabled;
	uint64_t rx_packets;
	uint64_t rx_filtered;
	uint64_t rx_disabled;
};

enum emu_ncsi_kind {
	EMU_NCSI_UNICAST,
	EMU_NCSI_MULTICAST,
	EMU_NCSI_BROADCAST,
	EMU_NCSI_CASTS
};

/* struct emu_ncsi_net - one direction of the uplink */
struct emu_ncsi_net {
	uint64_t bytes;
	uint64_t casts[EMU_NCSI_CASTS];
};

struct emu_ncsi_vlan {
	bool on;
	uint16_t vid;
};

struct emu_ncsi_mac {
	bool on;
	uint8_t addr[6];
};

/* struct emu_ncsi_rsp - payload of a response, codes included */
struct emu_ncsi_rsp {
	uint16_t len;
	uint8_t data[EMU_NCSI_RSP_MAX];
};

/**
 * struct emu_ncsi_config - what the commands set; lost with the initial state
 * @ready: the initial state was cleared
 * @vlan_mode: HNI_NCSI_VLAN_*
 * @aens: bits of the notifications that are sent
 * @aen_mc: management controller that gets them
 * @link_mode: Set Link, as last accepted
 */
struct emu_ncsi_config {
	bool ready;
	bool enabled;
	bool tx_enabled;
	bool bc_filter, mc_filter;
	uint8_t vlan_mode;
	uint8_t aen_mc;
	uint32_t bc, mc;		/* what these filters let through */
	uint32_t aens;
	uint32_t link_mode;
	struct emu_ncsi_vlan vlan[HNI_NCSI_VLANS];
	struct emu_ncsi_mac mac[HNI_NCSI_MACS];
};

/**
 * struct emu_ncsi - the package
 * @in_use: the filters apply: a command has come, or --ncsi required
 * @selected: it may send
 * @link: as the BMC was last told or could have been
 * @driver: the manager's driver, the same
 * @last: command that was answered last, from its header on
 * @last_len: 0 = none
 * @rsp: how
 * @out: frame on its way to the BMC
 */
struct emu_ncsi {
	bool in_use;
	bool selected;
	bool peer;
	bool link;
	bool driver;
	struct emu_ncsi_config cfg;
	uint8_t last[EMU_NCSI_CMD_MAX];
	uint16_t last_len;
	struct emu_ncsi_rsp rsp;
	struct emu_ncsi_stats stats;
	struct emu_ncsi_pass pass;
	struct emu_ncsi_net rx, tx;	/* of the uplink */
	struct emu_frame out;
};

/* ---- ncsi.c: packets ---- */
void emu_ncsi_init(struct emu_esw *esw);

/* A control packet of the BMC. False: it is none, and dropped */
bool emu_ncsi_rx(struct emu_esw *esw, const struct emu_frame *f);

/* Link, manager's driver or the BMC's cable may have changed. */
void emu_ncsi_update(struct emu_esw *esw);

/* The firmware starts again: initial state, and the BMC is told. */
void emu_ncsi_restart(struct emu_esw *esw);

/* Forget what commands set: the initial state. */
void emu_ncsi_clear(struct emu_ncsi *ncsi);

/* ---- ncsi_set.c: commands that change something; reason, 0 = done ---- */
typedef uint16_t emu_ncsi_fn(struct emu_esw *esw, const uint8_t *data,
			     struct emu_ncsi_rsp *rsp);

emu_ncsi_fn emu_ncsi_clear_initial_state, emu_ncsi_select, emu_ncsi_deselect,
	    emu_ncsi_enable, emu_ncsi_disable, emu_ncsi_reset_channel,
	    emu_ncsi_enable_tx, emu_ncsi_disable_tx, emu_ncsi_set_aens,
	    emu_ncsi_set_link, emu_ncsi_set_vlan, emu_ncsi_enable_vlan,
	    emu_ncsi_disable_vlan, emu_ncsi_set_mac, emu_ncsi_enable_bc,
	    emu_ncsi_disable_bc, emu_ncsi_enable_mc, emu_ncsi_disable_mc,
	    emu_ncsi_set_flow;

/* ---- ncsi_get.c: commands that tell something ---- */
emu_ncsi_fn emu_ncsi_get_link, emu_ncsi_get_version, emu_ncsi_get_caps,
	    emu_ncsi_get_params, emu_ncsi_get_net_stats, emu_ncsi_get_stats,
	    emu_ncsi_get_pass_stats, emu_ncsi_get_package, emu_ncsi_get_mac;

/* Is there a link from the BMC to the network? */
bool emu_ncsi_link(const struct emu_esw *esw);

/* Does the manager run its driver? */
bool emu_ncsi_driver(const struct emu_esw *esw);

/* Link status word of responses and notifications */
uint32_t emu_ncsi_link_word(const struct emu_esw *esw);

/* ---- ncsi_filter.c: pass-through ---- */

/* May a frame of the BMC go on? Counts. */
bool emu_ncsi_takes(struct emu_esw *esw);

/* May a frame go to the BMC? Counts. */
bool emu_ncsi_admits(struct emu_esw *esw, const struct emu_frame *f);

/* A frame came in or left through the uplink. */
void emu_ncsi_net_count(struct emu_ncsi_net *net, const struct emu_frame *f);

#endif /* EMU_NCSI_H */
