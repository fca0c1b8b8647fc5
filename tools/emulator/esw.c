// SPDX-License-Identifier: GPL-2.0-only
/* Owns the e-switch's life and its ports: names, addresses, link. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bytes.h"
#include "esw.h"
#include "pcapng.h"

#define EMU_MAC_STEP		0x10	/* function i owns base + i * step */
#define EMU_MAC_BMC		0xf0

static bool emu_port_has_peer(const struct emu_port *p)
{
	return !p->cut && p->be->ops->has_peer(p->be);
}

static struct emu_func *emu_port_func(const struct emu_esw *esw,
				      unsigned int port)
{
	return esw->nic->func[port - EMU_PORT_FUNC(0)];
}

/* ---- State ---- */

uint32_t emu_esw_port_state(const struct emu_esw *esw, unsigned int port)
{
	const struct emu_port *p = &esw->port[port];
	struct emu_func *fn;

	if (p->be)
		return emu_port_has_peer(p) ? HNI_ESW_PORT_STATE_LINK |
					      HNI_ESW_PORT_STATE_ATTACHED : 0;
	fn = emu_port_func(esw, port);
	if (!fn || !emu_func_attached(fn))
		return 0;
	return HNI_ESW_PORT_STATE_ATTACHED |
	       (p->cut ? 0 : HNI_ESW_PORT_STATE_LINK);
}

static bool emu_esw_port_link(const struct emu_esw *esw, unsigned int port)
{
	const struct emu_port *p = &esw->port[port];

	if (port == EMU_PORT_UPLINK)
		return emu_port_has_peer(p);
	if (p->cut || (p->be && !emu_port_has_peer(p)))
		return false;
	if (esw->mode != HNI_ESW_MODE_LEGACY)
		return p->up || ((int)port == esw->bmc && !esw->bmc_claimed);
	return p->be || emu_port_has_peer(&esw->port[EMU_PORT_UPLINK]);
}

bool emu_esw_link(struct emu_nic *nic, unsigned int port)
{
	return emu_esw_port_link(nic->esw, port);
}

void emu_esw_ports_update(struct emu_esw *esw)
{
	unsigned int i;
	bool changed = false;

	for (i = 0; i < esw->nports; i++) {
		struct emu_port *p = &esw->port[i];
		uint32_t state = emu_esw_port_state(esw, i);
		bool link = emu_esw_port_link(esw, i);

		if (state != p->state) {
			p->state = state;
			changed = true;
		}
		if (link == p->link)
			continue;
		p->link = link;
		emu_log(EMU_INFO, "port %s: link %s", p->name,
			link ? "up" : "down");
		if (p->kind == HNI_ESW_KIND_PF && emu_port_func(esw, i))
			emu_func_link_update(emu_port_func(esw, i));
	}
	if (changed)
		emu_esw_event(esw, HNI_ESW_EVT_PORT);
	emu_ncsi_update(esw);
}

uint64_t emu_esw_flap_run(struct emu_esw *esw, uint64_t now)
{
	uint64_t next = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < esw->nports; i++) {
		struct emu_flap *flap = &esw->port[i].flap;

		if (!flap->left)
			continue;
		if (now >= flap->next_ns) {
			esw->port[i].cut = !esw->port[i].cut;
			flap->left--;
			flap->next_ns = now + (esw->port[i].cut ?
					       flap->down_ns : flap->up_ns);
		}
		if (flap->left && flap->next_ns < next)
			next = flap->next_ns;
	}
	return next;
}

void emu_esw_mac(struct emu_nic *nic, unsigned int port, uint8_t mac[6])
{
	memcpy(mac, nic->esw->port[port].mac, 6);
}

void emu_esw_func_event(struct emu_nic *nic, unsigned int idx,
			enum emu_func_event ev)
{
	if (!idx && ev == EMU_FUNC_GONE)
		emu_esw_manager_gone(nic->esw);
	/* the manager's firmware runs the sideband, too */
	if (!idx && ev == EMU_FUNC_FIRMWARE)
		emu_ncsi_restart(nic->esw);
	emu_esw_ports_update(nic->esw);
}

int emu_esw_owner(const struct emu_esw *esw, const uint8_t *mac)
{
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		if (esw->port[i].mac_valid &&
		    !memcmp(esw->port[i].mac, mac, 6))
			return (int)i;
	return -1;
}

int emu_esw_port_find(const struct emu_esw *esw, const char *name)
{
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		if (!strcmp(esw->port[i].name, name))
			return (int)i;
	return -1;
}

/* ---- Life ---- */

static struct emu_port *emu_port_add(struct emu_esw *esw, uint8_t kind)
{
	struct emu_port *p = &esw->port[esw->nports++];

	p->kind = kind;
	p->mtu = HNI_ESW_PORT_MTU_MAX;
	return p;
}

static void emu_port_mac_set(struct emu_esw *esw, struct emu_port *p,
			     uint8_t add)
{
	memcpy(p->mac, esw->nic->cfg->mac_base, 6);
	p->mac[5] = (uint8_t)(p->mac[5] + add);
	p->mac_valid = true;
	p->mac_lo = emu_get_be32(p->mac + 2);
}

static bool emu_esw_ports_create(struct emu_esw *esw)
{
	const struct emu_config *cfg = esw->nic->cfg;
	struct emu_port *p;
	unsigned int i;

	p = emu_port_add(esw, HNI_ESW_KIND_UPLINK);
	snprintf(p->name, sizeof(p->name), "uplink");
	p->be = emu_backend_open(cfg->uplink);
	if (!p->be)
		return false;
	for (i = 0; i <= cfg->hosts; i++) {
		p = emu_port_add(esw, HNI_ESW_KIND_PF);
		p->controller = (uint8_t)i;
		if (i)
			snprintf(p->name, sizeof(p->name), "c%upf0", i & 0xff);
		else
			snprintf(p->name, sizeof(p->name), "pf0");
		emu_port_mac_set(esw, p, (uint8_t)(i * EMU_MAC_STEP));
	}
	if (!cfg->bmc)
		return true;
	esw->bmc = (int)esw->nports;
	p = emu_port_add(esw, HNI_ESW_KIND_BMC);
	p->number = 1;
	snprintf(p->name, sizeof(p->name), "bmc");
	emu_port_mac_set(esw, p, EMU_MAC_BMC);
	p->be = emu_backend_open(cfg->bmc_backend);
	return p->be;
}

/* In the configuration the BMC is last, however many hosts there are */
static bool emu_esw_rates_create(struct emu_esw *esw)
{
	unsigned int i, at;

	for (i = 0; i < esw->nports; i++) {
		at = (int)i == esw->bmc ? EMU_RATE_BMC : i;
		if (!esw->nic->cfg->rate[at])
			continue;
		esw->port[i].outq = emu_outq_alloc(esw->nic->cfg->rate[at]);
		if (!esw->port[i].outq)
			return false;
	}
	emu_rate_update(esw);
	return true;
}

static bool emu_esw_tap_open(struct emu_esw *esw)
{
	unsigned int i;

	if (!esw->nic->cfg->pcap)
		return true;
	esw->pcapng = emu_pcapng_open(esw->nic->cfg->pcap,
				      (uint64_t)esw->nic->cfg->pcap_limit << 20);
	if (!esw->pcapng)
		return false;
	for (i = 0; i < esw->nports; i++)
		emu_pcapng_interface(esw->pcapng, esw->port[i].name);
	return true;
}

/* What readers of the tables are told of what is around them */
static void emu_esw_policy_set(struct emu_esw *esw)
{
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		if (emu_esw_bmc_allowed(esw, i))
			esw->tables.policy[i] = HNI_PORT_POLICY_ALLOWED;
	if (esw->bmc >= 0 && esw->nic->cfg->bmc_locked)
		esw->tables.policy[esw->bmc] = HNI_PORT_POLICY_LOCKED;
}

static bool emu_esw_tables_create(struct emu_esw *esw)
{
	const struct emu_config *cfg = esw->nic->cfg;
	struct emu_caps caps = {
		.ports = esw->nports,
		.tables = EMU_ESW_TABLES,
		.flow_rows = cfg->flow_rows,
		.slots = cfg->slots,
		.tcam_rows = cfg->tcam_rows,
		.actions = cfg->actions,
		.counters = cfg->counters,
		.rank_bits = cfg->rank_bits,
		.meters = cfg->meters,
		.encaps = cfg->encaps,
		.tunnels = cfg->tunnels,
		.ranges = cfg->ranges,
		.conns = cfg->conns,
	};

	if (emu_tables_init(&esw->tables, &caps)) {
		emu_log(EMU_ERR, "no memory for the tables");
		return false;
	}
	emu_esw_policy_set(esw);
	return true;
}

/* Any number but 0, which the sampler's generator would never leave */
static uint64_t emu_esw_seed(const struct emu_config *cfg)
{
	const uint64_t spread = 0x9e3779b97f4a7c15;	/* odd */
	struct timespec now;

	if (cfg->seed)
		return cfg->seed * spread;
	clock_gettime(CLOCK_REALTIME, &now);
	return ((uint64_t)now.tv_sec << 32 | (uint64_t)now.tv_nsec | 1) *
	       spread;
}

struct emu_esw *emu_esw_create(struct emu_nic *nic)
{
	struct emu_esw *esw = calloc(1, sizeof(*esw));
	uint8_t id[8] = { 0 };

	if (!esw)
		return NULL;
	esw->nic = nic;
	esw->bmc = -1;
	memcpy(id + 2, nic->cfg->mac_base, 6);
	esw->switch_id = emu_get_le64(id);
	esw->walk.random = emu_esw_seed(nic->cfg);
	emu_ncsi_init(esw);
	if (!emu_esw_ports_create(esw) || !emu_esw_rates_create(esw) ||
	    !emu_esw_tap_open(esw) || !emu_esw_tables_create(esw)) {
		emu_esw_destroy(esw);
		return NULL;
	}
	return esw;
}

void emu_esw_destroy(struct emu_esw *esw)
{
	unsigned int i;

	for (i = 0; i < esw->nports; i++) {
		if (esw->port[i].be)
			esw->port[i].be->ops->free(esw->port[i].be);
		emu_outq_free(esw->port[i].outq);
	}
	if (esw->pcapng)
		emu_pcapng_close(esw->pcapng);
	if (esw->tables.newest)
		emu_tables_fini(&esw->tables);
	free(esw);
}
