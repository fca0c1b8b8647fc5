// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the receive classifier: parser, leaf tables, action
 * TCAM, transmit TCAM.
 *
 * Links: tools/emulator/rpc.c tools/emulator/rpc_parse.c
 * Links: tools/emulator/rpc_key.c
 * Cflags: -Itools/emulator
 */
#include <string.h>

#include "hw/hni_csr.h"
#include "hw/hni_rpc.h"
#include "ktap.h"
#include "rpc.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static uint32_t csr[HNI_QUEUE_BASE / 4];
static uint8_t frame[256];
static struct emu_rpc_pkt pkt;
static struct emu_rpc_result res;

static const uint8_t mac_a[6] = { 0x02, 0x00, 0x5e, 0x10, 0x00, 0x01 };

static void csr_set(uint32_t off, uint32_t val)
{
	csr[off / 4] = val;
}

static void tables_clear(void)
{
	memset(csr, 0, sizeof(csr));
	csr_set(HNI_CSR_RPC_ACT_TBL0_DEFAULT, HNI_RPC_ACT0_DROP);
}

static void macda_set(unsigned int e, const uint8_t *mac)
{
	unsigned int w;

	for (w = 0; w < 3; w++)
		csr_set(HNI_CSR_RPC_TCAM_MACDA(e, w),
			(uint32_t)mac[4 - 2 * w] << 8 | mac[5 - 2 * w]);
	csr_set(HNI_CSR_RPC_TCAM_MACDA(e, 3), HNI_RPC_TCAM_VALIDATE);
}

/* Only the 1 bits of @value are tested, as drivers do */
static void action_set(unsigned int e, uint32_t value, uint32_t act0)
{
	unsigned int w;

	for (w = 0; w < HNI_RPC_ACT_WORDS; w++)
		csr_set(HNI_CSR_RPC_TCAM_ACT(e, w), 0xffff0000);
	csr_set(HNI_CSR_RPC_TCAM_ACT(e, 1), (~value & 0xffff) << 16 | value);
	csr_set(HNI_CSR_RPC_ACT_TBL0(e), act0);
	csr_set(HNI_CSR_RPC_TCAM_ACT(e, HNI_RPC_ACT_VALIDATE),
		HNI_RPC_TCAM_VALIDATE);
}

static uint32_t frame_v4(uint8_t proto, uint16_t frag)
{
	static const uint8_t ip[20] = {
		0x45, 0, 0, 60, 0, 0, 0, 0, 64, 0, 0, 0,
		192, 0, 2, 1, 198, 51, 100, 2,
	};

	memset(frame, 0, sizeof(frame));
	memcpy(frame, mac_a, 6);
	memcpy(frame + 12, "\x08\x00", 2);
	memcpy(frame + 14, ip, sizeof(ip));
	frame[14 + 6] = (uint8_t)(frag >> 8);
	frame[14 + 7] = (uint8_t)frag;
	frame[14 + 9] = proto;
	frame[34] = 0x12;
	frame[35] = 0x34;
	frame[36] = 0x56;
	frame[37] = 0x78;
	frame[46] = 0x50;
	return 14 + 60;
}

static void ip6_put(uint8_t *ip, uint8_t next, uint8_t len)
{
	ip[0] = 0x60;
	ip[5] = len;
	ip[6] = next;
	ip[8] = 0x20;
	ip[23] = 1;
	ip[24] = 0x20;
	ip[39] = 2;
}

static void look(uint32_t len)
{
	emu_rpc_parse(frame, len, &pkt);
	emu_rpc_lookup(csr, frame, &pkt, &res);
}

static void parse_vlan(void)
{
	uint32_t len = frame_v4(17, 0);

	memmove(frame + 20, frame + 12, len - 12);
	memcpy(frame + 12, "\x88\xa8\x00\x07\x81\x00\x00\x05", 8);
	emu_rpc_parse(frame, len + 8, &pkt);
	EXPECT_EQ(pkt.l2_len, 22);
	EXPECT_EQ(pkt.l3_off, 22);
	EXPECT_EQ(pkt.l4_off, 42);
	EXPECT_EQ(pkt.hdr_len, 50);
	EXPECT(pkt.is_udp);
}

static void parse_fragment(void)
{
	emu_rpc_parse(frame, frame_v4(6, 0x2000), &pkt);
	EXPECT(pkt.is_frag);
	EXPECT_EQ(pkt.l4_off, 0);
	EXPECT_EQ(pkt.hdr_len, 34);
}

static void parse_v6_in_v6(void)
{
	memset(frame, 0, sizeof(frame));
	memcpy(frame + 12, "\x86\xdd", 2);
	ip6_put(frame + 14, 60, 56);
	frame[54] = 41;
	ip6_put(frame + 62, 17, 8);
	emu_rpc_parse(frame, 110, &pkt);
	EXPECT_EQ(pkt.outer_off, 14);
	EXPECT_EQ(pkt.l3_off, 62);
	EXPECT_EQ(pkt.l4_off, 102);
	EXPECT(!pkt.is_bad);
}

static void parse_truncated(void)
{
	uint32_t len;

	for (len = 14; len < 74; len++) {
		frame_v4(6, 0);
		emu_rpc_parse(frame, len, &pkt);
		EXPECT(pkt.hdr_len <= len);
		EXPECT_EQ(pkt.is_bad, len < 54);
	}
}

static void action_lowest(void)
{
	tables_clear();
	macda_set(30, mac_a);
	action_set(63, 0x0400, 0x63 << 8 | 2);
	action_set(61, 0x1400, 0x61 << 8 | 2);
	action_set(50, 0x9400, 0x50 << 8 | 2);
	look(frame_v4(6, 0));
	EXPECT_EQ(res.index, 50);
	EXPECT_EQ(res.act0, 0x5002);
	look(frame_v4(1, 0));
	EXPECT_EQ(res.index, 61);
}

static void action_invalid(void)
{
	tables_clear();
	macda_set(30, mac_a);
	action_set(50, 0x0400, 2);
	csr_set(HNI_CSR_RPC_TCAM_ACT(50, HNI_RPC_ACT_VALIDATE), 0);
	look(frame_v4(6, 0));
	EXPECT_EQ(res.index, -1);
	EXPECT_EQ(res.act0, HNI_RPC_ACT0_DROP);
}

static void macda_lowest(void)
{
	static const uint8_t any[6];
	unsigned int w;

	tables_clear();
	macda_set(31, any);
	for (w = 0; w < 3; w++)
		csr_set(HNI_CSR_RPC_TCAM_MACDA(31, w), 0xffff0000);
	macda_set(24, mac_a);
	/* index 24: bits 4:3 are ones, the rest zeros */
	action_set(2, 0x0400 | 24 << 5, 0x1102);
	csr_set(HNI_CSR_RPC_TCAM_ACT(2, 1), 0xf81f0000 | 0x0400 | 24 << 5);
	look(frame_v4(6, 0));
	EXPECT_EQ(res.index, 2);
	frame[5] ^= 1;
	look(74);
	EXPECT_EQ(res.index, -1);
}

static void ip_tables(void)
{
	unsigned int w;

	tables_clear();
	/* 198.51.100.0/24 at destination index 5 */
	csr_set(HNI_CSR_RPC_TCAM_IPDST(5, 0), 0x00ff0000 | 100 << 8);
	csr_set(HNI_CSR_RPC_TCAM_IPDST(5, 1), 198 << 8 | 51);
	for (w = 2; w < 8; w++)
		csr_set(HNI_CSR_RPC_TCAM_IPDST(5, w), 0xffff0000);
	csr_set(HNI_CSR_RPC_TCAM_IPDST(5, 8), HNI_RPC_TCAM_VALIDATE);
	action_set(7, 0, 0x0702);
	csr_set(HNI_CSR_RPC_TCAM_ACT(7, 0), 0xff0f0000 | (5 << 4 | 0x80));
	look(frame_v4(6, 0));
	EXPECT_EQ(res.index, 7);
	frame[14 + 18] ^= 1;
	look(74);
	EXPECT_EQ(res.index, -1);
}

static void ip_version(void)
{
	unsigned int w;

	tables_clear();
	for (w = 0; w < 8; w++)
		csr_set(HNI_CSR_RPC_TCAM_IPSRC(0, w), 0xffff0000);
	csr_set(HNI_CSR_RPC_TCAM_IPSRC(0, 8),
		HNI_RPC_TCAM_VALIDATE | HNI_RPC_IP_VALIDATE_V6);
	action_set(7, 0, 0x0702);
	csr_set(HNI_CSR_RPC_TCAM_ACT(7, 0), 0xfff70000 | 0x8);
	look(frame_v4(6, 0));
	EXPECT_EQ(res.index, -1);
}

static void tagged(void)
{
	uint32_t len;

	tables_clear();
	macda_set(30, mac_a);
	action_set(9, 0x1400, 0x0902);
	/* tests bit 0, too: no tag */
	csr_set(HNI_CSR_RPC_TCAM_ACT(9, 1), 0xebfe1400);
	len = frame_v4(6, 0);
	look(len);
	EXPECT_EQ(res.index, 9);
	memmove(frame + 16, frame + 12, len - 12);
	memcpy(frame + 12, "\x81\x00\x00\x05", 4);
	look(len + 4);
	EXPECT_EQ(res.index, -1);
	/* who leaves the bit open sees through the tag */
	csr_set(HNI_CSR_RPC_TCAM_ACT(9, 1), 0xebff1400);
	look(len + 4);
	EXPECT_EQ(res.index, 9);
}

static void ports(void)
{
	tables_clear();
	action_set(9, 0x8000, 0x0902);
	csr_set(HNI_CSR_RPC_TCAM_ACT(9, 3), 0x1234);
	csr_set(HNI_CSR_RPC_TCAM_ACT(9, 4), 0x5678);
	look(frame_v4(6, 0));
	EXPECT_EQ(res.index, 9);
	frame[37]++;
	look(74);
	EXPECT_EQ(res.index, -1);
}

static void tx_tcam(void)
{
	unsigned int w;

	tables_clear();
	frame_v4(6, 0);
	csr_set(HNI_CSR_TCE_TXB_CTRL, HNI_TCE_TXB_CTRL_TCAM_ENABLE);
	csr_set(HNI_CSR_TCE_TCAM_IDX2DEST_MAP, 0x32000032);
	for (w = 0; w < 3; w++)
		csr_set(HNI_CSR_TCE_RAM_TCAM(7, w),
			((uint32_t)mac_a[4 - 2 * w] << 8 |
			 mac_a[5 - 2 * w]) << 16);
	EXPECT_EQ(emu_rpc_tx_dest(csr, frame), 0);
	csr_set(HNI_CSR_TCE_RAM_TCAM3(7), 0x800000b8);
	EXPECT_EQ(emu_rpc_tx_dest(csr, frame),
		  HNI_TCE_DEST_MAC | HNI_TCE_DEST_BMC);
}

static const struct ktap_case cases[] = {
	{ "emu_rpc.two_tags_are_skipped", parse_vlan },
	{ "emu_rpc.first_fragment_has_no_ports", parse_fragment },
	{ "emu_rpc.ipv6_in_ipv6_behind_options", parse_v6_in_v6 },
	{ "emu_rpc.truncated_headers_are_bad", parse_truncated },
	{ "emu_rpc.lowest_action_wins", action_lowest },
	{ "emu_rpc.invalid_action_is_skipped", action_invalid },
	{ "emu_rpc.lowest_macda_wins", macda_lowest },
	{ "emu_rpc.ip_prefix_matches", ip_tables },
	{ "emu_rpc.ip_table_compares_version", ip_version },
	{ "emu_rpc.tag_is_told", tagged },
	{ "emu_rpc.ports_match", ports },
	{ "emu_rpc.transmit_tcam_needs_validate", tx_tcam },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
