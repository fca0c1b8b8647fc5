// SPDX-License-Identifier: GPL-2.0-only
/* Owns what NC-SI lets through between the BMC and the network. */
#include <string.h>

#include "bytes.h"
#include "esw.h"
#include "parse.h"
#include "proto.h"

#define EMU_UDP_DHCP_SERVER	67
#define EMU_UDP_DHCP_CLIENT	68
#define EMU_UDP_NETBIOS_NAME	137
#define EMU_UDP_NETBIOS_DATA	138
#define EMU_UDP_DHCP6_CLIENT	546
#define EMU_UDP_DHCP6_SERVER	547

/* A frame that a filter may let through: its class by protocol and port or type */
struct emu_ncsi_class {
	uint8_t ip_proto;
	uint16_t what;
	uint32_t bit;
};

static const struct emu_ncsi_class emu_ncsi_bc_classes[] = {
	{ EMU_IPPROTO_UDP, EMU_UDP_DHCP_CLIENT, HNI_NCSI_BC_DHCP_CLIENT },
	{ EMU_IPPROTO_UDP, EMU_UDP_DHCP_SERVER, HNI_NCSI_BC_DHCP_SERVER },
	{ EMU_IPPROTO_UDP, EMU_UDP_NETBIOS_NAME, HNI_NCSI_BC_NETBIOS },
	{ EMU_IPPROTO_UDP, EMU_UDP_NETBIOS_DATA, HNI_NCSI_BC_NETBIOS },
	{ 0, 0, 0 },
};

static const struct emu_ncsi_class emu_ncsi_mc_classes[] = {
	{ EMU_IPPROTO_ICMPV6, 136, HNI_NCSI_MC_NEIGHBOR_ADV },
	{ EMU_IPPROTO_ICMPV6, 134, HNI_NCSI_MC_ROUTER_ADV },
	{ EMU_IPPROTO_UDP, EMU_UDP_DHCP6_SERVER, HNI_NCSI_MC_DHCP6_RELAY },
	{ EMU_IPPROTO_UDP, EMU_UDP_DHCP6_CLIENT, HNI_NCSI_MC_DHCP6_SERVER },
	{ EMU_IPPROTO_ICMPV6, 130, HNI_NCSI_MC_MLD },
	{ EMU_IPPROTO_ICMPV6, 131, HNI_NCSI_MC_MLD },
	{ EMU_IPPROTO_ICMPV6, 132, HNI_NCSI_MC_MLD },
	{ EMU_IPPROTO_ICMPV6, 143, HNI_NCSI_MC_MLD },
	{ EMU_IPPROTO_ICMPV6, 135, HNI_NCSI_MC_NEIGHBOR_SOL },
	{ 0, 0, 0 },
};

static uint32_t emu_ncsi_class_find(const struct emu_ncsi_class *rows,
				    const struct emu_key *key)
{
	uint32_t proto = EMU_GET(HNI_KW_IP_PROTO, key->w[HNI_KW_IP]);
	uint32_t what;

	if (proto == EMU_IPPROTO_ICMPV6)
		what = EMU_GET(HNI_KW_L4_ICMP_TYPE, key->w[HNI_KW_L4]);
	else
		what = EMU_GET(HNI_KW_PORTS_DST, key->w[HNI_KW_PORTS]);
	for (; rows->bit; rows++)
		if (rows->ip_proto == proto && rows->what == what)
			return rows->bit;
	return 0;
}

static bool emu_ncsi_vlan_fits(const struct emu_ncsi_config *cfg,
			       const struct emu_key *key)
{
	uint32_t vid = EMU_GET(HNI_KW_VLAN_VID, key->w[HNI_KW_VLAN]);
	unsigned int i;

	/* a priority tag is no VLAN */
	if (!vid)
		return cfg->vlan_mode != HNI_NCSI_VLAN_ONLY;
	if (cfg->vlan_mode == HNI_NCSI_VLAN_ANY)
		return true;
	for (i = 0; i < HNI_NCSI_VLANS; i++)
		if (cfg->vlan[i].on && cfg->vlan[i].vid == vid)
			return cfg->vlan_mode != HNI_NCSI_VLAN_OFF;
	return false;
}

static bool emu_ncsi_broadcast_fits(const struct emu_ncsi_config *cfg,
				    const struct emu_key *key)
{
	uint32_t proto = EMU_GET(HNI_KW_PROTO_NET, key->w[HNI_KW_PROTO]);

	if (!cfg->bc_filter)
		return true;
	if (proto == EMU_ETH_P_ARP)
		return cfg->bc & HNI_NCSI_BC_ARP;
	if (proto != EMU_ETH_P_IP)
		return false;
	return cfg->bc & emu_ncsi_class_find(emu_ncsi_bc_classes, key);
}

static bool emu_ncsi_multicast_fits(const struct emu_ncsi_config *cfg,
				    const struct emu_key *key)
{
	if (!cfg->mc_filter)
		return true;
	if (EMU_GET(HNI_KW_PROTO_NET, key->w[HNI_KW_PROTO]) !=
	    EMU_ETH_P_IPV6)
		return false;
	return cfg->mc & emu_ncsi_class_find(emu_ncsi_mc_classes, key);
}

static bool emu_ncsi_mac_listed(const struct emu_ncsi_config *cfg,
				const uint8_t *mac)
{
	unsigned int i;

	for (i = 0; i < HNI_NCSI_MACS; i++)
		if (cfg->mac[i].on && !memcmp(cfg->mac[i].addr, mac, 6))
			return true;
	return false;
}

static unsigned int emu_ncsi_cast(const uint8_t *mac)
{
	static const uint8_t all[6] = { 255, 255, 255, 255, 255, 255 };

	if (!(mac[0] & 1))
		return EMU_NCSI_UNICAST;
	return memcmp(mac, all, sizeof(all)) ? EMU_NCSI_MULTICAST :
					       EMU_NCSI_BROADCAST;
}

static bool emu_ncsi_fits(const struct emu_ncsi_config *cfg,
			  const struct emu_frame *f)
{
	const uint8_t *dst = f->buf + f->off;
	struct emu_key key;

	if (!emu_parse(dst, f->len, &key) || !emu_ncsi_vlan_fits(cfg, &key))
		return false;
	switch (emu_ncsi_cast(dst)) {
	case EMU_NCSI_BROADCAST:
		return emu_ncsi_broadcast_fits(cfg, &key);
	case EMU_NCSI_MULTICAST:
		return emu_ncsi_mac_listed(cfg, dst) ||
		       emu_ncsi_multicast_fits(cfg, &key);
	default:
		return emu_ncsi_mac_listed(cfg, dst);
	}
}

bool emu_ncsi_takes(struct emu_esw *esw)
{
	struct emu_ncsi *ncsi = &esw->ncsi;

	if (!ncsi->in_use || ncsi->cfg.tx_enabled) {
		ncsi->pass.tx_packets++;
		return true;
	}
	ncsi->pass.tx_disabled++;
	return false;
}

bool emu_ncsi_admits(struct emu_esw *esw, const struct emu_frame *f)
{
	struct emu_ncsi *ncsi = &esw->ncsi;

	if (ncsi->in_use && !(ncsi->selected && ncsi->cfg.enabled)) {
		ncsi->pass.rx_disabled++;
		return false;
	}
	if (ncsi->in_use && !emu_ncsi_fits(&ncsi->cfg, f)) {
		ncsi->pass.rx_filtered++;
		return false;
	}
	ncsi->pass.rx_packets++;
	return true;
}

void emu_ncsi_net_count(struct emu_ncsi_net *net, const struct emu_frame *f)
{
	net->bytes += f->len;
	net->casts[emu_ncsi_cast(f->buf + f->off)]++;
}
