/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what the files of the walk share. For walk*.c only. */
#ifndef EMU_WALK_PATH_H
#define EMU_WALK_PATH_H

#include "walk.h"

/* struct emu_path - one pass through the tables of a port */
struct emu_path {
	struct emu_version *ver;
	const struct emu_bank *bank;
	uint32_t chain;		/* egress ports passed, this one included */
	uint32_t bytes;		/* what a hit counts */
	uint32_t tag;		/* of these the outermost tag's */
	uint32_t mark;
	uint16_t table;
	uint8_t prio;		/* or EMU_PRIO_NONE */
	uint8_t in_port;	/* key word IN_PORT */
	uint8_t out_in_port;	/* the same for outputs made on this path */
	uint8_t out_port;	/* port of this egress table or EMU_PORT_NONE */
	uint8_t depth;		/* egress tables above, this one included */
	uint8_t gotos;
	bool no_sw;
};

/* What became of an op that is not terminal */
enum emu_op_end {
	EMU_OP_DONE,
	EMU_OP_FAILED,		/* so fail those that belong to it */
	EMU_OP_DROP,		/* as a DROP op */
	EMU_OP_ABORT,		/* the walk has ended; w->end says how */
};

/* walk.c */

/* Make the version one that nobody else refers to: always a new one, or only if
 * it is shared. False: no copy is left.
 */
bool emu_path_copy(struct emu_walk *w, struct emu_path *p);
bool emu_path_own(struct emu_walk *w, struct emu_path *p);

/* A version with a frame of its own, of which only storage is defined */
struct emu_version *emu_walk_version(struct emu_walk *w);

/* Bring the key words up to date with the frame. */
bool emu_version_parse(struct emu_version *ver);

/* The walk ends in this way. */
enum emu_op_end emu_walk_abort(struct emu_walk *w, enum emu_walk_end end);

/* It is software's: nothing takes effect, the original goes to the CPU. */
enum emu_op_end emu_walk_software(struct emu_walk *w);

void emu_walk_emit(struct emu_walk *w, uint32_t port,
		   enum emu_output_kind kind, const struct emu_path *p);
void emu_walk_output(struct emu_walk *w, const struct emu_path *from,
		     uint32_t port);
/* An output that cannot be made */
void emu_walk_lose(struct emu_walk *w, const struct emu_path *from,
		   uint32_t port);
void emu_walk_hit(struct emu_walk *w, struct emu_counter *counter,
		  uint32_t bytes);

/* walk_op.c: execute the op @ops[@at]; the next one is at @at again */
enum emu_op_end emu_path_op(struct emu_walk *w, struct emu_path *p,
			    const struct emu_op *ops, unsigned int *at);

/* walk_meter.c: true if the frame conforms */
bool emu_meter_police(struct emu_walk *w, const struct emu_path *p,
		      const struct emu_op *op);
void emu_meters_commit(struct emu_walk *w);

/* Go back to how meters were when they were kept, once in a walk; @first was
 * w->meters then.
 */
void emu_meters_keep(struct emu_walk *w);
void emu_meters_undo(struct emu_walk *w, struct emu_meter *first);

/* walk_tunnel.c */
enum emu_op_end emu_path_encap(struct emu_walk *w, struct emu_path *p,
			       const struct emu_op *op);
enum emu_op_end emu_path_tunnel_unset(struct emu_walk *w, struct emu_path *p);

/* What a tunnel carries becomes the frame of @p. False: it is no tunnel's. */
bool emu_path_decap(struct emu_walk *w, struct emu_path *p);

/* walk_ct.c */
enum emu_op_end emu_path_ct(struct emu_walk *w, struct emu_path *p,
			    const struct emu_op *op);
enum emu_op_end emu_path_ct_clear(struct emu_walk *w, struct emu_path *p);

#endif /* EMU_WALK_PATH_H */
