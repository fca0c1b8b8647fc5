// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading tc's filters and qdiscs from rtnetlink. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "hnictl.h"
#include "list.h"

struct filter_search {
	struct ctl_filters *filters;
	size_t before;		/* filters of other netdevs and directions */
	unsigned int ifindex;
	bool is_egress;
};

static const uint8_t tc_kinds[TCA_EGRESS_BLOCK + 1] = {
	[TCA_KIND] = MNL_TYPE_NUL_STRING,
	[TCA_OPTIONS] = MNL_TYPE_NESTED,
	[TCA_CHAIN] = MNL_TYPE_U32,
};

static const struct ctl_nl_policy tc_policy = {
	tc_kinds, ARRAY_SIZE(tc_kinds),
};

static const uint8_t flower_kinds[TCA_FLOWER_FLAGS + 1] = {
	[TCA_FLOWER_ACT] = MNL_TYPE_NESTED,
	[TCA_FLOWER_FLAGS] = MNL_TYPE_U32,
};

static const struct ctl_nl_policy flower_policy = {
	flower_kinds, ARRAY_SIZE(flower_kinds),
};

static const uint8_t matchall_kinds[TCA_MATCHALL_FLAGS + 1] = {
	[TCA_MATCHALL_ACT] = MNL_TYPE_NESTED,
	[TCA_MATCHALL_FLAGS] = MNL_TYPE_U32,
};

static const struct ctl_nl_policy matchall_policy = {
	matchall_kinds, ARRAY_SIZE(matchall_kinds),
};

static const uint8_t action_kinds[TCA_ACT_STATS + 1] = {
	[TCA_ACT_KIND] = MNL_TYPE_NUL_STRING,
	[TCA_ACT_OPTIONS] = MNL_TYPE_NESTED,
	[TCA_ACT_STATS] = MNL_TYPE_NESTED,
};

static const struct ctl_nl_policy action_policy = {
	action_kinds, ARRAY_SIZE(action_kinds),
};

static const uint8_t stats_kinds[TCA_STATS_PKT64 + 1] = {
	[TCA_STATS_BASIC] = MNL_TYPE_BINARY,
	[TCA_STATS_PKT64] = MNL_TYPE_U64,
};

static const struct ctl_nl_policy stats_policy = {
	stats_kinds, ARRAY_SIZE(stats_kinds),
};

#define CTL_ATTRS_MAX	(TCA_FLOWER_FLAGS + 1)

/*
 * Classifiers whose options are read.
 * @act: attribute with the actions
 * @flags: attribute with TCA_CLS_FLAGS_*
 */
static const struct {
	const char *kind;
	const struct ctl_nl_policy *policy;
	unsigned int act;
	unsigned int flags;
} classifiers[] = {
	{ "flower", &flower_policy, TCA_FLOWER_ACT, TCA_FLOWER_FLAGS },
	{ "matchall", &matchall_policy, TCA_MATCHALL_ACT, TCA_MATCHALL_FLAGS },
};

static int answer_err(int err)
{
	errno = err;
	return MNL_CB_ERROR;
}

/* ---- one filter ---- */

/* the structure has no padding on the wire that a sender must give */
static int stats_fill(struct ctl_filter *filter, const struct nlattr *nest)
{
	const struct nlattr *tb[ARRAY_SIZE(stats_kinds)];
	struct gnet_stats_basic basic = { 0 };
	size_t len;

	if (ctl_nl_nested(nest, &stats_policy, tb))
		return -EBADMSG;
	if (tb[TCA_STATS_BASIC]) {
		len = mnl_attr_get_payload_len(tb[TCA_STATS_BASIC]);
		memcpy(&basic, mnl_attr_get_payload(tb[TCA_STATS_BASIC]),
		       len < sizeof(basic) ? len : sizeof(basic));
	}
	filter->bytes = basic.bytes;
	filter->pkts = tb[TCA_STATS_PKT64] ?
		       mnl_attr_get_u64(tb[TCA_STATS_PKT64]) : basic.packets;
	return 0;
}

/* Every frame that hits the filter meets its first action */
static int actions_fill(struct ctl_filter *filter, const struct nlattr *list)
{
	const struct nlattr *tb[ARRAY_SIZE(action_kinds)];
	const struct nlattr *attr;
	size_t len = 0;

	mnl_attr_for_each_nested(attr, list) {
		if (mnl_attr_validate(attr, MNL_TYPE_NESTED) < 0 ||
		    ctl_nl_nested(attr, &action_policy, tb))
			return -EBADMSG;
		if (!tb[TCA_ACT_KIND])
			continue;
		if (!len && tb[TCA_ACT_STATS] &&
		    stats_fill(filter, tb[TCA_ACT_STATS]))
			return -EBADMSG;
		if (ctl_filter_verdict_add(filter,
					   mnl_attr_get_str(tb[TCA_ACT_KIND]),
					   tb[TCA_ACT_OPTIONS]))
			return -EBADMSG;
		len += (size_t)snprintf(filter->actions + len,
					sizeof(filter->actions) - len, "%s%s",
					len ? "," : "",
					mnl_attr_get_str(tb[TCA_ACT_KIND]));
		if (len >= sizeof(filter->actions))
			break;
	}
	return 0;
}

static int options_fill(struct ctl_filter *filter, const struct nlattr *nest)
{
	const struct nlattr *tb[CTL_ATTRS_MAX];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(classifiers); i++) {
		if (strcmp(filter->kind, classifiers[i].kind))
			continue;
		if (ctl_nl_nested(nest, classifiers[i].policy, tb))
			return -EBADMSG;
		filter->is_known = true;
		if (classifiers[i].policy == &flower_policy &&
		    ctl_filter_keys_put(filter, nest))
			return -EBADMSG;
		if (tb[classifiers[i].flags])
			filter->flags =
				mnl_attr_get_u32(tb[classifiers[i].flags]);
		if (tb[classifiers[i].act])
			return actions_fill(filter, tb[classifiers[i].act]);
	}
	return 0;
}

/* Each port of a shared block lists its filters */
static bool is_known_block(const struct filter_search *search, uint32_t block,
			   bool is_egress)
{
	size_t i;

	for (i = 0; i < search->before; i++) {
		if (search->filters->list[i].block == block &&
		    search->filters->list[i].is_egress == is_egress)
			return true;
	}
	return false;
}

static void header_fill(struct ctl_filter *filter, const struct tcmsg *tc,
			const struct nlattr **tb)
{
	filter->prio = (uint16_t)(tc->tcm_info >> 16);
	filter->protocol = ntohs((uint16_t)tc->tcm_info);
	filter->handle = tc->tcm_handle;
	if (tb[TCA_CHAIN])
		filter->chain = mnl_attr_get_u32(tb[TCA_CHAIN]);
	snprintf(filter->kind, sizeof(filter->kind), "%s",
		 mnl_attr_get_str(tb[TCA_KIND]));
}

/* A classifier is listed once without a handle, then with each filter */
static int filter_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct tcmsg *tc = mnl_nlmsg_get_payload(msg);
	const struct nlattr *tb[ARRAY_SIZE(tc_kinds)];
	const struct filter_search *search = arg;
	struct ctl_filter *filter;
	uint32_t block = 0;

	if (ctl_nl_attrs(msg, sizeof(*tc), &tc_policy, tb))
		return answer_err(EBADMSG);
	if (!tc->tcm_handle || !tb[TCA_KIND] || !tb[TCA_OPTIONS])
		return MNL_CB_OK;
	if ((uint32_t)tc->tcm_ifindex == TCM_IFINDEX_MAGIC_BLOCK) {
		block = tc->tcm_parent;
		if (is_known_block(search, block, search->is_egress))
			return MNL_CB_OK;
	}
	filter = ctl_list_add(&search->filters->list, &search->filters->count,
			      sizeof(*filter));
	if (!filter)
		return answer_err(ENOMEM);
	filter->ifindex = search->ifindex;
	filter->block = block;
	filter->is_egress = search->is_egress;
	header_fill(filter, tc, tb);
	if (options_fill(filter, tb[TCA_OPTIONS]))
		return answer_err(EBADMSG);
	return MNL_CB_OK;
}

static int direction_list(struct ctl_nl *nl, struct filter_search *search)
{
	struct nlmsghdr *msg;
	struct tcmsg *tc;
	int err;

	search->before = search->filters->count;
	do {
		search->filters->count = search->before;
		msg = ctl_nl_request(nl, RTM_GETTFILTER, NLM_F_DUMP,
				     sizeof(*tc));
		tc = mnl_nlmsg_get_payload(msg);
		tc->tcm_ifindex = (int)search->ifindex;
		tc->tcm_parent = TC_H_MAKE(TC_H_CLSACT, search->is_egress ?
					   TC_H_MIN_EGRESS : TC_H_MIN_INGRESS);
		err = ctl_nl_query(nl, msg, filter_answer, search);
	} while (err == -EAGAIN);
	/* the netdev is gone, or has no such side */
	if (err == -ENODEV || err == -EINVAL)
		return 0;
	return err ? ctl_nl_err(nl, "list tc filters", err) : 0;
}

/* ---- what identifies a filter ---- */

static int compare(uint64_t one, uint64_t other)
{
	return one < other ? -1 : one > other;
}

int ctl_filter_compare(const void *one, const void *other)
{
	const struct ctl_filter *a = one, *b = other;
	const uint64_t keys[][2] = {
		{ a->block ? 0 : a->ifindex, b->block ? 0 : b->ifindex },
		{ a->block, b->block },
		{ a->is_egress, b->is_egress },
		{ a->chain, b->chain },
		{ a->prio, b->prio },
		{ a->protocol, b->protocol },
		{ a->handle, b->handle },
	};
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		rc = compare(keys[i][0], keys[i][1]);
		if (rc)
			return rc;
	}
	return strcmp(a->kind, b->kind);
}

void ctl_filter_device(const struct ctl_filter *filter, char *name,
		       size_t size)
{
	char netdev[IF_NAMESIZE];

	if (filter->block)
		snprintf(name, size, "block %u", filter->block);
	else if (if_indextoname(filter->ifindex, netdev))
		snprintf(name, size, "%s", netdev);
	else
		snprintf(name, size, "if%u", filter->ifindex);
}

/* ---- qdiscs ---- */

static int qdisc_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct tcmsg *tc = mnl_nlmsg_get_payload(msg);
	const struct nlattr *tb[ARRAY_SIZE(tc_kinds)];
	struct ctl_qdiscs *qdiscs = arg;
	struct ctl_qdisc *qdisc;
	const char *kind;

	if (ctl_nl_attrs(msg, sizeof(*tc), &tc_policy, tb))
		return answer_err(EBADMSG);
	kind = tb[TCA_KIND] ? mnl_attr_get_str(tb[TCA_KIND]) : "";
	if (strcmp(kind, "clsact") && strcmp(kind, "ingress"))
		return MNL_CB_OK;
	qdisc = ctl_list_add(&qdiscs->list, &qdiscs->count, sizeof(*qdisc));
	if (!qdisc)
		return answer_err(ENOMEM);
	qdisc->ifindex = (unsigned int)tc->tcm_ifindex;
	qdisc->is_clsact = !strcmp(kind, "clsact");
	return MNL_CB_OK;
}

int ctl_qdisc_list(struct ctl_nl *nl, struct ctl_qdiscs *qdiscs)
{
	struct nlmsghdr *msg;
	int err;

	*qdiscs = (struct ctl_qdiscs) { 0 };
	do {
		qdiscs->count = 0;
		msg = ctl_nl_request(nl, RTM_GETQDISC, NLM_F_DUMP,
				     sizeof(struct tcmsg));
		err = ctl_nl_query(nl, msg, qdisc_answer, qdiscs);
	} while (err == -EAGAIN);
	return err ? ctl_nl_err(nl, "list qdiscs", err) : 0;
}

/* ---- filters of both directions ---- */

/* A qdisc "ingress" has one side, and shows it whatever it is asked for. */
static int egress_find(struct ctl_nl *nl, unsigned int ifindex, bool *has)
{
	struct ctl_qdiscs qdiscs;
	size_t i;
	int err;

	*has = false;
	err = ctl_qdisc_list(nl, &qdiscs);
	for (i = 0; i < qdiscs.count && !err; i++)
		if (qdiscs.list[i].ifindex == ifindex)
			*has |= qdiscs.list[i].is_clsact;
	free(qdiscs.list);
	return err;
}

int ctl_filter_list(struct ctl_nl *nl, unsigned int ifindex,
		    struct ctl_filters *filters)
{
	struct filter_search search = {
		.filters = filters,
		.ifindex = ifindex,
	};
	int err;

	err = direction_list(nl, &search);
	if (err)
		return err;
	err = egress_find(nl, ifindex, &search.is_egress);
	if (err || !search.is_egress)
		return err;
	return direction_list(nl, &search);
}
