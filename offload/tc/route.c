// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns looking for the way to a tunnel's other end, as the tunnel drivers look
 * for it: a route, the port through which it leads, and the neighbour there.
 */

#include <net/addrconf.h>
#include <net/arp.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ip_tunnels.h>
#include <net/ndisc.h>
#include <net/neighbour.h>
#include <net/route.h>

#include "../../driver/compat.h"
#include "priv.h"
#include "route.h"

/*
 * A neighbour that is known is used from here on, so the kernel asks it now and
 * then whether it is still there: only hardware sees the frames.
 */
static void hni_tc_route_neigh(struct hni_tc_route *route,
			       const struct dst_entry *dst, const void *daddr)
{
	struct neighbour *neigh;

	neigh = dst_neigh_lookup(dst, daddr);
	if (!neigh)
		return;
	if (READ_ONCE(neigh->nud_state) != NUD_FAILED || route->is_retry)
		neigh_event_send(neigh, NULL);
	if (READ_ONCE(neigh->nud_state) & NUD_VALID) {
		neigh_ha_snapshot(route->dmac, neigh, neigh->dev);
		route->is_resolved = is_valid_ether_addr(route->dmac);
	}
	neigh_release(neigh);
}

static int hni_tc_route_take(struct hni_tc *tc, struct hni_tc_route *route,
			     const struct dst_entry *dst, const void *daddr)
{
	int port = hni_tc_port_of(tc->esw, dst->dev);

	/* what a transformation or a lightweight tunnel adds, we do not */
	if (port < 0 || dst_xfrm(dst) || dst->lwtstate)
		return -ENETUNREACH;
	route->port = port;
	ether_addr_copy(route->smac, dst->dev->dev_addr);
	hni_tc_route_neigh(route, dst, daddr);
	return 0;
}

static int hni_tc_route_find4(struct hni_tc *tc, struct hni_tc_route *route)
{
	struct flowi4 flow = {
		.flowi4_proto = route->proto,
		.daddr = route->dst.s6_addr32[0],
		.saddr = route->src.s6_addr32[0],
		.fl4_dport = route->dport,
	};
	int err = -ENETUNREACH;
	struct rtable *rt;

	hni_compat_flow4_tos(&flow, route->tos);
	rt = ip_route_output_key(route->net, &flow);
	if (IS_ERR(rt))
		return -ENETUNREACH;
	if (rt->rt_type == RTN_UNICAST)
		err = hni_tc_route_take(tc, route, &rt->dst, &flow.daddr);
	route->src.s6_addr32[0] = flow.saddr;
	route->hop_limit = ip4_dst_hoplimit(&rt->dst);
	route->is_mtu_locked = ip_mtu_locked(&rt->dst);
	ip_rt_put(rt);
	return err;
}

#if IS_ENABLED(CONFIG_IPV6)
static int hni_tc_route_find6(struct hni_tc *tc, struct hni_tc_route *route)
{
	struct flowi6 flow = {
		.flowi6_proto = route->proto,
		.daddr = route->dst,
		.saddr = route->src,
		.fl6_dport = route->dport,
		.flowlabel = ip6_make_flowinfo(route->tos, 0),
	};
	struct dst_entry *dst;
	int err = -ENETUNREACH;

	dst = ip6_dst_lookup_flow(route->net, NULL, &flow, NULL);
	if (IS_ERR(dst))
		return -ENETUNREACH;
	if (!(dst_rt6_info(dst)->rt6i_flags &
	      (RTF_LOCAL | RTF_ANYCAST | RTF_REJECT)) &&
	    !ipv6_addr_is_multicast(&flow.daddr))
		err = hni_tc_route_take(tc, route, dst, &flow.daddr);
	route->src = flow.saddr;
	route->hop_limit = ip6_dst_hoplimit(dst);
	dst_release(dst);
	return err;
}
#else
static int hni_tc_route_find6(struct hni_tc *tc, struct hni_tc_route *route)
{
	return -ENETUNREACH;
}
#endif

int hni_tc_route_find(struct hni_tc *tc, struct hni_tc_route *route)
{
	lockdep_assert_held(&tc->esw->lock);

	if (route->family == HNI_KW_ADDR_IPV6)
		return hni_tc_route_find6(tc, route);
	return hni_tc_route_find4(tc, route);
}
