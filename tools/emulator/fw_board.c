// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what the firmware knows of the board: sensors and their limits, the
 * EEPROM, the SerDes, and the addresses that the host listens to.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "func.h"

#define EMU_BOARD_THERM		38000	/* milli-degrees C */
#define EMU_BOARD_THERM_MIN	0
#define EMU_BOARD_THERM_MAX	95000
#define EMU_BOARD_THERM_CRIT	105000
#define EMU_BOARD_VOLT		750	/* mV */
#define EMU_BOARD_VOLT_MIN	700
#define EMU_BOARD_VOLT_MAX	800
#define EMU_BOARD_WAVE_MS	64000	/* the air in the machine */

/* ---- Sensors ---- */

/**
 * emu_fw_therm() - temperature now
 * @fn: function
 *
 * Return: milli-degrees C: what was set, and up to one degree more.
 */
int32_t emu_fw_therm(const struct emu_func *fn)
{
	uint32_t at = (uint32_t)(emu_fw_uptime_ms(fn) % EMU_BOARD_WAVE_MS);

	if (at > EMU_BOARD_WAVE_MS / 2)
		at = EMU_BOARD_WAVE_MS - at;
	return fn->fw.therm + (int32_t)(at / 32);
}

/**
 * emu_fw_board_caps() - limits, for FW_CAP_RESP
 * @t: message
 */
void emu_fw_board_caps(struct emu_tlv *t)
{
	emu_tlv_put_u32(t, HNI_ATTR_CAP_TEMP_MIN, EMU_BOARD_THERM_MIN);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_TEMP_MAX, EMU_BOARD_THERM_MAX);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_TEMP_CRIT, EMU_BOARD_THERM_CRIT);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_VOLT_MIN, EMU_BOARD_VOLT_MIN);
	emu_tlv_put_u32(t, HNI_ATTR_CAP_VOLT_MAX, EMU_BOARD_VOLT_MAX);
}

/**
 * emu_fw_sensor_set() - the operator heats the chip
 * @fn: function
 * @therm: milli-degrees C
 * @volt: mV
 *
 * The host is told when a limit is passed, once until all is well again.
 */
void emu_fw_sensor_set(struct emu_func *fn, int32_t therm, int32_t volt)
{
	bool hot = therm > EMU_BOARD_THERM_MAX || therm < EMU_BOARD_THERM_MIN;
	bool off = volt > EMU_BOARD_VOLT_MAX || volt < EMU_BOARD_VOLT_MIN;
	bool was = fn->fw.exceeded;
	struct emu_tlv t;

	fn->fw.therm = therm;
	fn->fw.volt = volt;
	fn->fw.exceeded = hot || off;
	if (!fn->fw.exceeded || was || !fn->mbox.announced)
		return;
	emu_fw_log_add(fn, "sensor limit passed: %d mC, %d mV", therm, volt);
	emu_tlv_begin(&t, HNI_MSG_SENSOR_EXCEEDED);
	if (hot)
		emu_tlv_put_flag(&t, HNI_ATTR_SENSOR_THERM_EXCEEDED);
	if (off)
		emu_tlv_put_flag(&t, HNI_ATTR_SENSOR_VOLT_EXCEEDED);
	emu_tlv_put_u32(&t, HNI_ATTR_SENSOR_THERM, (uint32_t)therm);
	emu_tlv_put_u32(&t, HNI_ATTR_SENSOR_VOLT, (uint32_t)volt);
	emu_fw_send(fn, &t);
}

void emu_fw_tsene(struct emu_func *fn, const struct emu_tlv_attr *attr,
		  struct emu_tlv *t)
{
	bool broken = fn->fw.fault[EMU_FW_FAULT_SENSORS];

	(void)attr;
	emu_tlv_begin(t, HNI_MSG_TSENE_READ_RESP);
	if (broken) {
		emu_tlv_put_u32(t, HNI_ATTR_TSENE_ERROR, (uint32_t)-EIO);
	} else {
		emu_tlv_put_u32(t, HNI_ATTR_TSENE_THERM,
				(uint32_t)emu_fw_therm(fn));
		emu_tlv_put_u32(t, HNI_ATTR_TSENE_VOLT,
				(uint32_t)fn->fw.volt);
	}
	emu_fw_send(fn, t);
}

/* ---- EEPROM ---- */

/* Return: 0, or why the piece cannot be had */
static int emu_eeprom_check(const struct emu_tlv_attr *attr, uint32_t *off,
			    uint32_t *len)
{
	*off = emu_tlv_u32(&attr[HNI_ATTR_EEPROM_OFFSET]);
	*len = emu_tlv_u32(&attr[HNI_ATTR_EEPROM_LENGTH]);
	if (!*len || *off >= EMU_FW_EEPROM_SIZE ||
	    *len > EMU_FW_EEPROM_SIZE - *off)
		return -EINVAL;
	return 0;
}

static void emu_eeprom_reply(struct emu_tlv *t, uint32_t id, uint32_t off,
			     uint32_t len, int err)
{
	emu_tlv_begin(t, id);
	emu_tlv_put_u32(t, HNI_ATTR_EEPROM_OFFSET, off);
	emu_tlv_put_u32(t, HNI_ATTR_EEPROM_LENGTH, len);
	if (err)
		emu_tlv_put_u32(t, HNI_ATTR_EEPROM_ERROR, (uint32_t)err);
}

void emu_fw_eeprom_read(struct emu_func *fn, const struct emu_tlv_attr *attr,
			struct emu_tlv *t)
{
	uint32_t off, len;
	int err = emu_eeprom_check(attr, &off, &len);

	emu_eeprom_reply(t, HNI_MSG_EEPROM_READ_RESP, off, len, err);
	if (!err)
		emu_tlv_put_raw(t, HNI_ATTR_EEPROM_DATA, fn->fw.eeprom + off,
				len);
	emu_fw_send(fn, t);
}

void emu_fw_eeprom_write(struct emu_func *fn, const struct emu_tlv_attr *attr,
			 struct emu_tlv *t)
{
	const struct emu_tlv_attr *data = &attr[HNI_ATTR_EEPROM_DATA];
	uint32_t off, len;
	int err = emu_eeprom_check(attr, &off, &len);

	if (!err && data->len != len)
		err = -EINVAL;
	if (!err)
		memcpy(fn->fw.eeprom + off, data->data, len);
	emu_eeprom_reply(t, HNI_MSG_EEPROM_WRITE_RESP, off, len, err);
	emu_fw_send(fn, t);
}

/**
 * emu_fw_board_init() - sensors at rest, an EEPROM that names the board
 * @fn: function
 */
void emu_fw_board_init(struct emu_func *fn)
{
	struct emu_fw *fw = &fn->fw;
	uint8_t mac[6];

	fw->therm = EMU_BOARD_THERM;
	fw->volt = EMU_BOARD_VOLT;
	memset(fw->eeprom, 0xff, sizeof(fw->eeprom));
	emu_esw_mac(fn->nic, EMU_PORT_FUNC(fn->idx), mac);
	snprintf((char *)fw->eeprom, 64,
		 "hni-emu function %u %02x:%02x:%02x:%02x:%02x:%02x", fn->idx,
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

/* ---- SerDes ---- */

/* The mode is the cable's and not the host's choice: it can only confirm it */
void emu_fw_comphy(struct emu_func *fn, const struct emu_tlv_attr *attr,
		   struct emu_tlv *t)
{
	uint8_t speed = fn->nic->cfg->link_speed;
	bool is_pam4 = speed >= HNI_SPEED_50R1;
	bool is_two = speed == HNI_SPEED_50R2 || speed == HNI_SPEED_100R2;

	emu_tlv_begin(t, HNI_MSG_SET_COMPHY_MODE_RESP);
	if (!!emu_tlv_u32(&attr[HNI_ATTR_COMPHY_PAM4]) != is_pam4 ||
	    emu_tlv_u32(&attr[HNI_ATTR_COMPHY_LANE_MASK]) !=
	    (is_two ? 3U : 1U))
		emu_tlv_put_u32(t, HNI_ATTR_COMPHY_ERROR,
				(uint32_t)-EOPNOTSUPP);
	emu_fw_send(fn, t);
}

/* ---- Addresses ---- */

/* Return: their number; nested attributes of one kind */
static unsigned int emu_sync_macs(struct emu_func *fn,
				  const struct emu_tlv_attr *list,
				  uint8_t mac[][6])
{
	const size_t step = HNI_TLV_HDR_SIZE + 8;
	unsigned int n = 0;
	size_t at;

	for (at = 0; list->data && at + step <= list->len; at += step) {
		const uint8_t *p = list->data + at;

		if (n == HNI_MAC_SYNC_MACS ||
		    (p[0] | (p[1] & 0xf) << 8) != HNI_ATTR_MAC_SYNC_MAC_ADDR ||
		    (p[2] | p[3] << 8) != HNI_TLV_HDR_SIZE + 6)
			break;
		memcpy(mac[n++], p + HNI_TLV_HDR_SIZE, 6);
	}
	if (list->data && at != list->len)
		emu_func_strict(fn, "RPC_MAC_SYNC_REQ: bad list of addresses");
	return n;
}

void emu_fw_mac_sync(struct emu_func *fn, const struct emu_tlv_attr *attr,
		     struct emu_tlv *t)
{
	struct emu_fw_sync *sync = &fn->fw.sync;

	(void)t;
	sync->flags = emu_tlv_u32(&attr[HNI_ATTR_MAC_SYNC_RX_FLAGS]);
	sync->uc = emu_sync_macs(fn, &attr[HNI_ATTR_MAC_SYNC_UC_ARRAY],
				 sync->uc_mac);
	sync->mc = emu_sync_macs(fn, &attr[HNI_ATTR_MAC_SYNC_MC_ARRAY],
				 sync->mc_mac);
}
