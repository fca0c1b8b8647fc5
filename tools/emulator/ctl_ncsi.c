// SPDX-License-Identifier: GPL-2.0-only
/* Owns what the control socket shows of the BMC's sideband. */
#include <stdio.h>
#include <string.h>

#include "ctl_func.h"
#include "esw.h"

static json_t *emu_ncsi_stats_json(const struct emu_ncsi_stats *st)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}",
			 "commands", (json_int_t)st->commands,
			 "retries", (json_int_t)st->retries,
			 "dropped", (json_int_t)st->dropped,
			 "checksum_errors", (json_int_t)st->checksum_errors,
			 "unsupported", (json_int_t)st->unsupported,
			 "rx_packets", (json_int_t)st->rx_packets,
			 "tx_packets", (json_int_t)st->tx_packets,
			 "aens", (json_int_t)st->aens);
}

static json_t *emu_ncsi_pass_json(const struct emu_ncsi_pass *pass)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I}",
			 "tx_packets", (json_int_t)pass->tx_packets,
			 "tx_disabled", (json_int_t)pass->tx_disabled,
			 "rx_packets", (json_int_t)pass->rx_packets,
			 "rx_disabled", (json_int_t)pass->rx_disabled,
			 "rx_filtered", (json_int_t)pass->rx_filtered);
}

static json_t *emu_ncsi_macs_json(const struct emu_ncsi_config *cfg)
{
	json_t *list = json_array();
	const uint8_t *m;
	unsigned int i;
	char mac[18];

	for (i = 0; i < HNI_NCSI_MACS; i++) {
		if (!cfg->mac[i].on)
			continue;
		m = cfg->mac[i].addr;
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x",
			 m[0], m[1], m[2], m[3], m[4], m[5]);
		json_array_append_new(list, json_string(mac));
	}
	return list;
}

static json_t *emu_ncsi_vlans_json(const struct emu_ncsi_config *cfg)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < HNI_NCSI_VLANS; i++)
		if (cfg->vlan[i].on)
			json_array_append_new(list,
					      json_integer(cfg->vlan[i].vid));
	return list;
}

static json_t *emu_ncsi_config_json(const struct emu_ncsi_config *cfg)
{
	static const char * const modes[] = {
		[HNI_NCSI_VLAN_OFF] = "off",
		[HNI_NCSI_VLAN_ONLY] = "only",
		[HNI_NCSI_VLAN_LISTED] = "listed",
		[HNI_NCSI_VLAN_ANY] = "any",
	};

	return json_pack("{s:b,s:b,s:b,s:s,s:o,s:o,s:b,s:I,s:b,s:I,s:I}",
			 "initial", !cfg->ready, "enabled", cfg->enabled,
			 "tx_enabled", cfg->tx_enabled,
			 "vlan_mode", modes[cfg->vlan_mode],
			 "vlans", emu_ncsi_vlans_json(cfg),
			 "macs", emu_ncsi_macs_json(cfg),
			 "broadcast_filter", cfg->bc_filter,
			 "broadcasts", (json_int_t)cfg->bc,
			 "multicast_filter", cfg->mc_filter,
			 "multicasts", (json_int_t)cfg->mc,
			 "aens", (json_int_t)cfg->aens);
}

json_t *emu_ctl_ncsi(struct emu_nic *nic, json_t *req, char *err)
{
	const char *action = json_string_value(json_object_get(req, "action"));
	struct emu_esw *esw = nic->esw;
	struct emu_ncsi *ncsi = &esw->ncsi;

	if (esw->bmc < 0)
		return emu_ctl_error(err, "this NIC has no port for a %s",
				     "BMC");
	if (action && strcmp(action, "restart"))
		return emu_ctl_error(err, "ncsi's member \"action\" can be %s",
				     "restart");
	if (action)
		emu_ncsi_restart(esw);
	return json_pack("{s:b,s:b,s:b,s:b,s:b,s:o,s:o,s:o}",
			 "required", nic->cfg->ncsi_required,
			 "in_use", ncsi->in_use, "selected", ncsi->selected,
			 "link", emu_ncsi_link(esw),
			 "host_driver", emu_ncsi_driver(esw),
			 "channel", emu_ncsi_config_json(&ncsi->cfg),
			 "control", emu_ncsi_stats_json(&ncsi->stats),
			 "pass_through", emu_ncsi_pass_json(&ncsi->pass));
}
