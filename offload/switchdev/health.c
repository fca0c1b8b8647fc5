// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns what happens when the command ring dies, or when this machine stood
 * still so long that the device took its manager for gone: the reporter "esw"
 * of devlink health, and the recovery: a new ring with an empty bank, filled
 * from the engine's state, taken over port by port.
 */

#include <linux/jiffies.h>

#include "../../driver/hw/esw_ctr.h"
#include "priv.h"

/* A ring that dies again within this time waits for the operator */
#define HNI_HEALTH_GRACE	(10 * HZ)

/*
 * A policy may have changed the mode of a manager that was taken for gone. The
 * way back from legacy leads through inactive: nothing is forwarded before all
 * rules are in force.
 */
int hni_esw_restore(struct hni_esw *esw)
{
	u32 mode, pos, want = esw->sw->mode;
	int err;

	lockdep_assert_held(&esw->sw->mode_lock);

	mutex_lock(&esw->lock);
	mode = hni_esw_read(esw, HNI_ESW_REG_MODE);
	err = hni_esw_restart(esw);
	if (err) {
		mutex_unlock(&esw->lock);
		return err;
	}
	if (mode == HNI_ESW_MODE_LEGACY && mode != want)
		hni_cmd_post_mode(&esw->cmd, HNI_ESW_MODE_INACTIVE);
	hni_ctr_forget(esw);
	hni_tc_restore(esw);
	pos = hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);

	err = hni_cmd_wait(&esw->cmd, pos);
	if (err)
		return err;
	hni_reps_restore(esw);
	hni_rates_restore(esw);
	return mode == want ? 0 : hni_mode_write(esw, want);
}

static int hni_health_recover_now(struct hni_esw *esw)
{
	struct hni_switchdev *sw = esw->sw;
	int err;

	mutex_lock(&sw->mode_lock);
	err = hni_esw_restore(esw);
	mutex_unlock(&sw->mode_lock);
	if (err)
		return err;
	sw->recovered = get_jiffies_64();
	sw->num_recovered++;
	dev_info(esw->hdev->dev,
		 "e-switch: recovered, all rules are in force again\n");
	return 0;
}

static int hni_health_recover(struct devlink_health_reporter *reporter,
			      void *ctx, struct netlink_ext_ack *extack)
{
	struct hni_esw *esw = devlink_health_reporter_priv(reporter);
	int err;

	if (hni_dev_is_dead(esw->hdev)) {
		NL_SET_ERR_MSG_MOD(extack, "the device is off the bus");
		return -ENODEV;
	}
	err = hni_health_recover_now(esw);
	if (err)
		NL_SET_ERR_MSG_MOD(extack,
				   "the command ring does not start again");
	return err;
}

static int hni_health_diagnose(struct devlink_health_reporter *reporter,
			       struct devlink_fmsg *fmsg,
			       struct netlink_ext_ack *extack)
{
	struct hni_esw *esw = devlink_health_reporter_priv(reporter);
	struct hni_cmd *cmd = &esw->cmd;

	devlink_fmsg_bool_pair_put(fmsg, "dead", READ_ONCE(cmd->is_dead));
	devlink_fmsg_string_pair_put(fmsg, "last_error",
				     hni_cmd_fatal_name(cmd->dead_code));
	devlink_fmsg_u32_pair_put(fmsg, "last_error_code", cmd->dead_code);
	devlink_fmsg_u32_pair_put(fmsg, "last_error_position", cmd->dead_pos);
	devlink_fmsg_u32_pair_put(fmsg, "tail", READ_ONCE(cmd->rung));
	devlink_fmsg_u32_pair_put(fmsg, "done", READ_ONCE(cmd->done));
	devlink_fmsg_u32_pair_put(fmsg, "recoveries",
				  esw->sw->num_recovered);
	return 0;
}

static const struct devlink_health_reporter_ops hni_health_ops = {
	.name = "esw",
	.recover = hni_health_recover,
	.diagnose = hni_health_diagnose,
};

/* That a machine stands still says nothing against the device. */
static bool hni_health_is_too_soon(const struct hni_esw *esw)
{
	const struct hni_switchdev *sw = esw->sw;

	return sw->recovered && esw->cmd.dead_code != HNI_ESW_FATAL_LATE &&
	       time_before64(get_jiffies_64(),
			     sw->recovered + HNI_HEALTH_GRACE);
}

/*
 * Runs without the devlink instance lock, which the end of the e-switch holds
 * while it waits for us.
 */
void hni_health_dead_work(struct work_struct *work)
{
	struct hni_esw *esw = container_of(work, struct hni_esw, dead_work);
	struct hni_switchdev *sw = READ_ONCE(esw->sw);

	if (!sw || !READ_ONCE(sw->is_ready))
		return;
	if (hni_dev_is_dead(esw->hdev) || !READ_ONCE(esw->cmd.is_dead))
		return;
	devlink_health_reporter_state_update(sw->health,
					     DEVLINK_HEALTH_REPORTER_STATE_ERROR);
	if (hni_health_is_too_soon(esw)) {
		dev_err(esw->hdev->dev,
			"e-switch: died again after %u recoveries, waiting for \"devlink health recover\"\n",
			sw->num_recovered);
		return;
	}
	if (hni_health_recover_now(esw))
		return;
	devlink_health_reporter_state_update(sw->health,
					     DEVLINK_HEALTH_REPORTER_STATE_HEALTHY);
}

int hni_health_register(struct hni_esw *esw)
{
	struct hni_switchdev *sw = esw->sw;

	sw->health = hni_compat_health_create(esw->hdev->devlink,
					      &hni_health_ops, esw);
	return PTR_ERR_OR_ZERO(sw->health);
}

void hni_health_unregister(struct hni_esw *esw)
{
	cancel_work_sync(&esw->dead_work);
	devl_health_reporter_destroy(esw->sw->health);
}
