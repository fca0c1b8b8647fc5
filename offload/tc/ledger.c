// SPDX-License-Identifier: GPL-2.0-only
/* Owns the refusal ledger and its tracepoint. */

#include <linux/slab.h>

#include "../../driver/hni.h"
#include "ledger.h"
#include "parse.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

int hni_ledger_create(struct hni_dev *hdev)
{
	hdev->ledger = kzalloc(sizeof(*hdev->ledger), GFP_KERNEL);
	if (!hdev->ledger)
		return -ENOMEM;
	spin_lock_init(&hdev->ledger->lock);
	return 0;
}

void hni_ledger_destroy(struct hni_dev *hdev)
{
	kfree(hdev->ledger);
	hdev->ledger = NULL;
}

u64 hni_ledger_seq(struct hni_ledger *ledger)
{
	return atomic64_inc_return(&ledger->seq);
}

void hni_ledger_add(struct hni_ledger *ledger, struct hni_refusal *refusal,
		    struct netlink_ext_ack *extack, const struct hof_why *why)
{
	struct hni_ledger_data *data = &ledger->data;

	refusal->code = why->reason;
	hof_why_format(refusal->text, sizeof(refusal->text), why);

	spin_lock(&ledger->lock);
	data->counts[refusal->code]++;
	data->last[data->num++ % HNI_LEDGER_LAST] = *refusal;
	spin_unlock(&ledger->lock);
	trace_hni_tc_refuse(refusal);
	hni_tc_why_tell(extack, why);
}

void hni_ledger_add_filter(struct hni_ledger *ledger,
			   struct hni_refusal *refusal,
			   const struct flow_cls_common_offload *common,
			   const struct hof_why *why)
{
	refusal->skip_sw = hni_compat_is_skip_sw(common);
	refusal->protocol = be16_to_cpu(common->protocol);
	refusal->chain = common->chain_index;
	refusal->prio = common->prio;
	hni_ledger_add(ledger, refusal, common->extack, why);
}

void hni_ledger_read(struct hni_ledger *ledger, struct hni_ledger_data *data)
{
	spin_lock(&ledger->lock);
	*data = ledger->data;
	spin_unlock(&ledger->lock);
}
