// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the background worker that moves rows out of the TCAM when there is room
 * for them elsewhere: a few at a time, the copies first, and the old rows only
 * after the device has the copies.
 */

#include <linux/workqueue.h>

#include "priv.h"

#define HNI_REHASH_ROWS		16	/* copied with the lock held once */
#define HNI_REHASH_MS		5000	/* as the driver comes */

/* Return: rows under way; @pos is set if there are any */
static unsigned int hni_rehash_begin(struct hni_tc *tc, u32 *pos)
{
	struct hni_esw *esw = tc->esw;
	unsigned int num = 0;

	mutex_lock(&esw->lock);
	if (!READ_ONCE(esw->cmd.is_dead) && hof_esw_rehash_want(tc->core)) {
		num = hof_esw_rehash_begin(tc->core, HNI_REHASH_ROWS);
		*pos = hni_cmd_ring(&esw->cmd);
	}
	mutex_unlock(&esw->lock);
	return num;
}

/* Return: rows moved */
static unsigned int hni_rehash_end(struct hni_tc *tc, int err)
{
	struct hni_esw *esw = tc->esw;
	unsigned int num = 0;

	mutex_lock(&esw->lock);
	if (err)
		hof_esw_rehash_abort(tc->core);
	else
		num = hof_esw_rehash_commit(tc->core);
	hni_cmd_ring(&esw->cmd);
	mutex_unlock(&esw->lock);
	return num;
}

static void hni_rehash_work(struct work_struct *work)
{
	struct hni_tc *tc = container_of(to_delayed_work(work), struct hni_tc,
					 rehash);
	unsigned int num;
	u32 pos, ms;
	int err;

	do {
		num = hni_rehash_begin(tc, &pos);
		if (!num)
			break;
		err = hni_cmd_wait(&tc->esw->cmd, pos);
		num = hni_rehash_end(tc, err);
		ms = READ_ONCE(tc->rehash_ms);
	} while (num && ms);

	ms = READ_ONCE(tc->rehash_ms);
	if (ms)
		queue_delayed_work(system_long_wq, &tc->rehash,
				   msecs_to_jiffies(ms));
}

u32 hni_tc_rehash_ms(struct hni_esw *esw)
{
	return READ_ONCE(esw->tc->rehash_ms);
}

void hni_tc_rehash_set(struct hni_esw *esw, u32 ms)
{
	struct hni_tc *tc = esw->tc;

	WRITE_ONCE(tc->rehash_ms, ms);
	if (ms)
		mod_delayed_work(system_long_wq, &tc->rehash,
				 msecs_to_jiffies(ms));
	else
		cancel_delayed_work_sync(&tc->rehash);
}

void hni_tc_rehash_init(struct hni_tc *tc)
{
	INIT_DEFERRABLE_WORK(&tc->rehash, hni_rehash_work);
	tc->rehash_ms = HNI_REHASH_MS;
	queue_delayed_work(system_long_wq, &tc->rehash,
			   msecs_to_jiffies(HNI_REHASH_MS));
}

void hni_tc_rehash_fini(struct hni_tc *tc)
{
	WRITE_ONCE(tc->rehash_ms, 0);
	cancel_delayed_work_sync(&tc->rehash);
}
