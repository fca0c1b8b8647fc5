/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of what changes around tunnels without any filter's doing.
 */
#ifndef _HNI_TC_WATCH_H
#define _HNI_TC_WATCH_H

#include <linux/notifier.h>
#include <linux/workqueue.h>

struct hni_tc;

struct hni_tc_watch;

/**
 * struct hni_tc_watch_any - events of which each means the same: look again
 * @nb: the kernel's
 * @watch: owner
 */
struct hni_tc_watch_any {
	struct notifier_block nb;
	struct hni_tc_watch *watch;
};

/**
 * struct hni_tc_watch - the kernel's words about addresses, devices and ways
 * @inet: IPv4 addresses
 * @inet6: IPv6 addresses
 * @fib: routes
 * @nexthop: objects that routes share
 * @netdev: devices
 * @neigh: neighbours
 * @work: brings all rows of tunnels up to date
 * @retry: when neighbours that do not answer are asked again, in jiffies;
 *	the work's own
 */
struct hni_tc_watch {
	struct hni_tc_watch_any inet;
	struct hni_tc_watch_any inet6;
	struct hni_tc_watch_any fib;
	struct hni_tc_watch_any nexthop;
	struct notifier_block netdev;
	struct notifier_block neigh;
	struct delayed_work work;
	unsigned long retry;
};

int hni_tc_watch_init(struct hni_tc *tc);
void hni_tc_watch_fini(struct hni_tc *tc);

/* Any context: there are ways to watch from now on. */
void hni_tc_watch_start(struct hni_tc *tc);

#endif /* _HNI_TC_WATCH_H */
