// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the classifiers that hardware has nothing for, u32 and bpf. What they
 * match is not looked into: as long as software holds such a filter, no rule
 * behind it may win, so all that reaches it goes to the CPU.
 *
 * The kernel does not tell of filters of any other kind.
 */

#include "priv.h"

static int hni_tc_other_replace(struct hni_tc_block *block,
				const struct flow_cls_common_offload *common,
				const char *kind, unsigned long cookie)
{
	struct hni_tc_filter filter = {
		.common = common,
		.kind = kind,
		.cookie = cookie,
	};

	return hni_tc_rule_replace(block, &filter);
}

/*
 * A handle that comes again is the same filter with new contents. Hash tables
 * are of no use without the filters in them.
 */
int hni_tc_u32(struct hni_tc_block *block, struct tc_cls_u32_offload *cls)
{
	switch (cls->command) {
	case TC_CLSU32_NEW_KNODE:
	case TC_CLSU32_REPLACE_KNODE:
		return hni_tc_other_replace(block, &cls->common, "u32",
					    cls->knode.handle);
	case TC_CLSU32_DELETE_KNODE:
		return hni_tc_rule_destroy(block, cls->knode.handle);
	default:
		return -EOPNOTSUPP;
	}
}

/*
 * A program may be in several filters. What tells them apart here is the place;
 * bits of a kernel address that are the same for all programs make room for it.
 */
static unsigned long
hni_tc_bpf_cookie(const struct flow_cls_common_offload *common,
		  const struct bpf_prog *prog)
{
	return (unsigned long)prog ^ (unsigned long)common->prio << 48 ^
	       (common->chain_index & (PAGE_SIZE - 1));
}

int hni_tc_bpf(struct hni_tc_block *block, struct tc_cls_bpf_offload *cls)
{
	int err = -EOPNOTSUPP;

	if (cls->command != TC_CLSBPF_OFFLOAD)
		return -EOPNOTSUPP;
	/* the new one first, so that there is no moment without either */
	if (cls->prog)
		err = hni_tc_other_replace(block, &cls->common, "bpf",
					   hni_tc_bpf_cookie(&cls->common,
							     cls->prog));
	if (cls->oldprog && cls->oldprog != cls->prog)
		hni_tc_rule_destroy(block, hni_tc_bpf_cookie(&cls->common,
							     cls->oldprog));
	return err;
}
