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
#include "tunnel.h"

#define EMU_NIL			UINT32_MAX

struct emu_walk;

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
	/* 0 = the NIC has none of the kind */
	uint32_t meters;
	uint32_t encaps;
	uint32_t tunnels;
	uint32_t ranges;	/* at most HNI_RANGE_MAX_ROWS */
	uint32_t conns;
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
	uint8_t word[HNI_KW_USED];	/* those with a mask */
	uint8_t nwords;
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
	uint32_t mask;
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

/* struct emu_bucket - tokens and the billionths of one that time has made */
struct emu_bucket {
	uint64_t tokens;
	uint64_t part;
};

/* struct emu_meter_state - what frames change in a meter */
struct emu_meter_state {
	struct emu_bucket bytes;
	struct emu_bucket frames;
	uint64_t filled_ns;	/* clock up to which time has made tokens */
	uint64_t stat_pkts;
	uint64_t stat_bytes;
	uint64_t stat_drops;
	uint64_t stat_exceeded;
	uint64_t stat_last_ns;
};

/*
 * struct emu_meter - a METER and its METER_STAT. A walk works on @pending and
 * makes it the state when it takes effect; a walk that does not forgets it.
 */
struct emu_meter {
	uint64_t rate, burst;
	uint64_t pkt_rate, pkt_burst;
	uint32_t mtu;
	uint32_t overhead;
	uint32_t gen;
	bool valid;
	uint32_t stat_gen;
	uint32_t refs;		/* ops of ACTION rows that name it */
	struct emu_meter_state state;
	struct emu_meter_state pending;
	struct emu_meter_state kept;	/* pending, where a tunnel begins */
	const struct emu_walk *walk;	/* whose @pending is, with its serial */
	uint64_t serial;
	struct emu_meter *next;	/* meters that this walk has touched */
};

struct emu_encap_row {
	struct emu_encap encap;
	bool valid;
	uint32_t refs;		/* ops of ACTION rows that name it */
};

struct emu_tunnel_row {
	struct emu_tunnel tunnel;
	bool valid;
	uint32_t next;		/* valid rows, by row number */
};

/* struct emu_conn_key - what a frame is looked up by in the connections */
struct emu_conn_key {
	uint32_t src[4];	/* as the key words */
	uint32_t dst[4];
	uint32_t ports;		/* as HNI_KW_PORTS */
	uint16_t zone;
	uint8_t proto;
	uint8_t is_ipv6;
};

struct emu_conn {
	struct emu_conn_key key;
	uint8_t flags;		/* HNI_CONN_F_* */
	bool valid;
	uint32_t mark;
	uint32_t labels[4];
	uint32_t new_ports;	/* as HNI_KW_PORTS */
	uint32_t new_src[4];
	uint32_t new_dst[4];
	uint32_t counter;
	uint32_t gen;
	uint32_t hash;
	uint32_t next;		/* same bucket */
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
	struct emu_range *range;
	unsigned int nranges;	/* behind the last valid one */
	struct emu_meter *meter;
	struct emu_encap_row *encap;
	struct emu_tunnel_row *tunnel;
	uint32_t tunnel_first;	/* valid rows, by row number */
	struct emu_conn *conn;
	uint32_t *conn_bucket;
	uint32_t conn_mask;
	uint32_t flows;		/* valid rows, for statistics */
	uint32_t tcams;
	uint32_t conns;
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
	uint8_t policy[HNI_ESW_MAX_PORTS];	/* HNI_PORT_POLICY_*, constant */
};

/**
 * emu_tables_init() - make the tables with one empty bank, no port bound
 * @t: filled
 * @caps: sizes; 1 <= ports <= 16, tables >= 2, those up to rank_bits >= 1
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

/* ACTION: what its ops name keeps a reference; nops 0 = invalidate. */
void emu_action_write(struct emu_bank *b, uint32_t idx,
		      const struct emu_action *act);

/* A generation that is new to the counter starts it at zero. */
void emu_counter_start(struct emu_bank *b, uint32_t idx, uint32_t gen);

/* The rest: records without a life of their own are copied in. */
void emu_range_write(struct emu_bank *b, uint32_t idx,
		     const struct emu_range *range);
void emu_meter_write(struct emu_bank *b, uint32_t idx,
		     const struct emu_meter *meter);
void emu_encap_write(struct emu_bank *b, uint32_t idx,
		     const struct emu_encap *encap);
void emu_tunnel_write(struct emu_bank *b, uint32_t idx,
		      const struct emu_tunnel *tunnel);
void emu_conn_write(struct emu_bank *b, uint32_t idx,
		    const struct emu_conn *conn);
void emu_range_invalidate(struct emu_bank *b, uint32_t idx);
void emu_tunnel_invalidate(struct emu_bank *b, uint32_t idx);
void emu_conn_invalidate(struct emu_bank *b, uint32_t idx);

/**
 * emu_conn_find() - the connection with this key
 * @b: bank
 * @key: key; every byte counts, so it has no padding
 *
 * Context: pure.
 * Return: row number or EMU_NIL
 */
uint32_t emu_conn_find(const struct emu_bank *b,
		       const struct emu_conn_key *key);

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
