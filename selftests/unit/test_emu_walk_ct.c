// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of connections in a walk: which frame is whose, what is known
 * of it afterwards, and its other addresses.
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
#include "csum.h"
#include "emu_hex.h"
#include "emu_rules.h"
#include "ktap.h"

#define CT(zone)	{ .code = HNI_OP_CT, .arg16 = (zone) }
#define CT_NAT(zone)	{ .code = HNI_OP_CT, .arg16 = (zone), \
			  .flags = HNI_OP_CT_F_NAT }
#define CT_CLEAR	{ .code = HNI_OP_CT_CLEAR }

/* 10.0.0.1:1000 to 10.0.0.2:80, TCP with ACK; checksums are right */
#define TCP4 \
	"020000000002 020000000001 0800" \
	"45000028 12344000 4006149a 0a000001 0a000002" \
	"03e80050 00000001 00000002 50102000 77970000"
/* the same by UDP, without a checksum */
#define UDP4 \
	"020000000002 020000000001 0800" \
	"4500001e 12344000 40111499 0a000001 0a000002" \
	"03e80050 000a0000 abcd"
/* 2001:db8::1 to 2001:db8::2, TCP, its checksum is not looked at */
#define TCP6 \
	"020000000002 020000000001 86dd" \
	"60000000 00140640 20010db8000000000000000000000001" \
	"20010db8000000000000000000000002" \
	"03e80050 00000001 00000002 50102000 00000000"

/* struct conn - fields of a CONN row; addresses' last word */
struct conn {
	uint16_t zone;
	uint8_t proto;
	uint8_t flags;
	uint32_t src, dst;
	uint16_t sport, dport;
	uint32_t new_src, new_dst;
	uint16_t new_sport, new_dport;
	uint32_t mark;
};

static const struct conn tcp = {
	.zone = 5, .proto = 6, .src = 0x0a000001, .dst = 0x0a000002,
	.sport = 1000, .dport = 80, .mark = 0x77,
};

static void conn_add(uint32_t idx, const struct conn *k)
{
	struct cmds c;
	uint8_t *rec = cmds_write(&c, HNI_ESW_TYPE_CONN, idx, HNI_CONN_LEN);

	emu_put_le16(rec + HNI_CONN_ZONE, k->zone);
	rec[HNI_CONN_PROTO] = k->proto;
	rec[HNI_CONN_FLAGS] = k->flags;
	emu_put_le16(rec + HNI_CONN_SPORT, k->sport);
	emu_put_le16(rec + HNI_CONN_DPORT, k->dport);
	emu_put_le32(rec + HNI_CONN_SRC + 12, k->src);
	emu_put_le32(rec + HNI_CONN_DST + 12, k->dst);
	if (k->flags & HNI_CONN_F_IPV6) {
		emu_put_le32(rec + HNI_CONN_SRC, 0x20010db8);
		emu_put_le32(rec + HNI_CONN_DST, 0x20010db8);
	}
	emu_put_le32(rec + HNI_CONN_MARK, k->mark);
	emu_put_le32(rec + HNI_CONN_LABELS, 0x01020304);
	emu_put_le32(rec + HNI_CONN_LABELS + 12, 0x0d0e0f10);
	if (k->flags & HNI_CONN_F_NAT) {
		emu_put_le16(rec + HNI_CONN_NEW_SPORT, k->new_sport);
		emu_put_le16(rec + HNI_CONN_NEW_DPORT, k->new_dport);
		emu_put_le32(rec + HNI_CONN_NEW_SRC + 12, k->new_src);
		emu_put_le32(rec + HNI_CONN_NEW_DST + 12, k->new_dst);
	}
	if (k->flags & HNI_CONN_F_COUNT) {
		emu_put_le32(rec + HNI_CONN_COUNTER, 60);
		emu_put_le32(rec + HNI_CONN_GEN, 3);
	}
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
}

static void frame(const char *text)
{
	uint8_t bytes[256];

	rules_frame_set(bytes, hex_bytes(text, bytes));
}

static void start(const char *text)
{
	rules_start();
	frame(text);
}

static bool is_softwares(void)
{
	rules_walk();
	return rules.w.end == EMU_WALK_ORIGINAL &&
	       rules.w.why == HNI_ESW_WHY_PASS && rules.w.f == &rules.f;
}

/* ---- Found ---- */

static void found_frame_goes_on_with_its_words(void)
{
	start(TCP4);
	conn_add(3, &tcp);
	RULE(INGRESS(0), 0, CT(5), GOTO(CHAIN(0)));
	RULE_KEY(CHAIN(0), HNI_KW_CT,
		 5 << 16 | HNI_CT_STATE_TRACKED | HNI_CT_STATE_ESTABLISHED, ~0U,
		 GOTO(CHAIN(1)));
	RULE_KEY(CHAIN(1), HNI_KW_CT_MARK, 0x77, ~0U, PUSH(1), GOTO(CHAIN(2)));
	RULE_KEY(CHAIN(2), HNI_KW_CT_LABELS, 0x01020304, ~0U, GOTO(CHAIN(3)));
	RULE_KEY(CHAIN(3), HNI_KW_CT_LABELS + 3, 0x0d0e0f10, ~0U, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

static void reply_is_told(void)
{
	struct conn reply = tcp;

	start(TCP4);
	reply.flags = HNI_CONN_F_REPLY;
	conn_add(0, &reply);
	RULE(INGRESS(0), 0, CT(5), GOTO(CHAIN(0)));
	RULE_KEY(CHAIN(0), HNI_KW_CT, HNI_CT_STATE_REPLY, 0xff & ~10U, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

static void row_counts_its_frames(void)
{
	struct conn counted = tcp;

	start(TCP4);
	counted.flags = HNI_CONN_F_COUNT;
	conn_add(0, &counted);
	RULE(INGRESS(0), 0, CT(5), DROP);
	rules.now_ns = 1234;
	rules_walk();
	rules_walk();
	EXPECT_EQ(rules_pkts(60), 2);
	EXPECT_EQ(rules.t.newest->counter[60].bytes, 2 * 54);
	EXPECT_EQ(rules.t.newest->counter[60].last_ns, 1234);
	rules_stop();
}

static void undone_walk_does_not_count(void)
{
	struct conn counted = tcp;

	start(TCP4);
	counted.flags = HNI_CONN_F_COUNT;
	conn_add(0, &counted);
	RULE(INGRESS(0), F_SW, CT(5), GOTO(CHAIN(0)));
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_ORIGINAL);
	EXPECT_EQ(rules_pkts(60), 0);
	rules_stop();
}

static void clear_forgets_the_words(void)
{
	start(TCP4);
	conn_add(0, &tcp);
	RULE(INGRESS(0), 0, CT(5), OUT(1), CT_CLEAR, OUT(2), STOLEN);
	RULE_KEY(EGRESS(1), HNI_KW_CT, 0, ~0U, DROP);
	RULE_KEY(EGRESS(2), HNI_KW_CT_MARK, 0x77, ~0U, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.nout, 2);
	rules_stop();
}

static void words_are_the_copys_own(void)
{
	start(TCP4);
	conn_add(0, &tcp);
	RULE(INGRESS(0), 0, OUT(1), GOTO(CHAIN(0)));
	RULE(EGRESS(1), 0, CT(5), PASS);
	RULE_KEY(CHAIN(0), HNI_KW_CT, 0, ~0U, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	EXPECT(rules_output_is(0, 1, 54));
	rules_stop();
}

static void ipv6_is_found(void)
{
	struct conn v6 = tcp;

	v6.flags = HNI_CONN_F_IPV6;
	v6.src = 1;
	v6.dst = 2;
	start(TCP6);
	conn_add(0, &v6);
	RULE(INGRESS(0), 0, CT(5), DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

static void frame_behind_a_tag_is_found(void)
{
	start(TCP4);
	conn_add(0, &tcp);
	RULE(INGRESS(0), 0, PUSH(9), CT(5), DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

/* ---- Not found ---- */

static void unknown_is_softwares(void)
{
	unsigned int r;

	start(TCP4);
	r = RULE(INGRESS(0), 0, OUT(1), PUSH(1), CT(5), DROP);
	EXPECT(is_softwares());
	EXPECT_EQ(rules_pkts(r), 0);
	conn_add(0, &tcp);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

static void zones_are_apart(void)
{
	start(TCP4);
	conn_add(0, &tcp);
	RULE(INGRESS(0), 0, CT(6), DROP);
	EXPECT(is_softwares());
	rules_stop();
}

static void udp_is_not_tcp(void)
{
	struct conn udp = tcp;

	start(UDP4);
	conn_add(0, &tcp);
	RULE(INGRESS(0), 0, CT(5), DROP);
	EXPECT(is_softwares());
	udp.proto = 17;
	conn_add(1, &udp);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	rules_stop();
}

/* The frame with one byte changed */
static bool found_with(unsigned int off, uint8_t val)
{
	bool found;

	start(TCP4);
	emu_frame_data(&rules.f)[off] = val;
	conn_add(0, &tcp);
	RULE(INGRESS(0), 0, CT(5), DROP);
	rules_walk();
	found = rules.w.end == EMU_WALK_DROP;
	EXPECT(found || rules.w.end == EMU_WALK_ORIGINAL);
	rules_stop();
	return found;
}

static void ends_of_connections_are_softwares(void)
{
	EXPECT(found_with(47, 0x10));
	EXPECT(found_with(47, 0x18));
	EXPECT(!found_with(47, 0x11));	/* FIN */
	EXPECT(!found_with(47, 0x14));	/* RST */
}

static void odd_frames_are_softwares(void)
{
	EXPECT(!found_with(14, 0x46));	/* options */
	EXPECT(!found_with(20, 0x60));	/* more fragments */
	EXPECT(!found_with(21, 0x01));	/* a later fragment */
	EXPECT(!found_with(23, 1));	/* ICMP */
	EXPECT(!found_with(13, 0x06));	/* ARP */
}

/* ---- NAT ---- */

static bool csums_are_right(const struct emu_frame *f)
{
	const uint8_t *ip = f->buf + f->off + 14;
	bool is_v6 = ip[0] >> 4 == 6;
	const uint8_t *l4 = ip + (is_v6 ? 40 : 20);
	uint32_t len = f->len - (uint32_t)(l4 - (f->buf + f->off));
	uint8_t proto = is_v6 ? ip[6] : ip[9];

	if (!is_v6 && emu_csum_fold(emu_csum_add(0, ip, 20)) != 0xffff)
		return false;
	return emu_csum_l4_good(ip, is_v6, l4, len, proto == 17);
}

static void nat_changes_addresses_and_ports(void)
{
	struct conn nat = tcp;
	const uint8_t *ip;

	start(TCP4);
	EXPECT(csums_are_right(&rules.f));
	nat.flags = HNI_CONN_F_NAT;
	nat.new_src = 0xc0a80101;
	nat.new_dst = 0x0a000002;
	nat.new_sport = 40000;
	nat.new_dport = 8080;
	conn_add(0, &nat);
	RULE(INGRESS(0), 0, OUT(1), CT_NAT(5), OUT(2), GOTO(CHAIN(0)));
	RULE_KEY(CHAIN(0), HNI_KW_SRC_V4, 0xc0a80101, ~0U, GOTO(CHAIN(1)));
	RULE_KEY(CHAIN(1), HNI_KW_PORTS, 40000U << 16 | 8080, ~0U, DROP);
	rules_walk();
	EXPECT_EQ(rules.w.end, EMU_WALK_DROP);
	EXPECT_FRAME(rules.w.out[0].f, TCP4);
	ip = rules.w.out[1].f->buf + rules.w.out[1].f->off + 14;
	EXPECT_EQ(emu_get_be32(ip + 12), 0xc0a80101);
	EXPECT_EQ(emu_get_be32(ip + 16), 0x0a000002);
	EXPECT_EQ(emu_get_be32(ip + 20), 40000U << 16 | 8080);
	EXPECT(csums_are_right(rules.w.out[1].f));
	EXPECT_FRAME(&rules.f, TCP4);
	rules_stop();
}

static void nat_is_done_only_if_op_and_row_say_so(void)
{
	struct conn nat = tcp;

	start(TCP4);
	conn_add(0, &tcp);
	RULE(INGRESS(0), 0, CT_NAT(5), OUT(1), STOLEN);
	rules_walk();
	EXPECT_FRAME(rules.w.out[0].f, TCP4);
	rules_stop();
	start(TCP4);
	nat.flags = HNI_CONN_F_NAT;
	nat.new_src = 1;
	conn_add(0, &nat);
	RULE(INGRESS(0), 0, CT(5), OUT(1), STOLEN);
	rules_walk();
	EXPECT_FRAME(rules.w.out[0].f, TCP4);
	rules_stop();
}

static void nat_keeps_udp_without_checksum(void)
{
	struct conn nat = tcp;
	const uint8_t *ip;

	start(UDP4);
	nat.proto = 17;
	nat.flags = HNI_CONN_F_NAT;
	nat.new_src = 0x01020304;
	nat.new_dst = 0x05060708;
	nat.new_sport = 53;
	nat.new_dport = 54;
	conn_add(0, &nat);
	RULE(INGRESS(0), 0, CT_NAT(5), OUT(1), STOLEN);
	rules_walk();
	ip = rules.w.out[0].f->buf + rules.w.out[0].f->off + 14;
	EXPECT_EQ(emu_get_be16(ip + 26), 0);
	EXPECT_EQ(emu_get_be32(ip + 20), 53U << 16 | 54);
	EXPECT_EQ(emu_csum_fold(emu_csum_add(0, ip, 20)), 0xffff);
	rules_stop();
}

static const struct ktap_case cases[] = {
	{ "ct.found_frame_goes_on_with_its_words",
	  found_frame_goes_on_with_its_words },
	{ "ct.reply_is_told", reply_is_told },
	{ "ct.row_counts_its_frames", row_counts_its_frames },
	{ "ct.undone_walk_does_not_count", undone_walk_does_not_count },
	{ "ct.clear_forgets_the_words", clear_forgets_the_words },
	{ "ct.words_are_the_copys_own", words_are_the_copys_own },
	{ "ct.ipv6_is_found", ipv6_is_found },
	{ "ct.frame_behind_a_tag_is_found", frame_behind_a_tag_is_found },
	{ "ct.unknown_is_softwares", unknown_is_softwares },
	{ "ct.zones_are_apart", zones_are_apart },
	{ "ct.udp_is_not_tcp", udp_is_not_tcp },
	{ "ct.ends_of_connections_are_softwares",
	  ends_of_connections_are_softwares },
	{ "ct.odd_frames_are_softwares", odd_frames_are_softwares },
	{ "nat.changes_addresses_and_ports",
	  nat_changes_addresses_and_ports },
	{ "nat.is_done_only_if_op_and_row_say_so",
	  nat_is_done_only_if_op_and_row_say_so },
	{ "nat.keeps_udp_without_checksum", nat_keeps_udp_without_checksum },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
