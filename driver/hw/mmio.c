// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns register reads of BAR0 and the discovery that the device is gone.
 */

#include "../hni.h"

/*
 * All ones is a legal value of few registers and the answer of a bus without
 * the device. MASTER_SPARE_0 tells them apart: it never holds it.
 */
static void hni_csr_suspect(struct hni_dev *hdev, u32 reg)
{
	if (readl(hdev->csr + HNI_CSR_MASTER_SPARE_0) != ~0U)
		return;
	if (test_and_set_bit(HNI_DEV_DEAD, &hdev->flags))
		return;
	dev_err(hdev->dev,
		"device does not answer (register 0x%05x), giving it up\n",
		reg);
}

u32 hni_csr_read(struct hni_dev *hdev, u32 reg)
{
	u32 val;

	if (hni_dev_is_dead(hdev))
		return ~0U;
	val = readl(hdev->csr + reg);
	if (unlikely(val == ~0U))
		hni_csr_suspect(hdev, reg);
	return val;
}

u64 hni_csr_read64(struct hni_dev *hdev, u32 reg)
{
	u32 hi, lo, again;

	hi = hni_csr_read(hdev, reg + 4);
	lo = hni_csr_read(hdev, reg);
	again = hni_csr_read(hdev, reg + 4);
	/* a carry in between: the low word was 0 when it happened */
	if (again != hi)
		lo = 0;
	return (u64)again << 32 | lo;
}

void hni_csr_flush(struct hni_dev *hdev)
{
	hni_csr_read(hdev, HNI_CSR_MASTER_SPARE_0);
}
