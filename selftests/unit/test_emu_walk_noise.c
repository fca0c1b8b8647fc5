// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the test that walks random frames through random rules of every op: the
 * limits hold, the caller's frame stays as it is, and a walk that takes no
 * effect changes nothing in the tables.
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

#define ROUNDS		4000

#define ETH		"020000000002020000000001"
#define PLAIN		ETH "88b501020304"
#define TAGGED		ETH "8100f00588b501020304"
#define MPLS		ETH "884712340140450000281234"
#define TCP		"03e800500000000100000002501020007797000000000000"
#define TCP4		\
	ETH "080045000028123440004006149a0a0000010a000002" TCP
#define TCP6		\
	ETH "86dd6000000000140640" \
	"20010db8000000000000000000000001" \
	"20010db8000000000000000000000002" TCP
#define VXLAN_HDR	\
	ETH "0800450000361234000040117c4cc0000201c6336402" \
	"9c4012b5002200000800000012345600"
#define VXLAN		(VXLAN_HDR PLAIN)

static uint32_t rnd(uint32_t n)
{
	return (uint32_t)rand() % n;
}

static void run(const struct cmds *c)
{
	EXPECT_EQ(cmds_exec(&rules.t, c), HNI_ESW_FATAL_NONE);
}

/* ---- Objects ---- */

static void meter_random(uint32_t idx)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_METER, idx, HNI_METER_LEN);

	emu_put_le64(rec + HNI_METER_RATE, rnd(3) * 1000);
	emu_put_le64(rec + HNI_METER_BURST, rnd(300));
	emu_put_le64(rec + HNI_METER_PKT_RATE, rnd(3) * 100);
	emu_put_le64(rec + HNI_METER_PKT_BURST, rnd(5));
	emu_put_le32(rec + HNI_METER_MTU, rnd(3) * 60);
	emu_put_le32(rec + HNI_METER_GEN, 1);
	run(&c);
}

static void encap_random(uint32_t idx)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_ENCAP, idx, HNI_ENCAP_LEN);
	uint8_t *hdr = rec + HNI_ENCAP_HDR;

	if (!rnd(3)) {		/* unresolved */
		run(&c);
		return;
	}
	rec[HNI_ENCAP_KIND] = HNI_TUNNEL_VXLAN;
	rec[HNI_ENCAP_FLAGS] = (uint8_t)rnd(8);
	rec[HNI_ENCAP_PORT] = (uint8_t)rnd(6);
	emu_put_le16(rec + HNI_ENCAP_HDR_LEN, 50);
	emu_put_le16(rec + HNI_ENCAP_NET_OFF, 14);
	emu_put_le16(rec + HNI_ENCAP_L4_OFF, 34);
	hex_bytes(VXLAN_HDR, hdr);
	run(&c);
}

static void tunnel_random(uint32_t idx)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_TUNNEL, idx,
				  HNI_TUNNEL_LEN);

	rec[HNI_TUNNEL_KIND] = HNI_TUNNEL_VXLAN;
	rec[HNI_TUNNEL_PORT] = (uint8_t)rnd(2);
	emu_put_le16(rec + HNI_TUNNEL_TABLE, (uint16_t)(1 + rnd(20)));
	emu_put_le16(rec + HNI_TUNNEL_L4_PORT, 4789);
	memcpy(rec + HNI_TUNNEL_MAC, "\x02\0\0\0\0\x02", 6);
	rec[HNI_TUNNEL_FAMILY] = HNI_KW_ADDR_IPV4;
	emu_put_le32(rec + HNI_TUNNEL_DST + 12, 0xc6336402);
	run(&c);
}

static void conn_random(uint32_t idx)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_CONN, idx, HNI_CONN_LEN);

	rec[HNI_CONN_ZONE] = (uint8_t)idx;
	rec[HNI_CONN_PROTO] = 6;
	rec[HNI_CONN_FLAGS] = HNI_CONN_F_NAT | HNI_CONN_F_COUNT;
	emu_put_le16(rec + HNI_CONN_SPORT, 1000);
	emu_put_le16(rec + HNI_CONN_DPORT, 80);
	emu_put_le32(rec + HNI_CONN_SRC + 12, 0x0a000001);
	emu_put_le32(rec + HNI_CONN_DST + 12, 0x0a000002);
	emu_put_le32(rec + HNI_CONN_NEW_SRC + 12, (uint32_t)rand());
	emu_put_le32(rec + HNI_CONN_NEW_DST + 12, (uint32_t)rand());
	emu_put_le32(rec + HNI_CONN_COUNTER, 63);
	run(&c);
}

static void range_random(uint32_t idx)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_RANGE, idx, HNI_RANGE_LEN);
	uint16_t min = (uint16_t)rnd(3000);

	rec[HNI_RANGE_WHICH] = (uint8_t)rnd(2);
	emu_put_le16(rec + HNI_RANGE_MIN, min);
	emu_put_le16(rec + HNI_RANGE_MAX, (uint16_t)(min + rnd(2000)));
	run(&c);
}

static void objects_random(void)
{
	uint32_t i;

	for (i = 0; i < rules_caps.meters; i++)
		meter_random(i);
	for (i = 0; i < rules_caps.encaps; i++)
		encap_random(i);
	for (i = 0; i < rules_caps.tunnels; i++)
		tunnel_random(i);
	for (i = 0; i < 4; i++)
		conn_random(i);
	for (i = 0; i < rnd(rules_caps.ranges); i++)
		range_random(i);
}

/* ---- Rules ---- */

static struct emu_op op_with_object(unsigned int at, unsigned int nops)
{
	unsigned int left = nops - at - 1;

	switch (rnd(4)) {
	case 0:
		return (struct emu_op){
			.code = HNI_OP_POLICE, .flags = (uint8_t)rnd(8),
			.arg16 = (uint16_t)((at + 1 + rnd(left)) |
					    (at + 1 + rnd(left)) << 8),
			.arg32 = rnd(rules_caps.meters),
		};
	case 1:
		return (struct emu_op){ .code = HNI_OP_ENCAP,
					.arg32 = rnd(rules_caps.encaps) };
	case 2:
		return (struct emu_op){ .code = HNI_OP_CT,
					.flags = (uint8_t)rnd(2),
					.arg16 = (uint16_t)rnd(5) };
	default:
		return (struct emu_op)SAMPLE(1 + rnd(3), rnd(100));
	}
}

static struct emu_op op_of_edit(void)
{
	switch (rnd(7)) {
	case 0:
		return (struct emu_op)PUSH(5);
	case 1:
		return (struct emu_op)POP;
	case 2:
		return (struct emu_op){ .code = HNI_OP_VLAN_MODIFY,
					.arg32 = 0x88a8, .flags = 1 };
	case 3:
		return (struct emu_op){ .code = HNI_OP_CSUM,
					.arg32 = rnd(128) };
	case 4:
		return (struct emu_op){ .code = HNI_OP_MPLS_PUSH,
					.flags = (uint8_t)rnd(2),
					.arg16 = 0x8847, .arg32 = 0x12340 };
	case 5:
		return (struct emu_op){ .code = (uint8_t)(HNI_OP_MPLS_POP +
							  rnd(2)),
					.arg16 = 0 };
	default:
		return (struct emu_op){ .code = HNI_OP_EDIT,
					.flags = (uint8_t)(rnd(64) & ~12U),
					.arg16 = (uint16_t)(4 * rnd(16)),
					.arg32 = (uint32_t)rand(),
					.mask = (uint32_t)rand() };
	}
}

/* A random op that may stand before the last one */
static struct emu_op op_random(unsigned int at, unsigned int nops)
{
	switch (rnd(8)) {
	case 0:
	case 1:
		return op_with_object(at, nops);
	case 2:
		return (struct emu_op){ .code = rnd(2) ? HNI_OP_TUNNEL_UNSET :
					HNI_OP_CT_CLEAR };
	case 3:
		return rnd(2) ? (struct emu_op)MARK((uint32_t)rand(), rnd(8)) :
				(struct emu_op)PRIORITY(rnd(8));
	case 4:
	case 5:
		return (struct emu_op)OUT(rnd(rules_caps.ports));
	default:
		return op_of_edit();
	}
}

static struct emu_op op_terminal(void)
{
	struct emu_op op = { .code = (uint8_t)(1 + rnd(6)) };

	if (op.code == HNI_OP_GOTO)
		op.arg32 = 1 + rnd(20);
	return op;
}

static void rule_random(void)
{
	static const struct rules_word words[] = {
		{ 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 },
		{ HNI_KW_VLAN, 5, 0xfff }, { HNI_KW_RANGES, 1, 1 },
		{ HNI_KW_ENC_KEYID, 0x123456, ~0U }, { HNI_KW_CT, 0, ~0U },
		{ HNI_KW_PORTS, 80, 0xffff },
	};
	unsigned int i, n = rnd(16) ? rnd(8) : rnd(HNI_ACTION_MAX_OPS);
	struct emu_op ops[HNI_ACTION_MAX_OPS];

	for (i = 0; i < n; i++)
		ops[i] = rnd(20) ? op_random(i, n + 1) : op_terminal();
	ops[n] = op_terminal();
	rules_add((uint16_t)(1 + rnd(20)), rnd(4) ? 0 : F_SW,
		  words[rnd(sizeof(words) / sizeof(words[0]))], ops, n + 1);
}

/* ---- Frames ---- */

static void frame_random(void)
{
	static const char * const frames[] = {
		PLAIN, TAGGED, TCP4, VXLAN, MPLS, TCP6,
	};
	uint8_t bytes[256];
	uint32_t len, i;

	len = hex_bytes(frames[rnd(sizeof(frames) / sizeof(frames[0]))], bytes);
	for (i = rnd(4) ? 0 : rnd(4); i; i--)
		bytes[14 + rnd(len - 14)] = (uint8_t)rand();
	if (len > 20 && !rnd(8))
		len -= rnd(len - 19);
	rules_frame_set(bytes, len);
	rules.f.port = (uint8_t)rnd(2);
	rules.now_ns += rnd(1000000);
}

/* ---- What has to hold ---- */

static struct emu_counter counters[64];
static struct emu_meter_state meters[8];

static void tables_remember(void)
{
	uint32_t i;

	memcpy(counters, rules.t.newest->counter, sizeof(counters));
	for (i = 0; i < rules_caps.meters; i++)
		meters[i] = rules.t.newest->meter[i].state;
}

static void tables_are_as_before(void)
{
	uint32_t i;

	EXPECT_MEMEQ(rules.t.newest->counter, counters, sizeof(counters));
	for (i = 0; i < rules_caps.meters; i++)
		EXPECT_MEMEQ(&rules.t.newest->meter[i].state, &meters[i],
			     sizeof(meters[i]));
}

static void limits_hold(const struct emu_frame *was)
{
	unsigned int i, outputs = 0;

	EXPECT(rules.w.nver <= EMU_WALK_COPIES);
	EXPECT(rules.w.nhits <= EMU_WALK_HITS);
	EXPECT(rules.f.off == was->off && rules.f.len == was->len);
	EXPECT_MEMEQ(rules.f.buf, was->buf, sizeof(was->buf));
	for (i = 0; i < rules.w.nout; i++) {
		const struct emu_frame *f = rules.w.out[i].f;

		outputs += rules.w.out[i].kind != EMU_OUTPUT_SAMPLE;
		EXPECT(f->len >= 14 && f->len <= EMU_FRAME_MAX);
		EXPECT(f->off + f->len <= sizeof(f->buf));
	}
	EXPECT(outputs <= HNI_ESW_MAX_OUTPUTS);
	EXPECT(rules.w.nout - outputs <= EMU_WALK_SAMPLES);
}

static unsigned int ends[EMU_WALK_ROOM + 1];

static void survives_noise(void)
{
	static struct emu_frame was;
	unsigned int i, round;

	srand(5);
	for (round = 0; round < ROUNDS; round++) {
		rules_start();
		objects_random();
		for (i = 0; i < 50; i++)
			rule_random();
		for (i = 0; i < 40; i++) {
			frame_random();
			was = rules.f;
			tables_remember();
			if (rnd(8))
				rules_walk();
			else
				rules_inject(rnd(rules_caps.ports));
			limits_hold(&was);
			ends[rules.w.end]++;
			if (!emu_walk_took_effect(&rules.w))
				tables_are_as_before();
		}
		rules_stop();
	}
	/* the noise is not of one kind */
	for (i = 0; i < EMU_WALK_ROOM; i++)
		if (!EXPECT(ends[i] > 10))
			ktap_note("end %u came %u times", i, ends[i]);
}

static const struct ktap_case cases[] = {
	{ "walk.survives_noise", survives_noise },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
