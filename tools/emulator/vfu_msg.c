// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what each vfio-user message means: device and region descriptions,
 * guest memory, interrupts, and accesses to BARs and configuration space.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hw/hni_esw.h"

#include "func.h"
#include "vfu.h"

#define EMU_VFU_REGION_CFG	7
#define EMU_VFU_REGIONS		9
#define EMU_VFU_IRQ_MSIX	2
#define EMU_VFU_IRQS		5

#define EMU_VFU_IRQ_F_NONE	0x01
#define EMU_VFU_IRQ_F_EVENTFD	0x04
#define EMU_VFU_IRQ_F_TRIGGER	0x20
#define EMU_VFU_REGION_RW	0x03
#define EMU_VFU_DEVICE_F_RESET	0x01
#define EMU_VFU_DEVICE_F_PCI	0x02
#define EMU_VFU_UNMAP_F_ALL	0x02
#define EMU_VFU_DMA_F_WRITE	0x02

struct emu_vfu_dma_map {
	uint32_t argsz, flags;
	uint64_t offset, addr, size;
};

struct emu_vfu_dma_unmap {
	uint32_t argsz, flags;
	uint64_t addr, size;
};

struct emu_vfu_device_info {
	uint32_t argsz, flags, regions, irqs;
};

struct emu_vfu_region_info {
	uint32_t argsz, flags, index, cap_offset;
	uint64_t size, offset;
};

struct emu_vfu_irq_info {
	uint32_t argsz, flags, index, count;
};

struct emu_vfu_irq_set {
	uint32_t argsz, flags, index, start, count;
};

struct emu_vfu_access {
	uint64_t offset;
	uint32_t region, count;
};

/* Take the fixed part of a request */
static bool emu_vfu_get(const struct emu_vfu_msg *msg, void *to, size_t len)
{
	if (msg->len < len)
		return false;
	memcpy(to, msg->data, len);
	return true;
}

static void emu_vfu_put(struct emu_vfu_msg *msg, const void *from, size_t len)
{
	memcpy(msg->data, from, len);
	msg->reply_len = len;
}

static uint64_t emu_vfu_region_size(const struct emu_func *fn,
				    uint32_t region)
{
	switch (region) {
	case HNI_PCI_BAR_CSR:
		return HNI_PCI_BAR_CSR_SIZE;
	case HNI_PCI_BAR_ESW:
		return fn->idx == 0 ? HNI_ESW_BAR_SIZE : 0;
	case HNI_PCI_BAR_MBX:
		return HNI_PCI_BAR_MBX_SIZE;
	case EMU_VFU_REGION_CFG:
		return EMU_CFG_SIZE;
	default:
		return 0;
	}
}

/* The text has to fit the buffer that the request occupied */
static int emu_vfu_version(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	static const char caps[] =
		"{\"capabilities\":{\"max_msg_fds\":16,\"max_data_xfer_size\":1048576}}";
	uint16_t version[2];

	if (!emu_vfu_get(msg, version, sizeof(version)))
		return -EINVAL;
	if (version[0] != 0) {
		emu_log(EMU_ERR, "fn%u: vfio-user version %u.%u, only 0.x is known",
			fn->idx, version[0], version[1]);
		return -ENOTSUP;
	}
	version[1] = 0;
	memcpy(msg->data, version, sizeof(version));
	memcpy(msg->data + sizeof(version), caps, sizeof(caps));
	msg->reply_len = sizeof(version) + sizeof(caps);
	return 0;
}

static int emu_vfu_dma_map_msg(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	struct emu_vfu_dma_map req;
	struct emu_dma_region want;
	int fd, err;

	if (!emu_vfu_get(msg, &req, sizeof(req)))
		return -EINVAL;
	fd = msg->fds ? msg->fd[0] : -1;
	want = (struct emu_dma_region){
		.addr = req.addr,
		.size = req.size,
		.write = req.flags & EMU_VFU_DMA_F_WRITE,
	};
	/* Normal for ROMs and BARs; guest RAM needs memory-backend share=on */
	if (fd < 0 && req.addr == 0 && req.size >= (1U << 20))
		emu_log(EMU_ERR, "fn%u: guest RAM without file: use memory-backend-memfd,share=on",
			fn->idx);
	err = emu_dma_map(&fn->dma, &want, fd, req.offset);
	if (err)
		emu_log(EMU_ERR, "fn%u: cannot map guest memory 0x%llx+0x%llx: %s",
			fn->idx, (unsigned long long)req.addr,
			(unsigned long long)req.size, strerror(-err));
	return err;
}

static int emu_vfu_dma_unmap_msg(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	struct emu_vfu_dma_unmap req;
	int err = 0;

	if (!emu_vfu_get(msg, &req, sizeof(req)))
		return -EINVAL;
	if (req.flags & EMU_VFU_UNMAP_F_ALL)
		emu_dma_fini(&fn->dma);
	else
		err = emu_dma_unmap(&fn->dma, req.addr, req.size);
	emu_vfu_put(msg, &req, sizeof(req));
	return err;
}

static int emu_vfu_device_info_msg(struct emu_func *fn,
				   struct emu_vfu_msg *msg)
{
	struct emu_vfu_device_info info = {
		.argsz = sizeof(info),
		.flags = EMU_VFU_DEVICE_F_RESET | EMU_VFU_DEVICE_F_PCI,
		.regions = EMU_VFU_REGIONS,
		.irqs = EMU_VFU_IRQS,
	};

	(void)fn;
	emu_vfu_put(msg, &info, sizeof(info));
	return 0;
}

static int emu_vfu_region_info_msg(struct emu_func *fn,
				   struct emu_vfu_msg *msg)
{
	struct emu_vfu_region_info info;

	if (!emu_vfu_get(msg, &info, sizeof(info)))
		return -EINVAL;
	if (info.index >= EMU_VFU_REGIONS)
		return -EINVAL;
	info.argsz = sizeof(info);
	info.size = emu_vfu_region_size(fn, info.index);
	info.flags = info.size ? EMU_VFU_REGION_RW : 0;
	info.cap_offset = 0;
	info.offset = 0;
	emu_vfu_put(msg, &info, sizeof(info));
	return 0;
}

static int emu_vfu_irq_info_msg(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	struct emu_vfu_irq_info info;

	(void)fn;
	if (!emu_vfu_get(msg, &info, sizeof(info)) ||
	    info.index >= EMU_VFU_IRQS)
		return -EINVAL;
	info.argsz = sizeof(info);
	info.count = info.index == EMU_VFU_IRQ_MSIX ? HNI_MSIX_VECTORS : 0;
	info.flags = 0x1;	/* eventfds */
	emu_vfu_put(msg, &info, sizeof(info));
	return 0;
}

static int emu_vfu_set_irqs_msg(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	struct emu_vfu_irq_set set;
	unsigned int i;

	if (!emu_vfu_get(msg, &set, sizeof(set)) || set.index >= EMU_VFU_IRQS)
		return -EINVAL;
	if (set.index != EMU_VFU_IRQ_MSIX)
		return set.count ? -EINVAL : 0;
	if (set.start > HNI_MSIX_VECTORS ||
	    set.count > HNI_MSIX_VECTORS - set.start)
		return -EINVAL;
	if ((set.flags & EMU_VFU_IRQ_F_NONE) && !set.count) {
		emu_irq_fd_clear(&fn->irq);
		return 0;
	}
	if (!(set.flags & EMU_VFU_IRQ_F_EVENTFD) ||
	    (msg->fds && msg->fds != set.count))
		return -EINVAL;
	for (i = 0; i < set.count; i++) {
		emu_irq_fd_set(&fn->irq, set.start + i,
			       msg->fds ? msg->fd[i] : -1);
		if (msg->fds)
			msg->fd[i] = -1;
	}
	return 0;
}

/* A BAR takes aligned 32-bit accesses only */
static bool emu_vfu_is_word(struct emu_func *fn,
			    const struct emu_vfu_access *req, const char *what)
{
	if (req->count == 4 && req->offset % 4 == 0)
		return true;
	emu_func_strict(fn, "%u-byte %s at BAR%u + 0x%llx: not an aligned 32-bit access",
			req->count, what, req->region,
			(unsigned long long)req->offset);
	return false;
}

static uint32_t emu_vfu_bar_read(struct emu_func *fn, uint32_t region,
				 uint32_t off)
{
	switch (region) {
	case HNI_PCI_BAR_CSR:
		return emu_csr_read(fn, off);
	case HNI_PCI_BAR_ESW:
		return emu_esw_bar_read(fn->nic, off);
	default:
		return emu_mbox_read(fn, off);
	}
}

static void emu_vfu_bar_write(struct emu_func *fn, uint32_t region,
			      uint32_t off, uint32_t val)
{
	switch (region) {
	case HNI_PCI_BAR_CSR:
		emu_csr_write(fn, off, val);
		break;
	case HNI_PCI_BAR_ESW:
		emu_esw_bar_write(fn->nic, off, val);
		break;
	default:
		emu_mbox_write(fn, off, val);
		break;
	}
}

static bool emu_vfu_access_get(struct emu_func *fn, struct emu_vfu_msg *msg,
			       struct emu_vfu_access *req)
{
	uint64_t size;

	if (!emu_vfu_get(msg, req, sizeof(*req)) ||
	    req->count > EMU_VFU_XFER_MAX)
		return false;
	size = emu_vfu_region_size(fn, req->region);
	return req->offset <= size && req->count <= size - req->offset;
}

static int emu_vfu_read_msg(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	uint8_t *data = msg->data + sizeof(struct emu_vfu_access);
	struct emu_vfu_access req;
	uint32_t val;

	if (!emu_vfu_access_get(fn, msg, &req))
		return -EINVAL;
	memset(data, 0, req.count);
	if (req.region == EMU_VFU_REGION_CFG) {
		if (fn->fault.is_gone)
			memset(data, 0xff, req.count);
		else
			memcpy(data, fn->cfg + req.offset, req.count);
	} else if (emu_vfu_is_word(fn, &req, "read")) {
		val = htole32(emu_vfu_bar_read(fn, req.region,
					       (uint32_t)req.offset));
		memcpy(data, &val, sizeof(val));
	}
	msg->reply_len = sizeof(req) + req.count;
	return 0;
}

static int emu_vfu_write_msg(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	const uint8_t *data = msg->data + sizeof(struct emu_vfu_access);
	struct emu_vfu_access req;
	uint32_t val;

	if (!emu_vfu_access_get(fn, msg, &req) ||
	    msg->len < sizeof(req) + req.count)
		return -EINVAL;
	if (req.region == EMU_VFU_REGION_CFG) {
		emu_pci_write(fn, (uint32_t)req.offset, data, req.count);
	} else if (emu_vfu_is_word(fn, &req, "write")) {
		memcpy(&val, data, sizeof(val));
		emu_vfu_bar_write(fn, req.region, (uint32_t)req.offset,
				  le32toh(val));
	}
	if (fn->nic->cfg->sync)
		emu_worker_sync(fn->nic);
	msg->reply_len = sizeof(req);
	return 0;
}

static int emu_vfu_reset_msg(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	(void)msg;
	emu_func_reset(fn);
	return 0;
}

static const struct {
	uint16_t cmd;
	int (*handle)(struct emu_func *fn, struct emu_vfu_msg *msg);
} emu_vfu_handlers[] = {
	{ EMU_VFU_REGION_WRITE,			emu_vfu_write_msg },
	{ EMU_VFU_REGION_READ,			emu_vfu_read_msg },
	{ EMU_VFU_VERSION,			emu_vfu_version },
	{ EMU_VFU_DMA_MAP,			emu_vfu_dma_map_msg },
	{ EMU_VFU_DMA_UNMAP,			emu_vfu_dma_unmap_msg },
	{ EMU_VFU_DEVICE_GET_INFO,		emu_vfu_device_info_msg },
	{ EMU_VFU_DEVICE_GET_REGION_INFO,	emu_vfu_region_info_msg },
	{ EMU_VFU_DEVICE_GET_IRQ_INFO,		emu_vfu_irq_info_msg },
	{ EMU_VFU_DEVICE_SET_IRQS,		emu_vfu_set_irqs_msg },
	{ EMU_VFU_DEVICE_RESET,			emu_vfu_reset_msg },
};

/**
 * emu_vfu_dispatch() - execute a message
 * @fn: function
 * @msg: request; holds the reply afterwards
 *
 * Context: control thread of @fn, without nic->lock.
 * Return: 0, -EINVAL for a malformed request, -ENOTSUP for a command that
 * does not exist here.
 */
int emu_vfu_dispatch(struct emu_func *fn, struct emu_vfu_msg *msg)
{
	unsigned int i;
	int err;

	for (i = 0; i < EMU_ARRAY_SIZE(emu_vfu_handlers); i++) {
		if (emu_vfu_handlers[i].cmd != msg->hdr.cmd)
			continue;
		emu_nic_lock(fn->nic);
		err = emu_vfu_handlers[i].handle(fn, msg);
		emu_nic_unlock(fn->nic);
		return err;
	}
	return -ENOTSUP;
}
