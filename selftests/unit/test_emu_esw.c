// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of forwarding without rows, of what the NIC enforces in every
 * mode, and of the slow path.
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

#include "bytes.h"
#include "emu_bench.h"
#include "ktap.h"

static void start(void)
{
	bench_config();
	bench_start();
}

static void start_switchdev(void)
{
	start();
	bench_switchdev();
}

/* ---- Legacy mode ---- */

static void legacy_unicast_goes_to_the_owner(void)
{
	start();
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "2");
	bench_rx(UPLINK, "host1", "stranger");
	EXPECT_STREQ(bench_got(), "1");
	bench_rx(HOST1, "pf0", "host1");
	EXPECT_STREQ(bench_got(), "0");
	bench_stop();
}

static void legacy_unknown_unicast(void)
{
	start();
	bench_rx(HOST1, "stranger", "host1");
	EXPECT_STREQ(bench_got(), "u");
	bench_rx(UPLINK, "other", "stranger");
	EXPECT_STREQ(bench_got(), "012b");
	bench_stop();
}

static void legacy_broadcast_of_a_host_spares_the_bmc(void)
{
	start();
	bench_rx(HOST1, "all", "host1");
	EXPECT_STREQ(bench_got(), "u02");
	bench_rx(HOST1, "group", "host1");
	EXPECT_STREQ(bench_got(), "u02");
	bench_rx(UPLINK, "all", "stranger");
	EXPECT_STREQ(bench_got(), "012b");
	bench_stop();
}

static void legacy_bmc_reaches_the_uplink_only(void)
{
	start();
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	bench_rx(BMC, "all", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	bench_rx(BMC, "host1", "bmc");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_BMC_POLICY), 1);
	bench_rx(HOST1, "bmc", "host1");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_BMC_POLICY), 1);
	bench_rx(UPLINK, "bmc", "stranger");
	EXPECT_STREQ(bench_got(), "b");
	bench_stop();
}

static void legacy_bmc_allow_opens_one_port(void)
{
	bench_config();
	bench.cfg.bmc_allow = 1U << HOST1;
	bench_start();
	bench_rx(HOST1, "bmc", "host1");
	EXPECT_STREQ(bench_got(), "b");
	bench_rx(BMC, "host1", "bmc");
	EXPECT_STREQ(bench_got(), "1");
	bench_rx(BMC, "all", "bmc");
	EXPECT_STREQ(bench_got(), "u1");
	bench_rx(HOST1, "all", "host1");
	EXPECT_STREQ(bench_got(), "u02b");
	bench_rx(HOST2, "bmc", "host2");
	EXPECT_STREQ(bench_got(), "");
	bench_stop();
}

static void legacy_isolate_separates_hosts(void)
{
	bench_config();
	bench.cfg.isolate = true;
	bench_start();
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "u");
	bench_rx(HOST1, "all", "host1");
	EXPECT_STREQ(bench_got(), "u");
	bench_rx(UPLINK, "all", "stranger");
	EXPECT_STREQ(bench_got(), "012b");
	bench_stop();
}

static void legacy_hairpin_is_dropped(void)
{
	start();
	bench_rx(HOST1, "host1", "host1");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_HAIRPIN), 1);
	bench_stop();
}

static void legacy_link_is_the_uplinks(void)
{
	start();
	EXPECT(emu_esw_link(&bench.nic, HOST1));
	bench.peer[UPLINK] = false;
	EXPECT(!emu_esw_link(&bench.nic, HOST1));
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_PORT_DOWN), 1);
	bench_stop();
}

/* ---- In every mode ---- */

static void owner_of_a_source_address_is_checked(void)
{
	start();
	bench_rx(HOST1, "stranger", "host2");
	bench_rx(HOST1, "stranger", "bmc");
	bench_rx(UPLINK, "host1", "host2");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_SRC_MAC), 2);
	EXPECT_EQ(bench_drops(UPLINK, EMU_DROP_SRC_MAC), 1);
	bench_rx(HOST1, "stranger", "other");
	EXPECT_STREQ(bench_got(), "u");
	bench_switchdev();
	bench_rx(HOST1, "stranger", "host2");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_SRC_MAC), 3);
	bench_stop();
}

static void ncsi_is_never_forwarded(void)
{
	struct emu_frame f = { .off = 64, .len = 60, .port = HOST1 };
	unsigned int port;

	start();
	memset(emu_frame_data(&f), 0xff, 6);
	emu_put_be16(emu_frame_data(&f) + 12, 0x88f8);
	for (port = 0; port < PORTS; port++) {
		f.port = (uint8_t)port;
		emu_esw_rx(&bench.nic, &f, EMU_DEST_MAC);
		EXPECT_EQ(bench_drops(port, EMU_DROP_NCSI), 1);
	}
	EXPECT_STREQ(bench_got(), "");
	bench_stop();
}

static void runt_is_malformed(void)
{
	struct emu_frame f = { .off = 64, .len = 13, .port = UPLINK };

	start();
	emu_esw_rx(&bench.nic, &f, EMU_DEST_MAC);
	EXPECT_EQ(bench_drops(UPLINK, EMU_DROP_MALFORMED), 1);
	EXPECT_EQ(bench.esw->port[UPLINK].stats.rx_drops, 1);
	bench_stop();
}

static void mtu_is_enforced_both_ways(void)
{
	start();
	bench_write(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_MTU, 68);
	EXPECT_EQ(bench.mtu[1], 68);
	bench_rx(UPLINK, "host1", "stranger");
	EXPECT_STREQ(bench_got(), "1");
	bench.esw->port[HOST1].mtu = 45;
	bench_rx(UPLINK, "host1", "stranger");
	bench_rx(HOST1, "stranger", "host1");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_TX_MTU), 1);
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_MTU), 1);
	bench.esw->port[HOST1].mtu = 46;
	bench_rx(HOST1, "stranger", "host1");
	EXPECT_STREQ(bench_got(), "u");
	bench_stop();
}

static void host_paths_to_the_bmc_obey_the_policy(void)
{
	start();
	bench_rx_dest(HOST1, "bmc", "host1", EMU_DEST_BMC);
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_DEST_BMC), 1);
	bench_rx_dest(HOST1, "all", "host1", EMU_DEST_MAC | EMU_DEST_BMC);
	EXPECT_STREQ(bench_got(), "u02");
	bench_rx_dest(HOST1, "all", "host1", EMU_DEST_FW);
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_DEST_FW), 1);
	bench.cfg.bmc_allow = 1U << HOST1;
	bench_rx_dest(HOST1, "bmc", "host1", EMU_DEST_BMC);
	EXPECT_STREQ(bench_got(), "b");
	bench_stop();
}

/* ---- Switchdev mode ---- */

static void slow_path_carries_misses(void)
{
	const struct bench_frame *r = &bench.got[0];

	start_switchdev();
	bench_rx(HOST1, "host2", "host1");
	EXPECT_EQ(r->page, 100 + HOST1);
	EXPECT_EQ(EMU_GET(HNI_RCD_ESW_REASON, r->meta.why), HNI_ESW_WHY_MISS);
	EXPECT_EQ(EMU_GET(HNI_RCD_ESW_TABLE, r->meta.why), 0);
	EXPECT_STREQ(bench_got(), "H");
	EXPECT_EQ(bench.esw->port[HOST1].stats.to_manager, 1);
	bench.page_ready[100 + HOST1] = false;
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_NO_QUEUE), 1);
	bench_stop();
}

static void slow_path_spreads_flows_over_pages(void)
{
	bool seen[2] = { false };
	unsigned int i;

	start_switchdev();
	bench_write(HNI_ESW_REG_QBIND(90), HNI_ESW_QBIND_ENABLE | HOST1);
	bench.page_ready[90] = true;
	for (i = 0; i < 32; i++) {
		struct emu_frame f = { .off = 64, .len = 60, .port = HOST1 };

		emu_frame_data(&f)[5] = (uint8_t)(0x80 + i);
		emu_esw_rx(&bench.nic, &f, EMU_DEST_MAC);
		seen[bench.got[0].page == 90] = true;
		bench_got();
	}
	EXPECT(seen[0] && seen[1]);
	bench_stop();
}

/* Frames from HOST1 hit these ops */
static void post_ops(const struct emu_op *ops, unsigned int nops)
{
	struct cmds_row row = { .order = 1, .table = 9, .action = 9 };
	struct cmds c;

	cmds_action(&c, 9, ops, nops);
	bench_post(&c);
	cmds_tcam(&c, 9, &row);
	bench_post(&c);
	cmds_port(&c, HOST1, 9, 0);
	bench_post(&c);
	bench_run();
	EXPECT_EQ(bench.esw->status, HNI_ESW_STATUS_ENABLED);
}

static void slow_path_carries_mark_and_priority(void)
{
	static const struct emu_op ops[] = {
		{ .code = HNI_OP_MARK, .arg32 = 0x1234, .mask = 0xffffffff },
		{ .code = HNI_OP_PRIORITY, .arg32 = 5 },
		{ .code = HNI_OP_TRAP },
	};
	const struct emu_meta *meta = &bench.got[0].meta;

	start_switchdev();
	bench_rx(HOST1, "host2", "host1");
	EXPECT(!meta->has_mark);
	EXPECT(!(meta->why & HNI_RCD_ESW_PRIO_VALID));
	bench_got();
	post_ops(ops, 3);
	bench_rx(HOST1, "host2", "host1");
	EXPECT(meta->has_mark);
	EXPECT_EQ(meta->mark, 0x1234);
	EXPECT(meta->why & HNI_RCD_ESW_PRIO_VALID);
	EXPECT_EQ(EMU_GET(HNI_RCD_ESW_PRIO, meta->why), 5);
	EXPECT_EQ(EMU_GET(HNI_RCD_ESW_TABLE, meta->why), 9);
	bench_stop();
}

static void sample_goes_to_the_cpu(void)
{
	static const struct emu_op ops[] = {
		{ .code = HNI_OP_SAMPLE, .arg32 = 0, .mask = 1 },
		{ .code = HNI_OP_OUTPUT, .arg32 = HOST2 },
		{ .code = HNI_OP_STOLEN },
	};
	const struct emu_meta *meta = &bench.got[0].meta;

	start_switchdev();
	post_ops(ops, 3);
	bench_rx(HOST1, "host2", "host1");
	EXPECT_EQ(EMU_GET(HNI_RCD_ESW_REASON, meta->why), HNI_ESW_WHY_SAMPLE);
	EXPECT_EQ(EMU_GET(HNI_RCD_ESW_PORT, meta->why), HOST1);
	EXPECT(meta->has_mark);
	EXPECT_EQ(meta->mark, 0xff00000000);
	EXPECT_STREQ(bench_got(), "H2");
	EXPECT_EQ(bench.esw->port[HOST1].stats.to_manager, 1);
	bench_stop();
}

/* The frame itself is not lost. */
static void sample_that_is_lost_is_no_drop(void)
{
	static const struct emu_op ops[] = {
		{ .code = HNI_OP_SAMPLE, .arg32 = 1, .mask = 1 },
		{ .code = HNI_OP_OUTPUT, .arg32 = HOST2 },
		{ .code = HNI_OP_STOLEN },
	};

	start_switchdev();
	post_ops(ops, 3);
	bench.page_ready[100 + HOST1] = false;
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "2");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_SAMPLE), 1);
	EXPECT_EQ(bench.esw->port[HOST1].stats.rx_drops, 0);
	bench_stop();
}

static uint32_t tx_prio(unsigned int port, unsigned int prio)
{
	return bench_read(HNI_ESW_PORT(port) + HNI_ESW_PORT_TX_PRIO(prio));
}

static void priority_counts_what_leaves(void)
{
	static const struct emu_op ops[] = {
		{ .code = HNI_OP_OUTPUT, .arg32 = HOST2 },
		{ .code = HNI_OP_VLAN_PUSH, .arg16 = 3 << 13 | 7,
		  .arg32 = 0x8100 },
		{ .code = HNI_OP_OUTPUT, .arg32 = HOST2 },
		{ .code = HNI_OP_PRIORITY, .arg32 = 7 },
		{ .code = HNI_OP_OUTPUT, .arg32 = HOST2 },
		{ .code = HNI_OP_OUTPUT, .arg32 = BMC },
		{ .code = HNI_OP_STOLEN },
	};

	start_switchdev();
	post_ops(ops, 7);
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "222b");
	EXPECT_EQ(tx_prio(HOST2, 0), 1);
	EXPECT_EQ(tx_prio(HOST2, 3), 1);
	EXPECT_EQ(tx_prio(HOST2, 7), 1);
	EXPECT_EQ(tx_prio(BMC, 7), 1);
	bench_write(HNI_ESW_PORT(BMC) + HNI_ESW_PORT_CTRL, 0);
	bench_rx(HOST1, "host2", "host1");
	EXPECT_EQ(tx_prio(BMC, 7), 1);
	bench.esw->port[BMC].stats.tx_prio[7] = 0x1122334455667788;
	EXPECT_EQ(tx_prio(BMC, 7), 0x55667788);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(BMC) + HNI_ESW_PORT_TX_PRIO(7) + 4),
		  0x11223344);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(BMC) + HNI_ESW_PORT_TX_PRIO(8)), 0);
	EXPECT_EQ(bench_read(HNI_ESW_PORT(BMC) + 0x58), 0);
	bench_stop();
}

static void inject_leaves_through_the_port(void)
{
	start_switchdev();
	bench_inject(HOST2, "host2", "stranger");
	EXPECT_STREQ(bench_got(), "2");
	EXPECT_EQ(bench.esw->port[HOST2].stats.tx_frames, 1);
	EXPECT_EQ(bench.esw->port[HOST2].stats.rx_frames, 0);
	bench_mode(HNI_ESW_MODE_LEGACY);
	bench_inject(HOST2, "host2", "stranger");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST2, EMU_DROP_TX_LEGACY), 1);
	bench_stop();
}

static void representor_down_is_carrier_down(void)
{
	start_switchdev();
	bench_write(HNI_ESW_PORT(HOST1) + HNI_ESW_PORT_CTRL, 0);
	EXPECT(!emu_esw_link(&bench.nic, HOST1));
	bench_rx(HOST1, "host2", "host1");
	bench_inject(HOST1, "host1", "stranger");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_PORT_DOWN), 1);
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_TX_DOWN), 1);
	bench_stop();
}

static void entering_switchdev_forwards_bmc_and_uplink_only(void)
{
	start();
	bench_ring_start();
	bench_mode(HNI_ESW_MODE_SWITCHDEV);
	bench_rx(HOST1, "host2", "host1");
	bench_rx(HOST1, "all", "host1");
	EXPECT_STREQ(bench_got(), "");
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	bench_rx(UPLINK, "bmc", "stranger");
	EXPECT_STREQ(bench_got(), "b");
	bench_rx(UPLINK, "all", "stranger");
	EXPECT_STREQ(bench_got(), "b");
	EXPECT(emu_esw_link(&bench.nic, BMC));
	bench_write(HNI_ESW_PORT(BMC) + HNI_ESW_PORT_CTRL, 1);
	bench_rx(BMC, "stranger", "bmc");
	bench_rx(UPLINK, "bmc", "stranger");
	EXPECT_STREQ(bench_got(), "");
	bench_write(HNI_ESW_PORT(BMC) + HNI_ESW_PORT_CTRL, 0);
	EXPECT(!emu_esw_link(&bench.nic, BMC));
	bench_stop();
}

static void inactive_drops_all_but_the_firmware_path(void)
{
	start_switchdev();
	bench_mode(HNI_ESW_MODE_INACTIVE);
	bench_rx(HOST1, "host2", "host1");
	bench_rx(UPLINK, "all", "stranger");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST1, EMU_DROP_INACTIVE), 1);
	bench_mode(HNI_ESW_MODE_SWITCHDEV);
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "H");
	bench_stop();
}

/* ---- BMC locked ---- */

static void post_redirect(unsigned int from, unsigned int to)
{
	const struct emu_op ops[] = {
		{ .code = HNI_OP_OUTPUT, .arg32 = to },
		{ .code = HNI_OP_STOLEN },
	};
	struct cmds_row row = {
		.order = 1, .table = (uint16_t)(1 + from), .action = from,
	};
	struct cmds c;

	cmds_action(&c, from, ops, 2);
	bench_post(&c);
	cmds_tcam(&c, from, &row);
	bench_post(&c);
	cmds_port(&c, from, (uint16_t)(1 + from), 0);
	bench_post(&c);
	bench_run();
	EXPECT_EQ(bench.esw->status, HNI_ESW_STATUS_ENABLED);
}

static void redirect_reaches_the_bmc_if_managed(void)
{
	start_switchdev();
	post_redirect(HOST1, BMC);
	bench_rx(HOST1, "bmc", "host1");
	EXPECT_STREQ(bench_got(), "b");
	bench_stop();
}

static void locked_bmc_cannot_be_opened(void)
{
	bench_config();
	bench.cfg.bmc_locked = true;
	bench_start();
	bench_switchdev();
	post_redirect(HOST1, BMC);
	bench_rx(HOST1, "bmc", "host1");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_TX_BMC_LOCKED), 1);
	post_redirect(BMC, HOST2);
	bench_rx(BMC, "host2", "bmc");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST2, EMU_DROP_TX_BMC_LOCKED), 1);
	post_redirect(BMC, UPLINK);
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	bench_inject(BMC, "bmc", "stranger");
	EXPECT_STREQ(bench_got(), "");
	EXPECT(bench_read(HNI_ESW_REG_POLICY) & HNI_ESW_POLICY_BMC_LOCKED);
	bench_stop();
}

static void locked_bmc_never_reaches_the_cpu(void)
{
	bench_config();
	bench.cfg.bmc_locked = true;
	bench_start();
	bench_switchdev();
	bench_rx(BMC, "all", "bmc");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_BMC_LOCKED), 1);
	bench_stop();
}

/* A frame that the manager sends to the wire is no frame of the wire */
static void locked_bmc_hears_no_manager_at_the_uplink(void)
{
	struct cmds c;

	bench_config();
	bench.cfg.bmc_locked = true;
	bench_start();
	bench_switchdev();
	post_redirect(UPLINK, BMC);
	cmds_port(&c, UPLINK, 0, 1 + UPLINK);
	bench_post(&c);
	bench_run();
	bench_inject(UPLINK, "bmc", "stranger");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(BMC, EMU_DROP_TX_BMC_LOCKED), 1);
	bench_stop();
}

/* ---- The manager is gone ---- */

static void gone_static_keeps_rules(void)
{
	start_switchdev();
	post_redirect(HOST1, HOST2);
	emu_esw_func_event(&bench.nic, 0, EMU_FUNC_GONE);
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "2");
	bench_rx(HOST2, "host1", "host2");
	EXPECT_STREQ(bench_got(), "");
	EXPECT_EQ(bench_drops(HOST2, EMU_DROP_GONE), 1);
	bench_rx(BMC, "stranger", "bmc");
	bench_rx(UPLINK, "bmc", "stranger");
	EXPECT_STREQ(bench_got(), "ub");
	EXPECT(emu_esw_link(&bench.nic, HOST1));
	EXPECT_EQ(bench_read(HNI_ESW_REG_MODE), HNI_ESW_MODE_SWITCHDEV);
	EXPECT_EQ(bench_read(HNI_ESW_REG_QBIND(100)), 0);
	bench_stop();
}

static void gone_closed_stops_forwarding(void)
{
	bench_config();
	bench.cfg.gone = HNI_ESW_GONE_CLOSED;
	bench_start();
	bench_switchdev();
	post_redirect(HOST1, HOST2);
	emu_esw_func_event(&bench.nic, 0, EMU_FUNC_GONE);
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "");
	bench_rx(BMC, "stranger", "bmc");
	EXPECT_STREQ(bench_got(), "u");
	bench_stop();
}

static void gone_legacy_falls_back(void)
{
	bench_config();
	bench.cfg.gone = HNI_ESW_GONE_LEGACY;
	bench_start();
	bench_switchdev();
	emu_esw_func_event(&bench.nic, 0, EMU_FUNC_GONE);
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "2");
	EXPECT_EQ(bench_read(HNI_ESW_REG_MODE), HNI_ESW_MODE_LEGACY);
	bench_stop();
}

static void gone_by_missing_heartbeat(void)
{
	start_switchdev();
	bench_write(HNI_ESW_REG_CTRL,
		    HNI_ESW_CTRL_ENABLE | HNI_ESW_CTRL_HEARTBEAT);
	bench.esw->now_ns = 2900000000;
	emu_esw_tick(bench.esw);
	EXPECT(!bench.esw->gone);
	bench_write(HNI_ESW_REG_HEARTBEAT, 1);
	bench.esw->now_ns = 5800000000;
	emu_esw_tick(bench.esw);
	EXPECT(!bench.esw->gone);
	bench.esw->now_ns = 6000000000;
	emu_esw_tick(bench.esw);
	EXPECT(bench.esw->gone);
	EXPECT_EQ(bench_read(HNI_ESW_REG_STATUS), HNI_ESW_STATUS_FATAL |
		  HNI_ESW_FATAL_LATE << 8);
	bench_stop();
}

static void late_manager_begins_again(void)
{
	start_switchdev();
	bench_write(HNI_ESW_REG_CTRL,
		    HNI_ESW_CTRL_ENABLE | HNI_ESW_CTRL_HEARTBEAT);
	bench.esw->now_ns = 3100000000;
	emu_esw_tick(bench.esw);
	/* a driver that does not know yet is no offender */
	bench_write(HNI_ESW_REG_CMD_TAIL, 1);
	EXPECT_EQ(bench_read(HNI_ESW_REG_CMD_HEAD), 0);
	bench_ring_start();
	EXPECT_EQ(bench_read(HNI_ESW_REG_STATUS), HNI_ESW_STATUS_ENABLED);
	EXPECT(!bench.esw->gone);
	/* a function that was reset has nothing to say */
	emu_esw_func_event(&bench.nic, 0, EMU_FUNC_GONE);
	EXPECT_EQ(bench_read(HNI_ESW_REG_STATUS), 0);
	bench_stop();
}

static void returning_manager_swaps_port_by_port(void)
{
	struct cmds c;

	start_switchdev();
	post_redirect(HOST1, HOST2);
	emu_esw_func_event(&bench.nic, 0, EMU_FUNC_GONE);
	bench_ring_start();
	EXPECT(!bench.esw->gone);
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "2");
	cmds_port(&c, HOST1, 0, 0);
	bench_post(&c);
	bench_run();
	bench_rx(HOST1, "host2", "host1");
	EXPECT_STREQ(bench_got(), "");
	bench_stop();
}

static const struct ktap_case cases[] = {
	{ "legacy.unicast_goes_to_the_owner",
	  legacy_unicast_goes_to_the_owner },
	{ "legacy.unknown_unicast", legacy_unknown_unicast },
	{ "legacy.broadcast_of_a_host_spares_the_bmc",
	  legacy_broadcast_of_a_host_spares_the_bmc },
	{ "legacy.bmc_reaches_the_uplink_only",
	  legacy_bmc_reaches_the_uplink_only },
	{ "legacy.bmc_allow_opens_one_port", legacy_bmc_allow_opens_one_port },
	{ "legacy.isolate_separates_hosts", legacy_isolate_separates_hosts },
	{ "legacy.hairpin_is_dropped", legacy_hairpin_is_dropped },
	{ "legacy.link_is_the_uplinks", legacy_link_is_the_uplinks },
	{ "check.owner_of_a_source_address_is_checked",
	  owner_of_a_source_address_is_checked },
	{ "check.ncsi_is_never_forwarded", ncsi_is_never_forwarded },
	{ "check.runt_is_malformed", runt_is_malformed },
	{ "check.mtu_is_enforced_both_ways", mtu_is_enforced_both_ways },
	{ "check.host_paths_to_the_bmc_obey_the_policy",
	  host_paths_to_the_bmc_obey_the_policy },
	{ "switchdev.slow_path_carries_misses", slow_path_carries_misses },
	{ "switchdev.slow_path_spreads_flows_over_pages",
	  slow_path_spreads_flows_over_pages },
	{ "switchdev.slow_path_carries_mark_and_priority",
	  slow_path_carries_mark_and_priority },
	{ "switchdev.sample_goes_to_the_cpu", sample_goes_to_the_cpu },
	{ "switchdev.sample_that_is_lost_is_no_drop",
	  sample_that_is_lost_is_no_drop },
	{ "switchdev.priority_counts_what_leaves",
	  priority_counts_what_leaves },
	{ "switchdev.inject_leaves_through_the_port",
	  inject_leaves_through_the_port },
	{ "switchdev.representor_down_is_carrier_down",
	  representor_down_is_carrier_down },
	{ "switchdev.entering_forwards_bmc_and_uplink_only",
	  entering_switchdev_forwards_bmc_and_uplink_only },
	{ "switchdev.inactive_drops_all_but_the_firmware_path",
	  inactive_drops_all_but_the_firmware_path },
	{ "bmc.redirect_reaches_it_if_managed",
	  redirect_reaches_the_bmc_if_managed },
	{ "bmc.locked_cannot_be_opened", locked_bmc_cannot_be_opened },
	{ "bmc.locked_never_reaches_the_cpu",
	  locked_bmc_never_reaches_the_cpu },
	{ "bmc.locked_hears_no_manager_at_the_uplink",
	  locked_bmc_hears_no_manager_at_the_uplink },
	{ "gone.static_keeps_rules", gone_static_keeps_rules },
	{ "gone.closed_stops_forwarding", gone_closed_stops_forwarding },
	{ "gone.legacy_falls_back", gone_legacy_falls_back },
	{ "gone.by_missing_heartbeat", gone_by_missing_heartbeat },
	{ "gone.late_manager_begins_again", late_manager_begins_again },
	{ "gone.returning_manager_swaps_port_by_port",
	  returning_manager_swaps_port_by_port },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
