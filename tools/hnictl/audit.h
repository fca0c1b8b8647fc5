/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the audit: which ports of an e-switch frames can reach
 * from which, by case analysis over the rows of its tables. Pure.
 */
#ifndef HNICTL_AUDIT_H
#define HNICTL_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../offload/core/hof_field.h"

/* As a destination, behind the ports: the manager's CPU */
#define CTL_AUDIT_CPU		HNI_ESW_MAX_PORTS
#define CTL_AUDIT_PLACES	(HNI_ESW_MAX_PORTS + 1)

/**
 * struct ctl_audit_row - a valid FLOW or TCAM row
 * @order: lowest wins
 * @table: its table
 * @is_tcam: which store it is in
 * @row: its number there
 * @action: ACTION row
 * @match: which frames hit it
 */
struct ctl_audit_row {
	uint32_t order;
	uint16_t table;
	bool is_tcam;
	uint32_t row;
	uint32_t action;
	struct hof_match match;
};

/**
 * struct ctl_audit_op - one operation
 * @code: HNI_OP_*
 * @arg16: its argument
 * @arg32: its argument
 */
struct ctl_audit_op {
	uint8_t code;
	uint16_t arg16;
	uint32_t arg32;
};

/**
 * struct ctl_audit_action - a valid ACTION row
 * @row: its number
 * @count: operations
 * @ops: the operations
 */
struct ctl_audit_action {
	uint32_t row;
	uint32_t count;
	struct ctl_audit_op ops[HNI_ACTION_MAX_OPS];
};

/**
 * struct ctl_audit_port - a port
 * @kind: HNI_ESW_KIND_*
 * @is_known: the record of its tables can be read
 * @ingress: table of frames that enter, 0 = none
 * @egress: table of frames that leave, 0 = none
 * @is_locked: the BMC's, and only the uplink may reach it, or be reached
 * @is_allowed: frames may go to the BMC past all tables
 */
struct ctl_audit_port {
	uint8_t kind;
	bool is_known;
	uint16_t ingress;
	uint16_t egress;
	bool is_locked;
	bool is_allowed;
};

/**
 * struct ctl_audit_tunnel - a valid TUNNEL row
 * @port: frames enter there
 * @table: inner frames are looked up there
 */
struct ctl_audit_tunnel {
	uint8_t port;
	uint16_t table;
};

/**
 * struct ctl_audit_encap - a valid ENCAP row
 * @row: its number
 * @is_resolved: its header is known
 * @port: the copy leaves there
 */
struct ctl_audit_encap {
	uint32_t row;
	bool is_resolved;
	uint8_t port;
};

/**
 * struct ctl_audit - an e-switch in mode switchdev
 * @ports: ports, by number
 * @num_ports: how many
 * @rows: rows of both stores; ctl_audit_run() sorts them
 * @num_rows: how many
 * @actions: ACTION rows, ascending
 * @num_actions: how many
 * @tunnels: TUNNEL rows
 * @num_tunnels: how many
 * @encaps: ENCAP rows
 * @num_encaps: how many
 * @work: rows to compare at most for one source, then everything from it counts as
 * possible; 0: as many as take seconds
 */
struct ctl_audit {
	struct ctl_audit_port ports[HNI_ESW_MAX_PORTS];
	size_t num_ports;
	struct ctl_audit_row *rows;
	size_t num_rows;
	struct ctl_audit_action *actions;
	size_t num_actions;
	struct ctl_audit_tunnel *tunnels;
	size_t num_tunnels;
	struct ctl_audit_encap *encaps;
	size_t num_encaps;
	size_t work;
};

enum ctl_audit_reason {
	CTL_AUDIT_NO,		/* proven impossible */
	CTL_AUDIT_RULE,		/* a row outputs there */
	CTL_AUDIT_MISS,		/* no row is hit */
	CTL_AUDIT_FIRMWARE,	/* the firmware's path, while it is open */
	CTL_AUDIT_RECORD,	/* a record that is not understood */
	CTL_AUDIT_CASES,	/* too many cases to look at */
	CTL_AUDIT_ALLOWED,	/* past all tables: the NIC's own setting */
};

/**
 * struct ctl_audit_flow - whether frames get from one place to another
 * @reason: why it is possible
 * @row: CTL_AUDIT_RULE: the row; else the last one that was hit, NULL = none
 * @table: of that row; else where the walk was
 */
struct ctl_audit_flow {
	enum ctl_audit_reason reason;
	const struct ctl_audit_row *row;
	uint16_t table;
};

/**
 * struct ctl_audit_flows - the result
 * @from: by source port and destination
 */
struct ctl_audit_flows {
	struct ctl_audit_flow from[HNI_ESW_MAX_PORTS][CTL_AUDIT_PLACES];
};

/**
 * ctl_audit_run() - look at every case
 * @audit: the e-switch; its rows get sorted
 * @flows: filled
 *
 * What is not proven impossible is possible: a frame may hit a row unless its keys
 * contradict what is known on the way there, or every frame that could hit
 * it has hit another row before. What is known is forgotten at an edit.
 */
void ctl_audit_run(struct ctl_audit *audit, struct ctl_audit_flows *flows);

#endif
