// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns trees. devlink tells a tree as a stream: "an object begins", "the name
 * is", "the value is", "what was begun last ends"; messages cut it anywhere.
 */
#include <errno.h>
#include <linux/devlink.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

static struct ctl_tree *tree_top(const struct ctl_tree_build *build)
{
	unsigned int i = build->depth;

	while (i)
		if (build->open[--i])
			return build->open[i];
	return NULL;
}

static struct ctl_tree *node_add(struct ctl_tree_build *build,
				 enum ctl_tree_kind kind)
{
	struct ctl_tree *parent = tree_top(build);
	struct ctl_tree *node;

	if (build->root && !parent)
		return NULL;
	node = calloc(1, sizeof(*node));
	if (!node)
		return NULL;
	node->kind = kind;
	node->name = build->name;
	build->name = NULL;
	if (!parent)
		build->root = node;
	else if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	if (parent)
		parent->last = node;
	return node;
}

static int level_open(struct ctl_tree_build *build, struct ctl_tree *node)
{
	if (build->depth == CTL_TREE_DEPTH)
		return -EBADMSG;
	build->open[build->depth++] = node;
	return 0;
}

static int node_open(struct ctl_tree_build *build, enum ctl_tree_kind kind)
{
	struct ctl_tree *node = node_add(build, kind);

	return node ? level_open(build, node) : -EBADMSG;
}

static int level_close(struct ctl_tree_build *build)
{
	if (!build->depth)
		return -EBADMSG;
	build->depth--;
	return 0;
}

static int name_set(struct ctl_tree_build *build, const struct nlattr *attr)
{
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return -EBADMSG;
	free(build->name);
	build->name = strdup(mnl_attr_get_str(attr));
	return build->name ? 0 : -ENOMEM;
}

static int kind_set(struct ctl_tree_build *build, const struct nlattr *attr)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U8) < 0)
		return -EBADMSG;
	build->kind = mnl_attr_get_u8(attr);
	return 0;
}

static int text_set(struct ctl_tree_build *build, const struct nlattr *attr)
{
	struct ctl_tree *node = node_add(build, CTL_TREE_TEXT);

	if (!node || mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return -EBADMSG;
	node->text = strdup(mnl_attr_get_str(attr));
	return node->text ? 0 : -ENOMEM;
}

/* a number of any width; what is shorter than it says is malformed */
static int number_set(struct ctl_tree_build *build, const struct nlattr *attr,
		      enum ctl_tree_kind kind)
{
	struct ctl_tree *node;

	if (mnl_attr_validate(attr, build->kind == MNL_TYPE_FLAG ?
			      MNL_TYPE_U8 : build->kind) < 0)
		return -EBADMSG;
	node = node_add(build, kind);
	if (!node)
		return -EBADMSG;
	if (build->kind == MNL_TYPE_U64)
		node->number = mnl_attr_get_u64(attr);
	else if (build->kind == MNL_TYPE_U32)
		node->number = mnl_attr_get_u32(attr);
	else
		node->number = mnl_attr_get_u8(attr);
	return 0;
}

static int value_set(struct ctl_tree_build *build, const struct nlattr *attr)
{
	switch (build->kind) {
	case MNL_TYPE_FLAG:
		return number_set(build, attr, CTL_TREE_BOOL);
	case MNL_TYPE_U8:
	case MNL_TYPE_U32:
	case MNL_TYPE_U64:
		return number_set(build, attr, CTL_TREE_NUMBER);
	case MNL_TYPE_NUL_STRING:
		return text_set(build, attr);
	case MNL_TYPE_BINARY:
		return node_add(build, CTL_TREE_BYTES) ? 0 : -EBADMSG;
	default:
		return -EBADMSG;
	}
}

static int attr_add(struct ctl_tree_build *build, const struct nlattr *attr)
{
	switch (mnl_attr_get_type(attr)) {
	case DEVLINK_ATTR_FMSG_OBJ_NEST_START:
		return node_open(build, CTL_TREE_OBJECT);
	case DEVLINK_ATTR_FMSG_ARR_NEST_START:
		return node_open(build, CTL_TREE_ARRAY);
	case DEVLINK_ATTR_FMSG_PAIR_NEST_START:
		return level_open(build, NULL);
	case DEVLINK_ATTR_FMSG_NEST_END:
		return level_close(build);
	case DEVLINK_ATTR_FMSG_OBJ_NAME:
		return name_set(build, attr);
	case DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE:
		return kind_set(build, attr);
	case DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA:
		return value_set(build, attr);
	default:
		return 0;
	}
}

int ctl_tree_add(struct ctl_tree_build *build, const struct nlattr *fmsg)
{
	const struct nlattr *attr;
	int err;

	mnl_attr_for_each_nested(attr, fmsg) {
		err = attr_add(build, attr);
		if (err)
			return err;
	}
	return 0;
}

struct ctl_tree *ctl_tree_end(struct ctl_tree_build *build)
{
	free(build->name);
	build->name = NULL;
	return build->root;
}

/* depth is bounded by CTL_TREE_DEPTH */
void ctl_tree_free(struct ctl_tree *tree)
{
	struct ctl_tree *next;

	for (; tree; tree = next) {
		next = tree->next;
		ctl_tree_free(tree->first);
		free(tree->name);
		free(tree->text);
		free(tree);
	}
}

const struct ctl_tree *ctl_tree_get(const struct ctl_tree *tree,
				    const char *name)
{
	const struct ctl_tree *part;

	if (!tree || tree->kind != CTL_TREE_OBJECT)
		return NULL;
	for (part = tree->first; part; part = part->next) {
		if (part->name && !strcmp(part->name, name))
			return part;
	}
	return NULL;
}

const char *ctl_tree_text(const struct ctl_tree *tree, const char *name)
{
	const struct ctl_tree *part = ctl_tree_get(tree, name);

	return part ? part->text : NULL;
}

uint64_t ctl_tree_number(const struct ctl_tree *tree, const char *name)
{
	const struct ctl_tree *part = ctl_tree_get(tree, name);

	return part ? part->number : 0;
}
