// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the textual form of the tables: JSON rows for the control socket. Rows
 * that are not looked up by key words are in ctl_dump_object.c.
 */
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "ctl_dump_row.h"

/* A word of a match as "number": "value/mask" */
static void emu_dump_word(json_t *match, unsigned int word, uint32_t value,
			  uint32_t mask)
{
	char name[12], text[24];

	snprintf(name, sizeof(name), "%u", word);
	snprintf(text, sizeof(text), "%08x/%08x", value, mask);
	json_object_set_new(match, name, json_string(text));
}

static json_t *emu_dump_row(uint32_t idx, const struct emu_row *row,
			    json_t *match)
{
	json_t *obj = json_pack("{s:I,s:i,s:I,s:I,s:b,s:I,s:o}",
		"row", (json_int_t)idx, "table", row->table,
		"prio", (json_int_t)EMU_GET(HNI_ROW_ORDER_PRIO, row->order),
		"rank", (json_int_t)EMU_GET(HNI_ROW_ORDER_RANK, row->order),
		"sw", !!(row->flags & HNI_ROW_F_SW),
		"action", (json_int_t)row->action, "match", match);

	if (row->flags & HNI_ROW_F_COUNT) {
		json_object_set_new(obj, "counter", json_integer(row->counter));
		json_object_set_new(obj, "gen", json_integer(row->gen));
	}
	return obj;
}

static json_t *emu_dump_flow(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_flow *flow = &t->newest->flow[idx];
	const struct emu_slot *slot;
	json_t *match, *row;
	unsigned int i;

	if (!flow->row.valid)
		return NULL;
	slot = &t->newest->slot[flow->row.slot];
	match = json_object();
	for (i = 0; i < slot->nwords; i++)
		emu_dump_word(match, slot->word[i], flow->key[i],
			      slot->mask[i]);
	row = emu_dump_row(idx, &flow->row, match);
	json_object_set_new(row, "slot", json_integer(flow->row.slot));
	return row;
}

static json_t *emu_dump_tcam(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_tcam *tcam = &t->newest->tcam[idx];
	json_t *match;
	unsigned int i;

	if (!tcam->row.valid)
		return NULL;
	match = json_object();
	for (i = 0; i < HNI_KW_USED; i++)
		if (tcam->mask[i])
			emu_dump_word(match, i, tcam->value[i], tcam->mask[i]);
	return emu_dump_row(idx, &tcam->row, match);
}

static json_t *emu_dump_slot(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_slot *slot = &t->newest->slot[idx];
	json_t *words;
	unsigned int i;

	if (!slot->valid)
		return NULL;
	words = json_object();
	for (i = 0; i < slot->nwords; i++)
		emu_dump_word(words, slot->word[i], slot->mask[i],
			      slot->mask[i]);
	return json_pack("{s:I,s:I,s:o}", "row", (json_int_t)idx,
			 "flows", (json_int_t)slot->refs, "words", words);
}

static const char * const emu_dump_ops[] = {
	[HNI_OP_DROP] = "drop", [HNI_OP_PASS] = "pass",
	[HNI_OP_TRAP] = "trap", [HNI_OP_GOTO] = "goto",
	[HNI_OP_STOLEN] = "stolen", [HNI_OP_SOFTWARE] = "software",
	[HNI_OP_OUTPUT] = "output", [HNI_OP_VLAN_PUSH] = "vlan_push",
	[HNI_OP_VLAN_POP] = "vlan_pop", [HNI_OP_VLAN_MODIFY] = "vlan_modify",
	[HNI_OP_EDIT] = "edit", [HNI_OP_CSUM] = "csum",
	[HNI_OP_MPLS_PUSH] = "mpls_push", [HNI_OP_MPLS_POP] = "mpls_pop",
	[HNI_OP_MPLS_MODIFY] = "mpls_modify", [HNI_OP_POLICE] = "police",
	[HNI_OP_SAMPLE] = "sample", [HNI_OP_MARK] = "mark",
	[HNI_OP_PRIORITY] = "priority", [HNI_OP_ENCAP] = "encap",
	[HNI_OP_TUNNEL_UNSET] = "tunnel_unset", [HNI_OP_CT] = "ct",
	[HNI_OP_CT_CLEAR] = "ct_clear",
};

static json_t *emu_dump_op(const struct emu_op *op)
{
	return json_pack("{s:s,s:i,s:i,s:I,s:I}",
			 "op", emu_dump_ops[op->code],
			 "flags", op->flags, "arg16", op->arg16,
			 "arg32", (json_int_t)op->arg32,
			 "mask", (json_int_t)op->mask);
}

static json_t *emu_dump_action(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_action *act = &t->newest->action[idx];
	json_t *ops;
	unsigned int i;

	if (!act->nops)
		return NULL;
	ops = json_array();
	for (i = 0; i < act->nops; i++)
		json_array_append_new(ops, emu_dump_op(&act->op[i]));
	return json_pack("{s:I,s:I,s:o}", "row", (json_int_t)idx,
			 "users", (json_int_t)act->refs, "ops", ops);
}

/* Counters that ever belonged to a row */
static json_t *emu_dump_counter(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_counter *c = &t->newest->counter[idx];

	if (!c->gen && !c->pkts)
		return NULL;
	return json_pack("{s:I,s:I,s:I,s:I,s:I}", "row", (json_int_t)idx,
			 "gen", (json_int_t)c->gen,
			 "packets", (json_int_t)c->pkts,
			 "bytes", (json_int_t)c->bytes,
			 "last_ns", (json_int_t)c->last_ns);
}

static json_t *emu_dump_port(const struct emu_tables *t, uint32_t idx)
{
	const struct emu_bind *bind = &t->bind[idx];

	return json_pack("{s:I,s:i,s:i,s:b}", "row", (json_int_t)idx,
			 "ingress", bind->ingress, "egress", bind->egress,
			 "newest_bank", bind->bank == t->newest);
}

json_t *emu_dump(const struct emu_tables *t, const char *name, uint32_t idx)
{
	const struct {
		const char *name;
		uint32_t rows;
		json_t *(*row)(const struct emu_tables *t, uint32_t idx);
	} tables[] = {
		{ "flow", t->caps.flow_rows, emu_dump_flow },
		{ "tcam", t->caps.tcam_rows, emu_dump_tcam },
		{ "slot", t->caps.slots, emu_dump_slot },
		{ "action", t->caps.actions, emu_dump_action },
		{ "counter", t->caps.counters, emu_dump_counter },
		{ "port", t->caps.ports, emu_dump_port },
		{ "range", t->caps.ranges, emu_dump_range },
		{ "meter", t->caps.meters, emu_dump_meter },
		{ "encap", t->caps.encaps, emu_dump_encap },
		{ "tunnel", t->caps.tunnels, emu_dump_tunnel },
		{ "conn", t->caps.conns, emu_dump_conn },
	};
	json_t *rows, *row;
	size_t i = 0;

	while (strcmp(name, tables[i].name))
		if (++i == sizeof(tables) / sizeof(tables[0]))
			return NULL;
	rows = json_array();
	while (idx < tables[i].rows && json_array_size(rows) < EMU_DUMP_MAX) {
		row = tables[i].row(t, idx++);
		if (row)
			json_array_append_new(rows, row);
	}
	return json_pack("{s:o,s:b}", "rows", rows,
			 "more", idx < tables[i].rows);
}
