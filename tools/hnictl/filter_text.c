// SPDX-License-Identifier: GPL-2.0-only
/* Owns writing a filter's keys and actions in the words of tc. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/pkt_cls.h>
#include <linux/tc_act/tc_gact.h>
#include <linux/tc_act/tc_mirred.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "filter.h"
#include "hnictl.h"
#include "mac.h"

#define VALUE_SIZE	INET6_ADDRSTRLEN

enum key_form {
	FORM_U8,
	FORM_U16,	/* as the machine has it */
	FORM_BE16,
	FORM_IPV4,
	FORM_MAC,
	FORM_IPV6,
};

static const size_t form_lens[] = {
	[FORM_U8] = 1,
	[FORM_U16] = 2,
	[FORM_BE16] = 2,
	[FORM_IPV4] = 4,
	[FORM_MAC] = 6,
	[FORM_IPV6] = 16,
};

/*
 * Keys that are spelled out.
 * @mask: attribute with the mask; 0: there is none
 */
static const struct {
	const char *name;
	uint16_t key;
	uint16_t mask;
	enum key_form form;
} keys[] = {
	{ "dst_mac", TCA_FLOWER_KEY_ETH_DST, TCA_FLOWER_KEY_ETH_DST_MASK,
	  FORM_MAC },
	{ "src_mac", TCA_FLOWER_KEY_ETH_SRC, TCA_FLOWER_KEY_ETH_SRC_MASK,
	  FORM_MAC },
	{ "vlan_id", TCA_FLOWER_KEY_VLAN_ID, 0, FORM_U16 },
	{ "vlan_prio", TCA_FLOWER_KEY_VLAN_PRIO, 0, FORM_U8 },
	{ "ip_proto", TCA_FLOWER_KEY_IP_PROTO, 0, FORM_U8 },
	{ "src_ip", TCA_FLOWER_KEY_IPV4_SRC, TCA_FLOWER_KEY_IPV4_SRC_MASK,
	  FORM_IPV4 },
	{ "dst_ip", TCA_FLOWER_KEY_IPV4_DST, TCA_FLOWER_KEY_IPV4_DST_MASK,
	  FORM_IPV4 },
	{ "src_ip", TCA_FLOWER_KEY_IPV6_SRC, TCA_FLOWER_KEY_IPV6_SRC_MASK,
	  FORM_IPV6 },
	{ "dst_ip", TCA_FLOWER_KEY_IPV6_DST, TCA_FLOWER_KEY_IPV6_DST_MASK,
	  FORM_IPV6 },
	{ "src_port", TCA_FLOWER_KEY_TCP_SRC, TCA_FLOWER_KEY_TCP_SRC_MASK,
	  FORM_BE16 },
	{ "dst_port", TCA_FLOWER_KEY_TCP_DST, TCA_FLOWER_KEY_TCP_DST_MASK,
	  FORM_BE16 },
	{ "src_port", TCA_FLOWER_KEY_UDP_SRC, TCA_FLOWER_KEY_UDP_SRC_MASK,
	  FORM_BE16 },
	{ "dst_port", TCA_FLOWER_KEY_UDP_DST, TCA_FLOWER_KEY_UDP_DST_MASK,
	  FORM_BE16 },
	{ "arp_sip", TCA_FLOWER_KEY_ARP_SIP, TCA_FLOWER_KEY_ARP_SIP_MASK,
	  FORM_IPV4 },
	{ "arp_tip", TCA_FLOWER_KEY_ARP_TIP, TCA_FLOWER_KEY_ARP_TIP_MASK,
	  FORM_IPV4 },
	{ "arp_sha", TCA_FLOWER_KEY_ARP_SHA, TCA_FLOWER_KEY_ARP_SHA_MASK,
	  FORM_MAC },
	{ "arp_tha", TCA_FLOWER_KEY_ARP_THA, TCA_FLOWER_KEY_ARP_THA_MASK,
	  FORM_MAC },
};

/* Attributes that are no keys, or that the filter's protocol tells already */
static const uint16_t silent[] = {
	TCA_FLOWER_CLASSID, TCA_FLOWER_ACT, TCA_FLOWER_FLAGS,
	TCA_FLOWER_IN_HW_COUNT, TCA_FLOWER_KEY_ETH_TYPE,
	TCA_FLOWER_KEY_VLAN_ETH_TYPE,
};

/* ---- text that may be cut off ---- */

static void text_add(char *text, size_t size, const char *fmt, ...)
	__printf(3, 4);

static void text_add(char *text, size_t size, const char *fmt, ...)
{
	size_t len = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + len, size - len, fmt, args);
	va_end(args);
}

/* ---- keys ---- */

static void value_put(char *text, enum key_form form, const uint8_t *bytes)
{
	uint16_t number;

	switch (form) {
	case FORM_U8:
		snprintf(text, VALUE_SIZE, "%u", bytes[0]);
		break;
	case FORM_U16:
		memcpy(&number, bytes, sizeof(number));
		snprintf(text, VALUE_SIZE, "%u", number);
		break;
	case FORM_BE16:
		snprintf(text, VALUE_SIZE, "%u", bytes[0] << 8 | bytes[1]);
		break;
	case FORM_IPV4:
		inet_ntop(AF_INET, bytes, text, VALUE_SIZE);
		break;
	case FORM_IPV6:
		inet_ntop(AF_INET6, bytes, text, VALUE_SIZE);
		break;
	case FORM_MAC:
		ctl_mac_put(text, bytes, form_lens[form]);
		break;
	}
}

static const struct nlattr *attr_find(const struct nlattr *nest, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == type)
			return attr;
	}
	return NULL;
}

/* every bit counts, which goes without saying */
static bool is_exact(const uint8_t *mask, size_t len)
{
	while (len)
		if (mask[--len] != 0xff)
			return false;
	return true;
}

static int key_put(struct ctl_filter *filter, size_t i,
		   const struct nlattr *key, const struct nlattr *mask)
{
	size_t len = form_lens[keys[i].form];
	char text[VALUE_SIZE];

	if (mnl_attr_get_payload_len(key) != len ||
	    (mask && mnl_attr_get_payload_len(mask) != len))
		return -EBADMSG;
	value_put(text, keys[i].form, mnl_attr_get_payload(key));
	text_add(filter->keys, sizeof(filter->keys), "%s%s %s",
		 filter->keys[0] ? " " : "", keys[i].name, text);
	if (!mask || is_exact(mnl_attr_get_payload(mask), len))
		return 0;
	value_put(text, keys[i].form, mnl_attr_get_payload(mask));
	text_add(filter->keys, sizeof(filter->keys), "/%s", text);
	return 0;
}

static bool is_silent(uint16_t type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(silent); i++) {
		if (silent[i] == type)
			return true;
	}
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (keys[i].mask == type)
			return true;
	}
	return false;
}

int ctl_filter_keys_put(struct ctl_filter *filter,
			const struct nlattr *options)
{
	const struct nlattr *attr, *mask;
	bool is_more = false;
	uint16_t type;
	size_t i;

	mnl_attr_for_each_nested(attr, options) {
		type = mnl_attr_get_type(attr);
		for (i = 0; i < ARRAY_SIZE(keys); i++) {
			if (keys[i].key == type)
				break;
		}
		if (i == ARRAY_SIZE(keys)) {
			is_more |= !is_silent(type);
			continue;
		}
		mask = keys[i].mask ? attr_find(options, keys[i].mask) : NULL;
		if (key_put(filter, i, attr, mask))
			return -EBADMSG;
	}
	if (is_more)
		text_add(filter->keys, sizeof(filter->keys), "%s...",
			 filter->keys[0] ? " " : "");
	return 0;
}

/* ---- actions ---- */

static void gact_put(struct ctl_filter *filter, int action)
{
	static const struct {
		int action;
		const char *name;
	} names[] = {
		{ TC_ACT_OK, "pass" }, { TC_ACT_SHOT, "drop" },
		{ TC_ACT_TRAP, "trap" }, { TC_ACT_PIPE, "pipe" },
		{ TC_ACT_UNSPEC, "continue" },
	};
	size_t i;

	if (TC_ACT_EXT_CMP(action, TC_ACT_GOTO_CHAIN)) {
		text_add(filter->verdict, sizeof(filter->verdict),
			 "goto chain %u", action & TC_ACT_EXT_VAL_MASK);
		if (!filter->actions[0])
			filter->goto_chain = action & TC_ACT_EXT_VAL_MASK;
		return;
	}
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].action == action)
			break;
	}
	text_add(filter->verdict, sizeof(filter->verdict), "%s",
		 i < ARRAY_SIZE(names) ? names[i].name : "gact");
}

static void mirred_put(struct ctl_filter *filter,
		       const struct tc_mirred *mirred)
{
	char netdev[IF_NAMESIZE];

	if (!if_indextoname(mirred->ifindex, netdev))
		snprintf(netdev, sizeof(netdev), "if%u", mirred->ifindex);
	text_add(filter->verdict, sizeof(filter->verdict), "%s %s",
		 mirred->eaction == TCA_EGRESS_REDIR ||
		 mirred->eaction == TCA_INGRESS_REDIR ? "redirect" : "mirror",
		 netdev);
}

int ctl_filter_verdict_add(struct ctl_filter *filter, const char *kind,
			   const struct nlattr *options)
{
	bool is_gact = !strcmp(kind, "gact"), is_mirred = !strcmp(kind, "mirred");
	const struct nlattr *parms = NULL;
	struct tc_mirred mirred;
	struct tc_gact gact;

	if (options && (is_gact || is_mirred))
		parms = attr_find(options, is_gact ? TCA_GACT_PARMS :
				  TCA_MIRRED_PARMS);
	if (parms && mnl_attr_get_payload_len(parms) <
	    (is_gact ? sizeof(gact) : sizeof(mirred)))
		return -EBADMSG;
	if (filter->verdict[0])
		text_add(filter->verdict, sizeof(filter->verdict), ", ");
	if (!parms) {
		text_add(filter->verdict, sizeof(filter->verdict), "%s", kind);
	} else if (is_gact) {
		memcpy(&gact, mnl_attr_get_payload(parms), sizeof(gact));
		gact_put(filter, gact.action);
	} else {
		memcpy(&mirred, mnl_attr_get_payload(parms), sizeof(mirred));
		mirred_put(filter, &mirred);
	}
	return 0;
}
