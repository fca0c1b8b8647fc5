// SPDX-License-Identifier: GPL-2.0-only
/* Owns netlink: requests, errors in the kernel's words, checked attributes. */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#include "hnictl.h"
#include "nl.h"

/* The kernel fills as much of a dump into one read as the reader offers */
#define CTL_NL_ANSWER_SIZE	32768

struct query {
	struct ctl_nl *nl;
	mnl_cb_t answer;
	void *arg;
	int err;		/* what the kernel ended the request with */
};

/* ---- errors ---- */

static const uint8_t ext_ack_kinds[NLMSGERR_ATTR_MSG + 1] = {
	[NLMSGERR_ATTR_MSG] = MNL_TYPE_NUL_STRING,
};

static const struct ctl_nl_policy ext_ack_policy = {
	ext_ack_kinds, ARRAY_SIZE(ext_ack_kinds),
};

static void ext_ack_keep(struct ctl_nl *nl, const struct nlmsghdr *msg,
			 size_t header_len)
{
	const struct nlattr *tb[ARRAY_SIZE(ext_ack_kinds)];

	if (!(msg->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (ctl_nl_attrs(msg, header_len, &ext_ack_policy, tb))
		return;
	if (tb[NLMSGERR_ATTR_MSG])
		snprintf(nl->words, sizeof(nl->words), "%s",
			 mnl_attr_get_str(tb[NLMSGERR_ATTR_MSG]));
}

/* An error that is not capped carries the request in front of the words */
static int query_error(const struct nlmsghdr *msg, void *arg)
{
	const struct nlmsgerr *reply = mnl_nlmsg_get_payload(msg);
	size_t header_len = sizeof(*reply);
	struct query *query = arg;

	if (mnl_nlmsg_get_payload_len(msg) < sizeof(*reply)) {
		query->err = -EBADMSG;
		return MNL_CB_STOP;
	}
	query->err = reply->error;
	if (!(msg->nlmsg_flags & NLM_F_CAPPED) &&
	    reply->msg.nlmsg_len > sizeof(reply->msg))
		header_len += MNL_ALIGN(reply->msg.nlmsg_len -
					sizeof(reply->msg));
	ext_ack_keep(query->nl, msg, header_len);
	return MNL_CB_STOP;
}

/* The end of a dump carries its result */
static int query_done(const struct nlmsghdr *msg, void *arg)
{
	struct query *query = arg;

	if (mnl_nlmsg_get_payload_len(msg) < sizeof(int))
		return MNL_CB_STOP;
	memcpy(&query->err, mnl_nlmsg_get_payload(msg), sizeof(int));
	ext_ack_keep(query->nl, msg, sizeof(int));
	return MNL_CB_STOP;
}

static int query_answer(const struct nlmsghdr *msg, void *arg)
{
	struct query *query = arg;

	return query->answer ? query->answer(msg, query->arg) : MNL_CB_OK;
}

/* ---- requests ---- */

int ctl_nl_open(struct ctl_nl *nl, int bus)
{
	int on = 1;
	int err;

	nl->seq = 0;
	nl->sock = mnl_socket_open(bus);
	if (!nl->sock) {
		err = -errno;
		ctl_err("no netlink socket: %s", strerror(-err));
		return err;
	}
	if (mnl_socket_bind(nl->sock, 0, MNL_SOCKET_AUTOPID) < 0) {
		err = -errno;
		ctl_err("netlink socket: %s", strerror(-err));
		ctl_nl_close(nl);
		return err;
	}
	/* without these, errors come as a number only: not worth a refusal */
	mnl_socket_setsockopt(nl->sock, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(nl->sock, NETLINK_CAP_ACK, &on, sizeof(on));
	return 0;
}

void ctl_nl_close(struct ctl_nl *nl)
{
	mnl_socket_close(nl->sock);
	nl->sock = NULL;
}

struct nlmsghdr *ctl_nl_request(struct ctl_nl *nl, uint16_t type,
				uint16_t flags, size_t header_len)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(nl->request.bytes);

	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	msg->nlmsg_seq = ++nl->seq;
	mnl_nlmsg_put_extra_header(msg, header_len);
	return msg;
}

/* libmnl gives EINTR for a dump during which the tables changed */
static int query_receive(struct ctl_nl *nl, struct query *query)
{
	static char buf[CTL_NL_ANSWER_SIZE];
	static mnl_cb_t control[NLMSG_MIN_TYPE] = {
		[NLMSG_ERROR] = query_error,
		[NLMSG_DONE] = query_done,
	};
	ssize_t len;
	int rc;

	do {
		len = mnl_socket_recvfrom(nl->sock, buf, sizeof(buf));
		if (len < 0)
			return -errno;
		rc = mnl_cb_run2(buf, (size_t)len, nl->seq,
				 mnl_socket_get_portid(nl->sock), query_answer,
				 query, control, ARRAY_SIZE(control));
	} while (rc == MNL_CB_OK);
	if (rc == MNL_CB_ERROR)
		return errno == EINTR ? -EAGAIN : -errno;
	return query->err;
}

int ctl_nl_query(struct ctl_nl *nl, const struct nlmsghdr *request,
		 mnl_cb_t answer, void *arg)
{
	struct query query = { .nl = nl, .answer = answer, .arg = arg };

	nl->words[0] = '\0';
	if (mnl_socket_sendto(nl->sock, request, request->nlmsg_len) < 0)
		return -errno;
	return query_receive(nl, &query);
}

int ctl_nl_err(const struct ctl_nl *nl, const char *what, int err)
{
	if (nl->words[0])
		ctl_err("cannot %s: kernel: %s", what, nl->words);
	else if (err == -EAGAIN)
		ctl_err("cannot %s: it changes while it is read", what);
	else
		ctl_err("cannot %s: %s", what, strerror(-err));
	return err;
}

/* ---- generic netlink ---- */

struct genl_search {
	const char *name;
	uint16_t id;
};

static const uint8_t family_kinds[CTRL_ATTR_FAMILY_NAME + 1] = {
	[CTRL_ATTR_FAMILY_ID] = MNL_TYPE_U16,
	[CTRL_ATTR_FAMILY_NAME] = MNL_TYPE_NUL_STRING,
};

static const struct ctl_nl_policy family_policy = {
	family_kinds, ARRAY_SIZE(family_kinds),
};

static int genl_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(family_kinds)];
	struct genl_search *search = arg;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &family_policy, tb)) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	if (tb[CTRL_ATTR_FAMILY_ID] && tb[CTRL_ATTR_FAMILY_NAME] &&
	    !strcmp(mnl_attr_get_str(tb[CTRL_ATTR_FAMILY_NAME]), search->name))
		search->id = mnl_attr_get_u16(tb[CTRL_ATTR_FAMILY_ID]);
	return MNL_CB_OK;
}

/* A dump: asking by name would make an absent family the kernel's error */
int ctl_nl_genl_id(struct ctl_nl *nl, const char *name, uint16_t *id)
{
	struct genl_search search = { .name = name };
	struct genlmsghdr *genl;
	struct nlmsghdr *msg;
	int err;

	do {
		msg = ctl_nl_request(nl, GENL_ID_CTRL, NLM_F_DUMP,
				     sizeof(*genl));
		genl = mnl_nlmsg_get_payload(msg);
		genl->cmd = CTRL_CMD_GETFAMILY;
		genl->version = 1;
		err = ctl_nl_query(nl, msg, genl_answer, &search);
	} while (err == -EAGAIN);
	if (err)
		return ctl_nl_err(nl, "list generic netlink families", err);
	if (!search.id)
		return -ENOENT;
	*id = search.id;
	return 0;
}
