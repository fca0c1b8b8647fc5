// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the firmware behind the mailbox: core dump, log, EEPROM,
 * module, sensors, addresses, and its faults.
 *
 * Links: selftests/unit/emu_dev.c selftests/unit/emu_host.c
 * Links: tools/emulator/csr.c
 * Links: tools/emulator/csr_table.c tools/emulator/csum.c
 * Links: tools/emulator/dma.c tools/emulator/func.c tools/emulator/fw*.c
 * Links: tools/emulator/timer.c tools/emulator/irq*.c
 * Links: tools/emulator/fault.c
 * Links: tools/emulator/link.c tools/emulator/mbox.c
 * Links: tools/emulator/pause.c
 * Links: tools/emulator/pci.c tools/emulator/ptp.c tools/emulator/queue.c
 * Links: tools/emulator/rpc.c tools/emulator/rpc_parse.c
 * Links: tools/emulator/rpc_key.c
 * Links: tools/emulator/rss.c tools/emulator/rx.c tools/emulator/stats.c
 * Links: tools/emulator/strict.c tools/emulator/tlv.c tools/emulator/tso.c
 * Links: tools/emulator/tx.c
 * Cflags: -D_GNU_SOURCE -Itools/emulator
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emu_host.h"
#include "ktap.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MS		1000000ULL

static struct emu_tlv t;
static struct emu_tlv_attr attr[HNI_TLV_MAX_ATTRS];

static int32_t s32(unsigned int id)
{
	return (int32_t)emu_tlv_u32(&attr[id]);
}

/* ---- core dump ---- */

/* The whole dump as a string; to be freed */
static char *dump_read(uint32_t size)
{
	char *text = calloc(1, size + 1);
	uint32_t at, len;

	for (at = 0; at < size; at += len) {
		len = size - at < 3584 ? size - at : 3584;
		emu_tlv_begin(&t, HNI_MSG_COREDUMP_READ_REQ);
		if (at)
			emu_tlv_put_u32(&t, HNI_ATTR_COREDUMP_OFFSET, at);
		emu_tlv_put_u32(&t, HNI_ATTR_COREDUMP_LENGTH, len);
		emu_host_say(&t);
		if (!EXPECT(emu_host_hear(HNI_MSG_COREDUMP_READ_RESP, attr)) ||
		    !EXPECT_EQ(attr[HNI_ATTR_COREDUMP_DATA].len, len) ||
		    !EXPECT_EQ(s32(HNI_ATTR_COREDUMP_OFFSET), at))
			break;
		memcpy(text + at, attr[HNI_ATTR_COREDUMP_DATA].data, len);
	}
	return text;
}

static uint32_t dump_info(bool create)
{
	emu_tlv_begin(&t, HNI_MSG_COREDUMP_GET_INFO_REQ);
	if (create)
		emu_tlv_put_flag(&t, HNI_ATTR_COREDUMP_REQ_CREATE);
	emu_host_say(&t);
	EXPECT(emu_host_hear(HNI_MSG_COREDUMP_GET_INFO_RESP, attr));
	if (!attr[HNI_ATTR_COREDUMP_AVAILABLE].data)
		return 0;
	return emu_tlv_u32(&attr[HNI_ATTR_COREDUMP_SIZE]);
}

static void fw_dump(void)
{
	uint32_t size;
	char *text;

	emu_host_open(1);
	emu_dev_queue_open(5);
	emu_dev_write(HNI_CSR_QM_TQS_MTU_CTL0, 0x1234);
	EXPECT_EQ(dump_info(false), 0);
	size = dump_info(true);
	EXPECT(size > 1000);
	text = dump_read(size);
	EXPECT(strstr(text, "function 1, on request"));
	EXPECT(strstr(text, "QM_TQS_MTU_CTL0 02074 = 00001234"));
	EXPECT(strstr(text, "page 5 ring 0: base 10000 size 64"));
	EXPECT(strstr(text, "firmware started"));
	free(text);
	emu_dev_close();
}

static void fw_dump_refused(void)
{
	static const uint32_t bad[][2] = {
		{ 1, 3584 }, { 0, 3585 }, { 0, 0 }, { 3584 * 4096U, 1 },
	};
	size_t i;

	emu_host_open(1);
	emu_host_request(HNI_MSG_COREDUMP_READ_REQ);
	EXPECT(emu_host_hear(HNI_MSG_COREDUMP_READ_RESP, attr));
	EXPECT_EQ(s32(HNI_ATTR_COREDUMP_ERROR), -ENOENT);
	dump_info(true);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		emu_tlv_begin(&t, HNI_MSG_COREDUMP_READ_REQ);
		emu_tlv_put_u32(&t, HNI_ATTR_COREDUMP_OFFSET, bad[i][0]);
		emu_tlv_put_u32(&t, HNI_ATTR_COREDUMP_LENGTH, bad[i][1]);
		emu_host_say(&t);
		EXPECT(emu_host_hear(HNI_MSG_COREDUMP_READ_RESP, attr));
		EXPECT_EQ(s32(HNI_ATTR_COREDUMP_ERROR), -EINVAL);
	}
	emu_dev_close();
}

static void fw_crash(void)
{
	uint32_t size;
	char *text;

	emu_host_open(1);
	emu_dev_pass(5000 * MS);
	emu_host_request(HNI_MSG_HEARTBEAT_REQ);
	emu_host_hear(HNI_MSG_HEARTBEAT_RESP, attr);
	EXPECT(s32(HNI_ATTR_HEARTBEAT_UPTIME) > 5000);
	dev.events = 0;
	emu_fw_crash(dev.fn);
	EXPECT_EQ(dev.events, 0x3);
	emu_host_request(HNI_MSG_HEARTBEAT_REQ);
	emu_host_hear(HNI_MSG_HEARTBEAT_RESP, attr);
	EXPECT_EQ(s32(HNI_ATTR_HEARTBEAT_UPTIME), 1);
	/* The dump of the crash is kept until it was read */
	size = dump_info(true);
	text = dump_read(size);
	EXPECT(strstr(text, "function 1, crash"));
	free(text);
	dump_info(true);
	EXPECT(strstr(dev.fn->fw.dump, "function 1, on request"));
	emu_dev_close();
}

static void fw_hang(void)
{
	emu_host_open(1);
	emu_fw_fault_set(dev.fn, EMU_FW_FAULT_HANG, true);
	emu_host_request(HNI_MSG_HEARTBEAT_REQ);
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_fw_fault_set(dev.fn, EMU_FW_FAULT_HANG, false);
	EXPECT(emu_host_hear(HNI_MSG_HEARTBEAT_RESP, attr));
	emu_dev_close();
}

/* ---- time ---- */

static void fw_takes_time(void)
{
	emu_host_open(1);
	dev.cfg.fast = false;
	emu_host_request(HNI_MSG_HEARTBEAT_REQ);
	EXPECT_EQ(emu_host_next(), ~0U);
	EXPECT_EQ(emu_mbox_read(dev.fn, HNI_MBX_DESC_LO(1, 0)) & 3, 1);
	emu_dev_pass(1 * MS);
	EXPECT(emu_host_hear(HNI_MSG_HEARTBEAT_RESP, attr));
	emu_dev_close();
}

static void fw_ownership(void)
{
	emu_host_open(1);
	emu_tlv_begin(&t, HNI_MSG_OWNERSHIP_REQ);
	emu_tlv_put_flag(&t, HNI_ATTR_OWNERSHIP_FLAG);
	emu_host_say(&t);
	emu_dev_pass(99 * MS);
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_dev_pass(1 * MS);
	EXPECT(emu_host_hear(HNI_MSG_OWNERSHIP_RESP, attr));
	EXPECT_EQ(attr[HNI_ATTR_OWNERSHIP_TIME].len, 8);
	/* Given up before it was answered: no answer */
	emu_tlv_begin(&t, HNI_MSG_OWNERSHIP_REQ);
	emu_tlv_put_flag(&t, HNI_ATTR_OWNERSHIP_FLAG);
	emu_host_say(&t);
	emu_host_request(HNI_MSG_OWNERSHIP_REQ);
	emu_dev_pass(1000 * MS);
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_dev_close();
}

/* The host posts no buffers for a while: nothing is lost, order stays */
static void fw_outbox(void)
{
	uint64_t seen = 0;
	unsigned int i;

	emu_host_open(1);
	for (i = 0; i < 20; i++) {
		emu_host_request(HNI_MSG_HEARTBEAT_REQ);
		emu_dev_pass(10 * MS);
	}
	for (i = 0; i < 20; i++) {
		if (!EXPECT(emu_host_hear(HNI_MSG_HEARTBEAT_RESP, attr)))
			break;
		EXPECT(emu_tlv_u32(&attr[HNI_ATTR_HEARTBEAT_UPTIME]) > seen);
		seen = emu_tlv_u32(&attr[HNI_ATTR_HEARTBEAT_UPTIME]);
	}
	emu_dev_close();
}

/* ---- log ---- */

static void log_on(bool history)
{
	emu_tlv_begin(&t, HNI_MSG_LOG_SEND_LOGS_REQ);
	emu_tlv_put_flag(&t, HNI_ATTR_SEND_LOGS);
	emu_tlv_put_u32(&t, HNI_ATTR_SEND_LOGS_VERSION, 1);
	if (history)
		emu_tlv_put_flag(&t, HNI_ATTR_SEND_LOGS_HISTORY);
	emu_host_say(&t);
}

static void fw_log(void)
{
	emu_host_open(1);
	log_on(false);
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_fw_log_add(dev.fn, "number %u", 7);
	EXPECT(emu_host_hear(HNI_MSG_LOG_MSG_REQ, attr));
	EXPECT_STREQ((const char *)attr[HNI_ATTR_LOG_MSG_TEXT].data,
		     "number 7");
	EXPECT_EQ(attr[HNI_ATTR_LOG_MSG_INDEX].len, 8);
	/* Off: nothing comes any more */
	emu_host_request(HNI_MSG_LOG_SEND_LOGS_REQ);
	emu_fw_log_add(dev.fn, "number %u", 8);
	emu_dev_pass(10 * MS);
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_dev_close();
}

static void fw_log_history(void)
{
	uint32_t next = 36;
	unsigned int i;

	emu_host_open(1);
	for (i = 0; i < 99; i++)
		emu_fw_log_add(dev.fn, "entry %u", i);
	log_on(true);
	for (i = 0; i < EMU_FW_LOGS; i++) {
		if (!EXPECT(emu_host_hear(HNI_MSG_LOG_MSG_REQ, attr)))
			break;
		EXPECT_EQ(s32(HNI_ATTR_LOG_MSG_INDEX), next++);
		emu_dev_pass(1 * MS);
	}
	EXPECT_STREQ((const char *)attr[HNI_ATTR_LOG_MSG_TEXT].data,
		     "entry 98");
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_dev_close();
}

/* A log that is read slowly must not keep an answer from the host */
static void fw_log_gives_way(void)
{
	unsigned int i;

	emu_host_open(1);
	for (i = 0; i < 40; i++)
		emu_fw_log_add(dev.fn, "entry %u", i);
	log_on(true);
	emu_dev_pass(100 * MS);
	emu_host_request(HNI_MSG_HEARTBEAT_REQ);
	for (i = 0; i < 17; i++) {
		if (emu_host_next() == HNI_MSG_HEARTBEAT_RESP)
			break;
		emu_host_hear(HNI_MSG_LOG_MSG_REQ, attr);
	}
	EXPECT(emu_host_hear(HNI_MSG_HEARTBEAT_RESP, attr));
	emu_dev_close();
}

/* ---- EEPROM ---- */

static int32_t eeprom(uint32_t id, uint32_t off, uint32_t len,
		      const char *data)
{
	emu_tlv_begin(&t, id);
	emu_tlv_put_u32(&t, HNI_ATTR_EEPROM_OFFSET, off);
	emu_tlv_put_u32(&t, HNI_ATTR_EEPROM_LENGTH, len);
	if (data)
		emu_tlv_put_raw(&t, HNI_ATTR_EEPROM_DATA, data, strlen(data));
	emu_host_say(&t);
	EXPECT(emu_host_hear(id + 1, attr));
	return s32(HNI_ATTR_EEPROM_ERROR);
}

static void fw_eeprom(void)
{
	emu_host_open(1);
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_READ_REQ, 0, 7, NULL), 0);
	EXPECT_MEMEQ(attr[HNI_ATTR_EEPROM_DATA].data, "hni-emu", 7);
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_WRITE_REQ, 281, 7, "written"), 0);
	emu_func_reset(dev.fn);
	emu_host_attach();
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_READ_REQ, 281, 7, NULL), 0);
	EXPECT_EQ(attr[HNI_ATTR_EEPROM_DATA].len, 7);
	EXPECT_MEMEQ(attr[HNI_ATTR_EEPROM_DATA].data, "written", 7);
	emu_dev_close();
}

static void fw_eeprom_refused(void)
{
	emu_host_open(1);
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_READ_REQ, 288, 1, NULL), -EINVAL);
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_READ_REQ, 1, 288, NULL), -EINVAL);
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_READ_REQ, 0, 0, NULL), -EINVAL);
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_READ_REQ, ~0U, ~0U, NULL), -EINVAL);
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_WRITE_REQ, 0, 4, "abc"), -EINVAL);
	EXPECT_EQ(eeprom(HNI_MSG_EEPROM_WRITE_REQ, 0, 4, NULL), -EINVAL);
	emu_dev_close();
}

/* ---- module ---- */

static int32_t qsfp(uint32_t page, uint32_t off, uint32_t len)
{
	emu_tlv_begin(&t, HNI_MSG_QSFP_READ_REQ);
	emu_tlv_put_u32(&t, HNI_ATTR_QSFP_BANK, 0);
	emu_tlv_put_u32(&t, HNI_ATTR_QSFP_PAGE, page);
	emu_tlv_put_u32(&t, HNI_ATTR_QSFP_OFFSET, off);
	emu_tlv_put_u32(&t, HNI_ATTR_QSFP_LENGTH, len);
	emu_host_say(&t);
	EXPECT(emu_host_hear(HNI_MSG_QSFP_READ_RESP, attr));
	EXPECT_EQ(s32(HNI_ATTR_QSFP_PAGE), page);
	EXPECT_EQ(s32(HNI_ATTR_QSFP_OFFSET), off);
	EXPECT_EQ(s32(HNI_ATTR_QSFP_LENGTH), len);
	return s32(HNI_ATTR_QSFP_ERROR);
}

static void fw_module(void)
{
	const uint8_t *p;
	unsigned int i;
	uint8_t sum = 0;

	emu_host_open(1);
	EXPECT_EQ(qsfp(0, 128, 128), 0);
	p = attr[HNI_ATTR_QSFP_DATA].data;
	EXPECT_EQ(p[0], 0x11);
	EXPECT_MEMEQ(p + 40, "HNI-Q28-SR4     ", 16);
	for (i = 0; i < 63; i++)
		sum += p[i];
	EXPECT_EQ(p[63], sum);
	for (sum = 0, i = 64; i < 95; i++)
		sum += p[i];
	EXPECT_EQ(p[95], sum);
	EXPECT_EQ(qsfp(3, 128, 2), 0);
	EXPECT_EQ(attr[HNI_ATTR_QSFP_DATA].data[0], 75);
	emu_dev_close();
}

static void fw_module_light(void)
{
	emu_host_open(1);
	EXPECT_EQ(qsfp(0, 0, 60), 0);
	EXPECT_EQ(attr[HNI_ATTR_QSFP_DATA].data[3], 0);
	EXPECT(attr[HNI_ATTR_QSFP_DATA].data[34] > 0);
	dev.link = false;
	emu_func_link_update(dev.fn);
	EXPECT_EQ(qsfp(0, 0, 60), 0);
	EXPECT_EQ(attr[HNI_ATTR_QSFP_DATA].data[3], 0x0f);
	EXPECT_EQ(attr[HNI_ATTR_QSFP_DATA].data[34], 0);
	emu_dev_close();
}

static void fw_module_refused(void)
{
	emu_host_open(1);
	EXPECT_EQ(qsfp(2, 128, 1), -EOPNOTSUPP);
	EXPECT_EQ(qsfp(0, 256, 1), -EINVAL);
	EXPECT_EQ(qsfp(0, 255, 2), -EINVAL);
	EXPECT_EQ(qsfp(0, 0, 0), -EINVAL);
	emu_fw_fault_set(dev.fn, EMU_FW_FAULT_MODULE, true);
	EXPECT_EQ(qsfp(0, 0, 1), -ENODEV);
	emu_dev_close();
}

/* ---- sensors ---- */

static void fw_sensors(void)
{
	emu_host_open(1);
	EXPECT(emu_host_caps(attr));
	EXPECT_EQ(s32(HNI_ATTR_CAP_TEMP_MAX), 95000);
	EXPECT_EQ(s32(HNI_ATTR_CAP_VOLT_MIN), 700);
	emu_host_request(HNI_MSG_TSENE_READ_REQ);
	EXPECT(emu_host_hear(HNI_MSG_TSENE_READ_RESP, attr));
	EXPECT_EQ(s32(HNI_ATTR_TSENE_THERM), 38000);
	EXPECT_EQ(s32(HNI_ATTR_TSENE_VOLT), 750);
	emu_dev_pass(32000 * MS);
	emu_host_request(HNI_MSG_TSENE_READ_REQ);
	EXPECT(emu_host_hear(HNI_MSG_TSENE_READ_RESP, attr));
	EXPECT_EQ(s32(HNI_ATTR_TSENE_THERM), 38999);
	emu_dev_close();
}

static void fw_sensor_limit(void)
{
	emu_host_open(1);
	EXPECT(emu_host_caps(attr));
	emu_fw_sensor_set(dev.fn, 96000, 750);
	EXPECT(emu_host_hear(HNI_MSG_SENSOR_EXCEEDED, attr));
	EXPECT(attr[HNI_ATTR_SENSOR_THERM_EXCEEDED].data);
	EXPECT(!attr[HNI_ATTR_SENSOR_VOLT_EXCEEDED].data);
	EXPECT_EQ(s32(HNI_ATTR_SENSOR_THERM), 96000);
	/* Once, until it was well again */
	emu_fw_sensor_set(dev.fn, 97000, 750);
	EXPECT_EQ(emu_host_next(), ~0U);
	emu_fw_sensor_set(dev.fn, 50000, 750);
	emu_fw_sensor_set(dev.fn, 50000, 650);
	EXPECT(emu_host_hear(HNI_MSG_SENSOR_EXCEEDED, attr));
	EXPECT(attr[HNI_ATTR_SENSOR_VOLT_EXCEEDED].data);
	emu_dev_close();
}

static void fw_sensor_broken(void)
{
	emu_host_open(1);
	emu_fw_fault_set(dev.fn, EMU_FW_FAULT_SENSORS, true);
	emu_host_request(HNI_MSG_TSENE_READ_REQ);
	EXPECT(emu_host_hear(HNI_MSG_TSENE_READ_RESP, attr));
	EXPECT_EQ(s32(HNI_ATTR_TSENE_ERROR), -EIO);
	EXPECT(!attr[HNI_ATTR_TSENE_THERM].data);
	emu_dev_close();
}

/* ---- addresses, SerDes ---- */

static void fw_mac_sync(void)
{
	const uint8_t mac[6] = { 0x33, 0x33, 0, 0, 0, 1 };
	unsigned int i;
	size_t nest;

	emu_host_open(1);
	emu_tlv_begin(&t, HNI_MSG_RPC_MAC_SYNC_REQ);
	nest = emu_tlv_nest_begin(&t, HNI_ATTR_MAC_SYNC_MC_ARRAY);
	for (i = 0; i < 3; i++)
		emu_tlv_put_raw(&t, HNI_ATTR_MAC_SYNC_MAC_ADDR, mac, 6);
	emu_tlv_nest_end(&t, nest);
	emu_tlv_put_u32(&t, HNI_ATTR_MAC_SYNC_RX_FLAGS,
			HNI_MAC_SYNC_BROADCAST);
	emu_host_say(&t);
	EXPECT_EQ(dev.fn->fw.sync.mc, 3);
	EXPECT_EQ(dev.fn->fw.sync.uc, 0);
	EXPECT_EQ(dev.fn->fw.sync.flags, HNI_MAC_SYNC_BROADCAST);
	EXPECT_MEMEQ(dev.fn->fw.sync.mc_mac[2], mac, 6);
	EXPECT_EQ(dev.fn->strict.count, 0);
	emu_dev_close();
}

static void fw_mac_sync_bad(void)
{
	const uint8_t mac[6] = { 2 };
	unsigned int i;
	size_t nest;

	emu_host_open(1);
	emu_tlv_begin(&t, HNI_MSG_RPC_MAC_SYNC_REQ);
	nest = emu_tlv_nest_begin(&t, HNI_ATTR_MAC_SYNC_UC_ARRAY);
	for (i = 0; i < 9; i++)
		emu_tlv_put_raw(&t, HNI_ATTR_MAC_SYNC_MAC_ADDR, mac, 6);
	emu_tlv_nest_end(&t, nest);
	emu_host_say(&t);
	EXPECT_STREQ(emu_dev_finding(),
		     "RPC_MAC_SYNC_REQ: bad list of addresses");
	emu_dev_close();
}

static void fw_comphy(void)
{
	emu_host_open(1);
	emu_tlv_begin(&t, HNI_MSG_SET_COMPHY_MODE_REQ);
	emu_tlv_put_u32(&t, HNI_ATTR_COMPHY_PAM4, 1);
	emu_tlv_put_u32(&t, HNI_ATTR_COMPHY_LANE_MASK, 3);
	emu_host_say(&t);
	EXPECT(emu_host_hear(HNI_MSG_SET_COMPHY_MODE_RESP, attr));
	EXPECT_EQ(s32(HNI_ATTR_COMPHY_ERROR), 0);
	emu_host_request(HNI_MSG_SET_COMPHY_MODE_REQ);
	EXPECT(emu_host_hear(HNI_MSG_SET_COMPHY_MODE_RESP, attr));
	EXPECT_EQ(s32(HNI_ATTR_COMPHY_ERROR), -EOPNOTSUPP);
	emu_dev_close();
}

static const struct ktap_case cases[] = {
	{ "emu_fw.core_dump_tells_the_state", fw_dump },
	{ "emu_fw.bad_piece_of_a_dump_is_refused", fw_dump_refused },
	{ "emu_fw.crash_leaves_a_dump_and_starts_anew", fw_crash },
	{ "emu_fw.hang_answers_nothing_until_it_ends", fw_hang },
	{ "emu_fw.answers_take_time", fw_takes_time },
	{ "emu_fw.ownership_takes_100_ms", fw_ownership },
	{ "emu_fw.answers_wait_for_buffers", fw_outbox },
	{ "emu_fw.log_is_sent", fw_log },
	{ "emu_fw.log_history_is_sent_in_order", fw_log_history },
	{ "emu_fw.log_gives_way_to_answers", fw_log_gives_way },
	{ "emu_fw.eeprom_keeps_what_is_written", fw_eeprom },
	{ "emu_fw.eeprom_outside_is_refused", fw_eeprom_refused },
	{ "emu_fw.module_pages_are_sound", fw_module },
	{ "emu_fw.module_sees_light_with_a_link", fw_module_light },
	{ "emu_fw.module_outside_is_refused", fw_module_refused },
	{ "emu_fw.sensors_change_and_have_limits", fw_sensors },
	{ "emu_fw.limit_passed_is_told_once", fw_sensor_limit },
	{ "emu_fw.broken_sensor_is_an_error", fw_sensor_broken },
	{ "emu_fw.addresses_are_taken_over", fw_mac_sync },
	{ "emu_fw.bad_list_of_addresses_is_reported", fw_mac_sync_bad },
	{ "emu_fw.serdes_confirms_its_mode_only", fw_comphy },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
