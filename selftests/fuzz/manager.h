/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the manager: tables that isolate the BMC, tables at
 * random, and what a hostile one does to its rings and registers.
 */
#ifndef FUZZ_MANAGER_H
#define FUZZ_MANAGER_H

#include "frames.h"

#define FUZZ_FLOWS	8
#define FUZZ_TCAMS	48
#define FUZZ_ACTIONS	64
#define FUZZ_COUNTERS	64
#define FUZZ_SLOTS	8
#define FUZZ_TABLES	12	/* that are used, from 1 on */

/* Ingress table of a port */
#define FUZZ_INGRESS(p)	((uint16_t)(1 + (p)))

/* Sizes of the NIC that fit; before bench_start() */
void fuzz_caps_set(struct emu_config *cfg);

/* Switchdev mode, all ports up, empty tables; the filters of isolation. */
void fuzz_isolate(void);

/* Behind fuzz_isolate(): frames of @from go to @to. Returns the TCAM row. */
uint32_t fuzz_hole_make(unsigned int from, unsigned int to);

/* The same with rows, actions and objects at random */
void fuzz_tables_make(struct fuzz_rng *rng);

/* One hostile deed; nothing is known of the tables afterwards. */
void fuzz_deed(struct fuzz_rng *rng);

#endif /* FUZZ_MANAGER_H */
