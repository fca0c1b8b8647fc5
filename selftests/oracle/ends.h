/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the ends: packet sockets at both sides of the NIC's
 * ports and of their twins, and the exchange of one burst of frames.
 */
#ifndef ORACLE_ENDS_H
#define ORACLE_ENDS_H

#include <stddef.h>
#include <stdint.h>

#define ENDS_PORTS		4
#define ENDS_TWINS		"twins"		/* namespace of the twins */

/*
 * Ends are numbered: the far ends of the NIC's ports, what the manager's CPU
 * receives of each, and of all tunnels; then the same of the twins; behind them
 * the ends through which the CPU sends, of ports and of twins.
 */
#define ENDS_HW			0
#define ENDS_SW			(2 * ENDS_PORTS + 1)
#define ENDS_TAPS		(2 * ENDS_SW)
#define ENDS_COUNT		(ENDS_TAPS + 2 * ENDS_PORTS)

/* struct bytes - a buffer that grows */
struct bytes {
	uint8_t *data;
	size_t len;
	size_t room;
};

int bytes_add(struct bytes *bytes, const void *data, size_t len);

/* struct burst - frames to send: records of source, flags and length */
struct burst {
	uint32_t window;	/* frames between two rounds of markers */
	uint32_t flags;
#define BURST_SLOW		0x1		/* some take the slow path */
#define BURST_TUNNELS		0x2		/* some come out of a tunnel */
	const uint8_t *records;
	size_t len;
};

/* struct record - head of a frame, sent or received; its bytes follow */
struct record {
	uint8_t end;		/* sent: port, or ENDS_PORTS + port by the CPU */
	uint8_t zero;
	uint16_t len;
};

struct ends;

/* Opens ENDS_COUNT ends, named "NETNS:DEV" or ":DEV"; NULL and a message. */
struct ends *ends_open(char *const names[]);

/*
 * Outer headers that take a marker to the other end of each tunnel: records of
 * the port where they enter, and length. Kept. Returns 0 or -errno.
 */
int ends_set_tunnels(struct ends *ends, const uint8_t *records, size_t len);

/*
 * Sends the burst to the NIC and to the twins, until the markers behind the
 * frames are everywhere; appends what arrived. Returns the number of markers
 * that are missing, or -errno.
 */
int ends_exchange(struct ends *ends, const struct burst *burst,
		  struct bytes *out);

#endif /* ORACLE_ENDS_H */
