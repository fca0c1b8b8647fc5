// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the NC-SI commands that set filters, and of those that tell
 * something.
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

#define FAILED(why)	(0x00010000U | (why))
#define PARAMETER	FAILED(0x0002)

/* The uplink runs at 100 Gbit/s */
static void start(void)
{
	bench_config();
	bench.cfg.link_speed = 4;
	bench.cfg.fw_version = 0x19071902;
	mc_start();
}

static void start_ready(void)
{
	start();
	mc_ready();
}

/* A member of Get Parameters, by its offset */
static uint32_t parameter(unsigned int off)
{
	EXPECT_EQ(mc_do(0x17), MC_OK);
	return emu_get_be32(mc.rsp + off);
}

/* Bits of its configuration flags */
enum { BROADCAST_FILTER = 1, MULTICAST_FILTER = 8 };

static uint32_t flags(void)
{
	return parameter(16);
}

/* ---- Filters ---- */

static void set_vlan_filter(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x0b, "\0\0\0\x28\0\0\1\1", 8), MC_OK);
	/* priority bits are ignored */
	EXPECT_EQ(mc_ask(0x0b, "\0\0\xe0\x29\0\0\x08\1", 8), MC_OK);
	EXPECT_EQ(parameter(4), 0x08000081);
	EXPECT_EQ(emu_get_be16(mc.rsp + 28 + 48), 40);
	EXPECT_EQ(emu_get_be16(mc.rsp + 28 + 48 + 14), 41);
	EXPECT_EQ(mc_ask(0x0b, "\0\0\0\0\0\0\1\0", 8), MC_OK);
	EXPECT_EQ(parameter(4), 0x08000080);
	bench_stop();
}

static void set_vlan_filter_refuses(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x0b, "\0\0\0\x28\0\0\0\1", 8), PARAMETER);
	EXPECT_EQ(mc_ask(0x0b, "\0\0\0\x28\0\0\x09\1", 8), PARAMETER);
	EXPECT_EQ(mc_ask(0x0b, "\0\0\0\0\0\0\1\1", 8), FAILED(0x0b07));
	EXPECT_EQ(mc_ask(0x0b, "\0\0\x0f\xff\0\0\1\1", 8), FAILED(0x0b07));
	EXPECT_EQ(parameter(4), 0x08000000);
	bench_stop();
}

static void vlan_modes(void)
{
	uint8_t mode[4] = { 0 };

	start_ready();
	for (mode[3] = 1; mode[3] <= 3; mode[3]++) {
		EXPECT_EQ(mc_ask(0x0c, mode, 4), MC_OK);
		EXPECT_EQ(parameter(20) >> 24, mode[3]);
	}
	EXPECT_EQ(mc_ask(0x0c, mode, 4), PARAMETER);
	mode[3] = 0;
	EXPECT_EQ(mc_ask(0x0c, mode, 4), PARAMETER);
	EXPECT_EQ(mc_do(0x0d), MC_OK);
	EXPECT_EQ(parameter(20) >> 24, 0);
	bench_stop();
}

static void set_mac_address(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x0e, "\2\3\4\5\6\7\1\1", 8), MC_OK);
	EXPECT_EQ(mc_ask(0x0e, "\1\0\x5e\0\0\1\3\x21", 8), MC_OK);
	EXPECT_EQ(mc_ask(0x0e, "\1\0\x5e\0\0\2\x08\x21", 8), MC_OK);
	EXPECT_EQ(parameter(0), 0x08000085);
	EXPECT_MEMEQ(mc.rsp + 28, "\2\3\4\5\6\7", 6);
	EXPECT_MEMEQ(mc.rsp + 28 + 42, "\1\0\x5e\0\0\2", 6);
	EXPECT_EQ(mc_ask(0x0e, "\0\0\0\0\0\0\1\0", 8), MC_OK);
	EXPECT_EQ(parameter(0), 0x08000084);
	bench_stop();
}

static void set_mac_address_refuses(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x0e, "\2\3\4\5\6\7\0\1", 8), PARAMETER);
	EXPECT_EQ(mc_ask(0x0e, "\2\3\4\5\6\7\x09\1", 8), PARAMETER);
	EXPECT_EQ(mc_ask(0x0e, "\0\0\0\0\0\0\1\1", 8), FAILED(0x0e08));
	/* a group is none of 1 and 2, a station none of 3 and 4 */
	EXPECT_EQ(mc_ask(0x0e, "\1\0\x5e\0\0\1\1\x21", 8), PARAMETER);
	EXPECT_EQ(mc_ask(0x0e, "\2\3\4\5\6\7\3\1", 8), PARAMETER);
	/* the kind that is said is not the address's */
	EXPECT_EQ(mc_ask(0x0e, "\2\3\4\5\6\7\5\x21", 8), PARAMETER);
	EXPECT_EQ(parameter(0), 0x08000000);
	bench_stop();
}

static void broadcast_filter(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x10, "\0\0\0\x0f", 4), MC_OK);
	EXPECT_EQ(parameter(12), 0x0f);
	EXPECT_EQ(mc_ask(0x10, "\0\0\0\x10", 4), PARAMETER);
	EXPECT_EQ(mc_do(0x11), MC_OK);
	EXPECT(!(flags() & BROADCAST_FILTER));
	EXPECT_EQ(mc_ask(0x10, "\0\0\0\1", 4), MC_OK);
	EXPECT(flags() & BROADCAST_FILTER);
	bench_stop();
}

static void multicast_filter(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x12, "\0\0\0\x3f", 4), MC_OK);
	EXPECT(flags() & MULTICAST_FILTER);
	EXPECT_EQ(mc_ask(0x12, "\0\0\0\x40", 4), PARAMETER);
	EXPECT_EQ(mc_do(0x13), MC_OK);
	EXPECT(!(flags() & MULTICAST_FILTER));
	bench_stop();
}

static void flow_control(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x14, "\0\0\0\0", 4), MC_OK);
	EXPECT_EQ(mc_ask(0x14, "\0\0\0\1", 4), PARAMETER);
	EXPECT_EQ(mc_ask(0x14, "\0\0\0\3", 4), PARAMETER);
	EXPECT_EQ(parameter(20) >> 16 & 0xff, 0);
	bench_stop();
}

/* ---- Telling ---- */

static void get_version(void)
{
	start_ready();
	EXPECT_EQ(mc_do(0x15), MC_OK);
	EXPECT_EQ(mc.rsp_len, 40);
	EXPECT_MEMEQ(mc.rsp, "\xf1\xf2\xf0\0\0\0\0\0hni-emu\0\0\0\0\0", 20);
	EXPECT_EQ(emu_get_be32(mc.rsp + 20), 0x19071902);
	/* an example's number: no vendor's commands go with it */
	EXPECT_EQ(emu_get_be32(mc.rsp + 32), 32473);
	bench_stop();
}

static void get_capabilities(void)
{
	start_ready();
	EXPECT_EQ(mc_do(0x16), MC_OK);
	EXPECT_EQ(mc.rsp_len, 32);
	EXPECT_EQ(emu_get_be32(mc.rsp), 0x52);
	EXPECT_EQ(emu_get_be32(mc.rsp + 4), 0x0f);
	EXPECT_EQ(emu_get_be32(mc.rsp + 8), 0x3f);
	EXPECT_EQ(emu_get_be32(mc.rsp + 16), 7);
	/* filters: VLAN, mixed, multicast, unicast; VLAN modes, channels */
	EXPECT_MEMEQ(mc.rsp + 20, "\x08\4\2\2\0\0\7\1", 8);
	bench_stop();
}

static void get_parameters(void)
{
	start_ready();
	EXPECT_EQ(mc_do(0x17), MC_OK);
	EXPECT_EQ(mc.rsp_len, 32 + 8 * 6 + 8 * 2);
	bench_stop();
}

static void get_mc_mac(void)
{
	start_ready();
	EXPECT_EQ(mc_do(0x58), MC_OK);
	EXPECT_EQ(mc.rsp_len, 14);
	EXPECT_MEMEQ(mc.rsp, "\1\0\0\0\2\0\0\0\0\xf0", 10);
	bench_stop();
}

static void net_stats(void)
{
	start();
	mc_open();
	bench_rx(UPLINK, "bmc", "stranger");
	bench_rx(UPLINK, "all", "stranger");
	bench_rx(UPLINK, "group", "stranger");
	bench_rx(HOST1, "stranger", "host1");
	EXPECT_EQ(mc_do(0x18), MC_OK);
	EXPECT_EQ(mc.rsp_len, 204);
	EXPECT_EQ(emu_get_be32(mc.rsp + 12), 180);
	EXPECT_EQ(emu_get_be32(mc.rsp + 20), 60);
	EXPECT_EQ(emu_get_be32(mc.rsp + 28), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 36), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 44), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 52), 1);
	/* what is not counted reads as all ones */
	EXPECT_EQ(emu_get_be32(mc.rsp + 72), 0xffffffff);
	EXPECT_EQ(emu_get_be32(mc.rsp + 188), 180);
	EXPECT_EQ(emu_get_be32(mc.rsp + 196), 0xffffffff);
	bench_stop();
}

static void ncsi_stats(void)
{
	start_ready();
	mc_do(0x7e);
	mc_make(0x0a, 0, NULL, 0);
	mc.frame[14 + 16] ^= 1;
	mc_send();
	EXPECT_EQ(mc_do(0x19), MC_OK);
	EXPECT_EQ(mc.rsp_len, 32);
	EXPECT_EQ(emu_get_be32(mc.rsp), 4);
	EXPECT_EQ(emu_get_be32(mc.rsp + 4), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 8), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 12), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 16), 5);
	EXPECT_EQ(emu_get_be32(mc.rsp + 20), 3);
	EXPECT_EQ(emu_get_be32(mc.rsp + 24), 0);
	bench_stop();
}

static void pass_stats(void)
{
	start();
	mc_open();
	bench_rx(BMC, "stranger", "bmc");
	bench_rx(UPLINK, "bmc", "stranger");
	mc_do(0x07);
	bench_rx(BMC, "stranger", "bmc");
	mc_ask(0x04, "\0\0\0\0", 4);
	bench_rx(UPLINK, "bmc", "stranger");
	EXPECT_EQ(mc_do(0x1a), MC_OK);
	EXPECT_EQ(mc.rsp_len, 48);
	EXPECT_EQ(emu_get_be32(mc.rsp), 0);
	EXPECT_EQ(emu_get_be32(mc.rsp + 4), 2);
	EXPECT_EQ(emu_get_be32(mc.rsp + 8), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 12), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 24), 2);
	EXPECT_EQ(emu_get_be32(mc.rsp + 28), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 32), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 40), 0xffffffff);
	bench_stop();
}

static const struct ktap_case cases[] = {
	{ "ncsi_cmd.set_vlan_filter", set_vlan_filter },
	{ "ncsi_cmd.set_vlan_filter_refuses", set_vlan_filter_refuses },
	{ "ncsi_cmd.vlan_modes", vlan_modes },
	{ "ncsi_cmd.set_mac_address", set_mac_address },
	{ "ncsi_cmd.set_mac_address_refuses", set_mac_address_refuses },
	{ "ncsi_cmd.broadcast_filter", broadcast_filter },
	{ "ncsi_cmd.multicast_filter", multicast_filter },
	{ "ncsi_cmd.flow_control", flow_control },
	{ "ncsi_cmd.get_version", get_version },
	{ "ncsi_cmd.get_capabilities", get_capabilities },
	{ "ncsi_cmd.get_parameters", get_parameters },
	{ "ncsi_cmd.get_mc_mac", get_mc_mac },
	{ "ncsi_cmd.net_stats", net_stats },
	{ "ncsi_cmd.ncsi_stats", ncsi_stats },
	{ "ncsi_cmd.pass_stats", pass_stats },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
