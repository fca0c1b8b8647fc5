// SPDX-License-Identifier: GPL-2.0-only
/* Owns the BMC's VLAN, which hosts neither see nor enter, whatever rows say. */
#include "bytes.h"
#include "esw.h"
#include "parse.h"

bool emu_esw_bmc_vlan_has(const struct emu_esw *esw,
			  const struct emu_frame *f)
{
	const uint8_t *tag = f->buf + f->off + EMU_ETH_HLEN - 2;
	const uint8_t *end = f->buf + f->off + f->len;
	unsigned int vid;

	if (!esw->nic->cfg->bmc_vlan)
		return false;
	/* behind a priority tag, VLAN 0, the next one decides */
	for (; end - tag >= EMU_VLAN_HLEN &&
	     emu_ethertype_is_vlan(emu_get_be16(tag)); tag += EMU_VLAN_HLEN) {
		vid = emu_get_be16(tag + 2) & HNI_KW_VLAN_VID;
		if (vid)
			return vid == esw->nic->cfg->bmc_vlan;
	}
	return false;
}

static void emu_esw_bmc_vlan_out(struct emu_esw *esw, const struct emu_frame *f)
{
	if (emu_esw_link(esw->nic, f->port))
		emu_esw_leave(esw, EMU_PORT_UPLINK, f, EMU_PRIO_NONE);
	else
		emu_esw_drop(esw, f->port, EMU_DROP_PORT_DOWN);
}

void emu_esw_bmc_vlan(struct emu_esw *esw, const struct emu_frame *f)
{
	int owner = emu_esw_owner(esw, f->buf + f->off);

	if (f->port == esw->bmc)
		emu_esw_bmc_vlan_out(esw, f);
	else if (f->port == EMU_PORT_UPLINK && esw->bmc >= 0 &&
		 (owner < 0 || owner == esw->bmc))
		emu_esw_leave(esw, (unsigned int)esw->bmc, f, EMU_PRIO_NONE);
	else
		emu_esw_drop(esw, f->port, EMU_DROP_BMC_VLAN);
}
