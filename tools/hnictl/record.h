/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to raw records of the e-switch: SLOT, FLOW, TCAM, ACTION. */
#ifndef HNICTL_RECORD_H
#define HNICTL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../offload/core/hof_field.h"

#define CTL_OPS_SIZE	1024

/**
 * struct ctl_row - a FLOW or TCAM record, or a part of it
 * @order: priority and rank
 * @table: table
 * @slot: FLOW: slot with the mask
 * @is_software: software holds the filter too
 * @is_counted: @counter and @gen are valid
 * @action: ACTION row
 * @counter: COUNTER row
 * @gen: generation
 */
struct ctl_row {
	uint32_t order;
	uint16_t table;
	uint16_t slot;
	bool is_software;
	bool is_counted;
	uint32_t action;
	uint32_t counter;
	uint32_t gen;
};

/**
 * ctl_record_is_valid() - whether a record is that of a valid row
 * @bytes: the record
 * @len: its length
 *
 * Return: false if all bits are ones.
 */
bool ctl_record_is_valid(const uint8_t *bytes, size_t len);

/**
 * ctl_record_row() - decode the head of a FLOW or TCAM record
 * @bytes: HNI_ROW_HEAD_LEN bytes
 * @row: filled
 */
void ctl_record_row(const uint8_t *bytes, struct ctl_row *row);

/**
 * ctl_record_slot() - decode a SLOT record into a mask
 * @bytes: HNI_SLOT_LEN bytes
 * @match: its mask is filled, its value zeroed
 *
 * Return: number of words; -1 if the record makes no sense.
 */
int ctl_record_slot(const uint8_t *bytes, struct hof_match *match);

/**
 * ctl_record_flow() - decode the key of a FLOW record
 * @bytes: HNI_FLOW_LEN bytes
 * @slot: record of its slot
 * @match: filled
 *
 * Return: 0; -1 if the slot makes no sense.
 */
int ctl_record_flow(const uint8_t *bytes, const uint8_t *slot,
		    struct hof_match *match);

/**
 * ctl_record_tcam() - decode the key of a TCAM record
 * @bytes: HNI_TCAM_LEN bytes
 * @match: filled
 */
void ctl_record_tcam(const uint8_t *bytes, struct hof_match *match);

/**
 * ctl_record_action() - decode an ACTION record into words
 * @bytes: the record
 * @len: its length
 * @text: filled, CTL_OPS_SIZE bytes
 *
 * Return: number of operations; -1 if the record makes no sense.
 */
int ctl_record_action(const uint8_t *bytes, size_t len, char *text);

#endif
