// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the PF's carrier: the link interrupt and what follows from it.
 *
 * There is no PHY to drive and nothing to negotiate: firmware has set the
 * lanes up, and their locks say all there is to know. So the carrier follows
 * the locks directly. Every reading happens in the interrupt's thread.
 */

#include <linux/interrupt.h>

#include "../hw/irq.h"
#include "../hw/mac.h"
#include "net.h"

static irqreturn_t hni_link_irq(int irq, void *data)
{
	struct hni_net *net = data;
	bool is_up = hni_mac_link_poll(net->hdev);

	if (is_up == net->link_is_up) {
		if (xchg(&net->mac_is_stale, false) && is_up)
			hni_mac_enable(net->hdev);
		return IRQ_HANDLED;
	}
	net->link_is_up = is_up;
	if (is_up) {
		hni_mac_enable(net->hdev);
		netif_carrier_on(net->netdev);
		netdev_info(net->netdev, "link is up\n");
	} else {
		netif_carrier_off(net->netdev);
		hni_mac_disable(net->hdev);
		netdev_info(net->netdev, "link is down\n");
	}
	return IRQ_HANDLED;
}

int hni_link_start(struct hni_net *net)
{
	struct hni_dev *hdev = net->hdev;
	int err;

	net->link_is_up = false;
	hni_mac_link_prepare(hdev);
	err = request_threaded_irq(hni_irq_num(hdev, HNI_VECTOR_PCS), NULL,
				   hni_link_irq, IRQF_ONESHOT,
				   HNI_DRV_NAME "-link", net);
	if (err) {
		hni_mac_link_release(hdev);
		return err;
	}
	/* the first reading is the thread's, too */
	hni_irq_fire(hdev, HNI_VECTOR_PCS);
	hni_irq_unmask(hdev, HNI_VECTOR_PCS);
	return 0;
}

void hni_link_mac_update(struct hni_net *net)
{
	/* the thread reads it when it next runs: now */
	xchg(&net->mac_is_stale, true);
	hni_irq_fire(net->hdev, HNI_VECTOR_PCS);
}

void hni_link_stop(struct hni_net *net)
{
	struct hni_dev *hdev = net->hdev;

	hni_mac_link_release(hdev);
	free_irq(hni_irq_num(hdev, HNI_VECTOR_PCS), net);
	/* the thread may have unmasked it after the release */
	hni_irq_mask(hdev, HNI_VECTOR_PCS);
	netif_carrier_off(net->netdev);
	/* a BMC on the same port keeps the MAC */
	if (net->link_is_up && !hdev->caps.bmc_present)
		hni_mac_disable(hdev);
	net->link_is_up = false;
}
