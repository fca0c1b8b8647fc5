// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the mailbox rings of BAR4.
 *
 * Descriptor states, as the firmware reads them (HOST_CMPL, FW_CMPL):
 *
 *   0 0  stop     1 0  ready     1 1  done, move on
 *
 * The firmware keeps a head of its own and moves on over "done"; after a
 * reset of the ring (descriptor 0 "stop", all others "done") it stands at 0,
 * wherever it was before, and says so with the doorbell.
 */

#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>

#include "fw.h"
#include "irq.h"
#include "mbx.h"

#define HNI_MBX_POLL_MS		20
#define HNI_MBX_TIMEOUT		(10 * HZ)
#define HNI_MBX_ENTRIES		HNI_MBX_DESCS
#define HNI_TLP_ATTR_RO		2	/* relaxed ordering */

/* Indices run freely; slot = index % HNI_MBX_ENTRIES */
struct hni_mbx_ring {
	void *buf;		/* HNI_MBX_MSG_MAX bytes per slot */
	dma_addr_t dma;
	unsigned int id;	/* HNI_MBX_RX or HNI_MBX_TX */
	unsigned int head;	/* oldest slot that the firmware may hold */
	unsigned int tail;	/* next slot to post */
};

struct hni_mbx {
	struct hni_mbx_ring rx;	/* hni_mbx_poll() only */
	struct hni_mbx_ring tx;
	spinlock_t tx_lock;	/* guards tx, is_up */
	bool is_up;
	/* copy of the message in hand: the device can change the original */
	u32 msg[HNI_MBX_MSG_MAX / sizeof(u32)];
};

static u32 hni_mbx_read(struct hni_dev *hdev, u32 reg)
{
	u32 val;

	if (hni_dev_is_dead(hdev))
		return ~0U;
	val = readl(hdev->mbx_bar + reg);
	if (val == ~0U && readl(hdev->mbx_bar + HNI_MBX_ALIVE) == ~0U &&
	    !test_and_set_bit(HNI_DEV_DEAD, &hdev->flags))
		dev_err(hdev->dev, "mailbox does not answer, device given up\n");
	return val;
}

static void hni_mbx_write(struct hni_dev *hdev, u32 reg, u32 val)
{
	if (!hni_dev_is_dead(hdev))
		writel(val, hdev->mbx_bar + reg);
}

static void hni_mbx_flush(struct hni_dev *hdev)
{
	hni_mbx_read(hdev, HNI_MBX_ALIVE);
}

static dma_addr_t hni_mbx_slot_dma(const struct hni_mbx_ring *ring,
				   unsigned int slot)
{
	return ring->dma + slot * HNI_MBX_MSG_MAX;
}

static void *hni_mbx_slot_buf(const struct hni_mbx_ring *ring,
			      unsigned int slot)
{
	return ring->buf + slot * HNI_MBX_MSG_MAX;
}

/* The firmware may act as soon as the low word has arrived: it goes last. */
static void hni_mbx_post(struct hni_dev *hdev, struct hni_mbx_ring *ring,
			 u64 flags)
{
	unsigned int slot = ring->tail % HNI_MBX_ENTRIES;
	unsigned int next = (ring->tail + 1) % HNI_MBX_ENTRIES;
	u64 desc;

	desc = hni_mbx_slot_dma(ring, slot) | flags | HNI_MBX_HOST_CMPL;
	hni_mbx_write(hdev, HNI_MBX_DESC_LO(ring->id, next), 0);
	hni_mbx_write(hdev, HNI_MBX_DESC_HI(ring->id, slot),
		      upper_32_bits(desc));
	hni_mbx_flush(hdev);
	hni_mbx_write(hdev, HNI_MBX_DESC_LO(ring->id, slot),
		      lower_32_bits(desc));
	ring->tail++;
}

static void hni_mbx_post_rx(struct hni_dev *hdev)
{
	hni_mbx_post(hdev, &hdev->mbx->rx,
		     FIELD_PREP(HNI_MBX_LEN, HNI_MBX_MSG_MAX));
}

/* Reset of one ring; the device's DMA in that direction is off from here. */
static void hni_mbx_ring_reset(struct hni_dev *hdev, struct hni_mbx_ring *ring)
{
	unsigned int slot;

	if (ring->id == HNI_MBX_RX)
		hni_csr_write(hdev, HNI_CSR_PUL_OB_TLP_HDR_AW_CFG,
			      HNI_PUL_AW_CFG_FLUSH | HNI_PUL_AW_CFG_FLUSH_MODE);
	else
		hni_csr_write(hdev, HNI_CSR_PUL_OB_TLP_HDR_AR_CFG,
			      HNI_PUL_AR_CFG_FLUSH);
	hni_csr_flush(hdev);

	hni_mbx_write(hdev, HNI_MBX_DESC_LO(ring->id, 0), 0);
	hni_mbx_flush(hdev);
	hni_mbx_write(hdev, HNI_MBX_DESC_HI(ring->id, 0), 0);
	for (slot = HNI_MBX_ENTRIES - 1; slot > 0; slot--) {
		hni_mbx_write(hdev, HNI_MBX_DESC_LO(ring->id, slot),
			      HNI_MBX_HOST_CMPL | HNI_MBX_FW_CMPL);
		hni_mbx_flush(hdev);
		hni_mbx_write(hdev, HNI_MBX_DESC_HI(ring->id, slot), 0);
	}
	ring->head = 0;
	ring->tail = 0;
}

static void hni_mbx_dma_on(struct hni_dev *hdev, struct hni_mbx_ring *ring)
{
	u32 attr = pcie_relaxed_ordering_enabled(hdev->pdev) ?
		   HNI_TLP_ATTR_RO : 0;

	if (ring->id == HNI_MBX_RX)
		hni_csr_write(hdev, HNI_CSR_PUL_OB_TLP_HDR_AW_CFG,
			      HNI_PUL_AW_CFG_BME |
			      FIELD_PREP(HNI_PUL_AW_CFG_RDE_ATTR, attr) |
			      FIELD_PREP(HNI_PUL_AW_CFG_TQM_ATTR, attr));
	else
		hni_csr_write(hdev, HNI_CSR_PUL_OB_TLP_HDR_AR_CFG,
			      HNI_PUL_AR_CFG_BME |
			      FIELD_PREP(HNI_PUL_AR_CFG_TDE_ATTR, attr) |
			      FIELD_PREP(HNI_PUL_AR_CFG_RQM_ATTR, attr) |
			      FIELD_PREP(HNI_PUL_AR_CFG_TQM_ATTR, attr));
}

static bool hni_mbx_doorbell_take(struct hni_dev *hdev)
{
	u32 status = hni_csr_read(hdev, HNI_CSR_INTR_STATUS(0));

	if (hni_dev_is_dead(hdev) || !(status & BIT(HNI_VECTOR_FW)))
		return false;
	hni_csr_write(hdev, HNI_CSR_INTR_CLEAR(0), BIT(HNI_VECTOR_FW));
	return true;
}

static int hni_mbx_handshake(struct hni_dev *hdev)
{
	unsigned long deadline = jiffies + HNI_MBX_TIMEOUT;
	struct hni_mbx *mbx = hdev->mbx;

	/* every vector clears itself when it fires, the mailbox's does not */
	hni_csr_write(hdev, HNI_CSR_INTR_SW_AC_MODE(0), ~HNI_BIT32(HNI_VECTOR_FW));
	hni_irq_mask(hdev, HNI_VECTOR_FW);
	hni_csr_write(hdev, HNI_CSR_INTR_CLEAR(0), BIT(HNI_VECTOR_FW));

	hni_mbx_ring_reset(hdev, &mbx->rx);
	do {
		hni_mbx_ring_reset(hdev, &mbx->tx);
		msleep(HNI_MBX_POLL_MS);
		if (hni_mbx_doorbell_take(hdev))
			return 0;
	} while (time_before(jiffies, deadline) && !hni_dev_is_dead(hdev));

	dev_err(hdev->dev, "firmware does not answer the mailbox reset\n");
	return -ETIMEDOUT;
}

static int hni_mbx_ring_alloc(struct hni_dev *hdev, struct hni_mbx_ring *ring,
			      unsigned int id)
{
	ring->id = id;
	ring->buf = dma_alloc_coherent(hdev->dev,
				       HNI_MBX_ENTRIES * HNI_MBX_MSG_MAX,
				       &ring->dma, GFP_KERNEL);
	return ring->buf ? 0 : -ENOMEM;
}

static void hni_mbx_ring_free(struct hni_dev *hdev, struct hni_mbx_ring *ring)
{
	dma_free_coherent(hdev->dev, HNI_MBX_ENTRIES * HNI_MBX_MSG_MAX,
			  ring->buf, ring->dma);
}

int hni_mbx_init(struct hni_dev *hdev)
{
	struct hni_mbx *mbx;
	int err;

	mbx = kzalloc_node(sizeof(*mbx), GFP_KERNEL, dev_to_node(hdev->dev));
	if (!mbx)
		return -ENOMEM;
	spin_lock_init(&mbx->tx_lock);
	hdev->mbx = mbx;

	err = hni_mbx_ring_alloc(hdev, &mbx->rx, HNI_MBX_RX);
	if (err)
		goto err_free_mbx;
	err = hni_mbx_ring_alloc(hdev, &mbx->tx, HNI_MBX_TX);
	if (err)
		goto err_free_rx;
	return 0;

err_free_rx:
	hni_mbx_ring_free(hdev, &mbx->rx);
err_free_mbx:
	hdev->mbx = NULL;
	kfree(mbx);
	return err;
}

int hni_mbx_up(struct hni_dev *hdev)
{
	struct hni_mbx *mbx = hdev->mbx;
	unsigned int i;
	int err;

	err = hni_mbx_handshake(hdev);
	if (err)
		return err;
	hni_mbx_dma_on(hdev, &mbx->rx);
	for (i = 0; i < HNI_MBX_ENTRIES - 1; i++)
		hni_mbx_post_rx(hdev);
	hni_mbx_dma_on(hdev, &mbx->tx);
	spin_lock_bh(&mbx->tx_lock);
	mbx->is_up = true;
	spin_unlock_bh(&mbx->tx_lock);
	return 0;
}

static bool hni_mbx_tx_is_idle(struct hni_mbx *mbx)
{
	bool idle;

	spin_lock_bh(&mbx->tx_lock);
	idle = mbx->tx.head == mbx->tx.tail;
	spin_unlock_bh(&mbx->tx_lock);
	return idle;
}

void hni_mbx_down(struct hni_dev *hdev)
{
	unsigned long deadline = jiffies + HNI_MBX_TIMEOUT;
	struct hni_mbx *mbx = hdev->mbx;

	spin_lock_bh(&mbx->tx_lock);
	mbx->is_up = false;
	spin_unlock_bh(&mbx->tx_lock);

	hni_mbx_poll(hdev);
	while (!hni_mbx_tx_is_idle(mbx) && !hni_dev_is_dead(hdev)) {
		if (time_after(jiffies, deadline)) {
			dev_warn(hdev->dev, "firmware left messages unread\n");
			break;
		}
		msleep(HNI_MBX_POLL_MS);
		hni_mbx_poll(hdev);
	}

	hni_mbx_ring_reset(hdev, &mbx->rx);
	hni_mbx_ring_reset(hdev, &mbx->tx);
	/* the device must have seen DMA go off before memory is freed */
	hni_csr_flush(hdev);
}

void hni_mbx_fini(struct hni_dev *hdev)
{
	struct hni_mbx *mbx = hdev->mbx;

	hni_mbx_ring_free(hdev, &mbx->tx);
	hni_mbx_ring_free(hdev, &mbx->rx);
	hdev->mbx = NULL;
	kfree(mbx);
}

static void hni_mbx_poll_tx(struct hni_dev *hdev)
{
	struct hni_mbx_ring *tx = &hdev->mbx->tx;
	unsigned int slot;
	u32 low;

	spin_lock_bh(&hdev->mbx->tx_lock);
	while (tx->head != tx->tail) {
		slot = tx->head % HNI_MBX_ENTRIES;
		low = hni_mbx_read(hdev, HNI_MBX_DESC_LO(HNI_MBX_TX, slot));
		if (hni_dev_is_dead(hdev) || !(low & HNI_MBX_FW_CMPL))
			break;
		if (low & HNI_MBX_FW_ERR)
			dev_warn_ratelimited(hdev->dev,
					     "firmware refused a message\n");
		tx->head++;
	}
	spin_unlock_bh(&hdev->mbx->tx_lock);
}

static void hni_mbx_receive(struct hni_dev *hdev, unsigned int slot, u64 desc)
{
	struct hni_mbx *mbx = hdev->mbx;
	size_t len = FIELD_GET(HNI_MBX_LEN, desc);

	if (desc & HNI_MBX_FW_ERR || !len)
		return;
	if (len > HNI_MBX_MSG_MAX) {
		dev_warn_ratelimited(hdev->dev,
				     "firmware message of %zu bytes dropped\n",
				     len);
		return;
	}
	/* the message was written before FW_CMPL, which we have just read */
	dma_rmb();
	memcpy(mbx->msg, hni_mbx_slot_buf(&mbx->rx, slot), len);
	hni_fw_message(hdev, mbx->msg, len);
}

static void hni_mbx_poll_rx(struct hni_dev *hdev)
{
	struct hni_mbx_ring *rx = &hdev->mbx->rx;
	unsigned int slot, budget;
	u32 low, high;

	for (budget = HNI_MBX_ENTRIES; budget; budget--) {
		slot = rx->head % HNI_MBX_ENTRIES;
		low = hni_mbx_read(hdev, HNI_MBX_DESC_LO(HNI_MBX_RX, slot));
		if (hni_dev_is_dead(hdev) || !(low & HNI_MBX_FW_CMPL))
			break;
		high = hni_mbx_read(hdev, HNI_MBX_DESC_HI(HNI_MBX_RX, slot));
		hni_mbx_receive(hdev, slot, (u64)high << 32 | low);
		rx->head++;
		hni_mbx_post_rx(hdev);
	}
}

void hni_mbx_poll(struct hni_dev *hdev)
{
	hni_mbx_poll_tx(hdev);
	hni_mbx_poll_rx(hdev);
}

int hni_mbx_send(struct hni_dev *hdev, const void *msg, size_t len)
{
	struct hni_mbx *mbx = hdev->mbx;
	struct hni_mbx_ring *tx = &mbx->tx;
	int err = 0;

	spin_lock_bh(&mbx->tx_lock);
	if (!mbx->is_up || hni_dev_is_dead(hdev)) {
		err = -ENODEV;
	} else if (tx->tail - tx->head >= HNI_MBX_ENTRIES - 1) {
		err = -EBUSY;
	} else {
		memcpy(hni_mbx_slot_buf(tx, tx->tail % HNI_MBX_ENTRIES), msg,
		       len);
		/* the firmware fetches the message after the post below */
		dma_wmb();
		hni_mbx_post(hdev, tx, FIELD_PREP(HNI_MBX_LEN, len) |
				       HNI_MBX_EOM);
	}
	spin_unlock_bh(&mbx->tx_lock);
	return err;
}

static irqreturn_t hni_mbx_irq(int irq, void *data)
{
	struct hni_dev *hdev = data;

	hni_mbx_doorbell_take(hdev);
	hni_mbx_poll(hdev);
	hni_irq_unmask(hdev, HNI_VECTOR_FW);
	return IRQ_HANDLED;
}

int hni_mbx_irq_start(struct hni_dev *hdev)
{
	int err;

	err = request_threaded_irq(hni_irq_num(hdev, HNI_VECTOR_FW), NULL,
				   hni_mbx_irq, IRQF_ONESHOT, HNI_DRV_NAME "-fw",
				   hdev);
	if (err)
		return err;
	hni_irq_unmask(hdev, HNI_VECTOR_FW);
	return 0;
}

void hni_mbx_irq_stop(struct hni_dev *hdev)
{
	hni_irq_mask(hdev, HNI_VECTOR_FW);
	free_irq(hni_irq_num(hdev, HNI_VECTOR_FW), hdev);
}
