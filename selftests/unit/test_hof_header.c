// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of tunnel headers as the engine makes them: each byte, and
 * that the NIC takes them for what they shall be.
 *
 * Links: offload/core/esw/hof_header.c
 * Links: tools/emulator/parse*.c tools/emulator/csum.c tools/emulator/edit*.c
 * Links: tools/emulator/tunnel*.c selftests/unit/emu_hex.c
 * Cflags: -Itools/emulator -Iselftests/unit
 */
#include <string.h>

#include "emu_hex.h"
#include "../../offload/core/esw/hof_header.h"
#include "ktap.h"
#include "tunnel.h"

#define ETH	"0a0000000002 0a0000000001"
#define V4	"0800 45a8 0000 0000 0000 40 11 0000 c0000201 c6336402"
#define V4_GRE	"0800 45a8 0000 0000 4000 40 2f 0000 c0000201 c6336402"
#define V6(p)	"86dd 6a80 0000 0000" p "40" \
		"20010db8000000000000000000000001" \
		"20010db8000000000000000000000002"
#define UDP	"0000 12b5 0000 0000"
#define OPTS	"01028002 0a0b0c0d 01020304"

static const struct hof_header base = {
	.kind = HNI_TUNNEL_VXLAN,
	.port = 3,
	.family = HNI_KW_ADDR_IPV4,
	.dmac = { 0x0a, 0, 0, 0, 0, 2 },
	.smac = { 0x0a, 0, 0, 0, 0, 1 },
	.src = { 192, 0, 2, 1 },
	.dst = { 198, 51, 100, 2 },
	.tos = 0xa8,
	.ttl = 64,
	.has_key = true,
	.key = 0x123456,
	.l4_port = 4789,
};

static struct hof_header ipv6(u8 kind)
{
	static const u8 src[] = { 0x20, 1, 0x0d, 0xb8, [15] = 1 };
	static const u8 dst[] = { 0x20, 1, 0x0d, 0xb8, [15] = 2 };
	struct hof_header header = base;

	header.kind = kind;
	header.family = HNI_KW_ADDR_IPV6;
	memcpy(header.src, src, sizeof(src));
	memcpy(header.dst, dst, sizeof(dst));
	return header;
}

static bool nic_takes(const struct hof_encap *encap)
{
	struct emu_encap e = {
		.kind = encap->kind,
		.flags = encap->flags,
		.port = encap->port,
		.hdr_len = encap->hdr_len,
		.net_off = encap->net_off,
		.l4_off = encap->l4_off,
	};

	memcpy(e.hdr, encap->hdr, sizeof(e.hdr));
	return emu_encap_is_sound(&e);
}

static void made(const struct hof_header *header, const char *text)
{
	struct hof_encap encap;
	u8 bytes[HNI_ENCAP_HDR_MAX];
	u32 len = hex_bytes(text, bytes);

	hof_header_make(header, &encap);
	EXPECT_EQ(encap.hdr_len, len);
	EXPECT_MEMEQ(encap.hdr, bytes, len);
	EXPECT_EQ(encap.port, 3);
	EXPECT_EQ(encap.flags, header->flags);
	EXPECT(nic_takes(&encap));
}

static void vxlan(void)
{
	struct hof_header header = base;

	made(&header, ETH V4 UDP "08000000 12345600");
	header.flags = HNI_ENCAP_F_CSUM | HNI_ENCAP_F_ECN;
	header.key = 0xff123456;	/* software takes 24 bits */
	made(&header, ETH V4 UDP "08000000 12345600");
	header = ipv6(HNI_TUNNEL_VXLAN);
	made(&header, ETH V6("11") UDP "08000000 12345600");
}

static void vxlan_with_group(void)
{
	struct hof_header header = base;

	header.gbp = 0x4801ff;
	made(&header, ETH V4 UDP "884801ff 12345600");
}

static void geneve(void)
{
	struct hof_header header = ipv6(HNI_TUNNEL_GENEVE);

	made(&header, ETH V6("11") UDP "00006558 12345600");
	header.opts_len = 12;
	hex_bytes(OPTS, header.opts);
	made(&header, ETH V6("11") UDP "03006558 12345600" OPTS);
}

static void geneve_with_all_options(void)
{
	struct hof_header header = ipv6(HNI_TUNNEL_GENEVE);
	struct hof_encap encap;

	header.opts_len = HOF_HEADER_OPTS_MAX / 4 * 4;
	memset(header.opts, 0x5a, header.opts_len);
	hof_header_make(&header, &encap);
	EXPECT_EQ(encap.hdr_len, 70 + header.opts_len);
	EXPECT_EQ(encap.hdr[encap.hdr_len - 1], 0x5a);
	EXPECT(nic_takes(&encap));
}

static void gre(void)
{
	struct hof_header header = base;

	header.kind = HNI_TUNNEL_GRE;
	header.is_df = true;
	made(&header, ETH V4_GRE "2000 6558 00123456");
	header.flags = HNI_ENCAP_F_CSUM;
	made(&header, ETH V4_GRE "a000 6558 00000000 00123456");
	header.has_key = false;
	made(&header, ETH V4_GRE "8000 6558 00000000");
	header = ipv6(HNI_TUNNEL_GRE);
	header.key = 0xfedcba98;
	made(&header, ETH V6("2f") "2000 6558 fedcba98");
}

static const struct ktap_case cases[] = {
	{ "header.vxlan", vxlan },
	{ "header.vxlan_with_group", vxlan_with_group },
	{ "header.geneve", geneve },
	{ "header.geneve_with_all_options", geneve_with_all_options },
	{ "header.gre", gre },
};

int main(void)
{
	return ktap_run("unit", cases, sizeof(cases) / sizeof(cases[0]));
}
