// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of meters, tunnel headers, ends of tunnels and connections.
 *
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Links: selftests/unit/hof_dev.c selftests/unit/hof_bench.c
 * Cflags: -fno-strict-aliasing
 */
#include <stdlib.h>

#include "hof_bench.h"
#include "ktap.h"

static struct hof_spec spec_police(u32 meter)
{
	struct hof_spec spec = bench_spec(HNI_KW_IP, 1, 0xff);

	spec.ops[0] = (struct hof_op){
		.code = HNI_OP_POLICE, .arg16 = 0x0201, .arg32 = meter,
	};
	spec.ops[1].code = HNI_OP_PASS;
	spec.ops[2].code = HNI_OP_DROP;
	spec.nops = 3;
	return spec;
}

static void meter_outlives_its_owner(void)
{
	struct hof_meter meter = { .rate = 1000 };
	struct hof_spec spec;
	struct hof_rule *rule;
	struct hof_why why;
	struct bench b;
	u32 row;

	bench_init(&b, &bench_caps);
	EXPECT(!hof_esw_meter_get(b.esw, &meter, &row, &why));
	EXPECT(meter.gen);
	spec = spec_police(row);
	rule = bench_add(&b, &spec, NULL);
	EXPECT_STREQ(bench_writes(&b), "MASF");
	hof_esw_meter_put(b.esw, row);
	EXPECT_STREQ(bench_writes(&b), "");
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_METERS), 1);
	bench_del(&b, rule);
	EXPECT_STREQ(bench_writes(&b), "fsam");
	bench_fini(&b);
}

static void meter_goes_on_counting_when_changed(void)
{
	struct hof_meter meter = { .rate = 1000 };
	struct hof_why why;
	struct bench b;
	u32 row, gen;

	bench_init(&b, &bench_caps);
	hof_esw_meter_get(b.esw, &meter, &row, &why);
	gen = meter.gen;
	meter = (struct hof_meter){ .rate = 2000 };
	hof_esw_meter_set(b.esw, row, &meter);
	EXPECT_EQ(meter.gen, gen);
	EXPECT_EQ(b.dev.object[HNI_ESW_TYPE_METER][row].meter.rate, 2000);
	EXPECT_EQ(b.dev.object[HNI_ESW_TYPE_METER][row].meter.gen, gen);
	hof_esw_meter_put(b.esw, row);
	bench_fini(&b);
}

static void full_meters_are_named(void)
{
	struct hof_meter meter = { .rate = 1 };
	struct hof_why why;
	struct bench b;
	u32 row[4], more;
	void *copy;
	u32 i;

	bench_init(&b, &bench_caps);
	for (i = 0; i < 4; i++)
		hof_esw_meter_get(b.esw, &meter, &row[i], &why);
	copy = malloc(b.size);
	memcpy(copy, b.esw, b.size);
	EXPECT_EQ(hof_esw_meter_get(b.esw, &meter, &more, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_METERS);
	EXPECT_EQ(why.limit, 4);
	EXPECT_MEMEQ(copy, b.esw, b.size);
	free(copy);
	for (i = 0; i < 4; i++)
		hof_esw_meter_put(b.esw, row[i]);
	bench_fini(&b);
}

static void operation_names_a_row_in_use(void)
{
	struct hof_meter meter = { .rate = 1 };
	struct hof_spec spec = spec_police(0);
	struct hof_why why;
	struct bench b;
	u32 row;

	bench_init(&b, &bench_caps);
	EXPECT(!bench_add(&b, &spec, &why));
	EXPECT_EQ(why.reason, HOF_REASON_ACTION_VALUE);
	hof_esw_meter_get(b.esw, &meter, &row, &why);
	hof_esw_meter_put(b.esw, row);
	EXPECT(!bench_add(&b, &spec, &why));
	spec.ops[0] = (struct hof_op){ .code = HNI_OP_ENCAP };
	spec.ops[1].code = HNI_OP_STOLEN;
	spec.nops = 2;
	EXPECT(!bench_add(&b, &spec, &why));
	EXPECT_EQ(why.reason, HOF_REASON_ACTION_VALUE);
	EXPECT_STREQ(why.what, "tunnel_key set");
	bench_fini(&b);
}

static void header_changes_in_one_step(void)
{
	struct hof_encap encap = { .kind = HNI_TUNNEL_UNRESOLVED };
	struct hof_spec spec = bench_spec(HNI_KW_IP, 1, 0xff);
	struct hof_rule *rule;
	struct hof_why why;
	struct bench b;
	u32 row;

	bench_init(&b, &bench_caps);
	EXPECT(!hof_esw_encap_get(b.esw, &encap, &row, &why));
	spec.ops[0] = (struct hof_op){ .code = HNI_OP_ENCAP, .arg32 = row };
	spec.ops[1].code = HNI_OP_STOLEN;
	spec.nops = 2;
	rule = bench_add(&b, &spec, NULL);
	EXPECT_STREQ(bench_writes(&b), "EASF");
	encap = (struct hof_encap){ .kind = HNI_TUNNEL_GRE, .hdr_len = 42 };
	hof_esw_encap_set(b.esw, row, &encap);
	EXPECT_STREQ(bench_writes(&b), "E");
	EXPECT_EQ(b.dev.object[HNI_ESW_TYPE_ENCAP][row].encap.hdr_len, 42);
	hof_esw_encap_put(b.esw, row);
	bench_del(&b, rule);
	EXPECT_STREQ(bench_writes(&b), "fsae");
	bench_fini(&b);
}

static void full_encaps_are_named(void)
{
	struct hof_encap encap = { .kind = HNI_TUNNEL_GRE };
	struct hof_why why;
	struct bench b;
	u32 row[3], more;
	u32 i;

	bench_init(&b, &bench_caps);
	for (i = 0; i < 3; i++)
		EXPECT(!hof_esw_encap_get(b.esw, &encap, &row[i], &why));
	EXPECT_EQ(hof_esw_encap_get(b.esw, &encap, &more, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_ENCAPS);
	for (i = 0; i < 3; i++)
		hof_esw_encap_put(b.esw, row[i]);
	bench_fini(&b);
}

static void equal_tunnels_share_a_row(void)
{
	struct hof_tunnel one = { .kind = HNI_TUNNEL_VXLAN, .table = 2 };
	struct hof_tunnel two = { .kind = HNI_TUNNEL_VXLAN, .table = 3 };
	struct hof_tunnel three = { .kind = HNI_TUNNEL_GRE, .table = 3 };
	struct hof_why why;
	struct bench b;
	u32 row[3], more;

	bench_init(&b, &bench_caps);
	EXPECT(!hof_esw_tunnel_get(b.esw, &one, &row[0], &why));
	EXPECT(!hof_esw_tunnel_get(b.esw, &one, &row[1], &why));
	EXPECT_EQ(row[0], row[1]);
	EXPECT(!hof_esw_tunnel_get(b.esw, &two, &row[2], &why));
	EXPECT_EQ(hof_esw_tunnel_get(b.esw, &three, &more, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_TUNNELS);
	EXPECT_STREQ(bench_writes(&b), "UU");
	hof_esw_tunnel_put(b.esw, row[0]);
	EXPECT_STREQ(bench_writes(&b), "");
	hof_esw_tunnel_put(b.esw, row[1]);
	hof_esw_tunnel_put(b.esw, row[2]);
	EXPECT_STREQ(bench_writes(&b), "uu");
	bench_fini(&b);
}

static struct hof_conn conn_make(u16 port)
{
	struct hof_conn conn = {
		.zone = 1, .proto = 6, .flags = HNI_CONN_F_COUNT,
		.sport = port, .dport = 80, .src = { [3] = 1 },
		.dst = { [3] = 2 },
	};

	return conn;
}

static void connection_has_a_counter(void)
{
	struct hof_conn conn = conn_make(1);
	struct hof_why why;
	struct bench b;
	u32 row, gen;

	bench_init(&b, &bench_caps);
	EXPECT(!hof_esw_conn_get(b.esw, &conn, &row, &why));
	gen = conn.gen;
	EXPECT(gen);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_COUNTERS), 1);
	conn = conn_make(1);
	conn.mark = 5;
	conn.flags = 0;
	hof_esw_conn_set(b.esw, row, &conn);
	EXPECT_EQ(conn.gen, gen);
	EXPECT_EQ(b.dev.object[HNI_ESW_TYPE_CONN][row].conn.mark, 5);
	EXPECT_EQ(b.dev.object[HNI_ESW_TYPE_CONN][row].conn.flags,
		  HNI_CONN_F_COUNT);
	hof_esw_conn_put(b.esw, row);
	EXPECT_EQ(hof_esw_occupancy(b.esw, HOF_RES_COUNTERS), 0);
	bench_fini(&b);
}

/* what makes two connections different, one thing each */
static void connections_differ_by_their_key(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_conn conn[8];
	struct hof_why why;
	struct bench b;
	u32 row[8], i;

	for (i = 0; i < 8; i++) {
		conn[i] = conn_make(1);
		conn[i].flags = 0;
	}
	conn[1].zone = 2;
	conn[2].proto = 17;
	conn[3].sport = 2;
	conn[4].dport = 2;
	conn[5].src[3] = 2;
	conn[6].dst[0] = 2;
	conn[7].flags = HNI_CONN_F_IPV6;
	caps.conns = 9;
	bench_init(&b, &caps);
	for (i = 0; i < 8; i++)
		EXPECT(!hof_esw_conn_get(b.esw, &conn[i], &row[i], &why));
	conn[0].mark = 7;
	EXPECT_EQ(hof_esw_conn_get(b.esw, &conn[0], &i, &why), -EEXIST);
	EXPECT_EQ(why.reason, HOF_REASON_DUPLICATE);
	for (i = 0; i < 8; i++)
		hof_esw_conn_put(b.esw, row[i]);
	bench_fini(&b);
}

static void full_connections_are_named(void)
{
	struct hof_esw_caps caps = bench_caps;
	struct hof_conn conn;
	struct hof_why why;
	struct bench b;
	u32 row[5], more;
	void *copy;
	u16 i;

	bench_init(&b, &bench_caps);
	for (i = 0; i < 5; i++) {
		conn = conn_make(i);
		hof_esw_conn_get(b.esw, &conn, &row[i], &why);
	}
	conn = conn_make(5);
	copy = malloc(b.size);
	memcpy(copy, b.esw, b.size);
	EXPECT_EQ(hof_esw_conn_get(b.esw, &conn, &more, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_CONNS);
	EXPECT_MEMEQ(copy, b.esw, b.size);
	free(copy);
	for (i = 0; i < 5; i++)
		hof_esw_conn_put(b.esw, row[i]);
	bench_fini(&b);

	caps.counters = 0;
	bench_init(&b, &caps);
	EXPECT_EQ(hof_esw_conn_get(b.esw, &conn, &more, &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_COUNTERS);
	bench_fini(&b);
}

static void objects_are_written_again(void)
{
	struct hof_tunnel tunnel = { .kind = HNI_TUNNEL_GRE, .table = 1 };
	struct hof_encap encap = { .kind = HNI_TUNNEL_GRE };
	struct hof_conn conn = conn_make(1);
	struct hof_meter meter = { 0 };
	struct hof_spec spec;
	struct hof_rule *rule;
	u32 row[4], gone;
	struct hof_why why;
	struct dev first;
	struct bench b;

	bench_init(&b, &bench_caps);
	hof_esw_meter_get(b.esw, &meter, &gone, &why);
	hof_esw_meter_get(b.esw, &meter, &row[0], &why);
	hof_esw_encap_get(b.esw, &encap, &row[1], &why);
	hof_esw_tunnel_get(b.esw, &tunnel, &row[2], &why);
	hof_esw_conn_get(b.esw, &conn, &row[3], &why);
	hof_esw_meter_put(b.esw, gone);
	spec = spec_police(row[0]);
	rule = bench_add(&b, &spec, NULL);
	first = b.dev;
	dev_init(&b.dev, &bench_caps);
	bench_writes(&b);
	hof_esw_emit_all(b.esw);
	EXPECT_STREQ(bench_writes(&b), "MESAFCU");
	EXPECT_EQ(dev_rows(&b.dev), dev_rows(&first));
	dev_fini(&first);
	bench_del(&b, rule);
	hof_esw_meter_put(b.esw, row[0]);
	hof_esw_encap_put(b.esw, row[1]);
	hof_esw_tunnel_put(b.esw, row[2]);
	hof_esw_conn_put(b.esw, row[3]);
	bench_fini(&b);
}

static const struct ktap_case cases[] = {
	{ "object.meter_outlives_its_owner", meter_outlives_its_owner },
	{ "object.meter_goes_on_counting_when_changed",
	  meter_goes_on_counting_when_changed },
	{ "object.full_meters_are_named", full_meters_are_named },
	{ "object.operation_names_a_row_in_use",
	  operation_names_a_row_in_use },
	{ "object.header_changes_in_one_step", header_changes_in_one_step },
	{ "object.full_encaps_are_named", full_encaps_are_named },
	{ "object.equal_tunnels_share_a_row", equal_tunnels_share_a_row },
	{ "object.connection_has_a_counter", connection_has_a_counter },
	{ "object.connections_differ_by_their_key",
	  connections_differ_by_their_key },
	{ "object.full_connections_are_named", full_connections_are_named },
	{ "object.all_are_written_again", objects_are_written_again },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
