// SPDX-License-Identifier: GPL-2.0-only
/* Owns the text form of hardware addresses. */
#include <linux/if_ether.h>
#include <stdio.h>

#include "mac.h"

#define CTL_MAC_TEXT	18

void ctl_mac_put(char *text, const uint8_t *bytes, size_t len)
{
	text[0] = '\0';
	if (len != ETH_ALEN)
		return;
	snprintf(text, CTL_MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x",
		 bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]);
}

void ctl_hex_put(char *text, size_t size, const uint8_t *bytes, size_t len)
{
	size_t i;

	text[0] = '\0';
	for (i = 0; i < len && 2 * i + 2 < size; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}
