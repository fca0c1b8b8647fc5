/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the host's end of the mailbox: what a driver does to exchange messages
 * with the firmware of the function on the bench.
 */
#ifndef EMU_HOST_H
#define EMU_HOST_H

#include "emu_dev.h"
#include "tlv.h"

void emu_host_open(unsigned int idx);
void emu_host_attach(void);
void emu_host_say(struct emu_tlv *t);
/* a message without attributes */
void emu_host_request(uint32_t id);
/* asks for the capabilities; false if no answer came */
bool emu_host_caps(struct emu_tlv_attr *attr);
bool emu_host_hear(uint32_t id, struct emu_tlv_attr *attr);
uint32_t emu_host_next(void);

#endif /* EMU_HOST_H */
