// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns "devlink dev flash": PLDM packages, whose components are checked, all of
 * them, before the first is written.
 */

#include <linux/crc32.h>
#include <linux/pldmfw.h>
#include <linux/unaligned.h>

#include <hw/hni_image.h>

#include "hni_flash.h"
#include "hw/fw.h"
#include "hw/fw_flash.h"

/* One update */
struct hni_flash {
	struct pldmfw pldm;
	struct hni_dev *hdev;
	struct netlink_ext_ack *extack;
	const char *only;		/* component, NULL = all */
	const char *name;		/* component being written */
	u32 size;			/* of it, bytes */
	unsigned int written;		/* components */
	bool is_explained;		/* extack says what is wrong */
};

static struct hni_flash *hni_flash_of(struct pldmfw *pldm)
{
	return container_of(pldm, struct hni_flash, pldm);
}

/* Components have the numbers of their sections. */
static const char *hni_flash_name(const struct pldmfw_component *component)
{
	switch (component->identifier) {
	case HNI_FW_SECTION_CMRT:
		return HNI_FW_NAME_CMRT;
	case HNI_FW_SECTION_CONTROL:
		return HNI_FW_NAME_CONTROL;
	case HNI_FW_SECTION_OPTION_ROM:
		return HNI_FW_NAME_OPTION_ROM;
	default:
		return NULL;
	}
}

static bool hni_flash_is_wanted(const struct hni_flash *flash,
				const char *name)
{
	return !flash->only || (name && !strcmp(name, flash->only));
}

/* What is wrong with an image; NULL if nothing is */
static const char *hni_flash_fault(const struct pldmfw_component *component,
				   u32 rollback)
{
	const u8 *data = component->component_data;
	u32 len = component->component_size;

	if (len <= HNI_IMAGE_HDR_LEN || len > HNI_IMAGE_MAX)
		return "length";
	if (memcmp(data, HNI_IMAGE_MAGIC, HNI_IMAGE_MAGIC_LEN))
		return "magic";
	if (get_unaligned_le32(data + HNI_IMAGE_SECTION) !=
	    component->identifier)
		return "section";
	if (get_unaligned_le32(data + HNI_IMAGE_LENGTH) !=
	    len - HNI_IMAGE_HDR_LEN)
		return "length in the header";
	if (~crc32_le(~0, data + HNI_IMAGE_HDR_LEN, len - HNI_IMAGE_HDR_LEN) !=
	    get_unaligned_le32(data + HNI_IMAGE_CRC))
		return "checksum";
	if (get_unaligned_le32(data + HNI_IMAGE_ROLLBACK) < rollback)
		return "number against rollback";
	return NULL;
}

static int hni_flash_package_data(struct pldmfw *pldm, const u8 *data,
				  u16 length)
{
	/* the firmware knows of no packages */
	return 0;
}

/* Called for every component before the first is written */
static int hni_flash_check(struct pldmfw *pldm,
			   struct pldmfw_component *component, u8 transfer)
{
	struct hni_flash *flash = hni_flash_of(pldm);
	const char *name = hni_flash_name(component);
	const char *fault;

	if (!hni_flash_is_wanted(flash, name))
		return 0;
	flash->is_explained = true;
	if (!name) {
		NL_SET_ERR_MSG_FMT_MOD(flash->extack,
				       "component %u: only 0, 1 and 3 can be written",
				       component->identifier);
		return -EOPNOTSUPP;
	}
	fault = hni_flash_fault(component, READ_ONCE(flash->hdev->fw_rollback));
	if (!fault) {
		flash->is_explained = false;
		return 0;
	}
	NL_SET_ERR_MSG_FMT_MOD(flash->extack,
			       "%s: bad %s; nothing was written", name, fault);
	return -EINVAL;
}

static void hni_flash_progress(void *ctx, u32 done)
{
	struct hni_flash *flash = ctx;

	devlink_flash_update_status_notify(flash->hdev->devlink, "Flashing",
					   flash->name, done, flash->size);
}

static int hni_flash_component(struct pldmfw *pldm,
			       struct pldmfw_component *component)
{
	struct hni_flash *flash = hni_flash_of(pldm);
	const struct hni_fw_image image = {
		.section = component->identifier,
		.data = component->component_data,
		.len = component->component_size,
		.progress = hni_flash_progress,
		.ctx = flash,
	};
	int err;

	flash->name = hni_flash_name(component);
	flash->size = image.len;
	if (!hni_flash_is_wanted(flash, flash->name))
		return 0;
	hni_flash_progress(flash, 0);
	err = hni_fw_flash_write(flash->hdev, &image);
	if (!err) {
		flash->written++;
		hni_flash_progress(flash, flash->size);
		return 0;
	}
	NL_SET_ERR_MSG_FMT_MOD(flash->extack,
			       "%s keeps its version (%pe); written before it: %u",
			       flash->name, ERR_PTR(err), flash->written);
	flash->is_explained = true;
	return err;
}

static const struct pldmfw_ops hni_flash_ops = {
	.match_record = pldmfw_op_pci_match_record,
	.send_package_data = hni_flash_package_data,
	.send_component_table = hni_flash_check,
	.flash_component = hni_flash_component,
};

int hni_flash_update(struct devlink *devlink,
		     struct devlink_flash_update_params *params,
		     struct netlink_ext_ack *extack)
{
	struct hni_dev *hdev = devlink_priv(devlink);
	struct hni_flash flash = {
		.pldm = { .ops = &hni_flash_ops, .dev = hdev->dev },
		.hdev = hdev,
		.extack = extack,
		.only = params->component,
	};
	int err;

	err = pldmfw_flash_image(&flash.pldm, params->fw);
	if (err && !flash.is_explained)
		NL_SET_ERR_MSG_FMT_MOD(extack,
				       "no PLDM package for this NIC (%pe)",
				       ERR_PTR(err));
	if (err)
		return err;
	if (flash.written)
		return 0;
	NL_SET_ERR_MSG_MOD(extack, "the package has no such component");
	return -ENOENT;
}
