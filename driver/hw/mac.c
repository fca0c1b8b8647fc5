// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the link: lane locks, its interrupt, the MAC's resets and enables.
 */

#include <linux/bitfield.h>

#include "irq.h"
#include "mac.h"

#define HNI_PCS_LOCKS		(HNI_SIG_PCS_OUT0_LINK |		\
				 HNI_SIG_PCS_OUT0_BLOCK_LOCK |		\
				 HNI_SIG_PCS_OUT0_AMPS_LOCK)
#define HNI_PCS_EVENTS		(HNI_SIG_PCS_INTR_LINK_UP |		\
				 HNI_SIG_PCS_INTR_LINK_DOWN)
/* Network to host and BMC, network to host: a bit each */
#define HNI_RXB_FIFOS_TO_HOST	0x14
#define HNI_MAC_RESETS		(HNI_SIG_MAC_IN0_RESET_FF_TX_CLK |	\
				 HNI_SIG_MAC_IN0_RESET_FF_RX_CLK |	\
				 HNI_SIG_MAC_IN0_RESET_TX_CLK |		\
				 HNI_SIG_MAC_IN0_RESET_RX_CLK)

/*
 * Lanes that must have lock: alignment markers with RS FEC, blocks without
 * FEC, code words with BASE-R. Exactly these and no others.
 */
struct hni_mac_lanes {
	u8 amps;
	u8 block;
	u8 fcfec;
};

static const struct hni_mac_lanes hni_mac_lanes[] = {
	[HNI_SPEED_25R1]	= { 0x1, 0x01, 0x1 },
	[HNI_SPEED_50R2]	= { 0x5, 0x63, 0xf },
	[HNI_SPEED_50R1]	= { 0x3 },
	[HNI_SPEED_100R2]	= { 0xf },
};

bool hni_mac_link_is_good(struct hni_dev *hdev)
{
	const struct hni_mac_lanes *lanes =
		&hni_mac_lanes[hdev->caps.link_speed];
	u32 out0, out1;

	out0 = hni_csr_read(hdev, HNI_CSR_SIG_PCS_OUT0);
	if (hni_dev_is_dead(hdev) || !(out0 & HNI_SIG_PCS_OUT0_LINK))
		return false;

	switch (hdev->caps.link_fec) {
	case HNI_FEC_NONE:
		return FIELD_GET(HNI_SIG_PCS_OUT0_BLOCK_LOCK, out0) ==
		       lanes->block;
	case HNI_FEC_BASER:
		out1 = hni_csr_read(hdev, HNI_CSR_SIG_PCS_OUT1);
		return FIELD_GET(HNI_SIG_PCS_OUT1_FCFEC_LOCK, out1) ==
		       lanes->fcfec;
	default:
		return FIELD_GET(HNI_SIG_PCS_OUT0_AMPS_LOCK, out0) ==
		       lanes->amps;
	}
}

void hni_mac_link_prepare(struct hni_dev *hdev)
{
	hni_csr_write(hdev, HNI_CSR_INTR_MSIX_CTRL(HNI_INTR_CAUSE_PCS),
		      FIELD_PREP(HNI_INTR_MSIX_CTRL_VECTOR,
				 HNI_VECTOR_PCS) |
		      HNI_INTR_MSIX_CTRL_ENABLE);
	hni_csr_write(hdev, HNI_CSR_SIG_PCS_INTR_MASK, ~0U);
	hni_csr_write(hdev, HNI_CSR_SIG_PCS_INTR_STS, ~0U);
}

void hni_mac_link_release(struct hni_dev *hdev)
{
	hni_csr_write(hdev, HNI_CSR_SIG_PCS_INTR_MASK, ~0U);
	hni_csr_write(hdev, HNI_CSR_INTR_MSIX_CTRL(HNI_INTR_CAUSE_PCS),
		      FIELD_PREP(HNI_INTR_MSIX_CTRL_VECTOR,
				 HNI_VECTOR_PCS));
	hni_csr_flush(hdev);
	hni_irq_mask(hdev, HNI_VECTOR_PCS);
}

bool hni_mac_link_poll(struct hni_dev *hdev)
{
	bool good;

	/*
	 * The latches are cleared and come back at once if the lanes still
	 * hold; events up to here are thus covered by the read below, and
	 * later ones raise the interrupt when it is unmasked.
	 */
	hni_csr_write(hdev, HNI_CSR_SIG_PCS_OUT0, HNI_PCS_LOCKS);
	hni_csr_write(hdev, HNI_CSR_SIG_PCS_OUT1,
		      HNI_SIG_PCS_OUT1_FCFEC_LOCK);
	hni_csr_flush(hdev);
	hni_csr_write(hdev, HNI_CSR_SIG_PCS_INTR_STS, HNI_PCS_EVENTS);

	good = hni_mac_link_is_good(hdev);

	hni_csr_write(hdev, HNI_CSR_SIG_PCS_INTR_MASK, ~HNI_PCS_EVENTS);
	hni_irq_unmask(hdev, HNI_VECTOR_PCS);
	return good;
}

static u32 hni_mac_command(struct hni_dev *hdev)
{
	u32 cmd;

	cmd = HNI_MAC_CMD_TX_PAD_EN | HNI_MAC_CMD_PROMISC_EN;
	if (!READ_ONCE(hdev->tx_pause))
		cmd |= HNI_MAC_CMD_TX_PAUSE_DIS;
	if (!READ_ONCE(hdev->rx_pause))
		cmd |= HNI_MAC_CMD_RX_PAUSE_DIS;
	if (hdev->caps.link_fec == HNI_FEC_NONE)
		cmd |= HNI_MAC_CMD_FLT_HDL_DIS;
	return cmd;
}

void hni_mac_enable(struct hni_dev *hdev)
{
	u32 val;

	val = hni_csr_read(hdev, HNI_CSR_RXB_PAUSE_DROP_CTRL);
	val &= ~HNI_RXB_PAUSE_DROP_CTRL_PAUSE_ENABLE;
	if (READ_ONCE(hdev->tx_pause))
		val |= FIELD_PREP(HNI_RXB_PAUSE_DROP_CTRL_PAUSE_ENABLE,
				  HNI_RXB_FIFOS_TO_HOST);
	hni_csr_write(hdev, HNI_CSR_RXB_PAUSE_DROP_CTRL, val);

	val = hni_csr_read(hdev, HNI_CSR_SIG_MAC_IN0);
	hni_csr_write(hdev, HNI_CSR_SIG_MAC_IN0, val & ~HNI_MAC_RESETS);
	hni_csr_write(hdev, HNI_CSR_MAC_COMMAND_CONFIG,
		      hni_mac_command(hdev) | HNI_MAC_CMD_RX_ENA |
		      HNI_MAC_CMD_TX_ENA);
}

void hni_mac_disable(struct hni_dev *hdev)
{
	u32 val;

	val = hni_csr_read(hdev, HNI_CSR_SIG_MAC_IN0);
	hni_csr_write(hdev, HNI_CSR_SIG_MAC_IN0, val | HNI_MAC_RESETS);
	hni_csr_write(hdev, HNI_CSR_MAC_COMMAND_CONFIG,
		      hni_mac_command(hdev));
}
