/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns what the parts of `hnictl rule check` share: a tc command line on its
 * way to the engine. It is read as iproute2 reads it and understood as the
 * kernel and the driver understand it.
 */
#ifndef HNICTL_CHECK_H
#define HNICTL_CHECK_H

#include "hnictl.h"
#include "../../offload/core/hof_rule.h"

/* as TCA_ACT_MAX_PRIO */
#define CTL_CHECK_ACTIONS	32
#define CTL_CHECK_DEVS		16

/*
 * The driver names the first refusal only: keys that it has by the number of
 * the kernel's dissector, then those that it has not, then actions in their
 * order, then the rest.
 */
#define CTL_ORDER_NO_KEY	64
#define CTL_ORDER_ACTIONS	200
#define CTL_ORDER_FILTER	1000

/* Protocols; the kernel's headers have more than the words of tc */
#define CTL_PROTO_ALL		0x0003
#define CTL_PROTO_IP		0x0800
#define CTL_PROTO_ARP		0x0806
#define CTL_PROTO_8021Q		0x8100
#define CTL_PROTO_IPV6		0x86dd
#define CTL_PROTO_MPLS_UC	0x8847
#define CTL_PROTO_MPLS_MC	0x8848
#define CTL_PROTO_PPP_SES	0x8864
#define CTL_PROTO_8021AD	0x88a8

/**
 * struct ctl_check_dev - a representor by name
 * @name: as in the command line
 * @port: number of its port
 */
struct ctl_check_dev {
	const char *name;
	unsigned int port;
};

/**
 * struct ctl_check - a filter under examination
 * @words: rest of the command line
 * @num_words: how many
 * @bad: word that is not understood, NULL = none yet
 * @advice: what was expected instead
 * @devs: representors that the user named
 * @num_devs: how many; without any, every device is taken for a representor
 * @dev: device of the filter
 * @is_egress: direction
 * @chain: chain
 * @prio: preference
 * @protocol: of the filter, host order
 * @skip_sw: flag of the filter
 * @skip_hw: flag of the filter
 * @n_proto: EtherType behind tags that the filter names, 0 = none
 * @vlan_protos: EtherTypes behind the first and second tag, 0 = not given
 * @num_of_vlans: value of the key
 * @mpls_lses: label stack entries that are named, bit 0 = the first
 * @ip_proto: value of the key, -1 = not given
 * @has_addr: a key with an address was given
 * @has_addr_bits: and one of them has mask bits
 * @is_ipv6: the addresses are IPv6
 * @enc_type: HNI_KW_ADDR_* of a tunnel's addresses, 0 = none given
 * @kernel: what the kernel refuses before it asks a driver, NULL = nothing
 * @err: errno of the refusal, or 0
 * @order: place of @why among refusals
 * @why: the refusal that the driver would name
 * @spec: what goes to the engine
 */
struct ctl_check {
	char **words;
	int num_words;
	const char *bad;
	const char *advice;
	struct ctl_check_dev devs[CTL_CHECK_DEVS];
	unsigned int num_devs;
	const char *dev;
	bool is_egress;
	uint32_t chain;
	uint32_t prio;
	uint16_t protocol;
	bool skip_sw;
	bool skip_hw;
	uint16_t n_proto;
	uint16_t vlan_protos[2];
	uint32_t num_of_vlans;
	uint32_t mpls_lses;
	int ip_proto;
	bool has_addr;
	bool has_addr_bits;
	bool is_ipv6;
	uint8_t enc_type;
	const char *kernel;
	int err;
	unsigned int order;
	struct hof_why why;
	struct hof_spec spec;
};

/* ---- check_word.c: words ---- */

/* the next word, taken; NULL at the end, which is an error if one is needed */
const char *ctl_check_next(struct ctl_check *check, const char *advice);

/* takes the next word if it is that one */
bool ctl_check_take(struct ctl_check *check, const char *word);

/* refuses a word of the command line; later calls do nothing; returns false */
bool ctl_check_bad(struct ctl_check *check, const char *word,
		   const char *advice);

/* numbers up to a limit, decimal or 0x..., and "NUMBER[/MASK]" */
bool ctl_check_u32(struct ctl_check *check, const char *word, uint32_t max,
		   uint32_t *value);
bool ctl_check_masked(struct ctl_check *check, const char *word, uint32_t max,
		      uint32_t *value, uint32_t *mask);

/* MAC[/MASK], ADDRESS[/LEN or /MASK]; the latter returns bytes, 0 if bad */
bool ctl_check_mac(struct ctl_check *check, const char *word, uint8_t *value,
		   uint8_t *mask);
unsigned int ctl_check_ip(struct ctl_check *check, const char *word,
			  uint8_t *value, uint8_t *mask);

/* EtherType and IP protocol, by name or number */
bool ctl_check_proto(struct ctl_check *check, const char *word,
		     uint16_t *proto);
bool ctl_check_ip_proto(struct ctl_check *check, const char *word,
			uint8_t *proto);

/* ---- check.c ---- */

/* notes a refusal, if it is the first in the driver's order */
void ctl_check_refuse(struct ctl_check *check, unsigned int order,
		      enum hof_reason reason, const char *what,
		      struct hof_why values);

/* port of a device, -1 if it is no representor */
int ctl_check_port(const struct ctl_check *check, const char *dev);

/* ---- check_key.c, check_act.c: return false if the words are bad ---- */

bool ctl_check_keys(struct ctl_check *check);
void ctl_check_keys_end(struct ctl_check *check);
bool ctl_check_actions(struct ctl_check *check);

#endif
