/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the tests' management controller: it speaks NC-SI to the bench's BMC
 * port, with numbers of the standard and not those of the NIC's headers.
 */
#ifndef EMU_MC_H
#define EMU_MC_H

#include "emu_bench.h"

#define MC_SILENCE	0xffffffffU	/* no answer */
#define MC_OK		0U
#define MC_PACKAGE	0x1f

/**
 * struct mc - what was said last
 * @frame: command as it was sent, from the Ethernet header on
 * @len: its length
 * @iid: its instance
 * @rsp: payload of the answer behind the two codes
 * @rsp_len: length of that payload, codes included
 * @answer: the answer from its header on
 */
struct mc {
	uint8_t frame[128];
	uint32_t len;
	uint8_t iid;
	const uint8_t *rsp;
	unsigned int rsp_len;
	const uint8_t *answer;
};

extern struct mc mc;

/* Bench with uplink, BMC and hosts; nothing was said yet. */
void mc_start(void);

/* Select the package and clear the initial state. */
void mc_ready(void);

/* Everything through: both ways, all filters off, the BMC's own MAC. */
void mc_open(void);

/* Make a command; @payload may be NULL. mc_send() sends it. */
void mc_make(uint8_t type, uint8_t channel, const void *payload,
	     uint16_t len);

/* Code and reason of the answer, the code in the upper half */
uint32_t mc_send(void);

/* Both; to channel 0 */
uint32_t mc_ask(uint8_t type, const void *payload, uint16_t len);
uint32_t mc_do(uint8_t type);
uint32_t mc_package(uint8_t type, const void *payload, uint16_t len);

/* The checksum of @len bytes */
uint32_t mc_sum(const uint8_t *data, uint32_t len);

/* Last frame at the BMC, if it is an answer or a notification; else NULL */
const uint8_t *mc_heard(void);

/* A frame enters, @tail from its EtherType on; what was heard is forgotten. */
void mc_rx(unsigned int port, const uint8_t *dst, const void *tail,
	   uint32_t len);

#endif /* EMU_MC_H */
