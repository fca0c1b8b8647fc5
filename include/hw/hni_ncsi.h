/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Owns the constants of the BMC's sideband: control packets of the Network
 * Controller Sideband Interface (DMTF DSP0222) as the NIC speaks it.
 *
 * The text that gives them meaning is Documentation/hardware/ncsi.rst.
 * All multi-byte fields are big endian. Offsets and lengths are in bytes; those
 * of a payload count from its beginning, the two codes of a response included.
 */
#ifndef HNI_NCSI_H
#define HNI_NCSI_H

#include "hni_bits.h"

#define HNI_NCSI_ETHERTYPE		0x88f8
#define HNI_NCSI_FRAME_MIN		60	/* from DA, without FCS */

/* ---- Control packet, behind the Ethernet header ---- */
#define HNI_NCSI_HDR_MC			0x00
#define HNI_NCSI_HDR_REVISION		0x01
#define HNI_NCSI_HDR_IID		0x03	/* 0 in notifications only */
#define HNI_NCSI_HDR_TYPE		0x04
#define HNI_NCSI_HDR_CHANNEL		0x05
#define HNI_NCSI_HDR_LENGTH		0x06	/* u16, HNI_NCSI_LENGTH */
#define HNI_NCSI_HDR_LEN		0x10	/* payload, pad, checksum follow */

#define HNI_NCSI_REVISION		0x01
#define HNI_NCSI_LENGTH			HNI_MASK32(11, 0)
#define HNI_NCSI_CHANNEL_PACKAGE	HNI_MASK32(7, 5)
#define HNI_NCSI_CHANNEL_ID		HNI_MASK32(4, 0)
#define HNI_NCSI_CHANNEL_ALL		0x1f	/* the package itself */
#define HNI_NCSI_CSUM_LEN		4

#define HNI_NCSI_TYPE_RESPONSE		0x80	/* added to the command's */
#define HNI_NCSI_TYPE_AEN		0xff

/* ---- Commands ---- */
#define HNI_NCSI_CLEAR_INITIAL_STATE	0x00
#define HNI_NCSI_SELECT_PACKAGE		0x01
#define HNI_NCSI_DESELECT_PACKAGE	0x02
#define HNI_NCSI_ENABLE_CHANNEL		0x03
#define HNI_NCSI_DISABLE_CHANNEL	0x04
#define HNI_NCSI_RESET_CHANNEL		0x05
#define HNI_NCSI_ENABLE_TX		0x06
#define HNI_NCSI_DISABLE_TX		0x07
#define HNI_NCSI_AEN_ENABLE		0x08
#define HNI_NCSI_SET_LINK		0x09
#define HNI_NCSI_GET_LINK_STATUS	0x0a
#define HNI_NCSI_SET_VLAN_FILTER	0x0b
#define HNI_NCSI_ENABLE_VLAN		0x0c
#define HNI_NCSI_DISABLE_VLAN		0x0d
#define HNI_NCSI_SET_MAC		0x0e
#define HNI_NCSI_ENABLE_BROADCAST	0x10
#define HNI_NCSI_DISABLE_BROADCAST	0x11
#define HNI_NCSI_ENABLE_MULTICAST	0x12
#define HNI_NCSI_DISABLE_MULTICAST	0x13
#define HNI_NCSI_SET_FLOW_CONTROL	0x14
#define HNI_NCSI_GET_VERSION		0x15
#define HNI_NCSI_GET_CAPABILITIES	0x16
#define HNI_NCSI_GET_PARAMETERS		0x17
#define HNI_NCSI_GET_NET_STATS		0x18	/* of the controller */
#define HNI_NCSI_GET_NCSI_STATS		0x19
#define HNI_NCSI_GET_PASS_STATS		0x1a
#define HNI_NCSI_GET_PACKAGE_STATUS	0x1b
#define HNI_NCSI_OEM			0x50
#define HNI_NCSI_GET_MC_MAC		0x58

/* ---- Responses: code, then reason ---- */
#define HNI_NCSI_COMPLETED		0x0000
#define HNI_NCSI_FAILED			0x0001
#define HNI_NCSI_UNSUPPORTED		0x0003

#define HNI_NCSI_WHY_NONE		0x0000
#define HNI_NCSI_WHY_INITIAL		0x0001	/* initialization required */
#define HNI_NCSI_WHY_PARAMETER		0x0002
#define HNI_NCSI_WHY_LENGTH		0x0005
#define HNI_NCSI_WHY_UNKNOWN		0x7fff	/* with UNSUPPORTED only */
#define HNI_NCSI_WHY_LINK_HOST		0x0901	/* a host's driver has it */
#define HNI_NCSI_WHY_LINK_PARAMETER	0x0903
#define HNI_NCSI_WHY_LINK_SPEED		0x0905
#define HNI_NCSI_WHY_VLAN		0x0b07	/* VLAN ID invalid */
#define HNI_NCSI_WHY_MAC		0x0e08	/* address is zero */

/* ---- Notifications ---- */
#define HNI_NCSI_AEN_TYPE		0x03	/* u8 in the payload */
#define HNI_NCSI_AEN_LINK		0
#define HNI_NCSI_AEN_CONFIGURE		1
#define HNI_NCSI_AEN_DRIVER		2
#define HNI_NCSI_AENS			0x7	/* bits of AEN_ENABLE */

/* ---- Set Link, Get Link Status ---- */
#define HNI_NCSI_SET_LINK_SPEEDS	(HNI_MASK32(7, 1) | HNI_MASK32(15, 13))
#define HNI_NCSI_SET_LINK_25G		HNI_BIT32(6)
#define HNI_NCSI_SET_LINK_50G		HNI_BIT32(13)
#define HNI_NCSI_SET_LINK_100G		HNI_BIT32(14)
#define HNI_NCSI_SET_LINK_HALF		HNI_BIT32(8)
#define HNI_NCSI_SET_LINK_FULL		HNI_BIT32(9)
#define HNI_NCSI_SET_LINK_OEM		HNI_BIT32(12)	/* OEM word is valid */

#define HNI_NCSI_LINK_UP		HNI_BIT32(0)
#define HNI_NCSI_LINK_SPEED		HNI_MASK32(4, 1)
#define HNI_NCSI_LINK_25G		0xa
#define HNI_NCSI_LINK_50G		0xc
#define HNI_NCSI_LINK_100G		0xd
#define HNI_NCSI_LINK_SERDES		HNI_BIT32(20)
#define HNI_NCSI_LINK_DRIVER		HNI_BIT32(0)	/* in the second word */

/* ---- Filters ---- */
#define HNI_NCSI_FILTER_ENABLE		0x01	/* last byte, VLAN and MAC */
#define HNI_NCSI_MAC_KIND		HNI_MASK32(7, 5)	/* 0, 1 multicast */

#define HNI_NCSI_VLAN_OFF		0	/* frames without a tag only */
#define HNI_NCSI_VLAN_ONLY		1	/* listed VLANs only */
#define HNI_NCSI_VLAN_LISTED		2	/* listed VLANs, and untagged */
#define HNI_NCSI_VLAN_ANY		3	/* all */

#define HNI_NCSI_BC_ARP			HNI_BIT32(0)
#define HNI_NCSI_BC_DHCP_CLIENT		HNI_BIT32(1)
#define HNI_NCSI_BC_DHCP_SERVER		HNI_BIT32(2)
#define HNI_NCSI_BC_NETBIOS		HNI_BIT32(3)
#define HNI_NCSI_BC_ALL			HNI_MASK32(3, 0)

#define HNI_NCSI_MC_NEIGHBOR_ADV	HNI_BIT32(0)
#define HNI_NCSI_MC_ROUTER_ADV		HNI_BIT32(1)
#define HNI_NCSI_MC_DHCP6_RELAY		HNI_BIT32(2)
#define HNI_NCSI_MC_DHCP6_SERVER	HNI_BIT32(3)
#define HNI_NCSI_MC_MLD			HNI_BIT32(4)
#define HNI_NCSI_MC_NEIGHBOR_SOL	HNI_BIT32(5)
#define HNI_NCSI_MC_ALL			HNI_MASK32(5, 0)

/* ---- Get Capabilities, Get Parameters ---- */
#define HNI_NCSI_CAP_DRIVER_STATUS	HNI_BIT32(1)
#define HNI_NCSI_CAP_ALL_MULTICAST	HNI_BIT32(4)
#define HNI_NCSI_CAP_NO_ARBITRATION	HNI_BIT32(6)
#define HNI_NCSI_CAP_VLAN_MODES		0x07

#define HNI_NCSI_CFG_BROADCAST		HNI_BIT32(0)	/* filter is on */
#define HNI_NCSI_CFG_ENABLED		HNI_BIT32(1)
#define HNI_NCSI_CFG_TX			HNI_BIT32(2)
#define HNI_NCSI_CFG_MULTICAST		HNI_BIT32(3)	/* filter is on */

/* ---- What the NIC has ---- */
#define HNI_NCSI_VLANS			8
#define HNI_NCSI_MACS_UNICAST		2	/* numbers 1, 2 */
#define HNI_NCSI_MACS_MULTICAST		2	/* numbers 3, 4 */
#define HNI_NCSI_MACS_MIXED		4	/* numbers 5 to 8 */
#define HNI_NCSI_MACS			8
#define HNI_NCSI_MANUFACTURER		32473	/* IANA: for examples */

#endif /* HNI_NCSI_H */
