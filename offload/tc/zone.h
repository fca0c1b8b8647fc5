/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of zones: the kernel's flow tables of established
 * connections, whose entries hardware has too.
 */
#ifndef _HNI_TC_ZONE_H
#define _HNI_TC_ZONE_H

#include <net/flow_offload.h>

#include "../core/hof_reason.h"

struct hni_tc;
struct hni_tc_zone;

void hni_tc_zones_init(struct hni_tc *tc);

/* All rules are gone, and hni_tc_zones_sync() has been called since. */
void hni_tc_zones_fini(struct hni_tc *tc);

/*
 * hni_esw.lock held. A rule names the zone of an "action ct". The kernel's
 * table is left or joined by the next hni_tc_zones_sync().
 */
struct hni_tc_zone *hni_tc_zone_get(struct hni_tc *tc,
				    const struct flow_action_entry *entry,
				    struct hof_why *why);
void hni_tc_zone_put(struct hni_tc *tc, struct hni_tc_zone *zone);

/*
 * hni_esw.lock not held. Joins the tables of new zones and leaves those that no
 * rule names any more: the kernel may free such a table as soon as the callback
 * that took the last rule away has returned.
 */
void hni_tc_zones_sync(struct hni_tc *tc);

/* hni_esw.lock held; the device counts from zero again */
void hni_tc_zones_restart(struct hni_tc *tc);

#endif /* _HNI_TC_ZONE_H */
