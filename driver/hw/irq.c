// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the allocation of MSI-X vectors.
 */

#include "irq.h"

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
