// SPDX-License-Identifier: GPL-2.0-only
/* Owns the translation between frames and their text. */
#include <sanitizer/asan_interface.h>
#include <stdlib.h>
#include <string.h>

#include "emu_hex.h"
#include "ktap.h"

#define HEX_MAX		1024

uint32_t hex_bytes(const char *text, uint8_t *out)
{
	uint32_t n = 0;

	for (; *text; text++) {
		char byte[3] = { text[0], text[1], 0 };

		if (*text == ' ')
			continue;
		out[n++] = (uint8_t)strtoul(byte, NULL, 16);
		text++;
	}
	return n;
}

void hex_frame_set(struct emu_frame *f, const uint8_t *bytes, uint32_t len)
{
	uint8_t *end = f->buf + sizeof(f->buf);
	size_t pad = sizeof(*f) - offsetof(struct emu_frame, buf) -
		     sizeof(f->buf);

	ASAN_UNPOISON_MEMORY_REGION(end, pad);
	memset(f, 0, sizeof(*f));
	ASAN_POISON_MEMORY_REGION(end, pad);
	f->len = len;
	f->off = (uint16_t)(sizeof(f->buf) - len);
	f->l4_valid = true;
	memcpy(f->buf + f->off, bytes, len);
}

void hex_frame(struct emu_frame *f, const char *text)
{
	uint8_t bytes[HEX_MAX];

	hex_frame_set(f, bytes, hex_bytes(text, bytes));
}

static void hex_text(const uint8_t *bytes, uint32_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (; len; len--, bytes++) {
		*out++ = digits[*bytes >> 4];
		*out++ = digits[*bytes & 0xf];
	}
	*out = 0;
}

void hex_expect(const struct emu_frame *f, const char *text, const char *file,
		int line)
{
	char got[2 * HEX_MAX + 1], expected[2 * HEX_MAX + 1];
	uint8_t bytes[HEX_MAX];
	uint32_t len = hex_bytes(text, bytes);

	if (f->len == len && !memcmp(f->buf + f->off, bytes, len)) {
		ktap_expect(true, file, line, "frame");
		return;
	}
	hex_text(f->buf + f->off, f->len < HEX_MAX ? f->len : HEX_MAX, got);
	hex_text(bytes, len, expected);
	ktap_expect(false, file, line, "frame is %s, expected %s", got,
		    expected);
}
