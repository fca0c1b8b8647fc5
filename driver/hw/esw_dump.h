/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to reading rows back from the device, one reader at a
 * time. Counters of rules have snapshots of their own, see esw_ctr.h.
 */
#ifndef _HNI_HW_ESW_DUMP_H
#define _HNI_HW_ESW_DUMP_H

#include <linux/mutex.h>
#include <linux/types.h>

struct hni_esw;

/**
 * struct hni_dump - where the device writes the rows
 * @lock: guards @buf; outside of hni_esw.lock
 * @buf: memory, NULL until somebody asks
 * @dma: its bus address
 *
 * The memory is kept: a device that has been given up on may still write to it.
 */
struct hni_dump {
	struct mutex lock;	/* guards buf */
	u8 *buf;
	dma_addr_t dma;
};

/**
 * struct hni_meter_stat - what a meter has counted
 * @pkts: frames that came
 * @bytes: their bytes
 * @drops: frames that were dropped by what was said of them
 * @last_ns: device time of the last one, 0 = none so far
 */
struct hni_meter_stat {
	u64 pkts;
	u64 bytes;
	u64 drops;
	u64 last_ns;
};

/**
 * hni_dump_init() - prepare for reading rows
 * @esw: e-switch
 *
 * Context: process.
 */
void hni_dump_init(struct hni_esw *esw);

/**
 * hni_dump_fini() - undo hni_dump_init()
 * @esw: e-switch; the ring has stopped
 *
 * Context: process.
 */
void hni_dump_fini(struct hni_esw *esw);

/**
 * hni_dump_len() - bytes of a record as it is read back
 * @esw: e-switch
 * @type: HNI_ESW_TYPE_*
 *
 * Context: any.
 */
size_t hni_dump_len(const struct hni_esw *esw, u8 type);

/**
 * hni_dump_read() - read rows as they are in the device
 * @esw: e-switch
 * @type: HNI_ESW_TYPE_*
 * @index: first row
 * @count: number of rows
 * @recs: filled with @count records of hni_dump_len() bytes, raw; an invalid
 *	row reads as all ones
 *
 * Context: process, hni_esw.lock not held; sleeps until the device has answered.
 * Return: 0; -ENOMEM; -EIO if the ring is dead.
 */
int hni_dump_read(struct hni_esw *esw, u8 type, u32 index, u32 count,
		  void *recs);

/**
 * hni_meter_stat_read() - read what a meter has counted
 * @esw: e-switch
 * @row: METER row
 * @gen: its generation; counts of another read as zero
 * @stat: filled on success
 *
 * Context: as hni_dump_read().
 * Return: 0; -ENOMEM; -EIO if the ring is dead, or the device never stops
 * changing the record.
 */
int hni_meter_stat_read(struct hni_esw *esw, u32 row, u32 gen,
			struct hni_meter_stat *stat);

#endif /* _HNI_HW_ESW_DUMP_H */
