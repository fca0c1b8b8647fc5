// SPDX-License-Identifier: GPL-2.0-only
/* Owns a frame's way through the e-switch: enter, check, walk, leave. */
#include <string.h>

#include "bytes.h"
#include "esw.h"
#include "pcapng.h"
#include "proto.h"

#define EMU_PAUSE_LEN		18	/* up to the quanta */
#define EMU_PAUSE_OPCODE	1

void emu_esw_drop(struct emu_esw *esw, unsigned int port, enum emu_drop why)
{
	struct emu_port_stats *st = &esw->port[port].stats;

	st->drops[why]++;
	if (why >= EMU_DROP_TX_FIRST)
		st->tx_drops++;
	else if (why != EMU_DROP_RULE && why != EMU_DROP_SAMPLE)
		st->rx_drops++;
}

static void emu_esw_tap(struct emu_esw *esw, unsigned int port, bool in,
			const struct emu_frame *f)
{
	if (esw->pcapng)
		emu_pcapng_frame(esw->pcapng, port, in, f->buf + f->off,
				 f->len);
}

/* ---- Leaving ---- */

static bool emu_esw_hand_over(struct emu_esw *esw, unsigned int port,
			      const struct emu_frame *f)
{
	struct emu_port *p = &esw->port[port];
	struct emu_func *fn;

	if (p->be)
		return p->be->ops->send(p->be, f->buf + f->off, f->len);
	fn = esw->nic->func[port - EMU_PORT_FUNC(0)];
	return fn && emu_func_deliver(fn, f);
}

/* Priority that the outermost VLAN tag says */
static uint8_t emu_frame_pcp(const struct emu_frame *f)
{
	const uint8_t *tag = f->buf + f->off + 12;

	return emu_ethertype_is_vlan(emu_get_be16(tag)) ? tag[2] >> 5 : 0;
}

void emu_esw_depart(struct emu_esw *esw, unsigned int port,
		    const struct emu_frame *f, uint8_t prio)
{
	struct emu_port *p = &esw->port[port];

	if (!emu_esw_hand_over(esw, port, f)) {
		emu_esw_drop(esw, port,
			     p->be ? EMU_DROP_TX_FULL : EMU_DROP_TX_HOST);
		return;
	}
	p->stats.tx_frames++;
	p->stats.tx_bytes += f->len;
	p->stats.tx_prio[prio]++;
	p->stats.from[f->port]++;
	if (port == EMU_PORT_UPLINK)
		emu_ncsi_net_count(&esw->ncsi.tx, f);
	emu_esw_tap(esw, port, false, f);
}

void emu_esw_leave(struct emu_esw *esw, unsigned int port,
		   const struct emu_frame *f, uint8_t prio)
{
	struct emu_port *p = &esw->port[port];

	if (!emu_esw_link(esw->nic, port)) {
		emu_esw_drop(esw, port, EMU_DROP_TX_DOWN);
		return;
	}
	if (f->len - emu_l2_len(f->buf + f->off, f->len) > p->mtu) {
		emu_esw_drop(esw, port, EMU_DROP_TX_MTU);
		return;
	}
	if ((int)port == esw->bmc && !emu_ncsi_admits(esw, f)) {
		emu_esw_drop(esw, port, EMU_DROP_TX_NCSI);
		return;
	}
	if (prio == EMU_PRIO_NONE)
		prio = emu_frame_pcp(f);
	if (!p->outq)
		emu_esw_depart(esw, port, f, prio);
	else if (!emu_outq_put(p->outq, f, prio))
		emu_esw_drop(esw, port, EMU_DROP_TX_FULL);
}

void emu_esw_send_prio(struct emu_esw *esw, unsigned int port,
		       const struct emu_frame *f, uint8_t prio)
{
	if (emu_esw_bmc_vlan_has(esw, f))
		emu_esw_drop(esw, port, EMU_DROP_TX_BMC_VLAN);
	else
		emu_esw_leave(esw, port, f, prio);
}

void emu_esw_send(struct emu_esw *esw, unsigned int port,
		  const struct emu_frame *f)
{
	emu_esw_send_prio(esw, port, f, EMU_PRIO_NONE);
}

/* An output of a walk: the port must take part, and @sender may reach it. */
static void emu_esw_output(struct emu_esw *esw, unsigned int sender,
			   const struct emu_output *out)
{
	if (!emu_esw_bmc_permits(esw, sender, out->port))
		emu_esw_drop(esw, out->port, EMU_DROP_TX_BMC_LOCKED);
	else if (!esw->port[out->port].up)
		emu_esw_drop(esw, out->port, EMU_DROP_TX_DOWN);
	else
		emu_esw_send_prio(esw, out->port, out->f, out->prio);
}

/* ---- To the CPU ---- */

/* A ready page of the port; -1 = none */
static int emu_esw_page_pick(struct emu_esw *esw, const struct emu_port *p,
			     uint32_t spread)
{
	struct emu_func *mgr = esw->nic->func[0];
	uint8_t ready[EMU_PAGES];
	unsigned int i, n = 0;

	for (i = 0; mgr && i < p->npages; i++)
		if (emu_func_page_ready(mgr, p->page[i]))
			ready[n++] = p->page[i];
	return n ? ready[spread % n] : -1;
}

/* Give a frame to the CPU; EMU_DROP_COUNT or why it did not get there */
static enum emu_drop emu_esw_slowpath(struct emu_esw *esw, unsigned int port,
				      const struct emu_frame *f,
				      struct emu_meta *meta)
{
	struct emu_key key;
	int page;

	if (esw->gone)
		return EMU_DROP_GONE;
	if (!emu_esw_bmc_permits(esw, port, EMU_PORT_FUNC(0)))
		return EMU_DROP_BMC_LOCKED;
	emu_parse(f->buf + f->off, f->len, &key);
	page = emu_esw_page_pick(esw, &esw->port[port], emu_key_spread(&key));
	if (page < 0)
		return EMU_DROP_NO_QUEUE;
	meta->why |= EMU_PREP(HNI_RCD_ESW_PORT, (uint64_t)port);
	if (!emu_func_slowpath(esw->nic->func[0], (unsigned int)page, f, meta))
		return EMU_DROP_QUEUE_FULL;
	esw->port[port].stats.to_manager++;
	return EMU_DROP_COUNT;
}

/* What the driver is told; @cpu carries table, priority and mark */
static struct emu_meta emu_esw_meta(const struct emu_output *cpu, uint8_t why)
{
	struct emu_meta meta = {
		.why = EMU_PREP(HNI_RCD_ESW_TABLE, (uint64_t)cpu->table) |
		       EMU_PREP(HNI_RCD_ESW_REASON, (uint64_t)why),
		.mark = EMU_PREP(HNI_RCD_ESW2_MARK, (uint64_t)cpu->mark),
		.has_mark = cpu->mark,
	};

	if (cpu->prio != EMU_PRIO_NONE)
		meta.why |= HNI_RCD_ESW_PRIO_VALID |
			    EMU_PREP(HNI_RCD_ESW_PRIO, (uint64_t)cpu->prio);
	return meta;
}

static void emu_esw_to_cpu(struct emu_esw *esw, unsigned int port,
			   const struct emu_output *cpu, uint8_t why)
{
	struct emu_meta meta = emu_esw_meta(cpu, why);
	enum emu_drop drop = emu_esw_slowpath(esw, port, cpu->f, &meta);

	if (drop != EMU_DROP_COUNT)
		emu_esw_drop(esw, port, drop);
}

/* A sample is no frame that anybody waits for. */
static void emu_esw_sample(struct emu_esw *esw, unsigned int port,
			   const struct emu_output *cpu)
{
	struct emu_meta meta = emu_esw_meta(cpu, HNI_ESW_WHY_SAMPLE);

	meta.has_mark = true;
	meta.mark |= EMU_PREP(HNI_RCD_ESW2_OUT_PORT, (uint64_t)cpu->port);
	if (emu_esw_slowpath(esw, port, cpu->f, &meta) != EMU_DROP_COUNT)
		emu_esw_drop(esw, port, EMU_DROP_SAMPLE);
}

/* ---- A walk takes effect ---- */

/*
 * @sender is where the frame comes from, @from the port whose pages what is for
 * the CPU goes to: a frame of the manager may be sent through any port.
 */
static void emu_esw_outputs(struct emu_esw *esw, unsigned int sender,
			    unsigned int from)
{
	struct emu_walk *w = &esw->walk;
	unsigned int i;

	emu_walk_count(w, esw->now_ns);
	for (i = 0; i < w->nout; i++) {
		const struct emu_output *out = &w->out[i];

		switch (out->kind) {
		case EMU_OUTPUT_LOOP:
			emu_esw_drop(esw, out->port, EMU_DROP_TX_LOOP);
			break;
		case EMU_OUTPUT_LOST:
			emu_esw_drop(esw, out->port, EMU_DROP_TX_TUNNEL);
			break;
		case EMU_OUTPUT_CPU:
			emu_esw_to_cpu(esw, from, out, HNI_ESW_WHY_TRAP);
			break;
		case EMU_OUTPUT_SAMPLE:
			emu_esw_sample(esw, from, out);
			break;
		default:
			emu_esw_output(esw, sender, out);
			break;
		}
	}
}

static void emu_esw_limit(struct emu_esw *esw, unsigned int port)
{
	static const uint8_t why[] = {
		[EMU_WALK_GOTOS] = EMU_DROP_GOTOS,
		[EMU_WALK_OUTPUTS] = EMU_DROP_OUTPUTS,
		[EMU_WALK_ROOM] = EMU_DROP_ROOM,
	};

	emu_esw_drop(esw, port, why[esw->walk.end]);
}

/* Frames for the CPU, unless firmware forwards them between BMC and uplink */
static void emu_esw_end_at_cpu(struct emu_esw *esw, unsigned int port)
{
	const struct emu_walk *w = &esw->walk;
	const struct emu_output cpu = {
		.prio = w->prio,
		.table = w->table,
		.mark = w->mark,
		.f = w->f,
	};

	if (w->why != HNI_ESW_WHY_TRAP && emu_esw_firmware(esw, w->f))
		return;
	emu_esw_to_cpu(esw, port, &cpu, w->why);
}

static void emu_esw_walk(struct emu_esw *esw, struct emu_frame *f,
			 const struct emu_key *key)
{
	struct emu_walk *w = &esw->walk;
	unsigned int port = f->port;

	w->now_ns = esw->now_ns;
	emu_walk_ingress(w, esw->tables.bind, f, key);
	if (emu_walk_took_effect(w))
		emu_esw_outputs(esw, port, port);
	switch (w->end) {
	case EMU_WALK_DONE:
		break;
	case EMU_WALK_DROP:
		emu_esw_drop(esw, port, EMU_DROP_RULE);
		break;
	case EMU_WALK_CPU:
	case EMU_WALK_ORIGINAL:
		emu_esw_end_at_cpu(esw, port);
		break;
	default:
		emu_esw_limit(esw, port);
		break;
	}
}

/* ---- Entering ---- */

/* What is dropped in every mode; EMU_DROP_COUNT = nothing */
static enum emu_drop emu_esw_check(struct emu_esw *esw,
				   const struct emu_frame *f,
				   struct emu_key *key)
{
	const uint8_t *data = f->buf + f->off;
	int owner;

	if (!emu_parse(data, f->len, key))
		return EMU_DROP_MALFORMED;
	if (f->len - emu_l2_len(data, f->len) > esw->port[f->port].mtu)
		return EMU_DROP_MTU;
	owner = emu_esw_owner(esw, data + 6);
	if (owner >= 0 && owner != f->port)
		return EMU_DROP_SRC_MAC;
	if (EMU_GET(HNI_KW_PROTO_OUTER, key->w[HNI_KW_PROTO]) ==
	    EMU_ETH_P_NCSI)
		return EMU_DROP_NCSI;
	return EMU_DROP_COUNT;
}

/* The host's own ways to BMC and firmware. False: nothing else to do */
static bool emu_esw_dest(struct emu_esw *esw, const struct emu_frame *f,
			 uint8_t dest)
{
	if (dest & EMU_DEST_FW)
		emu_esw_drop(esw, f->port, EMU_DROP_DEST_FW);
	if (dest & EMU_DEST_BMC) {
		if (emu_esw_bmc_allowed(esw, f->port))
			emu_esw_send(esw, (unsigned int)esw->bmc, f);
		else
			emu_esw_drop(esw, f->port, EMU_DROP_DEST_BMC);
	}
	return dest & EMU_DEST_MAC;
}

static void emu_esw_enter(struct emu_esw *esw, struct emu_frame *f,
			  const struct emu_key *key)
{
	if (esw->mode == HNI_ESW_MODE_LEGACY) {
		if (emu_esw_link(esw->nic, f->port))
			emu_esw_legacy(esw, f);
		else
			emu_esw_drop(esw, f->port, EMU_DROP_PORT_DOWN);
		return;
	}
	if (esw->mode == HNI_ESW_MODE_SWITCHDEV && esw->port[f->port].up) {
		emu_esw_walk(esw, f, key);
		return;
	}
	if (emu_esw_firmware(esw, f))
		return;
	emu_esw_drop(esw, f->port, esw->port[f->port].up ?
		     EMU_DROP_INACTIVE : EMU_DROP_PORT_DOWN);
}

bool emu_esw_pause(struct emu_nic *nic, const struct emu_frame *f)
{
	static const uint8_t group[6] = { 0x01, 0x80, 0xc2, 0, 0, 0x01 };
	const uint8_t *data = f->buf + f->off;
	unsigned int i;

	if (f->len < EMU_PAUSE_LEN || memcmp(data, group, sizeof(group)) ||
	    emu_get_be16(data + 12) != EMU_ETH_P_CONTROL ||
	    emu_get_be16(data + 14) != EMU_PAUSE_OPCODE)
		return false;
	for (i = 0; i < EMU_MAX_FUNCS; i++)
		if (f->port == EMU_PORT_UPLINK && nic->func[i])
			emu_func_pause(nic->func[i], emu_get_be16(data + 16));
	return true;
}

/* A frame of the BMC. True: a control packet, which ends here */
static bool emu_esw_sideband(struct emu_esw *esw, const struct emu_frame *f,
			     enum emu_drop *why)
{
	if (*why == EMU_DROP_NCSI)
		return emu_ncsi_rx(esw, f);
	if (*why == EMU_DROP_COUNT && !emu_ncsi_takes(esw))
		*why = EMU_DROP_NCSI_TX;
	return false;
}

void emu_esw_rx(struct emu_nic *nic, struct emu_frame *f, uint8_t twd_dest)
{
	struct emu_esw *esw = nic->esw;
	struct emu_port *p = &esw->port[f->port];
	enum emu_drop why;
	struct emu_key key;

	p->stats.rx_frames++;
	p->stats.rx_bytes += f->len;
	emu_rate_charge(esw, f->port, f->len);
	emu_esw_tap(esw, f->port, true, f);
	if (f->port == EMU_PORT_UPLINK)
		emu_ncsi_net_count(&esw->ncsi.rx, f);
	why = emu_esw_check(esw, f, &key);
	if (f->port == esw->bmc && emu_esw_sideband(esw, f, &why))
		return;
	if (why != EMU_DROP_COUNT)
		emu_esw_drop(esw, f->port, why);
	else if (emu_esw_bmc_vlan_has(esw, f))
		emu_esw_bmc_vlan(esw, f);
	else if (emu_esw_dest(esw, f, twd_dest))
		emu_esw_enter(esw, f, &key);
}

void emu_esw_inject(struct emu_nic *nic, unsigned int port,
		    struct emu_frame *f)
{
	struct emu_esw *esw = nic->esw;
	struct emu_walk *w = &esw->walk;
	struct emu_key key;

	f->port = (uint8_t)port;
	if (esw->mode == HNI_ESW_MODE_LEGACY) {
		emu_esw_drop(esw, port, EMU_DROP_TX_LEGACY);
		return;
	}
	if (!emu_esw_bmc_permits(esw, EMU_PORT_FUNC(0), port)) {
		emu_esw_drop(esw, port, EMU_DROP_TX_BMC_LOCKED);
		return;
	}
	if (!emu_parse(emu_frame_data(f), f->len, &key)) {
		emu_esw_drop(esw, port, EMU_DROP_MALFORMED);
		return;
	}
	w->now_ns = esw->now_ns;
	emu_walk_inject(w, esw->tables.bind, f, &key);
	if (emu_walk_took_effect(w))
		emu_esw_outputs(esw, EMU_PORT_FUNC(0), port);
	else if (w->end == EMU_WALK_ORIGINAL)
		emu_esw_drop(esw, port, EMU_DROP_SOFTWARE);
	else
		emu_esw_limit(esw, port);
}

int emu_esw_page_port(struct emu_nic *nic, unsigned int page)
{
	uint32_t bind = nic->esw->qbind[page];

	if (!(bind & HNI_ESW_QBIND_ENABLE))
		return -1;
	return (int)EMU_GET(HNI_ESW_QBIND_PORT, bind);
}
