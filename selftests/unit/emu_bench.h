/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the bench on which tests run the switch half of the NIC: functions and
 * cables that record what they are given, and the manager's memory.
 */
#ifndef EMU_BENCH_H
#define EMU_BENCH_H

#include "emu_cmds.h"
#include "esw.h"

#define BENCH_MEM	0x40000
#define BENCH_RING	0x1000		/* 64 units */
#define BENCH_CPL	0x800
#define BENCH_RECORDS	64

/* Ports of the bench: two hosts */
enum { UPLINK, PF0, HOST1, HOST2, BMC, PORTS };

/* struct bench_frame - a frame that somebody received */
struct bench_frame {
	unsigned int port;	/* UPLINK and BMC: the cable */
	int page;		/* manager's slow path: page, else -1 */
	struct emu_meta meta;	/* of the slow path */
	uint32_t len;
	uint8_t data[256];	/* its beginning */
};

struct bench {
	struct emu_nic nic;
	struct emu_config cfg;
	struct emu_esw *esw;
	bool attached[EMU_MAX_FUNCS];
	bool deaf[EMU_MAX_FUNCS];	/* the host does not take frames */
	bool page_ready[EMU_PAGES];
	bool peer[PORTS];
	struct bench_frame got[BENCH_RECORDS];
	unsigned int ngot;
	unsigned int irqs[256];
	unsigned int mtu[EMU_MAX_FUNCS];
	unsigned int paused[EMU_MAX_FUNCS];	/* quanta last heard */
	unsigned int findings;
	uint8_t mem[BENCH_MEM];
	uint32_t tail;
};

extern struct bench bench;

/* Two hosts, BMC, everybody attached; change bench.cfg in between. */
void bench_config(void);
void bench_start(void);
void bench_stop(void);

/* A frame enters: last bytes of source and destination address. */
void bench_rx(unsigned int port, const char *dst, const char *src);
void bench_rx_dest(unsigned int port, const char *dst, const char *src,
		   uint8_t dest);
void bench_inject(unsigned int port, const char *dst, const char *src);

/*
 * Who received since the last call: letters u, 0, 1, 2, b for ports, the same
 * as capital for the slow path of the port (U P H I B); sorted in order.
 */
const char *bench_got(void);

uint64_t bench_drops(unsigned int port, enum emu_drop why);

void bench_write(uint32_t off, uint32_t val);
uint32_t bench_read(uint32_t off);

/* Enable the ring; post commands; execute. */
void bench_ring_start(void);
void bench_post(const struct cmds *c);
void bench_run(void);
void bench_mode(uint8_t mode);

/* Bring up representors of all ports and bind page 100 + port to each. */
void bench_switchdev(void);

#endif /* EMU_BENCH_H */
