// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the clock as users see it: a PTP hardware clock of the function.
 *
 * It lives from probe to remove; a reload neither stops nor renames it.
 */

#include "../hw/clock.h"
#include "net.h"

static struct hni_clock *hni_ptp_clock(struct ptp_clock_info *info)
{
	return container_of(info, struct hni_clock, info);
}

static int hni_ptp_gettimex64(struct ptp_clock_info *info,
			      struct timespec64 *ts,
			      struct ptp_system_timestamp *sts)
{
	u64 time;
	int err;

	err = hni_clock_get(hni_ptp_clock(info), &time, sts);
	if (!err)
		*ts = ns_to_timespec64(time);
	return err;
}

static int hni_ptp_settime64(struct ptp_clock_info *info,
			     const struct timespec64 *ts)
{
	return hni_clock_set(hni_ptp_clock(info), timespec64_to_ns(ts));
}

static int hni_ptp_adjtime(struct ptp_clock_info *info, s64 delta)
{
	hni_clock_shift(hni_ptp_clock(info), delta);
	return 0;
}

static int hni_ptp_adjfine(struct ptp_clock_info *info, long scaled_ppm)
{
	return hni_clock_tune(hni_ptp_clock(info), scaled_ppm);
}

static long hni_ptp_aux_work(struct ptp_clock_info *info)
{
	if (hni_clock_refresh(hni_ptp_clock(info)))
		return -1;
	return HNI_CLOCK_REFRESH;
}

static const struct ptp_clock_info hni_ptp_info = {
	.owner = THIS_MODULE,
	.name = HNI_DRV_NAME,
	.max_adj = HNI_CLOCK_ADJ_MAX_PPB,
	.gettimex64 = hni_ptp_gettimex64,
	.settime64 = hni_ptp_settime64,
	.adjtime = hni_ptp_adjtime,
	.adjfine = hni_ptp_adjfine,
	.do_aux_work = hni_ptp_aux_work,
};

int hni_ptp_create(struct hni_dev *hdev)
{
	struct hni_clock *clock;
	struct ptp_clock *ptp;

	clock = kzalloc(sizeof(*clock), GFP_KERNEL);
	if (!clock)
		return -ENOMEM;
	hni_clock_init(hdev, clock);
	clock->info = hni_ptp_info;
	ptp = ptp_clock_register(&clock->info, hdev->dev);
	if (IS_ERR(ptp)) {
		kfree(clock);
		return PTR_ERR(ptp);
	}
	clock->ptp = ptp;
	hdev->clock = clock;
	if (ptp)
		ptp_schedule_worker(ptp, HNI_CLOCK_REFRESH);
	return 0;
}

void hni_ptp_destroy(struct hni_dev *hdev)
{
	if (hdev->clock->ptp)
		ptp_clock_unregister(hdev->clock->ptp);
	kfree(hdev->clock);
	hdev->clock = NULL;
}
