/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the bench on which tests run one host function of the NIC: a memory
 * of its own, and a switch that records what it is given.
 */
#ifndef EMU_DEV_H
#define EMU_DEV_H

#include "func.h"

#define EMU_DEV_RAM		0x400000	/* guest addresses 0 and up */
#define EMU_DEV_FRAMES		64

/**
 * struct emu_dev - the bench
 * @fn: function under test; 0 = manager
 * @ram: its guest memory
 * @sent: frames that it gave to the switch, oldest first
 * @dest: their destination bits; 0x100 + port for an injected frame
 * @sents: their number
 * @kicks: times the worker was woken
 * @events: attach, detach and firmware events, the last one in the low
 *	nibble: 1, 2, 3
 * @bound: port that page 127 is bound to, -1 = none
 * @link: what the switch says about the carrier
 * @mac: what the switch says about the address
 * @now_ns: the clock; only emu_dev_pass() moves it
 */
struct emu_dev {
	struct emu_nic nic;
	struct emu_config cfg;
	struct emu_func *fn;
	uint8_t *ram;
	struct emu_frame sent[EMU_DEV_FRAMES];
	unsigned int dest[EMU_DEV_FRAMES];
	unsigned int sents;
	unsigned int kicks;
	unsigned int events;
	int bound;
	bool link;
	uint8_t mac[6];
	uint64_t now_ns;
};

extern struct emu_dev dev;

void emu_dev_open(unsigned int idx);
void emu_dev_close(void);
void emu_dev_pass(uint64_t ns);
void emu_dev_master(void);
void emu_dev_dma_on(void);
void emu_dev_mac_on(void);
void emu_dev_write(uint32_t off, uint32_t val);
uint32_t emu_dev_read(uint32_t off);
void emu_dev_queue_write(unsigned int q, uint32_t reg, uint32_t val);
uint32_t emu_dev_queue_read(unsigned int q, uint32_t reg);
uint64_t emu_dev_ram64(uint64_t addr);
void emu_dev_ram64_set(uint64_t addr, uint64_t val);
const char *emu_dev_finding(void);

/* Rings of page q that emu_dev_queue_open() sets up, 64 entries each */
#define EMU_DEV_TWQ		0x10000
#define EMU_DEV_TCQ		0x11000
#define EMU_DEV_HPQ		0x12000
#define EMU_DEV_PPQ		0x13000
#define EMU_DEV_RCQ		0x14000
#define EMU_DEV_TWQ1		0x15000
#define EMU_DEV_HDR_PAGES	0x100000
#define EMU_DEV_PAY_PAGES	0x200000

void emu_dev_queue_open(unsigned int q);
/* function @idx with DMA, MAC and its first queue */
void emu_dev_up(unsigned int idx);
void emu_dev_buffers_post(unsigned int q, unsigned int count);

#endif /* EMU_DEV_H */
