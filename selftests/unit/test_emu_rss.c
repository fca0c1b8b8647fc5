// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the receive hash, against the verification suite that
 * Microsoft publishes for RSS.
 *
 * Links: tools/emulator/rss.c tools/emulator/rpc_parse.c
 * Links: tools/emulator/rpc_key.c
 * Cflags: -Itools/emulator
 */
#include <arpa/inet.h>
#include <string.h>

#include "hw/hni_csr.h"
#include "hw/hni_rpc.h"
#include "ktap.h"
#include "rpc.h"

#define FIELDS_IP	(HNI_RPC_RSS_IP_SRC | HNI_RPC_RSS_IP_DST)
#define FIELDS_L4	(FIELDS_IP | HNI_RPC_RSS_L4_SRC | HNI_RPC_RSS_L4_DST)

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static const uint8_t key[40] = {
	0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2,
	0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0,
	0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4,
	0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c,
	0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

static const struct vector {
	const char *dst, *src;
	uint16_t dport, sport;
	uint32_t ip, tcp;
} vectors[] = {
	{ "161.142.100.80", "66.9.149.187", 1766, 2794,
	  0x323e8fc2, 0x51ccc178 },
	{ "65.69.140.83", "199.92.111.2", 4739, 14230,
	  0xd718262a, 0xc626b0ea },
	{ "12.22.207.184", "24.19.198.95", 38024, 12898,
	  0xd2d0a5de, 0x5c2b394a },
	{ "209.142.163.6", "38.27.205.30", 2217, 48228,
	  0x82989176, 0xafc7327f },
	{ "202.188.127.2", "153.39.163.191", 1303, 44251,
	  0x5d1809c5, 0x10e828a2 },
	{ "3ffe:2501:200:3::1", "3ffe:2501:200:1fff::7", 1766, 2794,
	  0x2cc18cd5, 0x40207d3d },
	{ "ff02::1", "3ffe:501:8::260:97ff:fe40:efab", 4739, 14230,
	  0x0f0c461c, 0xdde51bbf },
	{ "fe80::200:f8ff:fe21:67cf", "3ffe:1900:4545:3:200:f8ff:fe21:67cf",
	  38024, 44251, 0x4b61e985, 0x02d1feef },
};

static uint32_t csr[HNI_QUEUE_BASE / 4];
static uint8_t frame[128];

static void key_set(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(key) / 4; i++)
		csr[HNI_CSR_RPC_RSS_KEY(i) / 4] =
			(uint32_t)key[4 * i] << 24 |
			(uint32_t)key[4 * i + 1] << 16 |
			(uint32_t)key[4 * i + 2] << 8 | key[4 * i + 3];
}

/* A TCP frame with the addresses of @v; returns its length */
static uint32_t frame_set(const struct vector *v)
{
	uint16_t sport = htons(v->sport), dport = htons(v->dport);
	int v6 = !!strchr(v->dst, ':');
	uint8_t *ip = frame + 14;
	uint8_t *l4 = ip + (v6 ? 40 : 20);

	memset(frame, 0, sizeof(frame));
	memcpy(frame + 12, v6 ? "\x86\xdd" : "\x08\x00", 2);
	ip[0] = v6 ? 0x60 : 0x45;
	ip[v6 ? 6 : 9] = 6;
	if (v6)
		ip[5] = 20;
	else
		ip[3] = 40;
	inet_pton(v6 ? AF_INET6 : AF_INET, v->src, ip + (v6 ? 8 : 12));
	inet_pton(v6 ? AF_INET6 : AF_INET, v->dst, ip + (v6 ? 24 : 16));
	memcpy(l4, &sport, 2);
	memcpy(l4 + 2, &dport, 2);
	l4[12] = 0x50;
	return (uint32_t)(l4 + 20 - frame);
}

static uint32_t hash_of(const struct vector *v, uint32_t fields)
{
	struct emu_rpc_pkt pkt;

	key_set();
	emu_rpc_parse(frame, frame_set(v), &pkt);
	return emu_rss_hash(csr, fields, frame, &pkt);
}

static void rss_addresses(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		EXPECT_EQ(hash_of(&vectors[i], FIELDS_IP), vectors[i].ip);
}

static void rss_addresses_and_ports(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		EXPECT_EQ(hash_of(&vectors[i], FIELDS_L4), vectors[i].tcp);
}

static void rss_nothing_enabled(void)
{
	EXPECT_EQ(hash_of(&vectors[0], 0), 0);
}

static void rss_longest_input_stays_in_key(void)
{
	EXPECT(hash_of(&vectors[5], 0xffff) != 0);
}

/* Input that differs in one field only gives another hash if it is enabled */
static bool field_counts(uint32_t field, unsigned int at, uint8_t bits)
{
	struct emu_rpc_pkt pkt;
	uint32_t len, hash;

	key_set();
	len = frame_set(&vectors[5]);
	emu_rpc_parse(frame, len, &pkt);
	hash = emu_rss_hash(csr, FIELDS_L4 | field, frame, &pkt);
	frame[at] ^= bits;
	emu_rpc_parse(frame, len, &pkt);
	return hash != emu_rss_hash(csr, FIELDS_L4 | field, frame, &pkt);
}

static void rss_flow_label(void)
{
	EXPECT(!field_counts(0, 14 + 3, 0x01));
	EXPECT(field_counts(HNI_RPC_RSS_IV6_FL_LBL, 14 + 3, 0x01));
	EXPECT(field_counts(HNI_RPC_RSS_IV6_FL_LBL, 14 + 1, 0x08));
	/* the traffic class shares the byte */
	EXPECT(!field_counts(HNI_RPC_RSS_IV6_FL_LBL, 14 + 1, 0x40));
	EXPECT(field_counts(HNI_RPC_RSS_DSCP, 14 + 1, 0x40));
	/* ECN is no part of DSCP */
	EXPECT(!field_counts(HNI_RPC_RSS_DSCP, 14 + 1, 0x10));
}

static const struct ktap_case cases[] = {
	{ "emu_rss.addresses_hash_as_published", rss_addresses },
	{ "emu_rss.ports_hash_as_published", rss_addresses_and_ports },
	{ "emu_rss.no_field_gives_zero", rss_nothing_enabled },
	{ "emu_rss.all_fields_stay_inside_the_key",
	  rss_longest_input_stays_in_key },
	{ "emu_rss.flow_label_and_dscp_count_if_enabled", rss_flow_label },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
