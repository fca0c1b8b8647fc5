/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the device's clock and to what its time stamps mean.
 */
#ifndef _HNI_HW_CLOCK_H
#define _HNI_HW_CLOCK_H

#include <linux/ptp_clock_kernel.h>
#include <linux/seqlock.h>

#include "../hni.h"

/* Adjustments of the frequency are up to this, either way */
#define HNI_CLOCK_ADJ_MAX_PPB	999999999

/*
 * A stamp is the low 40 bits of the counter. It is told from others by the
 * count that was read last, so that has to be younger than half a turn: 9 min,
 * half of that for a clock which runs at twice its speed.
 */
#define HNI_CLOCK_REFRESH	(60 * HZ)

/**
 * struct hni_clock - the device's clock
 *
 * The counter is set once and runs freely; time is the counter and an offset.
 * So no stamp under way becomes wrong when somebody sets the time.
 *
 * @hdev: device
 * @ptp: as the kernel knows it; NULL in a kernel without such clocks
 * @info: what the kernel calls
 * @lock: guards all that follows; taken with interrupts off
 * @seen: counter when it was last read, ns
 * @seen_at: time since boot then, ns
 * @offset: what to add to the counter, ns
 * @addend: of the counter each cycle, 2^-32 ns
 */
struct hni_clock {
	struct hni_dev *hdev;
	struct ptp_clock *ptp;
	struct ptp_clock_info info;
	seqlock_t lock;			/* guards what follows */
	u64 seen;
	u64 seen_at;
	s64 offset;
	u64 addend;
};

/**
 * hni_clock_init() - start the clock at the time of the system
 * @hdev: device
 * @clock: zeroed
 *
 * Context: process.
 */
void hni_clock_init(struct hni_dev *hdev, struct hni_clock *clock);

/**
 * hni_clock_resume() - make sure that the clock runs
 * @clock: clock
 *
 * One that a reset has stopped goes on about where it would be now, at the
 * speed it had. One that runs is left alone.
 *
 * Context: process.
 */
void hni_clock_resume(struct hni_clock *clock);

/**
 * hni_clock_get() - read the time
 * @clock: clock
 * @time: filled, ns
 * @sts: filled with the time of the system around the reading; may be NULL
 *
 * Context: any.
 * Return: 0; -ENODEV if the device is gone.
 */
int hni_clock_get(struct hni_clock *clock, u64 *time,
		  struct ptp_system_timestamp *sts);

/**
 * hni_clock_set() - set the time
 * @clock: clock
 * @time: ns
 *
 * Context: any.
 * Return: 0; -ENODEV if the device is gone.
 */
int hni_clock_set(struct hni_clock *clock, u64 time);

/**
 * hni_clock_shift() - move the time
 * @clock: clock
 * @delta: ns
 *
 * Context: any.
 */
void hni_clock_shift(struct hni_clock *clock, s64 delta);

/**
 * hni_clock_tune() - choose the speed
 * @clock: clock
 * @scaled_ppm: deviation from the nominal one, 2^-16 ppm; checked
 *
 * Context: any.
 * Return: 0; -ENODEV if the device is gone.
 */
int hni_clock_tune(struct hni_clock *clock, long scaled_ppm);

/**
 * hni_clock_refresh() - take note of the counter; due every HNI_CLOCK_REFRESH
 * @clock: clock
 *
 * Context: any.
 * Return: 0; -ENODEV if the device is gone.
 */
int hni_clock_refresh(struct hni_clock *clock);

/**
 * hni_clock_stamp() - the time that a stamp means
 * @clock: clock
 * @stamp: low 40 bits of the counter
 *
 * Context: any.
 */
ktime_t hni_clock_stamp(const struct hni_clock *clock, u64 stamp);

#endif /* _HNI_HW_CLOCK_H */
