// SPDX-License-Identifier: GPL-2.0-only
/* Owns the judge of frames: counters before and after, pairs, the audit's word. */
#include <string.h>

#include "bytes.h"
#include "judge.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Sums of the counters that one frame may change */
struct counts {
	uint64_t entered;
	uint64_t received;		/* left a port, or went to the CPU */
	uint64_t rx_drops;		/* of the frame itself, rows' too */
	uint64_t cpu_drops;		/* of what was for the CPU, copies too */
	uint64_t tx_drops;		/* of copies */
	uint64_t ncsi;
	uint64_t walks;
};

static struct counts counts_take(void)
{
	static const enum emu_drop to_cpu[] = {
		EMU_DROP_NO_QUEUE, EMU_DROP_QUEUE_FULL, EMU_DROP_GONE,
		EMU_DROP_BMC_LOCKED,
	};
	struct counts sum = {
		.ncsi = bench.esw->ncsi.stats.rx_packets -
			bench.esw->ncsi.stats.dropped,
		.walks = bench.esw->walk.serial,
	};
	unsigned int p, why, i;

	for (p = 0; p < PORTS; p++) {
		const struct emu_port_stats *st = &bench.esw->port[p].stats;

		sum.entered += st->rx_frames;
		sum.received += st->tx_frames + st->to_manager;
		for (why = 0; why < EMU_DROP_TX_FIRST; why++)
			sum.rx_drops += st->drops[why];
		sum.rx_drops -= st->drops[EMU_DROP_SAMPLE];
		for (i = 0; i < ARRAY_SIZE(to_cpu); i++) {
			sum.rx_drops -= st->drops[to_cpu[i]];
			sum.cpu_drops += st->drops[to_cpu[i]];
		}
		for (; why < EMU_DROP_COUNT; why++)
			sum.tx_drops += st->drops[why];
	}
	return sum;
}

static struct counts counts_since(const struct counts *before)
{
	struct counts now = counts_take();

	now.entered -= before->entered;
	now.received -= before->received;
	now.rx_drops -= before->rx_drops;
	now.cpu_drops -= before->cpu_drops;
	now.tx_drops -= before->tx_drops;
	now.ncsi -= before->ncsi;
	now.walks -= before->walks;
	return now;
}

/* ---- Sending ---- */

bool fuzz_enter(const struct fuzz_frame *f)
{
	static struct emu_frame frame;

	frame.off = EMU_FRAME_HEADROOM;
	frame.len = f->len;
	frame.l4_valid = false;
	frame.port = (uint8_t)f->port;
	memcpy(emu_frame_data(&frame), f->data, f->len);
	bench.ngot = 0;
	bench.esw->now_ns += 1000;
	if (f->port == FUZZ_CPU) {
		emu_esw_inject(&bench.nic, f->rep, &frame);
		return true;
	}
	/* where a cable ends, the worker asks this first */
	if ((f->port == UPLINK || f->port == BMC) &&
	    emu_esw_pause(&bench.nic, &frame))
		return false;
	emu_esw_rx(&bench.nic, &frame, f->dest);
	return true;
}

unsigned int fuzz_place(const struct bench_frame *got)
{
	return got->page >= 0 ? FUZZ_CPU : got->port;
}

/* ---- Pairs ---- */

static bool is_bmc_and_wire(unsigned int from, unsigned int to)
{
	return (from == BMC && to == UPLINK) || (from == UPLINK && to == BMC);
}

/* What the CPU receives is the VLAN's only if it came in as that */
static bool is_in_vlan(const struct fuzz_frame *f,
		       const struct bench_frame *got)
{
	if (!bench.cfg.bmc_vlan)
		return false;
	if (got->page >= 0)
		return fuzz_in_bmc_vlan(f->data, f->len);
	return fuzz_in_bmc_vlan(got->data, got->len < sizeof(got->data) ?
				got->len : sizeof(got->data));
}

/* From another's address, or NC-SI of somebody who is not the BMC */
static bool goes_nowhere(const struct fuzz_frame *f)
{
	unsigned int p;

	if (f->port == FUZZ_CPU || f->len < 14)
		return false;
	for (p = 0; p < PORTS; p++)
		if (p != f->port && bench.esw->port[p].mac_valid &&
		    !memcmp(bench.esw->port[p].mac, f->data + 6, 6))
			return true;
	return f->port != BMC && emu_get_be16(f->data + 12) == 0x88f8;
}

static bool is_forbidden(const struct fuzz_judge *judge,
			 const struct fuzz_frame *f,
			 const struct bench_frame *got)
{
	unsigned int to = fuzz_place(got), other;

	if (f->port == FUZZ_CPU && to == FUZZ_CPU)
		return false;
	if (goes_nowhere(f))
		return true;
	if (is_in_vlan(f, got))
		return !is_bmc_and_wire(f->port, to);
	if (!judge->is_guarded || f->port == to ||
	    is_bmc_and_wire(f->port, to))
		return false;
	if (f->port != BMC && to != BMC)
		return false;
	other = to == BMC ? f->port : to;
	return !(bench.cfg.bmc_allow & 1U << other);
}

const struct bench_frame *fuzz_crossing(const struct fuzz_judge *judge,
					const struct fuzz_frame *f)
{
	unsigned int i;

	for (i = 0; i < bench.ngot; i++)
		if (is_forbidden(judge, f, &bench.got[i]))
			return &bench.got[i];
	return NULL;
}

/* ---- The audit ---- */

/* What goes past all tables is none of its business */
static bool is_audited(const struct fuzz_judge *judge,
		       const struct fuzz_frame *f)
{
	return judge->flows && f->port < PORTS &&
	       !(bench.cfg.bmc_vlan && fuzz_in_bmc_vlan(f->data, f->len));
}

static bool audit_judge(struct fuzz_judge *judge, const struct fuzz_frame *f)
{
	const struct ctl_audit_flow *flow;
	unsigned int i, to;

	for (i = 0; i < bench.ngot; i++) {
		to = fuzz_place(&bench.got[i]);
		flow = &judge->flows->from[f->port][to == FUZZ_CPU ?
						    CTL_AUDIT_CPU : to];
		judge->tally.confirmed += flow->reason == CTL_AUDIT_RULE ||
					  flow->reason == CTL_AUDIT_MISS;
		if (flow->reason != CTL_AUDIT_NO)
			continue;
		ktap_note("the audit says that nothing gets from %s to %s",
			  fuzz_place_name(f->port), fuzz_place_name(to));
		judge->tally.unforeseen++;
		return false;
	}
	return true;
}

/* ---- Accounts ---- */

static bool is_answer(const struct fuzz_frame *f)
{
	return f->port == BMC && bench.ngot == 1 && bench.got[0].port == BMC &&
	       emu_get_be16(bench.got[0].data + 12) == 0x88f8;
}

/* FUZZ_VERDICTS: nothing accounts for it */
static enum fuzz_verdict verdict_find(const struct fuzz_frame *f,
				      const struct counts *d)
{
	if (d->ncsi && (!bench.ngot || is_answer(f)))
		return FUZZ_CONTROL;
	if (bench.ngot)
		return FUZZ_DELIVERED;
	if (d->rx_drops || d->cpu_drops || d->tx_drops)
		return FUZZ_DROPPED;
	if (d->walks && bench.esw->walk.nhits &&
	    bench.esw->walk.end == EMU_WALK_DONE)
		return FUZZ_TAKEN;
	return FUZZ_VERDICTS;
}

/* A descriptor's destinations are so many frames */
static unsigned int ways_count(const struct fuzz_frame *f)
{
	return (unsigned int)__builtin_popcount(f->dest);
}

static bool accounts_judge(struct fuzz_judge *judge,
			   const struct fuzz_frame *f, const struct counts *d,
			   bool is_pause)
{
	enum fuzz_verdict verdict = FUZZ_CONTROL;
	bool is_inside = f->port != FUZZ_CPU && !is_pause;

	if (!is_pause)
		verdict = verdict_find(f, d);
	if (verdict == FUZZ_VERDICTS || d->received != bench.ngot ||
	    d->entered != is_inside || d->rx_drops > ways_count(f)) {
		ktap_note("of a frame: %llu entered, %llu received (%u seen), %llu, %llu and %llu drops",
			  (unsigned long long)d->entered,
			  (unsigned long long)d->received, bench.ngot,
			  (unsigned long long)d->rx_drops,
			  (unsigned long long)d->cpu_drops,
			  (unsigned long long)d->tx_drops);
		judge->tally.unaccounted++;
		return false;
	}
	judge->tally.verdicts[verdict]++;
	if (verdict == FUZZ_DELIVERED || verdict == FUZZ_CONTROL)
		judge->tally.good[f->class]++;
	if (is_inside)
		judge->entered[f->port]++;
	return true;
}

static void ways_count_up(struct fuzz_judge *judge, const struct fuzz_frame *f)
{
	unsigned int i, to;

	for (i = 0; i < bench.ngot; i++) {
		to = fuzz_place(&bench.got[i]);
		judge->tally.ways[f->port][to]++;
		if (to < PORTS)
			judge->left[to]++;
	}
}

bool fuzz_judge_frame(struct fuzz_judge *judge, const struct fuzz_frame *f)
{
	struct counts before = counts_take(), d;
	bool is_pause = !fuzz_enter(f);

	judge->tally.frames++;
	judge->tally.sent[f->port][f->class]++;
	d = counts_since(&before);
	ways_count_up(judge, f);
	if (!accounts_judge(judge, f, &d, is_pause))
		return false;
	if (fuzz_crossing(judge, f)) {
		judge->tally.crossings++;
		return false;
	}
	return d.ncsi || !is_audited(judge, f) || audit_judge(judge, f);
}

static uint64_t register_read(unsigned int port, uint32_t off)
{
	uint32_t at = HNI_ESW_PORT(port) + off;

	return bench_read(at) | (uint64_t)bench_read(at + 4) << 32;
}

void fuzz_judge_registers(struct fuzz_judge *judge)
{
	uint64_t rx = 0, tx = 0;
	unsigned int p, why;

	for (p = 0; p < PORTS; p++) {
		const uint64_t *drops = bench.esw->port[p].stats.drops;

		for (why = EMU_DROP_MALFORMED, rx = 0; why < EMU_DROP_TX_FIRST;
		     why++)
			rx += drops[why];
		for (tx = 0; why < EMU_DROP_COUNT; why++)
			tx += drops[why];
		if (register_read(p, HNI_ESW_PORT_RX_FRAMES) ==
		    judge->entered[p] &&
		    register_read(p, HNI_ESW_PORT_TX_FRAMES) ==
		    judge->left[p] &&
		    register_read(p, HNI_ESW_PORT_RX_DROPS) == rx &&
		    register_read(p, HNI_ESW_PORT_TX_DROPS) == tx)
			continue;
		ktap_note("the registers of %s do not add up",
			  fuzz_place_name(p));
		judge->tally.unaccounted++;
	}
	memset(judge->entered, 0, sizeof(judge->entered));
	memset(judge->left, 0, sizeof(judge->left));
}
