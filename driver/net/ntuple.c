// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the rules of "ethtool -N": an ethtool_rx_flow_spec becomes a rule of the
 * classifier's engine. A location is a place in the order: the lowest wins.
 */

#include <linux/etherdevice.h>
#include <linux/slab.h>

#include "net.h"

/**
 * struct hni_ntuple - a rule
 * @list: in hni_net.ntuple, by location
 * @fs: as the user gave it
 * @rss_context: of a rule with FLOW_RSS
 * @rule: the engine's part
 */
struct hni_ntuple {
	struct list_head list;
	struct ethtool_rx_flow_spec fs;
	u32 rss_context;
	struct hof_rpc_rule rule;
};

/**
 * struct hni_ntuple_key - a flow in one form for all types
 * @family: 4, 6 or 0
 * @l4: IPPROTO_TCP, IPPROTO_UDP or 0
 * @addr: by side, one word or four
 * @addr_mask: 1 = must match
 * @port: by side
 * @port_mask: 1 = must match
 * @has_more: something is matched that the classifier does not have
 */
struct hni_ntuple_key {
	u8 family;
	u8 l4;
	__be32 addr[HOF_RPC_SIDES][4];
	__be32 addr_mask[HOF_RPC_SIDES][4];
	__be16 port[HOF_RPC_SIDES];
	__be16 port_mask[HOF_RPC_SIDES];
	bool has_more;
};

static void hni_ntuple_key_ip4(struct hni_ntuple_key *key,
			       const struct ethtool_rx_flow_spec *fs)
{
	const struct ethtool_usrip4_spec *val = &fs->h_u.usr_ip4_spec;
	const struct ethtool_usrip4_spec *mask = &fs->m_u.usr_ip4_spec;

	key->family = 4;
	key->addr[HOF_RPC_SRC][0] = val->ip4src;
	key->addr[HOF_RPC_DST][0] = val->ip4dst;
	key->addr_mask[HOF_RPC_SRC][0] = mask->ip4src;
	key->addr_mask[HOF_RPC_DST][0] = mask->ip4dst;
}

/* The addresses of IPv4 lie in the same place in all types. */
static void hni_ntuple_key_l4v4(struct hni_ntuple_key *key,
				const struct ethtool_rx_flow_spec *fs)
{
	const struct ethtool_tcpip4_spec *val = &fs->h_u.tcp_ip4_spec;
	const struct ethtool_tcpip4_spec *mask = &fs->m_u.tcp_ip4_spec;

	hni_ntuple_key_ip4(key, fs);
	key->port[HOF_RPC_SRC] = val->psrc;
	key->port[HOF_RPC_DST] = val->pdst;
	key->port_mask[HOF_RPC_SRC] = mask->psrc;
	key->port_mask[HOF_RPC_DST] = mask->pdst;
	key->has_more = mask->tos;
}

static void hni_ntuple_key_ip6(struct hni_ntuple_key *key,
			       const struct ethtool_rx_flow_spec *fs)
{
	const struct ethtool_usrip6_spec *val = &fs->h_u.usr_ip6_spec;
	const struct ethtool_usrip6_spec *mask = &fs->m_u.usr_ip6_spec;

	key->family = 6;
	memcpy(key->addr[HOF_RPC_SRC], val->ip6src, sizeof(val->ip6src));
	memcpy(key->addr[HOF_RPC_DST], val->ip6dst, sizeof(val->ip6dst));
	memcpy(key->addr_mask[HOF_RPC_SRC], mask->ip6src,
	       sizeof(mask->ip6src));
	memcpy(key->addr_mask[HOF_RPC_DST], mask->ip6dst,
	       sizeof(mask->ip6dst));
}

static void hni_ntuple_key_l4v6(struct hni_ntuple_key *key,
				const struct ethtool_rx_flow_spec *fs)
{
	const struct ethtool_tcpip6_spec *val = &fs->h_u.tcp_ip6_spec;
	const struct ethtool_tcpip6_spec *mask = &fs->m_u.tcp_ip6_spec;

	hni_ntuple_key_ip6(key, fs);
	key->port[HOF_RPC_SRC] = val->psrc;
	key->port[HOF_RPC_DST] = val->pdst;
	key->port_mask[HOF_RPC_SRC] = mask->psrc;
	key->port_mask[HOF_RPC_DST] = mask->pdst;
	key->has_more = mask->tclass;
}

/* Of "any protocol" only TCP and UDP can be asked for. */
static void hni_ntuple_key_proto(struct hni_ntuple_key *key, u8 val, u8 mask)
{
	if (!mask)
		return;
	key->l4 = val;
	if (mask != U8_MAX || (val != IPPROTO_TCP && val != IPPROTO_UDP))
		key->has_more = true;
}

static void hni_ntuple_key_usr4(struct hni_ntuple_key *key,
				const struct ethtool_rx_flow_spec *fs)
{
	const struct ethtool_usrip4_spec *val = &fs->h_u.usr_ip4_spec;
	const struct ethtool_usrip4_spec *mask = &fs->m_u.usr_ip4_spec;

	hni_ntuple_key_ip4(key, fs);
	hni_ntuple_key_proto(key, val->proto, mask->proto);
	key->has_more |= mask->l4_4_bytes || mask->tos || mask->ip_ver;
}

static void hni_ntuple_key_usr6(struct hni_ntuple_key *key,
				const struct ethtool_rx_flow_spec *fs)
{
	const struct ethtool_usrip6_spec *val = &fs->h_u.usr_ip6_spec;
	const struct ethtool_usrip6_spec *mask = &fs->m_u.usr_ip6_spec;

	hni_ntuple_key_ip6(key, fs);
	hni_ntuple_key_proto(key, val->l4_proto, mask->l4_proto);
	key->has_more |= mask->l4_4_bytes || mask->tclass;
}

static void hni_ntuple_key_ether(struct hni_ntuple_key *key,
				 const struct ethtool_rx_flow_spec *fs)
{
	const struct ethhdr *mask = &fs->m_u.ether_spec;

	key->has_more = mask->h_proto || !is_zero_ether_addr(mask->h_source);
}

static const struct {
	u32 type;
	u8 l4;
	void (*parse)(struct hni_ntuple_key *key,
		      const struct ethtool_rx_flow_spec *fs);
} hni_ntuple_types[] = {
	{ TCP_V4_FLOW, IPPROTO_TCP, hni_ntuple_key_l4v4 },
	{ UDP_V4_FLOW, IPPROTO_UDP, hni_ntuple_key_l4v4 },
	{ TCP_V6_FLOW, IPPROTO_TCP, hni_ntuple_key_l4v6 },
	{ UDP_V6_FLOW, IPPROTO_UDP, hni_ntuple_key_l4v6 },
	{ IPV4_USER_FLOW, 0, hni_ntuple_key_usr4 },
	{ IPV6_USER_FLOW, 0, hni_ntuple_key_usr6 },
	{ ETHER_FLOW, 0, hni_ntuple_key_ether },
};

static int hni_ntuple_key_parse(struct hni_ntuple_key *key,
				const struct ethtool_rx_flow_spec *fs)
{
	u32 type = fs->flow_type & ~(FLOW_MAC_EXT | FLOW_RSS);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hni_ntuple_types); i++) {
		if (hni_ntuple_types[i].type != type)
			continue;
		key->l4 = hni_ntuple_types[i].l4;
		hni_ntuple_types[i].parse(key, fs);
		return key->has_more ? -EOPNOTSUPP : 0;
	}
	return -EOPNOTSUPP;
}

static int hni_ntuple_addr_set(struct hof_rpc_prefix *prefix, u8 family,
			       const __be32 *addr, const __be32 *mask)
{
	u32 words[4], masks[4];
	unsigned int i;

	for (i = 0; i < 4; i++) {
		words[i] = be32_to_cpu(addr[i]);
		masks[i] = be32_to_cpu(mask[i]);
	}
	return hof_rpc_prefix_set(prefix, family, words, masks) ? 0 :
								  -EOPNOTSUPP;
}

static void hni_ntuple_key1_set(struct hof_rpc_match *match,
				const struct hni_ntuple_key *key)
{
	if (key->family) {
		match->key1_care |= HNI_RPC_KEY1_IP_VALID |
				    HNI_RPC_KEY1_IP_IS_V6;
		match->key1 |= HNI_RPC_KEY1_IP_VALID;
	}
	if (key->family == 6)
		match->key1 |= HNI_RPC_KEY1_IP_IS_V6;
	if (key->l4) {
		match->key1_care |= HNI_RPC_KEY1_L4_VALID |
				    HNI_RPC_KEY1_L4_IS_UDP;
		match->key1 |= HNI_RPC_KEY1_L4_VALID;
	}
	if (key->l4 == IPPROTO_UDP)
		match->key1 |= HNI_RPC_KEY1_L4_IS_UDP;
}

static int hni_ntuple_match_set(struct hof_rpc_match *match,
				const struct ethtool_rx_flow_spec *fs)
{
	struct hni_ntuple_key key = {};
	unsigned int i;
	int err;

	err = hni_ntuple_key_parse(&key, fs);
	if (err)
		return err;
	hni_ntuple_key1_set(match, &key);
	for (i = 0; i < HOF_RPC_SIDES; i++) {
		match->port_care[i] = be16_to_cpu(key.port_mask[i]);
		match->port[i] = be16_to_cpu(key.port[i]) &
				 match->port_care[i];
		if (!key.family)
			continue;
		err = hni_ntuple_addr_set(&match->addr[i], key.family,
					  key.addr[i], key.addr_mask[i]);
		if (err)
			return err;
	}
	return 0;
}

/* Return: 1 = @addr is the destination address, 0 = any, or -EOPNOTSUPP */
static int hni_ntuple_mac_parse(const struct ethtool_rx_flow_spec *fs,
				const u8 **addr)
{
	const u8 *mask = NULL;

	if ((fs->flow_type & ~FLOW_RSS) == ETHER_FLOW) {
		mask = fs->m_u.ether_spec.h_dest;
		*addr = fs->h_u.ether_spec.h_dest;
	} else if (fs->flow_type & FLOW_MAC_EXT) {
		mask = fs->m_ext.h_dest;
		*addr = fs->h_ext.h_dest;
	}
	if (!mask || is_zero_ether_addr(mask))
		return 0;
	return is_broadcast_ether_addr(mask) ? 1 : -EOPNOTSUPP;
}

static int hni_ntuple_action_set(struct hni_net *net,
				 struct hni_ntuple *ntuple)
{
	struct hof_rpc_action *action = &ntuple->rule.action;
	u64 cookie = ntuple->fs.ring_cookie;

	if (cookie == RX_CLS_FLOW_DISC) {
		action->verdict = HOF_RPC_DROP;
		return 0;
	}
	if (ethtool_get_flow_spec_ring_vf(cookie))
		return -EINVAL;
	/* a queue that is added to the context's is refused by the kernel */
	if (ntuple->fs.flow_type & FLOW_RSS)
		return hni_rss_ctx_action(net, ntuple->rss_context, action) ?
		       0 : -EINVAL;
	if (ethtool_get_flow_spec_ring(cookie) >= net->cfg.num_chans)
		return -EINVAL;
	action->verdict = HOF_RPC_QUEUE;
	action->arg = ethtool_get_flow_spec_ring(cookie);
	return 0;
}

static struct hni_ntuple *hni_ntuple_find(struct hni_net *net, u32 location)
{
	struct hni_ntuple *ntuple;

	list_for_each_entry(ntuple, &net->ntuple, list)
		if (ntuple->fs.location == location)
			return ntuple;
	return NULL;
}

static u32 hni_ntuple_locations(struct hni_net *net)
{
	return hof_rpc_rows_limit(&net->rpc.core);
}

/* The user leaves the place to us: behind all rules, if that is free */
static int hni_ntuple_locate(struct hni_net *net, u32 *location)
{
	u32 last = hni_ntuple_locations(net);

	if (*location != RX_CLS_LOC_ANY)
		return *location < last ? 0 : -EINVAL;
	while (last--) {
		if (hni_ntuple_find(net, last))
			continue;
		*location = last;
		return 0;
	}
	return -ENOSPC;
}

static void hni_ntuple_enter(struct hni_net *net, struct hni_ntuple *ntuple)
{
	struct hni_ntuple *next;

	list_for_each_entry(next, &net->ntuple, list)
		if (next->fs.location > ntuple->fs.location)
			break;
	list_add_tail(&ntuple->list, &next->list);
}

static void hni_ntuple_remove(struct hni_net *net, struct hni_ntuple *ntuple)
{
	hof_rpc_del(&net->rpc.core, &ntuple->rule);
	hni_rpc_mac_put(&net->rpc, net->netdev, ntuple->rule.match.mac);
	list_del(&ntuple->list);
	kfree(ntuple);
}

static int hni_ntuple_place(struct hni_net *net, struct hni_ntuple *ntuple)
{
	const u8 *addr = NULL;
	struct hof_why why;
	int mac, err;

	mac = hni_ntuple_mac_parse(&ntuple->fs, &addr);
	if (mac > 0)
		mac = hni_rpc_mac_get(&net->rpc, net->netdev, addr, &why);
	if (mac < 0)
		return mac;
	ntuple->rule.match.mac = mac;
	err = hof_rpc_add(&net->rpc.core, &ntuple->rule, &why);
	if (err)
		hni_rpc_mac_put(&net->rpc, net->netdev, mac);
	return err;
}

static int hni_ntuple_insert(struct hni_net *net,
			     struct ethtool_rxnfc *info)
{
	struct ethtool_rx_flow_spec *fs = &info->fs;
	struct hni_ntuple *ntuple, *old;
	int err;

	err = hni_ntuple_locate(net, &fs->location);
	if (err)
		return err;
	ntuple = kzalloc(sizeof(*ntuple), GFP_KERNEL);
	if (!ntuple)
		return -ENOMEM;
	ntuple->fs = *fs;
	if (fs->flow_type & FLOW_RSS)
		ntuple->rss_context = info->rss_context;
	ntuple->rule.stage = HOF_RPC_NTUPLE;
	ntuple->rule.prio = fs->location;
	err = hni_ntuple_match_set(&ntuple->rule.match, fs);
	if (!err)
		err = hni_ntuple_action_set(net, ntuple);
	if (!err)
		err = hni_ntuple_place(net, ntuple);
	if (err)
		goto err_free_ntuple;

	/* the new rule is in front of the one whose place it takes */
	old = hni_ntuple_find(net, fs->location);
	if (old)
		hni_ntuple_remove(net, old);
	hni_ntuple_enter(net, ntuple);
	return 0;

err_free_ntuple:
	kfree(ntuple);
	return err;
}

static int hni_ntuple_delete(struct hni_net *net, u32 location)
{
	struct hni_ntuple *ntuple = hni_ntuple_find(net, location);

	if (!ntuple)
		return -ENOENT;
	hni_ntuple_remove(net, ntuple);
	return 0;
}

static int hni_ntuple_list(struct hni_net *net, struct ethtool_rxnfc *info,
			   u32 *locations)
{
	struct hni_ntuple *ntuple;
	u32 count = 0;

	list_for_each_entry(ntuple, &net->ntuple, list) {
		if (count == info->rule_cnt)
			return -EMSGSIZE;
		locations[count++] = ntuple->fs.location;
	}
	info->rule_cnt = count;
	info->data = hni_ntuple_locations(net);
	return 0;
}

static void hni_ntuple_count(struct hni_net *net, struct ethtool_rxnfc *info)
{
	info->rule_cnt = list_count_nodes(&net->ntuple);
	info->data = hni_ntuple_locations(net) | RX_CLS_LOC_SPECIAL;
}

bool hni_ntuple_uses_ctx(const struct hni_net *net, u32 rss_context)
{
	const struct hni_ntuple *ntuple;

	list_for_each_entry(ntuple, &net->ntuple, list)
		if (ntuple->fs.flow_type & FLOW_RSS &&
		    ntuple->rss_context == rss_context)
			return true;
	return false;
}

/* The fields of the hash came this way before they had an operation. */
static void hni_ntuple_fields_of(struct ethtool_rxfh_fields *fields,
				 const struct ethtool_rxnfc *info)
{
	fields->flow_type = info->flow_type & ~FLOW_RSS;
	fields->data = info->data;
	fields->rss_context = info->flow_type & FLOW_RSS ?
			      info->rss_context : 0;
}

static int hni_ntuple_get_fields(struct net_device *netdev,
				 struct ethtool_rxnfc *info)
{
	struct ethtool_rxfh_fields fields;
	int err;

	hni_ntuple_fields_of(&fields, info);
	err = hni_rss_get_fields(netdev, &fields);
	info->data = fields.data;
	return err;
}

static int hni_ntuple_set_fields(struct net_device *netdev,
				 const struct ethtool_rxnfc *info)
{
	struct ethtool_rxfh_fields fields;

	hni_ntuple_fields_of(&fields, info);
	return hni_rss_set_fields(netdev, &fields, NULL);
}

int hni_net_get_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info,
		      u32 *rule_locs)
{
	struct hni_net *net = netdev_priv(netdev);
	struct hni_ntuple *ntuple;

	switch (info->cmd) {
	case ETHTOOL_GRXRINGS:
		info->data = net->cfg.num_chans;
		return 0;
	case ETHTOOL_GRXFH:
		return hni_ntuple_get_fields(netdev, info);
	case ETHTOOL_GRXCLSRLCNT:
		hni_ntuple_count(net, info);
		return 0;
	case ETHTOOL_GRXCLSRULE:
		ntuple = hni_ntuple_find(net, info->fs.location);
		if (!ntuple)
			return -ENOENT;
		info->fs = ntuple->fs;
		if (ntuple->fs.flow_type & FLOW_RSS)
			info->rss_context = ntuple->rss_context;
		return 0;
	case ETHTOOL_GRXCLSRLALL:
		return hni_ntuple_list(net, info, rule_locs);
	default:
		return -EOPNOTSUPP;
	}
}

int hni_net_set_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info)
{
	struct hni_net *net = netdev_priv(netdev);
	int err;

	switch (info->cmd) {
	case ETHTOOL_SRXFH:
		return hni_ntuple_set_fields(netdev, info);
	case ETHTOOL_SRXCLSRLINS:
		mutex_lock(&net->rules_lock);
		err = hni_ntuple_insert(net, info);
		break;
	case ETHTOOL_SRXCLSRLDEL:
		mutex_lock(&net->rules_lock);
		err = hni_ntuple_delete(net, info->fs.location);
		break;
	default:
		return -EOPNOTSUPP;
	}
	mutex_unlock(&net->rules_lock);
	return err;
}

void hni_ntuple_fini(struct hni_net *net)
{
	struct hni_ntuple *ntuple, *next;

	list_for_each_entry_safe(ntuple, next, &net->ntuple, list)
		hni_ntuple_remove(net, ntuple);
}
