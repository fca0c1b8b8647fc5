// SPDX-License-Identifier: GPL-2.0-only
/* Owns what the engine says about its resources: name, occupancy and limit. */
#include "hof_esw_priv.h"

static const char * const hof_resource_names[HOF_RES_COUNT] = {
	[HOF_RES_FLOW_ROWS] = "flow_rows",
	[HOF_RES_SLOTS] = "mask_slots",
	[HOF_RES_TCAM_ROWS] = "tcam_rows",
	[HOF_RES_ACTIONS] = "actions",
	[HOF_RES_COUNTERS] = "counters",
	[HOF_RES_TABLES] = "tables",
	[HOF_RES_RANKS] = "orders",
	[HOF_RES_MASKS] = "masks",
	[HOF_RES_METERS] = "meters",
	[HOF_RES_ENCAPS] = "encaps",
	[HOF_RES_TUNNELS] = "tunnels",
	[HOF_RES_RANGES] = "ranges",
	[HOF_RES_CONNS] = "conns",
};

const char *hof_resource_name(enum hof_resource res)
{
	return hof_resource_names[res];
}

static const struct hof_index *hof_resource_index(const struct hof_esw *esw,
						  enum hof_resource res)
{
	switch (res) {
	case HOF_RES_FLOW_ROWS:
		return &esw->flows;
	case HOF_RES_SLOTS:
		return &esw->slots;
	case HOF_RES_TCAM_ROWS:
		return &esw->tcams;
	case HOF_RES_ACTIONS:
		return &esw->actions;
	case HOF_RES_COUNTERS:
		return &esw->counters;
	case HOF_RES_RANKS:
		return &esw->ranks;
	case HOF_RES_METERS:
		return &esw->meters;
	case HOF_RES_ENCAPS:
		return &esw->encaps;
	case HOF_RES_TUNNELS:
		return &esw->tunnels;
	case HOF_RES_RANGES:
		return &esw->ranges;
	case HOF_RES_CONNS:
		return &esw->conns;
	default:
		return &esw->masks;
	}
}

u32 hof_esw_occupancy(const struct hof_esw *esw, enum hof_resource res)
{
	const struct hof_mask *empty = &esw->mask[HOF_MASK_EMPTY];

	/* the rows that are always taken count while hardware has them */
	switch (res) {
	case HOF_RES_TABLES:
		return esw->tables_used;
	case HOF_RES_SLOTS:
		return esw->slots.used - !empty->rows;
	case HOF_RES_ACTIONS:
		return esw->actions.used - !esw->shadows;
	case HOF_RES_MASKS:
		return esw->masks.used - 1;
	default:
		return hof_resource_index(esw, res)->used;
	}
}

u32 hof_esw_limit(const struct hof_esw *esw, enum hof_resource res)
{
	if (res == HOF_RES_TABLES)
		return esw->caps.tables - 1;
	if (res == HOF_RES_MASKS)
		return esw->masks.limit - 1;
	return hof_resource_index(esw, res)->limit;
}
