// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the table of destination addresses. With a BMC the index tells who gets
 * a frame, so unicast and multicast have ranges of their own.
 */
#include "hof_rpc_mac.h"

#define HOF_RPC_MAC_MC_FIRST	5
#define HOF_RPC_MAC_MC_LAST	22
#define HOF_RPC_MAC_UC_FIRST	24
#define HOF_RPC_MAC_UC_LAST	30
#define HOF_RPC_MAC_NONE	HNI_RPC_MACDA_ENTRIES

static bool hof_rpc_mac_is_group(const u8 *addr)
{
	return addr[0] & 1;
}

/* Where an address may lie: from @first on, in steps, as many as @count */
struct hof_rpc_mac_range {
	unsigned int first;
	unsigned int count;
	int step;
};

static struct hof_rpc_mac_range hof_rpc_mac_range(const u8 *addr)
{
	static const u8 broadcast[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct hof_rpc_mac_range range = {
		.first = HOF_RPC_MAC_UC_LAST,
		.count = HOF_RPC_MAC_UC_LAST + 1 - HOF_RPC_MAC_UC_FIRST,
		.step = -1,
	};

	if (!memcmp(addr, broadcast, sizeof(broadcast))) {
		range.first = HOF_RPC_MAC_BROADCAST;
		range.count = 1;
	} else if (hof_rpc_mac_is_group(addr)) {
		range.first = HOF_RPC_MAC_MC_FIRST;
		range.count = HOF_RPC_MAC_MC_LAST + 1 - HOF_RPC_MAC_MC_FIRST;
		range.step = 1;
	}
	return range;
}

static bool hof_rpc_mac_is_used(const struct hof_rpc_mac *mac)
{
	return mac->is_listed || mac->pins;
}

static unsigned int hof_rpc_mac_find(const struct hof_rpc_macs *macs,
				     const u8 *addr)
{
	struct hof_rpc_mac_range range = hof_rpc_mac_range(addr);
	const struct hof_rpc_mac *mac;

	for (; range.count; range.count--) {
		mac = &macs->mac[range.first];
		if ((hof_rpc_mac_is_used(mac) || mac->was_listed) &&
		    !memcmp(mac->addr, addr, sizeof(mac->addr)))
			return range.first;
		range.first += (unsigned int)range.step;
	}
	return HOF_RPC_MAC_NONE;
}

/* One that holds nothing, else one that holds what nobody wants any more */
static unsigned int hof_rpc_mac_free(const struct hof_rpc_macs *macs,
				     const u8 *addr)
{
	struct hof_rpc_mac_range range = hof_rpc_mac_range(addr);
	unsigned int found = HOF_RPC_MAC_NONE;
	const struct hof_rpc_mac *mac;

	for (; range.count; range.count--) {
		mac = &macs->mac[range.first];
		if (!hof_rpc_mac_is_used(mac)) {
			if (!mac->is_valid)
				return range.first;
			if (found == HOF_RPC_MAC_NONE)
				found = range.first;
		}
		range.first += (unsigned int)range.step;
	}
	return found;
}

static void hof_rpc_mac_validate(struct hof_rpc_macs *macs,
				 unsigned int index, bool is_valid)
{
	struct hof_rpc_mac *mac = &macs->mac[index];

	if (mac->is_valid == is_valid)
		return;
	mac->is_valid = is_valid;
	macs->emit(macs->ctx, index, mac);
}

/* An entry is not rewritten while frames can answer with it. */
static void hof_rpc_mac_fill(struct hof_rpc_macs *macs, unsigned int index,
			     const u8 *addr, const u8 *any)
{
	struct hof_rpc_mac *mac = &macs->mac[index];

	if (!memcmp(mac->addr, addr, sizeof(mac->addr)) &&
	    !memcmp(mac->any, any, sizeof(mac->any)))
		return;
	hof_rpc_mac_validate(macs, index, false);
	memcpy(mac->addr, addr, sizeof(mac->addr));
	memcpy(mac->any, any, sizeof(mac->any));
}

static void hof_rpc_mac_fill_exact(struct hof_rpc_macs *macs,
				   unsigned int index, const u8 *addr)
{
	static const u8 none[HOF_RPC_ETH_ALEN];

	hof_rpc_mac_fill(macs, index, addr, none);
}

/* Would the netdev accept the address if no rule named it? */
static bool hof_rpc_mac_is_accepted(const struct hof_rpc_macs *macs,
				    const struct hof_rpc_mac *mac)
{
	const struct hof_rpc_mac *all = &macs->mac[HOF_RPC_MAC_ALL];

	if (mac->is_listed)
		return true;
	return all->is_listed && mac->pins &&
	       (all->any[0] == 0xff || hof_rpc_mac_is_group(mac->addr));
}

void hof_rpc_macs_begin(struct hof_rpc_macs *macs)
{
	unsigned int i;

	for (i = 0; i < HNI_RPC_MACDA_ENTRIES; i++) {
		macs->mac[i].was_listed = macs->mac[i].is_listed;
		macs->mac[i].is_listed = false;
	}
}

void hof_rpc_macs_fix(struct hof_rpc_macs *macs, unsigned int index,
		      const u8 *addr, const u8 *any)
{
	hof_rpc_mac_fill(macs, index, addr, any);
	macs->mac[index].is_listed = true;
}

void hof_rpc_macs_keep(struct hof_rpc_macs *macs, const u8 *addr)
{
	unsigned int index = hof_rpc_mac_find(macs, addr);

	if (index != HOF_RPC_MAC_NONE)
		macs->mac[index].is_listed = true;
}

bool hof_rpc_macs_take(struct hof_rpc_macs *macs, const u8 *addr)
{
	unsigned int index = hof_rpc_mac_find(macs, addr);

	if (index == HOF_RPC_MAC_NONE)
		index = hof_rpc_mac_free(macs, addr);
	if (index == HOF_RPC_MAC_NONE)
		return false;
	hof_rpc_mac_fill_exact(macs, index, addr);
	macs->mac[index].is_listed = true;
	return true;
}

/* What is wanted comes before what is not goes. */
void hof_rpc_macs_end(struct hof_rpc_macs *macs)
{
	unsigned int i;

	for (i = HNI_RPC_MACDA_ENTRIES; i--;)
		if (hof_rpc_mac_is_accepted(macs, &macs->mac[i]))
			hof_rpc_mac_validate(macs, i, true);
	for (i = HNI_RPC_MACDA_ENTRIES; i--;) {
		if (!hof_rpc_mac_is_accepted(macs, &macs->mac[i]))
			hof_rpc_mac_validate(macs, i, false);
		macs->mac[i].was_listed = false;
	}
}

int hof_rpc_mac_get(struct hof_rpc_macs *macs, const u8 *addr,
		    struct hof_why *why)
{
	unsigned int index = hof_rpc_mac_find(macs, addr);
	struct hof_rpc_mac *mac;

	if (index == HOF_RPC_MAC_NONE)
		index = hof_rpc_mac_free(macs, addr);
	if (index == HOF_RPC_MAC_NONE)
		return hof_refuse(why, HOF_REASON_RPC_MACS, "dst_mac", 0,
				  hof_rpc_mac_range(addr).count);
	mac = &macs->mac[index];
	if (!hof_rpc_mac_is_used(mac))
		hof_rpc_mac_fill_exact(macs, index, addr);
	mac->pins++;
	hof_rpc_mac_validate(macs, index, hof_rpc_mac_is_accepted(macs, mac));
	return (int)index + 1;
}

void hof_rpc_mac_put(struct hof_rpc_macs *macs, unsigned int mac)
{
	unsigned int index = mac - 1;

	macs->mac[index].pins--;
	hof_rpc_mac_validate(macs, index,
			     hof_rpc_mac_is_accepted(macs, &macs->mac[index]));
}

void hof_rpc_macs_emit_all(struct hof_rpc_macs *macs)
{
	unsigned int i;

	for (i = 0; i < HNI_RPC_MACDA_ENTRIES; i++)
		if (macs->mac[i].is_valid)
			macs->emit(macs->ctx, i, &macs->mac[i]);
}
