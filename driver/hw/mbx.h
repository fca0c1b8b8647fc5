/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the firmware mailbox: two rings of 16 messages.
 */
#ifndef _HNI_HW_MBX_H
#define _HNI_HW_MBX_H

#include "../hni.h"

/**
 * hni_mbx_init() - allocate both rings
 * @hdev: device
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int hni_mbx_init(struct hni_dev *hdev);

/**
 * hni_mbx_fini() - undo hni_mbx_init()
 * @hdev: device; the rings are down
 *
 * Context: process.
 */
void hni_mbx_fini(struct hni_dev *hdev);

/**
 * hni_mbx_up() - bring both rings up
 * @hdev: device
 *
 * Resets the rings until the firmware confirms, enables DMA of the whole
 * device, posts receive buffers. Messages are then handled by hni_mbx_poll()
 * only, until hni_mbx_irq_start().
 *
 * Context: process; sleeps up to 10 s.
 * Return: 0; -ETIMEDOUT if the firmware does not answer.
 */
int hni_mbx_up(struct hni_dev *hdev);

/**
 * hni_mbx_down() - drain and reset the rings, disable DMA of the device
 * @hdev: device; the interrupt has been stopped
 *
 * Messages sent from now on fail with -ENODEV.
 *
 * Context: process; sleeps up to 10 s if the firmware is dead.
 */
void hni_mbx_down(struct hni_dev *hdev);

/**
 * hni_mbx_irq_start() - let the interrupt handle messages
 * @hdev: device
 *
 * Context: process.
 * Return: 0 or the error of request_irq().
 */
int hni_mbx_irq_start(struct hni_dev *hdev);

/**
 * hni_mbx_irq_stop() - undo hni_mbx_irq_start()
 * @hdev: device
 *
 * Context: process.
 */
void hni_mbx_irq_stop(struct hni_dev *hdev);

/**
 * hni_mbx_poll() - handle what the firmware has sent and finished
 * @hdev: device
 *
 * Context: process; not concurrent with itself: before hni_mbx_irq_start()
 * and after hni_mbx_irq_stop() only.
 */
void hni_mbx_poll(struct hni_dev *hdev);

/**
 * hni_mbx_send() - send a message to the firmware
 * @hdev: device
 * @msg: complete message, copied
 * @len: bytes, a multiple of 4, at most HNI_MBX_MSG_MAX
 *
 * Context: any.
 * Return: 0; -EBUSY if 15 messages are under way; -ENODEV if the device is
 * gone.
 */
int hni_mbx_send(struct hni_dev *hdev, const void *msg, size_t len);

#endif /* _HNI_HW_MBX_H */
