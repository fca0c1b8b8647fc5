// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the classes of the PF's queues: mqprio in channel mode, to which filters
 * send with hw_tc. The device has two RSS tables. One is that of class 0, which
 * takes all that no filter sends elsewhere; one other class can have several
 * queues, and the rest has one queue each.
 */

#include <net/pkt_sched.h>

#include "net.h"

static const struct netdev_tc_txq *hni_net_class(const struct hni_net *net,
						 unsigned int class)
{
	return &net->netdev->tc_to_txq[class];
}

void hni_net_rss_default(struct hni_net *net, unsigned int num_chans)
{
	unsigned int table, first, count, i;

	for (table = 0; table < HNI_RPC_RSS_TABLES; table++) {
		if (table && net->rss_ctx)
			continue;
		first = 0;
		count = num_chans;
		if (net->has_classes) {
			i = table ? net->rss_class : 0;
			first = hni_net_class(net, i)->offset;
			count = hni_net_class(net, i)->count;
		}
		for (i = 0; i < HNI_RPC_RSS_TBL_SIZE; i++)
			net->rpc.indir[table][i] = first +
				ethtool_rxfh_indir_default(i, count);
	}
}

static void hni_net_classes_apply(struct hni_net *net)
{
	hni_net_rss_default(net, net->cfg.num_chans);
	if (netif_running(net->netdev))
		hni_rpc_rss_write(net->hdev, &net->rpc);
}

/* Filters that name a class keep their queue; several are all of them now. */
static void hni_net_classes_clear(struct hni_net *net)
{
	if (!net->has_classes)
		return;
	net->has_classes = false;
	netdev_reset_tc(net->netdev);
	hni_net_classes_apply(net);
}

static int hni_net_classes_refuse(struct netlink_ext_ack *extack,
				  const char *text)
{
	NL_SET_ERR_MSG_FMT_MOD(extack, "%s", text);
	return -EOPNOTSUPP;
}

static int hni_net_classes_check(const struct hni_net *net,
				 const struct tc_mqprio_qopt_offload *mqprio)
{
	const struct tc_mqprio_qopt *qopt = &mqprio->qopt;
	struct netlink_ext_ack *extack = mqprio->extack;
	unsigned int i, several = 0;

	if (mqprio->mode != TC_MQPRIO_MODE_CHANNEL)
		return hni_net_classes_refuse(extack,
					      "mqprio: only mode channel");
	if (mqprio->flags & (TC_MQPRIO_F_MIN_RATE | TC_MQPRIO_F_MAX_RATE) ||
	    mqprio->preemptible_tcs)
		return hni_net_classes_refuse(extack,
					      "mqprio: no rates, no preemption");
	if (net->has_classes)
		return hni_net_classes_refuse(extack,
					      "mqprio: delete the old one first");
	if (netif_is_rxfh_configured(net->netdev))
		return hni_net_classes_refuse(extack,
					      "mqprio: the RSS table is set; use ethtool -X default");
	for (i = 1; i < qopt->num_tc; i++)
		several += qopt->count[i] > 1;
	if (several && net->rss_ctx)
		return hni_net_classes_refuse(extack,
					      "mqprio: an RSS context has the second RSS table");
	if (several > 1)
		return hni_net_classes_refuse(extack,
					      "mqprio: beside class 0 one class can have several queues");
	for (i = 0; i < qopt->num_tc; i++)
		if (!qopt->count[i] ||
		    qopt->offset[i] + qopt->count[i] > net->cfg.num_chans)
			return hni_net_classes_refuse(extack,
						      "mqprio: a class has queues that do not exist");
	return 0;
}

int hni_net_setup_mqprio(struct hni_net *net,
			 struct tc_mqprio_qopt_offload *mqprio)
{
	struct tc_mqprio_qopt *qopt = &mqprio->qopt;
	unsigned int i;
	int err;

	if (!qopt->num_tc) {
		hni_net_classes_clear(net);
		return 0;
	}
	err = hni_net_classes_check(net, mqprio);
	if (err)
		return err;

	netdev_set_num_tc(net->netdev, qopt->num_tc);
	net->rss_class = 0;
	for (i = 0; i < qopt->num_tc; i++) {
		netdev_set_tc_queue(net->netdev, i, qopt->count[i],
				    qopt->offset[i]);
		if (i && qopt->count[i] > 1)
			net->rss_class = i;
	}
	net->has_classes = true;
	hni_net_classes_apply(net);
	qopt->hw = TC_MQPRIO_HW_OFFLOAD_TCS;
	return 0;
}

bool hni_net_class_action(const struct hni_net *net, unsigned int class,
			  struct hof_rpc_action *action)
{
	if (!net->has_classes || class >= netdev_get_num_tc(net->netdev))
		return false;
	if (class && class != net->rss_class) {
		action->verdict = HOF_RPC_QUEUE;
		action->arg = hni_net_class(net, class)->offset;
		return true;
	}
	action->verdict = HOF_RPC_SPREAD;
	action->arg = !!class;
	return true;
}
