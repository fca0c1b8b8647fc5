// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading rtnetlink: one netdev's properties and counters. */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "hnictl.h"
#include "link.h"
#include "mac.h"

static const uint8_t link_kinds[IFLA_CARRIER + 1] = {
	[IFLA_IFNAME] = MNL_TYPE_NUL_STRING,
	[IFLA_MTU] = MNL_TYPE_U32,
	[IFLA_ADDRESS] = MNL_TYPE_BINARY,
	[IFLA_CARRIER] = MNL_TYPE_U8,
};

static const struct ctl_nl_policy link_policy = {
	link_kinds, ARRAY_SIZE(link_kinds),
};

static const uint8_t switch_kinds[IFLA_PHYS_PORT_NAME + 1] = {
	[IFLA_PHYS_SWITCH_ID] = MNL_TYPE_BINARY,
	[IFLA_PHYS_PORT_NAME] = MNL_TYPE_NUL_STRING,
};

static const struct ctl_nl_policy switch_policy = {
	switch_kinds, ARRAY_SIZE(switch_kinds),
};

static const uint8_t stats_kinds[IFLA_STATS_LINK_OFFLOAD_XSTATS + 1] = {
	[IFLA_STATS_LINK_64] = MNL_TYPE_BINARY,
	[IFLA_STATS_LINK_OFFLOAD_XSTATS] = MNL_TYPE_NESTED,
};

static const struct ctl_nl_policy stats_policy = {
	stats_kinds, ARRAY_SIZE(stats_kinds),
};

static const uint8_t offload_kinds[IFLA_OFFLOAD_XSTATS_CPU_HIT + 1] = {
	[IFLA_OFFLOAD_XSTATS_CPU_HIT] = MNL_TYPE_BINARY,
};

static const struct ctl_nl_policy offload_policy = {
	offload_kinds, ARRAY_SIZE(offload_kinds),
};

static int answer_err(int err)
{
	errno = err;
	return MNL_CB_ERROR;
}

static const char *link_state(const struct ifinfomsg *info,
			      const struct nlattr *carrier)
{
	if (!(info->ifi_flags & IFF_UP))
		return "down";
	return carrier && mnl_attr_get_u8(carrier) ? "up" : "no-carrier";
}

static int link_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(msg);
	const struct nlattr *tb[ARRAY_SIZE(switch_kinds)];
	struct ctl_link *link = arg;
	const struct nlattr *attr;

	if (ctl_nl_attrs(msg, sizeof(*info), &switch_policy, tb))
		return answer_err(EBADMSG);
	attr = tb[IFLA_PHYS_SWITCH_ID];
	if (attr)
		ctl_hex_put(link->switch_id, sizeof(link->switch_id),
			    mnl_attr_get_payload(attr),
			    mnl_attr_get_payload_len(attr));
	attr = tb[IFLA_PHYS_PORT_NAME];
	if (attr)
		snprintf(link->port_name, sizeof(link->port_name), "%s",
			 mnl_attr_get_str(attr));
	if (ctl_nl_attrs(msg, sizeof(*info), &link_policy, tb))
		return answer_err(EBADMSG);
	link->state = link_state(info, tb[IFLA_CARRIER]);
	attr = tb[IFLA_IFNAME];
	if (attr)
		snprintf(link->name, sizeof(link->name), "%s",
			 mnl_attr_get_str(attr));
	attr = tb[IFLA_MTU];
	if (attr)
		link->mtu = mnl_attr_get_u32(attr);
	attr = tb[IFLA_ADDRESS];
	if (attr)
		ctl_mac_put(link->mac, mnl_attr_get_payload(attr),
			    mnl_attr_get_payload_len(attr));
	return MNL_CB_OK;
}

/* A kernel that knows more counters sends more, one that knows fewer, less */
static void stats_copy(struct rtnl_link_stats64 *stats,
		       const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);

	memcpy(stats, mnl_attr_get_payload(attr),
	       len < sizeof(*stats) ? len : sizeof(*stats));
}

static int stats_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *cpu[ARRAY_SIZE(offload_kinds)];
	const struct nlattr *tb[ARRAY_SIZE(stats_kinds)];
	struct ctl_link *link = arg;

	if (ctl_nl_attrs(msg, sizeof(struct if_stats_msg), &stats_policy, tb))
		return answer_err(EBADMSG);
	if (tb[IFLA_STATS_LINK_64])
		stats_copy(&link->all, tb[IFLA_STATS_LINK_64]);
	if (!tb[IFLA_STATS_LINK_OFFLOAD_XSTATS])
		return MNL_CB_OK;
	if (ctl_nl_nested(tb[IFLA_STATS_LINK_OFFLOAD_XSTATS],
			  &offload_policy, cpu))
		return answer_err(EBADMSG);
	link->has_cpu = cpu[IFLA_OFFLOAD_XSTATS_CPU_HIT];
	if (link->has_cpu)
		stats_copy(&link->cpu, cpu[IFLA_OFFLOAD_XSTATS_CPU_HIT]);
	return MNL_CB_OK;
}

static int link_query(struct ctl_nl *nl, unsigned int ifindex,
		      struct ctl_link *link)
{
	struct ifinfomsg *info;
	struct nlmsghdr *msg;

	msg = ctl_nl_request(nl, RTM_GETLINK, NLM_F_ACK, sizeof(*info));
	info = mnl_nlmsg_get_payload(msg);
	info->ifi_index = (int)ifindex;
	return ctl_nl_query(nl, msg, link_answer, link);
}

static int stats_query(struct ctl_nl *nl, unsigned int ifindex,
		       struct ctl_link *link)
{
	struct if_stats_msg *info;
	struct nlmsghdr *msg;

	msg = ctl_nl_request(nl, RTM_GETSTATS, NLM_F_ACK, sizeof(*info));
	info = mnl_nlmsg_get_payload(msg);
	info->ifindex = ifindex;
	info->filter_mask =
		IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64) |
		IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_OFFLOAD_XSTATS);
	return ctl_nl_query(nl, msg, stats_answer, link);
}

int ctl_link_get(struct ctl_nl *nl, unsigned int ifindex,
		 struct ctl_link *link)
{
	int err;

	*link = (struct ctl_link) { 0 };
	err = link_query(nl, ifindex, link);
	if (!err)
		err = stats_query(nl, ifindex, link);
	if (err && err != -ENODEV)
		return ctl_nl_err(nl, "read the netdev of a port", err);
	return err;
}
