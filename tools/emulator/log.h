/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what only main() does with the log. */
#ifndef EMU_LOG_H
#define EMU_LOG_H

#include "emu.h"

/* Send the log to a file; before any other thread exists. 0 or -1 and errno. */
int emu_log_open(const char *path);

/* Messages above @max are not written; before any other thread exists. */
void emu_log_level_set(enum emu_level max);

#endif /* EMU_LOG_H */
