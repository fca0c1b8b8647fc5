// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the conversation with the firmware: capabilities, ownership,
 * heartbeat, the MTU that the e-switch grants.
 */

#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include <hw/hni_esw.h>

#include "fw.h"
#include "fw_call.h"
#include "fw_flash.h"
#include "fw_health.h"
#include "fw_log.h"
#include "hwmon.h"
#include "mbx.h"
#include "tlv.h"

#define HNI_FW_POLL_MS		20
#define HNI_FW_TIMEOUT		(10 * HZ)
#define HNI_FW_BEAT_PERIOD	(10 * HZ)
#define HNI_FW_SERVICE_PERIOD	HZ
#define HNI_FW_NO_ATTR		(-1)

static const struct hni_tlv_rule hni_fw_cap_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_CAP_VERSION]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_BMC_PRESENT]	= { HNI_TLV_FLAG },
	[HNI_ATTR_CAP_BMC_MAC_ARRAY]	= { HNI_TLV_ARRAY },
	[HNI_ATTR_CAP_STORED_VERSION]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_COMMIT_STR]	= { HNI_TLV_STRING,
					    HNI_CAP_COMMIT_STR_MAX },
	[HNI_ATTR_CAP_CMRT_VERSION]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_STORED_CMRT_VERSION] = { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_UEFI_VERSION]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_ANTI_ROLLBACK]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_BMC_ALL_MULTI]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_LINK_SPEED]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_LINK_FEC]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_CAP_TEMP_MIN ... HNI_ATTR_CAP_VOLT_MAX] = { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule hni_fw_owner_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_OWNERSHIP_TIME]	= { HNI_TLV_UINT, 8 },
};

static const struct hni_tlv_rule hni_fw_beat_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_HEARTBEAT_UPTIME]	= { HNI_TLV_UINT, 8 },
};

static const struct hni_tlv_rule hni_fw_mtu_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_PORT_MTU_BYTES]	= { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule hni_fw_qsfp_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_QSFP_BANK]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_QSFP_PAGE]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_QSFP_OFFSET]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_QSFP_LENGTH]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_QSFP_ERROR]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_QSFP_DATA]		= { HNI_TLV_RAW, HNI_TLV_MAX_DATA },
};

static const struct hni_tlv_rule hni_fw_tsene_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_TSENE_THERM]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_TSENE_VOLT]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_TSENE_ERROR]		= { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule hni_fw_exceeded_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_SENSOR_THERM_EXCEEDED] = { HNI_TLV_FLAG },
	[HNI_ATTR_SENSOR_VOLT_EXCEEDED]	= { HNI_TLV_FLAG },
	[HNI_ATTR_SENSOR_THERM]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_SENSOR_VOLT]		= { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule
hni_fw_dump_info_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_COREDUMP_AVAILABLE]	= { HNI_TLV_FLAG },
	[HNI_ATTR_COREDUMP_SIZE]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_COREDUMP_INFO_ERROR]	= { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule
hni_fw_dump_read_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_COREDUMP_OFFSET]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_COREDUMP_LENGTH]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_COREDUMP_DATA]	= { HNI_TLV_RAW, HNI_TLV_MAX_DATA },
	[HNI_ATTR_COREDUMP_ERROR]	= { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule hni_fw_start_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_START_UPGRADE_ERROR]	= { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule hni_fw_chunk_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_WRITE_CHUNK_OFFSET]	= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_WRITE_CHUNK_LENGTH]	= { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule hni_fw_finish_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_FINISH_UPGRADE_ERROR]	= { HNI_TLV_UINT, 4 },
};

static const struct hni_tlv_rule hni_fw_log_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_LOG_MSG_MSEC]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_LOG_MSG_INDEX]	= { HNI_TLV_UINT, 8 },
	[HNI_ATTR_LOG_MSG_TEXT]		= { HNI_TLV_STRING, HNI_FW_LOG_TEXT },
};

static const struct hni_tlv_rule hni_fw_test_rules[HNI_TLV_MAX_ATTRS] = {
	[HNI_ATTR_TEST_U32]		= { HNI_TLV_UINT, 4 },
	[HNI_ATTR_TEST_STRING]		= { HNI_TLV_STRING,
					    HNI_TEST_STRING_MAX },
};

/* Sends a message with one flag attribute, or none. */
static int hni_fw_request(struct hni_dev *hdev, u32 id, int flag)
{
	u8 buf[2 * HNI_TLV_HDR_SIZE];
	struct hni_tlv_msg msg;

	hni_tlv_begin(&msg, buf, id);
	if (flag != HNI_FW_NO_ATTR)
		hni_tlv_put(&msg, flag, NULL, 0);
	return hni_mbx_send(hdev, msg.buf, msg.len);
}

/* Unlike the rest they change under way, with each upgrade. */
static void hni_fw_caps_versions(struct hni_dev *hdev,
				 const struct hni_tlv_attr *attrs)
{
	WRITE_ONCE(hdev->fw_running[HNI_FW_SECTION_CONTROL],
		   hni_tlv_uint(&attrs[HNI_ATTR_CAP_VERSION]));
	WRITE_ONCE(hdev->fw_running[HNI_FW_SECTION_CMRT],
		   hni_tlv_uint(&attrs[HNI_ATTR_CAP_CMRT_VERSION]));
	WRITE_ONCE(hdev->fw_stored[HNI_FW_SECTION_CONTROL],
		   hni_tlv_uint(&attrs[HNI_ATTR_CAP_STORED_VERSION]));
	WRITE_ONCE(hdev->fw_stored[HNI_FW_SECTION_CMRT],
		   hni_tlv_uint(&attrs[HNI_ATTR_CAP_STORED_CMRT_VERSION]));
	WRITE_ONCE(hdev->fw_stored[HNI_FW_SECTION_OPTION_ROM],
		   hni_tlv_uint(&attrs[HNI_ATTR_CAP_UEFI_VERSION]));
	WRITE_ONCE(hdev->fw_rollback,
		   hni_tlv_uint(&attrs[HNI_ATTR_CAP_ANTI_ROLLBACK]));
}

static void hni_fw_caps_limits(struct hni_fw_caps *caps,
			       const struct hni_tlv_attr *attrs)
{
	unsigned int i;

	for (i = 0; i < HNI_FW_LIMITS; i++) {
		if (!attrs[HNI_ATTR_CAP_TEMP_MIN + i].data)
			continue;
		caps->limits |= BIT(i);
		caps->limit[i] = hni_tlv_sint(&attrs[HNI_ATTR_CAP_TEMP_MIN + i]);
	}
}

static int hni_fw_caps_bmc(struct hni_fw_caps *caps,
			   struct hni_tlv_attr macs)
{
	struct hni_tlv_attr mac;
	int ret;

	for (;;) {
		ret = hni_tlv_array_next(&macs, HNI_ATTR_CAP_BMC_MAC_ADDR,
					 &mac);
		if (ret <= 0)
			return ret;
		if (mac.len != ETH_ALEN ||
		    caps->num_bmc_macs == HNI_CAP_BMC_MACS)
			return -EBADMSG;
		if (is_zero_ether_addr(mac.data))
			continue;
		ether_addr_copy(caps->bmc_mac[caps->num_bmc_macs], mac.data);
		caps->num_bmc_macs++;
	}
}

static int hni_fw_caps_resp(struct hni_dev *hdev,
			    const struct hni_tlv_attr *attrs)
{
	const struct hni_tlv_attr *str = &attrs[HNI_ATTR_CAP_COMMIT_STR];
	struct hni_fw_caps caps = {};
	u32 speed, fec;

	caps.version = hni_tlv_uint(&attrs[HNI_ATTR_CAP_VERSION]);
	if (!caps.version)
		return -EBADMSG;
	if (str->data)
		strscpy(caps.commit, (const char *)str->data);

	caps.bmc_present = attrs[HNI_ATTR_CAP_BMC_PRESENT].data;
	if (caps.bmc_present) {
		caps.bmc_all_multi =
			hni_tlv_uint(&attrs[HNI_ATTR_CAP_BMC_ALL_MULTI]);
		if (!attrs[HNI_ATTR_CAP_BMC_MAC_ARRAY].data ||
		    hni_fw_caps_bmc(&caps, attrs[HNI_ATTR_CAP_BMC_MAC_ARRAY]))
			return -EBADMSG;
	}

	speed = hni_tlv_uint(&attrs[HNI_ATTR_CAP_LINK_SPEED]);
	if (speed >= HNI_SPEED_25R1 && speed <= HNI_SPEED_100R2)
		caps.link_speed = speed;
	/* PAM4 lanes need RS; everywhere else it is the safe assumption */
	fec = hni_tlv_uint(&attrs[HNI_ATTR_CAP_LINK_FEC]);
	caps.link_fec = HNI_FEC_RS;
	if ((speed == HNI_SPEED_25R1 || speed == HNI_SPEED_50R2) &&
	    fec >= HNI_FEC_NONE && fec <= HNI_FEC_BASER)
		caps.link_fec = fec;
	hni_fw_caps_limits(&caps, attrs);

	hni_fw_caps_versions(hdev, attrs);
	/* what the netdev was built on does not change under it */
	if (hdev->caps.version) {
		if (memcmp(&hdev->caps, &caps, sizeof(caps)))
			dev_info(hdev->dev,
				 "firmware capabilities changed, reload to use them\n");
		return 0;
	}
	hdev->caps = caps;
	return 0;
}

/*
 * Between an answer and one to a later question has passed at least as much time
 * as from the former's arrival to the question. Less, and it has started anew in
 * between; an eighth is left to clocks.
 */
static void hni_fw_alive(struct hni_dev *hdev, u64 uptime)
{
	unsigned long sent = READ_ONCE(hdev->fw_beat_sent);
	u64 least = hdev->fw_uptime;

	if (time_after(sent, hdev->fw_uptime_at))
		least += jiffies_to_msecs(sent - hdev->fw_uptime_at) / 8 * 7;
	if (uptime < least)
		atomic_set(&hdev->fw_uptime_lost, 1);
	WRITE_ONCE(hdev->fw_uptime, uptime);
	hdev->fw_uptime_at = jiffies;
	atomic_long_set(&hdev->fw_last_seen, jiffies);
}

static int hni_fw_owner_resp(struct hni_dev *hdev,
			     const struct hni_tlv_attr *attrs)
{
	/* a new start of the firmware is no loss: this is its first word */
	hdev->fw_uptime = 0;
	hdev->fw_uptime_at = jiffies;
	atomic_set(&hdev->fw_uptime_lost, 0);
	hni_fw_alive(hdev, hni_tlv_uint(&attrs[HNI_ATTR_OWNERSHIP_TIME]));
	hni_fw_health_alive(hdev);
	complete(&hdev->fw_owned);
	return 0;
}

static int hni_fw_beat_resp(struct hni_dev *hdev,
			    const struct hni_tlv_attr *attrs)
{
	hni_fw_alive(hdev, hni_tlv_uint(&attrs[HNI_ATTR_HEARTBEAT_UPTIME]));
	/* that of the service task is waited for by nobody */
	hni_fw_answer(hdev, HNI_MSG_HEARTBEAT_RESP, attrs);
	return 0;
}

static int hni_fw_mtu_req(struct hni_dev *hdev,
			  const struct hni_tlv_attr *attrs)
{
	u32 mtu = hni_tlv_uint(&attrs[HNI_ATTR_PORT_MTU_BYTES]);

	if (mtu < ETH_MIN_MTU || mtu > HNI_FRAME_MAX - ETH_HLEN)
		return -ERANGE;
	WRITE_ONCE(hdev->fw_mtu, mtu);
	schedule_work(&hdev->mtu_work);
	return 0;
}

/* The firmware says so once, until all is well again. */
static int hni_fw_exceeded_req(struct hni_dev *hdev,
			       const struct hni_tlv_attr *attrs)
{
	dev_warn(hdev->dev, "sensor beyond its limit: %d mC, %d mV\n",
		 hni_tlv_sint(&attrs[HNI_ATTR_SENSOR_THERM]),
		 hni_tlv_sint(&attrs[HNI_ATTR_SENSOR_VOLT]));
	schedule_work(&hdev->sensor_work);
	return 0;
}

/* Without @handle it is an answer, for whoever waits */
struct hni_fw_handler {
	const struct hni_tlv_rule *rules;
	int (*handle)(struct hni_dev *hdev, const struct hni_tlv_attr *attrs);
};

static const struct hni_fw_handler hni_fw_handlers[] = {
	[HNI_MSG_TEST] = { hni_fw_test_rules },
	[HNI_MSG_FW_CAP_RESP] = { hni_fw_cap_rules, hni_fw_caps_resp },
	[HNI_MSG_OWNERSHIP_RESP] = { hni_fw_owner_rules, hni_fw_owner_resp },
	[HNI_MSG_HEARTBEAT_RESP] = { hni_fw_beat_rules, hni_fw_beat_resp },
	[HNI_MSG_QSFP_READ_RESP] = { hni_fw_qsfp_rules },
	[HNI_MSG_COREDUMP_GET_INFO_RESP] = { hni_fw_dump_info_rules },
	[HNI_MSG_COREDUMP_READ_RESP] = { hni_fw_dump_read_rules },
	[HNI_MSG_FW_START_UPGRADE_RESP] = { hni_fw_start_rules },
	[HNI_MSG_FW_WRITE_CHUNK_REQ] = { hni_fw_chunk_rules,
					 hni_fw_flash_chunk_req },
	[HNI_MSG_FW_FINISH_UPGRADE_REQ] = { hni_fw_finish_rules,
					    hni_fw_flash_finish_req },
	[HNI_MSG_LOG_MSG_REQ] = { hni_fw_log_rules, hni_fw_log_req },
	[HNI_MSG_TSENE_READ_RESP] = { hni_fw_tsene_rules },
	[HNI_MSG_SENSOR_EXCEEDED] = { hni_fw_exceeded_rules,
				      hni_fw_exceeded_req },
	[HNI_MSG_PORT_MTU_REQ] = { hni_fw_mtu_rules, hni_fw_mtu_req },
};

void hni_fw_message(struct hni_dev *hdev, const u32 *msg, size_t len)
{
	struct hni_tlv_attr attrs[HNI_TLV_MAX_ATTRS];
	const struct hni_fw_handler *handler;
	u32 hdr = le32_to_cpup((const __le32 *)msg);
	u32 id = FIELD_GET(HNI_TLV_TYPE, hdr);
	size_t bytes = FIELD_GET(HNI_TLV_LEN, hdr) * sizeof(u32);
	int err = -EBADMSG;

	if (len < HNI_TLV_HDR_SIZE || !(hdr & HNI_TLV_IS_MSG) ||
	    bytes < HNI_TLV_HDR_SIZE || bytes > len)
		goto refuse;
	err = -EOPNOTSUPP;
	if (id >= ARRAY_SIZE(hni_fw_handlers) || !hni_fw_handlers[id].rules)
		goto refuse;

	handler = &hni_fw_handlers[id];
	err = hni_tlv_parse((const u8 *)(msg + 1), bytes - HNI_TLV_HDR_SIZE,
			    handler->rules, attrs);
	if (!err)
		err = handler->handle ? handler->handle(hdev, attrs) :
					hni_fw_answer(hdev, id, attrs);
	if (!err)
		return;
refuse:
	dev_warn_ratelimited(hdev->dev, "firmware message 0x%x ignored: %pe\n",
			     id, ERR_PTR(err));
}

static int hni_fw_caps_wait(struct hni_dev *hdev)
{
	unsigned long deadline = jiffies + HNI_FW_TIMEOUT;
	int err;

	hdev->caps.version = 0;
	err = hni_fw_request(hdev, HNI_MSG_HOST_CAP_REQ,
			     HNI_ATTR_HOST_CAP_HNI);
	if (err)
		return err;
	for (;;) {
		hni_mbx_poll(hdev);
		if (hdev->caps.version)
			break;
		if (hni_dev_is_dead(hdev))
			return -ENODEV;
		if (time_after(jiffies, deadline)) {
			dev_err(hdev->dev,
				"firmware does not tell its capabilities\n");
			return -ETIMEDOUT;
		}
		msleep(HNI_FW_POLL_MS);
	}

	if (hdev->caps.version < HNI_FW_VERSION_MIN) {
		dev_err(hdev->dev,
			"firmware 0x%08x is too old, 0x%08x is needed\n",
			hdev->caps.version, HNI_FW_VERSION_MIN);
		return -ENODEV;
	}
	if (!hdev->caps.link_speed) {
		dev_err(hdev->dev, "firmware reports an unknown link speed\n");
		return -ENODEV;
	}
	return 0;
}

static void hni_fw_lost(struct hni_dev *hdev, const char *why)
{
	dev_warn(hdev->dev, "%s, asking anew\n", why);
	hni_fw_health_lost(hdev, why);
	hni_fw_log_start(hdev);
	hni_fw_request(hdev, HNI_MSG_OWNERSHIP_REQ, HNI_ATTR_OWNERSHIP_FLAG);
}

static void hni_fw_beat(struct hni_dev *hdev)
{
	unsigned long seen = atomic_long_read(&hdev->fw_last_seen);
	bool is_due = !time_before(jiffies, hdev->fw_beat_sent +
					    HNI_FW_BEAT_PERIOD);

	if (atomic_xchg(&hdev->fw_uptime_lost, 0))
		hni_fw_lost(hdev, "firmware has started anew");
	else if (is_due && time_before(seen, hdev->fw_beat_sent))
		hni_fw_lost(hdev, "firmware heartbeat lost");
	if (!is_due)
		return;
	WRITE_ONCE(hdev->fw_beat_sent, jiffies);
	/* a full mailbox shows as a lost heartbeat the next time */
	hni_fw_request(hdev, HNI_MSG_HEARTBEAT_REQ, HNI_FW_NO_ATTR);
}

static void hni_fw_service(struct work_struct *work)
{
	struct hni_dev *hdev = container_of(to_delayed_work(work),
					    struct hni_dev, service);

	struct net_device *netdev = READ_ONCE(hdev->netdev);

	/* a read finds out whether the device is still there */
	hni_csr_flush(hdev);
	if (hni_dev_is_dead(hdev)) {
		if (netdev)
			netif_device_detach(netdev);
		return;
	}
	hni_fw_beat(hdev);
	schedule_delayed_work(&hdev->service, HNI_FW_SERVICE_PERIOD);
}

/*
 * The e-switch drops what is longer than it grants. The MTU follows the grant
 * down, and up again to where it was, until somebody sets one: he knows
 * better, perhaps that the grant is about to follow, and is left alone.
 */
static void hni_fw_mtu_apply(struct hni_dev *hdev, struct net_device *netdev)
{
	unsigned int wish = hdev->mtu_wish ?: netdev->mtu;
	unsigned int grant = READ_ONCE(hdev->fw_mtu);
	unsigned int mtu = min(wish, grant);

	if (netdev->mtu > grant)
		netdev_info(netdev, "e-switch passes an MTU of %u%s\n", grant,
			    hdev->mtu_is_user ? " only" : "");
	if (hdev->mtu_is_user || mtu == netdev->mtu)
		return;
	hdev->mtu_is_ours = true;
	if (!dev_set_mtu(netdev, mtu))
		hdev->mtu_wish = mtu < wish ? wish : 0;
	hdev->mtu_is_ours = false;
}

static void hni_fw_mtu_work(struct work_struct *work)
{
	struct hni_dev *hdev = container_of(work, struct hni_dev, mtu_work);
	struct net_device *netdev;

	rtnl_lock();
	netdev = hdev->netdev;
	if (netdev && netdev->reg_state == NETREG_REGISTERED)
		hni_fw_mtu_apply(hdev, netdev);
	rtnl_unlock();
}

int hni_fw_attach(struct hni_dev *hdev)
{
	int err;

	err = hni_mbx_up(hdev);
	if (err)
		return err;
	err = hni_fw_caps_wait(hdev);
	if (err)
		goto err_mbx_down;
	err = hni_mbx_irq_start(hdev);
	if (err)
		goto err_mbx_down;
	hni_fw_log_start(hdev);
	return 0;

err_mbx_down:
	hni_mbx_down(hdev);
	return err;
}

void hni_fw_detach(struct hni_dev *hdev)
{
	hni_fw_log_stop(hdev);
	hni_mbx_irq_stop(hdev);
	hni_mbx_down(hdev);
}

int hni_fw_init(struct hni_dev *hdev)
{
	int err;

	init_completion(&hdev->fw_owned);
	hni_fw_call_init(hdev);
	INIT_DELAYED_WORK(&hdev->service, hni_fw_service);
	INIT_WORK(&hdev->mtu_work, hni_fw_mtu_work);
	INIT_WORK(&hdev->sensor_work, hni_hwmon_exceeded_work);
	hdev->mtu_wish = 0;
	hdev->mtu_is_user = false;

	err = hni_mbx_init(hdev);
	if (err)
		return err;
	err = hni_fw_attach(hdev);
	if (err)
		goto err_mbx_fini;
	return 0;

err_mbx_fini:
	hni_mbx_fini(hdev);
	cancel_work_sync(&hdev->mtu_work);
	cancel_work_sync(&hdev->sensor_work);
	return err;
}

void hni_fw_fini(struct hni_dev *hdev)
{
	if (!test_bit(HNI_DEV_DETACHED, &hdev->flags))
		hni_fw_detach(hdev);
	hni_mbx_fini(hdev);
	cancel_work_sync(&hdev->mtu_work);
	cancel_work_sync(&hdev->sensor_work);
}

int hni_fw_own(struct hni_dev *hdev)
{
	int err;

	ASSERT_RTNL();
	reinit_completion(&hdev->fw_owned);
	err = hni_fw_request(hdev, HNI_MSG_OWNERSHIP_REQ,
			     HNI_ATTR_OWNERSHIP_FLAG);
	if (err)
		return err;
	if (!wait_for_completion_timeout(&hdev->fw_owned, HNI_FW_TIMEOUT)) {
		dev_err(hdev->dev, "firmware does not grant ownership\n");
		return -ETIMEDOUT;
	}

	WRITE_ONCE(hdev->fw_beat_sent, jiffies);
	/* a full mailbox shows as a lost heartbeat the next time */
	hni_fw_request(hdev, HNI_MSG_HEARTBEAT_REQ, HNI_FW_NO_ATTR);
	schedule_delayed_work(&hdev->service, HNI_FW_SERVICE_PERIOD);
	return 0;
}

void hni_fw_disown(struct hni_dev *hdev)
{
	ASSERT_RTNL();
	cancel_delayed_work_sync(&hdev->service);
	/* not heard by dead firmware, which is no reason to fail a close */
	hni_fw_request(hdev, HNI_MSG_OWNERSHIP_REQ, HNI_FW_NO_ATTR);
}

void hni_fw_version_print(u32 version, char *buf, size_t size)
{
	snprintf(buf, size, "%u.%u.%u.%u",
		 (u32)FIELD_GET(HNI_FW_VERSION_MAJOR, version),
		 (u32)FIELD_GET(HNI_FW_VERSION_MINOR, version),
		 (u32)FIELD_GET(HNI_FW_VERSION_PATCH, version),
		 (u32)FIELD_GET(HNI_FW_VERSION_BUILD, version));
}
