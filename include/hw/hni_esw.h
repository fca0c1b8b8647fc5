/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Owns the constants of the e-switch extension: how the manager function
 * finds it, BAR2, the command ring and the records of every table.
 *
 * The text that gives them meaning is Documentation/hardware/eswitch.rst.
 * All multi-byte fields are little endian. Offsets and lengths are in bytes.
 */
#ifndef HNI_ESW_H
#define HNI_ESW_H

#include "hni_bits.h"

/* ---- Discovery: PCI vendor-specific extended capability (id 0x000b) ---- */
#define HNI_VSEC_ID			0x4e49	/* in the VSEC header, 15:0 */
#define HNI_VSEC_REV			1
#define HNI_VSEC_LEN			0x14
#define HNI_VSEC_MAGIC			0x08	/* from the capability */
#define HNI_VSEC_VERSION		0x0c
#define HNI_VSEC_BAR			0x10	/* BAR number, 2:0 */

#define HNI_ESW_MAGIC			0x45494e48	/* "HNIE" */
#define HNI_ESW_VERSION_MAJOR		HNI_MASK32(31, 16)
#define HNI_ESW_VERSION_MINOR		HNI_MASK32(15, 0)
#define HNI_ESW_MAJOR			1
#define HNI_ESW_MINOR			3

/* ---- BAR2 registers, 32 bit each ---- */
#define HNI_ESW_BAR_SIZE		0x10000
#define HNI_ESW_REG_MAGIC		0x000	/* RO */
#define HNI_ESW_REG_VERSION		0x004	/* RO */
#define HNI_ESW_REG_CAP_PORTS		0x008	/* RO, number of ports */
#define HNI_ESW_REG_CAP_TABLES		0x00c	/* RO, ids 1..n-1 */
#define HNI_ESW_REG_CAP_FLOW_ROWS	0x010	/* RO */
#define HNI_ESW_REG_CAP_SLOTS		0x014	/* RO */
#define HNI_ESW_REG_CAP_TCAM_ROWS	0x018	/* RO */
#define HNI_ESW_REG_CAP_ACTIONS		0x01c	/* RO */
#define HNI_ESW_REG_CAP_COUNTERS	0x020	/* RO */
#define HNI_ESW_REG_CAP_CMD_LOG2	0x024	/* RO, largest ring, log2 units */
#define HNI_ESW_REG_CAP_RANK_BITS	0x028	/* RO, 1..16 */
#define HNI_ESW_REG_SWITCH_ID_LO	0x030	/* RO */
#define HNI_ESW_REG_SWITCH_ID_HI	0x034	/* RO */
#define HNI_ESW_REG_MODE		0x038	/* RO, HNI_ESW_MODE_* */
#define HNI_ESW_REG_POLICY		0x03c	/* RO */
#define HNI_ESW_POLICY_GONE		HNI_MASK32(1, 0) /* HNI_ESW_GONE_* */
#define HNI_ESW_POLICY_BMC_LOCKED	HNI_BIT32(4)
#define HNI_ESW_POLICY_ISOLATE		HNI_BIT32(5)

#define HNI_ESW_REG_CTRL		0x040	/* RW */
#define HNI_ESW_CTRL_ENABLE		HNI_BIT32(0)	/* command ring runs */
#define HNI_ESW_CTRL_HEARTBEAT		HNI_BIT32(1)	/* watch HEARTBEAT */
#define HNI_ESW_REG_STATUS		0x044	/* RO */
#define HNI_ESW_STATUS_ENABLED		HNI_BIT32(0)
#define HNI_ESW_STATUS_FATAL		HNI_BIT32(1)
#define HNI_ESW_STATUS_CODE		HNI_MASK32(15, 8) /* HNI_ESW_FATAL_* */
#define HNI_ESW_REG_FATAL_POS		0x048	/* RO, position of the command */
#define HNI_ESW_REG_HEARTBEAT		0x04c	/* WO, any value, each second */

#define HNI_ESW_REG_CAP_METERS		0x080	/* RO, since 1.1 */
#define HNI_ESW_REG_CAP_ENCAPS		0x084	/* RO, since 1.1 */
#define HNI_ESW_REG_CAP_TUNNELS		0x088	/* RO, since 1.1 */
#define HNI_ESW_REG_CAP_RANGES		0x08c	/* RO, since 1.1, at most 64 */
#define HNI_ESW_REG_CAP_CONNS		0x090	/* RO, since 1.1 */
#define HNI_ESW_REG_CAP_KEY_WORDS	0x094	/* RO, since 1.1; 0 means 25 */
#define HNI_ESW_REG_CAP_OPS		0x098	/* RO, since 1.1; 0 means 32 */

#define HNI_ESW_REG_CMD_BASE_LO		0x050	/* RW, 64-byte aligned */
#define HNI_ESW_REG_CMD_BASE_HI		0x054	/* RW */
#define HNI_ESW_REG_CMD_SIZE		0x058	/* RW, log2 of units */
#define HNI_ESW_REG_CMD_TAIL		0x05c	/* WO, position, doorbell */
#define HNI_ESW_REG_CMD_HEAD		0x060	/* RO, position executed */
#define HNI_ESW_REG_CPL_BASE_LO		0x064	/* RW, 16-byte aligned */
#define HNI_ESW_REG_CPL_BASE_HI		0x068	/* RW */
#define HNI_ESW_REG_CMD_VECTOR		0x06c	/* RW, HNI_ESW_VECTOR_* */
#define HNI_ESW_REG_EVT_VECTOR		0x070	/* RW, HNI_ESW_VECTOR_* */
#define HNI_ESW_VECTOR_IDX		HNI_MASK32(7, 0)
#define HNI_ESW_VECTOR_ENABLE		HNI_BIT32(31)
#define HNI_ESW_REG_EVT_STATUS		0x074	/* W1C */
#define HNI_ESW_REG_EVT_MASK		0x078	/* RW, 1 = no interrupt */
#define HNI_ESW_EVT_FATAL		HNI_BIT32(0)
#define HNI_ESW_EVT_PORT		HNI_BIT32(1)	/* a PORT_STATE changed */

/* Queue page binding: page q of the manager function, q = 0..127 */
#define HNI_ESW_REG_QBIND(q)		(0x400 + 4 * (q))	/* RW */
#define HNI_ESW_QBIND_PORT		HNI_MASK32(7, 0)
#define HNI_ESW_QBIND_ENABLE		HNI_BIT32(31)

/* Port blocks */
#define HNI_ESW_MAX_PORTS		16
#define HNI_ESW_PORT(p)			(0x1000 + 0x100 * (p))
#define HNI_ESW_PORT_TYPE		0x00	/* RO */
#define HNI_ESW_PORT_TYPE_KIND		HNI_MASK32(7, 0)  /* HNI_ESW_KIND_* */
#define HNI_ESW_PORT_TYPE_CONTROLLER	HNI_MASK32(15, 8) /* PF: 0 = manager */
#define HNI_ESW_PORT_TYPE_NUMBER	HNI_MASK32(23, 16) /* physical number */
#define HNI_ESW_PORT_STATE		0x04	/* RO */
#define HNI_ESW_PORT_STATE_LINK		HNI_BIT32(0)	/* far side has a link */
#define HNI_ESW_PORT_STATE_ATTACHED	HNI_BIT32(1)	/* host/BMC present */
#define HNI_ESW_PORT_CTRL		0x08	/* RW */
#define HNI_ESW_PORT_CTRL_UP		HNI_BIT32(0)	/* representor is up */
#define HNI_ESW_PORT_MTU		0x0c	/* RW, bytes without L2 header */
#define HNI_ESW_PORT_MTU_MIN		68
#define HNI_ESW_PORT_MTU_MAX		9728	/* also after reset */
#define HNI_ESW_PORT_MAC_LO		0x10	/* RW, MAC bytes 2..5, 2 in 31:24 */
#define HNI_ESW_PORT_MAC_HI		0x14	/* RW, MAC bytes 0..1 in 15:0 */
#define HNI_ESW_PORT_MAC_HI_VALID	HNI_BIT32(31)
/* 64-bit counters, low word first; read high, low, high */
#define HNI_ESW_PORT_TX_SHARE		0x18	/* RW, kbit/s, version 1.2 */
#define HNI_ESW_PORT_TX_MAX		0x1c	/* RW, kbit/s, 0 = no limit */
#define HNI_ESW_PORT_RX_FRAMES		0x20	/* RO, entered from the port */
#define HNI_ESW_PORT_RX_BYTES		0x28	/* RO */
#define HNI_ESW_PORT_TX_FRAMES		0x30	/* RO, left through the port */
#define HNI_ESW_PORT_TX_BYTES		0x38	/* RO */
#define HNI_ESW_PORT_RX_DROPS		0x40	/* RO, entered, then dropped */
#define HNI_ESW_PORT_TX_DROPS		0x48	/* RO, should have left */
#define HNI_ESW_PORT_TO_MANAGER		0x50	/* RO, slow path frames */
#define HNI_ESW_PORT_TX_PRIO(q)		(0x80 + 8 * (q)) /* RO, frames, q = 0..7 */
#define HNI_ESW_PRIOS			8

enum hni_esw_kind {
	HNI_ESW_KIND_NONE		= 0,
	HNI_ESW_KIND_UPLINK		= 1,
	HNI_ESW_KIND_PF			= 2,
	HNI_ESW_KIND_BMC		= 3,
};

enum hni_esw_mode {
	HNI_ESW_MODE_LEGACY		= 0,
	HNI_ESW_MODE_SWITCHDEV		= 1,
	HNI_ESW_MODE_INACTIVE		= 2,
};

enum hni_esw_gone {
	HNI_ESW_GONE_STATIC		= 0,
	HNI_ESW_GONE_CLOSED		= 1,
	HNI_ESW_GONE_LEGACY		= 2,
};

enum hni_esw_fatal {
	HNI_ESW_FATAL_NONE		= 0,
	HNI_ESW_FATAL_OPCODE		= 1,	/* unknown opcode */
	HNI_ESW_FATAL_TYPE		= 2,	/* unknown record type */
	HNI_ESW_FATAL_INDEX		= 3,	/* index outside the table */
	HNI_ESW_FATAL_LENGTH		= 4,	/* wrong record length */
	HNI_ESW_FATAL_RECORD		= 5,	/* a field is out of range */
	HNI_ESW_FATAL_REFERENCE		= 6,	/* names an invalid row */
	HNI_ESW_FATAL_DMA		= 7,	/* host memory not accessible */
	HNI_ESW_FATAL_RING		= 8,	/* tail beyond the ring */
	HNI_ESW_FATAL_LATE		= 9,	/* no HEARTBEAT in time */
};

/* ---- Command ring: units of 64 bytes, positions run freely (32 bit) ---- */
#define HNI_ESW_UNIT			64
#define HNI_ESW_CMD_MIN_LOG2		6

/* Command header, 32 bytes, the record follows; padded to whole units */
#define HNI_ESW_CMD_OPCODE		0x00	/* u8, HNI_ESW_OP_* */
#define HNI_ESW_CMD_TYPE		0x01	/* u8, HNI_ESW_TYPE_* */
#define HNI_ESW_CMD_LEN			0x02	/* u16, bytes of the record */
#define HNI_ESW_CMD_INDEX		0x04	/* u32 */
#define HNI_ESW_CMD_COUNT		0x08	/* u32, DUMP only, else 0 */
#define HNI_ESW_CMD_FLAGS		0x0c	/* u32 */
#define HNI_ESW_CMD_F_IRQ		HNI_BIT32(0)	/* interrupt when done */
#define HNI_ESW_CMD_ADDR		0x10	/* u64, DUMP only, else 0 */
#define HNI_ESW_CMD_RSVD		0x18	/* u64, 0 */
#define HNI_ESW_CMD_HDR_LEN		32

enum hni_esw_op {
	HNI_ESW_OP_NOP			= 0,
	HNI_ESW_OP_WRITE		= 1,
	HNI_ESW_OP_INVALIDATE		= 2,
	HNI_ESW_OP_DUMP			= 3,	/* since 1.1 of every type */
	HNI_ESW_OP_FENCE		= 4,
	HNI_ESW_OP_MODE			= 5,	/* INDEX = HNI_ESW_MODE_* */
};

enum hni_esw_type {
	HNI_ESW_TYPE_NONE		= 0,
	HNI_ESW_TYPE_SLOT		= 1,
	HNI_ESW_TYPE_FLOW		= 2,
	HNI_ESW_TYPE_TCAM		= 3,
	HNI_ESW_TYPE_ACTION		= 4,
	HNI_ESW_TYPE_COUNTER		= 5,	/* DUMP only */
	HNI_ESW_TYPE_PORT		= 6,
	/* since 1.1 */
	HNI_ESW_TYPE_RANGE		= 7,
	HNI_ESW_TYPE_METER		= 8,
	HNI_ESW_TYPE_METER_STAT		= 9,	/* DUMP only */
	HNI_ESW_TYPE_ENCAP		= 10,
	HNI_ESW_TYPE_TUNNEL		= 11,
	HNI_ESW_TYPE_CONN		= 12,
};

/* Completion record in host memory, 16 bytes, at CPL_BASE */
#define HNI_ESW_CPL_DONE		0x00	/* u32, position executed */
#define HNI_ESW_CPL_STATUS		0x04	/* u32, copy of REG_STATUS */
#define HNI_ESW_CPL_TIME_NS		0x08	/* u64, clock of COUNTER records */
#define HNI_ESW_CPL_LEN			16

/* ---- Key words: the parsed frame as HNI_KW_COUNT 32-bit words ---- */
#define HNI_KW_META			0
#define HNI_KW_META_IN_PORT		HNI_MASK32(7, 0)
#define HNI_KW_IN_PORT_NONE		0xff	/* the manager's, a tunnel's */
#define HNI_KW_META_IS_FRAG		HNI_BIT32(8)
#define HNI_KW_META_FIRST_FRAG		HNI_BIT32(9)
#define HNI_KW_META_ADDR_TYPE		HNI_MASK32(11, 10)
#define HNI_KW_ADDR_NONE		0
#define HNI_KW_ADDR_IPV4		1
#define HNI_KW_ADDR_IPV6		2
#define HNI_KW_PROTO			1
#define HNI_KW_PROTO_OUTER		HNI_MASK32(31, 16) /* as tc's protocol */
#define HNI_KW_PROTO_NET		HNI_MASK32(15, 0)  /* after VLAN tags */
#define HNI_KW_DMAC			2	/* DA bytes 0..3 */
#define HNI_KW_MACS			3	/* DA bytes 4..5, SA bytes 0..1 */
#define HNI_KW_SMAC			4	/* SA bytes 2..5 */
#define HNI_KW_VLAN			5	/* outer tag */
#define HNI_KW_CVLAN			6	/* second tag */
#define HNI_KW_VLAN_TPID		HNI_MASK32(31, 16)
#define HNI_KW_VLAN_PCP			HNI_MASK32(15, 13)
#define HNI_KW_VLAN_VID			HNI_MASK32(11, 0)
#define HNI_KW_VLAN_ETYPES		7
#define HNI_KW_VLAN_ETYPES_OUTER	HNI_MASK32(31, 16) /* after outer tag */
#define HNI_KW_VLAN_ETYPES_INNER	HNI_MASK32(15, 0)  /* after second tag */
#define HNI_KW_IP			8
#define HNI_KW_IP_PROTO			HNI_MASK32(31, 24)
#define HNI_KW_IP_TOS			HNI_MASK32(23, 16)
#define HNI_KW_IP_TTL			HNI_MASK32(15, 8)
#define HNI_KW_IP_ARP_OP		HNI_MASK32(7, 0)
#define HNI_KW_PORTS			9
#define HNI_KW_PORTS_SRC		HNI_MASK32(31, 16)
#define HNI_KW_PORTS_DST		HNI_MASK32(15, 0)
#define HNI_KW_L4			10
#define HNI_KW_L4_ICMP_TYPE		HNI_MASK32(31, 24)
#define HNI_KW_L4_ICMP_CODE		HNI_MASK32(23, 16)
#define HNI_KW_L4_TCP_FLAGS		HNI_MASK32(11, 0)
#define HNI_KW_SRC			11	/* 4 words; IPv4 in the last */
#define HNI_KW_SRC_V4			14
#define HNI_KW_DST			15	/* 4 words; IPv4 in the last */
#define HNI_KW_DST_V4			18
#define HNI_KW_ARP_SIP			19
#define HNI_KW_ARP_TIP			20
#define HNI_KW_ARP_SHA			21	/* bytes 0..3 */
#define HNI_KW_ARP_HAS			22	/* SHA bytes 4..5, THA bytes 0..1 */
#define HNI_KW_ARP_THA			23	/* bytes 2..5 */
#define HNI_KW_MPLS			24	/* first label stack entry */
#define HNI_KW_MPLS_LABEL		HNI_MASK32(31, 12)
#define HNI_KW_MPLS_TC			HNI_MASK32(11, 9)
#define HNI_KW_MPLS_BOS			HNI_BIT32(8)
#define HNI_KW_MPLS_TTL			HNI_MASK32(7, 0)
/* Words from here on: since 1.1 */
#define HNI_KW_MISC			25
#define HNI_KW_MISC_NUM_VLANS		HNI_MASK32(31, 27)
#define HNI_KW_MISC_MPLS_LSES		HNI_MASK32(22, 16) /* bit i: entry i */
#define HNI_KW_MISC_CFM_MDL		HNI_MASK32(15, 13) /* level */
#define HNI_KW_MISC_PPPOE		HNI_BIT32(8)	/* word PPPOE is valid */
#define HNI_KW_MISC_CFM_OPCODE		HNI_MASK32(7, 0)
#define HNI_KW_MPLS_LSE(i)		(25 + (i))	/* 1..6; 0 is HNI_KW_MPLS */
#define HNI_KW_MPLS_LSES		7	/* words 24, 26..31 */
#define HNI_KW_PPPOE			32
#define HNI_KW_PPPOE_SID		HNI_MASK32(31, 16)
#define HNI_KW_PPPOE_PROTO		HNI_MASK32(15, 0)
#define HNI_KW_L4_ID			33	/* SPI or L2TPv3 session */
#define HNI_KW_RANGES			34	/* 2 words, bit r % 32 of r / 32 */
#define HNI_KW_ENC_KEYID		36
#define HNI_KW_ENC_PORTS		37	/* as HNI_KW_PORTS */
#define HNI_KW_ENC_IP			38
#define HNI_KW_ENC_IP_TOS		HNI_MASK32(31, 24)
#define HNI_KW_ENC_IP_TTL		HNI_MASK32(23, 16)
#define HNI_KW_ENC_OPTS_LEN		HNI_MASK32(15, 8)
#define HNI_KW_ENC_ADDR_TYPE		HNI_MASK32(7, 6) /* HNI_KW_ADDR_* */
#define HNI_KW_ENC_OPTS_TYPE		HNI_MASK32(5, 4) /* HNI_KW_OPTS_* */
#define HNI_KW_OPTS_NONE		0
#define HNI_KW_OPTS_GENEVE		1
#define HNI_KW_OPTS_VXLAN		2
#define HNI_KW_ENC_FLAGS		HNI_MASK32(3, 0)
#define HNI_KW_ENC_F_CSUM		HNI_BIT32(0)
#define HNI_KW_ENC_F_DF			HNI_BIT32(1)
#define HNI_KW_ENC_F_OAM		HNI_BIT32(2)
#define HNI_KW_ENC_F_CRIT		HNI_BIT32(3)
#define HNI_KW_ENC_SRC			39	/* 4 words; IPv4 in the last */
#define HNI_KW_ENC_SRC_V4		42
#define HNI_KW_ENC_DST			43	/* 4 words; IPv4 in the last */
#define HNI_KW_ENC_DST_V4		46
#define HNI_KW_ENC_OPTS			47	/* first 44 bytes of the options */
#define HNI_KW_ENC_OPTS_WORDS		11
#define HNI_KW_CT			58
#define HNI_KW_CT_ZONE			HNI_MASK32(31, 16)
#define HNI_KW_CT_STATE			HNI_MASK32(7, 0) /* HNI_CT_STATE_* */
#define HNI_KW_CT_MARK			59
#define HNI_KW_CT_LABELS		60	/* 4 words */
#define HNI_KW_USED			64
#define HNI_KW_COUNT			64

/* Bits of HNI_KW_CT_STATE, as flower's ct_state */
#define HNI_CT_STATE_NEW		HNI_BIT32(0)
#define HNI_CT_STATE_ESTABLISHED	HNI_BIT32(1)
#define HNI_CT_STATE_RELATED		HNI_BIT32(2)
#define HNI_CT_STATE_TRACKED		HNI_BIT32(3)
#define HNI_CT_STATE_INVALID		HNI_BIT32(4)
#define HNI_CT_STATE_REPLY		HNI_BIT32(5)

/* ---- SLOT record: which words a flow row compares, and under which mask -- */
#define HNI_SLOT_NWORDS			0x00	/* u32, 0..HNI_SLOT_MAX_WORDS */
#define HNI_SLOT_MAX_WORDS		20
#define HNI_SLOT_WORDS			0x04	/* u8[20], ascending */
#define HNI_SLOT_MASKS			0x18	/* u32[20], non-zero */
#define HNI_SLOT_LEN			0x68

/* ---- Head of FLOW and TCAM records, 48 bytes ---- */
#define HNI_ROW_ORDER			0x00	/* u32, lowest wins */
#define HNI_ROW_ORDER_PRIO		HNI_MASK32(31, 16)
#define HNI_ROW_ORDER_RANK		HNI_MASK32(15, 0)
#define HNI_ROW_TABLE			0x04	/* u16, 1.. */
#define HNI_ROW_SLOT			0x06	/* u16, FLOW only, else 0 */
#define HNI_ROW_FLAGS			0x08	/* u32 */
#define HNI_ROW_F_SW			HNI_BIT32(0)	/* software holds it too */
#define HNI_ROW_F_COUNT			HNI_BIT32(1)	/* COUNTER, GEN are valid */
#define HNI_ROW_ACTION			0x0c	/* u32, a valid ACTION row */
#define HNI_ROW_COUNTER			0x10	/* u32 */
#define HNI_ROW_GEN			0x14	/* u32, counter generation */
#define HNI_ROW_RSVD			0x18	/* 24 bytes, 0 */
#define HNI_ROW_HEAD_LEN		0x30
#define HNI_FLOW_KEY			0x30	/* u32[20], masked, slot order */
#define HNI_FLOW_LEN			0x80
#define HNI_TCAM_VALUE			0x30	/* u32[64], masked */
#define HNI_TCAM_MASK			0x130	/* u32[64], 1 = must match */
#define HNI_TCAM_LEN			0x230

/* ---- ACTION record: ops of 16 bytes, the last one is terminal ---- */
#define HNI_ACTION_NOPS			0x00	/* u32, 1..HNI_ACTION_MAX_OPS */
#define HNI_ACTION_RSVD			0x04	/* 12 bytes, 0 */
#define HNI_ACTION_OPS			0x10
#define HNI_ACTION_MAX_OPS		64
#define HNI_ACTION_LEN(nops)		(0x10 + 0x10 * (nops))
#define HNI_ACTION_MAX_LEN		HNI_ACTION_LEN(HNI_ACTION_MAX_OPS)
#define HNI_OP_CODE			0x00	/* u8, HNI_OP_* */
#define HNI_OP_FLAGS			0x01	/* u8 */
#define HNI_OP_ARG16			0x02	/* u16 */
#define HNI_OP_ARG32			0x04	/* u32 */
#define HNI_OP_MASK			0x08	/* u32, 0 where not named */
#define HNI_OP_RSVD			0x0c	/* 4 bytes, 0 */
#define HNI_OP_LEN			0x10

enum hni_op {
	/* terminal */
	HNI_OP_DROP			= 1,
	HNI_OP_PASS			= 2,	/* accept: to the CPU / out */
	HNI_OP_TRAP			= 3,	/* to the CPU, as edited */
	HNI_OP_GOTO			= 4,	/* ARG32 = table */
	HNI_OP_STOLEN			= 5,	/* nothing more happens */
	HNI_OP_SOFTWARE			= 6,	/* undo, original to the CPU */
	/* others */
	HNI_OP_OUTPUT			= 16,	/* ARG32 = port, copy as it is now */
	HNI_OP_VLAN_PUSH		= 17,	/* ARG16 = TCI, ARG32 = TPID */
	HNI_OP_VLAN_POP			= 18,
	HNI_OP_VLAN_MODIFY		= 19,	/* ARG16 = TCI, ARG32 = TPID */
	/* since 1.1 */
	HNI_OP_EDIT			= 20,	/* ARG16 = offset, ARG32, MASK */
	HNI_OP_CSUM			= 21,	/* ARG32 = HNI_CSUM_* */
	HNI_OP_MPLS_PUSH		= 22,	/* ARG16 = ethertype, ARG32 = LSE */
	HNI_OP_MPLS_POP			= 23,	/* ARG16 = ethertype */
	HNI_OP_MPLS_MODIFY		= 24,	/* ARG32 = LSE bits, MASK */
	HNI_OP_POLICE			= 25,	/* ARG16 = branches, ARG32 = meter */
	HNI_OP_SAMPLE			= 26,	/* ARG32 = id, MASK = rate */
	HNI_OP_MARK			= 27,	/* ARG32 = mark, MASK */
	HNI_OP_PRIORITY			= 28,	/* ARG32 = 0..7 */
	HNI_OP_ENCAP			= 29,	/* ARG32 = ENCAP row; an output */
	HNI_OP_TUNNEL_UNSET		= 30,
	HNI_OP_CT			= 31,	/* ARG16 = zone */
	HNI_OP_CT_CLEAR			= 32,
};

/* EDIT */
#define HNI_OP_EDIT_F_BASE		HNI_MASK32(3, 0)
#define HNI_EDIT_ETH			0	/* as without its outermost tag */
#define HNI_EDIT_NET			1	/* what follows that header */
#define HNI_EDIT_TCP			2
#define HNI_EDIT_UDP			3
#define HNI_OP_EDIT_F_ADD		HNI_BIT32(4)
#define HNI_OP_EDIT_F_NEXT		HNI_BIT32(5)	/* same edit goes on */
#define HNI_EDIT_MAX_OFFSET		252

/* MPLS_PUSH: bottom of stack unless the frame is MPLS already */
#define HNI_OP_MPLS_F_BOS		HNI_BIT32(0)

/* CSUM, the bits of TCA_CSUM_UPDATE_FLAG_* */
#define HNI_CSUM_IPV4HDR		HNI_BIT32(0)
#define HNI_CSUM_ICMP			HNI_BIT32(1)
#define HNI_CSUM_IGMP			HNI_BIT32(2)
#define HNI_CSUM_TCP			HNI_BIT32(3)
#define HNI_CSUM_UDP			HNI_BIT32(4)
#define HNI_CSUM_UDPLITE		HNI_BIT32(5)
#define HNI_CSUM_SCTP			HNI_BIT32(6)
#define HNI_CSUM_ALL			HNI_MASK32(6, 0)

/* POLICE: op to go on with; both are behind this op */
#define HNI_OP_POLICE_CONFORM		HNI_MASK32(7, 0)	/* of ARG16 */
#define HNI_OP_POLICE_EXCEED		HNI_MASK32(15, 8)	/* of ARG16 */
#define HNI_OP_POLICE_F_CONFORM_DROPS	HNI_BIT32(0)	/* count in DROPS */
#define HNI_OP_POLICE_F_EXCEED_DROPS	HNI_BIT32(1)
#define HNI_OP_POLICE_F_L3		HNI_BIT32(2)	/* length as at ingress */

#define HNI_OP_CT_F_NAT			HNI_BIT32(0)	/* apply NAT of the row */

#define HNI_OP_VLAN_F_PCP		HNI_BIT32(0)	/* MODIFY: set PCP too */
#define HNI_ESW_MAX_GOTOS		16
#define HNI_ESW_MAX_OUTPUTS		16	/* of one frame, nested ones too */
#define HNI_ESW_MAX_NEST		4	/* egress tables in a row */
#define HNI_ESW_DUMP_MAX		0x200000 /* bytes of one DUMP */

/* ---- COUNTER record, 32 bytes ---- */
#define HNI_COUNTER_PKTS		0x00	/* u64 */
#define HNI_COUNTER_BYTES		0x08	/* u64 */
#define HNI_COUNTER_LAST_NS		0x10	/* u64, 0 = never hit */
#define HNI_COUNTER_GEN			0x18	/* u32, of the row that counts */
#define HNI_COUNTER_SEQ			0x1c	/* u32, even = stable */
#define HNI_COUNTER_LEN			0x20

/* ---- RANGE record, 16 bytes: one bit of HNI_KW_RANGES ---- */
#define HNI_RANGE_WHICH			0x00	/* u32, 0 = destination, 1 source */
#define HNI_RANGE_MIN			0x04	/* u16 */
#define HNI_RANGE_MAX			0x06	/* u16, not below MIN */
#define HNI_RANGE_RSVD			0x08	/* 8 bytes, 0 */
#define HNI_RANGE_LEN			0x10
#define HNI_RANGE_MAX_ROWS		64

/* ---- METER record, 64 bytes; a rate of 0 does not limit ---- */
#define HNI_METER_RATE			0x00	/* u64, bytes/s */
#define HNI_METER_BURST			0x08	/* u64, bytes */
#define HNI_METER_PKT_RATE		0x10	/* u64, frames/s */
#define HNI_METER_PKT_BURST		0x18	/* u64, frames */
#define HNI_METER_MTU			0x20	/* u32, 0 = any length */
#define HNI_METER_OVERHEAD		0x24	/* u32, bytes added to each frame */
#define HNI_METER_GEN			0x28	/* u32, of METER_STAT */
#define HNI_METER_RSVD			0x2c	/* 20 bytes, 0 */
#define HNI_METER_LEN			0x40

/* ---- METER_STAT record, 48 bytes, DUMP only ---- */
#define HNI_METER_STAT_PKTS		0x00	/* u64, all that came */
#define HNI_METER_STAT_BYTES		0x08	/* u64 */
#define HNI_METER_STAT_DROPS		0x10	/* u64, frames */
#define HNI_METER_STAT_EXCEEDED		0x18	/* u64, frames */
#define HNI_METER_STAT_LAST_NS		0x20	/* u64, 0 = never hit */
#define HNI_METER_STAT_GEN		0x28	/* u32 */
#define HNI_METER_STAT_SEQ		0x2c	/* u32, even = stable */
#define HNI_METER_STAT_LEN		0x30

enum hni_tunnel_kind {
	HNI_TUNNEL_UNRESOLVED		= 0,	/* ENCAP only */
	HNI_TUNNEL_VXLAN		= 1,
	HNI_TUNNEL_GENEVE		= 2,
	HNI_TUNNEL_GRE			= 3,	/* with Ethernet inside */
};

/* ---- ENCAP record, 272 bytes: a header that ENCAP puts before a copy ---- */
#define HNI_ENCAP_KIND			0x00	/* u8, HNI_TUNNEL_* */
#define HNI_ENCAP_FLAGS			0x01	/* u8 */
#define HNI_ENCAP_F_CSUM		HNI_BIT32(0)	/* outer UDP or GRE checksum */
#define HNI_ENCAP_F_ECN			HNI_BIT32(1)	/* ECN bits by the inner header */
#define HNI_ENCAP_F_TTL			HNI_BIT32(2)	/* TTL of the inner header */
#define HNI_ENCAP_HDR_LEN		0x02	/* u16, bytes of HDR used */
#define HNI_ENCAP_NET_OFF		0x04	/* u16, outer IP header in HDR */
#define HNI_ENCAP_L4_OFF		0x06	/* u16, UDP or GRE header in HDR */
#define HNI_ENCAP_PORT			0x08	/* u8, the copy leaves here */
#define HNI_ENCAP_RSVD			0x09	/* 7 bytes, 0 */
#define HNI_ENCAP_HDR			0x10	/* u8[256] */
#define HNI_ENCAP_HDR_MAX		256
#define HNI_ENCAP_LEN			0x110

/* ---- TUNNEL record, 32 bytes: frames that end here and go on inside ---- */
#define HNI_TUNNEL_KIND			0x00	/* u8, HNI_TUNNEL_* */
#define HNI_TUNNEL_PORT			0x01	/* u8, they enter here */
#define HNI_TUNNEL_TABLE		0x02	/* u16, for the inner frame */
#define HNI_TUNNEL_L4_PORT		0x04	/* u16, UDP destination; GRE: 0 */
#define HNI_TUNNEL_FLAGS		0x06	/* u16 */
#define HNI_TUNNEL_F_GBP		HNI_BIT32(0)	/* VXLAN-GBP */
#define HNI_TUNNEL_F_CSUM		HNI_BIT32(1)	/* GRE with checksum */
#define HNI_TUNNEL_MAC			0x08	/* u8[6], outer destination */
#define HNI_TUNNEL_FAMILY		0x0e	/* u8, HNI_KW_ADDR_IPV4 or _IPV6 */
#define HNI_TUNNEL_RSVD			0x0f	/* u8, 0 */
#define HNI_TUNNEL_DST			0x10	/* u32[4] as HNI_KW_ENC_DST */
#define HNI_TUNNEL_LEN			0x20

/* ---- CONN record, 112 bytes: one direction of a connection ---- */
#define HNI_CONN_ZONE			0x00	/* u16 */
#define HNI_CONN_PROTO			0x02	/* u8, 6 or 17 */
#define HNI_CONN_FLAGS			0x03	/* u8 */
#define HNI_CONN_F_IPV6			HNI_BIT32(0)
#define HNI_CONN_F_REPLY		HNI_BIT32(1)
#define HNI_CONN_F_NAT			HNI_BIT32(2)	/* NEW_* are valid */
#define HNI_CONN_F_COUNT		HNI_BIT32(3)	/* COUNTER, GEN are valid */
#define HNI_CONN_SPORT			0x04	/* u16 */
#define HNI_CONN_DPORT			0x06	/* u16 */
#define HNI_CONN_SRC			0x08	/* u32[4] as HNI_KW_SRC */
#define HNI_CONN_DST			0x18	/* u32[4] as HNI_KW_DST */
#define HNI_CONN_MARK			0x28	/* u32 */
#define HNI_CONN_LABELS			0x2c	/* u32[4] as HNI_KW_CT_LABELS */
#define HNI_CONN_NEW_SPORT		0x3c	/* u16 */
#define HNI_CONN_NEW_DPORT		0x3e	/* u16 */
#define HNI_CONN_NEW_SRC		0x40	/* u32[4] */
#define HNI_CONN_NEW_DST		0x50	/* u32[4] */
#define HNI_CONN_COUNTER		0x60	/* u32 */
#define HNI_CONN_GEN			0x64	/* u32 */
#define HNI_CONN_RSVD			0x68	/* 8 bytes, 0 */
#define HNI_CONN_LEN			0x70

/* ---- PORT record, 16 bytes: one write binds a port to a rule set ---- */
#define HNI_PORT_INGRESS		0x00	/* u16, table, 0 = none */
#define HNI_PORT_EGRESS			0x02	/* u16, table, 0 = none */
#define HNI_PORT_POLICY			0x04	/* u8, DUMP only, since 1.3 */
#define HNI_PORT_POLICY_LOCKED		HNI_BIT32(0)	/* BMC's, locked */
#define HNI_PORT_POLICY_ALLOWED		HNI_BIT32(1)	/* has allow_bmc */
#define HNI_PORT_RSVD			0x05	/* 11 bytes, 0 */
#define HNI_PORT_LEN			0x10

/* ---- Rx completion OPT_META of type 1: why a frame is on a bound queue ---- */
#define HNI_RCD_ESW_OPT_TYPE		1
#define HNI_RCD_ESW_TABLE		HNI_MASK64(15, 0)
#define HNI_RCD_ESW_REASON		HNI_MASK64(23, 16)	/* HNI_ESW_WHY_* */
#define HNI_RCD_ESW_PORT		HNI_MASK64(31, 24)	/* it entered here */

enum hni_esw_why {
	HNI_ESW_WHY_MISS		= 0,
	HNI_ESW_WHY_PASS		= 1,
	HNI_ESW_WHY_TRAP		= 2,
	HNI_ESW_WHY_SAMPLE		= 3,	/* a copy; since 1.1 */
};

/* since 1.1 */
#define HNI_RCD_ESW_PRIO		HNI_MASK64(34, 32)
#define HNI_RCD_ESW_PRIO_VALID		HNI_BIT64(35)

/* ---- OPT_META of type 2, behind type 1: mark, or sampler of a sample ---- */
#define HNI_RCD_ESW2_OPT_TYPE		2
#define HNI_RCD_ESW2_MARK		HNI_MASK64(31, 0)
#define HNI_RCD_ESW2_OUT_PORT		HNI_MASK64(39, 32) /* sample; 0xff none */

/* ---- Mailbox extension between hni drivers and hni firmware ---- */
#define HNI_ATTR_HOST_CAP_HNI		0	/* flag in HOST_CAP_REQ */
#define HNI_MSG_PORT_MTU_REQ		0x60	/* firmware to host */
#define HNI_ATTR_PORT_MTU_BYTES		0	/* u32 */

#endif /* HNI_ESW_H */
