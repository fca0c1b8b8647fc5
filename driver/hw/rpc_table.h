/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface to the registers of the receive classifier's tables.
 */
#ifndef _HNI_HW_RPC_TABLE_H
#define _HNI_HW_RPC_TABLE_H

#include "rpc.h"

/* An action row: written as a whole, its valid bit last; and made invalid */
void hni_rpc_row_set(struct hni_dev *hdev, unsigned int index,
		     const struct hof_rpc_write *row);
void hni_rpc_row_clear(struct hni_dev *hdev, unsigned int index);
void hni_rpc_mac_clear(struct hni_dev *hdev, unsigned int index);
void hni_rpc_leaves_clear(struct hni_dev *hdev);

/* What the engine calls; @ctx is a struct hni_dev */
void hni_rpc_emit(void *ctx, const struct hof_rpc_write *write);
void hni_rpc_mac_emit(void *ctx, unsigned int index,
		      const struct hof_rpc_mac *mac);

#endif /* _HNI_HW_RPC_TABLE_H */
