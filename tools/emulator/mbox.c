// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns BAR4: the two mailbox rings between host and firmware, and the few
 * words around them.
 */
#include <errno.h>
#include <string.h>

#include "func.h"

#define EMU_MBOX_END		(HNI_MBX_BASE + 2 * HNI_MBX_SIZE)
#define EMU_MBOX_NS		200000	/* until the firmware looks */
#define EMU_MBOX_BOTH		(HNI_MBX_HOST_CMPL | HNI_MBX_FW_CMPL)

static uint64_t emu_mbox_desc(const struct emu_func *fn, unsigned int ring,
			      unsigned int d)
{
	return (uint64_t)fn->mbx[HNI_MBX_DESC_HI(ring, d) / 4] << 32 |
	       fn->mbx[HNI_MBX_DESC_LO(ring, d) / 4];
}

/* The host polls the low word: it comes last */
static void emu_mbox_desc_set(struct emu_func *fn, unsigned int ring,
			      unsigned int d, uint64_t val)
{
	fn->mbx[HNI_MBX_DESC_HI(ring, d) / 4] = (uint32_t)(val >> 32);
	fn->mbx[HNI_MBX_DESC_LO(ring, d) / 4] = (uint32_t)val;
}

/* Move a head past descriptors that both sides are done with */
static void emu_mbox_skip(struct emu_func *fn, unsigned int ring)
{
	unsigned int *head = &fn->mbox.head[ring];
	unsigned int i;

	for (i = 0; i < HNI_MBX_DESCS; i++) {
		if ((emu_mbox_desc(fn, ring, *head) & EMU_MBOX_BOTH) !=
		    EMU_MBOX_BOTH)
			return;
		*head = (*head + 1) % HNI_MBX_DESCS;
	}
}

/**
 * emu_mbox_send() - give a message to the host
 * @fn: function
 * @msg: complete message, starts with its header
 *
 * Return: 0, -ENOBUFS if the host posted no buffer, -EMSGSIZE if it is too
 * small, -EFAULT if it cannot be written.
 */
int emu_mbox_send(struct emu_func *fn, const uint32_t *msg)
{
	size_t len = 4 * EMU_GET(HNI_TLV_LEN, le32toh(msg[0]));
	unsigned int head;
	uint64_t desc;

	emu_mbox_skip(fn, HNI_MBX_RX);
	head = fn->mbox.head[HNI_MBX_RX];
	desc = emu_mbox_desc(fn, HNI_MBX_RX, head);
	if ((desc & EMU_MBOX_BOTH) != HNI_MBX_HOST_CMPL)
		return -ENOBUFS;
	if (EMU_GET(HNI_MBX_LEN, desc) < len)
		return -EMSGSIZE;
	if (!emu_func_dma_write(fn, desc & HNI_MBX_ADDR, msg, len))
		return -EFAULT;
	desc &= ~HNI_MBX_LEN;
	desc |= EMU_PREP(HNI_MBX_LEN, (uint64_t)len) | HNI_MBX_EOM |
		HNI_MBX_FW_CMPL;
	emu_mbox_desc_set(fn, HNI_MBX_RX, head, desc);
	fn->mbox.head[HNI_MBX_RX] = (head + 1) % HNI_MBX_DESCS;
	emu_func_irq(fn, HNI_VECTOR_FW);
	return 0;
}

/* One message of the host; it is completed whatever it is */
static void emu_mbox_receive(struct emu_func *fn, unsigned int d)
{
	uint64_t desc = emu_mbox_desc(fn, HNI_MBX_TX, d);
	size_t len = EMU_GET(HNI_MBX_LEN, desc);
	uint8_t *msg = fn->mbox.msg;
	bool ok;

	ok = len >= HNI_TLV_HDR_SIZE && len <= sizeof(fn->mbox.msg) &&
	     len % 4 == 0 && (desc & HNI_MBX_EOM);
	if (!ok)
		emu_func_strict(fn, "mailbox message %u: bad length %zu", d,
				len);
	if (ok && !emu_func_dma_read(fn, desc & HNI_MBX_ADDR, msg, len)) {
		emu_func_strict(fn, "mailbox message %u: DMA is off or the address is not mapped",
				d);
		ok = false;
	}
	desc |= HNI_MBX_FW_CMPL | (ok ? 0 : HNI_MBX_FW_ERR);
	emu_mbox_desc_set(fn, HNI_MBX_TX, d, desc);
	fn->mbox.head[HNI_MBX_TX] = (d + 1) % HNI_MBX_DESCS;
	if (ok)
		emu_fw_message(fn, msg, len);
	emu_func_irq(fn, HNI_VECTOR_FW);
}

/* Read what the host posted */
static void emu_mbox_read_tx(struct emu_func *fn)
{
	unsigned int i, head;
	uint64_t desc;

	for (i = 0; i < HNI_MBX_DESCS; i++) {
		emu_mbox_skip(fn, HNI_MBX_TX);
		head = fn->mbox.head[HNI_MBX_TX];
		desc = emu_mbox_desc(fn, HNI_MBX_TX, head);
		if ((desc & EMU_MBOX_BOTH) != HNI_MBX_HOST_CMPL)
			break;
		emu_mbox_receive(fn, head);
	}
}

/**
 * emu_mbox_service() - the firmware looks at the host's ring
 * @fn: function
 */
void emu_mbox_service(struct emu_func *fn)
{
	if (fn->fw.fault[EMU_FW_FAULT_HANG])
		return;
	/* What is left on a ring that was shut meanwhile is nobody's */
	if (emu_dma_is_open(fn, false))
		emu_mbox_read_tx(fn);
	if (fn->mbox.bell)
		emu_func_irq(fn, HNI_VECTOR_FW);
	fn->mbox.bell = false;
}

/* The host wrote @val to a low word of its ring */
static void emu_mbox_poll_tx(struct emu_func *fn, uint32_t val)
{
	emu_mbox_skip(fn, HNI_MBX_TX);
	/* A host that resets the ring waits for a sign that this was seen */
	if ((val & EMU_MBOX_BOTH) == EMU_MBOX_BOTH)
		fn->mbox.bell = true;
	/* A message that cannot be read is reported when it is posted */
	if (!emu_dma_is_open(fn, false) && !fn->fw.fault[EMU_FW_FAULT_HANG])
		emu_mbox_read_tx(fn);
	if (fn->nic->cfg->fast)
		emu_mbox_service(fn);
	else if (!fn->timers.due[EMU_TIMER_MAILBOX])
		emu_timer_start(fn, EMU_TIMER_MAILBOX, EMU_MBOX_NS);
}

/**
 * emu_mbox_read() - the host reads BAR4
 * @fn: function
 * @off: byte offset, multiple of 4, inside the BAR
 *
 * Return: word.
 */
uint32_t emu_mbox_read(struct emu_func *fn, uint32_t off)
{
	uint32_t pba = off - HNI_MSIX_PBA_OFFSET;

	if (fn->fault.is_gone)
		return ~0U;
	if (off >= HNI_MBX_BASE && off < EMU_MBOX_END)
		return fn->mbx[off / 4];
	if (off >= HNI_MSIX_PBA_OFFSET && pba < HNI_MSIX_PBA_SIZE)
		return fn->irq.pba[pba / 4];
	if (off >= HNI_MSIX_TABLE_OFFSET && off < HNI_MSIX_PBA_OFFSET)
		return 0;
	if (off != HNI_MBX_NS_OTP_STATUS && off != HNI_MBX_NS_OTP_WRITE_STATUS)
		emu_func_strict(fn, "read of unknown BAR4 word 0x%05x", off);
	return 0;
}

/**
 * emu_mbox_write() - the host writes BAR4
 * @fn: function
 * @off: byte offset, multiple of 4, inside the BAR
 * @val: word
 */
void emu_mbox_write(struct emu_func *fn, uint32_t off, uint32_t val)
{
	unsigned int ring;

	if (fn->fault.is_gone)
		return;
	if (off == HNI_MBX_NS_OTP_STATUS || off == HNI_MBX_NS_OTP_WRITE_STATUS)
		emu_func_strict(fn, "write to read-only %s",
				off == HNI_MBX_NS_OTP_STATUS ?
				"NS_OTP_STATUS" : "NS_OTP_WRITE_STATUS");
	else if (off >= HNI_MSIX_PBA_OFFSET &&
		 off < HNI_MSIX_PBA_OFFSET + HNI_MSIX_PBA_SIZE)
		emu_func_strict(fn, "write to read-only MSIX_PBA");
	else if ((off < HNI_MBX_BASE || off >= EMU_MBOX_END) &&
		 (off < HNI_MSIX_TABLE_OFFSET || off >= HNI_MSIX_PBA_OFFSET))
		emu_func_strict(fn, "write to unknown BAR4 word 0x%05x", off);
	if (off < HNI_MBX_BASE || off >= EMU_MBOX_END)
		return;
	fn->mbx[off / 4] = val;
	/* A descriptor changes hands with its low word */
	if (off % 8)
		return;
	ring = (off - HNI_MBX_BASE) / HNI_MBX_SIZE;
	emu_mbox_skip(fn, ring);
	if (ring == HNI_MBX_TX)
		emu_mbox_poll_tx(fn, val);
	else
		emu_fw_buffers_posted(fn);
}

/* PUL_OB_TLP_HDR_AW_CFG: the flush is how a driver shuts the mailbox */
void emu_mbox_aw_write(struct emu_func *fn, const struct emu_reg *reg,
		       unsigned int n, uint32_t val)
{
	(void)n;
	fn->csr[reg->first / 4] = val;
	if (val & HNI_PUL_AW_CFG_FLUSH)
		emu_func_detach(fn);
}

/**
 * emu_mbox_reset() - power-on state
 * @fn: function
 */
void emu_mbox_reset(struct emu_func *fn)
{
	memset(fn->mbx, 0, sizeof(fn->mbx));
	memset(fn->mbox.head, 0, sizeof(fn->mbox.head));
	fn->mbox.announced = false;
	fn->mbox.is_hni = false;
	fn->mbox.owned = false;
	fn->mbox.bell = false;
}
