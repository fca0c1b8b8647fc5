/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns what the files of this directory share: ports and representors. */
#ifndef _HNI_SWITCHDEV_PRIV_H
#define _HNI_SWITCHDEV_PRIV_H

#include <linux/netdevice.h>
#include <linux/u64_stats_sync.h>
#include <net/devlink.h>

#include "../../driver/hw/esw.h"
#include "../../driver/ring/ring.h"
#include "../tc/tc.h"
#include "switchdev.h"

/**
 * struct hni_port - a port of the switch
 * @esw: owner; constant
 * @num: number; constant
 * @kind: HNI_ESW_KIND_*; constant
 * @controller: of a PF, 0 = the manager's; constant
 * @phys: physical port number; constant
 * @dl_port: registered while a representor exists; devlink instance lock
 * @tx_share: kbit/s; mode_lock
 * @tx_max: kbit/s, 0 = no limit; mode_lock
 * @netdev: representor, NULL in legacy mode; written under rtnl and devlink
 *	instance lock
 */
struct hni_port {
	struct hni_esw *esw;
	unsigned int num;
	u8 kind;
	u8 controller;
	u8 phys;
	struct devlink_port dl_port;
	u32 tx_share;
	u32 tx_max;
	struct net_device *netdev;
};

struct hni_regions;

/**
 * struct hni_switchdev - mode and ports
 * @mode: enum hni_esw_mode; written under @mode_lock and devlink instance lock
 * @mode_lock: keeps a recovery, which gives the device @mode back, and a change
 *	of the mode apart; taken before rtnl
 * @health: devlink's reporter "esw"
 * @regions: devlink's regions, NULL = rows cannot be read back
 * @recovered: jiffies of the last recovery, 0 = none; dead_work or devlink
 *	instance lock
 * @num_recovered: recoveries so far
 * @is_ready: initialised, and devlink knows us
 * @ports: by number, hni_esw.caps.ports of them are in use
 */
struct hni_switchdev {
	u32 mode;
	struct mutex mode_lock;		/* guards mode and the device's */
	struct devlink_health_reporter *health;
	struct hni_regions *regions;
	u64 recovered;
	unsigned int num_recovered;
	bool is_ready;
	struct hni_port ports[HNI_ESW_MAX_PORTS];
};

/* Frames on the slow path, by the reason that the device gave */
#define HNI_REP_REASONS		(HNI_ESW_WHY_SAMPLE + 1)

/**
 * struct hni_rep - representor, private data of its netdev
 * @port: what it stands for; constant
 * @chan: its queue page; constant
 * @slow: frames by reason; written by NAPI
 * @slow_bad: frames whose OPT_META made no sense; written by NAPI
 * @syncp: for @slow, @slow_bad
 * @name_before: before devlink looks at the name; BMC only
 * @name_after: after it
 * @is_name_hidden: devlink is looking; rtnl
 */
struct hni_rep {
	struct hni_port *port;
	struct hni_chan *chan;
	u64_stats_t slow[HNI_REP_REASONS];
	u64_stats_t slow_bad;
	struct u64_stats_sync syncp;
	struct notifier_block name_before;
	struct notifier_block name_after;
	bool is_name_hidden;
};

/* port.c */
int hni_ports_read(struct hni_esw *esw);
int hni_port_register(struct hni_port *port);
void hni_port_unregister(struct hni_port *port);

/* rate.c; mode_lock held */
int hni_rate_create(struct hni_port *port);
void hni_rate_destroy(struct hni_port *port);
void hni_rates_restore(struct hni_esw *esw);

/* mode.c */
int hni_mode_write(struct hni_esw *esw, u32 mode);

/* rep.c; all but the update take rtnl */
int hni_rep_create(struct hni_port *port, bool is_adopted);
void hni_rep_destroy(struct hni_port *port);
void hni_reps_restore(struct hni_esw *esw);
void hni_reps_detach(struct hni_esw *esw);
int hni_reps_attach(struct hni_esw *esw);

/* health.c; mode_lock held */
int hni_esw_restore(struct hni_esw *esw);
void hni_rep_link_update(struct hni_port *port);

/* rep_name.c; init and fini without rtnl */
int hni_rep_name_init(struct hni_rep *rep);
void hni_rep_name_fini(struct hni_rep *rep);
int hni_rep_name_get(struct net_device *netdev, char *name, size_t len);

/* rep_ethtool.c */
extern const struct ethtool_ops hni_rep_ethtool_ops;

/* resource.c */
int hni_resources_register(struct hni_esw *esw);
void hni_resources_unregister(struct hni_esw *esw);

/* health.c */
int hni_health_register(struct hni_esw *esw);
void hni_health_unregister(struct hni_esw *esw);
void hni_health_dead_work(struct work_struct *work);

/* region.c */
int hni_regions_register(struct hni_esw *esw);
void hni_regions_unregister(struct hni_esw *esw);

/* param.c */
int hni_params_register(struct hni_esw *esw);
void hni_params_unregister(struct hni_esw *esw);

#endif /* _HNI_SWITCHDEV_PRIV_H */
