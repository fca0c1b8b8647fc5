// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the life of struct hni_esw: capabilities, registers of BAR2, events and
 * the heartbeat.
 */

#include <linux/bitfield.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

#include "esw.h"
#include "esw_ctr.h"
#include "irq.h"

#define HNI_ESW_BEAT_PERIOD	HZ
#define HNI_ESW_ROWS_MAX	BIT(24)

u32 hni_esw_read(struct hni_esw *esw, u32 reg)
{
	if (hni_dev_is_dead(esw->hdev))
		return ~0U;
	return readl(esw->hdev->esw_bar + reg);
}

void hni_esw_write(struct hni_esw *esw, u32 reg, u32 val)
{
	if (!hni_dev_is_dead(esw->hdev))
		writel(val, esw->hdev->esw_bar + reg);
}

/* The low word comes first; two equal high words mean no carry in between. */
static u64 hni_esw_read64(struct hni_esw *esw, u32 reg)
{
	u32 again, hi, lo;

	hi = hni_esw_read(esw, reg + 4);
	lo = hni_esw_read(esw, reg);
	again = hni_esw_read(esw, reg + 4);
	if (again != hi)
		lo = 0;
	return (u64)again << 32 | lo;
}

void hni_esw_port_stats_get(struct hni_esw *esw, unsigned int port,
			    struct hni_esw_port_stats *stats)
{
	u32 base = HNI_ESW_PORT(port);

	memset(stats, 0, sizeof(*stats));
	if (hni_dev_is_dead(esw->hdev))
		return;
	stats->rx_pkts = hni_esw_read64(esw, base + HNI_ESW_PORT_RX_FRAMES);
	stats->rx_bytes = hni_esw_read64(esw, base + HNI_ESW_PORT_RX_BYTES);
	stats->tx_pkts = hni_esw_read64(esw, base + HNI_ESW_PORT_TX_FRAMES);
	stats->tx_bytes = hni_esw_read64(esw, base + HNI_ESW_PORT_TX_BYTES);
	stats->rx_drops = hni_esw_read64(esw, base + HNI_ESW_PORT_RX_DROPS);
	stats->tx_drops = hni_esw_read64(esw, base + HNI_ESW_PORT_TX_DROPS);
	stats->to_manager = hni_esw_read64(esw,
					   base + HNI_ESW_PORT_TO_MANAGER);
}

/*
 * One row per capability: what the driver can work with. A device outside of
 * it is refused rather than half used.
 */
static const struct {
	const char *name;
	u32 reg;
	size_t off;
	u32 min;
	u32 max;
} hni_esw_cap_table[] = {
#define HNI_ESW_CAP(_field, _reg, _min, _max)				\
	{ #_field, HNI_ESW_REG_CAP_##_reg,				\
	  offsetof(struct hni_esw_caps, _field), _min, _max }
	HNI_ESW_CAP(ports, PORTS, 1, HNI_ESW_MAX_PORTS),
	HNI_ESW_CAP(tables, TABLES, 2, 1U << 16),
	HNI_ESW_CAP(flow_rows, FLOW_ROWS, 1, HNI_ESW_ROWS_MAX),
	HNI_ESW_CAP(slots, SLOTS, 1, 1U << 16),
	HNI_ESW_CAP(tcam_rows, TCAM_ROWS, 1, HNI_ESW_ROWS_MAX),
	HNI_ESW_CAP(actions, ACTIONS, 1, HNI_ESW_ROWS_MAX),
	HNI_ESW_CAP(counters, COUNTERS, 1, HNI_ESW_ROWS_MAX),
	HNI_ESW_CAP(cmd_log2, CMD_LOG2, HNI_ESW_CMD_MIN_LOG2, 20),
	HNI_ESW_CAP(rank_bits, RANK_BITS, 2, 16),
	HNI_ESW_CAP(meters, METERS, 0, HNI_ESW_ROWS_MAX),
	HNI_ESW_CAP(encaps, ENCAPS, 0, HNI_ESW_ROWS_MAX),
	HNI_ESW_CAP(tunnels, TUNNELS, 0, HNI_ESW_ROWS_MAX),
	HNI_ESW_CAP(ranges, RANGES, 0, HNI_RANGE_MAX_ROWS),
	HNI_ESW_CAP(conns, CONNS, 0, HNI_ESW_ROWS_MAX),
	HNI_ESW_CAP(key_words, KEY_WORDS, 0, HNI_KW_COUNT),
	HNI_ESW_CAP(ops, OPS, 0, HNI_ACTION_MAX_OPS),
#undef HNI_ESW_CAP
};

static int hni_esw_caps_read(struct hni_esw *esw)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hni_esw_cap_table); i++) {
		u32 *field = (void *)&esw->caps + hni_esw_cap_table[i].off;
		u32 val = hni_esw_read(esw, hni_esw_cap_table[i].reg);

		if (val < hni_esw_cap_table[i].min ||
		    val > hni_esw_cap_table[i].max) {
			dev_err(esw->hdev->dev,
				"e-switch: capability %s = %u is not within %u..%u\n",
				hni_esw_cap_table[i].name, val,
				hni_esw_cap_table[i].min,
				hni_esw_cap_table[i].max);
			return -EINVAL;
		}
		*field = val;
	}

	esw->caps.has_rates = FIELD_GET(HNI_ESW_VERSION_MINOR,
					hni_esw_read(esw,
						     HNI_ESW_REG_VERSION)) >= 2;
	esw->switch_id = hni_esw_read(esw, HNI_ESW_REG_SWITCH_ID_LO) |
		(u64)hni_esw_read(esw, HNI_ESW_REG_SWITCH_ID_HI) << 32;
	return 0;
}

static void hni_esw_beat(struct work_struct *work)
{
	struct hni_esw *esw = container_of(to_delayed_work(work),
					   struct hni_esw, beat);

	/* after a late beat the device has no vector to tell us by */
	hni_cmd_fatal(&esw->cmd);
	hni_esw_write(esw, HNI_ESW_REG_HEARTBEAT, 1);
	schedule_delayed_work(&esw->beat, HNI_ESW_BEAT_PERIOD);
}

static irqreturn_t hni_esw_evt_irq(int irq, void *data)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t hni_esw_evt_thread(int irq, void *data)
{
	struct hni_esw *esw = data;
	u32 status;

	status = hni_esw_read(esw, HNI_ESW_REG_EVT_STATUS);
	if (hni_dev_is_dead(esw->hdev))
		return IRQ_HANDLED;
	hni_esw_write(esw, HNI_ESW_REG_EVT_STATUS, status);

	if (status & HNI_ESW_EVT_FATAL)
		hni_cmd_fatal(&esw->cmd);
	if (status & HNI_ESW_EVT_PORT)
		queue_work(system_long_wq, &esw->port_work);

	hni_irq_unmask(esw->hdev, esw->evt_vec);
	return IRQ_HANDLED;
}

static void hni_esw_evt_enable(struct hni_esw *esw)
{
	hni_esw_write(esw, HNI_ESW_REG_EVT_VECTOR,
		      FIELD_PREP(HNI_ESW_VECTOR_IDX, esw->evt_vec) |
		      HNI_ESW_VECTOR_ENABLE);
	hni_esw_write(esw, HNI_ESW_REG_EVT_MASK, 0);
}

int hni_esw_restart(struct hni_esw *esw)
{
	hni_esw_evt_enable(esw);
	hni_irq_unmask(esw->hdev, esw->evt_vec);
	return hni_cmd_restart(esw);
}

void hni_esw_hw_detach(struct hni_esw *esw)
{
	cancel_delayed_work_sync(&esw->beat);
	hni_cmd_detach(&esw->cmd);
}

void hni_esw_hw_attach(struct hni_esw *esw)
{
	schedule_delayed_work(&esw->beat, 0);
}

static int hni_esw_evt_init(struct hni_esw *esw)
{
	struct hni_dev *hdev = esw->hdev;
	int err;

	esw->evt_vec = hni_irq_get(hdev);
	if (esw->evt_vec < 0)
		return esw->evt_vec;

	snprintf(esw->evt_name, sizeof(esw->evt_name), "hni-esw-event@%s",
		 pci_name(hdev->pdev));
	err = request_threaded_irq(hni_irq_num(hdev, esw->evt_vec),
				   hni_esw_evt_irq, hni_esw_evt_thread, 0,
				   esw->evt_name, esw);
	if (err)
		goto err_put_vec;

	hni_esw_evt_enable(esw);
	hni_irq_unmask(hdev, esw->evt_vec);
	return 0;

err_put_vec:
	hni_irq_put(hdev, esw->evt_vec);
	return err;
}

static void hni_esw_evt_fini(struct hni_esw *esw)
{
	hni_esw_write(esw, HNI_ESW_REG_EVT_MASK, ~0U);
	hni_esw_write(esw, HNI_ESW_REG_EVT_VECTOR, 0);
	hni_irq_mask(esw->hdev, esw->evt_vec);
	free_irq(hni_irq_num(esw->hdev, esw->evt_vec), esw);
	hni_irq_put(esw->hdev, esw->evt_vec);
}

int hni_esw_hw_init(struct hni_dev *hdev, work_func_t port_work,
		    work_func_t dead_work)
{
	struct hni_esw *esw;
	int err;

	esw = kzalloc(sizeof(*esw), GFP_KERNEL);
	if (!esw)
		return -ENOMEM;
	esw->hdev = hdev;
	mutex_init(&esw->lock);
	INIT_DELAYED_WORK(&esw->beat, hni_esw_beat);
	INIT_WORK(&esw->port_work, port_work);
	INIT_WORK(&esw->dead_work, dead_work);

	err = hni_esw_caps_read(esw);
	if (err)
		goto err_free_esw;
	err = hni_ctr_init(esw);
	if (err)
		goto err_free_esw;
	hni_dump_init(esw);
	err = hni_cmd_init(esw);
	if (err)
		goto err_fini_ctr;
	err = hni_esw_evt_init(esw);
	if (err)
		goto err_fini_cmd;

	schedule_delayed_work(&esw->beat, 0);
	hdev->esw = esw;
	return 0;

err_fini_cmd:
	hni_cmd_fini(esw);
err_fini_ctr:
	hni_dump_fini(esw);
	hni_ctr_fini(esw);
err_free_esw:
	mutex_destroy(&esw->lock);
	kfree(esw);
	return err;
}

void hni_esw_hw_fini(struct hni_dev *hdev)
{
	struct hni_esw *esw = hdev->esw;

	hdev->esw = NULL;
	cancel_delayed_work_sync(&esw->beat);
	hni_esw_evt_fini(esw);
	cancel_work_sync(&esw->port_work);
	hni_cmd_fini(esw);
	cancel_work_sync(&esw->dead_work);
	hni_dump_fini(esw);
	hni_ctr_fini(esw);
	mutex_destroy(&esw->lock);
	kfree(esw);
}
