/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the list of reasons for which a filter is refused. One table gives each
 * its errno and its sentence, for the engine and for the front-ends alike.
 */
#ifndef HOF_REASON_H
#define HOF_REASON_H

#include "hof_env.h"

/* Codes are read by operators' tools: never renumber, never reuse */
enum hof_reason {
	HOF_REASON_NONE			= 0,
	/* keys; what = name of the key */
	HOF_REASON_KEY			= 1,
	HOF_REASON_KEY_MASK		= 2,	/* value = mask, limit = mask */
	HOF_REASON_KEY_VALUE		= 3,	/* limit = largest value */
	HOF_REASON_KEY_NEEDS		= 4,	/* what = "l2_miss", ... */
	HOF_REASON_KEY_CONTRADICTION	= 5,
	/* actions; what = name of the action */
	HOF_REASON_ACTION		= 16,
	HOF_REASON_ACTION_VALUE		= 17,	/* limit = largest value */
	HOF_REASON_ACTION_ORDER		= 18,	/* terminal, but not last */
	HOF_REASON_ACTION_NONE		= 19,
	HOF_REASON_ACTION_COUNT		= 20,	/* value given, limit fit */
	HOF_REASON_ACTION_OUTPUTS	= 21,	/* value given, limit fit */
	HOF_REASON_ACTION_DIRECTION	= 22,	/* not on this side of a port */
	HOF_REASON_DEVICE_FOREIGN	= 23,	/* what = name of the device */
	HOF_REASON_HW_STATS		= 24,	/* value = HW_STATS bits */
	HOF_REASON_ACTION_CONTROL	= 25,	/* value = TC_ACT_* */
	HOF_REASON_HW_STATS_MIXED	= 26,	/* value of limit actions */
	HOF_REASON_ACTION_PROTOCOL	= 27,	/* value = protocol of a tag */
	HOF_REASON_ACTION_BRANCH	= 28,	/* value = operation led to */
	HOF_REASON_ACTION_NEEDS_SW	= 29,	/* what = "ct commit", ... */
	HOF_REASON_ACTION_NEEDS		= 30,	/* what = "... needs ..." */
	/* place in tc; what where named */
	HOF_REASON_CHAIN		= 32,	/* value = chain, limit */
	HOF_REASON_PRIO			= 33,	/* value = prio, limit */
	HOF_REASON_BINDER		= 34,	/* value = binder type */
	HOF_REASON_CLASSIFIER		= 35,	/* what = kind */
	HOF_REASON_PROTOCOL		= 36,	/* value = protocol */
	HOF_REASON_COMMAND		= 37,	/* what = command */
	HOF_REASON_DUPLICATE		= 38,	/* what = object */
	HOF_REASON_DEVICE_KIND		= 39,	/* what = kind of device */
	HOF_REASON_ROUTE		= 40,	/* to the end of a tunnel */
	/* resources; limit = how many there are */
	HOF_REASON_FLOW_ROWS		= 48,
	HOF_REASON_SLOTS		= 49,
	HOF_REASON_TCAM_ROWS		= 50,
	HOF_REASON_ACTIONS		= 51,
	HOF_REASON_COUNTERS		= 52,
	HOF_REASON_TABLES		= 53,
	HOF_REASON_RANKS		= 54,	/* value = prio */
	HOF_REASON_MASKS		= 55,
	HOF_REASON_MEMORY		= 56,
	HOF_REASON_ORDERS		= 57,
	HOF_REASON_METERS		= 58,
	HOF_REASON_ENCAPS		= 59,
	HOF_REASON_TUNNELS		= 60,
	HOF_REASON_RANGES		= 61,
	HOF_REASON_CONNS		= 62,
	/* device */
	HOF_REASON_MODE			= 64,	/* what = mode it is in */
	HOF_REASON_DEAD			= 65,
	HOF_REASON_NO_OFFLOAD		= 66,	/* what = device, feature off */
	HOF_REASON_BMC_LOCKED		= 67,	/* what = device */
	/* filters on a PF's own ingress */
	HOF_REASON_RPC_KEY		= 80,	/* what = key */
	HOF_REASON_RPC_PROTOCOL		= 81,	/* value = protocol */
	HOF_REASON_RPC_PREFIX		= 82,	/* what = key */
	HOF_REASON_RPC_FRAGMENT		= 83,	/* what = key */
	HOF_REASON_RPC_PORT		= 84,	/* what = key */
	HOF_REASON_RPC_ACTION		= 85,	/* what = action */
	HOF_REASON_RPC_STATS		= 86,
	HOF_REASON_RPC_BLOCK		= 87,
	HOF_REASON_RPC_QUEUE		= 88,	/* value = queue, limit */
	HOF_REASON_RPC_ROWS		= 89,	/* limit = how many there are */
	HOF_REASON_RPC_LEAVES		= 90,	/* what = key, limit */
	HOF_REASON_RPC_MACS		= 91,	/* what = key, limit */
	HOF_REASON_RPC_CLASS		= 92,	/* value = class, limit */
};

/* Longest sentence with its 0 byte: what extack keeps behind a module name */
#define HOF_WHY_LEN			75

/**
 * struct hof_why - why something was refused
 * @reason: the rule that was broken
 * @what: key, action, device or object; valid as long as the caller's input
 * @value: the value that was asked for
 * @limit: what is possible
 */
struct hof_why {
	enum hof_reason reason;
	const char *what;
	u64 value;
	u64 limit;
};

/**
 * hof_refuse() - fill in a refusal
 * @why: filled
 * @reason: not HOF_REASON_NONE
 * @what: key, action, device or object, or NULL where the reason needs none
 * @value: the value that was asked for, or 0
 * @limit: what is possible, or 0
 *
 * Context: any.
 * Return: the reason's errno, negative
 */
int hof_refuse(struct hof_why *why, enum hof_reason reason, const char *what,
	       u64 value, u64 limit);

/**
 * hof_reason_errno() - errno of a reason
 * @reason: any value
 *
 * Context: any.
 * Return: -EOPNOTSUPP = never possible here; -ENOSPC = full now;
 * -EINVAL = contradictory; -EEXIST = duplicate; -EIO = the device is dead;
 * 0 = no reason
 */
int hof_reason_errno(enum hof_reason reason);

/**
 * hof_reason_name() - stable name of a reason
 * @reason: any value
 *
 * Context: any.
 * Return: "KEY", "SLOTS", ...: the enumerator without HOF_REASON_; NULL if the
 * value is no reason
 */
const char *hof_reason_name(enum hof_reason reason);

/**
 * hof_reason_text() - sentence of a reason before values are filled in
 * @reason: any value
 *
 * Context: any.
 * Return: text in which %w, %v, %x, %l and %m stand for what, the value in
 * decimal and hexadecimal and the limit in decimal and hexadecimal; NULL if
 * the value is no reason
 */
const char *hof_reason_text(enum hof_reason reason);

/**
 * hof_why_format() - print a refusal as one sentence
 * @buf: result, always terminated, cut off if it does not fit
 * @size: bytes of @buf, at least 1; HOF_WHY_LEN is always enough for an
 * extack message
 * @why: refusal to print
 *
 * Context: any.
 * Return: length of the text in @buf
 */
size_t hof_why_format(char *buf, size_t size, const struct hof_why *why);

#endif /* HOF_REASON_H */
