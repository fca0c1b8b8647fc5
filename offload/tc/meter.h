/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of meters: one for each police action of tc, however many
 * filters share it.
 */
#ifndef _HNI_TC_METER_H
#define _HNI_TC_METER_H

#include <net/flow_offload.h>

#include "../core/esw/hof_esw.h"

struct hni_tc;
struct hni_tc_meter;

/* meter.c: can hardware measure what a police action says? Errno, or 0. */
int hni_tc_meter_check(const struct flow_action_entry *entry,
		       struct hof_why *why);

/* meter.c; hni_esw.lock held: the meter of an action, made if need be */
struct hni_tc_meter *hni_tc_meter_get(struct hni_tc *tc,
				      const struct flow_action_entry *entry,
				      struct hof_why *why);
void hni_tc_meter_put(struct hni_tc *tc, struct hni_tc_meter *meter);
u32 hni_tc_meter_row(const struct hni_tc_meter *meter);

/*
 * meter.c; hni_esw.lock held, dropped while it waits for the device: drops that
 * the kernel has not been told of
 */
u64 hni_tc_meter_drops(struct hni_tc *tc, struct hni_tc_meter *meter);

/* meter.c; hni_esw.lock held: the device counts from 0 again */
void hni_tc_meters_restart(struct hni_tc *tc);

/* meter.c: police actions that are offloaded by themselves; no lock held */
int hni_tc_action(struct hni_tc *tc, struct flow_offload_action *action);

#endif /* _HNI_TC_METER_H */
