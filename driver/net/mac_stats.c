// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the standard statistics of the PF's port, as ethtool groups them: MAC,
 * MAC control, pause, RMON, PHY and FEC. All are registers that the device
 * keeps; they are read when somebody asks.
 */

#include <linux/rtnetlink.h>

#include "net.h"

void hni_net_get_eth_mac_stats(struct net_device *netdev,
			       struct ethtool_eth_mac_stats *stats)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_dev *hdev = net->hdev;

	stats->FramesTransmittedOK =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_TX_TRANSMITTED_OK_L);
	stats->OctetsTransmittedOK =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_TX_BYTE_COUNT_L);
	stats->MulticastFramesXmittedOK =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_TX_MULTICAST_L);
	stats->BroadcastFramesXmittedOK =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_TX_BROADCAST_L);
	stats->FramesLostDueToIntMACXmitError =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_TX_IFOUTERRORS_L);
	stats->FramesReceivedOK =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_RECEIVED_OK_L);
	stats->OctetsReceivedOK =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_BYTE_COUNT_L);
	stats->MulticastFramesReceivedOK =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_MULTICAST_L);
	stats->BroadcastFramesReceivedOK =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_BROADCAST_L);
	stats->FrameCheckSequenceErrors =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_PACKET_BAD_FCS_L);
	stats->AlignmentErrors =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_ALIGN_ERROR_L);
	stats->FrameTooLongErrors =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_TOOLONG_L);
	stats->FramesLostDueToIntMACRcvError =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_IFINERRORS_L);
}

void hni_net_get_eth_ctrl_stats(struct net_device *netdev,
				struct ethtool_eth_ctrl_stats *stats)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_dev *hdev = net->hdev;

	stats->MACControlFramesTransmitted =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_TX_CONTROL_FRAMES_L);
	stats->MACControlFramesReceived =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_CONTROL_FRAMES_L);
}

void hni_net_get_pause_stats(struct net_device *netdev,
			     struct ethtool_pause_stats *stats)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_dev *hdev = net->hdev;

	stats->tx_pause_frames =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_TX_XOFF_STB_L);
	stats->rx_pause_frames =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_XOFF_STB_L);
}

/* Some kernels have room for one class less: the last two become one. */
#define HNI_NET_RMON_MERGED	(ETHTOOL_RMON_HIST_MAX < 11)
/* Lengths are with FCS */
#define HNI_NET_RMON_MAX	(HNI_FRAME_MAX + ETH_FCS_LEN)

static const struct ethtool_rmon_hist_range hni_net_rmon_ranges[] = {
	{ 0, 64 }, { 65, 127 }, { 128, 255 }, { 256, 511 }, { 512, 1023 },
	{ 1024, 1518 }, { 1519, 2047 }, { 2048, 4095 }, { 4096, 8191 },
	{ 8192, HNI_NET_RMON_MERGED ? HNI_NET_RMON_MAX : 9216 },
	{ 9217, HNI_NET_RMON_MAX }, {}
};

static const u32 hni_net_rmon_rx[] = {
	HNI_CSR_MAC_STAT_RX_PACKET_64_BYTES_L,
	HNI_CSR_MAC_STAT_RX_PACKET_65_127_BYTES_L,
	HNI_CSR_MAC_STAT_RX_PACKET_128_255_BYTES_L,
	HNI_CSR_MAC_STAT_RX_PACKET_256_511_BYTES_L,
	HNI_CSR_MAC_STAT_RX_PACKET_512_1023_BYTES_L,
	HNI_CSR_MAC_STAT_RX_PACKET_1024_1518_BYTES_L,
	HNI_CSR_RPC_STAT_RX_PACKET_1519_2047_BYTES_L,
	HNI_CSR_RPC_STAT_RX_PACKET_2048_4095_BYTES_L,
	HNI_CSR_RPC_STAT_RX_PACKET_4096_8191_BYTES_L,
	HNI_CSR_RPC_STAT_RX_PACKET_8192_9216_BYTES_L,
	HNI_CSR_RPC_STAT_RX_PACKET_9217_MAX_BYTES_L,
};

static const u32 hni_net_rmon_tx[] = {
	HNI_CSR_MAC_STAT_TX_PACKET_64_BYTES_L,
	HNI_CSR_MAC_STAT_TX_PACKET_65_127_BYTES_L,
	HNI_CSR_MAC_STAT_TX_PACKET_128_255_BYTES_L,
	HNI_CSR_MAC_STAT_TX_PACKET_256_511_BYTES_L,
	HNI_CSR_MAC_STAT_TX_PACKET_512_1023_BYTES_L,
	HNI_CSR_MAC_STAT_TX_PACKET_1024_1518_BYTES_L,
	HNI_CSR_TMI_STAT_TX_PACKET_1519_2047_BYTES_L,
	HNI_CSR_TMI_STAT_TX_PACKET_2048_4095_BYTES_L,
	HNI_CSR_TMI_STAT_TX_PACKET_4096_8191_BYTES_L,
	HNI_CSR_TMI_STAT_TX_PACKET_8192_9216_BYTES_L,
	HNI_CSR_TMI_STAT_TX_PACKET_9217_MAX_BYTES_L,
};

static_assert(ARRAY_SIZE(hni_net_rmon_rx) <= ETHTOOL_RMON_HIST_MAX + 1);
static_assert(ARRAY_SIZE(hni_net_rmon_rx) == ARRAY_SIZE(hni_net_rmon_tx));
static_assert(ARRAY_SIZE(hni_net_rmon_rx) + 1 ==
	      ARRAY_SIZE(hni_net_rmon_ranges));

void hni_net_get_rmon_stats(struct net_device *netdev,
			    struct ethtool_rmon_stats *stats,
			    const struct ethtool_rmon_hist_range **ranges)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_dev *hdev = net->hdev;
	unsigned int i, bin;

	stats->undersize_pkts =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_UNDERSIZE_L);
	stats->oversize_pkts =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_OVERSIZE_L);
	stats->fragments =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_FRAGMENT_L);
	stats->jabbers =
		hni_csr_read64(hdev, HNI_CSR_MAC_STAT_RX_JABBER_L);
	memset(stats->hist, 0, sizeof(stats->hist));
	memset(stats->hist_tx, 0, sizeof(stats->hist_tx));
	for (i = 0; i < ARRAY_SIZE(hni_net_rmon_rx); i++) {
		bin = min_t(unsigned int, i, ETHTOOL_RMON_HIST_MAX - 1);
		stats->hist[bin] += hni_csr_read64(hdev, hni_net_rmon_rx[i]);
		stats->hist_tx[bin] += hni_csr_read64(hdev, hni_net_rmon_tx[i]);
	}
	*ranges = hni_net_rmon_ranges;
}

/*
 * Counters of 32 bits in two halves, each cleared by its reading, the low one
 * first. So every reading goes through here.
 */
static void hni_net_halves_add(struct hni_dev *hdev, u64 *sum, u32 lo, u32 hi)
{
	u32 low = hni_csr_read(hdev, lo) & 0xffff;
	u32 high = hni_csr_read(hdev, hi) & 0xffff;

	if (!hni_dev_is_dead(hdev))
		*sum += high << 16 | low;
}

/* Of the four engines the first counts for the whole port. */
static void hni_net_fec_update(struct hni_net *net)
{
	struct hni_net_fec *fec = &net->fec;
	unsigned int i;

	hni_compat_assert_ops(net->netdev);
	hni_net_halves_add(net->hdev, &fec->corrected,
			   HNI_CSR_RSFEC_CCW_LO(0), HNI_CSR_RSFEC_CCW_HI(0));
	hni_net_halves_add(net->hdev, &fec->uncorrectable,
			   HNI_CSR_RSFEC_NCCW_LO(0), HNI_CSR_RSFEC_NCCW_HI(0));
	for (i = 0; i < HNI_NET_LANES; i++)
		hni_net_halves_add(net->hdev, &fec->symbol_errors,
				   HNI_CSR_PCS_SYMBLERR_LO(i),
				   HNI_CSR_PCS_SYMBLERR_HI(i));
}

void hni_net_get_fec_stats(struct net_device *netdev,
			   struct ethtool_fec_stats *stats)
{
	struct hni_net *net = netdev_priv(netdev);

	hni_net_fec_update(net);
	stats->corrected_blocks.total = net->fec.corrected;
	stats->uncorrectable_blocks.total = net->fec.uncorrectable;
}

void hni_net_get_eth_phy_stats(struct net_device *netdev,
			       struct ethtool_eth_phy_stats *stats)
{
	struct hni_net *net = netdev_priv(netdev);

	hni_net_fec_update(net);
	stats->SymbolErrorDuringCarrier = net->fec.symbol_errors;
}
