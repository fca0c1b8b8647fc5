// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the core dump: a text that tells the state of a function, made when
 * the host asks for one or when the firmware crashes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "func.h"

#define EMU_DUMP_MAX		(512 * 1024)

static void emu_dump_head(FILE *to, const struct emu_func *fn, const char *why)
{
	unsigned int i;

	fprintf(to, "hni-emu core dump: function %u, %s\n", fn->idx, why);
	fprintf(to, "uptime %llu ms\n",
		(unsigned long long)emu_fw_uptime_ms(fn));
	for (i = 0; i < HNI_FW_SECTIONS; i++)
		fprintf(to, "section %u: running %08x %s, stored %08x %s\n", i,
			fn->fw.running[i].version, fn->fw.running[i].commit,
			fn->fw.stored[i].version, fn->fw.stored[i].commit);
	fprintf(to, "host: %s, %s, %s\n",
		fn->mbox.announced ? "attached" : "absent",
		fn->mbox.owned ? "owner" : "no owner",
		fn->mbox.is_hni ? "hni" : "other driver");
	fprintf(to, "link %s, mailbox heads %u %u, held frames %u\n",
		fn->link.up ? "up" : "down", fn->mbox.head[HNI_MBX_RX],
		fn->mbox.head[HNI_MBX_TX], fn->fifo.count);
	for (i = 0; i < 2 * HNI_MBX_DESCS; i++)
		fprintf(to, "mailbox %u descriptor %u: %08x%08x\n",
			i / HNI_MBX_DESCS, i % HNI_MBX_DESCS,
			fn->mbx[HNI_MBX_DESC_HI(0, i) / 4],
			fn->mbx[HNI_MBX_DESC_LO(0, i) / 4]);
}

static void emu_dump_ring(FILE *to, unsigned int q, unsigned int id,
			  const struct emu_ring *r)
{
	fprintf(to, "page %u ring %u: base %llx size %u host %u device %u phase %d\n",
		q, id, (unsigned long long)r->base, r->size, r->host, r->dev,
		r->phase);
}

static void emu_dump_rings(FILE *to, const struct emu_func *fn)
{
	const struct emu_queue *queue = fn->queue;
	unsigned int q, id;

	for (q = 0; q < HNI_QUEUE_COUNT; q++)
		for (id = 0; id < EMU_RINGS; id++)
			if (queue[q].ring[id].enabled)
				emu_dump_ring(to, q, id, &queue[q].ring[id]);
}

static void emu_dump_log(FILE *to, struct emu_func *fn)
{
	const char *text;
	uint32_t ms = 0;
	uint64_t i;

	for (i = 0; (text = emu_fw_log_get(&fn->fw.log, i, &ms)); i++)
		fprintf(to, "log %u.%03u: %s\n", ms / 1000, ms % 1000, text);
	for (i = 0; (text = emu_func_strict_get(fn, (unsigned int)i)); i++)
		fprintf(to, "strict: %s\n", text);
}

/* Stored words: reading must change nothing, so no reader is called */
static void emu_dump_registers(FILE *to, const struct emu_func *fn)
{
	unsigned int i, n;
	char name[64];

	for (i = 0; i < emu_csr_regs_count; i++) {
		const struct emu_reg *reg = &emu_csr_regs[i];

		for (n = 0; n < reg->count; n++) {
			uint32_t off = reg->first + n * reg->stride;

			if (!emu_csr_get(fn, off))
				continue;
			emu_csr_name(reg, n, name, sizeof(name));
			fprintf(to, "%s %05x = %08x\n", name, off,
				emu_csr_get(fn, off));
		}
	}
}

/**
 * emu_fw_dump_take() - make a dump; it replaces an older one
 * @fn: function
 * @why: what happened
 */
void emu_fw_dump_take(struct emu_func *fn, const char *why)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	if (!to)
		return;
	emu_dump_head(to, fn, why);
	emu_dump_rings(to, fn);
	emu_dump_log(to, fn);
	emu_dump_registers(to, fn);
	if (fclose(to)) {
		free(text);
		return;
	}
	free(fn->fw.dump);
	fn->fw.dump = text;
	fn->fw.dump_len = len < EMU_DUMP_MAX ? len : EMU_DUMP_MAX;
	fn->fw.dump_is_new = false;
	emu_fw_log_add(fn, "core dump taken, %zu bytes", fn->fw.dump_len);
}

/* That of a crash is kept until somebody has read it */
void emu_fw_dump_info(struct emu_func *fn, const struct emu_tlv_attr *attr,
		      struct emu_tlv *t)
{
	if (attr[HNI_ATTR_COREDUMP_REQ_CREATE].data && !fn->fw.dump_is_new)
		emu_fw_dump_take(fn, "on request");
	emu_tlv_begin(t, HNI_MSG_COREDUMP_GET_INFO_RESP);
	if (fn->fw.dump) {
		emu_tlv_put_flag(t, HNI_ATTR_COREDUMP_AVAILABLE);
		emu_tlv_put_u32(t, HNI_ATTR_COREDUMP_SIZE,
				(uint32_t)fn->fw.dump_len);
	}
	emu_fw_send(fn, t);
}

static int emu_dump_check(const struct emu_fw *fw, uint32_t off, uint32_t len)
{
	if (!fw->dump)
		return -ENOENT;
	if (off % HNI_TLV_MAX_DATA || !len || len > HNI_TLV_MAX_DATA ||
	    off >= fw->dump_len || len > fw->dump_len - off)
		return -EINVAL;
	return 0;
}

void emu_fw_dump_read(struct emu_func *fn, const struct emu_tlv_attr *attr,
		      struct emu_tlv *t)
{
	uint32_t off = emu_tlv_u32(&attr[HNI_ATTR_COREDUMP_OFFSET]);
	uint32_t len = emu_tlv_u32(&attr[HNI_ATTR_COREDUMP_LENGTH]);
	int err = emu_dump_check(&fn->fw, off, len);

	emu_tlv_begin(t, HNI_MSG_COREDUMP_READ_RESP);
	emu_tlv_put_u32(t, HNI_ATTR_COREDUMP_OFFSET, off);
	emu_tlv_put_u32(t, HNI_ATTR_COREDUMP_LENGTH, len);
	if (err) {
		emu_tlv_put_u32(t, HNI_ATTR_COREDUMP_ERROR, (uint32_t)err);
	} else {
		emu_tlv_put_raw(t, HNI_ATTR_COREDUMP_DATA, fn->fw.dump + off,
				len);
		if (off + len == fn->fw.dump_len)
			fn->fw.dump_is_new = false;
	}
	emu_fw_send(fn, t);
}
