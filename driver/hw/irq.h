/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to MSI-X vectors and their masks in the device.
 */
#ifndef _HNI_HW_IRQ_H
#define _HNI_HW_IRQ_H

#include "../hni.h"

/**
 * hni_irq_init() - allocate MSI-X vectors
 * @hdev: device
 *
 * Context: process.
 * Return: 0, or the error of pci_alloc_irq_vectors().
 */
int hni_irq_init(struct hni_dev *hdev);

/**
 * hni_irq_fini() - undo hni_irq_init()
 * @hdev: device; every vector got has been put
 */
void hni_irq_fini(struct hni_dev *hdev);

/**
 * hni_irq_get() - take a vector for a queue or an event
 * @hdev: device
 *
 * Vectors beyond those allocated at start are allocated when the platform
 * can do that at run time.
 *
 * Context: process.
 * Return: vector, not less than HNI_VECTOR_QUEUE; -ENOSPC if none is left.
 */
int hni_irq_get(struct hni_dev *hdev);

/**
 * hni_irq_put() - give a vector back
 * @hdev: device
 * @vec: from hni_irq_get(); its interrupt has been freed
 *
 * Context: process.
 */
void hni_irq_put(struct hni_dev *hdev, unsigned int vec);

/**
 * hni_irq_num() - Linux' number of a vector, for request_irq()
 * @hdev: device
 * @vec: allocated vector
 *
 * Return: interrupt number, or -EINVAL for a vector that is not allocated.
 */
int hni_irq_num(struct hni_dev *hdev, unsigned int vec);

/**
 * hni_irq_test() - fire a vector that nobody uses, masked and unmasked
 * @hdev: device
 *
 * Context: process; sleeps.
 * Return: 0; the number of the step that failed: 1 fired while masked, 2 did
 * not fire when unmasked, 3 fired again, 4 did not fire when set, 5 pending or
 * not masked afterwards; or a negative error: -ENOSPC if no vector is left.
 */
int hni_irq_test(struct hni_dev *hdev);

/* The device masks a vector when it fires; the handler unmasks it. */
static inline void hni_irq_mask(struct hni_dev *hdev, unsigned int vec)
{
	hni_csr_write(hdev, HNI_CSR_INTR_MASK_SET(vec / 32), BIT(vec % 32));
}

static inline void hni_irq_unmask(struct hni_dev *hdev, unsigned int vec)
{
	hni_csr_write(hdev, HNI_CSR_INTR_MASK_CLEAR(vec / 32), BIT(vec % 32));
}

/* Makes @vec fire, now or when it is unmasked */
static inline void hni_irq_fire(struct hni_dev *hdev, unsigned int vec)
{
	hni_csr_write(hdev, HNI_CSR_INTR_SET(vec / 32), BIT(vec % 32));
}

#endif /* _HNI_HW_IRQ_H */
