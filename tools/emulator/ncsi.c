// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns NC-SI control packets: what is one, retries, responses, notifications,
 * and the table of commands.
 */
#include <string.h>

#include "bytes.h"
#include "esw.h"
#include "parse.h"

/* Pads and checksum included */
#define EMU_NCSI_PADDED(len)	(((uint32_t)(len) + 3) & ~3U)

/* struct emu_ncsi_row - a command that is understood */
struct emu_ncsi_row {
	uint8_t type;
	uint8_t len;		/* of its payload */
	bool of_package;	/* not of a channel */
	emu_ncsi_fn *run;
};

static const struct emu_ncsi_row emu_ncsi_rows[] = {
	{ HNI_NCSI_CLEAR_INITIAL_STATE, 0, false,
	  emu_ncsi_clear_initial_state },
	{ HNI_NCSI_SELECT_PACKAGE, 4, true, emu_ncsi_select },
	{ HNI_NCSI_DESELECT_PACKAGE, 0, true, emu_ncsi_deselect },
	{ HNI_NCSI_ENABLE_CHANNEL, 0, false, emu_ncsi_enable },
	{ HNI_NCSI_DISABLE_CHANNEL, 4, false, emu_ncsi_disable },
	{ HNI_NCSI_RESET_CHANNEL, 4, false, emu_ncsi_reset_channel },
	{ HNI_NCSI_ENABLE_TX, 0, false, emu_ncsi_enable_tx },
	{ HNI_NCSI_DISABLE_TX, 0, false, emu_ncsi_disable_tx },
	{ HNI_NCSI_AEN_ENABLE, 8, false, emu_ncsi_set_aens },
	{ HNI_NCSI_SET_LINK, 8, false, emu_ncsi_set_link },
	{ HNI_NCSI_GET_LINK_STATUS, 0, false, emu_ncsi_get_link },
	{ HNI_NCSI_SET_VLAN_FILTER, 8, false, emu_ncsi_set_vlan },
	{ HNI_NCSI_ENABLE_VLAN, 4, false, emu_ncsi_enable_vlan },
	{ HNI_NCSI_DISABLE_VLAN, 0, false, emu_ncsi_disable_vlan },
	{ HNI_NCSI_SET_MAC, 8, false, emu_ncsi_set_mac },
	{ HNI_NCSI_ENABLE_BROADCAST, 4, false, emu_ncsi_enable_bc },
	{ HNI_NCSI_DISABLE_BROADCAST, 0, false, emu_ncsi_disable_bc },
	{ HNI_NCSI_ENABLE_MULTICAST, 4, false, emu_ncsi_enable_mc },
	{ HNI_NCSI_DISABLE_MULTICAST, 0, false, emu_ncsi_disable_mc },
	{ HNI_NCSI_SET_FLOW_CONTROL, 4, false, emu_ncsi_set_flow },
	{ HNI_NCSI_GET_VERSION, 0, false, emu_ncsi_get_version },
	{ HNI_NCSI_GET_CAPABILITIES, 0, false, emu_ncsi_get_caps },
	{ HNI_NCSI_GET_PARAMETERS, 0, false, emu_ncsi_get_params },
	{ HNI_NCSI_GET_NET_STATS, 0, false, emu_ncsi_get_net_stats },
	{ HNI_NCSI_GET_NCSI_STATS, 0, false, emu_ncsi_get_stats },
	{ HNI_NCSI_GET_PASS_STATS, 0, false, emu_ncsi_get_pass_stats },
	{ HNI_NCSI_GET_PACKAGE_STATUS, 0, true, emu_ncsi_get_package },
	{ HNI_NCSI_GET_MC_MAC, 0, false, emu_ncsi_get_mac },
};

/* ---- State ---- */

void emu_ncsi_clear(struct emu_ncsi *ncsi)
{
	memset(&ncsi->cfg, 0, sizeof(ncsi->cfg));
	/* filters are on, and let nothing through */
	ncsi->cfg.bc_filter = true;
	ncsi->cfg.mc_filter = true;
}

/* As after power-on, but for the counters */
static void emu_ncsi_forget(struct emu_ncsi *ncsi)
{
	ncsi->selected = false;
	ncsi->last_len = 0;
	emu_ncsi_clear(ncsi);
}

void emu_ncsi_init(struct emu_esw *esw)
{
	struct emu_ncsi *ncsi = &esw->ncsi;

	memset(ncsi, 0, sizeof(*ncsi));
	ncsi->in_use = esw->nic->cfg->ncsi_required;
	emu_ncsi_clear(ncsi);
}

/* ---- Sending ---- */

/* Two's complement of the sum of 16-bit words */
static uint32_t emu_ncsi_sum(const uint8_t *data, uint32_t len)
{
	uint32_t sum = 0, i;

	for (i = 0; i < len; i += 2)
		sum += emu_get_be16(data + i);
	return ~sum + 1;
}

/* The header is there; the payload follows, then the frame leaves */
static void emu_ncsi_send(struct emu_esw *esw, const uint8_t *payload,
			  uint16_t len)
{
	struct emu_frame *f = &esw->ncsi.out;
	uint8_t *hdr = emu_frame_data(f) + EMU_ETH_HLEN;
	uint32_t end = HNI_NCSI_HDR_LEN + EMU_NCSI_PADDED(len);

	memcpy(hdr + HNI_NCSI_HDR_LEN, payload, len);
	emu_put_be16(hdr + HNI_NCSI_HDR_LENGTH, len);
	emu_put_be32(hdr + end, emu_ncsi_sum(hdr, end));
	f->len = EMU_ETH_HLEN + end + HNI_NCSI_CSUM_LEN;
	if (f->len < HNI_NCSI_FRAME_MIN)
		f->len = HNI_NCSI_FRAME_MIN;
	esw->ncsi.stats.tx_packets++;
	emu_esw_depart(esw, (unsigned int)esw->bmc, f, HNI_ESW_PRIOS - 1);
}

/* Begin a frame: from and to everybody. Return: where its header is */
static uint8_t *emu_ncsi_begin(struct emu_esw *esw)
{
	struct emu_frame *f = &esw->ncsi.out;
	uint8_t *data;

	f->off = EMU_FRAME_HEADROOM;
	f->port = (uint8_t)esw->bmc;
	data = emu_frame_data(f);
	memset(data, 0, EMU_ETH_HLEN + HNI_NCSI_HDR_LEN + EMU_NCSI_RSP_MAX +
	       HNI_NCSI_CSUM_LEN);
	memset(data, 0xff, 12);
	emu_put_be16(data + 12, HNI_NCSI_ETHERTYPE);
	data[EMU_ETH_HLEN + HNI_NCSI_HDR_REVISION] = HNI_NCSI_REVISION;
	return data + EMU_ETH_HLEN;
}

static void emu_ncsi_answer(struct emu_esw *esw, const uint8_t *cmd)
{
	uint8_t *hdr = emu_ncsi_begin(esw);

	hdr[HNI_NCSI_HDR_MC] = cmd[HNI_NCSI_HDR_MC];
	hdr[HNI_NCSI_HDR_IID] = cmd[HNI_NCSI_HDR_IID];
	hdr[HNI_NCSI_HDR_TYPE] = cmd[HNI_NCSI_HDR_TYPE] |
				 HNI_NCSI_TYPE_RESPONSE;
	hdr[HNI_NCSI_HDR_CHANNEL] = cmd[HNI_NCSI_HDR_CHANNEL];
	emu_ncsi_send(esw, esw->ncsi.rsp.data, esw->ncsi.rsp.len);
}

/* ---- Notifications ---- */

/* The package has to be selected, the channel enabled: else nobody listens */
static void emu_ncsi_notify(struct emu_esw *esw, uint8_t type,
			    const uint32_t *words, unsigned int nwords)
{
	struct emu_ncsi *ncsi = &esw->ncsi;
	uint8_t payload[12] = { 0 };
	unsigned int i;
	uint8_t *hdr;

	if (!ncsi->selected || !ncsi->cfg.enabled ||
	    !(ncsi->cfg.aens & 1U << type))
		return;
	hdr = emu_ncsi_begin(esw);
	hdr[HNI_NCSI_HDR_MC] = ncsi->cfg.aen_mc;
	hdr[HNI_NCSI_HDR_TYPE] = HNI_NCSI_TYPE_AEN;
	payload[HNI_NCSI_AEN_TYPE] = type;
	for (i = 0; i < nwords; i++)
		emu_put_be32(payload + 4 + 4 * i, words[i]);
	ncsi->stats.aens++;
	emu_ncsi_send(esw, payload, (uint16_t)(4 + 4 * nwords));
	/* nobody else may have work for the worker, which flushes the cable */
	emu_worker_kick(esw->nic);
}

/* What is at the end of the cable is another BMC, or one without power */
static void emu_ncsi_peer_update(struct emu_esw *esw)
{
	struct emu_ncsi *ncsi = &esw->ncsi;
	bool peer = emu_esw_port_state(esw, (unsigned int)esw->bmc);

	if (ncsi->peer && !peer) {
		ncsi->in_use = esw->nic->cfg->ncsi_required;
		emu_ncsi_forget(ncsi);
	}
	ncsi->peer = peer;
}

void emu_ncsi_update(struct emu_esw *esw)
{
	struct emu_ncsi *ncsi = &esw->ncsi;
	uint32_t words[2] = { 0 };

	if (esw->bmc < 0)
		return;
	emu_ncsi_peer_update(esw);
	if (ncsi->link != emu_ncsi_link(esw)) {
		ncsi->link = !ncsi->link;
		words[0] = emu_ncsi_link_word(esw);
		emu_ncsi_notify(esw, HNI_NCSI_AEN_LINK, words, 2);
	}
	if (ncsi->driver != emu_ncsi_driver(esw)) {
		ncsi->driver = !ncsi->driver;
		words[0] = ncsi->driver ? HNI_NCSI_LINK_DRIVER : 0;
		emu_ncsi_notify(esw, HNI_NCSI_AEN_DRIVER, words, 1);
	}
}

void emu_ncsi_restart(struct emu_esw *esw)
{
	if (esw->bmc < 0)
		return;
	emu_ncsi_notify(esw, HNI_NCSI_AEN_CONFIGURE, NULL, 0);
	emu_ncsi_forget(&esw->ncsi);
}

/* ---- Receiving ---- */

static const struct emu_ncsi_row *emu_ncsi_row_find(uint8_t type)
{
	size_t i;

	for (i = 0; i < sizeof(emu_ncsi_rows) / sizeof(emu_ncsi_rows[0]); i++)
		if (emu_ncsi_rows[i].type == type)
			return &emu_ncsi_rows[i];
	return NULL;
}

/* The order of the checks is the contract's. Return: reason */
static uint16_t emu_ncsi_execute(struct emu_esw *esw, const uint8_t *cmd,
				 uint16_t len)
{
	uint8_t channel = cmd[HNI_NCSI_HDR_CHANNEL] & HNI_NCSI_CHANNEL_ID;
	const struct emu_ncsi_row *row;

	row = emu_ncsi_row_find(cmd[HNI_NCSI_HDR_TYPE]);
	if (!row) {
		esw->ncsi.stats.unsupported++;
		return HNI_NCSI_WHY_UNKNOWN;
	}
	if (channel != (row->of_package ? HNI_NCSI_CHANNEL_ALL : 0))
		return HNI_NCSI_WHY_PARAMETER;
	if (!row->of_package && !esw->ncsi.cfg.ready &&
	    row->type != HNI_NCSI_CLEAR_INITIAL_STATE)
		return HNI_NCSI_WHY_INITIAL;
	if (len != row->len)
		return HNI_NCSI_WHY_LENGTH;
	return row->run(esw, cmd + HNI_NCSI_HDR_LEN, &esw->ncsi.rsp);
}

static void emu_ncsi_command(struct emu_esw *esw, const uint8_t *cmd,
			     uint16_t len)
{
	struct emu_ncsi_rsp *rsp = &esw->ncsi.rsp;
	uint16_t code = HNI_NCSI_COMPLETED, why;

	memset(rsp, 0, sizeof(*rsp));
	rsp->len = 4;
	why = emu_ncsi_execute(esw, cmd, len);
	if (why) {
		rsp->len = 4;
		code = why == HNI_NCSI_WHY_UNKNOWN ? HNI_NCSI_UNSUPPORTED :
						     HNI_NCSI_FAILED;
	}
	emu_put_be16(rsp->data, code);
	emu_put_be16(rsp->data + 2, why);
}

/* Is it the command that was answered last? Else remember it */
static bool emu_ncsi_is_retry(struct emu_ncsi *ncsi, const uint8_t *cmd,
			      uint16_t len)
{
	uint32_t n = HNI_NCSI_HDR_LEN + EMU_NCSI_PADDED(len);

	if (n == ncsi->last_len && !memcmp(ncsi->last, cmd, n) &&
	    cmd[HNI_NCSI_HDR_IID])
		return true;
	ncsi->last_len = 0;
	if (n <= sizeof(ncsi->last)) {
		memcpy(ncsi->last, cmd, n);
		ncsi->last_len = (uint16_t)n;
	}
	return false;
}

/* Length of the payload; -1: it is no command packet, and counted */
static int emu_ncsi_check(struct emu_ncsi *ncsi, const uint8_t *cmd,
			  uint32_t room)
{
	uint32_t len, end, sum;

	ncsi->stats.rx_packets++;
	ncsi->stats.dropped++;
	if (room < HNI_NCSI_HDR_LEN ||
	    cmd[HNI_NCSI_HDR_REVISION] != HNI_NCSI_REVISION ||
	    (cmd[HNI_NCSI_HDR_TYPE] & HNI_NCSI_TYPE_RESPONSE))
		return -1;
	len = emu_get_be16(cmd + HNI_NCSI_HDR_LENGTH) & HNI_NCSI_LENGTH;
	end = HNI_NCSI_HDR_LEN + EMU_NCSI_PADDED(len);
	if (room < end + HNI_NCSI_CSUM_LEN)
		return -1;
	sum = emu_get_be32(cmd + end);
	if (sum && sum != emu_ncsi_sum(cmd, end)) {
		ncsi->stats.checksum_errors++;
		return -1;
	}
	ncsi->stats.dropped--;
	return (int)len;
}

bool emu_ncsi_rx(struct emu_esw *esw, const struct emu_frame *f)
{
	const uint8_t *cmd = f->buf + f->off + EMU_ETH_HLEN;
	struct emu_ncsi *ncsi = &esw->ncsi;
	int len = emu_ncsi_check(ncsi, cmd, f->len - EMU_ETH_HLEN);

	if (len < 0)
		return false;
	/* Another package's, of which there is none */
	if (cmd[HNI_NCSI_HDR_CHANNEL] & HNI_NCSI_CHANNEL_PACKAGE)
		return true;
	ncsi->in_use = true;
	if (emu_ncsi_is_retry(ncsi, cmd, (uint16_t)len)) {
		ncsi->stats.retries++;
	} else {
		ncsi->stats.commands++;
		/* A command for a package selects it */
		ncsi->selected = true;
		emu_ncsi_command(esw, cmd, (uint16_t)len);
	}
	emu_ncsi_answer(esw, cmd);
	return true;
}
