// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the times at which a function loses its state and its driver stays:
 * function-level reset, PCI errors, suspend.
 *
 * Netdevs, representors and what users have configured outlive them. From
 * detach to attach no register is touched and every wait ends at once, as with
 * a device that is off the bus; netdevs are not present to the kernel, and the
 * engine takes rules away but accepts none.
 */

#include <linux/rtnetlink.h>

#include "../offload/switchdev/switchdev.h"
#include "hni_reset.h"
#include "hw/clock.h"
#include "hw/fw.h"
#include "hw/mac.h"
#include "net/net.h"

static void hni_reset_quiesce(struct hni_dev *hdev)
{
	rtnl_lock();
	hni_net_detach(hdev);
	rtnl_unlock();
	if (hni_dev_is_manager(hdev))
		hni_esw_detach(hdev);
	hni_fw_detach(hdev);
}

static void hni_reset_detach(struct hni_dev *hdev)
{
	devl_lock(hdev->devlink);
	/* a reload that failed has left nothing to detach */
	if (hdev->netdev && !test_and_set_bit(HNI_DEV_DETACHED, &hdev->flags))
		hni_reset_quiesce(hdev);
	set_bit(HNI_DEV_DEAD, &hdev->flags);
	devl_unlock(hdev->devlink);
}

/* The order of hni_dev_start() */
static int hni_reset_restore(struct hni_dev *hdev)
{
	int err;

	hni_hw_init(hdev);
	hni_clock_resume(hdev->clock);
	err = hni_fw_attach(hdev);
	if (err)
		return err;
	if (hni_dev_is_manager(hdev))
		err = hni_esw_attach(hdev);
	if (err)
		goto err_detach_fw;
	rtnl_lock();
	err = hni_net_attach(hdev);
	rtnl_unlock();
	if (err)
		goto err_detach_esw;
	return 0;

err_detach_esw:
	if (hni_dev_is_manager(hdev))
		hni_esw_detach(hdev);
err_detach_fw:
	hni_fw_detach(hdev);
	return err;
}

static void hni_reset_attach(struct hni_dev *hdev)
{
	int err = 0;

	devl_lock(hdev->devlink);
	clear_bit(HNI_DEV_DEAD, &hdev->flags);
	if (test_bit(HNI_DEV_DETACHED, &hdev->flags))
		err = hni_reset_restore(hdev);
	if (err) {
		set_bit(HNI_DEV_DEAD, &hdev->flags);
		dev_err(hdev->dev,
			"does not come back: %pe; \"devlink dev reload\" tries anew\n",
			ERR_PTR(err));
	} else {
		clear_bit(HNI_DEV_DETACHED, &hdev->flags);
	}
	devl_unlock(hdev->devlink);
}

static void hni_reset_prepare(struct pci_dev *pdev)
{
	hni_reset_detach(pci_get_drvdata(pdev));
}

static void hni_reset_done(struct pci_dev *pdev)
{
	hni_reset_attach(pci_get_drvdata(pdev));
}

/* What the device still sends is no use, and its registers may not answer. */
static pci_ers_result_t hni_reset_error_detected(struct pci_dev *pdev,
						 pci_channel_state_t state)
{
	struct hni_dev *hdev = pci_get_drvdata(pdev);

	if (state == pci_channel_io_normal)
		return PCI_ERS_RESULT_CAN_RECOVER;
	set_bit(HNI_DEV_DEAD, &hdev->flags);
	hni_reset_detach(hdev);
	if (state == pci_channel_io_perm_failure)
		return PCI_ERS_RESULT_DISCONNECT;
	pci_disable_device(pdev);
	return PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t hni_reset_slot_reset(struct pci_dev *pdev)
{
	int err;

	err = pci_enable_device_mem(pdev);
	if (err) {
		dev_err(&pdev->dev, "cannot be enabled after a reset: %pe\n",
			ERR_PTR(err));
		return PCI_ERS_RESULT_DISCONNECT;
	}
	pci_restore_state(pdev);
	/* to be restored again after the next one */
	pci_save_state(pdev);
	pci_set_master(pdev);
	return PCI_ERS_RESULT_RECOVERED;
}

static void hni_reset_resume(struct pci_dev *pdev)
{
	struct hni_dev *hdev = pci_get_drvdata(pdev);

	if (test_bit(HNI_DEV_DETACHED, &hdev->flags))
		hni_reset_attach(hdev);
}

const struct pci_error_handlers hni_reset_handlers = {
	.error_detected = hni_reset_error_detected,
	.slot_reset = hni_reset_slot_reset,
	.resume = hni_reset_resume,
	.reset_prepare = hni_reset_prepare,
	.reset_done = hni_reset_done,
};

static int hni_reset_pm_suspend(struct device *dev)
{
	hni_reset_detach(dev_get_drvdata(dev));
	return 0;
}

static int hni_reset_pm_resume(struct device *dev)
{
	struct hni_dev *hdev = dev_get_drvdata(dev);

	hni_reset_attach(hdev);
	return hni_dev_is_dead(hdev) ? -EIO : 0;
}

DEFINE_SIMPLE_DEV_PM_OPS(hni_reset_pm_ops, hni_reset_pm_suspend,
			 hni_reset_pm_resume);
