/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the vfio-user wire format: header, commands and the calls between
 * transport and message handlers.
 */
#ifndef EMU_VFU_H
#define EMU_VFU_H

#include <stddef.h>
#include <stdint.h>

struct emu_func;

#define EMU_VFU_XFER_MAX	0x100000U
#define EMU_VFU_MSG_MAX		(EMU_VFU_XFER_MAX + 4096)
#define EMU_VFU_FDS		16

enum emu_vfu_cmd {
	EMU_VFU_VERSION			= 1,
	EMU_VFU_DMA_MAP			= 2,
	EMU_VFU_DMA_UNMAP		= 3,
	EMU_VFU_DEVICE_GET_INFO		= 4,
	EMU_VFU_DEVICE_GET_REGION_INFO	= 5,
	EMU_VFU_DEVICE_GET_IRQ_INFO	= 7,
	EMU_VFU_DEVICE_SET_IRQS		= 8,
	EMU_VFU_REGION_READ		= 9,
	EMU_VFU_REGION_WRITE		= 10,
	EMU_VFU_DEVICE_RESET		= 13,
};

#define EMU_VFU_F_TYPE		0xf
#define EMU_VFU_F_REPLY		0x1
#define EMU_VFU_F_NO_REPLY	0x10
#define EMU_VFU_F_ERROR		0x20

struct emu_vfu_hdr {
	uint16_t id;
	uint16_t cmd;
	uint32_t size;
	uint32_t flags;
	uint32_t error;
};

/**
 * struct emu_vfu_msg - a request and the reply to it
 * @hdr: of the request
 * @data: payload; a handler puts the payload of the reply here
 * @len: bytes of the request's payload
 * @reply_len: bytes of the reply's payload
 * @fd: descriptors that came along; a handler that keeps one sets it to -1
 * @fds: their number
 */
struct emu_vfu_msg {
	struct emu_vfu_hdr hdr;
	uint8_t *data;
	size_t len;
	size_t reply_len;
	int fd[EMU_VFU_FDS];
	unsigned int fds;
};

int emu_vfu_dispatch(struct emu_func *fn, struct emu_vfu_msg *msg);

#endif /* EMU_VFU_H */
