// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the regions of devlink: raw rows of the tables, as the device has them,
 * not as the engine remembers them. An offset is that of the row's number times
 * the length of its record.
 */

#include <linux/bitfield.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../../driver/hw/esw_dump.h"
#include "priv.h"

#define HNI_REGION_SNAPSHOTS	4
#define HNI_REGION_ROWS		256	/* read at once for direct reads */
#define HNI_REGION_FRESH_NS	(20 * NSEC_PER_MSEC)

/**
 * struct hni_region - a table; the devlink instance lock guards all of it
 * @ops: devlink's, whose priv is this
 * @region: devlink's, NULL = not created: the device has no such rows
 * @esw: e-switch; constant
 * @type: HNI_ESW_TYPE_*; constant
 * @rows: number of rows; constant
 * @len: bytes of a record; constant
 * @buf: rows read last, HNI_REGION_ROWS of them
 * @first: the first of them
 * @held: their number, 0 = none
 * @read_ns: when their reading began
 */
struct hni_region {
	struct devlink_region_ops ops;
	struct devlink_region *region;
	struct hni_esw *esw;
	u8 type;
	u32 rows;
	size_t len;
	u8 *buf;
	u32 first;
	u32 held;
	u64 read_ns;
};

static const struct {
	const char *name;
	u8 type;
	size_t rows;
} hni_region_table[] = {
	{ "slots", HNI_ESW_TYPE_SLOT, offsetof(struct hni_esw_caps, slots) },
	{ "flows", HNI_ESW_TYPE_FLOW,
	  offsetof(struct hni_esw_caps, flow_rows) },
	{ "tcam", HNI_ESW_TYPE_TCAM,
	  offsetof(struct hni_esw_caps, tcam_rows) },
	{ "actions", HNI_ESW_TYPE_ACTION,
	  offsetof(struct hni_esw_caps, actions) },
	{ "ports", HNI_ESW_TYPE_PORT, offsetof(struct hni_esw_caps, ports) },
	{ "encaps", HNI_ESW_TYPE_ENCAP,
	  offsetof(struct hni_esw_caps, encaps) },
	{ "tunnels", HNI_ESW_TYPE_TUNNEL,
	  offsetof(struct hni_esw_caps, tunnels) },
};

#define HNI_REGIONS	ARRAY_SIZE(hni_region_table)

struct hni_regions {
	struct hni_region region[HNI_REGIONS];
};

static int hni_region_rows_read(struct hni_region *region, u32 first, u32 num,
				void *recs, struct netlink_ext_ack *extack)
{
	int err;

	err = hni_dump_read(region->esw, region->type, first, num, recs);
	if (err == -EIO)
		NL_SET_ERR_MSG_MOD(extack,
				   "the device has failed; run devlink health recover");
	return err;
}

static bool hni_region_holds(const struct hni_region *region, u32 row)
{
	return row - region->first < region->held &&
	       ktime_get_ns() - region->read_ns < HNI_REGION_FRESH_NS;
}

/* The kernel asks for 256 bytes at a time, one request behind the other. */
static int hni_region_fetch(struct hni_region *region, u32 row,
			    struct netlink_ext_ack *extack)
{
	u32 num = min_t(u32, HNI_REGION_ROWS, region->rows - row);
	int err;

	if (hni_region_holds(region, row))
		return 0;
	if (!region->buf) {
		region->buf = kvmalloc_array(HNI_REGION_ROWS, region->len,
					     GFP_KERNEL);
		if (!region->buf)
			return -ENOMEM;
	}
	region->held = 0;
	region->read_ns = ktime_get_ns();
	err = hni_region_rows_read(region, row, num, region->buf, extack);
	if (err)
		return err;
	region->first = row;
	region->held = num;
	return 0;
}

static int hni_region_read(struct devlink *devlink,
			   const struct devlink_region_ops *ops,
			   struct netlink_ext_ack *extack, u64 offset,
			   u32 size, u8 *data)
{
	struct hni_region *region = ops->priv;
	u32 at, row, num;
	int err;

	while (size) {
		row = div_u64_rem(offset, region->len, &at);
		err = hni_region_fetch(region, row, extack);
		if (err)
			return err;
		num = min_t(u32, size, region->len - at);
		memcpy(data, region->buf + (row - region->first) * region->len +
		       at, num);
		data += num;
		offset += num;
		size -= num;
	}
	return 0;
}

static int hni_region_snapshot(struct devlink *devlink,
			       const struct devlink_region_ops *ops,
			       struct netlink_ext_ack *extack, u8 **data)
{
	struct hni_region *region = ops->priv;
	int err;

	*data = vmalloc(array_size(region->rows, region->len));
	if (!*data)
		return -ENOMEM;
	err = hni_region_rows_read(region, 0, region->rows, *data, extack);
	if (err)
		vfree(*data);
	return err;
}

static int hni_region_create(struct hni_region *region, struct hni_esw *esw,
			     unsigned int i)
{
	const void *caps = &esw->caps;

	region->esw = esw;
	region->type = hni_region_table[i].type;
	region->rows = *(const u32 *)(caps + hni_region_table[i].rows);
	if (!region->rows)
		return 0;
	region->len = hni_dump_len(esw, region->type);
	region->ops.name = hni_region_table[i].name;
	region->ops.destructor = vfree;
	region->ops.snapshot = hni_region_snapshot;
	region->ops.read = hni_region_read;
	region->ops.priv = region;
	region->region = devl_region_create(esw->hdev->devlink, &region->ops,
					    HNI_REGION_SNAPSHOTS,
					    (u64)region->rows * region->len);
	return PTR_ERR_OR_ZERO(region->region);
}

static void hni_regions_destroy(struct hni_regions *regions, unsigned int num)
{
	while (num--) {
		if (!regions->region[num].region)
			continue;
		devl_region_destroy(regions->region[num].region);
		kvfree(regions->region[num].buf);
	}
	kfree(regions);
}

int hni_regions_register(struct hni_esw *esw)
{
	u32 version = hni_esw_read(esw, HNI_ESW_REG_VERSION);
	struct hni_regions *regions;
	unsigned int i;
	int err;

	/* before version 1.1 only counters can be read back */
	if (!FIELD_GET(HNI_ESW_VERSION_MINOR, version))
		return 0;
	regions = kzalloc(sizeof(*regions), GFP_KERNEL);
	if (!regions)
		return -ENOMEM;
	for (i = 0; i < HNI_REGIONS; i++) {
		err = hni_region_create(&regions->region[i], esw, i);
		if (err)
			goto err_destroy;
	}
	esw->sw->regions = regions;
	return 0;

err_destroy:
	hni_regions_destroy(regions, i);
	return err;
}

void hni_regions_unregister(struct hni_esw *esw)
{
	if (esw->sw->regions)
		hni_regions_destroy(esw->sw->regions, HNI_REGIONS);
}
