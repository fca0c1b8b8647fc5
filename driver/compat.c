// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the functions that exist in one form or another, by kernel.
 */

#include <linux/netdevice.h>

#include "compat.h"

#ifdef HNI_HAS_RX_RING_COUNT
u32 hni_compat_get_rx_ring_count(struct net_device *netdev)
{
	return netdev->real_num_rx_queues;
}
#endif
