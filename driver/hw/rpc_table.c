// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the registers of the receive classifier's tables. An entry is complete
 * before it becomes valid, and a filled one is not changed but made invalid.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/unaligned.h>

#include "rpc_table.h"

/* A mask bit of 1 means "any" to the device. */
static u32 hni_rpc_word(u16 value, u16 any)
{
	return FIELD_PREP(HNI_RPC_TCAM_VALUE, value) |
	       FIELD_PREP(HNI_RPC_TCAM_MASK, any);
}

static void hni_rpc_entry_validate(struct hni_dev *hdev, u32 reg, u32 bits)
{
	/* the entry must be complete when it becomes valid */
	hni_csr_flush(hdev);
	hni_csr_write(hdev, reg, HNI_RPC_TCAM_VALIDATE | bits);
}

void hni_rpc_row_set(struct hni_dev *hdev, unsigned int index,
		     const struct hof_rpc_write *row)
{
	static const u8 words[HNI_RPC_ACT_WORDS] = {
		[0] = 1, [1] = 2, [HNI_RPC_KEY_L4_SRC] = 3,
		[HNI_RPC_KEY_L4_DST] = 4,
	};
	unsigned int w, i;
	u32 val;

	hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL0(index), row->act0);
	hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL1(index), row->act1);
	for (w = 0; w < HNI_RPC_ACT_WORDS; w++) {
		val = hni_rpc_word(0, U16_MAX);
		if (words[w]) {
			i = words[w] - 1;
			val = hni_rpc_word(row->value[i], ~row->care[i]);
		}
		hni_csr_write(hdev, HNI_CSR_RPC_TCAM_ACT(index, w), val);
	}
	hni_rpc_entry_validate(hdev, HNI_CSR_RPC_TCAM_ACT(index,
							  HNI_RPC_ACT_VALIDATE),
			       0);
}

void hni_rpc_row_clear(struct hni_dev *hdev, unsigned int index)
{
	hni_csr_write(hdev, HNI_CSR_RPC_TCAM_ACT(index, HNI_RPC_ACT_VALIDATE),
		      0);
}

/* The four tables have one layout; word-major, as all are */
static u32 hni_rpc_leaf_reg(unsigned int table, unsigned int index,
			    unsigned int w)
{
	switch (table) {
	case HOF_RPC_IP_SRC:
		return HNI_CSR_RPC_TCAM_IPSRC(index, w);
	case HOF_RPC_IP_DST:
		return HNI_CSR_RPC_TCAM_IPDST(index, w);
	case HOF_RPC_OUTER_SRC:
		return HNI_CSR_RPC_TCAM_OUTER_IPSRC(index, w);
	default:
		return HNI_CSR_RPC_TCAM_OUTER_IPDST(index, w);
	}
}

/* Bits of 16-bit group @group, counted from the first, that do not count */
static u16 hni_rpc_leaf_any(unsigned int len, unsigned int group)
{
	if (len >= 16 * (group + 1))
		return 0;
	if (len <= 16 * group)
		return U16_MAX;
	return U16_MAX >> (len - 16 * group);
}

static u16 hni_rpc_leaf_group(const struct hof_rpc_prefix *prefix,
			      unsigned int group)
{
	u32 word = prefix->addr[group / 2];

	return group % 2 ? lower_16_bits(word) : upper_16_bits(word);
}

/* Word 0 holds the last group of an address, an IPv4 one has two. */
static void hni_rpc_leaf_set(struct hni_dev *hdev,
			     const struct hof_rpc_write *write)
{
	const struct hof_rpc_prefix *prefix = &write->prefix;
	unsigned int groups = prefix->family == 6 ? 8 : 2, w;
	u32 val;

	for (w = 0; w < HNI_RPC_IP_WORDS; w++) {
		val = hni_rpc_word(0, U16_MAX);
		if (w < groups)
			val = hni_rpc_word(hni_rpc_leaf_group(prefix,
							      groups - 1 - w),
					   hni_rpc_leaf_any(prefix->len,
							    groups - 1 - w));
		hni_csr_write(hdev, hni_rpc_leaf_reg(write->table,
						     write->index, w), val);
	}
	hni_rpc_entry_validate(hdev, hni_rpc_leaf_reg(write->table,
						      write->index,
						      HNI_RPC_IP_VALIDATE),
			       prefix->family == 6 &&
			       write->table < HOF_RPC_OUTER_SRC ?
			       HNI_RPC_IP_VALIDATE_V6 : 0);
}

static void hni_rpc_leaf_clear(struct hni_dev *hdev, unsigned int table,
			       unsigned int index)
{
	hni_csr_write(hdev, hni_rpc_leaf_reg(table, index,
					     HNI_RPC_IP_VALIDATE), 0);
}

void hni_rpc_leaves_clear(struct hni_dev *hdev)
{
	unsigned int table, i;

	for (table = 0; table < HOF_RPC_TABLES; table++)
		for (i = 0; i < HNI_RPC_IP_ENTRIES; i++)
			hni_rpc_leaf_clear(hdev, table, i);
}

void hni_rpc_emit(void *ctx, const struct hof_rpc_write *write)
{
	struct hni_dev *hdev = ctx;

	switch (write->op) {
	case HOF_RPC_ROW_SET:
		hni_rpc_row_set(hdev, write->index, write);
		break;
	case HOF_RPC_ROW_CLEAR:
		hni_rpc_row_clear(hdev, write->index);
		break;
	case HOF_RPC_ROW_HASH:
		hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL1(write->index),
			      write->act1);
		break;
	case HOF_RPC_ROW_STAMP:
		hni_csr_write(hdev, HNI_CSR_RPC_ACT_TBL0(write->index),
			      write->act0);
		break;
	case HOF_RPC_LEAF_SET:
		hni_rpc_leaf_set(hdev, write);
		break;
	case HOF_RPC_LEAF_CLEAR:
		hni_rpc_leaf_clear(hdev, write->table, write->index);
		break;
	}
}

void hni_rpc_mac_clear(struct hni_dev *hdev, unsigned int index)
{
	hni_csr_write(hdev, HNI_CSR_RPC_TCAM_MACDA(index,
						   HNI_RPC_MACDA_VALIDATE), 0);
}

void hni_rpc_mac_emit(void *ctx, unsigned int index,
		      const struct hof_rpc_mac *mac)
{
	struct hni_dev *hdev = ctx;
	unsigned int w, b;

	if (!mac->is_valid) {
		hni_rpc_mac_clear(hdev, index);
		return;
	}
	for (w = 0; w < HNI_RPC_MACDA_WORDS; w++) {
		b = ETH_ALEN - 2 - 2 * w;
		hni_csr_write(hdev, HNI_CSR_RPC_TCAM_MACDA(index, w),
			      hni_rpc_word(get_unaligned_be16(mac->addr + b),
					   get_unaligned_be16(mac->any + b)));
	}
	hni_rpc_entry_validate(hdev, HNI_CSR_RPC_TCAM_MACDA(index,
							    HNI_RPC_MACDA_VALIDATE),
			       0);
}
