// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of BAR2 and of the command ring as a driver sees them.
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
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "emu_bench.h"
#include "ktap.h"

#define CMD_VECTOR	5
#define EVT_VECTOR	6

static void start(void)
{
	bench_config();
	bench_start();
	bench_write(HNI_ESW_REG_CMD_VECTOR,
		    HNI_ESW_VECTOR_ENABLE | CMD_VECTOR);
	bench_write(HNI_ESW_REG_EVT_VECTOR,
		    HNI_ESW_VECTOR_ENABLE | EVT_VECTOR);
	bench_ring_start();
}

static void post_nop(uint32_t flags)
{
	struct cmds c;

	cmds_header(&c, HNI_ESW_OP_NOP, 0, 0, 0);
	emu_put_le32(c.buf + HNI_ESW_CMD_FLAGS, flags);
	bench_post(&c);
}

static uint32_t done(void)
{
	return emu_get_le32(bench.mem + BENCH_CPL + HNI_ESW_CPL_DONE);
}

static uint32_t cpl_status(void)
{
	return emu_get_le32(bench.mem + BENCH_CPL + HNI_ESW_CPL_STATUS);
}

static bool fatal(enum hni_esw_fatal code, uint32_t pos)
{
	uint32_t want = HNI_ESW_STATUS_ENABLED | HNI_ESW_STATUS_FATAL |
			EMU_PREP(HNI_ESW_STATUS_CODE, (uint32_t)code);

	return bench_read(HNI_ESW_REG_STATUS) == want &&
	       bench_read(HNI_ESW_REG_FATAL_POS) == pos &&
	       bench_read(HNI_ESW_REG_CMD_HEAD) == pos;
}

/* ---- Registers ---- */

static void bar_shows_identity_and_sizes(void)
{
	start();
	EXPECT_EQ(bench_read(HNI_ESW_REG_MAGIC), HNI_ESW_MAGIC);
	EXPECT_EQ(bench_read(HNI_ESW_REG_VERSION), 0x10003);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_PORTS), PORTS);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_FLOW_ROWS), 16);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_SLOTS), 4);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_TCAM_ROWS), 32);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_RANK_BITS), 16);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_METERS), 8);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_ENCAPS), 4);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_TUNNELS), 4);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_RANGES), 8);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_CONNS), 16);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_KEY_WORDS), 64);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CAP_OPS), 64);
	EXPECT_EQ(bench_read(0xfffc), 0);
	bench_stop();
}

static void bar_ports_have_types_and_addresses(void)
{
	start();
	EXPECT_EQ(bench_read(HNI_ESW_PORT(UPLINK)), HNI_ESW_KIND_UPLINK);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(PF0)), HNI_ESW_KIND_PF);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST2)), HNI_ESW_KIND_PF | 2 << 8);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(BMC)), HNI_ESW_KIND_BMC | 1 << 16);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_MAC_HI),
		  HNI_ESW_PORT_MAC_HI_VALID | 0x0200);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_MAC_LO), 0x10);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(UPLINK) + HNI_ESW_PORT_MAC_HI), 0);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_STATE), 3);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(PORTS)), 0);
	bench_stop();
}

static void bar_counters_are_64_bit(void)
{
	start();
	bench.esw->port[HOST1].stats.rx_bytes = 0x1122334455667788;
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_RX_BYTES),
		  0x55667788);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_RX_BYTES + 4),
		  0x11223344);
	bench.esw->port[HOST1].stats.to_manager = 9;
	EXPECT_EQ(bench_read(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_TO_MANAGER), 9);
	bench_stop();
}

static void bar_bad_writes_are_findings(void)
{
	static const struct { uint32_t off, val; } bad[] = {
		{ HNI_ESW_REG_MAGIC, 1 }, { HNI_ESW_REG_STATUS, 1 },
		{ 0x2c, 1 }, { 0x41, 1 }, { 0xfffc, 1 },
		{ HNI_ESW_REG_QBIND(3), HNI_ESW_QBIND_ENABLE | 9 },
		{ HNI_ESW_PORT(1) + HNI_ESW_PORT_MTU, 10 },
		{ HNI_ESW_PORT(1) + HNI_ESW_PORT_MTU, 9729 },
		{ HNI_ESW_PORT(1) + HNI_ESW_PORT_TYPE, 1 },
	};
	unsigned int i;

	start();
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		bench_write(bad[i].off, bad[i].val);
		EXPECT_EQ(bench.findings, i + 1);
	}
	EXPECT_EQ(bench_read(HNI_ESW_REG_QBIND(3)), 0);
	bench_stop();
}

static void bar_mac_of_a_host_can_be_changed(void)
{
	uint32_t at = HNI_ESW_PORT(HOST1);

	start();
	bench_write(at + HNI_ESW_PORT_MAC_LO, 0x01010101);
	bench_write(at + HNI_ESW_PORT_MAC_HI,
		    HNI_ESW_PORT_MAC_HI_VALID | 0x0201);
	bench_rx(UPLINK, "stranger", "other");
	EXPECT_STREQ(bench_got(), "1");
	/* another port's, a group's, and that of a port that owns its own */
	bench_write(at + HNI_ESW_PORT_MAC_LO, 0x20);
	bench_write(at + HNI_ESW_PORT_MAC_HI,
		    HNI_ESW_PORT_MAC_HI_VALID | 0x0200);
	EXPECT_EQ(bench_read(at + HNI_ESW_PORT_MAC_LO), 0x01010101);
	bench_write(at + HNI_ESW_PORT_MAC_HI,
		    HNI_ESW_PORT_MAC_HI_VALID | 0x0101);
	bench_write(HNI_ESW_PORT(BMC) + HNI_ESW_PORT_MAC_HI,
		    HNI_ESW_PORT_MAC_HI_VALID | 0x0203);
	EXPECT_EQ(bench.findings, 3);
	bench_stop();
}

static void evt_port_follows_the_far_side(void)
{
	start();
	bench_write(HNI_ESW_REG_EVT_STATUS, ~0U);
	memset(bench.irqs, 0, sizeof(bench.irqs));
	bench.peer[UPLINK] = false;
	emu_esw_ports_update(bench.esw);
	EXPECT_EQ(bench_read(HNI_ESW_REG_EVT_STATUS), HNI_ESW_EVT_PORT);
	EXPECT_EQ(bench.irqs[EVT_VECTOR], 1);
	bench.peer[UPLINK] = true;
	emu_esw_ports_update(bench.esw);
	EXPECT_EQ(bench.irqs[EVT_VECTOR], 1);
	bench_write(HNI_ESW_REG_EVT_STATUS, HNI_ESW_EVT_PORT);
	EXPECT_EQ(bench_read(HNI_ESW_REG_EVT_STATUS), 0);
	bench_write(HNI_ESW_REG_EVT_MASK, HNI_ESW_EVT_PORT);
	bench.peer[UPLINK] = false;
	emu_esw_ports_update(bench.esw);
	EXPECT_EQ(bench_read(HNI_ESW_REG_EVT_STATUS), HNI_ESW_EVT_PORT);
	EXPECT_EQ(bench.irqs[EVT_VECTOR], 1);
	bench_stop();
}

/* ---- Completion ---- */

static void ring_completes_with_one_record(void)
{
	start();
	post_nop(0);
	post_nop(0);
	bench.esw->now_ns = 77;
	bench_run();
	EXPECT_EQ(done(), 2);
	EXPECT_EQ(cpl_status(), HNI_ESW_STATUS_ENABLED);
	EXPECT_EQ(emu_get_le64(bench.mem + BENCH_CPL + HNI_ESW_CPL_TIME_NS),
		  77);
	EXPECT_EQ(bench.irqs[CMD_VECTOR], 0);
	post_nop(HNI_ESW_CMD_F_IRQ);
	post_nop(0);
	bench_run();
	EXPECT_EQ(done(), 4);
	EXPECT_EQ(bench.irqs[CMD_VECTOR], 1);
	bench_stop();
}

static void ring_commands_wrap(void)
{
	const struct emu_op drop = { .code = HNI_OP_DROP };
	struct cmds_row row = { .order = 1, .table = 1 };
	struct cmds c;
	unsigned int i;

	start();
	cmds_action(&c, 0, &drop, 1);
	bench_post(&c);
	bench_run();
	for (i = 0; i < 100; i++) {
		cmds_tcam(&c, i % 32, &row);
		bench_post(&c);
		bench_run();
		EXPECT_EQ(done(), bench.tail);
	}
	EXPECT_EQ(bench.esw->tables.newest->tcams, 32);
	bench_stop();
}

static void ring_dump_writes_counters(void)
{
	struct cmds c;

	start();
	bench.esw->tables.newest->counter[7].pkts = 0x123456789;
	cmds_header(&c, HNI_ESW_OP_DUMP, HNI_ESW_TYPE_COUNTER, 5, 0);
	emu_put_le32(c.buf + HNI_ESW_CMD_COUNT, 4);
	emu_put_le64(c.buf + HNI_ESW_CMD_ADDR, 0x8000);
	bench_post(&c);
	bench_run();
	EXPECT_EQ(emu_get_le64(bench.mem + 0x8000 + 2 * HNI_COUNTER_LEN),
		  0x123456789);
	EXPECT_EQ(done(), 1);
	bench_stop();
}

/* More rows than the NIC moves at a time: 32 of 1040 bytes */
static void ring_dump_writes_rows(void)
{
	static const struct emu_op drop = { .code = HNI_OP_DROP };
	const uint8_t *out = bench.mem + 0x10000;
	const uint32_t len = HNI_ACTION_MAX_LEN;
	struct cmds c;

	start();
	cmds_action(&c, 30, &drop, 1);
	bench_post(&c);
	bench_run();
	cmds_header(&c, HNI_ESW_OP_DUMP, HNI_ESW_TYPE_ACTION, 0, 0);
	emu_put_le32(c.buf + HNI_ESW_CMD_COUNT, 32);
	emu_put_le64(c.buf + HNI_ESW_CMD_ADDR, 0x10000);
	bench_post(&c);
	bench_run();
	EXPECT_EQ(bench_read(HNI_ESW_REG_STATUS), HNI_ESW_STATUS_ENABLED);
	EXPECT_EQ(emu_get_le32(out), 0xffffffff);
	EXPECT_EQ(emu_get_le32(out + 30 * len - 4), 0xffffffff);
	EXPECT_EQ(emu_get_le32(out + 30 * len + HNI_ACTION_NOPS), 1);
	EXPECT_EQ(out[30 * len + HNI_ACTION_OPS], HNI_OP_DROP);
	EXPECT_EQ(emu_get_le32(out + 31 * len - 4), 0);
	EXPECT_EQ(emu_get_le32(out + 32 * len - 4), 0xffffffff);
	EXPECT_EQ(emu_get_le32(out + 32 * len), 0);
	bench_stop();
}

static void ring_tail_while_disabled_is_a_finding(void)
{
	start();
	bench_write(HNI_ESW_REG_CTRL, 0);
	bench_write(HNI_ESW_REG_CMD_TAIL, 3);
	EXPECT_EQ(bench.findings, 1);
	EXPECT(!emu_esw_ring_run(bench.esw));
	bench_stop();
}

/* ---- Fatal ---- */

static void fatal_stops_the_ring_at_the_command(void)
{
	struct cmds c;

	start();
	post_nop(0);
	cmds_header(&c, 9, 0, 0, 0);
	bench_post(&c);
	post_nop(0);
	bench_run();
	EXPECT(fatal(HNI_ESW_FATAL_OPCODE, 1));
	EXPECT_EQ(done(), 1);
	EXPECT_EQ(cpl_status(), bench_read(HNI_ESW_REG_STATUS));
	EXPECT_EQ(bench.irqs[CMD_VECTOR], 1);
	EXPECT_EQ(bench.irqs[EVT_VECTOR], 1);
	EXPECT(bench_read(HNI_ESW_REG_EVT_STATUS) & HNI_ESW_EVT_FATAL);
	bench_run();
	EXPECT_EQ(done(), 1);
	bench_ring_start();
	EXPECT_EQ(bench_read(HNI_ESW_REG_STATUS), HNI_ESW_STATUS_ENABLED);
	post_nop(0);
	bench_run();
	EXPECT_EQ(done(), 1);
	EXPECT_EQ(cpl_status(), HNI_ESW_STATUS_ENABLED);
	bench_stop();
}

static void fatal_leaves_packets_alone(void)
{
	struct cmds c;

	start();
	cmds_header(&c, 9, 0, 0, 0);
	bench_post(&c);
	bench_run();
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "2");
	bench_stop();
}

static void fatal_tail_beyond_the_ring(void)
{
	start();
	bench_write(HNI_ESW_REG_CMD_TAIL, 65);
	emu_esw_ring_run(bench.esw);
	EXPECT(fatal(HNI_ESW_FATAL_RING, 0));
	bench_stop();
}

static void fatal_tail_inside_a_command(void)
{
	struct cmds c;

	start();
	cmds_header(&c, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_SLOT, 0, HNI_SLOT_LEN);
	bench_post(&c);
	bench.tail--;
	bench_run();
	EXPECT(fatal(HNI_ESW_FATAL_RING, 0));
	bench_stop();
}

static void fatal_bad_geometry(void)
{
	start();
	bench_write(HNI_ESW_REG_CTRL, 0);
	bench_write(HNI_ESW_REG_CMD_SIZE, 5);
	bench_write(HNI_ESW_REG_CTRL, HNI_ESW_CTRL_ENABLE);
	EXPECT(fatal(HNI_ESW_FATAL_RING, 0));
	bench_write(HNI_ESW_REG_CTRL, 0);
	EXPECT_EQ(bench_read(HNI_ESW_REG_STATUS), 0);
	bench_write(HNI_ESW_REG_CMD_SIZE, 6);
	bench_write(HNI_ESW_REG_CMD_BASE_LO, 32);
	bench_write(HNI_ESW_REG_CTRL, HNI_ESW_CTRL_ENABLE);
	EXPECT(fatal(HNI_ESW_FATAL_RING, 0));
	bench_stop();
}

static void fatal_memory_not_accessible(void)
{
	struct cmds c;

	start();
	cmds_header(&c, HNI_ESW_OP_DUMP, HNI_ESW_TYPE_COUNTER, 0, 0);
	emu_put_le32(c.buf + HNI_ESW_CMD_COUNT, 1);
	emu_put_le64(c.buf + HNI_ESW_CMD_ADDR, BENCH_MEM);
	bench_post(&c);
	bench_run();
	EXPECT(fatal(HNI_ESW_FATAL_DMA, 0));
	bench_write(HNI_ESW_REG_CTRL, 0);
	bench_write(HNI_ESW_REG_CMD_BASE_LO, BENCH_MEM);
	bench_write(HNI_ESW_REG_CTRL, HNI_ESW_CTRL_ENABLE);
	bench.tail = 1;
	bench_run();
	EXPECT(fatal(HNI_ESW_FATAL_DMA, 0));
	bench_stop();
}

/* Random registers over random memory: the switch goes on */
static void bar_survives_noise(void)
{
	unsigned int i, j;

	start();
	srand(11);
	for (i = 0; i < 100000; i++) {
		uint32_t off = (uint32_t)rand() % 0x1800;

		bench.mem[(unsigned int)rand() % BENCH_MEM] = (uint8_t)rand();
		if (i % 16 == 0)
			bench_ring_start();
		bench_write(rand() % 8 ? off & ~3U : off,
			    rand() % 2 ? (uint32_t)rand() :
					 (uint32_t)rand() % 80);
		bench_read(off);
		emu_esw_ring_run(bench.esw);
		for (j = 0; j < PORTS; j++)
			bench_rx(j, "all", "stranger");
		bench.ngot = 0;
	}
	EXPECT_EQ(bench_read(HNI_ESW_REG_MAGIC), HNI_ESW_MAGIC);
	bench_stop();
}

static void ring_stops_when_the_manager_is_gone(void)
{
	start();
	post_nop(0);
	bench_write(HNI_ESW_REG_CMD_TAIL, bench.tail);
	emu_esw_func_event(&bench.nic, 0, EMU_FUNC_GONE);
	EXPECT(!emu_esw_ring_run(bench.esw));
	EXPECT_EQ(bench_read(HNI_ESW_REG_CTRL), 0);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CMD_BASE_LO), 0);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CMD_VECTOR), 0);
	bench_stop();
}

static const struct ktap_case cases[] = {
	{ "bar.shows_identity_and_sizes", bar_shows_identity_and_sizes },
	{ "bar.ports_have_types_and_addresses",
	  bar_ports_have_types_and_addresses },
	{ "bar.counters_are_64_bit", bar_counters_are_64_bit },
	{ "bar.bad_writes_are_findings", bar_bad_writes_are_findings },
	{ "bar.mac_of_a_host_can_be_changed",
	  bar_mac_of_a_host_can_be_changed },
	{ "bar.evt_port_follows_the_far_side", evt_port_follows_the_far_side },
	{ "bar.survives_noise", bar_survives_noise },
	{ "ring.completes_with_one_record", ring_completes_with_one_record },
	{ "ring.commands_wrap", ring_commands_wrap },
	{ "ring.dump_writes_counters", ring_dump_writes_counters },
	{ "ring.dump_writes_rows", ring_dump_writes_rows },
	{ "ring.tail_while_disabled_is_a_finding",
	  ring_tail_while_disabled_is_a_finding },
	{ "ring.stops_when_the_manager_is_gone",
	  ring_stops_when_the_manager_is_gone },
	{ "fatal.stops_the_ring_at_the_command",
	  fatal_stops_the_ring_at_the_command },
	{ "fatal.leaves_packets_alone", fatal_leaves_packets_alone },
	{ "fatal.tail_beyond_the_ring", fatal_tail_beyond_the_ring },
	{ "fatal.tail_inside_a_command", fatal_tail_inside_a_command },
	{ "fatal.bad_geometry", fatal_bad_geometry },
	{ "fatal.memory_not_accessible", fatal_memory_not_accessible },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
