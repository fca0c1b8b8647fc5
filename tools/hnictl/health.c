// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading devlink's health reporters. */
#include <errno.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "health.h"
#include "list.h"

static const uint8_t health_kinds[DEVLINK_ATTR_HEALTH_REPORTER_STATE + 1] = {
	[DEVLINK_ATTR_DEV_NAME] = MNL_TYPE_NUL_STRING,
	[DEVLINK_ATTR_FMSG] = MNL_TYPE_NESTED,
	[DEVLINK_ATTR_HEALTH_REPORTER] = MNL_TYPE_NESTED,
	[DEVLINK_ATTR_HEALTH_REPORTER_NAME] = MNL_TYPE_NUL_STRING,
	[DEVLINK_ATTR_HEALTH_REPORTER_STATE] = MNL_TYPE_U8,
};

static const struct ctl_nl_policy health_policy = {
	health_kinds, ARRAY_SIZE(health_kinds),
};

struct reporter_search {
	const struct ctl_device *device;
	struct ctl_reporters *reporters;
};

static int answer_err(int err)
{
	errno = err;
	return MNL_CB_ERROR;
}

/* ---- list ---- */

static int reporter_add(struct ctl_reporters *reporters,
			const struct nlattr *nest)
{
	const struct nlattr *tb[ARRAY_SIZE(health_kinds)];
	struct ctl_reporter *reporter;

	if (ctl_nl_nested(nest, &health_policy, tb) ||
	    !tb[DEVLINK_ATTR_HEALTH_REPORTER_NAME] ||
	    !tb[DEVLINK_ATTR_HEALTH_REPORTER_STATE])
		return -EBADMSG;
	reporter = ctl_list_add(&reporters->list, &reporters->count,
				sizeof(*reporter));
	if (!reporter)
		return -ENOMEM;
	snprintf(reporter->name, sizeof(reporter->name), "%s",
		 mnl_attr_get_str(tb[DEVLINK_ATTR_HEALTH_REPORTER_NAME]));
	reporter->is_error =
		mnl_attr_get_u8(tb[DEVLINK_ATTR_HEALTH_REPORTER_STATE]);
	return 0;
}

static int reporter_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(health_kinds)];
	const struct reporter_search *search = arg;
	int err;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &health_policy, tb))
		return answer_err(EBADMSG);
	if (!tb[DEVLINK_ATTR_DEV_NAME] || !tb[DEVLINK_ATTR_HEALTH_REPORTER] ||
	    strcmp(mnl_attr_get_str(tb[DEVLINK_ATTR_DEV_NAME]),
		   search->device->name))
		return MNL_CB_OK;
	err = reporter_add(search->reporters, tb[DEVLINK_ATTR_HEALTH_REPORTER]);
	return err ? answer_err(-err) : MNL_CB_OK;
}

int ctl_health_list(struct ctl_devlink *devlink,
		    const struct ctl_device *device,
		    struct ctl_reporters *reporters)
{
	struct reporter_search search = { device, reporters };
	struct nlmsghdr *msg;
	int err;

	do {
		reporters->count = 0;
		msg = ctl_devlink_request(devlink,
					  DEVLINK_CMD_HEALTH_REPORTER_GET,
					  NLM_F_DUMP, NULL);
		err = ctl_nl_query(&devlink->nl, msg, reporter_answer, &search);
	} while (err == -EAGAIN);
	if (err)
		return ctl_nl_err(&devlink->nl, "list health reporters", err);
	return 0;
}

/* ---- what a reporter tells ---- */

static int tree_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(health_kinds)];
	struct ctl_tree_build *build = arg;
	int err;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &health_policy, tb))
		return answer_err(EBADMSG);
	if (!tb[DEVLINK_ATTR_FMSG])
		return MNL_CB_OK;
	err = ctl_tree_add(build, tb[DEVLINK_ATTR_FMSG]);
	return err ? answer_err(-err) : MNL_CB_OK;
}

static bool is_absent(int err)
{
	return err == -EOPNOTSUPP || err == -EINVAL || err == -ENODEV;
}

static int tree_query(struct ctl_devlink *devlink, struct nlmsghdr *msg,
		      struct ctl_tree **tree)
{
	struct ctl_tree_build build = { 0 };
	int err;

	err = ctl_nl_query(&devlink->nl, msg, tree_answer, &build);
	*tree = ctl_tree_end(&build);
	if (!err)
		return 0;
	ctl_tree_free(*tree);
	*tree = NULL;
	if (is_absent(err))
		return err;
	return ctl_nl_err(&devlink->nl, "read a health reporter", err);
}

static struct nlmsghdr *reporter_request(struct ctl_devlink *devlink,
					 uint8_t cmd, uint16_t flags,
					 const struct ctl_device *device,
					 const char *reporter)
{
	struct nlmsghdr *msg;

	msg = ctl_devlink_request(devlink, cmd, flags, device);
	mnl_attr_put_strz(msg, DEVLINK_ATTR_HEALTH_REPORTER_NAME, reporter);
	return msg;
}

int ctl_health_diagnose(struct ctl_devlink *devlink,
			const struct ctl_device *device, const char *reporter,
			struct ctl_tree **tree)
{
	/* no dump, yet the answer has several parts and an end of its own */
	return tree_query(devlink,
			  reporter_request(devlink,
					   DEVLINK_CMD_HEALTH_REPORTER_DIAGNOSE,
					   0, device, reporter), tree);
}

static int dump_clear(struct ctl_devlink *devlink,
		      const struct ctl_device *device, const char *reporter)
{
	struct nlmsghdr *msg;

	msg = reporter_request(devlink,
			       DEVLINK_CMD_HEALTH_REPORTER_DUMP_CLEAR,
			       NLM_F_ACK, device, reporter);
	return ctl_nl_query(&devlink->nl, msg, NULL, NULL);
}

int ctl_health_dump(struct ctl_devlink *devlink,
		    const struct ctl_device *device, const char *reporter,
		    struct ctl_tree **tree)
{
	int err;

	*tree = NULL;
	err = dump_clear(devlink, device, reporter);
	if (is_absent(err))
		return err;
	if (err)
		return ctl_nl_err(&devlink->nl, "clear a dump", err);
	err = tree_query(devlink,
			 reporter_request(devlink,
					  DEVLINK_CMD_HEALTH_REPORTER_DUMP_GET,
					  NLM_F_DUMP, device, reporter), tree);
	dump_clear(devlink, device, reporter);
	return err;
}
