// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of records that are not looked up by key words: port ranges,
 * meters, tunnel headers, tunnels, connections.
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

static enum hni_esw_fatal run(uint8_t op, uint8_t type, uint32_t idx)
{
	struct cmds c;

	cmds_header(&c, op, type, idx, 0);
	return cmds_exec(&t, &c);
}

static enum hni_esw_fatal invalidate(uint8_t type, uint32_t idx)
{
	return run(HNI_ESW_OP_INVALIDATE, type, idx);
}

/* ---- What is refused ---- */

/* One byte that makes the record wrong */
struct flaw {
	uint16_t off;
	uint8_t val;
};

static void flaws_refused(const struct cmds *good, const struct flaw *flaws,
			  size_t n)
{
	struct cmds c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = *good;
		cmds_record(&c)[flaws[i].off] = flaws[i].val;
		if (!EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD))
			ktap_note("byte 0x%x", flaws[i].off);
	}
	EXPECT_EQ(cmds_exec(&t, good), HNI_ESW_FATAL_NONE);
}

#define REFUSED(good, ...) \
	flaws_refused(good, (const struct flaw[]){ __VA_ARGS__ }, \
		      sizeof((const struct flaw[]){ __VA_ARGS__ }) / \
		      sizeof(struct flaw))

static void range_is_checked(void)
{
	struct cmds c;

	start();
	record_range(&c, 63);
	REFUSED(&c, { HNI_RANGE_WHICH, 2 }, { HNI_RANGE_WHICH + 3, 1 },
		{ HNI_RANGE_MIN, 201 }, { HNI_RANGE_RSVD, 1 },
		{ HNI_RANGE_RSVD + 7, 1 });
	record_range(&c, 64);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void meter_is_checked(void)
{
	struct cmds c;

	start();
	record_meter(&c, 2, 1);
	REFUSED(&c, { HNI_METER_RSVD, 1 }, { HNI_METER_RSVD + 19, 1 });
	record_meter(&c, caps.meters, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void encap_is_checked(void)
{
	struct cmds c;

	start();
	record_encap(&c, 1);
	REFUSED(&c, { HNI_ENCAP_KIND, 0 }, { HNI_ENCAP_KIND, 4 },
		{ HNI_ENCAP_FLAGS, 8 }, { HNI_ENCAP_HDR_LEN, 53 },
		{ HNI_ENCAP_PORT, (uint8_t)caps.ports },
		{ HNI_ENCAP_HDR_LEN, 55 }, { HNI_ENCAP_HDR_LEN + 1, 2 },
		{ HNI_ENCAP_NET_OFF, 14 }, { HNI_ENCAP_NET_OFF, 22 },
		{ HNI_ENCAP_NET_OFF + 1, 0xff }, { HNI_ENCAP_L4_OFF, 39 },
		{ HNI_ENCAP_L4_OFF + 1, 1 }, { HNI_ENCAP_RSVD, 1 },
		{ HNI_ENCAP_HDR + 12, 0 }, { HNI_ENCAP_HDR + 16, 0x86 },
		{ HNI_ENCAP_HDR + 18, 0x46 }, { HNI_ENCAP_HDR + 27, 6 },
		{ HNI_ENCAP_HDR + 54, 1 });
	cmds_record(&c)[HNI_ENCAP_KIND] = HNI_TUNNEL_GENEVE;
	cmds_record(&c)[HNI_ENCAP_HDR + 46] = 0;
	REFUSED(&c, { HNI_ENCAP_HDR + 46, 1 });
	record_encap(&c, caps.encaps);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void encap_of_gre_is_checked(void)
{
	struct cmds c;

	start();
	record_encap_gre(&c, 0);
	REFUSED(&c, { HNI_ENCAP_FLAGS, HNI_ENCAP_F_CSUM },
		{ HNI_ENCAP_HDR + 54, 0x30 }, { HNI_ENCAP_HDR + 54, 0 },
		{ HNI_ENCAP_HDR + 54, 0xa0 }, { HNI_ENCAP_HDR + 55, 1 },
		{ HNI_ENCAP_HDR + 57, 0 }, { HNI_ENCAP_HDR + 14, 0x45 });
	stop();
}

static void encap_without_header_is_taken(void)
{
	struct cmds c;

	start();
	cmds_write(&c, HNI_ESW_TYPE_ENCAP, 0, HNI_ENCAP_LEN);
	REFUSED(&c, { HNI_ENCAP_FLAGS, 1 }, { HNI_ENCAP_PORT, 1 },
		{ HNI_ENCAP_HDR + 255, 1 });
	EXPECT(t.newest->encap[0].valid);
	stop();
}

static void tunnel_is_checked(void)
{
	struct cmds c;

	start();
	record_tunnel(&c, 2);
	REFUSED(&c, { HNI_TUNNEL_KIND, 0 }, { HNI_TUNNEL_KIND, 4 },
		{ HNI_TUNNEL_KIND, HNI_TUNNEL_GENEVE },	/* with GBP */
		{ HNI_TUNNEL_PORT, 4 }, { HNI_TUNNEL_TABLE, 0 },
		{ HNI_TUNNEL_TABLE, 8 }, { HNI_TUNNEL_FLAGS, 2 },
		{ HNI_TUNNEL_FAMILY, 0 }, { HNI_TUNNEL_FAMILY, 3 },
		{ HNI_TUNNEL_FAMILY, HNI_KW_ADDR_IPV4 },
		{ HNI_TUNNEL_RSVD, 1 });
	emu_put_le16(cmds_record(&c) + HNI_TUNNEL_FLAGS, 0);
	cmds_record(&c)[HNI_TUNNEL_KIND] = HNI_TUNNEL_GRE;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);	/* port */
	emu_put_le16(cmds_record(&c) + HNI_TUNNEL_L4_PORT, 0);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	emu_put_le16(cmds_record(&c) + HNI_TUNNEL_FLAGS, HNI_TUNNEL_F_CSUM);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	emu_put_le16(cmds_record(&c) + HNI_TUNNEL_FLAGS, 0);
	cmds_record(&c)[HNI_TUNNEL_KIND] = HNI_TUNNEL_VXLAN;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);	/* no port */
	record_tunnel(&c, caps.tunnels);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void conn_is_checked(void)
{
	struct cmds c;

	start();
	record_conn(&c, 3, 7);
	REFUSED(&c, { HNI_CONN_PROTO, 1 }, { HNI_CONN_FLAGS, 0x1f },
		{ HNI_CONN_FLAGS, 0x0e },	/* IPv4 in four words */
		{ HNI_CONN_FLAGS, 0x0b },	/* NEW_* without NAT */
		{ HNI_CONN_FLAGS, 0x07 },	/* counter without COUNT */
		{ HNI_CONN_COUNTER, 16 }, { HNI_CONN_RSVD, 1 },
		{ HNI_CONN_RSVD + 7, 1 });
	record_conn(&c, caps.conns, 7);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void lengths_are_checked(void)
{
	static const uint8_t types[] = {
		HNI_ESW_TYPE_RANGE, HNI_ESW_TYPE_METER, HNI_ESW_TYPE_ENCAP,
		HNI_ESW_TYPE_TUNNEL, HNI_ESW_TYPE_CONN,
	};
	struct cmds c;
	size_t i;

	start();
	for (i = 0; i < sizeof(types); i++) {
		cmds_write(&c, types[i], 0, HNI_PORT_LEN + 4);
		EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_LENGTH);
	}
	stop();
}

static void sizes_may_be_zero(void)
{
	struct emu_caps none = caps;
	struct cmds c;

	none.meters = 0;
	none.encaps = 0;
	none.tunnels = 0;
	none.ranges = 0;
	none.conns = 0;
	EXPECT(!emu_tables_init(&t, &none));
	record_meter(&c, 0, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	record_conn(&c, 0, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

/* ---- What rows name ---- */

static enum hni_esw_fatal action(uint8_t code, uint32_t arg32)
{
	const struct emu_op ops[2] = {
		{ .code = code, .arg32 = arg32,
		  .arg16 = code == HNI_OP_POLICE ? 0x0101 : 0 },
		{ .code = HNI_OP_DROP },
	};
	struct cmds c;

	cmds_action(&c, 4, ops, 2);
	return cmds_exec(&t, &c);
}

static void action_needs_a_valid_meter(void)
{
	struct cmds c;

	start();
	EXPECT_EQ(action(HNI_OP_POLICE, 1), HNI_ESW_FATAL_REFERENCE);
	EXPECT_EQ(action(HNI_OP_POLICE, caps.meters), HNI_ESW_FATAL_REFERENCE);
	EXPECT_EQ(t.newest->action[4].nops, 0);
	record_meter(&c, 1, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(action(HNI_OP_POLICE, 1), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_METER, 1), HNI_ESW_FATAL_REFERENCE);
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_METER, 0), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_ACTION, 4), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_METER, 1), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(action(HNI_OP_POLICE, 1), HNI_ESW_FATAL_REFERENCE);
	stop();
}

static void action_needs_a_valid_encap(void)
{
	struct cmds c;

	start();
	EXPECT_EQ(action(HNI_OP_ENCAP, 0), HNI_ESW_FATAL_REFERENCE);
	EXPECT_EQ(action(HNI_OP_ENCAP, caps.encaps), HNI_ESW_FATAL_REFERENCE);
	record_encap(&c, 0);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(action(HNI_OP_ENCAP, 0), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_ENCAP, 0), HNI_ESW_FATAL_REFERENCE);
	/* another action in the same row no longer names it */
	EXPECT_EQ(action(HNI_OP_CT_CLEAR, 0), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_ENCAP, 0), HNI_ESW_FATAL_NONE);
	stop();
}

static void action_has_up_to_64_ops(void)
{
	struct emu_op ops[HNI_ACTION_MAX_OPS];
	struct cmds c;
	unsigned int i;

	start();
	for (i = 0; i < HNI_ACTION_MAX_OPS - 1; i++)
		ops[i] = (struct emu_op){ .code = HNI_OP_EDIT, .flags = 0x21,
					  .arg16 = 252, .arg32 = i,
					  .mask = i << 16 };
	ops[i] = (struct emu_op){ .code = HNI_OP_STOLEN };
	cmds_action(&c, 0, ops, HNI_ACTION_MAX_OPS);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->action[0].nops, HNI_ACTION_MAX_OPS);
	EXPECT_EQ(t.newest->action[0].op[62].mask, 62 << 16);
	cmds_header(&c, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_ACTION, 0,
		    HNI_ACTION_LEN(65));
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_LENGTH);
	stop();
}

static void action_may_end_in_the_middle(void)
{
	const struct emu_op ops[] = {
		{ .code = HNI_OP_POLICE, .arg16 = 0x0201, .flags = 7 },
		{ .code = HNI_OP_PASS },
		{ .code = HNI_OP_DROP },
	};
	struct cmds c;

	start();
	record_meter(&c, 0, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	cmds_action(&c, 0, ops, 3);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	stop();
}

/* ---- Generations ---- */

static void meter_write_keeps_or_restarts_statistics(void)
{
	struct cmds c;

	start();
	record_meter(&c, 0, 5);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	t.newest->meter[0].state.stat_pkts = 9;
	t.newest->meter[0].state.bytes.tokens = 0;
	t.newest->meter[0].state.frames.tokens = 0;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->meter[0].state.stat_pkts, 9);
	EXPECT_EQ(t.newest->meter[0].state.bytes.tokens, 1ULL << 41 | 2);
	EXPECT_EQ(t.newest->meter[0].state.frames.tokens, 1ULL << 43 | 4);
	record_meter(&c, 0, 6);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->meter[0].state.stat_pkts, 0);
	EXPECT_EQ(t.newest->meter[0].stat_gen, 6);
	stop();
}

static void meter_statistics_outlive_the_row(void)
{
	struct cmds c;

	start();
	record_meter(&c, 0, 5);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	t.newest->meter[0].state.stat_drops = 3;
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_METER, 0), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->meter[0].state.stat_drops, 3);
	stop();
}

static void conn_starts_its_counter(void)
{
	struct cmds c;

	start();
	record_conn(&c, 0, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->counter[9].gen, 77);
	t.newest->counter[9].pkts = 4;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->counter[9].pkts, 4);
	emu_put_le32(cmds_record(&c) + HNI_CONN_GEN, 78);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->counter[9].pkts, 0);
	stop();
}

/* ---- Connections by key ---- */

static void conn_keys_are_unique(void)
{
	struct cmds c;

	start();
	record_conn(&c, 0, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);	/* itself */
	record_conn(&c, 1, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_REFERENCE);
	EXPECT(!t.newest->conn[1].valid);
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_CONN, 0), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->conns, 1);
	stop();
}

static void conn_is_found_by_every_part_of_its_key(void)
{
	static const uint16_t parts[] = {
		HNI_CONN_ZONE, HNI_CONN_SPORT, HNI_CONN_DPORT, HNI_CONN_SRC,
		HNI_CONN_SRC + 15, HNI_CONN_DST, HNI_CONN_DST + 15,
	};
	struct emu_conn_key key;
	struct cmds c;
	size_t i;

	start();
	record_conn(&c, 2, 7);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	key = t.newest->conn[2].key;
	EXPECT_EQ(emu_conn_find(t.newest, &key), 2);
	key.proto = 17;
	EXPECT_EQ(emu_conn_find(t.newest, &key), EMU_NIL);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		record_conn(&c, 1, 7);
		cmds_record(&c)[parts[i]] ^= 1;
		EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
		EXPECT_EQ(emu_conn_find(t.newest, &t.newest->conn[1].key), 1);
	}
	stop();
}

static void conn_survives_noise(void)
{
	uint16_t in_row[4] = { 0 };
	struct emu_conn_key key;
	uint32_t row, found, want;
	struct cmds c;
	unsigned int i, j;

	start();
	srand(11);
	record_conn(&c, 0, 0);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	key = t.newest->conn[0].key;
	EXPECT_EQ(invalidate(HNI_ESW_TYPE_CONN, 0), HNI_ESW_FATAL_NONE);
	for (i = 0; i < 20000; i++) {
		uint16_t sport = (uint16_t)(1 + rand() % 6);

		row = (uint32_t)rand() % caps.conns;
		for (j = 0, want = EMU_NIL; j < caps.conns; j++)
			if (in_row[j] == sport)
				want = j;
		key.ports = (uint32_t)sport << 16 | 80;
		found = emu_conn_find(t.newest, &key);
		if (!EXPECT_EQ(found, want))
			break;
		if (rand() % 2) {
			record_conn(&c, row, sport);
			if (cmds_exec(&t, &c) == HNI_ESW_FATAL_NONE)
				in_row[row] = sport;
		} else {
			invalidate(HNI_ESW_TYPE_CONN, row);
			in_row[row] = 0;
		}
	}
	stop();
}

static const struct ktap_case cases[] = {
	{ "range.is_checked", range_is_checked },
	{ "meter.is_checked", meter_is_checked },
	{ "meter.write_keeps_or_restarts_statistics",
	  meter_write_keeps_or_restarts_statistics },
	{ "meter.statistics_outlive_the_row",
	  meter_statistics_outlive_the_row },
	{ "encap.is_checked", encap_is_checked },
	{ "encap.of_gre_is_checked", encap_of_gre_is_checked },
	{ "encap.without_header_is_taken", encap_without_header_is_taken },
	{ "tunnel.is_checked", tunnel_is_checked },
	{ "conn.is_checked", conn_is_checked },
	{ "conn.starts_its_counter", conn_starts_its_counter },
	{ "conn.keys_are_unique", conn_keys_are_unique },
	{ "conn.is_found_by_every_part_of_its_key",
	  conn_is_found_by_every_part_of_its_key },
	{ "conn.survives_noise", conn_survives_noise },
	{ "record.lengths_are_checked", lengths_are_checked },
	{ "record.sizes_may_be_zero", sizes_may_be_zero },
	{ "action.needs_a_valid_meter", action_needs_a_valid_meter },
	{ "action.needs_a_valid_encap", action_needs_a_valid_encap },
	{ "action.has_up_to_64_ops", action_has_up_to_64_ops },
	{ "action.may_end_in_the_middle", action_may_end_in_the_middle },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
