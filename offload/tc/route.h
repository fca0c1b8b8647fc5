/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of looking for the way to a tunnel's other end.
 */
#ifndef _HNI_TC_ROUTE_H
#define _HNI_TC_ROUTE_H

#include <linux/etherdevice.h>
#include <linux/in6.h>

struct hni_tc;

/**
 * struct hni_tc_route - the way to the other end of a tunnel
 * @net: where to look
 * @family: HNI_KW_ADDR_*
 * @proto: IPPROTO_*
 * @tos: TOS or traffic class
 * @dport: UDP destination port
 * @src: own address, an IPv4 address in the first four bytes; may be none, then
 *	it becomes the one that the route says
 * @dst: the other end's address
 * @is_retry: ask for a neighbour that has not answered once more
 * @port: result: where frames leave
 * @hop_limit: result: if the tunnel has none
 * @is_mtu_locked: result: "don't fragment" is not set whatever the tunnel says
 * @is_resolved: result: the neighbour is known
 * @smac: result: own address on that link
 * @dmac: result: the neighbour's
 */
struct hni_tc_route {
	struct net *net;
	u8 family;
	u8 proto;
	u8 tos;
	__be16 dport;
	struct in6_addr src;
	struct in6_addr dst;
	bool is_retry;

	u8 port;
	u8 hop_limit;
	bool is_mtu_locked;
	bool is_resolved;
	u8 smac[ETH_ALEN];
	u8 dmac[ETH_ALEN];
};

/*
 * hni_esw.lock held. A neighbour is asked for, or asked whether it is still there.
 * Return: 0; -ENETUNREACH if no route leads through a port
 */
int hni_tc_route_find(struct hni_tc *tc, struct hni_tc_route *route);

#endif /* _HNI_TC_ROUTE_H */
