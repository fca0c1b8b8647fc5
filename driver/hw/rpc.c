// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the receive classifier's tables as far as the PF netdev needs them.
 *
 * A frame's destination address is looked up in MACDA; the index found is
 * part of the key of the action table. In both the lowest index wins:
 *
 *   MACDA    0.. 3  BMC             action   0      BMC unicast -> BMC
 *            4      broadcast                1      BMC all-multicast -> BMC
 *            5..22  multicast               2..49  free for filters
 *           23      BMC all-multicast      50..56  host unicast -> RSS
 *           24..29  more unicast           57..63  any of ours -> RSS
 *           30      own address
 *           31      promiscuous or all-multicast
 *
 * Actions 0, 1 and 50..56 exist only with a BMC on the port: then 57..63
 * send to the BMC, too, and unicast must not take that way.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/unaligned.h>

#include "rpc.h"

#define HNI_MACDA_BMC		0
#define HNI_MACDA_BCAST		4
#define HNI_MACDA_MC_FIRST	5
#define HNI_MACDA_MC_LAST	22
#define HNI_MACDA_BMC_ALLMULTI	23
#define HNI_MACDA_UC_FIRST	24
#define HNI_MACDA_UC_LAST	29
#define HNI_MACDA_OWN		30
#define HNI_MACDA_ALL		31

#define HNI_ACT_BMC_UC		0
#define HNI_ACT_BMC_ALLMULTI	1
#define HNI_ACT_HOST_UC		50
#define HNI_ACT_ANY		57
#define HNI_ACT_LAST		63

#define HNI_KEY1_ALL		GENMASK(15, 0)
/* MACDA index 24..31 is unicast: both upper bits are set */
#define HNI_KEY1_UNICAST	FIELD_PREP_CONST(HNI_RPC_KEY1_MACDA_IDX, 0x18)

#define HNI_RMI_OH_BYTES	20

/* Classes of frames in the order of their rules: narrow before wide. */
struct hni_rpc_class {
	u32 key1;		/* bits of key word 1 that must be 1 */
	u32 hash;		/* HNI_RPC_RSS_* */
};

#define HNI_HASH_L3		(HNI_RPC_RSS_IP_SRC | HNI_RPC_RSS_IP_DST)
#define HNI_HASH_L4		(HNI_HASH_L3 | HNI_RPC_RSS_L4_SRC |	\
				 HNI_RPC_RSS_L4_DST)
#define HNI_KEY1_IP6		(HNI_RPC_KEY1_IP_VALID |		\
				 HNI_RPC_KEY1_IP_IS_V6)
#define HNI_KEY1_UDP		(HNI_RPC_KEY1_L4_VALID |		\
				 HNI_RPC_KEY1_L4_IS_UDP)

static const struct hni_rpc_class hni_rpc_classes[] = {
	{ HNI_KEY1_IP6 | HNI_KEY1_UDP, HNI_HASH_L3 },
	{ HNI_RPC_KEY1_IP_VALID | HNI_KEY1_UDP, HNI_HASH_L3 },
	{ HNI_KEY1_IP6 | HNI_RPC_KEY1_L4_VALID, HNI_HASH_L4 },
	{ HNI_RPC_KEY1_IP_VALID | HNI_RPC_KEY1_L4_VALID, HNI_HASH_L4 },
	{ HNI_KEY1_IP6, HNI_HASH_L3 },
	{ HNI_RPC_KEY1_IP_VALID, HNI_HASH_L3 },
	{ 0, HNI_RPC_RSS_L2_DA },
};

static_assert(HNI_ACT_ANY + ARRAY_SIZE(hni_rpc_classes) - 1 == HNI_ACT_LAST);
static_assert(HNI_ACT_HOST_UC + ARRAY_SIZE(hni_rpc_classes) == HNI_ACT_ANY);

struct hni_rpc_action {
	u32 act0, act1;
	u16 value, mask;	/* of key word 1; all others match anything */
};

static void hni_rpc_action_write(struct hni_dev *hdev, unsigned int idx,
				 const struct hni_rpc_action *act)
{
	u32 any = FIELD_PREP(HNI_RPC_TCAM_MASK, HNI_KEY1_ALL);
	unsigned int w;

	hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL0(idx), act->act0);
	hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL1(idx), act->act1);
	for (w = 0; w < HNI_RPC_ACT_WORDS; w++)
		hni_csr_write(hdev, HNI_CSR_RPC_TCAM_ACT(idx, w),
			      w == 1 ? FIELD_PREP(HNI_RPC_TCAM_VALUE,
						  act->value) |
				       FIELD_PREP(HNI_RPC_TCAM_MASK,
						  act->mask) : any);
	/* the entry must be complete when it becomes valid */
	hni_csr_flush(hdev);
	hni_csr_write(hdev, HNI_CSR_RPC_TCAM_ACT(idx, HNI_RPC_ACT_VALIDATE),
		      HNI_RPC_TCAM_VALIDATE);
}

static void hni_rpc_action_clear(struct hni_dev *hdev, unsigned int idx)
{
	hni_csr_write(hdev, HNI_CSR_RPC_TCAM_ACT(idx, HNI_RPC_ACT_VALIDATE),
		      0);
}

static void hni_rpc_class_write(struct hni_dev *hdev, unsigned int first,
				u32 key1, u32 dest)
{
	struct hni_rpc_action act = {};
	unsigned int i;

	act.act0 = dest | FIELD_PREP(HNI_RPC_ACT0_DMA_HINT,
				     HNI_RPC_DMA_HINT_L4);
	for (i = 0; i < ARRAY_SIZE(hni_rpc_classes); i++) {
		act.act1 = hni_rpc_classes[i].hash;
		act.value = hni_rpc_classes[i].key1 | key1 |
			    HNI_RPC_KEY1_MACDA_VALID;
		act.mask = ~act.value;
		hni_rpc_action_write(hdev, first + i, &act);
	}
}

/* BMC entries: the whole MACDA index counts, except what @any leaves open. */
static void hni_rpc_bmc_write(struct hni_dev *hdev, unsigned int idx,
			      unsigned int macda, unsigned int any)
{
	struct hni_rpc_action act = { .act0 = HNI_RPC_ACT0_DEST_BMC };
	u32 care;

	care = HNI_RPC_KEY1_MACDA_VALID |
	       (HNI_RPC_KEY1_MACDA_IDX &
		~FIELD_PREP(HNI_RPC_KEY1_MACDA_IDX, any));
	act.value = HNI_RPC_KEY1_MACDA_VALID |
		    FIELD_PREP(HNI_RPC_KEY1_MACDA_IDX, macda);
	act.mask = ~care;
	hni_rpc_action_write(hdev, idx, &act);
}

static void hni_rpc_actions_write(struct hni_dev *hdev)
{
	u32 dest = HNI_RPC_ACT0_DEST_HOST;

	if (hdev->caps.bmc_present) {
		hni_rpc_bmc_write(hdev, HNI_ACT_BMC_UC, HNI_MACDA_BMC,
				  HNI_CAP_BMC_MACS - 1);
		if (hdev->caps.bmc_all_multi)
			hni_rpc_bmc_write(hdev, HNI_ACT_BMC_ALLMULTI,
					  HNI_MACDA_BMC_ALLMULTI, 0);
		hni_rpc_class_write(hdev, HNI_ACT_HOST_UC, HNI_KEY1_UNICAST,
				    dest);
		dest |= HNI_RPC_ACT0_DEST_BMC;
	}
	hni_rpc_class_write(hdev, HNI_ACT_ANY, 0, dest);
}

void hni_rpc_rss_write(struct hni_dev *hdev, const struct hni_rpc *rpc)
{
	u8 key[HNI_RPC_RSS_KEY_WORDS * 4] = {};
	unsigned int i;
	u32 word;

	for (i = 0; i < HNI_RPC_RSS_TBL_SIZE; i++)
		hni_csr_write(hdev, HNI_CSR_RPC_RSS_TBL(0, i), rpc->indir[i]);

	memcpy(key, rpc->key, sizeof(rpc->key));
	for (i = 0; i < HNI_RPC_RSS_KEY_WORDS; i++) {
		word = get_unaligned_be32(&key[4 * i]);
		if (i == HNI_RPC_RSS_KEY_WORDS - 1)
			word &= HNI_RPC_RSS_KEY_LAST;
		hni_csr_write(hdev, HNI_CSR_RPC_RSS_KEY(i), word);
	}
}

static void hni_rpc_macda_write(struct hni_dev *hdev, unsigned int idx,
				const struct hni_rpc_macda *entry)
{
	u32 validate = HNI_CSR_RPC_TCAM_MACDA(idx, HNI_RPC_MACDA_VALIDATE);
	unsigned int w, b;

	if (!entry->valid) {
		hni_csr_write(hdev, validate, 0);
		return;
	}
	for (w = 0; w < HNI_RPC_MACDA_WORDS; w++) {
		b = ETH_ALEN - 2 - 2 * w;
		hni_csr_write(hdev, HNI_CSR_RPC_TCAM_MACDA(idx, w),
			      FIELD_PREP(HNI_RPC_TCAM_VALUE,
					 get_unaligned_be16(entry->value + b)) |
			      FIELD_PREP(HNI_RPC_TCAM_MASK,
					 get_unaligned_be16(entry->mask + b)));
	}
	/* the entry must be complete when it becomes valid */
	hni_csr_flush(hdev);
	hni_csr_write(hdev, validate, HNI_RPC_TCAM_VALIDATE);
}

static void hni_rpc_macda_set(struct hni_rpc_macda *entry, const u8 *addr)
{
	ether_addr_copy(entry->value, addr);
	entry->valid = true;
}

/* Address 01:00:00:00:00:00 under its mask: every multicast address */
static void hni_rpc_macda_set_allmulti(struct hni_rpc_macda *entry)
{
	eth_broadcast_addr(entry->mask);
	entry->mask[0] = 0xfe;
	entry->value[0] = 0x01;
	entry->valid = true;
}

static void hni_rpc_macda_bmc(const struct hni_fw_caps *caps,
			      struct hni_rpc_macda *want, unsigned int *mc)
{
	unsigned int i, uc = HNI_MACDA_BMC;

	for (i = 0; i < caps->num_bmc_macs; i++) {
		if (is_multicast_ether_addr(caps->bmc_mac[i]))
			hni_rpc_macda_set(&want[(*mc)++], caps->bmc_mac[i]);
		else
			hni_rpc_macda_set(&want[uc++], caps->bmc_mac[i]);
	}
	if (caps->bmc_all_multi)
		hni_rpc_macda_set_allmulti(&want[HNI_MACDA_BMC_ALLMULTI]);
	if (caps->bmc_present) {
		eth_broadcast_addr(want[HNI_MACDA_BCAST].value);
		want[HNI_MACDA_BCAST].valid = true;
	}
}

static void hni_rpc_macda_host(struct net_device *netdev,
			       struct hni_rpc_macda *want, unsigned int mc)
{
	unsigned int uc = HNI_MACDA_UC_LAST;
	bool allmulti = netdev->flags & IFF_ALLMULTI;
	bool promisc = netdev->flags & IFF_PROMISC;
	struct netdev_hw_addr *ha;

	eth_broadcast_addr(want[HNI_MACDA_BCAST].value);
	want[HNI_MACDA_BCAST].valid = true;
	hni_rpc_macda_set(&want[HNI_MACDA_OWN], netdev->dev_addr);

	netdev_for_each_uc_addr(ha, netdev) {
		if (uc < HNI_MACDA_UC_FIRST) {
			promisc = true;
			break;
		}
		hni_rpc_macda_set(&want[uc--], ha->addr);
	}
	netdev_for_each_mc_addr(ha, netdev) {
		if (mc > HNI_MACDA_MC_LAST) {
			allmulti = true;
			break;
		}
		hni_rpc_macda_set(&want[mc++], ha->addr);
	}

	if (promisc) {
		eth_broadcast_addr(want[HNI_MACDA_ALL].mask);
		want[HNI_MACDA_ALL].valid = true;
	} else if (allmulti) {
		hni_rpc_macda_set_allmulti(&want[HNI_MACDA_ALL]);
	}
}

static void hni_rpc_macda_apply(struct hni_dev *hdev, struct hni_rpc *rpc,
				const struct hni_rpc_macda *want)
{
	unsigned int i;

	for (i = HNI_RPC_MACDA_ENTRIES; i-- > 0;) {
		if (!memcmp(&rpc->macda[i], &want[i], sizeof(want[i])))
			continue;
		rpc->macda[i] = want[i];
		hni_rpc_macda_write(hdev, i, &want[i]);
	}
}

void hni_rpc_macda_sync(struct hni_dev *hdev, struct hni_rpc *rpc,
			struct net_device *netdev)
{
	struct hni_rpc_macda want[HNI_RPC_MACDA_ENTRIES] = {};
	unsigned int mc = HNI_MACDA_MC_FIRST;

	lockdep_assert_held(&netdev->addr_list_lock);
	hni_rpc_macda_bmc(&hdev->caps, want, &mc);
	hni_rpc_macda_host(netdev, want, mc);
	hni_rpc_macda_apply(hdev, rpc, want);
}

void hni_rpc_init(struct hni_dev *hdev, struct hni_rpc *rpc)
{
	unsigned int first = hdev->caps.bmc_present ? HNI_MACDA_MC_FIRST : 0;
	unsigned int i;

	for (i = first; i < HNI_RPC_MACDA_ENTRIES; i++)
		hni_rpc_macda_write(hdev, i, &rpc->macda[i]);
	if (hdev->caps.bmc_present)
		return;
	for (i = 0; i < HNI_RPC_ACT_ENTRIES; i++)
		hni_rpc_action_clear(hdev, i);
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
	hni_rpc_actions_write(hdev);
}

void hni_rpc_stop(struct hni_dev *hdev, struct hni_rpc *rpc)
{
	struct hni_rpc_macda want[HNI_RPC_MACDA_ENTRIES] = {};
	struct hni_rpc_action bmc = {
		.act0 = HNI_RPC_ACT0_DEST_BMC,
		.value = HNI_RPC_KEY1_MACDA_VALID,
		.mask = (u16)~HNI_RPC_KEY1_MACDA_VALID,
	};
	unsigned int mc = HNI_MACDA_MC_FIRST;
	unsigned int i;

	hni_rpc_macda_bmc(&hdev->caps, want, &mc);
	hni_rpc_macda_apply(hdev, rpc, want);

	if (!hdev->caps.bmc_present) {
		for (i = HNI_ACT_LAST; i >= HNI_ACT_ANY; i--)
			hni_rpc_action_clear(hdev, i);
		hni_csr_write(hdev, HNI_CSR_RPC_RMI_CONFIG,
			      hni_rpc_rmi(false));
		return;
	}
	/* all that is left of MACDA is the BMC's */
	hni_rpc_action_write(hdev, HNI_ACT_LAST, &bmc);
	for (i = HNI_ACT_LAST - 1; i >= HNI_ACT_HOST_UC; i--)
		hni_rpc_action_clear(hdev, i);
}
