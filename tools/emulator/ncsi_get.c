// SPDX-License-Identifier: GPL-2.0-only
/* Owns the NC-SI commands that tell something. */
#include <string.h>

#include "bytes.h"
#include "esw.h"
#include "hw/hni_mbox.h"
#include "hw/hni_pci.h"

#define EMU_NCSI_DATA		4	/* behind the two codes */
#define EMU_NCSI_NOT_COUNTED	0xff	/* all bytes of such a counter */

bool emu_ncsi_link(const struct emu_esw *esw)
{
	return emu_esw_link(esw->nic, EMU_PORT_UPLINK) &&
	       emu_esw_link(esw->nic, (unsigned int)esw->bmc);
}

bool emu_ncsi_driver(const struct emu_esw *esw)
{
	return emu_esw_port_state(esw, EMU_PORT_FUNC(0)) &
	       HNI_ESW_PORT_STATE_ATTACHED;
}

uint32_t emu_ncsi_link_word(const struct emu_esw *esw)
{
	static const uint8_t speeds[] = {
		[HNI_SPEED_25R1] = HNI_NCSI_LINK_25G,
		[HNI_SPEED_50R2] = HNI_NCSI_LINK_50G,
		[HNI_SPEED_50R1] = HNI_NCSI_LINK_50G,
		[HNI_SPEED_100R2] = HNI_NCSI_LINK_100G,
	};
	uint32_t speed = speeds[esw->nic->cfg->link_speed];

	if (!emu_ncsi_link(esw))
		return HNI_NCSI_LINK_SERDES;
	return HNI_NCSI_LINK_UP | EMU_PREP(HNI_NCSI_LINK_SPEED, speed) |
	       HNI_NCSI_LINK_SERDES;
}

uint16_t emu_ncsi_get_link(struct emu_esw *esw, const uint8_t *data,
			   struct emu_ncsi_rsp *rsp)
{
	uint8_t *p = rsp->data + EMU_NCSI_DATA;

	(void)data;
	emu_put_be32(p, emu_ncsi_link_word(esw));
	emu_put_be32(p + 4, emu_ncsi_driver(esw) ? HNI_NCSI_LINK_DRIVER : 0);
	rsp->len = 16;
	return 0;
}

/* NC-SI 1.2.0 in the standard's BCD, where 0xf fills */
uint16_t emu_ncsi_get_version(struct emu_esw *esw, const uint8_t *data,
			      struct emu_ncsi_rsp *rsp)
{
	static const uint8_t version[] = { 0xf1, 0xf2, 0xf0, 0 };
	uint8_t *p = rsp->data + EMU_NCSI_DATA;

	(void)data;
	memcpy(p, version, sizeof(version));
	memcpy(p + 8, "hni-emu", strlen("hni-emu"));
	emu_put_be32(p + 20, esw->nic->cfg->fw_version);
	emu_put_be16(p + 24, HNI_PCI_DEVICE_ID);
	emu_put_be16(p + 26, HNI_PCI_VENDOR_ID);
	emu_put_be16(p + 30, HNI_PCI_SUBSYSTEM_VENDOR_ID);
	emu_put_be32(p + 32, HNI_NCSI_MANUFACTURER);
	rsp->len = 40;
	return 0;
}

uint16_t emu_ncsi_get_caps(struct emu_esw *esw, const uint8_t *data,
			   struct emu_ncsi_rsp *rsp)
{
	uint8_t *p = rsp->data + EMU_NCSI_DATA;

	(void)esw;
	(void)data;
	emu_put_be32(p, HNI_NCSI_CAP_DRIVER_STATUS |
		     HNI_NCSI_CAP_ALL_MULTICAST | HNI_NCSI_CAP_NO_ARBITRATION);
	emu_put_be32(p + 4, HNI_NCSI_BC_ALL);
	emu_put_be32(p + 8, HNI_NCSI_MC_ALL);
	emu_put_be32(p + 16, HNI_NCSI_AENS);
	p[20] = HNI_NCSI_VLANS;
	p[21] = HNI_NCSI_MACS_MIXED;
	p[22] = HNI_NCSI_MACS_MULTICAST;
	p[23] = HNI_NCSI_MACS_UNICAST;
	p[26] = HNI_NCSI_CAP_VLAN_MODES;
	p[27] = 1;
	rsp->len = 32;
	return 0;
}

static uint32_t emu_ncsi_flags(const struct emu_ncsi_config *cfg)
{
	return (cfg->bc_filter ? HNI_NCSI_CFG_BROADCAST : 0) |
	       (cfg->enabled ? HNI_NCSI_CFG_ENABLED : 0) |
	       (cfg->tx_enabled ? HNI_NCSI_CFG_TX : 0) |
	       (cfg->mc_filter ? HNI_NCSI_CFG_MULTICAST : 0);
}

uint16_t emu_ncsi_get_params(struct emu_esw *esw, const uint8_t *data,
			     struct emu_ncsi_rsp *rsp)
{
	const struct emu_ncsi_config *cfg = &esw->ncsi.cfg;
	uint8_t *p = rsp->data + EMU_NCSI_DATA;
	uint16_t vlans = 0;
	unsigned int i;

	(void)data;
	p[0] = HNI_NCSI_MACS;
	p[4] = HNI_NCSI_VLANS;
	emu_put_be32(p + 8, cfg->link_mode);
	emu_put_be32(p + 12, cfg->bc);
	emu_put_be32(p + 16, emu_ncsi_flags(cfg));
	p[20] = cfg->vlan_mode;
	emu_put_be32(p + 24, cfg->aens);
	for (i = 0; i < HNI_NCSI_MACS; i++) {
		p[3] |= (uint8_t)(cfg->mac[i].on << i);
		memcpy(p + 28 + 6 * i, cfg->mac[i].addr, 6);
	}
	for (i = 0; i < HNI_NCSI_VLANS; i++) {
		vlans |= (uint16_t)(cfg->vlan[i].on << i);
		emu_put_be16(p + 28 + 6 * HNI_NCSI_MACS + 2 * i,
			     cfg->vlan[i].vid);
	}
	emu_put_be16(p + 6, vlans);
	rsp->len = 32 + 6 * HNI_NCSI_MACS + 2 * HNI_NCSI_VLANS;
	return 0;
}

/* ---- Statistics ---- */

static void emu_ncsi_put64(uint8_t *p, uint64_t v)
{
	emu_put_be32(p, (uint32_t)(v >> 32));
	emu_put_be32(p + 4, (uint32_t)v);
}

uint16_t emu_ncsi_get_net_stats(struct emu_esw *esw, const uint8_t *data,
				struct emu_ncsi_rsp *rsp)
{
	const struct emu_ncsi_net *rx = &esw->ncsi.rx, *tx = &esw->ncsi.tx;
	uint8_t *p = rsp->data + EMU_NCSI_DATA;
	unsigned int i;

	(void)data;
	rsp->len = EMU_NCSI_RSP_MAX;
	memset(p, EMU_NCSI_NOT_COUNTED, rsp->len - EMU_NCSI_DATA);
	/* nothing was ever cleared */
	emu_ncsi_put64(p, 0);
	emu_ncsi_put64(p + 8, rx->bytes);
	emu_ncsi_put64(p + 16, tx->bytes);
	for (i = 0; i < EMU_NCSI_CASTS; i++) {
		emu_ncsi_put64(p + 24 + 8 * i, rx->casts[i]);
		emu_ncsi_put64(p + 48 + 8 * i, tx->casts[i]);
	}
	emu_ncsi_put64(p + 184, rx->bytes);
	return 0;
}

uint16_t emu_ncsi_get_stats(struct emu_esw *esw, const uint8_t *data,
			    struct emu_ncsi_rsp *rsp)
{
	const struct emu_ncsi_stats *st = &esw->ncsi.stats;
	const uint64_t counts[] = {
		st->commands + st->retries, st->dropped, st->unsupported,
		st->checksum_errors, st->rx_packets, st->tx_packets, st->aens,
	};
	unsigned int i;

	(void)data;
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		emu_put_be32(rsp->data + EMU_NCSI_DATA + 4 * i,
			     (uint32_t)counts[i]);
	rsp->len = 32;
	return 0;
}

/* The NIC keeps no undersized and oversized frames: they are malformed */
uint16_t emu_ncsi_get_pass_stats(struct emu_esw *esw, const uint8_t *data,
				 struct emu_ncsi_rsp *rsp)
{
	const struct emu_ncsi_pass *pass = &esw->ncsi.pass;
	uint8_t *p = rsp->data + EMU_NCSI_DATA;

	(void)data;
	rsp->len = 48;
	memset(p, EMU_NCSI_NOT_COUNTED, rsp->len - EMU_NCSI_DATA);
	emu_ncsi_put64(p, pass->tx_packets + pass->tx_disabled);
	emu_put_be32(p + 8, (uint32_t)pass->tx_disabled);
	emu_put_be32(p + 12, (uint32_t)pass->tx_disabled);
	emu_put_be32(p + 24, (uint32_t)(pass->rx_packets + pass->rx_filtered +
					pass->rx_disabled));
	emu_put_be32(p + 28, (uint32_t)(pass->rx_filtered +
					pass->rx_disabled));
	emu_put_be32(p + 32, (uint32_t)pass->rx_disabled);
	return 0;
}

/* ---- Package ---- */

/* Hardware arbitration: never */
uint16_t emu_ncsi_get_package(struct emu_esw *esw, const uint8_t *data,
			      struct emu_ncsi_rsp *rsp)
{
	(void)esw;
	(void)data;
	rsp->len = 8;
	return 0;
}

uint16_t emu_ncsi_get_mac(struct emu_esw *esw, const uint8_t *data,
			  struct emu_ncsi_rsp *rsp)
{
	uint8_t *p = rsp->data + EMU_NCSI_DATA;

	(void)data;
	p[0] = 1;
	emu_esw_mac(esw->nic, (unsigned int)esw->bmc, p + 4);
	rsp->len = 14;
	return 0;
}
