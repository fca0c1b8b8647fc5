// SPDX-License-Identifier: GPL-2.0-only
/* Owns the tests' management controller. */
#include <string.h>

#include "bytes.h"
#include "emu_mc.h"

#define MC_HDR	14		/* Ethernet header */

struct mc mc;

void mc_start(void)
{
	memset(&mc, 0, sizeof(mc));
	bench_start();
}

void mc_ready(void)
{
	mc_package(0x01, "\0\0\0\1", 4);
	mc_do(0x00);
}

void mc_open(void)
{
	mc_ready();
	mc_ask(0x0e, "\x02\0\0\0\0\xf0\x01\x01", 8);
	mc_ask(0x0c, "\0\0\0\3", 4);
	mc_do(0x11);
	mc_do(0x13);
	mc_do(0x06);
	mc_do(0x03);
	bench.ngot = 0;
}

uint32_t mc_sum(const uint8_t *data, uint32_t len)
{
	uint32_t sum = 0, i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? data[i] : (uint32_t)data[i] << 8;
	return 0U - sum;
}

void mc_make(uint8_t type, uint8_t channel, const void *payload, uint16_t len)
{
	uint32_t end = 16 + ((len + 3U) & ~3U);
	uint8_t *hdr = mc.frame + MC_HDR;

	memset(mc.frame, 0, sizeof(mc.frame));
	memset(mc.frame, 0xff, 12);
	emu_put_be16(mc.frame + 12, 0x88f8);
	hdr[1] = 1;
	mc.iid = (uint8_t)(mc.iid % 255 + 1);
	hdr[3] = mc.iid;
	hdr[4] = type;
	hdr[5] = channel;
	emu_put_be16(hdr + 6, len);
	if (payload)
		memcpy(hdr + 16, payload, len);
	emu_put_be32(hdr + end, mc_sum(hdr, end));
	mc.len = MC_HDR + end + 4;
	if (mc.len < 60)
		mc.len = 60;
}

const uint8_t *mc_heard(void)
{
	const struct bench_frame *r;

	if (!bench.ngot)
		return NULL;
	r = &bench.got[(bench.ngot - 1) % BENCH_RECORDS];
	if (r->port != BMC || emu_get_be16(r->data + 12) != 0x88f8)
		return NULL;
	return r->data + MC_HDR;
}

uint32_t mc_send(void)
{
	struct emu_frame f = { .off = 64, .len = mc.len, .port = BMC };

	memcpy(emu_frame_data(&f), mc.frame, mc.len);
	bench.ngot = 0;
	emu_esw_rx(&bench.nic, &f, EMU_DEST_MAC);
	mc.answer = mc_heard();
	if (!mc.answer)
		return MC_SILENCE;
	mc.rsp_len = emu_get_be16(mc.answer + 6);
	mc.rsp = mc.answer + 20;
	return emu_get_be32(mc.answer + 16);
}

uint32_t mc_ask(uint8_t type, const void *payload, uint16_t len)
{
	mc_make(type, 0, payload, len);
	return mc_send();
}

uint32_t mc_do(uint8_t type)
{
	return mc_ask(type, NULL, 0);
}

uint32_t mc_package(uint8_t type, const void *payload, uint16_t len)
{
	mc_make(type, MC_PACKAGE, payload, len);
	return mc_send();
}

void mc_rx(unsigned int port, const uint8_t *dst, const void *tail,
	   uint32_t len)
{
	static const uint8_t stranger[6] = { 2, 1, 1, 1, 1, 1 };
	struct emu_frame f = { .off = 64, .len = 12 + len,
			       .port = (uint8_t)port };
	uint8_t *data = emu_frame_data(&f);

	memcpy(data, dst, 6);
	memcpy(data + 6, stranger, 6);
	memcpy(data + 12, tail, len);
	if (f.len < 60)
		f.len = 60;
	bench.ngot = 0;
	emu_esw_rx(&bench.nic, &f, EMU_DEST_MAC);
}
