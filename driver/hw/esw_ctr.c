// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns counter snapshots: host memory into which the device dumps its counters
 * when somebody asks, block by block.
 *
 * A block is read only with hni_esw.lock held and no DUMP into it under way,
 * so a record is never read while the device writes it.
 */

#include <linux/dma-mapping.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/unaligned.h>

#include "esw.h"
#include "esw_ctr.h"

#define HNI_CTR_BLOCK_LOG2	13	/* 256 KiB of records */
#define HNI_CTR_BLOCK		BIT(HNI_CTR_BLOCK_LOG2)
#define HNI_CTR_FRESH_NS	(20 * NSEC_PER_MSEC)
#define HNI_CTR_RETRIES		3	/* of a record in change */

/**
 * struct hni_ctr_block - snapshot of HNI_CTR_BLOCK counters
 * @rec: records, NULL until somebody asks; guarded by hni_esw.lock
 * @dma: bus address of @rec
 * @used: counters in use are below this; never shrinks
 * @held: counters that the last full DUMP held, 0 = none
 * @begun_ns: when it was posted
 * @pos: ring position that ends the last DUMP into @rec
 */
struct hni_ctr_block {
	u8 *rec;
	dma_addr_t dma;
	u32 used;
	u32 held;
	u64 begun_ns;
	u32 pos;
};

struct hni_ctr {
	unsigned int num_blocks;
	struct hni_ctr_block blocks[] __counted_by(num_blocks);
};

#define HNI_CTR_BYTES	(HNI_CTR_BLOCK * HNI_COUNTER_LEN)

static struct hni_ctr_block *hni_ctr_block(struct hni_esw *esw, u32 idx)
{
	return &esw->ctr->blocks[idx >> HNI_CTR_BLOCK_LOG2];
}

int hni_ctr_init(struct hni_esw *esw)
{
	unsigned int num = DIV_ROUND_UP(esw->caps.counters, HNI_CTR_BLOCK);

	esw->ctr = kzalloc(struct_size(esw->ctr, blocks, num), GFP_KERNEL);
	if (!esw->ctr)
		return -ENOMEM;
	esw->ctr->num_blocks = num;
	return 0;
}

void hni_ctr_fini(struct hni_esw *esw)
{
	unsigned int i;

	for (i = 0; i < esw->ctr->num_blocks; i++) {
		struct hni_ctr_block *block = &esw->ctr->blocks[i];

		if (block->rec)
			dma_free_coherent(esw->hdev->dev, HNI_CTR_BYTES,
					  block->rec, block->dma);
	}
	kfree(esw->ctr);
}

void hni_ctr_use(struct hni_esw *esw, u32 idx)
{
	struct hni_ctr_block *block = hni_ctr_block(esw, idx);

	lockdep_assert_held(&esw->lock);
	block->used = max(block->used, (idx & (HNI_CTR_BLOCK - 1)) + 1);
}

void hni_ctr_forget(struct hni_esw *esw)
{
	unsigned int i;

	lockdep_assert_held(&esw->lock);
	for (i = 0; i < esw->ctr->num_blocks; i++) {
		struct hni_ctr_block *block = &esw->ctr->blocks[i];

		block->held = 0;
		block->pos = READ_ONCE(esw->cmd.done);
		/* who waits for a DUMP that died finds counters at zero */
		if (block->rec)
			memset(block->rec, 0, HNI_CTR_BYTES);
	}
}

static int hni_ctr_block_alloc(struct hni_esw *esw,
			       struct hni_ctr_block *block)
{
	if (block->rec)
		return 0;
	block->rec = dma_alloc_coherent(esw->hdev->dev, HNI_CTR_BYTES,
					&block->dma, GFP_KERNEL);
	if (!block->rec)
		return -ENOMEM;
	block->pos = READ_ONCE(esw->cmd.done);
	return 0;
}

/* One record, now: who needs a fresh value does not pay for its neighbours. */
static void hni_ctr_dump_one(struct hni_esw *esw, struct hni_ctr_block *block,
			     u32 idx)
{
	u32 off = (idx & (HNI_CTR_BLOCK - 1)) * HNI_COUNTER_LEN;

	hni_cmd_post_dump(&esw->cmd, HNI_ESW_TYPE_COUNTER, idx, 1,
			  block->dma + off);
	block->pos = hni_cmd_ring(&esw->cmd);
}

static void hni_ctr_dump_all(struct hni_esw *esw, struct hni_ctr_block *block,
			     u32 idx)
{
	block->begun_ns = ktime_get_ns();
	block->held = block->used;
	hni_cmd_post_dump(&esw->cmd, HNI_ESW_TYPE_COUNTER,
			  round_down(idx, HNI_CTR_BLOCK), block->held,
			  block->dma);
	block->pos = hni_cmd_ring(&esw->cmd);
}

static bool hni_ctr_is_young(const struct hni_ctr_block *block, u32 idx)
{
	return block->held > (idx & (HNI_CTR_BLOCK - 1)) &&
	       ktime_get_ns() - block->begun_ns < HNI_CTR_FRESH_NS;
}

/* Others may post a DUMP into the block while the lock is dropped. */
static int hni_ctr_block_wait(struct hni_esw *esw, struct hni_ctr_block *block)
{
	int err = 0;

	while (!err && !hni_cmd_is_done(&esw->cmd, block->pos)) {
		u32 pos = block->pos;

		mutex_unlock(&esw->lock);
		err = hni_cmd_wait(&esw->cmd, pos);
		mutex_lock(&esw->lock);
	}
	return err;
}

/* Return: false if the device was changing the record while it dumped it. */
static bool hni_ctr_parse(const u8 *rec, u32 gen, struct hni_ctr_value *val)
{
	memset(val, 0, sizeof(*val));
	if (get_unaligned_le32(rec + HNI_COUNTER_SEQ) & 1)
		return false;
	if (get_unaligned_le32(rec + HNI_COUNTER_GEN) != gen)
		return true;
	val->pkts = get_unaligned_le64(rec + HNI_COUNTER_PKTS);
	val->bytes = get_unaligned_le64(rec + HNI_COUNTER_BYTES);
	val->last_ns = get_unaligned_le64(rec + HNI_COUNTER_LAST_NS);
	return true;
}

int hni_ctr_read(struct hni_esw *esw, u32 idx, u32 gen, bool fresh,
		 struct hni_ctr_value *val)
{
	struct hni_ctr_block *block = hni_ctr_block(esw, idx);
	const u8 *rec;
	unsigned int i;
	int err;

	lockdep_assert_held(&esw->lock);

	err = hni_ctr_block_alloc(esw, block);
	if (err)
		return err;
	rec = block->rec + (idx & (HNI_CTR_BLOCK - 1)) * HNI_COUNTER_LEN;

	for (i = 0; i < HNI_CTR_RETRIES; i++) {
		if (fresh || i)
			hni_ctr_dump_one(esw, block, idx);
		else if (!hni_ctr_is_young(block, idx))
			hni_ctr_dump_all(esw, block, idx);
		err = hni_ctr_block_wait(esw, block);
		if (err)
			return err;
		/* the device wrote the record before it moved the position */
		dma_rmb();
		if (hni_ctr_parse(rec, gen, val))
			return 0;
	}
	return -EIO;
}
