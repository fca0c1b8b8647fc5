// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the firmware: dispatch of mailbox messages, capabilities, ownership,
 * heartbeat, and what becomes of it in a reset.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hw/hni_esw.h"

#include "func.h"

#define EMU_FW_OWNERSHIP_NS	100000000

/* ---- Messages to the host ---- */

/* Return: false if it has to be tried again when there is a buffer */
static bool emu_fw_put(struct emu_func *fn, const struct emu_tlv *t)
{
	int err = emu_mbox_send(fn, (const uint32_t *)(const void *)t->buf);

	if (err == -ENOBUFS)
		return false;
	if (err)
		emu_log(EMU_WARN, "fn%u: firmware message 0x%02x lost: %s",
			fn->idx, emu_tlv_id(t->buf), strerror(-err));
	return true;
}

/**
 * emu_fw_send() - give a message to the host, in order
 * @fn: function
 * @t: complete but for its length
 *
 * Without a buffer it waits for one; when too many wait it is lost.
 */
void emu_fw_send(struct emu_func *fn, struct emu_tlv *t)
{
	struct emu_fw_outbox *box = &fn->fw.outbox;

	if (!emu_tlv_end(t)) {
		emu_log(EMU_ERR, "fn%u: firmware message 0x%02x is too long",
			fn->idx, emu_tlv_id(t->buf));
		return;
	}
	if (!box->count && emu_fw_put(fn, t))
		return;
	if (box->count == EMU_FW_OUTBOX) {
		emu_log(EMU_WARN, "fn%u: firmware message 0x%02x lost: the host posts no buffers",
			fn->idx, emu_tlv_id(t->buf));
		return;
	}
	box->msg[(box->head + box->count++) % EMU_FW_OUTBOX] = *t;
}

/**
 * emu_fw_buffers_posted() - the host may have posted a buffer
 * @fn: function
 */
void emu_fw_buffers_posted(struct emu_func *fn)
{
	struct emu_fw_outbox *box = &fn->fw.outbox;

	while (box->count && emu_fw_put(fn, &box->msg[box->head])) {
		box->head = (box->head + 1) % EMU_FW_OUTBOX;
		box->count--;
	}
}

/**
 * emu_fw_uptime_ms() - how long the firmware runs
 * @fn: function
 *
 * Return: milliseconds, never 0.
 */
uint64_t emu_fw_uptime_ms(const struct emu_func *fn)
{
	return 1 + (emu_func_now_ns() - fn->mbox.start_ns) / 1000000;
}

/* ---- Capabilities ---- */

/* The host may talk to the BMC past the switch only if it is allowed to */
static bool emu_fw_shows_bmc(const struct emu_func *fn)
{
	const struct emu_config *cfg = fn->nic->cfg;

	return cfg->bmc && !cfg->bmc_locked &&
	       (cfg->bmc_allow >> EMU_PORT_FUNC(fn->idx) & 1);
}

static void emu_fw_put_bmc(struct emu_func *fn, struct emu_tlv *t)
{
	unsigned int port = EMU_PORT_FUNC(1 + fn->nic->cfg->hosts);
	uint8_t mac[6];
	size_t nest;

	emu_esw_mac(fn->nic, port, mac);
	emu_tlv_put_flag(t, HNI_ATTR_CAP_BMC_PRESENT);
	nest = emu_tlv_nest_begin(t, HNI_ATTR_CAP_BMC_MAC_ARRAY);
	emu_tlv_put_raw(t, HNI_ATTR_CAP_BMC_MAC_ADDR, mac, sizeof(mac));
	emu_tlv_nest_end(t, nest);
}

static void emu_fw_put_versions(struct emu_func *fn, struct emu_tlv *t)
{
	const struct emu_fw_image *run = fn->fw.running;
	const struct emu_fw_image *flash = fn->fw.stored;

	emu_tlv_put_u32(t, HNI_ATTR_CAP_STORED_VERSION,
			flash[HNI_FW_SECTION_CONTROL].version);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_ACTIVE_SLOT, fn->fw.slot);
	emu_tlv_put_str(t, HNI_ATTR_CAP_COMMIT_STR,
			run[HNI_FW_SECTION_CONTROL].commit);
	emu_tlv_put_str(t, HNI_ATTR_CAP_STORED_COMMIT_STR,
			flash[HNI_FW_SECTION_CONTROL].commit);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_CMRT_VERSION,
			run[HNI_FW_SECTION_CMRT].version);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_STORED_CMRT_VERSION,
			flash[HNI_FW_SECTION_CMRT].version);
	emu_tlv_put_str(t, HNI_ATTR_CAP_CMRT_COMMIT_STR,
			run[HNI_FW_SECTION_CMRT].commit);
	emu_tlv_put_str(t, HNI_ATTR_CAP_STORED_CMRT_COMMIT_STR,
			flash[HNI_FW_SECTION_CMRT].commit);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_UEFI_VERSION,
			flash[HNI_FW_SECTION_OPTION_ROM].version);
	emu_tlv_put_str(t, HNI_ATTR_CAP_UEFI_COMMIT_STR,
			flash[HNI_FW_SECTION_OPTION_ROM].commit);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_ANTI_ROLLBACK, EMU_FW_ROLLBACK);
}

/**
 * emu_fw_caps_send() - FW_CAP_RESP, asked for or not
 * @fn: function
 */
void emu_fw_caps_send(struct emu_func *fn)
{
	const struct emu_config *cfg = fn->nic->cfg;
	uint32_t fec = cfg->link_fec;
	struct emu_tlv t;

	/* PAM4 runs RS; a driver that believed otherwise would get no link */
	if (cfg->link_speed >= HNI_SPEED_50R1)
		fec = HNI_FEC_RS;
	emu_tlv_begin(&t, HNI_MSG_FW_CAP_RESP);
	emu_tlv_put_u32(&t, HNI_ATTR_CAP_VERSION,
			fn->fw.running[HNI_FW_SECTION_CONTROL].version);
	if (emu_fw_shows_bmc(fn))
		emu_fw_put_bmc(fn, &t);
	emu_fw_put_versions(fn, &t);
	emu_tlv_put_u32(&t, HNI_ATTR_CAP_LINK_SPEED, cfg->link_speed);
	emu_tlv_put_u32(&t, HNI_ATTR_CAP_LINK_FEC, fec);
	emu_tlv_put_u32(&t, HNI_ATTR_CAP_MAX_LINK_SPEED, HNI_SPEED_100R2);
	emu_fw_board_caps(&t);
	emu_fw_send(fn, &t);
}

static void emu_fw_cap(struct emu_func *fn, const struct emu_tlv_attr *attr,
		       struct emu_tlv *t)
{
	(void)t;
	emu_fw_caps_send(fn);
	fn->mbox.is_hni = attr[HNI_ATTR_HOST_CAP_HNI].data;
	if (fn->mbox.announced)
		return;
	fn->mbox.announced = true;
	emu_fw_log_add(fn, "host driver attached");
	emu_esw_func_event(fn->nic, fn->idx, EMU_FUNC_ATTACHED);
}

/* ---- Ownership, heartbeat ---- */

/*
 * Firmware takes its time to hand over the port, with --fast, too. The
 * mainline driver counts on it: an answer that arrives before its request
 * function has returned is overlooked, and the interface does not come up.
 */
static void emu_fw_ownership(struct emu_func *fn,
			     const struct emu_tlv_attr *attr,
			     struct emu_tlv *t)
{
	(void)t;
	fn->mbox.owned = attr[HNI_ATTR_OWNERSHIP_FLAG].data;
	emu_fw_log_add(fn, "host %s ownership",
		       fn->mbox.owned ? "takes" : "releases");
	/* A host that gives up ownership does not wait for an answer */
	if (fn->mbox.owned)
		emu_timer_start(fn, EMU_TIMER_OWNERSHIP, EMU_FW_OWNERSHIP_NS);
	else
		emu_timer_stop(fn, EMU_TIMER_OWNERSHIP);
}

/**
 * emu_fw_ownership_due() - answer a request for ownership
 * @fn: function
 */
void emu_fw_ownership_due(struct emu_func *fn)
{
	struct emu_tlv t;

	emu_tlv_begin(&t, HNI_MSG_OWNERSHIP_RESP);
	emu_tlv_put_u64(&t, HNI_ATTR_OWNERSHIP_TIME, emu_fw_uptime_ms(fn));
	emu_fw_send(fn, &t);
}

static void emu_fw_heartbeat(struct emu_func *fn,
			     const struct emu_tlv_attr *attr,
			     struct emu_tlv *t)
{
	(void)attr;
	emu_tlv_begin(t, HNI_MSG_HEARTBEAT_RESP);
	emu_tlv_put_u64(t, HNI_ATTR_HEARTBEAT_UPTIME, emu_fw_uptime_ms(fn));
	emu_fw_send(fn, t);
}

/* ---- Dispatch ---- */

/* Needs no answer, and nothing here depends on it */
static void emu_fw_accept(struct emu_func *fn, const struct emu_tlv_attr *attr,
			  struct emu_tlv *t)
{
	(void)fn;
	(void)attr;
	(void)t;
}

static const struct {
	uint32_t id;
	emu_fw_handler_fn *handle;
} emu_fw_handlers[] = {
	{ HNI_MSG_HOST_CAP_REQ,			emu_fw_cap },
	{ HNI_MSG_OWNERSHIP_REQ,		emu_fw_ownership },
	{ HNI_MSG_HEARTBEAT_REQ,		emu_fw_heartbeat },
	{ HNI_MSG_COREDUMP_GET_INFO_REQ,	emu_fw_dump_info },
	{ HNI_MSG_COREDUMP_READ_REQ,		emu_fw_dump_read },
	{ HNI_MSG_FW_START_UPGRADE_REQ,		emu_fw_upgrade_start },
	{ HNI_MSG_FW_WRITE_CHUNK_RESP,		emu_fw_upgrade_chunk },
	{ HNI_MSG_FW_FINISH_UPGRADE_RESP,	emu_fw_accept },
	{ HNI_MSG_EEPROM_READ_REQ,		emu_fw_eeprom_read },
	{ HNI_MSG_EEPROM_WRITE_REQ,		emu_fw_eeprom_write },
	{ HNI_MSG_QSFP_READ_REQ,		emu_fw_qsfp },
	{ HNI_MSG_TSENE_READ_REQ,		emu_fw_tsene },
	{ HNI_MSG_SET_COMPHY_MODE_REQ,		emu_fw_comphy },
	{ HNI_MSG_LOG_SEND_LOGS_REQ,		emu_fw_log_control },
	{ HNI_MSG_LOG_MSG_RESP,			emu_fw_accept },
	{ HNI_MSG_RPC_MAC_SYNC_REQ,		emu_fw_mac_sync },
};

/**
 * emu_fw_message() - the host sent a message
 * @fn: function
 * @msg: private copy of it
 * @len: bytes, a multiple of 4, at least 4
 */
void emu_fw_message(struct emu_func *fn, const uint8_t *msg, size_t len)
{
	struct emu_tlv_attr attr[HNI_TLV_MAX_ATTRS];
	struct emu_tlv t = { .len = 0 };
	uint32_t id = emu_tlv_id(msg);
	unsigned int i;

	if (emu_tlv_parse(msg, len, attr)) {
		emu_func_strict(fn, "mailbox message 0x%02x is malformed", id);
		return;
	}
	if (id == HNI_MSG_TEST) {
		/* Comes back as it is */
		memcpy(t.buf, msg, len);
		t.len = len;
		emu_fw_send(fn, &t);
		return;
	}
	for (i = 0; i < EMU_ARRAY_SIZE(emu_fw_handlers); i++) {
		if (emu_fw_handlers[i].id == id) {
			emu_fw_handlers[i].handle(fn, attr, &t);
			return;
		}
	}
	emu_func_strict(fn, "mailbox message 0x%02x is unknown", id);
}

void emu_func_mtu_update(struct emu_func *fn, unsigned int mtu)
{
	struct emu_tlv t;

	if (!fn->mbox.announced || !fn->mbox.is_hni)
		return;
	emu_tlv_begin(&t, HNI_MSG_PORT_MTU_REQ);
	emu_tlv_put_u32(&t, HNI_ATTR_PORT_MTU_BYTES, mtu);
	emu_fw_send(fn, &t);
}

/* ---- Life ---- */

/**
 * emu_fw_init() - as it leaves the factory
 * @fn: function, its configuration is known
 */
void emu_fw_init(struct emu_func *fn)
{
	emu_fw_flash_init(fn);
	emu_fw_board_init(fn);
	emu_fw_log_add(fn, "firmware started");
}

/**
 * emu_fw_fini() - free
 * @fn: function
 */
void emu_fw_fini(struct emu_func *fn)
{
	emu_fw_upgrade_reset(fn);
	free(fn->fw.dump);
}

/**
 * emu_fw_detach() - the host shut the mailbox
 * @fn: function
 */
void emu_fw_detach(struct emu_func *fn)
{
	emu_fw_upgrade_reset(fn);
	memset(&fn->fw.outbox, 0, sizeof(fn->fw.outbox));
	fn->fw.log.is_on = false;
}

/**
 * emu_fw_reset() - the function was reset
 * @fn: function
 *
 * A new control firmware in flash begins to run.
 */
void emu_fw_reset(struct emu_func *fn)
{
	struct emu_fw *fw = &fn->fw;

	emu_fw_detach(fn);
	memset(&fw->sync, 0, sizeof(fw->sync));
	memset(fw->fault, 0, sizeof(fw->fault));
	fw->flash_fails = 0;
	emu_fw_flash_activate(fn);
}

/**
 * emu_fw_fault_set() - break something, or repair it
 * @fn: function
 * @fault: what
 * @on: break it
 */
void emu_fw_fault_set(struct emu_func *fn, enum emu_fw_fault fault, bool on)
{
	fn->fw.fault[fault] = on;
	/* What piled up meanwhile */
	if (fault == EMU_FW_FAULT_HANG && !on)
		emu_mbox_service(fn);
}

/**
 * emu_fw_crash() - the firmware crashes, dumps and starts again
 * @fn: function
 *
 * It has forgotten who owned the port; its uptime says that it started anew.
 */
void emu_fw_crash(struct emu_func *fn)
{
	emu_fw_dump_take(fn, "crash");
	fn->fw.dump_is_new = true;
	emu_fw_upgrade_reset(fn);
	memset(&fn->fw.sync, 0, sizeof(fn->fw.sync));
	fn->fw.log.is_on = false;
	fn->mbox.owned = false;
	fn->mbox.start_ns = emu_func_now_ns();
	emu_fw_log_add(fn, "firmware started after a crash");
	emu_esw_func_event(fn->nic, fn->idx, EMU_FUNC_FIRMWARE);
}
