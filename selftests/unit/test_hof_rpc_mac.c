// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the table of destination addresses behind a PF.
 *
 * Links: offload/core/rpc/hof_*.c offload/core/hof_reason.c
 * Links: offload/core/hof_field.c
 */
#include "../../offload/core/rpc/hof_rpc_mac.h"
#include "ktap.h"

static struct hof_rpc_macs macs;
static struct hof_rpc_mac device[HNI_RPC_MACDA_ENTRIES];
static unsigned int writes;
static struct hof_why why;
static const u8 all[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
static const u8 none[HOF_RPC_ETH_ALEN];

/* Addresses of tests: 2 + the kind, the number last */
static const u8 *unicast(u8 n)
{
	static u8 addr[HOF_RPC_ETH_ALEN] = { 2 };

	addr[5] = n;
	return addr;
}

static const u8 *group(u8 n)
{
	static u8 addr[HOF_RPC_ETH_ALEN] = { 3 };

	addr[5] = n;
	return addr;
}

static void take(void *ctx, unsigned int index, const struct hof_rpc_mac *mac)
{
	(void)ctx;
	/* a valid entry is never rewritten */
	EXPECT(device[index].is_valid != mac->is_valid);
	device[index] = *mac;
	writes++;
}

static void begin(void)
{
	memset(&macs, 0, sizeof(macs));
	memset(device, 0, sizeof(device));
	writes = 0;
	macs.emit = take;
}

/* The netdev lists @first .. @last of each kind; returns how many fit */
static unsigned int list(u8 first, u8 last, bool is_promisc)
{
	unsigned int fit = 0;
	unsigned int i;

	hof_rpc_macs_begin(&macs);
	hof_rpc_macs_fix(&macs, HOF_RPC_MAC_BROADCAST, all, none);
	for (i = first; i <= last; i++) {
		hof_rpc_macs_keep(&macs, unicast((u8)i));
		hof_rpc_macs_keep(&macs, group((u8)i));
	}
	for (i = first; i <= last; i++) {
		fit += hof_rpc_macs_take(&macs, unicast((u8)i));
		fit += hof_rpc_macs_take(&macs, group((u8)i));
	}
	if (is_promisc)
		hof_rpc_macs_fix(&macs, HOF_RPC_MAC_ALL, none, all);
	hof_rpc_macs_end(&macs);
	return fit;
}

static int answer(const u8 *addr)
{
	unsigned int i, b;

	for (i = 0; i < HNI_RPC_MACDA_ENTRIES; i++) {
		for (b = 0; b < HOF_RPC_ETH_ALEN; b++)
			if ((addr[b] ^ device[i].addr[b]) & ~device[i].any[b])
				break;
		if (b == HOF_RPC_ETH_ALEN && device[i].is_valid)
			return (int)i;
	}
	return -1;
}

static void own_address_first(void)
{
	begin();
	EXPECT_EQ(list(1, 3, false), 6);
	EXPECT_EQ(answer(unicast(1)), 30);
	EXPECT_EQ(answer(unicast(3)), 28);
	EXPECT_EQ(answer(group(1)), 5);
	EXPECT_EQ(answer(all), HOF_RPC_MAC_BROADCAST);
	EXPECT_EQ(answer(unicast(9)), -1);
}

static void entries_stay(void)
{
	begin();
	list(1, 3, false);
	writes = 0;
	EXPECT_EQ(list(2, 4, false), 6);
	EXPECT_EQ(answer(unicast(2)), 29);
	EXPECT_EQ(answer(unicast(3)), 28);
	EXPECT_EQ(answer(unicast(1)), -1);
	EXPECT_EQ(writes, 4);
}

static void too_many(void)
{
	begin();
	/* 7 unicast and 18 multicast entries */
	EXPECT_EQ(list(1, 20, false), 25);
	EXPECT_EQ(list(1, 20, true), 25);
	EXPECT_EQ(answer(unicast(20)), HOF_RPC_MAC_ALL);
}

static void rule_shares(void)
{
	begin();
	list(1, 2, false);
	writes = 0;
	EXPECT_EQ(hof_rpc_mac_get(&macs, unicast(2), &why), 30);
	EXPECT_EQ(writes, 0);
	/* the netdev drops the address: frames are not accepted any more */
	list(1, 1, false);
	EXPECT_EQ(answer(unicast(2)), -1);
	list(1, 2, false);
	EXPECT_EQ(answer(unicast(2)), 29);
	hof_rpc_mac_put(&macs, 30);
	EXPECT_EQ(answer(unicast(2)), 29);
}

static void rule_accepts_nothing(void)
{
	begin();
	list(1, 1, false);
	EXPECT_EQ(hof_rpc_mac_get(&macs, unicast(9), &why), 30);
	EXPECT_EQ(answer(unicast(9)), -1);
	list(1, 1, true);
	EXPECT_EQ(answer(unicast(9)), 29);
	EXPECT_EQ(answer(unicast(8)), HOF_RPC_MAC_ALL);
	hof_rpc_mac_put(&macs, 30);
	EXPECT_EQ(answer(unicast(9)), HOF_RPC_MAC_ALL);
	EXPECT_EQ(hof_rpc_mac_get(&macs, unicast(8), &why), 30);
	EXPECT_EQ(answer(unicast(8)), 29);
	list(1, 1, false);
	EXPECT_EQ(answer(unicast(8)), -1);
}

static void rules_fill_up(void)
{
	u8 i;

	begin();
	list(1, 1, false);
	for (i = 0; i < 6; i++)
		EXPECT_EQ(hof_rpc_mac_get(&macs, unicast(50 + i), &why),
			  30 - i);
	EXPECT_EQ(hof_rpc_mac_get(&macs, unicast(60), &why), -ENOSPC);
	EXPECT_EQ(why.reason, HOF_REASON_RPC_MACS);
	EXPECT_EQ(why.limit, 7);
	/* the second address of the netdev finds no room: no rule is lost */
	EXPECT_EQ(list(1, 2, true), 3);
	EXPECT_EQ(answer(unicast(2)), HOF_RPC_MAC_ALL);
	EXPECT_EQ(answer(unicast(50)), 29);
	hof_rpc_mac_put(&macs, 30);
	EXPECT_EQ(list(1, 2, false), 4);
}

static void down_and_up(void)
{
	begin();
	list(1, 2, false);
	hof_rpc_mac_get(&macs, unicast(2), &why);
	hof_rpc_macs_begin(&macs);
	hof_rpc_macs_end(&macs);
	EXPECT_EQ(answer(unicast(2)), -1);
	EXPECT_EQ(answer(all), -1);
	list(1, 2, false);
	EXPECT_EQ(answer(unicast(2)), 29);
}

/* A device that has lost its table gets the same one. */
static void written_again(void)
{
	struct hof_rpc_mac before[HNI_RPC_MACDA_ENTRIES];
	unsigned int i, valid = 0;

	begin();
	list(1, 3, true);
	memcpy(before, device, sizeof(before));
	for (i = 0; i < HNI_RPC_MACDA_ENTRIES; i++) {
		valid += device[i].is_valid;
		device[i].is_valid = false;
	}
	writes = 0;
	hof_rpc_macs_emit_all(&macs);
	EXPECT_EQ(writes, valid);
	for (i = 0; i < HNI_RPC_MACDA_ENTRIES; i++)
		EXPECT_EQ(device[i].is_valid, before[i].is_valid);
}

static const struct ktap_case cases[] = {
	{ "rpc_mac.own_address_comes_first", own_address_first },
	{ "rpc_mac.address_keeps_its_entry", entries_stay },
	{ "rpc_mac.too_many_addresses_are_told", too_many },
	{ "rpc_mac.rule_shares_the_netdevs_entry", rule_shares },
	{ "rpc_mac.rule_never_makes_the_netdev_accept", rule_accepts_nothing },
	{ "rpc_mac.rules_cannot_take_more_than_there_is", rules_fill_up },
	{ "rpc_mac.rules_survive_down_and_up", down_and_up },
	{ "rpc_mac.everything_is_written_again", written_again },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
