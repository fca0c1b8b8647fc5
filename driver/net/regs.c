// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the register dump.
 *
 * A sequence of sections, each two words (byte offset in BAR0, number of words)
 * and the words. What reading would clear is left out: the counters of RSFEC.
 */

#include "net.h"

#define HNI_NET_REGS_VERSION	1
#define HNI_NET_REGS_HEAD	2	/* words before those of a section */

struct hni_net_section {
	u32 first;
	u32 last;
};

static const struct hni_net_section hni_net_sections[] = {
	{ 0x00000, 0x0017f },	/* INTR */
	{ 0x01000, 0x01ffb },	/* INTR_CQ */
	{ 0x02000, 0x021cf },	/* QM_TX */
	{ 0x03000, 0x030d3 },	/* QM_RX */
	{ 0x10000, 0x10143 },	/* TCE */
	{ 0x10800, 0x1087f },	/* TCE_RAM */
	{ 0x11000, 0x110ff },	/* TMI */
	{ 0x12000, 0x12037 },	/* PTP */
	{ 0x20000, 0x206c7 },	/* RXB */
	{ 0x21000, 0x215af },	/* RPC */
	{ 0x22000, 0x23c7f },	/* RPC_RAM */
	{ 0x30000, 0x30083 },	/* FAB */
	{ 0x44000, 0x440a3 },	/* MAC */
	{ 0x46000, 0x4613b },	/* SIG */
	{ 0x46800, 0x4697f },	/* MAC_STAT */
	{ 0xc4000, 0xc43ab },	/* PUL_USER */
};

/* Parts of a queue page in which there is something */
static const struct hni_net_section hni_net_page_sections[] = {
	{ 0x000, 0x08f },	/* TWQ */
	{ 0x188, 0x1cf },	/* its counters */
	{ 0x200, 0x213 },	/* TCQ */
	{ 0x280, 0x287 },
	{ 0x300, 0x31b },	/* TIM */
	{ 0x800, 0x813 },	/* RCQ */
	{ 0x880, 0x887 },
	{ 0x900, 0x923 },	/* BDQ */
	{ 0x980, 0x98f },
	{ 0xa80, 0xa97 },	/* RDE */
	{ 0xb00, 0xb17 },	/* RIM */
};

static u32 hni_net_section_words(const struct hni_net_section *section)
{
	return (section->last + 1 - section->first) / sizeof(u32);
}

static u32 hni_net_sections_words(const struct hni_net_section *sections,
				  unsigned int num)
{
	u32 words = 0;

	for (; num--; sections++)
		words += HNI_NET_REGS_HEAD + hni_net_section_words(sections);
	return words;
}

int hni_net_get_regs_len(struct net_device *netdev)
{
	struct hni_net *net = netdev_priv(netdev);

	return sizeof(u32) *
	       (hni_net_sections_words(hni_net_sections,
				       ARRAY_SIZE(hni_net_sections)) +
		net->max_chans *
		hni_net_sections_words(hni_net_page_sections,
				       ARRAY_SIZE(hni_net_page_sections)));
}

static u32 *hni_net_section_dump(struct hni_dev *hdev, u32 base,
				 const struct hni_net_section *section,
				 u32 *data)
{
	u32 i, words = hni_net_section_words(section);

	*data++ = base + section->first;
	*data++ = words;
	for (i = 0; i < words; i++)
		*data++ = hni_csr_read(hdev, base + section->first +
					     sizeof(u32) * i);
	return data;
}

void hni_net_get_regs(struct net_device *netdev, struct ethtool_regs *regs,
		      void *data)
{
	struct hni_net *net = netdev_priv(netdev);
	unsigned int page, i;
	u32 *next = data;

	regs->version = HNI_NET_REGS_VERSION;
	for (i = 0; i < ARRAY_SIZE(hni_net_sections); i++)
		next = hni_net_section_dump(net->hdev, 0, &hni_net_sections[i],
					    next);
	for (page = 0; page < net->max_chans; page++)
		for (i = 0; i < ARRAY_SIZE(hni_net_page_sections); i++)
			next = hni_net_section_dump(net->hdev,
						    HNI_QUEUE_PAGE(page),
						    &hni_net_page_sections[i],
						    next);
}
