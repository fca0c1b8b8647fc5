// SPDX-License-Identifier: GPL-2.0-only
/* Owns the bench on which tests run the switch half of the NIC. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "emu_bench.h"

struct bench bench;

/* ---- What the switch half uses: functions ---- */

struct emu_func {
	unsigned int idx;
};

static struct emu_func bench_funcs[EMU_MAX_FUNCS] = {
	{ 0 }, { 1 }, { 2 }, { 3 }
};

static void bench_record(unsigned int port, int page,
			 const struct emu_meta *meta, const uint8_t *data,
			 uint32_t len)
{
	struct bench_frame *r = &bench.got[bench.ngot++ % BENCH_RECORDS];

	r->port = port;
	r->page = page;
	r->meta = meta ? *meta : (struct emu_meta){ 0 };
	r->len = len;
	memcpy(r->data, data, len < sizeof(r->data) ? len : sizeof(r->data));
}

bool emu_func_deliver(struct emu_func *fn, const struct emu_frame *f)
{
	if (bench.deaf[fn->idx])
		return false;
	bench_record(EMU_PORT_FUNC(fn->idx), -1, NULL, f->buf + f->off, f->len);
	return true;
}

bool emu_func_slowpath(struct emu_func *fn, unsigned int page,
		       const struct emu_frame *f, const struct emu_meta *meta)
{
	if (bench.deaf[fn->idx])
		return false;
	bench_record(EMU_GET(HNI_RCD_ESW_PORT, meta->why), (int)page,
		     meta, f->buf + f->off, f->len);
	return true;
}

bool emu_func_page_ready(struct emu_func *fn, unsigned int page)
{
	return !fn->idx && bench.page_ready[page];
}

bool emu_func_dma_read(struct emu_func *fn, uint64_t addr, void *buf,
		       size_t len)
{
	if (fn->idx || addr > BENCH_MEM || len > BENCH_MEM - addr)
		return false;
	memcpy(buf, bench.mem + addr, len);
	return true;
}

bool emu_func_dma_write(struct emu_func *fn, uint64_t addr, const void *buf,
			size_t len)
{
	if (fn->idx || addr > BENCH_MEM || len > BENCH_MEM - addr)
		return false;
	memcpy(bench.mem + addr, buf, len);
	return true;
}

void emu_func_irq(struct emu_func *fn, unsigned int vector)
{
	(void)fn;
	bench.irqs[vector]++;
}

void emu_func_pause(struct emu_func *fn, uint16_t quanta)
{
	bench.paused[fn->idx] = quanta;
}

void emu_func_link_update(struct emu_func *fn)
{
	(void)fn;
}

bool emu_func_attached(const struct emu_func *fn)
{
	return bench.attached[fn->idx];
}

void emu_func_mtu_update(struct emu_func *fn, unsigned int mtu)
{
	bench.mtu[fn->idx] = mtu;
}

void emu_func_strict(struct emu_func *fn, const char *fmt, ...)
{
	(void)fn;
	(void)fmt;
	bench.findings++;
}

void emu_worker_kick(struct emu_nic *nic)
{
	(void)nic;
}

/* ---- Cables ---- */

struct bench_cable {
	struct emu_backend be;
	unsigned int port;
};

static bool bench_cable_send(struct emu_backend *be, const uint8_t *data,
			     uint32_t len)
{
	bench_record(((struct bench_cable *)be)->port, -1, NULL, data,
		     len);
	return true;
}

static bool bench_cable_has_peer(const struct emu_backend *be)
{
	return bench.peer[((const struct bench_cable *)be)->port];
}

static void bench_cable_free(struct emu_backend *be)
{
	free(be);
}

static const struct emu_backend_ops bench_cable_ops = {
	.send = bench_cable_send,
	.has_peer = bench_cable_has_peer,
	.free = bench_cable_free,
};

static void bench_cable_add(unsigned int port)
{
	struct bench_cable *c = calloc(1, sizeof(*c));

	c->be.ops = &bench_cable_ops;
	c->port = port;
	bench.esw->port[port].be->ops->free(bench.esw->port[port].be);
	bench.esw->port[port].be = &c->be;
	bench.peer[port] = true;
}

/* ---- Life ---- */

void bench_config(void)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 0 };

	memset(&bench, 0, sizeof(bench));
	bench.cfg = (struct emu_config){
		.hosts = 2, .bmc = true, .flow_rows = 16, .slots = 4,
		.tcam_rows = 32, .actions = 32, .counters = 64,
		.rank_bits = 16, .meters = 8, .encaps = 4, .tunnels = 4,
		.ranges = 8, .conns = 16, .uplink = "none",
		.bmc_backend = "none", .heartbeat_s = 3,
	};
	memcpy(bench.cfg.mac_base, mac, 6);
}

void bench_start(void)
{
	unsigned int i;

	bench.nic.cfg = &bench.cfg;
	bench.esw = emu_esw_create(&bench.nic);
	if (!bench.esw)
		abort();
	bench.nic.esw = bench.esw;
	for (i = 0; i <= bench.cfg.hosts; i++) {
		bench.nic.func[i] = &bench_funcs[i];
		bench.attached[i] = true;
	}
	bench_cable_add(UPLINK);
	bench_cable_add(BMC);
	emu_esw_ports_update(bench.esw);
}

void bench_stop(void)
{
	emu_esw_destroy(bench.esw);
	bench.esw = NULL;
}

/* ---- Frames ---- */

/* Names of addresses: ports' own, a stranger, everybody */
static void bench_mac(uint8_t *mac, const char *name)
{
	static const struct { const char *name; uint8_t mac[6]; } macs[] = {
		{ "pf0", { 2, 0, 0, 0, 0, 0 } },
		{ "host1", { 2, 0, 0, 0, 0, 0x10 } },
		{ "host2", { 2, 0, 0, 0, 0, 0x20 } },
		{ "bmc", { 2, 0, 0, 0, 0, 0xf0 } },
		{ "stranger", { 2, 1, 1, 1, 1, 1 } },
		{ "other", { 2, 1, 1, 1, 1, 2 } },
		{ "all", { 255, 255, 255, 255, 255, 255 } },
		{ "group", { 1, 0, 0x5e, 0, 0, 1 } },
	};
	size_t i = 0;

	while (strcmp(macs[i].name, name))
		i++;
	memcpy(mac, macs[i].mac, 6);
}

static struct emu_frame *bench_frame(unsigned int port, const char *dst,
				     const char *src)
{
	static struct emu_frame f;
	uint8_t *d;

	f.off = EMU_FRAME_HEADROOM;
	f.len = 60;
	f.port = (uint8_t)port;
	d = emu_frame_data(&f);
	memset(d, 0, f.len);
	bench_mac(d, dst);
	bench_mac(d + 6, src);
	emu_put_be16(d + 12, 0x88b5);
	return &f;
}

void bench_rx_dest(unsigned int port, const char *dst, const char *src,
		   uint8_t dest)
{
	emu_esw_rx(&bench.nic, bench_frame(port, dst, src), dest);
}

void bench_rx(unsigned int port, const char *dst, const char *src)
{
	bench_rx_dest(port, dst, src, EMU_DEST_MAC);
}

void bench_inject(unsigned int port, const char *dst, const char *src)
{
	emu_esw_inject(&bench.nic, port, bench_frame(PF0, dst, src));
}

const char *bench_got(void)
{
	static char text[BENCH_RECORDS + 1];
	unsigned int i;

	for (i = 0; i < bench.ngot; i++)
		text[i] = (bench.got[i].page < 0 ? "u012b" :
			   "UPHIB")[bench.got[i].port];
	text[i] = 0;
	bench.ngot = 0;
	return text;
}

uint64_t bench_drops(unsigned int port, enum emu_drop why)
{
	return bench.esw->port[port].stats.drops[why];
}

/* ---- Registers and ring ---- */

void bench_write(uint32_t off, uint32_t val)
{
	emu_esw_bar_write(&bench.nic, off, val);
}

uint32_t bench_read(uint32_t off)
{
	return emu_esw_bar_read(&bench.nic, off);
}

void bench_ring_start(void)
{
	bench_write(HNI_ESW_REG_CTRL, 0);
	bench_write(HNI_ESW_REG_CMD_BASE_LO, BENCH_RING);
	bench_write(HNI_ESW_REG_CPL_BASE_LO, BENCH_CPL);
	bench_write(HNI_ESW_REG_CMD_SIZE, HNI_ESW_CMD_MIN_LOG2);
	bench_write(HNI_ESW_REG_CTRL, HNI_ESW_CTRL_ENABLE);
	bench.tail = 0;
}

void bench_post(const struct cmds *c)
{
	unsigned int units = emu_cmd_units(c->len);
	unsigned int i;

	for (i = 0; i < units; i++, bench.tail++)
		memcpy(bench.mem + BENCH_RING + bench.tail % 64 * HNI_ESW_UNIT,
		       c->buf + i * HNI_ESW_UNIT, HNI_ESW_UNIT);
}

void bench_run(void)
{
	bench_write(HNI_ESW_REG_CMD_TAIL, bench.tail);
	emu_esw_ring_run(bench.esw);
}

void bench_mode(uint8_t mode)
{
	struct cmds c;

	cmds_header(&c, HNI_ESW_OP_MODE, 0, mode, 0);
	bench_post(&c);
	bench_run();
}

void bench_switchdev(void)
{
	unsigned int p;

	bench_ring_start();
	bench_mode(HNI_ESW_MODE_SWITCHDEV);
	for (p = 0; p < PORTS; p++) {
		bench_write(HNI_ESW_REG_QBIND(100 + p),
			    HNI_ESW_QBIND_ENABLE | p);
		bench.page_ready[100 + p] = true;
		bench_write(HNI_ESW_PORT(p) + HNI_ESW_PORT_CTRL,
			    HNI_ESW_PORT_CTRL_UP);
	}
}
