// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns guest memory: the ranges that the VM mapped, and copies to and from
 * them. Pointers are never kept across an unmap; every access translates.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "func.h"

static bool emu_dma_overlaps(const struct emu_dma_region *r, uint64_t addr,
			     uint64_t size)
{
	return addr < r->addr + r->size && r->addr < addr + size;
}

/* Touching a page that the file does not have would kill the NIC */
static bool emu_dma_file_has(int fd, uint64_t offset, uint64_t size)
{
	struct stat st;

	return !fstat(fd, &st) && offset <= (uint64_t)st.st_size &&
	       size <= (uint64_t)st.st_size - offset;
}

/**
 * emu_dma_map() - add a range
 * @dma: ranges
 * @want: @addr, @size and @write; the rest is ignored
 * @fd: memory behind it, -1 = none: the device cannot reach it; stays the
 *	caller's
 * @fd_offset: where the range starts in @fd
 *
 * Return: 0, -EINVAL for an impossible range, -EEXIST if one overlaps,
 * -ENOSPC if the table is full, or what mmap() said.
 */
int emu_dma_map(struct emu_dma *dma, const struct emu_dma_region *want,
		int fd, uint64_t fd_offset)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct emu_dma_region r = *want;
	unsigned int i;
	void *map;

	if (!r.size || r.addr + r.size < r.addr || fd_offset % page)
		return -EINVAL;
	for (i = 0; i < dma->count; i++)
		if (emu_dma_overlaps(&dma->region[i], r.addr, r.size))
			return -EEXIST;
	if (dma->count == EMU_DMA_REGIONS)
		return -ENOSPC;
	r.host = NULL;
	r.map = NULL;
	r.map_len = 0;
	if (fd >= 0) {
		if (!emu_dma_file_has(fd, fd_offset, r.size))
			return -EINVAL;
		map = mmap(NULL, r.size,
			   PROT_READ | (r.write ? PROT_WRITE : 0),
			   MAP_SHARED | MAP_NORESERVE, fd, (off_t)fd_offset);
		if (map == MAP_FAILED)
			return -errno;
		r.map = map;
		r.map_len = r.size;
		r.host = map;
	}
	dma->region[dma->count++] = r;
	return 0;
}

/**
 * emu_dma_unmap() - remove the ranges inside a window
 * @dma: ranges
 * @addr: start of the window
 * @size: its bytes
 *
 * Return: 0, -ENOENT if there was none.
 */
int emu_dma_unmap(struct emu_dma *dma, uint64_t addr, uint64_t size)
{
	unsigned int i = 0;
	int found = 0;

	while (i < dma->count) {
		struct emu_dma_region *r = &dma->region[i];

		if (r->addr < addr || r->addr - addr > size - r->size ||
		    r->size > size) {
			i++;
			continue;
		}
		if (r->map)
			munmap(r->map, r->map_len);
		*r = dma->region[--dma->count];
		found = 1;
	}
	dma->last = 0;
	return found ? 0 : -ENOENT;
}

/**
 * emu_dma_fini() - remove everything
 * @dma: ranges
 */
void emu_dma_fini(struct emu_dma *dma)
{
	while (dma->count) {
		struct emu_dma_region *r = &dma->region[--dma->count];

		if (r->map)
			munmap(r->map, r->map_len);
	}
	dma->last = 0;
}

/**
 * emu_dma_ptr() - translate
 * @dma: ranges
 * @addr: guest address
 * @len: wanted bytes; cut to what lies in one range
 * @write: the device will write
 *
 * Return: pointer, valid until the lock is released; NULL = not reachable.
 */
uint8_t *emu_dma_ptr(struct emu_dma *dma, uint64_t addr, size_t *len,
		     bool write)
{
	struct emu_dma_region *r = NULL;
	unsigned int i;

	for (i = 0; i < dma->count; i++) {
		/* Begin with the range that served the last access */
		r = &dma->region[(dma->last + i) % dma->count];
		if (addr >= r->addr && addr - r->addr < r->size)
			break;
	}
	if (i == dma->count || !r || !r->host || (write && !r->write))
		return NULL;
	dma->last = (unsigned int)(r - dma->region);
	if (*len > r->size - (addr - r->addr))
		*len = r->size - (addr - r->addr);
	return r->host + (addr - r->addr);
}

/**
 * emu_dma_is_open() - BME in both places, and no flush in progress
 * @fn: function
 * @write: for writes, else for reads
 */
bool emu_dma_is_open(const struct emu_func *fn, bool write)
{
	uint32_t cfg = emu_csr_get(fn, write ? HNI_CSR_PUL_OB_TLP_HDR_AW_CFG :
				   HNI_CSR_PUL_OB_TLP_HDR_AR_CFG);

	return emu_pci_is_master(fn) && (cfg & HNI_PUL_AW_CFG_BME) &&
	       !(cfg & HNI_PUL_AW_CFG_FLUSH);
}

static void emu_dma_account(struct emu_func *fn, size_t len, bool write)
{
	emu_csr_count64(fn, write ? HNI_CSR_PUL_USER_OB_WR_TLP_CNT_31_0 :
			HNI_CSR_PUL_USER_OB_RD_TLP_CNT_31_0, 1);
	emu_csr_count64(fn, write ? HNI_CSR_PUL_USER_OB_WR_DWORD_CNT_31_0 :
			HNI_CSR_PUL_USER_OB_RD_DWORD_CNT_31_0, (len + 3) / 4);
	if (write)
		return;
	emu_csr_count64(fn, HNI_CSR_PUL_USER_OB_CPL_TLP_CNT_31_0, 1);
	emu_csr_count64(fn, HNI_CSR_PUL_USER_OB_CPL_DWORD_CNT_31_0,
			(len + 3) / 4);
}

bool emu_func_dma_read(struct emu_func *fn, uint64_t addr, void *buf,
		       size_t len)
{
	uint8_t *to = buf;
	uint8_t *from;
	size_t part;

	if (!emu_dma_is_open(fn, false))
		return false;
	emu_dma_account(fn, len, false);
	for (; len; len -= part, addr += part, to += part) {
		part = len;
		from = emu_dma_ptr(&fn->dma, addr, &part, false);
		if (!from)
			return false;
		memcpy(to, from, part);
	}
	return true;
}

bool emu_func_dma_write(struct emu_func *fn, uint64_t addr, const void *buf,
			size_t len)
{
	const uint8_t *from = buf;
	uint8_t *to;
	size_t part;

	if (!emu_dma_is_open(fn, true))
		return false;
	emu_dma_account(fn, len, true);
	for (; len; len -= part, addr += part, from += part) {
		part = len;
		to = emu_dma_ptr(&fn->dma, addr, &part, true);
		if (!to)
			return false;
		memcpy(to, from, part);
	}
	return true;
}

/**
 * emu_dma_load64() - fetch one descriptor
 * @fn: function
 * @addr: 8-byte aligned
 * @val: result, host order
 *
 * Return: false if it cannot be reached.
 */
bool emu_dma_load64(struct emu_func *fn, uint64_t addr, uint64_t *val)
{
	uint64_t raw;

	if (!emu_func_dma_read(fn, addr, &raw, sizeof(raw)))
		return false;
	*val = le64toh(raw);
	return true;
}

/**
 * emu_dma_store64() - write one descriptor
 * @fn: function
 * @addr: 8-byte aligned
 * @val: host order
 *
 * The host polls the phase bit in it: all data written before is visible
 * first, and the word appears at once.
 *
 * Return: false if it cannot be reached.
 */
bool emu_dma_store64(struct emu_func *fn, uint64_t addr, uint64_t val)
{
	size_t len = sizeof(val);
	uint8_t *to;

	if (!emu_dma_is_open(fn, true) || addr % sizeof(val))
		return false;
	emu_dma_account(fn, len, true);
	to = emu_dma_ptr(&fn->dma, addr, &len, true);
	if (!to || len < sizeof(val) || (uintptr_t)to % sizeof(val))
		return false;
	/* Pairs with the read barrier after the host's test of DONE */
	__atomic_store_n((uint64_t *)(void *)to, htole64(val),
			 __ATOMIC_RELEASE);
	return true;
}
