// SPDX-License-Identifier: GPL-2.0-only
/* Owns the refusal ledger and its tracepoint. */

#include "priv.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

void hni_ledger_init(struct hni_ledger *ledger)
{
	spin_lock_init(&ledger->lock);
}

void hni_ledger_add(struct hni_ledger *ledger, struct hni_refusal *refusal,
		    const struct hof_why *why)
{
	struct hni_ledger_data *data = &ledger->data;

	refusal->code = why->reason;
	hof_why_format(refusal->text, sizeof(refusal->text), why);

	spin_lock(&ledger->lock);
	data->counts[refusal->code]++;
	data->last[data->num++ % HNI_LEDGER_LAST] = *refusal;
	spin_unlock(&ledger->lock);
	trace_hni_tc_refuse(refusal);
}

void hni_ledger_read(struct hni_esw *esw, struct hni_ledger_data *data)
{
	struct hni_ledger *ledger = &esw->tc->ledger;

	spin_lock(&ledger->lock);
	*data = ledger->data;
	spin_unlock(&ledger->lock);
}
