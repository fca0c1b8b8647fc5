// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns connections: an entry of the kernel's flow table, one direction of an
 * established connection, becomes a CONN row. What the row does to a frame is
 * said by the entry: mark and labels in its metadata, address translation as
 * edits of whole fields.
 */

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/unaligned.h>
#include <net/netfilter/nf_conntrack.h>

#include "../../driver/hw/esw_ctr.h"
#include "conn.h"
#include "priv.h"

/**
 * struct hni_tc_conn - one direction of a connection
 * @node: in hni_tc_conns.hash
 * @list: in hni_tc_conns.all
 * @cookie: the kernel's name
 * @row: CONN row
 * @conn: its content
 * @pkts: frames that the kernel has been told of
 * @bytes: bytes that the kernel has been told of
 */
struct hni_tc_conn {
	struct rhash_head node;
	struct list_head list;
	unsigned long cookie;
	u32 row;
	struct hof_conn conn;
	u64 pkts;
	u64 bytes;
};

static const struct rhashtable_params hni_tc_conn_params = {
	.head_offset = offsetof(struct hni_tc_conn, node),
	.key_offset = offsetof(struct hni_tc_conn, cookie),
	.key_len = sizeof_field(struct hni_tc_conn, cookie),
	.automatic_shrinking = true,
};

static struct hni_tc_conn *hni_tc_conn_find(struct hni_tc_conns *conns,
					    unsigned long cookie)
{
	return rhashtable_lookup_fast(&conns->hash, &cookie,
				      hni_tc_conn_params);
}

static void hni_tc_conn_ipv4(const struct flow_rule *rule,
			     struct hof_conn *conn)
{
	struct flow_match_ipv4_addrs match;

	flow_rule_match_ipv4_addrs(rule, &match);
	conn->src[3] = be32_to_cpu(match.key->src);
	conn->dst[3] = be32_to_cpu(match.key->dst);
}

static void hni_tc_conn_ipv6(const struct flow_rule *rule,
			     struct hof_conn *conn)
{
	struct flow_match_ipv6_addrs match;

	flow_rule_match_ipv6_addrs(rule, &match);
	be32_to_cpu_array(conn->src, match.key->src.s6_addr32, 4);
	be32_to_cpu_array(conn->dst, match.key->dst.s6_addr32, 4);
	conn->flags |= HNI_CONN_F_IPV6;
}

/* The tuple; what else the kernel's rule matches follows from it. */
static int hni_tc_conn_match(const struct flow_rule *rule,
			     struct hof_conn *conn)
{
	struct flow_match_control control;
	struct flow_match_basic basic;
	struct flow_match_ports ports;

	if (!flow_rule_match_key(rule, FLOW_DISSECTOR_KEY_CONTROL) ||
	    !flow_rule_match_key(rule, FLOW_DISSECTOR_KEY_BASIC) ||
	    !flow_rule_match_key(rule, FLOW_DISSECTOR_KEY_PORTS))
		return -EOPNOTSUPP;
	flow_rule_match_control(rule, &control);
	flow_rule_match_basic(rule, &basic);
	flow_rule_match_ports(rule, &ports);
	if (basic.key->ip_proto != IPPROTO_TCP &&
	    basic.key->ip_proto != IPPROTO_UDP)
		return -EOPNOTSUPP;
	conn->proto = basic.key->ip_proto;
	conn->sport = be16_to_cpu(ports.key->src);
	conn->dport = be16_to_cpu(ports.key->dst);

	switch (control.key->addr_type) {
	case FLOW_DISSECTOR_KEY_IPV4_ADDRS:
		hni_tc_conn_ipv4(rule, conn);
		return 0;
	case FLOW_DISSECTOR_KEY_IPV6_ADDRS:
		hni_tc_conn_ipv6(rule, conn);
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

/*
 * Software sees a connection as established when it has seen an answer. One of
 * which hardware would have to say "new" stays in software until then.
 */
static int hni_tc_conn_metadata(const struct flow_action_entry *entry,
				struct hof_conn *conn)
{
	unsigned int i;

	switch (entry->ct_metadata.cookie & NFCT_INFOMASK) {
	case IP_CT_ESTABLISHED:
		break;
	case IP_CT_ESTABLISHED_REPLY:
		conn->flags |= HNI_CONN_F_REPLY;
		break;
	default:
		return -EOPNOTSUPP;
	}
	conn->mark = entry->ct_metadata.mark;
	for (i = 0; i < ARRAY_SIZE(conn->labels); i++)
		conn->labels[i] =
			get_unaligned_be32(&entry->ct_metadata.labels[i]);
	return 0;
}

static u32 *hni_tc_conn_new_addr(struct hof_conn *conn,
				 enum flow_action_mangle_base htype,
				 u32 offset)
{
	if (htype == FLOW_ACT_MANGLE_HDR_TYPE_IP4) {
		if (offset == offsetof(struct iphdr, saddr))
			return &conn->new_src[3];
		if (offset == offsetof(struct iphdr, daddr))
			return &conn->new_dst[3];
		return NULL;
	}
	if (offset % sizeof(u32))
		return NULL;
	if (offset >= offsetof(struct ipv6hdr, saddr) &&
	    offset < offsetof(struct ipv6hdr, daddr))
		return &conn->new_src[(offset - offsetof(struct ipv6hdr,
							 saddr)) / 4];
	if (offset >= offsetof(struct ipv6hdr, daddr) &&
	    offset < sizeof(struct ipv6hdr))
		return &conn->new_dst[(offset - offsetof(struct ipv6hdr,
							 daddr)) / 4];
	return NULL;
}

/* TCP and UDP have their ports at the same places. */
static u16 *hni_tc_conn_new_port(struct hof_conn *conn, u32 offset)
{
	if (offset == offsetof(struct udphdr, source))
		return &conn->new_sport;
	if (offset == offsetof(struct udphdr, dest))
		return &conn->new_dport;
	return NULL;
}

/* Unlike those of pedit, values of these edits are numbers in host order. */
static int hni_tc_conn_nat(const struct flow_action_entry *entry,
			   struct hof_conn *conn)
{
	u32 offset = entry->mangle.offset;
	u32 *addr;
	u16 *port;

	switch (entry->mangle.htype) {
	case FLOW_ACT_MANGLE_HDR_TYPE_IP4:
	case FLOW_ACT_MANGLE_HDR_TYPE_IP6:
		addr = hni_tc_conn_new_addr(conn, entry->mangle.htype, offset);
		if (!addr)
			return -EOPNOTSUPP;
		*addr = entry->mangle.val;
		break;
	case FLOW_ACT_MANGLE_HDR_TYPE_TCP:
	case FLOW_ACT_MANGLE_HDR_TYPE_UDP:
		port = hni_tc_conn_new_port(conn, offset);
		if (!port)
			return -EOPNOTSUPP;
		*port = entry->mangle.val;
		break;
	default:
		return -EOPNOTSUPP;
	}
	conn->flags |= HNI_CONN_F_NAT;
	return 0;
}

/* What is not translated stays: a row with NAT names all of the tuple. */
static void hni_tc_conn_same(struct hof_conn *conn)
{
	memcpy(conn->new_src, conn->src, sizeof(conn->new_src));
	memcpy(conn->new_dst, conn->dst, sizeof(conn->new_dst));
	conn->new_sport = conn->sport;
	conn->new_dport = conn->dport;
}

static void hni_tc_conn_no_nat(struct hof_conn *conn)
{
	memset(conn->new_src, 0, sizeof(conn->new_src));
	memset(conn->new_dst, 0, sizeof(conn->new_dst));
	conn->new_sport = 0;
	conn->new_dport = 0;
}

static int hni_tc_conn_parse(const struct flow_rule *rule,
			     struct hof_conn *conn)
{
	const struct flow_action_entry *entry;
	bool has_metadata = false;
	int i, err;

	err = hni_tc_conn_match(rule, conn);
	if (err)
		return err;
	hni_tc_conn_same(conn);
	flow_action_for_each(i, entry, &rule->action) {
		switch (entry->id) {
		case FLOW_ACTION_CT_METADATA:
			err = hni_tc_conn_metadata(entry, conn);
			has_metadata = true;
			break;
		case FLOW_ACTION_MANGLE:
			err = hni_tc_conn_nat(entry, conn);
			break;
		default:
			err = -EOPNOTSUPP;
		}
		if (err)
			return err;
	}
	if (!(conn->flags & HNI_CONN_F_NAT))
		hni_tc_conn_no_nat(conn);
	return has_metadata ? 0 : -EOPNOTSUPP;
}

static int hni_tc_conn_add(struct hni_tc *tc, struct hni_tc_conns *conns,
			   unsigned long cookie, const struct hof_conn *conn)
{
	struct hni_tc_conn *new;
	struct hof_why why;
	int err;

	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	new->cookie = cookie;
	new->conn = *conn;
	err = hof_esw_conn_get(tc->core, &new->conn, &new->row, &why);
	if (err)
		goto err_free;
	err = rhashtable_insert_fast(&conns->hash, &new->node,
				     hni_tc_conn_params);
	if (err)
		goto err_put;
	list_add_tail(&new->list, &conns->all);
	hni_ctr_use(tc->esw, new->conn.counter);
	return 0;

err_put:
	hof_esw_conn_put(tc->core, new->row);
err_free:
	kfree(new);
	return err;
}

int hni_tc_conn_replace(struct hni_tc *tc, struct hni_tc_conns *conns,
			struct flow_cls_offload *cls)
{
	struct hof_conn conn = {
		.zone = conns->zone,
		.flags = HNI_CONN_F_COUNT,
	};
	struct hni_tc_conn *old;
	int err;

	lockdep_assert_held(&tc->esw->lock);

	err = hni_tc_conn_parse(flow_cls_offload_flow_rule(cls), &conn);
	if (err)
		return err;
	old = hni_tc_conn_find(conns, cls->cookie);
	if (!old)
		return hni_tc_conn_add(tc, conns, cls->cookie, &conn);
	/* told again, because something about the connection has changed */
	conn.counter = old->conn.counter;
	conn.gen = old->conn.gen;
	old->conn = conn;
	hof_esw_conn_set(tc->core, old->row, &old->conn);
	return 0;
}

static void hni_tc_conn_remove(struct hni_tc *tc, struct hni_tc_conns *conns,
			       struct hni_tc_conn *conn)
{
	rhashtable_remove_fast(&conns->hash, &conn->node, hni_tc_conn_params);
	list_del(&conn->list);
	hof_esw_conn_put(tc->core, conn->row);
	kfree(conn);
}

int hni_tc_conn_destroy(struct hni_tc *tc, struct hni_tc_conns *conns,
			unsigned long cookie)
{
	struct hni_tc_conn *conn;

	lockdep_assert_held(&tc->esw->lock);

	conn = hni_tc_conn_find(conns, cookie);
	if (!conn)
		return -ENOENT;
	hni_tc_conn_remove(tc, conns, conn);
	return 0;
}

int hni_tc_conn_stats(struct hni_tc *tc, struct hni_tc_conns *conns,
		      struct flow_cls_offload *cls)
{
	struct hni_tc_conn *conn;
	struct hni_ctr_value val;
	u64 bytes, pkts;
	int err;

	conn = hni_tc_conn_find(conns, cls->cookie);
	if (!conn)
		return -ENOENT;
	err = hni_ctr_read(tc->esw, conn->conn.counter, conn->conn.gen, false,
			   &val);
	if (err)
		return err;
	/* the lock was dropped: the connection may have ended */
	conn = hni_tc_conn_find(conns, cls->cookie);
	if (!conn)
		return -ENOENT;
	pkts = hni_tc_stats_delta(&conn->pkts, val.pkts);
	bytes = hni_tc_stats_delta(&conn->bytes, val.bytes);
	flow_stats_update(&cls->stats, bytes, pkts, 0,
			  hni_tc_stats_lastused(tc->esw, val.last_ns),
			  FLOW_ACTION_HW_STATS_DELAYED);
	return 0;
}

int hni_tc_conns_init(struct hni_tc_conns *conns, u16 zone)
{
	conns->zone = zone;
	INIT_LIST_HEAD(&conns->all);
	return rhashtable_init(&conns->hash, &hni_tc_conn_params);
}

void hni_tc_conns_flush(struct hni_tc *tc, struct hni_tc_conns *conns)
{
	struct hni_tc_conn *conn, *next;

	lockdep_assert_held(&tc->esw->lock);

	list_for_each_entry_safe(conn, next, &conns->all, list)
		hni_tc_conn_remove(tc, conns, conn);
}

void hni_tc_conns_fini(struct hni_tc_conns *conns)
{
	rhashtable_destroy(&conns->hash);
}

void hni_tc_conns_restart(struct hni_tc_conns *conns)
{
	struct hni_tc_conn *conn;

	list_for_each_entry(conn, &conns->all, list) {
		conn->pkts = 0;
		conn->bytes = 0;
	}
}
