// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the control socket's commands that do something to a link or a host
 * function: flap, reset, faults, sensors, and what the firmware knows.
 */
#include <stdio.h>
#include <string.h>

#include "ctl_func.h"
#include "esw.h"
#include "func.h"

#define EMU_CTL_FLAPS_MAX	100000
#define EMU_CTL_MS_MAX		3600000

/* Function named by the request's member "function"; NULL and @err */
static struct emu_func *emu_ctl_function(struct emu_nic *nic, json_t *req,
					 char *err)
{
	json_t *which = json_object_get(req, "function");
	json_int_t i = json_integer_value(which);

	if (json_is_integer(which) && i >= 0 && i < EMU_MAX_FUNCS &&
	    nic->func[i])
		return nic->func[i];
	emu_ctl_error(err, "%s needs a member \"function\" with the number of one",
		      json_string_value(json_object_get(req, "cmd")));
	return NULL;
}

/* A number from @min to @max in member @name, @other if absent */
static bool emu_ctl_number(json_t *req, const char *name, json_int_t *val,
			   const json_int_t range[3])
{
	json_t *num = json_object_get(req, name);

	*val = num ? json_integer_value(num) : range[0];
	return (!num || json_is_integer(num)) && *val >= range[1] &&
	       *val <= range[2];
}

json_t *emu_ctl_flap(struct emu_nic *nic, json_t *req, char *err)
{
	static const json_int_t counts[3] = { 1, 0, EMU_CTL_FLAPS_MAX };
	static const json_int_t times[3] = { 1000, 1, EMU_CTL_MS_MAX };
	int port = emu_ctl_port(nic, req, err);
	json_int_t count, down, up;
	struct emu_port *p;

	if (port < 0)
		return NULL;
	if (!emu_ctl_number(req, "count", &count, counts) ||
	    !emu_ctl_number(req, "down_ms", &down, times) ||
	    !emu_ctl_number(req, "up_ms", &up, times))
		return emu_ctl_error(err, "flap takes %s",
				     "count up to 100000, down_ms and up_ms from 1 to 3600000");
	p = &nic->esw->port[port];
	p->cut = false;
	p->flap.left = 2 * (unsigned int)count;
	p->flap.down_ns = (uint64_t)down * 1000000;
	p->flap.up_ns = (uint64_t)up * 1000000;
	p->flap.next_ns = 0;
	emu_worker_kick(nic);
	return json_object();
}

json_t *emu_ctl_reset(struct emu_nic *nic, json_t *req, char *err)
{
	struct emu_func *fn = emu_ctl_function(nic, req, err);

	if (!fn)
		return NULL;
	emu_func_reset(fn);
	return json_object();
}

json_t *emu_ctl_fault(struct emu_nic *nic, json_t *req, char *err)
{
	static const json_int_t counts[3] = { 1, 0, UINT32_MAX };
	const char *kind = json_string_value(json_object_get(req, "kind"));
	struct emu_func *fn = emu_ctl_function(nic, req, err);
	json_int_t n;

	if (!fn)
		return NULL;
	if (!emu_ctl_number(req, "count", &n, counts))
		return emu_ctl_error(err, "the member \"count\" is %s",
				     "a number of at most 32 bits");
	if (!kind || !emu_func_fault(fn, kind, (uint32_t)n))
		return emu_ctl_error(err, "fault needs a member \"kind\": one of %s",
				     EMU_FAULT_KINDS);
	return json_object();
}

json_t *emu_ctl_sensor(struct emu_nic *nic, json_t *req, char *err)
{
	struct emu_func *fn = emu_ctl_function(nic, req, err);
	json_int_t therms[3] = { 0, -273150, 1000000 };
	json_int_t volts[3] = { 0, 0, 100000 };
	json_int_t therm, volt;

	if (!fn)
		return NULL;
	therms[0] = fn->fw.therm;
	volts[0] = fn->fw.volt;
	if (!emu_ctl_number(req, "therm", &therm, therms) ||
	    !emu_ctl_number(req, "volt", &volt, volts))
		return emu_ctl_error(err, "sensor takes %s",
				     "therm in milli-degrees C and volt in mV");
	emu_fw_sensor_set(fn, (int32_t)therm, (int32_t)volt);
	return json_pack("{s:i,s:i}", "therm", (int)emu_fw_therm(fn), "volt",
			 (int)fn->fw.volt);
}

/* ---- What the firmware knows ---- */

static json_t *emu_ctl_images(const struct emu_fw_image *image)
{
	json_t *list = json_array();
	unsigned int i;
	char text[24];

	for (i = 0; i < HNI_FW_SECTIONS; i++) {
		uint32_t v = image[i].version;

		snprintf(text, sizeof(text), "%u.%u.%u-%u", v >> 24,
			 v >> 16 & 0xff, v >> 8 & 0xff, v & 0xff);
		json_array_append_new(list, json_string(text));
	}
	return list;
}

static json_t *emu_ctl_macs(uint8_t mac[][6], unsigned int n)
{
	json_t *list = json_array();
	unsigned int i;
	char text[18];

	for (i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
			 mac[i][0], mac[i][1], mac[i][2], mac[i][3], mac[i][4],
			 mac[i][5]);
		json_array_append_new(list, json_string(text));
	}
	return list;
}

static json_t *emu_ctl_log(const struct emu_fw_log *log)
{
	json_t *list = json_array();
	const char *text;
	uint32_t ms = 0;
	uint64_t i;

	for (i = 0; (text = emu_fw_log_get(log, i, &ms)); i++)
		json_array_append_new(list, json_pack("[I,s]", (json_int_t)ms,
						      text));
	return list;
}

json_t *emu_ctl_firmware(struct emu_nic *nic, json_t *req, char *err)
{
	struct emu_func *fn = emu_ctl_function(nic, req, err);
	struct emu_fw *fw;

	if (!fn)
		return NULL;
	fw = &fn->fw;
	return json_pack("{s:I,s:b,s:b,s:i,s:o,s:o,s:b,s:o,s:o,s:i,s:o}",
			 "uptime_ms", (json_int_t)emu_fw_uptime_ms(fn),
			 "attached", fn->mbox.announced,
			 "owned", fn->mbox.owned, "slot", fw->slot,
			 "running", emu_ctl_images(fw->running),
			 "stored", emu_ctl_images(fw->stored),
			 "upgrading", fw->upgrade.state != EMU_FW_UPGRADE_IDLE,
			 "unicast", emu_ctl_macs(fw->sync.uc_mac, fw->sync.uc),
			 "multicast",
			 emu_ctl_macs(fw->sync.mc_mac, fw->sync.mc),
			 "rx_flags", (int)fw->sync.flags,
			 "log", emu_ctl_log(&fw->log));
}
