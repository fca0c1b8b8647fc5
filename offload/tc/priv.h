/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the files of this directory share: blocks, chains, rules and a
 * filter under construction.
 */
#ifndef _HNI_TC_PRIV_H
#define _HNI_TC_PRIV_H

#include <linux/hashtable.h>
#include <linux/rhashtable.h>
#include <linux/xarray.h>

#include "../../driver/hw/esw.h"
#include "ledger.h"
#include "parse.h"
#include "tc.h"
#include "watch.h"

/* A port has a table in each direction */
enum hni_tc_dir {
	HNI_TC_INGRESS,
	HNI_TC_EGRESS,
	HNI_TC_DIRS,
};

/* of the uplink, by the contract */
#define HNI_TC_PORT_UPLINK	0

/**
 * struct hni_tc_port - what tc knows of a port
 * @netdev: its representor, NULL = none; written under hni_esw.lock
 * @ifindex: of @netdev, 0 = none; written under hni_esw.lock
 * @is_off: hw-tc-offload of @netdev is off; guarded by hni_esw.lock, since the
 *	netdev's own flag is rtnl's, without which filters come
 * @block: block bound to it in each direction, NULL = none; guarded by
 *	hni_esw.lock
 */
struct hni_tc_port {
	struct net_device *netdev;
	int ifindex;
	bool is_off;
	struct hni_tc_block *block[HNI_TC_DIRS];
};

/**
 * struct hni_tc - the front-end; guarded by hni_esw.lock unless noted
 * @esw: owner
 * @mem: the engine's memory
 * @core: the engine
 * @tables: table ids in use
 * @blocks: all struct hni_tc_block
 * @cbs: the kernel's list of our flow_block_cbs; guarded by rtnl
 * @ports: by port number
 * @locked_bmc: the BMC's port if it may reach the uplink only, else -1; constant
 * @rules: struct hni_tc_rule by sequence number
 * @is_posted: do not wait for the device; read without a lock
 * @ledger: what was refused, of the function; has a lock of its own
 * @meters: struct hni_tc_meter by the cookie of its action
 * @samplers: struct hni_tc_sampler by number; read under RCU, too
 * @tunnels: struct hni_tc_tunnel
 * @tundevs: struct hni_tc_tundev
 * @encaps: struct hni_tc_encap by their key
 * @watch: tells of what changes around tunnels
 * @zones: struct hni_tc_zone
 * @zones_changed: a zone has to be joined or left
 * @zone_lock: serialises joining and leaving; taken before hni_esw.lock
 * @settle: binds ports to blocks whose replay is over
 * @rehash: moves rows out of the TCAM
 * @rehash_ms: how often, 0 = never; read without a lock
 */
struct hni_tc {
	struct hni_esw *esw;
	void *mem;
	struct hof_esw *core;
	unsigned long *tables;
	struct list_head blocks;
	struct list_head cbs;
	struct hni_tc_port ports[HNI_ESW_MAX_PORTS];
	int locked_bmc;
	struct xarray rules;
	bool is_posted;
	struct hni_ledger *ledger;
	struct xarray meters;
	struct xarray samplers;
	struct list_head tunnels;
	struct list_head tundevs;
	DECLARE_HASHTABLE(encaps, 8);
	struct hni_tc_watch watch;
	struct list_head zones;
	bool zones_changed;
	struct mutex zone_lock;	/* see above */
	struct work_struct settle;
	struct delayed_work rehash;
	u32 rehash_ms;
};

struct hni_tc_tunnel;

/**
 * struct hni_tc_chain - a chain of a block: one table of the device
 * @list: in hni_tc_block.chains
 * @index: number of the chain
 * @table: id of the table
 * @users: rules in it, operations that go to it, and for chain 0 the block
 */
struct hni_tc_chain {
	struct list_head list;
	u32 index;
	u16 table;
	unsigned int users;
};

/**
 * struct hni_tc_block - a tcf_block in one direction
 *
 * Guarded by hni_esw.lock unless noted.
 *
 * @tc: owner
 * @list: in hni_tc.blocks
 * @dir: direction
 * @flow: the kernel's block; constant
 * @cb: the kernel's callback object; constant
 * @rules: struct hni_tc_rule by cookie
 * @num_in_hw: rules that hardware executes
 * @chains: struct hni_tc_chain
 * @root: chain 0
 * @is_settled: the replay of the first bind is over and ports are bound
 * @tunnel: the tunnel device that it belongs to, NULL = it belongs to ports
 */
struct hni_tc_block {
	struct hni_tc *tc;
	struct list_head list;
	enum hni_tc_dir dir;
	struct flow_block *flow;
	struct flow_block_cb *cb;
	struct rhashtable rules;
	unsigned int num_in_hw;
	struct list_head chains;
	struct hni_tc_chain *root;
	bool is_settled;
	struct hni_tc_tunnel *tunnel;
};

/**
 * struct hni_tc_hold - what an operation of a rule names
 * @code: the operation
 * @object: chain, meter or sampler
 */
struct hni_tc_hold {
	u8 code;
	void *object;
};

/**
 * struct hni_tc_rule - a filter, offloaded or refused and shadowed
 *
 * Guarded by hni_esw.lock.
 *
 * @node: in hni_tc_block.rules
 * @cookie: the kernel's name of the filter
 * @seq: our own, which may be shown
 * @block: where it is
 * @chain: where in the block
 * @num_holds: entries in @holds
 * @holds: what its operations name
 * @protocol: of the filter
 * @stats: how it is counted
 * @refs: the block, and whoever waits for its counter
 * @is_gone: deleted while somebody waits for its counter
 * @pkts: frames that the kernel has been told of
 * @bytes: bytes that the kernel has been told of
 * @rule: the engine's part; last, its size depends on the filter
 */
struct hni_tc_rule {
	struct rhash_head node;
	unsigned long cookie;
	u64 seq;
	struct hni_tc_block *block;
	struct hni_tc_chain *chain;
	unsigned int num_holds;
	struct hni_tc_hold *holds;
	u16 protocol;
	enum hni_tc_stats stats;
	unsigned int refs;
	bool is_gone;
	u64 pkts;
	u64 bytes;
	struct hof_rule rule;
};

/* parse_key.c: has hardware all keys of a template? Errno, or 0. */
int hni_tc_template_check(const struct flow_rule *rule, struct hof_why *why);

/* check.c; hni_esw.lock held: what only the block's state can tell */
void hni_tc_check_block(struct hni_tc_parse *parse);

/* compile.c; hni_esw.lock held. Takes references to chains. */
int hni_tc_compile(struct hni_tc_parse *parse, struct hni_tc_rule *rule);
void hni_tc_uncompile(struct hni_tc_block *block, struct hni_tc_rule *rule);

/* place.c; hni_esw.lock held. Returns the refusal's errno, or 0. */
int hni_tc_place(struct hni_tc_parse *parse, struct hni_tc_rule *rule);
void hni_tc_unplace(struct hni_tc_block *block, struct hni_tc_rule *rule);
int hni_tc_place_init(struct hni_tc *tc);
void hni_tc_place_fini(struct hni_tc *tc);

/* chain.c; hni_esw.lock held */
struct hni_tc_chain *hni_tc_chain_get(struct hni_tc_block *block, u32 index,
				      struct hof_why *why);
void hni_tc_chain_put(struct hni_tc_block *block, struct hni_tc_chain *chain);

/* rule.c */
int hni_tc_rule_replace(struct hni_tc_block *block,
			const struct hni_tc_filter *filter);
int hni_tc_rule_destroy(struct hni_tc_block *block, unsigned long cookie);
int hni_tc_rules_init(struct hni_tc_block *block);
void hni_tc_rules_fini(struct hni_tc_block *block);
struct hni_tc_rule *hni_tc_rule_find(struct hni_tc_block *block,
				     unsigned long cookie);
void hni_tc_rule_put(struct hni_tc_rule *rule);

/* stats.c */
int hni_tc_rule_stats(struct hni_tc_block *block, unsigned long cookie,
		      struct flow_stats *stats);
void hni_tc_stats_restart(struct hni_tc_block *block);
u64 hni_tc_stats_delta(u64 *told, u64 now);
u64 hni_tc_stats_lastused(struct hni_esw *esw, u64 last_ns);

/* rehash.c; hni_esw.lock not held */
void hni_tc_rehash_init(struct hni_tc *tc);
void hni_tc_rehash_fini(struct hni_tc *tc);

/* report.c; hni_esw.lock held for the first one */
void hni_tc_block_name(const struct hni_tc_block *block, char *name);
void hni_tc_filter_refuse(struct hni_tc_block *block,
			  const struct flow_cls_common_offload *common,
			  u64 seq, const struct hof_why *why);
void hni_tc_bind_refuse(struct hni_tc *tc, unsigned int port,
			struct flow_block_offload *bo,
			const struct hof_why *why);

/* flower.c, matchall.c: the two classifiers */
int hni_tc_flower(struct hni_tc_block *block, struct flow_cls_offload *cls);
int hni_tc_matchall(struct hni_tc_block *block,
		    struct tc_cls_matchall_offload *cls);

/* other.c: classifiers that hardware has nothing for */
int hni_tc_u32(struct hni_tc_block *block, struct tc_cls_u32_offload *cls);
int hni_tc_bpf(struct hni_tc_block *block, struct tc_cls_bpf_offload *cls);
/* indr.c; no lock held, the callback takes hni_esw.lock */
int hni_tc_indr_register(struct hni_tc *tc);
void hni_tc_indr_unregister(struct hni_tc *tc);

/* block.c; hni_esw.lock not held */
struct hni_tc_block *hni_tc_block_alloc(struct hni_tc *tc, enum hni_tc_dir dir,
					struct flow_block_offload *bo,
					struct hof_why *why);
void hni_tc_block_release(void *cb_priv);
int hni_tc_block_call(struct hni_tc_block *block, enum tc_setup_type type,
		      void *type_data);

/* block.c; hni_esw.lock held: true while the first bind replays filters */
bool hni_tc_block_is_replay(struct hni_tc_block *block);
void hni_tc_block_settle(struct hni_tc_block *block);
void hni_tc_port_write(struct hni_tc *tc, unsigned int port);
void hni_tc_settle_work(struct work_struct *work);

#endif /* _HNI_TC_PRIV_H */
