// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns hearing of what changes around tunnels: addresses, devices, routes and
 * neighbours. None of it is looked into here, and much of it is told where
 * nobody may sleep: one work looks at all there is, once for many events.
 *
 * The work runs by itself, too, as long as frames leave into tunnels. Nobody but
 * hardware sees these, so it is the work that keeps neighbours in use.
 */

#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/fib_notifier.h>
#include <net/neighbour.h>
#include <net/netevent.h>
#include <net/nexthop.h>

#include "encap.h"
#include "priv.h"
#include "tundev.h"
#include "tunnel.h"
#include "watch.h"

#define HNI_TC_WATCH_PERIOD	(5 * HZ)

static void hni_tc_watch_kick(struct hni_tc_watch *watch)
{
	mod_delayed_work(system_long_wq, &watch->work, 0);
}

void hni_tc_watch_start(struct hni_tc *tc)
{
	queue_delayed_work(system_long_wq, &tc->watch.work,
			   HNI_TC_WATCH_PERIOD);
}

static void hni_tc_watch_work(struct work_struct *work)
{
	struct hni_tc *tc = container_of(to_delayed_work(work), struct hni_tc,
					 watch.work);
	struct hni_tc_watch *watch = &tc->watch;
	bool is_retry = time_after_eq(jiffies, watch->retry);
	bool has_ways;

	if (is_retry)
		watch->retry = jiffies + HNI_TC_WATCH_PERIOD;

	mutex_lock(&tc->esw->lock);
	hni_tc_tunnels_update(tc);
	hni_tc_encaps_update(tc, is_retry);
	hni_cmd_ring(&tc->esw->cmd);
	has_ways = !hash_empty(tc->encaps);
	mutex_unlock(&tc->esw->lock);

	if (has_ways)
		hni_tc_watch_start(tc);
}

static int hni_tc_watch_any(struct notifier_block *nb, unsigned long event,
			    void *ptr)
{
	hni_tc_watch_kick(container_of(nb, struct hni_tc_watch_any, nb)->watch);
	return NOTIFY_DONE;
}

static int hni_tc_watch_netdev(struct notifier_block *nb, unsigned long event,
			       void *ptr)
{
	struct hni_tc *tc = container_of(nb, struct hni_tc, watch.netdev);

	hni_tc_tundev_event(tc, netdev_notifier_info_to_dev(ptr), event);
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGEADDR:
	case NETDEV_UNREGISTER:
		hni_tc_watch_kick(&tc->watch);
	}
	return NOTIFY_DONE;
}

/* A busy host has many neighbours; those at other devices are not ours. */
static int hni_tc_watch_neigh(struct notifier_block *nb, unsigned long event,
			      void *ptr)
{
	struct hni_tc *tc = container_of(nb, struct hni_tc, watch.neigh);
	const struct neighbour *neigh = ptr;

	switch (event) {
	case NETEVENT_NEIGH_UPDATE:
		if (hni_tc_port_of(tc->esw, neigh->dev) < 0)
			break;
		fallthrough;
	case NETEVENT_REDIRECT:
		hni_tc_watch_kick(&tc->watch);
	}
	return NOTIFY_DONE;
}

/* Routes of the namespace in which the representors are, and stay */
static struct net *hni_tc_watch_net(const struct hni_tc *tc)
{
	return devlink_net(tc->esw->hdev->devlink);
}

static int hni_tc_watch_ways(struct hni_tc *tc)
{
	struct hni_tc_watch *watch = &tc->watch;
	int err;

	watch->neigh.notifier_call = hni_tc_watch_neigh;
	err = register_netevent_notifier(&watch->neigh);
	if (err)
		return err;
	err = register_fib_notifier(hni_tc_watch_net(tc), &watch->fib.nb, NULL,
				    NULL);
	if (err)
		goto err_neigh;
	err = register_nexthop_notifier(hni_tc_watch_net(tc), &watch->nexthop.nb,
					NULL);
	if (err)
		goto err_fib;
	return 0;

err_fib:
	unregister_fib_notifier(hni_tc_watch_net(tc), &watch->fib.nb);
err_neigh:
	unregister_netevent_notifier(&watch->neigh);
	return err;
}

static int hni_tc_watch_addrs(struct hni_tc_watch *watch)
{
	int err;

	err = register_inetaddr_notifier(&watch->inet.nb);
	if (err)
		return err;
	err = register_inet6addr_notifier(&watch->inet6.nb);
	if (err)
		unregister_inetaddr_notifier(&watch->inet.nb);
	return err;
}

static void hni_tc_watch_addrs_end(struct hni_tc_watch *watch)
{
	unregister_inet6addr_notifier(&watch->inet6.nb);
	unregister_inetaddr_notifier(&watch->inet.nb);
}

static void hni_tc_watch_any_init(struct hni_tc_watch *watch,
				  struct hni_tc_watch_any *any)
{
	any->nb.notifier_call = hni_tc_watch_any;
	any->watch = watch;
}

int hni_tc_watch_init(struct hni_tc *tc)
{
	struct hni_tc_watch *watch = &tc->watch;
	int err;

	INIT_DELAYED_WORK(&watch->work, hni_tc_watch_work);
	watch->retry = jiffies;
	hni_tc_watch_any_init(watch, &watch->inet);
	hni_tc_watch_any_init(watch, &watch->inet6);
	hni_tc_watch_any_init(watch, &watch->fib);
	hni_tc_watch_any_init(watch, &watch->nexthop);
	watch->netdev.notifier_call = hni_tc_watch_netdev;
	err = register_netdevice_notifier(&watch->netdev);
	if (err)
		goto err_work;
	err = hni_tc_watch_addrs(watch);
	if (err)
		goto err_netdev;
	err = hni_tc_watch_ways(tc);
	if (err)
		goto err_addrs;
	return 0;

err_addrs:
	hni_tc_watch_addrs_end(watch);
err_netdev:
	unregister_netdevice_notifier(&watch->netdev);
err_work:
	cancel_delayed_work_sync(&watch->work);
	return err;
}

void hni_tc_watch_fini(struct hni_tc *tc)
{
	struct hni_tc_watch *watch = &tc->watch;

	WARN_ON(!hash_empty(tc->encaps));
	unregister_nexthop_notifier(hni_tc_watch_net(tc), &watch->nexthop.nb);
	unregister_fib_notifier(hni_tc_watch_net(tc), &watch->fib.nb);
	unregister_netevent_notifier(&watch->neigh);
	hni_tc_watch_addrs_end(watch);
	unregister_netdevice_notifier(&watch->netdev);
	cancel_delayed_work_sync(&watch->work);
}
