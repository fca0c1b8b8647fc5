/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the table of destination addresses (MACDA): which
 * addresses a netdev accepts and which entry a rule's address answers with.
 *
 * An address keeps its entry as long as somebody wants it, since rows name
 * entries. The caller serialises all calls on a table.
 */
#ifndef HOF_RPC_MAC_H
#define HOF_RPC_MAC_H

#include "hof_rpc.h"

/* Fixed places; what lies between is given out */
#define HOF_RPC_MAC_BMC		0	/* and three more */
#define HOF_RPC_MAC_BROADCAST	4
#define HOF_RPC_MAC_BMC_GROUPS	23	/* every multicast address, BMC only */
#define HOF_RPC_MAC_ALL		31	/* every address, or all multicast */

/**
 * struct hof_rpc_mac - an entry
 * @addr: address
 * @any: bits of it that need not match
 * @is_valid: in the device
 * @is_listed: the netdev or the BMC wants it
 * @was_listed: before the update under way
 * @pins: rules that name the entry
 */
struct hof_rpc_mac {
	u8 addr[HOF_RPC_ETH_ALEN];
	u8 any[HOF_RPC_ETH_ALEN];
	bool is_valid;
	bool is_listed;
	bool was_listed;
	u16 pins;
};

/**
 * struct hof_rpc_macs - the table
 * @mac: entries
 * @emit: writes an entry: becomes valid, its valid bit last, or invalid
 * @ctx: first argument of @emit
 */
struct hof_rpc_macs {
	struct hof_rpc_mac mac[HNI_RPC_MACDA_ENTRIES];
	void (*emit)(void *ctx, unsigned int index,
		     const struct hof_rpc_mac *mac);
	void *ctx;
};

/**
 * hof_rpc_macs_begin() - begin to list what shall be accepted
 * @macs: table
 *
 * Context: as all calls here, the caller serialises.
 */
void hof_rpc_macs_begin(struct hof_rpc_macs *macs);

/**
 * hof_rpc_macs_fix() - list an address at its fixed place
 * @macs: table
 * @index: HOF_RPC_MAC_*
 * @addr: address
 * @any: bits of it that need not match
 *
 * Context: between hof_rpc_macs_begin() and hof_rpc_macs_end().
 */
void hof_rpc_macs_fix(struct hof_rpc_macs *macs, unsigned int index,
		      const u8 *addr, const u8 *any);

/**
 * hof_rpc_macs_keep() - list an address if it has an entry
 * @macs: table
 * @addr: address
 *
 * Context: between hof_rpc_macs_begin() and hof_rpc_macs_end(), for every
 * address before the first hof_rpc_macs_take().
 */
void hof_rpc_macs_keep(struct hof_rpc_macs *macs, const u8 *addr);

/**
 * hof_rpc_macs_take() - list an address, in a new entry if it has none
 * @macs: table
 * @addr: address
 *
 * Context: between hof_rpc_macs_begin() and hof_rpc_macs_end().
 * Return: false if there is no room
 */
bool hof_rpc_macs_take(struct hof_rpc_macs *macs, const u8 *addr);

/**
 * hof_rpc_macs_end() - put the list into force
 * @macs: table
 */
void hof_rpc_macs_end(struct hof_rpc_macs *macs);

/**
 * hof_rpc_macs_emit_all() - write everything again
 * @macs: table; the device's is empty
 */
void hof_rpc_macs_emit_all(struct hof_rpc_macs *macs);

/**
 * hof_rpc_mac_get() - the entry that a rule's address answers with
 * @macs: table
 * @addr: address; not accepted for the rule's sake
 * @why: filled in on failure
 *
 * Return: index + 1, as in struct hof_rpc_match; -ENOSPC.
 */
int hof_rpc_mac_get(struct hof_rpc_macs *macs, const u8 *addr,
		    struct hof_why *why);

/**
 * hof_rpc_mac_put() - undo hof_rpc_mac_get()
 * @macs: table
 * @mac: its result; no row names the entry any more
 */
void hof_rpc_mac_put(struct hof_rpc_macs *macs, unsigned int mac);

#endif /* HOF_RPC_MAC_H */
