// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the command ring of the e-switch: posting, doorbell, completion, death.
 */

#include <linux/bitfield.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/log2.h>
#include <linux/unaligned.h>

#include "esw.h"
#include "irq.h"

#define HNI_CMD_LOG2		12	/* units of the ring */
#define HNI_CMD_TIMEOUT		(5 * HZ)
#define HNI_CMD_START_POLLS	1000

static const char *const hni_cmd_fatal_names[] = {
	[HNI_ESW_FATAL_NONE] = "no answer",
	[HNI_ESW_FATAL_OPCODE] = "unknown opcode",
	[HNI_ESW_FATAL_TYPE] = "unknown record type",
	[HNI_ESW_FATAL_INDEX] = "index outside the table",
	[HNI_ESW_FATAL_LENGTH] = "wrong record length",
	[HNI_ESW_FATAL_RECORD] = "field out of range",
	[HNI_ESW_FATAL_REFERENCE] = "reference to an invalid row",
	[HNI_ESW_FATAL_DMA] = "host memory not accessible",
	[HNI_ESW_FATAL_RING] = "tail beyond the ring",
	[HNI_ESW_FATAL_LATE] = "heartbeat came too late",
};

const char *hni_cmd_fatal_name(u8 code)
{
	if (code >= ARRAY_SIZE(hni_cmd_fatal_names))
		return "unknown code";
	return hni_cmd_fatal_names[code];
}

static void hni_cmd_die(struct hni_cmd *cmd, u8 code, u32 pos)
{
	bool was_dead;

	spin_lock_irq(&cmd->cpl_lock);
	was_dead = cmd->is_dead;
	if (!was_dead) {
		cmd->dead_code = code;
		cmd->dead_pos = pos;
		WRITE_ONCE(cmd->is_dead, true);
	}
	spin_unlock_irq(&cmd->cpl_lock);
	if (was_dead)
		return;

	dev_err(cmd->esw->hdev->dev,
		"e-switch: command ring stopped at position %u: %s (code %u)\n",
		pos, hni_cmd_fatal_name(code), code);
	wake_up_all(&cmd->wait);
	queue_work(system_long_wq, &cmd->esw->dead_work);
}

void hni_cmd_fatal(struct hni_cmd *cmd)
{
	u32 pos, status = hni_esw_read(cmd->esw, HNI_ESW_REG_STATUS);

	if (!(status & HNI_ESW_STATUS_FATAL))
		return;
	pos = hni_esw_read(cmd->esw, HNI_ESW_REG_FATAL_POS);
	if (!hni_dev_is_dead(cmd->esw->hdev))
		hni_cmd_die(cmd, FIELD_GET(HNI_ESW_STATUS_CODE, status), pos);
}

/*
 * Takes the device's word for how far it got, unless it claims more than it
 * was given. The caller holds cpl_lock.
 */
static void hni_cmd_poll(struct hni_cmd *cmd)
{
	u32 done, hw_done;

	hw_done = le32_to_cpu(READ_ONCE(*(__le32 *)(cmd->cpl +
						    HNI_ESW_CPL_DONE)));
	done = cmd->base + hw_done;
	if (hw_done == cmd->hw_done || done - cmd->done >
	    READ_ONCE(cmd->rung) - cmd->done)
		return;
	/* pairs with the device: it writes the time before the position */
	dma_rmb();
	cmd->clock.time_ns = get_unaligned_le64(cmd->cpl +
						HNI_ESW_CPL_TIME_NS);
	cmd->clock.jiffies = get_jiffies_64();
	cmd->hw_done = hw_done;
	WRITE_ONCE(cmd->done, done);
}

static irqreturn_t hni_cmd_irq(int irq, void *data)
{
	struct hni_cmd *cmd = data;

	/* unmask first: a completion behind the poll below fires again */
	hni_irq_unmask(cmd->esw->hdev, cmd->vec);
	spin_lock(&cmd->cpl_lock);
	hni_cmd_poll(cmd);
	spin_unlock(&cmd->cpl_lock);
	wake_up_all(&cmd->wait);
	return IRQ_HANDLED;
}

bool hni_cmd_is_done(struct hni_cmd *cmd, u32 pos)
{
	return (s32)(READ_ONCE(cmd->done) - pos) >= 0;
}

void hni_cmd_clock_get(struct hni_cmd *cmd, struct hni_cmd_clock *clock)
{
	spin_lock_irq(&cmd->cpl_lock);
	*clock = cmd->clock;
	spin_unlock_irq(&cmd->cpl_lock);
}

static bool hni_cmd_is_over(struct hni_cmd *cmd, u32 pos)
{
	return hni_cmd_is_done(cmd, pos) || READ_ONCE(cmd->is_dead);
}

/* Progress of any command restarts the clock: only silence is death. */
static void hni_cmd_sleep(struct hni_cmd *cmd, u32 pos)
{
	u32 before;

	while (!hni_cmd_is_over(cmd, pos)) {
		before = READ_ONCE(cmd->done);
		if (wait_event_timeout(cmd->wait, hni_cmd_is_over(cmd, pos),
				       HNI_CMD_TIMEOUT))
			return;
		/* an interrupt may have been lost, the work was not */
		spin_lock_irq(&cmd->cpl_lock);
		hni_cmd_poll(cmd);
		spin_unlock_irq(&cmd->cpl_lock);
		if (READ_ONCE(cmd->done) == before)
			hni_cmd_die(cmd, HNI_ESW_FATAL_NONE, before);
	}
}

int hni_cmd_wait(struct hni_cmd *cmd, u32 pos)
{
	might_sleep();
	hni_cmd_sleep(cmd, pos);
	return hni_cmd_is_done(cmd, pos) ? 0 : -EIO;
}

u32 hni_cmd_ring(struct hni_cmd *cmd)
{
	lockdep_assert_held(&cmd->esw->lock);

	if (cmd->rung == cmd->tail)
		return cmd->tail;

	put_unaligned_le32(HNI_ESW_CMD_F_IRQ,
			   cmd->last + HNI_ESW_CMD_FLAGS);
	WRITE_ONCE(cmd->rung, cmd->tail);
	/* the device fetches units as soon as it sees the tail */
	dma_wmb();
	hni_esw_write(cmd->esw, HNI_ESW_REG_CMD_TAIL, cmd->tail - cmd->base);
	return cmd->tail;
}

static bool hni_cmd_has_space(struct hni_cmd *cmd, u32 units)
{
	u32 first = cmd->base;

	/* behind a restart nothing of the old ring takes up space */
	if ((s32)(READ_ONCE(cmd->done) - first) > 0)
		first = READ_ONCE(cmd->done);
	return cmd->tail + units - first <= cmd->size;
}

static u8 *hni_cmd_unit(struct hni_cmd *cmd, u32 pos)
{
	size_t unit = (pos - cmd->base) & (cmd->size - 1);

	return cmd->units + unit * HNI_ESW_UNIT;
}

/* @len is in whole units */
static void hni_cmd_post(struct hni_cmd *cmd, size_t len)
{
	u32 i, units = len / HNI_ESW_UNIT;

	lockdep_assert_held(&cmd->esw->lock);

	if (!hni_cmd_has_space(cmd, units)) {
		hni_cmd_ring(cmd);
		hni_cmd_sleep(cmd, cmd->tail + units - cmd->size);
	}
	if (READ_ONCE(cmd->is_dead))
		return;

	cmd->last = hni_cmd_unit(cmd, cmd->tail);
	for (i = 0; i < units; i++)
		memcpy(hni_cmd_unit(cmd, cmd->tail++),
		       cmd->buf + (size_t)i * HNI_ESW_UNIT, HNI_ESW_UNIT);
}

void hni_cmd_post_write(struct hni_cmd *cmd, const struct hof_write *write)
{
	hni_cmd_post(cmd, hni_esw_encode(write, 0, cmd->buf));
}

void hni_cmd_post_dump(struct hni_cmd *cmd, u8 type, u32 index, u32 count,
		       dma_addr_t dma)
{
	struct hni_esw_cmd dump = {
		.op = HNI_ESW_OP_DUMP,
		.type = type,
		.index = index,
		.count = count,
		.addr = dma,
	};

	hni_esw_encode_cmd(&dump, cmd->buf);
	hni_cmd_post(cmd, HNI_ESW_UNIT);
}

void hni_cmd_post_mode(struct hni_cmd *cmd, u32 mode)
{
	struct hni_esw_cmd change = {
		.op = HNI_ESW_OP_MODE,
		.index = mode,
	};

	hni_esw_encode_cmd(&change, cmd->buf);
	hni_cmd_post(cmd, HNI_ESW_UNIT);
}

/* A ring that stops keeps its tables; one that starts has a new, empty bank. */
static void hni_cmd_disable(struct hni_esw *esw)
{
	hni_esw_write(esw, HNI_ESW_REG_CTRL, 0);
	/* read back: nothing of the ring is fetched after this */
	hni_esw_read(esw, HNI_ESW_REG_STATUS);
}

static int hni_cmd_enable(struct hni_esw *esw)
{
	struct hni_cmd *cmd = &esw->cmd;
	unsigned int i;

	spin_lock_irq(&cmd->cpl_lock);
	memset(cmd->cpl, 0, HNI_ESW_CPL_LEN);
	cmd->base = cmd->tail;
	cmd->rung = cmd->tail;
	cmd->hw_done = 0;
	spin_unlock_irq(&cmd->cpl_lock);

	hni_esw_write(esw, HNI_ESW_REG_CMD_BASE_LO,
		      lower_32_bits(cmd->units_dma));
	hni_esw_write(esw, HNI_ESW_REG_CMD_BASE_HI,
		      upper_32_bits(cmd->units_dma));
	hni_esw_write(esw, HNI_ESW_REG_CMD_SIZE, ilog2(cmd->size));
	hni_esw_write(esw, HNI_ESW_REG_CPL_BASE_LO,
		      lower_32_bits(cmd->cpl_dma));
	hni_esw_write(esw, HNI_ESW_REG_CPL_BASE_HI,
		      upper_32_bits(cmd->cpl_dma));
	hni_esw_write(esw, HNI_ESW_REG_CMD_VECTOR,
		      FIELD_PREP(HNI_ESW_VECTOR_IDX, cmd->vec) |
		      HNI_ESW_VECTOR_ENABLE);
	hni_esw_write(esw, HNI_ESW_REG_HEARTBEAT, 1);
	hni_esw_write(esw, HNI_ESW_REG_CTRL,
		      HNI_ESW_CTRL_ENABLE | HNI_ESW_CTRL_HEARTBEAT);

	for (i = 0; i < HNI_CMD_START_POLLS; i++) {
		u32 status = hni_esw_read(esw, HNI_ESW_REG_STATUS);

		if (hni_dev_is_dead(esw->hdev))
			return -EIO;
		if (status & HNI_ESW_STATUS_ENABLED) {
			WRITE_ONCE(cmd->is_dead, false);
			return 0;
		}
		cpu_relax();
	}
	dev_err(esw->hdev->dev, "e-switch: the command ring does not start\n");
	return -EIO;
}

int hni_cmd_restart(struct hni_esw *esw)
{
	lockdep_assert_held(&esw->lock);

	hni_cmd_disable(esw);
	hni_irq_unmask(esw->hdev, esw->cmd.vec);
	return hni_cmd_enable(esw);
}

void hni_cmd_detach(struct hni_cmd *cmd)
{
	spin_lock_irq(&cmd->cpl_lock);
	cmd->dead_code = HNI_ESW_FATAL_NONE;
	cmd->dead_pos = 0;
	WRITE_ONCE(cmd->is_dead, true);
	spin_unlock_irq(&cmd->cpl_lock);
	wake_up_all(&cmd->wait);
}

static int hni_cmd_alloc(struct hni_cmd *cmd, u32 log2)
{
	struct device *dev = cmd->esw->hdev->dev;

	cmd->size = 1U << log2;
	cmd->units = dma_alloc_coherent(dev, (size_t)cmd->size * HNI_ESW_UNIT,
					&cmd->units_dma, GFP_KERNEL);
	if (!cmd->units)
		return -ENOMEM;
	cmd->cpl = dma_alloc_coherent(dev, HNI_ESW_CPL_LEN, &cmd->cpl_dma,
				      GFP_KERNEL);
	if (!cmd->cpl)
		goto err_free_units;
	return 0;

err_free_units:
	dma_free_coherent(dev, (size_t)cmd->size * HNI_ESW_UNIT, cmd->units,
			  cmd->units_dma);
	return -ENOMEM;
}

static void hni_cmd_free(struct hni_cmd *cmd)
{
	struct device *dev = cmd->esw->hdev->dev;

	dma_free_coherent(dev, HNI_ESW_CPL_LEN, cmd->cpl, cmd->cpl_dma);
	dma_free_coherent(dev, (size_t)cmd->size * HNI_ESW_UNIT, cmd->units,
			  cmd->units_dma);
}

int hni_cmd_init(struct hni_esw *esw)
{
	struct hni_dev *hdev = esw->hdev;
	struct hni_cmd *cmd = &esw->cmd;
	int err;

	cmd->esw = esw;
	spin_lock_init(&cmd->cpl_lock);
	init_waitqueue_head(&cmd->wait);
	err = hni_cmd_alloc(cmd, min_t(u32, HNI_CMD_LOG2, esw->caps.cmd_log2));
	if (err)
		return err;

	cmd->vec = hni_irq_get(hdev);
	if (cmd->vec < 0) {
		err = cmd->vec;
		goto err_free_cmd;
	}
	snprintf(cmd->name, sizeof(cmd->name), "hni-esw@%s",
		 pci_name(hdev->pdev));
	err = request_irq(hni_irq_num(hdev, cmd->vec), hni_cmd_irq, 0,
			  cmd->name, cmd);
	if (err)
		goto err_put_vec;
	hni_irq_unmask(hdev, cmd->vec);

	err = hni_cmd_enable(esw);
	if (err)
		goto err_disable;
	return 0;

err_disable:
	hni_cmd_disable(esw);
	hni_irq_mask(hdev, cmd->vec);
	free_irq(hni_irq_num(hdev, cmd->vec), cmd);
err_put_vec:
	hni_irq_put(hdev, cmd->vec);
err_free_cmd:
	hni_cmd_free(cmd);
	return err;
}

void hni_cmd_fini(struct hni_esw *esw)
{
	struct hni_dev *hdev = esw->hdev;
	struct hni_cmd *cmd = &esw->cmd;

	hni_cmd_disable(esw);
	hni_esw_write(esw, HNI_ESW_REG_CMD_VECTOR, 0);
	hni_irq_mask(hdev, cmd->vec);
	free_irq(hni_irq_num(hdev, cmd->vec), cmd);
	hni_irq_put(hdev, cmd->vec);
	hni_cmd_free(cmd);
}
