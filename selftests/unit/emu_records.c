// SPDX-License-Identifier: GPL-2.0-only
/* Owns one good record of each type that tests begin with. */
#include <string.h>

#include "bytes.h"
#include "emu_records.h"

void record_range(struct cmds *c, uint32_t idx)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_RANGE, idx, HNI_RANGE_LEN);

	rec[HNI_RANGE_WHICH] = 1;
	emu_put_le16(rec + HNI_RANGE_MIN, 100);
	emu_put_le16(rec + HNI_RANGE_MAX, 200);
}

void record_meter(struct cmds *c, uint32_t idx, uint32_t gen)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_METER, idx, HNI_METER_LEN);

	emu_put_le64(rec + HNI_METER_RATE, 1ULL << 40 | 1);
	emu_put_le64(rec + HNI_METER_BURST, 1ULL << 41 | 2);
	emu_put_le64(rec + HNI_METER_PKT_RATE, 1ULL << 42 | 3);
	emu_put_le64(rec + HNI_METER_PKT_BURST, 1ULL << 43 | 4);
	emu_put_le32(rec + HNI_METER_MTU, 1500);
	emu_put_le32(rec + HNI_METER_OVERHEAD, 24);
	emu_put_le32(rec + HNI_METER_GEN, gen);
}

void record_encap(struct cmds *c, uint32_t idx)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_ENCAP, idx, HNI_ENCAP_LEN);
	uint8_t *hdr = rec + HNI_ENCAP_HDR;

	rec[HNI_ENCAP_KIND] = HNI_TUNNEL_VXLAN;
	rec[HNI_ENCAP_FLAGS] = HNI_ENCAP_F_CSUM;
	rec[HNI_ENCAP_PORT] = 2;
	emu_put_le16(rec + HNI_ENCAP_HDR_LEN, 18 + 20 + 16);
	emu_put_le16(rec + HNI_ENCAP_NET_OFF, 18);
	emu_put_le16(rec + HNI_ENCAP_L4_OFF, 38);
	emu_put_be16(hdr + 12, 0x8100);
	emu_put_be16(hdr + 16, 0x0800);
	hdr[18] = 0x45;
	hdr[18 + 9] = 17;
	emu_put_be16(hdr + 40, 4789);
	hdr[46] = 0x08;
}

void record_encap_gre(struct cmds *c, uint32_t idx)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_ENCAP, idx, HNI_ENCAP_LEN);
	uint8_t *hdr = rec + HNI_ENCAP_HDR;

	rec[HNI_ENCAP_KIND] = HNI_TUNNEL_GRE;
	rec[HNI_ENCAP_FLAGS] = HNI_ENCAP_F_ECN | HNI_ENCAP_F_TTL;
	emu_put_le16(rec + HNI_ENCAP_HDR_LEN, 14 + 40 + 8);
	emu_put_le16(rec + HNI_ENCAP_NET_OFF, 14);
	emu_put_le16(rec + HNI_ENCAP_L4_OFF, 54);
	emu_put_be16(hdr + 12, 0x86dd);
	hdr[14] = 0x60;
	hdr[14 + 6] = 47;
	emu_put_be16(hdr + 54, 0x2000);
	emu_put_be16(hdr + 56, 0x6558);
}

void record_tunnel(struct cmds *c, uint32_t idx)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_TUNNEL, idx,
				  HNI_TUNNEL_LEN);

	rec[HNI_TUNNEL_KIND] = HNI_TUNNEL_VXLAN;
	rec[HNI_TUNNEL_PORT] = 3;
	emu_put_le16(rec + HNI_TUNNEL_TABLE, 7);
	emu_put_le16(rec + HNI_TUNNEL_L4_PORT, 4789);
	emu_put_le16(rec + HNI_TUNNEL_FLAGS, HNI_TUNNEL_F_GBP);
	memset(rec + HNI_TUNNEL_MAC, 2, 6);
	rec[HNI_TUNNEL_FAMILY] = HNI_KW_ADDR_IPV6;
	emu_put_le32(rec + HNI_TUNNEL_DST, 0xfe800000);
}

void record_conn(struct cmds *c, uint32_t idx, uint16_t sport)
{
	uint8_t *rec = cmds_write(c, HNI_ESW_TYPE_CONN, idx, HNI_CONN_LEN);
	unsigned int i;

	emu_put_le16(rec + HNI_CONN_ZONE, 5);
	rec[HNI_CONN_PROTO] = 6;
	rec[HNI_CONN_FLAGS] = HNI_CONN_F_IPV6 | HNI_CONN_F_REPLY |
			      HNI_CONN_F_NAT | HNI_CONN_F_COUNT;
	emu_put_le16(rec + HNI_CONN_SPORT, sport);
	emu_put_le16(rec + HNI_CONN_DPORT, 80);
	for (i = HNI_CONN_SRC; i < HNI_CONN_NEW_SPORT; i++)
		rec[i] = (uint8_t)i;
	emu_put_le16(rec + HNI_CONN_NEW_SPORT, 1000);
	emu_put_le16(rec + HNI_CONN_NEW_DPORT, 1001);
	for (i = HNI_CONN_NEW_SRC; i < HNI_CONN_COUNTER; i++)
		rec[i] = (uint8_t)i;
	emu_put_le32(rec + HNI_CONN_COUNTER, 9);
	emu_put_le32(rec + HNI_CONN_GEN, 77);
}
