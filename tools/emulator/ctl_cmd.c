// SPDX-License-Identifier: GPL-2.0-only
/* Owns the commands of the control socket. */
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "ctl_dump.h"
#include "ctl_func.h"
#include "esw.h"
#include "hw/hni_mbox.h"

json_t *emu_ctl_error(char *err, const char *fmt, const char *what)
{
	snprintf(err, EMU_CTL_ERR, fmt, what);
	return NULL;
}

static json_t *emu_from_json(const struct emu_esw *esw,
			     const struct emu_port *p)
{
	json_t *from = json_object();
	unsigned int i;

	for (i = 0; i < esw->nports; i++)
		if (p->stats.from[i])
			json_object_set_new(from, esw->port[i].name,
					    json_integer((json_int_t)
							 p->stats.from[i]));
	return from;
}

static json_t *emu_port_stats_json(const struct emu_esw *esw,
				   const struct emu_port *p)
{
	json_t *drops = json_object();
	json_t *prios = json_array();
	unsigned int i;

	for (i = 0; i < HNI_ESW_PRIOS; i++)
		json_array_append_new(prios, json_integer((json_int_t)
							  p->stats.tx_prio[i]));

	for (i = 0; i < EMU_DROP_COUNT; i++)
		if (p->stats.drops[i])
			json_object_set_new(drops, emu_drop_name(i),
					    json_integer((json_int_t)
							 p->stats.drops[i]));
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o,s:o,s:o}",
			 "rx_frames", (json_int_t)p->stats.rx_frames,
			 "rx_bytes", (json_int_t)p->stats.rx_bytes,
			 "tx_frames", (json_int_t)p->stats.tx_frames,
			 "tx_bytes", (json_int_t)p->stats.tx_bytes,
			 "rx_drops", (json_int_t)p->stats.rx_drops,
			 "tx_drops", (json_int_t)p->stats.tx_drops,
			 "to_manager", (json_int_t)p->stats.to_manager,
			 "tx_prio", prios, "from", emu_from_json(esw, p),
			 "drops", drops);
}

static json_t *emu_ctl_stats(struct emu_nic *nic, json_t *req, char *err)
{
	struct emu_esw *esw = nic->esw;
	json_t *ports = json_object();
	json_int_t total = 0;
	unsigned int i;

	(void)req;
	(void)err;
	for (i = 0; i < esw->nports; i++) {
		json_object_set_new(ports, esw->port[i].name,
				    emu_port_stats_json(esw, &esw->port[i]));
		total += (json_int_t)esw->port[i].stats.to_manager;
	}
	return json_pack("{s:o,s:s,s:b,s:I,s:i,s:i,s:i}",
			 "ports", ports, "mode", emu_mode_name(esw->mode),
			 "manager_gone", esw->gone, "to_manager", total,
			 "flow_rows", esw->tables.newest->flows,
			 "tcam_rows", esw->tables.newest->tcams,
			 "conns", esw->tables.newest->conns);
}

static json_t *emu_ctl_ports(struct emu_nic *nic, json_t *req, char *err)
{
	static const char * const kinds[] = {
		[HNI_ESW_KIND_NONE] = "none", [HNI_ESW_KIND_UPLINK] = "uplink",
		[HNI_ESW_KIND_PF] = "pf", [HNI_ESW_KIND_BMC] = "bmc",
	};
	struct emu_esw *esw = nic->esw;
	json_t *list = json_array();
	json_t *obj;
	char mac[18];
	unsigned int i;

	(void)req;
	(void)err;
	for (i = 0; i < esw->nports; i++) {
		struct emu_port *p = &esw->port[i];
		uint32_t state = emu_esw_port_state(esw, i);

		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x",
			 p->mac[0], p->mac[1], p->mac[2], p->mac[3], p->mac[4],
			 p->mac[5]);
		obj = json_pack("{s:i,s:s,s:s,s:s*,s:b,s:b,s:b,s:i,s:i,s:I,s:I}",
				"port", i, "name", p->name,
				"kind", kinds[p->kind],
				"mac", p->mac_valid ? mac : NULL,
				"up", p->up, "attached",
				!!(state & HNI_ESW_PORT_STATE_ATTACHED),
				"link", emu_esw_link(nic, i),
				"mtu", (int)p->mtu, "pages", p->npages,
				"tx_share", (json_int_t)p->tx_share,
				"tx_max", (json_int_t)p->tx_max);
		json_array_append_new(list, obj);
	}
	return list;
}

int emu_ctl_port(struct emu_nic *nic, json_t *req, char *err)
{
	const char *name = json_string_value(json_object_get(req, "port"));
	int port;

	if (!name) {
		emu_ctl_error(err, "%s needs a member \"port\" with a port's name",
			      json_string_value(json_object_get(req, "cmd")));
		return -1;
	}
	port = emu_esw_port_find(nic->esw, name);
	if (port < 0)
		emu_ctl_error(err, "there is no port %s", name);
	return port;
}

static json_t *emu_ctl_link(struct emu_nic *nic, json_t *req, char *err)
{
	const char *state = json_string_value(json_object_get(req, "state"));
	int port = emu_ctl_port(nic, req, err);

	if (port < 0)
		return NULL;
	if (!state || (strcmp(state, "up") && strcmp(state, "down")))
		return emu_ctl_error(err, "%s needs a member \"state\": up or down",
				     "link");
	nic->esw->port[port].cut = !strcmp(state, "down");
	nic->esw->port[port].flap.left = 0;
	emu_esw_ports_update(nic->esw);
	return json_object();
}

static json_t *emu_ctl_strict(struct emu_nic *nic, json_t *req, char *err)
{
	json_t *funcs = json_object();
	json_int_t total = 0;
	unsigned int i, n;
	const char *text;
	char name[8];

	(void)req;
	(void)err;
	for (i = 0; i < EMU_MAX_FUNCS; i++) {
		json_t *list;

		if (!nic->func[i])
			continue;
		list = json_array();
		for (n = 0; (text = emu_func_strict_get(nic->func[i], n)); n++)
			json_array_append_new(list, json_string(text));
		snprintf(name, sizeof(name), "fn%u", i);
		json_object_set_new(funcs, name, list);
		total += (json_int_t)emu_func_strict_count(nic->func[i]);
	}
	return json_pack("{s:I,s:o}", "count", total, "findings", funcs);
}

static json_t *emu_ctl_version(struct emu_nic *nic, json_t *req, char *err)
{
	static const char * const gone[] = {
		[HNI_ESW_GONE_STATIC] = "static",
		[HNI_ESW_GONE_CLOSED] = "closed",
		[HNI_ESW_GONE_LEGACY] = "legacy",
	};
	const struct emu_config *cfg = nic->cfg;
	uint32_t v = cfg->fw_version;
	char fw[24];

	(void)req;
	(void)err;
	snprintf(fw, sizeof(fw), "%u.%u.%u-%u", v >> 24, v >> 16 & 0xff,
		 v >> 8 & 0xff, v & 0xff);
	return json_pack("{s:i,s:[i,i],s:s,s:s,s:s,s:b}",
			 "protocol", EMU_CTL_VERSION,
			 "eswitch", HNI_ESW_MAJOR, HNI_ESW_MINOR,
			 "firmware", fw, "when_manager_gone", gone[cfg->gone],
			 "bmc_policy", cfg->bmc_locked ? "locked" : "managed",
			 "isolate", cfg->isolate);
}

static json_t *emu_ctl_dump(struct emu_nic *nic, json_t *req, char *err)
{
	const char *table = json_string_value(json_object_get(req, "table"));
	json_int_t from = json_integer_value(json_object_get(req, "from"));
	json_t *result;

	if (!table)
		return emu_ctl_error(err, "dump needs a member \"table\": %s",
				     EMU_DUMP_TABLES);
	if (from < 0 || from > UINT32_MAX)
		return emu_ctl_error(err, "the member \"from\" is a row: %s",
				     "a number of at most 32 bits");
	result = emu_dump(&nic->esw->tables, table, (uint32_t)from);
	if (!result)
		return emu_ctl_error(err, "there is no such table; there are %s",
				     EMU_DUMP_TABLES);
	return result;
}

json_t *emu_ctl_run(struct emu_nic *nic, json_t *req, char *err)
{
	static const struct {
		const char *name;
		json_t *(*run)(struct emu_nic *nic, json_t *req, char *err);
	} cmds[] = {
		{ "stats", emu_ctl_stats }, { "ports", emu_ctl_ports },
		{ "dump", emu_ctl_dump }, { "strict", emu_ctl_strict },
		{ "link", emu_ctl_link }, { "reset", emu_ctl_reset },
		{ "version", emu_ctl_version }, { "flap", emu_ctl_flap },
		{ "fault", emu_ctl_fault }, { "sensor", emu_ctl_sensor },
		{ "firmware", emu_ctl_firmware }, { "ncsi", emu_ctl_ncsi },
	};
	const char *cmd = json_string_value(json_object_get(req, "cmd"));
	json_t *result;
	size_t i;

	if (!json_is_object(req))
		return emu_ctl_error(err, "a request is a JSON %s", "object");
	if (json_integer_value(json_object_get(req, "v")) != EMU_CTL_VERSION)
		return emu_ctl_error(err, "the member \"v\" has to be %s", "1");
	for (i = 0; cmd && i < sizeof(cmds) / sizeof(cmds[0]); i++) {
		if (strcmp(cmd, cmds[i].name))
			continue;
		emu_nic_lock(nic);
		result = cmds[i].run(nic, req, err);
		emu_nic_unlock(nic);
		return result;
	}
	return emu_ctl_error(err, "there is no such command; there are %s",
			     "stats, ports, dump, strict, link, flap, reset, fault, sensor, firmware, ncsi, version");
}
