// SPDX-License-Identifier: GPL-2.0-only
/* Owns the words of a tc command line: numbers, addresses, protocols. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define CTL_MAC_BYTES	6

bool ctl_check_bad(struct ctl_check *check, const char *word,
		   const char *advice)
{
	if (!check->bad) {
		check->bad = word;
		check->advice = advice;
	}
	return false;
}

const char *ctl_check_next(struct ctl_check *check, const char *advice)
{
	if (!check->num_words) {
		if (advice)
			ctl_check_bad(check, "end of the line", advice);
		return NULL;
	}
	check->num_words--;
	return *check->words++;
}

bool ctl_check_take(struct ctl_check *check, const char *word)
{
	if (!check->num_words || strcmp(check->words[0], word))
		return false;
	ctl_check_next(check, NULL);
	return true;
}

/* ---- numbers ---- */

/* a number and where it ends; NULL if there is none up to the limit */
static const char *number_read(const char *word, uint32_t max,
			       uint32_t *value)
{
	unsigned long long number;
	char *end;

	if (word[0] < '0' || word[0] > '9')
		return NULL;
	errno = 0;
	number = strtoull(word, &end, 0);
	if (errno || number > max)
		return NULL;
	*value = (uint32_t)number;
	return end;
}

static bool is_number(const char *word, uint32_t max, uint32_t *value)
{
	const char *end = word ? number_read(word, max, value) : NULL;

	return end && !*end;
}

bool ctl_check_u32(struct ctl_check *check, const char *word, uint32_t max,
		   uint32_t *value)
{
	return is_number(word, max, value) ||
	       ctl_check_bad(check, word, "a number in range");
}

bool ctl_check_masked(struct ctl_check *check, const char *word, uint32_t max,
		      uint32_t *value, uint32_t *mask)
{
	const char *end = word ? number_read(word, max, value) : NULL;

	*mask = max;
	if (end && *end == '/')
		end = number_read(end + 1, max, mask);
	if (!end || *end)
		return ctl_check_bad(check, word, "NUMBER[/MASK] in range");
	return true;
}

/* ---- addresses ---- */

static void prefix_put(uint8_t *mask, unsigned int len, unsigned int bytes)
{
	unsigned int i;

	for (i = 0; i < bytes; i++, len -= len < 8 ? len : 8)
		mask[i] = len < 8 ? (uint8_t)(0xff00 >> len) : 0xff;
}

static bool mac_read(const char *word, uint8_t *bytes)
{
	unsigned int i;
	char *end;

	for (i = 0; i < CTL_MAC_BYTES; i++) {
		unsigned long byte = strtoul(word, &end, 16);

		if (end == word || end > word + 2 || byte > 0xff ||
		    *end != (i + 1 < CTL_MAC_BYTES ? ':' : '\0'))
			return false;
		bytes[i] = (uint8_t)byte;
		word = end + 1;
	}
	return true;
}

bool ctl_check_mac(struct ctl_check *check, const char *word, uint8_t *value,
		   uint8_t *mask)
{
	char text[64] = "";
	uint32_t len;
	char *slash;

	snprintf(text, sizeof(text), "%s", word ? word : "");
	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	prefix_put(mask, 8 * CTL_MAC_BYTES, CTL_MAC_BYTES);
	if (!mac_read(text, value))
		return ctl_check_bad(check, word, "a MAC address");
	if (!slash || mac_read(slash, mask))
		return true;
	if (!is_number(slash, 8 * CTL_MAC_BYTES, &len))
		return ctl_check_bad(check, word, "MAC[/MASK or /LENGTH]");
	prefix_put(mask, len, CTL_MAC_BYTES);
	return true;
}

unsigned int ctl_check_ip(struct ctl_check *check, const char *word,
			  uint8_t *value, uint8_t *mask)
{
	char text[128] = "";
	unsigned int bytes;
	uint32_t len;
	char *slash;
	int family;

	snprintf(text, sizeof(text), "%s", word ? word : "");
	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	family = strchr(text, ':') ? AF_INET6 : AF_INET;
	bytes = family == AF_INET6 ? 16 : 4;
	prefix_put(mask, 8 * bytes, bytes);
	if (inet_pton(family, text, value) != 1) {
		ctl_check_bad(check, word, "an IP address");
		return 0;
	}
	if (!slash || inet_pton(family, slash, mask) == 1)
		return bytes;
	if (!is_number(slash, 8 * bytes, &len)) {
		ctl_check_bad(check, word, "ADDRESS[/MASK or /LENGTH]");
		return 0;
	}
	prefix_put(mask, len, bytes);
	return bytes;
}

/* ---- protocols ---- */

struct proto_name {
	const char *name;
	uint16_t value;
};

static const struct proto_name proto_names[] = {
	{ "all", CTL_PROTO_ALL },
	{ "ip", CTL_PROTO_IP },
	{ "ipv4", CTL_PROTO_IP },
	{ "arp", CTL_PROTO_ARP },
	{ "rarp", 0x8035 },
	{ "ipv6", CTL_PROTO_IPV6 },
	{ "802.1Q", CTL_PROTO_8021Q },
	{ "802.1q", CTL_PROTO_8021Q },
	{ "802.1ad", CTL_PROTO_8021AD },
	{ "mpls_uc", CTL_PROTO_MPLS_UC },
	{ "mpls_mc", CTL_PROTO_MPLS_MC },
	{ "ppp_disc", 0x8863 },
	{ "ppp_ses", CTL_PROTO_PPP_SES },
	{ "teb", 0x6558 },
	{ "lldp", 0x88cc },
	{ "cfm", 0x8902 },
	{ "loop", 0x0060 },
};

static const struct proto_name ip_proto_names[] = {
	{ "icmp", 1 },
	{ "igmp", 2 },
	{ "tcp", 6 },
	{ "udp", 17 },
	{ "gre", 47 },
	{ "esp", 50 },
	{ "ah", 51 },
	{ "icmpv6", 58 },
	{ "ipv6-icmp", 58 },
	{ "l2tp", 115 },
	{ "sctp", 132 },
};

static bool name_find(const struct proto_name *names, size_t count,
		      const char *word, uint16_t *value)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (strcmp(names[i].name, word))
			continue;
		*value = names[i].value;
		return true;
	}
	return false;
}

bool ctl_check_proto(struct ctl_check *check, const char *word,
		     uint16_t *proto)
{
	uint32_t value;

	if (!word)
		return false;
	if (name_find(proto_names, ARRAY_SIZE(proto_names), word, proto))
		return true;
	if (!is_number(word, 0xffff, &value))
		return ctl_check_bad(check, word, "a protocol");
	*proto = (uint16_t)value;
	return true;
}

bool ctl_check_ip_proto(struct ctl_check *check, const char *word,
			uint8_t *proto)
{
	uint32_t value;
	uint16_t named;

	if (!word)
		return false;
	if (name_find(ip_proto_names, ARRAY_SIZE(ip_proto_names), word,
		      &named)) {
		*proto = (uint8_t)named;
		return true;
	}
	if (!is_number(word, 0xff, &value))
		return ctl_check_bad(check, word, "an IP protocol");
	*proto = (uint8_t)value;
	return true;
}
