// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns spreading over queues as ethtool shows it: indirection tables, key, the
 * fields of the hash, and the RSS context.
 *
 * The device has two tables and one key. Table 0 is that of all frames which no
 * rule sends elsewhere. Table 1 belongs to an RSS context, or to a class of
 * mqprio, or else to nobody; then it follows table 0.
 */

#include "net.h"

#define HNI_RSS_CTX_TABLE	1

/* The kernel explains a refusal to those who ask by netlink, only. */
static int hni_rss_refuse(struct hni_net *net, struct netlink_ext_ack *extack,
			  int err, const char *text)
{
	NL_SET_ERR_MSG_FMT_MOD(extack, "%s", text);
	if (!extack)
		netdev_err(net->netdev, "%s\n", text);
	return err;
}

u32 hni_rss_get_indir_size(struct net_device *netdev)
{
	return HNI_RPC_RSS_TBL_SIZE;
}

u32 hni_rss_get_key_size(struct net_device *netdev)
{
	return HNI_RSS_KEY_BYTES;
}

int hni_rss_get(struct net_device *netdev, struct ethtool_rxfh_param *rxfh)
{
	struct hni_net *net = netdev_priv(netdev);
	unsigned int i;

	rxfh->hfunc = ETH_RSS_HASH_TOP;
	if (rxfh->key)
		memcpy(rxfh->key, net->rpc.key, HNI_RSS_KEY_BYTES);
	if (rxfh->indir)
		for (i = 0; i < HNI_RPC_RSS_TBL_SIZE; i++)
			rxfh->indir[i] = net->rpc.indir[0][i];
	return 0;
}

static int hni_rss_check(struct hni_net *net,
			 const struct ethtool_rxfh_param *rxfh,
			 struct netlink_ext_ack *extack)
{
	if (rxfh->hfunc != ETH_RSS_HASH_NO_CHANGE &&
	    rxfh->hfunc != ETH_RSS_HASH_TOP)
		return hni_rss_refuse(net, extack, -EOPNOTSUPP,
				      "the hash is Toeplitz");
	if (rxfh->input_xfrm && rxfh->input_xfrm != RXH_XFRM_NO_CHANGE)
		return hni_rss_refuse(net, extack, -EOPNOTSUPP,
				      "the hash cannot be made symmetric");
	return 0;
}

/* Written at once if frames are received, else when the interface comes up */
static void hni_rss_indir_set(struct hni_net *net, unsigned int table,
			      const u32 *indir)
{
	unsigned int i;

	for (i = 0; i < HNI_RPC_RSS_TBL_SIZE; i++)
		net->rpc.indir[table][i] = indir[i];
	if (netif_running(net->netdev))
		hni_rpc_indir_write(net->hdev, &net->rpc, table);
}

int hni_rss_set(struct net_device *netdev, struct ethtool_rxfh_param *rxfh,
		struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);
	int err;

	err = hni_rss_check(net, rxfh, extack);
	if (err)
		return err;
	if (rxfh->indir && net->has_classes)
		return hni_rss_refuse(net, extack, -EBUSY,
				      "mqprio has the RSS table");
	if (rxfh->key) {
		memcpy(net->rpc.key, rxfh->key, HNI_RSS_KEY_BYTES);
		if (netif_running(netdev))
			hni_rpc_key_write(net->hdev, &net->rpc);
	}
	if (rxfh->indir)
		hni_rss_indir_set(net, 0, rxfh->indir);
	return 0;
}

/* A channel that does not know which frames it gets counts on the least. */
static void hni_rss_l4_update(struct hni_net *net)
{
	u16 ports = HNI_RPC_RSS_L4_SRC | HNI_RPC_RSS_L4_DST;
	unsigned int table, class;
	u8 hash_l4 = 0;

	for (class = HOF_RPC_UDP6; class <= HOF_RPC_TCP4; class++) {
		for (table = 0; table < HNI_RPC_RSS_TABLES; table++)
			if (!(net->rpc.core.hash[table][class] & ports))
				break;
		if (table == HNI_RPC_RSS_TABLES)
			hash_l4 |= BIT(class);
	}
	WRITE_ONCE(net->hash_l4, hash_l4);
}

static_assert(BIT(HOF_RPC_UDP6) == HNI_CHAN_HASH_UDP6);
static_assert(BIT(HOF_RPC_UDP4) == HNI_CHAN_HASH_UDP4);
static_assert(BIT(HOF_RPC_TCP6) == HNI_CHAN_HASH_TCP6);
static_assert(BIT(HOF_RPC_TCP4) == HNI_CHAN_HASH_TCP4);

void hni_rss_init(struct hni_net *net)
{
	hni_net_rss_default(net, net->cfg.num_chans);
	hni_rss_l4_update(net);
}

/* Table 1 is free for a context: it begins as table 0 is now. */
static void hni_rss_fields_follow(struct hni_net *net)
{
	struct hof_rpc *core = &net->rpc.core;
	unsigned int class;

	for (class = 0; class < HOF_RPC_CLASSES; class++)
		hof_rpc_hash_set(core, HNI_RSS_CTX_TABLE, class,
				 core->hash[0][class]);
	hni_rss_l4_update(net);
}

static int hni_rss_ctx_init(struct hni_net *net,
			    struct ethtool_rxfh_context *ctx,
			    const struct ethtool_rxfh_param *rxfh,
			    struct netlink_ext_ack *extack)
{
	u32 *indir = ethtool_rxfh_context_indir(ctx);
	unsigned int i;
	int err;

	if (net->rss_ctx)
		return hni_rss_refuse(net, extack, -ENOSPC,
				      "both RSS tables are in use: there can be one context beside the default");
	if (net->has_classes && net->rss_class)
		return hni_rss_refuse(net, extack, -EBUSY,
				      "both RSS tables are in use: a class of mqprio has the second one");
	if (hof_rpc_table_used(&net->rpc.core, HNI_RSS_CTX_TABLE))
		return hni_rss_refuse(net, extack, -EBUSY,
				      "both RSS tables are in use: a tc filter names a class of several queues");
	err = hni_rss_check(net, rxfh, extack);
	if (err)
		return err;

	for (i = 0; i < HNI_RPC_RSS_TBL_SIZE; i++)
		indir[i] = rxfh->indir ? rxfh->indir[i] :
			   ethtool_rxfh_indir_default(i, net->cfg.num_chans);
	if (ctx->key_size == HNI_RSS_KEY_BYTES)
		memcpy(ethtool_rxfh_context_key(ctx), net->rpc.key,
		       HNI_RSS_KEY_BYTES);
	ctx->hfunc = ETH_RSS_HASH_TOP;
	net->rss_ctx = rxfh->rss_context;
	hni_rss_fields_follow(net);
	hni_rss_indir_set(net, HNI_RSS_CTX_TABLE, indir);
	return 0;
}

int hni_rss_ctx_create(struct net_device *netdev,
		       struct ethtool_rxfh_context *ctx,
		       const struct ethtool_rxfh_param *rxfh,
		       struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);
	int err;

	mutex_lock(&net->rules_lock);
	err = hni_rss_ctx_init(net, ctx, rxfh, extack);
	mutex_unlock(&net->rules_lock);
	return err;
}

int hni_rss_ctx_modify(struct net_device *netdev,
		       struct ethtool_rxfh_context *ctx,
		       const struct ethtool_rxfh_param *rxfh,
		       struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);
	int err;

	err = hni_rss_check(net, rxfh, extack);
	if (err)
		return err;
	if (rxfh->indir)
		hni_rss_indir_set(net, HNI_RSS_CTX_TABLE, rxfh->indir);
	return 0;
}

int hni_rss_ctx_remove(struct net_device *netdev,
		       struct ethtool_rxfh_context *ctx, u32 rss_context,
		       struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);

	if (hni_ntuple_uses_ctx(net, rss_context))
		return hni_rss_refuse(net, extack, -EBUSY,
				      "a rule of ethtool -N names this context");
	mutex_lock(&net->rules_lock);
	net->rss_ctx = 0;
	hni_rss_fields_follow(net);
	mutex_unlock(&net->rules_lock);
	return 0;
}

bool hni_rss_ctx_action(const struct hni_net *net, u32 rss_context,
			struct hof_rpc_action *action)
{
	if (rss_context && rss_context != net->rss_ctx)
		return false;
	action->verdict = HOF_RPC_SPREAD;
	action->arg = rss_context ? HNI_RSS_CTX_TABLE : 0;
	return true;
}

static const struct {
	u32 rxh;
	u16 field;
} hni_rss_fields[] = {
	{ RXH_L2DA, HNI_RPC_RSS_L2_DA },
	{ RXH_IP_SRC, HNI_RPC_RSS_IP_SRC },
	{ RXH_IP_DST, HNI_RPC_RSS_IP_DST },
	{ RXH_L4_B_0_1, HNI_RPC_RSS_L4_SRC },
	{ RXH_L4_B_2_3, HNI_RPC_RSS_L4_DST },
	{ HNI_COMPAT_RXH_IP6_FL, HNI_RPC_RSS_IV6_FL_LBL },
};

#define HNI_RSS_L3	(RXH_L2DA | RXH_IP_SRC | RXH_IP_DST)
#define HNI_RSS_L4	(HNI_RSS_L3 | RXH_L4_B_0_1 | RXH_L4_B_2_3)

static const struct {
	u32 flow_type;
	u32 offered;		/* RXH_* that its frames can have */
	enum hof_rpc_class class;
} hni_rss_flows[] = {
	{ UDP_V6_FLOW, HNI_RSS_L4 | HNI_COMPAT_RXH_IP6_FL, HOF_RPC_UDP6 },
	{ UDP_V4_FLOW, HNI_RSS_L4, HOF_RPC_UDP4 },
	{ TCP_V6_FLOW, HNI_RSS_L4 | HNI_COMPAT_RXH_IP6_FL, HOF_RPC_TCP6 },
	{ TCP_V4_FLOW, HNI_RSS_L4, HOF_RPC_TCP4 },
	{ IPV6_FLOW, HNI_RSS_L3 | HNI_COMPAT_RXH_IP6_FL, HOF_RPC_IP6 },
	{ IPV4_FLOW, HNI_RSS_L3, HOF_RPC_IP4 },
	{ ETHER_FLOW, RXH_L2DA, HOF_RPC_ETHER },
};

/* Return: index in hni_rss_flows, or -EOPNOTSUPP; -EINVAL: no such context */
static int hni_rss_flow_find(const struct hni_net *net,
			     const struct ethtool_rxfh_fields *cmd)
{
	unsigned int i;

	if (cmd->rss_context && cmd->rss_context != net->rss_ctx)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(hni_rss_flows); i++)
		if (hni_rss_flows[i].flow_type == cmd->flow_type)
			return i;
	return -EOPNOTSUPP;
}

int hni_rss_get_fields(struct net_device *netdev,
		       struct ethtool_rxfh_fields *cmd)
{
	struct hni_net *net = netdev_priv(netdev);
	int flow = hni_rss_flow_find(net, cmd);
	unsigned int i;
	u16 fields;

	if (flow < 0)
		return flow;
	fields = net->rpc.core.hash[!!cmd->rss_context]
				   [hni_rss_flows[flow].class];
	cmd->data = 0;
	for (i = 0; i < ARRAY_SIZE(hni_rss_fields); i++)
		if (fields & hni_rss_fields[i].field)
			cmd->data |= hni_rss_fields[i].rxh;
	return 0;
}

int hni_rss_set_fields(struct net_device *netdev,
		       const struct ethtool_rxfh_fields *cmd,
		       struct netlink_ext_ack *extack)
{
	struct hni_net *net = netdev_priv(netdev);
	int flow = hni_rss_flow_find(net, cmd);
	unsigned int class, i;
	u16 fields = 0;

	if (flow == -EOPNOTSUPP)
		return hni_rss_refuse(net, extack, flow,
				      "the hash is set for tcp4, tcp6, udp4, udp6, ip4, ip6 and ether");
	if (flow < 0)
		return flow;
	if (cmd->data & ~hni_rss_flows[flow].offered)
		return hni_rss_refuse(net, extack, -EINVAL,
				      "the hash has MAC destination, addresses, ports, and the flow label of IPv6");
	for (i = 0; i < ARRAY_SIZE(hni_rss_fields); i++)
		if (cmd->data & hni_rss_fields[i].rxh)
			fields |= hni_rss_fields[i].field;

	class = hni_rss_flows[flow].class;
	mutex_lock(&net->rules_lock);
	if (!cmd->rss_context)
		hni_rpc_fields_set(net->hdev, &net->rpc, class, fields);
	if (cmd->rss_context || !net->rss_ctx)
		hof_rpc_hash_set(&net->rpc.core, HNI_RSS_CTX_TABLE, class,
				 fields);
	hni_rss_l4_update(net);
	mutex_unlock(&net->rules_lock);
	return 0;
}
