// SPDX-License-Identifier: GPL-2.0-only
/* Owns the parameters of devlink that concern the e-switch. */

#include "priv.h"

#define HNI_PARAM_REHASH_MIN_MS	10
#define HNI_PARAM_REHASH_MAX_MS	3600000

enum {
	HNI_PARAM_BASE = DEVLINK_PARAM_GENERIC_ID_MAX,
	HNI_PARAM_TC_POSTED,
	HNI_PARAM_REHASH_MS,
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

static HNI_COMPAT_PARAM_GET(hni_param_rehash_get)
{
	ctx->val.vu32 = hni_tc_rehash_ms(hni_param_esw(devlink));
	return 0;
}

static int hni_param_rehash_set(struct devlink *devlink, u32 id,
				struct devlink_param_gset_ctx *ctx,
				struct netlink_ext_ack *extack)
{
	u32 ms = ctx->val.vu32;

	if (ms && (ms < HNI_PARAM_REHASH_MIN_MS ||
		   ms > HNI_PARAM_REHASH_MAX_MS)) {
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "%u ms not supported, only 0 or %u to %u",
				       ms, HNI_PARAM_REHASH_MIN_MS,
				       HNI_PARAM_REHASH_MAX_MS);
		return -EINVAL;
	}
	hni_tc_rehash_set(hni_param_esw(devlink), ms);
	return 0;
}

static const struct devlink_param hni_params[] = {
	DEVLINK_PARAM_DRIVER(HNI_PARAM_TC_POSTED, "tc_posted",
			     DEVLINK_PARAM_TYPE_BOOL,
			     BIT(DEVLINK_PARAM_CMODE_RUNTIME),
			     hni_param_posted_get, hni_param_posted_set, NULL),
	DEVLINK_PARAM_DRIVER(HNI_PARAM_REHASH_MS, "acl_region_rehash_interval",
			     DEVLINK_PARAM_TYPE_U32,
			     BIT(DEVLINK_PARAM_CMODE_RUNTIME),
			     hni_param_rehash_get, hni_param_rehash_set, NULL),
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
