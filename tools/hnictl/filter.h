/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface to tc's filters and qdiscs, as rtnetlink lists them. */
#ifndef HNICTL_FILTER_H
#define HNICTL_FILTER_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nl.h"

#define CTL_KIND_SIZE		16
#define CTL_ACTIONS_SIZE	48
#define CTL_KEYS_SIZE		128
#define CTL_VERDICT_SIZE	160

/**
 * struct ctl_filter - one filter
 * @ifindex: netdev that it was listed for
 * @block: number of the shared block that it is on; 0: of the netdev alone
 * @is_egress: direction
 * @chain: chain
 * @prio: preference
 * @protocol: EtherType
 * @handle: of the classifier
 * @kind: classifier
 * @flags: TCA_CLS_FLAGS_*; 0 for a classifier other than flower and matchall
 * @is_known: the classifier is flower or matchall
 * @actions: kinds of its actions, in order
 * @keys: flower: what it matches, as tc spells it; ends in "..." if there is more
 * @verdict: what its actions do, as far as they are gact and mirred
 * @goto_chain: chain to which its first action leads; 0: to none
 * @pkts: frames that hit it, in software and hardware
 * @bytes: their bytes
 */
struct ctl_filter {
	unsigned int ifindex;
	uint32_t block;
	bool is_egress;
	uint32_t chain;
	uint16_t prio;
	uint16_t protocol;
	uint32_t handle;
	char kind[CTL_KIND_SIZE];
	uint32_t flags;
	bool is_known;
	char actions[CTL_ACTIONS_SIZE];
	char keys[CTL_KEYS_SIZE];
	char verdict[CTL_VERDICT_SIZE];
	uint32_t goto_chain;
	uint64_t pkts;
	uint64_t bytes;
};

/**
 * struct ctl_filters - list of filters
 * @list: the filters
 * @count: how many
 */
struct ctl_filters {
	struct ctl_filter *list;
	size_t count;
};

/**
 * struct ctl_qdisc - a clsact or ingress qdisc
 * @ifindex: its netdev
 * @is_clsact: it has an egress side, too
 */
struct ctl_qdisc {
	unsigned int ifindex;
	bool is_clsact;
};

/**
 * struct ctl_qdiscs - list of clsact and ingress qdiscs
 * @list: the qdiscs
 * @count: how many
 */
struct ctl_qdiscs {
	struct ctl_qdisc *list;
	size_t count;
};

/**
 * ctl_filter_list() - append the filters of a netdev, both directions
 * @nl: socket on NETLINK_ROUTE
 * @ifindex: the netdev
 * @filters: appended to, but for filters of a shared block that are there; the
 * caller frees its list
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_filter_list(struct ctl_nl *nl, unsigned int ifindex,
		    struct ctl_filters *filters);

/**
 * ctl_filter_compare() - order of filters by what identifies them
 * @one: a struct ctl_filter
 * @other: another
 *
 * Return: less than, equal to or greater than 0, for qsort() and bsearch().
 */
int ctl_filter_compare(const void *one, const void *other);

/**
 * ctl_filter_device() - name of what a filter is on
 * @filter: the filter
 * @name: filled, IF_NAMESIZE bytes at least
 * @size: of @name
 */
void ctl_filter_device(const struct ctl_filter *filter, char *name,
		       size_t size);

/**
 * ctl_filter_keys_put() - write what a flower filter matches as text
 * @filter: its @keys is filled
 * @options: the classifier's options
 *
 * Return: 0, or -EBADMSG if a key has not the length of its kind.
 */
int ctl_filter_keys_put(struct ctl_filter *filter,
			const struct nlattr *options);

/**
 * ctl_filter_verdict_add() - write what an action does as text
 * @filter: its @verdict goes on, its @goto_chain may be set
 * @kind: of the action
 * @options: of the action; may be NULL
 *
 * Return: 0, or -EBADMSG if the options are too short.
 */
int ctl_filter_verdict_add(struct ctl_filter *filter, const char *kind,
			   const struct nlattr *options);

/**
 * ctl_qdisc_list() - list the clsact and ingress qdiscs of all netdevs
 * @nl: socket on NETLINK_ROUTE
 * @qdiscs: overwritten; the caller frees its list
 *
 * Return: 0 or -errno, told to the user.
 */
int ctl_qdisc_list(struct ctl_nl *nl, struct ctl_qdiscs *qdiscs);

#endif
