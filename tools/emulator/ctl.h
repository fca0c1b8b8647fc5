/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the control socket. */
#ifndef EMU_CTL_H
#define EMU_CTL_H

#include <jansson.h>

#include "emu.h"

#define EMU_CTL_VERSION	1

/* Listen on @path and serve it in a thread of its own. 0 or -1, logged. */
int emu_ctl_start(struct emu_nic *nic, const char *path);
void emu_ctl_stop(void);

/**
 * emu_ctl_run() - answer one request
 * @nic: device
 * @req: what the client sent, any JSON value
 * @err: filled with a sentence on failure, EMU_CTL_ERR bytes
 *
 * Context: takes nic->lock.
 * Return: the result, owned by the caller; NULL on failure
 */
json_t *emu_ctl_run(struct emu_nic *nic, json_t *req, char *err);

#define EMU_CTL_ERR	256

#endif /* EMU_CTL_H */
