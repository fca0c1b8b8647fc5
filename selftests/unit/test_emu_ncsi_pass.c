// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of what NC-SI lets through between the BMC and the network,
 * and of the BMC's VLAN.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c
 * Links: tools/emulator/esw*.c tools/emulator/pcapng.c
 * Links: tools/emulator/backend.c tools/emulator/backend_stream.c
 * Links: tools/emulator/log.c tools/emulator/ncsi*.c
 * Links: selftests/unit/emu_cmds.c selftests/unit/emu_bench.c
 * Links: selftests/unit/emu_mc.c
 * Cflags: -Itools/emulator -Iselftests/unit -D_GNU_SOURCE
 */
#include <string.h>

#include "bytes.h"
#include "emu_mc.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define TAIL_MAX	64

static const uint8_t all[6] = { 255, 255, 255, 255, 255, 255 };
static const uint8_t group[6] = { 0x33, 0x33, 0, 0, 0, 1 };
static const uint8_t bmc_mac[6] = { 2, 0, 0, 0, 0, 0xf0 };
static const uint8_t host1_mac[6] = { 2, 0, 0, 0, 0, 0x10 };

static void start(void)
{
	bench_config();
	bench.cfg.link_speed = 4;
	mc_start();
}

static void start_open(void)
{
	start();
	mc_open();
}

/* Is what the BMC hears of the last frame @want? Both were pass-through */
static bool reaches_bmc(void)
{
	return strchr(bench_got(), 'b');
}

static bool untagged_reaches(const uint8_t *dst)
{
	mc_rx(UPLINK, dst, "\x88\xb5", 2);
	return reaches_bmc();
}

static bool tagged_reaches(const uint8_t *dst, uint16_t vid)
{
	uint8_t tail[8] = { 0x81, 0, 0, 0, 0x88, 0xb5 };

	emu_put_be16(tail + 2, vid);
	mc_rx(UPLINK, dst, tail, sizeof(tail));
	return reaches_bmc();
}

/* IPv4 with UDP to @port */
static bool udp4_reaches(const uint8_t *dst, uint16_t port)
{
	uint8_t tail[TAIL_MAX] = { 8, 0, 0x45, 0, 0, 28 };

	tail[2 + 9] = 17;
	emu_put_be16(tail + 2 + 20 + 2, port);
	mc_rx(UPLINK, dst, tail, sizeof(tail));
	return reaches_bmc();
}

/* IPv6 with UDP to @what, or the ICMPv6 type @what */
static bool ipv6_reaches(uint8_t proto, uint16_t what)
{
	uint8_t tail[TAIL_MAX] = { 0x86, 0xdd, 0x60, 0, 0, 0, 0, 16 };

	tail[2 + 6] = proto;
	if (proto == 17)
		emu_put_be16(tail + 2 + 40 + 2, what);
	else
		tail[2 + 40] = (uint8_t)what;
	mc_rx(UPLINK, group, tail, sizeof(tail));
	return reaches_bmc();
}

/* ---- When the filters apply ---- */

static void auto_passes_until_a_command(void)
{
	start();
	EXPECT(untagged_reaches(bmc_mac));
	EXPECT(tagged_reaches(bmc_mac, 40));
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	mc_package(0x02, NULL, 0);
	EXPECT(!untagged_reaches(bmc_mac));
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "");
	bench_stop();
}

static void required_is_closed_from_the_start(void)
{
	bench_config();
	bench.cfg.link_speed = 4;
	bench.cfg.ncsi_required = true;
	mc_start();
	EXPECT(!untagged_reaches(bmc_mac));
	EXPECT(!untagged_reaches(all));
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_NCSI_TX), 1);
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_TX_NCSI), 2);
	mc_open();
	EXPECT(untagged_reaches(bmc_mac));
	bench_stop();
}

static void unplugged_bmc_loses_its_channel(void)
{
	start_open();
	bench.peer[BMC] = false;
	emu_esw_ports_update(bench.esw);
	bench.peer[BMC] = true;
	emu_esw_ports_update(bench.esw);
	EXPECT_EQ(mc_do(0x0a), 0x00010001);
	bench_stop();
}

static void resets_of_functions_keep_the_channel(void)
{
	start_open();
	emu_esw_func_event(&bench.nic, 1, EMU_FUNC_GONE);
	EXPECT(untagged_reaches(bmc_mac));
	bench_switchdev();
	emu_esw_func_event(&bench.nic, 0, EMU_FUNC_GONE);
	EXPECT(untagged_reaches(bmc_mac));
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	bench_stop();
}

/* ---- Directions ---- */

static void disabled_channel_hears_nothing(void)
{
	start_open();
	EXPECT(untagged_reaches(bmc_mac));
	mc_ask(0x04, "\0\0\0\0", 4);
	EXPECT(!untagged_reaches(bmc_mac));
	EXPECT(!untagged_reaches(all));
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_TX_NCSI), 2);
	/* sending is a matter of its own */
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	bench_stop();
}

static void disabled_tx_says_nothing(void)
{
	start_open();
	mc_do(0x07);
	bench.ngot = 0;
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_NCSI_TX), 1);
	EXPECT(untagged_reaches(bmc_mac));
	bench_stop();
}

static void deselected_package_sends_nothing(void)
{
	start_open();
	mc_package(0x02, NULL, 0);
	EXPECT(!untagged_reaches(bmc_mac));
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	mc_package(0x01, "\0\0\0\1", 4);
	EXPECT(untagged_reaches(bmc_mac));
	bench_stop();
}

static void manager_is_filtered_too(void)
{
	start_open();
	bench_switchdev();
	bench_inject(BMC, "bmc", "stranger");
	EXPECT_STREQ(bench_got(), "b");
	mc_ask(0x04, "\0\0\0\0", 4);
	bench.ngot = 0;
	bench_inject(BMC, "bmc", "stranger");
	EXPECT_STREQ(bench_got(), "");
	bench_stop();
}

/* ---- MAC filters ---- */

static void unicast_needs_a_filter(void)
{
	static const uint8_t other[6] = { 2, 1, 1, 1, 1, 2 };

	start_open();
	EXPECT(!untagged_reaches(other));
	mc_ask(0x0e, "\2\1\1\1\1\2\2\1", 8);
	EXPECT(untagged_reaches(other));
	mc_ask(0x0e, "\2\1\1\1\1\2\2\0", 8);
	EXPECT(!untagged_reaches(other));
	mc_ask(0x0e, "\2\0\0\0\0\xf0\1\0", 8);
	EXPECT(!untagged_reaches(bmc_mac));
	bench_stop();
}

static void multicast_filter_lists_groups(void)
{
	start_open();
	EXPECT(untagged_reaches(group));
	mc_ask(0x12, "\0\0\0\0", 4);
	EXPECT(!untagged_reaches(group));
	mc_ask(0x0e, "\x33\x33\0\0\0\1\3\x21", 8);
	EXPECT(untagged_reaches(group));
	bench_stop();
}

/* ---- Broadcast and multicast classes ---- */

/* Bits of the filter that let the frame with UDP port @port through */
static uint32_t bc_bits(uint16_t port)
{
	uint8_t payload[4] = { 0 };
	uint32_t bits = 0;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		payload[3] = (uint8_t)(1 << i);
		mc_ask(0x10, payload, 4);
		bits |= (uint32_t)udp4_reaches(all, port) << i;
	}
	return bits;
}

static void broadcast_classes(void)
{
	start_open();
	EXPECT(udp4_reaches(all, 9));
	EXPECT_EQ(bc_bits(9), 0);
	EXPECT_EQ(bc_bits(68), 2);
	EXPECT_EQ(bc_bits(67), 4);
	EXPECT_EQ(bc_bits(137), 8);
	EXPECT_EQ(bc_bits(138), 8);
	bench_stop();
}

static void broadcast_arp(void)
{
	start_open();
	mc_ask(0x10, "\0\0\0\1", 4);
	mc_rx(UPLINK, all, "\x08\6\0\1\x08\0\6\4\0\1", 10);
	EXPECT(reaches_bmc());
	EXPECT(!untagged_reaches(all));
	mc_ask(0x10, "\0\0\0\x0e", 4);
	mc_rx(UPLINK, all, "\x08\6\0\1\x08\0\6\4\0\1", 10);
	EXPECT(!reaches_bmc());
	bench_stop();
}

static uint32_t mc_bits(uint8_t proto, uint16_t what)
{
	uint8_t payload[4] = { 0 };
	uint32_t bits = 0;
	unsigned int i;

	for (i = 0; i < 6; i++) {
		payload[3] = (uint8_t)(1 << i);
		mc_ask(0x12, payload, 4);
		bits |= (uint32_t)ipv6_reaches(proto, what) << i;
	}
	return bits;
}

static void multicast_classes(void)
{
	start_open();
	EXPECT(ipv6_reaches(17, 9));
	EXPECT_EQ(mc_bits(17, 9), 0);
	EXPECT_EQ(mc_bits(58, 136), 1);
	EXPECT_EQ(mc_bits(58, 134), 2);
	EXPECT_EQ(mc_bits(17, 547), 4);
	EXPECT_EQ(mc_bits(17, 546), 8);
	EXPECT_EQ(mc_bits(58, 130), 0x10);
	EXPECT_EQ(mc_bits(58, 143), 0x10);
	EXPECT_EQ(mc_bits(58, 135), 0x20);
	bench_stop();
}

/* ---- VLAN modes ---- */

/* untagged, priority tag, listed VLAN, another: a letter for each */
static const char *vlans(void)
{
	static char text[5];

	text[0] = untagged_reaches(bmc_mac) ? 'u' : '-';
	text[1] = tagged_reaches(bmc_mac, 0xe000) ? 'p' : '-';
	text[2] = tagged_reaches(bmc_mac, 0xe028) ? 'l' : '-';
	text[3] = tagged_reaches(bmc_mac, 41) ? 'o' : '-';
	return text;
}

static void vlan_filters(void)
{
	start_open();
	mc_ask(0x0b, "\0\0\0\x28\0\0\2\1", 8);
	EXPECT_STREQ(vlans(), "uplo");
	mc_ask(0x0c, "\0\0\0\1", 4);
	EXPECT_STREQ(vlans(), "--l-");
	mc_ask(0x0c, "\0\0\0\2", 4);
	EXPECT_STREQ(vlans(), "upl-");
	mc_do(0x0d);
	EXPECT_STREQ(vlans(), "up--");
	bench_stop();
}

/* ---- The BMC's VLAN, 40 ---- */

static void start_vlan(void)
{
	bench_config();
	bench.cfg.bmc_vlan = 40;
	mc_start();
}

static const char *vlan_rx(unsigned int port, const uint8_t *dst,
			   const char *tags)
{
	uint8_t tail[16] = { 0 };
	unsigned int n = 0;

	/* letters: b the BMC's VLAN, p a priority tag, o another VLAN */
	for (; *tags; tags++, n += 4) {
		emu_put_be16(tail + n, 0x8100);
		emu_put_be16(tail + n + 2, *tags == 'b' ? 40 :
			     *tags == 'p' ? 0xe000 : 41);
	}
	emu_put_be16(tail + n, 0x88b5);
	mc_rx(port, dst, tail, n + 2);
	return bench_got();
}

static void vlan_joins_bmc_and_uplink(void)
{
	start_vlan();
	EXPECT_STREQ(vlan_rx(UPLINK, bmc_mac, "b"), "b");
	EXPECT_STREQ(vlan_rx(UPLINK, all, "b"), "b");
	EXPECT_STREQ(vlan_rx(UPLINK, group, "pb"), "b");
	EXPECT_STREQ(vlan_rx(BMC, all, "b"), "u");
	EXPECT_STREQ(vlan_rx(BMC, host1_mac, "b"), "u");
	bench_stop();
}

static void vlan_is_closed_to_hosts(void)
{
	static const uint8_t other[6] = { 2, 1, 1, 1, 1, 2 };

	start_vlan();
	EXPECT_STREQ(vlan_rx(HOST1, all, "b"), "");
	EXPECT_STREQ(vlan_rx(HOST1, other, "pb"), "");
	EXPECT_STREQ(vlan_rx(PF0, bmc_mac, "bo"), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_BMC_VLAN), 2);
	EXPECT_EQ(bench_drops(PF0, EMU_DROP_BMC_VLAN), 1);
	EXPECT_STREQ(vlan_rx(UPLINK, host1_mac, "b"), "");
	EXPECT_EQ(bench_drops(UPLINK, EMU_DROP_BMC_VLAN), 1);
	bench_stop();
}

static void vlan_leaves_others_alone(void)
{
	start_vlan();
	EXPECT_STREQ(vlan_rx(HOST1, all, "o"), "u02");
	EXPECT_STREQ(vlan_rx(HOST1, all, "ob"), "u02");
	EXPECT_STREQ(vlan_rx(UPLINK, all, ""), "012b");
	bench_stop();
	start();
	EXPECT_STREQ(vlan_rx(HOST1, all, "b"), "u02");
	bench_stop();
}

/* Rows of the manager put the tag on, and send to everybody */
static void post_push(unsigned int from, unsigned int to)
{
	const struct emu_op ops[] = {
		{ .code = HNI_OP_VLAN_PUSH, .arg16 = 40, .arg32 = 0x8100 },
		{ .code = HNI_OP_OUTPUT, .arg32 = to },
		{ .code = HNI_OP_STOLEN },
	};
	/* another row for each, as a row in use keeps its action */
	const struct cmds_row row = {
		.order = 1, .table = (uint16_t)(1 + to), .action = to,
	};
	struct cmds c;

	cmds_action(&c, to, ops, 3);
	bench_post(&c);
	cmds_tcam(&c, to, &row);
	bench_post(&c);
	cmds_port(&c, from, (uint16_t)(1 + to), 0);
	bench_post(&c);
	bench_run();
	EXPECT_EQ(bench.esw->status, HNI_ESW_STATUS_ENABLED);
}

static void vlan_cannot_be_entered_by_rows(void)
{
	start_vlan();
	bench_switchdev();
	post_push(HOST1, UPLINK);
	EXPECT_STREQ(vlan_rx(HOST1, all, ""), "");
	EXPECT_EQ(bench_drops(UPLINK, EMU_DROP_TX_BMC_VLAN), 1);
	post_push(HOST1, BMC);
	EXPECT_STREQ(vlan_rx(HOST1, all, ""), "");
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_TX_BMC_VLAN), 1);
	bench_stop();
}

static void vlan_is_past_all_tables(void)
{
	start_vlan();
	bench_switchdev();
	post_push(UPLINK, HOST1);
	EXPECT_STREQ(vlan_rx(UPLINK, bmc_mac, "b"), "b");
	EXPECT_STREQ(vlan_rx(BMC, all, "b"), "u");
	bench_write(HNI_ESW_PORT(BMC) + HNI_ESW_PORT_CTRL, 0);
	EXPECT_STREQ(vlan_rx(BMC, all, "b"), "");
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_PORT_DOWN), 1);
	bench_stop();
}

static void vlan_obeys_ncsi(void)
{
	start_vlan();
	mc_open();
	mc_do(0x0d);
	EXPECT_STREQ(vlan_rx(UPLINK, bmc_mac, "b"), "");
	mc_ask(0x0b, "\0\0\0\x28\0\0\1\1", 8);
	mc_ask(0x0c, "\0\0\0\1", 4);
	EXPECT_STREQ(vlan_rx(UPLINK, bmc_mac, "b"), "b");
	bench_stop();
}

static const struct ktap_case cases[] = {
	{ "ncsi_pass.auto_passes_until_a_command",
	  auto_passes_until_a_command },
	{ "ncsi_pass.required_is_closed_from_the_start",
	  required_is_closed_from_the_start },
	{ "ncsi_pass.unplugged_bmc_loses_its_channel",
	  unplugged_bmc_loses_its_channel },
	{ "ncsi_pass.resets_of_functions_keep_the_channel",
	  resets_of_functions_keep_the_channel },
	{ "ncsi_pass.disabled_channel_hears_nothing",
	  disabled_channel_hears_nothing },
	{ "ncsi_pass.disabled_tx_says_nothing", disabled_tx_says_nothing },
	{ "ncsi_pass.deselected_package_sends_nothing",
	  deselected_package_sends_nothing },
	{ "ncsi_pass.manager_is_filtered_too", manager_is_filtered_too },
	{ "ncsi_pass.unicast_needs_a_filter", unicast_needs_a_filter },
	{ "ncsi_pass.multicast_filter_lists_groups",
	  multicast_filter_lists_groups },
	{ "ncsi_pass.broadcast_classes", broadcast_classes },
	{ "ncsi_pass.broadcast_arp", broadcast_arp },
	{ "ncsi_pass.multicast_classes", multicast_classes },
	{ "ncsi_pass.vlan_filters", vlan_filters },
	{ "bmc_vlan.joins_bmc_and_uplink", vlan_joins_bmc_and_uplink },
	{ "bmc_vlan.is_closed_to_hosts", vlan_is_closed_to_hosts },
	{ "bmc_vlan.leaves_others_alone", vlan_leaves_others_alone },
	{ "bmc_vlan.cannot_be_entered_by_rows",
	  vlan_cannot_be_entered_by_rows },
	{ "bmc_vlan.is_past_all_tables", vlan_is_past_all_tables },
	{ "bmc_vlan.obeys_ncsi", vlan_obeys_ncsi },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
