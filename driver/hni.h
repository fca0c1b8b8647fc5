/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns struct hni_dev, the state of one PCI function, and register access.
 */
#ifndef _HNI_H
#define _HNI_H

#include <linux/bitmap.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/workqueue.h>
#include <net/devlink.h>

#include <hw/hni_csr.h>
#include <hw/hni_mbox.h>
#include <hw/hni_pci.h>

#include "compat.h"

#define HNI_DRV_NAME		"hni"

struct hni_clock;
struct hni_esw;
struct hni_fw_call;
struct hni_fw_flash;
struct hni_fw_log;
struct hni_ledger;
struct hni_mbx;

/* Bits of hni_dev.flags, atomic bit operations only */
enum hni_dev_flag {
	HNI_DEV_DEAD,		/* fell off the bus, or detached: no MMIO */
	HNI_DEV_MANAGER,	/* BAR2 is mapped, its major is known */
	HNI_DEV_OWNED,		/* firmware was asked for ownership */
	HNI_DEV_DETACHED,	/* without state until a reset is over */
};

/* Limits of the sensors, in the order of the firmware's attributes */
enum hni_fw_limit {
	HNI_FW_TEMP_MIN,		/* milli-degrees C */
	HNI_FW_TEMP_MAX,
	HNI_FW_TEMP_CRIT,
	HNI_FW_VOLT_MIN,		/* mV */
	HNI_FW_VOLT_MAX,
	HNI_FW_LIMITS
};

/**
 * struct hni_fw_caps - what the firmware said about itself, validated
 * @version: firmware release, HNI_FW_VERSION_*
 * @commit: build string, may be empty
 * @link_speed: HNI_SPEED_*
 * @link_fec: HNI_FEC_*
 * @bmc_present: a BMC shares the port
 * @bmc_all_multi: the BMC wants every multicast frame
 * @num_bmc_macs: valid entries of @bmc_mac
 * @bmc_mac: addresses of the BMC
 * @limits: a bit for each valid entry of @limit
 * @limit: of the sensors
 */
struct hni_fw_caps {
	u32 version;
	char commit[HNI_CAP_COMMIT_STR_MAX];
	u8 link_speed;
	u8 link_fec;
	bool bmc_present;
	bool bmc_all_multi;
	unsigned int num_bmc_macs;
	u8 bmc_mac[HNI_CAP_BMC_MACS][ETH_ALEN];
	u32 limits;
	s32 limit[HNI_FW_LIMITS];
};

/*
 * One PCI function. Allocated as devlink's private data; lives from probe to
 * remove.
 */
struct hni_dev {
	/* constant after probe, read on every path */
	void __iomem *csr;		/* BAR0 */
	unsigned long flags;		/* enum hni_dev_flag */
	struct device *dev;
	struct pci_dev *pdev;
	struct devlink *devlink;
	void __iomem *mbx_bar;		/* BAR4 */
	void __iomem *esw_bar;		/* BAR2, manager function only */
	u64 dsn;
	struct hni_clock *clock;

	/* set and cleared by start and stop, under the devlink instance lock */
	struct net_device *netdev;	/* PF */
	struct hni_esw *esw;		/* manager function only */
	struct hni_ledger *ledger;	/* filters that were refused */
	struct devlink_health_reporter *tc_health;

	/* mailbox and firmware; hw/mbx.c and hw/fw.c */
	struct hni_mbx *mbx;
	struct hni_fw_caps caps;	/* written before the PF exists */
	struct completion fw_owned;	/* OWNERSHIP_RESP was seen */
	atomic_long_t fw_last_seen;	/* jiffies of the last sign of life */
	atomic_t fw_uptime_lost;	/* firmware's clock went backwards */
	u64 fw_uptime;			/* ms; written by the mailbox handler */
	unsigned long fw_uptime_at;	/* jiffies; mailbox handler only */
	unsigned long fw_beat_sent;	/* jiffies; written by service task */
	struct mutex fw_call_mutex;	/* one request that waits at a time */
	spinlock_t fw_call_lock;	/* guards the next two, flash, log */
	const struct hni_fw_call *fw_call;
	int fw_call_err;
	struct completion fw_called;
	struct hni_fw_flash *fw_flash;	/* upgrade under way, NULL = none */
	struct hni_fw_log *fw_log;
	/* by section, 0 = not known; written by the mailbox handler */
	u32 fw_running[HNI_FW_SECTIONS];
	u32 fw_stored[HNI_FW_SECTIONS];
	u32 fw_rollback;		/* least that an image may have */
	struct devlink_health_reporter *fw_health;
	struct work_struct fw_health_work;
	const char *fw_lost_why;	/* to be reported; xchg() only */
	bool fw_is_lost;		/* until a sign of life */
	bool fw_is_reported;		/* fw_health_work only */
	u32 fw_num_lost;		/* written by the service task */
	struct delayed_work service;
	struct work_struct mtu_work;
	struct device *hwmon;		/* NULL = none; hw/hwmon.c */
	struct work_struct sensor_work;
	u32 fw_mtu;			/* limit from firmware */
	unsigned int mtu_wish;		/* MTU before the limit, 0 = same; rtnl */
	bool mtu_is_user;		/* set by somebody else; rtnl */
	bool mtu_is_ours;		/* being set by the firmware; rtnl */

	/* pause frames, off at first; written under rtnl; hw/mac.c */
	bool rx_pause;			/* obey those received */
	bool tx_pause;			/* send some when buffers run out */

	/* MSI-X vectors; hw/irq.c */
	struct mutex irq_lock;		/* guards irq_used, irq_dyn */
	unsigned int irq_static;	/* vectors allocated at start */
	DECLARE_BITMAP(irq_used, HNI_MSIX_VECTORS);
	DECLARE_BITMAP(irq_dyn, HNI_MSIX_VECTORS);

	/* claimed queue pages, atomic bit operations; ring/chan.c */
	DECLARE_BITMAP(page_used, HNI_QUEUE_COUNT);
};

static inline bool hni_dev_is_dead(const struct hni_dev *hdev)
{
	return unlikely(test_bit(HNI_DEV_DEAD, &hdev->flags));
}

static inline bool hni_dev_is_manager(const struct hni_dev *hdev)
{
	return test_bit(HNI_DEV_MANAGER, &hdev->flags);
}

/**
 * hni_csr_read() - read a register of BAR0
 * @hdev: device
 * @reg: byte offset
 *
 * An answer of all ones is checked against a register that never holds it:
 * if that one is all ones too, the device has left the bus, which is recorded
 * and said once, and no access is made from then on.
 *
 * Context: any.
 * Return: the value; all ones if the device is gone.
 */
u32 hni_csr_read(struct hni_dev *hdev, u32 reg);

/**
 * hni_csr_read64() - read a free-running 64-bit counter of BAR0
 * @hdev: device
 * @reg: byte offset of the low word, the high word follows it
 *
 * Context: any.
 * Return: a value that the counter had during the call.
 */
u64 hni_csr_read64(struct hni_dev *hdev, u32 reg);

/**
 * hni_csr_flush() - wait until posted writes to BAR0 have arrived
 * @hdev: device
 *
 * Context: any.
 */
void hni_csr_flush(struct hni_dev *hdev);

static inline void hni_csr_write(struct hni_dev *hdev, u32 reg, u32 val)
{
	if (!hni_dev_is_dead(hdev))
		writel(val, hdev->csr + reg);
}

#endif /* _HNI_H */
