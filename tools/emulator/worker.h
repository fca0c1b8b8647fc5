/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the life of the worker, the thread that moves every frame. */
#ifndef EMU_WORKER_H
#define EMU_WORKER_H

#include "emu.h"

/* Prepare what emu_worker_kick() needs; before any function exists. 0 or -1 */
int emu_worker_init(void);

/* Start the thread. 0 or -1, logged. */
int emu_worker_start(struct emu_nic *nic);

/* Stop and join it. */
void emu_worker_stop(struct emu_nic *nic);

#endif /* EMU_WORKER_H */
