// SPDX-License-Identifier: GPL-2.0-only
/* Owns the decoder of SLOT, FLOW, TCAM and PORT records. */
#include "bytes.h"
#include "cmd_record.h"

/* ---- SLOT ---- */

static bool emu_slot_parse(const uint8_t *rec, struct emu_slot *slot)
{
	uint32_t n = emu_get_le32(rec + HNI_SLOT_NWORDS);
	unsigned int i;

	if (n > HNI_SLOT_MAX_WORDS)
		return false;
	slot->nwords = (uint8_t)n;
	for (i = 0; i < HNI_SLOT_MAX_WORDS; i++) {
		slot->word[i] = rec[HNI_SLOT_WORDS + i];
		slot->mask[i] = emu_get_le32(rec + HNI_SLOT_MASKS + 4 * i);
		if (i >= n && (slot->word[i] || slot->mask[i]))
			return false;
		if (i >= n)
			continue;
		if (slot->word[i] >= HNI_KW_USED || !slot->mask[i])
			return false;
		if (i && slot->word[i] <= slot->word[i - 1])
			return false;
	}
	return true;
}

enum hni_esw_fatal emu_slot_exec(struct emu_tables *t, uint32_t idx,
				 const uint8_t *rec)
{
	struct emu_slot slot = { .valid = true };
	struct emu_bank *b = t->newest;

	if (!emu_slot_parse(rec, &slot))
		return HNI_ESW_FATAL_RECORD;
	if (b->slot[idx].refs)
		return HNI_ESW_FATAL_REFERENCE;
	b->slot[idx] = slot;
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_slot_drop(struct emu_bank *b, uint32_t idx)
{
	if (b->slot[idx].refs)
		return HNI_ESW_FATAL_REFERENCE;
	b->slot[idx].valid = false;
	return HNI_ESW_FATAL_NONE;
}

/* ---- FLOW and TCAM ---- */

static bool emu_row_parse(const struct emu_caps *caps, const uint8_t *rec,
			  struct emu_row *row)
{
	row->order = emu_get_le32(rec + HNI_ROW_ORDER);
	row->table = emu_get_le16(rec + HNI_ROW_TABLE);
	row->slot = emu_get_le16(rec + HNI_ROW_SLOT);
	row->flags = emu_get_le32(rec + HNI_ROW_FLAGS);
	row->action = emu_get_le32(rec + HNI_ROW_ACTION);
	row->counter = emu_get_le32(rec + HNI_ROW_COUNTER);
	row->gen = emu_get_le32(rec + HNI_ROW_GEN);
	if (row->flags & ~(HNI_ROW_F_SW | HNI_ROW_F_COUNT))
		return false;
	if (!(row->flags & HNI_ROW_F_COUNT) && (row->counter || row->gen))
		return false;
	return row->table && row->table < caps->tables &&
	       EMU_GET(HNI_ROW_ORDER_RANK, row->order) >> caps->rank_bits == 0 &&
	       row->counter < caps->counters &&
	       emu_bytes_zero(rec + HNI_ROW_RSVD,
			      HNI_ROW_HEAD_LEN - HNI_ROW_RSVD);
}

static bool emu_row_action_ok(const struct emu_bank *b,
			      const struct emu_row *row)
{
	return row->action < b->caps.actions && b->action[row->action].nops;
}

enum hni_esw_fatal emu_flow_exec(struct emu_tables *t, uint32_t idx,
				 const uint8_t *rec)
{
	struct emu_flow flow = { .row.valid = true };
	struct emu_bank *b = t->newest;
	const struct emu_slot *slot;
	unsigned int i;

	if (!emu_row_parse(&b->caps, rec, &flow.row))
		return HNI_ESW_FATAL_RECORD;
	if (flow.row.slot >= b->caps.slots || !b->slot[flow.row.slot].valid)
		return HNI_ESW_FATAL_REFERENCE;
	slot = &b->slot[flow.row.slot];
	for (i = 0; i < HNI_SLOT_MAX_WORDS; i++) {
		flow.key[i] = emu_get_le32(rec + HNI_FLOW_KEY + 4 * i);
		if (flow.key[i] & ~slot->mask[i])
			return HNI_ESW_FATAL_RECORD;
	}
	if (!emu_row_action_ok(b, &flow.row))
		return HNI_ESW_FATAL_REFERENCE;
	emu_flow_write(b, idx, &flow);
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_flow_drop(struct emu_bank *b, uint32_t idx)
{
	emu_flow_invalidate(b, idx);
	return HNI_ESW_FATAL_NONE;
}

static bool emu_tcam_parse(const uint8_t *rec, struct emu_tcam *tcam)
{
	unsigned int i;

	for (i = 0; i < HNI_KW_COUNT; i++) {
		tcam->value[i] = emu_get_le32(rec + HNI_TCAM_VALUE + 4 * i);
		tcam->mask[i] = emu_get_le32(rec + HNI_TCAM_MASK + 4 * i);
		if (tcam->value[i] & ~tcam->mask[i])
			return false;
	}
	return true;
}

enum hni_esw_fatal emu_tcam_exec(struct emu_tables *t, uint32_t idx,
				 const uint8_t *rec)
{
	struct emu_tcam tcam = { .row.valid = true };
	struct emu_bank *b = t->newest;

	if (!emu_row_parse(&b->caps, rec, &tcam.row) || tcam.row.slot ||
	    !emu_tcam_parse(rec, &tcam))
		return HNI_ESW_FATAL_RECORD;
	if (!emu_row_action_ok(b, &tcam.row))
		return HNI_ESW_FATAL_REFERENCE;
	emu_tcam_write(b, idx, &tcam);
	return HNI_ESW_FATAL_NONE;
}

enum hni_esw_fatal emu_tcam_drop(struct emu_bank *b, uint32_t idx)
{
	emu_tcam_invalidate(b, idx);
	return HNI_ESW_FATAL_NONE;
}

/* ---- PORT ---- */

enum hni_esw_fatal emu_port_exec(struct emu_tables *t, uint32_t idx,
				 const uint8_t *rec)
{
	uint16_t ingress = emu_get_le16(rec + HNI_PORT_INGRESS);
	uint16_t egress = emu_get_le16(rec + HNI_PORT_EGRESS);

	if (ingress >= t->caps.tables || egress >= t->caps.tables ||
	    !emu_bytes_zero(rec + HNI_PORT_POLICY,
			    HNI_PORT_LEN - HNI_PORT_POLICY))
		return HNI_ESW_FATAL_RECORD;
	emu_tables_bind(t, idx, ingress, egress);
	return HNI_ESW_FATAL_NONE;
}
