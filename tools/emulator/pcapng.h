/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the writer of the pcapng tap. */
#ifndef EMU_PCAPNG_H
#define EMU_PCAPNG_H

#include <stdbool.h>
#include <stdint.h>

struct emu_pcapng;

/*
 * Create the file with its section header. NULL = logged. Of frames @limit octets
 * are kept, 0 = all. The log tells when the rest is left out: at the limit, after
 * a whole frame, or when the file cannot be written, which may tear one.
 */
struct emu_pcapng *emu_pcapng_open(const char *path, uint64_t limit);
void emu_pcapng_close(struct emu_pcapng *pg);

/* Describe the next interface; they are numbered from 0 in call order. */
void emu_pcapng_interface(struct emu_pcapng *pg, const char *name);

/* Record a frame at an interface; @in: it entered the e-switch. */
void emu_pcapng_frame(struct emu_pcapng *pg, unsigned int interface, bool in,
		      const uint8_t *data, uint32_t len);

/* Make everything recorded so far visible to readers of the file. */
void emu_pcapng_flush(struct emu_pcapng *pg);

#endif /* EMU_PCAPNG_H */
