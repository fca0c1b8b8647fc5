// SPDX-License-Identifier: GPL-2.0-only
/* Owns the size of a rule. */
#include "hof_rule.h"

size_t hof_rule_size(const struct hof_spec *spec)
{
	size_t size = sizeof(struct hof_rule) + spec->nranges * sizeof(u32);
	unsigned int i;

	/* each range may take a bit in another word */
	for (i = 0; i < HNI_KW_USED; i++)
		if (spec->match.mask[i])
			size += sizeof(u32);
	return size + spec->nops * sizeof(struct hof_op);
}
