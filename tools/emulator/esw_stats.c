// SPDX-License-Identifier: GPL-2.0-only
/* Owns the names of the e-switch's states and drop reasons. */
#include <assert.h>

#include "esw.h"

static const char * const emu_drop_names[] = {
	[EMU_DROP_RULE] = "rule",
	[EMU_DROP_SAMPLE] = "sample",
	[EMU_DROP_MALFORMED] = "malformed",
	[EMU_DROP_MTU] = "mtu",
	[EMU_DROP_SRC_MAC] = "src_mac",
	[EMU_DROP_NCSI] = "ncsi",
	[EMU_DROP_PORT_DOWN] = "port_down",
	[EMU_DROP_INACTIVE] = "inactive",
	[EMU_DROP_NO_QUEUE] = "no_queue",
	[EMU_DROP_QUEUE_FULL] = "queue_full",
	[EMU_DROP_GONE] = "manager_gone",
	[EMU_DROP_GOTOS] = "gotos",
	[EMU_DROP_OUTPUTS] = "outputs",
	[EMU_DROP_ROOM] = "room",
	[EMU_DROP_DEST_BMC] = "dest_bmc",
	[EMU_DROP_DEST_FW] = "dest_fw",
	[EMU_DROP_BMC_POLICY] = "bmc_policy",
	[EMU_DROP_BMC_LOCKED] = "bmc_locked",
	[EMU_DROP_HAIRPIN] = "hairpin",
	[EMU_DROP_SOFTWARE] = "software",
	[EMU_DROP_NCSI_TX] = "ncsi_tx",
	[EMU_DROP_BMC_VLAN] = "bmc_vlan",
	[EMU_DROP_TX_DOWN] = "tx_down",
	[EMU_DROP_TX_MTU] = "tx_mtu",
	[EMU_DROP_TX_FULL] = "tx_full",
	[EMU_DROP_TX_HOST] = "tx_host",
	[EMU_DROP_TX_LOOP] = "tx_loop",
	[EMU_DROP_TX_TUNNEL] = "tx_tunnel",
	[EMU_DROP_TX_LEGACY] = "tx_legacy",
	[EMU_DROP_TX_BMC_LOCKED] = "tx_bmc_locked",
	[EMU_DROP_TX_NCSI] = "tx_ncsi",
	[EMU_DROP_TX_BMC_VLAN] = "tx_bmc_vlan",
};

static_assert(sizeof(emu_drop_names) / sizeof(emu_drop_names[0]) ==
	      EMU_DROP_COUNT, "a drop reason has no name");

const char *emu_drop_name(enum emu_drop why)
{
	return emu_drop_names[why];
}

const char *emu_mode_name(uint8_t mode)
{
	static const char * const names[] = {
		[HNI_ESW_MODE_LEGACY] = "legacy",
		[HNI_ESW_MODE_SWITCHDEV] = "switchdev",
		[HNI_ESW_MODE_INACTIVE] = "inactive",
	};

	return names[mode];
}
