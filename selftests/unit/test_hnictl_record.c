// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of hnictl's decoder of raw records: what the driver encodes
 * comes back, and what makes no sense is told.
 *
 * Links: tools/hnictl/record.c driver/hw/esw_encode.c offload/core/hof_field.c
 * Cflags: -Itools/hnictl
 */
#include "../../driver/hw/esw_encode.h"
#include "ktap.h"
#include "record.h"

static u8 command[HNI_ESW_ENCODE_MAX];

/* the record of a WRITE command */
static const u8 *record(struct hof_write *write, u8 type)
{
	memset(command, 0, sizeof(command));
	write->op = HNI_ESW_OP_WRITE;
	write->type = type;
	hni_esw_encode(write, 0, command);
	return command + HNI_ESW_CMD_HDR_LEN;
}

static const u8 words[] = { HNI_KW_IP, HNI_KW_DST_V4 };
static const u32 masks[] = { 0xff000000, 0xffffff00 };
static const u32 key[] = { 0x06000000, 0xc0000200 };

static struct hof_write row_of(void)
{
	return (struct hof_write) {
		.order = 0x00058000,
		.table = 7,
		.slot = 3,
		.flags = HNI_ROW_F_COUNT,
		.action = 9,
		.counter = 11,
		.gen = 13,
		.nwords = ARRAY_SIZE(words),
		.words = words,
		.masks = masks,
		.key = key,
	};
}

static void expect_match(const struct hof_match *match)
{
	char text[128];

	hof_match_format(text, sizeof(text), match);
	EXPECT_STREQ(text, "ip_proto 6 dst_ip 192.0.2.0/255.255.255.0");
}

static void head(void)
{
	struct hof_write write = row_of();
	struct ctl_row row;

	ctl_record_row(record(&write, HNI_ESW_TYPE_FLOW), &row);
	EXPECT_EQ(row.order, 0x00058000);
	EXPECT_EQ(row.table, 7);
	EXPECT_EQ(row.slot, 3);
	EXPECT(row.is_counted && !row.is_software);
	EXPECT_EQ(row.action, 9);
	EXPECT_EQ(row.counter, 11);
	EXPECT_EQ(row.gen, 13);
}

static void flow_and_slot(void)
{
	struct hof_write write = row_of();
	struct hof_match match;
	u8 slot[HNI_SLOT_LEN];

	memcpy(slot, record(&write, HNI_ESW_TYPE_SLOT), sizeof(slot));
	EXPECT_EQ(ctl_record_slot(slot, &match), 2);
	EXPECT_EQ(match.mask[HNI_KW_DST_V4], 0xffffff00);
	EXPECT_EQ(ctl_record_flow(record(&write, HNI_ESW_TYPE_FLOW), slot,
				  &match), 0);
	expect_match(&match);
}

static void tcam(void)
{
	struct hof_write write = row_of();
	struct hof_match match;

	write.slot = 0;
	ctl_record_tcam(record(&write, HNI_ESW_TYPE_TCAM), &match);
	expect_match(&match);
}

static void action(void)
{
	static const struct hof_op ops[] = {
		{ .code = HNI_OP_VLAN_PUSH, .arg16 = 3 << 13 | 5,
		  .arg32 = 0x8100 },
		{ .code = HNI_OP_EDIT, .flags = HNI_EDIT_NET, .arg16 = 8,
		  .arg32 = 1, .mask = 0xff },
		{ .code = HNI_OP_POLICE, .arg32 = 4, .arg16 = 3 | 5 << 8 },
		{ .code = HNI_OP_OUTPUT, .arg32 = 2 },
		{ .code = HNI_OP_GOTO, .arg32 = 6 },
		{ .code = HNI_OP_DROP },
	};
	struct hof_write write = { .nops = ARRAY_SIZE(ops), .ops = ops };
	char text[CTL_OPS_SIZE];

	EXPECT_EQ(ctl_record_action(record(&write, HNI_ESW_TYPE_ACTION),
				    HNI_ACTION_MAX_LEN, text), 6);
	EXPECT_STREQ(text,
		     "vlan push id 5 prio 3 protocol 0x8100, edit net+8 set 0x00000001/0x000000ff, police meter 4 conform 3 exceed 5, output port 2, goto table 6, drop");
}

static void longest_action_is_cut_off(void)
{
	struct hof_op ops[HNI_ACTION_MAX_OPS];
	struct hof_write write = { .nops = ARRAY_SIZE(ops), .ops = ops };
	char text[CTL_OPS_SIZE];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ops); i++)
		ops[i] = (struct hof_op) { .code = HNI_OP_EDIT, .arg16 = 252,
					   .arg32 = ~0U, .mask = ~0U };
	EXPECT_EQ(ctl_record_action(record(&write, HNI_ESW_TYPE_ACTION),
				    HNI_ACTION_MAX_LEN, text),
		  HNI_ACTION_MAX_OPS);
	EXPECT(strlen(text) < CTL_OPS_SIZE);
}

static void nonsense(void)
{
	u8 bytes[HNI_TCAM_LEN];
	struct hof_match match;
	char text[CTL_OPS_SIZE];

	memset(bytes, 0xff, sizeof(bytes));
	EXPECT(!ctl_record_is_valid(bytes, sizeof(bytes)));
	EXPECT_EQ(ctl_record_slot(bytes, &match), -1);
	EXPECT_EQ(ctl_record_flow(bytes, bytes, &match), -1);
	EXPECT_EQ(ctl_record_action(bytes, sizeof(bytes), text), -1);
	bytes[7] = 0;
	EXPECT(ctl_record_is_valid(bytes, sizeof(bytes)));
	memset(bytes, 0, sizeof(bytes));
	bytes[HNI_ACTION_NOPS] = 1;
	bytes[HNI_ACTION_OPS] = 200;
	EXPECT_EQ(ctl_record_action(bytes, sizeof(bytes), text), 1);
	EXPECT_STREQ(text, "op 200");
}

static const struct ktap_case cases[] = {
	{ "hnictl_record.head_of_a_row", head },
	{ "hnictl_record.flow_with_its_slot", flow_and_slot },
	{ "hnictl_record.tcam", tcam },
	{ "hnictl_record.action_in_words", action },
	{ "hnictl_record.longest_action_is_cut_off", longest_action_is_cut_off },
	{ "hnictl_record.nonsense_is_told", nonsense },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
