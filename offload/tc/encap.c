// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns tunnel headers that rules put before copies. A header follows from the
 * tunnel key of the rule, from the tunnel device, and from the way to the other
 * end, which changes without any filter's doing: then its row changes, and no
 * rule has to know. While there is no way the row says so, and frames go to
 * software.
 */

#include <linux/jhash.h>
#include <linux/slab.h>
#include <net/dst_metadata.h>
#include <net/ip_tunnels.h>
#include <net/vxlan.h>

#include "../core/esw/hof_header.h"
#include "encap.h"
#include "priv.h"
#include "route.h"
#include "tundev.h"
#include "watch.h"

/**
 * struct hni_tc_encap_key - a tunnel key and its device; unused bytes are 0
 * @netdev: tunnel device, NULL = it is gone
 * @family: HNI_KW_ADDR_*
 * @tos: TOS or traffic class
 * @ttl: TTL or hop limit, 0 = none given
 * @has_id: @id is given
 * @has_csum: with checksum
 * @has_gbp: @gbp is given
 * @is_df: don't fragment
 * @dport: UDP destination port, 0 = the device's
 * @id: VNI or key
 * @gbp: group policy of VXLAN
 * @src: own address, an IPv4 address in the first four bytes
 * @dst: the other end's
 * @opts_len: bytes in @opts
 * @opts: options of Geneve
 */
struct hni_tc_encap_key {
	const struct net_device *netdev;
	u8 family;
	u8 tos;
	u8 ttl;
	bool has_id;
	bool has_csum;
	bool has_gbp;
	bool is_df;
	__be16 dport;
	u32 id;
	u32 gbp;
	struct in6_addr src;
	struct in6_addr dst;
	u32 opts_len;
	u8 opts[HOF_HEADER_OPTS_MAX];
};

/**
 * struct hni_tc_encap - a tunnel header; guarded by hni_esw.lock
 * @node: in hni_tc.encaps
 * @key: what it is made of
 * @row: ENCAP row
 * @refs: operations that name it
 * @now: what the row holds
 */
struct hni_tc_encap {
	struct hlist_node node;
	struct hni_tc_encap_key key;
	u32 row;
	unsigned int refs;
	struct hof_encap now;
};

int hni_tc_encap_check(const struct ip_tunnel_info *info, struct hof_why *why)
{
	const unsigned long *flags = info->key.tun_flags;

	if (info->encap.type != TUNNEL_ENCAP_NONE)
		return hof_refuse(why, HOF_REASON_ACTION, "tunnel_key encap",
				  0, 0);
	if (!ip_tunnel_is_options_present(flags))
		return 0;
	if (!test_bit(IP_TUNNEL_GENEVE_OPT_BIT, flags) &&
	    !test_bit(IP_TUNNEL_VXLAN_OPT_BIT, flags))
		return hof_refuse(why, HOF_REASON_ACTION,
				  "tunnel_key options of this kind", 0, 0);
	if (info->options_len > HOF_HEADER_OPTS_MAX)
		return hof_refuse(why, HOF_REASON_ACTION_VALUE,
				  "tunnel_key geneve_opts",
				  info->options_len, HOF_HEADER_OPTS_MAX);
	return 0;
}

static void hni_tc_encap_key_fill(struct hni_tc_encap_key *key,
				  const struct ip_tunnel_info *info,
				  const struct net_device *netdev)
{
	const unsigned long *flags = info->key.tun_flags;
	const struct vxlan_metadata *md = ip_tunnel_info_opts(info);

	memset(key, 0, sizeof(*key));
	key->netdev = netdev;
	key->tos = info->key.tos;
	key->ttl = info->key.ttl;
	key->has_id = test_bit(IP_TUNNEL_KEY_BIT, flags);
	key->has_csum = test_bit(IP_TUNNEL_CSUM_BIT, flags);
	key->is_df = test_bit(IP_TUNNEL_DONT_FRAGMENT_BIT, flags);
	key->dport = info->key.tp_dst;
	key->id = be32_to_cpu(tunnel_id_to_key32(info->key.tun_id));
	if (ip_tunnel_info_af(info) == AF_INET6) {
		key->family = HNI_KW_ADDR_IPV6;
		key->src = info->key.u.ipv6.src;
		key->dst = info->key.u.ipv6.dst;
	} else {
		key->family = HNI_KW_ADDR_IPV4;
		key->src.s6_addr32[0] = info->key.u.ipv4.src;
		key->dst.s6_addr32[0] = info->key.u.ipv4.dst;
	}
	if (test_bit(IP_TUNNEL_VXLAN_OPT_BIT, flags) &&
	    info->options_len >= sizeof(*md)) {
		key->has_gbp = true;
		key->gbp = md->gbp;
	} else if (test_bit(IP_TUNNEL_GENEVE_OPT_BIT, flags)) {
		key->opts_len = info->options_len;
		memcpy(key->opts, ip_tunnel_info_opts(info), key->opts_len);
	}
}

/* What a device of this kind cannot do with the key, or only software can */
static int hni_tc_encap_key_check(const struct hni_tc_encap_key *key,
				  const struct hni_tc_tundev *tundev,
				  struct hof_why *why)
{
	const char *what = NULL;

	if (tundev->family && tundev->family != key->family)
		what = "tunnel_key of another family";
	else if ((key->opts_len && tundev->kind != HNI_TUNNEL_GENEVE) ||
		 (key->has_gbp && tundev->kind != HNI_TUNNEL_VXLAN))
		what = "tunnel_key options of another tunnel";
	else if (!key->has_gbp && (tundev->flags & HNI_TUNNEL_F_GBP))
		what = "tunnel_key without vxlan_opts";
	else if (tundev->kind == HNI_TUNNEL_GRE &&
		 tundev->family == HNI_KW_ADDR_IPV4 && key->tos == 1)
		what = "tunnel_key tos 1 (inherit)";
	if (!what)
		return 0;
	return hof_refuse(why, HOF_REASON_ACTION, what, 0, 0);
}

/*
 * ip6gretap chooses its own address by the route, and takes the traffic class
 * as it is. TTL 0 stands for: the route's (VXLAN), 0 (Geneve), or that of the
 * frame inside (GRE).
 */
static u8 hni_tc_encap_flags(const struct hni_tc_encap_key *key,
			     const struct hni_tc_tundev *tundev)
{
	bool is_gre = tundev->kind == HNI_TUNNEL_GRE;
	u8 flags = 0;

	if (key->has_csum)
		flags |= HNI_ENCAP_F_CSUM;
	if (!is_gre || tundev->family == HNI_KW_ADDR_IPV4)
		flags |= HNI_ENCAP_F_ECN;
	if (is_gre && !key->ttl)
		flags |= HNI_ENCAP_F_TTL;
	return flags;
}

static u16 hni_tc_encap_port(const struct hni_tc_encap_key *key,
			     const struct hni_tc_tundev *tundev)
{
	if (tundev->kind == HNI_TUNNEL_VXLAN && key->dport)
		return be16_to_cpu(key->dport);
	return tundev->l4_port;
}

/* Return: 0 if there is a way; with or without a neighbour, *@route says */
static int hni_tc_encap_route(struct hni_tc *tc,
			      const struct hni_tc_encap_key *key,
			      const struct hni_tc_tundev *tundev,
			      struct hni_tc_route *route)
{
	bool is_gre = tundev->kind == HNI_TUNNEL_GRE;

	/* that of a device that is up is there as long as the device */
	route->net = (struct net *)tundev->net;
	route->family = key->family;
	route->proto = is_gre ? IPPROTO_GRE : IPPROTO_UDP;
	route->tos = key->tos;
	route->dst = key->dst;
	if (!is_gre)
		route->dport = htons(hni_tc_encap_port(key, tundev));
	if (!is_gre || key->family == HNI_KW_ADDR_IPV4)
		route->src = key->src;
	return hni_tc_route_find(tc, route);
}

static void hni_tc_encap_make(const struct hni_tc_encap_key *key,
			      const struct hni_tc_tundev *tundev,
			      const struct hni_tc_route *route,
			      struct hof_encap *encap)
{
	struct hof_header header = {
		.kind = tundev->kind,
		.flags = hni_tc_encap_flags(key, tundev),
		.port = route->port,
		.family = key->family,
		.tos = key->tos,
		.ttl = key->ttl,
		.is_df = key->is_df && !route->is_mtu_locked,
		.has_key = key->has_id,
		.key = key->id,
		.l4_port = hni_tc_encap_port(key, tundev),
		.opts_len = key->opts_len,
	};

	/* a device without the extension leaves the group out */
	if (tundev->flags & HNI_TUNNEL_F_GBP)
		header.gbp = key->gbp;
	if (!key->ttl && tundev->kind != HNI_TUNNEL_GENEVE)
		header.ttl = route->hop_limit;
	ether_addr_copy(header.dmac, route->dmac);
	ether_addr_copy(header.smac, route->smac);
	memcpy(header.src, &route->src, sizeof(header.src));
	memcpy(header.dst, &key->dst, sizeof(header.dst));
	memcpy(header.opts, key->opts, key->opts_len);
	hof_header_make(&header, encap);
}

/*
 * Return: 0, or -ENETUNREACH if there is no way; @encap is unresolved then, and
 * so it is while the neighbour is not known or the device is down
 */
static int hni_tc_encap_solve(struct hni_tc *tc,
			      const struct hni_tc_encap_key *key,
			      bool is_retry, struct hof_encap *encap)
{
	const struct hni_tc_tundev *tundev = NULL;
	struct hni_tc_route route = { .is_retry = is_retry };
	int err;

	memset(encap, 0, sizeof(*encap));
	if (key->netdev)
		tundev = hni_tc_tundev_find(tc, key->netdev);
	if (!tundev || tundev->refusal)
		return -ENETUNREACH;
	err = hni_tc_encap_route(tc, key, tundev, &route);
	if (err)
		return err;
	if (route.is_resolved && tundev->is_up)
		hni_tc_encap_make(key, tundev, &route, encap);
	return 0;
}

static struct hni_tc_encap *
hni_tc_encap_find(struct hni_tc *tc, const struct hni_tc_encap_key *key,
		  u32 hash)
{
	struct hni_tc_encap *encap;

	hash_for_each_possible(tc->encaps, encap, node, hash)
		if (!memcmp(&encap->key, key, sizeof(*key)))
			return encap;
	return NULL;
}

static struct hni_tc_encap *
hni_tc_encap_add(struct hni_tc *tc, const struct hni_tc_encap_key *key,
		 u32 hash, struct hof_why *why)
{
	struct hni_tc_encap *encap;
	int err;

	encap = kzalloc(sizeof(*encap), GFP_KERNEL);
	if (!encap)
		return ERR_PTR(hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0));
	encap->key = *key;
	encap->refs = 1;
	err = hni_tc_encap_solve(tc, key, true, &encap->now);
	if (err)
		err = hof_refuse(why, HOF_REASON_ROUTE, NULL, 0, 0);
	else
		err = hof_esw_encap_get(tc->core, &encap->now, &encap->row,
					why);
	if (err) {
		kfree(encap);
		return ERR_PTR(err);
	}
	hash_add(tc->encaps, &encap->node, hash);
	hni_tc_watch_start(tc);
	return encap;
}

struct hni_tc_encap *hni_tc_encap_get(struct hni_tc *tc,
				      const struct ip_tunnel_info *info,
				      struct net_device *netdev,
				      struct hof_why *why)
{
	const struct hni_tc_tundev *tundev;
	struct hni_tc_encap_key key;
	struct hni_tc_encap *encap;
	u32 hash;
	int err;

	lockdep_assert_held(&tc->esw->lock);

	tundev = hni_tc_tundev_find(tc, netdev);
	if (!tundev)
		return ERR_PTR(hof_refuse(why, HOF_REASON_DEVICE_FOREIGN,
					  netdev->name, 0, 0));
	if (tundev->refusal)
		return ERR_PTR(hof_refuse(why, HOF_REASON_DEVICE_KIND,
					  tundev->refusal, 0, 0));
	hni_tc_encap_key_fill(&key, info, netdev);
	err = hni_tc_encap_key_check(&key, tundev, why);
	if (err)
		return ERR_PTR(err);
	hash = jhash(&key, sizeof(key), 0);
	encap = hni_tc_encap_find(tc, &key, hash);
	if (!encap)
		return hni_tc_encap_add(tc, &key, hash, why);
	encap->refs++;
	return encap;
}

void hni_tc_encap_put(struct hni_tc *tc, struct hni_tc_encap *encap)
{
	lockdep_assert_held(&tc->esw->lock);

	if (--encap->refs)
		return;
	hash_del(&encap->node);
	hof_esw_encap_put(tc->core, encap->row);
	kfree(encap);
}

u32 hni_tc_encap_row(const struct hni_tc_encap *encap)
{
	return encap->row;
}

static void hni_tc_encap_set(struct hni_tc *tc, struct hni_tc_encap *encap,
			     const struct hof_encap *now)
{
	if (!memcmp(&encap->now, now, sizeof(*now)))
		return;
	encap->now = *now;
	hof_esw_encap_set(tc->core, encap->row, now);
}

void hni_tc_encaps_update(struct hni_tc *tc, bool is_retry)
{
	struct hni_tc_encap *encap;
	struct hof_encap now;
	unsigned int bucket;

	lockdep_assert_held(&tc->esw->lock);

	hash_for_each(tc->encaps, bucket, encap, node) {
		hni_tc_encap_solve(tc, &encap->key, is_retry, &now);
		hni_tc_encap_set(tc, encap, &now);
	}
}

/* Its rules stay until the kernel deletes them, with nowhere to send to. */
void hni_tc_encaps_forget(struct hni_tc *tc, const struct net_device *netdev)
{
	static const struct hof_encap none;
	struct hni_tc_encap *encap;
	unsigned int bucket;

	lockdep_assert_held(&tc->esw->lock);

	hash_for_each(tc->encaps, bucket, encap, node) {
		if (encap->key.netdev != netdev)
			continue;
		encap->key.netdev = NULL;
		hni_tc_encap_set(tc, encap, &none);
	}
}
