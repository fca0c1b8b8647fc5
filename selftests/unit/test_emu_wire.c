// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of frames that end at the cable: they never enter the
 * e-switch.
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
#include <string.h>

#include "emu_bench.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* 01:80:c2:00:00:01, MAC control, opcode 1, 0x1234 quanta */
static void pause_make(struct emu_frame *f)
{
	memcpy(emu_frame_data(f), "\x01\x80\xc2\0\0\1", 6);
	memcpy(emu_frame_data(f) + 12, "\x88\x08\0\1\x12\x34", 6);
}

static void pause_of_the_uplink_is_for_every_mac(void)
{
	struct emu_frame f = { .off = 64, .len = 60, .port = UPLINK };

	bench_config();
	bench_start();
	pause_make(&f);
	EXPECT(emu_esw_pause(&bench.nic, &f));
	EXPECT_EQ(bench.paused[0], 0x1234);
	EXPECT_EQ(bench.paused[2], 0x1234);
	f.len = 17;
	EXPECT(!emu_esw_pause(&bench.nic, &f));
	f.len = 60;
	emu_frame_data(&f)[15] = 2;
	EXPECT(!emu_esw_pause(&bench.nic, &f));
	bench_stop();
}

static void pause_of_the_bmc_is_for_nobody(void)
{
	struct emu_frame f = { .off = 64, .len = 60, .port = BMC };

	bench_config();
	bench_start();
	pause_make(&f);
	EXPECT(emu_esw_pause(&bench.nic, &f));
	EXPECT_EQ(bench.paused[0], 0);
	bench_stop();
}

static const struct ktap_case cases[] = {
	{ "emu_wire.pause_of_the_uplink_is_for_every_mac",
	  pause_of_the_uplink_is_for_every_mac },
	{ "emu_wire.pause_of_the_bmc_is_for_nobody",
	  pause_of_the_bmc_is_for_nobody },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
