/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the bench on which tests walk frames through rules: tables of six
 * ports, one frame, one walk.
 */
#ifndef EMU_RULES_H
#define EMU_RULES_H

#include "emu_cmds.h"
#include "walk.h"

#define F_SW		HNI_ROW_F_SW
#define INGRESS(p)	((uint16_t)(1 + 2 * (p)))	/* tables of port p */
#define EGRESS(p)	((uint16_t)(2 + 2 * (p)))
#define CHAIN(n)	((uint16_t)(20 + (n)))

/* One bench for all cases: the walk is big. */
struct rules {
	struct emu_tables t;
	struct emu_walk w;
	struct emu_frame f;
	unsigned int rows;
	uint64_t now_ns;
};

extern struct rules rules;
extern const struct emu_caps rules_caps;

/* Each port has an ingress and an egress table; the frame is untagged. */
void rules_start(void);
void rules_stop(void);

/* A short frame of EtherType 0x88b5, priority 7 if tagged; enters at port 0 */
void rules_frame(unsigned int vlan);

/* Any frame of these bytes */
void rules_frame_set(const void *data, uint32_t len);

/* struct rules_word - a word that a row compares; mask 0: any frame */
struct rules_word {
	uint8_t word;
	uint32_t value, mask;
};

/*
 * Add a row and its action, both with its number; it counts on the counter of
 * this number. Earlier rows win. Returns the number.
 */
unsigned int rules_add(uint16_t table, uint32_t flags, struct rules_word word,
		       const struct emu_op *ops, unsigned int nops);

#define OPS(...)	((const struct emu_op[]){ __VA_ARGS__ })
#define NOPS(...)	(sizeof(OPS(__VA_ARGS__)) / sizeof(struct emu_op))
#define RULE(table, flags, ...) \
	rules_add(table, flags, (struct rules_word){ 0, 0, 0 }, \
		  OPS(__VA_ARGS__), NOPS(__VA_ARGS__))
#define RULE_VLAN(table, vlan, ...) \
	RULE_KEY(table, HNI_KW_VLAN, vlan, 0xfff, __VA_ARGS__)
#define RULE_KEY(table, word, value, mask, ...) \
	rules_add(table, 0, (struct rules_word){ word, value, mask }, \
		  OPS(__VA_ARGS__), NOPS(__VA_ARGS__))
#define DROP		{ .code = HNI_OP_DROP }
#define PASS		{ .code = HNI_OP_PASS }
#define TRAP		{ .code = HNI_OP_TRAP }
#define STOLEN		{ .code = HNI_OP_STOLEN }
#define SOFTWARE	{ .code = HNI_OP_SOFTWARE }
#define GOTO(t)		{ .code = HNI_OP_GOTO, .arg32 = (t) }
#define OUT(p)		{ .code = HNI_OP_OUTPUT, .arg32 = (p) }
#define PUSH(tci)	{ .code = HNI_OP_VLAN_PUSH, .arg16 = (tci), \
			  .arg32 = 0x8100 }
#define POP		{ .code = HNI_OP_VLAN_POP }
#define SAMPLE(n, id)	{ .code = HNI_OP_SAMPLE, .arg32 = (id), .mask = (n) }
#define MARK(v, m)	{ .code = HNI_OP_MARK, .arg32 = (v), .mask = (m) }
#define PRIORITY(p)	{ .code = HNI_OP_PRIORITY, .arg32 = (p) }
/* conforming frames go on with op @conform, others with op @exceed */
#define POLICE(meter, conform, exceed) \
	{ .code = HNI_OP_POLICE, .arg16 = (conform) | (exceed) << 8, \
	  .arg32 = (meter), .flags = HNI_OP_POLICE_F_EXCEED_DROPS }

/* Walk the frame; if the walk takes effect, it counts. */
void rules_walk(void);
void rules_inject(unsigned int port);

/* Hits of rule @idx that took effect */
uint64_t rules_pkts(unsigned int idx);

/* Output @i goes to @port with @len bytes. */
bool rules_output_is(unsigned int i, unsigned int port, uint32_t len);

#endif /* EMU_RULES_H */
