// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the report of a crossing: the shortest frame and the fewest rows with
 * which it still happens, and what these say.
 */
#include <stdio.h>

#include "bytes.h"
#include "cmd.h"
#include "ktap.h"
#include "manager.h"
#include "record.h"
#include "report.h"

static bool crosses(const struct fuzz_judge *judge, const struct fuzz_frame *f)
{
	fuzz_enter(f);
	return fuzz_crossing(judge, f);
}

/* ---- Smaller ---- */

static void frame_shorten(const struct fuzz_judge *judge, struct fuzz_frame *f)
{
	uint32_t whole = f->len, i;
	uint8_t old;

	for (f->len = 1; f->len < whole && !crosses(judge, f); f->len++)
		;
	for (i = 0; i < f->len; i++) {
		old = f->data[i];
		f->data[i] = 0;
		if (!crosses(judge, f))
			f->data[i] = old;
	}
}

/* Take a row away, unless the frame needs it */
static void row_omit(const struct fuzz_judge *judge, const struct fuzz_frame *f,
		     uint8_t type, uint32_t row)
{
	uint16_t len = (uint16_t)emu_cmd_dump_len(type);
	struct cmds keep, c;

	emu_cmd_dump(&bench.esw->tables, type, row,
		     cmds_write(&keep, type, row, len));
	if (!ctl_record_is_valid(cmds_record(&keep), len))
		return;
	cmds_header(&c, HNI_ESW_OP_INVALIDATE, type, row, 0);
	cmds_exec(&bench.esw->tables, &c);
	if (!crosses(judge, f))
		cmds_exec(&bench.esw->tables, &keep);
}

static void rows_omit(const struct fuzz_judge *judge,
		      const struct fuzz_frame *f)
{
	uint32_t i;

	for (i = 0; i < FUZZ_FLOWS; i++)
		row_omit(judge, f, HNI_ESW_TYPE_FLOW, i);
	for (i = 0; i < FUZZ_TCAMS; i++)
		row_omit(judge, f, HNI_ESW_TYPE_TCAM, i);
}

/* ---- Print ---- */

static void frame_print(const struct fuzz_frame *f)
{
	char text[2 * 128 + 1] = "";
	uint32_t i;

	for (i = 0; i < f->len && i < 128; i++)
		sprintf(text + 2 * i, "%02x", f->data[i]);
	ktap_note("%u bytes, class %s, destinations %u: %s%s", f->len,
		  fuzz_class_name(f->class), f->dest, text,
		  f->len > 128 ? "..." : "");
}

static void key_print(char *text, size_t size, const struct hof_match *match)
{
	size_t at = 0;
	unsigned int i;

	text[0] = 0;
	for (i = 0; i < HNI_KW_COUNT; i++)
		if (match->mask[i] && at < size)
			at += (size_t)snprintf(text + at, size - at,
					       " word %u %08x/%08x", i,
					       match->value[i],
					       match->mask[i]);
}

static void row_print(uint8_t type, uint32_t idx)
{
	uint8_t rec[HNI_TCAM_LEN], slot[HNI_SLOT_LEN];
	uint8_t action[HNI_ACTION_MAX_LEN];
	char ops[CTL_OPS_SIZE], key[512];
	struct hof_match match;
	struct ctl_row row;

	emu_cmd_dump(&bench.esw->tables, type, idx, rec);
	if (!ctl_record_is_valid(rec, emu_cmd_dump_len(type)))
		return;
	ctl_record_row(rec, &row);
	emu_cmd_dump(&bench.esw->tables, HNI_ESW_TYPE_ACTION, row.action,
		     action);
	ctl_record_action(action, sizeof(action), ops);
	if (type == HNI_ESW_TYPE_FLOW) {
		emu_cmd_dump(&bench.esw->tables, HNI_ESW_TYPE_SLOT, row.slot,
			     slot);
		ctl_record_flow(rec, slot, &match);
	} else {
		ctl_record_tcam(rec, &match);
	}
	key_print(key, sizeof(key), &match);
	ktap_note("table %u, order %08x%s:%s: %s", row.table, row.order,
		  row.is_software ? ", software too" : "", key, ops);
}

static void ports_print(void)
{
	unsigned int p;

	for (p = 0; p < PORTS; p++)
		ktap_note("port %u %s: ingress table %u, egress table %u%s", p,
			  fuzz_place_name(p), bench.esw->tables.bind[p].ingress,
			  bench.esw->tables.bind[p].egress,
			  bench.esw->port[p].up ? "" : ", down");
}

void fuzz_report(const struct fuzz_judge *judge, struct fuzz_frame *f)
{
	const struct bench_frame *got;
	uint32_t i;

	if (crosses(judge, f)) {
		rows_omit(judge, f);
		frame_shorten(judge, f);
	}
	fuzz_enter(f);
	got = fuzz_crossing(judge, f);
	ktap_note("%s -> %s%s%s", fuzz_place_name(f->port),
		  got ? fuzz_place_name(fuzz_place(got)) : "?",
		  f->port == FUZZ_CPU ? ", through the representor of " : "",
		  f->port == FUZZ_CPU ? fuzz_place_name(f->rep) : "");
	ktap_note("mode %s%s%s", emu_mode_name(bench.esw->mode),
		  bench.cfg.bmc_locked ? ", locked" : "",
		  bench.cfg.bmc_vlan ? ", BMC VLAN" : "");
	frame_print(f);
	if (bench.esw->mode == HNI_ESW_MODE_LEGACY)
		return;
	ports_print();
	for (i = 0; i < FUZZ_FLOWS; i++)
		row_print(HNI_ESW_TYPE_FLOW, i);
	for (i = 0; i < FUZZ_TCAMS; i++)
		row_print(HNI_ESW_TYPE_TCAM, i);
}
