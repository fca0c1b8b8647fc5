// SPDX-License-Identifier: GPL-2.0-only
/* Owns a device in miniature for the unit tests of the engine. */
#include <stdlib.h>

#include "hof_dev.h"

/* rows of a type that only has objects, 0 = it is another type */
static u32 dev_objects(const struct dev *dev, u8 type)
{
	switch (type) {
	case HNI_ESW_TYPE_RANGE:
		return dev->caps.ranges;
	case HNI_ESW_TYPE_METER:
		return dev->caps.meters;
	case HNI_ESW_TYPE_ENCAP:
		return dev->caps.encaps;
	case HNI_ESW_TYPE_TUNNEL:
		return dev->caps.tunnels;
	case HNI_ESW_TYPE_CONN:
		return dev->caps.conns;
	default:
		return 0;
	}
}

void dev_init(struct dev *dev, const struct hof_esw_caps *caps)
{
	u8 type;

	memset(dev, 0, sizeof(*dev));
	dev->caps = *caps;
	dev->flow = calloc(caps->flow_rows, sizeof(*dev->flow));
	dev->tcam = calloc(caps->tcam_rows + 1, sizeof(*dev->tcam));
	dev->slot = calloc(caps->slots, sizeof(*dev->slot));
	dev->action = calloc(caps->actions, sizeof(*dev->action));
	for (type = 0; type < DEV_TYPES; type++)
		dev->object[type] = calloc(dev_objects(dev, type) + 1,
					   sizeof(**dev->object));
}

void dev_fini(struct dev *dev)
{
	u8 type;

	for (type = 0; type < DEV_TYPES; type++)
		free(dev->object[type]);
	free(dev->flow);
	free(dev->tcam);
	free(dev->slot);
	free(dev->action);
}

static void dev_require(struct dev *dev, bool holds, const char *fault)
{
	if (!holds && !dev->fault)
		dev->fault = fault;
}

static bool dev_is_named(const struct dev *dev, u8 type, u32 idx)
{
	const struct dev_row *row;
	u32 i;

	for (i = 0; i < dev->caps.flow_rows + dev->caps.tcam_rows; i++) {
		row = i < dev->caps.flow_rows ? &dev->flow[i] :
		      &dev->tcam[i - dev->caps.flow_rows];
		if (!row->valid)
			continue;
		if (type == HNI_ESW_TYPE_ACTION && row->action == idx)
			return true;
		if (type == HNI_ESW_TYPE_SLOT && i < dev->caps.flow_rows &&
		    row->slot == idx)
			return true;
	}
	return false;
}

static bool dev_op_names(const struct hof_op *op, u8 type, u32 idx)
{
	return op->arg32 == idx &&
	       op->code == (type == HNI_ESW_TYPE_METER ? HNI_OP_POLICE :
			    HNI_OP_ENCAP);
}

/* does an ACTION row name a METER or ENCAP row, or a rule need a RANGE row? */
static bool dev_object_is_named(const struct dev *dev, u8 type, u32 idx)
{
	const struct dev_action *action = dev->action;
	u32 i;

	if (type == HNI_ESW_TYPE_RANGE) {
		for (i = 0; i < dev->caps.flow_rows; i++)
			if (dev->flow[i].valid &&
			    dev->flow[i].mask[HNI_KW_RANGES + idx / 32] >>
			    idx % 32 & 1)
				return true;
		for (i = 0; i < dev->caps.tcam_rows; i++)
			if (dev->tcam[i].valid &&
			    dev->tcam[i].mask[HNI_KW_RANGES + idx / 32] >>
			    idx % 32 & 1)
				return true;
		return false;
	}
	if (type != HNI_ESW_TYPE_METER && type != HNI_ESW_TYPE_ENCAP)
		return false;
	for (; action < dev->action + dev->caps.actions; action++)
		for (i = 0; i < action->nops; i++)
			if (dev_op_names(&action->ops[i], type, idx))
				return true;
	return false;
}

static void dev_object_write(struct dev *dev, const struct hof_write *w)
{
	struct dev_object *object = &dev->object[w->type][w->index];

	if (w->op == HNI_ESW_OP_INVALIDATE) {
		dev_require(dev, object->valid, "object is free");
		dev_require(dev, !dev_object_is_named(dev, w->type, w->index),
			    "object invalidated while something names it");
		object->valid = false;
		return;
	}
	object->valid = true;
	switch (w->type) {
	case HNI_ESW_TYPE_RANGE:
		dev_require(dev, !dev_object_is_named(dev, w->type, w->index),
			    "range written while a row needs it");
		object->range = *w->range;
		break;
	case HNI_ESW_TYPE_METER:
		object->meter = *w->meter;
		break;
	case HNI_ESW_TYPE_ENCAP:
		object->encap = *w->encap;
		break;
	case HNI_ESW_TYPE_TUNNEL:
		object->tunnel = *w->tunnel;
		break;
	default:
		object->conn = *w->conn;
	}
}

static void dev_action_write(struct dev *dev, const struct hof_write *w)
{
	const struct hof_op *op;

	for (op = w->ops; op < w->ops + w->nops; op++) {
		if (op->code == HNI_OP_POLICE)
			dev_require(dev, op->arg32 < dev->caps.meters &&
				    dev->object[HNI_ESW_TYPE_METER]
				    [op->arg32].valid, "no such meter");
		if (op->code == HNI_OP_ENCAP)
			dev_require(dev, op->arg32 < dev->caps.encaps &&
				    dev->object[HNI_ESW_TYPE_ENCAP]
				    [op->arg32].valid, "no such encap");
	}
	dev->action[w->index].nops = w->nops;
	memcpy(dev->action[w->index].ops, w->ops, w->nops * sizeof(*w->ops));
}

static void dev_slot_write(struct dev *dev, const struct hof_write *w)
{
	struct dev_slot *slot = &dev->slot[w->index];
	unsigned int i;

	dev_require(dev, w->nwords <= HNI_SLOT_MAX_WORDS, "slot too wide");
	dev_require(dev, !dev_is_named(dev, w->type, w->index),
		    "slot written while a row names it");
	slot->valid = true;
	slot->nwords = w->nwords;
	for (i = 0; i < w->nwords; i++) {
		dev_require(dev, w->words[i] < HNI_KW_USED, "word reserved");
		dev_require(dev, !i || w->words[i] > w->words[i - 1],
			    "words not ascending");
		dev_require(dev, w->masks[i], "mask of a word is 0");
		slot->words[i] = w->words[i];
		slot->masks[i] = w->masks[i];
	}
}

static void dev_row_write(struct dev *dev, const struct hof_write *w)
{
	bool is_flow = w->type == HNI_ESW_TYPE_FLOW;
	const struct dev_slot *slot = &dev->slot[w->slot];
	struct dev_row row = {
		.valid = true, .order = w->order, .table = w->table,
		.slot = w->slot, .flags = w->flags, .action = w->action,
		.counter = w->counter, .gen = w->gen,
	};
	unsigned int i;

	dev_require(dev, w->table && w->table < dev->caps.tables, "table");
	dev_require(dev, !((w->order & 0xffff) >> dev->caps.rank_bits), "rank");
	dev_require(dev, w->action < dev->caps.actions &&
		    dev->action[w->action].nops, "row names no action");
	dev_require(dev, w->flags & HNI_ROW_F_COUNT ?
		    w->counter < dev->caps.counters && w->gen :
		    !w->counter && !w->gen, "counter");
	for (i = 0; i < w->nwords; i++) {
		dev_require(dev, !(w->key[i] & ~w->masks[i]), "key not masked");
		row.value[w->words[i]] = w->key[i];
		row.mask[w->words[i]] = w->masks[i];
	}
	for (i = 0; i < HNI_RANGE_MAX_ROWS; i++)
		if (row.mask[HNI_KW_RANGES + i / 32] >> i % 32 & 1)
			dev_require(dev, i < dev->caps.ranges &&
				    dev->object[HNI_ESW_TYPE_RANGE][i].valid,
				    "row needs an invalid range");
	if (is_flow) {
		dev_require(dev, slot->valid && slot->nwords == w->nwords &&
			    !memcmp(slot->words, w->words, w->nwords) &&
			    !memcmp(slot->masks, w->masks, 4U * w->nwords),
			    "slot is not that of the row");
		dev->flow[w->index] = row;
	} else {
		dev_require(dev, !w->slot, "slot in a TCAM row");
		dev->tcam[w->index] = row;
	}
}

static void dev_invalidate(struct dev *dev, const struct hof_write *w)
{
	switch (w->type) {
	case HNI_ESW_TYPE_SLOT:
		dev_require(dev, dev->slot[w->index].valid, "slot is free");
		dev->slot[w->index].valid = false;
		break;
	case HNI_ESW_TYPE_ACTION:
		dev_require(dev, dev->action[w->index].nops, "action is free");
		dev->action[w->index].nops = 0;
		break;
	case HNI_ESW_TYPE_FLOW:
		dev_require(dev, dev->flow[w->index].valid, "flow is free");
		dev->flow[w->index].valid = false;
		break;
	default:
		dev_require(dev, dev->tcam[w->index].valid, "tcam is free");
		dev->tcam[w->index].valid = false;
	}
	dev_require(dev, !dev_is_named(dev, w->type, w->index),
		    "invalidated while a row names it");
}

static u32 dev_limit(const struct dev *dev, u8 type)
{
	switch (type) {
	case HNI_ESW_TYPE_SLOT:
		return dev->caps.slots;
	case HNI_ESW_TYPE_ACTION:
		return dev->caps.actions;
	case HNI_ESW_TYPE_FLOW:
		return dev->caps.flow_rows;
	case HNI_ESW_TYPE_TCAM:
		return dev->caps.tcam_rows;
	default:
		return dev_objects(dev, type);
	}
}

void dev_emit(void *ctx, const struct hof_write *w)
{
	struct dev *dev = ctx;

	dev->writes++;
	dev_require(dev, w->index < dev_limit(dev, w->type), "index");
	if (dev->fault)
		return;

	if (dev_objects(dev, w->type))
		dev_object_write(dev, w);
	else if (w->op == HNI_ESW_OP_INVALIDATE)
		dev_invalidate(dev, w);
	else if (w->type == HNI_ESW_TYPE_SLOT)
		dev_slot_write(dev, w);
	else if (w->type == HNI_ESW_TYPE_ACTION)
		dev_action_write(dev, w);
	else
		dev_row_write(dev, w);
	if (dev->after)
		dev->after(dev->ctx);
}

static bool dev_row_is_hit(const struct dev_row *row, u16 table,
			   const u32 *words)
{
	unsigned int i;

	if (!row->valid || row->table != table)
		return false;
	for (i = 0; i < HNI_KW_USED; i++)
		if ((words[i] & row->mask[i]) != row->value[i])
			return false;
	return true;
}

static const struct dev_row *dev_row_better(const struct dev_row *rows,
					    u32 count, u16 table,
					    const u32 *words,
					    const struct dev_row *best)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (dev_row_is_hit(&rows[i], table, words) &&
		    (!best || rows[i].order < best->order))
			best = &rows[i];
	return best;
}

/* the words RANGES of a frame with these ports */
static void dev_ranges(const struct dev *dev, u32 *words)
{
	const struct dev_object *object = dev->object[HNI_ESW_TYPE_RANGE];
	u32 i, port;

	words[HNI_KW_RANGES] = 0;
	words[HNI_KW_RANGES + 1] = 0;
	for (i = 0; i < dev->caps.ranges; i++, object++) {
		port = words[HNI_KW_PORTS];
		port = object->range.is_source ? port >> 16 : port & 0xffff;
		if (object->valid && port >= object->range.min &&
		    port <= object->range.max)
			words[HNI_KW_RANGES + i / 32] |= 1U << i % 32;
	}
}

void dev_lookup(const struct dev *dev, u16 table, const u32 *frame,
		struct ref_verdict *verdict)
{
	const struct dev_action *action;
	const struct dev_row *row;
	u32 words[HNI_KW_USED];

	memcpy(words, frame, sizeof(words));
	dev_ranges(dev, words);
	memset(verdict, 0, sizeof(*verdict));
	row = dev_row_better(dev->flow, dev->caps.flow_rows, table, words,
			     NULL);
	row = dev_row_better(dev->tcam, dev->caps.tcam_rows, table, words, row);
	if (!row)
		return;

	action = &dev->action[row->action];
	verdict->kind = REF_SOFTWARE;
	if (action->ops[0].code == HNI_OP_SOFTWARE)
		return;

	verdict->kind = REF_RULE;
	verdict->flags = row->flags;
	verdict->counter = row->counter;
	verdict->gen = row->gen;
	verdict->nops = action->nops;
	memcpy(verdict->ops, action->ops, action->nops * sizeof(action->ops[0]));
}

unsigned int dev_rows(const struct dev *dev)
{
	unsigned int count = 0;
	u32 i;
	u8 type;

	for (i = 0; i < dev->caps.flow_rows; i++)
		count += dev->flow[i].valid;
	for (i = 0; i < dev->caps.tcam_rows; i++)
		count += dev->tcam[i].valid;
	for (i = 0; i < dev->caps.slots; i++)
		count += dev->slot[i].valid;
	for (i = 0; i < dev->caps.actions; i++)
		count += !!dev->action[i].nops;
	for (type = 0; type < DEV_TYPES; type++)
		for (i = 0; i < dev_objects(dev, type); i++)
			count += dev->object[type][i].valid;
	return count;
}

const struct dev_row *dev_row_find(const struct dev *dev, u32 order)
{
	u32 i;

	for (i = 0; i < dev->caps.flow_rows; i++)
		if (dev->flow[i].valid && dev->flow[i].order == order)
			return &dev->flow[i];
	for (i = 0; i < dev->caps.tcam_rows; i++)
		if (dev->tcam[i].valid && dev->tcam[i].order == order)
			return &dev->tcam[i];
	return NULL;
}
