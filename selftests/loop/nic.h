/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the chain under test: the engine's writes are encoded
 * by the driver's code, pass a command ring and are decoded by the NIC's.
 */
#ifndef LOOP_NIC_H
#define LOOP_NIC_H

#include "ref.h"
#include "../../driver/hw/esw_encode.h"
#include "../../tools/emulator/cmd.h"
#include "../../tools/emulator/walk.h"

#define NIC_RING_UNITS		64

/**
 * struct nic - one NIC and its engine
 * @esw: engine, writes to this NIC
 * @caps: sizes of both
 * @tables: the NIC's
 * @walk: scratch of the NIC's walk
 * @ring: command ring
 * @pos: position of the next command
 * @fault: code of the first refused command
 * @after: called behind each command, may be NULL
 * @ctx: for @after
 */
struct nic {
	struct hof_esw *esw;
	struct hof_esw_caps caps;
	struct emu_tables tables;
	struct emu_walk *walk;
	struct emu_frame *frame;
	u8 ring[NIC_RING_UNITS * HNI_ESW_UNIT];
	u32 pos;
	enum hni_esw_fatal fault;
	void (*after)(void *ctx);
	void *ctx;
};

void nic_init(struct nic *nic, const struct hof_esw_caps *caps);
void nic_fini(struct nic *nic);
void nic_bind(struct nic *nic, u32 port, u16 ingress, u16 egress);

/* Start a new bank, as recovery does, and fill it from the engine's state. */
void nic_recover(struct nic *nic, const struct ref *ref);

/* A frame enters, or the manager sends it; @counts: what it hits counts. */
void nic_enter(struct nic *nic, const struct frame *frame,
	       struct outcome *outcome, bool counts);
void nic_inject(struct nic *nic, const struct frame *frame,
		struct outcome *outcome, bool counts);

/* Counter of a rule as a driver reads it: 0 if the generation differs. */
void nic_counter(const struct nic *nic, const struct hof_rule *rule, u64 *pkts,
		 u64 *bytes);

#endif /* LOOP_NIC_H */
