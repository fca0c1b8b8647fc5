// SPDX-License-Identifier: GPL-2.0-only
/* Owns the chain engine, encoder, ring, decoder, tables and walk. */
#include <stdlib.h>

#include "nic.h"
#include "../../tools/emulator/bytes.h"

static void nic_ring_copy(struct nic *nic, u8 *buf, size_t size, bool is_write)
{
	size_t i, at;

	for (i = 0; i < size; i += HNI_ESW_UNIT) {
		at = nic->pos++ % NIC_RING_UNITS * HNI_ESW_UNIT;
		if (is_write)
			memcpy(nic->ring + at, buf + i, HNI_ESW_UNIT);
		else
			memcpy(buf + i, nic->ring + at, HNI_ESW_UNIT);
	}
}

/* the NIC's side of the ring: header first, then as much as it says */
static enum hni_esw_fatal nic_exec(struct nic *nic, u32 pos)
{
	u8 buf[HNI_ESW_ENCODE_MAX];
	enum hni_esw_fatal fatal;
	struct emu_cmd cmd;
	u32 end = nic->pos;

	nic->pos = pos;
	nic_ring_copy(nic, buf, HNI_ESW_UNIT, false);
	fatal = emu_cmd_decode(buf, &cmd);
	if (fatal)
		return fatal;
	nic_ring_copy(nic, buf + HNI_ESW_UNIT,
		      (emu_cmd_units(cmd.len) - 1) * HNI_ESW_UNIT, false);
	if (nic->pos != end)
		return HNI_ESW_FATAL_RING;
	return emu_cmd_exec(&nic->tables, &cmd, buf + HNI_ESW_CMD_HDR_LEN);
}

static void nic_emit(void *ctx, const struct hof_write *write)
{
	u8 buf[HNI_ESW_ENCODE_MAX];
	struct nic *nic = ctx;
	u32 pos = nic->pos;
	size_t size;

	if (nic->fault)
		return;
	size = hni_esw_encode(write, 0, buf);
	nic_ring_copy(nic, buf, size, true);
	nic->fault = nic_exec(nic, pos);
	if (nic->after)
		nic->after(nic->ctx);
}

void nic_init(struct nic *nic, const struct hof_esw_caps *caps)
{
	struct emu_caps sizes = {
		.ports = caps->ports, .tables = caps->tables,
		.flow_rows = caps->flow_rows, .slots = caps->slots,
		.tcam_rows = caps->tcam_rows, .actions = caps->actions,
		.counters = caps->counters, .rank_bits = caps->rank_bits,
		.ranges = caps->ranges,
	};

	memset(nic, 0, sizeof(*nic));
	nic->caps = *caps;
	nic->caps.emit = nic_emit;
	nic->caps.ctx = nic;
	nic->esw = hof_esw_init(calloc(1, hof_esw_size(caps)), &nic->caps);
	nic->walk = calloc(1, sizeof(*nic->walk));
	nic->frame = calloc(1, sizeof(*nic->frame));
	if (emu_tables_init(&nic->tables, &sizes))
		abort();
}

void nic_fini(struct nic *nic)
{
	emu_tables_fini(&nic->tables);
	free(nic->frame);
	free(nic->walk);
	free(nic->esw);
}

void nic_bind(struct nic *nic, u32 port, u16 ingress, u16 egress)
{
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE,
		.type = HNI_ESW_TYPE_PORT,
		.index = port,
		.ingress = ingress,
		.egress = egress,
	};

	nic_emit(nic, &write);
}

void nic_recover(struct nic *nic, const struct ref *ref)
{
	u32 port;

	if (emu_tables_bank_new(&nic->tables))
		abort();
	hof_esw_emit_all(nic->esw);
	for (port = 0; port < nic->caps.ports; port++)
		nic_bind(nic, port, ref->ingress[port], ref->egress[port]);
}

static void nic_outcome(const struct nic *nic, struct outcome *o)
{
	static const u32 ends[] = {
		[EMU_WALK_DONE] = END_DONE, [EMU_WALK_DROP] = END_DONE,
		[EMU_WALK_CPU] = END_CPU, [EMU_WALK_ORIGINAL] = END_ORIGINAL,
		[EMU_WALK_GOTOS] = END_DROPPED,
		[EMU_WALK_OUTPUTS] = END_DROPPED,
		[EMU_WALK_ROOM] = END_DROPPED,
	};
	static const u32 kinds[] = {
		[EMU_OUTPUT_PORT] = OUT_PORT, [EMU_OUTPUT_CPU] = OUT_CPU,
		[EMU_OUTPUT_LOOP] = OUT_LOOP,
	};
	struct emu_walk *w = nic->walk;
	struct emu_frame *f;
	unsigned int i;

	memset(o, 0, sizeof(*o));
	o->end = ends[w->end];
	if (o->end == END_CPU || o->end == END_ORIGINAL) {
		f = (struct emu_frame *)w->f;
		o->why = w->why;
		o->cpu_len = f->len;
		o->cpu_hash = loop_hash(emu_frame_data(f), f->len);
	}
	if (!emu_walk_took_effect(w))
		return;

	o->nout = w->nout;
	for (i = 0; i < w->nout; i++) {
		f = (struct emu_frame *)w->out[i].f;
		o->out[i].port = w->out[i].port;
		o->out[i].kind = kinds[w->out[i].kind];
		o->out[i].len = f->len;
		o->out[i].hash = loop_hash(emu_frame_data(f), f->len);
	}
	for (i = 0; i < w->nhits; i++) {
		struct emu_counter *first = nic->tables.newest->counter;

		o->pkts[w->hit[i].counter - first]++;
		o->bytes[w->hit[i].counter - first] += w->hit[i].bytes;
	}
}

static void nic_frame(struct nic *nic, const struct frame *frame,
		      struct emu_key *key)
{
	struct emu_frame *f = nic->frame;

	f->off = EMU_FRAME_HEADROOM;
	f->port = frame->port;
	f->len = frame_build(frame, emu_frame_data(f));
	memset(key, 0, sizeof(*key));
	if (!emu_parse(emu_frame_data(f), f->len, key))
		abort();
}

void nic_enter(struct nic *nic, const struct frame *frame,
	       struct outcome *outcome, bool counts)
{
	struct emu_key key;

	nic_frame(nic, frame, &key);
	emu_walk_ingress(nic->walk, nic->tables.bind, nic->frame, &key);
	nic_outcome(nic, outcome);
	if (counts && emu_walk_took_effect(nic->walk))
		emu_walk_count(nic->walk, 1);
}

void nic_inject(struct nic *nic, const struct frame *frame,
		struct outcome *outcome, bool counts)
{
	struct emu_key key;

	nic_frame(nic, frame, &key);
	emu_walk_inject(nic->walk, nic->tables.bind, nic->frame, &key);
	nic_outcome(nic, outcome);
	if (counts && emu_walk_took_effect(nic->walk))
		emu_walk_count(nic->walk, 1);
}

void nic_counter(const struct nic *nic, const struct hof_rule *rule, u64 *pkts,
		 u64 *bytes)
{
	u8 rec[HNI_COUNTER_LEN];
	bool is_mine;

	emu_counter_encode(nic->tables.newest, rule->counter, rec);
	is_mine = emu_get_le32(rec + HNI_COUNTER_GEN) == rule->gen;
	*pkts = is_mine ? emu_get_le64(rec + HNI_COUNTER_PKTS) : 0;
	*bytes = is_mine ? emu_get_le64(rec + HNI_COUNTER_BYTES) : 0;
}
