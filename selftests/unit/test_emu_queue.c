// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of ports with a limited speed: when frames leave, in which
 * order, and what one port may have waiting.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c
 * Links: tools/emulator/esw*.c tools/emulator/pcapng.c
 * Links: tools/emulator/backend.c tools/emulator/backend_stream.c
 * Links: tools/emulator/log.c tools/emulator/ncsi*.c
 * Links: selftests/unit/emu_cmds.c selftests/unit/emu_bench.c
 * Cflags: -Itools/emulator -Iselftests/unit -D_GNU_SOURCE
 */
#include <string.h>

#include "emu_bench.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MS		1000000ULL
#define START		(1000 * MS)
#define SHARE		64	/* frames of one port that may wait */

static struct emu_frame f = { .off = EMU_FRAME_HEADROOM };

/* 1 Mbit/s: a frame of 101 bytes takes 1 ms; an idle wire has one to spare */
static void start(void)
{
	bench_config();
	bench.cfg.rate[EMU_PORT_UPLINK] = 1000000;
	bench_start();
	f.len = 101;
}

/* A frame for the uplink; its last byte says which it is */
static void send(unsigned int from, uint8_t prio, uint8_t mark)
{
	f.port = (uint8_t)from;
	f.buf[f.off + 20] = mark;
	emu_esw_send_prio(bench.esw, UPLINK, &f, prio);
}

static unsigned int left(uint64_t now)
{
	emu_outq_run(bench.esw, now);
	return bench.ngot;
}

static uint8_t mark(unsigned int i)
{
	return bench.got[i].data[20];
}

static void queue_rate(void)
{
	unsigned int i;

	start();
	for (i = 0; i < 5; i++)
		send(HOST1, 0, 0);
	EXPECT_EQ(left(START), 2);
	EXPECT_EQ(left(START + MS - 1), 2);
	EXPECT_EQ(left(START + MS), 3);
	EXPECT_EQ(emu_outq_run(bench.esw, START + MS), START + 2 * MS);
	EXPECT_EQ(left(START + 2 * MS), 4);
	EXPECT_EQ(left(START + 3 * MS), 5);
	EXPECT_EQ(emu_outq_run(bench.esw, START + 3 * MS), UINT64_MAX);
	bench_stop();
}

/* A worker that is late by up to a millisecond makes up for it */
static void queue_late(void)
{
	unsigned int i;

	start();
	for (i = 0; i < 9; i++)
		send(HOST1, 0, 0);
	left(START);
	EXPECT_EQ(left(START + 50 * MS), 4);
	EXPECT_EQ(left(START + 51 * MS), 5);
	bench_stop();
}

static void queue_priority(void)
{
	start();
	send(HOST1, 0, 10);
	send(HOST1, 3, 13);
	send(HOST2, 7, 17);
	send(HOST1, 7, 27);
	left(START);
	left(START + MS);
	EXPECT_EQ(left(START + 2 * MS), 4);
	EXPECT_EQ(mark(2), 13);
	EXPECT_EQ(mark(3), 10);
	EXPECT_EQ(bench.esw->port[UPLINK].stats.tx_prio[7], 2);
	bench_stop();
}

/* Who has more waiting gets no more of the wire */
static void queue_fair(void)
{
	unsigned int i, host2 = 0;

	start();
	for (i = 0; i < 60; i++)
		send(HOST1, 0, HOST1);
	for (i = 0; i < 30; i++)
		send(HOST2, 0, HOST2);
	for (i = 0; i < 40; i++)
		left(START + i * MS);
	for (i = 0; i < 40; i++)
		host2 += mark(i) == HOST2;
	EXPECT(host2 >= 16 && host2 <= 24);
	bench_stop();
}

/* Turns are counted in bytes: five small frames for a large one */
static void queue_fair_in_bytes(void)
{
	unsigned int i, bytes[PORTS] = { 0 };

	start();
	for (i = 0; i < 60; i++) {
		f.len = 100;
		send(HOST1, 0, HOST1);
		f.len = 1000;
		send(HOST2, 0, HOST2);
	}
	for (i = 0; bench.ngot < 60; i++)
		left(START + i * MS);
	for (i = 0; i < 60; i++)
		bytes[mark(i)] += bench.got[i].len;
	EXPECT(bytes[HOST1] * 10 >= bytes[HOST2] * 7);
	EXPECT(bytes[HOST2] * 10 >= bytes[HOST1] * 7);
	bench_stop();
}

static void queue_share(void)
{
	unsigned int i;

	start();
	for (i = 0; i < SHARE + 6; i++)
		send(HOST1, 0, 0);
	EXPECT_EQ(bench_drops(UPLINK, EMU_DROP_TX_FULL), 6);
	send(HOST2, 0, 0);
	EXPECT_EQ(bench_drops(UPLINK, EMU_DROP_TX_FULL), 6);
	/* What has left makes room: two of HOST1 */
	EXPECT_EQ(left(START), 2);
	for (i = 0; i < 3; i++)
		send(HOST1, 0, 0);
	EXPECT_EQ(bench_drops(UPLINK, EMU_DROP_TX_FULL), 7);
	bench_stop();
}

static void queue_no_limit(void)
{
	start();
	f.port = UPLINK;
	emu_esw_send(bench.esw, HOST1, &f);
	EXPECT_STREQ(bench_got(), "1");
	EXPECT_EQ(emu_outq_run(bench.esw, START), UINT64_MAX);
	bench_stop();
}

/* What the wire carried is counted, not what waits */
static void queue_counts(void)
{
	start();
	send(HOST1, 0, 0);
	EXPECT_EQ(bench.esw->port[UPLINK].stats.tx_frames, 0);
	left(START);
	EXPECT_EQ(bench.esw->port[UPLINK].stats.tx_frames, 1);
	EXPECT_EQ(bench.esw->port[UPLINK].stats.tx_bytes, 101);
	EXPECT_EQ(bench.got[0].len, 101);
	bench_stop();
}

static void queue_bmc(void)
{
	bench_config();
	bench.cfg.rate[EMU_RATE_BMC] = 1000000;
	bench_start();
	EXPECT(bench.esw->port[BMC].outq);
	EXPECT(!bench.esw->port[UPLINK].outq);
	bench_stop();
}

/* ---- Rates of ports ---- */

static void rate_write(unsigned int port, uint32_t reg, uint32_t kbit)
{
	bench_write(HNI_ESW_PORT(port) + reg, kbit);
}

/* 40 frames have left: how many of them HOST2 has sent */
static unsigned int host2_of_40(void)
{
	unsigned int i, host2 = 0;

	for (i = 0; i < 60; i++)
		send(HOST1, 0, HOST1);
	for (i = 0; i < 60; i++)
		send(HOST2, 0, HOST2);
	for (i = 0; i < 40; i++)
		left(START + i * MS);
	for (i = 0; i < 40; i++)
		host2 += mark(i) == HOST2;
	return host2;
}

/* 750 of 1,000 kbit/s */
static void rate_share(void)
{
	unsigned int host2;

	start();
	rate_write(HOST2, HNI_ESW_PORT_TX_SHARE, 750);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST2) + HNI_ESW_PORT_TX_SHARE),
		  750);
	host2 = host2_of_40();
	EXPECT(host2 >= 29 && host2 <= 31);
	bench_stop();
}

/* What others send while the BMC has 300 of 1,000 kbit/s */
static const struct rate_load {
	uint32_t from;			/* bits: ports */
	uint32_t len, bmc_len;
	uint8_t prio;
} rate_loads[] = {
	{ 1 << HOST1, 1000, 1000, 0 },
	{ 1 << HOST1 | 1 << HOST2, 1000, 1000, 0 },
	{ 1 << HOST1 | 1 << HOST2 | 1 << PF0 | 1 << UPLINK, 1000, 1000, 0 },
	{ 1 << HOST1 | 1 << HOST2, 60, 1000, 0 },
	{ 1 << HOST1 | 1 << HOST2, 1500, 60, 0 },
	{ 1 << HOST1 | 1 << HOST2, 1000, 1000, 7 },
};

/* Everybody's queue is kept full; all that has left is counted */
static void rate_load_run(const struct rate_load *load, uint64_t *sum,
			  uint64_t *bmc)
{
	struct emu_port_stats *st = &bench.esw->port[UPLINK].stats;
	unsigned int i, at, frames;

	for (i = 0; i < 4000; i++) {
		for (at = 0; at < PORTS; at++) {
			f.len = at == BMC ? load->bmc_len : load->len;
			if (at == BMC || load->from & 1 << at)
				send(at, at == BMC ? 0 : load->prio, 0);
		}
		bench.ngot = 0;
		left(START + i * MS);
	}
	frames = (unsigned int)st->from[BMC];
	*bmc = (uint64_t)frames * (load->bmc_len + EMU_WIRE_OVERHEAD);
	*sum = *bmc + (st->tx_frames - frames) *
	       (load->len + EMU_WIRE_OVERHEAD);
}

/* 300 of 1,000 kbit/s, within a hundredth, whatever others send */
static void rate_share_of_any_load(void)
{
	uint64_t sum, bmc;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rate_loads); i++) {
		start();
		rate_write(BMC, HNI_ESW_PORT_TX_SHARE, 300);
		rate_load_run(&rate_loads[i], &sum, &bmc);
		EXPECT(sum > 450000);
		EXPECT(bmc * 1000 >= sum * 290 && bmc * 1000 <= sum * 310);
		bench_stop();
	}
}

/* All of the wire is promised: others still get something */
static void rate_share_of_all(void)
{
	static const struct rate_load load = { 1 << HOST1, 1000, 1000, 0 };
	uint64_t sum, bmc;

	start();
	rate_write(BMC, HNI_ESW_PORT_TX_SHARE, 1000);
	rate_load_run(&load, &sum, &bmc);
	EXPECT(bmc * 1000 >= sum * 950 && bmc * 1000 <= sum * 980);
	bench_stop();
}

/* A share that nobody uses is everybody's */
static void rate_share_unused(void)
{
	unsigned int i;

	start();
	rate_write(BMC, HNI_ESW_PORT_TX_SHARE, 900);
	for (i = 0; i < 20; i++)
		send(HOST1, 0, 0);
	for (i = 0; i < 20; i++)
		left(START + i * MS);
	EXPECT_EQ(bench.ngot, 20);
	bench_stop();
}

/* Three times the speed altogether: two parts for HOST2, one for HOST1 */
static void rate_share_too_much(void)
{
	unsigned int host2;

	start();
	rate_write(HOST1, HNI_ESW_PORT_TX_SHARE, 1000);
	rate_write(HOST2, HNI_ESW_PORT_TX_SHARE, 2000);
	host2 = host2_of_40();
	EXPECT(host2 >= 23 && host2 <= 31);
	bench_stop();
}

/* 1 Mbit/s: a frame of 101 bytes, 125 on the wire, takes 1 ms */
static void rate_max(void)
{
	struct emu_esw *esw;

	bench_config();
	bench_start();
	esw = bench.esw;
	esw->now_ns = START;
	emu_rate_charge(esw, HOST1, 101);
	EXPECT(emu_rate_permits(esw, HOST1));
	rate_write(HOST1, HNI_ESW_PORT_TX_MAX, 1000);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_TX_MAX), 1000);
	EXPECT_EQ(emu_rate_next(esw), UINT64_MAX);
	emu_rate_charge(esw, HOST1, 101);
	EXPECT(emu_rate_permits(esw, HOST1));
	emu_rate_charge(esw, HOST1, 101);
	EXPECT(!emu_rate_permits(esw, HOST1));
	EXPECT(emu_rate_permits(esw, HOST2));
	EXPECT_EQ(emu_rate_next(esw), START + MS);
	esw->now_ns = START + MS;
	EXPECT(emu_rate_permits(esw, HOST1));
	rate_write(HOST1, HNI_ESW_PORT_TX_MAX, 0);
	emu_rate_charge(esw, HOST1, 1000);
	EXPECT(emu_rate_permits(esw, HOST1));
	bench_stop();
}

/* What enters is charged by the e-switch itself */
static void rate_max_of_frames(void)
{
	bench_config();
	bench_start();
	bench.esw->now_ns = START;
	rate_write(BMC, HNI_ESW_PORT_TX_MAX, 1);
	bench_rx(BMC, "all", "bmc");
	EXPECT(!emu_rate_permits(bench.esw, BMC));
	bench_stop();
}

static void rate_other_ports(void)
{
	bench_config();
	bench_start();
	rate_write(UPLINK, HNI_ESW_PORT_TX_MAX, 1000);
	rate_write(PF0, HNI_ESW_PORT_TX_SHARE, 1000);
	EXPECT_EQ(bench.findings, 2);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(UPLINK) + HNI_ESW_PORT_TX_MAX), 0);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(PF0) + HNI_ESW_PORT_TX_SHARE), 0);
	bench_stop();
}

static const struct ktap_case cases[] = {
	{ "emu_queue.frames_leave_at_the_rate", queue_rate },
	{ "emu_queue.a_late_worker_makes_up_for_little", queue_late },
	{ "emu_queue.highest_priority_leaves_first", queue_priority },
	{ "emu_queue.ports_share_the_wire", queue_fair },
	{ "emu_queue.shares_are_counted_in_bytes", queue_fair_in_bytes },
	{ "emu_queue.one_port_cannot_fill_it", queue_share },
	{ "emu_queue.without_rate_nothing_waits", queue_no_limit },
	{ "emu_queue.counters_wait_for_the_wire", queue_counts },
	{ "emu_queue.bmc_is_found_with_any_hosts", queue_bmc },
	{ "emu_rate.share_is_kept", rate_share },
	{ "emu_rate.share_is_kept_from_any_load", rate_share_of_any_load },
	{ "emu_rate.shares_leave_something", rate_share_of_all },
	{ "emu_rate.unused_share_is_everybodys", rate_share_unused },
	{ "emu_rate.shares_beyond_the_speed_are_scaled", rate_share_too_much },
	{ "emu_rate.maximum_makes_wait", rate_max },
	{ "emu_rate.frames_are_charged", rate_max_of_frames },
	{ "emu_rate.uplink_and_manager_have_none", rate_other_ports },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
