/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface of the frames that are generated, by class. */
#ifndef FUZZ_FRAMES_H
#define FUZZ_FRAMES_H

#include "emu_bench.h"

#define FUZZ_VLAN	40		/* the BMC's, where it has one */
#define FUZZ_CPU	PORTS		/* as a port: the manager's software */
#define FUZZ_PLACES	(PORTS + 1)
#define FUZZ_TUNNEL_PORT	4789	/* where TUNNEL rows listen */

/* struct fuzz_rng - repeatable numbers */
struct fuzz_rng {
	uint64_t state;
};

uint32_t fuzz_random(struct fuzz_rng *rng);
uint32_t fuzz_below(struct fuzz_rng *rng, uint32_t bound);

/* One of @n times */
bool fuzz_one_in(struct fuzz_rng *rng, uint32_t n);

enum fuzz_class {
	FUZZ_UNICAST,
	FUZZ_UNKNOWN,
	FUZZ_BROADCAST,
	FUZZ_MULTICAST,
	FUZZ_IPV4,
	FUZZ_IPV6,
	FUZZ_ARP,
	FUZZ_FRAGMENT,
	FUZZ_TUNNEL,
	FUZZ_TAGGED,
	FUZZ_DOUBLE_TAGGED,
	FUZZ_BMC_VLAN,
	FUZZ_SOURCE,
	FUZZ_MALFORMED,
	FUZZ_LLDP,
	FUZZ_BPDU,
	FUZZ_PAUSE,
	FUZZ_NCSI,
	FUZZ_NOISE,
	FUZZ_HOST_PATH,
	FUZZ_CLASSES
};

/**
 * struct fuzz_frame - a frame that shall enter
 * @class: its class
 * @port: where; FUZZ_CPU: the manager sends it through the representor @rep
 * @rep: port
 * @dest: destinations of its descriptor, EMU_DEST_*
 * @len: bytes
 * @data: the bytes
 */
struct fuzz_frame {
	enum fuzz_class class;
	unsigned int port;
	unsigned int rep;
	uint8_t dest;
	uint32_t len;
	uint8_t data[EMU_FRAME_MAX];
};

const char *fuzz_class_name(enum fuzz_class class);
const char *fuzz_place_name(unsigned int place);

/*
 * Make a frame for @f->port. @has_ncsi: the BMC has opened its channel, and its
 * control packets only ask for something.
 */
void fuzz_frame_make(struct fuzz_rng *rng, struct fuzz_frame *f, bool has_ncsi);

/* Is the frame in the BMC's VLAN? Read from the data sheet, not from the NIC */
bool fuzz_in_bmc_vlan(const uint8_t *data, uint32_t len);

#endif /* FUZZ_FRAMES_H */
