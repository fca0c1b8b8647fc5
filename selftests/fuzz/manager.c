// SPDX-License-Identifier: GPL-2.0-only
/* Owns the managers of the fuzz: a good one and a hostile one. */
#include <string.h>

#include "bytes.h"
#include "emu_records.h"
#include "manager.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define FUZZ_RANDOM_TCAMS	16	/* more, and the audit takes long */

#define GROUP_BIT	0x01000000	/* of HNI_KW_DMAC */
#define TAG_8021Q	(0x8100U << 16)
#define TAG_8021AD	(0x88a8U << 16)

void fuzz_caps_set(struct emu_config *cfg)
{
	cfg->flow_rows = FUZZ_FLOWS;
	cfg->slots = FUZZ_SLOTS;
	cfg->tcam_rows = FUZZ_TCAMS;
	cfg->actions = FUZZ_ACTIONS;
	cfg->counters = FUZZ_COUNTERS;
}

static bool is_fatal(void)
{
	return bench_read(HNI_ESW_REG_STATUS) & HNI_ESW_STATUS_FATAL;
}

static void post(const struct cmds *c)
{
	bench_post(c);
	bench_run();
}

/* ---- Isolation ---- */

/* The rows that the good manager has written */
static uint32_t rows_used;

/* A row and its action, both with one number; earlier ones win */
static void rule(uint16_t table, const struct cmds_row *match,
		 const struct emu_op *ops, unsigned int nops)
{
	struct cmds_row row = *match;
	struct cmds c;

	row.table = table;
	row.order = (rows_used + 1) << 16;
	row.flags = HNI_ROW_F_COUNT;
	row.action = rows_used;
	row.counter = rows_used;
	row.gen = 1;
	cmds_action(&c, rows_used, ops, nops);
	post(&c);
	cmds_tcam(&c, rows_used, &row);
	post(&c);
	rows_used++;
}

static void drop(uint16_t table, const struct cmds_row *match)
{
	static const struct emu_op op = { .code = HNI_OP_DROP };

	rule(table, match, &op, 1);
}

static void redirect(uint16_t table, const struct cmds_row *match,
		     unsigned int to)
{
	const struct emu_op ops[] = {
		{ .code = HNI_OP_OUTPUT, .arg32 = to },
		{ .code = HNI_OP_STOLEN },
	};

	rule(table, match, ops, 2);
}

/* Copies to all ports in @to */
static void spread(uint16_t table, const struct cmds_row *match, uint32_t to)
{
	struct emu_op ops[PORTS + 1] = { 0 };
	unsigned int n = 0, p;

	for (p = 0; p < PORTS; p++) {
		if (!(to & 1U << p))
			continue;
		ops[n].code = HNI_OP_OUTPUT;
		ops[n++].arg32 = p;
	}
	ops[n++].code = HNI_OP_DROP;
	rule(table, match, ops, n);
}

static struct cmds_row to_mac(unsigned int port)
{
	const uint8_t *mac = bench.esw->port[port].mac;

	return (struct cmds_row){ .match = {
		{ HNI_KW_DMAC, emu_get_be32(mac), UINT32_MAX },
		{ HNI_KW_MACS, (uint32_t)emu_get_be16(mac + 4) << 16,
		  0xffff0000 },
	} };
}

static const struct cmds_row all;

static const struct cmds_row to_group = {
	.match = { { HNI_KW_DMAC, GROUP_BIT, GROUP_BIT } },
};

static const struct cmds_row in_8021q = {
	.match = { { HNI_KW_PROTO, TAG_8021Q, HNI_KW_PROTO_OUTER } },
};

static const struct cmds_row in_8021ad = {
	.match = { { HNI_KW_PROTO, TAG_8021AD, HNI_KW_PROTO_OUTER } },
};

static void from_bmc(void)
{
	const uint8_t *mac = bench.esw->port[BMC].mac;
	const struct cmds_row own = { .match = {
		{ HNI_KW_MACS, emu_get_be16(mac), 0xffff },
		{ HNI_KW_SMAC, emu_get_be32(mac + 2), UINT32_MAX },
	} };

	drop(FUZZ_INGRESS(BMC), &in_8021q);
	drop(FUZZ_INGRESS(BMC), &in_8021ad);
	redirect(FUZZ_INGRESS(BMC), &own, UPLINK);
	drop(FUZZ_INGRESS(BMC), &all);
}

static void from_wire(void)
{
	uint32_t funcs = 1U << PF0 | 1U << HOST1 | 1U << HOST2;
	struct cmds_row match = to_mac(BMC);
	unsigned int p;

	redirect(FUZZ_INGRESS(UPLINK), &match, BMC);
	for (p = PF0; p < BMC; p++) {
		match = to_mac(p);
		redirect(FUZZ_INGRESS(UPLINK), &match, p);
	}
	spread(FUZZ_INGRESS(UPLINK), &in_8021q, funcs);
	spread(FUZZ_INGRESS(UPLINK), &to_group, funcs | 1U << BMC);
	drop(FUZZ_INGRESS(UPLINK), &all);
}

static void from_function(unsigned int port)
{
	uint32_t others = 1U << UPLINK | 1U << PF0 | 1U << HOST1 | 1U << HOST2;
	struct cmds_row match = to_mac(BMC);
	unsigned int p;

	drop(FUZZ_INGRESS(port), &match);
	drop(FUZZ_INGRESS(port), &in_8021q);
	drop(FUZZ_INGRESS(port), &in_8021ad);
	for (p = PF0; p < BMC; p++) {
		match = to_mac(p);
		if (p != port)
			redirect(FUZZ_INGRESS(port), &match, p);
	}
	spread(FUZZ_INGRESS(port), &to_group, others & ~(1U << port));
	redirect(FUZZ_INGRESS(port), &all, UPLINK);
}

static void bind(unsigned int port, uint16_t ingress, uint16_t egress)
{
	struct cmds c;

	cmds_port(&c, port, ingress, egress);
	post(&c);
}

void fuzz_isolate(void)
{
	unsigned int p;

	bench_switchdev();
	rows_used = 0;
	from_bmc();
	from_wire();
	for (p = PF0; p < BMC; p++)
		from_function(p);
	for (p = 0; p < PORTS; p++)
		bind(p, FUZZ_INGRESS(p), 0);
}

uint32_t fuzz_hole_make(unsigned int from, unsigned int to)
{
	const struct emu_op ops[] = {
		{ .code = HNI_OP_OUTPUT, .arg32 = to },
		{ .code = HNI_OP_STOLEN },
	};
	struct cmds_row row = {
		.table = FUZZ_INGRESS(from), .action = rows_used,
		.flags = HNI_ROW_F_COUNT, .counter = rows_used, .gen = 1,
		.match = { { HNI_KW_PROTO, 0x0806, HNI_KW_PROTO_NET } },
	};
	struct cmds c;

	cmds_action(&c, rows_used, ops, 2);
	post(&c);
	cmds_tcam(&c, rows_used, &row);
	post(&c);
	return rows_used;
}

/* ---- Rows at random ---- */

/* Words that frames differ in, ascending, with masks that filters have */
static const struct {
	uint8_t word;
	uint32_t masks[3];
} words[] = {
	{ HNI_KW_META, { HNI_KW_META_IN_PORT, HNI_KW_META_IN_PORT,
			 HNI_KW_META_IS_FRAG } },
	{ HNI_KW_PROTO, { HNI_KW_PROTO_OUTER, HNI_KW_PROTO_NET, UINT32_MAX } },
	{ HNI_KW_DMAC, { UINT32_MAX, GROUP_BIT, 0xffff0000 } },
	{ HNI_KW_MACS, { 0xffff0000, UINT32_MAX, 0x0000ffff } },
	{ HNI_KW_SMAC, { UINT32_MAX, UINT32_MAX, 0xffffff00 } },
	{ HNI_KW_VLAN, { HNI_KW_VLAN_VID, UINT32_MAX, HNI_KW_VLAN_TPID } },
	{ HNI_KW_IP, { HNI_KW_IP_PROTO, HNI_KW_IP_PROTO, UINT32_MAX } },
	{ HNI_KW_PORTS, { HNI_KW_PORTS_DST, UINT32_MAX, HNI_KW_PORTS_SRC } },
	{ HNI_KW_DST_V4, { UINT32_MAX, UINT32_MAX, 0xfffffff0 } },
};

static unsigned int any_port(struct fuzz_rng *rng)
{
	return fuzz_one_in(rng, 2) ? BMC : fuzz_below(rng, PORTS);
}

static uint16_t any_table(struct fuzz_rng *rng)
{
	return (uint16_t)(1 + fuzz_below(rng, FUZZ_TABLES));
}

/* Key words of a frame that could come */
static void any_key(struct fuzz_rng *rng, struct emu_key *key)
{
	static struct fuzz_frame f;

	do {
		memset(key, 0, sizeof(*key));
		f.port = fuzz_below(rng, PORTS);
		fuzz_frame_make(rng, &f, false);
	} while (!emu_parse(f.data, f.len, key));
	key->w[HNI_KW_META] |= f.port;
}

/* A row for frames that agree with some frame in up to two words */
static struct cmds_row any_row(struct fuzz_rng *rng)
{
	struct cmds_row row = {
		.order = (1 + fuzz_below(rng, 64)) << 16 | fuzz_below(rng, 4),
		.table = any_table(rng),
		.flags = HNI_ROW_F_COUNT,
		.action = fuzz_below(rng, FUZZ_ACTIONS / 2),
		.counter = fuzz_below(rng, FUZZ_COUNTERS),
		.gen = 1,
	};
	unsigned int i, n = 0, want = fuzz_below(rng, 3);
	struct emu_key key;

	if (fuzz_one_in(rng, 5))
		row.flags |= HNI_ROW_F_SW;
	any_key(rng, &key);
	for (i = 0; i < ARRAY_SIZE(words) && n < want; i++) {
		if (!fuzz_one_in(rng, 3))
			continue;
		row.match[n].word = words[i].word;
		row.match[n].mask = words[i].masks[fuzz_below(rng, 3)];
		row.match[n].value = key.w[words[i].word] & row.match[n].mask;
		n++;
	}
	return row;
}

/* ---- Actions at random ---- */

/* Four bytes of an Ethernet header become those of the BMC's, or of noise */
static struct emu_op any_edit(struct fuzz_rng *rng)
{
	const uint8_t *mac = bench.esw->port[any_port(rng)].mac;
	struct emu_op op = { .code = HNI_OP_EDIT };

	op.arg16 = (uint16_t)(4 * fuzz_below(rng, 4));
	op.mask = fuzz_one_in(rng, 2) ? UINT32_MAX : 0xffff;
	op.arg32 = emu_get_le32(mac + (fuzz_one_in(rng, 2) ? 0 : 2));
	op.arg32 &= op.mask;
	if (!fuzz_one_in(rng, 3))
		return op;
	op.flags = (uint8_t)fuzz_below(rng, 4);
	op.arg32 = fuzz_random(rng) & op.mask;
	return op;
}

static struct emu_op any_tag(struct fuzz_rng *rng, uint8_t code)
{
	return (struct emu_op){
		.code = code,
		.arg16 = fuzz_one_in(rng, 2) ? FUZZ_VLAN :
					       fuzz_below(rng, 3) * 50,
		.arg32 = fuzz_one_in(rng, 2) ? 0x8100 : 0x88a8,
	};
}

static struct emu_op any_op(struct fuzz_rng *rng)
{
	static const uint8_t codes[] = {
		HNI_OP_OUTPUT, HNI_OP_OUTPUT, HNI_OP_OUTPUT, HNI_OP_OUTPUT,
		HNI_OP_VLAN_PUSH, HNI_OP_VLAN_POP, HNI_OP_VLAN_MODIFY,
		HNI_OP_EDIT, HNI_OP_EDIT, HNI_OP_CSUM, HNI_OP_MPLS_PUSH,
		HNI_OP_POLICE, HNI_OP_SAMPLE, HNI_OP_MARK, HNI_OP_PRIORITY,
		HNI_OP_ENCAP, HNI_OP_TUNNEL_UNSET, HNI_OP_CT, HNI_OP_CT_CLEAR,
	};
	struct emu_op op = { .code = codes[fuzz_below(rng, sizeof(codes))] };

	switch (op.code) {
	case HNI_OP_OUTPUT:
		op.arg32 = any_port(rng);
		break;
	case HNI_OP_VLAN_PUSH:
	case HNI_OP_VLAN_MODIFY:
		return any_tag(rng, op.code);
	case HNI_OP_EDIT:
		return any_edit(rng);
	case HNI_OP_CSUM:
		op.arg32 = fuzz_below(rng, HNI_CSUM_ALL + 1);
		break;
	case HNI_OP_MPLS_PUSH:
		op.arg16 = 0x8847;
		break;
	case HNI_OP_SAMPLE:
		op.mask = 1 + fuzz_below(rng, 3);
		break;
	case HNI_OP_MARK:
		op.arg32 = 1;
		op.mask = 1;
		break;
	case HNI_OP_PRIORITY:
		op.arg32 = fuzz_below(rng, HNI_ESW_PRIOS);
		break;
	case HNI_OP_ENCAP:
		op.arg32 = fuzz_below(rng, 2);
		break;
	case HNI_OP_CT:
		op.arg16 = 5;
		break;
	default:
		break;
	}
	return op;
}

/* A list that ends; POLICE leads to the next op or to the last */
static unsigned int any_ops(struct fuzz_rng *rng, struct emu_op *ops)
{
	static const uint8_t ends[] = {
		HNI_OP_DROP, HNI_OP_PASS, HNI_OP_TRAP, HNI_OP_STOLEN,
		HNI_OP_STOLEN, HNI_OP_STOLEN, HNI_OP_STOLEN, HNI_OP_SOFTWARE,
		HNI_OP_GOTO, HNI_OP_GOTO, HNI_OP_GOTO,
	};
	unsigned int i, n = fuzz_below(rng, 4);

	for (i = 0; i < n; i++) {
		ops[i] = any_op(rng);
		if (ops[i].code == HNI_OP_POLICE)
			ops[i].arg16 = (uint16_t)((i + 1) | n << 8);
	}
	ops[n] = (struct emu_op){
		.code = ends[fuzz_below(rng, sizeof(ends))],
	};
	if (ops[n].code == HNI_OP_GOTO)
		ops[n].arg32 = any_table(rng);
	return n + 1;
}

/* ---- Commands at random ---- */

static void any_tunnel(struct fuzz_rng *rng, struct cmds *c)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_TUNNEL, fuzz_below(rng, 4),
				  HNI_TUNNEL_LEN);
	bool is_gre = fuzz_one_in(rng, 3);

	rec[HNI_TUNNEL_KIND] = is_gre ? HNI_TUNNEL_GRE : HNI_TUNNEL_VXLAN;
	rec[HNI_TUNNEL_PORT] = (uint8_t)fuzz_below(rng, PORTS);
	emu_put_le16(rec + HNI_TUNNEL_TABLE, any_table(rng));
	emu_put_le16(rec + HNI_TUNNEL_L4_PORT, is_gre ? 0 : FUZZ_TUNNEL_PORT);
	memcpy(rec + HNI_TUNNEL_MAC, bench.esw->port[any_port(rng)].mac, 6);
	rec[HNI_TUNNEL_FAMILY] = HNI_KW_ADDR_IPV4;
	emu_put_le32(rec + HNI_TUNNEL_DST + 12, 0xc0000201 + fuzz_below(rng, 4));
}

static void any_encap(struct fuzz_rng *rng, struct cmds *c)
{
	uint32_t idx = fuzz_below(rng, 2);

	if (fuzz_one_in(rng, 2))
		record_encap(c, idx);
	else
		record_encap_gre(c, idx);
	cmds_record(c)[HNI_ENCAP_PORT] = (uint8_t)any_port(rng);
}

static void any_action(struct fuzz_rng *rng, struct cmds *c)
{
	struct emu_op ops[4];
	unsigned int n = any_ops(rng, ops);

	cmds_action(c, fuzz_below(rng, FUZZ_ACTIONS / 2), ops, n);
}

static void any_slot(struct fuzz_rng *rng, struct cmds *c)
{
	struct cmds_row row = any_row(rng);

	cmds_slot(c, fuzz_below(rng, FUZZ_SLOTS), &row);
}

static void any_flow(struct fuzz_rng *rng, struct cmds *c)
{
	struct cmds_row row = any_row(rng);

	row.slot = (uint16_t)fuzz_below(rng, FUZZ_SLOTS);
	cmds_flow(c, fuzz_below(rng, FUZZ_FLOWS), &row);
}

static void any_tcam(struct fuzz_rng *rng, struct cmds *c)
{
	struct cmds_row row = any_row(rng);

	cmds_tcam(c, fuzz_below(rng, FUZZ_TCAMS / 2), &row);
}

static void any_bind(struct fuzz_rng *rng, struct cmds *c)
{
	uint16_t egress = fuzz_one_in(rng, 2) ? 0 : any_table(rng);

	cmds_port(c, fuzz_below(rng, PORTS), any_table(rng), egress);
}

static void any_invalidate(struct fuzz_rng *rng, struct cmds *c)
{
	cmds_header(c, HNI_ESW_OP_INVALIDATE,
		    (uint8_t)(1 + fuzz_below(rng, HNI_ESW_TYPE_CONN)),
		    fuzz_below(rng, FUZZ_SLOTS), 0);
}

static void any_mode(struct fuzz_rng *rng, struct cmds *c)
{
	cmds_header(c, HNI_ESW_OP_MODE, 0,
		    fuzz_one_in(rng, 2) ? HNI_ESW_MODE_SWITCHDEV :
					  fuzz_below(rng, 3), 0);
}

static void any_object(struct fuzz_rng *rng, struct cmds *c)
{
	switch (fuzz_below(rng, 3)) {
	case 0:
		record_range(c, fuzz_below(rng, 8));
		break;
	case 1:
		record_meter(c, 0, fuzz_below(rng, 3));
		break;
	default:
		record_conn(c, fuzz_below(rng, 16),
			    (uint16_t)(1000 + fuzz_below(rng, 16)));
		break;
	}
}

/* ---- Tables at random ---- */

/* What rows and actions name is there before them */
static void objects_make(struct fuzz_rng *rng)
{
	struct cmds c;
	unsigned int i;

	record_meter(&c, 0, 1);
	post(&c);
	record_encap(&c, 0);
	cmds_record(&c)[HNI_ENCAP_PORT] = (uint8_t)any_port(rng);
	post(&c);
	record_encap_gre(&c, 1);
	cmds_record(&c)[HNI_ENCAP_PORT] = (uint8_t)any_port(rng);
	post(&c);
	for (i = 0; i < 2; i++) {
		any_tunnel(rng, &c);
		post(&c);
	}
}

void fuzz_tables_make(struct fuzz_rng *rng)
{
	struct emu_op ops[4];
	struct cmds_row row;
	/* with few rows the audit can tell much, with many frames do much */
	uint32_t flows = fuzz_below(rng, FUZZ_FLOWS + 1);
	uint32_t tcams = 1 + fuzz_below(rng, FUZZ_RANDOM_TCAMS);
	struct cmds c;
	uint32_t i;

	bench_switchdev();
	objects_make(rng);
	for (i = 0; i < FUZZ_ACTIONS / 2; i++) {
		cmds_action(&c, i, ops, any_ops(rng, ops));
		post(&c);
	}
	for (i = 0; i < flows; i++) {
		row = any_row(rng);
		row.slot = (uint16_t)i;
		cmds_slot(&c, i, &row);
		post(&c);
		cmds_flow(&c, i, &row);
		post(&c);
	}
	for (i = 0; i < tcams; i++) {
		row = any_row(rng);
		cmds_tcam(&c, i, &row);
		post(&c);
	}
	for (i = 0; i < PORTS; i++)
		bind(i, FUZZ_INGRESS(i), fuzz_one_in(rng, 4) ?
		     any_table(rng) : 0);
}

/* ---- Deeds ---- */

static void any_command(struct fuzz_rng *rng, struct cmds *c)
{
	static void (* const makers[])(struct fuzz_rng *rng, struct cmds *c) = {
		any_action, any_action, any_slot, any_flow, any_tcam, any_tcam,
		any_bind, any_bind, any_invalidate, any_mode, any_object,
		any_tunnel, any_encap,
	};

	makers[fuzz_below(rng, ARRAY_SIZE(makers))](rng, c);
	/* one bit of the header or the record is another */
	if (fuzz_one_in(rng, 8))
		c->buf[fuzz_below(rng, HNI_ESW_CMD_HDR_LEN + c->len)] ^=
			(uint8_t)(1U << fuzz_below(rng, 8));
}

static void port_poke(struct fuzz_rng *rng)
{
	static const uint32_t regs[] = {
		HNI_ESW_PORT_CTRL, HNI_ESW_PORT_CTRL, HNI_ESW_PORT_CTRL,
		HNI_ESW_PORT_MTU, HNI_ESW_PORT_MAC_LO, HNI_ESW_PORT_MAC_HI,
		HNI_ESW_PORT_TX_MAX,
	};
	uint32_t reg = regs[fuzz_below(rng, ARRAY_SIZE(regs))];
	const uint8_t *mac = bench.esw->port[BMC].mac;
	uint32_t val = fuzz_random(rng);

	if (reg == HNI_ESW_PORT_CTRL)
		val = !fuzz_one_in(rng, 4);
	else if (reg == HNI_ESW_PORT_MTU)
		val %= 2000;
	else if (reg == HNI_ESW_PORT_MAC_HI)
		val = HNI_ESW_PORT_MAC_HI_VALID | emu_get_be16(mac);
	else if (reg == HNI_ESW_PORT_MAC_LO)
		val = emu_get_be32(mac + 2) ^ fuzz_below(rng, 2) << 8;
	bench_write(HNI_ESW_PORT(fuzz_below(rng, PORTS)) + reg, val);
}

static void register_poke(struct fuzz_rng *rng)
{
	uint32_t page = 100 + fuzz_below(rng, PORTS);

	switch (fuzz_below(rng, 4)) {
	case 0:
		bench_write(HNI_ESW_REG_QBIND(page),
			    fuzz_below(rng, 2) << 31 | fuzz_below(rng, PORTS));
		break;
	case 1:
		bench_write(4 * fuzz_below(rng, 0x4000), fuzz_random(rng));
		break;
	default:
		port_poke(rng);
		break;
	}
}

/* The manager goes away and comes back to rings of its own */
static void presence_change(struct fuzz_rng *rng)
{
	if (fuzz_one_in(rng, 2))
		emu_esw_func_event(&bench.nic, 0, EMU_FUNC_GONE);
	if (fuzz_one_in(rng, 2))
		bench_switchdev();
	else
		bench_ring_start();
}

void fuzz_deed(struct fuzz_rng *rng)
{
	struct cmds c;

	switch (fuzz_below(rng, 16)) {
	case 0:
		presence_change(rng);
		break;
	case 1:
	case 2:
	case 3:
		register_poke(rng);
		break;
	default:
		any_command(rng, &c);
		post(&c);
		break;
	}
	/* a ring that stands still does no harm */
	if (is_fatal() || !(bench_read(HNI_ESW_REG_STATUS) &
			    HNI_ESW_STATUS_ENABLED))
		bench_ring_start();
}
