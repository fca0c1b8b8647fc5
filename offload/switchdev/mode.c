// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the e-switch's mode and the order in which representors come and go
 * with it.
 *
 * Entering switchdev: the device first, then representors, since a change from
 * or to legacy clears every port's bindings and state. Leaving: the device
 * first too, so that traffic goes from the rules to legacy forwarding in one
 * step, then representors and their filters.
 */

#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "priv.h"

static const struct {
	u16 devlink;
	u32 hw;
} hni_modes[] = {
	{ DEVLINK_ESWITCH_MODE_LEGACY, HNI_ESW_MODE_LEGACY },
	{ DEVLINK_ESWITCH_MODE_SWITCHDEV, HNI_ESW_MODE_SWITCHDEV },
#ifdef HNI_COMPAT_HAS_MODE_INACTIVE
	{ DEVLINK_ESWITCH_MODE_SWITCHDEV_INACTIVE, HNI_ESW_MODE_INACTIVE },
#endif
};

int hni_mode_write(struct hni_esw *esw, u32 mode)
{
	u32 pos;

	mutex_lock(&esw->lock);
	hni_cmd_post_mode(&esw->cmd, mode);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);
	return hni_cmd_wait(&esw->cmd, pos);
}

static void hni_reps_destroy(struct hni_esw *esw, unsigned int num)
{
	while (num--) {
		hni_rep_destroy(&esw->sw->ports[num]);
		hni_port_unregister(&esw->sw->ports[num]);
	}
}

static int hni_reps_create(struct hni_esw *esw, bool is_adopted)
{
	struct hni_port *port;
	unsigned int i;
	int err;

	for (i = 0; i < esw->caps.ports; i++) {
		port = &esw->sw->ports[i];
		err = hni_port_register(port);
		if (err)
			goto err_destroy_reps;
		err = hni_rep_create(port, is_adopted);
		if (err)
			goto err_unregister_port;
	}
	return 0;

err_unregister_port:
	hni_port_unregister(port);
err_destroy_reps:
	hni_reps_destroy(esw, i);
	return err;
}

static int hni_switchdev_enter(struct hni_esw *esw, u32 mode,
			       struct netlink_ext_ack *extack)
{
	int err;

	err = hni_mode_write(esw, mode);
	if (err)
		goto err_say_dead;
	err = hni_reps_create(esw, false);
	if (err) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "representors cannot be created: %pe",
				       ERR_PTR(err));
		goto err_leave_mode;
	}
	return 0;

err_leave_mode:
	hni_mode_write(esw, HNI_ESW_MODE_LEGACY);
	return err;
err_say_dead:
	NL_SET_ERR_MSG_MOD(extack,
			   "the device has failed; run devlink health recover");
	return err;
}

/* A dead device forwards by the rules it has; representors go all the same. */
static void hni_switchdev_leave(struct hni_esw *esw)
{
	if (hni_mode_write(esw, HNI_ESW_MODE_LEGACY))
		dev_warn(esw->hdev->dev,
			 "e-switch: the device was not told of legacy mode\n");
	hni_reps_destroy(esw, esw->caps.ports);
}

static struct hni_esw *hni_esw_of(struct devlink *devlink,
				  struct netlink_ext_ack *extack)
{
	struct hni_dev *hdev = devlink_priv(devlink);

	if (!hdev->esw)
		NL_SET_ERR_MSG_MOD(extack,
				   "only the manager function has the e-switch");
	return hdev->esw;
}

int hni_eswitch_mode_get(struct devlink *devlink, u16 *mode)
{
	struct hni_esw *esw = hni_esw_of(devlink, NULL);
	unsigned int i;

	if (!esw)
		return -EOPNOTSUPP;
	for (i = 0; i < ARRAY_SIZE(hni_modes); i++) {
		if (hni_modes[i].hw == esw->sw->mode) {
			*mode = hni_modes[i].devlink;
			return 0;
		}
	}
	/* inactive, left by a manager with a newer kernel */
	*mode = DEVLINK_ESWITCH_MODE_SWITCHDEV;
	return 0;
}

static int hni_mode_change_locked(struct hni_esw *esw, u32 mode,
				  struct netlink_ext_ack *extack)
{
	u32 now = esw->sw->mode;
	int err = 0;

	if (now == HNI_ESW_MODE_LEGACY)
		err = hni_switchdev_enter(esw, mode, extack);
	else if (mode == HNI_ESW_MODE_LEGACY)
		hni_switchdev_leave(esw);
	else
		err = hni_mode_write(esw, mode);
	if (!err)
		esw->sw->mode = mode;
	return err;
}

static int hni_mode_change(struct hni_esw *esw, u32 mode,
			   struct netlink_ext_ack *extack)
{
	int err;

	if (mode == esw->sw->mode)
		return 0;
	mutex_lock(&esw->sw->mode_lock);
	err = hni_mode_change_locked(esw, mode, extack);
	mutex_unlock(&esw->sw->mode_lock);
	return err;
}

int hni_eswitch_mode_set(struct devlink *devlink, u16 mode,
			 struct netlink_ext_ack *extack)
{
	struct hni_esw *esw = hni_esw_of(devlink, extack);
	unsigned int i;

	if (!esw)
		return -EOPNOTSUPP;
	for (i = 0; i < ARRAY_SIZE(hni_modes); i++)
		if (hni_modes[i].devlink == mode)
			return hni_mode_change(esw, hni_modes[i].hw, extack);
	NL_SET_ERR_MSG_FMT_MOD(extack,
			       "mode %u is not supported, only legacy and switchdev",
			       mode);
	return -EOPNOTSUPP;
}

static void hni_port_work(struct work_struct *work)
{
	struct hni_esw *esw = container_of(work, struct hni_esw, port_work);
	struct hni_switchdev *sw = READ_ONCE(esw->sw);
	unsigned int i;

	/* an event may be there before the ports are */
	if (!sw)
		return;
	rtnl_lock();
	for (i = 0; i < esw->caps.ports; i++)
		hni_rep_link_update(&sw->ports[i]);
	rtnl_unlock();
}

/* Rules of a former manager stay in force until ours replace them. */
static int hni_switchdev_adopt(struct hni_esw *esw)
{
	u32 mode = hni_esw_read(esw, HNI_ESW_REG_MODE);

	if (mode == HNI_ESW_MODE_LEGACY || mode > HNI_ESW_MODE_INACTIVE)
		return 0;
	dev_info(esw->hdev->dev,
		 "e-switch: left in mode %s by a former manager, its rules stay until replaced\n",
		 mode == HNI_ESW_MODE_SWITCHDEV ? "switchdev" : "inactive");
	esw->sw->mode = mode;
	return hni_reps_create(esw, true);
}

/* What devlink shows of the e-switch, and lets set */
static int hni_shown_register(struct hni_esw *esw)
{
	int err;

	err = hni_resources_register(esw);
	if (err)
		return err;
	err = hni_health_register(esw);
	if (err)
		goto err_unregister_resources;
	err = hni_params_register(esw);
	if (err)
		goto err_unregister_health;
	err = hni_regions_register(esw);
	if (err)
		goto err_unregister_params;
	return 0;

err_unregister_params:
	hni_params_unregister(esw);
err_unregister_health:
	hni_health_unregister(esw);
err_unregister_resources:
	hni_resources_unregister(esw);
	return err;
}

static void hni_shown_unregister(struct hni_esw *esw)
{
	hni_regions_unregister(esw);
	hni_params_unregister(esw);
	hni_health_unregister(esw);
	hni_resources_unregister(esw);
}

int hni_esw_init(struct hni_dev *hdev)
{
	struct hni_switchdev *sw;
	struct hni_esw *esw;
	int err;

	err = hni_esw_hw_init(hdev, hni_port_work, hni_health_dead_work);
	if (err)
		return err;
	esw = hdev->esw;
	sw = kzalloc(sizeof(*sw), GFP_KERNEL);
	err = -ENOMEM;
	if (!sw)
		goto err_fini_hw;
	mutex_init(&sw->mode_lock);
	WRITE_ONCE(esw->sw, sw);

	err = hni_ports_read(esw);
	if (err)
		goto err_fini_hw;
	err = hni_tc_init(esw);
	if (err)
		goto err_fini_hw;
	err = hni_shown_register(esw);
	if (err)
		goto err_fini_tc;
	err = hni_switchdev_adopt(esw);
	if (err)
		goto err_unregister_shown;
	WRITE_ONCE(sw->is_ready, true);
	return 0;

err_unregister_shown:
	hni_shown_unregister(esw);
err_fini_tc:
	hni_tc_fini(esw);
err_fini_hw:
	/* its work functions look at sw until it is gone */
	hni_esw_hw_fini(hdev);
	if (sw)
		mutex_destroy(&sw->mode_lock);
	kfree(sw);
	return err;
}

void hni_esw_detach(struct hni_dev *hdev)
{
	struct hni_esw *esw = hdev->esw;

	hni_reps_detach(esw);
	hni_esw_hw_detach(esw);
}

int hni_esw_attach(struct hni_dev *hdev)
{
	struct hni_esw *esw = hdev->esw;
	int err;

	err = hni_reps_attach(esw);
	if (err)
		return err;
	mutex_lock(&esw->sw->mode_lock);
	err = hni_esw_restore(esw);
	mutex_unlock(&esw->sw->mode_lock);
	if (!err)
		hni_esw_hw_attach(esw);
	return err;
}

void hni_esw_fini(struct hni_dev *hdev)
{
	struct hni_esw *esw = hdev->esw;
	struct hni_switchdev *sw = esw->sw;

	WRITE_ONCE(sw->is_ready, false);
	mutex_lock(&sw->mode_lock);
	if (sw->mode != HNI_ESW_MODE_LEGACY)
		hni_switchdev_leave(esw);
	sw->mode = HNI_ESW_MODE_LEGACY;
	mutex_unlock(&sw->mode_lock);
	hni_shown_unregister(esw);
	hni_tc_fini(esw);
	hni_esw_hw_fini(hdev);
	mutex_destroy(&sw->mode_lock);
	kfree(sw);
}
