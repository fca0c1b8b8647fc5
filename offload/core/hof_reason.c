// SPDX-License-Identifier: GPL-2.0-only
/* Owns the errno and the sentence of each reason for which a rule is refused. */
#include "hof_reason.h"

struct hof_reason_info {
	int error;
	const char *text;
};

/* %w what, %v value, %x value in hex, %l limit, %m limit in hex */
static const struct hof_reason_info hof_reasons[] = {
	[HOF_REASON_KEY] = { EOPNOTSUPP,
		"key %w cannot be offloaded; omit it or use skip_hw" },
	[HOF_REASON_KEY_MASK] = { EOPNOTSUPP,
		"key %w: mask 0x%x not supported, only 0x%m" },
	[HOF_REASON_KEY_VALUE] = { EOPNOTSUPP,
		"key %w: value %v not supported, at most %l" },
	[HOF_REASON_KEY_NEEDS] = { EOPNOTSUPP,
		"key %w needs bridge offload; use it with skip_hw" },
	[HOF_REASON_KEY_CONTRADICTION] = { EINVAL,
		"key %w contradicts the other keys; no frame can match" },
	[HOF_REASON_ACTION] = { EOPNOTSUPP,
		"action %w cannot be offloaded; omit it or use skip_hw" },
	[HOF_REASON_ACTION_VALUE] = { EOPNOTSUPP,
		"action %w: value 0x%x not supported, at most 0x%m" },
	[HOF_REASON_ACTION_ORDER] = { EOPNOTSUPP,
		"action %w ends the rule; it must be the last one" },
	[HOF_REASON_ACTION_NONE] = { EOPNOTSUPP,
		"no final action; add drop, pass, trap, goto or redirect" },
	[HOF_REASON_ACTION_COUNT] = { EOPNOTSUPP,
		"%v operations in one rule, at most %l" },
	[HOF_REASON_ACTION_OUTPUTS] = { EOPNOTSUPP,
		"%v mirrors and redirects in one rule, at most %l" },
	[HOF_REASON_ACTION_DIRECTION] = { EOPNOTSUPP,
		"action %w not supported in this direction of a port" },
	[HOF_REASON_DEVICE_FOREIGN] = { EOPNOTSUPP,
		"device %w is no port of this switch; use a representor" },
	[HOF_REASON_HW_STATS] = { EOPNOTSUPP,
		"hw_stats 0x%x: only delayed, immediate or disabled" },
	[HOF_REASON_ACTION_CONTROL] = { EOPNOTSUPP,
		"action %w: control %v not supported; pipe goes on" },
	[HOF_REASON_ACTION_PROTOCOL] = { EOPNOTSUPP,
		"action %w: protocol 0x%x, only 802.1Q or 802.1ad" },
	[HOF_REASON_HW_STATS_MIXED] = { EOPNOTSUPP,
		"hw_stats disabled for %v of %l actions; for all or for none" },
	[HOF_REASON_CHAIN] = { EOPNOTSUPP,
		"chain %v not supported, at most %l" },
	[HOF_REASON_PRIO] = { EOPNOTSUPP,
		"priority %v not supported, at most %l" },
	[HOF_REASON_BINDER] = { EOPNOTSUPP,
		"block binder type %v: only clsact ingress and egress" },
	[HOF_REASON_CLASSIFIER] = { EOPNOTSUPP,
		"classifier %w: only flower and matchall can be offloaded" },
	[HOF_REASON_PROTOCOL] = { EOPNOTSUPP,
		"protocol 0x%x is not what the hardware parser reports" },
	[HOF_REASON_COMMAND] = { EOPNOTSUPP,
		"command %w not supported; filters can be set and deleted" },
	[HOF_REASON_DUPLICATE] = { EEXIST,
		"%w exists already; delete it first" },
	[HOF_REASON_FLOW_ROWS] = { ENOSPC,
		"all %l flow rows in use, no TCAM row free; delete filters" },
	[HOF_REASON_SLOTS] = { ENOSPC,
		"all %l mask slots in use and no TCAM row free; use fewer masks" },
	[HOF_REASON_TCAM_ROWS] = { ENOSPC,
		"key of %v words needs a TCAM row; all %l in use" },
	[HOF_REASON_ACTIONS] = { ENOSPC,
		"all %l action rows in use; share or delete action lists" },
	[HOF_REASON_COUNTERS] = { ENOSPC,
		"all %l counters in use; hw_stats disabled needs none" },
	[HOF_REASON_TABLES] = { ENOSPC,
		"all %l tables in use; use fewer chains and blocks" },
	[HOF_REASON_RANKS] = { ENOSPC,
		"priority %v has all of its %l masks; use another priority" },
	[HOF_REASON_MASKS] = { ENOSPC,
		"all %l masks in use; use fewer different masks" },
	[HOF_REASON_ORDERS] = { ENOSPC,
		"all %l pairs of priority and mask in use; use fewer" },
	[HOF_REASON_MEMORY] = { ENOMEM,
		"no memory for the filter" },
	[HOF_REASON_MODE] = { EOPNOTSUPP,
		"eswitch mode is %w; filters are offloaded in switchdev" },
	[HOF_REASON_DEAD] = { EIO,
		"the device has failed; run devlink health recover" },
	[HOF_REASON_NO_OFFLOAD] = { EOPNOTSUPP,
		"hw-tc-offload of %w is off; turn it on with ethtool -K" },
};

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
