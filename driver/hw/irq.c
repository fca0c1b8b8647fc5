// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the allocation of MSI-X vectors.
 */

#include <linux/delay.h>
#include <linux/interrupt.h>

#include "irq.h"

/* For an interrupt that must come, and for one that must not */
#define HNI_IRQ_TEST_TIMEOUT	HZ
#define HNI_IRQ_TEST_QUIET_MS	10

/*
 * One vector per CPU beside firmware and link is what the PF can use. More,
 * for representors, come one at a time, so that many functions with many
 * vectors each do not exhaust the platform at boot.
 */
int hni_irq_init(struct hni_dev *hdev)
{
	unsigned int want;
	int got;

	want = HNI_VECTOR_QUEUE + min(num_online_cpus(), 128U);
	got = pci_alloc_irq_vectors(hdev->pdev, HNI_VECTOR_QUEUE + 1, want,
				    PCI_IRQ_MSIX);
	if (got < 0) {
		dev_err(hdev->dev, "%u MSI-X vectors needed: %pe\n",
			HNI_VECTOR_QUEUE + 1, ERR_PTR(got));
		return got;
	}

	hdev->irq_static = got;
	bitmap_zero(hdev->irq_dyn, HNI_MSIX_VECTORS);
	bitmap_zero(hdev->irq_used, HNI_MSIX_VECTORS);
	bitmap_set(hdev->irq_used, 0, HNI_VECTOR_QUEUE);
	return 0;
}

void hni_irq_fini(struct hni_dev *hdev)
{
	pci_free_irq_vectors(hdev->pdev);
	hdev->irq_static = 0;
}

static int hni_irq_get_dyn(struct hni_dev *hdev)
{
	struct msi_map map;

	if (!pci_msix_can_alloc_dyn(hdev->pdev))
		return -ENOSPC;
	map = pci_msix_alloc_irq_at(hdev->pdev, MSI_ANY_INDEX, NULL);
	if (map.index < 0)
		return -ENOSPC;
	if (map.index >= HNI_MSIX_VECTORS) {
		pci_msix_free_irq(hdev->pdev, map);
		return -ENOSPC;
	}
	__set_bit(map.index, hdev->irq_dyn);
	return map.index;
}

int hni_irq_get(struct hni_dev *hdev)
{
	int vec;

	mutex_lock(&hdev->irq_lock);
	vec = find_first_zero_bit(hdev->irq_used, hdev->irq_static);
	if (vec >= hdev->irq_static)
		vec = hni_irq_get_dyn(hdev);
	if (vec >= 0)
		__set_bit(vec, hdev->irq_used);
	mutex_unlock(&hdev->irq_lock);
	return vec;
}

void hni_irq_put(struct hni_dev *hdev, unsigned int vec)
{
	struct msi_map map = { .index = vec };

	mutex_lock(&hdev->irq_lock);
	__clear_bit(vec, hdev->irq_used);
	if (test_bit(vec, hdev->irq_dyn)) {
		__clear_bit(vec, hdev->irq_dyn);
		map.virq = pci_irq_vector(hdev->pdev, vec);
		pci_msix_free_irq(hdev->pdev, map);
	}
	mutex_unlock(&hdev->irq_lock);
}

int hni_irq_num(struct hni_dev *hdev, unsigned int vec)
{
	return pci_irq_vector(hdev->pdev, vec);
}

static irqreturn_t hni_irq_test_handler(int irq, void *data)
{
	complete(data);
	return IRQ_HANDLED;
}

static bool hni_irq_test_is_quiet(struct hni_dev *hdev,
				  struct completion *fired)
{
	hni_csr_flush(hdev);
	msleep(HNI_IRQ_TEST_QUIET_MS);
	return !completion_done(fired);
}

static bool hni_irq_test_fires(struct hni_dev *hdev, struct completion *fired)
{
	hni_csr_flush(hdev);
	return wait_for_completion_timeout(fired, HNI_IRQ_TEST_TIMEOUT);
}

/* Firing masks the vector and, since it clears itself, ends its being pending */
static int hni_irq_test_steps(struct hni_dev *hdev, unsigned int vec,
			      struct completion *fired)
{
	u32 bit = BIT(vec % 32);

	hni_irq_mask(hdev, vec);
	hni_csr_write(hdev, HNI_CSR_INTR_CLEAR(vec / 32), bit);
	hni_irq_fire(hdev, vec);
	if (!hni_irq_test_is_quiet(hdev, fired))
		return 1;
	hni_irq_unmask(hdev, vec);
	if (!hni_irq_test_fires(hdev, fired))
		return 2;
	hni_irq_unmask(hdev, vec);
	if (!hni_irq_test_is_quiet(hdev, fired))
		return 3;
	hni_irq_fire(hdev, vec);
	if (!hni_irq_test_fires(hdev, fired))
		return 4;
	if (hni_csr_read(hdev, HNI_CSR_INTR_STATUS(vec / 32)) & bit ||
	    !(hni_csr_read(hdev, HNI_CSR_INTR_MASK(vec / 32)) & bit))
		return 5;
	return 0;
}

int hni_irq_test(struct hni_dev *hdev)
{
	DECLARE_COMPLETION_ONSTACK(fired);
	int vec, ret;

	vec = hni_irq_get(hdev);
	if (vec < 0)
		return vec;
	ret = request_irq(hni_irq_num(hdev, vec), hni_irq_test_handler, 0,
			  HNI_DRV_NAME "-test", &fired);
	if (ret)
		goto put_vector;
	ret = hni_irq_test_steps(hdev, vec, &fired);
	hni_irq_mask(hdev, vec);
	hni_csr_write(hdev, HNI_CSR_INTR_CLEAR(vec / 32), BIT(vec % 32));
	hni_csr_flush(hdev);
	free_irq(hni_irq_num(hdev, vec), &fired);
put_vector:
	hni_irq_put(hdev, vec);
	return ret;
}
