/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what the files of the control socket's commands share. */
#ifndef EMU_CTL_FUNC_H
#define EMU_CTL_FUNC_H

#include "ctl.h"

/* Fill @err with a sentence about @what. NULL, for the caller to return. */
json_t *emu_ctl_error(char *err, const char *fmt, const char *what);

/* Port named by the request's member "port"; -1 and @err */
int emu_ctl_port(struct emu_nic *nic, json_t *req, char *err);

/* Commands on links and functions */
json_t *emu_ctl_flap(struct emu_nic *nic, json_t *req, char *err);
json_t *emu_ctl_reset(struct emu_nic *nic, json_t *req, char *err);
json_t *emu_ctl_fault(struct emu_nic *nic, json_t *req, char *err);
json_t *emu_ctl_sensor(struct emu_nic *nic, json_t *req, char *err);
json_t *emu_ctl_firmware(struct emu_nic *nic, json_t *req, char *err);

/* The BMC's sideband */
json_t *emu_ctl_ncsi(struct emu_nic *nic, json_t *req, char *err);

#endif /* EMU_CTL_FUNC_H */
