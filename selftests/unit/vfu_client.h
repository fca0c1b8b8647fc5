/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns a small vfio-user client: what a VM and its driver do, without a VM.
 */
#ifndef VFU_CLIENT_H
#define VFU_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VFU_RAM		0x400000	/* guest addresses 0 and up */

/**
 * struct vfu_client - one "VM"
 * @sock: connection, -1 = none
 * @ram: its memory
 * @irq: eventfd of vectors 0..3
 * @id: number of the next message
 */
struct vfu_client {
	int sock;
	uint8_t *ram;
	int irq[4];
	uint16_t id;
};

int vfu_client_open(struct vfu_client *c, const char *path);
void vfu_client_close(struct vfu_client *c);
int vfu_client_call(struct vfu_client *c, uint16_t cmd, void *data,
		    size_t len, size_t *reply_len);
uint32_t vfu_client_read(struct vfu_client *c, uint32_t region, uint64_t off);
void vfu_client_write(struct vfu_client *c, uint32_t region, uint64_t off,
		      uint32_t val);
bool vfu_client_probe(struct vfu_client *c);
bool vfu_client_up(struct vfu_client *c);
void vfu_client_send(struct vfu_client *c, unsigned int n, uint32_t len);
bool vfu_client_received(struct vfu_client *c, unsigned int n);

/* Memory of an opened client */
#define VFU_TWQ		0x10000
#define VFU_TCQ		0x11000
#define VFU_HPQ		0x12000
#define VFU_PPQ		0x13000
#define VFU_RCQ		0x14000
#define VFU_MBX		0x20000
#define VFU_DATA	0x80000		/* frame to be sent */
#define VFU_PAGES	0x100000	/* header pages of 4 KiB */

#endif /* VFU_CLIENT_H */
