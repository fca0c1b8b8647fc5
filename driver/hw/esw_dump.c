// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading rows back from the device, and the records of meters. */

#include <linux/dma-mapping.h>
#include <linux/sizes.h>
#include <linux/unaligned.h>

#include "esw.h"
#include "esw_dump.h"

#define HNI_DUMP_BYTES		SZ_64K
#define HNI_DUMP_RETRIES	3	/* of a record in change */
#define HNI_DUMP_OPS_1_0	32	/* operations of an ACTION row */

static_assert(HNI_DUMP_BYTES <= HNI_ESW_DUMP_MAX);

static const u16 hni_dump_lens[] = {
	[HNI_ESW_TYPE_SLOT] = HNI_SLOT_LEN,
	[HNI_ESW_TYPE_FLOW] = HNI_FLOW_LEN,
	[HNI_ESW_TYPE_TCAM] = HNI_TCAM_LEN,
	[HNI_ESW_TYPE_COUNTER] = HNI_COUNTER_LEN,
	[HNI_ESW_TYPE_PORT] = HNI_PORT_LEN,
	[HNI_ESW_TYPE_RANGE] = HNI_RANGE_LEN,
	[HNI_ESW_TYPE_METER] = HNI_METER_LEN,
	[HNI_ESW_TYPE_METER_STAT] = HNI_METER_STAT_LEN,
	[HNI_ESW_TYPE_ENCAP] = HNI_ENCAP_LEN,
	[HNI_ESW_TYPE_TUNNEL] = HNI_TUNNEL_LEN,
	[HNI_ESW_TYPE_CONN] = HNI_CONN_LEN,
};

size_t hni_dump_len(const struct hni_esw *esw, u8 type)
{
	if (type == HNI_ESW_TYPE_ACTION)
		return HNI_ACTION_LEN(esw->caps.ops ?: HNI_DUMP_OPS_1_0);
	return hni_dump_lens[type];
}

void hni_dump_init(struct hni_esw *esw)
{
	mutex_init(&esw->dump.lock);
}

void hni_dump_fini(struct hni_esw *esw)
{
	if (esw->dump.buf)
		dma_free_coherent(esw->hdev->dev, HNI_DUMP_BYTES,
				  esw->dump.buf, esw->dump.dma);
	mutex_destroy(&esw->dump.lock);
}

static int hni_dump_alloc(struct hni_esw *esw)
{
	struct hni_dump *dump = &esw->dump;

	if (!dump->buf)
		dump->buf = dma_alloc_coherent(esw->hdev->dev, HNI_DUMP_BYTES,
					       &dump->dma, GFP_KERNEL);
	return dump->buf ? 0 : -ENOMEM;
}

static int hni_dump_step(struct hni_esw *esw, u8 type, u32 index, u32 count)
{
	int err;
	u32 pos;

	mutex_lock(&esw->lock);
	hni_cmd_post_dump(&esw->cmd, type, index, count, esw->dump.dma);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);
	err = hni_cmd_wait(&esw->cmd, pos);
	/* the device wrote the records before it moved the position */
	dma_rmb();
	return err;
}

int hni_dump_read(struct hni_esw *esw, u8 type, u32 index, u32 count,
		  void *recs)
{
	size_t len = hni_dump_len(esw, type);
	u32 most = HNI_DUMP_BYTES / len;
	u32 done = 0, num;
	int err;

	mutex_lock(&esw->dump.lock);
	err = hni_dump_alloc(esw);
	for (; !err && done < count; done += num) {
		num = min(count - done, most);
		err = hni_dump_step(esw, type, index + done, num);
		if (!err)
			memcpy(recs + done * len, esw->dump.buf, num * len);
	}
	mutex_unlock(&esw->dump.lock);
	return err;
}

static void hni_meter_stat_parse(const u8 *rec, u32 gen,
				 struct hni_meter_stat *stat)
{
	memset(stat, 0, sizeof(*stat));
	if (get_unaligned_le32(rec + HNI_METER_STAT_GEN) != gen)
		return;
	stat->pkts = get_unaligned_le64(rec + HNI_METER_STAT_PKTS);
	stat->bytes = get_unaligned_le64(rec + HNI_METER_STAT_BYTES);
	stat->drops = get_unaligned_le64(rec + HNI_METER_STAT_DROPS);
	stat->last_ns = get_unaligned_le64(rec + HNI_METER_STAT_LAST_NS);
}

int hni_meter_stat_read(struct hni_esw *esw, u32 row, u32 gen,
			struct hni_meter_stat *stat)
{
	u8 rec[HNI_METER_STAT_LEN];
	unsigned int i;
	int err;

	for (i = 0; i < HNI_DUMP_RETRIES; i++) {
		err = hni_dump_read(esw, HNI_ESW_TYPE_METER_STAT, row, 1, rec);
		if (err)
			return err;
		if (!(get_unaligned_le32(rec + HNI_METER_STAT_SEQ) & 1)) {
			hni_meter_stat_parse(rec, gen, stat);
			return 0;
		}
	}
	return -EIO;
}
