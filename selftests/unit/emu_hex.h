/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns frames written as text: hex digits with blanks between them. */
#ifndef EMU_HEX_H
#define EMU_HEX_H

#include "emu.h"

/* Bytes of @text; returns their number, which the caller knows to fit. */
uint32_t hex_bytes(const char *text, uint8_t *out);

/*
 * Put bytes at the end of a frame's buffer, which has no byte behind it that may
 * be touched: the sanitizer sees each access beyond the frame.
 */
void hex_frame_set(struct emu_frame *f, const uint8_t *bytes, uint32_t len);
void hex_frame(struct emu_frame *f, const char *text);

/* Is the frame this text? If not it is noted and the running case fails. */
void hex_expect(const struct emu_frame *f, const char *text, const char *file,
		int line);
#define EXPECT_FRAME(f, text) hex_expect(f, text, __FILE__, __LINE__)

#endif /* EMU_HEX_H */
