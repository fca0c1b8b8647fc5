/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of a device in miniature: it takes the engine's writes as
 * strictly as the data sheet says and looks frames up by trying every row.
 */
#ifndef HOF_DEV_H
#define HOF_DEV_H

#include "hof_ref.h"

/* struct dev_row - FLOW or TCAM row */
struct dev_row {
	bool valid;
	u32 order;
	u16 table;
	u16 slot;
	u32 flags;
	u32 action;
	u32 counter;
	u32 gen;
	u32 value[HNI_KW_USED];
	u32 mask[HNI_KW_USED];
};

struct dev_slot {
	bool valid;
	u8 nwords;
	u8 words[HNI_KW_USED];
	u32 masks[HNI_KW_USED];
};

struct dev_action {
	u8 nops;		/* 0 = invalid */
	struct hof_op ops[HNI_ACTION_MAX_OPS];
};

/* struct dev_object - RANGE, METER, ENCAP, TUNNEL or CONN row */
struct dev_object {
	bool valid;
	struct hof_range range;
	struct hof_meter meter;
	struct hof_encap encap;
	struct hof_tunnel tunnel;
	struct hof_conn conn;
};

#define DEV_TYPES		(HNI_ESW_TYPE_CONN + 1)

/*
 * struct dev - one device; @after is called behind each write. @object has the
 * rows of each type that has no other place.
 */
struct dev {
	struct hof_esw_caps caps;
	struct dev_row *flow;
	struct dev_row *tcam;
	struct dev_slot *slot;
	struct dev_action *action;
	struct dev_object *object[DEV_TYPES];
	unsigned long writes;
	const char *fault;	/* first breach of the data sheet */
	void (*after)(void *ctx);
	void *ctx;
};

void dev_init(struct dev *dev, const struct hof_esw_caps *caps);
void dev_fini(struct dev *dev);

/* For hof_esw_caps.emit; @ctx is the device. */
void dev_emit(void *ctx, const struct hof_write *write);

/* @frame: key words; the words RANGES are the device's */
void dev_lookup(const struct dev *dev, u16 table, const u32 *frame,
		struct ref_verdict *verdict);

/* Number of valid rows of all kinds. */
unsigned int dev_rows(const struct dev *dev);

/* FLOW row, or if there is none TCAM row, with this order; NULL = neither */
const struct dev_row *dev_row_find(const struct dev *dev, u32 order);

#endif /* HOF_DEV_H */
