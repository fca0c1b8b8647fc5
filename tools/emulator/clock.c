// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the time of the host functions. A file of its own, so that tests can
 * bring their own clock.
 */
#include <time.h>

#include "func.h"

/**
 * emu_func_now_ns() - monotonic time
 *
 * Return: nanoseconds, never 0.
 */
uint64_t emu_func_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return 1 + (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}
