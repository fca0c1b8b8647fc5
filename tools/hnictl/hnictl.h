/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what all objects of hnictl share: context, keyword tables, messages. */
#ifndef HNICTL_H
#define HNICTL_H

#include <stdbool.h>
#include <stddef.h>

#include "../../offload/core/hof_env.h"
#include "out.h"

#define __printf(fmt, first) __attribute__((format(printf, fmt, first)))

/* Exit codes of the program and of every command */
enum ctl_exit {
	CTL_EXIT_OK = 0,
	CTL_EXIT_FAILED = 1,
	CTL_EXIT_USAGE = 2,
};

/**
 * struct ctl - context of one run
 * @out: printer of the command
 * @sysfs: where sysfs is mounted; tests give a directory of their own
 * @root: what is in front of /run, /boot and /lib; empty but in tests
 * @deadline_ms: how long a command waits for the kernel
 */
struct ctl {
	struct ctl_out out;
	const char *sysfs;
	const char *root;
	unsigned int deadline_ms;
};

/**
 * struct ctl_keyword - one row of a keyword table
 * @word: what the user types
 * @run: what it does, with the words behind it; returns an enum ctl_exit
 */
struct ctl_keyword {
	const char *word;
	int (*run)(struct ctl *ctl, int argc, char **argv);
};

/**
 * ctl_keyword_find() - look up a word
 * @table: keywords
 * @count: number of keywords
 * @word: what the user typed
 *
 * Return: the row, or NULL.
 */
const struct ctl_keyword *ctl_keyword_find(const struct ctl_keyword *table,
					   size_t count, const char *word);

/**
 * ctl_err() - tell the user on stderr what went wrong
 * @fmt: a sentence without newline
 */
void ctl_err(const char *fmt, ...) __printf(1, 2);

/**
 * ctl_usage_err() - refuse a word of the command line
 * @object: the command whose help is named
 * @word: what is not understood
 *
 * Return: CTL_EXIT_USAGE.
 */
int ctl_usage_err(const char *object, const char *word);

/**
 * ctl_exit_of() - exit code of a result
 * @err: 0 or -errno; the message has been printed
 *
 * Return: CTL_EXIT_OK or CTL_EXIT_FAILED.
 */
enum ctl_exit ctl_exit_of(int err);

/* The objects; each is a file */
int ctl_port_run(struct ctl *ctl, int argc, char **argv);
int ctl_resource_run(struct ctl *ctl, int argc, char **argv);
int ctl_bmc_run(struct ctl *ctl, int argc, char **argv);
int ctl_bind_run(struct ctl *ctl, int argc, char **argv);
int ctl_doctor_run(struct ctl *ctl, int argc, char **argv);
int ctl_explain_run(struct ctl *ctl, int argc, char **argv);
int ctl_check_run(struct ctl *ctl, int argc, char **argv);
int ctl_table_run(struct ctl *ctl, int argc, char **argv);
int ctl_top_run(struct ctl *ctl, int argc, char **argv);
int ctl_refusals_run(struct ctl *ctl, int argc, char **argv);
int ctl_rule_run(struct ctl *ctl, int argc, char **argv);

#endif
