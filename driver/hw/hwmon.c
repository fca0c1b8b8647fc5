// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the sensors as hwmon shows them: temperature and core voltage with the
 * limits that the firmware has named.
 */

#include <linux/hwmon.h>

#include "fw_board.h"
#include "hwmon.h"

/* An attribute: a limit, or whether the sensor is beyond it */
struct hni_hwmon_attr {
	enum hwmon_sensor_types type;
	u32 attr;
	enum hni_fw_limit limit;
	bool is_alarm;
	bool is_least;
};

static const struct hni_hwmon_attr hni_hwmon_attrs[] = {
	{ hwmon_temp, hwmon_temp_min, HNI_FW_TEMP_MIN },
	{ hwmon_temp, hwmon_temp_max, HNI_FW_TEMP_MAX },
	{ hwmon_temp, hwmon_temp_crit, HNI_FW_TEMP_CRIT },
	{ hwmon_temp, hwmon_temp_min_alarm, HNI_FW_TEMP_MIN, true, true },
	{ hwmon_temp, hwmon_temp_max_alarm, HNI_FW_TEMP_MAX, true },
	{ hwmon_temp, hwmon_temp_crit_alarm, HNI_FW_TEMP_CRIT, true },
	{ hwmon_in, hwmon_in_min, HNI_FW_VOLT_MIN },
	{ hwmon_in, hwmon_in_max, HNI_FW_VOLT_MAX },
	{ hwmon_in, hwmon_in_min_alarm, HNI_FW_VOLT_MIN, true, true },
	{ hwmon_in, hwmon_in_max_alarm, HNI_FW_VOLT_MAX, true },
};

/* Return: NULL for a value or a label, which are always there */
static const struct hni_hwmon_attr *
hni_hwmon_attr_find(enum hwmon_sensor_types type, u32 attr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hni_hwmon_attrs); i++)
		if (hni_hwmon_attrs[i].type == type &&
		    hni_hwmon_attrs[i].attr == attr)
			return &hni_hwmon_attrs[i];
	return NULL;
}

static umode_t hni_hwmon_is_visible(const void *data,
				    enum hwmon_sensor_types type, u32 attr,
				    int channel)
{
	const struct hni_hwmon_attr *row = hni_hwmon_attr_find(type, attr);
	const struct hni_dev *hdev = data;

	return !row || hdev->caps.limits & BIT(row->limit) ? 0444 : 0;
}

static int hni_hwmon_read(struct device *dev, enum hwmon_sensor_types type,
			  u32 attr, int channel, long *val)
{
	const struct hni_hwmon_attr *row = hni_hwmon_attr_find(type, attr);
	struct hni_dev *hdev = dev_get_drvdata(dev);
	struct hni_fw_sensors now;
	long limit;
	int err;

	if (row && !row->is_alarm) {
		*val = hdev->caps.limit[row->limit];
		return 0;
	}
	err = hni_fw_sensors_read(hdev, &now);
	if (err)
		return err;
	*val = type == hwmon_temp ? now.temp_mc : now.volt_mv;
	if (!row)
		return 0;
	limit = hdev->caps.limit[row->limit];
	*val = row->is_least ? *val < limit : *val > limit;
	return 0;
}

static int hni_hwmon_read_string(struct device *dev,
				 enum hwmon_sensor_types type, u32 attr,
				 int channel, const char **str)
{
	*str = type == hwmon_temp ? "chip" : "core";
	return 0;
}

static const struct hwmon_ops hni_hwmon_ops = {
	.is_visible = hni_hwmon_is_visible,
	.read = hni_hwmon_read,
	.read_string = hni_hwmon_read_string,
};

static const struct hwmon_channel_info *const hni_hwmon_info[] = {
	HWMON_CHANNEL_INFO(temp,
			   HWMON_T_INPUT | HWMON_T_LABEL | HWMON_T_MIN |
			   HWMON_T_MAX | HWMON_T_CRIT | HWMON_T_MIN_ALARM |
			   HWMON_T_MAX_ALARM | HWMON_T_CRIT_ALARM),
	HWMON_CHANNEL_INFO(in,
			   HWMON_I_INPUT | HWMON_I_LABEL | HWMON_I_MIN |
			   HWMON_I_MAX | HWMON_I_MIN_ALARM |
			   HWMON_I_MAX_ALARM),
	NULL
};

static const struct hwmon_chip_info hni_hwmon_chip = {
	.ops = &hni_hwmon_ops,
	.info = hni_hwmon_info,
};

/*
 * Not in the mailbox's thread, which has to deliver the answers to whoever
 * reads the sensors now.
 */
void hni_hwmon_exceeded_work(struct work_struct *work)
{
	struct hni_dev *hdev = container_of(work, struct hni_dev, sensor_work);
	struct device *dev = READ_ONCE(hdev->hwmon);

	if (!dev)
		return;
	hwmon_notify_event(dev, hwmon_temp, hwmon_temp_max_alarm, 0);
	hwmon_notify_event(dev, hwmon_in, hwmon_in_max_alarm, 0);
}

int hni_hwmon_create(struct hni_dev *hdev)
{
	struct device *dev;

	dev = hwmon_device_register_with_info(hdev->dev, HNI_DRV_NAME, hdev,
					      &hni_hwmon_chip, NULL);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	WRITE_ONCE(hdev->hwmon, dev);
	return 0;
}

void hni_hwmon_destroy(struct hni_dev *hdev)
{
	struct device *dev = hdev->hwmon;

	WRITE_ONCE(hdev->hwmon, NULL);
	/* one that is queued after this finds no device */
	cancel_work_sync(&hdev->sensor_work);
	hwmon_device_unregister(dev);
}
