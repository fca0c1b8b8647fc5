// SPDX-License-Identifier: GPL-2.0-only
/* Owns the registers of BAR2. */
#include "bytes.h"
#include "esw.h"

#define EMU_QBIND_FIRST	HNI_ESW_REG_QBIND(0)
#define EMU_QBIND_END	HNI_ESW_REG_QBIND(EMU_PAGES)
#define EMU_PORT_FIRST	HNI_ESW_PORT(0)
#define EMU_PORT_SIZE	(HNI_ESW_PORT(1) - HNI_ESW_PORT(0))

/* ---- Global registers ---- */

static uint32_t emu_esw_policy(const struct emu_config *cfg)
{
	return EMU_PREP(HNI_ESW_POLICY_GONE, (uint32_t)cfg->gone) |
	       (cfg->bmc_locked ? HNI_ESW_POLICY_BMC_LOCKED : 0) |
	       (cfg->isolate ? HNI_ESW_POLICY_ISOLATE : 0);
}

/* Sizes: registers whose value is a number of rows */
static uint32_t emu_esw_cap_read(const struct emu_caps *caps, uint32_t off)
{
	switch (off) {
	case HNI_ESW_REG_CAP_PORTS:
		return caps->ports;
	case HNI_ESW_REG_CAP_TABLES:
		return caps->tables;
	case HNI_ESW_REG_CAP_FLOW_ROWS:
		return caps->flow_rows;
	case HNI_ESW_REG_CAP_SLOTS:
		return caps->slots;
	case HNI_ESW_REG_CAP_TCAM_ROWS:
		return caps->tcam_rows;
	case HNI_ESW_REG_CAP_ACTIONS:
		return caps->actions;
	case HNI_ESW_REG_CAP_COUNTERS:
		return caps->counters;
	case HNI_ESW_REG_CAP_RANK_BITS:
		return caps->rank_bits;
	case HNI_ESW_REG_CAP_METERS:
		return caps->meters;
	case HNI_ESW_REG_CAP_ENCAPS:
		return caps->encaps;
	case HNI_ESW_REG_CAP_TUNNELS:
		return caps->tunnels;
	case HNI_ESW_REG_CAP_RANGES:
		return caps->ranges;
	case HNI_ESW_REG_CAP_CONNS:
		return caps->conns;
	default:
		return 0;
	}
}

static uint32_t emu_esw_const_read(const struct emu_esw *esw, uint32_t off)
{
	switch (off) {
	case HNI_ESW_REG_MAGIC:
		return HNI_ESW_MAGIC;
	case HNI_ESW_REG_VERSION:
		return EMU_PREP(HNI_ESW_VERSION_MAJOR, (uint32_t)HNI_ESW_MAJOR) |
		       EMU_PREP(HNI_ESW_VERSION_MINOR, (uint32_t)HNI_ESW_MINOR);
	case HNI_ESW_REG_CAP_CMD_LOG2:
		return EMU_ESW_CMD_LOG2;
	case HNI_ESW_REG_CAP_KEY_WORDS:
		return HNI_KW_USED;
	case HNI_ESW_REG_CAP_OPS:
		return HNI_ACTION_MAX_OPS;
	case HNI_ESW_REG_SWITCH_ID_LO:
		return (uint32_t)esw->switch_id;
	case HNI_ESW_REG_SWITCH_ID_HI:
		return (uint32_t)(esw->switch_id >> 32);
	case HNI_ESW_REG_MODE:
		return esw->mode;
	case HNI_ESW_REG_POLICY:
		return emu_esw_policy(esw->nic->cfg);
	default:
		return emu_esw_cap_read(&esw->tables.caps, off);
	}
}

/* Storage of a plain read-write register, NULL = not one */
static uint32_t *emu_esw_rw(struct emu_esw *esw, uint32_t off)
{
	switch (off) {
	case HNI_ESW_REG_CMD_BASE_LO:
		return &esw->cmd_base[0];
	case HNI_ESW_REG_CMD_BASE_HI:
		return &esw->cmd_base[1];
	case HNI_ESW_REG_CMD_SIZE:
		return &esw->cmd_size;
	case HNI_ESW_REG_CPL_BASE_LO:
		return &esw->cpl_base[0];
	case HNI_ESW_REG_CPL_BASE_HI:
		return &esw->cpl_base[1];
	case HNI_ESW_REG_CMD_VECTOR:
		return &esw->cmd_vector;
	case HNI_ESW_REG_EVT_VECTOR:
		return &esw->evt_vector;
	case HNI_ESW_REG_EVT_MASK:
		return &esw->evt_mask;
	default:
		return NULL;
	}
}

static uint32_t emu_esw_reg_read(struct emu_esw *esw, uint32_t off)
{
	uint32_t *rw = emu_esw_rw(esw, off);

	if (rw)
		return *rw;
	switch (off) {
	case HNI_ESW_REG_CTRL:
		return esw->ctrl;
	case HNI_ESW_REG_STATUS:
		return esw->status;
	case HNI_ESW_REG_FATAL_POS:
		return esw->fatal_pos;
	case HNI_ESW_REG_CMD_HEAD:
		return esw->ring.head;
	case HNI_ESW_REG_EVT_STATUS:
		return esw->evt_status;
	default:
		return emu_esw_const_read(esw, off);
	}
}

static void emu_esw_ctrl_write(struct emu_esw *esw, uint32_t val)
{
	uint32_t old = esw->ctrl;

	esw->ctrl = val & (HNI_ESW_CTRL_ENABLE | HNI_ESW_CTRL_HEARTBEAT);
	esw->heartbeat_ns = esw->now_ns;
	if (~old & val & HNI_ESW_CTRL_ENABLE)
		emu_esw_ring_start(esw);
	else if (old & ~val & HNI_ESW_CTRL_ENABLE)
		emu_esw_ring_stop(esw);
}

static void emu_esw_reg_write(struct emu_esw *esw, uint32_t off, uint32_t val)
{
	uint32_t *rw = emu_esw_rw(esw, off);

	if (rw) {
		*rw = val;
		return;
	}
	switch (off) {
	case HNI_ESW_REG_CTRL:
		emu_esw_ctrl_write(esw, val);
		break;
	case HNI_ESW_REG_HEARTBEAT:
		esw->heartbeat_ns = esw->now_ns;
		break;
	case HNI_ESW_REG_CMD_TAIL:
		if (esw->ctrl & HNI_ESW_CTRL_ENABLE) {
			esw->ring.tail = val;
			emu_worker_kick(esw->nic);
			break;
		}
		/* a driver that was late does not know it yet */
		if (esw->status & HNI_ESW_STATUS_FATAL)
			break;
		emu_func_strict(esw->nic->func[0],
				"CMD_TAIL written while the ring is disabled");
		break;
	case HNI_ESW_REG_EVT_STATUS:
		esw->evt_status &= ~val;
		break;
	default:
		emu_func_strict(esw->nic->func[0],
				"BAR2 0x%x is not writable", off);
		break;
	}
}

/* ---- Page bindings ---- */

static void emu_port_pages_collect(struct emu_esw *esw)
{
	unsigned int i, port;

	for (i = 0; i < esw->nports; i++)
		esw->port[i].npages = 0;
	for (i = 0; i < EMU_PAGES; i++) {
		port = EMU_GET(HNI_ESW_QBIND_PORT, esw->qbind[i]);
		if (esw->qbind[i] & HNI_ESW_QBIND_ENABLE)
			esw->port[port].page[esw->port[port].npages++] =
				(uint8_t)i;
	}
}

static void emu_esw_qbind_write(struct emu_esw *esw, unsigned int page,
				uint32_t val)
{
	val &= HNI_ESW_QBIND_ENABLE | HNI_ESW_QBIND_PORT;
	if ((val & HNI_ESW_QBIND_ENABLE) &&
	    EMU_GET(HNI_ESW_QBIND_PORT, val) >= esw->nports) {
		emu_func_strict(esw->nic->func[0],
				"QBIND(%u) names port %u of %u", page,
				EMU_GET(HNI_ESW_QBIND_PORT, val), esw->nports);
		return;
	}
	esw->qbind[page] = val;
	emu_port_pages_collect(esw);
}

/* ---- Port registers ---- */

/* Counters from register @first to @last, @stat is the first; else 0 */
static uint32_t emu_port_stat_read(const uint64_t *stat, uint32_t first,
				   uint32_t last, uint32_t off)
{
	if (off < first || off >= last + 8)
		return 0;
	return (uint32_t)(stat[(off - first) / 8] >> (off & 4 ? 32 : 0));
}

static uint32_t emu_port_read(struct emu_esw *esw, unsigned int port,
			      uint32_t off)
{
	const struct emu_port *p = &esw->port[port];

	switch (off) {
	case HNI_ESW_PORT_TYPE:
		return EMU_PREP(HNI_ESW_PORT_TYPE_KIND, (uint32_t)p->kind) |
		       EMU_PREP(HNI_ESW_PORT_TYPE_CONTROLLER,
				(uint32_t)p->controller) |
		       EMU_PREP(HNI_ESW_PORT_TYPE_NUMBER, (uint32_t)p->number);
	case HNI_ESW_PORT_STATE:
		return emu_esw_port_state(esw, port);
	case HNI_ESW_PORT_CTRL:
		return p->up ? HNI_ESW_PORT_CTRL_UP : 0;
	case HNI_ESW_PORT_MTU:
		return p->mtu;
	case HNI_ESW_PORT_TX_SHARE:
		return p->tx_share;
	case HNI_ESW_PORT_TX_MAX:
		return p->tx_max;
	case HNI_ESW_PORT_MAC_LO:
		return p->mac_lo;
	case HNI_ESW_PORT_MAC_HI:
		return emu_get_be16(p->mac) |
		       (p->mac_valid ? HNI_ESW_PORT_MAC_HI_VALID : 0);
	default:
		break;
	}
	if (off >= HNI_ESW_PORT_TX_PRIO(0))
		return emu_port_stat_read(p->stats.tx_prio,
					  HNI_ESW_PORT_TX_PRIO(0),
					  HNI_ESW_PORT_TX_PRIO(7), off);
	return emu_port_stat_read(&p->stats.rx_frames, HNI_ESW_PORT_RX_FRAMES,
				  HNI_ESW_PORT_TO_MANAGER, off);
}

static void emu_port_mac_write(struct emu_esw *esw, unsigned int port,
			       uint32_t hi)
{
	static const uint8_t zero[6];
	struct emu_port *p = &esw->port[port];
	uint8_t mac[6];
	int owner;

	emu_put_be16(mac, (uint16_t)hi);
	emu_put_be32(mac + 2, p->mac_lo);
	owner = emu_esw_owner(esw, mac);
	if (p->kind != HNI_ESW_KIND_PF || !p->controller ||
	    !(hi & HNI_ESW_PORT_MAC_HI_VALID) || (mac[0] & 1) ||
	    !__builtin_memcmp(mac, zero, 6) ||
	    (owner >= 0 && owner != (int)port)) {
		emu_func_strict(esw->nic->func[0],
				"port %u: MAC address refused", port);
		p->mac_lo = emu_get_be32(p->mac + 2);
		return;
	}
	__builtin_memcpy(p->mac, mac, 6);
}

static void emu_port_mtu_write(struct emu_esw *esw, unsigned int port,
			       uint32_t val)
{
	struct emu_port *p = &esw->port[port];
	struct emu_func *fn;

	if (val < HNI_ESW_PORT_MTU_MIN || val > HNI_ESW_PORT_MTU_MAX) {
		emu_func_strict(esw->nic->func[0],
				"port %u: MTU %u is not in %u..%u", port, val,
				HNI_ESW_PORT_MTU_MIN, HNI_ESW_PORT_MTU_MAX);
		return;
	}
	p->mtu = val;
	if (p->kind != HNI_ESW_KIND_PF)
		return;
	fn = esw->nic->func[port - EMU_PORT_FUNC(0)];
	if (fn)
		emu_func_mtu_update(fn, val);
}

static void emu_port_rate_write(struct emu_esw *esw, unsigned int port,
				uint32_t *rate, uint32_t val)
{
	if (!emu_rate_applies(esw, port)) {
		emu_func_strict(esw->nic->func[0], "port %u has no rates",
				port);
		return;
	}
	*rate = val;
	esw->port[port].enter_ns = 0;
	emu_rate_update(esw);
	emu_worker_kick(esw->nic);
}

static void emu_port_ctrl_write(struct emu_esw *esw, unsigned int port,
				uint32_t val)
{
	esw->port[port].up = val & HNI_ESW_PORT_CTRL_UP;
	if ((int)port == esw->bmc && esw->port[port].up)
		esw->bmc_claimed = true;
	emu_esw_ports_update(esw);
}

static void emu_port_write(struct emu_esw *esw, unsigned int port, uint32_t off,
			   uint32_t val)
{
	switch (off) {
	case HNI_ESW_PORT_CTRL:
		emu_port_ctrl_write(esw, port, val);
		break;
	case HNI_ESW_PORT_MTU:
		emu_port_mtu_write(esw, port, val);
		break;
	case HNI_ESW_PORT_TX_SHARE:
		emu_port_rate_write(esw, port, &esw->port[port].tx_share, val);
		break;
	case HNI_ESW_PORT_TX_MAX:
		emu_port_rate_write(esw, port, &esw->port[port].tx_max, val);
		break;
	case HNI_ESW_PORT_MAC_LO:
		esw->port[port].mac_lo = val;
		break;
	case HNI_ESW_PORT_MAC_HI:
		emu_port_mac_write(esw, port, val);
		break;
	default:
		emu_func_strict(esw->nic->func[0],
				"port %u: register 0x%x is not writable",
				port, off);
		break;
	}
}

/* ---- Dispatch ---- */

uint32_t emu_esw_bar_read(struct emu_nic *nic, uint32_t off)
{
	struct emu_esw *esw = nic->esw;

	if (off % 4)
		return 0;
	if (off >= EMU_QBIND_FIRST && off < EMU_QBIND_END)
		return esw->qbind[(off - EMU_QBIND_FIRST) / 4];
	if (off >= EMU_PORT_FIRST && off < HNI_ESW_PORT(esw->nports))
		return emu_port_read(esw, (off - EMU_PORT_FIRST) / EMU_PORT_SIZE,
				     off % EMU_PORT_SIZE);
	return emu_esw_reg_read(esw, off);
}

void emu_esw_bar_write(struct emu_nic *nic, uint32_t off, uint32_t val)
{
	struct emu_esw *esw = nic->esw;

	if (off % 4)
		emu_func_strict(nic->func[0], "BAR2 0x%x is not aligned", off);
	else if (off >= EMU_QBIND_FIRST && off < EMU_QBIND_END)
		emu_esw_qbind_write(esw, (off - EMU_QBIND_FIRST) / 4, val);
	else if (off >= EMU_PORT_FIRST && off < HNI_ESW_PORT(esw->nports))
		emu_port_write(esw, (off - EMU_PORT_FIRST) / EMU_PORT_SIZE,
			       off % EMU_PORT_SIZE, val);
	else
		emu_esw_reg_write(esw, off, val);
}
