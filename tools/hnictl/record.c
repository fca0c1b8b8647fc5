// SPDX-License-Identifier: GPL-2.0-only
/* Owns decoding raw records of the e-switch, as the data sheet has them. */
#include <stdio.h>
#include <string.h>

#include <hw/hni_esw.h>

#include "record.h"

/* What a number of an operation is */
enum op_form {
	OP_PLAIN,	/* nothing is named */
	OP_ARG32,
	OP_ARG16,
	OP_TAG,		/* ARG16 = TCI, ARG32 = TPID */
	OP_EDIT,
	OP_POLICE,
	OP_SAMPLE,
	OP_MASKED,	/* ARG32/MASK */
};

static const struct {
	const char *name;
	enum op_form form;
} ops[] = {
	[HNI_OP_DROP] = { "drop", OP_PLAIN },
	[HNI_OP_PASS] = { "pass", OP_PLAIN },
	[HNI_OP_TRAP] = { "trap", OP_PLAIN },
	[HNI_OP_GOTO] = { "goto table", OP_ARG32 },
	[HNI_OP_STOLEN] = { "stolen", OP_PLAIN },
	[HNI_OP_SOFTWARE] = { "software", OP_PLAIN },
	[HNI_OP_OUTPUT] = { "output port", OP_ARG32 },
	[HNI_OP_VLAN_PUSH] = { "vlan push", OP_TAG },
	[HNI_OP_VLAN_POP] = { "vlan pop", OP_PLAIN },
	[HNI_OP_VLAN_MODIFY] = { "vlan modify", OP_TAG },
	[HNI_OP_EDIT] = { "edit", OP_EDIT },
	[HNI_OP_CSUM] = { "csum", OP_ARG32 },
	[HNI_OP_MPLS_PUSH] = { "mpls push", OP_ARG32 },
	[HNI_OP_MPLS_POP] = { "mpls pop", OP_ARG16 },
	[HNI_OP_MPLS_MODIFY] = { "mpls modify", OP_MASKED },
	[HNI_OP_POLICE] = { "police meter", OP_POLICE },
	[HNI_OP_SAMPLE] = { "sample", OP_SAMPLE },
	[HNI_OP_MARK] = { "mark", OP_MASKED },
	[HNI_OP_PRIORITY] = { "priority", OP_ARG32 },
	[HNI_OP_ENCAP] = { "encap row", OP_ARG32 },
	[HNI_OP_TUNNEL_UNSET] = { "tunnel unset", OP_PLAIN },
	[HNI_OP_CT] = { "ct zone", OP_ARG16 },
	[HNI_OP_CT_CLEAR] = { "ct clear", OP_PLAIN },
};

static const char * const edit_headers[] = {
	[HNI_EDIT_ETH] = "eth",
	[HNI_EDIT_NET] = "net",
	[HNI_EDIT_TCP] = "tcp",
	[HNI_EDIT_UDP] = "udp",
};

/* Everything is little endian */
static uint32_t get16(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t get32(const uint8_t *bytes)
{
	return get16(bytes) | get16(bytes + 2) << 16;
}

bool ctl_record_is_valid(const uint8_t *bytes, size_t len)
{
	while (len)
		if (bytes[--len] != 0xff)
			return true;
	return false;
}

void ctl_record_row(const uint8_t *bytes, struct ctl_row *row)
{
	uint32_t flags = get32(bytes + HNI_ROW_FLAGS);

	*row = (struct ctl_row) {
		.order = get32(bytes + HNI_ROW_ORDER),
		.table = (uint16_t)get16(bytes + HNI_ROW_TABLE),
		.slot = (uint16_t)get16(bytes + HNI_ROW_SLOT),
		.is_software = flags & HNI_ROW_F_SW,
		.is_counted = flags & HNI_ROW_F_COUNT,
		.action = get32(bytes + HNI_ROW_ACTION),
		.counter = get32(bytes + HNI_ROW_COUNTER),
		.gen = get32(bytes + HNI_ROW_GEN),
	};
}

int ctl_record_slot(const uint8_t *bytes, struct hof_match *match)
{
	uint32_t count = get32(bytes + HNI_SLOT_NWORDS), i;
	uint8_t word;

	memset(match, 0, sizeof(*match));
	if (count > HNI_SLOT_MAX_WORDS)
		return -1;
	for (i = 0; i < count; i++) {
		word = bytes[HNI_SLOT_WORDS + i];
		if (word >= HNI_KW_COUNT)
			return -1;
		match->mask[word] = get32(bytes + HNI_SLOT_MASKS + 4 * i);
	}
	return (int)count;
}

int ctl_record_flow(const uint8_t *bytes, const uint8_t *slot,
		    struct hof_match *match)
{
	int count = ctl_record_slot(slot, match);
	int i;

	for (i = 0; i < count; i++)
		match->value[slot[HNI_SLOT_WORDS + i]] =
			get32(bytes + HNI_FLOW_KEY + 4 * i);
	return count < 0 ? -1 : 0;
}

void ctl_record_tcam(const uint8_t *bytes, struct hof_match *match)
{
	unsigned int i;

	for (i = 0; i < HNI_KW_COUNT; i++) {
		match->value[i] = get32(bytes + HNI_TCAM_VALUE + 4 * i);
		match->mask[i] = get32(bytes + HNI_TCAM_MASK + 4 * i);
	}
}

/* ---- operations ---- */

static int edit_put(char *text, size_t size, const uint8_t *op)
{
	uint8_t flags = op[HNI_OP_FLAGS];
	unsigned int base = flags & HNI_OP_EDIT_F_BASE;

	return snprintf(text, size, " %s+%u %s 0x%08x/0x%08x",
			base < sizeof(edit_headers) / sizeof(*edit_headers) ?
			edit_headers[base] : "?", get16(op + HNI_OP_ARG16),
			flags & HNI_OP_EDIT_F_ADD ? "add" : "set",
			get32(op + HNI_OP_ARG32), get32(op + HNI_OP_MASK));
}

static int args_put(char *text, size_t size, enum op_form form,
		    const uint8_t *op)
{
	uint32_t arg16 = get16(op + HNI_OP_ARG16);
	uint32_t arg32 = get32(op + HNI_OP_ARG32);
	uint32_t mask = get32(op + HNI_OP_MASK);

	switch (form) {
	case OP_ARG32:
		return snprintf(text, size, " %u", arg32);
	case OP_ARG16:
		return snprintf(text, size, " 0x%x", arg16);
	case OP_TAG:
		return snprintf(text, size, " id %u prio %u protocol 0x%x",
				arg16 & 0xfff, arg16 >> 13, arg32);
	case OP_EDIT:
		return edit_put(text, size, op);
	case OP_POLICE:
		return snprintf(text, size, " %u conform %u exceed %u", arg32,
				arg16 & 0xff, arg16 >> 8);
	case OP_SAMPLE:
		return snprintf(text, size, " %u one of %u", arg32, mask);
	case OP_MASKED:
		return snprintf(text, size, " 0x%x/0x%x", arg32, mask);
	default:
		return 0;
	}
}

static size_t op_put(char *text, size_t size, const uint8_t *op)
{
	uint8_t code = op[HNI_OP_CODE];
	size_t len;

	if (code >= sizeof(ops) / sizeof(*ops) || !ops[code].name)
		return (size_t)snprintf(text, size, "op %u", code);
	len = (size_t)snprintf(text, size, "%s", ops[code].name);
	if (len < size)
		len += (size_t)args_put(text + len, size - len,
					ops[code].form, op);
	return len;
}

int ctl_record_action(const uint8_t *bytes, size_t len, char *text)
{
	uint32_t count = get32(bytes + HNI_ACTION_NOPS), i;
	size_t at = 0;

	text[0] = '\0';
	if (HNI_ACTION_LEN((size_t)count) > len)
		return -1;
	for (i = 0; i < count && at + 2 < CTL_OPS_SIZE; i++) {
		if (i)
			at += (size_t)snprintf(text + at, CTL_OPS_SIZE - at,
					       ", ");
		if (at < CTL_OPS_SIZE)
			at += op_put(text + at, CTL_OPS_SIZE - at,
				     bytes + HNI_ACTION_OPS + i * HNI_OP_LEN);
	}
	return (int)count;
}
