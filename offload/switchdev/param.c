// SPDX-License-Identifier: GPL-2.0-only
/* Owns the parameters of devlink that concern the e-switch. */

#include "priv.h"

enum {
	HNI_PARAM_BASE = DEVLINK_PARAM_GENERIC_ID_MAX,
	HNI_PARAM_TC_POSTED,
};

static struct hni_esw *hni_param_esw(struct devlink *devlink)
{
	struct hni_dev *hdev = devlink_priv(devlink);

	return hdev->esw;
}

static HNI_COMPAT_PARAM_GET(hni_param_posted_get)
{
	ctx->val.vbool = hni_tc_is_posted(hni_param_esw(devlink));
	return 0;
}

static int hni_param_posted_set(struct devlink *devlink, u32 id,
				struct devlink_param_gset_ctx *ctx,
				struct netlink_ext_ack *extack)
{
	return hni_tc_posted_set(hni_param_esw(devlink), ctx->val.vbool);
}

static const struct devlink_param hni_params[] = {
	DEVLINK_PARAM_DRIVER(HNI_PARAM_TC_POSTED, "tc_posted",
			     DEVLINK_PARAM_TYPE_BOOL,
			     BIT(DEVLINK_PARAM_CMODE_RUNTIME),
			     hni_param_posted_get, hni_param_posted_set, NULL),
};

int hni_params_register(struct hni_esw *esw)
{
	return devl_params_register(esw->hdev->devlink, hni_params,
				    ARRAY_SIZE(hni_params));
}

void hni_params_unregister(struct hni_esw *esw)
{
	devl_params_unregister(esw->hdev->devlink, hni_params,
			       ARRAY_SIZE(hni_params));
}
