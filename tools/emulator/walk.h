/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the walk of a frame through the tables: what shall happen to it, as
 * data. Nothing happens here; the caller sends, delivers and counts.
 */
#ifndef EMU_WALK_H
#define EMU_WALK_H

#include "bank.h"
#include "emu.h"

/* Each egress walk and each output may need a copy of its own. */
#define EMU_WALK_COPIES		(2 * HNI_ESW_MAX_OUTPUTS + 2)
#define EMU_WALK_HITS		\
	((HNI_ESW_MAX_OUTPUTS + 1) * (HNI_ESW_MAX_GOTOS + 1))

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
};

enum emu_output_kind {
	EMU_OUTPUT_PORT,	/* leaves through the port */
	EMU_OUTPUT_CPU,		/* trapped in the port's egress table */
	EMU_OUTPUT_LOOP,	/* not made: came through this port, or nested */
};

struct emu_output {
	uint8_t port;
	uint8_t kind;		/* enum emu_output_kind */
	uint16_t table;		/* EMU_OUTPUT_CPU: where it was trapped */
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
 * @nout: outputs in the order in which they take effect
 */
struct emu_walk {
	enum emu_walk_end end;
	uint8_t why;
	uint16_t table;
	const struct emu_frame *f;
	unsigned int nout;
	struct emu_output out[HNI_ESW_MAX_OUTPUTS];

	/* scratch */
	const struct emu_bind *bind;
	unsigned int asked;	/* outputs so far, not made ones too */
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

/* Count the hits of a walk that took effect. */
void emu_walk_count(const struct emu_walk *w, uint64_t now_ns);

/* Did the walk end in a way in which outputs and counts take effect? */
static inline bool emu_walk_took_effect(const struct emu_walk *w)
{
	return w->end <= EMU_WALK_CPU;
}

#endif /* EMU_WALK_H */
