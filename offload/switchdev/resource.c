// SPDX-License-Identifier: GPL-2.0-only
/* Owns the e-switch's resources as devlink shows them, with occupancy. */

#include "priv.h"

/* What devlink hands back to us: which resource of which e-switch */
#define HNI_RESOURCE_ID(res)	((res) + 1)

#define HNI_RESOURCE_OCC(_name, _res)					\
static u64 hni_resource_##_name##_occ(void *priv)			\
{									\
	return hni_tc_occupancy(priv, HOF_RES_##_res);			\
}

HNI_RESOURCE_OCC(flow_rows, FLOW_ROWS)
HNI_RESOURCE_OCC(slots, SLOTS)
HNI_RESOURCE_OCC(tcam_rows, TCAM_ROWS)
HNI_RESOURCE_OCC(actions, ACTIONS)
HNI_RESOURCE_OCC(counters, COUNTERS)
HNI_RESOURCE_OCC(tables, TABLES)
HNI_RESOURCE_OCC(ranks, RANKS)
HNI_RESOURCE_OCC(masks, MASKS)
HNI_RESOURCE_OCC(meters, METERS)
HNI_RESOURCE_OCC(encaps, ENCAPS)
HNI_RESOURCE_OCC(tunnels, TUNNELS)
HNI_RESOURCE_OCC(ranges, RANGES)
HNI_RESOURCE_OCC(conns, CONNS)

static devlink_resource_occ_get_t *const hni_resource_occ[HOF_RES_COUNT] = {
	[HOF_RES_FLOW_ROWS] = hni_resource_flow_rows_occ,
	[HOF_RES_SLOTS] = hni_resource_slots_occ,
	[HOF_RES_TCAM_ROWS] = hni_resource_tcam_rows_occ,
	[HOF_RES_ACTIONS] = hni_resource_actions_occ,
	[HOF_RES_COUNTERS] = hni_resource_counters_occ,
	[HOF_RES_TABLES] = hni_resource_tables_occ,
	[HOF_RES_RANKS] = hni_resource_ranks_occ,
	[HOF_RES_MASKS] = hni_resource_masks_occ,
	[HOF_RES_METERS] = hni_resource_meters_occ,
	[HOF_RES_ENCAPS] = hni_resource_encaps_occ,
	[HOF_RES_TUNNELS] = hni_resource_tunnels_occ,
	[HOF_RES_RANGES] = hni_resource_ranges_occ,
	[HOF_RES_CONNS] = hni_resource_conns_occ,
};

static int hni_resource_register(struct hni_esw *esw, enum hof_resource res)
{
	struct devlink_resource_size_params params;
	u32 limit = hni_tc_limit(esw, res);

	devlink_resource_size_params_init(&params, limit, limit, 1,
					  DEVLINK_RESOURCE_UNIT_ENTRY);
	return devl_resource_register(esw->hdev->devlink,
				      hof_resource_name(res), limit,
				      HNI_RESOURCE_ID(res),
				      DEVLINK_RESOURCE_ID_PARENT_TOP, &params);
}

int hni_resources_register(struct hni_esw *esw)
{
	struct devlink *devlink = esw->hdev->devlink;
	unsigned int res;
	int err;

	for (res = 0; res < HOF_RES_COUNT; res++) {
		err = hni_resource_register(esw, res);
		if (err)
			goto err_unregister;
	}
	for (res = 0; res < HOF_RES_COUNT; res++)
		devl_resource_occ_get_register(devlink, HNI_RESOURCE_ID(res),
					       hni_resource_occ[res], esw);
	return 0;

err_unregister:
	devl_resources_unregister(devlink);
	return err;
}

void hni_resources_unregister(struct hni_esw *esw)
{
	devl_resources_unregister(esw->hdev->devlink);
}
