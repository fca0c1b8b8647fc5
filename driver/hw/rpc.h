/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the receive classifier as the PF netdev uses it:
 * addresses, spreading over queues, on and off.
 */
#ifndef _HNI_HW_RPC_H
#define _HNI_HW_RPC_H

#include <hw/hni_rpc.h>

#include "../../offload/core/rpc/hof_rpc.h"
#include "../../offload/core/rpc/hof_rpc_mac.h"
#include "../hni.h"

#define HNI_RSS_KEY_BYTES	DIV_ROUND_UP(HNI_RPC_RSS_KEY_BITS, 8)

/**
 * struct hni_rpc - what the classifier holds
 * @core: rules of ethtool and tc; guarded by struct hni_net.rules_lock
 * @macs: destination addresses; guarded by the netdev's address list lock
 * @indir: RSS tables, queue by hash; guarded by netdev lock
 * @key: RSS key; guarded by netdev lock
 * @stamps: classes whose frames get a time stamp, BIT(enum hof_rpc_class);
 *	guarded by netdev lock
 */
struct hni_rpc {
	struct hof_rpc core;
	struct hof_rpc_macs macs;
	u8 indir[HNI_RPC_RSS_TABLES][HNI_RPC_RSS_TBL_SIZE];
	u8 key[HNI_RSS_KEY_BYTES];
	u8 stamps;
};

/**
 * hni_rpc_rss_write() - write key and indirection to the device
 * @hdev: device
 * @rpc: values
 *
 * Context: process, netdev locked.
 */
void hni_rpc_rss_write(struct hni_dev *hdev, const struct hni_rpc *rpc);

/**
 * hni_rpc_indir_write() - write one table of indirection to the device
 * @hdev: device
 * @rpc: values
 * @table: which
 *
 * Context: process, netdev locked.
 */
void hni_rpc_indir_write(struct hni_dev *hdev, const struct hni_rpc *rpc,
			 unsigned int table);

/**
 * hni_rpc_key_write() - write the key to the device
 * @hdev: device
 * @rpc: values
 *
 * Context: process, netdev locked.
 */
void hni_rpc_key_write(struct hni_dev *hdev, const struct hni_rpc *rpc);

/**
 * hni_rpc_fields_set() - choose what enters the hash by the first table
 * @hdev: device
 * @rpc: state
 * @class: enum hof_rpc_class
 * @fields: HNI_RPC_RSS_*
 *
 * Context: process, netdev locked.
 */
void hni_rpc_fields_set(struct hni_dev *hdev, struct hni_rpc *rpc,
			unsigned int class, u16 fields);

/**
 * hni_rpc_stamps_set() - choose which frames get a time stamp
 * @hdev: device
 * @rpc: state
 * @classes: BIT(enum hof_rpc_class); frames that a rule delivers get one if any
 *	class does
 * @is_started: between hni_rpc_start() and hni_rpc_stop()
 *
 * Context: process, netdev locked.
 */
void hni_rpc_stamps_set(struct hni_dev *hdev, struct hni_rpc *rpc, u8 classes,
			bool is_started);

/**
 * hni_rpc_init() - bring the tables to a known state
 * @hdev: device
 * @rpc: zeroed
 *
 * Entries of a BMC on the same port are left alone.
 *
 * Context: process; before anything else here.
 */
void hni_rpc_init(struct hni_dev *hdev, struct hni_rpc *rpc);

/**
 * hni_rpc_restore() - give a device that was reset its tables back
 * @hdev: device
 * @rpc: state
 *
 * Rules and their addresses; the rest is hni_rpc_start()'s.
 *
 * Context: process, netdev locked.
 */
void hni_rpc_restore(struct hni_dev *hdev, struct hni_rpc *rpc);

/**
 * hni_rpc_start() - set the rules up and let frames in
 * @hdev: device
 * @rpc: state
 *
 * Context: process, netdev locked. No address of the host is accepted before
 * hni_rpc_macda_sync().
 */
void hni_rpc_start(struct hni_dev *hdev, const struct hni_rpc *rpc);

/**
 * hni_rpc_stop() - let no more frames in
 * @hdev: device
 * @rpc: state
 *
 * What a BMC on the same port receives is left alone, and rules stay.
 *
 * Context: process, netdev locked, address list lock held.
 */
void hni_rpc_stop(struct hni_dev *hdev, struct hni_rpc *rpc);

/**
 * hni_rpc_macda_sync() - bring the table of addresses up to date
 * @hdev: device
 * @rpc: state
 * @netdev: its address lists and flags are followed
 *
 * Lists that are longer than what rules leave of the table fall back to
 * promiscuous or all-multicast.
 *
 * Context: address list lock of @netdev held.
 */
void hni_rpc_macda_sync(struct hni_dev *hdev, struct hni_rpc *rpc,
			struct net_device *netdev);

/**
 * hni_rpc_mac_get() - the entry that a rule's destination address answers with
 * @rpc: state
 * @netdev: owner
 * @addr: address
 * @why: filled in on failure
 *
 * Context: process or BH, address list lock of @netdev not held.
 * Return: number for struct hof_rpc_match; -ENOSPC.
 */
int hni_rpc_mac_get(struct hni_rpc *rpc, struct net_device *netdev,
		    const u8 *addr, struct hof_why *why);

/**
 * hni_rpc_mac_put() - undo hni_rpc_mac_get()
 * @rpc: state
 * @netdev: owner
 * @mac: its result, or 0 for nothing
 *
 * Context: process or BH, address list lock of @netdev not held.
 */
void hni_rpc_mac_put(struct hni_rpc *rpc, struct net_device *netdev,
		     unsigned int mac);

#endif /* _HNI_HW_RPC_H */
