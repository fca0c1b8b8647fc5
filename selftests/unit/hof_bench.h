/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface of a bench: an engine on a device in miniature. */
#ifndef HOF_BENCH_H
#define HOF_BENCH_H

#include "hof_dev.h"

#define BENCH_LOG		256

/* struct bench - @log has the first letter of each write: S, F, T, A; i.. off */
struct bench {
	struct dev dev;
	struct hof_esw *esw;
	size_t size;
	char log[BENCH_LOG];
	unsigned int nlog;
	u32 order[BENCH_LOG];
};

/* Small sizes; a test changes what it needs. */
extern const struct hof_esw_caps bench_caps;

void bench_init(struct bench *b, const struct hof_esw_caps *caps);

/* Also states that the device found no fault and nothing is left. */
void bench_fini(struct bench *b);

/* A filter of table 1, priority 1 that drops, with one key word and mask. */
struct hof_spec bench_spec(u8 word, u32 value, u32 mask);

/* A rule that the engine has seen; exits if it was refused. */
struct hof_rule *bench_see(struct bench *b, const struct hof_spec *spec);

/* The same, and in hardware; NULL and @why if that was refused. */
struct hof_rule *bench_add(struct bench *b, const struct hof_spec *spec,
			   struct hof_why *why);

/* The same, refused by the front-end but held by software. */
struct hof_rule *bench_shadow(struct bench *b, const struct hof_spec *spec);

void bench_del(struct bench *b, struct hof_rule *rule);

/* What happens in table 1 to a frame with this one key word. */
enum ref_kind bench_lookup(struct bench *b, u8 word, u32 value,
			   struct ref_verdict *verdict);

/* The writes since the last call, as letters. */
const char *bench_writes(struct bench *b);

#endif /* HOF_BENCH_H */
