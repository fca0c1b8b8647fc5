/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the data path's set-up, MAC, PCS and link.
 */
#ifndef _HNI_HW_MAC_H
#define _HNI_HW_MAC_H

#include "../hni.h"

/**
 * hni_hw_init() - program the data path blocks as after power-on
 * @hdev: device
 *
 * Context: process.
 */
void hni_hw_init(struct hni_dev *hdev);

/**
 * hni_mac_link_prepare() - forget old link events and route new ones
 * @hdev: device
 *
 * Context: process. The vector stays masked until hni_mac_link_poll().
 */
void hni_mac_link_prepare(struct hni_dev *hdev);

/**
 * hni_mac_link_release() - no link events any more
 * @hdev: device
 *
 * Context: process.
 */
void hni_mac_link_release(struct hni_dev *hdev);

/**
 * hni_mac_link_poll() - read the link and arm its interrupt
 * @hdev: device
 *
 * Context: process; not concurrent with itself.
 * Return: true if the lanes show the locks that speed and FEC ask for.
 */
bool hni_mac_link_poll(struct hni_dev *hdev);

/**
 * hni_mac_link_is_good() - read the link, and nothing else
 * @hdev: device
 *
 * Context: any.
 * Return: true if the lanes show the locks that speed and FEC ask for.
 */
bool hni_mac_link_is_good(struct hni_dev *hdev);

/**
 * hni_mac_enable() - let frames through the MAC
 * @hdev: device
 *
 * Context: process; not concurrent with hni_mac_disable().
 */
void hni_mac_enable(struct hni_dev *hdev);

/**
 * hni_mac_disable() - hold the MAC in reset
 * @hdev: device
 *
 * Context: process; not concurrent with hni_mac_enable().
 */
void hni_mac_disable(struct hni_dev *hdev);

#endif /* _HNI_HW_MAC_H */
