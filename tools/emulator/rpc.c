// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the lookups of the receive classifier and of the transmit TCAM, from
 * the words that the host wrote. The lowest matching index wins everywhere.
 */
#include "func.h"

static uint16_t emu_rpc_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static bool emu_rpc_word_hit(uint32_t entry, uint16_t key)
{
	uint16_t value = (uint16_t)EMU_GET(HNI_RPC_TCAM_VALUE, entry);
	uint16_t any = (uint16_t)EMU_GET(HNI_RPC_TCAM_MASK, entry);

	return !((key ^ value) & (uint16_t)~any);
}

/* Index of the first matching entry of the MACDA table, -1 = none */
static int emu_rpc_macda(const uint32_t *csr, const uint8_t *da)
{
	unsigned int e, w;

	for (e = 0; e < HNI_RPC_MACDA_ENTRIES; e++) {
		if (!(csr[HNI_CSR_RPC_TCAM_MACDA(e, HNI_RPC_MACDA_VALIDATE) /
			  4] & HNI_RPC_TCAM_VALIDATE))
			continue;
		for (w = 0; w < HNI_RPC_MACDA_WORDS; w++)
			if (!emu_rpc_word_hit(csr[HNI_CSR_RPC_TCAM_MACDA(e, w)
						  / 4],
					      emu_rpc_be16(da + 4 - 2 * w)))
				break;
		if (w == HNI_RPC_MACDA_WORDS)
			return (int)e;
	}
	return -1;
}

/**
 * struct emu_rpc_addr - an address as the IP tables see it
 * @group: 16-bit groups, the last one of the address first
 * @is_v6: IP version
 */
struct emu_rpc_addr {
	uint16_t group[HNI_RPC_IP_WORDS];
	bool is_v6;
};

static void emu_rpc_addr_set(struct emu_rpc_addr *addr, const uint8_t *from,
			     bool is_v6)
{
	unsigned int count = is_v6 ? 8 : 2;
	unsigned int w;

	addr->is_v6 = is_v6;
	for (w = 0; w < HNI_RPC_IP_WORDS; w++)
		addr->group[w] = w < count ?
				 emu_rpc_be16(from + 2 * (count - 1 - w)) : 0;
}

/* @has_version: the table compares the IP version */
static int emu_rpc_ip(const uint32_t *table, const struct emu_rpc_addr *addr,
		      bool has_version)
{
	unsigned int e, w;
	uint32_t valid;

	for (e = 0; e < HNI_RPC_IP_ENTRIES; e++) {
		valid = table[HNI_RPC_IP_ENTRIES * HNI_RPC_IP_VALIDATE + e];
		if (!(valid & HNI_RPC_TCAM_VALIDATE))
			continue;
		if (has_version &&
		    !!(valid & HNI_RPC_IP_VALIDATE_V6) != addr->is_v6)
			continue;
		for (w = 0; w < HNI_RPC_IP_WORDS; w++)
			if (!emu_rpc_word_hit(table[HNI_RPC_IP_ENTRIES * w +
						    e], addr->group[w]))
				break;
		if (w == HNI_RPC_IP_WORDS)
			return (int)e;
	}
	return -1;
}

static uint32_t emu_rpc_ip_key(const uint32_t *csr, uint32_t table,
			       const uint8_t *from, bool is_v6, bool is_outer)
{
	struct emu_rpc_addr addr;
	int hit;

	emu_rpc_addr_set(&addr, from, is_v6);
	hit = emu_rpc_ip(csr + table / 4, &addr, !is_outer);
	return hit < 0 ? 0 : HNI_RPC_KEY0_IPSRC_VALID | (uint32_t)hit;
}

static uint16_t emu_rpc_key0(const uint32_t *csr, const uint8_t *frame,
			     const struct emu_rpc_pkt *pkt)
{
	const struct emu_rpc_hdrs *hdrs = &pkt->hdrs;
	const uint8_t *ip = frame + hdrs->addr_off;
	const uint8_t *out = frame + hdrs->outer_off;
	bool v6 = hdrs->is_v6;
	uint32_t key = 0;

	if (hdrs->addr_off) {
		key |= emu_rpc_ip_key(csr, HNI_CSR_RPC_TCAM_IPSRC(0, 0),
				      ip + (v6 ? 8 : 12), v6, false);
		key |= emu_rpc_ip_key(csr, HNI_CSR_RPC_TCAM_IPDST(0, 0),
				      ip + (v6 ? 24 : 16), v6, false) << 4;
	}
	if (hdrs->outer_off) {
		key |= emu_rpc_ip_key(csr, HNI_CSR_RPC_TCAM_OUTER_IPSRC(0, 0),
				      out + 8, true, true) << 8;
		key |= emu_rpc_ip_key(csr, HNI_CSR_RPC_TCAM_OUTER_IPDST(0, 0),
				      out + 24, true, true) << 12;
	}
	return (uint16_t)key;
}

static uint16_t emu_rpc_key1(const uint32_t *csr, const uint8_t *frame,
			     const struct emu_rpc_hdrs *hdrs)
{
	int da = emu_rpc_macda(csr, frame);
	uint32_t key = 0;

	if (da >= 0)
		key |= HNI_RPC_KEY1_MACDA_VALID |
		       EMU_PREP(HNI_RPC_KEY1_MACDA_IDX, (uint32_t)da);
	if (hdrs->is_tagged)
		key |= HNI_RPC_KEY1_TAGGED;
	if (hdrs->is_ip)
		key |= HNI_RPC_KEY1_IP_VALID;
	if (hdrs->is_v6)
		key |= HNI_RPC_KEY1_IP_IS_V6;
	if (hdrs->outer_off)
		key |= HNI_RPC_KEY1_OUTER_IP_VALID;
	if (hdrs->is_l4)
		key |= HNI_RPC_KEY1_L4_VALID;
	if (hdrs->is_udp)
		key |= HNI_RPC_KEY1_L4_IS_UDP;
	return (uint16_t)key;
}

static int emu_rpc_action(const uint32_t *csr, const uint16_t *key)
{
	unsigned int e, w;

	for (e = 0; e < HNI_RPC_ACT_ENTRIES; e++) {
		if (!(csr[HNI_CSR_RPC_TCAM_ACT(e, HNI_RPC_ACT_VALIDATE) / 4] &
		      HNI_RPC_TCAM_VALIDATE))
			continue;
		for (w = 0; w < HNI_RPC_ACT_WORDS; w++)
			if (!emu_rpc_word_hit(csr[HNI_CSR_RPC_TCAM_ACT(e, w) /
						  4], key[w]))
				break;
		if (w == HNI_RPC_ACT_WORDS)
			return (int)e;
	}
	return -1;
}

/**
 * emu_rpc_lookup() - find the action for a frame
 * @csr: registers of the function, by byte offset / 4
 * @frame: from the destination MAC address
 * @pkt: parsed @frame
 * @res: result
 */
void emu_rpc_lookup(const uint32_t *csr, const uint8_t *frame,
		    const struct emu_rpc_pkt *pkt, struct emu_rpc_result *res)
{
	uint16_t key[HNI_RPC_ACT_WORDS] = { 0 };
	const uint8_t *ports;

	key[0] = emu_rpc_key0(csr, frame, pkt);
	key[1] = emu_rpc_key1(csr, frame, &pkt->hdrs);
	if (pkt->hdrs.port_off) {
		ports = frame + pkt->hdrs.port_off;
		key[HNI_RPC_KEY_L4_SRC] = emu_rpc_be16(ports);
		key[HNI_RPC_KEY_L4_DST] = emu_rpc_be16(ports + 2);
	}
	res->index = emu_rpc_action(csr, key);
	if (res->index < 0) {
		res->act0 = csr[HNI_CSR_RPC_ACT_TBL0_DEFAULT / 4];
		res->act1 = csr[HNI_CSR_RPC_ACT_TBL1_DEFAULT / 4];
		return;
	}
	res->act0 = csr[HNI_CSR_RPC_ACT_TBL0(res->index) / 4];
	res->act1 = csr[HNI_CSR_RPC_ACT_TBL1(res->index) / 4];
}

static bool emu_rpc_tx_hit(const uint32_t *csr, unsigned int e,
			   const uint8_t *da)
{
	uint32_t entry;
	uint16_t any;
	unsigned int w;

	if (!(csr[HNI_CSR_TCE_RAM_TCAM3(e) / 4] & HNI_TCE_TCAM3_VALIDATE))
		return false;
	for (w = 0; w < HNI_TCE_TCAM_WORDS; w++) {
		entry = csr[HNI_CSR_TCE_RAM_TCAM(e, w) / 4];
		any = (uint16_t)EMU_GET(HNI_TCE_TCAM_MASK, entry);
		if ((EMU_GET(HNI_TCE_TCAM_VALUE, entry) ^
		     emu_rpc_be16(da + 4 - 2 * w)) & (uint16_t)~any)
			return false;
	}
	return true;
}

/**
 * emu_rpc_tx_dest() - ask the transmit TCAM
 * @csr: registers of the function, by byte offset / 4
 * @frame: from the destination MAC address
 *
 * Return: bitmap of HNI_TCE_DEST_*; 0 = no entry matches.
 */
unsigned int emu_rpc_tx_dest(const uint32_t *csr, const uint8_t *frame)
{
	uint32_t map = csr[HNI_CSR_TCE_TCAM_IDX2DEST_MAP / 4];
	unsigned int e;

	if (!(csr[HNI_CSR_TCE_TXB_CTRL / 4] & HNI_TCE_TXB_CTRL_TCAM_ENABLE))
		return 0;
	for (e = 0; e < HNI_TCE_TCAM_ENTRIES; e++)
		if (emu_rpc_tx_hit(csr, e, frame))
			return map >> (4 * e) & 7;
	return 0;
}
