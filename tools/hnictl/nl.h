/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to netlink: requests, errors in words, attributes. */
#ifndef HNICTL_NL_H
#define HNICTL_NL_H

#include <stdint.h>

#include <libmnl/libmnl.h>

#define CTL_NL_REQUEST_SIZE	512
#define CTL_NL_WORDS_SIZE	192

/**
 * struct ctl_nl - one netlink socket
 * @sock: the socket
 * @seq: sequence number of the last request
 * @request: room for one request
 * @words: what the kernel said about the last request; empty if nothing
 */
struct ctl_nl {
	struct mnl_socket *sock;
	uint32_t seq;
	union {
		struct nlmsghdr head;
		char bytes[CTL_NL_REQUEST_SIZE];
	} request;
	char words[CTL_NL_WORDS_SIZE];
};

/**
 * struct ctl_nl_policy - which attributes of a message are read
 * @kinds: type of the payload by attribute number; MNL_TYPE_UNSPEC: ignored
 * @count: number of attribute numbers in @kinds
 */
struct ctl_nl_policy {
	const uint8_t *kinds;
	unsigned int count;
};

/**
 * ctl_nl_open() - open a netlink socket
 * @nl: socket, overwritten
 * @bus: NETLINK_ROUTE or NETLINK_GENERIC
 *
 * Return: 0 or -errno, which has been told to the user.
 */
int ctl_nl_open(struct ctl_nl *nl, int bus);

/**
 * ctl_nl_close() - close the socket
 * @nl: socket
 */
void ctl_nl_close(struct ctl_nl *nl);

/**
 * ctl_nl_request() - begin a request in the socket's buffer
 * @nl: socket
 * @type: message type
 * @flags: NLM_F_DUMP, NLM_F_ACK or 0
 * @header_len: room for the protocol's own header
 *
 * Return: the message; its own header is zero and follows struct nlmsghdr.
 */
struct nlmsghdr *ctl_nl_request(struct ctl_nl *nl, uint16_t type,
				uint16_t flags, size_t header_len);

/**
 * ctl_nl_query() - send a request and hand each answer to a callback
 * @nl: socket
 * @request: what ctl_nl_request() began
 * @answer: called for each answer; MNL_CB_ERROR with errno set ends it
 * @arg: for @answer
 *
 * Return: 0; -EAGAIN if the tables changed while they were dumped: drop what
 * was collected and ask again; else -errno. Nothing is told to the user.
 */
int ctl_nl_query(struct ctl_nl *nl, const struct nlmsghdr *request,
		 mnl_cb_t answer, void *arg);

/**
 * ctl_nl_err() - tell the user why the last request failed
 * @nl: socket
 * @what: what cannot be done: a verb and its object
 * @err: what ctl_nl_query() returned, not 0
 *
 * Return: @err.
 */
int ctl_nl_err(const struct ctl_nl *nl, const char *what, int err);

/**
 * ctl_nl_genl_id() - find the number of a generic netlink family
 * @nl: socket on NETLINK_GENERIC
 * @name: name of the family
 * @id: filled
 *
 * Return: 0; -ENOENT if the kernel does not have it now (not told to the
 * user); else -errno, told.
 */
int ctl_nl_genl_id(struct ctl_nl *nl, const char *name, uint16_t *id);

/**
 * ctl_nl_attrs() - sort the attributes of a message into a table
 * @msg: message
 * @header_len: length of the protocol's own header
 * @policy: what is read; all of it is checked for length and form
 * @tb: table of @policy's size, filled; NULL where there is none
 *
 * Return: 0, or -EBADMSG if an attribute is malformed.
 */
int ctl_nl_attrs(const struct nlmsghdr *msg, size_t header_len,
		 const struct ctl_nl_policy *policy, const struct nlattr **tb);

/**
 * ctl_nl_nested() - sort the attributes inside an attribute into a table
 * @nest: attribute
 * @policy: what is read
 * @tb: table of @policy's size, filled
 *
 * Return: 0, or -EBADMSG if an attribute is malformed.
 */
int ctl_nl_nested(const struct nlattr *nest, const struct ctl_nl_policy *policy,
		  const struct nlattr **tb);

#endif
