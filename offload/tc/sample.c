// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns samplers: the action sample gets a number, by which the slow path finds
 * where a sampled frame belongs.
 */

#include <linux/if_vlan.h>
#include <linux/slab.h>
#include <net/psample.h>

#include "acts.h"
#include "priv.h"
#include "sample.h"

/**
 * struct hni_tc_sampler - a sample action of a filter; constant
 * @rcu: for the slow path, which finds it without a lock
 * @id: number in the device
 * @group: where samples go
 * @rate: one of so many frames
 * @trunc: bytes of a frame that are of interest, 0 = all
 * @cookie_len: bytes in @cookie
 * @cookie: of the user
 */
struct hni_tc_sampler {
	struct rcu_head rcu;
	u32 id;
	struct psample_group *group;
	u32 rate;
	u32 trunc;
	u32 cookie_len;
	u8 cookie[] __counted_by(cookie_len);
};

void hni_tc_act_sample(struct hni_tc_parse *parse,
		       const struct flow_action_entry *entry)
{
	const struct flow_action *action = &parse->filter->rule->action;

	if (!IS_REACHABLE(CONFIG_PSAMPLE) || !entry->sample.psample_group)
		hni_tc_refuse(parse, HOF_REASON_ACTION, "sample", 0, 0);
	hni_tc_op_add(parse, (struct hof_op) {
		.code = HNI_OP_SAMPLE,
		.arg32 = entry - action->entries,
		.mask = entry->sample.rate,
	});
	hni_tc_control_add(parse, entry, "sample");
}

#if IS_REACHABLE(CONFIG_PSAMPLE)

static struct hni_tc_sampler *
hni_tc_sampler_alloc(const struct flow_action_entry *entry)
{
	const struct flow_action_cookie *cookie = entry->user_cookie;
	u32 len = cookie ? cookie->cookie_len : 0;
	struct hni_tc_sampler *sampler;

	sampler = kzalloc(struct_size(sampler, cookie, len), GFP_KERNEL);
	if (!sampler)
		return NULL;
	sampler->cookie_len = len;
	if (len)
		memcpy(sampler->cookie, cookie->cookie, len);
	sampler->rate = entry->sample.rate;
	if (entry->sample.truncate)
		sampler->trunc = entry->sample.trunc_size;
	sampler->group = entry->sample.psample_group;
	psample_group_take(sampler->group);
	return sampler;
}

static void hni_tc_sampler_free(struct hni_tc_sampler *sampler)
{
	/* the group lives as long as somebody may have found the sampler */
	psample_group_put(sampler->group);
	kfree_rcu(sampler, rcu);
}

struct hni_tc_sampler *
hni_tc_sampler_get(struct hni_tc *tc, const struct flow_action_entry *entry,
		   struct hof_why *why)
{
	struct hni_tc_sampler *sampler;
	int err;

	sampler = hni_tc_sampler_alloc(entry);
	if (!sampler)
		goto err_refuse;
	err = xa_alloc(&tc->samplers, &sampler->id, sampler, xa_limit_32b,
		       GFP_KERNEL);
	if (err)
		goto err_free_sampler;
	return sampler;

err_free_sampler:
	hni_tc_sampler_free(sampler);
err_refuse:
	return ERR_PTR(hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0));
}

void hni_tc_sampler_put(struct hni_tc *tc, struct hni_tc_sampler *sampler)
{
	xa_erase(&tc->samplers, sampler->id);
	hni_tc_sampler_free(sampler);
}

u32 hni_tc_sampler_id(const struct hni_tc_sampler *sampler)
{
	return sampler->id;
}

static int hni_tc_port_ifindex(const struct hni_tc *tc, unsigned int port)
{
	if (port >= HNI_ESW_MAX_PORTS)
		return 0;
	return READ_ONCE(tc->ports[port].ifindex);
}

/* A sample has no outermost tag in software, which keeps it out of band. */
void hni_tc_sample(struct hni_esw *esw, struct sk_buff *skb, u32 id,
		   unsigned int out_port)
{
	struct psample_metadata meta = {
		.in_ifindex = skb->dev->ifindex,
		.out_ifindex = hni_tc_port_ifindex(esw->tc, out_port),
	};
	const struct hni_tc_sampler *sampler;

	if (eth_type_vlan(skb->protocol))
		skb = skb_vlan_untag(skb);
	if (!skb)
		return;
	skb_push(skb, skb->data - skb_mac_header(skb));

	rcu_read_lock();
	sampler = xa_load(&esw->tc->samplers, id);
	if (sampler) {
		meta.trunc_size = sampler->trunc ?: skb->len;
		if (sampler->cookie_len) {
			meta.user_cookie = sampler->cookie;
			meta.user_cookie_len = sampler->cookie_len;
		}
		psample_sample_packet(sampler->group, skb, sampler->rate,
				      &meta);
	}
	rcu_read_unlock();
	consume_skb(skb);
}

#else

struct hni_tc_sampler *
hni_tc_sampler_get(struct hni_tc *tc, const struct flow_action_entry *entry,
		   struct hof_why *why)
{
	return ERR_PTR(hof_refuse(why, HOF_REASON_ACTION, "sample", 0, 0));
}

void hni_tc_sampler_put(struct hni_tc *tc, struct hni_tc_sampler *sampler)
{
}

u32 hni_tc_sampler_id(const struct hni_tc_sampler *sampler)
{
	return 0;
}

void hni_tc_sample(struct hni_esw *esw, struct sk_buff *skb, u32 id,
		   unsigned int out_port)
{
	kfree_skb(skb);
}

#endif /* CONFIG_PSAMPLE */
