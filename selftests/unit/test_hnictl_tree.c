// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of hnictl's trees: what a health reporter tells, whole, cut
 * into messages anywhere, and malformed.
 *
 * Links: tools/hnictl/tree.c
 * Cflags: -Itools/hnictl
 * Ldflags: -lmnl
 */
#include <errno.h>
#include <linux/devlink.h>
#include <stdlib.h>
#include <string.h>

#include "../../offload/core/hof_env.h"
#include "ktap.h"
#include "tree.h"

static char bytes[4096];
static struct nlmsghdr *msg;

static void begin(void)
{
	msg = mnl_nlmsg_put_header(bytes);
}

static void put(uint16_t type)
{
	mnl_attr_put(msg, type, 0, NULL);
}

static void put_name(const char *name)
{
	put(DEVLINK_ATTR_FMSG_PAIR_NEST_START);
	mnl_attr_put_strz(msg, DEVLINK_ATTR_FMSG_OBJ_NAME, name);
}

static void put_kind(uint8_t kind)
{
	mnl_attr_put_u8(msg, DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE, kind);
}

static void put_text(const char *text)
{
	put_kind(MNL_TYPE_NUL_STRING);
	mnl_attr_put_strz(msg, DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA, text);
}

/* { "rules": [ { "seq": 5000000000, "skip_sw": true, "device": "x" } ] } */
static void put_rules(void)
{
	put(DEVLINK_ATTR_FMSG_OBJ_NEST_START);
	put_name("rules");
	put(DEVLINK_ATTR_FMSG_ARR_NEST_START);
	put(DEVLINK_ATTR_FMSG_OBJ_NEST_START);
	put_name("seq");
	put_kind(MNL_TYPE_U64);
	mnl_attr_put_u64(msg, DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA, 5000000000ULL);
	put(DEVLINK_ATTR_FMSG_NEST_END);
	put_name("skip_sw");
	put_kind(MNL_TYPE_FLAG);
	mnl_attr_put_u8(msg, DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA, 1);
	put(DEVLINK_ATTR_FMSG_NEST_END);
	put_name("device");
	put_text("x");
	put(DEVLINK_ATTR_FMSG_NEST_END);
	put(DEVLINK_ATTR_FMSG_NEST_END);
	put(DEVLINK_ATTR_FMSG_NEST_END);
	put(DEVLINK_ATTR_FMSG_NEST_END);
	put(DEVLINK_ATTR_FMSG_NEST_END);
}

/* hands over some of the attributes of @msg as the content of one message */
static int give(struct ctl_tree_build *build, const struct nlattr *from,
		size_t len)
{
	char part[4096];
	struct nlattr *nest = (struct nlattr *)part;

	nest->nla_len = (uint16_t)(sizeof(*nest) + len);
	nest->nla_type = DEVLINK_ATTR_FMSG;
	memcpy(nest + 1, from, len);
	return ctl_tree_add(build, nest);
}

static int give_all(struct ctl_tree_build *build)
{
	return give(build, mnl_nlmsg_get_payload(msg),
		    mnl_nlmsg_get_payload_len(msg));
}

static void expect_rules(const struct ctl_tree *tree)
{
	const struct ctl_tree *rules = ctl_tree_get(tree, "rules");

	if (!EXPECT(rules) || !EXPECT(rules->first))
		return;
	EXPECT_EQ(rules->kind, CTL_TREE_ARRAY);
	EXPECT(!rules->first->next);
	EXPECT_EQ(ctl_tree_number(rules->first, "seq"), 5000000000ULL);
	EXPECT_EQ(ctl_tree_get(rules->first, "skip_sw")->kind, CTL_TREE_BOOL);
	EXPECT_EQ(ctl_tree_number(rules->first, "skip_sw"), 1);
	EXPECT_STREQ(ctl_tree_text(rules->first, "device"), "x");
}

static void whole(void)
{
	struct ctl_tree_build build = { 0 };
	struct ctl_tree *tree;

	begin();
	put_rules();
	EXPECT_EQ(give_all(&build), 0);
	tree = ctl_tree_end(&build);
	expect_rules(tree);
	ctl_tree_free(tree);
}

static void cut_anywhere(void)
{
	const struct nlattr *attr, *first;
	struct ctl_tree_build build;
	struct ctl_tree *tree;
	size_t len, head;

	begin();
	put_rules();
	first = mnl_nlmsg_get_payload(msg);
	len = mnl_nlmsg_get_payload_len(msg);
	mnl_attr_for_each(attr, msg, 0) {
		build = (struct ctl_tree_build) { 0 };
		head = (size_t)((const char *)attr - (const char *)first);
		EXPECT_EQ(give(&build, first, head), 0);
		EXPECT_EQ(give(&build, attr, len - head), 0);
		tree = ctl_tree_end(&build);
		expect_rules(tree);
		ctl_tree_free(tree);
	}
}

static int refused(void)
{
	struct ctl_tree_build build = { 0 };
	int err = give_all(&build);

	ctl_tree_free(ctl_tree_end(&build));
	return err;
}

static void malformed_refused(void)
{
	unsigned int i;

	begin();
	put(DEVLINK_ATTR_FMSG_NEST_END);
	EXPECT_EQ(refused(), -EBADMSG);

	begin();
	for (i = 0; i <= CTL_TREE_DEPTH; i++)
		put(DEVLINK_ATTR_FMSG_ARR_NEST_START);
	EXPECT_EQ(refused(), -EBADMSG);

	begin();
	put_text("one");
	put_text("two roots");
	EXPECT_EQ(refused(), -EBADMSG);

	begin();
	put_kind(MNL_TYPE_U64);
	mnl_attr_put_u8(msg, DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA, 1);
	EXPECT_EQ(refused(), -EBADMSG);

	begin();
	put_kind(MNL_TYPE_NESTED);
	mnl_attr_put_u8(msg, DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA, 1);
	EXPECT_EQ(refused(), -EBADMSG);
}

static void nothing_told(void)
{
	struct ctl_tree_build build = { 0 };

	begin();
	EXPECT_EQ(give_all(&build), 0);
	EXPECT(!ctl_tree_end(&build));
	EXPECT(!ctl_tree_get(NULL, "x"));
	EXPECT(!ctl_tree_text(NULL, "x"));
	EXPECT_EQ(ctl_tree_number(NULL, "x"), 0);
}

static const struct ktap_case cases[] = {
	{ "hnictl_tree.has_objects_arrays_and_values", whole },
	{ "hnictl_tree.messages_cut_it_anywhere", cut_anywhere },
	{ "hnictl_tree.malformed_is_refused", malformed_refused },
	{ "hnictl_tree.nothing_told_is_no_tree", nothing_told },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
