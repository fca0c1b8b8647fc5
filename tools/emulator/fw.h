/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the files of the firmware share: its state, one for each host
 * function, and the calls between its parts.
 *
 * Flash, EEPROM, sensors and log outlive a reset of the function; everything
 * else does not.
 */
#ifndef EMU_FW_H
#define EMU_FW_H

#include <stdbool.h>
#include <stdint.h>

#include "hw/hni_image.h"
#include "hw/hni_mbox.h"

#include "tlv.h"

struct emu_func;

#define EMU_FW_EEPROM_SIZE	288
#define EMU_FW_LOGS		64
#define EMU_FW_LOG_LEN		96
#define EMU_FW_OUTBOX		8
#define EMU_FW_ROLLBACK		1	/* an image must not be older */

/* What can be broken by the control socket; the host has to cope with it */
enum emu_fw_fault {
	EMU_FW_FAULT_HANG,	/* it does not look at the mailbox */
	EMU_FW_FAULT_MODULE,	/* the module is not in its cage */
	EMU_FW_FAULT_SENSORS,	/* sensors cannot be read */
	EMU_FW_FAULTS
};

/* struct emu_fw_image - what a section of the flash holds */
struct emu_fw_image {
	uint32_t version;
	char commit[HNI_CAP_COMMIT_STR_MAX];
};

enum emu_fw_upgrade_state {
	EMU_FW_UPGRADE_IDLE,
	EMU_FW_UPGRADE_ASK,	/* the flash is being written */
	EMU_FW_UPGRADE_WAIT,	/* the host has to send a piece */
	EMU_FW_UPGRADE_CHECK,	/* all is there */
};

struct emu_fw_upgrade {
	enum emu_fw_upgrade_state state;
	uint32_t section;
	uint32_t len;
	uint32_t at;
	uint8_t *image;
};

/**
 * struct emu_fw_log - what the firmware has to say
 * @text: ring, entry i in place i % EMU_FW_LOGS
 * @ms: uptime of each
 * @count: entries ever written
 * @sent: entries up to this one need not be sent any more
 * @is_on: the host wants them
 */
struct emu_fw_log {
	char text[EMU_FW_LOGS][EMU_FW_LOG_LEN];
	uint32_t ms[EMU_FW_LOGS];
	uint64_t count;
	uint64_t sent;
	bool is_on;
};

/* struct emu_fw_outbox - messages that wait for a buffer of the host */
struct emu_fw_outbox {
	struct emu_tlv msg[EMU_FW_OUTBOX];
	unsigned int head, count;
};

/* struct emu_fw_sync - addresses that the host listens to */
struct emu_fw_sync {
	uint32_t flags;
	unsigned int uc, mc;
	uint8_t uc_mac[HNI_MAC_SYNC_MACS][6];
	uint8_t mc_mac[HNI_MAC_SYNC_MACS][6];
};

/**
 * struct emu_fw - firmware of one function
 * @running: by section, since the last reset
 * @stored: by section, in flash
 * @slot: half of the flash that runs
 * @dump: core dump, NULL = none
 * @dump_is_new: it is that of a crash, and nobody has read it
 * @therm: milli-degrees C, before the wave
 * @volt: mV
 * @exceeded: the host was told that a limit is passed
 * @flash_fails: which upgrade from now on cannot be stored, 0 = none
 */
struct emu_fw {
	struct emu_fw_image running[HNI_FW_SECTIONS];
	struct emu_fw_image stored[HNI_FW_SECTIONS];
	uint8_t slot;
	struct emu_fw_upgrade upgrade;
	struct emu_fw_log log;
	struct emu_fw_outbox outbox;
	struct emu_fw_sync sync;
	char *dump;
	size_t dump_len;
	bool dump_is_new;
	int32_t therm;
	int32_t volt;
	bool exceeded;
	bool fault[EMU_FW_FAULTS];
	uint32_t flash_fails;
	uint8_t eeprom[EMU_FW_EEPROM_SIZE];
};

/* A message handler: @attr of the request, @t for an answer */
typedef void emu_fw_handler_fn(struct emu_func *fn,
			       const struct emu_tlv_attr *attr,
			       struct emu_tlv *t);

/* ---- fw.c ---- */
void emu_fw_init(struct emu_func *fn);
void emu_fw_fini(struct emu_func *fn);
void emu_fw_reset(struct emu_func *fn);
void emu_fw_detach(struct emu_func *fn);
void emu_fw_message(struct emu_func *fn, const uint8_t *msg, size_t len);
void emu_fw_send(struct emu_func *fn, struct emu_tlv *t);
void emu_fw_buffers_posted(struct emu_func *fn);
void emu_fw_caps_send(struct emu_func *fn);
void emu_fw_ownership_due(struct emu_func *fn);
uint64_t emu_fw_uptime_ms(const struct emu_func *fn);
void emu_fw_fault_set(struct emu_func *fn, enum emu_fw_fault fault, bool on);
void emu_fw_crash(struct emu_func *fn);

/* ---- fw_flash.c ---- */
void emu_fw_flash_init(struct emu_func *fn);
void emu_fw_flash_activate(struct emu_func *fn);
void emu_fw_upgrade_reset(struct emu_func *fn);
void emu_fw_upgrade_due(struct emu_func *fn);
emu_fw_handler_fn emu_fw_upgrade_start;
emu_fw_handler_fn emu_fw_upgrade_chunk;

/* ---- fw_log.c ---- */
void emu_fw_log_add(struct emu_func *fn, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
const char *emu_fw_log_get(const struct emu_fw_log *log, uint64_t i,
			   uint32_t *ms);
void emu_fw_log_due(struct emu_func *fn);
emu_fw_handler_fn emu_fw_log_control;

/* ---- fw_dump.c ---- */
void emu_fw_dump_take(struct emu_func *fn, const char *why);
emu_fw_handler_fn emu_fw_dump_info;
emu_fw_handler_fn emu_fw_dump_read;

/* ---- fw_board.c: sensors, EEPROM, SerDes, addresses ---- */
void emu_fw_board_init(struct emu_func *fn);
void emu_fw_sensor_set(struct emu_func *fn, int32_t therm, int32_t volt);
int32_t emu_fw_therm(const struct emu_func *fn);
void emu_fw_board_caps(struct emu_tlv *t);
emu_fw_handler_fn emu_fw_tsene;
emu_fw_handler_fn emu_fw_eeprom_read;
emu_fw_handler_fn emu_fw_eeprom_write;
emu_fw_handler_fn emu_fw_comphy;
emu_fw_handler_fn emu_fw_mac_sync;

/* ---- fw_module.c ---- */
void emu_fw_module_read(const struct emu_func *fn, unsigned int page,
			uint8_t raw[256]);
emu_fw_handler_fn emu_fw_qsfp;

#endif /* EMU_FW_H */
