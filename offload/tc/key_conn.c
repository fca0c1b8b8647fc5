// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the keys of a connection: what an "action ct" before has found.
 */

#include "keys.h"

void hni_tc_key_ct(struct hni_tc_parse *parse)
{
	struct flow_match_ct match;

	flow_rule_match_ct(parse->filter->rule, &match);
	hni_tc_key_set(parse, HOF_FIELD_CT_STATE, match.key->ct_state,
		       match.mask->ct_state);
	hni_tc_key_set(parse, HOF_FIELD_CT_ZONE, match.key->ct_zone,
		       match.mask->ct_zone);
	hni_tc_key_set(parse, HOF_FIELD_CT_MARK, match.key->ct_mark,
		       match.mask->ct_mark);
	if (memchr_inv(match.mask->ct_labels, 0,
		       sizeof(match.mask->ct_labels)))
		hni_tc_key_set_bytes(parse, HOF_FIELD_CT_LABEL,
				     match.key->ct_labels,
				     match.mask->ct_labels);
}
