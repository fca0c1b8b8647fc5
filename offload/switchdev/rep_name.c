// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the phys_port_name of the BMC's representor. devlink names ports after
 * their flavour and has none for a BMC: to it, this is the physical port behind
 * the uplinks, "p1". The operation of the netdev says "bmc".
 *
 * devlink insists, whenever a netdev on a devlink port is registered or
 * renamed, that this operation be silent. So it is, from before devlink's
 * notifier to after it. All of it happens under rtnl.
 */

#include "priv.h"

static bool hni_rep_name_is_checked(const struct hni_rep *rep,
				    unsigned long event, void *info)
{
	return netdev_notifier_info_to_dev(info) == rep->port->netdev &&
	       (event == NETDEV_REGISTER || event == NETDEV_CHANGENAME);
}

static int hni_rep_name_before(struct notifier_block *nb, unsigned long event,
			       void *info)
{
	struct hni_rep *rep = container_of(nb, struct hni_rep, name_before);

	if (hni_rep_name_is_checked(rep, event, info))
		rep->is_name_hidden = true;
	return NOTIFY_DONE;
}

static int hni_rep_name_after(struct notifier_block *nb, unsigned long event,
			      void *info)
{
	struct hni_rep *rep = container_of(nb, struct hni_rep, name_after);

	if (hni_rep_name_is_checked(rep, event, info))
		rep->is_name_hidden = false;
	return NOTIFY_DONE;
}

int hni_rep_name_init(struct hni_rep *rep)
{
	int err;

	if (rep->port->kind != HNI_ESW_KIND_BMC)
		return 0;

	rep->name_before.notifier_call = hni_rep_name_before;
	rep->name_before.priority = INT_MAX;
	rep->name_after.notifier_call = hni_rep_name_after;
	rep->name_after.priority = INT_MIN;
	err = register_netdevice_notifier(&rep->name_before);
	if (err)
		return err;
	err = register_netdevice_notifier(&rep->name_after);
	if (err)
		goto err_unregister_before;
	return 0;

err_unregister_before:
	unregister_netdevice_notifier(&rep->name_before);
	return err;
}

void hni_rep_name_fini(struct hni_rep *rep)
{
	if (rep->port->kind != HNI_ESW_KIND_BMC)
		return;
	unregister_netdevice_notifier(&rep->name_after);
	unregister_netdevice_notifier(&rep->name_before);
}

int hni_rep_name_get(struct net_device *netdev, char *name, size_t len)
{
	struct hni_rep *rep = netdev_priv(netdev);

	if (rep->port->kind != HNI_ESW_KIND_BMC || rep->is_name_hidden)
		return -EOPNOTSUPP;
	return strscpy(name, "bmc", len) < 0 ? -EINVAL : 0;
}
