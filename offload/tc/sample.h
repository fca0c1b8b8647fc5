/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface of samplers: what the number in a sampled frame stands for. */
#ifndef _HNI_TC_SAMPLE_H
#define _HNI_TC_SAMPLE_H

#include <net/flow_offload.h>

#include "../core/hof_reason.h"

struct hni_tc;
struct hni_tc_sampler;

/* sample.c; hni_esw.lock held: a sampler for a sample action of a filter */
struct hni_tc_sampler *
hni_tc_sampler_get(struct hni_tc *tc, const struct flow_action_entry *entry,
		   struct hof_why *why);
void hni_tc_sampler_put(struct hni_tc *tc, struct hni_tc_sampler *sampler);
u32 hni_tc_sampler_id(const struct hni_tc_sampler *sampler);

#endif /* _HNI_TC_SAMPLE_H */
