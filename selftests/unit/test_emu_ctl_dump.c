// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the tables as JSON, as the control socket shows them.
 *
 * Links: tools/emulator/parse*.c tools/emulator/bank*.c
 * Links: tools/emulator/cmd*.c tools/emulator/edit*.c tools/emulator/csum.c
 * Links: tools/emulator/tunnel*.c tools/emulator/tuple.c
 * Links: tools/emulator/walk*.c tools/emulator/ctl_dump*.c
 * Links: selftests/unit/emu_cmds.c selftests/unit/emu_records.c
 * Cflags: -Itools/emulator -Iselftests/unit
 * Ldflags: -ljansson
 */
#include <stdlib.h>
#include <string.h>

#include "ctl_dump.h"
#include "emu_records.h"
#include "ktap.h"

static const struct emu_caps caps = {
	.ports = 4, .tables = 8, .flow_rows = 16, .slots = 4, .tcam_rows = 8,
	.actions = 8, .counters = 16, .rank_bits = 8, .meters = 3,
	.encaps = 2, .tunnels = 3, .ranges = 64, .conns = 4,
};

static struct emu_tables t;

/* The only row of a table that has this row alone */
static void dump_is(const char *table, const struct cmds *c, const char *want)
{
	json_t *answer, *row;
	char *text;

	if (c)
		EXPECT_EQ(cmds_exec(&t, c), HNI_ESW_FATAL_NONE);
	answer = emu_dump(&t, table, 0);
	if (!EXPECT(answer))
		return;
	EXPECT_EQ(json_array_size(json_object_get(answer, "rows")), 1);
	row = json_array_get(json_object_get(answer, "rows"), 0);
	text = json_dumps(row, JSON_COMPACT);
	EXPECT_STREQ(text ? text : "", want);
	free(text);
	json_decref(answer);
}

static void dump_of_objects(void)
{
	struct cmds c;

	EXPECT(!emu_tables_init(&t, &caps));
	record_range(&c, 7);
	dump_is("range", &c,
		"{\"row\":7,\"of\":\"source\",\"min\":100,\"max\":200}");
	record_encap_gre(&c, 1);
	dump_is("encap", &c,
		"{\"row\":1,\"users\":0,\"kind\":\"gre\",\"port\":0,\"csum\":false,\"ecn\":true,\"ttl\":true,\"header\":\"00000000000000000000000086dd6000000000002f0000000000000000000000000000000000000000000000000000000000000000002000655800000000\"}");
	record_tunnel(&c, 2);
	dump_is("tunnel", &c,
		"{\"row\":2,\"kind\":\"vxlan\",\"port\":3,\"table\":7,\"l4_port\":4789,\"gbp\":true,\"csum\":false,\"mac\":\"02:02:02:02:02:02\",\"address\":\"fe80::\"}");
	emu_tables_fini(&t);
}

static void dump_of_meter(void)
{
	struct cmds c;

	EXPECT(!emu_tables_init(&t, &caps));
	record_meter(&c, 1, 8);
	EXPECT_EQ(cmds_exec(&t, &c), HNI_ESW_FATAL_NONE);
	t.newest->meter[1].state.stat_drops = 3;
	dump_is("meter", NULL,
		"{\"row\":1,\"users\":0,\"rate\":1099511627777,\"burst\":2199023255554,\"packet_rate\":4398046511107,\"packet_burst\":8796093022212,\"mtu\":1500,\"overhead\":24,\"gen\":8,\"packets\":0,\"bytes\":0,\"drops\":3,\"exceeded\":0,\"last_ns\":0}");
	emu_tables_fini(&t);
}

static void dump_of_connection(void)
{
	struct cmds c;

	EXPECT(!emu_tables_init(&t, &caps));
	record_conn(&c, 3, 4711);
	dump_is("conn", &c,
		"{\"row\":3,\"zone\":5,\"proto\":6,\"reply\":true,\"mark\":724183336,\"labels\":\"2f2e2d2c33323130373635343b3a3938\",\"tuple\":{\"src\":\"b0a:908:f0e:d0c:1312:1110:1716:1514\",\"dst\":\"1b1a:1918:1f1e:1d1c:2322:2120:2726:2524\",\"sport\":4711,\"dport\":80},\"nat\":{\"src\":\"4342:4140:4746:4544:4b4a:4948:4f4e:4d4c\",\"dst\":\"5352:5150:5756:5554:5b5a:5958:5f5e:5d5c\",\"sport\":1000,\"dport\":1001},\"counter\":9,\"gen\":77}");
	emu_tables_fini(&t);
}

/* Name of the first op of the only action row, NULL = it has none */
static json_t *first_op(json_t *answer)
{
	json_t *row = json_array_get(json_object_get(answer, "rows"), 0);
	json_t *op = json_array_get(json_object_get(row, "ops"), 0);

	return json_object_get(op, "op");
}

static void dump_of_ops(void)
{
	static const struct emu_op stolen = { .code = HNI_OP_STOLEN };
	json_t *answer;
	struct cmds c;
	uint8_t code;

	EXPECT(!emu_tables_init(&t, &caps));
	cmds_action(&c, 0, &stolen, 1);
	dump_is("action", &c,
		"{\"row\":0,\"users\":0,\"ops\":[{\"op\":\"stolen\",\"flags\":0,\"arg16\":0,\"arg32\":0,\"mask\":0}]}");
	/* every op has a name */
	for (code = HNI_OP_OUTPUT; code <= HNI_OP_CT_CLEAR; code++) {
		t.newest->action[0].op[0].code = code;
		answer = emu_dump(&t, "action", 0);
		EXPECT(json_is_string(first_op(answer)));
		json_decref(answer);
	}
	t.newest->action[0].op[0].code = HNI_OP_STOLEN;
	EXPECT(!emu_dump(&t, "nothing", 0));
	emu_tables_fini(&t);
}

static const struct ktap_case cases[] = {
	{ "dump.of_objects", dump_of_objects },
	{ "dump.of_meter", dump_of_meter },
	{ "dump.of_connection", dump_of_connection },
	{ "dump.of_ops", dump_of_ops },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
