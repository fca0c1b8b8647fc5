// SPDX-License-Identifier: GPL-2.0-only
/* Owns how a failed script is printed. */
#include "ktap.h"
#include "script.h"

static void print_ops(char *buf, size_t size, const struct hof_spec *spec)
{
	const struct hof_op *op = spec->ops;
	unsigned int i;
	size_t len = 0;

	buf[0] = '\0';
	for (i = 0; i < spec->nranges && len < size; i++)
		len += (size_t)snprintf(buf + len, size - len, " %s %u-%u",
					spec->range[i].is_source ? "src_port" :
					"dst_port", spec->range[i].min,
					spec->range[i].max);
	for (; op < spec->ops + spec->nops && len < size; op++)
		len += (size_t)snprintf(buf + len, size - len,
					" op %u (%u, 0x%x, 0x%x, 0x%x)",
					op->code, op->flags, op->arg16,
					op->arg32, op->mask);
}

static void print_step(const struct script *s, unsigned int i)
{
	const struct step *step = &s->step[i];
	char match[512], ops[512];

	if (step->is_skipped)
		return;
	if (!step->is_add) {
		ktap_note("step %u: del %u", i, step->add);
		return;
	}
	hof_match_format(match, sizeof(match), &step->filter.spec.match);
	print_ops(ops, sizeof(ops), &step->filter.spec);
	ktap_note("step %u: add table %u prio %u flags 0x%x%s: %s:%s", i,
		  step->filter.spec.table, step->filter.spec.prio,
		  step->filter.spec.flags, step->is_refused ? " refused" : "",
		  match, ops);
}

static void print_outcome(const char *who, const struct outcome *o)
{
	unsigned int i;

	ktap_note("%s: end %u why %u to CPU %u bytes 0x%x, outputs %u", who,
		  o->end, o->why, o->cpu_len, o->cpu_hash, o->nout);
	for (i = 0; i < o->nout; i++)
		ktap_note("  port %u kind %u, %u bytes 0x%x", o->out[i].port,
			  o->out[i].kind, o->out[i].len, o->out[i].hash);
	for (i = 0; i < REF_COUNTERS; i++)
		if (o->pkts[i])
			ktap_note("  counter %u: %u frames, %u bytes", i,
				  o->pkts[i], o->bytes[i]);
}

void script_print(const struct script *s)
{
	u8 buf[FRAME_BYTES];
	char hex[2 * FRAME_BYTES + 1];
	unsigned int i;
	u32 len;

	ktap_note("%s at step %u", s->bad, s->bad_step);
	for (i = 0; i < s->caps.ports; i++)
		ktap_note("port %u: ingress table %u, egress table %u", i,
			  s->ingress[i], s->egress[i]);
	for (i = 0; i <= s->bad_step && i < s->count; i++)
		print_step(s, i);
	len = frame_build(&s->frame[s->bad_frame], buf);
	for (i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", buf[i]);
	ktap_note("frame %s port %u: %s", s->injected ? "sent through" :
		  "from", s->frame[s->bad_frame].port, hex);
	print_outcome("reference", &s->want);
	print_outcome("NIC", &s->got);
}
