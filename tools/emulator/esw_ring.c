// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the command ring: it fetches commands from the manager's memory and
 * executes them; the mode; and the presence of the manager.
 */
#include "bytes.h"
#include "cmd.h"
#include "esw.h"

#define EMU_NS_PER_S	1000000000ULL

static struct emu_func *emu_esw_manager(const struct emu_esw *esw)
{
	return esw->nic->func[0];
}

static void emu_esw_vector(struct emu_esw *esw, uint32_t reg)
{
	if ((reg & HNI_ESW_VECTOR_ENABLE) && emu_esw_manager(esw))
		emu_func_irq(emu_esw_manager(esw),
			     EMU_GET(HNI_ESW_VECTOR_IDX, reg));
}

void emu_esw_event(struct emu_esw *esw, uint32_t evt)
{
	uint32_t fresh = evt & ~esw->evt_status;

	esw->evt_status |= evt;
	if (fresh & ~esw->evt_mask)
		emu_esw_vector(esw, esw->evt_vector);
}

/* ---- Mode and presence ---- */

void emu_esw_mode_set(struct emu_esw *esw, uint8_t mode)
{
	bool leave = esw->mode != mode && (mode == HNI_ESW_MODE_LEGACY ||
					   esw->mode == HNI_ESW_MODE_LEGACY);
	unsigned int i;

	/* tables written in legacy mode wait for the next mode */
	emu_tables_rebase(&esw->tables, mode == HNI_ESW_MODE_LEGACY);
	for (i = 0; leave && i < esw->nports; i++)
		esw->port[i].up = false;
	if (leave)
		esw->bmc_claimed = false;
	if (esw->mode != mode)
		emu_log(EMU_INFO, "mode %s", emu_mode_name(mode));
	esw->mode = mode;
	emu_esw_ports_update(esw);
}

static void emu_esw_gone_policy(struct emu_esw *esw)
{
	if (esw->mode == HNI_ESW_MODE_LEGACY)
		return;
	esw->bmc_claimed = false;
	if (esw->nic->cfg->gone == HNI_ESW_GONE_CLOSED)
		emu_esw_mode_set(esw, HNI_ESW_MODE_INACTIVE);
	else if (esw->nic->cfg->gone == HNI_ESW_GONE_LEGACY)
		emu_esw_mode_set(esw, HNI_ESW_MODE_LEGACY);
}

void emu_esw_manager_gone(struct emu_esw *esw)
{
	unsigned int i;

	emu_esw_ring_stop(esw);
	esw->ctrl = 0;
	esw->cmd_base[0] = 0;
	esw->cmd_base[1] = 0;
	esw->cmd_size = 0;
	esw->cpl_base[0] = 0;
	esw->cpl_base[1] = 0;
	esw->cmd_vector = 0;
	esw->evt_vector = 0;
	esw->evt_status = 0;
	esw->evt_mask = 0;
	for (i = 0; i < EMU_PAGES; i++)
		esw->qbind[i] = 0;
	for (i = 0; i < esw->nports; i++)
		esw->port[i].npages = 0;
	if (esw->gone)
		return;
	esw->gone = true;
	if (esw->mode != HNI_ESW_MODE_LEGACY)
		emu_log(EMU_WARN, "the manager is gone");
	emu_esw_gone_policy(esw);
	emu_esw_ports_update(esw);
}

void emu_esw_tick(struct emu_esw *esw)
{
	uint64_t limit_ns = esw->nic->cfg->heartbeat_s * EMU_NS_PER_S;

	if (!(esw->ctrl & HNI_ESW_CTRL_HEARTBEAT) ||
	    esw->now_ns - esw->heartbeat_ns <= limit_ns)
		return;
	emu_esw_manager_gone(esw);
	/* a manager that merely stood still learns why from this */
	esw->status = HNI_ESW_STATUS_FATAL |
		      EMU_PREP(HNI_ESW_STATUS_CODE,
			       (uint32_t)HNI_ESW_FATAL_LATE);
}

/* ---- The ring ---- */

static bool emu_esw_complete(struct emu_esw *esw)
{
	uint8_t cpl[HNI_ESW_CPL_LEN];
	uint64_t at = esw->ring.cpl;

	emu_put_le32(cpl + HNI_ESW_CPL_DONE, esw->ring.head);
	emu_put_le32(cpl + HNI_ESW_CPL_STATUS, esw->status);
	emu_put_le64(cpl + HNI_ESW_CPL_TIME_NS, esw->now_ns);
	/* DONE is last: the driver reads the rest when it sees DONE move */
	if (!emu_func_dma_write(emu_esw_manager(esw), at + HNI_ESW_CPL_STATUS,
				cpl + HNI_ESW_CPL_STATUS,
				HNI_ESW_CPL_LEN - HNI_ESW_CPL_STATUS))
		return false;
	atomic_thread_fence(memory_order_release);
	return emu_func_dma_write(emu_esw_manager(esw), at + HNI_ESW_CPL_DONE,
				  cpl + HNI_ESW_CPL_DONE, 4);
}

static void emu_esw_fatal(struct emu_esw *esw, enum hni_esw_fatal code)
{
	esw->status = HNI_ESW_STATUS_ENABLED | HNI_ESW_STATUS_FATAL |
		      EMU_PREP(HNI_ESW_STATUS_CODE, (uint32_t)code);
	esw->fatal_pos = esw->ring.head;
	emu_log(EMU_WARN, "command at position %u refused, code %u",
		esw->fatal_pos, code);
	emu_func_strict(emu_esw_manager(esw),
			"e-switch command at position %u refused, code %u",
			esw->fatal_pos, code);
	emu_esw_event(esw, HNI_ESW_EVT_FATAL);
}

/* The same when the ring was running: there is a record to complete. */
static void emu_esw_refuse(struct emu_esw *esw, enum hni_esw_fatal code)
{
	emu_esw_fatal(esw, code);
	emu_esw_complete(esw);
	emu_esw_vector(esw, esw->cmd_vector);
}

void emu_esw_ring_start(struct emu_esw *esw)
{
	struct emu_esw_ring *r = &esw->ring;

	esw->fatal_pos = 0;
	*r = (struct emu_esw_ring){
		.base = (uint64_t)esw->cmd_base[1] << 32 | esw->cmd_base[0],
		.cpl = (uint64_t)esw->cpl_base[1] << 32 | esw->cpl_base[0],
	};
	esw->status = HNI_ESW_STATUS_ENABLED;
	if (esw->cmd_size < HNI_ESW_CMD_MIN_LOG2 ||
	    esw->cmd_size > EMU_ESW_CMD_LOG2 ||
	    r->base % HNI_ESW_UNIT || r->cpl % HNI_ESW_CPL_LEN) {
		emu_esw_fatal(esw, HNI_ESW_FATAL_RING);
		return;
	}
	r->mask = (1U << esw->cmd_size) - 1;
	if (emu_tables_bank_new(&esw->tables)) {
		emu_log(EMU_ERR, "no memory for a new bank of tables");
		emu_esw_fatal(esw, HNI_ESW_FATAL_RING);
		return;
	}
	esw->gone = false;
}

void emu_esw_ring_stop(struct emu_esw *esw)
{
	esw->status = 0;
	esw->fatal_pos = 0;
	esw->ring = (struct emu_esw_ring){ 0 };
}

/* Copy units from the ring, around its end. */
static bool emu_esw_fetch(struct emu_esw *esw, uint32_t pos, uint32_t units,
			  uint8_t *to)
{
	const struct emu_esw_ring *r = &esw->ring;
	uint32_t at = pos & r->mask;
	uint32_t first = r->mask + 1 - at < units ? r->mask + 1 - at : units;
	struct emu_func *mgr = emu_esw_manager(esw);

	return emu_func_dma_read(mgr, r->base + (uint64_t)at * HNI_ESW_UNIT, to,
				 (size_t)first * HNI_ESW_UNIT) &&
	       (first == units ||
		emu_func_dma_read(mgr, r->base, to + first * HNI_ESW_UNIT,
				  (size_t)(units - first) * HNI_ESW_UNIT));
}

static enum hni_esw_fatal emu_esw_dump(struct emu_esw *esw,
				       const struct emu_cmd *cmd)
{
	uint32_t len = emu_cmd_dump_len(cmd->type);
	uint32_t i, n, done = 0;

	while (done < cmd->count) {
		n = cmd->count - done;
		if (n > sizeof(esw->dump) / len)
			n = sizeof(esw->dump) / len;
		for (i = 0; i < n; i++)
			emu_cmd_dump(&esw->tables, cmd->type,
				     cmd->index + done + i,
				     esw->dump + i * len);
		if (!emu_func_dma_write(emu_esw_manager(esw),
					cmd->addr + (uint64_t)done * len,
					esw->dump, (size_t)n * len))
			return HNI_ESW_FATAL_DMA;
		done += n;
	}
	return HNI_ESW_FATAL_NONE;
}

/* Execute the command at the head. */
static enum hni_esw_fatal emu_esw_command(struct emu_esw *esw, bool *irq)
{
	struct emu_esw_ring *r = &esw->ring;
	enum hni_esw_fatal code;
	struct emu_cmd cmd;
	uint32_t units;

	if (!emu_esw_fetch(esw, r->head, 1, esw->cmd))
		return HNI_ESW_FATAL_DMA;
	code = emu_cmd_decode(esw->cmd, &cmd);
	if (code)
		return code;
	units = emu_cmd_units(cmd.len);
	if (units > r->tail - r->head)
		return HNI_ESW_FATAL_RING;
	if (units > 1 && !emu_esw_fetch(esw, r->head + 1, units - 1,
					esw->cmd + HNI_ESW_UNIT))
		return HNI_ESW_FATAL_DMA;
	code = emu_cmd_exec(&esw->tables, &cmd, esw->cmd + HNI_ESW_CMD_HDR_LEN);
	if (!code && cmd.opcode == HNI_ESW_OP_DUMP)
		code = emu_esw_dump(esw, &cmd);
	if (code)
		return code;
	if (cmd.opcode == HNI_ESW_OP_MODE)
		emu_esw_mode_set(esw, (uint8_t)cmd.index);
	*irq |= cmd.flags & HNI_ESW_CMD_F_IRQ;
	r->head += units;
	return HNI_ESW_FATAL_NONE;
}

bool emu_esw_ring_run(struct emu_esw *esw)
{
	struct emu_esw_ring *r = &esw->ring;
	enum hni_esw_fatal code = HNI_ESW_FATAL_NONE;
	uint32_t budget = r->mask + 1;
	uint32_t start = r->head;
	bool irq = false;

	if (esw->status != HNI_ESW_STATUS_ENABLED || r->head == r->tail)
		return false;
	if (r->tail - r->head > r->mask + 1)
		code = HNI_ESW_FATAL_RING;
	while (!code && r->head != r->tail && r->head - start < budget)
		code = emu_esw_command(esw, &irq);
	if (code) {
		emu_esw_refuse(esw, code);
		return true;
	}
	if (!emu_esw_complete(esw)) {
		emu_esw_refuse(esw, HNI_ESW_FATAL_DMA);
		return true;
	}
	if (irq)
		emu_esw_vector(esw, esw->cmd_vector);
	return true;
}
