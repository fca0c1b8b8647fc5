/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the e-switch's command ring.
 *
 * Use, by everything that changes the tables:
 *
 *   mutex_lock(&esw->lock);
 *   hni_cmd_post(...);  ...          as many as belong together
 *   pos = hni_cmd_ring(&esw->cmd);   doorbell, one for all
 *   mutex_unlock(&esw->lock);
 *   err = hni_cmd_wait(&esw->cmd, pos);
 *
 * The wait is outside the lock: parallel writers pipeline, and one completion
 * ends the waits of all whose position it covers.
 */
#ifndef _HNI_HW_ESW_CMD_H
#define _HNI_HW_ESW_CMD_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "esw_encode.h"

struct hni_esw;

/**
 * struct hni_cmd_clock - the device's clock against the kernel's
 * @time_ns: device time of a completion
 * @jiffies: when the driver saw that completion
 */
struct hni_cmd_clock {
	u64 time_ns;
	u64 jiffies;
};

/**
 * struct hni_cmd - command ring, producer and completion side
 *
 * Positions count units of HNI_ESW_UNIT bytes and run freely, over restarts of
 * the ring too: whoever waits for a command that died with the old ring is
 * served by the new one, which holds the same state. The device counts from 0
 * at each start.
 *
 * @esw: owner
 * @units: ring memory, @size units
 * @units_dma: its bus address
 * @size: a power of two
 * @tail: next position to fill; guarded by hni_esw.lock
 * @rung: tail that the device was told; guarded by hni_esw.lock
 * @base: position that is the device's 0; changed at a start
 * @last: header of the last command posted since the doorbell, its interrupt
 *	flag is set by the doorbell; guarded by hni_esw.lock
 * @vec: MSI-X vector of completions
 * @cpl: completion record, written by the device
 * @cpl_dma: its bus address
 * @cpl_lock: guards done, hw_done, clock
 * @done: position executed
 * @hw_done: the same as the device last said it
 * @clock: time of the last completion
 * @wait: for done and is_dead
 * @is_dead: nothing is executed any more, until a restart succeeds
 * @dead_code: HNI_ESW_FATAL_*, or 0 if the device merely stopped answering
 * @dead_pos: the device's position of the command that it could not execute
 * @buf: where a command is encoded; guarded by hni_esw.lock
 * @name: of the interrupt
 */
struct hni_cmd {
	struct hni_esw *esw;
	u8 *units;
	dma_addr_t units_dma;
	u32 size;
	u32 tail;
	u32 rung;
	u32 base;
	u8 *last;
	int vec;
	u8 *cpl;
	dma_addr_t cpl_dma;
	spinlock_t cpl_lock;	/* guards done, hw_done, clock */
	u32 done;
	u32 hw_done;
	struct hni_cmd_clock clock;
	wait_queue_head_t wait;
	bool is_dead;
	u8 dead_code;
	u32 dead_pos;
	u8 buf[HNI_ESW_ENCODE_MAX];
	char name[32];
};

/**
 * hni_cmd_init() - allocate the ring and start it with an empty bank of tables
 * @esw: e-switch
 *
 * Context: process.
 * Return: 0; -ENOMEM; error of the interrupt allocation; -EIO if the device
 * does not start the ring.
 */
int hni_cmd_init(struct hni_esw *esw);

/**
 * hni_cmd_fini() - stop the ring and free it
 * @esw: e-switch; nobody posts or waits any more
 *
 * Context: process.
 */
void hni_cmd_fini(struct hni_esw *esw);

/**
 * hni_cmd_restart() - start the ring anew, for hni_esw_restart()
 * @esw: e-switch
 *
 * Context: process, hni_esw.lock held.
 * Return: 0, or -EIO if the device does not start the ring.
 */
int hni_cmd_restart(struct hni_esw *esw);

/**
 * hni_cmd_detach() - post nothing and end all waiting, until a restart
 * @cmd: ring of a device that loses its state
 *
 * Context: process.
 */
void hni_cmd_detach(struct hni_cmd *cmd);

/**
 * hni_cmd_post_write() - post a WRITE or INVALIDATE
 * @cmd: ring
 * @write: the change
 *
 * Waits for space if need be. On a dead ring the command is dropped: whoever
 * waits for it is told.
 *
 * Context: process, hni_esw.lock held.
 */
void hni_cmd_post_write(struct hni_cmd *cmd, const struct hof_write *write);

/**
 * hni_cmd_post_dump() - post a DUMP
 * @cmd: ring
 * @type: HNI_ESW_TYPE_*
 * @index: first record
 * @count: number of records
 * @dma: where the device shall write them
 *
 * Context: process, hni_esw.lock held.
 */
void hni_cmd_post_dump(struct hni_cmd *cmd, u8 type, u32 index, u32 count,
		       dma_addr_t dma);

/**
 * hni_cmd_post_mode() - post a change of the e-switch's mode
 * @cmd: ring
 * @mode: enum hni_esw_mode
 *
 * Context: process, hni_esw.lock held.
 */
void hni_cmd_post_mode(struct hni_cmd *cmd, u32 mode);

/**
 * hni_cmd_ring() - tell the device about everything posted
 * @cmd: ring
 *
 * Context: process, hni_esw.lock held.
 * Return: position to give to hni_cmd_wait().
 */
u32 hni_cmd_ring(struct hni_cmd *cmd);

/**
 * hni_cmd_wait() - sleep until everything before a position is executed
 * @cmd: ring
 * @pos: from hni_cmd_ring()
 *
 * Context: process, hni_esw.lock not held.
 * Return: 0, or -EIO if the ring is dead. A device that executes nothing for
 * five seconds is declared dead here.
 */
int hni_cmd_wait(struct hni_cmd *cmd, u32 pos);

/**
 * hni_cmd_is_done() - has everything before a position been executed?
 * @cmd: ring
 * @pos: from hni_cmd_ring()
 *
 * Context: any.
 */
bool hni_cmd_is_done(struct hni_cmd *cmd, u32 pos);

/**
 * hni_cmd_clock_get() - last known pair of device time and kernel time
 * @cmd: ring
 * @clock: filled
 *
 * Context: any.
 */
void hni_cmd_clock_get(struct hni_cmd *cmd, struct hni_cmd_clock *clock);

/**
 * hni_cmd_fatal() - see whether the device has stopped the ring
 * @cmd: ring
 *
 * If it has, reads the reason, marks the ring dead, ends all waits and queues
 * hni_esw.dead_work.
 *
 * Context: process.
 */
void hni_cmd_fatal(struct hni_cmd *cmd);

/**
 * hni_cmd_fatal_name() - words for a fatal code
 * @code: HNI_ESW_FATAL_*
 */
const char *hni_cmd_fatal_name(u8 code);

#endif /* _HNI_HW_ESW_CMD_H */
