/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the driver's tracepoints. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM hni

#if !defined(_HNI_TC_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _HNI_TC_TRACE_H

#include <linux/tracepoint.h>

#include "ledger.h"

TRACE_EVENT(hni_tc_refuse,
	    TP_PROTO(const struct hni_refusal *refusal),
	    TP_ARGS(refusal),

	    TP_STRUCT__entry(__field(u64, seq)
			     __field(u32, code)
			     __string(name, hof_reason_name(refusal->code))
			     __string(device, refusal->device)
			     __field(bool, is_egress)
			     __field(u32, chain)
			     __field(u32, prio)
			     __field(u16, protocol)
			     __field(bool, skip_sw)
			     __string(text, refusal->text)
	    ),

	    TP_fast_assign(__entry->seq = refusal->seq;
			   __entry->code = refusal->code;
			   __assign_str(name);
			   __assign_str(device);
			   __entry->is_egress = refusal->is_egress;
			   __entry->chain = refusal->chain;
			   __entry->prio = refusal->prio;
			   __entry->protocol = refusal->protocol;
			   __entry->skip_sw = refusal->skip_sw;
			   __assign_str(text);
	    ),

	    TP_printk("seq=%llu code=%u name=%s device=%s direction=%s chain=%u prio=%u protocol=0x%04x skip_sw=%d text=\"%s\"",
		      __entry->seq, __entry->code, __get_str(name),
		      __get_str(device),
		      __entry->is_egress ? "egress" : "ingress",
		      __entry->chain, __entry->prio, __entry->protocol,
		      __entry->skip_sw, __get_str(text))
);

#endif /* _HNI_TC_TRACE_H */

/* the kernel's build finds this file beside ledger.c, see Kbuild */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
