/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the memory functions for host tests of kernel files. */
#include <string.h>
