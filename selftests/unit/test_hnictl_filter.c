// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of hnictl's reader of tc's filters: answers of a kernel, given
 * to it in place of a netlink socket.
 *
 * Links: tools/hnictl/filter.c tools/hnictl/filter_text.c tools/hnictl/attr.c
 * Links: tools/hnictl/list.c tools/hnictl/mac.c
 * Cflags: -Itools/hnictl
 * Ldflags: -lmnl
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_gact.h>
#include <linux/tc_act/tc_mirred.h>
#include <stdlib.h>
#include <string.h>

#include "../../offload/core/hof_env.h"
#include "filter.h"
#include "ktap.h"

#define BLOCK_MAGIC	((int)TCM_IFINDEX_MAGIC_BLOCK)
#define MESSAGES	4

static union {
	struct nlmsghdr head;
	char bytes[1024];
} answers[MESSAGES];
static unsigned int num_answers;
static unsigned int queries;
static int end_of_first;	/* how the first dump ends */

/* ---- in place of nl.c ---- */

struct nlmsghdr *ctl_nl_request(struct ctl_nl *nl, uint16_t type,
				uint16_t flags, size_t header_len)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(nl->request.bytes);

	msg->nlmsg_type = type;
	msg->nlmsg_flags = flags;
	mnl_nlmsg_put_extra_header(msg, header_len);
	return msg;
}

/* ingress has the answers, egress has none */
int ctl_nl_query(struct ctl_nl *nl, const struct nlmsghdr *request,
		 mnl_cb_t answer, void *arg)
{
	const struct tcmsg *tc = mnl_nlmsg_get_payload(request);
	bool is_egress = (tc->tcm_parent & 0xffff) == TC_H_MIN_EGRESS;
	unsigned int i;
	int end = queries++ ? 0 : end_of_first;

	(void)nl;
	for (i = 0; i < num_answers && !is_egress; i++) {
		if (answer(&answers[i].head, arg) == MNL_CB_ERROR)
			return -errno;
	}
	return end;
}

int ctl_nl_err(const struct ctl_nl *nl, const char *what, int err)
{
	(void)nl;
	(void)what;
	return err;
}

/* ---- answers ---- */

static struct nlmsghdr *filter_begin(int ifindex, uint32_t block,
				     uint32_t handle, const char *kind)
{
	struct nlmsghdr *msg;
	struct tcmsg *tc;

	msg = mnl_nlmsg_put_header(answers[num_answers++].bytes);
	tc = mnl_nlmsg_put_extra_header(msg, sizeof(*tc));
	tc->tcm_ifindex = ifindex;
	tc->tcm_parent = block;
	tc->tcm_handle = handle;
	tc->tcm_info = 5U << 16 | htons(0x0800);
	mnl_attr_put_strz(msg, TCA_KIND, kind);
	mnl_attr_put_u32(msg, TCA_CHAIN, 7);
	return msg;
}

static void put_action(struct nlmsghdr *msg, uint16_t number,
		       const char *kind, uint64_t pkts)
{
	struct gnet_stats_basic basic = { .bytes = 100 * pkts, .packets = 1 };
	struct nlattr *act, *stats;

	act = mnl_attr_nest_start(msg, number);
	mnl_attr_put_strz(msg, TCA_ACT_KIND, kind);
	stats = mnl_attr_nest_start(msg, TCA_ACT_STATS);
	mnl_attr_put(msg, TCA_STATS_BASIC, sizeof(basic), &basic);
	mnl_attr_put_u64(msg, TCA_STATS_PKT64, pkts);
	mnl_attr_nest_end(msg, stats);
	mnl_attr_nest_end(msg, act);
}

static void put_flower(int ifindex, uint32_t block, uint32_t handle)
{
	struct nlmsghdr *msg = filter_begin(ifindex, block, handle, "flower");
	struct nlattr *options, *acts;

	options = mnl_attr_nest_start(msg, TCA_OPTIONS);
	mnl_attr_put_u32(msg, TCA_FLOWER_FLAGS, TCA_CLS_FLAGS_IN_HW);
	acts = mnl_attr_nest_start(msg, TCA_FLOWER_ACT);
	put_action(msg, 1, "vlan", 5000000000ULL);
	put_action(msg, 2, "mirred", 3);
	mnl_attr_nest_end(msg, acts);
	mnl_attr_nest_end(msg, options);
}

static void answers_reset(void)
{
	memset(answers, 0, sizeof(answers));
	num_answers = 0;
	queries = 0;
	end_of_first = 0;
}

static struct ctl_filters filters_read(unsigned int ifindex, int err)
{
	struct ctl_filters filters = { 0 };
	struct ctl_nl nl;

	EXPECT_EQ(ctl_filter_list(&nl, ifindex, &filters), err);
	return filters;
}

/* ---- cases ---- */

static void flower_whole(void)
{
	struct ctl_filters filters;

	answers_reset();
	filter_begin(9, 0, 0, "flower");
	put_flower(9, 0, 1);
	filters = filters_read(9, 0);
	if (EXPECT_EQ(filters.count, 1)) {
		EXPECT_EQ(filters.list->ifindex, 9);
		EXPECT_EQ(filters.list->prio, 5);
		EXPECT_EQ(filters.list->protocol, 0x0800);
		EXPECT_EQ(filters.list->chain, 7);
		EXPECT_EQ(filters.list->flags, TCA_CLS_FLAGS_IN_HW);
		EXPECT_STREQ(filters.list->actions, "vlan,mirred");
	}
	free(filters.list);
}

static void first_action_counts(void)
{
	struct ctl_filters filters;

	answers_reset();
	put_flower(9, 0, 1);
	filters = filters_read(9, 0);
	if (EXPECT_EQ(filters.count, 1)) {
		EXPECT_EQ(filters.list->pkts, 5000000000ULL);
		EXPECT_EQ(filters.list->bytes, 500000000000ULL);
	}
	free(filters.list);
}

static void other_kind(void)
{
	struct ctl_filters filters;
	struct nlmsghdr *msg;

	answers_reset();
	msg = filter_begin(9, 0, 1, "u32");
	mnl_attr_nest_end(msg, mnl_attr_nest_start(msg, TCA_OPTIONS));
	filters = filters_read(9, 0);
	if (EXPECT_EQ(filters.count, 1))
		EXPECT(!filters.list->is_known);
	free(filters.list);
}

static void block_once(void)
{
	struct ctl_filters filters = { 0 };
	struct ctl_nl nl;

	answers_reset();
	put_flower(BLOCK_MAGIC, 3, 1);
	put_flower(BLOCK_MAGIC, 3, 2);
	EXPECT_EQ(ctl_filter_list(&nl, 9, &filters), 0);
	EXPECT_EQ(ctl_filter_list(&nl, 10, &filters), 0);
	EXPECT_EQ(filters.count, 2);
	EXPECT_EQ(filters.list->block, 3);
	free(filters.list);
}

static void dump_again(void)
{
	struct ctl_filters filters;

	answers_reset();
	put_flower(9, 0, 1);
	end_of_first = -EAGAIN;
	filters = filters_read(9, 0);
	EXPECT_EQ(filters.count, 1);
	free(filters.list);
}

static void gone(void)
{
	struct ctl_filters filters;

	answers_reset();
	end_of_first = -ENODEV;
	filters = filters_read(9, 0);
	EXPECT_EQ(filters.count, 0);
	free(filters.list);
}

static void malformed(void)
{
	struct ctl_filters filters;
	struct nlmsghdr *msg;
	struct nlattr *options;

	answers_reset();
	msg = filter_begin(9, 0, 1, "flower");
	options = mnl_attr_nest_start(msg, TCA_OPTIONS);
	mnl_attr_put_u8(msg, TCA_FLOWER_FLAGS, 1);
	mnl_attr_nest_end(msg, options);
	filters = filters_read(9, -EBADMSG);
	free(filters.list);
}

static void put_key(struct nlmsghdr *msg, uint16_t key, uint16_t mask,
		    const char *bytes, size_t len)
{
	mnl_attr_put(msg, key, len, bytes);
	if (mask)
		mnl_attr_put(msg, mask, len,
			     "\xff\xff\xff\xff\xff\xff\xff\xff"
			     "\xff\xff\xff\xff\xff\xff\xff\xff");
}

static void words_of_tc(void)
{
	const struct tc_gact gact = { .action = TC_ACT_GOTO_CHAIN | 101 };
	const struct tc_mirred mirred = { .eaction = TCA_EGRESS_REDIR,
					  .ifindex = 77777 };
	struct nlattr *options, *acts, *act, *opts;
	struct ctl_filters filters;
	struct nlmsghdr *msg;

	answers_reset();
	msg = filter_begin(9, 0, 1, "flower");
	options = mnl_attr_nest_start(msg, TCA_OPTIONS);
	put_key(msg, TCA_FLOWER_KEY_ETH_DST, 0, "\1\0\0\0\0\0", 6);
	mnl_attr_put(msg, TCA_FLOWER_KEY_ETH_DST_MASK, 6, "\1\0\0\0\0\0");
	mnl_attr_put_u16(msg, TCA_FLOWER_KEY_VLAN_ID, 40);
	put_key(msg, TCA_FLOWER_KEY_IPV4_SRC, TCA_FLOWER_KEY_IPV4_SRC_MASK,
		"\300\0\2\1", 4);
	put_key(msg, TCA_FLOWER_KEY_TCP_DST, TCA_FLOWER_KEY_TCP_DST_MASK,
		"\0\26", 2);
	mnl_attr_put_u8(msg, TCA_FLOWER_KEY_IP_TTL, 1);
	acts = mnl_attr_nest_start(msg, TCA_FLOWER_ACT);
	act = mnl_attr_nest_start(msg, 1);
	mnl_attr_put_strz(msg, TCA_ACT_KIND, "gact");
	opts = mnl_attr_nest_start(msg, TCA_ACT_OPTIONS);
	mnl_attr_put(msg, TCA_GACT_PARMS, sizeof(gact), &gact);
	mnl_attr_nest_end(msg, opts);
	mnl_attr_nest_end(msg, act);
	act = mnl_attr_nest_start(msg, 2);
	mnl_attr_put_strz(msg, TCA_ACT_KIND, "mirred");
	opts = mnl_attr_nest_start(msg, TCA_ACT_OPTIONS);
	mnl_attr_put(msg, TCA_MIRRED_PARMS, sizeof(mirred), &mirred);
	mnl_attr_nest_end(msg, opts);
	mnl_attr_nest_end(msg, act);
	mnl_attr_nest_end(msg, acts);
	mnl_attr_nest_end(msg, options);
	filters = filters_read(9, 0);
	if (EXPECT_EQ(filters.count, 1)) {
		EXPECT_STREQ(filters.list->keys,
			     "dst_mac 01:00:00:00:00:00/01:00:00:00:00:00 vlan_id 40 src_ip 192.0.2.1 dst_port 22 ...");
		EXPECT_STREQ(filters.list->verdict,
			     "goto chain 101, redirect if77777");
		EXPECT_EQ(filters.list->goto_chain, 101);
	}
	free(filters.list);
}

static void short_key(void)
{
	struct ctl_filters filters;
	struct nlmsghdr *msg;
	struct nlattr *options;

	answers_reset();
	msg = filter_begin(9, 0, 1, "flower");
	options = mnl_attr_nest_start(msg, TCA_OPTIONS);
	mnl_attr_put(msg, TCA_FLOWER_KEY_ETH_DST, 4, "\1\0\0\0");
	mnl_attr_nest_end(msg, options);
	filters = filters_read(9, -EBADMSG);
	free(filters.list);
}

static const struct ktap_case cases[] = {
	{ "hnictl_filter.flower_whole", flower_whole },
	{ "hnictl_filter.first_action_counts", first_action_counts },
	{ "hnictl_filter.other_classifier_is_listed", other_kind },
	{ "hnictl_filter.shared_block_is_listed_once", block_once },
	{ "hnictl_filter.changed_dump_is_begun_again", dump_again },
	{ "hnictl_filter.netdev_that_is_gone_has_none", gone },
	{ "hnictl_filter.malformed_is_refused", malformed },
	{ "hnictl_filter.keys_and_actions_in_words", words_of_tc },
	{ "hnictl_filter.short_key_is_refused", short_key },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
