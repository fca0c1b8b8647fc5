/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to counter snapshots: what rules have counted, without a
 * register read per rule and without a timer.
 */
#ifndef _HNI_HW_ESW_CTR_H
#define _HNI_HW_ESW_CTR_H

#include <linux/types.h>

struct hni_esw;

/**
 * struct hni_ctr_value - what a counter holds
 * @pkts: frames that matched
 * @bytes: of these frames as they entered, from the destination MAC to the
 *	end of data
 * @last_ns: device time of the last one, 0 = none so far
 */
struct hni_ctr_value {
	u64 pkts;
	u64 bytes;
	u64 last_ns;
};

/**
 * hni_ctr_init() - prepare snapshots
 * @esw: e-switch, capabilities are known
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int hni_ctr_init(struct hni_esw *esw);

/**
 * hni_ctr_fini() - free all snapshots
 * @esw: e-switch; the ring has stopped
 *
 * Context: process.
 */
void hni_ctr_fini(struct hni_esw *esw);

/**
 * hni_ctr_use() - a counter is in use from now on
 * @esw: e-switch
 * @idx: counter
 *
 * Context: hni_esw.lock held.
 */
void hni_ctr_use(struct hni_esw *esw, u32 idx);

/**
 * hni_ctr_forget() - all snapshots are void, the device's memory is new
 * @esw: e-switch
 *
 * Context: hni_esw.lock held.
 */
void hni_ctr_forget(struct hni_esw *esw);

/**
 * hni_ctr_read() - read a counter
 * @esw: e-switch
 * @idx: counter, announced by hni_ctr_use()
 * @gen: generation of the row that counts now; counts of another read as zero
 * @fresh: the value must be of after the call; else one not older than 20 ms
 *	will do, and all who ask within that time share one DUMP
 * @val: filled on success
 *
 * Context: process, hni_esw.lock held; dropped and taken again while waiting,
 * so the caller looks its rule up again or has it pinned.
 * Return: 0; -ENOMEM; -EIO if the ring is dead.
 */
int hni_ctr_read(struct hni_esw *esw, u32 idx, u32 gen, bool fresh,
		 struct hni_ctr_value *val);

#endif /* _HNI_HW_ESW_CTR_H */
