// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of interrupt moderation: thresholds, timeouts, what a
 * driver reads of them, and when an interrupt would be in vain.
 *
 * Links: selftests/unit/emu_dev.c tools/emulator/csr.c
 * Links: tools/emulator/csr_table.c tools/emulator/csum.c
 * Links: tools/emulator/dma.c tools/emulator/func.c tools/emulator/fw*.c
 * Links: tools/emulator/timer.c tools/emulator/irq*.c
 * Links: tools/emulator/fault.c
 * Links: tools/emulator/link.c tools/emulator/mbox.c
 * Links: tools/emulator/pause.c
 * Links: tools/emulator/pci.c tools/emulator/ptp.c tools/emulator/queue.c
 * Links: tools/emulator/rpc.c tools/emulator/rpc_parse.c
 * Links: tools/emulator/rpc_key.c
 * Links: tools/emulator/rss.c tools/emulator/rx.c tools/emulator/stats.c
 * Links: tools/emulator/strict.c tools/emulator/tlv.c tools/emulator/tso.c
 * Links: tools/emulator/tx.c
 * Cflags: -D_GNU_SOURCE -Itools/emulator
 */
#include <string.h>

#include "emu_dev.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define VECTOR		2
#define VECTOR_BIT	4U		/* of VECTOR */
#define US		1000ULL
#define REARM		0x80000000U

static struct emu_frame f;

/* Page 0 with a threshold that is out of reach and 30 us for both timeouts */
static void setup(void)
{
	emu_dev_up(1);
	emu_dev_buffers_post(0, 32);
	emu_dev_queue_write(0, HNI_QUEUE_RIM_THRESHOLD, 511);
	emu_dev_queue_write(0, HNI_QUEUE_TIM_THRESHOLD, 511);
	f.off = EMU_FRAME_HEADROOM;
	f.len = 60;
	memcpy(f.buf + f.off + 12, "\x88\xb5", 2);
}

/* One frame: HDR_AL and META */
static void receive(void)
{
	emu_func_deliver(dev.fn, &f);
}

static bool is_raised(void)
{
	return emu_dev_read(HNI_CSR_INTR_STATUS(0)) & VECTOR_BIT;
}

/* As a poll does it: take everything, then re-arm */
static void poll_done(void)
{
	emu_dev_queue_write(0, HNI_QUEUE_RCQ_HEAD,
			    emu_dev_queue_read(0, HNI_QUEUE_RCQ_PTRS) >> 16);
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(VECTOR), REARM);
}

static void coal_timeout(void)
{
	setup();
	receive();
	EXPECT(!is_raised());
	emu_dev_pass(29 * US);
	EXPECT(!is_raised());
	emu_dev_pass(1 * US);
	EXPECT(is_raised());
	emu_dev_close();
}

static void coal_timeout_set(void)
{
	setup();
	/* 7 us to receive, 5 us to transmit, without unmasking */
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(VECTOR),
		      0x20004000 | 5 << 15 | 7);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_RCQ_TIMEOUT(VECTOR)), 7);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_TCQ_TIMEOUT(VECTOR)), 5);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_MASK(0)) & VECTOR_BIT, VECTOR_BIT);
	receive();
	emu_dev_pass(6 * US);
	EXPECT(!is_raised());
	emu_dev_pass(1 * US);
	EXPECT(is_raised());
	emu_dev_close();
}

static void coal_timeout_zero(void)
{
	setup();
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(VECTOR), 0x20004000);
	receive();
	EXPECT(is_raised());
	emu_dev_close();
}

static void coal_tick(void)
{
	setup();
	/* A tick of 1200 cycles: 2 us */
	emu_dev_write(HNI_CSR_QM_RCQ_CTL0, 1200U << 16);
	receive();
	emu_dev_pass(59 * US);
	EXPECT(!is_raised());
	emu_dev_pass(1 * US);
	EXPECT(is_raised());
	emu_dev_close();
}

static void coal_threshold(void)
{
	setup();
	emu_dev_queue_write(0, HNI_QUEUE_RIM_THRESHOLD, 6);
	receive();
	receive();
	EXPECT(!is_raised());
	receive();
	EXPECT(is_raised());
	emu_dev_close();
}

/* What was counted for one interrupt does not count for the next */
static void coal_threshold_again(void)
{
	setup();
	emu_dev_queue_write(0, HNI_QUEUE_RIM_THRESHOLD, 4);
	receive();
	receive();
	emu_dev_write(HNI_CSR_INTR_CLEAR(0), VECTOR_BIT);
	receive();
	EXPECT(!is_raised());
	receive();
	EXPECT(is_raised());
	emu_dev_close();
}

static void coal_in_vain(void)
{
	setup();
	receive();
	poll_done();
	emu_dev_pass(100 * US);
	EXPECT_EQ(dev.fn->irq.pba[0] & VECTOR_BIT, 0);
	/* ... and the next frame is not forgotten */
	receive();
	emu_dev_pass(30 * US);
	EXPECT_EQ(dev.fn->irq.pba[0] & VECTOR_BIT, VECTOR_BIT);
	emu_dev_close();
}

static void coal_while_masked(void)
{
	setup();
	receive();
	emu_dev_pass(30 * US);
	/* The vector is masked: the interrupt waits */
	EXPECT_EQ(dev.fn->irq.pba[0] & VECTOR_BIT, 0);
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(VECTOR), REARM);
	EXPECT_EQ(dev.fn->irq.pba[0] & VECTOR_BIT, VECTOR_BIT);
	emu_dev_close();
}

static void coal_queue_masked(void)
{
	setup();
	emu_dev_queue_write(0, HNI_QUEUE_RIM_MASK, 1);
	receive();
	emu_dev_pass(100 * US);
	EXPECT(!is_raised());
	emu_dev_close();
}

static void coal_status(void)
{
	setup();
	receive();
	emu_dev_pass(10 * US);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RIM_COAL_STATUS),
		  2 << 16 | 20);
	emu_dev_queue_write(0, HNI_QUEUE_RIM_CLEAR, 1);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_RIM_COAL_STATUS) >> 16, 0);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_TIM_COUNTS), 0);
	emu_dev_close();
}

static void coal_reload(void)
{
	setup();
	receive();
	emu_dev_pass(20 * US);
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(VECTOR), 0x40000000);
	emu_dev_pass(29 * US);
	EXPECT(!is_raised());
	emu_dev_pass(1 * US);
	EXPECT(is_raised());
	emu_dev_close();
}

static void coal_set(void)
{
	setup();
	emu_dev_queue_write(0, HNI_QUEUE_TIM_SET, 1);
	EXPECT(is_raised());
	emu_dev_close();
}

static void coal_transmit(void)
{
	setup();
	emu_dev_ram64_set(EMU_DEV_TWQ, 0x0000082000000000);
	emu_dev_ram64_set(EMU_DEV_TWQ + 8, 60ULL << 48 | 3ULL << 46 | 0x20000);
	emu_dev_queue_write(0, HNI_QUEUE_TWQ0_TAIL, 2);
	emu_func_poll_tx(dev.fn, 64);
	EXPECT_EQ(emu_dev_queue_read(0, HNI_QUEUE_TIM_COUNTS), 1);
	emu_dev_pass(29 * US);
	EXPECT(!is_raised());
	emu_dev_pass(1 * US);
	EXPECT(is_raised());
	emu_dev_close();
}

/* A round of the worker ends every timeout, and the clock none */
static void coal_sync(void)
{
	setup();
	dev.cfg.sync = true;
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(VECTOR), REARM);
	receive();
	EXPECT_EQ(emu_irq_is_masked(&dev.fn->irq, VECTOR), false);
	emu_dev_pass(0);
	EXPECT_EQ(emu_irq_is_masked(&dev.fn->irq, VECTOR), true);
	EXPECT_EQ(dev.fn->coal.due[VECTOR], 0);
	emu_dev_close();
}

/* While the host polls nothing is owed; what comes then waits for its end */
static void coal_sync_masked(void)
{
	setup();
	dev.cfg.sync = true;
	receive();
	emu_dev_pass(1000 * US);
	EXPECT(!is_raised());
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(VECTOR), REARM);
	emu_dev_pass(0);
	EXPECT_EQ(emu_irq_is_masked(&dev.fn->irq, VECTOR), true);
	emu_dev_close();
}

static void coal_reset(void)
{
	setup();
	emu_dev_write(HNI_CSR_INTR_CQ_REARM(VECTOR), 0x20004000 | 99);
	receive();
	emu_func_reset(dev.fn);
	emu_dev_pass(1000 * US);
	EXPECT(!is_raised());
	/* Finite: a driver may never set one */
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_RCQ_TIMEOUT(VECTOR)), 30);
	EXPECT_EQ(emu_dev_read(HNI_CSR_INTR_TCQ_TIMEOUT(255)), 30);
	emu_dev_close();
}

static const struct ktap_case cases[] = {
	{ "emu_coal.timeout_raises_the_vector", coal_timeout },
	{ "emu_coal.rearm_sets_timeouts_without_unmasking", coal_timeout_set },
	{ "emu_coal.timeout_zero_is_at_once", coal_timeout_zero },
	{ "emu_coal.tick_is_programmable", coal_tick },
	{ "emu_coal.threshold_counts_descriptors", coal_threshold },
	{ "emu_coal.counting_begins_again", coal_threshold_again },
	{ "emu_coal.nothing_left_no_interrupt", coal_in_vain },
	{ "emu_coal.masked_vector_keeps_it", coal_while_masked },
	{ "emu_coal.masked_queue_raises_nothing", coal_queue_masked },
	{ "emu_coal.status_shows_count_and_timer", coal_status },
	{ "emu_coal.reload_starts_the_timer_again", coal_reload },
	{ "emu_coal.set_raises_at_once", coal_set },
	{ "emu_coal.transmit_is_moderated_too", coal_transmit },
	{ "emu_coal.sync_raises_after_each_burst", coal_sync },
	{ "emu_coal.sync_leaves_a_masked_vector_alone", coal_sync_masked },
	{ "emu_coal.reset_leaves_a_short_timeout", coal_reset },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
