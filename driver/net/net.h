/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns struct hni_net, the PF netdev, and what the files here share.
 */
#ifndef _HNI_NET_H
#define _HNI_NET_H

#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/rhashtable.h>
#include <linux/spinlock.h>

#include "../hni.h"
#include "../hw/rpc.h"
#include "../ring/ring.h"

struct kernel_hwtstamp_config;
struct tc_mqprio_qopt_offload;

/**
 * struct hni_net_config - what changes the rings, netdev lock
 * @num_chans: channels, each a Tx and an Rx queue
 * @tx_size: descriptors per Tx ring
 * @rx_size: descriptors per Rx completion ring
 * @split: what the user has said of header split, ETHTOOL_TCP_DATA_SPLIT_*
 * @split_thresh: bytes; longer frames are split
 * @prog: XDP program or NULL; a reference is held
 * @xsks: AF_XDP pools by queue, NULL = none
 */
struct hni_net_config {
	unsigned int num_chans;
	u32 tx_size;
	u32 rx_size;
	u8 split;
	u32 split_thresh;
	struct bpf_prog *prog;
	struct hni_xsk *xsks[HNI_CHAN_PF_PAGES];
};

/* The largest frame may carry two tags beside its payload. */
#define HNI_NET_MTU_OF(frame_max)					\
	((int)(frame_max) - ETH_HLEN - 2 * VLAN_HLEN)

/* Lanes of the port, used or not */
#define HNI_NET_LANES		4

/**
 * struct hni_net_fec - sums of counters that reading clears
 * @corrected: blocks
 * @uncorrectable: blocks
 * @symbol_errors: of all lanes
 */
struct hni_net_fec {
	u64 corrected;
	u64 uncorrectable;
	u64 symbol_errors;
};

/**
 * struct hni_net - the PF netdev
 * @chans: open channels, by queue; changed under the netdev lock and @chans_lock,
 *	read by transmission while its queue is not stopped
 * @hdev: device
 * @netdev: itself
 * @chans_lock: lets statistics read @chans; guards @gone
 * @rules_lock: guards rules and hash of @rpc, and @tc_rules: tc comes with rtnl,
 *	ethtool with the netdev lock; who has both does without
 * @gone: counters of channels that are no more
 * @cfg: guarded by netdev lock
 * @coal: interrupt moderation by queue; netdev lock
 * @fec: netdev lock
 * @max_chans: constant
 * @rpc: classifier tables, see struct hni_rpc
 * @ntuple: struct hni_ntuple; netdev lock
 * @tc_rules: struct hni_net_rule by cookie
 * @hash_l4: HNI_CHAN_HASH_* whose hash includes ports; netdev lock
 * @rss_ctx: the RSS context that has the second RSS table, 0 = none; netdev lock
 * @has_classes: mqprio is offloaded; netdev lock
 * @rss_class: the class that has the second RSS table, 0 = none; netdev lock
 * @is_open: channels, link and firmware serve the netdev; netdev lock
 * @stamps: read by transmission; written under the netdev lock
 * @rx_filter: HWTSTAMP_FILTER_* in force; netdev lock
 * @link_is_up: interrupt thread, or nobody while it does not exist
 * @mac_is_stale: the MAC's settings have changed; atomic
 * @reset_work: starts the rings anew after a transmit time-out
 */
struct hni_net {
	struct hni_chan *chans[HNI_CHAN_PF_PAGES];
	struct hni_dev *hdev;
	struct net_device *netdev;
	spinlock_t chans_lock;		/* guards gone, chans for statistics */
	struct mutex rules_lock;	/* guards rpc.core */
	struct hni_chan_stats gone;
	struct hni_net_config cfg;
	struct hni_chan_coal coal[HNI_CHAN_PF_PAGES];
	struct hni_net_fec fec;
	unsigned int max_chans;
	struct hni_rpc rpc;
	struct list_head ntuple;
	struct rhashtable tc_rules;
	u32 rss_ctx;
	u8 hash_l4;
	bool has_classes;
	u8 rss_class;
	bool is_open;
	struct hni_chan_stamps stamps;
	int rx_filter;
	bool link_is_up;
	bool mac_is_stale;
	struct work_struct reset_work;
};

/**
 * hni_net_create() - create and register the PF netdev
 * @hdev: device; @hdev->netdev is set on success
 *
 * Context: process, devlink instance lock held.
 * Return: 0 or a negative error.
 */
int hni_net_create(struct hni_dev *hdev);

/**
 * hni_net_destroy() - undo hni_net_create()
 * @hdev: device
 *
 * Context: process, devlink instance lock held.
 */
void hni_net_destroy(struct hni_dev *hdev);

/**
 * hni_net_detach() - the device is about to lose its state, or has lost it
 * @hdev: device
 *
 * Context: process, rtnl held.
 */
void hni_net_detach(struct hni_dev *hdev);

/**
 * hni_net_attach() - give a device its state back, as users have set it
 * @hdev: device
 *
 * Context: process, rtnl held.
 * Return: 0; a negative error, and it is still detached.
 */
int hni_net_attach(struct hni_dev *hdev);

/*
 * reconfig.c: applies @cfg; netdev lock. What can fail comes before the first
 * change: after a failure the old one is still in force, and worked meanwhile.
 */
int hni_net_reconfigure(struct hni_net *net,
			const struct hni_net_config *cfg);
/* New rings of the same sizes; netdev is running */
int hni_net_rings_renew(struct hni_net *net);

/* layout.c: what @cfg makes of a queue's rings, and the MTU (@why: filled) */
void hni_net_layout(const struct hni_net_config *cfg, unsigned int queue,
		    struct hni_chan_layout *layout);
int hni_net_mtu_max(const struct hni_net_config *cfg, const char **why);
/* Return: ETHTOOL_TCP_DATA_SPLIT_*, as it is in force */
u8 hni_net_split_state(const struct hni_net_config *cfg);
/* Return: 0; -EINVAL if @cfg contradicts itself or @mtu, with a sentence */
int hni_net_config_check(const struct hni_net_config *cfg, unsigned int mtu,
			 struct netlink_ext_ack *extack);

/* netdev.c: operations of the netdev; netdev lock */
int hni_net_open(struct net_device *netdev);
int hni_net_stop(struct net_device *netdev);

/* netdev.c: makes channels @first to @end, hni_net_chans_free() undoes; netdev lock */
int hni_net_chans_alloc(struct hni_net *net, const struct hni_net_config *cfg,
			unsigned int first, unsigned int end);
void hni_net_chans_free(struct hni_net *net, unsigned int first,
			unsigned int end);
int hni_net_chans_open(struct hni_net *net, unsigned int first,
		       unsigned int end);
void hni_net_chans_close(struct hni_net *net, unsigned int first,
			 unsigned int end);
void hni_net_unused_queues_start(struct hni_net *net);

/* mqprio.c; netdev lock. Spreads evenly over @num_chans or queues of classes. */
void hni_net_rss_default(struct hni_net *net, unsigned int num_chans);
int hni_net_setup_mqprio(struct hni_net *net,
			 struct tc_mqprio_qopt_offload *mqprio);
/* Return: false if there is no such class */
bool hni_net_class_action(const struct hni_net *net, unsigned int class,
			  struct hof_rpc_action *action);

/* rss.c: ethtool operations; netdev lock */
void hni_rss_init(struct hni_net *net);
u32 hni_rss_get_indir_size(struct net_device *netdev);
u32 hni_rss_get_key_size(struct net_device *netdev);
int hni_rss_get(struct net_device *netdev, struct ethtool_rxfh_param *rxfh);
int hni_rss_set(struct net_device *netdev, struct ethtool_rxfh_param *rxfh,
		struct netlink_ext_ack *extack);
int hni_rss_ctx_create(struct net_device *netdev,
		       struct ethtool_rxfh_context *ctx,
		       const struct ethtool_rxfh_param *rxfh,
		       struct netlink_ext_ack *extack);
int hni_rss_ctx_modify(struct net_device *netdev,
		       struct ethtool_rxfh_context *ctx,
		       const struct ethtool_rxfh_param *rxfh,
		       struct netlink_ext_ack *extack);
int hni_rss_ctx_remove(struct net_device *netdev,
		       struct ethtool_rxfh_context *ctx, u32 rss_context,
		       struct netlink_ext_ack *extack);
int hni_rss_get_fields(struct net_device *netdev,
		       struct ethtool_rxfh_fields *cmd);
int hni_rss_set_fields(struct net_device *netdev,
		       const struct ethtool_rxfh_fields *cmd,
		       struct netlink_ext_ack *extack);
/* Return: false if there is no such context */
bool hni_rss_ctx_action(const struct hni_net *net, u32 rss_context,
			struct hof_rpc_action *action);

/* link.c: netdev lock */
int hni_link_start(struct hni_net *net);
void hni_link_stop(struct hni_net *net);
void hni_link_mac_update(struct hni_net *net);

/* module.c, coalesce.c, regs.c, mac_stats.c: operations of ethtool; netdev lock */
int hni_net_get_module_page(struct net_device *netdev,
			    const struct ethtool_module_eeprom *page,
			    struct netlink_ext_ack *extack);
int hni_net_get_coalesce(struct net_device *netdev,
			 struct ethtool_coalesce *ec,
			 struct kernel_ethtool_coalesce *kernel_ec,
			 struct netlink_ext_ack *extack);
int hni_net_set_coalesce(struct net_device *netdev,
			 struct ethtool_coalesce *ec,
			 struct kernel_ethtool_coalesce *kernel_ec,
			 struct netlink_ext_ack *extack);
int hni_net_get_queue_coalesce(struct net_device *netdev, u32 queue,
			       struct ethtool_coalesce *ec);
int hni_net_set_queue_coalesce(struct net_device *netdev, u32 queue,
			       struct ethtool_coalesce *ec);
int hni_net_get_regs_len(struct net_device *netdev);
void hni_net_get_regs(struct net_device *netdev, struct ethtool_regs *regs,
		      void *data);
void hni_net_get_eth_phy_stats(struct net_device *netdev,
			       struct ethtool_eth_phy_stats *stats);
void hni_net_get_eth_mac_stats(struct net_device *netdev,
			       struct ethtool_eth_mac_stats *stats);
void hni_net_get_eth_ctrl_stats(struct net_device *netdev,
				struct ethtool_eth_ctrl_stats *stats);
void hni_net_get_rmon_stats(struct net_device *netdev,
			    struct ethtool_rmon_stats *stats,
			    const struct ethtool_rmon_hist_range **ranges);
void hni_net_get_pause_stats(struct net_device *netdev,
			     struct ethtool_pause_stats *stats);
void hni_net_get_fec_stats(struct net_device *netdev,
			   struct ethtool_fec_stats *stats);

/**
 * hni_ptp_create() - start the function's clock and register it
 * @hdev: device, its BAR 0 is mapped; @hdev->clock is set on success
 *
 * Context: process.
 * Return: 0 or a negative error.
 */
int hni_ptp_create(struct hni_dev *hdev);

/**
 * hni_ptp_destroy() - undo hni_ptp_create()
 * @hdev: device, stopped
 *
 * Context: process.
 */
void hni_ptp_destroy(struct hni_dev *hdev);

/* ptp.c: operations of the netdev and of ethtool; netdev lock */
int hni_net_hwtstamp_get(struct net_device *netdev,
			 struct kernel_hwtstamp_config *config);
int hni_net_hwtstamp_set(struct net_device *netdev,
			 struct kernel_hwtstamp_config *config,
			 struct netlink_ext_ack *extack);
int hni_net_get_ts_info(struct net_device *netdev,
			struct kernel_ethtool_ts_info *info);
void hni_net_get_ts_stats(struct net_device *netdev,
			  struct ethtool_ts_stats *stats);

/* selftest.c: operations of ethtool; netdev lock */
int hni_net_test_count(void);
void hni_net_test_strings(u8 *data);
void hni_net_self_test(struct net_device *netdev, struct ethtool_test *test,
		       u64 *data);

/* stats.c */
void hni_net_stats_retire(struct hni_net *net, unsigned int idx);
void hni_net_stats_sum(struct hni_net *net, struct hni_chan_stats *sum);
void hni_net_hw_stats_update(struct hni_net *net);
void hni_net_get_stats64(struct net_device *netdev,
			 struct rtnl_link_stats64 *stats);
extern const struct netdev_stat_ops hni_net_stat_ops;

/* tc.c; rtnl. Busy: there are filters, those that software keeps included */
int hni_net_tc_init(struct hni_net *net);
void hni_net_tc_fini(struct hni_net *net);
bool hni_net_tc_is_busy(struct hni_net *net);
int hni_net_setup_tc(struct net_device *netdev, enum tc_setup_type type,
		     void *type_data);

/* ntuple.c; netdev lock */
void hni_ntuple_fini(struct hni_net *net);
bool hni_ntuple_uses_ctx(const struct hni_net *net, u32 rss_context);
int hni_net_get_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info,
		      u32 *rule_locs);
int hni_net_set_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info);

/* xdp.c */
void hni_net_xdp_init(struct net_device *netdev);
int hni_net_xdp(struct net_device *netdev, struct netdev_bpf *bpf);
int hni_net_xdp_xmit(struct net_device *netdev, int num,
		     struct xdp_frame **frames, u32 flags);

/* xsk.c; netdev lock, but for the last. Bytes that a buffer of any pool holds */
u32 hni_net_xsk_frame_max(const struct hni_net_config *cfg);
int hni_net_xsk_setup(struct hni_net *net, unsigned int queue,
		      struct xsk_buff_pool *pool);
int hni_net_xsk_wakeup(struct net_device *netdev, u32 queue, u32 flags);

/* queue.c; where the kernel has it, else there is no such file */
extern const struct netdev_queue_mgmt_ops hni_net_queue_ops;

/* ethtool.c */
extern const struct ethtool_ops hni_net_ethtool_ops;

#endif /* _HNI_NET_H */
