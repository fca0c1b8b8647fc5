/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the tables of the e-switch as data: banks of rows, the lookup, and
 * which bank and tables each port uses. No threads, no I/O.
 *
 * Memory of a bank is allocated whole when it is made; rows, chains and lists
 * live in arrays and refer to each other by index.
 */
#ifndef EMU_BANK_H
#define EMU_BANK_H

#include "hw/hni_esw.h"
#include "parse.h"

#define EMU_NIL			UINT32_MAX

/* struct emu_caps - sizes, as in the capability registers */
struct emu_caps {
	uint32_t ports;
	uint32_t tables;
	uint32_t flow_rows;
	uint32_t slots;
	uint32_t tcam_rows;
	uint32_t actions;
	uint32_t counters;
	uint32_t rank_bits;
};

/* struct emu_row - what FLOW and TCAM rows have in common, decoded */
struct emu_row {
	uint32_t order;
	uint32_t flags;		/* HNI_ROW_F_* */
	uint32_t action;
	uint32_t counter;
	uint32_t gen;
	uint16_t table;
	uint16_t slot;
	bool valid;
};

struct emu_flow {
	struct emu_row row;
	uint32_t key[HNI_SLOT_MAX_WORDS];
	uint32_t hash;
	uint32_t hash_next;	/* same bucket, by order, then row number */
	uint32_t prev, next;	/* same group */
};

struct emu_tcam {
	struct emu_row row;
	uint32_t value[HNI_KW_USED];
	uint32_t mask[HNI_KW_USED];
	uint32_t next;		/* same table, by order, then row number */
};

struct emu_slot {
	uint32_t mask[HNI_SLOT_MAX_WORDS];
	uint8_t word[HNI_SLOT_MAX_WORDS];
	uint8_t nwords;
	bool valid;
	uint32_t refs;		/* FLOW rows that name it */
};

struct emu_op {
	uint8_t code;
	uint8_t flags;
	uint16_t arg16;
	uint32_t arg32;
};

struct emu_action {
	struct emu_op op[HNI_ACTION_MAX_OPS];
	uint8_t nops;		/* 0 = invalid */
	uint32_t refs;		/* FLOW and TCAM rows that name it */
};

struct emu_counter {
	uint64_t pkts;
	uint64_t bytes;
	uint64_t last_ns;
	uint32_t gen;
};

/*
 * struct emu_group - the FLOW rows of one table under one slot. @best is not
 * above the lowest order among them: it is exact after an insertion and may
 * lag behind after removals.
 */
struct emu_group {
	uint32_t best;
	uint32_t nbest;		/* rows whose order is best */
	uint32_t nrows;
	uint32_t removed;	/* since best was computed */
	uint32_t head;		/* first row */
	uint32_t next;		/* same table, by best */
	uint16_t table;
	uint16_t slot;
};

struct emu_table {
	uint32_t groups;	/* first group */
	uint32_t tcam;		/* first TCAM row */
};

struct emu_bank {
	struct emu_caps caps;
	unsigned int refs;	/* ports, and being the newest */
	struct emu_table *table;
	struct emu_flow *flow;
	uint32_t *bucket;
	uint32_t bucket_mask;
	struct emu_group *group;
	uint32_t group_free;	/* list through next */
	uint32_t group_used;	/* never used from here on */
	struct emu_tcam *tcam;
	struct emu_slot *slot;
	struct emu_action *action;
	struct emu_counter *counter;
	uint32_t flows;		/* valid rows, for statistics */
	uint32_t tcams;
};

/* struct emu_bind - tables of one port */
struct emu_bind {
	struct emu_bank *bank;
	uint16_t ingress;
	uint16_t egress;
};

/* struct emu_tables - everything that the command ring changes */
struct emu_tables {
	struct emu_caps caps;
	struct emu_bank *newest;
	struct emu_bind bind[HNI_ESW_MAX_PORTS];
};

/**
 * emu_tables_init() - make the tables with one empty bank, no port bound
 * @t: filled
 * @caps: sizes; 1 <= ports <= 16, tables >= 2, others >= 1
 *
 * Return: 0 or -ENOMEM
 */
int emu_tables_init(struct emu_tables *t, const struct emu_caps *caps);
void emu_tables_fini(struct emu_tables *t);

/* Start a new, empty bank; ports keep theirs. 0 or -ENOMEM (nothing changed). */
int emu_tables_bank_new(struct emu_tables *t);

/* Point a port to tables of the newest bank; releases the old one if unused. */
void emu_tables_bind(struct emu_tables *t, unsigned int port,
		     uint16_t ingress, uint16_t egress);

/* Move ports of older banks to the newest, unbound; @all: unbind every port. */
void emu_tables_rebase(struct emu_tables *t, bool all);

/*
 * Rows. The caller has checked indices and references; rows are copied in.
 * Writing a valid row replaces it.
 */
void emu_flow_write(struct emu_bank *b, uint32_t idx,
		    const struct emu_flow *flow);
void emu_flow_invalidate(struct emu_bank *b, uint32_t idx);
void emu_tcam_write(struct emu_bank *b, uint32_t idx,
		    const struct emu_tcam *tcam);
void emu_tcam_invalidate(struct emu_bank *b, uint32_t idx);

/**
 * emu_bank_lookup() - the row that a frame hits
 * @b: bank
 * @table: 0 = none
 * @key: key words
 * @no_sw: rows with HNI_ROW_F_SW are invisible
 *
 * Context: pure; no allocation.
 * Return: NULL on a miss
 */
const struct emu_row *emu_bank_lookup(const struct emu_bank *b, uint16_t table,
				      const struct emu_key *key, bool no_sw);

#endif /* EMU_BANK_H */
