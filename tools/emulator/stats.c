// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what frames do to the statistics registers of the MAC, the receive
 * buffer and the transmit path.
 */
#include "func.h"

#define EMU_RXB_FIFO_HOST	4	/* network to host */
#define EMU_RXB_SRC_NETWORK	0
#define EMU_RXB_DST_HOST	3
#define EMU_STATS_MAC_MAX	1518	/* longer: one class of the MAC */

/* Last length of each size class and its counters, receive and transmit */
static const struct {
	uint32_t max;
	uint32_t rx;
	uint32_t tx;
} emu_stats_size[] = {
	{ 64, HNI_CSR_MAC_STAT_RX_PACKET_64_BYTES_L,
	  HNI_CSR_MAC_STAT_TX_PACKET_64_BYTES_L },
	{ 127, HNI_CSR_MAC_STAT_RX_PACKET_65_127_BYTES_L,
	  HNI_CSR_MAC_STAT_TX_PACKET_65_127_BYTES_L },
	{ 255, HNI_CSR_MAC_STAT_RX_PACKET_128_255_BYTES_L,
	  HNI_CSR_MAC_STAT_TX_PACKET_128_255_BYTES_L },
	{ 511, HNI_CSR_MAC_STAT_RX_PACKET_256_511_BYTES_L,
	  HNI_CSR_MAC_STAT_TX_PACKET_256_511_BYTES_L },
	{ 1023, HNI_CSR_MAC_STAT_RX_PACKET_512_1023_BYTES_L,
	  HNI_CSR_MAC_STAT_TX_PACKET_512_1023_BYTES_L },
	{ 1518, HNI_CSR_MAC_STAT_RX_PACKET_1024_1518_BYTES_L,
	  HNI_CSR_MAC_STAT_TX_PACKET_1024_1518_BYTES_L },
	{ 2047, HNI_CSR_RPC_STAT_RX_PACKET_1519_2047_BYTES_L,
	  HNI_CSR_TMI_STAT_TX_PACKET_1519_2047_BYTES_L },
	{ 4095, HNI_CSR_RPC_STAT_RX_PACKET_2048_4095_BYTES_L,
	  HNI_CSR_TMI_STAT_TX_PACKET_2048_4095_BYTES_L },
	{ 8191, HNI_CSR_RPC_STAT_RX_PACKET_4096_8191_BYTES_L,
	  HNI_CSR_TMI_STAT_TX_PACKET_4096_8191_BYTES_L },
	{ 9216, HNI_CSR_RPC_STAT_RX_PACKET_8192_9216_BYTES_L,
	  HNI_CSR_TMI_STAT_TX_PACKET_8192_9216_BYTES_L },
	{ ~0U, HNI_CSR_RPC_STAT_RX_PACKET_9217_MAX_BYTES_L,
	  HNI_CSR_TMI_STAT_TX_PACKET_9217_MAX_BYTES_L },
};

static unsigned int emu_stats_class(uint32_t len)
{
	unsigned int i = 0;

	/* The MAC counts with FCS, and never less than a minimal frame */
	while (len + 4 > emu_stats_size[i].max)
		i++;
	return i;
}

/* MAC control, such as pause */
static bool emu_stats_is_control(const uint8_t *da)
{
	return da[12] == 0x88 && da[13] == 0x08;
}

static bool emu_stats_is_broadcast(const uint8_t *da)
{
	return (da[0] & da[1] & da[2] & da[3] & da[4] & da[5]) == 0xff;
}

/**
 * emu_stats_rx() - a frame came in from the switch
 * @fn: function
 * @f: frame
 */
void emu_stats_rx(struct emu_func *fn, const struct emu_frame *f)
{
	const uint8_t *da = f->buf + f->off;

	emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_BYTE_COUNT_L, f->len + 4);
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_RECEIVED_OK_L, 1);
	if (emu_stats_is_broadcast(da))
		emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_BROADCAST_L, 1);
	else if (da[0] & 1)
		emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_MULTICAST_L, 1);
	if (emu_stats_is_control(da))
		emu_csr_count64(fn, HNI_CSR_MAC_STAT_RX_CONTROL_FRAMES_L, 1);
	emu_csr_count64(fn, emu_stats_size[emu_stats_class(f->len)].rx, 1);
	if (f->len + 4 > EMU_STATS_MAC_MAX)
		emu_csr_count64(fn,
				HNI_CSR_MAC_STAT_RX_PACKET_1519_MAX_BYTES_L, 1);
	emu_csr_count32(fn, HNI_CSR_RXB_DRBO_FRM_CNT_SRC(EMU_RXB_SRC_NETWORK),
			1);
	emu_csr_count64x(fn,
			 HNI_CSR_RXB_DRBO_BYTE_CNT_SRC_L(EMU_RXB_SRC_NETWORK),
			 HNI_CSR_RXB_DRBO_BYTE_CNT_SRC_H(EMU_RXB_SRC_NETWORK),
			 f->len);
}

/**
 * emu_stats_host() - a frame left the receive buffer for the host
 * @fn: function
 * @len: its bytes
 */
void emu_stats_host(struct emu_func *fn, uint32_t len)
{
	emu_csr_count32(fn, HNI_CSR_RXB_INTF_FRM_CNT_DST(EMU_RXB_DST_HOST), 1);
	emu_csr_count64x(fn, HNI_CSR_RXB_INTF_BYTE_CNT_DST_L(EMU_RXB_DST_HOST),
			 HNI_CSR_RXB_INTF_BYTE_CNT_DST_H(EMU_RXB_DST_HOST),
			 len);
	emu_csr_count32(fn, HNI_CSR_RXB_PBUF_FRM_CNT_DST(EMU_RXB_DST_HOST), 1);
	emu_csr_count64x(fn, HNI_CSR_RXB_PBUF_BYTE_CNT_DST_L(EMU_RXB_DST_HOST),
			 HNI_CSR_RXB_PBUF_BYTE_CNT_DST_H(EMU_RXB_DST_HOST),
			 len);
}

/**
 * emu_stats_drop() - the receive buffer was full
 * @fn: function
 * @len: bytes of the frame
 */
void emu_stats_drop(struct emu_func *fn, uint32_t len)
{
	emu_csr_count32(fn, HNI_CSR_RXB_DROP_FRMS_STS(EMU_RXB_FIFO_HOST), 1);
	emu_csr_count64(fn, HNI_CSR_RXB_DROP_BYTES_STS_L(EMU_RXB_FIFO_HOST),
			len);
}

/**
 * emu_stats_tx() - a frame left towards the switch
 * @fn: function
 * @frame: from the destination MAC address
 * @len: its bytes
 */
void emu_stats_tx(struct emu_func *fn, const uint8_t *frame, uint32_t len)
{
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_BYTE_COUNT_L, len + 4);
	emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_TRANSMITTED_OK_L, 1);
	if (emu_stats_is_broadcast(frame))
		emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_BROADCAST_L, 1);
	else if (frame[0] & 1)
		emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_MULTICAST_L, 1);
	if (emu_stats_is_control(frame))
		emu_csr_count64(fn, HNI_CSR_MAC_STAT_TX_CONTROL_FRAMES_L, 1);
	emu_csr_count64(fn, emu_stats_size[emu_stats_class(len)].tx, 1);
	if (len + 4 > EMU_STATS_MAC_MAX)
		emu_csr_count64(fn,
				HNI_CSR_MAC_STAT_TX_PACKET_1519_MAX_BYTES_L, 1);
}
