/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of tunnel headers that rules put before copies: one row
 * for each tunnel key and device, however many rules name it.
 */
#ifndef _HNI_TC_ENCAP_H
#define _HNI_TC_ENCAP_H

#include <net/flow_offload.h>

#include "../core/esw/hof_esw.h"

struct hni_tc;
struct hni_tc_encap;

/* Can hardware make a header of what "tunnel_key set" says? Errno, or 0. */
int hni_tc_encap_check(const struct ip_tunnel_info *info, struct hof_why *why);

/*
 * hni_esw.lock held: the header of a tunnel key for a tunnel device, made if
 * need be. The info passed hni_tc_encap_check().
 */
struct hni_tc_encap *hni_tc_encap_get(struct hni_tc *tc,
				      const struct ip_tunnel_info *info,
				      struct net_device *netdev,
				      struct hof_why *why);
void hni_tc_encap_put(struct hni_tc *tc, struct hni_tc_encap *encap);
u32 hni_tc_encap_row(const struct hni_tc_encap *encap);

/* hni_esw.lock held: ways and neighbours are looked for again. @is_retry: those
 * that did not answer are asked once more.
 */
void hni_tc_encaps_update(struct hni_tc *tc, bool is_retry);

/* hni_esw.lock held: the device is about to be gone */
void hni_tc_encaps_forget(struct hni_tc *tc, const struct net_device *netdev);

#endif /* _HNI_TC_ENCAP_H */
