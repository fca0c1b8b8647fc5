// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of tunnels in a walk: where what they carry is looked up, how
 * such a walk ends, and copies that leave into a tunnel.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c selftests/unit/emu_hex.c
 * Links: selftests/unit/emu_cmds.c selftests/unit/emu_rules.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "emu_hex.h"
#include "emu_rules.h"
#include "ktap.h"

/* VXLAN, VNI 0x123456, to 198.51.100.2; 68 bytes with 18 bytes inside */
#define VXLAN \
	"0200000000020200000000010800450000361234000040117c4cc0000201c633" \
	"64029c4012b50022000008000000123456000a00000000020a000000000188b5" \
	"01020304"
#define INNER	"0a0000000002 0a0000000001 88b5 01020304"
#define INNER_LEN	18

#define UNSET		{ .code = HNI_OP_TUNNEL_UNSET }
#define ENCAP(row)	{ .code = HNI_OP_ENCAP, .arg32 = (row) }
#define TABLE		CHAIN(9)	/* where inner frames are looked up */

static void frame(const char *text)
{
	uint8_t bytes[256];

	rules_frame_set(bytes, hex_bytes(text, bytes));
}

static void tunnel(uint32_t idx, uint8_t port, uint16_t table)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_TUNNEL, idx,
				  HNI_TUNNEL_LEN);

	rec[HNI_TUNNEL_KIND] = HNI_TUNNEL_VXLAN;
	rec[HNI_TUNNEL_PORT] = port;
	emu_put_le16(rec + HNI_TUNNEL_TABLE, table);
	emu_put_le16(rec + HNI_TUNNEL_L4_PORT, 4789);
	memcpy(rec + HNI_TUNNEL_MAC, "\x02\0\0\0\0\x02", 6);
	rec[HNI_TUNNEL_FAMILY] = HNI_KW_ADDR_IPV4;
	emu_put_le32(rec + HNI_TUNNEL_DST + 12, 0xc6336402);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
}

/* The header of VXLAN above */
static void encap(uint32_t idx, uint8_t port)
{
	uint8_t bytes[128];
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_ENCAP, idx, HNI_ENCAP_LEN);

	hex_bytes(VXLAN, bytes);
	rec[HNI_ENCAP_KIND] = HNI_TUNNEL_VXLAN;
	rec[HNI_ENCAP_PORT] = port;
	emu_put_le16(rec + HNI_ENCAP_HDR_LEN, 50);
	emu_put_le16(rec + HNI_ENCAP_NET_OFF, 14);
	emu_put_le16(rec + HNI_ENCAP_L4_OFF, 34);
	memcpy(rec + HNI_ENCAP_HDR, bytes, 50);
	rec[HNI_ENCAP_HDR + 20] = 0;	/* fragments are allowed: an ID */
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
}

static void start(void)
{
	rules_start();
	frame(VXLAN);
	tunnel(1, 0, TABLE);
}

static bool frame_goes_to_cpu(enum emu_walk_end end, uint8_t why,
			      uint16_t table)
{
	rules_walk();
	return rules.w.end == end && rules.w.why == why &&
	       rules.w.table == table && rules.w.f == &rules.f;
}

/* ---- Off ---- */

static void inner_frame_is_looked_up(void)
{
	unsigned int outer, inner;

	start();
	outer = RULE(INGRESS(0), 0, GOTO(CHAIN(0)));
	inner = RULE_KEY(TABLE, HNI_KW_SMAC, 1, 0xff, OUT(2), STOLEN);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT(rules_output_is(0, 2, INNER_LEN));
	EXPECT_FRAME(rules.w.out[0].f, INNER);
	EXPECT_EQ(rules.w.table, TABLE);
	EXPECT_EQ(rules_pkts(outer), 1);
	EXPECT_EQ(rules.t.newest->counter[outer].bytes, 68);
	EXPECT_EQ(rules_pkts(inner), 1);
	EXPECT_EQ(rules.t.newest->counter[inner].bytes, INNER_LEN);
	rules_stop();
}

static void inner_frame_has_words_of_the_outer(void)
{
	start();
	RULE_KEY(TABLE, HNI_KW_ENC_KEYID, 0x123456, ~0U, GOTO(CHAIN(0)));
	RULE_KEY(CHAIN(0), HNI_KW_ENC_SRC_V4, 0xc0000201, ~0U,
		 GOTO(CHAIN(1)));
	/* an edit does not forget them */
	RULE(CHAIN(1), 0, PUSH(5), GOTO(CHAIN(2)));
	RULE_KEY(CHAIN(2), HNI_KW_ENC_PORTS, 4789, 0xffff, GOTO(CHAIN(3)));
	RULE_VLAN(CHAIN(3), 5, OUT(1), DROP);
	rules_walk();
	EXPECT(rules_output_is(0, 1, INNER_LEN + 4));
	rules_stop();
}

/* Copies of it as well: software's come from the tunnel's device. */
static void inner_frame_comes_from_no_port(void)
{
	start();
	RULE_KEY(TABLE, HNI_KW_META, 0, 0xff, DROP);
	RULE_KEY(TABLE, HNI_KW_META, 0xff, 0xff, OUT(1), STOLEN);
	RULE_KEY(EGRESS(1), HNI_KW_META, 0, 0xff, DROP);
	RULE_KEY(EGRESS(1), HNI_KW_META, 0xff, 0xff, OUT(2), PASS);
	RULE_KEY(EGRESS(2), HNI_KW_META, 1, 0xff, OUT(3), DROP);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 2);
	EXPECT(rules_output_is(0, 3, INNER_LEN));
	EXPECT(rules_output_is(1, 1, INNER_LEN));
	rules_stop();
}

static void unset_clears_the_words(void)
{
	start();
	RULE(TABLE, 0, OUT(1), UNSET, OUT(2), STOLEN);
	RULE_KEY(EGRESS(1), HNI_KW_ENC_KEYID, 0, ~0U, DROP);
	RULE_KEY(EGRESS(2), HNI_KW_ENC_KEYID, 0x123456, ~0U, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 2);
	rules_stop();
}

static void ends_of_the_inner_walk(void)
{
	unsigned int r;

	start();
	EXPECT(frame_goes_to_cpu(EMU_WALK_CPU, HNI_ESW_WHY_MISS, TABLE));
	RULE(TABLE, 0, OUT(1), PASS);
	EXPECT(frame_goes_to_cpu(EMU_WALK_CPU, HNI_ESW_WHY_PASS, TABLE));
	rules_stop();
	start();
	RULE(TABLE, F_SW, OUT(1), TRAP);
	EXPECT(frame_goes_to_cpu(EMU_WALK_CPU, HNI_ESW_WHY_TRAP, TABLE));
	rules_stop();
	start();
	RULE(TABLE, 0, SOFTWARE);
	EXPECT(frame_goes_to_cpu(EMU_WALK_CPU, HNI_ESW_WHY_PASS, TABLE));
	rules_stop();
	start();
	r = RULE(TABLE, F_SW, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	EXPECT_EQ(rules_pkts(r), 1);
	rules_stop();
}

static void undone_inner_walk_leaves_the_outer(void)
{
	unsigned int outer, inner;

	start();
	outer = RULE(INGRESS(0), 0, OUT(2), MARK(3, 3), PRIORITY(2), PASS);
	inner = RULE(TABLE, F_SW, OUT(1), MARK(4, 4), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	EXPECT_EQ(rules.w.why, HNI_ESW_WHY_PASS);
	EXPECT(rules.w.f == &rules.f);
	EXPECT_EQ(rules.w.nout, 1);
	EXPECT(rules_output_is(0, 2, 68));
	EXPECT_EQ(rules_pkts(outer), 1);
	EXPECT_EQ(rules_pkts(inner), 0);
	EXPECT_EQ(rules.w.mark, 3);
	EXPECT_EQ(rules.w.prio, 2);
	rules_stop();
}

static void meter(uint32_t idx)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_METER, idx, HNI_METER_LEN);

	emu_put_le32(rec + HNI_METER_GEN, 1);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
}

static uint64_t metered(uint32_t idx)
{
	return rules.t.newest->meter[idx].state.stat_pkts;
}

static void undone_inner_walk_leaves_meters(void)
{
	start();
	meter(0);
	meter(1);
	RULE(INGRESS(0), 0, POLICE(0, 1, 1), PASS);
	RULE(TABLE, 0, POLICE(0, 1, 1), POLICE(1, 2, 2), PASS);
	rules_walk();
	EXPECT_EQ(metered(0), 1);
	EXPECT_EQ(metered(1), 0);
	RULE(CHAIN(0), 0, POLICE(0, 1, 1), POLICE(1, 2, 2), DROP);
	tunnel(0, 0, CHAIN(0));
	rules_walk();
	EXPECT_EQ(metered(0), 3);
	EXPECT_EQ(metered(1), 1);
	rules_stop();
}

static void row_held_by_software_keeps_the_tunnel(void)
{
	start();
	RULE(INGRESS(0), F_SW, GOTO(CHAIN(0)));
	RULE(TABLE, 0, DROP);
	EXPECT(frame_goes_to_cpu(EMU_WALK_ORIGINAL, HNI_ESW_WHY_MISS,
				 CHAIN(0)));
	rules_stop();
}

static void other_ends_keep_the_tunnel(void)
{
	start();
	RULE(INGRESS(0), 0, TRAP);
	RULE(TABLE, 0, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	EXPECT_EQ(rules.w.why, HNI_ESW_WHY_TRAP);
	rules_stop();
}

static void tunnel_is_that_of_its_port(void)
{
	start();
	RULE(TABLE, 0, DROP);
	rules.f.port = 1;
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_CPU);
	EXPECT(rules.w.f == &rules.f);
	rules.f.port = 0;
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

static void lowest_row_wins(void)
{
	struct cmds c;

	start();
	RULE(TABLE, 0, OUT(1), STOLEN);
	RULE(CHAIN(0), 0, OUT(2), STOLEN);
	tunnel(3, 0, CHAIN(0));
	rules_walk();
	EXPECT(rules_output_is(0, 1, INNER_LEN));
	tunnel(0, 0, CHAIN(0));
	rules_walk();
	EXPECT(rules_output_is(0, 2, INNER_LEN));
	cmds_header(&c, HNI_ESW_OP_INVALIDATE, HNI_ESW_TYPE_TUNNEL, 0, 0);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	rules_walk();
	EXPECT(rules_output_is(0, 1, INNER_LEN));
	rules_stop();
}

/* How a walk of @n GOTOs ends, the first one before the tunnel */
static enum emu_walk_end gotos(unsigned int n)
{
	enum emu_walk_end end;
	unsigned int i;

	start();
	RULE(INGRESS(0), 0, GOTO(CHAIN(0)));
	RULE(TABLE, 0, GOTO(CHAIN(10)));
	for (i = 10; i < 8 + n; i++)
		RULE(CHAIN(i), 0, GOTO(CHAIN(i + 1)));
	RULE(CHAIN(i), 0, DROP);
	rules_walk();
	end = rules.w.end;
	rules_stop();
	return end;
}

static void gotos_of_both_walks_add_up(void)
{
	EXPECT_EQ(gotos(16), EMU_WALK_DROP);
	EXPECT_EQ(gotos(17), EMU_WALK_GOTOS);
}

static void managers_frame_is_no_tunnels(void)
{
	rules_start();
	frame(VXLAN);
	tunnel(0, 2, TABLE);
	RULE(TABLE, 0, DROP);
	rules_inject(2);
	EXPECT(rules_output_is(0, 2, 68));
	rules_stop();
}

/* ---- On ---- */

static void encap_is_an_output(void)
{
	rules_start();
	frame(INNER);
	encap(2, 1);
	RULE(INGRESS(0), 0, ENCAP(2), OUT(3), PUSH(5), OUT(4), STOLEN);
	rules_walk();
	EXPECT(rules_output_is(0, 1, 68));
	EXPECT(rules_output_is(1, 3, INNER_LEN));
	EXPECT_FRAME(rules.w.out[1].f, INNER);
	EXPECT(rules_output_is(2, 4, INNER_LEN + 4));
	EXPECT_EQ(rules.f.len, INNER_LEN);
	/* what comes on, comes off again */
	rules_frame_set(emu_frame_data((struct emu_frame *)rules.w.out[0].f),
			68);
	rules.f.port = 4;
	tunnel(0, 4, TABLE);
	RULE(TABLE, 0, OUT(5), STOLEN);
	rules_walk();
	EXPECT(rules_output_is(0, 5, INNER_LEN));
	EXPECT_FRAME(rules.w.out[0].f, INNER);
	rules_stop();
}

static void encap_passes_the_egress_table(void)
{
	unsigned int r;

	rules_start();
	frame(INNER);
	encap(2, 1);
	RULE(INGRESS(0), 0, ENCAP(2), OUT(3), STOLEN);
	r = RULE_KEY(EGRESS(1), HNI_KW_PORTS, 4789, 0xffff, PUSH(7), PASS);
	rules_walk();
	EXPECT(rules_output_is(0, 1, 72));
	EXPECT(rules_output_is(1, 3, INNER_LEN));
	EXPECT_EQ(rules_pkts(r), 1);
	EXPECT_EQ(rules.t.newest->counter[r].bytes, 68);
	rules_stop();
}

static void encap_follows_a_change_of_way(void)
{
	rules_start();
	frame(INNER);
	encap(0, 1);
	RULE(INGRESS(0), 0, ENCAP(0), STOLEN);
	rules_walk();
	EXPECT(rules_output_is(0, 1, 68));
	encap(0, 2);
	rules_walk();
	EXPECT(rules_output_is(0, 2, 68));
	EXPECT_EQ(rules.w.nout, 1);
	rules_stop();
}

static uint16_t encap_id(void)
{
	rules_walk();
	return emu_get_be16(rules.w.out[0].f->buf + rules.w.out[0].f->off + 18);
}

static void encap_numbers_its_headers(void)
{
	uint16_t id;

	rules_start();
	frame(INNER);
	encap(0, 1);
	RULE(INGRESS(0), 0, ENCAP(0), STOLEN);
	id = encap_id();
	EXPECT_EQ(encap_id(), (uint16_t)(id + 1));
	EXPECT_EQ(encap_id(), (uint16_t)(id + 2));
	rules_stop();
}

static uint16_t encap_port(void)
{
	rules_walk();
	return emu_get_be16(rules.w.out[0].f->buf + rules.w.out[0].f->off + 34);
}

static void encap_spreads_flows(void)
{
	uint16_t first, other = 0;
	unsigned int i;

	rules_start();
	frame(INNER);
	encap(0, 1);
	RULE(INGRESS(0), 0, ENCAP(0), STOLEN);
	first = encap_port();
	EXPECT(first >= 32768 && first <= 60999);
	EXPECT_EQ(encap_port(), first);
	for (i = 0; i < 8; i++) {
		emu_frame_data(&rules.f)[5] = (uint8_t)i;
		other |= encap_port() ^ first;
	}
	EXPECT(other);
	rules_stop();
}

static void encap_forgets_the_words(void)
{
	start();
	encap(0, 1);
	RULE(TABLE, 0, ENCAP(0), OUT(2), STOLEN);
	RULE_KEY(EGRESS(1), HNI_KW_ENC_KEYID, 0x123456, ~0U, DROP);
	RULE_KEY(EGRESS(2), HNI_KW_ENC_KEYID, 0, ~0U, DROP);
	rules_walk();
	EXPECT(rules_output_is(0, 1, 68));
	EXPECT(rules_output_is(1, 2, INNER_LEN));
	rules_stop();
}

static void encap_comes_from_no_port(void)
{
	rules_start();
	frame(INNER);
	encap(0, 1);
	RULE(INGRESS(0), 0, ENCAP(0), OUT(2), STOLEN);
	RULE_KEY(EGRESS(1), HNI_KW_META, 0xff, 0xff, PASS);
	RULE(EGRESS(1), 0, DROP);
	RULE_KEY(EGRESS(2), HNI_KW_META, 0, 0xff, ENCAP(0), PASS);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 3);
	EXPECT(rules_output_is(0, 1, 68));
	EXPECT(rules_output_is(1, 1, 68));
	EXPECT(rules_output_is(2, 2, INNER_LEN));
	rules_stop();
}

static void encap_without_header_is_softwares(void)
{
	struct cmds c;
	unsigned int r;

	rules_start();
	cmds_write(&c, HNI_ESW_TYPE_ENCAP, 1, HNI_ENCAP_LEN);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	r = RULE(INGRESS(0), 0, OUT(2), ENCAP(1), STOLEN);
	EXPECT(frame_goes_to_cpu(EMU_WALK_ORIGINAL, HNI_ESW_WHY_PASS,
				 INGRESS(0)));
	EXPECT_EQ(rules_pkts(r), 0);
	/* the neighbour is known now: the same rule forwards */
	encap(1, 1);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 2);
	rules_stop();
}

static void encap_too_long_is_not_made(void)
{
	unsigned int r;

	rules_start();
	encap(0, 1);
	r = RULE(INGRESS(0), 0, OUT(2), ENCAP(0), OUT(3), STOLEN);
	rules.f.len = EMU_FRAME_MAX - 49;
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DONE);
	EXPECT(rules.w.nout == 3 && rules_pkts(r) == 1);
	EXPECT_EQ(rules.w.out[1].kind, EMU_OUTPUT_LOST);
	EXPECT_EQ(rules.w.out[1].port, 1);
	rules.f.len = EMU_FRAME_MAX - 50;
	rules_walk();
	EXPECT(rules_output_is(1, 1, EMU_FRAME_MAX));
	rules_stop();
}

static void encap_many(unsigned int n)
{
	struct rules_word any = { 0 };
	struct emu_op ops[18];
	unsigned int i;

	rules_start();
	frame(INNER);
	encap(0, 1);
	for (i = 0; i < n; i++)
		ops[i] = (struct emu_op)ENCAP(0);
	ops[i] = (struct emu_op)STOLEN;
	rules_add(INGRESS(0), 0, any, ops, i + 1);
	RULE(EGRESS(1), 0, PUSH(5), PASS);
	rules_walk();
}

static void encap_many_times(void)
{
	unsigned int i;

	encap_many(16);
	EXPECT_EQ(rules.w.nout, 16);
	for (i = 0; i < 16; i++)
		EXPECT(rules_output_is(i, 1, 72));
	rules_stop();
	encap_many(17);
	EXPECT_EQ(rules.w.end, EMU_WALK_OUTPUTS);
	rules_stop();
}

static const struct ktap_case cases[] = {
	{ "decap.inner_frame_is_looked_up", inner_frame_is_looked_up },
	{ "decap.inner_frame_has_words_of_the_outer",
	  inner_frame_has_words_of_the_outer },
	{ "decap.inner_frame_comes_from_no_port",
	  inner_frame_comes_from_no_port },
	{ "decap.unset_clears_the_words", unset_clears_the_words },
	{ "decap.ends_of_the_inner_walk", ends_of_the_inner_walk },
	{ "decap.undone_inner_walk_leaves_the_outer",
	  undone_inner_walk_leaves_the_outer },
	{ "decap.undone_inner_walk_leaves_meters",
	  undone_inner_walk_leaves_meters },
	{ "decap.row_held_by_software_keeps_the_tunnel",
	  row_held_by_software_keeps_the_tunnel },
	{ "decap.other_ends_keep_the_tunnel", other_ends_keep_the_tunnel },
	{ "decap.tunnel_is_that_of_its_port", tunnel_is_that_of_its_port },
	{ "decap.lowest_row_wins", lowest_row_wins },
	{ "decap.gotos_of_both_walks_add_up", gotos_of_both_walks_add_up },
	{ "decap.managers_frame_is_no_tunnels",
	  managers_frame_is_no_tunnels },
	{ "encap.is_an_output", encap_is_an_output },
	{ "encap.passes_the_egress_table", encap_passes_the_egress_table },
	{ "encap.follows_a_change_of_way", encap_follows_a_change_of_way },
	{ "encap.numbers_its_headers", encap_numbers_its_headers },
	{ "encap.spreads_flows", encap_spreads_flows },
	{ "encap.forgets_the_words", encap_forgets_the_words },
	{ "encap.comes_from_no_port", encap_comes_from_no_port },
	{ "encap.without_header_is_softwares",
	  encap_without_header_is_softwares },
	{ "encap.too_long_is_not_made", encap_too_long_is_not_made },
	{ "encap.many_times", encap_many_times },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
