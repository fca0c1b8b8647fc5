/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the tc front-end to the rest of the driver.
 *
 * A filter's way is a straight line, one file per stage:
 *
 *   parse_key.c   flow_rule's match  -> match of struct hof_spec
 *   parse_act.c   flow_rule's actions -> operations of struct hof_spec
 *   check.c       what only the whole filter and its block can tell
 *   compile.c     chains -> tables, flags, order of the block's replay
 *   place.c       engine: row, action, counter; ordered writes to the ring
 *   rule.c        publish: cookie -> rule; wait for the device; delete
 */
#ifndef _HNI_TC_H
#define _HNI_TC_H

#include <linux/netdevice.h>

#include "../core/esw/hof_esw.h"

struct hni_esw;
struct hni_tc;

/**
 * hni_tc_init() - create the front-end and its engine
 * @esw: e-switch; its tc member is set on success
 *
 * Context: process.
 * Return: 0; -ENOMEM; -EINVAL if the engine cannot work with the sizes.
 */
int hni_tc_init(struct hni_esw *esw);

/**
 * hni_tc_fini() - undo hni_tc_init()
 * @esw: e-switch; no port is known any more, so no block either
 *
 * Context: process, rtnl not held.
 */
void hni_tc_fini(struct hni_esw *esw);

/**
 * hni_tc_port_set() - make a representor known
 * @esw: e-switch
 * @port: number
 * @netdev: its representor, or NULL to make the port unknown again
 *
 * From here rules may name the netdev; a netdev has been unregistered, and
 * its blocks unbound with it, before the port becomes unknown.
 *
 * Context: process.
 */
void hni_tc_port_set(struct hni_esw *esw, unsigned int port,
		     struct net_device *netdev);

/**
 * hni_tc_port_of() - number of the port that a netdev represents
 * @esw: e-switch
 * @netdev: any netdev, or NULL
 *
 * Context: any. The netdev is compared, not looked into.
 * Return: number, or -ENODEV if it is not a representor of this switch.
 */
int hni_tc_port_of(struct hni_esw *esw, const struct net_device *netdev);

/**
 * hni_tc_setup() - ndo_setup_tc of a representor
 * @esw: e-switch
 * @port: number of the representor's port
 * @type: type of the request
 * @type_data: its data
 *
 * Context: process, rtnl held.
 * Return: 0; -EOPNOTSUPP for all but blocks of clsact and ingress; -ENOSPC if
 * no table is free; -ENOMEM; -EEXIST.
 */
int hni_tc_setup(struct hni_esw *esw, unsigned int port,
		 enum tc_setup_type type, void *type_data);

/**
 * hni_tc_port_offload() - hw-tc-offload of a representor is turned on or off
 * @esw: e-switch
 * @port: number
 * @is_on: what it shall be
 *
 * From the call on filters are accepted or refused accordingly.
 *
 * Context: process, rtnl held.
 * Return: 0, or -EBUSY if hardware holds filters of the port's blocks.
 */
int hni_tc_port_offload(struct hni_esw *esw, unsigned int port, bool is_on);

/**
 * hni_tc_is_posted() - does the kernel get its answer before the device has
 *	executed a change?
 * @esw: e-switch
 *
 * Context: any.
 */
bool hni_tc_is_posted(struct hni_esw *esw);

/**
 * hni_tc_posted_set() - answer the kernel before the device has executed a
 *	change, or after it
 * @esw: e-switch
 * @is_posted: before it
 *
 * Changes keep their order; those of before are in force when posting ends.
 *
 * Context: process.
 * Return: 0, or -EIO if what was posted cannot be executed any more.
 */
int hni_tc_posted_set(struct hni_esw *esw, bool is_posted);

/**
 * hni_tc_rehash_ms() - how often rows are moved out of the TCAM
 * @esw: e-switch
 *
 * Context: any.
 * Return: interval, 0 = never
 */
u32 hni_tc_rehash_ms(struct hni_esw *esw);

/**
 * hni_tc_rehash_set() - set how often rows are moved out of the TCAM
 * @esw: e-switch
 * @ms: interval, 0 = never; then none is being moved when this returns
 *
 * Context: process, devlink instance lock held, hni_esw.lock not.
 */
void hni_tc_rehash_set(struct hni_esw *esw, u32 ms);

/**
 * hni_tc_port_sync() - bind a port in the device to its blocks of now
 * @esw: e-switch
 * @port: number
 *
 * A port that still forwards by the rules of a former manager changes to the
 * new ones here, if a bind has not done it already.
 *
 * Context: process.
 * Return: 0, or -EIO if the device is dead.
 */
int hni_tc_port_sync(struct hni_esw *esw, unsigned int port);

/**
 * hni_tc_restore() - write all rules and bindings into an empty device
 * @esw: e-switch, its ring has been restarted
 *
 * Counters begin at zero again; what they had counted since somebody last
 * asked is lost with the old ring.
 *
 * Context: process, hni_esw.lock held.
 */
void hni_tc_restore(struct hni_esw *esw);

/**
 * hni_tc_occupancy() - how much of a resource is in use
 * @esw: e-switch
 * @res: which
 *
 * Context: process.
 */
u32 hni_tc_occupancy(struct hni_esw *esw, enum hof_resource res);

/**
 * hni_tc_limit() - how much of a resource there is
 * @esw: e-switch
 * @res: which
 *
 * Context: process.
 */
u32 hni_tc_limit(struct hni_esw *esw, enum hof_resource res);

/**
 * hni_tc_sample() - hand a sampled frame to psample
 * @esw: e-switch
 * @skb: frame as for the stack, consumed
 * @id: number of the sampler; one that is gone is no error
 * @out_port: port in whose egress table it was taken, or a number that none has
 *
 * Context: NAPI.
 */
void hni_tc_sample(struct hni_esw *esw, struct sk_buff *skb, u32 id,
		   unsigned int out_port);

#endif /* _HNI_TC_H */
