/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the handlers of actions share: each translates one action of tc
 * into operations, or refuses.
 */
#ifndef _HNI_TC_ACTS_H
#define _HNI_TC_ACTS_H

#include "parse.h"

/*
 * The kernel's flow_action leaves out some of what an action says. The rest is
 * in the action itself, to which the cookie of an entry made by tc points;
 * entries made by others have none.
 */
static inline const struct tc_action *
hni_tc_act_of(const struct flow_action_entry *entry)
{
	return (const struct tc_action *)entry->cookie;
}

/* What the kernel reads of a jump's value */
#define HNI_TC_JUMP_MASK	0x1ff

/* parse_act.c: adds an operation */
void hni_tc_op_add(struct hni_tc_parse *parse, struct hof_op op);

/* parse_act.c: adds an operation that ends the list */
void hni_tc_op_end(struct hni_tc_parse *parse, u8 code);

/* parse_act.c: what an action itself says about the frame's way on */
void hni_tc_control_add(struct hni_tc_parse *parse,
			const struct flow_action_entry *entry,
			const char *name);

/* What hni_tc_branch_*() return, until the list is complete */
#define HNI_TC_BRANCH_END	0x80	/* an entry of hni_tc_list.ends */

/* parse_act.c: a policer's way to another action of the list */
u8 hni_tc_branch_to(struct hni_tc_parse *parse, unsigned int action);

/* parse_act.c: a policer's way to a final operation */
u8 hni_tc_branch_end(struct hni_tc_parse *parse, u8 code, u32 arg32);

/* act_vlan.c */
void hni_tc_act_vlan_push(struct hni_tc_parse *parse,
			  const struct flow_action_entry *entry);
void hni_tc_act_vlan_pop(struct hni_tc_parse *parse,
			 const struct flow_action_entry *entry);
void hni_tc_act_vlan_modify(struct hni_tc_parse *parse,
			    const struct flow_action_entry *entry);

/* act_edit.c */
void hni_tc_act_pedit(struct hni_tc_parse *parse,
		      const struct flow_action_entry *entry);
void hni_tc_act_csum(struct hni_tc_parse *parse,
		     const struct flow_action_entry *entry);
unsigned int hni_tc_pedit_entries(const struct flow_action_entry *entry,
				  unsigned int max);

/* act_mpls.c */
void hni_tc_act_mpls_push(struct hni_tc_parse *parse,
			  const struct flow_action_entry *entry);
void hni_tc_act_mpls_pop(struct hni_tc_parse *parse,
			 const struct flow_action_entry *entry);
void hni_tc_act_mpls_modify(struct hni_tc_parse *parse,
			    const struct flow_action_entry *entry);

/* act_skbedit.c */
void hni_tc_act_mark(struct hni_tc_parse *parse,
		     const struct flow_action_entry *entry);
void hni_tc_act_priority(struct hni_tc_parse *parse,
			 const struct flow_action_entry *entry);
void hni_tc_act_rx_queue(struct hni_tc_parse *parse,
			 const struct flow_action_entry *entry);

/* act_police.c */
void hni_tc_act_police(struct hni_tc_parse *parse,
		       const struct flow_action_entry *entry);

/* act_tunnel.c */
void hni_tc_act_tunnel_set(struct hni_tc_parse *parse,
			   const struct flow_action_entry *entry);
void hni_tc_act_tunnel_unset(struct hni_tc_parse *parse,
			     const struct flow_action_entry *entry);

/* act_tunnel.c: "mirred" to a tunnel device. False: the device is none. */
bool hni_tc_act_tunnel_output(struct hni_tc_parse *parse,
			      const struct flow_action_entry *entry);

/* act_conn.c */
void hni_tc_act_ct(struct hni_tc_parse *parse,
		   const struct flow_action_entry *entry);

/* sample.c */
void hni_tc_act_sample(struct hni_tc_parse *parse,
		       const struct flow_action_entry *entry);

#endif /* _HNI_TC_ACTS_H */
