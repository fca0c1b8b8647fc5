// SPDX-License-Identifier: GPL-2.0-only
/* Owns the errno and the sentence of each reason for which a rule is refused. */
#include "hof_reason.h"

struct hof_reason_info {
	const char *name;
	int error;
	const char *text;
};

#define REASON(n, e, t) \
	[HOF_REASON_##n] = { .name = #n, .error = (e), .text = (t) }

/* %w what, %v value, %x value in hex, %l limit, %m limit in hex */
static const struct hof_reason_info hof_reasons[] = {
	REASON(KEY, EOPNOTSUPP,
	       "key %w cannot be offloaded; omit it or use skip_hw"),
	REASON(KEY_MASK, EOPNOTSUPP,
	       "key %w: mask 0x%x not supported, only 0x%m"),
	REASON(KEY_VALUE, EOPNOTSUPP,
	       "key %w: value %v not supported, at most %l"),
	REASON(KEY_NEEDS, EOPNOTSUPP,
	       "key %w needs bridge offload; use it with skip_hw"),
	REASON(KEY_CONTRADICTION, EINVAL,
	       "key %w contradicts the other keys; no frame can match"),
	REASON(ACTION, EOPNOTSUPP,
	       "action %w cannot be offloaded; omit it or use skip_hw"),
	REASON(ACTION_VALUE, EOPNOTSUPP,
	       "action %w: value 0x%x not supported, at most 0x%m"),
	REASON(ACTION_ORDER, EOPNOTSUPP,
	       "action %w ends the rule; it must be the last one"),
	REASON(ACTION_NONE, EOPNOTSUPP,
	       "no final action; add drop, pass, trap, goto or redirect"),
	REASON(ACTION_COUNT, EOPNOTSUPP,
	       "%v operations in one rule, at most %l"),
	REASON(ACTION_OUTPUTS, EOPNOTSUPP,
	       "%v mirrors and redirects in one rule, at most %l"),
	REASON(ACTION_DIRECTION, EOPNOTSUPP,
	       "action %w not supported in this direction of a port"),
	REASON(DEVICE_FOREIGN, EOPNOTSUPP,
	       "device %w is no port of this switch; use a representor"),
	REASON(HW_STATS, EOPNOTSUPP,
	       "hw_stats 0x%x: only delayed, immediate or disabled"),
	REASON(ACTION_CONTROL, EOPNOTSUPP,
	       "action %w: control %v not supported; pipe goes on"),
	REASON(ACTION_PROTOCOL, EOPNOTSUPP,
	       "action %w: protocol 0x%x, only 802.1Q or 802.1ad"),
	REASON(ACTION_BRANCH, EOPNOTSUPP,
	       "action %w: cannot go on with operation %v of %l"),
	REASON(ACTION_NEEDS_SW, EOPNOTSUPP,
	       "%w needs software; drop skip_sw"),
	REASON(ACTION_NEEDS, EOPNOTSUPP,
	       "action %w; add it or use skip_hw"),
	REASON(HW_STATS_MIXED, EOPNOTSUPP,
	       "hw_stats disabled for %v of %l actions; for all or for none"),
	REASON(CHAIN, EOPNOTSUPP,
	       "chain %v not supported, at most %l"),
	REASON(PRIO, EOPNOTSUPP,
	       "priority %v not supported, at most %l"),
	REASON(BINDER, EOPNOTSUPP,
	       "block binder type %v: only clsact ingress and egress"),
	REASON(CLASSIFIER, EOPNOTSUPP,
	       "classifier %w: only flower and matchall can be offloaded"),
	REASON(PROTOCOL, EOPNOTSUPP,
	       "protocol 0x%x is not what the hardware parser reports"),
	REASON(COMMAND, EOPNOTSUPP,
	       "command %w not supported; filters can be set and deleted"),
	REASON(DEVICE_KIND, EOPNOTSUPP,
	       "%w: its filters stay in software"),
	REASON(ROUTE, EOPNOTSUPP,
	       "no route to the tunnel's end leads through a port; add one"),
	REASON(DUPLICATE, EEXIST,
	       "%w exists already; delete it first"),
	REASON(FLOW_ROWS, ENOSPC,
	       "all %l flow rows in use, no TCAM row free; delete filters"),
	REASON(SLOTS, ENOSPC,
	       "all %l mask slots in use and no TCAM row free; use fewer masks"),
	REASON(TCAM_ROWS, ENOSPC,
	       "key of %v words needs a TCAM row; all %l in use"),
	REASON(ACTIONS, ENOSPC,
	       "all %l action rows in use; share or delete action lists"),
	REASON(COUNTERS, ENOSPC,
	       "all %l counters in use; hw_stats disabled needs none"),
	REASON(TABLES, ENOSPC,
	       "all %l tables in use; use fewer chains and blocks"),
	REASON(RANKS, ENOSPC,
	       "priority %v has all of its %l masks; use another priority"),
	REASON(MASKS, ENOSPC,
	       "all %l masks in use; use fewer different masks"),
	REASON(ORDERS, ENOSPC,
	       "all %l pairs of priority and mask in use; use fewer"),
	REASON(METERS, ENOSPC,
	       "all %l meters in use; share police actions by index"),
	REASON(ENCAPS, ENOSPC,
	       "all %l tunnel headers in use; use fewer tunnel_key actions"),
	REASON(TUNNELS, ENOSPC,
	       "all %l tunnel ends in use; use fewer tunnel devices"),
	REASON(RANGES, ENOSPC,
	       "all %l port ranges in use; use fewer different ranges"),
	REASON(CONNS, ENOSPC,
	       "all %l connections in use; this one stays in software"),
	REASON(MEMORY, ENOMEM,
	       "no memory for the filter"),
	REASON(MODE, EOPNOTSUPP,
	       "eswitch mode is %w; filters are offloaded in switchdev"),
	REASON(DEAD, EIO,
	       "the device has failed; run devlink health recover"),
	REASON(NO_OFFLOAD, EOPNOTSUPP,
	       "hw-tc-offload of %w is off; turn it on with ethtool -K"),
	REASON(BMC_LOCKED, EPERM,
	       "%w: the NIC is locked, its BMC reaches the uplink only"),
	REASON(RPC_KEY, EOPNOTSUPP,
	       "key %w: a PF's own classifier has no such field"),
	REASON(RPC_PROTOCOL, EOPNOTSUPP,
	       "protocol 0x%x: a PF's classifier knows all, ip and ipv6"),
	REASON(RPC_PREFIX, EOPNOTSUPP,
	       "key %w: mask is no prefix; use an address/length"),
	REASON(RPC_FRAGMENT, EOPNOTSUPP,
	       "key %w meets fragments; add ip_flags nofrag or ports"),
	REASON(RPC_PORT, EOPNOTSUPP,
	       "key %w: 0 meets fragments; add ip_flags nofrag"),
	REASON(RPC_ACTION, EOPNOTSUPP,
	       "action %w: on a PF only drop, pass, queue_mapping"),
	REASON(RPC_STATS, EOPNOTSUPP,
	       "no counters on a PF; add hw_stats disabled to each action"),
	REASON(RPC_BLOCK, EOPNOTSUPP,
	       "shared block not offloaded on a PF; use a block of its own"),
	REASON(RPC_QUEUE, EOPNOTSUPP,
	       "queue %v does not exist; there are %l"),
	REASON(RPC_ROWS, ENOSPC,
	       "all %l rows of the PF's classifier in use; delete rules"),
	REASON(RPC_LEAVES, ENOSPC,
	       "key %w: all %l prefixes of its table in use"),
	REASON(RPC_MACS, ENOSPC,
	       "key %w: all %l address entries in use"),
	REASON(RPC_CLASS, EOPNOTSUPP,
	       "hw_tc %v does not exist; mqprio in mode channel has %l"),
};

#undef REASON

static const struct hof_reason_info *hof_reason_info(enum hof_reason reason)
{
	if ((unsigned int)reason >= ARRAY_SIZE(hof_reasons) ||
	    !hof_reasons[reason].text)
		return NULL;
	return &hof_reasons[reason];
}

int hof_reason_errno(enum hof_reason reason)
{
	const struct hof_reason_info *info = hof_reason_info(reason);

	return info ? -info->error : 0;
}

const char *hof_reason_name(enum hof_reason reason)
{
	const struct hof_reason_info *info = hof_reason_info(reason);

	return info ? info->name : NULL;
}

const char *hof_reason_text(enum hof_reason reason)
{
	const struct hof_reason_info *info = hof_reason_info(reason);

	return info ? info->text : NULL;
}

int hof_refuse(struct hof_why *why, enum hof_reason reason, const char *what,
	       u64 value, u64 limit)
{
	why->reason = reason;
	why->what = what;
	why->value = value;
	why->limit = limit;
	return hof_reason_errno(reason);
}

/* prints what a letter behind a percent sign stands for */
static int hof_letter_print(char *buf, size_t size, char letter,
			    const struct hof_why *why)
{
	switch (letter) {
	case 'w':
		return snprintf(buf, size, "%s", why->what);
	case 'v':
		return snprintf(buf, size, "%llu",
				(unsigned long long)why->value);
	case 'x':
		return snprintf(buf, size, "%llx",
				(unsigned long long)why->value);
	case 'l':
		return snprintf(buf, size, "%llu",
				(unsigned long long)why->limit);
	default:
		return snprintf(buf, size, "%llx",
				(unsigned long long)why->limit);
	}
}

size_t hof_why_format(char *buf, size_t size, const struct hof_why *why)
{
	const char *text = hof_reason_text(why->reason);
	size_t len = 0;

	for (; text && *text && len < size - 1; text++) {
		if (*text == '%')
			len += (size_t)hof_letter_print(buf + len, size - len,
							*++text, why);
		else
			buf[len++] = *text;
	}
	if (len > size - 1)
		len = size - 1;
	buf[len] = '\0';
	return len;
}
