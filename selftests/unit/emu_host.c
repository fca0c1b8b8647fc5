// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the host's end of the mailbox: rings, buffers, and one message after
 * the other.
 */
#include <string.h>

#include "emu_host.h"

#define EMU_HOST_RX		0x30000		/* a page for each descriptor */
#define EMU_HOST_TX		0x50000

static struct {
	unsigned int head;	/* next message of the firmware */
	unsigned int tail;	/* next message of ours */
	uint8_t msg[HNI_MBX_MSG_MAX];
} emu_host;

static void emu_host_post(unsigned int ring, unsigned int d, uint32_t addr,
			  uint32_t hi)
{
	emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(ring, (d + 1) % 16), 0);
	emu_mbox_write(dev.fn, HNI_MBX_DESC_HI(ring, d), hi);
	emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(ring, d), addr | 1);
}

static void emu_host_reset_ring(unsigned int ring)
{
	unsigned int d;

	emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(ring, 0), 0);
	emu_mbox_write(dev.fn, HNI_MBX_DESC_HI(ring, 0), 0);
	for (d = 15; d > 0; d--) {
		emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(ring, d), 3);
		emu_mbox_write(dev.fn, HNI_MBX_DESC_HI(ring, d), 0);
	}
}

/* Rings reset, DMA on, buffers posted */
void emu_host_attach(void)
{
	unsigned int d;

	emu_host_reset_ring(HNI_MBX_RX);
	emu_host_reset_ring(HNI_MBX_TX);
	emu_dev_write(HNI_CSR_INTR_CLEAR(0), 1);
	emu_dev_dma_on();
	emu_host.head = 0;
	emu_host.tail = 0;
	for (d = 0; d < 15; d++)
		emu_host_post(HNI_MBX_RX, d, EMU_HOST_RX + 4096 * d,
			      0x10000000);
}

/* A function after power-on whose mailbox works */
void emu_host_open(unsigned int idx)
{
	emu_dev_open(idx);
	emu_host_attach();
}

void emu_host_say(struct emu_tlv *t)
{
	unsigned int d = emu_host.tail;
	size_t len = emu_tlv_end(t);

	memcpy(dev.ram + EMU_HOST_TX + 4096 * d, t->buf, len);
	emu_host.tail = (d + 1) % 16;
	emu_host_post(HNI_MBX_TX, d, EMU_HOST_TX + 4096 * d,
		      (uint32_t)len << 16 | 0x4000);
}

/* Type of the firmware's next message, ~0 = there is none */
uint32_t emu_host_next(void)
{
	uint32_t lo = emu_mbox_read(dev.fn,
				    HNI_MBX_DESC_LO(0, emu_host.head));

	if ((lo & 3) != 3)
		return ~0U;
	return emu_tlv_id(dev.ram + EMU_HOST_RX + 4096 * emu_host.head);
}

/* Take the next message; false if it is not @id, or broken */
bool emu_host_hear(uint32_t id, struct emu_tlv_attr *attr)
{
	unsigned int d = emu_host.head;
	bool ok = emu_host_next() == id;
	size_t len;

	if (emu_host_next() == ~0U)
		return false;
	len = emu_mbox_read(dev.fn, HNI_MBX_DESC_HI(0, d)) >> 16;
	memcpy(emu_host.msg, dev.ram + EMU_HOST_RX + 4096 * d, len);
	/* The page goes to the tail, which is one behind the head */
	emu_host.head = (d + 1) % 16;
	emu_mbox_write(dev.fn, HNI_MBX_DESC_LO(0, d), 0);
	emu_host_post(HNI_MBX_RX, (d + 15) % 16,
		      EMU_HOST_RX + 4096 * ((d + 15) % 16), 0x10000000);
	return !emu_tlv_parse(emu_host.msg, len, attr) && ok;
}

void emu_host_request(uint32_t id)
{
	static struct emu_tlv t;

	emu_tlv_begin(&t, id);
	emu_host_say(&t);
}

bool emu_host_caps(struct emu_tlv_attr *attr)
{
	emu_host_request(HNI_MSG_HOST_CAP_REQ);
	return emu_host_hear(HNI_MSG_FW_CAP_RESP, attr);
}
