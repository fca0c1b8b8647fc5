// SPDX-License-Identifier: GPL-2.0-only
/* Owns the NC-SI commands that change something. */
#include <string.h>

#include "bytes.h"
#include "esw.h"
#include "hw/hni_mbox.h"

/* ---- Package and channel ---- */

uint16_t emu_ncsi_clear_initial_state(struct emu_esw *esw, const uint8_t *data,
				      struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.cfg.ready = true;
	return 0;
}

/* There is nobody to arbitrate with: whether to disable that does not matter */
uint16_t emu_ncsi_select(struct emu_esw *esw, const uint8_t *data,
			 struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.selected = true;
	return 0;
}

uint16_t emu_ncsi_deselect(struct emu_esw *esw, const uint8_t *data,
			   struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.selected = false;
	return 0;
}

uint16_t emu_ncsi_enable(struct emu_esw *esw, const uint8_t *data,
			 struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.cfg.enabled = true;
	return 0;
}

/* The link may go down, but need not: others use it */
uint16_t emu_ncsi_disable(struct emu_esw *esw, const uint8_t *data,
			  struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.cfg.enabled = false;
	return 0;
}

uint16_t emu_ncsi_reset_channel(struct emu_esw *esw, const uint8_t *data,
				struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	emu_ncsi_clear(&esw->ncsi);
	return 0;
}

uint16_t emu_ncsi_enable_tx(struct emu_esw *esw, const uint8_t *data,
			    struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.cfg.tx_enabled = true;
	return 0;
}

uint16_t emu_ncsi_disable_tx(struct emu_esw *esw, const uint8_t *data,
			     struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.cfg.tx_enabled = false;
	return 0;
}

uint16_t emu_ncsi_set_aens(struct emu_esw *esw, const uint8_t *data,
			   struct emu_ncsi_rsp *rsp)
{
	uint32_t aens = emu_get_be32(data + 4);

	(void)rsp;
	if (aens & ~HNI_NCSI_AENS)
		return HNI_NCSI_WHY_PARAMETER;
	esw->ncsi.cfg.aen_mc = data[3];
	esw->ncsi.cfg.aens = aens;
	return 0;
}

/* The uplink has one speed: it is that, or refused */
uint16_t emu_ncsi_set_link(struct emu_esw *esw, const uint8_t *data,
			   struct emu_ncsi_rsp *rsp)
{
	static const uint32_t speeds[] = {
		[HNI_SPEED_25R1] = HNI_NCSI_SET_LINK_25G,
		[HNI_SPEED_50R2] = HNI_NCSI_SET_LINK_50G,
		[HNI_SPEED_50R1] = HNI_NCSI_SET_LINK_50G,
		[HNI_SPEED_100R2] = HNI_NCSI_SET_LINK_100G,
	};
	uint32_t mode = emu_get_be32(data);

	(void)rsp;
	if (emu_ncsi_driver(esw))
		return HNI_NCSI_WHY_LINK_HOST;
	if (mode & HNI_NCSI_SET_LINK_OEM)
		return HNI_NCSI_WHY_PARAMETER;
	if (!(mode & speeds[esw->nic->cfg->link_speed]))
		return HNI_NCSI_WHY_LINK_SPEED;
	if (!(mode & HNI_NCSI_SET_LINK_FULL))
		return HNI_NCSI_WHY_LINK_PARAMETER;
	esw->ncsi.cfg.link_mode = mode;
	return 0;
}

/* ---- Filters ---- */

uint16_t emu_ncsi_set_vlan(struct emu_esw *esw, const uint8_t *data,
			   struct emu_ncsi_rsp *rsp)
{
	struct emu_ncsi_vlan *vlan = esw->ncsi.cfg.vlan;
	uint16_t vid = emu_get_be16(data + 2) & 0xfff;
	bool on = data[7] & HNI_NCSI_FILTER_ENABLE;
	uint8_t index = data[6];

	(void)rsp;
	if (!index || index > HNI_NCSI_VLANS)
		return HNI_NCSI_WHY_PARAMETER;
	if (on && (!vid || vid == 0xfff))
		return HNI_NCSI_WHY_VLAN;
	vlan[index - 1].on = on;
	vlan[index - 1].vid = on ? vid : 0;
	return 0;
}

uint16_t emu_ncsi_enable_vlan(struct emu_esw *esw, const uint8_t *data,
			      struct emu_ncsi_rsp *rsp)
{
	uint8_t mode = data[3];

	(void)rsp;
	if (mode < HNI_NCSI_VLAN_ONLY || mode > HNI_NCSI_VLAN_ANY)
		return HNI_NCSI_WHY_PARAMETER;
	esw->ncsi.cfg.vlan_mode = mode;
	return 0;
}

uint16_t emu_ncsi_disable_vlan(struct emu_esw *esw, const uint8_t *data,
			       struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.cfg.vlan_mode = HNI_NCSI_VLAN_OFF;
	return 0;
}

/* May filter @index hold the address? */
static bool emu_ncsi_mac_fits(uint8_t index, bool is_multicast)
{
	if (index <= HNI_NCSI_MACS_UNICAST)
		return !is_multicast;
	if (index <= HNI_NCSI_MACS_UNICAST + HNI_NCSI_MACS_MULTICAST)
		return is_multicast;
	return true;
}

uint16_t emu_ncsi_set_mac(struct emu_esw *esw, const uint8_t *data,
			  struct emu_ncsi_rsp *rsp)
{
	static const uint8_t zero[6];
	struct emu_ncsi_mac *mac = esw->ncsi.cfg.mac;
	bool on = data[7] & HNI_NCSI_FILTER_ENABLE;
	bool is_multicast = data[0] & 1;
	uint8_t index = data[6];

	(void)rsp;
	if (!index || index > HNI_NCSI_MACS)
		return HNI_NCSI_WHY_PARAMETER;
	mac += index - 1;
	if (!on) {
		memset(mac, 0, sizeof(*mac));
		return 0;
	}
	if (!memcmp(data, zero, sizeof(zero)))
		return HNI_NCSI_WHY_MAC;
	if (EMU_GET(HNI_NCSI_MAC_KIND, (uint32_t)data[7]) != is_multicast ||
	    !emu_ncsi_mac_fits(index, is_multicast))
		return HNI_NCSI_WHY_PARAMETER;
	mac->on = true;
	memcpy(mac->addr, data, sizeof(mac->addr));
	return 0;
}

uint16_t emu_ncsi_enable_bc(struct emu_esw *esw, const uint8_t *data,
			    struct emu_ncsi_rsp *rsp)
{
	uint32_t bc = emu_get_be32(data);

	(void)rsp;
	if (bc & ~HNI_NCSI_BC_ALL)
		return HNI_NCSI_WHY_PARAMETER;
	esw->ncsi.cfg.bc_filter = true;
	esw->ncsi.cfg.bc = bc;
	return 0;
}

uint16_t emu_ncsi_disable_bc(struct emu_esw *esw, const uint8_t *data,
			     struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.cfg.bc_filter = false;
	return 0;
}

uint16_t emu_ncsi_enable_mc(struct emu_esw *esw, const uint8_t *data,
			    struct emu_ncsi_rsp *rsp)
{
	uint32_t mc = emu_get_be32(data);

	(void)rsp;
	if (mc & ~HNI_NCSI_MC_ALL)
		return HNI_NCSI_WHY_PARAMETER;
	esw->ncsi.cfg.mc_filter = true;
	esw->ncsi.cfg.mc = mc;
	return 0;
}

uint16_t emu_ncsi_disable_mc(struct emu_esw *esw, const uint8_t *data,
			     struct emu_ncsi_rsp *rsp)
{
	(void)data;
	(void)rsp;
	esw->ncsi.cfg.mc_filter = false;
	return 0;
}

/* A socket has no speed to throttle: "off" is all there is */
uint16_t emu_ncsi_set_flow(struct emu_esw *esw, const uint8_t *data,
			   struct emu_ncsi_rsp *rsp)
{
	(void)esw;
	(void)rsp;
	return data[3] ? HNI_NCSI_WHY_PARAMETER : 0;
}
