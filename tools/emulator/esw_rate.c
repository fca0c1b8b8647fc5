// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the rates of ports: how much may enter, and how sources share a port whose
 * speed is limited.
 */
#include "esw.h"

#define EMU_RATE_LATE_NS	1000000	/* how late the worker may look */

bool emu_rate_applies(const struct emu_esw *esw, unsigned int port)
{
	const struct emu_port *p = &esw->port[port];

	return p->kind == HNI_ESW_KIND_BMC ||
	       (p->kind == HNI_ESW_KIND_PF && p->controller);
}

bool emu_rate_permits(const struct emu_esw *esw, unsigned int port)
{
	return esw->port[port].enter_ns <= esw->now_ns;
}

void emu_rate_charge(struct emu_esw *esw, unsigned int port, uint32_t len)
{
	struct emu_port *p = &esw->port[port];

	if (!p->tx_max)
		return;
	if (p->enter_ns + EMU_RATE_LATE_NS < esw->now_ns)
		p->enter_ns = esw->now_ns - EMU_RATE_LATE_NS;
	p->enter_ns += (uint64_t)(len + EMU_WIRE_OVERHEAD) * 8 * 1000000 /
		       p->tx_max;
}

uint64_t emu_rate_next(const struct emu_esw *esw)
{
	uint64_t next = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		if (!emu_rate_permits(esw, i) && esw->port[i].enter_ns < next)
			next = esw->port[i].enter_ns;
	return next;
}

void emu_rate_update(struct emu_esw *esw)
{
	uint64_t share[EMU_MAX_PORTS] = { 0 };
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		share[i] = (uint64_t)esw->port[i].tx_share * 1000;
	for (i = 0; i < esw->nports; i++)
		if (esw->port[i].outq)
			emu_outq_shares(esw->port[i].outq, share);
}
