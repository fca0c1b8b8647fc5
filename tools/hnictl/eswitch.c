// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading the state of a devlink instance: e-switch mode, reload. */
#include <errno.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>

#include "eswitch.h"

static const uint8_t eswitch_kinds[] = {
	[DEVLINK_ATTR_ESWITCH_MODE] = MNL_TYPE_U16,
	[DEVLINK_ATTR_RELOAD_FAILED] = MNL_TYPE_U8,
};

static const struct ctl_nl_policy eswitch_policy = {
	eswitch_kinds, ARRAY_SIZE(eswitch_kinds),
};

static int eswitch_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(eswitch_kinds)];
	struct ctl_eswitch *eswitch = arg;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &eswitch_policy, tb)) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	if (tb[DEVLINK_ATTR_ESWITCH_MODE]) {
		eswitch->is_manager = true;
		eswitch->mode = mnl_attr_get_u16(tb[DEVLINK_ATTR_ESWITCH_MODE]);
	}
	if (tb[DEVLINK_ATTR_RELOAD_FAILED])
		eswitch->has_failed =
			mnl_attr_get_u8(tb[DEVLINK_ATTR_RELOAD_FAILED]);
	return MNL_CB_OK;
}

int ctl_eswitch_get(struct ctl_devlink *devlink,
		    const struct ctl_device *device,
		    struct ctl_eswitch *eswitch)
{
	static const uint8_t commands[] = {
		DEVLINK_CMD_GET, DEVLINK_CMD_ESWITCH_GET,
	};
	size_t i;
	int err;

	*eswitch = (struct ctl_eswitch) { 0 };
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		err = ctl_nl_query(&devlink->nl,
				   ctl_devlink_request(devlink, commands[i],
						       NLM_F_ACK, device),
				   eswitch_answer, eswitch);
		if (err && err != -EOPNOTSUPP)
			return ctl_nl_err(&devlink->nl, "read a devlink device",
					  err);
	}
	return 0;
}
