/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the receive classifier as the PF netdev uses it:
 * addresses, spreading over queues, on and off.
 */
#ifndef _HNI_HW_RPC_H
#define _HNI_HW_RPC_H

#include <hw/hni_rpc.h>

#include "../hni.h"

#define HNI_RSS_KEY_BYTES	DIV_ROUND_UP(HNI_RPC_RSS_KEY_BITS, 8)

/**
 * struct hni_rpc_macda - one entry of the table of destination addresses
 * @value: address
 * @mask: bits that need not match
 * @valid: entry is in use
 */
struct hni_rpc_macda {
	u8 value[ETH_ALEN];
	u8 mask[ETH_ALEN];
	bool valid;
};

/**
 * struct hni_rpc - what the classifier holds
 * @macda: copy of the table; guarded by the netdev's address list lock
 * @indir: RSS indirection, queue by hash; guarded by rtnl
 * @key: RSS key; guarded by rtnl
 */
struct hni_rpc {
	struct hni_rpc_macda macda[HNI_RPC_MACDA_ENTRIES];
	u8 indir[HNI_RPC_RSS_TBL_SIZE];
	u8 key[HNI_RSS_KEY_BYTES];
};

/**
 * hni_rpc_rss_write() - write key and indirection to the device
 * @hdev: device
 * @rpc: values
 *
 * Context: process, rtnl held.
 */
void hni_rpc_rss_write(struct hni_dev *hdev, const struct hni_rpc *rpc);

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
 * hni_rpc_start() - set the rules up and let frames in
 * @hdev: device
 * @rpc: state
 *
 * Context: process, rtnl held. No address of the host is accepted before
 * hni_rpc_macda_sync().
 */
void hni_rpc_start(struct hni_dev *hdev, const struct hni_rpc *rpc);

/**
 * hni_rpc_stop() - let no more frames in
 * @hdev: device
 * @rpc: state
 *
 * What a BMC on the same port receives is left alone.
 *
 * Context: process, rtnl held, address list lock held.
 */
void hni_rpc_stop(struct hni_dev *hdev, struct hni_rpc *rpc);

/**
 * hni_rpc_macda_sync() - bring the table of addresses up to date
 * @hdev: device
 * @rpc: state
 * @netdev: its address lists and flags are followed
 *
 * Lists that are longer than the table fall back to promiscuous or
 * all-multicast.
 *
 * Context: address list lock of @netdev held.
 */
void hni_rpc_macda_sync(struct hni_dev *hdev, struct hni_rpc *rpc,
			struct net_device *netdev);

#endif /* _HNI_HW_RPC_H */
