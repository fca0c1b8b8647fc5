/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the refusal ledger: what hardware did not take, and why. The kernel
 * hands a driver's explanation on only if software does not hold the filter
 * either; here each refusal leaves a record.
 */
#ifndef _HNI_TC_LEDGER_H
#define _HNI_TC_LEDGER_H

#include <linux/atomic.h>
#include <linux/if.h>
#include <linux/spinlock.h>

#include "../core/hof_reason.h"

#define HNI_LEDGER_CODES	256	/* enum hof_reason is below */
#define HNI_LEDGER_LAST		64	/* refusals that are kept whole */

struct flow_cls_common_offload;
struct hni_dev;
struct netlink_ext_ack;

/**
 * struct hni_refusal - one refusal
 * @seq: number of the filter, counted from 1 over everything that the kernel
 *	has asked for
 * @code: the reason
 * @device: name of the netdev, or "block" if several share the filter
 * @is_egress: direction
 * @skip_sw: software does not hold it either
 * @protocol: of the filter, 0 if what was refused is no filter
 * @chain: of the filter
 * @prio: of the filter, 0 if what was refused is no filter
 * @text: the sentence
 */
struct hni_refusal {
	u64 seq;
	enum hof_reason code;
	char device[IFNAMSIZ];
	bool is_egress;
	bool skip_sw;
	u16 protocol;
	u32 chain;
	u32 prio;
	char text[HOF_WHY_LEN];
};

/**
 * struct hni_ledger_data - what the ledger holds
 * @num: refusals so far
 * @counts: the same by reason
 * @last: number n is in n % HNI_LEDGER_LAST, counted from 0
 */
struct hni_ledger_data {
	u64 num;
	u64 counts[HNI_LEDGER_CODES];
	struct hni_refusal last[HNI_LEDGER_LAST];
};

/**
 * struct hni_ledger - the ledger of a function
 * @seq: number of the filter that the kernel has asked for last
 * @lock: guards @data; a leaf
 * @data: what it holds
 */
struct hni_ledger {
	atomic64_t seq;
	spinlock_t lock;	/* guards data */
	struct hni_ledger_data data;
};

/**
 * hni_ledger_create() - begin with an empty ledger
 * @hdev: its ledger member is set on success
 *
 * Context: process, devlink instance lock held.
 * Return: 0 or -ENOMEM.
 */
int hni_ledger_create(struct hni_dev *hdev);

/**
 * hni_ledger_destroy() - undo hni_ledger_create()
 * @hdev: device; nobody refuses anything any more
 *
 * Context: process, devlink instance lock held.
 */
void hni_ledger_destroy(struct hni_dev *hdev);

/**
 * hni_ledger_seq() - number for a filter that the kernel asks for
 * @ledger: ledger
 *
 * Context: any.
 * Return: the number, from 1 on.
 */
u64 hni_ledger_seq(struct hni_ledger *ledger);

/**
 * hni_ledger_add() - record a refusal, trace it, and tell who asked
 * @ledger: ledger
 * @refusal: all but @code and @text, which are filled in here
 * @extack: of the request
 * @why: the reason
 *
 * Context: process; takes the ledger's lock.
 */
void hni_ledger_add(struct hni_ledger *ledger, struct hni_refusal *refusal,
		    struct netlink_ext_ack *extack, const struct hof_why *why);

/**
 * hni_ledger_add_filter() - hni_ledger_add() for a filter
 * @ledger: ledger
 * @refusal: only @seq, @device and @is_egress are set
 * @common: what the kernel says of the filter
 * @why: the reason
 *
 * Context: process; takes the ledger's lock.
 */
void hni_ledger_add_filter(struct hni_ledger *ledger,
			   struct hni_refusal *refusal,
			   const struct flow_cls_common_offload *common,
			   const struct hof_why *why);

/**
 * hni_ledger_read() - copy what the ledger holds
 * @ledger: ledger
 * @data: filled
 *
 * Context: process; takes the ledger's lock.
 */
void hni_ledger_read(struct hni_ledger *ledger, struct hni_ledger_data *data);

#endif /* _HNI_TC_LEDGER_H */
