// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns a small vfio-user client: connection, guest memory, eventfds, and the
 * few register writes with which a driver brings a host function up.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "hw/hni_csr.h"
#include "hw/hni_desc.h"
#include "hw/hni_mbox.h"
#include "hw/hni_rpc.h"

#include "vfu.h"
#include "vfu_client.h"

#define RING_LOG2	6
#define RX_BUFFERS	60
#define WAIT_MS		20000

struct access {
	uint64_t offset;
	uint32_t region, count;
	uint32_t val;
};

static int vfu_client_send_msg(struct vfu_client *c, struct emu_vfu_hdr *hdr,
			       const void *data, int fd)
{
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} ctl = { .room = { 0 } };
	struct iovec iov[2] = {
		{ hdr, sizeof(*hdr) },
		{ (void *)(uintptr_t)data, hdr->size - sizeof(*hdr) },
	};
	struct msghdr mh = { .msg_iov = iov, .msg_iovlen = 2 };

	if (fd >= 0) {
		mh.msg_control = ctl.room;
		mh.msg_controllen = sizeof(ctl.room);
		ctl.align.cmsg_level = SOL_SOCKET;
		ctl.align.cmsg_type = SCM_RIGHTS;
		ctl.align.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&ctl.align), &fd, sizeof(fd));
	}
	return sendmsg(c->sock, &mh, MSG_NOSIGNAL) == hdr->size ? 0 : -EIO;
}

/* Return: 0, or what the reply says */
static int vfu_client_exchange(struct vfu_client *c, struct emu_vfu_hdr *hdr,
			       void *data, int fd)
{
	size_t len;
	int err;

	hdr->id = c->id++;
	err = vfu_client_send_msg(c, hdr, data, fd);
	if (err || (hdr->flags & EMU_VFU_F_NO_REPLY))
		return err;
	if (recv(c->sock, hdr, sizeof(*hdr), MSG_WAITALL) != sizeof(*hdr))
		return -EPIPE;
	len = hdr->size - sizeof(*hdr);
	if (len && recv(c->sock, data, len, MSG_WAITALL) != (ssize_t)len)
		return -EPIPE;
	return hdr->flags & EMU_VFU_F_ERROR ? -(int)hdr->error : 0;
}

/* @data has room for the reply */
int vfu_client_call(struct vfu_client *c, uint16_t cmd, void *data,
		    size_t len, size_t *reply_len)
{
	struct emu_vfu_hdr hdr = {
		.cmd = cmd,
		.size = (uint32_t)(sizeof(hdr) + len),
	};
	int err = vfu_client_exchange(c, &hdr, data, -1);

	*reply_len = hdr.size - sizeof(hdr);
	return err;
}

uint32_t vfu_client_read(struct vfu_client *c, uint32_t region, uint64_t off)
{
	struct access a = { off, region, 4, 0 };
	size_t len;

	if (vfu_client_call(c, EMU_VFU_REGION_READ, &a, 16, &len))
		return ~0U;
	return a.val;
}

/* Posted, as QEMU does it for BARs */
void vfu_client_write(struct vfu_client *c, uint32_t region, uint64_t off,
		      uint32_t val)
{
	struct access a = { off, region, 4, val };
	struct emu_vfu_hdr hdr = {
		.cmd = EMU_VFU_REGION_WRITE,
		.size = sizeof(hdr) + 20,
		.flags = EMU_VFU_F_NO_REPLY,
	};

	vfu_client_exchange(c, &hdr, &a, -1);
}

static int vfu_client_map(struct vfu_client *c)
{
	struct {
		uint32_t argsz, flags;
		uint64_t offset, addr, size;
	} map = { 32, 3, 0, 0, VFU_RAM };
	struct emu_vfu_hdr hdr = {
		.cmd = EMU_VFU_DMA_MAP,
		.size = sizeof(hdr) + sizeof(map),
	};
	int fd = memfd_create("ram", MFD_CLOEXEC);
	int err = -EIO;

	if (fd < 0 || ftruncate(fd, VFU_RAM))
		return -EIO;
	c->ram = mmap(NULL, VFU_RAM, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		      0);
	if (c->ram != MAP_FAILED)
		err = vfu_client_exchange(c, &hdr, &map, fd);
	close(fd);
	return err;
}

static int vfu_client_irqs(struct vfu_client *c)
{
	unsigned int v;
	int err = 0;

	for (v = 0; v < 4 && !err; v++) {
		struct {
			uint32_t argsz, flags, index, start, count;
		} set = { 20, 0x24, 2, v, 1 };
		struct emu_vfu_hdr hdr = {
			.cmd = EMU_VFU_DEVICE_SET_IRQS,
			.size = sizeof(hdr) + sizeof(set),
		};

		c->irq[v] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		err = vfu_client_exchange(c, &hdr, &set, c->irq[v]);
	}
	return err;
}

/* Connect, map memory, set up eventfds, turn bus mastering on */
int vfu_client_open(struct vfu_client *c, const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	uint8_t version[512] = { 0, 0, 0, 0, '{', '}', 0 };
	struct access master = { 4, 7, 2, 6 };
	size_t len;
	int err;

	memset(c, 0, sizeof(*c));
	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	c->sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(c->sock, (struct sockaddr *)&sun, sizeof(sun)))
		return -errno;
	err = vfu_client_call(c, EMU_VFU_VERSION, version, 7, &len);
	if (!err)
		err = vfu_client_map(c);
	if (!err)
		err = vfu_client_irqs(c);
	if (!err)
		err = vfu_client_call(c, EMU_VFU_REGION_WRITE, &master, 18,
				      &len);
	return err;
}

void vfu_client_close(struct vfu_client *c)
{
	unsigned int v;

	if (c->sock >= 0)
		close(c->sock);
	c->sock = -1;
	if (c->ram)
		munmap(c->ram, VFU_RAM);
	c->ram = NULL;
	for (v = 0; v < 4; v++)
		if (c->irq[v] > 0)
			close(c->irq[v]);
}

static void vfu_client_put64(struct vfu_client *c, uint64_t addr, uint64_t val)
{
	__atomic_store_n((uint64_t *)(void *)(c->ram + addr), val,
			 __ATOMIC_RELEASE);
}

static uint64_t vfu_client_get64(struct vfu_client *c, uint64_t addr)
{
	return __atomic_load_n((uint64_t *)(void *)(c->ram + addr),
			       __ATOMIC_ACQUIRE);
}

static void vfu_client_mbx(struct vfu_client *c, unsigned int ring,
			   unsigned int d, uint32_t hi, uint32_t lo)
{
	vfu_client_write(c, 4, HNI_MBX_DESC_HI(ring, d), hi);
	vfu_client_write(c, 4, HNI_MBX_DESC_LO(ring, d), lo);
}

/* Mailbox up to the capabilities; vector 0 is polled */
bool vfu_client_probe(struct vfu_client *c)
{
	unsigned int ring, d;
	uint32_t id;

	for (ring = 0; ring < 2; ring++) {
		vfu_client_mbx(c, ring, 0, 0, 0);
		for (d = 15; d > 0; d--)
			vfu_client_mbx(c, ring, d, 0, 3);
	}
	vfu_client_write(c, 0, HNI_CSR_PUL_OB_TLP_HDR_AW_CFG,
			 HNI_PUL_AW_CFG_BME);
	vfu_client_write(c, 0, HNI_CSR_PUL_OB_TLP_HDR_AR_CFG,
			 HNI_PUL_AR_CFG_BME);
	for (d = 0; d < 15; d++)
		vfu_client_mbx(c, HNI_MBX_RX, d, 0x10000000,
			       (VFU_MBX + 4096 * d) | 1);
	id = 0x00018000 | HNI_MSG_HOST_CAP_REQ;
	memcpy(c->ram + VFU_MBX + 0x10000, &id, 4);
	vfu_client_mbx(c, HNI_MBX_TX, 0, 0x00044000,
		       (VFU_MBX + 0x10000) | 1);
	if ((vfu_client_read(c, 4, HNI_MBX_DESC_LO(0, 0)) & 3) != 3)
		return false;
	memcpy(&id, c->ram + VFU_MBX, 4);
	return (id & 0xffff) == (0x8000 | HNI_MSG_FW_CAP_RESP);
}

static void vfu_client_ring(struct vfu_client *c, uint32_t bal, uint32_t size,
			    uint32_t addr)
{
	vfu_client_write(c, 0, HNI_QUEUE_PAGE(0) + bal, addr);
	vfu_client_write(c, 0, HNI_QUEUE_PAGE(0) + bal + 4, 0);
	vfu_client_write(c, 0, HNI_QUEUE_PAGE(0) + size, RING_LOG2);
}

static void vfu_client_queue(struct vfu_client *c, uint32_t reg, uint32_t val)
{
	vfu_client_write(c, 0, HNI_QUEUE_PAGE(0) + reg, val);
}

static void vfu_client_rings(struct vfu_client *c)
{
	vfu_client_queue(c, HNI_QUEUE_TWQ0_CTL, 1);
	vfu_client_ring(c, HNI_QUEUE_TWQ0_BAL, HNI_QUEUE_TWQ0_SIZE, VFU_TWQ);
	vfu_client_queue(c, HNI_QUEUE_TWQ0_CTL, 2);
	vfu_client_queue(c, HNI_QUEUE_TCQ_CTL, 1);
	vfu_client_ring(c, HNI_QUEUE_TCQ_BAL, HNI_QUEUE_TCQ_SIZE, VFU_TCQ);
	vfu_client_queue(c, HNI_QUEUE_TIM_CTL, 2);
	vfu_client_queue(c, HNI_QUEUE_TCQ_CTL, 2);
	vfu_client_queue(c, HNI_QUEUE_BDQ_CTL, 1);
	vfu_client_ring(c, HNI_QUEUE_BDQ_HPQ_BAL, HNI_QUEUE_BDQ_HPQ_SIZE,
			VFU_HPQ);
	vfu_client_ring(c, HNI_QUEUE_BDQ_PPQ_BAL, HNI_QUEUE_BDQ_PPQ_SIZE,
			VFU_PPQ);
	vfu_client_queue(c, HNI_QUEUE_BDQ_CTL, 0x40000002);
	vfu_client_queue(c, HNI_QUEUE_RDE_CTL0, 0x0c0a0000);
	vfu_client_queue(c, HNI_QUEUE_RDE_CTL1, 0x00600000);
	vfu_client_queue(c, HNI_QUEUE_RCQ_CTL, 1);
	vfu_client_ring(c, HNI_QUEUE_RCQ_BAL, HNI_QUEUE_RCQ_SIZE, VFU_RCQ);
	vfu_client_queue(c, HNI_QUEUE_RIM_CTL, 3);
	vfu_client_queue(c, HNI_QUEUE_RCQ_CTL, 2);
}

/* MAC, rings, buffers, classifier; true = all of it took */
bool vfu_client_up(struct vfu_client *c)
{
	unsigned int i;

	memset(c->ram + VFU_TWQ, 0, VFU_MBX - VFU_TWQ);
	vfu_client_write(c, 0, HNI_CSR_MAC_COMMAND_CONFIG, 0x813);
	vfu_client_rings(c);
	for (i = 0; i < RX_BUFFERS; i++)
		vfu_client_put64(c, VFU_HPQ + 8 * i, (uint64_t)i << 48 |
				 (VFU_PAGES + 4096 * i));
	vfu_client_queue(c, HNI_QUEUE_BDQ_HPQ_TAIL, RX_BUFFERS);
	vfu_client_write(c, 0, HNI_CSR_RPC_ACT_TBL0_DEFAULT,
			 HNI_RPC_ACT0_DEST_HOST);
	vfu_client_write(c, 0, HNI_CSR_RPC_RMI_CONFIG, 0x260e1014);
	vfu_client_write(c, 0, HNI_CSR_INTR_CQ_REARM(2), 0x80000000);
	vfu_client_write(c, 0, HNI_CSR_INTR_CQ_REARM(3), 0x80000000);
	return vfu_client_read(c, 0, HNI_CSR_RPC_RMI_CONFIG) == 0x260e1014;
}

/* Send the frame at VFU_DATA; @n counts the frames sent so far */
void vfu_client_send(struct vfu_client *c, unsigned int n, uint32_t len)
{
	unsigned int at = 2 * n % 64;

	vfu_client_put64(c, VFU_TWQ + 8 * at,
			 HNI_TWD_DEST_MAC | HNI_TWD_REQ_COMPLETION);
	vfu_client_put64(c, VFU_TWQ + 8 * at + 8,
			 (uint64_t)len << 48 | 3ULL << 46 | VFU_DATA);
	vfu_client_queue(c, HNI_QUEUE_TWQ0_TAIL, (at + 2) % 64);
	vfu_client_queue(c, HNI_QUEUE_TCQ_HEAD, n % 64);
}

/* Has frame @n arrived? Waits for the interrupt, with a deadline. */
bool vfu_client_received(struct vfu_client *c, unsigned int n)
{
	struct pollfd pfd = { .fd = c->irq[3], .events = POLLIN };
	uint64_t want = n / 32 % 2 ? 0 : HNI_RCD_DONE;
	uint64_t addr = VFU_RCQ + 8 * ((2 * n + 1) % 64);
	eventfd_t count;

	while ((vfu_client_get64(c, addr) & HNI_RCD_DONE) != want) {
		vfu_client_write(c, 0, HNI_CSR_INTR_CQ_REARM(3), 0x80000000);
		if (poll(&pfd, 1, WAIT_MS) <= 0)
			return false;
		eventfd_read(c->irq[3], &count);
	}
	return true;
}
