/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of connections: one direction of each in a CONN row.
 */
#ifndef _HNI_TC_CONN_H
#define _HNI_TC_CONN_H

#include <linux/list.h>
#include <linux/rhashtable.h>
#include <net/pkt_cls.h>

struct hni_tc;

/**
 * struct hni_tc_conns - connections of a zone; guarded by hni_esw.lock
 * @zone: number of the zone
 * @hash: struct hni_tc_conn by the kernel's cookie
 * @all: the same in a list
 */
struct hni_tc_conns {
	u16 zone;
	struct rhashtable hash;
	struct list_head all;
};

int hni_tc_conns_init(struct hni_tc_conns *conns, u16 zone);

/* hni_esw.lock held: all rows go */
void hni_tc_conns_flush(struct hni_tc *tc, struct hni_tc_conns *conns);

/* Flushed, and nobody calls with it any more */
void hni_tc_conns_fini(struct hni_tc_conns *conns);

/* hni_esw.lock held; the device counts from zero again */
void hni_tc_conns_restart(struct hni_tc_conns *conns);

/*
 * hni_esw.lock held, which _stats() drops while it waits for the device. Return
 * 0 or what the kernel shall know: it then keeps the connection in software.
 */
int hni_tc_conn_replace(struct hni_tc *tc, struct hni_tc_conns *conns,
			struct flow_cls_offload *cls);
int hni_tc_conn_destroy(struct hni_tc *tc, struct hni_tc_conns *conns,
			unsigned long cookie);
int hni_tc_conn_stats(struct hni_tc *tc, struct hni_tc_conns *conns,
		      struct flow_cls_offload *cls);

#endif /* _HNI_TC_CONN_H */
