// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading features of netdevs, over ethtool's ioctl. */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "feature.h"

#define CTL_BLOCK_BITS	32

static int ethtool(int sock, const char *netdev, void *request)
{
	struct ifreq ifr = { 0 };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", netdev);
	ifr.ifr_data = request;
	return ioctl(sock, SIOCETHTOOL, &ifr) < 0 ? -errno : 0;
}

static int features_count(int sock, const char *netdev, unsigned int *count)
{
	union {
		struct ethtool_sset_info head;
		__u32 words[sizeof(struct ethtool_sset_info) / 4 + 1];
	} info = {
		.head.cmd = ETHTOOL_GSSET_INFO,
		.head.sset_mask = 1ULL << ETH_SS_FEATURES,
	};
	int err = ethtool(sock, netdev, &info);

	*count = info.head.sset_mask ? info.head.data[0] : 0;
	return err;
}

/* position of a feature in the kernel's list */
static int feature_find(int sock, const char *netdev, const char *feature,
			unsigned int count)
{
	struct ethtool_gstrings *names;
	unsigned int i;
	int found;

	names = calloc(1, sizeof(*names) + count * ETH_GSTRING_LEN);
	if (!names)
		return -ENOMEM;
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_FEATURES;
	names->len = count;
	found = ethtool(sock, netdev, names);
	for (i = 0; !found && i < count; i++) {
		if (!strncmp((const char *)names->data + i * ETH_GSTRING_LEN,
			     feature, ETH_GSTRING_LEN))
			break;
	}
	free(names);
	if (found)
		return found;
	return i < count ? (int)i : -ENOENT;
}

static int feature_read(int sock, const char *netdev, unsigned int position,
			unsigned int count)
{
	unsigned int blocks = (count + CTL_BLOCK_BITS - 1) / CTL_BLOCK_BITS;
	struct ethtool_gfeatures *features;
	int rc;

	features = calloc(1, sizeof(*features) +
			  blocks * sizeof(features->features[0]));
	if (!features)
		return -ENOMEM;
	features->cmd = ETHTOOL_GFEATURES;
	features->size = blocks;
	rc = ethtool(sock, netdev, features);
	if (!rc)
		rc = features->features[position / CTL_BLOCK_BITS].active >>
		     position % CTL_BLOCK_BITS & 1;
	free(features);
	return rc;
}

int ctl_feature_get(const char *netdev, const char *feature, bool *is_on)
{
	unsigned int count;
	int sock, rc;

	sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sock < 0)
		return -errno;
	rc = features_count(sock, netdev, &count);
	if (!rc)
		rc = feature_find(sock, netdev, feature, count);
	if (rc >= 0)
		rc = feature_read(sock, netdev, (unsigned int)rc, count);
	close(sock);
	*is_on = rc > 0;
	return rc < 0 ? rc : 0;
}
