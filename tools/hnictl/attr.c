// SPDX-License-Identifier: GPL-2.0-only
/* Owns netlink attributes: nothing is read that was not checked. */
#include <errno.h>
#include <string.h>

#include "nl.h"

struct attr_sort {
	const struct ctl_nl_policy *policy;
	const struct nlattr **tb;
};

static int attr_sort(const struct nlattr *attr, void *arg)
{
	const struct attr_sort *sort = arg;
	uint16_t type = mnl_attr_get_type(attr);
	uint8_t kind;

	if (type >= sort->policy->count)
		return MNL_CB_OK;
	kind = sort->policy->kinds[type];
	if (kind == MNL_TYPE_UNSPEC)
		return MNL_CB_OK;
	if (mnl_attr_validate(attr, kind) < 0)
		return MNL_CB_ERROR;
	sort->tb[type] = attr;
	return MNL_CB_OK;
}

int ctl_nl_attrs(const struct nlmsghdr *msg, size_t header_len,
		 const struct ctl_nl_policy *policy, const struct nlattr **tb)
{
	struct attr_sort sort = { policy, tb };

	memset(tb, 0, policy->count * sizeof(*tb));
	if (mnl_nlmsg_get_payload_len(msg) < header_len)
		return -EBADMSG;
	if (mnl_attr_parse(msg, (unsigned int)header_len, attr_sort,
			   &sort) < 0)
		return -EBADMSG;
	return 0;
}

int ctl_nl_nested(const struct nlattr *nest, const struct ctl_nl_policy *policy,
		  const struct nlattr **tb)
{
	struct attr_sort sort = { policy, tb };

	memset(tb, 0, policy->count * sizeof(*tb));
	if (mnl_attr_parse_nested(nest, attr_sort, &sort) < 0)
		return -EBADMSG;
	return 0;
}
