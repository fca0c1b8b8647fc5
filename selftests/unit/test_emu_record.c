// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of records that are not looked up by key words: port ranges,
 * meters, tunnel headers, tunnels, connections; and of DUMP for every type.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/walk*.c
 * Links: selftests/unit/emu_cmds.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "emu_cmds.h"
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

/* ---- One good record of each type ---- */

static void range_make(struct cmds *c, uint32_t idx)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_RANGE, idx, HNI_RANGE_LEN);

	rec[HNI_RANGE_WHICH] = 1;
	emu_put_le16(rec + HNI_RANGE_MIN, 100);
	emu_put_le16(rec + HNI_RANGE_MAX, 200);
}

static void meter_make(struct cmds *c, uint32_t idx, uint32_t gen)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_METER, idx, HNI_METER_LEN);

	emu_put_le64(rec + HNI_METER_RATE, 1ULL << 40 | 1);
	emu_put_le64(rec + HNI_METER_BURST, 1ULL << 41 | 2);
	emu_put_le64(rec + HNI_METER_PKT_RATE, 1ULL << 42 | 3);
	emu_put_le64(rec + HNI_METER_PKT_BURST, 1ULL << 43 | 4);
	emu_put_le32(rec + HNI_METER_MTU, 1500);
	emu_put_le32(rec + HNI_METER_OVERHEAD, 24);
	emu_put_le32(rec + HNI_METER_GEN, gen);
}

/* VXLAN over IPv4 behind a tag */
static void encap_make(struct cmds *c, uint32_t idx)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_ENCAP, idx, HNI_ENCAP_LEN);
	uint8_t *hdr = rec + HNI_ENCAP_HDR;

	rec[HNI_ENCAP_KIND] = HNI_TUNNEL_VXLAN;
	rec[HNI_ENCAP_FLAGS] = HNI_ENCAP_F_CSUM;
	emu_put_le16(rec + HNI_ENCAP_HDR_LEN, 18 + 20 + 16);
	emu_put_le16(rec + HNI_ENCAP_NET_OFF, 18);
	emu_put_le16(rec + HNI_ENCAP_L4_OFF, 38);
	emu_put_be16(hdr + 12, 0x8100);
	emu_put_be16(hdr + 16, 0x0800);
	hdr[18] = 0x45;
	hdr[18 + 9] = 17;
	emu_put_be16(hdr + 40, 4789);
	hdr[46] = 0x08;
}

/* GRE with a key over IPv6 */
static void encap_make_gre(struct cmds *c, uint32_t idx)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_ENCAP, idx, HNI_ENCAP_LEN);
	uint8_t *hdr = rec + HNI_ENCAP_HDR;

	rec[HNI_ENCAP_KIND] = HNI_TUNNEL_GRE;
	emu_put_le16(rec + HNI_ENCAP_HDR_LEN, 14 + 40 + 8);
	emu_put_le16(rec + HNI_ENCAP_NET_OFF, 14);
	emu_put_le16(rec + HNI_ENCAP_L4_OFF, 54);
	emu_put_be16(hdr + 12, 0x86dd);
	hdr[14] = 0x60;
	hdr[14 + 6] = 47;
	emu_put_be16(hdr + 54, 0x2000);
	emu_put_be16(hdr + 56, 0x6558);
}

static void tunnel_make(struct cmds *c, uint32_t idx)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_TUNNEL, idx,
				  HNI_TUNNEL_LEN);

	rec[HNI_TUNNEL_KIND] = HNI_TUNNEL_VXLAN;
	rec[HNI_TUNNEL_PORT] = 3;
	emu_put_le16(rec + HNI_TUNNEL_TABLE, 7);
	emu_put_le16(rec + HNI_TUNNEL_L4_PORT, 4789);
	emu_put_le16(rec + HNI_TUNNEL_FLAGS, HNI_TUNNEL_F_GBP);
	memset(rec + HNI_TUNNEL_MAC, 2, 6);
	rec[HNI_TUNNEL_FAMILY] = HNI_KW_ADDR_IPV6;
	emu_put_le32(rec + HNI_TUNNEL_DST, 0xfe800000);
}

static void conn_make(struct cmds *c, uint32_t idx, uint16_t sport)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_CONN, idx, HNI_CONN_LEN);
	unsigned int i;

	emu_put_le16(rec + HNI_CONN_ZONE, 5);
	rec[HNI_CONN_PROTO] = 6;
	rec[HNI_CONN_FLAGS] = HNI_CONN_F_IPV6 | HNI_CONN_F_REPLY |
			      HNI_CONN_F_NAT | HNI_CONN_F_COUNT;
	emu_put_le16(rec + HNI_CONN_SPORT, sport);
	emu_put_le16(rec + HNI_CONN_DPORT, 80);
	for (i = HNI_CONN_SRC; i < HNI_CONN_NEW_SPORT; i++)
		rec[i] = (uint8_t)i;
	emu_put_le16(rec + HNI_CONN_NEW_SPORT, 1000);
	emu_put_le16(rec + HNI_CONN_NEW_DPORT, 1001);
	for (i = HNI_CONN_NEW_SRC; i < HNI_CONN_COUNTER; i++)
		rec[i] = (uint8_t)i;
	emu_put_le32(rec + HNI_CONN_COUNTER, 9);
	emu_put_le32(rec + HNI_CONN_GEN, 77);
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
	range_make(&c, 63);
	REFUSED(&c, { HNI_RANGE_WHICH, 2 }, { HNI_RANGE_WHICH + 3, 1 },
		{ HNI_RANGE_MIN, 201 }, { HNI_RANGE_RSVD, 1 },
		{ HNI_RANGE_RSVD + 7, 1 });
	range_make(&c, 64);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void meter_is_checked(void)
{
	struct cmds c;

	start();
	meter_make(&c, 2, 1);
	REFUSED(&c, { HNI_METER_RSVD, 1 }, { HNI_METER_RSVD + 19, 1 });
	meter_make(&c, caps.meters, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void encap_is_checked(void)
{
	struct cmds c;

	start();
	encap_make(&c, 1);
	REFUSED(&c, { HNI_ENCAP_KIND, 0 }, { HNI_ENCAP_KIND, 4 },
		{ HNI_ENCAP_FLAGS, 3 }, { HNI_ENCAP_HDR_LEN, 53 },
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
	encap_make(&c, caps.encaps);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void encap_of_gre_is_checked(void)
{
	struct cmds c;

	start();
	encap_make_gre(&c, 0);
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
	REFUSED(&c, { HNI_ENCAP_FLAGS, 1 }, { HNI_ENCAP_HDR + 255, 1 });
	EXPECT(t.newest->encap[0].valid);
	stop();
}

static void tunnel_is_checked(void)
{
	struct cmds c;

	start();
	tunnel_make(&c, 2);
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
	cmds_record(&c)[HNI_TUNNEL_KIND] = HNI_TUNNEL_VXLAN;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);	/* no port */
	tunnel_make(&c, caps.tunnels);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	stop();
}

static void conn_is_checked(void)
{
	struct cmds c;

	start();
	conn_make(&c, 3, 7);
	REFUSED(&c, { HNI_CONN_PROTO, 1 }, { HNI_CONN_FLAGS, 0x1f },
		{ HNI_CONN_FLAGS, 0x0e },	/* IPv4 in four words */
		{ HNI_CONN_FLAGS, 0x0b },	/* NEW_* without NAT */
		{ HNI_CONN_FLAGS, 0x07 },	/* counter without COUNT */
		{ HNI_CONN_COUNTER, 16 }, { HNI_CONN_RSVD, 1 },
		{ HNI_CONN_RSVD + 7, 1 });
	conn_make(&c, caps.conns, 7);
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
	meter_make(&c, 0, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	conn_make(&c, 0, 1);
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
	meter_make(&c, 1, 1);
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
	encap_make(&c, 0);
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
	meter_make(&c, 0, 1);
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
	meter_make(&c, 0, 5);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	t.newest->meter[0].state.stat_pkts = 9;
	t.newest->meter[0].state.bytes.tokens = 0;
	t.newest->meter[0].state.frames.tokens = 0;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->meter[0].state.stat_pkts, 9);
	EXPECT_EQ(t.newest->meter[0].state.bytes.tokens, 1ULL << 41 | 2);
	EXPECT_EQ(t.newest->meter[0].state.frames.tokens, 1ULL << 43 | 4);
	meter_make(&c, 0, 6);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->meter[0].state.stat_pkts, 0);
	EXPECT_EQ(t.newest->meter[0].stat_gen, 6);
	stop();
}

static void meter_statistics_outlive_the_row(void)
{
	struct cmds c;

	start();
	meter_make(&c, 0, 5);
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
	conn_make(&c, 0, 1);
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
	conn_make(&c, 0, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);	/* itself */
	conn_make(&c, 1, 1);
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
	conn_make(&c, 2, 7);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	key = t.newest->conn[2].key;
	EXPECT_EQ(emu_conn_find(t.newest, &key), 2);
	key.proto = 17;
	EXPECT_EQ(emu_conn_find(t.newest, &key), EMU_NIL);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		conn_make(&c, 1, 7);
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
	conn_make(&c, 0, 0);
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
			conn_make(&c, row, sport);
			if (cmds_exec(&t, &c) == HNI_ESW_FATAL_NONE)
				in_row[row] = sport;
		} else {
			invalidate(HNI_ESW_TYPE_CONN, row);
			in_row[row] = 0;
		}
	}
	stop();
}

/* ---- DUMP ---- */

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
	range_make(&c, 63);
	dumped_as_written(&c, HNI_ESW_TYPE_RANGE, 63);
	meter_make(&c, 2, 8);
	dumped_as_written(&c, HNI_ESW_TYPE_METER, 2);
	encap_make(&c, 0);
	dumped_as_written(&c, HNI_ESW_TYPE_ENCAP, 0);
	encap_make_gre(&c, 1);
	dumped_as_written(&c, HNI_ESW_TYPE_ENCAP, 1);
	tunnel_make(&c, 2);
	dumped_as_written(&c, HNI_ESW_TYPE_TUNNEL, 2);
	conn_make(&c, 3, 4711);
	dumped_as_written(&c, HNI_ESW_TYPE_CONN, 3);
	stop();
}

static void dump_shows_statistics_of_a_meter(void)
{
	uint8_t out[HNI_METER_STAT_LEN];
	struct cmds c;

	start();
	meter_make(&c, 1, 8);
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
