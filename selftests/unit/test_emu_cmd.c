// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of commands and tables: each fatal code, what stays unchanged
 * then, lookups, generations of counters, banks.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c
 * Links: selftests/unit/emu_cmds.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "emu_cmds.h"
#include "ktap.h"

static const struct emu_caps caps = {
	.ports = 4, .tables = 8, .flow_rows = 64, .slots = 4, .tcam_rows = 8,
	.actions = 8, .counters = 16, .rank_bits = 8,
};

static const struct emu_op drop = { .code = HNI_OP_DROP };

/* A row that compares the destination port */
static struct cmds_row row_port(uint16_t port)
{
	return (struct cmds_row){
		.order = 0x10001, .table = 1,
		.match = { { HNI_KW_PORTS, port, 0xffff } },
	};
}

/* Tables with a valid ACTION 0 (drop) and SLOT 0 (destination port) */
static void tables_start(struct emu_tables *t)
{
	struct cmds_row row = row_port(0);
	struct cmds c;

	if (!EXPECT(!emu_tables_init(t, &caps)))
		abort();
	cmds_action(&c, 0, &drop, 1);
	EXPECT_EQ(cmds_exec(t, &c), HNI_ESW_FATAL_NONE);
	cmds_slot(&c, 0, &row);
	EXPECT_EQ(cmds_exec(t, &c), HNI_ESW_FATAL_NONE);
}

static const struct emu_row *lookup(const struct emu_tables *t, uint16_t port)
{
	struct emu_key key = { 0 };

	key.w[HNI_KW_PORTS] = port;
	return emu_bank_lookup(t->newest, 1, &key, false);
}

static bool hits(const struct emu_tables *t, uint16_t port, uint32_t order)
{
	const struct emu_row *row = lookup(t, port);

	return row && row->order == order;
}

static enum hni_esw_fatal flow(struct emu_tables *t, uint32_t idx,
			       const struct cmds_row *row)
{
	struct cmds c;

	cmds_flow(&c, idx, row);
	return cmds_exec(t, &c);
}

static enum hni_esw_fatal tcam(struct emu_tables *t, uint32_t idx,
			       const struct cmds_row *row)
{
	struct cmds c;

	cmds_tcam(&c, idx, row);
	return cmds_exec(t, &c);
}

static enum hni_esw_fatal simple(struct emu_tables *t, uint8_t op,
				 uint8_t type, uint32_t idx)
{
	struct cmds c;

	cmds_header(&c, op, type, idx, 0);
	return cmds_exec(t, &c);
}

/* ---- Fatal codes ---- */

static void fatal_opcode(void)
{
	struct emu_tables t;

	tables_start(&t);
	EXPECT_EQ(simple(&t, 6, 0, 0), HNI_ESW_FATAL_OPCODE);
	EXPECT_EQ(simple(&t, 255, 0, 0), HNI_ESW_FATAL_OPCODE);
	emu_tables_fini(&t);
}

static void fatal_type(void)
{
	struct emu_tables t;

	tables_start(&t);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_WRITE, 0, 0), HNI_ESW_FATAL_TYPE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_WRITE, 13, 0), HNI_ESW_FATAL_TYPE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_WRITE, 255, 0), HNI_ESW_FATAL_TYPE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_COUNTER, 0),
		  HNI_ESW_FATAL_TYPE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_PORT, 0),
		  HNI_ESW_FATAL_TYPE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_DUMP, 0, 0), HNI_ESW_FATAL_TYPE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_METER_STAT, 0),
		  HNI_ESW_FATAL_TYPE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_METER_STAT,
			 0), HNI_ESW_FATAL_TYPE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_FENCE, HNI_ESW_TYPE_SLOT, 0),
		  HNI_ESW_FATAL_TYPE);
	emu_tables_fini(&t);
}

static void fatal_length(void)
{
	struct emu_tables t;
	struct cmds c;

	tables_start(&t);
	cmds_header(&c, HNI_ESW_OP_WRITE, HNI_ESW_TYPE_FLOW, 0,
		    HNI_FLOW_LEN - 4);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_LENGTH);
	cmds_header(&c, HNI_ESW_OP_NOP, 0, 0, 16);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_LENGTH);
	cmds_action(&c, 1, &drop, 1);
	emu_put_le32(cmds_record(&c) + HNI_ACTION_NOPS, 2);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_LENGTH);
	emu_put_le32(cmds_record(&c) + HNI_ACTION_NOPS, 0);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_LENGTH);
	emu_put_le32(cmds_record(&c) + HNI_ACTION_NOPS, 0x10000001);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_LENGTH);
	emu_tables_fini(&t);
}

static void fatal_index(void)
{
	struct cmds_row row = row_port(1);
	struct emu_tables t;
	struct cmds c;

	tables_start(&t);
	EXPECT_EQ(flow(&t, caps.flow_rows, &row), HNI_ESW_FATAL_INDEX);
	EXPECT_EQ(tcam(&t, caps.tcam_rows, &row), HNI_ESW_FATAL_INDEX);
	cmds_slot(&c, caps.slots, &row);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	cmds_action(&c, caps.actions, &drop, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	cmds_port(&c, caps.ports, 1, 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_INDEX);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_MODE, 0, 3), HNI_ESW_FATAL_INDEX);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_NOP, 0, 1), HNI_ESW_FATAL_INDEX);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_DUMP, HNI_ESW_TYPE_COUNTER,
			 caps.counters), HNI_ESW_FATAL_INDEX);
	emu_tables_fini(&t);
}

static void fatal_record_header(void)
{
	static const uint8_t fields[] = {
		HNI_ESW_CMD_COUNT, HNI_ESW_CMD_FLAGS + 3, HNI_ESW_CMD_ADDR + 7,
		HNI_ESW_CMD_RSVD,
	};
	struct emu_tables t;
	struct cmds c;
	size_t i;

	tables_start(&t);
	for (i = 0; i < sizeof(fields); i++) {
		cmds_header(&c, HNI_ESW_OP_NOP, 0, 0, 0);
		c.buf[fields[i]] = 1;
		EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	}
	cmds_header(&c, HNI_ESW_OP_DUMP, HNI_ESW_TYPE_COUNTER, 0, 0);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	emu_put_le32(c.buf + HNI_ESW_CMD_COUNT, caps.counters + 1);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	emu_put_le32(c.buf + HNI_ESW_CMD_COUNT, caps.counters);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	emu_tables_fini(&t);
}

static void fatal_record_row(void)
{
	static const struct { uint8_t off, val; } bad[] = {
		{ HNI_ROW_TABLE, 0 }, { HNI_ROW_TABLE, 8 },
		{ HNI_ROW_ORDER + 1, 1 },	/* rank above 8 bits */
		{ HNI_ROW_FLAGS, 4 }, { HNI_ROW_COUNTER, 1 },
		{ HNI_ROW_GEN, 1 }, { HNI_ROW_RSVD + 23, 1 },
		{ HNI_FLOW_KEY + 2, 1 },	/* outside the mask */
		{ HNI_FLOW_KEY + 4, 1 },	/* word that is not used */
	};
	struct cmds_row row = row_port(1);
	struct emu_tables t;
	struct cmds c;
	size_t i;

	tables_start(&t);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cmds_flow(&c, 0, &row);
		cmds_record(&c)[bad[i].off] = bad[i].val;
		EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	}
	row.flags = HNI_ROW_F_COUNT;
	row.counter = caps.counters;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_RECORD);
	EXPECT(!lookup(&t, 1));
	emu_tables_fini(&t);
}

static void fatal_record_tcam(void)
{
	struct cmds_row row = row_port(1);
	struct emu_tables t;
	struct cmds c;

	tables_start(&t);
	cmds_tcam(&c, 0, &row);
	cmds_record(&c)[HNI_ROW_SLOT] = 1;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	cmds_tcam(&c, 0, &row);
	cmds_record(&c)[HNI_TCAM_VALUE] = 1;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	cmds_tcam(&c, 0, &row);
	cmds_record(&c)[HNI_TCAM_VALUE + 4 * HNI_KW_COUNT - 1] = 1;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	emu_tables_fini(&t);
}

static void fatal_record_slot(void)
{
	static const struct { uint8_t off, val; } bad[] = {
		{ HNI_SLOT_NWORDS, 21 }, { HNI_SLOT_WORDS, HNI_KW_USED },
		{ HNI_SLOT_WORDS + 1, 1 },
		{ HNI_SLOT_MASKS + 4, 1 },
		{ HNI_SLOT_NWORDS, 2 },		/* not ascending, mask 0 */
	};
	struct cmds_row row = row_port(1);
	struct emu_tables t;
	struct cmds c;
	size_t i;

	tables_start(&t);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cmds_slot(&c, 1, &row);
		cmds_record(&c)[bad[i].off] = bad[i].val;
		EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	}
	emu_tables_fini(&t);
}

/* Pairs of ops that are no ACTION */
static const struct emu_op bad_ops[][2] = {
	{ { .code = HNI_OP_DROP }, { .code = HNI_OP_VLAN_POP } },
	{ { .code = HNI_OP_VLAN_POP }, { .code = HNI_OP_VLAN_POP } },
	{ { .code = 7 }, { .code = HNI_OP_DROP } },
	{ { .code = 15 }, { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_CT_CLEAR + 1 }, { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_OUTPUT, .mask = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_EDIT, .flags = 4, .mask = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_EDIT, .flags = 0x40, .mask = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_EDIT, .arg16 = 2, .mask = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_EDIT, .arg16 = 256, .mask = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_CSUM, .arg32 = 0x80 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_MPLS_PUSH, .arg16 = 0x0800 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_MPLS_POP, .arg32 = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_MPLS_MODIFY, .arg16 = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_POLICE, .arg16 = 0x0001, .arg32 = 1 },
	  { .code = HNI_OP_DROP } },	/* exceed: not behind */
	{ { .code = HNI_OP_POLICE, .arg16 = 0x0100, .arg32 = 1 },
	  { .code = HNI_OP_DROP } },	/* conform: not behind */
	{ { .code = HNI_OP_POLICE, .arg16 = 0x0102, .arg32 = 1 },
	  { .code = HNI_OP_DROP } },	/* behind the last */
	{ { .code = HNI_OP_POLICE, .arg16 = 0x0101, .flags = 8 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_SAMPLE, .arg32 = 1 },
	  { .code = HNI_OP_DROP } },	/* one of 0 */
	{ { .code = HNI_OP_MARK, .flags = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_PRIORITY, .arg32 = 8 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_ENCAP, .arg16 = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_TUNNEL_UNSET, .arg32 = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_CT, .flags = 2 }, { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_CT_CLEAR, .arg16 = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_OUTPUT, .arg32 = 4 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_VLAN_POP },
	  { .code = HNI_OP_GOTO, .arg32 = 8 } },
	{ { .code = HNI_OP_VLAN_POP }, { .code = HNI_OP_GOTO } },
	{ { .code = HNI_OP_VLAN_PUSH, .arg32 = 0x9100 },
	  { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_VLAN_POP, .flags = 1 },
	  { .code = HNI_OP_DROP } },
	{ { .code = 0 }, { .code = HNI_OP_DROP } },
	{ { .code = 99 }, { .code = HNI_OP_DROP } },
	{ { .code = HNI_OP_VLAN_POP },
	  { .code = HNI_OP_DROP, .arg16 = 1 } },
};

static void fatal_record_action(void)
{
	struct emu_tables t;
	struct cmds c;
	size_t i;

	tables_start(&t);
	for (i = 0; i < sizeof(bad_ops) / sizeof(bad_ops[0]); i++) {
		cmds_action(&c, 1, bad_ops[i], 2);
		if (!EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD))
			ktap_note("pair %zu", i);
	}
	cmds_action(&c, 1, &drop, 1);
	cmds_record(&c)[HNI_ACTION_RSVD] = 1;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	emu_tables_fini(&t);
}

static void fatal_record_port(void)
{
	struct emu_tables t;
	struct cmds c;

	tables_start(&t);
	cmds_port(&c, 0, 8, 0);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	cmds_port(&c, 0, 1, 1);
	cmds_record(&c)[HNI_PORT_RSVD] = 1;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	/* the policy is the NIC's */
	cmds_port(&c, 0, 1, 1);
	cmds_record(&c)[HNI_PORT_POLICY] = HNI_PORT_POLICY_ALLOWED;
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_RECORD);
	EXPECT_EQ(t.bind[0].ingress, 0);
	emu_tables_fini(&t);
}

static void fatal_reference(void)
{
	struct cmds_row row = row_port(1);
	struct emu_tables t;
	struct cmds c;

	tables_start(&t);
	row.slot = 1;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_REFERENCE);
	row.slot = 0;
	row.action = 1;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_REFERENCE);
	EXPECT_EQ(tcam(&t, 0, &row), HNI_ESW_FATAL_REFERENCE);
	row.action = 0;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_SLOT, 0),
		  HNI_ESW_FATAL_REFERENCE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_ACTION, 0),
		  HNI_ESW_FATAL_REFERENCE);
	cmds_slot(&c, 0, &row);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_REFERENCE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_FLOW, 0),
		  HNI_ESW_FATAL_NONE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_SLOT, 0),
		  HNI_ESW_FATAL_NONE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_ACTION, 0),
		  HNI_ESW_FATAL_NONE);
	emu_tables_fini(&t);
}

/* ---- Rows ---- */

static void row_write_replaces_in_place(void)
{
	struct cmds_row row = row_port(1);
	struct emu_tables t;

	tables_start(&t);
	EXPECT_EQ(flow(&t, 5, &row), HNI_ESW_FATAL_NONE);
	EXPECT(lookup(&t, 1));
	row.match[0].value = 2;
	EXPECT_EQ(flow(&t, 5, &row), HNI_ESW_FATAL_NONE);
	EXPECT(!lookup(&t, 1));
	EXPECT(lookup(&t, 2));
	EXPECT_EQ(t.newest->flows, 1);
	emu_tables_fini(&t);
}

static void row_invalidate_is_idempotent(void)
{
	struct cmds_row row = row_port(1);
	struct emu_tables t;

	tables_start(&t);
	EXPECT_EQ(tcam(&t, 0, &row), HNI_ESW_FATAL_NONE);
	EXPECT(lookup(&t, 1));
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_TCAM, 0),
		  HNI_ESW_FATAL_NONE);
	EXPECT_EQ(simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_TCAM, 0),
		  HNI_ESW_FATAL_NONE);
	EXPECT(!lookup(&t, 1));
	EXPECT_EQ(t.newest->action[0].refs, 0);
	emu_tables_fini(&t);
}

static void row_lowest_order_wins_across_stores(void)
{
	struct cmds_row row = row_port(1);
	struct emu_tables t;

	tables_start(&t);
	row.order = 0x20000;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_NONE);
	EXPECT(hits(&t, 1, 0x20000));
	row.order = 0x10005;
	EXPECT_EQ(tcam(&t, 0, &row), HNI_ESW_FATAL_NONE);
	EXPECT(hits(&t, 1, 0x10005));
	row.order = 0x10004;
	EXPECT_EQ(flow(&t, 9, &row), HNI_ESW_FATAL_NONE);
	EXPECT(hits(&t, 1, 0x10004));
	emu_tables_fini(&t);
}

static void row_ties_go_to_flow_then_lower_number(void)
{
	struct cmds_row row = row_port(1);
	struct emu_tables t;

	tables_start(&t);
	EXPECT_EQ(tcam(&t, 0, &row), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(flow(&t, 7, &row), HNI_ESW_FATAL_NONE);
	EXPECT(lookup(&t, 1) == &t.newest->flow[7].row);
	EXPECT_EQ(flow(&t, 3, &row), HNI_ESW_FATAL_NONE);
	EXPECT(lookup(&t, 1) == &t.newest->flow[3].row);
	emu_tables_fini(&t);
}

static void row_sw_is_invisible_on_request(void)
{
	struct cmds_row row = row_port(1);
	struct emu_key key = { .w[HNI_KW_PORTS] = 1 };
	const struct emu_row *hit;
	struct emu_tables t;

	tables_start(&t);
	row.flags = HNI_ROW_F_SW;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_NONE);
	EXPECT(!emu_bank_lookup(t.newest, 1, &key, true));
	row.flags = 0;
	row.order++;
	EXPECT_EQ(flow(&t, 1, &row), HNI_ESW_FATAL_NONE);
	hit = emu_bank_lookup(t.newest, 1, &key, true);
	EXPECT(hit == &t.newest->flow[1].row);
	emu_tables_fini(&t);
}

/* Random rows, three masks, both stores, against a scan of all rows */
static const struct emu_row *scan(const struct emu_bank *b, uint16_t table,
				  const struct emu_key *key)
{
	const struct emu_row *best = NULL;
	uint32_t i, j;

	for (i = 0; i < caps.flow_rows; i++) {
		const struct emu_flow *f = &b->flow[i];
		const struct emu_slot *s = &b->slot[f->row.slot];
		bool match = f->row.valid && f->row.table == table;

		for (j = 0; match && j < s->nwords; j++)
			match = (key->w[s->word[j]] & s->mask[j]) == f->key[j];
		if (match && (!best || f->row.order < best->order))
			best = &f->row;
	}
	for (i = 0; i < caps.tcam_rows; i++) {
		const struct emu_tcam *f = &b->tcam[i];
		bool match = f->row.valid && f->row.table == table;

		for (j = 0; match && j < HNI_KW_USED; j++)
			match = (key->w[j] & f->mask[j]) == f->value[j];
		if (match && (!best || f->row.order < best->order))
			best = &f->row;
	}
	return best;
}

static struct cmds_row random_row(void)
{
	static const uint32_t masks[] = { 0xffff, 0xfff0, 0xff00ff, 0xf };
	unsigned int slot = (unsigned int)rand() % 4;

	return (struct cmds_row){
		.order = ((uint32_t)rand() % 3 + 1) << 16 |
			 ((uint32_t)rand() % 4),
		.table = (uint16_t)(1 + rand() % 2),
		.slot = (uint16_t)slot,
		.match = { { HNI_KW_PORTS, (uint32_t)rand() % 40,
			     masks[slot] } },
	};
}

static void row_lookup_equals_a_scan(void)
{
	struct emu_tables t;
	struct cmds_row row;
	struct cmds c;
	unsigned int i;

	tables_start(&t);
	srand(7);
	for (i = 0; i < 20000; i++) {
		struct emu_key key = { .w[HNI_KW_PORTS] = (uint32_t)rand() % 40 };
		uint16_t table = (uint16_t)(1 + rand() % 2);

		row = random_row();
		cmds_slot(&c, row.slot, &row);
		cmds_exec(&t, &c);	/* refused while in use */
		if (rand() % 3 == 0)
			simple(&t, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_FLOW,
			       (uint32_t)rand() % caps.flow_rows);
		else if (rand() % 4)
			flow(&t, (uint32_t)rand() % caps.flow_rows, &row);
		else
			tcam(&t, (uint32_t)rand() % caps.tcam_rows, &row);
		if (!EXPECT(emu_bank_lookup(t.newest, table, &key, false) ==
			    scan(t.newest, table, &key)))
			break;
	}
	emu_tables_fini(&t);
}

/* ---- Counters ---- */

static void counter_new_generation_starts_at_zero(void)
{
	struct cmds_row row = row_port(1);
	struct emu_tables t;
	uint8_t rec[HNI_COUNTER_LEN];

	tables_start(&t);
	row.flags = HNI_ROW_F_COUNT;
	row.counter = 3;
	row.gen = 10;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_NONE);
	t.newest->counter[3].pkts = 5;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_NONE);
	EXPECT_EQ(t.newest->counter[3].pkts, 5);
	row.gen = 11;
	EXPECT_EQ(flow(&t, 0, &row), HNI_ESW_FATAL_NONE);
	emu_counter_encode(t.newest, 3, rec);
	EXPECT_EQ(emu_get_le64(rec + HNI_COUNTER_PKTS), 0);
	EXPECT_EQ(emu_get_le32(rec + HNI_COUNTER_GEN), 11);
	EXPECT_EQ(emu_get_le32(rec + HNI_COUNTER_SEQ) & 1, 0);
	emu_tables_fini(&t);
}

/* ---- Banks ---- */

static void bank_ports_keep_theirs_until_written(void)
{
	struct emu_tables t;
	struct emu_bank *old;
	struct cmds c;

	tables_start(&t);
	cmds_port(&c, 0, 1, 2);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	old = t.newest;
	EXPECT(!emu_tables_bank_new(&t));
	EXPECT(t.newest != old && t.bind[0].bank == old);
	EXPECT_EQ(t.bind[0].ingress, 1);
	EXPECT_EQ(t.newest->action[0].nops, 0);
	cmds_port(&c, 0, 3, 0);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT(t.bind[0].bank == t.newest && t.bind[1].bank == old);
	emu_tables_fini(&t);
}

static void bank_rebase_moves_only_old_ports(void)
{
	struct emu_tables t;
	struct cmds c;

	tables_start(&t);
	cmds_port(&c, 0, 1, 2);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	cmds_port(&c, 1, 1, 2);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	EXPECT(!emu_tables_bank_new(&t));
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	emu_tables_rebase(&t, false);
	EXPECT_EQ(t.bind[0].ingress, 0);
	EXPECT_EQ(t.bind[1].ingress, 1);
	EXPECT(t.bind[0].bank == t.newest);
	emu_tables_rebase(&t, true);
	EXPECT_EQ(t.bind[1].ingress, 0);
	EXPECT_EQ(t.newest->refs, 1 + caps.ports);
	emu_tables_fini(&t);
}

/* ---- Noise ---- */

static void cmd_survives_noise(void)
{
	struct emu_tables t;
	struct cmds_row row;
	struct cmds c;
	unsigned int i, n;

	tables_start(&t);
	srand(3);
	for (i = 0; i < 50000; i++) {
		row = random_row();
		switch (rand() % 3) {
		case 0:
			cmds_flow(&c, (uint32_t)rand() % 70, &row);
			break;
		case 1:
			cmds_tcam(&c, (uint32_t)rand() % 9, &row);
			break;
		default:
			cmds_action(&c, (uint32_t)rand() % 9, &drop, 1);
			break;
		}
		for (n = (unsigned int)rand() % 4; n; n--)
			c.buf[(unsigned int)rand() % 96] = (uint8_t)rand();
		cmds_exec(&t, &c);
	}
	EXPECT(true);
	emu_tables_fini(&t);
}

static const struct ktap_case cases[] = {
	{ "cmd.fatal_opcode", fatal_opcode },
	{ "cmd.fatal_type", fatal_type },
	{ "cmd.fatal_length", fatal_length },
	{ "cmd.fatal_index", fatal_index },
	{ "cmd.fatal_record_header", fatal_record_header },
	{ "cmd.fatal_record_row", fatal_record_row },
	{ "cmd.fatal_record_tcam", fatal_record_tcam },
	{ "cmd.fatal_record_slot", fatal_record_slot },
	{ "cmd.fatal_record_action", fatal_record_action },
	{ "cmd.fatal_record_port", fatal_record_port },
	{ "cmd.fatal_reference", fatal_reference },
	{ "cmd.survives_noise", cmd_survives_noise },
	{ "row.write_replaces_in_place", row_write_replaces_in_place },
	{ "row.invalidate_is_idempotent", row_invalidate_is_idempotent },
	{ "row.lowest_order_wins_across_stores",
	  row_lowest_order_wins_across_stores },
	{ "row.ties_go_to_flow_then_lower_number",
	  row_ties_go_to_flow_then_lower_number },
	{ "row.sw_is_invisible_on_request", row_sw_is_invisible_on_request },
	{ "row.lookup_equals_a_scan", row_lookup_equals_a_scan },
	{ "counter.new_generation_starts_at_zero",
	  counter_new_generation_starts_at_zero },
	{ "bank.ports_keep_theirs_until_written",
	  bank_ports_keep_theirs_until_written },
	{ "bank.rebase_moves_only_old_ports",
	  bank_rebase_moves_only_old_ports },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
