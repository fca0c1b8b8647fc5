// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the rates of ports: how much may enter, and how sources share a port whose
 * speed is limited.
 */
#include "esw.h"

#define EMU_RATE_LATE_NS	1000000	/* how late the worker may look */
#define EMU_RATE_ROUND		2048	/* bytes of all quanta together */
#define EMU_RATE_QUANTUM_MIN	32
#define EMU_RATE_QUANTUM	512	/* without shares */

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

/* Turns in front of a port of @bps, in bytes, by the port where frames entered */
static void emu_rate_quanta(const struct emu_esw *esw, uint64_t bps,
			    uint32_t quantum[EMU_MAX_PORTS])
{
	uint64_t sum = 0, part;
	unsigned int i, others = 0;

	for (i = 0; i < esw->nports; i++) {
		sum += (uint64_t)esw->port[i].tx_share * 1000;
		others += !esw->port[i].tx_share;
	}
	for (i = 0; i < esw->nports; i++) {
		if (!sum)
			part = EMU_RATE_QUANTUM;
		else if (esw->port[i].tx_share)
			part = EMU_RATE_ROUND * 1000ULL *
			       esw->port[i].tx_share / (sum > bps ? sum : bps);
		else
			part = sum > bps ? 0 :
			       EMU_RATE_ROUND * (bps - sum) / bps / others;
		quantum[i] = part < EMU_RATE_QUANTUM_MIN ?
			     EMU_RATE_QUANTUM_MIN : (uint32_t)part;
	}
}

void emu_rate_update(struct emu_esw *esw)
{
	const uint64_t *rate = esw->nic->cfg->rate;
	unsigned int i, at;

	for (i = 0; i < esw->nports; i++) {
		at = (int)i == esw->bmc ? EMU_RATE_BMC : i;
		if (esw->port[i].outq)
			emu_rate_quanta(esw, rate[at],
					emu_outq_quanta(esw->port[i].outq));
	}
}
