// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the module in the cage: a QSFP28 for 100GBASE-SR4, its pages as
 * SFF-8636 defines them, and the message that reads them.
 *
 * A page has 256 bytes: 128 that all pages share and 128 of its own. There
 * are page 0 (what the module is) and page 3 (limits of its monitors).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "func.h"

#define EMU_MODULE_LANES	4
#define EMU_MODULE_HALF		128

/* SFF-8636 */
#define EMU_QSFP_ID		0x11	/* QSFP28 */
#define EMU_QSFP_REVISION	0x08	/* SFF-8636 2.8 */
#define EMU_QSFP_LOS		3
#define EMU_QSFP_TEMP_ALARM	6
#define EMU_QSFP_TEMP		22	/* 1/256 degrees C */
#define EMU_QSFP_VCC		26	/* 100 uV */
#define EMU_QSFP_RX_POWER	34	/* 0.1 uW, by lane */
#define EMU_QSFP_TX_BIAS	42	/* 2 uA */
#define EMU_QSFP_TX_POWER	50	/* 0.1 uW */

#define EMU_QSFP_TEMP_HIGH	75	/* degrees C, as page 3 says */

static void emu_module_put16(uint8_t *p, unsigned int val)
{
	p[0] = (uint8_t)(val >> 8);
	p[1] = (uint8_t)val;
}

/* Alarm high and low, warning high and low */
static void emu_module_limits(uint8_t *p, unsigned int high, unsigned int low,
			      unsigned int step)
{
	emu_module_put16(p, high);
	emu_module_put16(p + 2, low);
	emu_module_put16(p + 4, high - step);
	emu_module_put16(p + 6, low + step);
}

static void emu_module_text(uint8_t *p, size_t len, const char *text)
{
	memset(p, ' ', len);
	memcpy(p, text, strlen(text));
}

static uint8_t emu_module_sum(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	while (len--)
		sum = (uint8_t)(sum + *p++);
	return sum;
}

/* What changes: light, temperature, alarms. No light without a link */
static void emu_module_lower(const struct emu_func *fn, uint8_t *raw)
{
	int temp = emu_fw_therm(fn) / 1000;
	unsigned int lane;

	raw[0] = EMU_QSFP_ID;
	raw[1] = EMU_QSFP_REVISION;
	if (!fn->link.up)
		raw[EMU_QSFP_LOS] = 0x0f;
	if (temp > EMU_QSFP_TEMP_HIGH)
		raw[EMU_QSFP_TEMP_ALARM] = 0xa0;
	emu_module_put16(raw + EMU_QSFP_TEMP, (unsigned int)temp << 8);
	emu_module_put16(raw + EMU_QSFP_VCC, 33000);
	for (lane = 0; lane < EMU_MODULE_LANES; lane++) {
		emu_module_put16(raw + EMU_QSFP_RX_POWER + 2 * lane,
				 fn->link.up ? 8000 + 50 * lane : 0);
		emu_module_put16(raw + EMU_QSFP_TX_BIAS + 2 * lane,
				 3500 + 10 * lane);
		emu_module_put16(raw + EMU_QSFP_TX_POWER + 2 * lane,
				 9000 + 30 * lane);
	}
}

/* Page 0: what it is. @p has the upper half: register 128 is p[0] */
static void emu_module_identity(const struct emu_func *fn, uint8_t *p)
{
	char serial[17];
	uint8_t mac[6];

	p[0] = EMU_QSFP_ID;
	p[1] = 0xcc;			/* class 4, CDR for both directions */
	p[2] = 0x0c;			/* MPO 1x12 */
	p[3] = 0x80;			/* extended compliance has it */
	p[11] = 0x05;			/* 64B/66B */
	p[12] = 255;			/* more than 25.4 Gbd: see 222 */
	p[18] = 35;			/* 70 m of OM3 */
	p[19] = 0x00;			/* 850 nm VCSEL */
	emu_module_text(p + 20, 16, "hni");
	p[37] = 0x02;			/* OUI: locally administered */
	emu_module_text(p + 40, 16, "HNI-Q28-SR4");
	emu_module_text(p + 56, 2, "A0");
	emu_module_put16(p + 58, 850 * 20);
	emu_module_put16(p + 60, 10 * 200);
	p[62] = 70;			/* degrees C */
	p[63] = emu_module_sum(p, 63);
	p[64] = 0x02;			/* 100GBASE-SR4 */
	p[65] = 0x07;
	p[66] = 0xff;
	p[67] = 0xde;			/* has page 3 */
	emu_esw_mac(fn->nic, EMU_PORT_FUNC(fn->idx), mac);
	snprintf(serial, sizeof(serial), "HNI%02X%02X%02X%02X", mac[2], mac[3],
		 mac[4], mac[5]);
	emu_module_text(p + 68, 16, serial);
	emu_module_text(p + 84, 8, "260101");
	p[92] = 0x0c;			/* average power, of Tx, too */
	p[94] = 103;			/* 25.75 Gbd */
	p[95] = emu_module_sum(p + 64, 31);
}

/* Page 3: limits */
static void emu_module_page3(uint8_t *p)
{
	emu_module_limits(p, EMU_QSFP_TEMP_HIGH << 8, 0, 5 << 8);
	emu_module_limits(p + 16, 36300, 29700, 1650);
	emu_module_limits(p + 48, 34674, 501, 300);
	emu_module_limits(p + 56, 5000, 500, 500);
	emu_module_limits(p + 64, 34674, 1000, 500);
}

/**
 * emu_fw_module_read() - one page of the module
 * @fn: function
 * @page: number; one that does not exist reads as 0 above 127
 * @raw: result
 */
void emu_fw_module_read(const struct emu_func *fn, unsigned int page,
			uint8_t raw[256])
{
	memset(raw, 0, 256);
	emu_module_lower(fn, raw);
	raw[127] = (uint8_t)page;
	if (page == 0)
		emu_module_identity(fn, raw + EMU_MODULE_HALF);
	else if (page == 3)
		emu_module_page3(raw + EMU_MODULE_HALF);
}

static int emu_module_check(const struct emu_func *fn,
			    const uint32_t arg[HNI_ATTR_QSFP_LENGTH + 1])
{
	uint32_t off = arg[HNI_ATTR_QSFP_OFFSET];
	uint32_t len = arg[HNI_ATTR_QSFP_LENGTH];

	if (fn->fw.fault[EMU_FW_FAULT_MODULE])
		return -ENODEV;
	if (arg[HNI_ATTR_QSFP_BANK] ||
	    (arg[HNI_ATTR_QSFP_PAGE] && arg[HNI_ATTR_QSFP_PAGE] != 3))
		return -EOPNOTSUPP;
	if (!len || off >= 256 || len > 256 - off)
		return -EINVAL;
	return 0;
}

void emu_fw_qsfp(struct emu_func *fn, const struct emu_tlv_attr *attr,
		 struct emu_tlv *t)
{
	uint32_t arg[HNI_ATTR_QSFP_LENGTH + 1];
	uint8_t raw[256];
	uint32_t id;
	int err;

	emu_tlv_begin(t, HNI_MSG_QSFP_READ_RESP);
	for (id = HNI_ATTR_QSFP_BANK; id <= HNI_ATTR_QSFP_LENGTH; id++) {
		arg[id] = emu_tlv_u32(&attr[id]);
		emu_tlv_put_u32(t, id, arg[id]);
	}
	err = emu_module_check(fn, arg);
	if (err) {
		emu_tlv_put_u32(t, HNI_ATTR_QSFP_ERROR, (uint32_t)err);
	} else {
		emu_fw_module_read(fn, arg[HNI_ATTR_QSFP_PAGE], raw);
		emu_tlv_put_raw(t, HNI_ATTR_QSFP_DATA,
				raw + arg[HNI_ATTR_QSFP_OFFSET],
				arg[HNI_ATTR_QSFP_LENGTH]);
	}
	emu_fw_send(fn, t);
}
