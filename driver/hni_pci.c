// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the PCI driver: which functions it takes, their BARs, starting and
 * stopping them.
 */

#include <linux/bitfield.h>
#include <linux/module.h>

#include <hw/hni_esw.h>

#include "../offload/switchdev/switchdev.h"
#include "hni_devlink.h"
#include "hni_reset.h"
#include "hw/clock.h"
#include "hw/fw.h"
#include "hw/fw_health.h"
#include "hw/hwmon.h"
#include "hw/irq.h"
#include "hw/mac.h"
#include "net/net.h"

static bool allow_silicon;
module_param(allow_silicon, bool, 0444);
MODULE_PARM_DESC(allow_silicon,
		 "Also take functions that are not this project's NIC (untested; default: false)");

static bool hni_pci_is_ours(const struct pci_dev *pdev)
{
	return pdev->subsystem_vendor == HNI_PCI_SUBSYSTEM_VENDOR_ID &&
	       pdev->subsystem_device == HNI_PCI_SUBSYSTEM_ID;
}

static int hni_pci_check(struct pci_dev *pdev)
{
	if (hni_pci_is_ours(pdev))
		return 0;
	if (!allow_silicon) {
		dev_err(&pdev->dev,
			"subsystem %04x:%04x is not %04x:%04x; allow_silicon=1 overrides\n",
			pdev->subsystem_vendor, pdev->subsystem_device,
			HNI_PCI_SUBSYSTEM_VENDOR_ID, HNI_PCI_SUBSYSTEM_ID);
		return -ENODEV;
	}
	dev_warn(&pdev->dev,
		 "this driver has never been tried on silicon, you are on your own\n");
	return 0;
}

int hni_dev_start(struct hni_dev *hdev)
{
	int err;

	err = hni_irq_init(hdev);
	if (err)
		return err;
	hni_hw_init(hdev);
	hni_clock_resume(hdev->clock);
	err = hni_fw_init(hdev);
	if (err)
		goto err_irq_fini;
	err = hni_hwmon_create(hdev);
	if (err)
		goto err_fw_fini;
	err = hni_tc_health_create(hdev);
	if (err)
		goto err_hwmon_destroy;
	if (hni_dev_is_manager(hdev)) {
		err = hni_esw_init(hdev);
		if (err)
			goto err_tc_health_destroy;
	}
	err = hni_net_create(hdev);
	if (err)
		goto err_esw_fini;
	return 0;

err_esw_fini:
	if (hni_dev_is_manager(hdev))
		hni_esw_fini(hdev);
err_tc_health_destroy:
	hni_tc_health_destroy(hdev);
err_hwmon_destroy:
	hni_hwmon_destroy(hdev);
err_fw_fini:
	hni_fw_fini(hdev);
err_irq_fini:
	hni_irq_fini(hdev);
	return err;
}

void hni_dev_stop(struct hni_dev *hdev)
{
	/* a reload that failed has left nothing to stop */
	if (!hdev->netdev)
		return;
	hni_net_destroy(hdev);
	if (hni_dev_is_manager(hdev))
		hni_esw_fini(hdev);
	hni_tc_health_destroy(hdev);
	hni_hwmon_destroy(hdev);
	hni_fw_fini(hdev);
	hni_irq_fini(hdev);
	/* one that did not come back from a reset may do so at a new start */
	if (test_and_clear_bit(HNI_DEV_DETACHED, &hdev->flags))
		clear_bit(HNI_DEV_DEAD, &hdev->flags);
}

static int hni_pci_bars_map(struct hni_dev *hdev)
{
	struct pci_dev *pdev = hdev->pdev;

	hdev->csr = pci_iomap(pdev, HNI_PCI_BAR_CSR, 0);
	if (!hdev->csr)
		return -ENOMEM;
	hdev->mbx_bar = pci_iomap(pdev, HNI_PCI_BAR_MBX, 0);
	if (!hdev->mbx_bar)
		goto err_unmap_csr;
	return 0;

err_unmap_csr:
	pci_iounmap(pdev, hdev->csr);
	return -ENOMEM;
}

static void hni_pci_bars_unmap(struct hni_dev *hdev)
{
	pci_iounmap(hdev->pdev, hdev->mbx_bar);
	pci_iounmap(hdev->pdev, hdev->csr);
}

static bool hni_pci_bars_fit(struct pci_dev *pdev)
{
	if (pci_resource_len(pdev, HNI_PCI_BAR_CSR) >= HNI_PCI_BAR_CSR_SIZE &&
	    pci_resource_len(pdev, HNI_PCI_BAR_MBX) >= HNI_PCI_BAR_MBX_SIZE)
		return true;
	dev_err(&pdev->dev, "BAR 0 or BAR 4 is too small\n");
	return false;
}

/*
 * The manager function announces the e-switch in a vendor-specific extended
 * capability; magic and version are there and again at the start of its BAR.
 * What is not understood is left alone: the function is a NIC all the same.
 */
static bool hni_pci_esw_is_known(struct hni_dev *hdev, u32 magic, u32 version)
{
	u32 major = FIELD_GET(HNI_ESW_VERSION_MAJOR, version);

	if (magic == HNI_ESW_MAGIC && major == HNI_ESW_MAJOR)
		return true;
	dev_warn(hdev->dev,
		 "e-switch contract %u.%u (magic 0x%08x) is unknown, this driver speaks %u.x: running as a plain NIC\n",
		 major, (u32)FIELD_GET(HNI_ESW_VERSION_MINOR, version), magic,
		 HNI_ESW_MAJOR);
	return false;
}

static void hni_pci_esw_map(struct hni_dev *hdev)
{
	struct pci_dev *pdev = hdev->pdev;
	u32 magic, version, bar;
	u16 pos;

	pos = pci_find_vsec_capability(pdev, pdev->vendor, HNI_VSEC_ID);
	if (!pos)
		return;
	pci_read_config_dword(pdev, pos + HNI_VSEC_MAGIC, &magic);
	pci_read_config_dword(pdev, pos + HNI_VSEC_VERSION, &version);
	pci_read_config_dword(pdev, pos + HNI_VSEC_BAR, &bar);
	if (!hni_pci_esw_is_known(hdev, magic, version))
		return;
	if (bar != HNI_PCI_BAR_ESW ||
	    pci_resource_len(pdev, bar) < HNI_ESW_BAR_SIZE) {
		dev_warn(hdev->dev,
			 "e-switch in BAR %u is missing: running as a plain NIC\n",
			 bar);
		return;
	}

	hdev->esw_bar = pci_iomap(pdev, bar, 0);
	if (!hdev->esw_bar) {
		dev_warn(hdev->dev, "BAR %u cannot be mapped\n", bar);
		return;
	}
	magic = readl(hdev->esw_bar + HNI_ESW_REG_MAGIC);
	version = readl(hdev->esw_bar + HNI_ESW_REG_VERSION);
	if (!hni_pci_esw_is_known(hdev, magic, version)) {
		pci_iounmap(pdev, hdev->esw_bar);
		hdev->esw_bar = NULL;
		return;
	}
	set_bit(HNI_DEV_MANAGER, &hdev->flags);
}

static void hni_pci_esw_unmap(struct hni_dev *hdev)
{
	if (!hni_dev_is_manager(hdev))
		return;
	clear_bit(HNI_DEV_MANAGER, &hdev->flags);
	pci_iounmap(hdev->pdev, hdev->esw_bar);
	hdev->esw_bar = NULL;
}

static struct hni_dev *hni_pci_dev_alloc(struct pci_dev *pdev)
{
	struct devlink *devlink;
	struct hni_dev *hdev;

	devlink = devlink_alloc(&hni_devlink_ops, sizeof(*hdev), &pdev->dev);
	if (!devlink)
		return NULL;
	hdev = devlink_priv(devlink);
	hdev->devlink = devlink;
	hdev->dev = &pdev->dev;
	hdev->pdev = pdev;
	hdev->dsn = pci_get_dsn(pdev);
	mutex_init(&hdev->irq_lock);
	return hdev;
}

static int hni_pci_enable(struct pci_dev *pdev)
{
	int err;

	err = pci_enable_device_mem(pdev);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev,
					DMA_BIT_MASK(HNI_DMA_ADDR_BITS));
	if (err)
		goto err_disable_device;
	/* the device sees pages: a dmabuf may be mapped in pieces of any length */
	dma_set_max_seg_size(&pdev->dev, UINT_MAX);
	err = pci_request_mem_regions(pdev, HNI_DRV_NAME);
	if (err)
		goto err_disable_device;
	pci_set_master(pdev);
	return 0;

err_disable_device:
	pci_disable_device(pdev);
	return err;
}

static void hni_pci_disable(struct pci_dev *pdev)
{
	pci_clear_master(pdev);
	pci_release_mem_regions(pdev);
	pci_disable_device(pdev);
}

static int hni_pci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct hni_dev *hdev;
	int err;

	err = hni_pci_check(pdev);
	if (err)
		return err;
	hdev = hni_pci_dev_alloc(pdev);
	if (!hdev)
		return -ENOMEM;
	pci_set_drvdata(pdev, hdev);

	err = hni_pci_enable(pdev);
	if (err)
		goto err_free_devlink;
	err = -ENODEV;
	if (!hni_pci_bars_fit(pdev))
		goto err_disable;
	err = hni_pci_bars_map(hdev);
	if (err)
		goto err_disable;
	hni_pci_esw_map(hdev);
	err = hni_ptp_create(hdev);
	if (err)
		goto err_unmap;

	devl_lock(hdev->devlink);
	err = hni_fw_health_create(hdev);
	if (err)
		goto err_unlock;
	err = hni_dev_start(hdev);
	if (err)
		goto err_health_destroy;
	devl_register(hdev->devlink);
	devl_unlock(hdev->devlink);
	return 0;

err_health_destroy:
	hni_fw_health_destroy(hdev);
err_unlock:
	devl_unlock(hdev->devlink);
	hni_ptp_destroy(hdev);
err_unmap:
	hni_pci_esw_unmap(hdev);
	hni_pci_bars_unmap(hdev);
err_disable:
	hni_pci_disable(pdev);
err_free_devlink:
	devlink_free(hdev->devlink);
	return err;
}

static void hni_pci_remove(struct pci_dev *pdev)
{
	struct hni_dev *hdev = pci_get_drvdata(pdev);

	hni_fw_health_disable(hdev);
	devl_lock(hdev->devlink);
	devl_unregister(hdev->devlink);
	hni_dev_stop(hdev);
	hni_fw_health_destroy(hdev);
	devl_unlock(hdev->devlink);
	hni_ptp_destroy(hdev);
	hni_pci_esw_unmap(hdev);
	hni_pci_bars_unmap(hdev);
	hni_pci_disable(pdev);
	devlink_free(hdev->devlink);
}

/* The next kernel must find a device that makes no DMA. */
static void hni_pci_shutdown(struct pci_dev *pdev)
{
	struct hni_dev *hdev = pci_get_drvdata(pdev);

	devl_lock(hdev->devlink);
	hni_dev_stop(hdev);
	devl_unlock(hdev->devlink);
	pci_clear_master(pdev);
}

static const struct pci_device_id hni_pci_ids[] = {
	{ PCI_DEVICE_SUB(HNI_PCI_VENDOR_ID, HNI_PCI_DEVICE_ID,
			 HNI_PCI_SUBSYSTEM_VENDOR_ID, HNI_PCI_SUBSYSTEM_ID) },
	{ }
};
MODULE_DEVICE_TABLE(pci, hni_pci_ids);

static struct pci_driver hni_pci_driver = {
	.name = HNI_DRV_NAME,
	.id_table = hni_pci_ids,
	.probe = hni_pci_probe,
	.remove = hni_pci_remove,
	.shutdown = hni_pci_shutdown,
	.err_handler = &hni_reset_handlers,
	.driver.pm = pm_sleep_ptr(&hni_reset_pm_ops),
};

static int __init hni_module_init(void)
{
	int err;

	err = pci_register_driver(&hni_pci_driver);
	if (err)
		return err;
	if (!allow_silicon)
		return 0;
	err = pci_add_dynid(&hni_pci_driver, HNI_PCI_VENDOR_ID,
			    HNI_PCI_DEVICE_ID, PCI_ANY_ID, PCI_ANY_ID, 0, 0,
			    0);
	if (err)
		pci_unregister_driver(&hni_pci_driver);
	return err;
}
module_init(hni_module_init);

static void __exit hni_module_exit(void)
{
	pci_unregister_driver(&hni_pci_driver);
}
module_exit(hni_module_exit);

MODULE_DESCRIPTION("Host Network Interface driver with e-switch offload");
MODULE_LICENSE("GPL");
