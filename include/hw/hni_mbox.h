/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Owns the firmware mailbox of BAR4 and the messages that pass through it.
 */
#ifndef _HNI_MBOX_H
#define _HNI_MBOX_H

#include "hni_bits.h"

/* BAR4 words outside the mailboxes, byte offsets */
#define HNI_MBX_NS_OTP_STATUS		0x00874
#define HNI_MBX_NS_OTP_WRITE_STATUS	0x00878
#define HNI_MBX_OTP_WRITE_DATA		HNI_MASK32(31, 16)
#define HNI_MBX_OTP_WRITE_ECC		HNI_MASK32(15, 0)

/* Mailboxes: rings of 16 descriptors, each a low and a high word */
#define HNI_MBX_RX			0	/* firmware to host */
#define HNI_MBX_TX			1	/* host to firmware */
#define HNI_MBX_DESCS			16
#define HNI_MBX_BASE			0x18000
#define HNI_MBX_SIZE			0x80
#define HNI_MBX_DESC_LO(m, d)	\
	(HNI_MBX_BASE + HNI_MBX_SIZE * (m) + 8 * (d))
#define HNI_MBX_DESC_HI(m, d)		(HNI_MBX_DESC_LO(m, d) + 4)
/* The first word doubles as the sign of life of BAR4: never all ones */
#define HNI_MBX_ALIVE			HNI_MBX_DESC_LO(0, 0)

/* Descriptor, both words as one 64-bit value */
#define HNI_MBX_HOST_CMPL		HNI_BIT64(0)
#define HNI_MBX_FW_CMPL			HNI_BIT64(1)
#define HNI_MBX_FW_ERR			HNI_BIT64(2)
#define HNI_MBX_ADDR			HNI_MASK64(45, 3)
#define HNI_MBX_EOM			HNI_BIT64(46)
#define HNI_MBX_LEN			HNI_MASK64(63, 48)
#define HNI_MBX_MSG_MAX			4096

/* TLV header */
#define HNI_TLV_TYPE			HNI_MASK32(11, 0)
#define HNI_TLV_CANNOT_IGNORE		HNI_BIT32(14)
#define HNI_TLV_IS_MSG			HNI_BIT32(15)
/* Message: 32-bit words with header.  Attribute: bytes with header, no pad */
#define HNI_TLV_LEN			HNI_MASK32(31, 16)
#define HNI_TLV_HDR_SIZE		4
#define HNI_TLV_MAX_DATA		3584
#define HNI_TLV_MAX_ATTRS		32

/* Messages.  H: sent by the host, F: sent by the firmware */
#define HNI_MSG_TEST			0x00	/* H, echoed */
#define HNI_MSG_HOST_CAP_REQ		0x10	/* H */
#define HNI_MSG_FW_CAP_RESP		0x11	/* F */
#define HNI_MSG_OWNERSHIP_REQ		0x12	/* H */
#define HNI_MSG_OWNERSHIP_RESP		0x13	/* F */
#define HNI_MSG_HEARTBEAT_REQ		0x14	/* H */
#define HNI_MSG_HEARTBEAT_RESP		0x15	/* F */
#define HNI_MSG_COREDUMP_GET_INFO_REQ	0x18	/* H */
#define HNI_MSG_COREDUMP_GET_INFO_RESP	0x19	/* F */
#define HNI_MSG_COREDUMP_READ_REQ	0x20	/* H */
#define HNI_MSG_COREDUMP_READ_RESP	0x21	/* F */
#define HNI_MSG_FW_START_UPGRADE_REQ	0x22	/* H */
#define HNI_MSG_FW_START_UPGRADE_RESP	0x23	/* F */
#define HNI_MSG_FW_WRITE_CHUNK_REQ	0x24	/* F */
#define HNI_MSG_FW_WRITE_CHUNK_RESP	0x25	/* H */
#define HNI_MSG_FW_FINISH_UPGRADE_REQ	0x28	/* F */
#define HNI_MSG_FW_FINISH_UPGRADE_RESP	0x29	/* H */
#define HNI_MSG_EEPROM_READ_REQ		0x2a	/* H */
#define HNI_MSG_EEPROM_READ_RESP	0x2b	/* F */
#define HNI_MSG_EEPROM_WRITE_REQ	0x2c	/* H */
#define HNI_MSG_EEPROM_WRITE_RESP	0x2d	/* F */
#define HNI_MSG_QSFP_READ_REQ		0x38	/* H */
#define HNI_MSG_QSFP_READ_RESP		0x39	/* F */
#define HNI_MSG_TSENE_READ_REQ		0x3c	/* H */
#define HNI_MSG_TSENE_READ_RESP		0x3d	/* F */
#define HNI_MSG_SET_COMPHY_MODE_REQ	0x3e	/* H */
#define HNI_MSG_SET_COMPHY_MODE_RESP	0x3f	/* F */
#define HNI_MSG_SENSOR_EXCEEDED		0x40	/* F */
#define HNI_MSG_LOG_SEND_LOGS_REQ	0x43	/* H */
#define HNI_MSG_LOG_MSG_REQ		0x44	/* F */
#define HNI_MSG_LOG_MSG_RESP		0x45	/* H */
#define HNI_MSG_RPC_MAC_SYNC_REQ	0x46	/* H */

/* TEST: those that are used here */
#define HNI_ATTR_TEST_U32		0x02	/* u32 */
#define HNI_ATTR_TEST_STRING		0x09	/* string */
#define HNI_TEST_STRING_MAX		32	/* with its NUL */

/* FW_CAP_RESP */
#define HNI_ATTR_CAP_VERSION		0x00	/* u32, required, not 0 */
#define HNI_ATTR_CAP_BMC_PRESENT	0x01	/* flag */
#define HNI_ATTR_CAP_BMC_MAC_ADDR	0x02	/* MAC, inside 0x03 */
#define HNI_ATTR_CAP_BMC_MAC_ARRAY	0x03	/* array, at most 4 */
#define HNI_ATTR_CAP_STORED_VERSION	0x04	/* u32 */
#define HNI_ATTR_CAP_ACTIVE_SLOT	0x05	/* u32 */
#define HNI_ATTR_CAP_COMMIT_STR		0x06	/* string */
#define HNI_ATTR_CAP_BMC_ALL_MULTI	0x08	/* u32 */
#define HNI_ATTR_CAP_FW_STATE		0x09
#define HNI_ATTR_CAP_LINK_SPEED		0x0a	/* u32, HNI_SPEED_* */
#define HNI_ATTR_CAP_LINK_FEC		0x0b	/* u32, HNI_FEC_* */
#define HNI_ATTR_CAP_STORED_COMMIT_STR	0x0c	/* string */
#define HNI_ATTR_CAP_CMRT_VERSION	0x0d	/* u32 */
#define HNI_ATTR_CAP_STORED_CMRT_VERSION	0x0e	/* u32 */
#define HNI_ATTR_CAP_CMRT_COMMIT_STR	0x0f	/* string */
#define HNI_ATTR_CAP_STORED_CMRT_COMMIT_STR	0x10	/* string */
#define HNI_ATTR_CAP_UEFI_VERSION	0x11	/* u32 */
#define HNI_ATTR_CAP_UEFI_COMMIT_STR	0x12	/* string */
#define HNI_ATTR_CAP_MAX_LINK_SPEED	0x13	/* u32 */
#define HNI_ATTR_CAP_ANTI_ROLLBACK	0x15	/* u32 */
#define HNI_ATTR_CAP_TEMP_MIN		0x18	/* s32, milli-degrees C */
#define HNI_ATTR_CAP_TEMP_MAX		0x19	/* s32 */
#define HNI_ATTR_CAP_TEMP_CRIT		0x1a	/* s32 */
#define HNI_ATTR_CAP_VOLT_MIN		0x1b	/* s32, mV */
#define HNI_ATTR_CAP_VOLT_MAX		0x1c	/* s32 */
#define HNI_CAP_BMC_MACS		4
#define HNI_CAP_COMMIT_STR_MAX		19	/* with its NUL */

/* VERSION: the four numbers of a firmware release */
#define HNI_FW_VERSION_MAJOR		HNI_MASK32(31, 24)
#define HNI_FW_VERSION_MINOR		HNI_MASK32(23, 16)
#define HNI_FW_VERSION_PATCH		HNI_MASK32(15, 8)
#define HNI_FW_VERSION_BUILD		HNI_MASK32(7, 0)
/* Oldest release whose protocol is the one described here */
#define HNI_FW_VERSION_MIN		0x000a0600
/* First releases with log messages, and with history of them */
#define HNI_FW_VERSION_LOGS		0x000c0900
#define HNI_FW_VERSION_LOG_HISTORY	0x19050700

/* LINK_SPEED and LINK_FEC */
#define HNI_SPEED_25R1			1
#define HNI_SPEED_50R2			2
#define HNI_SPEED_50R1			3
#define HNI_SPEED_100R2			4
#define HNI_FEC_NONE			1
#define HNI_FEC_RS			2
#define HNI_FEC_BASER			3

/* OWNERSHIP, HEARTBEAT */
#define HNI_ATTR_OWNERSHIP_FLAG		0x0	/* flag: take, else release */
#define HNI_ATTR_OWNERSHIP_TIME		0x1	/* u64, ms since start */
#define HNI_ATTR_HEARTBEAT_UPTIME	0x0	/* u64, ms since start */
#define HNI_ATTR_HEARTBEAT_MESSAGES	0x1	/* number of messages */

/* COREDUMP */
#define HNI_ATTR_COREDUMP_REQ_CREATE	0x0	/* flag */
#define HNI_ATTR_COREDUMP_AVAILABLE	0x0	/* flag */
#define HNI_ATTR_COREDUMP_SIZE		0x1	/* u32 */
#define HNI_ATTR_COREDUMP_INFO_ERROR	0x2	/* s32 */
#define HNI_ATTR_COREDUMP_OFFSET	0x0	/* u32 */
#define HNI_ATTR_COREDUMP_LENGTH	0x1	/* u32 */
#define HNI_ATTR_COREDUMP_DATA		0x2	/* raw */
#define HNI_ATTR_COREDUMP_ERROR		0x3	/* s32 */

/* FW upgrade */
#define HNI_FW_SECTION_CMRT		0	/* boot loader */
#define HNI_FW_SECTION_CONTROL		1	/* control firmware */
#define HNI_FW_SECTION_UCODE		2
#define HNI_FW_SECTION_OPTION_ROM	3
#define HNI_FW_SECTION_USER		4
#define HNI_FW_SECTIONS			5
#define HNI_ATTR_START_UPGRADE_ERROR	0x0	/* s32 */
#define HNI_ATTR_START_UPGRADE_SECTION	0x1	/* u32 */
#define HNI_ATTR_START_UPGRADE_LENGTH	0x2	/* u32 */
#define HNI_ATTR_WRITE_CHUNK_OFFSET	0x0	/* u32 */
#define HNI_ATTR_WRITE_CHUNK_LENGTH	0x1	/* u32 */
#define HNI_ATTR_WRITE_CHUNK_DATA	0x2	/* raw */
#define HNI_ATTR_WRITE_CHUNK_ERROR	0x3	/* s32 */
#define HNI_ATTR_FINISH_UPGRADE_ERROR	0x0	/* s32 */

/* EEPROM */
#define HNI_ATTR_EEPROM_OFFSET		0x0	/* u32 */
#define HNI_ATTR_EEPROM_LENGTH		0x1	/* u32 */
#define HNI_ATTR_EEPROM_ERROR		0x3	/* s32 */
#define HNI_ATTR_EEPROM_DATA		0x4	/* raw */

/* QSFP */
#define HNI_ATTR_QSFP_BANK		0x0	/* u32 */
#define HNI_ATTR_QSFP_PAGE		0x1	/* u32 */
#define HNI_ATTR_QSFP_OFFSET		0x2	/* u32 */
#define HNI_ATTR_QSFP_LENGTH		0x3	/* u32 */
#define HNI_ATTR_QSFP_ERROR		0x4	/* s32 */
#define HNI_ATTR_QSFP_DATA		0x5	/* raw */

/* TSENE: temperature and voltage */
#define HNI_ATTR_TSENE_THERM		0x0	/* s32, milli-degrees C */
#define HNI_ATTR_TSENE_VOLT		0x1	/* s32, mV */
#define HNI_ATTR_TSENE_ERROR		0x2	/* s32 */

/* SENSOR_EXCEEDED */
#define HNI_ATTR_SENSOR_THERM_EXCEEDED	0x0	/* flag */
#define HNI_ATTR_SENSOR_VOLT_EXCEEDED	0x1	/* flag */
#define HNI_ATTR_SENSOR_THERM		0x2	/* s32, milli-degrees C */
#define HNI_ATTR_SENSOR_VOLT		0x3	/* s32, mV */

/* SET_COMPHY_MODE */
#define HNI_ATTR_COMPHY_PAM4		0x0	/* u32 */
#define HNI_ATTR_COMPHY_LANE_MASK	0x4	/* u32 */
#define HNI_ATTR_COMPHY_ERROR		0x1	/* s32 */

/* LOG */
#define HNI_ATTR_SEND_LOGS		0x0	/* flag: start, else stop */
#define HNI_ATTR_SEND_LOGS_VERSION	0x1	/* u32 = 1 */
#define HNI_ATTR_SEND_LOGS_HISTORY	0x2	/* flag */
#define HNI_ATTR_LOG_MSG_MSEC		0x0	/* u32 */
#define HNI_ATTR_LOG_MSG_INDEX		0x1	/* u64 */
#define HNI_ATTR_LOG_MSG_TEXT		0x2	/* string */
#define HNI_ATTR_LOG_MSG_COUNT		0x3	/* u32 */
#define HNI_ATTR_LOG_MSG_MSEC_ARRAY	0x4
#define HNI_ATTR_LOG_MSG_INDEX_ARRAY	0x5
#define HNI_ATTR_LOG_MSG_TEXT_ARRAY	0x6

/* RPC_MAC_SYNC */
#define HNI_ATTR_MAC_SYNC_RX_FLAGS	0x0	/* u32, HNI_MAC_SYNC_* */
#define HNI_MAC_SYNC_PROMISC		HNI_BIT32(0)
#define HNI_MAC_SYNC_ALLMULTI		HNI_BIT32(1)
#define HNI_MAC_SYNC_BROADCAST		HNI_BIT32(2)
#define HNI_MAC_SYNC_MACS		8	/* of a kind at most */
#define HNI_ATTR_MAC_SYNC_UC_ARRAY	0x1
#define HNI_ATTR_MAC_SYNC_MC_ARRAY	0x2
#define HNI_ATTR_MAC_SYNC_MAC_ADDR	0x3	/* MAC, inside the arrays */

#endif /* _HNI_MBOX_H */
