// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the audit: each kind of case by hand, and tables at random
 * compared with the walks of every frame there can be.
 *
 * Links: tools/hnictl/audit.c
 * Cflags: -Itools/hnictl
 */
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "ktap.h"

#define MAX_ROWS	64
#define MAX_ACTIONS	64
#define UPLINK		0
#define HOST1		1
#define HOST2		2
#define BMC		3
#define PORTS		4

static struct ctl_audit_row rows[MAX_ROWS];
static struct ctl_audit_action actions[MAX_ACTIONS];
static struct ctl_audit_tunnel tunnels[1];
static struct ctl_audit_encap encaps[1];
static struct ctl_audit nic;
static struct ctl_audit_flows flows;

/* ---- tables ---- */

static void nic_make(void)
{
	static const uint8_t kinds[PORTS] = {
		HNI_ESW_KIND_UPLINK, HNI_ESW_KIND_PF, HNI_ESW_KIND_PF,
		HNI_ESW_KIND_BMC,
	};
	size_t i;

	memset(rows, 0, sizeof(rows));
	memset(actions, 0, sizeof(actions));
	nic = (struct ctl_audit) {
		.num_ports = PORTS,
		.rows = rows,
		.actions = actions,
		.tunnels = tunnels,
		.encaps = encaps,
	};
	for (i = 0; i < PORTS; i++) {
		nic.ports[i].kind = kinds[i];
		nic.ports[i].is_known = true;
	}
}

static uint32_t action_add(const struct ctl_audit_op *ops, uint32_t count)
{
	struct ctl_audit_action *action = &actions[nic.num_actions];

	action->row = 100 + (uint32_t)nic.num_actions++;
	action->count = count;
	memcpy(action->ops, ops, count * sizeof(*ops));
	return action->row;
}

/* a row for frames whose word DMAC has these bits */
static void row_add(uint16_t table, uint32_t value, uint32_t mask,
		    uint32_t action)
{
	struct ctl_audit_row *row = &rows[nic.num_rows];

	row->table = table;
	row->order = (uint32_t)(nic.num_rows + 1) << 16;
	row->row = (uint32_t)nic.num_rows++;
	row->action = action;
	row->match.value[HNI_KW_DMAC] = value & mask;
	row->match.mask[HNI_KW_DMAC] = mask;
}

static uint32_t op_one(uint8_t code, uint32_t arg32)
{
	const struct ctl_audit_op op = { .code = code, .arg32 = arg32 };

	return action_add(&op, 1);
}

/* "redirect" */
static uint32_t op_to(uint32_t port)
{
	const struct ctl_audit_op ops[] = {
		{ .code = HNI_OP_OUTPUT, .arg32 = port },
		{ .code = HNI_OP_STOLEN },
	};

	return action_add(ops, 2);
}

static enum ctl_audit_reason reason(unsigned int from, unsigned int to)
{
	return flows.from[from][to].reason;
}

/* ---- by hand ---- */

static void no_tables(void)
{
	nic_make();
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, CTL_AUDIT_CPU), CTL_AUDIT_MISS);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST1, UPLINK), CTL_AUDIT_NO);
	EXPECT_EQ(reason(BMC, UPLINK), CTL_AUDIT_FIRMWARE);
	EXPECT_EQ(reason(UPLINK, BMC), CTL_AUDIT_FIRMWARE);
	EXPECT_EQ(reason(UPLINK, HOST1), CTL_AUDIT_NO);
}

static void hole_named(void)
{
	nic_make();
	nic.ports[HOST1].ingress = 5;
	row_add(5, 1, 7, op_to(HOST2));
	row_add(5, 2, 7, op_to(BMC));
	row_add(5, 0, 0, op_one(HNI_OP_DROP, 0));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RULE);
	if (EXPECT(flows.from[HOST1][BMC].row))
		EXPECT_EQ(flows.from[HOST1][BMC].row->row, 1);
	EXPECT_EQ(flows.from[HOST1][BMC].table, 5);
	EXPECT_EQ(reason(HOST1, CTL_AUDIT_CPU), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST1, UPLINK), CTL_AUDIT_NO);
}

static void covered(void)
{
	nic_make();
	nic.ports[HOST1].ingress = 5;
	row_add(5, 2, 2, op_one(HNI_OP_DROP, 0));
	row_add(5, 6, 7, op_to(BMC));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST1, CTL_AUDIT_CPU), CTL_AUDIT_MISS);
}

/* no row in front covers it, but all of them together do */
static void covered_together(void)
{
	nic_make();
	nic.ports[HOST1].ingress = 5;
	row_add(5, 0, 3, op_one(HNI_OP_DROP, 0));
	row_add(5, 1, 1, op_one(HNI_OP_DROP, 0));
	row_add(5, 2, 3, op_one(HNI_OP_DROP, 0));
	row_add(5, 0, 0, op_to(BMC));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST1, CTL_AUDIT_CPU), CTL_AUDIT_NO);
	rows[2].match.value[HNI_KW_DMAC] = 6;
	rows[2].match.mask[HNI_KW_DMAC] = 7;
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RULE);
}

/* what was known, or went another way, in the table before */
static void tables_before(void)
{
	nic_make();
	nic.ports[HOST1].ingress = 1;
	nic.ports[HOST2].ingress = 2;
	row_add(1, 1, 1, op_one(HNI_OP_GOTO, 3));
	row_add(2, 0, 1, op_one(HNI_OP_DROP, 0));
	row_add(2, 0, 0, op_one(HNI_OP_GOTO, 3));
	row_add(3, 0, 1, op_to(BMC));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST2, BMC), CTL_AUDIT_NO);
}

static void in_port(void)
{
	nic_make();
	nic.ports[HOST1].ingress = 1;
	nic.ports[HOST2].ingress = 1;
	row_add(1, 0, 0, op_to(BMC));
	rows[0].match.value[HNI_KW_META] = HOST2;
	rows[0].match.mask[HNI_KW_META] = HNI_KW_META_IN_PORT;
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST2, BMC), CTL_AUDIT_RULE);
}

static void edit_forgets(void)
{
	const struct ctl_audit_op ops[] = {
		{ .code = HNI_OP_EDIT },
		{ .code = HNI_OP_GOTO, .arg32 = 3 },
	};

	nic_make();
	nic.ports[HOST1].ingress = 1;
	row_add(1, 1, 1, action_add(ops, 2));
	row_add(3, 0, 1, op_to(BMC));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RULE);
}

static void loop_ends(void)
{
	nic_make();
	nic.ports[HOST1].ingress = 1;
	row_add(1, 1, 1, op_to(UPLINK));
	row_add(1, 0, 0, op_one(HNI_OP_GOTO, 1));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, UPLINK), CTL_AUDIT_RULE);
	EXPECT_EQ(reason(HOST1, CTL_AUDIT_CPU), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
}

static void egress(void)
{
	nic_make();
	nic.ports[HOST1].ingress = 1;
	nic.ports[HOST2].egress = 2;
	nic.ports[UPLINK].egress = 3;
	row_add(1, 1, 1, op_to(HOST2));
	row_add(1, 0, 1, op_to(UPLINK));
	row_add(2, 1, 1, op_one(HNI_OP_DROP, 0));
	row_add(3, 2, 2, op_to(BMC));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, HOST2), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST1, UPLINK), CTL_AUDIT_RULE);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RULE);
	EXPECT_EQ(reason(HOST1, CTL_AUDIT_CPU), CTL_AUDIT_NO);
}

static void police(void)
{
	const struct ctl_audit_op ops[] = {
		{ .code = HNI_OP_POLICE, .arg16 = 1 | 2 << 8 },
		{ .code = HNI_OP_DROP },
		{ .code = HNI_OP_OUTPUT, .arg32 = BMC },
		{ .code = HNI_OP_STOLEN },
	};

	nic_make();
	nic.ports[HOST1].ingress = 1;
	row_add(1, 0, 0, action_add(ops, 4));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RULE);
	EXPECT_EQ(reason(HOST1, UPLINK), CTL_AUDIT_NO);
	/* a branch that leads back cannot be */
	actions[0].ops[0].arg16 = 0 | 2 << 8;
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, UPLINK), CTL_AUDIT_RECORD);
}

static void unknown_is_possible(void)
{
	nic_make();
	nic.ports[HOST1].ingress = 1;
	nic.ports[HOST2].ingress = 2;
	nic.ports[BMC].is_known = false;
	row_add(1, 0, 0, op_one(77, 0));
	row_add(2, 0, 0, 999);
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RECORD);
	EXPECT_EQ(reason(HOST2, BMC), CTL_AUDIT_RECORD);
	EXPECT_EQ(reason(BMC, HOST1), CTL_AUDIT_RECORD);
	EXPECT_EQ(reason(BMC, CTL_AUDIT_CPU), CTL_AUDIT_RECORD);
	EXPECT_EQ(reason(UPLINK, HOST1), CTL_AUDIT_NO);
}

static void action_without_end(void)
{
	const struct ctl_audit_op op = { .code = HNI_OP_MARK };

	nic_make();
	nic.ports[HOST1].ingress = 1;
	row_add(1, 0, 0, action_add(&op, 1));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RECORD);
}

static void tunnel(void)
{
	nic_make();
	nic.num_tunnels = 1;
	tunnels[0] = (struct ctl_audit_tunnel) { .port = UPLINK, .table = 4 };
	nic.ports[UPLINK].ingress = 1;
	nic.ports[HOST1].ingress = 1;
	row_add(4, 0, 0, op_to(HOST2));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(UPLINK, HOST2), CTL_AUDIT_RULE);
	EXPECT_EQ(reason(HOST1, HOST2), CTL_AUDIT_NO);
	/* only a walk that ends at the CPU goes on inside */
	row_add(1, 0, 0, op_one(HNI_OP_DROP, 0));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(UPLINK, HOST2), CTL_AUDIT_NO);
}

static void row_add_from(uint16_t table, uint32_t port, uint32_t action)
{
	row_add(table, 0, 0, action);
	rows[nic.num_rows - 1].match.value[HNI_KW_META] = port;
	rows[nic.num_rows - 1].match.mask[HNI_KW_META] = HNI_KW_META_IN_PORT;
}

/* What comes out of a tunnel or goes into one has come from no port. */
static void tunnel_port(void)
{
	const struct ctl_audit_op ops[] = {
		{ .code = HNI_OP_ENCAP, .arg32 = 7 },
		{ .code = HNI_OP_STOLEN },
	};

	nic_make();
	nic.num_tunnels = 1;
	tunnels[0] = (struct ctl_audit_tunnel) { .port = UPLINK, .table = 4 };
	nic.num_encaps = 1;
	encaps[0] = (struct ctl_audit_encap) { .row = 7, .is_resolved = true,
					       .port = BMC };
	nic.ports[HOST1].ingress = 1;
	nic.ports[HOST2].egress = 2;
	nic.ports[BMC].egress = 3;
	row_add(1, 0, 0, action_add(ops, 2));
	row_add(4, 0, 0, op_to(HOST2));
	row_add_from(2, UPLINK, op_one(HNI_OP_DROP, 0));
	row_add_from(3, HOST1, op_one(HNI_OP_DROP, 0));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(UPLINK, HOST2), CTL_AUDIT_RULE);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RULE);
}

static void encap(void)
{
	const struct ctl_audit_op ops[] = {
		{ .code = HNI_OP_ENCAP, .arg32 = 7 },
		{ .code = HNI_OP_STOLEN },
	};

	nic_make();
	nic.num_encaps = 1;
	encaps[0] = (struct ctl_audit_encap) { .row = 7, .is_resolved = true,
					       .port = BMC };
	nic.ports[HOST1].ingress = 1;
	row_add(1, 0, 0, action_add(ops, 2));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RULE);
	encaps[0].is_resolved = false;
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST1, CTL_AUDIT_CPU), CTL_AUDIT_RULE);
	encaps[0].row = 8;
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_RECORD);
}

/* Whatever the tables say, also where they make no sense */
static void lock_cuts(void)
{
	nic_make();
	nic.ports[BMC].is_locked = true;
	nic.ports[HOST1].ingress = 1;
	nic.ports[BMC].ingress = 2;
	nic.ports[UPLINK].ingress = 1;
	row_add(1, 0, 0, op_to(BMC));
	row_add(2, 1, 1, op_to(HOST1));
	row_add(2, 2, 2, 999);
	row_add(2, 0, 0, op_to(UPLINK));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	EXPECT_EQ(reason(BMC, HOST1), CTL_AUDIT_NO);
	EXPECT_EQ(reason(BMC, CTL_AUDIT_CPU), CTL_AUDIT_NO);
	EXPECT_EQ(reason(UPLINK, BMC), CTL_AUDIT_RULE);
	EXPECT(reason(BMC, UPLINK) != CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST2, CTL_AUDIT_CPU), CTL_AUDIT_MISS);
}

static void allowed_is_possible(void)
{
	nic_make();
	nic.ports[HOST2].is_allowed = true;
	nic.ports[HOST2].ingress = 1;
	row_add(1, 0, 0, op_one(HNI_OP_DROP, 0));
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST2, BMC), CTL_AUDIT_ALLOWED);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	EXPECT_EQ(reason(HOST2, UPLINK), CTL_AUDIT_NO);
}

/* Two ways at each table: 2^12 walks, which are not too many to look at */
static void work_is_bounded(void)
{
	uint16_t table;
	uint32_t bit;

	nic_make();
	nic.ports[HOST1].ingress = 1;
	for (table = 1; table <= 12; table++) {
		bit = 1u << table;
		row_add(table, bit, bit, op_one(HNI_OP_GOTO, table + 1));
		row_add(table, 0, bit, op_one(HNI_OP_GOTO, table + 1));
	}
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_NO);
	nic.work = 1000;
	ctl_audit_run(&nic, &flows);
	EXPECT_EQ(reason(HOST1, BMC), CTL_AUDIT_CASES);
	EXPECT_EQ(reason(HOST2, BMC), CTL_AUDIT_NO);
}

/* ---- every frame ---- */

#define KEY_BITS	5		/* three of DMAC, two of PROTO */
#define TABLES		5
#define NETWORKS	4000

static bool reached[PORTS][CTL_AUDIT_PLACES];

struct frame {
	unsigned int source;
	uint32_t words[HNI_KW_COUNT];
	int egress;
	unsigned int gotos;
	unsigned int nest;
	uint32_t outputs;
};

static void frame_walk(struct frame *frame, uint32_t table);

static bool is_hit(const struct frame *frame, const struct ctl_audit_row *row)
{
	unsigned int i;

	for (i = 0; i < HNI_KW_COUNT; i++) {
		if ((frame->words[i] & row->match.mask[i]) !=
		    row->match.value[i])
			return false;
	}
	return true;
}

static const struct ctl_audit_row *lookup(const struct frame *frame,
					  uint32_t table)
{
	const struct ctl_audit_row *best = NULL;
	size_t i;

	for (i = 0; i < nic.num_rows; i++) {
		if (rows[i].table == table && is_hit(frame, &rows[i]) &&
		    (!best || rows[i].order < best->order))
			best = &rows[i];
	}
	return best;
}

static void frame_ends(const struct frame *frame)
{
	reached[frame->source][frame->egress >= 0 ? frame->egress :
			       CTL_AUDIT_CPU] = true;
}

static void frame_leaves(const struct frame *frame, uint32_t port)
{
	struct frame copy = *frame;

	if (!nic.ports[port].egress) {
		reached[frame->source][port] = true;
		return;
	}
	if (frame->outputs & 1u << port || frame->nest >= HNI_ESW_MAX_NEST)
		return;
	if (frame->egress >= 0)
		copy.words[HNI_KW_META] = (uint32_t)frame->egress;
	copy.outputs |= 1u << port;
	copy.nest++;
	copy.egress = (int)port;
	frame_walk(&copy, nic.ports[port].egress);
}

static void frame_ops(struct frame *frame,
		      const struct ctl_audit_action *action)
{
	uint32_t i;

	for (i = 0; i < action->count; i++) {
		switch (action->ops[i].code) {
		case HNI_OP_OUTPUT:
			frame_leaves(frame, action->ops[i].arg32);
			break;
		case HNI_OP_EDIT:
			frame->words[HNI_KW_DMAC] = action->ops[i].arg32 & 7;
			break;
		case HNI_OP_GOTO:
			if (frame->gotos++ < HNI_ESW_MAX_GOTOS)
				frame_walk(frame, action->ops[i].arg32);
			return;
		case HNI_OP_PASS:
			frame_ends(frame);
			return;
		case HNI_OP_TRAP:
			reached[frame->source][CTL_AUDIT_CPU] = true;
			return;
		default:
			return;
		}
	}
}

static void frame_walk(struct frame *frame, uint32_t table)
{
	const struct ctl_audit_row *row = lookup(frame, table);

	if (row)
		frame_ops(frame, &actions[row->action - 100]);
	else
		frame_ends(frame);
}

static void frames_walk(void)
{
	struct frame frame;
	uint32_t source, key;

	memset(reached, 0, sizeof(reached));
	for (source = 0; source < PORTS; source++) {
		for (key = 0; key < 1u << KEY_BITS; key++) {
			frame = (struct frame) { .source = source,
						 .egress = -1 };
			frame.words[HNI_KW_META] = source;
			frame.words[HNI_KW_DMAC] = key & 7;
			frame.words[HNI_KW_PROTO] = key >> 3;
			frame_walk(&frame, nic.ports[source].ingress);
		}
	}
}

static unsigned int number_below(unsigned int bound)
{
	return (unsigned int)random() % bound;
}

/* an action at random; gotos lead forward, so that walks end soon */
static uint32_t action_random(uint16_t table, bool has_edits)
{
	struct ctl_audit_op ops[3] = { 0 };
	uint32_t count = 0;

	if (has_edits && !number_below(4)) {
		ops[count].code = HNI_OP_EDIT;
		ops[count++].arg32 = number_below(8);
	}
	if (number_below(2)) {
		ops[count].code = HNI_OP_OUTPUT;
		ops[count++].arg32 = number_below(PORTS);
	}
	ops[count].code = (uint8_t)(HNI_OP_DROP + number_below(5));
	if (ops[count].code == HNI_OP_GOTO && table + 1 >= TABLES)
		ops[count].code = HNI_OP_DROP;
	if (ops[count].code == HNI_OP_GOTO)
		ops[count].arg32 = table + 1 +
				   number_below(TABLES - 1u - table);
	return action_add(ops, count + 1);
}

static void nic_random(bool has_edits, bool has_egress)
{
	struct ctl_audit_row *row;
	unsigned int i, count;
	uint16_t table;

	nic_make();
	for (i = 0; i < PORTS; i++) {
		nic.ports[i].ingress = (uint16_t)number_below(3);
		if (has_egress)
			nic.ports[i].egress = (uint16_t)number_below(TABLES);
	}
	count = 1 + number_below(24);
	for (i = 0; i < count; i++) {
		table = (uint16_t)(1 + number_below(TABLES - 1));
		row = &rows[nic.num_rows];
		row_add(table, number_below(8), number_below(8),
			action_random(table, has_edits));
		row->match.mask[HNI_KW_PROTO] = number_below(4);
		row->match.value[HNI_KW_PROTO] = number_below(4) &
			row->match.mask[HNI_KW_PROTO];
		if (number_below(4))
			continue;
		row->match.mask[HNI_KW_META] = HNI_KW_META_IN_PORT;
		row->match.value[HNI_KW_META] = number_below(PORTS);
	}
}

/* the firmware's path is none of the tables' */
static bool is_found(unsigned int source, unsigned int place)
{
	return reason(source, place) != CTL_AUDIT_NO &&
	       reason(source, place) != CTL_AUDIT_FIRMWARE;
}

/* counts: missed, possible without a frame, agreed on a way */
static void networks_compare(bool has_edits, bool has_egress,
			     unsigned int *missed, unsigned int *extra)
{
	unsigned int i, source, place, agreed = 0;

	*missed = 0;
	*extra = 0;
	srandom(5);
	for (i = 0; i < NETWORKS; i++) {
		nic_random(has_edits, has_egress);
		ctl_audit_run(&nic, &flows);
		frames_walk();
		for (source = 0; source < PORTS; source++) {
			for (place = 0; place < CTL_AUDIT_PLACES; place++) {
				*missed += reached[source][place] &&
					   !is_found(source, place);
				*extra += !reached[source][place] &&
					  is_found(source, place);
				agreed += reached[source][place] &&
					  is_found(source, place);
			}
		}
	}
	ktap_note("%u ways agreed on, %u missed, %u without a frame", agreed,
		  *missed, *extra);
	EXPECT(agreed > NETWORKS);
}

/* but for bits of the words that these frames do not have: 3 of 32 are 0 */
static void random_exact(void)
{
	unsigned int missed, extra;

	networks_compare(false, false, &missed, &extra);
	EXPECT_EQ(missed, 0);
	EXPECT_EQ(extra, 0);
}

static void random_sound(void)
{
	unsigned int missed, extra;

	networks_compare(true, true, &missed, &extra);
	EXPECT_EQ(missed, 0);
}

static const struct ktap_case cases[] = {
	{ "audit.without_tables_all_is_the_cpus", no_tables },
	{ "audit.hole_is_named", hole_named },
	{ "audit.row_behind_its_cover_is_not_hit", covered },
	{ "audit.rows_cover_together", covered_together },
	{ "audit.tables_before_count", tables_before },
	{ "audit.source_is_a_key", in_port },
	{ "audit.edit_makes_all_possible", edit_forgets },
	{ "audit.loop_ends", loop_ends },
	{ "audit.egress_tables_decide", egress },
	{ "audit.police_goes_both_ways", police },
	{ "audit.unknown_counts_as_possible", unknown_is_possible },
	{ "audit.action_without_end_is_unknown", action_without_end },
	{ "audit.tunnel_goes_on_where_walk_ends", tunnel },
	{ "audit.encap_is_an_output", encap },
	{ "audit.tunnels_frame_comes_from_no_port", tunnel_port },
	{ "audit.lock_cuts", lock_cuts },
	{ "audit.allowed_is_possible", allowed_is_possible },
	{ "audit.work_is_bounded", work_is_bounded },
	{ "audit.random_tables_exact", random_exact },
	{ "audit.random_tables_with_edits_sound", random_sound },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
