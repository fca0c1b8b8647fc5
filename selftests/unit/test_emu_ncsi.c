// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of NC-SI control packets: package, channel and link, what any
 * command is refused for, malformed packets, retries and notifications.
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
#define UNSUPPORTED	0x00037fffU
#define INITIAL		FAILED(0x0001)
#define PARAMETER	FAILED(0x0002)
#define LENGTH		FAILED(0x0005)

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
enum { BROADCAST_FILTER = 1, ENABLED = 2, TX = 4, MULTICAST_FILTER = 8 };

static uint32_t flags(void)
{
	return parameter(16);
}

/* ---- Package ---- */

static void select_package(void)
{
	start();
	EXPECT(!bench.esw->ncsi.selected);
	EXPECT_EQ(mc_package(0x01, "\0\0\0\1", 4), MC_OK);
	EXPECT(bench.esw->ncsi.selected);
	bench_stop();
}

static void deselect_package(void)
{
	start_ready();
	EXPECT_EQ(mc_package(0x02, NULL, 0), MC_OK);
	EXPECT(!bench.esw->ncsi.selected);
	bench_stop();
}

static void any_command_selects(void)
{
	start();
	EXPECT_EQ(mc_do(0x00), MC_OK);
	EXPECT(bench.esw->ncsi.selected);
	bench_stop();
}

static void other_package_is_silent(void)
{
	unsigned int i;

	start();
	for (i = 1; i < 8; i++) {
		mc_make(0x01, (uint8_t)(i << 5 | 0x1f), "\0\0\0\1", 4);
		EXPECT_EQ(mc_send(), MC_SILENCE);
	}
	EXPECT(!bench.esw->ncsi.in_use);
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_NCSI), 0);
	bench_stop();
}

static void package_status(void)
{
	start();
	EXPECT_EQ(mc_package(0x1b, NULL, 0), MC_OK);
	EXPECT_EQ(mc.rsp_len, 8);
	EXPECT_EQ(emu_get_be32(mc.rsp), 0);
	bench_stop();
}

/* ---- Initial state ---- */

static void initial_state_refuses(void)
{
	unsigned int type;

	start();
	mc_package(0x01, "\0\0\0\1", 4);
	for (type = 0x03; type <= 0x1a; type++)
		if (type != 0x0f)
			EXPECT_EQ(mc_do((uint8_t)type), INITIAL);
	EXPECT_EQ(mc_do(0x58), INITIAL);
	EXPECT_EQ(mc_do(0x00), MC_OK);
	EXPECT_EQ(mc_do(0x0a), MC_OK);
	bench_stop();
}

static void initial_state_is_closed(void)
{
	start_ready();
	EXPECT_EQ(flags(), BROADCAST_FILTER | MULTICAST_FILTER);
	EXPECT_EQ(mc.rsp[3], 0);
	EXPECT_EQ(emu_get_be16(mc.rsp + 6), 0);
	EXPECT_EQ(emu_get_be32(mc.rsp + 12), 0);
	EXPECT_EQ(mc.rsp[20], 0);
	EXPECT_EQ(emu_get_be32(mc.rsp + 24), 0);
	bench_stop();
}

static void reset_channel(void)
{
	start();
	mc_open();
	mc_ask(0x08, "\0\0\0\7\0\0\0\2", 8);
	EXPECT_EQ(mc_ask(0x05, "\0\0\0\0", 4), MC_OK);
	/* no notification, and the package stays selected */
	EXPECT_EQ(bench.ngot, 1);
	EXPECT(bench.esw->ncsi.selected);
	EXPECT_EQ(mc_do(0x03), INITIAL);
	mc_do(0x00);
	EXPECT_EQ(flags(), BROADCAST_FILTER | MULTICAST_FILTER);
	bench_stop();
}

/* ---- Channel ---- */

static void enable_channel(void)
{
	start_ready();
	EXPECT_EQ(mc_do(0x03), MC_OK);
	EXPECT(flags() & ENABLED);
	EXPECT_EQ(mc_ask(0x04, "\0\0\0\0", 4), MC_OK);
	EXPECT(!(flags() & ENABLED));
	bench_stop();
}

static void enable_tx(void)
{
	start_ready();
	EXPECT_EQ(mc_do(0x06), MC_OK);
	EXPECT(flags() & TX);
	EXPECT_EQ(mc_do(0x07), MC_OK);
	EXPECT(!(flags() & TX));
	bench_stop();
}

static void aen_enable(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x08, "\0\0\0\0\0\0\0\7", 8), MC_OK);
	EXPECT_EQ(parameter(24), 7);
	EXPECT_EQ(mc_ask(0x08, "\0\0\0\0\0\0\0\x08", 8), PARAMETER);
	EXPECT_EQ(mc_ask(0x08, "\0\0\0\0\0\1\0\0", 8), PARAMETER);
	EXPECT_EQ(parameter(24), 7);
	bench_stop();
}

/* ---- Link ---- */

static void set_link(void)
{
	start_ready();
	/* the manager's driver owns the link while it runs */
	EXPECT_EQ(mc_ask(0x09, "\0\0\x42\1\0\0\0\0", 8), FAILED(0x0901));
	bench.attached[0] = false;
	EXPECT_EQ(mc_ask(0x09, "\0\0\x42\0\0\0\0\0", 8), MC_OK);
	EXPECT_EQ(parameter(8), 0x4200);
	EXPECT_EQ(mc_ask(0x09, "\0\0\2\x40\0\0\0\0", 8), FAILED(0x0905));
	EXPECT_EQ(mc_ask(0x09, "\0\0\x41\0\0\0\0\0", 8), FAILED(0x0903));
	EXPECT_EQ(mc_ask(0x09, "\0\0\x52\0\0\0\0\1", 8), PARAMETER);
	EXPECT_EQ(parameter(8), 0x4200);
	bench_stop();
}

static void get_link_status(void)
{
	start_ready();
	EXPECT_EQ(mc_do(0x0a), MC_OK);
	EXPECT_EQ(mc.rsp_len, 16);
	/* up, 100 Gbit/s, SerDes; a driver runs */
	EXPECT_EQ(emu_get_be32(mc.rsp), 0x0010001b);
	EXPECT_EQ(emu_get_be32(mc.rsp + 4), 1);
	EXPECT_EQ(emu_get_be32(mc.rsp + 8), 0);
	bench.peer[UPLINK] = false;
	bench.attached[0] = false;
	mc_do(0x0a);
	EXPECT_EQ(emu_get_be32(mc.rsp), 0x00100000);
	EXPECT_EQ(emu_get_be32(mc.rsp + 4), 0);
	bench_stop();
}

static void link_follows_the_representor(void)
{
	start_ready();
	bench_switchdev();
	mc_do(0x0a);
	EXPECT_EQ(mc.rsp[3] & 1, 1);
	bench_write(HNI_ESW_PORT(BMC) + HNI_ESW_PORT_CTRL, 0);
	mc_do(0x0a);
	EXPECT_EQ(mc.rsp[3] & 1, 0);
	bench_stop();
}

static void link_speed(void)
{
	static const uint8_t words[] = { 0, 0x15, 0x19, 0x19, 0x1b };
	unsigned int speed;

	for (speed = 1; speed <= 4; speed++) {
		start_ready();
		bench.cfg.link_speed = (uint8_t)speed;
		mc_do(0x0a);
		EXPECT_EQ(mc.rsp[3], words[speed]);
		bench_stop();
	}
}

/* ---- Refusals of any command ---- */

static void unknown_command(void)
{
	static const uint8_t types[] = { 0x0f, 0x1c, 0x51, 0x52, 0x7f };
	size_t i;

	start_ready();
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		EXPECT_EQ(mc_do(types[i]), UNSUPPORTED);
		EXPECT_EQ(mc.rsp_len, 4);
	}
	bench_stop();
}

static void oem_command(void)
{
	start_ready();
	/* of 40981, Meta, and of the example's number */
	EXPECT_EQ(mc_ask(0x50, "\0\0\xa0\x15\0\0\0\0", 8), UNSUPPORTED);
	EXPECT_EQ(mc_ask(0x50, "\0\0\x7e\xd9\0\0\0\0", 8), UNSUPPORTED);
	bench_stop();
}

static void wrong_channel(void)
{
	start_ready();
	mc_make(0x0a, 1, NULL, 0);
	EXPECT_EQ(mc_send(), PARAMETER);
	mc_make(0x0a, MC_PACKAGE, NULL, 0);
	EXPECT_EQ(mc_send(), PARAMETER);
	EXPECT_EQ(mc_ask(0x02, NULL, 0), PARAMETER);
	EXPECT(bench.esw->ncsi.selected);
	bench_stop();
}

static void wrong_length(void)
{
	start_ready();
	EXPECT_EQ(mc_ask(0x0a, "\0\0\0\0", 4), LENGTH);
	EXPECT_EQ(mc_ask(0x0e, "\2\3\4\5\6\7\1", 7), LENGTH);
	EXPECT_EQ(mc_do(0x0c), LENGTH);
	EXPECT_EQ(mc_package(0x01, NULL, 0), LENGTH);
	EXPECT_EQ(parameter(0), 0x08000000);
	bench_stop();
}

/* ---- Packets ---- */

static void answer_mirrors_the_command(void)
{
	uint32_t end;

	start();
	mc_make(0x00, 0, NULL, 0);
	mc.frame[14] = 0x05;
	memset(mc.frame + 14 + 16, 0, 4);
	EXPECT_EQ(mc_send(), MC_OK);
	EXPECT_EQ(bench.got[0].len, 60);
	EXPECT_MEMEQ(bench.got[0].data, "\xff\xff\xff\xff\xff\xff", 6);
	EXPECT_MEMEQ(mc.answer, "\x05\1\0\1\x80\0\0\4\0\0\0\0\0\0\0\0", 16);
	end = 16 + 4;
	EXPECT_EQ(emu_get_be32(mc.answer + end), mc_sum(mc.answer, end));
	bench_stop();
}

/* 14 bytes of payload, two of pad */
static void answer_is_padded(void)
{
	start_ready();
	mc_do(0x58);
	EXPECT_EQ(emu_get_be16(mc.answer + 16 + 14), 0);
	EXPECT_EQ(emu_get_be32(mc.answer + 16 + 16),
		  mc_sum(mc.answer, 16 + 16));
	bench_stop();
}

static void checksum_may_be_absent(void)
{
	start();
	mc_make(0x00, 0, NULL, 0);
	memset(mc.frame + 14 + 16, 0, 4);
	EXPECT_EQ(mc_send(), MC_OK);
	bench_stop();
}

/* silent: no answer, a drop of the BMC's port, and NC-SI stays out of use */
static void silent(uint64_t drops)
{
	EXPECT_EQ(mc_send(), MC_SILENCE);
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_NCSI), drops);
	EXPECT_EQ(bench.esw->ncsi.stats.dropped, drops);
	EXPECT(!bench.esw->ncsi.in_use);
}

static void malformed_is_dropped(void)
{
	start();
	mc_make(0x00, 0, NULL, 0);
	mc.frame[14 + 1] = 2;
	silent(1);
	mc_make(0x80, 0, NULL, 0);
	silent(2);
	mc_make(0xff, 0, NULL, 0);
	silent(3);
	mc_make(0x00, 0, NULL, 0);
	mc.frame[14 + 16 + 3]++;
	silent(4);
	EXPECT_EQ(bench.esw->ncsi.stats.checksum_errors, 1);
	bench_stop();
}

static void truncated_is_dropped(void)
{
	uint64_t drops = 0;

	start();
	mc_make(0x0e, 0, "\2\3\4\5\6\7\1\1", 8);
	for (mc.len = 15; mc.len < 14 + 16 + 8 + 4; mc.len++)
		silent(++drops);
	/* the longest length that the field can say */
	mc_make(0x50, 0, NULL, 0);
	emu_put_be16(mc.frame + 14 + 6, 0x0fff);
	silent(++drops);
	bench_stop();
}

static void retry_is_not_executed_again(void)
{
	struct mc first;

	start_ready();
	mc_do(0x06);
	first = mc;
	/* somebody else changes what the command set */
	bench.esw->ncsi.cfg.tx_enabled = false;
	EXPECT_EQ(mc_send(), MC_OK);
	EXPECT(!bench.esw->ncsi.cfg.tx_enabled);
	EXPECT_EQ(bench.esw->ncsi.stats.retries, 1);
	EXPECT_EQ(mc.answer[3], first.iid);
	mc_do(0x06);
	EXPECT(bench.esw->ncsi.cfg.tx_enabled);
	bench_stop();
}

/* A controller that starts again may use the number for something else */
static void retry_is_the_same_command(void)
{
	start_ready();
	mc_do(0x06);
	mc.iid--;
	EXPECT_EQ(mc_do(0x07), MC_OK);
	EXPECT(!bench.esw->ncsi.cfg.tx_enabled);
	EXPECT_EQ(bench.esw->ncsi.stats.retries, 0);
	bench_stop();
}

static void spoofed_control_packet_is_dropped(void)
{
	static const uint8_t host1[6] = { 2, 0, 0, 0, 0, 0x10 };

	start();
	mc_make(0x00, 0, NULL, 0);
	memcpy(mc.frame + 6, host1, 6);
	EXPECT_EQ(mc_send(), MC_SILENCE);
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_SRC_MAC), 1);
	bench_stop();
}

/* ---- Notifications ---- */

static const uint8_t *notified(unsigned int type)
{
	const uint8_t *aen = mc_heard();

	if (!EXPECT(aen))
		return NULL;
	EXPECT_MEMEQ(aen + 1, "\1\0\0\xff\0", 5);
	EXPECT_EQ(aen[19], type);
	bench.ngot = 0;
	return aen;
}

static void start_listening(uint8_t aens)
{
	uint8_t payload[8] = { 0, 0, 0, 3, 0, 0, 0, aens };

	start();
	mc_open();
	mc_ask(0x08, payload, 8);
	bench.ngot = 0;
}

static void aen_link(void)
{
	const uint8_t *aen;

	start_listening(1);
	bench.peer[UPLINK] = false;
	emu_esw_ports_update(bench.esw);
	aen = notified(0);
	if (!aen)
		return;
	EXPECT_EQ(aen[0], 3);
	EXPECT_EQ(emu_get_be16(aen + 6), 12);
	EXPECT_EQ(emu_get_be32(aen + 20), 0x00100000);
	EXPECT_EQ(emu_get_be32(aen + 28), mc_sum(aen, 28));
	bench.peer[UPLINK] = true;
	emu_esw_ports_update(bench.esw);
	aen = notified(0);
	EXPECT_EQ(emu_get_be32(aen + 20), 0x0010001b);
	emu_esw_ports_update(bench.esw);
	EXPECT(!mc_heard());
	bench_stop();
}

static void aen_driver(void)
{
	const uint8_t *aen;

	start_listening(4);
	bench.attached[1] = false;
	emu_esw_ports_update(bench.esw);
	EXPECT(!mc_heard());
	bench.attached[0] = false;
	emu_esw_ports_update(bench.esw);
	aen = notified(2);
	EXPECT_EQ(emu_get_be16(aen + 6), 8);
	EXPECT_EQ(emu_get_be32(aen + 20), 0);
	bench.attached[0] = true;
	emu_esw_ports_update(bench.esw);
	aen = notified(2);
	EXPECT_EQ(emu_get_be32(aen + 20), 1);
	bench_stop();
}

static void aen_configuration(void)
{
	const uint8_t *aen;

	start_listening(2);
	emu_ncsi_restart(bench.esw);
	aen = notified(1);
	EXPECT_EQ(emu_get_be16(aen + 6), 4);
	EXPECT(!bench.esw->ncsi.selected);
	EXPECT_EQ(mc_do(0x0a), INITIAL);
	bench_stop();
}

/* The manager's firmware runs the sideband; that of a host does not */
static void firmware_starts_again(void)
{
	start_listening(6);
	emu_esw_func_event(&bench.nic, 1, EMU_FUNC_FIRMWARE);
	EXPECT(!mc_heard());
	EXPECT(bench.esw->ncsi.cfg.enabled);
	emu_esw_func_event(&bench.nic, 0, EMU_FUNC_FIRMWARE);
	notified(1);
	EXPECT(bench.esw->ncsi.in_use);
	EXPECT_EQ(mc_do(0x0a), INITIAL);
	bench_stop();
}

static void aen_only_if_asked_for(void)
{
	start_listening(6);
	bench.peer[UPLINK] = false;
	emu_esw_ports_update(bench.esw);
	EXPECT(!mc_heard());
	bench_stop();
	start_listening(7);
	mc_ask(0x04, "\0\0\0\0", 4);
	bench.ngot = 0;
	bench.attached[0] = false;
	emu_esw_ports_update(bench.esw);
	EXPECT(!mc_heard());
	mc_do(0x03);
	mc_package(0x02, NULL, 0);
	bench.ngot = 0;
	bench.attached[0] = true;
	emu_esw_ports_update(bench.esw);
	EXPECT(!mc_heard());
	bench_stop();
}

static const struct ktap_case cases[] = {
	{ "ncsi.select_package", select_package },
	{ "ncsi.deselect_package", deselect_package },
	{ "ncsi.any_command_selects", any_command_selects },
	{ "ncsi.other_package_is_silent", other_package_is_silent },
	{ "ncsi.package_status", package_status },
	{ "ncsi.initial_state_refuses", initial_state_refuses },
	{ "ncsi.initial_state_is_closed", initial_state_is_closed },
	{ "ncsi.reset_channel", reset_channel },
	{ "ncsi.enable_channel", enable_channel },
	{ "ncsi.enable_tx", enable_tx },
	{ "ncsi.aen_enable", aen_enable },
	{ "ncsi.set_link", set_link },
	{ "ncsi.get_link_status", get_link_status },
	{ "ncsi.link_follows_the_representor", link_follows_the_representor },
	{ "ncsi.link_speed", link_speed },
	{ "ncsi.unknown_command", unknown_command },
	{ "ncsi.oem_command", oem_command },
	{ "ncsi.wrong_channel", wrong_channel },
	{ "ncsi.wrong_length", wrong_length },
	{ "ncsi.answer_mirrors_the_command", answer_mirrors_the_command },
	{ "ncsi.answer_is_padded", answer_is_padded },
	{ "ncsi.checksum_may_be_absent", checksum_may_be_absent },
	{ "ncsi.malformed_is_dropped", malformed_is_dropped },
	{ "ncsi.truncated_is_dropped", truncated_is_dropped },
	{ "ncsi.retry_is_not_executed_again", retry_is_not_executed_again },
	{ "ncsi.retry_is_the_same_command", retry_is_the_same_command },
	{ "ncsi.spoofed_control_packet_is_dropped",
	  spoofed_control_packet_is_dropped },
	{ "ncsi.aen_link", aen_link },
	{ "ncsi.aen_driver", aen_driver },
	{ "ncsi.aen_configuration", aen_configuration },
	{ "ncsi.firmware_starts_again", firmware_starts_again },
	{ "ncsi.aen_only_if_asked_for", aen_only_if_asked_for },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
