// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the registers of the clock: a free-running counter of nanoseconds, its
 * speed, and what it means.
 */

#include <linux/bitfield.h>
#include <linux/timekeeping.h>

#include "clock.h"

#define HNI_CLOCK_STAMP_BITS	40

/* 1 2/3 ns for each cycle of 600 MHz, in units of 2^-32 ns */
#define HNI_CLOCK_ADDEND	0x1aaaaaaaaULL

/* How often the MAC learns the time, and the unit of launch times */
#define HNI_CLOCK_MAC_IVAL	3
#define HNI_CLOCK_TICK_IVAL	1

#define HNI_CLOCK_CTRL							\
	(HNI_PTP_CTRL_EN |						\
	 FIELD_PREP_CONST(HNI_PTP_CTRL_TICK_IVAL, HNI_CLOCK_TICK_IVAL))

static void hni_clock_flush(struct hni_clock *clock)
{
	hni_csr_read(clock->hdev, HNI_CSR_PTP_SPARE);
}

static void hni_clock_addend_write(struct hni_clock *clock)
{
	hni_csr_write(clock->hdev, HNI_CSR_PTP_ADD_VAL_NS,
		      upper_32_bits(clock->addend));
	hni_csr_write(clock->hdev, HNI_CSR_PTP_ADD_VAL_SUBNS,
		      lower_32_bits(clock->addend));
}

static void hni_clock_counter_load(struct hni_clock *clock, u64 count)
{
	struct hni_dev *hdev = clock->hdev;

	hni_csr_write(hdev, HNI_CSR_PTP_CTRL, HNI_CLOCK_CTRL);
	hni_clock_addend_write(clock);
	hni_csr_write(hdev, HNI_CSR_PTP_INIT_HI, upper_32_bits(count));
	hni_csr_write(hdev, HNI_CSR_PTP_INIT_LO, lower_32_bits(count));
	hni_csr_write(hdev, HNI_CSR_PTP_ADJUST, HNI_PTP_ADJUST_INIT);
	/* with the outputs to transmission and MAC, now that it is right */
	hni_csr_write(hdev, HNI_CSR_PTP_CTRL,
		      HNI_CLOCK_CTRL | HNI_PTP_CTRL_TQS_OUT_EN |
		      FIELD_PREP(HNI_PTP_CTRL_MAC_OUT_IVAL,
				 HNI_CLOCK_MAC_IVAL));
	hni_clock_flush(clock);
}

/* The counter and, closely around the reading of its low word, the system's */
static u64 hni_clock_counter_read(struct hni_clock *clock,
				  struct ptp_system_timestamp *sts)
{
	struct hni_dev *hdev = clock->hdev;
	u32 hi, lo, again;

	hi = hni_csr_read(hdev, HNI_CSR_PTP_CTR_VAL_HI);
	ptp_read_system_prets(sts);
	lo = hni_csr_read(hdev, HNI_CSR_PTP_CTR_VAL_LO);
	ptp_read_system_postts(sts);
	again = hni_csr_read(hdev, HNI_CSR_PTP_CTR_VAL_HI);
	if (likely(again == hi))
		return (u64)hi << 32 | lo;

	/* a carry in between; the next one is seconds away */
	ptp_read_system_prets(sts);
	lo = hni_csr_read(hdev, HNI_CSR_PTP_CTR_VAL_LO);
	ptp_read_system_postts(sts);
	return (u64)again << 32 | lo;
}

static void hni_clock_note(struct hni_clock *clock, u64 count)
{
	lockdep_assert_held(&clock->lock.lock);
	clock->seen = count;
	clock->seen_at = ktime_get_boottime_ns();
}

void hni_clock_init(struct hni_dev *hdev, struct hni_clock *clock)
{
	clock->hdev = hdev;
	seqlock_init(&clock->lock);
	clock->addend = HNI_CLOCK_ADDEND;
	hni_clock_counter_load(clock, 0);
	write_seqlock_irq(&clock->lock);
	hni_clock_note(clock, 0);
	clock->offset = ktime_get_real_ns();
	write_sequnlock_irq(&clock->lock);
}

void hni_clock_resume(struct hni_clock *clock)
{
	u64 count = hni_clock_counter_read(clock, NULL);

	write_seqlock_irq(&clock->lock);
	if (count < clock->seen) {
		count = clock->seen + ktime_get_boottime_ns() - clock->seen_at;
		hni_clock_counter_load(clock, count);
	}
	hni_clock_note(clock, count);
	write_sequnlock_irq(&clock->lock);
}

static s64 hni_clock_offset(const struct hni_clock *clock)
{
	unsigned int seq;
	s64 offset;

	do {
		seq = read_seqbegin(&clock->lock);
		offset = clock->offset;
	} while (read_seqretry(&clock->lock, seq));
	return offset;
}

int hni_clock_get(struct hni_clock *clock, u64 *time,
		  struct ptp_system_timestamp *sts)
{
	u64 count = hni_clock_counter_read(clock, sts);

	if (hni_dev_is_dead(clock->hdev))
		return -ENODEV;
	*time = count + hni_clock_offset(clock);
	return 0;
}

int hni_clock_set(struct hni_clock *clock, u64 time)
{
	u64 count = hni_clock_counter_read(clock, NULL);
	unsigned long flags;

	if (hni_dev_is_dead(clock->hdev))
		return -ENODEV;
	write_seqlock_irqsave(&clock->lock, flags);
	clock->offset = time - count;
	write_sequnlock_irqrestore(&clock->lock, flags);
	return 0;
}

void hni_clock_shift(struct hni_clock *clock, s64 delta)
{
	unsigned long flags;

	write_seqlock_irqsave(&clock->lock, flags);
	clock->offset += delta;
	write_sequnlock_irqrestore(&clock->lock, flags);
}

int hni_clock_tune(struct hni_clock *clock, long scaled_ppm)
{
	unsigned long flags;

	write_seqlock_irqsave(&clock->lock, flags);
	clock->addend = adjust_by_scaled_ppm(HNI_CLOCK_ADDEND, scaled_ppm);
	hni_clock_addend_write(clock);
	hni_csr_write(clock->hdev, HNI_CSR_PTP_ADJUST,
		      HNI_PTP_ADJUST_ADDEND_SET);
	write_sequnlock_irqrestore(&clock->lock, flags);
	hni_clock_flush(clock);
	return hni_dev_is_dead(clock->hdev) ? -ENODEV : 0;
}

int hni_clock_refresh(struct hni_clock *clock)
{
	u64 count = hni_clock_counter_read(clock, NULL);
	unsigned long flags;

	if (hni_dev_is_dead(clock->hdev))
		return -ENODEV;
	write_seqlock_irqsave(&clock->lock, flags);
	hni_clock_note(clock, count);
	write_sequnlock_irqrestore(&clock->lock, flags);
	return 0;
}

/* A stamp may be older than the count it is told by, or younger. */
ktime_t hni_clock_stamp(const struct hni_clock *clock, u64 stamp)
{
	unsigned int seq;
	u64 seen;
	s64 time;

	do {
		seq = read_seqbegin(&clock->lock);
		seen = clock->seen;
		time = seen + clock->offset;
	} while (read_seqretry(&clock->lock, seq));
	time += sign_extend64(stamp - seen, HNI_CLOCK_STAMP_BITS - 1);
	return ns_to_ktime(time);
}
