// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the ports as devlink shows them: flavours, names, switch id, and the MAC
 * that a function or the BMC owns.
 *
 *   uplink          PHYSICAL 0                        p0
 *   manager's PF    PCI_PF 0 of controller 0          pf0
 *   PF of host n    PCI_PF 0 of controller n          c<n>pf0
 *   BMC             PHYSICAL, behind the uplinks      bmc
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/unaligned.h>

#include "priv.h"

static u32 hni_port_reg(const struct hni_port *port, u32 reg)
{
	return HNI_ESW_PORT(port->num) + reg;
}

int hni_ports_read(struct hni_esw *esw)
{
	unsigned int i;

	for (i = 0; i < esw->caps.ports; i++) {
		struct hni_port *port = &esw->sw->ports[i];
		u32 type = hni_esw_read(esw, HNI_ESW_PORT(i) +
					HNI_ESW_PORT_TYPE);

		port->esw = esw;
		port->num = i;
		port->kind = FIELD_GET(HNI_ESW_PORT_TYPE_KIND, type);
		port->controller = FIELD_GET(HNI_ESW_PORT_TYPE_CONTROLLER,
					     type);
		port->phys = FIELD_GET(HNI_ESW_PORT_TYPE_NUMBER, type);
		if (port->kind < HNI_ESW_KIND_UPLINK ||
		    port->kind > HNI_ESW_KIND_BMC) {
			dev_err(esw->hdev->dev,
				"e-switch: port %u is of unknown kind %u\n",
				i, port->kind);
			return -EINVAL;
		}
	}
	return 0;
}

static bool hni_port_mac_read(const struct hni_port *port, u8 *mac)
{
	struct hni_esw *esw = port->esw;
	u32 hi, lo;

	hi = hni_esw_read(esw, hni_port_reg(port, HNI_ESW_PORT_MAC_HI));
	lo = hni_esw_read(esw, hni_port_reg(port, HNI_ESW_PORT_MAC_LO));
	put_unaligned_be16(hi, mac);
	put_unaligned_be32(lo, mac + 2);
	return hi & HNI_ESW_PORT_MAC_HI_VALID &&
	       !hni_dev_is_dead(esw->hdev);
}

static struct hni_port *hni_port_of(struct devlink_port *dl_port)
{
	return container_of(dl_port, struct hni_port, dl_port);
}

static int hni_port_hw_addr_get(struct devlink_port *dl_port, u8 *hw_addr,
				int *hw_addr_len,
				struct netlink_ext_ack *extack)
{
	if (!hni_port_mac_read(hni_port_of(dl_port), hw_addr)) {
		NL_SET_ERR_MSG_MOD(extack, "the port owns no address");
		return -ENODATA;
	}
	*hw_addr_len = ETH_ALEN;
	return 0;
}

static int hni_port_mac_check(const struct hni_port *port, const u8 *mac,
			      struct netlink_ext_ack *extack)
{
	struct hni_esw *esw = port->esw;
	u8 other[ETH_ALEN];
	unsigned int i;

	if (!is_valid_ether_addr(mac)) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "%pM is not a unicast address", mac);
		return -EINVAL;
	}
	for (i = 0; i < esw->caps.ports; i++) {
		if (i == port->num ||
		    !hni_port_mac_read(&esw->sw->ports[i], other) ||
		    !ether_addr_equal(mac, other))
			continue;
		NL_SET_ERR_MSG_FMT_MOD(extack, "port %u owns %pM already", i,
				       mac);
		return -EADDRINUSE;
	}
	return 0;
}

static int hni_port_hw_addr_set(struct devlink_port *dl_port,
				const u8 *hw_addr, int hw_addr_len,
				struct netlink_ext_ack *extack)
{
	struct hni_port *port = hni_port_of(dl_port);
	u8 now[ETH_ALEN];
	int err;

	if (!port->controller) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the manager's own address is fixed");
		return -EOPNOTSUPP;
	}
	err = hni_port_mac_check(port, hw_addr, extack);
	if (err)
		return err;

	hni_esw_write(port->esw, hni_port_reg(port, HNI_ESW_PORT_MAC_LO),
		      get_unaligned_be32(hw_addr + 2));
	hni_esw_write(port->esw, hni_port_reg(port, HNI_ESW_PORT_MAC_HI),
		      HNI_ESW_PORT_MAC_HI_VALID | get_unaligned_be16(hw_addr));
	if (hni_port_mac_read(port, now) && ether_addr_equal(now, hw_addr))
		return 0;
	NL_SET_ERR_MSG_FMT_MOD(extack, "the device refused %pM", hw_addr);
	return -EIO;
}

static const struct devlink_port_ops hni_port_phys_ops = {
};

/* The BMC's management controller has its address from its own firmware */
static const struct devlink_port_ops hni_port_bmc_ops = {
	.port_fn_hw_addr_get = hni_port_hw_addr_get,
};

static const struct devlink_port_ops hni_port_pf_ops = {
	.port_fn_hw_addr_get = hni_port_hw_addr_get,
	.port_fn_hw_addr_set = hni_port_hw_addr_set,
};

static void hni_port_switch_id_get(const struct hni_port *port,
				   struct netdev_phys_item_id *id)
{
	id->id_len = sizeof(port->esw->switch_id);
	put_unaligned_be64(port->esw->switch_id, id->id);
}

static void hni_port_attrs_init(struct hni_port *port)
{
	struct devlink_port_attrs attrs = {};

	memset(&port->dl_port, 0, sizeof(port->dl_port));
	if (port->kind == HNI_ESW_KIND_PF) {
		hni_port_switch_id_get(port, &port->dl_port.attrs.switch_id);
		devlink_port_attrs_pci_pf_set(&port->dl_port,
					      port->controller, 0,
					      port->controller);
		return;
	}
	attrs.flavour = DEVLINK_PORT_FLAVOUR_PHYSICAL;
	attrs.phys.port_number = port->phys;
	hni_port_switch_id_get(port, &attrs.switch_id);
	devlink_port_attrs_set(&port->dl_port, &attrs);
}

int hni_port_register(struct hni_port *port)
{
	const struct devlink_port_ops *ops = &hni_port_phys_ops;
	int err;

	hni_port_attrs_init(port);
	if (port->kind == HNI_ESW_KIND_PF)
		ops = &hni_port_pf_ops;
	else if (port->kind == HNI_ESW_KIND_BMC)
		ops = &hni_port_bmc_ops;
	err = devl_port_register_with_ops(port->esw->hdev->devlink,
					  &port->dl_port, port->num, ops);
	if (err)
		return err;
	err = hni_rate_create(port);
	if (err)
		devl_port_unregister(&port->dl_port);
	return err;
}

void hni_port_unregister(struct hni_port *port)
{
	hni_rate_destroy(port);
	devl_port_unregister(&port->dl_port);
}
