// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the action pedit on a command line: how many operations its edits become,
 * and which the driver refuses.
 */
#include <stdlib.h>
#include <string.h>

#include "check_act.h"
#include "../../offload/core/hof_field.h"

#define CTL_MAC_OPS	2	/* six bytes are never in one word of four */
#define CTL_IPV6_OPS	4

/*
 * @header: as tc spells it
 * @field: of the header
 * @ops: operations that an edit of it becomes
 */
static const struct edit {
	const char *header;
	const char *field;
	unsigned int ops;
} edits[] = {
	{ "eth", "dst", CTL_MAC_OPS },
	{ "eth", "src", CTL_MAC_OPS },
	{ "eth", "type", 1 },
	{ "ip", "src", 1 },
	{ "ip", "dst", 1 },
	{ "ip", "tos", 1 },
	{ "ip", "dsfield", 1 },
	{ "ip", "ihl", 1 },
	{ "ip", "protocol", 1 },
	{ "ip", "precedence", 1 },
	{ "ip", "nofrag", 1 },
	{ "ip", "firstfrag", 1 },
	{ "ip", "ce", 1 },
	{ "ip", "df", 1 },
	{ "ip", "mf", 1 },
	{ "ip", "dport", 1 },
	{ "ip", "sport", 1 },
	{ "ip", "icmp_type", 1 },
	{ "ip", "icmp_code", 1 },
	{ "ip", "ttl", 1 },
	{ "ip6", "src", CTL_IPV6_OPS },
	{ "ip6", "dst", CTL_IPV6_OPS },
	{ "ip6", "flow_lbl", 1 },
	{ "ip6", "payload_len", 1 },
	{ "ip6", "nexthdr", 1 },
	{ "ip6", "hoplimit", 1 },
	{ "ip6", "traffic_class", 1 },
	{ "tcp", "sport", 1 },
	{ "tcp", "dport", 1 },
	{ "tcp", "flags", 1 },
	{ "udp", "sport", 1 },
	{ "udp", "dport", 1 },
	{ "icmp", "type", 1 },
	{ "icmp", "code", 1 },
};

static const struct edit *edit_find(const char *header, const char *field)
{
	size_t i;

	if (!strcmp(header, "ipv6"))
		header = "ip6";
	for (i = 0; i < ARRAY_SIZE(edits); i++) {
		if (!strcmp(edits[i].header, header) &&
		    !strcmp(edits[i].field, field))
			return &edits[i];
	}
	return NULL;
}

static void edit_add(struct ctl_check *check, struct ctl_act *act,
		     const struct edit *edit)
{
	unsigned int i;

	if (!strcmp(edit->header, "tcp") && check->ip_proto != 6)
		ctl_act_refuse(act, HOF_REASON_ACTION_NEEDS,
			       "pedit tcp needs the key ip_proto tcp", 0, 0);
	if (!strcmp(edit->header, "udp") && check->ip_proto != 17)
		ctl_act_refuse(act, HOF_REASON_ACTION_NEEDS,
			       "pedit udp needs the key ip_proto udp", 0, 0);
	if (!strcmp(edit->field, "type") && !strcmp(edit->header, "eth"))
		ctl_act_refuse(act, HOF_REASON_ACTION, "pedit eth type", 0, 0);
	for (i = 0; i < edit->ops; i++)
		ctl_act_op(act, (struct hof_op) { .code = HNI_OP_EDIT });
}

/* set VALUE, add VALUE, clear, invert, preserve, decrement; [retain MASK] */
static bool command_parse(struct ctl_check *check)
{
	if (ctl_check_take(check, "set") || ctl_check_take(check, "add")) {
		if (!ctl_check_next(check, "a value"))
			return false;
	} else if (!ctl_check_take(check, "clear") &&
		   !ctl_check_take(check, "invert") &&
		   !ctl_check_take(check, "preserve") &&
		   !ctl_check_take(check, "decrement") &&
		   !ctl_check_take(check, "dec")) {
		return ctl_check_bad(check, "munge",
				     "set, add, clear, invert or decrement");
	}
	if (ctl_check_take(check, "retain"))
		return ctl_check_next(check, "a mask");
	return true;
}

/* offset N u8|u16|u32 [at ...] COMMAND: raw bytes behind the Ethernet header */
static bool raw_parse(struct ctl_check *check, struct ctl_act *act)
{
	const char *word = ctl_check_next(check, "an offset");
	uint32_t offset;
	char *end;

	if (!word || !ctl_check_next(check, "u8, u16 or u32"))
		return false;
	offset = (uint32_t)strtol(word, &end, 0) & ~3U;
	if (end == word || *end)
		return ctl_check_bad(check, word, "an offset");
	if (offset > HNI_EDIT_MAX_OFFSET)
		ctl_act_refuse(act, HOF_REASON_ACTION_VALUE, "pedit offset",
			       offset, HNI_EDIT_MAX_OFFSET);
	if (ctl_check_take(check, "at")) {
		ctl_act_refuse(act, HOF_REASON_ACTION, "pedit at", 0, 0);
		if (!ctl_check_next(check, "an offset"))
			return false;
		if (ctl_check_take(check, "offmask") &&
		    (!ctl_check_next(check, "a mask") ||
		     !ctl_check_next(check, "\"shift\"") ||
		     !ctl_check_next(check, "a shift")))
			return false;
	}
	ctl_act_op(act, (struct hof_op) { .code = HNI_OP_EDIT });
	return command_parse(check);
}

static bool munge_parse(struct ctl_check *check, struct ctl_act *act)
{
	const struct edit *edit;
	const char *header, *field;

	header = ctl_check_next(check, "a header");
	if (!header)
		return false;
	if (!strcmp(header, "offset"))
		return raw_parse(check, act);
	field = ctl_check_next(check, "a field");
	if (!field)
		return false;
	edit = edit_find(header, field);
	if (!edit)
		return ctl_check_bad(check, field, "a field that pedit knows");
	edit_add(check, act, edit);
	return command_parse(check);
}

bool ctl_act_pedit(struct ctl_check *check, struct ctl_act *act)
{
	ctl_check_next(check, NULL);
	if (!ctl_check_take(check, "ex"))
		act->kernel = "pedit without ex";
	while (ctl_check_take(check, "munge") ||
	       ctl_check_take(check, "pedit")) {
		if (!munge_parse(check, act))
			return false;
	}
	if (!act->nops)
		return ctl_check_bad(check, "pedit", "munge");
	act->entries = act->nops;
	return ctl_act_control(check, &act->control);
}
