/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the long form of refusals, for operators' tools. The
 * module carries the sentences of hof_reason.c only.
 */
#ifndef HOF_EXPLAIN_H
#define HOF_EXPLAIN_H

#include "hof_reason.h"

/**
 * struct hof_explanation - what an operator may want to know about a refusal
 * @meaning: what the filter asked for and why hardware does not do it
 * @instead: what is possible
 * @repair: what to do about it
 */
struct hof_explanation {
	const char *meaning;
	const char *instead;
	const char *repair;
};

/**
 * hof_reason_explain() - the long form of a reason
 * @reason: any value
 *
 * Context: any.
 * Return: the explanation; NULL if the value is no reason
 */
const struct hof_explanation *hof_reason_explain(enum hof_reason reason);

#endif /* HOF_EXPLAIN_H */
