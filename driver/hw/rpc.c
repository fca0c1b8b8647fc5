// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the receive classifier's tables as far as the PF netdev needs them.
 *
 * A frame's destination address is looked up in MACDA; the index found is
 * part of the key of the action table. In both the lowest index wins:
 *
 *   MACDA    0.. 3  BMC             action   0      BMC unicast -> BMC
 *            4      broadcast                1      BMC all-multicast -> BMC
 *            5..22  multicast               2..49  rules
 *           23      BMC all-multicast      50..56  host unicast -> RSS
 *           24..30  unicast                57..63  any of ours -> RSS
 *           31      promiscuous or all-multicast
 *
 * Actions 0, 1 and 50..56 are the driver's only with a BMC on the port: then
 * 57..63 send to the BMC, too, and unicast must not take that way. Without a
 * BMC they are for rules as well. Rules are offload/core/rpc's.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/unaligned.h>

#include "rpc_table.h"

#define HNI_ACT_BMC_UC		0
#define HNI_ACT_BMC_ALLMULTI	1
#define HNI_ACT_RULES		2
#define HNI_ACT_HOST_UC		50
#define HNI_ACT_ANY		57
#define HNI_ACT_LAST		63

/* MACDA index 24..31 is unicast: both upper bits are set */
#define HNI_KEY1_UNICAST	FIELD_PREP_CONST(HNI_RPC_KEY1_MACDA_IDX, 0x18)

#define HNI_RMI_OH_BYTES	20

#define HNI_KEY1_IP6		(HNI_RPC_KEY1_IP_VALID |		\
				 HNI_RPC_KEY1_IP_IS_V6)
#define HNI_KEY1_UDP		(HNI_RPC_KEY1_L4_VALID |		\
				 HNI_RPC_KEY1_L4_IS_UDP)

/* Bits of key word 1 that must be 1, in the order of the rules */
static const u32 hni_rpc_classes[] = {
	[HOF_RPC_UDP6] = HNI_KEY1_IP6 | HNI_KEY1_UDP,
	[HOF_RPC_UDP4] = HNI_RPC_KEY1_IP_VALID | HNI_KEY1_UDP,
	[HOF_RPC_TCP6] = HNI_KEY1_IP6 | HNI_RPC_KEY1_L4_VALID,
	[HOF_RPC_TCP4] = HNI_RPC_KEY1_IP_VALID | HNI_RPC_KEY1_L4_VALID,
	[HOF_RPC_IP6] = HNI_KEY1_IP6,
	[HOF_RPC_IP4] = HNI_RPC_KEY1_IP_VALID,
	[HOF_RPC_ETHER] = 0,
};

static_assert(HNI_ACT_ANY + ARRAY_SIZE(hni_rpc_classes) - 1 == HNI_ACT_LAST);
static_assert(HNI_ACT_HOST_UC + ARRAY_SIZE(hni_rpc_classes) == HNI_ACT_ANY);

static u32 hni_rpc_class_act0(const struct hni_rpc *rpc, unsigned int class,
			      u32 dest)
{
	u32 act0 = dest | FIELD_PREP(HNI_RPC_ACT0_DMA_HINT,
				     HNI_RPC_DMA_HINT_L4);

	return rpc->stamps & BIT(class) ? act0 | HNI_RPC_ACT0_TS_ENA : act0;
}

static void hni_rpc_class_write(struct hni_dev *hdev,
				const struct hni_rpc *rpc, unsigned int first,
				u32 key1, u32 dest)
{
	struct hof_rpc_write row = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hni_rpc_classes); i++) {
		row.act0 = hni_rpc_class_act0(rpc, i, dest);
		row.act1 = rpc->core.hash[0][i];
		row.value[1] = hni_rpc_classes[i] | key1 |
			       HNI_RPC_KEY1_MACDA_VALID;
		row.care[1] = row.value[1];
		hni_rpc_row_set(hdev, first + i, &row);
	}
}

/* BMC entries: the whole MACDA index counts, except what @any leaves open. */
static void hni_rpc_bmc_write(struct hni_dev *hdev, unsigned int idx,
			      unsigned int macda, unsigned int any)
{
	struct hof_rpc_write row = { .act0 = HNI_RPC_ACT0_DEST_BMC };

	row.care[1] = HNI_RPC_KEY1_MACDA_VALID |
		      (HNI_RPC_KEY1_MACDA_IDX &
		       ~FIELD_PREP(HNI_RPC_KEY1_MACDA_IDX, any));
	row.value[1] = HNI_RPC_KEY1_MACDA_VALID |
		       FIELD_PREP(HNI_RPC_KEY1_MACDA_IDX, macda);
	hni_rpc_row_set(hdev, idx, &row);
}

static void hni_rpc_actions_write(struct hni_dev *hdev,
				  const struct hni_rpc *rpc)
{
	u32 dest = HNI_RPC_ACT0_DEST_HOST;

	if (hdev->caps.bmc_present) {
		hni_rpc_bmc_write(hdev, HNI_ACT_BMC_UC, HOF_RPC_MAC_BMC,
				  HNI_CAP_BMC_MACS - 1);
		if (hdev->caps.bmc_all_multi)
			hni_rpc_bmc_write(hdev, HNI_ACT_BMC_ALLMULTI,
					  HOF_RPC_MAC_BMC_GROUPS, 0);
		hni_rpc_class_write(hdev, rpc, HNI_ACT_HOST_UC,
				    HNI_KEY1_UNICAST, dest);
		dest |= HNI_RPC_ACT0_DEST_BMC;
	}
	hni_rpc_class_write(hdev, rpc, HNI_ACT_ANY, 0, dest);
}

void hni_rpc_indir_write(struct hni_dev *hdev, const struct hni_rpc *rpc,
			 unsigned int table)
{
	unsigned int i;

	for (i = 0; i < HNI_RPC_RSS_TBL_SIZE; i++)
		hni_csr_write(hdev, HNI_CSR_RPC_RSS_TBL(table, i),
			      rpc->indir[table][i]);
}

void hni_rpc_key_write(struct hni_dev *hdev, const struct hni_rpc *rpc)
{
	u8 key[HNI_RPC_RSS_KEY_WORDS * 4] = {};
	unsigned int i;
	u32 word;

	memcpy(key, rpc->key, sizeof(rpc->key));
	for (i = 0; i < HNI_RPC_RSS_KEY_WORDS; i++) {
		word = get_unaligned_be32(&key[4 * i]);
		if (i == HNI_RPC_RSS_KEY_WORDS - 1)
			word &= HNI_RPC_RSS_KEY_LAST;
		hni_csr_write(hdev, HNI_CSR_RPC_RSS_KEY(i), word);
	}
}

void hni_rpc_rss_write(struct hni_dev *hdev, const struct hni_rpc *rpc)
{
	unsigned int table;

	for (table = 0; table < HNI_RPC_RSS_TABLES; table++)
		hni_rpc_indir_write(hdev, rpc, table);
	hni_rpc_key_write(hdev, rpc);
}

/* A row that is not valid now will be written as a whole. */
void hni_rpc_fields_set(struct hni_dev *hdev, struct hni_rpc *rpc,
			unsigned int class, u16 fields)
{
	hof_rpc_hash_set(&rpc->core, 0, class, fields);
	hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL1(HNI_ACT_ANY + class), fields);
	if (hdev->caps.bmc_present)
		hni_csr_write(hdev,
			      HNI_CSR_RPC_ACT_TBL1(HNI_ACT_HOST_UC + class),
			      fields);
}

/* Rows of classes that are not valid now will be written as a whole. */
void hni_rpc_stamps_set(struct hni_dev *hdev, struct hni_rpc *rpc, u8 classes,
			bool is_started)
{
	u32 any = HNI_RPC_ACT0_DEST_HOST;
	unsigned int i;

	rpc->stamps = classes;
	hof_rpc_stamps_set(&rpc->core, classes);
	if (!is_started)
		return;
	if (hdev->caps.bmc_present)
		any |= HNI_RPC_ACT0_DEST_BMC;
	for (i = 0; i < ARRAY_SIZE(hni_rpc_classes); i++) {
		hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL0(HNI_ACT_ANY + i),
			      hni_rpc_class_act0(rpc, i, any));
		if (hdev->caps.bmc_present)
			hni_csr_write(hdev,
				      HNI_CSR_RPC_ACT_TBL0(HNI_ACT_HOST_UC + i),
				      hni_rpc_class_act0(rpc, i,
							 HNI_RPC_ACT0_DEST_HOST));
	}
}

static const u8 hni_rpc_no_bits[ETH_ALEN];
static const u8 hni_rpc_all_bits[ETH_ALEN] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff
};

/* Address 01:00:00:00:00:00 under its mask: every multicast address */
static void hni_rpc_macda_fix_groups(struct hof_rpc_macs *macs,
				     unsigned int index)
{
	static const u8 any[] = { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff };
	static const u8 group[] = { 0x01, 0, 0, 0, 0, 0 };

	hof_rpc_macs_fix(macs, index, group, any);
}

/* Fixed entries are filled; addresses that share a range with ours follow. */
static void hni_rpc_macda_fix_bmc(struct hof_rpc_macs *macs,
				  const struct hni_fw_caps *caps)
{
	unsigned int i, uc = HOF_RPC_MAC_BMC;

	for (i = 0; i < caps->num_bmc_macs; i++)
		if (!is_multicast_ether_addr(caps->bmc_mac[i]))
			hof_rpc_macs_fix(macs, uc++, caps->bmc_mac[i],
					 hni_rpc_no_bits);
	if (caps->bmc_all_multi)
		hni_rpc_macda_fix_groups(macs, HOF_RPC_MAC_BMC_GROUPS);
	if (caps->bmc_present)
		hof_rpc_macs_fix(macs, HOF_RPC_MAC_BROADCAST, hni_rpc_all_bits,
				 hni_rpc_no_bits);
}

static void hni_rpc_macda_take_bmc(struct hof_rpc_macs *macs,
				   const struct hni_fw_caps *caps)
{
	unsigned int i;

	/* the range is larger than a BMC's list */
	for (i = 0; i < caps->num_bmc_macs; i++)
		if (is_multicast_ether_addr(caps->bmc_mac[i]))
			hof_rpc_macs_take(macs, caps->bmc_mac[i]);
}

static void hni_rpc_macda_keep(struct hof_rpc_macs *macs,
			       const struct hni_fw_caps *caps,
			       struct net_device *netdev)
{
	struct netdev_hw_addr *ha;
	unsigned int i;

	for (i = 0; i < caps->num_bmc_macs; i++)
		if (is_multicast_ether_addr(caps->bmc_mac[i]))
			hof_rpc_macs_keep(macs, caps->bmc_mac[i]);
	hof_rpc_macs_keep(macs, netdev->dev_addr);
	netdev_for_each_uc_addr(ha, netdev)
		hof_rpc_macs_keep(macs, ha->addr);
	netdev_for_each_mc_addr(ha, netdev)
		hof_rpc_macs_keep(macs, ha->addr);
}

static void hni_rpc_macda_take(struct hof_rpc_macs *macs,
			       struct net_device *netdev)
{
	bool allmulti = netdev->flags & IFF_ALLMULTI;
	bool promisc = netdev->flags & IFF_PROMISC;
	struct netdev_hw_addr *ha;

	hof_rpc_macs_fix(macs, HOF_RPC_MAC_BROADCAST, hni_rpc_all_bits,
			 hni_rpc_no_bits);
	promisc |= !hof_rpc_macs_take(macs, netdev->dev_addr);
	netdev_for_each_uc_addr(ha, netdev)
		promisc |= !hof_rpc_macs_take(macs, ha->addr);
	netdev_for_each_mc_addr(ha, netdev)
		allmulti |= !hof_rpc_macs_take(macs, ha->addr);

	if (promisc)
		hof_rpc_macs_fix(macs, HOF_RPC_MAC_ALL, hni_rpc_no_bits,
				 hni_rpc_all_bits);
	else if (allmulti)
		hni_rpc_macda_fix_groups(macs, HOF_RPC_MAC_ALL);
}

void hni_rpc_macda_sync(struct hni_dev *hdev, struct hni_rpc *rpc,
			struct net_device *netdev)
{
	struct hof_rpc_macs *macs = &rpc->macs;

	lockdep_assert_held(&netdev->addr_list_lock);
	hof_rpc_macs_begin(macs);
	hni_rpc_macda_fix_bmc(macs, &hdev->caps);
	hni_rpc_macda_keep(macs, &hdev->caps, netdev);
	hni_rpc_macda_take_bmc(macs, &hdev->caps);
	hni_rpc_macda_take(macs, netdev);
	hof_rpc_macs_end(macs);
}

int hni_rpc_mac_get(struct hni_rpc *rpc, struct net_device *netdev,
		    const u8 *addr, struct hof_why *why)
{
	int mac;

	netif_addr_lock_bh(netdev);
	mac = hof_rpc_mac_get(&rpc->macs, addr, why);
	netif_addr_unlock_bh(netdev);
	return mac;
}

void hni_rpc_mac_put(struct hni_rpc *rpc, struct net_device *netdev,
		     unsigned int mac)
{
	if (!mac)
		return;
	netif_addr_lock_bh(netdev);
	hof_rpc_mac_put(&rpc->macs, mac);
	netif_addr_unlock_bh(netdev);
}

/* What others have left, or we ourselves; a BMC's entries are in use. */
static void hni_rpc_tables_clear(struct hni_dev *hdev, const struct hni_rpc *rpc)
{
	const struct hof_rpc_caps *caps = &rpc->core.caps;
	unsigned int i;

	for (i = caps->has_bmc ? HOF_RPC_MAC_BROADCAST + 1 : 0;
	     i < HNI_RPC_MACDA_ENTRIES; i++)
		hni_rpc_mac_clear(hdev, i);
	for (i = caps->first_row; i < caps->first_row + caps->rows; i++)
		hni_rpc_row_clear(hdev, i);
	hni_rpc_leaves_clear(hdev);
	if (!caps->has_bmc)
		for (i = HNI_ACT_ANY; i <= HNI_ACT_LAST; i++)
			hni_rpc_row_clear(hdev, i);
}

void hni_rpc_init(struct hni_dev *hdev, struct hni_rpc *rpc)
{
	bool has_bmc = hdev->caps.bmc_present;
	struct hof_rpc_caps caps = {
		.first_row = has_bmc ? HNI_ACT_RULES : 0,
		.has_bmc = has_bmc,
		.emit = hni_rpc_emit,
		.ctx = hdev,
	};

	caps.rows = (has_bmc ? HNI_ACT_HOST_UC : HNI_ACT_ANY) - caps.first_row;
	hof_rpc_init(&rpc->core, &caps);
	rpc->macs.emit = hni_rpc_mac_emit;
	rpc->macs.ctx = hdev;
	hni_rpc_tables_clear(hdev, rpc);
}

void hni_rpc_restore(struct hni_dev *hdev, struct hni_rpc *rpc)
{
	hni_rpc_tables_clear(hdev, rpc);
	hof_rpc_macs_emit_all(&rpc->macs);
	hof_rpc_emit_all(&rpc->core);
}

static u32 hni_rpc_rmi(bool enable)
{
	u32 val = FIELD_PREP(HNI_RPC_RMI_OH_BYTES, HNI_RMI_OH_BYTES);

	if (enable)
		val |= FIELD_PREP(HNI_RPC_RMI_MTU, HNI_FRAME_MAX) |
		       HNI_RPC_RMI_ENABLE;
	return val;
}

void hni_rpc_start(struct hni_dev *hdev, const struct hni_rpc *rpc)
{
	hni_rpc_rss_write(hdev, rpc);
	hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL0_DEFAULT, HNI_RPC_ACT0_DROP);
	hni_csr_flush(hdev);
	hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL1_DEFAULT, 0);
	hni_csr_write(hdev, HNI_CSR_RPC_RMI_CONFIG, hni_rpc_rmi(true));
	hni_rpc_actions_write(hdev, rpc);
}

void hni_rpc_stop(struct hni_dev *hdev, struct hni_rpc *rpc)
{
	struct hof_rpc_write bmc = {
		.act0 = HNI_RPC_ACT0_DEST_BMC,
		.value[1] = HNI_RPC_KEY1_MACDA_VALID,
		.care[1] = HNI_RPC_KEY1_MACDA_VALID,
	};
	struct hof_rpc_macs *macs = &rpc->macs;
	unsigned int i;

	hof_rpc_macs_begin(macs);
	hni_rpc_macda_fix_bmc(macs, &hdev->caps);
	hni_rpc_macda_take_bmc(macs, &hdev->caps);
	hof_rpc_macs_end(macs);

	if (!hdev->caps.bmc_present) {
		for (i = HNI_ACT_LAST; i >= HNI_ACT_ANY; i--)
			hni_rpc_row_clear(hdev, i);
		hni_csr_write(hdev, HNI_CSR_RPC_RMI_CONFIG,
			      hni_rpc_rmi(false));
		return;
	}
	/* all that is left of MACDA is the BMC's */
	hni_rpc_row_set(hdev, HNI_ACT_LAST, &bmc);
	for (i = HNI_ACT_LAST - 1; i >= HNI_ACT_HOST_UC; i--)
		hni_rpc_row_clear(hdev, i);
}
