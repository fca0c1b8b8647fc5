// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the firmware: what it answers to each mailbox message.
 */
#include <errno.h>
#include <string.h>

#include "hw/hni_esw.h"

#include "func.h"
#include "tlv.h"

/* Sensors of a chip that does not exist: constant, in range */
#define EMU_FW_MILLI_CELSIUS	35000
#define EMU_FW_MILLI_VOLT	750

#define EMU_FW_OWNERSHIP_NS	100000000

static void emu_fw_send(struct emu_func *fn, struct emu_tlv *t)
{
	int err;

	if (!emu_tlv_end(t)) {
		emu_log(EMU_ERR, "fn%u: firmware message 0x%02x is too long",
			fn->idx, emu_tlv_id(t->buf));
		return;
	}
	err = emu_mbox_send(fn, (const uint32_t *)(const void *)t->buf);
	if (err)
		emu_log(EMU_WARN, "fn%u: firmware message 0x%02x lost: %s",
			fn->idx, emu_tlv_id(t->buf), strerror(-err));
}

static uint64_t emu_fw_uptime_ms(const struct emu_func *fn)
{
	return 1 + (emu_func_now_ns() - fn->mbox.start_ns) / 1000000;
}

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

static void emu_fw_cap(struct emu_func *fn, const struct emu_tlv_attr *attr,
		       struct emu_tlv *t)
{
	const struct emu_config *cfg = fn->nic->cfg;
	uint32_t fec = cfg->link_fec;

	/* PAM4 runs RS; a driver that believed otherwise would get no link */
	if (cfg->link_speed >= HNI_SPEED_50R1)
		fec = HNI_FEC_RS;
	emu_tlv_begin(t, HNI_MSG_FW_CAP_RESP);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_VERSION, cfg->fw_version);
	if (emu_fw_shows_bmc(fn))
		emu_fw_put_bmc(fn, t);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_STORED_VERSION, cfg->fw_version);
	emu_tlv_put_str(t, HNI_ATTR_CAP_COMMIT_STR, "hni-emu");
	emu_tlv_put_u32(t, HNI_ATTR_CAP_LINK_SPEED, cfg->link_speed);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_LINK_FEC, fec);
	emu_tlv_put_str(t, HNI_ATTR_CAP_STORED_COMMIT_STR, "hni-emu");
	emu_fw_send(fn, t);

	fn->mbox.is_hni = attr[HNI_ATTR_HOST_CAP_HNI].data;
	if (fn->mbox.announced)
		return;
	fn->mbox.announced = true;
	emu_esw_func_event(fn->nic, fn->idx, EMU_FUNC_ATTACHED);
}

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

/* No dump is ever available: the answer lacks that flag */
static void emu_fw_coredump_info(struct emu_func *fn,
				 const struct emu_tlv_attr *attr,
				 struct emu_tlv *t)
{
	(void)attr;
	emu_tlv_begin(t, HNI_MSG_COREDUMP_GET_INFO_RESP);
	emu_fw_send(fn, t);
}

static void emu_fw_coredump_read(struct emu_func *fn,
				 const struct emu_tlv_attr *attr,
				 struct emu_tlv *t)
{
	(void)attr;
	emu_tlv_begin(t, HNI_MSG_COREDUMP_READ_RESP);
	emu_tlv_put_u32(t, HNI_ATTR_COREDUMP_ERROR, (uint32_t)-ENOENT);
	emu_fw_send(fn, t);
}

static void emu_fw_upgrade(struct emu_func *fn,
			   const struct emu_tlv_attr *attr, struct emu_tlv *t)
{
	(void)attr;
	emu_tlv_begin(t, HNI_MSG_FW_START_UPGRADE_RESP);
	emu_tlv_put_u32(t, HNI_ATTR_START_UPGRADE_ERROR,
			(uint32_t)-EOPNOTSUPP);
	emu_fw_send(fn, t);
}

static void emu_fw_eeprom_read(struct emu_func *fn,
			       const struct emu_tlv_attr *attr,
			       struct emu_tlv *t)
{
	(void)attr;
	emu_tlv_begin(t, HNI_MSG_EEPROM_READ_RESP);
	emu_tlv_put_u32(t, HNI_ATTR_EEPROM_ERROR, (uint32_t)-EOPNOTSUPP);
	emu_fw_send(fn, t);
}

static void emu_fw_eeprom_write(struct emu_func *fn,
				const struct emu_tlv_attr *attr,
				struct emu_tlv *t)
{
	(void)attr;
	emu_tlv_begin(t, HNI_MSG_EEPROM_WRITE_RESP);
	emu_tlv_put_u32(t, HNI_ATTR_EEPROM_ERROR, (uint32_t)-EOPNOTSUPP);
	emu_fw_send(fn, t);
}

/* There is no module in the cage */
static void emu_fw_qsfp(struct emu_func *fn, const struct emu_tlv_attr *attr,
			struct emu_tlv *t)
{
	uint32_t id;

	emu_tlv_begin(t, HNI_MSG_QSFP_READ_RESP);
	for (id = HNI_ATTR_QSFP_BANK; id <= HNI_ATTR_QSFP_LENGTH; id++)
		emu_tlv_put_u32(t, id, emu_tlv_u32(&attr[id]));
	emu_tlv_put_u32(t, HNI_ATTR_QSFP_ERROR, (uint32_t)-ENODEV);
	emu_fw_send(fn, t);
}

static void emu_fw_tsene(struct emu_func *fn, const struct emu_tlv_attr *attr,
			 struct emu_tlv *t)
{
	(void)attr;
	emu_tlv_begin(t, HNI_MSG_TSENE_READ_RESP);
	emu_tlv_put_u32(t, HNI_ATTR_TSENE_THERM, EMU_FW_MILLI_CELSIUS);
	emu_tlv_put_u32(t, HNI_ATTR_TSENE_VOLT, EMU_FW_MILLI_VOLT);
	emu_fw_send(fn, t);
}

static void emu_fw_comphy(struct emu_func *fn, const struct emu_tlv_attr *attr,
			  struct emu_tlv *t)
{
	(void)attr;
	emu_tlv_begin(t, HNI_MSG_SET_COMPHY_MODE_RESP);
	emu_tlv_put_u32(t, HNI_ATTR_COMPHY_ERROR, (uint32_t)-EOPNOTSUPP);
	emu_fw_send(fn, t);
}

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
	void (*handle)(struct emu_func *fn, const struct emu_tlv_attr *attr,
		       struct emu_tlv *t);
} emu_fw_handlers[] = {
	{ HNI_MSG_HOST_CAP_REQ,			emu_fw_cap },
	{ HNI_MSG_OWNERSHIP_REQ,		emu_fw_ownership },
	{ HNI_MSG_HEARTBEAT_REQ,		emu_fw_heartbeat },
	{ HNI_MSG_COREDUMP_GET_INFO_REQ,	emu_fw_coredump_info },
	{ HNI_MSG_COREDUMP_READ_REQ,		emu_fw_coredump_read },
	{ HNI_MSG_FW_START_UPGRADE_REQ,		emu_fw_upgrade },
	{ HNI_MSG_EEPROM_READ_REQ,		emu_fw_eeprom_read },
	{ HNI_MSG_EEPROM_WRITE_REQ,		emu_fw_eeprom_write },
	{ HNI_MSG_QSFP_READ_REQ,		emu_fw_qsfp },
	{ HNI_MSG_TSENE_READ_REQ,		emu_fw_tsene },
	{ HNI_MSG_SET_COMPHY_MODE_REQ,		emu_fw_comphy },
	{ HNI_MSG_LOG_SEND_LOGS_REQ,		emu_fw_accept },
	{ HNI_MSG_LOG_MSG_RESP,			emu_fw_accept },
	{ HNI_MSG_RPC_MAC_SYNC_REQ,		emu_fw_accept },
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
