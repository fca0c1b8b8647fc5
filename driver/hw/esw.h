/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns struct hni_esw, the e-switch as the manager function sees it: BAR2, its
 * capabilities, the command ring, counter snapshots and events.
 *
 * The contract is Documentation/hardware/eswitch.rst. Policy (which rule, which
 * port, which mode) is the business of offload/.
 */
#ifndef _HNI_HW_ESW_H
#define _HNI_HW_ESW_H

#include <linux/mutex.h>
#include <linux/workqueue.h>

#include <hw/hni_esw.h>

#include "../hni.h"
#include "esw_cmd.h"
#include "esw_dump.h"

struct hni_ctr;
struct hni_switchdev;
struct hni_tc;

/**
 * struct hni_esw_caps - sizes of the e-switch, read once
 * @ports: ports 0..n-1
 * @tables: table ids 1..n-1
 * @flow_rows: rows of the flow store
 * @slots: mask slots
 * @tcam_rows: rows of the TCAM
 * @actions: ACTION rows
 * @counters: COUNTER records
 * @cmd_log2: largest command ring, log2 of units
 * @rank_bits: bits of a rank that the device orders by
 * @meters: METER rows; this and what follows is 0 in a device of version 1.0
 * @encaps: ENCAP rows
 * @tunnels: TUNNEL rows
 * @ranges: RANGE rows
 * @conns: CONN rows
 * @key_words: key words below this number can be matched, 0 = 25
 * @ops: operations in an ACTION row, 0 = 32
 * @has_rates: ports have TX_SHARE and TX_MAX: a device of version 1.2
 */
struct hni_esw_caps {
	u32 ports;
	u32 tables;
	u32 flow_rows;
	u32 slots;
	u32 tcam_rows;
	u32 actions;
	u32 counters;
	u32 cmd_log2;
	u32 rank_bits;
	u32 meters;
	u32 encaps;
	u32 tunnels;
	u32 ranges;
	u32 conns;
	u32 key_words;
	u32 ops;
	bool has_rates;
};

/**
 * struct hni_esw_port_stats - hardware counters of one port
 *
 * rx = entered the switch from the port, tx = left through it.
 */
struct hni_esw_port_stats {
	u64 rx_pkts;
	u64 rx_bytes;
	u64 tx_pkts;
	u64 tx_bytes;
	u64 rx_drops;
	u64 tx_drops;
	u64 to_manager;
};

/**
 * struct hni_esw - the e-switch
 * @hdev: manager function
 * @caps: constant
 * @switch_id: constant; the same after every reload
 * @lock: the engine lock: serialises every change of rules and every post to
 *	the command ring, so that the device sees changes in the order in
 *	which the engine made them; not held while waiting for completion
 * @cmd: command ring
 * @ctr: counter snapshots
 * @dump: rows read back
 * @tc: offload/tc's state
 * @sw: offload/switchdev's state
 * @beat: writes the heartbeat register each second
 * @evt_vec: MSI-X vector of events
 * @port_work: queued when a port's state has changed; its function belongs to
 *	offload/switchdev
 * @dead_work: queued when the ring has died; its function belongs to
 *	offload/switchdev
 * @evt_name: of the interrupt
 */
struct hni_esw {
	struct hni_dev *hdev;
	struct hni_esw_caps caps;
	u64 switch_id;
	struct mutex lock;	/* guards rules, cmd's producer side, ctr */
	struct hni_cmd cmd;
	struct hni_ctr *ctr;
	struct hni_dump dump;
	struct hni_tc *tc;
	struct hni_switchdev *sw;
	struct delayed_work beat;
	int evt_vec;
	struct work_struct port_work;
	struct work_struct dead_work;
	char evt_name[32];
};

/**
 * hni_esw_read() - read a register of BAR2
 * @esw: e-switch
 * @reg: HNI_ESW_REG_*, or HNI_ESW_PORT(p) + HNI_ESW_PORT_*
 *
 * Context: any.
 * Return: the value; all ones if the device is gone.
 */
u32 hni_esw_read(struct hni_esw *esw, u32 reg);

/**
 * hni_esw_write() - write a register of BAR2
 * @esw: e-switch
 * @reg: as hni_esw_read()
 * @val: value
 *
 * Context: any.
 */
void hni_esw_write(struct hni_esw *esw, u32 reg, u32 val);

/**
 * hni_esw_port_stats_get() - read the counters of a port
 * @esw: e-switch
 * @port: number
 * @stats: filled; zero if the device is gone
 *
 * Context: any; does not sleep.
 */
void hni_esw_port_stats_get(struct hni_esw *esw, unsigned int port,
			    struct hni_esw_port_stats *stats);

/**
 * hni_esw_hw_init() - read the capabilities and start ring, events, heartbeat
 * @hdev: manager function with BAR2 mapped; @hdev->esw is set on success
 * @port_work: function of hni_esw.port_work
 * @dead_work: function of hni_esw.dead_work; both may be called before this
 *	function has returned
 *
 * Context: process.
 * Return: 0; -EINVAL if a capability makes no sense (the log says which);
 * -ENOMEM; error of the interrupt allocation.
 */
int hni_esw_hw_init(struct hni_dev *hdev, work_func_t port_work,
		    work_func_t dead_work);

/**
 * hni_esw_restart() - begin again with an empty bank of tables
 * @esw: e-switch
 *
 * Ports keep their old tables until their next PORT write, so that the caller
 * can fill the new bank first. What the device forgets of a manager that it
 * took for gone is told again: events here, page bindings by the caller.
 *
 * Context: process, hni_esw.lock held.
 * Return: 0, or -EIO if the device does not start the ring.
 */
int hni_esw_restart(struct hni_esw *esw);

/**
 * hni_esw_hw_detach() - leave a device that loses its state alone
 * @esw: e-switch
 *
 * Context: process, hni_esw.lock not held.
 */
void hni_esw_hw_detach(struct hni_esw *esw);

/**
 * hni_esw_hw_attach() - undo hni_esw_hw_detach(), after hni_esw_restart()
 * @esw: e-switch
 *
 * Context: any.
 */
void hni_esw_hw_attach(struct hni_esw *esw);

/**
 * hni_esw_hw_fini() - undo hni_esw_hw_init()
 * @hdev: manager function
 *
 * Tables stay in the device; what it does with them is its configuration
 * (manager gone).
 *
 * Context: process; waits for the work functions.
 */
void hni_esw_hw_fini(struct hni_dev *hdev);

#endif /* _HNI_HW_ESW_H */
