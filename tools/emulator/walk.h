/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the walk of a frame through the tables: what shall happen to it, as
 * data. Nothing happens here; the caller sends, delivers and counts.
 */
#ifndef EMU_WALK_H
#define EMU_WALK_H

#include "bank.h"
#include "emu.h"

#define EMU_WALK_SAMPLES	16	/* of one walk; further ones are lost */

/*
 * A frame is copied for an edit after something else refers to it: the caller
 * to the original, an output twice (its egress table, then the port), a
 * sample. The frame in a tunnel is a copy, too. An output into a tunnel is one
 * itself, and does not refer to what it is a copy of.
 */
#define EMU_WALK_COPIES		\
	(2 + 2 * HNI_ESW_MAX_OUTPUTS + EMU_WALK_SAMPLES + 1)

/* A row and each connection that its ops find count. */
#define EMU_WALK_HITS		\
	((HNI_ESW_MAX_OUTPUTS + 1) * (HNI_ESW_MAX_GOTOS + 2) * \
	 HNI_ACTION_MAX_OPS)

#define EMU_PRIO_NONE		0xff	/* as the frame's VLAN tag says */
#define EMU_PORT_NONE		0xff

/* How a walk ended */
enum emu_walk_end {
	EMU_WALK_DONE,		/* by a row: outputs and counts, no more */
	EMU_WALK_DROP,		/* by a DROP op: the same */
	EMU_WALK_CPU,		/* the same, and the frame goes to the CPU */
	EMU_WALK_ORIGINAL,	/* only the original frame to the CPU */
	EMU_WALK_GOTOS,		/* dropped whole: too many gotos */
	EMU_WALK_OUTPUTS,	/* dropped whole: too many outputs */
	EMU_WALK_ROOM,		/* dropped whole: an edit did not fit */
};

/* struct emu_version - the frame at one point of the walk */
struct emu_version {
	struct emu_frame *f;	/* version 0: the caller's, never changed */
	struct emu_key key;
	bool shared;		/* an output refers to it: copy before edit */
	bool stale;		/* edited since key was made */
};

enum emu_output_kind {
	EMU_OUTPUT_PORT,	/* leaves through the port */
	EMU_OUTPUT_CPU,		/* trapped in the port's egress table */
	EMU_OUTPUT_LOOP,	/* not made: came through this port, or nested */
	EMU_OUTPUT_LOST,	/* not made: the tunnel header does not fit */
	EMU_OUTPUT_SAMPLE,	/* a copy for the CPU */
};

/*
 * struct emu_output - a copy of the frame. Of a sample @port is that of the
 * egress table in which it was taken, EMU_PORT_NONE = none, and @mark the
 * number that the op named.
 */
struct emu_output {
	uint8_t port;
	uint8_t kind;		/* enum emu_output_kind */
	uint8_t prio;		/* or EMU_PRIO_NONE */
	uint16_t table;		/* for the CPU: where it was taken */
	uint32_t mark;		/* for the CPU */
	const struct emu_frame *f;
};

struct emu_hit {
	struct emu_counter *counter;
	uint32_t bytes;
};

/**
 * struct emu_walk - one walk: scratch and result; big, allocated once
 * @end: how it ended
 * @why: HNI_ESW_WHY_*, if the frame goes to the CPU
 * @table: table in which it ended
 * @f: frame for the CPU
 * @mark: its mark
 * @prio: its priority or EMU_PRIO_NONE
 * @nout: outputs in the order in which they take effect
 * @now_ns: clock, for meters; set by the caller before the walk
 * @random: state of the sampler, not 0; set by the caller once
 */
struct emu_walk {
	enum emu_walk_end end;
	uint8_t why;
	uint16_t table;
	const struct emu_frame *f;
	uint32_t mark;
	uint8_t prio;
	unsigned int nout;
	struct emu_output out[HNI_ESW_MAX_OUTPUTS + EMU_WALK_SAMPLES];
	uint64_t now_ns;
	uint64_t random;

	/* scratch */
	const struct emu_bind *bind;
	unsigned int asked;	/* outputs so far, not made ones too */
	unsigned int samples;
	uint64_t serial;	/* of this walk */
	struct emu_meter *meters;	/* that it has touched */
	uint16_t ip_id;		/* of the last tunnel header */
	unsigned int nhits;
	struct emu_hit hit[EMU_WALK_HITS];
	bool sw;		/* a row that software holds was hit */
	unsigned int nver;
	struct emu_version ver[EMU_WALK_COPIES];
	struct emu_frame copy[EMU_WALK_COPIES];
};

/**
 * emu_walk_ingress() - walk a frame that entered
 * @w: result
 * @bind: bindings of all ports
 * @f: the frame, @f->port says where it entered; stays unchanged
 * @key: what emu_parse() made of it
 *
 * Context: pure; the result refers to @f and to rows until either changes.
 */
void emu_walk_ingress(struct emu_walk *w, const struct emu_bind *bind,
		      struct emu_frame *f, const struct emu_key *key);

/**
 * emu_walk_inject() - walk a frame that the manager sends through a port
 * @w: result; the frame itself is among the outputs if it may leave
 * @bind: bindings of all ports
 * @f: the frame, @f->port is the port through which it shall leave
 * @key: what emu_parse() made of it
 *
 * Context: as emu_walk_ingress().
 */
void emu_walk_inject(struct emu_walk *w, const struct emu_bind *bind,
		     struct emu_frame *f, const struct emu_key *key);

/* Count the hits of a walk that took effect; its meters keep their state. */
void emu_walk_count(struct emu_walk *w, uint64_t now_ns);

/* A number that frames of a flow share */
uint32_t emu_key_spread(const struct emu_key *key);

/* Did the walk end in a way in which outputs and counts take effect? */
static inline bool emu_walk_took_effect(const struct emu_walk *w)
{
	return w->end <= EMU_WALK_CPU;
}

#endif /* EMU_WALK_H */
