// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns forwarding without rows: legacy mode, the firmware path between BMC and
 * uplink, and the policy that guards the BMC.
 */
#include "esw.h"

static bool emu_mac_is_multicast(const uint8_t *mac)
{
	return mac[0] & 1;
}

static bool emu_port_is_func(const struct emu_esw *esw, unsigned int port)
{
	return esw->port[port].kind == HNI_ESW_KIND_PF;
}

bool emu_esw_bmc_allowed(const struct emu_esw *esw, unsigned int port)
{
	return esw->bmc >= 0 && !esw->nic->cfg->bmc_locked &&
	       (esw->nic->cfg->bmc_allow & 1U << port);
}

bool emu_esw_bmc_permits(const struct emu_esw *esw, unsigned int from,
			 unsigned int to)
{
	if (!esw->nic->cfg->bmc_locked || esw->bmc < 0)
		return true;
	if ((int)from == esw->bmc)
		return to == EMU_PORT_UPLINK || to == from;
	if ((int)to == esw->bmc)
		return from == EMU_PORT_UPLINK;
	return true;
}

/* ---- Legacy mode ---- */

/* May the function see what came from @from? */
static bool emu_legacy_reaches(const struct emu_esw *esw, unsigned int from,
			       unsigned int func)
{
	if (from == func)
		return false;
	if (from == EMU_PORT_UPLINK)
		return true;
	if ((int)from == esw->bmc)
		return emu_esw_bmc_allowed(esw, func);
	return !esw->nic->cfg->isolate;
}

static void emu_legacy_to_funcs(struct emu_esw *esw, const struct emu_frame *f)
{
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		if (emu_port_is_func(esw, i) &&
		    emu_legacy_reaches(esw, f->port, i))
			emu_esw_send(esw, i, f);
}

/* BMC port, if frames from @from may go there without an owner's address */
static void emu_legacy_to_bmc(struct emu_esw *esw, const struct emu_frame *f)
{
	if (esw->bmc < 0 || f->port == esw->bmc)
		return;
	if (f->port == EMU_PORT_UPLINK || emu_esw_bmc_allowed(esw, f->port))
		emu_esw_send(esw, (unsigned int)esw->bmc, f);
}

/* Multicast, and from the uplink unicast that nobody owns */
static void emu_legacy_flood(struct emu_esw *esw, const struct emu_frame *f)
{
	if (f->port != EMU_PORT_UPLINK)
		emu_esw_send(esw, EMU_PORT_UPLINK, f);
	emu_legacy_to_funcs(esw, f);
	emu_legacy_to_bmc(esw, f);
}

/* Unicast between a function and the BMC, either way */
static void emu_legacy_bmc_unicast(struct emu_esw *esw,
				   const struct emu_frame *f,
				   unsigned int owner)
{
	unsigned int func = (int)owner == esw->bmc ? f->port : owner;

	if (emu_esw_bmc_allowed(esw, func))
		emu_esw_send(esw, owner, f);
	else
		emu_esw_drop(esw, f->port, EMU_DROP_BMC_POLICY);
}

static void emu_legacy_owned(struct emu_esw *esw, const struct emu_frame *f,
			     unsigned int owner)
{
	if (owner == f->port)
		emu_esw_drop(esw, f->port, EMU_DROP_HAIRPIN);
	else if (f->port == EMU_PORT_UPLINK)
		emu_esw_send(esw, owner, f);
	else if ((int)owner == esw->bmc || f->port == esw->bmc)
		emu_legacy_bmc_unicast(esw, f, owner);
	else if (esw->nic->cfg->isolate)
		emu_esw_send(esw, EMU_PORT_UPLINK, f);
	else
		emu_esw_send(esw, owner, f);
}

void emu_esw_legacy(struct emu_esw *esw, const struct emu_frame *f)
{
	const uint8_t *dst = f->buf + f->off;
	int owner = emu_esw_owner(esw, dst);

	if (emu_mac_is_multicast(dst))
		emu_legacy_flood(esw, f);
	else if (owner >= 0)
		emu_legacy_owned(esw, f, (unsigned int)owner);
	else if (f->port == EMU_PORT_UPLINK)
		emu_legacy_flood(esw, f);
	else
		emu_esw_send(esw, EMU_PORT_UPLINK, f);
}

/* ---- Firmware path ---- */

bool emu_esw_firmware(struct emu_esw *esw, const struct emu_frame *f)
{
	const uint8_t *dst = f->buf + f->off;
	int owner;

	if (esw->bmc < 0 || esw->bmc_claimed)
		return false;
	if (f->port == esw->bmc) {
		emu_esw_send(esw, EMU_PORT_UPLINK, f);
		return true;
	}
	if (f->port != EMU_PORT_UPLINK)
		return false;
	owner = emu_esw_owner(esw, dst);
	if (owner < 0 || owner == esw->bmc || emu_mac_is_multicast(dst))
		emu_esw_send(esw, (unsigned int)esw->bmc, f);
	return owner == esw->bmc;
}
