/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the differences between kernels, together with compat.c. HNI_HAS_* say
 * what the kernel has: Kbuild looks it up in its headers. No file asks for the
 * version, which does not tell: 6.12.117 of Debian, say, has what came to the
 * mainline with 6.17.
 */
#ifndef _HNI_COMPAT_H
#define _HNI_COMPAT_H

#include <linux/dim.h>
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/devlink.h>
#include <net/flow.h>
#include <net/flow_offload.h>
#include <net/inet_dscp.h>
#include <net/netdev_queues.h>
#include <net/page_pool/helpers.h>
#include <net/xdp.h>

/*
 * The number of Rx queues got an operation of its own in ethtool_ops, beside
 * the one of get_rxnfc.
 */
#ifdef HNI_HAS_RX_RING_COUNT
u32 hni_compat_get_rx_ring_count(struct net_device *netdev);
#define HNI_COMPAT_RX_RING_COUNT					\
	.get_rx_ring_count = hni_compat_get_rx_ring_count,
#else
#define HNI_COMPAT_RX_RING_COUNT
#endif

/*
 * The fields of the hash got operations of their own, too, and an RSS context
 * fields of its own.
 */
#ifdef HNI_HAS_RXFH_FIELDS
#define HNI_COMPAT_RXFH_FIELDS(_get, _set)				\
	.rxfh_per_ctx_fields = true,					\
	.get_rxfh_fields = _get,					\
	.set_rxfh_fields = _set,
#else
struct ethtool_rxfh_fields {
	u32 data;
	u32 flow_type;
	u32 rss_context;
};

#define HNI_COMPAT_RXFH_FIELDS(_get, _set)
#endif

/* The flow label of IPv6 as a field of the hash; 0 = not known */
#ifdef RXH_IP6_FL
#define HNI_COMPAT_RXH_IP6_FL		RXH_IP6_FL
#else
#define HNI_COMPAT_RXH_IP6_FL		0
#endif

/* A netdev that stays in its network namespace. */
static inline void hni_compat_netns_immutable(struct net_device *netdev)
{
#ifdef HNI_HAS_NETNS_IMMUTABLE
	netdev->netns_immutable = true;
#else
	netdev->netns_local = true;
#endif
}

/*
 * Is the filter not held by software? Older kernels do not say so, but give a
 * driver the means to explain a refusal for such filters, and for those with
 * the flag "verbose" which cannot be told apart.
 */
static inline bool
hni_compat_is_skip_sw(const struct flow_cls_common_offload *common)
{
#ifdef HNI_HAS_SKIP_SW
	return common->skip_sw;
#else
	return common->extack;
#endif
}

/* The grace period moved from the arguments into the operations. */
static inline struct devlink_health_reporter *
hni_compat_health_create(struct devlink *devlink,
			 const struct devlink_health_reporter_ops *ops,
			 void *priv)
{
#ifdef HNI_HAS_HEALTH_PERIOD
	return devl_health_reporter_create(devlink, ops, priv);
#else
	return devl_health_reporter_create(devlink, ops, 0, priv);
#endif
}

/* Reading a parameter of devlink may explain a failure. */
#ifdef HNI_HAS_PARAM_GET_EXTACK
#define HNI_COMPAT_PARAM_GET(_name)					\
	int _name(struct devlink *devlink, u32 id,			\
		  struct devlink_param_gset_ctx *ctx,			\
		  struct netlink_ext_ack *extack)
#else
#define HNI_COMPAT_PARAM_GET(_name)					\
	int _name(struct devlink *devlink, u32 id,			\
		  struct devlink_param_gset_ctx *ctx)
#endif

/* A Geneve device may have an address of its own; 0 = there is no such thing. */
#ifdef HNI_HAS_GENEVE_LOCAL
#define HNI_COMPAT_GENEVE_LOCAL		IFLA_GENEVE_LOCAL
#define HNI_COMPAT_GENEVE_LOCAL6	IFLA_GENEVE_LOCAL6
#else
#define HNI_COMPAT_GENEVE_LOCAL		0
#define HNI_COMPAT_GENEVE_LOCAL6	0
#endif

/* The DSCP of a route lookup got a type of its own. */
static inline void hni_compat_flow4_tos(struct flowi4 *flow, u8 tos)
{
#ifdef HNI_HAS_FLOWI4_DSCP
	flow->flowi4_dscp = inet_dsfield_to_dscp(tos);
#else
	flow->flowi4_tos = tos & INET_DSCP_MASK;
#endif
}

/*
 * Operations of a netdev with a queue API run under its own lock; those of
 * ethtool under that alone, without rtnl, unless they ask for both.
 */
#ifdef HNI_HAS_OPS_LOCK
#include <net/netdev_lock.h>

#define HNI_COMPAT_OPS_NEED_RTNL					\
	.op_needs_rtnl = ETHTOOL_OP_NEEDS_RTNL_SRINGPARAM |		\
			 ETHTOOL_OP_NEEDS_RTNL_SCHANNELS |		\
			 ETHTOOL_OP_NEEDS_RTNL_TEST,

static inline void hni_compat_assert_ops(const struct net_device *netdev)
{
	netdev_assert_locked_ops_compat(netdev);
}

/* rtnl is held */
static inline void hni_compat_ops_lock(struct net_device *netdev)
{
	netdev_lock_ops(netdev);
}

static inline void hni_compat_ops_unlock(struct net_device *netdev)
{
	netdev_unlock_ops(netdev);
}

/* The others are called with what hni_compat_assert_ops() wants. */
static inline void hni_compat_close(struct net_device *netdev)
{
	netif_close(netdev);
}

static inline void hni_compat_xdp_target_set(struct net_device *netdev)
{
	if (netdev_need_ops_lock(netdev))
		xdp_features_set_redirect_target_locked(netdev, true);
	else
		xdp_features_set_redirect_target(netdev, true);
}

static inline void hni_compat_xdp_target_clear(struct net_device *netdev)
{
	if (netdev_need_ops_lock(netdev))
		xdp_features_clear_redirect_target_locked(netdev);
	else
		xdp_features_clear_redirect_target(netdev);
}

static inline void hni_compat_napi_enable(struct napi_struct *napi)
{
	if (netdev_need_ops_lock(napi->dev))
		napi_enable_locked(napi);
	else
		napi_enable(napi);
}

static inline void hni_compat_napi_disable(struct napi_struct *napi)
{
	if (netdev_need_ops_lock(napi->dev))
		napi_disable_locked(napi);
	else
		napi_disable(napi);
}

static inline void hni_compat_napi_del(struct napi_struct *napi)
{
	if (netdev_need_ops_lock(napi->dev))
		netif_napi_del_locked(napi);
	else
		netif_napi_del(napi);
}

static inline void hni_compat_napi_set_irq(struct napi_struct *napi, int irq)
{
	if (netdev_need_ops_lock(napi->dev))
		netif_napi_set_irq_locked(napi, irq);
	else
		netif_napi_set_irq(napi, irq);
}

/* The kernel keeps a NAPI's settings over its life, by its number. */
static inline void
hni_compat_napi_add(struct net_device *netdev, struct napi_struct *napi,
		    int (*poll)(struct napi_struct *napi, int budget),
		    unsigned int index)
{
	if (netdev_need_ops_lock(netdev))
		netif_napi_add_config_locked(netdev, napi, poll, index);
	else
		netif_napi_add_config(netdev, napi, poll, index);
}
#else
#define HNI_COMPAT_OPS_NEED_RTNL

static inline void hni_compat_assert_ops(const struct net_device *netdev)
{
	ASSERT_RTNL();
}

static inline void hni_compat_ops_lock(struct net_device *netdev)
{
}

static inline void hni_compat_ops_unlock(struct net_device *netdev)
{
}

static inline void hni_compat_close(struct net_device *netdev)
{
	dev_close(netdev);
}

static inline void hni_compat_xdp_target_set(struct net_device *netdev)
{
	xdp_features_set_redirect_target(netdev, true);
}

static inline void hni_compat_xdp_target_clear(struct net_device *netdev)
{
	xdp_features_clear_redirect_target(netdev);
}

static inline void hni_compat_napi_enable(struct napi_struct *napi)
{
	napi_enable(napi);
}

static inline void hni_compat_napi_disable(struct napi_struct *napi)
{
	napi_disable(napi);
}

static inline void hni_compat_napi_del(struct napi_struct *napi)
{
	netif_napi_del(napi);
}

static inline void hni_compat_napi_set_irq(struct napi_struct *napi, int irq)
{
	netif_napi_set_irq(napi, irq);
}

/* Newer kernels keep a NAPI's settings over its life, by its number. */
static inline void
hni_compat_napi_add(struct net_device *netdev, struct napi_struct *napi,
		    int (*poll)(struct napi_struct *napi, int budget),
		    unsigned int index)
{
#ifdef HNI_HAS_NAPI_CONFIG
	netif_napi_add_config(netdev, napi, poll, index);
#else
	netif_napi_add(netdev, napi, poll);
#endif
}
#endif

/*
 * Address lists: newer kernels tell of a change in process context, with copies of
 * the lists and not under their lock, and want to know whether it has worked.
 */
#ifdef HNI_HAS_RX_MODE_ASYNC
#define HNI_COMPAT_RX_MODE_OP		ndo_set_rx_mode_async
#define HNI_COMPAT_RX_MODE(_name)					\
	int _name(struct net_device *netdev,				\
		  struct netdev_hw_addr_list *uc,			\
		  struct netdev_hw_addr_list *mc)
#define HNI_COMPAT_RX_MODE_DONE		0

static inline void hni_compat_rx_mode_lock(struct net_device *netdev)
{
	netif_addr_lock_bh(netdev);
}

static inline void hni_compat_rx_mode_unlock(struct net_device *netdev)
{
	netif_addr_unlock_bh(netdev);
}
#else
#define HNI_COMPAT_RX_MODE_OP		ndo_set_rx_mode
#define HNI_COMPAT_RX_MODE(_name)					\
	void _name(struct net_device *netdev)
#define HNI_COMPAT_RX_MODE_DONE

static inline void hni_compat_rx_mode_lock(struct net_device *netdev)
{
}

static inline void hni_compat_rx_mode_unlock(struct net_device *netdev)
{
}
#endif

/*
 * A queue whose payload goes to the memory of a provider, which the CPU may not
 * be able to read. Older kernels leave it to drivers to see that nothing else is
 * set that does not go with it: there the queue API is not offered.
 */
#ifdef HNI_HAS_QUEUE_CONFIG
static inline void
hni_compat_queue_ops_set(struct net_device *netdev,
			 const struct netdev_queue_mgmt_ops *ops)
{
	netdev->queue_mgmt_ops = ops;
}

static inline bool hni_compat_has_provider(struct net_device *netdev,
					   unsigned int queue)
{
	return netif_rxq_has_unreadable_mp(netdev, queue);
}

static inline void hni_compat_netmem_sync(const struct page_pool *pool,
					  netmem_ref netmem, u32 off, u32 len)
{
	page_pool_dma_sync_netmem_for_cpu(pool, netmem, off, len);
}
#else
#define hni_compat_queue_ops_set(_netdev, _ops)

static inline bool hni_compat_has_provider(struct net_device *netdev,
					   unsigned int queue)
{
	return false;
}

static inline void hni_compat_netmem_sync(const struct page_pool *pool,
					  netmem_ref netmem, u32 off, u32 len)
{
	page_pool_dma_sync_for_cpu(pool, netmem_to_page(netmem), off, len);
}
#endif

static inline void hni_compat_net_dim(struct dim *dim, struct dim_sample sample)
{
#ifdef HNI_HAS_NET_DIM_POINTER
	net_dim(dim, &sample);
#else
	net_dim(dim, sample);
#endif
}

/* FEC statistics may come with a histogram of symbol errors. */
#ifdef HNI_HAS_FEC_HIST
#define HNI_COMPAT_FEC_STATS(_name)					\
	void _name(struct net_device *netdev,				\
		   struct ethtool_fec_stats *stats,			\
		   struct ethtool_fec_hist *hist)
#else
#define HNI_COMPAT_FEC_STATS(_name)					\
	void _name(struct net_device *netdev,				\
		   struct ethtool_fec_stats *stats)
#endif

/* A switch that is prepared but does not forward yet. */
#ifdef HNI_HAS_MODE_INACTIVE
#define HNI_COMPAT_HAS_MODE_INACTIVE
#endif

/*
 * Header split got a threshold, and the kernel keeps what the user has said of
 * it apart from what is in force; before, setting anything gives back what
 * get_ringparam() has reported. The last three functions: what to report, and
 * what the user wants, where nothing else is known.
 */
#ifdef HNI_HAS_HDS_THRESH
#define HNI_COMPAT_RING_PARAMS		(ETHTOOL_RING_USE_TCP_DATA_SPLIT | \
					 ETHTOOL_RING_USE_HDS_THRS)

static inline void hni_compat_hds_init(struct net_device *netdev, u32 thresh)
{
	netdev->cfg->hds_thresh = thresh;
}

static inline void hni_compat_hds_show(struct kernel_ethtool_ringparam *ring,
				       u32 thresh, u32 max)
{
	ring->hds_thresh = thresh;
	ring->hds_thresh_max = max;
}

static inline u32
hni_compat_hds_thresh(const struct kernel_ethtool_ringparam *ring, u32 now)
{
	return ring->hds_thresh;
}

static inline u8
hni_compat_hds_split(const struct kernel_ethtool_ringparam *ring, u8 reported,
		     u8 now)
{
	return ring->tcp_data_split;
}
#else
#define HNI_COMPAT_RING_PARAMS		ETHTOOL_RING_USE_TCP_DATA_SPLIT

static inline void hni_compat_hds_init(struct net_device *netdev, u32 thresh)
{
}

static inline void hni_compat_hds_show(struct kernel_ethtool_ringparam *ring,
				       u32 thresh, u32 max)
{
}

static inline u32
hni_compat_hds_thresh(const struct kernel_ethtool_ringparam *ring, u32 now)
{
	return now;
}

static inline u8
hni_compat_hds_split(const struct kernel_ethtool_ringparam *ring, u8 reported,
		     u8 now)
{
	return ring->tcp_data_split == reported ? now : ring->tcp_data_split;
}
#endif

/* Busy polling of a socket found its NAPI by what XDP knows of the queue. */
static inline void hni_compat_rxq_napi_set(struct xdp_rxq_info *rxq, u32 napi_id)
{
#ifdef HNI_HAS_RXQ_NAPI_ID
	WRITE_ONCE(rxq->napi_id, napi_id);
#endif
}

#endif /* _HNI_COMPAT_H */
