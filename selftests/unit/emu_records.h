/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns one good record of each type that tests begin with: every field has a
 * value of its own, so that a mix-up shows.
 */
#ifndef EMU_RECORDS_H
#define EMU_RECORDS_H

#include "emu_cmds.h"

/* WRITE commands for row @idx */
void record_range(struct cmds *c, uint32_t idx);	/* source 100 .. 200 */
void record_meter(struct cmds *c, uint32_t idx, uint32_t gen);
void record_encap(struct cmds *c, uint32_t idx);	/* tag, IPv4, VXLAN */
void record_encap_gre(struct cmds *c, uint32_t idx);	/* IPv6, key */
void record_tunnel(struct cmds *c, uint32_t idx);	/* VXLAN-GBP, IPv6 */
void record_conn(struct cmds *c, uint32_t idx, uint16_t sport);

#endif /* EMU_RECORDS_H */
