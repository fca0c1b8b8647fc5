/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface by which a host test program states facts as KTAP. */
#ifndef SELFTESTS_LIB_KTAP_H
#define SELFTESTS_LIB_KTAP_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct ktap_case - one test case: one fact
 * @name: what holds, as "noun.fact"; printed behind the program's area
 * @run: states the fact with EXPECT() and friends
 */
struct ktap_case {
	const char *name;
	void (*run)(void);
};

/**
 * ktap_run() - run all cases of a program and print KTAP
 * @area: first part of each printed name, for example "unit"
 * @cases: the cases in the order in which they run
 * @count: number of cases
 *
 * Context: called once, by main().
 * Return: the exit code of the program: 0, 1 if a case failed, 4 if every
 * case was skipped.
 */
int ktap_run(const char *area, const struct ktap_case *cases, size_t count);

/**
 * ktap_expect() - record one condition of the running case
 * @holds: the condition; false fails the case, which goes on
 * @file: source file of the statement
 * @line: source line of the statement
 * @fmt: what was expected, printed as a diagnostic when it does not hold
 *
 * Context: inside a case.
 * Return: @holds
 */
bool ktap_expect(bool holds, const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * ktap_skip() - mark the running case as skipped
 * @reason: why it cannot be run here; never empty
 *
 * Context: inside a case, which returns right afterwards.
 */
void ktap_skip(const char *reason);

/**
 * ktap_note() - print a diagnostic line
 * @fmt: text without newline
 */
void ktap_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#define EXPECT(cond) \
	ktap_expect((cond), __FILE__, __LINE__, "%s", #cond)

#define EXPECT_EQ(got, want) \
	({ \
		long long got_ = (long long)(got); \
		long long want_ = (long long)(want); \
		ktap_expect(got_ == want_, __FILE__, __LINE__, \
			    "%s is %lld (0x%llx), expected %s = %lld (0x%llx)", \
			    #got, got_, got_, #want, want_, want_); \
	})

#define EXPECT_STREQ(got, want) \
	({ \
		const char *got_ = (got); \
		const char *want_ = (want); \
		ktap_expect(!__builtin_strcmp(got_, want_), __FILE__, __LINE__, \
			    "%s is \"%s\", expected \"%s\"", #got, got_, want_); \
	})

#define EXPECT_MEMEQ(got, want, len) \
	ktap_expect(!__builtin_memcmp((got), (want), (len)), __FILE__, \
		    __LINE__, "%s differs from %s", #got, #want)

#endif
