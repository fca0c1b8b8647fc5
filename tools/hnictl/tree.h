/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of trees: what a health reporter tells, as objects, arrays
 * and values, built from a stream of devlink's attributes.
 */
#ifndef HNICTL_TREE_H
#define HNICTL_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "nl.h"

#define CTL_TREE_DEPTH	32

enum ctl_tree_kind {
	CTL_TREE_OBJECT,
	CTL_TREE_ARRAY,
	CTL_TREE_BOOL,
	CTL_TREE_NUMBER,
	CTL_TREE_TEXT,
	CTL_TREE_BYTES,
};

/**
 * struct ctl_tree - a value and what is in it
 * @kind: enum ctl_tree_kind
 * @name: of a member of an object; NULL in an array
 * @number: of a number, or 0 and 1 of a bool
 * @text: of a text
 * @first: of an object or array: its first part
 * @last: its last part
 * @next: of the same object or array
 */
struct ctl_tree {
	enum ctl_tree_kind kind;
	char *name;
	uint64_t number;
	char *text;
	struct ctl_tree *first;
	struct ctl_tree *last;
	struct ctl_tree *next;
};

/**
 * struct ctl_tree_build - a tree under construction
 * @root: the tree; NULL before its first value
 * @open: objects and arrays that are open; NULL stands for an open pair
 * @depth: entries in @open
 * @name: name of the next value
 * @kind: MNL_TYPE_* of the next value
 */
struct ctl_tree_build {
	struct ctl_tree *root;
	struct ctl_tree *open[CTL_TREE_DEPTH];
	unsigned int depth;
	char *name;
	uint8_t kind;
};

/**
 * ctl_tree_add() - go on with a tree
 * @build: zeroed before the first call
 * @fmsg: attribute DEVLINK_ATTR_FMSG of one message
 *
 * Return: 0; -EBADMSG, -ENOMEM.
 */
int ctl_tree_add(struct ctl_tree_build *build, const struct nlattr *fmsg);

/**
 * ctl_tree_end() - end the construction
 * @build: what was built; its other memory is freed
 *
 * Return: the tree, the caller's; NULL if nothing was told.
 */
struct ctl_tree *ctl_tree_end(struct ctl_tree_build *build);

/**
 * ctl_tree_free() - free a tree
 * @tree: tree or NULL
 */
void ctl_tree_free(struct ctl_tree *tree);

/**
 * ctl_tree_get() - find a member of an object
 * @tree: object; anything else, NULL too, has no members
 * @name: of the member
 *
 * Return: the member or NULL.
 */
const struct ctl_tree *ctl_tree_get(const struct ctl_tree *tree,
				    const char *name);

/**
 * ctl_tree_text() - text of a member of an object
 * @tree: object
 * @name: of the member
 *
 * Return: the text, NULL if there is none.
 */
const char *ctl_tree_text(const struct ctl_tree *tree, const char *name);

/**
 * ctl_tree_number() - number of a member of an object
 * @tree: object
 * @name: of the member
 *
 * Return: the number, 0 if there is none.
 */
uint64_t ctl_tree_number(const struct ctl_tree *tree, const char *name);

#endif
