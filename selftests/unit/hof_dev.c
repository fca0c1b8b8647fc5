// SPDX-License-Identifier: GPL-2.0-only
/* Owns a device in miniature for the unit tests of the engine. */
#include <stdlib.h>

#include "hof_dev.h"

void dev_init(struct dev *dev, const struct hof_esw_caps *caps)
{
	memset(dev, 0, sizeof(*dev));
	dev->caps = *caps;
	dev->flow = calloc(caps->flow_rows, sizeof(*dev->flow));
	dev->tcam = calloc(caps->tcam_rows + 1, sizeof(*dev->tcam));
	dev->slot = calloc(caps->slots, sizeof(*dev->slot));
	dev->action = calloc(caps->actions, sizeof(*dev->action));
}

void dev_fini(struct dev *dev)
{
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
		return 0;
	}
}

void dev_emit(void *ctx, const struct hof_write *w)
{
	struct dev *dev = ctx;

	dev->writes++;
	dev_require(dev, w->index < dev_limit(dev, w->type), "index");
	if (dev->fault)
		return;

	if (w->op == HNI_ESW_OP_INVALIDATE) {
		dev_invalidate(dev, w);
	} else if (w->type == HNI_ESW_TYPE_SLOT) {
		dev_slot_write(dev, w);
	} else if (w->type == HNI_ESW_TYPE_ACTION) {
		dev->action[w->index].nops = w->nops;
		memcpy(dev->action[w->index].ops, w->ops,
		       w->nops * sizeof(*w->ops));
	} else {
		dev_row_write(dev, w);
	}
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

void dev_lookup(const struct dev *dev, u16 table, const u32 *words,
		struct ref_verdict *verdict)
{
	const struct dev_action *action;
	const struct dev_row *row;

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

	for (i = 0; i < dev->caps.flow_rows; i++)
		count += dev->flow[i].valid;
	for (i = 0; i < dev->caps.tcam_rows; i++)
		count += dev->tcam[i].valid;
	for (i = 0; i < dev->caps.slots; i++)
		count += dev->slot[i].valid;
	for (i = 0; i < dev->caps.actions; i++)
		count += !!dev->action[i].nops;
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
