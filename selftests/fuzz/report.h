/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface of the report of a frame that crossed a forbidden pair. */
#ifndef FUZZ_REPORT_H
#define FUZZ_REPORT_H

#include "judge.h"

/*
 * Make frame and tables smaller as long as the frame crosses, then print what
 * is left: the NIC is not fit for anything else afterwards.
 */
void fuzz_report(const struct fuzz_judge *judge, struct fuzz_frame *f);

#endif /* FUZZ_REPORT_H */
