// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns devlink's rates: how fast a host or the BMC may send (tx_max), and what is
 * its own of a port that is too slow for all (tx_share).
 */

#include "priv.h"

/* devlink counts bytes a second, the device kilobits */
#define HNI_RATE_UNIT		125

/* The manager's frames come from the rings that representors use. */
static bool hni_rate_applies(const struct hni_port *port)
{
	return port->esw->caps.has_rates &&
	       (port->kind == HNI_ESW_KIND_BMC ||
		(port->kind == HNI_ESW_KIND_PF && port->controller));
}

static void hni_rate_write(const struct hni_port *port)
{
	struct hni_esw *esw = port->esw;

	hni_esw_write(esw, HNI_ESW_PORT(port->num) + HNI_ESW_PORT_TX_SHARE,
		      port->tx_share);
	hni_esw_write(esw, HNI_ESW_PORT(port->num) + HNI_ESW_PORT_TX_MAX,
		      port->tx_max);
}

/* Return: kbit/s, or a negative error with the reason in @extack */
static s64 hni_rate_units(u64 bytes, struct netlink_ext_ack *extack)
{
	u64 units = div_u64(bytes, HNI_RATE_UNIT);

	if (units * HNI_RATE_UNIT != bytes) {
		NL_SET_ERR_MSG_MOD(extack,
				   "a rate is a multiple of 1 kbit/s");
		return -EINVAL;
	}
	if (units > U32_MAX) {
		NL_SET_ERR_MSG_MOD(extack,
				   "a rate is below 4294967296 kbit/s");
		return -ERANGE;
	}
	return units;
}

static int hni_rate_set(struct hni_port *port, u32 tx_share, u32 tx_max,
			struct netlink_ext_ack *extack)
{
	if (tx_max && tx_share > tx_max) {
		NL_SET_ERR_MSG_MOD(extack, "tx_share exceeds tx_max");
		return -EINVAL;
	}
	mutex_lock(&port->esw->sw->mode_lock);
	port->tx_share = tx_share;
	port->tx_max = tx_max;
	hni_rate_write(port);
	mutex_unlock(&port->esw->sw->mode_lock);
	return 0;
}

int hni_rate_share_set(struct devlink_rate *devlink_rate, void *priv,
		       u64 tx_share, struct netlink_ext_ack *extack)
{
	s64 units = hni_rate_units(tx_share, extack);
	struct hni_port *port = priv;

	return units < 0 ? units :
	       hni_rate_set(port, units, port->tx_max, extack);
}

int hni_rate_max_set(struct devlink_rate *devlink_rate, void *priv, u64 tx_max,
		     struct netlink_ext_ack *extack)
{
	s64 units = hni_rate_units(tx_max, extack);
	struct hni_port *port = priv;

	return units < 0 ? units :
	       hni_rate_set(port, port->tx_share, units, extack);
}

int hni_rate_create(struct hni_port *port)
{
	port->tx_share = 0;
	port->tx_max = 0;
	if (!hni_rate_applies(port))
		return 0;
	/* an earlier manager may have left some */
	hni_rate_write(port);
	return devl_rate_leaf_create(&port->dl_port, port, NULL);
}

void hni_rate_destroy(struct hni_port *port)
{
	if (!hni_rate_applies(port))
		return;
	port->tx_share = 0;
	port->tx_max = 0;
	hni_rate_write(port);
	devl_rate_leaf_destroy(&port->dl_port);
}

void hni_rates_restore(struct hni_esw *esw)
{
	unsigned int i;

	for (i = 0; i < esw->caps.ports; i++)
		if (hni_rate_applies(&esw->sw->ports[i]))
			hni_rate_write(&esw->sw->ports[i]);
}
