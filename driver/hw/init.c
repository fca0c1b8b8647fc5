// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the values that the data path blocks need after power-on. Nothing of
 * it is read back, nothing is waited for; the order is the device's.
 */

#include <linux/bitfield.h>
#include <linux/log2.h>

#include <hw/hni_rpc.h>

#include "mac.h"

struct hni_reg_val {
	u32 reg;
	u32 val;
};

#define HNI_CLOCK_MHZ		600
/* Each counts in clocks */
#define HNI_TICK_US		HNI_CLOCK_MHZ
#define HNI_TCQ_COAL_WAIT	(80 * HNI_CLOCK_MHZ)
#define HNI_RCQ_COAL_WAIT	(2 * HNI_CLOCK_MHZ)
/* Frame limits must not be within 16 of a multiple of 64 */
#define HNI_TQS_MTU		(HNI_FRAME_MAX + 1)

#define HNI_CLDR_SLOTS		16
#define HNI_CLDR_SLOT		0x1b1b1b1b
#define HNI_CLDR_SLOT_LAST	0x1e1b1b1b

/* TCP flags that segmentation clears: first, middle and last segment */
#define HNI_LSO_CLR_FIRST	0x09	/* FIN, PSH */
#define HNI_LSO_CLR_MIDDLE	0x89	/* FIN, PSH, CWR */
#define HNI_LSO_CLR_LAST	0x80	/* CWR */

static const struct hni_reg_val hni_init_qm[] = {
	/* frames of TWQ1 carry no META of their own */
	{ HNI_CSR_QM_TWQ_DEFAULT_META_L, 0x0000000e },
	{ HNI_CSR_QM_TWQ_DEFAULT_META_H, 0x00000020 },
	{ HNI_CSR_QM_TQS_CTL0,
	  HNI_QM_TQS_CTL0_LSO_TS_MASK |
	  FIELD_PREP_CONST(HNI_QM_TQS_CTL0_PREFETCH_THRESH, 16) },
	{ HNI_CSR_QM_TQS_EDT_TS_RANGE, 0x7fffffff },
	{ HNI_CSR_QM_TQS_MTU_CTL0, HNI_TQS_MTU },
	{ HNI_CSR_QM_TQS_MTU_CTL1,
	  FIELD_PREP_CONST(HNI_QM_TQS_MTU_CTL1_BULK, HNI_TQS_MTU) },
	{ HNI_CSR_QM_TCQ_CTL0,
	  FIELD_PREP_CONST(HNI_QM_TCQ_CTL0_COAL_WAIT, HNI_TCQ_COAL_WAIT) |
	  FIELD_PREP_CONST(HNI_QM_TCQ_CTL0_TICK_CYCLES, HNI_TICK_US) },
	{ HNI_CSR_QM_RCQ_CTL0,
	  FIELD_PREP_CONST(HNI_QM_RCQ_CTL0_COAL_WAIT, HNI_RCQ_COAL_WAIT) |
	  FIELD_PREP_CONST(HNI_QM_RCQ_CTL0_TICK_CYCLES, HNI_TICK_US) },
	{ HNI_CSR_FAB_AXI4_AR_SPACER_2_CFG,
	  HNI_FAB_SPACER_MASK |
	  FIELD_PREP_CONST(HNI_FAB_SPACER_THRESHOLD, 2) },
};

static const struct hni_reg_val hni_init_rxb[] = {
	{ HNI_CSR_RXB_PAUSE_DROP_CTRL,
	  FIELD_PREP_CONST(HNI_RXB_PAUSE_DROP_CTRL_DROP_ENABLE, 0x7d) |
	  FIELD_PREP_CONST(HNI_RXB_PAUSE_DROP_CTRL_ECN_ENABLE, 0x10) },
	{ HNI_CSR_RXB_INTF_CREDIT,
	  FIELD_PREP_CONST(HNI_RXB_INTF_CREDIT_MASK0, 15) |
	  FIELD_PREP_CONST(HNI_RXB_INTF_CREDIT_MASK1, 15) |
	  FIELD_PREP_CONST(HNI_RXB_INTF_CREDIT_MASK2, 15) |
	  FIELD_PREP_CONST(HNI_RXB_INTF_CREDIT_MASK3, 8) },
};

static const struct hni_reg_val hni_init_rxb_weights[] = {
	{ HNI_CSR_RXB_DWRR_RDE_WEIGHT0, 0x00500040 },
	{ HNI_CSR_RXB_DWRR_RDE_WEIGHT0_EXT, 0x0000001f },
	{ HNI_CSR_RXB_DWRR_RDE_WEIGHT1, 0x00000040 },
	{ HNI_CSR_RXB_DWRR_RDE_WEIGHT1_EXT, 0x0000001f },
	{ HNI_CSR_RXB_ENDIAN_FCS, 0x0aaaaaa0 },
};

#define HNI_TXB_Q(start, size)						\
	(FIELD_PREP_CONST(HNI_TCE_TXB_Q_CTRL_START, start) |		\
	 FIELD_PREP_CONST(HNI_TCE_TXB_Q_CTRL_SIZE, size))

static const struct hni_reg_val hni_init_tce[] = {
	{ HNI_CSR_TCE_TXB_CTRL, 0 },
	{ HNI_CSR_QM_TQS_CTL1,
	  FIELD_PREP_CONST(HNI_QM_TQS_CTL1_MC_MAX_CREDITS, 0x40) |
	  FIELD_PREP_CONST(HNI_QM_TQS_CTL1_BULK_MAX_CREDITS, 0x20) },
	{ HNI_CSR_TCE_TXB_TEI_Q0_CTRL, 0 },
	{ HNI_CSR_TCE_TXB_TEI_Q1_CTRL, 0 },
	{ HNI_CSR_TCE_TXB_MC_Q_CTRL, HNI_TXB_Q(0, 0x400) },
	{ HNI_CSR_TCE_TXB_RX_TEI_Q_CTRL, 0 },
	{ HNI_CSR_TCE_TXB_TX_BMC_Q_CTRL, HNI_TXB_Q(0x400, 0x200) },
	{ HNI_CSR_TCE_TXB_RX_BMC_Q_CTRL, HNI_TXB_Q(0x600, 0x200) },
	{ HNI_CSR_TCE_LSO_CTRL,
	  FIELD_PREP_CONST(HNI_TCE_LSO_CTRL_TCPF_CLR_1ST,
			   HNI_LSO_CLR_FIRST) |
	  FIELD_PREP_CONST(HNI_TCE_LSO_CTRL_TCPF_CLR_MID,
			   HNI_LSO_CLR_MIDDLE) |
	  FIELD_PREP_CONST(HNI_TCE_LSO_CTRL_TCPF_CLR_END,
			   HNI_LSO_CLR_LAST) |
	  HNI_TCE_LSO_CTRL_IPID_MODE_INC },
	{ HNI_CSR_TCE_CSO_CTRL, 0 },
	{ HNI_CSR_TCE_BMC_MAX_PKTSZ,
	  FIELD_PREP_CONST(HNI_TCE_BMC_MAX_PKTSZ_TX, HNI_FRAME_MAX) |
	  FIELD_PREP_CONST(HNI_TCE_BMC_MAX_PKTSZ_RX, HNI_FRAME_MAX) },
	{ HNI_CSR_TCE_MC_MAX_PKTSZ,
	  FIELD_PREP_CONST(HNI_TCE_MC_MAX_PKTSZ_TMI, HNI_FRAME_MAX) },
};

static const struct hni_reg_val hni_init_tce_weights[] = {
	{ HNI_CSR_TCE_TXB_ENQ_WRR_CTRL,
	  FIELD_PREP_CONST(HNI_TCE_TXB_ENQ_WRR_CTRL_WEIGHT0, 0x64) |
	  FIELD_PREP_CONST(HNI_TCE_TXB_ENQ_WRR_CTRL_WEIGHT2, 0x04) },
	{ HNI_CSR_TCE_TXB_TEI_DWRR_CTRL, 0 },
	{ HNI_CSR_TCE_TXB_TEI_DWRR_CTRL_EXT, 0 },
	{ HNI_CSR_TCE_TXB_BMC_DWRR_CTRL, 0x00008250 },
	{ HNI_CSR_TCE_TXB_BMC_DWRR_CTRL_EXT, 0 },
	{ HNI_CSR_TCE_TXB_NTWRK_DWRR_CTRL, 0x00205000 },
	{ HNI_CSR_TCE_TXB_NTWRK_DWRR_CTRL_EXT, 0x00030000 },
	{ HNI_CSR_TCE_SOP_PROT_CTRL,
	  FIELD_PREP_CONST(HNI_TCE_SOP_PROT_CTRL_TBI, 0x78) |
	  FIELD_PREP_CONST(HNI_TCE_SOP_PROT_CTRL_TTI_FRM, 0x40) |
	  FIELD_PREP_CONST(HNI_TCE_SOP_PROT_CTRL_TTI_CM, 0xc) },
	{ HNI_CSR_TMI_SOP_PROT_CTRL, 8 },
};

#define HNI_RXB_FIFOS		8
#define HNI_RXB_UNIT		64
#define HNI_RXB_SIZE_UNIT	2048

/* Share of the receive buffer of one FIFO; thresholds in 64-byte units */
struct hni_rxb_fifo {
	u32 base;		/* bytes */
	u32 size;		/* bytes */
	u32 pause_on, pause_off;
	u32 drop_on, drop_off;
	u32 ecn_on, ecn_off;
};

#define HNI_RXB_NEVER		0x1fff

static const struct hni_rxb_fifo hni_rxb_fifos[HNI_RXB_FIFOS] = {
	/* multicast from the network */
	[0] = { 384 * 1024, 64 * 1024, HNI_RXB_NEVER, 0, 0x368, 0x368,
		HNI_RXB_NEVER, 0 },
	/* network to BMC */
	[3] = { 448 * 1024, 32 * 1024, HNI_RXB_NEVER, 0, 0x168, 0x168,
		HNI_RXB_NEVER, 0 },
	/* network to host */
	[4] = { 0, 384 * 1024, 0x1480, 0x380, 0x1768, 0x1768,
		0x600, 0x600 },
	/* BMC to host */
	[6] = { 480 * 1024, 32 * 1024, HNI_RXB_NEVER, 0, 0x168, 0x168,
		HNI_RXB_NEVER, 0 },
};

static void hni_hw_write_list(struct hni_dev *hdev,
			      const struct hni_reg_val *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		hni_csr_write(hdev, list[i].reg, list[i].val);
}

/* Sizes of PCIe and cache are coded as log2 of 64-byte lines, up to 512. */
static u32 hni_axi_code(unsigned int bytes)
{
	return min(ilog2(max(bytes, 64U)) - 6, 3);
}

static void hni_axi_update(struct hni_dev *hdev, u32 reg, u32 code)
{
	u32 val = hni_csr_read(hdev, reg);

	val &= HNI_QM_AXI_CTL_MAX_OT | HNI_QM_AXI_CTL_MAX_OB;
	hni_csr_write(hdev, reg, val | code);
}

static void hni_axi_init(struct hni_dev *hdev)
{
	int mrrs = pcie_get_readrq(hdev->pdev);
	u32 cls, rd, wr, tde;

	cls = FIELD_PREP(HNI_QM_AXI_CTL_CLS, hni_axi_code(cache_line_size()));
	rd = FIELD_PREP(HNI_QM_AXI_CTL_MRRS, hni_axi_code(mrrs)) | cls;
	wr = FIELD_PREP(HNI_QM_AXI_CTL_MPS,
			hni_axi_code(pcie_get_mps(hdev->pdev))) | cls;
	tde = FIELD_PREP(HNI_QM_AXI_CTL_MAX_OT, 128) |
	      FIELD_PREP(HNI_QM_TNI_TDE_CTL_MAX_OB, 704) | rd;
	if (mrrs > 512)
		tde |= HNI_QM_TNI_TDE_CTL_MRRS_1K;

	hni_axi_update(hdev, HNI_CSR_QM_TNI_TDF_CTL, rd);
	hni_axi_update(hdev, HNI_CSR_QM_TNI_TCM_CTL, wr);
	hni_csr_write(hdev, HNI_CSR_QM_TNI_TDE_CTL, tde);
	hni_axi_update(hdev, HNI_CSR_QM_RNI_RBP_CTL, rd);
	hni_axi_update(hdev, HNI_CSR_QM_RNI_RDE_CTL, wr);
	hni_axi_update(hdev, HNI_CSR_QM_RNI_RCM_CTL, wr);
}

/* Shares must not move while traffic of the BMC runs through them. */
static void hni_rxb_share(struct hni_dev *hdev, unsigned int i)
{
	const struct hni_rxb_fifo *fifo = &hni_rxb_fifos[i];
	u32 units = fifo->size / HNI_RXB_UNIT;
	u32 cfg;

	cfg = FIELD_PREP(HNI_RXB_PBUF_CFG_BASE_ADDR,
			 fifo->base / HNI_RXB_UNIT) |
	      FIELD_PREP(HNI_RXB_PBUF_CFG_SIZE,
			 fifo->size / HNI_RXB_SIZE_UNIT);
	hni_csr_write(hdev, HNI_CSR_RXB_CT_SIZE(i),
		      FIELD_PREP(HNI_RXB_CT_SIZE_HEADER, 4) |
		      FIELD_PREP(HNI_RXB_CT_SIZE_PAYLOAD, 2));
	hni_csr_write(hdev, HNI_CSR_RXB_PBUF_CFG(i), cfg);
	hni_csr_write(hdev, HNI_CSR_RXB_PBUF_CREDIT(i),
		      units ? units + 4 : 0);
}

static void hni_rxb_thresholds(struct hni_dev *hdev, unsigned int i)
{
	const struct hni_rxb_fifo *fifo = &hni_rxb_fifos[i];

	hni_csr_write(hdev, HNI_CSR_RXB_PAUSE_THLD(i),
		      FIELD_PREP(HNI_RXB_THLD_ON, fifo->pause_on) |
		      FIELD_PREP(HNI_RXB_THLD_OFF, fifo->pause_off));
	hni_csr_write(hdev, HNI_CSR_RXB_DROP_THLD(i),
		      FIELD_PREP(HNI_RXB_THLD_ON, fifo->drop_on) |
		      FIELD_PREP(HNI_RXB_THLD_OFF, fifo->drop_off));
	hni_csr_write(hdev, HNI_CSR_RXB_ECN_THLD(i),
		      FIELD_PREP(HNI_RXB_THLD_ON, fifo->ecn_on) |
		      FIELD_PREP(HNI_RXB_THLD_OFF, fifo->ecn_off));
}

static void hni_rxb_init(struct hni_dev *hdev)
{
	bool running;
	unsigned int i;

	running = hni_csr_read(hdev, HNI_CSR_RPC_RMI_CONFIG) &
		  HNI_RPC_RMI_ENABLE;
	for (i = 0; i < HNI_RXB_FIFOS; i++) {
		if (!running)
			hni_rxb_share(hdev, i);
		if (hni_rxb_fifos[i].size)
			hni_rxb_thresholds(hdev, i);
	}

	hni_hw_write_list(hdev, hni_init_rxb, ARRAY_SIZE(hni_init_rxb));
	for (i = 0; i < HNI_CLDR_SLOTS - 1; i++)
		hni_csr_write(hdev, HNI_CSR_RXB_CLDR_PRIO_CFG(i),
			      HNI_CLDR_SLOT);
	hni_csr_write(hdev, HNI_CSR_RXB_CLDR_PRIO_CFG(i), HNI_CLDR_SLOT_LAST);
	hni_hw_write_list(hdev, hni_init_rxb_weights,
			  ARRAY_SIZE(hni_init_rxb_weights));
}

static void hni_tce_init(struct hni_dev *hdev)
{
	unsigned int i;

	hni_hw_write_list(hdev, hni_init_tce, ARRAY_SIZE(hni_init_tce));
	for (i = 0; i < HNI_CLDR_SLOTS - 1; i++)
		hni_csr_write(hdev, HNI_CSR_TCE_TXB_CLDR_SLOT_CFG(i),
			      HNI_CLDR_SLOT);
	hni_csr_write(hdev, HNI_CSR_TCE_TXB_CLDR_SLOT_CFG(i),
		      HNI_CLDR_SLOT_LAST);
	hni_hw_write_list(hdev, hni_init_tce_weights,
			  ARRAY_SIZE(hni_init_tce_weights));
	/* everything above must be in place when LOAD arrives */
	hni_csr_flush(hdev);
	hni_csr_write(hdev, HNI_CSR_TCE_TXB_CTRL,
		      HNI_TCE_TXB_CTRL_LOAD | HNI_TCE_TXB_CTRL_TCAM_ENABLE);
}

void hni_hw_init(struct hni_dev *hdev)
{
	hni_axi_init(hdev);
	hni_hw_write_list(hdev, hni_init_qm, ARRAY_SIZE(hni_init_qm));
	hni_rxb_init(hdev);
	hni_tce_init(hdev);
}
