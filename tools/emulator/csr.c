// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns register dispatch: from a BAR0 offset to a row of the tables, and the
 * findings that strict mode reports.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#include "func.h"

#define EMU_CSR_QUEUE_BASE	HNI_QUEUE_BASE
#define EMU_CSR_WORDS		(EMU_CSR_QUEUE_BASE / 4)
#define EMU_CSR_PAGE_WORDS	(HNI_QUEUE_STRIDE / 4)
#define EMU_CSR_STUCK		HNI_BIT32(13)	/* what a fault makes 0 */

/* Row number + 1 of each word, 0 = none. Constant once built. */
static uint16_t emu_csr_map[EMU_CSR_WORDS];
static uint16_t emu_csr_page_map[EMU_CSR_PAGE_WORDS];
static pthread_once_t emu_csr_once = PTHREAD_ONCE_INIT;
static int emu_csr_err;

/* Byte ranges that a register dump reads word by word */
static const struct {
	uint32_t first, last;
} emu_csr_sections[] = {
	{ 0x000000, 0x00017f },		/* INTR */
	{ 0x001000, 0x001ffb },		/* INTR_CQ */
	{ 0x002000, 0x0021cf },		/* QM_TX */
	{ 0x003000, 0x0030d3 },		/* QM_RX */
	{ 0x010000, 0x010143 },		/* TCE */
	{ 0x010800, 0x01087f },		/* TCE_RAM */
	{ 0x011000, 0x0110ff },		/* TMI */
	{ 0x012000, 0x012037 },		/* PTP */
	{ 0x020000, 0x0206c7 },		/* RXB */
	{ 0x021000, 0x0215af },		/* RPC */
	{ 0x022000, 0x023c7f },		/* RPC_RAM */
	{ 0x030000, 0x030083 },		/* FAB */
	{ 0x031000, 0x03114b },		/* MASTER */
	{ 0x040000, 0x0419a3 },		/* PCS */
	{ 0x042000, 0x042323 },		/* RSFEC */
	{ 0x044000, 0x0440a3 },		/* MAC */
	{ 0x046000, 0x04613b },		/* SIG */
	{ 0x046800, 0x04697f },		/* MAC_STAT */
	{ 0x0910b8, 0x09e75f },		/* PCIE_SS_COMPHY */
	{ 0x0c4000, 0x0c43ab },		/* PUL_USER */
	{ 0x100000, 0x17ffff },		/* QUEUE */
};

static int emu_csr_map_rows(uint16_t *map, size_t words,
			    const struct emu_reg *rows, unsigned int count)
{
	unsigned int i, n;
	size_t word;

	for (i = 0; i < count; i++) {
		for (n = 0; n < rows[i].count; n++) {
			word = (rows[i].first + n * rows[i].stride) / 4;
			if (word >= words || map[word]) {
				emu_log(EMU_ERR, "register table: %s(%u) overlaps another row",
					rows[i].name, n);
				return -EINVAL;
			}
			map[word] = (uint16_t)(i + 1);
		}
	}
	return 0;
}

static void emu_csr_build(void)
{
	emu_csr_err = emu_csr_map_rows(emu_csr_map, EMU_CSR_WORDS,
				       emu_csr_regs, emu_csr_regs_count);
	if (!emu_csr_err)
		emu_csr_err = emu_csr_map_rows(emu_csr_page_map,
					       EMU_CSR_PAGE_WORDS,
					       emu_queue_regs,
					       emu_queue_regs_count);
}

/**
 * emu_csr_init() - build the maps, once per process
 *
 * Return: 0, -EINVAL if the tables contradict themselves.
 */
int emu_csr_init(void)
{
	pthread_once(&emu_csr_once, emu_csr_build);
	return emu_csr_err;
}

/* Row of an offset; @n is the index in it, for queue pages the page */
static const struct emu_reg *emu_csr_find(uint32_t off, unsigned int *n)
{
	const struct emu_reg *reg;
	uint16_t row;

	if (off >= EMU_CSR_QUEUE_BASE) {
		if (off >= HNI_QUEUE_PAGE(HNI_QUEUE_COUNT))
			return NULL;
		*n = (off - EMU_CSR_QUEUE_BASE) / HNI_QUEUE_STRIDE;
		row = emu_csr_page_map[off % HNI_QUEUE_STRIDE / 4];
		return row ? &emu_queue_regs[row - 1] : NULL;
	}
	row = emu_csr_map[off / 4];
	if (!row)
		return NULL;
	reg = &emu_csr_regs[row - 1];
	*n = reg->stride ? (off - reg->first) / reg->stride : 0;
	return reg;
}

/*
 * The mainline driver's register dump walks the two RSS tables with index
 * and table exchanged and so leaves the section.
 */
static bool emu_csr_is_dump_quirk(uint32_t off)
{
	uint32_t from = off - HNI_CSR_RPC_RSS_TBL(0, 0);

	return off >= HNI_CSR_RPC_RSS_TBL(0, 0) &&
	       from / 0x400 < HNI_RPC_RSS_TBL_SIZE &&
	       from % 0x400 / 4 < HNI_RPC_RSS_TABLES;
}

static bool emu_csr_in_section(uint32_t off)
{
	unsigned int i;

	if (emu_csr_is_dump_quirk(off))
		return true;
	for (i = 0; i < EMU_ARRAY_SIZE(emu_csr_sections); i++)
		if (off >= emu_csr_sections[i].first &&
		    off <= emu_csr_sections[i].last)
			return true;
	return false;
}

static bool emu_csr_is_queue(const struct emu_reg *reg)
{
	return reg >= emu_queue_regs &&
	       reg < emu_queue_regs + emu_queue_regs_count;
}

/**
 * emu_csr_name() - name of a register with its index
 * @reg: row
 * @n: index in it
 * @buf: result
 * @len: its size
 */
void emu_csr_name(const struct emu_reg *reg, unsigned int n, char *buf,
		  size_t len)
{
	if (reg->inner)
		snprintf(buf, len, "%s(%u,%u)", reg->name, n % reg->inner,
			 n / reg->inner);
	else if (reg->count > 1 || emu_csr_is_queue(reg))
		snprintf(buf, len, "%s(%u)", reg->name, n);
	else
		snprintf(buf, len, "%s", reg->name);
}

/**
 * emu_csr_finding() - report an access to a known register
 * @fn: function
 * @reg: row
 * @n: index in it
 * @text: what is wrong with the access
 */
void emu_csr_finding(struct emu_func *fn, const struct emu_reg *reg,
		     unsigned int n, const char *text)
{
	char name[64];

	if (fn->nic->cfg->strict == EMU_STRICT_OFF)
		return;
	emu_csr_name(reg, n, name, sizeof(name));
	emu_func_strict(fn, "write to %s: %s", name, text);
}

/**
 * emu_csr_read() - the host reads BAR0
 * @fn: function
 * @off: byte offset, multiple of 4, inside the BAR
 *
 * Return: word; 0 where there is nothing.
 */
uint32_t emu_csr_read(struct emu_func *fn, uint32_t off)
{
	const struct emu_reg *reg;
	unsigned int n;

	if (fn->fault.is_gone)
		return ~0U;
	reg = emu_csr_find(off, &n);
	if (!reg) {
		if (!emu_csr_in_section(off))
			emu_func_strict(fn, "read of unknown register 0x%06x",
					off);
		return 0;
	}
	if (reg->read)
		return reg->read(fn, reg, n);
	if (reg->kind == EMU_REG_WO)
		return 0;
	if (fn->fault.is_stuck && emu_csr_is_queue(reg))
		return fn->csr[off / 4] & ~EMU_CSR_STUCK;
	return fn->csr[off / 4];
}

/**
 * emu_csr_write() - the host writes BAR0
 * @fn: function
 * @off: byte offset, multiple of 4, inside the BAR
 * @val: word
 */
void emu_csr_write(struct emu_func *fn, uint32_t off, uint32_t val)
{
	const struct emu_reg *reg;
	char name[64];
	unsigned int n;

	if (fn->fault.is_gone)
		return;
	reg = emu_csr_find(off, &n);
	if (!reg) {
		emu_func_strict(fn, "write to unknown register 0x%06x", off);
		return;
	}
	if (reg->kind == EMU_REG_RO) {
		if (emu_queue_is_selftest(fn, reg, n))
			return;
		emu_csr_name(reg, n, name, sizeof(name));
		emu_func_strict(fn, "write to read-only %s", name);
		return;
	}
	if (reg->kind != EMU_REG_W1C && (val & ~reg->mask))
		emu_csr_finding(fn, reg, n, "reserved bits are set");
	val &= reg->mask;
	if (reg->write)
		reg->write(fn, reg, n, val);
	else if (reg->kind == EMU_REG_W1C)
		fn->csr[off / 4] &= ~val;
	else
		fn->csr[off / 4] = val;
}

/**
 * emu_csr_count32() - advance a 32-bit counter
 * @fn: function
 * @off: its register
 * @add: by how much
 */
void emu_csr_count32(struct emu_func *fn, uint32_t off, uint32_t add)
{
	fn->csr[off / 4] += add;
}

/**
 * emu_csr_count64x() - advance a 64-bit counter
 * @fn: function
 * @lo: register of the low word
 * @hi: register of the high word
 * @add: by how much
 */
void emu_csr_count64x(struct emu_func *fn, uint32_t lo, uint32_t hi,
		      uint64_t add)
{
	uint64_t val = (uint64_t)fn->csr[hi / 4] << 32 | fn->csr[lo / 4];

	val += add;
	fn->csr[lo / 4] = (uint32_t)val;
	fn->csr[hi / 4] = (uint32_t)(val >> 32);
}

/**
 * emu_csr_count64() - advance a 64-bit counter whose words are neighbours
 * @fn: function
 * @off: register of the low word
 * @add: by how much
 */
void emu_csr_count64(struct emu_func *fn, uint32_t off, uint64_t add)
{
	emu_csr_count64x(fn, off, off + 4, add);
}
