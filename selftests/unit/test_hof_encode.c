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
	expect_encoded(&write, HNI_ESW_ENCODE_MAX);
}

static void action_record(void)
{
	static const struct hof_op ops[] = {
		{ .code = HNI_OP_VLAN_MODIFY, .flags = HNI_OP_VLAN_F_PCP,
		  .arg16 = 0x6005, .arg32 = 0x88a8 },
		{ .code = HNI_OP_STOLEN },
	};
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE, .type = HNI_ESW_TYPE_ACTION,
		.index = 11, .nops = 2, .ops = ops,
	};

	want_start();
	want_put(0x00, 1, 1);
	want_put(0x01, 4, 1);
	want_put(0x02, 0x30, 2);
	want_put(0x04, 11, 4);
	want_put(0x20, 2, 4);
	want_put(0x30, 19, 1);
	want_put(0x31, 1, 1);
	want_put(0x32, 0x6005, 2);
	want_put(0x34, 0x88a8, 4);
	want_put(0x40, 5, 1);
	expect_encoded(&write, 128);
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
	{ "encode.port_record", port_record },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
