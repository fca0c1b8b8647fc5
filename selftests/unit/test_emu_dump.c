// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of DUMP: rows of every type read as they were written.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c
 * Links: selftests/unit/emu_cmds.c selftests/unit/emu_records.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "emu_records.h"
#include "ktap.h"

static const struct emu_caps caps = {
	.ports = 4, .tables = 8, .flow_rows = 16, .slots = 4, .tcam_rows = 8,
	.actions = 8, .counters = 16, .rank_bits = 8, .meters = 3,
	.encaps = 2, .tunnels = 3, .ranges = 64, .conns = 4,
};

static struct emu_tables t;

static void start(void)
{
	if (!EXPECT(!emu_tables_init(&t, &caps)))
		abort();
}

static void stop(void)
{
	emu_tables_fini(&t);
}

/* What was written is what is read; an invalid row reads as ones. */
static void dumped_as_written(const struct cmds *c, uint8_t type, uint32_t idx)
{
	uint8_t out[HNI_ACTION_MAX_LEN], want[HNI_ACTION_MAX_LEN] = { 0 };
	uint32_t len = emu_cmd_dump_len(type);

	memset(want, 0xff, sizeof(want));
	emu_cmd_dump(&t, type, idx, out);
	EXPECT_MEMEQ(out, want, len);
	EXPECT_EQ(cmds_exec(&t, c), HNI_ESW_FATAL_NONE);
	memset(want, 0, sizeof(want));
	memcpy(want, c->buf + HNI_ESW_CMD_HDR_LEN, c->len);
	emu_cmd_dump(&t, type, idx, out);
	EXPECT_MEMEQ(out, want, len);
}

static void dump_shows_rows_as_written(void)
{
	const struct emu_op ops[] = {
		{ .code = HNI_OP_EDIT, .flags = 0x11, .arg16 = 8, .arg32 = 9,
		  .mask = 0xff00 },
		{ .code = HNI_OP_OUTPUT, .arg32 = 2 },
		{ .code = HNI_OP_STOLEN },
	};
	struct cmds_row row = {
		.order = 0x10002, .table = 3, .slot = 1,
		.flags = HNI_ROW_F_SW | HNI_ROW_F_COUNT, .action = 2,
		.counter = 5, .gen = 6,
		.match = { { 9, 0x1200, 0xff00 }, { 63, 7, 0xffffffff } },
	};
	struct cmds c;

	start();
	cmds_slot(&c, 1, &row);
	dumped_as_written(&c, HNI_ESW_TYPE_SLOT, 1);
	cmds_action(&c, 2, ops, 3);
	dumped_as_written(&c, HNI_ESW_TYPE_ACTION, 2);
	cmds_flow(&c, 15, &row);
	dumped_as_written(&c, HNI_ESW_TYPE_FLOW, 15);
	cmds_tcam(&c, 7, &row);
	dumped_as_written(&c, HNI_ESW_TYPE_TCAM, 7);
	stop();
}

static void dump_shows_objects_as_written(void)
{
	struct cmds c;

	start();
	record_range(&c, 63);
	dumped_as_written(&c, HNI_ESW_TYPE_RANGE, 63);
	record_meter(&c, 2, 8);
	dumped_as_written(&c, HNI_ESW_TYPE_METER, 2);
	record_encap(&c, 0);
	dumped_as_written(&c, HNI_ESW_TYPE_ENCAP, 0);
	record_encap_gre(&c, 1);
	dumped_as_written(&c, HNI_ESW_TYPE_ENCAP, 1);
	record_tunnel(&c, 2);
	dumped_as_written(&c, HNI_ESW_TYPE_TUNNEL, 2);
	record_conn(&c, 3, 4711);
	dumped_as_written(&c, HNI_ESW_TYPE_CONN, 3);
	stop();
}

static void dump_shows_statistics_of_a_meter(void)
{
	uint8_t out[HNI_METER_STAT_LEN];
	struct cmds c;

	start();
	record_meter(&c, 1, 8);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	t.newest->meter[1].state = (struct emu_meter_state){
		.stat_pkts = 1, .stat_bytes = 1ULL << 33, .stat_drops = 3,
		.stat_exceeded = 4, .stat_last_ns = 5,
	};
	emu_cmd_dump(&t, HNI_ESW_TYPE_METER_STAT, 1, out);
	EXPECT_EQ(emu_get_le64(out + HNI_METER_STAT_PKTS), 1);
	EXPECT_EQ(emu_get_le64(out + HNI_METER_STAT_BYTES), 1ULL << 33);
	EXPECT_EQ(emu_get_le64(out + HNI_METER_STAT_DROPS), 3);
	EXPECT_EQ(emu_get_le64(out + HNI_METER_STAT_EXCEEDED), 4);
	EXPECT_EQ(emu_get_le64(out + HNI_METER_STAT_LAST_NS), 5);
	EXPECT_EQ(emu_get_le32(out + HNI_METER_STAT_GEN), 8);
	EXPECT_EQ(emu_get_le32(out + HNI_METER_STAT_SEQ) & 1, 0);
	/* never written: no statistics, but a record */
	emu_cmd_dump(&t, HNI_ESW_TYPE_METER_STAT, 0, out);
	EXPECT_EQ(emu_get_le32(out + HNI_METER_STAT_GEN), 0);
	stop();
}

static void dump_shows_ports_of_the_newest_bank(void)
{
	uint8_t out[HNI_PORT_LEN];
	struct cmds c;

	start();
	cmds_port(&c, 1, 3, 4);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	emu_cmd_dump(&t, HNI_ESW_TYPE_PORT, 1, out);
	EXPECT_MEMEQ(out, cmds_record(&c), HNI_PORT_LEN);
	EXPECT(!emu_tables_bank_new(&t));
	emu_cmd_dump(&t, HNI_ESW_TYPE_PORT, 1, out);
	EXPECT_EQ(out[0] & out[15], 0xff);
	stop();
}

static enum hni_esw_fatal dump(uint8_t type, uint32_t idx, uint32_t count)
{
	struct cmds c;

	cmds_header(&c, HNI_ESW_OP_DUMP, type, idx, 0);
	emu_put_le32(c.buf + HNI_ESW_CMD_COUNT, count);
	return cmds_exec(&t, &c);
}

static void dump_is_limited_to_the_table(void)
{
	struct emu_caps big = caps;

	start();
	EXPECT_EQ(dump(HNI_ESW_TYPE_CONN, 0, caps.conns), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(dump(HNI_ESW_TYPE_CONN, 1, caps.conns),
		  HNI_ESW_FATAL_RECORD);
	EXPECT_EQ(dump(HNI_ESW_TYPE_METER_STAT, 2, 1), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(dump(HNI_ESW_TYPE_FLOW, 0, 0), HNI_ESW_FATAL_RECORD);
	EXPECT_EQ(dump(HNI_ESW_TYPE_FLOW, caps.flow_rows, 1),
		  HNI_ESW_FATAL_INDEX);
	stop();
	big.actions = 4096;
	EXPECT(!emu_tables_init(&t, &big));
	EXPECT_EQ(dump(HNI_ESW_TYPE_ACTION, 0, 0x200000 / 1040),
		  HNI_ESW_FATAL_NONE);
	EXPECT_EQ(dump(HNI_ESW_TYPE_ACTION, 0, 0x200000 / 1040 + 1),
		  HNI_ESW_FATAL_RECORD);
	stop();
}

static const struct ktap_case cases[] = {
	{ "dump.shows_rows_as_written", dump_shows_rows_as_written },
	{ "dump.shows_objects_as_written", dump_shows_objects_as_written },
	{ "dump.shows_statistics_of_a_meter",
	  dump_shows_statistics_of_a_meter },
	{ "dump.shows_ports_of_the_newest_bank",
	  dump_shows_ports_of_the_newest_bank },
	{ "dump.is_limited_to_the_table", dump_is_limited_to_the_table },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
