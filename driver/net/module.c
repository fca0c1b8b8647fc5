// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns ethtool's view of the module in the cage: its memory, by page.
 */

#include "../hw/fw_board.h"
#include "net.h"

/* Every module answers there, and the firmware asks nowhere else */
#define HNI_MODULE_I2C_ADDRESS	0x50

int hni_net_get_module_page(struct net_device *netdev,
			    const struct ethtool_module_eeprom *page,
			    struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_fw_module piece = {
		.bank = page->bank,
		.page = page->page,
		.offset = page->offset,
		.length = page->length,
		.data = page->data,
	};
	int err;

	if (page->i2c_address != HNI_MODULE_I2C_ADDRESS) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "module: I2C address 0x%02x: there is only 0x%02x",
				       page->i2c_address,
				       HNI_MODULE_I2C_ADDRESS);
		return -EINVAL;
	}
	err = hni_fw_module_read(net->hdev, &piece);
	switch (err) {
	case 0:
		return page->length;
	case -EOPNOTSUPP:
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "module: it has no page %u of bank %u",
				       page->page, page->bank);
		return err;
	case -ENODEV:
		NL_SET_ERR_MSG_MOD(extack, "module: there is none in the cage");
		return err;
	case -ETIMEDOUT:
		NL_SET_ERR_MSG_MOD(extack,
				   "module: the firmware does not answer");
		return err;
	default:
		NL_SET_ERR_MSG_MOD(extack, "module: it cannot be read");
		return err;
	}
}
