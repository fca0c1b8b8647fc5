// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the self test: link, mailbox and an interrupt at any time, registers of
 * the queues while the interface is closed.
 */

#include "../hw/fw_board.h"
#include "../hw/irq.h"
#include "../hw/mac.h"
#include "net.h"

enum hni_net_test {
	HNI_TEST_LINK,
	HNI_TEST_MAILBOX,
	HNI_TEST_INTERRUPT,
	HNI_TEST_REGISTERS,
	HNI_TESTS
};

static const char hni_net_tests[HNI_TESTS][ETH_GSTRING_LEN] = {
	[HNI_TEST_LINK]		= "Link test       (on/offline)",
	[HNI_TEST_MAILBOX]	= "Mailbox test    (on/offline)",
	[HNI_TEST_INTERRUPT]	= "Interrupt test  (on/offline)",
	[HNI_TEST_REGISTERS]	= "Register test   (offline)",
};

/* Registers of a queue page that hold what is written while rings are off */
struct hni_net_test_reg {
	u32 reg;
	u32 mask;
};

static const struct hni_net_test_reg hni_net_test_regs[] = {
	{ HNI_QUEUE_TWQ0_SIZE, HNI_QUEUE_SIZE_LOG2 },
	{ HNI_QUEUE_TWQ0_BAL, HNI_QUEUE_BAL_ADDR },
	{ HNI_QUEUE_TWQ0_BAH, ~0U },
	{ HNI_QUEUE_TWQ1_SIZE, HNI_QUEUE_SIZE_LOG2 },
	{ HNI_QUEUE_TWQ1_BAL, HNI_QUEUE_BAL_ADDR },
	{ HNI_QUEUE_TWQ1_BAH, ~0U },
	{ HNI_QUEUE_TCQ_SIZE, HNI_QUEUE_SIZE_LOG2 },
	{ HNI_QUEUE_TCQ_BAL, HNI_QUEUE_BAL_ADDR },
	{ HNI_QUEUE_TCQ_BAH, ~0U },
	{ HNI_QUEUE_RCQ_SIZE, HNI_QUEUE_SIZE_LOG2 },
	{ HNI_QUEUE_RCQ_BAL, HNI_QUEUE_BAL_ADDR },
	{ HNI_QUEUE_RCQ_BAH, ~0U },
	{ HNI_QUEUE_BDQ_HPQ_SIZE, HNI_QUEUE_SIZE_LOG2 },
	{ HNI_QUEUE_BDQ_HPQ_BAL, HNI_QUEUE_BAL_ADDR },
	{ HNI_QUEUE_BDQ_HPQ_BAH, ~0U },
	{ HNI_QUEUE_BDQ_PPQ_SIZE, HNI_QUEUE_SIZE_LOG2 },
	{ HNI_QUEUE_BDQ_PPQ_BAL, HNI_QUEUE_BAL_ADDR },
	{ HNI_QUEUE_BDQ_PPQ_BAH, ~0U },
};

/* The last one is how they are left: opening writes all of them anew. */
static const u32 hni_net_test_patterns[] = {
	0xffffffff, 0x5a5a5a5a, 0xa5a5a5a5, 0
};

static bool hni_net_register_holds(struct hni_dev *hdev, u32 at, u32 mask)
{
	unsigned int i;
	u32 val;

	for (i = 0; i < ARRAY_SIZE(hni_net_test_patterns); i++) {
		val = hni_net_test_patterns[i] & mask;
		hni_csr_write(hdev, at, val);
		if (hni_csr_read(hdev, at) != val)
			return false;
	}
	return true;
}

/* Return: 0, or the offset in BAR0 of the first register that fails */
static u32 hni_net_test_registers(struct hni_net *net)
{
	u32 page, at, failed = 0;
	unsigned int i;

	for (page = 0; page < HNI_CHAN_PF_PAGES; page++) {
		for (i = 0; i < ARRAY_SIZE(hni_net_test_regs); i++) {
			at = HNI_QUEUE_PAGE(page) + hni_net_test_regs[i].reg;
			if (!hni_net_register_holds(net->hdev, at,
						    hni_net_test_regs[i].mask) &&
			    !failed)
				failed = at;
		}
	}
	return failed;
}

void hni_net_test_strings(u8 *data)
{
	memcpy(data, hni_net_tests, sizeof(hni_net_tests));
}

int hni_net_test_count(void)
{
	return HNI_TESTS;
}

/*
 * The netdev stays up for the kernel, with its addresses and routes. If the
 * device cannot be opened again, it goes down for the kernel as well.
 */
static bool hni_net_test_closed(struct hni_net *net, u64 *data)
{
	struct net_device *netdev = net->netdev;
	bool was_open = net->is_open;

	if (was_open)
		hni_net_stop(netdev);
	data[HNI_TEST_INTERRUPT] = abs(hni_irq_test(net->hdev));
	data[HNI_TEST_REGISTERS] = hni_net_test_registers(net);
	if (!was_open || !hni_net_open(netdev))
		return true;
	netdev_err(netdev, "self test: the interface cannot be opened again\n");
	hni_compat_close(netdev);
	return false;
}

void hni_net_self_test(struct net_device *netdev, struct ethtool_test *test,
		       u64 *data)
{
	struct hni_net *net = netdev_priv(netdev);
	bool is_good = true;
	unsigned int i;

	memset(data, 0, HNI_TESTS * sizeof(*data));
	data[HNI_TEST_LINK] = !hni_mac_link_is_good(net->hdev);
	data[HNI_TEST_MAILBOX] = abs(hni_fw_echo(net->hdev));
	if (test->flags & ETH_TEST_FL_OFFLINE)
		is_good = hni_net_test_closed(net, data);
	else
		data[HNI_TEST_INTERRUPT] = abs(hni_irq_test(net->hdev));
	for (i = 0; i < HNI_TESTS; i++)
		is_good &= !data[i];
	if (!is_good)
		test->flags |= ETH_TEST_FL_FAILED;
}
