// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the driver's encoder of e-switch commands: bytes written
 * out by hand from the data sheet.
 *
 * Links: driver/hw/esw_encode.c
 */
#include "../../driver/hw/esw_encode.h"
#include "ktap.h"

static u8 got[HNI_ESW_ENCODE_MAX + 1];
static u8 want[HNI_ESW_ENCODE_MAX + 1];

/* @want is built from (offset, bytes) pairs over zeros */
static void want_start(void)
{
	memset(got, 0xee, sizeof(got));
	memset(want, 0, sizeof(want));
}

static void want_put(size_t at, u32 value, unsigned int bytes)
{
	for (; bytes--; at++, value >>= 8)
		want[at] = (u8)value;
}

static void expect_encoded(const struct hof_write *write, size_t size)
{
	EXPECT_EQ(hni_esw_encode(write, 0, got), size);
	EXPECT_MEMEQ(got, want, size);
	EXPECT_EQ(got[size], 0xee);
}

static void dump_has_address_and_count(void)
{
	struct hni_esw_cmd cmd = {
		.op = HNI_ESW_OP_DUMP, .type = HNI_ESW_TYPE_COUNTER,
		.index = 0x01020304, .count = 5, .flags = HNI_ESW_CMD_F_IRQ,
		.addr = 0x1122334455667788ULL,
	};

	want_start();
	want_put(0x00, 3, 1);
	want_put(0x01, 5, 1);
	want_put(0x04, 0x01020304, 4);
	want_put(0x08, 5, 4);
	want_put(0x0c, 1, 4);
	want_put(0x10, 0x55667788, 4);
	want_put(0x14, 0x11223344, 4);
	hni_esw_encode_cmd(&cmd, got);
	EXPECT_MEMEQ(got, want, HNI_ESW_UNIT);
	EXPECT_EQ(got[HNI_ESW_UNIT], 0xee);
}

static void invalidate_is_one_unit(void)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_INVALIDATE, .type = HNI_ESW_TYPE_FLOW,
		.index = 7,
	};

	want_start();
	want_put(0x00, 2, 1);
	want_put(0x01, 2, 1);
	want_put(0x04, 7, 4);
	expect_encoded(&write, 64);
}

static const u8 words[] = { 1, 24 };
static const u32 masks[] = { 0xffff0000, 0xff };
static const u32 key[] = { 0x08000000, 0x40 };

static void slot_record(void)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_SLOT, .index = 3,
		.nwords = 2, .words = words, .masks = masks,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 1, 1);
	want_put(0x02, 0x68, 2);
	want_put(0x04, 3, 4);
	want_put(0x20, 2, 4);
	want_put(0x24, 1, 1);
	want_put(0x25, 24, 1);
	want_put(0x38, 0xffff0000, 4);
	want_put(0x3c, 0xff, 4);
	expect_encoded(&write, 192);
}

static void want_row(u32 len, u8 type)
{
	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, type, 1);
	want_put(0x02, len, 2);
	want_put(0x04, 9, 4);
	want_put(0x20, 0x00018002, 4);
	want_put(0x24, 4, 2);
	want_put(0x28, 3, 4);
	want_put(0x2c, 5, 4);
	want_put(0x30, 6, 4);
	want_put(0x34, 7, 4);
}

static struct hof_write row_write(u8 type)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = type, .index = 9,
		.order = 0x00018002, .table = 4,
		.flags = HNI_ROW_F_SW | HNI_ROW_F_COUNT, .action = 5,
		.counter = 6, .gen = 7, .nwords = 2, .words = words,
		.masks = masks, .key = key,
	};

	return write;
}

static void flow_record(void)
{
	struct hof_write write = row_write(HNI_ESW_TYPE_FLOW);

	write.slot = 2;
	want_row(0x80, 2);
	want_put(0x26, 2, 2);
	want_put(0x50, 0x08000000, 4);
	want_put(0x54, 0x40, 4);
	expect_encoded(&write, 192);
}

static void tcam_record(void)
{
	struct hof_write write = row_write(HNI_ESW_TYPE_TCAM);

	want_row(0x230, 3);
	want_put(0x50 + 4 * 1, 0x08000000, 4);
	want_put(0x50 + 4 * 24, 0x40, 4);
	want_put(0x150 + 4 * 1, 0xffff0000, 4);
	want_put(0x150 + 4 * 24, 0xff, 4);
	expect_encoded(&write, 640);
}

static void action_record(void)
{
	static const struct hof_op ops[] = {
		{ .code = HNI_OP_VLAN_MODIFY, .flags = HNI_OP_VLAN_F_PCP,
		  .arg16 = 0x6005, .arg32 = 0x88a8 },
		{ .code = HNI_OP_EDIT, .flags = HNI_EDIT_TCP, .arg16 = 12,
		  .arg32 = 0x01020304, .mask = 0xff00ff00 },
		{ .code = HNI_OP_STOLEN },
	};
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_ACTION,
		.index = 11, .nops = 3, .ops = ops,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 4, 1);
	want_put(0x02, 0x40, 2);
	want_put(0x04, 11, 4);
	want_put(0x20, 3, 4);
	want_put(0x30, 19, 1);
	want_put(0x31, 1, 1);
	want_put(0x32, 0x6005, 2);
	want_put(0x34, 0x88a8, 4);
	want_put(0x40, 20, 1);
	want_put(0x41, 2, 1);
	want_put(0x42, 12, 2);
	want_put(0x44, 0x01020304, 4);
	want_put(0x48, 0xff00ff00, 4);
	want_put(0x50, 5, 1);
	expect_encoded(&write, 128);
}

static void longest_action_fits(void)
{
	static struct hof_op ops[HNI_ACTION_MAX_OPS];
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_ACTION,
		.nops = HNI_ACTION_MAX_OPS, .ops = ops,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 4, 1);
	want_put(0x02, 0x410, 2);
	want_put(0x20, 64, 4);
	expect_encoded(&write, HNI_ESW_ENCODE_MAX);
}

static void range_record(void)
{
	struct hof_range range = { .is_source = true, .min = 1, .max = 0xfffe };
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_RANGE, .index = 63,
		.range = &range,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 7, 1);
	want_put(0x02, 0x10, 2);
	want_put(0x04, 63, 4);
	want_put(0x20, 1, 4);
	want_put(0x24, 1, 2);
	want_put(0x26, 0xfffe, 2);
	expect_encoded(&write, 64);
}

static void meter_record(void)
{
	struct hof_meter meter = {
		.rate = 0x0102030405060708ULL, .burst = 2, .pkt_rate = 3,
		.pkt_burst = 4, .mtu = 5, .overhead = 6, .gen = 7,
	};
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_METER, .index = 1,
		.meter = &meter,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 8, 1);
	want_put(0x02, 0x40, 2);
	want_put(0x04, 1, 4);
	want_put(0x20, 0x05060708, 4);
	want_put(0x24, 0x01020304, 4);
	want_put(0x28, 2, 4);
	want_put(0x30, 3, 4);
	want_put(0x38, 4, 4);
	want_put(0x40, 5, 4);
	want_put(0x44, 6, 4);
	want_put(0x48, 7, 4);
	expect_encoded(&write, 128);
}

static void encap_record(void)
{
	struct hof_encap encap = {
		.kind = HNI_TUNNEL_GENEVE, .flags = HNI_ENCAP_F_CSUM,
		.port = 5, .hdr_len = 3, .net_off = 14, .l4_off = 34,
		.hdr = { 9, 8, 7 },
	};
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_ENCAP, .index = 2,
		.encap = &encap,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 10, 1);
	want_put(0x02, 0x110, 2);
	want_put(0x04, 2, 4);
	want_put(0x20, 2, 1);
	want_put(0x21, 1, 1);
	want_put(0x22, 3, 2);
	want_put(0x24, 14, 2);
	want_put(0x26, 34, 2);
	want_put(0x28, 5, 1);
	want_put(0x30, 9, 1);
	want_put(0x31, 8, 1);
	want_put(0x32, 7, 1);
	expect_encoded(&write, 320);
}

static void tunnel_record(void)
{
	struct hof_tunnel tunnel = {
		.kind = HNI_TUNNEL_VXLAN, .port = 3, .table = 0x0102,
		.l4_port = 4789, .flags = HNI_TUNNEL_F_GBP,
		.mac = { 1, 2, 3, 4, 5, 6 }, .family = HNI_KW_ADDR_IPV6,
		.dst = { 0x20010db8, 0, 0, 9 },
	};
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_TUNNEL, .index = 4,
		.tunnel = &tunnel,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 11, 1);
	want_put(0x02, 0x20, 2);
	want_put(0x04, 4, 4);
	want_put(0x20, 1, 1);
	want_put(0x21, 3, 1);
	want_put(0x22, 0x0102, 2);
	want_put(0x24, 4789, 2);
	want_put(0x26, 1, 2);
	want_put(0x28, 0x04030201, 4);
	want_put(0x2c, 0x0605, 2);
	want_put(0x2e, 2, 1);
	want_put(0x30, 0x20010db8, 4);
	want_put(0x3c, 9, 4);
	expect_encoded(&write, 64);
}

static struct hof_conn conn = {
	.zone = 7, .proto = 17, .flags = HNI_CONN_F_COUNT, .sport = 1000,
	.dport = 53, .src = { [3] = 0x0a000001 }, .dst = { [3] = 0x0a000002 },
	.mark = 5, .labels = { 0x11, 0x22, 0x33, 0x44 }, .new_sport = 2000,
	.new_dport = 54, .new_src = { [0] = 1, [3] = 0x0a000003 },
	.new_dst = { [3] = 0x0a000004 }, .counter = 8, .gen = 9,
};

static void want_conn(u8 flags)
{
	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 12, 1);
	want_put(0x02, 0x70, 2);
	want_put(0x20, 7, 2);
	want_put(0x22, 17, 1);
	want_put(0x23, flags, 1);
	want_put(0x24, 1000, 2);
	want_put(0x26, 53, 2);
	want_put(0x34, 0x0a000001, 4);
	want_put(0x44, 0x0a000002, 4);
	want_put(0x48, 5, 4);
	want_put(0x4c, 0x11, 4);
	want_put(0x58, 0x44, 4);
	want_put(0x50, 0x22, 4);
	want_put(0x54, 0x33, 4);
	want_put(0x80, 8, 4);
	want_put(0x84, 9, 4);
}

static void conn_record(void)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_CONN,
		.conn = &conn,
	};

	conn.flags = HNI_CONN_F_COUNT;
	want_conn(8);
	expect_encoded(&write, 192);
	conn.flags |= HNI_CONN_F_NAT;
	want_conn(12);
	want_put(0x5c, 2000, 2);
	want_put(0x5e, 54, 2);
	want_put(0x60, 1, 4);
	want_put(0x6c, 0x0a000003, 4);
	want_put(0x7c, 0x0a000004, 4);
	expect_encoded(&write, 192);
}

static void port_record(void)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_PORT, .index = 2,
		.ingress = 0x0102, .egress = 0x0304,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 6, 1);
	want_put(0x02, 0x10, 2);
	want_put(0x04, 2, 4);
	want_put(0x20, 0x0102, 2);
	want_put(0x22, 0x0304, 2);
	expect_encoded(&write, 64);
}

static const struct ktap_case cases[] = {
	{ "encode.dump_has_address_and_count", dump_has_address_and_count },
	{ "encode.invalidate_is_one_unit", invalidate_is_one_unit },
	{ "encode.slot_record", slot_record },
	{ "encode.flow_record", flow_record },
	{ "encode.tcam_record", tcam_record },
	{ "encode.action_record", action_record },
	{ "encode.longest_action_fits", longest_action_fits },
	{ "encode.port_record", port_record },
	{ "encode.range_record", range_record },
	{ "encode.meter_record", meter_record },
	{ "encode.encap_record", encap_record },
	{ "encode.tunnel_record", tunnel_record },
	{ "encode.conn_record", conn_record },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
