// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the bench of one host function: the switch half that records, and the
 * few steps that every test takes first.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "emu_dev.h"

#define EMU_DEV_RING_LOG2	6

struct emu_dev dev;

/* ---- the half of the NIC that is not under test ---- */

void emu_nic_lock(struct emu_nic *nic)
{
	(void)nic;
}

void emu_nic_unlock(struct emu_nic *nic)
{
	(void)nic;
}

void emu_worker_kick(struct emu_nic *nic)
{
	(void)nic;
	dev.kicks++;
}

void emu_worker_sync(struct emu_nic *nic)
{
	(void)nic;
}

uint64_t emu_func_now_ns(void)
{
	return dev.now_ns;
}

void emu_log(enum emu_level level, const char *fmt, ...)
{
	(void)level;
	(void)fmt;
}

int emu_vfu_start(struct emu_func *fn, const char *path)
{
	(void)fn;
	(void)path;
	return 0;
}

void emu_vfu_stop(struct emu_func *fn)
{
	(void)fn;
}

static void emu_dev_record(const struct emu_frame *f, unsigned int dest)
{
	if (dev.sents == EMU_DEV_FRAMES)
		return;
	dev.dest[dev.sents] = dest;
	dev.sent[dev.sents++] = *f;
}

void emu_esw_rx(struct emu_nic *nic, struct emu_frame *f, uint8_t twd_dest)
{
	(void)nic;
	emu_dev_record(f, twd_dest);
}

void emu_esw_inject(struct emu_nic *nic, unsigned int port,
		    struct emu_frame *f)
{
	(void)nic;
	emu_dev_record(f, 0x100 + port);
}

int emu_esw_page_port(struct emu_nic *nic, unsigned int page)
{
	(void)nic;
	return page == 127 ? dev.bound : -1;
}

uint32_t emu_esw_bar_read(struct emu_nic *nic, uint32_t off)
{
	(void)nic;
	return off;
}

void emu_esw_bar_write(struct emu_nic *nic, uint32_t off, uint32_t val)
{
	(void)nic;
	(void)off;
	(void)val;
}

bool emu_esw_link(struct emu_nic *nic, unsigned int port)
{
	(void)nic;
	(void)port;
	return dev.link;
}

void emu_esw_mac(struct emu_nic *nic, unsigned int port, uint8_t mac[6])
{
	(void)nic;
	(void)port;
	memcpy(mac, dev.mac, 6);
}

void emu_esw_func_event(struct emu_nic *nic, unsigned int idx,
			enum emu_func_event ev)
{
	(void)nic;
	(void)idx;
	dev.events = dev.events << 4 | ((unsigned int)ev + 1);
}

/* ---- the bench ---- */

static void emu_dev_map(void)
{
	struct emu_dma_region want = { .size = EMU_DEV_RAM, .write = true };
	int fd = memfd_create("ram", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, EMU_DEV_RAM) ||
	    emu_dma_map(&dev.fn->dma, &want, fd, 0))
		abort();
	dev.ram = mmap(NULL, EMU_DEV_RAM, PROT_READ | PROT_WRITE, MAP_SHARED,
		       fd, 0);
	if (dev.ram == MAP_FAILED)
		abort();
	close(fd);
}

/* A function after power-on, with link and memory */
void emu_dev_open(unsigned int idx)
{
	static const uint8_t mac[6] = { 0x88, 0x25, 0x08, 0x11, 0x22, 0x33 };

	memset(&dev, 0, sizeof(dev));
	dev.bound = -1;
	dev.now_ns = 1000000000;
	dev.link = true;
	memcpy(dev.mac, mac, sizeof(mac));
	dev.cfg.strict = EMU_STRICT_LOG;
	dev.cfg.fast = true;
	dev.cfg.link_speed = HNI_SPEED_100R2;
	dev.cfg.link_fec = HNI_FEC_RS;
	dev.cfg.fw_version = 0x19071902;
	dev.nic.cfg = &dev.cfg;
	/* Only its presence counts on this side */
	dev.nic.esw = (struct emu_esw *)&dev;
	dev.fn = emu_func_create(&dev.nic, idx, "");
	if (!dev.fn)
		abort();
	emu_dev_map();
}

void emu_dev_close(void)
{
	munmap(dev.ram, EMU_DEV_RAM);
	emu_func_destroy(dev.fn);
	dev.fn = NULL;
}

/* Time goes by, from one deadline of the function to the next */
void emu_dev_pass(uint64_t ns)
{
	uint64_t end = dev.now_ns + ns;
	uint64_t next = emu_func_timers(dev.fn);

	while (next < end) {
		dev.now_ns = next > dev.now_ns ? next : dev.now_ns;
		next = emu_func_timers(dev.fn);
	}
	dev.now_ns = end;
	emu_func_timers(dev.fn);
}

/* Bus mastering on */
void emu_dev_master(void)
{
	emu_pci_write(dev.fn, 4, (const uint8_t[]){ 6, 0 }, 2);
}

/* Bus mastering and both DMA directions on */
void emu_dev_dma_on(void)
{
	emu_dev_master();
	emu_dev_write(HNI_CSR_PUL_OB_TLP_HDR_AW_CFG, HNI_PUL_AW_CFG_BME);
	emu_dev_write(HNI_CSR_PUL_OB_TLP_HDR_AR_CFG, HNI_PUL_AR_CFG_BME);
}

/* MAC and classifier pass frames; everything goes to queue 0 */
void emu_dev_mac_on(void)
{
	emu_dev_write(HNI_CSR_MAC_COMMAND_CONFIG, 0x813);
	emu_dev_write(HNI_CSR_RPC_RMI_CONFIG, 0x260e1014);
	emu_dev_write(HNI_CSR_RPC_ACT_TBL0_DEFAULT, 0x00040002);
	emu_dev_write(HNI_CSR_RPC_ACT_TBL1_DEFAULT, 0xf);
}

void emu_dev_write(uint32_t off, uint32_t val)
{
	emu_csr_write(dev.fn, off, val);
}

uint32_t emu_dev_read(uint32_t off)
{
	return emu_csr_read(dev.fn, off);
}

void emu_dev_queue_write(unsigned int q, uint32_t reg, uint32_t val)
{
	emu_dev_write(HNI_QUEUE_PAGE(q) + reg, val);
}

uint32_t emu_dev_queue_read(unsigned int q, uint32_t reg)
{
	return emu_dev_read(HNI_QUEUE_PAGE(q) + reg);
}

uint64_t emu_dev_ram64(uint64_t addr)
{
	uint64_t raw;

	memcpy(&raw, dev.ram + addr, sizeof(raw));
	return le64toh(raw);
}

void emu_dev_ram64_set(uint64_t addr, uint64_t val)
{
	uint64_t raw = htole64(val);

	memcpy(dev.ram + addr, &raw, sizeof(raw));
}

/* The newest finding, "" = none */
const char *emu_dev_finding(void)
{
	const char *text = "", *next;
	unsigned int i;

	for (i = 0; (next = emu_func_strict_get(dev.fn, i)); i++)
		text = next;
	return text;
}

static void emu_dev_ring(unsigned int q, uint32_t bal, uint32_t size,
			 uint32_t addr)
{
	emu_dev_queue_write(q, bal, addr);
	emu_dev_queue_write(q, bal + 4, 0);
	emu_dev_queue_write(q, size, EMU_DEV_RING_LOG2);
}

/* All rings of a page, in the order in which drivers enable them */
void emu_dev_queue_open(unsigned int q)
{
	emu_dev_queue_write(q, HNI_QUEUE_TWQ0_CTL, 1);
	emu_dev_ring(q, HNI_QUEUE_TWQ0_BAL, HNI_QUEUE_TWQ0_SIZE, EMU_DEV_TWQ);
	emu_dev_queue_write(q, HNI_QUEUE_TWQ0_CTL, 2);
	emu_dev_queue_write(q, HNI_QUEUE_TWQ1_CTL, 1);
	emu_dev_ring(q, HNI_QUEUE_TWQ1_BAL, HNI_QUEUE_TWQ1_SIZE, EMU_DEV_TWQ1);
	emu_dev_queue_write(q, HNI_QUEUE_TWQ1_CTL, 2);
	emu_dev_queue_write(q, HNI_QUEUE_TCQ_CTL, 1);
	emu_dev_ring(q, HNI_QUEUE_TCQ_BAL, HNI_QUEUE_TCQ_SIZE, EMU_DEV_TCQ);
	emu_dev_queue_write(q, HNI_QUEUE_TIM_CTL, 2);
	emu_dev_queue_write(q, HNI_QUEUE_TCQ_CTL, 2);
	emu_dev_queue_write(q, HNI_QUEUE_BDQ_CTL, 1);
	emu_dev_ring(q, HNI_QUEUE_BDQ_HPQ_BAL, HNI_QUEUE_BDQ_HPQ_SIZE,
		     EMU_DEV_HPQ);
	emu_dev_ring(q, HNI_QUEUE_BDQ_PPQ_BAL, HNI_QUEUE_BDQ_PPQ_SIZE,
		     EMU_DEV_PPQ);
	emu_dev_queue_write(q, HNI_QUEUE_BDQ_CTL, 0x40000002);
	emu_dev_queue_write(q, HNI_QUEUE_RDE_CTL0, 0x0c0a0000);
	emu_dev_queue_write(q, HNI_QUEUE_RDE_CTL1, 0x00600000);
	emu_dev_queue_write(q, HNI_QUEUE_RCQ_CTL, 1);
	emu_dev_ring(q, HNI_QUEUE_RCQ_BAL, HNI_QUEUE_RCQ_SIZE, EMU_DEV_RCQ);
	emu_dev_queue_write(q, HNI_QUEUE_RIM_CTL, 2);
	emu_dev_queue_write(q, HNI_QUEUE_RCQ_CTL, 2);
}

/* Post the first @count pages of both kinds; id = ring index */
void emu_dev_up(unsigned int idx)
{
	emu_dev_open(idx);
	emu_dev_dma_on();
	emu_dev_mac_on();
	emu_dev_queue_open(0);
}

void emu_dev_buffers_post(unsigned int q, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		emu_dev_ram64_set(EMU_DEV_HPQ + 8 * i, (uint64_t)i << 48 |
				  (EMU_DEV_HDR_PAGES + 4096 * i));
		emu_dev_ram64_set(EMU_DEV_PPQ + 8 * i, (uint64_t)i << 48 |
				  (EMU_DEV_PAY_PAGES + 4096 * i));
	}
	emu_dev_queue_write(q, HNI_QUEUE_BDQ_HPQ_TAIL, count);
	emu_dev_queue_write(q, HNI_QUEUE_BDQ_PPQ_TAIL, count);
}
