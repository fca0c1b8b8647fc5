/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the reference of the loop test: filters over fields, and
 * the walk of a described frame, from the rules of tc and of the data sheet.
 */
#ifndef LOOP_REF_H
#define LOOP_REF_H

#include "../../offload/core/esw/hof_esw.h"
#include "frame.h"

#define REF_FILTERS		1024
#define REF_PORTS		4
#define REF_COUNTERS		64

/* struct ref_filter - a filter as tc holds it, and its rule in the engine */
struct ref_filter {
	unsigned int id;
	struct hof_spec spec;	/* for the engine, the order and the ops */
	bool has[FRAME_FIELDS];
	struct fields value;
	struct fields mask;
	struct hof_rule *rule;
	unsigned long rank;	/* of its mask, first seen first */
	unsigned long age;
	u64 pkts;
	u64 bytes;
};

struct ref {
	struct ref_filter *filter[REF_FILTERS];
	unsigned int count;
	unsigned long age;
	u16 ingress[REF_PORTS];
	u16 egress[REF_PORTS];
};

enum out_kind { OUT_PORT, OUT_CPU, OUT_LOOP };

enum end_kind {
	END_DONE,		/* outputs and counts, no more */
	END_CPU,		/* the same, the frame goes to the CPU as edited */
	END_ORIGINAL,		/* only the original frame to the CPU */
	END_DROPPED,		/* too many outputs or gotos: nothing at all */
};

/* struct outcome - what became of a frame; comparable with memcmp() */
struct outcome {
	u32 end;
	u32 why;		/* HNI_ESW_WHY_*, if it goes to the CPU */
	u32 cpu_len;
	u32 cpu_hash;
	u32 nout;
	struct {
		u32 port;
		u32 kind;
		u32 len;
		u32 hash;
	} out[HNI_ESW_MAX_OUTPUTS];
	u32 pkts[REF_COUNTERS];
	u32 bytes[REF_COUNTERS];
};

u32 loop_hash(const u8 *data, u32 len);

/* @filter has spec, fields and id; the reference does not own it */
void ref_add(struct ref *ref, struct ref_filter *filter);
void ref_del(struct ref *ref, struct ref_filter *filter);

/* A frame enters; @counts also adds to the filters that took effect. */
void ref_enter(struct ref *ref, const struct frame *frame,
	       struct outcome *outcome, bool counts);

/* The manager sends a frame through port @frame->port. */
void ref_inject(struct ref *ref, const struct frame *frame,
		struct outcome *outcome, bool counts);

#endif /* LOOP_REF_H */
