// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the case analysis of the e-switch's tables, as Documentation/hardware
 * has them. A case is a set of frames that take the same way: the bits that are
 * known of them, less the frames that hit rows in front.
 */
#include <stdlib.h>
#include <string.h>

#include "audit.h"

#define CTL_AUDIT_STEPS		100000	/* tables and actions of a source */
#define CTL_AUDIT_COMPARES	2000000	/* rows, to see that none is left */
#define CTL_AUDIT_WORK		200000000	/* rows, for all of a source */
#define CTL_AUDIT_DEPTH		64	/* rows cut out of one set */

/* Rows that the frames of a case did not hit, although they came first */
struct passed {
	const struct ctl_audit_row *first;
	const struct ctl_audit_row *end;
	const struct passed *before;
};

/*
 * A case.
 * @known: bits of the key words
 * @passed: rows that were passed over since the last edit
 * @row: last row that was hit
 * @table: where the walk is
 * @egress: port whose egress table it is in; -1: ingress
 * @gotos: so far
 * @nest: egress tables so far
 * @outputs: ports whose egress tables the copy came through
 */
struct way {
	struct hof_match known;
	const struct passed *passed;
	const struct ctl_audit_row *row;
	uint16_t table;
	int egress;
	unsigned int gotos;
	unsigned int nest;
	uint32_t outputs;
};

/* The walks of one source */
struct walks {
	const struct ctl_audit *audit;
	struct ctl_audit_flow *flows;
	unsigned int source;
	size_t steps;
	size_t compares;
	size_t work;
	bool ends_at_cpu;	/* by PASS or a miss */
};

static void table_walk(struct walks *walks, struct way *way, uint16_t table);

/* ---- sets of frames ---- */

static bool is_met(const struct hof_match *set, const struct hof_match *match)
{
	unsigned int i;

	for (i = 0; i < HNI_KW_COUNT; i++) {
		if ((set->value[i] ^ match->value[i]) & set->mask[i] &
		    match->mask[i])
			return false;
	}
	return true;
}

static void set_narrow(struct hof_match *set, const struct hof_match *match)
{
	unsigned int i;

	for (i = 0; i < HNI_KW_COUNT; i++) {
		set->mask[i] |= match->mask[i];
		set->value[i] |= match->value[i];
	}
}

static void in_port_set(struct hof_match *set, unsigned int port)
{
	set->mask[HNI_KW_META] |= HNI_KW_META_IN_PORT;
	set->value[HNI_KW_META] &= ~(uint32_t)HNI_KW_META_IN_PORT;
	set->value[HNI_KW_META] |= port;
}

static bool is_empty(struct walks *walks, const struct hof_match *set,
		     struct passed passed, unsigned int depth);

/*
 * The set less one row falls apart: for each bit of the row that is not known,
 * the frames that agree in the bits before it and differ in this one.
 */
static bool is_empty_without(struct walks *walks, const struct hof_match *set,
			     const struct passed *passed, unsigned int depth)
{
	const struct hof_match *match = &passed->first->match;
	struct passed rest = { passed->first + 1, passed->end, passed->before };
	struct hof_match part = *set;
	uint32_t free_bits, bit;
	unsigned int i;

	for (i = 0; i < HNI_KW_COUNT; i++) {
		free_bits = match->mask[i] & ~set->mask[i];
		for (; free_bits; free_bits &= free_bits - 1) {
			bit = free_bits & -free_bits;
			part.mask[i] |= bit;
			part.value[i] |= ~match->value[i] & bit;
			if (!is_empty(walks, &part, rest, depth + 1))
				return false;
			part.value[i] ^= bit;
		}
	}
	return true;
}

/* whether every frame of a set hits a row that was passed over */
static bool is_empty(struct walks *walks, const struct hof_match *set,
		     struct passed passed, unsigned int depth)
{
	if (depth > CTL_AUDIT_DEPTH)
		return false;
	for (;;) {
		for (; passed.first < passed.end; passed.first++) {
			if (!walks->compares)
				return false;
			walks->compares--;
			if (is_met(set, &passed.first->match))
				return is_empty_without(walks, set, &passed,
							depth);
		}
		if (!passed.before)
			return false;
		passed = *passed.before;
	}
}

static bool is_possible(struct walks *walks, const struct hof_match *set,
			const struct passed *passed)
{
	size_t most = CTL_AUDIT_COMPARES;
	bool is_left;

	if (most > walks->work)
		most = walks->work;
	walks->compares = most;
	is_left = !is_empty(walks, set, *passed, 0);
	walks->work -= most - walks->compares;
	return is_left;
}

/* ---- results ---- */

/* A lock is kept by the NIC, whatever the tables say */
static bool is_cut(const struct walks *walks, unsigned int place)
{
	const struct ctl_audit_port *ports = walks->audit->ports;
	unsigned int source = walks->source;

	if (place == source)
		return false;
	if (ports[source].is_locked)
		return place == CTL_AUDIT_CPU ||
		       ports[place].kind != HNI_ESW_KIND_UPLINK;
	return place != CTL_AUDIT_CPU && ports[place].is_locked &&
	       ports[source].kind != HNI_ESW_KIND_UPLINK;
}

static void flow_add(struct walks *walks, const struct way *way,
		     unsigned int place, enum ctl_audit_reason reason)
{
	struct ctl_audit_flow *flow = &walks->flows[place];

	if (flow->reason != CTL_AUDIT_NO || is_cut(walks, place))
		return;
	flow->reason = reason;
	flow->row = way->row;
	flow->table = way->row && reason == CTL_AUDIT_RULE ? way->row->table :
							     way->table;
}

/* Something that cannot be followed: it may lead everywhere */
static void flow_unknown(struct walks *walks, const struct way *way,
			 enum ctl_audit_reason reason)
{
	unsigned int place;

	walks->ends_at_cpu = true;
	for (place = 0; place < walks->audit->num_ports; place++)
		flow_add(walks, way, place, reason);
	flow_add(walks, way, CTL_AUDIT_CPU, reason);
}

static bool step(struct walks *walks, const struct way *way)
{
	if (walks->steps && walks->work) {
		walks->steps--;
		return true;
	}
	flow_unknown(walks, way, CTL_AUDIT_CASES);
	return false;
}

/* ---- ends of a walk ---- */

static void passes(struct walks *walks, const struct way *way,
		   enum ctl_audit_reason reason)
{
	if (way->egress >= 0) {
		flow_add(walks, way, (unsigned int)way->egress,
			 CTL_AUDIT_RULE);
		return;
	}
	walks->ends_at_cpu = true;
	flow_add(walks, way, CTL_AUDIT_CPU, reason);
}

/* A frame of which nothing is known but IN_PORT */
static void is_new_from(struct way *way, unsigned int port)
{
	memset(&way->known, 0, sizeof(way->known));
	way->passed = NULL;
	in_port_set(&way->known, port);
}

static void copy_leaves(struct walks *walks, struct way *copy, uint32_t port)
{
	const struct ctl_audit *audit = walks->audit;

	if (port >= audit->num_ports || !audit->ports[port].is_known) {
		flow_unknown(walks, copy, CTL_AUDIT_RECORD);
		return;
	}
	if (!audit->ports[port].egress) {
		flow_add(walks, copy, port, CTL_AUDIT_RULE);
		return;
	}
	if (copy->outputs & 1u << port || copy->nest > HNI_ESW_MAX_NEST)
		return;
	copy->outputs |= 1u << port;
	copy->nest++;
	copy->egress = (int)port;
	table_walk(walks, copy, audit->ports[port].egress);
}

static void outputs(struct walks *walks, const struct way *way, uint32_t port)
{
	struct way copy = *way;

	/* behind an egress table, another port is where it came from */
	if (way->egress >= 0)
		is_new_from(&copy, (unsigned int)way->egress);
	copy_leaves(walks, &copy, port);
}

static void forgets(struct walks *walks, struct way *way)
{
	(void)walks;
	is_new_from(way, way->known.value[HNI_KW_META] & HNI_KW_META_IN_PORT);
}

/* ---- operations ---- */

static const struct ctl_audit_action *
action_find(const struct ctl_audit *audit, uint32_t row)
{
	size_t low = 0, high = audit->num_actions, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (audit->actions[mid].row < row)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == audit->num_actions || audit->actions[low].row != row)
		return NULL;
	return &audit->actions[low];
}

/* false: an unresolved or unknown tunnel, with which the walk ends */
static bool encaps(struct walks *walks, const struct way *way, uint32_t row)
{
	const struct ctl_audit *audit = walks->audit;
	struct way copy = *way;
	size_t i;

	for (i = 0; i < audit->num_encaps; i++) {
		if (audit->encaps[i].row == row)
			break;
	}
	if (i == audit->num_encaps) {
		flow_unknown(walks, way, CTL_AUDIT_RECORD);
		return false;
	}
	if (!audit->encaps[i].is_resolved) {
		flow_add(walks, way, CTL_AUDIT_CPU, CTL_AUDIT_RULE);
		return false;
	}
	is_new_from(&copy, HNI_KW_IN_PORT_NONE);
	copy_leaves(walks, &copy, audit->encaps[i].port);
	return true;
}

static void goes_to(struct walks *walks, struct way *way, uint32_t table)
{
	if (!table || table > UINT16_MAX) {
		flow_unknown(walks, way, CTL_AUDIT_RECORD);
		return;
	}
	if (way->gotos == HNI_ESW_MAX_GOTOS)
		return;
	way->gotos++;
	table_walk(walks, way, (uint16_t)table);
}

/* an operation with which a list ends; false: it is none */
static bool op_ends(struct walks *walks, struct way *way,
		    const struct ctl_audit_op *op)
{
	switch (op->code) {
	case HNI_OP_DROP:
	case HNI_OP_STOLEN:
		return true;
	case HNI_OP_PASS:
		passes(walks, way, CTL_AUDIT_RULE);
		return true;
	case HNI_OP_TRAP:
	case HNI_OP_SOFTWARE:
		flow_add(walks, way, CTL_AUDIT_CPU, CTL_AUDIT_RULE);
		return true;
	case HNI_OP_GOTO:
		goes_to(walks, way, op->arg32);
		return true;
	default:
		return false;
	}
}

/* another operation; false: the walk ends with it */
static bool op_does(struct walks *walks, struct way *way,
		    const struct ctl_audit_op *op)
{
	switch (op->code) {
	case HNI_OP_OUTPUT:
		outputs(walks, way, op->arg32);
		return true;
	case HNI_OP_ENCAP:
		return encaps(walks, way, op->arg32);
	case HNI_OP_SAMPLE:
		flow_add(walks, way, CTL_AUDIT_CPU, CTL_AUDIT_RULE);
		return true;
	case HNI_OP_CSUM:
	case HNI_OP_MARK:
	case HNI_OP_PRIORITY:
		return true;
	case HNI_OP_CT:
		/* without a connection the frame is software's */
		flow_add(walks, way, CTL_AUDIT_CPU, CTL_AUDIT_RULE);
		forgets(walks, way);
		return true;
	case HNI_OP_VLAN_PUSH:
	case HNI_OP_VLAN_POP:
	case HNI_OP_VLAN_MODIFY:
	case HNI_OP_EDIT:
	case HNI_OP_MPLS_PUSH:
	case HNI_OP_MPLS_POP:
	case HNI_OP_MPLS_MODIFY:
	case HNI_OP_TUNNEL_UNSET:
	case HNI_OP_CT_CLEAR:
		forgets(walks, way);
		return true;
	default:
		flow_unknown(walks, way, CTL_AUDIT_RECORD);
		return false;
	}
}

static void ops_walk(struct walks *walks, const struct way *from,
		     const struct ctl_audit_action *action, uint32_t at)
{
	const struct ctl_audit_op *op;
	struct way way = *from;
	uint32_t conform, exceed;

	if (!step(walks, from))
		return;
	for (; at < action->count; at++) {
		op = &action->ops[at];
		if (op->code == HNI_OP_POLICE) {
			conform = op->arg16 & 0xff;
			exceed = op->arg16 >> 8;
			if (conform <= at || exceed <= at)
				break;
			ops_walk(walks, &way, action, conform);
			ops_walk(walks, &way, action, exceed);
			return;
		}
		if (op_ends(walks, &way, op) || !op_does(walks, &way, op))
			return;
	}
	/* no end, or a branch that leads back */
	flow_unknown(walks, &way, CTL_AUDIT_RECORD);
}

/* ---- tables ---- */

static int row_compare(const void *one, const void *other)
{
	const struct ctl_audit_row *a = one, *b = other;

	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	if (a->is_tcam != b->is_tcam)
		return a->is_tcam ? 1 : -1;
	return a->row < b->row ? -1 : a->row > b->row;
}

/* the first row of a table, or where it would be */
static const struct ctl_audit_row *table_first(const struct ctl_audit *audit,
					       uint32_t table)
{
	size_t low = 0, high = audit->num_rows, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (audit->rows[mid].table < table)
			low = mid + 1;
		else
			high = mid;
	}
	return audit->rows + low;
}

/* Nothing new comes of a plain drop, or of an output that is known */
static bool is_news(const struct walks *walks,
		    const struct ctl_audit_action *action)
{
	const struct ctl_audit_op *op = action->ops;
	const struct ctl_audit_op *end = op + action->count;

	for (; op < end; op++) {
		if (op->code == HNI_OP_DROP || op->code == HNI_OP_STOLEN)
			return false;
		if (op->code != HNI_OP_OUTPUT ||
		    op->arg32 >= walks->audit->num_ports ||
		    !walks->audit->ports[op->arg32].is_known ||
		    walks->audit->ports[op->arg32].egress ||
		    walks->flows[op->arg32].reason == CTL_AUDIT_NO)
			return true;
	}
	return true;
}

static void row_walk(struct walks *walks, const struct way *way,
		     const struct passed *passed)
{
	const struct ctl_audit_row *row = passed->end;
	const struct ctl_audit_action *action;
	struct way hit = *way;

	if (!is_met(&way->known, &row->match))
		return;
	hit.row = row;
	hit.passed = passed;
	set_narrow(&hit.known, &row->match);
	action = action_find(walks->audit, row->action);
	if (action && !is_news(walks, action))
		return;
	if (!is_possible(walks, &hit.known, passed))
		return;
	if (action)
		ops_walk(walks, &hit, action, 0);
	else
		flow_unknown(walks, &hit, CTL_AUDIT_RECORD);
}

static void table_walk(struct walks *walks, struct way *way, uint16_t table)
{
	const struct ctl_audit *audit = walks->audit;
	struct passed passed;
	const struct ctl_audit_row *end;

	way->table = table;
	if (!step(walks, way))
		return;
	passed.first = table_first(audit, table);
	passed.before = way->passed;
	end = table_first(audit, table + 1u);
	for (passed.end = passed.first; passed.end < end && walks->steps;
	     passed.end++)
		row_walk(walks, way, &passed);
	if (is_possible(walks, &way->known, &passed))
		passes(walks, way, CTL_AUDIT_MISS);
}

/* ---- sources ---- */

static struct way way_of(unsigned int port)
{
	struct way way = { .egress = -1 };

	in_port_set(&way.known, port);
	return way;
}

/* Inner frames, of which nothing is known */
static void tunnels_walk(struct walks *walks)
{
	const struct ctl_audit *audit = walks->audit;
	struct way way;
	size_t i;

	for (i = 0; i < audit->num_tunnels && walks->ends_at_cpu; i++) {
		way = way_of(HNI_KW_IN_PORT_NONE);
		if (audit->tunnels[i].port == walks->source)
			table_walk(walks, &way, audit->tunnels[i].table);
	}
}

/* While the BMC's representor was never up, firmware joins BMC and uplink */
static void firmware_walk(struct walks *walks)
{
	const struct ctl_audit *audit = walks->audit;
	uint8_t kind = audit->ports[walks->source].kind;
	struct way way = way_of(walks->source);
	unsigned int i;

	if (walks->flows[CTL_AUDIT_CPU].reason == CTL_AUDIT_NO)
		return;
	for (i = 0; i < audit->num_ports; i++) {
		if ((kind == HNI_ESW_KIND_BMC &&
		     audit->ports[i].kind == HNI_ESW_KIND_UPLINK) ||
		    (kind == HNI_ESW_KIND_UPLINK &&
		     audit->ports[i].kind == HNI_ESW_KIND_BMC))
			flow_add(walks, &way, i, CTL_AUDIT_FIRMWARE);
	}
}

/* Destination bits of a host's descriptors */
static void allowed_walk(struct walks *walks)
{
	const struct ctl_audit *audit = walks->audit;
	struct way way = way_of(walks->source);
	unsigned int i;

	for (i = 0; i < audit->num_ports; i++)
		if (audit->ports[walks->source].is_allowed &&
		    audit->ports[i].kind == HNI_ESW_KIND_BMC)
			flow_add(walks, &way, i, CTL_AUDIT_ALLOWED);
}

static void source_walk(struct walks *walks)
{
	const struct ctl_audit_port *port =
		&walks->audit->ports[walks->source];
	struct way way = way_of(walks->source);

	if (!port->is_known)
		flow_unknown(walks, &way, CTL_AUDIT_RECORD);
	else
		table_walk(walks, &way, port->ingress);
	tunnels_walk(walks);
	firmware_walk(walks);
	allowed_walk(walks);
}

void ctl_audit_run(struct ctl_audit *audit, struct ctl_audit_flows *flows)
{
	struct walks walks = { .audit = audit };

	memset(flows, 0, sizeof(*flows));
	if (audit->num_rows)
		qsort(audit->rows, audit->num_rows, sizeof(*audit->rows),
		      row_compare);
	for (; walks.source < audit->num_ports; walks.source++) {
		walks.flows = flows->from[walks.source];
		walks.steps = CTL_AUDIT_STEPS;
		walks.work = audit->work ? audit->work : CTL_AUDIT_WORK;
		walks.ends_at_cpu = false;
		source_walk(&walks);
	}
}
